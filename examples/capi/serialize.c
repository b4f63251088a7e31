/* A module as bytes: written from one engine, read in another, and refused when a byte was damaged on the way. */
#include "support.h"

static void serialize(const char *path, wasm_byte_vec_t *out)
{
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_module_t *module = load(store, path);
    wasm_module_serialize(module, out);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
}

int main(int argc, char **argv)
{
    wasm_byte_vec_t bytes;
    serialize(argc > 1 ? argv[1] : NULL, &bytes);

    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_module_t *module = wasm_module_deserialize(store, &bytes);
    if (!module)
        give_up("cannot be read back");
    wasm_instance_t *instance = instantiate(store, module, NULL, 0);
    wasm_extern_vec_t exports;
    wasm_instance_exports(instance, &exports);
    printf("fib(20) = %d\n", (int)call_i32(func_at(&exports, 0), 20, 0));

    bytes.data[bytes.size / 2] ^= 1;
    wasm_module_t *damaged = wasm_module_deserialize(store, &bytes);
    printf("with one bit changed: %s\n", damaged ? "read" : "refused");
    wasm_module_delete(damaged);

    wasm_byte_vec_delete(&bytes);
    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
