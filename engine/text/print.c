/* Binary -> WAT: the module and its fields; see print.h and text.h. Sections are printed in the order of their bytes;
   custom sections follow as annotations that say where they stood. */
#include "engine/text/print.h"
#include "engine/base/assert.h"
#include "engine/base/alloc.h"
#include "engine/base/leb128.h"
#include "engine/text/asm.h"

#include <string.h>

/* ---- reading ---- */

bool print_fail(Printer *p, const char *message)
{
    return wfx_error_set(p->error, WFX_ERROR_MALFORMED, print_offset(p), "%s", message);
}

bool print_read_u8(Printer *p, uint8_t *value)
{
    if (p->at >= p->end)
        return print_fail(p, "unexpected end of section or function");
    *value = *p->at++;
    return true;
}

bool print_read_u64(Printer *p, uint64_t *value)
{
    return wfx_leb_u(&p->at, p->end, 64, value) == WFX_LEB_OK || print_fail(p, "malformed LEB128 number");
}

bool print_read_u32(Printer *p, uint32_t *value)
{
    return wfx_leb_u32(&p->at, p->end, value) == WFX_LEB_OK || print_fail(p, "malformed LEB128 number");
}

static bool read_name(Printer *p, WfxName *name)
{
    uint32_t size = 0;
    if (!print_read_u32(p, &size))
        return false;
    if (size > (size_t)(p->end - p->at))
        return print_fail(p, "unexpected end of section or function");
    *name = (WfxName){(const char *)p->at, size};
    p->at += size;
    return true;
}

/* ---- layout ---- */

void print_newline(Printer *p, uint32_t depth)
{
    static const char spaces[] = "\n                                                                                ";
    wfx_buffer_bytes(p->out, spaces, 1);
    p->line++;
    p->line_start = p->out->size;
    for (uint32_t left = depth * 2; left;) {
        uint32_t part = left < 80 ? left : 80;
        wfx_buffer_bytes(p->out, spaces + 1, part);
        left -= part;
    }
}

bool print_row(Printer *p, uint32_t offset)
{
    if (!p->wants_rows)
        return true;
    /* the text is written once and forward */
    wfx_assert(!p->rows.count || p->rows.data[p->rows.count - 1].line <= p->line);
    wfx_assert(p->out->failed || p->line_start <= p->out->size);
    WfxSourceRow row = {offset, p->line, (uint32_t)(p->out->size - p->line_start) + 1};
    return wfx_vec_push(&p->rows, row) || wfx_error_oom(p->error);
}

/* Begins a field: a new line, "(", and a row for the bytes at p->at. */
static bool begin_field(Printer *p, const char *word)
{
    print_newline(p, 1);
    wfx_buffer_u8(p->out, '(');
    if (!print_row(p, print_offset(p)))
        return false;
    wfx_buffer_bytes(p->out, word, strlen(word));
    return true;
}

static void end_field(Printer *p)
{
    wfx_buffer_u8(p->out, ')');
}

/* ---- types ---- */

bool print_heap(Printer *p)
{
    int64_t value;
    if (wfx_leb_s(&p->at, p->end, 33, &value) != WFX_LEB_OK)
        return print_fail(p, "malformed heap type");
    if (value >= 0) {
        print_use(p, &p->ids[WFX_NAMES_TYPE], (uint32_t)value);
        return true;
    }
    const char *word = wfx_heap_word((uint8_t)(value & 0x7F));
    if (!word || value < -64)
        return print_fail(p, "malformed heap type");
    wfx_buffer_bytes(p->out, word, strlen(word));
    return true;
}

bool print_type(Printer *p)
{
    uint8_t code = 0;
    if (!print_read_u8(p, &code))
        return false;
    if (code == WFX_CODE_REF || code == WFX_CODE_REF_NULL) {
        wfx_buffer_format(p->out, code == WFX_CODE_REF ? "(ref " : "(ref null ");
        if (!print_heap(p))
            return false;
        wfx_buffer_u8(p->out, ')');
        return true;
    }
    const char *word = code == 0x78 ? "i8" : code == 0x77 ? "i16" : wfx_type_word(code);
    if (!word)
        return print_fail(p, "malformed value type");
    wfx_buffer_bytes(p->out, word, strlen(word));
    return true;
}

/* A vector of types as ` (word t t t)`; named ones apart. Nothing for an empty one. */
static bool print_type_list(Printer *p, const char *word, const PrintIds *ids, uint32_t *count)
{
    bool open = false;
    if (!print_read_u32(p, count))
        return false;
    for (uint32_t i = 0; i < *count; i++) {
        bool named = ids && i < ids->count && ids->ids[i];
        if (open && named)
            wfx_buffer_u8(p->out, ')');
        if (!open || named)
            wfx_buffer_format(p->out, " (%s", word);
        if (named)
            print_binder(p, ids, i);
        wfx_buffer_u8(p->out, ' ');
        if (!print_type(p))
            return false;
        if (named)
            wfx_buffer_u8(p->out, ')');
        open = !named;
    }
    if (open)
        wfx_buffer_u8(p->out, ')');
    return true;
}

bool print_signature(Printer *p, uint32_t type, const PrintIds *ids, uint32_t *param_count)
{
    uint32_t results = 0;
    *param_count = 0;
    if (type >= p->module->type_count || !p->signatures[type])
        return true; /* validation refuses it; the text keeps the index */
    const uint8_t *at = p->at, *end = p->end;
    p->at = p->signatures[type];
    p->end = p->module->bytes + p->module->size;
    bool ok = print_type_list(p, "param", ids, param_count) && print_type_list(p, "result", NULL, &results);
    p->at = at;
    p->end = end;
    return ok;
}

static bool print_field_type(Printer *p)
{
    size_t start = p->out->size;
    uint8_t is_mutable = 0;
    if (!print_type(p) || !print_read_u8(p, &is_mutable))
        return false;
    if (!is_mutable || p->out->failed)
        return true;
    size_t size = p->out->size - start;
    if (!wfx_buffer_extend(p->out, 6))
        return true;
    memmove(p->out->data + start + 5, p->out->data + start, size);
    memcpy(p->out->data + start, "(mut ", 5);
    p->out->data[p->out->size - 1] = ')';
    return true;
}

static bool print_struct(Printer *p, uint32_t index)
{
    const WfxNames *names = p->module->names;
    const WfxIndirectNames *fields = names->fields ? &names->fields[index] : NULL;
    uint32_t count = 0;
    PrintIds ids;
    if (!print_read_u32(p, &count))
        return false;
    if (!print_make_ids(p, &p->arena, fields ? fields->names : NULL, fields ? fields->count : 0, count, &ids))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        wfx_buffer_format(p->out, " (field");
        print_binder(p, &ids, i);
        wfx_buffer_u8(p->out, ' ');
        if (!print_field_type(p))
            return false;
        wfx_buffer_u8(p->out, ')');
    }
    return true;
}

static bool print_composite(Printer *p, uint32_t index)
{
    uint8_t code = 0;
    uint32_t count = 0;
    bool ok;
    if (!print_read_u8(p, &code))
        return false;
    switch (code) {
    case 0x60:
        wfx_buffer_format(p->out, "(func");
        p->signatures[index] = p->at;
        ok = print_type_list(p, "param", NULL, &count) && print_type_list(p, "result", NULL, &count);
        break;
    case 0x5F:
        wfx_buffer_format(p->out, "(struct");
        ok = print_struct(p, index);
        break;
    case 0x5E:
        wfx_buffer_format(p->out, "(array ");
        ok = print_field_type(p);
        break;
    case 0x5D:
        wfx_buffer_format(p->out, "(cont ");
        ok = print_heap(p);
        break;
    default: return print_fail(p, "malformed type definition");
    }
    wfx_buffer_u8(p->out, ')');
    return ok;
}

static bool print_type_def(Printer *p, uint32_t index, uint32_t depth)
{
    uint32_t supers = 0;
    print_newline(p, depth);
    wfx_buffer_u8(p->out, '(');
    if (!print_row(p, print_offset(p)))
        return false;
    wfx_buffer_format(p->out, "type");
    print_binder(p, &p->ids[WFX_NAMES_TYPE], index);
    wfx_buffer_format(p->out, " (;%u;) ", index);
    bool sub = p->at < p->end && (*p->at == 0x50 || *p->at == 0x4F);
    if (sub) {
        wfx_buffer_format(p->out, *p->at == 0x4F ? "(sub final" : "(sub");
        p->at++;
        if (!print_read_u32(p, &supers))
            return false;
        for (uint32_t i = 0; i < supers; i++) {
            uint32_t super = 0;
            if (!print_read_u32(p, &super))
                return false;
            print_reference(p, &p->ids[WFX_NAMES_TYPE], super);
        }
        wfx_buffer_u8(p->out, ' ');
    }
    if (!print_composite(p, index))
        return false;
    if (sub)
        wfx_buffer_u8(p->out, ')');
    end_field(p);
    return true;
}

static bool print_types(Printer *p)
{
    uint32_t groups, index = 0;
    if (!print_read_u32(p, &groups))
        return false;
    for (uint32_t i = 0; i < groups; i++) {
        uint32_t members = 1;
        bool rec = p->at < p->end && *p->at == 0x4E;
        if (rec) {
            p->at++;
            if (!print_read_u32(p, &members))
                return false;
            print_newline(p, 1);
            wfx_buffer_format(p->out, "(rec");
        }
        for (uint32_t k = 0; k < members; k++, index++) {
            if (index >= p->module->type_count)
                return print_fail(p, "malformed type section");
            if (!print_type_def(p, index, rec ? 2 : 1))
                return false;
        }
        if (rec)
            end_field(p);
    }
    return true;
}

/* ---- imports and definitions ---- */

static bool print_limits(Printer *p, uint8_t flags)
{
    uint64_t min = 0, max = 0;
    if (!print_read_u64(p, &min))
        return false;
    wfx_buffer_format(p->out, " %llu", (unsigned long long)min);
    if (flags & 1) {
        if (!print_read_u64(p, &max))
            return false;
        wfx_buffer_format(p->out, " %llu", (unsigned long long)max);
    }
    if (flags & 2)
        wfx_buffer_format(p->out, " shared");
    uint32_t shift = 0;
    if (flags & 8) {
        if (!print_read_u32(p, &shift))
            return false;
        wfx_buffer_format(p->out, " (pagesize %u)", 1u << shift);
    }
    return true;
}

static bool print_memory_type(Printer *p)
{
    uint8_t flags = 0;
    if (!print_read_u8(p, &flags))
        return false;
    if (flags & 4)
        wfx_buffer_format(p->out, " i64");
    return print_limits(p, flags);
}

/* The binary has the element type first, the text last. */
static bool print_table_type(Printer *p)
{
    const uint8_t *type = p->at;
    size_t start = p->out->size;
    if (!print_type(p))
        return false;
    p->out->size = start;
    if (!print_memory_type(p))
        return false;
    const uint8_t *after = p->at;
    wfx_buffer_u8(p->out, ' ');
    p->at = type;
    bool ok = print_type(p);
    p->at = after;
    return ok;
}

static bool print_type_use(Printer *p, const PrintIds *ids, uint32_t *params)
{
    uint32_t type = 0;
    if (!print_read_u32(p, &type))
        return false;
    wfx_buffer_format(p->out, " (type");
    print_reference(p, &p->ids[WFX_NAMES_TYPE], type);
    wfx_buffer_u8(p->out, ')');
    return print_signature(p, type, ids, params);
}

static bool print_tag_type(Printer *p)
{
    uint8_t attribute = 0;
    uint32_t params = 0;
    return print_read_u8(p, &attribute) && print_type_use(p, NULL, &params);
}

static bool print_import_type(Printer *p, uint8_t kind, uint32_t index)
{
    const WfxNames *names = p->module->names;
    const WfxIndirectNames *locals;
    uint32_t params = 0;
    switch (kind) {
    case WFX_EXTERN_FUNC:
        wfx_arena_reset(&p->function_arena);
        locals = names->locals ? &names->locals[index] : NULL;
        if (!print_make_ids(p, &p->function_arena, locals ? locals->names : NULL, locals ? locals->count : 0,
                            UINT32_MAX, &p->locals) ||
            !print_type_use(p, &p->locals, &params))
            return false;
        if (p->locals.count > params || (names->labels && names->labels[index].count))
            p->hidden_names = true;
        return true;
    case WFX_EXTERN_TABLE: return print_table_type(p);
    case WFX_EXTERN_MEMORY: return print_memory_type(p);
    case WFX_EXTERN_GLOBAL: wfx_buffer_u8(p->out, ' '); return print_field_type(p);
    default: return print_tag_type(p);
    }
}

static const struct {
    const char *word;
    WfxNameSpace space;
} externs[] = {{"func", WFX_NAMES_FUNCTION},
               {"table", WFX_NAMES_TABLE},
               {"memory", WFX_NAMES_MEMORY},
               {"global", WFX_NAMES_GLOBAL},
               {"tag", WFX_NAMES_TAG}};

static bool print_imports(Printer *p)
{
    uint32_t count, next[5] = {0};
    if (!print_read_u32(p, &count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        WfxName module = {0}, name = {0};
        uint8_t kind = 0;
        if (!begin_field(p, "import ") || !read_name(p, &module) || !read_name(p, &name) || !print_read_u8(p, &kind))
            return false;
        if (kind > WFX_EXTERN_TAG)
            return print_fail(p, "malformed import kind");
        print_string(p->out, module.data, module.size, true);
        wfx_buffer_u8(p->out, ' ');
        print_string(p->out, name.data, name.size, true);
        wfx_buffer_format(p->out, " (%s", externs[kind].word);
        print_binder(p, &p->ids[externs[kind].space], next[kind]);
        wfx_buffer_format(p->out, " (;%u;)", next[kind]);
        if (!print_import_type(p, kind, next[kind]++))
            return false;
        wfx_buffer_u8(p->out, ')');
        end_field(p);
    }
    return true;
}

/* `(word $id (;3;)` of the definitions in a section; `print` adds the rest. */
static bool print_definitions(Printer *p, const char *word, WfxNameSpace space, uint32_t first,
                              bool (*print)(Printer *))
{
    uint32_t count = 0;
    if (!print_read_u32(p, &count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (!begin_field(p, word))
            return false;
        print_binder(p, &p->ids[space], first + i);
        wfx_buffer_format(p->out, " (;%u;)", first + i);
        if (!print(p))
            return false;
        end_field(p);
    }
    return true;
}

static bool print_table(Printer *p)
{
    bool has_init = p->end - p->at >= 2 && p->at[0] == 0x40 && p->at[1] == 0;
    p->at += has_init ? 2 : 0;
    return print_table_type(p) && (!has_init || print_expression(p, NULL));
}

static bool print_global(Printer *p)
{
    wfx_buffer_u8(p->out, ' ');
    return print_field_type(p) && print_expression(p, NULL);
}

static bool print_exports(Printer *p)
{
    uint32_t count = 0, index = 0;
    if (!print_read_u32(p, &count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        WfxName name = {0};
        uint8_t kind = 0;
        if (!begin_field(p, "export ") || !read_name(p, &name) || !print_read_u8(p, &kind) ||
            !print_read_u32(p, &index))
            return false;
        if (kind > WFX_EXTERN_TAG)
            return print_fail(p, "malformed export kind");
        print_string(p->out, name.data, name.size, true);
        wfx_buffer_format(p->out, " (%s", externs[kind].word);
        print_reference(p, &p->ids[externs[kind].space], index);
        wfx_buffer_u8(p->out, ')');
        end_field(p);
    }
    return true;
}

static bool print_start(Printer *p)
{
    uint32_t index = 0;
    if (!begin_field(p, "start") || !print_read_u32(p, &index))
        return false;
    print_reference(p, &p->ids[WFX_NAMES_FUNCTION], index);
    end_field(p);
    return true;
}

/* ---- segments ---- */

static bool print_elem_items(Printer *p, bool expressions)
{
    uint32_t count = 0, index = 0;
    if (!print_read_u32(p, &count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (expressions) {
            if (!print_expression(p, "item"))
                return false;
        } else {
            if (!print_read_u32(p, &index))
                return false;
            print_reference(p, &p->ids[WFX_NAMES_FUNCTION], index);
        }
    }
    return true;
}

static bool print_elem(Printer *p)
{
    uint32_t flags = 0, table = 0;
    uint8_t kind = 0;
    if (!print_read_u32(p, &flags))
        return false;
    if (flags > 7)
        return print_fail(p, "malformed elements segment kind");
    bool active = !(flags & 1), expressions = flags & 4, typed = flags & 3;
    if (active && (flags & 2)) {
        if (!print_read_u32(p, &table))
            return false;
        wfx_buffer_format(p->out, " (table");
        print_reference(p, &p->ids[WFX_NAMES_TABLE], table);
        wfx_buffer_u8(p->out, ')');
    } else if (!active && (flags & 2)) {
        wfx_buffer_format(p->out, " declare");
    }
    if (active && !print_expression(p, "offset"))
        return false;
    if (!typed) {
        wfx_buffer_format(p->out, expressions ? " funcref" : " func");
    } else if (expressions) {
        wfx_buffer_u8(p->out, ' ');
        if (!print_type(p))
            return false;
    } else {
        if (!print_read_u8(p, &kind))
            return false;
        wfx_buffer_format(p->out, " func");
    }
    return print_elem_items(p, expressions);
}

static bool print_data(Printer *p)
{
    uint32_t flags = 0, memory = 0;
    WfxName bytes = {0};
    if (!print_read_u32(p, &flags))
        return false;
    if (flags == 2) {
        if (!print_read_u32(p, &memory))
            return false;
        wfx_buffer_format(p->out, " (memory");
        print_reference(p, &p->ids[WFX_NAMES_MEMORY], memory);
        wfx_buffer_u8(p->out, ')');
    }
    if (flags != 1 && !print_expression(p, "offset"))
        return false;
    if (!read_name(p, &bytes))
        return false;
    wfx_buffer_u8(p->out, ' ');
    print_string(p->out, bytes.data, bytes.size, false);
    return true;
}

static bool print_code_section(Printer *p)
{
    uint32_t count = 0, size = 0;
    if (!print_read_u32(p, &count))
        return false;
    const uint8_t *section_end = p->end;
    for (uint32_t i = 0; i < count; i++) {
        if (!print_read_u32(p, &size))
            return false;
        if (size > (size_t)(section_end - p->at) || p->module->imported_function_count + i >= p->module->function_count)
            return print_fail(p, "unexpected end of section or function");
        p->end = p->at + size;
        uint32_t function = p->module->imported_function_count + i;
        if (p->wanted && !p->wanted[function])
            p->at = p->end;
        else if (!print_body(p, function))
            return false;
        p->end = section_end;
    }
    return true;
}

/* ---- sections ---- */

static bool print_section(Printer *p, uint8_t id)
{
    const WfxModule *module = p->module;
    switch (id) {
    case SECTION_TYPE: return print_types(p);
    case SECTION_IMPORT: return print_imports(p);
    case SECTION_TABLE:
        return print_definitions(p, "table", WFX_NAMES_TABLE, module->imported_table_count, print_table);
    case SECTION_MEMORY:
        return print_definitions(p, "memory", WFX_NAMES_MEMORY, module->imported_memory_count, print_memory_type);
    case SECTION_GLOBAL:
        return print_definitions(p, "global", WFX_NAMES_GLOBAL, module->imported_global_count, print_global);
    case SECTION_TAG: return print_definitions(p, "tag", WFX_NAMES_TAG, module->imported_tag_count, print_tag_type);
    case SECTION_EXPORT: return print_exports(p);
    case SECTION_START: return print_start(p);
    case SECTION_ELEM: return print_definitions(p, "elem", WFX_NAMES_ELEM, 0, print_elem);
    case SECTION_CODE: return print_code_section(p);
    case SECTION_DATA: return print_definitions(p, "data", WFX_NAMES_DATA, 0, print_data);
    default: return true; /* functions: with their code; data count: from the instructions */
    }
}

/* Calls `visit` for each section with [at, end) its payload. */
static bool each_section(Printer *p, bool (*visit)(Printer *p, uint8_t id, void *context), void *context)
{
    const uint8_t *at = p->module->bytes + 8, *end = p->module->bytes + p->module->size;
    while (at < end) {
        uint8_t id = 0;
        uint32_t size = 0;
        p->at = at;
        p->end = end;
        if (!print_read_u8(p, &id) || !print_read_u32(p, &size))
            return false;
        if (size > (size_t)(end - p->at))
            return print_fail(p, "length out of bounds");
        at = p->end = p->at + size;
        if (!visit(p, id, context))
            return false;
    }
    return true;
}

static bool visit_section(Printer *p, uint8_t id, void *context)
{
    (void)context;
    return id == SECTION_CUSTOM || print_section(p, id);
}

typedef struct CustomState {
    uint8_t previous;    /* the last section that is not custom */
    uint8_t last;        /* the last of all */
    uint32_t name_count; /* name sections */
    bool name_is_made;   /* the assembler makes the name section by itself */
    bool after_names;
} CustomState;

static bool is_name_section(Printer *p, WfxName *name)
{
    return read_name(p, name) && name->size == 4 && !memcmp(name->data, "name", 4);
}

/* Finds the last section and whether the name section can be left to the assembler: then it stands right behind the
   last section.
 */
static bool visit_layout(Printer *p, uint8_t id, void *context)
{
    CustomState *state = context;
    WfxName name = {0};
    if (id != SECTION_CUSTOM) {
        state->last = id;
        state->name_is_made = false;
        return true;
    }
    if (!is_name_section(p, &name))
        return p->error->kind == WFX_ERROR_NONE;
    /* An empty one is not made by the assembler. */
    state->name_is_made =
        state->name_count++ == 0 && p->at < p->end && print_names_match(p, p->at, (size_t)(p->end - p->at));
    return p->error->kind == WFX_ERROR_NONE;
}

static bool visit_custom(Printer *p, uint8_t id, void *context)
{
    CustomState *state = context;
    WfxName name = {0};
    if (id != SECTION_CUSTOM) {
        state->previous = id;
        return true;
    }
    bool names = is_name_section(p, &name);
    if (p->error->kind != WFX_ERROR_NONE)
        return false;
    if (p->hint_section && p->at == p->hint_section)
        return true;
    if (names && state->name_is_made) {
        state->after_names = true;
        return true;
    }
    print_newline(p, 1);
    wfx_buffer_format(p->out, "(@custom ");
    print_string(p->out, name.data, name.size, true);
    if (!state->previous)
        wfx_buffer_format(p->out, " (before first)");
    else if (!state->after_names)
        wfx_buffer_format(p->out, " (after %s)", wfx_section_word(state->previous));
    wfx_buffer_u8(p->out, ' ');
    print_string(p->out, p->at, (size_t)(p->end - p->at), false);
    end_field(p);
    return true;
}

static bool print_customs(Printer *p)
{
    CustomState state = {0};
    if (!each_section(p, visit_layout, &state))
        return false;
    /* In a module without other sections everything is "before first", and the name section has to stay first. */
    if (!state.last && state.name_is_made) {
        state.after_names = false;
    }
    if (state.name_count > 1)
        state.name_is_made = false;
    return each_section(p, visit_custom, &state);
}

typedef struct HintState {
    const uint8_t *content, *end; /* of a section of hints, when it is the one before */
} HintState;

/* Finds the hints that stand right before the code, where the assembler puts them. */
static bool visit_hints(Printer *p, uint8_t id, void *context)
{
    HintState *state = context;
    WfxName name = {0};
    if (id == SECTION_CODE && state->content &&
        hints_read(state->content, (size_t)(state->end - state->content), &p->hints))
        p->hint_section = state->content;
    *state = (HintState){0};
    if (id == SECTION_CUSTOM && read_name(p, &name) && name.size == sizeof WFX_HINT_SECTION - 1 &&
        !memcmp(name.data, WFX_HINT_SECTION, name.size))
        *state = (HintState){p->at, p->end};
    return p->error->kind == WFX_ERROR_NONE;
}

static bool make_all_ids(Printer *p)
{
    const WfxModule *m = p->module;
    const uint32_t counts[WFX_NAMES_SPACES] = {m->function_count, m->type_count, m->table_count, m->memory_count,
                                               m->global_count,   m->elem_count, m->data_count,  m->tag_count};
    for (uint32_t i = 0; i < WFX_NAMES_SPACES; i++)
        if (!print_make_ids(p, &p->arena, m->names->names[i], m->names->counts[i], counts[i], &p->ids[i]))
            return false;
    p->signatures = wfx_arena_alloc(&p->arena, (m->type_count + 1) * sizeof *p->signatures);
    return p->signatures || wfx_error_oom(p->error);
}

static bool print_module(Printer *p)
{
    if (!make_all_ids(p))
        return false;
    wfx_buffer_format(p->out, "(module");
    if (p->module->names->module && p->module->names->module[0]) {
        wfx_buffer_u8(p->out, ' ');
        print_id(p->out, p->module->names->module);
    } else if (p->module->names->module) {
        p->hidden_names = true; /* an empty name is no identifier */
    }
    if (!each_section(p, visit_section, NULL))
        return false;
    if (p->module->has_data_count && !p->used_data_count) {
        print_newline(p, 1);
        wfx_buffer_format(p->out, "(@datacount)");
    }
    if (!print_customs(p))
        return false;
    wfx_buffer_format(p->out, ")\n");
    return !p->out->failed || wfx_error_oom(p->error);
}

static bool finish_map(Printer *p, WfxSourceMap **map)
{
    WfxSourceMap *made = wfx_source_new(NULL, (const char *)p->out->data, p->out->size);
    if (!made)
        return wfx_error_oom(p->error);
    made->rows = p->rows.data;
    made->row_count = p->rows.count;
    wfx_assert(!p->labels.count); /* every block was closed */
    *map = made;
    return true;
}

static void free_printer(Printer *p, bool keeps_rows)
{
    if (!keeps_rows)
        wfx_vec_free(&p->rows);
    wfx_vec_free(&p->labels);
    wfx_vec_free(&p->hints);
    wfx_arena_free(&p->arena);
    wfx_arena_free(&p->function_arena);
}

/* `with_hints`: as annotations, else as the bytes of their section. *all_hints: each had its instruction. */
static bool print_text(const WfxModule *module, const uint8_t *wanted, bool with_hints, WfxBuffer *text,
                       WfxSourceMap **map, WfxError *error, bool *all_hints)
{
    HintState state = {0};
    WfxBuffer out = {0};
    Printer p = {.module = module, .out = &out, .error = error, .line = 1, .wants_rows = map != NULL, .wanted = wanted};
    bool ok = (!with_hints || each_section(&p, visit_hints, &state)) && print_module(&p);
    *all_hints = p.next_hint == p.hints.count || wanted;
    ok = ok && (!*all_hints || !map || finish_map(&p, map));
    free_printer(&p, ok && *all_hints && map);
    if (ok && *all_hints)
        *text = out;
    else
        wfx_buffer_free(&out);
    return ok;
}

bool wfx_wat_print_part(const WfxModule *module, const uint8_t *wanted, WfxBuffer *text, WfxSourceMap **map,
                        WfxError *error)
{
    WfxError own_error = {0};
    bool all_hints;
    if (!error)
        error = &own_error;
    if (!print_text(module, wanted, true, text, map, error, &all_hints))
        return false;
    /* Hints for what are no branches stay as they are. */
    return all_hints || print_text(module, wanted, false, text, map, error, &all_hints);
}

bool wfx_wat_print(const WfxModule *module, WfxBuffer *text, WfxSourceMap **map, WfxError *error)
{
    return wfx_wat_print_part(module, NULL, text, map, error);
}
