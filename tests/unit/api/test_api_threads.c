/* Two threads with a store each, of one engine and one module, do everything at once (tests/stress/everything.wat): what
   they compute is what one thread alone does. */
#include <pthread.h>

#include "engine/base/sanitizer.h"
#include "support.h"
#include "tests/stress/everything.h"

#if defined(__SANITIZE_THREAD__)
enum { HAS_TSAN = 1 };
#else
enum { HAS_TSAN = 0 };
#endif

enum {
    THREADS = 2,
    ROUNDS = HAS_TSAN || WFX_HAS_ASAN ? 1 : 2,
    /* more than there are stacks of full size; under ThreadSanitizer, which leaves little address space, fewer */
    WAITING = HAS_TSAN ? 4000 : 20000,
    WOVEN = HAS_TSAN || WFX_HAS_ASAN ? 3000 : 20000,
    DEEP = 1000000, /* frames */
    STEPS = 10,     /* of a round */
};
static const size_t stack_bytes = (size_t)160 << 20; /* for frames of up to 160 bytes: continuations grow to it */

/* What one step of a thread gave: a sum, or why it failed. */
typedef struct Outcome {
    int64_t sum;
    wfx_error_kind_t kind;
    char message[64];
    bool has_frames;
} Outcome;

typedef struct Worker {
    wfx_engine_t *engine;
    const wfx_module_t *module;
    pthread_barrier_t *start; /* NULL: alone */
    bool has_begun;
    Outcome outcomes[ROUNDS][STEPS];
    wfx_heap_statistics_t heap;
} Worker;

static const struct {
    const char *name;
    uint64_t n;
} steps[STEPS] = {
    {"objects", 200000}, {"waiting", WAITING},   {"deep", DEEP},       {"throws", 5000}, {"overflow", 0},
    {"cycles", WAITING}, {"come_and_go", 50000}, {"switches", 100000}, {"overflow", 0},  {"all", WOVEN},
};

static Outcome outcome_of(wfx_func_t *func, uint64_t n)
{
    Outcome outcome = {0};
    wfx_error_t *error = NULL;
    wfx_value_t argument = i32((int32_t)n), result;
    if (wfx_func_call(func, &argument, 1, &result, 1, &error)) {
        outcome.sum = result.of.i64;
        return outcome;
    }
    outcome.kind = wfx_error_kind(error);
    snprintf(outcome.message, sizeof outcome.message, "%s", wfx_error_message(error));
    outcome.has_frames = wfx_error_frame_count(error) > 0;
    wfx_error_delete(error);
    return outcome;
}

/* No cmocka in here: what failed is told by the thread of the test. */
static void *work(void *user)
{
    Worker *worker = user;
    wfx_error_t *error = NULL;
    wfx_store_t *store = wfx_store_new(worker->engine, &error);
    wfx_instance_t *instance = store ? wfx_instance_new(store, worker->module, NULL, 0, &error) : NULL;
    worker->has_begun = instance != NULL;
    if (worker->start)
        pthread_barrier_wait(worker->start);
    for (int round = 0; instance && round < ROUNDS; round++)
        for (int i = 0; i < STEPS; i++) {
            wfx_extern_t item = {0};
            if (wfx_instance_export(instance, steps[i].name, strlen(steps[i].name), &item))
                worker->outcomes[round][i] = outcome_of(item.of.func, steps[i].n);
        }
    if (store) {
        worker->heap = wfx_store_heap_statistics(store);
        wfx_store_delete(store);
    }
    wfx_error_delete(error);
    return NULL;
}

static void judge(const Worker *worker)
{
    assert_true(worker->has_begun);
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < STEPS; i++) {
            const Outcome *outcome = &worker->outcomes[round][i];
            if (!strcmp(steps[i].name, "overflow")) {
                assert_int_equal(outcome->kind, WFX_E_TRAP);
                assert_string_equal(outcome->message, "call stack exhausted");
                assert_true(outcome->has_frames);
                continue;
            }
            uint64_t expected = everything_expected(steps[i].name, steps[i].n);
            if (outcome->kind || (uint64_t)outcome->sum != expected)
                fail_msg("%s(%lu): %ld, not %lu: %s", steps[i].name, (unsigned long)steps[i].n, (long)outcome->sum,
                         (unsigned long)expected, outcome->message);
        }
    assert_true(worker->heap.minor_collections > 0 && worker->heap.collections > 0);
}

static void as_alone(const wfx_config_t *config)
{
    wfx_error_t *error = NULL;
    wfx_engine_t *engine = wfx_engine_new(config, &error);
    wfx_module_t *module = wfx_module_new_file(engine, EVERYTHING_WAT, &error);
    if (!module)
        show_error(error);
    assert_non_null(module);
    pthread_t threads[THREADS];
    pthread_barrier_t start;
    Worker alone = {.engine = engine, .module = module}, workers[THREADS];
    work(&alone);
    assert_int_equal(pthread_barrier_init(&start, NULL, THREADS), 0);
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (Worker){.engine = engine, .module = module, .start = &start};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&start);
    judge(&alone);
    for (int i = 0; i < THREADS; i++) {
        judge(&workers[i]);
        assert_memory_equal(workers[i].outcomes, alone.outcomes, sizeof alone.outcomes);
    }
    wfx_module_delete(module);
    wfx_engine_delete(engine);
}

static void two_threads(void **state)
{
    (void)state;
    as_alone(&(wfx_config_t){
        .main_stack_bytes = stack_bytes, .continuation_stack_bytes = stack_bytes, .max_continuations = 1000000});
}

/* ---- threads that come and go, with modules that come and go ---- */

/* Each compiles the module itself: code is published and taken back while the other runs. */
static void *come_and_go(void *user)
{
    const wfx_config_t *config = user;
    for (int round = 0; round < 10; round++) {
        wfx_error_t *error = NULL;
        wfx_engine_t *engine = wfx_engine_new(config, &error);
        wfx_module_t *module = wfx_module_new_file(engine, EVERYTHING_WAT, &error);
        wfx_store_t *store = wfx_store_new(engine, &error);
        wfx_instance_t *instance = module && store ? wfx_instance_new(store, module, NULL, 0, &error) : NULL;
        wfx_extern_t all = {0}, overflow = {0};
        bool ok = instance && wfx_instance_export(instance, "all", 3, &all) &&
                  wfx_instance_export(instance, "overflow", 8, &overflow);
        if (ok) {
            Outcome first = outcome_of(all.of.func, 300), trap = outcome_of(overflow.of.func, 0);
            ok = !first.kind && (uint64_t)first.sum == everything_all(300) && trap.kind == WFX_E_TRAP;
        }
        wfx_module_delete(module);
        wfx_store_delete(store);
        wfx_engine_delete(engine);
        wfx_error_delete(error);
        if (!ok)
            return "failed";
    }
    return NULL;
}

static void modules_come_and_go(void **state)
{
    (void)state;
    wfx_config_t config = {0};
    for (int round = 0; round < (HAS_TSAN || WFX_HAS_ASAN ? 1 : 5); round++) {
        pthread_t threads[4];
        for (int i = 0; i < 4; i++)
            assert_int_equal(pthread_create(&threads[i], NULL, come_and_go, &config), 0);
        for (int i = 0; i < 4; i++) {
            void *failure = NULL;
            pthread_join(threads[i], &failure);
            assert_null(failure);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(two_threads), cmocka_unit_test(modules_come_and_go)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
