/* Selection of calls, returns, stack switching and exceptions: arguments that fit go to the register sequence of
   engine/layout.h as fixed uses of one operation; overflow words and payloads are stored by operations before it, and
   loaded by operations behind it. */
#include "engine/x64/select/select.h"

static unsigned value_kind(const Select *s, IrValue value)
{
    return ir_result_kind(select_inst(s, value));
}

static const IrValue *arguments(const Select *s, const IrInst *inst)
{
    return s->ir->extra.data + inst->a;
}

/* ---- operations with arguments ---- */

static VOp *fixed_op(Select *s, VCodeId id, const IrInst *inst)
{
    VOp *op = select_op(s, id, inst);
    op->inst = s->inst;
    op->args = s->code->args.count;
    return op;
}

static void add_arg(Select *s, VOp *op, IrValue value, unsigned reg)
{
    VCode *code = s->code;
    if (wfx_vec_push(&code->args, (VUse){value, USE_FIXED, (uint8_t)reg, false}))
        op->arg_count++;
    else
        code->failed = true;
}

static void add_sequence(Select *s, VOp *op, const IrValue *args, uint32_t count)
{
    Seq seq = {0};
    for (uint32_t i = 0; i < count; i++) {
        Place place = seq_next(&seq, value_kind(s, args[i]));
        if (place.in_register)
            add_arg(s, op, args[i], place.reg);
    }
}

static void add_results(Select *s, VOp *op)
{
    const IrInst *inst = select_inst(s, s->inst);
    uint32_t count = 1;
    if (ir_result_kind(inst) == WFX_KIND_BOTTOM)
        return;
    while (s->inst + count < s->ir->insts.count && inst[count].op == IR_PROJECT && inst[count].a == s->inst)
        count++;
    op->results = s->inst;
    op->result_count = count;
}

/* ---- words ---- */

static void memory_op(Select *s, const IrInst *inst, VCodeId id, IrValue stored, unsigned base, int32_t disp)
{
    VOp *op = select_op(s, id, inst);
    op->kind = (uint8_t)value_kind(s, stored);
    op->index = base;
    op->imm = (uint64_t)(int64_t)disp;
    select_use(op, stored, USE_WORD);
}

static void area_op(Select *s, const IrInst *inst, VCodeId id, uint32_t words)
{
    if (words)
        select_op(s, id, inst)->imm = words;
}

/* Those of the arguments that are not in the sequence, upwards from where rsp points. */
static void store_words(Select *s, const IrInst *inst, const IrValue *args, uint32_t count)
{
    Seq seq = {0};
    if (count <= WFX_VALUE_REGISTERS || !select_room(s, count))
        return;
    for (uint32_t i = 0; i < count; i++) {
        Place place = seq_next(&seq, value_kind(s, args[i]));
        if (!place.in_register)
            memory_op(s, inst, V_STORE_WORD, args[i], RSP, 8 * (int32_t)place.word);
    }
}

static const WfxTypeDef *continuation_function(const Select *s, uint32_t type_index)
{
    return wfx_types_get(wfx_types_get(s->module->type_ids[type_index])->cont_func);
}

/* The same into the stack of a continuation, which is checked first, and has a stack then: it is the result that is
   resumed. */
static IrValue store_continuation_words(Select *s, const IrInst *inst, const IrValue *args, uint32_t count,
                                        IrValue continuation)
{
    uint32_t words = seq_words(continuation_function(s, inst->c)->params, count);
    if (!words || !select_room(s, count))
        return continuation;
    IrValue checked = select_temp(s, WFX_KIND_REF, words + 1);
    VOp *op = select_op(s, V_CHECK_CONT, inst);
    op->kind = WFX_KIND_REF;
    op->def = checked;
    select_clobber(op, 1u << R10);
    select_use(op, continuation, USE_REG);
    select_define(op, DEF_REG);
    Seq seq = {0};
    for (uint32_t i = 0; i < count; i++) {
        Place place = seq_next(&seq, value_kind(s, args[i]));
        if (place.in_register)
            continue;
        memory_op(s, inst, V_STORE_CONT, args[i], 0, 8 * (int32_t)place.word);
        op = &s->code->ops.data[s->code->ops.count - 1];
        select_clobber(op, 1u << R10);
        select_use(op, checked, USE_REG);
    }
    return checked;
}

/* Payloads on their way to the runtime: whole words, 16 bytes apart. */
static void store_payload(Select *s, const IrInst *inst, const IrValue *args, uint32_t count)
{
    for (uint32_t i = 0; select_room(s, count) && i < count; i++)
        memory_op(s, inst, V_STORE_WORD, args[i], R15, WFX_CONTEXT_VALUES + 16 * (int32_t)i);
}

/* Values that came by words, from an address upwards or, `down`, below it: [rsp], or where context->xfer points to. */
static void load_words(Select *s, const IrInst *inst, VCodeId id, IrValue first, uint32_t count, bool down)
{
    Seq seq = {0};
    if (count <= WFX_VALUE_REGISTERS || !select_room(s, count))
        return;
    for (uint32_t i = 0; i < count; i++) {
        const IrInst *value = select_inst(s, first + i);
        unsigned kind = ir_result_kind(value);
        Place place = seq_next(&seq, kind);
        if (place.in_register || !value->uses)
            continue;
        int32_t word = (int32_t)place.word + (down && kind == WFX_KIND_V128);
        VOp *op = select_op(s, id, inst);
        op->def = first + i;
        op->kind = (uint8_t)kind;
        op->index = RSP;
        op->imm = (uint64_t)(int64_t)(down ? -8 * (word + 1) : 8 * word);
        select_define(op, DEF_REG);
    }
}

/* ---- calls ---- */

/* The function that a table holds for a type with subtypes: finding it calls the runtime. */
static IrValue select_callee(Select *s, const IrInst *inst, IrValue index)
{
    IrValue function = select_temp(s, WFX_KIND_REF, 1);
    VOp *op = fixed_op(s, V_CALLEE, inst);
    op->kind = WFX_KIND_REF;
    op->def = function;
    op->def_how = DEF_FIXED;
    op->def_fixed = R10;
    add_arg(s, op, index, R10);
    return function;
}

static void select_wasm_call(Select *s, const IrInst *inst, bool is_tail)
{
    const IrValue *args = arguments(s, inst);
    bool is_direct = inst->op == IR_CALL || inst->op == IR_TAIL_CALL;
    bool is_indirect = inst->op == IR_CALL_INDIRECT || inst->op == IR_TAIL_CALL_INDIRECT;
    uint32_t count = inst->b - !is_direct;
    const WfxTypeDef *type =
        is_direct ? wfx_module_function_type(s->module, inst->c) : wfx_types_get(s->module->type_ids[inst->c]);
    IrValue target = is_direct ? IR_NO_ID : args[count];
    bool is_found = is_indirect && !type->is_final;
    if (is_found)
        target = select_callee(s, inst, target);
    uint32_t area = type_area(type);
    if (is_tail && !seq_words(type->params, type->param_count))
        area = 0;
    area_op(s, inst, V_AREA, area);
    store_words(s, inst, args, count);
    VOp *op = fixed_op(s, is_tail ? V_TAIL_CALL : V_CALL, inst);
    op->access = is_found;
    add_sequence(s, op, args, count);
    if (!is_direct)
        add_arg(s, op, target, R10);
    if (is_tail)
        return;
    add_results(s, op);
    load_words(s, inst, V_LOAD_WORD, op->results, op->result_count, true);
}

/* `constants`: how many halves of `imm` follow the arguments. */
static VOp *runtime_call(Select *s, const IrInst *inst, WfxLibcall number, const IrValue *args, uint32_t count,
                         uint32_t constants, uint64_t imm)
{
    VOp *op = fixed_op(s, V_LIBCALL, inst);
    op->index = number;
    op->access = (uint8_t)constants;
    op->imm = imm;
    add_sequence(s, op, args, count);
    add_results(s, op);
    return op;
}

/* struct_new and array_new, but for objects too large to be made in line. */
static bool select_new(Select *s, const IrInst *inst)
{
    const IrValue *args = arguments(s, inst);
    bool is_array = inst->c == WFX_LIBCALL_array_new;
    if ((inst->c != WFX_LIBCALL_struct_new && !is_array) || !select_is_const(s, args[0]))
        return false;
    uint32_t index = (uint32_t)ir_const_bits(select_inst(s, args[0]));
    uint64_t bytes = wfx_types_get(s->module->type_ids[index])->size;
    if (!is_array && bytes > WFX_LARGEST_YOUNG)
        return false;
    VOp *op = select_op(s, V_NEW, inst);
    op->index = index;
    op->imm = is_array ? 0 : bytes < 16 ? 16 : bytes;
    if (is_array)
        select_use(op, args[1], USE_REG);
    select_define(op, DEF_APART);
    return true;
}

/* Whether the function a has the type or one of its subtypes, asked of the runtime. */
void select_subtype_test(Select *s, const IrInst *inst, uint32_t type_id)
{
    IrValue type = select_temp(s, WFX_KIND_I32, 1);
    VOp *op = select_op(s, V_LOAD_AT, inst);
    op->def = type;
    op->kind = WFX_KIND_I32;
    op->access = WFX_ACCESS_I32;
    op->imm = WFX_FUNC_TYPE_ID;
    select_use(op, inst->a, USE_REG);
    select_define(op, DEF_REG);
    op = runtime_call(s, inst, WFX_LIBCALL_is_subtype, NULL, 0, 1, type_id);
    add_arg(s, op, type, RAX);
}

static void select_return(Select *s, const IrInst *inst)
{
    const IrValue *args = arguments(s, inst);
    int32_t area = (int32_t)type_area(s->ir->type);
    Seq seq = {0};
    for (uint32_t i = 0; select_room(s, inst->b) && i < inst->b; i++) {
        unsigned kind = value_kind(s, args[i]);
        Place place = seq_next(&seq, kind);
        int32_t word = (int32_t)place.word + (kind == WFX_KIND_V128);
        if (!place.in_register)
            memory_op(s, inst, V_STORE_WORD, args[i], RBP, 16 + 8 * (area - 1 - word));
    }
    add_sequence(s, fixed_op(s, V_RETURN, inst), args, inst->b);
}

/* ---- stack switching and exceptions ---- */

static void select_suspend(Select *s, const IrInst *inst)
{
    const IrValue *args = arguments(s, inst);
    uint32_t area = type_area(wfx_types_get(s->module->tags[inst->c].type_id));
    area_op(s, inst, V_AREA, area);
    store_words(s, inst, args, inst->b);
    if (area)
        select_op(s, V_SET_XFER, inst);
    VOp *op = fixed_op(s, V_SUSPEND, inst);
    add_sequence(s, op, args, inst->b);
    add_results(s, op);
    load_words(s, inst, V_LOAD_WORD, op->results, op->result_count, false);
    area_op(s, inst, V_AREA_END, area);
}

static void select_switch(Select *s, const IrInst *inst)
{
    const IrValue *args = arguments(s, inst);
    uint32_t count = inst->b - 1;
    IrValue target = store_continuation_words(s, inst, args, count, args[count]);
    VOp *op = fixed_op(s, V_SWITCH, inst);
    add_sequence(s, op, args, count);
    add_arg(s, op, target, R10);
    add_results(s, op);
    load_words(s, inst, V_LOAD_WORD, op->results, op->result_count, false);
    area_op(s, inst, V_AREA_END, v_switch_area(continuation_function(s, inst->c)));
}

/* ---- new continuations ---- */

/* Has the instruction, with a continuation as its last argument, the one that the cont.new directly before it makes for
   it alone? Nobody sees that reference. */
static bool takes_new(const Select *s, IrValue id, IrOp op)
{
    const IrInst *inst = select_inst(s, id), *made = inst - 1;
    return !s->debug && inst->op == op && made->op == IR_CONT_NEW && made->uses == 1 &&
           arguments(s, inst)[inst->b - 1] == id - 1;
}

/* A resume of such a one, whose arguments are in registers, is one operation. */
static bool is_start(const Select *s, IrValue id)
{
    return takes_new(s, id, IR_RESUME) && !type_area(continuation_function(s, select_inst(s, id)->c));
}

static uint64_t fresh_bytes(uint32_t count)
{
    return WFX_FRESH_VALUES + sizeof(WfxSlot) * (uint64_t)count;
}

/* A cont.bind of such a one makes it with its arguments. */
static bool is_bound_at_once(const Select *s, IrValue id)
{
    return takes_new(s, id, IR_CONT_BIND) && fresh_bytes(select_inst(s, id)->b - 1) <= WFX_LARGEST_YOUNG;
}

static void store_field(Select *s, const IrInst *inst, IrValue value, uint32_t offset)
{
    VOp *op = select_op(s, V_STORE_AT, inst);
    op->access = (uint8_t)select_whole_access((WfxKind)value_kind(s, value));
    op->index = WFX_TRAP_NONE;
    op->imm = offset;
    op->def = IR_NO_ID;
    select_use(op, s->inst, USE_REG);
    op->use[0].peeks = true;
    select_use(op, value, USE_REG_OR_IMM);
}

static void check_function(Select *s, const IrInst *made)
{
    VOp *op = select_op(s, V_TEST, made);
    op->wide = true;
    select_use(op, made->a, USE_REG);
    op->use[0].peeks = true;
    select_trap_if(s, made, CC_E, WFX_TRAP_NULL_FUNCTION);
}

/* What the cont.new `made` makes, with first arguments: the result of the instruction that is being selected. */
static void select_fresh(Select *s, const IrInst *inst, const IrInst *made, const IrValue *args, uint32_t count)
{
    if (select_inst(s, made->a)->op != IR_REF_FUNC)
        check_function(s, made);
    if (!select_room(s, count))
        return;
    if (!inst->uses) {
        for (uint32_t i = 0; i < count; i++)
            select_use(select_op(s, V_DISCARD, inst), args[i], USE_NONE);
        select_use(select_op(s, V_DISCARD, inst), made->a, USE_NONE);
        return;
    }
    VOp *op = select_op(s, V_NEW_CONT, inst);
    op->kind = WFX_KIND_REF;
    op->index = count | (type_area(continuation_function(s, made->c)) ? WFX_FRESH_BY_C : 0);
    op->imm = fresh_bytes(count);
    select_define(op, DEF_REG);
    store_field(s, inst, made->a, WFX_FRESH_FUNC);
    for (uint32_t i = 0; i < count; i++)
        store_field(s, inst, args[i], (uint32_t)fresh_bytes(i));
}

static void select_cont_new(Select *s, const IrInst *inst)
{
    if (s->debug)
        runtime_call(s, inst, WFX_LIBCALL_cont_new, &inst->a, 1, 1, inst->c);
    else if (is_start(s, s->inst + 1))
        runtime_call(s, inst, WFX_LIBCALL_cont_reserve, NULL, 0, 0, 0)->result_count = 0;
    else if (!is_bound_at_once(s, s->inst + 1))
        select_fresh(s, inst, inst, NULL, 0);
}

static void select_resume(Select *s, const IrInst *inst)
{
    const IrValue *args = arguments(s, inst);
    uint32_t count = inst->b - 1;
    if (is_start(s, s->inst)) {
        VOp *op = fixed_op(s, V_START, inst);
        op->spills_all = true;
        add_sequence(s, op, args, count);
        add_arg(s, op, inst[-1].a, R12);
        return;
    }
    IrValue continuation = store_continuation_words(s, inst, args, count, args[count]);
    VOp *op = fixed_op(s, V_RESUME, inst);
    op->spills_all = true;
    add_sequence(s, op, args, count);
    add_arg(s, op, continuation, R12);
}

static void select_resume_throw(Select *s, const IrInst *inst)
{
    const IrValue *args = arguments(s, inst);
    bool is_ref = inst->op == IR_RESUME_THROW_REF;
    uint32_t count = inst->b - 1;
    if (!is_ref)
        store_payload(s, inst, args, count);
    VOp *op = fixed_op(s, V_RESUME_THROW, inst);
    op->spills_all = true;
    add_arg(s, op, args[count], RAX);
    if (is_ref)
        add_arg(s, op, args[0], RCX);
}

static void select_throw(Select *s, const IrInst *inst)
{
    const IrValue exception = inst->a;
    if (inst->op == IR_THROW_REF) {
        runtime_call(s, inst, WFX_LIBCALL_throw_ref, &exception, 1, 0, 0)->spills_all = true;
    } else {
        store_payload(s, inst, arguments(s, inst), inst->b);
        runtime_call(s, inst, WFX_LIBCALL_throw, NULL, 0, 1, inst->c)->spills_all = true;
    }
    fixed_op(s, V_UNREACHABLE, inst);
}

static void select_cont_bind(Select *s, const IrInst *inst)
{
    const IrValue *args = arguments(s, inst);
    if (is_bound_at_once(s, s->inst)) {
        select_fresh(s, inst, inst - 1, args, inst->b - 1);
        return;
    }
    store_payload(s, inst, args, inst->b - 1);
    runtime_call(s, inst, WFX_LIBCALL_cont_bind, args + inst->b - 1, 1, 2, inst->c | (uint64_t)inst->d << 32);
}

/* ---- edges ---- */

static VOp *edge_op(Select *s, VCodeId id, const IrInst *inst, uint32_t first, uint32_t count)
{
    VOp *op = select_op(s, id, inst);
    op->edges = first;
    op->edge_count = count;
    return op;
}

static void select_branch(Select *s, const IrInst *inst)
{
    unsigned cc = select_test(s, inst);
    VOp *op = edge_op(s, V_BRANCH, inst, inst->b, 2);
    op->imm = cc;
    op->reads_flags = true;
}

static void select_br_table(Select *s, const IrInst *inst)
{
    VOp *op = edge_op(s, V_BR_TABLE, inst, inst->b, inst->c + 1);
    select_use_fixed(op, inst->a, USE_FIXED, R10);
}

void select_call(Select *s, const IrInst *inst)
{
    switch ((IrOp)inst->op) {
    case IR_CALL:
    case IR_CALL_INDIRECT:
    case IR_CALL_REF:
    case IR_CALL_FUNC: select_wasm_call(s, inst, false); break;
    case IR_TAIL_CALL:
    case IR_TAIL_CALL_INDIRECT:
    case IR_TAIL_CALL_REF:
    case IR_TAIL_CALL_FUNC: select_wasm_call(s, inst, true); break;
    case IR_LIBCALL:
        if (!select_new(s, inst))
            runtime_call(s, inst, (WfxLibcall)inst->c, arguments(s, inst), inst->b, 0, 0);
        break;
    case IR_CONT_NEW: select_cont_new(s, inst); break;
    case IR_CONT_BIND: select_cont_bind(s, inst); break;
    case IR_SUSPEND: select_suspend(s, inst); break;
    case IR_SWITCH: select_switch(s, inst); break;
    case IR_JUMP: edge_op(s, V_JUMP, inst, inst->a, 1); break;
    case IR_BRANCH: select_branch(s, inst); break;
    case IR_BR_TABLE: select_br_table(s, inst); break;
    case IR_RETURN: select_return(s, inst); break;
    case IR_TRAP: fixed_op(s, V_TRAP, inst)->access = inst->aux; break;
    case IR_THROW:
    case IR_THROW_REF: select_throw(s, inst); break;
    case IR_RESUME: select_resume(s, inst); break;
    default: select_resume_throw(s, inst); break;
    }
}

/* ---- blocks that are entered from elsewhere ---- */

static VOp *enter_op(Select *s, VCodeId id, const IrBlock *block, uint32_t result_count)
{
    VOp *op = select_op(s, id, select_inst(s, block->first));
    op->inst = block->first;
    op->results = block->first;
    op->result_count = result_count;
    return op;
}

/* The payload is read from the exception, which is a parameter itself for clauses that want it. */
static void enter_landing(Select *s, const IrBlock *block, unsigned clause)
{
    bool wants_exception = clause == WFX_CLAUSE_CATCH_REF || clause == WFX_CLAUSE_CATCH_ALL_REF;
    uint32_t payload = block->param_count - wants_exception, uses = 0;
    const IrInst *params = select_inst(s, block->first);
    for (uint32_t i = 0; i < block->param_count; i++)
        uses += params[i].uses != 0;
    IrValue exception = select_temp(s, WFX_KIND_REF, uses);
    VOp *op = enter_op(s, V_ENTER_LANDING, block, 0);
    op->kind = WFX_KIND_REF;
    op->def = exception;
    op->def_how = DEF_FIXED;
    op->def_fixed = RAX;
    for (uint32_t i = 0; i < block->param_count; i++) {
        if (!params[i].uses)
            continue;
        op = select_op(s, i < payload ? V_LOAD_PAYLOAD : V_MOVE, &params[i]);
        op->def = block->first + i;
        op->imm = 16 * (uint64_t)i;
        select_use(op, exception, USE_REG);
        select_define(op, i < payload ? DEF_REG : DEF_COPY);
    }
}

static void enter_handler(Select *s, const IrBlock *block)
{
    uint32_t payload = block->param_count - 1;
    VOp *op = enter_op(s, V_ENTER_HANDLER, block, payload);
    op->kind = WFX_KIND_REF;
    op->def = block->first + payload;
    op->def_how = DEF_FIXED;
    op->def_fixed = R10;
    load_words(s, select_inst(s, block->first), V_LOAD_XFER, block->first, payload, false);
}

void select_enter(Select *s, const IrBlock *block, unsigned clause)
{
    switch (block->kind) {
    case IR_BLOCK_LANDING: enter_landing(s, block, clause); break;
    case IR_BLOCK_HANDLER: enter_handler(s, block); break;
    default:
        enter_op(s, V_ENTER_RESUMED, block, block->param_count);
        load_words(s, select_inst(s, block->first), V_LOAD_XFER, block->first, block->param_count, true);
        break;
    }
}
