#include "engine/x64/vector.h"

#include <pthread.h>

const uint64_t vector_literals[VECTOR_LITERAL_COUNT][2] = {
#define BOTH(bits)                                                                                                     \
    {                                                                                                                  \
        bits, bits                                                                                                     \
    }
    [VECTOR_BYTES_70] = BOTH(0x7070707070707070),
    [VECTOR_BYTES_0F] = BOTH(0x0F0F0F0F0F0F0F0F),
    [VECTOR_BYTES_1] = BOTH(0x0101010101010101),
    [VECTOR_POPCNT] = {0x0302020102010100, 0x0403030203020201}, /* of 0 .. 15 */
    [VECTOR_WORDS_1] = BOTH(0x0001000100010001),
    [VECTOR_WORDS_8000] = BOTH(0x8000800080008000),
    [VECTOR_DWORDS_10000] = BOTH(0x0001000000010000),
    [VECTOR_DWORDS_2_52] = BOTH(0x4330000043300000), /* upper halves of 2^52 */
    [VECTOR_FLOATS_2_31] = BOTH(0x4F0000004F000000),
    [VECTOR_QUADS_SIGN] = BOTH(0x8000000000000000),
    [VECTOR_DOUBLES_INT_MAX] = BOTH(0x41DFFFFFFFC00000),
    [VECTOR_DOUBLES_UINT_MAX] = BOTH(0x41EFFFFFFFE00000),
    [VECTOR_DOUBLES_2_52] = BOTH(0x4330000000000000),
#undef BOTH
};

/* ---- the rows ---- */

#define R(name) VECTOR_##name
#define NO VECTOR_NOTHING
/* An immediate, or what it is made of. */
#define LANE (VECTOR_IMM_LANE << 8)
#define LANE_INSERT (VECTOR_IMM_INSERT << 8)
#define LANE_HALF (VECTOR_IMM_HALF << 8)
#define LANE_BLEND (VECTOR_IMM_BLEND << 8)
#define IMM(value) (value) & 0xFF, (value) >> 8 ? (value) >> 8 : VECTOR_IMM_PLAIN

#define X3(x, d, a, b) {X64_##x, VECTOR_X3, R(d), R(a), R(b), 0, 0, 0},
#define X3I(x, d, a, b, imm) {X64_##x, VECTOR_X3, R(d), R(a), R(b), IMM(imm), 0},
#define X3WI(x, d, a, b, imm) {X64_##x, VECTOR_X3, R(d), R(a), R(b), IMM(imm), 1},
#define X2(x, d, a) {X64_##x, VECTOR_X2, R(d), R(a), NO, 0, 0, 0},
#define X2W(x, d, a) {X64_##x, VECTOR_X2, R(d), R(a), NO, 0, 0, 1},
#define X2I(x, d, a, imm) {X64_##x, VECTOR_X2, R(d), R(a), NO, IMM(imm), 0},
#define SH(x, d, a, imm) {X64_##x##_MI8, VECTOR_SHIFT, R(d), R(a), NO, IMM(imm), 0},
#define SHV(x, d, a) {X64_##x, VECTOR_SHIFT_V, R(d), R(a), NO, 0, 0, 0},
#define COUNT(mask, more) {0, VECTOR_COUNT, R(S), R(B), NO, mask, more, 0},
#define LIT(d, literal) {X64_MOVUPS_RM, VECTOR_LITERAL, R(d), NO, NO, R(literal), 0, 0},
#define ONES(d) {X64_PCMPEQD, VECTOR_ONES, R(d), NO, NO, 0, 0, 0},
#define ZERO(d) {X64_PXOR, VECTOR_ZERO, R(d), NO, NO, 0, 0, 0},
#define XR(x, a) {X64_##x, VECTOR_EXTRACT, R(D), R(a), NO, IMM(LANE), 0},
#define XRW(x, a) {X64_##x, VECTOR_EXTRACT, R(D), R(a), NO, IMM(LANE), 1},
#define MASK(x, a) {X64_##x, VECTOR_MASK, R(D), R(a), NO, 0, 0, 0},
#define TEST(x, a, b) {X64_##x, VECTOR_TEST, NO, R(a), R(b), 0, 0, 0},
#define SHR(imm) {X64_SHR_MI8, VECTOR_RIGHT, R(D), R(D), NO, IMM(imm), 0},
#define EXT(x) {X64_##x, VECTOR_EXTEND, R(D), R(D), NO, 0, 0, 0},
#define FLAGS(cc) {0, VECTOR_FLAGS, NO, NO, NO, CC_##cc, 0, 0},

#define VECTOR(id, ...) static const VectorStep steps_##id[] = {__VA_ARGS__};
#define VECTOR_SSE(id, ...) static const VectorStep sse_steps_##id[] = {__VA_ARGS__};
#include "engine/x64/vector.def"
#undef VECTOR
#undef VECTOR_SSE

#define COUNT_OF(steps) sizeof(steps) / sizeof(steps)[0]
#define VECTOR(id, ...) [WFX_OP_##id] = {.steps = steps_##id, .count = COUNT_OF(steps_##id)},
#define VECTOR_SSE(id, ...)
static VectorRow rows[WFX_OP_COUNT] = {
#include "engine/x64/vector.def"
};
#undef VECTOR
#undef VECTOR_SSE
#define VECTOR(id, ...)
#define VECTOR_SSE(id, ...) [WFX_OP_##id] = {.steps = sse_steps_##id, .count = COUNT_OF(sse_steps_##id)},
static VectorRow sse_rows[WFX_OP_COUNT] = {
#include "engine/x64/vector.def"
};

/* ---- what they ask for ---- */

static bool is_operand(unsigned reg)
{
    return reg <= VECTOR_C;
}

/* What an allocator has to know of a row, by the rule in vector.h. */
static void analyse(VectorRow *row)
{
    uint8_t as_source = 0, otherwise = 0; /* masks of operands: read as the last operand of an encoding, or not */
    bool is_written = false;
    row->same = VECTOR_NOTHING;
    for (unsigned i = 0; i < row->count; i++) {
        const VectorStep *step = &row->steps[i];
        bool a_is_source = step->form == VECTOR_X2;
        if (is_operand(step->a))
            *(a_is_source ? &as_source : &otherwise) |= (uint8_t)(1u << step->a);
        if (is_operand(step->b))
            *(step->form == VECTOR_X3 ? &as_source : &otherwise) |= (uint8_t)(1u << step->b);
        row->is_apart |= is_written && (is_operand(step->a) || is_operand(step->b));
        if (step->d == VECTOR_D && !is_written && step->form == VECTOR_X3 && is_operand(step->a))
            row->same = step->a;
        is_written |= step->d == VECTOR_D;
        row->takes_count |= step->form == VECTOR_COUNT;
        if (step->form == VECTOR_FLAGS) {
            row->is_condition = true;
            row->cc = step->imm;
        }
    }
    row->memory = as_source & (uint8_t)~otherwise;
    if (row->is_apart || row->same == VECTOR_C)
        row->same = VECTOR_NOTHING;
}

static void analyse_all(void)
{
    for (unsigned i = 0; i < WFX_OP_COUNT; i++) {
        if (!sse_rows[i].steps)
            sse_rows[i] = rows[i];
        analyse(&rows[i]);
        analyse(&sse_rows[i]);
    }
}

const VectorRow *vector_row(unsigned opcode, bool has_avx)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, analyse_all);
    const VectorRow *row = has_avx ? &rows[opcode] : &sse_rows[opcode];
    return row->steps ? row : NULL;
}
