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
    4c  call 0x70
    51  mov r14, qword ptr [rbp - 8]    ; call 0
    55  mov r13, qword ptr [r14 + 0x10]
    59  add rax, qword ptr [rbp - 0x18]
    5d  leave
    5e  ret
    5f  ud2    ; trap 10
function 2, frame 16, area 0
    70  push rbp
    71  mov rbp, rsp
    74  push r14
    76  sub rsp, 8
    7d  nop word ptr [rax + rax]
    86  mov qword ptr [rbp - 0x10], rax
    8a  mov rbx, rax
    8d  add rbx, rax
    90  mov rax, rbx
    93  leave
    94  ret
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
   11f  ud2    ; trap 10
function 4, frame 16, area 0
   130  push rbp
   131  mov rbp, rsp
   134  push r14
   136  sub rsp, 8
   13d  cmp rsp, qword ptr [r15]
   140  jb 0x192
   146  mov dword ptr [rbp - 0x10], eax
   149  mov r10, rax
   14c  mov eax, 3
   151  mov r11, qword ptr [r14 + 0x40]
   155  cmp r10, qword ptr [r11 + 8]
   159  jae 0x194
   15f  mov r11, qword ptr [r11]
   162  mov r10, qword ptr [r11 + r10*8]
   166  test r10, r10
   169  je 0x196
   16f  cmp dword ptr [r10 + 0x10], 0x11
   177  jne 0x198
   17d  mov r14, qword ptr [r10 + 8]
   181  mov r13, qword ptr [r14 + 0x10]
   185  call qword ptr [r10]
   188  mov r14, qword ptr [rbp - 8]    ; call 0
   18c  mov r13, qword ptr [r14 + 0x10]
   190  leave
   191  ret
   192  ud2    ; trap 10
   194  ud2    ; trap 4
   196  ud2    ; trap 5
   198  ud2    ; trap 6
function 5, frame 16, area 0
   1a0  push rbp
   1a1  mov rbp, rsp
   1a4  push r14
   1a6  sub rsp, 8
   1ad  cmp rsp, qword ptr [r15]
   1b0  jb 0x21b
   1b6  mov dword ptr [rbp - 0x10], eax
   1b9  mov r10d, 1
   1bf  mov r11, qword ptr [r14 + 0x40]
   1c3  cmp r10, qword ptr [r11 + 8]
   1c7  jae 0x21d
   1cd  mov r11, qword ptr [r11]
   1d0  mov r10, qword ptr [r11 + r10*8]
   1d4  test r10, r10
   1d7  je 0x21f
   1dd  cmp dword ptr [r10 + 0x10], 0xf
   1e5  je 0x203
   1e7  mov eax, dword ptr [r10 + 0x10]
   1eb  mov r11, qword ptr [r15 + 0x3e0]
   1f2  mov r11, qword ptr [r11 + rax*8]
   1f6  cmp dword ptr [r11], 0xf
   1fd  jne 0x221
   203  mov eax, dword ptr [rbp - 0x10]
   206  mov r14, qword ptr [r10 + 8]
   20a  mov r13, qword ptr [r14 + 0x10]
   20e  call qword ptr [r10]
   211  mov r14, qword ptr [rbp - 8]    ; call 0
   215  mov r13, qword ptr [r14 + 0x10]
   219  leave
   21a  ret
   21b  ud2    ; trap 10
   21d  ud2    ; trap 4
   21f  ud2    ; trap 5
   221  ud2    ; trap 6
function 6, frame 16, area 0
   230  push rbp
   231  mov rbp, rsp
   234  push r14
   236  sub rsp, 8
   23d  cmp rsp, qword ptr [r15]
   240  jb 0x270
   246  mov qword ptr [rbp - 0x10], rax
   24a  mov r10, rax
   24d  mov eax, 1
   252  test r10, r10
   255  je 0x272
   25b  mov r14, qword ptr [r10 + 8]
   25f  mov r13, qword ptr [r14 + 0x10]
   263  call qword ptr [r10]
   266  mov r14, qword ptr [rbp - 8]    ; call 0
   26a  mov r13, qword ptr [r14 + 0x10]
   26e  leave
   26f  ret
   270  ud2    ; trap 10
   272  ud2    ; trap 12
function 7, frame 16, area 0
   280  push rbp
   281  mov rbp, rsp
   284  push r14
   286  sub rsp, 8
   28d  cmp rsp, qword ptr [r15]
   290  jb 0x2a4
   296  mov qword ptr [rbp - 0x10], rax
   29a  mov r11, qword ptr [rbp + 8]
   29e  leave
   29f  jmp 0x70
   2a4  ud2    ; trap 10
function 8, frame 16, area 1
   2b0  push rbp
   2b1  mov rbp, rsp
   2b4  push r14
   2b6  sub rsp, 8
   2bd  cmp rsp, qword ptr [r15]
   2c0  jb 0x342
   2c6  mov dword ptr [rbp - 0x10], eax
   2c9  sub rsp, 0x10
   2cd  mov qword ptr [rsp], rax
   2d1  mov qword ptr [rsp + 8], 0xa
   2da  mov eax, 1
   2df  mov ecx, 2
   2e4  mov edx, 3
   2e9  mov ebx, 4
   2ee  mov esi, 5
   2f3  mov edi, 6
   2f8  mov r8d, 7
   2fe  mov r9d, 8
   304  mov r11d, 0x41300000
   30a  movd xmm0, r11d
   30f  mov r11, qword ptr [rbp + 8]
   313  mov r12, rbp
   316  mov rbp, qword ptr [r12]
   31a  movsd xmm15, qword ptr [rsp + 8]
   321  movsd qword ptr [r12 + 0x10], xmm15
   328  movsd xmm15, qword ptr [rsp]
   32e  movsd qword ptr [r12 + 8], xmm15
   335  mov qword ptr [r12], r11
   339  lea rsp, [r12]
   33d  jmp 0xa0
   342  ud2    ; trap 10
function 9, frame 16, area 0
   350  push rbp
   351  mov rbp, rsp
   354  push r14
   356  sub rsp, 8
   35d  cmp rsp, qword ptr [r15]
   360  jb 0x3ad
   366  mov dword ptr [rbp - 0x10], eax
   369  mov r10, rax
   36c  mov eax, 3
   371  mov r11, qword ptr [r14 + 0x40]
   375  cmp r10, qword ptr [r11 + 8]
   379  jae 0x3af
   37f  mov r11, qword ptr [r11]
   382  mov r10, qword ptr [r11 + r10*8]
   386  test r10, r10
   389  je 0x3b1
   38f  cmp dword ptr [r10 + 0x10], 0x11
   397  jne 0x3b3
   39d  mov r14, qword ptr [r10 + 8]
   3a1  mov r13, qword ptr [r14 + 0x10]
   3a5  mov r11, qword ptr [rbp + 8]
   3a9  leave
   3aa  jmp qword ptr [r10]
   3ad  ud2    ; trap 10
   3af  ud2    ; trap 4
   3b1  ud2    ; trap 5
   3b3  ud2    ; trap 6
function 10, frame 16, area 0
   3c0  push rbp
   3c1  mov rbp, rsp
   3c4  push r14
   3c6  sub rsp, 8
   3cd  cmp rsp, qword ptr [r15]
   3d0  jb 0x3ed
   3d6  mov dword ptr [rbp - 0x10], eax
   3d9  mov rcx, rax
   3dc  xor eax, eax
   3de  mov r11d, 0
   3e4  call qword ptr [r15 + 0x88]
   3eb  leave    ; libcall 0
   3ec  ret
   3ed  ud2    ; trap 10
