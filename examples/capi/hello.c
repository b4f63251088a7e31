/* The shortest whole program: a host function, a module that calls it, and everything given back at the end. */
#include "support.h"

static wasm_trap_t *greet(const wasm_val_vec_t *args, wasm_val_vec_t *results)
{
    (void)args, (void)results;
    printf("Hello from the host\n");
    return NULL;
}

int main(int argc, char **argv)
{
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_module_t *module = load(store, argc > 1 ? argv[1] : NULL);

    wasm_functype_t *type = wasm_functype_new_0_0();
    wasm_func_t *host = wasm_func_new(store, type, greet);
    wasm_functype_delete(type);
    wasm_extern_t *imports[] = {wasm_func_as_extern(host)};
    wasm_instance_t *instance = instantiate(store, module, imports, 1);

    wasm_extern_vec_t exports;
    wasm_instance_exports(instance, &exports);
    call(func_at(&exports, 0), NULL, 0, NULL, 0);
    printf("done\n");

    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
    wasm_func_delete(host);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
