/* The assembler: instruction sequences, flat and folded (spec 3.0 section 6.5); see asm.h. Operands of a folded
   operator come first in the binary: the operator is encoded into `scratch` when it is met and copied when its
   parenthesis closes. Nesting lives on an explicit stack of frames. */
#include "engine/text/asm.h"
#include "engine/base/assert.h"

#include <string.h>

bool asm_row(Asm *a, AsmSection *section, const WfxToken *token)
{
    return wfx_vec_push(&section->rows, (WfxSourceRow){(uint32_t)section->bytes.size, token->line, token->column}) ||
           asm_oom(a);
}

void asm_put_opcode(const WfxOpRow *row, WfxBuffer *out)
{
    if (!row->prefix) {
        wfx_buffer_u8(out, (uint8_t)row->code);
        return;
    }
    wfx_buffer_u8(out, row->prefix);
    wfx_buffer_uleb(out, row->code);
}

bool asm_end(Asm *a, const WfxToken *token)
{
    if (!asm_row(a, a->out, token))
        return false;
    asm_put_opcode(&wfx_op_rows[WFX_OP_END], &a->out->bytes);
    return true;
}

/* ---- labels ---- */

static bool open_label(Asm *a, AsmFrame *frame)
{
    WfxName name = {0};
    uint32_t index = a->label_index++;
    a->label_depth++;
    wfx_assert(a->label_depth <= a->frames.count + 1); /* every label is a frame's */
    if (!asm_symbol_name(a, frame->symbol, &name))
        return true;
    frame->outer_binding = a->label_bindings[frame->symbol];
    a->label_bindings[frame->symbol] = a->label_depth;
    return a->function == UINT32_MAX || asm_add_name(a, &a->label_names, a->function, index, name);
}

static void close_label(Asm *a, const AsmFrame *frame)
{
    wfx_assert(a->label_depth);
    /* the innermost */
    wfx_assert(frame->symbol == WFX_NO_SYMBOL || a->label_bindings[frame->symbol] == a->label_depth);
    a->label_depth--;
    if (frame->symbol != WFX_NO_SYMBOL)
        a->label_bindings[frame->symbol] = frame->outer_binding;
}

/* The label repeated after a flat `else` or `end`. */
static bool check_label(Asm *a, const AsmFrame *frame)
{
    const WfxToken *token = asm_token(a);
    uint32_t symbol;
    return !asm_read_id(a, &symbol) || symbol == frame->symbol ||
           asm_fail(a, token, "mismatching label %.*s", (int)token->size, asm_text(a, token));
}

/* ---- branch hints ---- */

/* `(@metadata.code.branch_hint "\\00")` */
static bool read_hint(Asm *a)
{
    static const char what[] = "@" WFX_HINT_SECTION " annotation";
    WfxBuffer value = {0};
    uint32_t token = a->at++;
    if (a->function == UINT32_MAX)
        return asm_fail(a, &a->tokens.list.data[token], "%s: not in a function", what);
    if (a->hint)
        return asm_fail(a, &a->tokens.list.data[token], "%s: duplicate annotation", what);
    bool good = asm_read_string(a, &value) && asm_expect_close(a);
    bool is_hint = good && value.size == 1 && value.data[0] <= 1;
    if (is_hint)
        a->hint = (uint8_t)(value.data[0] + 1);
    a->hint_token = token;
    wfx_buffer_free(&value);
    return is_hint || (good && asm_fail(a, &a->tokens.list.data[token], "%s: a hint is \"\\00\" or \"\\01\"", what));
}

/* The hint that stands before this operator, if any. */
static bool take_hint(Asm *a, const WfxOpRow *row, uint8_t *hint)
{
    const WfxToken *token = &a->tokens.list.data[a->hint_token];
    *hint = a->hint;
    a->hint = 0;
    return !*hint || (row && (row->id == WFX_OP_IF || row->id == WFX_OP_BR_IF)) ||
           wfx_error_set_at(a->error, WFX_ERROR_INVALID, token->line, token->column,
                            "@" WFX_HINT_SECTION " annotation: invalid target; it stands before an if or br_if");
}

/* The instruction that comes next in `out` has this hint. */
static bool put_hint(Asm *a, uint8_t hint)
{
    wfx_assert(!hint || (a->function != UINT32_MAX && a->out->bytes.size >= a->body_start));
    BranchHint entry = {a->function, (uint32_t)a->out->bytes.size - a->body_start, (uint8_t)(hint - 1)};
    return !hint || wfx_vec_push(&a->hints, entry) || asm_oom(a);
}

/* ---- one instruction ---- */

static bool is_block(const WfxOpRow *row)
{
    return row->imm[0] == 'B';
}

static bool push_frame(Asm *a, AsmFrame frame)
{
    return wfx_vec_push(&a->frames, frame) || asm_oom(a);
}

/* Appends what scratch holds from `start` on, as the instruction of `token`. */
static bool flush_scratch(Asm *a, uint32_t start, uint32_t token, uint8_t hint)
{
    if (!put_hint(a, hint))
        return false;
    if (a->scratch.failed || !asm_row(a, a->out, &a->tokens.list.data[token]))
        return asm_oom(a);
    wfx_assert(start < a->scratch.size && token < a->at); /* an operator at least, whose keyword was passed */
    wfx_buffer_bytes(&a->out->bytes, a->scratch.data + start, a->scratch.size - start);
    a->scratch.size = start;
    return true;
}

static bool unknown_operator(Asm *a, const WfxToken *token)
{
    static const char *const known[] = {
        "param",     "result", "local",         "type", "then", "func",   "export", "import", "module", "do",
        "catch_ref", "memory", "catch_all_ref", "on",   "tag",  "offset", "item",   "elem",   "data",   "table",
        "global",    "start",  "mut",           "ref",  "i32",  "i64",    "f32",    "f64",    "v128"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (asm_token_is(a, token, known[i]))
            return asm_unexpected(a, "an instruction or \")\"");
    int size = token->size > 60 ? 60 : (int)token->size;
    return asm_fail(a, token, "unknown operator \"%.*s\", expected an instruction or \")\"", size, asm_text(a, token));
}

static const WfxOpRow *read_operator(Asm *a)
{
    const WfxToken *token = asm_token(a);
    if (token->kind != WFX_TOKEN_KEYWORD) {
        asm_unexpected(a, "an instruction or \")\"");
        return NULL;
    }
    const WfxOpRow *row = wfx_op_find_text(asm_text(a, token), token->size);
    if (!row)
        unknown_operator(a, token);
    return row;
}

/* block, loop, try_table and try, at what follows the keyword. */
static bool open_block(Asm *a, AsmFrameKind kind, const WfxOpRow *row, uint32_t token, uint8_t hint)
{
    AsmFrame frame = {.kind = kind, .row = row, .token = token};
    asm_read_id(a, &frame.symbol);
    return put_hint(a, hint) && asm_row(a, a->out, &a->tokens.list.data[token]) && asm_encode(a, row, &a->out->bytes) &&
           open_label(a, &frame) && push_frame(a, frame);
}

/* `(try .. (do`, at what follows the first keyword. */
static bool open_try(Asm *a, const WfxOpRow *row, uint32_t token, uint8_t hint)
{
    if (!open_block(a, FRAME_TRY, row, token, hint))
        return false;
    if (!asm_at_form(a, "do"))
        return asm_unexpected(a, "\"(do\"");
    a->at += 2;
    return true;
}

/* `(op`, a->at at "(". */
static bool open_folded(Asm *a)
{
    a->at++;
    uint32_t token = a->at;
    const WfxOpRow *row = read_operator(a);
    uint8_t hint;
    if (!row || !take_hint(a, row, &hint))
        return false;
    if (wfx_op_is_delimiter(row))
        return asm_unexpected(a, "an instruction");
    a->at++;
    if (row->id == WFX_OP_TRY)
        return open_try(a, row, token, hint);
    if (is_block(row) && row->id != WFX_OP_IF)
        return open_block(a, FRAME_FOLDED, row, token, hint);
    AsmFrame frame = {.kind = FRAME_PLAIN,
                      .row = row,
                      .token = token,
                      .scratch = (uint32_t)a->scratch.size,
                      .symbol = WFX_NO_SYMBOL,
                      .hint = hint};
    if (row->id == WFX_OP_IF) {
        frame.kind = FRAME_CONDITION;
        asm_read_id(a, &frame.symbol);
    }
    return asm_encode(a, row, &a->scratch) && push_frame(a, frame);
}

/* `(then`, a->at at "(". */
static bool open_then(Asm *a, AsmFrame *frame)
{
    a->at += 2;
    frame->kind = FRAME_THEN;
    return flush_scratch(a, frame->scratch, frame->token, frame->hint) && open_label(a, frame);
}

static bool emit_else(Asm *a, const WfxToken *token)
{
    if (!asm_row(a, a->out, token))
        return false;
    asm_put_opcode(&wfx_op_rows[WFX_OP_ELSE], &a->out->bytes);
    return true;
}

/* ---- clauses of a try ---- */

/* Is the operator one that may come behind what the try has so far? */
static bool may_follow(const AsmFrame *frame, const WfxOpRow *row)
{
    if (row->id == WFX_OP_DELEGATE)
        return frame->row->id == WFX_OP_TRY;
    return (row->id == WFX_OP_CATCH || row->id == WFX_OP_CATCH_ALL) &&
           (frame->row->id == WFX_OP_TRY || frame->row->id == WFX_OP_CATCH);
}

/* At what follows the keyword. A delegate ends its try: its label is one of those outside. */
static bool put_clause(Asm *a, AsmFrame *frame, const WfxOpRow *row, const WfxToken *token)
{
    if (row->id == WFX_OP_DELEGATE)
        close_label(a, frame);
    frame->row = row;
    return asm_row(a, a->out, token) && asm_encode(a, row, &a->out->bytes);
}

/* ")" behind a part of a folded try. */
static bool close_try_part(Asm *a, AsmFrame *frame)
{
    a->at++;
    const WfxToken *close = asm_token(a), *token = asm_peek(a, 1);
    bool is_form = close->kind == WFX_TOKEN_OPEN && token->kind == WFX_TOKEN_KEYWORD;
    const WfxOpRow *row = is_form ? wfx_op_find_text(asm_text(a, token), token->size) : NULL;
    if (!row || !may_follow(frame, row)) {
        if (!asm_close_or(a, frame->row->id == WFX_OP_TRY     ? "\"(catch\", \"(catch_all\", \"(delegate\" or \")\""
                             : frame->row->id == WFX_OP_CATCH ? "\"(catch\", \"(catch_all\" or \")\""
                                                              : "\")\""))
            return false;
        close_label(a, frame);
        a->frames.count--;
        return asm_end(a, close);
    }
    a->at += 2;
    if (!put_clause(a, frame, row, token))
        return false;
    if (row->id != WFX_OP_DELEGATE)
        return true;
    a->frames.count--;
    return asm_expect_close(a) && asm_expect_close(a);
}

/* A flat `catch`, `catch_all` or `delegate`, at what follows it. The label may be repeated behind it, before the tag of
   a catch and behind the label of a delegate. */
static bool flat_clause(Asm *a, AsmFrame *frame, const WfxOpRow *row, const WfxToken *token)
{
    WfxTokenKind next = asm_peek(a, 1)->kind;
    bool is_repeated = row->id == WFX_OP_CATCH_ALL || next == WFX_TOKEN_ID || next == WFX_TOKEN_NAT;
    if (row->id != WFX_OP_DELEGATE)
        return (!is_repeated || check_label(a, frame)) && put_clause(a, frame, row, token);
    if (!put_clause(a, frame, row, token) || !check_label(a, frame))
        return false;
    a->frames.count--;
    return true;
}

/* ---- ends ---- */

/* ")" that closes the innermost frame. */
static bool close_frame(Asm *a)
{
    wfx_assert(a->frames.count && asm_is(a, WFX_TOKEN_CLOSE));
    AsmFrame *frame = &a->frames.data[a->frames.count - 1];
    const WfxToken *close = asm_token(a);
    switch (frame->kind) {
    case FRAME_PLAIN:
        a->at++;
        a->frames.count--;
        return flush_scratch(a, frame->scratch, frame->token, frame->hint);
    case FRAME_CONDITION: return asm_unexpected(a, "\"(then\"");
    case FRAME_FLAT: return asm_unexpected(a, "\"end\"");
    case FRAME_TRY: return close_try_part(a, frame);
    case FRAME_THEN:
        a->at++;
        if (asm_at_form(a, "else")) {
            frame->kind = FRAME_ELSE;
            a->at += 2;
            return emit_else(a, asm_peek(a, 0) - 1);
        }
        close = asm_token(a);
        break;
    case FRAME_ELSE:
        a->at++;
        close = asm_token(a);
        break;
    case FRAME_FOLDED: break;
    }
    if (!asm_close_or(a, frame->kind == FRAME_THEN ? "\"(else\" or \")\"" : "\")\""))
        return false;
    close_label(a, frame);
    a->frames.count--;
    return asm_end(a, close);
}

/* What ends a flat block or a part of one. */
static bool flat_delimiter(Asm *a, const WfxOpRow *row, uint32_t base)
{
    const WfxToken *token = asm_token(a);
    AsmFrame *frame = a->frames.count > base ? &a->frames.data[a->frames.count - 1] : NULL;
    if (!frame || frame->kind != FRAME_FLAT)
        return asm_unexpected(a, "an instruction or \")\"");
    if (row->id == WFX_OP_ELSE && (frame->row->id != WFX_OP_IF || frame->has_else))
        return asm_unexpected(a, "an instruction or \"end\"");
    bool is_clause = row->id != WFX_OP_ELSE && row->id != WFX_OP_END;
    if (is_clause && !may_follow(frame, row))
        return asm_unexpected(a, "an instruction or \"end\"");
    a->at++;
    if (is_clause)
        return flat_clause(a, frame, row, token);
    if (!check_label(a, frame))
        return false;
    if (row->id == WFX_OP_ELSE) {
        frame->has_else = true;
        return emit_else(a, token);
    }
    close_label(a, frame);
    a->frames.count--;
    return asm_end(a, token);
}

static bool flat_instruction(Asm *a, uint32_t base)
{
    uint32_t token = a->at;
    const WfxOpRow *row = read_operator(a);
    uint8_t hint;
    if (!row || !take_hint(a, row, &hint))
        return false;
    if (wfx_op_is_delimiter(row))
        return flat_delimiter(a, row, base);
    a->at++;
    if (is_block(row))
        return open_block(a, FRAME_FLAT, row, token, hint);
    return put_hint(a, hint) && asm_row(a, a->out, &a->tokens.list.data[token]) && asm_encode(a, row, &a->out->bytes);
}

/* ---- sequences ---- */

/* One step of a sequence whose own frames lie above `base`. */
static bool step(Asm *a, uint32_t base)
{
    AsmFrame *frame = a->frames.count > base ? &a->frames.data[a->frames.count - 1] : NULL;
    uint8_t none;
    if (asm_at_annotation(a, WFX_HINT_SECTION))
        return read_hint(a);
    if (asm_is(a, WFX_TOKEN_CLOSE))
        return take_hint(a, NULL, &none) && close_frame(a);
    if (asm_is(a, WFX_TOKEN_OPEN)) {
        if (frame && frame->kind == FRAME_CONDITION && asm_at_form(a, "then"))
            return take_hint(a, NULL, &none) && open_then(a, frame);
        return open_folded(a);
    }
    if (frame && (frame->kind == FRAME_PLAIN || frame->kind == FRAME_CONDITION))
        return asm_unexpected(a, frame->kind == FRAME_PLAIN ? "a folded instruction or \")\""
                                                            : "a folded instruction or \"(then\"");
    return flat_instruction(a, base);
}

bool asm_instructions(Asm *a)
{
    uint32_t base = a->frames.count;
    uint8_t none;
    while (!asm_is(a, WFX_TOKEN_CLOSE) || a->frames.count > base)
        if (!step(a, base))
            return false;
    return take_hint(a, NULL, &none);
}

bool asm_folded_instruction(Asm *a)
{
    uint32_t base = a->frames.count;
    if (!asm_is(a, WFX_TOKEN_OPEN))
        return asm_unexpected(a, "a folded instruction");
    do {
        if (!step(a, base))
            return false;
    } while (a->frames.count > base);
    return true;
}
