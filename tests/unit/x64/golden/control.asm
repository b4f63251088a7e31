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
    e7  call 0x110
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
   10c  ud2    ; trap 10
function 4, frame 32, area 0
   110  push rbp
   111  mov rbp, rsp
   114  push r14
   116  sub rsp, 0x18
   11d  nop word ptr [rax + rax]
   126  mov dword ptr [rbp - 0x10], eax
   129  mov dword ptr [rbp - 0x18], ecx
   12c  mov r11, rax
   12f  mov rax, rcx
   132  mov rcx, r11
   135  leave
   136  ret
function 5, frame 16, area 0
   140  push rbp
   141  mov rbp, rsp
   144  push r14
   146  sub rsp, 8
   14d  nop word ptr [rax + rax]
   156  mov dword ptr [rbp - 0x10], eax
   159  mov r10d, eax
   15c  cmp r10d, 3
   160  jae 0x177
   166  lea r11, [rip + 0xb3]
   16d  movsxd r10, dword ptr [r11 + r10*4]
   171  add r10, r11
   174  jmp r10
   177  jmp 0x183
   17c  mov eax, 0xa
   181  leave
   182  ret
   183  mov eax, 0x14
   188  leave
   189  ret
   18a  mov eax, 0x1e
   18f  leave
   190  ret
function 6, frame 16, area 0
   1a0  push rbp
   1a1  mov rbp, rsp
   1a4  push r14
   1a6  sub rsp, 8
   1ad  nop word ptr [rax + rax]
   1b6  mov dword ptr [rbp - 0x10], eax
   1b9  mov r10d, eax
   1bc  cmp r10d, 1
   1c0  jae 0x1e1
   1c6  lea r11, [rip + 0x5f]
   1cd  movsxd r10, dword ptr [r11 + r10*4]
   1d1  add r10, r11
   1d4  jmp r10
   1d7  mov ecx, 1
   1dc  jmp 0x1e6
   1e1  mov ecx, 5
   1e6  mov rax, rcx
   1e9  leave
   1ea  ret
function 7, frame 176, area 0
   1f0  push rbp
   1f1  mov rbp, rsp
   1f4  push r14
   1f6  sub rsp, 0xa8
   1fd  nop word ptr [rax + rax]
   206  lea rdi, [rbp - 0xa8]
   20d  mov ecx, 0x14
   212  mov eax, 0
   217  rep stosq qword ptr [rdi], rax
   21a  leave
   21b  ret
