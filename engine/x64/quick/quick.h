/* The quick allocator: greedy and forward, one machine operation at a time, as selection makes them; the emitter writes
   what it places.

   A value is in any of these places at once: a constant (never anywhere else unless copied), a register, its frame
   slot, or, for a V_LOCAL_GET that has not been needed yet, the home slot of its local ("lazy"). Registers also
   remember which local they hold a copy of, so that lazy values are read from them; whoever writes a register forgets
   that (`cached`). Edges agree on copies that the next block begins with (copies.c).
   At the end of a block every value that is still needed is in its slot or is a constant; at an
   operation with arguments nothing stays in a register. Slots and registers are given back when the count of remaining
   uses reaches zero; that is sound because in quick mode nothing defined before a loop is used in it but through block
   parameters. */
#ifndef WFX_X64_QUICK_QUICK_H
#define WFX_X64_QUICK_QUICK_H

#include "engine/x64/emit/emit.h"
#include "engine/x64/quick/check.h"

/* Allocatable: the convention's eight general registers, r10 and r12; xmm0..xmm13. */
#define MASK_GENERAL 0x17CFu
#define MASK_VECTOR 0x3FFF0000u
#define REG_BIT(reg) (1u << (reg))

/* KEPT: one of the uses never comes, so that the slot is not given back. */
/* PARAM: of a block that has not begun, in a register to which the edges bring it. */
enum { VALUE_CONST = 1, VALUE_REG = 2, VALUE_SLOT = 4, VALUE_LAZY = 8, VALUE_KEPT = 16, VALUE_PARAM = 32 };
enum { MAX_LAZY = 64 };

typedef struct Value {
    uint32_t uses;  /* still to come */
    int32_t slot;   /* frame offset, 0 = none */
    uint32_t local; /* VALUE_LAZY */
    uint8_t kind;   /* WfxKind */
    uint8_t where;  /* VALUE_* */
    uint8_t reg;
    uint8_t lazy; /* index in q->lazy */
} Value;

typedef struct QuickBlock {
    uint32_t stub; /* br_table: pc of the edge's moves */
    uint32_t stub_stamp;
    uint32_t copies, copy_count; /* with which it begins: in block_copies */
    uint32_t param_registers;    /* mask */
    bool params_placed;
    bool is_met;       /* an edge has said what it has */
    bool makes_copies; /* a loop: edges may have to write moves */
    /* way_back.c: it can be reached through a place that sets the way back; and otherwise */
    bool is_behind, is_plain;
} QuickBlock;

/* Whoever goes to the block has the local in the register, beside its home; or a value, beside its slot. */
typedef struct BlockCopy {
    uint32_t local; /* is_value: IrValue */
    uint8_t reg;
    bool is_value;
} BlockCopy;

typedef struct Quick {
    Emit *e;
    VCode *code;
    const IrFunction *ir;
    bool stress; /* every value goes to its slot at once */
    /* ordinary code: reads of locals wait, registers hold copies of them. Else homes are read and written at once */
    bool waits;
    /* values */
    Value *values;
    uint32_t value_capacity;
    uint32_t temps; /* temporaries that have begun */
    /* registers */
    IrValue reg_value[32];
    uint32_t free;          /* registers without a value */
    uint32_t pinned;        /* operands of the operation being placed */
    uint32_t cached;        /* registers that hold a copy of a local, whether they belong to a value or not */
    uint32_t reg_local[32]; /* of cached registers: the local */
    IrValue lazy[MAX_LAZY];
    uint32_t lazy_count;
    bool keep_flags; /* the operation being placed reads them */
    /* the frame */
    WFX_VEC(int32_t) homes;  /* of locals */
    WFX_VEC(uint8_t) copies; /* of locals: the register that may hold a copy, see quick_copy */
    WFX_VEC(int32_t) free8;
    WFX_VEC(int32_t) free16;
    uint32_t frame; /* bytes below rbp in use */
    WFX_VEC(QuickBlock) blocks;
    WFX_VEC(BlockCopy) block_copies;
    WFX_VEC(IrValue) references; /* that are, or were, in a register or a slot: what stack maps are made of */
    WFX_VEC(uint32_t) map;       /* being made */
    Checker checker;             /* used where WFX_CHECKED */
} Quick;

/* ---- the allocator's door (block.c) ---- */
bool quick_begin_function(Quick *q, const IrFunction *ir); /* prologue; parameters and locals in their homes */
void quick_begin_block(Quick *q, IrBlockId block);
void quick_take(Quick *q); /* places and writes what is in the stream, and empties it */
/* The function is complete: was every value found where it was? False: *text says what is wrong. True in builds without
   the checker. */
bool quick_check(Quick *q, WfxBuffer *text);
void quick_free(Quick *q);

/* ---- private ---- */
/* way_back.c: does the function need a slot for its way back? And is the block one that looks at it? */
bool quick_wants_way_back(Quick *q);
static inline bool quick_is_behind(const Quick *q, IrBlockId block)
{
    return q->blocks.data[block].is_behind && !q->blocks.data[block].is_plain;
}
/* Of the allocator's state; a planted fault is the checker's to find, and after a failed allocation the state may be
   anything. */
#define quick_assert(q, condition) wfx_assert((condition) || wfx_planted_fault || (q)->e->c->failed)
#define quick_push(q, vec, ...) emit_push((q)->e, vec, __VA_ARGS__)

static inline Value *quick_value(Quick *q, IrValue value)
{
    return &q->values[value];
}
static inline uint64_t quick_const(const Quick *q, IrValue value)
{
    return ir_const_bits(&q->ir->insts.data[value]);
}

/* The register that holds a copy of the local, or X64_REG_NONE. */
static inline unsigned quick_copy(const Quick *q, uint32_t local)
{
    unsigned reg = q->copies.data[local];
    return q->cached >> reg & 1 && q->reg_local[reg] == local ? reg : X64_REG_NONE;
}
/* The register is this one. Others may be left from before the local was written, still among the cached. */
static inline bool quick_is_copy(const Quick *q, unsigned reg)
{
    return q->cached >> reg & 1 && q->copies.data[q->reg_local[reg]] == reg;
}
static inline void quick_remember(Quick *q, uint32_t local, unsigned reg)
{
    if (!q->waits)
        return;
    quick_assert(q, local < q->copies.count && REG_BIT(reg) & (MASK_GENERAL | MASK_VECTOR));
    q->copies.data[local] = (uint8_t)reg;
    q->reg_local[reg] = local;
    q->cached |= REG_BIT(reg);
}
/* The register that the value can be read from, or X64_REG_NONE. */
static inline unsigned quick_register(const Quick *q, IrValue id)
{
    const Value *value = &q->values[id];
    if (value->where & VALUE_REG)
        return value->reg;
    return value->where & VALUE_LAZY ? quick_copy(q, value->local) : X64_REG_NONE;
}
static inline unsigned quick_scratch(unsigned kind)
{
    return kind_is_vector(kind) ? XMM15 : R11;
}
static inline uint32_t quick_mask(unsigned kind)
{
    return kind_is_vector(kind) ? MASK_VECTOR : MASK_GENERAL;
}

/* Moves: the only places where the allocator has code written, each told to the checker. */
void quick_store(Quick *q, unsigned kind, unsigned reg, int32_t slot);
void quick_fetch(Quick *q, unsigned kind, unsigned reg, int32_t slot);
void quick_move(Quick *q, unsigned kind, unsigned to, unsigned from);
void quick_load(Quick *q, IrValue value, unsigned reg); /* copies the value to a register, no state changes */
void quick_put(Quick *q, IrValue value, int32_t slot);  /* copies the value to a slot, perhaps by a scratch register */

unsigned quick_alloc(Quick *q, uint32_t mask);            /* a free register of the mask, evicting one if need be */
void quick_define(Quick *q, IrValue value, unsigned reg); /* `value` now lives in `reg`, which is free */
int32_t quick_slot(Quick *q, Value *value);               /* its slot, allocated when needed */
int32_t quick_new_slot(Quick *q, unsigned kind);
void quick_free_slot(Quick *q, int32_t slot, unsigned kind);
/* of a value without uses left, that is in a slot or waits for its local */
void quick_free_places(Quick *q, Value *value);
/* Stack maps have to know of it. */
static inline void quick_note_reference(Quick *q, IrValue id, const Value *value)
{
    if (__builtin_expect(value->kind == WFX_KIND_REF, 0))
        quick_push(q, &q->references, id);
}
/* The register is this value's from now on. */
static inline void quick_bind(Quick *q, IrValue id, unsigned reg)
{
    Value *value = quick_value(q, id);
    quick_assert(q, REG_BIT(reg) & quick_mask(value->kind) && q->free & REG_BIT(reg));
    quick_assert(q, value->uses && !(value->where & VALUE_REG));
    value->where |= VALUE_REG;
    value->reg = (uint8_t)reg;
    q->reg_value[reg] = id;
    q->free &= ~REG_BIT(reg);
}
static inline void quick_unlazy(Quick *q, Value *value)
{
    quick_assert(q, value->where & VALUE_LAZY && value->lazy < q->lazy_count &&
                        quick_value(q, q->lazy[value->lazy]) == value);
    IrValue last = q->lazy[--q->lazy_count];
    q->lazy[value->lazy] = last;
    quick_value(q, last)->lazy = value->lazy;
    value->where &= (uint8_t)~VALUE_LAZY;
}
/* Gives the value's places back once no uses are left. */
static inline void quick_release(Quick *q, IrValue id)
{
    Value *value = quick_value(q, id);
    if (value->uses)
        return;
    quick_assert(q, !(value->where & VALUE_REG) || q->reg_value[value->reg] == id);
    if (value->where & VALUE_REG)
        q->free |= REG_BIT(value->reg);
    if (value->where & VALUE_LAZY || value->slot)
        quick_free_places(q, value);
    value->where &= VALUE_CONST;
}
/* One use happened. */
static inline void quick_use(Quick *q, IrValue value)
{
    quick_assert(q, q->values[value].uses);
    if (--q->values[value].uses == 0)
        quick_release(q, value);
}
void quick_spill_live(Quick *q); /* every register value with uses left is in its slot too */
void quick_spill_all(Quick *q);  /* and every lazy one */
/* empties a register: its value moves to another free one, or to its slot */
void quick_displace(Quick *q, unsigned reg);
void quick_forget_registers(Quick *q);

void quick_plain(Quick *q, VOp *op);       /* alloc.c */
void quick_state(Quick *q, const VOp *op); /* local.c */
/* Ordinary code: the value waits in the home of its local until it is needed. (local.c has the case of a full list.) */
void quick_wait_no_longer(Quick *q, IrValue oldest);
static inline void quick_wait(Quick *q, IrValue id, uint32_t local)
{
    Value *value = quick_value(q, id);
    if (q->lazy_count == MAX_LAZY)
        quick_wait_no_longer(q, q->lazy[0]);
    quick_assert(q, local < q->homes.count && q->lazy_count < MAX_LAZY && value->uses && !value->where);
    check_alias(&q->checker, id, check_slot(q->homes.data[local]));
    value->where = VALUE_LAZY;
    value->local = local;
    value->lazy = (uint8_t)q->lazy_count;
    q->lazy[q->lazy_count++] = id;
}
void quick_fixed(Quick *q, const VOp *op); /* fixed.c: FIXED, LEAVE, ENTER */
/* What of the registers has to survive behind the operation, but for `dst`: tells the emitter how, if it has to call
   the runtime (fixed.c). */
void quick_save_registers(Quick *q, const VOp *op, unsigned dst);
bool quick_is_last_use(Quick *q, const VOp *op, IrValue value); /* of a PLAIN operation (alloc.c) */
void quick_edges(Quick *q, const VOp *op);                      /* edge.c */
/* Where the block's parameters are when it begins, if that is not known yet; `edge`: the first one to it, or NULL.
   (edge.c) */
void quick_place_params(Quick *q, IrBlockId block, const IrEdge *edge);
/* Registers to registers at once: `source[to]` for each `to` in the mask. A cycle is opened by a scratch register.
   (fixed.c) */
void quick_move_parallel(Quick *q, uint8_t source[32], uint32_t pending);

/* ---- copies.c: copies of locals when a block begins ---- */
void quick_meet_ahead(Quick *q, IrBlockId block);
/* An edge to the block is taken from here: the copies that it begins with are known, or fewer than before. (Nothing is
   to be done for the one block that simply continues with the registers as they are; and of what many edges have in
   common little is left, so that it is not looked for.) */
static inline void quick_meet(Quick *q, IrBlockId id)
{
    const QuickBlock *block = &q->blocks.data[id];
    uint32_t predecessors = q->ir->blocks.data[id].predecessors;
    bool is_ahead = id > q->e->block && predecessors < 4 && (id > q->e->block + 1 || predecessors > 1);
    if (is_ahead && q->waits && !(block->is_met && !block->copy_count))
        quick_meet_ahead(q, id);
}
bool quick_copies_of_loop_miss(Quick *q, IrBlockId loop);
void quick_make_copies_of_loop(Quick *q, IrBlockId loop);
/* Some of them are not in their registers now. Those of other blocks than loops always are. */
static inline bool quick_copies_miss(Quick *q, IrBlockId block)
{
    return q->blocks.data[block].makes_copies && quick_copies_of_loop_miss(q, block);
}
/* Writes the moves alone: behind them is the edge. */
static inline void quick_make_copies(Quick *q, IrBlockId block)
{
    if (q->blocks.data[block].makes_copies)
        quick_make_copies_of_loop(q, block);
}
void quick_adopt_copies(Quick *q, IrBlockId block); /* they have been made, and are there from here on */
void quick_check_copies(Quick *q, IrBlockId block); /* for the checker, on an edge */

#endif
