/* Traps: one that the host makes and one of the machine, with message, origin and the functions on the stack. */
#include "support.h"

static wasm_trap_t *refuse(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results)
{
    (void)args, (void)results;
    wasm_message_t message;
    wasm_name_new_from_string_nt(&message, "the host does not want to");
    wasm_trap_t *trap = wasm_trap_new(env, &message);
    wasm_name_delete(&message);
    return trap;
}

static void expect_trap(const wasm_func_t *func, const wasm_instance_t *instance)
{
    wasm_val_t arg = WASM_I32_VAL(0), result = WASM_INIT_VAL;
    wasm_val_vec_t args = {1, &arg}, results = {1, &result};
    wasm_trap_t *trap = wasm_func_call(func, &args, &results);
    if (!trap)
        give_up("no trap");
    print_trap("trap", trap);
    wasm_frame_t *origin = wasm_trap_origin(trap);
    wasm_frame_vec_t trace;
    wasm_trap_trace(trap, &trace);
    printf("origin: function %u of %s instance\n", (unsigned)wasm_frame_func_index(origin),
           wasm_instance_same(wasm_frame_instance(origin), instance) ? "this" : "another");
    for (size_t i = 0; i < trace.size; i++)
        printf("  function %u, %zu bytes into its body\n", (unsigned)wasm_frame_func_index(trace.data[i]),
               wasm_frame_func_offset(trace.data[i]));
    wasm_frame_delete(origin);
    wasm_frame_vec_delete(&trace);
    wasm_trap_delete(trap);
}

int main(int argc, char **argv)
{
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_module_t *module = load(store, argc > 1 ? argv[1] : NULL);
    wasm_functype_t *type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
    wasm_func_t *host = wasm_func_new_with_env(store, type, refuse, store, NULL);
    wasm_functype_delete(type);
    wasm_extern_t *imports[] = {wasm_func_as_extern(host)};
    wasm_instance_t *instance = instantiate(store, module, imports, 1);
    wasm_extern_vec_t exports;
    wasm_instance_exports(instance, &exports);

    expect_trap(func_at(&exports, 0), instance);
    expect_trap(func_at(&exports, 1), instance);
    printf("and on it goes: 12 / 4 = %d\n", (int)call_i32(func_at(&exports, 1), 4, 0));

    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
    wasm_func_delete(host);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
