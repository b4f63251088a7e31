/* The emitter, floats: arithmetic with the specification's NaN and zero rules, conversions with their traps (spec 3.0,
   execution/numerics). */
#include "engine/x64/emit/emit.h"

static void emit_fbinary(Emit *e, const VOp *op, const VPlaced *at)
{
    if (at->loc[1].kind == LOC_REG)
        x64_rr(e->as, op->x, false, at->dst, at->loc[1].reg);
    else
        x64_rm(e->as, op->x, false, at->dst, emit_frame(at->loc[1]));
}

static void emit_ucomi(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Op x = op->wide ? X64_UCOMISD : X64_UCOMISS;
    if (at->loc[1].kind == LOC_REG)
        x64_rr(e->as, x, false, at->loc[0].reg, at->loc[1].reg);
    else
        x64_rm(e->as, x, false, at->loc[0].reg, emit_frame(at->loc[1]));
}

/* A mask made of all ones: the sign bit, or all but it. */
static void make_mask(Emit *e, unsigned reg, bool wide, bool sign)
{
    x64_rr(e->as, X64_PCMPEQD, false, reg, reg);
    X64Op x = sign ? (wide ? X64_PSLLQ_MI8 : X64_PSLLD_MI8) : (wide ? X64_PSRLQ_MI8 : X64_PSRLD_MI8);
    x64_ri8(e->as, x, false, reg, sign ? (wide ? 63 : 31) : 1);
}

static void emit_fsign(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Buffer *as = e->as;
    make_mask(e, XMM15, op->wide, op->imm == IR_FNEG);
    switch (op->imm) {
    case IR_FNEG: x64_rr(as, X64_XORPS, false, at->dst, XMM15); break;
    case IR_FABS: x64_rr(as, X64_ANDPS, false, at->dst, XMM15); break;
    default: /* copysign: magnitude of dst, sign of loc[1] */
        x64_rr(as, X64_MOVAPS_RM, false, XMM14, XMM15);
        x64_rr(as, X64_ANDNPS, false, XMM14, at->loc[1].reg);
        x64_rr(as, X64_ANDPS, false, at->dst, XMM15);
        x64_rr(as, X64_ORPS, false, at->dst, XMM14);
        break;
    }
}

/* Equal operands: zeros of either sign, so the bits decide; unordered: the sum is a quiet NaN. */
static void emit_fminmax(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Buffer *as = e->as;
    unsigned dst = at->dst, right = at->loc[1].reg;
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

static void emit_fround(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Op x = op->wide ? X64_ROUNDSD : X64_ROUNDSS;
    if (at->loc[0].kind == LOC_REG)
        x64_rr(e->as, x, false, at->dst, at->loc[0].reg);
    else
        x64_rm(e->as, x, false, at->dst, emit_frame(at->loc[0]));
    x64_u8(e->as, (unsigned)op->imm);
}

/* ---- floats to integers ---- */

typedef struct Trunc {
    bool from_wide, to_wide, is_unsigned, saturates;
    unsigned dst, src;
} Trunc;

static void load_float_bits(Emit *e, unsigned reg, bool wide, uint64_t bits)
{
    x64_mov_imm(e->as, R11, bits);
    x64_rr(e->as, X64_MOVD_XR, wide, reg, R11);
}
static void compare(Emit *e, const Trunc *t, unsigned a, unsigned b)
{
    x64_rr(e->as, t->from_wide ? X64_UCOMISD : X64_UCOMISS, false, a, b);
}
static void truncate_to(Emit *e, const Trunc *t, bool wide, unsigned src)
{
    x64_rr(e->as, t->from_wide ? X64_CVTTSD2SI : X64_CVTTSS2SI, wide, t->dst, src);
}
static void trap_nan(Emit *e, const Trunc *t, uint32_t offset)
{
    compare(e, t, t->src, t->src);
    emit_trap_if(e, CC_P, WFX_TRAP_INVALID_CONVERSION, offset);
}

/* The hardware gives 0x80.. for what does not fit, which is also a right answer for the smallest integer. */
static void trunc_signed(Emit *e, const Trunc *t, uint32_t offset)
{
    X64Buffer *as = e->as;
    truncate_to(e, t, t->to_wide, t->src);
    x64_alu_ri(as, X64_CMP_MI, t->to_wide, t->dst, 1);
    uint32_t done = x64_jcc8(as, CC_NO);
    if (!t->saturates) {
        trap_nan(e, t, offset);
        /* lower bound: the smallest integer itself, or for f64 to i32 anything above one less than it */
        bool strict = t->from_wide && !t->to_wide;
        uint64_t bound = !t->from_wide ? (t->to_wide ? 0xDF000000u : 0xCF000000u)
                         : t->to_wide  ? UINT64_C(0xC3E0000000000000)
                                       : UINT64_C(0xC1E0000000200000);
        load_float_bits(e, XMM15, t->from_wide, bound);
        compare(e, t, t->src, XMM15);
        emit_trap_if(e, strict ? CC_BE : CC_B, WFX_TRAP_INTEGER_OVERFLOW, offset);
        x64_rr(as, X64_XORPS, false, XMM15, XMM15);
        compare(e, t, t->src, XMM15);
        emit_trap_if(e, CC_AE, WFX_TRAP_INTEGER_OVERFLOW, offset);
        x64_here8(as, done);
        return;
    }
    x64_rr(as, X64_XORPS, false, XMM15, XMM15);
    compare(e, t, t->src, XMM15);
    uint32_t nan = x64_jcc8(as, CC_P), low = x64_jcc8(as, CC_B);
    x64_mov_imm(as, t->dst, t->to_wide ? (uint64_t)INT64_MAX : INT32_MAX);
    uint32_t high = x64_jmp8(as);
    x64_here8(as, nan);
    x64_mov_imm(as, t->dst, 0);
    x64_here8(as, high);
    x64_here8(as, low);
    x64_here8(as, done);
}

static void trunc_unsigned_32(Emit *e, const Trunc *t, uint32_t offset)
{
    X64Buffer *as = e->as;
    truncate_to(e, t, true, t->src);
    x64_rr(as, X64_MOV_RM, true, R11, t->dst);
    x64_ri8(as, X64_SHR_MI8, true, R11, 32);
    uint32_t done = x64_jcc8(as, CC_E);
    if (!t->saturates) {
        trap_nan(e, t, offset);
        emit_trap(e, WFX_TRAP_INTEGER_OVERFLOW, offset);
    } else {
        x64_rr(as, X64_XORPS, false, XMM15, XMM15);
        x64_mov_imm(as, t->dst, 0);
        compare(e, t, t->src, XMM15);
        uint32_t zero = x64_jcc8(as, CC_BE); /* unordered too */
        x64_mov_imm(as, t->dst, UINT32_MAX);
        x64_here8(as, zero);
    }
    x64_here8(as, done);
}

static void trunc_unsigned_64(Emit *e, const Trunc *t, uint32_t offset)
{
    X64Buffer *as = e->as;
    load_float_bits(e, XMM15, t->from_wide, t->from_wide ? UINT64_C(0x43E0000000000000) : 0x5F000000u); /* 2^63 */
    compare(e, t, t->src, XMM15);
    uint32_t big = x64_jcc8(as, CC_AE);
    truncate_to(e, t, true, t->src);
    x64_rr(as, X64_TEST_MR, true, t->dst, t->dst);
    uint32_t done = x64_jcc8(as, CC_NS), done_low = 0;
    if (t->saturates) {
        x64_mov_imm(as, t->dst, 0);
        done_low = x64_jmp8(as);
    } else {
        trap_nan(e, t, offset);
        emit_trap(e, WFX_TRAP_INTEGER_OVERFLOW, offset);
    }
    x64_here8(as, big);
    x64_rr(as, X64_MOVAPS_RM, false, XMM14, t->src);
    x64_rr(as, t->from_wide ? X64_SUBSD : X64_SUBSS, false, XMM14, XMM15);
    truncate_to(e, t, true, XMM14);
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
        emit_trap_if(e, CC_S, WFX_TRAP_INTEGER_OVERFLOW, offset);
        x64_ri8(as, X64_BTC_MI8, true, t->dst, 63);
    }
    x64_here8(as, done);
}

static void emit_trunc(Emit *e, const VOp *op, const VPlaced *at)
{
    unsigned ir = (unsigned)op->imm;
    Trunc t = {.dst = at->dst, .src = at->loc[0].reg, .to_wide = op->wide, .saturates = ir >= IR_TRUNC_SAT_F32_S};
    unsigned variant = ir - (t.saturates ? IR_TRUNC_SAT_F32_S : IR_TRUNC_F32_S); /* F32_S F32_U F64_S F64_U */
    t.is_unsigned = variant & 1;
    t.from_wide = variant & 2;
    if (!t.is_unsigned)
        trunc_signed(e, &t, op->offset);
    else if (t.to_wide)
        trunc_unsigned_64(e, &t, op->offset);
    else
        trunc_unsigned_32(e, &t, op->offset);
}

/* ---- integers to floats ---- */

static void emit_convert(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Buffer *as = e->as;
    bool to_wide = op->kind == WFX_KIND_F64;
    X64Op x = to_wide ? X64_CVTSI2SD : X64_CVTSI2SS;
    unsigned src = at->loc[0].reg, dst = at->dst;
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

void emit_plain_float(Emit *e, const VOp *op, const VPlaced *at)
{
    switch (op->code) {
    case V_FBINARY: emit_fbinary(e, op, at); break;
    case V_UCOMI: emit_ucomi(e, op, at); break;
    case V_FSIGN: emit_fsign(e, op, at); break;
    case V_FMINMAX: emit_fminmax(e, op, at); break;
    case V_FROUND: emit_fround(e, op, at); break;
    case V_TRUNC: emit_trunc(e, op, at); break;
    case V_CONVERT: emit_convert(e, op, at); break;
    default: break;
    }
}
