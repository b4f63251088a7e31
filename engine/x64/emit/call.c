/* The emitter, calls, tail calls and returns: arguments are in their places already (engine/layout.h). */
#include "engine/x64/emit/emit.h"

/* Below the frame: WFX_AREA_BYTES of every stack's slack are for it. */
void emit_area(Emit *e, uint32_t words)
{
    if (!words)
        return;
    wfx_assert(words <= INT32_MAX / 8);
    x64_alu_ri(e->as, X64_SUB_MI, true, RSP, 8 * (int32_t)words);
}

void emit_reload(Emit *e)
{
    x64_rm(e->as, X64_MOV_RM, true, R14, x64_mem(RBP, -8));
    if (e->module->memory_count)
        x64_rm(e->as, X64_MOV_RM, true, R13, x64_mem(R14, WFX_INSTANCE_MEMORY0_BASE));
}

void emit_libcall(Emit *e, WfxLibcall number, uint32_t wasm_offset)
{
    e->keeps_limit_check = true;
    x64_mov_imm(e->as, R11, number);
    x64_m(e->as, X64_CALL_M, false, x64_mem(R15, WFX_CONTEXT_STUBS + 8 * WFX_STUB_LIBCALL));
    emit_site(e, WFX_SITE_LIBCALL, WFX_TRAP_NONE, wasm_offset);
}

/* ---- the callee ---- */

/* r10 = index in the table -> function with a type id in memory at [r10 + WFX_FUNC_TYPE_ID]; the flags compare it with
   the wanted one. */
static uint32_t load_element(Emit *e, const IrInst *inst)
{
    X64Buffer *as = e->as;
    uint32_t type_id = e->module->type_ids[inst->c];
    x64_rm(as, X64_MOV_RM, true, R11, x64_mem(R14, (int32_t)(e->c->offsets.tables + 8 * inst->d)));
    x64_rm(as, X64_CMP_RM, true, R10, x64_mem(R11, WFX_TABLE_SIZE));
    emit_trap_if(e, CC_AE, WFX_TRAP_UNDEFINED_ELEMENT, inst->offset);
    x64_rm(as, X64_MOV_RM, true, R11, x64_mem(R11, WFX_TABLE_ELEMENTS));
    x64_rm(as, X64_MOV_RM, true, R10, x64_mem_index(R11, R10, 3, 0));
    x64_rr(as, X64_TEST_MR, true, R10, R10);
    emit_trap_if(e, CC_E, WFX_TRAP_UNINITIALIZED_ELEMENT, inst->offset);
    x64_mi32(as, X64_CMP_MI, false, x64_mem(R10, WFX_FUNC_TYPE_ID), (int32_t)type_id);
    return type_id;
}

/* The element may be of a declared subtype: its super type of that depth says, or of very deep types the runtime. */
static void emit_callee(Emit *e, const VOp *op)
{
    X64Buffer *as = e->as;
    uint32_t type_id = load_element(e, &e->ir->insts.data[op->inst]), depth = wfx_types_get(type_id)->depth;
    uint32_t same = x64_jcc8(as, CC_E);
    if (depth < WFX_TYPE_DISPLAY) {
        x64_rm(as, X64_MOV_RM, false, RAX, x64_mem(R10, WFX_FUNC_TYPE_ID));
        emit_compare_super(e, RAX, type_id, R11);
        emit_trap_if(e, CC_NE, WFX_TRAP_INDIRECT_CALL_TYPE, op->offset);
        x64_here8(as, same);
        return;
    }
    x64_push(as, R10);
    x64_rm(as, X64_MOV_RM, false, RAX, x64_mem(R10, WFX_FUNC_TYPE_ID));
    x64_mov_imm(as, RCX, type_id);
    emit_libcall(e, WFX_LIBCALL_is_subtype, op->offset);
    x64_pop(as, R10);
    x64_rr(as, X64_TEST_MR, false, RAX, RAX);
    emit_trap_if(e, CC_E, WFX_TRAP_INDIRECT_CALL_TYPE, op->offset);
    x64_here8(as, same);
}

static void enter_instance(Emit *e)
{
    x64_rm(e->as, X64_MOV_RM, true, R14, x64_mem(R10, WFX_FUNC_INSTANCE));
    x64_rm(e->as, X64_MOV_RM, true, R13, x64_mem(R14, WFX_INSTANCE_MEMORY0_BASE));
}

/* Function index of this module that the instruction calls, or IR_NO_ID: then r10 = WfxFunc and the registers are its
   instance's. */
static uint32_t find_callee(Emit *e, const VOp *op, const IrInst *inst)
{
    switch (inst->op) {
    case IR_CALL:
    case IR_TAIL_CALL:
        if (inst->c >= e->module->imported_function_count)
            return inst->c;
        x64_rm(e->as, X64_MOV_RM, true, R10, x64_mem(R14, (int32_t)(e->c->offsets.functions + 8 * inst->c)));
        break;
    case IR_CALL_INDIRECT:
    case IR_TAIL_CALL_INDIRECT:
        if (op->access) /* found by V_CALLEE */
            break;
        load_element(e, inst);
        emit_trap_if(e, CC_NE, WFX_TRAP_INDIRECT_CALL_TYPE, inst->offset);
        break;
    case IR_CALL_REF:
    case IR_TAIL_CALL_REF:
        x64_rr(e->as, X64_TEST_MR, true, R10, R10);
        emit_trap_if(e, CC_E, WFX_TRAP_NULL_FUNCTION, inst->offset);
        break;
    default: break; /* CALL_FUNC, TAIL_CALL_FUNC: a function is there */
    }
    enter_instance(e);
    return IR_NO_ID;
}

static void direct_target(Emit *e, uint32_t at, uint32_t function)
{
    emit_push(e, &e->c->calls, (Fixup){at, function});
}

static void emit_call(Emit *e, const VOp *op)
{
    const IrInst *inst = &e->ir->insts.data[op->inst];
    uint32_t direct = find_callee(e, op, inst);
    if (direct != IR_NO_ID)
        direct_target(e, x64_call(e->as), direct);
    else
        x64_m(e->as, X64_CALL_M, false, x64_mem(R10, WFX_FUNC_CODE));
    e->jumps_back = false;
    e->may_be_old = true;
    emit_site(e, WFX_SITE_CALL, WFX_TRAP_NONE, op->offset);
    if (direct == IR_NO_ID || e->c->has_foreign_tail_calls)
        emit_reload(e);
}

/* The frame is left with r11 = return address and rbp = the caller's, a published switch range until the callee has its
   own frame. Words were written below rsp and are moved up against the top of the own area, highest first: the places
   may overlap. */
static void emit_tail_call(Emit *e, const VOp *op)
{
    X64Buffer *as = e->as;
    const IrInst *inst = &e->ir->insts.data[op->inst];
    const WfxTypeDef *type =
        inst->op == IR_TAIL_CALL ? wfx_module_function_type(e->module, inst->c) : emit_type(e, inst->c);
    uint32_t area = type_area(type), words = area ? seq_words(type->params, type->param_count) : 0;
    e->keeps_limit_check = true;
    x64_buffer_room(as, 256 + 32 * (size_t)words);
    uint32_t direct = find_callee(e, op, inst);
    int32_t first = 16 + 8 * ((int32_t)e->area - (int32_t)area); /* of the callee's words, from the old rbp */
    x64_rm(as, X64_MOV_RM, true, R11, x64_mem(RBP, 8));
    uint32_t range;
    if (first == 16 && !words) {
        x64_leave(as);
        range = x64_pos(as);
    } else {
        x64_rr(as, X64_MOV_RM, true, R12, RBP);
        x64_rm(as, X64_MOV_RM, true, RBP, x64_mem(R12, 0));
        range = x64_pos(as);
        for (uint32_t k = words; k-- > 0;) {
            x64_rm(as, X64_MOVSD_RM, false, XMM15, x64_mem(RSP, 8 * (int32_t)k));
            x64_rm(as, X64_MOVSD_MR, false, XMM15, x64_mem(R12, first + 8 * (int32_t)k));
        }
        x64_rm(as, X64_MOV_MR, true, R11, x64_mem(R12, first - 8));
        x64_rm(as, X64_LEA, true, RSP, x64_mem(R12, first - 8));
    }
    if (direct != IR_NO_ID)
        direct_target(e, x64_jmp(as), direct);
    else
        x64_m(as, X64_JMP_M, false, x64_mem(R10, WFX_FUNC_CODE));
    emit_push(e, &e->c->switches, (WfxSwitchRange){range, x64_pos(as)});
}

/* A continuation for the stub START, while references are in their slots. */
static void emit_reserve(Emit *e, uint32_t wasm_offset)
{
    x64_rm(e->as, X64_MOV_RM, true, R11, x64_mem(R15, WFX_CONTEXT_FINISHED));
    x64_rm(e->as, X64_TEST_MR, true, R11, x64_mem(R15, WFX_CONTEXT_INLINE_MASK));
    uint32_t is_there = x64_jcc8(e->as, CC_NE);
    emit_libcall(e, WFX_LIBCALL_cont_reserve, wasm_offset);
    x64_here8(e->as, is_there);
}

static void emit_runtime_call(Emit *e, const VOp *op)
{
    wfx_assert(op->access <= 2 && op->arg_count + op->access <= WFX_VALUE_REGISTERS && op->index < WFX_LIBCALL_COUNT);
    for (uint32_t i = 0; i < op->access; i++)
        x64_mov_imm(e->as, seq_general(op->arg_count + i), (uint32_t)(op->imm >> 32 * i));
    if (op->index == WFX_LIBCALL_cont_reserve)
        emit_reserve(e, op->offset);
    else
        emit_libcall(e, (WfxLibcall)op->index, op->offset);
}

void emit_fixed(Emit *e, const VOp *op)
{
    switch ((VCodeId)op->code) {
    case V_CALL: emit_call(e, op); break;
    case V_CALLEE: emit_callee(e, op); break;
    case V_LIBCALL: emit_runtime_call(e, op); break;
    case V_TAIL_CALL: emit_tail_call(e, op); break;
    case V_RETURN: emit_return(e); break;
    case V_TRAP: emit_trap(e, (WfxTrap)op->access, op->offset); break;
    case V_UNREACHABLE: x64_ud2(e->as); break;
    default: emit_switching(e, op); break;
    }
}
