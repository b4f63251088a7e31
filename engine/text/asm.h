/* The assembler's state, shared by its files: asm.c (module, pass over the fields), asm_fields.c (one function per
   field), asm_types.c (types and type uses), asm_instr.c and asm_imm.c (instructions), asm_output.c (sections, names,
   positions).

   Two passes over the tokens: the first gives every field its index, so that identifiers may be used before their
   definition; then all types are read; the second pass encodes field by field, in text order, each into the buffer of
   its section. Nothing here recurses. */
#ifndef WFX_TEXT_ASM_H
#define WFX_TEXT_ASM_H

#include "engine/text/hints.h"
#include "engine/text/text.h"
#include "engine/text/token.h"
#include "engine/wasm/opcode.h"

/* A value, storage or reference type as it is encoded: low byte the type's code, for WFX_CODE_REF and WFX_CODE_REF_NULL
   the heap type above it: a type index, or HEAP_ABSTRACT plus the code of an abstract one. */
typedef uint64_t AsmType;
enum { WFX_CODE_REF = 0x64, WFX_CODE_REF_NULL = 0x63 };
#define HEAP_ABSTRACT ((uint64_t)1 << 32)
#define ASM_REF(code, heap) ((AsmType)(code) | (uint64_t)(heap) << 8)
#define ASM_FUNCREF ASM_REF(WFX_CODE_REF_NULL, HEAP_ABSTRACT | 0x70)

typedef enum SectionId {
    SECTION_CUSTOM,
    SECTION_TYPE,
    SECTION_IMPORT,
    SECTION_FUNCTION,
    SECTION_TABLE,
    SECTION_MEMORY,
    SECTION_GLOBAL,
    SECTION_EXPORT,
    SECTION_START,
    SECTION_ELEM,
    SECTION_CODE,
    SECTION_DATA,
    SECTION_DATA_COUNT,
    SECTION_TAG,
    SECTION_IDS,
} SectionId;

typedef struct AsmSection {
    WfxBuffer bytes;
    uint32_t count;
    WFX_VEC(WfxSourceRow) rows; /* offsets from the beginning of `bytes` */
} AsmSection;

typedef struct AsmSpace {
    uint32_t count, imported;
    uint32_t next_import, next_defined; /* during the second pass */
    uint32_t *by_symbol;                /* index + 1 */
    WFX_VEC(WfxName) names;             /* by index; data NULL: none */
} AsmSpace;

typedef struct AsmIndirectName {
    uint32_t outer, index;
    WfxName name;
} AsmIndirectName;
typedef WFX_VEC(AsmIndirectName) AsmIndirectNames;

typedef struct AsmTypeDef {
    WfxComposite composite;
    bool is_plain;                             /* a recursion group of its own, final, without super type */
    uint32_t first, param_count, result_count; /* func: in type_pool, parameters then results */
    uint32_t fields, field_count;              /* struct: in field_symbols */
} AsmTypeDef;

/* A tag definition, in order; bound when the number of imported tags is known. */
typedef struct AsmTagName {
    uint32_t symbol, token;
    WfxName name;
} AsmTagName;
typedef struct AsmBinding {
    uint32_t epoch, index;
} AsmBinding;

typedef enum AsmFrameKind {
    FRAME_FLAT,   /* block .. end */
    FRAME_FOLDED, /* (block ..) */
    FRAME_TRY,    /* (try (do ..) (catch ..)), inside one of its parts */
    FRAME_THEN,
    FRAME_ELSE,
    FRAME_CONDITION, /* (if ..) before its (then */
    FRAME_PLAIN,     /* (op ..), operands before the operator */
} AsmFrameKind;
typedef struct AsmFrame {
    AsmFrameKind kind;
    const WfxOpRow *row;    /* of a try: the clause that it is in, as in WfxFrame */
    uint32_t token;         /* of the keyword */
    uint32_t scratch;       /* CONDITION, PLAIN: where the encoded operator begins in scratch */
    uint32_t symbol;        /* label, or WFX_NO_SYMBOL */
    uint32_t outer_binding; /* what the label hides */
    uint8_t hint;           /* as in Asm */
    bool has_else;
} AsmFrame;

typedef struct AsmBody {
    uint32_t offset, size;
} AsmBody;
typedef struct AsmCustom {
    uint32_t place;
    WfxName name;
    WfxBuffer bytes;
} AsmCustom;

typedef struct Asm {
    WfxTokens tokens;
    uint32_t at; /* current token */
    WfxError *error;
    WfxArena arena;
    uint32_t module_line, module_column;

    AsmSpace spaces[WFX_NAMES_SPACES];
    WFX_VEC(AsmTagName) defined_tags; /* their indices follow those of the imported ones, wherever these stand */
    WfxName module_name;

    WFX_VEC(AsmTypeDef) types;
    WFX_VEC(AsmType) type_pool;
    WFX_VEC(uint32_t) field_symbols;
    uint32_t *type_slots; /* hash table of plain function types: index + 1 */
    uint32_t type_slot_count;
    uint32_t explicit_type_count;

    /* The type use read last. */
    WFX_VEC(AsmType) params;
    WFX_VEC(AsmType) results;
    WFX_VEC(AsmType) locals;

    AsmSection sections[SECTION_IDS];
    AsmSection *out; /* where instructions go */
    WfxBuffer scratch;
    WFX_VEC(AsmFrame) frames;
    WFX_VEC(AsmBody) bodies;
    WFX_VEC(AsmCustom) customs;

    uint32_t function;          /* being assembled, or UINT32_MAX */
    AsmBinding *local_bindings; /* by symbol */
    uint32_t local_epoch;
    uint32_t *label_bindings; /* by symbol: number of the label, counted from the outermost, + 1 */
    uint32_t label_depth;
    uint32_t label_index; /* blocks seen in this function */
    AsmIndirectNames local_names, label_names, field_names;
    BranchHints hints;
    uint32_t body_start; /* of the function being assembled, in the code section's bytes */
    uint32_t hint_token; /* of the annotation read last */
    uint8_t hint;        /* a branch hint that waits for its instruction: value + 1, or 0 */
    bool needs_data_count;
    bool has_name_section; /* given as (@custom "name") */
} Asm;

/* ---- tokens (asm.c) ---- */
static inline const WfxToken *asm_token(const Asm *a)
{
    return &a->tokens.list.data[a->at];
}
static inline const WfxToken *asm_peek(const Asm *a, uint32_t ahead)
{
    uint32_t last = a->tokens.list.count - 1;
    return &a->tokens.list.data[a->at + ahead < last ? a->at + ahead : last];
}
static inline const char *asm_text(const Asm *a, const WfxToken *token)
{
    return a->tokens.text + token->offset;
}
static inline bool asm_is(const Asm *a, WfxTokenKind kind)
{
    return asm_token(a)->kind == kind;
}
bool asm_token_is(const Asm *a, const WfxToken *token, const char *keyword);
/* The current token is "(" and the next one is `keyword`. */
bool asm_at_form(const Asm *a, const char *keyword);
/* The current token is "(@id". */
bool asm_at_annotation(const Asm *a, const char *id);
bool asm_oom(Asm *a);
bool asm_fail(Asm *a, const WfxToken *token, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* "unexpected token "x", expected .." at the current token. */
bool asm_unexpected(Asm *a, const char *expected);
bool asm_expect_close(Asm *a);
bool asm_close_or(Asm *a, const char *expected); /* moves over ")", else reports `expected or ")"` */
bool asm_expect_keyword(Asm *a, const char *keyword);
bool asm_symbol_name(const Asm *a, uint32_t symbol, WfxName *name);
bool asm_read_id(Asm *a, uint32_t *symbol); /* optional; WFX_NO_SYMBOL when there is none */
/* Optional identifier and (@name "..") after it; *symbol and *name. */
bool asm_read_binder(Asm *a, uint32_t *symbol, WfxName *name);
bool asm_read_string(Asm *a, WfxBuffer *out);
bool asm_read_name(Asm *a, WfxName *name); /* a string that must be UTF-8 */
bool asm_read_u32(Asm *a, uint32_t *value, const char *what);
bool asm_is_index(const Asm *a);
bool asm_read_index(Asm *a, WfxNameSpace space, uint32_t *index);
bool asm_read_local(Asm *a, uint32_t *index);
bool asm_has_inline_import(const Asm *a, uint32_t at);
bool asm_bind(Asm *a, AsmSpace *space, uint32_t index, uint32_t symbol, WfxName name, const WfxToken *token,
              const char *what);
bool asm_add_name(Asm *a, AsmIndirectNames *names, uint32_t outer, uint32_t index, WfxName name);

/* wfx_wat_assemble for a text that begins at line and column of its file. */
bool wfx_text_assemble_at(const char *text, size_t size, uint32_t line, uint32_t column, const char *path,
                          WfxBuffer *binary, WfxSourceMap **map, WfxError *error);

/* ---- types (asm_types.c) ---- */
bool asm_types(Asm *a); /* every type definition of the module */
bool asm_value_type(Asm *a, AsmType *type);
bool asm_ref_type(Asm *a, AsmType *type);
bool asm_at_ref_type(const Asm *a);
/* A reference type; in an old text also `anyfunc`, which was the only one that a table could have. */
bool asm_at_element_type(const Asm *a);
bool asm_element_type(Asm *a, AsmType *type);
bool asm_heap_type(Asm *a, uint64_t *heap);
void asm_put_type(WfxBuffer *out, AsmType type);
void asm_put_heap(WfxBuffer *out, uint64_t heap);
const char *wfx_heap_word(uint8_t code); /* "func" for 0x70; NULL when unknown */
const char *wfx_type_word(uint8_t code); /* "i32", "funcref"; NULL when unknown */
/* Type use: `(type x)? (param ..)* (result ..)*` into params, results and *index. `bind`: parameters may have
   identifiers, which become locals of the current function. */
bool asm_type_use(Asm *a, bool bind, uint32_t *index);
bool asm_block_type(Asm *a, WfxBuffer *out);
bool asm_bind_local(Asm *a, uint32_t symbol, WfxName name, uint32_t index, const WfxToken *token);

/* ---- instructions (asm_instr.c, asm_imm.c) ---- */
/* Instructions up to the closing parenthesis of the surrounding form, which is not consumed, into a->out. */
bool asm_instructions(Asm *a);
/* One folded instruction. */
bool asm_folded_instruction(Asm *a);
/* The same followed by an `end` that gets the position of `token`. */
bool asm_end(Asm *a, const WfxToken *token);
bool asm_row(Asm *a, AsmSection *section, const WfxToken *token);
/* Appends opcode and immediates of the operator whose keyword was just passed. */
bool asm_encode(Asm *a, const WfxOpRow *row, WfxBuffer *out);
void asm_put_opcode(const WfxOpRow *row, WfxBuffer *out);

/* ---- fields (asm_fields.c) ---- */
bool asm_field(Asm *a); /* at the keyword; moves past the closing parenthesis */

/* ---- output (asm_output.c) ---- */
bool asm_custom(Asm *a); /* at (@custom */
bool asm_output(Asm *a, WfxBuffer *binary, WfxSourceMap *map);
void asm_put_name(WfxBuffer *out, WfxName name);
/* Encodes the payload of a name section (spec 3.0, 7.7.1) from names by index. */
typedef struct AsmNameLists {
    WfxName module;
    struct {
        const WfxName *names;
        uint32_t count;
    } spaces[WFX_NAMES_SPACES];
    const AsmIndirectNames *locals, *labels, *fields; /* sorted */
} AsmNameLists;
void asm_put_names(WfxBuffer *out, const AsmNameLists *lists);
/* Places of custom sections: an even number stands right after a section, an odd one right before one. */
bool wfx_custom_place(const char *word, uint32_t size, bool after, uint32_t *place);
const char *wfx_section_word(SectionId id);
extern const uint8_t wfx_section_order[SECTION_IDS]; /* position of each section in a module, from 1 on */

#endif
