function 1, frame 64, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x38
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
    3a  mov ecx, dword ptr [r13 + rax + 0x14]    ; trap 2
    3f  mov dword ptr [rbp - 0x20], ecx
    42  mov ecx, dword ptr [r13 + rax + 0x18]    ; trap 2
    47  mov dword ptr [rbp - 0x28], ecx
    4a  mov ecx, dword ptr [r13 + rax + 0x1c]    ; trap 2
    4f  mov dword ptr [rbp - 0x30], ecx
    52  mov ecx, dword ptr [r13 + rax + 0x20]    ; trap 2
    57  mov dword ptr [rbp - 0x38], ecx
    5a  mov ecx, dword ptr [r13 + rax + 0x24]    ; trap 2
    5f  mov eax, dword ptr [rbp - 0x38]
    62  sub eax, ecx
    64  xor eax, dword ptr [rbp - 0x30]
    67  mov ecx, dword ptr [rbp - 0x28]
    6a  sub ecx, eax
    6c  and ecx, dword ptr [rbp - 0x20]
    6f  sub r9d, ecx
    72  or r8d, r9d
    75  sub edx, r8d
    78  xor edi, edx
    7a  sub esi, edi
    7c  add ebx, esi
    7e  mov esi, dword ptr [rbp - 0x10]
    81  sub esi, ebx
    83  mov rax, rsi
    86  leave
    87  ret
function 2, frame 64, area 0
    90  push rbp
    91  mov rbp, rsp
    94  push r14
    96  sub rsp, 0x38
    9d  nop word ptr [rax + rax]
    a6  mov dword ptr [rbp - 0x10], eax
    a9  mov dword ptr [rbp - 0x18], ecx
    ac  mov dword ptr [rbp - 0x20], edx
    af  mov dword ptr [rbp - 0x28], ebx
    b2  mov esi, dword ptr [r13 + rax]    ; trap 2
    b7  add esi, ecx
    b9  mov edi, dword ptr [r13 + rcx]    ; trap 2
    be  add edi, edx
    c0  mov r8d, dword ptr [r13 + rdx]    ; trap 2
    c5  add r8d, ebx
    c8  mov r9d, dword ptr [r13 + rbx]    ; trap 2
    cd  mov eax, dword ptr [r13 + rbx + 4]    ; trap 2
    d2  mov ecx, eax
    d4  shl r9d, cl
    d7  mov eax, dword ptr [rbp - 0x10]
    da  mov eax, dword ptr [r13 + rax]    ; trap 2
    df  mov ecx, dword ptr [rbp - 0x10]
    e2  mov ecx, dword ptr [r13 + rcx + 4]    ; trap 2
    e7  test ecx, ecx
    e9  je 0x146
    ef  xor edx, edx
    f1  div ecx
    f3  mov ecx, dword ptr [rbp - 0x18]
    f6  mov ecx, dword ptr [r13 + rcx]    ; trap 2
    fb  mov edx, dword ptr [rbp - 0x18]
    fe  mov edx, dword ptr [r13 + rdx + 4]    ; trap 2
   103  mov ebx, eax
   105  mov dword ptr [rbp - 0x30], edx
   108  mov dword ptr [rbp - 0x38], ecx
   10b  mov ecx, dword ptr [rbp - 0x30]
   10e  mov eax, dword ptr [rbp - 0x38]
   111  test ecx, ecx
   113  je 0x148
   119  cmp ecx, -1
   11c  jne 0x122
   11e  xor edx, edx
   120  jmp 0x125
   122  cdq
   123  idiv ecx
   125  mov eax, dword ptr [rbp - 0x20]
   128  mov eax, dword ptr [r13 + rax]    ; trap 2
   12d  mov ecx, dword ptr [rbp - 0x10]
   130  rol eax, cl
   132  sub edx, eax
   134  sub ebx, edx
   136  sub r9d, ebx
   139  sub r8d, r9d
   13c  sub edi, r8d
   13f  sub esi, edi
   141  mov rax, rsi
   144  leave
   145  ret
   146  ud2    ; trap 7
   148  ud2    ; trap 7
function 3, frame 32, area 0
   150  push rbp
   151  mov rbp, rsp
   154  push r14
   156  sub rsp, 0x18
   15d  nop word ptr [rax + rax]
   166  mov dword ptr [rbp - 0x10], eax
   169  mov dword ptr [rbp - 0x18], ecx
   16c  imul ebx, ecx, 3
   16f  mov dword ptr [rbp - 0x10], ebx
   172  mov esi, ebx
   174  add esi, 7
   177  mov dword ptr [rbp - 0x18], esi
   17a  sub eax, ecx
   17c  mov edi, ebx
   17e  sub edi, esi
   180  add eax, edi
   182  mov edi, ebx
   184  add edi, 1
   187  mov dword ptr [rbp - 0x10], edi
   18a  add eax, edi
   18c  leave
   18d  ret
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
   2f0  jb 0x342
   2f6  mov dword ptr [rbp - 0x10], eax
   2f9  mov dword ptr [rbp - 0x18], 1
   300  mov dword ptr [rbp - 0x20], 2
   307  mov dword ptr [rbp - 0x28], 3
   30e  mov ebx, dword ptr [rbp - 0x10]
   311  sub ebx, 1
   314  mov dword ptr [rbp - 0x10], ebx
   317  mov eax, dword ptr [rbp - 0x18]
   31a  mov ecx, dword ptr [rbp - 0x20]
   31d  mov edx, dword ptr [rbp - 0x28]
   320  call 0x350
   325  cmp dword ptr [rbp - 0x10], 0    ; call 0
   329  mov dword ptr [rbp - 0x30], eax
   32c  je 0x340
   332  mov dword ptr [rbp - 0x18], eax
   335  mov dword ptr [rbp - 0x20], ecx
   338  mov dword ptr [rbp - 0x28], edx
   33b  jmp 0x30e
   340  leave
   341  ret
   342  ud2    ; trap 10
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
   3af  mov r11d, dword ptr [rbp - 0x28]
   3b3  mov dword ptr [rbp - 0x18], r11d
   3b7  mov ebx, dword ptr [rbp - 0x20]
   3ba  add ebx, dword ptr [rbp - 0x18]
   3bd  mov dword ptr [rbp - 0x30], ebx
   3c0  mov r11d, dword ptr [rbp - 0x18]
   3c4  mov dword ptr [rbp - 0x38], r11d
   3c8  mov ebx, dword ptr [rbp - 0x10]
   3cb  sub ebx, 1
   3ce  mov dword ptr [rbp - 0x10], ebx
   3d1  test ebx, ebx
   3d3  je 0x3ee
   3d9  mov r11d, dword ptr [rbp - 0x30]
   3dd  mov dword ptr [rbp - 0x20], r11d
   3e1  mov r11d, dword ptr [rbp - 0x38]
   3e5  mov dword ptr [rbp - 0x28], r11d
   3e9  jmp 0x3af
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
   427  mov ebx, dword ptr [rbp - 0x10]
   42a  mov ebx, dword ptr [r13 + rbx]    ; trap 2
   42f  mov esi, dword ptr [rbp - 0x10]
   432  sub esi, 1
   435  mov dword ptr [rbp - 0x10], esi
   438  test esi, esi
   43a  je 0x450
   440  mov r11d, dword ptr [rbp - 0x20]
   444  mov dword ptr [rbp - 0x18], r11d
   448  mov dword ptr [rbp - 0x20], ebx
   44b  jmp 0x427
   450  mov eax, dword ptr [rbp - 0x18]
   453  leave
   454  ret
function 12, frame 48, area 0
   460  push rbp
   461  mov rbp, rsp
   464  push r14
   466  sub rsp, 0x28
   46d  nop word ptr [rax + rax]
   476  mov dword ptr [rbp - 0x10], eax
   479  mov ebx, dword ptr [r13 + rax]    ; trap 2
   47e  mov esi, dword ptr [r13 + rax + 4]    ; trap 2
   483  test eax, eax
   485  mov dword ptr [rbp - 0x20], ebx
   488  mov dword ptr [rbp - 0x28], esi
   48b  jne 0x499
   491  mov dword ptr [rbp - 0x18], esi
   494  jmp 0x4d0
   499  mov edi, dword ptr [r13 + rax + 8]    ; trap 2
   49e  test edi, edi
   4a0  je 0x4b7
   4a6  mov edi, dword ptr [r13 + rax + 0xc]    ; trap 2
   4ab  mov ecx, esi
   4ad  sub ecx, edi
   4af  mov dword ptr [rbp - 0x30], ecx
   4b2  jmp 0x4c8
   4b7  mov dword ptr [rbp - 0x10], 5
   4be  mov ebx, dword ptr [rbp - 0x28]
   4c1  imul ebx, dword ptr [rbp - 0x10]
   4c5  mov dword ptr [rbp - 0x30], ebx
   4c8  mov r11d, dword ptr [rbp - 0x30]
   4cc  mov dword ptr [rbp - 0x18], r11d
   4d0  mov ebx, dword ptr [rbp - 0x20]
   4d3  sub ebx, dword ptr [rbp - 0x18]
   4d6  sub ebx, dword ptr [rbp - 0x10]
   4d9  mov rax, rbx
   4dc  leave
   4dd  ret
