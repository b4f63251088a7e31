/* Host functions with a C signature of their own: values of each kind in each place, failures of each sort, nested
   calls, and the same where every call goes through memory (verify_stack_maps). */
#include "tests/unit/api/support.h"

static void world_open_verifying(World *world)
{
    wfx_config_t config = {.verify_stack_maps = true};
    world->engine = wfx_engine_new(&config, NULL);
    world->store = wfx_store_new(world->engine, NULL);
    world->linker = wfx_linker_new(world->store);
    assert_non_null(world->linker);
}

/* Kinds by their letters: i32, i64 (l), f32, f64 (d). */
static const wfx_kind_t *kinds_of(const char *letters, wfx_kind_t *kinds)
{
    for (size_t i = 0; letters[i]; i++)
        kinds[i] = letters[i] == 'i'   ? WFX_VALUE_I32
                   : letters[i] == 'l' ? WFX_VALUE_I64
                   : letters[i] == 'f' ? WFX_VALUE_F32
                                       : WFX_VALUE_F64;
    return kinds;
}

static void define_typed(World *world, const char *name, const char *params, const char *results,
                         wfx_typed_callback_t callback, void *env)
{
    wfx_kind_t in[8], out[8];
    wfx_error_t *error = NULL;
    wfx_functype_t *type =
        wfx_functype_new(kinds_of(params, in), strlen(params), kinds_of(results, out), strlen(results));
    wfx_func_t *func = wfx_func_new_typed(world->store, type, name, callback, env, NULL, &error);
    if (!func)
        show_error(error);
    assert_non_null(func);
    wfx_functype_delete(type);
    wfx_extern_t item = {.kind = WFX_EXT_FUNC, .of.func = func};
    assert_true(wfx_linker_define(world->linker, "host", 4, name, strlen(name), item, NULL));
}

static int64_t six_integers(const int *env, int32_t a, int64_t b, int32_t c, int64_t d, int32_t e, int64_t f)
{
    return *env + a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f;
}

static double six_mixed(const int *env, float a, int64_t b, double c, int32_t d, float e, double f)
{
    return *env + (double)a + 10 * (double)b + 100 * c + 1000 * d + 10000 * (double)e + 100000 * f;
}

static float half(const int *env, float a)
{
    (void)env;
    return a / 2;
}

/* Returns in eax with the upper half of rax set. */
static int32_t low_half(const int *env, int64_t a)
{
    (void)env;
    int32_t result;
    __asm__ volatile("mov %1, %%rax\n" : "=a"(result) : "r"(a));
    return result;
}

static void count(int *env)
{
    ++*env;
}

static void values(bool verifying)
{
    World world;
    if (verifying)
        world_open_verifying(&world);
    else
        world_open(&world);
    int seven = 7, counter = 0;
    define_typed(&world, "integers", "ililil", "l", (wfx_typed_callback_t)six_integers, &seven);
    define_typed(&world, "mixed", "fldifd", "d", (wfx_typed_callback_t)six_mixed, &seven);
    define_typed(&world, "half", "f", "f", (wfx_typed_callback_t)half, &seven);
    define_typed(&world, "low", "l", "i", (wfx_typed_callback_t)low_half, &seven);
    define_typed(&world, "count", "", "", (wfx_typed_callback_t)count, &counter);
    wfx_instance_t *instance = instance_of(
        &world, "(module (import \"host\" \"integers\" (func $i (param i32 i64 i32 i64 i32 i64) (result i64)))\n"
                "  (import \"host\" \"mixed\" (func $m (param f32 i64 f64 i32 f32 f64) (result f64)))\n"
                "  (import \"host\" \"half\" (func $h (param f32) (result f32)))\n"
                "  (import \"host\" \"low\" (func $l (param i64) (result i32)))\n"
                "  (import \"host\" \"count\" (func $c))\n"
                "  (memory 1)\n"
                "  (func (export \"i\") (result i64) (i32.store (i32.const 0) (i32.const 5))\n"
                "    (call $i (i32.const -1) (i64.const 2) (i32.const 3) (i64.const 4)\n"
                "    (i32.load (i32.const 0)) (i64.const 6)))\n"
                "  (func (export \"m\") (result f64) (call $m (f32.const 0.5) (i64.const -2) (f64.const 3)\n"
                "    (i32.const 4) (f32.const 5) (f64.const 6.5)))\n"
                "  (func (export \"h\") (param f32) (result f32) (f32.add (call $h (local.get 0)) (f32.const 1)))\n"
                "  (func (export \"l\") (param i64) (result i64) (i64.extend_i32_u (call $l (local.get 0))))\n"
                "  (func (export \"c\") (call $c) (call $c) (call $c))\n"
                "  (export \"direct\" (func $i)))");
    wfx_value_t result, arg = f32(5);
    call(instance, "i", NULL, 0, &result, 1);
    assert_int_equal(result.of.i64, 7 - 1 + 20 + 300 + 4000 + 50000 + 600000);
    call(instance, "m", NULL, 0, &result, 1);
    assert_true(result.of.f64 == 7 + 0.5 - 20 + 300 + 4000 + 50000 + 650000);
    call(instance, "h", &arg, 1, &result, 1);
    assert_true(result.of.f32 == 3.5f);
    arg = i64(INT64_C(0x7fffffff80000001));
    call(instance, "l", &arg, 1, &result, 1);
    assert_int_equal(result.of.i64, 0x80000001);
    call(instance, "c", NULL, 0, NULL, 0);
    assert_int_equal(counter, 3);
    /* from the host, without wasm */
    wfx_value_t six[6] = {i32(1), i64(1), i32(1), i64(1), i32(1), i64(1)};
    call(instance, "direct", six, 6, &result, 1);
    assert_int_equal(result.of.i64, 7 + 111111);
    world_close(&world);
}

static void values_fast(void **state)
{
    (void)state;
    values(false);
}

static void values_through_memory(void **state)
{
    (void)state;
    values(true);
}

typedef struct Failing {
    World *world;
    wfx_tag_t *tag;
    wfx_func_t *inner;
    wfx_instance_t *caller;
    wfx_error_kind_t nested_kind;
} Failing;

static int32_t fails(Failing *failing, int32_t how)
{
    wfx_value_t payload = i32(77), results[1];
    wfx_error_t *error = NULL;
    failing->caller = wfx_store_caller(failing->world->store);
    switch (how) {
    case 0: return 5;
    case 1: error = wfx_error_new(WFX_E_TRAP, "no"); break;
    case 2: error = wfx_error_new_exit(3); break;
    case 3: error = wfx_error_new_exception(failing->tag, &payload, 1); break;
    case 4: break;
    case 5: assert_false(wfx_func_call(failing->inner, NULL, 0, NULL, 0, &error)); break;
    case 6: /* twice: the last one counts; and then nothing of the store may be called */
        wfx_store_fail(failing->world->store, wfx_error_new(WFX_E_TRAP, "first"));
        wfx_store_fail(failing->world->store, wfx_error_new(WFX_E_TRAP, "second"));
        assert_false(wfx_func_call(failing->inner, NULL, 0, results, 0, &error));
        failing->nested_kind = wfx_error_kind(error);
        wfx_error_delete(error);
        return 1;
    default: assert_true(wfx_func_call(failing->inner, NULL, 0, NULL, 0, NULL) == false); return how;
    }
    wfx_store_fail(failing->world->store, error);
    return 1234;
}

static void failures(bool verifying)
{
    World world;
    if (verifying)
        world_open_verifying(&world);
    else
        world_open(&world);
    Failing failing = {.world = &world};
    const wfx_kind_t kind = WFX_VALUE_I32;
    wfx_functype_t *type = wfx_functype_new(&kind, 1, NULL, 0);
    failing.tag = wfx_tag_new(world.store, type, "oops", NULL);
    wfx_functype_delete(type);
    define_typed(&world, "fail", "i", "i", (wfx_typed_callback_t)fails, &failing);
    wfx_extern_t item = {.kind = WFX_EXT_TAG, .of.tag = failing.tag};
    assert_true(wfx_linker_define(world.linker, "host", 4, "oops", 4, item, NULL));
    wfx_instance_t *instance = instance_of(
        &world, "(module (import \"host\" \"fail\" (func $fail (param i32) (result i32)))\n"
                "  (import \"host\" \"oops\" (tag $oops (param i32)))\n"
                "  (func $deep (unreachable)) (func (export \"inner\") (call $deep))\n"
                "  (func $middle (param i32) (result i32) (i32.add (call $fail (local.get 0)) (i32.const 1)))\n"
                "  (func (export \"run\") (param i32) (result i32) (call $middle (local.get 0)))\n"
                "  (func (export \"catch\") (param i32) (result i32)\n"
                "    (block $on (result i32) (try_table (catch $oops $on) (return (call $middle (local.get 0))))\n"
                "      (unreachable))))");
    failing.inner = export_of(instance, "inner").of.func;
    assert_int_equal(call_i32(instance, "run", 0), 6);
    assert_ptr_equal(failing.caller, instance);
    assert_int_equal(call_i32(instance, "catch", 3), 77);
    assert_int_equal(call_i32(instance, "run", 9), 10); /* a nested trap that the host keeps to itself */
    static const struct {
        wfx_error_kind_t kind;
        const char *message;
        size_t frames;
    } wanted[] = {{0},
                  {WFX_E_TRAP, "no", 4},
                  {WFX_E_EXIT, "exit with status 3", 4},
                  {WFX_E_EXCEPTION, "oops", 4},
                  {WFX_E_TRAP, "host function failed: fail", 4},
                  {WFX_E_TRAP, "unreachable executed", 7},
                  {WFX_E_TRAP, "second", 4}};
    for (int32_t how = 1; how <= 6; how++) {
        wfx_value_t arg = i32(how);
        wfx_error_t *error = call_fails(instance, "run", &arg, 1, 1);
        assert_int_equal(wfx_error_kind(error), wanted[how].kind);
        assert_non_null(strstr(wfx_error_message(error), wanted[how].message));
        assert_int_equal(wfx_error_frame_count(error), wanted[how].frames);
        bool is_nested = how == 5;
        const wfx_frame_t *host = wfx_error_frame(error, is_nested ? 3 : 0);
        assert_int_equal(host->kind, WFX_F_HOST);
        assert_string_equal(host->function, "fail");
        assert_string_equal(wfx_error_frame(error, is_nested ? 4 : 1)->function, "middle");
        wfx_error_delete(error);
        assert_int_equal(call_i32(instance, "run", 0), 6); /* and nothing is left of it */
    }
    assert_int_equal(failing.nested_kind, WFX_E_USAGE);
    wfx_store_fail(world.store, wfx_error_new(WFX_E_TRAP, "outside")); /* nothing happens */
    assert_null(wfx_store_caller(world.store));
    assert_int_equal(call_i32(instance, "run", 0), 6);
    world_close(&world);
}

static void failures_fast(void **state)
{
    (void)state;
    failures(false);
}

static void failures_through_memory(void **state)
{
    (void)state;
    failures(true);
}

/* Every suspension that would cross it is refused, as with any host function. */
static void suspension(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    Failing failing = {.world = &world};
    define_typed(&world, "fail", "i", "i", (wfx_typed_callback_t)fails, &failing);
    wfx_instance_t *instance =
        instance_of(&world, "(module (import \"host\" \"fail\" (func $fail (param i32) (result i32)))\n"
                            "  (type $f (func)) (type $c (cont $f)) (tag $t)\n"
                            "  (func (export \"inner\") (suspend $t))\n"
                            "  (func $body (drop (call $fail (i32.const 5)))) (elem declare func $body)\n"
                            "  (func (export \"run\") (block $on (result (ref $c))\n"
                            "    (resume $c (on $t $on) (cont.new $c (ref.func $body))) (return)) (drop)))");
    failing.inner = export_of(instance, "inner").of.func;
    wfx_error_t *error = call_fails(instance, "run", NULL, 0, 0);
    assert_int_equal(wfx_error_kind(error), WFX_E_SUSPENSION);
    assert_non_null(strstr(wfx_error_message(error), "host function fail"));
    wfx_error_delete(error);
    world_close(&world);
}

static void misuse(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    static const struct {
        size_t params, results;
        wfx_kind_t kind;
    } bad[] = {{7, 0, WFX_VALUE_I32}, {0, 2, WFX_VALUE_I32}, {1, 0, WFX_VALUE_V128}, {0, 1, WFX_VALUE_EXTERNREF}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        wfx_kind_t kinds[7];
        for (size_t k = 0; k < 7; k++)
            kinds[k] = bad[i].kind;
        wfx_error_t *error = NULL;
        wfx_functype_t *type = wfx_functype_new(kinds, bad[i].params, kinds, bad[i].results);
        assert_null(wfx_func_new_typed(world.store, type, "bad", (wfx_typed_callback_t)count, NULL, NULL, &error));
        assert_int_equal(wfx_error_kind(error), WFX_E_USAGE);
        wfx_error_delete(error);
        wfx_functype_delete(type);
    }
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_fast),   cmocka_unit_test(values_through_memory),
        cmocka_unit_test(failures_fast), cmocka_unit_test(failures_through_memory),
        cmocka_unit_test(suspension),    cmocka_unit_test(misuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
