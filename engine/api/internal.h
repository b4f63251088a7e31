/* Inside the API: handles are the runtime's objects under another name, so these casts are the whole of the mapping. */
#ifndef WFX_API_INTERNAL_H
#define WFX_API_INTERNAL_H

#include "engine/api/wasmfx.h"
#include "engine/rt/runtime.h"

/* What a wfx_func_t (host-made) carries besides the runtime's record. */
typedef struct WfxApiHost {
    wfx_callback_t callback;
    void *env;
    void (*env_free)(void *env);
} WfxApiHost;

typedef struct WfxApiHelper WfxApiHelper; /* continuation.c */
/* What the API keeps of a store: store->user. */
typedef struct WfxApiStore {
    WfxCompileOptions options; /* for the helpers, as for the modules of the store's engine */
    WfxApiHelper *helpers;
    struct wfx_cont *conts;
    uint64_t heap_limit, continuation_limit; /* as the store was made */
} WfxApiStore;

struct wfx_engine {
    wfx_config_t config;
}; /* read when a module or a store is made, not kept by them */

struct wfx_functype {
    uint32_t type_id;
};

#define WFX_API_CAST(public, internal, name)                                                                           \
    static inline internal *from_##name(public *handle)                                                                \
    {                                                                                                                  \
        return (internal *)handle;                                                                                     \
    }                                                                                                                  \
    static inline const internal *from_const_##name(const public *handle)                                              \
    {                                                                                                                  \
        return (const internal *)handle;                                                                               \
    }                                                                                                                  \
    static inline public *to_##name(internal *object)                                                                  \
    {                                                                                                                  \
        return (public *)object;                                                                                       \
    }
WFX_API_CAST(wfx_module_t, WfxCompiledModule, module)
WFX_API_CAST(wfx_store_t, WfxStore, store)
WFX_API_CAST(wfx_instance_t, WfxInstanceRecord, instance)
WFX_API_CAST(wfx_func_t, WfxFunc, func)
WFX_API_CAST(wfx_memory_t, WfxMemoryObject, memory)
WFX_API_CAST(wfx_table_t, WfxTableObject, table)
WFX_API_CAST(wfx_global_t, WfxGlobalObject, global)
WFX_API_CAST(wfx_tag_t, WfxTagObject, tag)

/* engine.c */
WfxCompileOptions wfx_api_compile_options(const wfx_engine_t *engine);

/* error.c. Always false. `store` (or NULL) has the trace of a call that failed. */
bool wfx_api_fail(wfx_error_t **out, const WfxError *error, WfxStore *store);
/* The same with a message of any length, in lines. */
bool wfx_api_fail_lines(wfx_error_t **out, WfxErrorKind kind, const WfxBuffer *lines);
bool wfx_api_fail_text(wfx_error_t **out, WfxErrorKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Hands the failure of a host callback to the runtime; takes `error` (may be NULL). */
void wfx_api_pend(WfxStore *store, wfx_error_t *error);

/* False for NULL, which is an error of the caller. */
static inline bool wfx_api_given(wfx_error_t **error, const void *pointer, const char *what)
{
    return pointer || wfx_api_fail_text(error, WFX_ERROR_USAGE, "%s is NULL", what);
}
/* The frames of a walk, as those of an error. */
wfx_error_t *wfx_api_trace(WfxStore *store, WfxStackWalk *walk);

/* continuation.c: the store is about to go. */
void wfx_api_continuations_end(WfxApiStore *api);

/* value.c */
wfx_functype_t *wfx_api_functype(uint32_t type_id); /* NULL for WFX_NO_TYPE, too */
wfx_kind_t wfx_api_kind(WfxType type);
WfxType wfx_api_type(wfx_kind_t kind); /* WFX_BOTTOM for no kind */
void wfx_api_to_value(WfxType type, const WfxSlot *slot, wfx_value_t *value);
/* False when the value is not one of the type (kind, null, type of a function, another store's object). */
bool wfx_api_to_slot(const WfxStore *store, WfxType type, const wfx_value_t *value, WfxSlot *slot);
WfxExternValue wfx_api_to_extern(const wfx_extern_t *item);
wfx_extern_t wfx_api_from_extern(const WfxExternValue *value);

/* stand_in.c: what takes the place of an import that nobody defines. */
bool wfx_api_has_stand_in(const WfxModule *module, const WfxImport *import, wfx_unknown_t unknown);
/* For one that has. False: no memory, *error is set. */
bool wfx_api_stand_in(WfxStore *store, const WfxModule *module, const WfxImport *import, wfx_unknown_t unknown,
                      WfxExternValue *value, WfxError *error);

#endif
