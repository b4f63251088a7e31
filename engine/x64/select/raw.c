/* Selection of accesses to objects, and of what the expand pass (engine/ir/expand.h) makes visible. A sum that only the
   next instruction uses, as its address, and a shift that only this sum uses, become the address's operands: base +
   distance << scale. */
#include "engine/x64/select/select.h"

static bool is_access(const IrInst *inst)
{
    return inst->op == IR_RAW_LOAD || inst->op == IR_RAW_STORE || inst->op == IR_RAW_TABLE_GET ||
           inst->op == IR_RAW_TABLE_SET;
}

/* Is the sum nothing but the address of the instruction behind it? */
static bool is_address(const IrInst *sum, IrValue id)
{
    return sum->op == IR_ADD && sum->type == WFX_KIND_I64 && sum->uses == 1 && is_access(sum + 1) && sum[1].a == id;
}

static bool is_scale(const Select *s, const IrInst *shift)
{
    return shift->uses == 1 && select_is_const(s, shift->b) && ir_const_bits(select_inst(s, shift->b)) <= 3;
}

bool select_into_address(Select *s, const IrInst *inst)
{
    if (inst->op == IR_SHL) {
        if (!is_scale(s, inst) || inst[1].b != s->inst || !is_address(inst + 1, s->inst + 1))
            return false;
        s->scaled = s->inst;
        s->distance = inst->a;
        s->scale = (uint8_t)ir_const_bits(select_inst(s, inst->b));
        return true;
    }
    if (!is_address(inst, s->inst))
        return false;
    s->address = s->inst;
    s->base = inst->a;
    if (s->scaled != inst->b) {
        s->distance = inst->b;
        s->scale = 0;
    }
    s->scaled = IR_NO_ID;
    return true;
}

static void use_address(Select *s, VOp *op, IrValue address)
{
    if (s->address != address) {
        select_use(op, address, USE_REG);
        return;
    }
    select_use(op, s->base, USE_REG);
    select_use(op, s->distance, USE_REG);
    op->scale = s->scale;
    s->address = IR_NO_ID;
}

/* `fault`: the trap that a fault there is, or NONE where nothing can go wrong any more. */
static void load_at(Select *s, const IrInst *inst, WfxAccess access, WfxTrap fault)
{
    VOp *op = select_op(s, V_LOAD_AT, inst);
    op->access = (uint8_t)access;
    op->index = fault;
    use_address(s, op, inst->a);
    select_define(op, DEF_REG);
}

static void store_at(Select *s, const IrInst *inst, WfxAccess access, WfxTrap fault)
{
    VOp *op = select_op(s, V_STORE_AT, inst);
    bool is_half = access == WFX_ACCESS_I32_16 || access == WFX_ACCESS_I64_16; /* no immediate of 16 bits */
    op->access = (uint8_t)access;
    op->index = fault;
    use_address(s, op, inst->a);
    select_use(op, inst->b, is_half ? USE_REG : USE_REG_OR_IMM);
}

WfxAccess select_whole_access(WfxKind kind)
{
    static const uint8_t accesses[] = {
        [WFX_KIND_I32] = WFX_ACCESS_I32, [WFX_KIND_I64] = WFX_ACCESS_I64,   [WFX_KIND_F32] = WFX_ACCESS_F32,
        [WFX_KIND_F64] = WFX_ACCESS_F64, [WFX_KIND_V128] = WFX_ACCESS_V128, [WFX_KIND_REF] = WFX_ACCESS_I64,
    };
    return (WfxAccess)accesses[kind];
}

/* References are whole words; `aux` of one that is loaded is its kind. */
static WfxAccess object_access(const IrInst *inst)
{
    return inst->type == WFX_KIND_REF ? WFX_ACCESS_I64 : (WfxAccess)inst->aux;
}

static void select_element(Select *s, const IrInst *inst, bool is_set)
{
    WfxAccess access = object_access(inst);
    unsigned bytes = wfx_access_size(access);
    VOp *op = select_op(s, is_set ? V_STORE_AT : V_LOAD_AT, inst);
    op->access = (uint8_t)access;
    op->index = WFX_TRAP_NONE;
    op->imm = WFX_OBJECT_HEADER;
    op->scale = bytes >= 8 ? 3 : (uint8_t)(bytes >> 1); /* 1, 2, 4 -> 0, 1, 2 */
    select_use(op, inst->a, USE_REG);
    select_use(op, inst->b, USE_REG);
    if (is_set)
        select_use(op, inst->c, bytes == 2 ? USE_REG : USE_REG_OR_IMM);
    else
        select_define(op, DEF_REG);
}

/* Of a final type there are no others; the super types of others are compared as those of objects, but for very deep
   types, of which the runtime knows. */
static void has_type(Select *s, const IrInst *inst)
{
    uint32_t id = s->module->type_ids[inst->c];
    const WfxTypeDef *type = wfx_types_get(id);
    if (!type->is_final && type->depth >= WFX_TYPE_DISPLAY) {
        select_subtype_test(s, inst, id);
        return;
    }
    if (!type->is_final) {
        VOp *op = select_op(s, V_REF_TEST, inst);
        op->imm = id;
        select_use(op, inst->a, USE_REG);
        select_clobber(op, 1u << R10);
        select_condition(s, inst, CC_E);
        return;
    }
    VOp *op = select_op(s, V_CMP_TYPE, inst);
    op->imm = id;
    select_use(op, inst->a, USE_REG);
    select_condition(s, inst, CC_E);
}

static void select_ref_test(Select *s, const IrInst *inst)
{
    VOp *op = select_op(s, V_REF_TEST, inst);
    op->imm = inst->c;
    op->access = (uint8_t)inst->d;
    select_use(op, inst->a, USE_REG);
    if (wfx_heap_is_number(inst->c) && !wfx_types_get(inst->c)->is_final)
        select_clobber(op, 1u << R10);
    select_condition(s, inst, v_test_condition(inst->c, inst->d));
}

bool select_raw(Select *s, const IrInst *inst)
{
    const WfxInstanceOffsets *offsets = &s->offsets;
    bool is_load = inst->op == IR_RAW_LOAD;
    switch ((IrOp)inst->op) {
    case IR_TRAP_IF: select_trap_if(s, inst, select_test(s, inst), (WfxTrap)inst->aux); break;
    case IR_POLL: {
        VOp *op = select_op(s, V_POLL, inst);
        op->access = inst->aux;
        op->imm = inst->c;
        break;
    }
    case IR_NON_NULL: select_non_null(s, inst, (WfxTrap)inst->d); break;
    case IR_MEMORY_BASE: select_field(s, inst, offsets->memories, WFX_MEMORY_BASE, 0); break;
    case IR_MEMORY_BYTES: select_field(s, inst, offsets->memories, WFX_MEMORY_SIZE, 0); break;
    case IR_RAW_LOAD:
    case IR_RAW_STORE:
        if (!v_has_access(inst->aux))
            return false;
        (is_load ? load_at : store_at)(s, inst, (WfxAccess)inst->aux, WFX_TRAP_MEMORY_OUT_OF_BOUNDS);
        s->code->ops.data[s->code->ops.count - 1].imm = inst->c;
        break;
    case IR_FIELD_GET:
    case IR_FIELD_SET:
        if (inst->op == IR_FIELD_GET)
            load_at(s, inst, object_access(inst), (WfxTrap)inst->d);
        else
            store_at(s, inst, object_access(inst), (WfxTrap)inst->d);
        s->code->ops.data[s->code->ops.count - 1].imm = inst->c;
        break;
    case IR_ELEMENT_GET:
    case IR_ELEMENT_SET: select_element(s, inst, inst->op == IR_ELEMENT_SET); break;
    case IR_REF_TEST: select_ref_test(s, inst); break;
    case IR_REMEMBER: {
        VOp *op = select_op(s, V_REMEMBER, inst);
        select_use(op, inst->a, USE_REG);
        select_use(op, inst->b, USE_REG);
        select_clobber(op, 1u << R10);
        break;
    }
    case IR_TABLE_BASE: select_field(s, inst, offsets->tables, WFX_TABLE_ELEMENTS, 0); break;
    case IR_RAW_TABLE_GET: load_at(s, inst, WFX_ACCESS_I64, WFX_TRAP_NONE); break;
    case IR_RAW_TABLE_SET: store_at(s, inst, WFX_ACCESS_I64, WFX_TRAP_NONE); break;
    case IR_GLOBAL_CELL: select_nullary(s, inst, V_INSTANCE, 0, offsets->global_cells + 8 * inst->a); break;
    case IR_RAW_GLOBAL_GET: load_at(s, inst, select_whole_access((WfxKind)inst->type), WFX_TRAP_NONE); break;
    case IR_RAW_GLOBAL_SET:
        store_at(s, inst, select_whole_access(ir_result_kind(select_inst(s, inst->b))), WFX_TRAP_NONE);
        break;
    case IR_FUNC_HAS_TYPE: has_type(s, inst); break;
    default: return false;
    }
    return true;
}
