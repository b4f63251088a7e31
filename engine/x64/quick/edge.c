/* The quick allocator's edges. Parameters of a loop live in slots, those of other blocks in registers, as far as there
   are any for them; the edges bring them there. */
#include "engine/x64/quick/quick.h"

enum {
    PARAM_GENERAL = MASK_GENERAL & ~(REG_BIT(R10) | REG_BIT(R12)), /* the dispatch of br_table takes r10 */
    PARAM_VECTOR = 0xFF << XMM0,
};

/* The register that the first edge's argument is in, one that holds nothing, or any. */
static unsigned param_register(Quick *q, unsigned kind, IrValue arg, uint32_t taken)
{
    uint32_t usable = (kind_is_vector(kind) ? PARAM_VECTOR : PARAM_GENERAL) & ~taken;
    unsigned from = quick_register(q, arg);
    if (from != X64_REG_NONE && usable & REG_BIT(from))
        return from;
    if (usable & q->free & ~q->cached)
        usable &= q->free & ~q->cached;
    return usable ? (unsigned)__builtin_ctz(usable) : X64_REG_NONE;
}

void quick_place_params(Quick *q, IrBlockId id, const IrEdge *edge)
{
    QuickBlock *state = &q->blocks.data[id];
    if (state->params_placed)
        return;
    state->params_placed = true;
    const IrBlock *block = &q->ir->blocks.data[id];
    bool in_registers = q->waits && edge && !block->is_loop && block->kind == IR_BLOCK_NORMAL;
    for (uint32_t i = 0; i < block->param_count; i++) {
        IrValue id_param = block->first + i;
        const IrInst *inst = &q->ir->insts.data[id_param];
        Value *value = quick_value(q, id_param);
        *value = (Value){.uses = inst->uses, .kind = inst->type};
        if (!inst->uses)
            continue;
        unsigned reg = in_registers
                           ? param_register(q, inst->type, q->ir->extra.data[edge->args + i], state->param_registers)
                           : X64_REG_NONE;
        if (reg == X64_REG_NONE) {
            value->slot = quick_new_slot(q, inst->type);
            continue;
        }
        value->where = VALUE_PARAM;
        value->reg = (uint8_t)reg;
        state->param_registers |= REG_BIT(reg);
    }
}

static bool move_is_needed(Quick *q, const IrEdge *edge, uint32_t i)
{
    const Value *param = quick_value(q, q->ir->blocks.data[edge->target].first + i);
    IrValue arg = q->ir->extra.data[edge->args + i];
    if (param->where & VALUE_PARAM)
        return quick_register(q, arg) != param->reg;
    return param->slot && !(quick_value(q, arg)->slot == param->slot);
}

static bool args_move(Quick *q, const IrEdge *edge)
{
    if (!edge->arg_count)
        return false;
    for (uint32_t i = 0; i < edge->arg_count; i++)
        if (move_is_needed(q, edge, i))
            return true;
    return false;
}

static bool edge_has_moves(Quick *q, const IrEdge *edge)
{
    return args_move(q, edge) || quick_copies_miss(q, edge->target);
}

/* The parameters in registers, when those in slots have been written. No state changes: behind it is the edge. */
static void move_to_registers(Quick *q, const IrEdge *edge, IrValue first)
{
    uint8_t source[32];
    uint32_t pending = 0, loaded = 0;
    const uint32_t *args = q->ir->extra.data + edge->args;
    x64_buffer_room(q->e->as, 512);
    for (uint32_t i = 0; i < edge->arg_count; i++) {
        const Value *param = quick_value(q, first + i);
        unsigned from = quick_register(q, args[i]);
        if (!(param->where & VALUE_PARAM) || from == param->reg)
            continue;
        if (from == X64_REG_NONE) {
            loaded |= REG_BIT(param->reg);
            continue;
        }
        source[param->reg] = (uint8_t)from;
        pending |= REG_BIT(param->reg);
    }
    if (pending)
        quick_move_parallel(q, source, pending);
    for (uint32_t i = 0; loaded && i < edge->arg_count; i++) {
        const Value *param = quick_value(q, first + i);
        if (param->where & VALUE_PARAM && loaded & REG_BIT(param->reg))
            quick_load(q, args[i], param->reg);
    }
}

/* From the first to the last: values of the operand stack only ever move down, so that an argument in the slot of
   another parameter of the same edge is in that of a later one, which is written after it has been read. */
static void move_args(Quick *q, const IrEdge *edge)
{
    if (!edge->arg_count)
        return;
    IrValue first = q->ir->blocks.data[edge->target].first;
    quick_assert(q, edge->arg_count == q->ir->blocks.data[edge->target].param_count);
    for (uint32_t i = 0; i < edge->arg_count; i++) {
        uint32_t k = planted(FAULT_EDGE_ORDER) ? edge->arg_count - 1 - i : i;
        if (!(quick_value(q, first + k)->where & VALUE_PARAM) && move_is_needed(q, edge, k))
            quick_put(q, q->ir->extra.data[edge->args + k], quick_value(q, first + k)->slot);
    }
    if (q->blocks.data[edge->target].param_registers)
        move_to_registers(q, edge, first);
}

/* For the checker: the edge is taken from here, with its arguments in the slots of the parameters. */
static void note_edge(Quick *q, const IrEdge *edge)
{
    if (!WFX_CHECKED)
        return;
    quick_check_copies(q, edge->target);
    for (uint32_t i = 0; i < edge->arg_count; i++) {
        const Value *param = quick_value(q, q->ir->blocks.data[edge->target].first + i);
        if (param->where & VALUE_PARAM || param->slot)
            check_use(&q->checker, q->ir->extra.data[edge->args + i],
                      param->where & VALUE_PARAM ? param->reg : check_slot(param->slot));
    }
    check_edge(&q->checker, edge->target);
}

static void take_edges(Quick *q, const VOp *op)
{
    const IrEdge *edges = &q->ir->edges.data[op->edges];
    for (uint32_t i = 0; i < op->edge_count; i++) {
        quick_place_params(q, edges[i].target, &edges[i]);
        for (uint32_t k = 0; k < edges[i].arg_count; k++)
            quick_value(q, q->ir->extra.data[edges[i].args + k])->uses--;
    }
    quick_spill_all(q);
}

/* The registers are as they will be when the edges are taken. */
static void meet_targets(Quick *q, const VOp *op)
{
    for (uint32_t i = 0; i < op->edge_count; i++)
        quick_meet(q, q->ir->edges.data[op->edges + i].target);
}

static void end_edges(Quick *q, const VOp *op)
{
    const IrEdge *edges = &q->ir->edges.data[op->edges];
    for (uint32_t i = 0; i < op->edge_count; i++)
        for (uint32_t k = 0; k < edges[i].arg_count; k++)
            quick_release(q, q->ir->extra.data[edges[i].args + k]);
}

/* Moves and jump: the block goes on only by another edge. */
static void leave_by(Quick *q, const IrEdge *edge)
{
    check_fork(&q->checker);
    move_args(q, edge);
    quick_make_copies(q, edge->target);
    note_edge(q, edge);
    emit_jump_always(q->e, edge->target);
    check_restore(&q->checker);
}

static void end_by(Quick *q, const IrEdge *edge)
{
    move_args(q, edge);
    quick_make_copies(q, edge->target);
    note_edge(q, edge);
    emit_jump(q->e, edge->target);
}

/* What the loop wants in registers is brought there before the branch, which is then one instruction: moves keep the
   flags, every value has a place of its own (quick_spill_all), and no argument is in a register. */
static void copy_before(Quick *q, const IrEdge *yes, const IrEdge *no)
{
    bool yes_misses = quick_copies_miss(q, yes->target), no_misses = quick_copies_miss(q, no->target);
    if (yes_misses == no_misses || yes->arg_count || no->arg_count)
        return;
    IrBlockId loop = yes_misses ? yes->target : no->target;
    quick_make_copies(q, loop);
    quick_adopt_copies(q, loop);
}

static void place_branch(Quick *q, const VOp *op)
{
    const IrEdge *yes = &q->ir->edges.data[op->edges], *no = yes + 1;
    unsigned cc = (unsigned)op->imm;
    if (!edge_has_moves(q, yes) && yes->target == q->e->block + 1 && !edge_has_moves(q, no)) {
        note_edge(q, yes);
        note_edge(q, no);
        emit_jump_if(q->e, v_negate(cc), no->target);
    } else if (!edge_has_moves(q, yes)) {
        note_edge(q, yes);
        emit_jump_if(q->e, cc, yes->target);
        end_by(q, no);
    } else {
        uint32_t at[2], count = emit_skip_unless(q->e, cc, at);
        leave_by(q, yes);
        for (uint32_t i = 0; i < count; i++)
            emit_here(q->e, at[i]);
        end_by(q, no);
    }
}

/* The moves of a br_table edge, once for each target. */
static uint32_t table_stub(Quick *q, const IrEdge *edge, uint32_t stamp)
{
    QuickBlock *block = &q->blocks.data[edge->target];
    quick_assert(q, edge->target < q->blocks.count && stamp);
    if (block->stub_stamp != stamp) {
        block->stub_stamp = stamp;
        block->stub = x64_pos(q->e->as);
        leave_by(q, edge);
    }
    return block->stub;
}

static void place_br_table(Quick *q, const VOp *op)
{
    const IrEdge *edges = &q->ir->edges.data[op->edges];
    uint32_t count = op->edge_count - 1;
    if (count) {
        JumpTable table = emit_jump_table(q->e, count);
        for (uint32_t i = 0; i < count; i++) {
            if (edge_has_moves(q, &edges[i])) {
                emit_table_entry_at(q->e, table, i, table_stub(q, &edges[i], op->edges + 1));
            } else {
                note_edge(q, &edges[i]);
                emit_table_entry(q->e, table, i, edges[i].target);
            }
        }
        x64_buffer_room(q->e->as, 64);
        emit_here(q->e, table.beyond);
    }
    end_by(q, &edges[count]);
}

/* The selector goes to its register, which the dispatch overwrites: what else lives there moves away first. */
static void take_selector(Quick *q, const VUse *selector)
{
    const Value *value = quick_value(q, selector->value);
    unsigned reg = selector->fixed;
    bool is_there = value->where & VALUE_REG && value->reg == reg;
    q->pinned = REG_BIT(reg);
    if (!is_there || value->uses > 1)
        quick_displace(q, reg);
    if (!is_there)
        quick_load(q, selector->value, reg);
    check_use(&q->checker, selector->value, reg);
    check_if(&q->checker, check_log(&q->checker, CHECK_CLOBBER, REG_BIT(reg) | REG_BIT(R11), 0));
    q->cached &= ~REG_BIT(reg);
    quick_use(q, selector->value);
}

void quick_edges(Quick *q, const VOp *op)
{
    q->keep_flags = op->reads_flags;
    if (op->code == V_BR_TABLE)
        take_selector(q, &op->selector);
    take_edges(q, op);
    if (op->code == V_BRANCH)
        copy_before(q, &q->ir->edges.data[op->edges], &q->ir->edges.data[op->edges + 1]);
    meet_targets(q, op);
    switch ((VCodeId)op->code) {
    case V_JUMP: end_by(q, &q->ir->edges.data[op->edges]); break;
    case V_BRANCH: place_branch(q, op); break;
    default: place_br_table(q, op); break;
    }
    end_edges(q, op);
}
