/* The one stack walker: from a machine state up the rbp chain, through every continuation boundary, to the host entry.
   Async-signal-safe: no locks, no allocation, reads only wasm stacks and headers; used by traps, exceptions, the
   profiler. */
#ifndef WFX_CODE_WALK_STACK_H
#define WFX_CODE_WALK_STACK_H

#include "engine/code/code.h"

typedef enum WfxFrameKind {
    WFX_FRAME_WASM,      /* a function of an image */
    WFX_FRAME_BOUNDARY,  /* oldest end of a continuation: `continuation` was resumed by the next frame at `pc` */
    WFX_FRAME_HOST_CALL, /* a host function called from wasm (the stub's frame) */
    WFX_FRAME_ENTRY,     /* the entry from the host: the end of this activation */
} WfxFrameKind;

typedef struct WfxStackFrame {
    WfxFrameKind kind;
    uint64_t pc; /* return address; the exact pc for the newest frame (is_exact) */
    uint64_t rbp;
    bool is_exact;
    const WfxCodeImage *image;       /* WASM */
    const WfxCodeFunction *function; /* WASM */
    WfxInstance *instance;           /* WASM */
    WfxContinuation *continuation;   /* BOUNDARY */
} WfxStackFrame;

typedef struct WfxStackWalk {
    uint64_t pc, rbp, rsp, r11;
    bool newest;       /* the next frame is the newest */
    bool cut;          /* the chain could not be followed to the host entry */
    uint64_t host_rbp; /* after the end: the host stub frame's rbp */
    uint64_t r12, r14; /* of the newest frame; 0 when unknown */
    bool ended;
} WfxStackWalk;

/* From registers at any instruction in wasm code or a stub (a signal's ucontext). */
void wfx_stack_walk_registers(WfxStackWalk *walk, uint64_t pc, uint64_t rbp, uint64_t rsp, uint64_t r11);
/* The same with the other two registers that the protocols use, from a signal's `ucontext_t *`: exact at every
   instruction. Without them the first instructions of the stubs for suspension, switch and bound arguments start one
   frame late or are cut. */
void wfx_stack_walk_signal(WfxStackWalk *walk, const void *ucontext);
/* From the last exit to C of a context (a libcall or host call in progress). */
void wfx_stack_walk_exit(WfxStackWalk *walk, const WfxContext *context);
/* From a suspended continuation; ends (without cut) at the outermost continuation of its chain. */
void wfx_stack_walk_suspended(WfxStackWalk *walk, const WfxContinuation *continuation);
/* Gives the next frame; false at the end. */
bool wfx_stack_walk_next(WfxStackWalk *walk, WfxStackFrame *frame);

/* Is pc inside the static stubs (engine/x64/stubs.S)? */
bool wfx_stub_contains(uint64_t pc);

#endif
