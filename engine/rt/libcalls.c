/* Libcalls of memories and tables (spec 3.0, 4.6: bulk instructions). Bounds are checked first; an operation that is
   out of bounds traps as a whole and writes nothing. The calling instance is context->exit_instance. */
#include "engine/rt/libcalls.h"

#include <string.h>

#include "engine/rt/constant.h"

static WfxTableObject *table_at(WfxContext *context, uint64_t index)
{
    WfxInstanceOffsets at = wfx_instance_offsets(context->exit_instance->module);
    return wfx_rt_tables(context->exit_instance, &at)[index];
}

static WfxInstanceRecord *record_of(WfxContext *context)
{
    return context->exit_instance->runtime;
}

/* ---- memories ---- */

uint64_t wfx_rt_memory_grow(WfxContext *context, uint64_t memory, uint64_t pages)
{
    WfxMemoryObject *object = wfx_rt_memory_at(context, memory);
    int64_t old = wfx_rt_memory_grow_pages(object, pages);
    return object->limits.is_64 ? (uint64_t)old : (uint32_t)old;
}

uint64_t wfx_rt_memory_fill(WfxContext *context, uint64_t memory, uint64_t address, uint64_t byte, uint64_t count)
{
    WfxMemoryObject *object = wfx_rt_memory_at(context, memory);
    if (!wfx_within(address, count, wfx_rt_memory_bytes(object)))
        wfx_trap(context, WFX_TRAP_MEMORY_OUT_OF_BOUNDS);
    memset(object->shared.base + address, (int)byte, count);
    return 0;
}

uint64_t wfx_rt_memory_copy(WfxContext *context, uint64_t to_memory, uint64_t from_memory, uint64_t to, uint64_t from,
                            uint64_t count)
{
    WfxMemoryObject *target = wfx_rt_memory_at(context, to_memory), *source = wfx_rt_memory_at(context, from_memory);
    if (!wfx_within(to, count, wfx_rt_memory_bytes(target)) || !wfx_within(from, count, wfx_rt_memory_bytes(source)))
        wfx_trap(context, WFX_TRAP_MEMORY_OUT_OF_BOUNDS);
    memmove(target->shared.base + to, source->shared.base + from, count);
    return 0;
}

bool wfx_rt_memory_init_from(WfxMemoryObject *memory, const uint8_t *bytes, uint64_t size, uint64_t to, uint64_t from,
                             uint64_t count)
{
    if (!wfx_within(to, count, wfx_rt_memory_bytes(memory)) || !wfx_within(from, count, size))
        return false;
    memcpy(memory->shared.base + to, bytes + from, count);
    return true;
}

uint64_t wfx_rt_memory_init(WfxContext *context, uint64_t data, uint64_t memory, uint64_t to, uint64_t from,
                            uint64_t count)
{
    WfxInstanceRecord *record = record_of(context);
    const WfxModule *module = record->compiled->module;
    if (!wfx_rt_memory_init_from(wfx_rt_memory_at(context, memory), module->bytes + module->datas[data].bytes.offset,
                                 record->data_sizes[data], to, from, count))
        wfx_trap(context, WFX_TRAP_MEMORY_OUT_OF_BOUNDS);
    return 0;
}

uint64_t wfx_rt_data_drop(WfxContext *context, uint64_t data)
{
    record_of(context)->data_sizes[data] = 0;
    return 0;
}

/* ---- tables ---- */

uint64_t wfx_rt_table_grow(WfxContext *context, uint64_t table, uint64_t init, uint64_t count)
{
    WfxTableObject *object = table_at(context, table);
    int64_t old = wfx_rt_table_grow_by(object, count, init);
    return object->limits.is_64 ? (uint64_t)old : (uint32_t)old;
}

uint64_t wfx_rt_table_fill(WfxContext *context, uint64_t table, uint64_t index, uint64_t value, uint64_t count)
{
    WfxTable *shared = &table_at(context, table)->shared;
    if (!wfx_within(index, count, shared->size))
        wfx_trap(context, WFX_TRAP_TABLE_OUT_OF_BOUNDS);
    for (uint64_t i = 0; i < count; i++)
        shared->elements[index + i] = value;
    shared->has_young = true;
    return 0;
}

uint64_t wfx_rt_table_copy(WfxContext *context, uint64_t to_table, uint64_t from_table, uint64_t to, uint64_t from,
                           uint64_t count)
{
    WfxTable *target = &table_at(context, to_table)->shared;
    WfxTable *source = &table_at(context, from_table)->shared;
    if (!wfx_within(to, count, target->size) || !wfx_within(from, count, source->size))
        wfx_trap(context, WFX_TRAP_TABLE_OUT_OF_BOUNDS);
    memmove(target->elements + to, source->elements + from, count * sizeof *target->elements);
    target->has_young = true;
    return 0;
}

bool wfx_rt_table_init_from(WfxTableObject *table, const WfxElements *elements, uint64_t to, uint64_t from,
                            uint64_t count)
{
    if (!wfx_within(to, count, table->shared.size) || !wfx_within(from, count, elements->count))
        return false;
    if (count)
        memcpy(table->shared.elements + to, elements->items + from, count * sizeof *elements->items);
    return true;
}

uint64_t wfx_rt_table_init(WfxContext *context, uint64_t element, uint64_t table, uint64_t to, uint64_t from,
                           uint64_t count)
{
    if (!wfx_rt_table_init_from(table_at(context, table), &record_of(context)->elements[element], to, from, count))
        wfx_trap(context, WFX_TRAP_TABLE_OUT_OF_BOUNDS);
    return 0;
}

uint64_t wfx_rt_elem_drop(WfxContext *context, uint64_t element)
{
    record_of(context)->elements[element].count = 0;
    return 0;
}

/* ---- types ---- */

uint64_t wfx_rt_is_subtype(WfxContext *context, uint64_t sub, uint64_t super)
{
    (void)context;
    return wfx_types_id_matches((uint32_t)sub, (uint32_t)super);
}

/* ---- the table ---- */

#define OWN(name) context->libcalls[WFX_LIBCALL_##name] = (uint64_t)(uintptr_t)wfx_rt_##name;
/* clang-format off */
void wfx_rt_fill_libcalls(WfxContext *context)
{
    OWN(memory_grow) OWN(memory_fill) OWN(memory_copy) OWN(memory_init) OWN(data_drop);
    OWN(memory_notify) OWN(memory_wait32) OWN(memory_wait64);
    OWN(table_grow) OWN(table_fill) OWN(table_copy) OWN(table_init) OWN(elem_drop);
    OWN(cont_alloc) OWN(struct_new) OWN(array_new) OWN(array_new_data) OWN(array_new_elem);
    OWN(array_fill) OWN(array_fill_v128) OWN(array_copy) OWN(array_init_data) OWN(array_init_elem);
    OWN(ref_test) OWN(any_convert_extern) OWN(extern_convert_any) OWN(is_subtype);
}
/* clang-format on */
