/* Calls that no embedder should make: NULL where something is wanted, objects of another store, values of the wrong
   kind. Each is an error, and the store works as before. */
#include "engine/api/wasm.h"
#include "tests/unit/api/support.h"

static wfx_error_t *error;

static void is_usage(bool failed)
{
    assert_true(failed);
    assert_non_null(error);
    assert_int_equal(wfx_error_kind(error), WFX_E_USAGE);
    assert_true(strlen(wfx_error_message(error)) > 0);
    wfx_error_delete(error);
    error = NULL;
}

static bool nothing(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count, wfx_value_t *results,
                    size_t result_count, wfx_error_t **failure)
{
    (void)env, (void)caller, (void)args, (void)arg_count, (void)results, (void)result_count, (void)failure;
    return true;
}

static const char text[] = "(module (func (export \"f\") (param i32) (result i32) (local.get 0))\n"
                           "  (global (export \"g\") (mut funcref) (ref.null func)) (table (export \"t\") 2 funcref)\n"
                           "  (tag (export \"e\") (param i32)) (memory (export \"m\") 1))";

static void null_arguments(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_instance_t *instance = instance_of(&world, text);
    wfx_module_t *module = module_of(&world, text);
    wfx_functype_t *type = wfx_functype_new(NULL, 0, NULL, 0);
    wfx_func_t *func = export_of(instance, "f").of.func;
    wfx_global_t *global = export_of(instance, "g").of.global;
    wfx_table_t *table = export_of(instance, "t").of.table;
    wfx_value_t value = {.kind = WFX_VALUE_FUNCREF}, one = i32(1), result;
    wfx_extern_t item = {.kind = WFX_EXT_FUNC};
    uint32_t features = 0;

    is_usage(!wfx_parse_features(NULL, &features, &error));
    is_usage(!wfx_parse_features("gc", NULL, &error));
    is_usage(!wfx_store_new(NULL, &error));
    is_usage(!wfx_module_new(NULL, text, sizeof text - 1, NULL, &error));
    is_usage(!wfx_module_new(world.engine, NULL, 8, NULL, &error));
    is_usage(!wfx_module_new_mapped(NULL, text, sizeof text - 1, NULL, NULL, &error));
    is_usage(!wfx_module_new_mapped(world.engine, NULL, 8, NULL, NULL, &error));
    is_usage(!wfx_module_new_file(NULL, "x.wat", &error));
    is_usage(!wfx_module_new_file(world.engine, NULL, &error));
    is_usage(!wfx_func_new(NULL, type, "f", nothing, NULL, NULL, &error));
    is_usage(!wfx_func_new(world.store, NULL, "f", nothing, NULL, NULL, &error));
    is_usage(!wfx_func_new(world.store, type, "f", NULL, NULL, NULL, &error));
    is_usage(!wfx_func_new_typed(NULL, type, "f", (wfx_typed_callback_t)nothing, NULL, NULL, &error));
    is_usage(!wfx_func_new_typed(world.store, NULL, "f", (wfx_typed_callback_t)nothing, NULL, NULL, &error));
    is_usage(!wfx_func_new_typed(world.store, type, "f", NULL, NULL, NULL, &error));
    is_usage(!wfx_func_call(NULL, &one, 1, &result, 1, &error));
    is_usage(!wfx_func_call(func, NULL, 1, &result, 1, &error));
    is_usage(!wfx_func_call(func, &one, 1, NULL, 1, &error));
    is_usage(!wfx_func_call(func, NULL, 0, &result, 1, &error));
    is_usage(!wfx_memory_new(NULL, 1, 1, &error));
    is_usage(!wfx_memory_new_as(NULL, 1, 1, false, 65536, &error));
    is_usage(!wfx_memory_new_as(world.store, 1, 1, false, 7, &error));
    is_usage(!wfx_memory_new(world.store, 2, 1, &error));
    is_usage(!wfx_global_new(NULL, true, one, &error));
    is_usage(!wfx_global_new(world.store, true, (wfx_value_t){.kind = (wfx_kind_t)99}, &error));
    is_usage(!wfx_global_set(NULL, &value, &error));
    is_usage(!wfx_global_set(global, NULL, &error));
    is_usage(!wfx_table_new(NULL, WFX_VALUE_FUNCREF, 1, 2, false, &error));
    is_usage(!wfx_table_new(world.store, WFX_VALUE_I32, 1, 2, false, &error));
    is_usage(!wfx_table_new(world.store, WFX_VALUE_FUNCREF, 2, 1, false, &error));
    is_usage(!wfx_table_set(NULL, 0, &value, &error));
    is_usage(!wfx_table_set(table, 0, NULL, &error));
    is_usage(!wfx_table_set(table, 2, &value, &error));
    is_usage(!wfx_table_grow(NULL, 1, &value, NULL, &error));
    is_usage(!wfx_table_grow(table, 1, NULL, NULL, &error));
    is_usage(!wfx_tag_new(NULL, type, "t", &error));
    is_usage(!wfx_tag_new(world.store, NULL, "t", &error));
    is_usage(!wfx_instance_new(NULL, module, NULL, 0, &error));
    is_usage(!wfx_instance_new(world.store, NULL, NULL, 0, &error));
    is_usage(!wfx_instance_new(world.store, module, NULL, 1, &error));
    is_usage(!wfx_instance_new(world.store, module, &item, 1, &error)); /* a function that is NULL */
    is_usage(!wfx_linker_define(NULL, "a", 1, "b", 1, item, &error));
    is_usage(!wfx_linker_define(world.linker, NULL, 1, "b", 1, item, &error));
    is_usage(!wfx_linker_define(world.linker, "a", 1, NULL, 1, item, &error));
    is_usage(!wfx_linker_define(world.linker, "a", 1, "b", 1, item, &error));
    is_usage(!wfx_linker_define_instance(NULL, "a", 1, instance, &error));
    is_usage(!wfx_linker_define_instance(world.linker, "a", 1, NULL, &error));
    is_usage(!wfx_linker_instantiate(NULL, module, &error));
    is_usage(!wfx_linker_instantiate(world.linker, NULL, &error));
    is_usage(!wfx_cont_new(NULL, &error));
    is_usage(!wfx_cont_from_value(NULL, &value, &error));
    is_usage(!wfx_cont_from_value(world.store, NULL, &error));
    wfx_outcome_t outcome;
    wfx_cont_t *cont = wfx_cont_new(func, NULL);
    is_usage(!wfx_cont_resume(NULL, &one, 1, NULL, 0, &result, 1, &outcome, &error));
    is_usage(!wfx_cont_resume(cont, NULL, 1, NULL, 0, &result, 1, &outcome, &error));
    is_usage(!wfx_cont_resume(cont, &one, 1, NULL, 1, &result, 1, &outcome, &error));
    is_usage(!wfx_cont_resume(cont, &one, 1, NULL, 0, NULL, 1, &outcome, &error));
    is_usage(!wfx_cont_resume(cont, &one, 1, NULL, 0, &result, 1, NULL, &error));
    assert_true(wfx_cont_resume(cont, &one, 1, NULL, 0, &result, 1, &outcome, &error));
    wfx_cont_delete(cont);
    assert_null(wfx_error_new_exception(NULL, &one, 1));
    assert_null(wfx_error_new_exception(export_of(instance, "e").of.tag, NULL, 1));

    /* What takes NULL, and an error that nobody wants. */
    wfx_error_delete(NULL);
    wfx_module_delete(NULL);
    wfx_store_delete(NULL);
    wfx_engine_delete(NULL);
    wfx_functype_delete(NULL);
    wfx_linker_delete(NULL);
    assert_false(wfx_func_call(func, NULL, 1, NULL, 1, NULL));
    wfx_error_delete(wfx_error_new(WFX_E_TRAP, NULL));
    assert_int_equal(call_i32(instance, "f", 5), 5);
    wfx_functype_delete(type);
    wfx_module_delete(module);
    world_close(&world);
}

typedef struct Throwing {
    wfx_tag_t *tag;
} Throwing;

static bool throw_it(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count, wfx_value_t *results,
                     size_t result_count, wfx_error_t **failure)
{
    (void)caller, (void)args, (void)arg_count, (void)results, (void)result_count;
    wfx_value_t payload = i32(1);
    *failure = wfx_error_new_exception(((Throwing *)env)->tag, &payload, 1);
    return false;
}

static void other_stores(void **state)
{
    (void)state;
    World world, other;
    world_open(&world);
    world_open(&other);
    wfx_instance_t *instance = instance_of(&world, text), *foreign = instance_of(&other, text);
    wfx_value_t value = {.kind = WFX_VALUE_FUNCREF, .of.func = export_of(foreign, "f").of.func};
    static const char *const names[] = {"f", "g", "t", "e", "m"};
    is_usage(!wfx_global_set(export_of(instance, "g").of.global, &value, &error));
    is_usage(!wfx_table_set(export_of(instance, "t").of.table, 0, &value, &error));
    is_usage(!wfx_table_grow(export_of(instance, "t").of.table, 1, &value, NULL, &error));
    is_usage(!wfx_global_new(world.store, true, value, &error));
    wfx_module_t *module = module_of(&world, "(module (import \"a\" \"b\" (func (param i32) (result i32))))");
    for (size_t i = 0; i < 5; i++) {
        wfx_extern_t item = export_of(foreign, names[i]);
        is_usage(!wfx_linker_define(world.linker, "a", 1, "b", 1, item, &error));
        is_usage(!wfx_instance_new(world.store, module, &item, 1, &error));
    }
    is_usage(!wfx_linker_define_instance(world.linker, "a", 1, foreign, &error));
    wfx_module_delete(module);

    /* An exception of another store is not thrown in this one. */
    Throwing throwing = {export_of(foreign, "e").of.tag};
    define_host(&world, "throw", NULL, 0, NULL, 0, throw_it, &throwing);
    wfx_instance_t *thrower = instance_of(&world, "(module (import \"host\" \"throw\" (func $t))\n"
                                                  "  (func (export \"run\") (try_table (catch_all 0) (call $t))))");
    error = call_fails(thrower, "run", NULL, 0, 0);
    is_usage(true);

    /* Exceptions and continuations as arguments, retained */
    static const char takes[] =
        "(module (type $f (func)) (type $c (cont $f)) (tag $e) (func $b) (elem declare func $b)\n"
        "  (func (export \"exn\") (result exnref)\n"
        "    (block $on (result exnref) (try_table (catch_all_ref $on) (throw $e)) (unreachable)))\n"
        "  (func (export \"cont\") (result contref) (cont.new $c (ref.func $b)))\n"
        "  (func (export \"take_exn\") (param exnref)) (func (export \"take_cont\") (param contref)))";
    wfx_instance_t *here = instance_of(&world, takes), *there = instance_of(&other, takes);
    wfx_value_t references[2];
    call(there, "exn", NULL, 0, &references[0], 1);
    assert_true(wfx_ref_retain(other.store, &references[0]));
    call(there, "cont", NULL, 0, &references[1], 1);
    assert_true(wfx_ref_retain(other.store, &references[1]));
    static const char *const takers[] = {"take_exn", "take_cont"};
    for (size_t i = 0; i < 2; i++) {
        assert_false(wfx_ref_retain(world.store, &references[i]));
        error = call_fails(here, takers[i], &references[i], 1, 0);
        is_usage(true);
        call(there, takers[i], &references[i], 1, NULL, 0);
    }
    world_close(&world);
    world_close(&other);
}

static wasm_trap_t *standard(const wasm_val_vec_t *args, wasm_val_vec_t *results)
{
    (void)args, (void)results;
    return NULL;
}

/* wasm.h has no errors but NULL, false and traps. */
static void standard_interface(void **state)
{
    (void)state;
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine), *other = wasm_store_new(engine);
    wasm_limits_t bad = {3, 2}, good = {1, 2};
    wasm_memorytype_t *bad_memory = wasm_memorytype_new(&bad);
    wasm_tabletype_t *bad_table = wasm_tabletype_new(wasm_valtype_new_i32(), &good);
    wasm_tabletype_t *table_type = wasm_tabletype_new(wasm_valtype_new_funcref(), &good);
    assert_null(wasm_memory_new(store, bad_memory));
    assert_null(wasm_table_new(store, bad_table, NULL));
    wasm_functype_t *type = wasm_functype_new_0_0();
    wasm_func_t *func = wasm_func_new(store, type, standard), *foreign = wasm_func_new(other, type, standard);
    wasm_table_t *table = wasm_table_new(store, table_type, wasm_func_as_ref(func));
    assert_non_null(table);
    assert_null(wasm_table_new(store, table_type, wasm_func_as_ref(foreign)));
    assert_false(wasm_table_set(table, 0, wasm_func_as_ref(foreign)));
    assert_false(wasm_table_set(table, 1, wasm_func_as_ref(func)));
    assert_false(wasm_table_grow(table, 1, wasm_func_as_ref(foreign)));
    assert_null(wasm_table_get(table, 1));
    wasm_globaltype_t *global_type = wasm_globaltype_new(wasm_valtype_new_i32(), WASM_VAR);
    wasm_val_t wrong = WASM_I64_VAL(1), right = WASM_I32_VAL(1), value;
    assert_null(wasm_global_new(store, global_type, &wrong));
    wasm_global_t *global = wasm_global_new(store, global_type, &right);
    wasm_global_set(global, &wrong);
    wasm_global_get(global, &value);
    assert_int_equal(value.kind, WASM_I32);
    assert_int_equal(value.of.i32, 1);
    wasm_byte_vec_t none = WASM_EMPTY_VEC;
    assert_false(wasm_module_validate(store, &none));
    assert_null(wasm_module_new(store, &none));
    assert_null(wasm_module_deserialize(store, &none));
    wasm_val_vec_t args = {1, &right}, empty = WASM_EMPTY_VEC;
    wasm_trap_t *trap = wasm_func_call(func, &args, &empty);
    assert_non_null(trap);
    wasm_trap_delete(trap);
    assert_null(wasm_func_call(func, NULL, NULL));

    wasm_byte_vec_t bytes;
    wasm_byte_vec_new(&bytes, 8, "\0asm\1\0\0\0");
    wasm_module_t *module = wasm_module_new(store, &bytes);
    wasm_extern_t *imports[] = {wasm_func_as_extern(foreign)};
    wasm_extern_vec_t list = WASM_ARRAY_VEC(imports);
    trap = NULL;
    assert_null(wasm_instance_new(store, module, &list, &trap));
    assert_non_null(trap);
    wasm_trap_delete(trap);
    assert_null(wasm_instance_new(store, module, &list, NULL));
    imports[0] = NULL;
    assert_null(wasm_instance_new(store, module, &list, NULL));

    wasm_trap_delete(NULL);
    wasm_func_delete(NULL);
    wasm_store_delete(NULL);
    wasm_engine_delete(NULL);
    assert_null(wasm_ref_as_func(NULL));
    assert_null(wasm_extern_as_func(NULL));
    wasm_module_delete(module);
    wasm_byte_vec_delete(&bytes);
    wasm_global_delete(global);
    wasm_globaltype_delete(global_type);
    wasm_table_delete(table);
    wasm_func_delete(func);
    wasm_func_delete(foreign);
    wasm_functype_delete(type);
    wasm_tabletype_delete(table_type);
    wasm_tabletype_delete(bad_table);
    wasm_memorytype_delete(bad_memory);
    wasm_store_delete(other);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_arguments),
        cmocka_unit_test(other_stores),
        cmocka_unit_test(standard_interface),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
