function 0, frame 16, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 8
     d  cmp rsp, qword ptr [r15]
    10  jb 0xc5
    16  mov dword ptr [rbp - 0x10], eax
    19  mov eax, 7
    1e  mov r12, qword ptr [r15 + 8]
    22  mov qword ptr [r12 + 0x20], rsp
    27  mov qword ptr [r12 + 0x28], rbp
    2c  lea r11, [rip + 0x88]
    33  mov qword ptr [r12 + 0x30], r11
    38  mov r11, qword ptr [r14 + 0x78]
    3c  mov qword ptr [r12 + 0x50], r11
    41  mov r10, qword ptr [r12 + 0x18]
    46  mov r10d, dword ptr [r10 + 0x10]
    4a  test r10d, r10d
    4d  je 0xb3
    53  mov r11, qword ptr [r12]
    57  mov r11, qword ptr [r11 - 8]
    5b  mov r11, qword ptr [r11 + r10]
    5f  cmp r11, qword ptr [r12 + 0x50]
    64  jne 0xb3
    6a  movzx r10d, word ptr [r12 + 0x60]
    70  shl r10, 0x30
    74  or r10, r12
    77  mov qword ptr [r12 + 0x40], r12
    7c  mov r11, qword ptr [r12 + 0x10]
    81  mov qword ptr [r15 + 8], r11
    85  mov r11, qword ptr [r11 + 0x38]
    89  mov qword ptr [r15], r11
    8c  mov r11, qword ptr [r12 + 0x18]
    91  mov r11, qword ptr [r11 + 0x18]
    95  mov rbp, qword ptr [r12]
    99  movabs r13, DETACHED
    a3  mov qword ptr [r12], r13
    a7  mov r13, qword ptr [r13 + 8]
    ab  mov qword ptr [r12 + 8], r13
    b0  jmp r11
    b3  jmp qword ptr [r15 + 0x90]
    ba  nop
    bb  mov r14, qword ptr [rbp - 8]    ; suspend 0
    bf  mov r13, qword ptr [r14 + 0x10]
    c3  leave
    c4  ret
    c5  lea r11, [rip + 9]
    cc  jmp qword ptr [r15 + 0xd8]
    d3  ud2    ; trap 10
    d5  jmp 0x16
function 1, frame 16, area 0
    e0  push rbp
    e1  mov rbp, rsp
    e4  push r14
    e6  sub rsp, 8
    ed  cmp rsp, qword ptr [r15]
    f0  jb 0x167
    f6  mov rbx, qword ptr [r14 + 0x38]
    fa  mov qword ptr [rbp - 0x10], rbx
    fe  mov r11, qword ptr [r15 + 0x38]
   102  test qword ptr [r15 + 0x3f0], r11
   109  jne 0x118
   10b  mov r11d, 0xb
   111  call qword ptr [r15 + 0x88]
   118  mov eax, 1    ; libcall 0, rbp - 0x10: func
   11d  mov r12, qword ptr [rbp - 0x10]
   121  test r12, r12
   124  je 0x17c
   12a  lea r10, [rip + 0x39f]
   131  lea r11, [rip + 0x1c]
   138  jmp qword ptr [r15 + 0xe0]
   13f  lea rsp, [rbp - 0x10]
   146  mov r14, qword ptr [rbp - 8]
   14a  mov r13, qword ptr [r14 + 0x10]
   14e  jmp 0x165
   153  nop
   154  lea rsp, [rbp - 0x10]    ; resume 0
   15b  mov r14, qword ptr [rbp - 8]
   15f  mov r13, qword ptr [r14 + 0x10]
   163  leave
   164  ret
   165  leave
   166  ret
   167  lea r11, [rip + 9]
   16e  jmp qword ptr [r15 + 0xd8]
   175  ud2    ; trap 10
   177  jmp 0xf6
   17c  ud2    ; trap 12
function 2, frame 16, area 0
   180  push rbp
   181  mov rbp, rsp
   184  push r14
   186  sub rsp, 8
   18d  cmp rsp, qword ptr [r15]
   190  jb 0x1a8
   196  mov rax, qword ptr [r14 + 0x38]
   19a  mov ecx, 1
   19f  call qword ptr [r15 + 0xd0]
   1a6  leave    ; libcall 0
   1a7  ret
   1a8  lea r11, [rip + 9]
   1af  jmp qword ptr [r15 + 0xd8]
   1b6  ud2    ; trap 10
   1b8  jmp 0x196
function 3, frame 16, area 0
   1c0  push rbp
   1c1  mov rbp, rsp
   1c4  push r14
   1c6  sub rsp, 8
   1cd  cmp rsp, qword ptr [r15]
   1d0  jb 0x268
   1d6  mov qword ptr [rbp - 0x10], rax
   1da  mov r12, rax
   1dd  mov eax, 1
   1e2  test r12, r12
   1e5  je 0x2ab
   1eb  mov r10, r12
   1ee  shr r10, 0x30
   1f2  shl r12, 0x10
   1f6  shr r12, 0x10
   1fa  cmp word ptr [r12 + 0x60], r10w
   200  jne 0x289
   206  inc word ptr [r12 + 0x60]
   20c  js 0x27d
   212  mov r10, qword ptr [r12 + 0x40]
   217  mov qword ptr [r10], rbp
   21a  lea r11, [rip + 0x36]
   221  mov qword ptr [r10 + 8], r11
   225  lea r11, [rip + 0x2c4]
   22c  mov qword ptr [r10 + 0x18], r11
   230  mov r11, qword ptr [r15 + 8]
   234  mov qword ptr [r10 + 0x10], r11
   238  mov qword ptr [r15 + 8], r12
   23c  mov r11, qword ptr [r12 + 0x38]
   241  mov qword ptr [r15], r11
   244  mov r11, qword ptr [r12 + 0x30]
   249  mov rbp, qword ptr [r12 + 0x28]
   24e  mov rsp, qword ptr [r12 + 0x20]
   253  jmp r11
   256  nop
   257  lea rsp, [rbp - 0x10]    ; resume 0
   25e  mov r14, qword ptr [rbp - 8]
   262  mov r13, qword ptr [r14 + 0x10]
   266  leave
   267  ret
   268  lea r11, [rip + 9]
   26f  jmp qword ptr [r15 + 0xd8]
   276  ud2    ; trap 10
   278  jmp 0x1d6
   27d  call qword ptr [r15 + 0xa0]
   284  jmp 0x212
   289  xor r10d, 0x8000
   290  cmp word ptr [r12 + 0x60], r10w
   296  jne 0x2ad
   29c  mov r11, r12
   29f  call qword ptr [r15 + 0xc0]
   2a6  jmp 0x206
   2ab  ud2    ; trap 14
   2ad  ud2    ; trap 15
function 4, frame 16, area 0
   2b0  push rbp
   2b1  mov rbp, rsp
   2b4  push r14
   2b6  sub rsp, 8
   2bd  cmp rsp, qword ptr [r15]
   2c0  jb 0x2ee
   2c6  mov qword ptr [rbp - 0x10], rax
   2ca  mov qword ptr [r15 + 0x400], 1
   2d5  mov ecx, 3
   2da  mov edx, 1
   2df  mov r11d, 0xc
   2e5  call qword ptr [r15 + 0x88]
   2ec  leave    ; libcall 0
   2ed  ret
   2ee  lea r11, [rip + 9]
   2f5  jmp qword ptr [r15 + 0xd8]
   2fc  ud2    ; trap 10
   2fe  jmp 0x2c6
function 5, frame 16, area 0
   310  push rbp
   311  mov rbp, rsp
   314  push r14
   316  sub rsp, 8
   31d  cmp rsp, qword ptr [r15]
   320  jb 0x36b
   326  mov qword ptr [rbp - 0x10], rax
   32a  mov r11d, 0x3f800000
   330  movd xmm15, r11d
   335  movss dword ptr [r15 + 0x400], xmm15
   33e  mov ecx, 2
   343  lea rdx, [rip + 0x1c6]
   34a  mov r11d, 0xf
   350  call qword ptr [r15 + 0x88]
   357  ud2    ; libcall 0
   359  nop
   35a  lea rsp, [rbp - 0x10]    ; resume 0
   361  mov r14, qword ptr [rbp - 8]
   365  mov r13, qword ptr [r14 + 0x10]
   369  leave
   36a  ret
   36b  lea r11, [rip + 9]
   372  jmp qword ptr [r15 + 0xd8]
   379  ud2    ; trap 10
   37b  jmp 0x326
function 6, frame 16, area 0
   380  push rbp
   381  mov rbp, rsp
   384  push r14
   386  sub rsp, 8
   38d  cmp rsp, qword ptr [r15]
   390  jb 0x40c
   396  mov qword ptr [rbp - 0x10], rax
   39a  mov r10, rax
   39d  mov r11, r10
   3a0  test r11, r11
   3a3  je 0x43f
   3a9  mov r12, r11
   3ac  shr r12, 0x30
   3b0  shl r11, 0x10
   3b4  shr r11, 0x10
   3b8  cmp word ptr [r11 + 0x60], r12w
   3bd  jne 0x421
   3c3  mov r12, qword ptr [r15 + 8]
   3c7  movzx eax, word ptr [r12 + 0x60]
   3cd  shl rax, 0x30
   3d1  or rax, r12
   3d4  mov r12, qword ptr [r15 + 8]
   3d8  mov qword ptr [r12 + 0x20], rsp
   3dd  mov qword ptr [r12 + 0x28], rbp
   3e2  lea r11, [rip + 0x19]
   3e9  mov qword ptr [r12 + 0x30], r11
   3ee  mov r11, qword ptr [r14 + 0x80]
   3f5  mov qword ptr [r12 + 0x50], r11
   3fa  jmp qword ptr [r15 + 0x98]
   401  nop
   402  mov r14, qword ptr [rbp - 8]    ; suspend 0
   406  mov r13, qword ptr [r14 + 0x10]
   40a  leave
   40b  ret
   40c  lea r11, [rip + 9]
   413  jmp qword ptr [r15 + 0xd8]
   41a  ud2    ; trap 10
   41c  jmp 0x396
   421  xor r12d, 0x8000
   428  cmp word ptr [r11 + 0x60], r12w
   42d  jne 0x441
   433  call qword ptr [r15 + 0xc0]
   43a  jmp 0x3c3
   43f  ud2    ; trap 14
   441  ud2    ; trap 15
function 7, frame 16, area 0
   450  push rbp
   451  mov rbp, rsp
   454  push r14
   456  sub rsp, 8
   45d  cmp rsp, qword ptr [r15]
   460  jb 0x4ae
   466  jmp 0x484
   46b  lea rsp, [rbp - 0x10]
   472  mov r14, qword ptr [rbp - 8]
   476  mov r13, qword ptr [r14 + 0x10]
   47a  movss xmm0, dword ptr [rax + 0x20]
   47f  jmp 0x4ac
   484  mov r11d, 0x40000000
   48a  movd xmm15, r11d
   48f  movss dword ptr [r15 + 0x400], xmm15
   498  mov eax, 2
   49d  mov r11d, 0xd
   4a3  call qword ptr [r15 + 0x88]
   4aa  ud2    ; libcall 0
   4ac  leave
   4ad  ret
   4ae  lea r11, [rip + 9]
   4b5  jmp qword ptr [r15 + 0xd8]
   4bc  ud2    ; trap 10
   4be  jmp 0x466
