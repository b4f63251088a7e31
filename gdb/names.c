/* Names and lines as a debugger sees them. Names stay exactly as in the module (without `$`), except that what has no name gets one that GDB's
   expression parser can read. */
#include "gdb/debug_info.h"

#include <stdio.h>
#include <string.h>

const char *wfx_debug_function_name(const WfxModule *module, uint32_t function, char *text, size_t size)
{
    const char *name = wfx_name_of(module, WFX_NAMES_FUNCTION, function);
    if (name && *name) {
        snprintf(text, size, "%s", name);
        return text;
    }
    for (uint32_t i = 0; i < module->export_count; i++) {
        const WfxExport *item = &module->exports[i];
        if (item->kind == WFX_EXTERN_FUNC && item->index == function && item->name.size > 0 &&
            !memchr(item->name.data, 0, item->name.size)) {
            snprintf(text, size, "%.*s", (int)item->name.size, item->name.data);
            return text;
        }
    }
    snprintf(text, size, "func_%u", function);
    return text;
}

/* A name must not look like another line of GDB's, and two names that differ must not become one. */
static void put_local_name(const char *name, uint32_t local, char *text, size_t size)
{
    size_t used = 0;
    for (; *name && used + 16 < size; name++) {
        bool is_control = (unsigned char)*name < 0x20 || *name == 0x7F;
        used += (size_t)snprintf(text + used, size - used, is_control ? "\\x%02x" : "%c", (unsigned char)*name);
    }
    text[used] = 0;
    if (*name)
        snprintf(text + used, size - used, "..%u", local); /* cut */
}

const char *wfx_debug_local_name(const WfxModule *module, uint32_t function, uint32_t local, char *text, size_t size)
{
    const char *name = wfx_local_name(module, function, local);
    if (name && *name)
        put_local_name(name, local, text, size);
    else
        snprintf(text, size, "local_%u", local);
    return text;
}

uint32_t wfx_debug_line_of(const WfxModule *module, uint32_t wasm_offset)
{
    uint32_t line = 0, column = 0;
    if (!module->source || wasm_offset == WFX_NO_OFFSET || !wfx_source_find(module->source, wasm_offset, &line, &column))
        return 0;
    return line;
}

uint32_t wfx_debug_header_line(const WfxModule *module, uint32_t function)
{
    return wfx_debug_line_of(module, module->functions[function].body.offset);
}

void wfx_debug_patch_u32(WfxBuffer *buffer, size_t at, uint32_t value)
{
    if (buffer->failed)
        return;
    for (int i = 0; i < 4; i++)
        buffer->data[at + i] = (uint8_t)(value >> 8 * i);
}
