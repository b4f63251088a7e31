/* Element and data segments (spec 3.0, 5.5.12 and 5.5.14), and the skim over function bodies for tail calls. */
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
        return wfx_decode_fail(decoder, WFX_ERROR_INVALID, "type mismatch: the element segment's type does not match table %u",
                               elem->table);
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

/* ---- the skim ---- */

typedef struct Skim {
    const uint8_t *at, *end;
} Skim;

static inline bool skip_leb(Skim *skim)
{
    while (skim->at < skim->end)
        if (!(*skim->at++ & 0x80))
            return true;
    return false;
}

static bool skip_lebs(Skim *skim, uint32_t count)
{
    while (count--)
        if (!skip_leb(skim))
            return false;
    return true;
}

static bool skip_bytes(Skim *skim, uint32_t count)
{
    if ((size_t)(skim->end - skim->at) < count)
        return false;
    skim->at += count;
    return true;
}

/* A value type, block type or heap type: 0x63 and 0x64 are followed by a heap type. */
static bool skip_type(Skim *skim)
{
    if (skim->at < skim->end && (*skim->at == 0x63 || *skim->at == 0x64))
        skim->at++;
    return skip_leb(skim);
}

static bool skip_clauses(Skim *skim, bool is_try)
{
    uint32_t count;
    if (wfx_leb_u32(&skim->at, skim->end, &count) != WFX_LEB_OK)
        return false;
    while (count--) {
        if (skim->at == skim->end)
            return false;
        uint8_t kind = *skim->at++;
        if (!skip_lebs(skim, is_try ? (kind < 2 ? 2 : 1) : (kind == 0 ? 2 : 1)))
            return false;
    }
    return true;
}

static bool skip_memarg(Skim *skim)
{
    uint32_t flags;
    return wfx_leb_u32(&skim->at, skim->end, &flags) == WFX_LEB_OK && skip_lebs(skim, flags & 64 ? 2 : 1);
}

static bool skip_immediates(Skim *skim, WfxImm imm)
{
    uint32_t count;
    switch (imm) {
    case WFX_IMM_NONE: return true;
    case WFX_IMM_BLOCK:
    case WFX_IMM_HEAP:
    case WFX_IMM_HEAP_CAST: return skip_type(skim);
    case WFX_IMM_TRY_TABLE: return skip_type(skim) && skip_clauses(skim, true);
    case WFX_IMM_LABELS:
        return wfx_leb_u32(&skim->at, skim->end, &count) == WFX_LEB_OK && count < UINT32_MAX && skip_lebs(skim, count + 1);
    case WFX_IMM_SELECT:
        if (wfx_leb_u32(&skim->at, skim->end, &count) != WFX_LEB_OK)
            return false;
        while (count--)
            if (!skip_type(skim))
                return false;
        return true;
    case WFX_IMM_MEMARG: return skip_memarg(skim);
    case WFX_IMM_MEMARG_LANE: return skip_memarg(skim) && skip_bytes(skim, 1);
    case WFX_IMM_F32: return skip_bytes(skim, 4);
    case WFX_IMM_F64: return skip_bytes(skim, 8);
    case WFX_IMM_V128:
    case WFX_IMM_LANES: return skip_bytes(skim, 16);
    case WFX_IMM_LANE: return skip_bytes(skim, 1);
    case WFX_IMM_RESUME: return skip_leb(skim) && skip_clauses(skim, false);
    case WFX_IMM_RESUME_THROW: return skip_lebs(skim, 2) && skip_clauses(skim, false);
    case WFX_IMM_BR_CAST: return skip_bytes(skim, 1) && skip_lebs(skim, 3);
    case WFX_IMM_TYPE_TABLE:
    case WFX_IMM_TYPE_TYPE:
    case WFX_IMM_TABLE_TABLE:
    case WFX_IMM_ELEM_TABLE:
    case WFX_IMM_DATA_MEMORY:
    case WFX_IMM_MEMORY_MEMORY:
    case WFX_IMM_SWITCH:
    case WFX_IMM_TYPE_FIELD:
    case WFX_IMM_TYPE_COUNT:
    case WFX_IMM_TYPE_DATA:
    case WFX_IMM_TYPE_ELEM: return skip_lebs(skim, 2);
    default: return skip_leb(skim);
    }
}

/* The common opcodes by what follows them: nothing, one number, a memory argument. The rest go by the table of opcodes. */
enum { SKIM_OTHER, SKIM_BARE, SKIM_NUMBER, SKIM_MEMARG };
static const uint8_t skim_classes[256] = {
    [0x0B] = SKIM_BARE,
    [0x0F] = SKIM_BARE,
    [0x1A ... 0x1B] = SKIM_BARE,
    [0x45 ... 0xC4] = SKIM_BARE,
    [0x0C ... 0x0D] = SKIM_NUMBER,
    [0x10] = SKIM_NUMBER,
    [0x20 ... 0x26] = SKIM_NUMBER,
    [0x41 ... 0x42] = SKIM_NUMBER,
    [0x28 ... 0x3E] = SKIM_MEMARG,
};

/* Passes over common instructions; stops at another one or near the end. No number is longer than 10 bytes. */
static void skim_common(Skim *skim)
{
    enum { LONGEST = 12 };
    const uint8_t *at = skim->at;
    while (skim->end - at > LONGEST + 2) {
        uint8_t class = skim_classes[*at];
        if (class == SKIM_OTHER || (class == SKIM_MEMARG && at[1] >= 0x40))
            break;
        at += class == SKIM_MEMARG ? 2 : 1;
        if (class == SKIM_BARE)
            continue;
        const uint8_t *number = at;
        while (*at++ & 0x80) {
            if (at - number >= LONGEST) { /* malformed: the walk will say so */
                skim->at = skim->end;
                return;
            }
        }
    }
    skim->at = at;
}

/* One instruction; true when it is a tail call that may leave the instance. Sets at = end on anything malformed: the walk
   will say what. */
static bool skim_one(Skim *skim, const WfxModule *module)
{
    uint8_t code = *skim->at++;
    const WfxOpRow *row;
    if (code == 0x13 || code == 0x15)
        return true;
    if (code == 0x12) {
        uint32_t function;
        if (wfx_leb_u32(&skim->at, skim->end, &function) != WFX_LEB_OK)
            skim->at = skim->end;
        else
            return function < module->imported_function_count;
        return false;
    }
    if (code >= 0xFB && code <= 0xFD) {
        uint32_t number;
        row = wfx_leb_u32(&skim->at, skim->end, &number) == WFX_LEB_OK ? wfx_op_find(code, number) : NULL;
    } else {
        row = wfx_op_find_plain(code);
    }
    if (!row || !skip_immediates(skim, (WfxImm)row->imm))
        skim->at = skim->end;
    return false;
}

/* Whether the bytes at `at` may be a tail call that leaves, if an instruction begins there. */
static inline bool may_be_tail_call(const WfxModule *module, const uint8_t *at, const uint8_t *end)
{
    if (end - at < 3)
        return true;
    switch (at[0]) {
    case 0x12: return at[1] >= 0x80 || at[1] < module->imported_function_count;
    case 0x13: return at[1] >= 0x80 || (at[1] < module->type_count && (at[2] >= 0x80 || at[2] < module->table_count));
    case 0x15: return at[1] >= 0x80 || at[1] < module->type_count;
    default: return false;
    }
}

bool wfx_skim_foreign_tail_call(const WfxModule *module, const uint8_t *body, const uint8_t *end)
{
    /* Most bodies do not hold the bytes of such a call anywhere; only the others are read as instructions. */
    const uint8_t *at = body;
    while (at < end && !((uint8_t)(*at - 0x12) <= 3 && may_be_tail_call(module, at, end)))
        at++;
    if (at == end)
        return false;
    Skim skim = {body, end};
    uint32_t groups;
    if (wfx_leb_u32(&skim.at, end, &groups) != WFX_LEB_OK)
        return false;
    while (groups--)
        if (!skip_leb(&skim) || !skip_type(&skim))
            return false;
    while (skim.at < end) {
        skim_common(&skim);
        if (skim.at < end && skim_one(&skim, module))
            return true;
    }
    return false;
}
