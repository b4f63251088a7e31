/* Wasm stacks and entries from the host (stacks.h). */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/alloc.h"
#include "engine/base/assert.h"
#include "engine/base/pages.h"
#include "engine/rt/stacks_internal.h"
#include "engine/x64/stubs.h"

enum {
    DEFAULT_STACK_BYTES = 128 << 10,
    /* Added to the size of small stacks: where their tops differ by a power of two, few fit the sets of the processor's
       caches. */
    STACK_COLOUR = 5 * 64,
    DEFAULT_MAIN_BYTES = 8 << 20,
    MAXIMUM_DEFAULT_STACKS = 16 << 20,
    MINIMUM_STACK_BYTES = 64 << 10,
    HANDLER_BYTES = 16 << 10, /* of an embedder's signal handler that runs on a wasm stack, beside its frame */
    DEEP_STEP = 256 << 10,    /* limits of deep ones */
    KEPT_DEEP_STACKS = 16,    /* free ones; others go back to the system */
    DUMP_STEP = 4 << 20,      /* bytes that become part of core dumps at a time */
    MINIMUM_CHUNK = 16,       /* stacks */
    HOST_STACK_MINIMUM = 192 << 10,
    MAXIMUM_ENTRIES = 1000, /* nested calls from host functions */
};
#define CHUNK_BYTES ((uint64_t)1 << 32)
#define MAXIMUM_STACK_BYTES ((uint64_t)1 << 47)

/* ---- chunks of small stacks ---- */

static uint64_t round_up(uint64_t value, uint64_t unit)
{
    return (value + unit - 1) / unit * unit;
}

static WfxStackChunk *chunk_new(const WfxStacks *stacks)
{
    WfxStackChunk *chunk = wfx_calloc(1, sizeof *chunk);
    if (!chunk)
        return NULL;
    chunk->count = CHUNK_BYTES / stacks->options.stack_size;
    if (chunk->count < MINIMUM_CHUNK)
        chunk->count = MINIMUM_CHUNK;
    size_t bytes = chunk->count * stacks->options.stack_size;
    wfx_assert(stacks->slack < stacks->options.stack_size);
    chunk->base = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (chunk->base == MAP_FAILED) {
        free(chunk);
        return NULL;
    }
    madvise(chunk->base, bytes, MADV_NOHUGEPAGE); /* else every touched stack costs a huge page's worth */
    madvise(chunk->base, bytes, MADV_DONTDUMP);
    return chunk;
}

/* Core dumps include what is in use, by steps, so that a chunk never needs more than three mappings. */
static void dump_range(const WfxStacks *stacks, WfxStackChunk *chunk, bool high)
{
    uint64_t taken = high ? chunk->high : chunk->low;
    uint64_t *dumped = high ? &chunk->dumped_high : &chunk->dumped_low;
    wfx_assert(*dumped <= chunk->count);
    if (taken <= *dumped)
        return;
    uint64_t step = DUMP_STEP / stacks->options.stack_size;
    uint64_t end = round_up(taken, step ? step : 1);
    end = end > chunk->count ? chunk->count : end;
    uint64_t first = high ? chunk->count - end : *dumped;
    uint64_t size = stacks->options.stack_size, start = first * size / WFX_PAGE * WFX_PAGE;
    madvise(chunk->base + start, round_up((first + end - *dumped) * size, WFX_PAGE) - start, MADV_DODUMP);
    *dumped = end;
}

/* ---- small stacks ---- */

/* One that a finished continuation has kept. */
static uint64_t take_from_finished(WfxStacks *stacks)
{
    WfxContinuation *finished = stacks->context.finished;
    if (!finished)
        return 0;
    stacks->context.finished = finished->parent;
    uint64_t top = finished->stack_top;
    wfx_continuation_release_header(&stacks->context, finished);
    return top;
}

static uint64_t carve(WfxStacks *stacks)
{
    WfxStackChunk *chunk = stacks->chunks;
    if (!chunk || chunk->low + chunk->high == chunk->count) {
        chunk = chunk_new(stacks);
        if (!chunk)
            return 0;
        chunk->next = stacks->chunks;
        stacks->chunks = chunk;
    }
    WfxStackOrder order = stacks->options.order;
    bool high = order == WFX_STACKS_DESCENDING || (order == WFX_STACKS_ALTERNATING && stacks->take_high);
    stacks->take_high = !stacks->take_high;
    uint64_t index = high ? chunk->count - ++chunk->high : chunk->low++;
    wfx_assert(chunk->low + chunk->high <= chunk->count && index < chunk->count);
    stacks->stack_count++;
    dump_range(stacks, chunk, high);
    return (uint64_t)(uintptr_t)(chunk->base + (index + 1) * stacks->options.stack_size);
}

/* Few stacks stay in the processor's caches. Where those that wait are so many that whoever is woken was frozen long
   ago, having more stacks saves no freezing: from one freezing to the next there are half as many. But where many are
   woken that would still have their stacks if there were as many as may be, there are twice as many. */
static void adapt_limit(WfxStacks *stacks)
{
    if (stacks->regret_count <= stacks->small_limit / 4 && stacks->small_limit > WFX_FEW_STACKS)
        stacks->small_limit /= 2;
    else if (stacks->regret_count > stacks->small_limit / 4 && stacks->small_limit < WFX_SMALL_STACKS)
        stacks->small_limit *= 2;
    stacks->regret_count = 0;
}

static uint64_t small_take(WfxStacks *stacks)
{
    uint64_t top = take_from_finished(stacks);
    if (top)
        return top;
    if (stacks->stack_count - stacks->free_count >= stacks->freeze_at) {
        adapt_limit(stacks);
        wfx_stacks_freeze(stacks);
    }
    top = wfx_free_stack_pop(&stacks->free_stacks, &stacks->free_count);
    return top ? top : carve(stacks);
}

/* ---- deep stacks ---- */

static uint64_t deep_take(WfxStacks *stacks)
{
    uint64_t top = wfx_free_stack_pop(&stacks->free_deep, &stacks->free_deep_count);
    size_t bytes = stacks->options.main_stack_size;
    if (top)
        return top;
    void *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return 0;
    madvise(base, bytes, MADV_NOHUGEPAGE);
    return (uint64_t)(uintptr_t)base + bytes;
}

static void deep_free(WfxStacks *stacks, uint64_t top)
{
    size_t bytes = stacks->options.main_stack_size;
    munmap((void *)(uintptr_t)(top - bytes), bytes);
}

static void deep_give(WfxStacks *stacks, uint64_t top)
{
    if (stacks->free_deep_count == KEPT_DEEP_STACKS)
        deep_free(stacks, wfx_free_stack_pop(&stacks->free_deep, &stacks->free_deep_count));
    wfx_free_stack_push(&stacks->free_deep, &stacks->free_deep_count, top);
}

uint64_t wfx_deep_limit(const WfxStacks *stacks, uint64_t top, uint64_t bytes)
{
    uint64_t room = wfx_stacks_room(stacks, true), wanted = round_up(2 * bytes, DEEP_STEP);
    return top - (wanted < room ? wanted : room);
}

bool wfx_stacks_take_slow(WfxStacks *stacks, uint64_t bytes, WfxStackMemory *stack)
{
    bool is_deep = bytes > wfx_stacks_room(stacks, false);
    wfx_assert(bytes <= wfx_stacks_room(stacks, is_deep));
    if (is_deep && stacks->deep_bytes >= stacks->freeze_deep_at)
        wfx_stacks_freeze(stacks);
    uint64_t top = is_deep ? deep_take(stacks) : small_take(stacks);
    if (!top)
        return false;
    *stack = (WfxStackMemory){top, top - wfx_stacks_room(stacks, false), is_deep};
    if (is_deep)
        stack->limit = wfx_deep_limit(stacks, top, bytes);
    return true;
}

void wfx_stacks_give_deep(WfxStacks *stacks, WfxStackMemory stack)
{
    wfx_assert(stacks->deep_count && stacks->deep_bytes >= stack.top - stack.limit);
    stacks->deep_count--;
    stacks->deep_bytes -= stack.top - stack.limit;
    deep_give(stacks, stack.top);
}

/* ---- a store's stacks ---- */

/* C side of wfx_stub_host_call: `words` is [rbp + 16] of its frame. Returns the area to pop. */
static uint64_t host_call(WfxContext *context, WfxFunc *func, WfxCallBuffer *buffer, uint64_t *words)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    const WfxTypeDef *type = wfx_types_get(func->type_id);
    uint64_t area = wfx_sequence_area(type);
    WfxSlot arguments[type->param_count + 1], results[type->result_count + 1];
    wfx_sequence_load(type->params, type->param_count, arguments, buffer, words, 1);
    switch (stacks->options.host_call(context, func, arguments, results)) {
    case WFX_CALL_OK: break;
    case WFX_CALL_TRAP: wfx_unwind(context, WFX_CALL_TRAP);
    case WFX_CALL_EXCEPTION: wfx_throw(context, stacks->pending);
    }
    wfx_sequence_store(type->results, type->result_count, results, buffer, words + area - 1, -1);
    return area;
}

/* The end of a call by wfx_stub_typed_call when the function has said that it fails. */
static _Noreturn void host_failed(WfxContext *context, WfxFunc *func)
{
    WfxStacks *stacks = wfx_stacks_of(context);
    if (stacks->options.host_failed(context, func) == WFX_CALL_EXCEPTION)
        wfx_throw(context, stacks->pending);
    wfx_unwind(context, WFX_CALL_TRAP);
}

WfxInstance *wfx_caller_instance(const WfxContext *context)
{
    /* Nearly always a wasm frame called the host directly: it is next to the stub's frame. */
    const uint64_t *stub_frame = (const uint64_t *)(uintptr_t)context->exit_rbp;
    if (stub_frame && context->exit_pc == (uint64_t)(uintptr_t)wfx_stub_host_call_return &&
        !wfx_stub_contains(stub_frame[1]))
        return ((WfxInstance **)(uintptr_t)stub_frame[0])[-1];
    WfxStackWalk walk;
    WfxStackFrame frame;
    wfx_stack_walk_exit(&walk, context);
    while (wfx_stack_walk_next(&walk, &frame)) {
        if (frame.kind == WFX_FRAME_WASM)
            return frame.instance;
    }
    return NULL;
}

static void fill_context(WfxContext *context)
{
    static const struct {
        uint32_t at;
        const char *stub;
    } stubs[] = {
        {WFX_STUB_LIBCALL, wfx_stub_libcall},       {WFX_STUB_SUSPEND, wfx_stub_suspend},
        {WFX_STUB_SWITCH, wfx_stub_switch},         {WFX_STUB_RETIRE, wfx_stub_retire},
        {WFX_STUB_CONT_START, wfx_stub_cont_start}, {WFX_STUB_CONT_BASE, wfx_stub_cont_base},
        {WFX_STUB_RESUME, wfx_stub_resume},         {WFX_STUB_WAKE, wfx_stub_wake},
        {WFX_STUB_REMEMBER, wfx_stub_remember},     {WFX_STUB_BEGIN, wfx_stub_begin},
        {WFX_STUB_START, wfx_stub_start},           {WFX_STUB_GROW, wfx_stub_grow},
    };
    for (size_t i = 0; i < sizeof stubs / sizeof *stubs; i++)
        context->stubs[stubs[i].at] = (uint64_t)(uintptr_t)stubs[i].stub;
    context->displays = (uint64_t)(uintptr_t)wfx_type_displays;
    context->inline_mask = UINT64_MAX;
    context->stubs[WFX_STUB_C_HOST_CALL] = (uint64_t)(uintptr_t)host_call;
    context->stubs[WFX_STUB_C_HOST_FAILED] = (uint64_t)(uintptr_t)host_failed;
    context->stubs[WFX_STUB_C_RETIRE] = (uint64_t)(uintptr_t)wfx_continuation_retire;
    context->stubs[WFX_STUB_C_GROW] = (uint64_t)(uintptr_t)wfx_continuation_grow;
    context->stubs[WFX_STUB_C_END_DEEP] = (uint64_t)(uintptr_t)wfx_continuation_release;
    context->stubs[WFX_STUB_C_BEGIN] = (uint64_t)(uintptr_t)wfx_continuation_begin;
    context->stubs[WFX_STUB_C_WAKE] = (uint64_t)(uintptr_t)wfx_continuation_wake;
    context->stubs[WFX_STUB_C_WAKE_SHORTLY] = (uint64_t)(uintptr_t)wfx_continuation_wake_shortly;
    context->stubs[WFX_STUB_C_UNHANDLED] = (uint64_t)(uintptr_t)wfx_trap_unhandled;
    context->stubs[WFX_STUB_C_BOUND] = (uint64_t)(uintptr_t)wfx_continuation_unbind;
    context->stubs[WFX_STUB_C_FAULT] = (uint64_t)(uintptr_t)wfx_trap_fault;
    context->libcalls[WFX_LIBCALL_cont_new] = (uint64_t)(uintptr_t)wfx_rt_cont_new;
    context->libcalls[WFX_LIBCALL_cont_reserve] = (uint64_t)(uintptr_t)wfx_rt_cont_reserve;
    context->libcalls[WFX_LIBCALL_cont_bind] = (uint64_t)(uintptr_t)wfx_rt_cont_bind;
    context->libcalls[WFX_LIBCALL_throw] = (uint64_t)(uintptr_t)wfx_rt_throw;
    context->libcalls[WFX_LIBCALL_throw_ref] = (uint64_t)(uintptr_t)wfx_rt_throw_ref;
    context->libcalls[WFX_LIBCALL_resume_throw] = (uint64_t)(uintptr_t)wfx_rt_resume_throw;
    context->libcalls[WFX_LIBCALL_resume_throw_ref] = (uint64_t)(uintptr_t)wfx_rt_resume_throw_ref;
}

void wfx_stacks_make_by_c(WfxStacks *stacks, bool for_ever)
{
    stacks->makes_by_c |= for_ever;
    stacks->context.inline_mask = 0;
    stacks->context.nursery_limit = stacks->context.nursery_top; /* nor is the next object made in line */
}

void wfx_stacks_make_inline(WfxStacks *stacks)
{
    if (!stacks->makes_by_c)
        stacks->context.inline_mask = UINT64_MAX;
}

/* A runaway program gets a trap before the machine is out of memory: a live continuation takes a header, a few frames
   and their share of what surrounds them. */
static uint64_t default_stacks(uint64_t page)
{
    enum { BYTES = 512 };
    long pages = sysconf(_SC_PHYS_PAGES);
    uint64_t affordable = pages > 0 ? (uint64_t)pages / 6 * 5 * (page / BYTES) : MAXIMUM_DEFAULT_STACKS;
    return affordable < MAXIMUM_DEFAULT_STACKS ? affordable : MAXIMUM_DEFAULT_STACKS;
}

/* What signal handlers of the embedder may need that were installed without SA_ONSTACK: they run below whatever is on
   the wasm stack, where no guard page is, and must not reach its neighbour. */
static uint64_t handler_bytes(void)
{
    return getauxval(AT_MINSIGSTKSZ) + HANDLER_BYTES;
}

static size_t size_or(size_t given, size_t otherwise, uint64_t page)
{
    size_t size = given ? given : otherwise;
    size = size > MAXIMUM_STACK_BYTES ? MAXIMUM_STACK_BYTES : size; /* more than there is: it fails when it is made */
    return round_up(size < MINIMUM_STACK_BYTES ? MINIMUM_STACK_BYTES : size, page);
}

static void fill_options(WfxStacks *stacks, const WfxStacksOptions *given)
{
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    WfxStacksOptions *options = &stacks->options;
    *options = *given;
    stacks->slack = round_up(WFX_STACK_RESERVE + WFX_AREA_BYTES + handler_bytes(), 16);
    /* What somebody asks for is for frames: the slack is beside it. */
    uint64_t slack = round_up(stacks->slack, page);
    options->main_stack_size = size_or(options->main_stack_size, DEFAULT_MAIN_BYTES, page) + slack;
    options->stack_size = options->stack_size ? size_or(options->stack_size, 0, page) + slack : DEFAULT_STACK_BYTES;
    options->stack_size += STACK_COLOUR;
    if (options->stack_size > options->main_stack_size)
        options->stack_size = options->main_stack_size;
    if (!options->max_stacks)
        options->max_stacks = default_stacks(page);
}

/* In place of wfx_continuation_wake_shortly. */
static bool wakes_never(WfxContext *context, WfxContinuation *continuation)
{
    (void)context, (void)continuation;
    return false;
}

bool wfx_stacks_init(WfxStacks *stacks, const WfxStacksOptions *options, WfxError *error)
{
    if (!wfx_signals_init(error))
        return false;
    fill_options(stacks, options);
    char *label = options->label ? wfx_strndup(options->label, strlen(options->label)) : NULL;
    if (options->label && !label)
        return wfx_error_oom(error);
    stacks->context.next_id = 1;
    stacks->small_limit = stacks->freeze_at = WFX_SMALL_STACKS;
    stacks->freeze_deep_at = WFX_DEEP_BYTES;
    stacks->collect_bytes_at = WFX_COLLECT_FIRST_BYTES;
    stacks->collect_retired_at = WFX_COLLECT_FIRST;
    stacks->collect_free_at = 16 * WFX_COLLECT_FIRST;
    stacks->collect_at = stacks->exceptions_at = WFX_COLLECT_FIRST;
    stacks->options.label = stacks->inspect.label = label;
    stacks->inspect.context = &stacks->context;
    fill_context(&stacks->context);
    if (options->collects_always || options->freezes_always)
        wfx_stacks_make_by_c(stacks, true);
    if (options->freezes_always || options->moves_always)
        stacks->context.stubs[WFX_STUB_C_WAKE_SHORTLY] = (uint64_t)(uintptr_t)wakes_never;
    wfx_inspect_add(&stacks->inspect);
    if (options->order == WFX_STACKS_ASCENDING) {
        /* The kernel places mappings downwards: what is mapped first lies above the main stack that comes later. */
        stacks->chunks = chunk_new(stacks);
    } else {
        uint64_t first = deep_take(stacks);
        if (first)
            deep_give(stacks, first);
    }
    return true;
}

static void free_memory(WfxStacks *stacks, WfxHeaderSlab *slab)
{
    for (uint32_t i = 0; i < slab->used; i++) {
        WfxContinuation *continuation = &slab->headers[i];
        if (continuation->is_deep)
            deep_free(stacks, continuation->stack_top);
        if (continuation->is_frozen && !wfx_pool_keeps(continuation->stack_top - continuation->stack))
            wfx_frozen_free(stacks, continuation);
    }
}

void wfx_stacks_free(WfxStacks *stacks)
{
    wfx_inspect_remove(&stacks->inspect);
    while (stacks->chunks) {
        WfxStackChunk *chunk = stacks->chunks;
        stacks->chunks = chunk->next;
        munmap(chunk->base, chunk->count * stacks->options.stack_size);
        free(chunk);
    }
    while (stacks->free_deep)
        deep_free(stacks, wfx_free_stack_pop(&stacks->free_deep, &stacks->free_deep_count));
    while (stacks->inspect.slabs) {
        WfxHeaderSlab *slab = stacks->inspect.slabs;
        stacks->inspect.slabs = slab->next;
        free_memory(stacks, slab);
        wfx_slab_free(slab);
    }
    wfx_pool_drop(&stacks->pool);
    while (stacks->exceptions) {
        WfxException *exception = stacks->exceptions;
        stacks->exceptions = exception->next;
        free(exception);
    }
    free(stacks->trap.frames);
    free((char *)stacks->options.label); /* the owner may have put another label into `inspect` */
}

uint64_t wfx_host_call_code(void)
{
    return (uint64_t)(uintptr_t)wfx_stub_host_call;
}

uint64_t wfx_typed_call_code(WfxKind result)
{
    return (uint64_t)(uintptr_t)(result == WFX_KIND_I32 ? wfx_stub_typed_call_i32 : wfx_stub_typed_call);
}

/* ---- entry ---- */

/* Nested entries use the host stack; one that would not leave room for C traps instead. */
static bool host_stack_has_room(void)
{
    static _Thread_local uintptr_t lowest;
    if (!lowest) {
        pthread_attr_t attributes;
        void *base = NULL;
        size_t size = 0;
        if (pthread_getattr_np(pthread_self(), &attributes))
            return true;
        pthread_attr_getstack(&attributes, &base, &size);
        pthread_attr_destroy(&attributes);
        lowest = (uintptr_t)base;
    }
    return (uintptr_t)__builtin_frame_address(0) - lowest > HOST_STACK_MINIMUM;
}

/* The root's clauses never match, and its "handler instance" is a word of zeros: inline suspension compares with it
   before it calls the stub. */
static WfxContinuation *root_new(WfxContext *context, uint64_t top)
{
    /* a WfxResumeSite with one clause */
    static const uint64_t never[(sizeof(WfxResumeSite) + sizeof(WfxHandlerClause)) / 8];
    static const uint64_t zeros[2];
    static const uint64_t *const frame[2] = {zeros, zeros};
    WfxContinuation *root = wfx_continuation_header(context);
    if (!root)
        return NULL;
    root->link_rbp = (uint64_t)(uintptr_t)&frame[1];
    root->link_pc = (uint64_t)(uintptr_t)wfx_entry_return;
    const WfxStacks *stacks = wfx_stacks_of(context);
    wfx_assert(top % 16 == 0 && root != context->current);
    root->parent = context->current;
    root->handlers = (const WfxResumeSite *)never;
    root->stack_limit = top - wfx_stacks_room(stacks, true);
    root->stack = root->stack_limit - stacks->slack;
    root->stack_top = top;
    root->last = root;
    root->id = (uint32_t)context->next_id++;
    root->func = NULL;
    root->state = WFX_CONT_ROOT;
    return root;
}

WfxContinuation *wfx_entry_root(const WfxContext *context)
{
    WfxContinuation *continuation = context->current;
    while (continuation->state != WFX_CONT_ROOT) {
        wfx_assert(continuation->state == WFX_CONT_LIVE && continuation->parent); /* the active chain ends at a root */
        continuation = continuation->parent;
    }
    return continuation;
}

/* A call that cannot begin: its backtrace is that of the entries around it. */
static WfxCallStatus refuse(WfxStacks *stacks, WfxTrap kind)
{
    wfx_trap_record(&stacks->context, kind, NULL);
    return WFX_CALL_TRAP;
}

static WfxCallStatus run(WfxStacks *stacks, WfxFunc *func, const WfxTypeDef *type, WfxContinuation *root,
                         const WfxSlot *arguments, WfxSlot *results)
{
    uint32_t area = wfx_sequence_area(type);
    WfxCallBuffer buffer;
    WfxEntryArguments entry = {.func = func, .registers = &buffer, .root = root};
    entry.rsp = (root->stack_top - WFX_STACK_TOP_RESERVE - 8 * (uint64_t)area) & ~(uint64_t)15;
    uint64_t *words = (uint64_t *)(uintptr_t)entry.rsp;
    memset(&buffer, 0, sizeof buffer);
    wfx_sequence_store(type->params, type->param_count, arguments, &buffer, words, 1);
    WfxCallStatus status = (WfxCallStatus)wfx_entry(&stacks->context, &entry);
    if (status == WFX_CALL_OK)
        wfx_sequence_load(type->results, type->result_count, results, &buffer, words + area - 1, -1);
    return status;
}

WfxCallStatus wfx_call(WfxStacks *stacks, WfxFunc *func, const WfxSlot *arguments, WfxSlot *results)
{
    WfxContext *context = &stacks->context;
    if (stacks->entry_depth == MAXIMUM_ENTRIES || !host_stack_has_room())
        return refuse(stacks, WFX_TRAP_STACK_OVERFLOW);
    uint64_t top = wfx_signals_thread() ? deep_take(stacks) : 0;
    if (!top)
        return refuse(stacks, WFX_TRAP_OUT_OF_MEMORY);
    WfxContinuation *root = root_new(context, top);
    if (!root) {
        deep_give(stacks, top);
        return refuse(stacks, WFX_TRAP_OUT_OF_MEMORY);
    }
    stacks->entry_depth++;
    WfxCallStatus status = run(stacks, func, wfx_types_get(func->type_id), root, arguments, results);
    stacks->entry_depth--;
    wfx_assert(context->current == root->parent && root->state == WFX_CONT_ROOT); /* however the call ended */
    wfx_continuation_release_header(context, root);
    deep_give(stacks, top);
    return status;
}
