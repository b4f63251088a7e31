/* Counters of resumes and suspensions: each instance has its own, the sums outlive the stores. */
#include <pthread.h>

#include "support.h"

static const char yielder[] =
    "(module (type $f (func)) (type $c (cont $f)) (tag $yield)"
    "  (func $worker (local $i i64)"
    "    (loop $again (suspend $yield) (local.set $i (i64.add (local.get $i) (i64.const 1)))"
    "      (br_if $again (i64.lt_u (local.get $i) (i64.const 1000)))))"
    "  (elem declare func $worker)"
    "  (func (export \"run\") (param $rounds i64) (result i64) (local $k (ref null $c))"
    "    (loop $round"
    "      (local.set $k (cont.new $c (ref.func $worker)))"
    "      (block $done"
    "        (loop $next"
    "          (block $on_yield (result (ref $c))"
    "            (resume $c (on $yield $on_yield) (local.get $k)) (br $done))"
    "          (local.set $k) (br $next)))"
    "      (br_if $round (i64.ne (local.tee $rounds (i64.sub (local.get $rounds) (i64.const 1))) (i64.const 0))))"
    "    (local.get $rounds)))";

enum { SUSPENSIONS = 1000 /* of a round */, RESUMES = SUSPENSIONS + 1 };

static WfxCompiledModule *compile(bool counters)
{
    WfxError error = {0};
    WfxBuffer binary = {0};
    assert_true(wfx_wat_assemble(yielder, strlen(yielder), "test.wat", WFX_FEATURES_DEFAULT, &binary, NULL, &error));
    WfxModule *module = wfx_module_decode(binary.data, binary.size, WFX_FEATURES_DEFAULT, &error);
    wfx_buffer_free(&binary);
    WfxCompiledModule *compiled =
        wfx_compiled_new(module, "test.wat", &(WfxCompileOptions){.counters = counters}, &error);
    assert_non_null(compiled);
    return compiled;
}

static void open_with(World *world, WfxCompiledModule *compiled)
{
    world_open(world, NULL);
    world->instance = wfx_rt_instance_new(world->store, compiled, NULL, 0, &world->error);
    assert_non_null(world->instance);
}

static void assert_rounds(const WfxCompiledModule *compiled, uint64_t rounds)
{
    uint32_t counter = compiled->image->resumes[0].counter;
    assert_int_equal(wfx_inspect_counter(compiled->image, counter), rounds * RESUMES);
    assert_int_equal(wfx_inspect_counter(compiled->image, counter + 1), rounds * SUSPENSIONS);
}

static void sums_outlive_stores(void **state)
{
    (void)state;
    World first, second;
    WfxCompiledModule *compiled = compile(true), *other = compile(true);
    open_with(&first, compiled);
    open_with(&second, compiled);
    assert_rounds(compiled, 0);
    must(&first, "run", 2);
    assert_rounds(compiled, 2);
    must(&second, "run", 3);
    assert_rounds(compiled, 5);
    world_close(&first);
    assert_rounds(compiled, 5);
    must(&second, "run", 1);
    world_close(&second);
    assert_rounds(compiled, 6);
    assert_rounds(other, 0);
    wfx_compiled_release(compiled);
    wfx_compiled_release(other);
    assert_null(wfx_inspect_root.counters);
}

static void *run_rounds(void *compiled)
{
    World world;
    open_with(&world, compiled);
    must(&world, "run", 2000);
    world_close(&world);
    return NULL;
}

/* Not one count is lost, though the threads run the same code. */
static void threads_do_not_share_them(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    WfxCompiledModule *compiled = compile(true);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_rounds, compiled), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_rounds(compiled, THREADS * 2000);
    wfx_compiled_release(compiled);
}

static void none_unless_asked_for(void **state)
{
    (void)state;
    World world;
    WfxCompiledModule *compiled = compile(false);
    open_with(&world, compiled);
    must(&world, "run", 2);
    assert_int_equal(compiled->image->counter_count, 0);
    assert_null(wfx_inspect_root.counters);
    assert_int_equal(wfx_inspect_counter(compiled->image, compiled->image->resumes[0].counter), 0);
    world_close(&world);
    wfx_compiled_release(compiled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_outlive_stores),
        cmocka_unit_test(threads_do_not_share_them),
        cmocka_unit_test(none_unless_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
