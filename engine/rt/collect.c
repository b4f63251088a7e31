/* Collection: which structures, arrays, continuations and exceptions of a store can still be reached.

   A minor collection (engine/heap/heap.h) empties the nursery; what it looks at is written, for the objects move. A
   full one begins with it, and then marks what can be reached from anywhere, without writing.

   A collection begins only in a runtime function that makes one of them for compiled code: there every frame is at a
   site with a stack map, no payload is on its way that the function does not name (WfxExtraRoots), and C holds no
   reference that is not among the roots:
   - frames of the active chain, through the exits of all entries, whose continuations are all alive;
   - globals, tables, element segments;
   - the arguments of host functions that run, and what the API retains for the host (wfx_rt_retain).
   From there: the fields of objects; the frames of suspended continuations, whose whole chain one reference keeps, and
   the arguments bound to them; the payloads of exceptions. A reference to a continuation that was consumed keeps
   nothing. Constant expressions and the API make objects without collecting, in the old space. References that go to
   the host are settled first (wfx_rt_settle), which is a minor collection at a call of the host or behind a call by it.

   A minor collection looks at the same frames and globals, but only at the tables that were written since the last one,
   at the continuations that are awake (engine/rt/continuation.c), and at exceptions that got a reference since.

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
    WfxVisitReference *visit; /* move_slot, mark_slot or find_young */
    bool found_young;
    WfxContinuation *grey_continuations;
    WfxException *grey_exceptions;
} Collector;

static void mark_continuation(Collector *collector, WfxContinuation *continuation)
{
    if (continuation->is_marked & WFX_MARK_REACHED)
        return;
    continuation->is_marked |= WFX_MARK_REACHED;
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
    wfx_assert(kind == WFX_REF_EXN || !wfx_contref_is_fresh(reference));
    if (kind != WFX_REF_CONT) {
        mark_exception(user, (WfxException *)(uintptr_t)reference);
        return;
    }
    WfxContinuation *continuation = wfx_continuation_of(reference);
    if (continuation)
        mark_continuation(user, continuation);
    else
        wfx_continuation_mark_stale(reference);
}

static void mark_slot(void *user, uint64_t *slot, WfxRefKind kind)
{
    wfx_objects_mark(((Collector *)user)->heap, *slot, kind);
}

static void move_slot(void *user, uint64_t *slot, WfxRefKind kind)
{
    wfx_minor_visit(((Collector *)user)->heap, slot, kind);
}

static void find_young(void *user, uint64_t *slot, WfxRefKind kind)
{
    Collector *collector = user;
    collector->found_young |= wfx_ref_kind_has_objects(kind) && wfx_nursery_contains(collector->heap, *slot);
}

/* ---- stacks, exceptions, globals: of both kinds of collection ---- */

static void visit_walk(Collector *collector, WfxStackWalk *walk)
{
    WfxStackFrame frame;
    while (wfx_stack_walk_next(walk, &frame)) {
        bool has_map = frame.kind != WFX_FRAME_WASM || wfx_frame_references(&frame, collector->visit, collector);
        wfx_assert(has_map);
        (void)has_map;
    }
}

static void visit_active(Collector *collector)
{
    WfxStackWalk walk;
    wfx_stack_walk_exit(&walk, &collector->store->stacks.context);
    wfx_stack_walk_remember(&walk, &collector->store->stacks.stops);
    do
        visit_walk(collector, &walk);
    while (wfx_stack_walk_outer(&walk));
}

/* One that a reference means: fresh, or the innermost of a suspended chain. */
static void visit_continuation(void *user, WfxContinuation *continuation)
{
    Collector *collector = user;
    WfxBound *bound = continuation->bound;
    if (bound)
        wfx_slot_references(bound->type->params, bound->count, bound->values, collector->visit, collector);
    WfxInspectStatus status = wfx_inspect_status(&collector->store->stacks.context, continuation);
    wfx_assert(status == WFX_INSPECT_FRESH || status == WFX_INSPECT_SUSPENDED);
    if (status == WFX_INSPECT_FRESH)
        return;
    WfxStackWalk walk;
    wfx_stack_walk_suspended(&walk, continuation);
    wfx_stack_walk_remember(&walk, &collector->store->stacks.stops);
    visit_walk(collector, &walk);
}

static void visit_exception(Collector *collector, WfxException *exception)
{
    wfx_slot_references(wfx_types_get(exception->tag->type_id)->params, exception->count, exception->values,
                        collector->visit, collector);
}

static void visit_global(Collector *collector, const WfxGlobalObject *global)
{
    wfx_slot_references(&global->type, 1, global->cell, collector->visit, collector);
}

static void visit_globals(Collector *collector)
{
    const WfxStore *store = collector->store;
    for (const WfxInstanceRecord *record = store->instances; record; record = record->next) {
        const WfxModule *module = record->compiled->module;
        for (uint32_t i = 0; i < module->global_count - module->imported_global_count; i++)
            visit_global(collector, &record->own_globals[i]);
    }
    for (const WfxGlobalObject *global = store->globals; global; global = global->next)
        visit_global(collector, global);
}

static void visit_words(Collector *collector, uint64_t *words, uint64_t count, WfxRefKind kind)
{
    enum { AHEAD = 8 };
    for (uint64_t i = 0; kind != WFX_REF_FUNC && i < count; i++) {
        if (kind == WFX_REF_CONT && collector->visit == mark_slot && i + AHEAD < count) /* which looks at headers */
            wfx_continuation_prefetch(words[i + AHEAD]);
        if (words[i])
            collector->visit(collector, &words[i], kind);
    }
}

/* Of host functions that run, and of the runtime function that collects. */
static void visit_arguments(Collector *collector, const WfxExtraRoots *extra)
{
    for (const WfxHostCall *call = collector->store->host_calls; call; call = call->outer)
        wfx_slot_references(call->type->params, call->type->param_count, (WfxSlot *)call->args, collector->visit,
                            collector);
    wfx_slot_references(extra->types, extra->count, extra->values, collector->visit, collector);
    if (extra->continuation)
        collector->visit(collector, extra->continuation, WFX_REF_CONT);
}

/* ---- a minor collection ---- */

static void visit_young_exceptions(Collector *collector)
{
    WfxStacks *stacks = &collector->store->stacks;
    for (WfxException *next; (next = stacks->young_exceptions);) {
        stacks->young_exceptions = next->next_young;
        next->is_young = false;
        visit_exception(collector, next);
    }
}

static bool collect_minor(Collector *collector, const WfxExtraRoots *extra)
{
    WfxStore *store = collector->store;
    collector->visit = move_slot;
    store->stacks.young_frozen_count = 0;
    if (wfx_nursery_is_empty(collector->heap)) {
        visit_young_exceptions(collector); /* a list must not outlive what is in it; who is awake stays so */
        wfx_minor_drain(collector->heap);
        return true;
    }
    if (!wfx_minor_begin(collector->heap))
        return false;
    visit_active(collector);
    wfx_continuations_rest(&store->stacks, visit_continuation, collector);
    visit_young_exceptions(collector);
    visit_globals(collector);
    for (WfxTableObject *table = store->tables; table; table = table->next) {
        WfxRefKind kind = wfx_type_ref_kind(table->type);
        if (table->shared.has_young && wfx_ref_kind_has_objects(kind))
            visit_words(collector, table->shared.elements, table->shared.size, kind);
        table->shared.has_young = false;
    }
    visit_arguments(collector, extra);
    wfx_minor_drain(collector->heap);
    wfx_minor_finish(collector->heap);
    return true;
}

/* ---- a full collection ---- */

static void mark_active(Collector *collector)
{
    visit_active(collector);
    /* Through the roots of all entries; their frames are those. */
    for (WfxContinuation *active = collector->store->stacks.context.current; active; active = active->parent)
        if (active->state == WFX_CONT_LIVE)
            active->is_marked |= WFX_MARK_REACHED;
}

static void scan_continuation(Collector *collector, WfxContinuation *continuation)
{
    for (WfxContinuation *inner = continuation; inner != continuation->last; inner = inner->parent)
        inner->parent->is_marked |= WFX_MARK_REACHED;
    visit_continuation(collector, continuation);
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
            visit_exception(collector, next);
        }
    } while (collector->grey_continuations || wfx_objects_are_grey(collector->heap));
}

static void mark_store(Collector *collector)
{
    const WfxStore *store = collector->store;
    visit_globals(collector);
    for (const WfxInstanceRecord *record = store->instances; record; record = record->next) {
        const WfxModule *module = record->compiled->module;
        for (uint32_t i = 0; i < module->elem_count; i++)
            visit_words(collector, record->elements[i].items, record->elements[i].count,
                        wfx_type_ref_kind(module->elems[i].type));
    }
    for (const WfxTableObject *table = store->tables; table; table = table->next)
        visit_words(collector, table->shared.elements, table->shared.size, wfx_type_ref_kind(table->type));
    for (const WfxHeldException *held = store->held; held; held = held->next)
        mark_exception(collector, held->exception);
    for (uint32_t i = 0; i < store->retained.count; i++)
        wfx_objects_mark(collector->heap, store->retained.data[i].word, store->retained.data[i].kind);
}

/* About so much memory a full collection reads: the next is not due before as much may be garbage. */
static uint64_t bytes_looked_at(const WfxStore *store)
{
    uint64_t bytes = store->heap.used;
    for (const WfxTableObject *table = store->tables; table; table = table->next)
        bytes += table->shared.size * sizeof *table->shared.elements;
    return bytes;
}

/* Behind a minor collection. */
static void mark_and_sweep(Collector *collector, const WfxExtraRoots *extra)
{
    WfxStore *store = collector->store;
    collector->visit = mark_slot;
    wfx_objects_begin_marking(collector->heap, mark_other, collector);
    mark_active(collector);
    mark_store(collector);
    visit_arguments(collector, extra);
    drain(collector);
    uint64_t bytes = bytes_looked_at(store);
    wfx_continuations_sweep(&store->stacks, bytes);
    wfx_exceptions_sweep(&store->stacks, bytes);
    wfx_objects_finish(collector->heap);
}

static Collector collector_of(WfxStore *store)
{
    return (Collector){.store = store, .heap = &store->heap};
}

/* false: no memory, and nothing has happened: of continuations and exceptions there are just more. */
static bool collect(WfxContext *context, const WfxExtraRoots *extra, bool is_full)
{
    Collector collector = collector_of(wfx_rt_store_of(context));
    bool done = collect_minor(&collector, extra);
    if (done && is_full)
        mark_and_sweep(&collector, extra);
    return done;
}

static bool refers_to_young(WfxContext *context, WfxContinuation *continuation)
{
    Collector collector = collector_of(wfx_rt_store_of(context));
    collector.visit = find_young;
    visit_continuation(&collector, continuation);
    return collector.found_young;
}

void wfx_rt_init_collector(WfxStacksOptions *options, bool stress)
{
    options->collect = collect;
    options->refers_to_young = refers_to_young;
    options->collects_always = stress;
}

static _Noreturn void trap_full(WfxContext *context)
{
    uint64_t limit = wfx_rt_store_of(context)->heap.limit;
    bool is_small = limit < 1 << 20;
    wfx_trap_message(context, WFX_TRAP_OUT_OF_MEMORY, "the heap of %llu %s is full",
                     (unsigned long long)limit >> (is_small ? 10 : 20), is_small ? "KiB" : "MiB");
}

/* Of an object of more bytes than the nursery takes. */
static WfxObject *new_old(WfxContext *context, uint32_t type_id, uint32_t length, uint64_t bytes,
                          const WfxExtraRoots *extra)
{
    WfxStore *store = wfx_rt_store_of(context);
    bool has_collected = wfx_objects_wants_collection(&store->heap, bytes);
    if (has_collected)
        collect(context, extra, true);
    WfxObject *object = wfx_objects_allocate(&store->heap, type_id, length, bytes);
    if (!object && !has_collected && collect(context, extra, true))
        object = wfx_objects_allocate(&store->heap, type_id, length, bytes);
    return object;
}

static WfxObject *new_young(WfxContext *context, uint32_t type_id, uint32_t length, uint64_t bytes,
                            const WfxExtraRoots *extra)
{
    WfxStore *store = wfx_rt_store_of(context);
    WfxObjectHeap *heap = &store->heap;
    bool wants_full = wfx_stacks_want_full(&store->stacks);
    bool collects = heap->stress || wants_full || wfx_stacks_want_minor(&store->stacks);
    WfxObject *object = collects ? NULL : wfx_nursery_allocate(heap, type_id, length, bytes);
    if (object)
        return object;
    Collector collector = collector_of(store);
    if (!collect_minor(&collector, extra))
        return NULL;
    if (wants_full || wfx_objects_wants_collection(heap, 0)) {
        mark_and_sweep(&collector, extra);
        if (heap->used > heap->limit)
            return NULL;
    }
    return wfx_nursery_allocate(heap, type_id, length, bytes);
}

WfxObject *wfx_rt_object_new_collecting(WfxContext *context, uint32_t type_id, uint32_t length,
                                        const WfxExtraRoots *extra)
{
    static const WfxExtraRoots none;
    if (!extra)
        extra = &none;
    uint64_t bytes = wfx_rt_object_bytes(type_id, length);
    WfxObject *object = (bytes <= WFX_LARGEST_YOUNG ? new_young : new_old)(context, type_id, length, bytes, extra);
    if (!object)
        trap_full(context);
    return object;
}

/* ---- references on their way to the host ---- */

bool wfx_rt_settle(WfxStore *store, const WfxType *types, uint32_t count, WfxSlot *values)
{
    bool is_young = false;
    if (wfx_nursery_is_empty(&store->heap))
        return true;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t word;
        memcpy(&word, values[i].bytes, sizeof word);
        is_young |= wfx_ref_kind_has_objects(wfx_type_ref_kind(types[i])) && wfx_nursery_contains(&store->heap, word);
    }
    Collector collector = collector_of(store);
    return !is_young || collect_minor(&collector, &(WfxExtraRoots){types, count, values, NULL});
}

WfxSlot wfx_rt_settled(WfxStore *store, WfxType type, const void *value, size_t bytes)
{
    WfxSlot slot = {{0}};
    wfx_assert(bytes <= sizeof slot);
    memcpy(slot.bytes, value, bytes);
    return wfx_rt_settle(store, &type, 1, &slot) ? slot : (WfxSlot){{0}};
}

/* ---- references that the host keeps ---- */

void wfx_rt_hold(WfxStore *store, WfxHeldException *held, WfxException *exception)
{
    wfx_assert(!held->from && exception);
    *held = (WfxHeldException){exception, store->held, &store->held};
    if (held->next)
        held->next->from = &held->next;
    store->held = held;
}

void wfx_rt_let_go(WfxHeldException *held)
{
    if (!held->from)
        return;
    *held->from = held->next;
    if (held->next)
        held->next->from = held->from;
    *held = (WfxHeldException){0};
}
