/* What a module wants and has: its imports and exports by name and type, told without an instance. */
#include "support.h"

static void print_types(const wasm_valtype_vec_t *types)
{
    static const char *const numbers[] = {"i32", "i64", "f32", "f64"};
    for (size_t i = 0; i < types->size; i++) {
        wasm_valkind_t kind = wasm_valtype_kind(types->data[i]);
        const char *name = kind == WASM_FUNCREF ? "funcref" : kind == WASM_EXTERNREF ? "externref" : numbers[kind];
        printf("%s%s", i ? " " : "", name);
    }
}

static void print_type(const wasm_valtype_t *type)
{
    wasm_valtype_t *one[1] = {wasm_valtype_copy(type)};
    print_types(&(wasm_valtype_vec_t){1, one});
    wasm_valtype_delete(one[0]);
}

static void print_limits(const wasm_limits_t *limits)
{
    printf("%u", (unsigned)limits->min);
    if (limits->max != wasm_limits_max_default)
        printf(" to %u", (unsigned)limits->max);
}

static void print_extern(const wasm_externtype_t *type)
{
    const wasm_functype_t *func = wasm_externtype_as_functype_const(type);
    const wasm_globaltype_t *global = wasm_externtype_as_globaltype_const(type);
    const wasm_tabletype_t *table = wasm_externtype_as_tabletype_const(type);
    if (func) {
        printf("function (");
        print_types(wasm_functype_params(func));
        printf(") -> (");
        print_types(wasm_functype_results(func));
        printf(")\n");
    } else if (global) {
        printf("%s global of type ", wasm_globaltype_mutability(global) == WASM_VAR ? "mutable" : "constant");
        print_type(wasm_globaltype_content(global));
        printf("\n");
    } else if (table) {
        printf("table of ");
        print_type(wasm_tabletype_element(table));
        printf(", size ");
        print_limits(wasm_tabletype_limits(table));
        printf("\n");
    } else {
        printf("memory, pages ");
        print_limits(wasm_memorytype_limits(wasm_externtype_as_memorytype_const(type)));
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_module_t *module = load(store, argc > 1 ? argv[1] : NULL);
    wasm_importtype_vec_t imports;
    wasm_exporttype_vec_t exports;
    wasm_module_imports(module, &imports);
    wasm_module_exports(module, &exports);
    for (size_t i = 0; i < imports.size; i++) {
        const wasm_name_t *from = wasm_importtype_module(imports.data[i]),
                          *name = wasm_importtype_name(imports.data[i]);
        printf("import %.*s.%.*s: ", (int)from->size, from->data, (int)name->size, name->data);
        print_extern(wasm_importtype_type(imports.data[i]));
    }
    for (size_t i = 0; i < exports.size; i++) {
        const wasm_name_t *name = wasm_exporttype_name(exports.data[i]);
        printf("export %.*s: ", (int)name->size, name->data);
        print_extern(wasm_exporttype_type(exports.data[i]));
    }
    wasm_importtype_vec_delete(&imports);
    wasm_exporttype_vec_delete(&exports);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
