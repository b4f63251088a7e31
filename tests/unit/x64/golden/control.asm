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
    f7  call 0x120
    fc  cmp dword ptr [rbp - 0x10], 0xa    ; call 0
   100  mov dword ptr [rbp - 0x28], eax
   103  mov dword ptr [rbp - 0x30], ecx
   106  jae 0x117
   10c  mov dword ptr [rbp - 0x18], eax
   10f  mov dword ptr [rbp - 0x20], ecx
   112  jmp 0xe8
   117  leave
   118  ret
   119  ud2    ; trap 10
function 4, frame 32, area 0
   120  push rbp
   121  mov rbp, rsp
   124  push r14
   126  sub rsp, 0x18
   12d  nop word ptr [rax + rax]
   136  mov dword ptr [rbp - 0x10], eax
   139  mov dword ptr [rbp - 0x18], ecx
   13c  mov r11, rax
   13f  mov rax, rcx
   142  mov rcx, r11
   145  leave
   146  ret
function 5, frame 16, area 0
   150  push rbp
   151  mov rbp, rsp
   154  push r14
   156  sub rsp, 8
   15d  nop word ptr [rax + rax]
   166  mov dword ptr [rbp - 0x10], eax
   169  mov r10d, eax
   16c  cmp r10d, 3
   170  jae 0x187
   176  lea r11, [rip + 0xb3]
   17d  movsxd r10, dword ptr [r11 + r10*4]
   181  add r10, r11
   184  jmp r10
   187  jmp 0x193
   18c  mov eax, 0xa
   191  leave
   192  ret
   193  mov eax, 0x14
   198  leave
   199  ret
   19a  mov eax, 0x1e
   19f  leave
   1a0  ret
function 6, frame 32, area 0
   1b0  push rbp
   1b1  mov rbp, rsp
   1b4  push r14
   1b6  sub rsp, 0x18
   1bd  nop word ptr [rax + rax]
   1c6  mov dword ptr [rbp - 0x10], eax
   1c9  mov r10d, eax
   1cc  cmp r10d, 1
   1d0  jae 0x1f3
   1d6  lea r11, [rip + 0x5f]
   1dd  movsxd r10, dword ptr [r11 + r10*4]
   1e1  add r10, r11
   1e4  jmp r10
   1e7  mov dword ptr [rbp - 0x18], 1
   1ee  jmp 0x1fa
   1f3  mov dword ptr [rbp - 0x18], 5
   1fa  mov eax, dword ptr [rbp - 0x18]
   1fd  leave
   1fe  ret
function 7, frame 176, area 0
   200  push rbp
   201  mov rbp, rsp
   204  push r14
   206  sub rsp, 0xa8
   20d  nop word ptr [rax + rax]
   216  lea rdi, [rbp - 0xa8]
   21d  mov ecx, 0x14
   222  mov eax, 0
   227  rep stosq qword ptr [rdi], rax
   22a  leave
   22b  ret
