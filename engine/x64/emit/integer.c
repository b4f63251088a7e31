/* The emitter, integer part: writes placed machine operations as instructions. Scratch: r11, xmm14, xmm15, flags, and
   what the operation clobbers. */
#include "engine/x64/emit/emit.h"

/* The row is the register form, its immediate sibling follows from the opcode byte. */
void emit_alu(Emit *e, X64Op x, bool wide, unsigned dst, VLoc right)
{
    if (right.kind == LOC_REG)
        x64_rr(e->as, x, wide, dst, right.reg);
    else if (right.kind == LOC_MEM)
        x64_rm(e->as, x, wide, dst, emit_frame(right));
    else /* 03 -> 81 /0, 0B -> /1, .. 33 -> /6: the digit is in bits 3 to 5 of the opcode */
        x64_alu_ri(e->as, 0x81 | (x & 0x38) << 9, wide, dst, right.imm);
}

static void emit_imul(Emit *e, const VOp *op, const VPlaced *at)
{
    VLoc left = at->loc[0], right = at->loc[1];
    if (right.kind == LOC_IMM) {
        bool is_short = right.imm == (int8_t)right.imm;
        X64Op x = is_short ? X64_IMUL_RMI8 : X64_IMUL_RMI;
        if (left.kind == LOC_REG)
            x64_rr(e->as, x, op->wide, at->dst, left.reg);
        else
            x64_rm(e->as, x, op->wide, at->dst, emit_frame(left));
        if (is_short)
            x64_u8(e->as, (unsigned)right.imm & 255);
        else
            x64_u32(e->as, (uint32_t)right.imm);
    } else if (right.kind == LOC_REG) {
        wfx_assert(left.kind == LOC_REG || e->c->failed);
        x64_rr(e->as, X64_IMUL_RM, op->wide, at->dst, right.reg);
    } else {
        x64_rm(e->as, X64_IMUL_RM, op->wide, at->dst, emit_frame(right));
    }
}

/* An i32 in a register is zero-extended already, so that its extension may be the same register. */
static void emit_rm(Emit *e, const VOp *op, const VPlaced *at)
{
    if (emit_is_renamed(op, at))
        return;
    if (at->loc[0].kind == LOC_REG)
        x64_rr(e->as, op->x, op->wide, at->dst, at->loc[0].reg);
    else
        x64_rm(e->as, op->x, op->wide, at->dst, emit_frame(at->loc[0]));
}

static void emit_shift(Emit *e, const VOp *op, const VPlaced *at)
{
    VLoc count = at->loc[1];
    if (count.kind == LOC_IMM) {
        int bits = count.imm & (op->wide ? 63 : 31);
        if (bits)
            x64_ri8(e->as, (op->x & ~0xFFu) | 0xC1, op->wide, at->dst, bits);
    } else {
        x64_r(e->as, op->x, op->wide, at->dst);
    }
}

static void emit_cmp(Emit *e, const VOp *op, const VPlaced *at)
{
    VLoc left = at->loc[0], right = at->loc[1];
    wfx_assert(left.kind == LOC_REG || right.kind == LOC_IMM || e->c->failed);
    if (right.kind == LOC_IMM) {
        if (left.kind == LOC_MEM)
            x64_alu_mi(e->as, X64_CMP_MI, op->wide, emit_frame(left), right.imm);
        else if (right.imm == 0)
            x64_rr(e->as, X64_TEST_MR, op->wide, left.reg, left.reg);
        else
            x64_alu_ri(e->as, X64_CMP_MI, op->wide, left.reg, right.imm);
    } else if (right.kind == LOC_REG) {
        x64_rr(e->as, X64_CMP_RM, op->wide, left.reg, right.reg);
    } else {
        x64_rm(e->as, X64_CMP_RM, op->wide, left.reg, emit_frame(right));
    }
}

static void emit_test(Emit *e, const VOp *op, const VPlaced *at)
{
    if (at->loc[0].kind == LOC_REG)
        x64_rr(e->as, X64_TEST_MR, op->wide, at->loc[0].reg, at->loc[0].reg);
    else
        x64_alu_mi(e->as, X64_CMP_MI, op->wide, emit_frame(at->loc[0]), 0);
}

static void emit_setcc(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Buffer *as = e->as;
    unsigned cc = (unsigned)op->imm;
    if (cc >= CC_FEQ) { /* equal and ordered; or different or unordered */
        x64_r(as, X64_SETO + (cc == CC_FEQ ? CC_NP : CC_P), false, R11);
        x64_r(as, X64_SETO + (cc == CC_FEQ ? CC_E : CC_NE), false, at->dst);
        x64_rr(as, cc == CC_FEQ ? X64_AND_RM : X64_OR_RM, false, R11, at->dst);
        x64_rr(as, X64_MOVZX8, false, at->dst, R11);
    } else {
        x64_r(as, X64_SETO + cc, false, at->dst);
        x64_rr(as, X64_MOVZX8, false, at->dst, at->dst);
    }
}

static void emit_cmov(Emit *e, const VOp *op, const VPlaced *at, X64Cond cc)
{
    X64Op x = X64_CMOVO + (X64Op)cc;
    if (at->loc[1].kind == LOC_REG)
        x64_rr(e->as, x, op->wide, at->dst, at->loc[1].reg);
    else
        x64_rm(e->as, x, op->wide, at->dst, emit_frame(at->loc[1]));
}

static void emit_select(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Buffer *as = e->as;
    if (at->loc[2].kind == LOC_REG)
        x64_rr(as, X64_TEST_MR, false, at->loc[2].reg, at->loc[2].reg);
    else
        x64_alu_mi(as, X64_CMP_MI, false, emit_frame(at->loc[2]), 0);
    if (!kind_is_vector(op->kind)) {
        emit_cmov(e, op, at, CC_NE);
        return;
    }
    uint32_t skip = x64_jcc8(as, CC_E);
    if (at->loc[1].kind == LOC_REG)
        x64_rr(as, X64_MOVAPS_RM, false, at->dst, at->loc[1].reg);
    else
        emit_load_slot(e, op->kind, at->dst, emit_frame(at->loc[1]));
    x64_here8(as, skip);
}

/* x - (x >> 1 & 0x55..), pairs, nibbles, bytes; r10 holds the mask, r11 a copy. */
static void emit_popcnt_steps(Emit *e, const VOp *op, const VPlaced *at)
{
    static const struct {
        uint64_t mask;
        uint8_t shift;
    } steps[] = {{0x5555555555555555, 1}, {0x3333333333333333, 2}, {0x0F0F0F0F0F0F0F0F, 4}};
    X64Buffer *as = e->as;
    unsigned dst = at->dst;
    for (unsigned i = 0; i < 3; i++) {
        x64_mov_imm(as, R10, op->wide ? steps[i].mask : (uint32_t)steps[i].mask);
        x64_rr(as, X64_MOV_RM, op->wide, R11, dst);
        x64_ri8(as, X64_SHR_MI8, op->wide, R11, steps[i].shift);
        if (i != 2)
            x64_rr(as, X64_AND_RM, op->wide, R11, R10);
        if (i == 1)
            x64_rr(as, X64_AND_RM, op->wide, dst, R10);
        x64_rr(as, i == 0 ? X64_SUB_RM : X64_ADD_RM, op->wide, dst, R11);
        if (i == 2)
            x64_rr(as, X64_AND_RM, op->wide, dst, R10);
    }
    x64_mov_imm(as, R10, op->wide ? 0x0101010101010101 : 0x01010101);
    x64_rr(as, X64_IMUL_RM, op->wide, dst, R10);
    x64_ri8(as, X64_SHR_MI8, op->wide, dst, op->wide ? 56 : 24);
}

static void emit_bits(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Buffer *as = e->as;
    unsigned dst = at->dst, width = op->wide ? 64 : 32;
    if (op->imm == IR_POPCNT) {
        emit_popcnt_steps(e, op, at);
    } else if (op->imm == IR_CTZ) {
        x64_mov_imm(as, R10, width);
        x64_rr(as, X64_BSF, op->wide, dst, dst);
        x64_rr(as, X64_CMOVO + CC_E, op->wide, dst, R10);
    } else {
        x64_mov_imm(as, R10, 2 * width - 1);
        x64_rr(as, X64_BSR, op->wide, dst, dst);
        x64_rr(as, X64_CMOVO + CC_E, op->wide, dst, R10);
        x64_alu_ri(as, X64_XOR_MI, op->wide, dst, (int32_t)width - 1);
    }
}

/* rax = dividend, loc[1] = divisor in a register other than rax and rdx. Results: rax quotient, rdx remainder. */
static void emit_div(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Buffer *as = e->as;
    unsigned divisor = at->loc[1].reg;
    bool is_signed = op->imm == IR_DIV_S || op->imm == IR_REM_S;
    x64_rr(as, X64_TEST_MR, op->wide, divisor, divisor);
    emit_trap_if(e, CC_E, WFX_TRAP_INTEGER_DIVIDE_BY_ZERO, op->offset);
    if (!is_signed) {
        x64_rr(as, X64_XOR_RM, false, RDX, RDX);
        x64_r(as, X64_DIV_M, op->wide, divisor);
        return;
    }
    x64_alu_ri(as, X64_CMP_MI, op->wide, divisor, -1);
    uint32_t ordinary = x64_jcc8(as, CC_NE), done = 0;
    if (op->imm == IR_REM_S) {
        x64_rr(as, X64_XOR_RM, false, RDX, RDX);
        done = x64_jmp8(as);
    } else {
        x64_mov_imm(as, R11, op->wide ? UINT64_C(1) << 63 : 1u << 31);
        x64_rr(as, X64_CMP_RM, op->wide, RAX, R11);
        emit_trap_if(e, CC_E, WFX_TRAP_INTEGER_OVERFLOW, op->offset);
    }
    x64_here8(as, ordinary);
    x64_sign_dividend(as, op->wide);
    x64_r(as, X64_IDIV_M, op->wide, divisor);
    if (done)
        x64_here8(as, done);
}

static void emit_mul_wide(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Op x = op->imm == IR_MUL_WIDE_S ? X64_IMUL_M : X64_MUL_M;
    if (at->loc[1].kind == LOC_REG)
        x64_r(e->as, x, true, at->loc[1].reg);
    else
        x64_m(e->as, x, true, emit_frame(at->loc[1]));
}

static void emit_copy_bits(Emit *e, const VOp *op, const VPlaced *at)
{
    bool to_vector = kind_is_vector(op->kind);
    if (at->loc[0].kind == LOC_MEM)
        emit_load_slot(e, op->kind, at->dst, emit_frame(at->loc[0]));
    else if (to_vector)
        x64_rr(e->as, X64_MOVD_XR, op->wide, at->dst, at->loc[0].reg);
    else
        x64_rr(e->as, X64_MOVD_RX, op->wide, at->loc[0].reg, at->dst);
}

static void emit_move(Emit *e, const VOp *op, const VPlaced *at)
{
    if (at->loc[0].kind == LOC_MEM)
        emit_load_slot(e, op->kind, at->dst, emit_frame(at->loc[0]));
    else
        emit_move_register(e, op->kind, at->dst, at->loc[0].reg);
}

static void emit_trap_condition(Emit *e, const VOp *op)
{
    emit_trap_if(e, (X64Cond)op->imm, (WfxTrap)op->access, op->offset);
}

static void emit_poll(Emit *e, const VOp *op)
{
    if (op->access & IR_POLL_FUEL) {
        x64_alu_mi(e->as, X64_SUB_MI, true, x64_mem(R15, WFX_CONTEXT_FUEL), (int32_t)op->imm);
        emit_trap_if(e, CC_S, WFX_TRAP_OUT_OF_FUEL, op->offset);
    }
    if (op->access & IR_POLL_INTERRUPT) {
        x64_alu_mi(e->as, X64_CMP_MI, false, x64_mem(R15, WFX_CONTEXT_INTERRUPT), 0);
        emit_trap_if(e, CC_NE, WFX_TRAP_INTERRUPTED, op->offset);
    }
}

void emit_plain(Emit *e, const VOp *op, const VPlaced *at)
{
    switch ((VCodeId)op->code) {
    case V_ALU: emit_alu(e, op->x, op->wide, at->dst, at->loc[1]); break;
    case V_IMUL: emit_imul(e, op, at); break;
    case V_RM: emit_rm(e, op, at); break;
    case V_MOVE: emit_move(e, op, at); break;
    case V_COPY_BITS: emit_copy_bits(e, op, at); break;
    case V_SHIFT: emit_shift(e, op, at); break;
    case V_CMP: emit_cmp(e, op, at); break;
    case V_TEST: emit_test(e, op, at); break;
    case V_SETCC: emit_setcc(e, op, at); break;
    case V_CMOV: emit_cmov(e, op, at, (X64Cond)op->imm); break;
    case V_SELECT: emit_select(e, op, at); break;
    case V_TRAP_IF: emit_trap_condition(e, op); break;
    case V_POLL: emit_poll(e, op); break;
    case V_BITS: emit_bits(e, op, at); break;
    case V_DIV: emit_div(e, op, at); break;
    case V_MUL_WIDE: emit_mul_wide(e, op, at); break;
    case V_UCOMI:
    case V_FBINARY:
    case V_FSIGN:
    case V_FMINMAX:
    case V_FROUND:
    case V_TRUNC:
    case V_CONVERT: emit_plain_float(e, op, at); break;
    case V_VECTOR: emit_vector(e, op, at); break;
    case V_SHUFFLE: emit_shuffle(e, op, at); break;
    default: emit_plain_memory(e, op, at); break;
    }
}
