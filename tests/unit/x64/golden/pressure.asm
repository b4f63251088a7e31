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
   256  ud2    ; trap 10
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
function 10, frame 48, area 0
   380  push rbp
   381  mov rbp, rsp
   384  push r14
   386  sub rsp, 0x28
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
   3c0  mov eax, dword ptr [rbp - 0x18]
   3c3  sub ebx, 1
   3c6  mov dword ptr [rbp - 0x10], ebx
   3c9  test ebx, ebx
   3cb  mov dword ptr [rbp - 0x30], esi
   3ce  je 0x3df
   3d4  mov dword ptr [rbp - 0x20], esi
   3d7  mov dword ptr [rbp - 0x28], eax
   3da  jmp 0x3b2
   3df  mov rax, rsi
   3e2  leave
   3e3  ret
function 11, frame 32, area 0
   3f0  push rbp
   3f1  mov rbp, rsp
   3f4  push r14
   3f6  sub rsp, 0x18
   3fd  nop word ptr [rax + rax]
   406  mov dword ptr [rbp - 0x10], eax
   409  mov dword ptr [rbp - 0x18], 1
   410  mov dword ptr [rbp - 0x20], 2
   417  mov rbx, rax
   41a  mov esi, dword ptr [r13 + rbx]    ; trap 2
   41f  sub ebx, 1
   422  mov dword ptr [rbp - 0x10], ebx
   425  test ebx, ebx
   427  je 0x43d
   42d  mov r11d, dword ptr [rbp - 0x20]
   431  mov dword ptr [rbp - 0x18], r11d
   435  mov dword ptr [rbp - 0x20], esi
   438  jmp 0x41a
   43d  mov eax, dword ptr [rbp - 0x18]
   440  leave
   441  ret
function 12, frame 16, area 0
   450  push rbp
   451  mov rbp, rsp
   454  push r14
   456  sub rsp, 8
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
   4ac  jae 0x4c3
   4b2  lea r11, [rip + 0x87]
   4b9  movsxd r10, dword ptr [r11 + r10*4]
   4bd  add r10, r11
   4c0  jmp r10
   4c3  jmp 0x4cb
   4c8  sub ebx, dword ptr [rbp - 0x10]
   4cb  mov rax, rbx
   4ce  leave
   4cf  ret
function 13, frame 32, area 0
   4d0  push rbp
   4d1  mov rbp, rsp
   4d4  push r14
   4d6  sub rsp, 0x18
   4dd  nop word ptr [rax + rax]
   4e6  mov dword ptr [rbp - 0x10], eax
   4e9  mov ebx, dword ptr [r13 + rax]    ; trap 2
   4ee  mov esi, dword ptr [r13 + rax + 4]    ; trap 2
   4f3  test eax, eax
   4f5  mov dword ptr [rbp - 0x18], ebx
   4f8  mov dword ptr [rbp - 0x20], esi
   4fb  je 0x52d
   501  mov edi, dword ptr [r13 + rax + 8]    ; trap 2
   506  test edi, edi
   508  je 0x51c
   50e  mov edi, dword ptr [r13 + rax + 0xc]    ; trap 2
   513  mov ecx, esi
   515  sub ecx, edi
   517  jmp 0x52a
   51c  mov dword ptr [rbp - 0x10], 5
   523  imul esi, dword ptr [rbp - 0x10]
   527  mov rcx, rsi
   52a  mov rsi, rcx
   52d  sub ebx, esi
   52f  sub ebx, dword ptr [rbp - 0x10]
   532  mov rax, rbx
   535  leave
   536  ret
