function 0, frame 32, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x18
     d  nop word ptr [rax + rax]
    16  mov dword ptr [rbp - 0x10], eax
    19  mov dword ptr [rbp - 0x18], ecx
    1c  cmp eax, ecx
    1e  jge 0x2e
    24  mov edx, 1
    29  jmp 0x31
    2e  mov rdx, rcx
    31  mov rax, rdx
    34  leave
    35  ret
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
    6d  ucomiss xmm0, xmm1
    70  jp 0x78
    72  je 0x7a
    78  ud2    ; trap 1
    7a  leave
    7b  ret
function 2, frame 16, area 0
    80  push rbp
    81  mov rbp, rsp
    84  push r14
    86  sub rsp, 8
    8d  nop word ptr [rax + rax]
    96  mov dword ptr [rbp - 0x10], eax
    99  mov rbx, rax
    9c  sub ebx, 1
    9f  mov dword ptr [rbp - 0x10], ebx
    a2  test ebx, ebx
    a4  jne 0x9c
    aa  mov rax, rbx
    ad  leave
    ae  ret
function 3, frame 48, area 0
    b0  push rbp
    b1  mov rbp, rsp
    b4  push r14
    b6  sub rsp, 0x28
    bd  cmp rsp, qword ptr [r15]
    c0  jb 0x10c
    c6  mov dword ptr [rbp - 0x10], eax
    c9  movzx ebx, byte ptr [r13 + 2]    ; trap 2
    ce  mov dword ptr [rbp - 0x18], 1
    d5  mov dword ptr [rbp - 0x20], ebx
    d8  mov rbx, rax
    db  add ebx, 1
    de  mov dword ptr [rbp - 0x10], ebx
    e1  mov eax, dword ptr [rbp - 0x18]
    e4  mov ecx, dword ptr [rbp - 0x20]
    e7  call 0x130
    ec  cmp dword ptr [rbp - 0x10], 0xa    ; call 0
    f0  mov dword ptr [rbp - 0x28], eax
    f3  mov dword ptr [rbp - 0x30], ecx
    f6  jae 0x10a
    fc  mov dword ptr [rbp - 0x18], eax
    ff  mov dword ptr [rbp - 0x20], ecx
   102  mov ebx, dword ptr [rbp - 0x10]
   105  jmp 0xdb
   10a  leave
   10b  ret
   10c  lea r11, [rip + 9]
   113  jmp qword ptr [r15 + 0xd8]
   11a  ud2    ; trap 10
   11c  jmp 0xc6
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
function 6, frame 16, area 0
   1c0  push rbp
   1c1  mov rbp, rsp
   1c4  push r14
   1c6  sub rsp, 8
   1cd  nop word ptr [rax + rax]
   1d6  mov dword ptr [rbp - 0x10], eax
   1d9  mov r10d, eax
   1dc  cmp r10d, 1
   1e0  jae 0x201
   1e6  lea r11, [rip + 0x5f]
   1ed  movsxd r10, dword ptr [r11 + r10*4]
   1f1  add r10, r11
   1f4  jmp r10
   1f7  mov ecx, 1
   1fc  jmp 0x206
   201  mov ecx, 5
   206  mov rax, rcx
   209  leave
   20a  ret
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
