/* What a call of a host function costs, in nanoseconds: through wfx_func_new, through wfx_func_new_typed, and of the
   same function by an indirect call of native code, in the same loop. Usage: host_calls [millions of calls]. The best
   of several runs of each; exit code 1 when a typed call takes more than three times the native one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/api/wasmfx.h"

enum { RUNS = 9 };

static const char program[] = "(module (import \"host\" \"step\" (func $step (param i32 i32) (result i32)))"
                              "  (func (export \"run\") (param $n i32) (result i32) (local $sum i32)"
                              "    (loop $again"
                              "      (local.set $sum (call $step (local.get $sum) (local.get $n)))"
                              "      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
                              "    (local.get $sum)))";

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int32_t typed_step(void *env, int32_t sum, int32_t n)
{
    return (int32_t)((uint32_t)sum + (uint32_t)(n ^ *(const int32_t *)env));
}

static bool generic_step(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count,
                         wfx_value_t *results, size_t result_count, wfx_error_t **error)
{
    (void)caller, (void)arg_count, (void)result_count, (void)error;
    results[0].of.i32 = typed_step(env, args[0].of.i32, args[1].of.i32);
    return true;
}

static void give_up(const char *why)
{
    fprintf(stderr, "host_calls: %s\n", why);
    exit(2);
}

static int32_t (*volatile target)(void *env, int32_t sum, int32_t n) = typed_step;

static double native(void *env, int32_t n, int32_t *result)
{
    double best = 1e300;
    for (int run = 0; run < RUNS; run++) {
        int32_t sum = 0;
        double start = now_ns();
        for (int32_t i = n; i; i--)
            sum = target(env, sum, i);
        double taken = now_ns() - start;
        best = taken < best ? taken : best;
        *result = sum;
    }
    return best / n;
}

static double wasm(bool is_typed, void *env, int32_t n, int32_t *result)
{
    static const wfx_kind_t kinds[] = {WFX_VALUE_I32, WFX_VALUE_I32};
    wfx_error_t *error = NULL;
    wfx_engine_t *engine = wfx_engine_new(NULL, NULL);
    wfx_store_t *store = wfx_store_new(engine, NULL);
    wfx_module_t *module = wfx_module_new(engine, program, strlen(program), "host_calls.wat", &error);
    wfx_functype_t *type = wfx_functype_new(kinds, 2, kinds, 1);
    wfx_func_t *func =
        is_typed ? wfx_func_new_typed(store, type, "step", (wfx_typed_callback_t)typed_step, env, NULL, &error)
                 : wfx_func_new(store, type, "step", generic_step, env, NULL, &error);
    wfx_extern_t import = {.kind = WFX_EXT_FUNC, .of.func = func}, export;
    wfx_instance_t *instance = module && func ? wfx_instance_new(store, module, &import, 1, &error) : NULL;
    if (!instance || !wfx_instance_export(instance, "run", 3, &export))
        give_up(error ? wfx_error_message(error) : "no instance");
    wfx_value_t arg = {.kind = WFX_VALUE_I32, .of.i32 = n}, sum;
    double best = 1e300;
    for (int run = 0; run < RUNS; run++) {
        double start = now_ns();
        if (!wfx_func_call(export.of.func, &arg, 1, &sum, 1, &error))
            give_up(wfx_error_message(error));
        double taken = now_ns() - start;
        best = taken < best ? taken : best;
    }
    *result = sum.of.i32;
    wfx_functype_delete(type);
    wfx_module_delete(module);
    wfx_store_delete(store);
    wfx_engine_delete(engine);
    return best / n;
}

int main(int argc, char **argv)
{
    int32_t n = (argc > 1 ? atoi(argv[1]) : 10) * 1000000, mask = 0x55, results[3];
    if (n <= 0)
        give_up("not a number of millions");
    double times[3] = {native(&mask, n, &results[0]), wasm(true, &mask, n, &results[1]),
                       wasm(false, &mask, n, &results[2])};
    printf("native indirect call  %6.2f ns\n", times[0]);
    printf("typed host call       %6.2f ns, %.2f times\n", times[1], times[1] / times[0]);
    printf("generic host call     %6.2f ns, %.2f times\n", times[2], times[2] / times[0]);
    if (results[0] != results[1] || results[0] != results[2])
        give_up("the results differ");
    return times[1] > 3 * times[0];
}
