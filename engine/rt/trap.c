/* Traps: every way in which an entry is left early. The backtrace is taken before anything is unwound; then the entry's
   active continuations are released and its wfx_call returns. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/vec.h"
#include "engine/rt/stacks_internal.h"
#include "engine/x64/stubs.h"

const char *wfx_trap_text(WfxTrap trap)
{
    static const char *const texts[] = {
#define WFX_TRAP_TEXT(id, text) text,
        WFX_TRAP_LIST(WFX_TRAP_TEXT)
#undef WFX_TRAP_TEXT
    };
    return trap < WFX_TRAP_COUNT ? texts[trap] : "unknown trap";
}

/* ---- the record ---- */

void wfx_trap_note(WfxStacks *stacks, WfxTrap kind, const char *details)
{
    WfxTrapRecord *record = &stacks->trap;
    record->kind = kind;
    if (kind == WFX_TRAP_INTERRUPTED) /* it has been done */
        __atomic_store_n(&stacks->context.interrupt, 0, __ATOMIC_RELAXED);
    record->has_exit = false;
    record->frame_count = 0;
    record->omitted = 0;
    if (details)
        snprintf(record->message, sizeof record->message, "%s: %s", wfx_trap_text(kind), details);
    else
        snprintf(record->message, sizeof record->message, "%s", wfx_trap_text(kind));
}

static uint32_t code_offset(const WfxCodeImage *image, uint64_t pc)
{
    return (uint32_t)(pc - (uint64_t)(uintptr_t)image->code);
}

/* A frame of the record, or NULL. */
static WfxTraceFrame *add_frame(WfxTrapRecord *record, const WfxStackFrame *frame)
{
    if (record->frame_count == WFX_TRACE_LIMIT ||
        (record->frame_count == record->frame_capacity &&
         !wfx_vec_grow((void **)&record->frames, &record->frame_capacity, (uint64_t)record->frame_count + 1,
                       sizeof *record->frames))) {
        record->omitted++;
        return NULL;
    }
    WfxTraceFrame *out = &record->frames[record->frame_count++];
    *out = (WfxTraceFrame){.kind = frame->kind, .pc = frame->pc, .function = UINT32_MAX, .wasm_offset = WFX_NO_OFFSET};
    return out;
}

/* One machine frame stands for as many as were inlined into each other at its pc. */
static void record_wasm(WfxTrapRecord *record, const WfxStackFrame *frame)
{
    WfxCodePlace place;
    bool more = wfx_image_place(frame->image, code_offset(frame->image, frame->pc), frame->is_exact, &place);
    for (; more; more = wfx_image_outer_place(frame->image, &place)) {
        WfxTraceFrame *out = add_frame(record, frame);
        if (!out)
            continue;
        out->module = frame->image->module;
        out->function = place.function;
        out->instance = frame->instance;
        out->wasm_offset = place.wasm_offset;
    }
}

static void record_boundary(WfxTrapRecord *record, const WfxStackFrame *frame)
{
    WfxTraceFrame *out = add_frame(record, frame);
    const WfxCodeImage *image = wfx_code_find(frame->pc);
    WfxCodePlace place;
    if (!out)
        return;
    out->continuation = frame->continuation->id;
    if (image && wfx_image_place(image, code_offset(image, frame->pc), false, &place))
        out->wasm_offset = place.wasm_offset;
}

static void record_frame(WfxTrapRecord *record, const WfxStackFrame *frame)
{
    WfxTraceFrame *out;
    switch (frame->kind) {
    case WFX_FRAME_WASM: record_wasm(record, frame); break;
    case WFX_FRAME_BOUNDARY: record_boundary(record, frame); break;
    case WFX_FRAME_HOST_CALL:
        out = add_frame(record, frame);
        if (out)
            memcpy(&out->host_function, (const char *)(uintptr_t)frame->rbp - 8, sizeof out->host_function);
        break;
    case WFX_FRAME_ENTRY: add_frame(record, frame); break;
    }
}

/* The exit that was in progress when the entry with this frame was made; 0 for an outermost one. */
static uint64_t outer_exit(uint64_t entry_rbp, uint64_t *exit_pc)
{
    const char *frame = (const char *)(uintptr_t)entry_rbp;
    uint64_t exit_rbp = 0;
    if (frame) {
        memcpy(&exit_rbp, frame + WFX_ENTRY_EXIT_RBP, 8);
        memcpy(exit_pc, frame + WFX_ENTRY_EXIT_PC, 8);
    }
    return exit_rbp;
}

bool wfx_stack_walk_outer(WfxStackWalk *walk)
{
    uint64_t exit_pc, exit_rbp = outer_exit(walk->host_rbp, &exit_pc);
    if (exit_rbp)
        *walk = (WfxStackWalk){.pc = exit_pc, .rbp = exit_rbp, .stops = walk->stops};
    return exit_rbp != 0;
}

void wfx_trap_trace(WfxStacks *stacks, WfxStackWalk *walk)
{
    WfxStackFrame frame;
    do
        while (wfx_stack_walk_next(walk, &frame))
            record_frame(&stacks->trap, &frame);
    while (wfx_stack_walk_outer(walk));
}

static void record(WfxContext *context, WfxTrap kind, const char *format, va_list arguments)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    char details[sizeof stacks->trap.message];
    WfxStackWalk walk;
    if (format)
        vsnprintf(details, sizeof details, format, arguments);
    wfx_trap_note(stacks, kind, format ? details : NULL);
    wfx_stack_walk_exit(&walk, context);
    wfx_trap_trace(stacks, &walk);
}

void wfx_trap_record(WfxContext *context, WfxTrap kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    record(context, kind, format, arguments);
    va_end(arguments);
}

/* ---- leaving ---- */

_Noreturn void wfx_unwind(WfxContext *context, WfxCallStatus status)
{
    context->exit_rbp = 0; /* who walks meanwhile finds nothing: stacks may be gone */
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    wfx_continuation_release_active(context, wfx_entry_root(context));
    WFX_LEAVING_C_STACK();
    wfx_entry_leave(context, status);
}

_Noreturn void wfx_trap(WfxContext *context, WfxTrap kind)
{
    wfx_trap_record(context, kind, NULL);
    wfx_unwind(context, WFX_CALL_TRAP);
}

_Noreturn void wfx_trap_message(WfxContext *context, WfxTrap kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    record(context, kind, format, arguments);
    va_end(arguments);
    wfx_unwind(context, WFX_CALL_TRAP);
}

/* A fault at a trap site: its registers were noted by the signal handler. */
_Noreturn void wfx_trap_fault(WfxContext *context)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    WfxStackWalk walk;
    wfx_trap_note(stacks, stacks->fault.kind, NULL);
    wfx_stack_walk_registers(&walk, stacks->fault.pc, stacks->fault.rbp, stacks->fault.rsp, stacks->fault.r11);
    walk.r12 = stacks->fault.r12;
    walk.r14 = stacks->fault.r14;
    wfx_trap_trace(stacks, &walk);
    wfx_unwind(context, WFX_CALL_TRAP);
}

/* The host function that the innermost entry was made from, or NULL when no wasm code lies below it. */
static const WfxFunc *host_function_below(const WfxContext *context)
{
    uint64_t exit_pc, exit_rbp = outer_exit(context->host_rsp + WFX_ENTRY_BYTES, &exit_pc);
    const WfxFunc *func;
    if (!exit_rbp || exit_pc != (uint64_t)(uintptr_t)wfx_stub_host_call_return)
        return NULL;
    memcpy(&func, (const char *)(uintptr_t)exit_rbp - 8, sizeof func);
    return func;
}

_Noreturn void wfx_trap_unhandled(WfxContext *context, const WfxTag *tag)
{
    const WfxStacksOptions *options = &wfx_stacks_of(context)->options;
    const WfxFunc *below = host_function_below(context);
    const char *name = tag->name ? tag->name : "(unnamed)";
    if (!below)
        wfx_trap_message(context, WFX_TRAP_UNHANDLED_TAG, "%s", name);
    const char *host = options->host_name ? options->host_name(below) : NULL;
    wfx_trap_message(context, WFX_TRAP_SUSPEND_ACROSS_HOST, "tag %s, host function %s", name,
                     host ? host : "(unnamed)");
}
