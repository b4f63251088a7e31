/* Continuations made, resumed and looked at from C: values of all kinds through arguments, payloads and results; which
   tag of several; chains; handles and references of wasm to the same continuation; ends of every sort; misuse. */
#include "tests/unit/api/support.h"

static wfx_tag_t *tag_of(wfx_instance_t *instance, const char *name)
{
    wfx_extern_t item = export_of(instance, name);
    assert_int_equal(item.kind, WFX_EXT_TAG);
    return item.of.tag;
}

static wfx_func_t *func_of(wfx_instance_t *instance, const char *name)
{
    return export_of(instance, name).of.func;
}

static wfx_cont_t *cont_of(wfx_instance_t *instance, const char *name)
{
    wfx_error_t *error = NULL;
    wfx_cont_t *cont = wfx_cont_new(func_of(instance, name), &error);
    if (!cont)
        show_error(error);
    assert_non_null(cont);
    return cont;
}

static wfx_outcome_t resume(wfx_cont_t *cont, const wfx_value_t *args, size_t arg_count, wfx_tag_t *const *tags,
                            size_t tag_count, wfx_value_t *values)
{
    wfx_error_t *error = NULL;
    wfx_outcome_t outcome;
    if (!wfx_cont_resume(cont, args, arg_count, tags, tag_count, values, 16, &outcome, &error)) {
        show_error(error);
        fail_msg("resume failed");
    }
    return outcome;
}

static wfx_error_kind_t resume_fails(wfx_cont_t *cont, const wfx_value_t *args, size_t arg_count,
                                     wfx_tag_t *const *tags, size_t tag_count, size_t capacity)
{
    wfx_error_t *error = NULL;
    wfx_outcome_t outcome;
    wfx_value_t values[16];
    assert_false(wfx_cont_resume(cont, args, arg_count, tags, tag_count, values, capacity, &outcome, &error));
    wfx_error_kind_t kind = wfx_error_kind(error);
    wfx_error_delete(error);
    return kind;
}

static const char generator[] =
    "(module $gen\n"
    "  (tag $yield (export \"yield\") (param i32) (result i64))\n"
    "  (tag $stop (export \"stop\") (param f64 i32))\n"
    "  (func $inner (param $i i32) (result i64)\n"
    "    (suspend $yield (local.get $i)))\n"
    "  (func (export \"count\") (param $from i32) (param $to i32) (result i64 f32)\n"
    "    (local $sum i64)\n"
    "    (loop $again\n"
    "      (local.set $sum (i64.add (local.get $sum) (call $inner (local.get $from))))\n"
    "      (local.set $from (i32.add (local.get $from) (i32.const 1)))\n"
    "      (br_if $again (i32.lt_s (local.get $from) (local.get $to))))\n"
    "    (suspend $stop (f64.const 0.25) (local.get $from))\n"
    "    (local.get $sum) (f32.const 1.5))\n"
    "  (func (export \"plain\") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3)))\n"
    "  (func (export \"traps\") (drop (call $inner (i32.const 1))) (unreachable))\n"
    "  (func (export \"throws\") (throw $error (i32.const 5)))\n"
    "  (tag $error (export \"error\") (param i32)))\n";

static void outcomes(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_instance_t *instance = instance_of(&world, generator);
    wfx_tag_t *tags[] = {tag_of(instance, "stop"), tag_of(instance, "yield")};
    wfx_cont_t *cont = cont_of(instance, "count");
    assert_int_equal(wfx_cont_state(cont), WFX_CONTINUATION_FRESH);
    assert_ptr_equal(wfx_cont_func(cont), func_of(instance, "count"));
    assert_null(wfx_cont_tag(cont));
    assert_int_equal(wfx_cont_frame_count(cont), 0);
    wfx_value_t args[2] = {i32(10), i32(13)}, values[16];
    wfx_outcome_t outcome = resume(cont, args, 2, tags, 2, values);
    for (int32_t i = 10; i < 13; i++) {
        assert_ptr_equal(outcome.tag, tags[1]);
        assert_int_equal(outcome.tag_index, 1);
        assert_int_equal(outcome.value_count, 1);
        assert_int_equal(values[0].of.i32, i);
        assert_int_equal(wfx_cont_state(cont), WFX_CONTINUATION_SUSPENDED);
        assert_ptr_equal(wfx_cont_tag(cont), tags[1]);
        assert_ptr_equal(wfx_cont_func(cont), func_of(instance, "count"));
        assert_true(wfx_cont_id(cont) > 0);
        assert_int_equal(wfx_cont_frame_count(cont), 2);
        assert_string_equal(wfx_cont_frame(cont, 0)->function, "inner");
        assert_int_equal(wfx_cont_frame(cont, 0)->line, 5);
        assert_int_equal(wfx_cont_frame(cont, 1)->line, 9);
        assert_ptr_equal(wfx_cont_frame(cont, 1)->instance, instance);
        assert_null(wfx_cont_frame(cont, 2));
        wfx_functype_t *type = wfx_cont_type(cont);
        assert_int_equal(wfx_functype_param_count(type), 1);
        assert_int_equal(wfx_functype_param(type, 0), WFX_VALUE_I64);
        assert_int_equal(wfx_functype_result_count(type), 2);
        assert_int_equal(wfx_functype_result(type, 1), WFX_VALUE_F32);
        wfx_functype_delete(type);
        wfx_value_t answer = i64(INT64_C(100000000000) * i);
        outcome = resume(cont, &answer, 1, tags, 2, values);
    }
    assert_int_equal(outcome.tag_index, 0);
    assert_int_equal(outcome.value_count, 2);
    assert_true(values[0].of.f64 == 0.25);
    assert_int_equal(values[1].of.i32, 13);
    outcome = resume(cont, NULL, 0, tags, 0, values);
    assert_null(outcome.tag);
    assert_int_equal(outcome.tag_index, SIZE_MAX);
    assert_int_equal(outcome.value_count, 2);
    assert_int_equal(values[0].of.i64, INT64_C(100000000000) * 33);
    assert_true(values[1].of.f32 == 1.5f);
    assert_int_equal(wfx_cont_state(cont), WFX_CONTINUATION_ENDED);
    assert_null(wfx_cont_type(cont));
    assert_null(wfx_cont_func(cont));
    assert_int_equal(resume_fails(cont, NULL, 0, tags, 0, 16), WFX_E_USAGE);
    wfx_cont_delete(cont);
    world_close(&world);
}

static void ends(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_instance_t *instance = instance_of(&world, generator);
    wfx_tag_t *yield = tag_of(instance, "yield");
    wfx_value_t values[16], five = i32(5), args[2] = {i32(0), i32(2)}, zero = i64(0);
    wfx_cont_t *cont = cont_of(instance, "plain");
    assert_int_equal(resume(cont, &five, 1, NULL, 0, values).value_count, 1);
    assert_int_equal(values[0].of.i32, 15);
    wfx_cont_delete(cont);

    cont = cont_of(instance, "traps");
    resume(cont, NULL, 0, &yield, 1, values);
    assert_int_equal(resume_fails(cont, &zero, 1, &yield, 1, 16), WFX_E_TRAP);
    assert_int_equal(wfx_cont_state(cont), WFX_CONTINUATION_ENDED);
    wfx_cont_delete(cont);

    cont = cont_of(instance, "throws");
    wfx_error_t *error = NULL;
    wfx_outcome_t outcome;
    assert_false(wfx_cont_resume(cont, NULL, 0, &yield, 1, values, 16, &outcome, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_EXCEPTION);
    assert_ptr_equal(wfx_error_tag(error), tag_of(instance, "error"));
    assert_true(wfx_error_payload(error, 0, &values[0]));
    assert_int_equal(values[0].of.i32, 5);
    assert_string_equal(wfx_error_frame(error, 0)->function, "throws");
    assert_int_equal(wfx_error_frame(error, 1)->kind, WFX_F_BOUNDARY);
    assert_string_equal(wfx_error_frame(error, 2)->function, "resume in C");
    wfx_error_delete(error);
    wfx_cont_delete(cont);

    cont = cont_of(instance, "count"); /* on a tag that is not in the list */
    assert_int_equal(resume_fails(cont, args, 2, NULL, 0, 16), WFX_E_SUSPENSION);
    assert_int_equal(wfx_cont_state(cont), WFX_CONTINUATION_ENDED);
    wfx_cont_delete(cont);

    cont = cont_of(instance, "count"); /* dropped where it waits; and one that outlives its store */
    resume(cont, args, 2, &yield, 1, values);
    wfx_cont_delete(cont);
    cont = cont_of(instance, "count");
    resume(cont, args, 2, &yield, 1, values);
    world_close(&world);
    assert_int_equal(wfx_cont_state(cont), WFX_CONTINUATION_ENDED);
    wfx_cont_delete(cont);
    wfx_cont_delete(NULL);
}

static void misuse(void **state)
{
    (void)state;
    World world, other;
    world_open(&world);
    world_open(&other);
    wfx_instance_t *instance = instance_of(&world, generator), *foreign = instance_of(&other, generator);
    wfx_tag_t *yield = tag_of(instance, "yield"), *stop = tag_of(instance, "stop"), *none = NULL;
    wfx_tag_t *alien = tag_of(foreign, "yield");
    wfx_value_t args[2] = {i32(0), i32(2)}, wrong[2] = {i32(0), i64(2)}, values[16], value = i32(1);
    wfx_error_t *error = NULL;
    assert_null(wfx_cont_new(NULL, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_USAGE);
    wfx_error_delete(error);
    wfx_cont_t *cont = cont_of(instance, "count"), *second;
    assert_int_equal(resume_fails(cont, args, 1, &yield, 1, 16), WFX_E_USAGE);
    assert_int_equal(resume_fails(cont, wrong, 2, &yield, 1, 16), WFX_E_USAGE);
    assert_int_equal(resume_fails(cont, args, 2, &none, 1, 16), WFX_E_USAGE);
    assert_int_equal(resume_fails(cont, args, 2, &alien, 1, 16), WFX_E_USAGE);
    assert_int_equal(resume_fails(cont, args, 2, &stop, 1, 1), WFX_E_USAGE);
    assert_int_equal(wfx_cont_state(cont), WFX_CONTINUATION_FRESH); /* nothing has happened */
    assert_null(wfx_cont_from_value(world.store, &value, NULL));
    value = (wfx_value_t){.kind = WFX_VALUE_CONTREF};
    assert_null(wfx_cont_from_value(world.store, &value, NULL));
    value.of.ref = (uintptr_t)&value;
    assert_null(wfx_cont_from_value(world.store, &value, NULL));
    wfx_cont_value(cont, &value);
    assert_null(wfx_cont_from_value(other.store, &value, NULL));
    second = wfx_cont_from_value(world.store, &value, NULL);
    assert_non_null(second);
    assert_int_equal(resume(second, args, 2, &yield, 1, values).value_count, 1);
    assert_int_equal(wfx_cont_state(cont), WFX_CONTINUATION_ENDED); /* the other handle has it now */
    assert_int_equal(resume_fails(cont, args, 2, &yield, 1, 16), WFX_E_USAGE);
    assert_null(wfx_cont_from_value(world.store, &value, NULL));
    wfx_cont_delete(cont);
    wfx_cont_delete(second);
    world_close(&world);
    world_close(&other);
}

/* References that wasm made, and what they take: fresh, bound, suspended, bound while suspended, by a switch. */
static void references(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_instance_t *instance =
        instance_of(&world, "(module\n"
                            "  (type $f (func (param i32 i64) (result i32))) (type $c (cont $f))\n"
                            "  (type $g (func (param i64) (result i32))) (type $d (cont $g))\n"
                            "  (tag $ask (export \"ask\") (param i32) (result i32 i64))\n"
                            "  (func $body (param i32 i64) (result i32)\n"
                            "    (suspend $ask (local.get 0)) (i32.wrap_i64) (i32.add))\n"
                            "  (elem declare func $body)\n"
                            "  (func (export \"fresh\") (result contref) (cont.new $c (ref.func $body)))\n"
                            "  (func (export \"bound\") (result contref)\n"
                            "    (cont.bind $c $d (i32.const 7) (cont.new $c (ref.func $body))))\n"
                            "  (func $wait (param $d (ref $d)) (result (ref $c)) (local $kept (ref null $c))\n"
                            "    (block $on (result i32 (ref $c))\n"
                            "      (resume $d (on $ask $on) (i64.const 1) (local.get $d)) (unreachable))\n"
                            "    (local.set $kept) (drop) (ref.as_non_null (local.get $kept)))\n"
                            "  (func (export \"suspended\") (result contref)\n"
                            "    (call $wait (cont.bind $c $d (i32.const 7) (cont.new $c (ref.func $body)))))\n"
                            "  (func (export \"suspended_and_bound\") (result contref)\n"
                            "    (cont.bind $c $d (i32.const 20)\n"
                            "      (call $wait (cont.bind $c $d (i32.const 7) (cont.new $c (ref.func $body))))))\n"
                            "  (func (export \"run\") (param (ref $c)) (result i32)\n"
                            "    (block $on (result i32 (ref $c))\n"
                            "      (return (resume $c (on $ask $on) (i32.const 30) (i64.const 3) (local.get 0))))\n"
                            "    (drop)))");
    static const struct {
        const char *name;
        wfx_cont_state_t state;
        size_t param_count;
        wfx_value_t args[2];
        int32_t asked, result;
    } wanted[] = {
        {"fresh", WFX_CONTINUATION_FRESH, 2, {{.kind = WFX_VALUE_I32, .of.i32 = 5}, {.kind = WFX_VALUE_I64}}, 5, 11},
        {"bound", WFX_CONTINUATION_FRESH, 1, {{.kind = WFX_VALUE_I64}}, 7, 11},
        {"suspended",
         WFX_CONTINUATION_SUSPENDED,
         2,
         {{.kind = WFX_VALUE_I32, .of.i32 = 4}, {.kind = WFX_VALUE_I64, .of.i64 = 40}},
         0,
         44},
        {"suspended_and_bound", WFX_CONTINUATION_SUSPENDED, 1, {{.kind = WFX_VALUE_I64, .of.i64 = 40}}, 0, 60},
    };
    wfx_tag_t *ask = tag_of(instance, "ask");
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        wfx_value_t value, values[16];
        call(instance, wanted[i].name, NULL, 0, &value, 1);
        /* A parameter of type (ref $c) takes it only if it takes an i32 and an i64. */
        if (wanted[i].param_count == 1)
            wfx_error_delete(call_fails(instance, "run", &value, 1, 1));
        wfx_cont_t *cont = wfx_cont_from_value(world.store, &value, NULL);
        assert_non_null(cont);
        assert_int_equal(wfx_cont_state(cont), wanted[i].state);
        wfx_functype_t *type = wfx_cont_type(cont);
        assert_int_equal(wfx_functype_param_count(type), wanted[i].param_count);
        assert_int_equal(wfx_functype_param(type, wanted[i].param_count - 1), WFX_VALUE_I64);
        assert_int_equal(wfx_functype_result_count(type), 1);
        wfx_functype_delete(type);
        wfx_outcome_t outcome = resume(cont, wanted[i].args, wanted[i].param_count, &ask, 1, values);
        if (wanted[i].state == WFX_CONTINUATION_FRESH) {
            wfx_value_t answers[2] = {i32(1), i64(10)};
            assert_ptr_equal(outcome.tag, ask);
            assert_int_equal(values[0].of.i32, wanted[i].asked);
            outcome = resume(cont, answers, 2, &ask, 1, values);
        }
        assert_null(outcome.tag);
        assert_int_equal(values[0].of.i32, wanted[i].result);
        wfx_cont_delete(cont);
    }
    wfx_value_t value, result;
    call(instance, "suspended", NULL, 0, &value, 1);
    call(instance, "run", &value, 1, &result, 1);
    assert_int_equal(result.of.i32, 33);
    world_close(&world);
}

/* One that a switch has left behind: what it takes stands in the code that switched. */
static void switched(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_instance_t *instance = instance_of(
        &world, "(module\n"
                "  (rec (type $f1 (func (param i32 (ref null $c2)))) (type $c1 (cont $f1))\n"
                "       (type $f2 (func (param f64))) (type $c2 (cont $f2)))\n"
                "  (type $start (func)) (type $cs (cont $start))\n"
                "  (tag $swap (export \"swap\")) (tag $got (export \"got\") (param f64))\n"
                "  (global $left (export \"left\") (mut (ref null $c2)) (ref.null $c2))\n"
                "  (func $partner (type $f1) (global.set $left (local.get 1)))\n"
                "  (func $first (export \"first\")\n"
                "    (suspend $got (switch $c1 $swap (i32.const 3) (cont.new $c1 (ref.func $partner)))))\n"
                "  (elem declare func $partner $first)\n"
                "  (func (export \"run\") (resume $cs (on $swap switch) (cont.new $cs (ref.func $first)))))");
    wfx_value_t value, values[16], arg = f64(2.5);
    call(instance, "run", NULL, 0, NULL, 0);
    wfx_global_get(export_of(instance, "left").of.global, &value);
    wfx_cont_t *cont = wfx_cont_from_value(world.store, &value, NULL);
    assert_non_null(cont);
    wfx_functype_t *type = wfx_cont_type(cont);
    assert_int_equal(wfx_functype_param_count(type), 1);
    assert_int_equal(wfx_functype_param(type, 0), WFX_VALUE_F64);
    wfx_functype_delete(type);
    assert_ptr_equal(wfx_cont_tag(cont), tag_of(instance, "swap"));
    wfx_tag_t *got = tag_of(instance, "got");
    assert_ptr_equal(resume(cont, &arg, 1, &got, 1, values).tag, got);
    assert_true(values[0].of.f64 == 2.5);
    assert_null(resume(cont, NULL, 0, NULL, 0, values).tag);
    wfx_cont_delete(cont);
    world_close(&world);
}

/* A producer with a vector, an object and an exception in each of its messages, in every mode of the engine. */
static void with_config(const wfx_config_t *config)
{
    World world;
    world.engine = wfx_engine_new(config, NULL);
    world.store = wfx_store_new(world.engine, NULL);
    world.linker = wfx_linker_new(world.store);
    wfx_instance_t *instance = instance_of(
        &world,
        "(module\n"
        "  (type $box (struct (field (mut i32))))\n"
        "  (tag $send (export \"send\") (param v128 (ref $box) exnref) (result v128 (ref null $box)))\n"
        "  (tag $e (param i32))\n"
        "  (func $exception (param i32) (result exnref)\n"
        "    (block $on (result exnref) (try_table (catch_all_ref $on) (throw $e (local.get 0))) (unreachable)))\n"
        "  (func (export \"make\") (param i32) (result anyref) (struct.new $box (local.get 0)))\n"
        "  (func (export \"peek\") (param anyref) (result i32)\n"
        "    (struct.get $box 0 (ref.cast (ref $box) (local.get 0))))\n"
        "  (func (export \"run\") (param $n i32) (result v128)\n"
        "    (local $sum v128) (local $b (ref null $box)) (local $add v128)\n"
        "    (local.set $b (struct.new $box (i32.const 100)))\n"
        "    (loop $again\n"
        "      (suspend $send (i32x4.splat (local.get $n))\n"
        "        (struct.new $box (struct.get $box 0 (local.get $b)))\n"
        "        (call $exception (local.get $n)))\n"
        "      (local.set $b) (local.set $add)\n"
        "      (local.set $sum (i32x4.add (local.get $sum) (local.get $add)))\n"
        "      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))\n"
        "    (local.get $sum)))");
    wfx_tag_t *send = tag_of(instance, "send");
    enum { ROUNDS = 20 };
    wfx_value_t values[16], arg = i32(ROUNDS), answers[2];
    wfx_cont_t *cont = cont_of(instance, "run");
    wfx_outcome_t outcome = resume(cont, &arg, 1, &send, 1, values);
    for (int32_t i = ROUNDS; i; i--) {
        assert_ptr_equal(outcome.tag, send);
        assert_int_equal(values[0].kind, WFX_VALUE_V128);
        int32_t lanes[4];
        memcpy(lanes, values[0].of.v128, sizeof lanes);
        assert_int_equal(lanes[0], i);
        assert_int_equal(lanes[3], i);
        assert_int_equal(values[2].kind, WFX_VALUE_EXNREF);
        assert_true(values[2].of.ref != 0);
        wfx_value_t object = values[1], number;
        assert_int_equal(wfx_anyref_kind(&object), WFX_ANYREF_STRUCT);
        call(instance, "peek", &object, 1, &number, 1);
        assert_int_equal(number.of.i32, 100 + ROUNDS - i);
        number.of.i32++;
        call(instance, "make", &number, 1, &answers[1], 1);
        answers[0] = (wfx_value_t){.kind = WFX_VALUE_V128};
        for (unsigned lane = 0; lane < 4; lane++)
            answers[0].of.v128[4 * lane] = (uint8_t)lane;
        outcome = resume(cont, answers, 2, &send, 1, values);
    }
    assert_null(outcome.tag);
    int32_t lanes[4];
    memcpy(lanes, values[0].of.v128, sizeof lanes);
    for (int32_t lane = 0; lane < 4; lane++)
        assert_int_equal(lanes[lane], lane * ROUNDS);
    wfx_cont_delete(cont);
    world_close(&world);
}

static void modes(void **state)
{
    (void)state;
    static const wfx_config_t configs[] = {
        {0},
        {.debug = true},
        {.stress_gc = true, .verify_stack_maps = true},
        {.stress_freeze = true, .stress_spill = true},
        {.stress_move = true, .stress_generations = true},
        {.stress_expand = true, .stress_gc = true},
        {.counters = true, .baseline = true, .stress_freeze = true, .debug = true},
    };
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++)
        with_config(&configs[i]);
}

/* A host function that runs a continuation of its own while one runs it; and handles that are used meanwhile. */
typedef struct Inner {
    wfx_instance_t *instance;
    wfx_cont_t *outer;
    int32_t seen;
} Inner;

static bool run_inner(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count,
                      wfx_value_t *results, size_t result_count, wfx_error_t **error)
{
    (void)caller, (void)arg_count, (void)results, (void)result_count, (void)error;
    Inner *inner = env;
    wfx_tag_t *yield = tag_of(inner->instance, "yield");
    wfx_cont_t *cont = cont_of(inner->instance, "plain");
    wfx_value_t values[16];
    resume(cont, args, 1, &yield, 1, values);
    inner->seen += values[0].of.i32;
    wfx_cont_delete(cont);
    if (inner->outer) {
        assert_int_equal(wfx_cont_state(inner->outer), WFX_CONTINUATION_RUNNING);
        assert_int_equal(resume_fails(inner->outer, NULL, 0, NULL, 0, 16), WFX_E_USAGE);
        assert_int_equal(wfx_cont_frame_count(inner->outer), 0);
        wfx_cont_delete(inner->outer); /* when it returns */
        inner->outer = NULL;
    }
    return true;
}

static void nested(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    Inner inner = {.instance = instance_of(&world, generator)};
    const wfx_kind_t kind = WFX_VALUE_I32;
    define_host(&world, "inner", &kind, 1, NULL, 0, run_inner, &inner);
    wfx_instance_t *instance = instance_of(&world, "(module (import \"host\" \"inner\" (func $inner (param i32)))\n"
                                                   "  (tag $pause (export \"pause\"))\n"
                                                   "  (func (export \"run\") (call $inner (i32.const 1))\n"
                                                   "    (suspend $pause) (call $inner (i32.const 10))))");
    wfx_tag_t *pause = tag_of(instance, "pause");
    wfx_value_t values[16];
    wfx_cont_t *cont = cont_of(instance, "run");
    assert_ptr_equal(resume(cont, NULL, 0, &pause, 1, values).tag, pause);
    assert_int_equal(inner.seen, 3);
    inner.outer = cont;
    assert_null(resume(cont, NULL, 0, &pause, 1, values).tag);
    assert_int_equal(inner.seen, 33);
    world_close(&world);
}

/* Many at once, resumed in turn. */
static void many(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    World world;
    world_open(&world);
    wfx_instance_t *instance = instance_of(&world, generator);
    wfx_tag_t *yield = tag_of(instance, "yield");
    wfx_cont_t **conts = calloc(COUNT, sizeof *conts);
    wfx_value_t values[16];
    for (int32_t i = 0; i < COUNT; i++) {
        wfx_value_t args[2] = {i32(i), i32(i + 3)};
        conts[i] = cont_of(instance, "count");
        resume(conts[i], args, 2, &yield, 1, values);
        assert_int_equal(values[0].of.i32, i);
    }
    for (int32_t round = 1; round < 3; round++)
        for (int32_t i = 0; i < COUNT; i++) {
            wfx_value_t answer = i64(i);
            assert_ptr_equal(resume(conts[i], &answer, 1, &yield, 1, values).tag, yield);
            assert_int_equal(values[0].of.i32, i + round);
        }
    for (int32_t i = 0; i < COUNT; i++)
        wfx_cont_delete(conts[i]);
    free(conts);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outcomes), cmocka_unit_test(ends),  cmocka_unit_test(misuse), cmocka_unit_test(references),
        cmocka_unit_test(switched), cmocka_unit_test(modes), cmocka_unit_test(nested), cmocka_unit_test(many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
