/* Profiles in memory; see profile.h. */
#include "profiler/profile.h"
#include "engine/base/assert.h"

#include <stdio.h>
#include <string.h>

static uint32_t hash_text(const char *text)
{
    uint64_t hash = 0xCBF29CE484222325u;
    for (; *text; text++)
        hash = (hash ^ (uint8_t)*text) * 0x100000001B3u;
    return wfx_hash_end(hash);
}

bool wfx_profile_string(WfxProfile *profile, const char *text, uint32_t *string)
{
    uint32_t hash = hash_text(text), length = (uint32_t)strlen(text) + 1;
    for (uint32_t probe = 0; (*string = wfx_index_find(&profile->index.strings, hash, &probe)) != WFX_INDEX_NONE;)
        if (strcmp(wfx_profile_text(profile, *string), text) == 0)
            return true;
    if (!wfx_vec_reserve(&profile->text, length) || !wfx_vec_reserve(&profile->strings, 1) ||
        !wfx_index_add(&profile->index.strings, hash, profile->strings.count))
        return false;
    *string = profile->strings.count;
    wfx_assert(profile->text.count + length <= profile->text.capacity);
    (void)wfx_vec_push(&profile->strings, profile->text.count);
    memcpy(profile->text.data + profile->text.count, text, length);
    profile->text.count += length;
    return true;
}

static bool intern_frame(WfxProfile *profile, uint64_t address, bool is_exact, uint32_t *frame)
{
    uint32_t hash = wfx_hash_end(wfx_hash_word(0, address << 1 | is_exact));
    for (uint32_t probe = 0; (*frame = wfx_index_find(&profile->index.frames, hash, &probe)) != WFX_INDEX_NONE;)
        if (profile->frames.data[*frame].address == address && profile->frames.data[*frame].is_exact == is_exact)
            return true;
    if (!wfx_vec_reserve(&profile->frames, 1) || !wfx_index_add(&profile->index.frames, hash, profile->frames.count))
        return false;
    *frame = profile->frames.count;
    return wfx_vec_push(&profile->frames, (WfxProfileFrame){
                                              .address = address,
                                              .function = WFX_PROFILE_NONE,
                                              .handler = WFX_PROFILE_NONE,
                                              .outer = WFX_PROFILE_NONE,
                                              .place = {.file = WFX_PROFILE_NONE},
                                              .kind = address == WFX_PROFILE_ELIDED_ADDRESS ? WFX_PROFILE_FRAME_ELIDED
                                                                                            : WFX_PROFILE_FRAME_HOST,
                                              .is_exact = is_exact,
                                          });
}

bool wfx_profile_stack(WfxProfile *profile, const uint64_t *addresses, uint32_t count, bool newest_is_exact,
                       uint32_t *stack)
{
    if (!wfx_vec_reserve(&profile->stack_frames, count))
        return false;
    /* Written behind the frames of all stacks, where they stay if there is no equal one. */
    uint32_t first = profile->stack_frames.count, *frames = profile->stack_frames.data + first;
    uint64_t grown = count;
    for (uint32_t i = 0; i < count; i++) {
        if (!intern_frame(profile, addresses[i], newest_is_exact && i == 0, &frames[i]))
            return false;
        grown = wfx_hash_word(grown, frames[i]);
    }
    uint32_t hash = wfx_hash_end(grown);
    for (uint32_t probe = 0; (*stack = wfx_index_find(&profile->index.stacks, hash, &probe)) != WFX_INDEX_NONE;) {
        const WfxProfileStack *found = &profile->stacks.data[*stack];
        if (found->count == count &&
            (!count || memcmp(profile->stack_frames.data + found->first, frames, count * sizeof *frames) == 0))
            return true;
    }
    if (!wfx_vec_reserve(&profile->stacks, 1) || !wfx_index_add(&profile->index.stacks, hash, profile->stacks.count))
        return false;
    *stack = profile->stacks.count;
    profile->stack_frames.count += count;
    wfx_assert(profile->stack_frames.count <= profile->stack_frames.capacity);
    return wfx_vec_push(&profile->stacks, (WfxProfileStack){.first = first, .count = count});
}

bool wfx_profile_sample(WfxProfile *profile, const WfxProfileSample *sample)
{
    if (profile->keeps_samples && !wfx_vec_push(&profile->samples, *sample))
        return false;
    wfx_assert(sample->stack == WFX_PROFILE_NONE || sample->stack < profile->stacks.count);
    profile->sampled += sample->weight;
    if (sample->stack == WFX_PROFILE_NONE)
        profile->cut += sample->weight;
    else
        profile->stacks.data[sample->stack].weight += sample->weight;
    return true;
}

bool wfx_profile_function(WfxProfile *profile, uint64_t address, uint32_t *number)
{
    uint32_t hash = wfx_hash_end(wfx_hash_word(0, address));
    for (uint32_t probe = 0; (*number = wfx_index_find(&profile->index.functions, hash, &probe)) != WFX_INDEX_NONE;)
        if (profile->functions.data[*number].address == address)
            return true;
    if (!wfx_vec_reserve(&profile->functions, 1) ||
        !wfx_index_add(&profile->index.functions, hash, profile->functions.count))
        return false;
    *number = profile->functions.count;
    return wfx_vec_push(
        &profile->functions,
        (WfxProfileFunction){.address = address, .name = WFX_PROFILE_NONE, .place.file = WFX_PROFILE_NONE});
}

bool wfx_profile_handler(WfxProfile *profile, uint64_t address, uint32_t *number)
{
    uint32_t hash = wfx_hash_end(wfx_hash_word(0, address));
    for (uint32_t probe = 0; (*number = wfx_index_find(&profile->index.handlers, hash, &probe)) != WFX_INDEX_NONE;)
        if (profile->handlers.data[*number].address == address)
            return true;
    if (!wfx_vec_reserve(&profile->handlers, 1) ||
        !wfx_index_add(&profile->index.handlers, hash, profile->handlers.count))
        return false;
    *number = profile->handlers.count;
    return wfx_vec_push(&profile->handlers, (WfxProfileHandler){.address = address,
                                                                .function = WFX_PROFILE_NONE,
                                                                .tags = WFX_PROFILE_NONE,
                                                                .place.file = WFX_PROFILE_NONE});
}

bool wfx_profile_waiting(WfxProfile *profile, uint32_t tag, uint32_t stack)
{
    uint32_t hash = wfx_hash_end(wfx_hash_word(tag, stack));
    for (uint32_t probe = 0, at; (at = wfx_index_find(&profile->index.waiting, hash, &probe)) != WFX_INDEX_NONE;) {
        WfxProfileWaiting *found = &profile->waiting.data[at];
        if (found->tag == tag && found->stack == stack) {
            found->count++;
            return true;
        }
    }
    if (!wfx_vec_reserve(&profile->waiting, 1) || !wfx_index_add(&profile->index.waiting, hash, profile->waiting.count))
        return false;
    return wfx_vec_push(&profile->waiting, (WfxProfileWaiting){.count = 1, .tag = tag, .stack = stack});
}

void wfx_profile_free(WfxProfile *profile)
{
    wfx_vec_free(&profile->text);
    wfx_vec_free(&profile->strings);
    wfx_vec_free(&profile->functions);
    wfx_vec_free(&profile->handlers);
    wfx_vec_free(&profile->frames);
    wfx_vec_free(&profile->stack_frames);
    wfx_vec_free(&profile->stacks);
    wfx_vec_free(&profile->samples);
    wfx_vec_free(&profile->waiting);
    wfx_index_free(&profile->index.strings);
    wfx_index_free(&profile->index.functions);
    wfx_index_free(&profile->index.handlers);
    wfx_index_free(&profile->index.frames);
    wfx_index_free(&profile->index.stacks);
    wfx_index_free(&profile->index.waiting);
    *profile = (WfxProfile){0};
}

const char *wfx_profile_place(const WfxProfile *profile, const WfxProfilePlace *place, char *text, size_t size)
{
    if (!place->line || place->file == WFX_PROFILE_NONE) {
        snprintf(text, size, "+0x%x", place->offset);
        return text;
    }
    const char *path = wfx_profile_text(profile, place->file), *slash = strrchr(path, '/');
    snprintf(text, size, "%s:%u", slash ? slash + 1 : path, place->line);
    return text;
}
