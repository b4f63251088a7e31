/* A coroutine switch by hand: what a switch of stacks costs at the least under C's calling convention.

   long coroutine_switch(void **from, void *to, long value): saves the callee-saved registers on this stack, leaves its
   stack pointer in *from, and goes on at `to`, where coroutine_switch returns value. It ends in `ret`, as such switches
   do; the processor expects that to return to its own caller, and is wrong wherever the two sides switch at different
   places. With -DJUMP it ends in a jump through a register, which is predicted by where it went before. */
        .text
        .globl coroutine_switch
        .type coroutine_switch, @function
coroutine_switch:
        pushq %rbp
        pushq %rbx
        pushq %r12
        pushq %r13
        pushq %r14
        pushq %r15
        movq %rsp, (%rdi)
        movq %rsi, %rsp
        movq %rdx, %rax
        popq %r15
        popq %r14
        popq %r13
        popq %r12
        popq %rbx
        popq %rbp
#ifdef JUMP
        popq %rcx
        jmp *%rcx
#else
        ret
#endif
        .size coroutine_switch, . - coroutine_switch

/* Where the first switch to a new stack returns to: calls the function in rbx with the value; it never returns. */
        .globl coroutine_begin
        .type coroutine_begin, @function
coroutine_begin:
        movq %rax, %rdi
        call *%rbx
        ud2
        .size coroutine_begin, . - coroutine_begin

        .section .note.GNU-stack, "", @progbits
