/* The start function runs when an instance is made; a trap in it is the trap of wasm_instance_new. */
#include "support.h"

static wasm_trap_t *ready(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results)
{
    (void)args;
    int *answer = env;
    printf("the start function asks; the answer is %d\n", *answer);
    results->data[0] = (wasm_val_t)WASM_I32_VAL(*answer);
    return NULL;
}

int main(int argc, char **argv)
{
    int answer = 0;
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_module_t *module = load(store, argc > 1 ? argv[1] : NULL);
    wasm_functype_t *type = wasm_functype_new_0_1(wasm_valtype_new_i32());
    wasm_func_t *host = wasm_func_new_with_env(store, type, ready, &answer, NULL);
    wasm_functype_delete(type);
    wasm_extern_t *list[] = {wasm_func_as_extern(host)};
    wasm_extern_vec_t imports = WASM_ARRAY_VEC(list);

    wasm_trap_t *trap = NULL;
    if (wasm_instance_new(store, module, &imports, &trap) || !trap)
        give_up("no trap");
    print_trap("no instance", trap);
    wasm_frame_t *origin = wasm_trap_origin(trap);
    printf("in function %u\n", (unsigned)wasm_frame_func_index(origin));
    wasm_frame_delete(origin);
    wasm_trap_delete(trap);

    answer = 1;
    wasm_instance_t *instance = instantiate(store, module, list, 1);
    wasm_extern_vec_t exports;
    wasm_instance_exports(instance, &exports);
    printf("an instance, with %d in its memory\n", wasm_memory_data(wasm_extern_as_memory(exports.data[0]))[0]);

    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
    wasm_func_delete(host);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
