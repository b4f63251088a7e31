/* `wasmfx run`: compiles a module and the ones it is linked with, starts what observes the code, and calls _start or a
   named function.

   Order matters: observers register before the first module is compiled; the profiler reports before the store, whose
   suspended continuations it lists, is deleted. */
#include "cli/cli.h"
#include "engine/wasm/features.h"
#include "gdb/gdb_jit.h"
#include "jitdump/jitdump.h"
#include "profiler/profiler.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Options {
    WfxFeatures features;
    const char *invoke;
    CliList preloads, dirs, env, listens;
    uint64_t timeout, fuel;
    size_t stack, continuation_stack;
    int placement;
    bool debug, quick, perfmap, baseline, stress_spill, stress_expand, stress_gc, stress_freeze, stress_move,
        stress_generations, stack_maps, gc_stats;
    size_t max_heap;
    CliOptional jitdump, profile;
    int profile_method, unknown_imports; /* WfxProfileMethod, wfx_unknown_t */
    uint32_t profile_rate, max_continuations;
} Options;

static const CliOption options[] = {
    {0, "invoke", "NAME", CLI_TEXT, offsetof(Options, invoke),
     "call this export instead of _start; ARGUMENTS are read by the\ntypes of its parameters, results are printed one "
     "a line"},
    {0, "preload", "NAME=FILE", CLI_LIST, offsetof(Options, preloads),
     "instantiate FILE first, for imports from NAME; repeatable, in any\norder: preloads may import from each other"},
    {0, "unknown-imports", "fail|trap|default", CLI_CHOICE, offsetof(Options, unknown_imports),
     "imports that nobody defines: an error (fail, the default); a call\nof such a function traps (trap); functions "
     "return zeros and nulls,\nmemories, tables, globals and tags are made (default)"},
    {0, "dir", "DIR[::NAME]", CLI_LIST, offsetof(Options, dirs),
     "let the program use this directory (as NAME); repeatable"},
    {0, "tcplisten", "ADDRESS:PORT", CLI_LIST, offsetof(Options, listens),
     "let the program accept connections there; its descriptors follow\nthose of the directories, from 3 on; "
     "repeatable"},
    {0, "env", "NAME[=VALUE]", CLI_LIST, offsetof(Options, env),
     "set a variable, or pass on one of your own; repeatable"},
    {'W', "features", "FEATURES", CLI_FEATURES, offsetof(Options, features),
     "language features: a comma-separated list of NAME or -NAME"},
    {'O', NULL, "0", CLI_QUICK, offsetof(Options, quick), "quick compilation (the only mode so far)"},
    {'g', "debug", NULL, CLI_FLAG, offsetof(Options, debug),
     "code for a debugger; implied when one is attached at the start"},
    {0, "jitdump", "DIR", CLI_OPTIONAL, offsetof(Options, jitdump),
     "write jit-PID.dump (in DIR) for perf record -k mono and perf inject --jit"},
    {0, "perfmap", NULL, CLI_FLAG, offsetof(Options, perfmap), "write /tmp/perf-PID.map for perf report"},
    {0, "profile", "FILE", CLI_OPTIONAL, offsetof(Options, profile),
     "sample CPU time and report by function and handler on standard\nerror; folded stacks go to FILE"},
    {0, "profile-rate", "HZ", CLI_NUMBER, offsetof(Options, profile_rate), "samples per second (default 1000)"},
    {0, "profile-method", "auto|perf|timer", CLI_CHOICE, offsetof(Options, profile_method),
     "perf (events of the kernel) or timer (signals); auto, the\ndefault: perf where it is permitted, else timer"},
    {0, "stack-size", "BYTES", CLI_SIZE, offsetof(Options, stack),
     "how large the stack of a call from the host, or of a\ncontinuation, may be (default 8M)"},
    {0, "continuation-stack", "BYTES", CLI_SIZE, offsetof(Options, continuation_stack),
     "what a continuation's stack begins with; it grows up to\n--stack-size"},
    {0, "max-continuations", "N", CLI_NUMBER, offsetof(Options, max_continuations),
     "how many continuations that have begun may be alive; one\nmore traps (default: by the machine's memory)"},
    {0, "max-heap", "BYTES", CLI_SIZE, offsetof(Options, max_heap),
     "memory for structures, arrays and continuations that have not\nbegun; more traps (default: half of the machine's "
     "memory)"},
    {0, "timeout", "TIME", CLI_DURATION, offsetof(Options, timeout),
     "end the program with a trap when it has run for so long (10,\n2.5s, 300ms); a call of the host ends first"},
    {0, "fuel", "UNITS", CLI_COUNT, offsetof(Options, fuel),
     "end it with a trap when it has used them up: an instruction is one"},
    {0, "gc-stats", NULL, CLI_FLAG, offsetof(Options, gc_stats),
     "at the end, say on standard error what the collector did"},
    {0, "stack-placement", CLI_PLACEMENTS, CLI_CHOICE, offsetof(Options, placement),
     "where new stacks are placed (to test debuggers)"},
    {0, "verify-stack-maps", NULL, CLI_FLAG, offsetof(Options, stack_maps),
     "hold all stack maps against their slots at every stop (a test mode)"},
    {0, "baseline", NULL, CLI_FLAG, offsetof(Options, baseline),
     "compile for any processor with SSE4.1, as if this one had no more"},
    {0, "stress-spill", NULL, CLI_FLAG, offsetof(Options, stress_spill),
     "compile so that every value is spilled (to test the compiler)"},
    {0, "stress-expand", NULL, CLI_FLAG, offsetof(Options, stress_expand),
     "compile checks and addresses as operations of their own (the same)"},
    {0, "stress-gc", NULL, CLI_FLAG, offsetof(Options, stress_gc),
     "collect at every allocation (to test the collector)"},
    {0, "stress-freeze", NULL, CLI_FLAG, offsetof(Options, stress_freeze),
     "move the stacks of continuations that wait whenever it can be (to test that)"},
    {0, "stress-move", NULL, CLI_FLAG, offsetof(Options, stress_move),
     "move the stack of a continuation that runs at every function call (to test that)"},
    {0, "stress-generations", NULL, CLI_FLAG, offsetof(Options, stress_generations),
     "give continuations another header at every second use (to test that)"},
    {0},
};
static const CliUsage usage = {
    "run [options] FILE [ARGUMENTS]",
    "Runs a module in text or binary form. Without --invoke its export _start is called with ARGUMENTS as a WASI "
    "program.",
    options,
    "Options stand before FILE; what follows FILE belongs to the program.\n"
    "Exit codes: 0, or the program's own (proc_exit); 1 a file, module or import is at fault; 2 wrong arguments; 134 a "
    "trap,\n"
    "an uncaught exception or an unhandled suspension. SIGINT, SIGTERM and SIGHUP end a run with its profile "
    "written.\n",
    true,
};
const CliUsage *const cli_run_usage = &usage;

/* Everything that a run owns; freed in one place. */
typedef struct Run {
    Options options;
    const char *path;
    char **args; /* after FILE */
    int arg_count;
    wfx_engine_t *engine;
    wfx_store_t *store;
    wfx_linker_t *linker;
    wfx_wasi_threads_t threads;
    CliModules modules; /* the preloaded ones, then the main one */
} Run;

static int fail_with(const char *path, wfx_error_t *error)
{
    return error ? cli_report(path, error) : cli_error("out of memory");
}

/* ---- set-up ---- */

/* A debugger is there already: it wants to see the code from the first instruction on. */
static bool is_traced(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    if (!status)
        return false;
    char line[256];
    long tracer = 0;
    while (fgets(line, sizeof line, status))
        if (sscanf(line, "TracerPid: %ld", &tracer) == 1)
            break;
    fclose(status);
    return tracer != 0;
}

static bool start_observers(Run *run)
{
    WfxError error = {0};
    run->options.debug = run->options.debug || is_traced();
    if (run->options.debug && !wfx_gdb_register()) {
        cli_error("too many observers of compiled code");
        return false;
    }
    if ((run->options.jitdump.given && !wfx_jitdump_start(run->options.jitdump.value, &error)) ||
        (run->options.perfmap && !wfx_perfmap_start(&error)) ||
        (run->options.profile.given && !wfx_profiler_prepare(&error))) {
        cli_report_inner(NULL, NULL, NULL, &error);
        return false;
    }
    return true;
}

static int make_store(Run *run)
{
    const Options *options = &run->options;
    wfx_config_t config = {
        .features = options->features,
        .debug = options->debug,
        .counters = options->profile.given,
        .main_stack_bytes = options->stack,
        .continuation_stack_bytes = options->continuation_stack,
        .max_continuations = options->max_continuations,
        .stack_placement = options->placement,
        .interruption = options->timeout != 0,
        .fuel = options->fuel != 0,
        .baseline = options->baseline,
        .stress_spill = options->stress_spill,
        .stress_expand = options->stress_expand,
        .verify_stack_maps = options->stack_maps,
        .stress_gc = options->stress_gc,
        .stress_freeze = options->stress_freeze,
        .stress_move = options->stress_move,
        .stress_generations = options->stress_generations,
        .max_heap_bytes = options->max_heap,
        .function_gap = options->jitdump.given ? WFX_JITDUMP_FUNCTION_GAP : 0,
    };
    wfx_error_t *error = NULL;
    run->engine = wfx_engine_new(&config, &error);
    if (run->engine)
        run->store = wfx_store_new(run->engine, &error);
    if (run->store)
        run->linker = wfx_linker_new(run->store);
    if (run->linker && options->fuel)
        wfx_store_set_fuel(run->store, options->fuel);
    if (run->linker && options->timeout && !cli_timeout_start(run->store, options->timeout))
        return cli_error("--timeout: no thread could be made for it");
    return run->linker ? CLI_OK : fail_with(NULL, error);
}

/* --env NAME passes the variable on if it is set here. */
static int expand_env(Run *run, char ***expanded, size_t *count)
{
    const CliList *env = &run->options.env;
    *expanded = calloc(env->count + 1, sizeof **expanded);
    *count = 0;
    if (!*expanded)
        return cli_error("out of memory");
    for (uint32_t i = 0; i < env->count; i++) {
        const char *item = env->items[i], *own = strchr(item, '=') ? NULL : getenv(item);
        if (*item == '=' || !*item)
            return cli_usage_error(&usage, "--env '%s': a variable needs a name", item);
        char *text = NULL;
        if (strchr(item, '='))
            text = strdup(item);
        else if (!own)
            continue;
        else if (asprintf(&text, "%s=%s", item, own) < 0)
            text = NULL;
        if (!text)
            return cli_error("out of memory");
        (*expanded)[(*count)++] = text;
    }
    return CLI_OK;
}

static int define_wasi(Run *run)
{
    size_t env_count = 0, arg_count = run->options.invoke ? 0 : (size_t)run->arg_count;
    char **env = NULL;
    const char **args = calloc(arg_count + 1, sizeof *args);
    int *listeners = calloc(run->options.listens.count + 1, sizeof *listeners);
    int status = args && listeners ? expand_env(run, &env, &env_count) : cli_error("out of memory");
    if (status == CLI_OK)
        status = cli_listen(&usage, &run->options.listens, listeners);
    if (status == CLI_OK) {
        args[0] = run->path;
        for (size_t i = 0; i < arg_count; i++)
            args[i + 1] = run->args[i];
        wfx_wasi_config_t config = {
            .args = args,
            .arg_count = arg_count + 1,
            .env = (const char *const *)env,
            .env_count = env_count,
            .dirs = run->options.dirs.items,
            .dir_count = run->options.dirs.count,
            .sockets = listeners,
            .socket_count = run->options.listens.count,
            .threads = &run->threads,
        };
        run->threads.engine = run->engine;
        wfx_error_t *error = NULL;
        if (!wfx_wasi_define(run->linker, &config, &error))
            status = fail_with(NULL, error);
    }
    for (size_t i = 0; i < env_count; i++)
        free(env[i]);
    free(env);
    free(args);
    free(listeners);
    return status;
}

/* ---- calls ---- */

/* "fib, main" of the functions that a module exports; clipped. */
static void list_functions(const wfx_module_t *module, char *text, size_t size)
{
    size_t used = 0;
    text[0] = 0;
    for (size_t i = 0; i < wfx_module_export_count(module) && used + 8 < size; i++) {
        wfx_name_t name;
        wfx_extern_kind_t kind;
        wfx_module_export(module, i, &name, &kind);
        if (kind == WFX_EXT_FUNC)
            used += (size_t)snprintf(text + used, size - used, "%s%.*s", used ? ", " : "",
                                     (int)(name.size > 100 ? 100 : name.size), name.data);
    }
}

static void signature(const wfx_functype_t *type, char *text, size_t size)
{
    size_t used = 0;
    text[0] = 0;
    for (size_t i = 0; i < wfx_functype_param_count(type) && used + 8 < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? " " : "",
                                 cli_kind_name(wfx_functype_param(type, i)));
}

static int read_arguments(const Run *run, const wfx_functype_t *type, wfx_value_t *args)
{
    size_t count = wfx_functype_param_count(type);
    char kinds[256];
    signature(type, kinds, sizeof kinds);
    if (count != (size_t)run->arg_count)
        return cli_usage_error(&usage, "function '%s' takes %zu argument%s (%s), %d given", run->options.invoke, count,
                               count == 1 ? "" : "s", kinds, run->arg_count);
    for (size_t i = 0; i < count; i++) {
        wfx_kind_t kind = wfx_functype_param(type, i);
        if (!cli_parse_value(run->args[i], kind, &args[i]))
            return cli_usage_error(&usage, "argument %zu of '%s': '%s' is not a value of type %s", i + 1,
                                   run->options.invoke, run->args[i], cli_kind_name(kind));
    }
    return CLI_OK;
}

static int invoke(Run *run, wfx_func_t *func)
{
    wfx_functype_t *type = wfx_func_type(func);
    if (!type)
        return cli_error("out of memory");
    size_t params = wfx_functype_param_count(type), results = wfx_functype_result_count(type);
    wfx_value_t *values = calloc(params + results + 1, sizeof *values);
    int status = values ? read_arguments(run, type, values) : cli_error("out of memory");
    wfx_error_t *error = NULL;
    if (status == CLI_OK && !wfx_func_call(func, values, params, values + params, results, &error))
        status = fail_with(run->path, error);
    else if (status == CLI_OK)
        for (size_t i = 0; i < results; i++)
            cli_print_value(stdout, &values[params + i]);
    free(values);
    wfx_functype_delete(type);
    return cli_finish_output(status);
}

static int call_named(Run *run, const wfx_module_t *module, wfx_instance_t *instance)
{
    wfx_func_t *func;
    const char *name = run->options.invoke;
    if (!cli_find_function(instance, name, &func)) {
        char known[512];
        list_functions(module, known, sizeof known);
        return *known ? cli_usage_error(&usage, "%s exports no function '%s'; it exports: %s", run->path, name, known)
                      : cli_usage_error(&usage, "%s exports no function '%s', nor any other", run->path, name);
    }
    int status = strcmp(name, "_initialize") == 0 ? CLI_OK : cli_initialize(run->path, instance);
    return status == CLI_OK ? invoke(run, func) : status;
}

static int call_start(Run *run, const wfx_module_t *module, wfx_instance_t *instance)
{
    wfx_func_t *func;
    wfx_error_t *error = NULL;
    char known[512];
    if (cli_find_function(instance, "_start", &func)) {
        wfx_functype_t *type = wfx_func_type(func);
        bool plain = type && wfx_functype_param_count(type) == 0 && wfx_functype_result_count(type) == 0;
        wfx_functype_delete(type);
        if (!plain)
            return cli_error("%s: _start must have neither parameters nor results; call it with --invoke _start",
                             run->path);
        return wfx_func_call(func, NULL, 0, NULL, 0, &error) ? CLI_OK : fail_with(run->path, error);
    }
    for (int i = 0; i < run->arg_count; i++)
        if (strncmp(run->args[i], "--invoke", 8) == 0)
            return cli_usage_error(&usage, "%s exports no function '_start'; --invoke must stand before the file",
                                   run->path);
    list_functions(module, known, sizeof known);
    if (!*known)
        return CLI_OK; /* its start function, if any, has run */
    return cli_usage_error(&usage, "%s exports no function '_start'; call one with --invoke NAME: %s", run->path,
                           known);
}

/* ---- profiling ---- */

static int start_profiler(const Run *run)
{
    if (!run->options.profile.given)
        return CLI_OK;
    WfxProfileOptions profile = {.folded_path = run->options.profile.value,
                                 .rate = run->options.profile_rate,
                                 .method = (WfxProfileMethod)run->options.profile_method};
    return cli_profile_start(&profile);
}

/* ---- the collector ---- */

static void print_gc_stats(const Run *run)
{
    wfx_heap_statistics_t counts = wfx_store_heap_statistics(run->store);
    const double mib = 1 << 20, ms = 1e6;
    fprintf(stderr,
            "wasmfx: heap: %.1f MiB allocated, at most %.1f MiB in use, %.1f MiB kept by the last full collection\n",
            (double)counts.allocated_bytes / mib, (double)counts.peak_bytes / mib, (double)counts.live_bytes / mib);
    fprintf(stderr,
            "wasmfx: heap: %" PRIu64
            " minor collections promoted %.1f MiB and paused for %.1f ms, at most %.1f ms at a time\n",
            counts.minor_collections, (double)counts.promoted_bytes / mib, (double)counts.minor_total_pause_ns / ms,
            (double)counts.minor_longest_pause_ns / ms);
    fprintf(stderr, "wasmfx: heap: %" PRIu64 " full collections paused for %.1f ms, at most %.1f ms at a time\n",
            counts.collections, (double)counts.total_pause_ns / ms, (double)counts.longest_pause_ns / ms);
}

/* ---- the whole ---- */

static int run_module(Run *run)
{
    wfx_linker_set_unknown(run->linker, (wfx_unknown_t)run->options.unknown_imports);
    int status = cli_preload(&run->modules, run->engine, run->linker, &usage, &run->options.preloads);
    if (status != CLI_OK)
        return status;
    wfx_module_t *module = cli_module_load(&run->modules, run->engine, run->path, &status);
    if (!module || (status = cli_check_kind(run->path, module)) != CLI_OK)
        return status;
    if ((status = start_profiler(run)) != CLI_OK)
        return status;
    wfx_error_t *error = NULL;
    if (!cli_threads_define(&run->threads, run->linker, module, run->path, &error))
        return fail_with(run->path, error);
    wfx_instance_t *instance = wfx_linker_instantiate(run->linker, module, &error);
    if (!instance)
        status = fail_with(run->path, error);
    else
        status = run->options.invoke ? call_named(run, module, instance) : call_start(run, module, instance);
    return cli_profile_end(status);
}

static void free_run(Run *run)
{
    wfx_linker_delete(run->linker);
    wfx_store_delete(run->store);
    cli_modules_free(&run->modules);
    wfx_engine_delete(run->engine);
    cli_list_free(&run->options.preloads);
    cli_list_free(&run->options.dirs);
    cli_list_free(&run->options.env);
    cli_list_free(&run->options.listens);
}

int cli_run(int argc, char **argv)
{
    Run run = {.options = {.features = WFX_FEATURES_DEFAULT}};
    int count, status = CLI_OK;
    if (!cli_options_parse(&usage, &run.options, argc, argv, &count, &status))
        goto done;
    if (count == 0) {
        status = cli_usage_error(&usage, "no file given");
        goto done;
    }
    run.path = argv[0];
    run.args = argv + 1;
    run.arg_count = count - 1;
    if (!start_observers(&run))
        status = CLI_FAILED;
    else if ((status = make_store(&run)) == CLI_OK && (status = define_wasi(&run)) == CLI_OK)
        status = run_module(&run);
    if (run.options.gc_stats && run.store)
        print_gc_stats(&run);
    if (run.threads.memory)
        cli_threads_exit(status); /* others may run */
done:
    cli_timeout_end();
    wfx_gdb_leave();
    free_run(&run);
    return status;
}
