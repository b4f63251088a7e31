/* Use lists; see uses.h. Invariant: a value's list has an entry for each operand that names it and was there at the
   build or was added; entries whose operand names another value, or is none of its user's any more, are skipped. */
#include "engine/ir/uses.h"
#include "engine/base/assert.h"

enum { IN_EXTRA = 3 }; /* IrUse.operand */

static uint32_t *operand_of(const IrFunction *fn, const IrUse *use)
{
    IrInst *inst = &fn->insts.data[use->user];
    switch (use->operand) {
    case 0: return &inst->a;
    case 1: return &inst->b;
    case 2: return &inst->c;
    default: return &fn->extra.data[use->operand - IN_EXTRA];
    }
}

static uint32_t number_of(const IrFunction *fn, IrValue user, const uint32_t *operand)
{
    const IrInst *inst = &fn->insts.data[user];
    if (operand == &inst->a)
        return 0;
    if (operand == &inst->b)
        return 1;
    return operand == &inst->c ? 2 : IN_EXTRA + (uint32_t)(operand - fn->extra.data);
}

/* ---- building ---- */

typedef struct Adding {
    IrUses *uses;
    const IrFunction *fn;
    uint32_t first, end; /* operands in a row that are listed: edges come back to those that they share */
} Adding;

static bool add_use(void *context, IrValue user, uint32_t *operand)
{
    Adding *adding = context;
    IrUses *uses = adding->uses;
    uint32_t number = number_of(adding->fn, user, operand);
    if (number >= adding->first && number < adding->end)
        return true;
    if (number != adding->end)
        adding->first = number;
    adding->end = number + 1;
    wfx_assert(*operand < uses->heads.count && operand_of(adding->fn, &(IrUse){user, number, 0}) == operand);
    if (!wfx_vec_push(&uses->uses, (IrUse){user, number, uses->heads.data[*operand]}))
        return false;
    uses->heads.data[*operand] = uses->uses.count - 1;
    return true;
}

bool ir_uses_add(IrUses *uses, const IrFunction *fn, IrValue inst)
{
    Adding adding = {.uses = uses, .fn = fn};
    uint32_t known = uses->heads.count;
    if (fn->insts.count > known) {
        if (!wfx_vec_reserve(&uses->heads, fn->insts.count - known))
            return false;
        for (uint32_t i = known; i < fn->insts.count; i++)
            uses->heads.data[i] = IR_NO_ID;
        uses->heads.count = fn->insts.count;
    }
    return ir_visit_operands(fn, inst, add_use, &adding);
}

bool ir_uses_build(IrUses *uses, const IrFunction *fn)
{
    uses->heads.count = uses->uses.count = 0;
    for (IrBlockId b = 0; b != IR_NO_ID; b = ir_next_block(fn, b))
        for (IrValue i = ir_block_first(fn, b); i != IR_NO_ID; i = ir_next(fn, i))
            if (!ir_uses_add(uses, fn, i))
                return false;
    return true;
}

void ir_uses_free(IrUses *uses)
{
    wfx_vec_free(&uses->heads);
    wfx_vec_free(&uses->uses);
}

/* ---- reading ---- */

static bool is_another(void *wanted, IrValue user, uint32_t *operand)
{
    (void)user;
    return operand != wanted;
}

/* Is it still an operand of its user, and is it this value? */
static bool is_use_of(const IrFunction *fn, const IrUse *use, IrValue value)
{
    uint32_t *operand = operand_of(fn, use);
    return *operand == value && !ir_visit_operands(fn, use->user, is_another, operand);
}

static const IrUse *use_from(const IrUses *uses, const IrFunction *fn, IrValue value, uint32_t index)
{
    while (index != IR_NO_ID && !is_use_of(fn, &uses->uses.data[index], value))
        index = uses->uses.data[index].next;
    return index == IR_NO_ID ? NULL : &uses->uses.data[index];
}

const IrUse *ir_first_use(const IrUses *uses, const IrFunction *fn, IrValue value)
{
    return use_from(uses, fn, value, value < uses->heads.count ? uses->heads.data[value] : IR_NO_ID);
}

const IrUse *ir_next_use(const IrUses *uses, const IrFunction *fn, IrValue value, const IrUse *use)
{
    return use_from(uses, fn, value, use->next);
}

/* ---- replacing ---- */

/* How many uses the operand counts for. */
static uint32_t weight(const IrFunction *fn, const IrUse *use)
{
    uint32_t first, sharing = 0, count = ir_edges_of(&fn->insts.data[use->user], &first);
    for (uint32_t i = 0; i < count && use->operand >= IN_EXTRA; i++) {
        const IrEdge *edge = &fn->edges.data[first + i];
        sharing += use->operand - IN_EXTRA - edge->args < edge->arg_count; /* below the first: a large number */
    }
    return sharing ? sharing : 1;
}

void ir_replace_uses(IrUses *uses, IrFunction *fn, IrValue old, IrValue value)
{
    if (old == value || old >= uses->heads.count || value >= uses->heads.count)
        return;
    uint32_t next = uses->heads.data[old];
    uses->heads.data[old] = IR_NO_ID;
    while (next != IR_NO_ID) {
        uint32_t index = next;
        IrUse *use = &uses->uses.data[index];
        next = use->next;
        if (!is_use_of(fn, use, old))
            continue;
        uint32_t count = weight(fn, use);
        *operand_of(fn, use) = value;
        fn->insts.data[old].uses -= count;
        fn->insts.data[value].uses += count;
        use->next = uses->heads.data[value];
        uses->heads.data[value] = index;
    }
}
