/* The snapshot of suspended continuations: each with its stack, equal ones together. One that had resumed another when that one suspended
   is inside that one's stack; what its own header says of a tag and a place is from an earlier suspension. */
#include "engine/code/walk_stack.h"
#include "engine/inspect.h"
#include "profiler/collect.h"

enum { FRAMES_KEPT = 511 };

typedef struct Snapshot {
    WfxProfile *profile;
    const WfxContext *context;
    WFX_VEC(const WfxContinuation *) inside; /* sorted by address */
} Snapshot;

static int by_address(const void *left, const void *right)
{
    const WfxContinuation *a = *(const WfxContinuation *const *)left, *b = *(const WfxContinuation *const *)right;
    return a < b ? -1 : a > b;
}

static bool collect_inside(void *user, WfxContinuation *continuation)
{
    Snapshot *snapshot = user;
    if (wfx_inspect_status(snapshot->context, continuation) == WFX_INSPECT_SUSPENDED &&
        continuation->link_pc != wfx_inspect_root.detached_pc)
        snapshot->profile->continuations.lost += !wfx_vec_push(&snapshot->inside, continuation->parent);
    return true;
}

static bool is_inside(const Snapshot *snapshot, const WfxContinuation *continuation)
{
    return snapshot->inside.count && bsearch(&continuation, snapshot->inside.data, snapshot->inside.count,
                                             sizeof *snapshot->inside.data, by_address) != NULL;
}

static bool add_waiting(WfxProfile *profile, const WfxContinuation *continuation)
{
    uint64_t addresses[FRAMES_KEPT];
    uint32_t count = 0, tag, stack;
    WfxStackWalk walk;
    WfxStackFrame frame;
    wfx_stack_walk_suspended(&walk, continuation);
    while (count < FRAMES_KEPT && wfx_stack_walk_next(&walk, &frame))
        if (frame.kind == WFX_FRAME_WASM)
            addresses[count++] = frame.pc;
    return wfx_profile_string(profile, continuation->tag && continuation->tag->name ? continuation->tag->name : "?", &tag) &&
           wfx_profile_stack(profile, addresses, count, false, &stack) && wfx_profile_waiting(profile, tag, stack);
}

static bool add_stack(void *user, WfxContinuation *continuation)
{
    Snapshot *snapshot = user;
    WfxProfile *profile = snapshot->profile;
    WfxInspectStatus status = wfx_inspect_status(snapshot->context, continuation);
    profile->continuations.fresh += status == WFX_INSPECT_FRESH;
    if (status != WFX_INSPECT_SUSPENDED || is_inside(snapshot, continuation))
        return true;
    profile->continuations.suspended++;
    profile->continuations.lost += !add_waiting(profile, continuation);
    return true;
}

static void visit_all(Snapshot *snapshot, bool (*visit)(void *user, WfxContinuation *continuation))
{
    for (const WfxInspectStore *store = wfx_inspect_root.stores; store; store = store->next) {
        snapshot->context = store->context;
        wfx_inspect_continuations(store, visit, snapshot);
    }
}

void wfx_collect_suspended(WfxProfile *profile)
{
    Snapshot snapshot = {.profile = profile};
    visit_all(&snapshot, collect_inside);
    if (snapshot.inside.count)
        qsort(snapshot.inside.data, snapshot.inside.count, sizeof *snapshot.inside.data, by_address);
    profile->continuations.resumers = snapshot.inside.count;
    visit_all(&snapshot, add_stack);
    wfx_vec_free(&snapshot.inside);
}
