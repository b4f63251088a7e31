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
