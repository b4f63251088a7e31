function 0, frame 32, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x18
     d  nop word ptr [rax + rax]
    16  mov dword ptr [rbp - 0x10], eax
    19  mov dword ptr [rbp - 0x18], ecx
    1c  cmp eax, ecx
    1e  jge 0x30
    24  mov dword ptr [rbp - 0x20], 1
    2b  jmp 0x38
    30  mov r11d, dword ptr [rbp - 0x18]
    34  mov dword ptr [rbp - 0x20], r11d
    38  mov eax, dword ptr [rbp - 0x20]
    3b  leave
    3c  ret
function 1, frame 32, area 0
    40  push rbp
    41  mov rbp, rsp
    44  push r14
    46  sub rsp, 0x18
    4d  nop word ptr [rax + rax]
    56  movss dword ptr [rbp - 0x10], xmm0
    5b  movss dword ptr [rbp - 0x18], xmm1
    60  ucomiss xmm0, xmm1
    63  jp 0x6b
    65  je 0x6d
    6b  ud2    ; trap 1
    6d  movss xmm0, dword ptr [rbp - 0x10]
    72  ucomiss xmm0, dword ptr [rbp - 0x18]
    76  jp 0x7e
    78  je 0x80
    7e  ud2    ; trap 1
    80  leave
    81  ret
function 2, frame 16, area 0
    90  push rbp
    91  mov rbp, rsp
    94  push r14
    96  sub rsp, 8
    9d  nop word ptr [rax + rax]
    a6  mov dword ptr [rbp - 0x10], eax
    a9  mov ebx, dword ptr [rbp - 0x10]
    ac  sub ebx, 1
    af  mov dword ptr [rbp - 0x10], ebx
    b2  test ebx, ebx
    b4  jne 0xa9
    ba  mov rax, rbx
    bd  leave
    be  ret
function 3, frame 48, area 0
    c0  push rbp
    c1  mov rbp, rsp
    c4  push r14
    c6  sub rsp, 0x28
    cd  cmp rsp, qword ptr [r15]
    d0  jb 0x119
    d6  mov dword ptr [rbp - 0x10], eax
    d9  movzx ebx, byte ptr [r13 + 2]    ; trap 2
    de  mov dword ptr [rbp - 0x18], 1
    e5  mov dword ptr [rbp - 0x20], ebx
    e8  mov ebx, dword ptr [rbp - 0x10]
    eb  add ebx, 1
    ee  mov dword ptr [rbp - 0x10], ebx
    f1  mov eax, dword ptr [rbp - 0x18]
    f4  mov ecx, dword ptr [rbp - 0x20]
    f7  call 0x130
    fc  cmp dword ptr [rbp - 0x10], 0xa    ; call 0
   100  mov dword ptr [rbp - 0x28], eax
   103  mov dword ptr [rbp - 0x30], ecx
   106  jae 0x117
   10c  mov dword ptr [rbp - 0x18], eax
   10f  mov dword ptr [rbp - 0x20], ecx
   112  jmp 0xe8
   117  leave
   118  ret
   119  lea r11, [rip + 9]
   120  jmp qword ptr [r15 + 0xd8]
   127  ud2    ; trap 10
   129  jmp 0xd6
function 4, frame 32, area 0
   130  push rbp
   131  mov rbp, rsp
   134  push r14
   136  sub rsp, 0x18
   13d  nop word ptr [rax + rax]
   146  mov dword ptr [rbp - 0x10], eax
   149  mov dword ptr [rbp - 0x18], ecx
   14c  mov r11, rax
   14f  mov rax, rcx
   152  mov rcx, r11
   155  leave
   156  ret
function 5, frame 16, area 0
   160  push rbp
   161  mov rbp, rsp
   164  push r14
   166  sub rsp, 8
   16d  nop word ptr [rax + rax]
   176  mov dword ptr [rbp - 0x10], eax
   179  mov r10d, eax
   17c  cmp r10d, 3
   180  jae 0x197
   186  lea r11, [rip + 0xb3]
   18d  movsxd r10, dword ptr [r11 + r10*4]
   191  add r10, r11
   194  jmp r10
   197  jmp 0x1a3
   19c  mov eax, 0xa
   1a1  leave
   1a2  ret
   1a3  mov eax, 0x14
   1a8  leave
   1a9  ret
   1aa  mov eax, 0x1e
   1af  leave
   1b0  ret
function 6, frame 32, area 0
   1c0  push rbp
   1c1  mov rbp, rsp
   1c4  push r14
   1c6  sub rsp, 0x18
   1cd  nop word ptr [rax + rax]
   1d6  mov dword ptr [rbp - 0x10], eax
   1d9  mov r10d, eax
   1dc  cmp r10d, 1
   1e0  jae 0x203
   1e6  lea r11, [rip + 0x5f]
   1ed  movsxd r10, dword ptr [r11 + r10*4]
   1f1  add r10, r11
   1f4  jmp r10
   1f7  mov dword ptr [rbp - 0x18], 1
   1fe  jmp 0x20a
   203  mov dword ptr [rbp - 0x18], 5
   20a  mov eax, dword ptr [rbp - 0x18]
   20d  leave
   20e  ret
function 7, frame 176, area 0
   210  push rbp
   211  mov rbp, rsp
   214  push r14
   216  sub rsp, 0xa8
   21d  nop word ptr [rax + rax]
   226  lea rdi, [rbp - 0xa8]
   22d  mov ecx, 0x14
   232  mov eax, 0
   237  rep stosq qword ptr [rdi], rax
   23a  leave
   23b  ret
