/* Both headers in one program, built from an installed prefix: each runs a function that answers 42. */
#include <stdio.h>
#include <stdlib.h>

#include <wasm.h>
#include <wasmfx.h>

/* (module (func (export "f") (result i32) (i32.const 42))) */
static const char binary[] = "\0asm\1\0\0\0\1\5\1\x60\0\1\x7f\3\2\1\0\7\5\1\1f\0\0\x0a\6\1\4\0\x41\x2a\x0b";

static int standard(void)
{
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_byte_vec_t bytes;
    wasm_byte_vec_new(&bytes, sizeof binary - 1, binary);
    wasm_module_t *module = wasm_module_new(store, &bytes);
    wasm_extern_vec_t imports = WASM_EMPTY_VEC, exports;
    wasm_instance_t *instance = module ? wasm_instance_new(store, module, &imports, NULL) : NULL;
    if (!instance)
        return 1;
    wasm_instance_exports(instance, &exports);
    wasm_val_t result = WASM_INIT_VAL;
    wasm_val_vec_t args = WASM_EMPTY_VEC, results = {1, &result};
    if (exports.size != 1 || wasm_func_call(wasm_extern_as_func(exports.data[0]), &args, &results))
        return 1;
    printf("wasm.h %d\n", (int)result.of.i32);
    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
    wasm_module_delete(module);
    wasm_byte_vec_delete(&bytes);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}

static int own_interface(void)
{
    wfx_engine_t *engine = wfx_engine_new(NULL, NULL);
    wfx_store_t *store = wfx_store_new(engine, NULL);
    wfx_module_t *module = wfx_module_new(engine, binary, sizeof binary - 1, "f", NULL);
    wfx_instance_t *instance = module ? wfx_instance_new(store, module, NULL, 0, NULL) : NULL;
    wfx_extern_t f;
    wfx_value_t result;
    if (!instance || !wfx_instance_export(instance, "f", 1, &f) || !wfx_func_call(f.of.func, NULL, 0, &result, 1, NULL))
        return 1;
    printf("wasmfx.h %d\n", (int)result.of.i32);
    wfx_module_delete(module);
    wfx_store_delete(store);
    wfx_engine_delete(engine);
    return 0;
}

int main(void)
{
    return standard() || own_interface() ? EXIT_FAILURE : EXIT_SUCCESS;
}
