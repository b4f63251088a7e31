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
    9a  mov rbx, rax
    9d  add rbx, rax
    a0  mov rax, rbx
    a3  leave
    a4  ret
function 3, frame 96, area 2
    b0  push rbp
    b1  mov rbp, rsp
    b4  push r14
    b6  sub rsp, 0x58
    bd  cmp rsp, qword ptr [r15]
    c0  jb 0x12f
    c6  mov dword ptr [rbp - 0x10], eax
    c9  mov dword ptr [rbp - 0x18], ecx
    cc  mov dword ptr [rbp - 0x20], edx
    cf  mov dword ptr [rbp - 0x28], ebx
    d2  mov dword ptr [rbp - 0x30], esi
    d5  mov dword ptr [rbp - 0x38], edi
    d8  mov dword ptr [rbp - 0x40], r8d
    dc  mov dword ptr [rbp - 0x48], r9d
    e0  mov r11d, dword ptr [rbp + 0x10]
    e4  mov dword ptr [rbp - 0x50], r11d
    e8  mov r11, qword ptr [rbp + 0x18]
    ec  mov qword ptr [rbp - 0x58], r11
    f0  movss dword ptr [rbp - 0x60], xmm0
    f5  sub rsp, 0x10
    f9  mov r11d, dword ptr [rbp - 0x50]
    fd  mov qword ptr [rsp], r11
   101  mov r11, qword ptr [rbp - 0x58]
   105  mov qword ptr [rsp + 8], r11
   10a  mov r11d, 0x3f800000
   110  movd xmm0, r11d
   115  call 0xb0
   11a  mov r14, qword ptr [rbp - 8]    ; call 0
   11e  mov r13, qword ptr [r14 + 0x10]
   122  mov r10, qword ptr [rsp - 8]
   127  mov qword ptr [rbp + 0x18], r10
   12b  leave
   12c  ret 0x10
   12f  lea r11, [rip + 9]
   136  jmp qword ptr [r15 + 0xd8]
   13d  ud2    ; trap 10
   13f  jmp 0xc6
function 4, frame 16, area 0
   150  push rbp
   151  mov rbp, rsp
   154  push r14
   156  sub rsp, 8
   15d  cmp rsp, qword ptr [r15]
   160  jb 0x1b2
   166  mov dword ptr [rbp - 0x10], eax
   169  mov r10, rax
   16c  mov eax, 3
   171  mov r11, qword ptr [r14 + 0x40]
   175  cmp r10, qword ptr [r11 + 8]
   179  jae 0x1c7
   17f  mov r11, qword ptr [r11]
   182  mov r10, qword ptr [r11 + r10*8]
   186  test r10, r10
   189  je 0x1c9
   18f  cmp dword ptr [r10 + 0x10], 0x11
   197  jne 0x1cb
   19d  mov r14, qword ptr [r10 + 8]
   1a1  mov r13, qword ptr [r14 + 0x10]
   1a5  call qword ptr [r10]
   1a8  mov r14, qword ptr [rbp - 8]    ; call 0
   1ac  mov r13, qword ptr [r14 + 0x10]
   1b0  leave
   1b1  ret
   1b2  lea r11, [rip + 9]
   1b9  jmp qword ptr [r15 + 0xd8]
   1c0  ud2    ; trap 10
   1c2  jmp 0x166
   1c7  ud2    ; trap 4
   1c9  ud2    ; trap 5
   1cb  ud2    ; trap 6
function 5, frame 16, area 0
   1d0  push rbp
   1d1  mov rbp, rsp
   1d4  push r14
   1d6  sub rsp, 8
   1dd  cmp rsp, qword ptr [r15]
   1e0  jb 0x251
   1e6  mov dword ptr [rbp - 0x10], eax
   1e9  mov r10d, 1
   1ef  mov r11, qword ptr [r14 + 0x40]
   1f3  cmp r10, qword ptr [r11 + 8]
   1f7  jae 0x266
   1fd  mov r11, qword ptr [r11]
   200  mov r10, qword ptr [r11 + r10*8]
   204  test r10, r10
   207  je 0x268
   20d  cmp dword ptr [r10 + 0x10], 0xf
   215  je 0x239
   217  push r10
   219  mov eax, dword ptr [r10 + 0x10]
   21d  mov ecx, 0xf
   222  mov r11d, 0x10
   228  call qword ptr [r15 + 0x88]
   22f  pop r10    ; libcall 0
   231  test eax, eax
   233  je 0x26a
   239  mov eax, dword ptr [rbp - 0x10]
   23c  mov r14, qword ptr [r10 + 8]
   240  mov r13, qword ptr [r14 + 0x10]
   244  call qword ptr [r10]
   247  mov r14, qword ptr [rbp - 8]    ; call 0
   24b  mov r13, qword ptr [r14 + 0x10]
   24f  leave
   250  ret
   251  lea r11, [rip + 9]
   258  jmp qword ptr [r15 + 0xd8]
   25f  ud2    ; trap 10
   261  jmp 0x1e6
   266  ud2    ; trap 4
   268  ud2    ; trap 5
   26a  ud2    ; trap 6
function 6, frame 16, area 0
   270  push rbp
   271  mov rbp, rsp
   274  push r14
   276  sub rsp, 8
   27d  cmp rsp, qword ptr [r15]
   280  jb 0x2b0
   286  mov qword ptr [rbp - 0x10], rax
   28a  mov r10, rax
   28d  mov eax, 1
   292  test r10, r10
   295  je 0x2c5
   29b  mov r14, qword ptr [r10 + 8]
   29f  mov r13, qword ptr [r14 + 0x10]
   2a3  call qword ptr [r10]
   2a6  mov r14, qword ptr [rbp - 8]    ; call 0
   2aa  mov r13, qword ptr [r14 + 0x10]
   2ae  leave
   2af  ret
   2b0  lea r11, [rip + 9]
   2b7  jmp qword ptr [r15 + 0xd8]
   2be  ud2    ; trap 10
   2c0  jmp 0x286
   2c5  ud2    ; trap 12
function 7, frame 16, area 0
   2d0  push rbp
   2d1  mov rbp, rsp
   2d4  push r14
   2d6  sub rsp, 8
   2dd  cmp rsp, qword ptr [r15]
   2e0  jb 0x2f4
   2e6  mov qword ptr [rbp - 0x10], rax
   2ea  mov r11, qword ptr [rbp + 8]
   2ee  leave
   2ef  jmp 0x80
   2f4  lea r11, [rip + 9]
   2fb  jmp qword ptr [r15 + 0xd8]
   302  ud2    ; trap 10
   304  jmp 0x2e6
function 8, frame 16, area 1
   310  push rbp
   311  mov rbp, rsp
   314  push r14
   316  sub rsp, 8
   31d  cmp rsp, qword ptr [r15]
   320  jb 0x3a2
   326  mov dword ptr [rbp - 0x10], eax
   329  sub rsp, 0x10
   32d  mov qword ptr [rsp], rax
   331  mov qword ptr [rsp + 8], 0xa
   33a  mov eax, 1
   33f  mov ecx, 2
   344  mov edx, 3
   349  mov ebx, 4
   34e  mov esi, 5
   353  mov edi, 6
   358  mov r8d, 7
   35e  mov r9d, 8
   364  mov r11d, 0x41300000
   36a  movd xmm0, r11d
   36f  mov r11, qword ptr [rbp + 8]
   373  mov r12, rbp
   376  mov rbp, qword ptr [r12]
   37a  movsd xmm15, qword ptr [rsp + 8]
   381  movsd qword ptr [r12 + 0x10], xmm15
   388  movsd xmm15, qword ptr [rsp]
   38e  movsd qword ptr [r12 + 8], xmm15
   395  mov qword ptr [r12], r11
   399  lea rsp, [r12]
   39d  jmp 0xb0
   3a2  lea r11, [rip + 9]
   3a9  jmp qword ptr [r15 + 0xd8]
   3b0  ud2    ; trap 10
   3b2  jmp 0x326
function 9, frame 16, area 0
   3c0  push rbp
   3c1  mov rbp, rsp
   3c4  push r14
   3c6  sub rsp, 8
   3cd  cmp rsp, qword ptr [r15]
   3d0  jb 0x41d
   3d6  mov dword ptr [rbp - 0x10], eax
   3d9  mov r10, rax
   3dc  mov eax, 3
   3e1  mov r11, qword ptr [r14 + 0x40]
   3e5  cmp r10, qword ptr [r11 + 8]
   3e9  jae 0x432
   3ef  mov r11, qword ptr [r11]
   3f2  mov r10, qword ptr [r11 + r10*8]
   3f6  test r10, r10
   3f9  je 0x434
   3ff  cmp dword ptr [r10 + 0x10], 0x11
   407  jne 0x436
   40d  mov r14, qword ptr [r10 + 8]
   411  mov r13, qword ptr [r14 + 0x10]
   415  mov r11, qword ptr [rbp + 8]
   419  leave
   41a  jmp qword ptr [r10]
   41d  lea r11, [rip + 9]
   424  jmp qword ptr [r15 + 0xd8]
   42b  ud2    ; trap 10
   42d  jmp 0x3d6
   432  ud2    ; trap 4
   434  ud2    ; trap 5
   436  ud2    ; trap 6
function 10, frame 16, area 0
   440  push rbp
   441  mov rbp, rsp
   444  push r14
   446  sub rsp, 8
   44d  cmp rsp, qword ptr [r15]
   450  jb 0x46d
   456  mov dword ptr [rbp - 0x10], eax
   459  mov rcx, rax
   45c  xor eax, eax
   45e  mov r11d, 0
   464  call qword ptr [r15 + 0x88]
   46b  leave    ; libcall 0
   46c  ret
   46d  lea r11, [rip + 9]
   474  jmp qword ptr [r15 + 0xd8]
   47b  ud2    ; trap 10
   47d  jmp 0x456
