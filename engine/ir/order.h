/* Changing a function: between ir_order_begin and ir_order_end it is linked (see ir.h), and passes may insert, move
   and remove instructions and add blocks, in any number and at any place, each in constant time. No id changes before
   the end, so whatever a pass keeps by id stays true. What is kept exact here: `uses`, the blocks' counts and
   predecessors. What the pass has to keep: order of definitions and uses, the loop flags of blocks that get backward
   edges, one argument per parameter on every edge.

   Why the end renumbers, and backends do not follow the links: every backend keeps its state per value in arrays that
   it fills in order, the quick one looks at neighbours, and an allocator wants numbers that grow along the code. One
   linear pass behind all others is cheaper than links in each of them, and code that no pass touches has nothing of
   it. */
#ifndef WFX_IR_ORDER_H
#define WFX_IR_ORDER_H

#include "engine/ir/ir.h"

/* False when out of memory; the function is then as it was. */
bool ir_order_begin(IrFunction *fn);
/* Gives instructions and blocks the numbers of their places. Removed ones are gone, ids held elsewhere mean nothing
   any more. */
bool ir_order_end(IrFunction *fn);

/* All that follow are for linked functions. A new instruction's operands are in place before it is inserted; its
   `uses` begin at 0. Those that make something return IR_NO_ID when out of memory. */

/* Before or behind another of the same block, from whose wasm instruction it then comes (offset, position). */
IrValue ir_insert_before(IrFunction *fn, IrValue at, const IrInst *inst);
IrValue ir_insert_after(IrFunction *fn, IrValue at, const IrInst *inst);
/* At the end of a block that has no terminator yet. */
IrValue ir_append(IrFunction *fn, IrBlockId block, const IrInst *inst);
/* A parameter of the type of `inst` behind the others of a block. Every edge to the block, or everything that throws
   to it, has to pass one more argument. */
IrValue ir_add_param(IrFunction *fn, IrBlockId block, const IrInst *inst);
/* Moves an instruction with no PROJECTs before another, of this or another block. */
void ir_move_before(IrFunction *fn, IrValue value, IrValue at);
/* Takes an instruction without uses away; a call goes behind its PROJECTs. */
void ir_remove(IrFunction *fn, IrValue value);
/* Makes another operation of an instruction, in its place and with its uses: op, type, aux and operands are those of
   `inst`. */
void ir_rewrite(IrFunction *fn, IrValue value, const IrInst *inst);
void ir_set_operand(IrFunction *fn, uint32_t *operand, IrValue value);
/* Appends values to `extra`, for the arguments of what will be inserted, from an array or from `extra` itself; the
   index of the first. */
uint32_t ir_add_values(IrFunction *fn, const IrValue *values, uint32_t count);

/* A block behind `at` in the order, empty, like `block` in region, kind and frequency. */
IrBlockId ir_insert_block(IrFunction *fn, IrBlockId at, const IrBlock *block);
/* Ends the block before `at` with a jump to a new block, which begins with `at` (no PARAM, no PROJECT). Regions that
   were entered from the block are from then on entered from the new one, and so on: what hangs on a block's end goes
   with its terminator. */
IrBlockId ir_split_block(IrFunction *fn, IrValue at);

/* Backwards. IR_NO_ID before a block's first instruction, and before the first block. */
static inline IrValue ir_previous(const IrFunction *fn, IrValue value)
{
    return fn->links.data[value].prev;
}
static inline IrBlockId ir_previous_block(const IrFunction *fn, IrBlockId block)
{
    return fn->block_links.data[block].prev;
}
static inline IrBlockId ir_last_block(const IrFunction *fn)
{
    IrBlockId block = fn->blocks.count - 1; /* where no block was added, it is */
    while (fn->block_links.data[block].next != IR_NO_ID)
        block = fn->block_links.data[block].next;
    return block;
}

#endif
