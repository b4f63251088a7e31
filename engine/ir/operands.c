/* Which words of an instruction are operands: the one place that knows it of every format. */
#include "engine/ir/ir.h"

#include <string.h>

static bool visit_values(const IrFunction *fn, IrValue user, uint32_t first, uint32_t count, IrVisitOperand visit,
                         void *context)
{
    for (uint32_t i = 0; i < count; i++)
        if (!visit(context, user, &fn->extra.data[first + i]))
            return false;
    return true;
}

uint32_t ir_landing_args(const IrFunction *fn, IrBlockId block, const IrInst *inst, uint32_t *first)
{
    uint32_t count = 0, region = fn->blocks.data[block].try_region;
    *first = 0;
    if (region == IR_NO_ID || !ir_may_throw(inst))
        return 0;
    for (; region != IR_NO_ID; region = ir_outer_region(fn, region))
        count += fn->tries.data[region].arg_count;
    *first = inst->op == IR_THROW_REF ? inst->b : inst->a + inst->b - count;
    return count;
}

uint32_t ir_vector_operands(const IrInst *inst)
{
    const char *signature = wfx_op_rows[inst->d].sig;
    return (uint32_t)(strchr(signature, ':') - signature);
}

uint32_t ir_edges_of(const IrInst *inst, uint32_t *first)
{
    switch (inst->op) {
    case IR_JUMP: *first = inst->a; return 1;
    case IR_BRANCH: *first = inst->b; return 2;
    case IR_BR_TABLE: *first = inst->b; return inst->c + 1;
    default: *first = 0; return 0;
    }
}

static bool visit_edges(const IrFunction *fn, IrValue user, IrVisitOperand visit, void *context)
{
    uint32_t first, count = ir_edges_of(&fn->insts.data[user], &first);
    for (uint32_t i = 0; i < count; i++) {
        const IrEdge *edge = &fn->edges.data[first + i];
        if (!visit_values(fn, user, edge->args, edge->arg_count, visit, context))
            return false;
    }
    return true;
}

static bool visit_vector(IrInst *inst, IrValue user, IrVisitOperand visit, void *context)
{
    uint32_t count = ir_vector_operands(inst);
    return visit(context, user, &inst->a) && (count < 2 || visit(context, user, &inst->b)) &&
           (count < 3 || visit(context, user, &inst->c));
}

bool ir_visit_operands(const IrFunction *fn, IrValue user, IrVisitOperand visit, void *context)
{
    IrInst *inst = &fn->insts.data[user];
    switch ((IrFormat)ir_op_info[inst->op].format) {
    case IR_FORMAT_A:
    case IR_FORMAT_LOAD:
    case IR_FORMAT_CONT: return visit(context, user, &inst->a);
    case IR_FORMAT_AB:
    case IR_FORMAT_STORE: return visit(context, user, &inst->a) && visit(context, user, &inst->b);
    case IR_FORMAT_ABC:
    case IR_FORMAT_EXCHANGE:
        return visit(context, user, &inst->a) && visit(context, user, &inst->b) && visit(context, user, &inst->c);
    case IR_FORMAT_VECTOR: return visit_vector(inst, user, visit, context);
    case IR_FORMAT_ABCD:
        return visit(context, user, &inst->a) && visit(context, user, &inst->b) && visit(context, user, &inst->c) &&
               visit(context, user, &inst->d);
    case IR_FORMAT_LOCAL: return visit(context, user, &inst->b);
    case IR_FORMAT_TABLE:
        return visit(context, user, &inst->a) &&
               (ir_op_info[inst->op].type_rule != IR_TYPE_NONE || visit(context, user, &inst->b));
    case IR_FORMAT_ELEMENT:
        return visit(context, user, &inst->a) && visit(context, user, &inst->b) &&
               (ir_op_info[inst->op].type_rule != IR_TYPE_NONE || visit(context, user, &inst->c));
    case IR_FORMAT_CALL: return visit_values(fn, user, inst->a, inst->b, visit, context);
    case IR_FORMAT_THROW_REF:
        return visit(context, user, &inst->a) && visit_values(fn, user, inst->b, inst->c, visit, context);
    case IR_FORMAT_BRANCH:
    case IR_FORMAT_BR_TABLE: return visit(context, user, &inst->a) && visit_edges(fn, user, visit, context);
    case IR_FORMAT_JUMP: return visit_edges(fn, user, visit, context);
    default: return true;
    }
}

void ir_function_free(IrFunction *fn)
{
    wfx_vec_free(&fn->insts);
    wfx_vec_free(&fn->blocks);
    wfx_vec_free(&fn->edges);
    wfx_vec_free(&fn->extra);
    wfx_vec_free(&fn->clauses);
    wfx_vec_free(&fn->tries);
    wfx_vec_free(&fn->resumes);
    wfx_vec_free(&fn->v128);
    wfx_vec_free(&fn->inlined);
    wfx_vec_free(&fn->links);
    wfx_vec_free(&fn->block_links);
}
