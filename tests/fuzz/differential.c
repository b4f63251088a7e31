/* Differential testing of the compiler: random modules must do the same in every mode of the engine, and on another
   engine.

     differential [--first N] [--count N] [--flavour [simd-]core|switching|gc|gc-switching] [--modes N] [--emit FILE] [--print]
                  [--text FILE]

   Module N is made of the number N and the flavour alone (without --flavour: all). Each is run in the modes plain,
   gc, gc-debug, gc-spill, debug, spill, descending, alternating, small, counters, expand (--modes N: the first N of them;
   gc: a collection at every allocation), and results, checksums,
   kinds of traps and backtraces are compared; where the stack is exhausted the rest is not. --emit writes modules and
   plain results for differential.js, --print the text of the modules; --text runs the one in a file instead. The work is done in a child process; when that
   dies the module is reported and the next one is tried. Exit status: 0 good, 1 a finding, 2 usage. */
#include "engine/api/wasmfx.h"
#include "engine/text/text.h"
#include "tests/fuzz/differential_generate.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    MODES = 15,
    GC_MODES = 3 /* behind the first one */,
    RUNS = 3,
    SECONDS_PER_MODULE = 20,
    MODULES_PER_PROCESS = 4000
};

typedef struct Options {
    uint64_t first, count;
    unsigned flavours, modes; /* flavours: a bit each */
    FILE *batch, *text;
    bool print;
} Options;

/* Written by the child, read by the parent when the child is gone. */
typedef struct Progress {
    uint64_t seed, modules, returns, traps, exhausted, findings;
    unsigned flavour, mode;
} Progress;

static Progress *progress;
static wfx_engine_t *engines[MODES];
static uint32_t features;
static const char *const mode_names[MODES] = {"plain",  "gc",         "gc-debug",    "gc-spill",    "debug",
                                              "spill",  "descending", "alternating", "small",       "counters",
                                              "expand", "freeze",     "move",        "generations", "baseline"};
static const char *const flavour_names[FLAVOUR_COUNT] = {"core", "switching",      "gc",      "gc-switching",
                                                         "simd", "simd-switching", "simd-gc", "simd-gc-switching"};

static void finding(const char *what, const char *detail)
{
    fprintf(stderr, "module %" PRIu64 " %s, mode %s: %s%s%s\n", progress->seed, flavour_names[progress->flavour],
            mode_names[progress->mode], what, *detail ? ": " : "", detail);
    progress->findings++;
}

static bool make_engines(unsigned modes)
{
    const wfx_config_t configs[MODES] = {{0},
                                         {.stress_gc = true, .verify_stack_maps = true},
                                         {.stress_gc = true, .debug = true},
                                         {.stress_gc = true, .stress_spill = true, .verify_stack_maps = true},
                                         {.debug = true, .verify_stack_maps = true},
                                         {.stress_spill = true, .verify_stack_maps = true},
                                         {.stack_placement = 1},
                                         {.stack_placement = 2},
                                         {.continuation_stack_bytes = 16 << 10},
                                         {.counters = true},
                                         {.stress_expand = true, .verify_stack_maps = true},
                                         {.stress_freeze = true, .verify_stack_maps = true},
                                         {.stress_move = true, .stress_spill = true, .verify_stack_maps = true},
                                         {.stress_generations = true, .stress_move = true},
                                         {.baseline = true}};
    for (unsigned i = 0; i < modes; i++) {
        wfx_config_t config = configs[i];
        config.features = features;
        if (!(engines[i] = wfx_engine_new(&config, NULL)))
            return false;
    }
    return true;
}

/* ---- running ---- */

/* The import of generated modules; differential.js has the same. */
static bool host_mix(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count, wfx_value_t *results,
                     size_t result_count, wfx_error_t **error)
{
    uint64_t sum = 0;
    (void)env, (void)caller, (void)result_count, (void)error;
    for (size_t i = 0; i < arg_count; i++) {
        bool is_narrow = args[i].kind == WFX_VALUE_I32 || args[i].kind == WFX_VALUE_F32;
        sum = sum * 31 + (is_narrow ? (uint64_t)(int64_t)args[i].of.i32 : args[i].of.bits);
    }
    results[0].of.i64 = (int64_t)sum;
    results[1].of.f64 = (double)(sum & 0xfffff);
    return true;
}

/* Gives its argument back: references go through the host. */
static bool host_echo(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count,
                      wfx_value_t *results, size_t result_count, wfx_error_t **error)
{
    (void)env, (void)caller, (void)arg_count, (void)result_count, (void)error;
    results[0] = args[0];
    return true;
}

static wfx_instance_t *instantiate(wfx_store_t *store, const wfx_module_t *module, wfx_error_t **error)
{
    static const char kinds[] = "lfidlidfliil";
    wfx_kind_t params[sizeof kinds - 1], results[] = {WFX_VALUE_I64, WFX_VALUE_F64};
    for (size_t i = 0; i < sizeof params / sizeof *params; i++)
        params[i] = kinds[i] == 'i'   ? WFX_VALUE_I32
                    : kinds[i] == 'l' ? WFX_VALUE_I64
                    : kinds[i] == 'f' ? WFX_VALUE_F32
                                      : WFX_VALUE_F64;
    wfx_functype_t *type = wfx_functype_new(params, sizeof params / sizeof *params, results, 2);
    wfx_func_t *mix = type ? wfx_func_new(store, type, "mix", host_mix, NULL, NULL, error) : NULL;
    wfx_functype_delete(type);
    wfx_global_t *global = mix ? wfx_global_new(store, true, (wfx_value_t){WFX_VALUE_I64, {.i64 = 5}}, error) : NULL;
    wfx_kind_t reference = WFX_VALUE_EXTERNREF;
    type = wfx_functype_new(&reference, 1, &reference, 1);
    wfx_func_t *echo = type && global ? wfx_func_new(store, type, "echo", host_echo, NULL, NULL, error) : NULL;
    wfx_functype_delete(type);
    static int object;
    wfx_global_t *external =
        echo ? wfx_global_new(store, false, (wfx_value_t){WFX_VALUE_EXTERNREF, {.externref = &object}}, error) : NULL;
    const wfx_extern_t imports[] = {{WFX_EXT_FUNC, {.func = mix}},
                                    {WFX_EXT_GLOBAL, {.global = global}},
                                    {WFX_EXT_FUNC, {.func = echo}},
                                    {WFX_EXT_GLOBAL, {.global = external}}};
    bool has_references = progress->flavour & FLAVOUR_GC;
    return external ? wfx_instance_new(store, module, imports, has_references ? 4 : 2, error) : NULL;
}

static wfx_func_t *export(wfx_instance_t *instance, const char *name)
{
    wfx_extern_t found;
    return wfx_instance_export(instance, name, strlen(name), &found) && found.kind == WFX_EXT_FUNC ? found.of.func
                                                                                                   : NULL;
}

/* Everything that is the same in every mode: kind, message, and each frame's function and position. */
static void describe_error(FILE *out, const wfx_error_t *error)
{
    fprintf(out, "error %d %s", (int)wfx_error_kind(error), wfx_error_message(error));
    fprintf(out, " @");
    for (size_t i = 0; i < wfx_error_frame_count(error); i++) {
        const wfx_frame_t *frame = wfx_error_frame(error, i);
        fprintf(out, " %d:%d+%d", (int)frame->kind, (int)frame->function_index, (int)frame->function_offset);
    }
    fprintf(out, "\n");
}

/* Runs the exports, state kept between them. */
static void run_exports(wfx_instance_t *instance, FILE *out)
{
    static const int64_t inputs[RUNS] = {1, -7, 0x123456789abcdef};
    wfx_func_t *run = export(instance, "run"), *sum = export(instance, "sum");
    for (int i = 0; run && sum && i < RUNS; i++) {
        wfx_value_t input = {.kind = WFX_VALUE_I64, .of.i64 = inputs[i]}, result = {0};
        wfx_error_t *error = NULL;
        if (wfx_func_call(run, &input, 1, &result, 1, &error)) {
            fprintf(out, "%016" PRIx64 "\n", (uint64_t)result.of.i64);
            progress->returns += progress->mode == 0;
        } else {
            bool is_exhausted = strstr(wfx_error_message(error), "exhausted") != NULL;
            if (is_exhausted)
                fprintf(out, "exhausted\n");
            else
                describe_error(out, error);
            wfx_error_delete(error);
            progress->traps += progress->mode == 0;
            progress->exhausted += is_exhausted && progress->mode == 0;
        }
        if (!wfx_func_call(sum, NULL, 0, &result, 1, &error))
            finding("sum failed", wfx_error_message(error));
        fprintf(out, "%016" PRIx64 "\n", (uint64_t)result.of.i64);
    }
}

/* The results as text, to be freed; NULL after a finding. */
static char *run_module(const WfxBuffer *binary, unsigned mode)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    wfx_error_t *error = NULL;
    progress->mode = mode;
    wfx_module_t *module = wfx_module_new(engines[mode], binary->data, binary->size, NULL, &error);
    wfx_store_t *store = module ? wfx_store_new(engines[mode], &error) : NULL;
    wfx_instance_t *instance = store ? instantiate(store, module, &error) : NULL;
    if (instance)
        run_exports(instance, out);
    else
        finding("not instantiated", error ? wfx_error_message(error) : "no memory");
    wfx_error_delete(error);
    wfx_store_delete(store);
    wfx_module_delete(module);
    fclose(out);
    return text;
}

/* The first line where they differ; NULL when they agree as far as both could go. */
static const char *difference(const char *left, const char *right)
{
    while (*left && *right) {
        size_t length = strcspn(left, "\n");
        if (!strncmp(left, "exhausted", 9) || !strncmp(right, "exhausted", 9))
            return NULL;
        if (strncmp(left, right, length + 1))
            return right;
        left += length + 1;
        right += length + 1;
    }
    return *left == *right ? NULL : right;
}

static void emit_batch(FILE *batch, const WfxBuffer *binary, const char *results)
{
    uint32_t head[4] = {(uint32_t)progress->seed, progress->flavour, (uint32_t)binary->size, (uint32_t)strlen(results)};
    fwrite(head, sizeof head, 1, batch);
    fwrite(binary->data, binary->size, 1, batch);
    fwrite(results, head[3], 1, batch);
    fflush(batch); /* a crash later on must not lose it */
}

static void compare_modes(const Options *options, const WfxBuffer *binary)
{
    char *plain = run_module(binary, 0);
    /* A collection at every allocation of a deep recursion takes minutes, and would not be compared. */
    unsigned first = strstr(plain, "exhausted") ? 1 + GC_MODES : 1;
    for (unsigned mode = first; mode < options->modes; mode++) {
        char *other = run_module(binary, mode);
        const char *line = difference(plain, other);
        if (line) {
            char detail[1024];
            snprintf(detail, sizeof detail, "line %.*s of\n%splain has\n%s", (int)strcspn(line, "\n"), line, other,
                     plain);
            finding("differs", detail);
        }
        free(other);
    }
    if (options->batch)
        emit_batch(options->batch, binary, plain);
    free(plain);
}

static char *read_text(FILE *file, size_t *size)
{
    enum { LIMIT = 16 << 20 };
    char *text = malloc(LIMIT);
    *size = text ? fread(text, 1, LIMIT, file) : 0;
    return text;
}

static void test_module(const Options *options)
{
    size_t size;
    char *text = options->text ? read_text(options->text, &size)
                               : generate_module(progress->seed, (Flavour)progress->flavour, &size);
    WfxBuffer binary = {0};
    WfxError error = {0};
    alarm(SECONDS_PER_MODULE);
    progress->mode = 0;
    if (options->print)
        fwrite(text, size, 1, stdout);
    if (!text)
        finding("no memory", "");
    else if (!wfx_wat_assemble(text, size, NULL, features, &binary, NULL, &error))
        finding("not assembled", error.message);
    else
        compare_modes(options, &binary);
    wfx_buffer_free(&binary);
    free(text);
    progress->modules++;
}

/* ---- the two processes ---- */

/* Runs the modules from (progress->seed, progress->flavour) on. */
static int child(const Options *options)
{
    features = wfx_default_features();
    if (!wfx_parse_features("custom-page-sizes", &features, NULL) || !make_engines(options->modes))
        return 2;
    uint64_t last = progress->modules + MODULES_PER_PROCESS; /* a process can have a million types */
    for (; progress->seed < options->first + options->count && progress->modules < last; progress->seed++) {
        for (; progress->flavour < FLAVOUR_COUNT; progress->flavour++)
            if (options->flavours >> progress->flavour & 1)
                test_module(options);
        progress->flavour = 0;
    }
    for (unsigned i = 0; i < options->modes; i++)
        wfx_engine_delete(engines[i]);
    return 0;
}

static int supervise(const Options *options)
{
    for (;;) {
        int status;
        fflush(NULL);
        pid_t pid = fork();
        if (pid == 0)
            exit(child(options));
        if (pid < 0 || waitpid(pid, &status, 0) < 0)
            return 2;
        if (WIFEXITED(status) && progress->seed >= options->first + options->count)
            return WEXITSTATUS(status);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            continue;
        char detail[64];
        snprintf(detail, sizeof detail, "%s %d", WIFSIGNALED(status) ? "signal" : "exit",
                 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        finding("the process ended", detail);
        progress->flavour++; /* past it */
    }
}

static int usage(void)
{
    fprintf(stderr, "usage: differential [--first N] [--count N] [--flavour NAME] "
                    "[--modes 1..14] [--emit FILE] [--print] [--text FILE]\n");
    return 2;
}

/* Its bit; 0: there is none. */
static unsigned flavour_named(const char *name)
{
    for (unsigned i = 0; i < FLAVOUR_COUNT; i++)
        if (!strcmp(name, flavour_names[i]))
            return 1u << i;
    return 0;
}

int main(int argc, char **argv)
{
    Options options = {.count = 100, .flavours = (1 << FLAVOUR_COUNT) - 1, .modes = MODES};
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (!strcmp(argv[i], "--print")) {
            options.print = true;
            continue;
        }
        i++;
        if (!strcmp(argv[i - 1], "--first"))
            options.first = strtoull(value, NULL, 0);
        else if (!strcmp(argv[i - 1], "--count"))
            options.count = strtoull(value, NULL, 0);
        else if (!strcmp(argv[i - 1], "--modes"))
            options.modes = (unsigned)strtoul(value, NULL, 0);
        else if (!strcmp(argv[i - 1], "--flavour"))
            options.flavours = flavour_named(value);
        else if (!strcmp(argv[i - 1], "--text") && (options.text = fopen(value, "r")))
            options.count = 1;
        else if (strcmp(argv[i - 1], "--emit") || !(options.batch = fopen(value, "wb")))
            return usage();
    }
    if (options.modes < 1 || options.modes > MODES || !options.flavours)
        return usage();
    progress = mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (progress == MAP_FAILED)
        return 2;
    progress->seed = options.first;
    int status = supervise(&options);
    fprintf(options.print ? stderr : stdout,
            "%" PRIu64 " modules in %u modes: %" PRIu64 " results, %" PRIu64 " traps (%" PRIu64 " exhausted), %" PRIu64
            " findings\n",
            progress->modules, options.modes, progress->returns, progress->traps, progress->exhausted,
            progress->findings);
    return status ? status : progress->findings ? 1 : 0;
}
