/* Times the export `run` of a module in wasmfx: usage: measure MODULE CHECK_N N [PREPARE]. Prints run(CHECK_N) of the
   fresh instance, run(N), and the nanoseconds that the latter took. Before it is timed, smaller calls warm the machine
   up for a tenth of a second. With PREPARE the export `prepare` is called with it (less, for warming up), and the call
   that is timed finds everything made. measure.js does the same in V8. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/api/wasmfx.h"

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void give_up(const wfx_error_t *error)
{
    fprintf(stderr, "measure: %s\n", error ? wfx_error_message(error) : "usage: MODULE CHECK_N N [PREPARE]");
    exit(1);
}

static wfx_func_t *find(wfx_instance_t *instance, const char *name)
{
    wfx_extern_t found;
    if (!wfx_instance_export(instance, name, strlen(name), &found) || found.kind != WFX_EXT_FUNC) {
        fprintf(stderr, "measure: no function '%s' is exported\n", name);
        exit(1);
    }
    return found.of.func;
}

static int64_t call(wfx_func_t *func, int n, size_t result_count)
{
    wfx_error_t *error = NULL;
    wfx_value_t argument = {.kind = WFX_VALUE_I32, .of.i32 = n}, result = {.of.i64 = 0};
    if (!wfx_func_call(func, &argument, 1, &result, result_count, &error))
        give_up(error);
    return result.kind == WFX_VALUE_I32 ? result.of.i32 : result.of.i64;
}

int main(int argc, char **argv)
{
    wfx_error_t *error = NULL;
    wfx_engine_t *engine;
    wfx_store_t *store;
    wfx_module_t *module;
    wfx_instance_t *instance;
    if (argc < 4)
        give_up(NULL);
    int n = atoi(argv[3]), live = argc > 4 ? atoi(argv[4]) : 0;
    if (!(engine = wfx_engine_new(NULL, &error)) || !(store = wfx_store_new(engine, &error)) ||
        !(module = wfx_module_new_file(engine, argv[1], &error)) ||
        !(instance = wfx_instance_new(store, module, NULL, 0, &error)))
        give_up(error);
    wfx_func_t *run = find(instance, "run"), *prepare = live ? find(instance, "prepare") : NULL;
    int64_t check = call(run, atoi(argv[2]), 1);
    if (prepare)
        call(prepare, live < 100 ? live : 100, 0);
    double end = now_ns() + 1e8;
    do
        call(run, n > 10 ? n / 10 : 1, 1);
    while (now_ns() < end);
    if (prepare) {
        call(prepare, live, 0);
        call(run, 1, 1);
    }
    double start = now_ns();
    int64_t sum = call(run, n, 1);
    printf("%lld %lld %.0f\n", (long long)check, (long long)sum, now_ns() - start);
    wfx_module_delete(module);
    wfx_store_delete(store);
    wfx_engine_delete(engine);
    return 0;
}
