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
    e0  jb 0x1ba
    e6  mov rbx, qword ptr [r14 + 0x38]
    ea  mov rax, rbx
    ed  mov ecx, 1
    f2  mov r11d, 0xa
    f8  call qword ptr [r15 + 0x88]
    ff  mov r12, rax    ; libcall 0
   102  test r12, r12
   105  je 0x1bc
   10b  mov r10, r12
   10e  shr r10, 0x30
   112  shl r12, 0x10
   116  shr r12, 0x10
   11a  cmp word ptr [r12 + 0x60], r10w
   120  jne 0x1be
   126  mov eax, 1
   12b  inc word ptr [r12 + 0x60]
   131  js 0x1ae
   137  mov r10, qword ptr [r12 + 0x40]
   13c  mov qword ptr [r10], rbp
   13f  lea r11, [rip + 0x51]
   146  mov qword ptr [r10 + 8], r11
   14a  lea r11, [rip + 0x23f]
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
   18a  mov rbx, r10
   18d  mov qword ptr [rbp - 0x10], rax
   191  jmp 0x1a8
   196  nop
   197  lea rsp, [rbp - 0x10]    ; resume 0
   19e  mov r14, qword ptr [rbp - 8]
   1a2  mov r13, qword ptr [r14 + 0x10]
   1a6  leave
   1a7  ret
   1a8  mov rax, qword ptr [rbp - 0x10]
   1ac  leave
   1ad  ret
   1ae  call qword ptr [r15 + 0xa0]
   1b5  jmp 0x137
   1ba  ud2    ; trap 10
   1bc  ud2    ; trap 14
   1be  ud2    ; trap 15
function 2, frame 16, area 0
   1c0  push rbp
   1c1  mov rbp, rsp
   1c4  push r14
   1c6  sub rsp, 8
   1cd  cmp rsp, qword ptr [r15]
   1d0  jb 0x202
   1d6  mov qword ptr [rbp - 0x10], rax
   1da  mov qword ptr [r15 + 0x400], 1
   1e5  mov rax, qword ptr [rbp - 0x10]
   1e9  mov ecx, 3
   1ee  mov edx, 1
   1f3  mov r11d, 0xb
   1f9  call qword ptr [r15 + 0x88]
   200  leave    ; libcall 0
   201  ret
   202  ud2    ; trap 10
function 3, frame 16, area 0
   210  push rbp
   211  mov rbp, rsp
   214  push r14
   216  sub rsp, 8
   21d  cmp rsp, qword ptr [r15]
   220  jb 0x26f
   226  mov qword ptr [rbp - 0x10], rax
   22a  mov r11d, 0x3f800000
   230  movd xmm15, r11d
   235  movss dword ptr [r15 + 0x400], xmm15
   23e  mov rax, qword ptr [rbp - 0x10]
   242  mov ecx, 2
   247  lea rdx, [rip + 0x162]
   24e  mov r11d, 0xe
   254  call qword ptr [r15 + 0x88]
   25b  ud2    ; libcall 0
   25d  nop
   25e  lea rsp, [rbp - 0x10]    ; resume 0
   265  mov r14, qword ptr [rbp - 8]
   269  mov r13, qword ptr [r14 + 0x10]
   26d  leave
   26e  ret
   26f  ud2    ; trap 10
function 4, frame 16, area 0
   280  push rbp
   281  mov rbp, rsp
   284  push r14
   286  sub rsp, 8
   28d  cmp rsp, qword ptr [r15]
   290  jb 0x30a
   296  mov qword ptr [rbp - 0x10], rax
   29a  mov r10, qword ptr [rbp - 0x10]
   29e  mov r11, r10
   2a1  test r11, r11
   2a4  je 0x30c
   2aa  mov r12, r11
   2ad  shr r12, 0x30
   2b1  shl r11, 0x10
   2b5  shr r11, 0x10
   2b9  cmp word ptr [r11 + 0x60], r12w
   2be  jne 0x30e
   2c4  mov r12, qword ptr [r15 + 8]
   2c8  movzx eax, word ptr [r12 + 0x60]
   2ce  shl rax, 0x30
   2d2  or rax, r12
   2d5  mov r12, qword ptr [r15 + 8]
   2d9  mov qword ptr [r12 + 0x20], rsp
   2de  mov qword ptr [r12 + 0x28], rbp
   2e3  lea r11, [rip + 0x16]
   2ea  mov qword ptr [r12 + 0x30], r11
   2ef  mov r11, qword ptr [r14 + 0x70]
   2f3  mov qword ptr [r12 + 0x50], r11
   2f8  jmp qword ptr [r15 + 0x98]
   2ff  nop
   300  mov r14, qword ptr [rbp - 8]    ; suspend 0
   304  mov r13, qword ptr [r14 + 0x10]
   308  leave
   309  ret
   30a  ud2    ; trap 10
   30c  ud2    ; trap 14
   30e  ud2    ; trap 15
function 5, frame 32, area 0
   310  push rbp
   311  mov rbp, rsp
   314  push r14
   316  sub rsp, 0x18
   31d  cmp rsp, qword ptr [r15]
   320  jb 0x389
   326  jmp 0x35a
   32b  lea rsp, [rbp - 0x20]
   332  mov r14, qword ptr [rbp - 8]
   336  mov r13, qword ptr [r14 + 0x10]
   33a  mov r10, rax
   33d  movss xmm15, dword ptr [r10 + 0x20]
   343  movss dword ptr [rbp - 0x10], xmm15
   349  movss xmm15, dword ptr [rbp - 0x10]
   34f  movss dword ptr [rbp - 0x18], xmm15
   355  jmp 0x382
   35a  mov r11d, 0x40000000
   360  movd xmm15, r11d
   365  movss dword ptr [r15 + 0x400], xmm15
   36e  mov eax, 2
   373  mov r11d, 0xc
   379  call qword ptr [r15 + 0x88]
   380  ud2    ; libcall 0
   382  movss xmm0, dword ptr [rbp - 0x18]
   387  leave
   388  ret
   389  ud2    ; trap 10
