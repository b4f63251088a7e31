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
    e0  jb 0x1b7
    e6  mov rbx, qword ptr [r14 + 0x38]
    ea  mov rax, rbx
    ed  mov ecx, 1
    f2  mov r11d, 0xa
    f8  call qword ptr [r15 + 0x88]
    ff  mov r12, rax    ; libcall 0
   102  mov eax, 1
   107  test r12, r12
   10a  je 0x1b9
   110  mov r10, r12
   113  shr r10, 0x30
   117  shl r12, 0x10
   11b  shr r12, 0x10
   11f  cmp word ptr [r12 + 0x60], r10w
   125  jne 0x1bb
   12b  inc word ptr [r12 + 0x60]
   131  js 0x1ab
   137  mov r10, qword ptr [r12 + 0x40]
   13c  mov qword ptr [r10], rbp
   13f  lea r11, [rip + 0x4e]
   146  mov qword ptr [r10 + 8], r11
   14a  lea r11, [rip + 0x20f]
   151  mov qword ptr [r10 + 0x18], r11
   155  mov r11, qword ptr [r15 + 8]
   159  mov qword ptr [r10 + 0x10], r11
   15d  mov qword ptr [r15 + 8], r12
   161  mov r11, qword ptr [r12 + 0x38]
   166  mov qword ptr [r15], r11
   169  mov r11, qword ptr [r12 + 0x30]
   16e  mov rbp, qword ptr [r12 + 0x28]
   173  mov rsp, qword ptr [r12 + 0x20]
   178  jmp r11
   17b  lea rsp, [rbp - 0x10]
   182  mov r14, qword ptr [rbp - 8]
   186  mov r13, qword ptr [r14 + 0x10]
   18a  mov qword ptr [rbp - 0x10], rax
   18e  jmp 0x1a5
   193  nop
   194  lea rsp, [rbp - 0x10]    ; resume 0
   19b  mov r14, qword ptr [rbp - 8]
   19f  mov r13, qword ptr [r14 + 0x10]
   1a3  leave
   1a4  ret
   1a5  mov rax, qword ptr [rbp - 0x10]
   1a9  leave
   1aa  ret
   1ab  call qword ptr [r15 + 0xa0]
   1b2  jmp 0x137
   1b7  ud2    ; trap 10
   1b9  ud2    ; trap 14
   1bb  ud2    ; trap 15
function 2, frame 16, area 0
   1c0  push rbp
   1c1  mov rbp, rsp
   1c4  push r14
   1c6  sub rsp, 8
   1cd  cmp rsp, qword ptr [r15]
   1d0  jb 0x1fe
   1d6  mov qword ptr [rbp - 0x10], rax
   1da  mov qword ptr [r15 + 0x400], 1
   1e5  mov ecx, 3
   1ea  mov edx, 1
   1ef  mov r11d, 0xb
   1f5  call qword ptr [r15 + 0x88]
   1fc  leave    ; libcall 0
   1fd  ret
   1fe  ud2    ; trap 10
function 3, frame 16, area 0
   200  push rbp
   201  mov rbp, rsp
   204  push r14
   206  sub rsp, 8
   20d  cmp rsp, qword ptr [r15]
   210  jb 0x25b
   216  mov qword ptr [rbp - 0x10], rax
   21a  mov r11d, 0x3f800000
   220  movd xmm15, r11d
   225  movss dword ptr [r15 + 0x400], xmm15
   22e  mov ecx, 2
   233  lea rdx, [rip + 0x146]
   23a  mov r11d, 0xe
   240  call qword ptr [r15 + 0x88]
   247  ud2    ; libcall 0
   249  nop
   24a  lea rsp, [rbp - 0x10]    ; resume 0
   251  mov r14, qword ptr [rbp - 8]
   255  mov r13, qword ptr [r14 + 0x10]
   259  leave
   25a  ret
   25b  ud2    ; trap 10
function 4, frame 16, area 0
   260  push rbp
   261  mov rbp, rsp
   264  push r14
   266  sub rsp, 8
   26d  cmp rsp, qword ptr [r15]
   270  jb 0x2e9
   276  mov qword ptr [rbp - 0x10], rax
   27a  mov r10, rax
   27d  mov r11, r10
   280  test r11, r11
   283  je 0x2eb
   289  mov r12, r11
   28c  shr r12, 0x30
   290  shl r11, 0x10
   294  shr r11, 0x10
   298  cmp word ptr [r11 + 0x60], r12w
   29d  jne 0x2ed
   2a3  mov r12, qword ptr [r15 + 8]
   2a7  movzx eax, word ptr [r12 + 0x60]
   2ad  shl rax, 0x30
   2b1  or rax, r12
   2b4  mov r12, qword ptr [r15 + 8]
   2b8  mov qword ptr [r12 + 0x20], rsp
   2bd  mov qword ptr [r12 + 0x28], rbp
   2c2  lea r11, [rip + 0x16]
   2c9  mov qword ptr [r12 + 0x30], r11
   2ce  mov r11, qword ptr [r14 + 0x70]
   2d2  mov qword ptr [r12 + 0x50], r11
   2d7  jmp qword ptr [r15 + 0x98]
   2de  nop
   2df  mov r14, qword ptr [rbp - 8]    ; suspend 0
   2e3  mov r13, qword ptr [r14 + 0x10]
   2e7  leave
   2e8  ret
   2e9  ud2    ; trap 10
   2eb  ud2    ; trap 14
   2ed  ud2    ; trap 15
function 5, frame 16, area 0
   2f0  push rbp
   2f1  mov rbp, rsp
   2f4  push r14
   2f6  sub rsp, 8
   2fd  cmp rsp, qword ptr [r15]
   300  jb 0x358
   306  jmp 0x329
   30b  lea rsp, [rbp - 0x10]
   312  mov r14, qword ptr [rbp - 8]
   316  mov r13, qword ptr [r14 + 0x10]
   31a  movss xmm0, dword ptr [rax + 0x20]
   31f  movss dword ptr [rbp - 0x10], xmm0
   324  jmp 0x351
   329  mov r11d, 0x40000000
   32f  movd xmm15, r11d
   334  movss dword ptr [r15 + 0x400], xmm15
   33d  mov eax, 2
   342  mov r11d, 0xc
   348  call qword ptr [r15 + 0x88]
   34f  ud2    ; libcall 0
   351  movss xmm0, dword ptr [rbp - 0x10]
   356  leave
   357  ret
   358  ud2    ; trap 10
