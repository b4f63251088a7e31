/* Names and lines as a debugger sees them. Names stay as in the module (without `$`), except that what has no name gets
   one, and that names which GDB would take for one another are told apart. */
#include "gdb/debug_info.h"

#include <stdio.h>
#include <stdlib.h>
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

/* ---- locals, types, fields ---- */

bool wfx_debug_is_identifier(const char *name)
{
    bool good = *name && !(*name >= '0' && *name <= '9');
    for (; *name && good; name++) {
        unsigned char byte = (unsigned char)*name;
        bool is_letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        good =
            /* GDB takes all of unicode for letters */
            is_letter || byte == '_' || (byte >= '0' && byte <= '9') || byte >= 0x80;
    }
    return good;
}

/* Is it `KIND_NUMBER`, with any number of underscores behind? That is how what has no name is called. */
static bool is_stand_in(const char *name, const char *kind)
{
    size_t length = strlen(kind);
    if (strncmp(name, kind, length) != 0 || name[length] != '_')
        return false;
    const char *number = name + length + 1;
    size_t digits = strspn(number, "0123456789");
    return digits && number[digits + strspn(number + digits, "_")] == 0;
}

/* The name of a local, type or field by itself. `local_NUMBER` is always that local: another one of this name gets an
   underscore, and so does one that had its new name. A name must not look like another line of GDB's: control
   characters, and the escapes themselves, are escaped. */
static void print_name(WfxBuffer *out, const char *name, const char *kind, uint32_t number)
{
    char stand_in[32];
    snprintf(stand_in, sizeof stand_in, "%s_%u", kind, number);
    if (!name || !*name)
        name = stand_in;
    bool is_other = is_stand_in(name, kind) && strcmp(name, stand_in) != 0, has_escape = strstr(name, "\\x") != NULL;
    for (const char *at = name; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte < 0x20 || byte == 0x7F || (byte == '\\' && has_escape))
            wfx_buffer_format(out, "\\x%02x", byte);
        else
            wfx_buffer_u8(out, byte);
    }
    if (is_other)
        wfx_buffer_u8(out, '_');
}

/* A local as GDB looks it up: without spaces, and only as far as a parenthesis. */
typedef struct LookUp {
    uint64_t hash;
    uint32_t local;
    bool is_identifier;
} LookUp;

static LookUp look_up(const char *name, uint32_t local)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *at = name; *at && (*at != '(' || at == name); at++)
        if (*at != ' ')
            hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    return (LookUp){hash, local, wfx_debug_is_identifier(name)};
}

/* Of those that are looked up alike an identifier comes first, and may keep its name. */
static int compare_look_ups(const void *left, const void *right)
{
    const LookUp *a = left, *b = right;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    if (a->is_identifier != b->is_identifier)
        return a->is_identifier ? -1 : 1;
    return a->local < b->local ? -1 : a->local > b->local;
}

/* "12:name", which is what all those are called that could be taken for one. */
static bool put_number(const char **name, uint32_t local, WfxArena *arena)
{
    size_t size = strlen(*name) + 16;
    char *numbered = wfx_arena_alloc(arena, size);
    if (!numbered)
        return false;
    snprintf(numbered, size, "%u:%s", local, *name);
    *name = numbered;
    return true;
}

/* Has a number, or must have one, as GDB looks it up: variables whose names begin with a hash are hidden, and a dollar
   is put before others' names. */
static bool needs_number(const char *name)
{
    name += strspn(name, " ");
    if (*name == '#' || *name == '$')
        return true;
    size_t digits = strspn(name, "0123456789 ");
    return digits && name[digits] == ':';
}

static bool tell_apart(const char **names, LookUp *keys, uint32_t count, WfxArena *arena)
{
    qsort(keys, count, sizeof *keys, compare_look_ups);
    for (uint32_t i = 0; i < count; i++) {
        bool is_first = i == 0 || keys[i - 1].hash != keys[i].hash,
             is_last = i + 1 == count || keys[i + 1].hash != keys[i].hash;
        bool keeps = (is_first && (is_last || keys[i].is_identifier)) && !needs_number(names[keys[i].local]);
        if (!keeps && !put_number(&names[keys[i].local], keys[i].local, arena))
            return false;
    }
    return true;
}

/* Names for `count` things of a kind, of which no two are the same for GDB. `own`: those of the module, or NULL. */
static const char **names_of(const WfxIndirectNames *own, const char *kind, uint32_t count, WfxArena *arena)
{
    const char **names = wfx_arena_alloc(arena, (count + (size_t)1) * sizeof *names);
    LookUp *keys = wfx_arena_alloc(arena, (count + (size_t)1) * sizeof *keys);
    WfxBuffer text = {0};
    bool good = names && keys;
    for (uint32_t i = 0; i < count && good; i++) {
        text.size = 0;
        print_name(&text, own && i < own->count ? own->names[i] : NULL, kind, i);
        names[i] = text.failed ? NULL : wfx_arena_strndup(arena, (const char *)text.data, text.size);
        good = names[i] != NULL;
        if (good)
            keys[i] = look_up(names[i], i);
    }
    wfx_buffer_free(&text);
    return good && tell_apart(names, keys, count, arena) ? names : NULL;
}

const char **wfx_debug_local_names(const WfxModule *module, uint32_t function, uint32_t count, WfxArena *arena)
{
    bool has_names = module->names && module->names->locals && function < module->function_count;
    return names_of(has_names ? &module->names->locals[function] : NULL, "local", count, arena);
}

const char **wfx_debug_field_names(const WfxModule *module, uint32_t type, uint32_t count, WfxArena *arena)
{
    bool has_names = module->names && module->names->fields && type < module->type_count;
    return names_of(has_names ? &module->names->fields[type] : NULL, "field", count, arena);
}

const char *wfx_debug_type_name(const WfxModule *module, uint32_t type, WfxArena *arena)
{
    WfxBuffer text = {0};
    print_name(&text, wfx_name_of(module, WFX_NAMES_TYPE, type), "type", type);
    const char *name = text.failed ? NULL : wfx_arena_strndup(arena, (const char *)text.data, text.size);
    wfx_buffer_free(&text);
    return name;
}

/* ---- lines ---- */

const WfxSourceRow *wfx_debug_row_of(const WfxModule *module, uint32_t wasm_offset)
{
    const WfxSourceRow *row = wasm_offset == WFX_NO_OFFSET ? NULL : wfx_source_find(module->source, wasm_offset);
    return row && row->line ? row : NULL;
}

const WfxSourceRow *wfx_debug_header_row(const WfxModule *module, uint32_t function)
{
    return wfx_debug_row_of(module, module->functions[function].body.offset);
}

void wfx_debug_patch_u32(WfxBuffer *buffer, size_t at, uint32_t value)
{
    if (buffer->failed)
        return;
    for (int i = 0; i < 4; i++)
        buffer->data[at + i] = (uint8_t)(value >> 8 * i);
}
