/* Stacks that fit: a continuation that runs may go as deep as a call from the host, and one that waits needs no more
   memory than its frames.

   A continuation begins on a *small* stack. The check in a prologue that finds no room on it *grows* it: everything is
   copied to a *deep* stack, of which the kernel provides pages as they are touched, and which goes back when the
   continuation ends. There are only so many small and deep ones: when all are in use and another is wanted, the stacks
   of continuations that wait are moved to pieces of memory of their exact size, and so are *frozen*. A frozen
   continuation is like any other for whoever looks at it, walkers, debuggers and collectors: its frames are just
   somewhere else. Before it runs again its stack is moved back: the bit of those that rest is set in its generation, so
   that whoever uses a reference wakes it first, out of line (layout.h, WFX_CONT_RESTS). A switch to one that is not
   frozen pays nothing. One in which no reference leads into the nursery rests from then on; so a minor collection finds
   no more awake than there are stacks.

   Moved (move_stack.h) are the stacks of the one that runs, which has resumed none, and of those that wait, a chain as
   a whole.

   The awake that are frozen, because they may refer to the nursery, are in a list of their own, stacks->young_frozen,
   and stay there until the next minor collection; so freezing looks again only at those that own a stack.

   Invariant: each continuation that owns a stack is in the list of the awake; or else, when it rests or is in
   young_frozen, in stacks->roomy, linked by next_roomy, of which the last one's leads to itself. In that list may also
   be some that are awake again, or own none any more. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/alloc.h"
#include "engine/base/assert.h"
#include "engine/rt/move_stack.h"
#include "engine/x64/stubs.h"

void wfx_continuation_own_stack(WfxStacks *stacks, WfxContinuation *continuation, WfxStackMemory stack)
{
    continuation->stack = stack.top - wfx_stacks_room(stacks, stack.is_deep) - stacks->slack;
    continuation->stack_limit = stacks->options.moves_always ? stack.top : stack.limit;
    continuation->stack_top = stack.top;
    continuation->is_deep = stack.is_deep;
    if (stack.is_deep) {
        stacks->deep_count++;
        stacks->deep_bytes += stack.top - continuation->stack_limit;
    }
}

void wfx_roomy_list(WfxStacks *stacks, WfxContinuation *continuation)
{
    if (continuation->next_roomy)
        return;
    continuation->next_roomy = stacks->roomy ? stacks->roomy : continuation;
    stacks->roomy = continuation;
}

/* Stress modes: whoever still reads it is found out. */
static void poison(const WfxStacks *stacks, uint64_t from, uint64_t top)
{
    if (stacks->options.freezes_always || stacks->options.moves_always)
        memset((void *)(uintptr_t)from, 0xDB, top - from);
}

/* ---- growing ---- */

enum { OFTEN_MOVED = 16 << 10 /* bytes */ };

/* The limit at which the stress mode moves it next: at every check, but a large one when it is an eighth deeper, so
   that a deep recursion takes time in proportion. */
static uint64_t next_move(const WfxStacks *stacks, const WfxContinuation *continuation, uint64_t bytes)
{
    uint64_t wanted = bytes + bytes / 8, room = wfx_stacks_room(stacks, continuation->is_deep);
    return bytes <= OFTEN_MOVED ? continuation->stack_top : continuation->stack_top - (wanted < room ? wanted : room);
}

/* The stack stays where it is. */
static void lower_limit(WfxStacks *stacks, WfxContinuation *continuation, uint64_t limit)
{
    wfx_assert(continuation->is_deep && limit < continuation->stack_limit);
    stacks->deep_bytes += continuation->stack_limit - limit;
    continuation->stack_limit = limit;
}

/* To another stack, of one that has resumed none. */
static void change_stack(WfxContext *context, WfxContinuation *continuation, WfxStackMemory to)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    WfxStackMemory from = wfx_continuation_stack(continuation);
    uint64_t lowest = continuation->rsp;
    wfx_move_stack(continuation, NULL, to.top, false);
    wfx_continuation_own_stack(stacks, continuation, to);
    if (continuation == context->current)
        context->exit_rbp = continuation->rbp; /* where walks begin, before the old one is given up */
    poison(stacks, lowest, from.top);
    wfx_stacks_give(stacks, from);
}

void wfx_continuation_grow(WfxContext *context, uint64_t frame_bytes)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    WfxContinuation *current = context->current;
    WfxStackMemory to;
    uint64_t bytes = current->stack_top - context->exit_rbp + frame_bytes;
    if (current->state == WFX_CONT_ROOT || bytes > wfx_stacks_room(stacks, true)) {
        context->exit_pc -= WFX_TRAP_BYTES; /* a trap of the function's own, at which debuggers stop */
        return;
    }
    bool moves_always = stacks->options.moves_always;
    if (current->is_deep && !moves_always) {
        lower_limit(stacks, current, wfx_deep_limit(stacks, current->stack_top, bytes));
    } else {
        if (!wfx_stacks_take(stacks, bytes, &to))
            wfx_trap(context, WFX_TRAP_OUT_OF_MEMORY);
        current->rbp = context->exit_rbp;
        current->rsp = current->rbp - 8; /* the instance */
        change_stack(context, current, to);
    }
    context->stack_limit = moves_always ? next_move(stacks, current, bytes) : current->stack_limit;
}

void wfx_continuation_make_room(WfxContext *context, WfxContinuation *innermost, uint64_t bytes)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    WfxContinuation *outermost = innermost->last;
    uint64_t room = wfx_stacks_room(stacks, true);
    WfxStackMemory to;
    if (bytes <= wfx_stacks_room(stacks, innermost->is_deep) + WFX_AREA_BYTES)
        return;
    if (bytes > room + WFX_AREA_BYTES)
        wfx_trap(context, WFX_TRAP_STACK_OVERFLOW);
    outermost->last = NULL; /* it must not be frozen for this one */
    bool done = wfx_stacks_take(stacks, bytes < room ? bytes : room, &to);
    outermost->last = innermost;
    if (!done)
        wfx_trap(context, WFX_TRAP_OUT_OF_MEMORY);
    change_stack(context, innermost, to);
}

/* ---- freezing ---- */

static bool may_be_young(WfxStacks *stacks, WfxContinuation *continuation)
{
    const WfxContext *context = &stacks->context;
    return context->nursery_top != context->nursery &&
           (!stacks->options.refers_to_young || stacks->options.refers_to_young(&stacks->context, continuation));
}

/* Where the frames of one end that waits for `inner`, which it resumed. */
static bool find_end(WfxContinuation *continuation, const WfxContinuation *inner)
{
    const WfxCodeImage *image = wfx_code_find(inner->link_pc);
    uint64_t offset = image ? inner->link_pc - (uint64_t)(uintptr_t)image->code : 0;
    const WfxCodeFunction *function = image ? wfx_image_function(image, (uint32_t)offset - 1) : NULL;
    if (!function)
        return false;
    continuation->rbp = inner->link_rbp;
    continuation->rsp = continuation->rbp - function->frame_size;
    return true;
}

static inline void frozen(WfxStacks *stacks, WfxContinuation *continuation, uint64_t piece, uint64_t bytes)
{
    continuation->stack = piece;
    continuation->stack_limit = stacks->freeze_count++;
    continuation->is_deep = false;
    continuation->is_frozen = true;
    stacks->frozen_count++;
    stacks->frozen_bytes += bytes;
}

/* `inner`: the one that it resumed, or NULL. Not in line, so that the short road has registers enough. */
static __attribute__((noinline)) bool freeze(WfxStacks *stacks, WfxContinuation *continuation, WfxContinuation *inner)
{
    WfxStackMemory from = wfx_continuation_stack(continuation);
    if (inner && !find_end(continuation, inner))
        return false;
    uint64_t old_rsp = continuation->rsp, bytes = wfx_pool_round(from.top - old_rsp);
    uint64_t piece = (uint64_t)(uintptr_t)wfx_pool_take(&stacks->pool, bytes);
    if (!piece)
        return false;
    wfx_move_stack(continuation, inner, piece + bytes, false);
    poison(stacks, old_rsp, from.top);
    frozen(stacks, continuation, piece, bytes);
    wfx_stacks_give(stacks, from);
    return true;
}

/* The same of most that wait alone, without a call; false: nothing has happened. */
static inline bool freeze_shortly(WfxStacks *stacks, WfxContinuation *continuation)
{
    uint64_t top = continuation->stack_top, bytes = (top - continuation->rsp + 15) & ~(uint64_t)15;
    if (continuation->is_deep || bytes > WFX_POOL_FINE)
        return false;
    uint64_t piece = (uint64_t)(uintptr_t)wfx_pool_take_in_line(&stacks->pool, bytes);
    if (!piece)
        return false;
    wfx_move_stack(continuation, NULL, piece + bytes, true);
    frozen(stacks, continuation, piece, bytes);
    wfx_free_stack_push(&stacks->free_stacks, &stacks->free_count, top);
    return true;
}

/* Whether it is suspended or fresh, and the outermost of its chain. */
static bool waits(const WfxContinuation *continuation)
{
    return continuation->state == WFX_CONT_LIVE && continuation->link_pc == (uint64_t)(uintptr_t)wfx_detached_pc;
}

/* A suspended chain, or a fresh one; false: not all of it. */
static bool freeze_chain(WfxStacks *stacks, WfxContinuation *outermost)
{
    WfxContinuation *innermost = outermost->last, *inner = NULL, *one = innermost;
    if (!innermost || innermost->last != outermost)
        return false; /* it is being woken */
    bool is_settled = !may_be_young(stacks, innermost);
    innermost->generation |= WFX_CONT_RESTS;
    for (;; inner = one, one = one->parent) {
        if (!one->is_frozen && !freeze(stacks, one, inner))
            return false;
        if (one == outermost)
            break;
    }
    for (one = innermost; is_settled; one = one->parent) {
        if (one->next_awake && !one->is_young)
            one->is_marked = WFX_MARK_SETTLED;
        if (one == outermost)
            break;
    }
    return true;
}

void wfx_frozen_free(WfxStacks *stacks, WfxContinuation *continuation)
{
    uint64_t bytes = continuation->stack_top - continuation->stack;
    wfx_pool_give(&stacks->pool, (void *)(uintptr_t)continuation->stack, bytes);
    wfx_continuation_thawed(stacks, continuation, bytes);
    continuation->stack_top = 0;
}

/* A free stack is found for it, if need be by freezing others; traps without memory. */
static void thaw(WfxContext *context, WfxContinuation *continuation, WfxContinuation *inner)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    WfxStackMemory to;
    if (stacks->options.freezes_always)
        wfx_stacks_freeze(stacks);
    /* It will go deeper: one that would soon have to grow gets a deep stack at once. */
    uint64_t bytes = continuation->stack_top - continuation->rsp, room = wfx_stacks_room(stacks, true);
    if (!wfx_stacks_take(stacks, 2 * bytes < room ? 2 * bytes : room, &to))
        wfx_trap(context, WFX_TRAP_OUT_OF_MEMORY);
    uint64_t piece = continuation->stack, top = continuation->stack_top;
    stacks->regret_count += wfx_continuation_is_regretted(stacks, continuation);
    wfx_move_stack(continuation, inner, to.top, false);
    wfx_continuation_own_stack(stacks, continuation, to);
    wfx_pool_give(&stacks->pool, (void *)(uintptr_t)piece, top - piece);
    wfx_continuation_thawed(stacks, continuation, top - piece);
}

void wfx_continuation_thaw(WfxContext *context, WfxContinuation *innermost)
{
    WfxContinuation *outermost = innermost->last, *inner = NULL;
    outermost->last = NULL; /* who is thawed must not be frozen again for the next */
    for (WfxContinuation *one = innermost;; inner = one, one = one->parent) {
        if (one->is_frozen)
            thaw(context, one, inner);
        if (one == outermost)
            break;
    }
    outermost->last = innermost;
}

static WfxContinuation *next_roomy(const WfxContinuation *continuation)
{
    return continuation->next_roomy == continuation ? NULL : continuation->next_roomy;
}

/* In stacks->roomy; one that has ended may be used again without C. */
static bool belongs(const WfxContinuation *continuation)
{
    bool may = continuation->state == WFX_CONT_LIVE || continuation->state == WFX_CONT_FREE;
    bool is_elsewhere = continuation->next_awake && !continuation->is_young;
    return may && continuation->stack_top && !continuation->is_frozen && !is_elsewhere;
}

/* The list of those that rest and own a stack, without the others; `freezes`: nor those that wait. */
static void keep_roomy(WfxStacks *stacks, bool freezes)
{
    WfxContinuation *list = stacks->roomy;
    stacks->roomy = NULL;
    for (WfxContinuation *one = list; one; one = list) {
        list = next_roomy(one);
        if (list)
            __builtin_prefetch((const void *)(uintptr_t)list->rsp); /* each is on a page of its own */
        one->next_roomy = NULL;
        if (belongs(one) && !(freezes && waits(one) && freeze_chain(stacks, one)))
            wfx_roomy_list(stacks, one);
    }
}

void wfx_roomy_forget(WfxStacks *stacks)
{
    keep_roomy(stacks, false);
}

/* Those of the awake that wait alone. Who refers to nothing young then rests: it leaves the list. Whether there are
   chains of several among the others. */
static bool freeze_alone(WfxStacks *stacks)
{
    WfxContinuation *list = stacks->context.awake;
    bool has_chains = false, is_short = !stacks->options.freezes_always && !stacks->options.moves_always;
    stacks->context.awake = NULL;
    for (WfxContinuation *one = list; one; one = list) {
        list = wfx_awake_next(one);
        one->next_awake = NULL;
        if (list)
            __builtin_prefetch((const void *)(uintptr_t)list->rsp); /* each is on a page of its own */
        if (waits(one) && one->last == one && !one->is_frozen) {
            bool is_settled = !may_be_young(stacks, one);
            one->generation |= WFX_CONT_RESTS;
            if (((is_short && freeze_shortly(stacks, one)) || freeze(stacks, one, NULL)) && is_settled)
                continue;
        } else {
            has_chains |= waits(one) && one->last != one;
        }
        if (one->state == WFX_CONT_LIVE)
            wfx_awake_push(&stacks->context.awake, one);
    }
    return has_chains;
}

static void freeze_awake(WfxStacks *stacks)
{
    if (freeze_alone(stacks))
        for (WfxContinuation *one = stacks->context.awake; one; one = wfx_awake_next(one))
            if (waits(one) && one->last != one)
                freeze_chain(stacks, one);
    wfx_awake_forget(stacks, &stacks->context.awake);
}

void wfx_stacks_freeze(WfxStacks *stacks)
{
    if (stacks->options.keeps_stacks)
        return;
    keep_roomy(stacks, true);
    freeze_awake(stacks);
    if (wfx_stacks_want_minor(stacks))
        stacks->context.nursery_limit = stacks->context.nursery_top; /* the next object is not made in line */
    stacks->freeze_at = wfx_try_again_at(stacks->stack_count - stacks->free_count, stacks->small_limit);
    stacks->spare_count = stacks->stack_count > stacks->freeze_at ? stacks->stack_count - stacks->freeze_at : 0;
    stacks->freeze_deep_at = wfx_try_again_at(stacks->deep_bytes, WFX_DEEP_BYTES);
}
