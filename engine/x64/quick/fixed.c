/* The quick allocator's operations with arguments (calls, returns, switching): everything that lives on goes to its
   slot, the arguments move to their registers at once, and what comes back is in the registers of the sequence. And
   what an allocation saves for its call out of line. */
#include "engine/x64/quick/quick.h"

void quick_move_parallel(Quick *q, uint8_t source[32], uint32_t pending)
{
    uint8_t readers[32] = {0};
    for (uint32_t rest = pending; rest; rest &= rest - 1)
        readers[source[__builtin_ctz(rest)]]++;
    quick_assert(q, !(pending & ~(MASK_GENERAL | MASK_VECTOR)));
    while (pending) {
        bool moved = false;
        for (uint32_t rest = pending; rest; rest &= rest - 1) {
            unsigned to = (unsigned)__builtin_ctz(rest);
            if (readers[to] && !planted(FAULT_CYCLE))
                continue;
            quick_move(q, to >= XMM0 ? WFX_KIND_V128 : WFX_KIND_I64, to, source[to]);
            readers[source[to]]--;
            pending &= ~REG_BIT(to);
            moved = true;
        }
        if (moved)
            continue;
        unsigned to = (unsigned)__builtin_ctz(pending), scratch = to >= XMM0 ? XMM15 : R11;
        quick_move(q, to >= XMM0 ? WFX_KIND_V128 : WFX_KIND_I64, scratch, to);
        for (uint32_t rest = pending; rest; rest &= rest - 1) {
            unsigned reader = (unsigned)__builtin_ctz(rest);
            if (source[reader] == to) {
                source[reader] = (uint8_t)scratch;
                readers[to]--;
                readers[scratch]++;
            }
        }
    }
}

static void place_arguments(Quick *q, const VUse *args, uint32_t count)
{
    uint8_t source[32];
    const VUse *loads[32];
    uint32_t pending = 0, load_count = 0;
    x64_buffer_room(q->e->as, 1024);
    for (uint32_t i = 0; i < count; i++) {
        unsigned from = quick_register(q, args[i].value), to = args[i].fixed;
        quick_assert(q, args[i].how == USE_FIXED && load_count < 32);
        if (from == X64_REG_NONE) {
            loads[load_count++] = &args[i];
        } else if (from != to) {
            source[to] = (uint8_t)from;
            pending |= REG_BIT(to);
        }
    }
    /* A register that stays where it is may still be read by another destination: it is not overwritten, so no order
       matters. */
    if (pending)
        quick_move_parallel(q, source, pending);
    for (uint32_t i = 0; i < load_count; i++)
        quick_load(q, loads[i]->value, loads[i]->fixed);
}

static void define_results(Quick *q, const VOp *op)
{
    Seq seq = {0};
    for (uint32_t i = 0; i < op->result_count; i++) {
        Place place = seq_next(&seq, quick_value(q, op->results + i)->kind);
        if (place.in_register)
            quick_define(q, op->results + i, place.reg);
    }
    if (op->def_how == DEF_FIXED)
        quick_define(q, op->def, op->def_fixed);
}

static unsigned ref_kind(const Quick *q, IrValue id)
{
    uint32_t count = q->ir->insts.count; /* a temporary is a function, or an exception that no operation outlives */
    return id < count ? q->ir->insts.data[id].aux : WFX_REF_FUNC;
}

/* The references that are in slots now, every one that lives on. What has ended leaves the list; a loop's parameter
   too, although its slot is kept: behind its last use a backward edge writes the slot before anything reads it, and
   behind the loop it may never have been written. */
static uint32_t make_stack_map(Quick *q)
{
    uint32_t kept = 0;
    q->map.count = 0;
    for (uint32_t i = 0; i < q->references.count; i++) {
        IrValue id = q->references.data[i];
        const Value *value = quick_value(q, id);
        if (value->uses == (value->where & VALUE_KEPT ? 1 : 0))
            continue;
        quick_assert(q, value->kind == WFX_KIND_REF && !(value->where & VALUE_LAZY));
        q->references.data[kept++] = id;
        if (value->where & VALUE_SLOT)
            quick_push(q, &q->map, wfx_stack_map_slot(value->slot, ref_kind(q, id)));
    }
    q->references.count = kept;
    return emit_stack_map(q->e, q->map.data, q->map.count);
}

/* ---- a call out of line ---- */

static void save_register(Quick *q, const Save *save)
{
    emit_push(q->e, &q->e->saves, *save);
    if (save->is_stored)
        check_move(&q->checker, check_slot(save->slot), save->reg);
}

/* What the register holds for its value and for a local is the same. A copy of a local can be had again from the home,
   where a collector finds it. */
static void save_value(Quick *q, unsigned reg)
{
    IrValue id = q->reg_value[reg];
    Value *value = quick_value(q, id);
    Save save = {.kind = value->kind, .reg = (uint8_t)reg};
    if (value->where & VALUE_CONST)
        save.constant = id;
    else if (quick_is_copy(q, reg))
        save.slot = q->homes.data[q->reg_local[reg]];
    else if (value->where & VALUE_LAZY)
        save.slot = q->homes.data[value->local];
    else
        save.slot = quick_slot(q, value);
    /* In a slot it is for the time of the call only, but the map that is made meanwhile has to know. */
    save.is_stored = !(value->where & (VALUE_CONST | VALUE_LAZY | VALUE_SLOT)) && !quick_is_copy(q, reg);
    if (save.is_stored)
        value->where |= VALUE_SLOT;
    if (!save.is_stored || !planted(FAULT_SAVE_AT_NEW))
        save_register(q, &save);
}

/* For the checker: the path by the runtime, which has to come back with the registers as they were. */
static void check_saves(Quick *q)
{
    if (!WFX_CHECKED)
        return;
    check_log(&q->checker, CHECK_CLOBBER, MASK_GENERAL | MASK_VECTOR, 0);
    for (uint32_t i = q->e->first_save; i < q->e->saves.count; i++) {
        const Save *save = &q->e->saves.data[i];
        if (save->slot)
            check_move(&q->checker, save->reg, check_slot(save->slot));
        else
            check_constant(&q->checker, save->reg, save->constant);
    }
}

void quick_save_registers(Quick *q, const VOp *op, unsigned dst)
{
    Emit *e = q->e;
    uint32_t live = 0, copies = q->cached & q->free & ~REG_BIT(dst);
    for (uint32_t rest = (MASK_GENERAL | MASK_VECTOR) & ~q->free; rest; rest &= rest - 1) {
        unsigned reg = (unsigned)__builtin_ctz(rest);
        if (!quick_is_last_use(q, op, q->reg_value[reg]))
            live |= REG_BIT(reg);
    }
    quick_assert(q, !(live & REG_BIT(dst)));
    e->first_save = e->saves.count;
    check_fork(&q->checker);
    for (uint32_t rest = live; rest; rest &= rest - 1)
        save_value(q, (unsigned)__builtin_ctz(rest));
    for (uint32_t rest = copies; rest; rest &= rest - 1) {
        unsigned reg = (unsigned)__builtin_ctz(rest);
        uint32_t local = q->reg_local[reg];
        if (quick_is_copy(q, reg))
            save_register(q, &(Save){.kind = (uint8_t)wfx_type_kind(q->ir->locals[local]),
                                     .reg = (uint8_t)reg,
                                     .slot = q->homes.data[local]});
    }
    e->stack_map = q->references.count ? make_stack_map(q) : 0;
    check_saves(q);
    for (uint32_t i = e->first_save; i < e->saves.count; i++)
        if (e->saves.data[i].is_stored)
            quick_value(q, q->reg_value[e->saves.data[i].reg])->where &= (uint8_t)~VALUE_SLOT;
    for (uint32_t rest = live; rest; rest &= rest - 1)
        check_use(&q->checker, q->reg_value[__builtin_ctz(rest)], (uint32_t)__builtin_ctz(rest));
    check_restore(&q->checker);
}

void quick_fixed(Quick *q, const VOp *op)
{
    const VUse *args = q->code->args.data + op->args;
    VShape shape = (VShape)v_shapes[op->code];
    q->keep_flags = false;
    quick_assert(q, op->args + op->arg_count <= q->code->args.count);
    for (uint32_t i = 0; i < op->arg_count; i++) {
        quick_assert(q, quick_value(q, args[i].value)->uses);
        quick_value(q, args[i].value)->uses--;
    }
    if (op->spills_all)
        quick_spill_all(q);
    else if (shape == V_SHAPE_FIXED)
        quick_spill_live(q);
    place_arguments(q, args, op->arg_count);
    for (uint32_t i = 0; i < op->arg_count; i++)
        quick_release(q, args[i].value);
    quick_forget_registers(q);
    quick_assert(q, q->free == (MASK_GENERAL | MASK_VECTOR));
    check_fixed(&q->checker, q->code, op);
    x64_buffer_room(q->e->as, 1024);
    if (shape == V_SHAPE_FIXED)
        q->e->stack_map = q->references.count ? make_stack_map(q) : 0;
    if (shape == V_SHAPE_ENTER)
        emit_enter(q->e, op);
    else
        emit_fixed(q->e, op);
    if (op->def_how != DEF_NONE || op->result_count)
        define_results(q, op);
}
