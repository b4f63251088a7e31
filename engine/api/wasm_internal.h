/* Inside the standard C API: the one struct behind all handles, and type objects.

   A handle (wasm_func_t *, wasm_trap_t *, ..) is a pointer to a counted wasm_ref_t. For an object of a store there is
   one wasm_ref_t, found by the object's address in the store's table, so that `same` is pointer equality and host info
   belongs to the object; the table holds a count until the store goes. A reference in wasm's hands as externref is the
   address of its wasm_ref_t, which the store then pins. An object of the heap is kept by each of its handles, and has
   one for each time that wasm gives it out: `same` compares what they refer to. */
#ifndef WFX_API_WASM_INTERNAL_H
#define WFX_API_WASM_INTERNAL_H

#include "engine/api/internal.h"
#include "engine/api/wasm.h"

typedef enum RefKind {
    REF_FUNC,
    REF_GLOBAL,
    REF_TABLE,
    REF_MEMORY,
    REF_INSTANCE,
    REF_MODULE,
    REF_TRAP,
    REF_FOREIGN,
    REF_OBJECT /* a structure, an array or an i31: the word of an anyref */
} RefKind;

struct wasm_ref_t {
    RefKind kind;
    uint32_t count;
    wasm_store_t *store; /* NULL once it is deleted */
    /* the runtime's object; wfx_error_t for traps; the word of an OBJECT; NULL for foreign ones and when the store is
       gone */
    void *object;
    void *host_info;
    void (*finalizer)(void *);
    struct wasm_ref_t *next;  /* in the store's bucket, or list of pinned ones or of loose ones */
    struct wasm_ref_t **link; /* of a loose one: what points to it in that list */
    bool is_pinned;
};

enum { REF_BUCKETS = 256 };
struct wasm_store_t {
    wfx_store_t *store;
    wasm_engine_t *engine;
    struct wasm_ref_t *buckets[REF_BUCKETS];
    struct wasm_ref_t *pinned; /* traps, modules, foreign objects that wasm may hold */
    struct wasm_ref_t *loose;  /* OBJECTs and TRAPs that only their owners hold: they learn when the store goes */
};
struct wasm_config_t {
    wfx_config_t config;
};
struct wasm_engine_t {
    wfx_engine_t *engine;
};

struct wasm_valtype_t {
    wasm_valkind_t kind;
};
struct wasm_externtype_t {
    wasm_externkind_t kind;
}; /* first in each of the following */
struct wasm_functype_t {
    wasm_externtype_t base;
    wasm_valtype_vec_t params, results;
};
struct wasm_globaltype_t {
    wasm_externtype_t base;
    wasm_valtype_t *content;
    wasm_mutability_t mutability;
};
struct wasm_tabletype_t {
    wasm_externtype_t base;
    wasm_valtype_t *element;
    wasm_limits_t limits;
};
struct wasm_memorytype_t {
    wasm_externtype_t base;
    wasm_limits_t limits;
};
struct wasm_importtype_t {
    wasm_name_t module, name;
    wasm_externtype_t *type;
};
struct wasm_exporttype_t {
    wasm_name_t name;
    wasm_externtype_t *type;
};
struct wasm_frame_t {
    wasm_ref_t *instance; /* counted, or NULL */
    uint32_t func_index;
    size_t func_offset, module_offset;
};

/* wasm_types.c */
wasm_valkind_t wfx_c_valkind(WfxType type);
WfxType wfx_c_type(wasm_valkind_t kind);
wasm_functype_t *wfx_c_functype(const WfxTypeDef *type);
wasm_globaltype_t *wfx_c_globaltype(WfxType type, bool is_mutable);
wasm_tabletype_t *wfx_c_tabletype(WfxType type, const WfxLimits *limits, uint64_t min);
wasm_memorytype_t *wfx_c_memorytype(const WfxLimits *limits, uint64_t min);
/* NULL for tags, too */
wasm_externtype_t *wfx_c_externtype(const WfxModule *module, WfxExternKind kind, uint32_t index);
bool wfx_c_limits(const wasm_limits_t *limits, WfxLimits *out);

/* wasm_refs.c */
wasm_ref_t *wfx_c_ref_new(wasm_store_t *store, RefKind kind, void *object);
/* The counted handle of a store's object. */
wasm_ref_t *wfx_c_ref_of(wasm_store_t *store, RefKind kind, void *object);
wasm_ref_t *wfx_c_ref_retain(const wasm_ref_t *ref); /* takes NULL */
void wfx_c_ref_release(wasm_ref_t *ref);             /* so does this */
void wfx_c_store_release(wasm_store_t *store);
/* Values: `from` takes nothing, `to` gives an owned value. */
bool wfx_c_from_val(wasm_store_t *store, WfxType type, const wasm_val_t *value, WfxSlot *slot);
bool wfx_c_to_val(wasm_store_t *store, WfxType type, const WfxSlot *slot, wasm_val_t *value);
wasm_trap_t *wfx_c_trap(wasm_store_t *store, wfx_error_t *error); /* takes the error */

#endif
