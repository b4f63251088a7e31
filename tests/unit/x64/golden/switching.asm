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
    f0  jb 0x1aa
    f6  mov rax, qword ptr [r14 + 0x38]
    fa  mov ecx, 1
    ff  call qword ptr [r15 + 0xd0]
   106  mov r12, rax    ; libcall 0
   109  mov eax, 1
   10e  test r12, r12
   111  je 0x1ed
   117  mov r10, r12
   11a  shr r10, 0x30
   11e  shl r12, 0x10
   122  shr r12, 0x10
   126  cmp word ptr [r12 + 0x60], r10w
   12c  jne 0x1cb
   132  inc word ptr [r12 + 0x60]
   138  js 0x1bf
   13e  mov r10, qword ptr [r12 + 0x40]
   143  mov qword ptr [r10], rbp
   146  lea r11, [rip + 0x4a]
   14d  mov qword ptr [r10 + 8], r11
   151  lea r11, [rip + 0x2b8]
   158  mov qword ptr [r10 + 0x18], r11
   15c  mov r11, qword ptr [r15 + 8]
   160  mov qword ptr [r10 + 0x10], r11
   164  mov qword ptr [r15 + 8], r12
   168  mov r11, qword ptr [r12 + 0x38]
   16d  mov qword ptr [r15], r11
   170  mov r11, qword ptr [r12 + 0x30]
   175  mov rbp, qword ptr [r12 + 0x28]
   17a  mov rsp, qword ptr [r12 + 0x20]
   17f  jmp r11
   182  lea rsp, [rbp - 0x10]
   189  mov r14, qword ptr [rbp - 8]
   18d  mov r13, qword ptr [r14 + 0x10]
   191  jmp 0x1a8
   196  nop
   197  lea rsp, [rbp - 0x10]    ; resume 0
   19e  mov r14, qword ptr [rbp - 8]
   1a2  mov r13, qword ptr [r14 + 0x10]
   1a6  leave
   1a7  ret
   1a8  leave
   1a9  ret
   1aa  lea r11, [rip + 9]
   1b1  jmp qword ptr [r15 + 0xd8]
   1b8  ud2    ; trap 10
   1ba  jmp 0xf6
   1bf  call qword ptr [r15 + 0xa0]
   1c6  jmp 0x13e
   1cb  xor r10d, 0x8000
   1d2  cmp word ptr [r12 + 0x60], r10w
   1d8  jne 0x1ef
   1de  mov r11, r12
   1e1  call qword ptr [r15 + 0xc0]
   1e8  jmp 0x132
   1ed  ud2    ; trap 14
   1ef  ud2    ; trap 15
function 2, frame 16, area 0
   200  push rbp
   201  mov rbp, rsp
   204  push r14
   206  sub rsp, 8
   20d  cmp rsp, qword ptr [r15]
   210  jb 0x23e
   216  mov qword ptr [rbp - 0x10], rax
   21a  mov qword ptr [r15 + 0x400], 1
   225  mov ecx, 3
   22a  mov edx, 1
   22f  mov r11d, 0xb
   235  call qword ptr [r15 + 0x88]
   23c  leave    ; libcall 0
   23d  ret
   23e  lea r11, [rip + 9]
   245  jmp qword ptr [r15 + 0xd8]
   24c  ud2    ; trap 10
   24e  jmp 0x216
function 3, frame 16, area 0
   260  push rbp
   261  mov rbp, rsp
   264  push r14
   266  sub rsp, 8
   26d  cmp rsp, qword ptr [r15]
   270  jb 0x2bb
   276  mov qword ptr [rbp - 0x10], rax
   27a  mov r11d, 0x3f800000
   280  movd xmm15, r11d
   285  movss dword ptr [r15 + 0x400], xmm15
   28e  mov ecx, 2
   293  lea rdx, [rip + 0x196]
   29a  mov r11d, 0xe
   2a0  call qword ptr [r15 + 0x88]
   2a7  ud2    ; libcall 0
   2a9  nop
   2aa  lea rsp, [rbp - 0x10]    ; resume 0
   2b1  mov r14, qword ptr [rbp - 8]
   2b5  mov r13, qword ptr [r14 + 0x10]
   2b9  leave
   2ba  ret
   2bb  lea r11, [rip + 9]
   2c2  jmp qword ptr [r15 + 0xd8]
   2c9  ud2    ; trap 10
   2cb  jmp 0x276
function 4, frame 16, area 0
   2d0  push rbp
   2d1  mov rbp, rsp
   2d4  push r14
   2d6  sub rsp, 8
   2dd  cmp rsp, qword ptr [r15]
   2e0  jb 0x359
   2e6  mov qword ptr [rbp - 0x10], rax
   2ea  mov r10, rax
   2ed  mov r11, r10
   2f0  test r11, r11
   2f3  je 0x38c
   2f9  mov r12, r11
   2fc  shr r12, 0x30
   300  shl r11, 0x10
   304  shr r11, 0x10
   308  cmp word ptr [r11 + 0x60], r12w
   30d  jne 0x36e
   313  mov r12, qword ptr [r15 + 8]
   317  movzx eax, word ptr [r12 + 0x60]
   31d  shl rax, 0x30
   321  or rax, r12
   324  mov r12, qword ptr [r15 + 8]
   328  mov qword ptr [r12 + 0x20], rsp
   32d  mov qword ptr [r12 + 0x28], rbp
   332  lea r11, [rip + 0x16]
   339  mov qword ptr [r12 + 0x30], r11
   33e  mov r11, qword ptr [r14 + 0x70]
   342  mov qword ptr [r12 + 0x50], r11
   347  jmp qword ptr [r15 + 0x98]
   34e  nop
   34f  mov r14, qword ptr [rbp - 8]    ; suspend 0
   353  mov r13, qword ptr [r14 + 0x10]
   357  leave
   358  ret
   359  lea r11, [rip + 9]
   360  jmp qword ptr [r15 + 0xd8]
   367  ud2    ; trap 10
   369  jmp 0x2e6
   36e  xor r12d, 0x8000
   375  cmp word ptr [r11 + 0x60], r12w
   37a  jne 0x38e
   380  call qword ptr [r15 + 0xc0]
   387  jmp 0x313
   38c  ud2    ; trap 14
   38e  ud2    ; trap 15
function 5, frame 16, area 0
   390  push rbp
   391  mov rbp, rsp
   394  push r14
   396  sub rsp, 8
   39d  cmp rsp, qword ptr [r15]
   3a0  jb 0x3ee
   3a6  jmp 0x3c4
   3ab  lea rsp, [rbp - 0x10]
   3b2  mov r14, qword ptr [rbp - 8]
   3b6  mov r13, qword ptr [r14 + 0x10]
   3ba  movss xmm0, dword ptr [rax + 0x20]
   3bf  jmp 0x3ec
   3c4  mov r11d, 0x40000000
   3ca  movd xmm15, r11d
   3cf  movss dword ptr [r15 + 0x400], xmm15
   3d8  mov eax, 2
   3dd  mov r11d, 0xc
   3e3  call qword ptr [r15 + 0x88]
   3ea  ud2    ; libcall 0
   3ec  leave
   3ed  ret
   3ee  lea r11, [rip + 9]
   3f5  jmp qword ptr [r15 + 0xd8]
   3fc  ud2    ; trap 10
   3fe  jmp 0x3a6
