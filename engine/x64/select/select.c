/* Selection, the driver: a function's blocks one by one, and who selects which instruction. */
#include "engine/x64/select/select.h"

#include <string.h>

static void find_landings(Select *s, const IrFunction *ir)
{
    s->landings.count = 0;
    if (!wfx_vec_reserve(&s->landings, ir->blocks.count)) {
        s->code->failed = true;
        return;
    }
    for (uint32_t i = 0; i < ir->tries.count; i++)
        for (uint32_t k = 0; k < ir->tries.data[i].clause_count; k++) {
            const IrClause *clause = &ir->clauses.data[ir->tries.data[i].clauses + k];
            s->landings.data[clause->block] = clause->kind;
        }
}

void select_begin_function(Select *s, const IrFunction *ir)
{
    s->ir = s->code->ir = ir;
    s->code->temps.count = 0;
    if (ir->tries.count)
        find_landings(s, ir);
}

void select_free(Select *s)
{
    wfx_vec_free(&s->landings);
}

enum {
    SELECT_PIECE = 12 /* operations that are selected before the allocator takes them: they stay in the nearest cache */
};

/* Half of all instructions are the second and the third. */
enum { CLASS_VALUE, CLASS_NOTHING, CLASS_LOCAL_GET, CLASS_PURE, CLASS_CALL };

static void classify(uint8_t classes[IR_OP_COUNT])
{
    for (unsigned op = 0; op < IR_OP_COUNT; op++) {
        unsigned effects = ir_op_info[op].effects;
        classes[op] = effects & (IR_CALLS | IR_CONTROL) ? CLASS_CALL
                      : ir_is_discardable(effects)      ? CLASS_PURE
                                                        : CLASS_VALUE;
    }
    classes[IR_LOCAL_GET] = CLASS_LOCAL_GET;
    classes[IR_NONE] = classes[IR_PARAM] = CLASS_NOTHING;
    classes[IR_CONST] = classes[IR_V128_CONST] = CLASS_NOTHING; /* where they are used */
    classes[IR_PROJECT] = CLASS_NOTHING;                        /* with its call */
}

void select_begin_module(Select *s, const X64Cpu *cpu)
{
    classify(s->classes);
    s->is_memory_checked = s->module->memory_count && wfx_memory_is_checked(&s->module->memories[0].limits);
    s->cpu = cpu;
}

static inline void select_local_get(Select *s, const IrInst *inst)
{
    if (!inst->uses)
        return;
    VOp *op = select_op(s, V_LOCAL_GET, inst);
    op->index = inst->a;
    select_define(op, DEF_REG);
}

void select_begin_block(Select *s, IrBlockId id)
{
    const IrBlock *block = &s->ir->blocks.data[id];
    s->flags = s->address = s->scaled = IR_NO_ID;
    s->inst = block->first;
    s->next = block->first + block->param_count;
    s->end = block->first + block->count;
    if (block->kind == IR_BLOCK_NORMAL || !select_room(s, block->param_count))
        return;
    select_enter(s, block, block->kind == IR_BLOCK_LANDING ? s->landings.data[id] : 0);
    for (uint32_t i = 0; i < s->code->ops.count; i++) /* no line of the source begins with them */
        s->code->ops.data[i].offset = WFX_NO_OFFSET;
}

void select_next(Select *s)
{
    const IrInst *inst = select_inst(s, s->next), *end = select_inst(s, s->end);
    for (IrValue id = s->next; inst < end; inst++, id++) {
        unsigned class = s->classes[inst->op];
        if (class == CLASS_NOTHING)
            continue;
        s->inst = id;
        wfx_assert(s->flags == IR_NO_ID || s->flags + 1 == id);
        if (!select_room(s, 0))
            return;
        if (class == CLASS_LOCAL_GET) {
            select_local_get(s, inst);
            continue;
        }
        s->next = id + 1;
        if (class == CLASS_CALL) {
            select_call(s, inst);
            return;
        }
        if (class == CLASS_PURE && !inst->uses)
            select_discard(s, inst);
        else if (!select_value(s, inst))
            s->refused = true;
        if (s->refused || s->code->ops.count >= SELECT_PIECE)
            return;
    }
    wfx_assert(s->flags == IR_NO_ID || s->code->failed || ir_is_terminator(end - 1));
    s->next = s->end;
}
