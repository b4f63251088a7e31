/* The quick allocator's driver: the prologue of a function, then block by block the operations of its stream. */
#include "engine/x64/quick/quick.h"

#include <stdlib.h>

#include "engine/base/alloc.h"

enum { QUICK_ROOM = 1536 /* for one operation's expansion */ };

/* ---- blocks ---- */

/* The block before runs into this one and nothing else reaches it: registers keep their values. */
static bool continues(const Quick *q, IrBlockId id)
{
    const IrBlock *block = &q->ir->blocks.data[id];
    if (planted(FAULT_CONTINUES))
        return true;
    if (!id || block->predecessors != 1 || block->kind != IR_BLOCK_NORMAL)
        return false;
    const IrBlock *before = block - 1;
    const IrInst *end = &q->ir->insts.data[before->first + before->count - 1];
    const IrEdge *edges = q->ir->edges.data;
    if (end->op == IR_JUMP)
        return edges[end->a].target == id;
    return end->op == IR_BRANCH && (edges[end->b].target == id || edges[end->b + 1].target == id);
}

static bool reserve_values(Quick *q)
{
    uint32_t count = q->ir->insts.count + q->code->temps.count + 1;
    if (q->value_capacity >= count)
        return true;
    uint32_t wanted = count + count / 2 + 256;
    Value *values = wfx_realloc(q->values, wanted * sizeof *values);
    if (!values)
        return false;
    q->values = values;
    q->value_capacity = wanted;
    return true;
}

/* The values that the block defines begin; parameters of a NORMAL block have begun with the first edge that leads to
   it. */
static void begin_values(Quick *q, const IrBlock *block)
{
    uint32_t placed = block->kind == IR_BLOCK_NORMAL ? block->param_count : 0;
    const IrInst *inst = &q->ir->insts.data[block->first + placed],
                 *end = &q->ir->insts.data[block->first + block->count];
    for (Value *value = &q->values[block->first + placed]; inst < end; inst++, value++) {
        uint8_t where = ir_is_constant(inst) ? VALUE_CONST : 0;
        *value = (Value){.uses = inst->uses, .kind = (uint8_t)ir_result_kind(inst), .where = where};
    }
}

/* Those that the stream has defined since the last time. */
static bool begin_temps(Quick *q)
{
    if (!reserve_values(q))
        return false;
    IrValue temp = q->ir->insts.count + q->temps;
    for (; q->temps < q->code->temps.count; q->temps++, temp++)
        q->values[temp] =
            (Value){.uses = q->code->temps.data[q->temps].uses, .kind = q->code->temps.data[q->temps].kind};
    return true;
}

/* In a block that continues the register may be somebody's, who has a slot too (quick_spill_all). */
static void begin_register_param(Quick *q, IrValue id, Value *value)
{
    unsigned reg = value->reg;
    if (!(q->free & REG_BIT(reg)))
        quick_value(q, q->reg_value[reg])->where &= (uint8_t)~VALUE_REG;
    q->free |= REG_BIT(reg);
    q->cached &= ~REG_BIT(reg);
    value->where = 0;
    quick_note_reference(q, id, value);
    quick_bind(q, id, reg);
    check_define(&q->checker, id, reg);
}

static void begin_params(Quick *q, IrBlockId id, const IrBlock *block)
{
    emit_label(q->e, id);
    quick_place_params(q, id, NULL);
    for (uint32_t i = 0; i < block->param_count; i++) {
        Value *value = quick_value(q, block->first + i);
        if (value->where & VALUE_PARAM) {
            begin_register_param(q, block->first + i, value);
            continue;
        }
        if (!value->slot)
            continue;
        value->where = VALUE_SLOT;
        quick_note_reference(q, block->first + i, value);
        check_define(&q->checker, block->first + i, check_slot(value->slot));
        /* Backward edges write the slots of a loop's parameters for as long as the function runs: one more use that
           never comes. */
        if (block->is_loop) {
            value->uses++;
            value->where |= VALUE_KEPT;
        }
    }
}

/* What the edges to it provide. */
static void begin_copies(Quick *q, IrBlockId id)
{
    const QuickBlock *block = &q->blocks.data[id];
    quick_adopt_copies(q, id);
    for (uint32_t i = block->copies; i < block->copies + block->copy_count; i++)
        if (!q->block_copies.data[i].is_value)
            check_move(&q->checker, q->block_copies.data[i].reg,
                       check_slot(q->homes.data[q->block_copies.data[i].local]));
}

static void place_other(Quick *q, const VOp *op)
{
    switch ((VShape)v_shapes[op->code]) {
    case V_SHAPE_STATE: quick_state(q, op); break;
    case V_SHAPE_EDGE: quick_edges(q, op); break;
    default: quick_fixed(q, op); break;
    }
}

void quick_begin_block(Quick *q, IrBlockId id)
{
    const IrBlock *block = &q->ir->blocks.data[id];
    emit_begin_block(q->e, id);
    q->e->is_behind = q->e->way_back && quick_is_behind(q, id);
    check_block(&q->checker, id);
    bool is_continued = !id || continues(q, id); /* block 0 begins with copies of the parameters */
    if (!is_continued)
        quick_forget_registers(q);
    if (q->blocks.data[id].copy_count && !is_continued)
        begin_copies(q, id);
    x64_buffer_room(q->e->as, QUICK_ROOM);
    begin_values(q, block);
    if (block->kind == IR_BLOCK_NORMAL)
        begin_params(q, id, block);
}

void quick_take(Quick *q)
{
    Emit *e = q->e;
    VCode *code = q->code;
    bool has_temps = q->temps != code->temps.count;
    if (code->failed || (has_temps && !begin_temps(q))) { /* a failed stream ends in the middle of an instruction */
        e->c->failed = true;
        code->ops.count = 0;
        return;
    }
    VOp *end = code->ops.data + code->ops.count;
    for (VOp *op = code->ops.data; op < end; op++) {
        if (op->code == V_LOCAL_GET && q->waits) {
            quick_wait(q, op->def, op->index);
            continue;
        }
        quick_assert(q, op->code < V_COUNT && op->def_how <= DEF_FIXED);
        x64_buffer_room(e->as, QUICK_ROOM);
        uint32_t before = x64_pos(e->as);
        if (op->code <= V_LAST_PLAIN)
            quick_plain(q, op);
        else
            place_other(q, op);
        if (op->offset != e->last_row && x64_pos(e->as) != before) /* no code, no row */
            emit_row_at(e, before, op->offset);
    }
    quick_assert(q, q->lazy_count <= MAX_LAZY && !(q->free & ~(MASK_GENERAL | MASK_VECTOR)));
    code->ops.count = code->args.count = 0;
}

/* ---- functions ---- */

static bool place_locals(Quick *q)
{
    const IrFunction *ir = q->ir;
    q->homes.count = q->copies.count = 0;
    if (!wfx_vec_reserve(&q->homes, ir->local_count + 1) || !wfx_vec_reserve(&q->copies, ir->local_count + 1))
        return false;
    q->homes.count = q->copies.count = ir->local_count;
    memset(q->copies.data, 0, ir->local_count);
    q->frame = 8; /* the instance */
    for (uint32_t i = 0; i < ir->local_count; i++) {
        q->frame += wfx_type_slot_size(ir->locals[i]);
        q->homes.data[i] = -(int32_t)q->frame;
        quick_push(q, &q->e->c->locals, (WfxCodeLocal){ir->locals[i], q->homes.data[i]});
    }
    return true;
}

static void store_params(Quick *q)
{
    Seq seq = {0};
    for (uint32_t i = 0; i < q->ir->type->param_count; i++) {
        unsigned kind = wfx_type_kind(q->ir->locals[i]);
        Place place = seq_next(&seq, kind);
        X64Mem home = x64_mem(RBP, q->homes.data[i]);
        unsigned reg = place.in_register ? place.reg : quick_scratch(kind);
        x64_buffer_room(q->e->as, 64);
        if (!place.in_register)
            emit_load_slot(q->e, kind, reg, x64_mem(RBP, 16 + 8 * (int32_t)place.word));
        emit_store_slot(q->e, kind, reg, home);
        check_local(&q->checker, i, check_slot(q->homes.data[i]));
        if (!place.in_register)
            continue;
        check_local(&q->checker, i, reg);
        quick_remember(q, i, reg);
    }
}

/* The declared locals stand together below the parameters. */
static void zero_locals(Quick *q)
{
    uint32_t params = q->ir->type->param_count, count = q->ir->local_count;
    if (params == count)
        return;
    int32_t high = params ? q->homes.data[params - 1] : -8;
    if (emit_zero(q->e, q->homes.data[count - 1], high))
        q->cached &= ~(REG_BIT(RDI) | REG_BIT(RCX) | REG_BIT(RAX));
    for (uint32_t i = params; i < count; i++)
        check_local(&q->checker, i, check_slot(q->homes.data[i]));
}

bool quick_begin_function(Quick *q, const IrFunction *ir)
{
    q->ir = ir;
    q->temps = 0;
    q->free = MASK_GENERAL | MASK_VECTOR;
    q->pinned = q->cached = 0;
    q->lazy_count = 0;
    q->keep_flags = false;
    q->free8.count = q->free16.count = 0;
    q->references.count = 0;
    q->blocks.count = q->block_copies.count = 0;
    if (!place_locals(q) || !wfx_vec_reserve(&q->blocks, ir->blocks.count))
        return false;
    q->blocks.count = ir->blocks.count;
    memset(q->blocks.data, 0, ir->blocks.count * sizeof *q->blocks.data);
    if (!reserve_values(q))
        return false;
    q->e->way_back = quick_wants_way_back(q) ? quick_new_slot(q, WFX_KIND_I64) : 0;
    emit_prologue(q->e);
    store_params(q);
    zero_locals(q);
    return !q->e->c->failed;
}

bool quick_check(Quick *q, WfxBuffer *text)
{
    return !WFX_CHECKED || check_function(&q->checker, q->code, q->frame, q->homes.data, text);
}

void quick_free(Quick *q)
{
    check_free(&q->checker);
    free(q->values);
    wfx_vec_free(&q->homes);
    wfx_vec_free(&q->copies);
    wfx_vec_free(&q->free8);
    wfx_vec_free(&q->free16);
    wfx_vec_free(&q->blocks);
    wfx_vec_free(&q->block_copies);
    wfx_vec_free(&q->references);
    wfx_vec_free(&q->map);
}
