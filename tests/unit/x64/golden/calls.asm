function 1, frame 32, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x18
     d  cmp rsp, qword ptr [r15]
    10  jb 0x5f
    16  mov dword ptr [rbp - 0x10], eax
    19  movabs r11, 0x4000000000000000
    23  movq xmm0, r11
    28  mov r10, qword ptr [r14 + 0x48]
    2c  mov r14, qword ptr [r10 + 8]
    30  mov r13, qword ptr [r14 + 0x10]
    34  call qword ptr [r10]
    37  mov r14, qword ptr [rbp - 8]    ; call 0
    3b  mov r13, qword ptr [r14 + 0x10]
    3f  mov ebx, dword ptr [rbp - 0x10]
    42  add ebx, 1
    45  mov qword ptr [rbp - 0x18], rax
    49  mov rax, rbx
    4c  call 0x80
    51  mov r14, qword ptr [rbp - 8]    ; call 0
    55  mov r13, qword ptr [r14 + 0x10]
    59  add rax, qword ptr [rbp - 0x18]
    5d  leave
    5e  ret
    5f  lea r11, [rip + 9]
    66  jmp qword ptr [r15 + 0xd8]
    6d  ud2    ; trap 10
    6f  jmp 0x16
function 2, frame 16, area 0
    80  push rbp
    81  mov rbp, rsp
    84  push r14
    86  sub rsp, 8
    8d  nop word ptr [rax + rax]
    96  mov qword ptr [rbp - 0x10], rax
    9a  add rax, rax
    9d  leave
    9e  ret
function 3, frame 96, area 2
    a0  push rbp
    a1  mov rbp, rsp
    a4  push r14
    a6  sub rsp, 0x58
    ad  cmp rsp, qword ptr [r15]
    b0  jb 0x11f
    b6  mov dword ptr [rbp - 0x10], eax
    b9  mov dword ptr [rbp - 0x18], ecx
    bc  mov dword ptr [rbp - 0x20], edx
    bf  mov dword ptr [rbp - 0x28], ebx
    c2  mov dword ptr [rbp - 0x30], esi
    c5  mov dword ptr [rbp - 0x38], edi
    c8  mov dword ptr [rbp - 0x40], r8d
    cc  mov dword ptr [rbp - 0x48], r9d
    d0  mov r11d, dword ptr [rbp + 0x10]
    d4  mov dword ptr [rbp - 0x50], r11d
    d8  mov r11, qword ptr [rbp + 0x18]
    dc  mov qword ptr [rbp - 0x58], r11
    e0  movss dword ptr [rbp - 0x60], xmm0
    e5  sub rsp, 0x10
    e9  mov r11d, dword ptr [rbp - 0x50]
    ed  mov qword ptr [rsp], r11
    f1  mov r11, qword ptr [rbp - 0x58]
    f5  mov qword ptr [rsp + 8], r11
    fa  mov r11d, 0x3f800000
   100  movd xmm0, r11d
   105  call 0xa0
   10a  mov r14, qword ptr [rbp - 8]    ; call 0
   10e  mov r13, qword ptr [r14 + 0x10]
   112  mov r10, qword ptr [rsp - 8]
   117  mov qword ptr [rbp + 0x18], r10
   11b  leave
   11c  ret 0x10
   11f  lea r11, [rip + 9]
   126  jmp qword ptr [r15 + 0xd8]
   12d  ud2    ; trap 10
   12f  jmp 0xb6
function 4, frame 16, area 0
   140  push rbp
   141  mov rbp, rsp
   144  push r14
   146  sub rsp, 8
   14d  cmp rsp, qword ptr [r15]
   150  jb 0x1a2
   156  mov dword ptr [rbp - 0x10], eax
   159  mov r10, rax
   15c  mov eax, 3
   161  mov r11, qword ptr [r14 + 0x40]
   165  cmp r10, qword ptr [r11 + 8]
   169  jae 0x1b7
   16f  mov r11, qword ptr [r11]
   172  mov r10, qword ptr [r11 + r10*8]
   176  test r10, r10
   179  je 0x1b9
   17f  cmp dword ptr [r10 + 0x10], 0xa
   187  jne 0x1bb
   18d  mov r14, qword ptr [r10 + 8]
   191  mov r13, qword ptr [r14 + 0x10]
   195  call qword ptr [r10]
   198  mov r14, qword ptr [rbp - 8]    ; call 0
   19c  mov r13, qword ptr [r14 + 0x10]
   1a0  leave
   1a1  ret
   1a2  lea r11, [rip + 9]
   1a9  jmp qword ptr [r15 + 0xd8]
   1b0  ud2    ; trap 10
   1b2  jmp 0x156
   1b7  ud2    ; trap 4
   1b9  ud2    ; trap 5
   1bb  ud2    ; trap 6
function 5, frame 16, area 0
   1c0  push rbp
   1c1  mov rbp, rsp
   1c4  push r14
   1c6  sub rsp, 8
   1cd  cmp rsp, qword ptr [r15]
   1d0  jb 0x23b
   1d6  mov dword ptr [rbp - 0x10], eax
   1d9  mov r10d, 1
   1df  mov r11, qword ptr [r14 + 0x40]
   1e3  cmp r10, qword ptr [r11 + 8]
   1e7  jae 0x250
   1ed  mov r11, qword ptr [r11]
   1f0  mov r10, qword ptr [r11 + r10*8]
   1f4  test r10, r10
   1f7  je 0x252
   1fd  cmp dword ptr [r10 + 0x10], 0x18
   205  je 0x223
   207  mov eax, dword ptr [r10 + 0x10]
   20b  mov r11, qword ptr [r15 + 0x3e0]
   212  mov r11, qword ptr [r11 + rax*8]
   216  cmp dword ptr [r11], 0x18
   21d  jne 0x254
   223  mov eax, dword ptr [rbp - 0x10]
   226  mov r14, qword ptr [r10 + 8]
   22a  mov r13, qword ptr [r14 + 0x10]
   22e  call qword ptr [r10]
   231  mov r14, qword ptr [rbp - 8]    ; call 0
   235  mov r13, qword ptr [r14 + 0x10]
   239  leave
   23a  ret
   23b  lea r11, [rip + 9]
   242  jmp qword ptr [r15 + 0xd8]
   249  ud2    ; trap 10
   24b  jmp 0x1d6
   250  ud2    ; trap 4
   252  ud2    ; trap 5
   254  ud2    ; trap 6
function 6, frame 16, area 0
   260  push rbp
   261  mov rbp, rsp
   264  push r14
   266  sub rsp, 8
   26d  cmp rsp, qword ptr [r15]
   270  jb 0x2a0
   276  mov qword ptr [rbp - 0x10], rax
   27a  mov r10, rax
   27d  mov eax, 1
   282  test r10, r10
   285  je 0x2b5
   28b  mov r14, qword ptr [r10 + 8]
   28f  mov r13, qword ptr [r14 + 0x10]
   293  call qword ptr [r10]
   296  mov r14, qword ptr [rbp - 8]    ; call 0
   29a  mov r13, qword ptr [r14 + 0x10]
   29e  leave
   29f  ret
   2a0  lea r11, [rip + 9]
   2a7  jmp qword ptr [r15 + 0xd8]
   2ae  ud2    ; trap 10
   2b0  jmp 0x276
   2b5  ud2    ; trap 12
function 7, frame 16, area 0
   2c0  push rbp
   2c1  mov rbp, rsp
   2c4  push r14
   2c6  sub rsp, 8
   2cd  cmp rsp, qword ptr [r15]
   2d0  jb 0x2e4
   2d6  mov qword ptr [rbp - 0x10], rax
   2da  mov r11, qword ptr [rbp + 8]
   2de  leave
   2df  jmp 0x80
   2e4  lea r11, [rip + 9]
   2eb  jmp qword ptr [r15 + 0xd8]
   2f2  ud2    ; trap 10
   2f4  jmp 0x2d6
function 8, frame 16, area 1
   300  push rbp
   301  mov rbp, rsp
   304  push r14
   306  sub rsp, 8
   30d  cmp rsp, qword ptr [r15]
   310  jb 0x392
   316  mov dword ptr [rbp - 0x10], eax
   319  sub rsp, 0x10
   31d  mov qword ptr [rsp], rax
   321  mov qword ptr [rsp + 8], 0xa
   32a  mov eax, 1
   32f  mov ecx, 2
   334  mov edx, 3
   339  mov ebx, 4
   33e  mov esi, 5
   343  mov edi, 6
   348  mov r8d, 7
   34e  mov r9d, 8
   354  mov r11d, 0x41300000
   35a  movd xmm0, r11d
   35f  mov r11, qword ptr [rbp + 8]
   363  mov r12, rbp
   366  mov rbp, qword ptr [r12]
   36a  movsd xmm15, qword ptr [rsp + 8]
   371  movsd qword ptr [r12 + 0x10], xmm15
   378  movsd xmm15, qword ptr [rsp]
   37e  movsd qword ptr [r12 + 8], xmm15
   385  mov qword ptr [r12], r11
   389  lea rsp, [r12]
   38d  jmp 0xa0
   392  lea r11, [rip + 9]
   399  jmp qword ptr [r15 + 0xd8]
   3a0  ud2    ; trap 10
   3a2  jmp 0x316
function 9, frame 16, area 0
   3b0  push rbp
   3b1  mov rbp, rsp
   3b4  push r14
   3b6  sub rsp, 8
   3bd  cmp rsp, qword ptr [r15]
   3c0  jb 0x40d
   3c6  mov dword ptr [rbp - 0x10], eax
   3c9  mov r10, rax
   3cc  mov eax, 3
   3d1  mov r11, qword ptr [r14 + 0x40]
   3d5  cmp r10, qword ptr [r11 + 8]
   3d9  jae 0x422
   3df  mov r11, qword ptr [r11]
   3e2  mov r10, qword ptr [r11 + r10*8]
   3e6  test r10, r10
   3e9  je 0x424
   3ef  cmp dword ptr [r10 + 0x10], 0xa
   3f7  jne 0x426
   3fd  mov r14, qword ptr [r10 + 8]
   401  mov r13, qword ptr [r14 + 0x10]
   405  mov r11, qword ptr [rbp + 8]
   409  leave
   40a  jmp qword ptr [r10]
   40d  lea r11, [rip + 9]
   414  jmp qword ptr [r15 + 0xd8]
   41b  ud2    ; trap 10
   41d  jmp 0x3c6
   422  ud2    ; trap 4
   424  ud2    ; trap 5
   426  ud2    ; trap 6
function 10, frame 16, area 0
   430  push rbp
   431  mov rbp, rsp
   434  push r14
   436  sub rsp, 8
   43d  cmp rsp, qword ptr [r15]
   440  jb 0x45d
   446  mov dword ptr [rbp - 0x10], eax
   449  mov rcx, rax
   44c  xor eax, eax
   44e  mov r11d, 0
   454  call qword ptr [r15 + 0x88]
   45b  leave    ; libcall 0
   45c  ret
   45d  lea r11, [rip + 9]
   464  jmp qword ptr [r15 + 0xd8]
   46b  ud2    ; trap 10
   46d  jmp 0x446
