/* What stacks.c, continuation.c, exception.c, trap.c, signal.c and inspect.c share among themselves.

   Stacks are of two sizes. A continuation begins on a *small* one. Those are equal pieces of large reservations
   (chunks), without a mapping or a guard page of their own, so that their number is not bounded by the kernel's limit
   on mappings; one stays with its continuation's header when that has ended, for the next one. *Deep* ones, as large as
   a stack may become, are for calls from the host and for continuations that have outgrown a small one (fit.c). */
#ifndef WFX_RT_STACKS_INTERNAL_H
#define WFX_RT_STACKS_INTERNAL_H

#include <string.h>

#include "engine/base/assert.h"
#include "engine/base/sanitizer.h"
#include "engine/rt/stacks.h"

/* A reservation of `count` stacks; `low` were taken from its lower end and `high` from its upper one. */
struct WfxStackChunk {
    struct WfxStackChunk *next;
    uint8_t *base;
    uint64_t count, low, high;
    uint64_t dumped_low, dumped_high; /* how many of them core dumps include, at either end */
};

typedef struct WfxStackMemory {
    uint64_t top;   /* address just above it */
    uint64_t limit; /* of a deep one not the last: it is lowered when that is reached */
    bool is_deep;
} WfxStackMemory;

enum {
    WFX_STACK_TOP_RESERVE = 16, /* the top word of a stack links free ones */
    /* Overflow words below the newest frame, as many as any function or tag has: prologues do not check for them. */
    WFX_AREA_BYTES = WFX_MAX_VALUES * sizeof(WfxSlot),
    /* Continuations, exceptions or used-up headers before the first collection for their sake; and bytes of stacks. */
    WFX_COLLECT_FIRST = 4096,
    WFX_COLLECT_FIRST_BYTES = 64 << 20,
    WFX_WAITING_BYTES = 256, /* about what a frozen continuation or an exception takes */
};

/* What counts is done again when there are so many: `left` were left the last time. Where that did not make them
   fewer than half of `first`, as many again may come first, so that its cost stays in proportion. */
static inline uint64_t wfx_try_again_at(uint64_t left, uint64_t first)
{
    return left > first / 2 ? 2 * left : first;
}

/* Arguments that cont.bind put aside, in the order of the parameters: at the continuation's rsp, on its own stack. */
typedef struct WfxBound {
    uint64_t pc;            /* where the continuation really goes on; stubs.h, WFX_BOUND_PC */
    uint64_t rsp;           /* and with which rsp */
    const WfxTypeDef *type; /* function type with all the parameters */
    uint32_t count;
    WfxSlot values[];
} WfxBound;

/* Compiled code has just stored words: larger loads would wait for them to reach the cache. */
static inline void wfx_slots_copy_fresh(WfxSlot *to, const WfxSlot *from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        for (unsigned half = 0; half < sizeof *to; half += sizeof(uint64_t)) {
            uint64_t word = *(const volatile uint64_t *)(const void *)(from[i].bytes + half);
            memcpy(to[i].bytes + half, &word, sizeof word);
        }
}

/* C functions run on host-stack frames that the sanitizer knows; leaving several of them at once must be announced. */
#if WFX_HAS_ASAN
void __asan_handle_no_return(void);
#define WFX_LEAVING_C_STACK() __asan_handle_no_return()
#else
#define WFX_LEAVING_C_STACK() ((void)0)
#endif

/* Bytes of a stack between its top and its last limit. */
static inline uint64_t wfx_stacks_room(const WfxStacks *stacks, bool is_deep)
{
    return (is_deep ? stacks->options.main_stack_size : stacks->options.stack_size) - stacks->slack;
}

/* Free stacks are linked by their top words. */
static inline void wfx_free_stack_push(uint64_t *list, uint64_t *count, uint64_t top)
{
    memcpy((char *)(uintptr_t)top - 8, list, 8);
    *list = top;
    ++*count;
}

static inline uint64_t wfx_free_stack_pop(uint64_t *list, uint64_t *count)
{
    uint64_t top = *list;
    if (top) {
        wfx_assert(top % 16 == 0 && *count);
        memcpy(list, (char *)(uintptr_t)top - 8, 8);
        --*count;
    }
    return top;
}

/* stacks.c */
bool wfx_stacks_take_slow(WfxStacks *stacks, uint64_t bytes, WfxStackMemory *stack);
void wfx_stacks_give_deep(WfxStacks *stacks, WfxStackMemory stack);

/* The limit of a deep stack of which so many bytes are needed now: about twice that. */
uint64_t wfx_deep_limit(const WfxStacks *stacks, uint64_t top, uint64_t bytes);

/* A free stack for a continuation on which so many bytes fit; false: no memory. It may freeze others. */
static inline bool wfx_stacks_take(WfxStacks *stacks, uint64_t bytes, WfxStackMemory *stack)
{
    if (stacks->free_count <= stacks->spare_count || bytes > wfx_stacks_room(stacks, false))
        return wfx_stacks_take_slow(stacks, bytes, stack);
    uint64_t top = wfx_free_stack_pop(&stacks->free_stacks, &stacks->free_count);
    *stack = (WfxStackMemory){top, top - wfx_stacks_room(stacks, false), false};
    return true;
}

/* What lies on it stays as it is until one is taken or given again: results may still be on their way. */
static inline void wfx_stacks_give(WfxStacks *stacks, WfxStackMemory stack)
{
    if (stack.is_deep)
        wfx_stacks_give_deep(stacks, stack);
    else
        wfx_free_stack_push(&stacks->free_stacks, &stacks->free_count, stack.top);
}

WfxContinuation *wfx_entry_root(const WfxContext *context); /* of the innermost entry */

/* References to continuations (engine/layout.h). */
enum { WFX_GENERATION_LIMIT = 0x7fff };

static inline WfxContinuation *wfx_header_of(uint64_t reference)
{
    return (WfxContinuation *)(uintptr_t)(reference & (((uint64_t)1 << WFX_GENERATION_SHIFT) - 1));
}

static inline uint16_t wfx_generation_of(const WfxContinuation *continuation)
{
    return continuation->generation & (uint16_t)~WFX_CONT_RESTS;
}

static inline uint16_t wfx_first_generation(const WfxStacks *stacks)
{
    return stacks->options.short_generations ? WFX_GENERATION_LIMIT - 1 : 1;
}

/* continuation.c */
WfxContinuation *wfx_continuation_header(WfxContext *context); /* unused header, or NULL; its generation is kept */
/* One that has not begun, of which nobody knows yet; traps without memory. `created_pc`: of its cont.new. */
WfxContinuation *wfx_continuation_new(WfxContext *context, WfxFunc *func, uint64_t created_pc);
/* Binds values to one that waits: the first `added` parameters of the function type `before`, which has none of those
   that were bound earlier. */
void wfx_continuation_bind(WfxContext *context, WfxContinuation *continuation, const WfxTypeDef *before,
                           const WfxSlot *values, uint32_t added);
/* Takes back header and stack of a continuation that will never run again. */
void wfx_continuation_release(WfxContext *context, WfxContinuation *continuation);
/* Takes bound arguments off the stack of one that waits. */
void wfx_continuation_pop_bound(WfxContinuation *continuation);
void wfx_slab_free(WfxHeaderSlab *slab);
void wfx_continuation_release_header(WfxContext *context, WfxContinuation *continuation);
/* Of one that will not run: it has none from now on. */
void wfx_continuation_give_stack(WfxStacks *stacks, WfxContinuation *continuation);
/* Its generations are used up; a collection that finds no reference to it lets it begin anew. It comes before the next
   continuation is made, when there are many such headers. */
void wfx_continuation_use_up(WfxStacks *stacks, WfxContinuation *header);
/* Releases the active continuations above `keep`, which becomes current. */
void wfx_continuation_release_active(WfxContext *context, WfxContinuation *keep);
/* C sides of stubs. */
WfxContinuation *wfx_continuation_retire(WfxContext *context, WfxContinuation *old);
/* fresh.c; NULL: it was consumed. `registers`: of the place that uses it. */
WfxContinuation *wfx_continuation_begin(WfxContext *context, WfxFresh *fresh, WfxCallBuffer *registers);
void wfx_continuation_unbind(WfxContext *context, WfxContinuation *continuation, WfxCallBuffer *registers);
/* What is_marked says of a continuation: bits in a full collection, and for a moment outside, one of the others. */
enum {
    WFX_MARK_REACHED = 1, /* it can be, by a reference of its generation */
    WFX_MARK_NAMED = 2,   /* by a stale one */
};
enum {
    WFX_MARK_NONE,
    WFX_MARK_ACTIVE,
    WFX_MARK_RESUMER, /* waits for one that it resumed */
    WFX_MARK_SETTLED, /* frozen, without references into the nursery */
};
/* Wakes it, and its chain: it may run, or change. */
void wfx_continuation_wake(WfxContext *context, WfxContinuation *continuation);
/* The header of a reference, which is not fresh; traps when it is null or consumed. Consumes it. */
WfxContinuation *wfx_continuation_consume_slow(WfxContext *context, uint64_t reference);
static inline WfxContinuation *wfx_continuation_consume(WfxContext *context, uint64_t reference)
{
    WfxContinuation *continuation = wfx_header_of(reference);
    uint64_t generation = reference >> WFX_GENERATION_SHIFT; /* 0: null */
    bool is_simple = generation && continuation->generation == generation &&
                     generation < WFX_GENERATION_LIMIT; /* neither does it rest */
    if (!is_simple)
        return wfx_continuation_consume_slow(context, reference);
    continuation->generation++;
    return continuation;
}

/* fresh.c: the same of one that has not begun, with values from context->values; its new reference. */
uint64_t wfx_fresh_bind(WfxContext *context, uint64_t reference, const WfxTypeDef *type, uint32_t added);
void wfx_fresh_consume(WfxContext *context, uint64_t reference); /* it will not begin; traps if it was consumed */

/* trap.c */
/* On from the end of an entry's frames to where it was called from, in the same store; false: it was the outermost. */
bool wfx_stack_walk_outer(WfxStackWalk *walk);
_Noreturn void wfx_trap_unhandled(WfxContext *context, const WfxTag *tag);
_Noreturn void wfx_trap_fault(WfxContext *context);

/* signal.c */
bool wfx_signals_init(WfxError *error); /* with every store */
bool wfx_signals_thread(void);          /* once per thread: its alternate signal stack */

/* sweep.c is the collector's, by stacks.h. */
uint64_t wfx_continuations_count(const WfxStacks *stacks); /* that live; when none has finished */
bool wfx_slab_is_large(const WfxHeaderSlab *slab);
/* Headers in use no more leave a list of the awake, and those that are marked as settled: they rest. Frozen ones come
   to young_frozen. */
void wfx_awake_forget(WfxStacks *stacks, WfxContinuation **list);
void wfx_roomy_forget(WfxStacks *stacks);       /* the same of the list of those that rest and own a stack */
void wfx_stacks_make_inline(WfxStacks *stacks); /* ends wfx_stacks_make_by_c, unless that was for ever */

/* Lists of the awake, context.awake and young_frozen: one that is in neither comes into one; which one comes behind
   another, or NULL. */
static inline void wfx_awake_push(WfxContinuation **list, WfxContinuation *continuation)
{
    continuation->next_awake = *list ? *list : continuation;
    *list = continuation;
}
static inline WfxContinuation *wfx_awake_next(const WfxContinuation *continuation)
{
    return continuation->next_awake == continuation ? NULL : continuation->next_awake;
}

/* wake.c */
/* C side of a stub: as wfx_continuation_wake, for what is most common; false: nothing has happened. */
bool wfx_continuation_wake_shortly(WfxContext *context, WfxContinuation *continuation);

/* fit.c */
static inline WfxStackMemory wfx_continuation_stack(const WfxContinuation *continuation) /* that it owns */
{
    return (WfxStackMemory){continuation->stack_top, continuation->stack_limit, continuation->is_deep};
}
/* The stack is the continuation's from now on. */
void wfx_continuation_own_stack(WfxStacks *stacks, WfxContinuation *continuation, WfxStackMemory stack);
void wfx_roomy_list(WfxStacks *stacks, WfxContinuation *continuation); /* one that rests, or is_young */
/* A continuation with a stack becomes awake, unless it is so already. */
static inline void wfx_awake_list(WfxStacks *stacks, WfxContinuation *continuation)
{
    if (!continuation->next_awake)
        wfx_awake_push(&stacks->context.awake, continuation);
    else if (continuation->is_young)
        wfx_roomy_list(stacks, continuation); /* it is in the other list */
}
/* One that is frozen would not have been if there were as many stacks as may be: its stack_limit says how many were
   frozen before it. */
static inline bool wfx_continuation_is_regretted(const WfxStacks *stacks, const WfxContinuation *continuation)
{
    return stacks->freeze_count - continuation->stack_limit < WFX_SMALL_STACKS;
}
/* It is frozen no longer; its piece was of so many bytes. */
static inline void wfx_continuation_thawed(WfxStacks *stacks, WfxContinuation *continuation, uint64_t bytes)
{
    wfx_assert(continuation->is_frozen && stacks->frozen_count);
    continuation->is_frozen = false;
    stacks->frozen_count--;
    stacks->frozen_bytes -= bytes;
}
/* What is frozen of its chain; traps without memory. */
void wfx_continuation_thaw(WfxContext *context, WfxContinuation *innermost);
/* C side of a stub: context->exit_rbp is the newest frame of the running continuation, of so many bytes below its saved
   rbp, of which only the instance's are in use. Moves the stack to where they fit, or exit_pc to the trap before it. */
void wfx_continuation_grow(WfxContext *context, uint64_t frame_bytes);
/* Sees to it that so many bytes fit on the stack of one that waits and is not frozen; traps if they fit on none. It may
   move. */
void wfx_continuation_make_room(WfxContext *context, WfxContinuation *innermost, uint64_t bytes);
/* Freezes the continuations that wait, as many as can be; their stacks are free. */
void wfx_stacks_freeze(WfxStacks *stacks);
void wfx_frozen_free(WfxStacks *stacks, WfxContinuation *continuation); /* of one that will not run: its stack */

/* inspect.c */
void wfx_inspect_add(WfxInspectStore *inspect);
void wfx_inspect_remove(WfxInspectStore *inspect);

#endif
