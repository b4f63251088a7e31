function 0, frame 16, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 8
     d  cmp rsp, qword ptr [r15]
    10  jb 0xd5
    16  mov dword ptr [rbp - 0x10], eax
    19  mov eax, 7
    1e  mov r12, qword ptr [r15 + 8]
    22  mov qword ptr [r12 + 0x20], rsp
    27  mov qword ptr [r12 + 0x28], rbp
    2c  lea r11, [rip + 0x8e]
    33  mov qword ptr [r12 + 0x30], r11
    38  mov r11, qword ptr [r14 + 0x78]
    3c  mov qword ptr [r12 + 0x50], r11
    41  mov r14d, 1
    47  mov r10, qword ptr [r12 + 0x18]
    4c  mov r10d, dword ptr [r10 + 0x10]
    50  test r10d, r10d
    53  je 0xb9
    59  mov r11, qword ptr [r12]
    5d  mov r11, qword ptr [r11 - 8]
    61  mov r11, qword ptr [r11 + r10]
    65  cmp r11, qword ptr [r12 + 0x50]
    6a  jne 0xb9
    70  movzx r10d, word ptr [r12 + 0x60]
    76  shl r10, 0x30
    7a  or r10, r12
    7d  mov qword ptr [r12 + 0x40], r12
    82  mov r11, qword ptr [r12 + 0x10]
    87  mov qword ptr [r15 + 8], r11
    8b  mov r11, qword ptr [r11 + 0x38]
    8f  mov qword ptr [r15], r11
    92  mov r11, qword ptr [r12 + 0x18]
    97  mov r11, qword ptr [r11 + 0x18]
    9b  mov rbp, qword ptr [r12]
    9f  movabs r13, DETACHED
    a9  mov qword ptr [r12], r13
    ad  mov r13, qword ptr [r13 + 8]
    b1  mov qword ptr [r12 + 8], r13
    b6  jmp r11
    b9  jmp qword ptr [r15 + 0x90]
    c0  nop
    c1  mov r14, qword ptr [rbp - 8]    ; suspend 0
    c5  mov r13, qword ptr [r14 + 0x10]
    c9  mov r11, qword ptr [rbp + 8]
    cd  leave
    ce  add rsp, 8
    d2  jmp r11
    d5  lea r11, [rip + 9]
    dc  jmp qword ptr [r15 + 0xd8]
    e3  ud2    ; trap 10
    e5  jmp 0x16
function 1, frame 32, area 0
    f0  push rbp
    f1  mov rbp, rsp
    f4  push r14
    f6  sub rsp, 0x18
    fd  cmp rsp, qword ptr [r15]
   100  jb 0x184
   106  mov rbx, qword ptr [r14 + 0x38]
   10a  mov qword ptr [rbp - 0x18], rbx
   10e  mov r11, qword ptr [r15 + 0x38]
   112  test qword ptr [r15 + 0x3f0], r11
   119  jne 0x128
   11b  mov r11d, 0xc
   121  call qword ptr [r15 + 0x88]
   128  mov eax, 1    ; libcall 0, rbp - 0x18: func
   12d  mov r12, qword ptr [rbp - 0x18]
   131  lea r10, [rip + 0x488]
   138  lea r11, [rip + 0x20]
   13f  jmp qword ptr [r15 + 0xe0]
   146  lea rsp, [rbp - 0x20]
   14d  mov dword ptr [rbp - 0x10], r14d
   151  mov r14, qword ptr [rbp - 8]
   155  mov r13, qword ptr [r14 + 0x10]
   159  jmp 0x170
   15e  nop
   15f  lea rsp, [rbp - 0x20]    ; resume 0
   166  mov r14, qword ptr [rbp - 8]
   16a  mov r13, qword ptr [r14 + 0x10]
   16e  leave
   16f  ret
   170  cmp dword ptr [rbp - 0x10], 0
   174  je 0x182
   176  mov r11, qword ptr [rbp + 8]
   17a  leave
   17b  add rsp, 8
   17f  jmp r11
   182  leave
   183  ret
   184  lea r11, [rip + 9]
   18b  jmp qword ptr [r15 + 0xd8]
   192  ud2    ; trap 10
   194  jmp 0x106
function 2, frame 16, area 0
   1a0  push rbp
   1a1  mov rbp, rsp
   1a4  push r14
   1a6  sub rsp, 8
   1ad  cmp rsp, qword ptr [r15]
   1b0  jb 0x1fa
   1b6  mov rbx, qword ptr [r14 + 0x38]
   1ba  mov rsi, qword ptr [r15 + 0x3c8]
   1c1  lea r11, [rsi + 0x18]
   1c5  cmp r11, qword ptr [r15 + 0x3d0]
   1cc  ja 0x20f
   1d2  mov qword ptr [r15 + 0x3c8], r11
   1d9  mov dword ptr [rsi], 0x400f4241
   1df  mov dword ptr [rsi + 4], 0
   1e6  lea r11, [rip]
   1ed  mov qword ptr [rsi + 0x10], r11
   1f1  mov qword ptr [rsi + 8], rbx
   1f5  mov rax, rsi
   1f8  leave
   1f9  ret
   1fa  lea r11, [rip + 9]
   201  jmp qword ptr [r15 + 0xd8]
   208  ud2    ; trap 10
   20a  jmp 0x1b6
   20f  mov qword ptr [rbp - 0x10], rbx
   213  mov eax, 0
   218  mov r11d, 0xb
   21e  call qword ptr [r15 + 0x88]
   225  mov rsi, rax    ; libcall 0, rbp - 0x10: func
   228  mov rbx, qword ptr [rbp - 0x10]
   22c  jmp 0x1e6
function 3, frame 16, area 0
   240  push rbp
   241  mov rbp, rsp
   244  push r14
   246  sub rsp, 8
   24d  cmp rsp, qword ptr [r15]
   250  jb 0x2e5
   256  mov qword ptr [rbp - 0x10], rax
   25a  mov r12, rax
   25d  mov eax, 1
   262  mov r10, r12
   265  shr r10, 0x30
   269  je 0x306
   26f  shl r12, 0x10
   273  shr r12, 0x10
   277  cmp word ptr [r12 + 0x60], r10w
   27d  jne 0x32a
   283  inc word ptr [r12 + 0x60]
   289  js 0x2fa
   28f  mov r10, qword ptr [r12 + 0x40]
   294  mov qword ptr [r10], rbp
   297  lea r11, [rip + 0x36]
   29e  mov qword ptr [r10 + 8], r11
   2a2  lea r11, [rip + 0x337]
   2a9  mov qword ptr [r10 + 0x18], r11
   2ad  mov r11, qword ptr [r15 + 8]
   2b1  mov qword ptr [r10 + 0x10], r11
   2b5  mov qword ptr [r15 + 8], r12
   2b9  mov r11, qword ptr [r12 + 0x38]
   2be  mov qword ptr [r15], r11
   2c1  mov r11, qword ptr [r12 + 0x30]
   2c6  mov rbp, qword ptr [r12 + 0x28]
   2cb  mov rsp, qword ptr [r12 + 0x20]
   2d0  jmp r11
   2d3  nop
   2d4  lea rsp, [rbp - 0x10]    ; resume 0
   2db  mov r14, qword ptr [rbp - 8]
   2df  mov r13, qword ptr [r14 + 0x10]
   2e3  leave
   2e4  ret
   2e5  lea r11, [rip + 9]
   2ec  jmp qword ptr [r15 + 0xd8]
   2f3  ud2    ; trap 10
   2f5  jmp 0x256
   2fa  call qword ptr [r15 + 0xa0]
   301  jmp 0x28f
   306  test r12, r12
   309  je 0x34c
   30f  mov r11, r12
   312  call qword ptr [r15 + 0xd0]
   319  test r11, r11
   31c  je 0x34e
   322  mov r12, r11
   325  jmp 0x283
   32a  xor r10d, 0x8000
   331  cmp word ptr [r12 + 0x60], r10w
   337  jne 0x34e
   33d  mov r11, r12
   340  call qword ptr [r15 + 0xc0]
   347  jmp 0x283
   34c  ud2    ; trap 14
   34e  ud2    ; trap 15
function 4, frame 16, area 0
   350  push rbp
   351  mov rbp, rsp
   354  push r14
   356  sub rsp, 8
   35d  cmp rsp, qword ptr [r15]
   360  jb 0x38e
   366  mov qword ptr [rbp - 0x10], rax
   36a  mov qword ptr [r15 + 0x400], 1
   375  mov ecx, 3
   37a  mov edx, 1
   37f  mov r11d, 0xd
   385  call qword ptr [r15 + 0x88]
   38c  leave    ; libcall 0
   38d  ret
   38e  lea r11, [rip + 9]
   395  jmp qword ptr [r15 + 0xd8]
   39c  ud2    ; trap 10
   39e  jmp 0x366
function 5, frame 32, area 0
   3b0  push rbp
   3b1  mov rbp, rsp
   3b4  push r14
   3b6  sub rsp, 0x18
   3bd  cmp rsp, qword ptr [r15]
   3c0  jb 0x41c
   3c6  mov qword ptr [rbp - 0x10], rax
   3ca  mov r11d, 0x3f800000
   3d0  movd xmm15, r11d
   3d5  movss dword ptr [r15 + 0x400], xmm15
   3de  mov ecx, 2
   3e3  lea rdx, [rip + 0x216]
   3ea  mov r11d, 0x10
   3f0  call qword ptr [r15 + 0x88]
   3f7  ud2    ; libcall 0
   3f9  nop
   3fa  lea rsp, [rbp - 0x20]    ; resume 0
   401  mov dword ptr [rbp - 0x18], 1
   408  mov r14, qword ptr [rbp - 8]
   40c  mov r13, qword ptr [r14 + 0x10]
   410  mov r11, qword ptr [rbp + 8]
   414  leave
   415  add rsp, 8
   419  jmp r11
   41c  lea r11, [rip + 9]
   423  jmp qword ptr [r15 + 0xd8]
   42a  ud2    ; trap 10
   42c  jmp 0x3c6
function 6, frame 16, area 0
   440  push rbp
   441  mov rbp, rsp
   444  push r14
   446  sub rsp, 8
   44d  cmp rsp, qword ptr [r15]
   450  jb 0x4d6
   456  mov qword ptr [rbp - 0x10], rax
   45a  mov r10, rax
   45d  mov r11, r10
   460  mov r12, r11
   463  shr r12, 0x30
   467  je 0x4eb
   46d  shl r11, 0x10
   471  shr r11, 0x10
   475  cmp word ptr [r11 + 0x60], r12w
   47a  jne 0x509
   480  mov r10, r11
   483  mov r12, qword ptr [r15 + 8]
   487  movzx eax, word ptr [r12 + 0x60]
   48d  shl rax, 0x30
   491  or rax, r12
   494  mov r12, qword ptr [r15 + 8]
   498  mov qword ptr [r12 + 0x20], rsp
   49d  mov qword ptr [r12 + 0x28], rbp
   4a2  lea r11, [rip + 0x19]
   4a9  mov qword ptr [r12 + 0x30], r11
   4ae  mov r11, qword ptr [r14 + 0x80]
   4b5  mov qword ptr [r12 + 0x50], r11
   4ba  jmp qword ptr [r15 + 0x98]
   4c1  nop
   4c2  mov r14, qword ptr [rbp - 8]    ; suspend 0
   4c6  mov r13, qword ptr [r14 + 0x10]
   4ca  mov r11, qword ptr [rbp + 8]
   4ce  leave
   4cf  add rsp, 8
   4d3  jmp r11
   4d6  lea r11, [rip + 9]
   4dd  jmp qword ptr [r15 + 0xd8]
   4e4  ud2    ; trap 10
   4e6  jmp 0x456
   4eb  test r11, r11
   4ee  je 0x527
   4f4  call qword ptr [r15 + 0xd0]
   4fb  test r11, r11
   4fe  je 0x529
   504  jmp 0x480
   509  xor r12d, 0x8000
   510  cmp word ptr [r11 + 0x60], r12w
   515  jne 0x529
   51b  call qword ptr [r15 + 0xc0]
   522  jmp 0x480
   527  ud2    ; trap 14
   529  ud2    ; trap 15
function 7, frame 16, area 0
   530  push rbp
   531  mov rbp, rsp
   534  push r14
   536  sub rsp, 8
   53d  cmp rsp, qword ptr [r15]
   540  jb 0x5a7
   546  jmp 0x56b
   54b  lea rsp, [rbp - 0x10]
   552  mov dword ptr [rbp - 0x10], 1
   559  mov r14, qword ptr [rbp - 8]
   55d  mov r13, qword ptr [r14 + 0x10]
   561  movss xmm0, dword ptr [rax + 0x20]
   566  jmp 0x593
   56b  mov r11d, 0x40000000
   571  movd xmm15, r11d
   576  movss dword ptr [r15 + 0x400], xmm15
   57f  mov eax, 2
   584  mov r11d, 0xe
   58a  call qword ptr [r15 + 0x88]
   591  ud2    ; libcall 0
   593  cmp dword ptr [rbp - 0x10], 0
   597  je 0x5a5
   599  mov r11, qword ptr [rbp + 8]
   59d  leave
   59e  add rsp, 8
   5a2  jmp r11
   5a5  leave
   5a6  ret
   5a7  lea r11, [rip + 9]
   5ae  jmp qword ptr [r15 + 0xd8]
   5b5  ud2    ; trap 10
   5b7  jmp 0x546
