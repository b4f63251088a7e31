/* Stacks that fit: a continuation that waits needs no more memory than its frames.

   A stack of full size (*roomy*) is where a continuation runs. There are only so many: when all are in use and another is
   wanted, those of continuations that wait are moved to pieces of memory of their exact size, and so are *frozen*. A
   frozen continuation is like any other for whoever looks at it, walkers, debuggers and collectors: its frames are just
   somewhere else. Before it runs again its stack is moved back: the bit of those that rest is set in its generation, so
   that whoever uses a reference wakes it first, out of line (layout.h, WFX_CONT_RESTS). A switch to one that is not
   frozen pays nothing.

   Moving a stack: nothing points into it but the rbp links of its own frames, the header's rsp, rbp and args_area, and,
   inside a suspended chain, the link of the continuation that it resumed. So only those that wait alone are frozen.

   Invariant: each header that owns a roomy stack is in the list stacks->roomy, linked by next_roomy, of which the last
   one's leads to itself. Some in the list may own none any more. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/alloc.h"
#include "engine/base/assert.h"
#include "engine/rt/stacks_internal.h"
#include "engine/x64/stubs.h"

enum { ROOMY_STACKS = 16384 /* before the first are frozen */ };

void wfx_roomy_list(WfxStacks *stacks, WfxContinuation *continuation)
{
    if (continuation->next_roomy)
        return;
    continuation->next_roomy = stacks->roomy ? stacks->roomy : continuation;
    stacks->roomy = continuation;
}

/* The bytes in use go below `top`. */
static void move_stack(WfxContinuation *continuation, uint64_t top)
{
    uint64_t self = (uint64_t)(uintptr_t)continuation, old_top = continuation->stack_top, delta = top - old_top;
    uint64_t bytes = old_top - continuation->rsp;
    wfx_assert(top % 16 == 0 && continuation->rsp < old_top && bytes % 8 == 0);
    memcpy((void *)(uintptr_t)(top - bytes), (void *)(uintptr_t)continuation->rsp, bytes);
    if (continuation->args_area - continuation->rsp < bytes)
        continuation->args_area += delta;
    continuation->rsp += delta;
    continuation->stack_top = top;
    if (continuation->rbp == self)
        return; /* it has not begun */
    continuation->rbp += delta;
    for (uint64_t *frame = (uint64_t *)(uintptr_t)continuation->rbp; *frame != self;
         frame = (uint64_t *)(uintptr_t)*frame) {
        *frame += delta;
        wfx_assert(*frame > (uint64_t)(uintptr_t)frame && *frame < top);
    }
}

void wfx_piece_free(WfxContinuation *continuation)
{
    free(continuation->piece);
    continuation->piece = NULL;
    continuation->piece_bytes = 0;
}

/* One that fits: what the continuation was in before will do, if it is not far too large. */
static bool take_piece(WfxContinuation *continuation, uint64_t bytes)
{
    if (continuation->piece_bytes >= bytes && continuation->piece_bytes <= 2 * bytes)
        return true;
    wfx_piece_free(continuation);
    if (bytes > UINT32_MAX || !(continuation->piece = wfx_malloc(bytes)))
        return false;
    continuation->piece_bytes = (uint32_t)bytes;
    return true;
}

static bool freeze(WfxStacks *stacks, WfxContinuation *continuation)
{
    uint64_t old_top = continuation->stack_top, old_rsp = continuation->rsp;
    if (!take_piece(continuation, (old_top - old_rsp + 15) & ~(uint64_t)15))
        return false;
    move_stack(continuation, (uint64_t)(uintptr_t)continuation->piece + continuation->piece_bytes);
    if (stacks->options.freezes_always)
        memset((void *)(uintptr_t)old_rsp, 0xDB, old_top - old_rsp);
    continuation->stack = continuation->stack_limit = (uint64_t)(uintptr_t)continuation->piece;
    continuation->is_frozen = true;
    continuation->generation |= WFX_CONT_RESTS;
    stacks->frozen_count++;
    wfx_stacks_give(stacks, old_top);
    return true;
}

void wfx_frozen_free(WfxStacks *stacks, WfxContinuation *continuation)
{
    wfx_assert(continuation->is_frozen && stacks->frozen_count);
    wfx_piece_free(continuation);
    continuation->is_frozen = false;
    continuation->stack_top = 0;
    stacks->frozen_count--;
}

void wfx_continuation_thaw(WfxStacks *stacks, WfxContinuation *continuation, uint64_t top)
{
    move_stack(continuation, top);
    wfx_continuation_own_stack(stacks, continuation, top);
    continuation->is_frozen = false;
    stacks->frozen_count--;
}

static WfxContinuation *next_roomy(const WfxContinuation *continuation)
{
    return continuation->next_roomy == continuation ? NULL : continuation->next_roomy;
}

/* Those that wait for one that they resumed: what they resumed has a stack, too, and its link leads into theirs. */
static void mark_resumers(WfxStacks *stacks, bool mark)
{
    for (WfxContinuation *one = stacks->roomy; one; one = next_roomy(one))
        if (one->state == WFX_CONT_LIVE && one->link_pc != (uint64_t)(uintptr_t)wfx_detached_pc)
            one->parent->is_marked = mark;
}

static bool owns_stack(const WfxContinuation *continuation)
{
    bool may = continuation->state == WFX_CONT_LIVE || continuation->state == WFX_CONT_FREE;
    return may && continuation->stack_top && !continuation->is_frozen;
}

void wfx_stacks_freeze(WfxStacks *stacks)
{
    uint64_t left = 0;
    if (stacks->options.keeps_stacks)
        return;
    mark_resumers(stacks, true);
    WfxContinuation *kept = NULL, *next;
    for (WfxContinuation *one = stacks->roomy; one; one = next) {
        bool waits = one->state == WFX_CONT_LIVE && one->link_pc == (uint64_t)(uintptr_t)wfx_detached_pc;
        next = next_roomy(one);
        if (waits && owns_stack(one) && !one->is_marked && freeze(stacks, one))
            waits = false; /* it is gone */
        if (!owns_stack(one)) {
            one->next_roomy = NULL;
            continue;
        }
        left++;
        one->next_roomy = kept ? kept : one;
        kept = one;
    }
    stacks->roomy = kept;
    mark_resumers(stacks, false);
    /* Where most cannot be frozen, more stacks are made before it is tried again. */
    stacks->freeze_at = left > ROOMY_STACKS / 2 ? 2 * left : ROOMY_STACKS;
}

void wfx_freeze_init(WfxStacks *stacks)
{
    stacks->freeze_at = ROOMY_STACKS;
}
