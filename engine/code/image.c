/* Lookups in one image, by binary search in its sorted arrays. Async-signal-safe: they read immutable data only. And
   the text of a local's places. */
#include "engine/code/code.h"

#include <inttypes.h>

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
    for (uint32_t i = wfx_image_first_site(image, code_offset);
         i < image->site_count && image->sites[i].pc == code_offset; i++) {
        if (!found || found->kind == WFX_SITE_TRAP)
            found = &image->sites[i];
    }
    return found;
}

const WfxSite *wfx_image_trap_site(const WfxCodeImage *image, uint32_t code_offset)
{
    for (uint32_t i = wfx_image_first_site(image, code_offset);
         i < image->site_count && image->sites[i].pc == code_offset; i++) {
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

/* ---- through inlined calls ---- */

uint32_t wfx_image_inlined(const WfxCodeImage *image, uint32_t number, uint32_t *count)
{
    uint32_t low = 0, high = image->inlined_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (image->inlined[middle].host < number)
            low = middle + 1;
        else
            high = middle;
    }
    for (*count = 0; low + *count < image->inlined_count && image->inlined[low + *count].host == number;)
        ++*count;
    return low;
}

uint32_t wfx_image_first_inlined_range(const WfxCodeImage *image, uint32_t code_offset)
{
    uint32_t low = 0, high = image->inlined_range_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (image->inlined_ranges[middle].end <= code_offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t innermost_inlined(const WfxCodeImage *image, uint32_t code_offset)
{
    uint32_t at = wfx_image_first_inlined_range(image, code_offset);
    bool is_inside = at < image->inlined_range_count && image->inlined_ranges[at].start <= code_offset;
    return is_inside ? image->inlined_ranges[at].inlined : WFX_NO_INDEX;
}

static void set_inlined(const WfxCodeImage *image, uint32_t inlined, WfxCodePlace *place)
{
    place->inlined = inlined;
    place->function = inlined == WFX_NO_INDEX ? place->code->function : image->inlined[inlined].function;
}

bool wfx_image_place(const WfxCodeImage *image, uint32_t pc, bool is_exact, WfxCodePlace *place)
{
    uint32_t at = is_exact || !pc ? pc : pc - 1;
    place->code = wfx_image_function(image, at);
    if (!place->code)
        return false;
    const WfxSite *site = is_exact ? wfx_image_trap_site(image, pc) : wfx_image_site(image, pc);
    place->wasm_offset = site ? site->wasm_offset : wfx_image_wasm_offset(image, at);
    set_inlined(image, innermost_inlined(image, at), place);
    return true;
}

bool wfx_image_outer_place(const WfxCodeImage *image, WfxCodePlace *place)
{
    if (place->inlined == WFX_NO_INDEX)
        return false;
    const WfxCodeInlined *call = &image->inlined[place->inlined];
    place->wasm_offset = call->offset;
    set_inlined(image, call->parent, place);
    return true;
}

void wfx_image_print_functions(const WfxCodeImage *image, const WfxSourceMap *source, uint32_t code_offset,
                               WfxBuffer *out)
{
    WfxCodePlace place;
    char name[256];
    if (!wfx_image_place(image, code_offset, true, &place))
        return;
    wfx_buffer_format(out, "%s", wfx_function_label(image->module, place.function, name, sizeof name));
    while (wfx_image_outer_place(image, &place)) {
        const WfxSourceRow *row = source ? wfx_source_find(source, place.wasm_offset) : NULL;
        wfx_buffer_format(out, ", inlined in %s", wfx_function_label(image->module, place.function, name, sizeof name));
        if (row)
            wfx_buffer_format(out, " at %u:%u", row->line, row->column);
    }
}

/* ---- where locals are ---- */

const WfxCodeRange *wfx_image_ranges(const WfxCodeImage *image, uint32_t local, uint32_t *count)
{
    uint32_t low = 0, high = image->range_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (image->ranges[middle].local < local)
            low = middle + 1;
        else
            high = middle;
    }
    for (*count = 0; low + *count < image->range_count && image->ranges[low + *count].local == local;)
        ++*count;
    return *count ? &image->ranges[low] : NULL;
}

WfxLocation wfx_image_location(const WfxCodeImage *image, const WfxCodeRange *range)
{
    WfxLocation location = {.where = (WfxWhere)range->where};
    switch (location.where) {
    case WFX_WHERE_SLOT: location.frame_offset = range->value; break;
    case WFX_WHERE_REGISTER:
    case WFX_WHERE_XMM: location.number = (uint8_t)range->value; break;
    case WFX_WHERE_CONSTANT:
        location.bits[0] = image->constants[range->value];
        if (wfx_type_kind(image->locals[range->local].type) == WFX_KIND_V128)
            location.bits[1] = image->constants[range->value + 1];
        break;
    case WFX_WHERE_NOWHERE: break;
    }
    return location;
}

WfxLocation wfx_image_local_at(const WfxCodeImage *image, uint32_t local, uint32_t code_offset)
{
    uint32_t count;
    if (image->locals[local].home)
        return (WfxLocation){.where = WFX_WHERE_SLOT, .frame_offset = image->locals[local].home};
    const WfxCodeRange *ranges = wfx_image_ranges(image, local, &count);
    for (uint32_t i = 0; i < count; i++)
        if (code_offset >= ranges[i].start && code_offset < ranges[i].end)
            return wfx_image_location(image, &ranges[i]);
    return (WfxLocation){.where = WFX_WHERE_NOWHERE};
}

static void print_location(const WfxLocation *location, WfxBuffer *out)
{
    static const char *const registers[] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
                                            "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
    switch (location->where) {
    case WFX_WHERE_SLOT: wfx_buffer_format(out, "rbp%+d", location->frame_offset); break;
    case WFX_WHERE_REGISTER: wfx_buffer_format(out, "%s", registers[location->number]); break;
    case WFX_WHERE_XMM: wfx_buffer_format(out, "xmm%u", location->number); break;
    case WFX_WHERE_CONSTANT:
        if (location->bits[1])
            wfx_buffer_format(out, "0x%" PRIx64 "%016" PRIx64, location->bits[1], location->bits[0]);
        else
            wfx_buffer_format(out, "0x%" PRIx64, location->bits[0]);
        break;
    case WFX_WHERE_NOWHERE: wfx_buffer_format(out, "nowhere"); break;
    }
}

void wfx_image_print_local(const WfxCodeImage *image, uint32_t local, WfxBuffer *out)
{
    uint32_t count;
    const WfxCodeRange *ranges = wfx_image_ranges(image, local, &count);
    if (!count) {
        WfxLocation everywhere = wfx_image_local_at(image, local, 0);
        wfx_buffer_format(out, "%s", everywhere.where == WFX_WHERE_NOWHERE ? "" : "at ");
        print_location(&everywhere, out);
    }
    for (uint32_t i = 0; i < count; i++) {
        WfxLocation location = wfx_image_location(image, &ranges[i]);
        wfx_buffer_format(out, "%s", i ? ", " : "");
        print_location(&location, out);
        wfx_buffer_format(out, " in 0x%x..0x%x", ranges[i].start, ranges[i].end);
    }
}
