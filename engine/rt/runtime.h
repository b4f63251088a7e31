/* The runtime's objects: a store and what it owns, compiled modules, and calls between them and the host.
   Machine state (entries, continuations, exceptions, traps, backtraces) is stacks.h's; a store begins with its
   WfxStacks.

   Invariants
   - A store is used by one thread at a time. Everything in it lives until wfx_store_free; nothing of it is shared
     between stores but compiled modules, which are immutable (but for `gone`, under inspect.c's lock), and shared
     memories; both are counted.
   - Objects that compiled code reads begin with the structs of engine/layout.h. */
#ifndef WFX_RT_RUNTIME_H
#define WFX_RT_RUNTIME_H

#include <pthread.h>

#include "engine/base/error.h"
#include "engine/code/code.h"
#include "engine/code/walk_stack.h"
#include "engine/heap/heap.h"
#include "engine/inspect.h"
#include "engine/layout.h"
#include "engine/rt/stacks.h"
#include "engine/x64/compile.h"

#define WFX_PAGE_SIZE 65536u
#define WFX_MAX_PAGES 65536u

typedef struct WfxStore WfxStore;

/* ---- compiled modules (module.c) ---- */
typedef struct WfxCompiledModule {
    WfxModule *module;
    const WfxCodeImage *image;
    WfxInspectCounters gone; /* what instances that are gone have counted; no counts unless compiled with counters */
    char *path;              /* as given by the user, or NULL */
    uint32_t references;     /* atomic */
} WfxCompiledModule;

/* Takes the module (freed on failure too), compiles and publishes it. One reference is the caller's. */
WfxCompiledModule *wfx_compiled_new(WfxModule *module, const char *path, const WfxCompileOptions *options,
                                    WfxError *error);
void wfx_compiled_retain(WfxCompiledModule *compiled);
void wfx_compiled_release(WfxCompiledModule *compiled);
/* Gives a module without source text a printed one, written to `directory` (NULL: $XDG_CACHE_HOME, else a folder of the
   user's own under /tmp), so that debuggers and profilers have lines to show. True when the module has a source map
   afterwards. wfx_compiled_new does it before it publishes, when an observer wants sources. */
bool wfx_module_ensure_source(WfxModule *module, const char *directory, WfxError *error);

/* ---- objects of a store ---- */
/* A memory. 32-bit ones reserve the whole address range that index + offset can reach, so compiled code does not check
   bounds. One that is shared (limits.is_shared) belongs to no store: each store that uses it holds it once, and so may
   the host; its size is written under a lock and read without. */
typedef struct WfxMemoryObject {
    WfxMemory shared; /* base, size in bytes; first */
    struct WfxMemoryObject *next;
    WfxStore *store;     /* NULL: shared */
    uint32_t references; /* atomic; of a shared one */
    WfxLimits limits;    /* max: UINT64_MAX without one */
    uint64_t accessible; /* bytes from base that are mapped read-write */
} WfxMemoryObject;

static inline uint64_t wfx_rt_memory_bytes(const WfxMemoryObject *memory)
{
    return __atomic_load_n(&memory->shared.size, __ATOMIC_ACQUIRE);
}

typedef struct WfxTableObject {
    WfxTable shared; /* first */
    struct WfxTableObject *next;
    WfxStore *store;
    WfxLimits limits;
    WfxType type; /* of the elements, canonical */
    uint64_t capacity;
} WfxTableObject;

typedef struct WfxGlobalObject {
    WfxSlot *cell; /* in the instance that defines it, or `own` */
    WfxSlot own;
    struct WfxGlobalObject *next; /* host-made ones */
    WfxStore *store;
    WfxType type;
    bool is_mutable;
} WfxGlobalObject;

typedef struct WfxTagObject {
    WfxTag tag; /* first */
    struct WfxTagObject *next;
    char *owned_name;
} WfxTagObject;

/* A host function, which stubs call (engine/layout.h, WFX_HOST_..): `call` reads args, writes results, one slot each.
   On failure it returns false after filling store->pending (kind and message; left empty for a plain trap), and, to
   throw a wasm exception, store->pending_exception. */
typedef struct WfxHostFunc {
    bool (*call)(void *env, WfxFunc *func, WfxInstance *caller, const WfxSlot *args, WfxSlot *results);
    void *env;
    /* Or NULL: the function itself, `R f(void *env, P0, ..)` of C's types, for which `call` is only a way round. */
    void (*typed)(void);
    void (*env_free)(void *env); /* or NULL; when the store is deleted */
    char *name;                  /* for backtraces */
    const WfxTypeDef *type;
} WfxHostFunc;

typedef struct WfxHostFuncObject {
    WfxFunc func; /* first; func.host = &host */
    WfxHostFunc host;
    struct WfxHostFuncObject *next;
} WfxHostFuncObject;

typedef struct WfxElements {
    uint64_t *items;
    uint32_t count; /* 0 once dropped */
} WfxElements;

/* The runtime's own record of an instance: instance->runtime. */
typedef struct WfxInstanceRecord {
    WfxInstance *instance;
    struct WfxInstanceRecord *next;
    WfxStore *store;
    WfxCompiledModule *compiled;
    WfxInspectCounters counters; /* no counts unless compiled with counters */
    WfxFunc *functions;          /* of the module's own functions */
    WfxGlobalObject **globals;   /* by global index; own ones point into own_globals */
    WfxGlobalObject *own_globals;
    WfxElements *elements; /* by element index */
    uint32_t *data_sizes;  /* by data index; 0 once dropped */
} WfxInstanceRecord;

/* A host function that runs. */
typedef struct WfxHostCall {
    struct WfxHostCall *outer;
    const WfxTypeDef *type;
    const WfxSlot *args;
} WfxHostCall;

typedef struct WfxRetained {
    uint64_t word;
    WfxRefKind kind;
    uint32_t times; /* that it must be released */
    uint32_t next;  /* engine/rt/retained.c */
} WfxRetained;
typedef struct WfxRetainedList {
    WfxRetained *data; /* as WFX_VEC has it */
    uint32_t count, capacity;
    WFX_VEC(uint32_t) buckets;
} WfxRetainedList;

/* An exception that the host holds: it is kept until it is let go, or the store ends, when it becomes NULL. Zeroed:
   none. */
typedef struct WfxHeldException {
    WfxException *exception;
    struct WfxHeldException *next, **from; /* in the store's list; what points to it there */
} WfxHeldException;

/* ---- the store ---- */
typedef struct WfxStoreOptions {
    size_t main_stack_bytes, continuation_stack_bytes; /* 0: defaults */
    uint32_t max_continuations;                        /* 0: default */
    uint64_t max_heap_bytes;                           /* 0: default */
    int stack_placement;
    bool debug;
    bool verify_stack_maps;  /* a stress mode: verify_maps.c */
    bool stress_gc;          /* another: collect at every allocation, poison what is freed */
    bool stress_freeze;      /* another: freeze whatever waits whenever a continuation is made or woken */
    bool stress_move;        /* another: move the stack of a continuation at every check of its limit */
    bool stress_generations; /* another: generations of continuations have one bit */
} WfxStoreOptions;

/* 0: none. */
typedef struct WfxStoreLimits {
    uint64_t memory_bytes, table_elements; /* of all memories, of all tables */
    uint32_t instances;
} WfxStoreLimits;

struct WfxStore {
    WfxStacks stacks; /* first; begins with the WfxContext */
    /* what callers of host functions load into r14: without module, memory, runtime record */
    WfxInstance host_instance;
    WfxObjectHeap heap;
    WfxHostCall *host_calls;  /* innermost first */
    WfxRetainedList retained; /* references that the host keeps */
    WfxHeldException *held;
    WfxInstanceRecord *instances;
    WfxMemoryObject *memories;                  /* unshared ones */
    WFX_VEC(WfxMemoryObject *) shared_memories; /* held, each once */
    WfxTableObject *tables;
    WfxGlobalObject *globals;
    WfxTagObject *tags;
    WfxHostFuncObject *host_funcs;
    uint32_t next_tag_id;
    uint32_t wakes; /* atomic: engine/rt/wait.c */
    bool verifies_maps;
    uint64_t stops_to_verify; /* since suspended continuations were verified last */
    /* Why a host function failed: the reason outlives the unwinding that it causes. */
    WfxError pending;
    WfxException *pending_exception; /* to be thrown at the call; pending.kind is WFX_ERROR_EXCEPTION */
    void *pending_object;            /* the API's error object */
    void (*pending_object_free)(void *object);
    bool pending_has_trace;         /* the object has a backtrace, to the outermost entry */
    bool has_trace;                 /* stacks.trap describes the last failure */
    WfxException *failed_exception; /* of the last call that failed with WFX_ERROR_EXCEPTION */
    WfxStoreLimits limits;
    void *user; /* the API's */
};

WfxStore *wfx_rt_store_new(const WfxStoreOptions *options, WfxError *error);
void wfx_rt_store_free(WfxStore *store);
static inline WfxStore *wfx_rt_store_of(WfxContext *context)
{
    return (WfxStore *)context;
}
/* The libcalls of libcalls.c. */
void wfx_rt_fill_libcalls(WfxContext *context);

/* memory.c, table.c */
/* Without a store: a shared one, which the caller holds. */
WfxMemoryObject *wfx_rt_memory_new(WfxStore *store, const WfxLimits *limits, WfxError *error);
/* Shared ones. A store holds a memory until it ends, however often it is told to. */
bool wfx_rt_memory_hold(WfxStore *store, WfxMemoryObject *memory, WfxError *error);
void wfx_rt_memory_retain(WfxMemoryObject *memory);
void wfx_rt_memory_release(WfxMemoryObject *memory);
/* wait.c: whoever waits in the store looks why again; from any thread, and from signal handlers. */
void wfx_rt_wake(WfxStore *store);
int64_t wfx_rt_memory_grow_pages(WfxMemoryObject *memory, uint64_t pages); /* old size in pages, or -1 */
void wfx_rt_memory_free(WfxMemoryObject *memory);
WfxTableObject *wfx_rt_table_new(WfxStore *store, WfxType type, const WfxLimits *limits, uint64_t init,
                                 WfxError *error);
int64_t wfx_rt_table_grow_by(WfxTableObject *table, uint64_t count, uint64_t init); /* old size, or -1 */
void wfx_rt_table_free(WfxTableObject *table);
/* limits.c: may so much be added to what there is? */
bool wfx_rt_may_add_memory(const WfxStore *store, uint64_t bytes);
bool wfx_rt_may_add_elements(const WfxStore *store, uint64_t count);
bool wfx_rt_may_add_instance(const WfxStore *store);
/* object.c */
WfxGlobalObject *wfx_rt_global_new(WfxStore *store, WfxType type, bool is_mutable, const WfxSlot *value,
                                   WfxError *error);
WfxTagObject *wfx_rt_tag_new(WfxStore *store, uint32_t type_id, const char *name, WfxError *error);
WfxFunc *wfx_rt_host_func_new(WfxStore *store, uint32_t type_id, const WfxHostFunc *host,
                              WfxError *error); /* the name is copied */

/* ---- instances (instance.c) ---- */
typedef struct WfxExternValue {
    WfxExternKind kind;
    union {
        WfxFunc *func;
        WfxTableObject *table;
        WfxMemoryObject *memory;
        WfxGlobalObject *global;
        WfxTagObject *tag;
    } of;
} WfxExternValue;
/* `imports` in the order of module->imports. Runs active segments and the start function; a failure there leaves the
   instance in the store, because other instances may already refer to it. */
WfxInstanceRecord *wfx_rt_instance_new(WfxStore *store, WfxCompiledModule *compiled, const WfxExternValue *imports,
                                       uint32_t import_count, WfxError *error);
void wfx_rt_instance_free(WfxInstanceRecord *record);
bool wfx_rt_instance_export(const WfxInstanceRecord *record, const char *name, size_t name_size, WfxExternValue *found);
WfxExternValue wfx_rt_instance_extern(const WfxInstanceRecord *record, WfxExternKind kind, uint32_t index);
/* Text of the type that an extern has, e.g. "(func [i32] -> [])", for messages. */
void wfx_rt_extern_print(WfxBuffer *out, const WfxExternValue *value);
void wfx_rt_import_print(WfxBuffer *out, const WfxModule *module, const WfxImport *import);

/* ---- calls (call.c) ---- */
/* Forgets why the last call failed. */
void wfx_rt_clear_pending(WfxStore *store);
/* Calls a function from the host: one slot per value. False with *error set; store->stacks.trap then has the backtrace
   (has_trace), and store->failed_exception the exception of a WFX_ERROR_EXCEPTION. */
bool wfx_rt_call(WfxStore *store, WfxFunc *func, const WfxSlot *args, WfxSlot *results, WfxError *error);
/* For stacks: runs a host function. */
/* verify_maps.c: at this stop, of values in C's hands, and at every call of the runtime from now on. */
void wfx_rt_verify_maps(WfxContext *context);
void wfx_rt_verify_values(WfxContext *context, const WfxType *types, uint32_t count, const WfxSlot *slots,
                          const char *place);
void wfx_rt_verify_libcalls(WfxContext *context);
WfxCallStatus wfx_rt_host_call(WfxContext *context, WfxFunc *func, const WfxSlot *args, WfxSlot *results);
/* For stacks: what becomes of the call of a host function that has failed. */
WfxCallStatus wfx_rt_host_failed(WfxContext *context, WfxFunc *func);
const char *wfx_rt_host_name(const WfxFunc *func);

/* ---- inspection (inspect.c) ---- */
void wfx_inspect_counters_add(WfxInspectCounters *counters);
/* `into` takes over what was counted; NULL: it is forgotten. */
void wfx_inspect_counters_remove(WfxInspectCounters *counters, WfxInspectCounters *into);

#endif
