function 1, frame 32, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x18
     d  cmp rsp, qword ptr [r15]
    10  jb 0x5f
    16  mov dword ptr [rbp - 0x10], eax
    19  movabs r11, 0x4000000000000000
    23  movq xmm0, r11
    28  mov r10, qword ptr [r14 + 0x48]
    2c  mov r14, qword ptr [r10 + 8]
    30  mov r13, qword ptr [r14 + 0x10]
    34  call qword ptr [r10]
    37  mov r14, qword ptr [rbp - 8]    ; call 0
    3b  mov r13, qword ptr [r14 + 0x10]
    3f  mov ebx, dword ptr [rbp - 0x10]
    42  add ebx, 1
    45  mov qword ptr [rbp - 0x18], rax
    49  mov rax, rbx
    4c  call 0x70
    51  mov r14, qword ptr [rbp - 8]    ; call 0
    55  mov r13, qword ptr [r14 + 0x10]
    59  add rax, qword ptr [rbp - 0x18]
    5d  leave
    5e  ret
    5f  ud2    ; trap 10
function 2, frame 16, area 0
    70  push rbp
    71  mov rbp, rsp
    74  push r14
    76  sub rsp, 8
    7d  nop word ptr [rax + rax]
    86  mov qword ptr [rbp - 0x10], rax
    8a  add rax, rax
    8d  leave
    8e  ret
function 3, frame 96, area 2
    90  push rbp
    91  mov rbp, rsp
    94  push r14
    96  sub rsp, 0x58
    9d  cmp rsp, qword ptr [r15]
    a0  jb 0x10f
    a6  mov dword ptr [rbp - 0x10], eax
    a9  mov dword ptr [rbp - 0x18], ecx
    ac  mov dword ptr [rbp - 0x20], edx
    af  mov dword ptr [rbp - 0x28], ebx
    b2  mov dword ptr [rbp - 0x30], esi
    b5  mov dword ptr [rbp - 0x38], edi
    b8  mov dword ptr [rbp - 0x40], r8d
    bc  mov dword ptr [rbp - 0x48], r9d
    c0  mov r11d, dword ptr [rbp + 0x10]
    c4  mov dword ptr [rbp - 0x50], r11d
    c8  mov r11, qword ptr [rbp + 0x18]
    cc  mov qword ptr [rbp - 0x58], r11
    d0  movss dword ptr [rbp - 0x60], xmm0
    d5  sub rsp, 0x10
    d9  mov r11d, dword ptr [rbp - 0x50]
    dd  mov qword ptr [rsp], r11
    e1  mov r11, qword ptr [rbp - 0x58]
    e5  mov qword ptr [rsp + 8], r11
    ea  mov r11d, 0x3f800000
    f0  movd xmm0, r11d
    f5  call 0x90
    fa  mov r14, qword ptr [rbp - 8]    ; call 0
    fe  mov r13, qword ptr [r14 + 0x10]
   102  mov r10, qword ptr [rsp - 8]
   107  mov qword ptr [rbp + 0x18], r10
   10b  leave
   10c  ret 0x10
   10f  ud2    ; trap 10
function 4, frame 16, area 0
   120  push rbp
   121  mov rbp, rsp
   124  push r14
   126  sub rsp, 8
   12d  cmp rsp, qword ptr [r15]
   130  jb 0x182
   136  mov dword ptr [rbp - 0x10], eax
   139  mov r10, rax
   13c  mov eax, 3
   141  mov r11, qword ptr [r14 + 0x40]
   145  cmp r10, qword ptr [r11 + 8]
   149  jae 0x184
   14f  mov r11, qword ptr [r11]
   152  mov r10, qword ptr [r11 + r10*8]
   156  test r10, r10
   159  je 0x186
   15f  cmp dword ptr [r10 + 0x10], 0x11
   167  jne 0x188
   16d  mov r14, qword ptr [r10 + 8]
   171  mov r13, qword ptr [r14 + 0x10]
   175  call qword ptr [r10]
   178  mov r14, qword ptr [rbp - 8]    ; call 0
   17c  mov r13, qword ptr [r14 + 0x10]
   180  leave
   181  ret
   182  ud2    ; trap 10
   184  ud2    ; trap 4
   186  ud2    ; trap 5
   188  ud2    ; trap 6
function 5, frame 16, area 0
   190  push rbp
   191  mov rbp, rsp
   194  push r14
   196  sub rsp, 8
   19d  cmp rsp, qword ptr [r15]
   1a0  jb 0x20b
   1a6  mov dword ptr [rbp - 0x10], eax
   1a9  mov r10d, 1
   1af  mov r11, qword ptr [r14 + 0x40]
   1b3  cmp r10, qword ptr [r11 + 8]
   1b7  jae 0x20d
   1bd  mov r11, qword ptr [r11]
   1c0  mov r10, qword ptr [r11 + r10*8]
   1c4  test r10, r10
   1c7  je 0x20f
   1cd  cmp dword ptr [r10 + 0x10], 0xf
   1d5  je 0x1f3
   1d7  mov eax, dword ptr [r10 + 0x10]
   1db  mov r11, qword ptr [r15 + 0x3e0]
   1e2  mov r11, qword ptr [r11 + rax*8]
   1e6  cmp dword ptr [r11], 0xf
   1ed  jne 0x211
   1f3  mov eax, dword ptr [rbp - 0x10]
   1f6  mov r14, qword ptr [r10 + 8]
   1fa  mov r13, qword ptr [r14 + 0x10]
   1fe  call qword ptr [r10]
   201  mov r14, qword ptr [rbp - 8]    ; call 0
   205  mov r13, qword ptr [r14 + 0x10]
   209  leave
   20a  ret
   20b  ud2    ; trap 10
   20d  ud2    ; trap 4
   20f  ud2    ; trap 5
   211  ud2    ; trap 6
function 6, frame 16, area 0
   220  push rbp
   221  mov rbp, rsp
   224  push r14
   226  sub rsp, 8
   22d  cmp rsp, qword ptr [r15]
   230  jb 0x260
   236  mov qword ptr [rbp - 0x10], rax
   23a  mov r10, rax
   23d  mov eax, 1
   242  test r10, r10
   245  je 0x262
   24b  mov r14, qword ptr [r10 + 8]
   24f  mov r13, qword ptr [r14 + 0x10]
   253  call qword ptr [r10]
   256  mov r14, qword ptr [rbp - 8]    ; call 0
   25a  mov r13, qword ptr [r14 + 0x10]
   25e  leave
   25f  ret
   260  ud2    ; trap 10
   262  ud2    ; trap 12
function 7, frame 16, area 0
   270  push rbp
   271  mov rbp, rsp
   274  push r14
   276  sub rsp, 8
   27d  cmp rsp, qword ptr [r15]
   280  jb 0x294
   286  mov qword ptr [rbp - 0x10], rax
   28a  mov r11, qword ptr [rbp + 8]
   28e  leave
   28f  jmp 0x70
   294  ud2    ; trap 10
function 8, frame 16, area 1
   2a0  push rbp
   2a1  mov rbp, rsp
   2a4  push r14
   2a6  sub rsp, 8
   2ad  cmp rsp, qword ptr [r15]
   2b0  jb 0x332
   2b6  mov dword ptr [rbp - 0x10], eax
   2b9  sub rsp, 0x10
   2bd  mov qword ptr [rsp], rax
   2c1  mov qword ptr [rsp + 8], 0xa
   2ca  mov eax, 1
   2cf  mov ecx, 2
   2d4  mov edx, 3
   2d9  mov ebx, 4
   2de  mov esi, 5
   2e3  mov edi, 6
   2e8  mov r8d, 7
   2ee  mov r9d, 8
   2f4  mov r11d, 0x41300000
   2fa  movd xmm0, r11d
   2ff  mov r11, qword ptr [rbp + 8]
   303  mov r12, rbp
   306  mov rbp, qword ptr [r12]
   30a  movsd xmm15, qword ptr [rsp + 8]
   311  movsd qword ptr [r12 + 0x10], xmm15
   318  movsd xmm15, qword ptr [rsp]
   31e  movsd qword ptr [r12 + 8], xmm15
   325  mov qword ptr [r12], r11
   329  lea rsp, [r12]
   32d  jmp 0x90
   332  ud2    ; trap 10
function 9, frame 16, area 0
   340  push rbp
   341  mov rbp, rsp
   344  push r14
   346  sub rsp, 8
   34d  cmp rsp, qword ptr [r15]
   350  jb 0x39d
   356  mov dword ptr [rbp - 0x10], eax
   359  mov r10, rax
   35c  mov eax, 3
   361  mov r11, qword ptr [r14 + 0x40]
   365  cmp r10, qword ptr [r11 + 8]
   369  jae 0x39f
   36f  mov r11, qword ptr [r11]
   372  mov r10, qword ptr [r11 + r10*8]
   376  test r10, r10
   379  je 0x3a1
   37f  cmp dword ptr [r10 + 0x10], 0x11
   387  jne 0x3a3
   38d  mov r14, qword ptr [r10 + 8]
   391  mov r13, qword ptr [r14 + 0x10]
   395  mov r11, qword ptr [rbp + 8]
   399  leave
   39a  jmp qword ptr [r10]
   39d  ud2    ; trap 10
   39f  ud2    ; trap 4
   3a1  ud2    ; trap 5
   3a3  ud2    ; trap 6
function 10, frame 16, area 0
   3b0  push rbp
   3b1  mov rbp, rsp
   3b4  push r14
   3b6  sub rsp, 8
   3bd  cmp rsp, qword ptr [r15]
   3c0  jb 0x3dd
   3c6  mov dword ptr [rbp - 0x10], eax
   3c9  mov rcx, rax
   3cc  xor eax, eax
   3ce  mov r11d, 0
   3d4  call qword ptr [r15 + 0x88]
   3db  leave    ; libcall 0
   3dc  ret
   3dd  ud2    ; trap 10
