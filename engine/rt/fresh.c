/* Continuations that have not begun (stack switching proposal: cont.new, cont.bind): objects of the heap, which
   compiled code makes in line. One has neither header nor stack before it is resumed, so one that is made and dropped
   costs no more than a structure. cont.bind makes another object, with more arguments. In debug code cont.new makes a
   header at once (wfx_rt_cont_new), so that a debugger lists it. */
#include <string.h>

#include "engine/base/assert.h"
#include "engine/rt/libcalls.h"
#include "engine/rt/objects.h"
#include "engine/rt/stacks_internal.h"

static WfxFresh *fresh_of(uint64_t reference)
{
    wfx_assert(wfx_contref_is_fresh(reference));
    return (WfxFresh *)(uintptr_t)reference;
}

/* Traps if it was consumed. */
static WfxFresh *unconsumed(WfxContext *context, uint64_t reference)
{
    if (!fresh_of(reference)->func)
        wfx_trap(context, WFX_TRAP_CONTINUATION_CONSUMED);
    return fresh_of(reference);
}

uint64_t wfx_rt_cont_alloc(WfxContext *context, uint64_t count)
{
    return (uint64_t)(uintptr_t)wfx_rt_object_new_collecting(context, WFX_OBJECT_FRESH, (uint32_t)count, NULL);
}

uint64_t wfx_fresh_bind(WfxContext *context, uint64_t reference, const WfxTypeDef *type, uint32_t added)
{
    uint32_t old_count = unconsumed(context, reference)->count, bound = wfx_fresh_count(old_count);
    WfxExtraRoots extra = {type->params, added, context->values, &reference};
    WfxObject *object = wfx_rt_object_new_collecting(context, WFX_OBJECT_FRESH, old_count + added, &extra);
    WfxFresh *old = fresh_of(reference), *fresh = (WfxFresh *)object; /* the old one may have moved */
    fresh->func = old->func;
    fresh->created_pc = old->created_pc;
    memcpy(fresh->values, old->values, sizeof *old->values * bound);
    memcpy(fresh->values + bound, context->values, sizeof *old->values * added);
    old->func = NULL;
    wfx_objects_remember(&wfx_rt_store_of(context)->heap, object);
    return (uint64_t)(uintptr_t)fresh;
}

void wfx_fresh_consume(WfxContext *context, uint64_t reference)
{
    unconsumed(context, reference)->func = NULL;
}

/* A resume has a stack map where it calls the stub BEGIN; a switch, and a resume with overflow words, have none. */
static bool may_collect(const WfxContext *context)
{
    WfxStackWalk walk;
    WfxStackFrame frame;
    wfx_stack_walk_exit(&walk, context);
    const WfxSite *site = wfx_stack_walk_next(&walk, &frame) ? wfx_frame_site(&frame) : NULL;
    return site && site->stack_map != WFX_NO_INDEX;
}

/* The last collection before another header is made: many may begin, and end suspended, where nothing else is made. The
   arguments of the resume are in the registers. Where it cannot come here, it comes when something is made. */
static WfxFresh *collect_if_due(WfxContext *context, WfxFresh *fresh, WfxCallBuffer *registers)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    bool is_due = wfx_stacks_want_full(stacks) || stacks->options.collects_always;
    if (!is_due || !stacks->options.collect)
        return fresh;
    if (!may_collect(context)) {
        wfx_stacks_make_by_c(stacks, false);
        return fresh;
    }
    const WfxTypeDef *type = wfx_types_get(fresh->func->type_id);
    uint32_t bound = wfx_fresh_count(fresh->count), count = type->param_count - bound;
    WfxSlot values[count + 1];
    uint64_t reference = (uint64_t)(uintptr_t)fresh;
    wfx_assert(!wfx_sequence_words(type->params + bound, count));
    wfx_sequence_load(type->params + bound, count, values, registers, NULL, 1);
    stacks->options.collect(context, &(WfxExtraRoots){type->params + bound, count, values, &reference}, true);
    wfx_sequence_store(type->params + bound, count, values, registers, NULL, 1);
    return fresh_of(reference);
}

WfxContinuation *wfx_continuation_begin(WfxContext *context, WfxFresh *fresh, WfxCallBuffer *registers)
{
    if (!fresh->func)
        return NULL;
    fresh = collect_if_due(context, fresh, registers);
    WfxFunc *func = fresh->func;
    uint32_t count = wfx_fresh_count(fresh->count);
    fresh->func = NULL;
    WfxContinuation *continuation = wfx_continuation_new(context, func, fresh->created_pc);
    if (count) {
        WfxSlot values[count];
        memcpy(values, fresh->values, sizeof *values * count);
        wfx_continuation_bind(context, continuation, wfx_types_get(func->type_id), values, count);
    }
    return continuation;
}
