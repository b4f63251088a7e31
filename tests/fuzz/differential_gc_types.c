/* Types of structures and arrays in generated modules, and what is declared with them.

   $T0 is a list node that can hold a continuation: a number, the next one, a (ref null $gk), and more. $gk takes a node
   and gives an i64, and so it does again when it was suspended on $gt. $T1 is an array. The others are random, in groups
   of mutually recursive ones. A field that cannot be null refers to a type with a lower number, so that an object of any
   type can be made in finite time. Globals: $d_N a constant object of heap type N, $r_N a reference that may be null. */
#include "tests/fuzz/differential_internal.h"

const char *heap_name(unsigned heap)
{
    static const char *const names[HEAP_COUNT] = {"$T0",   "$T1",    "$T2",  "$T3", "$T4", "$T5", "$T6",
                                                  "$T7",   "$T8",    "$T9",  "any", "eq",  "i31", "struct",
                                                  "array", "extern", "func", "exn", "$gk"};
    return names[heap];
}

bool heap_exists(const Generator *generator, unsigned heap)
{
    if (heap == HEAP_EXN)
        return generator->uses_try_table;
    return heap < generator->gc_type_count || heap >= MAX_GC_TYPES;
}

static bool is_any_heap(unsigned heap)
{
    return heap < HEAP_EXTERN;
}

bool heap_is_below(const Generator *generator, unsigned heap, unsigned super)
{
    if (heap == super)
        return true;
    if (!is_any_heap(heap) || !is_any_heap(super))
        return false;
    if (super == HEAP_ANY || (super == HEAP_EQ && heap != HEAP_ANY))
        return true;
    if (heap >= MAX_GC_TYPES)
        return false;
    const GcType *type = &generator->gc_types[heap];
    if (super >= MAX_GC_TYPES)
        return super == (type->is_array ? HEAP_ARRAY : HEAP_STRUCT);
    return type->super >= 0 && heap_is_below(generator, (unsigned)type->super, super);
}

unsigned generate_heap_below(Generator *generator, unsigned super)
{
    unsigned found = super, count = 0;
    for (unsigned heap = 0; heap <= HEAP_I31; heap++)
        if (heap_exists(generator, heap) && (heap < MAX_GC_TYPES || heap == HEAP_I31) &&
            heap_is_below(generator, heap, super) && generate_below(generator, ++count) == 0)
            found = heap;
    return found;
}

/* ---- types ---- */

/* A reference for a field of type `of`. */
static Type generate_field_reference(Generator *generator, unsigned of)
{
    static const unsigned abstract[] = {HEAP_ANY,   HEAP_ANY,    HEAP_EQ,   HEAP_EQ,  HEAP_I31, HEAP_STRUCT,
                                        HEAP_ARRAY, HEAP_EXTERN, HEAP_FUNC, HEAP_EXN, HEAP_CONT};
    unsigned heap = generate_chance(generator, 50)
                        ? generate_below(generator, generator->gc_types[of].group_end)
                        : abstract[generate_below(generator, sizeof abstract / sizeof *abstract)];
    if (heap == HEAP_EXN && !generator->uses_try_table)
        heap = HEAP_FUNC;
    bool may_be_null = generate_chance(generator, 75) || heap == HEAP_EXN || heap == HEAP_CONT || of < 2 ||
                       (heap < MAX_GC_TYPES && heap >= of);
    return reference_to(heap, may_be_null);
}

static Field generate_field(Generator *generator, unsigned of)
{
    Field field = {.type = I32, .is_mutable = generate_chance(generator, 70)};
    unsigned choice = generate_below(generator, 100);
    if (choice < 15)
        field.packed = generate_chance(generator, 50) ? 8 : 16;
    else if (choice < 55)
        field.type = generate_type(generator);
    else
        field.type = generate_field_reference(generator, of);
    return field;
}

/* The fields of its super type; what is immutable may be of a lower type. */
static void inherit(Generator *generator, unsigned index)
{
    GcType *type = &generator->gc_types[index];
    const GcType *super = &generator->gc_types[type->super];
    type->depth = super->depth + 1;
    type->field_count = super->field_count;
    for (unsigned i = 0; i < super->field_count; i++) {
        Field *field = &type->fields[i];
        *field = super->fields[i];
        if (field->is_mutable || !is_reference(field->type) || !generate_chance(generator, 50))
            continue;
        unsigned heap = generate_heap_below(generator, heap_of(field->type));
        if (heap < index || heap >= MAX_GC_TYPES) /* the others do not have their super types yet */
            field->type = reference_to(heap, is_nullable(field->type));
    }
}

static void generate_gc_type(Generator *generator, unsigned index)
{
    GcType *type = &generator->gc_types[index];
    type->super = -1;
    type->is_final = index > 1 && generate_chance(generator, 30);
    type->is_array = index == 1 || (index > 1 && generate_chance(generator, 35));
    for (unsigned tries = 0; index > 1 && tries < 4 && type->super < 0; tries++) {
        unsigned super = generate_below(generator, index);
        const GcType *other = &generator->gc_types[super];
        if (!other->is_final && other->is_array == type->is_array && other->depth < 4)
            type->super = (int)super;
    }
    if (type->super >= 0)
        inherit(generator, index);
    else if (index == 0) {
        type->fields[0] = (Field){.type = generate_chance(generator, 50) ? I32 : I64, .is_mutable = true};
        type->fields[1] = (Field){.type = reference_to(0, true), .is_mutable = true};
        type->fields[2] = (Field){.type = reference_to(HEAP_CONT, true), .is_mutable = true};
        type->field_count = 3;
    }
    unsigned more = type->is_array ? type->super < 0 : generate_below(generator, 4);
    for (; more > 0 && type->field_count < MAX_FIELDS; more--)
        type->fields[type->field_count++] = generate_field(generator, index);
}

void generate_gc_types(Generator *generator)
{
    unsigned count = generator->gc_type_count = 4 + generate_below(generator, MAX_GC_TYPES - 3), start = 0;
    for (unsigned i = 0; i < count; i++)
        if (i + 1 == count || (i > 0 && generate_chance(generator, 40)))
            for (; start <= i; start++)
                generator->gc_types[start].group_end = i + 1;
    for (unsigned i = 0; i < count; i++)
        generate_gc_type(generator, i);
    generator->favourites[generator->favourite_count++] = reference_to(0, true);
    for (unsigned more = 1 + generate_below(generator, 5); more > 0; more--) {
        unsigned heap = generate_chance(generator, 50)
                            ? generate_below(generator, count)
                            : MAX_GC_TYPES + generate_below(generator, HEAP_COUNT - MAX_GC_TYPES);
        if (!heap_exists(generator, heap))
            heap = HEAP_FUNC;
        bool may_be_null = generate_chance(generator, 60) || heap == HEAP_EXN;
        generator->favourites[generator->favourite_count++] = reference_to(heap, may_be_null);
    }
    generator->gc_tables[0] = reference_to(HEAP_ANY, true);
    generator->gc_tables[1] = reference_to(generate_below(generator, count), true);
    generator->gc_tables[2] = reference_to(generate_heap_below(generator, HEAP_EQ), false);
}

static void emit_gc_type(Generator *generator, unsigned index)
{
    const GcType *type = &generator->gc_types[index];
    emit(generator, "(type $T%u (sub%s", index, type->is_final ? " final" : "");
    if (type->super >= 0)
        emit(generator, " $T%d", type->super);
    emit(generator, type->is_array ? " (array" : " (struct");
    for (unsigned i = 0; i < type->field_count; i++) {
        const Field *field = &type->fields[i];
        emit(generator, type->is_array ? "" : " (field");
        emit(generator, field->is_mutable ? " (mut " : " ");
        if (field->packed)
            emit(generator, "i%u", field->packed);
        else
            emit(generator, "%s", type_name(field->type));
        emit(generator, "%s%s", field->is_mutable ? ")" : "", type->is_array ? "" : ")");
    }
    emit(generator, ")))\n");
}

void emit_gc_types(Generator *generator)
{
    emit(generator, "(type $bytes (array (mut i8)))\n");
    for (unsigned i = 0, start = 0; i < generator->gc_type_count; i++) {
        if (i == start)
            emit(generator, "(rec\n");
        emit_gc_type(generator, i);
        if (i == 0)
            emit(generator, "(type $gf (func (param (ref null $T0)) (result i64))) (type $gk (cont $gf))\n");
        if (i + 1 == generator->gc_types[i].group_end) {
            emit(generator, ")\n");
            start = i + 1;
        }
    }
}

/* ---- objects ---- */

void emit_reference_default(Generator *generator, Type type)
{
    unsigned heap = heap_of(type);
    if (is_nullable(type))
        emit(generator, "ref.null %s\n", heap_name(heap));
    else if (heap == HEAP_FUNC)
        emit(generator, "ref.func $f0\n");
    else if (heap == HEAP_CONT)
        emit(generator, "ref.func $w0\ncont.new $gk\n");
    else
        emit(generator, "global.get $d_%u\n", heap);
}

static bool is_defaultable(const GcType *type)
{
    for (unsigned i = 0; i < type->field_count; i++)
        if (is_reference(type->fields[i].type) && !is_nullable(type->fields[i].type))
            return false;
    return true;
}

static void emit_constant_field(Generator *generator, const Field *field, unsigned depth)
{
    if (is_reference(field->type))
        emit_gc_constant(generator, field->type, depth + 1);
    else
        emit_constant(generator, field->type);
}

static void emit_constant_object(Generator *generator, unsigned index, unsigned depth)
{
    const GcType *type = &generator->gc_types[index];
    unsigned length = 1 + generate_below(generator, 6);
    if (is_defaultable(type) && (depth > 3 || generate_chance(generator, 25))) {
        if (type->is_array)
            emit(generator, "i32.const %u\narray.new_default $T%u\n", length, index);
        else
            emit(generator, "struct.new_default $T%u\n", index);
        return;
    }
    if (type->is_array) {
        bool is_fixed = generate_chance(generator, 50);
        for (unsigned i = 0; i < (is_fixed ? length : 1); i++)
            emit_constant_field(generator, type->fields, depth);
        if (is_fixed)
            emit(generator, "array.new_fixed $T%u %u\n", index, length);
        else
            emit(generator, "i32.const %u\narray.new $T%u\n", length, index);
        return;
    }
    for (unsigned i = 0; i < type->field_count; i++)
        emit_constant_field(generator, &type->fields[i], depth);
    emit(generator, "struct.new $T%u\n", index);
}

/* A $d_.. below `heap` that is declared; -1: none. */
static int find_made(Generator *generator, unsigned heap)
{
    int found = -1;
    unsigned count = 0;
    for (unsigned i = 0; i < generator->made_count; i++)
        if (heap_exists(generator, i) && heap_is_below(generator, i, heap) && generate_below(generator, ++count) == 0)
            found = (int)i;
    return found;
}

void emit_gc_constant(Generator *generator, Type type, unsigned depth)
{
    unsigned heap = heap_of(type), choice = generate_below(generator, 100);
    int made = find_made(generator, heap);
    if (is_nullable(type) && (heap >= HEAP_EXN || depth > 2 || choice < 25)) {
        emit(generator, "ref.null %s\n", heap_name(heap));
    } else if (made >= 0 && (depth > 1 || choice < 50)) {
        emit(generator, "global.get $d_%d\n", made);
    } else if (heap == HEAP_FUNC) {
        emit(generator, "ref.func $f%u\n", generate_below(generator, generator->function_count));
    } else if (heap == HEAP_EXTERN) {
        if (is_nullable(type) && generate_chance(generator, 40))
            emit(generator, "global.get $host_extern\n");
        else {
            emit_gc_constant(generator, reference_to(HEAP_ANY, false), depth + 1);
            emit(generator, "extern.convert_any\n");
        }
    } else if (heap == HEAP_ANY && depth < 2 && choice > 90) {
        emit_gc_constant(generator, reference_to(HEAP_EXTERN, is_nullable(type)), depth + 1);
        emit(generator, "any.convert_extern\n");
    } else {
        /* The lowest ones end soon. */
        unsigned below = depth < 2             ? generate_heap_below(generator, heap)
                         : heap == HEAP_STRUCT ? 0
                         : heap == HEAP_ARRAY  ? 1
                         : heap < MAX_GC_TYPES ? heap
                                               : (unsigned)HEAP_I31;
        if (below == HEAP_I31) {
            emit_constant(generator, I32);
            emit(generator, "ref.i31\n");
        } else {
            emit_constant_object(generator, below, depth);
        }
    }
}

/* ---- declarations ---- */

static void emit_table(Generator *generator, unsigned index)
{
    Type type = generator->gc_tables[index];
    emit(generator, "(table $gt%u %u 20 %s ", index, 8, type_name(type));
    generator->made_count = 0; /* tables come before globals */
    emit_gc_constant(generator, type, 0);
    emit(generator, ")\n");
}

static void emit_segment(Generator *generator, const char *name, unsigned index, Type type, unsigned count)
{
    emit(generator, "(elem %s%u%s %s", name, index, *name == '(' ? ") (i32.const 3)" : "", type_name(type));
    for (unsigned i = 0; i < count; i++) {
        emit(generator, " (item ");
        emit_gc_constant(generator, type, 0);
        emit(generator, ")");
    }
    emit(generator, ")\n");
}

void emit_gc_declarations(Generator *generator)
{
    for (unsigned i = 0; i < GC_TABLES; i++)
        emit_table(generator, i);
    for (unsigned heap = 0; heap <= HEAP_EXTERN; heap++) {
        if (heap_exists(generator, heap)) {
            emit(generator, "(global $d_%u %s ", heap, type_name(reference_to(heap, false)));
            emit_gc_constant(generator, reference_to(heap, false), 0);
            emit(generator, ")\n");
        }
        generator->made_count = heap + 1;
    }
    for (unsigned heap = 0; heap < HEAP_COUNT; heap++)
        if (heap_exists(generator, heap)) {
            emit(generator, "(global $r_%u (mut %s) ", heap, type_name(reference_to(heap, true)));
            emit_gc_constant(generator, reference_to(heap, true), 0);
            emit(generator, ")\n");
        }
    for (unsigned i = 0; i < GC_TABLES; i++) {
        emit_segment(generator, "$te", i, generator->gc_tables[i], 4);
        emit_segment(generator, "(table $gt", i, generator->gc_tables[i], generate_below(generator, 5));
    }
    for (unsigned i = 0; i < generator->gc_type_count; i++)
        if (generator->gc_types[i].is_array && is_reference(generator->gc_types[i].fields->type))
            emit_segment(generator, "$ae", i, generator->gc_types[i].fields->type, 4);
    emit(generator, "(global $churn_fuel (mut i32) (i32.const 0)) (global $walk_fuel (mut i32) (i32.const 0))\n"
                    "(global $kept (mut (ref null $bytes)) (ref.null $bytes))\n"
                    "(tag $gt (param (ref null $T0)) (result (ref null $T0)))\n(elem declare func $w0 $w1)\n");
}

/* ---- looking at everything ---- */

/* A field on the stack goes into the checksum, with what it refers to. */
static void emit_look_at_field(Generator *generator, Type type)
{
    static const char *const to_i64[] = {"i64.extend_i32_s\n", "", "i32.reinterpret_f32\ni64.extend_i32_s\n",
                                         "i64.reinterpret_f64\n", "i64x2.extract_lane 0\n"};
    if (!is_reference(type)) {
        if (type == F32 || type == F64)
            emit(generator, "call $canonical_%s\n", type_name(type));
        emit(generator, "%scall $mix\n", to_i64[type]);
    } else if (heap_of(type) > HEAP_EXTERN) {
        emit(generator, "ref.is_null\ni64.extend_i32_u\ncall $mix\n");
    } else {
        emit(generator, "%slocal.get $depth\ni32.const 1\ni32.sub\ncall $walk\n",
             heap_of(type) == HEAP_EXTERN ? "any.convert_extern\n" : "");
    }
}

/* In $walk: $o goes on below unless it is one of these. */
static void emit_walk_type(Generator *generator, unsigned index)
{
    const GcType *type = &generator->gc_types[index];
    emit(generator,
         "block $no (result anyref)\nlocal.get $o\nbr_on_cast_fail $no anyref (ref $T%u)\nlocal.set $c%u\n"
         "i64.const %u\ncall $mix\nlocal.get $depth\ni32.eqz\nif\nreturn\nend\n",
         index, index, index);
    const char *suffix = type->fields->packed ? generate_chance(generator, 50) ? "_s" : "_u" : "";
    if (type->is_array) {
        emit(generator,
             "local.get $c%u\narray.len\ni64.extend_i32_u\ncall $mix\nblock $end\nloop $next\n"
             "local.get $i\nlocal.get $c%u\narray.len\ni32.ge_u\nlocal.get $i\ni32.const 9\ni32.ge_u\ni32.or\nbr_if "
             "$end\nlocal.get $c%u\nlocal.get $i\narray.get%s $T%u\n",
             index, index, index, suffix, index);
        emit_look_at_field(generator, type->fields->type);
        emit(generator, "local.get $i\ni32.const 1\ni32.add\nlocal.set $i\nbr $next\nend\nend\n");
    } else {
        for (unsigned i = 0; i < type->field_count; i++) {
            suffix = type->fields[i].packed ? generate_chance(generator, 50) ? "_s" : "_u" : "";
            emit(generator, "local.get $c%u\nstruct.get%s $T%u %u\n", index, suffix, index, i);
            emit_look_at_field(generator, type->fields[i].type);
        }
    }
    emit(generator, "return\nend\ndrop\n");
}

static void emit_walk(Generator *generator)
{
    emit(generator, "(func $walk (param $o anyref) (param $depth i32) (local $i i32)");
    for (unsigned i = 0; i < generator->gc_type_count; i++)
        emit(generator, " (local $c%u (ref null $T%u))", i, i);
    emit(generator, "\nglobal.get $walk_fuel\ni32.const 1\ni32.sub\nglobal.set $walk_fuel\nglobal.get $walk_fuel\n"
                    "i32.const 0\ni32.lt_s\nif\nreturn\nend\n"
                    "block $some\nlocal.get $o\nref.is_null\ni32.eqz\nbr_if $some\ni64.const 101\ncall "
                    "$mix\nreturn\nend\n"
                    "block $no (result anyref)\nlocal.get $o\nbr_on_cast_fail $no anyref (ref i31)\n"
                    "i31.get_s\ni64.extend_i32_s\ncall $mix\nreturn\nend\ndrop\n");
    for (unsigned i = generator->gc_type_count; i-- > 0;) /* super types last */
        emit_walk_type(generator, i);
    emit(generator, "i64.const 102\ncall $mix\n)\n"
                    "(func $look (param $o anyref)\n(global.set $walk_fuel (i32.const 40))\n(call $walk (local.get $o) "
                    "(i32.const 4)))\n");
}

/* Numbers of a list, which may be a cycle. */
static const char list_sum[] =
    "(func $list_sum (param $o (ref null $T0)) (result i64) (local $i i32) (local $s i64)\n"
    "  (block $end (loop $next\n"
    "    (br_if $end (i32.ge_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 30)))\n"
    "    (local.set $s (i64.add (i64.mul (local.get $s) (i64.const 3)) %s(struct.get $T0 0 (br_on_null $end "
    "(local.get $o)))%s))\n"
    "    (local.set $o (struct.get $T0 1 (local.get $o)))\n"
    "    (br $next)))\n"
    "  (local.get $s))\n"
    "(func $churn (param $n i32) (local $o (ref null $T0)) (local $new (ref null $T0))\n"
    "  (block $end (loop $next\n"
    "    (br_if $end (i32.or (i32.le_s (local.get $n) (i32.const 0)) (i32.le_s (global.get $churn_fuel) (i32.const "
    "0))))\n"
    "    (global.set $churn_fuel (i32.sub (global.get $churn_fuel) (i32.const 1)))\n"
    "    (local.set $n (i32.sub (local.get $n) (i32.const 1)))\n"
    "    (local.set $new (struct.new_default $T0))\n"
    "    (struct.set $T0 1 (local.get $new) (if (result (ref null $T0)) (i32.and (local.get $n) (i32.const 7))\n"
    "      (then (local.get $o)) (else (ref.null $T0))))\n"
    "    (local.set $o (local.get $new))\n"
    "    (global.set $kept (array.new $bytes (i32.const 0xAD) (i32.and (i32.mul (local.get $n) (i32.const 1237)) "
    "(i32.const 4095))))\n"
    "    (br $next)))\n"
    "  (call $mix (call $list_sum (local.get $o))))\n";

void emit_gc_support(Generator *generator)
{
    emit_walk(generator);
    bool is_i32 = generator->gc_types->fields->type == I32;
    emit(generator, list_sum, is_i32 ? "(i64.extend_i32_s " : "", is_i32 ? ")" : "");
    emit(generator, "(func $look_all\n");
    for (unsigned heap = 0; heap < HEAP_COUNT; heap++) {
        if (!heap_exists(generator, heap))
            continue;
        emit(generator, "global.get $r_%u\n", heap);
        if (heap > HEAP_EXTERN)
            emit(generator, "ref.is_null\ni64.extend_i32_u\ncall $mix\n");
        else
            emit(generator, "%scall $look\n", heap == HEAP_EXTERN ? "any.convert_extern\n" : "");
    }
    for (unsigned i = 0; i < GC_TABLES; i++)
        for (unsigned at = 0; at < 8; at++)
            emit(generator, "i32.const %u\ntable.get $gt%u\ncall $look\n", at, i);
    emit(generator, "ref.null any\ncall $look\n)\n");
}
