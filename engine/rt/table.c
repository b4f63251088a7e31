/* Tables: arrays of reference words. `elements` moves when a table grows, so compiled code reads it anew at every
   access. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/alloc.h"
#include "engine/base/assert.h"
#include "engine/rt/runtime.h"

/* As in the limits that browsers agree on: a module of a few bytes must not be able to take gigabytes. */
#define MOST_ELEMENTS UINT64_C(10000000)

static void fill(uint64_t *elements, uint64_t count, uint64_t value)
{
    for (uint64_t i = 0; i < count; i++)
        elements[i] = value;
}

WfxTableObject *wfx_rt_table_new(WfxStore *store, WfxType type, const WfxLimits *limits, uint64_t init, WfxError *error)
{
    if (limits->min > limits->max || limits->min > MOST_ELEMENTS) {
        wfx_error_set(error, limits->min > limits->max ? WFX_ERROR_USAGE : WFX_ERROR_LIMIT, WFX_NO_OFFSET,
                      "a table of %llu elements is more than can be had", (unsigned long long)limits->min);
        return NULL;
    }
    if (!wfx_rt_may_add_elements(store, limits->min)) {
        wfx_error_set(error, WFX_ERROR_LIMIT, WFX_NO_OFFSET, "a table of %llu elements is more than the store may have",
                      (unsigned long long)limits->min);
        return NULL;
    }
    WfxTableObject *table = wfx_calloc(1, sizeof *table);
    if (!table)
        goto fail;
    table->capacity = limits->min ? limits->min : 1;
    table->shared.elements = wfx_calloc(table->capacity, sizeof *table->shared.elements);
    if (!table->shared.elements)
        goto fail;
    table->shared.size = limits->min;
    if (init)
        fill(table->shared.elements, limits->min, init);
    table->store = store;
    table->limits = *limits;
    table->type = type;
    table->shared.has_young = true;
    table->next = store->tables;
    store->tables = table;
    return table;
fail:
    free(table);
    wfx_error_oom(error);
    return NULL;
}

static bool ensure_capacity(WfxTableObject *table, uint64_t size)
{
    if (size <= table->capacity)
        return true;
    uint64_t capacity = table->capacity * 2 > size ? table->capacity * 2 : size;
    uint64_t *elements = wfx_realloc(table->shared.elements, capacity * sizeof *elements);
    if (!elements)
        return false;
    table->shared.elements = elements;
    table->capacity = capacity;
    return true;
}

int64_t wfx_rt_table_grow_by(WfxTableObject *table, uint64_t count, uint64_t init)
{
    uint64_t old = table->shared.size;
    uint64_t limit = table->limits.max < MOST_ELEMENTS ? table->limits.max : MOST_ELEMENTS;
    if (old > limit || count > limit - old || !wfx_rt_may_add_elements(table->store, count) ||
        !ensure_capacity(table, old + count))
        return -1;
    wfx_assert(old + count <= table->capacity && table->capacity);
    fill(table->shared.elements + old, count, init);
    table->shared.has_young = true;
    table->shared.size = old + count;
    return (int64_t)old;
}

void wfx_rt_table_free(WfxTableObject *table)
{
    free(table->shared.elements);
    free(table);
}
