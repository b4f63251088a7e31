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

const WfxSite *wfx_image_site(const WfxCodeImage *image, uint32_t code_offset)
{
    uint32_t low = 0, high = image->site_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (code_offset < image->sites[middle].pc)
            high = middle;
        else if (code_offset > image->sites[middle].pc)
            low = middle + 1;
        else
            return &image->sites[middle];
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
