/* The assembler: immediates of instructions, by the `imm` column of the opcode table; see asm.h. Text order and binary order
   differ in places: what comes second in the text is then read into a small buffer. */
#include "engine/text/asm.h"

#include <string.h>

/* ---- indices ---- */

static bool put_index(Asm *a, WfxNameSpace space, WfxBuffer *out)
{
    uint32_t index = 0;
    if (!asm_read_index(a, space, &index))
        return false;
    wfx_buffer_uleb(out, index);
    return true;
}

static bool put_optional_index(Asm *a, WfxNameSpace space, WfxBuffer *out)
{
    if (asm_is_index(a))
        return put_index(a, space, out);
    wfx_buffer_u8(out, 0);
    return true;
}

static bool put_local(Asm *a, WfxBuffer *out)
{
    uint32_t index = 0;
    if (!asm_read_local(a, &index))
        return false;
    wfx_buffer_uleb(out, index);
    return true;
}

static bool put_label(Asm *a, WfxBuffer *out)
{
    const WfxToken *token = asm_token(a);
    uint32_t depth = 0;
    if (token->kind == WFX_TOKEN_ID) {
        uint32_t number = a->label_bindings[token->link];
        if (!number)
            return asm_fail(a, token, "unknown label %.*s", (int)token->size, asm_text(a, token));
        depth = a->label_depth - number;
        a->at++;
    } else if (!asm_read_u32(a, &depth, "a label")) {
        return false;
    }
    wfx_buffer_uleb(out, depth);
    return true;
}

static bool put_labels(Asm *a, WfxBuffer *out)
{
    uint32_t count = 0;
    while (asm_peek(a, count)->kind == WFX_TOKEN_ID || asm_peek(a, count)->kind == WFX_TOKEN_NAT)
        count++;
    if (!count)
        return asm_unexpected(a, "a label");
    wfx_buffer_uleb(out, count - 1); /* the last one is the default */
    while (count--)
        if (!put_label(a, out))
            return false;
    return true;
}

/* table.copy, memory.copy: two indices or none. */
static bool put_two(Asm *a, WfxNameSpace space, WfxBuffer *out)
{
    if (asm_is_index(a))
        return put_index(a, space, out) && put_index(a, space, out);
    wfx_buffer_u16(out, 0);
    return true;
}

/* table.init, memory.init: `space? segment` in the text, segment first in the binary. */
static bool put_segment_first(Asm *a, WfxNameSpace segment, WfxNameSpace space, WfxBuffer *out)
{
    uint32_t where = 0;
    WfxTokenKind next = (WfxTokenKind)asm_peek(a, 1)->kind;
    if (next == WFX_TOKEN_ID || next == WFX_TOKEN_NAT)
        if (!asm_read_index(a, space, &where))
            return false;
    if (!put_index(a, segment, out))
        return false;
    wfx_buffer_uleb(out, where);
    return true;
}

/* call_indirect: `table? typeuse` in the text, type first in the binary. */
static bool put_type_table(Asm *a, WfxBuffer *out)
{
    uint32_t table = 0, type = 0;
    if (asm_is_index(a) && !asm_read_index(a, WFX_NAMES_TABLE, &table))
        return false;
    if (!asm_type_use(a, false, &type))
        return false;
    wfx_buffer_uleb(out, type);
    wfx_buffer_uleb(out, table);
    return true;
}

/* ---- memory ---- */

/* `offset=123`: moves over the token and reads its number. */
static bool read_assignment(Asm *a, const char *key, uint64_t *value, bool *present)
{
    const WfxToken *token = asm_token(a);
    uint32_t size = (uint32_t)strlen(key);
    const char *text = asm_text(a, token);
    *present = token->kind == WFX_TOKEN_KEYWORD && token->size > size && !memcmp(text, key, size);
    if (!*present)
        return true;
    WfxNumberStatus status = wfx_number_nat(text + size, token->size - size, UINT64_MAX, value);
    if (status == WFX_NUMBER_MALFORMED)
        return asm_fail(a, token, "unknown operator \"%.*s\"", token->size > 60 ? 60 : (int)token->size, text);
    if (status == WFX_NUMBER_RANGE)
        return asm_fail(a, token, "i64 constant out of range in %.*s", token->size > 60 ? 60 : (int)token->size, text);
    a->at++;
    return true;
}

static bool put_memarg(Asm *a, const WfxOpRow *row, bool has_memory, WfxBuffer *out)
{
    uint32_t memory = 0, align = row->natural_align;
    uint64_t offset = 0, value = 0;
    bool present;
    if (has_memory && !asm_read_index(a, WFX_NAMES_MEMORY, &memory))
        return false;
    if (!read_assignment(a, "offset=", &offset, &present))
        return false;
    const WfxToken *token = asm_token(a);
    if (!read_assignment(a, "align=", &value, &present))
        return false;
    if (present) {
        if (!value || (value & (value - 1)))
            return asm_fail(a, token, "alignment must be a power of two");
        align = (uint32_t)__builtin_ctzll(value);
    }
    wfx_buffer_uleb(out, align | (memory ? 0x40 : 0));
    if (memory)
        wfx_buffer_uleb(out, memory);
    wfx_buffer_uleb(out, offset);
    return true;
}

static bool put_lane(Asm *a, WfxBuffer *out)
{
    const WfxToken *token = asm_token(a);
    uint64_t lane = 0;
    if (token->kind != WFX_TOKEN_NAT)
        return asm_unexpected(a, "a lane index");
    if (wfx_number_nat(asm_text(a, token), token->size, 255, &lane) != WFX_NUMBER_OK)
        return asm_fail(a, token, "malformed lane index, expected a number below 256");
    wfx_buffer_u8(out, (uint8_t)lane);
    a->at++;
    return true;
}

/* v128.load8_lane and its kin: `memory? memarg lane`; a single number is the lane. */
static bool put_memarg_lane(Asm *a, const WfxOpRow *row, WfxBuffer *out)
{
    const WfxToken *next = asm_peek(a, 1);
    const char *text = asm_text(a, next);
    bool more = next->kind == WFX_TOKEN_NAT ||
                (next->kind == WFX_TOKEN_KEYWORD &&
                 ((next->size > 7 && !memcmp(text, "offset=", 7)) || (next->size > 6 && !memcmp(text, "align=", 6))));
    bool has_memory = asm_is(a, WFX_TOKEN_ID) || (asm_is(a, WFX_TOKEN_NAT) && more);
    return put_memarg(a, row, has_memory, out) && put_lane(a, out);
}

/* ---- constants ---- */

static bool number_error(Asm *a, WfxNumberStatus status, const char *type)
{
    if (status == WFX_NUMBER_MEMORY)
        return asm_oom(a);
    if (status == WFX_NUMBER_RANGE)
        return asm_fail(a, asm_token(a), "%s constant out of range", type);
    char expected[40];
    strcpy(expected, "an ");
    strncat(expected, type, 20);
    strcat(expected, " literal");
    return asm_unexpected(a, expected);
}

/* Reads an integer of `bits` bits and appends its little-endian bytes, or its signed LEB128 form when `leb`. */
static bool put_integer(Asm *a, unsigned bits, bool leb, const char *type, WfxBuffer *out)
{
    const WfxToken *token = asm_token(a);
    uint64_t value = 0;
    WfxNumberStatus status = WFX_NUMBER_MALFORMED;
    if (token->kind == WFX_TOKEN_NAT || token->kind == WFX_TOKEN_INT)
        status = wfx_number_int(asm_text(a, token), token->size, bits, &value);
    if (status != WFX_NUMBER_OK)
        return number_error(a, status, type);
    a->at++;
    if (leb)
        wfx_buffer_sleb(out, bits == 32 ? (int32_t)(uint32_t)value : (int64_t)value);
    else
        wfx_buffer_bytes(out, &value, bits / 8);
    return true;
}

static bool put_float(Asm *a, bool single, WfxBuffer *out)
{
    const WfxToken *token = asm_token(a);
    uint32_t narrow = 0;
    uint64_t wide = 0;
    WfxNumberStatus status = WFX_NUMBER_MALFORMED;
    if (token->kind >= WFX_TOKEN_KEYWORD && token->kind <= WFX_TOKEN_FLOAT)
        status = single ? wfx_number_f32(asm_text(a, token), token->size, &narrow)
                        : wfx_number_f64(asm_text(a, token), token->size, &wide);
    if (status != WFX_NUMBER_OK)
        return number_error(a, status, single ? "f32" : "f64");
    a->at++;
    if (single)
        wfx_buffer_u32(out, narrow);
    else
        wfx_buffer_u64(out, wide);
    return true;
}

static bool put_v128(Asm *a, WfxBuffer *out)
{
    static const struct {
        const char *word;
        uint8_t lanes, bits;
        bool is_float;
    } shapes[] = {{"i8x16", 16, 8, false}, {"i16x8", 8, 16, false}, {"i32x4", 4, 32, false},
                  {"i64x2", 2, 64, false}, {"f32x4", 4, 32, true},  {"f64x2", 2, 64, true}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (!asm_token_is(a, asm_token(a), shapes[i].word))
            continue;
        a->at++;
        char type[8] = {shapes[i].is_float ? 'f' : 'i'};
        size_t size = shapes[i].bits == 8 ? 1 : 2;
        memcpy(type + 1, shapes[i].word + 1, size);
        for (unsigned lane = 0; lane < shapes[i].lanes; lane++)
            if (!(shapes[i].is_float ? put_float(a, shapes[i].bits == 32, out)
                                     : put_integer(a, shapes[i].bits, false, type, out)))
                return false;
        return true;
    }
    return asm_unexpected(a, "a vector shape such as i32x4");
}

/* ---- control ---- */

static bool put_catches(Asm *a, WfxBuffer *out)
{
    static const char *const words[] = {"catch", "catch_ref", "catch_all", "catch_all_ref"};
    WfxBuffer clauses = {0};
    uint32_t count = 0;
    bool ok = true;
    while (ok && asm_is(a, WFX_TOKEN_OPEN)) {
        unsigned kind = 0;
        while (kind < 4 && !asm_at_form(a, words[kind]))
            kind++;
        if (kind == 4)
            break;
        a->at += 2;
        count++;
        wfx_buffer_u8(&clauses, (uint8_t)kind);
        ok = (kind >= 2 || put_index(a, WFX_NAMES_TAG, &clauses)) && put_label(a, &clauses) && asm_expect_close(a);
    }
    wfx_buffer_uleb(out, count);
    wfx_buffer_bytes(out, clauses.data, clauses.size);
    ok = ok && (!clauses.failed || asm_oom(a));
    wfx_buffer_free(&clauses);
    return ok;
}

/* `(on tag label)*`, `(on tag switch)`; `(tag ..)` is the older spelling of `(on ..)`. */
static bool put_handlers(Asm *a, WfxBuffer *out)
{
    WfxBuffer clauses = {0};
    uint32_t count = 0;
    bool ok = true;
    while (ok && (asm_at_form(a, "on") || asm_at_form(a, "tag"))) {
        a->at += 2;
        count++;
        bool is_switch = asm_token_is(a, asm_peek(a, 1), "switch");
        wfx_buffer_u8(&clauses, is_switch);
        ok = put_index(a, WFX_NAMES_TAG, &clauses);
        if (ok && is_switch)
            a->at++;
        else if (ok)
            ok = put_label(a, &clauses);
        ok = ok && asm_expect_close(a);
    }
    wfx_buffer_uleb(out, count);
    wfx_buffer_bytes(out, clauses.data, clauses.size);
    ok = ok && (!clauses.failed || asm_oom(a));
    wfx_buffer_free(&clauses);
    return ok;
}

/* `select (result t)*`. */
static bool put_select(Asm *a, WfxBuffer *out)
{
    WfxBuffer types = {0};
    uint32_t count = 0;
    bool ok = true;
    while (ok && asm_at_form(a, "result")) {
        a->at += 2;
        while (ok && !asm_is(a, WFX_TOKEN_CLOSE)) {
            AsmType type = 0;
            ok = asm_value_type(a, &type);
            asm_put_type(&types, type);
            count++;
        }
        ok = ok && asm_expect_close(a);
    }
    wfx_buffer_uleb(out, count);
    wfx_buffer_bytes(out, types.data, types.size);
    ok = ok && (!types.failed || asm_oom(a));
    wfx_buffer_free(&types);
    return ok;
}

/* ---- GC ---- */

static bool put_field_index(Asm *a, uint32_t type, WfxBuffer *out)
{
    const WfxToken *token = asm_token(a);
    uint32_t index = 0;
    if (token->kind != WFX_TOKEN_ID) {
        if (!asm_read_u32(a, &index, "a field index"))
            return false;
        wfx_buffer_uleb(out, index);
        return true;
    }
    if (type < a->types.count && a->types.data[type].composite == WFX_COMPOSITE_STRUCT) {
        const AsmTypeDef *def = &a->types.data[type];
        for (index = 0; index < def->field_count; index++) {
            if (a->field_symbols.data[def->fields + index] == token->link) {
                wfx_buffer_uleb(out, index);
                a->at++;
                return true;
            }
        }
    }
    return asm_fail(a, token, "unknown field %.*s", (int)token->size, asm_text(a, token));
}

static bool put_type_field(Asm *a, WfxBuffer *out)
{
    uint32_t type = 0;
    if (!asm_read_index(a, WFX_NAMES_TYPE, &type))
        return false;
    wfx_buffer_uleb(out, type);
    return put_field_index(a, type, out);
}

static bool put_type_count(Asm *a, WfxBuffer *out)
{
    uint32_t count = 0;
    if (!put_index(a, WFX_NAMES_TYPE, out) || !asm_read_u32(a, &count, "a number of elements"))
        return false;
    wfx_buffer_uleb(out, count);
    return true;
}

/* br_on_cast: flags, label, source heap type, target heap type. */
static bool put_cast_branch(Asm *a, WfxBuffer *out)
{
    WfxBuffer label = {0};
    AsmType source = 0, target = 0;
    bool ok = put_label(a, &label) && asm_ref_type(a, &source) && asm_ref_type(a, &target) && (!label.failed || asm_oom(a));
    if (ok) {
        wfx_buffer_u8(out, (uint8_t)(((uint8_t)source == WFX_CODE_REF_NULL) | ((uint8_t)target == WFX_CODE_REF_NULL) << 1));
        wfx_buffer_bytes(out, label.data, label.size);
        asm_put_heap(out, source >> 8);
        asm_put_heap(out, target >> 8);
    }
    wfx_buffer_free(&label);
    return ok;
}

/* ref.test, ref.cast: a nullable target has the next opcode. */
static bool encode_cast(Asm *a, const WfxOpRow *row, WfxBuffer *out)
{
    AsmType type = 0;
    if (!asm_ref_type(a, &type))
        return false;
    uint32_t first = row->code & ~1u;
    wfx_buffer_u8(out, row->prefix);
    wfx_buffer_uleb(out, first | ((uint8_t)type == WFX_CODE_REF_NULL));
    asm_put_heap(out, type >> 8);
    return true;
}

/* ---- all of them ---- */

static bool put_extended(Asm *a, const WfxOpRow *row, WfxBuffer *out)
{
    uint64_t heap = 0;
    switch ((WfxImm)row->imm) {
    case WFX_IMM_RESUME: return put_index(a, WFX_NAMES_TYPE, out) && put_handlers(a, out);
    case WFX_IMM_RESUME_THROW:
        return put_index(a, WFX_NAMES_TYPE, out) && put_index(a, WFX_NAMES_TAG, out) && put_handlers(a, out);
    case WFX_IMM_SWITCH: return put_index(a, WFX_NAMES_TYPE, out) && put_index(a, WFX_NAMES_TAG, out);
    case WFX_IMM_HEAP:
        if (!asm_heap_type(a, &heap))
            return false;
        asm_put_heap(out, heap);
        return true;
    case WFX_IMM_LANE: return put_lane(a, out);
    case WFX_IMM_LANES:
        for (int i = 0; i < 16; i++)
            if (!put_lane(a, out))
                return false;
        return true;
    case WFX_IMM_MEMARG_LANE: return put_memarg_lane(a, row, out);
    case WFX_IMM_TYPE_FIELD: return put_type_field(a, out);
    case WFX_IMM_TYPE_COUNT: return put_type_count(a, out);
    case WFX_IMM_TYPE_DATA:
        a->needs_data_count = true;
        return put_index(a, WFX_NAMES_TYPE, out) && put_index(a, WFX_NAMES_DATA, out);
    case WFX_IMM_TYPE_ELEM: return put_index(a, WFX_NAMES_TYPE, out) && put_index(a, WFX_NAMES_ELEM, out);
    case WFX_IMM_BR_CAST: return put_cast_branch(a, out);
    default: return asm_fail(a, asm_token(a), "%s has immediates that the assembler does not know", row->text);
    }
}

static bool put_immediates(Asm *a, const WfxOpRow *row, WfxBuffer *out)
{
    switch ((WfxImm)row->imm) {
    case WFX_IMM_NONE: return true;
    case WFX_IMM_BLOCK: return asm_block_type(a, out);
    case WFX_IMM_TRY_TABLE: return asm_block_type(a, out) && put_catches(a, out);
    case WFX_IMM_LABEL: return put_label(a, out);
    case WFX_IMM_LABELS: return put_labels(a, out);
    case WFX_IMM_FUNC: return put_index(a, WFX_NAMES_FUNCTION, out);
    case WFX_IMM_TYPE: return put_index(a, WFX_NAMES_TYPE, out);
    case WFX_IMM_TYPE_TABLE: return put_type_table(a, out);
    case WFX_IMM_TYPE_TYPE: return put_index(a, WFX_NAMES_TYPE, out) && put_index(a, WFX_NAMES_TYPE, out);
    case WFX_IMM_LOCAL: return put_local(a, out);
    case WFX_IMM_GLOBAL: return put_index(a, WFX_NAMES_GLOBAL, out);
    case WFX_IMM_TABLE: return put_optional_index(a, WFX_NAMES_TABLE, out);
    case WFX_IMM_TABLE_TABLE: return put_two(a, WFX_NAMES_TABLE, out);
    case WFX_IMM_ELEM: return put_index(a, WFX_NAMES_ELEM, out);
    case WFX_IMM_ELEM_TABLE: return put_segment_first(a, WFX_NAMES_ELEM, WFX_NAMES_TABLE, out);
    case WFX_IMM_DATA: a->needs_data_count = true; return put_index(a, WFX_NAMES_DATA, out);
    case WFX_IMM_DATA_MEMORY: a->needs_data_count = true; return put_segment_first(a, WFX_NAMES_DATA, WFX_NAMES_MEMORY, out);
    case WFX_IMM_MEMORY: return put_optional_index(a, WFX_NAMES_MEMORY, out);
    case WFX_IMM_MEMORY_MEMORY: return put_two(a, WFX_NAMES_MEMORY, out);
    case WFX_IMM_MEMARG: return put_memarg(a, row, asm_is_index(a), out);
    case WFX_IMM_I32: return put_integer(a, 32, true, "i32", out);
    case WFX_IMM_I64: return put_integer(a, 64, true, "i64", out);
    case WFX_IMM_F32: return put_float(a, true, out);
    case WFX_IMM_F64: return put_float(a, false, out);
    case WFX_IMM_V128: return put_v128(a, out);
    case WFX_IMM_TAG: return put_index(a, WFX_NAMES_TAG, out);
    default: return put_extended(a, row, out);
    }
}

bool asm_encode(Asm *a, const WfxOpRow *row, WfxBuffer *out)
{
    if (row->id == WFX_OP_SELECT || row->id == WFX_OP_SELECT_T) {
        bool typed = asm_at_form(a, "result");
        asm_put_opcode(&wfx_op_rows[typed ? WFX_OP_SELECT_T : WFX_OP_SELECT], out);
        return !typed || put_select(a, out);
    }
    if (row->imm == WFX_IMM_HEAP_CAST)
        return encode_cast(a, row, out);
    asm_put_opcode(row, out);
    return put_immediates(a, row, out);
}
