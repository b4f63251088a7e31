/* One module compiled once, shared by threads that each have a store of their own. */
#include <pthread.h>

#include "support.h"

enum { THREADS = 4, ROUNDS = 100000 };

typedef struct Worker {
    pthread_t thread;
    wasm_engine_t *engine;
    const wasm_shared_module_t *module;
    int32_t id, reported;
} Worker;

static wasm_trap_t *report(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results)
{
    (void)results;
    ((Worker *)env)->reported = args->data[0].of.i32;
    return NULL;
}

static void *work(void *argument)
{
    Worker *worker = argument;
    wasm_store_t *store = wasm_store_new(worker->engine);
    wasm_module_t *module = wasm_module_obtain(store, worker->module);

    wasm_val_t id = WASM_I32_VAL(worker->id);
    wasm_globaltype_t *global_type = wasm_globaltype_new(wasm_valtype_new_i32(), WASM_CONST);
    wasm_global_t *global = wasm_global_new(store, global_type, &id);
    wasm_functype_t *func_type = wasm_functype_new_1_0(wasm_valtype_new_i32());
    wasm_func_t *func = wasm_func_new_with_env(store, func_type, report, worker, NULL);
    wasm_extern_t *imports[] = {wasm_global_as_extern(global), wasm_func_as_extern(func)};
    wasm_instance_t *instance = instantiate(store, module, imports, 2);
    wasm_extern_vec_t exports;
    wasm_instance_exports(instance, &exports);
    call_i32(func_at(&exports, 0), ROUNDS, 0);

    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
    wasm_func_delete(func);
    wasm_functype_delete(func_type);
    wasm_global_delete(global);
    wasm_globaltype_delete(global_type);
    wasm_module_delete(module);
    wasm_store_delete(store);
    return NULL;
}

int main(int argc, char **argv)
{
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_module_t *module = load(store, argc > 1 ? argv[1] : NULL);
    wasm_shared_module_t *shared = wasm_module_share(module);
    wasm_module_delete(module);
    wasm_store_delete(store); /* what is shared does not need it */

    Worker workers[THREADS];
    for (int32_t i = 0; i < THREADS; i++) {
        workers[i] = (Worker){.engine = engine, .module = shared, .id = i};
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]))
            give_up("no thread");
    }
    for (int32_t i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        uint32_t expected = (uint32_t)i;
        for (int round = 0; round < ROUNDS; round++)
            expected = expected * 1103515245u + 12345u;
        printf("thread %d: %s\n", (int)i, (uint32_t)workers[i].reported == expected ? "right" : "wrong");
    }
    wasm_shared_module_delete(shared);
    wasm_engine_delete(engine);
    return 0;
}
