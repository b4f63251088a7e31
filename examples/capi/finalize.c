/* Host information: a pointer of the host's on any object, with a function that is told when it is of no more use. */
#include "support.h"

enum { INSTANCES = 100 };

static int alive;

static void count_down(void *info)
{
    alive--;
    free(info);
}

static void *count_up(int number)
{
    int *info = malloc(sizeof *info);
    *info = number;
    alive++;
    return info;
}

int main(int argc, char **argv)
{
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_module_t *module = load(store, argc > 1 ? argv[1] : NULL);

    for (int i = 0; i < INSTANCES; i++) {
        wasm_instance_t *instance = instantiate(store, module, NULL, 0);
        wasm_instance_set_host_info_with_finalizer(instance, count_up(i), count_down);
        wasm_instance_delete(instance); /* the store keeps the object */
    }
    printf("%d objects with information\n", alive);

    /* Every handle of one object shows the same information. */
    wasm_instance_t *instance = instantiate(store, module, NULL, 0);
    wasm_extern_vec_t exports, again;
    wasm_instance_exports(instance, &exports);
    wasm_func_t *f = func_at(&exports, 0);
    wasm_func_set_host_info_with_finalizer(f, count_up(1), count_down);
    wasm_func_set_host_info_with_finalizer(f, count_up(2), count_down); /* the first one is finalized */
    wasm_instance_exports(instance, &again);
    printf("f has %d; g has %s; %d alive\n", *(int *)wasm_func_get_host_info(func_at(&again, 0)),
           wasm_func_get_host_info(func_at(&again, 1)) ? "some" : "none", alive);

    /* A foreign object is nothing but such information. */
    wasm_foreign_t *foreign = wasm_foreign_new(store);
    wasm_foreign_set_host_info_with_finalizer(foreign, count_up(3), count_down);
    wasm_foreign_t *second = wasm_foreign_copy(foreign);
    wasm_foreign_delete(foreign);
    printf("with a second handle: %d alive\n", alive);
    wasm_foreign_delete(second);
    printf("without: %d alive\n", alive);

    wasm_extern_vec_delete(&exports);
    wasm_extern_vec_delete(&again);
    wasm_instance_delete(instance);
    wasm_module_delete(module);
    wasm_store_delete(store);
    printf("after the store: %d\n", alive);
    wasm_engine_delete(engine);
    return 0;
}
