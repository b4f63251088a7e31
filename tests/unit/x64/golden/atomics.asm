function 0, frame 32, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x18
     d  nop word ptr [rax + rax]
    16  mov dword ptr [rbp - 0x10], eax
    19  mov dword ptr [rbp - 0x18], ecx
    1c  mov ebx, eax
    1e  and ebx, 3
    21  jne 0x35
    27  mov ebx, ecx
    29  lock xadd dword ptr [r13 + rax], ebx    ; trap 2
    30  mov rax, rbx
    33  leave
    34  ret
    35  ud2    ; trap 28
function 1, frame 32, area 0
    40  push rbp
    41  mov rbp, rsp
    44  push r14
    46  sub rsp, 0x18
    4d  nop word ptr [rax + rax]
    56  mov dword ptr [rbp - 0x10], eax
    59  mov qword ptr [rbp - 0x18], rcx
    5d  mov rbx, rcx
    60  neg rbx
    63  lock xadd byte ptr [r13 + rax], bl    ; trap 2
    6a  movzx ebx, bl
    6d  mov rax, rbx
    70  leave
    71  ret
function 2, frame 32, area 0
    80  push rbp
    81  mov rbp, rsp
    84  push r14
    86  sub rsp, 0x18
    8d  nop word ptr [rax + rax]
    96  mov dword ptr [rbp - 0x10], eax
    99  mov dword ptr [rbp - 0x18], ecx
    9c  mov ebx, eax
    9e  and ebx, 1
    a1  jne 0xc6
    a7  mov ebx, dword ptr [rbp - 0x10]
    aa  movzx eax, word ptr [r13 + rbx + 2]    ; trap 2
    b0  mov r12d, eax
    b3  and r12d, ecx
    b6  lock cmpxchg word ptr [r13 + rbx + 2], r12w
    be  jne 0xb0
    c4  leave
    c5  ret
    c6  ud2    ; trap 28
function 3, frame 32, area 0
    d0  push rbp
    d1  mov rbp, rsp
    d4  push r14
    d6  sub rsp, 0x18
    dd  nop word ptr [rax + rax]
    e6  mov dword ptr [rbp - 0x10], eax
    e9  mov qword ptr [rbp - 0x18], rcx
    ed  mov ebx, eax
    ef  and ebx, 7
    f2  jne 0x116
    f8  mov ebx, dword ptr [rbp - 0x10]
    fb  mov rax, qword ptr [r13 + rbx]    ; trap 2
   100  mov r12, rax
   103  xor r12, 5
   107  lock cmpxchg qword ptr [r13 + rbx], r12
   10e  jne 0x100
   114  leave
   115  ret
   116  ud2    ; trap 28
function 4, frame 32, area 0
   120  push rbp
   121  mov rbp, rsp
   124  push r14
   126  sub rsp, 0x18
   12d  nop word ptr [rax + rax]
   136  mov dword ptr [rbp - 0x10], eax
   139  mov qword ptr [rbp - 0x18], rcx
   13d  mov ebx, eax
   13f  add ebx, 1
   142  and ebx, 3
   145  jne 0x159
   14b  mov rbx, rcx
   14e  lock xchg dword ptr [r13 + rax + 1], ebx    ; trap 2
   154  mov rax, rbx
   157  leave
   158  ret
   159  ud2    ; trap 28
function 5, frame 32, area 0
   160  push rbp
   161  mov rbp, rsp
   164  push r14
   166  sub rsp, 0x18
   16d  nop word ptr [rax + rax]
   176  mov dword ptr [rbp - 0x10], eax
   179  mov qword ptr [rbp - 0x18], rcx
   17d  mov qword ptr [rbp - 0x20], rdx
   181  mov ebx, eax
   183  add ebx, 4
   186  cmp ebx, 4
   189  jb 0x1a8
   18f  mov esi, ebx
   191  and esi, 3
   194  jne 0x1aa
   19a  mov rax, rcx
   19d  lock cmpxchg dword ptr [r13 + rbx], edx    ; trap 2
   1a4  mov eax, eax
   1a6  leave
   1a7  ret
   1a8  ud2    ; trap 2
   1aa  ud2    ; trap 28
function 6, frame 16, area 0
   1b0  push rbp
   1b1  mov rbp, rsp
   1b4  push r14
   1b6  sub rsp, 8
   1bd  nop word ptr [rax + rax]
   1c6  mov dword ptr [rbp - 0x10], eax
   1c9  movzx eax, byte ptr [r13 + rax]    ; trap 2
   1cf  leave
   1d0  ret
function 7, frame 16, area 0
   1e0  push rbp
   1e1  mov rbp, rsp
   1e4  push r14
   1e6  sub rsp, 8
   1ed  nop word ptr [rax + rax]
   1f6  mov dword ptr [rbp - 0x10], eax
   1f9  mov ebx, eax
   1fb  and ebx, 1
   1fe  jne 0x21c
   204  mov r11, qword ptr [r14 + 0x40]
   208  mov r11, qword ptr [r11]
   20b  mov r12d, 7
   211  lock xchg word ptr [r11 + rax], r12w    ; trap 2
   217  mfence
   21a  leave
   21b  ret
   21c  ud2    ; trap 28
function 8, frame 32, area 0
   220  push rbp
   221  mov rbp, rsp
   224  push r14
   226  sub rsp, 0x18
   22d  nop word ptr [rax + rax]
   236  mov qword ptr [rbp - 0x10], rax
   23a  mov qword ptr [rbp - 0x18], rcx
   23e  mov ebx, eax
   240  and ebx, 7
   243  jne 0x292
   249  mov rbx, qword ptr [rbp - 0x10]
   24d  mov r10d, 0
   253  add r10, rbx
   256  jb 0x294
   25c  mov r11, qword ptr [r14 + 0x48]
   260  mov r12, qword ptr [r11 + 8]
   264  sub r12, 8
   268  jb 0x294
   26e  cmp r10, r12
   271  ja 0x294
   277  mov r11, qword ptr [r11]
   27a  mov rax, qword ptr [r11 + r10]    ; trap 2
   27e  mov r12, rax
   281  or r12, rcx
   284  lock cmpxchg qword ptr [r11 + r10], r12
   28a  jne 0x27e
   290  leave
   291  ret
   292  ud2    ; trap 28
   294  ud2    ; trap 2
function 9, frame 16, area 0
   2a0  push rbp
   2a1  mov rbp, rsp
   2a4  push r14
   2a6  sub rsp, 8
   2ad  cmp rsp, qword ptr [r15]
   2b0  jb 0x2dc
   2b6  mov dword ptr [rbp - 0x10], eax
   2b9  mov ebx, eax
   2bb  add rbx, 8
   2bf  mov rcx, rbx
   2c2  xor eax, eax
   2c4  xor edx, edx
   2c6  mov rbx, -1
   2cd  mov r11d, 0x20
   2d3  call qword ptr [r15 + 0x88]
   2da  leave    ; libcall 0
   2db  ret
   2dc  lea r11, [rip + 9]
   2e3  jmp qword ptr [r15 + 0xd8]
   2ea  ud2    ; trap 10
   2ec  jmp 0x2b6
