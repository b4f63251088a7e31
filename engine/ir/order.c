/* Order apart from identity: links, what a pass may do to them, and the renumbering at the end. See order.h. */
#include "engine/ir/order.h"
#include "engine/base/assert.h"

#include "engine/base/alloc.h"

#include <string.h>

bool ir_order_begin(IrFunction *fn)
{
    wfx_assert(!fn->is_linked);
    fn->links.count = fn->block_links.count = 0;
    if (!wfx_vec_reserve(&fn->links, fn->insts.count) || !wfx_vec_reserve(&fn->block_links, fn->blocks.count))
        return false;
    fn->links.count = fn->insts.count;
    fn->block_links.count = fn->blocks.count;
    for (uint32_t i = 0; i < fn->blocks.count; i++) {
        const IrBlock *block = &fn->blocks.data[i];
        wfx_assert(block->count > block->param_count && block->first + block->count <= fn->insts.count);
        IrValue last = block->first + block->count - 1;
        fn->block_links.data[i] =
            (IrBlockLink){last, i ? i - 1 : IR_NO_ID, i + 1 < fn->blocks.count ? i + 1 : IR_NO_ID};
        for (IrValue k = block->first; k <= last; k++)
            fn->links.data[k] = (IrLink){k == block->first ? IR_NO_ID : k - 1, k == last ? IR_NO_ID : k + 1, i};
    }
    fn->is_linked = true;
    return true;
}

/* ---- counts ---- */

static bool gain_use(void *context, IrValue user, uint32_t *operand)
{
    IrFunction *fn = context;
    (void)user;
    fn->insts.data[*operand].uses++;
    return true;
}
static bool lose_use(void *context, IrValue user, uint32_t *operand)
{
    IrFunction *fn = context;
    (void)user;
    wfx_assert(fn->insts.data[*operand].uses);
    fn->insts.data[*operand].uses--;
    return true;
}

/* The operands and edges of an instruction begin, or cease, to count. */
static void count_operands(IrFunction *fn, IrValue value, bool gains)
{
    uint32_t first, count = ir_edges_of(&fn->insts.data[value], &first);
    ir_visit_operands(fn, value, gains ? gain_use : lose_use, fn);
    for (uint32_t i = 0; i < count; i++) {
        IrBlock *target = &fn->blocks.data[fn->edges.data[first + i].target];
        wfx_assert(gains || target->predecessors);
        if (gains)
            target->predecessors++;
        else
            target->predecessors--;
    }
}

void ir_set_operand(IrFunction *fn, uint32_t *operand, IrValue value)
{
    wfx_assert(fn->insts.data[*operand].uses && value < fn->insts.count);
    fn->insts.data[*operand].uses--;
    fn->insts.data[value].uses++;
    *operand = value;
}

void ir_rewrite(IrFunction *fn, IrValue value, const IrInst *inst)
{
    IrInst *old = &fn->insts.data[value];
    count_operands(fn, value, false);
    old->op = inst->op;
    old->type = inst->type;
    old->aux = inst->aux;
    old->a = inst->a;
    old->b = inst->b;
    old->c = inst->c;
    old->d = inst->d;
    count_operands(fn, value, true);
}

uint32_t ir_add_values(IrFunction *fn, const IrValue *values, uint32_t count)
{
    uint32_t first = fn->extra.count;
    bool is_own = first && values >= fn->extra.data && values < fn->extra.data + first;
    size_t from = is_own ? (size_t)(values - fn->extra.data) : 0; /* the array may move */
    if (!wfx_vec_reserve(&fn->extra, count))
        return IR_NO_ID;
    if (count)
        memcpy(fn->extra.data + first, is_own ? fn->extra.data + from : values, count * sizeof *values);
    fn->extra.count += count;
    return first;
}

/* ---- instructions ---- */

/* Puts an unlinked instruction between two neighbours of a block; either may be IR_NO_ID. */
static void link_between(IrFunction *fn, IrValue value, IrBlockId block, IrValue prev, IrValue next)
{
    wfx_assert(fn->is_linked && fn->links.count == fn->insts.count);
    wfx_assert(prev == IR_NO_ID || (fn->links.data[prev].block == block && fn->links.data[prev].next == next));
    wfx_assert(next == IR_NO_ID || (fn->links.data[next].block == block && fn->links.data[next].prev == prev));
    fn->links.data[value] = (IrLink){prev, next, block};
    if (prev == IR_NO_ID)
        fn->blocks.data[block].first = value;
    else
        fn->links.data[prev].next = value;
    if (next == IR_NO_ID)
        fn->block_links.data[block].last = value;
    else
        fn->links.data[next].prev = value;
    fn->blocks.data[block].count++;
}

static void unlink(IrFunction *fn, IrValue value)
{
    IrLink link = fn->links.data[value];
    wfx_assert(link.block != IR_NO_ID && fn->blocks.data[link.block].count); /* it was not removed */
    if (link.prev == IR_NO_ID)
        fn->blocks.data[link.block].first = link.next;
    else
        fn->links.data[link.prev].next = link.next;
    if (link.next == IR_NO_ID)
        fn->block_links.data[link.block].last = link.prev;
    else
        fn->links.data[link.next].prev = link.prev;
    fn->blocks.data[link.block].count--;
    fn->links.data[value].block = IR_NO_ID;
}

static IrValue insert(IrFunction *fn, const IrInst *inst, IrBlockId block, IrValue prev, IrValue next)
{
    IrInst fresh = *inst; /* it may stand in the vector that grows */
    fresh.uses = 0;
    if (!wfx_vec_reserve(&fn->links, 1) || !wfx_vec_push(&fn->insts, fresh))
        return IR_NO_ID;
    IrValue value = fn->links.count++;
    link_between(fn, value, block, prev, next);
    count_operands(fn, value, true);
    return value;
}

static IrInst placed_at(const IrFunction *fn, const IrInst *inst, IrValue at)
{
    IrInst placed = *inst;
    placed.offset = fn->insts.data[at].offset;
    placed.position = fn->insts.data[at].position;
    return placed;
}

IrValue ir_insert_before(IrFunction *fn, IrValue at, const IrInst *inst)
{
    IrInst placed = placed_at(fn, inst, at);
    return insert(fn, &placed, fn->links.data[at].block, fn->links.data[at].prev, at);
}

IrValue ir_insert_after(IrFunction *fn, IrValue at, const IrInst *inst)
{
    IrInst placed = placed_at(fn, inst, at);
    return insert(fn, &placed, fn->links.data[at].block, at, fn->links.data[at].next);
}

IrValue ir_append(IrFunction *fn, IrBlockId block, const IrInst *inst)
{
    return insert(fn, inst, block, fn->block_links.data[block].last, IR_NO_ID);
}

IrValue ir_add_param(IrFunction *fn, IrBlockId block, const IrInst *inst)
{
    IrValue at = fn->blocks.data[block].first;
    uint32_t number = fn->blocks.data[block].param_count;
    for (uint32_t i = 0; i < number; i++)
        at = fn->links.data[at].next;
    IrValue param =
        ir_insert_before(fn, at, &(IrInst){.op = IR_PARAM, .type = inst->type, .aux = inst->aux, .a = number});
    if (param != IR_NO_ID)
        fn->blocks.data[block].param_count++;
    return param;
}

void ir_move_before(IrFunction *fn, IrValue value, IrValue at)
{
    if (value == at)
        return;
    unlink(fn, value);
    link_between(fn, value, fn->links.data[at].block, fn->links.data[at].prev, at);
}

void ir_remove(IrFunction *fn, IrValue value)
{
    wfx_assert(!fn->insts.data[value].uses);
    count_operands(fn, value, false);
    unlink(fn, value);
    fn->insts.data[value] = (IrInst){.op = IR_NONE};
}

/* ---- blocks ---- */

IrBlockId ir_insert_block(IrFunction *fn, IrBlockId at, const IrBlock *block)
{
    IrBlock fresh = {
        .first = IR_NO_ID, .try_region = block->try_region, .kind = block->kind, .frequency = block->frequency};
    if (!wfx_vec_reserve(&fn->block_links, 1) || !wfx_vec_push(&fn->blocks, fresh))
        return IR_NO_ID;
    wfx_assert(fn->blocks.count == fn->block_links.count + 1);
    IrBlockId id = fn->block_links.count++, next = fn->block_links.data[at].next;
    fn->block_links.data[id] = (IrBlockLink){IR_NO_ID, at, next};
    fn->block_links.data[at].next = id;
    if (next != IR_NO_ID)
        fn->block_links.data[next].prev = id;
    return id;
}

/* The instructions from `at` on become those of the empty block `to`. */
static void move_tail(IrFunction *fn, IrValue at, IrBlockId to)
{
    IrBlockId from = fn->links.data[at].block;
    IrValue prev = fn->links.data[at].prev;
    uint32_t count = 0;
    for (IrValue i = at; i != IR_NO_ID; i = fn->links.data[i].next, count++)
        fn->links.data[i].block = to;
    fn->blocks.data[to].first = at;
    fn->blocks.data[to].count = count;
    fn->block_links.data[to].last = fn->block_links.data[from].last;
    fn->block_links.data[from].last = prev;
    fn->blocks.data[from].count -= count;
    if (prev == IR_NO_ID)
        fn->blocks.data[from].first = IR_NO_ID;
    else
        fn->links.data[prev].next = IR_NO_ID;
    fn->links.data[at].prev = IR_NO_ID;
}

IrBlockId ir_split_block(IrFunction *fn, IrValue at)
{
    IrBlockId from = fn->links.data[at].block;
    IrBlock like = fn->blocks.data[from];
    like.kind = IR_BLOCK_NORMAL;
    IrInst jump = placed_at(fn, &(IrInst){.op = IR_JUMP, .a = fn->edges.count}, at);
    if (!wfx_vec_reserve(&fn->insts, 1) || !wfx_vec_reserve(&fn->links, 1) || !wfx_vec_reserve(&fn->edges, 1))
        return IR_NO_ID;
    IrBlockId to = ir_insert_block(fn, from, &like);
    if (to == IR_NO_ID)
        return IR_NO_ID;
    move_tail(fn, at, to);
    for (uint32_t i = 0; i < fn->tries.count; i++)
        if (fn->tries.data[i].entry == from)
            fn->tries.data[i].entry = to;
    fn->edges.data[fn->edges.count++] = (IrEdge){.target = to};
    ir_append(fn, from, &jump); /* there is room */
    return to;
}

/* ---- the end ---- */

typedef struct Renumbering {
    IrFunction *fn;
    uint32_t *insts, *blocks; /* old id to new one */
    WFX_VEC(IrInst) fresh_insts;
    WFX_VEC(IrBlock) fresh_blocks;
    WFX_VEC(uint32_t) fresh_extra;
} Renumbering;

static bool allocate(Renumbering *r)
{
    const IrFunction *fn = r->fn;
    r->insts = wfx_malloc(((size_t)fn->insts.count + fn->blocks.count) * sizeof *r->insts);
    r->blocks = r->insts + fn->insts.count;
    return r->insts && wfx_vec_reserve(&r->fresh_insts, fn->insts.count) &&
           wfx_vec_reserve(&r->fresh_blocks, fn->blocks.count) && wfx_vec_reserve(&r->fresh_extra, fn->extra.count + 1);
}

static void number(Renumbering *r)
{
    const IrFunction *fn = r->fn;
    uint32_t blocks = 0, insts = 0;
    for (IrBlockId b = 0; b != IR_NO_ID; b = ir_next_block(fn, b)) {
        r->blocks[b] = blocks++;
        for (IrValue i = ir_block_first(fn, b); i != IR_NO_ID; i = ir_next(fn, i))
            r->insts[i] = insts++;
    }
    wfx_assert(blocks == fn->blocks.count && insts <= fn->insts.count); /* every block is in the order */
    r->fresh_blocks.count = blocks;
    r->fresh_insts.count = insts;
}

/* Words of `extra` may be visited more than once: they are renamed from the old array to the new one. */
static bool rename_operand(void *context, IrValue user, uint32_t *operand)
{
    Renumbering *r = context;
    const IrFunction *fn = r->fn;
    (void)user;
    if (operand >= fn->extra.data && operand < fn->extra.data + fn->extra.count)
        r->fresh_extra.data[operand - fn->extra.data] = r->insts[*operand];
    else
        *operand = r->insts[*operand];
    return true;
}

static void rename_block(const Renumbering *r, IrBlockId *block)
{
    if (*block != IR_NO_ID)
        *block = r->blocks[*block];
}

static void rename_all(Renumbering *r)
{
    IrFunction *fn = r->fn;
    for (IrBlockId b = 0; b != IR_NO_ID; b = ir_next_block(fn, b)) {
        IrBlock *block = &r->fresh_blocks.data[r->blocks[b]];
        *block = fn->blocks.data[b];
        for (IrValue i = block->first; i != IR_NO_ID; i = ir_next(fn, i)) {
            IrInst *inst = &fn->insts.data[i];
            ir_visit_operands(fn, i, rename_operand, r);
            if (inst->op == IR_PROJECT)
                inst->a = r->insts[inst->a];
            r->fresh_insts.data[r->insts[i]] = *inst;
        }
        block->first = r->insts[block->first];
    }
    for (uint32_t i = 0; i < fn->edges.count; i++)
        rename_block(r, &fn->edges.data[i].target);
    for (uint32_t i = 0; i < fn->clauses.count; i++)
        rename_block(r, &fn->clauses.data[i].block);
    for (uint32_t i = 0; i < fn->resumes.count; i++)
        rename_block(r, &fn->resumes.data[i].resumed);
    for (uint32_t i = 0; i < fn->tries.count; i++)
        rename_block(r, &fn->tries.data[i].entry);
}

/* The vector takes the memory of a fresh one of the same type, which gets the old memory. */
#define SWAP(vec, fresh)                                                                                               \
    do {                                                                                                               \
        void *data_ = (vec)->data;                                                                                     \
        uint32_t capacity_ = (vec)->capacity;                                                                          \
        (vec)->data = (fresh)->data;                                                                                   \
        (vec)->count = (fresh)->count;                                                                                 \
        (vec)->capacity = (fresh)->capacity;                                                                           \
        (fresh)->data = data_;                                                                                         \
        (fresh)->capacity = capacity_;                                                                                 \
    } while (0)

bool ir_order_end(IrFunction *fn)
{
    Renumbering r = {.fn = fn};
    bool ok = allocate(&r);
    if (ok) {
        number(&r);
        r.fresh_extra.count = fn->extra.count;
        if (fn->extra.count)
            memcpy(r.fresh_extra.data, fn->extra.data, fn->extra.count * sizeof *fn->extra.data);
        rename_all(&r);
        SWAP(&fn->insts, &r.fresh_insts);
        SWAP(&fn->blocks, &r.fresh_blocks);
        SWAP(&fn->extra, &r.fresh_extra);
        fn->is_linked = false;
    }
    free(r.insts);
    wfx_vec_free(&r.fresh_insts);
    wfx_vec_free(&r.fresh_blocks);
    wfx_vec_free(&r.fresh_extra);
    return ok;
}
