function 0, frame 64, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x38
     d  cmp rsp, qword ptr [r15]
    10  jb 0xb3
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
    54  ja 0x79
    5a  mov qword ptr [r15 + 0x3c8], r11
    61  mov qword ptr [rsi], 0x40000028
    68  mov dword ptr [rsi + 8], ebx
    6b  mov qword ptr [rsi + 0x10], rcx
    6f  movsd qword ptr [rsi + 0x18], xmm2
    74  mov rax, rsi
    77  leave
    78  ret
    79  mov qword ptr [rbp - 0x28], rcx
    7d  mov dword ptr [rbp - 0x30], ebx
    80  movsd qword ptr [rbp - 0x38], xmm2
    85  mov eax, 1
    8a  mov r11d, 0x11
    90  call qword ptr [r15 + 0x88]
    97  mov rsi, rax    ; libcall 0, rbp - 0x28: heap
    9a  mov rcx, qword ptr [rbp - 0x28]
    9e  mov ebx, dword ptr [rbp - 0x30]
    a1  movsd xmm2, qword ptr [rbp - 0x38]
    a6  mov eax, dword ptr [rbp - 0x10]
    a9  movsd xmm0, qword ptr [rbp - 0x18]
    ae  jmp 0x68
    b3  ud2    ; trap 10
function 1, frame 32, area 0
    c0  push rbp
    c1  mov rbp, rsp
    c4  push r14
    c6  sub rsp, 0x18
    cd  cmp rsp, qword ptr [r15]
    d0  jb 0x150
    d6  mov dword ptr [rbp - 0x10], eax
    d9  mov qword ptr [rbp - 0x18], 0
    e1  mov rbx, rax
    e4  mov rsi, qword ptr [rbp - 0x18]
    e8  mov rdi, qword ptr [r15 + 0x3c8]
    ef  lea r11, [rdi + 0x18]
    f3  cmp r11, qword ptr [r15 + 0x3d0]
    fa  ja 0x12f
   100  mov qword ptr [r15 + 0x3c8], r11
   107  mov qword ptr [rdi], 0x40000027
   10e  mov dword ptr [rdi + 8], ebx
   111  mov qword ptr [rdi + 0x10], rsi
   115  mov qword ptr [rbp - 0x18], rdi
   119  sub ebx, 1
   11c  mov dword ptr [rbp - 0x10], ebx
   11f  test ebx, ebx
   121  mov rsi, rdi
   124  jne 0xe8
   12a  mov rax, rsi
   12d  leave
   12e  ret
   12f  mov eax, 0
   134  mov r11d, 0x11
   13a  call qword ptr [r15 + 0x88]
   141  mov rdi, rax    ; libcall 0
   144  mov ebx, dword ptr [rbp - 0x10]
   147  mov rsi, qword ptr [rbp - 0x18]
   14b  jmp 0x10e
   150  ud2    ; trap 10
function 2, frame 32, area 0
   160  push rbp
   161  mov rbp, rsp
   164  push r14
   166  sub rsp, 0x18
   16d  nop word ptr [rax + rax]
   176  mov qword ptr [rbp - 0x10], rax
   17a  mov qword ptr [rbp - 0x18], 0
   182  mov rbx, rax
   185  mov esi, dword ptr [rbp - 0x18]
   188  test rbx, rbx
   18b  jne 0x196
   191  mov rax, rsi
   194  leave
   195  ret
   196  mov edi, dword ptr [rbx + 8]    ; trap 22
   199  add edi, esi
   19b  mov dword ptr [rbp - 0x18], edi
   19e  mov rbx, qword ptr [rbx + 0x10]    ; trap 22
   1a2  mov qword ptr [rbp - 0x10], rbx
   1a6  mov rsi, rdi
   1a9  jmp 0x188
function 3, frame 32, area 0
   1b0  push rbp
   1b1  mov rbp, rsp
   1b4  push r14
   1b6  sub rsp, 0x18
   1bd  cmp rsp, qword ptr [r15]
   1c0  jb 0x2da
   1c6  mov dword ptr [rbp - 0x10], eax
   1c9  add eax, 1
   1cc  mov dword ptr [rbp - 0x10], eax
   1cf  lea r11d, [rax - 1]
   1d3  cmp r11d, 0x1ff
   1da  jae 0x297
   1e0  mov r11d, eax
   1e3  shl r11, 3
   1e7  add r11, 8
   1eb  mov rbx, qword ptr [r15 + 0x3c8]
   1f2  add r11, rbx
   1f5  cmp r11, qword ptr [r15 + 0x3d0]
   1fc  ja 0x297
   202  mov qword ptr [r15 + 0x3c8], r11
   209  xorps xmm15, xmm15
   20d  sub r11, 0x10
   211  movups xmmword ptr [r11], xmm15
   215  sub r11, 0x10
   219  cmp r11, rbx
   21c  jae 0x211
   222  mov dword ptr [rbx], 0x40000029
   228  mov dword ptr [rbx + 4], eax
   22b  mov esi, eax
   22d  shl esi, 2
   230  lea r11d, [rsi - 1]
   234  cmp r11d, 0x1ff
   23b  jae 0x2b3
   241  mov r11d, esi
   244  shl r11, 3
   248  add r11, 8
   24c  mov rdi, qword ptr [r15 + 0x3c8]
   253  add r11, rdi
   256  cmp r11, qword ptr [r15 + 0x3d0]
   25d  ja 0x2b3
   263  mov qword ptr [r15 + 0x3c8], r11
   26a  xorps xmm15, xmm15
   26e  sub r11, 0x10
   272  movups xmmword ptr [r11], xmm15
   276  sub r11, 0x10
   27a  cmp r11, rdi
   27d  jae 0x272
   283  mov dword ptr [rdi], 0x40000029
   289  mov dword ptr [rdi + 4], esi
   28c  mov rcx, rax
   28f  mov rdx, rdi
   292  mov rax, rbx
   295  leave
   296  ret
   297  mov ecx, eax
   299  mov eax, 2
   29e  mov r11d, 0x12
   2a4  call qword ptr [r15 + 0x88]
   2ab  mov rbx, rax    ; libcall 0
   2ae  jmp 0x22b
   2b3  mov qword ptr [rbp - 0x18], rbx
   2b7  mov ecx, esi
   2b9  mov eax, 2
   2be  mov r11d, 0x12
   2c4  call qword ptr [r15 + 0x88]
   2cb  mov rdi, rax    ; libcall 0, rbp - 0x18: heap
   2ce  mov rbx, qword ptr [rbp - 0x18]
   2d2  mov eax, dword ptr [rbp - 0x10]
   2d5  jmp 0x28c
   2da  ud2    ; trap 10
function 4, frame 48, area 0
   2e0  push rbp
   2e1  mov rbp, rsp
   2e4  push r14
   2e6  sub rsp, 0x28
   2ed  nop word ptr [rax + rax]
   2f6  mov qword ptr [rbp - 0x10], rax
   2fa  mov qword ptr [rbp - 0x18], rcx
   2fe  mov qword ptr [rbp - 0x20], rdx
   302  mov dword ptr [rbp - 0x28], ebx
   305  mov qword ptr [rax + 0x10], rcx
   309  mov r11, rax
   30c  sub r11, qword ptr [r15 + 0x3c0]
   313  cmp r11, 0x400000
   31a  jae 0x351
   320  mov qword ptr [rax + 0x10], 0
   328  mov esi, dword ptr [rdx + 4]
   32b  cmp ebx, esi
   32d  jae 0x3af
   333  mov qword ptr [rdx + rbx*8 + 8], rax
   338  mov r11, rdx
   33b  sub r11, qword ptr [r15 + 0x3c0]
   342  cmp r11, 0x400000
   349  jae 0x380
   34f  leave
   350  ret
   351  mov r11, rcx
   354  sub r11, qword ptr [r15 + 0x3c0]
   35b  cmp r11, 0x400000
   362  jae 0x320
   368  cmp dword ptr [rax], 0
   36b  js 0x320
   371  mov r11, rax
   374  call qword ptr [r15 + 0xc8]
   37b  jmp 0x320
   380  mov r11, rax
   383  sub r11, qword ptr [r15 + 0x3c0]
   38a  cmp r11, 0x400000
   391  jae 0x34f
   397  cmp dword ptr [rdx], 0
   39a  js 0x34f
   3a0  mov r11, rdx
   3a3  call qword ptr [r15 + 0xc8]
   3aa  jmp 0x34f
   3af  ud2    ; trap 25
function 5, frame 16, area 0
   3c0  push rbp
   3c1  mov rbp, rsp
   3c4  push r14
   3c6  sub rsp, 8
   3cd  nop word ptr [rax + rax]
   3d6  mov qword ptr [rbp - 0x10], rax
   3da  test al, 1
   3dd  setne bl
   3e0  movzx ebx, bl
   3e3  test rax, rax
   3e6  je 0x3f3
   3e8  mov r11d, eax
   3eb  and r11d, 1
   3ef  cmp r11d, 1
   3f3  sete sil
   3f7  movzx esi, sil
   3fb  add ebx, esi
   3fd  cmp rax, 1
   401  jb 0x416
   403  test al, 1
   406  jne 0x416
   408  mov r11d, dword ptr [rax]
   40b  and r11d, 0x3fffffff
   412  cmp r11d, 0x28
   416  sete sil
   41a  movzx esi, sil
   41e  add ebx, esi
   420  test rax, rax
   423  je 0x44c
   425  test al, 1
   428  jne 0x44c
   42a  mov r11d, dword ptr [rax]
   42d  and r11d, 0x3fffffff
   434  cmp r11d, 0x27
   438  je 0x44c
   43a  mov r10, qword ptr [r15 + 0x3e0]
   441  mov r10, qword ptr [r10 + r11*8]
   445  cmp dword ptr [r10], 0x27
   44c  sete sil
   450  movzx esi, sil
   454  add ebx, esi
   456  mov rax, rbx
   459  leave
   45a  ret
function 6, frame 32, area 0
   460  push rbp
   461  mov rbp, rsp
   464  push r14
   466  sub rsp, 0x18
   46d  nop word ptr [rax + rax]
   476  mov qword ptr [rbp - 0x10], rax
   47a  mov dword ptr [rbp - 0x18], ecx
   47d  mov ebx, ecx
   47f  shl ebx, 1
   482  or ebx, 1
   485  test rax, rax
   488  je 0x49c
   48e  mov rsi, rax
   491  sar esi, 1
   494  mov rax, rbx
   497  mov rcx, rsi
   49a  leave
   49b  ret
   49c  ud2    ; trap 24
function 7, frame 32, area 0
   4a0  push rbp
   4a1  mov rbp, rsp
   4a4  push r14
   4a6  sub rsp, 0x18
   4ad  nop word ptr [rax + rax]
   4b6  mov dword ptr [rbp - 0x10], eax
   4b9  mov dword ptr [rbp - 0x18], ecx
   4bc  add eax, 1
   4bf  mov dword ptr [rbp - 0x10], eax
   4c2  xor eax, 7
   4c5  add eax, dword ptr [rbp - 0x10]
   4c8  test ecx, ecx
   4ca  mov dword ptr [rbp - 0x20], eax
   4cd  je 0x4de
   4d3  mov ecx, dword ptr [rbp - 0x10]
   4d6  mov dword ptr [rbp - 0x18], ecx
   4d9  jmp 0x4e4
   4de  sub ecx, 1
   4e1  mov dword ptr [rbp - 0x18], ecx
   4e4  mov ebx, dword ptr [rbp - 0x10]
   4e7  sub ebx, ecx
   4e9  add eax, ebx
   4eb  leave
   4ec  ret
