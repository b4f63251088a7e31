/* The emitter, moves: what an allocator puts between operations. They leave r10 alone; float constants go by r11. */
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

uint32_t emit_literal(Emit *e, const void *bytes)
{
    Compiler *c = e->c;
    uint64_t half[2];
    memcpy(half, bytes, 16);
    uint64_t hash = (half[0] ^ half[1] * 3) * UINT64_C(0x9E3779B97F4A7C15);
    uint32_t *known = &c->literals[hash >> 56];
    if (*known && memcmp(c->data.data + *known - 1, bytes, 16) == 0)
        return *known - 1;
    while (c->data.size % 16 && !c->data.failed)
        wfx_buffer_u8(&c->data, 0);
    uint32_t at = (uint32_t)c->data.size;
    wfx_buffer_bytes(&c->data, bytes, 16);
    if (!c->data.failed)
        *known = at + 1;
    return at;
}

void emit_load_literal(Emit *e, unsigned reg, const void *bytes)
{
    uint32_t literal = emit_literal(e, bytes);
    emit_push(e, &e->c->data_refs, (Fixup){x64_rip(e->as, X64_MOVUPS_RM, false, reg), literal});
}

/* Zeros and ones need no memory; the flags stay. */
static void load_v128(Emit *e, const IrInst *inst, unsigned reg)
{
    uint64_t half[2];
    memcpy(half, e->ir->v128.data + 16 * (size_t)inst->c, 16);
    if (!(half[0] | half[1]))
        x64_rr(e->as, X64_XORPS, false, reg, reg);
    else if ((half[0] & half[1]) == UINT64_MAX)
        x64_rr(e->as, X64_PCMPEQD, false, reg, reg);
    else
        emit_load_literal(e, reg, half);
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
