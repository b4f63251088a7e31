/* The assembler: custom sections, the name section, and putting the sections together with the map from offsets to
   lines; see asm.h. */
#include "engine/text/asm.h"
#include "engine/base/assert.h"

#include <stdlib.h>
#include <string.h>

void asm_put_name(WfxBuffer *out, WfxName name)
{
    wfx_buffer_uleb(out, name.size);
    wfx_buffer_bytes(out, name.data, name.size);
}

/* ---- custom sections: (@custom "name" (after section)? "bytes"*) ---- */

const uint8_t wfx_section_order[SECTION_IDS] = {
    [SECTION_TYPE] = 1,        [SECTION_IMPORT] = 2, [SECTION_FUNCTION] = 3, [SECTION_TABLE] = 4, [SECTION_MEMORY] = 5,
    [SECTION_TAG] = 6,         [SECTION_GLOBAL] = 7, [SECTION_EXPORT] = 8,   [SECTION_START] = 9, [SECTION_ELEM] = 10,
    [SECTION_DATA_COUNT] = 11, [SECTION_CODE] = 12,  [SECTION_DATA] = 13};
static const char *const section_words[SECTION_IDS] = {
    [SECTION_TYPE] = "type",     [SECTION_IMPORT] = "import",        [SECTION_FUNCTION] = "func",
    [SECTION_TABLE] = "table",   [SECTION_MEMORY] = "memory",        [SECTION_TAG] = "tag",
    [SECTION_GLOBAL] = "global", [SECTION_EXPORT] = "export",        [SECTION_START] = "start",
    [SECTION_ELEM] = "elem",     [SECTION_DATA_COUNT] = "datacount", [SECTION_CODE] = "code",
    [SECTION_DATA] = "data"};
/* Places: 0 before everything, 2k-1 right before and 2k right after the section at position k, LAST_PLACE after
   everything. */
enum { LAST_PLACE = 2 * SECTION_IDS };

const char *wfx_section_word(SectionId id)
{
    return section_words[id];
}

bool wfx_custom_place(const char *word, uint32_t size, bool after, uint32_t *place)
{
    if ((size == 4 && after && !memcmp(word, "last", 4)) || (size == 5 && !after && !memcmp(word, "first", 5))) {
        *place = after ? LAST_PLACE : 0;
        return true;
    }
    for (unsigned id = SECTION_TYPE; id < SECTION_IDS; id++) {
        if (strlen(section_words[id]) == size && !memcmp(section_words[id], word, size)) {
            *place = 2 * wfx_section_order[id] - !after;
            return true;
        }
    }
    return false;
}

static bool read_place(Asm *a, uint32_t *place)
{
    *place = LAST_PLACE;
    if (!asm_is(a, WFX_TOKEN_OPEN))
        return true;
    a->at++;
    bool after = asm_token_is(a, asm_token(a), "after");
    if (!after && !asm_token_is(a, asm_token(a), "before"))
        return asm_fail(a, asm_token(a), "@custom annotation: malformed placement, expected \"before\" or \"after\"");
    a->at++;
    const WfxToken *token = asm_token(a);
    if (token->kind != WFX_TOKEN_KEYWORD || !wfx_custom_place(asm_text(a, token), token->size, after, place))
        return asm_fail(a, token, "@custom annotation: malformed section kind");
    a->at++;
    return asm_expect_close(a);
}

bool asm_custom(Asm *a)
{
    AsmCustom custom = {0};
    a->at++;
    if (!asm_is(a, WFX_TOKEN_STRING))
        return asm_fail(a, asm_token(a), "@custom annotation: missing section name");
    if (!asm_read_name(a, &custom.name) || !read_place(a, &custom.place))
        return false;
    asm_put_name(&custom.bytes, custom.name);
    bool ok = true;
    while (ok && asm_is(a, WFX_TOKEN_STRING))
        ok = asm_read_string(a, &custom.bytes);
    if (ok && !asm_is(a, WFX_TOKEN_CLOSE))
        ok = asm_fail(a, asm_token(a), "@custom annotation: unexpected token, expected a string or \")\"");
    if (ok && custom.bytes.failed)
        ok = asm_oom(a);
    if (ok)
        ok = wfx_vec_push(&a->customs, custom) || asm_oom(a);
    if (!ok) {
        wfx_buffer_free(&custom.bytes);
        return false;
    }
    if (custom.name.size == 4 && !memcmp(custom.name.data, "name", 4))
        a->has_name_section = true;
    a->at++;
    return true;
}

/* ---- the name section ---- */

static void put_subsection(WfxBuffer *out, uint8_t id, const WfxBuffer *bytes)
{
    wfx_buffer_u8(out, id);
    wfx_buffer_uleb(out, bytes->size);
    wfx_buffer_bytes(out, bytes->data, bytes->size);
    out->failed |= bytes->failed;
}

static void put_name_map(WfxBuffer *out, uint8_t id, const WfxName *names, uint32_t count)
{
    uint32_t present = 0;
    for (uint32_t i = 0; i < count; i++)
        present += names[i].data != NULL;
    if (!present)
        return;
    WfxBuffer bytes = {0};
    wfx_buffer_uleb(&bytes, present);
    for (uint32_t i = 0; i < count; i++) {
        if (!names[i].data)
            continue;
        wfx_buffer_uleb(&bytes, i);
        asm_put_name(&bytes, names[i]);
    }
    put_subsection(out, id, &bytes);
    wfx_buffer_free(&bytes);
}

static void put_indirect_map(WfxBuffer *out, uint8_t id, const AsmIndirectNames *names)
{
    uint32_t groups = 0;
    if (!names || !names->count)
        return;
    for (uint32_t i = 0; i < names->count; i++) {
        wfx_assert(!i || names->data[i - 1].outer <= names->data[i].outer); /* sorted */
        groups += i == 0 || names->data[i].outer != names->data[i - 1].outer;
    }
    WfxBuffer bytes = {0};
    wfx_buffer_uleb(&bytes, groups);
    for (uint32_t i = 0, end; i < names->count; i = end) {
        for (end = i; end < names->count && names->data[end].outer == names->data[i].outer;)
            end++;
        wfx_buffer_uleb(&bytes, names->data[i].outer);
        wfx_buffer_uleb(&bytes, end - i);
        for (uint32_t k = i; k < end; k++) {
            wfx_buffer_uleb(&bytes, names->data[k].index);
            asm_put_name(&bytes, names->data[k].name);
        }
    }
    put_subsection(out, id, &bytes);
    wfx_buffer_free(&bytes);
}

void asm_put_names(WfxBuffer *out, const AsmNameLists *lists)
{
    static const struct {
        uint8_t id;
        WfxNameSpace space;
    } maps[] = {{4, WFX_NAMES_TYPE},   {5, WFX_NAMES_TABLE}, {6, WFX_NAMES_MEMORY},
                {7, WFX_NAMES_GLOBAL}, {8, WFX_NAMES_ELEM},  {9, WFX_NAMES_DATA}};
    if (lists->module.data) {
        WfxBuffer bytes = {0};
        asm_put_name(&bytes, lists->module);
        put_subsection(out, 0, &bytes);
        wfx_buffer_free(&bytes);
    }
    put_name_map(out, 1, lists->spaces[WFX_NAMES_FUNCTION].names, lists->spaces[WFX_NAMES_FUNCTION].count);
    put_indirect_map(out, 2, lists->locals);
    put_indirect_map(out, 3, lists->labels);
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        put_name_map(out, maps[i].id, lists->spaces[maps[i].space].names, lists->spaces[maps[i].space].count);
    put_indirect_map(out, 10, lists->fields);
    put_name_map(out, 11, lists->spaces[WFX_NAMES_TAG].names, lists->spaces[WFX_NAMES_TAG].count);
}

static void put_own_names(Asm *a, WfxBuffer *out)
{
    AsmNameLists lists = {
        .module = a->module_name, .locals = &a->local_names, .labels = &a->label_names, .fields = &a->field_names};
    for (uint32_t i = 0; i < WFX_NAMES_SPACES; i++) {
        lists.spaces[i].names = a->spaces[i].names.data;
        lists.spaces[i].count = a->spaces[i].names.count;
    }
    WfxBuffer bytes = {0};
    asm_put_names(&bytes, &lists);
    if (bytes.size) {
        wfx_buffer_u8(out, SECTION_CUSTOM);
        wfx_buffer_uleb(out, bytes.size + 5);
        asm_put_name(out, (WfxName){"name", 4});
        wfx_buffer_bytes(out, bytes.data, bytes.size);
    }
    out->failed |= bytes.failed;
    wfx_buffer_free(&bytes);
}

/* ---- the module ---- */

typedef WFX_VEC(WfxSourceRow) Rows;
typedef struct Output {
    Asm *a;
    WfxBuffer *binary;
    Rows rows;
    bool wants_rows;
} Output;

static bool add_row(Output *output, WfxSourceRow row)
{
    wfx_assert(!output->rows.count || output->rows.data[output->rows.count - 1].offset <= row.offset); /* sorted */
    return !output->wants_rows || wfx_vec_push(&output->rows, row) || asm_oom(output->a);
}

static unsigned uleb_size(uint64_t value)
{
    unsigned size = 1;
    while (value >>= 7)
        size++;
    return size;
}

/* A section with an entry count: everything but start and code. */
static bool put_section(Output *output, SectionId id)
{
    const AsmSection *section = &output->a->sections[id];
    bool counted = id != SECTION_START;
    wfx_buffer_u8(output->binary, (uint8_t)id);
    wfx_buffer_uleb(output->binary, section->bytes.size + (counted ? uleb_size(section->count) : 0));
    if (counted)
        wfx_buffer_uleb(output->binary, section->count);
    uint32_t base = (uint32_t)output->binary->size;
    wfx_buffer_bytes(output->binary, section->bytes.data, section->bytes.size);
    for (uint32_t i = 0; i < section->rows.count; i++) {
        WfxSourceRow row = section->rows.data[i];
        row.offset += base;
        if (!add_row(output, row))
            return false;
    }
    return true;
}

static bool put_code(Output *output)
{
    const AsmSection *section = &output->a->sections[SECTION_CODE];
    const AsmBody *bodies = output->a->bodies.data;
    uint64_t size = uleb_size(section->count);
    for (uint32_t i = 0; i < section->count; i++)
        size += uleb_size(bodies[i].size) + bodies[i].size;
    wfx_buffer_u8(output->binary, SECTION_CODE);
    wfx_buffer_uleb(output->binary, size);
    wfx_buffer_uleb(output->binary, section->count);
    for (uint32_t i = 0, row = 0; i < section->count; i++) {
        uint32_t end = bodies[i].offset + bodies[i].size;
        wfx_assert(section->bytes.failed || end <= section->bytes.size);
        wfx_assert(!i || bodies[i - 1].offset + bodies[i - 1].size <= bodies[i].offset);
        wfx_buffer_uleb(output->binary, bodies[i].size);
        uint32_t base = (uint32_t)output->binary->size;
        if (!section->bytes.failed)
            wfx_buffer_bytes(output->binary, section->bytes.data + bodies[i].offset, bodies[i].size);
        for (; row < section->rows.count && section->rows.data[row].offset < end; row++) {
            WfxSourceRow moved = section->rows.data[row];
            moved.offset += base - bodies[i].offset;
            if (!add_row(output, moved))
                return false;
        }
    }
    return true;
}

static void put_customs(Asm *a, uint32_t place, WfxBuffer *binary)
{
    for (uint32_t i = 0; i < a->customs.count; i++) {
        const AsmCustom *custom = &a->customs.data[i];
        if (custom->place != place)
            continue;
        wfx_buffer_u8(binary, SECTION_CUSTOM);
        wfx_buffer_uleb(binary, custom->bytes.size);
        wfx_buffer_bytes(binary, custom->bytes.data, custom->bytes.size);
    }
}

static void put_hints(Asm *a, WfxBuffer *binary)
{
    WfxBuffer content = {0};
    asm_put_name(&content, (WfxName){WFX_HINT_SECTION, sizeof WFX_HINT_SECTION - 1});
    hints_write(&content, &a->hints);
    wfx_buffer_u8(binary, SECTION_CUSTOM);
    wfx_buffer_uleb(binary, content.size);
    wfx_buffer_bytes(binary, content.data, content.size);
    binary->failed |= content.failed;
    wfx_buffer_free(&content);
}

static bool put_sections(Output *output)
{
    static const uint8_t order[] = {SECTION_TYPE,       SECTION_IMPORT, SECTION_FUNCTION, SECTION_TABLE, SECTION_MEMORY,
                                    SECTION_TAG,        SECTION_GLOBAL, SECTION_EXPORT,   SECTION_START, SECTION_ELEM,
                                    SECTION_DATA_COUNT, SECTION_CODE,   SECTION_DATA};
    Asm *a = output->a;
    put_customs(a, 0, output->binary);
    for (size_t i = 0; i < sizeof order; i++) {
        SectionId id = (SectionId)order[i];
        put_customs(a, 2 * wfx_section_order[id] - 1u, output->binary);
        if (id == SECTION_CODE && a->hints.count)
            put_hints(a, output->binary);
        if (id == SECTION_DATA_COUNT && a->needs_data_count) {
            uint32_t count = a->sections[SECTION_DATA].count;
            wfx_buffer_u8(output->binary, SECTION_DATA_COUNT);
            wfx_buffer_uleb(output->binary, uleb_size(count));
            wfx_buffer_uleb(output->binary, count);
        } else if (a->sections[id].count && !(id == SECTION_CODE ? put_code(output) : put_section(output, id))) {
            return false;
        }
        put_customs(a, 2 * wfx_section_order[id], output->binary);
    }
    if (!a->has_name_section)
        put_own_names(a, output->binary);
    put_customs(a, LAST_PLACE, output->binary);
    return true;
}

static int compare_names(const void *left, const void *right)
{
    const AsmIndirectName *x = left, *y = right;
    return x->outer != y->outer   ? (x->outer < y->outer ? -1 : 1)
           : x->index != y->index ? (x->index < y->index ? -1 : 1)
                                  : 0;
}

/* Functions come in order except for imports behind an inline import; blocks of one function always do. */
static void sort_names(AsmIndirectNames *names)
{
    if (names->count > 1)
        qsort(names->data, names->count, sizeof *names->data, compare_names);
}

bool asm_output(Asm *a, WfxBuffer *binary, WfxSourceMap *map)
{
    Output output = {.a = a, .binary = binary, .wants_rows = map != NULL};
    for (uint32_t i = 0; i < SECTION_IDS; i++)
        if (a->sections[i].bytes.failed)
            return asm_oom(a);
    sort_names(&a->local_names);
    sort_names(&a->label_names);
    sort_names(&a->field_names);
    wfx_buffer_bytes(binary, "\0asm\1\0\0\0", 8);
    bool ok = put_sections(&output);
    if (ok && binary->failed)
        ok = asm_oom(a);
    if (ok && binary->size > UINT32_MAX)
        ok = wfx_error_set(a->error, WFX_ERROR_LIMIT, WFX_NO_OFFSET, "the module is larger than 4 GiB");
    if (!ok) {
        wfx_vec_free(&output.rows);
        return false;
    }
    if (map) {
        map->rows = output.rows.data;
        map->row_count = output.rows.count;
    }
    return true;
}
