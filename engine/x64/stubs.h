/* The static assembly under compiled code (stubs.S): its entry points, the C functions it calls, and the shapes of its
   pc ranges, by which the stack walker knows at any instruction of a stub where the caller is. Readable by the
   assembler. */
#ifndef WFX_X64_STUBS_H
#define WFX_X64_STUBS_H

/* C functions that stubs call, in context->stubs after the stubs themselves: so that this floor needs no symbol of the
   runtime. */
#define WFX_STUB_C_WAKE_SHORTLY 15 /* bool (context, continuation), without vector registers; false: by C_WAKE */
#define WFX_STUB_C_HOST_CALL 16    /* uint64_t area(context, func, registers, words) */
#define WFX_STUB_C_RETIRE 17       /* WfxContinuation *(context, continuation): one with a new header */
#define WFX_STUB_C_UNHANDLED 18    /* noreturn (context, tag) */
/* void (context, continuation, registers): puts bound arguments before the given ones */
#define WFX_STUB_C_BOUND 19
#define WFX_STUB_C_FAULT 20 /* noreturn (context) */
#define WFX_STUB_C_WAKE 21  /* void (context, continuation) */
/* void (context, bytes of the newest frame): moves exit_rbp to where they fit, or exit_pc to the trap */
#define WFX_STUB_C_GROW 22
/* WfxContinuation *(context, WfxFresh, registers): one that can be resumed, or NULL: it was consumed */
#define WFX_STUB_C_BEGIN 23
#define WFX_STUB_C_END_DEEP 24 /* void (context, continuation): it has ended on a stack of the largest size */

#define WFX_STUB_C_HOST_FAILED 25 /* noreturn (context, func) */

/* What rbp, rsp, r11 and r12 mean from one label of stubs.S to the next. */
#define WFX_SHAPE_OUTSIDE 0 /* host side, or leaving C: not in wasm; use the exit record */
#define WFX_SHAPE_CALLED 1  /* nothing pushed: return address at [rsp] */
#define WFX_SHAPE_PUSHED 2  /* rbp pushed: return address at [rsp+8] */
#define WFX_SHAPE_FRAME 3   /* rbp is the stub's frame */
#define WFX_SHAPE_HOST 4    /* rbp is the frame of a host call */
#define WFX_SHAPE_SWITCH 5  /* rbp belongs to the destination, r11 is its pc */
#define WFX_SHAPE_BASE 6    /* rbp is the header of a continuation that has ended or not begun */
#define WFX_SHAPE_SAVED 7   /* rbp is a wasm frame, its pc is saved in the header r12 */
#define WFX_SHAPE_BOUND 8   /* the same, in the bound arguments of the header r12 */
#define WFX_SHAPE_ENTRY 9   /* rbp is the frame of wfx_entry on the host stack */

/* Frame of wfx_entry, from its rbp: what a nested entry puts aside of the outer one. */
#define WFX_ENTRY_HOST_RSP -48
#define WFX_ENTRY_CURRENT -56
#define WFX_ENTRY_STACK_LIMIT -64
#define WFX_ENTRY_EXIT_RBP -72
#define WFX_ENTRY_EXIT_PC -80
#define WFX_ENTRY_EXIT_INSTANCE -88
#define WFX_ENTRY_ARGUMENTS -96
#define WFX_ENTRY_BYTES 112 /* context->host_rsp is so much below it */

#define WFX_ENTRY_ARG_RSP 0
#define WFX_ENTRY_ARG_FUNC 8
#define WFX_ENTRY_ARG_REGISTERS 16
#define WFX_ENTRY_ARG_ROOT 24

#define WFX_REGISTERS_BYTES 192
#define WFX_BOUND_PC 0

#ifndef __ASSEMBLER__
#include <stdint.h>

#include "engine/layout.h"

typedef struct WfxEntryArguments {
    uint64_t rsp; /* wasm stack, pointing at overflow word 0 */
    WfxFunc *func;
    void *registers; /* 8 integers, 8 x 16 bytes of floats; in and out */
    WfxContinuation *root;
} WfxEntryArguments;

typedef struct WfxStubRange {
    uint64_t start, shape;
} WfxStubRange;
/* Sorted; each range ends where the next starts; the last entry is the end. */
extern const WfxStubRange wfx_stub_ranges[];
extern const uint64_t wfx_stub_range_count;

/* Runs a function on a wasm stack; 0 when it returned, else the status given to wfx_entry_leave. */
uint64_t wfx_entry(WfxContext *context, const WfxEntryArguments *arguments);
/* Makes the innermost wfx_entry return `status`. */
_Noreturn void wfx_entry_leave(WfxContext *context, uint64_t status);
/* Continues wasm code at pc with the frame rbp and rax = exception. */
_Noreturn void wfx_stub_land(WfxContext *context, uint64_t rbp, uint64_t pc, void *exception);

extern const char wfx_stub_libcall[], wfx_stub_suspend[], wfx_stub_switch[], wfx_stub_retire[], wfx_stub_wake[],
    wfx_stub_remember[], wfx_stub_resume[], wfx_stub_begin[], wfx_stub_start[], wfx_stub_cont_start[],
    wfx_stub_cont_base[], wfx_stub_grow[], wfx_stub_bound[], wfx_stub_host_call[], wfx_stub_host_call_return[],
    wfx_stub_typed_call[], wfx_stub_typed_call_i32[], wfx_stub_fault[], wfx_entry_return[], wfx_detached_pc[],
    wfx_stub_cont_end[], wfx_stub_resume_end[];
#endif
#endif
