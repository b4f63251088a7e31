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
    e0  jb 0x1d9
    e6  mov rbx, qword ptr [r14 + 0x38]
    ea  mov rax, rbx
    ed  mov ecx, 1
    f2  mov r11d, 0xa
    f8  call qword ptr [r15 + 0x88]
    ff  mov r12, rax    ; libcall 0
   102  mov eax, 1
   107  test r12, r12
   10a  je 0x1db
   110  mov r10, r12
   113  shr r10, 0x30
   117  shl r12, 0x10
   11b  shr r12, 0x10
   11f  cmp word ptr [r12 + 0x60], r10w
   125  jne 0x1b7
   12b  inc word ptr [r12 + 0x60]
   131  js 0x1ab
   137  mov r10, qword ptr [r12 + 0x40]
   13c  mov qword ptr [r10], rbp
   13f  lea r11, [rip + 0x4e]
   146  mov qword ptr [r10 + 8], r11
   14a  lea r11, [rip + 0x24f]
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
   1b7  xor r10d, 0x8000
   1be  cmp word ptr [r12 + 0x60], r10w
   1c4  jne 0x1dd
   1ca  mov r11, r12
   1cd  call qword ptr [r15 + 0xc0]
   1d4  jmp 0x12b
   1d9  ud2    ; trap 10
   1db  ud2    ; trap 14
   1dd  ud2    ; trap 15
function 2, frame 16, area 0
   1e0  push rbp
   1e1  mov rbp, rsp
   1e4  push r14
   1e6  sub rsp, 8
   1ed  cmp rsp, qword ptr [r15]
   1f0  jb 0x21e
   1f6  mov qword ptr [rbp - 0x10], rax
   1fa  mov qword ptr [r15 + 0x400], 1
   205  mov ecx, 3
   20a  mov edx, 1
   20f  mov r11d, 0xb
   215  call qword ptr [r15 + 0x88]
   21c  leave    ; libcall 0
   21d  ret
   21e  ud2    ; trap 10
function 3, frame 16, area 0
   220  push rbp
   221  mov rbp, rsp
   224  push r14
   226  sub rsp, 8
   22d  cmp rsp, qword ptr [r15]
   230  jb 0x27b
   236  mov qword ptr [rbp - 0x10], rax
   23a  mov r11d, 0x3f800000
   240  movd xmm15, r11d
   245  movss dword ptr [r15 + 0x400], xmm15
   24e  mov ecx, 2
   253  lea rdx, [rip + 0x166]
   25a  mov r11d, 0xe
   260  call qword ptr [r15 + 0x88]
   267  ud2    ; libcall 0
   269  nop
   26a  lea rsp, [rbp - 0x10]    ; resume 0
   271  mov r14, qword ptr [rbp - 8]
   275  mov r13, qword ptr [r14 + 0x10]
   279  leave
   27a  ret
   27b  ud2    ; trap 10
function 4, frame 16, area 0
   280  push rbp
   281  mov rbp, rsp
   284  push r14
   286  sub rsp, 8
   28d  cmp rsp, qword ptr [r15]
   290  jb 0x327
   296  mov qword ptr [rbp - 0x10], rax
   29a  mov r10, rax
   29d  mov r11, r10
   2a0  test r11, r11
   2a3  je 0x329
   2a9  mov r12, r11
   2ac  shr r12, 0x30
   2b0  shl r11, 0x10
   2b4  shr r11, 0x10
   2b8  cmp word ptr [r11 + 0x60], r12w
   2bd  jne 0x309
   2c3  mov r12, qword ptr [r15 + 8]
   2c7  movzx eax, word ptr [r12 + 0x60]
   2cd  shl rax, 0x30
   2d1  or rax, r12
   2d4  mov r12, qword ptr [r15 + 8]
   2d8  mov qword ptr [r12 + 0x20], rsp
   2dd  mov qword ptr [r12 + 0x28], rbp
   2e2  lea r11, [rip + 0x16]
   2e9  mov qword ptr [r12 + 0x30], r11
   2ee  mov r11, qword ptr [r14 + 0x70]
   2f2  mov qword ptr [r12 + 0x50], r11
   2f7  jmp qword ptr [r15 + 0x98]
   2fe  nop
   2ff  mov r14, qword ptr [rbp - 8]    ; suspend 0
   303  mov r13, qword ptr [r14 + 0x10]
   307  leave
   308  ret
   309  xor r12d, 0x8000
   310  cmp word ptr [r11 + 0x60], r12w
   315  jne 0x32b
   31b  call qword ptr [r15 + 0xc0]
   322  jmp 0x2c3
   327  ud2    ; trap 10
   329  ud2    ; trap 14
   32b  ud2    ; trap 15
function 5, frame 16, area 0
   330  push rbp
   331  mov rbp, rsp
   334  push r14
   336  sub rsp, 8
   33d  cmp rsp, qword ptr [r15]
   340  jb 0x398
   346  jmp 0x369
   34b  lea rsp, [rbp - 0x10]
   352  mov r14, qword ptr [rbp - 8]
   356  mov r13, qword ptr [r14 + 0x10]
   35a  movss xmm0, dword ptr [rax + 0x20]
   35f  movss dword ptr [rbp - 0x10], xmm0
   364  jmp 0x391
   369  mov r11d, 0x40000000
   36f  movd xmm15, r11d
   374  movss dword ptr [r15 + 0x400], xmm15
   37d  mov eax, 2
   382  mov r11d, 0xc
   388  call qword ptr [r15 + 0x88]
   38f  ud2    ; libcall 0
   391  movss xmm0, dword ptr [rbp - 0x10]
   396  leave
   397  ret
   398  ud2    ; trap 10
