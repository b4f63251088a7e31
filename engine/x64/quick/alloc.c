/* The quick allocator's registers, slots and plain operations: constraints are satisfied one operation at a time.
   Registers hold values until another one needs the register, their last use, an operation with arguments, or the end
   of a block; a value that loses its register goes to its slot. */
#include "engine/x64/quick/quick.h"

int32_t quick_new_slot(Quick *q, unsigned kind)
{
    if (kind == WFX_KIND_V128) {
        if (q->free16.count)
            return q->free16.data[--q->free16.count];
        q->frame += 16;
    } else {
        if (q->free8.count)
            return q->free8.data[--q->free8.count];
        q->frame += 8;
    }
    return -(int32_t)q->frame;
}

void quick_free_slot(Quick *q, int32_t slot, unsigned kind)
{
    if (kind == WFX_KIND_V128)
        quick_push(q, &q->free16, slot);
    else
        quick_push(q, &q->free8, slot);
}

int32_t quick_slot(Quick *q, Value *value)
{
    if (!value->slot) {
        value->slot = quick_new_slot(q, value->kind);
        if (planted(FAULT_SLOT_FREED_EARLY))
            quick_free_slot(q, value->slot, value->kind);
    }
    return value->slot;
}

/* ---- moves ---- */

void quick_store(Quick *q, unsigned kind, unsigned reg, int32_t slot)
{
    quick_assert(q, slot < 0 && (uint32_t)-slot <= q->frame);
    check_move(&q->checker, check_slot(slot), reg);
    emit_store_slot(q->e, kind, reg, x64_mem(RBP, slot));
}

void quick_fetch(Quick *q, unsigned kind, unsigned reg, int32_t slot)
{
    quick_assert(q, slot < 0 && (uint32_t)-slot <= q->frame);
    check_move(&q->checker, reg, check_slot(slot));
    emit_load_slot(q->e, kind, reg, x64_mem(RBP, slot));
}

void quick_move(Quick *q, unsigned kind, unsigned to, unsigned from)
{
    quick_assert(q, kind_is_vector(kind) == (to >= XMM0) && kind_is_vector(kind) == (from >= XMM0));
    check_move(&q->checker, to, from);
    emit_move_register(q->e, kind, to, from);
}

void quick_load(Quick *q, IrValue id, unsigned reg)
{
    const Value *value = quick_value(q, id);
    unsigned from = quick_register(q, id);
    if (from != X64_REG_NONE) {
        quick_move(q, value->kind, reg, from);
    } else if (value->where & VALUE_CONST) {
        check_constant(&q->checker, reg, id);
        emit_load_constant(q->e, id, reg, q->keep_flags);
    } else {
        quick_fetch(q, value->kind, reg, value->where & VALUE_LAZY ? q->homes.data[value->local] : value->slot);
    }
}

/* The register that the value is in, or a scratch one, to which it is copied. */
static unsigned read_anywhere(Quick *q, IrValue id)
{
    unsigned reg = quick_register(q, id);
    if (reg == X64_REG_NONE) {
        reg = quick_scratch(quick_value(q, id)->kind);
        quick_load(q, id, reg);
    }
    return reg;
}

void quick_put(Quick *q, IrValue id, int32_t slot)
{
    const Value *value = quick_value(q, id);
    unsigned kind = value->kind;
    x64_buffer_room(q->e->as, 64);
    if ((value->where & (VALUE_CONST | VALUE_REG)) == VALUE_CONST && (kind == WFX_KIND_I32 || kind == WFX_KIND_F32)) {
        check_constant(&q->checker, check_slot(slot), id);
        x64_mi32(q->e->as, X64_MOV_MI, false, x64_mem(RBP, slot), (int32_t)quick_const(q, id));
        return;
    }
    quick_store(q, kind, read_anywhere(q, id), slot);
}

/* ---- values and registers ---- */

void quick_free_places(Quick *q, Value *value)
{
    if (value->where & VALUE_LAZY)
        quick_unlazy(q, value);
    if (value->slot && !(value->where & VALUE_CONST)) {
        quick_free_slot(q, value->slot, value->kind);
        value->slot = 0;
    }
}

static void spill(Quick *q, Value *value)
{
    if (value->where & (VALUE_SLOT | VALUE_CONST))
        return;
    quick_store(q, value->kind, value->reg, quick_slot(q, value));
    value->where |= VALUE_SLOT;
}

static void evict(Quick *q, unsigned reg)
{
    Value *value = quick_value(q, q->reg_value[reg]);
    if (!(value->where & VALUE_LAZY) && !planted(FAULT_SPILL_AT_EVICTION))
        spill(q, value);
    value->where &= (uint8_t)~VALUE_REG;
    q->free |= REG_BIT(reg);
}

unsigned quick_alloc(Quick *q, uint32_t mask)
{
    /* Registers that neither shifts nor divisions want come first. */
    const uint32_t preferred = REG_BIT(RBX) | REG_BIT(RSI) | REG_BIT(RDI);
    uint32_t usable = mask & ~q->pinned, now = usable & q->free;
    quick_assert(q, usable); /* at most four registers are pinned at once, and there are ten */
    if (now) {
        now = now & ~q->cached ? now & ~q->cached : now;
        unsigned reg = (unsigned)__builtin_ctz(now & preferred ? now & preferred : now);
        q->cached &= ~REG_BIT(reg);
        return reg;
    }
    /* Prefer one whose value has a copy elsewhere. */
    for (uint32_t rest = usable; rest; rest &= rest - 1) {
        unsigned reg = (unsigned)__builtin_ctz(rest);
        if (quick_value(q, q->reg_value[reg])->where & (VALUE_SLOT | VALUE_CONST | VALUE_LAZY)) {
            evict(q, reg);
            q->cached &= ~REG_BIT(reg);
            return reg;
        }
    }
    unsigned reg = (unsigned)__builtin_ctz(usable);
    evict(q, reg);
    q->cached &= ~REG_BIT(reg);
    return reg;
}

void quick_define(Quick *q, IrValue id, unsigned reg)
{
    Value *value = quick_value(q, id);
    if (!value->uses)
        return;
    quick_assert(q, !value->where);
    quick_note_reference(q, id, value);
    quick_bind(q, id, reg);
    if (q->stress) {
        spill(q, value);
        value->where &= (uint8_t)~VALUE_REG;
        q->free |= REG_BIT(reg);
    }
}

void quick_spill_live(Quick *q)
{
    for (uint32_t rest = (MASK_GENERAL | MASK_VECTOR) & ~q->free; rest; rest &= rest - 1) {
        Value *value = quick_value(q, q->reg_value[__builtin_ctz(rest)]);
        if (value->uses && !(value->where & VALUE_LAZY) && !planted(FAULT_SPILL_AT_CALL))
            spill(q, value);
    }
}

void quick_spill_all(Quick *q)
{
    for (uint32_t i = q->lazy_count; i-- > 0;) {
        IrValue id = q->lazy[i];
        Value *value = quick_value(q, id);
        if (!value->uses)
            continue;
        x64_buffer_room(q->e->as, 512);
        unsigned copy = quick_copy(q, value->local);
        quick_put(q, id, quick_slot(q, value));
        value->where |= VALUE_SLOT;
        quick_note_reference(q, id, value);
        quick_unlazy(q, value);
        /* For the moves of edges, and the block that continues. */
        if (copy != X64_REG_NONE && q->free & REG_BIT(copy) && !(value->where & VALUE_REG))
            quick_bind(q, id, copy);
    }
    quick_spill_live(q);
}

void quick_forget_registers(Quick *q)
{
    for (uint32_t rest = (MASK_GENERAL | MASK_VECTOR) & ~q->free; rest; rest &= rest - 1)
        quick_value(q, q->reg_value[__builtin_ctz(rest)])->where &= (uint8_t)~VALUE_REG;
    q->free = MASK_GENERAL | MASK_VECTOR;
    if (!planted(FAULT_COPIES_ACROSS_CALL))
        q->cached = 0;
}

/* ---- placing one machine operation ---- */

/* Does an immediate of this constant fit the sign-extended 32 bits of an instruction? As a whole word an i32 is
   zero-extended. */
static bool fits_immediate(Quick *q, IrValue id, bool as_word)
{
    const IrInst *constant = &q->ir->insts.data[id];
    bool is_negative = constant->type == WFX_KIND_I32 && (int32_t)constant->c < 0;
    return v_fits_immediate(constant) && !(as_word && is_negative);
}

/* Brings a value into a register that it keeps. */
static unsigned use_register(Quick *q, IrValue id)
{
    Value *value = quick_value(q, id);
    unsigned reg = quick_register(q, id);
    if (reg == X64_REG_NONE) {
        reg = quick_alloc(q, quick_mask(value->kind));
        quick_load(q, id, reg);
        quick_bind(q, id, reg);
        if (value->where & VALUE_LAZY)
            quick_remember(q, value->local, reg);
    }
    q->pinned |= REG_BIT(reg);
    return reg;
}

/* Empties a register: its value moves to another free one, or to its slot. */
void quick_displace(Quick *q, unsigned reg)
{
    if (q->free & REG_BIT(reg))
        return;
    IrValue id = q->reg_value[reg];
    Value *value = quick_value(q, id);
    uint32_t free = q->free & quick_mask(value->kind) & ~q->pinned;
    if (value->where & (VALUE_SLOT | VALUE_CONST | VALUE_LAZY) || !free) {
        evict(q, reg);
        return;
    }
    unsigned to = (unsigned)__builtin_ctz(free);
    if (!planted(FAULT_DISPLACE))
        quick_move(q, value->kind, to, reg);
    q->cached &= ~REG_BIT(to);
    value->where &= (uint8_t)~VALUE_REG;
    q->free |= REG_BIT(reg);
    quick_bind(q, id, to);
}

/* Puts a copy of the value in one register that the operation may overwrite. */
static void use_fixed(Quick *q, IrValue id, unsigned reg)
{
    const Value *value = quick_value(q, id);
    quick_assert(q, q->free & REG_BIT(reg) || q->reg_value[reg] == id);
    if (value->where & VALUE_REG && value->reg == reg)
        return; /* clear_fixed has made sure that it is the last use */
    quick_load(q, id, reg);
}

bool quick_is_last_use(Quick *q, const VOp *op, IrValue id)
{
    uint32_t occurrences = 0;
    for (unsigned i = 0; i < op->use_count; i++)
        occurrences += op->use[i].value == id && !op->use[i].peeks;
    return quick_value(q, id)->uses == occurrences;
}

/* Empties every register that the operation fixes or clobbers, except of a value that wants to be there for the last
   time. */
static void clear_fixed(Quick *q, const VOp *op)
{
    uint32_t wanted = op->clobbers;
    for (unsigned i = 0; i < op->use_count; i++)
        if (op->use[i].how == USE_FIXED ||
            (op->use[i].how == USE_FIXED_OR_IMM && !(quick_value(q, op->use[i].value)->where & VALUE_CONST)))
            wanted |= REG_BIT(op->use[i].fixed);
    q->pinned |= wanted;
    q->cached &= ~wanted;
    for (uint32_t rest = wanted & ~q->free; rest; rest &= rest - 1) {
        unsigned reg = (unsigned)__builtin_ctz(rest);
        bool stays = false;
        for (unsigned i = 0; i < op->use_count; i++)
            stays |= op->use[i].fixed == reg && op->use[i].value == q->reg_value[reg] &&
                     (op->use[i].how == USE_FIXED_OR_IMM ||
                      (op->use[i].how == USE_FIXED && quick_is_last_use(q, op, q->reg_value[reg])));
        if (stays)
            for (unsigned i = 0; i < op->use_count; i++) /* not when another operand is the same value */
                stays &= op->use[i].value != q->reg_value[reg] || op->use[i].fixed == reg;
        if (!stays)
            quick_displace(q, reg);
    }
}

/* Where the operation behind this one wants the result, if that register is nobody's (or of `dying`, whose values end
   here): the argument's of a call or a return; or the register that holds the local to which it is written, and is of
   no use to anybody else until then. There the local's next value is where the last one was, for a loop to find. */
static unsigned find_wanted(Quick *q, const VOp *op, const VOp *next, uint32_t dying)
{
    unsigned reg = X64_REG_NONE;
    if (next->code == V_LOCAL_SET && next->use[0].value == op->def)
        reg = quick_copy(q, next->index);
    else if (v_shapes[next->code] == V_SHAPE_FIXED || v_shapes[next->code] == V_SHAPE_LEAVE)
        for (uint32_t i = 0; i < next->arg_count; i++)
            if (q->code->args.data[next->args + i].value == op->def)
                reg = q->code->args.data[next->args + i].fixed;
    return reg != X64_REG_NONE && (q->free | dying) & ~op->clobbers & REG_BIT(reg) ? reg : X64_REG_NONE;
}

static inline unsigned wanted_next(Quick *q, const VOp *op, uint32_t dying)
{
    const VOp *next = op + 1;
    if (next >= q->code->ops.data + q->code->ops.count || next->code <= V_LAST_PLAIN)
        return X64_REG_NONE;
    return find_wanted(q, op, next, dying);
}

/* A register with the value that the operation overwrites. */
static unsigned use_same(Quick *q, const VOp *op, IrValue id)
{
    Value *value = quick_value(q, id);
    if (value->where & VALUE_REG && !(q->pinned & REG_BIT(value->reg) & op->clobbers) && quick_is_last_use(q, op, id)) {
        q->pinned |= REG_BIT(value->reg);
        return value->reg;
    }
    unsigned from = quick_register(q, id);
    if (from != X64_REG_NONE)
        q->pinned |= REG_BIT(from); /* the copy must not displace it */
    unsigned wanted = wanted_next(q, op, 0);
    if (from != X64_REG_NONE && from == wanted && quick_is_last_use(q, op, id))
        return from;
    bool is_fit = wanted != X64_REG_NONE && !(q->pinned & REG_BIT(wanted));
    unsigned reg = quick_alloc(q, is_fit ? REG_BIT(wanted) : quick_mask(value->kind));
    quick_load(q, id, reg);
    q->pinned |= REG_BIT(reg);
    return reg;
}

static VLoc in_register(unsigned reg)
{
    return (VLoc){LOC_REG, (uint8_t)reg, 0};
}

/* As a whole word in any register, allocatable or not. */
static VLoc use_word(Quick *q, IrValue id)
{
    unsigned reg = read_anywhere(q, id);
    q->pinned |= REG_BIT(reg);
    return in_register(reg);
}

static VLoc place_use(Quick *q, const VOp *op, const VUse *use)
{
    enum { IMM = 1u << USE_ANY | 1u << USE_REG_OR_IMM | 1u << USE_WORD, MEM = 1u << USE_ANY | 1u << USE_RM };
    IrValue id = use->value;
    const Value *value = quick_value(q, id);
    uint32_t how = 1u << use->how;
    /* Where selection counts on an immediate the other operand may be in memory: also when a register has it too. */
    bool is_in_register = value->where & VALUE_REG && use->how != USE_ANY;
    if (how & IMM && value->where & VALUE_CONST && !is_in_register && fits_immediate(q, id, use->how == USE_WORD))
        return (VLoc){LOC_IMM, 0, (int32_t)quick_const(q, id)};
    if (how & MEM && !(value->where & (VALUE_REG | VALUE_CONST))) {
        unsigned reg = quick_register(q, id);
        if (reg == X64_REG_NONE)
            return (VLoc){LOC_MEM, 0, value->where & VALUE_LAZY ? q->homes.data[value->local] : value->slot};
        q->pinned |= REG_BIT(reg);
        return in_register(reg);
    }
    switch ((VHow)use->how) {
    case USE_FIXED_OR_IMM:
        if (value->where & VALUE_CONST)
            return (VLoc){LOC_IMM, 0, (int32_t)quick_const(q, id)};
        /* fall through */
    case USE_FIXED: use_fixed(q, id, use->fixed); return in_register(use->fixed);
    case USE_SAME: return in_register(use_same(q, op, id));
    case USE_WORD: return use_word(q, id);
    default: return in_register(use_register(q, id));
    }
}

/* Registers whose values this operation uses for the last time. */
static uint32_t dying_registers(Quick *q, const VOp *op)
{
    uint32_t dying = 0;
    for (unsigned i = 0; i < op->use_count; i++) {
        const Value *value = quick_value(q, op->use[i].value);
        if (value->where & VALUE_REG && quick_is_last_use(q, op, op->use[i].value))
            dying |= REG_BIT(value->reg);
    }
    return dying;
}

/* Overwrites the operand whose register ends with this operation, when the first one's does not. */
static void choose_order(Quick *q, VOp *op)
{
    const Value *a = quick_value(q, op->use[0].value), *b = quick_value(q, op->use[1].value);
    bool a_ends = a->where & VALUE_REG && a->uses == 1, b_ends = b->where & VALUE_REG && b->uses == 1;
    if (!b_ends || a_ends)
        return;
    IrValue first = op->use[0].value;
    op->use[0].value = op->use[1].value;
    op->use[1].value = first;
}

static unsigned place_definition(Quick *q, const VOp *op, const VPlaced *at)
{
    switch ((VDef)op->def_how) {
    case DEF_SAME: quick_assert(q, op->use[0].how == USE_SAME && at->loc[0].kind == LOC_REG); return at->loc[0].reg;
    case DEF_FIXED: return op->def_fixed;
    case DEF_APART: return quick_alloc(q, quick_mask(op->kind));
    default: {
        /* Of a use that ends here; but a register that holds a local is left alone while there are others. */
        uint32_t mask = quick_mask(op->kind), usable = dying_registers(q, op) & mask & ~op->clobbers;
        if (planted(FAULT_OVERWRITE) && mask & ~q->free)
            return (unsigned)__builtin_ctz(mask & ~q->free);
        unsigned wanted = wanted_next(q, op, usable);
        if (wanted != X64_REG_NONE)
            return wanted;
        if (q->free & mask & ~q->cached & ~q->pinned)
            usable &= ~q->cached;
        return usable ? (unsigned)__builtin_ctz(usable) : quick_alloc(q, mask);
    }
    }
}

void quick_plain(Quick *q, VOp *op)
{
    VPlaced at;
    quick_assert(q, op->use_count <= 3 && op->use_count <= sizeof at.loc / sizeof at.loc[0]);
    quick_assert(q, !op->clobbers || op->has_fixed);
    quick_assert(q, !op->second || op->clobbers & REG_BIT(RDX));
    q->pinned = 0;
    q->keep_flags = op->reads_flags;
    if (op->commutes)
        choose_order(q, op);
    if (op->has_fixed)
        clear_fixed(q, op);
    /* The first use comes last, so that what a SAME one copies cannot lose the others. Memory operands hold no
       register. */
    for (unsigned i = op->use_count; i-- > 0;)
        at.loc[i] = place_use(q, op, &op->use[i]);
    if (op->def_how != DEF_NONE) {
        at.dst = (uint8_t)place_definition(q, op, &at);
        if (!emit_is_renamed(op, &at) &&
            !planted(FAULT_STALE_COPY)) /* a register that only changes its value's name still holds the local */
            q->cached &= ~REG_BIT(at.dst);
    }
    if (planted(FAULT_WRONG_REGISTER) && op->use_count > 1 && at.loc[1].kind == LOC_REG)
        at.loc[1].reg ^= 1;
    if (op->code == V_NEW || op->code == V_NEW_CONT)
        quick_save_registers(q, op, at.dst);
    check_plain(&q->checker, op, &at);
    emit_plain(q->e, op, &at);
    q->pinned = 0;
    for (unsigned i = 0; i < op->use_count; i++)
        if (!op->use[i].peeks)
            quick_use(q, op->use[i].value);
    if (op->def_how != DEF_NONE)
        quick_define(q, op->def, at.dst);
    if (op->second)
        quick_define(q, op->second, RDX);
}
