/* Continuations in generated modules.

   $drive_S (S a signature that some function has) runs such a function on a continuation under handlers for a subset of
   the tags, and resumes whatever is suspended to it, in turns: plainly, with arguments bound before, or by throwing.
   $ring runs two coroutines $x0 and $x1 that switch to each other. Both are called from anywhere, so that handlers nest
   and what one drive does not handle goes to an outer one. Types: $k_S continuation of signature S, $z_S the same with
   every argument bound, $r_S_T suspended on tag T, $b_S_T with its first argument bound. */
#include "tests/fuzz/differential_internal.h"

static void emit_cont_type(Generator *generator, const char *prefix, unsigned signature, int tag, const Types *params)
{
    char name[32];
    if (tag < 0)
        snprintf(name, sizeof name, "%s_%u", prefix, signature);
    else
        snprintf(name, sizeof name, "%s_%u_%d", prefix, signature, tag);
    emit(generator, "(type $f%s (func ", name);
    emit_types(generator, "param", params);
    emit_types(generator, "result", &generator->signatures[signature].results);
    emit(generator, ")) (type $%s (cont $f%s))\n", name, name);
}

static Types without_first(const Types *types)
{
    Types rest = {0};
    for (unsigned i = 1; i < types->count; i++)
        rest.at[rest.count++] = types->at[i];
    return rest;
}

void emit_switching_types(Generator *generator)
{
    for (unsigned s = 0; s < generator->signature_count; s++) {
        emit(generator, "(type $k_%u (cont $s%u))\n", s, s);
        emit_cont_type(generator, "z", s, -1, &(Types){0});
        for (int t = 0; t < TAGS; t++) {
            Types rest = without_first(&generator->tags[t].results);
            emit_cont_type(generator, "r", s, t, &generator->tags[t].results);
            emit_cont_type(generator, "b", s, t, &rest);
        }
    }
    for (unsigned t = 0; t < TAGS; t++) {
        emit(generator, "(tag $t%u ", t);
        emit_types(generator, "param", &generator->tags[t].params);
        emit_types(generator, "result", &generator->tags[t].results);
        emit(generator, ")\n");
    }
    emit(generator, "(rec (type $xs (func ");
    emit_types(generator, "param", &generator->exchanged);
    emit(generator, "(param (ref null $xk)) ");
    emit_types(generator, "result", &generator->signatures[0].results);
    emit(generator, ")) (type $xk (cont $xs)))\n(tag $switch ");
    emit_types(generator, "result", &generator->signatures[0].results);
    emit(generator, ")\n");
}

static int function_of(Generator *generator, unsigned signature)
{
    unsigned start = generate_below(generator, generator->function_count);
    for (unsigned i = 0; i < generator->function_count; i++) {
        unsigned function = (start + i) % generator->function_count;
        if (generator->function_signature[function] == signature)
            return (int)function;
    }
    return -1;
}

/* ---- statements ---- */

void emit_suspend(Generator *generator)
{
    unsigned tag = generate_below(generator, TAGS);
    emit_values(generator, &generator->tags[tag].params);
    emit(generator, "suspend $t%u\n", tag);
    emit_pops(generator, &generator->tags[tag].results);
}

void emit_drive(Generator *generator)
{
    if (generator->uses_switch && generate_chance(generator, 40)) {
        emit_values(generator, &generator->exchanged);
        emit(generator, "call $ring\n");
        emit_pops(generator, &generator->signatures[0].results);
        return;
    }
    unsigned function = generate_below(generator, generator->function_count),
             signature = generator->function_signature[function];
    emit_values(generator, &generator->signatures[signature].params);
    emit(generator, "call $drive_%u\n", signature);
    emit_pops(generator, &generator->signatures[signature].results);
}

/* ---- drives ---- */

static void emit_clauses(Generator *generator, unsigned tags)
{
    for (unsigned t = 0; t < TAGS; t++)
        if (tags >> t & 1)
            emit(generator, " (on $t%u $on%u)", t, t);
    emit(generator, "\n");
}

/* Throws into the continuation in `local` of type `type`. */
static void emit_resume_throw(Generator *generator, const char *local, const char *type, unsigned tags)
{
    unsigned exception = generate_below(generator, EXCEPTIONS);
    if (generator->uses_throw_ref) { /* as an exception made before */
        emit(generator, "block $made (result exnref)\ntry_table (catch_all_ref $made)\n");
        emit_values(generator, &generator->exceptions[exception]);
        emit(generator, "throw $e%u\nend\nunreachable\nend\n%s\nresume_throw_ref $%s", exception, local, type);
    } else {
        emit_values(generator, &generator->exceptions[exception]);
        emit(generator, "%s\nresume_throw $%s $e%u", local, type, exception);
    }
    emit_clauses(generator, tags);
    emit(generator, "return\n");
}

static void emit_first_resume(Generator *generator, unsigned signature, unsigned function, unsigned tags)
{
    char fresh[64], type[16];
    snprintf(fresh, sizeof fresh, "ref.func $f%u\ncont.new $k_%u", function, signature);
    snprintf(type, sizeof type, "k_%u", signature);
    if (generator->uses_resume_throw && generate_chance(generator, 8)) {
        emit_resume_throw(generator, fresh, type, tags);
        return;
    }
    for (unsigned i = 0; i < generator->signatures[signature].params.count; i++)
        emit(generator, "local.get %u\n", i);
    emit(generator, "%s\n", fresh);
    if (generator->uses_bind && generate_chance(generator, 60)) {
        emit(generator, "cont.bind $k_%u $z_%u\nlocal.set $z\n", signature, signature);
        emit_statements(generator, 1);
        emit(generator, "local.get $z\nresume $z_%u", signature);
    } else {
        emit(generator, "resume $k_%u", signature);
    }
    emit_clauses(generator, tags);
    emit(generator, "return\n");
}

/* Resumes what was suspended on `tag`. */
static void emit_next_resume(Generator *generator, unsigned signature, unsigned tag, unsigned tags)
{
    const Types *results = &generator->tags[tag].results;
    char local[32], type[32];
    snprintf(local, sizeof local, "local.get $k%u", tag);
    snprintf(type, sizeof type, "r_%u_%u", signature, tag);
    if (generator->uses_resume_throw && generate_chance(generator, 25)) {
        emit_resume_throw(generator, local, type, tags);
        return;
    }
    if (generator->uses_bind && results->count && generate_chance(generator, 60)) {
        Types rest = without_first(results);
        emit_value(generator, results->at[0]);
        emit(generator, "%s\ncont.bind $%s $b_%u_%u\nlocal.set $b%u\n", local, type, signature, tag, tag);
        emit_values(generator, &rest);
        emit(generator, "local.get $b%u\nresume $b_%u_%u", tag, signature, tag);
    } else {
        emit_values(generator, results);
        emit(generator, "%s\nresume $%s", local, type);
    }
    emit_clauses(generator, tags);
    emit(generator, "return\n");
}

/* One turn: which continuation is resumed is in $which (0: the fresh one); values of a suspension come out at $onT. */
static void emit_turns(Generator *generator, unsigned signature, unsigned function, unsigned tags)
{
    emit(generator, "loop $again\n");
    emit_fuel(generator);
    for (unsigned t = 0; t < TAGS; t++)
        if (tags >> t & 1) {
            emit(generator, "block $on%u ", t);
            emit_types(generator, "result", &generator->tags[t].params);
            emit(generator, "(result (ref $r_%u_%u))\n", signature, t);
        }
    emit(generator, "block $first\n");
    for (unsigned t = 0; t < TAGS; t++)
        emit(generator, "block $next%u\n", t);
    emit(generator, "local.get $which\nbr_table $first $next0 $next1 $next2\n");
    for (unsigned t = TAGS; t-- > 0;) {
        emit(generator, "end\n");
        if (tags >> t & 1)
            emit_next_resume(generator, signature, t, tags);
        else
            emit(generator, "unreachable\n");
    }
    emit(generator, "end\n");
    emit_first_resume(generator, signature, function, tags);
    for (unsigned t = TAGS; t-- > 0;)
        if (tags >> t & 1) {
            /* Leaving the old one in its place shows what a used continuation does. */
            bool is_lost = generator->may_trap && generate_chance(generator, 4);
            emit(generator, "end\n%s", is_lost ? "drop\n" : "");
            if (!is_lost)
                emit(generator, "local.set $k%u\n", t);
            emit_pops(generator, &generator->tags[t].params);
            emit(generator, "i32.const %u\nlocal.set $which\n", t + 1);
            emit_statements(generator, 3);
            emit(generator, "br $again\n");
        }
    emit(generator, "end\nunreachable\n");
}

/* The one for $top does nothing itself that could be suspended. */
static void emit_drive_function(Generator *generator, unsigned signature, unsigned function)
{
    bool is_top = function == generator->function_count;
    char locals[512];
    int size = snprintf(locals, sizeof locals, "(local $which i32) (local $z (ref null $z_%u))", signature);
    for (int t = 0; t < TAGS; t++)
        size += snprintf(locals + size, sizeof locals - (size_t)size,
                         " (local $k%d (ref null $r_%u_%d)) (local $b%d (ref null $b_%u_%d))", t, signature, t, t,
                         signature, t);
    Signature *types = &generator->signatures[signature];
    if (is_top)
        emit(generator, "(func $top ");
    else
        emit(generator, "(func $drive_%u ", signature);
    begin_function(generator, &types->params, NULL, &types->results, locals);
    generator->budget = is_top ? 0 : 120;
    unsigned label = push_label(generator, &types->results);
    emit(generator, "block $l%u ", label);
    emit_types(generator, "result", &types->results);
    emit(generator, "\n");
    emit_statements(generator, 2);
    unsigned tags =
        generate_chance(generator, is_top ? 95 : 70) ? (1u << TAGS) - 1 : generate_below(generator, 1u << TAGS);
    emit_turns(generator, signature, function, tags);
    emit(generator, "end\n)\n");
}

/* ---- switch ---- */

static void emit_coroutine(Generator *generator, unsigned which)
{
    Types *results = &generator->signatures[0].results;
    emit(generator, "(func $x%u (type $xs) ", which);
    begin_function(generator, &generator->exchanged, "(param $peer (ref null $xk))", results, "");
    generator->budget = 100;
    unsigned label = push_label(generator, results);
    emit(generator, "block $l%u ", label);
    emit_types(generator, "result", results);
    emit(generator, "\nloop $again\n");
    emit_fuel(generator);
    emit_statements(generator, 4);
    emit(generator, "local.get $peer\nref.is_null\nif\n");
    emit_values(generator, results);
    emit(generator, "return\nend\n");
    emit_values(generator, &generator->exchanged);
    emit(generator, "local.get $peer\nswitch $xk $switch\nlocal.set $peer\n");
    emit_pops(generator, &generator->exchanged);
    emit_value(generator, I32);
    emit(generator, "i32.const 7\ni32.and\nbr_if $again\nend\n");
    emit_statements(generator, 2);
    emit_values(generator, results);
    emit(generator, "end\n)\n");
}

void emit_switching_functions(Generator *generator)
{
    for (unsigned s = 0; s < generator->signature_count; s++) {
        int function = function_of(generator, s);
        if (function >= 0)
            emit_drive_function(generator, s, (unsigned)function);
    }
    emit_drive_function(generator, generator->signature_count - 1, generator->function_count);
    if (!generator->uses_switch)
        return;
    emit_coroutine(generator, 0);
    emit_coroutine(generator, 1);
    emit(generator, "(elem declare func $x0 $x1)\n(func $ring ");
    emit_types(generator, "param", &generator->exchanged);
    emit_types(generator, "result", &generator->signatures[0].results);
    emit(generator, "\n");
    for (unsigned i = 0; i < generator->exchanged.count; i++)
        emit(generator, "local.get %u\n", i);
    emit(generator, "ref.func $x1\ncont.new $xk\nref.func $x0\ncont.new $xk\nresume $xk (on $switch switch))\n");
}
