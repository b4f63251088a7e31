/* The snapshot of suspended continuations: each with its stack, equal ones together. One that had resumed another when
   that one suspended is inside that one's stack; what its own header says of a tag and a place is from an earlier
   suspension. */
#include "engine/code/walk_stack.h"
#include "engine/inspect.h"
#include "profiler/collect.h"

enum { FRAMES_KEPT = 511 };

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
    return wfx_profile_string(profile, continuation->tag && continuation->tag->name ? continuation->tag->name : "?",
                              &tag) &&
           wfx_profile_stack(profile, addresses, count, false, &stack) && wfx_profile_waiting(profile, tag, stack);
}

static bool add_stack(void *user, WfxContinuation *continuation)
{
    WfxProfile *profile = user;
    profile->continuations.suspended++;
    profile->continuations.lost += !add_waiting(profile, continuation);
    return true;
}

void wfx_collect_suspended(WfxProfile *profile)
{
    for (const WfxInspectStore *store = wfx_inspect_root.stores; store; store = store->next) {
        profile->continuations.lost +=
            wfx_inspect_suspended(store, add_stack, profile, &profile->continuations.resumers);
        profile->continuations.fresh += wfx_inspect_fresh(store);
    }
}
