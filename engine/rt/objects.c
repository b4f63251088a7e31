/* Objects of Wasm GC: the libcalls of their operators (spec 3.0, 4.6.5), and objects.h. Bounds are checked first; an
   operation that is out of bounds traps as a whole and writes nothing. */
#include "engine/rt/objects.h"

#include <string.h>

#include "engine/base/assert.h"
#include "engine/rt/libcalls.h"

/* An i31 as an externref: a tag that no address has in its upper half. */
#define EXTERN_I31 (UINT64_C(0x7FF7) << 48)

uint64_t wfx_rt_object_bytes(uint32_t type_id, uint32_t length)
{
    return wfx_object_bytes_of(&(WfxObject){type_id, length});
}

WfxObject *wfx_rt_object_new(WfxStore *store, uint32_t type_id, uint32_t length)
{
    return wfx_objects_allocate(&store->heap, type_id, length, wfx_rt_object_bytes(type_id, length));
}

uint8_t *wfx_rt_object_field(WfxObject *object, uint32_t number, const WfxField **field)
{
    const WfxTypeDef *type = wfx_types_get(wfx_object_type(object));
    bool is_array = type->composite == WFX_COMPOSITE_ARRAY;
    wfx_assert(number < (is_array ? object->length : type->field_count));
    *field = &type->fields[is_array ? 0 : number];
    return (uint8_t *)object + (is_array ? WFX_OBJECT_HEADER + (uint64_t)number * type->size : (*field)->offset);
}

bool wfx_rt_reference_matches(uint64_t word, uint32_t heap)
{
    if (wfx_heap_matches(heap, WFX_HEAP_FUNC))
        return wfx_heap_matches(((const WfxFunc *)(uintptr_t)word)->type_id, heap);
    if (!wfx_heap_matches(heap, WFX_HEAP_ANY))
        return heap == WFX_HEAP_EXTERN || heap == WFX_HEAP_EXN;
    if (wfx_rt_is_i31(word))
        return wfx_heap_matches(WFX_HEAP_I31, heap);
    uint32_t id = wfx_object_type((const WfxObject *)(uintptr_t)word);
    return id == WFX_OBJECT_HOST ? heap == WFX_HEAP_ANY : wfx_heap_matches(id, heap);
}

bool wfx_rt_is_any(const WfxStore *store, uint64_t word)
{
    return !word || (wfx_rt_is_i31(word) ? word <= UINT32_MAX : wfx_objects_has_object(&store->heap, word));
}

static uint64_t host_object(WfxObject *object, uint64_t word)
{
    memcpy((uint8_t *)object + WFX_OBJECT_HEADER, &word, sizeof word);
    return (uint64_t)(uintptr_t)object;
}

bool wfx_rt_extern_is_any(const WfxStore *store, uint64_t word)
{
    return word >> 32 == EXTERN_I31 >> 32 || (word && wfx_objects_has_object(&store->heap, word));
}

bool wfx_rt_any_from_extern(WfxStore *store, uint64_t word, uint64_t *any)
{
    if (!word || wfx_rt_extern_is_any(store, word)) {
        *any = word >> 32 == EXTERN_I31 >> 32 ? (uint32_t)word : word;
        return true;
    }
    WfxObject *object = wfx_rt_object_new(store, WFX_OBJECT_HOST, 0);
    if (object)
        *any = host_object(object, word);
    return object;
}

uint64_t wfx_rt_extern_from_any(uint64_t word)
{
    if (wfx_rt_is_i31(word))
        return EXTERN_I31 | word;
    const WfxObject *object = (const WfxObject *)(uintptr_t)word;
    if (object && wfx_object_type(object) == WFX_OBJECT_HOST)
        memcpy(&word, (const uint8_t *)object + WFX_OBJECT_HEADER, sizeof word);
    return word;
}

/* ---- libcalls ---- */

static uint64_t new_object(WfxContext *context, uint64_t type_index, uint64_t length)
{
    uint32_t id = context->exit_instance->module->type_ids[type_index];
    return (uint64_t)(uintptr_t)wfx_rt_object_new_collecting(context, id, (uint32_t)length, NULL);
}

uint64_t wfx_rt_struct_new(WfxContext *context, uint64_t type_index)
{
    return new_object(context, type_index, 0);
}

uint64_t wfx_rt_array_new(WfxContext *context, uint64_t type_index, uint64_t length)
{
    return new_object(context, type_index, (uint32_t)length);
}

/* References were stored into the array, maybe. */
static void remember(WfxContext *context, uint64_t array)
{
    WfxObject *object = (WfxObject *)(uintptr_t)array;
    if (wfx_types_get(wfx_object_type(object))->ref_count)
        wfx_objects_remember(&wfx_rt_store_of(context)->heap, object);
}

/* The place of element `index` in an array that has `count` of them from there on. */
static uint8_t *elements_at(WfxContext *context, uint64_t array, uint64_t index, uint64_t count, uint32_t *size)
{
    WfxObject *object = (WfxObject *)(uintptr_t)array;
    if (!object)
        wfx_trap(context, WFX_TRAP_NULL_ARRAY);
    if (!wfx_within(index, count, object->length))
        wfx_trap(context, WFX_TRAP_ARRAY_OUT_OF_BOUNDS);
    *size = wfx_types_get(wfx_object_type(object))->size;
    return (uint8_t *)object + WFX_OBJECT_HEADER + index * *size;
}

static void fill(uint8_t *at, uint32_t size, uint64_t value, uint64_t count)
{
    switch (size) {
    case 1: memset(at, (int)(uint8_t)value, count); break;
    case 2:
        for (uint64_t i = 0; i < count; i++)
            ((uint16_t *)at)[i] = (uint16_t)value;
        break;
    case 4:
        for (uint64_t i = 0; i < count; i++)
            ((uint32_t *)at)[i] = (uint32_t)value;
        break;
    default:
        wfx_assert(size == 8);
        for (uint64_t i = 0; i < count; i++)
            ((uint64_t *)at)[i] = value;
    }
}

uint64_t wfx_rt_array_fill(WfxContext *context, uint64_t array, uint64_t index, uint64_t value, uint64_t count)
{
    uint32_t size;
    uint8_t *at = elements_at(context, array, (uint32_t)index, (uint32_t)count, &size);
    fill(at, size, value, (uint32_t)count);
    remember(context, array);
    return 0;
}

uint64_t wfx_rt_array_fill_v128(WfxContext *context, uint64_t array, uint64_t index, uint64_t low, uint64_t high,
                                uint64_t count)
{
    uint32_t size;
    const uint64_t value[2] = {low, high};
    uint8_t *at = elements_at(context, array, (uint32_t)index, (uint32_t)count, &size);
    wfx_assert(size == sizeof value);
    for (uint32_t i = 0; i < (uint32_t)count; i++)
        memcpy(at + i * sizeof value, value, sizeof value);
    return 0;
}

uint64_t wfx_rt_array_copy(WfxContext *context, uint64_t to_array, uint64_t to, uint64_t from_array, uint64_t from,
                           uint64_t count)
{
    uint32_t size, from_size;
    if (!from_array)
        wfx_trap(context, WFX_TRAP_NULL_ARRAY);
    uint8_t *target = elements_at(context, to_array, (uint32_t)to, (uint32_t)count, &size);
    const uint8_t *source = elements_at(context, from_array, (uint32_t)from, (uint32_t)count, &from_size);
    wfx_assert(size == from_size);
    memmove(target, source, (uint64_t)size * (uint32_t)count);
    remember(context, to_array);
    return 0;
}

/* Bytes of a data segment, or a trap. */
static const uint8_t *data_at(WfxContext *context, uint64_t data, uint64_t from, uint64_t bytes)
{
    const WfxInstanceRecord *record = context->exit_instance->runtime;
    const WfxModule *module = record->compiled->module;
    if (!wfx_within(from, bytes, record->data_sizes[data]))
        wfx_trap(context, WFX_TRAP_MEMORY_OUT_OF_BOUNDS);
    return module->bytes + module->datas[data].bytes.offset + from;
}

static const uint64_t *elem_at(WfxContext *context, uint64_t element, uint64_t from, uint64_t count)
{
    const WfxInstanceRecord *record = context->exit_instance->runtime;
    const WfxElements *elements = &record->elements[element];
    if (!wfx_within(from, count, elements->count))
        wfx_trap(context, WFX_TRAP_TABLE_OUT_OF_BOUNDS);
    return elements->items + from;
}

static void copy(uint8_t *to, const void *from, uint64_t bytes)
{
    if (bytes)
        memcpy(to, from, bytes);
}

uint64_t wfx_rt_array_new_data(WfxContext *context, uint64_t type_index, uint64_t data, uint64_t from, uint64_t length)
{
    uint32_t size = wfx_types_get(context->exit_instance->module->type_ids[type_index])->size;
    const uint8_t *bytes = data_at(context, data, (uint32_t)from, (uint64_t)size * (uint32_t)length);
    uint64_t array = new_object(context, type_index, (uint32_t)length);
    copy((uint8_t *)(uintptr_t)array + WFX_OBJECT_HEADER, bytes, (uint64_t)size * (uint32_t)length);
    return array;
}

uint64_t wfx_rt_array_new_elem(WfxContext *context, uint64_t type_index, uint64_t element, uint64_t from,
                               uint64_t length)
{
    const uint64_t *items = elem_at(context, element, (uint32_t)from, (uint32_t)length);
    uint64_t array = new_object(context, type_index, (uint32_t)length);
    copy((uint8_t *)(uintptr_t)array + WFX_OBJECT_HEADER, items, 8 * (uint64_t)(uint32_t)length);
    return array;
}

uint64_t wfx_rt_array_init_data(WfxContext *context, uint64_t data, uint64_t array, uint64_t index, uint64_t from,
                                uint64_t count)
{
    uint32_t size;
    uint8_t *to = elements_at(context, array, (uint32_t)index, (uint32_t)count, &size);
    uint64_t bytes = (uint64_t)size * (uint32_t)count;
    copy(to, data_at(context, data, (uint32_t)from, bytes), bytes);
    return 0;
}

uint64_t wfx_rt_array_init_elem(WfxContext *context, uint64_t element, uint64_t array, uint64_t index, uint64_t from,
                                uint64_t count)
{
    uint32_t size;
    uint8_t *to = elements_at(context, array, (uint32_t)index, (uint32_t)count, &size);
    copy(to, elem_at(context, element, (uint32_t)from, (uint32_t)count), 8 * (uint64_t)(uint32_t)count);
    return 0;
}

uint64_t wfx_rt_ref_test(WfxContext *context, uint64_t word, uint64_t heap, uint64_t takes_null)
{
    (void)context;
    return word ? wfx_rt_reference_matches(word, (uint32_t)heap) : takes_null;
}

uint64_t wfx_rt_any_convert_extern(WfxContext *context, uint64_t word)
{
    WfxStore *store = wfx_rt_store_of(context);
    uint64_t any = 0;
    if (word && !wfx_rt_extern_is_any(store, word))
        return host_object(wfx_rt_object_new_collecting(context, WFX_OBJECT_HOST, 0, NULL), word);
    wfx_rt_any_from_extern(store, word, &any);
    return any;
}

uint64_t wfx_rt_extern_convert_any(WfxContext *context, uint64_t word)
{
    (void)context;
    return wfx_rt_extern_from_any(word);
}
