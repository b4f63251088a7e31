/* Stack switching and exceptions: the inline sequences of engine/layout.h. What lives is in its slot and the arguments
   in the sequence; r10, r11 and r12 are free; the part of a sequence in which rbp belongs to the destination is
   published as a switch range. */
#include "engine/x64/emit/emit.h"

static void context_load(Emit *e, unsigned reg, int32_t field)
{
    x64_rm(e->as, X64_MOV_RM, true, reg, x64_mem(R15, field));
}
static void context_store(Emit *e, unsigned reg, int32_t field)
{
    x64_rm(e->as, X64_MOV_MR, true, reg, x64_mem(R15, field));
}
static void load(Emit *e, unsigned reg, unsigned base, int32_t field)
{
    x64_rm(e->as, X64_MOV_RM, true, reg, x64_mem(base, field));
}
static void store(Emit *e, unsigned reg, unsigned base, int32_t field)
{
    x64_rm(e->as, X64_MOV_MR, true, reg, x64_mem(base, field));
}
static void jump_stub(Emit *e, WfxStub stub)
{
    x64_m(e->as, X64_JMP_M, false, x64_mem(R15, WFX_CONTEXT_STUBS + 8 * (int32_t)stub));
}

/* The header's address of a reference. */
void emit_strip_generation(Emit *e, unsigned reg)
{
    x64_ri8(e->as, X64_SHL_MI8, true, reg, 16);
    x64_ri8(e->as, X64_SHR_MI8, true, reg, 16);
}

/* Traps unless `header` (a reference on entry) is not null and was not consumed; `scratch` is lost. One that has not
   begun, with generation 0, gets a header out of line; and of one that rests the generations differ: it is woken. */
void emit_check_reference(Emit *e, unsigned header, unsigned scratch, uint32_t stack_map, uint32_t wasm_offset)
{
    X64Buffer *as = e->as;
    x64_rr(as, X64_MOV_RM, true, scratch, header);
    x64_ri8(as, X64_SHR_MI8, true, scratch, WFX_GENERATION_SHIFT);
    uint32_t is_fresh = x64_jcc(as, CC_E);
    emit_strip_generation(e, header);
    x64_rm(as, X64_CMP16_MR, false, scratch, x64_mem(header, WFX_CONT_GENERATION));
    uint32_t differs = x64_jcc(as, CC_NE);
    emit_push(e, &e->wakes,
              (WakeJump){is_fresh, differs, x64_pos(as), wasm_offset, stack_map, e->try_region,
                         .header = (uint8_t)header, .scratch = (uint8_t)scratch});
}

static void call_with_header(Emit *e, const WakeJump *wake, WfxStub stub)
{
    if (wake->header != R11)
        x64_rr(e->as, X64_MOV_RM, true, R11, wake->header);
    x64_m(e->as, X64_CALL_M, false, x64_mem(R15, WFX_CONTEXT_STUBS + 8 * (int32_t)stub));
}

static void emit_begin(Emit *e, const WakeJump *wake)
{
    X64Buffer *as = e->as;
    emit_here(e, wake->is_fresh);
    x64_rr(as, X64_TEST_MR, true, wake->header, wake->header);
    emit_trap_if(e, CC_E, WFX_TRAP_NULL_CONTINUATION, wake->wasm_offset);
    call_with_header(e, wake, WFX_STUB_BEGIN);
    if (wake->stack_map != WFX_NO_INDEX) {
        e->stack_map = wake->stack_map;
        e->try_region = wake->try_region;
        emit_site(e, WFX_SITE_LIBCALL, WFX_TRAP_NONE, wake->wasm_offset);
    }
    x64_rr(as, X64_TEST_MR, true, R11, R11);
    emit_trap_if(e, CC_E, WFX_TRAP_CONTINUATION_CONSUMED, wake->wasm_offset);
    if (wake->header != R11)
        x64_rr(as, X64_MOV_RM, true, wake->header, R11);
    x64_patch_to(as, x64_jmp(as), wake->back);
}

void emit_wakes(Emit *e)
{
    X64Buffer *as = e->as;
    for (uint32_t i = 0; i < e->wakes.count; i++) {
        const WakeJump *wake = &e->wakes.data[i];
        x64_buffer_room(as, 128);
        emit_row(e, wake->wasm_offset);
        emit_begin(e, wake);
        emit_here(e, wake->at);
        x64_alu_ri(as, X64_XOR_MI, false, wake->scratch, WFX_CONT_RESTS);
        x64_rm(as, X64_CMP16_MR, false, wake->scratch, x64_mem(wake->header, WFX_CONT_GENERATION));
        emit_trap_if(e, CC_NE, WFX_TRAP_CONTINUATION_CONSUMED, wake->wasm_offset);
        call_with_header(e, wake, WFX_STUB_WAKE);
        x64_patch_to(as, x64_jmp(as), wake->back);
    }
}

void emit_make_reference(Emit *e, unsigned to, unsigned header)
{
    x64_rm(e->as, X64_MOVZX16, false, to, x64_mem(header, WFX_CONT_GENERATION));
    x64_ri8(e->as, X64_SHL_MI8, true, to, WFX_GENERATION_SHIFT);
    x64_rr(e->as, X64_OR_RM, true, to, header);
}

static void add_switch_range(Emit *e, uint32_t start)
{
    wfx_assert(start < x64_pos(e->as));
    emit_push(e, &e->c->switches, (WfxSwitchRange){start, x64_pos(e->as)});
}

/* Saves the running continuation (r12) so that it goes on at a label; returns what emit_here lands. */
static uint32_t save_self(Emit *e, uint32_t area)
{
    context_load(e, R12, WFX_CONTEXT_CURRENT);
    if (area)
        store(e, RSP, R12, WFX_CONT_ARGS_AREA);
    store(e, RSP, R12, WFX_CONT_RSP);
    store(e, RBP, R12, WFX_CONT_RBP);
    uint32_t label = x64_rip(e->as, X64_LEA, true, R11);
    store(e, R11, R12, WFX_CONT_PC);
    return label;
}

/* Behind the jump: the return label, where the values are in the sequence and in the area. */
static void continue_here(Emit *e, uint32_t label, uint32_t wasm_offset)
{
    x64_nop(e->as);
    emit_here(e, label);
    emit_site(e, WFX_SITE_SUSPEND, WFX_TRAP_NONE, wasm_offset);
    emit_reload(e);
    emit_return_by_jump(e);
}

/* The first clause of the innermost handler, without leaving compiled code: r11 = tag. It may be of another kind: then
   its offset leads to no tag. Returns what emit_here lands at the slow path. */
static uint32_t try_first_clause(Emit *e)
{
    X64Buffer *as = e->as;
    load(e, R13, R12, WFX_CONT_HANDLERS);
    x64_rm(as, X64_MOV_RM, false, R10, x64_mem(R13, WFX_RESUME_SITE_CLAUSES + WFX_CLAUSE_SUSPEND_OFFSET));
    load(e, R14, R12, WFX_CONT_LINK_RBP);
    load(e, R14, R14, -8);
    x64_rm(as, X64_CMP_RM, true, R11, x64_mem_index(R14, R10, 0, 0));
    uint32_t slow = x64_jcc(as, CC_NE);
    emit_make_reference(e, R10, R12);
    store(e, R12, R12, WFX_CONT_LAST);
    load(e, R11, R12, WFX_CONT_PARENT);
    context_store(e, R11, WFX_CONTEXT_CURRENT);
    load(e, R11, R11, WFX_CONT_STACK_LIMIT);
    context_store(e, R11, WFX_CONTEXT_STACK_LIMIT);
    load(e, R11, R13, WFX_RESUME_SITE_CLAUSES + WFX_CLAUSE_TARGET);
    emit_tell_handler(e);
    load(e, RBP, R12, WFX_CONT_LINK_RBP);
    uint32_t range = x64_pos(as);
    x64_mov_imm(as, R13, (uint64_t)(uintptr_t)wfx_detached_record);
    store(e, R13, R12, WFX_CONT_LINK_RBP);
    load(e, R13, R13, 8);
    store(e, R13, R12, WFX_CONT_LINK_PC);
    x64_r(as, X64_JMP_M, false, R11);
    add_switch_range(e, range);
    return slow;
}

static void emit_suspend(Emit *e, const VOp *op)
{
    const IrInst *inst = &e->ir->insts.data[op->inst];
    uint32_t label = save_self(e, type_area(wfx_types_get(e->module->tags[inst->c].type_id)));
    load(e, R11, R14, (int32_t)(e->c->offsets.tags + 8 * inst->c));
    store(e, R11, R12, WFX_CONT_TAG);
    if (!e->debug)
        emit_here(e, try_first_clause(e));
    emit_tell_handler(e);
    jump_stub(e, WFX_STUB_SUSPEND);
    continue_here(e, label, op->offset);
}

/* The reference to the running continuation goes where the target's last parameter is. */
static void pass_self(Emit *e, Place place)
{
    context_load(e, R12, WFX_CONTEXT_CURRENT);
    if (place.in_register) {
        emit_make_reference(e, place.reg, R12);
        return;
    }
    emit_make_reference(e, R11, R12);
    load(e, R12, R10, WFX_CONT_ARGS_AREA);
    store(e, R11, R12, 8 * (int32_t)place.word);
}

/* r10 = reference to the target, its arguments in the sequence. */
static void emit_switch(Emit *e, const VOp *op)
{
    const IrInst *inst = &e->ir->insts.data[op->inst];
    const WfxTypeDef *target = wfx_types_get(emit_type(e, inst->c)->cont_func);
    uint32_t last = target->param_count - 1;
    uint32_t area = v_switch_area(target);
    emit_move_register(e, WFX_KIND_REF, R11, R10);
    emit_check_reference(e, R11, R12, WFX_NO_INDEX, op->offset);
    emit_move_register(e, WFX_KIND_REF, R10, R11);
    Seq seq = {0};
    for (uint32_t i = 0; i < last; i++)
        seq_next(&seq, wfx_type_kind(target->params[i]));
    pass_self(e, seq_next(&seq, WFX_KIND_REF));
    emit_area(e, area);
    uint32_t label = save_self(e, area);
    load(e, R11, R14, (int32_t)(e->c->offsets.tags + 8 * inst->d));
    store(e, R11, R12, WFX_CONT_TAG);
    jump_stub(e, WFX_STUB_SWITCH);
    continue_here(e, label, op->offset);
}

/* ---- resume ---- */

/* The WfxResumeSite in the read-only data, and the image's record of it; addresses are filled in when the blocks are
   placed. */
static uint32_t add_resume_site(Emit *e, const IrInst *inst, const IrResume *resume)
{
    Compiler *c = e->c;
    while (c->data.size % 8 && !c->data.failed)
        wfx_buffer_u8(&c->data, 0);
    uint32_t index = c->resumes.count, at = (uint32_t)c->data.size;
    wfx_buffer_u32(&c->data, resume->clause_count);
    wfx_buffer_u32(&c->data, index);
    wfx_buffer_u64(&c->data, 0);
    uint32_t records = resume->clause_count ? resume->clause_count : 1;
    wfx_assert(c->data.failed || at % 8 == 0);
    for (uint32_t i = 0; i < records; i++) {
        const IrClause *clause = i < resume->clause_count ? &e->ir->clauses.data[resume->clauses + i] : NULL;
        uint32_t offset = clause ? c->offsets.tags + 8 * clause->tag : WFX_INSTANCE_NULL;
        bool is_switch = clause && clause->kind == WFX_CLAUSE_ON_SWITCH;
        wfx_buffer_u32(&c->data, is_switch ? WFX_INSTANCE_NULL : offset);
        wfx_buffer_u32(&c->data, is_switch ? offset : WFX_INSTANCE_NULL);
        wfx_buffer_u64(&c->data, 0);
        if (!clause)
            continue;
        emit_push(e, &c->resume_clauses, (WfxCodeResumeClause){clause->tag, is_switch, WFX_NO_INDEX});
        if (is_switch)
            continue;
        BlockLabel *label = &e->blocks.data[clause->block];
        label->resume = index;
        label->clause = i;
        label->is_of_throw = inst->op != IR_RESUME;
    }
    WfxCodeResume row = {.function = e->ir->index,
                         .pc = WFX_NO_INDEX,
                         .wasm_offset = inst->offset,
                         .descriptor = at,
                         .first_clause = c->resume_clauses.count - resume->clause_count,
                         .clause_count = resume->clause_count,
                         .counter = c->counter_count};
    c->counter_count += 1 + resume->clause_count;
    emit_push(e, &c->resumes, row);
    e->blocks.data[resume->resumed].resume = index;
    e->blocks.data[resume->resumed].is_of_throw = inst->op != IR_RESUME;
    return index;
}

static void count_event(Emit *e, uint32_t counter)
{
    if (e->c->options->counters)
        x64_m(e->as, X64_INC_M, true, x64_mem(R14, (int32_t)(e->c->offsets.counters + 8 * counter)));
}

/* The return label of a resume is here. */
static void place_resumed(Emit *e, WfxCodeResume *resume)
{
    wfx_assert(resume->pc == WFX_NO_INDEX);
    resume->pc = x64_pos(e->as);
    emit_push(e, &e->c->data_code, (Fixup){resume->descriptor + WFX_RESUME_SITE_RESUMED, resume->pc});
    emit_site(e, WFX_SITE_RESUME, WFX_TRAP_NONE, resume->wasm_offset);
}

/* The site of a resume, of which `row` is the block behind it; counts it, too. NULL: out of memory. */
static WfxCodeResume *begin_resume(Emit *e, const IrInst *inst, const IrResume *row)
{
    e->keeps_limit_check = true;
    e->blocks.data[row->resumed].stack_map = e->stack_map;
    uint32_t index = add_resume_site(e, inst, row);
    if (e->c->failed)
        return NULL;
    WfxCodeResume *site = &e->c->resumes.data[index];
    count_event(e, site->counter);
    return site;
}

/* r12 = function, its arguments in the sequence; context->finished has a continuation. */
static void emit_start(Emit *e, const VOp *op)
{
    X64Buffer *as = e->as;
    const IrInst *inst = &e->ir->insts.data[op->inst];
    const IrResume *row = &e->ir->resumes.data[inst->d];
    if (e->ir->insts.data[inst[-1].a].op != IR_REF_FUNC) {
        x64_rr(as, X64_TEST_MR, true, R12, R12);
        emit_trap_if(e, CC_E, WFX_TRAP_NULL_FUNCTION, inst[-1].offset);
    }
    const WfxCodeResume *site = begin_resume(e, inst, row);
    if (!site)
        return;
    emit_push(e, &e->c->data_refs, (Fixup){x64_rip(as, X64_LEA, true, R10), site->descriptor});
    emit_push(e, &e->jumps, (Fixup){x64_rip(as, X64_LEA, true, R11), row->resumed});
    jump_stub(e, WFX_STUB_START);
}

/* r12 = reference to the continuation, its arguments in the sequence. */
static void emit_resume(Emit *e, const VOp *op)
{
    X64Buffer *as = e->as;
    const IrInst *inst = &e->ir->insts.data[op->inst];
    const IrResume *row = &e->ir->resumes.data[inst->d];
    emit_check_reference(e, R12, R10, e->stack_map, op->offset);
    WfxCodeResume *site = begin_resume(e, inst, row);
    if (!site)
        return;
    x64_m(as, X64_INC16_M, false, x64_mem(R12, WFX_CONT_GENERATION));
    uint32_t retire = x64_jcc(as, CC_S);
    emit_push(e, &e->retires, (RetireJump){retire, x64_pos(as), op->offset});
    load(e, R10, R12, WFX_CONT_LAST);
    store(e, RBP, R10, WFX_CONT_LINK_RBP);
    uint32_t return_label = x64_rip(as, X64_LEA, true, R11);
    store(e, R11, R10, WFX_CONT_LINK_PC);
    emit_push(e, &e->c->data_refs, (Fixup){x64_rip(as, X64_LEA, true, R11), site->descriptor});
    store(e, R11, R10, WFX_CONT_HANDLERS);
    context_load(e, R11, WFX_CONTEXT_CURRENT);
    store(e, R11, R10, WFX_CONT_PARENT);
    context_store(e, R12, WFX_CONTEXT_CURRENT);
    load(e, R11, R12, WFX_CONT_STACK_LIMIT);
    context_store(e, R11, WFX_CONTEXT_STACK_LIMIT);
    load(e, R11, R12, WFX_CONT_PC);
    if (e->debug) {
        x64_m(as, X64_CALL_M, false, x64_mem(R15, WFX_CONTEXT_STUBS + 8 * WFX_STUB_RESUME));
        emit_here(e, return_label);
        place_resumed(e, site);
        emit_push(e, &e->jumps, (Fixup){x64_jmp(as), row->resumed});
        return;
    }
    emit_push(e, &e->jumps, (Fixup){return_label, row->resumed});
    load(e, RBP, R12, WFX_CONT_RBP);
    uint32_t range = x64_pos(as);
    load(e, RSP, R12, WFX_CONT_RSP);
    x64_r(as, X64_JMP_M, false, R11);
    add_switch_range(e, range);
}

/* rax = continuation, rcx = exnref, or the payload is in context->values. */
static void emit_resume_throw(Emit *e, const VOp *op)
{
    const IrInst *inst = &e->ir->insts.data[op->inst];
    const IrResume *row = &e->ir->resumes.data[inst->d];
    bool is_ref = inst->op == IR_RESUME_THROW_REF;
    const WfxCodeResume *site = begin_resume(e, inst, row);
    if (!site)
        return;
    if (!is_ref)
        x64_mov_imm(e->as, RCX, row->tag);
    emit_push(e, &e->c->data_refs, (Fixup){x64_rip(e->as, X64_LEA, true, RDX), site->descriptor});
    emit_libcall(e, is_ref ? WFX_LIBCALL_resume_throw_ref : WFX_LIBCALL_resume_throw, op->offset);
    x64_ud2(e->as);
}

void emit_switching(Emit *e, const VOp *op)
{
    switch ((VCodeId)op->code) {
    case V_SUSPEND: emit_suspend(e, op); break;
    case V_SWITCH: emit_switch(e, op); break;
    case V_RESUME: emit_resume(e, op); break;
    case V_START: emit_start(e, op); break;
    default: emit_resume_throw(e, op); break;
    }
}

/* ---- blocks that are entered from elsewhere ---- */

/* rsp = rbp - frame size, which is known at the function's end. */
static void restore_stack(Emit *e)
{
    emit_push(e, &e->frame_leas, x64_lea_disp32(e->as, RSP, RBP));
}

static void enter_handler(Emit *e, const BlockLabel *label)
{
    Compiler *c = e->c;
    WfxCodeResume *resume = &c->resumes.data[label->resume];
    c->resume_clauses.data[resume->first_clause + label->clause].target = label->pc;
    emit_push(
        e, &c->data_code,
        (Fixup){resume->descriptor + WFX_RESUME_SITE_CLAUSES + WFX_CLAUSE_BYTES * label->clause + WFX_CLAUSE_TARGET,
                label->pc});
    count_event(e, resume->counter + 1 + label->clause);
}

void emit_enter(Emit *e, const VOp *op)
{
    BlockLabel *label = &e->blocks.data[e->block];
    if (e->c->failed)
        return;
    if (op->code == V_ENTER_RESUMED) {
        WfxCodeResume *resume = &e->c->resumes.data[label->resume];
        emit_row(e, resume->wasm_offset);
        if (resume->pc == WFX_NO_INDEX) { /* the label is the block itself */
            x64_nop(e->as);
            e->stack_map = label->stack_map;
            place_resumed(e, resume);
        }
    }
    if (op->code == V_ENTER_LANDING) /* a step that meets the exception stops in the line of its clause */
        emit_row(e, e->ir->insts.data[op->inst].offset);
    emit_label(e, e->block);
    restore_stack(e);
    if (op->code == V_ENTER_LANDING || label->is_of_throw)
        emit_return_by_jump(e);
    else if (op->code == V_ENTER_HANDLER)
        emit_hear_suspender(e);
    emit_reload(e);
    if (op->code == V_ENTER_HANDLER)
        enter_handler(e, label);
}
