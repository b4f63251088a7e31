/* The stack walker. The rbp chain is complete at every instruction but for known places (engine/layout.h, "Frame";
   stubs.h, shapes); `settle` recovers the newest frame at those, and from there on every step is {return address, saved
   rbp}.

   Invariant after `settle`: (pc, rbp) is a frame whose rbp is valid: either a wasm function, a stub's frame, the base
   of a continuation (rbp = header), or the entry from the host (rbp = frame of wfx_entry). */
#include <string.h>
#include <ucontext.h>

#include "engine/code/walk_stack.h"
#include "engine/base/assert.h"
#include "engine/x64/stubs.h"

enum { OPCODE_RET = 0xC3, OPCODE_RET_N = 0xC2, AFTER_PUSH = 1, AFTER_MOVE = 4 };

static uint64_t load(uint64_t address)
{
    return *(const uint64_t *)(uintptr_t)address;
}

static uint64_t address_of(const char *label)
{
    return (uint64_t)(uintptr_t)label;
}

/* Shape of the stub range that holds pc, or -1 outside the stubs. */
static int stub_shape(uint64_t pc)
{
    uint64_t low = 0, high = wfx_stub_range_count;
    wfx_assert(high > 1); /* the last one only ends the one before it */
    if (pc < wfx_stub_ranges[0].start || pc >= wfx_stub_ranges[high - 1].start)
        return -1;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (wfx_stub_ranges[middle].start <= pc)
            low = middle;
        else
            high = middle;
    }
    return (int)wfx_stub_ranges[low].shape;
}

bool wfx_stub_contains(uint64_t pc)
{
    int shape = stub_shape(pc);
    return shape >= 0 && shape != WFX_SHAPE_OUTSIDE;
}

void wfx_stack_walk_registers(WfxStackWalk *walk, uint64_t pc, uint64_t rbp, uint64_t rsp, uint64_t r11)
{
    memset(walk, 0, sizeof *walk);
    walk->pc = pc;
    walk->rbp = rbp;
    walk->rsp = rsp;
    walk->r11 = r11;
    walk->newest = true;
}

void wfx_stack_walk_signal(WfxStackWalk *walk, const void *ucontext)
{
    const ucontext_t *machine = ucontext;
    const greg_t *registers = machine->uc_mcontext.gregs;
    wfx_stack_walk_registers(walk, (uint64_t)registers[REG_RIP], (uint64_t)registers[REG_RBP],
                             (uint64_t)registers[REG_RSP], (uint64_t)registers[REG_R11]);
    walk->r12 = (uint64_t)registers[REG_R12];
    walk->r14 = (uint64_t)registers[REG_R14];
}

/* Where a stack that does not run goes on: its saved pc, or what stands behind the stub of bound arguments. */
static uint64_t saved_pc(const WfxContinuation *continuation)
{
    if (continuation->pc != address_of(wfx_stub_bound))
        return continuation->pc;
    return continuation->bound ? load((uint64_t)(uintptr_t)continuation->bound + WFX_BOUND_PC) : 0;
}

void wfx_stack_walk_suspended(WfxStackWalk *walk, const WfxContinuation *continuation)
{
    memset(walk, 0, sizeof *walk);
    walk->pc = saved_pc(continuation);
    walk->rbp = continuation->rbp;
}

static bool stop(WfxStackWalk *walk, bool cut)
{
    walk->ended = true;
    walk->cut = cut;
    return false;
}

static void to_caller(WfxStackWalk *walk)
{
    walk->pc = load(walk->rbp + 8);
    walk->rbp = load(walk->rbp);
}

/* A stub or a switch sequence is newest: moves on to the frame it stands for. False: the walk is over. */
static bool settle_stub(WfxStackWalk *walk, int shape)
{
    switch (shape) {
    case WFX_SHAPE_CALLED: walk->pc = load(walk->rsp); break;
    case WFX_SHAPE_PUSHED: walk->pc = load(walk->rsp + 8); break;
    case WFX_SHAPE_FRAME: to_caller(walk); break;
    case WFX_SHAPE_HOST: walk->pc = address_of(wfx_stub_host_call_return); break;
    case WFX_SHAPE_SWITCH:
        walk->pc = walk->r11;
        if (walk->pc != address_of(wfx_stub_bound))
            break;
        /* fall through */
    case WFX_SHAPE_BOUND:
    case WFX_SHAPE_SAVED:
        if (!walk->r12)
            return stop(walk, true);
        walk->pc = shape == WFX_SHAPE_SAVED ? ((const WfxContinuation *)(uintptr_t)walk->r12)->pc
                                            : saved_pc((const WfxContinuation *)(uintptr_t)walk->r12);
        break;
    case WFX_SHAPE_BASE: walk->pc = address_of(wfx_stub_cont_base); break;
    case WFX_SHAPE_ENTRY: walk->pc = address_of(wfx_entry_return); break;
    default: return stop(walk, true);
    }
    walk->newest = false;
    return true;
}

/* The newest frame when pc is in compiled code: it may not have its frame yet, or no longer. */
static bool newest_wasm(WfxStackWalk *walk, WfxStackFrame *frame, const WfxCodeImage *image)
{
    uint32_t offset = (uint32_t)(walk->pc - (uint64_t)(uintptr_t)image->code);
    const WfxCodeFunction *function = wfx_image_function(image, offset);
    if (!function)
        return stop(walk, true);
    *frame = (WfxStackFrame){.kind = WFX_FRAME_WASM,
                             .pc = walk->pc,
                             .rbp = walk->rbp,
                             .is_exact = true,
                             .image = image,
                             .function = function};
    uint8_t opcode = image->code[offset];
    bool is_gone = opcode == OPCODE_RET || opcode == OPCODE_RET_N;
    walk->newest = false;
    if (offset == function->start || is_gone) {
        frame->instance = (WfxInstance *)(uintptr_t)walk->r14;
        walk->pc = load(walk->rsp);
        return true;
    }
    if (offset == function->start + AFTER_PUSH) {
        frame->instance = (WfxInstance *)(uintptr_t)walk->r14;
        walk->pc = load(walk->rsp + 8);
        return true;
    }
    frame->instance = offset == function->start + AFTER_MOVE ? (WfxInstance *)(uintptr_t)walk->r14
                                                             : (WfxInstance *)(uintptr_t)load(walk->rbp - 8);
    to_caller(walk);
    return true;
}

static bool next_boundary(WfxStackWalk *walk, WfxStackFrame *frame)
{
    WfxContinuation *continuation = (WfxContinuation *)(uintptr_t)walk->rbp;
    if (continuation->link_pc == address_of(wfx_detached_pc))
        return stop(walk, false);
    *frame = (WfxStackFrame){
        .kind = WFX_FRAME_BOUNDARY, .pc = continuation->link_pc, .rbp = walk->rbp, .continuation = continuation};
    walk->pc = continuation->link_pc;
    walk->rbp = continuation->link_rbp;
    return true;
}

/* Looks it up; false: there is none. */
static bool find_stop(uint64_t pc, WfxStop *stop)
{
    const WfxCodeImage *image = wfx_code_find(pc);
    uint32_t offset = image ? (uint32_t)(pc - (uint64_t)(uintptr_t)image->code) : 0;
    const WfxCodeFunction *function = image ? wfx_image_function(image, offset ? offset - 1 : 0) : NULL;
    *stop = (WfxStop){.pc = pc, .image = image, .function = function};
    wfx_assert(!function || (offset >= function->start && offset <= function->end));
    return function;
}

static void remember(WfxStops *stops, WfxStop *found)
{
    WfxStop *set = wfx_stop_set(stops, found->pc);
    found->site = wfx_image_site(found->image, (uint32_t)(found->pc - (uint64_t)(uintptr_t)found->image->code));
    set[1] = set[0];
    set[0] = *found;
}

/* The frame at a pc where code is stopped. */
static bool settled(WfxStackWalk *walk, WfxStackFrame *frame)
{
    WfxStop found;
    if (walk->pc == address_of(wfx_stub_cont_base) || walk->pc == address_of(wfx_stub_cont_start))
        return next_boundary(walk, frame);
    if (walk->pc == address_of(wfx_entry_return)) {
        *frame = (WfxStackFrame){.kind = WFX_FRAME_ENTRY, .pc = walk->pc, .rbp = walk->rbp};
        walk->host_rbp = walk->rbp;
        walk->ended = true;
        return true;
    }
    if (walk->pc == address_of(wfx_detached_pc))
        return stop(walk, false);
    if (walk->pc == address_of(wfx_stub_host_call_return)) {
        *frame = (WfxStackFrame){.kind = WFX_FRAME_HOST_CALL, .pc = walk->pc, .rbp = walk->rbp};
        to_caller(walk);
        return true;
    }
    if (!find_stop(walk->pc, &found))
        return stop(walk, true);
    if (walk->stops)
        remember(walk->stops, &found);
    wfx_stack_walk_stopped(walk, frame, &found);
    return true;
}

bool wfx_stack_walk_unknown(WfxStackWalk *walk, WfxStackFrame *frame)
{
    if (walk->ended)
        return false;
    const WfxCodeImage *image = walk->newest ? wfx_code_find(walk->pc) : NULL;
    if (image && !wfx_image_in_switch(image, (uint32_t)(walk->pc - (uint64_t)(uintptr_t)image->code)))
        return newest_wasm(walk, frame, image);
    if (walk->newest && !settle_stub(walk, image ? WFX_SHAPE_SWITCH : stub_shape(walk->pc)))
        return false;
    return settled(walk, frame);
}
