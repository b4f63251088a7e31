/* The table of IR operations, made from ir.def. Invariant: row i describes IrOp i. */
#include "engine/ir/ir.h"
#include "engine/layout.h"

/* Mask and fixed part of the result's kind, by the column `type`. */
#define RESULT_NONE 0, WFX_KIND_BOTTOM
#define RESULT_OWN 0xFF, 0
#define RESULT_TO 0xFF, 0
#define RESULT_ARG 0, WFX_KIND_I32

const IrOpInfo ir_op_info[IR_OP_COUNT] = {
#define IR(name, format, type, effects)                                                                                \
    [IR_##name] = {#name, IR_FORMAT_##format, IR_TYPE_##type, RESULT_##type, IR_EFFECTS_##effects},
#include "engine/ir/ir.def"
#undef IR
};

static const uint16_t libcall_effects[WFX_LIBCALL_COUNT] = {
#define LIBCALL(name, count, arguments, result, effects) [WFX_LIBCALL_##name] = IR_EFFECTS_LIBCALL | (effects),
#include "engine/libcalls.def"
#undef LIBCALL
};

#define LIBCALL(name, count, arguments, result, effects)                                                               \
    _Static_assert(sizeof(#arguments) == (count) + 1, "a letter for each argument of " #name);
#include "engine/libcalls.def"
#undef LIBCALL

const IrLibcallInfo ir_libcall_info[WFX_LIBCALL_COUNT] = {
#define LIBCALL(name, count, arguments, result, effects) [WFX_LIBCALL_##name] = {#arguments, #result[0]},
#include "engine/libcalls.def"
#undef LIBCALL
};

unsigned ir_effects(const IrInst *inst)
{
    return inst->op == IR_LIBCALL && inst->c < WFX_LIBCALL_COUNT ? libcall_effects[inst->c]
                                                                 : ir_op_info[inst->op].effects;
}
