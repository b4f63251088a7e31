/* Limits of a store that its owner sets: how much its memories and tables may hold together, and how many instances it
   has. Counted by looking, for what is limited grows seldom. */
#include "engine/rt/runtime.h"

bool wfx_rt_may_add_memory(const WfxStore *store, uint64_t bytes)
{
    uint64_t limit = store->limits.memory_bytes, sum = 0;
    for (const WfxMemoryObject *memory = limit ? store->memories : NULL; memory; memory = memory->next)
        sum += memory->shared.size;
    for (uint32_t i = 0; limit && i < store->shared_memories.count; i++) {
        const WfxLimits *limits = &store->shared_memories.data[i]->limits;
        sum += limits->max << wfx_page_shift(limits);
    }
    return !limit || (sum <= limit && bytes <= limit - sum);
}

bool wfx_rt_may_add_elements(const WfxStore *store, uint64_t count)
{
    uint64_t limit = store->limits.table_elements, sum = 0;
    for (const WfxTableObject *table = limit ? store->tables : NULL; table; table = table->next)
        sum += table->shared.size;
    return !limit || (sum <= limit && count <= limit - sum);
}

bool wfx_rt_may_add_instance(const WfxStore *store)
{
    uint32_t limit = store->limits.instances, count = 0;
    for (const WfxInstanceRecord *record = limit ? store->instances : NULL; record; record = record->next)
        count++;
    return !limit || count < limit;
}
