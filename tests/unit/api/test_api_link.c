/* Imports and exports: matching rules, messages, what is visible of a module, instances that share objects. */
#include "tests/unit/api/support.h"

static wfx_error_t *link_fails(World *world, const char *text)
{
    wfx_error_t *error = NULL;
    wfx_module_t *module = module_of(world, text);
    assert_null(wfx_linker_instantiate(world->linker, module, &error));
    assert_non_null(error);
    wfx_module_delete(module);
    return error;
}

static void expect_unlinkable(World *world, const char *text, const char *const *parts, size_t count)
{
    wfx_error_t *error = link_fails(world, text);
    assert_int_equal(wfx_error_kind(error), WFX_E_UNLINKABLE);
    for (size_t i = 0; i < count; i++)
        if (!strstr(wfx_error_message(error), parts[i]))
            fail_msg("\"%s\" is not in \"%s\"", parts[i], wfx_error_message(error));
    wfx_error_delete(error);
}
#define UNLINKABLE(world, text, ...)                                                                                   \
    expect_unlinkable(world, text, (const char *const[]){__VA_ARGS__},                                                 \
                      sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void provide(World *world)
{
    wfx_error_t *error = NULL;
    wfx_instance_t *instance = instance_of(
        world, "(module (func (export \"f\") (param i32) (result i64) i64.const 9)\n"
               "  (table (export \"t\") 10 20 funcref) (memory (export \"m\") 2 5)\n"
               "  (global (export \"g\") i32 (i32.const 42)) (global (export \"v\") (mut i64) (i64.const 1))\n"
               "  (tag (export \"e\") (param i32)))");
    assert_true(wfx_linker_define_instance(world->linker, "lib", 3, instance, &error));
}

static void mismatches(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    provide(&world);
    UNLINKABLE(&world, "(module (import \"lib\" \"nope\" (func)))", "unknown import", "lib", "nope");
    UNLINKABLE(&world, "(module (import \"other\" \"f\" (func)))", "unknown import", "other");
    UNLINKABLE(&world, "(module (import \"lib\" \"f\" (func (param f32))))", "incompatible import type", "\"f\"",
               "[f32] -> []", "[i32] -> [i64]");
    UNLINKABLE(&world, "(module (import \"lib\" \"f\" (memory 1)))", "incompatible import type", "(memory 1)",
               "(func [i32] -> [i64])");
    UNLINKABLE(&world, "(module (import \"lib\" \"m\" (memory 3)))", "incompatible import type", "(memory 3)",
               "(memory 2 5)");
    UNLINKABLE(&world, "(module (import \"lib\" \"m\" (memory 1 4)))", "incompatible import type", "(memory 1 4)");
    UNLINKABLE(&world, "(module (import \"lib\" \"t\" (table 11 funcref)))", "incompatible import type",
               "(table 10 20 funcref)");
    UNLINKABLE(&world, "(module (import \"lib\" \"t\" (table 1 externref)))", "incompatible import type", "externref");
    UNLINKABLE(&world, "(module (import \"lib\" \"g\" (global (mut i32))))", "incompatible import type",
               "(global (mut i32))", "(global i32)");
    UNLINKABLE(&world, "(module (import \"lib\" \"v\" (global i64)))", "incompatible import type",
               "(global (mut i64))");
    UNLINKABLE(&world, "(module (import \"lib\" \"e\" (tag)))", "incompatible import type", "(tag [] -> [])",
               "(tag [i32] -> [])");
    instance_of(&world,
                "(module (import \"lib\" \"f\" (func (param i32) (result i64))) (import \"lib\" \"m\" (memory 1 6))\n"
                "  (import \"lib\" \"t\" (table 10 funcref)) (import \"lib\" \"g\" (global i32))\n"
                "  (import \"lib\" \"v\" (global (mut i64))) (import \"lib\" \"e\" (tag (param i32))))");
    world_close(&world);
}

static void shared_objects(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    provide(&world);
    wfx_instance_t *a = instance_of(
        &world, "(module (import \"lib\" \"v\" (global $v (mut i64))) (import \"lib\" \"m\" (memory 1))\n"
                "  (func (export \"set\") (param i64) (global.set $v (local.get 0)) (i32.store8 (i32.const 7) "
                "(i32.const 77))) (export \"v\" (global $v)))");
    wfx_instance_t *b =
        instance_of(&world, "(module (import \"lib\" \"v\" (global $v (mut i64))) (import \"lib\" \"m\" (memory "
                            "1)) (import \"lib\" \"g\" (global $g i32))\n"
                            "  (global $sum i32 (i32.add (global.get $g) (i32.const 8)))\n"
                            "  (func (export \"get\") (result i64) (global.get $v)) (func (export \"byte\") "
                            "(result i32) (i32.load8_u (i32.const 7)))\n"
                            "  (func (export \"sum\") (result i32) (global.get $sum)))");
    wfx_value_t results[1];
    call(a, "set", (wfx_value_t[]){i64(-77)}, 1, NULL, 0);
    call(b, "get", NULL, 0, results, 1);
    assert_true(results[0].of.i64 == -77);
    call(b, "byte", NULL, 0, results, 1);
    assert_int_equal(results[0].of.i32, 77);
    call(b, "sum", NULL, 0, results, 1);
    assert_int_equal(results[0].of.i32, 50);
    wfx_global_get(export_of(a, "v").of.global, results);
    assert_true(results[0].of.i64 == -77);
    world_close(&world);
}

/* A subtype of the declared function type may be imported; an equal signature of another type may not. */
static void function_subtypes(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_error_t *error = NULL;
    wfx_instance_t *instance = instance_of(
        &world,
        "(module (type $a (sub (func (result funcref)))) (type $b (sub $a (func (result (ref func)))))\n"
        "  (func $f (export \"f\") (type $b) (ref.func $f)) (func $g (export \"g\") (type $a) (ref.null func)))");
    assert_true(wfx_linker_define_instance(world.linker, "s", 1, instance, &error));
    instance_of(&world, "(module (type $a (sub (func (result funcref)))) (import \"s\" \"f\" (func (type $a))))");
    UNLINKABLE(&world,
               "(module (type $a (sub (func (result funcref)))) (type $b (sub $a (func (result (ref func)))))\n"
               "  (import \"s\" \"g\" (func (type $b))))",
               "incompatible import type");
    UNLINKABLE(&world, "(module (import \"s\" \"g\" (func (result funcref))))", "incompatible import type", "as type");
    world_close(&world);
}

static void segments_and_start(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    provide(&world);
    /* Segments before the failing one took effect, even though there is no instance. */
    wfx_error_t *error = link_fails(
        &world,
        "(module (import \"lib\" \"m\" (memory 1)) (data (i32.const 0) \"kept\") (data (i32.const 131071) \"xy\"))");
    assert_int_equal(wfx_error_kind(error), WFX_E_TRAP);
    assert_string_equal(wfx_error_message(error), "out of bounds memory access");
    assert_int_equal(wfx_error_frame_count(error), 0);
    wfx_error_delete(error);
    error = link_fails(&world,
                       "(module (import \"lib\" \"t\" (table 1 funcref)) (func $f) (elem (i32.const 19) func $f $f))");
    assert_string_equal(wfx_error_message(error), "out of bounds table access");
    wfx_error_delete(error);
    wfx_instance_t *instance =
        instance_of(&world, "(module (import \"lib\" \"m\" (memory 1)) (global $started (mut i32) (i32.const 0))\n"
                            "  (func $s (global.set $started (i32.load (i32.const 0)))) (start $s)\n"
                            "  (func (export \"started\") (result i32) (global.get $started)))");
    wfx_value_t results[1];
    call(instance, "started", NULL, 0, results, 1);
    assert_memory_equal(&results[0].of, "kept", 4);
    error = link_fails(&world, "(module (func $s unreachable) (start $s))");
    assert_int_equal(wfx_error_kind(error), WFX_E_TRAP);
    assert_string_equal(wfx_error_message(error), "unreachable executed");
    assert_true(wfx_error_frame_count(error) >= 1);
    assert_string_equal(wfx_error_frame(error, 0)->function, "s");
    wfx_error_delete(error);
    world_close(&world);
}

static void module_contents(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_module_t *module = module_of(&world, "(module (import \"a\" \"b\" (func)) (import \"c\" \"d\" (memory 1)) "
                                             "(func (export \"x\")) (tag (export \"y\")))");
    wfx_name_t from, name;
    wfx_extern_kind_t kind;
    assert_int_equal(wfx_module_import_count(module), 2);
    wfx_module_import(module, 1, &from, &name, &kind);
    assert_int_equal(kind, WFX_EXT_MEMORY);
    assert_memory_equal(from.data, "c", 2);
    assert_memory_equal(name.data, "d", 2);
    assert_int_equal(wfx_module_export_count(module), 2);
    wfx_module_export(module, 1, &name, &kind);
    assert_int_equal(kind, WFX_EXT_TAG);
    assert_memory_equal(name.data, "y", 2);
    wfx_error_t *error = NULL;
    wfx_extern_t wrong[2] = {{.kind = WFX_EXT_MEMORY}, {.kind = WFX_EXT_FUNC}};
    assert_null(wfx_instance_new(world.store, module, wrong, 2, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_USAGE);
    wfx_error_delete(error);
    error = NULL;
    assert_null(wfx_instance_new(world.store, module, NULL, 0, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_USAGE);
    wfx_error_delete(error);
    wfx_module_delete(module);
    world_close(&world);
}

/* An object of another store is refused, wherever it could come in. */
static void foreign_objects(void **state)
{
    (void)state;
    World a, b;
    world_open(&a);
    world_open(&b);
    wfx_instance_t *instance = instance_of(&a, "(module (func (export \"f\")) (table (export \"t\") 1 funcref))");
    wfx_error_t *error = NULL;
    assert_false(wfx_linker_define(b.linker, "x", 1, "f", 1, export_of(instance, "f"), &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_USAGE);
    wfx_error_delete(error);
    wfx_instance_t *other = instance_of(&b, "(module (table (export \"t\") 1 funcref))");
    wfx_value_t foreign = {.kind = WFX_VALUE_FUNCREF, .of.func = export_of(instance, "f").of.func};
    error = NULL;
    assert_false(wfx_table_set(export_of(other, "t").of.table, 0, &foreign, &error));
    wfx_error_delete(error);
    world_close(&a);
    world_close(&b);
}

static void bad_modules(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_error_t *error = NULL;
    uint32_t offset, line, column;
    const char *text = "(module\n  (func (result i32)\n    i64.const 1))";
    assert_null(wfx_module_new(world.engine, text, strlen(text), "bad.wat", &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_INVALID);
    assert_true(wfx_error_place(error, &offset, &line, &column));
    assert_true(line == 2 || line == 3);
    wfx_error_delete(error);
    error = NULL;
    text = "(module\n  (fun))";
    assert_null(wfx_module_new(world.engine, text, strlen(text), "bad.wat", &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_MALFORMED);
    assert_true(wfx_error_place(error, &offset, &line, &column));
    assert_int_equal(line, 2);
    wfx_error_delete(error);
    error = NULL;
    assert_null(wfx_module_new(world.engine, "\0asm\1\0\0", 7, NULL, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_MALFORMED);
    wfx_error_delete(error);
    error = NULL;
    assert_null(wfx_module_new_file(world.engine, "/no/such/file.wat", &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_IO);
    wfx_error_delete(error);
    /* A feature that is off. */
    uint32_t features = wfx_default_features();
    error = NULL;
    assert_true(wfx_parse_features("-tail-call", &features, &error));
    wfx_config_t config = {.features = features};
    wfx_engine_t *engine = wfx_engine_new(&config, &error);
    text = "(module (func $f (return_call $f)))";
    assert_null(wfx_module_new(engine, text, strlen(text), NULL, &error));
    assert_non_null(error);
    wfx_error_delete(error);
    error = NULL;
    assert_false(wfx_parse_features("no-such-feature", &features, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_USAGE);
    wfx_error_delete(error);
    wfx_engine_delete(engine);
    world_close(&world);
}

/* ---- ends in any order ---- */

static const char maker_text[] =
    "(module (type $f (func (param i32) (result i32))) (type $k (cont $f))\n"
    "  (import \"nowhere\" \"f\" (func $f (result externref)))\n"
    "  (tag $ask (export \"ask\") (param i32) (result i32)) (tag $oops (export \"oops\") (param i32 (ref null $k)))\n"
    "  (table (export \"waiting\") 2 (ref null $k))\n"
    "  (func $body (type $f) (drop (call $f)) (suspend $ask (local.get 0))) (elem declare func $body)\n"
    "  (func (export \"make\") (result (ref $k)) (cont.new $k (ref.func $body))))";
/* Leaves one continuation that waits in the maker's table, and throws another. */
static const char user_text[] = "(module (type $f (func (param i32) (result i32))) (type $k (cont $f))\n"
                                "  (import \"maker\" \"ask\" (tag $ask (param i32) (result i32)))\n"
                                "  (import \"maker\" \"oops\" (tag $oops (param i32 (ref null $k))))\n"
                                "  (import \"maker\" \"waiting\" (table $waiting 2 (ref null $k)))\n"
                                "  (import \"maker\" \"make\" (func $make (result (ref $k))))\n"
                                "  (func $park (result (ref $k))\n"
                                "    (block $asked (result i32 (ref $k))\n"
                                "      (drop (resume $k (on $ask $asked) (i32.const 3) (call $make))) (unreachable))\n"
                                "    (return))\n"
                                "  (func (export \"go\") (param i32) (result i32)\n"
                                "    (table.set $waiting (i32.const 1) (call $park))\n"
                                "    (throw $oops (local.get 0) (call $park))))";

typedef struct Ends {
    World world;
    wfx_module_t *modules[2];
    wfx_error_t *error;
} Ends;
enum { END_COUNT = 6 };

static void open_ends(Ends *ends)
{
    wfx_error_t *error = NULL;
    World *world = &ends->world;
    world_open(world);
    wfx_linker_set_unknown(world->linker, WFX_UNKNOWN_DEFAULT);
    ends->modules[0] = module_of(world, maker_text);
    ends->modules[1] = module_of(world, user_text);
    wfx_instance_t *maker = wfx_linker_instantiate(world->linker, ends->modules[0], &error);
    assert_non_null(maker);
    assert_true(wfx_linker_define_instance(world->linker, "maker", 5, maker, &error));
    wfx_instance_t *user = wfx_linker_instantiate(world->linker, ends->modules[1], &error);
    assert_non_null(user);
    wfx_value_t arg = i32(44), waiting;
    ends->error = call_fails(user, "go", &arg, 1, 1);
    assert_int_equal(wfx_error_kind(ends->error), WFX_E_EXCEPTION);
    assert_true(wfx_table_get(export_of(maker, "waiting").of.table, 1, &waiting));
    assert_true(waiting.of.ref != 0 && wfx_ref_retain(world->store, &waiting));
}

static void end(Ends *ends, int which)
{
    switch (which) {
    case 0: wfx_engine_delete(ends->world.engine); return;
    case 1: wfx_store_delete(ends->world.store); return;
    case 2: wfx_linker_delete(ends->world.linker); return;
    case 3: wfx_module_delete(ends->modules[0]); return;
    case 4: wfx_module_delete(ends->modules[1]); return;
    case 5:
        assert_int_equal(wfx_error_kind(ends->error), WFX_E_EXCEPTION);
        assert_non_null(strstr(wfx_error_message(ends->error), "oops"));
        wfx_error_delete(ends->error);
        return;
    }
}

/* Modules that share tags, continuations and a table; their owners go in a seventh of all orders, in which each comes
   before and behind each other one. */
static void any_order_of_ends(void **state)
{
    (void)state;
    for (int order = 0; order < 720; order += 7) {
        Ends ends;
        int left[END_COUNT] = {0, 1, 2, 3, 4, 5}, rest = order;
        open_ends(&ends);
        for (int count = END_COUNT; count > 0; count--) {
            int at = rest % count;
            rest /= count;
            end(&ends, left[at]);
            memmove(&left[at], &left[at + 1], (size_t)(count - 1 - at) * sizeof *left);
        }
    }
}

static void unknown_imports(void **state)
{
    (void)state;
    World world;
    wfx_error_t *error = NULL;
    const char *text =
        "(module (import \"env\" \"f\" (func $f (param i32) (result i32))) (import \"env\" \"m\" (memory 1))\n"
        "  (func (export \"g\") (param i32) (result i32) (call $f (local.get 0))))";
    const char *function_only =
        "(module (import \"env\" \"f\" (func $f (param i32) (result i32))) (export \"f\" (func $f)))";
    world_open(&world);
    UNLINKABLE(&world, text, "unknown import", "\"f\"", "\"m\"");
    wfx_linker_set_unknown(world.linker, WFX_UNKNOWN_TRAP);
    UNLINKABLE(&world, text, "unknown import \"env\" \"m\": (memory 1) is wanted");
    wfx_instance_t *instance = instance_of(&world, function_only);
    wfx_value_t arg = i32(1);
    error = call_fails(instance, "f", &arg, 1, 1);
    assert_int_equal(wfx_error_kind(error), WFX_E_TRAP);
    assert_string_equal(wfx_error_message(error), "call of env.f, an import that is not there");
    wfx_error_delete(error);
    wfx_linker_set_unknown(world.linker, WFX_UNKNOWN_DEFAULT);
    assert_int_equal(call_i32(instance_of(&world, text), "g", 9), 0);
    /* The memory is the linker's from now on; its type is fixed. */
    wfx_linker_set_unknown(world.linker, WFX_UNKNOWN_FAIL);
    instance_of(&world, "(module (import \"env\" \"m\" (memory 0)))");
    UNLINKABLE(&world, "(module (import \"env\" \"m\" (memory 2)))", "incompatible import type", "(memory 1)");
    UNLINKABLE(&world, function_only, "unknown import", "\"f\"");
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mismatches),         cmocka_unit_test(shared_objects),  cmocka_unit_test(function_subtypes),
        cmocka_unit_test(segments_and_start), cmocka_unit_test(module_contents), cmocka_unit_test(foreign_objects),
        cmocka_unit_test(bad_modules),        cmocka_unit_test(unknown_imports), cmocka_unit_test(any_order_of_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
