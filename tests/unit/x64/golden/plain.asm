function 0, frame 32, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x18
     d  nop word ptr [rax + rax]
    16  mov dword ptr [rbp - 0x10], eax
    19  mov dword ptr [rbp - 0x18], ecx
    1c  imul ebx, ecx, 0xa
    1f  add ebx, eax
    21  mov esi, 7
    26  sub esi, eax
    28  mov ecx, dword ptr [rbp - 0x18]
    2b  shl esi, cl
    2d  xor ebx, esi
    2f  mov rax, rbx
    32  leave
    33  ret
function 1, frame 32, area 0
    40  push rbp
    41  mov rbp, rsp
    44  push r14
    46  sub rsp, 0x18
    4d  nop word ptr [rax + rax]
    56  mov qword ptr [rbp - 0x10], rax
    5a  mov qword ptr [rbp - 0x18], rcx
    5e  mov rax, qword ptr [rbp - 0x10]
    62  test rcx, rcx
    65  je 0xab
    6b  cmp rcx, -1
    6f  jne 0x84
    71  movabs r11, 0x8000000000000000
    7b  cmp rax, r11
    7e  je 0xad
    84  cqo
    86  idiv rcx
    89  mov rcx, rax
    8c  mov ebx, 0xa
    91  mov rax, qword ptr [rbp - 0x10]
    95  test rbx, rbx
    98  je 0xaf
    9e  xor edx, edx
    a0  div rbx
    a3  add rcx, rdx
    a6  mov rax, rcx
    a9  leave
    aa  ret
    ab  ud2    ; trap 7
    ad  ud2    ; trap 8
    af  ud2    ; trap 7
function 2, frame 32, area 0
    c0  push rbp
    c1  mov rbp, rsp
    c4  push r14
    c6  sub rsp, 0x18
    cd  nop word ptr [rax + rax]
    d6  movsd qword ptr [rbp - 0x10], xmm0
    db  movss dword ptr [rbp - 0x18], xmm1
    e0  movaps xmm2, xmm0
    e3  pcmpeqd xmm15, xmm15
    e8  psllq xmm15, 0x3f
    ee  xorps xmm2, xmm15
    f2  mov r11d, 0x3fc00000
    f8  movd xmm3, r11d
    fd  movaps xmm4, xmm1
   100  divss xmm4, xmm3
   104  cvtss2sd xmm4, xmm4
   108  roundsd xmm4, xmm4, 9
   10e  ucomisd xmm2, xmm4
   112  jne 0x121
   114  jp 0x11b
   116  andps xmm2, xmm4
   119  jmp 0x125
   11b  addsd xmm2, xmm4
   11f  jmp 0x125
   121  maxsd xmm2, xmm4
   125  movaps xmm0, xmm2
   128  leave
   129  ret
function 3, frame 16, area 0
   130  push rbp
   131  mov rbp, rsp
   134  push r14
   136  sub rsp, 8
   13d  nop word ptr [rax + rax]
   146  movsd qword ptr [rbp - 0x10], xmm0
   14b  cvttsd2si eax, xmm0
   14f  cmp eax, 1
   152  jno 0x187
   154  ucomisd xmm0, xmm0
   158  jp 0x189
   15e  movabs r11, 0xc1e0000000200000
   168  movq xmm15, r11
   16d  ucomisd xmm0, xmm15
   172  jbe 0x18b
   178  xorps xmm15, xmm15
   17c  ucomisd xmm0, xmm15
   181  jae 0x18b
   187  leave
   188  ret
   189  ud2    ; trap 9
   18b  ud2    ; trap 8
function 4, frame 16, area 0
   190  push rbp
   191  mov rbp, rsp
   194  push r14
   196  sub rsp, 8
   19d  nop word ptr [rax + rax]
   1a6  mov dword ptr [rbp - 0x10], eax
   1a9  mov byte ptr [r13 + rax + 3], 9    ; trap 2
   1af  movabs r11, 0x3ff0000000000000
   1b9  movq xmm0, r11
   1be  movsd qword ptr [r13 + 0x10], xmm0    ; trap 2
   1c4  movsx rbx, word ptr [r13 + rax + 8]    ; trap 2
   1ca  mov esi, eax
   1cc  add esi, 1
   1cf  mov r11, qword ptr [r14 + 0x40]
   1d3  mov r11, qword ptr [r11]
   1d6  mov r10d, 0x90000000
   1dc  add r10, rsi
   1df  mov rsi, qword ptr [r11 + r10]    ; trap 2
   1e3  add rbx, rsi
   1e6  mov rax, rbx
   1e9  leave
   1ea  ret
function 5, frame 32, area 0
   1f0  push rbp
   1f1  mov rbp, rsp
   1f4  push r14
   1f6  sub rsp, 0x18
   1fd  nop word ptr [rax + rax]
   206  mov dword ptr [rbp - 0x10], eax
   209  mov qword ptr [rbp - 0x18], rcx
   20d  mov qword ptr [rbp - 0x20], rdx
   211  cmp rcx, rdx
   214  mov rax, rdx
   217  cmovb rax, rcx
   21b  leave
   21c  ret
function 6, frame 16, area 0
   220  push rbp
   221  mov rbp, rsp
   224  push r14
   226  sub rsp, 8
   22d  nop word ptr [rax + rax]
   236  mov r10, qword ptr [r14 + 0xb8]
   23d  mov rbx, qword ptr [r10]
   240  xorps xmm0, xmm0
   243  cvtsi2ss xmm0, rbx
   248  movss dword ptr [r14 + 0xc0], xmm0
   251  movss xmm0, dword ptr [r14 + 0xc0]
   25a  leave
   25b  ret
function 7, frame 16, area 0
   260  push rbp
   261  mov rbp, rsp
   264  push r14
   266  sub rsp, 8
   26d  nop word ptr [rax + rax]
   276  mov dword ptr [rbp - 0x10], eax
   279  mov r10, rax
   27c  mov r11, qword ptr [r14 + 0x48]
   280  cmp r10, qword ptr [r11 + 8]
   284  jae 0x2c9
   28a  mov r11, qword ptr [r11]
   28d  mov rbx, qword ptr [r11 + r10*8]
   291  mov r10d, 1
   297  mov r11, qword ptr [r14 + 0x48]
   29b  cmp r10, qword ptr [r11 + 8]
   29f  jae 0x2cb
   2a5  mov r11, qword ptr [r11]
   2a8  mov qword ptr [r11 + r10*8], rbx
   2ac  mov r10d, 2
   2b2  mov r11, qword ptr [r14 + 0x48]
   2b6  cmp r10, qword ptr [r11 + 8]
   2ba  jae 0x2cd
   2c0  mov r11, qword ptr [r11]
   2c3  mov rax, qword ptr [r11 + r10*8]
   2c7  leave
   2c8  ret
   2c9  ud2    ; trap 3
   2cb  ud2    ; trap 3
   2cd  ud2    ; trap 3
function 8, frame 16, area 0
   2d0  push rbp
   2d1  mov rbp, rsp
   2d4  push r14
   2d6  sub rsp, 8
   2dd  nop word ptr [rax + rax]
   2e6  mov dword ptr [rbp - 0x10], eax
   2e9  mov dword ptr [rbp - 0x10], 5
   2f0  sub eax, dword ptr [rbp - 0x10]
   2f3  leave
   2f4  ret
function 9, frame 32, area 0
   300  push rbp
   301  mov rbp, rsp
   304  push r14
   306  sub rsp, 0x18
   30d  nop word ptr [rax + rax]
   316  mov qword ptr [rbp - 0x10], rax
   31a  mov qword ptr [rbp - 0x18], rcx
   31e  mov qword ptr [rbp - 0x20], rdx
   322  mov rbx, rax
   325  add rbx, rdx
   328  mov rsi, rcx
   32b  adc rsi, 0
   32f  mov rax, qword ptr [rbp - 0x10]
   333  mul qword ptr [rbp - 0x20]
   337  sub rbx, rax
   33a  sbb rsi, rdx
   33d  mov rax, rbx
   340  mov rcx, rsi
   343  leave
   344  ret
function 10, frame 32, area 0
   350  push rbp
   351  mov rbp, rsp
   354  push r14
   356  sub rsp, 0x18
   35d  nop word ptr [rax + rax]
   366  mov qword ptr [rbp - 0x10], rax
   36a  mov qword ptr [rbp - 0x18], 0
   372  movabs rax, 0x5555555555555556
   37c  imul qword ptr [rbp - 0x10]
   380  mov qword ptr [rbp - 0x18], rdx
   384  mov rax, rdx
   387  leave
   388  ret
function 11, frame 32, area 0
   390  push rbp
   391  mov rbp, rsp
   394  push r14
   396  sub rsp, 0x18
   39d  nop word ptr [rax + rax]
   3a6  mov qword ptr [rbp - 0x10], rax
   3aa  mov qword ptr [rbp - 0x18], rcx
   3ae  imul rax, rcx
   3b2  leave
   3b3  ret
function 12, frame 48, area 0
   3c0  push rbp
   3c1  mov rbp, rsp
   3c4  push r14
   3c6  sub rsp, 0x28
   3cd  nop word ptr [rax + rax]
   3d6  movups xmmword ptr [rbp - 0x18], xmm0
   3da  xorps xmm15, xmm15
   3de  movups xmmword ptr [rbp - 0x28], xmm15
   3e3  movups xmmword ptr [rbp - 0x28], xmm0
   3e7  mov ebx, 1
   3ec  movups xmm0, xmmword ptr [rip + 0xd]
   3f3  test ebx, ebx
   3f5  je 0x3fb
   3f7  movups xmm0, xmmword ptr [rbp - 0x28]
   3fb  leave
   3fc  ret
