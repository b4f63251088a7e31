/* Instruction selection: the IR of a block becomes a stream of machine operations (vcode.h). It looks at the IR alone,
   never at where an allocator has put anything. Private to engine/x64. */
#ifndef WFX_X64_SELECT_SELECT_H
#define WFX_X64_SELECT_SELECT_H

#include "engine/x64/cpu.h"
#include "engine/x64/vcode.h"

typedef struct Select {
    VCode *code;
    const IrFunction *ir;
    const WfxModule *module;
    WfxInstanceOffsets offsets;
    const X64Cpu *cpu;
    bool debug;             /* code for a debugger: a continuation has a header from the beginning */
    bool is_memory_checked; /* memory 0: its addresses are compared with its size */
    IrValue inst;           /* being selected */
    IrValue next, end;
    bool refused;
    IrValue flags; /* comparison whose result is in the flags, or IR_NO_ID */
    unsigned flags_cc;
    /* Operands of an address, until the instruction that uses it: the next one, or the one after it. */
    IrValue address; /* the sum, or IR_NO_ID */
    IrValue scaled;  /* the shift that it adds, or IR_NO_ID */
    IrValue base, distance;
    uint8_t scale;                /* log2 */
    uint8_t classes[IR_OP_COUNT]; /* who selects an operation: select.c */
    WFX_VEC(uint8_t) landings;    /* per block, in a function with tries: the WfxClauseKind of LANDING blocks */
} Select;

void select_begin_module(Select *s, const X64Cpu *cpu);
void select_begin_function(Select *s, const IrFunction *ir);
void select_free(Select *s);
/* Puts the operations that enter the block into the stream. */
void select_begin_block(Select *s, IrBlockId block);
/* Goes on with the stream of the block by the operations of the next few instructions; the block is complete when
   `next` has reached `end`. Sets `refused` when there is no code for the instruction s->inst, and the stream's `failed`
   when memory has run out. */
void select_next(Select *s);

/* ---- private ---- */

/* value.c: everything but calls and control. `discard`: of an instruction without effects and uses, the end of its
   operands; `condition`: a comparison is in the flags; `test`: the condition that the i32 a is not zero, in the flags;
   `field`: of the record of memory or table d, which the instance points to. */
bool select_value(Select *s, const IrInst *inst);
void select_discard(Select *s, const IrInst *inst);
void select_condition(Select *s, const IrInst *inst, unsigned cc);
unsigned select_test(Select *s, const IrInst *inst);
void select_trap_if(Select *s, const IrInst *inst, unsigned cc, WfxTrap trap);
void select_non_null(Select *s, const IrInst *inst, WfxTrap trap);
VOp *select_nullary(Select *s, const IrInst *inst, VCodeId code, uint32_t index, uint64_t imm);
void select_field(Select *s, const IrInst *inst, uint32_t array, unsigned field, unsigned shift);

/* raw.c: what the expand pass makes visible. `into_address`: does the sum or shift become part of the next one's
   address? */
bool select_raw(Select *s, const IrInst *inst);
bool select_into_address(Select *s, const IrInst *inst);

/* vector.c: SIMD operators. */
bool select_vector(Select *s, const IrInst *inst);
void select_shuffle(Select *s, const IrInst *inst);

/* call.c: calls, tail calls, returns, stack switching, exceptions. `enter`: LANDING (with its WfxClauseKind), HANDLER,
   RESUMED. */
void select_call(Select *s, const IrInst *inst);
/* How a whole value of the kind is stored. */
WfxAccess select_whole_access(WfxKind kind);
void select_subtype_test(Select *s, const IrInst *inst, uint32_t type_id);
void select_enter(Select *s, const IrBlock *block, unsigned clause);

static inline const IrInst *select_inst(const Select *s, IrValue value)
{
    return &s->ir->insts.data[value];
}
static inline bool select_is_const(const Select *s, IrValue value)
{
    return ir_is_constant(select_inst(s, value));
}
/* Is it a constant that can be the immediate of an instruction? */
static inline bool select_is_immediate(const Select *s, IrValue value)
{
    return select_is_const(s, value) && v_fits_immediate(select_inst(s, value));
}

/* Room for the operations of an instruction and for `lists` more, which those with lists of words ask for
   themselves. */
enum { SELECT_ROOM = 16 };
static inline bool select_room(Select *s, uint64_t lists)
{
    VCode *code = s->code;
    if (wfx_vec_reserve(&code->ops, SELECT_ROOM + lists))
        return true;
    code->failed = true;
    return false;
}

/* A new operation of the current instruction, with the fields that every one has. There is room for it. */
static inline VOp *select_op(Select *s, VCodeId id, const IrInst *inst)
{
    VCode *code = s->code;
    wfx_assert(code->ops.count < code->ops.capacity); /* select_room was asked */
    VOp *op = &code->ops.data[code->ops.count++];
    *op = (VOp){.code = (uint8_t)id,
                .wide = kind_is_wide(inst->type),
                .kind = inst->type,
                .def = s->inst,
                .offset = inst->offset};
    return op;
}
/* A value that the IR does not have. */
static inline IrValue select_temp(Select *s, unsigned kind, uint32_t uses)
{
    VCode *code = s->code;
    if (!wfx_vec_push(&code->temps, (VTemp){(uint8_t)kind, uses}))
        code->failed = true;
    return s->ir->insts.count + code->temps.count - 1;
}
static inline void select_use(VOp *op, IrValue value, VHow how)
{
    wfx_assert(op->use_count < 3 && (how != USE_SAME || op->use_count == 0));
    op->use[op->use_count++] = (VUse){value, (uint8_t)how, X64_REG_NONE, false};
}
static inline void select_use_fixed(VOp *op, IrValue value, VHow how, unsigned reg)
{
    wfx_assert(op->use_count < 3 && reg < XMM0);
    op->has_fixed = true;
    op->use[op->use_count++] = (VUse){value, (uint8_t)how, (uint8_t)reg, false};
}
/* Its code overwrites these registers (a mask). */
static inline void select_clobber(VOp *op, uint32_t registers)
{
    op->has_fixed |= registers != 0;
    op->clobbers |= registers;
}
static inline void select_define(VOp *op, VDef how)
{
    op->def_how = (uint8_t)how;
}

#endif
