/* Continuations through compiled code: very many, very deep, very long-lived; binding, cancelling, switching; what is
   reused and what is not. */
#include <pthread.h>

#include "engine/base/alloc.h"
#include "engine/rt/stacks_internal.h"
#include "support.h"

static const char generators[] =
    "(module"
    "  (type $f (func (param i64) (result i64))) (type $c (cont $f))"
    "  (tag $yield (param i64) (result i64))"
    "  (table $t 1 1000000 (ref null $c))"
    "  (elem declare func $worker $once $deep $endless)"
    "  (func $worker (param $id i64) (result i64)"
    "    (i64.add (local.get $id) (suspend $yield (local.get $id))))"
    "  (func $once (param $x i64) (result i64) (i64.add (local.get $x) (i64.const 1)))"
    "  (func $endless (param $x i64) (result i64)"
    "    (loop $again (local.set $x (suspend $yield (i64.add (local.get $x) (i64.const 1)))) (br $again)) "
    "(unreachable))"
    "  (func $resume (param $k (ref null $c)) (param $x i64) (result i64 (ref null $c))"
    "    (block $on (result i64 (ref $c))"
    "      (return (resume $c (on $yield $on) (local.get $x) (local.get $k)) (ref.null $c))))"
    "  (func (export \"many\") (param $n i64) (result i64) (local $i i64) (local $sum i64) (local $k (ref null $c))"
    "    (drop (table.grow $t (ref.null $c) (i32.wrap_i64 (i64.sub (local.get $n) (i64.const 1)))))"
    "    (loop $start"
    "      (call $resume (cont.new $c (ref.func $worker)) (local.get $i)) (local.set $k)"
    "      (local.set $sum (i64.add (local.get $sum)))"
    "      (table.set $t (i32.wrap_i64 (local.get $i)) (local.get $k))"
    "      (br_if $start (i64.lt_u (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))"
    "    (local.set $i (i64.const 0))"
    "    (loop $finish"
    "      (call $resume (table.get $t (i32.wrap_i64 (local.get $i))) (i64.const 5)) (drop)"
    "      (local.set $sum (i64.add (local.get $sum)))"
    "      (br_if $finish (i64.lt_u (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))"
    "    (local.get $sum))"
    "  (func (export \"reuse\") (param $n i64) (result i64) (local $x i64)"
    "    (loop $again"
    "      (local.set $x (resume $c (local.get $x) (cont.new $c (ref.func $once))))"
    "      (br_if $again (i64.lt_u (local.get $x) (local.get $n))))"
    "    (local.get $x))"
    "  (func (export \"use_up\") (param $n i64) (result i64) (local $x i64) (local $k (ref null $c))"
    "    (loop $again" /* each has a reference */
    "      (local.set $k (cont.new $c (ref.func $once)))"
    "      (local.set $x (resume $c (local.get $x) (local.get $k)))"
    "      (br_if $again (i64.lt_u (local.get $x) (local.get $n))))"
    "    (local.get $x))"
    "  (func $deep (param $n i64) (result i64)"
    "    (if (result i64) (i64.eqz (local.get $n))"
    "      (then (suspend $yield (i64.const 7)))"
    "      (else (i64.add (i64.const 1)"
    "        (resume $c (i64.sub (local.get $n) (i64.const 1)) (cont.new $c (ref.func $deep)))))))"
    "  (func (export \"deep\") (param $n i64) (result i64) (local $k (ref null $c)) (local $got i64)"
    "    (call $resume (cont.new $c (ref.func $deep)) (local.get $n)) (local.set $k) (local.set $got)"
    "    (call $resume (local.get $k) (i64.const 100)) (drop)"
    "    (i64.add (local.get $got)))"
    "  (func (export \"long\") (param $n i64) (result i64) (local $x i64) (local $k (ref null $c))"
    "    (local.set $k (cont.new $c (ref.func $endless)))"
    "    (loop $again"
    "      (call $resume (local.get $k) (local.get $x)) (local.set $k) (local.set $x)"
    "      (br_if $again (i64.lt_u (local.get $x) (local.get $n))))"
    "    (local.get $x))"
    "  (global $stale (mut (ref null $c)) (ref.null $c))"
    "  (func (export \"stale\") (param $n i64) (result i64) (local $x i64) (local $k (ref null $c))"
    "    (call $resume (cont.new $c (ref.func $endless)) (local.get $x)) (local.set $k) (local.set $x)"
    "    (global.set $stale (local.get $k))"
    "    (loop $again"
    "      (call $resume (local.get $k) (local.get $x)) (local.set $k) (local.set $x)"
    "      (br_if $again (i64.lt_u (local.get $x) (local.get $n))))"
    "    (call $resume (global.get $stale) (local.get $x)) (drop))"
    "  (func (export \"null\") (param i64) (result i64) (call $resume (ref.null $c) (i64.const 1)) (drop))"
    "  (func (export \"finished\") (param i64) (result i64) (local $k (ref null $c))"
    "    (local.set $k (cont.new $c (ref.func $once)))"
    "    (drop (resume $c (i64.const 1) (local.get $k)))"
    "    (resume $c (i64.const 1) (local.get $k)))"
    "  (func (export \"unhandled\") (param i64) (result i64) (resume $c (i64.const 1) (cont.new $c (ref.func "
    "$worker))))"
    "  (func (export \"unhandled_outside\") (param i64) (result i64) (suspend $yield (i64.const 1))))";

static void a_million_live(void **state)
{
    World world;
    (void)state;
    world_open(&world, generators);
    uint64_t n = compile_options.debug || compile_options.stress_spill || compile_options.counters ? 10000 : 1000000;
    assert_int_equal(must(&world, "many", n), 2 * (n * (n - 1) / 2) + 5 * n);
    uint32_t roomy = n < WFX_SMALL_STACKS ? n : WFX_SMALL_STACKS; /* of so many are not frozen (engine/rt/fit.c) */
    assert_int_equal(world.store->stacks.stack_count, roomy);
    assert_int_equal(live_continuations(&world), 0);
    world_close(&world);
}

static void finished_ones_are_reused(void **state)
{
    World world;
    (void)state;
    world_open(&world, generators);
    assert_int_equal(must(&world, "reuse", 200000), 200000);
    assert_int_equal(must(&world, "use_up", 200000), 200000);
    assert_int_equal(world.store->stacks.stack_count, 1);
    assert_int_equal(live_continuations(&world), 0);
    world_close(&world);
}

static void deep_chains(void **state)
{
    (void)state;
    for (int placement = 0; placement < 3; placement++) {
        World world;
        world_open_placed(&world, generators, placement, 0);
        assert_int_equal(must(&world, "deep", 0), 107);
        assert_int_equal(must(&world, "deep", 1), 108);
        assert_int_equal(must(&world, "deep", 10000), 10107);
        assert_int_equal(live_continuations(&world), 0);
        world_close(&world);
    }
}

static void generations_wrap(void **state)
{
    World world;
    (void)state;
    world_open(&world, generators);
    assert_int_equal(must(&world, "long", 100000), 100000);
    assert_int_equal(live_continuations(&world), 1); /* suspended, dropped; three headers were used up on the way */
    must_fail(&world, "stale", 10, "continuation already consumed");
    must_fail(&world, "stale", 100000, "continuation already consumed");
    world_close(&world);
}

/* Each use but one in two uses a header up; a collection finds that nobody refers to it. */
static void used_up_headers_come_back(void **state)
{
    World world;
    WfxError error = {0};
    WfxStoreOptions options = {.stress_generations = true};
    (void)state;
    memset(&world, 0, sizeof world);
    world.store = wfx_rt_store_new(&options, &error);
    assert_non_null(world.store);
    world.instance = instantiate(world.store, generators, NULL, 0);
    assert_int_equal(must(&world, "use_up", 200000), 200000);
    uint64_t headers = 0;
    for (const WfxHeaderSlab *slab = world.store->stacks.inspect.slabs; slab; slab = slab->next)
        headers += slab->used;
    assert_in_range(headers, WFX_COLLECT_FIRST, WFX_COLLECT_FIRST + 100);
    world_close(&world);
}

static void misuse_traps(void **state)
{
    World world;
    (void)state;
    world_open(&world, generators);
    must_fail(&world, "null", 0, "null continuation reference");
    must_fail(&world, "finished", 0, "continuation already consumed");
    must_fail(&world, "unhandled", 0, "unhandled tag: yield");
    assert_int_equal(world.error.kind, WFX_ERROR_SUSPENSION);
    must_fail(&world, "unhandled_outside", 0, "unhandled tag: yield");
    assert_int_equal(must(&world, "deep", 3), 110); /* still usable */
    assert_int_equal(live_continuations(&world), 0);
    world_close(&world);
}

/* ---- values beyond the registers, in every direction ---- */
#define I12 "i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64"
#define F12 "f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64"
#define GET(n) "(local.get " #n ")"
#define GET12 GET(0) GET(1) GET(2) GET(3) GET(4) GET(5) GET(6) GET(7) GET(8) GET(9) GET(10) GET(11)
#define GETF GET(12) GET(13) GET(14) GET(15) GET(16) GET(17) GET(18) GET(19) GET(20) GET(21) GET(22) GET(23)
#define SETF                                                                                                           \
    "(local.set 23) (local.set 22) (local.set 21) (local.set 20) (local.set 19) (local.set 18)"                        \
    "(local.set 17) (local.set 16) (local.set 15) (local.set 14) (local.set 13) (local.set 12)"
#define SET12                                                                                                          \
    "(local.set 11) (local.set 10) (local.set 9) (local.set 8) (local.set 7) (local.set 6)"                            \
    "(local.set 5) (local.set 4) (local.set 3) (local.set 2) (local.set 1) (local.set 0)"
#define STEP                                                                                                           \
    "(local.set 0 (i64.add (local.get 0) (i64.const 1))) (local.set 11 (i64.add (local.get 11) (i64.const 1)))"        \
    "(local.set 12 (f64.add (local.get 12) (f64.const 1))) (local.set 23 (f64.add (local.get 23) (f64.const 1)))"

static const char wide[] =
    "(module"
    "  (type $f (func (param " I12 " " F12 ") (result " I12 " " F12 "))) (type $c (cont $f))"
    "  (type $part (func (param " F12 ") (result " I12 " " F12 "))) (type $cpart (cont $part))"
    "  (type $less (func (param f64 f64) (result " I12 " " F12 "))) (type $cless (cont $less))"
    "  (type $none (func (result " I12 " " F12 "))) (type $cnone (cont $none))"
    "  (tag $ask (param " I12 " " F12 ") (result " I12 " " F12 "))"
    "  (elem declare func $work $middle)"
    "  (func $work (type $f) " STEP GET12 GETF "suspend $ask " SETF SET12 STEP GET12 GETF ")"
    "  (func $middle (type $f) " GET12 GETF "(cont.new $c (ref.func $work)) (resume $c))"
    "  (func $drive (param $k (ref $c)) (param " I12 " " F12 ") (result " I12 " " F12 ") (local $r (ref null $c))"
    "    (block $on (result " I12 " " F12 " (ref $c))"
    "      " GET(1) GET(2) GET(3) GET(4) GET(5) GET(6) GET(7) GET(8) GET(9) GET(10) GET(11) GET(12) GET(13) GET(14)
        GET(15) GET(16) GET(17) GET(18) GET(19) GET(20) GET(21) GET(22) GET(23)
            GET(24) "      (resume $c (on $ask $on) (local.get $k)) return)"
                    "    (resume $c))"
                    "  (func (export \"direct\") (param " I12 " " F12 ") (result " I12 " " F12 ")"
                    "    (call $drive (cont.new $c (ref.func $work)) " GET12 GETF "))"
                    "  (func (export \"through\") (param " I12 " " F12 ") (result " I12 " " F12 ")"
                    "    (call $drive (cont.new $c (ref.func $middle)) " GET12 GETF "))"
                    "  (func (export \"bound\") (param " I12 " " F12 ") (result " I12 " " F12
                    ") (local $k (ref null $cpart)) (local $m (ref null $cless))"
                    "    " GET12 "(cont.new $c (ref.func $work)) (cont.bind $c $cpart) (local.set $k)"
                    "    " GET(12) GET(13) GET(14) GET(15) GET(16) GET(17) GET(18) GET(19) GET(20)
                        GET(21) "(local.get $k) (cont.bind $cpart $cless) (local.set $m)"
                                "    (block $on (result " I12 " " F12 " (ref $c))"
                                "      (resume $cless (on $ask $on) " GET(22)
                                    GET(23) "(local.get $m)) return)"
                                            "    (cont.bind $c $cnone) (resume $cnone)))";

static void run_wide(const char *name)
{
    World world;
    uint64_t in[24], out[64];
    for (uint32_t i = 0; i < 12; i++)
        in[i] = 1000 + i;
    for (uint32_t i = 12; i < 24; i++) {
        double value = i + 0.5;
        memcpy(&in[i], &value, 8);
    }
    world_open(&world, wide);
    if (!call_export(&world, name, in, 24, out)) {
        show(&world.error);
        fail();
    }
    for (uint32_t i = 0; i < 12; i++)
        assert_int_equal(out[i], 1000 + i + (i == 0 || i == 11 ? 2 : 0));
    for (uint32_t i = 12; i < 24; i++) {
        double value;
        memcpy(&value, &out[i], 8);
        assert_true(value == i + 0.5 + (i == 12 || i == 23 ? 2 : 0));
    }
    assert_int_equal(live_continuations(&world), 0);
    world_close(&world);
}

static void wide_direct(void **state)
{
    (void)state;
    run_wide("direct");
}
static void wide_through(void **state)
{
    (void)state;
    run_wide("through");
}
static void wide_bound(void **state)
{
    (void)state;
    run_wide("bound");
}

/* ---- switch ---- */
static const char switching[] =
    "(module"
    "  (rec (type $f (func (param i64 (ref null $c)) (result i64))) (type $c (cont $f)))"
    "  (tag $turn (result i64))"
    "  (elem declare func $ping $pong)"
    "  (global $n (mut i64) (i64.const 0))"
    "  (func $ping (type $f) (local $other (ref null $c))"
    "    (local.set $other (cont.new $c (ref.func $pong)))"
    "    (loop $again"
    "      (switch $c $turn (i64.add (local.get 0) (i64.const 1)) (local.get $other))"
    "      (local.set $other) (local.set 0)"
    "      (br_if $again (i64.lt_u (local.get 0) (global.get $n))))"
    "    (local.get 0))"
    "  (func $pong (type $f)"
    "    (loop $again"
    "      (switch $c $turn (i64.add (local.get 0) (i64.const 1)) (local.get 1))"
    "      (local.set 1) (local.set 0)"
    "      (br $again))"
    "    (unreachable))"
    "  (func (export \"pingpong\") (param $n i64) (result i64)"
    "    (global.set $n (local.get $n))"
    "    (resume $c (on $turn switch) (i64.const 0) (ref.null $c) (cont.new $c (ref.func $ping))))"
    "  (func (export \"unhandled\") (param $n i64) (result i64)"
    "    (resume $c (i64.const 0) (ref.null $c) (cont.new $c (ref.func $ping)))))";

static void switches_wrap_generations(void **state)
{
    (void)state;
    for (int placement = 0; placement < 3; placement++) {
        World world;
        world_open_placed(&world, switching, placement, 0);
        assert_int_equal(must(&world, "pingpong", 200000), 200000);
        must_fail(&world, "unhandled", 0, "unhandled tag: turn");
        world_close(&world);
    }
}

/* ---- cancellation and exceptions ---- */
static const char throwing[] =
    "(module"
    "  (type $f (func (param i64) (result i64))) (type $c (cont $f))"
    "  (type $g (func (result i64))) (type $cg (cont $g))"
    "  (tag $yield (param i64) (result i64)) (tag $stop (param i64)) (tag $other)"
    "  (elem declare func $stubborn $plain $outer $thrower)"
    "  (func $stubborn (type $f)"
    "    (block $h (result i64)"
    "      (try_table (catch $stop $h) (drop (suspend $yield (local.get 0)))) (unreachable))"
    "    (i64.add (i64.const 1000)))"
    "  (func $plain (type $f) (suspend $yield (local.get 0)))"
    "  (func $outer (type $f) (i64.add (i64.const 1) (resume $c (local.get 0) (cont.new $c (ref.func $stubborn)))))"
    "  (func $thrower (type $f) (if (i64.eqz (local.get 0)) (then (throw $stop (i64.const 77))))"
    "    (resume $c (i64.sub (local.get 0) (i64.const 1)) (cont.new $c (ref.func $thrower))))"
    "  (func $first (param $k (ref $c)) (result (ref $c))"
    "    (block $on (result i64 (ref $c)) (drop (resume $c (on $yield $on) (i64.const 3) (local.get $k))) "
    "(unreachable))"
    "    (local.set $k) (drop) (local.get $k))"
    "  (func (export \"suspended\") (param i64) (result i64)"
    "    (resume_throw $c $stop (i64.const 42) (call $first (cont.new $c (ref.func $stubborn)))))"
    "  (func (export \"chain\") (param i64) (result i64)"
    "    (resume_throw $c $stop (i64.const 42) (call $first (cont.new $c (ref.func $outer)))))"
    "  (func (export \"passing\") (param i64) (result i64)"
    "    (block $h (result i64)"
    "      (try_table (catch $stop $h) (drop (resume_throw $c $stop (i64.const 43) (call $first (cont.new $c (ref.func "
    "$plain)))))) (unreachable)))"
    "  (func (export \"fresh\") (param i64) (result i64)"
    "    (block $h (result i64)"
    "      (try_table (catch $stop $h) (drop (resume_throw $c $stop (i64.const 44) (cont.new $c (ref.func $plain))))) "
    "(unreachable)))"
    "  (func (export \"fresh_bound\") (param i64) (result i64)"
    "    (block $h (result i64)"
    "      (try_table (catch $stop $h) (drop (resume_throw $cg $stop (i64.const 45)"
    "        (cont.bind $c $cg (i64.const 9) (cont.new $c (ref.func $plain)))))) (unreachable)))"
    "  (func (export \"suspended_bound\") (param i64) (result i64)"
    "    (resume_throw $cg $stop (i64.const 46) (cont.bind $c $cg (i64.const 9) (call $first (cont.new $c (ref.func "
    "$stubborn))))))"
    "  (func (export \"through\") (param $depth i64) (result i64)"
    "    (block $h (result i64)"
    "      (try_table (catch $stop $h)"
    "        (drop (resume $c (local.get $depth) (cont.new $c (ref.func $thrower))))) (unreachable)))"
    "  (func (export \"uncaught\") (param $depth i64) (result i64) (resume $c (local.get $depth) (cont.new $c "
    "(ref.func "
    "$thrower))))"
    "  (func (export \"rethrown\") (param $n i64) (result i64) (local $e exnref)"
    "    (loop $again"
    "      (block $h (result exnref) (try_table (catch_all_ref $h) (throw $stop (i64.const 5))) (unreachable)) "
    "(local.set $e)"
    "      (block $a (result i64) (try_table (catch $stop $a) (throw $stop (i64.const 6))) (unreachable)) (drop)"
    "      (block $b (try_table (catch $other $b) (throw $other)))"
    "      (local.set $n (i64.sub (local.get $n) (i64.const 1)))"
    "      (br_if $again (i64.gt_s (local.get $n) (i64.const 0))))"
    "    (block $h (result i64) (try_table (catch $stop $h) (throw_ref (local.get $e))) (unreachable)))"
    "  (func (export \"null\") (param i64) (result i64) (resume_throw $c $stop (i64.const 1) (ref.null $c)))"
    "  (func (export \"ref\") (param i64) (result i64) (local $e exnref)"
    "    (block $h (result exnref)"
    "      (try_table (catch_all_ref $h) (throw $stop (i64.const 47))) (unreachable))"
    "    (local.set $e)"
    "    (resume_throw_ref $c (local.get $e) (call $first (cont.new $c (ref.func $stubborn))))))";

static void cancellation(void **state)
{
    World world;
    (void)state;
    world_open(&world, throwing);
    assert_int_equal(must(&world, "suspended", 0), 1042);
    assert_int_equal(must(&world, "chain", 0), 1043);
    assert_int_equal(must(&world, "passing", 0), 43);
    assert_int_equal(must(&world, "fresh", 0), 44);
    assert_int_equal(must(&world, "fresh_bound", 0), 45);
    assert_int_equal(must(&world, "suspended_bound", 0), 1046);
    assert_int_equal(must(&world, "through", 0), 77);
    assert_int_equal(must(&world, "through", 50), 77);
    assert_int_equal(must(&world, "ref", 0), 1047);
    assert_int_equal(must(&world, "rethrown", 1000), 5);
    uint32_t exceptions = 0;
    for (WfxException *at = world.store->stacks.exceptions; at; at = at->next)
        exceptions++;
    assert_in_range(exceptions, 1000, 1010); /* those with a reference live on, the other two thousand do not */
    must_fail(&world, "null", 0, "null continuation reference");
    must_fail(&world, "uncaught", 5, "uncaught exception: stop");
    assert_int_equal(world.error.kind, WFX_ERROR_EXCEPTION);
    /* The backtrace is the throw's: six continuations and their boundaries, the caller, the entry. */
    assert_int_equal(world.store->stacks.trap.frame_count, 6 + 6 + 1 + 1);
    assert_int_equal(live_continuations(&world), 0);
    assert_int_equal(world.store->stacks.stack_count, 51);
    world_close(&world);
}

/* ---- traps ---- */
static const char trapping[] =
    "(module"
    "  (import \"h\" \"back\" (func $back (param i64) (result i64)))"
    "  (type $f (func (param i64) (result i64))) (type $c (cont $f))"
    "  (tag $yield (param i64) (result i64))"
    "  (memory 1)"
    "  (elem declare func $deep $forever $calls $back)"
    "  (func $fault (param i64) (result i64) (i64.load (i32.wrap_i64 (local.get 0))))"
    "  (func $deep (type $f)"
    "    (if (i64.eqz (local.get 0)) (then (return (call $fault (i64.const 0x7fffffff)))))"
    "    (resume $c (i64.sub (local.get 0) (i64.const 1)) (cont.new $c (ref.func $deep))))"
    "  (func $forever (export \"recurse\") (type $f) (i64.add (i64.const 1) (call $forever (local.get 0))))"
    "  (func (export \"nested\") (param i64) (result i64) (resume $c (local.get 0) (cont.new $c (ref.func $deep))))"
    "  (func (export \"overflow\") (param i64) (result i64) (resume $c (local.get 0) (cont.new $c (ref.func "
    "$forever))))"
    "  (func $calls (type $f) (call $back (local.get 0)))"
    "  (func (export \"across\") (param i64) (result i64)"
    "    (block $on (result i64 (ref $c)) (return (resume $c (on $yield $on) (local.get 0) (cont.new $c (ref.func "
    "$calls))))) "
    "(drop))"
    "  (func (export \"host_continuation\") (param i64) (result i64) (resume $c (local.get 0) (cont.new $c (ref.func "
    "$back))))"
    "  (func (export \"suspends\") (param i64) (result i64) (suspend $yield (local.get 0)))"
    "  (func (export \"divides\") (param i64) (result i64) (i64.div_s (local.get 0) (i64.const 0))))";

/* Calls the export "suspends" (odd argument), "divides" (2), "across" again (0), or adds one. */
static bool call_back(void *env, WfxFunc *func, WfxInstance *caller, const WfxSlot *args, WfxSlot *results)
{
    World *world = env;
    uint64_t argument;
    (void)func;
    memcpy(&argument, args[0].bytes, 8);
    if (argument >= 4) {
        argument++;
        memcpy(results[0].bytes, &argument, 8);
        return true;
    }
    (void)caller;
    return wfx_rt_call(world->store,
                       export_func(world->instance, argument & 1 ? "suspends"
                                                    : argument   ? "divides"
                                                                 : "across"),
                       args, results, &world->store->pending);
}

static void open_trapping(World *world)
{
    WfxError error = {0};
    WfxType i64[] = {WFX_I64};
    world_open(world, NULL);
    uint32_t type = wfx_types_func(i64, 1, i64, 1);
    WfxHostFunc host = {.call = call_back, .env = world, .name = "h.back", .type = wfx_types_get(type)};
    WfxExternValue import = {.kind = WFX_EXTERN_FUNC,
                             .of.func = wfx_rt_host_func_new(world->store, type, &host, &error)};
    assert_non_null(import.of.func);
    world->instance = instantiate(world->store, trapping, &import, 1);
}

static void backtraces_cross_boundaries(void **state)
{
    World world;
    (void)state;
    open_trapping(&world);
    must_fail(&world, "nested", 3, "out of bounds memory access");
    const WfxTrapRecord *trap = &world.store->stacks.trap;
    /* fault; 4 x (deep, boundary); nested; entry */
    assert_int_equal(trap->frame_count, 1 + 8 + 2);
    assert_int_equal(trap->frames[0].kind, WFX_FRAME_WASM);
    assert_int_equal(trap->frames[0].function, 1);
    for (uint32_t i = 1; i < 9; i += 2) {
        assert_int_equal(trap->frames[i].kind, WFX_FRAME_WASM);
        assert_int_equal(trap->frames[i].function, 2);
        assert_int_equal(trap->frames[i + 1].kind, WFX_FRAME_BOUNDARY);
        assert_int_not_equal(trap->frames[i + 1].wasm_offset, WFX_NO_OFFSET);
    }
    assert_int_equal(trap->frames[9].function, 4);
    assert_int_equal(trap->frames[10].kind, WFX_FRAME_ENTRY);
    assert_int_equal(live_continuations(&world), 0);
    must_fail(&world, "overflow", 3, "call stack exhausted");
    assert_true(trap->frame_count + trap->omitted > 1000);
    must_fail(&world, "recurse", 3, "call stack exhausted");
    assert_int_equal(trap->frame_count, WFX_TRACE_LIMIT);
    assert_true(trap->omitted > 0);
    assert_int_equal(live_continuations(&world), 0);
    world_close(&world);
}

/* As an optimising compiler would say it: the trap of $work stands in code of $deep, which was inlined into $between,
   into $work. */
static void backtraces_show_inlined_frames(void **state)
{
    (void)state;
    World world;
    world_open(&world, "(module (func $deep) (func $between) (func $work (nop) (unreachable))"
                       "  (func (export \"main\") (param i64) (result i64) (call $work) (i64.const 0)))");
    WfxCodeImage *image = (WfxCodeImage *)world.instance->compiled->image;
    const WfxCodeFunction *work = &image->functions[2], *caller = &image->functions[3];
    const WfxCodeInlined inlined[] = {
        {.host = 2, .parent = WFX_NO_INDEX, .offset = work->wasm_start, .function = 1},
        {.host = 2, .parent = 0, .offset = image->functions[1].wasm_start, .function = 0},
        {.host = 3, .parent = WFX_NO_INDEX, .offset = caller->wasm_start, .function = 1},
    };
    const WfxInlinedRange ranges[] = {{work->body, work->end, 1}, {caller->body, caller->end, 2}};
    image->inlined = memcpy(malloc(sizeof inlined), inlined, sizeof inlined);
    image->inlined_ranges = memcpy(malloc(sizeof ranges), ranges, sizeof ranges);
    image->inlined_count = 3;
    image->inlined_range_count = 2;
    must_fail(&world, "main", 0, "unreachable");
    const WfxTrapRecord *trap = &world.store->stacks.trap;
    static const uint32_t functions[] = {0, 1, 2, 1, 3};
    assert_int_equal(trap->frame_count, 6);
    for (uint32_t i = 0; i < 5; i++) {
        assert_int_equal(trap->frames[i].kind, WFX_FRAME_WASM);
        assert_int_equal(trap->frames[i].function, functions[i]);
        assert_ptr_equal(trap->frames[i].instance, trap->frames[0].instance);
    }
    assert_true(trap->frames[0].wasm_offset > work->wasm_start); /* of the trap itself */
    assert_int_equal(trap->frames[1].wasm_offset, image->functions[1].wasm_start);
    assert_int_equal(trap->frames[2].wasm_offset, work->wasm_start);
    assert_int_equal(trap->frames[4].wasm_offset, caller->wasm_start);
    assert_int_equal(trap->frames[5].kind, WFX_FRAME_ENTRY);
    world_close(&world);
}

static void host_frames_stop_suspensions(void **state)
{
    World world;
    (void)state;
    open_trapping(&world);
    assert_int_equal(must(&world, "across", 10), 11);
    assert_int_equal(must(&world, "host_continuation", 10), 11);
    must_fail(&world, "across", 1, "suspension across a host frame: tag yield, host function h.back");
    must_fail(&world, "host_continuation", 1, "suspension across a host frame: tag yield, host function h.back");
    must_fail(&world, "across", 2, "integer divide by zero");
    must_fail(&world, "across", 0, "call stack exhausted"); /* wasm, host, wasm, host, .. */
    assert_int_equal(must(&world, "across", 10), 11);
    assert_int_equal(live_continuations(&world), 0);
    world_close(&world);
}

/* ---- what others see ---- */
static const char states[] =
    "(module"
    "  (import \"h\" \"back\" (func $look (param i64) (result i64)))"
    "  (type $f (func (param i64) (result i64))) (type $c (cont $f)) (type $g (func (result i64))) (type $cg (cont $g))"
    "  (tag $yield (param i64) (result i64))"
    "  (elem declare func $inner $outer $looks $waits)"
    "  (global $fresh (mut (ref null $c)) (ref.null $c)) (global $bound (mut (ref null $cg)) (ref.null $cg))"
    "  (global $chain (mut (ref null $c)) (ref.null $c))"
    "  (func $inner (type $f) (suspend $yield (local.get 0)))"
    "  (func $outer (type $f) (resume $c (local.get 0) (cont.new $c (ref.func $inner))))"
    "  (func $waits (type $f) (suspend $yield (local.get 0)))"
    "  (func $looks (type $f) (call $look (local.get 0)))"
    "  (func (export \"run\") (param i64) (result i64)"
    "    (global.set $fresh (cont.new $c (ref.func $outer)))"
    "    (global.set $bound (cont.bind $c $cg (i64.const 1) (cont.new $c (ref.func $outer))))"
    "    (block $on (result i64 (ref $c)) (return (resume $c (on $yield $on) (i64.const 1) (cont.new $c (ref.func "
    "$outer)))))"
    "    (global.set $chain) (drop)"
    "    (resume $c (i64.const 9) (cont.new $c (ref.func $looks)))))";

typedef struct Seen {
    const WfxContext *context;
    uint32_t fresh, active, suspended, roots, walked_frames;
} Seen;

static bool see(void *user, WfxContinuation *continuation)
{
    Seen *seen = user;
    WfxStackWalk walk;
    WfxStackFrame frame;
    switch (wfx_inspect_status(seen->context, continuation)) {
    case WFX_INSPECT_FRESH: seen->fresh++; break;
    case WFX_INSPECT_ACTIVE: seen->active++; break;
    case WFX_INSPECT_ROOT_ENTRY: seen->roots++; break;
    case WFX_INSPECT_SUSPENDED:
        seen->suspended++;
        if (continuation->link_pc == wfx_inspect_root.detached_pc)
            break; /* the outer one of the chain */
        wfx_stack_walk_suspended(&walk, continuation);
        while (wfx_stack_walk_next(&walk, &frame))
            seen->walked_frames++;
        assert_false(walk.cut);
        break;
    case WFX_INSPECT_UNUSED: fail(); break;
    }
    return true;
}

static bool look(void *env, WfxFunc *func, WfxInstance *caller, const WfxSlot *args, WfxSlot *results)
{
    World *world = env;
    Seen seen = {.context = &world->store->stacks.context};
    (void)func;
    assert_ptr_equal(caller, world->instance->instance);
    wfx_inspect_continuations(&world->store->stacks.inspect, see, &seen);
    assert_int_equal(seen.fresh, compile_options.debug ? 2 : 0); /* else they are objects of the heap */
    assert_int_equal(seen.active, 1);
    assert_int_equal(seen.suspended, 2);
    assert_int_equal(seen.roots, 1);
    assert_int_equal(seen.walked_frames, 3); /* inner, its boundary, outer */
    results[0] = args[0];
    return true;
}

static void inspection_tells_states_apart(void **state)
{
    World world;
    WfxError error = {0};
    WfxType i64[] = {WFX_I64};
    (void)state;
    world_open(&world, NULL);
    uint32_t type = wfx_types_func(i64, 1, i64, 1);
    WfxHostFunc host = {.call = look, .env = &world, .name = "h.look", .type = wfx_types_get(type)};
    WfxExternValue import = {.kind = WFX_EXTERN_FUNC,
                             .of.func = wfx_rt_host_func_new(world.store, type, &host, &error)};
    assert_non_null(import.of.func);
    world.instance = instantiate(world.store, states, &import, 1);
    assert_int_equal(must(&world, "run", 0), 9);
    assert_memory_equal(wfx_inspect_root.magic, "WFXINSP", 8);
    bool is_listed = false;
    for (const WfxInspectStore *at = wfx_inspect_root.stores; at; at = at->next)
        is_listed |= at == &world.store->stacks.inspect;
    assert_true(is_listed);
    world_close(&world);
    for (const WfxInspectStore *at = wfx_inspect_root.stores; at; at = at->next)
        assert_ptr_not_equal(at, &world.store->stacks.inspect);
}

/* ---- threads ---- */
static void *run_thread(void *user)
{
    World world;
    uint64_t argument = 50000, results[64];
    (void)user;
    world_open(&world, generators);
    bool ok = call_export(&world, "long", &argument, 1, results) && results[0] == argument;
    for (int i = 0; i < 100; i++)
        ok &= !call_export(&world, "unhandled", &argument, 1, results) &&
              !call_export(&world, "finished", &argument, 1, results);
    world_close(&world);
    return ok ? user : NULL;
}

static void assert_ends_in_jump(WfxInspectRange range)
{
    assert_true(range.start < range.end);
    assert_memory_equal((const void *)(uintptr_t)(range.end - 3), "\x41\xff\xe3", 3); /* jmp r11 */
}

static void ranges_of_stubs_are_published(void **state)
{
    (void)state;
    const WfxInspectRoot *root = &wfx_inspect_root;
    assert_ends_in_jump(root->resume);
    assert_ends_in_jump(root->boundary);
    assert_int_equal(root->boundary.start, root->cont_start - 1);
    assert_in_range(root->cont_base, root->cont_start, root->boundary.end);
}

static void stores_in_threads(void **state)
{
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    int marks[THREADS];
    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_thread, &marks[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        assert_ptr_equal(result, &marks[i]);
    }
}

static void out_of_memory_is_an_error(void **state)
{
    (void)state;
    for (long n = 0;; n++) {
        WfxStoreOptions options = {0};
        WfxError error = {0};
        wfx_alloc_fail_after(n);
        WfxStore *store = wfx_rt_store_new(&options, &error);
        wfx_alloc_fail_after(-1);
        if (store) {
            wfx_rt_store_free(store);
            assert_true(n > 0);
            break;
        }
        assert_int_equal(error.kind, WFX_ERROR_MEMORY);
    }
    /* And inside calls: a clean trap or the right result. */
    World world;
    world_open(&world, generators);
    for (long n = 0; n < 6; n++) {
        uint64_t argument = 3000, results[64];
        wfx_alloc_fail_after(n);
        bool ok = call_export(&world, "deep", &argument, 1, results);
        wfx_alloc_fail_after(-1);
        assert_true(ok ? results[0] == 3107 : strcmp(world.error.message, "out of memory") == 0);
        assert_int_equal(live_continuations(&world), 0);
    }
    assert_int_equal(must(&world, "deep", 3000), 3107);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finished_ones_are_reused),
        cmocka_unit_test(deep_chains),
        cmocka_unit_test(generations_wrap),
        cmocka_unit_test(used_up_headers_come_back),
        cmocka_unit_test(misuse_traps),
        cmocka_unit_test(wide_direct),
        cmocka_unit_test(wide_through),
        cmocka_unit_test(wide_bound),
        cmocka_unit_test(switches_wrap_generations),
        cmocka_unit_test(cancellation),
        cmocka_unit_test(backtraces_cross_boundaries),
        cmocka_unit_test(backtraces_show_inlined_frames),
        cmocka_unit_test(host_frames_stop_suspensions),
        cmocka_unit_test(inspection_tells_states_apart),
        cmocka_unit_test(ranges_of_stubs_are_published),
        cmocka_unit_test(stores_in_threads),
        cmocka_unit_test(out_of_memory_is_an_error),
        cmocka_unit_test(a_million_live),
    };
    return run_with_each_code(tests, sizeof tests / sizeof *tests);
}
