/* The walker from signal handlers: at every single instruction of a run (trap flag), and under a storm of timer
   signals. */
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "support.h"

static const char program[] =
    "(module"
    "  (import \"h\" \"id\" (func $id (param i64) (result i64)))"
    "  (import \"h\" \"typed\" (func $typed (param i64) (result i64)))"
    "  (type $f (func (param i64) (result i64))) (type $c (cont $f))"
    "  (type $n (func (result i64))) (type $cn (cont $n))"
    "  (rec (type $g (func (param i64 (ref null $s)) (result i64))) (type $s (cont $g)))"
    "  (tag $yield (param i64) (result i64)) (tag $other (param i64) (result i64)) (tag $turn (result i64)) (tag $stop)"
    "  (elem declare func $gen $middle $ping $pong)"
    "  (func $leaf (param i64) (result i64) (i64.mul (local.get 0) (i64.const 3)))"
    "  (func $many (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i64) (result i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)"
    "    (local.get 9) (local.get 8) (local.get 7) (local.get 6) (local.get 5) (local.get 4) (local.get 3) (local.get "
    "2) "
    "(local.get 1)"
    "    (call $leaf (local.get 0)))"
    "  (func $tail (param i64) (result i64) (return_call $leaf (call $leaf (local.get 0))))"
    "  (func $throws (throw $stop))"
    "  (func $catches (block $h (try_table (catch $stop $h) (call $throws))))"
    "  (func $gen (type $f) (local $i i64)"
    "    (loop $again"
    "      (drop (suspend $yield (call $leaf (local.get $i))))"
    "      (drop (call $typed (call $id (local.get $i))))"
    "      (call $many (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const "
    "1) "
    "(i64.const 1)"
    "        (i64.const 1) (i64.const 1)) drop drop drop drop drop drop drop drop drop drop"
    "      (drop (call $tail (local.get $i))) (call $catches)"
    "      (br_if $again (i64.lt_u (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get 0))))"
    "    (local.get $i))"
    "  (func $middle (type $f)"
    "    (block $on (result i64 (ref $c))"
    "      (return (resume $c (on $other $on) (local.get 0) (cont.new $c (ref.func $gen))))) (unreachable))"
    "  (func (export \"generate\") (param $n i64) (result i64) (local $k (ref null $cn)) (local $next (ref null $c)) "
    "(local $sum "
    "i64)"
    "    (local.set $k (cont.bind $c $cn (local.get $n) (cont.new $c (ref.func $middle))))"
    "    (loop $again"
    "      (block $on (result i64 (ref $c))"
    "        (return (i64.add (local.get $sum) (resume $cn (on $yield $on) (local.get $k)))))"
    "      (local.set $next) (local.set $sum (i64.add (local.get $sum)))"
    "      (local.set $k (cont.bind $c $cn (i64.const 0) (local.get $next)))"
    "      (br $again)) (unreachable))"
    "  (global $limit (mut i64) (i64.const 0))"
    "  (func $ping (type $g) (local $o (ref null $s))"
    "    (local.set $o (cont.new $s (ref.func $pong)))"
    "    (loop $again"
    "      (switch $s $turn (i64.add (local.get 0) (i64.const 1)) (local.get $o)) (local.set $o) (local.set 0)"
    "      (br_if $again (i64.lt_u (local.get 0) (global.get $limit))))"
    "    (local.get 0))"
    "  (func $pong (type $g)"
    "    (loop $again (switch $s $turn (i64.add (local.get 0) (i64.const 1)) (local.get 1)) (local.set 1) (local.set "
    "0) (br "
    "$again)) (unreachable))"
    "  (func (export \"pingpong\") (param $n i64) (result i64)"
    "    (global.set $limit (local.get $n))"
    "    (resume $s (on $turn switch) (i64.const 0) (ref.null $s) (cont.new $s (ref.func $ping)))))";

static bool identity(void *env, WfxFunc *func, WfxInstance *caller, const WfxSlot *args, WfxSlot *results)
{
    (void)env, (void)func, (void)caller;
    results[0] = args[0];
    return true;
}

static int64_t typed_identity(void *env, int64_t value)
{
    (void)env;
    return value;
}

static void open_program(World *world, int placement)
{
    WfxError error = {0};
    WfxType i64[] = {WFX_I64};
    world_open_placed(world, NULL, placement, 0);
    uint32_t type = wfx_types_func(i64, 1, i64, 1);
    WfxHostFunc host = {.call = identity, .name = "h.id", .type = wfx_types_get(type)};
    WfxHostFunc typed = host;
    typed.typed = (void (*)(void))typed_identity;
    WfxExternValue imports[] = {
        {.kind = WFX_EXTERN_FUNC, .of.func = wfx_rt_host_func_new(world->store, type, &host, &error)},
        {.kind = WFX_EXTERN_FUNC, .of.func = wfx_rt_host_func_new(world->store, type, &typed, &error)},
    };
    assert_non_null(imports[0].of.func);
    assert_non_null(imports[1].of.func);
    assert_true(imports[0].of.func->code != imports[1].of.func->code);
    world->instance = instantiate(world->store, program, imports, 2);
}

/* sum of 3i for i < n, and n itself */
static uint64_t generated(uint64_t n)
{
    return 3 * (n * (n - 1) / 2) + n;
}

/* ---- what one walk saw ---- */
enum { KEYS = 64, KEY_BOUNDARY = 1 << 20, KEY_HOST = 2 << 20, KEY_ENTRY = 3 << 20 };
typedef struct Keys {
    uint32_t count;
    uint32_t key[KEYS];
} Keys;

/* One number per frame; false when the walk did not end at the entry. */
static bool take_keys(WfxStackWalk *walk, Keys *keys)
{
    WfxStackFrame frame;
    keys->count = 0;
    while (keys->count < KEYS && wfx_stack_walk_next(walk, &frame)) {
        uint32_t *key = &keys->key[keys->count++];
        switch (frame.kind) {
        case WFX_FRAME_WASM: *key = frame.function->function; break;
        case WFX_FRAME_BOUNDARY: *key = KEY_BOUNDARY + frame.continuation->id; break;
        case WFX_FRAME_HOST_CALL: *key = KEY_HOST; break;
        case WFX_FRAME_ENTRY: *key = KEY_ENTRY; break;
        }
    }
    return !walk->cut && keys->count && keys->key[keys->count - 1] == KEY_ENTRY;
}

static bool is_wasm(uint32_t key)
{
    return key < KEY_BOUNDARY;
}

static bool is_boundary(uint32_t key)
{
    return key > KEY_BOUNDARY && key < KEY_HOST;
}

/* May one instruction lead from one stack to the other? A frame is pushed, popped or replaced by a tail call; whole
   continuations, whose oldest end is a boundary, come and go. */
static bool may_follow(const Keys *before, const Keys *after)
{
    uint32_t b = before->count, a = after->count;
    while (b && a && before->key[b - 1] == after->key[a - 1])
        b--, a--;
    bool left = b == 0 || b == 1 || is_boundary(before->key[b - 1]);
    bool came = a == 0 || a == 1 || is_boundary(after->key[a - 1]);
    if (b == 1 && a == 1)
        return (is_wasm(before->key[0]) && is_wasm(after->key[0])) ||
               (is_boundary(before->key[0]) && is_boundary(after->key[0]));
    return left && came && (a == 0 || b == 0 || (is_boundary(before->key[b - 1]) && is_boundary(after->key[a - 1])));
}

/* ---- single steps ---- */
static struct {
    Keys last;
    bool was_adjacent;
    uint64_t steps, bad_ends, bad_changes, boundaries;
    uint64_t bad_pc;
} stepping;

static void on_step(int number, siginfo_t *info, void *machine)
{
    WfxStackWalk walk;
    Keys keys;
    uint64_t pc = (uint64_t)((ucontext_t *)machine)->uc_mcontext.gregs[REG_RIP];
    (void)number, (void)info;
    if (!wfx_code_find(pc) && !wfx_stub_contains(pc)) {
        stepping.was_adjacent = false;
        return;
    }
    stepping.steps++;
    wfx_stack_walk_signal(&walk, machine);
    bool ended = take_keys(&walk, &keys);
    bool follows = !stepping.was_adjacent || may_follow(&stepping.last, &keys);
    stepping.boundaries += keys.count > 2;
    if (!ended || !follows) {
        stepping.bad_pc = pc;
        if (stepping.bad_ends + stepping.bad_changes < 10) {
            char text[256];
            int size = snprintf(
                text, sizeof text, "step at %#lx (code+%#lx): %u frames (were %u), newest %u (was %u), %s\n",
                (unsigned long)pc,
                (unsigned long)(wfx_code_find(pc) ? pc - (uint64_t)(uintptr_t)wfx_code_find(pc)->code : 0), keys.count,
                stepping.last.count, keys.key[0], stepping.last.key[0], ended ? "wrong change" : "no end");
            ssize_t written = write(2, text, (size_t)size);
            (void)written;
        }
        stepping.bad_ends += !ended;
        stepping.bad_changes += ended && !follows;
    }
    stepping.last = keys;
    stepping.was_adjacent = true;
}

static void set_trap_flag(void)
{
    __asm__ volatile("sub $128, %%rsp; pushfq; orq $0x100, (%%rsp); popfq; add $128, %%rsp" ::: "cc", "memory");
}

static void clear_trap_flag(void)
{
    __asm__ volatile("sub $128, %%rsp; pushfq; andq $~0x100, (%%rsp); popfq; add $128, %%rsp" ::: "cc", "memory");
}

static uint64_t retired_headers(const World *world)
{
    uint64_t count = 0;
    for (const WfxHeaderSlab *slab = world->store->stacks.inspect.slabs; slab; slab = slab->next) {
        for (uint32_t i = 0; i < slab->used; i++)
            count += slab->headers[i].state == WFX_CONT_RETIRED;
    }
    return count;
}

static void step_through(const char *name, uint64_t n, uint64_t expected, int placement)
{
    World world;
    WfxSlot argument, result;
    WfxError error = {0};
    struct sigaction action = {.sa_sigaction = on_step, .sa_flags = SA_SIGINFO | SA_ONSTACK}, before;
    open_program(&world, placement);
    WfxFunc *func = export_func(world.instance, name);
    memset(&argument, 0, sizeof argument);
    memcpy(argument.bytes, &n, 8);
    /* once freely: the thread's signal stack is set */
    assert_true(wfx_rt_call(world.store, func, &argument, &result, &error));
    /* Nearly used-up headers: the run also changes them. */
    WfxContext *context = &world.store->stacks.context;
    for (WfxContinuation *header = context->finished; header; header = header->parent)
        header->generation = 0x7ffd;
    memset(&stepping, 0, sizeof stepping);
    sigaction(SIGTRAP, &action, &before);
    set_trap_flag();
    bool ok = wfx_rt_call(world.store, func, &argument, &result, &error);
    clear_trap_flag();
    sigaction(SIGTRAP, &before, NULL);
    uint64_t got;
    memcpy(&got, result.bytes, 8);
    assert_true(ok);
    assert_int_equal(got, expected);
    assert_true(retired_headers(&world) > 0);
    print_message("%s: %lu instructions, %lu with more than two frames\n", name, (unsigned long)stepping.steps,
                  (unsigned long)stepping.boundaries);
    assert_true(stepping.steps > 300);
    assert_int_equal(stepping.bad_ends, 0);
    assert_int_equal(stepping.bad_changes, 0);
    world_close(&world);
}

static void every_instruction_of_generators(void **state)
{
    (void)state;
    step_through("generate", 2, generated(2), compile_options.debug ? 0 : 2);
}

static void every_instruction_of_switches(void **state)
{
    (void)state;
    step_through("pingpong", 10, 10, 1);
}

/* ---- the storm ---- */
static struct {
    WfxContext *context;
    uint64_t in_code, in_c, cut, outside;
} storm;

static void on_storm(int number, siginfo_t *info, void *machine)
{
    WfxStackWalk walk;
    Keys keys;
    uint64_t pc = (uint64_t)((ucontext_t *)machine)->uc_mcontext.gregs[REG_RIP];
    (void)number, (void)info;
    if (wfx_code_find(pc) || wfx_stub_contains(pc)) {
        storm.in_code++;
        wfx_stack_walk_signal(&walk, machine);
    } else if (storm.context->exit_rbp) {
        storm.in_c++;
        wfx_stack_walk_exit(&walk, storm.context);
    } else {
        storm.outside++;
        return;
    }
    storm.cut += !take_keys(&walk, &keys);
}

static void run_storm(const char *name, uint64_t n, uint64_t expected)
{
    World world;
    timer_t timer;
    struct sigaction action = {.sa_sigaction = on_storm, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART}, before;
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGRTMIN};
    struct itimerspec every = {.it_interval.tv_nsec = 50000, .it_value.tv_nsec = 50000}, never = {0};
    open_program(&world, 2);
    must(&world, name, 3);
    memset(&storm, 0, sizeof storm);
    storm.context = &world.store->stacks.context;
    event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
    sigaction(SIGRTMIN, &action, &before);
    assert_int_equal(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
    timer_settime(timer, 0, &every, NULL);
    uint64_t got = must(&world, name, n);
    for (int again = 0; !storm.in_code && again < 20; again++) /* a busy machine's ticks may all come elsewhere */
        got = must(&world, name, n);
    timer_settime(timer, 0, &never, NULL);
    timer_delete(timer);
    sigaction(SIGRTMIN, &before, NULL);
    print_message("%s: %lu samples in code, %lu in C under it, %lu outside, %lu cut\n", name,
                  (unsigned long)storm.in_code, (unsigned long)storm.in_c, (unsigned long)storm.outside,
                  (unsigned long)storm.cut);
    assert_int_equal(got, expected);
    assert_true(storm.in_code > 0);
    assert_true(storm.cut * 1000 <= storm.in_code + storm.in_c);
    world_close(&world);
}

static bool is_plain(void)
{
    return !compile_options.debug && !compile_options.stress_spill && !compile_options.counters;
}

static void storm_over_switches(void **state)
{
    (void)state;
    uint64_t n = is_plain() ? 10000000 : 1000000;
    run_storm("pingpong", n, n);
}

static void storm_over_generators(void **state)
{
    (void)state;
    uint64_t n = is_plain() ? 30000 : 5000;
    run_storm("generate", n, generated(n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_instruction_of_generators),
        cmocka_unit_test(every_instruction_of_switches),
        cmocka_unit_test(storm_over_switches),
        cmocka_unit_test(storm_over_generators),
    };
    return run_with_each_code(tests, sizeof tests / sizeof *tests);
}
