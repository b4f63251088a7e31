/* Continuation headers: making, binding, consuming and releasing them (stack switching proposal; engine/layout.h,
   "Continuations").

   A header's generation grows with every use, also across its reuse for another continuation, so a stale reference
   never matches. When the 15 bits are used up the continuation moves to another header, and the old one is used again
   when a full collection has found no reference to it, good or stale.

   Awake and resting: a minor collection looks at the stacks that ran since the last one. Each continuation is *awake*,
   that is in the list stacks->context.awake, or in stacks->young_frozen when it is frozen, from when it is made; the
   collection that has looked at one that waits lets it rest, which is a bit in its generation. So whoever has a
   reference and wants to use it finds another generation than the reference's, and wakes it: compiled code pays nothing
   for it.

   A continuation ends when its function returns or throws, or, if nothing refers to it any more, with a collection
   (sweep.c). One is due when twice as many live, or hold twice as many bytes, as the last one left. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/alloc.h"
#include "engine/base/assert.h"
#include "engine/base/pages.h"
#include "engine/rt/stacks_internal.h"
#include "engine/x64/stubs.h"

#define SLAB_BYTES(count) (sizeof(WfxHeaderSlab) + (count) * sizeof(WfxContinuation))
enum {
    SLAB_HEADERS = 1024,
    MANY_SLABS = 16,
    LARGE_SLAB_HEADERS = (WFX_LARGE_PAGE - SLAB_BYTES(0)) / sizeof(WfxContinuation),
};

static uint64_t address_of(const char *label)
{
    return (uint64_t)(uintptr_t)label;
}

static uint64_t reference_to(const WfxContinuation *continuation)
{
    return (uint64_t)continuation->generation << WFX_GENERATION_SHIFT | (uint64_t)(uintptr_t)continuation;
}

WfxContinuation *wfx_continuation_of(uint64_t reference)
{
    WfxContinuation *continuation = wfx_header_of(reference);
    if (!continuation || wfx_generation_of(continuation) != reference >> WFX_GENERATION_SHIFT)
        return NULL;
    wfx_assert(continuation->state == WFX_CONT_LIVE);
    return continuation;
}

void wfx_continuation_prefetch(uint64_t reference)
{
    const char *header = (const char *)wfx_header_of(reference);
    __builtin_prefetch(header);
    __builtin_prefetch(header + 64);
}

void wfx_continuation_wake(WfxContext *context, WfxContinuation *continuation)
{
    if (continuation->is_frozen || continuation->last->is_frozen)
        wfx_continuation_thaw(context, continuation);
    continuation->generation = wfx_generation_of(continuation);
    for (WfxContinuation *one = continuation;; one = one->parent) {
        wfx_awake_list(wfx_stacks_of(context), one);
        if (one == continuation->last)
            break;
    }
}

static void mark_resumers(const WfxContinuation *list)
{
    for (const WfxContinuation *one = list; one; one = wfx_awake_next(one))
        if (one->state == WFX_CONT_LIVE && one->link_pc != address_of(wfx_detached_pc))
            one->parent->is_marked = WFX_MARK_RESUMER;
}

/* One that has left the lists of the awake. */
static void rest(WfxStacks *stacks, WfxContinuation *one, void (*visit)(void *user, WfxContinuation *one), void *user)
{
    unsigned mark = one->is_marked;
    one->is_marked = WFX_MARK_NONE;
    one->is_young = false;
    if (one->state != WFX_CONT_LIVE)
        return;
    if (mark == WFX_MARK_ACTIVE) {
        wfx_awake_push(&stacks->context.awake, one);
        return;
    }
    if (!one->is_frozen)
        wfx_roomy_list(stacks, one);
    if (mark == WFX_MARK_RESUMER)
        return;
    visit(user, one);
    one->generation |= WFX_CONT_RESTS;
}

void wfx_continuations_rest(WfxStacks *stacks, void (*visit)(void *user, WfxContinuation *continuation), void *user)
{
    WfxContinuation *lists[] = {stacks->context.awake, stacks->young_frozen}, *next;
    mark_resumers(lists[0]);
    mark_resumers(lists[1]);
    for (WfxContinuation *active = stacks->context.current; active; active = active->parent)
        active->is_marked = WFX_MARK_ACTIVE;
    stacks->context.awake = stacks->young_frozen = NULL;
    for (unsigned i = 0; i < 2; i++)
        for (WfxContinuation *one = lists[i]; one; one = next) {
            next = wfx_awake_next(one);
            one->next_awake = NULL;
            rest(stacks, one, visit, user);
        }
    for (WfxContinuation *active = stacks->context.current; active; active = active->parent)
        active->is_marked = WFX_MARK_NONE; /* roots are in no list */
}

void wfx_awake_forget(WfxStacks *stacks, WfxContinuation **list)
{
    WfxContinuation *one = *list, *next;
    *list = NULL;
    for (; one; one = next) {
        bool is_settled = one->is_marked == WFX_MARK_SETTLED, stays = one->state == WFX_CONT_LIVE && !is_settled;
        next = wfx_awake_next(one);
        one->next_awake = NULL;
        if (is_settled)
            one->is_marked = WFX_MARK_NONE;
        if (stays && one->is_frozen && !one->is_young) {
            one->is_young = true;
            stacks->young_frozen_count++;
            wfx_awake_push(&stacks->young_frozen, one);
        } else if (stays) {
            wfx_awake_push(list, one);
        } else {
            one->is_young = false;
        }
    }
}

static void detach(WfxContinuation *continuation)
{
    continuation->link_rbp = (uint64_t)(uintptr_t)wfx_detached_record;
    continuation->link_pc = address_of(wfx_detached_pc);
}

/* When there are many, slabs are large pages. */
static WfxHeaderSlab *slab_new(WfxStacks *stacks)
{
    uint64_t count = 0;
    for (WfxHeaderSlab *slab = stacks->inspect.slabs; slab && count < MANY_SLABS; slab = slab->next)
        count++;
    bool is_large = count == MANY_SLABS;
    WfxHeaderSlab *slab = is_large ? wfx_page_map(true) : wfx_calloc(1, SLAB_BYTES(SLAB_HEADERS));
    if (!slab)
        return NULL;
    slab->capacity = is_large ? LARGE_SLAB_HEADERS : SLAB_HEADERS;
    slab->next = stacks->inspect.slabs;
    stacks->inspect.slabs = slab;
    return slab;
}

bool wfx_slab_is_large(const WfxHeaderSlab *slab)
{
    return slab->capacity == LARGE_SLAB_HEADERS;
}

void wfx_slab_free(WfxHeaderSlab *slab)
{
    if (wfx_slab_is_large(slab))
        wfx_page_unmap(slab);
    else
        free(slab);
}

WfxContinuation *wfx_continuation_header(WfxContext *context)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    WfxContinuation *header = stacks->free_headers;
    if (header) {
        wfx_assert(header->state == WFX_CONT_FREE && !header->bound);
        stacks->free_headers = header->parent;
        stacks->free_header_count--;
    } else {
        WfxHeaderSlab *slab = stacks->inspect.slabs;
        if (!slab || slab->used == slab->capacity)
            slab = slab_new(stacks);
        if (!slab)
            return NULL;
        header = &slab->headers[slab->used++];
        header->generation = wfx_first_generation(stacks);
    }
    header->generation = wfx_generation_of(header);
    wfx_assert(header->generation >= 1 && (uint64_t)(uintptr_t)header % 16 == 0);
    header->bound = NULL;
    header->tag = NULL;
    header->created_pc = 0;
    return header;
}

/* It is not used any more; `list` is where it is found. */
static void release_to(WfxContinuation **list, WfxContinuation *continuation)
{
    wfx_assert(continuation->state != WFX_CONT_RETIRED && continuation != *list);
    continuation->bound = NULL;
    continuation->state = WFX_CONT_FREE;
    continuation->parent = *list;
    *list = continuation;
}

void wfx_continuation_release_header(WfxContext *context, WfxContinuation *continuation)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    continuation->stack_top = 0;
    stacks->free_header_count++;
    release_to(&stacks->free_headers, continuation);
}

void wfx_continuation_give_stack(WfxStacks *stacks, WfxContinuation *continuation)
{
    if (continuation->is_frozen) {
        wfx_frozen_free(stacks, continuation);
        return;
    }
    wfx_stacks_give(stacks, wfx_continuation_stack(continuation));
    continuation->is_deep = false;
    continuation->stack_top = 0;
}

void wfx_continuation_release(WfxContext *context, WfxContinuation *continuation)
{
    wfx_assert(continuation->state != WFX_CONT_ROOT && continuation->stack_top % 16 == 0);
    if (continuation->is_frozen || continuation->is_deep) {
        wfx_continuation_give_stack(wfx_stacks_of(context), continuation);
        wfx_continuation_release_header(context, continuation);
    } else {
        release_to(&context->finished, continuation);
    }
}

void wfx_continuation_release_active(WfxContext *context, WfxContinuation *keep)
{
    WfxContinuation *dead = context->current, *next;
    context->current = keep;
    context->stack_limit = keep->stack_limit;
    for (; dead != keep; dead = next) {
        wfx_assert(dead && dead->state == WFX_CONT_LIVE); /* `keep` is a parent of all that end */
        next = dead->parent;
        wfx_continuation_release(context, dead);
    }
}

/* ---- collection ---- */

uint64_t wfx_continuations_count(const WfxStacks *stacks)
{
    return stacks->stack_count - stacks->free_count + stacks->deep_count + stacks->frozen_count;
}

bool wfx_stacks_want_full(const WfxStacks *stacks)
{
    uint64_t count = wfx_continuations_count(stacks);
    bool are_many = count >= stacks->collect_at || count >= stacks->options.max_stacks;
    return (are_many && !stacks->context.finished) ||
           stacks->deep_bytes + stacks->frozen_bytes >= stacks->collect_bytes_at ||
           stacks->retired_count >= stacks->collect_retired_at || stacks->free_header_count >= stacks->collect_free_at;
}

static void collect_if_due(WfxContext *context)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    bool is_full = wfx_stacks_want_full(stacks) || stacks->options.collects_always;
    if (stacks->options.collect && (is_full || wfx_stacks_want_minor(stacks)))
        stacks->options.collect(context, &(WfxExtraRoots){0}, is_full);
}

void wfx_continuation_use_up(WfxStacks *stacks, WfxContinuation *header)
{
    header->bound = NULL;
    header->state = WFX_CONT_RETIRED;
    header->generation = WFX_GENERATION_LIMIT + 1;
    if (++stacks->retired_count >= stacks->collect_retired_at)
        wfx_stacks_make_by_c(stacks, false);
}

/* ---- cont.new ---- */

static WfxContinuation *take_finished(WfxContext *context)
{
    WfxContinuation *continuation = context->finished;
    if (continuation) {
        wfx_assert(continuation->state == WFX_CONT_FREE && !continuation->bound);
        context->finished = continuation->parent;
        continuation->tag = NULL;
    }
    return continuation;
}

static WfxContinuation *take_fresh(WfxContext *context)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    WfxContinuation *continuation = wfx_continuation_header(context);
    WfxStackMemory stack;
    if (!continuation)
        wfx_trap(context, WFX_TRAP_OUT_OF_MEMORY);
    bool are_too_many = wfx_continuations_count(stacks) >= stacks->options.max_stacks;
    if (are_too_many || !wfx_stacks_take(stacks, 0, &stack)) {
        wfx_continuation_release_header(context, continuation);
        if (!are_too_many)
            wfx_trap_message(context, WFX_TRAP_OUT_OF_MEMORY, "no address space for the stack of a continuation");
        wfx_trap_message(context, WFX_TRAP_OUT_OF_MEMORY, "%llu continuations are alive; at most %llu may be",
                         (unsigned long long)wfx_continuations_count(stacks),
                         (unsigned long long)stacks->options.max_stacks);
    }
    wfx_continuation_own_stack(stacks, continuation, stack);
    return continuation;
}

static void freeze_if_always(WfxStacks *stacks)
{
    if (stacks->options.freezes_always)
        wfx_stacks_freeze(stacks);
}

uint64_t wfx_rt_cont_reserve(WfxContext *context)
{
    collect_if_due(context);
    freeze_if_always(wfx_stacks_of(context));
    if (!context->finished)
        release_to(&context->finished, take_fresh(context));
    return 0;
}

/* The stub BEGIN does the same where it is simple. */
WfxContinuation *wfx_continuation_new(WfxContext *context, WfxFunc *func, uint64_t created_pc)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    freeze_if_always(stacks);
    WfxContinuation *continuation = take_finished(context);
    if (!continuation)
        continuation = take_fresh(context);
    uint64_t top = continuation->stack_top;
    wfx_assert(continuation->state != WFX_CONT_LIVE && top % 16 == 0);
    continuation->func = func;
    uint64_t area = 8 * (uint64_t)wfx_sequence_area(wfx_types_get(continuation->func->type_id));
    continuation->args_area = (top - WFX_STACK_TOP_RESERVE - area) & ~(uint64_t)15;
    continuation->rsp = continuation->args_area - 8;
    /* The smallest stack has room for the arguments of any function. */
    wfx_assert(top - continuation->rsp + 64 < wfx_stacks_room(stacks, false));
    memcpy((void *)(uintptr_t)continuation->rsp, &context->stubs[WFX_STUB_CONT_BASE], 8);
    continuation->rbp = (uint64_t)(uintptr_t)continuation;
    continuation->pc = address_of(wfx_stub_cont_start);
    continuation->last = continuation;
    continuation->id = (uint32_t)context->next_id++;
    continuation->parent = NULL;
    continuation->handlers = NULL;
    continuation->created_pc = created_pc;
    continuation->state = WFX_CONT_LIVE;
    wfx_awake_list(stacks, continuation);
    detach(continuation);
    return continuation;
}

uint64_t wfx_rt_cont_new(WfxContext *context, uint64_t func, uint64_t type_index)
{
    (void)type_index;
    if (!func)
        wfx_trap(context, WFX_TRAP_NULL_FUNCTION);
    collect_if_due(context);
    return reference_to(wfx_continuation_new(context, (WfxFunc *)(uintptr_t)func, context->exit_pc));
}

/* ---- generations ---- */

/* Moves a continuation that is not active to a new header: its oldest frame's saved rbp is the header's address. */
static WfxContinuation *move_header(WfxContext *context, WfxContinuation *old)
{
    WfxContinuation *header = wfx_continuation_header(context);
    if (!header)
        wfx_trap(context, WFX_TRAP_OUT_OF_MEMORY);
    uint16_t generation = header->generation;
    WfxContinuation *next_awake = header->next_awake, *next_roomy = header->next_roomy;
    bool is_young = header->is_young;
    wfx_assert(header != old && old->state == WFX_CONT_LIVE);
    uint64_t old_address = (uint64_t)(uintptr_t)old, address = (uint64_t)(uintptr_t)header;
    *header = *old;
    header->generation = generation;
    header->next_awake = next_awake;
    header->next_roomy = next_roomy;
    header->is_young = is_young;
    wfx_awake_list(wfx_stacks_of(context), header);
    if (header->last == old)
        header->last = header;
    else
        header->last->last = header;
    if (header->rbp == old_address) {
        header->rbp = address;
    } else {
        uint64_t *frame = (uint64_t *)(uintptr_t)header->rbp;
        while (*frame != old_address)
            frame = (uint64_t *)(uintptr_t)*frame;
        *frame = address;
    }
    old->stack_top = 0; /* it went along */
    old->is_deep = false;
    wfx_continuation_use_up(wfx_stacks_of(context), old);
    return header;
}

WfxContinuation *wfx_continuation_retire(WfxContext *context, WfxContinuation *old)
{
    return move_header(context, old);
}

WfxContinuation *wfx_continuation_consume_slow(WfxContext *context, uint64_t reference)
{
    if (!reference)
        wfx_trap(context, WFX_TRAP_NULL_CONTINUATION);
    WfxContinuation *continuation = wfx_continuation_of(reference);
    if (!continuation)
        wfx_trap(context, WFX_TRAP_CONTINUATION_CONSUMED);
    if (continuation->generation & WFX_CONT_RESTS)
        wfx_continuation_wake(context, continuation);
    if (continuation->generation == WFX_GENERATION_LIMIT)
        return move_header(context, continuation);
    continuation->generation++;
    return continuation;
}

/* ---- cont.bind ---- */

static const WfxTypeDef *continuation_function(const WfxInstance *instance, uint64_t type_index)
{
    return wfx_types_get(wfx_types_get(instance->module->type_ids[type_index])->cont_func);
}

void wfx_continuation_bind(WfxContext *context, WfxContinuation *continuation, const WfxTypeDef *before,
                           const WfxSlot *values, uint32_t added)
{
    uint32_t count = continuation->bound ? ((WfxBound *)continuation->bound)->count : 0;
    uint64_t bytes = (sizeof(WfxBound) + sizeof(WfxSlot) * (uint64_t)(count + added) + 15) & ~(uint64_t)15;
    wfx_continuation_make_room(context, continuation, continuation->stack_top - continuation->rsp + bytes);
    WfxBound *old = continuation->bound;
    uint64_t pc = old ? old->pc : continuation->pc, rsp = old ? old->rsp : continuation->rsp;
    const WfxTypeDef *type = old ? old->type : before;
    uint64_t at = (rsp - bytes) & ~(uint64_t)15;
    wfx_assert(count + added <= type->param_count && at > continuation->stack);
    WfxBound *block = (WfxBound *)(uintptr_t)at;
    continuation->pc = pc; /* whoever walks it needs no block while that is written over the old one */
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (old)
        memmove(block->values, old->values, sizeof(WfxSlot) * count);
    wfx_slots_copy_fresh(&block->values[count], values, added);
    block->pc = pc;
    block->rsp = rsp;
    block->type = type;
    block->count = count + added;
    continuation->bound = block;
    continuation->rsp = at;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    continuation->pc = address_of(wfx_stub_bound);
}

uint64_t wfx_rt_cont_bind(WfxContext *context, uint64_t contref, uint64_t from, uint64_t to)
{
    const WfxTypeDef *before = continuation_function(context->exit_instance, from);
    const WfxTypeDef *after = continuation_function(context->exit_instance, to);
    wfx_assert(before->param_count >= after->param_count);
    uint32_t added = before->param_count - after->param_count;
    if (wfx_contref_is_fresh(contref))
        return wfx_fresh_bind(context, contref, before, added);
    WfxContinuation *continuation = wfx_continuation_consume(context, contref);
    if (added)
        wfx_continuation_bind(context, continuation, before, context->values, added);
    return reference_to(continuation);
}

void wfx_continuation_pop_bound(WfxContinuation *continuation)
{
    const WfxBound *bound = continuation->bound;
    continuation->pc = bound->pc;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    continuation->rsp = bound->rsp;
    continuation->bound = NULL;
}

/* The resume's arguments are in *registers and the overflow area; makes them the last ones, after the bound. */
void wfx_continuation_unbind(WfxContext *context, WfxContinuation *continuation, WfxCallBuffer *registers)
{
    (void)context;
    WfxBound *bound = continuation->bound;
    wfx_assert(bound && bound->pc && bound->count <= ((const WfxTypeDef *)bound->type)->param_count);
    const WfxTypeDef *type = bound->type;
    uint64_t *words = (uint64_t *)(uintptr_t)continuation->args_area;
    WfxSlot values[type->param_count + 1];
    memcpy(values, bound->values, sizeof(WfxSlot) * bound->count);
    wfx_sequence_load(type->params + bound->count, type->param_count - bound->count, values + bound->count, registers,
                      words, 1);
    wfx_sequence_store(type->params, type->param_count, values, registers, words, 1);
    wfx_continuation_pop_bound(continuation);
}
