/* A stress mode: at every stop in C (runtime and host calls) the stack maps of all frames, of the active chain and of
   suspended continuations, are held against what is in the slots that they name: null, or a live reference of that
   kind. So are the references on their way into C and back: arguments, context->values[], results, bound arguments. The
   process is aborted with a message if one is wrong. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/code/stack_map.h"
#include "engine/rt/libcalls.h"
#include "engine/rt/objects.h"
#include "engine/rt/runtime.h"
#include "engine/rt/stacks_internal.h"

typedef struct Verifier {
    const WfxStacks *stacks;
    const WfxStackFrame *frame; /* or NULL: */
    const char *place;          /* slots of something else */
} Verifier;

static bool is_function(uint64_t reference)
{
    const WfxFunc *func = (const WfxFunc *)(uintptr_t)reference;
    return reference % 8 == 0 && (func->code == wfx_host_call_code() || wfx_code_find(func->code));
}

static bool is_continuation(const Verifier *v, uint64_t reference)
{
    if (wfx_contref_is_fresh(reference)) {
        const WfxObjectHeap *heap = &((const WfxStore *)v->stacks)->heap;
        return wfx_objects_has_object(heap, reference) &&
               wfx_object_type((const WfxObject *)(uintptr_t)reference) == WFX_OBJECT_FRESH;
    }
    uint64_t address = reference & (UINT64_MAX >> 16);
    for (const WfxHeaderSlab *slab = v->stacks->inspect.slabs; slab; slab = slab->next) {
        uint64_t first = (uint64_t)(uintptr_t)slab->headers;
        if (address >= first && address < first + slab->used * sizeof(WfxContinuation))
            return (address - first) % sizeof(WfxContinuation) == 0;
    }
    return false;
}

static bool is_exception(const Verifier *v, uint64_t reference)
{
    for (const WfxException *exception = v->stacks->exceptions; exception; exception = exception->next)
        if ((uint64_t)(uintptr_t)exception == reference)
            return true;
    return false;
}

static bool is_live(const Verifier *v, uint64_t reference, WfxRefKind kind)
{
    switch (kind) {
    case WFX_REF_FUNC: return is_function(reference);
    case WFX_REF_CONT: return is_continuation(v, reference);
    case WFX_REF_EXN: return is_exception(v, reference);
    case WFX_REF_EXTERN: return true; /* the host's business */
    case WFX_REF_HEAP: return wfx_rt_is_any((const WfxStore *)v->stacks, reference);
    default: return false;
    }
}

static void verify_slot(void *user, uint64_t *slot, WfxRefKind kind)
{
    static const char *const names[] = {"none", "function", "host", "continuation", "exception", "heap"};
    const Verifier *v = user;
    if (!*slot || is_live(v, *slot, kind))
        return;
    if (v->frame)
        fprintf(stderr,
                "wasmfx: stack map: function %u at 0x%" PRIx64 ", slot rbp%+lld: 0x%" PRIx64 " is no %s reference\n",
                v->frame->function->function, v->frame->pc - (uint64_t)(uintptr_t)v->frame->image->code,
                (long long)((uint64_t)(uintptr_t)slot - v->frame->rbp), *slot, names[kind]);
    else
        fprintf(stderr, "wasmfx: stack map: %s: 0x%" PRIx64 " is no %s reference\n", v->place, *slot, names[kind]);
    abort();
}

static void verify_walk(Verifier *v, WfxStackWalk *walk)
{
    WfxStackFrame frame;
    v->frame = &frame;
    while (wfx_stack_walk_next(walk, &frame))
        if (frame.kind == WFX_FRAME_WASM && !wfx_frame_references(&frame, verify_slot, v)) {
            fprintf(stderr, "wasmfx: stack map: function %u at 0x%" PRIx64 " has none\n", frame.function->function,
                    frame.pc - (uint64_t)(uintptr_t)frame.image->code);
            abort();
        }
    v->frame = NULL;
}

void wfx_rt_verify_values(WfxContext *context, const WfxType *types, uint32_t count, const WfxSlot *slots,
                          const char *place)
{
    Verifier v = {.stacks = &wfx_rt_store_of(context)->stacks, .place = place};
    wfx_slot_references(types, count, (WfxSlot *)slots, verify_slot, &v); /* which changes none */
}

static bool verify_bound(void *user, WfxContinuation *continuation)
{
    WfxBound *bound = continuation->bound;
    ((Verifier *)user)->place = "arguments bound by cont.bind";
    if (bound)
        wfx_slot_references(bound->type->params, bound->count, bound->values, verify_slot, user);
    return true;
}

static bool verify_suspended(void *user, WfxContinuation *continuation)
{
    WfxStackWalk walk;
    wfx_stack_walk_suspended(&walk, continuation);
    verify_walk(user, &walk);
    return true;
}

void wfx_rt_verify_maps(WfxContext *context)
{
    WfxStore *store = wfx_rt_store_of(context);
    Verifier v = {.stacks = &store->stacks};
    WfxStackWalk walk;
    wfx_stack_walk_exit(&walk, context);
    verify_walk(&v, &walk);
    if (++store->stops_to_verify < store->stacks.stack_count) /* as often as keeps the cost of a stop constant */
        return;
    store->stops_to_verify = 0;
    wfx_inspect_suspended(&store->stacks.inspect, verify_suspended, &v, NULL);
    wfx_inspect_continuations(&store->stacks.inspect, verify_bound, &v);
}

/* ---- in front of every runtime function ---- */

typedef uint64_t (*Libcall)(WfxContext *context, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e);
static uint64_t behind[WFX_LIBCALL_COUNT]; /* the same for all stores */

static uint64_t call_verified(WfxContext *context, WfxLibcall number, const char *name, uint64_t *arguments)
{
    Verifier v = {.stacks = &wfx_rt_store_of(context)->stacks, .place = name};
    wfx_rt_verify_maps(context);
    wfx_libcall_references(context, number, arguments, verify_slot, &v);
    Libcall function = (Libcall)(uintptr_t)behind[number];
    uint64_t result = function(context, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]);
    if (wfx_libcall_result_kind(number) != WFX_REF_NONE)
        verify_slot(&v, &result, wfx_libcall_result_kind(number));
    return result;
}

#define LIBCALL(name, count, arguments, result, effects)                                                               \
    static uint64_t verified_##name(WfxContext *context, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)   \
    {                                                                                                                  \
        return call_verified(context, WFX_LIBCALL_##name, #name, (uint64_t[]){a, b, c, d, e});                         \
    }
#include "engine/libcalls.def"
#undef LIBCALL

void wfx_rt_verify_libcalls(WfxContext *context)
{
#define LIBCALL(name, count, arguments, result, effects)                                                               \
    behind[WFX_LIBCALL_##name] = context->libcalls[WFX_LIBCALL_##name];                                                \
    context->libcalls[WFX_LIBCALL_##name] = (uint64_t)(uintptr_t)verified_##name;
#include "engine/libcalls.def"
#undef LIBCALL
}
