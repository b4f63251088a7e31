/* The quick allocator's copies of locals and values from block to block. A register that holds a local (or a value,
   which has its slot by then) at every edge to a block holds it when the block begins: that costs no code. Edges
   forward are all seen before the block, so that what they agree on is known.

   A loop is begun when only the edge that enters it has been seen, and going forward the allocator does not know what
   the loop will need; but the IR is there. The locals that it reads first, before it calls anything, are in registers
   when it begins: one that holds the local at the jump that enters the loop, or another one, which is loaded there.
   Every edge back provides the same (a move, if the local has just been written; at worst the load that the read would
   have been). They are copies like others, which the loop may overwrite: the homes hold the locals at any time. */
#include "engine/x64/quick/quick.h"

enum {
    SCAN = 48,  /* instructions of the loop that are looked at */
    LOCALS = 8, /* that are found, at most */
    /* Registers that no operation wants for itself; but for those of calls, behind which nothing is left anyway. */
    GENERAL = REG_BIT(RBX) | REG_BIT(RSI) | REG_BIT(RDI) | REG_BIT(R8) | REG_BIT(R9),
    VECTOR = 0xFF << XMM0,
};

/* Locals that the loop reads, in `locals`. The masks have a bit for the number of a local modulo 64: one that shares
   its bit with another may be left out, which costs a load and nothing else. */
typedef struct Wanted {
    uint32_t locals[LOCALS];
    uint32_t count;
    uint64_t done; /* found already, or written before it is read */
} Wanted;

/* Registers do not survive the instruction. */
static bool loses_registers(const IrInst *inst)
{
    bool is_new = inst->op == IR_LIBCALL && (inst->c == WFX_LIBCALL_struct_new || inst->c == WFX_LIBCALL_array_new);
    return ir_op_info[inst->op].effects & IR_CALLS && !is_new;
}

/* The locals that are read from the block on, until a register might be lost or code from elsewhere joins. */
static void find_read_locals(const IrFunction *ir, IrBlockId id, Wanted *wanted)
{
    for (uint32_t seen = 0; id < ir->blocks.count; id++) {
        const IrBlock *block = &ir->blocks.data[id];
        const IrInst *inst = &ir->insts.data[block->first], *end = inst + block->count;
        if (seen && (block->predecessors != 1 || block->kind != IR_BLOCK_NORMAL))
            return;
        for (; inst < end; inst++) {
            if (++seen > SCAN || loses_registers(inst))
                return;
            if (inst->op != IR_LOCAL_GET && inst->op != IR_LOCAL_SET)
                continue;
            uint64_t bit = UINT64_C(1) << inst->a % 64;
            if (inst->op == IR_LOCAL_GET && inst->uses && !(wanted->done & bit)) {
                wanted->locals[wanted->count++] = inst->a;
                if (wanted->count == LOCALS)
                    return;
            }
            wanted->done |= bit;
        }
    }
}

static void open_loop(Quick *q, IrBlockId id)
{
    Wanted wanted;
    wanted.count = 0;
    wanted.done = 0;
    QuickBlock *loop = &q->blocks.data[id];
    find_read_locals(q->ir, id, &wanted);
    loop->copies = q->block_copies.count;
    uint32_t free = GENERAL | VECTOR;
    for (uint32_t pass = 0; pass < 2; pass++) /* those that are in a register first: they stay */
        for (uint32_t i = 0; i < wanted.count; i++) {
            uint32_t local = wanted.locals[i];
            unsigned reg = quick_copy(q, local);
            bool stays = reg != X64_REG_NONE && REG_BIT(reg) & (GENERAL | VECTOR);
            uint32_t usable = free & quick_mask(wfx_type_kind(q->ir->locals[local]));
            if (stays != !pass || !usable)
                continue;
            reg = stays ? reg : (unsigned)__builtin_ctz(usable);
            free &= ~REG_BIT(reg);
            quick_push(q, &q->block_copies, (BlockCopy){local, (uint8_t)reg, false});
        }
    loop->copy_count = q->block_copies.count - loop->copies;
    loop->makes_copies = loop->copy_count;
}

/* Everything that is in registers, locals before values: a register may hold both. */
static void meet_first(Quick *q, QuickBlock *block)
{
    block->copies = q->block_copies.count;
    if (!(q->cached | (~q->free & (MASK_GENERAL | MASK_VECTOR))))
        return;
    if (!wfx_vec_reserve(&q->block_copies, 64)) {
        q->e->c->failed = true;
        return;
    }
    BlockCopy *at = q->block_copies.data + block->copies;
    for (uint32_t rest = q->cached & ~block->param_registers; rest; rest &= rest - 1) {
        unsigned reg = (unsigned)__builtin_ctz(rest);
        if (quick_is_copy(q, reg))
            *at++ = (BlockCopy){q->reg_local[reg], (uint8_t)reg, false};
    }
    for (uint32_t rest = (MASK_GENERAL | MASK_VECTOR) & ~q->free & ~block->param_registers; rest; rest &= rest - 1) {
        unsigned reg = (unsigned)__builtin_ctz(rest);
        const Value *value = quick_value(q, q->reg_value[reg]);
        if (value->uses > (value->where & VALUE_KEPT ? 1 : 0) && value->where & VALUE_SLOT)
            *at++ = (BlockCopy){q->reg_value[reg], (uint8_t)reg, true};
    }
    q->block_copies.count = (uint32_t)(at - q->block_copies.data);
    block->copy_count = q->block_copies.count - block->copies;
}

static bool holds(const Quick *q, const BlockCopy *copy)
{
    if (!copy->is_value)
        return quick_copy(q, copy->local) == copy->reg;
    const Value *value = &q->values[copy->local];
    return value->where & VALUE_REG && value->reg == copy->reg;
}

/* As far as the edges before this one have it in the same register. */
static void meet_again(Quick *q, QuickBlock *block)
{
    BlockCopy *copies = q->block_copies.data + block->copies;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < block->copy_count; i++)
        if (holds(q, &copies[i]))
            copies[kept++] = copies[i];
    block->copy_count = kept;
}

void quick_meet_ahead(Quick *q, IrBlockId id)
{
    QuickBlock *block = &q->blocks.data[id];
    bool is_loop = q->ir->blocks.data[id].is_loop;
    if (is_loop && !block->is_met && id == q->e->block + 1)
        open_loop(q, id);
    else if (is_loop)
        block->copy_count = block->makes_copies = 0;
    else if (block->is_met)
        meet_again(q, block);
    else
        meet_first(q, block);
    block->is_met = true;
}

static const BlockCopy *copies_of(const Quick *q, IrBlockId id)
{
    return q->block_copies.data + q->blocks.data[id].copies;
}

bool quick_copies_of_loop_miss(Quick *q, IrBlockId id)
{
    const BlockCopy *copies = copies_of(q, id);
    for (uint32_t i = 0; i < q->blocks.data[id].copy_count; i++)
        if (quick_copy(q, copies[i].local) != copies[i].reg)
            return true;
    return false;
}

void quick_make_copies_of_loop(Quick *q, IrBlockId id)
{
    const BlockCopy *copies = copies_of(q, id);
    uint32_t count = q->blocks.data[id].copy_count, pending = 0;
    uint8_t source[32];
    x64_buffer_room(q->e->as, 512);
    for (uint32_t i = 0; i < count; i++) {
        unsigned to = copies[i].reg, from = quick_copy(q, copies[i].local);
        if (from == X64_REG_NONE || from == to)
            continue;
        source[to] = (uint8_t)from;
        pending |= REG_BIT(to);
    }
    if (pending)
        quick_move_parallel(q, source, pending);
    for (uint32_t i = 0; i < count; i++) {
        unsigned to = copies[i].reg;
        if (quick_copy(q, copies[i].local) == X64_REG_NONE && !planted(FAULT_LOOP_COPY))
            quick_fetch(q, wfx_type_kind(q->ir->locals[copies[i].local]), to, q->homes.data[copies[i].local]);
    }
}

void quick_adopt_copies(Quick *q, IrBlockId id)
{
    const BlockCopy *copies = copies_of(q, id);
    for (uint32_t i = 0; i < q->blocks.data[id].copy_count; i++) {
        unsigned reg = copies[i].reg;
        if (copies[i].is_value) {
            if (quick_value(q, copies[i].local)->uses)
                quick_bind(q, copies[i].local, reg);
            continue;
        }
        if (!(q->free & REG_BIT(reg))) /* its value is elsewhere too, or not used any more */
            quick_value(q, q->reg_value[reg])->where &= (uint8_t)~VALUE_REG;
        q->free |= REG_BIT(reg);
        quick_remember(q, copies[i].local, reg);
    }
}

void quick_check_copies(Quick *q, IrBlockId id)
{
    const BlockCopy *copies = copies_of(q, id);
    for (uint32_t i = 0; i < q->blocks.data[id].copy_count; i++)
        if (copies[i].is_value)
            check_use(&q->checker, copies[i].local, copies[i].reg);
        else
            check_same(&q->checker, copies[i].reg, check_slot(q->homes.data[copies[i].local]));
}
