/* The walker's main loop: bodies and constants, operators that the table types, and the operand stack; see walk.h. */
#include "engine/base/alloc.h"
#include "engine/base/assert.h"
#include "engine/wasm/decode.h"
#include "engine/wasm/names.h"
#include "engine/wasm/walk_internal.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LOCALS = 50000, MAX_PLAIN_ARGS = 4 };

const WfxWalkOp wfx_walk_ops[WFX_OP_COUNT] = {
#define ROW(id, name) [WFX_OP_##id] = wfx_walk_op_##name,
    WFX_WALK_CONTROL(ROW) WFX_WALK_CONTINUATIONS(ROW) WFX_WALK_VARIABLES(ROW) WFX_WALK_GC(ROW)
#undef ROW
};

/* The signature column of the table, parsed once. */
typedef struct PlainSignature {
    uint8_t arg_count;
    bool has_address; /* args[0] is the address of a memory operator */
    WfxType args[MAX_PLAIN_ARGS];
    WfxType results[2]; /* WFX_BOTTOM: none */
} PlainSignature;
static PlainSignature signatures[WFX_OP_COUNT];
static pthread_once_t signatures_once = PTHREAD_ONCE_INIT;

static WfxType type_of_letter(char letter)
{
    switch (letter) {
    case 'i':
    case 'a': return WFX_I32;
    case 'I': return WFX_I64;
    case 'f': return WFX_F32;
    case 'F': return WFX_F64;
    default: return WFX_V128;
    }
}

static void parse_signatures(void)
{
    for (uint32_t id = 0; id < WFX_OP_COUNT; id++) {
        const char *at = wfx_op_rows[id].sig;
        PlainSignature *signature = &signatures[id];
        if (*at == '*')
            continue;
        signature->has_address = *at == 'a';
        for (; *at != ':'; at++)
            signature->args[signature->arg_count++] = type_of_letter(*at);
        for (unsigned i = 0; *++at; i++)
            signature->results[i] = type_of_letter(*at);
    }
}

/* ---- errors ---- */

void wfx_walk_report(WfxWalker *walker, WfxErrorKind kind, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    wfx_error_set(walker->error, kind, walker->instr.offset, "%s", text);
}

const char *wfx_walk_type_text(const WfxWalker *walker, WfxType type, char *text, size_t size)
{
    WfxBuffer buffer = {0};
    wfx_module_type_print(&buffer, walker->module, type);
    snprintf(text, size, "%.*s", (int)buffer.size, buffer.data ? (const char *)buffer.data : "");
    wfx_buffer_free(&buffer);
    return text;
}

void wfx_walk_report_mismatch(WfxWalker *walker, WfxType expected, WfxType found)
{
    char want[64], have[64] = "nothing on the stack";
    wfx_walk_type_text(walker, expected, want, sizeof want);
    if (found != WFX_NO_TYPE)
        wfx_walk_type_text(walker, found, have, sizeof have);
    const char *text = walker->instr.row ? walker->instr.row->text : "function";
    wfx_walk_report(walker, WFX_ERROR_INVALID, "type mismatch: %s expected %s, found %s", text, want, have);
}

/* ---- immediates ---- */

void wfx_walk_report_leb(WfxWalker *walker, WfxLebStatus status)
{
    static const char *const messages[] = {
        [WFX_LEB_OK] = "",
        [WFX_LEB_END] = "unexpected end of section or function",
        [WFX_LEB_TOO_LONG] = "integer representation too long",
        [WFX_LEB_TOO_LARGE] = "integer too large",
    };
    wfx_walk_report(walker, WFX_ERROR_MALFORMED, "%s", messages[status]);
}

bool wfx_walk_byte(WfxWalker *walker, uint8_t *value)
{
    if (walker->at == walker->end)
        return wfx_walk_leb_failed(walker, WFX_LEB_END);
    *value = *walker->at++;
    return true;
}

static bool read_bytes(WfxWalker *walker, void *to, size_t size)
{
    if ((size_t)(walker->end - walker->at) < size)
        return wfx_walk_leb_failed(walker, WFX_LEB_END);
    memcpy(to, walker->at, size);
    walker->at += size;
    return true;
}

static inline bool read_signed(WfxWalker *walker, unsigned bits)
{
    int64_t number;
    if (walker->at != walker->end && *walker->at < 0x80) { /* one byte: bit 6 is the sign */
        number = (int8_t)(*walker->at++ << 1) >> 1;
        walker->instr.imm = bits == 32 ? (uint32_t)number : (uint64_t)number;
        return true;
    }
    WfxLebStatus status = wfx_leb_s(&walker->at, walker->end, bits, &number);
    if (status != WFX_LEB_OK)
        return wfx_walk_leb_failed(walker, status);
    walker->instr.imm = bits == 32 ? (uint32_t)number : (uint64_t)number;
    return true;
}

static bool read_memarg(WfxWalker *walker)
{
    WfxInstr *instr = &walker->instr;
    uint32_t flags;
    if (!wfx_walk_u32(walker, &flags))
        return false;
    instr->index = 0;
    bool has_index = (flags & 64) && (walker->module->features & WFX_FEATURE_MULTI_MEMORY);
    if (flags >= (has_index ? 128u : 64u))
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "malformed memop flags 0x%x", flags);
    instr->align = flags & 63;
    if (has_index && !wfx_walk_u32(walker, &instr->index))
        return false;
    if (__builtin_expect(walker->at < walker->end && *walker->at < 0x80, 1)) {
        instr->imm = *walker->at++;
    } else {
        WfxLebStatus status = wfx_leb_u(&walker->at, walker->end, 64, &instr->imm);
        if (status != WFX_LEB_OK)
            return wfx_walk_leb_failed(walker, status);
    }
    WfxType address;
    if (!wfx_walk_memory(walker, instr->index, &address))
        return false;
    if (instr->align > instr->row->natural_align)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "alignment must not be larger than natural: 2^%u for %s",
                             instr->align, instr->row->text);
    if (address == WFX_I32 && instr->imm > UINT32_MAX)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "offset out of range");
    instr->type = address;
    return true;
}

/* Lanes of an access or of a shape such as i16x8. */
static uint32_t lane_limit(const WfxOpRow *row)
{
    if (row->id == WFX_OP_I8X16_SHUFFLE)
        return 32;
    if (row->access)
        return 16 / wfx_access_size((WfxAccess)row->access);
    return (uint32_t)atoi(strchr(row->text, 'x') + 1);
}

static bool read_lanes(WfxWalker *walker, uint32_t count)
{
    uint32_t limit = lane_limit(walker->instr.row);
    if (!read_bytes(walker, walker->instr.v128, count))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (walker->instr.v128[i] >= limit)
            return wfx_walk_fail(walker, WFX_ERROR_INVALID, "invalid lane index %u", walker->instr.v128[i]);
    walker->instr.index2 = walker->instr.v128[0];
    return true;
}

static bool read_atomic_memarg(WfxWalker *walker)
{
    const WfxInstr *instr = &walker->instr;
    return read_memarg(walker) &&
           (instr->align == instr->row->natural_align ||
            wfx_walk_fail(walker, WFX_ERROR_INVALID,
                          "alignment of an atomic access must be natural: 2^%u, not 2^%u, for %s",
                          instr->row->natural_align, instr->align, instr->row->text));
}

static bool read_zero(WfxWalker *walker)
{
    uint8_t byte;
    return wfx_walk_byte(walker, &byte) && (!byte || wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "zero byte expected"));
}

static bool read_field(WfxWalker *walker, const char *field)
{
    WfxInstr *instr = &walker->instr;
    switch (*field) {
    case 'a': return read_memarg(walker);
    case 'A': return read_atomic_memarg(walker);
    case 'z': return read_zero(walker);
    case 'i': return read_signed(walker, 32);
    case 'I': return read_signed(walker, 64);
    case 's': instr->imm = 0; return read_bytes(walker, &instr->imm, 4);
    case 'S': return read_bytes(walker, &instr->imm, 8);
    case 'v': return read_bytes(walker, instr->v128, 16);
    case 'k': return read_lanes(walker, (uint32_t)strlen(field)); /* lanes come last */
    default: return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "illegal opcode");
    }
}

/* Immediates of the operators that the table types. */
static bool read_plain_immediates(WfxWalker *walker)
{
    const char *field = walker->instr.row->imm;
    for (; *field && *field != 'k'; field++)
        if (!read_field(walker, field))
            return false;
    return !*field || read_field(walker, field);
}

/* ---- the operand stack ---- */

bool wfx_walk_grow_stack(WfxWalker *walker, uint32_t extra)
{
    wfx_assert(walker->top <= walker->capacity);
    if (!wfx_vec_grow((void **)&walker->stack, &walker->capacity, (uint64_t)walker->top + extra, sizeof *walker->stack))
        return wfx_walk_oom(walker);
    return true;
}

bool wfx_walk_pop_any(WfxWalker *walker, WfxType *type)
{
    if (walker->top > walker->height) {
        *type = walker->stack[--walker->top].type;
        return true;
    }
    *type = WFX_BOTTOM;
    if (wfx_walk_top_frame(walker)->unreachable) {
        walker->underflow = true;
        return true;
    }
    const char *text = walker->instr.row ? walker->instr.row->text : "function";
    return wfx_walk_fail(walker, WFX_ERROR_INVALID, "type mismatch: %s expected a value, found nothing on the stack",
                         text);
}

bool wfx_walk_pop_slow(WfxWalker *walker, WfxType expected)
{
    if (walker->top == walker->height) {
        if (!wfx_walk_top_frame(walker)->unreachable)
            return wfx_walk_mismatch(walker, expected, WFX_NO_TYPE);
        walker->underflow = true;
        return true;
    }
    WfxType found = walker->stack[--walker->top].type;
    return wfx_type_matches(found, expected) || wfx_walk_mismatch(walker, expected, found);
}

bool wfx_walk_pop_ref(WfxWalker *walker, WfxType *type)
{
    if (!wfx_walk_pop_any(walker, type))
        return false;
    if (*type == WFX_BOTTOM)
        *type = WFX_REF(WFX_HEAP_BOTTOM);
    if (wfx_type_is_ref(*type))
        return true;
    char text[64];
    return wfx_walk_fail(walker, WFX_ERROR_INVALID, "type mismatch: %s expected a reference, found %s",
                         walker->instr.row->text, wfx_walk_type_text(walker, *type, text, sizeof text));
}

bool wfx_walk_pop_list(WfxWalker *walker, const WfxType *types, uint32_t count)
{
    while (count--)
        if (!wfx_walk_pop(walker, types[count]))
            return false;
    return true;
}

bool wfx_walk_push_list(WfxWalker *walker, const WfxType *types, uint32_t count)
{
    if (!wfx_walk_grow(walker, count))
        return false;
    wfx_assert(walker->top >= walker->height && walker->top + count <= walker->capacity);
    WfxOperand *to = walker->stack + walker->top;
    for (uint32_t i = 0; i < count; i++)
        to[i].type = types[i];
    for (uint32_t i = 0; walker->underflow && i < count; i++)
        to[i].value = WFX_NO_VALUE;
    walker->top += count;
    return true;
}

void wfx_walk_unreachable(WfxWalker *walker)
{
    wfx_assert(walker->height == wfx_walk_top_frame(walker)->height && walker->top >= walker->height);
    wfx_walk_top_frame(walker)->unreachable = true;
    walker->top = walker->height;
    walker->live = false;
}

/* ---- telling the sink ---- */

/* Room for `count` results, set to their types and no value. */
static WfxOperand *blank_results(WfxWalker *walker, const WfxType *types, uint32_t count)
{
    wfx_assert(walker->top >= walker->height); /* the arguments are popped, and still there */
    walker->results.count = 0;
    if (!wfx_vec_reserve(&walker->results, (uint64_t)count + 1)) {
        wfx_walk_oom(walker);
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++)
        walker->results.data[i] = (WfxOperand){types[i], WFX_NO_VALUE};
    return walker->results.data;
}

bool wfx_walk_emit(WfxWalker *walker, uint32_t arg_count, const WfxType *types, uint32_t count)
{
    WfxOperand *results = blank_results(walker, types, count);
    if (!results)
        return false;
    if (walker->live) {
        WfxInstr *instr = &walker->instr;
        instr->arg_count = arg_count;
        instr->result_count = count;
        instr->result_types = types;
        bool is_resume = strchr(instr->row->imm, 'H') != NULL;
        bool (*tell)(void *, const WfxInstr *, const WfxOperand *, WfxOperand *) =
            is_resume ? walker->sink.resume : walker->sink.plain;
        if (!tell(walker->sink.self, instr, walker->stack + walker->top, results))
            return false;
    }
    if (!wfx_walk_grow(walker, count))
        return false;
    if (count)
        memcpy(walker->stack + walker->top, results, count * sizeof *results);
    walker->top += count;
    return true;
}

bool wfx_walk_leave(WfxWalker *walker, uint32_t arg_count)
{
    WfxInstr *instr = &walker->instr;
    instr->arg_count = arg_count;
    instr->result_count = 0;
    if (walker->live && !walker->sink.leave(walker->sink.self, instr, walker->stack + walker->top))
        return false;
    wfx_walk_unreachable(walker);
    return true;
}

/* ---- operators ---- */

static inline bool walk_plain(WfxWalker *walker, const WfxOpRow *row)
{
    const PlainSignature *signature = &signatures[row->id];
    if (!read_plain_immediates(walker))
        return false;
    for (uint32_t i = signature->arg_count; i > 0; i--) {
        WfxType expected = i == 1 && signature->has_address ? walker->instr.type : signature->args[i - 1];
        if (!wfx_walk_pop(walker, expected))
            return false;
    }
    return wfx_walk_emit_one(walker, signature->arg_count, signature->results[0]);
}

static bool illegal_opcode(WfxWalker *walker, uint8_t code, uint32_t number, const WfxOpRow *row)
{
    if (row)
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED,
                             "illegal opcode: %s needs the feature '%s', which is not enabled (-W %s)", row->text,
                             wfx_feature_name(row->feature), wfx_feature_name(row->feature));
    if (wfx_op_is_prefix(code))
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "illegal opcode %02x %02x", code, number);
    return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "illegal opcode %02x", code);
}

static inline bool read_opcode(WfxWalker *walker)
{
    if (walker->at == walker->end)
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "unexpected end of section or function: END opcode expected");
    uint8_t code = *walker->at++;
    uint32_t number = code;
    const WfxOpRow *row;
    if (__builtin_expect(wfx_op_is_prefix(code), 0)) {
        if (!wfx_walk_u32(walker, &number))
            return false;
        row = wfx_op_find(code, number);
    } else {
        row = wfx_op_find_plain(code);
    }
    if (!row || !(row->feature & walker->module->features))
        return illegal_opcode(walker, code, number, row);
    walker->instr.row = row;
    return true;
}

/* Operators typed by the table, as a dispatch step: with immediates, and without. */
static bool walk_plain_any(WfxWalker *walker)
{
    return walk_plain(walker, walker->instr.row);
}

static bool walk_plain_bare(WfxWalker *walker)
{
    const PlainSignature *signature = &signatures[walker->instr.row->id];
    uint32_t count = signature->arg_count;
    for (uint32_t i = count; i > 0; i--)
        if (!wfx_walk_pop(walker, signature->args[i - 1]))
            return false;
    return wfx_walk_emit_one(walker, count, signature->results[0]);
}

static bool walk_pair(WfxWalker *walker)
{
    const PlainSignature *signature = &signatures[walker->instr.row->id];
    return wfx_walk_pop_list(walker, signature->args, signature->arg_count) &&
           wfx_walk_emit(walker, signature->arg_count, signature->results, 2);
}

/* The same where one or two operands of the right types are there, as nearly always. */
static bool walk_unary(WfxWalker *walker)
{
    const PlainSignature *signature = &signatures[walker->instr.row->id];
    if (!wfx_walk_pop(walker, signature->args[0]))
        return false;
    return wfx_walk_emit_value(walker, 1, signature->results[0]);
}

static bool walk_binary(WfxWalker *walker)
{
    const PlainSignature *signature = &signatures[walker->instr.row->id];
    const WfxOperand *top = walker->stack + walker->top;
    if (walker->top < walker->height + 2 || top[-1].type != signature->args[1] || top[-2].type != signature->args[0])
        return walk_plain_bare(walker);
    walker->top -= 2;
    return wfx_walk_emit_value(walker, 2, signature->results[0]);
}

/* The immediates of a load or store: flags and offset of one byte each, in memory 0, are the common case. */
static inline bool read_access(WfxWalker *walker)
{
    WfxInstr *instr = &walker->instr;
    const uint8_t *at = walker->at;
    if (walker->end - at < 2 || at[0] > instr->row->natural_align || at[1] >= 0x80 || !walker->module->memory_count)
        return read_memarg(walker);
    walker->at = at + 2;
    instr->index = 0;
    instr->align = at[0];
    instr->imm = at[1];
    instr->type = walker->module->memories[0].limits.is_64 ? WFX_I64 : WFX_I32;
    return true;
}

static bool walk_load(WfxWalker *walker)
{
    return read_access(walker) && wfx_walk_pop(walker, walker->instr.type) &&
           wfx_walk_emit_value(walker, 1, signatures[walker->instr.row->id].results[0]);
}

static bool walk_store(WfxWalker *walker)
{
    return read_access(walker) && wfx_walk_pop(walker, signatures[walker->instr.row->id].args[1]) &&
           wfx_walk_pop(walker, walker->instr.type) && wfx_walk_emit_effect(walker, 2);
}

static bool walk_i32_const(WfxWalker *walker)
{
    return read_signed(walker, 32) && wfx_walk_emit_value(walker, 0, WFX_I32);
}

static bool walk_i64_const(WfxWalker *walker)
{
    return read_signed(walker, 64) && wfx_walk_emit_value(walker, 0, WFX_I64);
}

static WfxWalkOp bare_step(const PlainSignature *signature)
{
    if (signature->results[1] != WFX_BOTTOM)
        return walk_pair;
    if (signature->results[0] == WFX_BOTTOM || signature->arg_count > 2)
        return walk_plain_bare;
    return signature->arg_count == 2 ? walk_binary : signature->arg_count == 1 ? walk_unary : walk_plain_bare;
}

static WfxWalkOp step_of(const WfxOpRow *row)
{
    if (wfx_walk_ops[row->id])
        return wfx_walk_ops[row->id];
    const PlainSignature *signature = &signatures[row->id];
    if (!*row->imm)
        return bare_step(signature);
    if (row->imm[1])
        return walk_plain_any;
    switch (*row->imm) {
    case 'a': return signature->results[0] == WFX_BOTTOM ? walk_store : walk_load;
    case 'i': return walk_i32_const;
    case 'I': return walk_i64_const;
    default: return walk_plain_any;
    }
}

static WfxDispatch *make_dispatch(WfxFeatures features)
{
    WfxDispatch *dispatch = wfx_calloc(256, sizeof *dispatch);
    for (uint32_t code = 0; dispatch && code < 256; code++) {
        const WfxOpRow *row = wfx_op_find_plain((uint8_t)code);
        if (row && (row->feature & features))
            dispatch[code] = (WfxDispatch){step_of(row), row};
    }
    return dispatch;
}

/* An opcode behind a prefix, or an error. */
static bool walk_rare(WfxWalker *walker)
{
    return read_opcode(walker) && step_of(walker->instr.row)(walker);
}

static bool walk_instructions(WfxWalker *walker)
{
    const uint8_t *base = walker->module->bytes;
    const WfxDispatch *dispatch = walker->dispatch;
    while (walker->frames.count) {
        const uint8_t *at = walker->at;
        wfx_assert(at <= walker->end && walker->top >= walker->height && walker->top <= walker->capacity);
        wfx_assert(!walker->live || !wfx_walk_top_frame(walker)->unreachable);
        walker->instr.offset = (uint32_t)(at - base);
        walker->underflow = false;
        WfxWalkOp step = walk_rare;
        if (__builtin_expect(at != walker->end && dispatch[*at].op, 1)) {
            step = dispatch[*at].op;
            walker->instr.row = dispatch[*at].row;
            walker->at = at + 1;
        }
        if (!step(walker))
            return false;
    }
    return true;
}

/* ---- functions ---- */

static bool add_locals(WfxWalker *walker, WfxType type, uint32_t count, bool is_set)
{
    if (!wfx_vec_reserve(&walker->locals, count) || !wfx_vec_reserve(&walker->is_set, count))
        return wfx_walk_oom(walker);
    for (uint32_t i = 0; i < count; i++) {
        walker->locals.data[walker->locals.count++] = type;
        walker->is_set.data[walker->is_set.count++] = is_set;
    }
    return true;
}

static bool read_locals(WfxWalker *walker, const WfxTypeDef *type)
{
    uint32_t groups;
    uint64_t total = 0;
    walker->locals.count = walker->is_set.count = walker->inits.count = 0;
    for (uint32_t i = 0; i < type->param_count; i++)
        if (!add_locals(walker, type->params[i], 1, true))
            return false;
    if (!wfx_walk_u32(walker, &groups))
        return false;
    while (groups--) {
        uint32_t count;
        WfxType local;
        walker->instr.offset = (uint32_t)(walker->at - walker->module->bytes);
        if (!wfx_walk_u32(walker, &count))
            return false;
        total += count;
        if (total > UINT32_MAX)
            return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "too many locals");
        if (!wfx_read_type(walker->module, &walker->at, walker->end, &local, walker->error))
            return false;
        if (total + type->param_count <= MAX_LOCALS &&
            !add_locals(walker, local, count, wfx_type_is_defaultable(local)))
            return false;
    }
    if (total + type->param_count > MAX_LOCALS)
        return wfx_walk_fail(walker, WFX_ERROR_LIMIT, "too many locals: the limit is %d", MAX_LOCALS);
    return true;
}

bool wfx_walk_function(WfxWalker *walker, uint32_t function)
{
    const WfxModule *module = walker->module;
    const WfxFunctionDecl *decl = &module->functions[function];
    const WfxTypeDef *type = wfx_types_get(decl->type_id);
    walker->at = module->bytes + decl->body.offset;
    walker->end = walker->at + decl->body.size;
    wfx_assert(!decl->is_import && decl->body.offset + decl->body.size <= module->size);
    walker->top = walker->height = 0;
    walker->frames.count = 0;
    walker->live = false;
    walker->instr = (WfxInstr){.offset = decl->body.offset};
    wfx_arena_reset(&walker->arena);
    if (!read_locals(walker, type))
        return false;
    walker->instr.offset = (uint32_t)(walker->at - module->bytes);
    walker->live = walker->has_sink;
    if (walker->has_sink && !walker->sink.begin_function(walker->sink.self, function, walker->locals.data,
                                                         walker->locals.count, walker->instr.offset))
        return false;
    if (!wfx_walk_push_frame(walker, NULL, NULL, 0, type->results, type->result_count) || !walk_instructions(walker))
        return false;
    wfx_assert(walker->at <= walker->end && walker->locals.count == walker->is_set.count);
    if (walker->at != walker->end) {
        walker->instr.offset = (uint32_t)(walker->at - module->bytes);
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "section size mismatch: code after the function's end");
    }
    return !walker->has_sink || walker->sink.end_function(walker->sink.self, walker->instr.offset);
}

WfxWalker *wfx_walker_new(WfxModule *module, const WfxSink *sink, WfxError *error)
{
    pthread_once(&signatures_once, parse_signatures);
    WfxWalker *walker = wfx_calloc(1, sizeof *walker);
    if (!walker) {
        wfx_error_oom(error);
        return NULL;
    }
    walker->module = module;
    walker->error = error;
    walker->has_sink = sink != NULL;
    if (sink)
        walker->sink = *sink;
    walker->dispatch = make_dispatch(module->features);
    /* never NULL, so that places on an empty stack are pointers too */
    if (!walker->dispatch || !wfx_vec_grow((void **)&walker->stack, &walker->capacity, 64, sizeof *walker->stack)) {
        wfx_error_oom(error);
        wfx_walker_free(walker);
        return NULL;
    }
    return walker;
}

static void free_stacks(WfxWalker *walker)
{
    free(walker->stack);
    wfx_vec_free(&walker->frames);
    wfx_vec_free(&walker->locals);
    wfx_vec_free(&walker->is_set);
    wfx_vec_free(&walker->inits);
    wfx_vec_free(&walker->results);
    wfx_vec_free(&walker->clauses);
    wfx_vec_free(&walker->payload);
    wfx_vec_free(&walker->labels);
    wfx_arena_free(&walker->arena);
}

void wfx_walker_free(WfxWalker *walker)
{
    if (!walker)
        return;
    free_stacks(walker);
    free(walker->dispatch);
    free(walker);
}

WfxFrame *wfx_walker_frame(WfxWalker *walker, uint32_t depth)
{
    return wfx_walk_frame_at(walker, depth);
}

/* ---- constants ---- */

static bool walk_constant(WfxWalker *walker)
{
    const WfxModule *module = walker->module;
    while (walker->frames.count) {
        walker->instr.offset = (uint32_t)(walker->at - module->bytes);
        if (!read_opcode(walker))
            return false;
        const WfxOpRow *row = walker->instr.row;
        if (!(row->constant & module->features))
            return wfx_walk_fail(walker, WFX_ERROR_INVALID, "constant expression required: %s is not constant",
                                 row->text);
        WfxWalkOp op = wfx_walk_ops[row->id];
        if (!(op ? op(walker) : walk_plain(walker, row)))
            return false;
    }
    return true;
}

bool wfx_walk_constant(WfxModule *module, const uint8_t **cursor, const uint8_t *end, WfxType expected,
                       uint32_t visible_globals, WfxError *error)
{
    pthread_once(&signatures_once, parse_signatures);
    WfxWalker walker = {.module = module,
                        .error = error,
                        .is_constant = true,
                        .visible_globals = visible_globals,
                        .at = *cursor,
                        .end = end,
                        .wanted = expected};
    walker.instr.offset = (uint32_t)(*cursor - module->bytes);
    bool valid = wfx_walk_grow(&walker, 1) && wfx_walk_push_frame(&walker, NULL, NULL, 0, &walker.wanted, 1) &&
                 walk_constant(&walker);
    if (valid)
        *cursor = walker.at;
    free_stacks(&walker);
    return valid;
}
