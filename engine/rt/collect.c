/* Collection: the roots of a store's heap (engine/heap/heap.h). Objects do not move, so a root is looked at and never
   written.

   A collection begins only in a runtime function that makes an object for compiled code: there every frame is at a site
   with a stack map, no payload is on its way, and C holds no reference that is not among the roots:
   - frames: of the active chain, through the exits of all entries, and of every suspended continuation;
   - arguments bound by cont.bind; payloads of exceptions that have a reference;
   - globals, tables, element segments;
   - the arguments of host functions that run, and what the API retains for the host (wfx_rt_retain).
   Continuations and exceptions live as long as their store, so references to them need no look.
   Constant expressions and the API make objects without collecting. */
#include <string.h>

#include "engine/base/assert.h"
#include "engine/code/stack_map.h"
#include "engine/rt/objects.h"
#include "engine/rt/stacks_internal.h"

static void mark_slot(void *user, uint64_t *slot, WfxRefKind kind)
{
    wfx_objects_mark(user, *slot, kind);
}

static void mark_walk(WfxObjectHeap *heap, WfxStackWalk *walk)
{
    WfxStackFrame frame;
    while (wfx_stack_walk_next(walk, &frame)) {
        bool has_map = frame.kind != WFX_FRAME_WASM || wfx_frame_references(&frame, mark_slot, heap);
        wfx_assert(has_map);
        (void)has_map;
    }
}

static bool mark_suspended(void *user, WfxContinuation *continuation)
{
    WfxStackWalk walk;
    wfx_stack_walk_suspended(&walk, continuation);
    mark_walk(user, &walk);
    return true;
}

static bool mark_bound(void *user, WfxContinuation *continuation)
{
    WfxBound *bound = continuation->bound;
    if (bound)
        wfx_slot_references(bound->type->params, bound->count, bound->values, mark_slot, user);
    return true;
}

static void mark_stacks(WfxObjectHeap *heap, WfxStacks *stacks)
{
    WfxStackWalk walk;
    wfx_stack_walk_exit(&walk, &stacks->context);
    do
        mark_walk(heap, &walk);
    while (wfx_stack_walk_outer(&walk));
    wfx_inspect_suspended(&stacks->inspect, mark_suspended, heap, NULL);
    wfx_inspect_continuations(&stacks->inspect, mark_bound, heap);
    for (WfxException *exception = stacks->exceptions; exception; exception = exception->next)
        if (exception->is_referenced)
            wfx_slot_references(wfx_types_get(exception->tag->type_id)->params, exception->count, exception->values,
                                mark_slot, heap);
}

static void mark_global(WfxObjectHeap *heap, const WfxGlobalObject *global)
{
    wfx_slot_references(&global->type, 1, global->cell, mark_slot, heap);
}

static void mark_words(WfxObjectHeap *heap, const uint64_t *words, uint64_t count, WfxRefKind kind)
{
    for (uint64_t i = 0; i < count; i++)
        wfx_objects_mark(heap, words[i], kind);
}

static void mark_instance(WfxObjectHeap *heap, const WfxInstanceRecord *record)
{
    const WfxModule *module = record->compiled->module;
    for (uint32_t i = 0; i < module->global_count - module->imported_global_count; i++)
        mark_global(heap, &record->own_globals[i]);
    for (uint32_t i = 0; i < module->elem_count; i++)
        mark_words(heap, record->elements[i].items, record->elements[i].count,
                   wfx_type_ref_kind(module->elems[i].type));
}

static void mark_host(WfxObjectHeap *heap, const WfxStore *store)
{
    for (const WfxHostCall *call = store->host_calls; call; call = call->outer)
        wfx_slot_references(call->type->params, call->type->param_count, (WfxSlot *)call->args, mark_slot, heap);
    mark_words(heap, store->retained.data, store->retained.count, WFX_REF_EXTERN);
}

static void collect(WfxStore *store)
{
    WfxObjectHeap *heap = &store->heap;
    wfx_objects_begin_marking(heap);
    mark_stacks(heap, &store->stacks);
    for (const WfxInstanceRecord *record = store->instances; record; record = record->next)
        mark_instance(heap, record);
    for (const WfxGlobalObject *global = store->globals; global; global = global->next)
        mark_global(heap, global);
    for (const WfxTableObject *table = store->tables; table; table = table->next)
        mark_words(heap, table->shared.elements, table->shared.size, wfx_type_ref_kind(table->type));
    mark_host(heap, store);
    wfx_objects_finish(heap);
}

WfxObject *wfx_rt_object_new_collecting(WfxContext *context, uint32_t type_id, uint32_t length)
{
    WfxStore *store = wfx_rt_store_of(context);
    bool has_collected = wfx_objects_wants_collection(&store->heap, wfx_rt_object_bytes(type_id, length));
    if (has_collected)
        collect(store);
    WfxObject *object = wfx_rt_object_new(store, type_id, length);
    if (!object && !has_collected) {
        collect(store);
        object = wfx_rt_object_new(store, type_id, length);
    }
    if (!object)
        wfx_trap_message(context, WFX_TRAP_OUT_OF_MEMORY, "the heap of %llu MiB is full",
                         (unsigned long long)store->heap.limit >> 20);
    return object;
}

/* ---- references that the host keeps ---- */

bool wfx_rt_retain(WfxStore *store, uint64_t word)
{
    return !wfx_objects_contains(&store->heap, word) || wfx_vec_push(&store->retained, word);
}

void wfx_rt_release(WfxStore *store, uint64_t word)
{
    for (uint32_t i = store->retained.count; i-- > 0;)
        if (store->retained.data[i] == word) {
            store->retained.data[i] = store->retained.data[--store->retained.count];
            return;
        }
}
