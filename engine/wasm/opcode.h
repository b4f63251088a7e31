/* The opcode table: one row of opcodes.def per instruction drives decoder, validator, printer, assembler and IR
   builder.

   OP(id, prefix, code, text, imm, sig, feature, lower)
     id       C name: WFX_OP_<id>
     prefix   0, or 0xFB / 0xFC / 0xFD / 0xFE
     code     opcode byte, or the LEB128 number after the prefix
     text     mnemonic
     imm      immediates in binary order, a letter each, see below
     sig      "params:results" (two at most) with i=i32 I=i64 f=f32 F=f64 v=v128 for operators typed by the table alone;
              "*" for those that have a validation function of their own; a memory operator's address is "a"
              (i32 or i64 by its memory), e.g. "a:i", "aI:"
     feature  WFX_FEATURE_<feature>; CONST(feature, other) for those that constant expressions may contain, given the
              other feature too (spec 3.0, 3.3.10)
     lower    the IR operation (ir.def) that a plain operator becomes, without its IR_ prefix; SPECIAL for those with a
              builder function of their own
   Letters of `imm`:
     f y l g t e d m x  index of a function, type, local, global, table, element segment, data segment, memory, tag
     ?t ?m    an index that the text leaves out when it is 0; behind another field it comes before that in the text, and
              of two of them the text has both or none
     U        type index, in the text a type use
     b L      label; vector of labels and one more
     B        block type
     C H      catch clauses; handler clauses
     a A k    alignment and offset of an access; the same of an atomic one, whose alignment is the natural one; lane
     z        a byte 0 that the text does not have
     i I s S v  constants: i32, i64, f32, f64, v128
     h r      heap type; vector of value types
     n .      u32; field of the type before it
     c K      heap type of a cast, whose nullability is in the opcode; cast flags, label and two heap types
   For memory operators `LOAD(access)` / `STORE(access)` as lower names IR_LOAD / IR_STORE with a WFX_ACCESS_<access>,
   and so do the atomic ones; `ACCESS(access)` is a SPECIAL one that accesses memory (single lanes). */
#ifndef WFX_WASM_OPCODE_H
#define WFX_WASM_OPCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A memory access: bytes moved, extension of what is loaded. */
/* clang-format off */
#define WFX_ACCESS_LIST(A)                                                                                             \
    A(I32, 4) A(I64, 8) A(F32, 4) A(F64, 8) A(V128, 16) A(I32_8S, 1) A(I32_8U, 1) A(I32_16S, 2) A(I32_16U, 2)          \
    A(I64_8S, 1) A(I64_8U, 1) A(I64_16S, 2) A(I64_16U, 2) A(I64_32S, 4) A(I64_32U, 4) A(I32_8, 1) A(I32_16, 2)         \
    A(I64_8, 1) A(I64_16, 2) A(I64_32, 4) A(V128_8X8S, 8) A(V128_8X8U, 8) A(V128_16X4S, 8) A(V128_16X4U, 8)            \
    A(V128_32X2S, 8) A(V128_32X2U, 8) A(V128_ZERO32, 4) A(V128_ZERO64, 8) A(V128_SPLAT8, 1) A(V128_SPLAT16, 2)         \
    A(V128_SPLAT32, 4) A(V128_SPLAT64, 8) A(V128_LANE8, 1) A(V128_LANE16, 2) A(V128_LANE32, 4) A(V128_LANE64, 8)
/* clang-format on */
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
    const char *imm;
    const char *sig;
    uint32_t feature;
    uint32_t constant; /* WFX_FEATURE_ that makes it one for constant expressions; 0: it is none */
    uint16_t id;       /* WfxOpcode */
    uint16_t code;
    uint8_t prefix;
    uint8_t access;        /* WfxAccess; memory operators */
    uint16_t lower;        /* IrOp of a plain operator; 0 (IR_NONE) when SPECIAL */
    uint8_t natural_align; /* log2 of the access size; memory operators */
} WfxOpRow;

extern const WfxOpRow wfx_op_rows[WFX_OP_COUNT];

/* Is it the first byte of an opcode of several? */
static inline bool wfx_op_is_prefix(uint8_t code)
{
    return code >= 0xFB && code <= 0xFE;
}
/* The row of an encoded opcode, or NULL. */
const WfxOpRow *wfx_op_find(uint8_t prefix, uint32_t code);
/* The same for opcodes of one byte, inline: row numbers + 1. */
extern const uint16_t wfx_op_plain_rows[256];
static inline const WfxOpRow *wfx_op_find_plain(uint8_t code)
{
    uint16_t row = wfx_op_plain_rows[code];
    return row ? &wfx_op_rows[row - 1] : NULL;
}
/* Does it end a block, or the part of one that stands before it? */
static inline bool wfx_op_is_delimiter(const WfxOpRow *row)
{
    return row->id == WFX_OP_END || row->id == WFX_OP_ELSE || row->id == WFX_OP_CATCH || row->id == WFX_OP_CATCH_ALL ||
           row->id == WFX_OP_DELEGATE;
}
/* Bytes that an access moves. */
uint32_t wfx_access_size(WfxAccess access);
/* The row of a mnemonic, or NULL. Where several rows share one (select, ref.test, ref.cast) it is the first. */
const WfxOpRow *wfx_op_find_text(const char *text, size_t length);

#endif
