function 1, frame 48, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x28
     d  nop word ptr [rax + rax]
    16  mov dword ptr [rbp - 0x10], eax
    19  mov dword ptr [rbp - 0x18], ecx
    1c  mov ebx, ecx
    1e  add ebx, 1
    21  mov esi, dword ptr [r13 + rax]    ; trap 2
    26  mov edi, dword ptr [r13 + rax + 4]    ; trap 2
    2b  mov edx, dword ptr [r13 + rax + 8]    ; trap 2
    30  mov r8d, dword ptr [r13 + rax + 0xc]    ; trap 2
    35  mov r9d, dword ptr [r13 + rax + 0x10]    ; trap 2
    3a  mov r10d, dword ptr [r13 + rax + 0x14]    ; trap 2
    3f  mov r12d, dword ptr [r13 + rax + 0x18]    ; trap 2
    44  mov ecx, dword ptr [r13 + rax + 0x1c]    ; trap 2
    49  mov dword ptr [rbp - 0x20], ecx
    4c  mov ecx, dword ptr [r13 + rax + 0x20]    ; trap 2
    51  mov dword ptr [rbp - 0x28], ecx
    54  mov ecx, dword ptr [r13 + rax + 0x24]    ; trap 2
    59  mov eax, dword ptr [rbp - 0x28]
    5c  sub eax, ecx
    5e  xor eax, dword ptr [rbp - 0x20]
    61  sub r12d, eax
    64  and r10d, r12d
    67  sub r9d, r10d
    6a  or r8d, r9d
    6d  sub edx, r8d
    70  xor edi, edx
    72  sub esi, edi
    74  add ebx, esi
    76  mov esi, dword ptr [rbp - 0x10]
    79  sub esi, ebx
    7b  mov rax, rsi
    7e  leave
    7f  ret
function 2, frame 48, area 0
    80  push rbp
    81  mov rbp, rsp
    84  push r14
    86  sub rsp, 0x28
    8d  nop word ptr [rax + rax]
    96  mov dword ptr [rbp - 0x10], eax
    99  mov dword ptr [rbp - 0x18], ecx
    9c  mov dword ptr [rbp - 0x20], edx
    9f  mov dword ptr [rbp - 0x28], ebx
    a2  mov esi, dword ptr [r13 + rax]    ; trap 2
    a7  add esi, ecx
    a9  mov edi, dword ptr [r13 + rcx]    ; trap 2
    ae  add edi, edx
    b0  mov r8d, dword ptr [r13 + rdx]    ; trap 2
    b5  add r8d, ebx
    b8  mov r9d, dword ptr [r13 + rbx]    ; trap 2
    bd  mov r10d, dword ptr [r13 + rbx + 4]    ; trap 2
    c2  mov ecx, r10d
    c5  shl r9d, cl
    c8  mov ecx, dword ptr [r13 + rax]    ; trap 2
    cd  mov r10d, dword ptr [r13 + rax + 4]    ; trap 2
    d2  mov eax, ecx
    d4  test r10d, r10d
    d7  je 0x131
    dd  xor edx, edx
    df  div r10d
    e2  mov ecx, dword ptr [rbp - 0x18]
    e5  mov ecx, dword ptr [r13 + rcx]    ; trap 2
    ea  mov edx, dword ptr [rbp - 0x18]
    ed  mov edx, dword ptr [r13 + rdx + 4]    ; trap 2
    f2  mov ebx, eax
    f4  mov r10d, edx
    f7  mov eax, ecx
    f9  test r10d, r10d
    fc  je 0x133
   102  cmp r10d, -1
   106  jne 0x10c
   108  xor edx, edx
   10a  jmp 0x110
   10c  cdq
   10d  idiv r10d
   110  mov eax, dword ptr [rbp - 0x20]
   113  mov eax, dword ptr [r13 + rax]    ; trap 2
   118  mov ecx, dword ptr [rbp - 0x10]
   11b  rol eax, cl
   11d  sub edx, eax
   11f  sub ebx, edx
   121  sub r9d, ebx
   124  sub r8d, r9d
   127  sub edi, r8d
   12a  sub esi, edi
   12c  mov rax, rsi
   12f  leave
   130  ret
   131  ud2    ; trap 7
   133  ud2    ; trap 7
function 3, frame 32, area 0
   140  push rbp
   141  mov rbp, rsp
   144  push r14
   146  sub rsp, 0x18
   14d  nop word ptr [rax + rax]
   156  mov dword ptr [rbp - 0x10], eax
   159  mov dword ptr [rbp - 0x18], ecx
   15c  imul ebx, ecx, 3
   15f  mov dword ptr [rbp - 0x10], ebx
   162  mov esi, ebx
   164  add esi, 7
   167  mov dword ptr [rbp - 0x18], esi
   16a  sub eax, ecx
   16c  mov edi, ebx
   16e  sub edi, esi
   170  add eax, edi
   172  mov edi, ebx
   174  add edi, 1
   177  mov dword ptr [rbp - 0x10], edi
   17a  add eax, edi
   17c  leave
   17d  ret
function 4, frame 32, area 0
   180  push rbp
   181  mov rbp, rsp
   184  push r14
   186  sub rsp, 0x18
   18d  nop word ptr [rax + rax]
   196  mov qword ptr [rbp - 0x10], rax
   19a  mov qword ptr [rbp - 0x18], 0
   1a2  mov ebx, eax
   1a4  mov rbx, qword ptr [r13 + rbx]    ; trap 2
   1a9  imul rbx, rbx, 5
   1ad  mov qword ptr [rbp - 0x18], rbx
   1b1  mov rsi, rbx
   1b4  add rsi, rax
   1b7  mov rdi, qword ptr [r14 + 0xb0]
   1be  xor rdi, rbx
   1c1  sub rsi, rdi
   1c4  add rsi, rbx
   1c7  mov rax, rsi
   1ca  leave
   1cb  ret
function 5, frame 64, area 0
   1d0  push rbp
   1d1  mov rbp, rsp
   1d4  push r14
   1d6  sub rsp, 0x38
   1dd  cmp rsp, qword ptr [r15]
   1e0  jb 0x24c
   1e6  mov dword ptr [rbp - 0x10], eax
   1e9  mov qword ptr [rbp - 0x18], rcx
   1ed  mov dword ptr [rbp - 0x20], edx
   1f0  mov qword ptr [rbp - 0x28], 0
   1f8  mov ebx, dword ptr [r13 + rax]    ; trap 2
   1fd  mov rsi, qword ptr [r13 + rdx]    ; trap 2
   202  mov edi, edx
   204  sub edi, eax
   206  mov r8, rcx
   209  add r8, 2
   20d  mov dword ptr [rbp - 0x30], ebx
   210  mov qword ptr [rbp - 0x38], rsi
   214  mov rax, rdi
   217  mov rcx, r8
   21a  mov r10, qword ptr [r14 + 0x40]
   21e  mov r14, qword ptr [r10 + 8]
   222  mov r13, qword ptr [r14 + 0x10]
   226  call qword ptr [r10]
   229  mov r14, qword ptr [rbp - 8]    ; call 0
   22d  mov r13, qword ptr [r14 + 0x10]
   231  mov qword ptr [rbp - 0x28], rcx
   235  mov rbx, qword ptr [rbp - 0x38]
   239  add rbx, rcx
   23c  sub rbx, qword ptr [rbp - 0x18]
   240  mov qword ptr [rbp - 0x28], rbx
   244  mov rcx, rbx
   247  mov eax, dword ptr [rbp - 0x30]
   24a  leave
   24b  ret
   24c  ud2    ; trap 10
function 6, frame 48, area 0
   250  push rbp
   251  mov rbp, rsp
   254  push r14
   256  sub rsp, 0x28
   25d  cmp rsp, qword ptr [r15]
   260  jb 0x296
   266  mov dword ptr [rbp - 0x10], eax
   269  mov dword ptr [rbp - 0x18], ecx
   26c  mov dword ptr [rbp - 0x20], edx
   26f  mov r11, rax
   272  mov rax, rcx
   275  mov rcx, rdx
   278  mov rdx, r11
   27b  call 0x2a0
   280  mov dword ptr [rbp - 0x28], eax    ; call 0
   283  mov eax, dword ptr [rbp - 0x10]
   286  mov ecx, dword ptr [rbp - 0x18]
   289  mov edx, dword ptr [rbp - 0x20]
   28c  call 0x2a0
   291  add eax, dword ptr [rbp - 0x28]    ; call 0
   294  leave
   295  ret
   296  ud2    ; trap 10
function 7, frame 32, area 0
   2a0  push rbp
   2a1  mov rbp, rsp
   2a4  push r14
   2a6  sub rsp, 0x18
   2ad  nop word ptr [rax + rax]
   2b6  mov dword ptr [rbp - 0x10], eax
   2b9  mov dword ptr [rbp - 0x18], ecx
   2bc  mov dword ptr [rbp - 0x20], edx
   2bf  mov rax, rdx
   2c2  leave
   2c3  ret
function 8, frame 48, area 0
   2d0  push rbp
   2d1  mov rbp, rsp
   2d4  push r14
   2d6  sub rsp, 0x28
   2dd  cmp rsp, qword ptr [r15]
   2e0  jb 0x332
   2e6  mov dword ptr [rbp - 0x10], eax
   2e9  mov dword ptr [rbp - 0x18], 1
   2f0  mov dword ptr [rbp - 0x20], 2
   2f7  mov dword ptr [rbp - 0x28], 3
   2fe  mov ebx, dword ptr [rbp - 0x10]
   301  sub ebx, 1
   304  mov dword ptr [rbp - 0x10], ebx
   307  mov eax, dword ptr [rbp - 0x18]
   30a  mov ecx, dword ptr [rbp - 0x20]
   30d  mov edx, dword ptr [rbp - 0x28]
   310  call 0x340
   315  cmp dword ptr [rbp - 0x10], 0    ; call 0
   319  mov dword ptr [rbp - 0x30], eax
   31c  je 0x330
   322  mov dword ptr [rbp - 0x18], eax
   325  mov dword ptr [rbp - 0x20], ecx
   328  mov dword ptr [rbp - 0x28], edx
   32b  jmp 0x2fe
   330  leave
   331  ret
   332  ud2    ; trap 10
function 9, frame 32, area 0
   340  push rbp
   341  mov rbp, rsp
   344  push r14
   346  sub rsp, 0x18
   34d  nop word ptr [rax + rax]
   356  mov dword ptr [rbp - 0x10], eax
   359  mov dword ptr [rbp - 0x18], ecx
   35c  mov dword ptr [rbp - 0x20], edx
   35f  mov r11, rax
   362  mov rax, rcx
   365  mov rcx, rdx
   368  mov rdx, r11
   36b  leave
   36c  ret
function 10, frame 64, area 0
   370  push rbp
   371  mov rbp, rsp
   374  push r14
   376  sub rsp, 0x38
   37d  nop word ptr [rax + rax]
   386  mov dword ptr [rbp - 0x10], eax
   389  mov qword ptr [rbp - 0x18], 0
   391  mov dword ptr [rbp - 0x20], 0
   398  mov dword ptr [rbp - 0x28], 1
   39f  mov r11d, dword ptr [rbp - 0x28]
   3a3  mov dword ptr [rbp - 0x18], r11d
   3a7  mov ebx, dword ptr [rbp - 0x20]
   3aa  add ebx, dword ptr [rbp - 0x18]
   3ad  mov dword ptr [rbp - 0x30], ebx
   3b0  mov r11d, dword ptr [rbp - 0x18]
   3b4  mov dword ptr [rbp - 0x38], r11d
   3b8  mov ebx, dword ptr [rbp - 0x10]
   3bb  sub ebx, 1
   3be  mov dword ptr [rbp - 0x10], ebx
   3c1  test ebx, ebx
   3c3  je 0x3de
   3c9  mov r11d, dword ptr [rbp - 0x30]
   3cd  mov dword ptr [rbp - 0x20], r11d
   3d1  mov r11d, dword ptr [rbp - 0x38]
   3d5  mov dword ptr [rbp - 0x28], r11d
   3d9  jmp 0x39f
   3de  mov eax, dword ptr [rbp - 0x30]
   3e1  leave
   3e2  ret
function 11, frame 32, area 0
   3f0  push rbp
   3f1  mov rbp, rsp
   3f4  push r14
   3f6  sub rsp, 0x18
   3fd  nop word ptr [rax + rax]
   406  mov dword ptr [rbp - 0x10], eax
   409  mov dword ptr [rbp - 0x18], 1
   410  mov dword ptr [rbp - 0x20], 2
   417  mov ebx, dword ptr [rbp - 0x10]
   41a  mov ebx, dword ptr [r13 + rbx]    ; trap 2
   41f  mov esi, dword ptr [rbp - 0x10]
   422  sub esi, 1
   425  mov dword ptr [rbp - 0x10], esi
   428  test esi, esi
   42a  je 0x440
   430  mov r11d, dword ptr [rbp - 0x20]
   434  mov dword ptr [rbp - 0x18], r11d
   438  mov dword ptr [rbp - 0x20], ebx
   43b  jmp 0x417
   440  mov eax, dword ptr [rbp - 0x18]
   443  leave
   444  ret
function 12, frame 32, area 0
   450  push rbp
   451  mov rbp, rsp
   454  push r14
   456  sub rsp, 0x18
   45d  nop word ptr [rax + rax]
   466  mov dword ptr [rbp - 0x10], eax
   469  mov ebx, dword ptr [r13 + rax]    ; trap 2
   46e  mov ebx, dword ptr [r13 + rax + 4]    ; trap 2
   473  mov ebx, dword ptr [r13 + rax + 8]    ; trap 2
   478  mov ebx, dword ptr [r13 + rax + 0xc]    ; trap 2
   47d  mov ebx, dword ptr [r13 + rax + 0x10]    ; trap 2
   482  mov ebx, dword ptr [r13 + rax + 0x14]    ; trap 2
   487  mov ebx, dword ptr [r13 + rax + 0x18]    ; trap 2
   48c  mov ebx, dword ptr [r13 + rax + 0x1c]    ; trap 2
   491  mov ebx, dword ptr [r13 + rax + 0x20]    ; trap 2
   496  mov ebx, dword ptr [r13 + rax + 0x24]    ; trap 2
   49b  mov ebx, dword ptr [r13 + rax + 0x28]    ; trap 2
   4a0  mov esi, dword ptr [r13 + rax + 0x2c]    ; trap 2
   4a5  mov r10d, esi
   4a8  cmp r10d, 2
   4ac  jae 0x4d3
   4b2  lea r11, [rip + 0xb7]
   4b9  movsxd r10, dword ptr [r11 + r10*4]
   4bd  add r10, r11
   4c0  jmp r10
   4c3  mov dword ptr [rbp - 0x18], ebx
   4c6  jmp 0x4e4
   4cb  mov dword ptr [rbp - 0x20], ebx
   4ce  jmp 0x4db
   4d3  mov dword ptr [rbp - 0x18], ebx
   4d6  jmp 0x4e4
   4db  mov ebx, dword ptr [rbp - 0x20]
   4de  sub ebx, dword ptr [rbp - 0x10]
   4e1  mov dword ptr [rbp - 0x18], ebx
   4e4  mov eax, dword ptr [rbp - 0x18]
   4e7  leave
   4e8  ret
function 13, frame 48, area 0
   4f0  push rbp
   4f1  mov rbp, rsp
   4f4  push r14
   4f6  sub rsp, 0x28
   4fd  nop word ptr [rax + rax]
   506  mov dword ptr [rbp - 0x10], eax
   509  mov ebx, dword ptr [r13 + rax]    ; trap 2
   50e  mov esi, dword ptr [r13 + rax + 4]    ; trap 2
   513  test eax, eax
   515  mov dword ptr [rbp - 0x20], ebx
   518  mov dword ptr [rbp - 0x28], esi
   51b  jne 0x529
   521  mov dword ptr [rbp - 0x18], esi
   524  jmp 0x560
   529  mov edi, dword ptr [r13 + rax + 8]    ; trap 2
   52e  test edi, edi
   530  je 0x547
   536  mov edi, dword ptr [r13 + rax + 0xc]    ; trap 2
   53b  mov ecx, esi
   53d  sub ecx, edi
   53f  mov dword ptr [rbp - 0x30], ecx
   542  jmp 0x558
   547  mov dword ptr [rbp - 0x10], 5
   54e  mov ebx, dword ptr [rbp - 0x28]
   551  imul ebx, dword ptr [rbp - 0x10]
   555  mov dword ptr [rbp - 0x30], ebx
   558  mov r11d, dword ptr [rbp - 0x30]
   55c  mov dword ptr [rbp - 0x18], r11d
   560  mov ebx, dword ptr [rbp - 0x20]
   563  sub ebx, dword ptr [rbp - 0x18]
   566  sub ebx, dword ptr [rbp - 0x10]
   569  mov rax, rbx
   56c  leave
   56d  ret
