function 0, frame 48, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x28
     d  nop word ptr [rax + rax]
    16  movups xmmword ptr [rbp - 0x18], xmm0
    1a  movups xmmword ptr [rbp - 0x28], xmm1
    1e  paddd xmm0, xmm1
    22  leave
    23  ret
function 1, frame 48, area 0
    30  push rbp
    31  mov rbp, rsp
    34  push r14
    36  sub rsp, 0x28
    3d  nop word ptr [rax + rax]
    46  movups xmmword ptr [rbp - 0x18], xmm0
    4a  movups xmmword ptr [rbp - 0x28], xmm1
    4e  movaps xmm2, xmm1
    51  pcmpgtd xmm2, xmm0
    55  movaps xmm0, xmm2
    58  leave
    59  ret
function 2, frame 48, area 0
    60  push rbp
    61  mov rbp, rsp
    64  push r14
    66  sub rsp, 0x28
    6d  nop word ptr [rax + rax]
    76  movups xmmword ptr [rbp - 0x18], xmm0
    7a  movups xmmword ptr [rbp - 0x28], xmm1
    7e  movaps xmm2, xmm0
    81  paddd xmm2, xmm1
    85  movaps xmm1, xmm0
    88  movaps xmm0, xmm2
    8b  leave
    8c  ret
function 3, frame 32, area 0
    90  push rbp
    91  mov rbp, rsp
    94  push r14
    96  sub rsp, 0x18
    9d  nop word ptr [rax + rax]
    a6  movups xmmword ptr [rbp - 0x18], xmm0
    aa  movups xmm15, xmmword ptr [rip + 0x29e]
    b2  movaps xmm14, xmm0
    b6  pand xmm14, xmm15
    bb  pandn xmm15, xmm0
    c0  movaps xmm0, xmm15
    c4  psrlw xmm0, 4
    c9  movups xmm15, xmmword ptr [rip + 0x28f]
    d1  pshufb xmm15, xmm14
    d7  movups xmm14, xmmword ptr [rip + 0x281]
    df  pshufb xmm14, xmm0
    e5  movaps xmm0, xmm14
    e9  paddb xmm0, xmm15
    ee  leave
    ef  ret
function 4, frame 48, area 0
    f0  push rbp
    f1  mov rbp, rsp
    f4  push r14
    f6  sub rsp, 0x28
    fd  nop word ptr [rax + rax]
   106  movups xmmword ptr [rbp - 0x18], xmm0
   10a  movups xmmword ptr [rbp - 0x28], xmm1
   10e  movaps xmm15, xmm1
   112  psubq xmm15, xmm0
   117  movaps xmm14, xmm0
   11b  pcmpeqd xmm14, xmm1
   120  pand xmm15, xmm14
   125  movaps xmm14, xmm0
   129  pcmpgtd xmm14, xmm1
   12e  por xmm15, xmm14
   133  pshufd xmm0, xmm15, 0xf5
   139  leave
   13a  ret
function 5, frame 32, area 0
   140  push rbp
   141  mov rbp, rsp
   144  push r14
   146  sub rsp, 0x18
   14d  nop word ptr [rax + rax]
   156  movups xmmword ptr [rbp - 0x18], xmm0
   15a  mov dword ptr [rbp - 0x20], eax
   15d  movaps xmm1, xmm0
   160  psllw xmm1, 3
   165  mov r11d, eax
   168  and r11d, 7
   16c  add r11d, 8
   170  movd xmm14, r11d
   175  movaps xmm15, xmm1
   179  punpckhbw xmm15, xmm1
   17e  punpcklbw xmm1, xmm1
   182  psrlw xmm15, xmm14
   187  psrlw xmm1, xmm14
   18c  packuswb xmm1, xmm15
   191  movaps xmm0, xmm1
   194  leave
   195  ret
function 6, frame 48, area 0
   1a0  push rbp
   1a1  mov rbp, rsp
   1a4  push r14
   1a6  sub rsp, 0x28
   1ad  nop word ptr [rax + rax]
   1b6  movups xmmword ptr [rbp - 0x18], xmm0
   1ba  movups xmmword ptr [rbp - 0x28], xmm1
   1be  movaps xmm15, xmm0
   1c2  minps xmm15, xmm1
   1c6  movaps xmm14, xmm1
   1ca  minps xmm14, xmm0
   1ce  por xmm14, xmm15
   1d3  cmpunordps xmm15, xmm14
   1d8  por xmm14, xmm15
   1dd  psrld xmm15, 0xa
   1e3  movaps xmm0, xmm15
   1e7  pandn xmm0, xmm14
   1ec  leave
   1ed  ret
function 7, frame 32, area 0
   1f0  push rbp
   1f1  mov rbp, rsp
   1f4  push r14
   1f6  sub rsp, 0x18
   1fd  nop word ptr [rax + rax]
   206  movups xmmword ptr [rbp - 0x18], xmm0
   20a  mov dword ptr [rbp - 0x20], eax
   20d  movaps xmm1, xmm0
   210  pinsrb xmm1, eax, 3
   216  pextrw eax, xmm1, 5
   21c  movsx eax, ax
   21f  leave
   220  ret
function 8, frame 32, area 0
   230  push rbp
   231  mov rbp, rsp
   234  push r14
   236  sub rsp, 0x18
   23d  nop word ptr [rax + rax]
   246  movups xmmword ptr [rbp - 0x18], xmm0
   24a  pxor xmm15, xmm15
   24f  pcmpeqb xmm15, xmm0
   254  ptest xmm15, xmm15
   25a  jne 0x26a
   260  mov eax, 1
   265  jmp 0x26f
   26a  mov eax, 2
   26f  leave
   270  ret
function 9, frame 48, area 0
   280  push rbp
   281  mov rbp, rsp
   284  push r14
   286  sub rsp, 0x28
   28d  nop word ptr [rax + rax]
   296  movups xmmword ptr [rbp - 0x18], xmm0
   29a  movups xmmword ptr [rbp - 0x28], xmm1
   29e  movaps xmm15, xmm0
   2a2  pshufb xmm15, xmmword ptr [rip + 0xc4]
   2ac  movaps xmm14, xmm1
   2b0  pshufb xmm14, xmmword ptr [rip + 0xc6]
   2ba  movaps xmm2, xmm15
   2be  por xmm2, xmm14
   2c3  pshufd xmm2, xmm1, 0x1b
   2c8  punpcklbw xmm0, xmm2
   2cc  leave
   2cd  ret
function 10, frame 32, area 0
   2d0  push rbp
   2d1  mov rbp, rsp
   2d4  push r14
   2d6  sub rsp, 0x18
   2dd  nop word ptr [rax + rax]
   2e6  mov dword ptr [rbp - 0x10], eax
   2e9  movups xmmword ptr [rbp - 0x20], xmm0
   2ed  pextrb ebx, xmm0, 7
   2f3  mov byte ptr [r13 + rax + 8], bl    ; trap 2
   2f8  movzx ebx, word ptr [r13 + rax + 4]    ; trap 2
   2fe  movd xmm15, ebx
   303  pshuflw xmm15, xmm15, 0
   309  pshufd xmm0, xmm15, 0
   30f  leave
   310  ret
function 11, frame 16, area 0
   320  push rbp
   321  mov rbp, rsp
   324  push r14
   326  sub rsp, 8
   32d  nop word ptr [rax + rax]
   336  xorps xmm0, xmm0
   339  pcmpeqd xmm1, xmm1
   33d  movups xmm2, xmmword ptr [rip + 0x4c]
   344  movups xmm3, xmmword ptr [rip + 0x45]
   34b  leave
   34c  ret
