/* How long wfx_store_delete takes where many continuations wait. Usage: teardown [N..] (1,000,000 and 5,000,000).
   Prints for each N: nanoseconds to make one, the peak of resident memory so far, and the seconds of wfx_store_delete,
   all together and per million. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "engine/api/wasmfx.h"

/* n continuations that wait in two frames, with an object in one of them */
static const char program[] =
    "(module"
    "  (type $f (func (param i32))) (type $c (cont $f)) (type $g (func)) (type $k (cont $g))"
    "  (type $box (struct (field i32)))"
    "  (tag $pause) (table $t 0 (ref null $k)) (elem declare func $waits)"
    "  (func $inner (param $b (ref $box)) (result i32) (suspend $pause) (struct.get $box 0 (local.get $b)))"
    "  (func $waits (type $f) (drop (call $inner (struct.new $box (local.get 0)))))"
    "  (func (export \"make\") (param $n i32) (local $i i32)"
    "    (drop (table.grow $t (ref.null $k) (local.get $n)))"
    "    (loop $l"
    "      (table.set $t (local.get $i) (block $on (result (ref $k))"
    "        (resume $c (on $pause $on) (local.get $i) (cont.new $c (ref.func $waits))) (unreachable)))"
    "      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))))";

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void give_up(const wfx_error_t *error)
{
    fprintf(stderr, "teardown: %s\n", error ? wfx_error_message(error) : "not a number of continuations");
    exit(1);
}

static void measure(int n)
{
    wfx_error_t *error = NULL;
    wfx_config_t config = {.max_continuations = (uint32_t)n + 1000};
    wfx_engine_t *engine = wfx_engine_new(&config, &error);
    wfx_module_t *module = engine ? wfx_module_new(engine, program, strlen(program), "teardown.wat", &error) : NULL;
    wfx_store_t *store = module ? wfx_store_new(engine, &error) : NULL;
    wfx_instance_t *instance = store ? wfx_instance_new(store, module, NULL, 0, &error) : NULL;
    wfx_extern_t make;
    if (!instance || !wfx_instance_export(instance, "make", 4, &make))
        give_up(error);
    wfx_value_t argument = {.kind = WFX_VALUE_I32, .of.i32 = n};
    double start = now_ns();
    if (!wfx_func_call(make.of.func, &argument, 1, NULL, 0, &error))
        give_up(error);
    double made = now_ns();
    wfx_store_delete(store);
    double gone = now_ns();
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%9d waiting: %6.1f ns each to make, peak %8ld KB; deleted in %.3f s, %.3f s per million\n", n,
           (made - start) / n, usage.ru_maxrss, (gone - made) / 1e9, (gone - made) / 1e3 / n);
    fflush(stdout);
    wfx_module_delete(module);
    wfx_engine_delete(engine);
}

int main(int argc, char **argv)
{
    static const int usual[] = {1000000, 5000000};
    for (int i = 1; i < argc; i++)
        if (atoi(argv[i]) <= 0)
            give_up(NULL);
    for (int i = 1; i < argc; i++)
        measure(atoi(argv[i]));
    for (size_t i = 0; argc == 1 && i < sizeof usual / sizeof *usual; i++)
        measure(usual[i]);
    return 0;
}
