/* Where the references of a stopped frame are: the homes of its locals, and the slots that the stack map of its site
   names, locals without a home among them. None is in a register: no register survives a stop. */
#ifndef WFX_CODE_STACK_MAP_H
#define WFX_CODE_STACK_MAP_H

#include "engine/code/walk_stack.h"

/* Calls `visit` for every slot of a WASM frame that holds a reference; the visitor may change it. The frame must be stopped at a site (a call, a
   suspension, a resume), not by a signal: false if it is not, and nothing is visited. */
bool wfx_frame_references(const WfxStackFrame *frame, void (*visit)(void *user, uint64_t *slot, WfxRefKind kind), void *user);

#endif
