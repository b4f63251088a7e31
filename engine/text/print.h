/* The printer's state, shared by print.c (module and fields), print_code.c (instructions) and print_names.c
   (identifiers). It reads the module's bytes again, because a decoded module no longer shows what was written. The
   bytes were checked by the decoder, function bodies were not: every read is bounded and reports malformed code. */
#ifndef WFX_TEXT_PRINT_H
#define WFX_TEXT_PRINT_H

#include "engine/base/vec.h"
#include "engine/text/hints.h"
#include "engine/text/text.h"
#include "engine/wasm/opcode.h"

/* The identifiers of one index space: `$name` ready to print, NULL where there is none. A name that another item has
   already is changed to be unique; the original stands in an annotation. */
typedef struct PrintIds {
    uint32_t count;
    const char **ids;
    const char **originals; /* NULL, or per index NULL unless the identifier differs from the name */
} PrintIds;

typedef struct PrintLabel {
    const char *id;
} PrintLabel;

typedef struct Printer {
    const WfxModule *module;
    const uint8_t *at, *end; /* being read */
    WfxBuffer *out;
    WfxError *error;
    uint32_t line;
    size_t line_start; /* in *out */
    bool wants_rows;
    WFX_VEC(WfxSourceRow) rows;
    WfxArena arena;
    WfxArena function_arena; /* identifiers of one function's locals */
    PrintIds ids[WFX_NAMES_SPACES];
    PrintIds locals;
    const uint8_t **signatures; /* per type: its parameter vector, NULL unless a function type */
    WFX_VEC(PrintLabel) labels; /* open blocks */
    uint32_t label_index;
    uint32_t function;   /* whose body is being printed */
    uint32_t body_start; /* its offset in the module */
    BranchHints hints;   /* to be printed as annotations; the section that holds them is not printed then */
    uint32_t next_hint;
    const uint8_t *wanted;       /* per function: is its body printed? NULL: all are */
    const uint8_t *hint_section; /* its content; NULL: none is printed as annotations */
    bool used_data_count;        /* an instruction asks for the data count section */
    bool hidden_names;           /* the name section says more than the text: print it as bytes */
} Printer;

/* ---- reading ---- */
bool print_fail(Printer *p, const char *message);
bool print_read_u8(Printer *p, uint8_t *value);
bool print_read_u32(Printer *p, uint32_t *value);
bool print_read_u64(Printer *p, uint64_t *value);

/* ---- names (print_names.c) ---- */
bool print_make_ids(Printer *p, WfxArena *arena, const char *const *names, uint32_t named, uint32_t count,
                    PrintIds *ids);
/* ` $id` (and ` (@name "..")`) where an item is defined. */
void print_binder(Printer *p, const PrintIds *ids, uint32_t index);
/* ` $id` or ` 12` where it is used. */
void print_reference(Printer *p, const PrintIds *ids, uint32_t index);
void print_use(Printer *p, const PrintIds *ids, uint32_t index); /* without the space */
void print_id(WfxBuffer *out, const char *name);                 /* `$name`, quoted where needed */
void print_string(WfxBuffer *out, const void *data, size_t size, bool is_text);
bool print_names_match(Printer *p, const uint8_t *payload, size_t size);

/* ---- types ---- */
bool print_heap(Printer *p);
bool print_type(Printer *p); /* a value or storage type, without leading space */
/* Parameters and results of a type, ` (param ..) (result ..)`; named when `ids` is not NULL. */
bool print_signature(Printer *p, uint32_t type, const PrintIds *ids, uint32_t *param_count);

/* ---- code (print_code.c) ---- */
bool print_instruction(Printer *p, const WfxOpRow *row); /* mnemonic and immediates, behind the opcode */
bool print_read_opcode(Printer *p, const WfxOpRow **row);
/* A constant expression: ` (i32.const 0)`; several instructions in ` (word ..)`, or flat when `word` is NULL. */
bool print_expression(Printer *p, const char *word);
bool print_body(Printer *p, uint32_t function); /* locals and code of [at, end) */

void print_newline(Printer *p, uint32_t depth);
bool print_row(Printer *p, uint32_t offset);
static inline uint32_t print_offset(const Printer *p)
{
    return (uint32_t)(p->at - p->module->bytes);
}

#endif
