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
    e0  jb 0x1cb
    e6  mov rbx, qword ptr [r14 + 0x38]
    ea  mov rax, rbx
    ed  mov ecx, 1
    f2  call qword ptr [r15 + 0xd0]
    f9  mov r12, rax    ; libcall 0
    fc  mov eax, 1
   101  test r12, r12
   104  je 0x1cd
   10a  mov r10, r12
   10d  shr r10, 0x30
   111  shl r12, 0x10
   115  shr r12, 0x10
   119  cmp word ptr [r12 + 0x60], r10w
   11f  jne 0x1a9
   125  inc word ptr [r12 + 0x60]
   12b  js 0x19d
   131  mov r10, qword ptr [r12 + 0x40]
   136  mov qword ptr [r10], rbp
   139  lea r11, [rip + 0x4a]
   140  mov qword ptr [r10 + 8], r11
   144  lea r11, [rip + 0x245]
   14b  mov qword ptr [r10 + 0x18], r11
   14f  mov r11, qword ptr [r15 + 8]
   153  mov qword ptr [r10 + 0x10], r11
   157  mov qword ptr [r15 + 8], r12
   15b  mov r11, qword ptr [r12 + 0x38]
   160  mov qword ptr [r15], r11
   163  mov r11, qword ptr [r12 + 0x30]
   168  mov rbp, qword ptr [r12 + 0x28]
   16d  mov rsp, qword ptr [r12 + 0x20]
   172  jmp r11
   175  lea rsp, [rbp - 0x10]
   17c  mov r14, qword ptr [rbp - 8]
   180  mov r13, qword ptr [r14 + 0x10]
   184  jmp 0x19b
   189  nop
   18a  lea rsp, [rbp - 0x10]    ; resume 0
   191  mov r14, qword ptr [rbp - 8]
   195  mov r13, qword ptr [r14 + 0x10]
   199  leave
   19a  ret
   19b  leave
   19c  ret
   19d  call qword ptr [r15 + 0xa0]
   1a4  jmp 0x131
   1a9  xor r10d, 0x8000
   1b0  cmp word ptr [r12 + 0x60], r10w
   1b6  jne 0x1cf
   1bc  mov r11, r12
   1bf  call qword ptr [r15 + 0xc0]
   1c6  jmp 0x125
   1cb  ud2    ; trap 10
   1cd  ud2    ; trap 14
   1cf  ud2    ; trap 15
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
   253  lea rdx, [rip + 0x156]
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
   340  jb 0x38e
   346  jmp 0x364
   34b  lea rsp, [rbp - 0x10]
   352  mov r14, qword ptr [rbp - 8]
   356  mov r13, qword ptr [r14 + 0x10]
   35a  movss xmm0, dword ptr [rax + 0x20]
   35f  jmp 0x38c
   364  mov r11d, 0x40000000
   36a  movd xmm15, r11d
   36f  movss dword ptr [r15 + 0x400], xmm15
   378  mov eax, 2
   37d  mov r11d, 0xc
   383  call qword ptr [r15 + 0x88]
   38a  ud2    ; libcall 0
   38c  leave
   38d  ret
   38e  ud2    ; trap 10
