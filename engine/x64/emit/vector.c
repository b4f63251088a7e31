/* The emitter, SIMD operators: the steps of a row of vector.def, with AVX or without. */
#include "engine/x64/emit/emit.h"
#include "engine/x64/shuffle.h"
#include "engine/x64/vector.h"

typedef struct Vector {
    Emit *e;
    bool avx;
    VLoc at[VECTOR_NOTHING]; /* registers of steps */
    bool is_constant;        /* the count of a shift */
    int count;
} Vector;

enum { NO_IMMEDIATE = -1 };

static void put_immediate(Emit *e, int imm)
{
    if (imm != NO_IMMEDIATE)
        x64_u8(e->as, (unsigned)imm);
}

/* reg x rm, of what is not encoded with a source beside them. */
static void put(const Vector *v, X64Op x, bool wide, unsigned reg, VLoc rm, int imm)
{
    X64Buffer *as = v->e->as;
    if (v->avx && rm.kind == LOC_REG)
        x64_vex_rr(as, x, wide, reg, X64_NO_SOURCE, rm.reg);
    else if (v->avx)
        x64_vex_rm(as, x, wide, reg, X64_NO_SOURCE, emit_frame(rm));
    else if (rm.kind == LOC_REG)
        x64_rr(as, x, wide, reg, rm.reg);
    else
        x64_rm(as, x, wide, reg, emit_frame(rm));
    put_immediate(v->e, imm);
}

static bool is_scratch(unsigned reg)
{
    return reg == XMM14 || reg == XMM15;
}

/* d = a x b. */
static void put_three(const Vector *v, X64Op x, bool wide, unsigned d, unsigned a, VLoc b, int imm)
{
    Emit *e = v->e;
    if (v->avx && b.kind == LOC_REG) {
        x64_vex_rr(e->as, x, wide, d, a, b.reg);
        put_immediate(e, imm);
    } else if (v->avx) {
        x64_vex_rm(e->as, x, wide, d, a, emit_frame(b));
        put_immediate(e, imm);
    } else if (d != a && b.kind == LOC_REG && b.reg == d) {
        wfx_assert(is_scratch(a) || e->c->failed);
        put(v, x, wide, a, b, imm);
        emit_move_register(e, WFX_KIND_V128, d, a);
    } else {
        emit_move_register(e, WFX_KIND_V128, d, a);
        put(v, x, wide, d, b, imm);
    }
}

static void put_shift(const Vector *v, X64Op x, unsigned d, unsigned a, int count)
{
    if (v->avx) {
        x64_vex_rr(v->e->as, x, false, x64_digit(x), d, a);
        x64_u8(v->e->as, (unsigned)count);
    } else {
        emit_move_register(v->e, WFX_KIND_V128, d, a);
        x64_ri8(v->e->as, x, false, d, count);
    }
}

/* The form with an immediate of psllw and its kin: 66 0F Fx and Dx, Ex become 7x /6, /2, /4. */
static X64Op shift_by_immediate(X64Op x)
{
    unsigned digit = (x & 0xF0) == 0xF0 ? 6 : (x & 0xF0) == 0xD0 ? 2 : 4;
    return (x & ~0xFFu) | 0x70 | (x & 3) | digit << 12;
}

static void put_count(Vector *v, const VectorStep *step)
{
    X64Buffer *as = v->e->as;
    VLoc b = v->at[VECTOR_B];
    v->is_constant = b.kind == LOC_IMM;
    v->count = (b.imm & step->imm) + step->how;
    if (v->is_constant)
        return;
    x64_rr(as, X64_MOV_RM, false, R11, b.reg);
    x64_alu_ri(as, X64_AND_MI, false, R11, step->imm);
    if (step->how)
        x64_alu_ri(as, X64_ADD_MI, false, R11, step->how);
    put(v, X64_MOVD_XR, false, v->at[step->d].reg, (VLoc){LOC_REG, R11, 0}, NO_IMMEDIATE);
}

static void put_step(Vector *v, const VectorStep *step, unsigned lane)
{
    Emit *e = v->e;
    const VLoc none = {LOC_REG, 0, 0};
    VLoc a = step->a < VECTOR_NOTHING ? v->at[step->a] : none, b = step->b < VECTOR_NOTHING ? v->at[step->b] : none;
    unsigned d = step->d < VECTOR_NOTHING ? v->at[step->d].reg : 0;
    int imm = step->how == VECTOR_IMM_NONE ? NO_IMMEDIATE : (int)vector_imm(step, lane);
    switch ((VectorForm)step->form) {
    case VECTOR_X3: put_three(v, step->x, step->wide, d, a.reg, b, imm); break;
    case VECTOR_X2: put(v, step->x, step->wide, d, a, imm); break;
    case VECTOR_SHIFT: put_shift(v, step->x, d, a.reg, imm); break;
    case VECTOR_SHIFT_V:
        if (v->is_constant)
            put_shift(v, shift_by_immediate(step->x), d, a.reg, v->count);
        else
            put_three(v, step->x, false, d, a.reg, v->at[VECTOR_S], NO_IMMEDIATE);
        break;
    case VECTOR_COUNT: put_count(v, step); break;
    case VECTOR_LITERAL: emit_load_literal(e, d, vector_literals[step->imm]); break;
    case VECTOR_ONES:
    case VECTOR_ZERO: put_three(v, step->x, false, d, d, v->at[step->d], NO_IMMEDIATE); break;
    case VECTOR_EXTRACT: put(v, step->x, step->wide, a.reg, v->at[step->d], imm); break;
    case VECTOR_MASK: put(v, step->x, false, d, a, NO_IMMEDIATE); break;
    case VECTOR_TEST: put(v, step->x, false, a.reg, b, NO_IMMEDIATE); break;
    case VECTOR_RIGHT: x64_ri8(e->as, step->x, false, d, imm); break;
    case VECTOR_EXTEND: x64_rr(e->as, step->x, false, d, d); break;
    case VECTOR_FLAGS: break;
    }
}

static Vector begin(Emit *e, const VOp *op, const VPlaced *at)
{
    Vector v = {.e = e, .avx = op->access & V_VECTOR_AVX};
    bool swaps = op->access & V_VECTOR_SWAPS;
    for (unsigned i = 0; i < op->use_count; i++)
        v.at[swaps && i < 2 ? 1 - i : i] = at->loc[i];
    v.at[VECTOR_D] = (VLoc){LOC_REG, at->dst, 0};
    v.at[VECTOR_S] = (VLoc){LOC_REG, XMM14, 0};
    v.at[VECTOR_T] = (VLoc){LOC_REG, XMM15, 0};
    return v;
}

void emit_vector(Emit *e, const VOp *op, const VPlaced *at)
{
    Vector v = begin(e, op, at);
    const VectorRow *row = vector_row(op->index, v.avx);
    for (unsigned i = 0; i < row->count; i++)
        put_step(&v, &row->steps[i], (unsigned)op->imm);
}

/* ---- shuffles ---- */

/* d = bytes of a by the lanes below 16; zero for others. */
static void put_table(const Vector *v, unsigned d, unsigned a, const uint8_t lanes[16])
{
    uint8_t table[16];
    for (unsigned i = 0; i < 16; i++)
        table[i] = lanes[i] < 16 ? lanes[i] : 0x80;
    Emit *e = v->e;
    uint32_t literal = emit_literal(e, table), at;
    if (v->avx) {
        at = x64_vex_rip(e->as, X64_PSHUFB, d, a);
    } else {
        emit_move_register(e, WFX_KIND_V128, d, a);
        at = x64_rip(e->as, X64_PSHUFB, false, d); /* the data is aligned */
    }
    emit_push(e, &e->c->data_refs, (Fixup){at, literal});
}

static void put_tables(const Vector *v, unsigned d, const uint8_t lanes[16])
{
    uint8_t others[16];
    for (unsigned i = 0; i < 16; i++)
        others[i] = lanes[i] ^ 16;
    put_table(v, XMM15, v->at[VECTOR_A].reg, lanes);
    put_table(v, XMM14, v->at[VECTOR_B].reg, others);
    put_three(v, X64_POR, false, d, XMM15, v->at[VECTOR_S], NO_IMMEDIATE);
}

void emit_shuffle(Emit *e, const VOp *op, const VPlaced *at)
{
    Vector v = begin(e, op, at);
    bool single = op->use_count == 1;
    Shuffle found = shuffle_find(e->ir->v128.data + 16 * op->imm, single);
    VLoc first = v.at[found.swaps && !single ? VECTOR_B : VECTOR_A],
         second = v.at[found.swaps || single ? VECTOR_A : VECTOR_B];
    int imm = found.form == SHUFFLE_X3 ? NO_IMMEDIATE : found.imm;
    switch ((ShuffleForm)found.form) {
    case SHUFFLE_X2: put(&v, found.x, false, at->dst, first, imm); break;
    case SHUFFLE_X3:
    case SHUFFLE_X3_IMM: put_three(&v, found.x, false, at->dst, first.reg, second, imm); break;
    case SHUFFLE_TABLE:
        if (single)
            put_table(&v, at->dst, first.reg, found.lanes);
        else
            put_tables(&v, at->dst, found.lanes);
        break;
    }
}
