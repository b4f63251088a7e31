/* The module generator: types, functions, and the code within them (numbers and memory are in differential_values.c,
   continuations in differential_switching.c, structures and arrays in differential_gc.c). Every random choice comes from the seed, in the order in which text is
   emitted. */
#include "tests/fuzz/differential_internal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* splitmix64 */
static uint64_t next(Generator *generator)
{
    uint64_t mixed = generator->state += 0x9e3779b97f4a7c15;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return mixed ^ mixed >> 31;
}

uint32_t generate_below(Generator *generator, uint32_t limit)
{
    return (uint32_t)((next(generator) >> 32) * limit >> 32);
}

bool generate_chance(Generator *generator, unsigned percent)
{
    return generate_below(generator, 100) < percent;
}

static bool has_vectors(const Generator *generator)
{
    return generator->flavour & FLAVOUR_SIMD;
}

Type generate_type(Generator *generator)
{
    return (Type)generate_below(generator, has_vectors(generator) ? TYPE_COUNT : V128);
}

Types generate_types(Generator *generator, unsigned most)
{
    /* Mostly few, sometimes more than the registers hold; one register class alone now and then. */
    unsigned limit = generate_chance(generator, 60) && most > 3 ? 3 : most;
    Types types = {.count = generate_below(generator, limit + 1)};
    unsigned class = generate_below(generator, 4);
    for (unsigned i = 0; i < types.count; i++)
        types.at[i] = class == 0   ? (Type)generate_below(generator, 2)
                      : class == 1 ? (Type)(F32 + generate_below(generator, 2))
                                   : generate_type(generator);
    for (unsigned i = 0; generator->favourite_count && i < types.count; i++)
        if (generate_chance(generator, 30))
            types.at[i] = generator->favourites[generate_below(generator, generator->favourite_count)];
    return types;
}

bool types_equal(const Types *left, const Types *right)
{
    return left->count == right->count && !memcmp(left->at, right->at, left->count * sizeof *left->at);
}

const char *type_name(Type type)
{
    static const char *const names[] = {"i32", "i64", "f32", "f64", "v128"};
#define HEAP(heap) "(ref " heap ")", "(ref null " heap ")"
    static const char *const references[] = {HEAP("$T0"),    HEAP("$T1"),  HEAP("$T2"), HEAP("$T3"),    HEAP("$T4"),
                                             HEAP("$T5"),    HEAP("$T6"),  HEAP("$T7"), HEAP("$T8"),    HEAP("$T9"),
                                             HEAP("any"),    HEAP("eq"),   HEAP("i31"), HEAP("struct"), HEAP("array"),
                                             HEAP("extern"), HEAP("func"), HEAP("exn"), HEAP("$gk")};
#undef HEAP
    _Static_assert(sizeof references / sizeof *references == 2 * HEAP_COUNT, "each heap type");
    return is_reference(type) ? references[type - FIRST_REFERENCE] : names[type];
}

static bool has_switching(const Generator *generator)
{
    return generator->flavour & FLAVOUR_SWITCHING;
}

/* ---- small pieces ---- */

void emit(Generator *generator, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(generator->out, format, args);
    va_end(args);
}

void emit_types(Generator *generator, const char *keyword, const Types *types)
{
    if (!types->count)
        return;
    emit(generator, "(%s", keyword);
    for (unsigned i = 0; i < types->count; i++)
        emit(generator, " %s", type_name(types->at[i]));
    emit(generator, ") ");
}

void emit_constant(Generator *generator, Type type)
{
    static const char *const integers[] = {
        "0",      "1",      "-1",         "2",          "3",    "5",      "8",         "9",   "31",
        "32",     "33",     "63",         "64",         "127",  "128",    "255",       "256", "0x7fff",
        "0x8000", "0xffff", "0x7fffffff", "0x80000000", "-128", "-32768", "0xfffffffe"};
    static const char *const longs[] = {"0x7fffffffffffffff", "0x8000000000000000", "0xffffffff",         "0x100000000",
                                        "-2147483648",        "-2147483649",        "0x123456789abcdef0", "-2"};
    static const char *const floats[] = {"0",
                                         "-0",
                                         "1",
                                         "-1",
                                         "0.5",
                                         "-0.5",
                                         "1.5",
                                         "2.5",
                                         "-2.5",
                                         "0.1",
                                         "inf",
                                         "-inf",
                                         "nan",
                                         "1e-40",
                                         "1e10",
                                         "2147483647",
                                         "2147483648",
                                         "-2147483648",
                                         "-2147483649",
                                         "4294967295",
                                         "4294967296",
                                         "9223372036854775807",
                                         "18446744073709551615",
                                         "-9223372036854775808",
                                         "16777217",
                                         "3.4e38"};
    static const char *const doubles[] = {"5e-324",       "1.7976931348623157e308", "2147483647.9", "-2147483648.9",
                                          "4294967295.9", "9007199254740993",       "1e300"};
    if (type == V128) {
        emit_vector_constant(generator);
        return;
    }
    unsigned choice = generate_below(generator, 10);
    if (type < F32) {
        if (choice < 2)
            emit(generator, "%s.const %d\n", type_name(type), (int)generate_below(generator, UINT32_MAX));
        else if (type == I64 && choice < 5)
            emit(generator, "i64.const %s\n", longs[generate_below(generator, sizeof longs / sizeof *longs)]);
        else
            emit(generator, "%s.const %s\n", type_name(type),
                 integers[generate_below(generator, sizeof integers / sizeof *integers)]);
    } else if (type == F64 && choice < 3) {
        emit(generator, "f64.const %s\n", doubles[generate_below(generator, sizeof doubles / sizeof *doubles)]);
    } else {
        emit(generator, "%s.const %s\n", type_name(type),
             floats[generate_below(generator, sizeof floats / sizeof *floats)]);
    }
}

void emit_zeros(Generator *generator, const Types *types)
{
    for (unsigned i = 0; i < types->count; i++)
        if (is_reference(types->at[i]))
            emit_reference_default(generator, types->at[i]);
        else if (types->at[i] == V128)
            emit(generator, "v128.const i64x2 0 0\n");
        else
            emit(generator, "%s.const 0\n", type_name(types->at[i]));
}

/* A local of the type, or -1. */
static int find_local(Generator *generator, Type type)
{
    unsigned start = generate_below(generator, generator->local_count);
    for (unsigned i = 0; i < generator->local_count; i++) {
        unsigned local = (start + i) % generator->local_count;
        if (generator->locals[local] == type)
            return (int)local;
    }
    return -1;
}

static void emit_leaf(Generator *generator, Type type)
{
    if (is_reference(type)) {
        emit_reference_leaf(generator, type);
        return;
    }
    int local = find_local(generator, type);
    unsigned choice = generate_below(generator, 10);
    if (local >= 0 && choice < 7)
        emit(generator, "local.get %d\n", local);
    else if (choice < 8)
        emit(generator, "global.get $g%u\n", 2 * type + generate_below(generator, 2));
    else
        emit_constant(generator, type);
}

void emit_pops(Generator *generator, const Types *types)
{
    for (unsigned i = types->count; i-- > 0;) {
        int local = find_local(generator, types->at[i]);
        if (local >= 0 && generate_chance(generator, 80))
            emit(generator, "local.set %d\n", local);
        else if (is_reference(types->at[i]))
            emit_reference_pop(generator, types->at[i]);
        else if (generate_chance(generator, 50))
            emit(generator, "global.set $g%u\n", 2 * types->at[i] + generate_below(generator, 2));
        else
            emit(generator, "drop\n");
    }
}

void emit_fuel(Generator *generator)
{
    emit(generator,
         "global.get $fuel\ni32.const 1\ni32.sub\nglobal.set $fuel\nglobal.get $fuel\ni32.const 0\ni32.lt_s\nif\n");
    emit_zeros(generator, generator->results);
    emit(generator, "return\nend\n");
}

unsigned push_label(Generator *generator, const Types *types)
{
    unsigned name = generator->next_label++;
    generator->labels[generator->label_count].name = name;
    generator->labels[generator->label_count].is_catch = false;
    generator->labels[generator->label_count++].types = *types;
    return name;
}

/* ---- calls ---- */

static int find_function(Generator *generator, const Types *results)
{
    unsigned start = generate_below(generator, generator->function_count);
    for (unsigned i = 0; i < generator->function_count; i++) {
        unsigned function = (start + i) % generator->function_count;
        if (!results || types_equal(&generator->signatures[generator->function_signature[function]].results, results))
            return (int)function;
    }
    return -1;
}

/* Calls a function in one of the three ways, or ends the function with such a call. */
static void emit_call(Generator *generator, unsigned function, bool is_tail)
{
    unsigned signature = generator->function_signature[function], way = generate_below(generator, 4);
    const char *prefix = is_tail ? "return_" : "";
    emit_values(generator, &generator->signatures[signature].params);
    if (way == 0) {
        if (generator->may_trap && generate_chance(generator, 5)) {
            emit_value(generator, I32);
            if (generate_chance(generator, 70))
                emit(generator, "i32.const %u\ni32.and\n", TABLE_SIZE - 1);
        } else if (generate_chance(generator, 50)) {
            emit(generator, "i32.const %u\n", function);
        } else { /* computed, and yet always the same */
            emit_value(generator, I32);
            emit(generator, "i32.const 0\ni32.and\ni32.const %u\ni32.or\n", function);
        }
        emit(generator, "%scall_indirect $table (type $s%u)\n", prefix, signature);
    } else if (way == 1) {
        if (generator->may_trap && generate_chance(generator, 4))
            emit(generator, "ref.null $s%u\n", signature);
        else
            emit(generator, "ref.func $f%u\n", function);
        emit(generator, "%scall_ref $s%u\n", prefix, signature);
    } else {
        emit(generator, "%scall $f%u\n", prefix, function);
    }
}

/* ---- control ---- */

/* What one of the catches around has caught, if there are any. */
static bool emit_rethrow(Generator *generator)
{
    unsigned found = 0, count = 0;
    for (unsigned i = 0; i < generator->label_count; i++)
        if (generator->labels[i].is_catch && generate_below(generator, ++count) == 0)
            found = generator->labels[i].name;
    if (count)
        emit(generator, "rethrow $l%u\n", found);
    return count > 0;
}

/* Ends a block whose results would follow: the rest of it is not reached. */
static void emit_terminator(Generator *generator)
{
    unsigned choice = generate_below(generator, 10);
    unsigned label = generate_below(generator, generator->label_count);
    int function = find_function(generator, generator->results);
    if (choice < 3 && function >= 0) {
        emit_call(generator, (unsigned)function, true);
    } else if (choice < 4) {
        emit_values(generator, generator->results);
        emit(generator, "return\n");
    } else if (choice < 5 && generate_chance(generator, 50) && emit_rethrow(generator)) {
        return;
    } else if (choice < 5) {
        unsigned exception = generate_below(generator, EXCEPTIONS);
        emit_values(generator, &generator->exceptions[exception]);
        emit(generator, "throw $e%u\n", exception);
    } else if (choice < 6 && generator->may_trap && generate_chance(generator, 20)) {
        emit(generator, "unreachable\n");
    } else if (choice < 8) {
        emit_values(generator, &generator->labels[label].types);
        emit(generator, "br $l%u\n", generator->labels[label].name);
    } else {
        emit_values(generator, &generator->labels[label].types);
        emit_value(generator, I32);
        if (generate_chance(generator, 80))
            emit(generator, "i32.const 7\ni32.and\n");
        emit(generator, "br_table");
        for (unsigned i = 0; i < generator->label_count; i++)
            for (unsigned times = generate_below(generator, 3); times > 0; times--)
                if (types_equal(&generator->labels[i].types, &generator->labels[label].types))
                    emit(generator, " $l%u", generator->labels[i].name);
        emit(generator, " $l%u\n", generator->labels[label].name);
    }
}

/* The inside of a block: parameters on the stack in, results out. */
static void emit_body(Generator *generator, const Types *params, const Types *results)
{
    emit_pops(generator, params);
    emit_statements(generator, 3);
    if (generate_chance(generator, 12))
        emit_terminator(generator);
    else
        emit_values(generator, results);
}

static void emit_block(Generator *generator, const Types *results)
{
    Types params = generate_chance(generator, 60) ? (Types){0} : generate_types(generator, 10);
    unsigned kind = generate_below(generator, 3), depth = generator->label_count;
    emit_values(generator, &params);
    if (kind == 2)
        emit_value(generator, I32);
    unsigned name = push_label(generator, kind == 1 ? &params : results);
    emit(generator, "%s $l%u ", kind == 0 ? "block" : kind == 1 ? "loop" : "if", name);
    emit_types(generator, "param", &params);
    emit_types(generator, "result", results);
    emit(generator, "\n");
    if (kind == 1)
        emit_fuel(generator);
    if (kind == 1 && generate_chance(generator, 60)) { /* around again with other values */
        emit_pops(generator, &params);
        emit_statements(generator, 4);
        emit_values(generator, &params);
        emit_value(generator, I32);
        emit(generator, "i32.const 3\ni32.and\nbr_if $l%u\n", name);
    }
    emit_body(generator, &params, results);
    if (kind == 2 && (results->count || params.count || generate_chance(generator, 50))) {
        emit(generator, "else\n");
        emit_body(generator, &params, results);
    }
    emit(generator, "end\n");
    generator->label_count = depth;
}

static void emit_try_table(Generator *generator, const Types *results)
{
    unsigned exception = generate_below(generator, EXCEPTIONS), depth = generator->label_count;
    bool is_all = generate_chance(generator, 30), is_ref = generate_chance(generator, 50);
    Types payload = is_all ? (Types){0} : generator->exceptions[exception];
    unsigned out = push_label(generator, results);
    emit(generator, "block $l%u ", out);
    emit_types(generator, "result", results);
    unsigned handler = generator->next_label++; /* its types may hold an exnref: no target for others */
    emit(generator, "\nblock $l%u ", handler);
    emit_types(generator, "result", &payload);
    emit(generator, "%s\ntry_table ", is_ref ? "(result exnref)" : "");
    emit_types(generator, "result", results);
    if (is_all)
        emit(generator, "(catch_all%s $l%u)\n", is_ref ? "_ref" : "", handler);
    else
        emit(generator, "(catch%s $e%u $l%u)\n", is_ref ? "_ref" : "", exception, handler);
    emit_body(generator, &(Types){0}, results);
    emit(generator, "end\nbr $l%u\nend\n", out);
    if (is_ref) {
        emit(generator, "local.set $exn\n");
        emit_pops(generator, &payload);
        if (generate_chance(generator, 20)) {
            emit_value(generator, I32);
            emit(generator, "if\nlocal.get $exn\nthrow_ref\nend\n");
        }
        emit(generator, "ref.null exn\nlocal.set $exn\n");
        emit_body(generator, &(Types){0}, results);
    } else {
        emit_body(generator, &payload, results);
    }
    emit(generator, "end\n");
    generator->label_count = depth;
}

/* A clause of the try with the label at `own`. */
static void emit_clause(Generator *generator, unsigned own, const Types *payload, const Types *results)
{
    generator->labels[own].is_catch = true;
    emit_pops(generator, payload);
    if (generate_chance(generator, 30)) {
        emit_value(generator, I32);
        emit(generator, "if\n");
        emit_rethrow(generator);
        emit(generator, "end\n");
    }
    emit_body(generator, &(Types){0}, results);
}

static void emit_legacy_try(Generator *generator, const Types *results)
{
    Types params = generate_chance(generator, 80) ? (Types){0} : generate_types(generator, 6);
    emit_values(generator, &params);
    unsigned own = generator->label_count, name = push_label(generator, results);
    emit(generator, "try $l%u ", name);
    emit_types(generator, "param", &params);
    emit_types(generator, "result", results);
    emit(generator, "\n");
    emit_body(generator, &params, results);
    if (own && generate_chance(generator, 25)) {
        emit(generator, "delegate $l%u\n", generator->labels[generate_below(generator, own)].name);
    } else {
        for (unsigned count = generate_below(generator, 3); count > 0; count--) {
            unsigned exception = generate_below(generator, EXCEPTIONS);
            emit(generator, "catch $e%u\n", exception);
            emit_clause(generator, own, &generator->exceptions[exception], results);
        }
        if (generate_chance(generator, 40)) {
            emit(generator, "catch_all\n");
            emit_clause(generator, own, &(Types){0}, results);
        }
        emit(generator, "end\n");
    }
    generator->label_count = own;
}

static void emit_try(Generator *generator, const Types *results)
{
    bool is_legacy = generator->uses_legacy_try && !(generator->uses_try_table && generate_chance(generator, 50));
    if (is_legacy)
        emit_legacy_try(generator, results);
    else
        emit_try_table(generator, results);
}

/* A conditional branch; its values stay on the stack. */
static unsigned emit_br_if(Generator *generator)
{
    unsigned label = generate_below(generator, generator->label_count);
    emit_values(generator, &generator->labels[label].types);
    emit_value(generator, I32);
    emit(generator, "br_if $l%u\n", generator->labels[label].name);
    return label;
}

static bool is_exhausted(Generator *generator)
{
    return generator->budget <= 0 || generator->label_count >= MAX_LABELS - 4;
}

/* ---- values ---- */

static void emit_select(Generator *generator, Type type)
{
    emit_value(generator, type);
    emit_value(generator, type);
    emit_value(generator, I32);
    if (!is_reference(type) && generate_chance(generator, 70))
        emit(generator, "select\n");
    else
        emit(generator, "select (result %s)\n", type_name(type));
}

static void emit_tee(Generator *generator, Type type)
{
    int local = find_local(generator, type);
    emit_value(generator, type);
    if (local >= 0)
        emit(generator, "local.tee %d\n", local);
}

void emit_value(Generator *generator, Type type)
{
    Types one = {.count = 1, .at = {type}};
    generator->budget--;
    unsigned choice = generate_below(generator, 100);
    if (is_exhausted(generator) || choice < 22) {
        emit_leaf(generator, type);
    } else if (is_reference(type) && choice < 70) {
        emit_reference_value(generator, type);
    } else if (choice < 62) {
        if (generator->gc_type_count && generate_chance(generator, 40))
            emit_gc_number(generator, type);
        else
            emit_operator(generator, type);
    } else if (choice < 70) {
        emit_load(generator, type);
    } else if (choice < 75) {
        emit_select(generator, type);
    } else if (choice < 80) {
        emit_tee(generator, type);
    } else if (choice < 87) {
        emit_block(generator, &one);
    } else if (choice < 89) {
        emit_try(generator, &one);
    } else if (choice < 91) {
        Types *types = &generator->labels[emit_br_if(generator)].types;
        if (types_equal(types, &one))
            return;
        emit_pops(generator, types);
        emit_leaf(generator, type);
    } else if (choice < 92 && type == I32) {
        emit_memory_size(generator);
    } else if (choice < 97) {
        int function = find_function(generator, generate_chance(generator, 50) ? &one : NULL);
        if (function < 0) {
            emit_leaf(generator, type);
            return;
        }
        emit_call(generator, (unsigned)function, false);
        Types *results = &generator->signatures[generator->function_signature[function]].results;
        if (types_equal(results, &one))
            return;
        emit_pops(generator, results);
        emit_leaf(generator, type);
    } else {
        emit_statement(generator);
        emit_value(generator, type);
    }
}

void emit_values(Generator *generator, const Types *types)
{
    if (types->count >= 2 && !is_exhausted(generator)) {
        unsigned choice = generate_below(generator, 10);
        int function = find_function(generator, types);
        if (choice < 4 && function >= 0) {
            emit_call(generator, (unsigned)function, false);
            return;
        }
        if (choice < 6) {
            emit_block(generator, types);
            return;
        }
    }
    for (unsigned i = 0; i < types->count; i++)
        emit_value(generator, types->at[i]);
}

/* ---- statements ---- */

static void emit_mix(Generator *generator)
{
    static const char *const to_i64[] = {"i64.extend_i32_u\n", "", "i32.reinterpret_f32\ni64.extend_i32_s\n",
                                         "i64.reinterpret_f64\n", "i64x2.extract_lane 1\n"};
    Type type = generate_type(generator);
    emit_value(generator, type);
    emit_canonical(generator, type);
    emit(generator, "%scall $mix\n", to_i64[type]);
}

static void emit_call_statement(Generator *generator)
{
    unsigned function = generate_below(generator, generator->function_count);
    emit_call(generator, function, false);
    emit_pops(generator, &generator->signatures[generator->function_signature[function]].results);
}

/* Leaves the block, or the function, on a condition. */
static void emit_leave(Generator *generator)
{
    emit_value(generator, I32);
    emit(generator, "i32.const %u\ni32.and\ni32.eqz\nif\n", generate_chance(generator, 50) ? 3 : 15);
    emit_terminator(generator);
    emit(generator, "end\n");
}

void emit_statement(Generator *generator)
{
    Types one = {.count = 1, .at = {generate_type(generator)}};
    generator->budget--;
    if (is_exhausted(generator))
        return;
    if (generator->gc_type_count && generate_chance(generator, 45)) {
        emit_gc_statement(generator);
        return;
    }
    unsigned choice = generate_below(generator, 100);
    if (choice < 30) {
        emit_value(generator, one.at[0]);
        emit_pops(generator, &one);
    } else if (choice < 45) {
        emit_store(generator);
    } else if (choice < 60) {
        emit_mix(generator);
    } else if (choice < 70) {
        Types results = generate_chance(generator, 60) ? (Types){0} : generate_types(generator, 12);
        if (generate_chance(generator, 20))
            emit_try(generator, &results);
        else
            emit_block(generator, &results);
        emit_pops(generator, &results);
    } else if (choice < 78) {
        emit_call_statement(generator);
    } else if (choice < 83) {
        unsigned label = emit_br_if(generator);
        emit_pops(generator, &generator->labels[label].types);
    } else if (choice < 86) {
        emit_leave(generator);
    } else if (choice < 88) {
        emit_bulk(generator);
    } else if (choice < 91) {
        emit_reference(generator);
    } else if (choice < 92) {
        emit_host_call(generator);
    } else if (choice < 93) {
        emit_host_global(generator);
    } else if (has_switching(generator)) {
        if (generate_chance(generator, 50))
            emit_suspend(generator);
        else
            emit_drive(generator);
    }
}

void emit_statements(Generator *generator, unsigned most)
{
    for (unsigned count = generate_below(generator, most + 1); count > 0; count--)
        emit_statement(generator);
}

/* ---- functions ---- */

void begin_function(Generator *generator, const Types *params, const char *last_param, Types *results,
                    const char *named_locals)
{
    generator->results = results;
    generator->local_count = generator->label_count = generator->next_label = 0;
    for (unsigned i = 0; i < params->count; i++) {
        generator->locals[generator->local_count++] = params->at[i];
        emit(generator, "(param %s) ", type_name(params->at[i]));
    }
    if (last_param) {
        generator->locals[generator->local_count++] = TYPE_COUNT; /* never found by type */
        emit(generator, "%s ", last_param);
    }
    emit_types(generator, "result", results);
    unsigned more =
        generate_chance(generator, 25) ? 8 + generate_below(generator, 30) : 1 + generate_below(generator, 6);
    for (unsigned i = 0; i < more; i++) {
        Type type = generate_type(generator);
        if (generator->gc_type_count && generate_chance(generator, 40)) {
            type = generator->favourites[generate_below(generator, generator->favourite_count)];
            type = reference_to(heap_of(type), true);
        }
        generator->locals[generator->local_count++] = type;
        emit(generator, "(local %s) ", type_name(type));
    }
    generator->reference = generate_below(generator, generator->function_count);
    emit(generator, "(local $nan_f32 f32) (local $nan_f64 f64) %s (local $ref (ref null $s%u)) %s\n",
         generator->uses_try_table ? "(local $exn exnref)" : "", generator->function_signature[generator->reference],
         named_locals);
    if (generator->gc_type_count)
        emit_gc_locals(generator);
}

static void emit_function(Generator *generator, unsigned function)
{
    Signature *signature = &generator->signatures[generator->function_signature[function]];
    emit(generator, "(func $f%u (type $s%u) ", function, generator->function_signature[function]);
    begin_function(generator, &signature->params, NULL, &signature->results, "");
    generator->budget = 20 + (int)generate_below(generator, generate_chance(generator, 20) ? 600 : 150);
    if (generator->gc_type_count) /* an object is more text than a number */
        generator->budget /= 2;
    emit_fuel(generator);
    unsigned label = push_label(generator, &signature->results);
    emit(generator, "block $l%u ", label);
    emit_types(generator, "result", &signature->results);
    emit(generator, "\n");
    if (generator->gc_type_count && function == generator->function_count)
        emit(generator, "call $steps\ni32.const 100\nglobal.set $fuel\n");
    emit_statements(generator, 12);
    for (unsigned i = 0; function == generator->function_count && i < 3; i++)
        emit_drive(generator);
    emit_body(generator, &(Types){0}, &signature->results);
    emit(generator, "end\n)\n");
}

/* Core: everything is in `run`. Switching: `run` calls $top, which handles the suspensions of the last function. */
static void emit_run(Generator *generator)
{
    Types one = {.count = 1, .at = {I64}};
    emit(generator, "(func (export \"run\") ");
    begin_function(generator, &one, NULL, &one, "");
    emit(generator, "i32.const %u\nglobal.set $fuel\nlocal.get 0\ncall $mix\n", 40 + generate_below(generator, 400));
    if (generator->gc_type_count) /* objects of garbage: now and then more than the nursery holds */
        emit(generator, "i32.const %u\nglobal.set $churn_fuel\n", generate_chance(generator, 3) ? 4000 : 300);
    unsigned label = push_label(generator, &one);
    emit(generator, "block $l%u (result i64)\n", label);
    if (has_switching(generator)) {
        emit(generator, "call $top\n");
    } else {
        generator->budget = 150;
        if (generator->gc_type_count)
            emit(generator, "call $steps\ni32.const 100\nglobal.set $fuel\n");
        emit_statements(generator, 10);
        emit_call_statement(generator);
        emit_value(generator, I64);
    }
    emit(generator, "end\nglobal.get $sum\ni64.xor\n)\n");
}

static const char support[] =
    "(func $mix (param i64)\n"
    "  (global.set $sum (i64.xor (i64.mul (i64.rotl (global.get $sum) (i64.const 7)) (i64.const 0x9e3779b97f4a7c15)) "
    "(local.get "
    "0))))\n"
    "(func $canonical_f32 (param f32) (result f32)\n"
    "  (select (local.get 0) (f32.const nan) (f32.eq (local.get 0) (local.get 0))))\n"
    "(func $canonical_f64 (param f64) (result f64)\n"
    "  (select (local.get 0) (f64.const nan) (f64.eq (local.get 0) (local.get 0))))\n"
    "(func (export \"sum\") (result i64) (local $at %s)\n"
    "  (call $mix (i64.extend_i32_s (global.get $g0))) (call $mix (i64.extend_i32_s (global.get $g1)))\n"
    "  (call $mix (global.get $g2)) (call $mix (global.get $g3))\n"
    "  (call $mix (i64.extend_i32_s (i32.reinterpret_f32 (call $canonical_f32 (global.get $g4)))))\n"
    "  (call $mix (i64.extend_i32_s (i32.reinterpret_f32 (call $canonical_f32 (global.get $g5)))))\n"
    "  (call $mix (i64.reinterpret_f64 (call $canonical_f64 (global.get $g6))))\n"
    "  (call $mix (i64.reinterpret_f64 (call $canonical_f64 (global.get $g7))))\n"
    "  (loop $next\n"
    "    (call $mix (i64.load (local.get $at)))\n"
    "    (local.set $at (%s.add (local.get $at) (%s.const 8)))\n"
    "    (br_if $next (%s.lt_u (local.get $at) (%s.const 8192))))\n"
    "  (call $mix (i64.load $other (i32.const 8)))\n  %s %s\n"
    "  (global.get $sum))\n";

/* The addresses of guarded accesses are below 12000. */
static void emit_memories(Generator *generator)
{
    const char *type = generator->is_memory64 ? "i64" : "";
    if (generator->is_ours)
        emit(generator, "(memory %s %u (pagesize 1))\n(memory $other %u 65536 (pagesize 1))\n", type,
             12000 + generate_below(generator, 9000), 12000 + generate_below(generator, 9000));
    else
        emit(generator, "(memory %s 1 4)\n(memory $other 1 2)\n", type);
}

static void emit_declarations(Generator *generator)
{
    if (generator->gc_type_count)
        emit_gc_types(generator);
    for (unsigned i = 0; i < generator->signature_count; i++) {
        emit(generator, "(type $s%u (func ", i);
        emit_types(generator, "param", &generator->signatures[i].params);
        emit_types(generator, "result", &generator->signatures[i].results);
        emit(generator, "))\n");
    }
    emit(generator, "(import \"host\" \"mix\" (func $host (param i64 f32 i32 f64 i64 i32 f64 f32 i64 i32 i32 i64) "
                    "(result i64 f64)))\n"
                    "(import \"host\" \"global\" (global $host_global (mut i64)))\n");
    if (generator->gc_type_count)
        emit(generator, "(import \"host\" \"echo\" (func $echo (param externref) (result externref)))\n"
                        "(import \"host\" \"extern\" (global $host_extern externref))\n");
    if (has_switching(generator))
        emit_switching_types(generator);
    for (unsigned i = 0; i < EXCEPTIONS; i++) {
        emit(generator, "(tag $e%u ", i);
        emit_types(generator, "param", &generator->exceptions[i]);
        emit(generator, ")\n");
    }
    emit_memories(generator);
    emit(generator, "(data $data \"\\01\\02\\80\\ff\\7f0123456789abcdefghijklmnopqrstuvw\")\n"
                    "(global $fuel (mut i32) (i32.const 0))\n(global $sum (mut i64) (i64.const 1))\n");
    for (unsigned i = 0; i < (has_vectors(generator) ? GLOBALS : 2 * V128); i++) {
        emit(generator, "(global $g%u (mut %s) (", i, type_name((Type)(i / 2)));
        emit_constant(generator, (Type)(i / 2));
        emit(generator, "))\n");
    }
    emit(generator, "(table $table %u funcref)\n(elem (table $table) (i32.const 0) func", TABLE_SIZE);
    for (unsigned i = 0; i < generator->function_count + (has_switching(generator)); i++)
        emit(generator, " $f%u", i);
    emit(generator, ")\n");
    const char *index = generator->is_memory64 ? "i64" : "i32";
    emit(generator, support, index, index, index, index, index, generator->gc_type_count ? "(call $look_all)" : "",
         has_vectors(generator) ? "(call $mix_vectors)" : "");
    if (has_vectors(generator))
        emit_vector_support(generator);
    emit_reference_tables(generator);
    if (generator->gc_type_count) {
        emit_gc_declarations(generator);
        emit_gc_support(generator);
    }
}

char *generate_module(uint64_t seed, Flavour flavour, size_t *size)
{
    char *text = NULL;
    Generator generator = {.state = (flavour & FLAVOUR_GC ? ~(seed * 2 + (flavour & ~FLAVOUR_SIMD))
                                                          : seed * 2 + (flavour & ~FLAVOUR_SIMD)) ^
                                    (flavour & FLAVOUR_SIMD ? UINT64_C(0x5151515151515151) : 0),
                           .flavour = flavour,
                           .out = open_memstream(&text, size)};
    if (!generator.out)
        return NULL;
    generator.may_trap = generate_chance(&generator, 30);
    generator.is_memory64 = generate_chance(&generator, 12);
    generator.is_ours = generate_chance(&generator, 15);
    generator.uses_switch = generate_chance(&generator, 30);
    generator.uses_bind = generate_chance(&generator, 50);
    generator.uses_resume_throw = generate_chance(&generator, 50);
    generator.uses_legacy_try = generate_chance(&generator, 35);
    generator.uses_try_table = !generator.uses_legacy_try || generate_chance(&generator, 12); /* V8 refuses both */
    /* V8 takes its operands in the other order and refuses */
    generator.uses_throw_ref = generator.uses_try_table && generate_chance(&generator, 20);
    if (flavour & FLAVOUR_GC) {
        /* V8 ends at two of them, and refuses the third: fewer, for its sake. */
        generator.uses_switch = generator.uses_switch && generate_chance(&generator, 15);
        generator.uses_resume_throw = generator.uses_resume_throw && generate_chance(&generator, 20);
        generator.uses_throw_ref = generator.uses_throw_ref && generate_chance(&generator, 20);
        generate_gc_types(&generator);
    }
    generator.signature_count = 2 + generate_below(&generator, MAX_SIGNATURES - 2);
    generator.function_count = 3 + generate_below(&generator, MAX_FUNCTIONS - 3);
    for (unsigned i = 0; i < generator.signature_count; i++)
        generator.signatures[i] = (Signature){generate_types(&generator, generate_chance(&generator, 15) ? 38 : 15),
                                              generate_types(&generator, 13)};
    /* Tail calls between functions with the same results and other parameters. */
    for (unsigned i = 1; i < generator.signature_count; i++)
        if (generate_chance(&generator, 40))
            generator.signatures[i].results = generator.signatures[i - 1].results;
    for (unsigned i = 0; i < generator.function_count; i++)
        generator.function_signature[i] = generate_below(&generator, generator.signature_count);
    if (has_switching(&generator)) { /* the one for $top, which nobody else calls */
        generator.signatures[generator.signature_count] = (Signature){.results = {.count = 1, .at = {I64}}};
        generator.function_signature[generator.function_count] = generator.signature_count++;
    }
    for (unsigned i = 0; i < EXCEPTIONS; i++)
        generator.exceptions[i] = generate_types(&generator, 10);
    for (unsigned i = 0; i < TAGS; i++)
        generator.tags[i] = (Signature){generate_types(&generator, 12), generate_types(&generator, 12)};
    generator.exchanged = generate_types(&generator, generate_chance(&generator, 50) ? 3 : 24);
    emit(&generator, "(module\n");
    emit_declarations(&generator);
    for (unsigned i = 0; i < generator.function_count; i++)
        emit_function(&generator, i);
    if (has_switching(&generator)) {
        emit_function(&generator, generator.function_count);
        emit_switching_functions(&generator);
    }
    if (generator.gc_type_count)
        emit_gc_functions(&generator);
    emit_run(&generator);
    emit(&generator, ")\n");
    bool ok = !ferror(generator.out);
    if (fclose(generator.out) || !ok) {
        free(text);
        return NULL;
    }
    return text;
}
