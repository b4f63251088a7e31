/* The assembler: entry points, the first pass (indices of all fields) and what all passes need of tokens; see asm.h. */
#include "engine/text/asm.h"
#include "engine/base/assert.h"
#include "engine/base/alloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- tokens ---- */

bool asm_token_is(const Asm *a, const WfxToken *token, const char *keyword)
{
    size_t size = strlen(keyword);
    return token->kind == WFX_TOKEN_KEYWORD && token->size == size && !memcmp(asm_text(a, token), keyword, size);
}

bool asm_at_form(const Asm *a, const char *keyword)
{
    return asm_is(a, WFX_TOKEN_OPEN) && asm_token_is(a, asm_peek(a, 1), keyword);
}

bool asm_oom(Asm *a)
{
    return wfx_error_oom(a->error);
}

bool asm_fail(Asm *a, const WfxToken *token, const char *format, ...)
{
    char message[400];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return wfx_error_set_at(a->error, WFX_ERROR_MALFORMED, token->line, token->column, "%s", message);
}

bool asm_unexpected(Asm *a, const char *expected)
{
    const WfxToken *token = asm_token(a);
    if (token->kind == WFX_TOKEN_END)
        return asm_fail(a, token, "unexpected end of text, expected %s", expected);
    int size = token->size > 60 ? 60 : (int)token->size;
    return asm_fail(a, token, "unexpected token \"%.*s\", expected %s", size, asm_text(a, token), expected);
}

bool asm_close_or(Asm *a, const char *expected)
{
    if (!asm_is(a, WFX_TOKEN_CLOSE))
        return asm_unexpected(a, expected);
    a->at++;
    return true;
}

bool asm_expect_close(Asm *a)
{
    return asm_close_or(a, "\")\"");
}

bool asm_expect_keyword(Asm *a, const char *keyword)
{
    char expected[80];
    if (asm_token_is(a, asm_token(a), keyword)) {
        a->at++;
        return true;
    }
    snprintf(expected, sizeof expected, "\"%s\"", keyword);
    return asm_unexpected(a, expected);
}

bool asm_symbol_name(const Asm *a, uint32_t symbol, WfxName *name)
{
    if (symbol == WFX_NO_SYMBOL)
        return false;
    const WfxSymbol *known = &a->tokens.symbols.data[symbol];
    *name = (WfxName){known->data, known->size};
    return true;
}

bool asm_read_id(Asm *a, uint32_t *symbol)
{
    *symbol = WFX_NO_SYMBOL;
    if (asm_is(a, WFX_TOKEN_ID)) {
        *symbol = asm_token(a)->link;
        a->at++;
    }
    return *symbol != WFX_NO_SYMBOL;
}

bool asm_at_annotation(const Asm *a, const char *id)
{
    const WfxToken *token = asm_token(a);
    size_t size = strlen(id);
    return token->kind == WFX_TOKEN_ANNOTATION && token->size == size + 2 && !memcmp(asm_text(a, token) + 2, id, size);
}

bool asm_read_binder(Asm *a, uint32_t *symbol, WfxName *name)
{
    *name = (WfxName){0};
    if (asm_read_id(a, symbol))
        asm_symbol_name(a, *symbol, name);
    if (!asm_at_annotation(a, "name"))
        return true;
    a->at++;
    return asm_read_name(a, name) && asm_expect_close(a);
}

bool asm_read_string(Asm *a, WfxBuffer *out)
{
    const WfxToken *token = asm_token(a);
    if (token->kind != WFX_TOKEN_STRING)
        return asm_unexpected(a, "a string");
    wfx_token_decode(asm_text(a, token), token->size, out);
    a->at++;
    return true;
}

bool asm_read_name(Asm *a, WfxName *name)
{
    const WfxToken *token = asm_token(a);
    WfxBuffer text = {0};
    if (!asm_read_string(a, &text))
        return false;
    char *copy = text.failed ? NULL : wfx_arena_strndup(&a->arena, (char *)text.data, text.size);
    *name = (WfxName){copy, (uint32_t)text.size};
    wfx_buffer_free(&text);
    if (!copy)
        return asm_oom(a);
    return wfx_text_is_utf8(copy, name->size) || asm_fail(a, token, "malformed UTF-8 encoding in a name");
}

bool asm_read_u32(Asm *a, uint32_t *value, const char *what)
{
    const WfxToken *token = asm_token(a);
    uint64_t wide = 0;
    if (token->kind != WFX_TOKEN_NAT)
        return asm_unexpected(a, what);
    if (wfx_number_nat(asm_text(a, token), token->size, UINT32_MAX, &wide) != WFX_NUMBER_OK)
        return asm_fail(a, token, "i32 constant out of range: %s must be below 2^32", what);
    *value = (uint32_t)wide;
    a->at++;
    return true;
}

static const char *const space_words[WFX_NAMES_SPACES] = {"function", "type",         "table",        "memory",
                                                          "global",   "elem segment", "data segment", "tag"};

bool asm_is_index(const Asm *a)
{
    return asm_is(a, WFX_TOKEN_ID) || asm_is(a, WFX_TOKEN_NAT);
}

bool asm_read_index(Asm *a, WfxNameSpace space, uint32_t *index)
{
    const WfxToken *token = asm_token(a);
    if (token->kind == WFX_TOKEN_ID) {
        wfx_assert(space < WFX_NAMES_SPACES && token->link < a->tokens.symbols.count);
        uint32_t found = a->spaces[space].by_symbol[token->link];
        if (!found)
            return asm_fail(a, token, "unknown %s %.*s", space_words[space], (int)token->size, asm_text(a, token));
        *index = found - 1;
        a->at++;
        return true;
    }
    char what[60];
    snprintf(what, sizeof what, "a %s index", space_words[space]);
    return asm_read_u32(a, index, what);
}

bool asm_read_local(Asm *a, uint32_t *index)
{
    const WfxToken *token = asm_token(a);
    if (token->kind != WFX_TOKEN_ID)
        return asm_read_u32(a, index, "a local index");
    wfx_assert(token->link < a->tokens.symbols.count);
    const AsmBinding *binding = &a->local_bindings[token->link];
    if (binding->epoch != a->local_epoch || a->function == UINT32_MAX)
        return asm_fail(a, token, "unknown local %.*s", (int)token->size, asm_text(a, token));
    *index = binding->index;
    a->at++;
    return true;
}

bool asm_add_name(Asm *a, AsmIndirectNames *names, uint32_t outer, uint32_t index, WfxName name)
{
    return !name.data || wfx_vec_push(names, (AsmIndirectName){outer, index, name}) || asm_oom(a);
}

/* ---- the first pass ---- */

bool asm_bind(Asm *a, AsmSpace *space, uint32_t index, uint32_t symbol, WfxName name, const WfxToken *token,
              const char *what)
{
    if (symbol != WFX_NO_SYMBOL) {
        if (space->by_symbol[symbol])
            return asm_fail(a, token, "duplicate %s $%.*s", what, name.size > 60 ? 60 : (int)name.size, name.data);
        wfx_assert(symbol < a->tokens.symbols.count);
        space->by_symbol[symbol] = index + 1;
    }
    if (!name.data)
        return true;
    while (space->names.count <= index)
        if (!wfx_vec_push(&space->names, (WfxName){0}))
            return asm_oom(a);
    space->names.data[index] = name;
    return true;
}

/* `at`: behind the field's keyword. An inline import follows the identifier and any inline exports. */
bool asm_has_inline_import(const Asm *a, uint32_t at)
{
    const WfxToken *tokens = a->tokens.list.data;
    while (tokens[at].kind == WFX_TOKEN_ID || tokens[at].kind == WFX_TOKEN_ANNOTATION)
        at = tokens[at].kind == WFX_TOKEN_ID ? at + 1
                                             : tokens[at].link + (tokens[tokens[at].link].kind != WFX_TOKEN_END);
    while (tokens[at].kind == WFX_TOKEN_OPEN && tokens[at].link < a->tokens.list.count - 1) {
        if (asm_token_is(a, &tokens[at + 1], "import"))
            return true;
        if (!asm_token_is(a, &tokens[at + 1], "export"))
            return false;
        at = tokens[at].link + 1;
    }
    return false;
}

/* Does the field that opens at `open` hold a form `(keyword` of its own? */
static bool has_inline_form(const Asm *a, uint32_t open, const char *keyword)
{
    const WfxToken *tokens = a->tokens.list.data;
    uint32_t end = tokens[open].link;
    for (uint32_t at = open + 2; at < end; at++) {
        if (tokens[at].kind != WFX_TOKEN_OPEN && tokens[at].kind != WFX_TOKEN_ANNOTATION)
            continue;
        if (asm_token_is(a, &tokens[at + 1], keyword))
            return true;
        at = tokens[at].link;
    }
    return false;
}

typedef struct FieldKind {
    const char *keyword;
    WfxNameSpace space;
    const char *duplicate;
} FieldKind;
static const FieldKind field_kinds[] = {
    {"func", WFX_NAMES_FUNCTION, "func"},
    {"table", WFX_NAMES_TABLE, "table"},
    {"memory", WFX_NAMES_MEMORY, "memory"},
    {"global", WFX_NAMES_GLOBAL, "global"},
    {"tag", WFX_NAMES_TAG, "tag"},
    {"elem", WFX_NAMES_ELEM, "elem segment"},
    {"data", WFX_NAMES_DATA, "data segment"},
};

static const FieldKind *find_kind(const Asm *a, const WfxToken *token)
{
    for (size_t i = 0; i < sizeof field_kinds / sizeof *field_kinds; i++)
        if (asm_token_is(a, token, field_kinds[i].keyword))
            return &field_kinds[i];
    return NULL;
}

static bool check_import_order(Asm *a, const WfxToken *token)
{
    static const struct {
        WfxNameSpace space;
        const char *word;
    } order[] = {{WFX_NAMES_FUNCTION, "function"},
                 {WFX_NAMES_TABLE, "table"},
                 {WFX_NAMES_MEMORY, "memory"},
                 {WFX_NAMES_GLOBAL, "global"}};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (a->spaces[order[i].space].count > a->spaces[order[i].space].imported)
            return asm_fail(a, token, "import after %s: imports must stand before all definitions", order[i].word);
    return true;
}

/* At the keyword of a field that defines or (is_import) imports something. */
static bool declare(Asm *a, const FieldKind *kind, uint32_t open, bool is_import)
{
    const WfxToken *token = asm_token(a);
    AsmSpace *space = &a->spaces[kind->space];
    uint32_t symbol;
    WfxName name;
    a->at++;
    is_import = is_import || (kind->space <= WFX_NAMES_TAG && asm_has_inline_import(a, a->at));
    const WfxToken *binder = asm_is(a, WFX_TOKEN_ID) ? asm_token(a) : token;
    uint32_t binder_at = (uint32_t)(binder - a->tokens.list.data);
    if (!asm_read_binder(a, &symbol, &name))
        return false;
    if (is_import && !check_import_order(a, token))
        return false;
    if (kind->space == WFX_NAMES_TAG && !is_import) {
        space->count++;
        return wfx_vec_push(&a->defined_tags, (AsmTagName){symbol, binder_at, name}) || asm_oom(a);
    }
    uint32_t index = kind->space == WFX_NAMES_TAG ? space->imported : space->count;
    space->count++;
    space->imported += is_import;
    wfx_assert(space->imported <= space->count);
    if (kind->space == WFX_NAMES_TABLE && !is_import && has_inline_form(a, open, "elem"))
        a->spaces[WFX_NAMES_ELEM].count++;
    if (kind->space == WFX_NAMES_MEMORY && !is_import && has_inline_form(a, open, "data"))
        a->spaces[WFX_NAMES_DATA].count++;
    return asm_bind(a, space, index, symbol, name, binder, kind->duplicate);
}

static bool declare_type(Asm *a)
{
    const WfxToken *token = asm_token(a);
    AsmSpace *space = &a->spaces[WFX_NAMES_TYPE];
    uint32_t symbol;
    WfxName name;
    a->at++;
    return asm_read_binder(a, &symbol, &name) && asm_bind(a, space, space->count++, symbol, name, token, "type");
}

/* The field that opens at a->at; leaves a->at anywhere in it. */
static bool declare_field(Asm *a)
{
    uint32_t open = a->at++;
    const WfxToken *token = asm_token(a);
    if (asm_token_is(a, token, "type"))
        return declare_type(a);
    if (asm_token_is(a, token, "rec")) {
        a->at++;
        while (asm_at_form(a, "type")) {
            uint32_t end = asm_token(a)->link;
            a->at++;
            if (!declare_type(a))
                return false;
            a->at = end;
            if (asm_is(a, WFX_TOKEN_CLOSE))
                a->at++;
        }
        return true;
    }
    if (asm_token_is(a, token, "import")) {
        a->at += 3; /* its two strings are checked by the second pass */
        if (a->at + 1 >= a->tokens.list.data[open].link || !asm_is(a, WFX_TOKEN_OPEN))
            return true;
        a->at++;
        const FieldKind *kind = find_kind(a, asm_token(a));
        return !kind || kind->space == WFX_NAMES_ELEM || kind->space == WFX_NAMES_DATA || declare(a, kind, open, true);
    }
    const FieldKind *kind = find_kind(a, token);
    return !kind || declare(a, kind, open, false);
}

/* Gives indices to the fields from a->at on, up to a closing parenthesis or the end. */
static bool declare_fields(Asm *a)
{
    uint32_t start = a->at;
    while (asm_is(a, WFX_TOKEN_OPEN) || asm_is(a, WFX_TOKEN_ANNOTATION)) {
        uint32_t end = asm_token(a)->link;
        if (asm_is(a, WFX_TOKEN_OPEN) && !declare_field(a))
            return false;
        a->at = end;
        if (asm_is(a, WFX_TOKEN_CLOSE))
            a->at++;
    }
    AsmSpace *tags = &a->spaces[WFX_NAMES_TAG];
    for (uint32_t i = 0; i < a->defined_tags.count; i++) {
        const AsmTagName *tag = &a->defined_tags.data[i];
        if (!asm_bind(a, tags, tags->imported + i, tag->symbol, tag->name, &a->tokens.list.data[tag->token], "tag"))
            return false;
    }
    for (uint32_t i = 0; i < WFX_NAMES_SPACES; i++)
        a->spaces[i].next_defined = a->spaces[i].imported;
    a->at = start;
    return true;
}

/* ---- the module ---- */

static bool prepare(Asm *a)
{
    uint32_t symbols = a->tokens.symbols.count;
    for (uint32_t i = 0; i < WFX_NAMES_SPACES; i++)
        if (!(a->spaces[i].by_symbol = wfx_calloc(symbols, sizeof(uint32_t))))
            return asm_oom(a);
    a->local_bindings = wfx_calloc(symbols, sizeof *a->local_bindings);
    a->label_bindings = wfx_calloc(symbols, sizeof *a->label_bindings);
    a->function = UINT32_MAX;
    return (a->local_bindings && a->label_bindings) || asm_oom(a);
}

static bool module_name(Asm *a)
{
    uint32_t symbol;
    WfxName name;
    if (!asm_read_binder(a, &symbol, &name))
        return false;
    a->module_name = name;
    return !asm_at_annotation(a, "name") || asm_fail(a, asm_token(a), "@name annotation: multiple module names");
}

static bool module_fields(Asm *a)
{
    uint32_t start = a->at;
    if (!declare_fields(a))
        return false;
    if (!asm_types(a))
        return false;
    a->at = start;
    for (;;) {
        if (asm_at_annotation(a, "custom")) {
            if (!asm_custom(a))
                return false;
        } else if (asm_at_annotation(a, "datacount")) {
            a->needs_data_count = true;
            a->at++;
            if (!asm_expect_close(a))
                return false;
        } else if (asm_at_annotation(a, WFX_HINT_SECTION)) {
            return asm_fail(a, asm_token(a), "@" WFX_HINT_SECTION " annotation: not in a function");
        } else if (asm_is(a, WFX_TOKEN_OPEN)) {
            a->at++;
            if (!asm_field(a))
                return false;
        } else {
            return true;
        }
    }
}

/* `(module binary "..")` and `(module quote "..")`: the strings, joined. a->at: behind the keyword. */
static bool joined_strings(Asm *a, WfxBuffer *out)
{
    while (asm_is(a, WFX_TOKEN_STRING))
        if (!asm_read_string(a, out))
            return false;
    return !out->failed || asm_oom(a);
}

static bool assemble_tokens(Asm *a, bool may_quote, WfxBuffer *binary, WfxSourceMap *map);

static bool assemble_quote(Asm *a, WfxBuffer *binary, WfxSourceMap *map)
{
    WfxBuffer text = {0};
    Asm inner = {.error = a->error};
    bool ok = joined_strings(a, &text) && asm_close_or(a, "a string or \")\"") &&
              wfx_tokens_read((char *)text.data, text.size, 1, 1, &inner.tokens, a->error) &&
              assemble_tokens(&inner, false, binary, map);
    /* Lines inside the strings mean nothing to a reader of the file. */
    if (a->error->kind == WFX_ERROR_MALFORMED)
        a->error->place = (WfxPlace){.line = a->module_line, .column = a->module_column};
    for (uint32_t i = 0; map && i < map->row_count; i++)
        map->rows[i].line = a->module_line, map->rows[i].column = a->module_column;
    wfx_buffer_free(&text);
    return ok;
}

static void free_asm(Asm *a)
{
    wfx_tokens_free(&a->tokens);
    wfx_arena_free(&a->arena);
    for (uint32_t i = 0; i < WFX_NAMES_SPACES; i++) {
        free(a->spaces[i].by_symbol);
        wfx_vec_free(&a->spaces[i].names);
    }
    wfx_vec_free(&a->defined_tags);
    wfx_vec_free(&a->types);
    wfx_vec_free(&a->type_pool);
    wfx_vec_free(&a->field_symbols);
    free(a->type_slots);
    wfx_vec_free(&a->params);
    wfx_vec_free(&a->results);
    wfx_vec_free(&a->locals);
    for (uint32_t i = 0; i < SECTION_IDS; i++) {
        wfx_buffer_free(&a->sections[i].bytes);
        wfx_vec_free(&a->sections[i].rows);
    }
    wfx_buffer_free(&a->scratch);
    wfx_vec_free(&a->frames);
    wfx_vec_free(&a->bodies);
    wfx_vec_free(&a->hints);
    for (uint32_t i = 0; i < a->customs.count; i++)
        wfx_buffer_free(&a->customs.data[i].bytes);
    wfx_vec_free(&a->customs);
    free(a->local_bindings);
    free(a->label_bindings);
    wfx_vec_free(&a->local_names);
    wfx_vec_free(&a->label_names);
    wfx_vec_free(&a->field_names);
}

/* Takes the tokens in *a and everything else with it. */
static bool assemble_tokens(Asm *a, bool may_quote, WfxBuffer *binary, WfxSourceMap *map)
{
    bool ok = false, encoded = false, wrapped = asm_at_form(a, "module");
    a->module_line = asm_token(a)->line;
    a->module_column = asm_token(a)->column;
    if (wrapped) {
        a->at += 2;
        if (asm_token_is(a, asm_token(a), "definition"))
            a->at++;
        if (!module_name(a))
            goto done;
        bool is_binary = asm_token_is(a, asm_token(a), "binary");
        if (is_binary || (may_quote && asm_token_is(a, asm_token(a), "quote"))) {
            a->at++;
            encoded = true;
            ok = is_binary ? joined_strings(a, binary) && asm_close_or(a, "a string or \")\"")
                           : assemble_quote(a, binary, map);
            goto end;
        }
    }
    if (!prepare(a) || !module_fields(a))
        goto done;
    if (wrapped && !asm_close_or(a, "a module field or \")\""))
        goto done;
    ok = true;
end:
    if (ok && !asm_is(a, WFX_TOKEN_END))
        ok = asm_unexpected(a, wrapped ? "the end of the text" : "a module field");
    if (ok && !encoded)
        ok = asm_output(a, binary, map);
done:
    free_asm(a);
    return ok;
}

bool wfx_text_assemble_at(const char *text, size_t size, uint32_t line, uint32_t column, const char *path,
                          WfxBuffer *binary, WfxSourceMap **map, WfxError *error)
{
    WfxError own_error = {0};
    WfxSourceMap *rows = NULL;
    WfxBuffer out = {0};
    Asm a = {.error = error ? error : &own_error};
    if (map && !(rows = wfx_source_new(path, line == 1 ? text : NULL, size))) {
        asm_oom(&a);
        goto fail;
    }
    if (!wfx_tokens_read(text, size, line, column, &a.tokens, a.error) || !assemble_tokens(&a, true, &out, rows))
        goto fail;
    *binary = out;
    if (map)
        *map = rows;
    return true;
fail:
    wfx_buffer_free(&out);
    if (rows)
        wfx_source_free(rows);
    return false;
}

bool wfx_wat_assemble(const char *text, size_t size, const char *path, WfxFeatures features, WfxBuffer *binary,
                      WfxSourceMap **map, WfxError *error)
{
    (void)features; /* what is grammatical is assembled; validation knows which features are on */
    return wfx_text_assemble_at(text, size, 1, 1, path, binary, map, error);
}
