/* The emitter, integer part: writes placed machine operations as instructions. Scratch: r10, r11, xmm14, xmm15, flags. */
#include "engine/x64/func.h"

static X64Mem frame(MachLoc loc)
{
    return x64_mem(RBP, loc.imm);
}

/* dst = dst op loc[1]; the row is the register form, its immediate sibling follows from the opcode byte. */
static void emit_alu(Fn *f, const MachOp *op)
{
    MachLoc right = op->loc[1];
    if (right.kind == LOC_REG)
        x64_rr(f->as, op->x, op->wide, op->dst, right.reg);
    else if (right.kind == LOC_MEM)
        x64_rm(f->as, op->x, op->wide, op->dst, frame(right));
    else /* 03 -> 81 /0, 0B -> /1, 23 -> /4, 2B -> /5, 33 -> /6: the digit is in bits 3..5 of the opcode */
        x64_alu_ri(f->as, 0x81 | (op->x & 0x38) << 9, op->wide, op->dst, right.imm);
}

static void emit_imul(Fn *f, const MachOp *op)
{
    MachLoc left = op->loc[0], right = op->loc[1];
    if (right.kind == LOC_IMM) {
        bool is_short = right.imm == (int8_t)right.imm;
        X64Op x = is_short ? X64_IMUL_RMI8 : X64_IMUL_RMI;
        if (left.kind == LOC_REG)
            x64_rr(f->as, x, op->wide, op->dst, left.reg);
        else
            x64_rm(f->as, x, op->wide, op->dst, frame(left));
        if (is_short)
            x64_u8(f->as, (unsigned)right.imm & 255);
        else
            x64_u32(f->as, (uint32_t)right.imm);
    } else if (right.kind == LOC_REG) {
        x64_rr(f->as, X64_IMUL_RM, op->wide, op->dst, right.reg);
    } else {
        x64_rm(f->as, X64_IMUL_RM, op->wide, op->dst, frame(right));
    }
}

static void emit_rm(Fn *f, const MachOp *op)
{
    if (op->loc[0].kind == LOC_REG)
        x64_rr(f->as, op->x, op->wide, op->dst, op->loc[0].reg);
    else
        x64_rm(f->as, op->x, op->wide, op->dst, frame(op->loc[0]));
}

static void emit_shift(Fn *f, const MachOp *op)
{
    MachLoc count = op->loc[1];
    if (count.kind == LOC_IMM) {
        int bits = count.imm & (op->wide ? 63 : 31);
        if (bits)
            x64_ri8(f->as, (op->x & ~0xFFu) | 0xC1, op->wide, op->dst, bits);
    } else {
        x64_r(f->as, op->x, op->wide, op->dst);
    }
}

static void emit_cmp(Fn *f, const MachOp *op)
{
    MachLoc left = op->loc[0], right = op->loc[1];
    if (right.kind == LOC_IMM) {
        if (left.kind == LOC_MEM)
            x64_alu_mi(f->as, X64_CMP_MI, op->wide, frame(left), right.imm);
        else if (right.imm == 0)
            x64_rr(f->as, X64_TEST_MR, op->wide, left.reg, left.reg);
        else
            x64_alu_ri(f->as, X64_CMP_MI, op->wide, left.reg, right.imm);
    } else if (right.kind == LOC_REG) {
        x64_rr(f->as, X64_CMP_RM, op->wide, left.reg, right.reg);
    } else {
        x64_rm(f->as, X64_CMP_RM, op->wide, left.reg, frame(right));
    }
}

static void emit_test(Fn *f, const MachOp *op)
{
    if (op->loc[0].kind == LOC_REG)
        x64_rr(f->as, X64_TEST_MR, op->wide, op->loc[0].reg, op->loc[0].reg);
    else
        x64_alu_mi(f->as, X64_CMP_MI, op->wide, frame(op->loc[0]), 0);
}

static void emit_setcc(Fn *f, const MachOp *op)
{
    WfxAsm *as = f->as;
    unsigned cc = (unsigned)op->imm;
    if (cc >= CC_FEQ) { /* equal and ordered; or different or unordered */
        x64_r(as, X64_SETO + (cc == CC_FEQ ? CC_NP : CC_P), false, R11);
        x64_r(as, X64_SETO + (cc == CC_FEQ ? CC_E : CC_NE), false, R10);
        x64_rr(as, cc == CC_FEQ ? X64_AND_RM : X64_OR_RM, false, R10, R11);
        x64_rr(as, X64_MOVZX8, false, op->dst, R10);
    } else {
        x64_r(as, X64_SETO + cc, false, op->dst);
        x64_rr(as, X64_MOVZX8, false, op->dst, op->dst);
    }
}

static void emit_cmov(Fn *f, const MachOp *op)
{
    X64Op x = X64_CMOVO + (X64Op)op->imm;
    if (op->loc[1].kind == LOC_REG)
        x64_rr(f->as, x, op->wide, op->dst, op->loc[1].reg);
    else
        x64_rm(f->as, x, op->wide, op->dst, frame(op->loc[1]));
}

static void emit_select(Fn *f, const MachOp *op)
{
    WfxAsm *as = f->as;
    if (op->loc[2].kind == LOC_REG)
        x64_rr(as, X64_TEST_MR, false, op->loc[2].reg, op->loc[2].reg);
    else
        x64_alu_mi(as, X64_CMP_MI, false, frame(op->loc[2]), 0);
    if (!kind_is_vector(op->kind)) {
        MachOp move = *op;
        move.imm = CC_NE;
        emit_cmov(f, &move);
        return;
    }
    uint32_t skip = x64_jcc8(as, CC_E);
    if (op->loc[1].kind == LOC_REG)
        x64_rr(as, X64_MOVAPS_RM, false, op->dst, op->loc[1].reg);
    else
        quick_load_slot(f, op->kind, op->dst, frame(op->loc[1]));
    x64_here8(as, skip);
}

/* x - (x >> 1 & 0x55..), pairs, nibbles, bytes; r10 holds the mask, r11 a copy. */
static void emit_popcnt_steps(Fn *f, const MachOp *op)
{
    static const struct {
        uint64_t mask;
        uint8_t shift;
    } steps[] = {{0x5555555555555555, 1}, {0x3333333333333333, 2}, {0x0F0F0F0F0F0F0F0F, 4}};
    WfxAsm *as = f->as;
    unsigned dst = op->dst;
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

static void emit_bits(Fn *f, const MachOp *op)
{
    WfxAsm *as = f->as;
    unsigned dst = op->dst, width = op->wide ? 64 : 32;
    if (op->imm == IR_POPCNT) {
        emit_popcnt_steps(f, op);
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
static void emit_div(Fn *f, const MachOp *op)
{
    WfxAsm *as = f->as;
    unsigned divisor = op->loc[1].reg;
    bool is_signed = op->imm == IR_DIV_S || op->imm == IR_REM_S;
    x64_rr(as, X64_TEST_MR, op->wide, divisor, divisor);
    fn_trap_if(f, CC_E, WFX_TRAP_INTEGER_DIVIDE_BY_ZERO, op->offset);
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
        x64_mov_imm(as, R10, op->wide ? UINT64_C(1) << 63 : 1u << 31);
        x64_rr(as, X64_CMP_RM, op->wide, RAX, R10);
        fn_trap_if(f, CC_E, WFX_TRAP_INTEGER_OVERFLOW, op->offset);
    }
    x64_here8(as, ordinary);
    x64_sign_dividend(as, op->wide);
    x64_r(as, X64_IDIV_M, op->wide, divisor);
    if (done)
        x64_here8(as, done);
}

static void emit_copy_bits(Fn *f, const MachOp *op)
{
    bool to_vector = kind_is_vector(op->kind);
    if (op->loc[0].kind == LOC_MEM)
        quick_load_slot(f, op->kind, op->dst, frame(op->loc[0]));
    else if (to_vector)
        x64_rr(f->as, X64_MOVD_XR, op->wide, op->dst, op->loc[0].reg);
    else
        x64_rr(f->as, X64_MOVD_RX, op->wide, op->loc[0].reg, op->dst);
}

static void emit_move(Fn *f, const MachOp *op)
{
    if (op->loc[0].kind == LOC_MEM)
        quick_load_slot(f, op->kind, op->dst, frame(op->loc[0]));
    else if (kind_is_vector(op->kind))
        x64_rr(f->as, X64_MOVAPS_RM, false, op->dst, op->loc[0].reg);
    else
        x64_rr(f->as, X64_MOV_RM, op->wide, op->dst, op->loc[0].reg);
}

void wfx_mach_emit(Fn *f, const MachOp *op)
{
    switch ((MachCode)op->code) {
    case MACH_ALU: emit_alu(f, op); break;
    case MACH_IMUL: emit_imul(f, op); break;
    case MACH_RM: emit_rm(f, op); break;
    case MACH_MOVE: emit_move(f, op); break;
    case MACH_COPY_BITS: emit_copy_bits(f, op); break;
    case MACH_NEG_LIKE: x64_r(f->as, op->x, op->wide, op->dst); break;
    case MACH_SHIFT: emit_shift(f, op); break;
    case MACH_CMP: emit_cmp(f, op); break;
    case MACH_TEST: emit_test(f, op); break;
    case MACH_SETCC: emit_setcc(f, op); break;
    case MACH_CMOV: emit_cmov(f, op); break;
    case MACH_SELECT: emit_select(f, op); break;
    case MACH_BITS: emit_bits(f, op); break;
    case MACH_DIV: emit_div(f, op); break;
    case MACH_LOAD:
    case MACH_STORE:
    case MACH_TABLE_ADDRESS_GET:
    case MACH_TABLE_ADDRESS_SET: wfx_mach_emit_memory(f, op); break;
    default: wfx_mach_emit_float(f, op); break;
    }
}
