/* Reading types and the type section: recursion groups are read raw, interned, then checked on their canonical
   forms. */
#include "engine/wasm/decode.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_SUBTYPE_DEPTH = 63, MAX_ARITY = 1000, MAX_FIELDS = 10000 };

typedef struct HeapCode {
    uint32_t heap; /* 0: not the code of an abstract heap type */
    WfxFeatures feature;
} HeapCode;

enum { FIRST_HEAP_CODE = 0x68, LAST_HEAP_CODE = 0x75 };

/* The abstract heap types by their codes (spec 3.0, 5.3.3). */
static const HeapCode heap_codes[] = {
    [0x68 - FIRST_HEAP_CODE] = {WFX_HEAP_CONT, WFX_FEATURE_STACK_SWITCHING},
    [0x69 - FIRST_HEAP_CODE] = {WFX_HEAP_EXN, WFX_FEATURE_EXCEPTIONS},
    [0x6A - FIRST_HEAP_CODE] = {WFX_HEAP_ARRAY, WFX_FEATURE_GC},
    [0x6B - FIRST_HEAP_CODE] = {WFX_HEAP_STRUCT, WFX_FEATURE_GC},
    [0x6C - FIRST_HEAP_CODE] = {WFX_HEAP_I31, WFX_FEATURE_GC},
    [0x6D - FIRST_HEAP_CODE] = {WFX_HEAP_EQ, WFX_FEATURE_GC},
    [0x6E - FIRST_HEAP_CODE] = {WFX_HEAP_ANY, WFX_FEATURE_GC},
    [0x6F - FIRST_HEAP_CODE] = {WFX_HEAP_EXTERN, WFX_FEATURE_REFERENCE_TYPES},
    [0x70 - FIRST_HEAP_CODE] = {WFX_HEAP_FUNC, WFX_FEATURE_MVP},
    [0x71 - FIRST_HEAP_CODE] = {WFX_HEAP_NONE, WFX_FEATURE_GC},
    [0x72 - FIRST_HEAP_CODE] = {WFX_HEAP_NOEXTERN, WFX_FEATURE_GC},
    [0x73 - FIRST_HEAP_CODE] = {WFX_HEAP_NOFUNC, WFX_FEATURE_GC},
    [0x74 - FIRST_HEAP_CODE] = {WFX_HEAP_NOEXN, WFX_FEATURE_EXCEPTIONS},
    [0x75 - FIRST_HEAP_CODE] = {WFX_HEAP_NOCONT, WFX_FEATURE_STACK_SWITCHING},
};

static HeapCode heap_of_code(uint8_t code)
{
    return code >= FIRST_HEAP_CODE && code <= LAST_HEAP_CODE ? heap_codes[code - FIRST_HEAP_CODE] : (HeapCode){0, 0};
}

uint8_t wfx_heap_code(uint32_t heap)
{
    uint8_t code = FIRST_HEAP_CODE;
    while (code < LAST_HEAP_CODE && heap_of_code(code).heap != heap)
        code++;
    return code;
}

bool wfx_decode_need(WfxDecoder *decoder, WfxFeatures feature, const char *what)
{
    if ((decoder->module->features & feature) == feature)
        return true;
    return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "%s: the feature '%s' is not enabled (-W %s)", what,
                           wfx_feature_name(feature), wfx_feature_name(feature));
}

static bool check_index(WfxDecoder *decoder, uint32_t index)
{
    if (index < decoder->type_limit)
        return true;
    return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "unknown type %u", index);
}

bool wfx_decode_heap_raw(WfxDecoder *decoder, uint32_t *heap)
{
    if (decoder->at < decoder->end) {
        HeapCode code = heap_of_code(*decoder->at);
        if (code.heap) {
            decoder->at++;
            *heap = code.heap;
            return wfx_decode_need(decoder, code.feature, "malformed heap type");
        }
    }
    int64_t number = 0;
    WfxLebStatus status = wfx_leb_s(&decoder->at, decoder->end, 33, &number);
    if (status == WFX_LEB_END)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "unexpected end");
    if (status == WFX_LEB_TOO_LONG)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "integer representation too long");
    if (status != WFX_LEB_OK || number < 0)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed heap type");
    if (number > UINT32_MAX || !check_index(decoder, (uint32_t)number))
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "unknown type");
    *heap = (uint32_t)number;
    return true;
}

static bool decode_ref(WfxDecoder *decoder, uint8_t code, WfxType *type, bool *is_ref)
{
    HeapCode abstract = heap_of_code(code);
    *is_ref = true;
    if (abstract.heap) {
        decoder->at++;
        *type = WFX_REF_NULL(abstract.heap);
        return wfx_decode_need(decoder, abstract.feature, "malformed reference type");
    }
    if (code == 0x63 || code == 0x64) {
        decoder->at++;
        uint32_t heap;
        if (!wfx_decode_need(decoder, WFX_FEATURE_FUNCTION_REFERENCES, "malformed reference type") ||
            !wfx_decode_heap_raw(decoder, &heap))
            return false;
        *type = code == 0x63 ? WFX_REF_NULL(heap) : WFX_REF(heap);
        return true;
    }
    *is_ref = false;
    return true;
}

bool wfx_decode_type_raw(WfxDecoder *decoder, WfxType *type)
{
    if (decoder->at == decoder->end)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "unexpected end");
    uint8_t code = *decoder->at;
    if (code >= 0x7C && code <= 0x7F) {
        decoder->at++;
        *type = (WfxType)(0x7F - code + WFX_KIND_I32);
        return true;
    }
    if (code == 0x7B) {
        decoder->at++;
        *type = WFX_V128;
        return wfx_decode_need(decoder, WFX_FEATURE_SIMD, "malformed value type");
    }
    bool is_ref;
    if (!decode_ref(decoder, code, type, &is_ref))
        return false;
    return is_ref || wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed value type 0x%02x", code);
}

bool wfx_decode_type(WfxDecoder *decoder, WfxType *type)
{
    if (!wfx_decode_type_raw(decoder, type))
        return false;
    *type = wfx_module_canonical(decoder->module, *type);
    return true;
}

bool wfx_decode_ref_type(WfxDecoder *decoder, WfxType *type)
{
    if (decoder->at == decoder->end)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "unexpected end");
    bool is_ref;
    uint8_t code = *decoder->at;
    if (!decode_ref(decoder, code, type, &is_ref))
        return false;
    if (!is_ref)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed reference type 0x%02x", code);
    *type = wfx_module_canonical(decoder->module, *type);
    return true;
}

static WfxDecoder code_decoder(const WfxModule *module, const uint8_t *at, const uint8_t *end, WfxError *error)
{
    return (WfxDecoder){.module = (WfxModule *)module,
                        .error = error,
                        .at = at,
                        .end = end,
                        .in_section = true,
                        .type_limit = module->type_count};
}

bool wfx_read_heap(const WfxModule *module, const uint8_t **cursor, const uint8_t *end, uint32_t *heap, WfxError *error)
{
    WfxDecoder decoder = code_decoder(module, *cursor, end, error);
    if (!wfx_decode_heap_raw(&decoder, heap))
        return false;
    *cursor = decoder.at;
    if (wfx_heap_is_number(*heap))
        *heap = module->type_ids[*heap];
    return true;
}

bool wfx_read_type(const WfxModule *module, const uint8_t **cursor, const uint8_t *end, WfxType *type, WfxError *error)
{
    WfxDecoder decoder = code_decoder(module, *cursor, end, error);
    if (!wfx_decode_type(&decoder, type))
        return false;
    *cursor = decoder.at;
    return true;
}

/* ---- definitions ---- */

static bool read_types(WfxDecoder *decoder, const WfxType **types, uint32_t *count)
{
    if (!wfx_decode_count(decoder, count))
        return false;
    if (*count > MAX_ARITY)
        return wfx_decode_fail(decoder, WFX_ERROR_LIMIT, "too many parameters or results: %u, the limit is %d", *count,
                               MAX_ARITY);
    WfxType *list = wfx_arena_alloc(&decoder->group_arena, (uint64_t)*count * sizeof *list);
    if (!list)
        return wfx_decode_oom(decoder);
    for (uint32_t i = 0; i < *count; i++)
        if (!wfx_decode_type_raw(decoder, &list[i]))
            return false;
    *types = list;
    return true;
}

static bool read_field(WfxDecoder *decoder, WfxField *field)
{
    uint8_t code = decoder->at < decoder->end ? *decoder->at : 0, mutability;
    if (code == 0x77 || code == 0x78) {
        decoder->at++;
        *field = (WfxField){.type = WFX_I32, .packed = code == 0x78 ? 8 : 16};
    } else if (!wfx_decode_type_raw(decoder, &field->type)) {
        return false;
    }
    if (!wfx_decode_u8(decoder, &mutability))
        return false;
    if (mutability > 1)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed mutability");
    field->is_mutable = mutability == 1;
    return true;
}

static bool read_fields(WfxDecoder *decoder, WfxTypeDef *def, uint32_t count)
{
    if (count > MAX_FIELDS)
        return wfx_decode_fail(decoder, WFX_ERROR_LIMIT, "too many fields: %u, the limit is %d", count, MAX_FIELDS);
    WfxField *fields = wfx_arena_alloc(&decoder->group_arena, (uint64_t)count * sizeof *fields);
    if (!fields)
        return wfx_decode_oom(decoder);
    for (uint32_t i = 0; i < count; i++)
        if (!read_field(decoder, &fields[i]))
            return false;
    def->fields = fields;
    def->field_count = count;
    return true;
}

static bool read_composite(WfxDecoder *decoder, WfxTypeDef *def)
{
    uint8_t form;
    uint32_t count;
    if (!wfx_decode_u8(decoder, &form))
        return false;
    switch (form) {
    case 0x60:
        def->composite = WFX_COMPOSITE_FUNC;
        if (!read_types(decoder, &def->params, &def->param_count) ||
            !read_types(decoder, &def->results, &def->result_count))
            return false;
        if (def->result_count > 1)
            return wfx_decode_need(decoder, WFX_FEATURE_MULTI_VALUE, "invalid result arity");
        return true;
    case 0x5D:
        def->composite = WFX_COMPOSITE_CONT;
        return wfx_decode_need(decoder, WFX_FEATURE_STACK_SWITCHING, "malformed type definition") &&
               wfx_decode_heap_raw(decoder, &def->cont_func) &&
               (wfx_heap_is_number(def->cont_func) ||
                wfx_decode_fail(decoder, WFX_ERROR_INVALID, "non-function type in a continuation type"));
    case 0x5F:
        def->composite = WFX_COMPOSITE_STRUCT;
        return wfx_decode_need(decoder, WFX_FEATURE_GC, "malformed type definition") &&
               ((decoder->at < decoder->end && *decoder->at == 0)
                    ? (decoder->at++, true)
                    : wfx_decode_count(decoder, &count) && read_fields(decoder, def, count));
    case 0x5E:
        def->composite = WFX_COMPOSITE_ARRAY;
        return wfx_decode_need(decoder, WFX_FEATURE_GC, "malformed type definition") && read_fields(decoder, def, 1);
    default:
        decoder->at--;
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed type definition 0x%02x", form);
    }
}

static bool read_definition(WfxDecoder *decoder, WfxTypeDef *def)
{
    *def = (WfxTypeDef){.is_final = true, .super = WFX_NO_TYPE};
    uint8_t form = decoder->at < decoder->end ? *decoder->at : 0;
    if (form == 0x50 || form == 0x4F) {
        uint32_t supers;
        decoder->at++;
        def->is_final = form == 0x4F;
        if (!wfx_decode_need(decoder, WFX_FEATURE_GC, "malformed type definition") || !wfx_decode_u32(decoder, &supers))
            return false;
        if (supers > 1)
            return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "sub type has more than one super type");
        if (supers == 1 && (!wfx_decode_u32(decoder, &def->super) || !check_index(decoder, def->super)))
            return false;
    }
    return read_composite(decoder, def);
}

/* ---- checks on canonical definitions ---- */

static bool field_matches(const WfxField *sub, const WfxField *super)
{
    if (sub->is_mutable != super->is_mutable || sub->packed != super->packed)
        return false;
    return sub->is_mutable ? sub->type == super->type : wfx_type_matches(sub->type, super->type);
}

static bool composite_matches(const WfxTypeDef *sub, const WfxTypeDef *super)
{
    if (sub->composite != super->composite)
        return false;
    switch (sub->composite) {
    case WFX_COMPOSITE_FUNC: return wfx_functype_matches(sub, super);
    case WFX_COMPOSITE_CONT: return wfx_types_id_matches(sub->cont_func, super->cont_func);
    default:
        if (sub->field_count < super->field_count)
            return false;
        for (uint32_t i = 0; i < super->field_count; i++)
            if (!field_matches(&sub->fields[i], &super->fields[i]))
                return false;
        return true;
    }
}

/* Before any matching: supers come earlier and chains are short, so that walking up a chain ends. */
static bool check_super(WfxDecoder *decoder, const WfxTypeDef *raw, uint32_t index)
{
    if (raw->super == WFX_NO_TYPE)
        return true;
    if (raw->super >= index)
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "unknown type: forward use of type %u as super type of %u",
                               raw->super, index);
    uint32_t depth = 0;
    for (uint32_t id = decoder->type_ids.data[index]; id != WFX_NO_TYPE; id = wfx_types_get(id)->super)
        if (depth++ > MAX_SUBTYPE_DEPTH)
            return wfx_decode_fail(decoder, WFX_ERROR_LIMIT, "sub type %u has more than %d super types", index,
                                   MAX_SUBTYPE_DEPTH);
    return true;
}

static bool check_definition(WfxDecoder *decoder, const WfxTypeDef *raw, uint32_t index)
{
    const WfxTypeDef *def = wfx_types_get(decoder->type_ids.data[index]);
    if (def->composite == WFX_COMPOSITE_CONT && wfx_types_get(def->cont_func)->composite != WFX_COMPOSITE_FUNC)
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "non-function type %u in continuation type %u",
                               raw->cont_func, index);
    if (raw->super == WFX_NO_TYPE)
        return true;
    const WfxTypeDef *super = wfx_types_get(def->super);
    if (super->is_final || !composite_matches(def, super))
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "sub type %u does not match super type %u", index,
                               raw->super);
    return true;
}

/* `starts`: where each definition begins; the place of what is wrong with it. */
static bool intern_group(WfxDecoder *decoder, const WfxTypeDef *defs, const uint8_t *const *starts, uint32_t count)
{
    const uint8_t *behind = decoder->at;
    uint32_t first = decoder->type_ids.count;
    if (!count)
        return true;
    if (!wfx_vec_reserve(&decoder->type_ids, count))
        return wfx_decode_oom(decoder);
    if (!wfx_types_intern(defs, count, first, decoder->type_ids.data, decoder->type_ids.data + first))
        return wfx_decode_oom(decoder);
    decoder->type_ids.count += count;
    for (uint32_t i = 0; i < count; i++) {
        decoder->at = starts[i] + 1;
        if (!check_super(decoder, &defs[i], first + i))
            return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        decoder->at = starts[i] + 1;
        if (!check_definition(decoder, &defs[i], first + i))
            return false;
    }
    decoder->at = behind;
    return true;
}

static bool read_group(WfxDecoder *decoder)
{
    uint32_t count = 1;
    wfx_arena_reset(&decoder->group_arena);
    if (decoder->at < decoder->end && *decoder->at == 0x4E) {
        decoder->at++;
        if (!wfx_decode_need(decoder, WFX_FEATURE_GC, "malformed type definition") ||
            !wfx_decode_count(decoder, &count))
            return false;
    }
    if (count > WFX_MAX_TYPES - decoder->type_ids.count)
        return wfx_decode_fail(decoder, WFX_ERROR_LIMIT, "too many types, the limit is %d", WFX_MAX_TYPES);
    WfxTypeDef *defs = wfx_arena_alloc(&decoder->group_arena, (uint64_t)count * sizeof *defs);
    const uint8_t **starts = wfx_arena_alloc(&decoder->group_arena, (uint64_t)count * sizeof *starts);
    if (!defs || !starts)
        return wfx_decode_oom(decoder);
    decoder->type_limit = decoder->type_ids.count + count;
    for (uint32_t i = 0; i < count; i++) {
        starts[i] = decoder->at;
        if (!read_definition(decoder, &defs[i]))
            return false;
    }
    return intern_group(decoder, defs, starts, count);
}

bool wfx_decode_type_section(WfxDecoder *decoder)
{
    uint32_t count;
    if (!wfx_decode_count(decoder, &count))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!read_group(decoder))
            return false;
    WfxModule *module = decoder->module;
    module->type_ids = wfx_decode_array(decoder, decoder->type_ids.count, sizeof *module->type_ids);
    if (!module->type_ids)
        return false;
    module->type_count = decoder->type_limit = decoder->type_ids.count;
    if (module->type_count)
        memcpy(module->type_ids, decoder->type_ids.data, module->type_count * sizeof *module->type_ids);
    wfx_arena_free(&decoder->group_arena);
    return true;
}
