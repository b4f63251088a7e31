/* Allocation failure at every point of making modules, stores, instances and calls: an error of kind memory each, and
   no leak (the leak checker of the sanitized build looks at the end). Several stores in several threads. */
#include <pthread.h>

#include "engine/base/alloc.h"
#include "tests/unit/api/support.h"

static const char *const busy_text =
    "(module (type $t (func (param i32) (result i32))) (memory (export \"m\") 1) (table $tab 4 funcref) (tag $e (param "
    "i32))\n"
    "  (global $g (mut i64) (i64.const 3)) (elem (table $tab) (i32.const 0) func $fib $id) (data (i32.const 8) "
    "\"bytes\")\n"
    "  (type $f (func (result i32))) (type $c (cont $f)) (tag $yield (param i32))\n"
    "  (func $id (type $t) (local.get 0))\n"
    "  (func $fib (export \"fib\") (param i32) (result i32)\n"
    "    (if (result i32) (i32.lt_s (local.get 0) (i32.const 2))\n"
    "      (then (local.get 0))\n"
    "      (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) "
    "(i32.const "
    "2)))))))\n"
    "  (func $gen (result i32) (suspend $yield (i32.const 1)) (suspend $yield (i32.const 2)) (i32.const 3))\n"
    "  (elem declare func $gen)\n"
    "  (func (export \"sum\") (result i32) (local $k (ref null $c)) (local $sum i32)\n"
    "    (local.set $k (cont.new $c (ref.func $gen)))\n"
    "    (loop $l\n"
    "      (block $on (result i32 (ref $c))\n"
    "        (resume $c (on $yield $on) (local.get $k))\n"
    "        (return (i32.add (local.get $sum))))\n"
    "      (local.set $k)\n"
    "      (local.set $sum (i32.add (local.get $sum)))\n"
    "      (br $l))\n"
    "    (unreachable)))";

/* Everything from an engine to a result; true when it succeeded. */
static bool whole_road(wfx_error_t **error)
{
    bool good = false;
    wfx_store_t *store = NULL;
    wfx_module_t *module = NULL;
    wfx_instance_t *instance;
    wfx_extern_t item;
    wfx_value_t arg = i32(10), result;
    wfx_engine_t *engine = wfx_engine_new(NULL, error);
    if (!engine || !(store = wfx_store_new(engine, error)) ||
        !(module = wfx_module_new(engine, busy_text, strlen(busy_text), "busy.wat", error)) ||
        !(instance = wfx_instance_new(store, module, NULL, 0, error)))
        goto done;
    assert_true(wfx_instance_export(instance, "fib", 3, &item));
    if (!wfx_func_call(item.of.func, &arg, 1, &result, 1, error))
        goto done;
    assert_int_equal(result.of.i32, 55);
    assert_true(wfx_instance_export(instance, "sum", 3, &item));
    if (!wfx_func_call(item.of.func, NULL, 0, &result, 1, error))
        goto done;
    assert_int_equal(result.of.i32, 6);
    good = true;
done:
    wfx_module_delete(module);
    wfx_store_delete(store);
    wfx_engine_delete(engine);
    return good;
}

static void every_allocation(void **state)
{
    (void)state;
    wfx_error_t *error = NULL;
    if (!whole_road(&error)) { /* also fills the process-wide registry of types */
        show_error(error);
        fail();
    }
    bool done = false;
    long failures = 0;
    for (long n = 0; !done && n < 100000; n++) {
        error = NULL;
        wfx_alloc_fail_after(n);
        done = whole_road(&error);
        wfx_alloc_fail_after(-1);
        if (!done) {
            failures++;
            assert_non_null(error);
            bool memory = wfx_error_kind(error) == WFX_E_MEMORY || !strcmp(wfx_error_message(error), "out of memory");
            if (!memory) {
                show_error(error);
                fail_msg("allocation %ld", n);
            }
            wfx_error_delete(error);
        }
    }
    assert_true(done);
    assert_true(failures > 20);
}

static void *thread_main(void *arg)
{
    (void)arg;
    for (int i = 0; i < 20; i++) {
        wfx_error_t *error = NULL;
        if (!whole_road(&error)) {
            wfx_error_delete(error);
            return (void *)1;
        }
    }
    return NULL;
}

static void four_threads(void **state)
{
    (void)state;
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, thread_main, NULL), 0);
    for (int i = 0; i < 4; i++) {
        void *result;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_null(result);
    }
}

typedef struct Shared {
    wfx_engine_t *engine;
    wfx_module_t *module;
} Shared;

/* One compiled module in stores of several threads, each of which traps too. */
static void *sharing_main(void *arg)
{
    Shared *shared = arg;
    wfx_error_t *error = NULL;
    wfx_store_t *store = wfx_store_new(shared->engine, &error);
    wfx_instance_t *instance = store ? wfx_instance_new(store, shared->module, NULL, 0, &error) : NULL;
    void *bad = instance ? NULL : (void *)1;
    wfx_extern_t item;
    if (instance && wfx_instance_export(instance, "load", 4, &item)) {
        for (int i = 0; i < 200 && !bad; i++) {
            wfx_value_t address = i32(i % 2 ? 65536 : 0), result;
            wfx_error_t *trap = NULL;
            bool good = wfx_func_call(item.of.func, &address, 1, &result, 1, &trap);
            if (good == (i % 2 == 1))
                bad = (void *)2;
            wfx_error_delete(trap);
        }
    }
    wfx_store_delete(store);
    return bad;
}

static void shared_module(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    Shared shared = {
        world.engine,
        module_of(&world,
                  "(module (memory 1) (func (export \"load\") (param i32) (result i32) (i32.load (local.get 0))))")};
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, sharing_main, &shared), 0);
    for (int i = 0; i < 4; i++) {
        void *result;
        pthread_join(threads[i], &result);
        assert_null(result);
    }
    wfx_module_delete(shared.module);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation),
        cmocka_unit_test(four_threads),
        cmocka_unit_test(shared_module),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
