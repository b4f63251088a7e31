/* SIMD operators as rows of steps (vector.def), and what a row asks of an allocator.

   A step is one instruction. With AVX it is encoded as it stands: d = a x b. Without, the instruction overwrites its
   first operand: it is preceded by a move where d is not a. The rule that makes both right whatever registers an
   allocator chooses: in the step that first writes D a row may read its operands, behind it only D and the scratch
   registers; a row that reads one later has a D apart from them. */
#ifndef WFX_X64_VECTOR_H
#define WFX_X64_VECTOR_H

#include "engine/wasm/opcode.h"
#include "engine/x64/encode.h"

/* Registers of a step. */
enum { VECTOR_A, VECTOR_B, VECTOR_C, VECTOR_D, VECTOR_S, VECTOR_T, VECTOR_NOTHING };

typedef enum VectorForm {
    VECTOR_X3,      /* d = a x b */
    VECTOR_X2,      /* d = x a */
    VECTOR_SHIFT,   /* d = a x imm */
    VECTOR_SHIFT_V, /* d = a x count */
    VECTOR_COUNT,   /* S = count of those that follow: (B & imm) + lane */
    VECTOR_LITERAL, /* d = literal imm */
    VECTOR_ONES,
    VECTOR_ZERO,
    VECTOR_EXTRACT, /* D, general = x a */
    VECTOR_MASK,    /* D, general = x a */
    VECTOR_TEST,    /* flags = a x b */
    VECTOR_RIGHT,   /* D, general, >>= imm */
    VECTOR_EXTEND,  /* D, general = x D */
    VECTOR_FLAGS,   /* no instruction: the result is the condition imm */
} VectorForm;

/* What an immediate is made of. */
typedef enum VectorImm {
    VECTOR_IMM_NONE,
    VECTOR_IMM_PLAIN,
    VECTOR_IMM_LANE,
    VECTOR_IMM_INSERT, /* insertps: into the lane */
    VECTOR_IMM_HALF,   /* pshufd: the half to the lower one */
    VECTOR_IMM_BLEND,  /* pblendw: the half from the second operand */
} VectorImm;

typedef enum VectorLiteral {
    VECTOR_BYTES_70,
    VECTOR_BYTES_0F,
    VECTOR_BYTES_1,
    VECTOR_POPCNT,
    VECTOR_WORDS_1,
    VECTOR_WORDS_8000,
    VECTOR_DWORDS_10000,
    VECTOR_DWORDS_2_52,
    VECTOR_FLOATS_2_31,
    VECTOR_QUADS_SIGN,
    VECTOR_DOUBLES_INT_MAX,
    VECTOR_DOUBLES_UINT_MAX,
    VECTOR_DOUBLES_2_52,
    VECTOR_LITERAL_COUNT
} VectorLiteral;
extern const uint64_t vector_literals[VECTOR_LITERAL_COUNT][2];

typedef struct VectorStep {
    uint16_t x;   /* X64Op */
    uint8_t form; /* VectorForm */
    uint8_t d, a, b;
    uint8_t imm;
    uint8_t how : 7; /* VectorImm; of a COUNT what is added */
    uint8_t wide : 1;
} VectorStep;

typedef struct VectorRow {
    const VectorStep *steps;
    uint8_t count;
    bool is_condition;
    uint8_t cc; /* X64Cond: the result, which is then no register */
    /* What an allocator is asked for. */
    bool is_apart;    /* D must be no operand's register */
    uint8_t same;     /* without AVX: D should be this operand's register; or VECTOR_NOTHING */
    uint8_t memory;   /* mask: operands that may be in memory where that needs no alignment, with AVX */
    bool takes_count; /* B may be a constant */
} VectorRow;

/* The row of an operator (WfxOpcode), or NULL where it has none. */
const VectorRow *vector_row(unsigned opcode, bool has_avx);

/* The immediate of a step. */
static inline unsigned vector_imm(const VectorStep *step, unsigned lane)
{
    switch (step->how) {
    case VECTOR_IMM_LANE: return lane;
    case VECTOR_IMM_INSERT: return lane << 4;
    case VECTOR_IMM_HALF: return lane ? 0xEE : 0xE4;
    case VECTOR_IMM_BLEND: return lane ? 0xF0 : 0x0F;
    default: return step->imm;
    }
}

#endif
