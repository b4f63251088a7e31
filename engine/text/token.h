/* Tokens of the text format (spec 3.0 section 6.2, 6.3), for the assembler and the script reader.

   The whole text becomes one array of tokens before anything is parsed, so that parsers may look ahead and pass over a
   parenthesised form in one step: an opening token knows its closing one. Identifiers are interned; a symbol is a small
   number. Comments and unknown annotations leave no token. */
#ifndef WFX_TEXT_TOKEN_H
#define WFX_TEXT_TOKEN_H

#include "engine/base/arena.h"
#include "engine/base/buffer.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"

typedef enum WfxTokenKind {
    WFX_TOKEN_END,        /* of the text; always the last one */
    WFX_TOKEN_OPEN,       /* ( */
    WFX_TOKEN_CLOSE,      /* ) */
    WFX_TOKEN_ANNOTATION, /* "(@custom" or another that is_known_annotation lists: opens like a parenthesis */
    WFX_TOKEN_KEYWORD,
    WFX_TOKEN_NAT,    /* unsigned integer */
    WFX_TOKEN_INT,    /* signed integer */
    WFX_TOKEN_FLOAT,  /* anything else numeric that begins with a digit or a sign */
    WFX_TOKEN_STRING, /* with its quotes; escapes are well-formed */
    WFX_TOKEN_ID,
} WfxTokenKind;

typedef struct WfxToken {
    uint32_t offset, size;
    uint32_t line, column;
    uint32_t link; /* OPEN, ANNOTATION: index of the closing token (or of the END token); ID: symbol */
    uint8_t kind;  /* WfxTokenKind */
} WfxToken;

#define WFX_NO_SYMBOL UINT32_MAX
typedef struct WfxSymbol {
    const char *data; /* without `$`, escapes decoded, valid UTF-8 */
    uint32_t size, hash;
} WfxSymbol;

typedef struct WfxTokens {
    const char *text; /* not owned */
    size_t text_size;
    WFX_VEC(WfxToken) list;
    WFX_VEC(WfxSymbol) symbols;
    uint32_t *slots; /* hash table of symbol + 1; a power of two */
    uint32_t slot_count;
    WfxArena arena; /* decoded quoted identifiers */
} WfxTokens;

/* Reads a text whose first character stands at line and column. On failure *tokens is empty. */
bool wfx_tokens_read(const char *text, size_t size, uint32_t line, uint32_t column, WfxTokens *tokens, WfxError *error);
void wfx_tokens_free(WfxTokens *tokens);

/* Appends the bytes that a STRING token stands for. */
void wfx_token_decode(const char *quoted, uint32_t size, WfxBuffer *out);
bool wfx_text_is_utf8(const char *text, size_t size);

/* ---- numbers (spec 6.3.1, 6.3.2); `text` is a token, which need not be a number ---- */
typedef enum WfxNumberStatus {
    WFX_NUMBER_OK,
    WFX_NUMBER_MALFORMED,
    WFX_NUMBER_RANGE,
    WFX_NUMBER_MEMORY
} WfxNumberStatus;

/* Classifies a token that begins with a digit or a sign: NAT, INT, FLOAT, or END when it is no number. */
WfxTokenKind wfx_number_classify(const char *text, uint32_t size);
WfxNumberStatus wfx_number_nat(const char *text, uint32_t size, uint64_t max, uint64_t *value);
/* An integer of `bits` bits, signed or unsigned; *value holds its low bits. */
WfxNumberStatus wfx_number_int(const char *text, uint32_t size, unsigned bits, uint64_t *value);
/* The bit pattern of a float; integers, inf, nan and nan:0x.. included. */
WfxNumberStatus wfx_number_f32(const char *text, uint32_t size, uint32_t *bits);
WfxNumberStatus wfx_number_f64(const char *text, uint32_t size, uint64_t *bits);

#endif
