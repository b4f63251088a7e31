/* The IR as text, one instruction a line, for golden tests and dumps. Stable: only ids, indices and names of operations
   appear, never addresses or counts of uses.

     func 2: i32 -> i32 locals i32
     b0:
       v0 = local_get.i32 0
       v1 = const.i32 5
       v2 = lt_s.i32 v0 v1
       branch v2 b1(v0) b2
     b1: preds 2 loop try 0 */
#include "engine/ir/ir.h"
#include "engine/layout.h"

static const char *const kind_names[] = {"none", "i32", "i64", "f32", "f64", "v128", "ref"};
static const char *const libcall_names[] = {
#define LIBCALL(name, count, arguments, result, effects) #name,
#include "engine/libcalls.def"
#undef LIBCALL
};
#define ACCESS_NAME(id, bytes) #id,
static const char *const access_names[] = {"NONE", WFX_ACCESS_LIST(ACCESS_NAME)};
#define TRAP_NAME(id, text) #id,
static const char *const trap_names[] = {WFX_TRAP_LIST(TRAP_NAME)};

static const char *const ref_names[] = {"ref", "func", "extern", "cont", "exn", "heap"};

static void print_lower(WfxBuffer *out, const char *text)
{
    for (; *text; text++)
        wfx_buffer_u8(out, (uint8_t)(*text >= 'A' && *text <= 'Z' ? *text + 32 : *text));
}

static void print_values(const IrFunction *fn, WfxBuffer *out, uint32_t first, uint32_t count, const char *separator)
{
    for (uint32_t i = 0; i < count; i++)
        wfx_buffer_format(out, "%sv%u", i ? separator : "", fn->extra.data[first + i]);
}

static void print_edge(const IrFunction *fn, WfxBuffer *out, uint32_t index)
{
    const IrEdge *edge = &fn->edges.data[index];
    wfx_buffer_format(out, " b%u", edge->target);
    if (!edge->arg_count)
        return;
    wfx_buffer_u8(out, '(');
    print_values(fn, out, edge->args, edge->arg_count, " ");
    wfx_buffer_u8(out, ')');
}

/* What a call-like instruction calls. */
static void print_callee(WfxBuffer *out, const IrInst *inst)
{
    switch (inst->op) {
    case IR_CALL:
    case IR_TAIL_CALL: wfx_buffer_format(out, " func %u", inst->c); break;
    case IR_CALL_INDIRECT:
    case IR_TAIL_CALL_INDIRECT: wfx_buffer_format(out, " type %u table %u", inst->c, inst->d); break;
    case IR_LIBCALL: wfx_buffer_format(out, " %s", libcall_names[inst->c]); break;
    case IR_CONT_BIND: wfx_buffer_format(out, " type %u type %u", inst->c, inst->d); break;
    case IR_SUSPEND:
    case IR_THROW: wfx_buffer_format(out, " tag %u", inst->c); break;
    case IR_SWITCH: wfx_buffer_format(out, " type %u tag %u", inst->c, inst->d); break;
    case IR_RETURN: break;
    default: wfx_buffer_format(out, " type %u", inst->c); break;
    }
}

static void print_clause(WfxBuffer *out, const IrClause *clause)
{
    static const char *const names[] = {"catch", "catch_ref", "catch_all", "catch_all_ref", "on", "on_switch"};
    wfx_buffer_format(out, " (%s", names[clause->kind]);
    if (clause->tag != IR_NO_ID)
        wfx_buffer_format(out, " tag %u", clause->tag);
    if (clause->block != IR_NO_ID)
        wfx_buffer_format(out, " b%u", clause->block);
    wfx_buffer_u8(out, ')');
}

static void print_resume(const IrFunction *fn, WfxBuffer *out, const IrInst *inst)
{
    const IrResume *resume = &fn->resumes.data[inst->d];
    if (resume->tag != IR_NO_ID)
        wfx_buffer_format(out, " tag %u", resume->tag);
    for (uint32_t i = 0; i < resume->clause_count; i++)
        print_clause(out, &fn->clauses.data[resume->clauses + i]);
    wfx_buffer_format(out, " resumed b%u", resume->resumed);
}

static void print_memory(WfxBuffer *out, const IrInst *inst)
{
    wfx_buffer_u8(out, ' ');
    print_lower(out, access_names[inst->aux]);
    if (inst->c && inst->op != IR_ATOMIC_CMPXCHG)
        wfx_buffer_format(out, " offset %u", inst->c);
    if (inst->d)
        wfx_buffer_format(out, " memory %u", inst->d);
}

static void print_trap(WfxBuffer *out, unsigned trap)
{
    wfx_buffer_u8(out, ' ');
    print_lower(out, trap_names[trap]);
}

/* aux of a load of a reference is its kind. */
static void print_object(WfxBuffer *out, const IrInst *inst, bool is_load)
{
    wfx_buffer_u8(out, ' ');
    print_lower(out, access_names[is_load && inst->type == WFX_KIND_REF ? WFX_ACCESS_I64 : inst->aux]);
}

static void print_element(WfxBuffer *out, const IrInst *inst)
{
    bool is_load = ir_op_info[inst->op].type_rule != IR_TYPE_NONE;
    wfx_buffer_format(out, " v%u v%u", inst->a, inst->b);
    if (!is_load)
        wfx_buffer_format(out, " v%u", inst->c);
    print_object(out, inst, is_load);
}

static bool is_field(const IrInst *inst)
{
    return inst->op == IR_FIELD_GET || inst->op == IR_FIELD_SET;
}

static void print_place(WfxBuffer *out, const IrInst *inst, bool is_load)
{
    if (!is_field(inst)) {
        print_memory(out, inst);
        return;
    }
    print_object(out, inst, is_load);
    wfx_buffer_format(out, " offset %u", inst->c);
    if (inst->d != WFX_TRAP_NONE)
        print_trap(out, inst->d);
}

static void print_vector(WfxBuffer *out, const IrInst *inst)
{
    const WfxOpRow *row = &wfx_op_rows[inst->d];
    const uint32_t operands[] = {inst->a, inst->b, inst->c};
    wfx_buffer_format(out, " %s", row->text);
    if (row->imm[0] == 'k')
        wfx_buffer_format(out, " %u", inst->aux);
    for (uint32_t i = 0; i < ir_vector_operands(inst); i++)
        wfx_buffer_format(out, " v%u", operands[i]);
}

static void print_lanes(const IrFunction *fn, WfxBuffer *out, const IrInst *inst)
{
    for (uint32_t i = 0; i < 16; i++)
        wfx_buffer_format(out, " %u", fn->v128.data[16 * (size_t)inst->c + i]);
}

/* `own`: of the values of a call, those that are no landing arguments. */
static void print_operands(const IrFunction *fn, WfxBuffer *out, const IrInst *inst, uint32_t own)
{
    switch ((IrFormat)ir_op_info[inst->op].format) {
    case IR_FORMAT_NONE:
        if (inst->op == IR_TRAP)
            print_trap(out, inst->aux);
        else if (inst->d)
            wfx_buffer_format(out, " %u", inst->d);
        break;
    case IR_FORMAT_IMM: wfx_buffer_format(out, " 0x%llx", (unsigned long long)ir_const_bits(inst)); break;
    case IR_FORMAT_INDEX: wfx_buffer_format(out, " %u", inst->a); break;
    case IR_FORMAT_PROJECT: wfx_buffer_format(out, " v%u %u", inst->a, inst->b); break;
    case IR_FORMAT_A:
    case IR_FORMAT_THROW_REF:
        wfx_buffer_format(out, " v%u", inst->a);
        if (inst->op == IR_REF_TEST)
            wfx_buffer_format(out, " heap %u flags %u", inst->c, inst->d);
        if (inst->op == IR_TRAP_IF || inst->op == IR_NON_NULL)
            print_trap(out, inst->op == IR_TRAP_IF ? inst->aux : inst->d);
        break;
    case IR_FORMAT_AB:
        wfx_buffer_format(out, " v%u v%u", inst->a, inst->b);
        if (inst->op == IR_SHUFFLE)
            print_lanes(fn, out, inst);
        break;
    case IR_FORMAT_VECTOR: print_vector(out, inst); break;
    case IR_FORMAT_ABC: wfx_buffer_format(out, " v%u v%u v%u", inst->a, inst->b, inst->c); break;
    case IR_FORMAT_ABCD: wfx_buffer_format(out, " v%u v%u v%u v%u", inst->a, inst->b, inst->c, inst->d); break;
    case IR_FORMAT_LOCAL: wfx_buffer_format(out, " %u v%u", inst->a, inst->b); break;
    case IR_FORMAT_LOAD:
        wfx_buffer_format(out, " v%u", inst->a);
        print_place(out, inst, true);
        break;
    case IR_FORMAT_STORE:
        wfx_buffer_format(out, " v%u v%u", inst->a, inst->b);
        print_place(out, inst, false);
        break;
    case IR_FORMAT_EXCHANGE:
        wfx_buffer_format(out, " v%u v%u v%u", inst->a, inst->b, inst->c);
        print_memory(out, inst);
        break;
    case IR_FORMAT_ELEMENT: print_element(out, inst); break;
    case IR_FORMAT_TABLE:
        wfx_buffer_format(out, " %u v%u", inst->d, inst->a);
        if (ir_op_info[inst->op].type_rule == IR_TYPE_NONE)
            wfx_buffer_format(out, " v%u", inst->b);
        break;
    case IR_FORMAT_CALL:
        print_callee(out, inst);
        wfx_buffer_bytes(out, " (", 2);
        print_values(fn, out, inst->a, own, " ");
        wfx_buffer_u8(out, ')');
        if (ir_is_resume(inst))
            print_resume(fn, out, inst);
        break;
    case IR_FORMAT_CONT: wfx_buffer_format(out, " type %u v%u", inst->c, inst->a); break;
    case IR_FORMAT_JUMP: print_edge(fn, out, inst->a); break;
    case IR_FORMAT_BRANCH:
        wfx_buffer_format(out, " v%u", inst->a);
        print_edge(fn, out, inst->b);
        print_edge(fn, out, inst->b + 1);
        break;
    case IR_FORMAT_BR_TABLE:
        wfx_buffer_format(out, " v%u", inst->a);
        for (uint32_t i = 0; i <= inst->c; i++)
            print_edge(fn, out, inst->b + i);
        break;
    }
}

static const char *type_name(const IrInst *inst)
{
    bool is_reference = ir_result_kind(inst) == WFX_KIND_REF && inst->aux < sizeof ref_names / sizeof ref_names[0];
    return is_reference ? ref_names[inst->aux] : kind_names[inst->type];
}

static void print_block_header(WfxBuffer *out, const IrBlock *block, uint32_t id)
{
    static const char *const kinds[] = {"", " landing", " handler", " resumed"};
    wfx_buffer_format(out, "b%u:%s", id, kinds[block->kind]);
    if (block->predecessors)
        wfx_buffer_format(out, " preds %u", block->predecessors);
    if (block->is_loop)
        wfx_buffer_format(out, " loop");
    if (block->try_region != IR_NO_ID)
        wfx_buffer_format(out, " try %u", block->try_region);
    if (block->frequency != 0)
        wfx_buffer_format(out, " freq %.3g", (double)block->frequency);
    wfx_buffer_u8(out, '\n');
}

static void print_tries(const IrFunction *fn, WfxBuffer *out)
{
    for (uint32_t i = 0; i < fn->tries.count; i++) {
        const IrTry *row = &fn->tries.data[i];
        wfx_buffer_format(out, "try %u", i);
        if (row->parent != IR_NO_ID)
            wfx_buffer_format(out, " in %u", row->parent);
        if (row->arg_count)
            wfx_buffer_format(out, " args %u", row->arg_count);
        for (uint32_t k = 0; k < row->clause_count; k++)
            print_clause(out, &fn->clauses.data[row->clauses + k]);
        wfx_buffer_u8(out, '\n');
    }
}

static void print_inlined(const IrFunction *fn, WfxBuffer *out)
{
    for (uint32_t i = 0; i < fn->inlined.count; i++) {
        const IrInlined *row = &fn->inlined.data[i];
        wfx_buffer_format(out, "inlined %u: func %u at 0x%x", i + 1, row->function, row->offset);
        if (row->parent)
            wfx_buffer_format(out, " in %u", row->parent);
        wfx_buffer_u8(out, '\n');
    }
}

/* Kinds only: canonical type ids differ from one process to the next. */
static void print_kinds(WfxBuffer *out, const WfxType *types, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        wfx_buffer_format(out, " %s", kind_names[wfx_type_kind(types[i])]);
}

static void print_instruction(const IrFunction *fn, WfxBuffer *out, IrBlockId block, IrValue id)
{
    const IrInst *inst = &fn->insts.data[id];
    uint32_t landing_first, landing_count = ir_landing_args(fn, block, inst, &landing_first);
    wfx_buffer_format(out, "  ");
    if (ir_result_kind(inst) != WFX_KIND_BOTTOM)
        wfx_buffer_format(out, "v%u = ", id);
    print_lower(out, ir_op_info[inst->op].name);
    if (inst->type != WFX_KIND_BOTTOM)
        wfx_buffer_format(out, ".%s", type_name(inst));
    print_operands(fn, out, inst, inst->b - landing_count);
    if (landing_count) {
        wfx_buffer_format(out, " landing (");
        print_values(fn, out, landing_first, landing_count, " ");
        wfx_buffer_u8(out, ')');
    }
    if (inst->position)
        wfx_buffer_format(out, " inlined %u", inst->position);
    wfx_buffer_u8(out, '\n');
}

void ir_print(const IrFunction *fn, WfxBuffer *out)
{
    wfx_buffer_format(out, "func %u:", fn->index);
    print_kinds(out, fn->type->params, fn->type->param_count);
    wfx_buffer_format(out, " ->");
    print_kinds(out, fn->type->results, fn->type->result_count);
    if (fn->local_count > fn->type->param_count) {
        wfx_buffer_format(out, " locals");
        print_kinds(out, fn->locals + fn->type->param_count, fn->local_count - fn->type->param_count);
    }
    wfx_buffer_u8(out, '\n');
    print_tries(fn, out);
    print_inlined(fn, out);
    for (IrBlockId b = 0; b != IR_NO_ID; b = ir_next_block(fn, b)) {
        print_block_header(out, &fn->blocks.data[b], b);
        for (IrValue i = ir_block_first(fn, b); i != IR_NO_ID; i = ir_next(fn, i))
            print_instruction(fn, out, b, i);
    }
}
