/* The emitter, moves: what an allocator puts between operations. They leave r10 alone; vector constants go by r11. */
#include "engine/x64/emit/emit.h"

void emit_store_slot(Emit *e, unsigned kind, unsigned reg, X64Mem to)
{
    static const X64Op ops[] = {
        [WFX_KIND_I32] = X64_MOV_MR,   [WFX_KIND_I64] = X64_MOV_MR,   [WFX_KIND_REF] = X64_MOV_MR,
        [WFX_KIND_F32] = X64_MOVSS_MR, [WFX_KIND_F64] = X64_MOVSD_MR, [WFX_KIND_V128] = X64_MOVUPS_MR,
    };
    x64_rm(e->as, ops[kind], kind == WFX_KIND_I64 || kind == WFX_KIND_REF, reg, to);
}

void emit_load_slot(Emit *e, unsigned kind, unsigned reg, X64Mem from)
{
    static const X64Op ops[] = {
        [WFX_KIND_I32] = X64_MOV_RM,   [WFX_KIND_I64] = X64_MOV_RM,   [WFX_KIND_REF] = X64_MOV_RM,
        [WFX_KIND_F32] = X64_MOVSS_RM, [WFX_KIND_F64] = X64_MOVSD_RM, [WFX_KIND_V128] = X64_MOVUPS_RM,
    };
    x64_rm(e->as, ops[kind], kind == WFX_KIND_I64 || kind == WFX_KIND_REF, reg, from);
}

void emit_move_register(Emit *e, unsigned kind, unsigned to, unsigned from)
{
    if (to == from)
        return;
    if (kind_is_vector(kind))
        x64_rr(e->as, X64_MOVAPS_RM, false, to, from);
    else
        x64_rr(e->as, X64_MOV_RM, kind != WFX_KIND_I32, to, from);
}

static void load_v128(Emit *e, const IrInst *inst, unsigned reg)
{
    uint64_t half[2];
    memcpy(half, e->ir->v128.data + 16 * (size_t)inst->c, 16);
    x64_mov_imm(e->as, R11, half[0]);
    x64_rr(e->as, X64_MOVD_XR, true, reg, R11);
    x64_mov_imm(e->as, R11, half[1]);
    x64_rr(e->as, X64_PINSRQ, true, reg, R11);
    x64_u8(e->as, 1);
}

void emit_load_constant(Emit *e, IrValue id, unsigned reg, bool keep_flags)
{
    const IrInst *inst = &e->ir->insts.data[id];
    unsigned kind = inst->type;
    uint64_t bits = ir_const_bits(inst);
    if (kind == WFX_KIND_I32 || kind == WFX_KIND_F32)
        bits = (uint32_t)bits;
    if (kind == WFX_KIND_V128) {
        load_v128(e, inst, reg);
    } else if (!kind_is_vector(kind)) {
        if (bits == 0 && !keep_flags)
            x64_rr(e->as, X64_XOR_RM, false, reg, reg);
        else
            x64_mov_imm(e->as, reg, bits);
    } else if (bits == 0) {
        x64_rr(e->as, X64_XORPS, false, reg, reg);
    } else {
        x64_mov_imm(e->as, R11, bits);
        x64_rr(e->as, X64_MOVD_XR, kind == WFX_KIND_F64, reg, R11);
    }
}
