/* The emitter, returns. The processor predicts a `ret` by a stack of its own, of the calls that have not returned yet.
   Where stacks are switched, or frames left by an exception, that is in disorder: a function that goes on after its
   suspension was called before other calls that have not returned, and above a handler's function lie the calls that
   led to the suspension. A wrong prediction costs as much as a whole switch. Where a `ret` is known to be predicted
   wrongly the function returns by a jump instead, which is predicted by where it went before:
   - in the block of a suspension, a landing, or where a resume_throw has returned (a call of the runtime did not),
     until something is called: this is how library functions that wrap a suspension end;
   - behind a handler, if the suspender was called since the resume: it tells by r14, which the handler keeps in a slot,
     its *way back*. A suspender thinks so if nothing was called or suspended in its function before, in no loop.
   Where this is wrong the prediction is, and nothing else. Code for a debugger has only `ret`. */
#include "engine/x64/emit/emit.h"

static X64Mem way_back(const Emit *e)
{
    return x64_mem(RBP, e->way_back);
}

/* Behind a place where a `ret` would be predicted wrongly. */
void emit_return_by_jump(Emit *e)
{
    e->jumps_back = !e->debug;
    e->may_be_old = true;
    if (e->way_back)
        x64_mi32(e->as, X64_MOV_MI, false, way_back(e), 1);
}

/* Before a suspension. */
void emit_tell_handler(Emit *e)
{
    if (!e->debug)
        x64_mov_imm(e->as, R14, !e->may_be_old);
}

/* Where a handler begins. */
void emit_hear_suspender(Emit *e)
{
    e->may_be_old = true;
    if (e->way_back)
        x64_rm(e->as, X64_MOV_MR, false, R14, way_back(e));
}

/* A published switch range begins where the frame has been left: r11 = return address, rbp = the caller's. */
static void jump_back(Emit *e)
{
    X64Buffer *as = e->as;
    x64_rm(as, X64_MOV_RM, true, R11, x64_mem(RBP, 8));
    x64_leave(as);
    uint32_t range = x64_pos(as);
    x64_alu_ri(as, X64_ADD_MI, true, RSP, 8 + 8 * (int32_t)e->area);
    x64_r(as, X64_JMP_M, false, R11);
    emit_push(e, &e->c->switches, (WfxSwitchRange){range, x64_pos(as)});
}

void emit_return(Emit *e)
{
    X64Buffer *as = e->as;
    x64_buffer_room(as, 64);
    if (e->jumps_back) {
        jump_back(e);
        return;
    }
    if (e->is_behind) {
        x64_alu_mi(as, X64_CMP_MI, false, way_back(e), 0);
        uint32_t by_ret = x64_jcc8(as, CC_E);
        jump_back(e);
        x64_here8(as, by_ret);
    }
    x64_leave(as);
    x64_ret(as, 8 * e->area);
}
