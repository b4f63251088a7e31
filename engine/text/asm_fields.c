/* The assembler: module fields (spec 3.0 section 6.6), with their abbreviations; see asm.h. Every function here begins
   behind the keyword of its field and ends behind its closing parenthesis. */
#include "engine/text/asm.h"

static AsmSection *section(Asm *a, SectionId id)
{
    return &a->sections[id];
}

/* Counts an entry of a section and notes where in the text it stands. */
static AsmSection *begin_entry(Asm *a, SectionId id, const WfxToken *token)
{
    AsmSection *entry = section(a, id);
    entry->count++;
    asm_row(a, entry, token);
    return entry;
}

/* `(export "name")*` of a field that defines `index`. */
static bool inline_exports(Asm *a, WfxExternKind kind, uint32_t index)
{
    while (asm_at_form(a, "export")) {
        const WfxToken *token = asm_peek(a, 1);
        WfxName name = {0};
        a->at += 2;
        if (!asm_read_name(a, &name) || !asm_expect_close(a))
            return false;
        AsmSection *out = begin_entry(a, SECTION_EXPORT, token);
        asm_put_name(&out->bytes, name);
        wfx_buffer_u8(&out->bytes, (uint8_t)kind);
        wfx_buffer_uleb(&out->bytes, index);
    }
    return true;
}

/* `"module" "name"` into the import section. */
static bool import_names(Asm *a, const WfxToken *token, WfxExternKind kind)
{
    WfxName module = {0}, name = {0};
    if (!asm_read_name(a, &module) || !asm_read_name(a, &name))
        return false;
    AsmSection *out = begin_entry(a, SECTION_IMPORT, token);
    asm_put_name(&out->bytes, module);
    asm_put_name(&out->bytes, name);
    wfx_buffer_u8(&out->bytes, (uint8_t)kind);
    return true;
}

/* What all definitions begin with: identifier, inline exports, inline import. */
typedef struct Head {
    const WfxToken *token;
    uint32_t index;
    bool is_import;
} Head;

static bool read_head(Asm *a, WfxNameSpace space, WfxExternKind kind, Head *head)
{
    uint32_t symbol;
    WfxName name;
    AsmSpace *state = &a->spaces[space];
    *head = (Head){.token = asm_token(a) - 1, .is_import = asm_has_inline_import(a, a->at)};
    head->index = head->is_import ? state->next_import++ : state->next_defined++;
    if (!asm_read_binder(a, &symbol, &name) || !inline_exports(a, kind, head->index))
        return false;
    if (!head->is_import)
        return true;
    a->at++; /* "(": asm_has_inline_import saw it */
    return asm_expect_keyword(a, "import") && import_names(a, head->token, kind) && asm_expect_close(a);
}

/* ---- descriptions shared by imports and definitions ---- */

static bool read_u64(Asm *a, uint64_t *value, const char *what)
{
    const WfxToken *token = asm_token(a);
    if (token->kind != WFX_TOKEN_NAT)
        return asm_unexpected(a, what);
    if (wfx_number_nat(asm_text(a, token), token->size, UINT64_MAX, value) != WFX_NUMBER_OK)
        return asm_fail(a, token, "i64 constant out of range in limits");
    a->at++;
    return true;
}

/* `i32 | i64`, optional. */
static bool read_address_type(Asm *a)
{
    bool is_64 = asm_token_is(a, asm_token(a), "i64");
    if (is_64 || asm_token_is(a, asm_token(a), "i32"))
        a->at++;
    return is_64;
}

/* `(pagesize n)`, optional; in the binary it is a logarithm. */
typedef struct PageSize {
    bool is_given;
    uint8_t shift;
} PageSize;

static bool read_page_size(Asm *a, PageSize *page)
{
    uint64_t size = 0;
    *page = (PageSize){.is_given = asm_at_form(a, "pagesize"), .shift = 16};
    if (!page->is_given)
        return true;
    a->at += 2;
    const WfxToken *token = asm_token(a);
    if (!read_u64(a, &size, "a page size"))
        return false;
    if (!size || size & (size - 1))
        return asm_fail(a, token, "invalid custom page size: not a power of two");
    page->shift = (uint8_t)__builtin_ctzll(size);
    return asm_expect_close(a);
}

static void put_limits_flags(WfxBuffer *out, bool has_max, bool is_shared, bool is_64, PageSize page)
{
    wfx_buffer_u8(out, (uint8_t)(has_max | is_shared << 1 | is_64 << 2 | page.is_given << 3));
}

static void put_page_size(WfxBuffer *out, PageSize page)
{
    if (page.is_given)
        wfx_buffer_uleb(out, page.shift);
}

static bool put_limits(Asm *a, bool is_64, bool is_memory, WfxBuffer *out)
{
    uint64_t min = 0, max = 0;
    PageSize page = {0};
    if (!read_u64(a, &min, "a minimum size"))
        return false;
    bool has_max = asm_is(a, WFX_TOKEN_NAT);
    if (has_max && !read_u64(a, &max, "a maximum size"))
        return false;
    bool is_shared = asm_token_is(a, asm_token(a), "shared");
    a->at += is_shared;
    if (is_memory && !read_page_size(a, &page))
        return false;
    put_limits_flags(out, has_max, is_shared, is_64, page);
    wfx_buffer_uleb(out, min);
    if (has_max)
        wfx_buffer_uleb(out, max);
    put_page_size(out, page);
    return true;
}

static void put_exact_limits(bool is_64, PageSize page, uint64_t size, WfxBuffer *out)
{
    put_limits_flags(out, true, false, is_64, page);
    wfx_buffer_uleb(out, size);
    wfx_buffer_uleb(out, size);
    put_page_size(out, page);
}

/* Limits come first in the text, the element type first in the binary. */
static bool put_table_type(Asm *a, bool is_64, AsmType *type, WfxBuffer *out)
{
    WfxBuffer limits = {0};
    bool ok = put_limits(a, is_64, false, &limits) && asm_element_type(a, type);
    if (ok) {
        asm_put_type(out, *type);
        wfx_buffer_bytes(out, limits.data, limits.size);
        ok = !limits.failed || asm_oom(a);
    }
    wfx_buffer_free(&limits);
    return ok;
}

static bool put_global_type(Asm *a, AsmType *type, WfxBuffer *out)
{
    bool is_mutable = asm_at_form(a, "mut");
    a->at += is_mutable ? 2 : 0;
    if (!asm_value_type(a, type) || (is_mutable && !asm_expect_close(a)))
        return false;
    asm_put_type(out, *type);
    wfx_buffer_u8(out, is_mutable);
    return true;
}

static bool put_type_use(Asm *a, WfxBuffer *out)
{
    uint32_t type = 0;
    if (!asm_type_use(a, true, &type))
        return false;
    wfx_buffer_uleb(out, type);
    return true;
}

/* Forgets the local names of the previous function. */
static void begin_scope(Asm *a, uint32_t function)
{
    a->function = function;
    a->local_epoch++;
    a->label_index = 0;
    a->label_depth = 0;
}

/* The type of an import of this kind, into the import section. */
static bool put_extern_type(Asm *a, WfxExternKind kind, uint32_t index)
{
    WfxBuffer *out = &section(a, SECTION_IMPORT)->bytes;
    bool is_64, ok;
    AsmType type = 0;
    switch (kind) {
    case WFX_EXTERN_FUNC:
        begin_scope(a, index);
        ok = put_type_use(a, out);
        a->function = UINT32_MAX;
        return ok;
    case WFX_EXTERN_TABLE: is_64 = read_address_type(a); return put_table_type(a, is_64, &type, out);
    case WFX_EXTERN_MEMORY: is_64 = read_address_type(a); return put_limits(a, is_64, true, out);
    case WFX_EXTERN_GLOBAL: return put_global_type(a, &type, out);
    case WFX_EXTERN_TAG:
        begin_scope(a, UINT32_MAX);
        wfx_buffer_u8(out, 0);
        return put_type_use(a, out);
    }
    return false;
}

/* A constant expression in a->out: instructions up to ")", which gets the `end`. */
static bool put_expression(Asm *a, AsmSection *out)
{
    a->out = out;
    begin_scope(a, UINT32_MAX);
    return asm_instructions(a) && asm_end(a, asm_token(a));
}

/* The same from one folded instruction, or from `(keyword instr*)`. */
static bool put_short_expression(Asm *a, AsmSection *out, const char *keyword)
{
    if (asm_at_form(a, keyword)) {
        a->at += 2;
        return put_expression(a, out) && asm_expect_close(a);
    }
    a->out = out;
    begin_scope(a, UINT32_MAX);
    const WfxToken *close = &a->tokens.list.data[asm_token(a)->link];
    return asm_folded_instruction(a) && asm_end(a, close);
}

/* `(ref.null)` without a type, as old texts have it, at token `at`. */
static bool at_bare_null(const Asm *a, uint32_t at)
{
    const WfxToken *tokens = a->tokens.list.data + at;
    return tokens->kind == WFX_TOKEN_OPEN && asm_token_is(a, &tokens[1], "ref.null") &&
           tokens[2].kind == WFX_TOKEN_CLOSE;
}

/* The same as a whole constant expression: it is of the type that is wanted there. */
static bool put_bare_null(Asm *a, AsmSection *out, AsmType type)
{
    if (!asm_row(a, out, asm_peek(a, 1)))
        return false;
    a->out = out;
    a->at += 3;
    wfx_buffer_u8(&out->bytes, 0xD0);
    asm_put_heap(&out->bytes, type >> 8);
    return asm_end(a, asm_token(a) - 1);
}

/* A constant expression up to ")", of a known type. */
static bool put_typed_expression(Asm *a, AsmSection *out, AsmType type)
{
    bool is_reference = (uint8_t)type == WFX_CODE_REF || (uint8_t)type == WFX_CODE_REF_NULL;
    return is_reference && at_bare_null(a, a->at) ? put_bare_null(a, out, type) : put_expression(a, out);
}

static bool put_zero_offset(Asm *a, AsmSection *out, bool is_64, const WfxToken *token)
{
    if (!asm_row(a, out, token))
        return false;
    wfx_buffer_u8(&out->bytes, is_64 ? 0x42 : 0x41);
    wfx_buffer_u8(&out->bytes, 0);
    a->out = out;
    return asm_end(a, token);
}

/* ---- functions ---- */

static bool read_locals(Asm *a)
{
    a->locals.count = 0;
    while (asm_at_form(a, "local")) {
        a->at += 2;
        const WfxToken *token = asm_token(a);
        uint32_t symbol;
        WfxName name;
        AsmType type = 0;
        if (!asm_read_binder(a, &symbol, &name))
            return false;
        if (name.data && !asm_bind_local(a, symbol, name, a->params.count + a->locals.count, token))
            return false;
        while (name.data || !asm_is(a, WFX_TOKEN_CLOSE)) {
            if (!asm_value_type(a, &type))
                return false;
            if (!wfx_vec_push(&a->locals, type))
                return asm_oom(a);
            if (name.data)
                break;
        }
        if (!asm_expect_close(a))
            return false;
    }
    return true;
}

static void put_locals(Asm *a, WfxBuffer *out)
{
    uint32_t runs = 0, count = a->locals.count;
    const AsmType *locals = a->locals.data;
    for (uint32_t i = 0; i < count; i++)
        runs += i == 0 || locals[i] != locals[i - 1];
    wfx_buffer_uleb(out, runs);
    for (uint32_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && locals[end] == locals[i];)
            end++;
        wfx_buffer_uleb(out, end - i);
        asm_put_type(out, locals[i]);
    }
}

static bool function_field(Asm *a)
{
    Head head;
    uint32_t type = 0;
    if (!read_head(a, WFX_NAMES_FUNCTION, WFX_EXTERN_FUNC, &head))
        return false;
    if (head.is_import)
        return put_extern_type(a, WFX_EXTERN_FUNC, head.index) && asm_expect_close(a);
    begin_scope(a, head.index);
    if (!asm_type_use(a, true, &type) || !read_locals(a))
        return false;
    AsmSection *function = begin_entry(a, SECTION_FUNCTION, head.token),
               *code = begin_entry(a, SECTION_CODE, head.token);
    wfx_buffer_uleb(&function->bytes, type);
    uint32_t start = (uint32_t)code->bytes.size;
    a->body_start = start;
    put_locals(a, &code->bytes);
    a->out = code;
    if (!asm_instructions(a) || !asm_end(a, asm_token(a)))
        return false;
    a->function = UINT32_MAX;
    if (!wfx_vec_push(&a->bodies, (AsmBody){start, (uint32_t)code->bytes.size - start}))
        return asm_oom(a);
    return asm_expect_close(a);
}

/* ---- element segments ---- */

static uint32_t count_items(const Asm *a)
{
    const WfxToken *tokens = a->tokens.list.data;
    uint32_t count = 0;
    for (uint32_t at = a->at; tokens[at].kind != WFX_TOKEN_CLOSE && tokens[at].kind != WFX_TOKEN_END; at++, count++)
        if (tokens[at].kind == WFX_TOKEN_OPEN && tokens[tokens[at].link].kind != WFX_TOKEN_END)
            at = tokens[at].link;
    return count;
}

static bool put_function_list(Asm *a, AsmSection *out)
{
    wfx_buffer_uleb(&out->bytes, count_items(a));
    while (!asm_is(a, WFX_TOKEN_CLOSE)) {
        uint32_t index = 0;
        if (!asm_read_index(a, WFX_NAMES_FUNCTION, &index))
            return false;
        wfx_buffer_uleb(&out->bytes, index);
    }
    return true;
}

/* Indices that stand for `ref.func` expressions. */
static bool put_function_expressions(Asm *a, AsmSection *out)
{
    wfx_buffer_uleb(&out->bytes, count_items(a));
    a->out = out;
    while (!asm_is(a, WFX_TOKEN_CLOSE)) {
        uint32_t index = 0;
        const WfxToken *token = asm_token(a);
        if (!asm_row(a, out, token) || !asm_read_index(a, WFX_NAMES_FUNCTION, &index))
            return false;
        wfx_buffer_u8(&out->bytes, 0xD2);
        wfx_buffer_uleb(&out->bytes, index);
        if (!asm_end(a, token))
            return false;
    }
    return true;
}

static bool put_item(Asm *a, AsmSection *out, AsmType type)
{
    bool is_item = asm_at_form(a, "item");
    if (!at_bare_null(a, a->at + (is_item ? 2 : 0)))
        return put_short_expression(a, out, "item");
    a->at += is_item ? 2 : 0;
    return put_bare_null(a, out, type) && (!is_item || asm_expect_close(a));
}

static bool put_expression_list(Asm *a, AsmSection *out, AsmType type)
{
    wfx_buffer_uleb(&out->bytes, count_items(a));
    while (!asm_is(a, WFX_TOKEN_CLOSE)) {
        if (!asm_is(a, WFX_TOKEN_OPEN))
            return asm_unexpected(a, "an element expression");
        if (!put_item(a, out, type))
            return false;
    }
    return true;
}

/* The bits of an element segment's flags (spec 5.5.12): 1 passive or declared, 2 explicit table or declared, 4
   expressions. */
static bool active_elem(Asm *a, uint32_t table, bool has_table)
{
    /* The offset is encoded behind flags that depend on what follows it: peek over it. */
    AsmSection *out = section(a, SECTION_ELEM);
    const WfxToken *tokens = a->tokens.list.data;
    if (!asm_is(a, WFX_TOKEN_OPEN) || tokens[asm_token(a)->link].kind == WFX_TOKEN_END)
        return asm_unexpected(a, "an offset");
    uint32_t offset = a->at, list = asm_token(a)->link + 1;
    AsmType type = 0;
    bool expressions = false;
    a->at = list;
    if (asm_at_element_type(a)) {
        expressions = true;
        if (!asm_element_type(a, &type))
            return false;
    } else if (asm_token_is(a, asm_token(a), "func")) {
        a->at++;
    }
    list = a->at;
    bool named_type = expressions && type != ASM_FUNCREF;
    uint32_t flags = (expressions ? 4 : 0) | (has_table || named_type ? 2 : 0);
    wfx_buffer_uleb(&out->bytes, flags);
    if (flags & 2)
        wfx_buffer_uleb(&out->bytes, table);
    a->at = offset;
    if (!put_short_expression(a, out, "offset"))
        return false;
    if (flags & 2) {
        if (expressions)
            asm_put_type(&out->bytes, type);
        else
            wfx_buffer_u8(&out->bytes, 0);
    }
    a->at = list;
    return expressions ? put_expression_list(a, out, type) : put_function_list(a, out);
}

static bool passive_elem(Asm *a, bool is_declared)
{
    AsmSection *out = section(a, SECTION_ELEM);
    uint32_t mode = is_declared ? 3 : 1;
    if (asm_token_is(a, asm_token(a), "func")) {
        a->at++;
        wfx_buffer_uleb(&out->bytes, mode);
        wfx_buffer_u8(&out->bytes, 0);
        return put_function_list(a, out);
    }
    AsmType type = 0;
    if (!asm_at_element_type(a))
        return asm_unexpected(a, "\"func\" or a reference type");
    if (!asm_element_type(a, &type))
        return false;
    wfx_buffer_uleb(&out->bytes, 4 | mode);
    asm_put_type(&out->bytes, type);
    return put_expression_list(a, out, type);
}

static bool elem_field(Asm *a)
{
    uint32_t symbol, table = 0;
    WfxName name;
    begin_entry(a, SECTION_ELEM, asm_token(a) - 1);
    if (!asm_read_binder(a, &symbol, &name))
        return false;
    if (asm_token_is(a, asm_token(a), "declare")) {
        a->at++;
        return passive_elem(a, true) && asm_expect_close(a);
    }
    /* the old form: a bare index, and functions without `func` */
    if (asm_is_index(a) && asm_peek(a, 1)->kind == WFX_TOKEN_OPEN)
        return asm_read_index(a, WFX_NAMES_TABLE, &table) && active_elem(a, table, table != 0) &&
               asm_close_or(a, "an element or \")\"");
    if (!asm_is(a, WFX_TOKEN_OPEN) || asm_at_element_type(a))
        return passive_elem(a, false) && asm_expect_close(a);
    bool has_table = asm_at_form(a, "table");
    if (has_table) {
        a->at += 2;
        if (!asm_read_index(a, WFX_NAMES_TABLE, &table) || !asm_expect_close(a))
            return false;
    }
    return active_elem(a, table, has_table) && asm_close_or(a, "an element or \")\"");
}

/* ---- tables ---- */

/* `(elem ..)` inside a table: a->at at "(". */
static bool inline_elem(Asm *a, uint32_t table, AsmType type, bool is_64)
{
    const WfxToken *token = asm_peek(a, 1);
    a->at += 2;
    bool indices = asm_is_index(a);
    uint32_t count = count_items(a);
    AsmSection *tables = section(a, SECTION_TABLE);
    asm_put_type(&tables->bytes, type);
    put_exact_limits(is_64, (PageSize){0}, count, &tables->bytes);
    AsmSection *out = begin_entry(a, SECTION_ELEM, token);
    bool expressions = !indices || type != ASM_FUNCREF;
    if (!count)
        expressions = type != ASM_FUNCREF;
    bool explicit_form = table != 0 || (expressions && type != ASM_FUNCREF);
    wfx_buffer_uleb(&out->bytes, (expressions ? 4 : 0) | (explicit_form ? 2 : 0));
    if (explicit_form)
        wfx_buffer_uleb(&out->bytes, table);
    if (!put_zero_offset(a, out, is_64, token))
        return false;
    if (explicit_form) {
        if (expressions)
            asm_put_type(&out->bytes, type);
        else
            wfx_buffer_u8(&out->bytes, 0);
    }
    if (!(!expressions ? put_function_list(a, out)
          : indices    ? put_function_expressions(a, out)
                       : put_expression_list(a, out, type)))
        return false;
    return asm_expect_close(a);
}

static bool table_field(Asm *a)
{
    Head head;
    if (!read_head(a, WFX_NAMES_TABLE, WFX_EXTERN_TABLE, &head))
        return false;
    if (head.is_import)
        return put_extern_type(a, WFX_EXTERN_TABLE, head.index) && asm_expect_close(a);
    AsmSection *out = begin_entry(a, SECTION_TABLE, head.token);
    bool is_64 = read_address_type(a);
    if (asm_at_element_type(a)) {
        AsmType type = 0;
        if (!asm_element_type(a, &type))
            return false;
        if (!asm_at_form(a, "elem"))
            return asm_unexpected(a, "\"(elem\"");
        return inline_elem(a, head.index, type, is_64) && asm_expect_close(a);
    }
    /* A table with an initial value has a prefix, which stands before the type. */
    size_t start = out->bytes.size;
    AsmType element = 0;
    if (!put_table_type(a, is_64, &element, &out->bytes))
        return false;
    if (asm_is(a, WFX_TOKEN_CLOSE)) {
        a->at++;
        return true;
    }
    WfxBuffer type = {0};
    if (!out->bytes.failed)
        wfx_buffer_bytes(&type, out->bytes.data + start, out->bytes.size - start);
    out->bytes.size = start;
    wfx_buffer_u8(&out->bytes, 0x40);
    wfx_buffer_u8(&out->bytes, 0x00);
    wfx_buffer_bytes(&out->bytes, type.data, type.size);
    bool failed = type.failed;
    wfx_buffer_free(&type);
    return (!failed || asm_oom(a)) && put_typed_expression(a, out, element) && asm_expect_close(a);
}

/* ---- memories and data ---- */

static bool put_strings(Asm *a, WfxBuffer *out, uint64_t *size)
{
    WfxBuffer bytes = {0};
    bool ok = true;
    while (ok && asm_is(a, WFX_TOKEN_STRING))
        ok = asm_read_string(a, &bytes);
    wfx_buffer_uleb(out, bytes.size);
    wfx_buffer_bytes(out, bytes.data, bytes.size);
    *size = bytes.size;
    ok = ok && (!bytes.failed || asm_oom(a));
    wfx_buffer_free(&bytes);
    return ok;
}

static bool memory_field(Asm *a)
{
    Head head;
    if (!read_head(a, WFX_NAMES_MEMORY, WFX_EXTERN_MEMORY, &head))
        return false;
    if (head.is_import)
        return put_extern_type(a, WFX_EXTERN_MEMORY, head.index) && asm_expect_close(a);
    AsmSection *out = begin_entry(a, SECTION_MEMORY, head.token);
    bool is_64 = read_address_type(a);
    PageSize page;
    if (!read_page_size(a, &page)) /* here it belongs to the data */
        return false;
    if (!page.is_given && !asm_at_form(a, "data"))
        return put_limits(a, is_64, true, &out->bytes) && asm_expect_close(a);
    if (!asm_at_form(a, "data"))
        return asm_unexpected(a, "\"(data\"");
    AsmSection *data = begin_entry(a, SECTION_DATA, asm_peek(a, 1));
    uint64_t size = 0;
    wfx_buffer_uleb(&data->bytes, head.index ? 2 : 0);
    if (head.index)
        wfx_buffer_uleb(&data->bytes, head.index);
    if (!put_zero_offset(a, data, is_64, asm_peek(a, 1)))
        return false;
    a->at += 2;
    if (!put_strings(a, &data->bytes, &size) || !asm_close_or(a, "a string or \")\""))
        return false;
    put_exact_limits(is_64, page, (size + (UINT64_C(1) << page.shift) - 1) >> page.shift, &out->bytes);
    return asm_expect_close(a);
}

static bool data_field(Asm *a)
{
    uint32_t symbol, memory = 0;
    uint64_t size;
    WfxName name;
    AsmSection *out = begin_entry(a, SECTION_DATA, asm_token(a) - 1);
    if (!asm_read_binder(a, &symbol, &name))
        return false;
    bool has_memory = asm_at_form(a, "memory");
    if (asm_is_index(a) && asm_peek(a, 1)->kind == WFX_TOKEN_OPEN) { /* the old form: a bare index */
        has_memory = true;
        if (!asm_read_index(a, WFX_NAMES_MEMORY, &memory))
            return false;
    } else if (has_memory) {
        a->at += 2;
        if (!asm_read_index(a, WFX_NAMES_MEMORY, &memory) || !asm_expect_close(a))
            return false;
    }
    if (has_memory || asm_is(a, WFX_TOKEN_OPEN)) {
        wfx_buffer_uleb(&out->bytes, has_memory ? 2 : 0);
        if (has_memory)
            wfx_buffer_uleb(&out->bytes, memory);
        if (!asm_is(a, WFX_TOKEN_OPEN))
            return asm_unexpected(a, "an offset");
        if (!put_short_expression(a, out, "offset"))
            return false;
    } else {
        wfx_buffer_uleb(&out->bytes, 1);
    }
    return put_strings(a, &out->bytes, &size) && asm_close_or(a, "a string or \")\"");
}

/* ---- the others ---- */

static bool global_field(Asm *a)
{
    Head head;
    if (!read_head(a, WFX_NAMES_GLOBAL, WFX_EXTERN_GLOBAL, &head))
        return false;
    if (head.is_import)
        return put_extern_type(a, WFX_EXTERN_GLOBAL, head.index) && asm_expect_close(a);
    AsmSection *out = begin_entry(a, SECTION_GLOBAL, head.token);
    AsmType type = 0;
    return put_global_type(a, &type, &out->bytes) && put_typed_expression(a, out, type) && asm_expect_close(a);
}

static bool tag_field(Asm *a)
{
    Head head;
    if (!read_head(a, WFX_NAMES_TAG, WFX_EXTERN_TAG, &head))
        return false;
    if (head.is_import)
        return put_extern_type(a, WFX_EXTERN_TAG, head.index) && asm_expect_close(a);
    AsmSection *out = begin_entry(a, SECTION_TAG, head.token);
    begin_scope(a, UINT32_MAX);
    wfx_buffer_u8(&out->bytes, 0);
    return put_type_use(a, &out->bytes) && asm_expect_close(a);
}

static const struct {
    const char *word;
    WfxNameSpace space;
    WfxExternKind kind;
} externs[] = {{"func", WFX_NAMES_FUNCTION, WFX_EXTERN_FUNC},
               {"table", WFX_NAMES_TABLE, WFX_EXTERN_TABLE},
               {"memory", WFX_NAMES_MEMORY, WFX_EXTERN_MEMORY},
               {"global", WFX_NAMES_GLOBAL, WFX_EXTERN_GLOBAL},
               {"tag", WFX_NAMES_TAG, WFX_EXTERN_TAG}};
enum { EXTERNS = sizeof externs / sizeof *externs };

static int find_extern(const Asm *a)
{
    for (int i = 0; i < EXTERNS; i++)
        if (asm_at_form(a, externs[i].word))
            return i;
    return -1;
}

static bool import_field(Asm *a)
{
    const WfxToken *token = asm_token(a) - 1;
    uint32_t names = a->at, symbol;
    WfxName ignored;
    if (!asm_read_name(a, &ignored) || !asm_read_name(a, &ignored))
        return false;
    int kind = find_extern(a);
    if (kind < 0)
        return asm_unexpected(a, "\"(func\", \"(table\", \"(memory\", \"(global\" or \"(tag\"");
    uint32_t description = a->at + 2;
    a->at = names;
    if (!import_names(a, token, externs[kind].kind))
        return false;
    a->at = description;
    uint32_t index = a->spaces[externs[kind].space].next_import++;
    return asm_read_binder(a, &symbol, &ignored) && put_extern_type(a, externs[kind].kind, index) &&
           asm_expect_close(a) && asm_expect_close(a);
}

static bool export_field(Asm *a)
{
    const WfxToken *token = asm_token(a) - 1;
    WfxName name = {0};
    uint32_t index = 0;
    if (!asm_read_name(a, &name))
        return false;
    int kind = find_extern(a);
    if (kind < 0)
        return asm_unexpected(a, "\"(func\", \"(table\", \"(memory\", \"(global\" or \"(tag\"");
    a->at += 2;
    if (!asm_read_index(a, externs[kind].space, &index))
        return false;
    AsmSection *out = begin_entry(a, SECTION_EXPORT, token);
    asm_put_name(&out->bytes, name);
    wfx_buffer_u8(&out->bytes, (uint8_t)externs[kind].kind);
    wfx_buffer_uleb(&out->bytes, index);
    return asm_expect_close(a) && asm_expect_close(a);
}

static bool start_field(Asm *a)
{
    const WfxToken *token = asm_token(a) - 1;
    uint32_t index = 0;
    if (section(a, SECTION_START)->count)
        return asm_fail(a, token, "multiple start sections");
    if (!asm_read_index(a, WFX_NAMES_FUNCTION, &index))
        return false;
    wfx_buffer_uleb(&begin_entry(a, SECTION_START, token)->bytes, index);
    return asm_expect_close(a);
}

/* Types were read before; passes over them. */
static bool type_field(Asm *a)
{
    uint32_t open = a->at - 2;
    a->at = a->tokens.list.data[open].link + 1;
    return true;
}

bool asm_field(Asm *a)
{
    static const struct {
        const char *word;
        bool (*read)(Asm *);
    } fields[] = {{"func", function_field}, {"type", type_field},   {"rec", type_field},
                  {"import", import_field}, {"table", table_field}, {"memory", memory_field},
                  {"global", global_field}, {"tag", tag_field},     {"export", export_field},
                  {"start", start_field},   {"elem", elem_field},   {"data", data_field}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (asm_token_is(a, asm_token(a), fields[i].word)) {
            a->at++;
            return fields[i].read(a) && a->error->kind == WFX_ERROR_NONE;
        }
    }
    if (!asm_is(a, WFX_TOKEN_KEYWORD))
        return asm_unexpected(a, "a module field");
    const WfxToken *token = asm_token(a);
    return asm_fail(a, token, "unknown operator \"%.*s\", expected a module field",
                    token->size > 60 ? 60 : (int)token->size, asm_text(a, token));
}
