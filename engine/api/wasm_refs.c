/* Handles of the standard C API: counting, identity, host information, values that hold references, traps and their
   frames. */
#include <stdlib.h>

#include "engine/api/wasm_internal.h"
#include "engine/base/alloc.h"
#include "engine/rt/objects.h"

wasm_ref_t *wfx_c_ref_new(wasm_store_t *store, RefKind kind, void *object)
{
    wasm_ref_t *ref = wfx_calloc(1, sizeof *ref);
    if (ref)
        *ref = (wasm_ref_t){.kind = kind, .count = 1, .store = store, .object = object};
    return ref;
}

wasm_ref_t *wfx_c_ref_retain(const wasm_ref_t *ref)
{
    wasm_ref_t *counted = (wasm_ref_t *)(uintptr_t)ref;
    if (counted)
        counted->count++;
    return counted;
}

wasm_ref_t *wfx_c_ref_of(wasm_store_t *store, RefKind kind, void *object)
{
    wasm_ref_t **bucket = &store->buckets[((uintptr_t)object >> 4) % REF_BUCKETS];
    for (wasm_ref_t *ref = *bucket; ref; ref = ref->next)
        if (ref->object == object && ref->kind == kind)
            return wfx_c_ref_retain(ref);
    wasm_ref_t *ref = wfx_c_ref_new(store, kind, object);
    if (ref) {
        ref->next = *bucket;
        *bucket = ref;
        ref->count = 2; /* the store's and the caller's */
    }
    return ref;
}

static WfxStore *runtime_of(const wasm_store_t *store)
{
    return from_store(store->store);
}

static void link_loose(wasm_store_t *store, wasm_ref_t *ref)
{
    ref->next = store->loose;
    ref->link = &store->loose;
    if (ref->next)
        ref->next->link = &ref->next;
    store->loose = ref;
}

static void unlink_loose(wasm_ref_t *ref)
{
    if (!ref->link)
        return;
    *ref->link = ref->next;
    if (ref->next)
        ref->next->link = ref->link;
    ref->link = NULL;
}

static uint64_t object_word(const wasm_ref_t *ref)
{
    return (uint64_t)(uintptr_t)ref->object;
}

static wasm_ref_t *object_ref(wasm_store_t *store, uint64_t word)
{
    wasm_ref_t *ref = wfx_c_ref_new(store, REF_OBJECT, (void *)(uintptr_t)word);
    if (!ref || !wfx_rt_retain(runtime_of(store), word, WFX_REF_EXTERN)) {
        free(ref);
        return NULL;
    }
    link_loose(store, ref);
    return ref;
}

void wfx_c_ref_release(wasm_ref_t *ref)
{
    if (!ref || --ref->count)
        return;
    unlink_loose(ref);
    if (ref->kind == REF_OBJECT && ref->store)
        wfx_rt_release(runtime_of(ref->store), object_word(ref));
    if (ref->finalizer)
        ref->finalizer(ref->host_info);
    if (ref->kind == REF_MODULE)
        wfx_module_delete(ref->object);
    if (ref->kind == REF_TRAP)
        wfx_error_delete(ref->object);
    free(ref);
}

static void leave_store(wasm_ref_t *ref)
{
    for (wasm_ref_t *next; ref; ref = next) {
        next = ref->next;
        ref->next = NULL;
        ref->store = NULL;
        if (ref->kind != REF_MODULE && ref->kind != REF_TRAP)
            ref->object = NULL;
        wfx_c_ref_release(ref);
    }
}

void wfx_c_store_release(wasm_store_t *store)
{
    for (unsigned i = 0; i < REF_BUCKETS; i++)
        leave_store(store->buckets[i]);
    leave_store(store->pinned);
    for (wasm_ref_t *ref = store->loose, *next; ref; ref = next) {
        next = ref->next;
        ref->store = NULL; /* the handles are their owners' */
        ref->link = NULL;
    }
}

static bool is_same(const wasm_ref_t *a, const wasm_ref_t *b)
{
    if (a == b)
        return true;
    bool are_objects = a && b && a->kind == REF_OBJECT && b->kind == REF_OBJECT;
    return are_objects && a->store == b->store && a->object == b->object;
}

/* ---- the functions that every reference type has ---- */

#define AS_REF(name) ((wasm_ref_t *)(uintptr_t)(name))
#define REF_BASE(name)                                                                                                 \
    void wasm_##name##_delete(wasm_##name##_t *ref)                                                                    \
    {                                                                                                                  \
        wfx_c_ref_release(AS_REF(ref));                                                                                \
    }                                                                                                                  \
    wasm_##name##_t *wasm_##name##_copy(const wasm_##name##_t *ref)                                                    \
    {                                                                                                                  \
        return (wasm_##name##_t *)wfx_c_ref_retain(AS_REF(ref));                                                       \
    }                                                                                                                  \
    bool wasm_##name##_same(const wasm_##name##_t *a, const wasm_##name##_t *b)                                        \
    {                                                                                                                  \
        return is_same(AS_REF(a), AS_REF(b));                                                                          \
    }                                                                                                                  \
    void *wasm_##name##_get_host_info(const wasm_##name##_t *ref)                                                      \
    {                                                                                                                  \
        return AS_REF(ref)->host_info;                                                                                 \
    }                                                                                                                  \
    void wasm_##name##_set_host_info(wasm_##name##_t *ref, void *info)                                                 \
    {                                                                                                                  \
        wasm_##name##_set_host_info_with_finalizer(ref, info, NULL);                                                   \
    }                                                                                                                  \
    void wasm_##name##_set_host_info_with_finalizer(wasm_##name##_t *ref, void *info, void (*finalizer)(void *))       \
    {                                                                                                                  \
        if (AS_REF(ref)->finalizer)                                                                                    \
            AS_REF(ref)->finalizer(AS_REF(ref)->host_info);                                                            \
        AS_REF(ref)->host_info = info;                                                                                 \
        AS_REF(ref)->finalizer = finalizer;                                                                            \
    }

#define REF_CASTS(name, test)                                                                                          \
    wasm_ref_t *wasm_##name##_as_ref(wasm_##name##_t *ref)                                                             \
    {                                                                                                                  \
        return AS_REF(ref);                                                                                            \
    }                                                                                                                  \
    const wasm_ref_t *wasm_##name##_as_ref_const(const wasm_##name##_t *ref)                                           \
    {                                                                                                                  \
        return AS_REF(ref);                                                                                            \
    }                                                                                                                  \
    wasm_##name##_t *wasm_ref_as_##name(wasm_ref_t *ref)                                                               \
    {                                                                                                                  \
        return ref && (test) ? (wasm_##name##_t *)ref : NULL;                                                          \
    }                                                                                                                  \
    const wasm_##name##_t *wasm_ref_as_##name##_const(const wasm_ref_t *ref)                                           \
    {                                                                                                                  \
        return ref && (test) ? (const wasm_##name##_t *)ref : NULL;                                                    \
    }

REF_BASE(ref)
#define REF(name, test) REF_BASE(name) REF_CASTS(name, test)
REF(func, ref->kind == REF_FUNC)
REF(global, ref->kind == REF_GLOBAL)
REF(table, ref->kind == REF_TABLE)
REF(memory, ref->kind == REF_MEMORY)
REF(instance, ref->kind == REF_INSTANCE)
REF(module, ref->kind == REF_MODULE)
REF(trap, ref->kind == REF_TRAP)
REF(foreign, ref->kind == REF_FOREIGN)
REF(extern, ref->kind <= REF_MEMORY)

#define EXTERN(name, tag)                                                                                              \
    wasm_extern_t *wasm_##name##_as_extern(wasm_##name##_t *ref)                                                       \
    {                                                                                                                  \
        return (wasm_extern_t *)ref;                                                                                   \
    }                                                                                                                  \
    const wasm_extern_t *wasm_##name##_as_extern_const(const wasm_##name##_t *ref)                                     \
    {                                                                                                                  \
        return (const wasm_extern_t *)ref;                                                                             \
    }                                                                                                                  \
    wasm_##name##_t *wasm_extern_as_##name(wasm_extern_t *item)                                                        \
    {                                                                                                                  \
        return item && AS_REF(item)->kind == tag ? (wasm_##name##_t *)item : NULL;                                     \
    }                                                                                                                  \
    const wasm_##name##_t *wasm_extern_as_##name##_const(const wasm_extern_t *item)                                    \
    {                                                                                                                  \
        return item && AS_REF(item)->kind == tag ? (const wasm_##name##_t *)item : NULL;                               \
    }
EXTERN(func, REF_FUNC)
EXTERN(global, REF_GLOBAL)
EXTERN(table, REF_TABLE)
EXTERN(memory, REF_MEMORY)

/* ---- values ---- */

void wasm_val_delete(wasm_val_t *value)
{
    if (wasm_valkind_is_ref(value->kind)) {
        wfx_c_ref_release(value->of.ref);
        value->of.ref = NULL;
    }
}

void wasm_val_copy(wasm_val_t *out, const wasm_val_t *value)
{
    *out = *value;
    if (wasm_valkind_is_ref(value->kind))
        wfx_c_ref_retain(value->of.ref);
}

/* Wasm may hold the address of the reference from now on. */
static bool pin(wasm_store_t *store, wasm_ref_t *ref)
{
    if (ref->store != store)
        return false;
    bool in_table = ref->kind <= REF_INSTANCE;
    if (!in_table && !ref->is_pinned) {
        unlink_loose(ref);
        ref->is_pinned = true;
        ref->next = store->pinned;
        store->pinned = wfx_c_ref_retain(ref);
    }
    return true;
}

/* The reference as the type has it: as an externref, or as an anyref. */
static bool to_word(wasm_store_t *store, WfxType type, wasm_ref_t *ref, wfx_value_t *plain)
{
    uint64_t word = (uint64_t)(uintptr_t)ref;
    bool is_any = wfx_api_kind(type) == WFX_VALUE_ANYREF;
    if (ref->store != store || (ref->kind != REF_OBJECT && !pin(store, ref)))
        return false;
    if (ref->kind == REF_OBJECT)
        word = is_any ? object_word(ref) : wfx_rt_extern_from_any(object_word(ref));
    else if (is_any && !wfx_rt_any_from_extern(runtime_of(store), word, &word))
        return false;
    plain->of.ref = word;
    return true;
}

bool wfx_c_from_val(wasm_store_t *store, WfxType type, const wasm_val_t *value, WfxSlot *slot)
{
    wfx_value_t plain = {.kind = wfx_api_kind(wfx_c_type(value->kind))};
    if (plain.kind == WFX_VALUE_EXTERNREF && wfx_api_kind(type) == WFX_VALUE_ANYREF)
        plain.kind = WFX_VALUE_ANYREF;
    wasm_ref_t *ref = value->of.ref;
    switch (value->kind) {
    case WASM_I32:
    case WASM_F32: memcpy(&plain.of, &value->of, 4); break;
    case WASM_I64:
    case WASM_F64: memcpy(&plain.of, &value->of, 8); break;
    case WASM_FUNCREF:
        if (ref && (ref->kind != REF_FUNC || ref->store != store))
            return false;
        plain.of.func = ref ? ref->object : NULL;
        break;
    default:
        if (ref && !to_word(store, type, ref, &plain))
            return false;
        break;
    }
    return wfx_api_to_slot(from_store(store->store), type, &plain, slot);
}

/* An owned handle: what the host had given is that again. false: no memory. */
static bool from_word(wasm_store_t *store, wfx_kind_t kind, uint64_t word, wasm_ref_t **ref)
{
    WfxStore *runtime = runtime_of(store);
    uint64_t host = kind == WFX_VALUE_ANYREF ? wfx_rt_extern_from_any(word) : word;
    if (!host || !wfx_rt_extern_is_any(runtime, host)) {
        *ref = wfx_c_ref_retain((const wasm_ref_t *)(uintptr_t)host);
        return true;
    }
    uint64_t any = 0;
    wfx_rt_any_from_extern(runtime, host, &any); /* it is one already: nothing is made */
    *ref = object_ref(store, any);
    return *ref;
}

bool wfx_c_to_val(wasm_store_t *store, WfxType type, const WfxSlot *slot, wasm_val_t *value)
{
    wfx_value_t plain;
    wfx_api_to_value(type, slot, &plain);
    memset(value, 0, sizeof *value);
    value->kind = wfx_c_valkind(type);
    switch (plain.kind) {
    case WFX_VALUE_I32:
    case WFX_VALUE_F32: memcpy(&value->of, &plain.of, 4); return true;
    case WFX_VALUE_I64:
    case WFX_VALUE_F64: memcpy(&value->of, &plain.of, 8); return true;
    case WFX_VALUE_FUNCREF:
        value->of.ref = plain.of.func ? wfx_c_ref_of(store, REF_FUNC, plain.of.func) : NULL;
        return value->of.ref || !plain.of.func;
    case WFX_VALUE_EXTERNREF:
    case WFX_VALUE_ANYREF: return from_word(store, plain.kind, plain.of.ref, &value->of.ref);
    default: return false;
    }
}

/* ---- traps ---- */

wasm_trap_t *wfx_c_trap(wasm_store_t *store, wfx_error_t *error)
{
    wasm_ref_t *ref = wfx_c_ref_new(store, REF_TRAP, error);
    if (ref)
        link_loose(store, ref);
    else
        wfx_error_delete(error);
    return (wasm_trap_t *)ref;
}

wasm_trap_t *wasm_trap_new(wasm_store_t *store, const wasm_message_t *message)
{
    char text[400];
    size_t size = message->size < sizeof text - 1 ? message->size : sizeof text - 1;
    if (size)
        memcpy(text, message->data, size);
    text[size] = 0;
    return wfx_c_trap(store, wfx_error_new(WFX_E_TRAP, text));
}

void wasm_trap_message(const wasm_trap_t *trap, wasm_message_t *out)
{
    wasm_name_new_from_string_nt(out, wfx_error_message(AS_REF(trap)->object));
}

static wasm_frame_t *frame_of(const wasm_trap_t *trap, const wfx_frame_t *frame)
{
    wasm_store_t *store = AS_REF(trap)->store; /* NULL once it is deleted, and its instances with it */
    wasm_frame_t *out = wfx_malloc(sizeof *out);
    if (!out)
        return NULL;
    *out = (wasm_frame_t){NULL, frame->function_index, frame->function_offset, frame->offset};
    if (store && frame->instance)
        out->instance = wfx_c_ref_of(store, REF_INSTANCE, frame->instance);
    return out;
}

wasm_frame_t *wasm_trap_origin(const wasm_trap_t *trap)
{
    const wfx_error_t *error = AS_REF(trap)->object;
    for (size_t i = 0; i < wfx_error_frame_count(error); i++)
        if (wfx_error_frame(error, i)->kind == WFX_F_WASM)
            return frame_of(trap, wfx_error_frame(error, i));
    return NULL;
}

void wasm_trap_trace(const wasm_trap_t *trap, wasm_frame_vec_t *out)
{
    const wfx_error_t *error = AS_REF(trap)->object;
    size_t count = 0;
    for (size_t i = 0; i < wfx_error_frame_count(error); i++)
        count += wfx_error_frame(error, i)->kind == WFX_F_WASM;
    wasm_frame_vec_new_uninitialized(out, count);
    for (size_t i = 0, k = 0; k < out->size; i++)
        if (wfx_error_frame(error, i)->kind == WFX_F_WASM)
            out->data[k++] = frame_of(trap, wfx_error_frame(error, i));
}

void wasm_frame_delete(wasm_frame_t *frame)
{
    if (frame)
        wfx_c_ref_release(frame->instance);
    free(frame);
}
wasm_frame_t *wasm_frame_copy(const wasm_frame_t *frame)
{
    wasm_frame_t *copy = wfx_malloc(sizeof *copy);
    if (copy) {
        *copy = *frame;
        wfx_c_ref_retain(copy->instance);
    }
    return copy;
}
struct wasm_instance_t *wasm_frame_instance(const wasm_frame_t *frame)
{
    return (wasm_instance_t *)frame->instance;
}
uint32_t wasm_frame_func_index(const wasm_frame_t *frame)
{
    return frame->func_index;
}
size_t wasm_frame_func_offset(const wasm_frame_t *frame)
{
    return frame->func_offset;
}
size_t wasm_frame_module_offset(const wasm_frame_t *frame)
{
    return frame->module_offset;
}

wasm_foreign_t *wasm_foreign_new(wasm_store_t *store)
{
    return (wasm_foreign_t *)wfx_c_ref_new(store, REF_FOREIGN, NULL);
}
