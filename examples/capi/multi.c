/* Several results, of all kinds of numbers and in both directions. */
#include "support.h"

/* The arguments in the opposite order. */
static wasm_trap_t *turn(const wasm_val_vec_t *args, wasm_val_vec_t *results)
{
    for (size_t i = 0; i < args->size; i++)
        wasm_val_copy(&results->data[i], &args->data[args->size - 1 - i]);
    return NULL;
}

int main(int argc, char **argv)
{
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_module_t *module = load(store, argc > 1 ? argv[1] : NULL);

    const wasm_valkind_t kinds[4] = {WASM_I32, WASM_I64, WASM_F32, WASM_F64};
    wasm_valtype_vec_t params, results;
    wasm_valtype_vec_new_uninitialized(&params, 4);
    wasm_valtype_vec_new_uninitialized(&results, 4);
    for (size_t i = 0; i < 4; i++) {
        params.data[i] = wasm_valtype_new(kinds[i]);
        results.data[i] = wasm_valtype_new(kinds[3 - i]);
    }
    wasm_functype_t *type = wasm_functype_new(&params, &results);
    wasm_func_t *host = wasm_func_new(store, type, turn);
    wasm_functype_delete(type);

    wasm_extern_t *imports[] = {wasm_func_as_extern(host)};
    wasm_instance_t *instance = instantiate(store, module, imports, 1);
    wasm_extern_vec_t exports;
    wasm_instance_exports(instance, &exports);
    wasm_val_t in[4] = {WASM_I32_VAL(1), WASM_I64_VAL(INT64_C(1) << 40), WASM_F32_VAL(2.5f), WASM_F64_VAL(-7.25)};
    wasm_val_t out[4] = {WASM_INIT_VAL, WASM_INIT_VAL, WASM_INIT_VAL, WASM_INIT_VAL};
    call(func_at(&exports, 0), in, 4, out, 4);
    printf("%d %lld %g %g\n", (int)out[0].of.i32, (long long)out[1].of.i64, (double)out[2].of.f32, out[3].of.f64);

    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
    wasm_func_delete(host);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
