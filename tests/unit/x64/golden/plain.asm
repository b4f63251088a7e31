function 0, frame 32, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x18
     d  nop word ptr [rax + rax]
    16  mov dword ptr [rbp - 0x10], eax
    19  mov dword ptr [rbp - 0x18], ecx
    1c  imul ebx, dword ptr [rbp - 0x18], 0xa
    20  add ebx, dword ptr [rbp - 0x10]
    23  mov esi, 7
    28  sub esi, dword ptr [rbp - 0x10]
    2b  mov ecx, dword ptr [rbp - 0x18]
    2e  shl esi, cl
    30  xor ebx, esi
    32  mov rax, rbx
    35  leave
    36  ret
function 1, frame 32, area 0
    40  push rbp
    41  mov rbp, rsp
    44  push r14
    46  sub rsp, 0x18
    4d  nop word ptr [rax + rax]
    56  mov qword ptr [rbp - 0x10], rax
    5a  mov qword ptr [rbp - 0x18], rcx
    5e  mov rbx, qword ptr [rbp - 0x18]
    62  mov rax, qword ptr [rbp - 0x10]
    66  test rbx, rbx
    69  je 0xaf
    6f  cmp rbx, -1
    73  jne 0x88
    75  movabs r10, 0x8000000000000000
    7f  cmp rax, r10
    82  je 0xb1
    88  cqo
    8a  idiv rbx
    8d  mov rcx, rax
    90  mov ebx, 0xa
    95  mov rax, qword ptr [rbp - 0x10]
    99  test rbx, rbx
    9c  je 0xb3
    a2  xor edx, edx
    a4  div rbx
    a7  add rcx, rdx
    aa  mov rax, rcx
    ad  leave
    ae  ret
    af  ud2    ; trap 7
    b1  ud2    ; trap 8
    b3  ud2    ; trap 7
function 2, frame 32, area 0
    c0  push rbp
    c1  mov rbp, rsp
    c4  push r14
    c6  sub rsp, 0x18
    cd  nop word ptr [rax + rax]
    d6  movsd qword ptr [rbp - 0x10], xmm0
    db  movss dword ptr [rbp - 0x18], xmm1
    e0  movsd xmm0, qword ptr [rbp - 0x10]
    e5  pcmpeqd xmm15, xmm15
    ea  psllq xmm15, 0x3f
    f0  xorps xmm0, xmm15
    f4  mov r11d, 0x3fc00000
    fa  movd xmm1, r11d
    ff  movss xmm2, dword ptr [rbp - 0x18]
   104  divss xmm2, xmm1
   108  cvtss2sd xmm2, xmm2
   10c  roundsd xmm2, xmm2, 9
   112  ucomisd xmm0, xmm2
   116  jne 0x125
   118  jp 0x11f
   11a  andps xmm0, xmm2
   11d  jmp 0x129
   11f  addsd xmm0, xmm2
   123  jmp 0x129
   125  maxsd xmm0, xmm2
   129  leave
   12a  ret
function 3, frame 16, area 0
   130  push rbp
   131  mov rbp, rsp
   134  push r14
   136  sub rsp, 8
   13d  nop word ptr [rax + rax]
   146  movsd qword ptr [rbp - 0x10], xmm0
   14b  movsd xmm0, qword ptr [rbp - 0x10]
   150  cvttsd2si ebx, xmm0
   154  cmp ebx, 1
   157  jno 0x18c
   159  ucomisd xmm0, xmm0
   15d  jp 0x191
   163  movabs r10, 0xc1e0000000200000
   16d  movq xmm15, r10
   172  ucomisd xmm0, xmm15
   177  jbe 0x193
   17d  xorps xmm15, xmm15
   181  ucomisd xmm0, xmm15
   186  jae 0x193
   18c  mov rax, rbx
   18f  leave
   190  ret
   191  ud2    ; trap 9
   193  ud2    ; trap 8
function 4, frame 16, area 0
   1a0  push rbp
   1a1  mov rbp, rsp
   1a4  push r14
   1a6  sub rsp, 8
   1ad  nop word ptr [rax + rax]
   1b6  mov dword ptr [rbp - 0x10], eax
   1b9  mov ebx, dword ptr [rbp - 0x10]
   1bc  mov byte ptr [r13 + rbx + 3], 9    ; trap 2
   1c2  movabs r11, 0x3ff0000000000000
   1cc  movq xmm0, r11
   1d1  movsd qword ptr [r13 + 0x10], xmm0    ; trap 2
   1d7  mov ebx, dword ptr [rbp - 0x10]
   1da  movsx rbx, word ptr [r13 + rbx + 8]    ; trap 2
   1e0  mov esi, dword ptr [rbp - 0x10]
   1e3  add esi, 1
   1e6  mov r11, qword ptr [r14 + 0x40]
   1ea  mov r11, qword ptr [r11]
   1ed  mov r10d, 0x90000000
   1f3  add r10, rsi
   1f6  mov rsi, qword ptr [r11 + r10]    ; trap 2
   1fa  add rbx, rsi
   1fd  mov rax, rbx
   200  leave
   201  ret
function 5, frame 32, area 0
   210  push rbp
   211  mov rbp, rsp
   214  push r14
   216  sub rsp, 0x18
   21d  nop word ptr [rax + rax]
   226  mov dword ptr [rbp - 0x10], eax
   229  mov qword ptr [rbp - 0x18], rcx
   22d  mov qword ptr [rbp - 0x20], rdx
   231  mov rbx, qword ptr [rbp - 0x18]
   235  cmp rbx, qword ptr [rbp - 0x20]
   239  mov rbx, qword ptr [rbp - 0x20]
   23d  cmovb rbx, qword ptr [rbp - 0x18]
   242  mov rax, rbx
   245  leave
   246  ret
function 6, frame 16, area 0
   250  push rbp
   251  mov rbp, rsp
   254  push r14
   256  sub rsp, 8
   25d  nop word ptr [rax + rax]
   266  mov r11, qword ptr [r14 + 0xa0]
   26d  mov rbx, qword ptr [r11]
   270  xorps xmm0, xmm0
   273  cvtsi2ss xmm0, rbx
   278  movss dword ptr [r14 + 0xb0], xmm0
   281  movss xmm0, dword ptr [r14 + 0xb0]
   28a  leave
   28b  ret
function 7, frame 16, area 0
   290  push rbp
   291  mov rbp, rsp
   294  push r14
   296  sub rsp, 8
   29d  nop word ptr [rax + rax]
   2a6  mov dword ptr [rbp - 0x10], eax
   2a9  mov ebx, dword ptr [rbp - 0x10]
   2ac  mov r10, rbx
   2af  mov r11, qword ptr [r14 + 0x48]
   2b3  cmp r10, qword ptr [r11 + 8]
   2b7  jae 0x2ff
   2bd  mov r11, qword ptr [r11]
   2c0  mov rbx, qword ptr [r11 + r10*8]
   2c4  mov r10d, 1
   2ca  mov r11, qword ptr [r14 + 0x48]
   2ce  cmp r10, qword ptr [r11 + 8]
   2d2  jae 0x301
   2d8  mov r11, qword ptr [r11]
   2db  mov qword ptr [r11 + r10*8], rbx
   2df  mov r10d, 2
   2e5  mov r11, qword ptr [r14 + 0x48]
   2e9  cmp r10, qword ptr [r11 + 8]
   2ed  jae 0x303
   2f3  mov r11, qword ptr [r11]
   2f6  mov rbx, qword ptr [r11 + r10*8]
   2fa  mov rax, rbx
   2fd  leave
   2fe  ret
   2ff  ud2    ; trap 3
   301  ud2    ; trap 3
   303  ud2    ; trap 3
function 8, frame 16, area 0
   310  push rbp
   311  mov rbp, rsp
   314  push r14
   316  sub rsp, 8
   31d  nop word ptr [rax + rax]
   326  mov dword ptr [rbp - 0x10], eax
   329  mov ebx, dword ptr [rbp - 0x10]
   32c  mov dword ptr [rbp - 0x10], 5
   333  sub ebx, dword ptr [rbp - 0x10]
   336  mov rax, rbx
   339  leave
   33a  ret
function 9, frame 48, area 0
   340  push rbp
   341  mov rbp, rsp
   344  push r14
   346  sub rsp, 0x28
   34d  nop word ptr [rax + rax]
   356  movups xmmword ptr [rbp - 0x18], xmm0
   35a  xorps xmm15, xmm15
   35e  movups xmmword ptr [rbp - 0x28], xmm15
   363  movups xmm15, xmmword ptr [rbp - 0x18]
   368  movups xmmword ptr [rbp - 0x28], xmm15
   36d  mov ebx, 1
   372  mov r11d, 1
   378  movq xmm0, r11
   37d  mov r11, -1
   384  pinsrq xmm0, r11, 1
   38b  test ebx, ebx
   38d  je 0x393
   38f  movups xmm0, xmmword ptr [rbp - 0x28]
   393  leave
   394  ret
