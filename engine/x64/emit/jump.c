/* The emitter, jumps between blocks: forward targets are landed when the function ends. */
#include "engine/x64/emit/emit.h"

void emit_label(Emit *e, IrBlockId block)
{
    wfx_assert(e->blocks.data[block].pc == UINT32_MAX || e->as->failed);
    e->blocks.data[block].pc = x64_pos(e->as);
}

void emit_here(Emit *e, uint32_t at)
{
    x64_patch_to(e->as, at, x64_pos(e->as));
}

static void jump_to(Emit *e, uint32_t at, IrBlockId block)
{
    wfx_assert(block < e->blocks.count && e->ir->blocks.data[block].kind == IR_BLOCK_NORMAL);
    uint32_t pc = e->blocks.data[block].pc;
    if (pc != UINT32_MAX)
        x64_patch_to(e->as, at, pc);
    else
        emit_push(e, &e->jumps, (Fixup){at, block});
}

void emit_jump_always(Emit *e, IrBlockId target)
{
    x64_buffer_room(e->as, 64);
    jump_to(e, x64_jmp(e->as), target);
}

void emit_jump(Emit *e, IrBlockId target)
{
    if (target != e->block + 1)
        emit_jump_always(e, target);
}

/* A float condition takes two. */
void emit_jump_if(Emit *e, unsigned cc, IrBlockId target)
{
    if (cc == CC_FEQ) {
        uint32_t skip = x64_jcc8(e->as, CC_P);
        jump_to(e, x64_jcc(e->as, CC_E), target);
        x64_here8(e->as, skip);
    } else if (cc == CC_FNE) {
        jump_to(e, x64_jcc(e->as, CC_P), target);
        jump_to(e, x64_jcc(e->as, CC_NE), target);
    } else {
        jump_to(e, x64_jcc(e->as, cc), target);
    }
}

uint32_t emit_skip_unless(Emit *e, unsigned cc, uint32_t at[2])
{
    unsigned not = v_negate(cc);
    if (not == CC_FNE) {
        at[0] = x64_jcc(e->as, CC_P);
        at[1] = x64_jcc(e->as, CC_NE);
        return 2;
    }
    if (not == CC_FEQ) {
        uint32_t ordered = x64_jcc8(e->as, CC_P);
        at[0] = x64_jcc(e->as, CC_E);
        x64_here8(e->as, ordered);
        return 1;
    }
    at[0] = x64_jcc(e->as, not );
    return 1;
}

/* Tables of 32-bit distances from the table itself. */
JumpTable emit_jump_table(Emit *e, uint32_t count)
{
    X64Buffer *as = e->as;
    JumpTable table = {.data = (uint32_t)e->c->data.size};
    wfx_assert(count && count <= INT32_MAX);
    x64_buffer_room(as, 256);
    wfx_buffer_extend(&e->c->data, 4 * (size_t)count);
    emit_push(e, &e->c->tables, (Fixup){table.data, count});
    x64_alu_ri(as, X64_CMP_MI, false, R10, (int32_t)count);
    table.beyond = x64_jcc(as, CC_AE);
    emit_push(e, &e->c->data_refs, (Fixup){x64_rip(as, X64_LEA, true, R11), table.data});
    x64_rm(as, X64_MOVSXD, true, R10, x64_mem_index(R11, R10, 2, 0));
    x64_rr(as, X64_ADD_RM, true, R10, R11);
    x64_r(as, X64_JMP_M, false, R10);
    return table;
}

void emit_table_entry(Emit *e, JumpTable table, uint32_t number, IrBlockId block)
{
    emit_push(e, &e->table_entries, (Fixup){table.data + 4 * number, block});
}

void emit_table_entry_at(Emit *e, JumpTable table, uint32_t number, uint32_t pc)
{
    if (!e->c->data.failed)
        memcpy(e->c->data.data + table.data + 4 * number, &pc, 4);
}
