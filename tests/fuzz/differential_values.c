/* Numeric operators and memory accesses of generated modules. Where a module must not trap, divisors, conversions and
   addresses are guarded. A NaN's payload is never observable: what reads the bits of a float reads a canonical one. */
#include "tests/fuzz/differential_internal.h"

#include <inttypes.h>
#include <string.h>

typedef enum Guard { PLAIN, DIVIDES, TRUNCATES, READS_BITS, COPIES_SIGN } Guard;

typedef struct Operator {
    const char *name;
    Type result, first;
    int second; /* Type, or -1 */
    Guard guard;
} Operator;

#define INTEGER(t, T)                                                                                                  \
    {t ".add", T, T, T, PLAIN}, {t ".sub", T, T, T, PLAIN}, {t ".mul", T, T, T, PLAIN}, {t ".and", T, T, T, PLAIN},    \
        {t ".or", T, T, T, PLAIN}, {t ".xor", T, T, T, PLAIN}, {t ".shl", T, T, T, PLAIN},                             \
        {t ".shr_s", T, T, T, PLAIN}, {t ".shr_u", T, T, T, PLAIN}, {t ".rotl", T, T, T, PLAIN},                       \
        {t ".rotr", T, T, T, PLAIN}, {t ".clz", T, T, -1, PLAIN}, {t ".ctz", T, T, -1, PLAIN},                         \
        {t ".popcnt", T, T, -1, PLAIN}, {t ".extend8_s", T, T, -1, PLAIN}, {t ".extend16_s", T, T, -1, PLAIN},         \
        {t ".div_s", T, T, T, DIVIDES}, {t ".div_u", T, T, T, DIVIDES}, {t ".rem_s", T, T, T, DIVIDES},                \
        {t ".rem_u", T, T, T, DIVIDES}, {t ".eqz", I32, T, -1, PLAIN}, {t ".eq", I32, T, T, PLAIN},                    \
        {t ".ne", I32, T, T, PLAIN}, {t ".lt_s", I32, T, T, PLAIN}, {t ".lt_u", I32, T, T, PLAIN},                     \
        {t ".gt_s", I32, T, T, PLAIN}, {t ".gt_u", I32, T, T, PLAIN}, {t ".le_s", I32, T, T, PLAIN},                   \
        {t ".le_u", I32, T, T, PLAIN}, {t ".ge_s", I32, T, T, PLAIN}, {t ".ge_u", I32, T, T, PLAIN},                   \
        {t ".trunc_f32_s", T, F32, -1, TRUNCATES}, {t ".trunc_f32_u", T, F32, -1, TRUNCATES},                          \
        {t ".trunc_f64_s", T, F64, -1, TRUNCATES}, {t ".trunc_f64_u", T, F64, -1, TRUNCATES},                          \
        {t ".trunc_sat_f32_s", T, F32, -1, PLAIN}, {t ".trunc_sat_f32_u", T, F32, -1, PLAIN},                          \
        {t ".trunc_sat_f64_s", T, F64, -1, PLAIN},                                                                     \
    {                                                                                                                  \
        t ".trunc_sat_f64_u", T, F64, -1, PLAIN                                                                        \
    }

#define FLOAT(t, T)                                                                                                    \
    {t ".add", T, T, T, PLAIN}, {t ".sub", T, T, T, PLAIN}, {t ".mul", T, T, T, PLAIN}, {t ".div", T, T, T, PLAIN},    \
        {t ".min", T, T, T, PLAIN}, {t ".max", T, T, T, PLAIN}, {t ".copysign", T, T, T, COPIES_SIGN},                 \
        {t ".abs", T, T, -1, PLAIN}, {t ".neg", T, T, -1, PLAIN}, {t ".sqrt", T, T, -1, PLAIN},                        \
        {t ".ceil", T, T, -1, PLAIN}, {t ".floor", T, T, -1, PLAIN}, {t ".trunc", T, T, -1, PLAIN},                    \
        {t ".nearest", T, T, -1, PLAIN}, {t ".eq", I32, T, T, PLAIN}, {t ".ne", I32, T, T, PLAIN},                     \
        {t ".lt", I32, T, T, PLAIN}, {t ".gt", I32, T, T, PLAIN}, {t ".le", I32, T, T, PLAIN},                         \
        {t ".ge", I32, T, T, PLAIN}, {t ".convert_i32_s", T, I32, -1, PLAIN}, {t ".convert_i32_u", T, I32, -1, PLAIN}, \
        {t ".convert_i64_s", T, I64, -1, PLAIN},                                                                       \
    {                                                                                                                  \
        t ".convert_i64_u", T, I64, -1, PLAIN                                                                          \
    }

static const Operator operators[] = {
    INTEGER("i32", I32),
    INTEGER("i64", I64),
    FLOAT("f32", F32),
    FLOAT("f64", F64),
    {"i64.extend32_s", I64, I64, -1, PLAIN},
    {"i64.extend_i32_s", I64, I32, -1, PLAIN},
    {"i64.extend_i32_u", I64, I32, -1, PLAIN},
    {"i32.wrap_i64", I32, I64, -1, PLAIN},
    {"f32.demote_f64", F32, F64, -1, PLAIN},
    {"f64.promote_f32", F64, F32, -1, PLAIN},
    {"f32.reinterpret_i32", F32, I32, -1, PLAIN},
    {"f64.reinterpret_i64", F64, I64, -1, PLAIN},
    {"i32.reinterpret_f32", I32, F32, -1, READS_BITS},
    {"i64.reinterpret_f64", I64, F64, -1, READS_BITS},
};
enum { OPERATORS = sizeof operators / sizeof *operators };

void emit_canonical(Generator *generator, Type type)
{
    const char *name = type_name(type);
    if (type != F32 && type != F64)
        return;
    if (generate_chance(generator, 30))
        emit(generator, "call $canonical_%s\n", name);
    else
        emit(generator, "local.tee $nan_%s\n%s.const nan\nlocal.get $nan_%s\nlocal.get $nan_%s\n%s.eq\nselect\n", name,
             name, name, name, name);
}

static void emit_guard(Generator *generator, const Operator *operator)
{
    Type type = (Type) operator->second;
    switch (operator->guard) {
    case READS_BITS: emit_canonical(generator, operator->first); break;
    case COPIES_SIGN: emit_canonical(generator, type); break;
    case DIVIDES:
        if (generator->may_trap && generate_chance(generator, 10))
            break;
        emit(generator, "%s.const 1\n%s.or\n", type_name(type), type_name(type));
        if (strstr(operator->name, "div_s")) /* and no overflow */
            emit(generator, "%s.const %s\n%s.and\n", type_name(type), type == I32 ? "0x7fffffff" : "0x7fffffffffffffff",
                 type_name(type));
        break;
    default: break;
    }
}

/* A number of two words. */
static void emit_words(Generator *generator, unsigned depth)
{
    if (depth && generate_chance(generator, 50)) {
        emit_value(generator, I64);
        emit_value(generator, I64);
    } else if (depth > 1 || generate_chance(generator, 50)) {
        emit_value(generator, I64);
        if (generate_chance(generator, 25))
            emit_constant(generator, I64);
        else
            emit_value(generator, I64);
        emit(generator, "i64.mul_wide_%c\n", generate_chance(generator, 50) ? 's' : 'u');
    } else {
        emit_words(generator, depth + 1);
        emit_words(generator, depth + 1);
        emit(generator, "i64.%s128\n", generate_chance(generator, 50) ? "add" : "sub");
    }
}

static void emit_wide(Generator *generator)
{
    static const char *const ends[] = {"i64.xor", "i64.sub", "drop", "i32.const 0\nselect"};
    emit_words(generator, 0);
    emit(generator, "%s\n", ends[generate_below(generator, 4)]);
}

void emit_operator(Generator *generator, Type type)
{
    if (type == I64 && generator->is_ours && generate_chance(generator, 15)) {
        emit_wide(generator);
        return;
    }
    const Operator *operator;
    if (type == V128 || (generator->flavour & FLAVOUR_SIMD && generate_chance(generator, 30))) {
        if (!emit_vector_operator(generator, type))
            emit_constant(generator, type);
        return;
    }
    do
        operator= & operators[generate_below(generator, OPERATORS)];
    while (operator->result !=
           type ||(operator->guard == TRUNCATES && !(generator->may_trap &&generate_chance(generator, 20))));
    emit_value(generator, operator->first);
    if (operator->second >= 0) {
        if (generate_chance(generator, 25)) /* operators with a constant have forms of their own */
            emit_constant(generator, (Type) operator->second);
        else
            emit_value(generator, (Type) operator->second);
    }
    emit_guard(generator, operator);
    emit(generator, "%s\n", operator->name);
}

/* ---- memory ---- */

static const char *const loads[TYPE_COUNT][13] = {
    {"i32.load", "i32.load8_s", "i32.load8_u", "i32.load16_s", "i32.load16_u"},
    {"i64.load", "i64.load8_s", "i64.load8_u", "i64.load16_s", "i64.load16_u", "i64.load32_s", "i64.load32_u"},
    {"f32.load"},
    {"f64.load"},
    {"v128.load", "v128.load8x8_s", "v128.load8x8_u", "v128.load16x4_s", "v128.load16x4_u", "v128.load32x2_s",
     "v128.load32x2_u", "v128.load8_splat", "v128.load16_splat", "v128.load32_splat", "v128.load64_splat",
     "v128.load32_zero", "v128.load64_zero"},
};
static const char *const stores[TYPE_COUNT][4] = {
    {"i32.store", "i32.store8", "i32.store16"},
    {"i64.store", "i64.store8", "i64.store16", "i64.store32"},
    {"f32.store"},
    {"f64.store"},
    {"v128.store"},
};
static const unsigned load_counts[TYPE_COUNT] = {5, 7, 1, 1, 13}, store_counts[TYPE_COUNT] = {3, 4, 1, 1, 1};

typedef struct Place {
    const char *memory;
    uint64_t offset;
} Place;

/* The address, and what goes into the instruction. */
static Place emit_address(Generator *generator)
{
    bool is_other = generate_chance(generator, 12), is_64 = generator->is_memory64 && !is_other;
    Type type = is_64 ? I64 : I32;
    Place place = {is_other ? "$other" : "", generate_chance(generator, 40) ? 0 : generate_below(generator, 2000)};
    if (generator->may_trap && generate_chance(generator, 4)) {
        emit_value(generator, type);
        place.offset = generate_chance(generator, 50) ? 0 : generate_below(generator, UINT32_MAX);
        if (is_64 && generate_chance(generator, 50)) /* no sum with it is an address, but many have 65 bits */
            place.offset += (uint64_t)1 << (32 + generate_below(generator, 32));
        return place;
    }
    if (generate_chance(generator, 20)) {
        emit(generator, "%s.const %u\n", type_name(type), generate_below(generator, 5000));
    } else {
        emit_value(generator, type);
        emit(generator, "%s.const %u\n%s.and\n", type_name(type), (1u << (4 + generate_below(generator, 9))) - 1,
             type_name(type));
    }
    if (generator->may_trap && generate_chance(generator, 3)) /* near the end of the first page */
        place.offset = 65536 - generate_below(generator, 16);
    return place;
}

/* An aligned address within the first pages, seldom one behind it. */
static Place emit_atomic_address(Generator *generator)
{
    bool is_other = generate_chance(generator, 12);
    Type type = generator->is_memory64 && !is_other ? I64 : I32;
    Place place = {is_other ? "$other" : "", generate_chance(generator, 40) ? 0 : 8 * generate_below(generator, 100)};
    emit_value(generator, type);
    emit(generator, "%s.const %u\n%s.and\n", type_name(type), generate_chance(generator, 50) ? 0xF8 : 0xFF8,
         type_name(type));
    if (generator->may_trap && generate_chance(generator, 3))
        place.offset += generate_below(generator, 8);
    return place;
}

static const char *const atomic_widths[] = {"", "8", "16", "32"};

/* Gives what was there. One thread alone runs: all of it is deterministic. */
static void emit_atomic(Generator *generator, Type type)
{
    static const char *const operations[] = {"add", "sub", "and", "or", "xor", "xchg", "cmpxchg"};
    unsigned operation = generate_below(generator, 8), width = generate_below(generator, type == I64 ? 4 : 3);
    const char *tail = width ? "_u" : "";
    Place place = emit_atomic_address(generator);
    if (operation == 7) {
        emit(generator, "%s.atomic.load%s%s %s offset=%" PRIu64 "\n", type_name(type), atomic_widths[width], tail,
             place.memory, place.offset);
        return;
    }
    emit_value(generator, type);
    if (operation == 6 && generate_chance(generator, 50)) /* more often what is there than a random number */
        emit(generator, "drop\n%s.const 0\n", type_name(type));
    if (operation == 6)
        emit_value(generator, type);
    emit(generator, "%s.atomic.rmw%s.%s%s %s offset=%" PRIu64 "\n", type_name(type), atomic_widths[width],
         operations[operation], tail, place.memory, place.offset);
}

static void emit_atomic_store(Generator *generator, Type type)
{
    Place place = emit_atomic_address(generator);
    emit_value(generator, type);
    emit(generator, "%s.atomic.store%s %s offset=%" PRIu64 "\n%s", type_name(type),
         atomic_widths[generate_below(generator, type == I64 ? 4 : 3)], place.memory, place.offset,
         generate_chance(generator, 10) ? "atomic.fence\n" : "");
}

void emit_load(Generator *generator, Type type)
{
    if ((type == I32 || type == I64) && generate_chance(generator, 25)) {
        emit_atomic(generator, type);
        return;
    }
    Place place = emit_address(generator);
    if (type == V128 && generate_chance(generator, 30)) {
        emit_vector_lane_access(generator, "load", place.memory, place.offset);
        return;
    }
    emit(generator, "%s %s offset=%" PRIu64 "\n", loads[type][generate_below(generator, load_counts[type])],
         place.memory, place.offset);
}

void emit_store(Generator *generator)
{
    Type type = generate_type(generator);
    if ((type == I32 || type == I64) && generate_chance(generator, 20)) {
        emit_atomic_store(generator, type);
        return;
    }
    Place place = emit_address(generator);
    if (type == V128 && generate_chance(generator, 30)) {
        emit_vector_lane_access(generator, "store", place.memory, place.offset);
        return;
    }
    emit_value(generator, type);
    emit_canonical(generator, type);
    emit(generator, "%s %s offset=%" PRIu64 "\n", stores[type][generate_below(generator, store_counts[type])],
         place.memory, place.offset);
}

void emit_memory_size(Generator *generator)
{
    bool is_other = generate_chance(generator, 20);
    const char *memory = is_other ? "$other" : "", *type = generator->is_memory64 && !is_other ? "i64" : "i32";
    /* Behind a suspension V8 has the size from before it: no growing where almost everything suspends. */
    if (generate_chance(generator, 80) || generator->gc_type_count)
        emit(generator, "memory.size %s\n", memory);
    else
        emit(generator, "%s.const 1\nmemory.grow %s\n", type, memory);
    emit(generator, "%s", type[1] == '6' ? "i32.wrap_i64\n" : "");
}

void emit_bulk(Generator *generator)
{
    static const char *const operators[] = {"memory.fill", "memory.copy", "memory.init $data"};
    unsigned kind = generate_below(generator, 3);
    bool is_64 = generator->is_memory64;
    for (unsigned i = 0; i < 3; i++) {
        Type type = is_64 && (i == 0 || (kind == 0 && i == 2) || kind == 1) ? I64 : I32;
        emit_value(generator, type);
        if (!(generator->may_trap && generate_chance(generator, 5)))
            emit(generator, "%s.const %u\n%s.and\n", type_name(type), kind == 2 && i > 0 ? 15 : 255, type_name(type));
    }
    emit(generator, "%s\n", operators[kind]);
}
