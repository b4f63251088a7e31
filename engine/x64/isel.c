/* Instruction selection for everything that is neither a call nor control flow: one IR instruction becomes one or two machine
   operations. The table says how; a comparison whose only use is the next instruction (a branch, a select or eqz) stays in the flags. */
#include "engine/x64/func.h"

typedef enum Sel {
    SEL_NONE,
    SEL_CONST,
    SEL_ALU,
    SEL_ALU_COMMUTES,
    SEL_IMUL,
    SEL_SHIFT,
    SEL_DIV,
    SEL_BITS,
    SEL_RM,
    SEL_WRAP,
    SEL_EQZ,
    SEL_CMP,
    SEL_FCMP,
    SEL_FBINARY,
    SEL_FMINMAX,
    SEL_FSIGN,
    SEL_FROUND,
    SEL_TRUNC,
    SEL_CONVERT,
    SEL_REINTERPRET,
    SEL_SELECT,
    SEL_LOCAL_GET,
    SEL_LOCAL_SET,
    SEL_GLOBAL_GET,
    SEL_GLOBAL_SET,
    SEL_LOAD,
    SEL_STORE,
    SEL_MEMORY_SIZE,
    SEL_TABLE_GET,
    SEL_TABLE_SET,
    SEL_TABLE_SIZE,
    SEL_REF_FUNC,
    SEL_REF_AS_NON_NULL,
} Sel;

typedef struct SelRow {
    uint8_t sel, cc, pure;
    X64Op x, x_wide;
} SelRow;

static const SelRow rows[IR_OP_COUNT] = {
    [IR_CONST] = {SEL_CONST, 0, 1, 0, 0},
    [IR_V128_CONST] = {SEL_CONST, 0, 1, 0, 0},
    [IR_SELECT] = {SEL_SELECT, 0, 1, 0, 0},
    [IR_ADD] = {SEL_ALU_COMMUTES, 0, 1, X64_ADD_RM, 0},
    [IR_SUB] = {SEL_ALU, 0, 1, X64_SUB_RM, 0},
    [IR_MUL] = {SEL_IMUL, 0, 1, 0, 0},
    [IR_AND] = {SEL_ALU_COMMUTES, 0, 1, X64_AND_RM, 0},
    [IR_OR] = {SEL_ALU_COMMUTES, 0, 1, X64_OR_RM, 0},
    [IR_XOR] = {SEL_ALU_COMMUTES, 0, 1, X64_XOR_RM, 0},
    [IR_DIV_S] = {SEL_DIV, 0, 0, 0, 0},
    [IR_DIV_U] = {SEL_DIV, 0, 0, 0, 0},
    [IR_REM_S] = {SEL_DIV, 0, 0, 0, 0},
    [IR_REM_U] = {SEL_DIV, 0, 0, 0, 0},
    [IR_SHL] = {SEL_SHIFT, 0, 1, X64_SHL_MC, 0},
    [IR_SHR_S] = {SEL_SHIFT, 0, 1, X64_SAR_MC, 0},
    [IR_SHR_U] = {SEL_SHIFT, 0, 1, X64_SHR_MC, 0},
    [IR_ROTL] = {SEL_SHIFT, 0, 1, X64_ROL_MC, 0},
    [IR_ROTR] = {SEL_SHIFT, 0, 1, X64_ROR_MC, 0},
    [IR_CLZ] = {SEL_BITS, 0, 1, X64_LZCNT, 0},
    [IR_CTZ] = {SEL_BITS, 0, 1, X64_TZCNT, 0},
    [IR_POPCNT] = {SEL_BITS, 0, 1, X64_POPCNT, 0},
    [IR_EXTEND8_S] = {SEL_RM, 0, 1, X64_MOVSX8, 0},
    [IR_EXTEND16_S] = {SEL_RM, 0, 1, X64_MOVSX16, 0},
    [IR_EXTEND32_S] = {SEL_RM, 0, 1, X64_MOVSXD, 0},
    [IR_EQZ] = {SEL_EQZ, CC_E, 1, 0, 0},
    [IR_REF_IS_NULL] = {SEL_EQZ, CC_E, 1, 0, 0},
    [IR_EQ] = {SEL_CMP, CC_E, 1, 0, 0},
    [IR_NE] = {SEL_CMP, CC_NE, 1, 0, 0},
    [IR_LT_S] = {SEL_CMP, CC_L, 1, 0, 0},
    [IR_LT_U] = {SEL_CMP, CC_B, 1, 0, 0},
    [IR_GT_S] = {SEL_CMP, CC_G, 1, 0, 0},
    [IR_GT_U] = {SEL_CMP, CC_A, 1, 0, 0},
    [IR_LE_S] = {SEL_CMP, CC_LE, 1, 0, 0},
    [IR_LE_U] = {SEL_CMP, CC_BE, 1, 0, 0},
    [IR_GE_S] = {SEL_CMP, CC_GE, 1, 0, 0},
    [IR_GE_U] = {SEL_CMP, CC_AE, 1, 0, 0},
    [IR_FADD] = {SEL_FBINARY, 0, 1, X64_ADDSS, X64_ADDSD},
    [IR_FSUB] = {SEL_FBINARY, 0, 1, X64_SUBSS, X64_SUBSD},
    [IR_FMUL] = {SEL_FBINARY, 0, 1, X64_MULSS, X64_MULSD},
    [IR_FDIV] = {SEL_FBINARY, 0, 1, X64_DIVSS, X64_DIVSD},
    [IR_FMIN] = {SEL_FMINMAX, 0, 1, 0, 0},
    [IR_FMAX] = {SEL_FMINMAX, 0, 1, 0, 0},
    [IR_FCOPYSIGN] = {SEL_FSIGN, 0, 1, 0, 0},
    [IR_FABS] = {SEL_FSIGN, 0, 1, 0, 0},
    [IR_FNEG] = {SEL_FSIGN, 0, 1, 0, 0},
    [IR_FSQRT] = {SEL_RM, 0, 1, X64_SQRTSS, X64_SQRTSD},
    /* rounding modes of roundss: nearest even 0, down 1, up 2, zero 3; 8 keeps the inexact flag quiet */
    [IR_FNEAREST] = {SEL_FROUND, 8, 1, 0, 0},
    [IR_FFLOOR] = {SEL_FROUND, 9, 1, 0, 0},
    [IR_FCEIL] = {SEL_FROUND, 10, 1, 0, 0},
    [IR_FTRUNC] = {SEL_FROUND, 11, 1, 0, 0},
    /* a < b is b > a: "above" is false for unordered operands */
    [IR_FEQ] = {SEL_FCMP, CC_FEQ, 1, 0, 0},
    [IR_FNE] = {SEL_FCMP, CC_FNE, 1, 0, 0},
    [IR_FLT] = {SEL_FCMP, CC_A, 1, 1, 0},
    [IR_FGT] = {SEL_FCMP, CC_A, 1, 0, 0},
    [IR_FLE] = {SEL_FCMP, CC_AE, 1, 1, 0},
    [IR_FGE] = {SEL_FCMP, CC_AE, 1, 0, 0},
    [IR_WRAP_I64] = {SEL_WRAP, 0, 1, X64_MOV_RM, 0},
    [IR_EXTEND_I32_S] = {SEL_RM, 0, 1, X64_MOVSXD, 0},
    [IR_EXTEND_I32_U] = {SEL_WRAP, 0, 1, X64_MOV_RM, 0},
    [IR_TRUNC_F32_S] = {SEL_TRUNC, 0, 0, 0, 0},
    [IR_TRUNC_F32_U] = {SEL_TRUNC, 0, 0, 0, 0},
    [IR_TRUNC_F64_S] = {SEL_TRUNC, 0, 0, 0, 0},
    [IR_TRUNC_F64_U] = {SEL_TRUNC, 0, 0, 0, 0},
    [IR_TRUNC_SAT_F32_S] = {SEL_TRUNC, 0, 1, 0, 0},
    [IR_TRUNC_SAT_F32_U] = {SEL_TRUNC, 0, 1, 0, 0},
    [IR_TRUNC_SAT_F64_S] = {SEL_TRUNC, 0, 1, 0, 0},
    [IR_TRUNC_SAT_F64_U] = {SEL_TRUNC, 0, 1, 0, 0},
    [IR_CONVERT_I32_S] = {SEL_CONVERT, 0, 1, 0, 0},
    [IR_CONVERT_I32_U] = {SEL_CONVERT, 0, 1, 0, 0},
    [IR_CONVERT_I64_S] = {SEL_CONVERT, 0, 1, 0, 0},
    [IR_CONVERT_I64_U] = {SEL_CONVERT, 0, 1, 0, 0},
    [IR_DEMOTE_F64] = {SEL_RM, 0, 1, X64_CVTSD2SS, X64_CVTSD2SS},
    [IR_PROMOTE_F32] = {SEL_RM, 0, 1, X64_CVTSS2SD, X64_CVTSS2SD},
    [IR_REINTERPRET] = {SEL_REINTERPRET, 0, 1, 0, 0},
    [IR_LOCAL_GET] = {SEL_LOCAL_GET, 0, 1, 0, 0},
    [IR_LOCAL_SET] = {SEL_LOCAL_SET, 0, 0, 0, 0},
    [IR_GLOBAL_GET] = {SEL_GLOBAL_GET, 0, 1, 0, 0},
    [IR_GLOBAL_SET] = {SEL_GLOBAL_SET, 0, 0, 0, 0},
    [IR_LOAD] = {SEL_LOAD, 0, 0, 0, 0},
    [IR_STORE] = {SEL_STORE, 0, 0, 0, 0},
    [IR_MEMORY_SIZE] = {SEL_MEMORY_SIZE, 0, 1, 0, 0},
    [IR_TABLE_GET] = {SEL_TABLE_GET, 0, 0, 0, 0},
    [IR_TABLE_SET] = {SEL_TABLE_SET, 0, 0, 0, 0},
    [IR_TABLE_SIZE] = {SEL_TABLE_SIZE, 0, 1, 0, 0},
    [IR_REF_FUNC] = {SEL_REF_FUNC, 0, 1, 0, 0},
    [IR_REF_AS_NON_NULL] = {SEL_REF_AS_NON_NULL, 0, 0, 0, 0},
};

/* A machine operation with the fields that every one has. */
static MachOp make(const Fn *f, const IrInst *inst, MachCode code)
{
    return (MachOp){
        .code = (uint8_t)code, .wide = kind_is_wide(inst->type), .kind = inst->type, .def = f->inst, .offset = inst->offset};
}

static void add_use(MachOp *op, IrValue value, MachHow how)
{
    op->use[op->use_count++] = (MachUse){value, (uint8_t)how, X64_REG_NONE};
}
static void add_fixed(MachOp *op, IrValue value, MachHow how, unsigned reg)
{
    op->has_fixed = true;
    op->use[op->use_count++] = (MachUse){value, (uint8_t)how, (uint8_t)reg};
}

static void define(MachOp *op, MachDef how)
{
    op->def_how = (uint8_t)how;
}

/* Is it better to overwrite b's register than a's? */
static bool prefers_second(Fn *f, IrValue a, IrValue b)
{
    const Value *va = fn_value(f, a), *vb = fn_value(f, b);
    if (va->where & VALUE_CONST)
        return true;
    bool a_ends = va->where & VALUE_REG && va->uses == 1, b_ends = vb->where & VALUE_REG && vb->uses == 1;
    return b_ends && !a_ends;
}

static void select_alu(Fn *f, const IrInst *inst, const SelRow *row, bool commutes)
{
    IrValue a = inst->a, b = inst->b;
    if (commutes && prefers_second(f, a, b)) {
        a = inst->b;
        b = inst->a;
    }
    MachOp op = make(f, inst, MACH_ALU);
    op.x = row->x;
    add_use(&op, a, USE_SAME);
    add_use(&op, b, USE_ANY);
    define(&op, DEF_SAME);
    quick_take(f, &op);
}

static void select_imul(Fn *f, const IrInst *inst)
{
    IrValue a = inst->a, b = inst->b;
    if (prefers_second(f, a, b)) {
        a = inst->b;
        b = inst->a;
    }
    MachOp op = make(f, inst, MACH_IMUL);
    bool immediate = fn_is_const(f, b) && (inst->type == WFX_KIND_I32 || (int64_t)fn_const(f, b) == (int32_t)fn_const(f, b));
    add_use(&op, a, immediate ? USE_RM : USE_SAME);
    add_use(&op, b, USE_ANY);
    define(&op, immediate ? DEF_REG : DEF_SAME);
    quick_take(f, &op);
}

static void select_shift(Fn *f, const IrInst *inst, const SelRow *row)
{
    MachOp op = make(f, inst, MACH_SHIFT);
    op.x = row->x;
    add_use(&op, inst->a, USE_SAME);
    add_fixed(&op, inst->b, USE_FIXED_OR_IMM, RCX);
    define(&op, DEF_SAME);
    quick_take(f, &op);
}

static void select_div(Fn *f, const IrInst *inst)
{
    MachOp op = make(f, inst, MACH_DIV);
    op.imm = inst->op;
    add_fixed(&op, inst->a, USE_FIXED, RAX);
    add_use(&op, inst->b, USE_REG);
    op.clobbers = REG_BIT(RAX) | REG_BIT(RDX);
    op.def_how = DEF_FIXED;
    op.def_fixed = inst->op == IR_DIV_S || inst->op == IR_DIV_U ? RAX : RDX;
    quick_take(f, &op);
}

static void select_unary(Fn *f, const IrInst *inst, MachCode code, X64Op x, bool wide, uint64_t imm, MachHow how)
{
    MachOp op = make(f, inst, code);
    op.x = x;
    op.wide = wide;
    op.imm = imm;
    add_use(&op, inst->a, how);
    define(&op, how == USE_SAME ? DEF_SAME : DEF_REG);
    quick_take(f, &op);
}

static void select_bits(Fn *f, const IrInst *inst, const SelRow *row)
{
    const Compiler *c = f->c;
    bool has = inst->op == IR_CLZ ? c->has_lzcnt : inst->op == IR_CTZ ? c->has_tzcnt : c->has_popcnt;
    if (has)
        select_unary(f, inst, MACH_RM, row->x, kind_is_wide(inst->type), 0, USE_RM);
    else
        select_unary(f, inst, MACH_BITS, 0, kind_is_wide(inst->type), inst->op, USE_SAME);
}

/* mov r32: of an i32 that is zero-extended already the copy is needed only if the value lives on. */
static void select_wrap(Fn *f, const IrInst *inst)
{
    const Value *value = fn_value(f, inst->a);
    MachOp op = make(f, inst, MACH_RM);
    op.x = X64_MOV_RM;
    op.wide = false;
    if (inst->op == IR_EXTEND_I32_U && value->where & VALUE_REG && value->uses == 1) {
        unsigned reg = value->reg; /* no code at all */
        quick_use(f, inst->a);
        quick_define(f, f->inst, reg);
        return;
    }
    add_use(&op, inst->a, USE_RM);
    define(&op, DEF_REG);
    quick_take(f, &op);
}

/* Does the next instruction consume this one's flags, and only it? */
static bool feeds_next(const Fn *f, bool is_float_equality)
{
    const IrInst *inst = fn_inst(f, f->inst), *next = inst + 1;
    if (inst->uses != 1)
        return false;
    switch (next->op) {
    case IR_BRANCH: return next->a == f->inst;
    case IR_EQZ: return next->a == f->inst;
    case IR_SELECT:
        return next->c == f->inst && next->a != f->inst && next->b != f->inst && !is_float_equality &&
               !kind_is_vector(next->type);
    default: return false;
    }
}

/* A comparison is in the flags: leave it there or make it a value. */
static void finish_condition(Fn *f, unsigned cc)
{
    if (feeds_next(f, cc >= CC_FEQ)) {
        f->flags = f->inst;
        f->flags_cc = cc;
        fn_value(f, f->inst)->uses = 0;
        return;
    }
    MachOp op = {.code = MACH_SETCC, .kind = WFX_KIND_I32, .def_how = DEF_REG, .def = f->inst, .imm = cc};
    f->flags = f->inst; /* a register freed for the result must not be zeroed with xor */
    quick_take(f, &op);
    f->flags = IR_NO_ID;
}

static void select_eqz(Fn *f, const IrInst *inst)
{
    if (f->flags == inst->a) {
        unsigned cc = mach_negate(f->flags_cc);
        f->flags = IR_NO_ID;
        finish_condition(f, cc);
        return;
    }
    MachOp op = make(f, inst, MACH_TEST);
    add_use(&op, inst->a, USE_RM);
    quick_take(f, &op);
    finish_condition(f, CC_E);
}

static unsigned swap_condition(unsigned cc)
{
    static const uint8_t swapped[16] = {[CC_E] = CC_E,   [CC_NE] = CC_NE, [CC_L] = CC_G, [CC_G] = CC_L,   [CC_LE] = CC_GE,
                                        [CC_GE] = CC_LE, [CC_B] = CC_A,   [CC_A] = CC_B, [CC_BE] = CC_AE, [CC_AE] = CC_BE};
    return swapped[cc];
}

static void select_cmp(Fn *f, const IrInst *inst, unsigned cc)
{
    IrValue a = inst->a, b = inst->b;
    if (fn_is_const(f, a)) {
        a = inst->b;
        b = inst->a;
        cc = swap_condition(cc);
    }
    MachOp op = make(f, inst, MACH_CMP);
    bool immediate = fn_is_const(f, b) && (!op.wide || (int64_t)fn_const(f, b) == (int32_t)fn_const(f, b));
    add_use(&op, a, immediate ? USE_RM : USE_REG);
    add_use(&op, b, USE_ANY);
    quick_take(f, &op);
    finish_condition(f, cc);
}

static void select_fcmp(Fn *f, const IrInst *inst, const SelRow *row)
{
    bool swap = row->x;
    MachOp op = make(f, inst, MACH_UCOMI);
    add_use(&op, swap ? inst->b : inst->a, USE_REG);
    add_use(&op, swap ? inst->a : inst->b, USE_RM);
    quick_take(f, &op);
    finish_condition(f, row->cc);
}

static void select_fbinary(Fn *f, const IrInst *inst, MachCode code, X64Op x, uint64_t imm, MachHow second)
{
    MachOp op = make(f, inst, code);
    op.x = x;
    op.imm = imm;
    add_use(&op, inst->a, USE_SAME);
    if (inst->op != IR_FABS && inst->op != IR_FNEG)
        add_use(&op, inst->b, second);
    define(&op, DEF_SAME);
    quick_take(f, &op);
}

static void select_reinterpret(Fn *f, const IrInst *inst)
{
    MachOp op = make(f, inst, MACH_COPY_BITS);
    op.wide = kind_is_wide(inst->type);
    add_use(&op, inst->a, USE_RM);
    define(&op, DEF_REG);
    quick_take(f, &op);
}

static void select_select(Fn *f, const IrInst *inst)
{
    MachOp op = make(f, inst, MACH_SELECT);
    bool in_flags = f->flags == inst->c;
    add_use(&op, inst->b, USE_SAME);
    add_use(&op, inst->a, USE_RM);
    if (in_flags) {
        op.code = MACH_CMOV;
        op.imm = f->flags_cc;
    } else {
        add_use(&op, inst->c, USE_RM);
    }
    define(&op, DEF_SAME);
    quick_take(f, &op);
    f->flags = IR_NO_ID;
}

/* Of code for a debugger, which may write the slot at any time; otherwise a LOCAL_GET waits (compile.c). */
static void select_local_get(Fn *f, const IrInst *inst)
{
    f->pinned = 0;
    unsigned reg = quick_alloc(f, kind_is_vector(inst->type) ? MASK_VECTOR : MASK_GENERAL);
    quick_load_slot(f, inst->type, reg, x64_mem(RBP, f->homes.data[inst->a]));
    quick_define(f, f->inst, reg);
}

static void select_local_set(Fn *f, const IrInst *inst)
{
    Value *value = fn_value(f, inst->b);
    X64Mem home = x64_mem(RBP, f->homes.data[inst->a]);
    if (value->where & VALUE_LAZY && value->local == inst->a) { /* the value that it already has */
        quick_use(f, inst->b);
        return;
    }
    unsigned reg = quick_register(f, inst->b);
    f->pinned = reg != X64_REG_NONE ? REG_BIT(reg) : 0;
    quick_local_overwritten(f, inst->a);
    unsigned kind = value->kind;
    if (reg != X64_REG_NONE) {
        quick_store_slot(f, kind, reg, home);
        if (value->where & VALUE_REG)
            quick_remember(f, inst->a, reg);
    } else if (value->where & VALUE_CONST && kind == WFX_KIND_I32) {
        x64_mi32(f->as, X64_MOV_MI, false, home, (int32_t)fn_const(f, inst->b));
    } else if (value->where & VALUE_CONST && kind == WFX_KIND_F32) {
        x64_mi32(f->as, X64_MOV_MI, false, home, (int32_t)fn_const(f, inst->b));
    } else if (value->where & VALUE_CONST && kind != WFX_KIND_V128) {
        x64_mov_imm(f->as, R11, fn_const(f, inst->b));
        x64_rm(f->as, X64_MOV_MR, true, R11, home);
    } else {
        unsigned scratch = kind_is_vector(kind) ? XMM15 : R11;
        quick_load(f, inst->b, scratch);
        quick_store_slot(f, kind, scratch, home);
    }
    quick_use(f, inst->b);
}

/* The cell of a global: in the instance, or behind a pointer there (r11). */
static X64Mem global_cell(Fn *f, uint32_t index)
{
    const WfxModule *module = f->module;
    if (index >= module->imported_global_count)
        return x64_mem(R14, (int32_t)(f->c->offsets.globals + 16 * (index - module->imported_global_count)));
    x64_rm(f->as, X64_MOV_RM, true, R11, x64_mem(R14, (int32_t)(f->c->offsets.global_cells + 8 * index)));
    return x64_mem(R11, 0);
}

static unsigned fresh_register(Fn *f, unsigned kind)
{
    f->pinned = 0;
    return quick_alloc(f, kind_is_vector(kind) ? MASK_VECTOR : MASK_GENERAL);
}

static void select_global_get(Fn *f, const IrInst *inst)
{
    unsigned reg = fresh_register(f, inst->type);
    quick_load_slot(f, inst->type, reg, global_cell(f, inst->a));
    quick_define(f, f->inst, reg);
}

static void select_global_set(Fn *f, const IrInst *inst)
{
    Value *value = fn_value(f, inst->b);
    unsigned reg = value->reg;
    if (!(value->where & VALUE_REG)) {
        reg = kind_is_vector(value->kind) ? XMM15 : R10;
        quick_load(f, inst->b, reg);
    }
    quick_store_slot(f, value->kind, reg, global_cell(f, inst->a));
    quick_use(f, inst->b);
}

static void select_load(Fn *f, const IrInst *inst)
{
    MachOp op = make(f, inst, MACH_LOAD);
    op.imm = inst->c;
    op.memory = inst->d;
    op.access = inst->aux;
    add_use(&op, inst->a, USE_REG_OR_IMM);
    define(&op, DEF_REG);
    quick_take(f, &op);
}

static void select_store(Fn *f, const IrInst *inst)
{
    MachOp op = make(f, inst, MACH_STORE);
    op.imm = inst->c;
    op.memory = inst->d;
    op.access = inst->aux;
    add_use(&op, inst->a, USE_REG_OR_IMM);
    add_use(&op, inst->b, USE_REG_OR_IMM);
    quick_take(f, &op);
}

static void select_table(Fn *f, const IrInst *inst, bool is_set)
{
    MachOp op = make(f, inst, is_set ? MACH_TABLE_ADDRESS_SET : MACH_TABLE_ADDRESS_GET);
    op.memory = inst->d;
    op.wide = f->module->tables[inst->d].limits.is_64;
    add_use(&op, inst->a, USE_REG_OR_IMM);
    if (is_set)
        add_use(&op, inst->b, USE_REG_OR_IMM);
    else
        define(&op, DEF_REG);
    quick_take(f, &op);
}

/* A field of a record that the instance points to. */
static void select_size(Fn *f, const IrInst *inst, uint32_t array, int32_t field, unsigned shift)
{
    unsigned reg = fresh_register(f, inst->type);
    x64_rm(f->as, X64_MOV_RM, true, reg, x64_mem(R14, (int32_t)(array + 8 * inst->d)));
    x64_rm(f->as, X64_MOV_RM, true, reg, x64_mem(reg, field));
    if (shift)
        x64_ri8(f->as, X64_SHR_MI8, true, reg, (int)shift);
    quick_define(f, f->inst, reg);
}

static void select_ref_func(Fn *f, const IrInst *inst)
{
    unsigned reg = fresh_register(f, inst->type);
    x64_rm(f->as, X64_MOV_RM, true, reg, x64_mem(R14, (int32_t)(f->c->offsets.functions + 8 * inst->a)));
    quick_define(f, f->inst, reg);
}

static void select_ref_as_non_null(Fn *f, const IrInst *inst)
{
    MachOp op = make(f, inst, MACH_TEST);
    op.wide = true;
    fn_value(f, inst->a)->uses++; /* tested, then moved */
    add_use(&op, inst->a, USE_REG);
    quick_take(f, &op);
    fn_trap_if(f, CC_E, WFX_TRAP_NULL_REFERENCE, inst->offset);
    if (!fn_value(f, f->inst)->uses)
        quick_use(f, inst->a);
    else
        select_unary(f, inst, MACH_MOVE, 0, true, 0, USE_RM);
}

static uint32_t operand_count(const IrInst *inst)
{
    switch (ir_op_info[inst->op].format) {
    case IR_FORMAT_A:
    case IR_FORMAT_LOAD: return 1;
    case IR_FORMAT_AB: return 2;
    case IR_FORMAT_ABC: return 3;
    default: return 0;
    }
}

/* A pure instruction without uses: only its operands' counts matter. */
static bool skip_unused(Fn *f, const IrInst *inst)
{
    uint32_t count = operand_count(inst);
    const IrValue operands[3] = {inst->a, inst->b, inst->c};
    for (uint32_t i = 0; i < count; i++)
        if (operands[i] != f->flags)
            quick_use(f, operands[i]);
    f->flags = IR_NO_ID;
    return true;
}

bool isel_value(Fn *f, IrInst *inst)
{
    const SelRow *row = &rows[inst->op];
    if (row->pure && !inst->uses)
        return skip_unused(f, inst);
    if (inst->op == IR_LOAD && !mach_has_access(inst->aux))
        return false;
    bool wide = kind_is_wide(inst->type);
    switch ((Sel)row->sel) {
    case SEL_NONE: return false;
    case SEL_CONST: break; /* compile.c */
    case SEL_ALU: select_alu(f, inst, row, false); break;
    case SEL_ALU_COMMUTES: select_alu(f, inst, row, true); break;
    case SEL_IMUL: select_imul(f, inst); break;
    case SEL_SHIFT: select_shift(f, inst, row); break;
    case SEL_DIV: select_div(f, inst); break;
    case SEL_BITS: select_bits(f, inst, row); break;
    case SEL_RM:
        select_unary(f, inst, MACH_RM, wide && row->x_wide ? row->x_wide : row->x, row->x_wide ? false : wide, 0, USE_RM);
        break;
    case SEL_WRAP: select_wrap(f, inst); break;
    case SEL_EQZ: select_eqz(f, inst); break;
    case SEL_CMP: select_cmp(f, inst, row->cc); break;
    case SEL_FCMP: select_fcmp(f, inst, row); break;
    case SEL_FBINARY: select_fbinary(f, inst, MACH_FBINARY, wide ? row->x_wide : row->x, 0, USE_RM); break;
    case SEL_FMINMAX: select_fbinary(f, inst, MACH_FMINMAX, 0, inst->op, USE_REG); break;
    case SEL_FSIGN: select_fbinary(f, inst, MACH_FSIGN, 0, inst->op, USE_REG); break;
    case SEL_FROUND: select_unary(f, inst, MACH_FROUND, 0, wide, row->cc, USE_RM); break;
    case SEL_TRUNC: select_unary(f, inst, MACH_TRUNC, 0, wide, inst->op, USE_REG); break;
    case SEL_CONVERT: select_unary(f, inst, MACH_CONVERT, 0, wide, inst->op, USE_REG); break;
    case SEL_REINTERPRET: select_reinterpret(f, inst); break;
    case SEL_SELECT: select_select(f, inst); break;
    case SEL_LOCAL_GET: select_local_get(f, inst); break;
    case SEL_LOCAL_SET: select_local_set(f, inst); break;
    case SEL_GLOBAL_GET: select_global_get(f, inst); break;
    case SEL_GLOBAL_SET: select_global_set(f, inst); break;
    case SEL_LOAD: select_load(f, inst); break;
    case SEL_STORE: select_store(f, inst); break;
    case SEL_MEMORY_SIZE: select_size(f, inst, f->c->offsets.memories, WFX_MEMORY_SIZE, 16); break;
    case SEL_TABLE_GET: select_table(f, inst, false); break;
    case SEL_TABLE_SET: select_table(f, inst, true); break;
    case SEL_TABLE_SIZE: select_size(f, inst, f->c->offsets.tables, WFX_TABLE_SIZE, 0); break;
    case SEL_REF_FUNC: select_ref_func(f, inst); break;
    case SEL_REF_AS_NON_NULL: select_ref_as_non_null(f, inst); break;
    }
    return true;
}
