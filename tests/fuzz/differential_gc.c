/* Code with structures and arrays in generated modules: references as values, numbers read through them, what changes
   objects, and continuations in objects ($step resumes the one in a node, and puts it back when it suspends).

   References that could be null and indices that could be out of bounds are guarded, except for a few in modules that
   may trap. A continuation is read from its node by $step only, so that it is not resumed twice. $a_N, $b_N and $i are
   used only where no other code comes between. */
#include "tests/fuzz/differential_internal.h"

static bool is_daring(Generator *generator, unsigned percent)
{
    return generator->may_trap && generate_chance(generator, percent);
}

static bool type_is_below(const Generator *generator, Type type, Type super)
{
    return is_reference(type) && is_reference(super) && is_nullable(type) <= is_nullable(super) &&
           heap_is_below(generator, heap_of(type), heap_of(super));
}

void emit_gc_locals(Generator *generator)
{
    for (unsigned i = 0; i < generator->gc_type_count; i++)
        if (generator->gc_types[i].is_array)
            emit(generator, "(local $a_%u (ref null $T%u)) (local $b_%u (ref null $T%u)) ", i, i, i, i);
    emit(generator, "(local $i i32) (local $j i32)\n");
}

/* ---- places: fields of structures and elements of arrays ---- */

typedef struct Place {
    unsigned type, field;
} Place;

/* One from which a value of the type can be read (a reference perhaps null), or into which it can be written; `type`
   TYPE_COUNT: any type. */
static bool find_place(Generator *generator, Type type, bool is_written, Place *place)
{
    unsigned count = 0;
    for (unsigned i = 0; i < generator->gc_type_count; i++)
        for (unsigned f = 0; f < generator->gc_types[i].field_count; f++) {
            const Field *field = &generator->gc_types[i].fields[f];
            bool is_cont = is_reference(field->type) && heap_of(field->type) == HEAP_CONT;
            bool fits =
                type == TYPE_COUNT || field->type == type ||
                (is_reference(type) && type_is_below(generator, field->type, reference_to(heap_of(type), true)));
            if (fits && (field->is_mutable || !is_written) && (is_written || !is_cont || generator->may_trap) &&
                generate_below(generator, ++count) == 0)
                *place = (Place){i, f};
        }
    return count > 0;
}

static void emit_receiver(Generator *generator, unsigned type)
{
    emit_value(generator, reference_to(type, is_daring(generator, 5)));
}

/* A number and an array go to $a_N or $b_N, and as an index within it (of an empty one: a division by zero) to $i or
   $j. */
static void emit_pop_element(Generator *generator, unsigned type, char array, char index)
{
    emit(generator, "local.set $%c_%u\nlocal.get $%c_%u\narray.len\ni32.rem_u\nlocal.set $%c\n", array, type, array,
         type, index);
}

/* Leaves an array and an index. */
static void emit_element(Generator *generator, unsigned type)
{
    if (is_daring(generator, 5)) {
        emit_receiver(generator, type);
        emit_value(generator, I32);
        if (generate_chance(generator, 80))
            emit(generator, "i32.const 15\ni32.and\n");
        return;
    }
    emit_value(generator, I32);
    emit_receiver(generator, type);
    emit(generator,
         "local.set $a_%u\nlocal.set $i\nlocal.get $a_%u\nlocal.get $i\nlocal.get $a_%u\narray.len\ni32.rem_u\n", type,
         type, type);
}

static void emit_read(Generator *generator, Place place)
{
    const GcType *type = &generator->gc_types[place.type];
    const char *suffix = !type->fields[place.field].packed ? "" : generate_chance(generator, 50) ? "_s" : "_u";
    if (type->is_array) {
        emit_element(generator, place.type);
        emit(generator, "array.get%s $T%u\n", suffix, place.type);
    } else {
        emit_receiver(generator, place.type);
        emit(generator, "struct.get%s $T%u %u\n", suffix, place.type, place.field);
    }
}

static void emit_write(Generator *generator)
{
    Place place;
    if (!find_place(generator, TYPE_COUNT, true, &place))
        return;
    const GcType *type = &generator->gc_types[place.type];
    if (type->is_array)
        emit_element(generator, place.type);
    else
        emit_receiver(generator, place.type);
    emit_value(generator, type->fields[place.field].type);
    if (type->is_array)
        emit(generator, "array.set $T%u\n", place.type);
    else
        emit(generator, "struct.set $T%u %u\n", place.type, place.field);
}

/* ---- numbers ---- */

static void emit_test(Generator *generator)
{
    unsigned heap = generate_below(generator, MAX_GC_TYPES + 3);
    if (generate_chance(generator, 8)) {
        emit_value(generator, reference_to(HEAP_FUNC, true));
        emit(generator, "ref.test (ref %s$s%u)\n", generate_chance(generator, 50) ? "null " : "",
             generate_below(generator, generator->signature_count));
        return;
    }
    if (!heap_exists(generator, heap))
        heap = HEAP_STRUCT + generate_below(generator, 2);
    emit_value(generator, reference_to(generate_chance(generator, 50) ? HEAP_ANY : HEAP_EQ, true));
    emit(generator, "ref.test %s\n", type_name(reference_to(heap, generate_chance(generator, 50))));
}

static void emit_reference_i32(Generator *generator)
{
    unsigned choice = generate_below(generator, 10);
    if (choice < 3) {
        emit_test(generator);
    } else if (choice < 5) {
        emit_value(generator, reference_to(HEAP_EQ, true));
        emit_value(
            generator,
            reference_to(generate_chance(generator, 50) ? HEAP_EQ : generate_heap_below(generator, HEAP_EQ), true));
        emit(generator, "ref.eq\n");
    } else if (choice < 6) {
        emit_value(generator, generator->favourites[generate_below(generator, generator->favourite_count)]);
        emit(generator, "ref.is_null\n");
    } else if (choice < 8) {
        emit_value(generator, reference_to(HEAP_I31, is_daring(generator, 5)));
        emit(generator, "i31.get_%c\n", generate_chance(generator, 50) ? 's' : 'u');
    } else {
        emit_value(generator, reference_to(HEAP_ARRAY, is_daring(generator, 5)));
        emit(generator, "array.len\n");
    }
}

void emit_gc_number(Generator *generator, Type type)
{
    Place place;
    if (type == I32 && generate_chance(generator, 50)) {
        emit_reference_i32(generator);
    } else if (type == I64 && generate_chance(generator, 30)) {
        emit_value(generator, reference_to(0, true));
        emit(generator, "call $list_sum\n");
    } else if (find_place(generator, type, false, &place)) {
        emit_read(generator, place);
    } else {
        emit_constant(generator, type);
    }
}

/* ---- references ---- */

/* From one of its type that may be null. */
static void emit_guard_null(Generator *generator, Type type)
{
    unsigned name = generator->next_label++, heap = heap_of(type);
    if (is_daring(generator, 10)) {
        emit(generator, "ref.as_non_null\n");
    } else if (generate_chance(generator, 50)) {
        emit(generator, "block $n%u (param %s) (result %s)\nbr_on_non_null $n%u\n", name,
             type_name(reference_to(heap, true)), type_name(type), name);
        emit_reference_default(generator, type);
        emit(generator, "end\n");
    } else {
        emit(generator, "block $o%u (param %s) (result %s)\nblock $n%u (param %s)\nbr_on_null $n%u\nbr $o%u\nend\n",
             name, type_name(reference_to(heap, true)), type_name(type), name, type_name(reference_to(heap, true)),
             name, name);
        emit_reference_default(generator, type);
        emit(generator, "end\n");
    }
}

/* A local with a reference of the type, or of one below it, perhaps null; -1: none. */
static int find_reference_local(Generator *generator, Type type)
{
    int found = -1;
    unsigned count = 0;
    for (unsigned i = 0; i < generator->local_count; i++)
        if (type_is_below(generator, generator->locals[i], reference_to(heap_of(type), true)) &&
            generate_below(generator, ++count) == 0)
            found = (int)i;
    return found;
}

void emit_reference_leaf(Generator *generator, Type type)
{
    unsigned heap = heap_of(type), choice = generate_below(generator, 10);
    int local = find_reference_local(generator, type);
    if (heap == HEAP_CONT && !generator->may_trap) {
        emit_reference_default(generator, reference_to(heap, is_nullable(type) && choice < 5));
    } else if (local >= 0 && choice < 6) {
        emit(generator, "local.get %d\n", local);
        if (!is_nullable(type) && is_nullable(generator->locals[local]))
            emit_guard_null(generator, type);
    } else if (choice < 8 && heap_exists(generator, heap)) {
        emit(generator, "global.get $r_%u\n", heap);
        if (!is_nullable(type))
            emit_guard_null(generator, type);
    } else if (heap == HEAP_CONT || choice < 9) {
        emit_reference_default(generator, type);
    } else {
        emit_gc_constant(generator, type, 2);
    }
}

static void emit_new_struct(Generator *generator, unsigned index)
{
    const GcType *type = &generator->gc_types[index];
    for (unsigned i = 0; i < type->field_count; i++)
        emit_value(generator, type->fields[i].type);
    emit(generator, "struct.new $T%u\n", index);
}

static void emit_length(Generator *generator)
{
    if (generate_chance(generator, 50)) {
        emit(generator, "i32.const %u\n", 1 + generate_below(generator, generate_chance(generator, 5) ? 3000 : 12));
        return;
    }
    emit_value(generator, I32);
    emit(generator, "i32.const 15\ni32.and\n");
    if (!is_daring(generator, 20))
        emit(generator, "i32.const 1\ni32.or\n");
}

static void emit_new_array(Generator *generator, unsigned index)
{
    const Field *field = generator->gc_types[index].fields;
    unsigned choice = generate_below(generator, 10), length = 1 + generate_below(generator, 6);
    if (choice < 3) { /* from a segment */
        unsigned start = generate_below(generator, is_daring(generator, 5) ? 40 : 4);
        emit(generator, "i32.const %u\ni32.const %u\n", start,
             1 + generate_below(generator, start < 4 ? 4 - start : 4));
        emit(generator, is_reference(field->type) ? "array.new_elem $T%u $ae%u\n" : "array.new_data $T%u $data\n",
             index, index);
    } else if (choice < 6) {
        for (unsigned i = 0; i < length; i++)
            emit_value(generator, field->type);
        emit(generator, "array.new_fixed $T%u %u\n", index, length);
    } else if (choice < 7 && (!is_reference(field->type) || is_nullable(field->type))) {
        emit_length(generator);
        emit(generator, "array.new_default $T%u\n", index);
    } else {
        emit_value(generator, field->type);
        emit_length(generator);
        emit(generator, "array.new $T%u\n", index);
    }
}

static void emit_exception(Generator *generator)
{
    unsigned exception = generate_below(generator, EXCEPTIONS);
    emit(generator, "block $made (result exnref)\ntry_table (catch_all_ref $made)\n");
    emit_values(generator, &generator->exceptions[exception]);
    emit(generator, "throw $e%u\nend\nunreachable\nend\n", exception);
}

static void emit_new(Generator *generator, Type type)
{
    unsigned heap = heap_of(type);
    if (heap == HEAP_EXN) {
        if (generate_chance(generator, 50))
            emit(generator, "local.get $exn\n");
        else
            emit_exception(generator);
    } else if (heap == HEAP_CONT) {
        emit(generator, "ref.func $w%u\ncont.new $gk\n", generate_below(generator, WORKERS));
    } else if (heap == HEAP_FUNC) {
        emit(generator, "ref.func $f%u\n", generate_below(generator, generator->function_count));
    } else if (heap == HEAP_EXTERN) {
        emit_value(generator, reference_to(HEAP_ANY, is_nullable(type)));
        emit(generator, "extern.convert_any\n");
        if (generate_chance(generator, 30)) { /* through the host */
            emit(generator, "call $echo\n");
            if (!is_nullable(type))
                emit_guard_null(generator, type);
        }
    } else if (heap == HEAP_ANY && generate_chance(generator, 20)) {
        emit_value(generator, reference_to(HEAP_EXTERN, is_nullable(type)));
        emit(generator, "any.convert_extern\n");
    } else {
        unsigned below = generate_heap_below(generator, heap);
        if (below == HEAP_I31) {
            emit_value(generator, I32);
            emit(generator, "ref.i31\n");
        } else if (generator->gc_types[below].is_array) {
            emit_new_array(generator, below);
        } else {
            emit_new_struct(generator, below);
        }
    }
}

static unsigned generate_super_heap(Generator *generator, unsigned heap)
{
    unsigned found = heap, count = 0;
    for (unsigned i = 0; i < HEAP_EXTERN; i++)
        if (heap_exists(generator, i) && heap_is_below(generator, heap, i) && generate_below(generator, ++count) == 0)
            found = i;
    return found;
}

/* From a reference of a super type. */
static void emit_cast(Generator *generator, Type type)
{
    unsigned super = generate_super_heap(generator, heap_of(type)), name = generator->next_label++;
    bool from_null = is_nullable(type) || generate_chance(generator, 50);
    Type from = reference_to(super, from_null);
    const char *wide = type_name(from), *narrow = type_name(type);
    if (generate_chance(generator, 30)) {
        emit(generator, "block (result %s)\n", wide);
        emit_value(generator, type);
        emit(generator, "end\nref.cast %s\n", narrow);
        return;
    }
    emit_value(generator, from);
    if (is_daring(generator, 10)) {
        emit(generator, "ref.cast %s\n", narrow);
    } else if (generate_chance(generator, 50)) {
        emit(generator, "block $c%u (param %s) (result %s)\nbr_on_cast $c%u %s %s\ndrop\n", name, wide, narrow, name,
             wide, narrow);
        emit_reference_default(generator, type);
        emit(generator, "end\n");
    } else {
        emit(generator,
             "block $o%u (param %s) (result %s)\nblock $c%u (param %s) (result %s)\nbr_on_cast_fail $c%u %s %s\nbr "
             "$o%u\nend\ndrop\n",
             name, wide, narrow, name, wide, wide, name, wide, narrow, name);
        emit_reference_default(generator, type);
        emit(generator, "end\n");
    }
}

/* Index into a table of 8 or more. */
static void emit_table_index(Generator *generator, unsigned mask)
{
    emit_value(generator, I32);
    if (!is_daring(generator, 4))
        emit(generator, "i32.const %u\ni32.and\n", mask);
}

static bool emit_table_read(Generator *generator, Type type)
{
    unsigned start = generate_below(generator, GC_TABLES);
    for (unsigned i = 0; i < GC_TABLES; i++) {
        unsigned table = (start + i) % GC_TABLES;
        Type has = generator->gc_tables[table];
        if (!type_is_below(generator, has, reference_to(heap_of(type), true)))
            continue;
        emit_table_index(generator, 7);
        emit(generator, "table.get $gt%u\n", table);
        if (!is_nullable(type) && is_nullable(has))
            emit_guard_null(generator, type);
        return true;
    }
    return false;
}

void emit_reference_value(Generator *generator, Type type)
{
    unsigned choice = generate_below(generator, 100);
    Place place;
    if (choice < 30 && find_place(generator, type, false, &place)) {
        emit_read(generator, place);
        if (!is_nullable(type) && is_nullable(generator->gc_types[place.type].fields[place.field].type))
            emit_guard_null(generator, type);
    } else if (choice < 55 && heap_of(type) < HEAP_EXTERN) {
        emit_cast(generator, type);
    } else if (choice < 65 && emit_table_read(generator, type)) {
        return;
    } else {
        emit_new(generator, type);
    }
}

/* ---- statements ---- */

static void emit_look(Generator *generator, unsigned heap)
{
    if (heap == HEAP_EXTERN)
        emit(generator, "any.convert_extern\ncall $look\n");
    else if (heap > HEAP_EXTERN)
        emit(generator, "ref.is_null\ni64.extend_i32_u\ncall $mix\n");
    else
        emit(generator, "call $look\n");
}

void emit_reference_pop(Generator *generator, Type type)
{
    unsigned choice = generate_below(generator, 10);
    if (choice < 5)
        emit(generator, "global.set $r_%u\n", heap_of(type));
    else if (choice < 9)
        emit_look(generator, heap_of(type));
    else
        emit(generator, "drop\n");
}

static bool find_array(Generator *generator, bool is_mutable, unsigned *array)
{
    unsigned count = 0;
    for (unsigned i = 0; i < generator->gc_type_count; i++)
        if (generator->gc_types[i].is_array && (generator->gc_types[i].fields->is_mutable || !is_mutable) &&
            generate_below(generator, ++count) == 0)
            *array = i;
    return count > 0;
}

typedef enum BulkKind { FILL, COPY, INIT } BulkKind;

/* What goes to the elements of $a_to from $i on: a value, $b_from and $j, or an index into a segment. */
static void emit_bulk_source(Generator *generator, BulkKind kind, Type type, unsigned from)
{
    if (kind == COPY)
        emit(generator, "local.get $b_%u\nlocal.get $j\n", from);
    else if (kind == INIT)
        emit(generator, "i32.const %u\n", generate_below(generator, 2));
    else if (is_reference(type))
        emit_reference_leaf(generator, type);
    else
        emit_constant(generator, type);
}

/* As many as there are, or fewer. */
static void emit_bulk_count(Generator *generator, BulkKind kind, unsigned to, unsigned from)
{
    emit(generator, "local.get $a_%u\narray.len\nlocal.get $i\ni32.sub\n", to);
    if (kind == COPY)
        emit(generator,
             "local.tee $i\nlocal.get $b_%u\narray.len\nlocal.get $j\ni32.sub\nlocal.tee $j\n"
             "local.get $i\nlocal.get $j\ni32.lt_u\nselect\n",
             from);
    else if (kind == INIT)
        emit(generator, "i32.const 3\ni32.and\n");
}

/* The array type, or another one whose elements can be copied to it. */
static unsigned generate_source(Generator *generator, unsigned to)
{
    const Field *field = generator->gc_types[to].fields;
    for (unsigned tries = 0; tries < 4; tries++) {
        unsigned other = generate_below(generator, generator->gc_type_count);
        const GcType *type = &generator->gc_types[other];
        if (type->is_array && type->fields->packed == field->packed &&
            (type->fields->type == field->type || type_is_below(generator, type->fields->type, field->type)))
            return other;
    }
    return to;
}

static void emit_array_bulk(Generator *generator)
{
    unsigned to;
    BulkKind kind = (BulkKind)generate_below(generator, 3);
    if (!find_array(generator, true, &to))
        return;
    Type type = generator->gc_types[to].fields->type;
    unsigned from = kind == COPY ? generate_source(generator, to) : to;
    if (kind == COPY) {
        emit_value(generator, I32);
        emit_receiver(generator, from);
    }
    emit_value(generator, I32);
    emit_receiver(generator, to);
    emit_pop_element(generator, to, 'a', 'i');
    if (kind == COPY)
        emit_pop_element(generator, from, 'b', 'j');
    emit(generator, "local.get $a_%u\nlocal.get $i\n", to);
    emit_bulk_source(generator, kind, type, from);
    if (is_daring(generator, 6))
        emit(generator, "i32.const %u\n", generate_below(generator, 20));
    else
        emit_bulk_count(generator, kind, to, from);
    if (kind == FILL)
        emit(generator, "array.fill $T%u\n", to);
    else if (kind == COPY)
        emit(generator, "array.copy $T%u $T%u\n", to, from);
    else
        emit(generator, is_reference(type) ? "array.init_elem $T%u $ae%u\n" : "array.init_data $T%u $data\n", to, to);
}

static void emit_gc_table_change(Generator *generator)
{
    unsigned table = generate_below(generator, GC_TABLES), choice = generate_below(generator, 10);
    Type type = generator->gc_tables[table];
    if (choice < 5) {
        emit_table_index(generator, 7);
        emit_value(generator, type);
        emit(generator, "table.set $gt%u\n", table);
    } else if (choice < 6) {
        emit_value(generator, type);
        emit(generator, "i32.const %u\ntable.grow $gt%u\ni64.extend_i32_s\ncall $mix\n", generate_below(generator, 3),
             table);
    } else if (choice < 7) {
        emit_table_index(generator, 3);
        emit_value(generator, type);
        emit_table_index(generator, 3);
        emit(generator, "table.fill $gt%u\n", table);
    } else {
        bool is_copy = choice < 9;
        for (unsigned i = 0; i < 3; i++)
            emit_table_index(generator, is_copy ? 3 : 1);
        if (is_copy && type_is_below(generator, type, reference_to(HEAP_ANY, true)))
            emit(generator, "table.copy $gt0 $gt%u\n", table);
        else
            emit(generator, "table.init $gt%u $te%u\n", table, table);
    }
}

static void emit_step(Generator *generator)
{
    if (generate_chance(generator, 40)) /* again and again the same node */
        emit(generator, "global.get $d_0\n");
    else
        emit_value(generator, reference_to(0, generate_chance(generator, 10)));
    emit_value(generator, reference_to(0, true));
    emit(generator, "call $step\ncall $mix\n");
}

static void emit_yield(Generator *generator)
{
    Types node = {.count = 1, .at = {reference_to(0, true)}};
    emit_values(generator, &node);
    emit(generator, "suspend $gt\n");
    emit_pops(generator, &node);
}

/* An exception that something holds goes on, on a condition. */
static void emit_throw_ref(Generator *generator)
{
    unsigned name = generator->next_label++;
    emit(generator, "block $x%u\n", name);
    emit_value(generator, I32);
    emit(generator, "i32.const 3\ni32.and\nbr_if $x%u\n", name);
    emit_value(generator, reference_to(HEAP_EXN, true));
    emit(generator, "br_on_null $x%u\nthrow_ref\nend\n", name);
}

void emit_gc_statement(Generator *generator)
{
    unsigned choice = generate_below(generator, 100);
    if (generator->may_yield ? choice < 15 : choice < 1 && generator->may_trap) {
        emit_yield(generator);
    } else if (choice < 40) {
        emit_write(generator);
    } else if (choice < 58) {
        Types one = {.count = 1, .at = {generator->favourites[generate_below(generator, generator->favourite_count)]}};
        emit_values(generator, &one);
        emit_pops(generator, &one);
    } else if (choice < 68) {
        emit_array_bulk(generator);
    } else if (choice < 76) {
        emit_gc_table_change(generator);
    } else if (choice < 82) {
        unsigned heap = generate_heap_below(generator, HEAP_ANY);
        emit_value(generator, reference_to(heap, true));
        emit_look(generator, heap);
    } else if (choice < 88) {
        emit(generator, "i32.const %u\ncall $churn\n",
             generate_chance(generator, 10) ? 2500 : 20 + generate_below(generator, 150));
    } else if (choice < 96) {
        emit_step(generator);
    } else if (choice < 98 && generator->uses_try_table) {
        emit_throw_ref(generator);
    } else if (generator->may_trap) {
        emit(generator, choice < 99 ? "data.drop $data\n" : "elem.drop $te%u\n", generate_below(generator, GC_TABLES));
    }
}

/* ---- functions ---- */

static void emit_worker(Generator *generator, unsigned which)
{
    Types node = {.count = 1, .at = {reference_to(0, true)}}, results = {.count = 1, .at = {I64}};
    emit(generator, "(func $w%u (type $gf) ", which);
    begin_function(generator, &node, NULL, &results, "");
    generator->budget = 120;
    generator->may_yield = true;
    emit_fuel(generator);
    unsigned label = push_label(generator, &results);
    emit(generator, "block $l%u (result i64)\nloop $again\n", label);
    emit_fuel(generator);
    if (generate_chance(generator, 60))
        emit_yield(generator);
    emit_statements(generator, 4);
    emit_yield(generator);
    emit_value(generator, I32);
    emit(generator, "i32.const 7\ni32.and\nbr_if $again\nend\n");
    emit_statements(generator, 2);
    emit_values(generator, &results);
    emit(generator, "end\n)\n");
    generator->may_yield = false;
}

/* Resumes what is in the node, a fresh one if there is none. */
static const char step[] = "(func $step (param $o (ref null $T0)) (param $v (ref null $T0)) (result i64)\n"
                           "  (local $k (ref null $gk))\n"
                           "  (global.set $fuel (i32.sub (global.get $fuel) (i32.const 1)))\n"
                           "  (if (i32.lt_s (global.get $fuel) (i32.const 0)) (then (return (i64.const 2))))\n"
                           "  (if (ref.is_null (local.get $o)) (then (return (i64.const 3))))\n"
                           "  (local.set $k (struct.get $T0 2 (local.get $o)))\n"
                           "  (struct.set $T0 2 (local.get $o) (ref.null $gk))\n"
                           "  (if (ref.is_null (local.get $k)) (then (local.set $k (cont.new $gk (ref.func $w%u)))))\n"
                           "  (block $on (result (ref null $T0) (ref $gk))\n"
                           "    (return (resume $gk (on $gt $on) (local.get $v) (local.get $k))))\n"
                           "  local.set $k\n"
                           "  local.set $v\n"
                           "  (struct.set $T0 2 (local.get $o) (local.get $k))\n"
                           "  (call $look (local.get $v))\n"
                           "  (i64.const 5))\n";

/* Several steps, each with fuel of its own, and whatever the one before has thrown. */
static void emit_steps(Generator *generator)
{
    Types none = {0};
    emit(generator, "(func $steps ");
    begin_function(generator, &none, NULL, &none, "");
    for (unsigned i = 3 + generate_below(generator, 6); i > 0; i--) {
        bool is_legacy = generator->uses_legacy_try;
        emit(generator, "i32.const 60\nglobal.set $fuel\nblock $s%u\n", i);
        if (is_legacy)
            emit(generator, "try\n");
        else
            emit(generator, "try_table (catch_all $s%u)\n", i);
        if (generate_chance(generator, 60))
            emit(generator, "global.get $d_0\n");
        else
            emit_reference_leaf(generator, reference_to(0, false));
        emit_reference_leaf(generator, reference_to(0, true));
        emit(generator, "call $step\ncall $mix\n");
        if (generate_chance(generator, 40))
            emit(generator, "i32.const %u\ncall $churn\n", 20 + generate_below(generator, 50));
        emit(generator, is_legacy ? "catch_all\nend\nend\n" : "end\nend\n");
    }
    emit(generator, ")\n");
}

void emit_gc_functions(Generator *generator)
{
    emit_steps(generator);
    for (unsigned i = 0; i < WORKERS; i++)
        emit_worker(generator, i);
    emit(generator, step, generate_below(generator, WORKERS));
}
