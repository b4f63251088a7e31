/* Lookups in one image, by binary search in its sorted arrays. Async-signal-safe: they read immutable data only. */
#include "engine/code/code.h"

const WfxCodeFunction *wfx_image_function(const WfxCodeImage *image, uint32_t code_offset)
{
    uint32_t low = 0, high = image->function_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const WfxCodeFunction *function = &image->functions[middle];
        if (code_offset < function->start)
            high = middle;
        else if (code_offset >= function->end)
            low = middle + 1;
        else
            return function;
    }
    return NULL;
}

uint32_t wfx_image_first_site(const WfxCodeImage *image, uint32_t code_offset)
{
    uint32_t low = 0, high = image->site_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (image->sites[middle].pc < code_offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const WfxSite *wfx_image_site(const WfxCodeImage *image, uint32_t code_offset)
{
    const WfxSite *found = NULL;
    for (uint32_t i = wfx_image_first_site(image, code_offset); i < image->site_count && image->sites[i].pc == code_offset; i++) {
        if (!found || found->kind == WFX_SITE_TRAP)
            found = &image->sites[i];
    }
    return found;
}

const WfxSite *wfx_image_trap_site(const WfxCodeImage *image, uint32_t code_offset)
{
    for (uint32_t i = wfx_image_first_site(image, code_offset); i < image->site_count && image->sites[i].pc == code_offset; i++) {
        if (image->sites[i].kind == WFX_SITE_TRAP)
            return &image->sites[i];
    }
    return NULL;
}

const WfxCodeResume *wfx_image_resume(const WfxCodeImage *image, uint32_t code_offset)
{
    uint32_t low = 0, high = image->resume_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const WfxCodeResume *resume = &image->resumes[middle];
        if (resume->pc == code_offset)
            return resume;
        if (resume->pc < code_offset)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

uint32_t wfx_image_first_line(const WfxCodeImage *image, uint32_t code_offset)
{
    uint32_t low = 0, high = image->line_count; /* rows before `low` are before the offset */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (image->lines[middle].pc < code_offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t wfx_image_wasm_offset(const WfxCodeImage *image, uint32_t code_offset)
{
    if (!wfx_image_function(image, code_offset))
        return WFX_NO_OFFSET;
    uint32_t after = wfx_image_first_line(image, code_offset + 1);
    return after ? image->lines[after - 1].wasm_offset : WFX_NO_OFFSET;
}

bool wfx_image_in_switch(const WfxCodeImage *image, uint32_t code_offset)
{
    uint32_t low = 0, high = image->switch_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const WfxSwitchRange *range = &image->switches[middle];
        if (code_offset < range->start)
            high = middle;
        else if (code_offset >= range->end)
            low = middle + 1;
        else
            return true;
    }
    return false;
}
