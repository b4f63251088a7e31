/* Collection: which structures, arrays, continuations and exceptions of a store can still be reached. Objects of the
   heap (engine/heap/heap.h) do not move, so a root is looked at and never written.

   A collection begins only in a runtime function that makes one of them for compiled code: there every frame is at a
   site with a stack map, no payload is on its way that the function does not name (WfxExtraRoots), and C holds no
   reference that is not among the roots:
   - frames of the active chain, through the exits of all entries, whose continuations are all alive;
   - globals, tables, element segments;
   - the arguments of host functions that run, and what the API retains for the host (wfx_rt_retain).
   From there: the fields of objects; the frames of suspended continuations, whose whole chain one reference keeps, and
   the arguments bound to them; the payloads of exceptions. A reference to a continuation that was consumed keeps
   nothing. Constant expressions and the API make objects without collecting.

   Marked and grey: as in every marker, a thing is marked when it is first met, and is grey until its own references
   have been marked. Continuations and exceptions have a flag and a link for it in themselves, so that marking them
   takes no memory. */
#include <string.h>

#include "engine/base/assert.h"
#include "engine/code/stack_map.h"
#include "engine/rt/objects.h"
#include "engine/rt/stacks_internal.h"

typedef struct Collector {
    WfxStore *store;
    WfxObjectHeap *heap;
    WfxContinuation *grey_continuations;
    WfxException *grey_exceptions;
} Collector;

static void mark_continuation(Collector *collector, WfxContinuation *continuation)
{
    if (!continuation || continuation->is_marked)
        return;
    continuation->is_marked = true;
    continuation->grey = collector->grey_continuations;
    collector->grey_continuations = continuation;
}

static void mark_exception(Collector *collector, WfxException *exception)
{
    if (!exception || exception->is_marked)
        return;
    wfx_assert(exception->is_referenced);
    exception->is_marked = true;
    exception->grey = collector->grey_exceptions;
    collector->grey_exceptions = exception;
}

static void mark_other(void *user, uint64_t reference, WfxRefKind kind)
{
    if (kind == WFX_REF_CONT)
        mark_continuation(user, wfx_continuation_of(reference));
    else
        mark_exception(user, (WfxException *)(uintptr_t)reference);
}

static void mark_slot(void *user, uint64_t *slot, WfxRefKind kind)
{
    wfx_objects_mark(((Collector *)user)->heap, *slot, kind);
}

/* ---- stacks ---- */

static void mark_walk(Collector *collector, WfxStackWalk *walk)
{
    WfxStackFrame frame;
    while (wfx_stack_walk_next(walk, &frame)) {
        bool has_map = frame.kind != WFX_FRAME_WASM || wfx_frame_references(&frame, mark_slot, collector);
        wfx_assert(has_map);
        (void)has_map;
    }
}

static void mark_active(Collector *collector)
{
    WfxStackWalk walk;
    wfx_stack_walk_exit(&walk, &collector->store->stacks.context);
    do
        mark_walk(collector, &walk);
    while (wfx_stack_walk_outer(&walk));
    /* Through the roots of all entries; their frames are those. */
    for (WfxContinuation *active = collector->store->stacks.context.current; active; active = active->parent)
        active->is_marked = active->state == WFX_CONT_LIVE;
}

/* One that a reference means: fresh, or the innermost of a suspended chain. */
static void scan_continuation(Collector *collector, WfxContinuation *continuation)
{
    WfxBound *bound = continuation->bound;
    if (bound)
        wfx_slot_references(bound->type->params, bound->count, bound->values, mark_slot, collector);
    WfxInspectStatus status = wfx_inspect_status(&collector->store->stacks.context, continuation);
    wfx_assert(status == WFX_INSPECT_FRESH || status == WFX_INSPECT_SUSPENDED);
    if (status == WFX_INSPECT_FRESH)
        return;
    for (WfxContinuation *inner = continuation; inner != continuation->last; inner = inner->parent)
        inner->parent->is_marked = true;
    WfxStackWalk walk;
    wfx_stack_walk_suspended(&walk, continuation);
    mark_walk(collector, &walk);
}

static void scan_exception(Collector *collector, WfxException *exception)
{
    wfx_slot_references(wfx_types_get(exception->tag->type_id)->params, exception->count, exception->values, mark_slot,
                        collector);
}

/* Until nothing is grey. */
static void drain(Collector *collector)
{
    do {
        wfx_objects_drain(collector->heap);
        for (WfxContinuation *next; (next = collector->grey_continuations);) {
            collector->grey_continuations = next->grey;
            scan_continuation(collector, next);
        }
        for (WfxException *next; (next = collector->grey_exceptions);) {
            collector->grey_exceptions = next->grey;
            scan_exception(collector, next);
        }
    } while (collector->grey_continuations || wfx_objects_are_grey(collector->heap));
}

/* ---- other roots ---- */

static void mark_global(Collector *collector, const WfxGlobalObject *global)
{
    wfx_slot_references(&global->type, 1, global->cell, mark_slot, collector);
}

static void mark_words(Collector *collector, const uint64_t *words, uint64_t count, WfxRefKind kind)
{
    for (uint64_t i = 0; kind != WFX_REF_FUNC && i < count; i++)
        wfx_objects_mark(collector->heap, words[i], kind);
}

static void mark_instance(Collector *collector, const WfxInstanceRecord *record)
{
    const WfxModule *module = record->compiled->module;
    for (uint32_t i = 0; i < module->global_count - module->imported_global_count; i++)
        mark_global(collector, &record->own_globals[i]);
    for (uint32_t i = 0; i < module->elem_count; i++)
        mark_words(collector, record->elements[i].items, record->elements[i].count,
                   wfx_type_ref_kind(module->elems[i].type));
}

static void mark_store(Collector *collector)
{
    const WfxStore *store = collector->store;
    for (const WfxInstanceRecord *record = store->instances; record; record = record->next)
        mark_instance(collector, record);
    for (const WfxGlobalObject *global = store->globals; global; global = global->next)
        mark_global(collector, global);
    for (const WfxTableObject *table = store->tables; table; table = table->next)
        mark_words(collector, table->shared.elements, table->shared.size, wfx_type_ref_kind(table->type));
    for (const WfxHostCall *call = store->host_calls; call; call = call->outer)
        wfx_slot_references(call->type->params, call->type->param_count, (WfxSlot *)call->args, mark_slot, collector);
    for (uint32_t i = 0; i < store->retained.count; i++)
        wfx_objects_mark(collector->heap, store->retained.data[i].word, store->retained.data[i].kind);
}

/* ---- a collection ---- */

static void collect(WfxContext *context, const WfxExtraRoots *extra)
{
    WfxStore *store = wfx_rt_store_of(context);
    Collector collector = {.store = store, .heap = &store->heap};
    wfx_objects_begin_marking(&store->heap, mark_other, &collector);
    mark_active(&collector);
    mark_store(&collector);
    wfx_slot_references(extra->types, extra->count, extra->values, mark_slot, &collector);
    mark_continuation(&collector, wfx_continuation_of(extra->continuation));
    drain(&collector);
    wfx_continuations_sweep(&store->stacks);
    wfx_exceptions_sweep(&store->stacks);
    wfx_objects_finish(&store->heap);
}

void wfx_rt_init_collector(WfxStacksOptions *options, bool stress)
{
    options->collect = collect;
    options->collects_always = stress;
}

WfxObject *wfx_rt_object_new_collecting(WfxContext *context, uint32_t type_id, uint32_t length)
{
    WfxStore *store = wfx_rt_store_of(context);
    bool has_collected = wfx_objects_wants_collection(&store->heap, wfx_rt_object_bytes(type_id, length));
    if (has_collected)
        collect(context, &(WfxExtraRoots){0});
    WfxObject *object = wfx_rt_object_new(store, type_id, length);
    if (!object && !has_collected) {
        collect(context, &(WfxExtraRoots){0});
        object = wfx_rt_object_new(store, type_id, length);
    }
    if (!object)
        wfx_trap_message(context, WFX_TRAP_OUT_OF_MEMORY, "the heap of %llu MiB is full",
                         (unsigned long long)store->heap.limit >> 20);
    return object;
}

/* ---- references that the host keeps ---- */

bool wfx_rt_retain(WfxStore *store, uint64_t word, WfxRefKind kind)
{
    bool is_kept = kind == WFX_REF_CONT || kind == WFX_REF_EXN ? word : wfx_objects_contains(&store->heap, word);
    return !is_kept || wfx_vec_push(&store->retained, ((WfxRetained){word, kind}));
}

void wfx_rt_release(WfxStore *store, uint64_t word)
{
    for (uint32_t i = store->retained.count; i-- > 0;)
        if (store->retained.data[i].word == word) {
            store->retained.data[i] = store->retained.data[--store->retained.count];
            return;
        }
}
