function 0, frame 64, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x38
     d  cmp rsp, qword ptr [r15]
    10  jb 0x79
    16  mov dword ptr [rbp - 0x10], eax
    19  movsd qword ptr [rbp - 0x18], xmm0
    1e  mov qword ptr [rbp - 0x20], rcx
    22  imul ebx, eax, 3
    25  xor r11d, r11d
    28  mov qword ptr [rbp - 0x20], r11
    2c  movabs r11, 0x3fe0000000000000
    36  movq xmm1, r11
    3b  movaps xmm2, xmm0
    3e  addsd xmm2, xmm1
    42  mov rsi, qword ptr [r15 + 0x3c8]
    49  lea r11, [rsi + 0x20]
    4d  cmp r11, qword ptr [r15 + 0x3d0]
    54  ja 0x8e
    5a  mov qword ptr [r15 + 0x3c8], r11
    61  mov qword ptr [rsi], 0x40000031
    68  mov dword ptr [rsi + 8], ebx
    6b  mov qword ptr [rsi + 0x10], rcx
    6f  movsd qword ptr [rsi + 0x18], xmm2
    74  mov rax, rsi
    77  leave
    78  ret
    79  lea r11, [rip + 9]
    80  jmp qword ptr [r15 + 0xd8]
    87  ud2    ; trap 10
    89  jmp 0x16
    8e  mov qword ptr [rbp - 0x28], rcx
    92  mov dword ptr [rbp - 0x30], ebx
    95  movsd qword ptr [rbp - 0x38], xmm2
    9a  mov eax, 1
    9f  mov r11d, 0x13
    a5  call qword ptr [r15 + 0x88]
    ac  mov rsi, rax    ; libcall 0, rbp - 0x28: heap
    af  mov rcx, qword ptr [rbp - 0x28]
    b3  mov ebx, dword ptr [rbp - 0x30]
    b6  movsd xmm2, qword ptr [rbp - 0x38]
    bb  mov eax, dword ptr [rbp - 0x10]
    be  movsd xmm0, qword ptr [rbp - 0x18]
    c3  jmp 0x68
function 1, frame 32, area 0
    d0  push rbp
    d1  mov rbp, rsp
    d4  push r14
    d6  sub rsp, 0x18
    dd  cmp rsp, qword ptr [r15]
    e0  jb 0x13f
    e6  mov dword ptr [rbp - 0x10], eax
    e9  mov qword ptr [rbp - 0x18], 0
    f1  mov rbx, rax
    f4  mov rsi, qword ptr [rbp - 0x18]
    f8  mov rdi, qword ptr [r15 + 0x3c8]
    ff  lea r11, [rdi + 0x18]
   103  cmp r11, qword ptr [r15 + 0x3d0]
   10a  ja 0x154
   110  mov qword ptr [r15 + 0x3c8], r11
   117  mov qword ptr [rdi], 0x40000030
   11e  mov dword ptr [rdi + 8], ebx
   121  mov qword ptr [rdi + 0x10], rsi
   125  mov qword ptr [rbp - 0x18], rdi
   129  sub ebx, 1
   12c  mov dword ptr [rbp - 0x10], ebx
   12f  test ebx, ebx
   131  mov rsi, rdi
   134  jne 0xf8
   13a  mov rax, rsi
   13d  leave
   13e  ret
   13f  lea r11, [rip + 9]
   146  jmp qword ptr [r15 + 0xd8]
   14d  ud2    ; trap 10
   14f  jmp 0xe6
   154  mov eax, 0
   159  mov r11d, 0x13
   15f  call qword ptr [r15 + 0x88]
   166  mov rdi, rax    ; libcall 0
   169  mov ebx, dword ptr [rbp - 0x10]
   16c  mov rsi, qword ptr [rbp - 0x18]
   170  jmp 0x11e
function 2, frame 32, area 0
   180  push rbp
   181  mov rbp, rsp
   184  push r14
   186  sub rsp, 0x18
   18d  nop word ptr [rax + rax]
   196  mov qword ptr [rbp - 0x10], rax
   19a  mov qword ptr [rbp - 0x18], 0
   1a2  mov rbx, rax
   1a5  mov esi, dword ptr [rbp - 0x18]
   1a8  test rbx, rbx
   1ab  jne 0x1b6
   1b1  mov rax, rsi
   1b4  leave
   1b5  ret
   1b6  mov edi, dword ptr [rbx + 8]    ; trap 22
   1b9  add edi, esi
   1bb  mov dword ptr [rbp - 0x18], edi
   1be  mov rbx, qword ptr [rbx + 0x10]    ; trap 22
   1c2  mov qword ptr [rbp - 0x10], rbx
   1c6  mov rsi, rdi
   1c9  jmp 0x1a8
function 3, frame 32, area 0
   1d0  push rbp
   1d1  mov rbp, rsp
   1d4  push r14
   1d6  sub rsp, 0x18
   1dd  cmp rsp, qword ptr [r15]
   1e0  jb 0x2b7
   1e6  mov dword ptr [rbp - 0x10], eax
   1e9  add eax, 1
   1ec  mov dword ptr [rbp - 0x10], eax
   1ef  lea r11d, [rax - 1]
   1f3  cmp r11d, 0x1ff
   1fa  jae 0x2cc
   200  mov r11d, eax
   203  shl r11, 3
   207  add r11, 8
   20b  mov rbx, qword ptr [r15 + 0x3c8]
   212  add r11, rbx
   215  cmp r11, qword ptr [r15 + 0x3d0]
   21c  ja 0x2cc
   222  mov qword ptr [r15 + 0x3c8], r11
   229  xorps xmm15, xmm15
   22d  sub r11, 0x10
   231  movups xmmword ptr [r11], xmm15
   235  sub r11, 0x10
   239  cmp r11, rbx
   23c  jae 0x231
   242  mov dword ptr [rbx], 0x40000032
   248  mov dword ptr [rbx + 4], eax
   24b  mov esi, eax
   24d  shl esi, 2
   250  lea r11d, [rsi - 1]
   254  cmp r11d, 0x1ff
   25b  jae 0x2e8
   261  mov r11d, esi
   264  shl r11, 3
   268  add r11, 8
   26c  mov rdi, qword ptr [r15 + 0x3c8]
   273  add r11, rdi
   276  cmp r11, qword ptr [r15 + 0x3d0]
   27d  ja 0x2e8
   283  mov qword ptr [r15 + 0x3c8], r11
   28a  xorps xmm15, xmm15
   28e  sub r11, 0x10
   292  movups xmmword ptr [r11], xmm15
   296  sub r11, 0x10
   29a  cmp r11, rdi
   29d  jae 0x292
   2a3  mov dword ptr [rdi], 0x40000032
   2a9  mov dword ptr [rdi + 4], esi
   2ac  mov rcx, rax
   2af  mov rdx, rdi
   2b2  mov rax, rbx
   2b5  leave
   2b6  ret
   2b7  lea r11, [rip + 9]
   2be  jmp qword ptr [r15 + 0xd8]
   2c5  ud2    ; trap 10
   2c7  jmp 0x1e6
   2cc  mov ecx, eax
   2ce  mov eax, 2
   2d3  mov r11d, 0x14
   2d9  call qword ptr [r15 + 0x88]
   2e0  mov rbx, rax    ; libcall 0
   2e3  jmp 0x24b
   2e8  mov qword ptr [rbp - 0x18], rbx
   2ec  mov ecx, esi
   2ee  mov eax, 2
   2f3  mov r11d, 0x14
   2f9  call qword ptr [r15 + 0x88]
   300  mov rdi, rax    ; libcall 0, rbp - 0x18: heap
   303  mov rbx, qword ptr [rbp - 0x18]
   307  mov eax, dword ptr [rbp - 0x10]
   30a  jmp 0x2ac
function 4, frame 48, area 0
   310  push rbp
   311  mov rbp, rsp
   314  push r14
   316  sub rsp, 0x28
   31d  nop word ptr [rax + rax]
   326  mov qword ptr [rbp - 0x10], rax
   32a  mov qword ptr [rbp - 0x18], rcx
   32e  mov qword ptr [rbp - 0x20], rdx
   332  mov dword ptr [rbp - 0x28], ebx
   335  mov qword ptr [rax + 0x10], rcx
   339  mov r11, rax
   33c  sub r11, qword ptr [r15 + 0x3c0]
   343  cmp r11, 0x400000
   34a  jae 0x381
   350  mov qword ptr [rax + 0x10], 0
   358  mov esi, dword ptr [rdx + 4]
   35b  cmp ebx, esi
   35d  jae 0x3df
   363  mov qword ptr [rdx + rbx*8 + 8], rax
   368  mov r11, rdx
   36b  sub r11, qword ptr [r15 + 0x3c0]
   372  cmp r11, 0x400000
   379  jae 0x3b0
   37f  leave
   380  ret
   381  mov r11, rcx
   384  sub r11, qword ptr [r15 + 0x3c0]
   38b  cmp r11, 0x400000
   392  jae 0x350
   398  cmp dword ptr [rax], 0
   39b  js 0x350
   3a1  mov r11, rax
   3a4  call qword ptr [r15 + 0xc8]
   3ab  jmp 0x350
   3b0  mov r11, rax
   3b3  sub r11, qword ptr [r15 + 0x3c0]
   3ba  cmp r11, 0x400000
   3c1  jae 0x37f
   3c7  cmp dword ptr [rdx], 0
   3ca  js 0x37f
   3d0  mov r11, rdx
   3d3  call qword ptr [r15 + 0xc8]
   3da  jmp 0x37f
   3df  ud2    ; trap 25
function 5, frame 16, area 0
   3f0  push rbp
   3f1  mov rbp, rsp
   3f4  push r14
   3f6  sub rsp, 8
   3fd  nop word ptr [rax + rax]
   406  mov qword ptr [rbp - 0x10], rax
   40a  test al, 1
   40d  setne bl
   410  movzx ebx, bl
   413  test rax, rax
   416  je 0x423
   418  mov r11d, eax
   41b  and r11d, 1
   41f  cmp r11d, 1
   423  sete sil
   427  movzx esi, sil
   42b  add ebx, esi
   42d  cmp rax, 1
   431  jb 0x446
   433  test al, 1
   436  jne 0x446
   438  mov r11d, dword ptr [rax]
   43b  and r11d, 0x3fffffff
   442  cmp r11d, 0x31
   446  sete sil
   44a  movzx esi, sil
   44e  add ebx, esi
   450  test rax, rax
   453  je 0x47c
   455  test al, 1
   458  jne 0x47c
   45a  mov r11d, dword ptr [rax]
   45d  and r11d, 0x3fffffff
   464  cmp r11d, 0x30
   468  je 0x47c
   46a  mov r10, qword ptr [r15 + 0x3e0]
   471  mov r10, qword ptr [r10 + r11*8]
   475  cmp dword ptr [r10], 0x30
   47c  sete sil
   480  movzx esi, sil
   484  add ebx, esi
   486  mov rax, rbx
   489  leave
   48a  ret
function 6, frame 32, area 0
   490  push rbp
   491  mov rbp, rsp
   494  push r14
   496  sub rsp, 0x18
   49d  nop word ptr [rax + rax]
   4a6  mov qword ptr [rbp - 0x10], rax
   4aa  mov dword ptr [rbp - 0x18], ecx
   4ad  mov ebx, ecx
   4af  shl ebx, 1
   4b2  or ebx, 1
   4b5  test rax, rax
   4b8  je 0x4cc
   4be  mov rsi, rax
   4c1  sar esi, 1
   4c4  mov rax, rbx
   4c7  mov rcx, rsi
   4ca  leave
   4cb  ret
   4cc  ud2    ; trap 24
function 7, frame 32, area 0
   4d0  push rbp
   4d1  mov rbp, rsp
   4d4  push r14
   4d6  sub rsp, 0x18
   4dd  nop word ptr [rax + rax]
   4e6  mov dword ptr [rbp - 0x10], eax
   4e9  mov dword ptr [rbp - 0x18], ecx
   4ec  add eax, 1
   4ef  mov dword ptr [rbp - 0x10], eax
   4f2  xor eax, 7
   4f5  add eax, dword ptr [rbp - 0x10]
   4f8  test ecx, ecx
   4fa  mov dword ptr [rbp - 0x20], eax
   4fd  je 0x50e
   503  mov ecx, dword ptr [rbp - 0x10]
   506  mov dword ptr [rbp - 0x18], ecx
   509  jmp 0x514
   50e  sub ecx, 1
   511  mov dword ptr [rbp - 0x18], ecx
   514  mov ebx, dword ptr [rbp - 0x10]
   517  sub ebx, ecx
   519  add eax, ebx
   51b  leave
   51c  ret
