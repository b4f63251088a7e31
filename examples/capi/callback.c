/* Host functions: one plain, one with an environment of its own that is finalized with the store. */
#include "support.h"

static wasm_trap_t *show(const wasm_val_vec_t *args, wasm_val_vec_t *results)
{
    printf("the module says %d\n", (int)args->data[0].of.i32);
    wasm_val_copy(&results->data[0], &args->data[0]);
    return NULL;
}

static wasm_trap_t *next(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results)
{
    (void)args;
    int32_t *counter = env;
    results->data[0] = (wasm_val_t)WASM_I32_VAL(++*counter);
    return NULL;
}

static void forget(void *env)
{
    printf("the counter ended at %d\n", (int)*(int32_t *)env);
    free(env);
}

int main(int argc, char **argv)
{
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_module_t *module = load(store, argc > 1 ? argv[1] : NULL);

    int32_t *counter = malloc(sizeof *counter);
    *counter = 40;
    wasm_functype_t *show_type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
    wasm_functype_t *next_type = wasm_functype_new_0_1(wasm_valtype_new_i32());
    wasm_func_t *show_func = wasm_func_new(store, show_type, show);
    wasm_func_t *next_func = wasm_func_new_with_env(store, next_type, next, counter, forget);
    wasm_functype_delete(show_type);
    wasm_functype_delete(next_type);

    wasm_extern_t *imports[] = {wasm_func_as_extern(show_func), wasm_func_as_extern(next_func)};
    wasm_instance_t *instance = instantiate(store, module, imports, 2);
    wasm_extern_vec_t exports;
    wasm_instance_exports(instance, &exports);
    printf("it returns %d\n", (int)call_i32(func_at(&exports, 0), 3, 4));
    printf("it returns %d\n", (int)call_i32(func_at(&exports, 0), 30, 4));

    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
    wasm_func_delete(show_func);
    wasm_func_delete(next_func);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
