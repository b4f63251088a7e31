/* The assembler: types, type definitions and type uses (spec 3.0 sections 6.4 and 6.6.1..6.6.3); see asm.h. */
#include "engine/base/alloc.h"
#include "engine/base/assert.h"
#include "engine/text/asm.h"

#include <string.h>

/* ---- value types ---- */

typedef struct TypeWord {
    const char *word;
    uint8_t code;
    bool is_heap;
} TypeWord;
static const TypeWord value_words[] = {
    {"i32", 0x7F, false}, {"i64", 0x7E, false}, {"f32", 0x7D, false}, {"f64", 0x7C, false}, {"v128", 0x7B, false}};
static const TypeWord ref_words[] = {
    {"funcref", 0x70, true},    {"externref", 0x6F, true},  {"anyref", 0x6E, true},        {"eqref", 0x6D, true},
    {"i31ref", 0x6C, true},     {"structref", 0x6B, true},  {"arrayref", 0x6A, true},      {"exnref", 0x69, true},
    {"contref", 0x68, true},    {"nullref", 0x71, true},    {"nullexternref", 0x72, true}, {"nullfuncref", 0x73, true},
    {"nullexnref", 0x74, true}, {"nullcontref", 0x75, true}};
static const TypeWord heap_words[] = {{"func", 0x70, true},  {"extern", 0x6F, true},   {"any", 0x6E, true},
                                      {"eq", 0x6D, true},    {"i31", 0x6C, true},      {"struct", 0x6B, true},
                                      {"array", 0x6A, true}, {"exn", 0x69, true},      {"cont", 0x68, true},
                                      {"none", 0x71, true},  {"noextern", 0x72, true}, {"nofunc", 0x73, true},
                                      {"noexn", 0x74, true}, {"nocont", 0x75, true}};
#define FIND(a, token, words) find_word(a, token, words, sizeof(words) / sizeof *(words))

static const TypeWord *find_word(const Asm *a, const WfxToken *token, const TypeWord *words, size_t count)
{
    if (token->kind != WFX_TOKEN_KEYWORD)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (asm_token_is(a, token, words[i].word))
            return &words[i];
    return NULL;
}

static const char *find_code(uint8_t code, const TypeWord *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (words[i].code == code)
            return words[i].word;
    return NULL;
}

const char *wfx_heap_word(uint8_t code)
{
    return find_code(code, heap_words, sizeof heap_words / sizeof *heap_words);
}

const char *wfx_type_word(uint8_t code)
{
    const char *word = find_code(code, value_words, sizeof value_words / sizeof *value_words);
    return word ? word : find_code(code, ref_words, sizeof ref_words / sizeof *ref_words);
}

bool asm_heap_type(Asm *a, uint64_t *heap)
{
    const TypeWord *word = FIND(a, asm_token(a), heap_words);
    if (word) {
        *heap = HEAP_ABSTRACT | word->code;
        a->at++;
        return true;
    }
    uint32_t index = 0;
    if (!asm_is_index(a))
        return asm_unexpected(a, "a heap type");
    if (!asm_read_index(a, WFX_NAMES_TYPE, &index))
        return false;
    *heap = index;
    return true;
}

bool asm_at_ref_type(const Asm *a)
{
    return asm_at_form(a, "ref") || FIND(a, asm_token(a), ref_words);
}

bool asm_ref_type(Asm *a, AsmType *type)
{
    const TypeWord *word = FIND(a, asm_token(a), ref_words);
    if (word) {
        *type = ASM_REF(WFX_CODE_REF_NULL, HEAP_ABSTRACT | word->code);
        a->at++;
        return true;
    }
    if (!asm_at_form(a, "ref"))
        return asm_unexpected(a, "a reference type");
    a->at += 2;
    bool nullable = asm_token_is(a, asm_token(a), "null");
    uint64_t heap = 0;
    a->at += nullable;
    if (!asm_heap_type(a, &heap))
        return false;
    *type = ASM_REF(nullable ? WFX_CODE_REF_NULL : WFX_CODE_REF, heap);
    return asm_expect_close(a);
}

bool asm_at_element_type(const Asm *a)
{
    return asm_at_ref_type(a) || asm_token_is(a, asm_token(a), "anyfunc");
}

bool asm_element_type(Asm *a, AsmType *type)
{
    if (!asm_token_is(a, asm_token(a), "anyfunc"))
        return asm_ref_type(a, type);
    *type = ASM_FUNCREF;
    a->at++;
    return true;
}

bool asm_value_type(Asm *a, AsmType *type)
{
    const TypeWord *word = FIND(a, asm_token(a), value_words);
    if (word) {
        *type = word->code;
        a->at++;
        return true;
    }
    return asm_at_ref_type(a) ? asm_ref_type(a, type) : asm_unexpected(a, "a value type");
}

void asm_put_heap(WfxBuffer *out, uint64_t heap)
{
    if (heap & HEAP_ABSTRACT)
        wfx_buffer_u8(out, (uint8_t)heap);
    else
        wfx_buffer_sleb(out, (int64_t)heap);
}

void asm_put_type(WfxBuffer *out, AsmType type)
{
    uint8_t code = (uint8_t)type;
    uint64_t heap = type >> 8;
    if (code != WFX_CODE_REF && code != WFX_CODE_REF_NULL) {
        wfx_buffer_u8(out, code);
        return;
    }
    if (code == WFX_CODE_REF || !(heap & HEAP_ABSTRACT))
        wfx_buffer_u8(out, code);
    asm_put_heap(out, heap);
}

/* ---- function types ---- */

bool asm_bind_local(Asm *a, uint32_t symbol, WfxName name, uint32_t index, const WfxToken *token)
{
    if (symbol != WFX_NO_SYMBOL) {
        AsmBinding *binding = &a->local_bindings[symbol];
        if (binding->epoch == a->local_epoch)
            return asm_fail(a, token, "duplicate local %.*s", (int)token->size, asm_text(a, token));
        *binding = (AsmBinding){a->local_epoch, index};
    }
    return a->function == UINT32_MAX || asm_add_name(a, &a->local_names, a->function, index, name);
}

typedef enum ParamNames { NAMES_REFUSED, NAMES_IGNORED, NAMES_BOUND } ParamNames;

/* `(param ..)*` into a->params. */
static bool read_params(Asm *a, ParamNames names)
{
    a->params.count = 0;
    while (asm_at_form(a, "param")) {
        a->at += 2;
        const WfxToken *token = asm_token(a);
        uint32_t symbol = WFX_NO_SYMBOL;
        WfxName name = {0};
        AsmType type = 0;
        if (names != NAMES_REFUSED && !asm_read_binder(a, &symbol, &name))
            return false;
        if (name.data) {
            if (!asm_value_type(a, &type))
                return false;
            if (names == NAMES_BOUND && !asm_bind_local(a, symbol, name, a->params.count, token))
                return false;
            if (!wfx_vec_push(&a->params, type))
                return asm_oom(a);
        } else {
            while (!asm_is(a, WFX_TOKEN_CLOSE)) {
                if (!asm_value_type(a, &type))
                    return false;
                if (!wfx_vec_push(&a->params, type))
                    return asm_oom(a);
            }
        }
        if (!asm_expect_close(a))
            return false;
    }
    return true;
}

static bool read_results(Asm *a)
{
    a->results.count = 0;
    while (asm_at_form(a, "result")) {
        a->at += 2;
        while (!asm_is(a, WFX_TOKEN_CLOSE)) {
            AsmType type = 0;
            if (!asm_value_type(a, &type))
                return false;
            if (!wfx_vec_push(&a->results, type))
                return asm_oom(a);
        }
        a->at++;
    }
    return true;
}

static void put_function_type(WfxBuffer *out, const AsmType *params, uint32_t param_count, const AsmType *results,
                              uint32_t result_count)
{
    wfx_buffer_u8(out, 0x60);
    wfx_buffer_uleb(out, param_count);
    for (uint32_t i = 0; i < param_count; i++)
        asm_put_type(out, params[i]);
    wfx_buffer_uleb(out, result_count);
    for (uint32_t i = 0; i < result_count; i++)
        asm_put_type(out, results[i]);
}

/* ---- the table of plain function types, which type uses without index refer to ---- */

static uint32_t hash_types(const AsmType *params, uint32_t param_count, const AsmType *results, uint32_t result_count)
{
    uint64_t hash = param_count * 31 + result_count + 7;
    for (uint32_t i = 0; i < param_count; i++)
        hash = (hash ^ params[i]) * 0x9E3779B97F4A7C15u;
    for (uint32_t i = 0; i < result_count; i++)
        hash = (hash ^ results[i]) * 0xC2B2AE3D27D4EB4Fu;
    return (uint32_t)(hash >> 32 ^ hash);
}

static bool same_signature(const Asm *a, const AsmTypeDef *type)
{
    const AsmType *pool = a->type_pool.data ? a->type_pool.data + type->first : NULL;
    return type->composite == WFX_COMPOSITE_FUNC && type->param_count == a->params.count &&
           type->result_count == a->results.count &&
           (!a->params.count || !memcmp(pool, a->params.data, a->params.count * sizeof *pool)) &&
           (!a->results.count || !memcmp(pool + type->param_count, a->results.data, a->results.count * sizeof *pool));
}

static uint32_t hash_of(const Asm *a, const AsmTypeDef *type)
{
    const AsmType *pool = a->type_pool.data ? a->type_pool.data + type->first : NULL;
    return hash_types(pool, type->param_count, pool ? pool + type->param_count : pool, type->result_count);
}

static bool grow_type_slots(Asm *a)
{
    uint32_t count = a->type_slot_count ? a->type_slot_count * 2 : 64;
    while (count < a->types.count * 2 + 2)
        count *= 2;
    uint32_t *slots = wfx_calloc(count, sizeof *slots);
    if (!slots)
        return asm_oom(a);
    free(a->type_slots);
    a->type_slots = slots;
    a->type_slot_count = count;
    for (uint32_t i = 0; i < a->types.count; i++) {
        const AsmTypeDef *type = &a->types.data[i];
        if (!type->is_plain || type->composite != WFX_COMPOSITE_FUNC)
            continue;
        uint32_t slot = hash_of(a, type) & (count - 1);
        while (slots[slot])
            slot = (slot + 1) & (count - 1);
        slots[slot] = i + 1;
    }
    return true;
}

/* Adds the signature in params and results to the pool. */
static bool push_signature(Asm *a, AsmTypeDef *type)
{
    type->composite = WFX_COMPOSITE_FUNC;
    type->first = a->type_pool.count;
    type->param_count = a->params.count;
    type->result_count = a->results.count;
    for (uint32_t i = 0; i < a->params.count; i++)
        if (!wfx_vec_push(&a->type_pool, a->params.data[i]))
            return asm_oom(a);
    for (uint32_t i = 0; i < a->results.count; i++)
        if (!wfx_vec_push(&a->type_pool, a->results.data[i]))
            return asm_oom(a);
    wfx_assert(a->type_pool.count == type->first + type->param_count + type->result_count);
    return true;
}

/* The first plain function type with this signature; appended when there is none yet, as of the place `token`. Equal
   signatures keep the table's insertion order, which is index order, along a probe sequence. */
static bool intern_signature(Asm *a, const WfxToken *token, uint32_t *index)
{
    if ((!a->type_slot_count || a->types.count * 2 + 2 > a->type_slot_count) && !grow_type_slots(a))
        return false;
    /* one is free */
    wfx_assert(!(a->type_slot_count & (a->type_slot_count - 1)) && a->types.count < a->type_slot_count);
    uint32_t mask = a->type_slot_count - 1;
    uint32_t slot = hash_types(a->params.data, a->params.count, a->results.data, a->results.count) & mask;
    for (; a->type_slots[slot]; slot = (slot + 1) & mask) {
        *index = a->type_slots[slot] - 1;
        if (same_signature(a, &a->types.data[*index]))
            return true;
    }
    AsmTypeDef type = {.is_plain = true};
    if (!push_signature(a, &type))
        return false;
    if (!wfx_vec_push(&a->types, type))
        return asm_oom(a);
    *index = a->types.count - 1;
    a->type_slots[slot] = a->types.count;
    AsmSection *section = &a->sections[SECTION_TYPE];
    section->count++;
    if (!asm_row(a, section, token))
        return false;
    put_function_type(&section->bytes, a->params.data, a->params.count, a->results.data, a->results.count);
    return true;
}

/* ---- type uses ---- */

/* After `(type x)` without parameters and results: those of x, so that locals are numbered from behind them. */
static bool load_signature(Asm *a, uint32_t index)
{
    if (index >= a->types.count || a->types.data[index].composite != WFX_COMPOSITE_FUNC)
        return true; /* validation refuses it */
    AsmTypeDef type = a->types.data[index];
    for (uint32_t i = 0; i < type.param_count; i++)
        if (!wfx_vec_push(&a->params, a->type_pool.data[type.first + i]))
            return asm_oom(a);
    for (uint32_t i = 0; i < type.result_count; i++)
        if (!wfx_vec_push(&a->results, a->type_pool.data[type.first + type.param_count + i]))
            return asm_oom(a);
    return true;
}

typedef struct TypeUse {
    const WfxToken *token; /* where it begins */
    bool has_index, has_inline;
    uint32_t index;
} TypeUse;

static bool read_type_use(Asm *a, ParamNames names, TypeUse *use)
{
    const WfxToken *token = asm_token(a);
    *use = (TypeUse){.token = token};
    if (asm_at_form(a, "type")) {
        a->at += 2;
        use->has_index = true;
        if (!asm_read_index(a, WFX_NAMES_TYPE, &use->index) || !asm_expect_close(a))
            return false;
    }
    uint32_t before = a->at;
    if (!read_params(a, names) || !read_results(a))
        return false;
    use->has_inline = a->at != before;
    if (!use->has_index)
        return true;
    if (!use->has_inline)
        return load_signature(a, use->index);
    if (use->index >= a->types.count)
        return asm_fail(a, token, "unknown type %u", use->index);
    return same_signature(a, &a->types.data[use->index]) ||
           asm_fail(a, token, "inline function type does not match type %u", use->index);
}

bool asm_type_use(Asm *a, bool bind, uint32_t *index)
{
    TypeUse use;
    if (!read_type_use(a, bind ? NAMES_BOUND : NAMES_REFUSED, &use))
        return false;
    *index = use.index;
    return use.has_index || intern_signature(a, use.token, index);
}

bool asm_block_type(Asm *a, WfxBuffer *out)
{
    TypeUse use;
    if (!read_type_use(a, NAMES_REFUSED, &use))
        return false;
    if (!use.has_index && !a->params.count && a->results.count <= 1) {
        if (a->results.count)
            asm_put_type(out, a->results.data[0]);
        else
            wfx_buffer_u8(out, 0x40);
        return true;
    }
    if (!use.has_index && !intern_signature(a, use.token, &use.index))
        return false;
    wfx_buffer_sleb(out, use.index);
    return true;
}

/* ---- type definitions ---- */

enum { MAX_FIELDS = 10000 }; /* as the JS API has it; names are searched one by one */

static bool put_field(Asm *a, WfxBuffer *out)
{
    bool is_mutable = asm_at_form(a, "mut");
    AsmType type = 0;
    a->at += is_mutable ? 2 : 0;
    if (asm_token_is(a, asm_token(a), "i8") || asm_token_is(a, asm_token(a), "i16")) {
        wfx_buffer_u8(out, asm_token(a)->size == 2 ? 0x78 : 0x77);
        a->at++;
    } else {
        if (!asm_value_type(a, &type))
            return false;
        asm_put_type(out, type);
    }
    wfx_buffer_u8(out, is_mutable);
    return !is_mutable || asm_expect_close(a);
}

static bool push_field(Asm *a, AsmTypeDef *type, uint32_t symbol, WfxName name, const WfxToken *token, WfxBuffer *out)
{
    if (type->field_count >= MAX_FIELDS)
        return wfx_error_set_at(a->error, WFX_ERROR_LIMIT, token->line, token->column,
                                "a structure has more than %d fields", MAX_FIELDS);
    if (symbol != WFX_NO_SYMBOL) {
        AsmBinding *binding = &a->local_bindings[symbol];
        if (binding->epoch == a->local_epoch)
            return asm_fail(a, token, "duplicate field %.*s", (int)token->size, asm_text(a, token));
        binding->epoch = a->local_epoch;
    }
    if (!wfx_vec_push(&a->field_symbols, symbol))
        return asm_oom(a);
    return asm_add_name(a, &a->field_names, a->types.count, type->field_count++, name) && put_field(a, out);
}

/* `(struct (field ..)*)` from behind its keyword on. */
static bool read_struct(Asm *a, AsmTypeDef *type, WfxBuffer *out)
{
    WfxBuffer fields = {0};
    bool ok = false;
    type->composite = WFX_COMPOSITE_STRUCT;
    type->fields = a->field_symbols.count;
    a->local_epoch++; /* a structure is a scope of its own, like a function's */
    while (asm_at_form(a, "field")) {
        a->at += 2;
        const WfxToken *token = asm_token(a);
        uint32_t symbol;
        WfxName name;
        if (!asm_read_binder(a, &symbol, &name))
            goto done;
        if (name.data && !push_field(a, type, symbol, name, token, &fields))
            goto done;
        while (!name.data && !asm_is(a, WFX_TOKEN_CLOSE))
            if (!push_field(a, type, WFX_NO_SYMBOL, (WfxName){0}, token, &fields))
                goto done;
        if (!asm_expect_close(a))
            goto done;
    }
    wfx_buffer_u8(out, 0x5F);
    wfx_buffer_uleb(out, type->field_count);
    wfx_buffer_bytes(out, fields.data, fields.size);
    ok = !fields.failed || asm_oom(a);
done:
    wfx_buffer_free(&fields);
    return ok;
}

/* The composite type inside parentheses; a->at at "(". */
static bool read_composite(Asm *a, AsmTypeDef *type, WfxBuffer *out)
{
    if (asm_at_form(a, "func")) {
        a->at += 2;
        if (!read_params(a, NAMES_IGNORED) || !read_results(a) || !push_signature(a, type))
            return false;
        put_function_type(out, a->params.data, a->params.count, a->results.data, a->results.count);
    } else if (asm_at_form(a, "cont")) {
        uint64_t heap = 0;
        a->at += 2;
        type->composite = WFX_COMPOSITE_CONT;
        if (!asm_heap_type(a, &heap))
            return false;
        wfx_buffer_u8(out, 0x5D);
        asm_put_heap(out, heap);
    } else if (asm_at_form(a, "struct")) {
        a->at += 2;
        if (!read_struct(a, type, out))
            return false;
    } else if (asm_at_form(a, "array")) {
        a->at += 2;
        type->composite = WFX_COMPOSITE_ARRAY;
        wfx_buffer_u8(out, 0x5E);
        if (!put_field(a, out))
            return false;
    } else {
        return asm_unexpected(a, "\"(func\", \"(cont\", \"(struct\", \"(array\" or \"(sub\"");
    }
    return asm_expect_close(a);
}

/* `(sub final? super* composite)` from behind its keyword on. */
static bool read_sub(Asm *a, AsmTypeDef *type, WfxBuffer *out)
{
    bool is_final = asm_token_is(a, asm_token(a), "final");
    a->at += is_final;
    wfx_buffer_u8(out, is_final ? 0x4F : 0x50);
    uint32_t count = 0, start = a->at;
    while (asm_peek(a, count)->kind == WFX_TOKEN_ID || asm_peek(a, count)->kind == WFX_TOKEN_NAT)
        count++;
    wfx_buffer_uleb(out, count);
    while (a->at < start + count) {
        uint32_t super = 0;
        if (!asm_read_index(a, WFX_NAMES_TYPE, &super))
            return false;
        wfx_buffer_uleb(out, super);
    }
    if (count || !is_final)
        type->is_plain = false;
    return read_composite(a, type, out) && asm_expect_close(a);
}

/* `(type id? ..)`; a->at at "(". */
static bool read_type(Asm *a, bool is_plain)
{
    AsmSection *section = &a->sections[SECTION_TYPE];
    AsmTypeDef type = {.is_plain = is_plain};
    uint32_t symbol;
    WfxName name;
    a->at++;
    if (!asm_row(a, section, asm_token(a)) || !asm_expect_keyword(a, "type") || !asm_read_binder(a, &symbol, &name))
        return false;
    bool is_sub = asm_at_form(a, "sub");
    a->at += is_sub ? 2 : 0;
    if (!(is_sub ? read_sub(a, &type, &section->bytes) : read_composite(a, &type, &section->bytes)))
        return false;
    return (wfx_vec_push(&a->types, type) || asm_oom(a)) && asm_expect_close(a);
}

/* `(rec (type ..)*)` from behind its keyword on. */
static bool read_rec(Asm *a)
{
    AsmSection *section = &a->sections[SECTION_TYPE];
    const WfxToken *tokens = a->tokens.list.data;
    uint32_t count = 0;
    for (uint32_t at = a->at; tokens[at].kind == WFX_TOKEN_OPEN && tokens[at].link < a->tokens.list.count - 1;
         at = tokens[at].link + 1)
        count++;
    wfx_buffer_u8(&section->bytes, 0x4E);
    wfx_buffer_uleb(&section->bytes, count);
    while (asm_is(a, WFX_TOKEN_OPEN))
        if (!read_type(a, count == 1))
            return false;
    return asm_expect_close(a);
}

bool asm_types(Asm *a)
{
    while (asm_is(a, WFX_TOKEN_OPEN) || asm_is(a, WFX_TOKEN_ANNOTATION)) {
        uint32_t end = asm_token(a)->link;
        bool is_rec = asm_at_form(a, "rec");
        if (is_rec || asm_at_form(a, "type")) {
            a->sections[SECTION_TYPE].count++;
            a->at += is_rec ? 2 : 0;
            if (!(is_rec ? read_rec(a) : read_type(a, true)))
                return false;
        } else {
            a->at = end + (a->tokens.list.data[end].kind == WFX_TOKEN_CLOSE);
        }
    }
    a->explicit_type_count = a->types.count;
    return true;
}
