/* The root object of engine/inspect.h: what debuggers and profilers may read of running stores. */
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "engine/base/vec.h"
#include "engine/rt/runtime.h"
#include "engine/rt/stacks_internal.h"
#include "engine/x64/stubs.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define AT(type, field) (uint32_t) offsetof(type, field)

WfxInspectRoot wfx_inspect_root = {
    .magic = "WFXINSP",
    .version = WFX_INSPECT_VERSION,
    .size = sizeof(WfxInspectRoot),
    .detached_pc = (uint64_t)(uintptr_t)wfx_detached_pc,
    .cont_start = (uint64_t)(uintptr_t)wfx_stub_cont_start,
    .cont_base = (uint64_t)(uintptr_t)wfx_stub_cont_base,
    .entry_base = (uint64_t)(uintptr_t)wfx_entry_return,
    .at = {AT(WfxInspectStore, next), AT(WfxInspectStore, context), AT(WfxInspectStore, slabs), AT(WfxHeaderSlab, next),
           AT(WfxHeaderSlab, capacity), AT(WfxHeaderSlab, used), AT(WfxHeaderSlab, headers)},
    .context_at = {AT(WfxContext, stack_limit), AT(WfxContext, current), AT(WfxContext, exit_rbp),
                   AT(WfxContext, exit_pc)},
    .cont_at = {sizeof(WfxContinuation), AT(WfxContinuation, link_rbp), AT(WfxContinuation, link_pc),
                AT(WfxContinuation, parent), AT(WfxContinuation, handlers), AT(WfxContinuation, rsp),
                AT(WfxContinuation, rbp), AT(WfxContinuation, pc), AT(WfxContinuation, last), AT(WfxContinuation, tag),
                AT(WfxContinuation, func), AT(WfxContinuation, generation), AT(WfxContinuation, state),
                AT(WfxContinuation, id), AT(WfxContinuation, stack_top), AT(WfxContinuation, stack),
                AT(WfxContinuation, created_pc)},
    .tag_at = {AT(WfxTag, name), AT(WfxTag, type_id)},
    .func_at = {AT(WfxFunc, code), AT(WfxFunc, instance), AT(WfxFunc, index)},
    .instance_at = {AT(WfxInstance, module), 0},
    .site_at = {AT(WfxResumeSite, clause_count), AT(WfxResumeSite, index), AT(WfxResumeSite, resumed),
                AT(WfxResumeSite, clauses), sizeof(WfxHandlerClause), AT(WfxHandlerClause, suspend_offset),
                AT(WfxHandlerClause, switch_offset), AT(WfxHandlerClause, target)},
    .bound_at = {AT(WfxContinuation, bound), AT(WfxBound, pc)},
    .resume = {(uint64_t)(uintptr_t)wfx_stub_resume, (uint64_t)(uintptr_t)wfx_stub_resume_end},
    .boundary = {(uint64_t)(uintptr_t)wfx_stub_cont_start - 1, (uint64_t)(uintptr_t)wfx_stub_cont_end},
    .store_at = {AT(WfxInspectStore, owner), AT(WfxStore, instances), AT(WfxStore, tables), AT(WfxStore, globals),
                 AT(WfxStore, retained.data), AT(WfxStore, retained.count), sizeof(WfxRetained)},
    .record_at = {AT(WfxInstanceRecord, next), AT(WfxInstanceRecord, instance), AT(WfxInstanceRecord, globals)},
    .table_at = {AT(WfxTableObject, next), AT(WfxTableObject, shared.elements), AT(WfxTableObject, shared.size),
                 AT(WfxTableObject, type)},
    .global_at = {AT(WfxGlobalObject, next), AT(WfxGlobalObject, cell), AT(WfxGlobalObject, type)},
    .instance_has = {AT(WfxInstance, image), sizeof(WfxInstance), sizeof(WfxMemory *)},
    .module_at = {AT(WfxModule, memory_count), AT(WfxModule, table_count), AT(WfxModule, global_count),
                  AT(WfxModule, names)},
    .names_at = {AT(WfxNames, names[WFX_NAMES_TABLE]), AT(WfxNames, counts[WFX_NAMES_TABLE]),
                 AT(WfxNames, names[WFX_NAMES_GLOBAL]), AT(WfxNames, counts[WFX_NAMES_GLOBAL]), AT(WfxNames, locals),
                 sizeof(WfxIndirectNames), AT(WfxIndirectNames, count), AT(WfxIndirectNames, names)},
    .image_at = {AT(WfxCodeImage, code), AT(WfxCodeImage, code_size), AT(WfxCodeImage, function_count),
                 AT(WfxCodeImage, functions), AT(WfxCodeImage, locals)},
    .code_at = {sizeof(WfxCodeFunction), AT(WfxCodeFunction, function), AT(WfxCodeFunction, start),
                AT(WfxCodeFunction, body), AT(WfxCodeFunction, frame_size), AT(WfxCodeFunction, first_local),
                AT(WfxCodeFunction, local_count)},
    .local_at = {sizeof(WfxCodeLocal), AT(WfxCodeLocal, type), AT(WfxCodeLocal, home)},
    .bound_values_at = {AT(WfxBound, count), AT(WfxBound, values), sizeof(WfxSlot)},
    .type_is = {WFX_KIND_REF, WFX_HEAP_FIRST, WFX_HEAP_ANY, WFX_HEAP_EQ, WFX_HEAP_STRUCT, WFX_HEAP_ARRAY,
                WFX_HEAP_CONT},
};

void wfx_inspect_add(WfxInspectStore *inspect)
{
    pthread_mutex_lock(&lock);
    inspect->next = wfx_inspect_root.stores;
    wfx_inspect_root.stores = inspect;
    pthread_mutex_unlock(&lock);
}

void wfx_inspect_remove(WfxInspectStore *inspect)
{
    pthread_mutex_lock(&lock);
    WfxInspectStore **at = &wfx_inspect_root.stores;
    while (*at && *at != inspect)
        at = &(*at)->next;
    if (*at)
        *at = inspect->next;
    pthread_mutex_unlock(&lock);
}

void wfx_inspect_counters_add(WfxInspectCounters *counters)
{
    pthread_mutex_lock(&lock);
    counters->next = wfx_inspect_root.counters;
    wfx_inspect_root.counters = counters;
    pthread_mutex_unlock(&lock);
}

void wfx_inspect_counters_remove(WfxInspectCounters *counters, WfxInspectCounters *into)
{
    pthread_mutex_lock(&lock);
    WfxInspectCounters **at = &wfx_inspect_root.counters;
    while (*at != counters)
        at = &(*at)->next;
    *at = counters->next;
    for (uint32_t i = 0; into && i < counters->image->counter_count; i++)
        into->counts[i] += counters->counts[i];
    pthread_mutex_unlock(&lock);
}

uint64_t wfx_inspect_counter(const WfxCodeImage *image, uint32_t counter)
{
    uint64_t sum = 0;
    pthread_mutex_lock(&lock);
    for (const WfxInspectCounters *one = wfx_inspect_root.counters; one; one = one->next)
        if (one->image == image && counter < image->counter_count)
            sum += __atomic_load_n(&one->counts[counter], __ATOMIC_RELAXED); /* its code may run on another thread */
    pthread_mutex_unlock(&lock);
    return sum;
}

/* Parents lead from an active continuation to the root of its entry, from a suspended one to a detached record. */
WfxInspectStatus wfx_inspect_status(const WfxContext *context, const WfxContinuation *continuation)
{
    uint64_t detached = wfx_inspect_root.detached_pc, pc = continuation->pc;
    (void)context;
    if (continuation->state == WFX_CONT_FREE || continuation->state == WFX_CONT_RETIRED)
        return WFX_INSPECT_UNUSED;
    if (continuation->state == WFX_CONT_ROOT)
        return WFX_INSPECT_ROOT_ENTRY;
    if (continuation->bound)
        pc = ((const WfxBound *)continuation->bound)->pc;
    if (pc == wfx_inspect_root.cont_start && continuation->link_pc == detached)
        return WFX_INSPECT_FRESH;
    for (const WfxContinuation *outer = continuation; outer; outer = outer->parent) {
        if (outer->state == WFX_CONT_ROOT)
            return WFX_INSPECT_ACTIVE;
        if (outer->link_pc == detached)
            return WFX_INSPECT_SUSPENDED;
    }
    return WFX_INSPECT_SUSPENDED;
}

typedef struct FreshCount {
    const WfxContext *context;
    uint64_t count;
} FreshCount;

static bool count_fresh(void *user, WfxContinuation *continuation)
{
    FreshCount *fresh = user;
    fresh->count += wfx_inspect_status(fresh->context, continuation) == WFX_INSPECT_FRESH;
    return true;
}

uint64_t wfx_inspect_fresh(const WfxInspectStore *store)
{
    FreshCount fresh = {store->context, 0};
    wfx_inspect_continuations(store, count_fresh, &fresh);
    const WfxStore *owner = store->owner;
    return fresh.count + (owner ? wfx_objects_fresh_count(&owner->heap) : 0);
}

void wfx_inspect_continuations(const WfxInspectStore *store, bool (*visit)(void *user, WfxContinuation *continuation),
                               void *user)
{
    for (WfxHeaderSlab *slab = store->slabs; slab; slab = slab->next) {
        for (uint32_t i = 0; i < slab->used; i++) {
            WfxContinuation *continuation = &slab->headers[i];
            if (continuation->state != WFX_CONT_FREE && continuation->state != WFX_CONT_RETIRED &&
                !visit(user, continuation))
                return;
        }
    }
}

typedef struct Chains {
    const WfxContext *context;
    WFX_VEC(const WfxContinuation *) resumers; /* by address, when all are found */
    uint64_t suspended;
    bool failed;
    bool (*visit)(void *user, WfxContinuation *continuation);
    void *user;
} Chains;

static int by_address(const void *left, const void *right)
{
    const WfxContinuation *a = *(const WfxContinuation *const *)left, *b = *(const WfxContinuation *const *)right;
    return a < b ? -1 : a > b;
}

static bool find_resumer(void *user, WfxContinuation *continuation)
{
    Chains *chains = user;
    if (wfx_inspect_status(chains->context, continuation) != WFX_INSPECT_SUSPENDED)
        return true;
    chains->suspended++;
    if (continuation->link_pc != wfx_inspect_root.detached_pc && !wfx_vec_push(&chains->resumers, continuation->parent))
        chains->failed = true;
    return true;
}

static bool visit_innermost(void *user, WfxContinuation *continuation)
{
    const Chains *chains = user;
    bool is_resumer = chains->resumers.count && bsearch(&continuation, chains->resumers.data, chains->resumers.count,
                                                        sizeof *chains->resumers.data, by_address);
    return is_resumer || wfx_inspect_status(chains->context, continuation) != WFX_INSPECT_SUSPENDED ||
           chains->visit(chains->user, continuation);
}

uint64_t wfx_inspect_suspended(const WfxInspectStore *store, bool (*visit)(void *user, WfxContinuation *continuation),
                               void *user, uint64_t *resumers)
{
    Chains chains = {.context = store->context, .visit = visit, .user = user};
    wfx_inspect_continuations(store, find_resumer, &chains);
    if (!chains.failed) {
        if (chains.resumers.count)
            qsort(chains.resumers.data, chains.resumers.count, sizeof *chains.resumers.data, by_address);
        if (resumers)
            *resumers += chains.resumers.count;
        wfx_inspect_continuations(store, visit_innermost, &chains);
    }
    wfx_vec_free(&chains.resumers);
    return chains.failed ? chains.suspended : 0;
}
