/* References of generated modules: $ref, a local of every function, and $references, a table whose entries come and go.
   Host calls are here too: `host.mix` takes more parameters than the registers hold and gives two results. */
#include "tests/fuzz/differential_internal.h"

enum { TABLE_MASK = 7 };

void emit_reference_tables(Generator *generator)
{
    emit(generator, "(table $references %u 20 (ref null $s%u))\n", TABLE_MASK + 1, generator->function_signature[0]);
    emit(generator, "(elem $functions (ref null $s%u) (ref.func $f0) (ref.null $s%u) (ref.func $f0))\n",
         generator->function_signature[0], generator->function_signature[0]);
}

static void emit_masked(Generator *generator, unsigned mask)
{
    emit_value(generator, I32);
    if (!(generator->may_trap && generate_chance(generator, 4)))
        emit(generator, "i32.const %u\ni32.and\n", mask);
}

/* Leaves a reference to a function of signature 0's type, or null. */
static void emit_table_reference(Generator *generator)
{
    unsigned signature = generator->function_signature[0], choice = generate_below(generator, 4);
    if (choice == 0) {
        emit(generator, "ref.null $s%u\n", signature);
    } else if (choice == 1) {
        emit(generator, "ref.func $f0\n");
    } else if (choice == 2) {
        emit_masked(generator, TABLE_MASK);
        emit(generator, "table.get $references\n");
    } else {
        emit(generator, "ref.func $f0\n");
        emit_masked(generator, TABLE_MASK);
        emit(generator, "table.get $references\n");
        emit_value(generator, I32);
        emit(generator, "select (result (ref null $s%u))\n", signature);
    }
}

static void emit_table_change(Generator *generator)
{
    unsigned choice = generate_below(generator, 7);
    if (choice == 6) {
        emit(generator, "table.size $references\ni64.extend_i32_u\ncall $mix\n");
    } else if (choice < 2) {
        emit_masked(generator, TABLE_MASK);
        emit_table_reference(generator);
        emit(generator, "table.set $references\n");
    } else if (choice < 3) {
        emit_table_reference(generator);
        emit(generator, "i32.const %u\ntable.grow $references\ni64.extend_i32_s\ncall $mix\n",
             generate_below(generator, 3));
    } else if (choice < 4) {
        emit_masked(generator, 3);
        emit_table_reference(generator);
        emit_masked(generator, 3);
        emit(generator, "table.fill $references\n");
    } else {
        for (unsigned i = 0; i < 3; i++)
            emit_masked(generator, choice == 4 || i == 0 ? 3 : 1);
        emit(generator, choice == 4 ? "table.copy $references $references\n" : "table.init $references $functions\n");
    }
}

/* Calls what the table holds when it is not null. */
static void emit_table_call(Generator *generator)
{
    unsigned signature = generator->function_signature[0];
    const Signature *types = &generator->signatures[signature];
    unsigned index = generate_below(generator, TABLE_MASK + 1);
    emit(generator, "i32.const %u\ntable.get $references\nref.is_null\nif ", index);
    emit_types(generator, "result", &types->results);
    emit(generator, "\n");
    emit_zeros(generator, &types->results);
    emit(generator, "else\n");
    emit_values(generator, &types->params); /* may have changed the table */
    if (generate_chance(generator, 50))
        emit(generator, "i32.const %u\ncall_indirect $references (type $s%u)\n", index, signature);
    else
        emit(generator, "i32.const %u\ntable.get $references\n%scall_ref $s%u\n", index,
             generate_chance(generator, 50) ? "ref.as_non_null\n" : "", signature);
    emit(generator, "end\n");
    emit_pops(generator, &types->results);
}

/* Calls $ref when it is not null; what it is may change while the arguments are made. */
static void emit_local_call(Generator *generator)
{
    unsigned signature = generator->function_signature[generator->reference];
    const Signature *types = &generator->signatures[signature];
    bool is_kept = generate_chance(generator, 50);
    unsigned name = generator->next_label++;
    emit(generator, "block $l%u\nlocal.get $ref\nbr_on_null $l%u\n", name, name);
    emit(generator, is_kept ? "local.set $ref\n" : "drop\n");
    emit_values(generator, &types->params);
    emit(generator,
         "block $n%u (result (ref $s%u))\nlocal.get $ref\nbr_on_non_null $n%u\nref.func $f%u\nend\ncall_ref $s%u\n",
         name, signature, name, generator->reference, signature);
    emit_pops(generator, &types->results);
    emit(generator, "end\n");
}

void emit_reference(Generator *generator)
{
    unsigned signature = generator->function_signature[generator->reference], choice = generate_below(generator, 10);
    if (choice < 3) {
        if (generate_chance(generator, 70))
            emit(generator, "ref.func $f%u\nlocal.set $ref\n", generator->reference);
        else
            emit(generator, "ref.null $s%u\nlocal.set $ref\n", signature);
    } else if (choice < 4) {
        emit(generator, "ref.func $f%u\nlocal.get $ref\n", generator->reference);
        emit_value(generator, I32);
        emit(generator, "select (result (ref null $s%u))\nlocal.set $ref\n", signature);
    } else if (choice < 6) {
        emit_local_call(generator);
    } else if (choice < 8) {
        emit_table_change(generator);
    } else {
        emit_table_call(generator);
    }
}

void emit_host_call(Generator *generator)
{
    static const Types params = {12, {I64, F32, I32, F64, I64, I32, F64, F32, I64, I32, I32, I64}},
                       results = {2, {I64, F64}};
    for (unsigned i = 0; i < params.count; i++) {
        emit_value(generator, params.at[i]);
        emit_canonical(generator, params.at[i]);
    }
    emit(generator, "call $host\n");
    emit_pops(generator, &results);
}

/* An imported global, so one that other instances could share. */
void emit_host_global(Generator *generator)
{
    emit_value(generator, I64);
    emit(generator, "global.get $host_global\ni64.add\nglobal.set $host_global\nglobal.get $host_global\ncall $mix\n");
}
