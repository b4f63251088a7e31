/* A table of functions: entries read, compared and called by the host, replaced by a host function, and grown. */
#include "support.h"

static wasm_trap_t *power(const wasm_val_vec_t *args, wasm_val_vec_t *results)
{
    int32_t value = 1;
    for (int32_t i = 0; i < args->data[1].of.i32; i++)
        value *= args->data[0].of.i32;
    results->data[0] = (wasm_val_t)WASM_I32_VAL(value);
    return NULL;
}

static void apply(const wasm_func_t *func, int32_t index)
{
    wasm_val_t arg[2] = {WASM_I32_VAL(index), WASM_I32_VAL(4)}, result = WASM_INIT_VAL;
    wasm_val_vec_t args = {2, arg}, results = {1, &result};
    wasm_trap_t *trap = wasm_func_call(func, &args, &results);
    if (trap)
        printf("operator %d: a trap\n", (int)index);
    else
        printf("operator %d of 10 and 4: %d\n", (int)index, (int)result.of.i32);
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
    wasm_table_t *table = wasm_extern_as_table(exports.data[0]);
    wasm_func_t *add = func_at(&exports, 1), *use = func_at(&exports, 2);

    wasm_ref_t *first = wasm_table_get(table, 0), *third = wasm_table_get(table, 2);
    printf("size %u; entry 0 is %s; entry 2 is %s\n", (unsigned)wasm_table_size(table),
           wasm_ref_same(first, wasm_func_as_ref(add)) ? "add" : "another", third ? "set" : "null");
    printf("entry 0 called: %d\n", (int)call_i32(wasm_ref_as_func(first), 40, 2));
    wasm_ref_delete(first);
    for (int32_t i = 0; i < 3; i++)
        apply(use, i);

    wasm_functype_t *type =
        wasm_functype_new_2_1(wasm_valtype_new_i32(), wasm_valtype_new_i32(), wasm_valtype_new_i32());
    wasm_func_t *host = wasm_func_new(store, type, power);
    wasm_functype_delete(type);
    printf("set 2: %d\n", wasm_table_set(table, 2, wasm_func_as_ref(host)));
    printf("set 3: %d\n", wasm_table_set(table, 3, wasm_func_as_ref(host)));
    printf("grow by 2: %d\n", wasm_table_grow(table, 2, wasm_func_as_ref(add)));
    printf("grow by 1 more: %d\n", wasm_table_grow(table, 1, NULL));
    wasm_table_set(table, 0, NULL);
    for (int32_t i = 0; i < 6; i++)
        apply(use, i);

    wasm_func_delete(host);
    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
