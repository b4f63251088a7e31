/* Entries by hash; see index.h. At most three quarters of the slots are used, so that every search ends. */
#include "profiler/index.h"
#include "engine/base/alloc.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 256, MOST_SLOTS = 1 << 30 };

uint32_t wfx_index_find(const WfxIndex *index, uint32_t hash, uint32_t *probe)
{
    if (!index->slot_count)
        return WFX_INDEX_NONE;
    for (;;) {
        WfxIndexSlot slot = index->slots[(hash + (*probe)++) & (index->slot_count - 1)];
        if (!slot.entry)
            return WFX_INDEX_NONE;
        if (slot.hash == hash)
            return slot.entry - 1;
    }
}

static void put(WfxIndexSlot *slots, uint32_t slot_count, WfxIndexSlot slot)
{
    uint32_t at = slot.hash & (slot_count - 1);
    while (slots[at].entry)
        at = (at + 1) & (slot_count - 1);
    slots[at] = slot;
}

static bool grow(WfxIndex *index)
{
    uint32_t slot_count = index->slot_count ? index->slot_count * 2 : FIRST_SLOTS;
    WfxIndexSlot *slots = slot_count <= MOST_SLOTS ? wfx_calloc(slot_count, sizeof *slots) : NULL;
    if (!slots)
        return false;
    for (uint32_t i = 0; i < index->slot_count; i++)
        if (index->slots[i].entry)
            put(slots, slot_count, index->slots[i]);
    free(index->slots);
    index->slots = slots;
    index->slot_count = slot_count;
    return true;
}

bool wfx_index_add(WfxIndex *index, uint32_t hash, uint32_t entry)
{
    if (index->used >= index->slot_count / 4 * 3 && !grow(index))
        return false;
    put(index->slots, index->slot_count, (WfxIndexSlot){hash, entry + 1});
    index->used++;
    return true;
}

void wfx_index_free(WfxIndex *index)
{
    free(index->slots);
    *index = (WfxIndex){0};
}
