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
   165  mov esi, eax
   167  add esi, 7
   16a  mov dword ptr [rbp - 0x18], esi
   16d  sub ebx, ecx
   16f  mov edi, eax
   171  sub edi, esi
   173  add ebx, edi
   175  add eax, 1
   178  mov dword ptr [rbp - 0x10], eax
   17b  add ebx, eax
   17d  mov rax, rbx
   180  leave
   181  ret
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
   1f0  jb 0x25c
   1f6  mov dword ptr [rbp - 0x10], eax
   1f9  mov qword ptr [rbp - 0x18], rcx
   1fd  mov dword ptr [rbp - 0x20], edx
   200  mov qword ptr [rbp - 0x28], 0
   208  mov ebx, dword ptr [r13 + rax]    ; trap 2
   20d  mov rsi, qword ptr [r13 + rdx]    ; trap 2
   212  mov edi, edx
   214  sub edi, eax
   216  mov r8, rcx
   219  add r8, 2
   21d  mov dword ptr [rbp - 0x30], ebx
   220  mov qword ptr [rbp - 0x38], rsi
   224  mov rax, rdi
   227  mov rcx, r8
   22a  mov r10, qword ptr [r14 + 0x40]
   22e  mov r14, qword ptr [r10 + 8]
   232  mov r13, qword ptr [r14 + 0x10]
   236  call qword ptr [r10]
   239  mov r14, qword ptr [rbp - 8]    ; call 0
   23d  mov r13, qword ptr [r14 + 0x10]
   241  mov qword ptr [rbp - 0x28], rcx
   245  mov rbx, qword ptr [rbp - 0x38]
   249  add rbx, rcx
   24c  sub rbx, qword ptr [rbp - 0x18]
   250  mov qword ptr [rbp - 0x28], rbx
   254  mov rcx, rbx
   257  mov eax, dword ptr [rbp - 0x30]
   25a  leave
   25b  ret
   25c  ud2    ; trap 10
function 6, frame 48, area 0
   260  push rbp
   261  mov rbp, rsp
   264  push r14
   266  sub rsp, 0x28
   26d  cmp rsp, qword ptr [r15]
   270  jb 0x2a6
   276  mov dword ptr [rbp - 0x10], eax
   279  mov dword ptr [rbp - 0x18], ecx
   27c  mov dword ptr [rbp - 0x20], edx
   27f  mov r11, rax
   282  mov rax, rcx
   285  mov rcx, rdx
   288  mov rdx, r11
   28b  call 0x2b0
   290  mov dword ptr [rbp - 0x28], eax    ; call 0
   293  mov eax, dword ptr [rbp - 0x10]
   296  mov ecx, dword ptr [rbp - 0x18]
   299  mov edx, dword ptr [rbp - 0x20]
   29c  call 0x2b0
   2a1  add eax, dword ptr [rbp - 0x28]    ; call 0
   2a4  leave
   2a5  ret
   2a6  ud2    ; trap 10
function 7, frame 32, area 0
   2b0  push rbp
   2b1  mov rbp, rsp
   2b4  push r14
   2b6  sub rsp, 0x18
   2bd  nop word ptr [rax + rax]
   2c6  mov dword ptr [rbp - 0x10], eax
   2c9  mov dword ptr [rbp - 0x18], ecx
   2cc  mov dword ptr [rbp - 0x20], edx
   2cf  mov rax, rdx
   2d2  leave
   2d3  ret
function 8, frame 48, area 0
   2e0  push rbp
   2e1  mov rbp, rsp
   2e4  push r14
   2e6  sub rsp, 0x28
   2ed  cmp rsp, qword ptr [r15]
   2f0  jb 0x345
   2f6  mov dword ptr [rbp - 0x10], eax
   2f9  mov dword ptr [rbp - 0x18], 1
   300  mov dword ptr [rbp - 0x20], 2
   307  mov dword ptr [rbp - 0x28], 3
   30e  mov rbx, rax
   311  sub ebx, 1
   314  mov dword ptr [rbp - 0x10], ebx
   317  mov eax, dword ptr [rbp - 0x18]
   31a  mov ecx, dword ptr [rbp - 0x20]
   31d  mov edx, dword ptr [rbp - 0x28]
   320  call 0x350
   325  cmp dword ptr [rbp - 0x10], 0    ; call 0
   329  mov dword ptr [rbp - 0x30], eax
   32c  je 0x343
   332  mov dword ptr [rbp - 0x18], eax
   335  mov dword ptr [rbp - 0x20], ecx
   338  mov dword ptr [rbp - 0x28], edx
   33b  mov ebx, dword ptr [rbp - 0x10]
   33e  jmp 0x311
   343  leave
   344  ret
   345  ud2    ; trap 10
function 9, frame 32, area 0
   350  push rbp
   351  mov rbp, rsp
   354  push r14
   356  sub rsp, 0x18
   35d  nop word ptr [rax + rax]
   366  mov dword ptr [rbp - 0x10], eax
   369  mov dword ptr [rbp - 0x18], ecx
   36c  mov dword ptr [rbp - 0x20], edx
   36f  mov r11, rax
   372  mov rax, rcx
   375  mov rcx, rdx
   378  mov rdx, r11
   37b  leave
   37c  ret
function 10, frame 64, area 0
   380  push rbp
   381  mov rbp, rsp
   384  push r14
   386  sub rsp, 0x38
   38d  nop word ptr [rax + rax]
   396  mov dword ptr [rbp - 0x10], eax
   399  mov qword ptr [rbp - 0x18], 0
   3a1  mov dword ptr [rbp - 0x20], 0
   3a8  mov dword ptr [rbp - 0x28], 1
   3af  mov rbx, rax
   3b2  mov r11d, dword ptr [rbp - 0x28]
   3b6  mov dword ptr [rbp - 0x18], r11d
   3ba  mov esi, dword ptr [rbp - 0x20]
   3bd  add esi, dword ptr [rbp - 0x18]
   3c0  mov dword ptr [rbp - 0x30], esi
   3c3  mov r11d, dword ptr [rbp - 0x18]
   3c7  mov dword ptr [rbp - 0x38], r11d
   3cb  sub ebx, 1
   3ce  mov dword ptr [rbp - 0x10], ebx
   3d1  test ebx, ebx
   3d3  je 0x3ee
   3d9  mov r11d, dword ptr [rbp - 0x30]
   3dd  mov dword ptr [rbp - 0x20], r11d
   3e1  mov r11d, dword ptr [rbp - 0x38]
   3e5  mov dword ptr [rbp - 0x28], r11d
   3e9  jmp 0x3b2
   3ee  mov eax, dword ptr [rbp - 0x30]
   3f1  leave
   3f2  ret
function 11, frame 32, area 0
   400  push rbp
   401  mov rbp, rsp
   404  push r14
   406  sub rsp, 0x18
   40d  nop word ptr [rax + rax]
   416  mov dword ptr [rbp - 0x10], eax
   419  mov dword ptr [rbp - 0x18], 1
   420  mov dword ptr [rbp - 0x20], 2
   427  mov rbx, rax
   42a  mov esi, dword ptr [r13 + rbx]    ; trap 2
   42f  sub ebx, 1
   432  mov dword ptr [rbp - 0x10], ebx
   435  test ebx, ebx
   437  je 0x44d
   43d  mov r11d, dword ptr [rbp - 0x20]
   441  mov dword ptr [rbp - 0x18], r11d
   445  mov dword ptr [rbp - 0x20], esi
   448  jmp 0x42a
   44d  mov eax, dword ptr [rbp - 0x18]
   450  leave
   451  ret
function 12, frame 32, area 0
   460  push rbp
   461  mov rbp, rsp
   464  push r14
   466  sub rsp, 0x18
   46d  nop word ptr [rax + rax]
   476  mov dword ptr [rbp - 0x10], eax
   479  mov ebx, dword ptr [r13 + rax]    ; trap 2
   47e  mov ebx, dword ptr [r13 + rax + 4]    ; trap 2
   483  mov ebx, dword ptr [r13 + rax + 8]    ; trap 2
   488  mov ebx, dword ptr [r13 + rax + 0xc]    ; trap 2
   48d  mov ebx, dword ptr [r13 + rax + 0x10]    ; trap 2
   492  mov ebx, dword ptr [r13 + rax + 0x14]    ; trap 2
   497  mov ebx, dword ptr [r13 + rax + 0x18]    ; trap 2
   49c  mov ebx, dword ptr [r13 + rax + 0x1c]    ; trap 2
   4a1  mov ebx, dword ptr [r13 + rax + 0x20]    ; trap 2
   4a6  mov ebx, dword ptr [r13 + rax + 0x24]    ; trap 2
   4ab  mov ebx, dword ptr [r13 + rax + 0x28]    ; trap 2
   4b0  mov esi, dword ptr [r13 + rax + 0x2c]    ; trap 2
   4b5  mov r10d, esi
   4b8  cmp r10d, 2
   4bc  jae 0x4e3
   4c2  lea r11, [rip + 0xb7]
   4c9  movsxd r10, dword ptr [r11 + r10*4]
   4cd  add r10, r11
   4d0  jmp r10
   4d3  mov dword ptr [rbp - 0x18], ebx
   4d6  jmp 0x4f4
   4db  mov dword ptr [rbp - 0x20], ebx
   4de  jmp 0x4eb
   4e3  mov dword ptr [rbp - 0x18], ebx
   4e6  jmp 0x4f4
   4eb  mov ebx, dword ptr [rbp - 0x20]
   4ee  sub ebx, dword ptr [rbp - 0x10]
   4f1  mov dword ptr [rbp - 0x18], ebx
   4f4  mov eax, dword ptr [rbp - 0x18]
   4f7  leave
   4f8  ret
function 13, frame 48, area 0
   500  push rbp
   501  mov rbp, rsp
   504  push r14
   506  sub rsp, 0x28
   50d  nop word ptr [rax + rax]
   516  mov dword ptr [rbp - 0x10], eax
   519  mov ebx, dword ptr [r13 + rax]    ; trap 2
   51e  mov esi, dword ptr [r13 + rax + 4]    ; trap 2
   523  test eax, eax
   525  mov dword ptr [rbp - 0x20], ebx
   528  mov dword ptr [rbp - 0x28], esi
   52b  jne 0x539
   531  mov dword ptr [rbp - 0x18], esi
   534  jmp 0x570
   539  mov edi, dword ptr [r13 + rax + 8]    ; trap 2
   53e  test edi, edi
   540  je 0x557
   546  mov edi, dword ptr [r13 + rax + 0xc]    ; trap 2
   54b  mov ecx, esi
   54d  sub ecx, edi
   54f  mov dword ptr [rbp - 0x30], ecx
   552  jmp 0x568
   557  mov dword ptr [rbp - 0x10], 5
   55e  mov ebx, dword ptr [rbp - 0x28]
   561  imul ebx, dword ptr [rbp - 0x10]
   565  mov dword ptr [rbp - 0x30], ebx
   568  mov r11d, dword ptr [rbp - 0x30]
   56c  mov dword ptr [rbp - 0x18], r11d
   570  mov ebx, dword ptr [rbp - 0x20]
   573  sub ebx, dword ptr [rbp - 0x18]
   576  sub ebx, dword ptr [rbp - 0x10]
   579  mov rax, rbx
   57c  leave
   57d  ret
