/* Calls through the API: every value type, overflow words both ways, host functions, re-entrance, references. */
#include "tests/unit/api/support.h"

static void scalars(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_instance_t *instance = instance_of(
        &world, "(module (func (export \"add\") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)\n"
                "  (func (export \"mul\") (param i64 i64) (result i64) local.get 0 local.get 1 i64.mul)\n"
                "  (func (export \"half\") (param f32) (result f32) local.get 0 f32.const 2 f32.div)\n"
                "  (func (export \"sum\") (param f64 f64) (result f64) local.get 0 local.get 1 f64.add)\n"
                "  (func (export \"nothing\")))");
    wfx_value_t results[1];
    call(instance, "add", (wfx_value_t[]){i32(-5), i32(3)}, 2, results, 1);
    assert_int_equal(results[0].of.i32, -2);
    call(instance, "mul", (wfx_value_t[]){i64(-3000000000), i64(7)}, 2, results, 1);
    assert_true(results[0].of.i64 == -21000000000);
    call(instance, "half", (wfx_value_t[]){f32(5)}, 1, results, 1);
    assert_true(results[0].of.f32 == 2.5f);
    call(instance, "sum", (wfx_value_t[]){f64(0.25), f64(-1)}, 2, results, 1);
    assert_true(results[0].of.f64 == -0.75);
    call(instance, "nothing", NULL, 0, NULL, 0);

    wfx_error_t *error = call_fails(instance, "add", (wfx_value_t[]){i32(1)}, 1, 1);
    assert_int_equal(wfx_error_kind(error), WFX_E_USAGE);
    wfx_error_delete(error);
    error = call_fails(instance, "add", (wfx_value_t[]){i32(1), i64(1)}, 2, 1);
    assert_int_equal(wfx_error_kind(error), WFX_E_USAGE);
    wfx_error_delete(error);
    world_close(&world);
}

enum { MANY = 24 };

/* A function with `MANY` parameters of mixed types that gives them back in reverse order. */
static void many_text(char *text, size_t size)
{
    static const char *const names[] = {"i32", "f64", "i64", "f32"};
    size_t at = (size_t)snprintf(text, size, "(module (func $rev (export \"rev\") (param");
    for (int i = 0; i < MANY; i++)
        at += (size_t)snprintf(text + at, size - at, " %s", names[i % 4]);
    at += (size_t)snprintf(text + at, size - at, ") (result");
    for (int i = MANY - 1; i >= 0; i--)
        at += (size_t)snprintf(text + at, size - at, " %s", names[i % 4]);
    at += (size_t)snprintf(text + at, size - at, ")");
    for (int i = MANY - 1; i >= 0; i--)
        at += (size_t)snprintf(text + at, size - at, " local.get %d", i);
    snprintf(text + at, size - at, "))");
}

static wfx_value_t mixed(int index)
{
    switch (index % 4) {
    case 0: return i32(index * 1000 - 7);
    case 1: return f64(index + 0.125);
    case 2: return i64((int64_t)index << 40);
    default: return f32((float)index / 4);
    }
}

static void many_values(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    char text[4096];
    many_text(text, sizeof text);
    wfx_instance_t *instance = instance_of(&world, text);
    wfx_value_t args[MANY], results[MANY];
    for (int i = 0; i < MANY; i++)
        args[i] = mixed(i);
    call(instance, "rev", args, MANY, results, MANY);
    for (int i = 0; i < MANY; i++) {
        const wfx_value_t *wanted = &args[MANY - 1 - i];
        assert_int_equal(results[i].kind, wanted->kind);
        bool wide = wanted->kind == WFX_VALUE_I64 || wanted->kind == WFX_VALUE_F64;
        assert_memory_equal(&results[i].of, &wanted->of, wide ? 8 : 4);
    }
    world_close(&world);
}

/* ---- host functions ---- */

static bool reverse(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count, wfx_value_t *results,
                    size_t result_count, wfx_error_t **error)
{
    (void)error;
    assert_non_null(caller);
    assert_int_equal(arg_count, result_count);
    ++*(int *)env;
    for (size_t i = 0; i < arg_count; i++) {
        assert_int_equal(results[i].kind, args[arg_count - 1 - i].kind);
        results[i] = args[arg_count - 1 - i];
    }
    return true;
}

static void host_many(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    int calls = 0;
    wfx_kind_t params[MANY], back[MANY];
    for (int i = 0; i < MANY; i++) {
        params[i] = mixed(i).kind;
        back[MANY - 1 - i] = params[i];
    }
    define_host(&world, "rev", params, MANY, back, MANY, reverse, &calls);
    static const char *const names[] = {"i32", "f64", "i64", "f32"};
    char text[8192], types[1024], gets[1024];
    size_t at = 0, got = 0;
    at += (size_t)snprintf(types + at, sizeof types - at, "(param");
    for (int i = 0; i < MANY; i++)
        at += (size_t)snprintf(types + at, sizeof types - at, " %s", names[i % 4]);
    at += (size_t)snprintf(types + at, sizeof types - at, ") (result");
    for (int i = MANY - 1; i >= 0; i--)
        at += (size_t)snprintf(types + at, sizeof types - at, " %s", names[i % 4]);
    snprintf(types + at, sizeof types - at, ")");
    for (int i = 0; i < MANY; i++)
        got += (size_t)snprintf(gets + got, sizeof gets - got, " local.get %d", i);
    snprintf(text, sizeof text,
             "(module (import \"host\" \"rev\" (func $rev %s)) (func (export \"go\") %s %s call $rev))", types, types,
             gets);
    wfx_instance_t *instance = instance_of(&world, text);
    wfx_value_t args[MANY], results[MANY];
    for (int i = 0; i < MANY; i++)
        args[i] = mixed(i);
    for (int round = 0; round < 3; round++)
        call(instance, "go", args, MANY, results, MANY);
    assert_int_equal(calls, 3);
    for (int i = 0; i < MANY; i++) {
        const wfx_value_t *wanted = &args[MANY - 1 - i];
        bool wide = wanted->kind == WFX_VALUE_I64 || wanted->kind == WFX_VALUE_F64;
        assert_memory_equal(&results[i].of, &wanted->of, wide ? 8 : 4);
    }
    world_close(&world);
}

/* Calls back into the instance: down(n) = n == 0 ? 0 : 1 + host(n - 1). */
static bool back_again(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count,
                       wfx_value_t *results, size_t result_count, wfx_error_t **error)
{
    (void)arg_count;
    int *depth = env;
    if (args[0].of.i32 > *depth)
        *depth = args[0].of.i32;
    wfx_extern_t item;
    if (!wfx_instance_export(caller, "down", 4, &item))
        return false;
    return wfx_func_call(item.of.func, args, 1, results, result_count, error);
}

static const char *const down_text =
    "(module (import \"host\" \"again\" (func $again (param i32) (result i32)))\n"
    "  (func $down (export \"down\") (param i32) (result i32)\n"
    "    (if (result i32) (i32.eqz (local.get 0))\n"
    "      (then (i32.const 0))\n"
    "      (else (i32.add (i32.const 1) (call $again (i32.sub (local.get 0) (i32.const 1))))))))";

static void reentrance(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    int depth = 0;
    wfx_kind_t kind = WFX_VALUE_I32;
    define_host(&world, "again", &kind, 1, &kind, 1, back_again, &depth);
    wfx_instance_t *instance = instance_of(&world, down_text);
    assert_int_equal(call_i32(instance, "down", 20), 20);
    assert_int_equal(depth, 19);
    assert_int_equal(call_i32(instance, "down", 3), 3);
    world_close(&world);
}

static bool double_it(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count,
                      wfx_value_t *results, size_t result_count, wfx_error_t **error)
{
    (void)env, (void)caller, (void)arg_count, (void)result_count, (void)error;
    results[0].of.i32 = 2 * args[0].of.i32;
    return true;
}

/* References to host functions and externals through tables, globals and calls. */
static void references(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_kind_t kind = WFX_VALUE_I32;
    wfx_func_t *twice = define_host(&world, "twice", &kind, 1, &kind, 1, double_it, NULL);
    wfx_instance_t *instance = instance_of(
        &world, "(module (type $t (func (param i32) (result i32))) (table $t (export \"t\") 2 4 funcref)\n"
                "  (func $inc (export \"inc\") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))\n"
                "  (elem (i32.const 0) $inc)\n"
                "  (global (export \"g\") (mut externref) (ref.null extern))\n"
                "  (func (export \"put\") (param i32 funcref) (table.set $t (local.get 0) (local.get 1)))\n"
                "  (func (export \"take\") (param i32) (result funcref) (table.get $t (local.get 0)))\n"
                "  (func (export \"same\") (param externref) (result externref) (local.get 0))\n"
                "  (func (export \"via\") (param i32 i32) (result i32) (call_indirect $t (type $t) (local.get 1) "
                "(local.get 0))))");
    wfx_value_t host = {.kind = WFX_VALUE_FUNCREF, .of.func = twice}, results[1];
    call(instance, "put", (wfx_value_t[]){i32(1), host}, 2, NULL, 0);
    call(instance, "via", (wfx_value_t[]){i32(1), i32(21)}, 2, results, 1);
    assert_int_equal(results[0].of.i32, 42);
    call(instance, "via", (wfx_value_t[]){i32(0), i32(21)}, 2, results, 1);
    assert_int_equal(results[0].of.i32, 22);
    call(instance, "take", (wfx_value_t[]){i32(1)}, 1, results, 1);
    assert_int_equal(results[0].kind, WFX_VALUE_FUNCREF);
    assert_ptr_equal(results[0].of.func, twice);
    int object = 0;
    wfx_value_t external = {.kind = WFX_VALUE_EXTERNREF, .of.externref = &object};
    call(instance, "same", &external, 1, results, 1);
    assert_ptr_equal(results[0].of.externref, &object);

    wfx_table_t *table = export_of(instance, "t").of.table;
    uint64_t old = 0;
    wfx_error_t *error = NULL;
    assert_int_equal(wfx_table_size(table), 2);
    assert_true(wfx_table_grow(table, 2, &host, &old, &error));
    assert_int_equal(old, 2);
    assert_false(wfx_table_grow(table, 1, &host, &old, &error));
    wfx_error_delete(error);
    call(instance, "via", (wfx_value_t[]){i32(3), i32(4)}, 2, results, 1);
    assert_int_equal(results[0].of.i32, 8);
    assert_true(wfx_table_get(table, 0, results));
    assert_ptr_equal(results[0].of.func, export_of(instance, "inc").of.func);
    assert_false(wfx_table_get(table, 4, results));

    wfx_global_t *global = export_of(instance, "g").of.global;
    assert_true(wfx_global_set(global, &external, &error));
    wfx_global_get(global, results);
    assert_ptr_equal(results[0].of.externref, &object);
    error = NULL;
    assert_false(wfx_global_set(global, &host, &error));
    wfx_error_delete(error);
    world_close(&world);
}

static void memory_growth(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_instance_t *instance = instance_of(
        &world, "(module (memory (export \"m\") 1 3) (data (i32.const 5) \"wasm\") (data $p \"passive\")\n"
                "  (func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0)))\n"
                "  (func (export \"load\") (param i32) (result i32) (i32.load8_u (local.get 0)))\n"
                "  (func (export \"init\") (param i32) (result i32) (memory.init $p (local.get 0) (i32.const 0) "
                "(i32.const 7)) (i32.const 1))\n"
                "  (func (export \"fill\") (param i32) (result i32) (memory.fill (local.get 0) (i32.const 9) "
                "(i32.const 16)) (i32.const 1))\n"
                "  (func (export \"copy\") (param i32) (result i32) (memory.copy (local.get 0) (i32.const 5) "
                "(i32.const 4)) (i32.const 1)))");
    wfx_memory_t *memory = export_of(instance, "m").of.memory;
    uint8_t *base = wfx_memory_data(memory);
    assert_int_equal(wfx_memory_size(memory), 65536);
    assert_memory_equal(base + 5, "wasm", 4);
    assert_int_equal(call_i32(instance, "load", 6), 'a');
    wfx_error_t *error = call_fails(instance, "load", (wfx_value_t[]){i32(65536)}, 1, 1);
    assert_string_equal(wfx_error_message(error), "out of bounds memory access");
    wfx_error_delete(error);
    assert_int_equal(call_i32(instance, "grow", 1), 1);
    assert_ptr_equal(wfx_memory_data(memory), base);
    assert_int_equal(call_i32(instance, "load", 65536), 0);
    assert_int_equal(call_i32(instance, "grow", 2), -1);
    assert_int_equal(call_i32(instance, "grow", 0), 2);
    uint64_t old = 0;
    assert_true(wfx_memory_grow(memory, 1, &old));
    assert_int_equal(old, 2);
    assert_false(wfx_memory_grow(memory, 1, &old));
    assert_int_equal(call_i32(instance, "load", 3 * 65536 - 1), 0);
    call_i32(instance, "init", 100);
    assert_memory_equal(base + 100, "passive", 7);
    call_i32(instance, "fill", 102);
    assert_int_equal(base[102], 9);
    assert_int_equal(base[117], 9);
    assert_int_equal(base[118], 0);
    call_i32(instance, "copy", 7);
    assert_memory_equal(base + 7, "wasm", 4);
    /* Out of bounds: nothing is written. */
    error = call_fails(instance, "fill", (wfx_value_t[]){i32(3 * 65536 - 4)}, 1, 1);
    assert_int_equal(wfx_error_kind(error), WFX_E_TRAP);
    wfx_error_delete(error);
    assert_int_equal(base[3 * 65536 - 4], 0);
    world_close(&world);
}

static void define_memory(World *world, const char *name, wfx_memory_t *memory)
{
    wfx_error_t *error = NULL;
    assert_non_null(memory);
    assert_true(wfx_linker_define(world->linker, "h", 1, name, strlen(name),
                                  (wfx_extern_t){.kind = WFX_EXT_MEMORY, .of.memory = memory}, &error));
}

/* With addresses of 64 bits, with pages of one byte, with both. */
static void memories_of_other_kinds(void **state)
{
    (void)state;
    World world = {0};
    wfx_error_t *error = NULL;
    wfx_config_t options = {.features = wfx_default_features()};
    assert_true(wfx_parse_features("custom-page-sizes", &options.features, &error));
    world.engine = wfx_engine_new(&options, &error);
    world.store = wfx_store_new(world.engine, &error);
    world.linker = wfx_linker_new(world.store);
    wfx_memory_t *wide = wfx_memory_new_as(world.store, 1, 2, true, 65536, &error);
    wfx_memory_t *bytes = wfx_memory_new_as(world.store, 5, 9, false, 1, &error);
    define_memory(&world, "wide", wide);
    define_memory(&world, "bytes", bytes);
    define_memory(&world, "both", wfx_memory_new_as(world.store, 6, UINT64_MAX, true, 1, &error));
    wfx_instance_t *instance = instance_of(
        &world, "(module (import \"h\" \"wide\" (memory i64 1)) (import \"h\" \"bytes\" (memory 5 9 (pagesize 1)))\n"
                "  (import \"h\" \"both\" (memory i64 6 (pagesize 1)))\n"
                "  (func (export \"copy\") (param i32) (result i32)\n"
                "    (memory.copy 2 1 (i64.const 0) (i32.const 0) (local.get 0)) (i32.load8_u 2 (i64.const 4))))");
    memcpy(wfx_memory_data(bytes), "abcde", 5);
    assert_int_equal(wfx_memory_page_size(wide), 65536);
    assert_int_equal(wfx_memory_page_size(bytes), 1);
    assert_int_equal(wfx_memory_size(wide), 65536);
    assert_int_equal(wfx_memory_size(bytes), 5);
    assert_int_equal(call_i32(instance, "copy", 5), 'e');
    wfx_error_delete(call_fails(instance, "copy", (wfx_value_t[]){i32(6)}, 1, 1));
    uint64_t old = 0;
    assert_true(wfx_memory_grow(bytes, 4, &old));
    assert_int_equal(old, 5);
    assert_false(wfx_memory_grow(bytes, 1, &old));
    assert_int_equal(wfx_memory_size(bytes), 9);
    assert_null(wfx_memory_new_as(world.store, 1, 1, false, 4096, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_USAGE);
    wfx_error_delete(error);
    world_close(&world);
}

/* Suites instantiate thousands of memories: reservations are reused, and many may live at once. */
static void many_memories(void **state)
{
    (void)state;
    World world;
    for (int round = 0; round < 3; round++) {
        world_open(&world);
        for (int i = 0; i < 300; i++) {
            wfx_error_t *error = NULL;
            wfx_memory_t *memory = wfx_memory_new(world.store, 1, UINT64_MAX, &error);
            assert_non_null(memory);
            for (int k = 0; k < 65536; k += 4096)
                assert_int_equal(wfx_memory_data(memory)[k], 0);
            memset(wfx_memory_data(memory), 0xAA, 65536);
        }
        world_close(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars),       cmocka_unit_test(many_values),
        cmocka_unit_test(host_many),     cmocka_unit_test(reentrance),
        cmocka_unit_test(references),    cmocka_unit_test(memory_growth),
        cmocka_unit_test(many_memories), cmocka_unit_test(memories_of_other_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
