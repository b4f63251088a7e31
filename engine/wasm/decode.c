/* Decoding a binary module (spec 3.0, section 5): readers, the sections and their order, and the checks of section 3.4
   that need no function body. Everything it allocates is in the module's arena. */
#include "engine/wasm/decode.h"
#include "engine/base/assert.h"
#include "engine/base/alloc.h"
#include "engine/wasm/names.h"
#include "engine/wasm/walk.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FUNCTIONS = 1000000, MAX_PAGES = 65536 };

/* ---- readers ---- */

uint32_t wfx_decode_offset(const WfxDecoder *decoder)
{
    return (uint32_t)(decoder->at - decoder->module->bytes);
}

void wfx_decode_report(WfxDecoder *decoder, WfxErrorKind kind, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    /* What is read and refused is just behind `at`; what cannot be read is there. */
    wfx_error_set(decoder->error, kind, wfx_decode_offset(decoder) - (kind != WFX_ERROR_MALFORMED), "%s", text);
}

bool wfx_decode_oom(WfxDecoder *decoder)
{
    return wfx_error_oom(decoder->error);
}

static bool at_end(WfxDecoder *decoder)
{
    return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED,
                           decoder->in_section ? "unexpected end of section or function" : "unexpected end");
}

bool wfx_decode_u8(WfxDecoder *decoder, uint8_t *value)
{
    if (decoder->at == decoder->end)
        return at_end(decoder);
    wfx_assert(decoder->at < decoder->end && decoder->end <= decoder->module->bytes + decoder->module->size);
    *value = *decoder->at++;
    return true;
}

static bool leb_failed(WfxDecoder *decoder, WfxLebStatus status)
{
    if (status == WFX_LEB_END)
        return at_end(decoder);
    return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED,
                           status == WFX_LEB_TOO_LONG ? "integer representation too long" : "integer too large");
}

bool wfx_decode_u32(WfxDecoder *decoder, uint32_t *value)
{
    WfxLebStatus status = wfx_leb_u32(&decoder->at, decoder->end, value);
    return status == WFX_LEB_OK || leb_failed(decoder, status);
}

bool wfx_decode_u64(WfxDecoder *decoder, uint64_t *value)
{
    WfxLebStatus status = wfx_leb_u(&decoder->at, decoder->end, 64, value);
    return status == WFX_LEB_OK || leb_failed(decoder, status);
}

bool wfx_decode_count(WfxDecoder *decoder, uint32_t *count)
{
    if (!wfx_decode_u32(decoder, count))
        return false;
    if (*count > (size_t)(decoder->end - decoder->at))
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "length out of bounds");
    return true;
}

bool wfx_utf8_valid(const uint8_t *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        uint8_t lead = text[i++];
        if (lead < 0x80)
            continue;
        unsigned tail = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
        static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
        if (lead < 0xC2 || lead > 0xF4 || size - i < tail)
            return false;
        uint32_t code = lead & (0x3Fu >> tail);
        for (unsigned k = 0; k < tail; k++, i++) {
            if ((text[i] & 0xC0) != 0x80)
                return false;
            code = code << 6 | (text[i] & 0x3F);
        }
        if (code < least[tail] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
            return false;
    }
    return true;
}

bool wfx_decode_name(WfxDecoder *decoder, WfxName *name)
{
    uint32_t size;
    if (!wfx_decode_u32(decoder, &size))
        return false;
    if (size > (size_t)(decoder->end - decoder->at))
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED,
                               decoder->in_section
                                   ? "unexpected end of section or function: a name's length is out of bounds"
                                   : "length out of bounds");
    if (!wfx_utf8_valid(decoder->at, size))
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed UTF-8 encoding");
    name->size = size;
    name->data = wfx_arena_strndup(&decoder->module->arena, (const char *)decoder->at, size);
    if (!name->data)
        return wfx_decode_oom(decoder);
    decoder->at += size;
    return true;
}

void *wfx_decode_array(WfxDecoder *decoder, uint64_t count, size_t size)
{
    void *array = wfx_arena_alloc(&decoder->module->arena, count * size);
    if (!array)
        wfx_decode_oom(decoder);
    return array;
}

/* Makes room for `more` further entries of an index space that has `count`. Imports, then definitions: at most
   twice. */
static bool extend(WfxDecoder *decoder, void **array, uint32_t count, uint32_t more, size_t size)
{
    void *grown = wfx_decode_array(decoder, (uint64_t)count + more, size);
    if (!grown)
        return false;
    wfx_assert(!count || *array);
    if (count)
        memcpy(grown, *array, count * size);
    *array = grown;
    return true;
}

bool wfx_decode_constant(WfxDecoder *decoder, WfxType expected, WfxSpan *span)
{
    WfxModule *module = decoder->module;
    span->offset = wfx_decode_offset(decoder);
    if (!wfx_walk_constant(module, &decoder->at, decoder->end, expected, module->global_count, decoder->error))
        return false;
    span->size = wfx_decode_offset(decoder) - span->offset;
    wfx_assert(span->size && decoder->at <= decoder->end); /* the walk stopped behind its `end` */
    return true;
}

/* ---- descriptions of what is imported and defined ---- */

static bool read_function_type(WfxDecoder *decoder, uint32_t *index, uint32_t *id)
{
    WfxModule *module = decoder->module;
    if (!wfx_decode_u32(decoder, index))
        return false;
    if (*index >= module->type_count)
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "unknown type %u", *index);
    *id = module->type_ids[*index];
    if (wfx_types_get(*id)->composite != WFX_COMPOSITE_FUNC)
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "type mismatch: type %u is not a function type", *index);
    return true;
}

enum { LIMITS_SHARED = 2, LIMITS_PAGE_SIZE = 8, LIMITS_OF_TABLE = 5, LIMITS_OF_MEMORY = 15 };

/* The format can say every power of two; two of them are valid. */
static bool read_page_size(WfxDecoder *decoder, WfxLimits *limits)
{
    uint32_t shift;
    const uint8_t *at = decoder->at;
    if (!wfx_decode_u32(decoder, &shift))
        return false;
    limits->has_byte_pages = shift == 0;
    if (shift == 0 || shift == 16)
        return true;
    decoder->at = at;
    return wfx_decode_fail(decoder, shift < 64 ? WFX_ERROR_INVALID : WFX_ERROR_MALFORMED,
                           "invalid custom page size 2^%u: it is 1 or 65536", shift);
}

/* Sizes had 32 bits before there were memories of 64. */
static bool read_size(WfxDecoder *decoder, uint64_t *size)
{
    uint32_t narrow;
    if (decoder->module->features & WFX_FEATURE_MEMORY64)
        return wfx_decode_u64(decoder, size);
    if (!wfx_decode_u32(decoder, &narrow))
        return false;
    *size = narrow;
    return true;
}

static bool read_limits(WfxDecoder *decoder, unsigned known_flags, WfxLimits *limits)
{
    uint8_t flags;
    if (!wfx_decode_u8(decoder, &flags))
        return false;
    if (flags & ~known_flags) {
        decoder->at--;
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed limits flags 0x%02x", flags);
    }
    *limits = (WfxLimits){
        .max = UINT64_MAX, .has_max = flags & 1, .is_64 = (flags & 4) != 0, .is_shared = (flags & LIMITS_SHARED) != 0};
    if (limits->is_shared && !wfx_decode_need(decoder, WFX_FEATURE_THREADS, "malformed limits flags"))
        return false;
    if (limits->is_64 && !wfx_decode_need(decoder, WFX_FEATURE_MEMORY64, "malformed limits flags"))
        return false;
    if (flags & LIMITS_PAGE_SIZE && !wfx_decode_need(decoder, WFX_FEATURE_CUSTOM_PAGE_SIZES, "malformed limits flags"))
        return false;
    return read_size(decoder, &limits->min) && (!limits->has_max || read_size(decoder, &limits->max)) &&
           (!(flags & LIMITS_PAGE_SIZE) || read_page_size(decoder, limits));
}

/* `most` counts for both bounds; a maximum that is absent is not checked. */
static bool check_limits(WfxDecoder *decoder, const WfxLimits *limits, uint64_t most, const char *message)
{
    if (limits->min > most || (limits->has_max && limits->max > most))
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "%s", message);
    if (limits->has_max && limits->min > limits->max)
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "size minimum must not be greater than maximum");
    return true;
}

static bool read_table(WfxDecoder *decoder, WfxTableDecl *table)
{
    *table = (WfxTableDecl){0};
    if (!wfx_decode_ref_type(decoder, &table->type) || !read_limits(decoder, LIMITS_OF_TABLE, &table->limits))
        return false;
    return check_limits(decoder, &table->limits, table->limits.is_64 ? UINT64_MAX : UINT32_MAX,
                        "table size must be at most 2^32-1");
}

static bool read_memory(WfxDecoder *decoder, WfxMemoryDecl *memory)
{
    if (!read_limits(decoder, LIMITS_OF_MEMORY, &memory->limits))
        return false;
    if (memory->limits.is_shared && !memory->limits.has_max)
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "shared memory must have maximum");
    if (memory->limits.has_byte_pages)
        return check_limits(decoder, &memory->limits, memory->limits.is_64 ? UINT64_MAX : UINT32_MAX,
                            "memory size must be at most 2^32-1 pages of one byte");
    if (memory->limits.is_64)
        return check_limits(decoder, &memory->limits, (uint64_t)1 << 48, "memory size must be at most 2^48 pages");
    return check_limits(decoder, &memory->limits, MAX_PAGES, "memory size must be at most 65536 pages (4 GiB)");
}

static bool read_global(WfxDecoder *decoder, WfxGlobalDecl *global)
{
    uint8_t mutability;
    *global = (WfxGlobalDecl){0};
    if (!wfx_decode_type(decoder, &global->type) || !wfx_decode_u8(decoder, &mutability))
        return false;
    if (mutability > 1) {
        decoder->at--;
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed mutability 0x%02x", mutability);
    }
    global->is_mutable = mutability == 1;
    return true;
}

static bool read_tag(WfxDecoder *decoder, WfxTagDecl *tag)
{
    uint8_t attribute;
    if (!(decoder->module->features & WFX_FEATURE_STACK_SWITCHING) &&
        !wfx_decode_need(decoder, WFX_FEATURE_EXCEPTIONS, "malformed section id: tags"))
        return false;
    if (!wfx_decode_u8(decoder, &attribute))
        return false;
    if (attribute != 0)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed tag attribute %u", attribute);
    if (!read_function_type(decoder, &tag->type_index, &tag->type_id))
        return false;
    if (wfx_types_get(tag->type_id)->result_count && !(decoder->module->features & WFX_FEATURE_STACK_SWITCHING))
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "non-empty tag result type");
    return true;
}

/* ---- imports ---- */

static bool read_import(WfxDecoder *decoder, WfxImport *import)
{
    WfxModule *module = decoder->module;
    uint8_t kind;
    if (!wfx_decode_name(decoder, &import->module) || !wfx_decode_name(decoder, &import->name) ||
        !wfx_decode_u8(decoder, &kind))
        return false;
    import->kind = (WfxExternKind)kind;
    switch (kind) {
    case WFX_EXTERN_FUNC: {
        WfxFunctionDecl *function = &module->functions[import->index = module->function_count++];
        function->is_import = true;
        return read_function_type(decoder, &function->type_index, &function->type_id);
    }
    case WFX_EXTERN_TABLE: return read_table(decoder, &module->tables[import->index = module->table_count++]);
    case WFX_EXTERN_MEMORY: return read_memory(decoder, &module->memories[import->index = module->memory_count++]);
    case WFX_EXTERN_GLOBAL: {
        WfxGlobalDecl *global = &module->globals[import->index = module->global_count++];
        return read_global(decoder, global) &&
               (!global->is_mutable ||
                wfx_decode_need(decoder, WFX_FEATURE_MUTABLE_GLOBAL, "mutable globals cannot be imported"));
    }
    case WFX_EXTERN_TAG: return read_tag(decoder, &module->tags[import->index = module->tag_count++]);
    default: decoder->at--; return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed import kind 0x%02x", kind);
    }
}

static bool import_section(WfxDecoder *decoder)
{
    WfxModule *module = decoder->module;
    uint32_t count;
    if (!wfx_decode_count(decoder, &count))
        return false;
    module->imports = wfx_decode_array(decoder, count, sizeof *module->imports);
    module->functions = wfx_decode_array(decoder, count, sizeof *module->functions);
    module->tables = wfx_decode_array(decoder, count, sizeof *module->tables);
    module->memories = wfx_decode_array(decoder, count, sizeof *module->memories);
    module->globals = wfx_decode_array(decoder, count, sizeof *module->globals);
    module->tags = wfx_decode_array(decoder, count, sizeof *module->tags);
    if (decoder->error->kind != WFX_ERROR_NONE)
        return false;
    for (; module->import_count < count; module->import_count++)
        if (!read_import(decoder, &module->imports[module->import_count]))
            return false;
    wfx_assert(module->function_count + module->table_count + module->memory_count + module->global_count +
                   module->tag_count ==
               module->import_count); /* nothing is defined before */
    module->imported_function_count = module->function_count;
    module->imported_table_count = module->table_count;
    module->imported_memory_count = module->memory_count;
    module->imported_global_count = module->global_count;
    module->imported_tag_count = module->tag_count;
    return true;
}

/* ---- definitions ---- */

static bool function_section(WfxDecoder *decoder)
{
    WfxModule *module = decoder->module;
    uint32_t count;
    if (!wfx_decode_count(decoder, &count))
        return false;
    if (count > MAX_FUNCTIONS)
        return wfx_decode_fail(decoder, WFX_ERROR_LIMIT, "too many functions: %u, the limit is %d", count,
                               MAX_FUNCTIONS);
    if (!extend(decoder, (void **)&module->functions, module->function_count, count, sizeof *module->functions))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        WfxFunctionDecl *function = &module->functions[module->function_count];
        if (!read_function_type(decoder, &function->type_index, &function->type_id))
            return false;
        module->function_count++;
    }
    return true;
}

static bool read_defined_table(WfxDecoder *decoder, WfxTableDecl *table)
{
    bool has_init = decoder->at < decoder->end && *decoder->at == 0x40;
    if (has_init) {
        uint8_t reserved;
        decoder->at++;
        if (!wfx_decode_need(decoder, WFX_FEATURE_FUNCTION_REFERENCES, "malformed reference type") ||
            !wfx_decode_u8(decoder, &reserved))
            return false;
        if (reserved != 0)
            return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed table");
    }
    if (!read_table(decoder, table))
        return false;
    if (has_init)
        return wfx_decode_constant(decoder, table->type, &table->init);
    if (!wfx_type_is_defaultable(table->type))
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID,
                               "type mismatch: a table of non-nullable references needs an initial value");
    return true;
}

static bool table_section(WfxDecoder *decoder)
{
    WfxModule *module = decoder->module;
    uint32_t count;
    if (!wfx_decode_count(decoder, &count) ||
        !extend(decoder, (void **)&module->tables, module->table_count, count, sizeof *module->tables))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (!read_defined_table(decoder, &module->tables[module->table_count]))
            return false;
        module->table_count++;
    }
    return true;
}

static bool memory_section(WfxDecoder *decoder)
{
    WfxModule *module = decoder->module;
    uint32_t count;
    if (!wfx_decode_count(decoder, &count) ||
        !extend(decoder, (void **)&module->memories, module->memory_count, count, sizeof *module->memories))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!read_memory(decoder, &module->memories[module->memory_count++]))
            return false;
    return true;
}

static bool tag_section(WfxDecoder *decoder)
{
    WfxModule *module = decoder->module;
    uint32_t count;
    if (!wfx_decode_count(decoder, &count) ||
        !extend(decoder, (void **)&module->tags, module->tag_count, count, sizeof *module->tags))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!read_tag(decoder, &module->tags[module->tag_count++]))
            return false;
    return true;
}

static bool global_section(WfxDecoder *decoder)
{
    WfxModule *module = decoder->module;
    uint32_t count;
    if (!wfx_decode_count(decoder, &count) ||
        !extend(decoder, (void **)&module->globals, module->global_count, count, sizeof *module->globals))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        WfxGlobalDecl *global = &module->globals[module->global_count];
        if (!read_global(decoder, global) || !wfx_decode_constant(decoder, global->type, &global->init))
            return false;
        module->global_count++; /* from here on later initialisers see it */
    }
    return true;
}

/* ---- exports and start ---- */

static bool check_export(WfxDecoder *decoder, const WfxExport *export)
{
    const WfxModule *module = decoder->module;
    static const char *const kinds[] = {"function", "table", "memory", "global", "tag"};
    const uint32_t counts[] = {module->function_count, module->table_count, module->memory_count, module->global_count,
                               module->tag_count};
    if ((unsigned)export->kind > WFX_EXTERN_TAG)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed export kind");
    if (export->index >= counts[export->kind])
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "unknown %s %u", kinds[export->kind], export->index);
    return true;
}

static int compare_exports(const void *left, const void *right)
{
    const WfxName *a = &(*(const WfxExport *const *)left)->name, *b = &(*(const WfxExport *const *)right)->name;
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    return memcmp(a->data, b->data, a->size);
}

/* Moves to the export with this number, just behind its first byte. */
static void go_to_export(WfxDecoder *decoder, const uint8_t *section, size_t number)
{
    WfxName name;
    uint8_t kind;
    uint32_t index, count;
    decoder->at = section;
    wfx_decode_count(decoder, &count);
    wfx_assert(number < count);
    while (number--) {
        wfx_decode_name(decoder, &name);
        wfx_decode_u8(decoder, &kind);
        wfx_decode_u32(decoder, &index);
    }
    decoder->at++;
}

static bool check_export_names(WfxDecoder *decoder, const uint8_t *section)
{
    const WfxModule *module = decoder->module;
    if (module->export_count < 2)
        return true;
    const WfxExport **sorted = wfx_malloc(module->export_count * sizeof *sorted);
    if (!sorted)
        return wfx_decode_oom(decoder);
    for (uint32_t i = 0; i < module->export_count; i++)
        sorted[i] = &module->exports[i];
    qsort(sorted, module->export_count, sizeof *sorted, compare_exports);
    bool unique = true;
    for (uint32_t i = 1; i < module->export_count && unique; i++) {
        unique = compare_exports(&sorted[i - 1], &sorted[i]) != 0;
        if (!unique) {
            const WfxExport *second = sorted[i - 1] > sorted[i] ? sorted[i - 1] : sorted[i];
            go_to_export(decoder, section, (size_t)(second - module->exports));
            wfx_decode_report(decoder, WFX_ERROR_INVALID, "duplicate export name \"%.*s\"",
                              second->name.size < 80 ? (int)second->name.size : 80, second->name.data);
        }
    }
    free(sorted);
    return unique;
}

static bool export_section(WfxDecoder *decoder)
{
    WfxModule *module = decoder->module;
    const uint8_t *section = decoder->at;
    uint32_t count;
    if (!wfx_decode_count(decoder, &count))
        return false;
    module->exports = wfx_decode_array(decoder, count, sizeof *module->exports);
    if (!module->exports)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        WfxExport *export = &module->exports[i];
        uint8_t kind;
        if (!wfx_decode_name(decoder, &export->name) || !wfx_decode_u8(decoder, &kind) ||
            !wfx_decode_u32(decoder, &export->index))
            return false;
        export->kind = (WfxExternKind)kind;
        if (!check_export(decoder, export))
            return false;
        if (export->kind == WFX_EXTERN_FUNC)
            module->functions[export->index].is_declared = true;
        module->export_count++;
    }
    return check_export_names(decoder, section);
}

static bool start_section(WfxDecoder *decoder)
{
    WfxModule *module = decoder->module;
    if (!wfx_decode_u32(decoder, &module->start))
        return false;
    if (module->start >= module->function_count)
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "unknown function %u", module->start);
    const WfxTypeDef *type = wfx_module_function_type(module, module->start);
    if (type->param_count || type->result_count)
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "start function must have type [] -> []");
    return true;
}

/* ---- code ---- */

static bool code_section(WfxDecoder *decoder)
{
    WfxModule *module = decoder->module;
    uint32_t count;
    if (!wfx_decode_count(decoder, &count))
        return false;
    decoder->code_count = count;
    if (count != module->function_count - module->imported_function_count)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "function and code section have inconsistent lengths");
    for (uint32_t i = 0; i < count; i++) {
        uint32_t size;
        if (!wfx_decode_u32(decoder, &size))
            return false;
        if (size > (size_t)(decoder->end - decoder->at))
            return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "unexpected end of section or function");
        module->functions[module->imported_function_count + i].body = (WfxSpan){wfx_decode_offset(decoder), size};
        decoder->at += size;
    }
    return true;
}

static bool data_count_section(WfxDecoder *decoder)
{
    WfxModule *module = decoder->module;
    if (!wfx_decode_u32(decoder, &module->data_count))
        return false;
    module->has_data_count = true;
    decoder->declared_data_count = module->data_count;
    return true;
}

/* ---- the module ---- */

typedef struct Section {
    bool (*read)(WfxDecoder *decoder);
    uint8_t order; /* the place of the section among the others */
} Section;

static const Section sections[] = {
    [1] = {wfx_decode_type_section, 1},
    [2] = {import_section, 2},
    [3] = {function_section, 3},
    [4] = {table_section, 4},
    [5] = {memory_section, 5},
    [6] = {global_section, 7},
    [7] = {export_section, 8},
    [8] = {start_section, 9},
    [9] = {wfx_decode_elem_section, 10},
    [10] = {code_section, 12},
    [11] = {wfx_decode_data_section, 13},
    [12] = {data_count_section, 11},
    [13] = {tag_section, 6},
};

static bool custom_section(WfxDecoder *decoder)
{
    WfxName name;
    if (!wfx_decode_name(decoder, &name))
        return false;
    if (name.size == 4 && memcmp(name.data, "name", 4) == 0 && !decoder->name_section.size)
        decoder->name_section = (WfxSpan){wfx_decode_offset(decoder), (uint32_t)(decoder->end - decoder->at)};
    decoder->at = decoder->end;
    return true;
}

static bool read_section(WfxDecoder *decoder, uint8_t *last)
{
    const uint8_t *module_end = decoder->end;
    uint8_t id = *decoder->at++;
    uint32_t size;
    if (id >= sizeof sections / sizeof sections[0]) {
        decoder->at--;
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed section id %u", id);
    }
    if (!wfx_decode_u32(decoder, &size))
        return false;
    if (size > (size_t)(module_end - decoder->at))
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "length out of bounds");
    if (id && sections[id].order <= *last)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "unexpected content after last section");
    wfx_assert(!decoder->in_section && sections[id].order <= 13);
    decoder->end = decoder->at + size;
    decoder->in_section = true;
    if (!(id ? sections[id].read(decoder) : custom_section(decoder)))
        return false;
    wfx_assert(decoder->at <= decoder->end && decoder->end <= module_end);
    if (decoder->at != decoder->end)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "section size mismatch");
    decoder->end = module_end;
    decoder->in_section = false;
    *last = id ? sections[id].order : *last;
    return true;
}

static bool check_whole(WfxDecoder *decoder)
{
    const WfxModule *module = decoder->module;
    if (decoder->code_count != module->function_count - module->imported_function_count)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "function and code section have inconsistent lengths");
    if (module->has_data_count && module->data_count != decoder->declared_data_count)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "data count and data section have inconsistent lengths");
    if (module->data_count && !module->datas)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "data count and data section have inconsistent lengths");
    if (module->table_count > 1 && !(module->features & WFX_FEATURE_REFERENCE_TYPES))
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "multiple tables");
    if (module->memory_count > 1 && !(module->features & WFX_FEATURE_MULTI_MEMORY))
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "multiple memories");
    return true;
}

static bool read_module(WfxDecoder *decoder)
{
    static const uint8_t magic[] = {0, 'a', 's', 'm'}, version[] = {1, 0, 0, 0};
    size_t size = decoder->module->size;
    if (size < 4)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "unexpected end");
    if (memcmp(decoder->at, magic, 4) != 0)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "magic header not detected");
    decoder->at += 4;
    if (size < 8)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "unexpected end");
    if (memcmp(decoder->at, version, 4) != 0)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "unknown binary version");
    decoder->at += 4;
    uint8_t last = 0;
    while (decoder->at < decoder->end)
        if (!read_section(decoder, &last))
            return false;
    return check_whole(decoder);
}

WfxModule *wfx_module_decode(const uint8_t *bytes, size_t size, WfxFeatures features, WfxError *error)
{
    if (size >= UINT32_MAX) {
        wfx_error_set(error, WFX_ERROR_LIMIT, WFX_NO_OFFSET, "the module is larger than 4 GiB");
        return NULL;
    }
    WfxModule *module = wfx_calloc(1, sizeof *module);
    uint8_t *copy = wfx_malloc(size);
    if (!module || !copy) {
        free(module);
        free(copy);
        wfx_error_oom(error);
        return NULL;
    }
    if (size)
        memcpy(copy, bytes, size);
    module->bytes = copy;
    module->size = size;
    module->features = features;
    module->start = UINT32_MAX;
    WfxDecoder decoder = {.module = module, .error = error, .at = copy, .end = copy + size};
    bool done = read_module(&decoder);
    wfx_assert(done == (error->kind == WFX_ERROR_NONE)); /* a failure is always told, and nothing else is */
    if (done && !wfx_names_read(module, decoder.name_section))
        done = wfx_error_oom(error);
    wfx_vec_free(&decoder.type_ids);
    wfx_arena_free(&decoder.group_arena);
    if (done)
        return module;
    wfx_module_free(module);
    return NULL;
}

void wfx_module_free(WfxModule *module)
{
    if (!module)
        return;
    wfx_source_free(module->source);
    wfx_arena_free(&module->arena);
    free((void *)module->bytes);
    free(module);
}

bool wfx_module_validate(WfxModule *module, WfxError *error)
{
    WfxWalker *walker = wfx_walker_new(module, NULL, error);
    if (!walker)
        return false;
    bool valid = true;
    for (uint32_t i = module->imported_function_count; i < module->function_count && valid; i++)
        valid = wfx_walk_function(walker, i);
    wfx_assert(valid == (error->kind == WFX_ERROR_NONE));
    wfx_walker_free(walker);
    return valid;
}
