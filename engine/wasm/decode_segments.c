/* Element and data segments (spec 3.0, 5.5.12 and 5.5.14). */
#include "engine/wasm/decode.h"
#include "engine/wasm/opcode.h"

#include <string.h>

static WfxType address_type(const WfxLimits *limits)
{
    return limits->is_64 ? WFX_I64 : WFX_I32;
}

/* Bits of an element segment's flags. */
enum { ELEM_NOT_ACTIVE = 1, ELEM_EXPLICIT = 2, ELEM_EXPRESSIONS = 4 };

static bool read_elem_functions(WfxDecoder *decoder, WfxElemDecl *elem)
{
    WfxModule *module = decoder->module;
    uint32_t *functions = wfx_decode_array(decoder, elem->count, sizeof *functions);
    if (!functions)
        return false;
    for (uint32_t i = 0; i < elem->count; i++) {
        if (!wfx_decode_u32(decoder, &functions[i]))
            return false;
        if (functions[i] >= module->function_count)
            return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "unknown function %u", functions[i]);
        module->functions[functions[i]].is_declared = true;
    }
    elem->functions = functions;
    return true;
}

static bool read_elem_expressions(WfxDecoder *decoder, WfxElemDecl *elem)
{
    WfxSpan *spans = wfx_decode_array(decoder, elem->count, sizeof *spans);
    if (!spans)
        return false;
    for (uint32_t i = 0; i < elem->count; i++)
        if (!wfx_decode_constant(decoder, elem->type, &spans[i]))
            return false;
    elem->expressions = spans;
    elem->is_expressions = true;
    return true;
}

static bool read_elem_target(WfxDecoder *decoder, WfxElemDecl *elem, uint32_t flags)
{
    const WfxModule *module = decoder->module;
    if ((flags & ELEM_EXPLICIT) && !wfx_decode_u32(decoder, &elem->table))
        return false;
    if (elem->table >= module->table_count)
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "unknown table %u", elem->table);
    return wfx_decode_constant(decoder, address_type(&module->tables[elem->table].limits), &elem->offset);
}

static bool read_elem_type(WfxDecoder *decoder, WfxElemDecl *elem, uint32_t flags)
{
    /* Function indices make non-null references; the abbreviated form with expressions has nullable ones. */
    elem->type = flags & ELEM_EXPRESSIONS ? WFX_FUNCREF : WFX_REF(WFX_HEAP_FUNC);
    if (!(flags & (ELEM_NOT_ACTIVE | ELEM_EXPLICIT)))
        return true;
    if (flags & ELEM_EXPRESSIONS)
        return wfx_decode_ref_type(decoder, &elem->type);
    uint8_t kind;
    if (!wfx_decode_u8(decoder, &kind))
        return false;
    return kind == 0 || wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed element kind 0x%02x", kind);
}

static bool read_elem(WfxDecoder *decoder, WfxElemDecl *elem)
{
    uint32_t flags;
    if (!wfx_decode_u32(decoder, &flags))
        return false;
    if (flags > 7)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed elements segment kind %u", flags);
    if (flags && !wfx_decode_need(decoder, WFX_FEATURE_BULK_MEMORY, "malformed elements segment kind"))
        return false;
    elem->mode = !(flags & ELEM_NOT_ACTIVE) ? WFX_SEGMENT_ACTIVE
                 : flags & ELEM_EXPLICIT    ? WFX_SEGMENT_DECLARED
                                            : WFX_SEGMENT_PASSIVE;
    if (elem->mode == WFX_SEGMENT_ACTIVE && !read_elem_target(decoder, elem, flags))
        return false;
    if (!read_elem_type(decoder, elem, flags))
        return false;
    if (elem->mode == WFX_SEGMENT_ACTIVE && !wfx_type_matches(elem->type, decoder->module->tables[elem->table].type))
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID,
                               "type mismatch: the element segment's type does not match table %u", elem->table);
    if (!wfx_decode_count(decoder, &elem->count))
        return false;
    return flags & ELEM_EXPRESSIONS ? read_elem_expressions(decoder, elem) : read_elem_functions(decoder, elem);
}

bool wfx_decode_elem_section(WfxDecoder *decoder)
{
    WfxModule *module = decoder->module;
    uint32_t count;
    if (!wfx_decode_count(decoder, &count))
        return false;
    module->elems = wfx_decode_array(decoder, count, sizeof *module->elems);
    if (!module->elems)
        return false;
    for (; module->elem_count < count; module->elem_count++)
        if (!read_elem(decoder, &module->elems[module->elem_count]))
            return false;
    return true;
}

static bool read_data(WfxDecoder *decoder, WfxDataDecl *data)
{
    const WfxModule *module = decoder->module;
    uint32_t flags, size;
    if (!wfx_decode_u32(decoder, &flags))
        return false;
    if (flags > 2)
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "malformed data segment kind %u", flags);
    data->mode = flags == 1 ? WFX_SEGMENT_PASSIVE : WFX_SEGMENT_ACTIVE;
    if (flags == 1 && !wfx_decode_need(decoder, WFX_FEATURE_BULK_MEMORY, "malformed data segment kind"))
        return false;
    if (flags == 2 && !wfx_decode_u32(decoder, &data->memory))
        return false;
    if (data->mode == WFX_SEGMENT_ACTIVE) {
        if (data->memory >= module->memory_count)
            return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "unknown memory %u", data->memory);
        if (!wfx_decode_constant(decoder, address_type(&module->memories[data->memory].limits), &data->offset))
            return false;
    }
    if (!wfx_decode_u32(decoder, &size))
        return false;
    if (size > (size_t)(decoder->end - decoder->at))
        return wfx_decode_fail(decoder, WFX_ERROR_MALFORMED, "unexpected end of section or function");
    data->bytes = (WfxSpan){wfx_decode_offset(decoder), size};
    decoder->at += size;
    return true;
}

bool wfx_decode_data_section(WfxDecoder *decoder)
{
    WfxModule *module = decoder->module;
    uint32_t count;
    if (!wfx_decode_count(decoder, &count))
        return false;
    module->datas = wfx_decode_array(decoder, count, sizeof *module->datas);
    if (!module->datas)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!read_data(decoder, &module->datas[i]))
            return false;
    module->data_count = count;
    return true;
}
