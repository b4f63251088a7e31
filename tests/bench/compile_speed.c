/* Times the compiler's stages over one module: decoding, validation alone, and the whole way to machine code. Each
   stage runs ROUNDS times; the best time counts. Prints one line: "decode MS validate MS compile MS wasm-code-bytes
   machine-code-bytes MB/s". MB/s: bytes of the code section by decode + compile. usage: compile_speed MODULE
   [ROUNDS] */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/wasm/features.h"
#include "engine/x64/compile.h"

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(*size + 1);
    bool ok = bytes && fread(bytes, 1, *size, file) == *size;
    fclose(file);
    return ok ? bytes : NULL;
}

static double code_bytes(const WfxModule *module)
{
    double bytes = 0;
    for (uint32_t i = module->imported_function_count; i < module->function_count; i++)
        bytes += module->functions[i].body.size;
    return bytes;
}

typedef struct Times {
    double decode, validate, compile;
} Times;

static void keep_best(double *best, double time)
{
    if (*best == 0 || time < *best)
        *best = time;
}

static bool run_round(const uint8_t *bytes, size_t size, Times *times, double *wasm, size_t *machine, WfxError *error)
{
    WfxCompileOptions options = {0};
    WfxCompiled compiled;
    double start = now_ms();
    WfxModule *module = wfx_module_decode(bytes, size, WFX_FEATURES_DEFAULT, error);
    if (!module)
        return false;
    double decoded = now_ms();
    bool ok = wfx_module_validate(module, error);
    double validated = now_ms();
    ok = ok && wfx_compile(module, &options, &compiled, error);
    double end = now_ms();
    if (ok) {
        keep_best(&times->decode, decoded - start);
        keep_best(&times->validate, validated - decoded);
        keep_best(&times->compile, end - validated);
        *wasm = code_bytes(module);
        *machine = compiled.code.size;
        wfx_compiled_free(&compiled);
    }
    wfx_module_free(module);
    return ok;
}

int main(int argc, char **argv)
{
    size_t size = 0, machine = 0;
    int rounds = argc > 2 ? atoi(argv[2]) : 5;
    uint8_t *bytes = argc > 1 ? read_file(argv[1], &size) : NULL;
    if (!bytes) {
        fprintf(stderr, "usage: compile_speed MODULE [ROUNDS]\n");
        return 2;
    }
    Times times = {0};
    double wasm = 0;
    WfxError error = {0};
    for (int i = 0; i < rounds; i++)
        if (!run_round(bytes, size, &times, &wasm, &machine, &error)) {
            fprintf(stderr, "compile_speed: %s\n", error.message);
            return 1;
        }
    printf("decode %.1f validate %.1f compile %.1f wasm %.0f machine %zu %.1f MB/s\n", times.decode, times.validate,
           times.compile, wasm, machine, wasm / 1e3 / (times.decode + times.compile));
    free(bytes);
    return 0;
}
