/* The opcode table: one row of opcodes.def per instruction drives decoder, validator, printer, assembler and IR builder.

   OP(id, prefix, code, text, imm, sig, feature, lower)
     id       C name: WFX_OP_<id>
     prefix   0, or 0xFB / 0xFC / 0xFD
     code     opcode byte, or the LEB128 number after the prefix
     text     mnemonic
     imm      kind of immediates: WFX_IMM_<imm>
     sig      "params:results" with i=i32 I=i64 f=f32 F=f64 v=v128 for operators typed by the table alone;
              "*" for those that have a validation function of their own; a memory operator's address is "a"
              (i32 or i64 by its memory), e.g. "a:i", "aI:"
     feature  WFX_FEATURE_<feature>
     lower    the IR operation (ir.def) that a plain operator becomes, without its IR_ prefix; SPECIAL for those with a
              builder function of their own
   For memory operators `LOAD(access)` / `STORE(access)` as lower names IR_LOAD / IR_STORE with a WFX_ACCESS_<access>;
   `ACCESS(access)` is a SPECIAL one that accesses memory (single lanes). */
#ifndef WFX_WASM_OPCODE_H
#define WFX_WASM_OPCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum WfxImm {
    WFX_IMM_NONE,
    WFX_IMM_BLOCK,     /* block type */
    WFX_IMM_TRY_TABLE, /* block type, catch clauses */
    WFX_IMM_LABEL,
    WFX_IMM_LABELS, /* br_table */
    WFX_IMM_FUNC,
    WFX_IMM_TYPE,       /* call_ref, cont.new, .. */
    WFX_IMM_TYPE_TABLE, /* call_indirect: type, table (binary order; text order is table, type) */
    WFX_IMM_TYPE_TYPE,  /* cont.bind */
    WFX_IMM_LOCAL,
    WFX_IMM_GLOBAL,
    WFX_IMM_TABLE,
    WFX_IMM_TABLE_TABLE,   /* table.copy: destination, source */
    WFX_IMM_ELEM,          /* elem.drop */
    WFX_IMM_ELEM_TABLE,    /* table.init: element, table in binary */
    WFX_IMM_DATA,          /* data.drop */
    WFX_IMM_DATA_MEMORY,   /* memory.init */
    WFX_IMM_MEMORY,        /* memory.size, .grow, .fill */
    WFX_IMM_MEMORY_MEMORY, /* memory.copy: destination, source */
    WFX_IMM_MEMARG,
    WFX_IMM_I32,
    WFX_IMM_I64,
    WFX_IMM_F32,
    WFX_IMM_F64,
    WFX_IMM_V128,
    WFX_IMM_HEAP,   /* ref.null */
    WFX_IMM_SELECT, /* vector of value types */
    WFX_IMM_TAG,
    WFX_IMM_RESUME,       /* type, handler clauses */
    WFX_IMM_RESUME_THROW, /* type, tag, handler clauses */
    WFX_IMM_SWITCH,       /* type, tag */
    WFX_IMM_LANE,
    WFX_IMM_LANES,
    WFX_IMM_MEMARG_LANE, /* SIMD */
    WFX_IMM_TYPE_FIELD,
    WFX_IMM_TYPE_COUNT,
    WFX_IMM_TYPE_DATA,
    WFX_IMM_TYPE_ELEM,
    WFX_IMM_HEAP_CAST,
    WFX_IMM_BR_CAST, /* GC */
} WfxImm;

/* A memory access: bytes moved, extension of what is loaded. */
#define WFX_ACCESS_LIST(A)                                                                                                       \
    A(I32, 4)                                                                                                                    \
    A(I64, 8)                                                                                                                    \
    A(F32, 4) A(F64, 8) A(V128, 16) A(I32_8S, 1) A(I32_8U, 1) A(I32_16S, 2) A(I32_16U, 2) A(I64_8S, 1) A(I64_8U, 1)              \
        A(I64_16S, 2) A(I64_16U, 2) A(I64_32S, 4) A(I64_32U, 4) A(I32_8, 1) A(I32_16, 2) A(I64_8, 1) A(I64_16, 2) A(I64_32, 4)   \
            A(V128_8X8S, 8) A(V128_8X8U, 8) A(V128_16X4S, 8) A(V128_16X4U, 8) A(V128_32X2S, 8) A(V128_32X2U, 8)                  \
                A(V128_SPLAT8, 1) A(V128_SPLAT16, 2) A(V128_SPLAT32, 4) A(V128_SPLAT64, 8) A(V128_ZERO32, 4) A(V128_ZERO64, 8)   \
                    A(V128_LANE8, 1) A(V128_LANE16, 2) A(V128_LANE32, 4) A(V128_LANE64, 8)
#define WFX_ACCESS_ENUM(id, bytes) WFX_ACCESS_##id,
typedef enum WfxAccess { WFX_ACCESS_NONE, WFX_ACCESS_LIST(WFX_ACCESS_ENUM) } WfxAccess;
#undef WFX_ACCESS_ENUM

typedef enum WfxOpcode {
#define OP(id, prefix, code, text, imm, sig, feature, lower) WFX_OP_##id,
#include "engine/wasm/opcodes.def"
#undef OP
    WFX_OP_COUNT
} WfxOpcode;

typedef struct WfxOpRow {
    const char *text;
    const char *sig;
    uint32_t feature;
    uint16_t id; /* WfxOpcode */
    uint16_t code;
    uint8_t prefix;
    uint8_t imm;           /* WfxImm */
    uint8_t access;        /* WfxAccess; memory operators */
    uint16_t lower;        /* IrOp of a plain operator; 0 (IR_NONE) when SPECIAL */
    uint8_t natural_align; /* log2 of the access size; memory operators */
} WfxOpRow;

extern const WfxOpRow wfx_op_rows[WFX_OP_COUNT];

/* The row of an encoded opcode, or NULL. */
const WfxOpRow *wfx_op_find(uint8_t prefix, uint32_t code);
/* The same for opcodes of one byte, inline: row numbers + 1. */
extern const uint16_t wfx_op_plain_rows[256];
static inline const WfxOpRow *wfx_op_find_plain(uint8_t code)
{
    uint16_t row = wfx_op_plain_rows[code];
    return row ? &wfx_op_rows[row - 1] : NULL;
}
/* What is said of instructions that toolchains emit and this engine does not know, by their code or by their text. */
#define WFX_NO_LEGACY_EXCEPTIONS "legacy exception instructions are not supported; compile for try_table"
#define WFX_NO_ATOMICS "atomic instructions (threads) are not supported"
/* Bytes that an access moves. */
uint32_t wfx_access_size(WfxAccess access);
/* The row of a mnemonic, or NULL. Where several rows share one (select, ref.test, ref.cast) it is the first. */
const WfxOpRow *wfx_op_find_text(const char *text, size_t length);

#endif
