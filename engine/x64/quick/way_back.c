/* Whether a function needs a slot for its way back (emit/return.c): whether there is a return to which all ways lead
   through places that set it, which are landings, handlers and where a resume_throw has returned. */
#include "engine/x64/quick/quick.h"

static const IrInst *terminator(const IrFunction *ir, IrBlockId id)
{
    const IrBlock *block = &ir->blocks.data[id];
    return block->count ? &ir->insts.data[block->first + block->count - 1] : NULL;
}

/* Returns whether something was not known yet. */
static bool reach(Quick *q, IrBlockId id, bool is_behind, bool is_plain)
{
    QuickBlock *block = &q->blocks.data[id];
    bool is_new = is_behind > block->is_behind || is_plain > block->is_plain;
    block->is_behind |= is_behind;
    block->is_plain |= is_plain;
    return is_new;
}

static bool reach_successors(Quick *q, IrBlockId id)
{
    const IrInst *last = terminator(q->ir, id);
    bool is_behind = q->blocks.data[id].is_behind, is_plain = q->blocks.data[id].is_plain, is_new = false;
    if (!last || !(is_behind || is_plain))
        return false;
    if (ir_is_resume(last)) {
        bool is_throw = last->op != IR_RESUME;
        return reach(q, q->ir->resumes.data[last->d].resumed, is_behind || is_throw, is_plain && !is_throw);
    }
    uint32_t first, count = ir_edges_of(last, &first);
    for (uint32_t i = 0; i < count; i++)
        is_new |= reach(q, q->ir->edges.data[first + i].target, is_behind, is_plain);
    return is_new;
}

bool quick_wants_way_back(Quick *q)
{
    const IrFunction *ir = q->ir;
    bool is_new = ir->has_switching || ir->tries.count;
    if (q->e->debug || !is_new)
        return false;
    for (IrBlockId id = 0; id < ir->blocks.count; id++) {
        unsigned kind = ir->blocks.data[id].kind;
        reach(q, id, kind == IR_BLOCK_LANDING || kind == IR_BLOCK_HANDLER, id == 0);
    }
    while (is_new) { /* once more for each loop in a loop, at most */
        is_new = false;
        for (IrBlockId id = 0; id < ir->blocks.count; id++)
            is_new |= reach_successors(q, id);
    }
    for (IrBlockId id = 0; id < ir->blocks.count; id++) {
        const IrInst *last = terminator(ir, id);
        if (quick_is_behind(q, id) && last && last->op == IR_RETURN)
            return true;
    }
    return false;
}
