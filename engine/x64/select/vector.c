/* Selection of SIMD operators: what their rows (engine/x64/vector.def) ask of an allocator. */
#include "engine/x64/select/select.h"
#include "engine/x64/shuffle.h"
#include "engine/x64/vector.h"

/* Where memory operands need no alignment: those of AVX, and of less than a vector. */
static VHow operand_how(const Select *s, const VectorRow *row, unsigned number, IrValue value)
{
    bool has_memory_form = row->memory >> number & 1;
    if (number == VECTOR_B && row->takes_count)
        return USE_REG_OR_IMM;
    return has_memory_form && (s->cpu->has_avx || ir_result_kind(select_inst(s, value)) != WFX_KIND_V128) ? USE_RM
                                                                                                          : USE_REG;
}

bool select_vector(Select *s, const IrInst *inst)
{
    const VectorRow *row = vector_row(inst->d, s->cpu->has_avx);
    if (!row)
        return false;
    const uint32_t operands[] = {inst->a, inst->b, inst->c};
    unsigned same = s->cpu->has_avx ? VECTOR_NOTHING : row->same, count = ir_vector_operands(inst);
    bool swaps = same == VECTOR_B;
    VOp *op = select_op(s, V_VECTOR, inst);
    op->index = inst->d;
    op->imm = inst->aux;
    op->access = (uint8_t)((s->cpu->has_avx ? V_VECTOR_AVX : 0) | (swaps ? V_VECTOR_SWAPS : 0));
    for (unsigned i = 0; i < count; i++) {
        unsigned number = swaps && i < 2 ? 1 - i : i;
        select_use(op, operands[number], number == same ? USE_SAME : operand_how(s, row, number, operands[number]));
    }
    if (row->is_condition)
        select_condition(s, inst, row->cc);
    else
        select_define(op, row->is_apart ? DEF_APART : same <= VECTOR_B ? DEF_SAME : DEF_REG);
    return true;
}

/* One operand where only one is looked at. Without AVX the instruction overwrites its first; tables are put together in
   scratch registers. */
void select_shuffle(Select *s, const IrInst *inst)
{
    const uint8_t *lanes = s->ir->v128.data + 16 * (size_t)inst->c;
    unsigned operands = inst->a == inst->b ? 1 : shuffle_operands(lanes);
    bool single = operands != 3;
    Shuffle found = shuffle_find(lanes, single);
    IrValue a = operands == 2 ? inst->b : inst->a, b = operands == 2 ? inst->a : inst->b;
    if (single)
        select_use(select_op(s, V_DISCARD, inst), b, USE_NONE);
    bool is_same = !s->cpu->has_avx && found.form != SHUFFLE_X2 && (single || found.form != SHUFFLE_TABLE);
    bool swaps = !single && is_same && found.swaps;
    VOp *op = select_op(s, V_SHUFFLE, inst);
    op->imm = inst->c;
    op->access = (uint8_t)((s->cpu->has_avx ? V_VECTOR_AVX : 0) | (swaps ? V_VECTOR_SWAPS : 0));
    select_use(op, swaps ? b : a, is_same ? USE_SAME : USE_REG);
    if (!single)
        select_use(op, swaps ? a : b, USE_REG);
    select_define(op, is_same ? DEF_SAME : DEF_REG);
}
