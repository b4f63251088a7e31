/* The IR verifier: every invariant that ir.h states. For debug builds and tests; it allocates, and takes time linear in the function
   but for the dominator walk. Checks come in an order in which each may rely on those before it: shape of blocks, bounds of what
   instructions name, uses and predecessors, dominance, types. */
#include "engine/ir/verify.h"

#include "engine/base/alloc.h"

#include <stdarg.h>
#include <stdio.h>

bool ir_verify_fail(IrVerifier *v, IrValue id, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    wfx_buffer_format(v->out, "func %u v%u: %s", v->fn->index, id, text);
    return false;
}

/* ---- shape ---- */

static bool check_block(IrVerifier *v, IrBlockId id, uint32_t *next)
{
    const IrFunction *fn = v->fn;
    const IrBlock *block = &fn->blocks.data[id];
    if (block->first != *next || !block->count || block->count > fn->insts.count - block->first)
        return ir_verify_fail(v, block->first, "block %u is empty or not contiguous", id);
    if (block->try_region != IR_NO_ID && block->try_region >= fn->tries.count)
        return ir_verify_fail(v, block->first, "block %u has no such try region", id);
    if (block->param_count >= block->count)
        return ir_verify_fail(v, block->first, "block %u has more parameters than instructions", id);
    for (uint32_t i = 0; i < block->count; i++) {
        IrValue value = block->first + i;
        const IrInst *inst = &fn->insts.data[value];
        if (inst->op == IR_NONE || inst->op >= IR_OP_COUNT)
            return ir_verify_fail(v, value, "no such operation");
        if (ir_is_terminator(inst) != (i == block->count - 1))
            return ir_verify_fail(v, value, "block %u must end with its only terminator", id);
        if ((inst->op == IR_PARAM) != (i < block->param_count) || (inst->op == IR_PARAM && inst->a != i))
            return ir_verify_fail(v, value, "block %u: parameters must stand first, in order", id);
        v->blocks[value] = id;
    }
    *next = block->first + block->count;
    return true;
}

static bool check_shape(IrVerifier *v)
{
    const IrFunction *fn = v->fn;
    uint32_t next = 0;
    if (!fn->blocks.count)
        return ir_verify_fail(v, 0, "no blocks");
    for (uint32_t i = 0; i < fn->blocks.count; i++)
        if (!check_block(v, i, &next))
            return false;
    const IrBlock *entry = &fn->blocks.data[0];
    if (entry->kind != IR_BLOCK_NORMAL || entry->param_count || entry->predecessors)
        return ir_verify_fail(v, 0, "the entry block has parameters or predecessors");
    return next == fn->insts.count || ir_verify_fail(v, next, "instructions after the last block");
}

/* ---- bounds ---- */

static bool in_range(uint32_t first, uint32_t count, uint32_t limit)
{
    return first <= limit && count <= limit - first;
}

static bool check_edges(IrVerifier *v, IrValue id, uint32_t first, uint32_t count)
{
    const IrFunction *fn = v->fn;
    if (!in_range(first, count, fn->edges.count))
        return ir_verify_fail(v, id, "no such edge");
    for (uint32_t i = 0; i < count; i++) {
        const IrEdge *edge = &fn->edges.data[first + i];
        if (edge->target >= fn->blocks.count || !in_range(edge->args, edge->arg_count, fn->extra.count))
            return ir_verify_fail(v, id, "an edge leads nowhere");
        const IrBlock *target = &fn->blocks.data[edge->target];
        if (target->kind != IR_BLOCK_NORMAL)
            return ir_verify_fail(v, id, "an edge leads to the special block %u", edge->target);
        if (target->param_count != edge->arg_count)
            return ir_verify_fail(v, id, "edge to block %u passes %u of %u arguments", edge->target, edge->arg_count,
                                  target->param_count);
        if (edge->target <= v->blocks[id] && !target->is_loop)
            return ir_verify_fail(v, id, "backward edge to block %u, which is no loop", edge->target);
        v->preds[edge->target]++;
    }
    return true;
}

/* Clauses that belong to a resume or a try; `from` is the block their blocks are entered from. */
static bool check_clauses(IrVerifier *v, IrValue id, uint32_t first, uint32_t count, bool is_resume, uint32_t region)
{
    const IrFunction *fn = v->fn;
    if (!in_range(first, count, fn->clauses.count))
        return ir_verify_fail(v, id, "no such clause");
    for (uint32_t i = 0; i < count; i++) {
        const IrClause *clause = &fn->clauses.data[first + i];
        if (is_resume != (clause->kind >= WFX_CLAUSE_ON))
            return ir_verify_fail(v, id, "clause %u is of the wrong kind", i);
        if ((clause->kind == WFX_CLAUSE_ON_SWITCH) != (clause->block == IR_NO_ID))
            return ir_verify_fail(v, id, "clause %u: a switch clause has no block, the others have one", i);
        if (clause->tag != IR_NO_ID && clause->tag >= fn->module->tag_count)
            return ir_verify_fail(v, id, "clause %u: no such tag", i);
        if (clause->block == IR_NO_ID)
            continue;
        if (clause->block >= fn->blocks.count)
            return ir_verify_fail(v, id, "clause %u: no such block", i);
        const IrBlock *block = &fn->blocks.data[clause->block];
        if (block->kind != (is_resume ? IR_BLOCK_HANDLER : IR_BLOCK_LANDING) || block->try_region != region)
            return ir_verify_fail(v, id, "clause %u: block %u is of the wrong kind or region", i, clause->block);
        if (v->entered_from[clause->block] != IR_NO_ID)
            return ir_verify_fail(v, id, "block %u serves two clauses", clause->block);
        v->entered_from[clause->block] = is_resume ? v->blocks[id] : clause->block - i - 1;
    }
    return true;
}

static bool check_resume(IrVerifier *v, IrValue id)
{
    const IrFunction *fn = v->fn;
    const IrInst *inst = &fn->insts.data[id];
    if (inst->d >= fn->resumes.count)
        return ir_verify_fail(v, id, "no such resume");
    const IrResume *resume = &fn->resumes.data[inst->d];
    uint32_t region = fn->blocks.data[v->blocks[id]].try_region;
    if (resume->resumed >= fn->blocks.count || fn->blocks.data[resume->resumed].kind != IR_BLOCK_RESUMED ||
        fn->blocks.data[resume->resumed].try_region != region || v->entered_from[resume->resumed] != IR_NO_ID)
        return ir_verify_fail(v, id, "its block after the return is missing or of the wrong kind or region");
    v->entered_from[resume->resumed] = v->blocks[id];
    return check_clauses(v, id, resume->clauses, resume->clause_count, true, region);
}

static bool check_project(IrVerifier *v, IrValue id)
{
    const IrInst *inst = &v->fn->insts.data[id];
    if (!inst->b || inst->b > id || inst->a != id - inst->b || v->blocks[inst->a] != v->blocks[id])
        return ir_verify_fail(v, id, "a projection must follow its call");
    const IrInst *call = &v->fn->insts.data[inst->a];
    if ((ir_op_info[call->op].effects & (IR_CALLS | IR_CONTROL)) != IR_CALLS || call->type == WFX_KIND_BOTTOM)
        return ir_verify_fail(v, id, "a projection of something that is no call");
    return true;
}

static bool check_instruction(IrVerifier *v, IrValue id)
{
    const IrFunction *fn = v->fn;
    const IrInst *inst = &fn->insts.data[id];
    switch ((IrFormat)ir_op_info[inst->op].format) {
    case IR_FORMAT_PROJECT: return check_project(v, id);
    case IR_FORMAT_CALL:
        if (!in_range(inst->a, inst->b, fn->extra.count))
            return ir_verify_fail(v, id, "arguments out of range");
        return ir_is_resume(inst) ? check_resume(v, id) : true;
    case IR_FORMAT_JUMP: return check_edges(v, id, inst->a, 1);
    case IR_FORMAT_BRANCH: return check_edges(v, id, inst->b, 2);
    case IR_FORMAT_BR_TABLE:
        return (inst->c < UINT32_MAX && check_edges(v, id, inst->b, inst->c + 1)) || ir_verify_fail(v, id, "bad br_table");
    default: return true;
    }
}

static bool check_bounds(IrVerifier *v)
{
    const IrFunction *fn = v->fn;
    for (uint32_t i = 0; i < fn->tries.count; i++) {
        const IrTry *row = &fn->tries.data[i];
        if (row->parent != IR_NO_ID && row->parent >= i)
            return ir_verify_fail(v, 0, "try %u stands inside a later one", i);
        if (!check_clauses(v, 0, row->clauses, row->clause_count, false, row->parent))
            return false;
    }
    for (uint32_t i = 0; i < fn->insts.count; i++)
        if (!check_instruction(v, i))
            return false;
    for (uint32_t i = 0; i < fn->blocks.count; i++) {
        const IrBlock *block = &fn->blocks.data[i];
        bool is_normal = block->kind == IR_BLOCK_NORMAL;
        if (block->predecessors != v->preds[i])
            return ir_verify_fail(v, block->first, "block %u has %u predecessors, not %u", i, v->preds[i], block->predecessors);
        if (i && is_normal != (v->preds[i] > 0))
            return ir_verify_fail(v, block->first, "block %u cannot be reached, or by an edge that it must not have", i);
        if (!is_normal && v->entered_from[i] == IR_NO_ID)
            return ir_verify_fail(v, block->first, "block %u belongs to no clause", i);
    }
    return true;
}

/* ---- operands ---- */

static bool visit_extra(IrVerifier *v, IrValue id, uint32_t first, uint32_t count, IrVisitOperand visit)
{
    for (uint32_t i = 0; i < count; i++)
        if (!visit(v, id, v->fn->extra.data[first + i]))
            return false;
    return true;
}

static bool visit_edges(IrVerifier *v, IrValue id, uint32_t first, uint32_t count, IrVisitOperand visit)
{
    for (uint32_t i = 0; i < count; i++) {
        const IrEdge *edge = &v->fn->edges.data[first + i];
        if (!visit_extra(v, id, edge->args, edge->arg_count, visit))
            return false;
    }
    return true;
}

bool ir_verify_visit(IrVerifier *v, IrValue id, IrVisitOperand visit)
{
    const IrInst *inst = &v->fn->insts.data[id];
    switch ((IrFormat)ir_op_info[inst->op].format) {
    case IR_FORMAT_A:
    case IR_FORMAT_LOAD:
    case IR_FORMAT_CONT: return visit(v, id, inst->a);
    case IR_FORMAT_AB:
    case IR_FORMAT_STORE: return visit(v, id, inst->a) && visit(v, id, inst->b);
    case IR_FORMAT_ABC: return visit(v, id, inst->a) && visit(v, id, inst->b) && visit(v, id, inst->c);
    case IR_FORMAT_LOCAL: return visit(v, id, inst->b);
    case IR_FORMAT_TABLE: return visit(v, id, inst->a) && (inst->op != IR_TABLE_SET || visit(v, id, inst->b));
    case IR_FORMAT_CALL: return visit_extra(v, id, inst->a, inst->b, visit);
    case IR_FORMAT_JUMP: return visit_edges(v, id, inst->a, 1, visit);
    case IR_FORMAT_BRANCH: return visit(v, id, inst->a) && visit_edges(v, id, inst->b, 2, visit);
    case IR_FORMAT_BR_TABLE: return visit(v, id, inst->a) && visit_edges(v, id, inst->b, inst->c + 1, visit);
    default: return true;
    }
}

static bool count_use(IrVerifier *v, IrValue user, IrValue operand)
{
    if (operand >= user)
        return ir_verify_fail(v, user, "v%u is used before its definition", operand);
    if (ir_result_kind(&v->fn->insts.data[operand]) == WFX_KIND_BOTTOM)
        return ir_verify_fail(v, user, "v%u has no value", operand);
    v->uses[operand]++;
    return true;
}

static bool check_uses(IrVerifier *v)
{
    for (uint32_t i = 0; i < v->fn->insts.count; i++)
        if (!ir_verify_visit(v, i, count_use))
            return false;
    for (uint32_t i = 0; i < v->fn->insts.count; i++)
        if (v->uses[i] != v->fn->insts.data[i].uses)
            return ir_verify_fail(v, i, "is used %u times, counted %u", v->uses[i], v->fn->insts.data[i].uses);
    return true;
}

/* ---- dominance ---- */

static uint32_t common_dominator(const IrVerifier *v, uint32_t a, uint32_t b)
{
    while (a != b) {
        while (a > b)
            a = v->idom[a];
        while (b > a)
            b = v->idom[b];
    }
    return a;
}

/* Forward edges lead to later blocks and loops are entered at their first block only, so one pass in block order finds all immediate
   dominators. */
static void meet_edges(IrVerifier *v, IrBlockId from, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        IrBlockId to = v->fn->edges.data[first + i].target;
        if (to > from)
            v->idom[to] = v->idom[to] == IR_NO_ID ? from : common_dominator(v, v->idom[to], from);
    }
}

static void find_dominators(IrVerifier *v)
{
    const IrFunction *fn = v->fn;
    for (uint32_t i = 0; i < fn->blocks.count; i++) {
        const IrBlock *block = &fn->blocks.data[i];
        const IrInst *last = &fn->insts.data[block->first + block->count - 1];
        if (v->entered_from[i] != IR_NO_ID)
            v->idom[i] = v->entered_from[i];
        if (last->op == IR_JUMP)
            meet_edges(v, i, last->a, 1);
        else if (last->op == IR_BRANCH)
            meet_edges(v, i, last->b, 2);
        else if (last->op == IR_BR_TABLE)
            meet_edges(v, i, last->b, last->c + 1);
    }
}

static bool check_dominated(IrVerifier *v, IrValue user, IrValue operand)
{
    IrBlockId block = v->blocks[user], definition = v->blocks[operand];
    while (block > definition && v->idom[block] < block)
        block = v->idom[block];
    return block == definition || ir_verify_fail(v, user, "v%u does not dominate it", operand);
}

static bool check_dominance(IrVerifier *v)
{
    for (uint32_t i = 0; i < v->fn->blocks.count; i++)
        if (v->entered_from[i] != IR_NO_ID && v->entered_from[i] >= i)
            return ir_verify_fail(v, v->fn->blocks.data[i].first, "block %u stands before the code that leads to it", i);
    v->idom[0] = 0;
    find_dominators(v);
    for (uint32_t i = 0; i < v->fn->insts.count; i++)
        if (!ir_verify_visit(v, i, check_dominated))
            return false;
    return true;
}

static bool check_types(IrVerifier *v)
{
    for (uint32_t i = 0; i < v->fn->insts.count; i++)
        if (!ir_verify_types(v, i))
            return false;
    return true;
}

bool ir_verify(const IrFunction *fn, WfxBuffer *out)
{
    uint32_t insts = fn->insts.count, blocks = fn->blocks.count;
    size_t words = 2 * (size_t)insts + 3 * (size_t)blocks;
    uint32_t *memory = wfx_calloc(words, sizeof *memory);
    if (!memory) {
        out->failed = true;
        return false;
    }
    IrVerifier verifier = {.fn = fn, .out = out, .uses = memory, .blocks = memory + insts};
    verifier.preds = memory + 2 * insts;
    verifier.idom = verifier.preds + blocks;
    verifier.entered_from = verifier.idom + blocks;
    for (uint32_t i = 0; i < blocks; i++)
        verifier.idom[i] = verifier.entered_from[i] = IR_NO_ID;
    bool ok = check_shape(&verifier) && check_bounds(&verifier) && check_uses(&verifier) && check_dominance(&verifier) &&
              check_types(&verifier);
    free(memory);
    return ok;
}
