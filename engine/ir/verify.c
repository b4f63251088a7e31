/* The IR verifier: every invariant that ir.h states. For debug builds and tests; it allocates, and takes time linear in
   the function but for the dominator walk. Checks come in an order in which each may rely on those before it: shape of
   blocks, bounds of what instructions name, uses and predecessors, dominance, types. */
#include "engine/ir/verify.h"

#include "engine/base/alloc.h"
#include "engine/base/assert.h"

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

static bool check_place(IrVerifier *v, IrBlockId id, uint32_t number, IrValue value, IrValue before)
{
    const IrFunction *fn = v->fn;
    const IrBlock *block = &fn->blocks.data[id];
    if (value >= fn->insts.count || v->blocks[value] != IR_NO_ID)
        return ir_verify_fail(v, value, "block %u is linked to no instruction, or to one of another place", id);
    if (fn->is_linked && (fn->links.data[value].block != id || fn->links.data[value].prev != before))
        return ir_verify_fail(v, value, "is not linked to its neighbour or block");
    const IrInst *inst = &fn->insts.data[value];
    if (inst->op == IR_NONE || inst->op >= IR_OP_COUNT)
        return ir_verify_fail(v, value, "no such operation");
    if (ir_is_terminator(inst) != (number == block->count - 1))
        return ir_verify_fail(v, value, "block %u must end with its only terminator", id);
    if ((inst->op == IR_PARAM) != (number < block->param_count) || (inst->op == IR_PARAM && inst->a != number))
        return ir_verify_fail(v, value, "block %u: parameters must stand first, in order", id);
    return true;
}

static bool check_block(IrVerifier *v, IrBlockId id, uint32_t *next)
{
    const IrFunction *fn = v->fn;
    const IrBlock *block = &fn->blocks.data[id];
    if (!block->count || block->count > fn->insts.count - *next || (!fn->is_linked && block->first != *next))
        return ir_verify_fail(v, block->first, "block %u is empty or not contiguous", id);
    if (block->try_region != IR_NO_ID && block->try_region >= fn->tries.count)
        return ir_verify_fail(v, block->first, "block %u has no such try region", id);
    if (block->param_count >= block->count)
        return ir_verify_fail(v, block->first, "block %u has more parameters than instructions", id);
    IrValue value = block->first, before = IR_NO_ID;
    for (uint32_t i = 0; i < block->count; i++) {
        if (!check_place(v, id, i, value, before))
            return false;
        v->blocks[value] = id;
        v->places[value] = *next + i;
        before = value;
        value = fn->is_linked ? fn->links.data[value].next : value + 1;
    }
    if (fn->is_linked && (value != IR_NO_ID || fn->block_links.data[id].last != before))
        return ir_verify_fail(v, before, "block %u does not end where it should", id);
    *next += block->count;
    return true;
}

/* Blocks in their order, each of them once. */
static bool check_blocks(IrVerifier *v, uint32_t *next)
{
    const IrFunction *fn = v->fn;
    IrBlockId before = IR_NO_ID, id = 0;
    for (uint32_t i = 0; i < fn->blocks.count; i++) {
        if (id >= fn->blocks.count || v->block_places[id] != IR_NO_ID)
            return ir_verify_fail(v, 0, "the order of blocks has %u of %u", i, fn->blocks.count);
        if (fn->is_linked && fn->block_links.data[id].prev != before)
            return ir_verify_fail(v, 0, "block %u is not linked to the one before it", id);
        v->block_places[id] = i;
        if (!check_block(v, id, next))
            return false;
        before = id;
        id = ir_next_block(fn, id);
    }
    return id == IR_NO_ID || ir_verify_fail(v, 0, "the order of blocks does not end");
}

static bool check_shape(IrVerifier *v)
{
    const IrFunction *fn = v->fn;
    uint32_t next = 0;
    if (!fn->blocks.count)
        return ir_verify_fail(v, 0, "no blocks");
    if (fn->is_linked && (fn->links.count != fn->insts.count || fn->block_links.count != fn->blocks.count))
        return ir_verify_fail(v, 0, "links are missing");
    if (!check_blocks(v, &next))
        return false;
    const IrBlock *entry = &fn->blocks.data[0];
    if (entry->kind != IR_BLOCK_NORMAL || entry->param_count || entry->predecessors)
        return ir_verify_fail(v, 0, "the entry block has parameters or predecessors");
    for (uint32_t i = 0; i < fn->insts.count; i++)
        if (v->blocks[i] == IR_NO_ID && (!fn->is_linked || fn->insts.data[i].op != IR_NONE))
            return ir_verify_fail(v, i, "stands in no block");
    return true;
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
        if (v->block_places[edge->target] <= v->block_places[v->blocks[id]] && !target->is_loop)
            return ir_verify_fail(v, id, "backward edge to block %u, which is no loop", edge->target);
        v->preds[edge->target]++;
    }
    return true;
}

/* Clauses of a resume or a try, entered from block `from` and standing in its region. */
static bool check_clauses(IrVerifier *v, IrValue id, uint32_t first, uint32_t count, bool is_resume, IrBlockId from)
{
    const IrFunction *fn = v->fn;
    uint32_t region = fn->blocks.data[from].try_region;
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
        v->entered_from[clause->block] = from;
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
    return check_clauses(v, id, resume->clauses, resume->clause_count, true, v->blocks[id]);
}

static bool check_project(IrVerifier *v, IrValue id)
{
    const IrInst *inst = &v->fn->insts.data[id];
    if (!inst->b || inst->b > id || inst->a != id - inst->b || v->blocks[inst->a] != v->blocks[id] ||
        v->places[inst->a] != v->places[id] - inst->b)
        return ir_verify_fail(v, id, "a projection must follow its call");
    const IrInst *call = &v->fn->insts.data[inst->a];
    unsigned effects = ir_op_info[call->op].effects;
    if ((effects & (IR_CALLS | IR_CONTROL)) != IR_CALLS && (!(effects & IR_PAIR) || inst->b != 1))
        return ir_verify_fail(v, id, "a projection of something that is no call");
    if (call->type == WFX_KIND_BOTTOM)
        return ir_verify_fail(v, id, "a projection of a call without results");
    return true;
}

static bool check_instruction(IrVerifier *v, IrValue id)
{
    const IrFunction *fn = v->fn;
    const IrInst *inst = &fn->insts.data[id];
    uint32_t first;
    switch ((IrFormat)ir_op_info[inst->op].format) {
    case IR_FORMAT_PROJECT: return check_project(v, id);
    case IR_FORMAT_CALL:
        if (!in_range(inst->a, inst->b, fn->extra.count))
            return ir_verify_fail(v, id, "arguments out of range");
        if (ir_landing_args(fn, v->blocks[id], inst, &first) > inst->b)
            return ir_verify_fail(v, id, "too few arguments");
        return ir_is_resume(inst) ? check_resume(v, id) : true;
    case IR_FORMAT_THROW_REF:
        return (in_range(inst->b, inst->c, fn->extra.count) &&
                ir_landing_args(fn, v->blocks[id], inst, &first) == inst->c) ||
               ir_verify_fail(v, id, "has not its landing arguments");
    case IR_FORMAT_JUMP: return check_edges(v, id, inst->a, 1);
    case IR_FORMAT_BRANCH: return check_edges(v, id, inst->b, 2);
    case IR_FORMAT_BR_TABLE:
        return (inst->c < UINT32_MAX && check_edges(v, id, inst->b, inst->c + 1)) ||
               ir_verify_fail(v, id, "bad br_table");
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
        if (row->entry >= fn->blocks.count ||
            (row->clause_count && fn->blocks.data[row->entry].try_region != row->parent))
            return ir_verify_fail(v, 0, "try %u is entered from no block of the region around it", i);
        if (!check_clauses(v, 0, row->clauses, row->clause_count, false, row->entry))
            return false;
    }
    for (uint32_t i = 0; i < fn->insts.count; i++)
        if (!check_instruction(v, i))
            return false;
    for (uint32_t i = 0; i < fn->blocks.count; i++) {
        const IrBlock *block = &fn->blocks.data[i];
        bool is_normal = block->kind == IR_BLOCK_NORMAL;
        if (block->predecessors != v->preds[i])
            return ir_verify_fail(v, block->first, "block %u has %u predecessors, not %u", i, v->preds[i],
                                  block->predecessors);
        if (i && is_normal != (v->preds[i] > 0))
            return ir_verify_fail(v, block->first, "block %u cannot be reached, or by an edge that it must not have",
                                  i);
        if (!is_normal && v->entered_from[i] == IR_NO_ID)
            return ir_verify_fail(v, block->first, "block %u belongs to no clause", i);
    }
    return true;
}

/* ---- operands ---- */

static bool count_use(void *context, IrValue user, uint32_t *operand)
{
    IrVerifier *v = context;
    IrValue value = *operand;
    if (value >= v->fn->insts.count || v->blocks[value] == IR_NO_ID || v->places[value] >= v->places[user])
        return ir_verify_fail(v, user, "v%u is used before its definition", value);
    if (ir_result_kind(&v->fn->insts.data[value]) == WFX_KIND_BOTTOM)
        return ir_verify_fail(v, user, "v%u has no value", value);
    v->uses[value]++;
    return true;
}

/* Visits the operands of all instructions. */
static bool visit_all(IrVerifier *v, IrVisitOperand visit)
{
    for (uint32_t i = 0; i < v->fn->insts.count; i++)
        if (!ir_visit_operands(v->fn, i, visit, v))
            return false;
    return true;
}

static bool check_uses(IrVerifier *v)
{
    if (!visit_all(v, count_use))
        return false;
    for (uint32_t i = 0; i < v->fn->insts.count; i++)
        if (v->uses[i] != v->fn->insts.data[i].uses)
            return ir_verify_fail(v, i, "is used %u times, counted %u", v->uses[i], v->fn->insts.data[i].uses);
    return true;
}

/* ---- dominance ---- */

static bool check_dominated(void *context, IrValue user, uint32_t *operand)
{
    IrVerifier *v = context;
    return ir_dominates(&v->cfg, v->blocks[*operand], v->blocks[user]) ||
           ir_verify_fail(v, user, "v%u does not dominate it", *operand);
}

static bool check_dominance(IrVerifier *v)
{
    const IrFunction *fn = v->fn;
    if (!ir_cfg_build(&v->cfg, fn)) {
        v->out->failed = true;
        return false;
    }
    for (uint32_t i = 0; i < fn->blocks.count; i++) {
        const IrBlock *block = &fn->blocks.data[i];
        IrBlockId from = v->entered_from[i];
        if (v->cfg.rank[i] == IR_NO_ID)
            return ir_verify_fail(v, block->first, "block %u cannot be reached", i);
        if (from != IR_NO_ID && v->block_places[from] >= v->block_places[i])
            return ir_verify_fail(v, block->first, "block %u stands before the code that leads to it", i);
        if (block->try_region != IR_NO_ID && !ir_dominates(&v->cfg, fn->tries.data[block->try_region].entry, i))
            return ir_verify_fail(v, block->first, "block %u can be reached without entering its region", i);
    }
    for (uint32_t i = 0; i < fn->tries.count; i++) {
        const IrTry *row = &fn->tries.data[i];
        if (row->parent != IR_NO_ID && !ir_dominates(&v->cfg, fn->tries.data[row->parent].entry, row->entry))
            return ir_verify_fail(v, 0, "try %u can be reached without entering its parent", i);
    }
    return visit_all(v, check_dominated);
}

static bool check_types(IrVerifier *v)
{
    for (uint32_t i = 0; i < v->fn->tries.count; i++) {
        const IrTry *row = &v->fn->tries.data[i];
        for (uint32_t k = 0; k < row->clause_count; k++)
            if (!ir_verify_landing(v, row, &v->fn->clauses.data[row->clauses + k]))
                return false;
    }
    for (uint32_t i = 0; i < v->fn->insts.count; i++)
        if (!ir_verify_types(v, i))
            return false;
    return true;
}

bool ir_verify(const IrFunction *fn, WfxBuffer *out)
{
    uint32_t insts = fn->insts.count, blocks = fn->blocks.count;
    size_t words = 3 * (size_t)insts + 3 * (size_t)blocks;
    uint32_t *memory = wfx_calloc(words, sizeof *memory);
    if (!memory) {
        out->failed = true;
        return false;
    }
    IrVerifier verifier = {
        .fn = fn, .out = out, .uses = memory, .places = memory + insts, .blocks = memory + 2 * (size_t)insts};
    verifier.preds = verifier.blocks + insts;
    verifier.block_places = verifier.preds + blocks;
    verifier.entered_from = verifier.block_places + blocks;
    for (uint32_t i = 0; i < insts; i++)
        verifier.blocks[i] = IR_NO_ID;
    for (uint32_t i = 0; i < blocks; i++)
        verifier.block_places[i] = verifier.entered_from[i] = IR_NO_ID;
    bool ok = check_shape(&verifier) && check_bounds(&verifier) && check_uses(&verifier) &&
              check_dominance(&verifier) && check_types(&verifier);
    ir_cfg_free(&verifier.cfg);
    free(memory);
    return ok;
}

bool ir_check(const IrFunction *fn, const char *behind, WfxError *error)
{
    if (!WFX_ASSERTS)
        return true;
    WfxBuffer text = {0};
    bool ok = ir_verify(fn, &text);
    if (!ok && text.failed)
        wfx_error_oom(error);
    else if (!ok)
        wfx_error_set(error, WFX_ERROR_LIMIT, fn->start_offset, "broken IR behind %s: %.*s", behind, (int)text.size,
                      (const char *)text.data);
    wfx_buffer_free(&text);
    return ok;
}
