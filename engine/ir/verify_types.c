/* The IR verifier's types: the kinds of operands fit the operation, calls and returns fit the function types of the
   module. */
#include "engine/ir/verify.h"

#include "engine/layout.h"

#include <string.h>

static WfxKind kind_of(const IrVerifier *v, IrValue value)
{
    return ir_result_kind(&v->fn->insts.data[value]);
}

static bool expect(IrVerifier *v, IrValue id, IrValue operand, WfxKind kind)
{
    return kind_of(v, operand) == kind ||
           ir_verify_fail(v, id, "v%u has kind %d, not %d", operand, kind_of(v, operand), kind);
}

/* Operand and, where only one is possible, result of a conversion. */
static bool check_conversion(IrVerifier *v, IrValue id, const IrInst *inst)
{
    bool is_int = inst->type == WFX_KIND_I32 || inst->type == WFX_KIND_I64;
    bool is_float = inst->type == WFX_KIND_F32 || inst->type == WFX_KIND_F64;
    WfxKind from;
    bool fits;
    switch (inst->op) {
    case IR_WRAP_I64: from = WFX_KIND_I64, fits = inst->type == WFX_KIND_I32; break;
    case IR_EXTEND_I32_S:
    case IR_EXTEND_I32_U: from = WFX_KIND_I32, fits = inst->type == WFX_KIND_I64; break;
    case IR_TRUNC_F32_S:
    case IR_TRUNC_F32_U:
    case IR_TRUNC_SAT_F32_S:
    case IR_TRUNC_SAT_F32_U: from = WFX_KIND_F32, fits = is_int; break;
    case IR_TRUNC_F64_S:
    case IR_TRUNC_F64_U:
    case IR_TRUNC_SAT_F64_S:
    case IR_TRUNC_SAT_F64_U: from = WFX_KIND_F64, fits = is_int; break;
    case IR_CONVERT_I32_S:
    case IR_CONVERT_I32_U: from = WFX_KIND_I32, fits = is_float; break;
    case IR_CONVERT_I64_S:
    case IR_CONVERT_I64_U: from = WFX_KIND_I64, fits = is_float; break;
    case IR_DEMOTE_F64: from = WFX_KIND_F64, fits = inst->type == WFX_KIND_F32; break;
    case IR_PROMOTE_F32: from = WFX_KIND_F32, fits = inst->type == WFX_KIND_F64; break;
    case IR_REINTERPRET:
        fits = is_int || is_float;
        from = inst->type == WFX_KIND_I32   ? WFX_KIND_F32
               : inst->type == WFX_KIND_F32 ? WFX_KIND_I32
               : inst->type == WFX_KIND_I64 ? WFX_KIND_F64
                                            : WFX_KIND_I64;
        break;
    case IR_TO_REF: from = WFX_KIND_I32, fits = inst->type == WFX_KIND_REF; break;
    case IR_REF_TEST:
        from = WFX_KIND_REF;
        fits = inst->type == WFX_KIND_I32 && (inst->c == WFX_HEAP_I31 || wfx_heap_is_number(inst->c));
        break;
    case IR_FROM_REF: from = WFX_KIND_REF, fits = inst->type == WFX_KIND_I32; break;
    default: return ir_verify_fail(v, id, "unknown conversion");
    }
    return (fits || ir_verify_fail(v, id, "converts to kind %d", inst->type)) && expect(v, id, inst->a, from);
}

/* `count` values at extra[first ..] have the types `types`. */
static bool check_values(IrVerifier *v, IrValue id, uint32_t first, uint32_t count, const WfxType *types,
                         uint32_t type_count)
{
    if (count != type_count)
        return ir_verify_fail(v, id, "%u values for %u types", count, type_count);
    for (uint32_t i = 0; i < count; i++)
        if (!expect(v, id, v->fn->extra.data[first + i], wfx_type_kind(types[i])))
            return false;
    return true;
}

/* The result of a call and its projections are those of `type`. */
static bool check_results(IrVerifier *v, IrValue id, const WfxTypeDef *type)
{
    const IrFunction *fn = v->fn;
    if (ir_is_terminator(&fn->insts.data[id]))
        return true;
    WfxKind first = type->result_count ? wfx_type_kind(type->results[0]) : WFX_KIND_BOTTOM;
    if (fn->insts.data[id].type != first)
        return ir_verify_fail(v, id, "the result has the wrong type");
    for (uint32_t i = 1; i < type->result_count; i++) {
        const IrInst *project = &fn->insts.data[id + i];
        if (id + i >= fn->insts.count || project->op != IR_PROJECT || project->a != id ||
            project->type != wfx_type_kind(type->results[i]))
            return ir_verify_fail(v, id, "result %u is missing or has the wrong type", i);
    }
    return true;
}

/* Of the values of a call, those that are no landing arguments; check_bounds has seen that there are so many. */
static uint32_t own_values(const IrVerifier *v, IrValue id)
{
    const IrInst *inst = &v->fn->insts.data[id];
    uint32_t first;
    return inst->b - ir_landing_args(v->fn, v->blocks[id], inst, &first);
}

/* Parameters, then `trailing` more values of kind `last` (a table index, a reference). */
static bool check_call(IrVerifier *v, IrValue id, const WfxTypeDef *type, uint32_t trailing, WfxKind last)
{
    const IrInst *inst = &v->fn->insts.data[id];
    uint32_t own = own_values(v, id), count = own - trailing;
    if (own < trailing)
        return ir_verify_fail(v, id, "too few arguments");
    for (uint32_t i = 0; i < trailing; i++)
        if (!expect(v, id, v->fn->extra.data[inst->a + count + i], last))
            return false;
    return check_values(v, id, inst->a, count, type->params, type->param_count) && check_results(v, id, type);
}

static const WfxTypeDef *type_at(const IrVerifier *v, uint32_t index)
{
    return index < v->fn->module->type_count ? wfx_types_get(v->fn->module->type_ids[index]) : NULL;
}

static const WfxTypeDef *tag_type(const IrVerifier *v, uint32_t index)
{
    return index < v->fn->module->tag_count ? wfx_types_get(v->fn->module->tags[index].type_id) : NULL;
}

/* The kind of a reference that a letter stands for, of the one whose kind is its table's too; NONE: a number. */
static WfxRefKind letter_kind(const IrVerifier *v, IrValue id, char letter)
{
    const IrFunction *fn = v->fn;
    if (letter != 't')
        return wfx_libcall_ref_kind(letter);
    const IrInst *table = &fn->insts.data[fn->extra.data[fn->insts.data[id].a]];
    bool is_known = table->op == IR_CONST && ir_const_bits(table) < fn->module->table_count;
    return is_known ? wfx_type_ref_kind(fn->module->tables[ir_const_bits(table)].type) : WFX_REF_NONE;
}

static bool check_letter(IrVerifier *v, IrValue id, IrValue value, char letter)
{
    const IrInst *inst = &v->fn->insts.data[value];
    WfxKind kind = ir_result_kind(inst);
    WfxRefKind reference = letter_kind(v, id, letter);
    if (letter == 'a' && kind == WFX_KIND_REF)
        return true;
    bool is_right = reference == WFX_REF_NONE ? kind == WFX_KIND_I32 || kind == WFX_KIND_I64
                                              : kind == WFX_KIND_REF && inst->aux == reference;
    return is_right || ir_verify_fail(v, id, "v%u is not what the runtime function has there", value);
}

/* By the letters of engine/libcalls.def. */
static bool check_libcall(IrVerifier *v, IrValue id)
{
    const IrInst *inst = &v->fn->insts.data[id];
    if (inst->c >= WFX_LIBCALL_COUNT)
        return ir_verify_fail(v, id, "no such runtime function");
    const IrLibcallInfo *info = &ir_libcall_info[inst->c];
    if (strlen(info->arguments) != inst->b)
        return ir_verify_fail(v, id, "the runtime function has %zu arguments", strlen(info->arguments));
    for (uint32_t i = 0; i < inst->b; i++)
        if (!check_letter(v, id, v->fn->extra.data[inst->a + i], info->arguments[i]))
            return false;
    if (info->result == '0')
        return inst->type == WFX_KIND_BOTTOM || ir_verify_fail(v, id, "the runtime function has no result");
    return check_letter(v, id, id, info->result);
}

static bool check_call_like(IrVerifier *v, IrValue id, const IrInst *inst)
{
    const IrFunction *fn = v->fn;
    const WfxTypeDef *type = NULL;
    switch (inst->op) {
    case IR_RETURN: return check_values(v, id, inst->a, inst->b, fn->type->results, fn->type->result_count);
    case IR_CALL:
    case IR_TAIL_CALL:
        if (inst->c >= fn->module->function_count)
            return ir_verify_fail(v, id, "no such function");
        return check_call(v, id, wfx_module_function_type(fn->module, inst->c), 0, WFX_KIND_BOTTOM);
    case IR_CALL_INDIRECT:
    case IR_TAIL_CALL_INDIRECT:
        type = type_at(v, inst->c);
        if (!type || type->composite != WFX_COMPOSITE_FUNC || inst->d >= fn->module->table_count)
            return ir_verify_fail(v, id, "no such type or table");
        return check_call(v, id, type, 1, fn->module->tables[inst->d].limits.is_64 ? WFX_KIND_I64 : WFX_KIND_I32);
    case IR_CALL_REF:
    case IR_TAIL_CALL_REF:
    case IR_CALL_FUNC:
    case IR_TAIL_CALL_FUNC:
        type = type_at(v, inst->c);
        if (!type || type->composite != WFX_COMPOSITE_FUNC)
            return ir_verify_fail(v, id, "no such type");
        return check_call(v, id, type, 1, WFX_KIND_REF);
    case IR_SUSPEND:
    case IR_THROW:
        type = tag_type(v, inst->c);
        return type ? check_call(v, id, type, 0, WFX_KIND_BOTTOM) : ir_verify_fail(v, id, "no such tag");
    case IR_RESUME:
        type = type_at(v, inst->c);
        if (!type || type->composite != WFX_COMPOSITE_CONT)
            return ir_verify_fail(v, id, "no such continuation type");
        return check_call(v, id, wfx_types_get(type->cont_func), 1, WFX_KIND_REF);
    case IR_LIBCALL: return check_libcall(v, id);
    default: /* cont.bind, switch, resume_throw*: the continuation comes last */
        if (!own_values(v, id))
            return ir_verify_fail(v, id, "too few arguments");
        return expect(v, id, fn->extra.data[inst->a + own_values(v, id) - 1], WFX_KIND_REF);
    }
}

/* Values of one reference kind never become those of another. */
static bool expect_reference(IrVerifier *v, IrValue id, IrValue value, unsigned kind)
{
    const IrInst *inst = &v->fn->insts.data[value];
    return ir_result_kind(inst) != WFX_KIND_REF || inst->aux == kind ||
           ir_verify_fail(v, id, "v%u is of another kind of reference", value);
}

static bool check_edge_types(IrVerifier *v, IrValue id, uint32_t first, uint32_t count)
{
    const IrFunction *fn = v->fn;
    for (uint32_t i = 0; i < count; i++) {
        const IrEdge *edge = &fn->edges.data[first + i];
        IrValue param = ir_block_first(fn, edge->target);
        for (uint32_t k = 0; k < edge->arg_count; k++, param = ir_next(fn, param))
            if (!expect(v, id, fn->extra.data[edge->args + k], (WfxKind)fn->insts.data[param].type) ||
                !expect_reference(v, id, fn->extra.data[edge->args + k], fn->insts.data[param].aux))
                return false;
    }
    return true;
}

/* Arguments from `first` on in `extra` are those for the last parameters of a LANDING of the try. */
static bool check_landing_args(IrVerifier *v, IrValue id, const IrTry *row, uint32_t clause, uint32_t first)
{
    const IrFunction *fn = v->fn;
    IrBlockId landing = fn->clauses.data[row->clauses + clause].block;
    IrValue param = ir_block_first(fn, landing);
    for (uint32_t i = fn->blocks.data[landing].param_count - row->arg_count; i > 0; i--)
        param = ir_next(fn, param);
    for (uint32_t i = 0; i < row->arg_count; i++, param = ir_next(fn, param)) {
        IrValue value = fn->extra.data[first + i];
        if (!expect(v, id, value, (WfxKind)fn->insts.data[param].type) ||
            !expect_reference(v, id, value, fn->insts.data[param].aux))
            return false;
    }
    return true;
}

static bool check_landings(IrVerifier *v, IrValue id)
{
    const IrFunction *fn = v->fn;
    uint32_t first, count = ir_landing_args(fn, v->blocks[id], &fn->insts.data[id], &first);
    for (uint32_t region = fn->blocks.data[v->blocks[id]].try_region; count; region = ir_outer_region(fn, region)) {
        const IrTry *row = &fn->tries.data[region];
        for (uint32_t i = 0; i < row->clause_count; i++)
            if (!check_landing_args(v, id, row, i, first))
                return false;
        first += row->arg_count;
        count -= row->arg_count;
    }
    return true;
}

/* Parameters: the tag's, an exnref for the clauses that want it, the landing arguments. */
bool ir_verify_landing(IrVerifier *v, const IrTry *row, const IrClause *clause)
{
    const IrFunction *fn = v->fn;
    const IrBlock *block = &fn->blocks.data[clause->block];
    const WfxTypeDef *tag = clause->tag == IR_NO_ID ? NULL : tag_type(v, clause->tag);
    bool has_exnref = clause->kind == WFX_CLAUSE_CATCH_REF || clause->kind == WFX_CLAUSE_CATCH_ALL_REF;
    uint32_t payload = tag ? tag->param_count : 0;
    if (block->param_count != (uint64_t)payload + has_exnref + row->arg_count)
        return ir_verify_fail(v, block->first, "block %u: a landing with %u parameters for %u values", clause->block,
                              block->param_count, payload + has_exnref + row->arg_count);
    IrValue param = block->first;
    for (uint32_t i = 0; i < payload + has_exnref; i++, param = ir_next(fn, param))
        if (fn->insts.data[param].type != (i < payload ? wfx_type_kind(tag->params[i]) : WFX_KIND_REF))
            return ir_verify_fail(v, param, "a landing's parameter has the wrong type");
    return true;
}

/* The value of a store into an object. */
static bool expect_access(IrVerifier *v, IrValue id, IrValue value, unsigned access)
{
    WfxKind kind = kind_of(v, value);
    return kind == WFX_KIND_REF ? access == WFX_ACCESS_I64 || ir_verify_fail(v, id, "a reference takes a word")
                                : access != WFX_ACCESS_NONE || ir_verify_fail(v, id, "no access");
}

static bool check_object(IrVerifier *v, IrValue id, const IrInst *inst)
{
    bool is_element = inst->op == IR_ELEMENT_GET || inst->op == IR_ELEMENT_SET;
    if (!expect(v, id, inst->a, WFX_KIND_REF) || !expect_reference(v, id, inst->a, WFX_REF_HEAP))
        return false;
    if (is_element && kind_of(v, inst->b) != WFX_KIND_I32 && kind_of(v, inst->b) != WFX_KIND_I64)
        return ir_verify_fail(v, id, "v%u is no index", inst->b);
    if (!is_element && inst->d >= WFX_TRAP_COUNT)
        return ir_verify_fail(v, id, "no such trap");
    if (ir_op_info[inst->op].type_rule != IR_TYPE_NONE)
        return inst->aux != WFX_ACCESS_NONE || ir_verify_fail(v, id, "no access");
    return expect_access(v, id, is_element ? inst->c : inst->b, inst->aux);
}

/* What the expand pass makes: places in the instance exist, addresses are i64. */
static bool check_raw(IrVerifier *v, IrValue id, const IrInst *inst)
{
    const WfxModule *module = v->fn->module;
    bool ok = true, has_address = false;
    switch (inst->op) {
    case IR_MEMORY_BASE:
    case IR_MEMORY_BYTES: ok = inst->d < module->memory_count && inst->type == WFX_KIND_I64; break;
    case IR_TABLE_BASE: ok = inst->d < module->table_count && inst->type == WFX_KIND_I64; break;
    case IR_GLOBAL_CELL: ok = inst->a < module->imported_global_count && inst->type == WFX_KIND_I64; break;
    case IR_RAW_LOAD:
    case IR_RAW_STORE:
        ok = inst->d < module->memory_count && inst->aux != WFX_ACCESS_NONE;
        has_address = true;
        break;
    case IR_RAW_TABLE_GET:
    case IR_RAW_TABLE_SET:
        ok = inst->d < module->table_count && (inst->op == IR_RAW_TABLE_GET || expect(v, id, inst->b, WFX_KIND_REF));
        has_address = true;
        break;
    case IR_RAW_GLOBAL_GET:
        ok = inst->d < module->imported_global_count && wfx_type_kind(module->globals[inst->d].type) == inst->type;
        has_address = true;
        break;
    case IR_RAW_GLOBAL_SET:
        ok = inst->d < module->imported_global_count &&
             expect(v, id, inst->b, wfx_type_kind(module->globals[inst->d].type));
        has_address = true;
        break;
    default: break;
    }
    return (ok || ir_verify_fail(v, id, "no such place in the instance, or not of that type")) &&
           (!has_address || expect(v, id, inst->a, WFX_KIND_I64));
}

static bool check_trap(IrVerifier *v, IrValue id, const IrInst *inst)
{
    uint32_t trap = inst->op == IR_TRAP_IF ? inst->aux : inst->d;
    return (trap != WFX_TRAP_NONE && trap < WFX_TRAP_COUNT) || ir_verify_fail(v, id, "no such trap");
}

static bool check_state(IrVerifier *v, IrValue id, const IrInst *inst)
{
    const IrFunction *fn = v->fn;
    switch (inst->op) {
    case IR_LOCAL_GET:
        return (inst->a < fn->local_count && wfx_type_kind(fn->locals[inst->a]) == inst->type &&
                (inst->type != WFX_KIND_REF || wfx_type_ref_kind(fn->locals[inst->a]) == inst->aux)) ||
               ir_verify_fail(v, id, "no such local of that type");
    case IR_LOCAL_SET:
        return inst->a < fn->local_count ? expect(v, id, inst->b, wfx_type_kind(fn->locals[inst->a]))
                                         : ir_verify_fail(v, id, "no such local");
    case IR_GLOBAL_GET:
        return (inst->a < fn->module->global_count && wfx_type_kind(fn->module->globals[inst->a].type) == inst->type) ||
               ir_verify_fail(v, id, "no such global of that type");
    case IR_GLOBAL_SET:
        return inst->a < fn->module->global_count
                   ? expect(v, id, inst->b, wfx_type_kind(fn->module->globals[inst->a].type))
                   : ir_verify_fail(v, id, "no such global");
    case IR_ATOMIC_ADD:
    case IR_ATOMIC_SUB:
    case IR_ATOMIC_AND:
    case IR_ATOMIC_OR:
    case IR_ATOMIC_XOR:
    case IR_ATOMIC_XCHG:
    case IR_ATOMIC_CMPXCHG:
        if (!expect(v, id, inst->b, (WfxKind)inst->type) ||
            (inst->op == IR_ATOMIC_CMPXCHG && !expect(v, id, inst->c, (WfxKind)inst->type)))
            return false;
        /* fall through */
    case IR_ATOMIC_LOAD:
    case IR_ATOMIC_STORE:
    case IR_LOAD:
    case IR_STORE:
        if (inst->d >= fn->module->memory_count || inst->aux == WFX_ACCESS_NONE)
            return ir_verify_fail(v, id, "no such memory, or no access");
        return expect(v, id, inst->a, fn->module->memories[inst->d].limits.is_64 ? WFX_KIND_I64 : WFX_KIND_I32);
    case IR_TABLE_GET:
    case IR_TABLE_SET:
        if (inst->d >= fn->module->table_count)
            return ir_verify_fail(v, id, "no such table");
        return inst->op == IR_TABLE_GET || expect(v, id, inst->b, WFX_KIND_REF);
    case IR_REF_FUNC: return inst->a < fn->module->function_count || ir_verify_fail(v, id, "no such function");
    case IR_FIELD_GET:
    case IR_FIELD_SET:
    case IR_ELEMENT_GET:
    case IR_ELEMENT_SET: return check_object(v, id, inst);
    default: return check_raw(v, id, inst);
    }
}

/* By the operator's signature. */
static bool check_vector(IrVerifier *v, IrValue id, const IrInst *inst)
{
    static const uint8_t kinds[] = {
        ['i'] = WFX_KIND_I32, ['I'] = WFX_KIND_I64, ['f'] = WFX_KIND_F32, ['F'] = WFX_KIND_F64, ['v'] = WFX_KIND_V128};
    if (inst->d >= WFX_OP_COUNT || wfx_op_rows[inst->d].lower != IR_VECTOR)
        return ir_verify_fail(v, id, "no such operator");
    const char *signature = wfx_op_rows[inst->d].sig;
    const uint32_t operands[] = {inst->a, inst->b, inst->c};
    uint32_t count = ir_vector_operands(inst);
    for (uint32_t i = 0; i < count; i++)
        if (!expect(v, id, operands[i], (WfxKind)kinds[(unsigned char)signature[i]]))
            return false;
    return kinds[(unsigned char)signature[count + 1]] == inst->type || ir_verify_fail(v, id, "has the wrong type");
}

/* All its values are words. */
static bool check_pair(IrVerifier *v, IrValue id, const IrInst *inst)
{
    const IrInst *project = inst + 1;
    if (inst->type != WFX_KIND_I64 || id + 1 >= v->fn->insts.count || project->op != IR_PROJECT || project->a != id ||
        project->type != WFX_KIND_I64)
        return ir_verify_fail(v, id, "a pair without its second result, or of another type");
    return ir_op_info[inst->op].format == IR_FORMAT_AB ||
           (expect(v, id, inst->c, WFX_KIND_I64) && expect(v, id, inst->d, WFX_KIND_I64));
}

bool ir_verify_types(IrVerifier *v, IrValue id)
{
    const IrInst *inst = &v->fn->insts.data[id];
    const IrOpInfo *info = &ir_op_info[inst->op];
    if (info->type_rule == IR_TYPE_NONE && inst->type != WFX_KIND_BOTTOM)
        return ir_verify_fail(v, id, "has a type but no result");
    if (info->type_rule != IR_TYPE_NONE && !(info->effects & IR_CALLS) && inst->type == WFX_KIND_BOTTOM)
        return ir_verify_fail(v, id, "has a result but no type");
    if (ir_result_kind(inst) == WFX_KIND_REF && (inst->aux == WFX_REF_NONE || inst->aux > WFX_REF_HEAP))
        return ir_verify_fail(v, id, "a reference without its kind");
    if (info->effects & IR_PAIR && !check_pair(v, id, inst))
        return false;
    switch ((IrFormat)info->format) {
    case IR_FORMAT_A:
        if (inst->op == IR_TRAP_IF)
            return expect(v, id, inst->a, WFX_KIND_I32) && check_trap(v, id, inst);
        if (inst->op == IR_NON_NULL && !check_trap(v, id, inst))
            return false;
        return info->type_rule == IR_TYPE_TO ? check_conversion(v, id, inst)
                                             : expect(v, id, inst->a, (WfxKind)inst->type);
    case IR_FORMAT_AB:
        if (inst->op == IR_REMEMBER)
            return expect_reference(v, id, inst->a, WFX_REF_HEAP) && expect(v, id, inst->b, WFX_KIND_REF);
        /* fall through */
    case IR_FORMAT_ABCD:
        return expect(v, id, inst->a, (WfxKind)inst->type) && expect(v, id, inst->b, (WfxKind)inst->type);
    case IR_FORMAT_ABC:
        return expect(v, id, inst->a, (WfxKind)inst->type) && expect(v, id, inst->b, (WfxKind)inst->type) &&
               expect(v, id, inst->c, WFX_KIND_I32);
    case IR_FORMAT_VECTOR: return check_vector(v, id, inst);
    case IR_FORMAT_CALL: return check_call_like(v, id, inst) && check_landings(v, id);
    case IR_FORMAT_THROW_REF: return expect(v, id, inst->a, WFX_KIND_REF) && check_landings(v, id);
    case IR_FORMAT_CONT: {
        const WfxTypeDef *type = type_at(v, inst->c);
        bool is_func = inst->op == IR_FUNC_HAS_TYPE;
        if (!type || type->composite != (is_func ? WFX_COMPOSITE_FUNC : WFX_COMPOSITE_CONT) ||
            (is_func && inst->type != WFX_KIND_I32))
            return ir_verify_fail(v, id, "no such type");
        return expect(v, id, inst->a, WFX_KIND_REF);
    }
    case IR_FORMAT_JUMP: return check_edge_types(v, id, inst->a, 1);
    case IR_FORMAT_BRANCH: return expect(v, id, inst->a, WFX_KIND_I32) && check_edge_types(v, id, inst->b, 2);
    case IR_FORMAT_BR_TABLE:
        return expect(v, id, inst->a, WFX_KIND_I32) && check_edge_types(v, id, inst->b, inst->c + 1);
    default: return check_state(v, id, inst);
    }
}
