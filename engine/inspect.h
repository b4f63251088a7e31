/* What debuggers and profilers may see of a running store: one read-only, versioned root. GDB's Python reads it from a
   live process or a core through the symbol `wfx_inspect_root` alone, with no debug info of wasmfx: so the root
   describes its own offsets. What is new stands at its end; a reader of an older version needs none of it.

   Reading a continuation header (engine/layout.h, WfxContinuation):
     a header slab is {next slab, uint32 capacity, uint32 used, headers...}
     state FREE or RETIRED: skip. ROOT: a host entry.
     otherwise, if pc (that of its bound arguments, if it has any) is the stub CONT_START and link_pc ==
     wfx_detached_pc: fresh. Else follow `parent`: it is active if a ROOT comes first, suspended if a header with
     link_pc == wfx_detached_pc does, the outermost of its chain (wfx_inspect_status). */
#ifndef WFX_INSPECT_H
#define WFX_INSPECT_H

#include "engine/image.h"

#define WFX_INSPECT_VERSION 3

typedef struct WfxHeaderSlab {
    struct WfxHeaderSlab *next;
    uint32_t capacity, used;
    bool is_named; /* the last full collection met a stale reference to one of them */
    _Alignas(16) WfxContinuation headers[];
} WfxHeaderSlab;

/* One per store. */
typedef struct WfxInspectStore {
    struct WfxInspectStore *next;
    WfxContext *context;
    WfxHeaderSlab *slabs;
    const char *label; /* module path, for people */
    const void *owner; /* the runtime's store, from which globals, tables and instances are found; NULL: none */
} WfxInspectStore;

/* One per instance that has counters, and one per image of such: what instances have counted that are gone. */
typedef struct WfxInspectCounters {
    struct WfxInspectCounters *next;
    const WfxCodeImage *image;
    uint64_t *counts; /* [image->counter_count] */
} WfxInspectCounters;

/* Code, [start, end). */
typedef struct WfxInspectRange {
    uint64_t start, end;
} WfxInspectRange;

typedef struct WfxInspectRoot {
    char magic[8]; /* "WFXINSP" */
    uint32_t version, size;
    WfxInspectStore *stores;
    uint64_t detached_pc;           /* wfx_detached_pc */
    uint64_t cont_start, cont_base; /* stub addresses */
    uint64_t entry_base;            /* return address in the host entry stub */
    /* Offsets, so that a reader needs no debug info. */
    struct {
        uint32_t store_next, store_context, store_slabs, slab_next, slab_capacity, slab_used, slab_headers;
    } at;
    struct {
        uint32_t stack_limit, current, exit_rbp, exit_pc;
    } context_at;
    struct {
        uint32_t bytes, link_rbp, link_pc, parent, handlers, rsp, rbp, pc, last, tag, func, generation, state, id,
            stack_top, stack, created_pc;
    } cont_at;
    struct {
        uint32_t name, type_id;
    } tag_at;
    struct {
        uint32_t code, instance, index;
    } func_at;
    struct {
        uint32_t module, tags_note;
    } instance_at;
    struct {
        uint32_t count, index, resumed, clauses, clause_bytes, clause_suspend, clause_switch, clause_target;
    } site_at;
    struct {
        uint32_t bound, pc;
        /* offset in a header of its bound arguments (NULL: none), and in those of the pc that `pc` stands for */
    } bound_at;
    /* Static code from one stack to another: the stub that debug code calls to go into a continuation; what begins and
       ends a continuation, with the nops before its labels cont_start and cont_base. */
    WfxInspectRange resume, boundary;
    WfxInspectCounters *counters;
    /* Since version 3: what may hold a reference to a continuation. Lists are linked by `next`. */
    struct {
        uint32_t owner; /* in WfxInspectStore; what follows is in the owner */
        uint32_t instances, tables, globals /* of the host */, retained, retained_count, retained_bytes;
    } store_at;
    struct {
        uint32_t next, instance, globals;
    } record_at; /* of an instance */
    struct {
        uint32_t next, elements, size, type;
    } table_at;
    struct {
        uint32_t next, cell, type;
    } global_at;
    struct {
        uint32_t image, tables, memory_bytes; /* pointers to tables stand behind those to memories */
    } instance_has;
    struct {
        uint32_t memory_count, table_count, global_count, names;
    } module_at;
    struct {
        uint32_t tables, table_count, globals, global_count; /* in the names */
        uint32_t locals, list_bytes, list_count, list_names; /* a list per function */
    } names_at;
    struct {
        uint32_t code, code_size, function_count, functions, locals;
    } image_at;
    struct {
        uint32_t bytes, index, start, body, frame_size, first_local, local_count;
    } code_at; /* of a function in an image */
    struct {
        uint32_t bytes, type, home;
    } local_at;
    struct {
        uint32_t count, values, value_bytes;
    } bound_values_at;
    /* Of a type word (engine/wasm/types.h), kind and heap part: heaps below `numbers` are type numbers. */
    struct {
        uint32_t reference, numbers, any, eq, structure, array, cont;
    } type_is;
} WfxInspectRoot;

extern WfxInspectRoot wfx_inspect_root;

typedef enum WfxInspectStatus {
    WFX_INSPECT_UNUSED,
    WFX_INSPECT_ROOT_ENTRY,
    WFX_INSPECT_FRESH,
    WFX_INSPECT_ACTIVE,
    WFX_INSPECT_SUSPENDED
} WfxInspectStatus;
/* What a header stands for now. ACTIVE: on the chain from context->current through parents. SUSPENDED: has a saved pc
   and is the innermost of a chain or inside one. */
WfxInspectStatus wfx_inspect_status(const WfxContext *context, const WfxContinuation *continuation);
/* Calls `visit` for every header that is in use; stops when it returns false. */
void wfx_inspect_continuations(const WfxInspectStore *store, bool (*visit)(void *user, WfxContinuation *continuation),
                               void *user);
/* How many continuations have not begun. Those of code that was not compiled for a debugger have no header: they are
   objects of the heap, and are counted until a collection has freed them. */
uint64_t wfx_inspect_fresh(const WfxInspectStore *store);
/* Calls `visit` for the innermost continuation of every suspended chain; stops when it returns false. The others of a
   chain wait for one that they resumed; what their own headers say of a tag and a place is from an earlier suspension.
   Their number is added to *resumers (may be NULL). Returns how many suspended continuations there are if memory is too
   short to tell them apart, when none is visited; else 0. */
uint64_t wfx_inspect_suspended(const WfxInspectStore *store, bool (*visit)(void *user, WfxContinuation *continuation),
                               void *user, uint64_t *resumers);
/* One of the image's counters (see WfxCodeResume), over all its instances, those included that are gone; 0 when it was
   compiled without. */
uint64_t wfx_inspect_counter(const WfxCodeImage *image, uint32_t counter);

#endif
