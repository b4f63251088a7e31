/* What addresses mean: functions, lines and resume sites of the images that were published while the profile was
   taken. */
#include "engine/code/code.h"
#include "engine/inspect.h"
#include "profiler/collect.h"

#include <stdio.h>

static bool set_place(WfxProfile *profile, WfxProfilePlace *place, const WfxCodeImage *image, uint32_t wasm_offset)
{
    const WfxSourceMap *source = image->module->source;
    const WfxSourceRow *row = wasm_offset == WFX_NO_OFFSET ? NULL : wfx_source_find(source, wasm_offset);
    const char *path = row ? source->files[wfx_source_file(source, row)].path : NULL;
    place->line = row ? row->line : 0;
    place->offset = wasm_offset;
    return !path || wfx_profile_string(profile, path, &place->file);
}

/* A function is one of the profile's by its own code, also where it was inlined. */
static bool add_function(WfxProfile *profile, const WfxCodeImage *image, uint32_t index, uint32_t *number)
{
    const WfxCodeFunction *code =
        wfx_image_function(image, image->entry[index - image->module->imported_function_count]);
    if (!wfx_profile_function(profile, (uint64_t)(uintptr_t)image->code + code->start, number))
        return false;
    WfxProfileFunction *function = &profile->functions.data[*number];
    char name[256];
    return function->name != WFX_PROFILE_NONE ||
           (set_place(profile, &function->place, image, code->wasm_start) &&
            wfx_profile_string(profile, wfx_function_label(image->module, code->function, name, sizeof name),
                               &function->name));
}

/* "yield, spawn, switch:done", or "-" when it handles none. */
static const char *print_tags(const WfxCodeImage *image, const WfxCodeResume *resume, char *text, size_t size)
{
    size_t used = 0;
    snprintf(text, size, "-");
    for (uint32_t i = 0; i < resume->clause_count && used < size; i++) {
        const WfxCodeResumeClause *clause = &image->resume_clauses[resume->first_clause + i];
        const char *name = wfx_name_of(image->module, WFX_NAMES_TAG, clause->tag);
        char number[24];
        snprintf(number, sizeof number, "tag[%u]", clause->tag);
        int wrote = snprintf(text + used, size - used, "%s%s%s", used ? ", " : "", clause->is_switch ? "switch:" : "",
                             name ? name : number);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
    return text;
}

static bool add_handler(WfxProfile *profile, const WfxCodeImage *image, const WfxCodeResume *resume, uint32_t *number)
{
    if (!wfx_profile_handler(profile, (uint64_t)(uintptr_t)image->code + resume->pc, number))
        return false;
    WfxProfileHandler *handler = &profile->handlers.data[*number];
    if (handler->tags != WFX_PROFILE_NONE)
        return true;
    handler->resumes = wfx_inspect_counter(image, resume->counter);
    for (uint32_t i = 0; i < resume->clause_count; i++)
        handler->suspends += wfx_inspect_counter(image, resume->counter + 1 + i);
    char tags[256];
    WfxCodePlace place;
    return wfx_image_place(image, resume->pc, false, &place) &&
           add_function(profile, image, place.function, &handler->function) &&
           set_place(profile, &handler->place, image, resume->wasm_offset) &&
           wfx_profile_string(profile, print_tags(image, resume, tags, sizeof tags), &handler->tags);
}

static bool set_frame(WfxProfile *profile, WfxProfileFrame *frame, const WfxCodeImage *image, const WfxCodePlace *place)
{
    return set_place(profile, &frame->place, image, place->wasm_offset) &&
           add_function(profile, image, place->function, &frame->function);
}

/* Frames for those that a frame was inlined into, outwards from its place; in no stack, but behind each other. */
static bool add_outer_frames(WfxProfile *profile, uint32_t inner, const WfxCodeImage *image, WfxCodePlace place)
{
    while (wfx_image_outer_place(image, &place)) {
        WfxProfileFrame frame = {.address = profile->frames.data[inner].address,
                                 .handler = WFX_PROFILE_NONE,
                                 .outer = WFX_PROFILE_NONE,
                                 .kind = WFX_PROFILE_FRAME_WASM};
        uint32_t number = profile->frames.count;
        if (!set_frame(profile, &frame, image, &place) || !wfx_vec_push(&profile->frames, frame))
            return false;
        profile->frames.data[inner].outer = number;
        inner = number;
    }
    return true;
}

static bool resolve_frame(WfxProfile *profile, uint32_t number)
{
    WfxProfileFrame *frame = &profile->frames.data[number];
    /* The instruction before a return address is meant. */
    const WfxCodeImage *image = frame->kind == WFX_PROFILE_FRAME_ELIDED
                                    ? NULL
                                    : wfx_code_find(frame->is_exact ? frame->address : frame->address - 1);
    if (!image)
        return true;
    frame->kind = WFX_PROFILE_FRAME_WASM;
    uint32_t pc = (uint32_t)(frame->address - (uint64_t)(uintptr_t)image->code);
    const WfxCodeResume *resume = frame->is_exact ? NULL : wfx_image_resume(image, pc);
    WfxCodePlace place;
    if (!wfx_image_place(image, pc, frame->is_exact, &place))
        return set_place(profile, &frame->place, image, WFX_NO_OFFSET);
    return set_frame(profile, frame, image, &place) &&
           (!resume || add_handler(profile, image, resume, &frame->handler)) &&
           add_outer_frames(profile, number, image, place);
}

bool wfx_resolve_frames(WfxProfile *profile, uint32_t first)
{
    for (uint32_t i = first, count = profile->frames.count; i < count; i++)
        if (!resolve_frame(profile, i))
            return false;
    return true;
}

bool wfx_resolve_counted(WfxProfile *profile)
{
    const WfxImageList *images = wfx_profiler_images();
    for (uint32_t i = 0; i < images->count; i++) {
        const WfxCodeImage *image = images->data[i];
        for (uint32_t k = 0; k < image->resume_count; k++) {
            const WfxCodeResume *resume = &image->resumes[k];
            uint32_t handler;
            if (wfx_inspect_counter(image, resume->counter) && !add_handler(profile, image, resume, &handler))
                return false;
        }
    }
    return true;
}
