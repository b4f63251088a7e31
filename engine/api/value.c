/* Values, kinds and function types of the API against the runtime's types and slots. */
#include <stdlib.h>
#include <string.h>

#include "engine/api/internal.h"
#include "engine/base/alloc.h"
#include "engine/rt/objects.h"

static wfx_kind_t reference_kind(uint32_t heap)
{
    switch (heap) {
    case WFX_HEAP_FUNC:
    case WFX_HEAP_NOFUNC: return WFX_VALUE_FUNCREF;
    case WFX_HEAP_EXTERN:
    case WFX_HEAP_NOEXTERN: return WFX_VALUE_EXTERNREF;
    case WFX_HEAP_EXN:
    case WFX_HEAP_NOEXN: return WFX_VALUE_EXNREF;
    case WFX_HEAP_CONT:
    case WFX_HEAP_NOCONT: return WFX_VALUE_CONTREF;
    default: break;
    }
    if (!wfx_heap_is_number(heap))
        return WFX_VALUE_ANYREF;
    switch (wfx_types_get(heap)->composite) {
    case WFX_COMPOSITE_FUNC: return WFX_VALUE_FUNCREF;
    case WFX_COMPOSITE_CONT: return WFX_VALUE_CONTREF;
    default: return WFX_VALUE_ANYREF;
    }
}

wfx_kind_t wfx_api_kind(WfxType type)
{
    switch (wfx_type_kind(type)) {
    case WFX_KIND_I32: return WFX_VALUE_I32;
    case WFX_KIND_I64: return WFX_VALUE_I64;
    case WFX_KIND_F32: return WFX_VALUE_F32;
    case WFX_KIND_F64: return WFX_VALUE_F64;
    case WFX_KIND_V128: return WFX_VALUE_V128;
    default: return reference_kind(wfx_type_heap(type));
    }
}

WfxType wfx_api_type(wfx_kind_t kind)
{
    switch (kind) {
    case WFX_VALUE_I32: return WFX_I32;
    case WFX_VALUE_I64: return WFX_I64;
    case WFX_VALUE_F32: return WFX_F32;
    case WFX_VALUE_F64: return WFX_F64;
    case WFX_VALUE_V128: return WFX_V128;
    case WFX_VALUE_FUNCREF: return WFX_FUNCREF;
    case WFX_VALUE_EXTERNREF: return WFX_EXTERNREF;
    case WFX_VALUE_EXNREF: return WFX_EXNREF;
    case WFX_VALUE_CONTREF: return WFX_REF_NULL(WFX_HEAP_CONT);
    case WFX_VALUE_ANYREF: return WFX_REF_NULL(WFX_HEAP_ANY);
    }
    return WFX_BOTTOM;
}

void wfx_api_to_value(WfxType type, const WfxSlot *slot, wfx_value_t *value)
{
    memset(value, 0, sizeof *value);
    value->kind = wfx_api_kind(type);
    switch (value->kind) {
    case WFX_VALUE_I32:
    case WFX_VALUE_F32: memcpy(&value->of, slot->bytes, 4); break;
    case WFX_VALUE_V128: memcpy(&value->of, slot->bytes, 16); break;
    default: memcpy(&value->of, slot->bytes, 8); break;
    }
}

/* A reference that was consumed fits any type: whoever uses it gets a trap. */
static bool fits_continuation(const WfxStore *store, uint32_t heap, uint64_t word)
{
    if (heap == WFX_HEAP_NOCONT || !wfx_rt_is_contref(store, word))
        return false;
    uint32_t type_id = wfx_heap_is_number(heap) ? wfx_rt_contref_type(store, word) : WFX_NO_TYPE;
    return type_id == WFX_NO_TYPE
               ? !wfx_heap_is_number(heap) || !wfx_rt_contref_func(store, word)
               : wfx_functype_matches(wfx_types_get(type_id), wfx_types_get(wfx_types_get(heap)->cont_func));
}

/* Is what the value refers to in the store, as far as it is anywhere? */
static bool is_of_store(const WfxStore *store, WfxRefKind kind, uint64_t word)
{
    switch (kind) {
    case WFX_REF_CONT: return !word || wfx_rt_is_contref(store, word);
    case WFX_REF_EXN: return !word || ((const WfxException *)(uintptr_t)word)->tag->store == (const void *)store;
    default: return true; /* an object is looked for in the heap */
    }
}

static bool fits_reference(const WfxStore *store, WfxType type, const wfx_value_t *value)
{
    if (!value->of.bits)
        return wfx_type_is_nullable(type);
    uint32_t heap = wfx_type_heap(type);
    if (value->kind == WFX_VALUE_ANYREF)
        return wfx_rt_is_any(store, value->of.ref) && wfx_rt_reference_matches(value->of.ref, heap);
    if (value->kind == WFX_VALUE_CONTREF)
        return fits_continuation(store, heap, value->of.ref);
    if (value->kind == WFX_VALUE_EXNREF && !is_of_store(store, WFX_REF_EXN, value->of.ref))
        return false;
    if (value->kind != WFX_VALUE_FUNCREF)
        return heap != WFX_HEAP_NOEXTERN && heap != WFX_HEAP_NOEXN && heap != WFX_HEAP_NOCONT && heap != WFX_HEAP_NONE;
    const WfxFunc *func = from_func(value->of.func);
    if (func->store != (const void *)store)
        return false;
    return wfx_heap_is_number(heap) ? wfx_types_id_matches(func->type_id, heap) : heap == WFX_HEAP_FUNC;
}

bool wfx_api_to_slot(const WfxStore *store, WfxType type, const wfx_value_t *value, WfxSlot *slot)
{
    if (value->kind != wfx_api_kind(type))
        return false;
    if (wfx_type_is_ref(type) && !fits_reference(store, type, value))
        return false;
    memset(slot, 0, sizeof *slot);
    switch (value->kind) {
    case WFX_VALUE_I32:
    case WFX_VALUE_F32: memcpy(slot->bytes, &value->of, 4); break;
    case WFX_VALUE_V128: memcpy(slot->bytes, &value->of, 16); break;
    default: memcpy(slot->bytes, &value->of, 8); break;
    }
    return true;
}

WfxExternValue wfx_api_to_extern(const wfx_extern_t *item)
{
    WfxExternValue value = {.kind = (WfxExternKind)item->kind};
    switch (item->kind) {
    case WFX_EXT_FUNC: value.of.func = from_func(item->of.func); break;
    case WFX_EXT_TABLE: value.of.table = from_table(item->of.table); break;
    case WFX_EXT_MEMORY: value.of.memory = from_memory(item->of.memory); break;
    case WFX_EXT_GLOBAL: value.of.global = from_global(item->of.global); break;
    case WFX_EXT_TAG: value.of.tag = from_tag(item->of.tag); break;
    }
    return value;
}

wfx_extern_t wfx_api_from_extern(const WfxExternValue *value)
{
    wfx_extern_t item = {.kind = (wfx_extern_kind_t)value->kind};
    switch (value->kind) {
    case WFX_EXTERN_FUNC: item.of.func = to_func(value->of.func); break;
    case WFX_EXTERN_TABLE: item.of.table = to_table(value->of.table); break;
    case WFX_EXTERN_MEMORY: item.of.memory = to_memory(value->of.memory); break;
    case WFX_EXTERN_GLOBAL: item.of.global = to_global(value->of.global); break;
    case WFX_EXTERN_TAG: item.of.tag = to_tag(value->of.tag); break;
    }
    return item;
}

/* ---- references to objects ---- */

wfx_anyref_kind_t wfx_anyref_kind(const wfx_value_t *value)
{
    uint64_t word = value->of.ref;
    if (!word)
        return WFX_ANYREF_NULL;
    if (wfx_rt_is_i31(word))
        return WFX_ANYREF_I31;
    if (wfx_rt_reference_matches(word, WFX_HEAP_STRUCT))
        return WFX_ANYREF_STRUCT;
    return wfx_rt_reference_matches(word, WFX_HEAP_ARRAY) ? WFX_ANYREF_ARRAY : WFX_ANYREF_HOST;
}

int32_t wfx_anyref_i31(const wfx_value_t *value)
{
    return wfx_anyref_kind(value) == WFX_ANYREF_I31 ? (int32_t)value->of.ref >> 1 : 0;
}

void *wfx_anyref_host(const wfx_value_t *value)
{
    bool is_host = wfx_anyref_kind(value) == WFX_ANYREF_HOST;
    return is_host ? (void *)(uintptr_t)wfx_rt_extern_from_any(value->of.ref) : NULL;
}

wfx_value_t wfx_anyref_new_i31(int32_t number)
{
    return (wfx_value_t){.kind = WFX_VALUE_ANYREF, .of.ref = wfx_rt_i31((uint32_t)number)};
}

bool wfx_anyref_new_host(wfx_store_t *store, void *pointer, wfx_value_t *value)
{
    *value = (wfx_value_t){.kind = WFX_VALUE_ANYREF};
    return wfx_rt_any_from_extern(from_store(store), (uint64_t)(uintptr_t)pointer, &value->of.ref);
}

bool wfx_ref_retain(wfx_store_t *store, const wfx_value_t *value)
{
    WfxRefKind kind = wfx_type_ref_kind(wfx_api_type(value->kind));
    return kind == WFX_REF_NONE || (is_of_store(from_store(store), kind, value->of.ref) &&
                                    wfx_rt_retain(from_store(store), value->of.ref, kind));
}

void wfx_ref_release(wfx_store_t *store, const wfx_value_t *value)
{
    if (wfx_type_ref_kind(wfx_api_type(value->kind)) != WFX_REF_NONE)
        wfx_rt_release(from_store(store), value->of.ref);
}

static WfxObject *object_of(const wfx_value_t *value)
{
    if (value->kind != WFX_VALUE_ANYREF)
        return NULL;
    wfx_anyref_kind_t kind = wfx_anyref_kind(value);
    bool is_object = kind == WFX_ANYREF_STRUCT || kind == WFX_ANYREF_ARRAY;
    return is_object ? (WfxObject *)(uintptr_t)value->of.ref : NULL;
}

size_t wfx_object_count(const wfx_value_t *value)
{
    const WfxObject *object = object_of(value);
    if (!object)
        return 0;
    const WfxTypeDef *type = wfx_types_get(wfx_object_type(object));
    return type->composite == WFX_COMPOSITE_ARRAY ? object->length : type->field_count;
}

bool wfx_object_get(wfx_store_t *handle, const wfx_value_t *value, size_t index, wfx_value_t *content)
{
    WfxStore *store = from_store(handle);
    if (value->kind != WFX_VALUE_ANYREF || !wfx_rt_is_any(store, value->of.ref) || index >= wfx_object_count(value))
        return false;
    const WfxField *field;
    const uint8_t *at = wfx_rt_object_field(object_of(value), (uint32_t)index, &field);
    WfxSlot slot = wfx_rt_settled(store, field->type, at, wfx_field_size(field));
    wfx_api_to_value(field->type, &slot, content);
    return true;
}

bool wfx_object_set(wfx_store_t *handle, const wfx_value_t *value, size_t index, const wfx_value_t *content,
                    wfx_error_t **error)
{
    WfxStore *store = from_store(handle);
    if (value->kind != WFX_VALUE_ANYREF || !wfx_rt_is_any(store, value->of.ref) || index >= wfx_object_count(value))
        return wfx_api_fail_text(error, WFX_ERROR_USAGE, "there is no field %zu of an object of the store", index);
    const WfxField *field;
    WfxSlot slot;
    WfxObject *object = object_of(value);
    uint8_t *at = wfx_rt_object_field(object, (uint32_t)index, &field);
    if (!field->is_mutable)
        return wfx_api_fail_text(error, WFX_ERROR_USAGE, "the field is immutable");
    if (!wfx_api_to_slot(store, field->type, content, &slot))
        return wfx_api_fail_text(error, WFX_ERROR_USAGE, "the value does not have the type of the field");
    memcpy(at, slot.bytes, wfx_field_size(field));
    wfx_objects_remember(&store->heap, object);
    return true;
}

/* ---- function types ---- */

wfx_functype_t *wfx_api_functype(uint32_t type_id)
{
    wfx_functype_t *type = type_id == WFX_NO_TYPE ? NULL : wfx_malloc(sizeof *type);
    if (type)
        type->type_id = type_id;
    return type;
}

static bool kinds_to_types(const wfx_kind_t *kinds, size_t count, WfxType *types)
{
    for (size_t i = 0; i < count; i++)
        if ((types[i] = wfx_api_type(kinds[i])) == WFX_BOTTOM)
            return false;
    return true;
}

wfx_functype_t *wfx_functype_new(const wfx_kind_t *params, size_t param_count, const wfx_kind_t *results,
                                 size_t result_count)
{
    WfxType param_types[WFX_MAX_VALUES], result_types[WFX_MAX_VALUES];
    if (param_count > WFX_MAX_VALUES || result_count > WFX_MAX_VALUES ||
        !kinds_to_types(params, param_count, param_types) || !kinds_to_types(results, result_count, result_types))
        return NULL;
    return wfx_api_functype(wfx_types_func(param_types, (uint32_t)param_count, result_types, (uint32_t)result_count));
}

wfx_functype_t *wfx_func_type(const wfx_func_t *func)
{
    return wfx_api_functype(from_const_func(func)->type_id);
}

void wfx_functype_delete(wfx_functype_t *type)
{
    free(type);
}

size_t wfx_functype_param_count(const wfx_functype_t *type)
{
    return wfx_types_get(type->type_id)->param_count;
}

wfx_kind_t wfx_functype_param(const wfx_functype_t *type, size_t index)
{
    return wfx_api_kind(wfx_types_get(type->type_id)->params[index]);
}

size_t wfx_functype_result_count(const wfx_functype_t *type)
{
    return wfx_types_get(type->type_id)->result_count;
}

wfx_kind_t wfx_functype_result(const wfx_functype_t *type, size_t index)
{
    return wfx_api_kind(wfx_types_get(type->type_id)->results[index]);
}
