/* References of the host's in a module's hands: in a global, in a table, through a host function and back. */
#include "support.h"

static const char *name_of(const wasm_ref_t *ref)
{
    return ref ? wasm_ref_get_host_info(ref) : "null";
}

/* Gives the other of two references, or null what is null. */
typedef struct Pair {
    wasm_ref_t *refs[2];
} Pair;
static wasm_trap_t *swap(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results)
{
    const Pair *pair = env;
    const wasm_ref_t *given = args->data[0].of.ref;
    printf("  the host gets %s\n", name_of(given));
    results->data[0].kind = WASM_EXTERNREF;
    results->data[0].of.ref = given ? wasm_ref_copy(pair->refs[wasm_ref_same(given, pair->refs[0])]) : NULL;
    return NULL;
}

static wasm_ref_t *named(wasm_store_t *store, char *name)
{
    wasm_foreign_t *foreign = wasm_foreign_new(store);
    wasm_foreign_set_host_info(foreign, name);
    return wasm_foreign_as_ref(foreign);
}

static void keep(const wasm_func_t *func, wasm_ref_t *ref)
{
    wasm_val_t arg = WASM_REF_VAL(ref);
    call(func, &arg, 1, NULL, 0);
}

static wasm_ref_t *pass(const wasm_func_t *func, wasm_val_t arg)
{
    wasm_val_t result = WASM_INIT_VAL;
    call(func, &arg, 1, &result, 1);
    return result.of.ref;
}

static void show_and_delete(const char *what, wasm_ref_t *ref)
{
    printf("%s: %s\n", what, name_of(ref));
    wasm_ref_delete(ref);
}

int main(int argc, char **argv)
{
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_module_t *module = load(store, argc > 1 ? argv[1] : NULL);
    Pair pair = {{named(store, "apple"), named(store, "pear")}};
    wasm_functype_t *type = wasm_functype_new_1_1(wasm_valtype_new_externref(), wasm_valtype_new_externref());
    wasm_func_t *host = wasm_func_new_with_env(store, type, swap, &pair, NULL);
    wasm_functype_delete(type);
    wasm_extern_t *imports[] = {wasm_func_as_extern(host)};
    wasm_instance_t *instance = instantiate(store, module, imports, 1);
    wasm_extern_vec_t exports;
    wasm_instance_exports(instance, &exports);
    wasm_global_t *kept = wasm_extern_as_global(exports.data[0]);
    wasm_table_t *shelf = wasm_extern_as_table(exports.data[1]);

    wasm_val_t value;
    keep(func_at(&exports, 2), pair.refs[0]);
    wasm_global_get(kept, &value);
    show_and_delete("the global has", value.of.ref);
    keep(func_at(&exports, 2), NULL);
    wasm_global_get(kept, &value);
    show_and_delete("and now", value.of.ref);

    wasm_val_t put[2] = {WASM_I32_VAL(1), WASM_REF_VAL(pair.refs[1])};
    call(func_at(&exports, 3), put, 2, NULL, 0);
    wasm_table_set(shelf, 2, pair.refs[0]);
    for (int32_t i = 0; i < 4; i++)
        show_and_delete("on the shelf", pass(func_at(&exports, 4), (wasm_val_t)WASM_I32_VAL(i)));

    show_and_delete("through the host", pass(func_at(&exports, 5), (wasm_val_t)WASM_REF_VAL(pair.refs[0])));
    show_and_delete("through the host", pass(func_at(&exports, 5), (wasm_val_t)WASM_REF_VAL(NULL)));
    wasm_val_t arg = WASM_REF_VAL(pair.refs[1]), is_null = WASM_INIT_VAL;
    call(func_at(&exports, 6), &arg, 1, &is_null, 1);
    printf("is %s null? %s\n", name_of(pair.refs[1]), is_null.of.i32 ? "yes" : "no");

    wasm_ref_delete(pair.refs[0]);
    wasm_ref_delete(pair.refs[1]);
    wasm_func_delete(host);
    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
