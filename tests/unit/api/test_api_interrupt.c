/* Interruption by another thread, and fuel: what runs ends with a clean trap, on continuations too, and the store goes on
   being usable. */
#include <pthread.h>
#include <unistd.h>

#include "support.h"

static const char program[] =
    "(module"
    "  (type $task (func)) (type $cont (cont $task)) (tag $pause)"
    "  (global $rounds (export \"rounds\") (mut i64) (i64.const 0))"
    "  (elem declare func $spins $deeper $recurses)"
    "  (func $spins (loop $l (global.set $rounds (i64.add (global.get $rounds) (i64.const 1))) (br $l)))"
    "  (func $deeper (resume $cont (cont.new $cont (ref.func $spins))))"
    "  (func $recurses (call $recurses) (call $recurses))"
    "  (func (export \"spin\") (call $spins))"
    "  (func (export \"spin_deep\") (resume $cont (cont.new $cont (ref.func $deeper))))"
    "  (func $tail (export \"tail\") (return_call $tail))"
    "  (func $tree (export \"tree\") (param i32)"
    "    (if (local.get 0) (then (call $tree (i32.sub (local.get 0) (i32.const 1)))"
    "      (call $tree (i32.sub (local.get 0) (i32.const 1))))))"
    "  (func $caught (export \"caught\") (block $b (try_table (catch_all $b) (call $spins))))"
    "  (func (export \"count\") (param i32) (result i32) (local $sum i32)"
    "    (loop $l (local.set $sum (i32.add (local.get $sum) (local.get 0)))"
    "      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))"
    "    (local.get $sum)))";

typedef struct Spinner {
    wfx_engine_t *engine;
    wfx_store_t *store;
    wfx_module_t *module;
    wfx_instance_t *instance;
} Spinner;

static Spinner spinner_new(const wfx_config_t *config)
{
    Spinner world = {.engine = wfx_engine_new(config, NULL)};
    world.store = wfx_store_new(world.engine, NULL);
    world.module = wfx_module_new(world.engine, program, sizeof program - 1, "interrupt.wat", NULL);
    assert_non_null(world.module);
    world.instance = wfx_instance_new(world.store, world.module, NULL, 0, NULL);
    assert_non_null(world.instance);
    return world;
}

static void spinner_delete(Spinner *world)
{
    wfx_store_delete(world->store);
    wfx_module_delete(world->module);
    wfx_engine_delete(world->engine);
}

/* The message of the error, or "". */
static const char *outcome(Spinner *world, const char *name, const int32_t *argument, int32_t *result)
{
    static char message[128];
    wfx_extern_t item;
    assert_true(wfx_instance_export(world->instance, name, strlen(name), &item));
    wfx_value_t value = i32(argument ? *argument : 0), out = {0};
    wfx_error_t *error = NULL;
    bool ok = wfx_func_call(item.of.func, &value, argument != NULL, &out, result != NULL, &error);
    snprintf(message, sizeof message, "%s", ok ? "" : wfx_error_message(error));
    if (!ok)
        assert_int_equal(wfx_error_kind(error), WFX_E_TRAP);
    wfx_error_delete(error);
    if (result)
        *result = out.of.i32;
    return message;
}

static void *interrupt_soon(void *store)
{
    usleep(20000);
    wfx_store_interrupt(store);
    return NULL;
}

static void test_interruption(void **state)
{
    static const char *const endless[] = {"spin", "spin_deep", "tail", "caught"};
    const wfx_config_t configs[] = {{.interruption = true},
                                    {.interruption = true, .debug = true},
                                    {.interruption = true, .stress_expand = true, .verify_stack_maps = true},
                                    {.interruption = true, .stress_move = true, .stress_spill = true}};
    (void)state;
    for (size_t c = 0; c < sizeof configs / sizeof *configs; c++) {
        Spinner world = spinner_new(&configs[c]);
        const int32_t ten = 10, deep = 40;
        int32_t sum;
        for (size_t i = 0; i < sizeof endless / sizeof *endless; i++) {
            pthread_t thread;
            assert_int_equal(pthread_create(&thread, NULL, interrupt_soon, world.store), 0);
            assert_string_equal(outcome(&world, endless[i], NULL, NULL), "interrupted");
            pthread_join(thread, NULL);
            assert_string_equal(outcome(&world, "count", &ten, &sum), ""); /* it holds for one call */
            assert_int_equal(sum, 55);
        }
        wfx_store_interrupt(world.store); /* beforehand */
        assert_string_equal(outcome(&world, "tree", &deep, NULL), "interrupted");
        wfx_store_interrupt(world.store);
        wfx_store_clear_interrupt(world.store);
        assert_string_equal(outcome(&world, "count", &ten, &sum), "");
        spinner_delete(&world);
    }
}

static void test_no_polls(void **state)
{
    (void)state;
    Spinner world = spinner_new(&(wfx_config_t){0});
    const int32_t ten = 10;
    int32_t sum;
    wfx_store_interrupt(world.store);
    assert_string_equal(outcome(&world, "count", &ten, &sum), "");
    assert_int_equal(sum, 55);
    spinner_delete(&world);
}

/* What each takes is told in wasmfx.h. */
static void test_fuel(void **state)
{
    (void)state;
    Spinner world = spinner_new(&(wfx_config_t){.fuel = true});
    const int32_t ten = 10, one = 1;
    int32_t sum;
    assert_int_equal(wfx_store_fuel(world.store), 0);
    assert_string_equal(outcome(&world, "count", &one, &sum), "all fuel consumed");
    wfx_store_set_fuel(world.store, 1000);
    assert_string_equal(outcome(&world, "count", &one, &sum), "");
    uint64_t once = 1000 - wfx_store_fuel(world.store);
    wfx_store_set_fuel(world.store, 1000);
    assert_string_equal(outcome(&world, "count", &ten, &sum), "");
    uint64_t ten_times = 1000 - wfx_store_fuel(world.store);
    uint64_t round = (ten_times - once) / 9;
    assert_int_equal(once + 9 * round, ten_times);
    assert_true(round >= 8 && round <= 12 && once - round >= 1 && once - round <= 4);
    /* exactly enough, and one too few */
    wfx_store_set_fuel(world.store, ten_times);
    assert_string_equal(outcome(&world, "count", &ten, &sum), "");
    assert_int_equal(wfx_store_fuel(world.store), 0);
    wfx_store_set_fuel(world.store, ten_times - 1);
    assert_string_equal(outcome(&world, "count", &ten, &sum), "all fuel consumed");
    assert_int_equal(wfx_store_fuel(world.store), 0);
    for (const char *const *name = (const char *const[]){"spin", "spin_deep", "tail", NULL}; *name; name++) {
        wfx_store_set_fuel(world.store, 100000);
        assert_string_equal(outcome(&world, *name, NULL, NULL), "all fuel consumed");
    }
    wfx_store_set_fuel(world.store, UINT64_MAX);
    assert_int_equal(wfx_store_fuel(world.store), INT64_MAX);
    spinner_delete(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_interruption), cmocka_unit_test(test_no_polls),
                                       cmocka_unit_test(test_fuel)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
