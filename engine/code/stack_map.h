/* Where the references of a stopped frame are: the homes of its locals, and the slots that the stack map of its site
   names, locals without a home among them. None is in a register: no register survives a stop. */
#ifndef WFX_CODE_STACK_MAP_H
#define WFX_CODE_STACK_MAP_H

#include "engine/code/walk_stack.h"

/* Told a slot that holds a reference, or null; may change it. */
typedef void WfxVisitReference(void *user, uint64_t *slot, WfxRefKind kind);

/* Every slot of a WASM frame that holds a reference. The frame must be stopped at a site (a call, a suspension, a
   resume), not by a signal: false if it is not, and nothing is visited. */
bool wfx_frame_references(const WfxStackFrame *frame, WfxVisitReference *visit, void *user);

/* ---- on their way into C (engine/layout.h, "References under way") ---- */
/* Of a list of values, one slot each: parameters of a host call, an exception's payload, bound arguments. */
void wfx_slot_references(const WfxType *types, uint32_t count, WfxSlot *slots, WfxVisitReference *visit, void *user);
/* What a runtime function is called with: its arguments and context->values[]. To be asked before it has used them. */
void wfx_libcall_references(WfxContext *context, WfxLibcall number, uint64_t *arguments, WfxVisitReference *visit,
                            void *user);
/* The kind of its result; NONE: no reference. */
WfxRefKind wfx_libcall_result_kind(WfxLibcall number);

#endif
