/* The one stack walker: from a machine state up the rbp chain, through every continuation boundary, to the host entry.
   Async-signal-safe: no locks, no allocation, reads only wasm stacks and headers; used by traps, exceptions, the
   profiler. */
#ifndef WFX_CODE_WALK_STACK_H
#define WFX_CODE_WALK_STACK_H

#include "engine/base/assert.h"
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
    const WfxSite *site;             /* WASM, of a walk that remembers: where it is stopped; else NULL */
    WfxInstance *instance;           /* WASM */
    WfxContinuation *continuation;   /* BOUNDARY */
} WfxStackFrame;

/* Places where compiled code was stopped, as walks have found them: a table by return address, of sets in which the
   last two stay. C's alone: a signal handler could find an entry half written. */
typedef struct WfxStop {
    uint64_t pc; /* 0: none */
    const WfxCodeImage *image;
    const WfxCodeFunction *function;
    const WfxSite *site;
} WfxStop;
enum { WFX_STOP_SET_BITS = 7 };
typedef struct WfxStops {
    uint64_t retired; /* wfx_code_retired() when the first of them was found */
    WfxStop sets[1 << WFX_STOP_SET_BITS][2];
} WfxStops;

typedef struct WfxStackWalk {
    uint64_t pc, rbp, rsp, r11;
    bool newest;       /* the next frame is the newest */
    bool cut;          /* the chain could not be followed to the host entry */
    uint64_t host_rbp; /* after the end: the host stub frame's rbp */
    uint64_t r12, r14; /* of the newest frame; 0 when unknown */
    bool ended;
    WfxStops *stops; /* or NULL */
} WfxStackWalk;

/* From registers at any instruction in wasm code or a stub (a signal's ucontext). */
void wfx_stack_walk_registers(WfxStackWalk *walk, uint64_t pc, uint64_t rbp, uint64_t rsp, uint64_t r11);
/* The same with the other two registers that the protocols use, from a signal's `ucontext_t *`: exact at every
   instruction. Without them the first instructions of the stubs for suspension, switch and bound arguments start one
   frame late or are cut. */
void wfx_stack_walk_signal(WfxStackWalk *walk, const void *ucontext);
/* From the last exit to C of a context (a libcall or host call in progress). */
static inline void wfx_stack_walk_exit(WfxStackWalk *walk, const WfxContext *context)
{
    *walk = (WfxStackWalk){.pc = context->exit_pc, .rbp = context->exit_rbp, .ended = !context->exit_rbp};
}
/* From a suspended continuation; ends (without cut) at the outermost continuation of its chain. */
void wfx_stack_walk_suspended(WfxStackWalk *walk, const WfxContinuation *continuation);
/* The walk, not from registers, goes by what earlier ones have found, and tells the next. */
static inline void wfx_stack_walk_remember(WfxStackWalk *walk, WfxStops *stops)
{
    uint64_t retired = wfx_code_retired();
    if (stops->retired != retired)
        *stops = (WfxStops){.retired = retired};
    walk->stops = stops;
}
static inline WfxStop *wfx_stop_set(WfxStops *stops, uint64_t pc)
{
    return stops->sets[pc * UINT64_C(0x9E3779B97F4A7C15) >> (64 - WFX_STOP_SET_BITS)];
}

/* NULL: no walk has come to it, or too many others have since. */
static inline const WfxStop *wfx_stop_known(WfxStops *stops, uint64_t pc)
{
    const WfxStop *set = wfx_stop_set(stops, pc);
    wfx_assert(pc); /* that is what unused ones have */
    return set[0].pc == pc ? &set[0] : set[1].pc == pc ? &set[1] : NULL;
}

/* The frame of compiled code that is stopped at the walk's pc; then the walk is at its caller. */
static inline void wfx_stack_walk_stopped(WfxStackWalk *walk, WfxStackFrame *frame, const WfxStop *stop)
{
    const uint64_t *words = (const uint64_t *)(uintptr_t)walk->rbp;
    *frame = (WfxStackFrame){.kind = WFX_FRAME_WASM,
                             .pc = walk->pc,
                             .rbp = walk->rbp,
                             .image = stop->image,
                             .function = stop->function,
                             .site = stop->site,
                             .instance = (WfxInstance *)(uintptr_t)words[-1]};
    walk->pc = words[1];
    walk->rbp = words[0];
}

/* Gives the next frame; false at the end. */
bool wfx_stack_walk_unknown(WfxStackWalk *walk, WfxStackFrame *frame); /* any that is no known stop */
static inline bool wfx_stack_walk_next(WfxStackWalk *walk, WfxStackFrame *frame)
{
    const WfxStop *known = walk->stops && !walk->ended ? wfx_stop_known(walk->stops, walk->pc) : NULL;
    if (known) {
        wfx_stack_walk_stopped(walk, frame, known);
        return true;
    }
    WfxStackWalk other = *walk; /* whose address is taken: the compiler may keep the caller's in registers */
    WfxStackFrame found;
    bool is_frame = wfx_stack_walk_unknown(&other, &found);
    *walk = other;
    if (is_frame)
        *frame = found;
    return is_frame;
}
/* The site where a WASM frame that is not exact is stopped. */
static inline const WfxSite *wfx_frame_site(const WfxStackFrame *frame)
{
    if (frame->site)
        return frame->site;
    return wfx_image_site(frame->image, (uint32_t)(frame->pc - (uint64_t)(uintptr_t)frame->image->code));
}

/* Is pc inside the static stubs (engine/x64/stubs.S)? */
bool wfx_stub_contains(uint64_t pc);

#endif
