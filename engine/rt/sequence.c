/* The register sequence of engine/layout.h in memory: where the values of a list of types go. */
#include <string.h>

#include "engine/rt/stacks.h"

/* Takes the next place: a register of its class, else the next overflow word or words. */
typedef struct Sequence {
    uint32_t integers, floats, words;
} Sequence;
typedef struct Place {
    bool in_register, is_float;
    uint32_t index;
} Place;

static Place next_place(Sequence *sequence, WfxType type)
{
    WfxKind kind = wfx_type_kind(type);
    Place place = {.is_float = kind == WFX_KIND_F32 || kind == WFX_KIND_F64 || kind == WFX_KIND_V128};
    uint32_t *used = place.is_float ? &sequence->floats : &sequence->integers;
    place.in_register = *used < WFX_VALUE_REGISTERS;
    if (place.in_register) {
        place.index = (*used)++;
    } else {
        place.index = sequence->words;
        sequence->words += wfx_type_slot_size(type) / 8;
    }
    return place;
}

uint32_t wfx_sequence_words(const WfxType *types, uint32_t count)
{
    Sequence sequence = {0};
    for (uint32_t i = 0; i < count; i++)
        next_place(&sequence, types[i]);
    return sequence.words;
}

uint32_t wfx_sequence_area(const WfxTypeDef *function_type)
{
    uint32_t params = wfx_sequence_words(function_type->params, function_type->param_count);
    uint32_t results = wfx_sequence_words(function_type->results, function_type->result_count);
    return params > results ? params : results;
}

/* Lowest address of a value's overflow words. */
static uint64_t *word_of(uint64_t *overflow, Place place, uint32_t size, int step)
{
    int64_t index = step > 0 ? (int64_t)place.index : -(int64_t)(place.index + size / 8 - 1);
    return overflow + index;
}

void wfx_sequence_store(const WfxType *types, uint32_t count, const WfxSlot *slots, WfxCallBuffer *buffer,
                        uint64_t *overflow, int step)
{
    Sequence sequence = {0};
    for (uint32_t i = 0; i < count; i++) {
        WfxKind kind = wfx_type_kind(types[i]);
        uint32_t size = wfx_type_slot_size(types[i]);
        WfxSlot slot = slots[i];
        if (kind == WFX_KIND_I32 || kind == WFX_KIND_F32)
            memset(slot.bytes + 4, 0, 12);
        Place place = next_place(&sequence, types[i]);
        void *to = !place.in_register ? (void *)word_of(overflow, place, size, step)
                   : place.is_float   ? (void *)buffer->floats[place.index]
                                      : (void *)&buffer->integers[place.index];
        memcpy(to, slot.bytes, size);
    }
}

void wfx_sequence_load(const WfxType *types, uint32_t count, WfxSlot *slots, const WfxCallBuffer *buffer,
                       const uint64_t *overflow, int step)
{
    Sequence sequence = {0};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t size = wfx_type_slot_size(types[i]);
        Place place = next_place(&sequence, types[i]);
        const void *from = !place.in_register ? (const void *)word_of((uint64_t *)overflow, place, size, step)
                           : place.is_float   ? (const void *)buffer->floats[place.index]
                                              : (const void *)&buffer->integers[place.index];
        memset(&slots[i], 0, sizeof slots[i]);
        memcpy(slots[i].bytes, from, wfx_type_kind(types[i]) == WFX_KIND_F32 ? 4 : size);
    }
}
