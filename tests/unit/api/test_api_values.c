/* Vectors through every place where a value can be, fields of objects, limits of a store, and what can be switched at
   run time. */
#include "tests/unit/api/support.h"

static wfx_value_t v128(uint32_t lane)
{
    wfx_value_t value = {.kind = WFX_VALUE_V128};
    uint32_t lanes[4] = {lane, lane + 1, lane + 2, lane + 3};
    memcpy(value.of.v128, lanes, sizeof lanes);
    return value;
}

static uint32_t lane_of(const wfx_value_t *value, unsigned lane)
{
    uint32_t lanes[4];
    assert_int_equal(value->kind, WFX_VALUE_V128);
    memcpy(lanes, value->of.v128, sizeof lanes);
    return lanes[lane];
}

/* Ten vectors and two numbers between them, in the opposite order. */
enum { MANY = 12 };
static bool turn_around(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count,
                        wfx_value_t *results, size_t result_count, wfx_error_t **error)
{
    (void)env, (void)caller, (void)error;
    assert_int_equal(arg_count, MANY);
    assert_int_equal(result_count, MANY);
    for (size_t i = 0; i < MANY; i++)
        results[i] = args[MANY - 1 - i];
    return true;
}

static void vectors(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_kind_t params[MANY], results[MANY];
    for (size_t i = 0; i < MANY; i++)
        params[i] = results[MANY - 1 - i] = i == 3 ? WFX_VALUE_I32 : i == 9 ? WFX_VALUE_F64 : WFX_VALUE_V128;
    define_host(&world, "turn", params, MANY, results, MANY, turn_around, NULL);
    wfx_global_t *outside = wfx_global_new(world.store, true, v128(7), NULL);
    wfx_extern_t item = {.kind = WFX_EXT_GLOBAL, .of.global = outside};
    assert_true(wfx_linker_define(world.linker, "host", 4, "g", 1, item, NULL));
    wfx_instance_t *instance = instance_of(
        &world, "(module\n"
                "  (type $turn (func (param v128 v128 v128 i32 v128 v128 v128 v128 v128 f64 v128 v128)\n"
                "    (result v128 v128 f64 v128 v128 v128 v128 v128 i32 v128 v128 v128)))\n"
                "  (import \"host\" \"turn\" (func $host (type $turn)))\n"
                "  (import \"host\" \"g\" (global $g (mut v128)))\n"
                "  (global (export \"own\") (mut v128) (v128.const i32x4 1 2 3 4))\n"
                "  (func $f (export \"turn\") (type $turn)\n"
                "    (global.set $g (i32x4.add (global.get $g) (local.get 0)))\n"
                "    (call $host (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5)\n"
                "      (local.get 6) (local.get 7) (local.get 8) (local.get 9) (local.get 10) (local.get 11)))\n"
                "  (table (export \"t\") 1 funcref) (elem (i32.const 0) $f))");
    wfx_value_t args[MANY], got[MANY];
    for (uint32_t i = 0; i < MANY; i++)
        args[i] = i == 3 ? i32(-3) : i == 9 ? f64(0.5) : v128(100 * i);
    call(instance, "turn", args, MANY, got, MANY);
    for (unsigned i = 0; i < MANY; i++)
        assert_memory_equal(&got[i], &args[MANY - 1 - i], sizeof *got);
    /* through a table, and straight to the host function */
    wfx_value_t entry;
    assert_true(wfx_table_get(export_of(instance, "t").of.table, 0, &entry));
    assert_true(wfx_func_call(entry.of.func, args, MANY, got, MANY, NULL));
    assert_int_equal(lane_of(&got[0], 3), 1103);
    wfx_value_t value;
    wfx_global_get(outside, &value);
    assert_int_equal(lane_of(&value, 1), 8 + 2 * 1);
    wfx_global_t *own = export_of(instance, "own").of.global;
    wfx_global_get(own, &value);
    assert_int_equal(lane_of(&value, 3), 4);
    value = v128(50);
    assert_true(wfx_global_set(own, &value, NULL));
    wfx_global_get(own, &value);
    assert_int_equal(lane_of(&value, 2), 52);
    value.kind = WFX_VALUE_I64;
    assert_false(wfx_global_set(own, &value, NULL));
    world_close(&world);
}

static void objects(void **state)
{
    (void)state;
    World world, other;
    world_open(&world);
    world_open(&other);
    wfx_instance_t *instance = instance_of(
        &world,
        "(module (type $s (struct (field (mut i8)) (field i64) (field (mut (ref null $s))) (field (mut v128))))\n"
        "  (type $a (array (mut f32)))\n"
        "  (func (export \"s\") (result anyref)\n"
        "    (struct.new $s (i32.const 200) (i64.const -5) (ref.null $s) (v128.const i32x4 9 8 7 6)))\n"
        "  (func (export \"a\") (result anyref) (array.new $a (f32.const 2.5) (i32.const 3)))\n"
        "  (func (export \"inner\") (param anyref) (result i32)\n"
        "    (struct.get_s $s 0 (ref.as_non_null (struct.get $s 2 (ref.cast (ref $s) (local.get 0)))))))");
    wfx_value_t s, a, inner, content, null = {.kind = WFX_VALUE_ANYREF}, number = wfx_anyref_new_i31(5);
    call(instance, "s", NULL, 0, &s, 1);
    assert_true(wfx_ref_retain(world.store, &s));
    call(instance, "a", NULL, 0, &a, 1);
    assert_true(wfx_ref_retain(world.store, &a));
    call(instance, "s", NULL, 0, &inner, 1);
    assert_int_equal(wfx_object_count(&s), 4);
    assert_int_equal(wfx_object_count(&a), 3);
    assert_int_equal(wfx_object_count(&null), 0);
    assert_int_equal(wfx_object_count(&number), 0);
    assert_true(wfx_object_get(world.store, &s, 0, &content));
    assert_int_equal(content.kind, WFX_VALUE_I32);
    assert_int_equal(content.of.i32, 200);
    assert_true(wfx_object_get(world.store, &s, 1, &content));
    assert_int_equal(content.of.i64, -5);
    assert_true(wfx_object_get(world.store, &s, 2, &content));
    assert_int_equal(wfx_anyref_kind(&content), WFX_ANYREF_NULL);
    assert_true(wfx_object_get(world.store, &s, 3, &content));
    assert_int_equal(lane_of(&content, 0), 9);
    assert_false(wfx_object_get(world.store, &s, 4, &content));
    assert_false(wfx_object_get(world.store, &null, 0, &content));
    assert_false(wfx_object_get(other.store, &s, 0, &content));

    content = i32(0x1ff); /* the field has 8 bits */
    assert_true(wfx_object_set(world.store, &inner, 0, &content, NULL));
    assert_true(wfx_object_set(world.store, &s, 2, &inner, NULL));
    wfx_value_t result;
    call(instance, "inner", &s, 1, &result, 1);
    assert_int_equal(result.of.i32, -1);
    content = f32(-8);
    assert_true(wfx_object_set(world.store, &a, 2, &content, NULL));
    assert_true(wfx_object_get(world.store, &a, 2, &content));
    assert_true(content.of.f32 == -8);

    content = i64(1);
    assert_false(wfx_object_set(world.store, &s, 1, &content, NULL)); /* immutable */
    assert_false(wfx_object_set(world.store, &s, 0, &content, NULL));
    assert_false(wfx_object_set(world.store, &s, 2, &a, NULL));
    assert_false(wfx_object_set(world.store, &a, 3, &content, NULL));
    assert_false(wfx_object_set(world.store, &number, 0, &content, NULL));
    wfx_ref_release(world.store, &s);
    wfx_ref_release(world.store, &a);
    world_close(&world);
    world_close(&other);
}

static void limits(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_instance_t *instance = instance_of(
        &world, "(module (memory 2) (table $t 10 funcref)\n"
                "  (type $f (func)) (type $c (cont $f)) (tag $w) (func $body (suspend $w)) (elem declare func $body)\n"
                "  (type $a (array i64)) (global $keep (mut (ref null $a)) (ref.null $a))\n"
                "  (table $k 100 (ref null $c))\n"
                "  (func (export \"memory\") (param i32) (result i32) (memory.grow (local.get 0)))\n"
                "  (func (export \"table\") (param i32) (result i32) (table.grow $t (ref.null func) (local.get 0)))\n"
                "  (func (export \"heap\") (param i32) (result i32)\n"
                "    (global.set $keep (array.new $a (i64.const 1) (local.get 0))) (i32.const 0))\n"
                "  (func (export \"conts\") (param $n i32) (result i32) (loop $next\n"
                "    (table.set $k (local.get $n) (block $on (result (ref $c))\n"
                "      (resume $c (on $w $on) (cont.new $c (ref.func $body))) (unreachable)))\n"
                "    (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))) (i32.const 0)))");
    wfx_limits_t some = {
        .memory_bytes = 5 * 65536, .table_elements = 120, .instances = 2, .heap_bytes = 1 << 20, .continuations = 20};
    wfx_store_set_limits(world.store, &some);
    assert_int_equal(call_i32(instance, "memory", 4), -1);
    assert_int_equal(call_i32(instance, "memory", 1), 2);
    wfx_error_t *error = NULL;
    assert_null(wfx_memory_new(world.store, 3, 4, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_LIMIT);
    wfx_error_delete(error);
    wfx_memory_t *memory = wfx_memory_new(world.store, 1, 10, NULL);
    assert_non_null(memory);
    assert_true(wfx_memory_grow(memory, 1, NULL));
    assert_false(wfx_memory_grow(memory, 1, NULL));
    assert_int_equal(call_i32(instance, "memory", 1), -1);
    assert_int_equal(call_i32(instance, "table", 11), -1);
    assert_int_equal(call_i32(instance, "table", 10), 10);
    assert_null(wfx_table_new(world.store, WFX_VALUE_FUNCREF, 1, UINT64_MAX, false, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_LIMIT);
    wfx_error_delete(error);
    wfx_value_t large = i32(1 << 20), many = i32(60);
    wfx_error_delete(call_fails(instance, "heap", &large, 1, 1));
    wfx_error_delete(call_fails(instance, "conts", &many, 1, 1));
    instance_of(&world, "(module)");
    wfx_module_t *module = module_of(&world, "(module)");
    assert_null(wfx_instance_new(world.store, module, NULL, 0, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_LIMIT);
    wfx_error_delete(error);

    wfx_store_set_limits(world.store, &(wfx_limits_t){0});
    assert_non_null(wfx_instance_new(world.store, module, NULL, 0, NULL));
    assert_int_equal(call_i32(instance, "memory", 100), 3);
    assert_int_equal(call_i32(instance, "table", 1000), 20);
    assert_int_equal(call_i32(instance, "heap", 1 << 20), 0);
    assert_int_equal(call_i32(instance, "conts", 60), 0);
    wfx_module_delete(module);
    world_close(&world);
}

static const char switching[] = "(module\n"
                                "  (type $f (func)) (type $c (cont $f)) (tag $w)\n"
                                "  (func $body (suspend $w) (suspend $w)) (elem declare func $body)\n"
                                "  (func (export \"run\") (local $k (ref null $c))\n"
                                "    (local.set $k (cont.new $c (ref.func $body)))\n"
                                "    (loop $next\n"
                                "      (block $on (result (ref $c))\n"
                                "        (resume $c (on $w $on) (local.get $k)) (return))\n"
                                "      (local.set $k) (br $next))))";

static void run_time_switches(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_instance_t *plain = instance_of(&world, switching);
    wfx_engine_set_counters(world.engine, true);
    wfx_instance_t *counted = instance_of(&world, switching);
    wfx_engine_set_counters(world.engine, false);
    wfx_engine_set_debug(world.engine, true);
    wfx_instance_t *debugged = instance_of(&world, switching);
    wfx_engine_set_debug(world.engine, false);
    wfx_instance_t *all[] = {plain, counted, debugged};
    for (int round = 1; round < 4; round++)
        for (size_t i = 0; i < 3; i++) {
            call(all[i], "run", NULL, 0, NULL, 0);
            const wfx_module_t *module = wfx_instance_module(all[i]);
            wfx_resume_site_t site;
            assert_int_equal(wfx_module_resume_site_count(module), 1);
            assert_true(wfx_module_resume_site(module, 0, &site));
            assert_false(wfx_module_resume_site(module, 1, &site));
            assert_int_equal(site.function_index, 1);
            assert_int_equal(site.line, 8);
            assert_int_equal(site.resumes, i == 1 ? 3 * round : 0);
            assert_int_equal(site.suspends, i == 1 ? 2 * round : 0);
        }
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors),
        cmocka_unit_test(objects),
        cmocka_unit_test(limits),
        cmocka_unit_test(run_time_switches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
