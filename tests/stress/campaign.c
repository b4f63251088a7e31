/* One long campaign: campaign NAME COUNT [MODULE]. Calls the export NAME of campaigns.wat ten times with a tenth of
   COUNT in one store, and prints after the first and after the last: elapsed time, nanoseconds each of that tenth, the
   peak of resident memory. Fails when a sum is wrong, or when the peak has grown by more than an eighth and 8 MB (a short run
   has not filled the heap's old space once); under AddressSanitizer, which keeps what is freed, memory is not judged. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "engine/api/wasmfx.h"
#include "engine/base/sanitizer.h"

enum { PARTS = 10 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long peak_kb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void give_up(const wfx_error_t *error, const char *otherwise)
{
    fprintf(stderr, "campaign: %s\n", error ? wfx_error_message(error) : otherwise);
    exit(1);
}

int main(int argc, char **argv)
{
    wfx_error_t *error = NULL;
    long long count = argc > 2 ? atoll(argv[2]) : 0, part = count / PARTS;
    if (part < 1 || part > INT32_MAX)
        give_up(NULL, "usage: campaign continuations|resumes|frozen|objects|exceptions|cycles COUNT [MODULE]");
    const char *path = argc > 3 ? argv[3] : WASMFX_SOURCE_DIR "/tests/stress/campaigns.wat";
    wfx_engine_t *engine = wfx_engine_new(NULL, &error);
    wfx_module_t *module = engine ? wfx_module_new_file(engine, path, &error) : NULL;
    wfx_store_t *store = module ? wfx_store_new(engine, &error) : NULL;
    wfx_instance_t *instance = store ? wfx_instance_new(store, module, NULL, 0, &error) : NULL;
    wfx_extern_t item;
    if (!instance || !wfx_instance_export(instance, argv[1], strlen(argv[1]), &item))
        give_up(error, "no such campaign");
    wfx_value_t argument = {.kind = WFX_VALUE_I32, .of.i32 = (int32_t)part}, result;
    double start = now(), before = start;
    long first = 0, last = 0;
    for (int i = 1; i <= PARTS; i++) {
        if (!wfx_func_call(item.of.func, &argument, 1, &result, 1, &error))
            give_up(error, "");
        if (result.of.i64 != part * (part - 1) / 2)
            give_up(NULL, "a wrong sum");
        last = peak_kb();
        first = i == 1 ? last : first;
        double after = now();
        if (i == 1 || i == PARTS)
            printf("%-13s %11lld: %8.1f s, %6.1f ns each, peak %ld KB\n", argv[1], i * part, after - start,
                   (after - before) * 1e9 / (double)part, last);
        before = after;
        fflush(stdout);
    }
    wfx_heap_statistics_t heap = wfx_store_heap_statistics(store);
    printf("%-13s %llu full and %llu minor collections, longest pauses %.2f and %.2f ms\n", argv[1],
           (unsigned long long)heap.collections, (unsigned long long)heap.minor_collections,
           (double)heap.longest_pause_ns / 1e6, (double)heap.minor_longest_pause_ns / 1e6);
    wfx_store_delete(store);
    wfx_module_delete(module);
    wfx_engine_delete(engine);
    if (!WFX_HAS_ASAN && last > first + first / 8 + 8192)
        give_up(NULL, "the peak has grown");
    return 0;
}
