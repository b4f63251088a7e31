/* The runtime's objects: a store and what it owns, compiled modules, and the seam between values (call.c: conversion, host calls, traces)
   and machine state (stacks.c: entries, roots, trap exits).

   Invariants
   - A store is used by one thread at a time. Everything in it lives until wfx_store_free; nothing of it is shared between stores but
     compiled modules, which are immutable and counted.
   - Objects that compiled code reads begin with the structs of engine/layout.h.
   - C code runs on the host stack only. A call from the host goes wfx_rt_call (call.c: converts) -> wfx_rt_enter (stacks: runs); a call to
     the host goes stub (stacks) -> wfx_rt_host_call (call.c). */
#ifndef WFX_RT_RUNTIME_H
#define WFX_RT_RUNTIME_H

#include <pthread.h>

#include "engine/base/error.h"
#include "engine/code/code.h"
#include "engine/code/walk_stack.h"
#include "engine/inspect.h"
#include "engine/layout.h"
#include "engine/x64/compile.h"

#define WFX_PAGE_SIZE 65536u
#define WFX_MAX_PAGES 65536u

typedef struct WfxStore WfxStore;
typedef struct WfxStacks WfxStacks; /* stacks.h */

/* ---- compiled modules (module.c) ---- */
typedef struct WfxCompiledModule {
    WfxModule *module;
    WfxCodeImage *image;
    char *path;            /* as given by the user, or NULL */
    uint32_t references;   /* atomic */
} WfxCompiledModule;

/* Takes the module (freed on failure too), compiles and publishes it. One reference is the caller's. */
WfxCompiledModule *wfx_compiled_new(WfxModule *module, const char *path, const WfxCompileOptions *options, WfxError *error);
void wfx_compiled_retain(WfxCompiledModule *compiled);
void wfx_compiled_release(WfxCompiledModule *compiled);
/* Gives a module without source text a printed one, written to `directory` (NULL: $XDG_CACHE_HOME, else a folder of the user's own under
   /tmp), so that debuggers and profilers have lines to show. True when the module has a source map afterwards. To be called by an observer
   in its publish callback, or by the owner before others see the module. */
bool wfx_module_ensure_source(WfxModule *module, const char *directory, WfxError *error);
/* The absolute path of the module's source text, for debuggers; malloc'd. NULL without a source, or out of memory. */
char *wfx_module_source_path(const WfxModule *module);

/* ---- objects of a store ---- */
/* A memory. 32-bit ones reserve the whole address range that index + offset can reach, so compiled code does not check bounds. */
typedef struct WfxMemoryObject {
    WfxMemory shared;            /* base, size in bytes; first */
    struct WfxMemoryObject *next;
    WfxStore *store;
    WfxLimits limits;            /* max: UINT64_MAX without one */
    uint64_t accessible;         /* bytes from base that are mapped read-write */
} WfxMemoryObject;

typedef struct WfxTableObject {
    WfxTable shared;             /* first */
    struct WfxTableObject *next;
    WfxStore *store;
    WfxLimits limits;
    WfxType type;                /* of the elements, canonical */
    uint64_t capacity;
} WfxTableObject;

typedef struct WfxGlobalObject {
    WfxSlot *cell;               /* in the instance that defines it, or `own` */
    WfxSlot own;
    struct WfxGlobalObject *next;/* host-made ones */
    WfxStore *store;
    WfxType type;
    bool is_mutable;
} WfxGlobalObject;

typedef struct WfxTagObject {
    WfxTag tag;                  /* first */
    struct WfxTagObject *next;
    char *owned_name;
} WfxTagObject;

/* A host function: `call` reads args, writes results, one slot each. On failure it returns false after filling store->pending (kind and message),
   and, to throw a wasm exception, store->pending_exception. */
typedef struct WfxHostFunc {
    bool (*call)(void *env, WfxFunc *func, WfxInstance *caller, const WfxSlot *args, WfxSlot *results);
    void *env;
    void (*env_free)(void *env); /* or NULL; when the store is deleted */
    char *name;                  /* for backtraces */
    const WfxTypeDef *type;
} WfxHostFunc;

typedef struct WfxHostFuncObject {
    WfxFunc func;                /* first; func.host = &host */
    WfxHostFunc host;
    struct WfxHostFuncObject *next;
} WfxHostFuncObject;

typedef struct WfxElements { uint64_t *items; uint32_t count; /* 0 once dropped */ } WfxElements;

/* The runtime's own record of an instance: instance->runtime. */
typedef struct WfxInstanceRecord {
    WfxInstance *instance;
    struct WfxInstanceRecord *next;
    WfxStore *store;
    WfxCompiledModule *compiled;
    WfxFunc *functions;          /* of the module's own functions */
    WfxGlobalObject **globals;   /* by global index; own ones point into own_globals */
    WfxGlobalObject *own_globals;
    WfxElements *elements;       /* by element index */
    uint32_t *data_sizes;        /* by data index; 0 once dropped */
} WfxInstanceRecord;

/* ---- backtraces ---- */
typedef struct WfxTraceFrame {
    WfxFrameKind kind;
    uint64_t pc;
    const WfxCodeImage *image;
    uint32_t function;           /* function index in the module; WASM */
    uint32_t wasm_offset;        /* WASM, and of the resume for BOUNDARY; WFX_NO_OFFSET unknown */
    const WfxFunc *func;         /* HOST_CALL: the host function; BOUNDARY: what the continuation was made of */
    uint32_t continuation;       /* BOUNDARY: serial number */
    WfxInstance *instance;
} WfxTraceFrame;

enum { WFX_TRACE_NEWEST = 192, WFX_TRACE_OLDEST = 64 };
/* The newest frames, then (in a ring) the oldest ones; what lies between is only counted. */
typedef struct WfxTrace {
    uint32_t newest_count;
    uint64_t later_count;        /* frames after the newest WFX_TRACE_NEWEST; the ring holds the last of them */
    bool cut;
    WfxTraceFrame newest[WFX_TRACE_NEWEST], oldest[WFX_TRACE_OLDEST];
} WfxTrace;

/* ---- the store ---- */
typedef struct WfxStoreOptions {
    size_t main_stack_bytes, continuation_stack_bytes; /* 0: defaults */
    int stack_placement;
    bool debug;
} WfxStoreOptions;

struct WfxStore {
    WfxContext context;          /* first, aligned to 1024 */
    WfxInspectStore inspect;     /* stacks links it into wfx_inspect_root */
    WfxStacks *stacks;           /* state of stacks.c */
    WfxStoreOptions options;
    WfxInstanceRecord *instances;
    WfxMemoryObject *memories;
    WfxTableObject *tables;
    WfxGlobalObject *globals;
    WfxTagObject *tags;
    WfxHostFuncObject *host_funcs;
    WfxException *exceptions;
    uint32_t next_tag_id;
    /* Why the innermost entry is being left. Filled by wfx_trap, by a failed host function, by an exception without handler. */
    WfxError pending;
    WfxTrap pending_trap;
    WfxException *pending_exception; /* of WFX_ERROR_EXCEPTION */
    void *pending_object;        /* the API's error object of a failed host call: its frames precede the trace */
    void (*pending_object_free)(void *object);
    WfxTrace trace;              /* written by wfx_rt_capture */
    void *user;                  /* the API's */
};

WfxStore *wfx_rt_store_new(const WfxStoreOptions *options, WfxError *error);
void wfx_rt_store_free(WfxStore *store);
static inline WfxStore *wfx_rt_store_of(WfxContext *context) { return (WfxStore *)context; }

/* memory.c, table.c */
WfxMemoryObject *wfx_rt_memory_new(WfxStore *store, const WfxLimits *limits, WfxError *error);
int64_t wfx_rt_memory_grow_pages(WfxMemoryObject *memory, uint64_t pages); /* old size in pages, or -1 */
void wfx_rt_memory_free(WfxMemoryObject *memory);
WfxTableObject *wfx_rt_table_new(WfxStore *store, WfxType type, const WfxLimits *limits, uint64_t init, WfxError *error);
int64_t wfx_rt_table_grow_by(WfxTableObject *table, uint64_t count, uint64_t init); /* old size, or -1 */
void wfx_rt_table_free(WfxTableObject *table);
/* object.c */
WfxGlobalObject *wfx_rt_global_new(WfxStore *store, WfxType type, bool is_mutable, const WfxSlot *value, WfxError *error);
WfxTagObject *wfx_rt_tag_new(WfxStore *store, uint32_t type_id, const char *name, WfxError *error);
WfxFunc *wfx_rt_host_func_new(WfxStore *store, uint32_t type_id, const WfxHostFunc *host, WfxError *error); /* the name is copied */
WfxException *wfx_rt_exception_new(WfxStore *store, const WfxTag *tag, uint32_t count); /* values zero; NULL when out of memory */

/* ---- instances (instance.c) ---- */
typedef struct WfxExternValue {
    WfxExternKind kind;
    union { WfxFunc *func; WfxTableObject *table; WfxMemoryObject *memory; WfxGlobalObject *global; WfxTagObject *tag; } of;
} WfxExternValue;
/* `imports` in the order of module->imports. Runs active segments and the start function; a failure there leaves the instance in the store,
   because other instances may already refer to it. */
WfxInstanceRecord *wfx_rt_instance_new(WfxStore *store, WfxCompiledModule *compiled, const WfxExternValue *imports, uint32_t import_count,
                                       WfxError *error);
void wfx_rt_instance_free(WfxInstanceRecord *record);
bool wfx_rt_instance_export(const WfxInstanceRecord *record, const char *name, size_t name_size, WfxExternValue *found);
WfxExternValue wfx_rt_instance_extern(const WfxInstanceRecord *record, WfxExternKind kind, uint32_t index);
/* Text of the type that an extern has, e.g. "(func [i32] -> [])", for messages. */
void wfx_rt_extern_print(WfxBuffer *out, const WfxExternValue *value);
void wfx_rt_import_print(WfxBuffer *out, const WfxModule *module, const WfxImport *import);

/* ---- values and registers (call.c) ---- */
/* The value sequence of engine/layout.h in memory: entry and host-call stubs load and save all of it. */
typedef struct WfxRegisters {
    uint64_t integers[WFX_VALUE_REGISTERS];              /* rax rcx rdx rbx rsi rdi r8 r9 */
    _Alignas(16) uint64_t floats[WFX_VALUE_REGISTERS][2]; /* xmm0 .. xmm7 */
} WfxRegisters;

uint32_t wfx_rt_words(const WfxType *types, uint32_t count);        /* overflow words */
uint32_t wfx_rt_area(const WfxTypeDef *type);                       /* max(parameters, results) */
/* `up`: word k at words[k] (parameters); else results: word k at words[area-1-k], a v128 in words k, k+1 at words[area-1-(k+1)]. */
void wfx_rt_pack(const WfxType *types, uint32_t count, const WfxSlot *values, WfxRegisters *registers, uint64_t *words, uint32_t area, bool up);
void wfx_rt_unpack(const WfxType *types, uint32_t count, WfxSlot *values, const WfxRegisters *registers, const uint64_t *words, uint32_t area,
                   bool up);

/* Forgets the reason and the trace of the last call that failed. */
void wfx_rt_clear_pending(WfxStore *store);
/* Calls a function from the host: one slot per value. False: *error is set from store->pending (store->trace, pending_exception and
   pending_object belong to it). */
bool wfx_rt_call(WfxStore *store, WfxFunc *func, const WfxSlot *args, WfxSlot *results, WfxError *error);
/* The C side of a host call, run on the host stack by the stub that is the code of every host function. The stub's frame begins
   `push rbp; mov rbp, rsp; push r10`, so [rbp-8] is the WfxFunc for walkers; context->exit_* describe the calling frame as for libcalls
   (exit_rbp = the caller's rbp or the stub's: as the walker wants it). Reads parameters from *registers and words[k] (= [rbp+16+8k]) and writes
   results there. Does not return when the host function failed: it leaves by wfx_throw or wfx_leave. */
void wfx_rt_host_call(WfxContext *context, WfxFunc *func, WfxRegisters *registers, uint64_t *words);
/* Copies what the walk gives into store->trace. Async-signal-safe. */
void wfx_rt_capture(WfxStore *store, WfxStackWalk *walk);

/* ---- implemented by stacks.c, trap.c, exception.c, signal.c ---- */
/* Sets up stubs and libcalls in store->context, the inspection record, the first stacks, this process's signal handlers. */
bool wfx_stacks_init(WfxStore *store, WfxError *error);
void wfx_stacks_free(WfxStore *store);
/* Runs `func` on a stack of its own under a ROOT header: loads *registers, copies `area` words below the return address, calls; at the return saves
   registers, and the area back to words[0..area). False when the entry was left by a trap, an exception or a failed host call: store->pending says
   why, store->trace holds the backtrace taken before anything was unwound, and everything that was active above the entry is released. */
bool wfx_rt_enter(WfxStore *store, WfxFunc *func, WfxRegisters *registers, uint64_t *words, uint32_t area);
/* Address of the stub that is the code of host functions. */
uint64_t wfx_stacks_host_stub(void);
/* For libcalls and host calls, on the host stack under an exit: record the reason with a backtrace and go back to the innermost wfx_rt_enter. */
_Noreturn void wfx_trap(WfxContext *context, WfxTrap trap);
/* The same with store->pending already filled. */
_Noreturn void wfx_leave(WfxContext *context);
/* Looks for a handler on the active chain and continues there, else leaves with WFX_ERROR_EXCEPTION. */
_Noreturn void wfx_throw(WfxContext *context, WfxException *exception);
/* Text of a trap. */
const char *wfx_trap_text(WfxTrap trap);

#endif
