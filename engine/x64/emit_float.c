/* The emitter, floats: arithmetic with the specification's NaN and zero rules, conversions with their traps (spec 3.0, execution/numerics). */
#include "engine/x64/func.h"

static X64Mem frame(MachLoc loc)
{
    return x64_mem(RBP, loc.imm);
}

static void emit_fbinary(Fn *f, const MachOp *op)
{
    if (op->loc[1].kind == LOC_REG)
        x64_rr(f->as, op->x, false, op->dst, op->loc[1].reg);
    else
        x64_rm(f->as, op->x, false, op->dst, frame(op->loc[1]));
}

static void emit_ucomi(Fn *f, const MachOp *op)
{
    X64Op x = op->wide ? X64_UCOMISD : X64_UCOMISS;
    if (op->loc[1].kind == LOC_REG)
        x64_rr(f->as, x, false, op->loc[0].reg, op->loc[1].reg);
    else
        x64_rm(f->as, x, false, op->loc[0].reg, frame(op->loc[1]));
}

/* A mask made of all ones: the sign bit, or all but it. */
static void make_mask(Fn *f, unsigned reg, bool wide, bool sign)
{
    x64_rr(f->as, X64_PCMPEQD, false, reg, reg);
    X64Op x = sign ? (wide ? X64_PSLLQ_MI8 : X64_PSLLD_MI8) : (wide ? X64_PSRLQ_MI8 : X64_PSRLD_MI8);
    x64_ri8(f->as, x, false, reg, sign ? (wide ? 63 : 31) : 1);
}

static void emit_fsign(Fn *f, const MachOp *op)
{
    WfxAsm *as = f->as;
    make_mask(f, XMM15, op->wide, op->imm == IR_FNEG);
    switch (op->imm) {
    case IR_FNEG: x64_rr(as, X64_XORPS, false, op->dst, XMM15); break;
    case IR_FABS: x64_rr(as, X64_ANDPS, false, op->dst, XMM15); break;
    default: /* copysign: magnitude of dst, sign of loc[1] */
        x64_rr(as, X64_MOVAPS_RM, false, XMM14, XMM15);
        x64_rr(as, X64_ANDNPS, false, XMM14, op->loc[1].reg);
        x64_rr(as, X64_ANDPS, false, op->dst, XMM15);
        x64_rr(as, X64_ORPS, false, op->dst, XMM14);
        break;
    }
}

/* Equal operands: zeros of either sign, so the bits decide; unordered: the sum is a quiet NaN. */
static void emit_fminmax(Fn *f, const MachOp *op)
{
    WfxAsm *as = f->as;
    unsigned dst = op->dst, right = op->loc[1].reg;
    bool is_min = op->imm == IR_FMIN;
    x64_rr(as, op->wide ? X64_UCOMISD : X64_UCOMISS, false, dst, right);
    uint32_t differ = x64_jcc8(as, CC_NE), nan = x64_jcc8(as, CC_P);
    x64_rr(as, is_min ? X64_ORPS : X64_ANDPS, false, dst, right);
    uint32_t done = x64_jmp8(as);
    x64_here8(as, nan);
    x64_rr(as, op->wide ? X64_ADDSD : X64_ADDSS, false, dst, right);
    uint32_t done_nan = x64_jmp8(as);
    x64_here8(as, differ);
    X64Op x = is_min ? (op->wide ? X64_MINSD : X64_MINSS) : (op->wide ? X64_MAXSD : X64_MAXSS);
    x64_rr(as, x, false, dst, right);
    x64_here8(as, done);
    x64_here8(as, done_nan);
}

static void emit_fround(Fn *f, const MachOp *op)
{
    X64Op x = op->wide ? X64_ROUNDSD : X64_ROUNDSS;
    if (op->loc[0].kind == LOC_REG)
        x64_rr(f->as, x, false, op->dst, op->loc[0].reg);
    else
        x64_rm(f->as, x, false, op->dst, frame(op->loc[0]));
    x64_u8(f->as, (unsigned)op->imm);
}

/* ---- floats to integers ---- */

typedef struct Trunc {
    bool from_wide, to_wide, is_unsigned, saturates;
    unsigned dst, src;
} Trunc;

static void load_float_bits(Fn *f, unsigned reg, bool wide, uint64_t bits)
{
    x64_mov_imm(f->as, R10, bits);
    x64_rr(f->as, X64_MOVD_XR, wide, reg, R10);
}
static void compare(Fn *f, const Trunc *t, unsigned a, unsigned b)
{
    x64_rr(f->as, t->from_wide ? X64_UCOMISD : X64_UCOMISS, false, a, b);
}
static void truncate_to(Fn *f, const Trunc *t, bool wide, unsigned src)
{
    x64_rr(f->as, t->from_wide ? X64_CVTTSD2SI : X64_CVTTSS2SI, wide, t->dst, src);
}
static void trap_nan(Fn *f, const Trunc *t, uint32_t offset)
{
    compare(f, t, t->src, t->src);
    fn_trap_if(f, CC_P, WFX_TRAP_INVALID_CONVERSION, offset);
}

/* The hardware gives 0x80.. for what does not fit, which is also a right answer for the smallest integer. */
static void trunc_signed(Fn *f, const Trunc *t, uint32_t offset)
{
    WfxAsm *as = f->as;
    truncate_to(f, t, t->to_wide, t->src);
    x64_alu_ri(as, X64_CMP_MI, t->to_wide, t->dst, 1);
    uint32_t done = x64_jcc8(as, CC_NO);
    if (!t->saturates) {
        trap_nan(f, t, offset);
        /* lower bound: the smallest integer itself, or for f64 to i32 anything above one less than it */
        bool strict = t->from_wide && !t->to_wide;
        uint64_t bound = !t->from_wide ? (t->to_wide ? 0xDF000000u : 0xCF000000u)
                         : t->to_wide  ? UINT64_C(0xC3E0000000000000)
                                       : UINT64_C(0xC1E0000000200000);
        load_float_bits(f, XMM15, t->from_wide, bound);
        compare(f, t, t->src, XMM15);
        fn_trap_if(f, strict ? CC_BE : CC_B, WFX_TRAP_INTEGER_OVERFLOW, offset);
        x64_rr(as, X64_XORPS, false, XMM15, XMM15);
        compare(f, t, t->src, XMM15);
        fn_trap_if(f, CC_AE, WFX_TRAP_INTEGER_OVERFLOW, offset);
        x64_here8(as, done);
        return;
    }
    x64_rr(as, X64_XORPS, false, XMM15, XMM15);
    compare(f, t, t->src, XMM15);
    uint32_t nan = x64_jcc8(as, CC_P), low = x64_jcc8(as, CC_B);
    x64_mov_imm(as, t->dst, t->to_wide ? (uint64_t)INT64_MAX : INT32_MAX);
    uint32_t high = x64_jmp8(as);
    x64_here8(as, nan);
    x64_mov_imm(as, t->dst, 0);
    x64_here8(as, high);
    x64_here8(as, low);
    x64_here8(as, done);
}

static void trunc_unsigned_32(Fn *f, const Trunc *t, uint32_t offset)
{
    WfxAsm *as = f->as;
    truncate_to(f, t, true, t->src);
    x64_rr(as, X64_MOV_RM, true, R11, t->dst);
    x64_ri8(as, X64_SHR_MI8, true, R11, 32);
    uint32_t done = x64_jcc8(as, CC_E);
    if (!t->saturates) {
        trap_nan(f, t, offset);
        fn_trap_now(f, WFX_TRAP_INTEGER_OVERFLOW, offset);
    } else {
        x64_rr(as, X64_XORPS, false, XMM15, XMM15);
        x64_mov_imm(as, t->dst, 0);
        compare(f, t, t->src, XMM15);
        uint32_t zero = x64_jcc8(as, CC_BE); /* unordered too */
        x64_mov_imm(as, t->dst, UINT32_MAX);
        x64_here8(as, zero);
    }
    x64_here8(as, done);
}

static void trunc_unsigned_64(Fn *f, const Trunc *t, uint32_t offset)
{
    WfxAsm *as = f->as;
    load_float_bits(f, XMM15, t->from_wide, t->from_wide ? UINT64_C(0x43E0000000000000) : 0x5F000000u); /* 2^63 */
    compare(f, t, t->src, XMM15);
    uint32_t big = x64_jcc8(as, CC_AE);
    truncate_to(f, t, true, t->src);
    x64_rr(as, X64_TEST_MR, true, t->dst, t->dst);
    uint32_t done = x64_jcc8(as, CC_NS), done_low = 0;
    if (t->saturates) {
        x64_mov_imm(as, t->dst, 0);
        done_low = x64_jmp8(as);
    } else {
        trap_nan(f, t, offset);
        fn_trap_now(f, WFX_TRAP_INTEGER_OVERFLOW, offset);
    }
    x64_here8(as, big);
    x64_rr(as, X64_MOVAPS_RM, false, XMM14, t->src);
    x64_rr(as, t->from_wide ? X64_SUBSD : X64_SUBSS, false, XMM14, XMM15);
    truncate_to(f, t, true, XMM14);
    x64_rr(as, X64_TEST_MR, true, t->dst, t->dst);
    if (t->saturates) {
        uint32_t fits = x64_jcc8(as, CC_NS);
        x64_mov_imm(as, t->dst, UINT64_MAX);
        uint32_t done_high = x64_jmp8(as);
        x64_here8(as, fits);
        x64_ri8(as, X64_BTC_MI8, true, t->dst, 63);
        x64_here8(as, done_high);
        x64_here8(as, done_low);
    } else {
        fn_trap_if(f, CC_S, WFX_TRAP_INTEGER_OVERFLOW, offset);
        x64_ri8(as, X64_BTC_MI8, true, t->dst, 63);
    }
    x64_here8(as, done);
}

static void emit_trunc(Fn *f, const MachOp *op)
{
    unsigned ir = (unsigned)op->imm;
    Trunc t = {.dst = op->dst, .src = op->loc[0].reg, .to_wide = op->wide, .saturates = ir >= IR_TRUNC_SAT_F32_S};
    unsigned variant = ir - (t.saturates ? IR_TRUNC_SAT_F32_S : IR_TRUNC_F32_S); /* F32_S F32_U F64_S F64_U */
    t.is_unsigned = variant & 1;
    t.from_wide = variant & 2;
    if (!t.is_unsigned)
        trunc_signed(f, &t, op->offset);
    else if (t.to_wide)
        trunc_unsigned_64(f, &t, op->offset);
    else
        trunc_unsigned_32(f, &t, op->offset);
}

/* ---- integers to floats ---- */

static void emit_convert(Fn *f, const MachOp *op)
{
    WfxAsm *as = f->as;
    bool to_wide = op->kind == WFX_KIND_F64;
    X64Op x = to_wide ? X64_CVTSI2SD : X64_CVTSI2SS;
    unsigned src = op->loc[0].reg, dst = op->dst;
    x64_rr(as, X64_XORPS, false, dst, dst); /* breaks the dependency on the old value */
    if (op->imm != IR_CONVERT_I64_U) {
        x64_rr(as, x, op->imm != IR_CONVERT_I32_S, dst, src);
        return;
    }
    x64_rr(as, X64_TEST_MR, true, src, src);
    uint32_t big = x64_jcc8(as, CC_S);
    x64_rr(as, x, true, dst, src);
    uint32_t done = x64_jmp8(as);
    x64_here8(as, big);
    x64_rr(as, X64_MOV_RM, true, R10, src); /* half, with the lost bit kept for rounding, then doubled */
    x64_rr(as, X64_MOV_RM, true, R11, src);
    x64_ri8(as, X64_SHR_MI8, true, R10, 1);
    x64_alu_ri(as, X64_AND_MI, true, R11, 1);
    x64_rr(as, X64_OR_RM, true, R10, R11);
    x64_rr(as, x, true, dst, R10);
    x64_rr(as, to_wide ? X64_ADDSD : X64_ADDSS, false, dst, dst);
    x64_here8(as, done);
}

void wfx_mach_emit_float(Fn *f, const MachOp *op)
{
    switch (op->code) {
    case MACH_FBINARY: emit_fbinary(f, op); break;
    case MACH_UCOMI: emit_ucomi(f, op); break;
    case MACH_FSIGN: emit_fsign(f, op); break;
    case MACH_FMINMAX: emit_fminmax(f, op); break;
    case MACH_FROUND: emit_fround(f, op); break;
    case MACH_TRUNC: emit_trunc(f, op); break;
    case MACH_CONVERT: emit_convert(f, op); break;
    default: break;
    }
}
