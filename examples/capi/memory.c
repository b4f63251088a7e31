/* A memory that module and host both write, grown by the host; and one that the host makes alone. */
#include "support.h"

static void try_outside(const wasm_func_t *peek, int32_t address)
{
    wasm_val_t arg = WASM_I32_VAL(address), result = WASM_INIT_VAL;
    wasm_val_vec_t args = {1, &arg}, results = {1, &result};
    wasm_trap_t *trap = wasm_func_call(peek, &args, &results);
    printf("reading at %d: %s\n", (int)address, trap ? "a trap" : "fine");
    wasm_trap_delete(trap);
}

int main(int argc, char **argv)
{
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_module_t *module = load(store, argc > 1 ? argv[1] : NULL);
    wasm_instance_t *instance = instantiate(store, module, NULL, 0);
    wasm_extern_vec_t exports;
    wasm_instance_exports(instance, &exports);
    wasm_memory_t *memory = wasm_extern_as_memory(exports.data[0]);
    const wasm_func_t *peek = func_at(&exports, 1), *poke = func_at(&exports, 2), *pages = func_at(&exports, 3);

    printf("%u page, %zu bytes, data %.4s\n", (unsigned)wasm_memory_size(memory), wasm_memory_data_size(memory),
           wasm_memory_data(memory) + 16);
    wasm_memory_data(memory)[16] = 'W';
    call_i32(poke, 19, 'M');
    printf("peek %c, data %.4s\n", (char)call_i32(peek, 16, 0), wasm_memory_data(memory) + 16);

    try_outside(peek, 65536);
    printf("growing by 2: %s\n", wasm_memory_grow(memory, 2) ? "good" : "refused");
    printf("by 1 more: %s\n", wasm_memory_grow(memory, 1) ? "good" : "refused");
    try_outside(peek, 65536);
    printf("the module sees %d pages\n", (int)call_i32(pages, 0, 0));

    wasm_limits_t limits = {5, 5};
    wasm_memorytype_t *type = wasm_memorytype_new(&limits);
    wasm_memory_t *alone = wasm_memory_new(store, type);
    printf("the host's own has %u pages, growing: %s\n", (unsigned)wasm_memory_size(alone),
           wasm_memory_grow(alone, 1) ? "good" : "refused");

    wasm_memory_delete(alone);
    wasm_memorytype_delete(type);
    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
