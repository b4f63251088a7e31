/* Distinct stacks and their weights; see sampler.h. */
#include "engine/base/alloc.h"
#include "profiler/sampler.h"

#include <string.h>

static uint64_t hash_addresses(const uint64_t *addresses, uint32_t count)
{
    uint64_t hash = 0x9E3779B97F4A7C15u ^ count;
    for (uint32_t i = 0; i < count; i++) {
        hash = (hash ^ addresses[i]) * 0xFF51AFD7ED558CCDu;
        hash ^= hash >> 32;
    }
    return hash;
}

static bool rehash(WfxStackTable *table)
{
    uint32_t size = table->slot_count ? table->slot_count * 2 : 1024;
    uint32_t *slots = wfx_calloc(size, sizeof *slots);
    if (!slots)
        return false;
    for (uint32_t i = 0; i < table->entries.count; i++) {
        uint32_t at = (uint32_t)table->entries.data[i].hash & (size - 1);
        while (slots[at])
            at = (at + 1) & (size - 1);
        slots[at] = i + 1;
    }
    free(table->slots);
    table->slots = slots;
    table->slot_count = size;
    return true;
}

bool wfx_stack_table_add(WfxStackTable *table, const uint64_t *addresses, uint32_t count, uint64_t weight)
{
    if ((uint64_t)table->entries.count * 2 >= table->slot_count && !rehash(table))
        return false;
    uint64_t hash = hash_addresses(addresses, count);
    uint32_t at = (uint32_t)hash & (table->slot_count - 1);
    for (; table->slots[at]; at = (at + 1) & (table->slot_count - 1)) {
        WfxStackEntry *entry = &table->entries.data[table->slots[at] - 1];
        if (entry->hash == hash && entry->count == count &&
            memcmp(table->addresses.data + entry->first, addresses, count * sizeof *addresses) == 0) {
            entry->weight += weight;
            return true;
        }
    }
    WfxStackEntry entry = {.first = table->addresses.count, .count = count, .hash = hash, .weight = weight};
    if (!wfx_vec_reserve(&table->addresses, count) || !wfx_vec_push(&table->entries, entry))
        return false;
    memcpy(table->addresses.data + entry.first, addresses, count * sizeof *addresses);
    table->addresses.count += count;
    table->slots[at] = table->entries.count;
    return true;
}

void wfx_stack_table_free(WfxStackTable *table)
{
    wfx_vec_free(&table->addresses);
    wfx_vec_free(&table->entries);
    free(table->slots);
    *table = (WfxStackTable){0};
}
