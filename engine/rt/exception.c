/* Exceptions (spec 3.0, 4.6: throw, throw_ref) and cancellation of continuations by them (resume_throw,
   resume_throw_ref).

   Two phases: first the handler is searched, without changing anything, so that an uncaught exception keeps its whole
   backtrace; then the continuations between are released and control goes to the LANDING block. Host frames end the
   search: the entry returns to its caller, and the host function may throw the exception on.

   Memory: an exception is caught at once, so without an exnref at most one is alive; its memory serves the next throw
   (stacks->recyclable). Those with a reference live until a collection finds that nothing refers to them, the host
   neither (wfx_rt_hold). */
#include <stdlib.h>
#include <string.h>

#include "engine/base/alloc.h"
#include "engine/base/assert.h"
#include "engine/rt/stacks_internal.h"
#include "engine/wasm/walk.h"
#include "engine/x64/stubs.h"

typedef struct Landing {
    uint64_t rbp, pc;
    WfxContinuation *continuation; /* whose frame it is */
    bool takes_reference;
} Landing;

static const WfxTag *tag_at(const WfxInstance *instance, uint64_t offset)
{
    const WfxTag *tag;
    memcpy(&tag, (const char *)instance + offset, sizeof tag);
    return tag;
}

static bool clause_catches(const WfxCodeClause *clause, const WfxInstance *instance, const WfxException *exception)
{
    if (clause->kind == WFX_CLAUSE_CATCH_ALL || clause->kind == WFX_CLAUSE_CATCH_ALL_REF)
        return true;
    return tag_at(instance, clause->tag_offset) == exception->tag;
}

/* The clause of a frame that catches, from the innermost try region of its pc outwards. */
static const WfxCodeClause *frame_clause(const WfxStackFrame *frame, const WfxException *exception)
{
    const WfxCodeImage *image = frame->image;
    const WfxSite *site = frame->site;
    for (uint32_t region = site ? site->try_region : WFX_NO_INDEX; region != WFX_NO_INDEX;
         region = image->tries[region].parent) {
        const WfxCodeTry *try = &image->tries[region];
        for (uint32_t i = 0; i < try->clause_count; i++) {
            const WfxCodeClause *clause = &image->clauses[try->first_clause + i];
            if (clause_catches(clause, frame->instance, exception))
                return clause;
        }
    }
    return NULL;
}

static bool find_landing(WfxContext *context, const WfxException *exception, Landing *landing)
{
    WfxStackWalk walk;
    WfxStackFrame frame;
    WfxContinuation *continuation = context->current;
    wfx_stack_walk_exit(&walk, context);
    wfx_stack_walk_remember(&walk, &wfx_stacks_of(context)->stops);
    while (wfx_stack_walk_next(&walk, &frame)) {
        if (frame.kind == WFX_FRAME_BOUNDARY)
            continuation = frame.continuation->parent;
        if (frame.kind != WFX_FRAME_WASM)
            continue;
        const WfxCodeClause *clause = frame_clause(&frame, exception);
        if (clause) {
            bool takes_reference = clause->kind == WFX_CLAUSE_CATCH_REF || clause->kind == WFX_CLAUSE_CATCH_ALL_REF;
            *landing = (Landing){frame.rbp, (uint64_t)(uintptr_t)frame.image->code + clause->target, continuation,
                                 takes_reference};
            return true;
        }
    }
    return false;
}

/* Somebody holds it from now on. */
static void refer(WfxStacks *stacks, WfxException *exception)
{
    exception->is_referenced = true;
    if (exception->is_young)
        return;
    exception->is_young = true;
    exception->next_young = stacks->young_exceptions;
    stacks->young_exceptions = exception;
}

/* The search has changed nothing: the backtrace is whole. */
static _Noreturn __attribute__((noinline)) void throw_to_host(WfxContext *context, WfxException *exception)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    const char *name = exception->tag->name;
    if (exception == stacks->traced)
        wfx_trap_note(stacks, WFX_TRAP_UNCAUGHT_EXCEPTION, name);
    else
        wfx_trap_record(context, WFX_TRAP_UNCAUGHT_EXCEPTION, name ? "%s" : NULL, name);
    refer(stacks, exception);
    stacks->pending = exception;
    wfx_unwind(context, WFX_CALL_EXCEPTION);
}

_Noreturn void wfx_throw(WfxContext *context, WfxException *exception)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    Landing landing;
    if (!find_landing(context, exception, &landing))
        throw_to_host(context, exception);
    if (landing.takes_reference && !exception->is_referenced)
        refer(stacks, exception);
    if (!exception->is_referenced)
        stacks->recyclable = exception; /* the landing block reads the payload before anything else is thrown */
    /* Who walks meanwhile begins at the frame that stays: stacks above it may be gone. */
    context->exit_pc = landing.pc;
    context->exit_rbp = landing.rbp;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (context->current != landing.continuation)
        wfx_continuation_release_active(context, landing.continuation);
    WFX_LEAVING_C_STACK();
    wfx_stub_land(context, landing.rbp, landing.pc, exception);
}

/* The memory of one that nobody can name any more; NULL: there is none, or not of that size. */
static WfxException *reuse(WfxStacks *stacks, uint32_t count)
{
    WfxException *exception = stacks->recyclable;
    if (!exception || exception->capacity < count)
        return NULL;
    wfx_assert(!exception->is_referenced);
    stacks->recyclable = NULL;
    return exception;
}

static WfxException *allocate(WfxStacks *stacks, uint32_t count)
{
    WfxException *exception = reuse(stacks, count);
    if (exception)
        return exception;
    exception = wfx_calloc(1, (sizeof *exception + sizeof(WfxSlot) * (size_t)count + 15) & ~(size_t)15);
    if (!exception)
        return NULL;
    exception->capacity = count;
    exception->next = stacks->exceptions;
    stacks->exceptions = exception;
    stacks->exception_count++;
    return exception;
}

static void fill(WfxException *exception, const WfxTag *tag, const WfxSlot *values, uint32_t count)
{
    wfx_assert(count <= exception->capacity && count == wfx_types_get(tag->type_id)->param_count);
    exception->tag = tag;
    exception->count = count;
    wfx_slots_copy_fresh(exception->values, values, count);
}

WfxException *wfx_exception_new(WfxStacks *stacks, const WfxTag *tag, const WfxSlot *values, uint32_t count)
{
    WfxException *exception = allocate(stacks, count);
    if (!exception)
        return NULL;
    fill(exception, tag, values, count);
    refer(stacks, exception);
    return exception;
}

void wfx_exceptions_sweep(WfxStacks *stacks, uint64_t bytes_looked_at)
{
    for (WfxException **at = &stacks->exceptions; *at;) {
        WfxException *exception = *at;
        bool stays = exception->is_marked || exception == stacks->recyclable;
        exception->is_marked = false;
        if (stays) {
            at = &exception->next;
        } else {
            *at = exception->next;
            free(exception);
            stacks->exception_count--;
        }
    }
    uint64_t first = WFX_COLLECT_FIRST + bytes_looked_at / WFX_WAITING_BYTES;
    stacks->exceptions_at = wfx_try_again_at(stacks->exception_count, first);
}

/* Memory for one with the payload in context->values[]; a collection may come first. */
static __attribute__((noinline)) WfxException *collect_and_allocate(WfxContext *context, const WfxTypeDef *type,
                                                                    uint64_t *continuation)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    bool is_due = stacks->exception_count >= stacks->exceptions_at || stacks->options.collects_always;
    if (stacks->options.collect && is_due)
        stacks->options.collect(context,
                                &(WfxExtraRoots){type->params, type->param_count, context->values, continuation}, true);
    WfxException *exception = allocate(stacks, type->param_count);
    if (!exception)
        wfx_trap(context, WFX_TRAP_OUT_OF_MEMORY);
    return exception;
}

/* With the payload in context->values[]. `continuation`: a reference that is still needed, or NULL. */
static inline WfxException *new_exception(WfxContext *context, uint64_t tag_index, uint64_t *continuation)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    const WfxInstance *instance = context->exit_instance;
    const WfxTag *tag = tag_at(instance, wfx_instance_offsets(instance->module).tags + 8 * tag_index);
    const WfxTypeDef *type = wfx_types_get(tag->type_id);
    WfxException *exception = stacks->options.collects_always ? NULL : reuse(stacks, type->param_count);
    if (!exception)
        exception = collect_and_allocate(context, type, continuation);
    fill(exception, tag, context->values, type->param_count);
    return exception;
}

uint64_t wfx_rt_throw(WfxContext *context, uint64_t tag_index)
{
    wfx_throw(context, new_exception(context, tag_index, NULL));
}

uint64_t wfx_rt_throw_ref(WfxContext *context, uint64_t exnref)
{
    if (!exnref)
        wfx_trap(context, WFX_TRAP_NULL_EXCEPTION);
    wfx_throw(context, (WfxException *)(uintptr_t)exnref);
}

/* Resumes a continuation by an exception at the place where it waits. One that has not begun has no frame that could
   catch: the exception arises at the resume itself. */
static inline _Noreturn void resume_throwing(WfxContext *context, uint64_t reference, WfxException *exception,
                                             const WfxResumeSite *site)
{
    if (wfx_contref_is_fresh(reference)) {
        wfx_fresh_consume(context, reference);
        wfx_throw(context, exception);
    }
    WfxContinuation *continuation = wfx_continuation_consume(context, reference);
    if (continuation->bound)
        wfx_continuation_pop_bound(continuation);
    if (continuation->pc == (uint64_t)(uintptr_t)wfx_stub_cont_start) {
        wfx_continuation_release(context, continuation);
        wfx_throw(context, exception);
    }
    WfxContinuation *outermost = continuation->last;
    wfx_assert(outermost->link_pc == (uint64_t)(uintptr_t)wfx_detached_pc); /* as every suspended chain's is */
    outermost->link_rbp = context->exit_rbp;
    outermost->link_pc = site->resumed;
    outermost->handlers = site;
    outermost->parent = context->current;
    context->current = continuation;
    context->stack_limit = continuation->stack_limit;
    context->exit_rbp = continuation->rbp;
    context->exit_pc = continuation->pc;
    wfx_throw(context, exception);
}

uint64_t wfx_rt_resume_throw(WfxContext *context, uint64_t contref, uint64_t tag_index, uint64_t site)
{
    if (!contref)
        wfx_trap(context, WFX_TRAP_NULL_CONTINUATION);
    WfxException *exception = new_exception(context, tag_index, &contref);
    resume_throwing(context, contref, exception, (const WfxResumeSite *)(uintptr_t)site);
}

uint64_t wfx_rt_resume_throw_ref(WfxContext *context, uint64_t contref, uint64_t exnref, uint64_t site)
{
    if (!contref)
        wfx_trap(context, WFX_TRAP_NULL_CONTINUATION);
    if (!exnref)
        wfx_trap(context, WFX_TRAP_NULL_EXCEPTION);
    resume_throwing(context, contref, (WfxException *)(uintptr_t)exnref, (const WfxResumeSite *)(uintptr_t)site);
}
