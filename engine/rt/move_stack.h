/* Moving the stack of a continuation that does not run, for fit.c and wake.c; the latter is compiled without vector
   registers.

   Nothing points into a stack but the rbp links of its own frames, the header's rsp, rbp, args_area and bound, and,
   inside a suspended chain, the link of the continuation that it resumed. Until the copy is complete, whoever walks
   finds the old one; it stays as it is for a while longer. */
#ifndef WFX_RT_MOVE_STACK_H
#define WFX_RT_MOVE_STACK_H

#include <string.h>

#include "engine/base/assert.h"
#include "engine/rt/stacks_internal.h"

/* The compiler knows nothing of xmm15, which is no value's: where it may use vector registers, it has to be told. */
#ifdef __SSE2__
#define WFX_XMM15 , "xmm15"
#else
#define WFX_XMM15
#endif

/* Most have few frames: without a call, two words at a time. What is copied beyond `bytes` is in the same cell. */
static inline void wfx_copy_down(uint64_t to, uint64_t from, uint64_t bytes)
{
    enum { PAIR = 16 };
    if (bytes > WFX_POOL_FINE) {
        memcpy((void *)(uintptr_t)(to - bytes), (const void *)(uintptr_t)(from - bytes), bytes);
        return;
    }
    for (uint64_t end = from - bytes; from > end;) {
        from -= PAIR, to -= PAIR;
        __asm__ volatile("movups (%0), %%xmm15\n\tmovups %%xmm15, (%1)" : : "r"(from), "r"(to) : "memory" WFX_XMM15);
    }
}

/* The bytes in use, from the header's rsp on, go below `top`. `inner`: the continuation that it resumed, or NULL. */
static inline void wfx_move_stack(WfxContinuation *continuation, WfxContinuation *inner, uint64_t top)
{
    uint64_t self = (uint64_t)(uintptr_t)continuation, old_top = continuation->stack_top, delta = top - old_top;
    uint64_t bytes = old_top - continuation->rsp;
    wfx_assert(top % 16 == 0 && old_top % 16 == 0 && continuation->rsp < old_top && bytes % 8 == 0);
    wfx_copy_down(top, old_top, bytes);
    if (inner)
        inner->link_rbp += delta;
    if (continuation->args_area - continuation->rsp < bytes)
        continuation->args_area += delta;
    if (continuation->bound) {
        WfxBound *bound = (WfxBound *)(uintptr_t)(continuation->rsp + delta);
        bound->rsp += delta;
        continuation->bound = bound;
    }
    continuation->rsp += delta;
    continuation->stack_top = top;
    if (continuation->rbp == self)
        return; /* it has not begun */
    uint64_t rbp = continuation->rbp += delta, next;
    for (; (next = *(uint64_t *)(uintptr_t)rbp) != self; rbp = next) {
        next += delta;
        wfx_assert(next > rbp && next < top);
        *(uint64_t *)(uintptr_t)rbp = next;
    }
}

#endif
