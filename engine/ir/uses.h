/* Who uses a value: lists made on demand, where the count that every instruction has (`uses`) is not enough. They
   stay true through ir_replace_uses; of what a pass changes by other means, uses that are gone are found out and left
   out, and new ones are told by ir_uses_add. */
#ifndef WFX_IR_USES_H
#define WFX_IR_USES_H

#include "engine/ir/ir.h"

/* One operand. Edges that share their arguments share the operand too, though each of them counts as a use. */
typedef struct IrUse {
    IrValue user;
    uint32_t operand; /* 0, 1, 2: field a, b, c of the user; else 3 + index in extra */
    uint32_t next;    /* of the same value, or IR_NO_ID */
} IrUse;

typedef struct IrUses {
    WFX_VEC(uint32_t) heads; /* per value */
    WFX_VEC(IrUse) uses;
} IrUses;

/* A zeroed IrUses is ready; its memory is used again by the next build. False when out of memory. */
bool ir_uses_build(IrUses *uses, const IrFunction *fn);
void ir_uses_free(IrUses *uses);
/* An instruction that was inserted, or got new operands. (Operands that it had before are then listed twice.) */
bool ir_uses_add(IrUses *uses, const IrFunction *fn, IrValue inst);

/* The first use of a value and the one behind another, in no particular order; NULL behind the last. Valid until uses
   are added. */
const IrUse *ir_first_use(const IrUses *uses, const IrFunction *fn, IrValue value);
const IrUse *ir_next_use(const IrUses *uses, const IrFunction *fn, IrValue value, const IrUse *use);

/* Every use of `old` becomes one of `value`, in operands, counts and lists; of what was inserted since the build, those
   that were added. */
void ir_replace_uses(IrUses *uses, IrFunction *fn, IrValue old, IrValue value);

#endif
