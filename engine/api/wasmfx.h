/* wasmfx: the C API of the engine. An embedder needs this header and libwasmfx, nothing else.

   Objects and lifetimes. An engine holds options; a module is compiled once and may be instantiated often; a store owns
   instances, functions, memories, tables, globals, tags, exceptions and continuations, all of which live until the
   store is deleted. A store is used by one thread at a time; stores of several threads may share memories
   (wfx_memory_new_shared) and modules. Handles of store objects (wfx_func_t *, ..) are borrowed:
   never freed by the caller. Errors. Functions that can fail take `wfx_error_t **error` and return NULL or false,
   setting *error to an object that the caller deletes; a NULL `error` discards it. Of these every one gives
   WFX_E_USAGE for NULL in place of a handle, a name or a list that is not empty, and for what belongs to another store;
   WFX_E_MEMORY can come from any. Other functions take no NULL unless they say so. Sizes and offsets are in bytes,
   times in nanoseconds. "Embedding" is the appendix of that name of the core specification 3.0, whose operations these
   functions are. */
#ifndef WASMFX_H
#define WASMFX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wfx_engine wfx_engine_t;
typedef struct wfx_module wfx_module_t;
typedef struct wfx_store wfx_store_t;
typedef struct wfx_linker wfx_linker_t;
typedef struct wfx_instance wfx_instance_t;
typedef struct wfx_func wfx_func_t;
typedef struct wfx_memory wfx_memory_t;
typedef struct wfx_table wfx_table_t;
typedef struct wfx_global wfx_global_t;
typedef struct wfx_tag wfx_tag_t;
typedef struct wfx_cont wfx_cont_t;
typedef struct wfx_error wfx_error_t;
typedef struct wfx_functype wfx_functype_t;

/* ---- values ---- */
/* A value type (spec 2.3): numbers, v128, or a reference by its abstract heap type; references to concrete types report
   the abstract top they belong to (func, cont, ..). */
typedef enum wfx_kind {
    WFX_VALUE_I32 = 1,
    WFX_VALUE_I64,
    WFX_VALUE_F32,
    WFX_VALUE_F64,
    WFX_VALUE_V128,
    WFX_VALUE_FUNCREF,
    WFX_VALUE_EXTERNREF,
    WFX_VALUE_EXNREF,
    WFX_VALUE_CONTREF,
    WFX_VALUE_ANYREF,
} wfx_kind_t;

typedef struct wfx_value {
    wfx_kind_t kind;
    union {
        int32_t i32;
        int64_t i64;
        float f32;
        double f64;
        uint8_t v128[16];
        wfx_func_t *func; /* NULL = null */
        void *externref;  /* the host's pointer; NULL = null */
        uint64_t ref;     /* exnref, contref, anyref: opaque; 0 = null */
        uint64_t bits;
    } of;
} wfx_value_t;

/* How long references live. One of kind ANYREF, CONTREF or EXNREF that a call or a global gave to the host is valid
   until the next call into its store, an argument of a host function until that returns, one that was retained
   (wfx_ref_retain) until it is released as often. The same holds for an EXTERNREF that extern.convert_any made. */

/* What a reference of kind ANYREF refers to (spec 3.0, 2.3.3). */
typedef enum wfx_anyref_kind {
    WFX_ANYREF_NULL,
    WFX_ANYREF_I31,
    WFX_ANYREF_STRUCT,
    WFX_ANYREF_ARRAY,
    WFX_ANYREF_HOST, /* a host's reference that any.convert_extern took in */
} wfx_anyref_kind_t;
/* `value` has kind WFX_VALUE_ANYREF. */
wfx_anyref_kind_t wfx_anyref_kind(const wfx_value_t *value);
/* The number of an i31 reference, sign-extended. 0 for any other. */
int32_t wfx_anyref_i31(const wfx_value_t *value);
/* The host's pointer in a reference of kind HOST. NULL for any other. */
void *wfx_anyref_host(const wfx_value_t *value);
/* An i31 reference to the number's lower 31 bits. */
wfx_value_t wfx_anyref_new_i31(int32_t number);
/* The host's pointer (not NULL) as an anyref, as any.convert_extern does (spec 3.0, 4.6.9). false: the store's heap is
   full. */
bool wfx_anyref_new_host(wfx_store_t *store, void *pointer, wfx_value_t *value);

/* Fields of a structure, or elements of an array (spec 3.0, 4.2.14). The count of any other value is 0. */
size_t wfx_object_count(const wfx_value_t *value);
/* The field or element with this index; those of 8 and 16 bits as i32, zero-extended. A reference is valid as one that
   a global gave. False: `value` is no structure or array, or the index is too large. */
bool wfx_object_get(wfx_store_t *store, const wfx_value_t *value, size_t index, wfx_value_t *content);
/* Writes it. WFX_E_USAGE: `value` is no structure or array of the store, the index too large, the field immutable, or
   the content not of its type. */
bool wfx_object_set(wfx_store_t *store, const wfx_value_t *value, size_t index, const wfx_value_t *content,
                    wfx_error_t **error);

/* Keeps a structure, array, continuation or exception. false: no memory, or it is of another store. Other references
   (null, i31, a function, a host's pointer) need not be retained, but may. */
bool wfx_ref_retain(wfx_store_t *store, const wfx_value_t *value);
/* Takes back one wfx_ref_retain of the same reference; without one nothing happens. */
void wfx_ref_release(wfx_store_t *store, const wfx_value_t *value);

/* ---- errors ---- */
typedef enum wfx_error_kind { /* values as in engine/base/error.h */
                              WFX_E_NONE,
                              WFX_E_MALFORMED,
                              WFX_E_INVALID,
                              WFX_E_UNLINKABLE,
                              WFX_E_TRAP,
                              WFX_E_EXCEPTION,
                              WFX_E_SUSPENSION,
                              WFX_E_EXIT,
                              WFX_E_USAGE,
                              WFX_E_IO,
                              WFX_E_MEMORY,
                              WFX_E_LIMIT,
} wfx_error_kind_t;

typedef enum wfx_frame_kind { WFX_F_WASM, WFX_F_BOUNDARY, WFX_F_HOST, WFX_F_ENTRY } wfx_frame_kind_t;
/* One line of a backtrace, newest first. Strings belong to the error. */
typedef struct wfx_frame {
    wfx_frame_kind_t kind;
    const char *module;       /* path or name, or NULL */
    const char *function;     /* name to show; for BOUNDARY: e.g. "continuation 3 (gen), resumed at" */
    uint32_t offset;          /* wasm offset in the module; UINT32_MAX unknown */
    uint32_t line, column;    /* in `source`; 0 unknown */
    const char *source;       /* path of the source text, or NULL */
    uint32_t function_index;  /* WASM: in the module's function index space; else UINT32_MAX */
    uint32_t function_offset; /* WASM: bytes from the beginning of the function's body; else UINT32_MAX */
    wfx_instance_t *instance; /* WASM: that runs the function, and lives as long as its store; else NULL */
} wfx_frame_t;

/* What happened; an error object belongs to whoever got it, and outlives its store. */
wfx_error_kind_t wfx_error_kind(const wfx_error_t *error);
/* Without the place; one line, or for missing imports one each. The string belongs to the error. */
const char *wfx_error_message(const wfx_error_t *error);
/* Where: byte offset in the module (UINT32_MAX: unknown), line and column from 1 in its text (0: only the offset is
   known). false: no place is known, and nothing is written. */
bool wfx_error_place(const wfx_error_t *error, uint32_t *offset, uint32_t *line, uint32_t *column);
/* WFX_E_EXIT: the status that the program ended itself with; else 0. */
int wfx_error_exit_code(const wfx_error_t *error);
/* The backtrace of a call that failed: its frames, newest first, and how many more there were (from 10,000 on). 0 when
   there is none. */
size_t wfx_error_frame_count(const wfx_error_t *error);
size_t wfx_error_frames_omitted(const wfx_error_t *error);
/* A frame, which belongs to the error. NULL: there are not so many. */
const wfx_frame_t *wfx_error_frame(const wfx_error_t *error, size_t index);
/* WFX_E_EXCEPTION: tag and payload of the exception (Embedding: exn_tag, exn_read); NULL and 0 otherwise. They live as
   long as the error and its store do. `wfx_error_payload` gives false where there are not so many values. */
wfx_tag_t *wfx_error_tag(const wfx_error_t *error);
size_t wfx_error_payload_count(const wfx_error_t *error);
bool wfx_error_payload(const wfx_error_t *error, size_t index, wfx_value_t *value);
void wfx_error_delete(wfx_error_t *error); /* takes NULL */

/* ---- engine ---- */
typedef struct wfx_config {
    uint32_t features;     /* 0: the default set; else from wfx_features_default / wfx_features_parse */
    bool debug;            /* code for a debugger: locals always in their slots, large stacks */
    bool counters;         /* count resumes and suspensions per resume site (for the profiler) */
    uint32_t function_gap; /* bytes left free after each function; a jitdump needs WFX_JITDUMP_FUNCTION_GAP */
    bool stress_spill;     /* a compiler stress mode for tests */
    bool interruption;     /* wfx_store_interrupt ends what runs; functions and loops ask for it, which costs time */
    bool fuel;             /* what runs takes units of wfx_store_set_fuel */
    bool baseline;         /* code for any processor with SSE4.1, as if this one had no more */
    bool stress_expand;    /* another: through the operations that an optimiser will see */
    /* another: holds the stack maps of all frames against their slots at every stop; aborts if one is wrong */
    bool verify_stack_maps;
    bool stress_gc;                  /* another: a collection at every allocation, which overwrites what it frees */
    bool stress_freeze;              /* another: stacks of continuations that wait are moved whenever it can be */
    bool stress_move;                /* another: that of the one that runs is moved at every call of a function */
    bool stress_generations;         /* another: continuations get another header at every second use */
    size_t max_heap_bytes;           /* 0: half of the machine's memory. Of objects in a store, continuations
                                        that have not begun among them; more traps */
    size_t main_stack_bytes;         /* 0: 8 MiB. Stack of a call from the host; a continuation's may grow to it */
    size_t continuation_stack_bytes; /* 0: 128 KiB, 1 MiB with `debug`. What a continuation's begins with */
    /* 0 ascending, 1 descending, 2 alternating: where new stacks are placed; for tests of debuggers */
    int stack_placement;
    uint32_t
        /* 0: by the machine's memory, about 3 million on 20 GB. Alive at once in a store, having begun (with
           `debug`: or not); one more traps */
        max_continuations;
} wfx_config_t;
/* The features that are on by default, as a set of bits for the configuration. */
uint32_t wfx_default_features(void);
/* Changes a set by a list as the command's -W has it: "memory64,-simd", "gc=n", "all". WFX_E_USAGE: an unknown name. */
bool wfx_parse_features(const char *list, uint32_t *features, wfx_error_t **error);
/* An engine with a copy of the configuration (NULL: defaults). The caller deletes it, when no module or store is to be
   made with it any more; those that were need it no longer. */
wfx_engine_t *wfx_engine_new(const wfx_config_t *config, wfx_error_t **error);
void wfx_engine_delete(wfx_engine_t *engine); /* takes NULL */

/* For modules that are made, and for stores, from now on: `debug` and `counters` of the configuration. So an embedder
   compiles what it wants to look at once more, while the rest runs as before. */
void wfx_engine_set_debug(wfx_engine_t *engine, bool on);
void wfx_engine_set_counters(wfx_engine_t *engine, bool on);

/* ---- modules ---- */
/* From binary or text, told apart by the magic number (Embedding: module_decode, module_parse, module_validate). `path`
   (may be NULL) is shown in messages and is the source of a text module; bytes are copied. Compiles: the module is
   ready to be instantiated, in any store and any thread. The caller deletes it. WFX_E_MALFORMED and WFX_E_INVALID have
   a place; WFX_E_LIMIT: it is larger than the implementation can take. */
wfx_module_t *wfx_module_new(wfx_engine_t *engine, const void *bytes, size_t size, const char *path,
                             wfx_error_t **error);
/* The same of a file. WFX_E_IO: it cannot be read. */
wfx_module_t *wfx_module_new_file(wfx_engine_t *engine, const char *path, wfx_error_t **error);
/* For a module assembled elsewhere with a source map (takes ownership of *source_map, a WfxSourceMap; may be NULL). */
wfx_module_t *wfx_module_new_mapped(wfx_engine_t *engine, const void *bytes, size_t size, const char *path,
                                    void *source_map, wfx_error_t **error);
void wfx_module_delete(wfx_module_t *module); /* takes NULL; instances keep what they need */
typedef enum wfx_extern_kind {
    WFX_EXT_FUNC,
    WFX_EXT_TABLE,
    WFX_EXT_MEMORY,
    WFX_EXT_GLOBAL,
    WFX_EXT_TAG
} wfx_extern_kind_t;
typedef struct wfx_name {
    const char *data;
    size_t size;
} wfx_name_t;
/* Imports and exports in the order of the module (Embedding: module_imports, module_exports); `index` is below the
   count. Names are UTF-8 without an end mark and belong to the module. */
size_t wfx_module_import_count(const wfx_module_t *module);
void wfx_module_import(const wfx_module_t *module, size_t index, wfx_name_t *from, wfx_name_t *name,
                       wfx_extern_kind_t *kind);
/* The type of a memory that is imported; false for an import of another kind. */
typedef struct wfx_memorytype {
    uint64_t min_pages, max_pages; /* UINT64_MAX: none */
    bool is_64, is_shared;
    uint32_t page_size;
} wfx_memorytype_t;
bool wfx_module_import_memory(const wfx_module_t *module, size_t index, wfx_memorytype_t *type);
size_t wfx_module_export_count(const wfx_module_t *module);
void wfx_module_export(const wfx_module_t *module, size_t index, wfx_name_t *name, wfx_extern_kind_t *kind);

/* The resumes of a module's code (stack switching proposal: resume, resume_throw, resume_throw_ref), in order, and how
   often they ran in all its instances so far, those that are gone included; 0 unless compiled with `counters`. May be
   asked while the module runs, on other threads too. */
typedef struct wfx_resume_site {
    uint32_t function_index; /* in the module's function index space */
    uint32_t offset;         /* byte offset of the instruction in the module */
    uint32_t line, column;   /* in the source text; 0 unknown */
    uint64_t resumes;        /* times that it was executed */
    uint64_t suspends;       /* times that a suspension or a switch came to one of its clauses */
} wfx_resume_site_t;
size_t wfx_module_resume_site_count(const wfx_module_t *module);
bool wfx_module_resume_site(const wfx_module_t *module, size_t index,
                            wfx_resume_site_t *site); /* false: no such site */

/* ---- stores ---- */
/* A store with the engine's configuration (Embedding: store_init). The caller deletes it, and with it all its objects;
   not while anything runs in it. WFX_E_MEMORY: no address space is left. */
wfx_store_t *wfx_store_new(wfx_engine_t *engine, wfx_error_t **error);
void wfx_store_delete(wfx_store_t *store); /* takes NULL */
/* What runs in the store ends with the trap "interrupted" at the next beginning of a function or of a round of a loop,
   on whatever continuation; if nothing runs, the next call does. From any thread, and from signal handlers. Host
   functions are not ended. Only code of an engine with `interruption` asks for it, and memory.atomic.wait32 and wait64,
   which it ends in any: a thread that waits can be brought back, so that its store can be deleted. */
void wfx_store_interrupt(wfx_store_t *store);
/* Takes back an interruption that has not happened yet. */
void wfx_store_clear_interrupt(wfx_store_t *store);

/* Fuel: with `fuel` in the engine's configuration, whatever runs in the store takes units of it, and traps with "all
   fuel consumed" where there is not enough. A call of a function takes as many units as instructions stand in it
   outside of loops, a round of a loop as many as in the loop outside of loops within it, whichever of them are
   executed. A new store has none. At most INT64_MAX units. */
void wfx_store_set_fuel(wfx_store_t *store, uint64_t units);
uint64_t wfx_store_fuel(const wfx_store_t *store);

/* The store's heap of Wasm GC objects, since the store was made. Bytes of objects allocated, of them those that minor
   collections moved out of the nursery, and those that the last full collection kept; the most memory in use at a time.
   Pauses in nanoseconds, all together and the longest: of full collections, and of minor ones. */
typedef struct wfx_heap_statistics {
    uint64_t collections, minor_collections;
    uint64_t allocated_bytes, promoted_bytes, live_bytes, peak_bytes;
    uint64_t longest_pause_ns, total_pause_ns, minor_longest_pause_ns, minor_total_pause_ns;
} wfx_heap_statistics_t;
wfx_heap_statistics_t wfx_store_heap_statistics(const wfx_store_t *store);

/* Limits of a store, at any time while nothing runs in it or in a host function: what is there already stays, and what
   would be more is refused. 0: no limit, or for the last two that of the configuration. */
typedef struct wfx_limits {
    /* of all memories together, shared ones with their maximum; more: memory.grow gives -1, a new one is WFX_E_LIMIT */
    uint64_t memory_bytes;
    uint64_t table_elements; /* of all tables together; the same */
    uint32_t instances;      /* those that wfx_cont_resume makes for itself among them; more: WFX_E_LIMIT */
    uint32_t continuations;  /* alive at once, as max_continuations; more trap */
    uint64_t heap_bytes;     /* of objects, as max_heap_bytes, which it can only lower; more trap */
} wfx_limits_t;
void wfx_store_set_limits(wfx_store_t *store, const wfx_limits_t *limits);

typedef struct wfx_extern {
    wfx_extern_kind_t kind;
    union {
        wfx_func_t *func;
        wfx_table_t *table;
        wfx_memory_t *memory;
        wfx_global_t *global;
        wfx_tag_t *tag;
    } of;
} wfx_extern_t;

/* ---- functions ---- */
/* A host function. Reads args, writes results (kinds preset by type). Returns false to trap: sets *error (made with
   wfx_error_new) or leaves it NULL for a plain "host function failed". May call back into the store. `caller` is the
   calling instance or NULL. */
typedef bool (*wfx_callback_t)(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count,
                               wfx_value_t *results, size_t result_count, wfx_error_t **error);
/* Errors for a host function to give, which takes them over; else the caller deletes them. Never NULL. The message is
   copied, up to about 500 bytes (NULL: none). */
wfx_error_t *wfx_error_new(wfx_error_kind_t kind, const char *message);
wfx_error_t *wfx_error_new_exit(int exit_code); /* ends the program: WFX_E_EXIT with this status */
/* A wasm exception for a host function of the tag's store to throw (Embedding: exn_alloc): callers in wasm may catch
   it. NULL when a value does not fit the tag, without tag or payload, or out of memory. */
wfx_error_t *wfx_error_new_exception(wfx_tag_t *tag, const wfx_value_t *payload, size_t count);
/* A function type (spec 2.3) of kinds; references of it are the nullable abstract ones. The caller deletes it. NULL: a
   kind that there is not, more than 1,024 on a side, or no memory. */
wfx_functype_t *wfx_functype_new(const wfx_kind_t *params, size_t param_count, const wfx_kind_t *results,
                                 size_t result_count);
void wfx_functype_delete(wfx_functype_t *type); /* takes NULL */
/* What is in it; `index` is below the count. */
size_t wfx_functype_param_count(const wfx_functype_t *type);
wfx_kind_t wfx_functype_param(const wfx_functype_t *type, size_t index);
size_t wfx_functype_result_count(const wfx_functype_t *type);
wfx_kind_t wfx_functype_result(const wfx_functype_t *type, size_t index);
/* A host function of the store (Embedding: func_alloc). `name` (may be NULL) is copied, for backtraces; `env` is handed
   to the callback; env_free (may be NULL) is called with it when the store is deleted, and not if this fails. */
wfx_func_t *wfx_func_new(wfx_store_t *store, const wfx_functype_t *type, const char *name, wfx_callback_t callback,
                         void *env, void (*env_free)(void *), wfx_error_t **error);
/* The same for a function of at most six parameters and one result that are all i32, i64, f32 or f64: it is called
   with its own C signature, `R callback(void *env, P0, P1, ..)` of int32_t, int64_t, float and double, cast to this
   type, and much faster: nothing goes through memory. It fails by wfx_store_fail. */
typedef void (*wfx_typed_callback_t)(void);
enum { WFX_TYPED_PARAMS = 6 };
wfx_func_t *wfx_func_new_typed(wfx_store_t *store, const wfx_functype_t *type, const char *name,
                               wfx_typed_callback_t callback, void *env, void (*env_free)(void *), wfx_error_t **error);
/* In a host function: when it returns, its call fails with this error (taken; NULL: "host function failed"), and what
   it returned does not count. Until then it may not call into the store (WFX_E_USAGE). Outside of host functions the
   error is deleted and nothing else happens. */
void wfx_store_fail(wfx_store_t *store, wfx_error_t *error);
/* In a host function: the instance that called it, or NULL: the host itself. */
wfx_instance_t *wfx_store_caller(const wfx_store_t *store);
/* Its type (Embedding: func_type), which the caller deletes. NULL: no memory. */
wfx_functype_t *wfx_func_type(const wfx_func_t *func);
/* Calls it (Embedding: func_invoke) with as many arguments as it has parameters, of their kinds, and room for as many
   results as it gives (WFX_E_USAGE). Traps (WFX_E_TRAP), exceptions (WFX_E_EXCEPTION), unhandled suspensions
   (WFX_E_SUSPENSION) and exits (WFX_E_EXIT) come back as errors with a backtrace; the store can be used as before. */
bool wfx_func_call(wfx_func_t *func, const wfx_value_t *args, size_t arg_count, wfx_value_t *results,
                   size_t result_count, wfx_error_t **error);

/* ---- memories, globals, tables, tags ---- */
/* A memory of the store, with limits in pages of 64 KiB (Embedding: mem_alloc; spec 2.3, memory types). WFX_E_USAGE:
   the least is above the most; WFX_E_LIMIT: more than can be had; WFX_E_MEMORY: no address space is left. */
wfx_memory_t *wfx_memory_new(wfx_store_t *store, uint64_t min_pages, uint64_t max_pages,
                             wfx_error_t **error); /* max UINT64_MAX: none */
/* One with addresses of 64 bits, or with pages of another size, in which it is measured: 1 or 65536 bytes. */
wfx_memory_t *wfx_memory_new_as(wfx_store_t *store, uint64_t min_pages, uint64_t max_pages, bool is_64,
                                uint32_t page_size, wfx_error_t **error);
/* A shared one (threads): stores in several threads may have it at once. It belongs to none of them: the caller holds
   it until it is released, each store that it was imported into, or one of whose linkers has it, until the store is
   deleted; the last one frees it. A module may define and export a shared memory, too: what an instance's export gives
   is held by its store alone, unless the host retains it. A maximum is needed, so that its bytes never move. Any thread
   may call wfx_memory_data, _size, _grow and the two functions below at any time; its bytes are the host's to read and
   write by atomic operations, or by what it has agreed on with the guest. */
wfx_memory_t *wfx_memory_new_shared(uint64_t min_pages, uint64_t max_pages, bool is_64, uint32_t page_size,
                                    wfx_error_t **error);
bool wfx_memory_is_shared(const wfx_memory_t *memory);
void wfx_memory_retain(wfx_memory_t *memory); /* shared ones alone; others are left alone */
void wfx_memory_release(wfx_memory_t *memory);
/* Its first byte, which stays where it is when the memory grows, and its size in bytes (Embedding: mem_read, mem_write,
   mem_size). */
uint8_t *wfx_memory_data(wfx_memory_t *memory);
size_t wfx_memory_size(const wfx_memory_t *memory);
uint32_t wfx_memory_page_size(const wfx_memory_t *memory); /* bytes: 65536 or 1 */
/* As memory.grow (Embedding: mem_grow), in its own pages. `old_pages` (may be NULL) gets the size before. false: its
   limits or those of the store do not let it, or there is no memory, and nothing has happened. */
bool wfx_memory_grow(wfx_memory_t *memory, uint64_t pages, uint64_t *old_pages);
/* A global of the store, of the type that the kind of its first value stands for (Embedding: global_alloc, global_read,
   global_write). */
wfx_global_t *wfx_global_new(wfx_store_t *store, bool is_mutable, wfx_value_t value, wfx_error_t **error);
void wfx_global_get(const wfx_global_t *global, wfx_value_t *value);
/* WFX_E_USAGE: it is immutable, or the value not of its type. */
bool wfx_global_set(wfx_global_t *global, const wfx_value_t *value, wfx_error_t **error);
/* A table of nullable references of this kind, all null, with limits in elements (max UINT64_MAX: none), and indices of
   64 bits or 32 (Embedding: table_alloc; spec 2.3, table types). WFX_E_USAGE: no kind of references, or the least is
   above the most; WFX_E_LIMIT. */
wfx_table_t *wfx_table_new(wfx_store_t *store, wfx_kind_t kind, uint64_t min, uint64_t max, bool is_64,
                           wfx_error_t **error);
size_t wfx_table_size(const wfx_table_t *table); /* elements (Embedding: table_size) */
/* Embedding: table_read. false: there are not so many elements. */
bool wfx_table_get(const wfx_table_t *table, uint64_t index, wfx_value_t *value);
/* Embedding: table_write. WFX_E_USAGE: there are not so many, or the value is not of their type. */
bool wfx_table_set(wfx_table_t *table, uint64_t index, const wfx_value_t *value, wfx_error_t **error);
/* As table.grow (Embedding: table_grow), by elements that have the value `init`. `old_size` (may be NULL) gets the size
   before. WFX_E_LIMIT: its limits or those of the store do not let it. */
bool wfx_table_grow(wfx_table_t *table, uint64_t count, const wfx_value_t *init, uint64_t *old_size,
                    wfx_error_t **error);
/* A tag of the store (Embedding: tag_alloc; spec 2.3, tag types), for exceptions, or with results for suspensions.
   `name` (may be NULL) is copied, for messages. */
wfx_tag_t *wfx_tag_new(wfx_store_t *store, const wfx_functype_t *type, const char *name, wfx_error_t **error);

/* ---- linking and instances ---- */
/* An instance of the store (Embedding: module_instantiate; spec 3.0, 4.5.4). `imports` in the order of the module's
   imports, and as many. Runs active segments and the start function. WFX_E_UNLINKABLE: an import has another type;
   WFX_E_LIMIT, WFX_E_MEMORY; or what the start function ends with: what ran before stays done. */
wfx_instance_t *wfx_instance_new(wfx_store_t *store, const wfx_module_t *module, const wfx_extern_t *imports,
                                 size_t import_count, wfx_error_t **error);
/* The export of this name (Embedding: instance_export), UTF-8 of so many bytes. false: there is none. */
bool wfx_instance_export(wfx_instance_t *instance, const char *name, size_t name_size, wfx_extern_t *found);
/* What it was made of, which lives as long as it; and its store. */
const wfx_module_t *wfx_instance_module(const wfx_instance_t *instance);
wfx_store_t *wfx_instance_store(const wfx_instance_t *instance);
/* A linker resolves imports by (module, name) among definitions of one store; later definitions replace earlier
   ones. The caller deletes it, before the store or after. NULL: no memory. */
wfx_linker_t *wfx_linker_new(wfx_store_t *store);
void wfx_linker_delete(wfx_linker_t *linker); /* takes NULL */
wfx_store_t *wfx_linker_store(const wfx_linker_t *linker);
/* Names are copied. WFX_E_USAGE: the item is of another store. */
bool wfx_linker_define(wfx_linker_t *linker, const char *module, size_t module_size, const char *name, size_t name_size,
                       wfx_extern_t item, wfx_error_t **error);
/* false: there is no such definition. */
bool wfx_linker_get(const wfx_linker_t *linker, const char *module, size_t module_size, const char *name,
                    size_t name_size, wfx_extern_t *item);
/* All its exports, under this name of a module; of an instance of another store its shared memories alone, for nothing
   else of it can be used here. WFX_E_USAGE: it has none. */
bool wfx_linker_define_instance(wfx_linker_t *linker, const char *module, size_t module_size, wfx_instance_t *instance,
                                wfx_error_t **error);
/* What an import is that nobody defines: an error; a function whose call traps and names the import (other kinds are
   errors); or a function that returns zeros and nulls, and a memory, table, global or tag of the imported type. Such a
   memory, table, global or tag is defined in the linker under the import's name: the next module finds the same one. A
   type without a default value (a reference that cannot be null) stays an error. */
typedef enum wfx_unknown { WFX_UNKNOWN_FAIL, WFX_UNKNOWN_TRAP, WFX_UNKNOWN_DEFAULT } wfx_unknown_t;
void wfx_linker_set_unknown(wfx_linker_t *linker, wfx_unknown_t unknown);
/* wfx_instance_new with what is defined. Missing or mismatching imports are WFX_E_UNLINKABLE and name module, import
   and both types. */
wfx_instance_t *wfx_linker_instantiate(wfx_linker_t *linker, const wfx_module_t *module, wfx_error_t **error);

/* ---- continuations (stack switching proposal) ---- */
/* A handle of a computation that may be suspended, from its beginning to its end: each resume goes on where the last
   one was suspended. The caller deletes it (wfx_cont_delete; best before its store), which drops the computation unless
   wasm refers to it. While wasm has a reference to the same continuation and resumes it, the handle has ended. */
typedef enum wfx_cont_state {
    WFX_CONTINUATION_FRESH,     /* it has not begun */
    WFX_CONTINUATION_SUSPENDED, /* it waits on a tag */
    WFX_CONTINUATION_RUNNING,   /* in a wfx_cont_resume that has not returned */
    WFX_CONTINUATION_ENDED,     /* returned, trapped, threw, or was consumed by somebody else */
} wfx_cont_state_t;
/* cont.new: a continuation that will call `func` with the arguments of its first resume. NULL: WFX_E_USAGE without a
   function; WFX_E_TRAP when there are too many continuations, or no memory. */
wfx_cont_t *wfx_cont_new(wfx_func_t *func, wfx_error_t **error);
/* A handle of the continuation that a value of kind WFX_VALUE_CONTREF refers to. NULL: WFX_E_USAGE where it is null, of
   another store, or consumed. */
wfx_cont_t *wfx_cont_from_value(wfx_store_t *store, const wfx_value_t *value, wfx_error_t **error);
/* Takes NULL. In the midst of its resume it is deleted when that returns. */
void wfx_cont_delete(wfx_cont_t *cont);
wfx_cont_state_t wfx_cont_state(const wfx_cont_t *cont);
/* The reference, to hand to wasm; null unless it waits (FRESH or SUSPENDED). */
void wfx_cont_value(const wfx_cont_t *cont, wfx_value_t *value);
/* What its next resume takes, and what its function gives at the end; the caller deletes it. NULL unless it waits. */
wfx_functype_t *wfx_cont_type(const wfx_cont_t *cont);
/* The function it was made of, or NULL unless it waits. */
wfx_func_t *wfx_cont_func(const wfx_cont_t *cont);
/* The tag it waits on, or NULL unless it is suspended. */
wfx_tag_t *wfx_cont_tag(const wfx_cont_t *cont);
/* Its number in backtraces and debuggers; 0 while it has none. */
uint32_t wfx_cont_id(const wfx_cont_t *cont);
/* Its backtrace while it is suspended, newest frame first, with a BOUNDARY frame where one that it resumed waits in it;
   else none. Frames belong to the handle and are valid until it is resumed or deleted. */
size_t wfx_cont_frame_count(wfx_cont_t *cont);
const wfx_frame_t *wfx_cont_frame(wfx_cont_t *cont, size_t index); /* NULL: there are not so many */
typedef struct wfx_outcome {
    wfx_tag_t *tag;     /* on which it was suspended; NULL: it has returned */
    size_t tag_index;   /* of that in the list of the call; SIZE_MAX: it has returned */
    size_t value_count; /* values written: the tag's payload, or the results */
} wfx_outcome_t;
/* resume with `(on tag ..)` for each of the tags: runs it until it returns or is suspended on one of them. `args`: as
   many as it takes (wfx_cont_type), of those kinds. `values` gets payload or results; `capacity` is at least as large
   as the longest of these. True: *outcome says which. False: WFX_E_USAGE when arguments, tags or capacity are wrong or
   it does not wait, and nothing has happened; or a trap, an exception, an exit or a suspension on another tag
   (WFX_E_SUSPENSION), as of wfx_func_call, which ends it. */
bool wfx_cont_resume(wfx_cont_t *cont, const wfx_value_t *args, size_t arg_count, wfx_tag_t *const *tags,
                     size_t tag_count, wfx_value_t *values, size_t capacity, wfx_outcome_t *outcome,
                     wfx_error_t **error);

/* ---- WASI preview 1 (engine/wasi) ---- */
/* Threads of WASI programs (wasi-threads): `wasi.thread-spawn` makes a store and an instance of the module for each,
   which imports the memory, shared, and exports wasi_thread_start. Read at each spawn; it must outlive all threads, and
   so must engine and module. `failed` is called in a thread that ended with an error, WFX_E_EXIT among them, which is
   its to delete; as nothing ends the other threads, it should end the process. */
typedef struct wfx_wasi_threads {
    wfx_engine_t *engine;
    const wfx_module_t *module; /* NULL: every spawn fails */
    wfx_memory_t *memory;
    void (*failed)(void *env, wfx_error_t *error);
    void *env;
} wfx_wasi_threads_t;

typedef struct wfx_wasi_config {
    const char *const *args;
    size_t arg_count;
    const char *const *env;
    size_t env_count; /* "NAME=VALUE" */
    const char *const *dirs;
    size_t dir_count; /* "HOST" or "HOST::GUEST" */
    const int *sockets;
    size_t socket_count;               /* descriptors of sockets, listening or connected */
    const wfx_wasi_threads_t *threads; /* NULL: the program has one thread */
} wfx_wasi_config_t;
/* Defines wasi_snapshot_preview1 in the linker. Files under the given directories only. The program finds these as its
   descriptors from 3 on, the sockets behind them; sockets are WASI's from this call on, also when it fails, and are
   closed when the store goes. proc_exit ends the call with
   WFX_E_EXIT. The process should ignore SIGPIPE and SIGXFSZ: then a program sees a closed pipe or a file size limit as
   the errno that it is (PIPE, FBIG). */
bool wfx_wasi_define(wfx_linker_t *linker, const wfx_wasi_config_t *config, wfx_error_t **error);

#ifdef __cplusplus
}
#endif
#endif
