/* Stacks that grow (engine/rt/fit.c): what they had goes back, waiting ones are frozen from deep stacks, and signal
   handlers that run on the wasm stack reach no neighbour. */
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>

#include "engine/rt/stacks_internal.h"
#include "support.h"
#include "tests/unit/resident.h"

static const char text[] =
    "(module"
    "  (type $f (func (param i64) (result i64))) (type $c (cont $f))"
    "  (tag $yield (result i64))"
    "  (table $t 2000 (ref null $c))"
    "  (elem declare func $down $waits $nest)"
    "  (global $asks (mut i32) (i32.const 0))"
    "  (func $down (param $n i64) (result i64)"
    "    (if (result i64) (i64.eqz (local.get $n))"
    "      (then (if (result i64) (global.get $asks) (then (suspend $yield)) (else (i64.const 0))))"
    "      (else (i64.add (i64.const 1) (call $down (i64.sub (local.get $n) (i64.const 1)))))))"
    "  (func (export \"down\") (param $n i64) (result i64) (resume $c (local.get $n) (cont.new $c (ref.func $down))))"
    /* 100 continuations, each of which has outgrown its first stack and waits for the next */
    "  (global $depth (mut i64) (i64.const 0))"
    "  (func $nest (param $n i64) (result i64) (call $nest-down (local.get $n) (global.get $depth)))"
    "  (func $nest-down (param $n i64) (param $d i64) (result i64)"
    "    (if (i64.ne (local.get $d) (i64.const 0))"
    "      (then (return (i64.add (call $nest-down (local.get $n) (i64.sub (local.get $d) (i64.const 1))) (i64.const "
    "1)))))"
    "    (if (result i64) (i64.eqz (local.get $n)) (then (i64.const 0))"
    "      (else (resume $c (i64.sub (local.get $n) (i64.const 1)) (cont.new $c (ref.func $nest))))))"
    "  (func (export \"nest\") (param $d i64) (result i64)"
    "    (global.set $depth (local.get $d)) (resume $c (i64.const 99) (cont.new $c (ref.func $nest))))"
    /* wait deep down */
    "  (func $start (param $n i64) (param $c (ref $c)) (result (ref $c))"
    "    (block $on (result (ref $c)) (drop (resume $c (on $yield $on) (local.get $n) (local.get $c))) (unreachable)))"
    "  (func (export \"begin\") (param $count i64) (param $n i64) (result i64) (local $i i32)"
    "    (global.set $asks (i32.const 1))"
    "    (loop $l"
    "      (table.set $t (local.get $i) (call $start (local.get $n) (cont.new $c (ref.func $down))))"
    "      (br_if $l (i64.lt_u (i64.extend_i32_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))) (local.get "
    "$count))))"
    "    (global.set $asks (i32.const 0)) (local.get $count))"
    "  (func (export \"finish\") (param $count i64) (result i64) (local $i i32) (local $sum i64)"
    "    (loop $l"
    "      (local.set $sum (i64.add (local.get $sum)"
    "        (resume $c (i64.extend_i32_u (local.get $i)) (table.get $t (local.get $i)))))"
    "      (br_if $l (i64.lt_u (i64.extend_i32_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))) (local.get "
    "$count))))"
    "    (local.get $sum))"
    "  (func (export \"room\") (param $count i64) (result i64)"
    "    (i64.extend_i32_s (table.grow $t (ref.null $c) (i32.wrap_i64 (local.get $count)))))"
    /* a reference that was used */
    "  (global $used (mut (ref null $c)) (ref.null $c))"
    "  (func (export \"use\") (param $i i64) (result i64)"
    "    (if (ref.is_null (global.get $used)) (then (global.set $used (table.get $t (i32.wrap_i64 (local.get $i))))))"
    "    (resume $c (i64.const 5) (global.get $used)))"
    "  (func (export \"clear\") (param i64) (result i64)"
    "    (table.fill $t (i32.const 0) (ref.null $c) (table.size $t)) (i64.const 0))"
    "  (func (export \"drops\") (param $count i64) (result i64)"
    "    (global.set $asks (i32.const 1))"
    "    (loop $l"
    "      (drop (call $start (i64.const 0) (cont.new $c (ref.func $down))))"
    "      (br_if $l (i64.ne (local.tee $count (i64.sub (local.get $count) (i64.const 1))) (i64.const 0))))"
    "    (global.set $asks (i32.const 0)) (i64.const 0))"
    /* ask for depths, and go down as far each time */
    "  (func $waits (param $n i64) (result i64) (local $sum i64)"
    "    (loop $l"
    "      (local.set $sum (i64.add (local.get $sum) (call $down (local.get $n))))"
    "      (br_if $l (i64.ne (local.tee $n (suspend $yield)) (i64.const 0))))"
    "    (local.get $sum))"
    "  (func (export \"workers\") (param $count i64) (result i64) (local $i i32)"
    "    (loop $l"
    "      (table.set $t (local.get $i) (call $start (i64.const 0) (cont.new $c (ref.func $waits))))"
    "      (br_if $l (i64.lt_u (i64.extend_i32_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))) (local.get "
    "$count))))"
    "    (i64.const 0))"
    /* chains of three that wait as one: each adds something of its own when it goes on */
    "  (func $third (param $n i64) (result i64) (i64.add (local.get $n) (suspend $yield)))"
    "  (func $second (param $n i64) (result i64)"
    "    (i64.add (i64.mul (local.get $n) (i64.const 10)) (resume $c (local.get $n) (cont.new $c (ref.func $third)))))"
    "  (func $first (param $n i64) (result i64)"
    "    (i64.add (i64.mul (local.get $n) (i64.const 100)) (resume $c (local.get $n) (cont.new $c (ref.func "
    "$second)))))"
    "  (elem declare func $first $second $third)"
    "  (func (export \"chains\") (param $count i64) (result i64) (local $i i32)"
    "    (drop (table.grow $t (ref.null $c) (i32.wrap_i64 (local.get $count))))"
    "    (loop $l"
    "      (table.set $t (local.get $i)"
    "        (call $start (i64.extend_i32_u (local.get $i)) (cont.new $c (ref.func $first))))"
    "      (br_if $l (i64.lt_u (i64.extend_i32_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))) (local.get "
    "$count))))"
    "    (local.get $count))"
    "  (func (export \"work\") (param $count i64) (param $n i64) (result i64) (local $i i32)"
    "    (loop $l"
    "      (table.set $t (local.get $i) (call $start (local.get $n) (ref.as_non_null (table.get $t (local.get $i)))))"
    "      (br_if $l (i64.lt_u (i64.extend_i32_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))) (local.get "
    "$count))))"
    "    (local.get $n)))";

static uint64_t call2(World *world, const char *name, uint64_t first, uint64_t second)
{
    uint64_t words[] = {first, second}, results[64];
    assert_true(call_export(world, name, words, 2, results));
    return results[0];
}

/* How many frames of $down lie on the stack that a continuation begins with. */
static uint64_t frames_on_small(World *world)
{
    uint64_t low = 1, high = 1 << 16;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        call2(world, "begin", 1, middle);
        *(world->store->stacks.deep_count ? &high : &low) = middle;
        must(world, "finish", 1);
    }
    return low;
}

static void deep_stacks_go_back(void **state)
{
    World world;
    (void)state;
    world_open(&world, text);
    WfxStacks *stacks = &world.store->stacks;
    assert_int_equal(must(&world, "nest", 30000), 100 * 30000);
    assert_int_equal(stacks->deep_count, 0);
    assert_in_range(stacks->free_deep_count, 1, 16);
    assert_in_range(stacks->stack_count, 1, 100);
    must_fail(&world, "nest", 100000000, "call stack exhausted");
    assert_int_equal(stacks->deep_count, 0);
    must_fail(&world, "down", 100000000, "call stack exhausted");
    assert_int_equal(must(&world, "down", 50000), 50000);
    assert_int_equal(stacks->deep_count, 0);
    assert_int_equal(live_continuations(&world), 0);
    world_close(&world);
}

static void deep_ones_are_frozen(void **state)
{
    enum { COUNT = 1200, DEPTH = 4000 };
    World world;
    (void)state;
    world_open(&world, text);
    WfxStacks *stacks = &world.store->stacks;
    for (int round = 0; round < 2; round++) {
        assert_int_equal(call2(&world, "begin", COUNT, DEPTH), COUNT);
        assert_in_range(stacks->deep_bytes, 1, WFX_DEEP_BYTES + (1 << 20));
        assert_in_range(stacks->deep_count, 1, COUNT - 1);
        assert_int_equal(stacks->deep_count + stacks->frozen_count, COUNT);
        assert_int_equal(must(&world, "finish", COUNT), COUNT * DEPTH + COUNT * (COUNT - 1) / 2);
        assert_int_equal(stacks->deep_count, 0);
        assert_int_equal(stacks->frozen_count, 0);
    }
    assert_int_equal(call2(&world, "begin", 300, DEPTH), 300); /* a store that ends frees them */
    world_close(&world);
}

static void chains_are_frozen(void **state)
{
    enum { COUNT = 30000 };
    World world;
    (void)state;
    world_open(&world, text);
    WfxStacks *stacks = &world.store->stacks;
    assert_int_equal(must(&world, "chains", COUNT), COUNT);
    assert_in_range(stacks->stack_count, WFX_SMALL_STACKS, WFX_SMALL_STACKS + 10);
    assert_in_range(stacks->frozen_count, 3 * COUNT - WFX_SMALL_STACKS, 3 * COUNT);
    /* i of $finish is what the innermost gets: 100 i + 10 i + i + i */
    assert_int_equal(must(&world, "finish", COUNT), 112 * ((uint64_t)COUNT * (COUNT - 1) / 2));
    assert_int_equal(live_continuations(&world), 0);
    assert_int_equal(must(&world, "chains", COUNT), COUNT);
    world_close(&world);
}

/* In a round over many the stacks in use become few, but those that come again soon are frozen no more. */
static void as_many_stacks_as_are_worth_it(void **state)
{
    enum { MANY = 60000, HOT = 3000 };
    World world;
    (void)state;
    world_open(&world, text);
    WfxStacks *stacks = &world.store->stacks;
    must(&world, "room", MANY);
    must(&world, "workers", MANY);
    call2(&world, "work", MANY, 1);
    assert_int_equal(stacks->small_limit, WFX_FEW_STACKS);
    assert_in_range(stacks->stack_count - stacks->free_count, 1, WFX_FEW_STACKS + 10);
    for (int round = 0; round < 5; round++)
        call2(&world, "work", HOT, 1);
    uint64_t freeze_count = stacks->freeze_count;
    call2(&world, "work", HOT, 1);
    assert_int_equal(stacks->freeze_count, freeze_count);
    assert_in_range(stacks->small_limit, HOT / 2, 4 * HOT);
    world_close(&world);
}

static void repeat(char **at, const char *what, int count)
{
    for (int i = 0; i < count; i++)
        *at += sprintf(*at, "%s", what);
}

/* A thousand arguments, bound to a continuation that waits anywhere up to the brink of its stack. */
static void many_are_bound_at_the_brink(void **state)
{
    enum { COUNT = 1000, STEP = 3 };
    static char module[80000];
    char *at = module;
    (void)state;
    at += sprintf(at, "(module (type $f (func (param i64) (result i64))) (type $c (cont $f))(type $fn (func (param ");
    repeat(&at, "i64 ", COUNT);
    at += sprintf(at, ") (result i64))) (type $cn (cont $fn)) (tag $t (result ");
    repeat(&at, "i64 ", COUNT);
    at += sprintf(at, ")) (elem declare func $rec) (func $sus (result i64) (suspend $t) ");
    repeat(&at, "i64.add ", COUNT - 1);
    at += sprintf(at,
                  ")(func $rec (param $d i64) (result i64) (if (result i64) (i64.eqz (local.get $d)) (then (call $sus))"
                  "(else (call $rec (i64.sub (local.get $d) (i64.const 1))))))"
                  "(func (export \"run\") (param $d i64) (result i64) (local $k (ref null $cn))"
                  "(local.set $k (block $h (result (ref $cn)) (resume $c (on $t $h) (local.get $d)"
                  " (cont.new $c (ref.func $rec))) (return)))");
    for (int i = 1; i < COUNT; i++)
        at += sprintf(at, "(i64.const %d)", i);
    sprintf(at, "(resume $c (i64.const 5) (cont.bind $cn $c (local.get $k)))))");
    World world;
    world_open(&world, module);
    for (uint64_t depth = 1; depth < 4000; depth += depth < 1000 ? 97 : STEP)
        assert_int_equal(must(&world, "run", depth), COUNT * (COUNT - 1) / 2 + 5);
    for (uint64_t depth = 130900; depth < 131200; depth += STEP) { /* and of the largest, or they do not fit */
        uint64_t result = 0;
        if (call_export(&world, "run", &depth, 1, &result))
            assert_int_equal(result, COUNT * (COUNT - 1) / 2 + 5);
        else
            assert_int_equal(strncmp(world.error.message, "call stack exhausted", 20), 0);
    }
    assert_int_equal(live_continuations(&world), 0);
    world_close(&world);
}

static uint64_t count_headers(const WfxStacks *stacks)
{
    uint64_t count = 0;
    for (const WfxHeaderSlab *slab = stacks->inspect.slabs; slab; slab = slab->next)
        count += slab->used;
    return count;
}

static void a_peak_passes(void **state)
{
    enum { COUNT = 100000, DEPTH = 40 };
    World world;
    (void)state;
    world_open(&world, text);
    WfxStacks *stacks = &world.store->stacks;
    must(&world, "room", COUNT);
    uint64_t before = resident_bytes();
    for (int round = 0; round < 3; round++) {
        call2(&world, "begin", COUNT, round == 1 ? DEPTH : 0);
        assert_true(resident_bytes() > before + 15000000);
        assert_in_range(count_headers(stacks), COUNT, 2 * COUNT);
        if (!round)
            assert_int_equal(must(&world, "use", COUNT / 2), 5);
        must(&world, "clear", 0);
        call2(&world, "begin", 1, 0);  /* what is made next finds that they are gone */
        must(&world, "drops", 200000); /* a collection is due when twice as many live */
        assert_in_range(count_headers(stacks), 1, 60000);
        assert_true(stacks->frozen_count < 40000);
        must_fail(&world, "use", 0, "continuation already consumed"); /* its header is still there */
        if (!WFX_HAS_ASAN)
            assert_true(resident_bytes() < before + 100000000);
    }
    world_close(&world);
}

static volatile sig_atomic_t struck;

/* As a careless embedder's: on whatever stack is running. */
static void on_alarm(int number)
{
    volatile uint8_t used[14 << 10];
    (void)number;
    for (unsigned i = 0; i < sizeof used; i++)
        used[i] = 0xEE;
    struck++;
}

static void handlers_reach_no_neighbour(void **state)
{
    enum { WORKERS = 8 };
    World world;
    (void)state;
    for (int placement = 0; placement < 2; placement++) {
        world_open_placed(&world, text, placement, 0);
        uint64_t most = frames_on_small(&world);
        assert_in_range(most, 100, 100000);
        must(&world, "workers", WORKERS);
        struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART}, previous;
        struct itimerval fast = {{0, 50}, {0, 50}}, off = {{0, 0}, {0, 0}};
        sigaction(SIGALRM, &action, &previous);
        setitimer(ITIMER_REAL, &fast, NULL);
        struck = 0;
        /* The one that goes down to the brink of its stack is struck there; those beside it must not notice. */
        for (unsigned round = 0; struck < 2000 && round < 100000; round++)
            call2(&world, "work", WORKERS, most - 2 - round % 4); /* $waits takes the place of two frames of $down */
        setitimer(ITIMER_REAL, &off, NULL);
        sigaction(SIGALRM, &previous, NULL);
        assert_true(struck >= 2000);
        assert_int_equal(world.store->stacks.deep_count, 0); /* they were at the brink, not beyond */
        world_close(&world);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(deep_stacks_go_back),
        cmocka_unit_test(deep_ones_are_frozen),
        cmocka_unit_test(as_many_stacks_as_are_worth_it),
        cmocka_unit_test(chains_are_frozen),
        cmocka_unit_test(many_are_bound_at_the_brink),
        cmocka_unit_test(a_peak_passes),
        cmocka_unit_test(handlers_reach_no_neighbour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
