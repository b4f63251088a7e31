/* What the files of the module generator share: its state, and the pieces of text that each of them can emit.

   Code is emitted flat, in order of the operand stack: emit_value leaves one value of a type, emit_values several,
   emit_statement none. Only numeric locals hold random values; the few locals with names belong to fixed pieces of
   text. */
#ifndef DIFFERENTIAL_INTERNAL_H
#define DIFFERENTIAL_INTERNAL_H

#include "tests/fuzz/differential_generate.h"

#include <stdbool.h>
#include <stdio.h>

/* A number type, or v128 in modules with SIMD; or, in modules with structures and arrays, FIRST_REFERENCE + 2 * heap type + (1: may be null). */
typedef enum Type { I32, I64, F32, F64, V128, TYPE_COUNT, FIRST_REFERENCE } Type;

enum {
    MAX_VALUES = 40,
    MAX_LOCALS = 128,
    MAX_LABELS = 32,
    MAX_FUNCTIONS = 12,
    MAX_SIGNATURES = 8,
    GLOBALS = 10, /* two of each type */
    EXCEPTIONS = 3,
    TAGS = 3,
    TABLE_SIZE = 16,
    MAX_GC_TYPES = 10,
    MAX_FIELDS = 10,
    GC_TABLES = 3,
    WORKERS = 2,
};

/* A heap type: a number below gc_type_count ($T_n), or one of these. */
typedef enum Heap {
    HEAP_ANY = MAX_GC_TYPES,
    HEAP_EQ,
    HEAP_I31,
    HEAP_STRUCT,
    HEAP_ARRAY,
    HEAP_EXTERN,
    HEAP_FUNC,
    HEAP_EXN,
    HEAP_CONT, /* $gk */
    HEAP_COUNT
} Heap;

typedef struct Types {
    unsigned count;
    Type at[MAX_VALUES];
} Types;

typedef struct Signature {
    Types params, results;
} Signature;

typedef struct Field {
    Type type;
    unsigned packed; /* bits, or 0 */
    bool is_mutable;
} Field;

/* A structure, or an array with its elements as field 0. */
typedef struct GcType {
    bool is_array, is_final;
    int super; /* or -1 */
    unsigned depth, group_end, field_count;
    Field fields[MAX_FIELDS];
} GcType;

typedef struct Generator {
    uint64_t state;
    FILE *out;
    Flavour flavour;
    bool may_trap;    /* some operators are unguarded */
    bool is_memory64; /* the first memory */
    bool is_ours;     /* has what V8 does not know: operators on two words, memories with pages of one byte */
    /* not in every module: the other engine may lack some */
    bool uses_switch, uses_bind, uses_resume_throw, uses_throw_ref;
    bool uses_try_table, uses_legacy_try; /* one of them, seldom both; exnrefs come with the first */
    unsigned signature_count, function_count;
    Signature signatures[MAX_SIGNATURES];
    unsigned function_signature[MAX_FUNCTIONS];
    Types exceptions[EXCEPTIONS];
    Signature tags[TAGS];
    Types exchanged;        /* what a switch carries besides the peer */
    unsigned gc_type_count; /* 0: no structures and arrays */
    GcType gc_types[MAX_GC_TYPES];
    unsigned favourite_count;
    Type favourites[6]; /* the references among what signatures, tags and blocks have */
    Type gc_tables[GC_TABLES];
    unsigned made_count; /* globals $d_.. that are declared by now */
    /* of the function being emitted */
    bool may_yield; /* it runs on a continuation of type $gk */
    Types *results;
    unsigned local_count, label_count, next_label;
    Type locals[MAX_LOCALS];
    struct {
        unsigned name;
        Types types;
        bool is_catch; /* a rethrow may name it */
    } labels[MAX_LABELS];
    unsigned reference; /* $ref is a nullable reference to this function's type */
    int budget;         /* nodes that may still be emitted */
} Generator;

uint32_t generate_below(Generator *generator, uint32_t limit);
Type generate_type(Generator *generator); /* none of a reference */
bool generate_chance(Generator *generator, unsigned percent);
Types generate_types(Generator *generator, unsigned most);
bool types_equal(const Types *left, const Types *right);
const char *type_name(Type type);

void emit(Generator *generator, const char *format, ...) __attribute__((format(printf, 2, 3)));
void emit_types(Generator *generator, const char *keyword, const Types *types);
void emit_constant(Generator *generator, Type type);
void emit_zeros(Generator *generator, const Types *types);
void emit_value(Generator *generator, Type type);
void emit_values(Generator *generator, const Types *types);
void emit_pops(Generator *generator, const Types *types); /* into locals, or away */
void emit_statement(Generator *generator);
void emit_statements(Generator *generator, unsigned most);
void emit_fuel(Generator *generator); /* returns zeros when the fuel is used up */
unsigned push_label(Generator *generator, const Types *types);

/* differential_values.c: numeric operators and memory; and a float whose NaNs are all the same. */
void emit_operator(Generator *generator, Type type);
void emit_load(Generator *generator, Type type);
void emit_store(Generator *generator);
void emit_bulk(Generator *generator);
void emit_memory_size(Generator *generator);
void emit_canonical(Generator *generator, Type type);

/* differential_vectors.c: SIMD. No operator: there is none with such a result. */
bool emit_vector_operator(Generator *generator, Type type);
void emit_vector_constant(Generator *generator);
void emit_vector_lane_access(Generator *generator, const char *what, const char *memory, uint64_t offset);
void emit_vector_support(Generator *generator);

/* differential_references.c: references in locals and tables, and the calls through them; calls of the host. */
void emit_reference(Generator *generator);
void emit_host_call(Generator *generator);
void emit_host_global(Generator *generator);
void emit_reference_tables(Generator *generator);

/* differential_switching.c */
void emit_switching_types(Generator *generator);
void emit_switching_functions(Generator *generator);
void emit_suspend(Generator *generator);
void emit_drive(Generator *generator);

/* differential_gc_types.c: the types, what is declared with them, and the functions that look at everything. */
static inline bool is_reference(Type type)
{
    return type >= FIRST_REFERENCE;
}
static inline Type reference_to(unsigned heap, bool is_nullable)
{
    return (Type)(FIRST_REFERENCE + 2 * heap + is_nullable);
}
static inline unsigned heap_of(Type type)
{
    return (unsigned)(type - FIRST_REFERENCE) / 2;
}
static inline bool is_nullable(Type type)
{
    return (type - FIRST_REFERENCE) & 1;
}
const char *heap_name(unsigned heap);
bool heap_is_below(const Generator *generator, unsigned heap, unsigned super);
bool heap_exists(const Generator *generator, unsigned heap);
unsigned generate_heap_below(Generator *generator, unsigned super); /* a concrete one or i31, where there are such */
void generate_gc_types(Generator *generator);
void emit_gc_types(Generator *generator);
void emit_gc_declarations(Generator *generator);
void emit_gc_support(Generator *generator);
/* Instructions that are constant too, except for references to continuations. */
void emit_gc_constant(Generator *generator, Type type, unsigned depth);
void emit_reference_default(Generator *generator, Type type);

/* differential_gc.c: code. */
void emit_gc_locals(Generator *generator);
void emit_gc_number(Generator *generator, Type type);
void emit_reference_leaf(Generator *generator, Type type);
void emit_reference_value(Generator *generator, Type type);
void emit_reference_pop(Generator *generator, Type type);
void emit_gc_statement(Generator *generator);
void emit_gc_functions(Generator *generator);

/* Emits the rest of a function's head: params, then `last_param` (text of one that is not a number, or NULL), results
   and random locals. */
void begin_function(Generator *generator, const Types *params, const char *last_param, Types *results,
                    const char *named_locals);
#endif
