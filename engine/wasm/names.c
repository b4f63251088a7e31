/* The name section, labels for functions, and source positions; see names.h. */
#include "engine/wasm/names.h"
#include "engine/base/assert.h"
#include "engine/base/alloc.h"
#include "engine/wasm/decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A name map may name any index, so what its tables may take is bounded by the section's size. */
typedef struct NameReader {
    WfxModule *module;
    const uint8_t *at, *end;
    uint64_t budget; /* table entries that may still be made */
    bool out_of_memory;
} NameReader;

static bool read_u32(NameReader *reader, uint32_t *value)
{
    return wfx_leb_u32(&reader->at, reader->end, value) == WFX_LEB_OK;
}

static bool read_name(NameReader *reader, const char **name)
{
    uint32_t size;
    if (!read_u32(reader, &size) || size > (size_t)(reader->end - reader->at) || !wfx_utf8_valid(reader->at, size))
        return false;
    *name = wfx_arena_strndup(&reader->module->arena, (const char *)reader->at, size);
    reader->at += size;
    reader->out_of_memory |= !*name;
    return *name != NULL;
}

static void *make_table(NameReader *reader, uint64_t count, size_t size)
{
    if (count > reader->budget)
        return NULL;
    wfx_assert(reader->at <= reader->end);
    reader->budget -= count;
    void *table = wfx_arena_alloc(&reader->module->arena, count * size);
    reader->out_of_memory |= !table;
    return table;
}

/* One name map. Entries beyond `limit` are skipped; the table is as long as its last index asks for. */
static bool read_map(NameReader *reader, uint32_t limit, const char ***names, uint32_t *count)
{
    uint32_t entries, index, most = 0;
    if (!read_u32(reader, &entries))
        return false;
    const uint8_t *begin = reader->at;
    for (uint32_t i = 0; i < entries; i++) {
        uint32_t size;
        if (!read_u32(reader, &index) || !read_u32(reader, &size) || size > (size_t)(reader->end - reader->at))
            return false;
        reader->at += size;
        if (index < limit && index >= most)
            most = index + 1;
    }
    if (!(*names = make_table(reader, most, sizeof **names)))
        return false;
    *count = most;
    reader->at = begin;
    for (uint32_t i = 0; i < entries; i++) {
        const char *name;
        if (!read_u32(reader, &index) || !read_name(reader, &name))
            return false;
        if (index < most && *name)
            (*names)[index] = name;
    }
    return true;
}

static bool read_indirect(NameReader *reader, uint32_t limit, WfxIndirectNames **table)
{
    uint32_t entries;
    if (!read_u32(reader, &entries) || *table)
        return false;
    if (!(*table = make_table(reader, limit, sizeof **table)))
        return false;
    for (uint32_t i = 0; i < entries; i++) {
        WfxIndirectNames names = {0};
        uint32_t index;
        if (!read_u32(reader, &index) || !read_map(reader, UINT32_MAX, &names.names, &names.count))
            return false;
        if (index < limit)
            (*table)[index] = names;
    }
    return true;
}

static bool read_space(NameReader *reader, WfxNameSpace space, uint32_t limit)
{
    WfxNames *names = reader->module->names;
    return names->names[space] ? false : read_map(reader, limit, &names->names[space], &names->counts[space]);
}

static bool read_subsection(NameReader *reader, uint8_t id)
{
    WfxModule *module = reader->module;
    WfxNames *names = module->names;
    switch (id) {
    case 0: return read_name(reader, &names->module);
    case 1: return read_space(reader, WFX_NAMES_FUNCTION, module->function_count);
    case 2: return read_indirect(reader, module->function_count, &names->locals);
    case 3: return read_indirect(reader, module->function_count, &names->labels);
    case 4: return read_space(reader, WFX_NAMES_TYPE, module->type_count);
    case 5: return read_space(reader, WFX_NAMES_TABLE, module->table_count);
    case 6: return read_space(reader, WFX_NAMES_MEMORY, module->memory_count);
    case 7: return read_space(reader, WFX_NAMES_GLOBAL, module->global_count);
    case 8: return read_space(reader, WFX_NAMES_ELEM, module->elem_count);
    case 9: return read_space(reader, WFX_NAMES_DATA, module->data_count);
    case 10: return read_indirect(reader, module->type_count, &names->fields);
    case 11: return read_space(reader, WFX_NAMES_TAG, module->tag_count);
    default: return true; /* a newer subsection */
    }
}

bool wfx_names_read(WfxModule *module, WfxSpan section)
{
    module->names = wfx_arena_alloc(&module->arena, sizeof *module->names);
    if (!module->names)
        return false;
    const uint8_t *at = module->bytes + section.offset, *end = at + section.size;
    NameReader reader = {.module = module, .budget = 1000000 + 8ull * section.size};
    while (at < end) {
        uint8_t id = *at++;
        uint32_t size;
        if (wfx_leb_u32(&at, end, &size) != WFX_LEB_OK || size > (size_t)(end - at))
            break;
        reader.at = at;
        reader.end = at + size;
        if (!read_subsection(&reader, id) && reader.out_of_memory)
            return false;
        at += size;
    }
    return true;
}

const char *wfx_name_of(const WfxModule *module, WfxNameSpace space, uint32_t index)
{
    const WfxNames *names = module->names;
    return names && index < names->counts[space] && names->names[space] ? names->names[space][index] : NULL;
}

const char *wfx_local_name(const WfxModule *module, uint32_t function, uint32_t local)
{
    if (!module->names || !module->names->locals || function >= module->function_count)
        return NULL;
    const WfxIndirectNames *names = &module->names->locals[function];
    return local < names->count ? names->names[local] : NULL;
}

const char *wfx_function_label(const WfxModule *module, uint32_t function, char *text, size_t size)
{
    const char *name = wfx_name_of(module, WFX_NAMES_FUNCTION, function);
    if (name) {
        snprintf(text, size, "%s", name);
        return text;
    }
    for (uint32_t i = 0; i < module->export_count; i++) {
        const WfxExport *export = &module->exports[i];
        if (export->kind == WFX_EXTERN_FUNC && export->index == function) {
            snprintf(text, size, "%s", export->name.data);
            return text;
        }
    }
    for (uint32_t i = 0; i < module->import_count && function < module->imported_function_count; i++) {
        const WfxImport *import = &module->imports[i];
        if (import->kind == WFX_EXTERN_FUNC && import->index == function) {
            snprintf(text, size, "%s.%s", import->module.data, import->name.data);
            return text;
        }
    }
    snprintf(text, size, "func[%u]", function);
    return text;
}

WfxSourceMap *wfx_source_new(const char *path, const char *text, size_t text_size)
{
    WfxSourceMap *map = wfx_calloc(1, sizeof *map);
    WfxSourceFile *file = map ? wfx_calloc(1, sizeof *file) : NULL;
    if (!file) {
        free(map);
        return NULL;
    }
    map->files = file;
    map->file_count = 1;
    file->path = wfx_strndup(path ? path : "", path ? strlen(path) : 0);
    if (text) {
        file->text = wfx_strndup(text, text_size);
        file->text_size = text_size;
    }
    if (file->path && (file->text || !text))
        return map;
    wfx_source_free(map);
    return NULL;
}

const WfxSourceRow *wfx_source_find(const WfxSourceMap *map, uint32_t offset)
{
    if (!map || !map->row_count || offset < map->rows[0].offset)
        return NULL;
    uint32_t low = 0, high = map->row_count; /* rows[low].offset <= offset < rows[high].offset */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (map->rows[middle].offset <= offset)
            low = middle;
        else
            high = middle;
    }
    /* sorted */
    wfx_assert(map->rows[low].offset <= offset && (high == map->row_count || offset < map->rows[high].offset));
    return &map->rows[low];
}

void wfx_source_place(const WfxSourceMap *map, WfxError *error)
{
    const WfxSourceRow *row =
        error->has_offset && !error->place.line ? wfx_source_find(map, error->place.offset) : NULL;
    if (row) {
        error->place.line = row->line;
        error->place.column = row->column;
    }
}

void wfx_source_free(WfxSourceMap *map)
{
    if (!map)
        return;
    for (uint32_t i = 0; i < map->file_count; i++) {
        free(map->files[i].path);
        free(map->files[i].text);
    }
    free(map->files);
    free(map->rows);
    free(map->row_files);
    free(map);
}

/* ---- types ---- */

uint32_t wfx_module_type_index(const WfxModule *module, uint32_t id)
{
    uint32_t index = 0;
    while (index < module->type_count && module->type_ids[index] != id)
        index++;
    return index;
}

void wfx_module_type_print(WfxBuffer *out, const WfxModule *module, WfxType type)
{
    const char *const *names = NULL;
    if (wfx_type_is_ref(type) && wfx_heap_is_number(wfx_type_heap(type))) {
        uint32_t index = wfx_module_type_index(module, wfx_type_heap(type));
        type = (type & 0xff) | index << WFX_TYPE_HEAP_SHIFT;
        if (wfx_name_of(module, WFX_NAMES_TYPE, index))
            names = module->names->names[WFX_NAMES_TYPE];
    }
    wfx_type_print(out, type, names);
}
