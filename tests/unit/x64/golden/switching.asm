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
   10b  mov r11d, 0xc
   111  call qword ptr [r15 + 0x88]
   118  mov eax, 1    ; libcall 0, rbp - 0x10: func
   11d  mov r12, qword ptr [rbp - 0x10]
   121  test r12, r12
   124  je 0x17c
   12a  lea r10, [rip + 0x43f]
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
   190  jb 0x1da
   196  mov rbx, qword ptr [r14 + 0x38]
   19a  mov rsi, qword ptr [r15 + 0x3c8]
   1a1  lea r11, [rsi + 0x18]
   1a5  cmp r11, qword ptr [r15 + 0x3d0]
   1ac  ja 0x1ef
   1b2  mov qword ptr [r15 + 0x3c8], r11
   1b9  mov dword ptr [rsi], 0x400f4241
   1bf  mov dword ptr [rsi + 4], 0
   1c6  lea r11, [rip]
   1cd  mov qword ptr [rsi + 0x10], r11
   1d1  mov qword ptr [rsi + 8], rbx
   1d5  mov rax, rsi
   1d8  leave
   1d9  ret
   1da  lea r11, [rip + 9]
   1e1  jmp qword ptr [r15 + 0xd8]
   1e8  ud2    ; trap 10
   1ea  jmp 0x196
   1ef  mov qword ptr [rbp - 0x10], rbx
   1f3  mov eax, 0
   1f8  mov r11d, 0xb
   1fe  call qword ptr [r15 + 0x88]
   205  mov rsi, rax    ; libcall 0, rbp - 0x10: func
   208  mov rbx, qword ptr [rbp - 0x10]
   20c  jmp 0x1c6
function 3, frame 16, area 0
   220  push rbp
   221  mov rbp, rsp
   224  push r14
   226  sub rsp, 8
   22d  cmp rsp, qword ptr [r15]
   230  jb 0x2c5
   236  mov qword ptr [rbp - 0x10], rax
   23a  mov r12, rax
   23d  mov eax, 1
   242  mov r10, r12
   245  shr r10, 0x30
   249  je 0x2e6
   24f  shl r12, 0x10
   253  shr r12, 0x10
   257  cmp word ptr [r12 + 0x60], r10w
   25d  jne 0x30a
   263  inc word ptr [r12 + 0x60]
   269  js 0x2da
   26f  mov r10, qword ptr [r12 + 0x40]
   274  mov qword ptr [r10], rbp
   277  lea r11, [rip + 0x36]
   27e  mov qword ptr [r10 + 8], r11
   282  lea r11, [rip + 0x307]
   289  mov qword ptr [r10 + 0x18], r11
   28d  mov r11, qword ptr [r15 + 8]
   291  mov qword ptr [r10 + 0x10], r11
   295  mov qword ptr [r15 + 8], r12
   299  mov r11, qword ptr [r12 + 0x38]
   29e  mov qword ptr [r15], r11
   2a1  mov r11, qword ptr [r12 + 0x30]
   2a6  mov rbp, qword ptr [r12 + 0x28]
   2ab  mov rsp, qword ptr [r12 + 0x20]
   2b0  jmp r11
   2b3  nop
   2b4  lea rsp, [rbp - 0x10]    ; resume 0
   2bb  mov r14, qword ptr [rbp - 8]
   2bf  mov r13, qword ptr [r14 + 0x10]
   2c3  leave
   2c4  ret
   2c5  lea r11, [rip + 9]
   2cc  jmp qword ptr [r15 + 0xd8]
   2d3  ud2    ; trap 10
   2d5  jmp 0x236
   2da  call qword ptr [r15 + 0xa0]
   2e1  jmp 0x26f
   2e6  test r12, r12
   2e9  je 0x32c
   2ef  mov r11, r12
   2f2  call qword ptr [r15 + 0xd0]
   2f9  test r11, r11
   2fc  je 0x32e
   302  mov r12, r11
   305  jmp 0x263
   30a  xor r10d, 0x8000
   311  cmp word ptr [r12 + 0x60], r10w
   317  jne 0x32e
   31d  mov r11, r12
   320  call qword ptr [r15 + 0xc0]
   327  jmp 0x263
   32c  ud2    ; trap 14
   32e  ud2    ; trap 15
function 4, frame 16, area 0
   330  push rbp
   331  mov rbp, rsp
   334  push r14
   336  sub rsp, 8
   33d  cmp rsp, qword ptr [r15]
   340  jb 0x36e
   346  mov qword ptr [rbp - 0x10], rax
   34a  mov qword ptr [r15 + 0x400], 1
   355  mov ecx, 3
   35a  mov edx, 1
   35f  mov r11d, 0xd
   365  call qword ptr [r15 + 0x88]
   36c  leave    ; libcall 0
   36d  ret
   36e  lea r11, [rip + 9]
   375  jmp qword ptr [r15 + 0xd8]
   37c  ud2    ; trap 10
   37e  jmp 0x346
function 5, frame 16, area 0
   390  push rbp
   391  mov rbp, rsp
   394  push r14
   396  sub rsp, 8
   39d  cmp rsp, qword ptr [r15]
   3a0  jb 0x3eb
   3a6  mov qword ptr [rbp - 0x10], rax
   3aa  mov r11d, 0x3f800000
   3b0  movd xmm15, r11d
   3b5  movss dword ptr [r15 + 0x400], xmm15
   3be  mov ecx, 2
   3c3  lea rdx, [rip + 0x1e6]
   3ca  mov r11d, 0x10
   3d0  call qword ptr [r15 + 0x88]
   3d7  ud2    ; libcall 0
   3d9  nop
   3da  lea rsp, [rbp - 0x10]    ; resume 0
   3e1  mov r14, qword ptr [rbp - 8]
   3e5  mov r13, qword ptr [r14 + 0x10]
   3e9  leave
   3ea  ret
   3eb  lea r11, [rip + 9]
   3f2  jmp qword ptr [r15 + 0xd8]
   3f9  ud2    ; trap 10
   3fb  jmp 0x3a6
function 6, frame 16, area 0
   400  push rbp
   401  mov rbp, rsp
   404  push r14
   406  sub rsp, 8
   40d  cmp rsp, qword ptr [r15]
   410  jb 0x48c
   416  mov qword ptr [rbp - 0x10], rax
   41a  mov r10, rax
   41d  mov r11, r10
   420  mov r12, r11
   423  shr r12, 0x30
   427  je 0x4a1
   42d  shl r11, 0x10
   431  shr r11, 0x10
   435  cmp word ptr [r11 + 0x60], r12w
   43a  jne 0x4bf
   440  mov r10, r11
   443  mov r12, qword ptr [r15 + 8]
   447  movzx eax, word ptr [r12 + 0x60]
   44d  shl rax, 0x30
   451  or rax, r12
   454  mov r12, qword ptr [r15 + 8]
   458  mov qword ptr [r12 + 0x20], rsp
   45d  mov qword ptr [r12 + 0x28], rbp
   462  lea r11, [rip + 0x19]
   469  mov qword ptr [r12 + 0x30], r11
   46e  mov r11, qword ptr [r14 + 0x80]
   475  mov qword ptr [r12 + 0x50], r11
   47a  jmp qword ptr [r15 + 0x98]
   481  nop
   482  mov r14, qword ptr [rbp - 8]    ; suspend 0
   486  mov r13, qword ptr [r14 + 0x10]
   48a  leave
   48b  ret
   48c  lea r11, [rip + 9]
   493  jmp qword ptr [r15 + 0xd8]
   49a  ud2    ; trap 10
   49c  jmp 0x416
   4a1  test r11, r11
   4a4  je 0x4dd
   4aa  call qword ptr [r15 + 0xd0]
   4b1  test r11, r11
   4b4  je 0x4df
   4ba  jmp 0x440
   4bf  xor r12d, 0x8000
   4c6  cmp word ptr [r11 + 0x60], r12w
   4cb  jne 0x4df
   4d1  call qword ptr [r15 + 0xc0]
   4d8  jmp 0x440
   4dd  ud2    ; trap 14
   4df  ud2    ; trap 15
function 7, frame 16, area 0
   4f0  push rbp
   4f1  mov rbp, rsp
   4f4  push r14
   4f6  sub rsp, 8
   4fd  cmp rsp, qword ptr [r15]
   500  jb 0x54e
   506  jmp 0x524
   50b  lea rsp, [rbp - 0x10]
   512  mov r14, qword ptr [rbp - 8]
   516  mov r13, qword ptr [r14 + 0x10]
   51a  movss xmm0, dword ptr [rax + 0x20]
   51f  jmp 0x54c
   524  mov r11d, 0x40000000
   52a  movd xmm15, r11d
   52f  movss dword ptr [r15 + 0x400], xmm15
   538  mov eax, 2
   53d  mov r11d, 0xe
   543  call qword ptr [r15 + 0x88]
   54a  ud2    ; libcall 0
   54c  leave
   54d  ret
   54e  lea r11, [rip + 9]
   555  jmp qword ptr [r15 + 0xd8]
   55c  ud2    ; trap 10
   55e  jmp 0x506
