/* The assembler: immediates of instructions, by the `imm` column of the opcode table; see asm.h. */
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

static bool put_type_use(Asm *a, WfxBuffer *out)
{
    uint32_t type = 0;
    if (!asm_type_use(a, false, &type))
        return false;
    wfx_buffer_uleb(out, type);
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

/* v128.load8_lane and its kin, `memory? memarg lane`: a single number is the lane. */
static bool has_memory_before_lane(Asm *a)
{
    const WfxToken *next = asm_peek(a, 1);
    const char *text = asm_text(a, next);
    bool more = next->kind == WFX_TOKEN_NAT ||
                (next->kind == WFX_TOKEN_KEYWORD &&
                 ((next->size > 7 && !memcmp(text, "offset=", 7)) || (next->size > 6 && !memcmp(text, "align=", 6))));
    return asm_is(a, WFX_TOKEN_ID) || (asm_is(a, WFX_TOKEN_NAT) && more);
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

static bool put_number(Asm *a, WfxBuffer *out)
{
    uint32_t count = 0;
    if (!asm_read_u32(a, &count, "a number of elements"))
        return false;
    wfx_buffer_uleb(out, count);
    return true;
}

static bool put_heap(Asm *a, WfxBuffer *out)
{
    uint64_t heap = 0;
    if (!asm_heap_type(a, &heap))
        return false;
    asm_put_heap(out, heap);
    return true;
}

/* br_on_cast: flags, label, source heap type, target heap type. */
static bool put_cast_branch(Asm *a, WfxBuffer *out)
{
    WfxBuffer label = {0};
    AsmType source = 0, target = 0;
    bool ok =
        put_label(a, &label) && asm_ref_type(a, &source) && asm_ref_type(a, &target) && (!label.failed || asm_oom(a));
    if (ok) {
        wfx_buffer_u8(out,
                      (uint8_t)(((uint8_t)source == WFX_CODE_REF_NULL) | ((uint8_t)target == WFX_CODE_REF_NULL) << 1));
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

static bool put_data_index(Asm *a, WfxBuffer *out)
{
    a->needs_data_count = true;
    return put_index(a, WFX_NAMES_DATA, out);
}

/* The type that a field belongs to comes before it. */
static bool put_type_index(Asm *a, uint32_t *type, WfxBuffer *out)
{
    if (!asm_read_index(a, WFX_NAMES_TYPE, type))
        return false;
    wfx_buffer_uleb(out, *type);
    return true;
}

static bool put_field(Asm *a, const WfxOpRow *row, const char *field, uint32_t *type, WfxBuffer *out)
{
    switch (*field) {
    case 'f': return put_index(a, WFX_NAMES_FUNCTION, out);
    case 'y': return put_type_index(a, type, out);
    case 'l': return put_local(a, out);
    case 'g': return put_index(a, WFX_NAMES_GLOBAL, out);
    case 't': return put_index(a, WFX_NAMES_TABLE, out);
    case 'e': return put_index(a, WFX_NAMES_ELEM, out);
    case 'd': return put_data_index(a, out);
    case 'm': return put_index(a, WFX_NAMES_MEMORY, out);
    case 'x': return put_index(a, WFX_NAMES_TAG, out);
    case 'U': return put_type_use(a, out);
    case 'b': return put_label(a, out);
    case 'L': return put_labels(a, out);
    case 'B': return asm_block_type(a, out);
    case 'C': return put_catches(a, out);
    case 'H': return put_handlers(a, out);
    case 'z': wfx_buffer_u8(out, 0); return true;
    case 'A':
    case 'a': return put_memarg(a, row, field[1] ? has_memory_before_lane(a) : asm_is_index(a), out);
    case 'k': return put_lane(a, out);
    case 'i': return put_integer(a, 32, true, "i32", out);
    case 'I': return put_integer(a, 64, true, "i64", out);
    case 's': return put_float(a, true, out);
    case 'S': return put_float(a, false, out);
    case 'v': return put_v128(a, out);
    case 'h': return put_heap(a, out);
    case 'n': return put_number(a, out);
    case '.': return put_field_index(a, *type, out);
    case 'K': return put_cast_branch(a, out);
    default: return asm_fail(a, asm_token(a), "%s has immediates that the assembler does not know", row->text);
    }
}

static WfxNameSpace optional_space(const char *field)
{
    return field[1] == 't' ? WFX_NAMES_TABLE : WFX_NAMES_MEMORY;
}

/* Optional indices alone: all of them or none. */
static bool put_optional(Asm *a, const char *field, WfxBuffer *out)
{
    for (bool given = asm_is_index(a); *field; field += 2) {
        if (!given)
            wfx_buffer_u8(out, 0);
        else if (!put_index(a, optional_space(field), out))
            return false;
    }
    return true;
}

/* An optional index behind another field: first in the text, where it is told from an index that is the other field by
   what follows. */
static bool put_behind(Asm *a, const WfxOpRow *row, const char *field, WfxBuffer *out)
{
    uint32_t index = 0, type = 0;
    WfxTokenKind next = (WfxTokenKind)asm_peek(a, 1)->kind;
    bool given = *field == 'U' ? asm_is_index(a) : next == WFX_TOKEN_ID || next == WFX_TOKEN_NAT;
    if (given && !asm_read_index(a, optional_space(field + 1), &index))
        return false;
    if (!put_field(a, row, field, &type, out))
        return false;
    wfx_buffer_uleb(out, index);
    return true;
}

static bool put_immediates(Asm *a, const WfxOpRow *row, WfxBuffer *out)
{
    uint32_t type = 0;
    for (const char *field = row->imm; *field; field++) {
        if (*field == '?')
            return put_optional(a, field, out);
        if (field[1] == '?')
            return put_behind(a, row, field, out);
        if (!put_field(a, row, field, &type, out))
            return false;
    }
    return true;
}

bool asm_encode(Asm *a, const WfxOpRow *row, WfxBuffer *out)
{
    if (row->id == WFX_OP_SELECT || row->id == WFX_OP_SELECT_T) {
        bool typed = asm_at_form(a, "result");
        asm_put_opcode(&wfx_op_rows[typed ? WFX_OP_SELECT_T : WFX_OP_SELECT], out);
        return !typed || put_select(a, out);
    }
    if (row->imm[0] == 'c')
        return encode_cast(a, row, out);
    asm_put_opcode(row, out);
    return put_immediates(a, row, out);
}
