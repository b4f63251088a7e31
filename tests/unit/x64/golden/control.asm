function 0, frame 32, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x18
     d  nop word ptr [rax + rax]
    16  mov dword ptr [rbp - 0x10], eax
    19  mov dword ptr [rbp - 0x18], ecx
    1c  mov ebx, dword ptr [rbp - 0x10]
    1f  cmp ebx, dword ptr [rbp - 0x18]
    22  jge 0x34
    28  mov dword ptr [rbp - 0x20], 1
    2f  jmp 0x3c
    34  mov r11d, dword ptr [rbp - 0x18]
    38  mov dword ptr [rbp - 0x20], r11d
    3c  mov eax, dword ptr [rbp - 0x20]
    3f  leave
    40  ret
function 1, frame 32, area 0
    50  push rbp
    51  mov rbp, rsp
    54  push r14
    56  sub rsp, 0x18
    5d  nop word ptr [rax + rax]
    66  movss dword ptr [rbp - 0x10], xmm0
    6b  movss dword ptr [rbp - 0x18], xmm1
    70  movss xmm0, dword ptr [rbp - 0x10]
    75  ucomiss xmm0, dword ptr [rbp - 0x18]
    79  jp 0x81
    7b  je 0x83
    81  ud2    ; trap 1
    83  movss xmm0, dword ptr [rbp - 0x10]
    88  ucomiss xmm0, dword ptr [rbp - 0x18]
    8c  jp 0x94
    8e  je 0x96
    94  ud2    ; trap 1
    96  leave
    97  ret
function 2, frame 16, area 0
    a0  push rbp
    a1  mov rbp, rsp
    a4  push r14
    a6  sub rsp, 8
    ad  nop word ptr [rax + rax]
    b6  mov dword ptr [rbp - 0x10], eax
    b9  mov ebx, dword ptr [rbp - 0x10]
    bc  sub ebx, 1
    bf  mov dword ptr [rbp - 0x10], ebx
    c2  test ebx, ebx
    c4  jne 0xb9
    ca  mov eax, dword ptr [rbp - 0x10]
    cd  leave
    ce  ret
function 3, frame 48, area 0
    d0  push rbp
    d1  mov rbp, rsp
    d4  push r14
    d6  sub rsp, 0x28
    dd  cmp rsp, qword ptr [r15]
    e0  jb 0x129
    e6  mov dword ptr [rbp - 0x10], eax
    e9  movzx ebx, byte ptr [r13 + 2]    ; trap 2
    ee  mov dword ptr [rbp - 0x18], 1
    f5  mov dword ptr [rbp - 0x20], ebx
    f8  mov ebx, dword ptr [rbp - 0x10]
    fb  add ebx, 1
    fe  mov dword ptr [rbp - 0x10], ebx
   101  mov eax, dword ptr [rbp - 0x18]
   104  mov ecx, dword ptr [rbp - 0x20]
   107  call 0x130
   10c  cmp dword ptr [rbp - 0x10], 0xa    ; call 0
   110  mov dword ptr [rbp - 0x28], eax
   113  mov dword ptr [rbp - 0x30], ecx
   116  jae 0x127
   11c  mov dword ptr [rbp - 0x18], eax
   11f  mov dword ptr [rbp - 0x20], ecx
   122  jmp 0xf8
   127  leave
   128  ret
   129  ud2    ; trap 10
function 4, frame 32, area 0
   130  push rbp
   131  mov rbp, rsp
   134  push r14
   136  sub rsp, 0x18
   13d  nop word ptr [rax + rax]
   146  mov dword ptr [rbp - 0x10], eax
   149  mov dword ptr [rbp - 0x18], ecx
   14c  mov eax, dword ptr [rbp - 0x18]
   14f  mov ecx, dword ptr [rbp - 0x10]
   152  leave
   153  ret
function 5, frame 16, area 0
   160  push rbp
   161  mov rbp, rsp
   164  push r14
   166  sub rsp, 8
   16d  nop word ptr [rax + rax]
   176  mov dword ptr [rbp - 0x10], eax
   179  mov r10d, dword ptr [rbp - 0x10]
   17d  cmp r10d, 3
   181  jae 0x198
   187  lea r11, [rip + 0xb2]
   18e  movsxd r10, dword ptr [r11 + r10*4]
   192  add r10, r11
   195  jmp r10
   198  jmp 0x1a4
   19d  mov eax, 0xa
   1a2  leave
   1a3  ret
   1a4  mov eax, 0x14
   1a9  leave
   1aa  ret
   1ab  mov eax, 0x1e
   1b0  leave
   1b1  ret
function 6, frame 32, area 0
   1c0  push rbp
   1c1  mov rbp, rsp
   1c4  push r14
   1c6  sub rsp, 0x18
   1cd  nop word ptr [rax + rax]
   1d6  mov dword ptr [rbp - 0x10], eax
   1d9  mov r10d, dword ptr [rbp - 0x10]
   1dd  cmp r10d, 1
   1e1  jae 0x204
   1e7  lea r11, [rip + 0x5e]
   1ee  movsxd r10, dword ptr [r11 + r10*4]
   1f2  add r10, r11
   1f5  jmp r10
   1f8  mov dword ptr [rbp - 0x18], 1
   1ff  jmp 0x20b
   204  mov dword ptr [rbp - 0x18], 5
   20b  mov eax, dword ptr [rbp - 0x18]
   20e  leave
   20f  ret
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
