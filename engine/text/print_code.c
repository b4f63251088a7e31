/* The printer: instructions, by the `imm` column of the opcode table; see print.h. */
#include "engine/base/leb128.h"
#include "engine/base/assert.h"
#include "engine/text/print.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- numbers ---- */

static bool read_bytes(Printer *p, void *out, size_t size)
{
    if ((size_t)(p->end - p->at) < size)
        return print_fail(p, "unexpected end of section or function");
    memcpy(out, p->at, size);
    p->at += size;
    return true;
}

/* printf follows the process's locale; a literal has a point. */
static void put_decimal(Printer *p, char *text)
{
    for (char *c = text; *c; c++)
        if (!strchr("0123456789+-e", *c))
            *c = '.';
    wfx_buffer_bytes(p->out, text, strlen(text));
}

static bool print_f32(Printer *p)
{
    uint32_t bits = 0;
    if (!read_bytes(p, &bits, sizeof bits))
        return false;
    uint32_t payload = bits & 0x7FFFFF;
    char text[48];
    float value;
    wfx_buffer_u8(p->out, ' ');
    if (bits >> 31)
        wfx_buffer_u8(p->out, '-');
    if ((bits >> 23 & 0xFF) == 0xFF) {
        wfx_buffer_format(p->out, payload == 0x400000 ? "nan" : payload ? "nan:0x%x" : "inf", payload);
        return true;
    }
    uint32_t magnitude = bits & 0x7FFFFFFF;
    memcpy(&value, &magnitude, sizeof value);
    for (int digits = 6; digits <= 9; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value)
            break;
    }
    put_decimal(p, text);
    return true;
}

static bool print_f64(Printer *p)
{
    uint64_t bits = 0;
    if (!read_bytes(p, &bits, sizeof bits))
        return false;
    uint64_t payload = bits & 0xFFFFFFFFFFFFFu;
    char text[48];
    double value;
    wfx_buffer_u8(p->out, ' ');
    if (bits >> 63)
        wfx_buffer_u8(p->out, '-');
    if ((bits >> 52 & 0x7FF) == 0x7FF) {
        if (payload == (uint64_t)1 << 51)
            wfx_buffer_format(p->out, "nan");
        else if (payload)
            wfx_buffer_format(p->out, "nan:0x%llx", (unsigned long long)payload);
        else
            wfx_buffer_format(p->out, "inf");
        return true;
    }
    uint64_t magnitude = bits & INT64_MAX;
    memcpy(&value, &magnitude, sizeof value);
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    put_decimal(p, text);
    return true;
}

static bool print_integer(Printer *p, unsigned bits)
{
    int64_t value = 0;
    if (wfx_leb_s(&p->at, p->end, bits, &value) != WFX_LEB_OK)
        return print_fail(p, "malformed integer constant");
    wfx_buffer_format(p->out, " %lld", (long long)value);
    return true;
}

static bool print_v128(Printer *p)
{
    uint32_t lanes[4];
    if (!read_bytes(p, lanes, sizeof lanes))
        return false;
    wfx_buffer_format(p->out, " i32x4 0x%08x 0x%08x 0x%08x 0x%08x", lanes[0], lanes[1], lanes[2], lanes[3]);
    return true;
}

static bool print_lane(Printer *p)
{
    uint8_t lane;
    if (!print_read_u8(p, &lane))
        return false;
    wfx_buffer_format(p->out, " %u", lane);
    return true;
}

/* ---- indices ---- */

static bool print_index(Printer *p, WfxNameSpace space)
{
    uint32_t index;
    if (!print_read_u32(p, &index))
        return false;
    print_reference(p, &p->ids[space], index);
    return true;
}

/* By name where the innermost block of that name is the one meant. */
static bool print_label(Printer *p)
{
    uint32_t depth;
    if (!print_read_u32(p, &depth))
        return false;
    const char *id = depth < p->labels.count ? p->labels.data[p->labels.count - 1 - depth].id : NULL;
    for (uint32_t i = 0; id && i < depth; i++) {
        const char *inner = p->labels.data[p->labels.count - 1 - i].id;
        if (inner && !strcmp(inner, id))
            id = NULL;
    }
    wfx_buffer_u8(p->out, ' ');
    if (id)
        print_id(p->out, id);
    else
        wfx_buffer_format(p->out, "%u", depth);
    return true;
}

static bool print_labels(Printer *p)
{
    uint32_t count;
    if (!print_read_u32(p, &count))
        return false;
    for (uint64_t i = 0; i <= count; i++)
        if (!print_label(p))
            return false;
    return true;
}

static bool print_type_use(Printer *p)
{
    uint32_t type, params;
    if (!print_read_u32(p, &type))
        return false;
    wfx_buffer_format(p->out, " (type");
    print_reference(p, &p->ids[WFX_NAMES_TYPE], type);
    wfx_buffer_u8(p->out, ')');
    return print_signature(p, type, NULL, &params);
}

/* ---- memory ---- */

static bool print_memarg(Printer *p, const WfxOpRow *row)
{
    uint32_t flags, memory = 0;
    uint64_t offset;
    if (!print_read_u32(p, &flags))
        return false;
    if (flags >= 0x80)
        return print_fail(p, "malformed memop flags");
    if ((flags & 0x40) && !print_read_u32(p, &memory))
        return false;
    if (!print_read_u64(p, &offset))
        return false;
    flags &= 0x3F;
    if (memory)
        print_reference(p, &p->ids[WFX_NAMES_MEMORY], memory);
    if (offset)
        wfx_buffer_format(p->out, " offset=%llu", (unsigned long long)offset);
    if (flags != row->natural_align)
        wfx_buffer_format(p->out, " align=%llu", 1ull << flags);
    return true;
}

/* ---- control ---- */

static bool print_block_type(Printer *p)
{
    const uint8_t *start = p->at;
    int64_t value;
    uint32_t params;
    if (wfx_leb_s(&p->at, p->end, 33, &value) != WFX_LEB_OK)
        return print_fail(p, "malformed block type");
    if (value >= 0) {
        wfx_buffer_format(p->out, " (type");
        print_reference(p, &p->ids[WFX_NAMES_TYPE], (uint32_t)value);
        wfx_buffer_u8(p->out, ')');
        return print_signature(p, (uint32_t)value, NULL, &params);
    }
    if (value == -64)
        return true;
    p->at = start;
    wfx_buffer_format(p->out, " (result ");
    bool ok = print_type(p);
    wfx_buffer_u8(p->out, ')');
    return ok;
}

static bool print_catches(Printer *p)
{
    static const char *const words[] = {"catch", "catch_ref", "catch_all", "catch_all_ref"};
    uint32_t count;
    if (!print_read_u32(p, &count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t kind;
        if (!print_read_u8(p, &kind))
            return false;
        if (kind > 3)
            return print_fail(p, "malformed catch clause");
        wfx_buffer_format(p->out, " (%s", words[kind]);
        if ((kind < 2 && !print_index(p, WFX_NAMES_TAG)) || !print_label(p))
            return false;
        wfx_buffer_u8(p->out, ')');
    }
    return true;
}

static bool print_handlers(Printer *p)
{
    uint32_t count;
    if (!print_read_u32(p, &count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t kind;
        if (!print_read_u8(p, &kind))
            return false;
        if (kind > 1)
            return print_fail(p, "malformed handler clause");
        wfx_buffer_format(p->out, " (on");
        if (!print_index(p, WFX_NAMES_TAG))
            return false;
        if (kind)
            wfx_buffer_format(p->out, " switch");
        else if (!print_label(p))
            return false;
        wfx_buffer_u8(p->out, ')');
    }
    return true;
}

static bool print_select(Printer *p)
{
    uint32_t count;
    if (!print_read_u32(p, &count))
        return false;
    wfx_buffer_format(p->out, " (result");
    for (uint32_t i = 0; i < count; i++) {
        wfx_buffer_u8(p->out, ' ');
        if (!print_type(p))
            return false;
    }
    wfx_buffer_u8(p->out, ')');
    return true;
}

/* ---- GC ---- */

static bool print_cast_type(Printer *p, bool nullable)
{
    wfx_buffer_format(p->out, nullable ? " (ref null " : " (ref ");
    bool ok = print_heap(p);
    wfx_buffer_u8(p->out, ')');
    return ok;
}

static bool print_cast_branch(Printer *p)
{
    uint8_t flags;
    return print_read_u8(p, &flags) && (flags <= 3 || print_fail(p, "malformed cast flags")) && print_label(p) &&
           print_cast_type(p, flags & 1) && print_cast_type(p, flags & 2);
}

static bool print_number(Printer *p)
{
    uint32_t value;
    if (!print_read_u32(p, &value))
        return false;
    wfx_buffer_format(p->out, " %u", value);
    return true;
}

static bool print_data_index(Printer *p)
{
    p->used_data_count = true;
    return print_index(p, WFX_NAMES_DATA);
}

static bool print_local(Printer *p)
{
    uint32_t local;
    if (!print_read_u32(p, &local))
        return false;
    print_reference(p, &p->locals, local);
    return true;
}

static bool print_field(Printer *p, const WfxOpRow *row, char field)
{
    uint8_t zero;
    switch (field) {
    case 'f': return print_index(p, WFX_NAMES_FUNCTION);
    case 'y': return print_index(p, WFX_NAMES_TYPE);
    case 'l': return print_local(p);
    case 'g': return print_index(p, WFX_NAMES_GLOBAL);
    case 't': return print_index(p, WFX_NAMES_TABLE);
    case 'e': return print_index(p, WFX_NAMES_ELEM);
    case 'd': return print_data_index(p);
    case 'm': return print_index(p, WFX_NAMES_MEMORY);
    case 'x': return print_index(p, WFX_NAMES_TAG);
    case 'U': return print_type_use(p);
    case 'b': return print_label(p);
    case 'L': return print_labels(p);
    case 'B': return print_block_type(p);
    case 'C': return print_catches(p);
    case 'H': return print_handlers(p);
    case 'a':
    case 'A': return print_memarg(p, row);
    case 'z': return print_read_u8(p, &zero);
    case 'k': return print_lane(p);
    case 'i': return print_integer(p, 32);
    case 'I': return print_integer(p, 64);
    case 's': return print_f32(p);
    case 'S': return print_f64(p);
    case 'v': return print_v128(p);
    case 'h': wfx_buffer_u8(p->out, ' '); return print_heap(p);
    case 'r': return print_select(p);
    case 'n':
    case '.': return print_number(p);
    case 'c': return print_cast_type(p, row->code & 1);
    case 'K': return print_cast_branch(p);
    default: return print_fail(p, "an instruction has immediates that the printer does not know");
    }
}

/* Indices that the text leaves out when all are 0. */
static bool print_optional(Printer *p, const WfxOpRow *row, const char *layout)
{
    const uint8_t *start = p->at;
    bool shown = false;
    uint32_t index;
    for (const char *field = layout; *field; field += 2) {
        if (!print_read_u32(p, &index))
            return false;
        shown |= index != 0;
    }
    if (!shown)
        return true;
    p->at = start;
    for (const char *field = layout; *field; field += 2)
        if (!print_field(p, row, field[1]))
            return false;
    return true;
}

/* An index with an optional one behind it, which comes first in the text. */
static bool print_behind(Printer *p, const WfxOpRow *row, const char *layout)
{
    const uint8_t *start = p->at;
    uint32_t index;
    if (!print_read_u32(p, &index) || !print_optional(p, row, layout + 1))
        return false;
    const uint8_t *end = p->at;
    wfx_assert(start < end && end <= p->end);
    p->at = start;
    if (!print_field(p, row, *layout))
        return false;
    p->at = end;
    return true;
}

bool print_instruction(Printer *p, const WfxOpRow *row)
{
    wfx_buffer_bytes(p->out, row->text, strlen(row->text));
    for (const char *field = row->imm; *field; field++) {
        if (*field == '?')
            return print_optional(p, row, field);
        if (field[1] == '?')
            return print_behind(p, row, field);
        if (!print_field(p, row, *field))
            return false;
    }
    return true;
}

bool print_read_opcode(Printer *p, const WfxOpRow **row)
{
    uint8_t first;
    uint32_t code;
    if (!print_read_u8(p, &first))
        return false;
    code = first;
    bool prefixed = wfx_op_is_prefix(first);
    if (prefixed && !print_read_u32(p, &code))
        return false;
    *row = wfx_op_find(prefixed ? first : 0, code);
    return *row || print_fail(p, "illegal opcode");
}

/* ---- expressions and bodies ---- */

bool print_expression(Printer *p, const char *word)
{
    /* One instruction is printed folded; finding out takes a look ahead, into a buffer that is thrown away. */
    const uint8_t *start = p->at;
    size_t size = p->out->size;
    const WfxOpRow *row;
    uint32_t count = 0;
    while (true) {
        if (!print_read_opcode(p, &row))
            return false;
        if (row->id == WFX_OP_END)
            break;
        if (!print_instruction(p, row))
            return false;
        count++;
    }
    p->at = start;
    p->out->size = size;
    bool folded = count == 1;
    wfx_buffer_u8(p->out, ' ');
    if (folded)
        wfx_buffer_u8(p->out, '(');
    else if (word)
        wfx_buffer_format(p->out, "(%s ", word);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t offset = print_offset(p);
        if (i)
            wfx_buffer_u8(p->out, ' ');
        if (!print_row(p, offset) || !print_read_opcode(p, &row) || !print_instruction(p, row))
            return false;
    }
    if (folded || word)
        wfx_buffer_u8(p->out, ')');
    return print_read_opcode(p, &row);
}

enum { MAX_LOCALS = 1000000 };

/* The groups of local declarations; returns how many locals there are in all. */
static bool scan_locals(Printer *p, uint32_t params, uint32_t *total)
{
    const uint8_t *start = p->at;
    size_t size = p->out->size;
    uint32_t groups, count;
    uint64_t sum = params;
    if (!print_read_u32(p, &groups))
        return false;
    for (uint32_t i = 0; i < groups; i++) {
        if (!print_read_u32(p, &count) || !print_type(p))
            return false;
        sum += count;
    }
    if (sum > MAX_LOCALS)
        return print_fail(p, "too many locals");
    p->at = start;
    p->out->size = size;
    *total = (uint32_t)sum;
    return true;
}

static bool print_locals(Printer *p, uint32_t next)
{
    uint32_t groups, count;
    if (!print_read_u32(p, &groups))
        return false;
    for (uint32_t i = 0; i < groups; i++) {
        if (!print_read_u32(p, &count))
            return false;
        const uint8_t *type = p->at;
        bool open = false;
        for (uint32_t k = 0; k < count; k++, next++) {
            bool named = next < p->locals.count && p->locals.ids[next];
            if (open && named)
                wfx_buffer_u8(p->out, ')');
            if (!open || named) {
                print_newline(p, 2);
                wfx_buffer_format(p->out, "(local");
            }
            if (named)
                print_binder(p, &p->locals, next);
            wfx_buffer_u8(p->out, ' ');
            p->at = type;
            if (!print_type(p))
                return false;
            if (named)
                wfx_buffer_u8(p->out, ')');
            open = !named;
        }
        if (open)
            wfx_buffer_u8(p->out, ')');
        if (!count) {
            size_t size = p->out->size;
            if (!print_type(p))
                return false;
            p->out->size = size;
        }
    }
    return true;
}

static bool push_block(Printer *p)
{
    const WfxNames *names = p->module->names;
    const WfxIndirectNames *labels = names->labels ? &names->labels[p->function] : NULL;
    uint32_t index = p->label_index++;
    PrintLabel label = {labels && index < labels->count ? labels->names[index] : NULL};
    if (label.id && !label.id[0]) { /* an empty name is no identifier */
        label.id = NULL;
        p->hidden_names = true;
    }
    return wfx_vec_push(&p->labels, label) || wfx_error_oom(p->error);
}

/* A block's label stands between mnemonic and type: `block $l (result i32)`. */
static bool print_block(Printer *p, const WfxOpRow *row)
{
    size_t start = p->out->size;
    /* Labels of catch clauses are those outside: print first, then open the label, then put its identifier in place. */
    if (!print_instruction(p, row) || !push_block(p))
        return false;
    const char *id = p->labels.data[p->labels.count - 1].id;
    if (!id || p->out->failed)
        return true;
    size_t head = start + strlen(row->text), rest = p->out->size - head;
    WfxBuffer tail = {0};
    wfx_buffer_bytes(&tail, p->out->data + head, rest);
    bool ok = !tail.failed;
    p->out->size = head;
    wfx_buffer_u8(p->out, ' ');
    print_id(p->out, id);
    wfx_buffer_bytes(p->out, tail.data, tail.size);
    wfx_buffer_free(&tail);
    return ok || wfx_error_oom(p->error);
}

/* The annotation of a branch hint before its instruction. */
static void print_hint(Printer *p, const WfxOpRow *row, uint32_t offset)
{
    if (p->wanted)
        while (p->next_hint < p->hints.count && p->hints.data[p->next_hint].function < p->function)
            p->next_hint++;
    const BranchHint *hint = p->next_hint < p->hints.count ? &p->hints.data[p->next_hint] : NULL;
    bool is_here = hint && hint->function == p->function && hint->offset == offset - p->body_start;
    if (!is_here || (row->id != WFX_OP_IF && row->id != WFX_OP_BR_IF))
        return;
    wfx_buffer_format(p->out, "(@" WFX_HINT_SECTION " \"\\%02x\") ", hint->value);
    p->next_hint++;
}

static bool print_code(Printer *p)
{
    const WfxOpRow *row;
    for (;;) {
        uint32_t offset = print_offset(p);
        if (!print_read_opcode(p, &row))
            return false;
        if (row->id == WFX_OP_END && !p->labels.count)
            break;
        bool dedent = wfx_op_is_delimiter(row), ends = row->id == WFX_OP_END || row->id == WFX_OP_DELEGATE;
        if (dedent && !p->labels.count)
            return print_fail(p, "else, catch or delegate outside of a block");
        uint32_t depth = p->labels.count - dedent;
        print_newline(p, 2 + (depth > 60 ? 60 : depth));
        print_hint(p, row, offset);
        if (!print_row(p, offset))
            return false;
        bool block = row->imm[0] == 'B';
        p->labels.count -= ends; /* a delegate's label is one of those outside */
        if (!(block ? print_block(p, row) : print_instruction(p, row)))
            return false;
        wfx_assert(p->at <= p->end);
        if (p->out->failed)
            return wfx_error_oom(p->error);
    }
    return p->at == p->end || print_fail(p, "section size mismatch: code after the end of a function");
}

bool print_body(Printer *p, uint32_t function)
{
    const WfxNames *names = p->module->names;
    const WfxIndirectNames *locals = names->locals ? &names->locals[function] : NULL;
    const WfxFunctionDecl *decl = &p->module->functions[function];
    uint32_t params = 0, total = 0, offset = print_offset(p);
    size_t start = p->out->size;
    p->function = function;
    p->body_start = offset;
    p->labels.count = 0;
    p->label_index = 0;
    wfx_arena_reset(&p->function_arena);
    if (!print_signature(p, decl->type_index, NULL, &params) || !scan_locals(p, params, &total))
        return false;
    p->out->size = start;
    if (!print_make_ids(p, &p->function_arena, locals ? locals->names : NULL, locals ? locals->count : 0, total,
                        &p->locals))
        return false;
    print_newline(p, 1);
    wfx_buffer_u8(p->out, '(');
    if (!print_row(p, offset))
        return false;
    wfx_buffer_format(p->out, "func");
    print_binder(p, &p->ids[WFX_NAMES_FUNCTION], function);
    wfx_buffer_format(p->out, " (;%u;) (type", function);
    print_reference(p, &p->ids[WFX_NAMES_TYPE], decl->type_index);
    wfx_buffer_u8(p->out, ')');
    if (!print_signature(p, decl->type_index, &p->locals, &params) || !print_locals(p, params) || !print_code(p))
        return false;
    if (names->labels && names->labels[function].count > p->label_index)
        p->hidden_names = true;
    wfx_buffer_u8(p->out, ')');
    return true;
}
