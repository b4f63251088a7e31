/* Shared memories: one memory in the stores of several threads, who owns it, and how a thread that waits comes back. */
#include <pthread.h>
#include <unistd.h>

#include "support.h"

enum { THREADS = 4, TIMES = 3000 };

/* A mutex at 0 (0 free, 1 taken, 2 somebody waits), and a sum at 8 that only its holder touches. */
static const char program[] = "(module"
                              "  (memory (import \"env\" \"memory\") 1 3 shared)"
                              "  (func $lock (local $was i32)"
                              "    (local.set $was (i32.atomic.rmw.cmpxchg (i32.const 0) (i32.const 0) (i32.const 1)))"
                              "    (if (local.get $was) (then"
                              "      (if (i32.ne (local.get $was) (i32.const 2))"
                              "        (then (local.set $was (i32.atomic.rmw.xchg (i32.const 0) (i32.const 2)))))"
                              "      (loop $again"
                              "        (if (local.get $was) (then"
                              "          (drop (memory.atomic.wait32 (i32.const 0) (i32.const 2) (i64.const -1)))"
                              "          (local.set $was (i32.atomic.rmw.xchg (i32.const 0) (i32.const 2)))"
                              "          (br $again)))))))"
                              "  (func $unlock"
                              "    (if (i32.ne (i32.atomic.rmw.sub (i32.const 0) (i32.const 1)) (i32.const 1)) (then"
                              "      (i32.atomic.store (i32.const 0) (i32.const 0))"
                              "      (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))))"
                              "  (func (export \"count\") (param i32) (result i32)"
                              "    (loop $l"
                              "      (call $lock)"
                              "      (i64.store (i32.const 8) (i64.add (i64.load (i32.const 8)) (i64.const 1)))"
                              "      (call $unlock)"
                              "      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))"
                              "    (memory.size))"
                              "  (func (export \"wait\") (param i32) (result i32)"
                              "    (memory.atomic.wait32 (i32.const 16) (local.get 0) (i64.const -1)))"
                              "  (func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0))))";

typedef struct Worker {
    wfx_engine_t *engine;
    wfx_module_t *module;
    wfx_memory_t *memory;
    wfx_store_t *store;
    wfx_instance_t *instance;
    const char *function;
    int32_t argument, result;
    wfx_error_t *error;
    pthread_t id;
} Worker;

static void worker_open(Worker *worker, World *world, wfx_memory_t *memory, const char *function, int32_t argument)
{
    wfx_extern_t import = {.kind = WFX_EXT_MEMORY, .of.memory = memory};
    *worker = (Worker){.engine = world->engine, .memory = memory, .function = function, .argument = argument};
    worker->store = wfx_store_new(world->engine, NULL);
    worker->module = wfx_module_new(world->engine, program, sizeof program - 1, "shared.wat", NULL);
    assert_true(worker->store && worker->module);
    worker->instance = wfx_instance_new(worker->store, worker->module, &import, 1, NULL);
    assert_non_null(worker->instance);
}

static void worker_close(Worker *worker)
{
    wfx_store_delete(worker->store);
    wfx_module_delete(worker->module);
    wfx_error_delete(worker->error);
}

/* No cmocka in here. */
static void *work(void *user)
{
    Worker *worker = user;
    wfx_extern_t item;
    wfx_value_t argument = i32(worker->argument), result = {0};
    if (wfx_instance_export(worker->instance, worker->function, strlen(worker->function), &item) &&
        wfx_func_call(item.of.func, &argument, 1, &result, 1, &worker->error))
        worker->result = result.of.i32;
    return NULL;
}

static void test_mutex(void **state)
{
    (void)state;
    World opened, *world = &opened;
    world_open(world);
    wfx_memory_t *memory = wfx_memory_new_shared(1, 3, false, 65536, NULL);
    Worker workers[THREADS];
    assert_non_null(memory);
    assert_true(wfx_memory_is_shared(memory));
    for (int i = 0; i < THREADS; i++)
        worker_open(&workers[i], world, memory, "count", TIMES + i);
    wfx_memory_retain(memory);
    wfx_memory_release(memory);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&workers[i].id, NULL, work, &workers[i]), 0);
    uint64_t old = 0, sum = 0;
    assert_true(wfx_memory_grow(memory, 1, &old)); /* while they run */
    assert_int_equal(old, 1);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(workers[i].id, NULL), 0);
        assert_null(workers[i].error);
        assert_in_range(workers[i].result, 1, 2);
    }
    memcpy(&sum, wfx_memory_data(memory) + 8, sizeof sum);
    assert_int_equal(sum, THREADS * TIMES + THREADS * (THREADS - 1) / 2);
    wfx_memory_release(memory); /* the stores have it still */
    assert_int_equal(call_i32(workers[0].instance, "grow", 1), 2);
    worker_close(&workers[0]);
    assert_int_equal(call_i32(workers[1].instance, "grow", 0), 3);
    assert_int_equal(call_i32(workers[1].instance, "grow", 1), -1);
    for (int i = 1; i < THREADS; i++)
        worker_close(&workers[i]);
    world_close(world);
}

static void test_interrupted_wait(void **state)
{
    (void)state;
    World opened, *world = &opened;
    world_open(world);
    Worker worker;
    wfx_memory_t *memory = wfx_memory_new_shared(1, 3, false, 65536, NULL);
    worker_open(&worker, world, memory, "wait", 0);
    wfx_memory_release(memory);
    assert_int_equal(pthread_create(&worker.id, NULL, work, &worker), 0);
    usleep(20000);
    wfx_store_interrupt(worker.store);
    assert_int_equal(pthread_join(worker.id, NULL), 0);
    assert_int_equal(wfx_error_kind(worker.error), WFX_E_TRAP);
    assert_string_equal(wfx_error_message(worker.error), "interrupted");
    assert_int_equal(call_i32(worker.instance, "wait", 1), 1); /* once; and 1 is not what is there */
    worker_close(&worker);
    world_close(world);
}

static void test_misuse(void **state)
{
    (void)state;
    World opened, *world = &opened;
    world_open(world);
    wfx_error_t *error = NULL;
    assert_null(wfx_memory_new_shared(1, UINT64_MAX, false, 65536, &error));
    assert_string_equal(wfx_error_message(error), "a shared memory needs a maximum");
    wfx_error_delete(error);
    assert_null(wfx_memory_new_shared(4, 3, false, 65536, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_USAGE);
    wfx_error_delete(error);
    wfx_memory_t *plain = wfx_memory_new(world->store, 1, 3, NULL);
    assert_false(wfx_memory_is_shared(plain));
    wfx_memory_retain(plain);
    wfx_memory_release(plain); /* its store's */
    assert_int_equal(wfx_memory_size(plain), 65536);
    world_close(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mutex),
        cmocka_unit_test(test_interrupted_wait),
        cmocka_unit_test(test_misuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
