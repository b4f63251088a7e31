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
    76  mov eax, dword ptr [rbp - 0x10]
    79  sub eax, ebx
    7b  leave
    7c  ret
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
    d7  je 0x12f
    dd  xor edx, edx
    df  div r10d
    e2  mov ecx, dword ptr [rbp - 0x18]
    e5  mov edx, dword ptr [r13 + rcx]    ; trap 2
    ea  mov r10d, dword ptr [r13 + rcx + 4]    ; trap 2
    ef  mov ecx, eax
    f1  mov ebx, edx
    f3  mov eax, ebx
    f5  test r10d, r10d
    f8  je 0x131
    fe  cmp r10d, -1
   102  jne 0x108
   104  xor edx, edx
   106  jmp 0x10c
   108  cdq
   109  idiv r10d
   10c  mov ebx, dword ptr [rbp - 0x20]
   10f  mov eax, dword ptr [r13 + rbx]    ; trap 2
   114  mov ebx, ecx
   116  mov ecx, dword ptr [rbp - 0x10]
   119  rol eax, cl
   11b  sub edx, eax
   11d  sub ebx, edx
   11f  sub r9d, ebx
   122  sub r8d, r9d
   125  sub edi, r8d
   128  sub esi, edi
   12a  mov rax, rsi
   12d  leave
   12e  ret
   12f  ud2    ; trap 7
   131  ud2    ; trap 7
function 3, frame 32, area 0
   140  push rbp
   141  mov rbp, rsp
   144  push r14
   146  sub rsp, 0x18
   14d  nop word ptr [rax + rax]
   156  mov dword ptr [rbp - 0x10], eax
   159  mov dword ptr [rbp - 0x18], ecx
   15c  imul eax, ecx, 3
   15f  mov ebx, dword ptr [rbp - 0x10]
   162  mov dword ptr [rbp - 0x10], eax
   165  mov ecx, eax
   167  add ecx, 7
   16a  mov esi, dword ptr [rbp - 0x18]
   16d  mov dword ptr [rbp - 0x18], ecx
   170  sub ebx, esi
   172  mov esi, eax
   174  sub esi, ecx
   176  add ebx, esi
   178  add eax, 1
   17b  mov dword ptr [rbp - 0x10], eax
   17e  add ebx, eax
   180  mov rax, rbx
   183  leave
   184  ret
function 4, frame 32, area 0
   190  push rbp
   191  mov rbp, rsp
   194  push r14
   196  sub rsp, 0x18
   19d  nop word ptr [rax + rax]
   1a6  mov qword ptr [rbp - 0x10], rax
   1aa  mov qword ptr [rbp - 0x18], 0
   1b2  mov ebx, eax
   1b4  mov rbx, qword ptr [r13 + rbx]    ; trap 2
   1b9  imul rbx, rbx, 5
   1bd  mov qword ptr [rbp - 0x18], rbx
   1c1  mov rsi, rbx
   1c4  add rsi, rax
   1c7  mov rdi, qword ptr [r14 + 0xb0]
   1ce  xor rdi, rbx
   1d1  sub rsi, rdi
   1d4  add rsi, rbx
   1d7  mov rax, rsi
   1da  leave
   1db  ret
function 5, frame 64, area 0
   1e0  push rbp
   1e1  mov rbp, rsp
   1e4  push r14
   1e6  sub rsp, 0x38
   1ed  cmp rsp, qword ptr [r15]
   1f0  jb 0x256
   1f6  mov dword ptr [rbp - 0x10], eax
   1f9  mov qword ptr [rbp - 0x18], rcx
   1fd  mov dword ptr [rbp - 0x20], edx
   200  mov qword ptr [rbp - 0x28], 0
   208  mov ebx, dword ptr [r13 + rax]    ; trap 2
   20d  mov rsi, qword ptr [r13 + rdx]    ; trap 2
   212  mov edi, edx
   214  sub edi, eax
   216  add rcx, 2
   21a  mov dword ptr [rbp - 0x30], ebx
   21d  mov qword ptr [rbp - 0x38], rsi
   221  mov rax, rdi
   224  mov r10, qword ptr [r14 + 0x40]
   228  mov r14, qword ptr [r10 + 8]
   22c  mov r13, qword ptr [r14 + 0x10]
   230  call qword ptr [r10]
   233  mov r14, qword ptr [rbp - 8]    ; call 0
   237  mov r13, qword ptr [r14 + 0x10]
   23b  mov qword ptr [rbp - 0x28], rcx
   23f  mov rbx, qword ptr [rbp - 0x38]
   243  add rbx, rcx
   246  sub rbx, qword ptr [rbp - 0x18]
   24a  mov qword ptr [rbp - 0x28], rbx
   24e  mov rcx, rbx
   251  mov eax, dword ptr [rbp - 0x30]
   254  leave
   255  ret
   256  lea r11, [rip + 9]
   25d  jmp qword ptr [r15 + 0xd8]
   264  ud2    ; trap 10
   266  jmp 0x1f6
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
   310  jb 0x365
   316  mov dword ptr [rbp - 0x10], eax
   319  mov dword ptr [rbp - 0x18], 1
   320  mov dword ptr [rbp - 0x20], 2
   327  mov dword ptr [rbp - 0x28], 3
   32e  mov rbx, rax
   331  sub ebx, 1
   334  mov dword ptr [rbp - 0x10], ebx
   337  mov eax, dword ptr [rbp - 0x18]
   33a  mov ecx, dword ptr [rbp - 0x20]
   33d  mov edx, dword ptr [rbp - 0x28]
   340  call 0x380
   345  cmp dword ptr [rbp - 0x10], 0    ; call 0
   349  mov dword ptr [rbp - 0x30], eax
   34c  je 0x363
   352  mov dword ptr [rbp - 0x18], eax
   355  mov dword ptr [rbp - 0x20], ecx
   358  mov dword ptr [rbp - 0x28], edx
   35b  mov ebx, dword ptr [rbp - 0x10]
   35e  jmp 0x331
   363  leave
   364  ret
   365  lea r11, [rip + 9]
   36c  jmp qword ptr [r15 + 0xd8]
   373  ud2    ; trap 10
   375  jmp 0x316
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
function 10, frame 48, area 0
   3b0  push rbp
   3b1  mov rbp, rsp
   3b4  push r14
   3b6  sub rsp, 0x28
   3bd  nop word ptr [rax + rax]
   3c6  mov dword ptr [rbp - 0x10], eax
   3c9  mov qword ptr [rbp - 0x18], 0
   3d1  mov dword ptr [rbp - 0x20], 0
   3d8  mov dword ptr [rbp - 0x28], 1
   3df  mov rbx, rax
   3e2  mov r11d, dword ptr [rbp - 0x28]
   3e6  mov dword ptr [rbp - 0x18], r11d
   3ea  mov esi, dword ptr [rbp - 0x20]
   3ed  add esi, dword ptr [rbp - 0x18]
   3f0  mov eax, dword ptr [rbp - 0x18]
   3f3  sub ebx, 1
   3f6  mov dword ptr [rbp - 0x10], ebx
   3f9  test ebx, ebx
   3fb  mov dword ptr [rbp - 0x30], esi
   3fe  je 0x40f
   404  mov dword ptr [rbp - 0x20], esi
   407  mov dword ptr [rbp - 0x28], eax
   40a  jmp 0x3e2
   40f  mov rax, rsi
   412  leave
   413  ret
function 11, frame 32, area 0
   420  push rbp
   421  mov rbp, rsp
   424  push r14
   426  sub rsp, 0x18
   42d  nop word ptr [rax + rax]
   436  mov dword ptr [rbp - 0x10], eax
   439  mov dword ptr [rbp - 0x18], 1
   440  mov dword ptr [rbp - 0x20], 2
   447  mov rbx, rax
   44a  mov esi, dword ptr [r13 + rbx]    ; trap 2
   44f  sub ebx, 1
   452  mov dword ptr [rbp - 0x10], ebx
   455  test ebx, ebx
   457  je 0x46d
   45d  mov r11d, dword ptr [rbp - 0x20]
   461  mov dword ptr [rbp - 0x18], r11d
   465  mov dword ptr [rbp - 0x20], esi
   468  jmp 0x44a
   46d  mov eax, dword ptr [rbp - 0x18]
   470  leave
   471  ret
function 12, frame 16, area 0
   480  push rbp
   481  mov rbp, rsp
   484  push r14
   486  sub rsp, 8
   48d  nop word ptr [rax + rax]
   496  mov dword ptr [rbp - 0x10], eax
   499  mov ebx, dword ptr [r13 + rax]    ; trap 2
   49e  mov ebx, dword ptr [r13 + rax + 4]    ; trap 2
   4a3  mov ebx, dword ptr [r13 + rax + 8]    ; trap 2
   4a8  mov ebx, dword ptr [r13 + rax + 0xc]    ; trap 2
   4ad  mov ebx, dword ptr [r13 + rax + 0x10]    ; trap 2
   4b2  mov ebx, dword ptr [r13 + rax + 0x14]    ; trap 2
   4b7  mov ebx, dword ptr [r13 + rax + 0x18]    ; trap 2
   4bc  mov ebx, dword ptr [r13 + rax + 0x1c]    ; trap 2
   4c1  mov ebx, dword ptr [r13 + rax + 0x20]    ; trap 2
   4c6  mov ebx, dword ptr [r13 + rax + 0x24]    ; trap 2
   4cb  mov ebx, dword ptr [r13 + rax + 0x28]    ; trap 2
   4d0  mov esi, dword ptr [r13 + rax + 0x2c]    ; trap 2
   4d5  mov r10d, esi
   4d8  cmp r10d, 2
   4dc  jae 0x4f3
   4e2  lea r11, [rip + 0x87]
   4e9  movsxd r10, dword ptr [r11 + r10*4]
   4ed  add r10, r11
   4f0  jmp r10
   4f3  jmp 0x4fb
   4f8  sub ebx, dword ptr [rbp - 0x10]
   4fb  mov rax, rbx
   4fe  leave
   4ff  ret
function 13, frame 32, area 0
   500  push rbp
   501  mov rbp, rsp
   504  push r14
   506  sub rsp, 0x18
   50d  nop word ptr [rax + rax]
   516  mov dword ptr [rbp - 0x10], eax
   519  mov ebx, dword ptr [r13 + rax]    ; trap 2
   51e  mov esi, dword ptr [r13 + rax + 4]    ; trap 2
   523  test eax, eax
   525  mov dword ptr [rbp - 0x18], ebx
   528  mov dword ptr [rbp - 0x20], esi
   52b  je 0x55d
   531  mov edi, dword ptr [r13 + rax + 8]    ; trap 2
   536  test edi, edi
   538  je 0x54c
   53e  mov edi, dword ptr [r13 + rax + 0xc]    ; trap 2
   543  mov ecx, esi
   545  sub ecx, edi
   547  jmp 0x55a
   54c  mov dword ptr [rbp - 0x10], 5
   553  imul esi, dword ptr [rbp - 0x10]
   557  mov rcx, rsi
   55a  mov rsi, rcx
   55d  sub ebx, esi
   55f  sub ebx, dword ptr [rbp - 0x10]
   562  mov rax, rbx
   565  leave
   566  ret
