/* Instruction selection for everything that is neither a call nor control flow: one IR instruction becomes one or two
   machine operations. The table says how; a comparison whose only use is the next instruction (a branch, a select or
   eqz) stays in the flags. */
#include "engine/x64/select/select.h"

typedef enum Sel {
    SEL_NONE,
    SEL_CONST,
    SEL_ALU,
    SEL_ALU_COMMUTES,
    SEL_ADD,
    SEL_IMUL,
    SEL_SHIFT,
    SEL_SHL,
    SEL_DIV,
    SEL_WORDS,
    SEL_MUL_WIDE,
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
    SEL_LOCAL_SET,
    SEL_GLOBAL_GET,
    SEL_GLOBAL_SET,
    SEL_LOAD,
    SEL_STORE,
    SEL_XCHG,
    SEL_XADD,
    SEL_CMPXCHG,
    SEL_RMW,
    SEL_FENCE,
    SEL_MEMORY_SIZE,
    SEL_TABLE_GET,
    SEL_TABLE_SET,
    SEL_TABLE_SIZE,
    SEL_REF_FUNC,
    SEL_REF_AS_NON_NULL,
    SEL_VECTOR,
    SEL_SHUFFLE,
} Sel;

typedef struct SelRow {
    uint8_t sel, cc;
    X64Op x, x_wide;
} SelRow;

static const SelRow rows[IR_OP_COUNT] = {
    [IR_CONST] = {SEL_CONST, 0, 0, 0},
    [IR_V128_CONST] = {SEL_CONST, 0, 0, 0},
    [IR_SELECT] = {SEL_SELECT, 0, 0, 0},
    [IR_ADD] = {SEL_ADD, 0, X64_ADD_RM, 0},
    [IR_SUB] = {SEL_ALU, 0, X64_SUB_RM, 0},
    [IR_MUL] = {SEL_IMUL, 0, 0, 0},
    [IR_AND] = {SEL_ALU_COMMUTES, 0, X64_AND_RM, 0},
    [IR_OR] = {SEL_ALU_COMMUTES, 0, X64_OR_RM, 0},
    [IR_XOR] = {SEL_ALU_COMMUTES, 0, X64_XOR_RM, 0},
    [IR_DIV_S] = {SEL_DIV, 0, 0, 0},
    [IR_DIV_U] = {SEL_DIV, 0, 0, 0},
    [IR_REM_S] = {SEL_DIV, 0, 0, 0},
    [IR_REM_U] = {SEL_DIV, 0, 0, 0},
    [IR_ADD128] = {SEL_WORDS, 0, X64_ADD_RM, X64_ADC_RM},
    [IR_SUB128] = {SEL_WORDS, 0, X64_SUB_RM, X64_SBB_RM},
    [IR_MUL_WIDE_S] = {SEL_MUL_WIDE, 0, 0, 0},
    [IR_MUL_WIDE_U] = {SEL_MUL_WIDE, 0, 0, 0},
    [IR_SHL] = {SEL_SHL, 0, X64_SHL_MC, 0},
    [IR_SHR_S] = {SEL_SHIFT, 0, X64_SAR_MC, 0},
    [IR_SHR_U] = {SEL_SHIFT, 0, X64_SHR_MC, 0},
    [IR_ROTL] = {SEL_SHIFT, 0, X64_ROL_MC, 0},
    [IR_ROTR] = {SEL_SHIFT, 0, X64_ROR_MC, 0},
    [IR_CLZ] = {SEL_BITS, 0, X64_LZCNT, 0},
    [IR_CTZ] = {SEL_BITS, 0, X64_TZCNT, 0},
    [IR_POPCNT] = {SEL_BITS, 0, X64_POPCNT, 0},
    [IR_EXTEND8_S] = {SEL_RM, 0, X64_MOVSX8, 0},
    [IR_EXTEND16_S] = {SEL_RM, 0, X64_MOVSX16, 0},
    [IR_EXTEND32_S] = {SEL_RM, 0, X64_MOVSXD, 0},
    [IR_EQZ] = {SEL_EQZ, CC_E, 0, 0},
    [IR_REF_IS_NULL] = {SEL_EQZ, CC_E, 0, 0},
    [IR_EQ] = {SEL_CMP, CC_E, 0, 0},
    [IR_NE] = {SEL_CMP, CC_NE, 0, 0},
    [IR_LT_S] = {SEL_CMP, CC_L, 0, 0},
    [IR_LT_U] = {SEL_CMP, CC_B, 0, 0},
    [IR_GT_S] = {SEL_CMP, CC_G, 0, 0},
    [IR_GT_U] = {SEL_CMP, CC_A, 0, 0},
    [IR_LE_S] = {SEL_CMP, CC_LE, 0, 0},
    [IR_LE_U] = {SEL_CMP, CC_BE, 0, 0},
    [IR_GE_S] = {SEL_CMP, CC_GE, 0, 0},
    [IR_GE_U] = {SEL_CMP, CC_AE, 0, 0},
    [IR_FADD] = {SEL_FBINARY, 0, X64_ADDSS, X64_ADDSD},
    [IR_FSUB] = {SEL_FBINARY, 0, X64_SUBSS, X64_SUBSD},
    [IR_FMUL] = {SEL_FBINARY, 0, X64_MULSS, X64_MULSD},
    [IR_FDIV] = {SEL_FBINARY, 0, X64_DIVSS, X64_DIVSD},
    [IR_FMIN] = {SEL_FMINMAX, 0, 0, 0},
    [IR_FMAX] = {SEL_FMINMAX, 0, 0, 0},
    [IR_FCOPYSIGN] = {SEL_FSIGN, 0, 0, 0},
    [IR_FABS] = {SEL_FSIGN, 0, 0, 0},
    [IR_FNEG] = {SEL_FSIGN, 0, 0, 0},
    [IR_FSQRT] = {SEL_RM, 0, X64_SQRTSS, X64_SQRTSD},
    /* rounding modes of roundss: nearest even 0, down 1, up 2, zero 3; 8 keeps the inexact flag quiet */
    [IR_FNEAREST] = {SEL_FROUND, 8, 0, 0},
    [IR_FFLOOR] = {SEL_FROUND, 9, 0, 0},
    [IR_FCEIL] = {SEL_FROUND, 10, 0, 0},
    [IR_FTRUNC] = {SEL_FROUND, 11, 0, 0},
    /* a < b is b > a: "above" is false for unordered operands */
    [IR_FEQ] = {SEL_FCMP, CC_FEQ, 0, 0},
    [IR_FNE] = {SEL_FCMP, CC_FNE, 0, 0},
    [IR_FLT] = {SEL_FCMP, CC_A, 1, 0},
    [IR_FGT] = {SEL_FCMP, CC_A, 0, 0},
    [IR_FLE] = {SEL_FCMP, CC_AE, 1, 0},
    [IR_FGE] = {SEL_FCMP, CC_AE, 0, 0},
    [IR_WRAP_I64] = {SEL_WRAP, 0, X64_MOV_RM, 0},
    [IR_EXTEND_I32_S] = {SEL_RM, 0, X64_MOVSXD, 0},
    [IR_EXTEND_I32_U] = {SEL_WRAP, 0, X64_MOV_RM, 0},
    [IR_TRUNC_F32_S] = {SEL_TRUNC, 0, 0, 0},
    [IR_TRUNC_F32_U] = {SEL_TRUNC, 0, 0, 0},
    [IR_TRUNC_F64_S] = {SEL_TRUNC, 0, 0, 0},
    [IR_TRUNC_F64_U] = {SEL_TRUNC, 0, 0, 0},
    [IR_TRUNC_SAT_F32_S] = {SEL_TRUNC, 0, 0, 0},
    [IR_TRUNC_SAT_F32_U] = {SEL_TRUNC, 0, 0, 0},
    [IR_TRUNC_SAT_F64_S] = {SEL_TRUNC, 0, 0, 0},
    [IR_TRUNC_SAT_F64_U] = {SEL_TRUNC, 0, 0, 0},
    [IR_CONVERT_I32_S] = {SEL_CONVERT, 0, 0, 0},
    [IR_CONVERT_I32_U] = {SEL_CONVERT, 0, 0, 0},
    [IR_CONVERT_I64_S] = {SEL_CONVERT, 0, 0, 0},
    [IR_CONVERT_I64_U] = {SEL_CONVERT, 0, 0, 0},
    [IR_DEMOTE_F64] = {SEL_RM, 0, X64_CVTSD2SS, X64_CVTSD2SS},
    [IR_PROMOTE_F32] = {SEL_RM, 0, X64_CVTSS2SD, X64_CVTSS2SD},
    [IR_REINTERPRET] = {SEL_REINTERPRET, 0, 0, 0},
    [IR_VECTOR] = {SEL_VECTOR, 0, 0, 0},
    [IR_SHUFFLE] = {SEL_SHUFFLE, 0, 0, 0},
    [IR_LOCAL_SET] = {SEL_LOCAL_SET, 0, 0, 0},
    [IR_GLOBAL_GET] = {SEL_GLOBAL_GET, 0, 0, 0},
    [IR_GLOBAL_SET] = {SEL_GLOBAL_SET, 0, 0, 0},
    [IR_LOAD] = {SEL_LOAD, 0, 0, 0},
    [IR_STORE] = {SEL_STORE, 0, 0, 0},
    [IR_ATOMIC_LOAD] = {SEL_LOAD, 0, 0, 0},
    [IR_ATOMIC_STORE] = {SEL_XCHG, 0, 0, 0},
    [IR_ATOMIC_XCHG] = {SEL_XCHG, 0, 0, 0},
    [IR_ATOMIC_ADD] = {SEL_XADD, 0, 0, 0},
    [IR_ATOMIC_SUB] = {SEL_XADD, 0, X64_NEG_M, 0},
    [IR_ATOMIC_AND] = {SEL_RMW, 0, X64_AND_RM, 0},
    [IR_ATOMIC_OR] = {SEL_RMW, 0, X64_OR_RM, 0},
    [IR_ATOMIC_XOR] = {SEL_RMW, 0, X64_XOR_RM, 0},
    [IR_ATOMIC_CMPXCHG] = {SEL_CMPXCHG, 0, 0, 0},
    [IR_FENCE] = {SEL_FENCE, 0, 0, 0},
    [IR_MEMORY_SIZE] = {SEL_MEMORY_SIZE, 0, 0, 0},
    [IR_TABLE_GET] = {SEL_TABLE_GET, 0, 0, 0},
    [IR_TABLE_SET] = {SEL_TABLE_SET, 0, 0, 0},
    [IR_TABLE_SIZE] = {SEL_TABLE_SIZE, 0, 0, 0},
    [IR_REF_FUNC] = {SEL_REF_FUNC, 0, 0, 0},
    [IR_REF_AS_NON_NULL] = {SEL_REF_AS_NON_NULL, 0, 0, 0},
    [IR_REF_EQ] = {SEL_CMP, CC_E, 0, 0},
    [IR_TO_REF] = {SEL_WRAP, 0, X64_MOV_RM, 0},
    [IR_FROM_REF] = {SEL_WRAP, 0, X64_MOV_RM, 0},
};

/* Does the next instruction consume this one's flags, and only it? */
static bool feeds_next(const Select *s, bool is_float_equality)
{
    const IrInst *inst = select_inst(s, s->inst), *next = inst + 1;
    if (inst->uses != 1)
        return false;
    switch (next->op) {
    case IR_BRANCH: return next->a == s->inst;
    case IR_EQZ: return next->a == s->inst;
    case IR_TRAP_IF: return next->a == s->inst && !is_float_equality;
    case IR_SELECT:
        return next->c == s->inst && next->a != s->inst && next->b != s->inst && !is_float_equality &&
               !kind_is_vector(next->type);
    default: return false;
    }
}

static void select_alu(Select *s, const IrInst *inst, const SelRow *row, bool commutes)
{
    bool swap = commutes && select_is_const(s, inst->a);
    VOp *op = select_op(s, V_ALU, inst);
    op->x = row->x;
    op->commutes = commutes && !swap;
    select_use(op, swap ? inst->b : inst->a, USE_SAME);
    select_use(op, swap ? inst->a : inst->b, USE_ANY);
    select_define(op, DEF_SAME);
    if (inst->op == IR_AND && feeds_next(s, false)) { /* `if (a & b)`: only the flags are wanted */
        op->def = select_temp(s, inst->type, 0);
        s->flags = s->inst;
        s->flags_cc = CC_NE;
    }
}

static void select_imul(Select *s, const IrInst *inst)
{
    bool swap = select_is_const(s, inst->a);
    IrValue a = swap ? inst->b : inst->a, b = swap ? inst->a : inst->b;
    bool immediate = select_is_immediate(s, b);
    VOp *op = select_op(s, V_IMUL, inst);
    op->commutes = !swap && !immediate;
    select_use(op, a, immediate ? USE_RM : USE_SAME);
    select_use(op, b, USE_ANY);
    select_define(op, immediate ? DEF_REG : DEF_SAME);
}

static void select_shift(Select *s, const IrInst *inst, const SelRow *row)
{
    VOp *op = select_op(s, V_SHIFT, inst);
    op->x = row->x;
    select_use(op, inst->a, USE_SAME);
    select_use_fixed(op, inst->b, USE_FIXED_OR_IMM, RCX);
    select_define(op, DEF_SAME);
}

static void select_div(Select *s, const IrInst *inst)
{
    VOp *op = select_op(s, V_DIV, inst);
    op->imm = inst->op;
    select_use_fixed(op, inst->a, USE_FIXED, RAX);
    select_use(op, inst->b, USE_REG);
    select_clobber(op, 1u << RAX | 1u << RDX);
    op->def_how = DEF_FIXED;
    op->def_fixed = inst->op == IR_DIV_S || inst->op == IR_DIV_U ? RAX : RDX;
}

/* One word of two, which have to follow each other: the carry is in the flags. */
static void select_word(Select *s, const IrInst *inst, X64Op x, IrValue def, IrValue a, IrValue b)
{
    bool commutes = inst->op == IR_ADD128, swap = commutes && select_is_const(s, a);
    VOp *op = select_op(s, V_ALU, inst);
    op->x = x;
    op->def = def;
    op->commutes = commutes && !swap;
    op->reads_flags = def != s->inst;
    select_use(op, swap ? b : a, USE_SAME);
    select_use(op, swap ? a : b, USE_ANY);
    select_define(op, DEF_SAME);
}

static void select_words(Select *s, const IrInst *inst, const SelRow *row)
{
    select_word(s, inst, row->x, s->inst, inst->a, inst->c);
    select_word(s, inst, row->x_wide, s->inst + 1, inst->b, inst->d);
}

static void select_mul_wide(Select *s, const IrInst *inst)
{
    bool swap = select_is_const(s, inst->b);
    if (!inst[1].uses) { /* the low half is that of every product */
        select_imul(s, inst);
        return;
    }
    VOp *op = select_op(s, V_MUL_WIDE, inst);
    op->imm = inst->op;
    op->second = s->inst + 1;
    op->commutes = !swap;
    select_use_fixed(op, swap ? inst->b : inst->a, USE_FIXED, RAX);
    select_use(op, swap ? inst->a : inst->b, USE_RM);
    select_clobber(op, 1u << RAX | 1u << RDX);
    op->def_how = DEF_FIXED;
    op->def_fixed = RAX;
}

static VOp *select_unary(Select *s, const IrInst *inst, VCodeId code, X64Op x, bool wide, uint64_t imm, VHow how)
{
    VOp *op = select_op(s, code, inst);
    op->x = x;
    op->wide = wide;
    op->imm = imm;
    select_use(op, inst->a, how);
    select_define(op, how == USE_SAME ? DEF_SAME : DEF_REG);
    return op;
}

static void select_bits(Select *s, const IrInst *inst, const SelRow *row)
{
    bool has = inst->op == IR_CLZ ? s->cpu->has_lzcnt : inst->op == IR_CTZ ? s->cpu->has_tzcnt : s->cpu->has_popcnt;
    if (has)
        select_unary(s, inst, V_RM, row->x, kind_is_wide(inst->type), 0, USE_RM);
    else
        select_clobber(select_unary(s, inst, V_BITS, 0, kind_is_wide(inst->type), inst->op, USE_SAME), 1u << R10);
}

/* mov r32: an i32 is zero-extended already, so that its extension is its other name unless both live on; an i31's word,
   too. */
static void select_wrap(Select *s, const IrInst *inst)
{
    VOp *op = select_unary(s, inst, V_RM, X64_MOV_RM, false, 0, USE_RM);
    if (inst->op != IR_WRAP_I64)
        select_define(op, DEF_COPY);
}

/* A comparison is in the flags: leave it there or make it a value. */
void select_condition(Select *s, const IrInst *inst, unsigned cc)
{
    if (feeds_next(s, cc >= CC_FEQ)) {
        s->flags = s->inst;
        s->flags_cc = cc;
        return;
    }
    VOp *op = select_op(s, V_SETCC, inst);
    op->kind = WFX_KIND_I32;
    op->wide = false;
    op->imm = cc;
    op->reads_flags = true;
    select_define(op, DEF_REG);
}

static void select_eqz(Select *s, const IrInst *inst)
{
    if (s->flags == inst->a) {
        unsigned cc = v_negate(s->flags_cc);
        s->flags = IR_NO_ID;
        select_condition(s, inst, cc);
        return;
    }
    VOp *op = select_op(s, V_TEST, inst);
    select_use(op, inst->a, USE_RM);
    select_condition(s, inst, CC_E);
}

static unsigned swap_condition(unsigned cc)
{
    static const uint8_t swapped[16] = {
        [CC_E] = CC_E,   [CC_NE] = CC_NE, [CC_L] = CC_G, [CC_G] = CC_L,   [CC_LE] = CC_GE,
        [CC_GE] = CC_LE, [CC_B] = CC_A,   [CC_A] = CC_B, [CC_BE] = CC_AE, [CC_AE] = CC_BE};
    return swapped[cc];
}

static void select_cmp(Select *s, const IrInst *inst, unsigned cc)
{
    bool swap = select_is_const(s, inst->a);
    IrValue a = swap ? inst->b : inst->a, b = swap ? inst->a : inst->b;
    bool immediate = select_is_immediate(s, b);
    VOp *op = select_op(s, V_CMP, inst);
    select_use(op, a, immediate ? USE_RM : USE_REG);
    select_use(op, b, USE_ANY);
    select_condition(s, inst, swap ? swap_condition(cc) : cc);
}

static void select_fcmp(Select *s, const IrInst *inst, const SelRow *row)
{
    bool swap = row->x;
    VOp *op = select_op(s, V_UCOMI, inst);
    select_use(op, swap ? inst->b : inst->a, USE_REG);
    select_use(op, swap ? inst->a : inst->b, USE_RM);
    select_condition(s, inst, row->cc);
}

static void select_fbinary(Select *s, const IrInst *inst, VCodeId code, X64Op x, uint64_t imm, VHow second)
{
    VOp *op = select_op(s, code, inst);
    op->x = x;
    op->imm = imm;
    select_use(op, inst->a, USE_SAME);
    if (inst->op != IR_FABS && inst->op != IR_FNEG)
        select_use(op, inst->b, second);
    select_define(op, DEF_SAME);
}

static void select_select(Select *s, const IrInst *inst)
{
    bool in_flags = s->flags == inst->c;
    VOp *op = select_op(s, in_flags ? V_CMOV : V_SELECT, inst);
    select_use(op, inst->b, USE_SAME);
    select_use(op, inst->a, USE_RM);
    if (in_flags) {
        op->imm = s->flags_cc;
        op->reads_flags = true;
    } else {
        select_use(op, inst->c, USE_RM);
    }
    select_define(op, DEF_SAME);
    s->flags = IR_NO_ID;
}

VOp *select_nullary(Select *s, const IrInst *inst, VCodeId code, uint32_t index, uint64_t imm)
{
    VOp *op = select_op(s, code, inst);
    op->index = index;
    op->imm = imm;
    select_define(op, DEF_REG);
    return op;
}

/* Registers that finding the cell of a global takes. */
static uint32_t cell_registers(const Select *s, uint32_t global)
{
    return global < s->module->imported_global_count ? 1u << R10 : 0;
}

static void select_convert(Select *s, const IrInst *inst)
{
    VOp *op = select_unary(s, inst, V_CONVERT, 0, kind_is_wide(inst->type), inst->op, USE_REG);
    if (inst->op == IR_CONVERT_I64_U)
        select_clobber(op, 1u << R10);
}

/* An operation that puts one value somewhere. */
static VOp *select_set(Select *s, const IrInst *inst, VCodeId code, VHow how)
{
    VOp *op = select_op(s, code, inst);
    op->index = inst->a;
    op->kind = (uint8_t)ir_result_kind(select_inst(s, inst->b));
    select_use(op, inst->b, how);
    return op;
}

/* Registers that the address of an access takes beside the scratch one. */
static uint32_t address_registers(const Select *s, uint32_t memory)
{
    return wfx_memory_is_checked(&s->module->memories[memory].limits) ? 1u << R10 | 1u << R12 : 1u << R10;
}

static void select_access(Select *s, const IrInst *inst, bool is_store)
{
    VOp *op = select_op(s, is_store ? V_STORE : V_LOAD, inst);
    bool is_half = inst->aux == WFX_ACCESS_I32_16 || inst->aux == WFX_ACCESS_I64_16; /* no immediate of 16 bits */
    op->imm = inst->c;
    op->index = inst->d;
    op->access = inst->aux;
    if (inst->d || s->is_memory_checked)
        select_clobber(op, address_registers(s, inst->d));
    select_use(op, inst->a, USE_REG_OR_IMM);
    if (is_store)
        select_use(op, inst->b, is_half ? USE_REG : USE_REG_OR_IMM);
    else
        select_define(op, DEF_REG);
}

/* Every processor does more than the proposal asks: a plain load is one in order, and an exchange is a store in order.
   */
static VOp *select_atomic(Select *s, const IrInst *inst, VCodeId code, X64Op x, VHow value)
{
    VOp *op = select_op(s, code, inst);
    op->x = x;
    op->index = inst->d;
    op->access = inst->aux;
    op->kind = (uint8_t)ir_result_kind(select_inst(s, inst->b));
    op->wide = kind_is_wide(op->kind);
    select_clobber(op, 1u << R10 | 1u << R12);
    select_use(op, inst->a, USE_REG_OR_IMM);
    select_use(op, inst->op == IR_ATOMIC_CMPXCHG ? inst->c : inst->b, value);
    if (inst->op != IR_ATOMIC_CMPXCHG)
        op->imm = inst->c;
    if (inst->type != WFX_KIND_BOTTOM)
        select_define(op, DEF_APART);
    return op;
}

/* With rax, which gets what was read. */
static void select_with_rax(Select *s, const IrInst *inst, VCodeId code, X64Op x)
{
    VOp *op = select_atomic(s, inst, code, x, code == V_CMPXCHG ? USE_REG : USE_REG_OR_IMM);
    if (code == V_CMPXCHG)
        select_use_fixed(op, inst->b, USE_FIXED, RAX);
    select_clobber(op, 1u << RAX);
    op->def_how = DEF_FIXED;
    op->def_fixed = RAX;
}

static void select_table(Select *s, const IrInst *inst, bool is_set)
{
    VOp *op = select_op(s, is_set ? V_TABLE_SET : V_TABLE_GET, inst);
    op->index = inst->d;
    op->wide = s->module->tables[inst->d].limits.is_64;
    select_clobber(op, 1u << R10);
    select_use(op, inst->a, USE_REG_OR_IMM);
    if (is_set)
        select_use(op, inst->b, USE_REG_OR_IMM);
    else
        select_define(op, DEF_REG);
}

/* A field of a record that the instance points to. */
void select_field(Select *s, const IrInst *inst, uint32_t array, unsigned field, unsigned shift)
{
    select_nullary(s, inst, V_SIZE, shift, array + 8 * inst->d)->access = (uint8_t)field;
}

unsigned select_test(Select *s, const IrInst *inst)
{
    bool in_flags = s->flags == inst->a;
    s->flags = IR_NO_ID;
    if (in_flags)
        return s->flags_cc;
    VOp *op = select_op(s, V_TEST, inst);
    op->wide = false;
    select_use(op, inst->a, USE_RM);
    return CC_NE;
}

void select_trap_if(Select *s, const IrInst *inst, unsigned cc, WfxTrap trap)
{
    VOp *op = select_op(s, V_TRAP_IF, inst);
    op->imm = cc;
    op->access = (uint8_t)trap;
    op->reads_flags = true;
}

/* The reference itself, which is not null from here on. */
void select_non_null(Select *s, const IrInst *inst, WfxTrap trap)
{
    VOp *op = select_op(s, V_TEST, inst);
    op->wide = true;
    select_use(op, inst->a, USE_REG);
    op->use[0].peeks = true;
    select_trap_if(s, inst, CC_E, trap);
    if (!inst->uses)
        select_use(select_op(s, V_DISCARD, inst), inst->a, USE_NONE);
    else
        select_unary(s, inst, V_MOVE, 0, true, 0, USE_RM);
}

static bool discard_operand(void *context, IrValue user, uint32_t *operand)
{
    Select *s = context;
    (void)user;
    if (*operand != s->flags)
        select_use(&s->code->ops.data[s->code->ops.count - 1], *operand, USE_NONE);
    return true;
}

/* A pure instruction without uses: only its operands' counts matter. */
void select_discard(Select *s, const IrInst *inst)
{
    select_op(s, V_DISCARD, inst);
    ir_visit_operands(s->ir, s->inst, discard_operand, s);
    s->flags = IR_NO_ID;
}

bool select_value(Select *s, const IrInst *inst)
{
    const SelRow *row = &rows[inst->op];
    if (inst->op == IR_LOAD && !v_has_access(inst->aux))
        return false;
    bool wide = kind_is_wide(inst->type);
    switch ((Sel)row->sel) {
    case SEL_NONE: return select_raw(s, inst);
    case SEL_CONST: break; /* no operation of its own */
    case SEL_ALU: select_alu(s, inst, row, false); break;
    case SEL_ADD:
        if (inst->type == WFX_KIND_I64 && select_into_address(s, inst))
            break;
        /* fall through */
    case SEL_ALU_COMMUTES: select_alu(s, inst, row, true); break;
    case SEL_IMUL: select_imul(s, inst); break;
    case SEL_SHL:
        if (inst->type == WFX_KIND_I64 && select_into_address(s, inst))
            break;
        /* fall through */
    case SEL_SHIFT: select_shift(s, inst, row); break;
    case SEL_DIV: select_div(s, inst); break;
    case SEL_WORDS: select_words(s, inst, row); break;
    case SEL_MUL_WIDE: select_mul_wide(s, inst); break;
    case SEL_BITS: select_bits(s, inst, row); break;
    case SEL_RM:
        select_unary(s, inst, V_RM, wide && row->x_wide ? row->x_wide : row->x, row->x_wide ? false : wide, 0, USE_RM);
        break;
    case SEL_WRAP: select_wrap(s, inst); break;
    case SEL_EQZ: select_eqz(s, inst); break;
    case SEL_CMP: select_cmp(s, inst, row->cc); break;
    case SEL_FCMP: select_fcmp(s, inst, row); break;
    case SEL_FBINARY: select_fbinary(s, inst, V_FBINARY, wide ? row->x_wide : row->x, 0, USE_RM); break;
    case SEL_FMINMAX: select_fbinary(s, inst, V_FMINMAX, 0, inst->op, USE_REG); break;
    case SEL_FSIGN: select_fbinary(s, inst, V_FSIGN, 0, inst->op, USE_REG); break;
    case SEL_FROUND: select_unary(s, inst, V_FROUND, 0, wide, row->cc, USE_RM); break;
    case SEL_TRUNC: select_unary(s, inst, V_TRUNC, 0, wide, inst->op, USE_REG); break;
    case SEL_CONVERT: select_convert(s, inst); break;
    case SEL_REINTERPRET: select_unary(s, inst, V_COPY_BITS, 0, wide, 0, USE_RM); break;
    case SEL_SELECT: select_select(s, inst); break;
    case SEL_LOCAL_SET: select_set(s, inst, V_LOCAL_SET, USE_NONE); break;
    case SEL_GLOBAL_GET:
        select_clobber(select_nullary(s, inst, V_GLOBAL_GET, inst->a, 0), cell_registers(s, inst->a));
        break;
    case SEL_GLOBAL_SET: select_clobber(select_set(s, inst, V_GLOBAL_SET, USE_WORD), cell_registers(s, inst->a)); break;
    case SEL_LOAD: select_access(s, inst, false); break;
    case SEL_STORE: select_access(s, inst, true); break;
    case SEL_XCHG: select_atomic(s, inst, V_XCHG, 0, USE_REG_OR_IMM); break;
    case SEL_XADD: select_atomic(s, inst, V_XADD, row->x, USE_REG_OR_IMM); break;
    case SEL_CMPXCHG: select_with_rax(s, inst, V_CMPXCHG, 0); break;
    case SEL_RMW: select_with_rax(s, inst, V_RMW, row->x); break;
    case SEL_FENCE: select_op(s, V_FENCE, inst); break;
    case SEL_MEMORY_SIZE:
        select_field(s, inst, s->offsets.memories, WFX_MEMORY_SIZE,
                     wfx_page_shift(&s->module->memories[inst->d].limits));
        break;
    case SEL_TABLE_GET: select_table(s, inst, false); break;
    case SEL_TABLE_SET: select_table(s, inst, true); break;
    case SEL_TABLE_SIZE: select_field(s, inst, s->offsets.tables, WFX_TABLE_SIZE, 0); break;
    case SEL_REF_FUNC: select_nullary(s, inst, V_INSTANCE, 0, s->offsets.functions + 8 * inst->a); break;
    case SEL_REF_AS_NON_NULL: select_non_null(s, inst, WFX_TRAP_NULL_REFERENCE); break;
    case SEL_VECTOR: return select_vector(s, inst);
    case SEL_SHUFFLE: select_shuffle(s, inst); break;
    }
    return true;
}
