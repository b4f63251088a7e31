/* The expand pass; see expand.h. Each operation keeps its id and its place: what it hid stands before it, and it
   becomes the operation that is left. Traps come in the order in which they came. */
#include "engine/ir/expand.h"

#include "engine/layout.h"

typedef struct Expansion {
    IrFunction *fn;
    IrValue at;  /* the instruction that is expanded */
    bool failed; /* out of memory, sticky; values are then 0, which no instruction will use */
} Expansion;

/* Makes an instruction before the one that is expanded. */
static IrValue make(Expansion *x, IrInst inst)
{
    IrValue value = x->failed ? IR_NO_ID : ir_insert_before(x->fn, x->at, &inst);
    if (value != IR_NO_ID)
        return value;
    x->failed = true;
    return 0;
}
static IrValue constant(Expansion *x, WfxKind kind, uint64_t bits)
{
    return make(x, (IrInst){.op = IR_CONST, .type = (uint8_t)kind, .c = (uint32_t)bits, .d = (uint32_t)(bits >> 32)});
}
static IrValue unary(Expansion *x, IrOp op, WfxKind type, IrValue a)
{
    return make(x, (IrInst){.op = (uint16_t)op, .type = (uint8_t)type, .a = a});
}
static IrValue binary(Expansion *x, IrOp op, WfxKind type, IrValue a, IrValue b)
{
    return make(x, (IrInst){.op = (uint16_t)op, .type = (uint8_t)type, .a = a, .b = b});
}
/* A word of the instance, of memory or table `d`. */
static IrValue place(Expansion *x, IrOp op, WfxKind type, uint32_t d)
{
    return make(x, (IrInst){.op = (uint16_t)op, .type = (uint8_t)type, .d = d});
}
static void trap_if(Expansion *x, IrValue condition, WfxTrap trap)
{
    make(x, (IrInst){.op = IR_TRAP_IF, .aux = (uint8_t)trap, .a = condition});
}
static IrValue function_not_null(Expansion *x, IrValue reference, WfxTrap trap)
{
    return make(x, (IrInst){.op = IR_NON_NULL, .type = WFX_KIND_REF, .aux = WFX_REF_FUNC, .a = reference, .d = trap});
}

static void rewrite(Expansion *x, IrInst inst)
{
    if (!x->failed)
        ir_rewrite(x->fn, x->at, &inst);
}

/* ---- memories ---- */

/* The address of a byte of a memory, once the whole access is known to lie inside. */
static IrValue checked_address(Expansion *x, const IrInst *inst)
{
    bool is_64 = x->fn->module->memories[inst->d].limits.is_64;
    IrValue sum = is_64 ? inst->a : unary(x, IR_EXTEND_I32_U, WFX_KIND_I64, inst->a);
    if (inst->c) {
        IrValue offset = constant(x, WFX_KIND_I64, inst->c);
        sum = binary(x, IR_ADD, WFX_KIND_I64, sum, offset);
        if (is_64)
            trap_if(x, binary(x, IR_LT_U, WFX_KIND_I64, sum, offset), WFX_TRAP_MEMORY_OUT_OF_BOUNDS);
    }
    IrValue bytes = place(x, IR_MEMORY_BYTES, WFX_KIND_I64, inst->d);
    IrValue size = constant(x, WFX_KIND_I64, wfx_access_size((WfxAccess)inst->aux));
    trap_if(x, binary(x, IR_LT_U, WFX_KIND_I64, bytes, size), WFX_TRAP_MEMORY_OUT_OF_BOUNDS);
    IrValue last = binary(x, IR_SUB, WFX_KIND_I64, bytes, size);
    trap_if(x, binary(x, IR_GT_U, WFX_KIND_I64, sum, last), WFX_TRAP_MEMORY_OUT_OF_BOUNDS);
    return binary(x, IR_ADD, WFX_KIND_I64, place(x, IR_MEMORY_BASE, WFX_KIND_I64, inst->d), sum);
}

static void expand_access(Expansion *x, IrInst inst)
{
    bool is_checked = wfx_memory_is_checked(&x->fn->module->memories[inst.d].limits);
    if (!is_checked && !inst.d)
        return;
    if (is_checked) {
        inst.a = checked_address(x, &inst);
        inst.c = 0; /* it is in the address */
    } else {
        IrValue base = place(x, IR_MEMORY_BASE, WFX_KIND_I64, inst.d);
        inst.a = binary(x, IR_ADD, WFX_KIND_I64, base, unary(x, IR_EXTEND_I32_U, WFX_KIND_I64, inst.a));
    }
    inst.op = inst.op == IR_LOAD ? IR_RAW_LOAD : IR_RAW_STORE;
    rewrite(x, inst);
}

static void expand_memory_size(Expansion *x, IrInst inst)
{
    IrValue bytes = place(x, IR_MEMORY_BYTES, WFX_KIND_I64, inst.d),
            shift = constant(x, WFX_KIND_I64, wfx_page_shift(&x->fn->module->memories[inst.d].limits));
    if (inst.type == WFX_KIND_I64)
        rewrite(x, (IrInst){.op = IR_SHR_U, .type = inst.type, .a = bytes, .b = shift});
    else
        rewrite(x,
                (IrInst){.op = IR_WRAP_I64, .type = inst.type, .a = binary(x, IR_SHR_U, WFX_KIND_I64, bytes, shift)});
}

/* ---- globals ---- */

static void expand_global(Expansion *x, IrInst inst)
{
    if (inst.a >= x->fn->module->imported_global_count)
        return;
    inst.d = inst.a;
    inst.a = make(x, (IrInst){.op = IR_GLOBAL_CELL, .type = WFX_KIND_I64, .a = inst.a});
    inst.op = inst.op == IR_GLOBAL_GET ? IR_RAW_GLOBAL_GET : IR_RAW_GLOBAL_SET;
    rewrite(x, inst);
}

/* ---- tables and calls ---- */

/* The address of an element, once the index is known to be one. */
static IrValue element(Expansion *x, uint32_t table, IrValue index, WfxTrap trap)
{
    bool is_64 = x->fn->module->tables[table].limits.is_64;
    WfxKind kind = is_64 ? WFX_KIND_I64 : WFX_KIND_I32;
    IrValue size = place(x, IR_TABLE_SIZE, kind, table);
    trap_if(x, binary(x, IR_GE_U, kind, index, size), trap);
    IrValue base = place(x, IR_TABLE_BASE, WFX_KIND_I64, table);
    IrValue wide = is_64 ? index : unary(x, IR_EXTEND_I32_U, WFX_KIND_I64, index);
    IrValue distance = binary(x, IR_SHL, WFX_KIND_I64, wide, constant(x, WFX_KIND_I64, 3));
    return binary(x, IR_ADD, WFX_KIND_I64, base, distance);
}

static void expand_table(Expansion *x, IrInst inst)
{
    WfxRefKind kind = wfx_type_ref_kind(x->fn->module->tables[inst.d].type);
    if (inst.op == IR_TABLE_SET && wfx_ref_kind_has_objects(kind))
        return; /* the store marks the table, too */
    inst.a = element(x, inst.d, inst.a, WFX_TRAP_TABLE_OUT_OF_BOUNDS);
    inst.op = inst.op == IR_TABLE_GET ? IR_RAW_TABLE_GET : IR_RAW_TABLE_SET;
    rewrite(x, inst);
}

static void check_type(Expansion *x, IrValue function, uint32_t type)
{
    IrValue has = make(x, (IrInst){.op = IR_FUNC_HAS_TYPE, .type = WFX_KIND_I32, .a = function, .c = type});
    trap_if(x, unary(x, IR_EQZ, WFX_KIND_I32, has), WFX_TRAP_INDIRECT_CALL_TYPE);
    if (!wfx_types_get(x->fn->module->type_ids[type])->is_final)
        x->fn->has_calls = true; /* of one with subtypes the runtime may be asked */
}

/* The last argument, a table index or a reference, becomes a function that is not null. */
static void expand_call(Expansion *x, const IrInst *inst)
{
    IrFunction *fn = x->fn;
    bool is_indirect = inst->op == IR_CALL_INDIRECT || inst->op == IR_TAIL_CALL_INDIRECT;
    bool is_tail = inst->op == IR_TAIL_CALL_INDIRECT || inst->op == IR_TAIL_CALL_REF;
    uint32_t first, type = inst->c, table = inst->d;
    uint32_t last = inst->a + inst->b - ir_landing_args(fn, fn->links.data[x->at].block, inst, &first) - 1;
    IrValue function = fn->extra.data[last];
    if (is_indirect) {
        IrValue address = element(x, table, function, WFX_TRAP_UNDEFINED_ELEMENT);
        function = make(
            x, (IrInst){.op = IR_RAW_TABLE_GET, .type = WFX_KIND_REF, .aux = WFX_REF_FUNC, .a = address, .d = table});
        function = function_not_null(x, function, WFX_TRAP_UNINITIALIZED_ELEMENT);
        check_type(x, function, type);
    } else {
        function = function_not_null(x, function, WFX_TRAP_NULL_FUNCTION);
    }
    if (x->failed)
        return;
    ir_set_operand(fn, &fn->extra.data[last], function);
    IrInst *call = &fn->insts.data[x->at];
    call->op = is_tail ? IR_TAIL_CALL_FUNC : IR_CALL_FUNC;
    call->d = 0;
}

static void expand_instruction(Expansion *x)
{
    IrInst inst = x->fn->insts.data[x->at]; /* the array moves */
    switch (inst.op) {
    case IR_LOAD:
    case IR_STORE: expand_access(x, inst); break;
    case IR_MEMORY_SIZE: expand_memory_size(x, inst); break;
    case IR_GLOBAL_GET:
    case IR_GLOBAL_SET: expand_global(x, inst); break;
    case IR_TABLE_GET:
    case IR_TABLE_SET: expand_table(x, inst); break;
    case IR_REF_AS_NON_NULL:
        inst.op = IR_NON_NULL;
        inst.d = WFX_TRAP_NULL_REFERENCE;
        rewrite(x, inst);
        break;
    case IR_CALL_INDIRECT:
    case IR_TAIL_CALL_INDIRECT:
    case IR_CALL_REF:
    case IR_TAIL_CALL_REF: expand_call(x, &inst); break;
    default: break;
    }
}

static bool expand(IrFunction *fn)
{
    Expansion x = {.fn = fn};
    for (IrBlockId b = 0; b != IR_NO_ID; b = ir_next_block(fn, b))
        for (x.at = ir_block_first(fn, b); x.at != IR_NO_ID && !x.failed; x.at = ir_next(fn, x.at))
            expand_instruction(&x);
    return !x.failed;
}

const IrPass ir_pass_expand = {"expand", expand};
