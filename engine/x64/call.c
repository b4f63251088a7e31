/* Calls, tail calls and returns: values go to the register sequence and the overflow words (engine/layout.h). At a call nothing
   stays in registers: every value with uses to come is stored first. */
#include "engine/x64/func.h"

uint32_t seq_words(const WfxType *types, uint32_t count)
{
    if (count <= WFX_VALUE_REGISTERS)
        return 0;
    Seq seq = {0};
    for (uint32_t i = 0; i < count; i++)
        seq_next(&seq, wfx_type_kind(types[i]));
    return seq.words;
}

uint32_t type_area(const WfxTypeDef *type)
{
    uint32_t params = seq_words(type->params, type->param_count), results = seq_words(type->results, type->result_count);
    return params > results ? params : results;
}

const WfxTypeDef *fn_type(const Fn *f, uint32_t type_index)
{
    return wfx_types_get(f->module->type_ids[type_index]);
}
const WfxTypeDef *fn_cont_type(const Fn *f, uint32_t type_index)
{
    return wfx_types_get(fn_type(f, type_index)->cont_func);
}

void call_take_uses(Fn *f, const IrValue *args, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        fn_value(f, args[i])->uses--;
}

void call_end_uses(Fn *f, const IrValue *args, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        quick_release(f, args[i]);
}

/* Areas beyond the reserve are part of the frame's limit check. */
void call_large_area(Fn *f, uint32_t words)
{
    if (words > 32 && f->frame_extra < 8 * words)
        f->frame_extra = 8 * words;
}

void call_store_words(Fn *f, const IrValue *args, uint32_t count, X64Mem area)
{
    if (count <= WFX_VALUE_REGISTERS)
        return;
    Seq seq = {0};
    for (uint32_t i = 0; i < count; i++) {
        Place place = seq_next(&seq, fn_value(f, args[i])->kind);
        if (!place.in_register)
            quick_store_value(f, args[i], x64_mem(area.base, area.disp + 8 * (int32_t)place.word));
    }
}

static void move_between(Fn *f, unsigned to, unsigned from)
{
    if (to >= XMM0)
        x64_rr(f->as, X64_MOVAPS_RM, false, to, from);
    else
        x64_rr(f->as, X64_MOV_RM, true, to, from);
}

/* Registers to registers at once: `source[to]` for each `to` in the mask. A cycle is opened by an exchange. */
static void move_parallel(Fn *f, uint8_t source[32], uint32_t pending)
{
    uint8_t readers[32] = {0};
    for (uint32_t rest = pending; rest; rest &= rest - 1)
        readers[source[__builtin_ctz(rest)]]++;
    while (pending) {
        bool moved = false;
        for (uint32_t rest = pending; rest; rest &= rest - 1) {
            unsigned to = (unsigned)__builtin_ctz(rest);
            if (readers[to])
                continue;
            move_between(f, to, source[to]);
            readers[source[to]]--;
            pending &= ~REG_BIT(to);
            moved = true;
        }
        if (moved)
            continue;
        /* Only cycles are left: free one register through a scratch. */
        unsigned to = (unsigned)__builtin_ctz(pending), scratch = to >= XMM0 ? XMM15 : R11;
        move_between(f, scratch, to);
        for (uint32_t rest = pending; rest; rest &= rest - 1) {
            unsigned reader = (unsigned)__builtin_ctz(rest);
            if (source[reader] == to) {
                source[reader] = (uint8_t)scratch;
                readers[to]--;
                readers[scratch]++;
            }
        }
    }
}

void call_place(Fn *f, const IrValue *args, uint32_t count)
{
    uint8_t source[32];
    IrValue loads[2 * WFX_VALUE_REGISTERS];
    uint8_t load_to[2 * WFX_VALUE_REGISTERS];
    uint32_t pending = 0, load_count = 0;
    Seq seq = {0};
    wfx_asm_room(f->as, 640);
    for (uint32_t i = 0; i < count; i++) {
        const Value *value = fn_value(f, args[i]);
        Place place = seq_next(&seq, value->kind);
        if (!place.in_register)
            continue;
        unsigned from = quick_register(f, args[i]);
        if (from == X64_REG_NONE) {
            loads[load_count] = args[i];
            load_to[load_count++] = place.reg;
        } else if (from != place.reg) {
            source[place.reg] = (uint8_t)from;
            pending |= REG_BIT(place.reg);
        }
    }
    /* A register that stays where it is may still be read by another destination: it is not overwritten, so no order matters. */
    if (pending)
        move_parallel(f, source, pending);
    for (uint32_t i = 0; i < load_count; i++)
        quick_load(f, loads[i], load_to[i]);
}

uint32_t call_result_count(const Fn *f, IrValue call)
{
    const IrInst *inst = fn_inst(f, call);
    if (ir_result_kind(inst) == WFX_KIND_BOTTOM)
        return 0;
    uint32_t count = 1;
    while (call + count < f->ir->insts.count && inst[count].op == IR_PROJECT && inst[count].a == call)
        count++;
    return count;
}

void call_results(Fn *f, IrValue first, uint32_t count, X64Mem area, bool down)
{
    Seq seq = {0};
    for (uint32_t i = 0; i < count; i++) {
        const IrInst *inst = fn_inst(f, first + i);
        unsigned kind = ir_result_kind(inst);
        Value *value = fn_value(f, first + i);
        *value = (Value){.uses = inst->uses, .kind = (uint8_t)kind};
        Place place = seq_next(&seq, kind);
        if (!value->uses)
            continue;
        if (place.in_register) {
            quick_define(f, first + i, place.reg);
            continue;
        }
        wfx_asm_room(f->as, 64);
        int32_t word = (int32_t)place.word + (down && kind == WFX_KIND_V128);
        int32_t disp = down ? area.disp - 8 * (word + 1) : area.disp + 8 * word;
        unsigned scratch = kind_is_vector(kind) ? XMM15 : R12;
        quick_load_slot(f, kind, scratch, x64_mem(area.base, disp));
        quick_store_slot(f, kind, scratch, x64_mem(RBP, quick_slot(f, value)));
        value->where = VALUE_SLOT;
    }
}

void call_reload(Fn *f)
{
    x64_rm(f->as, X64_MOV_RM, true, R14, x64_mem(RBP, -8));
    x64_rm(f->as, X64_MOV_RM, true, R13, x64_mem(R14, WFX_INSTANCE_MEMORY0_BASE));
}

void call_libcall(Fn *f, WfxLibcall number, uint32_t wasm_offset)
{
    f->keeps_limit_check = true;
    x64_mov_imm(f->as, R11, number);
    x64_m(f->as, X64_CALL_M, false, x64_mem(R15, WFX_CONTEXT_STUBS + 8 * WFX_STUB_LIBCALL));
    fn_site_here(f, WFX_SITE_LIBCALL, WFX_TRAP_NONE, wasm_offset);
}

/* ---- the callee ---- */

typedef struct Callee {
    const WfxTypeDef *type;
    uint32_t arg_count; /* without the index or reference */
    uint32_t direct;    /* function index of this module, or IR_NO_ID: r10 holds the WfxFunc */
    bool foreign;
} Callee;

/* r10 = function of the table element, checked. The type test of a type with subtypes calls the runtime, so every value is stored. */
static void check_indirect(Fn *f, const IrInst *inst, IrValue index)
{
    WfxAsm *as = f->as;
    uint32_t type_id = f->module->type_ids[inst->c];
    if (fn_is_const(f, index) && fn_inst(f, index)->type == WFX_KIND_I32)
        x64_mov_imm(as, R10, (uint32_t)fn_const(f, index));
    else
        quick_load(f, index, R10);
    x64_rm(as, X64_MOV_RM, true, R11, x64_mem(R14, (int32_t)(f->c->offsets.tables + 8 * inst->d)));
    x64_rm(as, X64_CMP_RM, true, R10, x64_mem(R11, WFX_TABLE_SIZE));
    fn_trap_if(f, CC_AE, WFX_TRAP_UNDEFINED_ELEMENT, inst->offset);
    x64_rm(as, X64_MOV_RM, true, R11, x64_mem(R11, WFX_TABLE_ELEMENTS));
    x64_rm(as, X64_MOV_RM, true, R10, x64_mem_index(R11, R10, 3, 0));
    x64_rr(as, X64_TEST_MR, true, R10, R10);
    fn_trap_if(f, CC_E, WFX_TRAP_UNINITIALIZED_ELEMENT, inst->offset);
    x64_mi32(as, X64_CMP_MI, false, x64_mem(R10, WFX_FUNC_TYPE_ID), (int32_t)type_id);
    if (wfx_types_get(type_id)->is_final) {
        fn_trap_if(f, CC_NE, WFX_TRAP_INDIRECT_CALL_TYPE, inst->offset);
        return;
    }
    uint32_t same = x64_jcc(as, CC_E);
    int32_t saved = quick_new_slot(f, WFX_KIND_I64);
    x64_rm(as, X64_MOV_MR, true, R10, x64_mem(RBP, saved));
    x64_rm(as, X64_MOV_RM, false, RAX, x64_mem(R10, WFX_FUNC_TYPE_ID));
    x64_mov_imm(as, RCX, type_id);
    call_libcall(f, WFX_LIBCALL_is_subtype, inst->offset);
    x64_rm(as, X64_MOV_RM, true, R10, x64_mem(RBP, saved));
    quick_free_slot(f, saved, WFX_KIND_I64);
    x64_rr(as, X64_TEST_MR, false, RAX, RAX);
    fn_trap_if(f, CC_E, WFX_TRAP_INDIRECT_CALL_TYPE, inst->offset);
    x64_patch_to(as, same, x64_pos(as));
}

/* Stores all that lives on, and finds the callee; the uses of all arguments are taken. */
static Callee prepare(Fn *f, const IrInst *inst, const IrValue *args)
{
    Callee callee = {.arg_count = inst->b, .direct = IR_NO_ID, .foreign = true};
    bool indirect = inst->op == IR_CALL_INDIRECT || inst->op == IR_TAIL_CALL_INDIRECT;
    bool needs_memory = indirect && !wfx_types_get(f->module->type_ids[inst->c])->is_final;
    if (needs_memory || f->stress) /* the arguments too, while they still count */
        quick_spill_live(f);
    if (needs_memory)
        quick_forget_registers(f);
    call_take_uses(f, args, inst->b);
    quick_spill_live(f);
    if (inst->op == IR_CALL || inst->op == IR_TAIL_CALL) {
        callee.type = wfx_module_function_type(f->module, inst->c);
        if (inst->c >= f->module->imported_function_count) {
            callee.direct = inst->c;
            callee.foreign = f->foreign_tail_calls;
        } else {
            x64_rm(f->as, X64_MOV_RM, true, R10, x64_mem(R14, (int32_t)(f->c->offsets.functions + 8 * inst->c)));
        }
        return callee;
    }
    callee.type = fn_type(f, inst->c);
    callee.arg_count--;
    if (indirect) {
        check_indirect(f, inst, args[callee.arg_count]);
    } else {
        quick_load(f, args[callee.arg_count], R10);
        x64_rr(f->as, X64_TEST_MR, true, R10, R10);
        fn_trap_if(f, CC_E, WFX_TRAP_NULL_FUNCTION, inst->offset);
    }
    return callee;
}

static void enter_instance(Fn *f)
{
    x64_rm(f->as, X64_MOV_RM, true, R14, x64_mem(R10, WFX_FUNC_INSTANCE));
    x64_rm(f->as, X64_MOV_RM, true, R13, x64_mem(R14, WFX_INSTANCE_MEMORY0_BASE));
}

static void direct_target(Fn *f, uint32_t at, uint32_t function)
{
    fn_push(f, &f->c->calls, (Fixup){at, function});
}

static void emit_libcall(Fn *f, const IrInst *inst)
{
    const IrValue *args = f->ir->extra.data + inst->a;
    call_take_uses(f, args, inst->b);
    quick_spill_live(f);
    call_place(f, args, inst->b);
    call_end_uses(f, args, inst->b);
    quick_forget_registers(f);
    call_libcall(f, (WfxLibcall)inst->c, inst->offset);
    call_results(f, f->inst, call_result_count(f, f->inst), x64_mem(RSP, 0), true);
}

static void emit_cont_new(Fn *f, const IrInst *inst)
{
    IrValue args[1] = {inst->a};
    call_take_uses(f, args, 1);
    quick_spill_live(f);
    quick_load(f, inst->a, RAX);
    call_end_uses(f, args, 1);
    quick_forget_registers(f);
    x64_mov_imm(f->as, RCX, inst->c);
    call_libcall(f, WFX_LIBCALL_cont_new, inst->offset);
    call_results(f, f->inst, call_result_count(f, f->inst), x64_mem(RSP, 0), true);
}

/* Arguments to their registers, and to words below rsp if the area has any; from here on no value is in a register. */
static void place_arguments(Fn *f, const IrInst *inst, const Callee *callee, const IrValue *args, uint32_t area)
{
    if (area) {
        call_large_area(f, area);
        x64_alu_ri(f->as, X64_SUB_MI, true, RSP, 8 * (int32_t)area);
        call_store_words(f, args, callee->arg_count, x64_mem(RSP, 0));
    }
    call_place(f, args, callee->arg_count);
    call_end_uses(f, args, inst->b);
    quick_forget_registers(f);
}

static void emit_call(Fn *f, const IrInst *inst)
{
    WfxAsm *as = f->as;
    const IrValue *args = f->ir->extra.data + inst->a;
    Callee callee = prepare(f, inst, args);
    uint32_t area = type_area(callee.type);
    place_arguments(f, inst, &callee, args, area);
    if (callee.direct != IR_NO_ID) {
        direct_target(f, x64_call(as), callee.direct);
    } else {
        enter_instance(f);
        x64_m(as, X64_CALL_M, false, x64_mem(R10, WFX_FUNC_CODE));
    }
    fn_site_here(f, WFX_SITE_CALL, WFX_TRAP_NONE, inst->offset);
    if (callee.foreign)
        call_reload(f);
    call_results(f, f->inst, call_result_count(f, f->inst), x64_mem(RSP, 0), true);
}

void call_emit(Fn *f, IrInst *inst)
{
    f->keeps_limit_check = true;
    switch (inst->op) {
    case IR_LIBCALL: emit_libcall(f, inst); break;
    case IR_CONT_NEW: emit_cont_new(f, inst); break;
    case IR_CONT_BIND: switch_cont_bind(f, inst); break;
    case IR_SUSPEND: switch_suspend(f, inst); break;
    case IR_SWITCH: switch_switch(f, inst); break;
    default: emit_call(f, inst); break;
    }
}

/* The frame is left with r11 = return address and rbp = the caller's, a published switch range until the callee has its own frame.
   Words are first written below rsp, then moved up against the top of the own area, highest first: the places may overlap. */
void call_tail(Fn *f, IrInst *inst)
{
    WfxAsm *as = f->as;
    const IrValue *args = f->ir->extra.data + inst->a;
    f->keeps_limit_check = true;
    Callee callee = prepare(f, inst, args);
    uint32_t area = type_area(callee.type), words = area ? seq_words(callee.type->params, callee.type->param_count) : 0;
    place_arguments(f, inst, &callee, args, words ? area : 0);
    wfx_asm_room(as, 128 + 32 * (size_t)words);
    if (callee.direct == IR_NO_ID)
        enter_instance(f);
    int32_t first = 16 + 8 * ((int32_t)f->area - (int32_t)area); /* of the callee's words, from the old rbp */
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
    if (callee.direct != IR_NO_ID)
        direct_target(f, x64_jmp(as), callee.direct);
    else
        x64_m(as, X64_JMP_M, false, x64_mem(R10, WFX_FUNC_CODE));
    fn_push(f, &f->c->switches, (WfxSwitchRange){range, x64_pos(as)});
}

void call_return(Fn *f, IrInst *inst)
{
    const IrValue *args = f->ir->extra.data + inst->a;
    call_take_uses(f, args, inst->b);
    if (inst->b > WFX_VALUE_REGISTERS) {
        Seq seq = {0};
        for (uint32_t i = 0; i < inst->b; i++) {
            unsigned kind = fn_value(f, args[i])->kind;
            Place place = seq_next(&seq, kind);
            if (place.in_register)
                continue;
            int32_t word = (int32_t)place.word + (kind == WFX_KIND_V128);
            quick_store_value(f, args[i], x64_mem(RBP, 16 + 8 * ((int32_t)f->area - 1 - word)));
        }
    }
    call_place(f, args, inst->b);
    call_end_uses(f, args, inst->b);
    wfx_asm_room(f->as, 16);
    x64_leave(f->as);
    x64_ret(f->as, 8 * f->area);
}
