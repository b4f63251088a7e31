/* The table of IR operations, made from ir.def. Invariant: row i describes IrOp i. */
#include "engine/ir/ir.h"

const IrOpInfo ir_op_info[IR_OP_COUNT] = {
#define IR(name, format, type, effect) [IR_##name] = {#name, IR_FORMAT_##format, IR_TYPE_##type, WFX_EFFECT_##effect},
#include "engine/ir/ir.def"
#undef IR
};
