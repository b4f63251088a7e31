function 0, frame 16, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 8
     d  cmp rsp, qword ptr [r15]
    10  jb 0xc4
    16  mov dword ptr [rbp - 0x10], eax
    19  mov eax, 7
    1e  mov r12, qword ptr [r15 + 8]
    22  mov qword ptr [r12 + 0x20], rsp
    27  mov qword ptr [r12 + 0x28], rbp
    2c  lea r11, [rip + 0x81]
    33  mov qword ptr [r12 + 0x30], r11
    38  mov r11, qword ptr [r14 + 0x78]
    3c  mov qword ptr [r12 + 0x50], r11
    41  mov r13, qword ptr [r12 + 0x18]
    46  mov r10d, dword ptr [r13 + 0x10]
    4a  mov r14, qword ptr [r12]
    4e  mov r14, qword ptr [r14 - 8]
    52  cmp r11, qword ptr [r14 + r10]
    56  jne 0xa6
    5c  movzx r10d, word ptr [r12 + 0x60]
    62  shl r10, 0x30
    66  or r10, r12
    69  mov qword ptr [r12 + 0x40], r12
    6e  mov r11, qword ptr [r12 + 0x10]
    73  mov qword ptr [r15 + 8], r11
    77  mov r11, qword ptr [r11 + 0x38]
    7b  mov qword ptr [r15], r11
    7e  mov r11, qword ptr [r13 + 0x18]
    82  mov r14d, 1
    88  mov rbp, qword ptr [r12]
    8c  movabs r13, DETACHED
    96  mov qword ptr [r12], r13
    9a  mov r13, qword ptr [r13 + 8]
    9e  mov qword ptr [r12 + 8], r13
    a3  jmp r11
    a6  mov r14d, 1
    ac  jmp qword ptr [r15 + 0x90]
    b3  nop
    b4  mov r14, qword ptr [rbp - 8]    ; suspend 0
    b8  mov r11, qword ptr [rbp + 8]
    bc  leave
    bd  add rsp, 8
    c1  jmp r11
    c4  lea r11, [rip + 9]
    cb  jmp qword ptr [r15 + 0xd8]
    d2  ud2    ; trap 10
    d4  jmp 0x16
function 1, frame 32, area 0
    e0  push rbp
    e1  mov rbp, rsp
    e4  push r14
    e6  sub rsp, 0x18
    ed  cmp rsp, qword ptr [r15]
    f0  jb 0x16c
    f6  mov rbx, qword ptr [r14 + 0x38]
    fa  mov qword ptr [rbp - 0x18], rbx
    fe  mov r11, qword ptr [r15 + 0x38]
   102  test qword ptr [r15 + 0x3f0], r11
   109  jne 0x118
   10b  mov r11d, 0xc
   111  call qword ptr [r15 + 0x88]
   118  mov eax, 1    ; libcall 0, rbp - 0x18: func
   11d  mov r12, qword ptr [rbp - 0x18]
   121  lea r10, [rip + 0x478]
   128  lea r11, [rip + 0x1c]
   12f  jmp qword ptr [r15 + 0xe0]
   136  lea rsp, [rbp - 0x20]
   13d  mov dword ptr [rbp - 0x10], r14d
   141  mov r14, qword ptr [rbp - 8]
   145  jmp 0x158
   14a  nop
   14b  lea rsp, [rbp - 0x20]    ; resume 0
   152  mov r14, qword ptr [rbp - 8]
   156  leave
   157  ret
   158  cmp dword ptr [rbp - 0x10], 0
   15c  je 0x16a
   15e  mov r11, qword ptr [rbp + 8]
   162  leave
   163  add rsp, 8
   167  jmp r11
   16a  leave
   16b  ret
   16c  lea r11, [rip + 9]
   173  jmp qword ptr [r15 + 0xd8]
   17a  ud2    ; trap 10
   17c  jmp 0xf6
function 2, frame 16, area 0
   190  push rbp
   191  mov rbp, rsp
   194  push r14
   196  sub rsp, 8
   19d  cmp rsp, qword ptr [r15]
   1a0  jb 0x1ea
   1a6  mov rbx, qword ptr [r14 + 0x38]
   1aa  mov rsi, qword ptr [r15 + 0x3c8]
   1b1  lea r11, [rsi + 0x18]
   1b5  cmp r11, qword ptr [r15 + 0x3d0]
   1bc  ja 0x1ff
   1c2  mov qword ptr [r15 + 0x3c8], r11
   1c9  mov dword ptr [rsi], 0x400f4241
   1cf  mov dword ptr [rsi + 4], 0
   1d6  lea r11, [rip]
   1dd  mov qword ptr [rsi + 0x10], r11
   1e1  mov qword ptr [rsi + 8], rbx
   1e5  mov rax, rsi
   1e8  leave
   1e9  ret
   1ea  lea r11, [rip + 9]
   1f1  jmp qword ptr [r15 + 0xd8]
   1f8  ud2    ; trap 10
   1fa  jmp 0x1a6
   1ff  mov qword ptr [rbp - 0x10], rbx
   203  mov eax, 0
   208  mov r11d, 0xb
   20e  call qword ptr [r15 + 0x88]
   215  mov rsi, rax    ; libcall 0, rbp - 0x10: func
   218  mov rbx, qword ptr [rbp - 0x10]
   21c  jmp 0x1d6
function 3, frame 16, area 0
   230  push rbp
   231  mov rbp, rsp
   234  push r14
   236  sub rsp, 8
   23d  cmp rsp, qword ptr [r15]
   240  jb 0x2d1
   246  mov qword ptr [rbp - 0x10], rax
   24a  mov r12, rax
   24d  mov eax, 1
   252  mov r10, r12
   255  shr r10, 0x30
   259  je 0x2f2
   25f  shl r12, 0x10
   263  shr r12, 0x10
   267  cmp word ptr [r12 + 0x60], r10w
   26d  jne 0x316
   273  inc word ptr [r12 + 0x60]
   279  js 0x2e6
   27f  mov r10, qword ptr [r12 + 0x40]
   284  mov qword ptr [r10], rbp
   287  lea r11, [rip + 0x36]
   28e  mov qword ptr [r10 + 8], r11
   292  lea r11, [rip + 0x327]
   299  mov qword ptr [r10 + 0x18], r11
   29d  mov r11, qword ptr [r15 + 8]
   2a1  mov qword ptr [r10 + 0x10], r11
   2a5  mov qword ptr [r15 + 8], r12
   2a9  mov r11, qword ptr [r12 + 0x38]
   2ae  mov qword ptr [r15], r11
   2b1  mov r11, qword ptr [r12 + 0x30]
   2b6  mov rbp, qword ptr [r12 + 0x28]
   2bb  mov rsp, qword ptr [r12 + 0x20]
   2c0  jmp r11
   2c3  nop
   2c4  lea rsp, [rbp - 0x10]    ; resume 0
   2cb  mov r14, qword ptr [rbp - 8]
   2cf  leave
   2d0  ret
   2d1  lea r11, [rip + 9]
   2d8  jmp qword ptr [r15 + 0xd8]
   2df  ud2    ; trap 10
   2e1  jmp 0x246
   2e6  call qword ptr [r15 + 0xa0]
   2ed  jmp 0x27f
   2f2  test r12, r12
   2f5  je 0x338
   2fb  mov r11, r12
   2fe  call qword ptr [r15 + 0xd0]
   305  test r11, r11    ; libcall 0
   308  je 0x33a
   30e  mov r12, r11
   311  jmp 0x273
   316  xor r10d, 0x8000
   31d  cmp word ptr [r12 + 0x60], r10w
   323  jne 0x33a
   329  mov r11, r12
   32c  call qword ptr [r15 + 0xc0]
   333  jmp 0x273
   338  ud2    ; trap 14
   33a  ud2    ; trap 15
function 4, frame 16, area 0
   340  push rbp
   341  mov rbp, rsp
   344  push r14
   346  sub rsp, 8
   34d  cmp rsp, qword ptr [r15]
   350  jb 0x37e
   356  mov qword ptr [rbp - 0x10], rax
   35a  mov qword ptr [r15 + 0x400], 1
   365  mov ecx, 3
   36a  mov edx, 1
   36f  mov r11d, 0xd
   375  call qword ptr [r15 + 0x88]
   37c  leave    ; libcall 0
   37d  ret
   37e  lea r11, [rip + 9]
   385  jmp qword ptr [r15 + 0xd8]
   38c  ud2    ; trap 10
   38e  jmp 0x356
function 5, frame 32, area 0
   3a0  push rbp
   3a1  mov rbp, rsp
   3a4  push r14
   3a6  sub rsp, 0x18
   3ad  cmp rsp, qword ptr [r15]
   3b0  jb 0x408
   3b6  mov qword ptr [rbp - 0x10], rax
   3ba  mov r11d, 0x3f800000
   3c0  movd xmm15, r11d
   3c5  movss dword ptr [r15 + 0x400], xmm15
   3ce  mov ecx, 2
   3d3  lea rdx, [rip + 0x206]
   3da  mov r11d, 0x10
   3e0  call qword ptr [r15 + 0x88]
   3e7  ud2    ; libcall 0
   3e9  nop
   3ea  lea rsp, [rbp - 0x20]    ; resume 0
   3f1  mov dword ptr [rbp - 0x18], 1
   3f8  mov r14, qword ptr [rbp - 8]
   3fc  mov r11, qword ptr [rbp + 8]
   400  leave
   401  add rsp, 8
   405  jmp r11
   408  lea r11, [rip + 9]
   40f  jmp qword ptr [r15 + 0xd8]
   416  ud2    ; trap 10
   418  jmp 0x3b6
function 6, frame 16, area 0
   420  push rbp
   421  mov rbp, rsp
   424  push r14
   426  sub rsp, 8
   42d  cmp rsp, qword ptr [r15]
   430  jb 0x4b2
   436  mov qword ptr [rbp - 0x10], rax
   43a  mov r10, rax
   43d  mov r11, r10
   440  mov r12, r11
   443  shr r12, 0x30
   447  je 0x4c7
   44d  shl r11, 0x10
   451  shr r11, 0x10
   455  cmp word ptr [r11 + 0x60], r12w
   45a  jne 0x4e5
   460  mov r10, r11
   463  mov r12, qword ptr [r15 + 8]
   467  movzx eax, word ptr [r12 + 0x60]
   46d  shl rax, 0x30
   471  or rax, r12
   474  mov r12, qword ptr [r15 + 8]
   478  mov qword ptr [r12 + 0x20], rsp
   47d  mov qword ptr [r12 + 0x28], rbp
   482  lea r11, [rip + 0x19]
   489  mov qword ptr [r12 + 0x30], r11
   48e  mov r11, qword ptr [r14 + 0x80]
   495  mov qword ptr [r12 + 0x50], r11
   49a  jmp qword ptr [r15 + 0x98]
   4a1  nop
   4a2  mov r14, qword ptr [rbp - 8]    ; suspend 0
   4a6  mov r11, qword ptr [rbp + 8]
   4aa  leave
   4ab  add rsp, 8
   4af  jmp r11
   4b2  lea r11, [rip + 9]
   4b9  jmp qword ptr [r15 + 0xd8]
   4c0  ud2    ; trap 10
   4c2  jmp 0x436
   4c7  test r11, r11
   4ca  je 0x503
   4d0  call qword ptr [r15 + 0xd0]
   4d7  test r11, r11
   4da  je 0x505
   4e0  jmp 0x460
   4e5  xor r12d, 0x8000
   4ec  cmp word ptr [r11 + 0x60], r12w
   4f1  jne 0x505
   4f7  call qword ptr [r15 + 0xc0]
   4fe  jmp 0x460
   503  ud2    ; trap 14
   505  ud2    ; trap 15
function 7, frame 16, area 0
   510  push rbp
   511  mov rbp, rsp
   514  push r14
   516  sub rsp, 8
   51d  cmp rsp, qword ptr [r15]
   520  jb 0x583
   526  jmp 0x547
   52b  lea rsp, [rbp - 0x10]
   532  mov dword ptr [rbp - 0x10], 1
   539  mov r14, qword ptr [rbp - 8]
   53d  movss xmm0, dword ptr [rax + 0x20]
   542  jmp 0x56f
   547  mov r11d, 0x40000000
   54d  movd xmm15, r11d
   552  movss dword ptr [r15 + 0x400], xmm15
   55b  mov eax, 2
   560  mov r11d, 0xe
   566  call qword ptr [r15 + 0x88]
   56d  ud2    ; libcall 0
   56f  cmp dword ptr [rbp - 0x10], 0
   573  je 0x581
   575  mov r11, qword ptr [rbp + 8]
   579  leave
   57a  add rsp, 8
   57e  jmp r11
   581  leave
   582  ret
   583  lea r11, [rip + 9]
   58a  jmp qword ptr [r15 + 0xd8]
   591  ud2    ; trap 10
   593  jmp 0x526
