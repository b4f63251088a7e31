/* The quick allocator's locals. Each has a home slot in the frame. An ordinary read waits ("lazy") until somebody needs
   the value, so that it often costs nothing; a write first brings those that still wait for the old value into
   registers. Code for a debugger, which may write a home at any time, reads it at once. */
#include "engine/x64/quick/quick.h"

void quick_wait_no_longer(Quick *q, IrValue id)
{
    Value *value = quick_value(q, id);
    q->pinned = 0;
    unsigned reg = quick_alloc(q, quick_mask(value->kind));
    quick_load(q, id, reg);
    quick_unlazy(q, value);
    quick_note_reference(q, id, value);
    quick_bind(q, id, reg);
}

static void local_overwritten(Quick *q, uint32_t local)
{
    for (uint32_t i = planted(FAULT_WAITING_LOCAL) ? 0 : q->lazy_count; i-- > 0;) {
        IrValue id = q->lazy[i];
        Value *value = quick_value(q, id);
        if (value->local != local)
            continue;
        unsigned copy = quick_copy(q, local);
        if (value->where & VALUE_REG) {
            /* it has what it needs */
        } else if (copy != X64_REG_NONE && q->free & REG_BIT(copy)) {
            quick_bind(q, id, copy);
        } else {
            unsigned reg = quick_alloc(q, quick_mask(value->kind));
            quick_load(q, id, reg);
            quick_bind(q, id, reg);
        }
        quick_note_reference(q, id, value);
        quick_unlazy(q, value);
    }
    unsigned copy = quick_copy(q, local);
    if (copy != X64_REG_NONE)
        q->cached &= ~REG_BIT(copy);
}

/* Code for a debugger, and a test mode. */
static void local_get(Quick *q, const VOp *op)
{
    q->pinned = 0;
    unsigned reg = quick_alloc(q, quick_mask(op->kind));
    quick_fetch(q, op->kind, reg, q->homes.data[op->index]);
    check_alias(&q->checker, op->def, reg);
    quick_define(q, op->def, reg);
}

static void local_set(Quick *q, const VOp *op)
{
    IrValue id = op->use[0].value;
    Value *value = quick_value(q, id);
    quick_assert(q, op->index < q->homes.count && value->kind == wfx_type_kind(q->ir->locals[op->index]));
    if (value->where & VALUE_LAZY && value->local == op->index) { /* the value that it already has */
        quick_use(q, id);
        return;
    }
    unsigned reg = quick_register(q, id), last = quick_copy(q, op->index);
    q->pinned = reg != X64_REG_NONE ? REG_BIT(reg) : 0;
    local_overwritten(q, op->index);
    if (last != X64_REG_NONE && q->free & REG_BIT(last) && !(value->where & (VALUE_REG | VALUE_CONST))) {
        /* The local stays in the register that it was in: the value has none of its own. */
        quick_load(q, id, last);
        quick_store(q, value->kind, last, q->homes.data[op->index]);
        quick_remember(q, op->index, last);
        quick_use(q, id);
        return;
    }
    quick_put(q, id, q->homes.data[op->index]);
    if (reg != X64_REG_NONE && value->where & VALUE_REG)
        quick_remember(q, op->index, reg);
    quick_use(q, id);
}

void quick_state(Quick *q, const VOp *op)
{
    switch ((VCodeId)op->code) {
    case V_LOCAL_GET: local_get(q, op); break;
    case V_LOCAL_SET: local_set(q, op); break;
    default:
        for (unsigned i = 0; i < op->use_count; i++)
            quick_use(q, op->use[i].value);
        break;
    }
}
