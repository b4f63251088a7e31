/* Globals: constant and mutable, of host and module, changed from both sides. */
#include "support.h"

static wasm_global_t *make(wasm_store_t *store, wasm_val_t value, wasm_mutability_t mutability)
{
    wasm_globaltype_t *type = wasm_globaltype_new(wasm_valtype_new(value.kind), mutability);
    wasm_global_t *global = wasm_global_new(store, type, &value);
    wasm_globaltype_delete(type);
    return global;
}

static void show(const char *name, const wasm_global_t *global)
{
    wasm_val_t value;
    wasm_globaltype_t *type = wasm_global_type(global);
    wasm_global_get(global, &value);
    printf("%s%s ", wasm_globaltype_mutability(type) == WASM_VAR ? "mutable " : "", name);
    switch (value.kind) {
    case WASM_I32: printf("%d\n", (int)value.of.i32); break;
    case WASM_I64: printf("%lld\n", (long long)value.of.i64); break;
    case WASM_F32: printf("%g\n", (double)value.of.f32); break;
    default: printf("%g\n", value.of.f64); break;
    }
    wasm_globaltype_delete(type);
}

int main(int argc, char **argv)
{
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_module_t *module = load(store, argc > 1 ? argv[1] : NULL);
    wasm_global_t *scale = make(store, (wasm_val_t)WASM_F64_VAL(1.5), WASM_CONST);
    wasm_global_t *count = make(store, (wasm_val_t)WASM_I64_VAL(9), WASM_VAR);
    wasm_extern_t *imports[] = {wasm_global_as_extern(scale), wasm_global_as_extern(count)};
    wasm_instance_t *instance = instantiate(store, module, imports, 2);
    wasm_extern_vec_t exports;
    wasm_instance_exports(instance, &exports);
    wasm_global_t *last = wasm_extern_as_global(exports.data[0]), *limit = wasm_extern_as_global(exports.data[1]);

    show("last", last);
    show("limit", limit);
    call(func_at(&exports, 2), NULL, 0, NULL, 0);
    show("count", count);
    show("last", last);

    wasm_val_t hundred = WASM_I64_VAL(100), other = WASM_F64_VAL(8);
    wasm_global_set(count, &hundred);
    wasm_global_set(scale, &other); /* it is constant: nothing happens */
    call(func_at(&exports, 2), NULL, 0, NULL, 0);
    show("scale", scale);
    show("count", count);
    show("last", last);

    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
    wasm_global_delete(scale);
    wasm_global_delete(count);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
