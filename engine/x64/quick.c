/* The quick allocator: greedy, forward, one machine operation at a time. Registers hold values until another one needs the
   register, their last use, a call, or the end of a block; a value that loses its register goes to its slot. */
#include "engine/x64/func.h"

static const uint32_t kind_masks[] = {
    [WFX_KIND_BOTTOM] = MASK_GENERAL, [WFX_KIND_I32] = MASK_GENERAL, [WFX_KIND_I64] = MASK_GENERAL, [WFX_KIND_F32] = MASK_VECTOR,
    [WFX_KIND_F64] = MASK_VECTOR,     [WFX_KIND_V128] = MASK_VECTOR, [WFX_KIND_REF] = MASK_GENERAL,
};

int32_t quick_new_slot(Fn *f, unsigned kind)
{
    if (kind == WFX_KIND_V128) {
        if (f->free16.count)
            return f->free16.data[--f->free16.count];
        f->frame += 16;
    } else {
        if (f->free8.count)
            return f->free8.data[--f->free8.count];
        f->frame += 8;
    }
    return -(int32_t)f->frame;
}

void quick_free_slot(Fn *f, int32_t slot, unsigned kind)
{
    if (kind == WFX_KIND_V128)
        fn_push(f, &f->free16, slot);
    else
        fn_push(f, &f->free8, slot);
}

int32_t quick_slot(Fn *f, Value *value)
{
    if (!value->slot)
        value->slot = quick_new_slot(f, value->kind);
    return value->slot;
}

void quick_store_slot(Fn *f, unsigned kind, unsigned reg, X64Mem to)
{
    static const X64Op ops[] = {
        [WFX_KIND_I32] = X64_MOV_MR,   [WFX_KIND_I64] = X64_MOV_MR,   [WFX_KIND_REF] = X64_MOV_MR,
        [WFX_KIND_F32] = X64_MOVSS_MR, [WFX_KIND_F64] = X64_MOVSD_MR, [WFX_KIND_V128] = X64_MOVUPS_MR,
    };
    x64_rm(f->as, ops[kind], kind == WFX_KIND_I64 || kind == WFX_KIND_REF, reg, to);
}

void quick_load_slot(Fn *f, unsigned kind, unsigned reg, X64Mem from)
{
    static const X64Op ops[] = {
        [WFX_KIND_I32] = X64_MOV_RM,   [WFX_KIND_I64] = X64_MOV_RM,   [WFX_KIND_REF] = X64_MOV_RM,
        [WFX_KIND_F32] = X64_MOVSS_RM, [WFX_KIND_F64] = X64_MOVSD_RM, [WFX_KIND_V128] = X64_MOVUPS_RM,
    };
    x64_rm(f->as, ops[kind], kind == WFX_KIND_I64 || kind == WFX_KIND_REF, reg, from);
}

static void move_register(Fn *f, unsigned kind, unsigned to, unsigned from)
{
    if (to == from)
        return;
    if (kind_is_vector(kind))
        x64_rr(f->as, X64_MOVAPS_RM, false, to, from);
    else
        x64_rr(f->as, X64_MOV_RM, kind != WFX_KIND_I32, to, from);
}

/* Flags survive: no xor of general registers. */
static void load_constant(Fn *f, IrValue value, unsigned reg)
{
    const IrInst *inst = fn_inst(f, value);
    unsigned kind = inst->type;
    if (kind == WFX_KIND_V128) {
        uint64_t half[2];
        memcpy(half, f->ir->v128.data + 16 * (size_t)inst->c, 16);
        x64_mov_imm(f->as, R11, half[0]);
        x64_rr(f->as, X64_MOVD_XR, true, reg, R11);
        x64_mov_imm(f->as, R11, half[1]);
        x64_rr(f->as, X64_PINSRQ, true, reg, R11);
        x64_u8(f->as, 1);
        return;
    }
    uint64_t bits = ir_const_bits(inst);
    if (kind == WFX_KIND_I32 || kind == WFX_KIND_F32)
        bits = (uint32_t)bits;
    if (!kind_is_vector(kind)) {
        if (bits == 0 && f->flags == IR_NO_ID)
            x64_rr(f->as, X64_XOR_RM, false, reg, reg);
        else
            x64_mov_imm(f->as, reg, bits);
    } else if (bits == 0) {
        x64_rr(f->as, X64_XORPS, false, reg, reg);
    } else {
        x64_mov_imm(f->as, R11, bits);
        x64_rr(f->as, X64_MOVD_XR, kind == WFX_KIND_F64, reg, R11);
    }
}

void quick_load(Fn *f, IrValue id, unsigned reg)
{
    const Value *value = fn_value(f, id);
    unsigned from = quick_register(f, id);
    if (from != X64_REG_NONE)
        move_register(f, value->kind, reg, from);
    else if (value->where & VALUE_CONST)
        load_constant(f, id, reg);
    else if (value->where & VALUE_LAZY)
        quick_load_slot(f, value->kind, reg, x64_mem(RBP, f->homes.data[value->local]));
    else
        quick_load_slot(f, value->kind, reg, x64_mem(RBP, value->slot));
}

static void unlazy(Fn *f, Value *value)
{
    IrValue last = f->lazy[--f->lazy_count];
    f->lazy[value->lazy] = last;
    fn_value(f, last)->lazy = value->lazy;
    value->where &= (uint8_t)~VALUE_LAZY;
}

void quick_release(Fn *f, IrValue id)
{
    Value *value = fn_value(f, id);
    if (value->uses)
        return;
    if (value->where & VALUE_REG)
        f->free |= REG_BIT(value->reg);
    if (value->where & VALUE_LAZY)
        unlazy(f, value);
    if (value->slot && !(value->where & VALUE_CONST)) {
        if (value->slot != INT32_MIN)
            quick_free_slot(f, value->slot, value->kind);
        value->slot = 0;
    }
    value->where &= VALUE_CONST;
}

static void bind(Fn *f, IrValue id, unsigned reg)
{
    Value *value = fn_value(f, id);
    value->where |= VALUE_REG;
    value->reg = (uint8_t)reg;
    f->reg_value[reg] = id;
    f->free &= ~REG_BIT(reg);
}

static void spill(Fn *f, Value *value)
{
    if (value->where & (VALUE_SLOT | VALUE_CONST))
        return;
    quick_store_slot(f, value->kind, value->reg, x64_mem(RBP, quick_slot(f, value)));
    value->where |= VALUE_SLOT;
}

static void evict(Fn *f, unsigned reg)
{
    Value *value = fn_value(f, f->reg_value[reg]);
    if (!(value->where & VALUE_LAZY))
        spill(f, value);
    value->where &= (uint8_t)~VALUE_REG;
    f->free |= REG_BIT(reg);
}

unsigned quick_alloc(Fn *f, uint32_t mask)
{
    /* Registers that neither shifts nor divisions want come first. */
    const uint32_t preferred = REG_BIT(RBX) | REG_BIT(RSI) | REG_BIT(RDI);
    uint32_t usable = mask & ~f->pinned, now = usable & f->free;
    if (now) {
        now = now & ~f->cached ? now & ~f->cached : now;
        unsigned reg = (unsigned)__builtin_ctz(now & preferred ? now & preferred : now);
        f->cached &= ~REG_BIT(reg);
        return reg;
    }
    /* Prefer one whose value has a copy elsewhere. */
    for (uint32_t rest = usable; rest; rest &= rest - 1) {
        unsigned reg = (unsigned)__builtin_ctz(rest);
        if (fn_value(f, f->reg_value[reg])->where & (VALUE_SLOT | VALUE_CONST | VALUE_LAZY)) {
            evict(f, reg);
            f->cached &= ~REG_BIT(reg);
            return reg;
        }
    }
    unsigned reg = (unsigned)__builtin_ctz(usable);
    evict(f, reg);
    f->cached &= ~REG_BIT(reg);
    return reg;
}

void quick_define(Fn *f, IrValue id, unsigned reg)
{
    Value *value = fn_value(f, id);
    if (!value->uses)
        return;
    bind(f, id, reg);
    if (f->stress) {
        spill(f, value);
        value->where &= (uint8_t)~VALUE_REG;
        f->free |= REG_BIT(reg);
    }
}

void quick_make_lazy(Fn *f, IrValue id, uint32_t local)
{
    Value *value = fn_value(f, id);
    if (f->lazy_count == MAX_LAZY) { /* the oldest gives way */
        IrValue old = f->lazy[0];
        f->pinned = 0;
        unsigned reg = quick_alloc(f, kind_masks[fn_value(f, old)->kind]);
        quick_load(f, old, reg);
        unlazy(f, fn_value(f, old));
        bind(f, old, reg);
    }
    value->where = VALUE_LAZY;
    value->local = local;
    value->lazy = (uint8_t)f->lazy_count;
    f->lazy[f->lazy_count++] = id;
}

void quick_local_overwritten(Fn *f, uint32_t local)
{
    for (uint32_t i = f->lazy_count; i-- > 0;) {
        IrValue id = f->lazy[i];
        Value *value = fn_value(f, id);
        if (value->local != local)
            continue;
        unsigned copy = quick_copy(f, local);
        if (value->where & VALUE_REG) {
            /* it has what it needs */
        } else if (copy != X64_REG_NONE && f->free & REG_BIT(copy)) {
            bind(f, id, copy);
        } else {
            unsigned reg = quick_alloc(f, kind_masks[value->kind]);
            quick_load(f, id, reg);
            bind(f, id, reg);
        }
        unlazy(f, value);
    }
    unsigned copy = quick_copy(f, local);
    if (copy != X64_REG_NONE)
        f->cached &= ~REG_BIT(copy);
}

void quick_spill_live(Fn *f)
{
    for (uint32_t rest = (MASK_GENERAL | MASK_VECTOR) & ~f->free; rest; rest &= rest - 1) {
        Value *value = fn_value(f, f->reg_value[__builtin_ctz(rest)]);
        if (value->uses && !(value->where & VALUE_LAZY))
            spill(f, value);
    }
}

void quick_settle(Fn *f)
{
    for (uint32_t i = f->lazy_count; i-- > 0;) {
        Value *value = fn_value(f, f->lazy[i]);
        if (!value->uses)
            continue;
        X64Mem to = x64_mem(RBP, quick_slot(f, value));
        unsigned reg = quick_register(f, f->lazy[i]);
        if (reg != X64_REG_NONE) {
            quick_store_slot(f, value->kind, reg, to);
        } else {
            unsigned scratch = kind_is_vector(value->kind) ? XMM15 : R11;
            quick_load(f, f->lazy[i], scratch);
            quick_store_slot(f, value->kind, scratch, to);
        }
        wfx_asm_room(f->as, 512);
        value->where |= VALUE_SLOT;
        unlazy(f, value);
    }
    quick_spill_live(f);
}

void quick_forget_registers(Fn *f)
{
    for (uint32_t rest = (MASK_GENERAL | MASK_VECTOR) & ~f->free; rest; rest &= rest - 1)
        fn_value(f, f->reg_value[__builtin_ctz(rest)])->where &= (uint8_t)~VALUE_REG;
    f->free = MASK_GENERAL | MASK_VECTOR;
    f->cached = 0;
}

MachLoc quick_location(Fn *f, IrValue id)
{
    const Value *value = fn_value(f, id);
    unsigned reg = quick_register(f, id);
    if (reg != X64_REG_NONE)
        return (MachLoc){LOC_REG, (uint8_t)reg, 0};
    if (value->where & VALUE_CONST) {
        uint64_t bits = fn_const(f, id);
        return (MachLoc){LOC_IMM, 0, (int32_t)bits};
    }
    return (MachLoc){LOC_MEM, 0, value->where & VALUE_LAZY ? f->homes.data[value->local] : value->slot};
}

void quick_store_value(Fn *f, IrValue id, X64Mem to)
{
    const Value *value = fn_value(f, id);
    unsigned kind = value->kind == WFX_KIND_I32 ? WFX_KIND_I64 : value->kind; /* whole words: the upper half is zero */
    wfx_asm_room(f->as, 64);
    unsigned reg = quick_register(f, id);
    if (reg != X64_REG_NONE) {
        quick_store_slot(f, kind, reg, to);
        return;
    }
    if (value->where & VALUE_CONST && !kind_is_vector(value->kind)) {
        uint64_t bits = value->kind == WFX_KIND_I32 ? (uint32_t)fn_const(f, id) : fn_const(f, id);
        if ((int64_t)bits == (int32_t)bits) {
            x64_mi32(f->as, X64_MOV_MI, true, to, (int32_t)bits);
            return;
        }
    }
    unsigned scratch = kind_is_vector(value->kind) ? XMM15 : R11;
    quick_load(f, id, scratch);
    quick_store_slot(f, kind, scratch, to);
}

/* ---- placing one machine operation ---- */

/* Does an immediate of this constant fit the sign-extended 32 bits of an instruction? */
static bool fits_immediate(Fn *f, IrValue id)
{
    unsigned kind = fn_inst(f, id)->type;
    if (kind == WFX_KIND_I32)
        return true;
    int64_t bits = (int64_t)fn_const(f, id);
    return !kind_is_vector(kind) && bits == (int32_t)bits;
}

/* Brings a value into a register that it keeps. */
static unsigned use_register(Fn *f, IrValue id)
{
    Value *value = fn_value(f, id);
    unsigned reg = quick_register(f, id);
    if (reg == X64_REG_NONE) {
        reg = quick_alloc(f, kind_masks[value->kind]);
        quick_load(f, id, reg);
        bind(f, id, reg);
        if (value->where & VALUE_LAZY)
            quick_remember(f, value->local, reg);
    }
    f->pinned |= REG_BIT(reg);
    return reg;
}

/* Empties a register: its value moves to another free one, or to its slot. */
static void displace(Fn *f, unsigned reg)
{
    if (f->free & REG_BIT(reg))
        return;
    IrValue id = f->reg_value[reg];
    Value *value = fn_value(f, id);
    uint32_t free = f->free & kind_masks[value->kind] & ~f->pinned;
    if (value->where & (VALUE_SLOT | VALUE_CONST | VALUE_LAZY) || !free) {
        evict(f, reg);
        return;
    }
    unsigned to = (unsigned)__builtin_ctz(free);
    move_register(f, value->kind, to, reg);
    f->cached &= ~REG_BIT(to);
    value->where &= (uint8_t)~VALUE_REG;
    f->free |= REG_BIT(reg);
    bind(f, id, to);
}

/* Puts a copy of the value in one register that the operation may overwrite. */
static void use_fixed(Fn *f, IrValue id, unsigned reg)
{
    const Value *value = fn_value(f, id);
    if (value->where & VALUE_REG && value->reg == reg)
        return; /* take_fixed has made sure that it is the last use */
    quick_load(f, id, reg);
}

static bool is_last_use(Fn *f, const MachOp *op, IrValue id)
{
    uint32_t occurrences = 0;
    for (unsigned i = 0; i < op->use_count; i++)
        occurrences += op->use[i].value == id;
    return fn_value(f, id)->uses == occurrences;
}

/* Empties every register that the operation fixes or clobbers, except of a value that wants to be there for the last time. */
static void clear_fixed(Fn *f, const MachOp *op)
{
    uint32_t wanted = op->clobbers;
    for (unsigned i = 0; i < op->use_count; i++)
        if (op->use[i].how == USE_FIXED || (op->use[i].how == USE_FIXED_OR_IMM && !fn_is_const(f, op->use[i].value)))
            wanted |= REG_BIT(op->use[i].fixed);
    f->pinned |= wanted;
    f->cached &= ~wanted;
    for (uint32_t rest = wanted & ~f->free; rest; rest &= rest - 1) {
        unsigned reg = (unsigned)__builtin_ctz(rest);
        bool stays = false;
        for (unsigned i = 0; i < op->use_count; i++)
            stays |=
                op->use[i].fixed == reg && op->use[i].value == f->reg_value[reg] &&
                (op->use[i].how == USE_FIXED_OR_IMM || (op->use[i].how == USE_FIXED && is_last_use(f, op, f->reg_value[reg])));
        if (stays)
            for (unsigned i = 0; i < op->use_count; i++) /* not when another operand is the same value */
                stays &= op->use[i].value != f->reg_value[reg] || op->use[i].fixed == reg;
        if (!stays)
            displace(f, reg);
    }
}

/* A register with the value that the operation overwrites. */
static unsigned use_same(Fn *f, const MachOp *op, IrValue id)
{
    Value *value = fn_value(f, id);
    if (value->where & VALUE_REG && !(f->pinned & REG_BIT(value->reg) & op->clobbers) && is_last_use(f, op, id)) {
        f->pinned |= REG_BIT(value->reg);
        return value->reg;
    }
    unsigned from = quick_register(f, id);
    if (from != X64_REG_NONE)
        f->pinned |= REG_BIT(from); /* the copy must not displace it */
    unsigned reg = quick_alloc(f, kind_masks[value->kind]);
    quick_load(f, id, reg);
    f->pinned |= REG_BIT(reg);
    return reg;
}

static MachLoc place_use(Fn *f, const MachOp *op, const MachUse *use)
{
    IrValue id = use->value;
    Value *value = fn_value(f, id);
    bool constant = value->where & VALUE_CONST;
    switch (use->how) {
    case USE_FIXED_OR_IMM:
        if (constant)
            return (MachLoc){LOC_IMM, 0, (int32_t)fn_const(f, id)};
        /* fall through */
    case USE_FIXED: use_fixed(f, id, use->fixed); return (MachLoc){LOC_REG, use->fixed, 0};
    case USE_SAME: return (MachLoc){LOC_REG, (uint8_t)use_same(f, op, id), 0};
    case USE_ANY:
    case USE_REG_OR_IMM:
        if (constant && !(value->where & VALUE_REG) && fits_immediate(f, id))
            return (MachLoc){LOC_IMM, 0, (int32_t)fn_const(f, id)};
        if (use->how == USE_REG_OR_IMM)
            break;
        /* fall through */
    case USE_RM:
        if (!(value->where & (VALUE_REG | VALUE_CONST))) {
            MachLoc loc = quick_location(f, id);
            if (loc.kind == LOC_REG)
                f->pinned |= REG_BIT(loc.reg);
            return loc;
        }
        break;
    default: break;
    }
    return (MachLoc){LOC_REG, (uint8_t)use_register(f, id), 0};
}

/* Registers whose values this operation uses for the last time. */
static uint32_t dying_registers(Fn *f, const MachOp *op)
{
    uint32_t dying = 0;
    for (unsigned i = 0; i < op->use_count; i++) {
        const Value *value = fn_value(f, op->use[i].value);
        if (value->where & VALUE_REG && is_last_use(f, op, op->use[i].value))
            dying |= REG_BIT(value->reg);
    }
    return dying;
}

void quick_take(Fn *f, MachOp *op)
{
    f->pinned = 0;
    if (op->has_fixed)
        clear_fixed(f, op);
    /* Registers first, so that what SAME copies cannot lose its operands. Memory operands hold no register. */
    for (unsigned i = op->use_count; i-- > 0;)
        if (op->use[i].how != USE_SAME && op->use[i].how != USE_FIXED)
            op->loc[i] = place_use(f, op, &op->use[i]);
    for (unsigned i = 0; i < op->use_count; i++)
        if (op->use[i].how == USE_SAME || op->use[i].how == USE_FIXED)
            op->loc[i] = place_use(f, op, &op->use[i]);
    switch (op->def_how) {
    case DEF_SAME: op->dst = op->loc[0].reg; break;
    case DEF_FIXED: op->dst = op->def_fixed; break;
    case DEF_REG: {
        uint32_t usable = op->early ? 0 : dying_registers(f, op) & kind_masks[op->kind] & ~op->clobbers;
        op->dst = usable ? (uint8_t)__builtin_ctz(usable) : (uint8_t)quick_alloc(f, kind_masks[op->kind]);
        break;
    }
    default: break;
    }
    if (op->def_how != DEF_NONE)
        f->cached &= ~REG_BIT(op->dst);
    wfx_mach_emit(f, op);
    f->pinned = 0;
    for (unsigned i = 0; i < op->use_count; i++)
        quick_use(f, op->use[i].value);
    if (op->def_how != DEF_NONE)
        quick_define(f, op->def, op->dst);
}
