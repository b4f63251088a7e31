/* Wasm stacks, host entries, continuations, exceptions and traps of one store: the C side of engine/layout.h's
   protocols.

   WfxStacks begins with the store's WfxContext and is the first member of the store, so the three have one address.
   One thread at a time runs a store. C code never runs on a wasm stack: wfx_call changes to a wasm stack, libcalls and
   host calls change back to the host stack below the frame of wfx_enter. Signal handlers should have SA_ONSTACK; for
   one that has not, there is room of 16 KiB below whatever is on a wasm stack.

   An *entry* is one wfx_call: a frame of wfx_enter on the host stack, a main wasm stack, and a root header, which ends
   the search for handlers. Entries nest when a host function calls back; each has its own main stack. */
#ifndef WFX_RT_STACKS_H
#define WFX_RT_STACKS_H

#include "engine/base/pool.h"
#include "engine/code/walk_stack.h"
#include "engine/inspect.h"

typedef enum WfxStackOrder {
    WFX_STACKS_DESCENDING,  /* each new stack below the one before, and below the main stack */
    WFX_STACKS_ASCENDING,   /* each new stack above the one before, and above the main stack */
    WFX_STACKS_ALTERNATING, /* far below, far above, .. */
} WfxStackOrder;

#define WFX_DEEP_BYTES ((uint64_t)256 << 20) /* of deep ones, before waiting continuations on them are frozen */
enum {
    WFX_SMALL_STACKS = 16384, /* of a store in use, at most, before waiting continuations on them are frozen */
    WFX_FEW_STACKS = 512,     /* and at least */
};

typedef enum WfxCallStatus { WFX_CALL_OK, WFX_CALL_TRAP, WFX_CALL_EXCEPTION } WfxCallStatus;

typedef struct WfxStacks WfxStacks;

/* What a runtime function holds when it collects. */
typedef struct WfxExtraRoots {
    const WfxType *types; /* of the values */
    uint32_t count;
    WfxSlot *values;
    uint64_t *continuation; /* a reference; or NULL */
} WfxExtraRoots;

/* All sizes in bytes, of what frames may take; 0 = default. Rounded up to pages, and the slack is added (stacks.c). */
typedef struct WfxStacksOptions {
    size_t stack_size;      /* that a continuation begins on; default 128 KiB */
    size_t main_stack_size; /* of a host entry, and how large a continuation's may become; default 8 MiB */
    uint64_t max_stacks;    /* live continuations; more trap OUT_OF_MEMORY; default: what 5 of 6 parts of the machine's
                               memory    hold at a page each, 16 million at most */
    WfxStackOrder order;
    const char *label; /* for people: the module's path; copied */
    /* Runs a host function (the API's side). Arguments and results are one slot each, in order. TRAP: the trap record
       is filled (wfx_trap_record); EXCEPTION: stacks->pending is the exception to throw at the call. */
    WfxCallStatus (*host_call)(WfxContext *context, WfxFunc *func, const WfxSlot *arguments, WfxSlot *results);
    WfxCallStatus (*host_failed)(WfxContext *context,
                                 WfxFunc *func);   /* the same of one that was called with no slots */
    const char *(*host_name)(const WfxFunc *func); /* "module.name" of a host function for messages; may be NULL */
    /* In a libcall: a minor collection, and if `is_full` one that frees continuations and exceptions that cannot be
       reached (wfx_continuations_sweep, wfx_exceptions_sweep). `extra`: roots beside those that a collector finds.
       NULL: they live as long as the store. false: there was no memory, and nothing has happened. */
    bool (*collect)(WfxContext *context, const WfxExtraRoots *extra, bool is_full);
    /* Whether its frames, or arguments bound to it, refer into the nursery; of one that waits. With `collect`. */
    bool (*refers_to_young)(WfxContext *context, WfxContinuation *continuation);
    bool collects_always;   /* a stress mode: before every continuation and exception that is made */
    bool freezes_always;    /* another: whenever a continuation is made or woken, those that wait are frozen */
    bool moves_always;      /* another: every check of a continuation's stack moves it */
    bool short_generations; /* another: they have one bit */
    bool keeps_stacks;      /* none is frozen: for debuggers */
} WfxStacksOptions;

/* One line of a backtrace. */
typedef struct WfxTraceFrame {
    WfxFrameKind kind;
    uint64_t pc;
    const WfxModule *module; /* WASM; NULL otherwise */
    uint32_t function;       /* WASM: function index */
    /* WASM; BOUNDARY: of the resume (in the next frame's module); WFX_NO_OFFSET unknown */
    uint32_t wasm_offset;
    WfxInstance *instance;        /* WASM */
    uint32_t continuation;        /* BOUNDARY: id of the continuation that ends here */
    const WfxFunc *host_function; /* HOST_CALL */
} WfxTraceFrame;

enum { WFX_TRACE_LIMIT = 10000 };

/* What ended the last call that did not return. Valid until the next trap or uncaught exception of the store. */
typedef struct WfxTrapRecord {
    WfxTrap kind;
    char message[256]; /* the kind's standard text, then details */
    bool has_exit;     /* the program asked to end (proc_exit): exit_code counts, message does not */
    int exit_code;
    WfxTraceFrame *frames; /* newest first: the frames of every activation, innermost entry first */
    uint32_t frame_count;
    uint32_t frame_capacity;
    uint64_t omitted; /* frames beyond WFX_TRACE_LIMIT */
} WfxTrapRecord;

typedef struct WfxStackChunk WfxStackChunk;

/* Values in registers, in order of the sequence; shared with engine/x64/stubs.S. */
typedef struct WfxCallBuffer {
    uint64_t integers[WFX_VALUE_REGISTERS];
    uint64_t floats[WFX_VALUE_REGISTERS][2]; /* 8-byte aligned: stubs keep them on wasm stacks */
} WfxCallBuffer;

struct WfxStacks {
    WfxContext context; /* first */
    WfxStacksOptions options;
    WfxInspectStore inspect;
    WfxStackChunk *chunks;         /* newest first */
    uint64_t stack_count;          /* small ones carved out of chunks so far */
    uint64_t collect_at;           /* stacks: before there are more, a collection shows whether there must be */
    WfxContinuation *free_headers; /* without a stack, linked by parent */
    uint64_t free_header_count;    /* of those */
    uint64_t free_stacks;          /* small, without a header: top of the first, linked by its top word */
    uint64_t free_count;           /* of those */
    uint64_t free_deep;            /* the same of deep ones */
    uint64_t free_deep_count;
    uint64_t deep_count, deep_bytes;       /* that continuations own; what their limits let them touch of those */
    WfxContinuation *roomy, *young_frozen; /* engine/rt/fit.c */
    WfxPool pool;                          /* for frozen stacks */
    uint64_t frozen_count, frozen_bytes;
    uint64_t freeze_count, regret_count; /* that were frozen so far; that were woken too soon after it: stacks.c */
    uint64_t young_frozen_count;         /* that came to the list since the last minor collection */
    uint64_t small_limit;                /* freeze_at, when many can be frozen */
    uint64_t freeze_at, freeze_deep_at;  /* small stacks, deep bytes: before more, those that wait are frozen */
    uint64_t spare_count;                /* of the free stacks: they would be more than freeze_at */
    uint64_t collect_bytes_at;           /* as collect_at, of deep_bytes + frozen_bytes */
    uint64_t retired_count, collect_retired_at; /* headers whose generations are used up; as collect_at */
    uint64_t collect_free_at;                   /* the same for free_header_count */
    uint32_t entry_depth;
    WfxException *exceptions;                /* all, linked by next */
    uint64_t exception_count, exceptions_at; /* the same for them */
    WfxException *young_exceptions; /* that got a reference since the last minor collection, linked by next_young */
    WfxException *recyclable;       /* caught without exnref: memory for the next throw */
    WfxException *pending;          /* exception of the last call that ended with WFX_CALL_EXCEPTION */
    const WfxException *traced;     /* one that came out of a nested call, and whose backtrace is known; or NULL */
    WfxTrapRecord trap;
    WfxStops stops; /* for walks by exceptions and collections */
    struct {
        WfxTrap kind;
        uint64_t pc, rbp, rsp, r11, r12, r14;
    } fault;         /* what the signal handler saw */
    uint64_t slack;  /* bytes of a stack below its limit */
    bool take_high;  /* WFX_STACKS_ALTERNATING: next side */
    bool makes_by_c; /* wfx_stacks_make_by_c, for ever */
    void *user;      /* the owner's */
};

static inline WfxStacks *wfx_stacks_of(WfxContext *context)
{
    return (WfxStacks *)context;
}

/* Prepares a zeroed WfxStacks: context (stubs, the continuation and exception libcalls; the owner fills the other
   libcalls), signal handlers (once per process), registration for inspection. */
bool wfx_stacks_init(WfxStacks *stacks, const WfxStacksOptions *options, WfxError *error);
void wfx_stacks_free(WfxStacks *stacks);
/* From now on every header is provided by C, and so is the next object: either may collect first. Until the next full
   collection; or for ever, for stress modes. */
void wfx_stacks_make_by_c(WfxStacks *stacks, bool for_ever);

/* Runs `func` (wasm or host) with one slot per parameter; writes one slot per result. TRAP and EXCEPTION: see
   stacks->trap, which holds message and backtrace in both cases, and stacks->pending. Results may overlap arguments. */
WfxCallStatus wfx_call(WfxStacks *stacks, WfxFunc *func, const WfxSlot *arguments, WfxSlot *results);

/* `code` of a host function: the stub that calls options.host_call. */
uint64_t wfx_host_call_code(void);
/* The same of one with a `typed` function (WfxHostFunc): of six parameters at most, and of one result that is of this
   kind, or WFX_KIND_BOTTOM for none; all are numbers. */
uint64_t wfx_typed_call_code(WfxKind result);
/* In a host call or libcall: the instance of the newest wasm frame, or NULL. */
WfxInstance *wfx_caller_instance(const WfxContext *context);

/* ---- traps; from libcalls and host calls only ---- */
/* Notes what happened, where the backtrace is known already; `details` follow the standard text (NULL: none). */
void wfx_trap_note(WfxStacks *stacks, WfxTrap kind, const char *details);
/* Adds the frames of a walk to the record, and those of the entries around it. */
void wfx_trap_trace(WfxStacks *stacks, WfxStackWalk *walk);
/* Records a trap with a backtrace from the last exit (nested entries of the same store follow, to the outermost);
   `format` adds details after the standard text (NULL: none). */
void wfx_trap_record(WfxContext *context, WfxTrap kind, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Ends the innermost entry: its active continuations die, its wfx_call returns `status`. */
_Noreturn void wfx_unwind(WfxContext *context, WfxCallStatus status);
_Noreturn void wfx_trap(WfxContext *context, WfxTrap kind);
_Noreturn void wfx_trap_message(WfxContext *context, WfxTrap kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
const char *wfx_trap_text(WfxTrap kind);

/* ---- exceptions ---- */
/* For the host; NULL when out of memory. It may be collected like others. */
WfxException *wfx_exception_new(WfxStacks *stacks, const WfxTag *tag, const WfxSlot *values, uint32_t count);
/* Throws at the wasm frame that made the current libcall or host call. */
_Noreturn void wfx_throw(WfxContext *context, WfxException *exception);

/* ---- continuations ---- */
/* The continuation that a reference means; NULL: none, or it was consumed. */
WfxContinuation *wfx_continuation_of(uint64_t reference);
void wfx_continuation_prefetch(uint64_t reference); /* its header will soon be looked at */
/* Tells every continuation that may refer into the nursery, once: `visit` has to see to those references, whose
   continuation is fresh, or the innermost of a suspended chain, which goes with it. They rest then; active ones stay
   awake, and are not told. */
void wfx_continuations_rest(WfxStacks *stacks, void (*visit)(void *user, WfxContinuation *continuation), void *user);
uint64_t wfx_rt_cont_new(WfxContext *context, uint64_t func, uint64_t type_index);
uint64_t wfx_rt_cont_reserve(WfxContext *context);
uint64_t wfx_rt_cont_alloc(WfxContext *context, uint64_t count); /* fresh.c */
uint64_t wfx_rt_cont_bind(WfxContext *context, uint64_t contref, uint64_t from, uint64_t to);
uint64_t wfx_rt_throw(WfxContext *context, uint64_t tag_index);
uint64_t wfx_rt_throw_ref(WfxContext *context, uint64_t exnref);
uint64_t wfx_rt_resume_throw(WfxContext *context, uint64_t contref, uint64_t tag_index, uint64_t site);
uint64_t wfx_rt_resume_throw_ref(WfxContext *context, uint64_t contref, uint64_t exnref, uint64_t site);

/* ---- collection (collect.c) ---- */
/* A full one is due for the sake of continuations, what their stacks hold, or used-up headers. */
bool wfx_stacks_want_full(const WfxStacks *stacks);
/* A reference that is good for no continuation keeps a used-up header from being used again. */
void wfx_continuation_mark_stale(uint64_t reference);
/* So many frozen continuations are awake that the next minor collection would pause for long: it should come now. */
static inline bool wfx_stacks_want_minor(const WfxStacks *stacks)
{
    return stacks->young_frozen_count > WFX_SMALL_STACKS / 4;
}
/* Free the continuations and exceptions that are not marked, and take the marks off the others. The more memory the
   collection looked at, the more may be made before the next. */
void wfx_continuations_sweep(WfxStacks *stacks, uint64_t bytes_looked_at);
void wfx_exceptions_sweep(WfxStacks *stacks, uint64_t bytes_looked_at);

/* ---- the register sequence (layout.h) ---- */
/* Overflow words of a list of types. */
uint32_t wfx_sequence_words(const WfxType *types, uint32_t count);
uint32_t wfx_sequence_area(const WfxTypeDef *function_type);
/* Slots to registers and overflow words and back. `step` is +1 for parameters (word k at overflow[k]) and -1 for
   results (word k at overflow[-k], a v128 in words k, k+1 starting at overflow[-(k+1)]). */
void wfx_sequence_store(const WfxType *types, uint32_t count, const WfxSlot *slots, WfxCallBuffer *buffer,
                        uint64_t *overflow, int step);
void wfx_sequence_load(const WfxType *types, uint32_t count, WfxSlot *slots, const WfxCallBuffer *buffer,
                       const uint64_t *overflow, int step);

#endif
