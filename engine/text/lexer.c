/* Text to tokens; see token.h. One pass, no recursion: parentheses are matched through the tokens themselves, nested
   comments and skipped annotations by counting. */
#include "engine/base/alloc.h"
#include "engine/base/assert.h"
#include "engine/text/hints.h"
#include "engine/text/token.h"

#include <string.h>

/* idchar of the specification (6.3.5). */
static const uint8_t idchars[256] = {
    ['!'] = 1,         ['#' ... '\''] = 1, ['*'] = 1,         ['+'] = 1, ['-' ... ':'] = 1,
    ['<' ... 'Z'] = 1, ['\\'] = 1,         ['^' ... 'z'] = 1, ['|'] = 1, ['~'] = 1,
};

typedef struct Lexer {
    const char *at, *end;
    const char *line_start; /* so that column = at - line_start + 1 */
    uint32_t line;
    uint32_t open; /* innermost open token, or NO_OPEN; outer ones are chained through `link` */
    WfxTokens *tokens;
    WfxError *error;
} Lexer;
enum { NO_OPEN = UINT32_MAX };

static bool fail_at(Lexer *lexer, const char *at, const char *message)
{
    return wfx_error_set_at(lexer->error, WFX_ERROR_MALFORMED, lexer->line, (uint32_t)(at - lexer->line_start) + 1,
                            "%s", message);
}

static bool fail_text(Lexer *lexer, const char *at, const char *message, const char *end)
{
    int size = end - at > 60 ? 60 : (int)(end - at);
    return wfx_error_set_at(lexer->error, WFX_ERROR_MALFORMED, lexer->line, (uint32_t)(at - lexer->line_start) + 1,
                            "%s \"%.*s\"", message, size, at);
}

static void next_line(Lexer *lexer)
{
    lexer->line++;
    lexer->line_start = lexer->at;
}

/* ---- UTF-8 ---- */

/* Length of the UTF-8 sequence at `at`, or 0 when it is malformed (Unicode 15, table 3-7). */
static size_t utf8_length(const uint8_t *at, const uint8_t *end)
{
    uint8_t first = *at;
    if (first < 0x80)
        return 1;
    size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                    : (first & 0xF0) == 0xE0         ? 3
                    : first >= 0xF0 && first <= 0xF4 ? 4
                                                     : 0;
    if (!length || (size_t)(end - at) < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    if ((first == 0xE0 && at[1] < 0xA0) || (first == 0xED && at[1] > 0x9F) || (first == 0xF0 && at[1] < 0x90) ||
        (first == 0xF4 && at[1] > 0x8F))
        return 0;
    return length;
}

static const uint8_t *utf8_first_bad(const uint8_t *at, const uint8_t *end)
{
    while (at < end) {
        uint64_t eight;
        while (end - at >= 8 && (memcpy(&eight, at, 8), !(eight & 0x8080808080808080u)))
            at += 8;
        if (at == end)
            break;
        size_t length = utf8_length(at, end);
        if (!length)
            return at;
        at += length;
    }
    return NULL;
}

bool wfx_text_is_utf8(const char *text, size_t size)
{
    return !size || !utf8_first_bad((const uint8_t *)text, (const uint8_t *)text + size);
}

/* ---- strings ---- */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Reads `\u{..}` from after the `{` on; returns the position after `}` or NULL. */
static const char *read_code_point(const char *at, const char *end, uint32_t *value)
{
    uint32_t code = 0;
    bool digits = false, underscore = false;
    for (; at < end && *at != '}'; at++) {
        if (*at == '_' && digits && !underscore) {
            underscore = true;
            continue;
        }
        int digit = hex_digit(*at);
        if (digit < 0 || code > 0x10FFFF)
            return NULL;
        code = code * 16 + (uint32_t)digit;
        digits = true;
        underscore = false;
    }
    if (at == end || !digits || underscore || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        return NULL;
    *value = code;
    return at + 1;
}

/* Moves over a string that begins at lexer->at and checks it. */
static bool scan_string(Lexer *lexer)
{
    const char *at = lexer->at + 1, *end = lexer->end;
    for (; at < end && *at != '"'; at++) {
        if ((uint8_t)*at < 0x20 || *at == 0x7f)
            return fail_at(lexer, at, *at == '\n' ? "unclosed string" : "illegal character in a string");
        if (*at != '\\')
            continue;
        const char *escape = at;
        if (++at == end)
            break;
        if (strchr("tnr\"'\\", *at) && *at)
            continue;
        if (*at == 'u' && at + 1 < end && at[1] == '{') {
            uint32_t code;
            if (!(at = read_code_point(at + 2, end, &code)))
                return fail_at(lexer, escape, "illegal escape: malformed Unicode escape");
            at--;
        } else if (hex_digit(*at) >= 0 && at + 1 < end && hex_digit(at[1]) >= 0) {
            at++;
        } else {
            return fail_at(lexer, escape, "illegal escape in a string");
        }
    }
    if (at >= end)
        return fail_at(lexer, lexer->at, "unclosed string");
    lexer->at = at + 1;
    return true;
}

static void put_code_point(WfxBuffer *out, uint32_t code)
{
    if (code < 0x80) {
        wfx_buffer_u8(out, (uint8_t)code);
        return;
    }
    unsigned rest = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const uint8_t lead[] = {0, 0xC0, 0xE0, 0xF0};
    wfx_buffer_u8(out, (uint8_t)(lead[rest] | code >> 6 * rest));
    while (rest--)
        wfx_buffer_u8(out, (uint8_t)(0x80 | (code >> 6 * rest & 0x3F)));
}

void wfx_token_decode(const char *quoted, uint32_t size, WfxBuffer *out)
{
    const char *at = quoted + 1, *end = quoted + size - 1;
    while (at < end) {
        const char *plain = at;
        while (at < end && *at != '\\')
            at++;
        wfx_buffer_bytes(out, plain, (size_t)(at - plain));
        if (at == end)
            break;
        char c = at[1];
        if (c == 'u') {
            uint32_t code = 0;
            at = read_code_point(at + 3, end, &code);
            put_code_point(out, code);
        } else if (hex_digit(c) >= 0) {
            wfx_buffer_u8(out, (uint8_t)(hex_digit(c) * 16 + hex_digit(at[2])));
            at += 3;
        } else {
            wfx_buffer_u8(out, (uint8_t)(c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c));
            at += 2;
        }
    }
}

/* ---- symbols ---- */

static uint32_t hash_bytes(const char *data, size_t size)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (uint8_t)data[i]) * 16777619u;
    return hash ^ hash >> 15;
}

static bool grow_slots(WfxTokens *tokens)
{
    uint32_t count = tokens->slot_count ? tokens->slot_count * 2 : 64;
    uint32_t *slots = wfx_calloc(count, sizeof *slots);
    if (!slots)
        return false;
    for (uint32_t i = 0; i < tokens->symbols.count; i++) {
        uint32_t slot = tokens->symbols.data[i].hash & (count - 1);
        while (slots[slot])
            slot = (slot + 1) & (count - 1);
        slots[slot] = i + 1;
    }
    free(tokens->slots);
    tokens->slots = slots;
    tokens->slot_count = count;
    return true;
}

static bool intern(WfxTokens *tokens, const char *data, uint32_t size, uint32_t *symbol)
{
    if (tokens->symbols.count * 2 >= tokens->slot_count && !grow_slots(tokens))
        return false;
    /* one is free */
    wfx_assert(!(tokens->slot_count & (tokens->slot_count - 1)) && tokens->symbols.count < tokens->slot_count);
    uint32_t hash = hash_bytes(data, size), mask = tokens->slot_count - 1, slot = hash & mask;
    for (; tokens->slots[slot]; slot = (slot + 1) & mask) {
        const WfxSymbol *known = &tokens->symbols.data[tokens->slots[slot] - 1];
        if (known->hash == hash && known->size == size && !memcmp(known->data, data, size)) {
            *symbol = tokens->slots[slot] - 1;
            return true;
        }
    }
    if (!wfx_vec_push(&tokens->symbols, (WfxSymbol){data, size, hash}))
        return false;
    *symbol = tokens->symbols.count - 1;
    tokens->slots[slot] = tokens->symbols.count;
    return true;
}

static bool intern_id(Lexer *lexer, const char *id, uint32_t size, uint32_t *symbol)
{
    if (id[1] != '"')
        return intern(lexer->tokens, id + 1, size - 1, symbol) || wfx_error_oom(lexer->error);
    WfxBuffer text = {0};
    wfx_token_decode(id + 1, size - 1, &text);
    bool ok = false;
    if (text.failed)
        wfx_error_oom(lexer->error);
    else if (!text.size)
        fail_at(lexer, id, "empty identifier");
    else if (!wfx_text_is_utf8((char *)text.data, text.size))
        fail_at(lexer, id, "malformed UTF-8 encoding in an identifier");
    else {
        char *copy = wfx_arena_strndup(&lexer->tokens->arena, (char *)text.data, text.size);
        ok = (copy && intern(lexer->tokens, copy, (uint32_t)text.size, symbol)) || wfx_error_oom(lexer->error);
    }
    wfx_buffer_free(&text);
    return ok;
}

/* ---- tokens ---- */

static bool push(Lexer *lexer, WfxTokenKind kind, const char *at, uint32_t link)
{
    wfx_assert(lexer->tokens->text <= at && at <= lexer->at && lexer->at <= lexer->end && lexer->line_start <= at);
    WfxToken token = {(uint32_t)(at - lexer->tokens->text),
                      (uint32_t)(lexer->at - at),
                      lexer->line,
                      (uint32_t)(at - lexer->line_start) + 1,
                      link,
                      (uint8_t)kind};
    return wfx_vec_push(&lexer->tokens->list, token) || wfx_error_oom(lexer->error);
}

static bool push_open(Lexer *lexer, WfxTokenKind kind, const char *at)
{
    uint32_t index = lexer->tokens->list.count;
    if (!push(lexer, kind, at, lexer->open))
        return false;
    lexer->open = index;
    return true;
}

static bool push_close(Lexer *lexer)
{
    const char *at = lexer->at++;
    uint32_t index = lexer->tokens->list.count;
    if (lexer->open != NO_OPEN) {
        WfxToken *open = &lexer->tokens->list.data[lexer->open];
        wfx_assert(open->kind == WFX_TOKEN_OPEN || open->kind == WFX_TOKEN_ANNOTATION);
        wfx_assert(open->link == NO_OPEN || open->link < lexer->open); /* until it is closed: the one around it */
        lexer->open = open->link;
        open->link = index;
    }
    return push(lexer, WFX_TOKEN_CLOSE, at, 0);
}

/* Moves over `(; .. ;)`, nested. */
static bool skip_block_comment(Lexer *lexer)
{
    const char *start = lexer->at;
    uint32_t line = lexer->line, column = (uint32_t)(start - lexer->line_start) + 1, depth = 0;
    while (lexer->at < lexer->end) {
        const char *at = lexer->at;
        bool more = at + 1 < lexer->end;
        if (more && at[0] == '(' && at[1] == ';') {
            depth++;
            lexer->at += 2;
        } else if (more && at[0] == ';' && at[1] == ')') {
            lexer->at += 2;
            if (!--depth)
                return true;
        } else {
            lexer->at++;
            if (*at == '\n')
                next_line(lexer);
        }
    }
    return wfx_error_set_at(lexer->error, WFX_ERROR_MALFORMED, line, column, "unclosed comment");
}

static void skip_line_comment(Lexer *lexer)
{
    while (lexer->at < lexer->end && *lexer->at != '\n' && *lexer->at != '\r')
        lexer->at++;
}

/* White space and comments. Sets *found when it moved. */
static bool skip_space(Lexer *lexer)
{
    while (lexer->at < lexer->end) {
        char c = *lexer->at;
        bool more = lexer->at + 1 < lexer->end;
        if (c == ' ' || c == '\t' || c == '\r') {
            lexer->at++;
        } else if (c == '\n') {
            lexer->at++;
            next_line(lexer);
        } else if (c == ';' && more && lexer->at[1] == ';') {
            skip_line_comment(lexer);
        } else if (c == '(' && more && lexer->at[1] == ';') {
            if (!skip_block_comment(lexer))
                return false;
        } else {
            break;
        }
    }
    return true;
}

/* The rest of an annotation nobody here knows: any tokens, balanced parentheses. */
static bool skip_annotation(Lexer *lexer, uint32_t line, uint32_t column)
{
    for (uint32_t depth = 1; depth;) {
        if (!skip_space(lexer))
            return false;
        if (lexer->at == lexer->end)
            return wfx_error_set_at(lexer->error, WFX_ERROR_MALFORMED, line, column, "unclosed annotation");
        uint8_t c = (uint8_t)*lexer->at;
        if (c == '"') {
            if (!scan_string(lexer))
                return false;
            continue;
        }
        if (c < 0x21 || c > 0x7e)
            return fail_at(lexer, lexer->at, "illegal character");
        depth += c == '(';
        depth -= c == ')';
        lexer->at++;
    }
    return true;
}

static bool is_known_annotation(const char *id, size_t size)
{
    static const char *const known[] = {"custom", "name", "datacount", WFX_HINT_SECTION};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i]) == size && !memcmp(known[i], id, size))
            return true;
    return false;
}

/* At "(@". */
static bool read_annotation(Lexer *lexer)
{
    const char *start = lexer->at, *id = start + 2;
    uint32_t column = (uint32_t)(start - lexer->line_start) + 1;
    lexer->at = id;
    if (id < lexer->end && *id == '"') {
        if (!scan_string(lexer))
            return false;
        WfxBuffer text = {0};
        wfx_token_decode(id, (uint32_t)(lexer->at - id), &text);
        bool failed = text.failed, empty = !text.size, valid = wfx_text_is_utf8((char *)text.data, text.size);
        wfx_buffer_free(&text);
        if (failed)
            return wfx_error_oom(lexer->error);
        if (empty || !valid)
            return fail_at(lexer, start,
                           empty ? "empty annotation id" : "malformed UTF-8 encoding in an annotation id");
        return skip_annotation(lexer, lexer->line, column);
    }
    while (lexer->at < lexer->end && idchars[(uint8_t)*lexer->at])
        lexer->at++;
    if (lexer->at == id)
        return fail_at(lexer, start, "empty annotation id");
    if (is_known_annotation(id, (size_t)(lexer->at - id)))
        return push_open(lexer, WFX_TOKEN_ANNOTATION, start);
    return skip_annotation(lexer, lexer->line, column);
}

/* The longest run of identifier characters and strings is one token, or no token at all. */
static bool read_word(Lexer *lexer)
{
    const char *start = lexer->at;
    uint32_t strings = 0;
    const char *string_start = NULL;
    while (lexer->at < lexer->end) {
        if (idchars[(uint8_t)*lexer->at]) {
            lexer->at++;
        } else if (*lexer->at == '"') {
            string_start = lexer->at;
            strings++;
            if (!scan_string(lexer))
                return false;
        } else {
            break;
        }
    }
    uint32_t size = (uint32_t)(lexer->at - start);
    bool ends_in_string = strings == 1 && lexer->at[-1] == '"';
    if (strings && string_start == start && ends_in_string)
        return push(lexer, WFX_TOKEN_STRING, start, 0);
    if (*start == '$' && size == 1)
        return fail_at(lexer, start, "empty identifier");
    if (*start == '$' && (!strings || (ends_in_string && string_start == start + 1))) {
        uint32_t symbol = 0;
        return intern_id(lexer, start, size, &symbol) && push(lexer, WFX_TOKEN_ID, start, symbol);
    }
    if (!strings && *start >= 'a' && *start <= 'z')
        return push(lexer, WFX_TOKEN_KEYWORD, start, 0);
    WfxTokenKind kind = strings ? WFX_TOKEN_END : wfx_number_classify(start, size);
    if (kind == WFX_TOKEN_END)
        return fail_text(lexer, start, "unknown operator", lexer->at);
    return push(lexer, kind, start, 0);
}

static bool read_token(Lexer *lexer)
{
    char c = *lexer->at;
    if (c == '(') {
        if (lexer->at + 1 < lexer->end && lexer->at[1] == '@')
            return read_annotation(lexer);
        lexer->at++;
        return push_open(lexer, WFX_TOKEN_OPEN, lexer->at - 1);
    }
    if (c == ')')
        return push_close(lexer);
    if (idchars[(uint8_t)c] || c == '"')
        return read_word(lexer);
    if (strchr(",;[]{}", c) && c)
        return fail_text(lexer, lexer->at, "unknown operator", lexer->at + 1);
    return fail_at(lexer, lexer->at, "illegal character");
}

static bool check_encoding(Lexer *lexer)
{
    const uint8_t *start = (const uint8_t *)lexer->at, *bad = utf8_first_bad(start, (const uint8_t *)lexer->end);
    if (!bad)
        return true;
    const uint8_t *line_start = (const uint8_t *)lexer->line_start;
    uint32_t line = lexer->line;
    for (const uint8_t *at = start; at < bad; at++) {
        if (*at == '\n') {
            line++;
            line_start = at + 1;
        }
    }
    return wfx_error_set_at(lexer->error, WFX_ERROR_MALFORMED, line, (uint32_t)(bad - line_start) + 1,
                            "malformed UTF-8 encoding");
}

bool wfx_tokens_read(const char *text, size_t size, uint32_t line, uint32_t column, WfxTokens *tokens, WfxError *error)
{
    static const char nothing[1];
    if (!text)
        text = nothing;
    *tokens = (WfxTokens){.text = text, .text_size = size};
    /* line_start is only ever subtracted from: the first line may begin before the text. */
    Lexer lexer = {text, text + size, text - (column - 1), line, NO_OPEN, tokens, error};
    if (size > UINT32_MAX / 2) {
        wfx_error_set(error, WFX_ERROR_LIMIT, WFX_NO_OFFSET, "the text is larger than 2 GiB");
        goto fail;
    }
    if (!check_encoding(&lexer))
        goto fail;
    for (;;) {
        if (!skip_space(&lexer))
            goto fail;
        if (lexer.at == lexer.end)
            break;
        if (!read_token(&lexer))
            goto fail;
    }
    uint32_t last = tokens->list.count;
    if (!push(&lexer, WFX_TOKEN_END, lexer.at, 0))
        goto fail;
    while (lexer.open != NO_OPEN) {
        WfxToken *open = &tokens->list.data[lexer.open];
        lexer.open = open->link;
        open->link = last;
    }
    return true;
fail:
    wfx_tokens_free(tokens);
    return false;
}

void wfx_tokens_free(WfxTokens *tokens)
{
    wfx_vec_free(&tokens->list);
    wfx_vec_free(&tokens->symbols);
    free(tokens->slots);
    wfx_arena_free(&tokens->arena);
    *tokens = (WfxTokens){0};
}
