/* A storm of timer signals, each of which walks the stack as the profiler's timer does (profiler/collect_timer.c),
   while a program does everything that moves or frees stacks and objects (tests/stress/everything.wat). */
#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "engine/base/sanitizer.h"
#include "engine/code/walk_stack.h"
#include "engine/inspect.h"
#include "support.h"
#include "tests/stress/everything.h"

enum {
    PERIOD = 20000, /* ns; and the program runs as long as the last walk took, or it would never come on */
    ENOUGH = 300,   /* walks; more calls are made until there are so many */
    KEPT = 8,       /* walks that did not end at the entry, to be printed */
};

typedef struct Strange {
    uint64_t pc;
    uint32_t frames;
    bool cut, in_c;
} Strange;

/* One writer, the handler, on the thread that reads it when the timer is gone. */
static struct {
    timer_t timer;
    uint64_t in_code, in_c, outside; /* where signals struck */
    uint64_t whole, detached, cut;   /* how walks ended */
    uint64_t boundaries, frames, deepest, unknown_instances;
    uint64_t off_chain; /* walks from C that did not meet context->current and all its resumers */
    Strange strange[KEPT];
    uint32_t strange_count;
} storm;

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void set_timer(uint64_t after)
{
    struct itimerspec time = {
        .it_value = {.tv_sec = (time_t)(after / 1000000000u), .tv_nsec = (long)(after % 1000000000u)}};
    timer_settime(storm.timer, 0, &time, NULL);
}

static WfxContext *running_context(void)
{
    for (WfxInspectStore *store = wfx_inspect_root.stores; store; store = store->next)
        if (store->context->current)
            return store->context;
    return NULL;
}

static bool begin_walk(WfxStackWalk *walk, const ucontext_t *machine, bool *in_c)
{
    uint64_t pc = (uint64_t)machine->uc_mcontext.gregs[REG_RIP];
    *in_c = !wfx_code_find(pc) && !wfx_stub_contains(pc);
    if (!*in_c) {
        wfx_stack_walk_signal(walk, machine);
        return true;
    }
    const WfxContext *context = running_context();
    if (!context || !context->exit_rbp)
        return false;
    wfx_stack_walk_exit(walk, context);
    return true;
}

static void walk_all(const ucontext_t *machine)
{
    WfxStackWalk walk;
    WfxStackFrame frame;
    WfxFrameKind last = WFX_FRAME_WASM;
    uint64_t frames = 0;
    bool in_c;
    if (!begin_walk(&walk, machine, &in_c)) {
        storm.outside++;
        return;
    }
    *(in_c ? &storm.in_c : &storm.in_code) += 1;
    /* An exception has ended some of the innermost continuations already, while their frames are still there. */
    const WfxContinuation *expected = in_c ? running_context()->current : NULL;
    for (; wfx_stack_walk_next(&walk, &frame); frames++) {
        last = frame.kind;
        if (last == WFX_FRAME_WASM)
            storm.unknown_instances += !frame.instance || !frame.function;
        if (last == WFX_FRAME_BOUNDARY) {
            storm.boundaries++;
            if (frame.continuation == expected)
                expected = expected->parent;
        }
    }
    storm.off_chain += expected && expected->state != WFX_CONT_ROOT;
    storm.frames += frames;
    storm.deepest = frames > storm.deepest ? frames : storm.deepest;
    bool whole = !walk.cut && last == WFX_FRAME_ENTRY;
    *(whole ? &storm.whole : walk.cut ? &storm.cut : &storm.detached) += 1;
    if (!whole && storm.strange_count < KEPT)
        storm.strange[storm.strange_count++] =
            (Strange){(uint64_t)machine->uc_mcontext.gregs[REG_RIP], (uint32_t)frames, walk.cut, in_c};
}

static void on_tick(int number, siginfo_t *info, void *machine)
{
    int saved_errno = errno;
    uint64_t start = now();
    (void)number, (void)info;
    walk_all(machine);
    uint64_t spent = now() - start;
    set_timer(spent > PERIOD ? spent : PERIOD);
    errno = saved_errno;
}

static int stack_flag = SA_ONSTACK; /* of the handler */

static void begin_storm(struct sigaction *before)
{
    struct sigaction action = {.sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_RESTART | stack_flag};
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGRTMIN};
    event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
    memset(&storm, 0, sizeof storm);
    sigaction(SIGRTMIN, &action, before);
    assert_int_equal(timer_create(CLOCK_MONOTONIC, &event, &storm.timer), 0);
    set_timer(PERIOD);
}

static void end_storm(const struct sigaction *before)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}; /* discards one that is pending */
    timer_delete(storm.timer);
    sigaction(SIGRTMIN, &ignore, NULL);
    sigaction(SIGRTMIN, before, NULL);
}

static void call_all(wfx_instance_t *instance, const char *const *names, uint64_t n)
{
    for (; *names; names++) {
        wfx_value_t argument = i32((int32_t)n), result;
        call(instance, *names, &argument, 1, &result, 1);
        if ((uint64_t)result.of.i64 != everything_expected(*names, n))
            fail_msg("%s(%lu) is %ld, not %lu", *names, (unsigned long)n, (long)result.of.i64,
                     (unsigned long)everything_expected(*names, n));
    }
}

static void overflow(wfx_instance_t *instance)
{
    wfx_value_t argument = i32(0);
    wfx_error_t *error = call_fails(instance, "overflow", &argument, 1, 1);
    assert_string_equal(wfx_error_message(error), "call stack exhausted");
    assert_int_equal(wfx_error_kind(error), WFX_E_TRAP);
    wfx_error_delete(error);
}

static void judge(const char *name)
{
    uint64_t walks = storm.in_code + storm.in_c;
    print_message("%s: %lu walks from code, %lu from C under it, %lu signals outside; %lu frames, %lu boundaries, "
                  "deepest %lu; %lu cut, %lu detached, %lu off the chain\n",
                  name, (unsigned long)storm.in_code, (unsigned long)storm.in_c, (unsigned long)storm.outside,
                  (unsigned long)storm.frames, (unsigned long)storm.boundaries, (unsigned long)storm.deepest,
                  (unsigned long)storm.cut, (unsigned long)storm.detached, (unsigned long)storm.off_chain);
    for (uint32_t i = 0; i < storm.strange_count; i++) {
        const Strange *one = &storm.strange[i];
        const WfxCodeImage *image = wfx_code_find(one->pc);
        print_message("  %s at %#lx (code+%#lx, %s) after %u frames\n", one->cut ? "cut" : "detached",
                      (unsigned long)one->pc, (unsigned long)(image ? one->pc - (uint64_t)(uintptr_t)image->code : 0),
                      one->in_c ? "C"
                      : image   ? "wasm"
                                : "stub",
                      one->frames);
    }
    assert_int_equal(storm.whole + storm.detached + storm.cut, walks);
    assert_int_equal(storm.unknown_instances, 0);
    assert_int_equal(storm.detached, 0); /* what runs hangs on an entry */
    assert_true(walks >= ENOUGH && storm.in_code > 0 && storm.boundaries > 0);
    assert_true(storm.cut * 1000 <= walks);
    assert_true(storm.off_chain * 200 <= walks); /* a resume by an exception is under way */
}

static wfx_instance_t *open_world(World *world, const wfx_config_t *config)
{
    wfx_error_t *error = NULL;
    world->engine = wfx_engine_new(config, &error);
    world->store = wfx_store_new(world->engine, &error);
    assert_non_null(world->store);
    world->linker = wfx_linker_new(world->store);
    wfx_module_t *module = wfx_module_new_file(world->engine, EVERYTHING_WAT, &error);
    if (!module)
        show_error(error);
    assert_non_null(module);
    wfx_instance_t *instance = wfx_linker_instantiate(world->linker, module, &error);
    assert_non_null(instance);
    wfx_module_delete(module);
    return instance;
}

static wfx_heap_statistics_t run_storm(const char *title, const wfx_config_t *config, const char *const *names,
                                       uint64_t n)
{
    World world;
    struct sigaction before;
    wfx_instance_t *instance = open_world(&world, config);
    wfx_value_t argument = i32(2), result;
    call(instance, "objects", &argument, 1, &result, 1); /* the thread's signal stack is set */
    begin_storm(&before);
    for (int again = 0; again < 50 && storm.in_code + storm.in_c < ENOUGH; again++) {
        call_all(instance, names, n);
        overflow(instance);
    }
    end_storm(&before);
    judge(title);
    wfx_heap_statistics_t heap = wfx_store_heap_statistics(world.store);
    world_close(&world);
    return heap;
}

static const char *const everything[] = {"objects", "come_and_go", "waiting", "throws", "deep",
                                         "cycles",  "switches",    "waiting", "all",    NULL};
/* Switches are cheap: so many that headers are used up. */
static const char *const switches[] = {"switches", NULL};
static const char *const woven[] = {"all", NULL};

/* As many wait at a time as are too many for the stacks of full size. */
static void plain(void **state)
{
    static const char *const names[] = {"objects", "waiting",  "come_and_go", "throws",
                                        "cycles",  "switches", "all",         NULL};
    (void)state;
    wfx_config_t config = {.continuation_stack_bytes = 8 << 20, .main_stack_bytes = 8 << 20};
    wfx_heap_statistics_t heap = run_storm("plain", &config, names, 20000);
    assert_true(heap.collections > 0 && heap.minor_collections > 0);
    run_storm("switches", &config, switches, 200000);
}

static void deep(void **state)
{
    static const char *const names[] = {"deep", "deep", "deep", "deep", NULL};
    (void)state;
    wfx_config_t config = {.continuation_stack_bytes = 4 << 20, .main_stack_bytes = 4 << 20};
    run_storm("deep", &config, names, WFX_HAS_ASAN ? 10000 : 20000);
}

/* Continuations that outgrow a small stack. */
static void growing(void **state)
{
    static const char *const names[] = {"deep_waiting", "deep", NULL};
    (void)state;
    wfx_config_t config = {0};
    run_storm("growing", &config, names, 1200); /* more than are kept on deep stacks */
}

/* Twenty deep stacks go back at once, more than are kept, while an exception is on its way from the innermost. */
static void unwinding(void **state)
{
    static const char *const names[] = {"unwinds", NULL};
    (void)state;
    wfx_config_t config = {0};
    run_storm("unwinding", &config, names, WFX_HAS_ASAN ? 100 : 300);
}

static void debug(void **state)
{
    (void)state;
    wfx_config_t config = {.debug = true};
    run_storm("debug", &config, everything, 3000);
}

static void stress_gc(void **state)
{
    (void)state;
    wfx_config_t config = {.stress_gc = true};
    run_storm("stress_gc", &config, everything, WFX_HAS_ASAN ? 60 : 120);
}

static void stress_freeze(void **state)
{
    (void)state;
    wfx_config_t config = {.stress_freeze = true};
    run_storm("stress_freeze", &config, everything, WFX_HAS_ASAN ? 300 : 700);
}

static void stress_both(void **state)
{
    (void)state;
    wfx_config_t config = {.stress_freeze = true, .stress_gc = true, .stress_spill = true};
    run_storm("stress_freeze and stress_gc", &config, woven, WFX_HAS_ASAN ? 60 : 120);
}

static void stress_move(void **state)
{
    (void)state;
    wfx_config_t config = {.stress_move = true, .stress_generations = true};
    run_storm("stress_move and stress_generations", &config, everything, WFX_HAS_ASAN ? 500 : 2000);
}

static void stress_all(void **state)
{
    (void)state;
    wfx_config_t config = {.stress_move = true,
                           .stress_generations = true,
                           .stress_freeze = true,
                           .stress_gc = true,
                           .stress_spill = true};
    run_storm("every stress", &config, woven, WFX_HAS_ASAN ? 40 : 100);
}

/* The handler runs on whatever stack the signal finds. */
static void without_signal_stack(void **state)
{
    (void)state;
    wfx_config_t config = {0}, moving = {.stress_move = true, .stress_freeze = true};
    if (WFX_HAS_ASAN) /* its frames are larger than what is kept free */
        skip();
    stack_flag = 0;
    run_storm("without SA_ONSTACK", &config, everything, 3000);
    run_storm("without SA_ONSTACK, stress_move and stress_freeze", &moving, everything, 400);
    stack_flag = SA_ONSTACK;
}

/* Code is published and taken back, stores are made and deleted, between walks and during them. */
static void stores_come_and_go(void **state)
{
    (void)state;
    World world;
    struct sigaction before;
    wfx_config_t config = {.main_stack_bytes = 128 << 10};
    open_world(&world, &config);
    world_close(&world);
    begin_storm(&before);
    for (int again = 0; again < 500 && (again < 30 || storm.in_code + storm.in_c < ENOUGH); again++) {
        wfx_instance_t *instance = open_world(&world, &config);
        call_all(instance, woven, 200);
        overflow(instance);
        world_close(&world);
    }
    end_storm(&before);
    judge("stores that come and go");
}

/* A trap while thousands wait, some of them frozen, and others are under way: the store goes on. */
static void trap_amid_others(void **state)
{
    (void)state;
    World world;
    struct sigaction before;
    wfx_config_t config = {.continuation_stack_bytes = 64 << 10, .main_stack_bytes = 64 << 10};
    wfx_instance_t *instance = open_world(&world, &config);
    wfx_value_t argument = i32(100000);
    call_all(instance, woven, 200);
    begin_storm(&before);
    for (int again = 0; again < 50 && (again < 3 || storm.in_code + storm.in_c < ENOUGH); again++) {
        wfx_error_t *error = call_fails(instance, "all", &argument, 1, 1); /* 12,500 frames deep */
        assert_string_equal(wfx_error_message(error), "call stack exhausted");
        wfx_error_delete(error);
        call_all(instance, woven, 5000);
    }
    end_storm(&before);
    judge("a trap amid others");
    world_close(&world);
}

/* ---- entries inside entries ---- */
static const char nesting[] =
    "(module"
    "  (import \"host\" \"down\" (func $down (param i32) (result i64)))"
    "  (type $f (func (param i32) (result i64))) (type $c (cont $f)) (type $g (func (result i64))) (type $k (cont $g))"
    "  (tag $pause) (elem declare func $inner)"
    "  (func $inner (type $f) (suspend $pause) (call $down (local.get 0)))"
    "  (func (export \"nested\") (type $f) (local $k (ref null $k))"
    "    (block $on (result (ref $k))"
    "      (return (resume $c (on $pause $on) (local.get 0) (cont.new $c (ref.func $inner)))))"
    "    (local.set $k)"
    "    (i64.add (i64.const 1) (resume $k (local.get $k)))))";

enum { WOVEN_INSIDE = 40 };

typedef struct Nest {
    wfx_func_t *nested, *all;
} Nest;

static bool down(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count, wfx_value_t *results,
                 size_t result_count, wfx_error_t **error)
{
    const Nest *nest = env;
    int32_t left = args[0].of.i32;
    (void)caller, (void)arg_count;
    wfx_value_t argument = i32(left ? left - 1 : WOVEN_INSIDE);
    return wfx_func_call(left ? nest->nested : nest->all, &argument, 1, results, result_count, error);
}

static void run_nested(const char *title, const wfx_config_t *config)
{
    World world;
    Nest nest;
    struct sigaction before;
    const wfx_kind_t param = WFX_VALUE_I32, result = WFX_VALUE_I64;
    wfx_instance_t *everything_instance = open_world(&world, config);
    define_host(&world, "down", &param, 1, &result, 1, down, &nest);
    wfx_instance_t *instance = instance_of(&world, nesting);
    nest = (Nest){export_of(instance, "nested").of.func, export_of(everything_instance, "all").of.func};
    wfx_value_t depth = i32(20), sum;
    call(instance, "nested", &depth, 1, &sum, 1);
    begin_storm(&before);
    for (int again = 0; again < 500 && storm.in_code + storm.in_c < ENOUGH; again++) {
        call(instance, "nested", &depth, 1, &sum, 1);
        assert_int_equal(sum.of.i64, 21 + everything_all(WOVEN_INSIDE));
    }
    end_storm(&before);
    judge(title);
    world_close(&world);
}

static void nested(void **state)
{
    (void)state;
    run_nested("nested", &(wfx_config_t){0});
}

static void nested_stress(void **state)
{
    (void)state;
    run_nested("nested, stress_freeze and stress_gc", &(wfx_config_t){.stress_freeze = true, .stress_gc = true});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain),
        cmocka_unit_test(deep),
        cmocka_unit_test(growing),
        cmocka_unit_test(unwinding),
        cmocka_unit_test(debug),
        cmocka_unit_test(stress_gc),
        cmocka_unit_test(stress_freeze),
        cmocka_unit_test(stress_both),
        cmocka_unit_test(stress_move),
        cmocka_unit_test(stress_all),
        cmocka_unit_test(without_signal_stack),
        cmocka_unit_test(stores_come_and_go),
        cmocka_unit_test(trap_amid_others),
        cmocka_unit_test(nested),
        cmocka_unit_test(nested_stress),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
