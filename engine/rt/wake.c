/* The short road of a wake, which the stub WAKE tries first: of a continuation that waits alone, with what is at hand.
   Compiled without vector registers (CMakeLists.txt), so that the stub keeps only the others; so nothing in here may
   call what is not in here. */
#include "engine/rt/move_stack.h"

/* As thaw in fit.c. A stack of so few bytes fits a small one twice. */
static inline bool thaw(WfxStacks *stacks, WfxContinuation *continuation)
{
    uint64_t piece = continuation->stack, piece_top = continuation->stack_top;
    if (stacks->free_count <= stacks->spare_count || continuation->is_young ||
        !wfx_pool_gives_in_line((void *)(uintptr_t)piece, piece_top - piece))
        return false;
    stacks->regret_count += wfx_continuation_is_regretted(stacks, continuation);
    uint64_t top = wfx_free_stack_pop(&stacks->free_stacks, &stacks->free_count);
    wfx_move_stack(continuation, NULL, top, true);
    continuation->stack = top - stacks->options.stack_size;
    continuation->stack_limit = continuation->stack + stacks->slack;
    wfx_pool_give_in_line((void *)(uintptr_t)piece);
    wfx_continuation_thawed(stacks, continuation, piece_top - piece);
    return true;
}

bool wfx_continuation_wake_shortly(WfxContext *context, WfxContinuation *continuation)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    if (continuation->last != continuation || (continuation->is_frozen && !thaw(stacks, continuation)))
        return false;
    continuation->generation = wfx_generation_of(continuation);
    if (!continuation->next_awake)
        wfx_awake_push(&context->awake, continuation);
    return true;
}
