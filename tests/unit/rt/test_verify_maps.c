/* References on their way into C and back are held against what they should be: right ones pass, a wrong one aborts the
   process with its place. Each wrong one is tried in a child process, whose messages are read. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

#include "engine/rt/libcalls.h"
#include "engine/x64/stubs.h"

static const char program[] =
    "(module (import \"h\" \"swap\" (func $swap (param i64 funcref externref) (result externref funcref)))"
    "  (type $f (func (param i64 funcref externref exnref))) (type $c (cont $f))"
    "  (type $g (func (param exnref))) (type $d (cont $g))"
    "  (tag $oops (param i64 funcref externref)) (tag $other (param i64))"
    "  (table $functions 4 funcref) (table $hosts 4 externref)"
    "  (func $work (type $f)) (elem declare func $work)"
    "  (func (export \"swap\") (param i64) (result i64)"
    "    (call $swap (local.get 0) (ref.func $work) (ref.null extern)) (drop) (drop) (local.get 0)))";

typedef struct Test {
    World world;
    WfxContext *context;
    WfxFunc *func; /* a right one */
    bool swaps_wrong;
} Test;
static const _Alignas(16) uint8_t no_function[sizeof(WfxFunc)]; /* nor anything else */
static uint64_t wrong_reference(void)
{
    return (uint64_t)(uintptr_t)no_function;
}

static void put(void *slot, uint64_t reference)
{
    memcpy(slot, &reference, 8);
}

static bool swap(void *env, WfxFunc *func, WfxInstance *caller, const WfxSlot *args, WfxSlot *results)
{
    const Test *test = env;
    (void)func, (void)caller;
    results[0] = args[2];
    results[1] = args[1];
    if (test->swaps_wrong)
        put(results[1].bytes, wrong_reference());
    return true;
}

static void open_test(Test *test)
{
    WfxError error = {0};
    WfxType params[] = {WFX_I64, WFX_FUNCREF, WFX_EXTERNREF}, results[] = {WFX_EXTERNREF, WFX_FUNCREF};
    memset(test, 0, sizeof *test);
    test->world.store = wfx_rt_store_new(&(WfxStoreOptions){.verify_stack_maps = true}, &error);
    assert_non_null(test->world.store);
    uint32_t type = wfx_types_func(params, 3, results, 2);
    WfxHostFunc host = {.call = swap, .env = test, .name = "h.swap", .type = wfx_types_get(type)};
    WfxExternValue import = {.kind = WFX_EXTERN_FUNC,
                             .of.func = wfx_rt_host_func_new(test->world.store, type, &host, &error)};
    assert_non_null(import.of.func);
    test->world.instance = instantiate(test->world.store, program, &import, 1);
    test->func = export_func(test->world.instance, "swap");
    test->context = &test->world.store->stacks.context;
    test->context->exit_instance = test->world.instance->instance; /* as if it had called: there are no frames */
}

static uint64_t call(Test *test, WfxLibcall number, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    typedef uint64_t (*Libcall)(WfxContext *, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);
    return ((Libcall)(uintptr_t)test->context->libcalls[number])(test->context, a, b, c, d, 0);
}

static uint64_t right(const Test *test)
{
    return (uint64_t)(uintptr_t)test->func;
}

enum { TYPE_F, TYPE_C, TYPE_G, TYPE_D };

static void right_ones_pass(void **state)
{
    (void)state;
    Test test;
    open_test(&test);
    must(&test.world, "swap", 5);
    test.context->exit_instance = test.world.instance->instance;
    assert_int_equal(call(&test, WFX_LIBCALL_table_grow, 0, right(&test), 1, 0), 4);
    assert_int_equal(call(&test, WFX_LIBCALL_table_grow, 1, wrong_reference(), 1, 0),
                     4); /* the host's may be anything */
    call(&test, WFX_LIBCALL_table_fill, 0, 0, right(&test), 2);
    uint64_t fresh = call(&test, WFX_LIBCALL_cont_new, right(&test), TYPE_C, 0, 0);
    put(test.context->values[0].bytes, wrong_reference()); /* a number */
    put(test.context->values[1].bytes, right(&test));
    put(test.context->values[2].bytes, wrong_reference()); /* the host's */
    put(test.context->values[3].bytes, wrong_reference()); /* left behind by an earlier call */
    uint64_t bound = call(&test, WFX_LIBCALL_cont_bind, fresh, TYPE_C, TYPE_D, 0);
    assert_int_equal(bound, fresh + ((uint64_t)1 << 48));
    call(&test, WFX_LIBCALL_table_fill, 0, 0, 0, 1); /* and what was bound is right */
    world_close(&test.world);
}

static void wrong_function_to_new(Test *test)
{
    call(test, WFX_LIBCALL_cont_new, wrong_reference(), TYPE_C, 0, 0);
}
static void wrong_element_grown(Test *test)
{
    call(test, WFX_LIBCALL_table_grow, 0, wrong_reference(), 1, 0);
}
static void wrong_element_filled(Test *test)
{
    call(test, WFX_LIBCALL_table_fill, 0, 0, wrong_reference(), 1);
}
static void wrong_exception(Test *test)
{
    call(test, WFX_LIBCALL_throw_ref, wrong_reference(), 0, 0, 0);
}
static void wrong_continuation(Test *test)
{
    call(test, WFX_LIBCALL_resume_throw, wrong_reference(), 1, 0, 0);
}
static void wrong_exception_to_resume(Test *test)
{
    uint64_t fresh = call(test, WFX_LIBCALL_cont_new, right(test), TYPE_C, 0, 0);
    call(test, WFX_LIBCALL_resume_throw_ref, fresh, wrong_reference(), 0, 0);
}
static void wrong_payload(Test *test)
{
    put(test->context->values[1].bytes, wrong_reference());
    call(test, WFX_LIBCALL_throw, 0, 0, 0, 0);
}
static void wrong_payload_to_resume(Test *test)
{
    uint64_t fresh = call(test, WFX_LIBCALL_cont_new, right(test), TYPE_C, 0, 0);
    put(test->context->values[1].bytes, wrong_reference());
    call(test, WFX_LIBCALL_resume_throw, fresh, 0, 0, 0);
}
static void wrong_value_to_bind(Test *test)
{
    uint64_t fresh = call(test, WFX_LIBCALL_cont_new, right(test), TYPE_C, 0, 0);
    put(test->context->values[1].bytes, wrong_reference());
    call(test, WFX_LIBCALL_cont_bind, fresh, TYPE_C, TYPE_D, 0);
}
static void wrong_value_bound(Test *test)
{
    uint64_t fresh = call(test, WFX_LIBCALL_cont_new, right(test), TYPE_C, 0, 0);
    put(test->context->values[1].bytes, right(test));
    call(test, WFX_LIBCALL_cont_bind, fresh, TYPE_C, TYPE_D, 0);
    WfxContinuation *continuation = (WfxContinuation *)(uintptr_t)(fresh << 16 >> 16);
    uint8_t *bound = continuation->bound;
    for (uint64_t *word = (uint64_t *)bound; *word != right(test) || !(*word = wrong_reference()); word++) {
    }
    for (int i = 0; i < 3; i++) /* not every stop looks at all */
        call(test, WFX_LIBCALL_table_fill, 0, 0, 0, 1);
}
static void wrong_result_of_host(Test *test)
{
    test->swaps_wrong = true;
    must(&test->world, "swap", 5);
}

/* What a child process that does this prints before it aborts. */
static void assert_aborts(void (*act)(Test *test), const char *message)
{
    int ends[2], status;
    char text[1024] = "";
    Test test;
    open_test(&test);
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    if (!child) {
        dup2(ends[1], STDERR_FILENO);
        act(&test);
        _exit(0);
    }
    close(ends[1]);
    size_t size = 0;
    for (ssize_t got; size < sizeof text - 1 && (got = read(ends[0], text + size, sizeof text - 1 - size)) > 0;)
        size += (size_t)got;
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT || !strstr(text, message))
        fail_msg("expected \"%s\" and an abort, got %d and \"%s\"", message, status, text);
    world_close(&test.world);
}

static void wrong_ones_abort(void **state)
{
    (void)state;
    assert_aborts(wrong_function_to_new, "stack map: cont_new: 0x");
    assert_aborts(wrong_element_grown, "stack map: table_grow: 0x");
    assert_aborts(wrong_element_filled, "is no function reference");
    assert_aborts(wrong_exception, "is no exception reference");
    assert_aborts(wrong_continuation, "is no continuation reference");
    assert_aborts(wrong_exception_to_resume, "stack map: resume_throw_ref: 0x");
    assert_aborts(wrong_payload, "stack map: throw: 0x");
    assert_aborts(wrong_payload_to_resume, "stack map: resume_throw: 0x");
    assert_aborts(wrong_value_to_bind, "stack map: cont_bind: 0x");
    assert_aborts(wrong_value_bound, "stack map: arguments bound by cont.bind: 0x");
    assert_aborts(wrong_result_of_host, "stack map: results of a host function: 0x");
}

/* A collection ends other reasons to make continuations by C, not this one. */
static void collections_do_not_end_it(void **state)
{
    (void)state;
    Test test;
    open_test(&test);
    wfx_continuations_sweep(&test.world.store->stacks, 0);
    assert_int_equal(test.context->inline_mask, 0);
    world_close(&test.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(right_ones_pass), cmocka_unit_test(wrong_ones_abort),
                                       cmocka_unit_test(collections_do_not_end_it)};
    return run_with_each_code(tests, sizeof tests / sizeof *tests);
}
