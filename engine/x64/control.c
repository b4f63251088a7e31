/* Control flow: prologue, block boundaries, edges with their moves, jump tables, what stands at a function's end.
   Block parameters live in slots; an edge writes them, as a parallel move when slots are read and written by the same edge. */
#include "engine/x64/func.h"

enum { ZERO_INLINE = 16 /* words of locals zeroed without a loop */ };

/* ---- prologue ---- */

static void place_locals(Fn *f)
{
    IrFunction *ir = f->ir;
    f->homes.count = 0;
    f->copies.count = 0;
    if (!wfx_vec_reserve(&f->homes, ir->local_count + 1) || !wfx_vec_reserve(&f->copies, ir->local_count + 1)) {
        f->c->failed = true;
        return;
    }
    f->homes.count = ir->local_count;
    memset(f->copies.data, 0, ir->local_count);
    f->frame = 8; /* the instance */
    for (uint32_t i = 0; i < ir->local_count; i++) {
        f->frame += wfx_type_slot_size(ir->locals[i]);
        f->homes.data[i] = -(int32_t)f->frame;
        fn_push(f, &f->c->locals, (WfxCodeLocal){ir->locals[i], f->homes.data[i]});
    }
}

static void store_params(Fn *f)
{
    Seq seq = {0};
    for (uint32_t i = 0; i < f->ir->type->param_count; i++) {
        unsigned kind = wfx_type_kind(f->ir->locals[i]);
        Place place = seq_next(&seq, kind);
        X64Mem home = x64_mem(RBP, f->homes.data[i]);
        wfx_asm_room(f->as, 64);
        if (place.in_register) {
            quick_store_slot(f, kind, place.reg, home);
            quick_remember(f, i, place.reg);
        } else {
            unsigned scratch = kind_is_vector(kind) ? XMM15 : R11;
            quick_load_slot(f, kind, scratch, x64_mem(RBP, 16 + 8 * (int32_t)place.word));
            quick_store_slot(f, kind, scratch, home);
        }
    }
}

/* The declared locals stand together below the parameters: [rbp + low, rbp + high). */
static void zero_locals(Fn *f)
{
    uint32_t params = f->ir->type->param_count, count = f->ir->local_count;
    if (params == count)
        return;
    int32_t high = params ? f->homes.data[params - 1] : -8, low = f->homes.data[count - 1];
    uint32_t words = (uint32_t)(high - low) / 8;
    if (words > ZERO_INLINE) {
        x64_rm(f->as, X64_LEA, true, RDI, x64_mem(RBP, low));
        x64_mov_imm(f->as, RCX, words);
        x64_mov_imm(f->as, RAX, 0);
        x64_u8(f->as, 0xF3); /* rep stosq */
        x64_u8(f->as, 0x48);
        x64_u8(f->as, 0xAB);
        f->cached &= ~(REG_BIT(RDI) | REG_BIT(RCX) | REG_BIT(RAX));
        return;
    }
    wfx_asm_room(f->as, 16 * ZERO_INLINE);
    if (words == 1) {
        x64_mi32(f->as, X64_MOV_MI, true, x64_mem(RBP, low), 0);
        return;
    }
    x64_rr(f->as, X64_XORPS, false, XMM15, XMM15);
    for (; words >= 2; words -= 2, low += 16)
        x64_rm(f->as, X64_MOVUPS_MR, false, XMM15, x64_mem(RBP, low));
    if (words)
        x64_rm(f->as, X64_MOVSD_MR, false, XMM15, x64_mem(RBP, low));
}

void control_prologue(Fn *f)
{
    static const uint8_t head[] = {0x55, 0x48, 0x89, 0xE5, 0x41, 0x56}; /* push rbp; mov rbp, rsp; push r14 */
    WfxAsm *as = f->as;
    place_locals(f);
    wfx_asm_room(as, 256);
    memcpy(as->p, head, sizeof head);
    as->p += sizeof head;
    x64_ri32(as, X64_SUB_MI, true, RSP, 0);
    f->frame_patch = x64_pos(as) - 4;
    f->check_at = x64_pos(as);
    x64_rm(as, X64_CMP_RM, true, RSP, x64_mem(R15, WFX_CONTEXT_STACK_LIMIT));
    fn_trap_if(f, CC_B, WFX_TRAP_STACK_OVERFLOW, f->ir->start_offset);
    if (!f->c->failed) {
        store_params(f);
        zero_locals(f);
    }
}

/* A leaf with a small frame lives on the reserve: its check becomes a nop, its trap is not needed. */
static void finish_frame(Fn *f)
{
    static const uint8_t nop9[] = {0x66, 0x0F, 0x1F, 0x84, 0, 0, 0, 0, 0};
    uint32_t size = f->frame + f->frame_extra;
    size = (size + 15) & ~15u;
    x64_patch32(f->as, f->frame_patch, size - 8); /* the instance is pushed already */
    for (uint32_t i = 0; i < f->frame_leas.count; i++)
        x64_patch32(f->as, f->frame_leas.data[i], (uint32_t) - (int32_t)size);
    f->frame = size;
    if (f->keeps_limit_check || size > WFX_STACK_RESERVE / 2)
        return;
    uint32_t used = f->traps.data[0].at + 4 - f->check_at;
    memcpy(f->as->base + f->check_at, nop9, sizeof nop9);
    for (uint32_t i = sizeof nop9; i < used; i++)
        f->as->base[f->check_at + i] = 0x90;
    f->traps.data[0].at = 0;
}

/* ---- edges ---- */

static void jump_to(Fn *f, uint32_t at, IrBlockId block)
{
    uint32_t pc = f->blocks.data[block].pc;
    if (pc != UINT32_MAX)
        x64_patch_to(f->as, at, pc);
    else
        fn_push(f, &f->jumps, (Fixup){at, block});
}

/* Slots of the target's parameters, allocated by the first edge. */
static void place_params(Fn *f, IrBlockId id)
{
    BlockState *state = &f->blocks.data[id];
    if (state->params_placed)
        return;
    state->params_placed = true;
    const IrBlock *block = &f->ir->blocks.data[id];
    for (uint32_t i = 0; i < block->param_count; i++) {
        IrValue id_param = block->first + i;
        const IrInst *inst = fn_inst(f, id_param);
        Value *value = fn_value(f, id_param);
        *value = (Value){.uses = inst->uses, .kind = inst->type};
        if (inst->uses)
            value->slot = quick_new_slot(f, inst->type);
    }
}

static bool arg_in_slot(Fn *f, IrValue arg, int32_t slot)
{
    const Value *value = fn_value(f, arg);
    return !(value->where & (VALUE_REG | VALUE_CONST | VALUE_LAZY)) && value->slot == slot;
}

static bool move_is_needed(Fn *f, const IrEdge *edge, uint32_t i)
{
    const Value *param = fn_value(f, f->ir->blocks.data[edge->target].first + i);
    return param->slot && !(fn_value(f, f->ir->extra.data[edge->args + i])->slot == param->slot);
}

static bool edge_has_moves(Fn *f, const IrEdge *edge)
{
    if (!edge->arg_count)
        return false;
    place_params(f, edge->target);
    for (uint32_t i = 0; i < edge->arg_count; i++)
        if (move_is_needed(f, edge, i))
            return true;
    return false;
}

static void store_param(Fn *f, IrValue arg, const Value *param)
{
    wfx_asm_room(f->as, 64);
    X64Mem to = x64_mem(RBP, param->slot);
    const Value *value = fn_value(f, arg);
    unsigned reg = quick_register(f, arg);
    if (reg != X64_REG_NONE) {
        quick_store_slot(f, value->kind, reg, to);
        return;
    }
    if (value->where & VALUE_CONST && (value->kind == WFX_KIND_I32 || value->kind == WFX_KIND_F32)) {
        x64_mi32(f->as, X64_MOV_MI, false, to, (int32_t)fn_const(f, arg));
        return;
    }
    unsigned scratch = kind_is_vector(value->kind) ? XMM15 : R11;
    quick_load(f, arg, scratch);
    quick_store_slot(f, value->kind, scratch, to);
}

/* Does a later argument of the edge still have to be read from the slot that parameter `i` gets? */
static bool slot_is_read_later(Fn *f, const IrEdge *edge, uint32_t i, int32_t slot)
{
    for (uint32_t k = i + 1; k < edge->arg_count; k++)
        if (arg_in_slot(f, f->ir->extra.data[edge->args + k], slot))
            return true;
    return false;
}

/* Arguments in registers or homes are free to move at any time; those in slots that the edge itself overwrites too early
   take the way over fresh slots. Wide edges check against the few slots of loop parameters only. */
static void edge_moves(Fn *f, const IrEdge *edge)
{
    if (!edge->arg_count)
        return;
    const IrValue *args = f->ir->extra.data + edge->args;
    IrValue first = f->ir->blocks.data[edge->target].first;
    bool conflict = false;
    if (f->ir->blocks.data[edge->target].is_loop && edge->arg_count > 1)
        for (uint32_t i = 0; i < edge->arg_count && !conflict; i++) {
            const Value *param = fn_value(f, first + i);
            conflict = param->slot && slot_is_read_later(f, edge, i, param->slot);
        }
    if (!conflict) {
        for (uint32_t i = 0; i < edge->arg_count; i++)
            if (move_is_needed(f, edge, i))
                store_param(f, args[i], fn_value(f, first + i));
        return;
    }
    WFX_VEC(int32_t) temps = {0};
    if (!wfx_vec_reserve(&temps, edge->arg_count)) {
        f->c->failed = true;
        return;
    }
    for (uint32_t i = 0; i < edge->arg_count; i++) {
        Value temp = *fn_value(f, first + i);
        temps.data[i] = temp.slot = quick_new_slot(f, temp.kind);
        store_param(f, args[i], &temp);
    }
    for (uint32_t i = 0; i < edge->arg_count; i++) {
        const Value *param = fn_value(f, first + i);
        unsigned scratch = kind_is_vector(param->kind) ? XMM15 : R11;
        wfx_asm_room(f->as, 64);
        if (param->slot) {
            quick_load_slot(f, param->kind, scratch, x64_mem(RBP, temps.data[i]));
            quick_store_slot(f, param->kind, scratch, x64_mem(RBP, param->slot));
        }
        quick_free_slot(f, temps.data[i], param->kind);
    }
    wfx_vec_free(&temps);
}

static void take_edge(Fn *f, const IrEdge *edge)
{
    call_take_uses(f, f->ir->extra.data + edge->args, edge->arg_count);
}
static void end_edge(Fn *f, const IrEdge *edge)
{
    call_end_uses(f, f->ir->extra.data + edge->args, edge->arg_count);
}

static void jump_unless_next(Fn *f, IrBlockId target)
{
    if (target != f->block + 1)
        jump_to(f, x64_jmp(f->as), target);
}

static void emit_jump(Fn *f, const IrInst *inst)
{
    const IrEdge *edge = &f->ir->edges.data[inst->a];
    place_params(f, edge->target);
    take_edge(f, edge);
    quick_settle(f);
    edge_moves(f, edge);
    end_edge(f, edge);
    wfx_asm_room(f->as, 64);
    jump_unless_next(f, edge->target);
}

/* Conditional jump to a block; a float condition takes two. `cc` holds when the jump is taken. */
static void jump_if(Fn *f, unsigned cc, IrBlockId target)
{
    if (cc == CC_FEQ) {
        uint32_t skip = x64_jcc8(f->as, CC_P);
        jump_to(f, x64_jcc(f->as, CC_E), target);
        x64_here8(f->as, skip);
    } else if (cc == CC_FNE) {
        jump_to(f, x64_jcc(f->as, CC_P), target);
        jump_to(f, x64_jcc(f->as, CC_NE), target);
    } else {
        jump_to(f, x64_jcc(f->as, cc), target);
    }
}

/* Jump over the moves of an edge when `cc` does not hold; returns up to two positions to land. */
static uint32_t skip_unless(Fn *f, unsigned cc, uint32_t at[2])
{
    unsigned not = mach_negate(cc);
    if (not == CC_FNE) {
        at[0] = x64_jcc(f->as, CC_P);
        at[1] = x64_jcc(f->as, CC_NE);
        return 2;
    }
    if (not == CC_FEQ) {
        uint32_t ordered = x64_jcc8(f->as, CC_P);
        at[0] = x64_jcc(f->as, CC_E);
        x64_here8(f->as, ordered);
        return 1;
    }
    at[0] = x64_jcc(f->as, not );
    return 1;
}

static unsigned branch_condition(Fn *f, const IrInst *inst)
{
    if (f->flags == inst->a)
        return f->flags_cc;
    MachLoc loc = quick_location(f, inst->a);
    if (loc.kind == LOC_REG) {
        x64_rr(f->as, X64_TEST_MR, false, loc.reg, loc.reg);
    } else if (loc.kind == LOC_IMM) {
        x64_mov_imm(f->as, R11, (uint32_t)loc.imm);
        x64_rr(f->as, X64_TEST_MR, false, R11, R11);
    } else {
        x64_alu_mi(f->as, X64_CMP_MI, false, x64_mem(RBP, loc.imm), 0);
    }
    f->flags = inst->a; /* until the jump: constants are loaded by mov */
    quick_use(f, inst->a);
    return CC_NE;
}

static void emit_branch(Fn *f, const IrInst *inst)
{
    const IrEdge *yes = &f->ir->edges.data[inst->b], *no = yes + 1;
    unsigned cc = branch_condition(f, inst);
    place_params(f, yes->target);
    place_params(f, no->target);
    take_edge(f, yes);
    take_edge(f, no);
    quick_settle(f);
    bool yes_moves = edge_has_moves(f, yes), no_moves = edge_has_moves(f, no);
    if (!yes_moves && yes->target == f->block + 1 && !no_moves) {
        jump_if(f, mach_negate(cc), no->target);
    } else if (!yes_moves) {
        jump_if(f, cc, yes->target);
        edge_moves(f, no);
        wfx_asm_room(f->as, 64);
        jump_unless_next(f, no->target);
    } else {
        uint32_t at[2], count = skip_unless(f, cc, at);
        edge_moves(f, yes);
        wfx_asm_room(f->as, 64);
        jump_to(f, x64_jmp(f->as), yes->target);
        for (uint32_t i = 0; i < count; i++)
            x64_patch_to(f->as, at[i], x64_pos(f->as));
        edge_moves(f, no);
        wfx_asm_room(f->as, 64);
        jump_unless_next(f, no->target);
    }
    f->flags = IR_NO_ID;
    end_edge(f, yes);
    end_edge(f, no);
}

/* The moves of a br_table edge, once for each target. */
static uint32_t table_stub(Fn *f, const IrEdge *edge, uint32_t stamp)
{
    BlockState *state = &f->blocks.data[edge->target];
    if (state->stub_stamp != stamp) {
        state->stub_stamp = stamp;
        state->stub = x64_pos(f->as);
        edge_moves(f, edge);
        wfx_asm_room(f->as, 64);
        jump_to(f, x64_jmp(f->as), edge->target);
    }
    return state->stub;
}

static void emit_table_entries(Fn *f, const IrInst *inst, uint32_t table)
{
    const IrEdge *edges = &f->ir->edges.data[inst->b];
    for (uint32_t i = 0; i < inst->c; i++) {
        if (edge_has_moves(f, &edges[i])) {
            uint32_t stub = table_stub(f, &edges[i], f->inst + 1);
            if (!f->c->data.failed)
                memcpy(f->c->data.data + table + 4 * i, &stub, 4);
        } else {
            fn_push(f, &f->table_entries, (Fixup){table + 4 * i, edges[i].target});
        }
    }
}

/* Tables of 32-bit distances from the table itself. */
static void emit_br_table(Fn *f, const IrInst *inst)
{
    WfxAsm *as = f->as;
    const IrEdge *edges = &f->ir->edges.data[inst->b], *last = edges + inst->c;
    quick_load(f, inst->a, R10);
    quick_use(f, inst->a);
    for (uint32_t i = 0; i <= inst->c; i++) {
        place_params(f, edges[i].target);
        take_edge(f, &edges[i]);
    }
    quick_settle(f);
    wfx_asm_room(as, 256);
    uint32_t table = 0, to_default = 0;
    if (inst->c) {
        table = (uint32_t)f->c->data.size;
        wfx_buffer_extend(&f->c->data, 4 * (size_t)inst->c);
        fn_push(f, &f->c->tables, (Fixup){table, inst->c});
        x64_alu_ri(as, X64_CMP_MI, false, R10, (int32_t)inst->c);
        to_default = x64_jcc(as, CC_AE);
        fn_push(f, &f->c->data_refs, (Fixup){x64_lea_rip(as, R11), table});
        x64_rm(as, X64_MOVSXD, true, R10, x64_mem_index(R11, R10, 2, 0));
        x64_rr(as, X64_ADD_RM, true, R10, R11);
        x64_r(as, X64_JMP_M, false, R10);
        emit_table_entries(f, inst, table);
        wfx_asm_room(as, 64);
        x64_patch_to(as, to_default, x64_pos(as));
    }
    edge_moves(f, last);
    wfx_asm_room(as, 64);
    jump_unless_next(f, last->target);
    for (uint32_t i = 0; i <= inst->c; i++)
        end_edge(f, &edges[i]);
}

/* ---- blocks ---- */

/* The block before runs into this one and nothing else reaches it: registers keep their values. */
static bool continues(const Fn *f, IrBlockId id)
{
    const IrBlock *block = &f->ir->blocks.data[id];
    if (!id || block->predecessors != 1 || block->kind != IR_BLOCK_NORMAL)
        return false;
    const IrBlock *before = block - 1;
    const IrInst *end = &f->ir->insts.data[before->first + before->count - 1];
    const IrEdge *edges = f->ir->edges.data;
    if (end->op == IR_JUMP)
        return edges[end->a].target == id;
    return end->op == IR_BRANCH && (edges[end->b].target == id || edges[end->b + 1].target == id);
}

void control_begin_block(Fn *f, IrBlockId id)
{
    const IrBlock *block = &f->ir->blocks.data[id];
    f->block = id;
    f->try_region = block->try_region == IR_NO_ID ? WFX_NO_INDEX : f->try_base + block->try_region;
    f->flags = IR_NO_ID;
    if (id && !continues(f, id)) /* block 0 begins with copies of the parameters */
        quick_forget_registers(f);
    wfx_asm_room(f->as, 256);
    if (block->kind != IR_BLOCK_NORMAL) {
        switch_enter_block(f, block);
        return;
    }
    f->blocks.data[id].pc = x64_pos(f->as);
    place_params(f, id);
    for (uint32_t i = 0; i < block->param_count; i++) {
        Value *value = fn_value(f, block->first + i);
        if (!value->slot)
            continue;
        value->where = VALUE_SLOT;
        /* Backward edges write the slots of a loop's parameters for as long as the function runs: one more use that never comes. */
        if (block->is_loop)
            value->uses++;
    }
}

void control_terminator(Fn *f, IrInst *inst)
{
    switch (inst->op) {
    case IR_JUMP: emit_jump(f, inst); break;
    case IR_BRANCH: emit_branch(f, inst); break;
    case IR_BR_TABLE: emit_br_table(f, inst); break;
    case IR_RETURN: call_return(f, inst); break;
    case IR_TAIL_CALL:
    case IR_TAIL_CALL_INDIRECT:
    case IR_TAIL_CALL_REF: call_tail(f, inst); break;
    case IR_TRAP: fn_trap_now(f, (WfxTrap)inst->aux, inst->offset); break;
    case IR_THROW:
    case IR_THROW_REF: switch_throw(f, inst); break;
    case IR_RESUME: switch_resume(f, inst); break;
    default: switch_resume_throw(f, inst); break;
    }
}

/* ---- the end of a function ---- */

static void emit_traps(Fn *f)
{
    uint32_t last_pc = 0;
    const TrapJump *last = NULL;
    for (uint32_t i = 0; i < f->traps.count; i++) {
        const TrapJump *trap = &f->traps.data[i];
        if (!trap->at)
            continue;
        if (!last || last->kind != trap->kind || last->wasm_offset != trap->wasm_offset) {
            wfx_asm_room(f->as, 16);
            last = trap;
            last_pc = x64_pos(f->as);
            fn_row(f, trap->wasm_offset);
            fn_site_here(f, WFX_SITE_TRAP, (WfxTrap)trap->kind, trap->wasm_offset);
            x64_ud2(f->as);
        }
        x64_patch_to(f->as, trap->at, last_pc);
    }
}

void control_finish(Fn *f)
{
    finish_frame(f);
    for (uint32_t i = 0; i < f->retires.count; i++) {
        wfx_asm_room(f->as, 32);
        fn_row(f, f->retires.data[i].wasm_offset);
        x64_patch_to(f->as, f->retires.data[i].at, x64_pos(f->as));
        x64_m(f->as, X64_CALL_M, false, x64_mem(R15, WFX_CONTEXT_STUBS + 8 * WFX_STUB_RETIRE));
        x64_patch_to(f->as, x64_jmp(f->as), f->retires.data[i].back);
    }
    emit_traps(f);
    for (uint32_t i = 0; i < f->jumps.count; i++)
        x64_patch_to(f->as, f->jumps.data[i].at, f->blocks.data[f->jumps.data[i].target].pc);
    for (uint32_t i = 0; i < f->table_entries.count && !f->c->data.failed; i++)
        memcpy(f->c->data.data + f->table_entries.data[i].at, &f->blocks.data[f->table_entries.data[i].target].pc, 4);
    for (uint32_t i = 0; i < f->clause_targets.count && !f->c->failed; i++)
        f->c->clauses.data[f->clause_targets.data[i].at].target = f->blocks.data[f->clause_targets.data[i].target].pc;
}
