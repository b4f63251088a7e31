/* The emitter, a function's beginning and end: frame and limit check, what is jumped to out of line, and the landing of
   its jumps. */
#include "engine/x64/emit/emit.h"

enum { ZERO_INLINE = 16 /* words of locals zeroed without a loop */ };

void emit_prologue(Emit *e)
{
    static const uint8_t head[] = {0x55, 0x48, 0x89, 0xE5, 0x41, 0x56}; /* push rbp; mov rbp, rsp; push r14 */
    X64Buffer *as = e->as;
    x64_buffer_room(as, 256);
    memcpy(as->p, head, sizeof head);
    as->p += sizeof head;
    x64_ri32(as, X64_SUB_MI, true, RSP, 0);
    e->frame_patch = x64_pos(as) - 4;
    e->check_at = x64_pos(as);
    x64_rm(as, X64_CMP_RM, true, RSP, x64_mem(R15, WFX_CONTEXT_STACK_LIMIT));
    e->grow_at = x64_jcc(as, CC_B);
    e->grow_back = x64_pos(as);
}

bool emit_zero(Emit *e, int32_t low, int32_t high)
{
    X64Buffer *as = e->as;
    uint32_t words = (uint32_t)(high - low) / 8;
    wfx_assert(low < high && high < 0 && (high - low) % 8 == 0);
    x64_buffer_room(as, 16 * ZERO_INLINE);
    if (words > ZERO_INLINE) {
        x64_rm(as, X64_LEA, true, RDI, x64_mem(RBP, low));
        x64_mov_imm(as, RCX, words);
        x64_mov_imm(as, RAX, 0);
        x64_u8(as, 0xF3); /* rep stosq */
        x64_u8(as, 0x48);
        x64_u8(as, 0xAB);
        return true;
    }
    if (words == 1) {
        x64_mi32(as, X64_MOV_MI, true, x64_mem(RBP, low), 0);
        return false;
    }
    x64_rr(as, X64_XORPS, false, XMM15, XMM15);
    for (; words >= 2; words -= 2, low += 16)
        x64_rm(as, X64_MOVUPS_MR, false, XMM15, x64_mem(RBP, low));
    if (words)
        x64_rm(as, X64_MOVSD_MR, false, XMM15, x64_mem(RBP, low));
    return false;
}

/* Where the check leads: to the stub GROW, which goes on behind the trap, or at it. */
static void emit_grow(Emit *e)
{
    x64_buffer_room(e->as, 64);
    emit_row(e, e->ir->start_offset);
    emit_here(e, e->grow_at);
    uint32_t label = x64_rip(e->as, X64_LEA, true, R11);
    x64_m(e->as, X64_JMP_M, false, x64_mem(R15, WFX_CONTEXT_STUBS + 8 * WFX_STUB_GROW));
    emit_trap(e, WFX_TRAP_STACK_OVERFLOW, e->ir->start_offset);
    emit_here(e, label);
    x64_patch_to(e->as, x64_jmp(e->as), e->grow_back);
}

/* A leaf with a small frame lives on the reserve: its check becomes a nop. */
static uint32_t finish_frame(Emit *e, uint32_t frame)
{
    static const uint8_t nop9[] = {0x66, 0x0F, 0x1F, 0x84, 0, 0, 0, 0, 0};
    uint32_t size = (frame + 15) & ~15u;
    wfx_assert(frame >= 8 && e->check_at == e->frame_patch + 4);
    x64_patch32(e->as, e->frame_patch, size - 8); /* the instance is pushed already */
    for (uint32_t i = 0; i < e->frame_leas.count; i++)
        x64_patch32(e->as, e->frame_leas.data[i], (uint32_t) - (int32_t)size);
    if (e->keeps_limit_check || size > WFX_STACK_RESERVE / 2) {
        emit_grow(e);
        return size;
    }
    memcpy(e->as->base + e->check_at, nop9, sizeof nop9);
    for (uint32_t at = e->check_at + sizeof nop9; at < e->grow_back; at++)
        e->as->base[at] = 0x90;
    return size;
}

static void emit_traps(Emit *e)
{
    uint32_t last_pc = 0;
    const TrapJump *last = NULL;
    for (uint32_t i = 0; i < e->traps.count; i++) {
        const TrapJump *trap = &e->traps.data[i];
        if (!last || last->kind != trap->kind || last->wasm_offset != trap->wasm_offset) {
            x64_buffer_room(e->as, 16);
            last = trap;
            last_pc = x64_pos(e->as);
            emit_row(e, trap->wasm_offset);
            emit_trap(e, (WfxTrap)trap->kind, trap->wasm_offset);
        }
        x64_patch_to(e->as, trap->at, last_pc);
    }
}

uint32_t emit_finish(Emit *e, uint32_t frame)
{
    uint32_t size = finish_frame(e, frame);
    for (uint32_t i = 0; i < e->retires.count; i++) {
        x64_buffer_room(e->as, 32);
        emit_row(e, e->retires.data[i].wasm_offset);
        emit_here(e, e->retires.data[i].at);
        x64_m(e->as, X64_CALL_M, false, x64_mem(R15, WFX_CONTEXT_STUBS + 8 * WFX_STUB_RETIRE));
        x64_patch_to(e->as, x64_jmp(e->as), e->retires.data[i].back);
    }
    emit_wakes(e);
    emit_objects_out_of_line(e);
    emit_traps(e);
    for (uint32_t i = 0; i < e->jumps.count; i++)
        wfx_assert(e->as->failed || e->blocks.data[e->jumps.data[i].target].pc != UINT32_MAX);
    for (uint32_t i = 0; i < e->jumps.count; i++)
        x64_patch_to(e->as, e->jumps.data[i].at, e->blocks.data[e->jumps.data[i].target].pc);
    for (uint32_t i = 0; i < e->table_entries.count && !e->c->data.failed; i++)
        memcpy(e->c->data.data + e->table_entries.data[i].at, &e->blocks.data[e->table_entries.data[i].target].pc, 4);
    for (uint32_t i = 0; i < e->clause_targets.count && !e->c->failed; i++)
        e->c->clauses.data[e->clause_targets.data[i].at].target = e->blocks.data[e->clause_targets.data[i].target].pc;
    return size;
}
