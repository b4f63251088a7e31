/* From stacks to tables: who had the time. Each sample's weight counts once for a function's total and for a handler's inclusive time, however
   often they occur in its stack. */
#include "engine/base/alloc.h"
#include "profiler/report.h"

#include <string.h>

static uint32_t slot_of(const WfxTallies *tallies, const void *image, uint32_t number)
{
    uint64_t key = ((uint64_t)(uintptr_t)image ^ (uint64_t)number << 20) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(key >> 32) & (tallies->slot_count - 1);
}

static bool grow(WfxTallies *tallies)
{
    uint32_t size = tallies->slot_count ? tallies->slot_count * 2 : 256;
    uint32_t *slots = wfx_calloc(size, sizeof *slots);
    if (!slots)
        return false;
    free(tallies->slots);
    tallies->slots = slots;
    tallies->slot_count = size;
    for (uint32_t i = 0; i < tallies->rows.count; i++) {
        uint32_t at = slot_of(tallies, tallies->rows.data[i].image, tallies->rows.data[i].number);
        while (slots[at])
            at = (at + 1) & (size - 1);
        slots[at] = i + 1;
    }
    return true;
}

static WfxTally *tally_of(WfxTallies *tallies, const WfxCodeImage *image, uint32_t number)
{
    if (tallies->rows.count * 2 >= tallies->slot_count && !grow(tallies))
        return NULL;
    uint32_t at = slot_of(tallies, image, number);
    for (; tallies->slots[at]; at = (at + 1) & (tallies->slot_count - 1)) {
        WfxTally *row = &tallies->rows.data[tallies->slots[at] - 1];
        if (row->image == image && row->number == number)
            return row;
    }
    WfxTally fresh = {.image = image, .number = number};
    if (!wfx_vec_push(&tallies->rows, fresh))
        return NULL;
    tallies->slots[at] = tallies->rows.count;
    return &tallies->rows.data[tallies->rows.count - 1];
}

static bool count_frame(WfxTallies *tallies, const WfxCodeImage *image, uint32_t number, uint64_t weight, bool innermost,
                        uint64_t mark)
{
    WfxTally *row = tally_of(tallies, image, number);
    if (!row)
        return false;
    if (innermost)
        row->self += weight;
    if (row->mark != mark)
        row->total += weight;
    row->mark = mark;
    return true;
}

static bool attribute_stack(const WfxStackTable *stacks, const WfxStackEntry *entry, uint64_t mark, WfxAttribution *result)
{
    bool in_wasm = false, in_handler = false;
    for (uint32_t i = 0; i < entry->count; i++) {
        WfxSymbol symbol = wfx_symbol_find(stacks->addresses.data[entry->first + i], i > 0);
        if (!symbol.image || !symbol.function)
            continue;
        /* The boundary lies below its resumer: time above it belongs to the handler before the resumer's frame is counted. */
        if (symbol.resume) {
            if (!count_frame(&result->handlers, symbol.image, (uint32_t)(symbol.resume - symbol.image->resumes), entry->weight,
                             !in_handler, mark))
                return false;
            in_handler = true;
        }
        if (!count_frame(&result->functions, symbol.image, (uint32_t)(symbol.function - symbol.image->functions), entry->weight,
                         !in_wasm, mark))
            return false;
        in_wasm = true;
    }
    if (in_wasm)
        result->in_wasm += entry->weight;
    if (in_wasm && !in_handler)
        result->unhandled += entry->weight;
    return true;
}

bool wfx_attribute(const WfxStackTable *stacks, WfxAttribution *result)
{
    *result = (WfxAttribution){0};
    for (uint32_t i = 0; i < stacks->entries.count; i++)
        if (!attribute_stack(stacks, &stacks->entries.data[i], i + 1, result))
            return false;
    return true;
}

bool wfx_tallies_add(WfxTallies *tallies, const WfxCodeImage *image, uint32_t number)
{
    return tally_of(tallies, image, number) != NULL;
}

void wfx_attribution_free(WfxAttribution *result)
{
    wfx_vec_free(&result->functions.rows);
    wfx_vec_free(&result->handlers.rows);
    free(result->functions.slots);
    free(result->handlers.slots);
    *result = (WfxAttribution){0};
}
