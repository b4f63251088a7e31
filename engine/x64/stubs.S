/* Static stubs under compiled code: the entry from the host, exits to C, and the ends of continuations (protocols:
   engine/layout.h).

   Invariants
   - C is called on the host stack only: rsp = context->host_rsp, 16-byte aligned, below the frame of the innermost
     wfx_entry.
   - At every instruction the shape of the surrounding range (SHAPE below, see stubs.h) says where the caller's pc and
     rbp are.
   - Where control crosses from one stack to another by a frame, that frame's code lies inside the symbol __morestack:
     the only name for which GDB accepts a caller at a lower address. A nop stands before every return label, so that
     "pc - 1" finds the same function and rule.
   - Register numbers in .cfi: 3 rbx, 6 rbp, 7 rsp, 11 r11, 12..15, 16 return address. */
#include "engine/layout.h"
#include "engine/x64/stubs.h"

    .intel_syntax noprefix

#define CONTEXT(field) qword ptr [r15 + WFX_CONTEXT_##field]
#define SCRATCH(k) qword ptr [r15 + WFX_CONTEXT_SCRATCH + 8 * (k)]
#define C_FUNCTION(k) qword ptr [r15 + WFX_CONTEXT_STUBS + 8 * (k)]
#define STATE_FREE 0
#define STATE_LIVE 1
#define STATE_ROOT 4

    .section .data.rel.ro.wfx_stub_ranges, "aw", @progbits
    .balign 8
    .globl wfx_stub_ranges
wfx_stub_ranges:

.macro SHAPE kind
    .pushsection .data.rel.ro.wfx_stub_ranges, "aw", @progbits
    .quad 8f, \kind
    .popsection
8:
.endm

.macro FUNCTION name
    .globl \name
    .type \name, @function
\name:
.endm

/* Where a piece of code ends that the inspection root publishes. The byte is never run: it keeps the label apart from
   the next function's. */
.macro END name
    .globl \name
    .hidden \name
\name:
    int3
.endm

.macro SAVE_INTEGERS base
    mov [\base], rax
    mov [\base + 8], rcx
    mov [\base + 16], rdx
    mov [\base + 24], rbx
    mov [\base + 32], rsi
    mov [\base + 40], rdi
    mov [\base + 48], r8
    mov [\base + 56], r9
.endm
.macro SAVE_FLOATS base
    movups [\base + 64], xmm0
    movups [\base + 80], xmm1
    movups [\base + 96], xmm2
    movups [\base + 112], xmm3
    movups [\base + 128], xmm4
    movups [\base + 144], xmm5
    movups [\base + 160], xmm6
    movups [\base + 176], xmm7
.endm
.macro SAVE_VALUES base
    SAVE_INTEGERS \base
    SAVE_FLOATS \base
.endm

.macro LOAD_INTEGERS base
    mov rax, [\base]
    mov rcx, [\base + 8]
    mov rdx, [\base + 16]
    mov rbx, [\base + 24]
    mov rsi, [\base + 32]
    mov rdi, [\base + 40]
    mov r8, [\base + 48]
    mov r9, [\base + 56]
.endm
.macro LOAD_FLOATS base
    movups xmm0, [\base + 64]
    movups xmm1, [\base + 80]
    movups xmm2, [\base + 96]
    movups xmm3, [\base + 112]
    movups xmm4, [\base + 128]
    movups xmm5, [\base + 144]
    movups xmm6, [\base + 160]
    movups xmm7, [\base + 176]
.endm
.macro LOAD_VALUES base
    LOAD_INTEGERS \base
    LOAD_FLOATS \base
.endm

/* Tells a debugger where control is about to go (r11), past frames that a step would otherwise wait for in vain. GDB
   looks for this probe of libgcc in every object file while it steps, finishes or runs until, and stops at the target
   unless the frame in which it began is still further up. */
.macro LEAVES_FRAMES
    .pushsection .note.stapsdt, "", @note
    .balign 4
    .long 2f - 1f, 4f - 3f, 3
1:  .asciz "stapsdt"
2:  .balign 4
3:  .quad 8f, _.stapsdt.base, 0
    .asciz "libgcc"
    .asciz "unwind"
    .asciz "8@%rbp 8@%r11"
4:  .balign 4
    .popsection
8:
.endm
    .pushsection .stapsdt.base, "aG", @progbits, .stapsdt.base, comdat
    .weak _.stapsdt.base
    .hidden _.stapsdt.base
_.stapsdt.base:
    .space 1
    .size _.stapsdt.base, 1
    .popsection

/* The unwind rule of a frame `push rbp; mov rbp, rsp`. */
.macro CFI_FRAME
    .cfi_def_cfa 6, 16
    .cfi_offset 6, -16
.endm
/* The same and the five registers of the host that wfx_entry saves. */
.macro CFI_ENTRY
    CFI_FRAME
    .cfi_offset 3, -24
    .cfi_offset 12, -32
    .cfi_offset 13, -40
    .cfi_offset 14, -48
    .cfi_offset 15, -56
.endm

/* Makes the frame of a stub that compiled code calls, and takes it away again, with the shape and the unwind rule of
   each instruction. */
.macro BEGIN_FRAME
    SHAPE WFX_SHAPE_CALLED
    push rbp
    .cfi_def_cfa_offset 16
    .cfi_offset 6, -16
    SHAPE WFX_SHAPE_PUSHED
    mov rbp, rsp
    .cfi_def_cfa_register 6
    SHAPE WFX_SHAPE_FRAME
.endm
.macro END_FRAME
    mov rsp, rbp
    pop rbp
    .cfi_def_cfa 7, 8
    .cfi_restore 6
    SHAPE WFX_SHAPE_CALLED
.endm

/* The rule of SHAPE_SWITCH: the caller is the frame rbp, at r11. */
.macro CFI_ON_THE_WAY
    .cfi_def_cfa 6, 0
    .cfi_same_value 6
    .cfi_register 16, 11
.endm

/* rbp = header of a continuation: its caller is the resumer. */
.macro CFI_BASE
    .cfi_escape 0x0f, 3, 0x76, 0, 0x06           /* CFA = *(rbp) */
    .cfi_escape 0x16, 6, 3, 0x76, 0, 0x06        /* rbp = *(rbp) */
    .cfi_escape 0x10, 16, 2, 0x76, 8             /* return address at rbp + 8 */
.endm

/* Calls C with r12 as argument where control is on its way to r11 in the frame rbp (SHAPE_SWITCH): all values and r12
   are kept, and that on the host stack, for rsp may be on a stack that C moves or frees. C finds frame and pc in
   context->exit_rbp and exit_pc, and may change them. */
.macro CALL_ON_THE_WAY function
    mov r10, [rbp - 8]
    mov CONTEXT(EXIT_INSTANCE), r10
    mov CONTEXT(EXIT_PC), r11
    mov CONTEXT(EXIT_RBP), rbp
    .cfi_escape 0x0f, 3, 0x7f, WFX_CONTEXT_EXIT_RBP, 0x06    /* CFA = context->exit_rbp */
    .cfi_escape 0x16, 6, 3, 0x7f, WFX_CONTEXT_EXIT_RBP, 0x06 /* rbp = context->exit_rbp */
    SHAPE WFX_SHAPE_OUTSIDE
    mov rsp, CONTEXT(HOST_RSP)
    sub rsp, WFX_REGISTERS_BYTES
    SAVE_VALUES rsp
    mov rbx, r11
    .cfi_register 16, 3
    mov rdi, r15
    mov rsi, r12
    call C_FUNCTION(\function)
    mov r11, CONTEXT(EXIT_PC)
    .cfi_register 16, 11
    LOAD_VALUES rsp
    mov rbp, CONTEXT(EXIT_RBP)
    .cfi_def_cfa 6, 0
    .cfi_same_value 6
    SHAPE WFX_SHAPE_SWITCH
    mov CONTEXT(EXIT_RBP), 0
.endm

/* A header gets the next number; `low`: the scratch register's lower half. */
.macro NUMBER header, scratch, low
    mov \scratch, CONTEXT(NEXT_ID)
    mov [\header + WFX_CONT_ID], \low
    inc \scratch
    mov CONTEXT(NEXT_ID), \scratch
.endm

/* It is awake: wfx_awake_list, of one that did not live. */
.macro LIST_AWAKE header, scratch
    cmp qword ptr [\header + WFX_CONT_NEXT_AWAKE], 0
    jne 9f
    mov \scratch, CONTEXT(AWAKE)
    test \scratch, \scratch
    cmovz \scratch, \header
    mov [\header + WFX_CONT_NEXT_AWAKE], \scratch
    mov CONTEXT(AWAKE), \header
9:
.endm

    .text
    .balign 16

/* ---- entry ---- */

/* uint64_t wfx_entry(WfxContext *, const WfxEntryArguments *). Frame: stubs.h, WFX_ENTRY_*. */
FUNCTION wfx_entry
    SHAPE WFX_SHAPE_OUTSIDE
    .cfi_startproc
    push rbp
    .cfi_def_cfa_offset 16
    .cfi_offset 6, -16
    mov rbp, rsp
    .cfi_def_cfa_register 6
    push rbx
    push r12
    push r13
    push r14
    push r15
    CFI_ENTRY
    sub rsp, WFX_ENTRY_BYTES - 40
    mov r15, rdi
    mov rax, CONTEXT(HOST_RSP)
    mov [rbp + WFX_ENTRY_HOST_RSP], rax
    mov rax, CONTEXT(CURRENT)
    mov [rbp + WFX_ENTRY_CURRENT], rax
    mov rax, CONTEXT(STACK_LIMIT)
    mov [rbp + WFX_ENTRY_STACK_LIMIT], rax
    mov rax, CONTEXT(EXIT_RBP)
    mov [rbp + WFX_ENTRY_EXIT_RBP], rax
    mov rax, CONTEXT(EXIT_PC)
    mov [rbp + WFX_ENTRY_EXIT_PC], rax
    mov rax, CONTEXT(EXIT_INSTANCE)
    mov [rbp + WFX_ENTRY_EXIT_INSTANCE], rax
    mov [rbp + WFX_ENTRY_ARGUMENTS], rsi
    SHAPE WFX_SHAPE_ENTRY
    mov CONTEXT(EXIT_RBP), 0
    mov CONTEXT(HOST_RSP), rsp
    mov r11, [rsi + WFX_ENTRY_ARG_ROOT]
    mov CONTEXT(CURRENT), r11
    mov r11, [r11 + WFX_CONT_STACK_LIMIT]
    mov CONTEXT(STACK_LIMIT), r11
    mov r10, [rsi + WFX_ENTRY_ARG_FUNC]
    mov r14, [r10 + WFX_FUNC_INSTANCE]
    test r14, r14
    jz 1f
    mov r13, [r14 + WFX_INSTANCE_MEMORY0_BASE]
1:  mov r12, [rsi + WFX_ENTRY_ARG_REGISTERS]
    mov rsp, [rsi + WFX_ENTRY_ARG_RSP]
    LOAD_VALUES r12
    jmp entry_call
    .cfi_endproc
    .size wfx_entry, . - wfx_entry

/* _Noreturn void wfx_entry_leave(WfxContext *, uint64_t status) */
FUNCTION wfx_entry_leave
    SHAPE WFX_SHAPE_OUTSIDE
    .cfi_startproc
    .cfi_undefined 16
    mov rsp, [rdi + WFX_CONTEXT_HOST_RSP]
    lea rbp, [rsp + WFX_ENTRY_BYTES]
    CFI_ENTRY
    .cfi_offset 16, -8
    mov rax, rsi
    mov r15, rdi
    jmp entry_exit
    .cfi_endproc
    .size wfx_entry_leave, . - wfx_entry_leave

/* ---- where stacks meet: everything in here is a frame whose caller or callee is on another stack ---- */

    .globl __morestack
    .type __morestack, @function
__morestack:
    SHAPE WFX_SHAPE_ENTRY
    .cfi_startproc
    CFI_ENTRY
entry_call:
    call [r10 + WFX_FUNC_CODE]
    .globl wfx_entry_return
wfx_entry_return:
    mov r10, [rbp + WFX_ENTRY_ARGUMENTS]
    mov r10, [r10 + WFX_ENTRY_ARG_REGISTERS]
    SAVE_VALUES r10
    xor eax, eax
entry_exit:
    lea rsp, [rbp - WFX_ENTRY_BYTES]
    mov rcx, [rbp + WFX_ENTRY_HOST_RSP]
    mov CONTEXT(HOST_RSP), rcx
    mov rcx, [rbp + WFX_ENTRY_CURRENT]
    mov CONTEXT(CURRENT), rcx
    mov rcx, [rbp + WFX_ENTRY_STACK_LIMIT]
    mov CONTEXT(STACK_LIMIT), rcx
    mov rcx, [rbp + WFX_ENTRY_EXIT_PC]
    mov CONTEXT(EXIT_PC), rcx
    mov rcx, [rbp + WFX_ENTRY_EXIT_INSTANCE]
    mov CONTEXT(EXIT_INSTANCE), rcx
    mov rcx, [rbp + WFX_ENTRY_EXIT_RBP]
    mov CONTEXT(EXIT_RBP), rcx
    SHAPE WFX_SHAPE_OUTSIDE
    lea rsp, [rbp - 40]
    pop r15
    pop r14
    pop r13
    pop r12
    pop rbx
    pop rbp
    .cfi_def_cfa 7, 8
    .cfi_restore 6
    ret
    .cfi_endproc

/* Second half of wfx_stub_libcall: rbp is its frame, rdi.. are the C arguments, r11 the number. */
    SHAPE WFX_SHAPE_FRAME
    .cfi_startproc
    CFI_FRAME
    nop
libcall_out:
    mov rsp, CONTEXT(HOST_RSP)
    call [r15 + 8 * r11 + WFX_CONTEXT_LIBCALLS]
    mov CONTEXT(EXIT_RBP), 0
    END_FRAME
    ret
    .cfi_endproc

/* Second half of wfx_stub_host_call: rbp is its frame, [rbp-8] the function, the registers below. */
    SHAPE WFX_SHAPE_HOST
    .cfi_startproc
    CFI_FRAME
    nop
host_call_out:
    mov rsp, CONTEXT(HOST_RSP)
    call C_FUNCTION(WFX_STUB_C_HOST_CALL)
    .globl wfx_stub_host_call_return
wfx_stub_host_call_return:
    mov r10, rax
    mov CONTEXT(EXIT_RBP), 0
    lea r12, [rbp - 16 - WFX_REGISTERS_BYTES]
    LOAD_VALUES r12
    END_FRAME
    test r10, r10
    jnz 1f
    ret
1:  pop r11
    .cfi_def_cfa 7, 0
    .cfi_register 16, 11
    SHAPE WFX_SHAPE_SWITCH
    lea rsp, [rsp + 8 * r10]
    jmp r11
    .cfi_endproc

/* Code of host functions that take and give only numbers: r10 = WfxFunc. The values are in registers, and C wants them
   in others: integers in rsi rdx rcx r8 r9, the sixth on the stack; floats where they are. Nor need anything be kept. C
   leaves the upper half of an i32 open. */
.macro TYPED_CALL name, is_i32
    .cfi_startproc
    .balign 16
    .globl \name
\name:
    BEGIN_FRAME
    push r10
    SHAPE WFX_SHAPE_HOST
    lea r11, [rip + wfx_stub_host_call_return]
    mov CONTEXT(EXIT_PC), r11
    mov CONTEXT(EXIT_INSTANCE), r14
    mov CONTEXT(EXIT_RBP), rbp
    mov r10, [r10 + WFX_FUNC_HOST]
    mov rsp, CONTEXT(HOST_RSP)
    push rdi
    push rdi                                     /* twice, for the alignment */
    mov rdi, [r10 + WFX_HOST_ENV]
    mov r9, rsi
    mov rsi, rax
    mov rax, rcx
    mov rcx, rdx
    mov rdx, rax
    mov r8, rbx
    call [r10 + WFX_HOST_TYPED]
    cmp CONTEXT(FAILING), 0
    jne typed_failed
    mov CONTEXT(EXIT_RBP), 0
    .if \is_i32
    mov eax, eax
    .endif
    END_FRAME
    ret
    .cfi_endproc
.endm
    TYPED_CALL wfx_stub_typed_call, 0
    TYPED_CALL wfx_stub_typed_call_i32, 1

    SHAPE WFX_SHAPE_HOST
    .cfi_startproc
    CFI_FRAME
typed_failed:
    mov rdi, r15
    mov rsi, [rbp - 8]
    call C_FUNCTION(WFX_STUB_C_HOST_FAILED)
    ud2
    .cfi_endproc

/* rsp is below the limit of its stack, on which nothing below rbp - 8 is in use yet: to where it fits, and on at r11,
   or to the trap before it. */
    SHAPE WFX_SHAPE_SWITCH
    .cfi_startproc
    CFI_ON_THE_WAY
    nop
    .globl wfx_stub_grow
wfx_stub_grow:
    mov r12, rbp
    sub r12, rsp
    CALL_ON_THE_WAY WFX_STUB_C_GROW
    mov rsp, rbp
    sub rsp, r12
    LEAVES_FRAMES
    jmp r11
    .cfi_endproc

/* First instructions of a continuation with bound arguments: r12 = header; rbp, rsp are the continuation's. */
    SHAPE WFX_SHAPE_BOUND
    .cfi_startproc
    .cfi_def_cfa 7, 0
    .cfi_same_value 6
    .cfi_escape 0x10, 16, 4, 0x7c, 0xf8, 0x00, 0x06 /* return address at *(r12 + WFX_CONT_BOUND) */
    nop
    .globl wfx_stub_bound
wfx_stub_bound:
    mov r11, [r12 + WFX_CONT_BOUND]
    mov r11, [r11 + WFX_BOUND_PC]
    .cfi_register 16, 11
    SHAPE WFX_SHAPE_SWITCH
    sub rsp, WFX_REGISTERS_BYTES
    .cfi_adjust_cfa_offset WFX_REGISTERS_BYTES
    SAVE_VALUES rsp
    mov CONTEXT(EXIT_PC), r11
    mov CONTEXT(EXIT_RBP), rbp
    mov rdi, r15
    mov rsi, r12
    mov rdx, rsp
    mov rbx, rsp
    .cfi_def_cfa_register 3
    mov rsp, CONTEXT(HOST_RSP)
    call C_FUNCTION(WFX_STUB_C_BOUND)
    .cfi_escape 0x10, 16, 2, 0x7c, 48            /* return address at r12 + WFX_CONT_PC */
    SHAPE WFX_SHAPE_SAVED
    mov CONTEXT(EXIT_RBP), 0
    mov rsp, rbx
    .cfi_def_cfa_register 7
    LOAD_VALUES rsp
    mov r11, [r12 + WFX_CONT_PC]
    .cfi_register 16, 11
    SHAPE WFX_SHAPE_SWITCH
    mov rsp, [r12 + WFX_CONT_RSP]
    .cfi_def_cfa_offset 0
    jmp r11
    .cfi_endproc

/* A resume of a continuation that is only now made (BEGIN and the sequence of resume, in one): r12 = function,
   r10 = resume site, r11 = its return label; context->finished is not NULL. */
    SHAPE WFX_SHAPE_SWITCH
    .cfi_startproc
    CFI_ON_THE_WAY
    nop
    .globl wfx_stub_start
wfx_stub_start:
    mov r13, CONTEXT(FINISHED)
    mov r14, [r13 + WFX_CONT_PARENT]
    mov CONTEXT(FINISHED), r14
    mov [r13 + WFX_CONT_LINK_RBP], rbp
    mov [r13 + WFX_CONT_LINK_PC], r11
    mov [r13 + WFX_CONT_HANDLERS], r10
    mov r14, CONTEXT(CURRENT)
    mov [r13 + WFX_CONT_PARENT], r14
    mov [r13 + WFX_CONT_FUNC], r12
    mov [r13 + WFX_CONT_CREATED_PC], r11
    xor r10d, r10d
    mov [r13 + WFX_CONT_PC], r10
    mov [r13 + WFX_CONT_TAG], r10
    NUMBER r13, r14, r14d
    mov byte ptr [r13 + WFX_CONT_STATE], STATE_LIVE
    LIST_AWAKE r13, r14
    mov CONTEXT(CURRENT), r13
    mov r14, [r13 + WFX_CONT_STACK_LIMIT]
    mov CONTEXT(STACK_LIMIT), r14
    mov r10, r12
    mov rbp, r13
    CFI_BASE
    SHAPE WFX_SHAPE_BASE
    mov rsp, [r13 + WFX_CONT_STACK_TOP]
    sub rsp, 24                                  /* WFX_STACK_TOP_RESERVE, and as if cont_start began */
    jmp start_function
    .cfi_endproc

/* First instructions of a fresh continuation: r12 = rbp = header, [rsp] = wfx_stub_cont_base. */
    SHAPE WFX_SHAPE_BASE
    .cfi_startproc
    CFI_BASE
    nop
    .globl wfx_stub_cont_start
wfx_stub_cont_start:
    mov qword ptr [r12 + WFX_CONT_PC], 0
    mov r10, [r12 + WFX_CONT_FUNC]
start_function:
    mov r14, [r10 + WFX_FUNC_INSTANCE]
    test r14, r14
    jz 1f
    mov r13, [r14 + WFX_INSTANCE_MEMORY0_BASE]
1:  add rsp, 8
    call [r10 + WFX_FUNC_CODE]                   /* writes what is there, but the processor expects the return */
/* The oldest frame of every continuation returns here: rbp = its header, whose first words are {rbp, return label} of
   the resume that runs it. */
    .globl wfx_stub_cont_base
wfx_stub_cont_base:
    mov r12, rbp
    mov CONTEXT(XFER), rsp
    mov r10, [r12 + WFX_CONT_PARENT]
    mov CONTEXT(CURRENT), r10
    mov r10, [r10 + WFX_CONT_STACK_LIMIT]
    mov CONTEXT(STACK_LIMIT), r10
    mov r11, [r12 + WFX_CONT_LINK_PC]
    mov rbp, [r12 + WFX_CONT_LINK_RBP]
    CFI_ON_THE_WAY
    SHAPE WFX_SHAPE_SWITCH
    test byte ptr [r12 + WFX_CONT_FLAGS], WFX_CONT_DEEP
    jnz 1f
    mov r10, CONTEXT(FINISHED)
    mov [r12 + WFX_CONT_PARENT], r10
    mov CONTEXT(FINISHED), r12
    mov byte ptr [r12 + WFX_CONT_STATE], STATE_FREE
    jmp r11
1:  CALL_ON_THE_WAY WFX_STUB_C_END_DEEP
    jmp r11
    .cfi_endproc
    .size __morestack, . - __morestack
    END wfx_stub_cont_end

/* ---- exits to C ---- */

/* Runtime call: engine/layout.h, "runtime". */
FUNCTION wfx_stub_libcall
    .cfi_startproc
    BEGIN_FRAME
    mov r10, [rbp + 8]
    mov CONTEXT(EXIT_PC), r10
    mov CONTEXT(EXIT_INSTANCE), r14
    mov r10, [rbp]
    mov CONTEXT(EXIT_RBP), r10
    mov r10, rdx
    mov rdi, r15
    mov r9, rsi
    mov r8, rbx
    mov rdx, rcx
    mov rcx, r10
    mov rsi, rax
    jmp libcall_out
    .cfi_endproc
    .size wfx_stub_libcall, . - wfx_stub_libcall

/* Code of every host function: r10 = WfxFunc. */
FUNCTION wfx_stub_host_call
    .cfi_startproc
    BEGIN_FRAME
    push r10
    SHAPE WFX_SHAPE_HOST
    lea rsp, [rbp - 16 - WFX_REGISTERS_BYTES]
    SAVE_VALUES rsp
    lea r11, [rip + wfx_stub_host_call_return]
    mov CONTEXT(EXIT_PC), r11
    mov CONTEXT(EXIT_INSTANCE), r14
    mov CONTEXT(EXIT_RBP), rbp
    mov rdi, r15
    mov rsi, r10
    mov rdx, rsp
    lea rcx, [rbp + 16]
    jmp host_call_out
    .cfi_endproc
    .size wfx_stub_host_call, . - wfx_stub_host_call

/* Calls C with the continuation in rsi: rbp is a frame of the stub, in which all values are kept; result in rax. */
.macro CALL_WITH_CONTINUATION function
    mov r10, [rbp + 8]
    mov CONTEXT(EXIT_PC), r10
    mov CONTEXT(EXIT_INSTANCE), r14
    mov r10, [rbp]
    mov CONTEXT(EXIT_RBP), r10
    mov rdi, r15
    mov rsp, CONTEXT(HOST_RSP)
    call C_FUNCTION(\function)
    mov CONTEXT(EXIT_RBP), 0
.endm

/* The generation of header r12 is used up: r12 = a new header. Changes r10 and r11 only. */
FUNCTION wfx_stub_retire
    .cfi_startproc
    BEGIN_FRAME
    sub rsp, WFX_REGISTERS_BYTES
    SAVE_VALUES rsp
    mov rsi, r12
    CALL_WITH_CONTINUATION WFX_STUB_C_RETIRE
    mov r12, rax
    lea rsp, [rbp - WFX_REGISTERS_BYTES]
    LOAD_VALUES rsp
    END_FRAME
    ret
    .cfi_endproc
    .size wfx_stub_retire, . - wfx_stub_retire

/* The continuation with header r11 rests and is about to be used. Changes nothing. */
FUNCTION wfx_stub_wake
    .cfi_startproc
    BEGIN_FRAME
    sub rsp, WFX_REGISTERS_BYTES + 16
    SAVE_INTEGERS rsp
    mov [rbp - 8], r10
    mov [rbp - 16], r11
    mov rsi, r11
    CALL_WITH_CONTINUATION WFX_STUB_C_WAKE_SHORTLY
    lea rsp, [rbp - WFX_REGISTERS_BYTES - 16]
    test al, al
    jnz 1f
    SAVE_FLOATS rsp
    mov rsi, [rbp - 16]
    CALL_WITH_CONTINUATION WFX_STUB_C_WAKE
    lea rsp, [rbp - WFX_REGISTERS_BYTES - 16]
    LOAD_FLOATS rsp
1:  LOAD_INTEGERS rsp
    mov r10, [rbp - 8]
    mov r11, [rbp - 16]
    END_FRAME
    ret
    .cfi_endproc
    .size wfx_stub_wake, . - wfx_stub_wake

/* A reference into the nursery was stored into the object r11 of the old space. Changes r10 only. */
FUNCTION wfx_stub_remember
    SHAPE WFX_SHAPE_CALLED
    .cfi_startproc
    cmp dword ptr [r11], 0
    js 1f                                        /* WFX_OBJECT_REMEMBERED */
    or dword ptr [r11], WFX_OBJECT_REMEMBERED
    mov r10, CONTEXT(REMEMBERED)
    mov [r10], r11
    add r10, 8
    mov CONTEXT(REMEMBERED), r10
1:  ret
    .cfi_endproc
    .size wfx_stub_remember, . - wfx_stub_remember

/* A fault in wasm code: the signal handler continues here (r15 = context), having noted the registers. */
FUNCTION wfx_stub_fault
    SHAPE WFX_SHAPE_OUTSIDE
    .cfi_startproc
    .cfi_undefined 16
    mov rdi, r15
    mov rsp, CONTEXT(HOST_RSP)
    call C_FUNCTION(WFX_STUB_C_FAULT)
    ud2
    .cfi_endproc
    .size wfx_stub_fault, . - wfx_stub_fault

/* _Noreturn void wfx_stub_land(WfxContext *, uint64_t rbp, uint64_t pc, void *exception) */
FUNCTION wfx_stub_land
    SHAPE WFX_SHAPE_OUTSIDE
    .cfi_startproc
    .cfi_def_cfa 4, 0
    .cfi_register 6, 4
    .cfi_register 16, 1
    mov r15, rdi
    mov rax, rcx
    mov r11, rdx
    mov rbp, rsi
    CFI_ON_THE_WAY
    SHAPE WFX_SHAPE_SWITCH
    mov CONTEXT(EXIT_RBP), 0
    LEAVES_FRAMES
    jmp r11
    .cfi_endproc
    .size wfx_stub_land, . - wfx_stub_land

/* ---- continuations ---- */

/* r11 = WfxFresh: r11 = a header that can be resumed, or 0 if it was consumed. Changes nothing else. As C does it
   (wfx_continuation_begin), which is left what is not simple. */
FUNCTION wfx_stub_begin
    SHAPE WFX_SHAPE_CALLED
    .cfi_startproc
    mov SCRATCH(0), rax
    mov SCRATCH(1), rcx
    mov rax, CONTEXT(FINISHED)
    cmp dword ptr [r11 + WFX_OBJECT_LENGTH], 0   /* of a WfxFresh: count */
    jne begin_by_c
    test CONTEXT(INLINE_MASK), rax
    jz begin_by_c
    mov rcx, [r11 + WFX_FRESH_FUNC]
    test rcx, rcx
    jz 2f
    mov qword ptr [r11 + WFX_FRESH_FUNC], 0
    mov [rax + WFX_CONT_FUNC], rcx
    mov rcx, [r11 + WFX_FRESH_CREATED_PC]
    mov [rax + WFX_CONT_CREATED_PC], rcx
    mov r11, rax
    mov rcx, [r11 + WFX_CONT_PARENT]
    mov CONTEXT(FINISHED), rcx
    mov rax, [r11 + WFX_CONT_STACK_TOP]
    lea rcx, [rip + wfx_stub_cont_base]
    mov [rax - 24], rcx
    sub rax, 16                                  /* WFX_STACK_TOP_RESERVE */
    mov [r11 + WFX_CONT_ARGS_AREA], rax
    sub rax, 8
    mov [r11 + WFX_CONT_RSP], rax
    mov [r11 + WFX_CONT_RBP], r11
    lea rcx, [rip + wfx_stub_cont_start]
    mov [r11 + WFX_CONT_PC], rcx
    mov [r11 + WFX_CONT_LAST], r11
    xor ecx, ecx
    mov [r11 + WFX_CONT_PARENT], rcx
    mov [r11 + WFX_CONT_HANDLERS], rcx
    mov [r11 + WFX_CONT_TAG], rcx
    NUMBER r11, rcx, ecx
    lea rcx, [rip + wfx_detached_record]
    mov [r11 + WFX_CONT_LINK_RBP], rcx
    lea rcx, [rip + wfx_detached_pc]
    mov [r11 + WFX_CONT_LINK_PC], rcx
    mov byte ptr [r11 + WFX_CONT_STATE], STATE_LIVE
    LIST_AWAKE r11, rcx
1:  mov rax, SCRATCH(0)
    mov rcx, SCRATCH(1)
    ret
2:  xor r11d, r11d
    jmp 1b
begin_by_c:
    mov rax, SCRATCH(0)
    BEGIN_FRAME
    sub rsp, WFX_REGISTERS_BYTES + 16
    SAVE_VALUES rsp
    mov [rbp - 8], r10
    mov rsi, r11
    mov rdx, rsp
    CALL_WITH_CONTINUATION WFX_STUB_C_BEGIN
    mov r11, rax
    lea rsp, [rbp - WFX_REGISTERS_BYTES - 16]
    LOAD_VALUES rsp
    mov r10, [rbp - 8]
    END_FRAME
    ret
    .cfi_endproc
    .size wfx_stub_begin, . - wfx_stub_begin

/* The last part of a resume in debug code, which calls it with the return label behind the call: so a debugger sees a
   call, and `next` waits for its return. r12 = header, r11 = pc of the continuation. */
FUNCTION wfx_stub_resume
    SHAPE WFX_SHAPE_CALLED
    .cfi_startproc
    mov rbp, [r12 + WFX_CONT_RBP]
    CFI_ON_THE_WAY
    SHAPE WFX_SHAPE_SWITCH
    mov rsp, [r12 + WFX_CONT_RSP]
    jmp r11
    .cfi_endproc
    .size wfx_stub_resume, . - wfx_stub_resume
    END wfx_stub_resume_end

/* The rule while a suspension is under way: rbp is the suspending frame, its return label is in the header r12. */
.macro CFI_SAVED
    .cfi_def_cfa 7, 0
    .cfi_same_value 6
    .cfi_escape 0x10, 16, 2, 0x7c, 48
.endm

/* Looks from the continuation in r10 up its resumers for the tag in rax in clauses' `offset`. Found: r10 = the
   continuation whose resume handles it, rcx = the clause. Changes rbx, rcx, rdx, r11. */
.macro FIND_HANDLER offset
1:  cmp byte ptr [r10 + WFX_CONT_STATE], STATE_ROOT
    je suspend_unhandled
    mov rcx, [r10 + WFX_CONT_HANDLERS]
    mov rdx, [r10 + WFX_CONT_LINK_RBP]
    mov rdx, [rdx - 8]
    mov r11d, [rcx + WFX_RESUME_SITE_COUNT]
    add rcx, WFX_RESUME_SITE_CLAUSES
2:  test r11d, r11d
    jz 3f
    mov ebx, [rcx + \offset]
    cmp [rdx + rbx], rax
    je 4f
    add rcx, WFX_CLAUSE_BYTES
    dec r11d
    jmp 2b
3:  mov r10, [r10 + WFX_CONT_PARENT]
    jmp 1b
4:
.endm

/* No clause handles the tag in rax. */
    SHAPE WFX_SHAPE_SAVED
    .cfi_startproc
    CFI_SAVED
suspend_unhandled:
    mov r10, [r12 + WFX_CONT_PC]
    mov CONTEXT(EXIT_PC), r10
    mov r10, [rbp - 8]
    mov CONTEXT(EXIT_INSTANCE), r10
    mov CONTEXT(EXIT_RBP), rbp
    mov rdi, r15
    mov rsi, rax
    mov rsp, CONTEXT(HOST_RSP)
    call C_FUNCTION(WFX_STUB_C_UNHANDLED)
    ud2
    .cfi_endproc

/* suspend, when the first clause does not handle it: r12 = current, in which rsp, rbp, pc, tag are saved. */
FUNCTION wfx_stub_suspend
    SHAPE WFX_SHAPE_SAVED
    .cfi_startproc
    CFI_SAVED
    mov SCRATCH(0), rax
    mov SCRATCH(1), rcx
    mov SCRATCH(2), rdx
    mov SCRATCH(3), rbx
    mov rax, [r12 + WFX_CONT_TAG]
    mov r10, r12
    FIND_HANDLER WFX_CLAUSE_SUSPEND_OFFSET
    mov r11, [rcx + WFX_CLAUSE_TARGET]
    mov [r10 + WFX_CONT_LAST], r12               /* outermost of several: not itself */
    mov [r12 + WFX_CONT_LAST], r10
    mov rax, [r10 + WFX_CONT_PARENT]
    mov CONTEXT(CURRENT), rax
    mov rax, [rax + WFX_CONT_STACK_LIMIT]
    mov CONTEXT(STACK_LIMIT), rax
    movzx edx, word ptr [r12 + WFX_CONT_GENERATION]
    shl rdx, 48
    or rdx, r12
    lea rcx, [rip + wfx_detached_record]
    lea rbx, [rip + wfx_detached_pc]
    mov rbp, [r10 + WFX_CONT_LINK_RBP]
    .cfi_def_cfa 6, 0
    .cfi_register 16, 11
    SHAPE WFX_SHAPE_SWITCH
    mov [r10 + WFX_CONT_LINK_RBP], rcx
    mov [r10 + WFX_CONT_LINK_PC], rbx
    mov r10, rdx
    mov rax, SCRATCH(0)
    mov rcx, SCRATCH(1)
    mov rdx, SCRATCH(2)
    mov rbx, SCRATCH(3)
    LEAVES_FRAMES
    jmp r11
    .cfi_endproc
    .size wfx_stub_suspend, . - wfx_stub_suspend

/* \chain, the outermost of a suspended chain, hangs under the resume under which \attached does. */
.macro ATTACH_IN_PLACE_OF attached, chain, scratch
    mov \scratch, [\attached + WFX_CONT_LINK_RBP]
    mov [\chain + WFX_CONT_LINK_RBP], \scratch
    mov \scratch, [\attached + WFX_CONT_LINK_PC]
    mov [\chain + WFX_CONT_LINK_PC], \scratch
    mov \scratch, [\attached + WFX_CONT_HANDLERS]
    mov [\chain + WFX_CONT_HANDLERS], \scratch
    mov \scratch, [\attached + WFX_CONT_PARENT]
    mov [\chain + WFX_CONT_PARENT], \scratch
.endm

/* switch: r12 = current, saved like for suspend; r10 = the target's header, r11 = tag. The target takes the
   current continuation's place under the resume with the nearest `(on tag switch)`. */
FUNCTION wfx_stub_switch
    SHAPE WFX_SHAPE_SAVED
    .cfi_startproc
    CFI_SAVED
    inc word ptr [r10 + WFX_CONT_GENERATION]
    js switch_retire
/* As a rule the first clause of the innermost resume handles it; r13 and r14 are free, both sides load them anew. */
switch_go:
    mov r13, [r12 + WFX_CONT_HANDLERS]
    mov r14, [r12 + WFX_CONT_LINK_RBP]
    mov r14, [r14 - 8]
    mov r13d, [r13 + WFX_RESUME_SITE_CLAUSES + WFX_CLAUSE_SWITCH_OFFSET]
    cmp [r14 + r13], r11
    jne switch_search
    mov [r12 + WFX_CONT_LAST], r12
    mov r13, [r10 + WFX_CONT_LAST]
    ATTACH_IN_PLACE_OF r12, r13, r14
    mov CONTEXT(CURRENT), r10
    mov r14, [r10 + WFX_CONT_STACK_LIMIT]
    mov CONTEXT(STACK_LIMIT), r14
    mov r13, r12
    mov r11, [r10 + WFX_CONT_PC]
    mov rbp, [r10 + WFX_CONT_RBP]
    .cfi_remember_state
    .cfi_def_cfa 6, 0
    .cfi_register 16, 11
    SHAPE WFX_SHAPE_SWITCH
    mov r12, r10
    mov rsp, [r10 + WFX_CONT_RSP]
    lea r14, [rip + wfx_detached_record]
    mov [r13 + WFX_CONT_LINK_RBP], r14
    lea r14, [rip + wfx_detached_pc]
    mov [r13 + WFX_CONT_LINK_PC], r14
    LEAVES_FRAMES
    jmp r11
    .cfi_restore_state
    SHAPE WFX_SHAPE_SAVED
switch_search:
    mov SCRATCH(0), rax
    mov SCRATCH(1), rcx
    mov SCRATCH(2), rdx
    mov SCRATCH(3), rbx
    mov SCRATCH(4), r10
    mov rax, r11
    mov r10, r12
    FIND_HANDLER WFX_CLAUSE_SWITCH_OFFSET
    mov [r10 + WFX_CONT_LAST], r12
    mov [r12 + WFX_CONT_LAST], r10
    mov rbx, SCRATCH(4)
    mov rcx, [rbx + WFX_CONT_LAST]
    ATTACH_IN_PLACE_OF r10, rcx, rdx
    mov CONTEXT(CURRENT), rbx
    mov rdx, [rbx + WFX_CONT_STACK_LIMIT]
    mov CONTEXT(STACK_LIMIT), rdx
    lea rcx, [rip + wfx_detached_record]
    lea rdx, [rip + wfx_detached_pc]
    mov r11, [rbx + WFX_CONT_PC]
    mov rbp, [rbx + WFX_CONT_RBP]
    .cfi_def_cfa 6, 0
    .cfi_register 16, 11
    SHAPE WFX_SHAPE_SWITCH
    mov r12, rbx
    mov rsp, [r12 + WFX_CONT_RSP]
    mov [r10 + WFX_CONT_LINK_RBP], rcx
    mov [r10 + WFX_CONT_LINK_PC], rdx
    mov rax, SCRATCH(0)
    mov rcx, SCRATCH(1)
    mov rdx, SCRATCH(2)
    mov rbx, SCRATCH(3)
    LEAVES_FRAMES
    jmp r11
    .cfi_endproc
    .size wfx_stub_switch, . - wfx_stub_switch

/* The target's generation is used up: a frame as if the switch had called, then on with the new header. */
    SHAPE WFX_SHAPE_SAVED
    .cfi_startproc
    CFI_SAVED
switch_retire:
    push [r12 + WFX_CONT_PC]
    .cfi_def_cfa_offset 8
    push rbp
    .cfi_def_cfa_offset 16
    mov rbp, rsp
    CFI_FRAME
    .cfi_offset 16, -8
    SHAPE WFX_SHAPE_FRAME
    sub rsp, WFX_REGISTERS_BYTES + 16
    SAVE_VALUES rsp
    mov [rbp - 16], r11
    mov rsi, r10
    CALL_WITH_CONTINUATION WFX_STUB_C_RETIRE
    mov r10, rax
    lea rsp, [rbp - WFX_REGISTERS_BYTES - 16]
    LOAD_VALUES rsp
    mov r11, [rbp - 16]
    mov rsp, rbp
    pop rbp
    CFI_SAVED
    .cfi_def_cfa_offset 8
    SHAPE WFX_SHAPE_SAVED
    add rsp, 8
    .cfi_def_cfa_offset 0
    jmp switch_go
    .cfi_endproc

/* Under the oldest frame of a stack that is not active: a frame without a caller. */
    SHAPE WFX_SHAPE_OUTSIDE
    .cfi_startproc
    .cfi_undefined 16
    .globl wfx_detached
    .type wfx_detached, @function
wfx_detached:
    ud2
    .globl wfx_detached_pc
wfx_detached_pc:
    ud2
    .cfi_endproc
    .size wfx_detached, . - wfx_detached
    SHAPE WFX_SHAPE_OUTSIDE

    .section .data.rel.ro.wfx_stub_ranges, "aw", @progbits
    .globl wfx_stub_range_count
wfx_stub_range_count:
    .quad (wfx_stub_range_count - wfx_stub_ranges) / 16

    .section .data.rel.ro, "aw", @progbits
    .balign 8
    .globl wfx_detached_record
    .type wfx_detached_record, @object
    .size wfx_detached_record, 16
wfx_detached_record:
    .quad 0, wfx_detached_pc

    .section .note.GNU-stack, "", @progbits
