/* Stack switching and exceptions: the inline sequences of engine/layout.h. Each saves what lives, fills the sequence and then uses r10, r11
   and r12 only; the part of a sequence in which rbp belongs to the destination is published as a switch range. */
#include "engine/x64/func.h"

static void context_load(Fn *f, unsigned reg, int32_t field)
{
    x64_rm(f->as, X64_MOV_RM, true, reg, x64_mem(R15, field));
}
static void context_store(Fn *f, unsigned reg, int32_t field)
{
    x64_rm(f->as, X64_MOV_MR, true, reg, x64_mem(R15, field));
}
static void load(Fn *f, unsigned reg, unsigned base, int32_t field)
{
    x64_rm(f->as, X64_MOV_RM, true, reg, x64_mem(base, field));
}
static void store(Fn *f, unsigned reg, unsigned base, int32_t field)
{
    x64_rm(f->as, X64_MOV_MR, true, reg, x64_mem(base, field));
}
static void jump_stub(Fn *f, WfxStub stub)
{
    x64_m(f->as, X64_JMP_M, false, x64_mem(R15, WFX_CONTEXT_STUBS + 8 * (int32_t)stub));
}

/* The header's address of a reference. */
static void strip_generation(Fn *f, unsigned reg)
{
    x64_ri8(f->as, X64_SHL_MI8, true, reg, 16);
    x64_ri8(f->as, X64_SHR_MI8, true, reg, 16);
}

/* Traps unless `header` (a reference on entry) is not null and of the current generation; `scratch` is lost. */
static void check_reference(Fn *f, unsigned header, unsigned scratch, uint32_t wasm_offset)
{
    WfxAsm *as = f->as;
    x64_rr(as, X64_TEST_MR, true, header, header);
    fn_trap_if(f, CC_E, WFX_TRAP_NULL_CONTINUATION, wasm_offset);
    x64_rr(as, X64_MOV_RM, true, scratch, header);
    x64_ri8(as, X64_SHR_MI8, true, scratch, 48);
    strip_generation(f, header);
    x64_rm(as, X64_CMP16_MR, false, scratch, x64_mem(header, WFX_CONT_GENERATION));
    fn_trap_if(f, CC_NE, WFX_TRAP_CONTINUATION_CONSUMED, wasm_offset);
}

/* to = reference to the continuation whose header is in r12. */
static void make_reference(Fn *f, unsigned to)
{
    x64_rm(f->as, X64_MOVZX16, false, to, x64_mem(R12, WFX_CONT_GENERATION));
    x64_ri8(f->as, X64_SHL_MI8, true, to, 48);
    x64_rr(f->as, X64_OR_RM, true, to, R12);
}

/* lea reg of a position that follows within this expansion; landed by here(). */
static void here(Fn *f, uint32_t at)
{
    x64_patch_to(f->as, at, x64_pos(f->as));
}

static void add_switch_range(Fn *f, uint32_t start)
{
    fn_push(f, &f->c->switches, (WfxSwitchRange){start, x64_pos(f->as)});
}

static void reserve_area(Fn *f, uint32_t words)
{
    if (!words)
        return;
    call_large_area(f, words);
    x64_alu_ri(f->as, X64_SUB_MI, true, RSP, 8 * (int32_t)words);
}

/* Saves the running continuation (r12) so that it goes on at a label; returns what here() lands. */
static uint32_t save_self(Fn *f, uint32_t area)
{
    context_load(f, R12, WFX_CONTEXT_CURRENT);
    if (area)
        store(f, RSP, R12, WFX_CONT_ARGS_AREA);
    store(f, RSP, R12, WFX_CONT_RSP);
    store(f, RBP, R12, WFX_CONT_RBP);
    uint32_t label = x64_lea_rip(f->as, R11);
    store(f, R11, R12, WFX_CONT_PC);
    return label;
}

/* After the return label: values in the sequence and in the area, which is given back. */
static void continue_here(Fn *f, const IrInst *inst, uint32_t area)
{
    fn_site_here(f, WFX_SITE_SUSPEND, WFX_TRAP_NONE, inst->offset);
    call_reload(f);
    call_results(f, f->inst, call_result_count(f, f->inst), x64_mem(RSP, 0), false);
    if (area) {
        wfx_asm_room(f->as, 64);
        x64_alu_ri(f->as, X64_ADD_MI, true, RSP, 8 * (int32_t)area);
    }
}

/* The first clause of the innermost handler, without leaving compiled code. Positions to land at the slow path go to `slow`. */
static void try_first_clause(Fn *f, uint32_t slow[2])
{
    WfxAsm *as = f->as;
    load(f, R10, R12, WFX_CONT_HANDLERS);
    x64_rm(as, X64_MOV_RM, false, R10, x64_mem(R10, WFX_RESUME_SITE_CLAUSES + WFX_CLAUSE_SUSPEND_OFFSET));
    x64_rr(as, X64_TEST_MR, false, R10, R10);
    slow[0] = x64_jcc(as, CC_E);
    load(f, R11, R12, WFX_CONT_LINK_RBP);
    load(f, R11, R11, -8);
    x64_rm(as, X64_MOV_RM, true, R11, x64_mem_index(R11, R10, 0, 0));
    x64_rm(as, X64_CMP_RM, true, R11, x64_mem(R12, WFX_CONT_TAG));
    slow[1] = x64_jcc(as, CC_NE);
    make_reference(f, R10);
    store(f, R12, R12, WFX_CONT_LAST);
    load(f, R11, R12, WFX_CONT_PARENT);
    context_store(f, R11, WFX_CONTEXT_CURRENT);
    load(f, R11, R11, WFX_CONT_STACK_LIMIT);
    context_store(f, R11, WFX_CONTEXT_STACK_LIMIT);
    load(f, R11, R12, WFX_CONT_HANDLERS);
    load(f, R11, R11, WFX_RESUME_SITE_CLAUSES + WFX_CLAUSE_TARGET);
    load(f, RBP, R12, WFX_CONT_LINK_RBP);
    uint32_t range = x64_pos(as);
    x64_mov_imm(as, R13, (uint64_t)(uintptr_t)wfx_detached_record);
    store(f, R13, R12, WFX_CONT_LINK_RBP);
    load(f, R13, R13, 8);
    store(f, R13, R12, WFX_CONT_LINK_PC);
    x64_r(as, X64_JMP_M, false, R11);
    add_switch_range(f, range);
}

void switch_suspend(Fn *f, IrInst *inst)
{
    const IrValue *args = f->ir->extra.data + inst->a;
    const WfxTypeDef *type = wfx_types_get(f->module->tags[inst->c].type_id);
    uint32_t area = type_area(type);
    call_take_uses(f, args, inst->b);
    quick_spill_live(f);
    reserve_area(f, area);
    if (area) {
        call_store_words(f, args, inst->b, x64_mem(RSP, 0));
        context_store(f, RSP, WFX_CONTEXT_XFER);
    }
    call_place(f, args, inst->b);
    call_end_uses(f, args, inst->b);
    quick_forget_registers(f);
    uint32_t label = save_self(f, area), slow[2];
    load(f, R11, R14, (int32_t)(f->c->offsets.tags + 8 * inst->c));
    store(f, R11, R12, WFX_CONT_TAG);
    if (!f->debug) {
        try_first_clause(f, slow);
        here(f, slow[0]);
        here(f, slow[1]);
    }
    jump_stub(f, WFX_STUB_SUSPEND);
    x64_nop(f->as);
    here(f, label);
    continue_here(f, inst, area);
}

/* The reference to the running continuation goes where the target's last parameter is. */
static void pass_self(Fn *f, Place place)
{
    context_load(f, R12, WFX_CONTEXT_CURRENT);
    if (place.in_register) {
        make_reference(f, place.reg);
        return;
    }
    make_reference(f, R11);
    x64_rr(f->as, X64_MOV_RM, true, R12, R10);
    strip_generation(f, R12);
    load(f, R12, R12, WFX_CONT_ARGS_AREA);
    store(f, R11, R12, 8 * (int32_t)place.word);
}

void switch_switch(Fn *f, IrInst *inst)
{
    WfxAsm *as = f->as;
    const IrValue *args = f->ir->extra.data + inst->a;
    uint32_t count = inst->b - 1;
    const WfxTypeDef *target = fn_cont_type(f, inst->c);
    /* What comes back are the parameters of the continuation type that the target receives last. */
    WfxType self = target->params[target->param_count - 1];
    const WfxTypeDef *back = wfx_types_get(wfx_types_get(wfx_type_heap(self))->cont_func);
    uint32_t area = seq_words(back->params, back->param_count);
    call_take_uses(f, args, inst->b);
    quick_spill_live(f);
    quick_load(f, args[count], R10);
    x64_rr(as, X64_MOV_RM, true, R11, R10);
    check_reference(f, R11, R12, inst->offset);
    if (count > WFX_VALUE_REGISTERS) { /* r11 is the scratch of stores */
        load(f, R12, R11, WFX_CONT_ARGS_AREA);
        call_store_words(f, args, count, x64_mem(R12, 0));
    }
    call_place(f, args, count);
    Seq seq = {0};
    for (uint32_t i = 0; i < count; i++)
        seq_next(&seq, fn_value(f, args[i])->kind);
    pass_self(f, seq_next(&seq, WFX_KIND_REF));
    call_end_uses(f, args, inst->b);
    quick_forget_registers(f);
    reserve_area(f, area);
    uint32_t label = save_self(f, area);
    load(f, R11, R14, (int32_t)(f->c->offsets.tags + 8 * inst->d));
    store(f, R11, R12, WFX_CONT_TAG);
    jump_stub(f, WFX_STUB_SWITCH);
    x64_nop(as);
    here(f, label);
    continue_here(f, inst, area);
}

/* ---- resume ---- */

/* The WfxResumeSite in the read-only data, and the image's record of it; addresses are filled in when the blocks are placed. */
static uint32_t add_resume_site(Fn *f, const IrInst *inst, const IrResume *resume)
{
    Compiler *c = f->c;
    while (c->data.size % 8 && !c->data.failed)
        wfx_buffer_u8(&c->data, 0);
    uint32_t index = c->resumes.count, at = (uint32_t)c->data.size;
    wfx_buffer_u32(&c->data, resume->clause_count);
    wfx_buffer_u32(&c->data, index);
    wfx_buffer_u64(&c->data, 0);
    uint32_t records = resume->clause_count ? resume->clause_count : 1;
    for (uint32_t i = 0; i < records; i++) {
        const IrClause *clause = i < resume->clause_count ? &f->ir->clauses.data[resume->clauses + i] : NULL;
        uint32_t offset = clause ? c->offsets.tags + 8 * clause->tag : WFX_INSTANCE_NULL;
        bool is_switch = clause && clause->kind == WFX_CLAUSE_ON_SWITCH;
        wfx_buffer_u32(&c->data, is_switch ? WFX_INSTANCE_NULL : offset);
        wfx_buffer_u32(&c->data, is_switch ? offset : WFX_INSTANCE_NULL);
        wfx_buffer_u64(&c->data, 0);
        if (!clause)
            continue;
        fn_push(f, &c->resume_clauses, (WfxCodeResumeClause){clause->tag, is_switch, WFX_NO_INDEX});
        if (is_switch)
            continue;
        BlockState *state = &f->blocks.data[clause->block];
        state->resume = index;
        state->clause = i;
    }
    WfxCodeResume row = {.function = f->index,
                         .pc = WFX_NO_INDEX,
                         .wasm_offset = inst->offset,
                         .descriptor = at,
                         .first_clause = c->resume_clauses.count - resume->clause_count,
                         .clause_count = resume->clause_count,
                         .counter = c->counter_count};
    c->counter_count += 1 + resume->clause_count;
    fn_push(f, &c->resumes, row);
    f->blocks.data[resume->resumed].resume = index;
    return index;
}

static void count_event(Fn *f, uint32_t counter)
{
    if (!f->c->options->counters)
        return;
    uint32_t at = x64_mov_imm64(f->as, R11, 0);
    fn_push(f, &f->c->counter_refs, (CounterRef){at, counter});
    x64_m(f->as, X64_INC_M, true, x64_mem(R11, 0));
}

/* The return label of a resume is here. */
static void place_resumed(Fn *f, WfxCodeResume *resume)
{
    resume->pc = x64_pos(f->as);
    fn_push(f, &f->c->data_code, (Fixup){resume->descriptor + WFX_RESUME_SITE_RESUMED, resume->pc});
    fn_site_here(f, WFX_SITE_RESUME, WFX_TRAP_NONE, resume->wasm_offset);
}

void switch_resume(Fn *f, IrInst *inst)
{
    WfxAsm *as = f->as;
    const IrValue *args = f->ir->extra.data + inst->a;
    uint32_t count = inst->b - 1;
    f->keeps_limit_check = true;
    call_take_uses(f, args, inst->b);
    quick_settle(f);
    uint32_t index = add_resume_site(f, inst, &f->ir->resumes.data[inst->d]);
    if (f->c->failed)
        return;
    wfx_asm_room(as, 256);
    quick_load(f, args[count], R12);
    check_reference(f, R12, R10, inst->offset);
    count_event(f, f->c->resumes.data[index].counter);
    if (count > WFX_VALUE_REGISTERS) {
        load(f, R10, R12, WFX_CONT_ARGS_AREA);
        call_store_words(f, args, count, x64_mem(R10, 0));
    }
    call_place(f, args, count);
    call_end_uses(f, args, inst->b);
    quick_forget_registers(f);
    wfx_asm_room(as, 256);
    x64_m(as, X64_INC16_M, false, x64_mem(R12, WFX_CONT_GENERATION));
    uint32_t retire = x64_jcc(as, CC_S);
    fn_push(f, &f->retires, (RetireJump){retire, x64_pos(as), inst->offset});
    load(f, R10, R12, WFX_CONT_LAST);
    store(f, RBP, R10, WFX_CONT_LINK_RBP);
    IrBlockId resumed = f->ir->resumes.data[inst->d].resumed;
    uint32_t return_label = x64_lea_rip(as, R11);
    store(f, R11, R10, WFX_CONT_LINK_PC);
    fn_push(f, &f->c->data_refs, (Fixup){x64_lea_rip(as, R11), f->c->resumes.data[index].descriptor});
    store(f, R11, R10, WFX_CONT_HANDLERS);
    context_load(f, R11, WFX_CONTEXT_CURRENT);
    store(f, R11, R10, WFX_CONT_PARENT);
    context_store(f, R12, WFX_CONTEXT_CURRENT);
    load(f, R11, R12, WFX_CONT_STACK_LIMIT);
    context_store(f, R11, WFX_CONTEXT_STACK_LIMIT);
    load(f, R11, R12, WFX_CONT_PC);
    if (f->debug) {
        x64_m(as, X64_CALL_M, false, x64_mem(R15, WFX_CONTEXT_STUBS + 8 * WFX_STUB_RESUME));
        x64_patch_to(as, return_label, x64_pos(as));
        place_resumed(f, &f->c->resumes.data[index]);
        fn_push(f, &f->jumps, (Fixup){x64_jmp(as), resumed});
        return;
    }
    fn_push(f, &f->jumps, (Fixup){return_label, resumed});
    load(f, RBP, R12, WFX_CONT_RBP);
    uint32_t range = x64_pos(as);
    load(f, RSP, R12, WFX_CONT_RSP);
    x64_r(as, X64_JMP_M, false, R11);
    add_switch_range(f, range);
}

/* Payloads on their way to the runtime: whole words, 16 bytes apart. */
static void store_payload(Fn *f, const IrValue *args, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        quick_store_value(f, args[i], x64_mem(R15, WFX_CONTEXT_VALUES + 16 * (int32_t)i));
    wfx_asm_room(f->as, 256);
}

void switch_resume_throw(Fn *f, IrInst *inst)
{
    WfxAsm *as = f->as;
    const IrValue *args = f->ir->extra.data + inst->a;
    bool is_ref = inst->op == IR_RESUME_THROW_REF;
    uint32_t count = inst->b - 1;
    call_take_uses(f, args, inst->b);
    quick_settle(f);
    const IrResume *resume = &f->ir->resumes.data[inst->d];
    uint32_t index = add_resume_site(f, inst, resume);
    if (f->c->failed)
        return;
    wfx_asm_room(as, 256);
    count_event(f, f->c->resumes.data[index].counter);
    if (is_ref) {
        quick_load(f, args[0], R10); /* either may sit in rax or rcx */
        quick_load(f, args[1], R11);
        x64_rr(as, X64_MOV_RM, true, RAX, R11);
        x64_rr(as, X64_MOV_RM, true, RCX, R10);
    } else {
        store_payload(f, args, count);
        quick_load(f, args[count], RAX);
        x64_mov_imm(as, RCX, resume->tag);
    }
    call_end_uses(f, args, inst->b);
    quick_forget_registers(f);
    fn_push(f, &f->c->data_refs, (Fixup){x64_lea_rip(as, RDX), f->c->resumes.data[index].descriptor});
    call_libcall(f, is_ref ? WFX_LIBCALL_resume_throw_ref : WFX_LIBCALL_resume_throw, inst->offset);
    x64_ud2(as);
}

void switch_cont_bind(Fn *f, IrInst *inst)
{
    const IrValue *args = f->ir->extra.data + inst->a;
    call_take_uses(f, args, inst->b);
    quick_spill_live(f);
    store_payload(f, args, inst->b - 1);
    quick_load(f, args[inst->b - 1], RAX);
    call_end_uses(f, args, inst->b);
    quick_forget_registers(f);
    x64_mov_imm(f->as, RCX, inst->c);
    x64_mov_imm(f->as, RDX, inst->d);
    call_libcall(f, WFX_LIBCALL_cont_bind, inst->offset);
    call_results(f, f->inst, call_result_count(f, f->inst), x64_mem(RSP, 0), true);
}

void switch_throw(Fn *f, IrInst *inst)
{
    bool is_ref = inst->op == IR_THROW_REF;
    const IrValue one[1] = {inst->a};
    const IrValue *args = is_ref ? one : f->ir->extra.data + inst->a;
    uint32_t count = is_ref ? 1 : inst->b;
    call_take_uses(f, args, count);
    quick_settle(f);
    wfx_asm_room(f->as, 256);
    if (is_ref) {
        quick_load(f, inst->a, RAX);
    } else {
        store_payload(f, args, count);
        x64_mov_imm(f->as, RAX, inst->c);
    }
    call_end_uses(f, args, count);
    call_libcall(f, is_ref ? WFX_LIBCALL_throw_ref : WFX_LIBCALL_throw, inst->offset);
    x64_ud2(f->as);
}

/* ---- blocks that are entered from elsewhere ---- */

/* rsp = rbp - frame size, which is known at the function's end. */
static void restore_stack(Fn *f)
{
    fn_push(f, &f->frame_leas, x64_lea_disp32(f->as, RSP, RBP));
}

/* Parameters of the current block, from the sequence and upwards from `area` or down below it. */
static void define_params(Fn *f, const IrBlock *block, uint32_t count, X64Mem area, bool down)
{
    Seq seq = {0};
    for (uint32_t i = 0; i < count; i++)
        if (!seq_next(&seq, fn_inst(f, block->first + i)->type).in_register) { /* some words are in memory */
            load(f, R11, area.base, area.disp);
            break;
        }
    call_results(f, block->first, count, x64_mem(R11, 0), down);
}

static void define_from(Fn *f, IrValue id, unsigned reg)
{
    const IrInst *inst = fn_inst(f, id);
    *fn_value(f, id) = (Value){.uses = inst->uses, .kind = inst->type};
    if (!inst->uses)
        return;
    f->pinned = 0;
    unsigned to = quick_alloc(f, MASK_GENERAL);
    x64_rr(f->as, X64_MOV_RM, true, to, reg);
    quick_define(f, id, to);
}

static void enter_landing(Fn *f, const IrBlock *block, const BlockState *state)
{
    bool wants_exception = state->clause == WFX_CLAUSE_CATCH_REF || state->clause == WFX_CLAUSE_CATCH_ALL_REF;
    uint32_t payload = block->param_count - wants_exception;
    x64_rr(f->as, X64_MOV_RM, true, R10, RAX);
    for (uint32_t i = 0; i < payload; i++) {
        const IrInst *inst = fn_inst(f, block->first + i);
        Value *value = fn_value(f, block->first + i);
        *value = (Value){.uses = inst->uses, .kind = inst->type};
        if (!inst->uses)
            continue;
        wfx_asm_room(f->as, 64);
        unsigned scratch = kind_is_vector(inst->type) ? XMM15 : R11;
        quick_load_slot(f, inst->type, scratch, x64_mem(R10, WFX_EXCEPTION_VALUES + 16 * (int32_t)i));
        quick_store_slot(f, inst->type, scratch, x64_mem(RBP, quick_slot(f, value)));
        value->where = VALUE_SLOT;
    }
    wfx_asm_room(f->as, 64);
    if (wants_exception)
        define_from(f, block->first + payload, R10);
}

static void enter_handler(Fn *f, const IrBlock *block, const BlockState *state)
{
    Compiler *c = f->c;
    WfxCodeResume *resume = &c->resumes.data[state->resume];
    c->resume_clauses.data[resume->first_clause + state->clause].target = state->pc;
    fn_push(
        f, &c->data_code,
        (Fixup){resume->descriptor + WFX_RESUME_SITE_CLAUSES + WFX_CLAUSE_BYTES * state->clause + WFX_CLAUSE_TARGET, state->pc});
    count_event(f, resume->counter + 1 + state->clause);
    define_params(f, block, block->param_count - 1, x64_mem(R15, WFX_CONTEXT_XFER), false);
    wfx_asm_room(f->as, 256);
    define_from(f, block->first + block->param_count - 1, R10);
}

void switch_enter_block(Fn *f, const IrBlock *block)
{
    BlockState *state = &f->blocks.data[f->block];
    if (f->c->failed)
        return;
    if (block->kind == IR_BLOCK_RESUMED) {
        WfxCodeResume *resume = &f->c->resumes.data[state->resume];
        fn_row(f, resume->wasm_offset);
        if (resume->pc == WFX_NO_INDEX) { /* the label is the block itself */
            x64_nop(f->as);
            place_resumed(f, resume);
        }
    }
    state->pc = x64_pos(f->as);
    restore_stack(f);
    call_reload(f);
    switch (block->kind) {
    case IR_BLOCK_LANDING: enter_landing(f, block, state); break;
    case IR_BLOCK_HANDLER: enter_handler(f, block, state); break;
    default: define_params(f, block, block->param_count, x64_mem(R15, WFX_CONTEXT_XFER), true); break;
    }
}
