/* SIMD in generated modules: the operators come from the engine's opcode table, by their signatures. What computes with
   floats is followed by a call that makes every NaN the same, so that the bits of vectors may be looked at. Relaxed
   operators are left out: engines may differ. */
#include "tests/fuzz/differential_internal.h"

#include "engine/wasm/features.h"
#include "engine/wasm/opcode.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static Type type_of(char letter)
{
    return letter == 'i' ? I32 : letter == 'I' ? I64 : letter == 'f' ? F32 : letter == 'F' ? F64 : V128;
}

static bool is_operator(const WfxOpRow *row)
{
    return row->prefix == 0xFD && row->feature == WFX_FEATURE_SIMD && !row->access && *row->sig != ':';
}

static void emit_lanes(Generator *generator, const WfxOpRow *row)
{
    unsigned lanes = row->id == WFX_OP_I8X16_SHUFFLE ? 32 : (unsigned)atoi(strchr(row->text, 'x') + 1);
    unsigned count = (unsigned)strlen(row->imm), first = generate_below(generator, lanes);
    /* shuffles of more than bytes, and runs, have code of their own */
    unsigned width = 1u << generate_below(generator, 4), step = generate_below(generator, 3);
    for (unsigned i = 0; i < count; i++) {
        unsigned lane = count == 1 || step == 0 ? generate_below(generator, lanes)
                        : step == 1             ? first + i
                                                : first / width * width + i / width * 16 % 48 + i;
        emit(generator, " %u", lane % lanes);
    }
}

static void emit_canonical_lanes(Generator *generator, const WfxOpRow *row)
{
    if (!strncmp(row->text, "f32x4", 5) || !strncmp(row->text, "f64x2", 5))
        emit(generator, "call $canonical_%.5s\n", row->text);
}

bool emit_vector_operator(Generator *generator, Type type)
{
    const WfxOpRow *row = NULL;
    for (unsigned tries = 0; tries < 2000; tries++) {
        row = &wfx_op_rows[generate_below(generator, WFX_OP_COUNT)];
        if (is_operator(row) && type_of(strchr(row->sig, ':')[1]) == type)
            break;
        row = NULL;
    }
    if (!row)
        return false;
    for (const char *letter = row->sig; *letter != ':'; letter++)
        if (*letter == 'i' && letter > row->sig && generate_chance(generator, 50))
            emit_constant(generator, I32); /* shifts by a constant have a form of their own */
        else
            emit_value(generator, type_of(*letter));
    emit(generator, "%s", row->text);
    if (*row->imm)
        emit_lanes(generator, row);
    emit(generator, "\n");
    if (type == V128)
        emit_canonical_lanes(generator, row);
    return true;
}

void emit_vector_constant(Generator *generator)
{
    unsigned shape = generate_below(generator, 4);
    static const char *const floats[] = {"0",   "-0",         "1.5",         "-2.5", "inf",  "-inf",
                                         "nan", "4294967296", "-2147483649", "1e30", "1e-40"};
    emit(generator, "v128.const %s", shape == 0 ? "i8x16" : shape == 1 ? "i64x2" : shape == 2 ? "f32x4" : "f64x2");
    unsigned count = shape == 0 ? 16 : shape == 2 ? 4 : 2;
    for (unsigned i = 0; i < count; i++)
        if (shape >= 2)
            emit(generator, " %s", floats[generate_below(generator, sizeof floats / sizeof *floats)]);
        else
            emit(generator, " %d", (int)generate_below(generator, shape ? UINT32_MAX : 256));
    emit(generator, "\n");
}

/* Accesses of one lane: memory and offset follow, the address stands below the vector. */
void emit_vector_lane_access(Generator *generator, const char *what, const char *memory, uint64_t offset)
{
    unsigned size = generate_below(generator, 4);
    emit_value(generator, V128);
    emit(generator, "v128.%s%u_lane %s offset=%" PRIu64 " %u\n", what, 8u << size, memory, offset,
         generate_below(generator, 16u >> size));
}

void emit_vector_support(Generator *generator)
{
    static const char *const shapes[] = {"f32x4", "f64x2"};
    for (unsigned i = 0; i < 2; i++)
        emit(generator,
             "(func $canonical_%s (param v128) (result v128)\n"
             "  (v128.bitselect (local.get 0) (v128.const %s) (%s.eq (local.get 0) (local.get 0))))\n",
             shapes[i], i ? "f64x2 nan nan" : "f32x4 nan nan nan nan", shapes[i]);
    emit(generator, "(func $mix_vectors\n");
    for (unsigned i = 0; i < 4; i++)
        emit(generator, "  (call $mix (i64x2.extract_lane %u (global.get $g%u)))\n", i & 1, 2 * V128 + i / 2);
    emit(generator, ")\n");
}
