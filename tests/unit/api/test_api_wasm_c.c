/* The standard C API: types, host functions, traps, references and their identity, memories, tables, globals, sharing,
   host information. */
#include "engine/api/wasm.h"
#include "engine/text/text.h"
#include "tests/unit/api/support.h"

typedef struct Place {
    wasm_engine_t *engine;
    wasm_store_t *store;
} Place;

static void place_open(Place *place)
{
    place->engine = wasm_engine_new();
    assert_non_null(place->engine);
    place->store = wasm_store_new(place->engine);
    assert_non_null(place->store);
}

static void place_close(Place *place)
{
    wasm_store_delete(place->store);
    wasm_engine_delete(place->engine);
}

static void assemble(const char *text, wasm_byte_vec_t *out)
{
    WfxBuffer binary = {0};
    WfxError error = {0};
    assert_true(wfx_wat_assemble(text, strlen(text), "c.wat", wfx_default_features(), &binary, NULL, &error));
    wasm_byte_vec_new(out, binary.size, (const char *)binary.data);
    wfx_buffer_free(&binary);
}

static wasm_module_t *module_from(Place *place, const char *text)
{
    wasm_byte_vec_t bytes;
    assemble(text, &bytes);
    assert_true(wasm_module_validate(place->store, &bytes));
    wasm_module_t *module = wasm_module_new(place->store, &bytes);
    assert_non_null(module);
    wasm_byte_vec_delete(&bytes);
    return module;
}

static wasm_instance_t *instantiate(Place *place, const char *text, wasm_extern_t **imports, size_t count)
{
    wasm_module_t *module = module_from(place, text);
    wasm_extern_vec_t vec = {count, imports};
    wasm_trap_t *trap = NULL;
    wasm_instance_t *instance = wasm_instance_new(place->store, module, &vec, &trap);
    if (trap) {
        wasm_message_t message;
        wasm_trap_message(trap, &message);
        fail_msg("%s", message.data);
    }
    assert_non_null(instance);
    wasm_module_delete(module);
    return instance;
}

static wasm_trap_t *add_callback(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results)
{
    results->data[0].of.i32 = args->data[0].of.i32 + *(int *)env;
    return NULL;
}

static wasm_trap_t *fail_callback(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results)
{
    (void)args, (void)results;
    wasm_message_t message;
    wasm_name_new_from_string_nt(&message, "no more coffee");
    wasm_trap_t *trap = wasm_trap_new(env, &message);
    wasm_name_delete(&message);
    return trap;
}

static int finalized;
static void finalize(void *info)
{
    finalized += *(int *)info;
}

static void functions_and_traps(void **state)
{
    (void)state;
    Place place;
    place_open(&place);
    int bias = 100, one = 1;
    finalized = 0;
    wasm_functype_t *type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
    wasm_func_t *add = wasm_func_new_with_env(place.store, type, add_callback, &bias, NULL);
    wasm_functype_delete(type);
    type = wasm_functype_new_0_0();
    wasm_func_t *bad = wasm_func_new_with_env(place.store, type, fail_callback, place.store, NULL);
    wasm_functype_delete(type);
    wasm_func_set_host_info_with_finalizer(add, &one, finalize);
    wasm_extern_t *imports[2] = {wasm_func_as_extern(add), wasm_func_as_extern(bad)};
    wasm_instance_t *instance = instantiate(
        &place,
        "(module (import \"h\" \"add\" (func $add (param i32) (result i32))) (import \"h\" \"bad\" (func $bad))\n"
        "  (func (export \"go\") (param i32) (result i32) (i32.mul (call $add (local.get 0)) (i32.const 2)))\n"
        "  (func (export \"bad\") (call $bad)) (func $t (unreachable)) (func (export \"trap\") (call $t)) (export "
        "\"add\" (func $add)))",
        imports, 2);
    wasm_extern_vec_t exports;
    wasm_instance_exports(instance, &exports);
    assert_int_equal(exports.size, 4);
    wasm_func_t *go = wasm_extern_as_func(exports.data[0]);
    assert_null(wasm_extern_as_memory(exports.data[0]));
    assert_int_equal(wasm_func_param_arity(go), 1);
    assert_int_equal(wasm_func_result_arity(go), 1);
    wasm_val_t arg[1] = {WASM_I32_VAL(5)}, out[1] = {WASM_INIT_VAL};
    wasm_val_vec_t args = WASM_ARRAY_VEC(arg), results = WASM_ARRAY_VEC(out), none = WASM_EMPTY_VEC;
    assert_null(wasm_func_call(go, &args, &results));
    assert_int_equal(out[0].kind, WASM_I32);
    assert_int_equal(out[0].of.i32, 210);

    wasm_trap_t *trap = wasm_func_call(wasm_extern_as_func(exports.data[1]), &none, &none);
    assert_non_null(trap);
    wasm_message_t message;
    wasm_trap_message(trap, &message);
    assert_non_null(strstr(message.data, "no more coffee"));
    assert_int_equal(message.data[message.size - 1], 0);
    wasm_name_delete(&message);
    wasm_trap_delete(trap);

    trap = wasm_func_call(wasm_extern_as_func(exports.data[2]), &none, &none);
    assert_non_null(trap);
    wasm_frame_vec_t frames;
    wasm_trap_trace(trap, &frames);
    assert_int_equal(frames.size, 2);
    assert_int_equal(wasm_frame_func_index(frames.data[0]), 4);
    assert_int_equal(wasm_frame_func_index(frames.data[1]), 5);
    wasm_frame_t *origin = wasm_trap_origin(trap), *copy = wasm_frame_copy(origin);
    assert_true(wasm_instance_same(wasm_frame_instance(origin), instance));
    assert_ptr_equal(wasm_frame_instance(copy), wasm_frame_instance(frames.data[1]));
    wasm_frame_delete(copy);
    assert_int_equal(wasm_frame_module_offset(origin), wasm_frame_module_offset(frames.data[0]));
    assert_true(wasm_frame_func_offset(origin) < 8);
    wasm_frame_delete(origin);
    wasm_frame_vec_delete(&frames);
    wasm_trap_t *late = trap;

    trap = wasm_func_call(go, &none, &results); /* too few arguments */
    assert_non_null(trap);
    wasm_trap_delete(trap);
    /* The export is the same object as the import. */
    assert_true(wasm_func_same(wasm_extern_as_func(exports.data[3]), add));
    assert_ptr_equal(wasm_func_get_host_info(wasm_extern_as_func(exports.data[3])), &one);
    wasm_extern_vec_delete(&exports);
    wasm_func_delete(add);
    wasm_func_delete(bad);
    wasm_instance_delete(instance);
    assert_int_equal(finalized, 0);
    place_close(&place);
    assert_int_equal(finalized, 1);
    /* A trap tells its frames when the store is gone, but no instances. */
    wasm_trap_trace(late, &frames);
    assert_int_equal(frames.size, 2);
    assert_int_equal(wasm_frame_func_index(frames.data[1]), 5);
    assert_null(wasm_frame_instance(frames.data[1]));
    wasm_frame_vec_delete(&frames);
    wasm_trap_delete(late);
}

static void references(void **state)
{
    (void)state;
    Place place;
    place_open(&place);
    wasm_instance_t *instance =
        instantiate(&place,
                    "(module (table (export \"t\") 2 10 externref) (func (export \"get\") (param i32) "
                    "(result externref) (table.get 0 (local.get 0)))\n"
                    "  (func $f (export \"f\")) (func (export \"ff\") (result funcref) (ref.func $f)))",
                    NULL, 0);
    wasm_extern_vec_t exports;
    wasm_instance_exports(instance, &exports);
    wasm_table_t *table = wasm_extern_as_table(exports.data[0]);
    wasm_foreign_t *foreign = wasm_foreign_new(place.store);
    int info = 7;
    wasm_foreign_set_host_info(foreign, &info);
    assert_true(wasm_table_set(table, 1, wasm_foreign_as_ref(foreign)));
    assert_false(wasm_table_set(table, 2, NULL));
    wasm_foreign_delete(foreign);
    wasm_val_t arg[1] = {WASM_I32_VAL(1)}, out[1] = {WASM_INIT_VAL};
    wasm_val_vec_t args = WASM_ARRAY_VEC(arg), results = WASM_ARRAY_VEC(out), none = WASM_EMPTY_VEC;
    assert_null(wasm_func_call(wasm_extern_as_func(exports.data[1]), &args, &results));
    assert_int_equal(out[0].kind, WASM_EXTERNREF);
    assert_ptr_equal(wasm_foreign_get_host_info(wasm_ref_as_foreign(out[0].of.ref)), &info);
    assert_null(wasm_ref_as_func(out[0].of.ref));
    wasm_val_delete(&out[0]);
    assert_null(wasm_func_call(wasm_extern_as_func(exports.data[3]), &none, &results));
    assert_int_equal(out[0].kind, WASM_FUNCREF);
    assert_true(wasm_ref_same(out[0].of.ref, wasm_func_as_ref(wasm_extern_as_func(exports.data[2]))));
    wasm_val_delete(&out[0]);
    assert_int_equal(wasm_table_size(table), 2);
    assert_true(wasm_table_grow(table, 8, NULL));
    assert_false(wasm_table_grow(table, 1, NULL));
    assert_null(wasm_table_get(table, 9));
    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
    place_close(&place);
}

static void memories_and_globals(void **state)
{
    (void)state;
    Place place;
    place_open(&place);
    wasm_limits_t limits = {1, 3};
    wasm_memorytype_t *memory_type = wasm_memorytype_new(&limits);
    wasm_memory_t *memory = wasm_memory_new(place.store, memory_type);
    wasm_memorytype_delete(memory_type);
    wasm_globaltype_t *global_type = wasm_globaltype_new(wasm_valtype_new_f64(), WASM_VAR);
    wasm_val_t value = WASM_F64_VAL(1.5);
    wasm_global_t *global = wasm_global_new(place.store, global_type, &value);
    wasm_globaltype_delete(global_type);
    wasm_extern_t *imports[2] = {wasm_memory_as_extern(memory), wasm_global_as_extern(global)};
    wasm_instance_t *instance = instantiate(
        &place,
        "(module (import \"h\" \"m\" (memory 1 3)) (import \"h\" \"g\" (global $g (mut f64)))\n"
        "  (func (export \"go\") (i32.store8 (i32.const 9) (i32.const 99)) (global.set $g (f64.mul (global.get $g) "
        "(f64.const 3)))))",
        imports, 2);
    wasm_extern_vec_t exports;
    wasm_instance_exports(instance, &exports);
    wasm_val_vec_t none = WASM_EMPTY_VEC;
    assert_null(wasm_func_call(wasm_extern_as_func(exports.data[0]), &none, &none));
    assert_int_equal(wasm_memory_data(memory)[9], 99);
    assert_int_equal(wasm_memory_data_size(memory), MEMORY_PAGE_SIZE);
    assert_true(wasm_memory_grow(memory, 2));
    assert_false(wasm_memory_grow(memory, 1));
    assert_int_equal(wasm_memory_size(memory), 3);
    wasm_global_get(global, &value);
    assert_true(value.of.f64 == 4.5);
    value.of.f64 = -1;
    wasm_global_set(global, &value);
    wasm_global_get(global, &value);
    assert_true(value.of.f64 == -1);
    wasm_externtype_t *type = wasm_extern_type(imports[0]);
    assert_int_equal(wasm_externtype_kind(type), WASM_EXTERN_MEMORY);
    assert_int_equal(wasm_memorytype_limits(wasm_externtype_as_memorytype(type))->max, 3);
    assert_null(wasm_externtype_as_functype(type));
    wasm_externtype_delete(type);
    wasm_extern_vec_delete(&exports);
    wasm_memory_delete(memory);
    wasm_global_delete(global);
    wasm_instance_delete(instance);
    place_close(&place);
}

static void modules(void **state)
{
    (void)state;
    Place place;
    place_open(&place);
    wasm_module_t *module =
        module_from(&place, "(module (import \"a\" \"f\" (func (param i32 f64) (result i64))) (memory "
                            "(export \"m\") 2) (global (export \"g\") i32 (i32.const 3)))");
    wasm_importtype_vec_t imports;
    wasm_module_imports(module, &imports);
    assert_int_equal(imports.size, 1);
    assert_int_equal(wasm_importtype_module(imports.data[0])->size, 1);
    const wasm_functype_t *type = wasm_externtype_as_functype_const(wasm_importtype_type(imports.data[0]));
    assert_int_equal(wasm_functype_params(type)->size, 2);
    assert_int_equal(wasm_valtype_kind(wasm_functype_params(type)->data[1]), WASM_F64);
    assert_int_equal(wasm_valtype_kind(wasm_functype_results(type)->data[0]), WASM_I64);
    wasm_importtype_vec_t copy;
    wasm_importtype_vec_copy(&copy, &imports);
    wasm_importtype_vec_delete(&imports);
    assert_memory_equal(wasm_importtype_name(copy.data[0])->data, "f", 1);
    wasm_importtype_vec_delete(&copy);
    wasm_exporttype_vec_t exports;
    wasm_module_exports(module, &exports);
    assert_int_equal(exports.size, 2);
    assert_int_equal(wasm_externtype_kind(wasm_exporttype_type(exports.data[1])), WASM_EXTERN_GLOBAL);
    wasm_exporttype_vec_delete(&exports);
    /* Missing and wrong imports give a trap that says so. */
    wasm_trap_t *trap = NULL;
    wasm_extern_vec_t none = WASM_EMPTY_VEC;
    assert_null(wasm_instance_new(place.store, module, &none, &trap));
    assert_non_null(trap);
    wasm_trap_delete(trap);
    /* Serialized and read again; shared with another store. */
    wasm_byte_vec_t bytes;
    wasm_module_serialize(module, &bytes);
    wasm_module_t *again = wasm_module_deserialize(place.store, &bytes);
    assert_non_null(again);
    wasm_byte_vec_t twice;
    wasm_module_serialize(again, &twice);
    assert_int_equal(twice.size, bytes.size);
    assert_memory_equal(twice.data, bytes.data, bytes.size);
    wasm_byte_vec_delete(&twice);
    wasm_module_delete(again);
    /* No byte of it may differ, none be missing; nor is a plain binary one, or the other way round. */
    assert_false(wasm_module_validate(place.store, &bytes));
    assert_null(wasm_module_new(place.store, &bytes));
    for (size_t i = 0; i < bytes.size; i++) {
        wasm_byte_vec_t cut = {i, bytes.data};
        assert_null(wasm_module_deserialize(place.store, &cut));
        bytes.data[i] ^= 0x40;
        assert_null(wasm_module_deserialize(place.store, &bytes));
        bytes.data[i] ^= 0x40;
    }
    wasm_byte_vec_delete(&bytes);
    assemble("(module)", &bytes);
    assert_null(wasm_module_deserialize(place.store, &bytes));
    bytes.data[3] = 'x';
    assert_null(wasm_module_new(place.store, &bytes));
    wasm_byte_vec_delete(&bytes);
    wasm_shared_module_t *shared = wasm_module_share(module);
    wasm_module_delete(module);
    wasm_store_t *other = wasm_store_new(place.engine);
    module = wasm_module_obtain(other, shared);
    wasm_shared_module_delete(shared);
    wasm_module_exports(module, &exports);
    assert_int_equal(exports.size, 2);
    wasm_exporttype_vec_delete(&exports);
    wasm_module_delete(module);
    wasm_store_delete(other);
    place_close(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_and_traps),
        cmocka_unit_test(references),
        cmocka_unit_test(memories_and_globals),
        cmocka_unit_test(modules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
