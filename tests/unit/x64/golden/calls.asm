function 1, frame 32, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x18
     d  cmp rsp, qword ptr [r15]
    10  jb 0x5f
    16  mov dword ptr [rbp - 0x10], eax
    19  mov r10, qword ptr [r14 + 0x48]
    1d  movabs r11, 0x4000000000000000
    27  movq xmm0, r11
    2c  mov r14, qword ptr [r10 + 8]
    30  mov r13, qword ptr [r14 + 0x10]
    34  call qword ptr [r10]
    37  mov r14, qword ptr [rbp - 8]    ; call 0
    3b  mov r13, qword ptr [r14 + 0x10]
    3f  mov ebx, dword ptr [rbp - 0x10]
    42  add ebx, 1
    45  mov qword ptr [rbp - 0x18], rax
    49  mov rax, rbx
    4c  call 0x70
    51  mov r14, qword ptr [rbp - 8]    ; call 0
    55  mov r13, qword ptr [r14 + 0x10]
    59  add rax, qword ptr [rbp - 0x18]
    5d  leave
    5e  ret
    5f  ud2    ; trap 10
function 2, frame 16, area 0
    70  push rbp
    71  mov rbp, rsp
    74  push r14
    76  sub rsp, 8
    7d  nop word ptr [rax + rax]
    86  mov qword ptr [rbp - 0x10], rax
    8a  mov rbx, rax
    8d  add rbx, rax
    90  mov rax, rbx
    93  leave
    94  ret
function 3, frame 112, area 2
    a0  push rbp
    a1  mov rbp, rsp
    a4  push r14
    a6  sub rsp, 0x68
    ad  cmp rsp, qword ptr [r15]
    b0  jb 0x127
    b6  mov dword ptr [rbp - 0x10], eax
    b9  mov dword ptr [rbp - 0x18], ecx
    bc  mov dword ptr [rbp - 0x20], edx
    bf  mov dword ptr [rbp - 0x28], ebx
    c2  mov dword ptr [rbp - 0x30], esi
    c5  mov dword ptr [rbp - 0x38], edi
    c8  mov dword ptr [rbp - 0x40], r8d
    cc  mov dword ptr [rbp - 0x48], r9d
    d0  mov r11d, dword ptr [rbp + 0x10]
    d4  mov dword ptr [rbp - 0x50], r11d
    d8  mov r11, qword ptr [rbp + 0x18]
    dc  mov qword ptr [rbp - 0x58], r11
    e0  movss dword ptr [rbp - 0x60], xmm0
    e5  sub rsp, 0x10
    e9  mov r11d, dword ptr [rbp - 0x50]
    ed  mov qword ptr [rsp], r11
    f1  mov r11, qword ptr [rbp - 0x58]
    f5  mov qword ptr [rsp + 8], r11
    fa  mov r11d, 0x3f800000
   100  movd xmm0, r11d
   105  call 0xa0
   10a  mov r14, qword ptr [rbp - 8]    ; call 0
   10e  mov r13, qword ptr [r14 + 0x10]
   112  mov r12, qword ptr [rsp - 8]
   117  mov qword ptr [rbp - 0x68], r12
   11b  mov r11, qword ptr [rbp - 0x68]
   11f  mov qword ptr [rbp + 0x18], r11
   123  leave
   124  ret 0x10
   127  ud2    ; trap 10
function 4, frame 16, area 0
   130  push rbp
   131  mov rbp, rsp
   134  push r14
   136  sub rsp, 8
   13d  cmp rsp, qword ptr [r15]
   140  jb 0x192
   146  mov dword ptr [rbp - 0x10], eax
   149  mov r10d, eax
   14c  mov r11, qword ptr [r14 + 0x40]
   150  cmp r10, qword ptr [r11 + 8]
   154  jae 0x194
   15a  mov r11, qword ptr [r11]
   15d  mov r10, qword ptr [r11 + r10*8]
   161  test r10, r10
   164  je 0x196
   16a  cmp dword ptr [r10 + 0x10], 0x11
   172  jne 0x198
   178  mov eax, 3
   17d  mov r14, qword ptr [r10 + 8]
   181  mov r13, qword ptr [r14 + 0x10]
   185  call qword ptr [r10]
   188  mov r14, qword ptr [rbp - 8]    ; call 0
   18c  mov r13, qword ptr [r14 + 0x10]
   190  leave
   191  ret
   192  ud2    ; trap 10
   194  ud2    ; trap 4
   196  ud2    ; trap 5
   198  ud2    ; trap 6
function 5, frame 32, area 0
   1a0  push rbp
   1a1  mov rbp, rsp
   1a4  push r14
   1a6  sub rsp, 0x18
   1ad  cmp rsp, qword ptr [r15]
   1b0  jb 0x229
   1b6  mov dword ptr [rbp - 0x10], eax
   1b9  mov r10d, 1
   1bf  mov r11, qword ptr [r14 + 0x40]
   1c3  cmp r10, qword ptr [r11 + 8]
   1c7  jae 0x22b
   1cd  mov r11, qword ptr [r11]
   1d0  mov r10, qword ptr [r11 + r10*8]
   1d4  test r10, r10
   1d7  je 0x22d
   1dd  cmp dword ptr [r10 + 0x10], 0xf
   1e5  je 0x211
   1eb  mov qword ptr [rbp - 0x18], r10
   1ef  mov eax, dword ptr [r10 + 0x10]
   1f3  mov ecx, 0xf
   1f8  mov r11d, 0x10
   1fe  call qword ptr [r15 + 0x88]
   205  mov r10, qword ptr [rbp - 0x18]    ; libcall 0
   209  test eax, eax
   20b  je 0x22f
   211  mov eax, dword ptr [rbp - 0x10]
   214  mov r14, qword ptr [r10 + 8]
   218  mov r13, qword ptr [r14 + 0x10]
   21c  call qword ptr [r10]
   21f  mov r14, qword ptr [rbp - 8]    ; call 0
   223  mov r13, qword ptr [r14 + 0x10]
   227  leave
   228  ret
   229  ud2    ; trap 10
   22b  ud2    ; trap 4
   22d  ud2    ; trap 5
   22f  ud2    ; trap 6
function 6, frame 16, area 0
   240  push rbp
   241  mov rbp, rsp
   244  push r14
   246  sub rsp, 8
   24d  cmp rsp, qword ptr [r15]
   250  jb 0x280
   256  mov qword ptr [rbp - 0x10], rax
   25a  mov r10, rax
   25d  test r10, r10
   260  je 0x282
   266  mov eax, 1
   26b  mov r14, qword ptr [r10 + 8]
   26f  mov r13, qword ptr [r14 + 0x10]
   273  call qword ptr [r10]
   276  mov r14, qword ptr [rbp - 8]    ; call 0
   27a  mov r13, qword ptr [r14 + 0x10]
   27e  leave
   27f  ret
   280  ud2    ; trap 10
   282  ud2    ; trap 12
function 7, frame 16, area 0
   290  push rbp
   291  mov rbp, rsp
   294  push r14
   296  sub rsp, 8
   29d  cmp rsp, qword ptr [r15]
   2a0  jb 0x2b4
   2a6  mov qword ptr [rbp - 0x10], rax
   2aa  mov r11, qword ptr [rbp + 8]
   2ae  leave
   2af  jmp 0x70
   2b4  ud2    ; trap 10
function 8, frame 16, area 1
   2c0  push rbp
   2c1  mov rbp, rsp
   2c4  push r14
   2c6  sub rsp, 8
   2cd  cmp rsp, qword ptr [r15]
   2d0  jb 0x352
   2d6  mov dword ptr [rbp - 0x10], eax
   2d9  sub rsp, 0x10
   2dd  mov qword ptr [rsp], rax
   2e1  mov qword ptr [rsp + 8], 0xa
   2ea  mov eax, 1
   2ef  mov ecx, 2
   2f4  mov edx, 3
   2f9  mov ebx, 4
   2fe  mov esi, 5
   303  mov edi, 6
   308  mov r8d, 7
   30e  mov r9d, 8
   314  mov r11d, 0x41300000
   31a  movd xmm0, r11d
   31f  mov r11, qword ptr [rbp + 8]
   323  mov r12, rbp
   326  mov rbp, qword ptr [r12]
   32a  movsd xmm15, qword ptr [rsp + 8]
   331  movsd qword ptr [r12 + 0x10], xmm15
   338  movsd xmm15, qword ptr [rsp]
   33e  movsd qword ptr [r12 + 8], xmm15
   345  mov qword ptr [r12], r11
   349  lea rsp, [r12]
   34d  jmp 0xa0
   352  ud2    ; trap 10
function 9, frame 16, area 0
   360  push rbp
   361  mov rbp, rsp
   364  push r14
   366  sub rsp, 8
   36d  cmp rsp, qword ptr [r15]
   370  jb 0x3bd
   376  mov dword ptr [rbp - 0x10], eax
   379  mov r10d, eax
   37c  mov r11, qword ptr [r14 + 0x40]
   380  cmp r10, qword ptr [r11 + 8]
   384  jae 0x3bf
   38a  mov r11, qword ptr [r11]
   38d  mov r10, qword ptr [r11 + r10*8]
   391  test r10, r10
   394  je 0x3c1
   39a  cmp dword ptr [r10 + 0x10], 0x11
   3a2  jne 0x3c3
   3a8  mov eax, 3
   3ad  mov r14, qword ptr [r10 + 8]
   3b1  mov r13, qword ptr [r14 + 0x10]
   3b5  mov r11, qword ptr [rbp + 8]
   3b9  leave
   3ba  jmp qword ptr [r10]
   3bd  ud2    ; trap 10
   3bf  ud2    ; trap 4
   3c1  ud2    ; trap 5
   3c3  ud2    ; trap 6
function 10, frame 16, area 0
   3d0  push rbp
   3d1  mov rbp, rsp
   3d4  push r14
   3d6  sub rsp, 8
   3dd  cmp rsp, qword ptr [r15]
   3e0  jb 0x3fd
   3e6  mov dword ptr [rbp - 0x10], eax
   3e9  mov rcx, rax
   3ec  xor eax, eax
   3ee  mov r11d, 0
   3f4  call qword ptr [r15 + 0x88]
   3fb  leave    ; libcall 0
   3fc  ret
   3fd  ud2    ; trap 10
