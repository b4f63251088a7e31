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
    38  mov r11, qword ptr [r14 + 0x68]
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
    c5  ud2    ; trap 10
function 1, frame 16, area 0
    d0  push rbp
    d1  mov rbp, rsp
    d4  push r14
    d6  sub rsp, 8
    dd  cmp rsp, qword ptr [r15]
    e0  jb 0x1c8
    e6  mov rax, qword ptr [r14 + 0x38]
    ea  mov ecx, 1
    ef  call qword ptr [r15 + 0xd0]
    f6  mov r12, rax    ; libcall 0
    f9  mov eax, 1
    fe  test r12, r12
   101  je 0x1ca
   107  mov r10, r12
   10a  shr r10, 0x30
   10e  shl r12, 0x10
   112  shr r12, 0x10
   116  cmp word ptr [r12 + 0x60], r10w
   11c  jne 0x1a6
   122  inc word ptr [r12 + 0x60]
   128  js 0x19a
   12e  mov r10, qword ptr [r12 + 0x40]
   133  mov qword ptr [r10], rbp
   136  lea r11, [rip + 0x4a]
   13d  mov qword ptr [r10 + 8], r11
   141  lea r11, [rip + 0x238]
   148  mov qword ptr [r10 + 0x18], r11
   14c  mov r11, qword ptr [r15 + 8]
   150  mov qword ptr [r10 + 0x10], r11
   154  mov qword ptr [r15 + 8], r12
   158  mov r11, qword ptr [r12 + 0x38]
   15d  mov qword ptr [r15], r11
   160  mov r11, qword ptr [r12 + 0x30]
   165  mov rbp, qword ptr [r12 + 0x28]
   16a  mov rsp, qword ptr [r12 + 0x20]
   16f  jmp r11
   172  lea rsp, [rbp - 0x10]
   179  mov r14, qword ptr [rbp - 8]
   17d  mov r13, qword ptr [r14 + 0x10]
   181  jmp 0x198
   186  nop
   187  lea rsp, [rbp - 0x10]    ; resume 0
   18e  mov r14, qword ptr [rbp - 8]
   192  mov r13, qword ptr [r14 + 0x10]
   196  leave
   197  ret
   198  leave
   199  ret
   19a  call qword ptr [r15 + 0xa0]
   1a1  jmp 0x12e
   1a6  xor r10d, 0x8000
   1ad  cmp word ptr [r12 + 0x60], r10w
   1b3  jne 0x1cc
   1b9  mov r11, r12
   1bc  call qword ptr [r15 + 0xc0]
   1c3  jmp 0x122
   1c8  ud2    ; trap 10
   1ca  ud2    ; trap 14
   1cc  ud2    ; trap 15
function 2, frame 16, area 0
   1d0  push rbp
   1d1  mov rbp, rsp
   1d4  push r14
   1d6  sub rsp, 8
   1dd  cmp rsp, qword ptr [r15]
   1e0  jb 0x20e
   1e6  mov qword ptr [rbp - 0x10], rax
   1ea  mov qword ptr [r15 + 0x400], 1
   1f5  mov ecx, 3
   1fa  mov edx, 1
   1ff  mov r11d, 0xb
   205  call qword ptr [r15 + 0x88]
   20c  leave    ; libcall 0
   20d  ret
   20e  ud2    ; trap 10
function 3, frame 16, area 0
   210  push rbp
   211  mov rbp, rsp
   214  push r14
   216  sub rsp, 8
   21d  cmp rsp, qword ptr [r15]
   220  jb 0x26b
   226  mov qword ptr [rbp - 0x10], rax
   22a  mov r11d, 0x3f800000
   230  movd xmm15, r11d
   235  movss dword ptr [r15 + 0x400], xmm15
   23e  mov ecx, 2
   243  lea rdx, [rip + 0x156]
   24a  mov r11d, 0xe
   250  call qword ptr [r15 + 0x88]
   257  ud2    ; libcall 0
   259  nop
   25a  lea rsp, [rbp - 0x10]    ; resume 0
   261  mov r14, qword ptr [rbp - 8]
   265  mov r13, qword ptr [r14 + 0x10]
   269  leave
   26a  ret
   26b  ud2    ; trap 10
function 4, frame 16, area 0
   270  push rbp
   271  mov rbp, rsp
   274  push r14
   276  sub rsp, 8
   27d  cmp rsp, qword ptr [r15]
   280  jb 0x317
   286  mov qword ptr [rbp - 0x10], rax
   28a  mov r10, rax
   28d  mov r11, r10
   290  test r11, r11
   293  je 0x319
   299  mov r12, r11
   29c  shr r12, 0x30
   2a0  shl r11, 0x10
   2a4  shr r11, 0x10
   2a8  cmp word ptr [r11 + 0x60], r12w
   2ad  jne 0x2f9
   2b3  mov r12, qword ptr [r15 + 8]
   2b7  movzx eax, word ptr [r12 + 0x60]
   2bd  shl rax, 0x30
   2c1  or rax, r12
   2c4  mov r12, qword ptr [r15 + 8]
   2c8  mov qword ptr [r12 + 0x20], rsp
   2cd  mov qword ptr [r12 + 0x28], rbp
   2d2  lea r11, [rip + 0x16]
   2d9  mov qword ptr [r12 + 0x30], r11
   2de  mov r11, qword ptr [r14 + 0x70]
   2e2  mov qword ptr [r12 + 0x50], r11
   2e7  jmp qword ptr [r15 + 0x98]
   2ee  nop
   2ef  mov r14, qword ptr [rbp - 8]    ; suspend 0
   2f3  mov r13, qword ptr [r14 + 0x10]
   2f7  leave
   2f8  ret
   2f9  xor r12d, 0x8000
   300  cmp word ptr [r11 + 0x60], r12w
   305  jne 0x31b
   30b  call qword ptr [r15 + 0xc0]
   312  jmp 0x2b3
   317  ud2    ; trap 10
   319  ud2    ; trap 14
   31b  ud2    ; trap 15
function 5, frame 16, area 0
   320  push rbp
   321  mov rbp, rsp
   324  push r14
   326  sub rsp, 8
   32d  cmp rsp, qword ptr [r15]
   330  jb 0x37e
   336  jmp 0x354
   33b  lea rsp, [rbp - 0x10]
   342  mov r14, qword ptr [rbp - 8]
   346  mov r13, qword ptr [r14 + 0x10]
   34a  movss xmm0, dword ptr [rax + 0x20]
   34f  jmp 0x37c
   354  mov r11d, 0x40000000
   35a  movd xmm15, r11d
   35f  movss dword ptr [r15 + 0x400], xmm15
   368  mov eax, 2
   36d  mov r11d, 0xc
   373  call qword ptr [r15 + 0x88]
   37a  ud2    ; libcall 0
   37c  leave
   37d  ret
   37e  ud2    ; trap 10
