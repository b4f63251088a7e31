/* See hints.h. */
#include "engine/text/hints.h"

#include "engine/base/leb128.h"

#include <string.h>

void hints_write(WfxBuffer *out, const BranchHints *hints)
{
    uint32_t functions = 0;
    for (uint32_t i = 0; i < hints->count; i++)
        functions += i == 0 || hints->data[i].function != hints->data[i - 1].function;
    wfx_buffer_uleb(out, functions);
    for (uint32_t i = 0, end; i < hints->count; i = end) {
        for (end = i; end < hints->count && hints->data[end].function == hints->data[i].function;)
            end++;
        wfx_buffer_uleb(out, hints->data[i].function);
        wfx_buffer_uleb(out, end - i);
        for (uint32_t k = i; k < end; k++) {
            wfx_buffer_uleb(out, hints->data[k].offset);
            wfx_buffer_uleb(out, 1);
            wfx_buffer_u8(out, hints->data[k].value);
        }
    }
}

static bool read_u32(const uint8_t **at, const uint8_t *end, uint32_t *value)
{
    return wfx_leb_u32(at, end, value) == WFX_LEB_OK;
}

static bool read_function(const uint8_t **at, const uint8_t *end, BranchHints *hints)
{
    uint32_t function, count, size;
    if (!read_u32(at, end, &function) || !read_u32(at, end, &count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        BranchHint hint = {.function = function};
        if (!read_u32(at, end, &hint.offset) || !read_u32(at, end, &size) || size != 1 || *at == end)
            return false;
        hint.value = *(*at)++;
        const BranchHint *last = hints->count ? &hints->data[hints->count - 1] : NULL;
        bool follows = !last || last->function < function || (last->function == function && last->offset < hint.offset);
        if (hint.value > 1 || !follows || !wfx_vec_push(hints, hint))
            return false;
    }
    return true;
}

bool hints_read(const uint8_t *content, size_t size, BranchHints *hints)
{
    const uint8_t *at = content, *end = content + size;
    uint32_t functions = 0;
    WfxBuffer again = {0};
    bool good = read_u32(&at, end, &functions);
    for (uint32_t i = 0; i < functions && good; i++)
        good = read_function(&at, end, hints);
    if (good)
        hints_write(&again, hints);
    good = good && hints->count && !again.failed && again.size == size && !memcmp(again.data, content, size);
    wfx_buffer_free(&again);
    if (!good)
        wfx_vec_free(hints);
    return good;
}
