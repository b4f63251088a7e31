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
   24c  lea r11, [rip + 9]
   253  jmp qword ptr [r15 + 0xd8]
   25a  ud2    ; trap 10
   25c  jmp 0x1e6
function 6, frame 48, area 0
   270  push rbp
   271  mov rbp, rsp
   274  push r14
   276  sub rsp, 0x28
   27d  cmp rsp, qword ptr [r15]
   280  jb 0x2b6
   286  mov dword ptr [rbp - 0x10], eax
   289  mov dword ptr [rbp - 0x18], ecx
   28c  mov dword ptr [rbp - 0x20], edx
   28f  mov r11, rax
   292  mov rax, rcx
   295  mov rcx, rdx
   298  mov rdx, r11
   29b  call 0x2d0
   2a0  mov dword ptr [rbp - 0x28], eax    ; call 0
   2a3  mov eax, dword ptr [rbp - 0x10]
   2a6  mov ecx, dword ptr [rbp - 0x18]
   2a9  mov edx, dword ptr [rbp - 0x20]
   2ac  call 0x2d0
   2b1  add eax, dword ptr [rbp - 0x28]    ; call 0
   2b4  leave
   2b5  ret
   2b6  lea r11, [rip + 9]
   2bd  jmp qword ptr [r15 + 0xd8]
   2c4  ud2    ; trap 10
   2c6  jmp 0x286
function 7, frame 32, area 0
   2d0  push rbp
   2d1  mov rbp, rsp
   2d4  push r14
   2d6  sub rsp, 0x18
   2dd  nop word ptr [rax + rax]
   2e6  mov dword ptr [rbp - 0x10], eax
   2e9  mov dword ptr [rbp - 0x18], ecx
   2ec  mov dword ptr [rbp - 0x20], edx
   2ef  mov rax, rdx
   2f2  leave
   2f3  ret
function 8, frame 48, area 0
   300  push rbp
   301  mov rbp, rsp
   304  push r14
   306  sub rsp, 0x28
   30d  cmp rsp, qword ptr [r15]
   310  jb 0x362
   316  mov dword ptr [rbp - 0x10], eax
   319  mov dword ptr [rbp - 0x18], 1
   320  mov dword ptr [rbp - 0x20], 2
   327  mov dword ptr [rbp - 0x28], 3
   32e  mov ebx, dword ptr [rbp - 0x10]
   331  sub ebx, 1
   334  mov dword ptr [rbp - 0x10], ebx
   337  mov eax, dword ptr [rbp - 0x18]
   33a  mov ecx, dword ptr [rbp - 0x20]
   33d  mov edx, dword ptr [rbp - 0x28]
   340  call 0x380
   345  cmp dword ptr [rbp - 0x10], 0    ; call 0
   349  mov dword ptr [rbp - 0x30], eax
   34c  je 0x360
   352  mov dword ptr [rbp - 0x18], eax
   355  mov dword ptr [rbp - 0x20], ecx
   358  mov dword ptr [rbp - 0x28], edx
   35b  jmp 0x32e
   360  leave
   361  ret
   362  lea r11, [rip + 9]
   369  jmp qword ptr [r15 + 0xd8]
   370  ud2    ; trap 10
   372  jmp 0x316
function 9, frame 32, area 0
   380  push rbp
   381  mov rbp, rsp
   384  push r14
   386  sub rsp, 0x18
   38d  nop word ptr [rax + rax]
   396  mov dword ptr [rbp - 0x10], eax
   399  mov dword ptr [rbp - 0x18], ecx
   39c  mov dword ptr [rbp - 0x20], edx
   39f  mov r11, rax
   3a2  mov rax, rcx
   3a5  mov rcx, rdx
   3a8  mov rdx, r11
   3ab  leave
   3ac  ret
function 10, frame 64, area 0
   3b0  push rbp
   3b1  mov rbp, rsp
   3b4  push r14
   3b6  sub rsp, 0x38
   3bd  nop word ptr [rax + rax]
   3c6  mov dword ptr [rbp - 0x10], eax
   3c9  mov qword ptr [rbp - 0x18], 0
   3d1  mov dword ptr [rbp - 0x20], 0
   3d8  mov dword ptr [rbp - 0x28], 1
   3df  mov r11d, dword ptr [rbp - 0x28]
   3e3  mov dword ptr [rbp - 0x18], r11d
   3e7  mov ebx, dword ptr [rbp - 0x20]
   3ea  add ebx, dword ptr [rbp - 0x18]
   3ed  mov dword ptr [rbp - 0x30], ebx
   3f0  mov r11d, dword ptr [rbp - 0x18]
   3f4  mov dword ptr [rbp - 0x38], r11d
   3f8  mov ebx, dword ptr [rbp - 0x10]
   3fb  sub ebx, 1
   3fe  mov dword ptr [rbp - 0x10], ebx
   401  test ebx, ebx
   403  je 0x41e
   409  mov r11d, dword ptr [rbp - 0x30]
   40d  mov dword ptr [rbp - 0x20], r11d
   411  mov r11d, dword ptr [rbp - 0x38]
   415  mov dword ptr [rbp - 0x28], r11d
   419  jmp 0x3df
   41e  mov eax, dword ptr [rbp - 0x30]
   421  leave
   422  ret
function 11, frame 32, area 0
   430  push rbp
   431  mov rbp, rsp
   434  push r14
   436  sub rsp, 0x18
   43d  nop word ptr [rax + rax]
   446  mov dword ptr [rbp - 0x10], eax
   449  mov dword ptr [rbp - 0x18], 1
   450  mov dword ptr [rbp - 0x20], 2
   457  mov ebx, dword ptr [rbp - 0x10]
   45a  mov ebx, dword ptr [r13 + rbx]    ; trap 2
   45f  mov esi, dword ptr [rbp - 0x10]
   462  sub esi, 1
   465  mov dword ptr [rbp - 0x10], esi
   468  test esi, esi
   46a  je 0x480
   470  mov r11d, dword ptr [rbp - 0x20]
   474  mov dword ptr [rbp - 0x18], r11d
   478  mov dword ptr [rbp - 0x20], ebx
   47b  jmp 0x457
   480  mov eax, dword ptr [rbp - 0x18]
   483  leave
   484  ret
function 12, frame 32, area 0
   490  push rbp
   491  mov rbp, rsp
   494  push r14
   496  sub rsp, 0x18
   49d  nop word ptr [rax + rax]
   4a6  mov dword ptr [rbp - 0x10], eax
   4a9  mov ebx, dword ptr [r13 + rax]    ; trap 2
   4ae  mov ebx, dword ptr [r13 + rax + 4]    ; trap 2
   4b3  mov ebx, dword ptr [r13 + rax + 8]    ; trap 2
   4b8  mov ebx, dword ptr [r13 + rax + 0xc]    ; trap 2
   4bd  mov ebx, dword ptr [r13 + rax + 0x10]    ; trap 2
   4c2  mov ebx, dword ptr [r13 + rax + 0x14]    ; trap 2
   4c7  mov ebx, dword ptr [r13 + rax + 0x18]    ; trap 2
   4cc  mov ebx, dword ptr [r13 + rax + 0x1c]    ; trap 2
   4d1  mov ebx, dword ptr [r13 + rax + 0x20]    ; trap 2
   4d6  mov ebx, dword ptr [r13 + rax + 0x24]    ; trap 2
   4db  mov ebx, dword ptr [r13 + rax + 0x28]    ; trap 2
   4e0  mov esi, dword ptr [r13 + rax + 0x2c]    ; trap 2
   4e5  mov r10d, esi
   4e8  cmp r10d, 2
   4ec  jae 0x513
   4f2  lea r11, [rip + 0xb7]
   4f9  movsxd r10, dword ptr [r11 + r10*4]
   4fd  add r10, r11
   500  jmp r10
   503  mov dword ptr [rbp - 0x18], ebx
   506  jmp 0x524
   50b  mov dword ptr [rbp - 0x20], ebx
   50e  jmp 0x51b
   513  mov dword ptr [rbp - 0x18], ebx
   516  jmp 0x524
   51b  mov ebx, dword ptr [rbp - 0x20]
   51e  sub ebx, dword ptr [rbp - 0x10]
   521  mov dword ptr [rbp - 0x18], ebx
   524  mov eax, dword ptr [rbp - 0x18]
   527  leave
   528  ret
function 13, frame 48, area 0
   530  push rbp
   531  mov rbp, rsp
   534  push r14
   536  sub rsp, 0x28
   53d  nop word ptr [rax + rax]
   546  mov dword ptr [rbp - 0x10], eax
   549  mov ebx, dword ptr [r13 + rax]    ; trap 2
   54e  mov esi, dword ptr [r13 + rax + 4]    ; trap 2
   553  test eax, eax
   555  mov dword ptr [rbp - 0x20], ebx
   558  mov dword ptr [rbp - 0x28], esi
   55b  jne 0x569
   561  mov dword ptr [rbp - 0x18], esi
   564  jmp 0x5a0
   569  mov edi, dword ptr [r13 + rax + 8]    ; trap 2
   56e  test edi, edi
   570  je 0x587
   576  mov edi, dword ptr [r13 + rax + 0xc]    ; trap 2
   57b  mov ecx, esi
   57d  sub ecx, edi
   57f  mov dword ptr [rbp - 0x30], ecx
   582  jmp 0x598
   587  mov dword ptr [rbp - 0x10], 5
   58e  mov ebx, dword ptr [rbp - 0x28]
   591  imul ebx, dword ptr [rbp - 0x10]
   595  mov dword ptr [rbp - 0x30], ebx
   598  mov r11d, dword ptr [rbp - 0x30]
   59c  mov dword ptr [rbp - 0x18], r11d
   5a0  mov ebx, dword ptr [rbp - 0x20]
   5a3  sub ebx, dword ptr [rbp - 0x18]
   5a6  sub ebx, dword ptr [rbp - 0x10]
   5a9  mov rax, rbx
   5ac  leave
   5ad  ret
