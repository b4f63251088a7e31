function 1, frame 32, area 0
     0  push rbp
     1  mov rbp, rsp
     4  push r14
     6  sub rsp, 0x18
     d  cmp rsp, qword ptr [r15]
    10  jb 0x62
    16  mov dword ptr [rbp - 0x10], eax
    19  mov r10, qword ptr [r14 + 0x48]
    1d  mov eax, dword ptr [rbp - 0x10]
    20  movabs r11, 0x4000000000000000
    2a  movq xmm0, r11
    2f  mov r14, qword ptr [r10 + 8]
    33  mov r13, qword ptr [r14 + 0x10]
    37  call qword ptr [r10]
    3a  mov r14, qword ptr [rbp - 8]    ; call 0
    3e  mov r13, qword ptr [r14 + 0x10]
    42  mov ebx, dword ptr [rbp - 0x10]
    45  add ebx, 1
    48  mov qword ptr [rbp - 0x18], rax
    4c  mov rax, rbx
    4f  call 0x70
    54  mov r14, qword ptr [rbp - 8]    ; call 0
    58  mov r13, qword ptr [r14 + 0x10]
    5c  add rax, qword ptr [rbp - 0x18]
    60  leave
    61  ret
    62  ud2    ; trap 10
function 2, frame 16, area 0
    70  push rbp
    71  mov rbp, rsp
    74  push r14
    76  sub rsp, 8
    7d  nop word ptr [rax + rax]
    86  mov qword ptr [rbp - 0x10], rax
    8a  mov rbx, qword ptr [rbp - 0x10]
    8e  add rbx, qword ptr [rbp - 0x10]
    92  mov rax, rbx
    95  leave
    96  ret
function 3, frame 112, area 2
    a0  push rbp
    a1  mov rbp, rsp
    a4  push r14
    a6  sub rsp, 0x68
    ad  cmp rsp, qword ptr [r15]
    b0  jb 0x141
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
    fa  mov eax, dword ptr [rbp - 0x10]
    fd  mov ecx, dword ptr [rbp - 0x18]
   100  mov edx, dword ptr [rbp - 0x20]
   103  mov ebx, dword ptr [rbp - 0x28]
   106  mov esi, dword ptr [rbp - 0x30]
   109  mov edi, dword ptr [rbp - 0x38]
   10c  mov r8d, dword ptr [rbp - 0x40]
   110  mov r9d, dword ptr [rbp - 0x48]
   114  mov r11d, 0x3f800000
   11a  movd xmm0, r11d
   11f  call 0xa0
   124  mov r14, qword ptr [rbp - 8]    ; call 0
   128  mov r13, qword ptr [r14 + 0x10]
   12c  mov r12, qword ptr [rsp - 8]
   131  mov qword ptr [rbp - 0x68], r12
   135  mov r11, qword ptr [rbp - 0x68]
   139  mov qword ptr [rbp + 0x18], r11
   13d  leave
   13e  ret 0x10
   141  ud2    ; trap 10
function 4, frame 16, area 0
   150  push rbp
   151  mov rbp, rsp
   154  push r14
   156  sub rsp, 8
   15d  cmp rsp, qword ptr [r15]
   160  jb 0x1b3
   166  mov dword ptr [rbp - 0x10], eax
   169  mov r10d, dword ptr [rbp - 0x10]
   16d  mov r11, qword ptr [r14 + 0x40]
   171  cmp r10, qword ptr [r11 + 8]
   175  jae 0x1b5
   17b  mov r11, qword ptr [r11]
   17e  mov r10, qword ptr [r11 + r10*8]
   182  test r10, r10
   185  je 0x1b7
   18b  cmp dword ptr [r10 + 0x10], 0x11
   193  jne 0x1b9
   199  mov eax, 3
   19e  mov r14, qword ptr [r10 + 8]
   1a2  mov r13, qword ptr [r14 + 0x10]
   1a6  call qword ptr [r10]
   1a9  mov r14, qword ptr [rbp - 8]    ; call 0
   1ad  mov r13, qword ptr [r14 + 0x10]
   1b1  leave
   1b2  ret
   1b3  ud2    ; trap 10
   1b5  ud2    ; trap 4
   1b7  ud2    ; trap 5
   1b9  ud2    ; trap 6
function 5, frame 32, area 0
   1c0  push rbp
   1c1  mov rbp, rsp
   1c4  push r14
   1c6  sub rsp, 0x18
   1cd  cmp rsp, qword ptr [r15]
   1d0  jb 0x249
   1d6  mov dword ptr [rbp - 0x10], eax
   1d9  mov r10d, 1
   1df  mov r11, qword ptr [r14 + 0x40]
   1e3  cmp r10, qword ptr [r11 + 8]
   1e7  jae 0x24b
   1ed  mov r11, qword ptr [r11]
   1f0  mov r10, qword ptr [r11 + r10*8]
   1f4  test r10, r10
   1f7  je 0x24d
   1fd  cmp dword ptr [r10 + 0x10], 0xf
   205  je 0x231
   20b  mov qword ptr [rbp - 0x18], r10
   20f  mov eax, dword ptr [r10 + 0x10]
   213  mov ecx, 0xf
   218  mov r11d, 0x10
   21e  call qword ptr [r15 + 0x88]
   225  mov r10, qword ptr [rbp - 0x18]    ; libcall 0
   229  test eax, eax
   22b  je 0x24f
   231  mov eax, dword ptr [rbp - 0x10]
   234  mov r14, qword ptr [r10 + 8]
   238  mov r13, qword ptr [r14 + 0x10]
   23c  call qword ptr [r10]
   23f  mov r14, qword ptr [rbp - 8]    ; call 0
   243  mov r13, qword ptr [r14 + 0x10]
   247  leave
   248  ret
   249  ud2    ; trap 10
   24b  ud2    ; trap 4
   24d  ud2    ; trap 5
   24f  ud2    ; trap 6
function 6, frame 16, area 0
   260  push rbp
   261  mov rbp, rsp
   264  push r14
   266  sub rsp, 8
   26d  cmp rsp, qword ptr [r15]
   270  jb 0x2a1
   276  mov qword ptr [rbp - 0x10], rax
   27a  mov r10, qword ptr [rbp - 0x10]
   27e  test r10, r10
   281  je 0x2a3
   287  mov eax, 1
   28c  mov r14, qword ptr [r10 + 8]
   290  mov r13, qword ptr [r14 + 0x10]
   294  call qword ptr [r10]
   297  mov r14, qword ptr [rbp - 8]    ; call 0
   29b  mov r13, qword ptr [r14 + 0x10]
   29f  leave
   2a0  ret
   2a1  ud2    ; trap 10
   2a3  ud2    ; trap 12
function 7, frame 16, area 0
   2b0  push rbp
   2b1  mov rbp, rsp
   2b4  push r14
   2b6  sub rsp, 8
   2bd  cmp rsp, qword ptr [r15]
   2c0  jb 0x2d8
   2c6  mov qword ptr [rbp - 0x10], rax
   2ca  mov rax, qword ptr [rbp - 0x10]
   2ce  mov r11, qword ptr [rbp + 8]
   2d2  leave
   2d3  jmp 0x70
   2d8  ud2    ; trap 10
function 8, frame 16, area 1
   2e0  push rbp
   2e1  mov rbp, rsp
   2e4  push r14
   2e6  sub rsp, 8
   2ed  cmp rsp, qword ptr [r15]
   2f0  jb 0x376
   2f6  mov dword ptr [rbp - 0x10], eax
   2f9  sub rsp, 0x10
   2fd  mov r11d, dword ptr [rbp - 0x10]
   301  mov qword ptr [rsp], r11
   305  mov qword ptr [rsp + 8], 0xa
   30e  mov eax, 1
   313  mov ecx, 2
   318  mov edx, 3
   31d  mov ebx, 4
   322  mov esi, 5
   327  mov edi, 6
   32c  mov r8d, 7
   332  mov r9d, 8
   338  mov r11d, 0x41300000
   33e  movd xmm0, r11d
   343  mov r11, qword ptr [rbp + 8]
   347  mov r12, rbp
   34a  mov rbp, qword ptr [r12]
   34e  movsd xmm15, qword ptr [rsp + 8]
   355  movsd qword ptr [r12 + 0x10], xmm15
   35c  movsd xmm15, qword ptr [rsp]
   362  movsd qword ptr [r12 + 8], xmm15
   369  mov qword ptr [r12], r11
   36d  lea rsp, [r12]
   371  jmp 0xa0
   376  ud2    ; trap 10
function 9, frame 16, area 0
   380  push rbp
   381  mov rbp, rsp
   384  push r14
   386  sub rsp, 8
   38d  cmp rsp, qword ptr [r15]
   390  jb 0x3de
   396  mov dword ptr [rbp - 0x10], eax
   399  mov r10d, dword ptr [rbp - 0x10]
   39d  mov r11, qword ptr [r14 + 0x40]
   3a1  cmp r10, qword ptr [r11 + 8]
   3a5  jae 0x3e0
   3ab  mov r11, qword ptr [r11]
   3ae  mov r10, qword ptr [r11 + r10*8]
   3b2  test r10, r10
   3b5  je 0x3e2
   3bb  cmp dword ptr [r10 + 0x10], 0x11
   3c3  jne 0x3e4
   3c9  mov eax, 3
   3ce  mov r14, qword ptr [r10 + 8]
   3d2  mov r13, qword ptr [r14 + 0x10]
   3d6  mov r11, qword ptr [rbp + 8]
   3da  leave
   3db  jmp qword ptr [r10]
   3de  ud2    ; trap 10
   3e0  ud2    ; trap 4
   3e2  ud2    ; trap 5
   3e4  ud2    ; trap 6
function 10, frame 16, area 0
   3f0  push rbp
   3f1  mov rbp, rsp
   3f4  push r14
   3f6  sub rsp, 8
   3fd  cmp rsp, qword ptr [r15]
   400  jb 0x41d
   406  mov dword ptr [rbp - 0x10], eax
   409  xor eax, eax
   40b  mov ecx, dword ptr [rbp - 0x10]
   40e  mov r11d, 0
   414  call qword ptr [r15 + 0x88]
   41b  leave    ; libcall 0
   41c  ret
   41d  ud2    ; trap 10
