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
#define WFX_XMM15 "xmm15"
#else
#define WFX_XMM15
#endif

static inline void wfx_copy_pair(uint64_t at, uint64_t delta)
{
    typedef struct Pair {
        uint64_t words[2];
    } Pair;
    const Pair *from = (const Pair *)(uintptr_t)at;
    Pair *to = (Pair *)(uintptr_t)(at + delta);
    __asm__ volatile("movups %1, %%xmm15\n\tmovups %%xmm15, %0" : "=m"(*to) : "m"(*from) : WFX_XMM15);
}

/* Most have few frames: without a call, two pairs of words at a time. A word that is copied beyond `end` is in the same
   cell. */
static inline void wfx_copy_few(uint64_t top, uint64_t end, uint64_t delta)
{
    enum { PAIR = 16 };
    uint64_t at = top;
    if ((top - end + PAIR - 1) & PAIR)
        wfx_copy_pair(at -= PAIR, delta);
    while (at > end) {
        wfx_copy_pair(at - PAIR, delta);
        wfx_copy_pair(at -= 2 * PAIR, delta);
    }
}

/* The bytes in use, from the header's rsp on, go below `top`; `are_few`: at most WFX_POOL_FINE. `inner`: the
   continuation that it resumed, or NULL. */
static inline void wfx_move_stack(WfxContinuation *continuation, WfxContinuation *inner, uint64_t top, bool are_few)
{
    uint64_t self = (uint64_t)(uintptr_t)continuation, old_top = continuation->stack_top, delta = top - old_top;
    uint64_t rsp = continuation->rsp, rbp = continuation->rbp, args = continuation->args_area, next;
    uint64_t bytes = old_top - rsp;
    wfx_assert(top % 16 == 0 && old_top % 16 == 0 && rsp < old_top && bytes % 8 == 0);
    if (are_few || bytes <= WFX_POOL_FINE)
        wfx_copy_few(old_top, rsp, delta);
    else
        memcpy((void *)(uintptr_t)(rsp + delta), (const void *)(uintptr_t)rsp, bytes);
    if (inner)
        inner->link_rbp += delta;
    if (args - rsp < bytes)
        continuation->args_area = args + delta;
    if (continuation->bound) {
        WfxBound *bound = (WfxBound *)(uintptr_t)(rsp + delta);
        bound->rsp += delta;
        continuation->bound = bound;
    }
    continuation->rsp = rsp + delta;
    continuation->stack_top = top;
    if (rbp == self)
        return; /* it has not begun */
    continuation->rbp = rbp += delta;
    for (; (next = *(uint64_t *)(uintptr_t)rbp) != self; rbp = next) {
        next += delta;
        wfx_assert(next > rbp && next < top);
        *(uint64_t *)(uintptr_t)rbp = next;
    }
}

#endif
