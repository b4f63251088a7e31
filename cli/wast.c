/* `wasmfx wast`: runs specification scripts on the public API; see wast.h. Each file has a store of its own. Every
   command of a script passes or fails; a failed module makes the assertions that need it fail as well, and the run goes
   on. */
#include "cli/wast.h"
#include "cli/cli.h"
#include "cli/spectest.h"
#include "engine/base/vec.h"
#include "engine/text/text.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef struct Options {
    WfxFeatures features;
    bool quick, debug, quiet, messages, baseline, stress_spill, stress_expand, stress_gc, stress_freeze, stress_move,
        stress_generations, stack_maps;
    int placement;
} Options;

static const CliOption options[] = {
    {'W', "features", "FEATURES", CLI_FEATURES, offsetof(Options, features),
     "language features: a comma-separated list of NAME or -NAME"},
    {'O', NULL, "0", CLI_QUICK, offsetof(Options, quick), "quick compilation (the only mode so far)"},
    {'g', "debug", NULL, CLI_FLAG, offsetof(Options, debug), "code for a debugger"},
    {'q', "quiet", NULL, CLI_FLAG, offsetof(Options, quiet),
     "standard output gets only what the scripts print; failures go to\nstandard error"},
    {0, "messages", NULL, CLI_FLAG, offsetof(Options, messages),
     "the message of a refused module must begin with the expected one, too"},
    {0, "stack-placement", CLI_PLACEMENTS, CLI_CHOICE, offsetof(Options, placement), "where new stacks are placed"},
    {0, "verify-stack-maps", NULL, CLI_FLAG, offsetof(Options, stack_maps),
     "hold all stack maps against their slots at every stop"},
    {0, "baseline", NULL, CLI_FLAG, offsetof(Options, baseline), "compile for any processor with SSE4.1"},
    {0, "stress-spill", NULL, CLI_FLAG, offsetof(Options, stress_spill), "compile so that every value is spilled"},
    {0, "stress-expand", NULL, CLI_FLAG, offsetof(Options, stress_expand),
     "compile checks and addresses as operations of their own"},
    {0, "stress-gc", NULL, CLI_FLAG, offsetof(Options, stress_gc), "collect at every allocation"},
    {0, "stress-freeze", NULL, CLI_FLAG, offsetof(Options, stress_freeze),
     "move the stacks of continuations that wait whenever it can be"},
    {0, "stress-move", NULL, CLI_FLAG, offsetof(Options, stress_move),
     "move the stack of a continuation that runs at every function call"},
    {0, "stress-generations", NULL, CLI_FLAG, offsetof(Options, stress_generations),
     "give continuations another header at every second use"},
    {0},
};
static const CliUsage usage = {
    "wast [options] FILES",
    "Runs specification scripts (.wast). Prints failures, and per file how many commands passed.",
    options,
    "Exits with 1 unless every command of every file passed. The host module `spectest` is there to be imported.\n",
    false,
};
const CliUsage *const cli_wast_usage = &usage;

/* What a command came to: NONE when it succeeded, else the kind and message of its error. */
typedef struct Outcome {
    wfx_error_kind_t kind;
    char message[480];
    uint32_t line, column; /* where in the script; 0: unknown */
    wfx_value_t *results;
    size_t result_count;
} Outcome;

typedef struct NamedModule {
    const char *name;
    wfx_module_t *module;
} NamedModule; /* owned */
typedef struct NamedInstance {
    const char *name;
    wfx_instance_t *instance;
} NamedInstance;

/* A file that a script reads; it lives as long as the store, for names and texts are in it. */
typedef struct Input {
    WfxBuffer text;
    WfxScript script;
    WfxCommand module; /* of a binary file */
} Input;

enum { MAX_INPUT_DEPTH = 16 };

typedef struct Thread Thread;

/* What runs a script, or a thread of one: each has a store of its own. */
typedef struct Runner {
    const Options *options;
    const char *path;
    FILE *report;
    wfx_engine_t *engine;
    wfx_store_t *store;
    wfx_linker_t *linker;
    wfx_instance_t *current;
    wfx_module_t *last_definition;
    WFX_VEC(NamedModule) modules;
    WFX_VEC(NamedInstance) instances;
    WFX_VEC(NamedInstance) shared;  /* of the runner that started this thread: their shared memories may be used */
    WFX_VEC(Thread *) threads;      /* that it started */
    WFX_VEC(WfxScriptModule) texts; /* of all modules so far */
    WFX_VEC(Input *) inputs;
    unsigned depth; /* of files that read others */
    uint32_t passed, total;
} Runner;

struct Thread {
    Runner runner;
    const WfxCommand *command;
    pthread_t id;
    bool is_running; /* until it is waited for */
};

/* ---- outcomes ---- */

static const char *kind_word(wfx_error_kind_t kind)
{
    switch (kind) {
    case WFX_E_NONE: return "success";
    case WFX_E_MALFORMED: return "a malformed module";
    case WFX_E_INVALID: return "an invalid module";
    case WFX_E_UNLINKABLE: return "an unlinkable module";
    case WFX_E_TRAP: return "a trap";
    case WFX_E_EXCEPTION: return "an uncaught exception";
    case WFX_E_SUSPENSION: return "an unhandled suspension";
    case WFX_E_EXIT: return "an exit";
    case WFX_E_USAGE: return "a misuse";
    case WFX_E_IO: return "an input error";
    case WFX_E_MEMORY: return "no memory";
    case WFX_E_LIMIT: return "an implementation limit";
    }
    return "an unknown error";
}

static void set_outcome(Outcome *outcome, wfx_error_kind_t kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void set_outcome(Outcome *outcome, wfx_error_kind_t kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    outcome->kind = kind;
    vsnprintf(outcome->message, sizeof outcome->message, format, args);
    va_end(args);
}

static void take_error(Outcome *outcome, wfx_error_t *error)
{
    if (!error) {
        set_outcome(outcome, WFX_E_MEMORY, "no error object");
        return;
    }
    uint32_t offset;
    set_outcome(outcome, wfx_error_kind(error), "%s", wfx_error_message(error));
    if (!wfx_error_place(error, &offset, &outcome->line, &outcome->column))
        outcome->line = 0;
    wfx_error_delete(error);
}

static void fail(Runner *runner, uint32_t line, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void fail(Runner *runner, uint32_t line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    flockfile(runner->report); /* lines of several threads */
    fprintf(runner->report, "%s:%u: ", runner->path, line);
    vfprintf(runner->report, format, args);
    fputc('\n', runner->report);
    funlockfile(runner->report);
    va_end(args);
}

/* ---- modules ---- */

static wfx_module_t *compile(Runner *runner, const WfxScriptModule *source, Outcome *outcome)
{
    WfxBuffer binary = {0};
    WfxSourceMap *map = NULL;
    WfxError inner = {0};
    wfx_error_t *error = NULL;
    if (!wfx_script_assemble(source, runner->path, runner->options->features, &binary, &map, &inner)) {
        set_outcome(outcome, (wfx_error_kind_t)inner.kind, "%s", inner.message);
        outcome->line = inner.place.line;
        outcome->column = inner.place.column;
        return NULL;
    }
    wfx_module_t *module = wfx_module_new_mapped(runner->engine, binary.data, binary.size, runner->path, map, &error);
    wfx_buffer_free(&binary);
    if (!module)
        take_error(outcome, error);
    return module;
}

static wfx_instance_t *instantiate(Runner *runner, const wfx_module_t *module, Outcome *outcome)
{
    wfx_error_t *error = NULL;
    wfx_instance_t *instance = wfx_linker_instantiate(runner->linker, module, &error);
    if (!instance)
        take_error(outcome, error);
    return instance;
}

static wfx_instance_t *find_instance(Runner *runner, const char *name, Outcome *outcome)
{
    if (!name && runner->current)
        return runner->current;
    for (uint32_t i = runner->instances.count; name && i-- > 0;)
        if (!strcmp(runner->instances.data[i].name, name))
            return runner->instances.data[i].instance;
    set_outcome(outcome, WFX_E_USAGE, name ? "there is no module $%.200s" : "there is no current module%.0s",
                name ? name : "");
    return NULL;
}

static bool keep_instance(Runner *runner, const char *name, wfx_instance_t *instance)
{
    runner->current = instance;
    return !instance || !name || wfx_vec_push(&runner->instances, (NamedInstance){name, instance});
}

static void run_module(Runner *runner, const WfxCommand *command, Outcome *outcome)
{
    runner->current = NULL;
    wfx_module_t *module = compile(runner, &command->module, outcome);
    if (!module)
        return;
    if (!wfx_vec_push(&runner->texts, command->module)) {
        set_outcome(outcome, WFX_E_MEMORY, "out of memory");
    } else if (command->kind == WFX_COMMAND_MODULE_DEFINITION) {
        if (wfx_vec_push(&runner->modules, (NamedModule){command->module.name, module})) {
            runner->last_definition = module;
            return;
        }
        set_outcome(outcome, WFX_E_MEMORY, "out of memory");
    } else if (!keep_instance(runner, command->module.name, instantiate(runner, module, outcome))) {
        set_outcome(outcome, WFX_E_MEMORY, "out of memory");
    }
    wfx_module_delete(module);
}

static void run_instance(Runner *runner, const WfxCommand *command, Outcome *outcome)
{
    wfx_module_t *module = command->name2 ? NULL : runner->last_definition;
    for (uint32_t i = runner->modules.count; command->name2 && !module && i-- > 0;)
        if (runner->modules.data[i].name && !strcmp(runner->modules.data[i].name, command->name2))
            module = runner->modules.data[i].module;
    if (!module)
        set_outcome(outcome, WFX_E_USAGE, "there is no module definition $%.200s",
                    command->name2 ? command->name2 : "");
    else if (command->kind != WFX_COMMAND_MODULE_INSTANCE) /* one that an assertion expects to fail */
        instantiate(runner, module, outcome);
    else if (!keep_instance(runner, command->name, instantiate(runner, module, outcome)))
        set_outcome(outcome, WFX_E_MEMORY, "out of memory");
}

static void run_register(Runner *runner, const WfxCommand *command, Outcome *outcome)
{
    wfx_error_t *error = NULL;
    wfx_instance_t *instance = NULL;
    for (uint32_t i = 0; command->name2 && i < runner->shared.count; i++)
        if (!strcmp(runner->shared.data[i].name, command->name2))
            instance = runner->shared.data[i].instance;
    if (!instance)
        instance = find_instance(runner, command->name2, outcome);
    if (instance && !wfx_linker_define_instance(runner->linker, command->name, strlen(command->name), instance, &error))
        take_error(outcome, error);
}

/* ---- actions ---- */

/* Host references are numbers + 1 in the API: 0 is null there. */
static bool to_value(Runner *runner, const WfxConst *constant, wfx_kind_t wanted, wfx_value_t *value)
{
    *value = (wfx_value_t){.kind = wanted};
    switch (constant->kind) {
    case WFX_CONST_NUMBER:
        switch (wfx_type_kind(constant->type)) {
        case WFX_KIND_I32: value->kind = WFX_VALUE_I32; break;
        case WFX_KIND_I64: value->kind = WFX_VALUE_I64; break;
        case WFX_KIND_F32: value->kind = WFX_VALUE_F32; break;
        case WFX_KIND_F64: value->kind = WFX_VALUE_F64; break;
        default:
            value->kind = WFX_VALUE_V128;
            memcpy(value->of.v128, constant->v128, 16);
            return true;
        }
        value->of.bits = constant->bits;
        return true;
    case WFX_CONST_REF_NULL: return true;
    case WFX_CONST_REF_EXTERN:
        if (wanted == WFX_VALUE_ANYREF)
            return wfx_anyref_new_host(runner->store, (void *)(uintptr_t)(constant->bits + 1), value);
        value->of.bits = constant->bits + 1;
        return true;
    default: return false;
    }
}

static void call(Runner *runner, wfx_func_t *func, const WfxAction *action, Outcome *outcome)
{
    wfx_error_t *error = NULL;
    wfx_functype_t *type = wfx_func_type(func);
    if (!type) {
        set_outcome(outcome, WFX_E_MEMORY, "out of memory");
        return;
    }
    size_t results = wfx_functype_result_count(type);
    wfx_value_t *args = calloc(action->arg_count + 1, sizeof *args);
    outcome->results = calloc(results + 1, sizeof *outcome->results);
    bool ok = args && outcome->results;
    if (!ok)
        set_outcome(outcome, WFX_E_MEMORY, "out of memory");
    for (uint32_t i = 0; ok && i < action->arg_count; i++) {
        wfx_kind_t wanted = i < wfx_functype_param_count(type) ? wfx_functype_param(type, i) : WFX_VALUE_EXTERNREF;
        ok = to_value(runner, &action->args[i], wanted, &args[i]);
        if (!ok)
            set_outcome(outcome, WFX_E_USAGE, "argument %u is not a value that can be passed", i);
    }
    if (ok && action->arg_count != wfx_functype_param_count(type)) {
        set_outcome(outcome, WFX_E_USAGE, "the function takes %zu arguments", wfx_functype_param_count(type));
        ok = false;
    }
    if (ok && wfx_func_call(func, args, action->arg_count, outcome->results, results, &error))
        outcome->result_count = results;
    else if (ok)
        take_error(outcome, error);
    free(args);
    wfx_functype_delete(type);
}

static void run_action(Runner *runner, const WfxAction *action, Outcome *outcome)
{
    wfx_extern_t item;
    wfx_instance_t *instance = find_instance(runner, action->module, outcome);
    if (!instance)
        return;
    wfx_extern_kind_t wanted = action->is_get ? WFX_EXT_GLOBAL : WFX_EXT_FUNC;
    if (!wfx_instance_export(instance, action->name.data, action->name.size, &item) || item.kind != wanted) {
        set_outcome(outcome, WFX_E_USAGE, "no exported %s \"%.*s\"", action->is_get ? "global" : "function",
                    (int)action->name.size, action->name.data);
        return;
    }
    if (!action->is_get) {
        call(runner, item.of.func, action, outcome);
        return;
    }
    if (!(outcome->results = calloc(1, sizeof *outcome->results))) {
        set_outcome(outcome, WFX_E_MEMORY, "out of memory");
        return;
    }
    outcome->result_count = 1;
    wfx_global_get(item.of.global, &outcome->results[0]);
}

/* ---- expected results ---- */

static bool is_reference(wfx_kind_t kind)
{
    return kind >= WFX_VALUE_FUNCREF;
}

/* A float of `bytes` bytes against a NaN pattern: canonical (1), arithmetic (2). The sign is free. */
static bool matches_nan(uint64_t bits, unsigned bytes, unsigned pattern)
{
    uint64_t quiet = bytes == 4 ? 0x7FC00000u : 0x7FF8000000000000u, magnitude = bytes == 4 ? 0x7FFFFFFFu : INT64_MAX;
    return pattern == 1 ? (bits & magnitude) == quiet : (bits & quiet) == quiet;
}

static bool matches_vector(const WfxConst *expected, const uint8_t *lanes)
{
    static const uint8_t sizes[] = {16, 1, 2, 4, 8, 4, 8};
    unsigned size = sizes[expected->lane_kind <= 6 ? expected->lane_kind : 0];
    for (unsigned i = 0; i < 16 / size; i++) {
        uint64_t bits = 0;
        if (expected->lane_nans[i]) {
            memcpy(&bits, lanes + i * size, size);
            if (!matches_nan(bits, size, expected->lane_nans[i]))
                return false;
        } else if (memcmp(lanes + i * size, expected->v128 + i * size, size) != 0) {
            return false;
        }
    }
    return true;
}

static bool matches_number(const WfxConst *expected, const wfx_value_t *value)
{
    switch (wfx_type_kind(expected->type)) {
    case WFX_KIND_I32: return value->kind == WFX_VALUE_I32 && (uint32_t)value->of.i32 == (uint32_t)expected->bits;
    case WFX_KIND_I64: return value->kind == WFX_VALUE_I64 && (uint64_t)value->of.i64 == expected->bits;
    case WFX_KIND_F32: return value->kind == WFX_VALUE_F32 && (uint32_t)value->of.bits == (uint32_t)expected->bits;
    case WFX_KIND_F64: return value->kind == WFX_VALUE_F64 && value->of.bits == expected->bits;
    default: return value->kind == WFX_VALUE_V128 && matches_vector(expected, value->of.v128);
    }
}

/* (ref.extern n) or (ref.host n); without a number, any that is not null. */
static bool matches_host(const WfxConst *expected, const wfx_value_t *value)
{
    uint64_t word = value->kind == WFX_VALUE_ANYREF ? (uint64_t)(uintptr_t)wfx_anyref_host(value) : value->of.bits;
    return is_reference(value->kind) && word && (!expected->has_number || word == expected->bits + 1);
}

/* (ref.struct) and so on: a reference of that heap type, not null. */
static bool matches_reference(const WfxConst *expected, const wfx_value_t *value)
{
    if (!is_reference(value->kind) || !value->of.bits)
        return false;
    if (value->kind != WFX_VALUE_ANYREF)
        return !wfx_heap_matches(wfx_type_heap(expected->type), WFX_HEAP_ANY);
    static const uint32_t heaps[] = {
        [WFX_ANYREF_I31] = WFX_HEAP_I31,
        [WFX_ANYREF_STRUCT] = WFX_HEAP_STRUCT,
        [WFX_ANYREF_ARRAY] = WFX_HEAP_ARRAY,
        [WFX_ANYREF_HOST] = WFX_HEAP_ANY,
    };
    return wfx_heap_matches(heaps[wfx_anyref_kind(value)], wfx_type_heap(expected->type));
}

static bool matches(const WfxConst *expected, const wfx_value_t *value)
{
    bool single = wfx_type_kind(expected->type) == WFX_KIND_F32;
    switch (expected->kind) {
    case WFX_CONST_NUMBER: return matches_number(expected, value);
    case WFX_CONST_NAN_CANONICAL:
    case WFX_CONST_NAN_ARITHMETIC:
        return value->kind == (single ? WFX_VALUE_F32 : WFX_VALUE_F64) &&
               matches_nan(single ? (uint32_t)value->of.bits : value->of.bits, single ? 4 : 8,
                           expected->kind == WFX_CONST_NAN_CANONICAL ? 1 : 2);
    case WFX_CONST_REF_NULL: return is_reference(value->kind) && !value->of.bits;
    case WFX_CONST_REF_EXTERN: return matches_host(expected, value);
    case WFX_CONST_REF_FUNC: return value->kind == WFX_VALUE_FUNCREF && value->of.func;
    case WFX_CONST_REF_OTHER: return matches_reference(expected, value);
    case WFX_CONST_EITHER:
        for (uint32_t i = 0; i < expected->alternative_count; i++)
            if (matches(&expected->alternatives[i], value))
                return true;
        return false;
    }
    return false;
}

static void print_const(FILE *out, const WfxConst *constant)
{
    wfx_value_t value;
    if (constant->kind == WFX_CONST_NUMBER && to_value(NULL, constant, WFX_VALUE_I32, &value))
        cli_print_value(out, &value);
    else
        fprintf(out, "%s\n",
                constant->kind == WFX_CONST_NAN_CANONICAL    ? "nan:canonical"
                : constant->kind == WFX_CONST_NAN_ARITHMETIC ? "nan:arithmetic"
                : constant->kind == WFX_CONST_REF_NULL       ? "a null reference"
                : constant->kind == WFX_CONST_EITHER         ? "one of several values"
                                                             : "a reference");
}

static bool check_results(Runner *runner, const WfxCommand *command, const Outcome *outcome)
{
    if (outcome->kind != WFX_E_NONE) {
        fail(runner, command->line, "expected %u results, got %s: %s", command->result_count, kind_word(outcome->kind),
             outcome->message);
        return false;
    }
    if (outcome->result_count != command->result_count) {
        fail(runner, command->line, "expected %u results, got %zu", command->result_count, outcome->result_count);
        return false;
    }
    for (uint32_t i = 0; i < command->result_count; i++) {
        if (matches(&command->results[i], &outcome->results[i]))
            continue;
        fail(runner, command->line, "result %u of \"%.*s\" is wrong", i, (int)command->action.name.size,
             command->action.name.data);
        fprintf(runner->report, "  expected ");
        print_const(runner->report, &command->results[i]);
        fprintf(runner->report, "  got      ");
        cli_print_value(runner->report, &outcome->results[i]);
        return false;
    }
    return true;
}

/* ---- commands ---- */

/* The message begins with the expected one. Where the suite adds the number of an element, the general message will
   do. */
static bool message_fits(const char *message, const char *expected)
{
    size_t size = strlen(message);
    if (strncmp(message, expected, strlen(expected)) == 0)
        return true;
    return size && strncmp(expected, message, size) == 0 && expected[size] == ' ' &&
           strspn(expected + size + 1, "0123456789") == strlen(expected + size + 1);
}

static bool check_refusal(Runner *runner, const WfxCommand *command, const Outcome *outcome, wfx_error_kind_t wanted,
                          bool compare)
{
    const char *message = command->message;
    if (outcome->kind != wanted) {
        fail(runner, command->line, "expected %s%s%s, got %s%s%s", kind_word(wanted), message ? ": " : "",
             message ? message : "", kind_word(outcome->kind), outcome->kind ? ": " : "", outcome->message);
        return false;
    }
    if (compare && message && !message_fits(outcome->message, message)) {
        fail(runner, command->line, "expected %s: %s, got: %s", kind_word(wanted), message, outcome->message);
        return false;
    }
    return true;
}

static bool check_success(Runner *runner, const WfxCommand *command, const Outcome *outcome)
{
    if (outcome->kind == WFX_E_NONE)
        return true;
    uint32_t line = outcome->line ? outcome->line : command->line;
    fail(runner, line, "expected success, got %s: %s", kind_word(outcome->kind), outcome->message);
    return false;
}

/* A module that must be refused, when it is compiled or when it is instantiated. */
static void refuse_module(Runner *runner, const WfxCommand *command, Outcome *outcome)
{
    wfx_module_t *module = compile(runner, &command->module, outcome);
    if (module && (command->kind == WFX_COMMAND_ASSERT_UNLINKABLE || command->kind == WFX_COMMAND_ASSERT_TRAP))
        instantiate(runner, module, outcome);
    wfx_module_delete(module);
}

static bool run_assertion(Runner *runner, const WfxCommand *command, Outcome *outcome)
{
    bool messages = runner->options->messages;
    if (command->is_instance)
        run_instance(runner, command, outcome);
    else if (command->module.text)
        refuse_module(runner, command, outcome);
    else
        run_action(runner, &command->action, outcome);
    switch (command->kind) {
    case WFX_COMMAND_ASSERT_TRAP:
    case WFX_COMMAND_ASSERT_EXHAUSTION: return check_refusal(runner, command, outcome, WFX_E_TRAP, true);
    case WFX_COMMAND_ASSERT_EXCEPTION: return check_refusal(runner, command, outcome, WFX_E_EXCEPTION, false);
    case WFX_COMMAND_ASSERT_SUSPENSION: return check_refusal(runner, command, outcome, WFX_E_SUSPENSION, true);
    case WFX_COMMAND_ASSERT_MALFORMED: return check_refusal(runner, command, outcome, WFX_E_MALFORMED, messages);
    case WFX_COMMAND_ASSERT_INVALID: return check_refusal(runner, command, outcome, WFX_E_INVALID, messages);
    case WFX_COMMAND_ASSERT_UNLINKABLE: return check_refusal(runner, command, outcome, WFX_E_UNLINKABLE, messages);
    default: return check_results(runner, command, outcome);
    }
}

/* ---- other files; as the reference interpreter has it, their names are relative to the current directory ---- */

static void run_command(Runner *runner, const WfxCommand *command);

/* The commands of the file, or the module that it is. */
static void run_input_file(Runner *runner, Input *input, Outcome *outcome)
{
    WfxError error = {0};
    if (cli_is_binary(&input->text)) {
        input->module.module = (WfxScriptModule){.is_binary = true,
                                                 .text = (const char *)input->text.data,
                                                 .size = input->text.size,
                                                 .line = 1,
                                                 .column = 1};
        run_module(runner, &input->module, outcome);
        outcome->line = 0; /* it has none in the script */
    } else if (!wfx_script_parse((const char *)input->text.data, input->text.size, &input->script, &error)) {
        set_outcome(outcome, WFX_E_IO, "%s:%u:%u: %s", runner->path, error.place.line, error.place.column,
                    error.message);
    } else {
        for (uint32_t i = 0; i < input->script.count; i++)
            run_command(runner, &input->script.commands[i]);
    }
}

static void run_input(Runner *runner, const WfxCommand *command, Outcome *outcome)
{
    const char *outer = runner->path, *name = command->name2;
    uint32_t before = runner->texts.count;
    if (runner->depth == MAX_INPUT_DEPTH) {
        set_outcome(outcome, WFX_E_LIMIT, "files that read others are nested too deeply");
        return;
    }
    Input *input = calloc(1, sizeof *input);
    if (!input || !wfx_vec_push(&runner->inputs, input)) {
        free(input);
        set_outcome(outcome, WFX_E_MEMORY, "out of memory");
        return;
    }
    if (!cli_read_file(command->name, &input->text)) {
        set_outcome(outcome, WFX_E_IO, "%.400s cannot be read", command->name);
        return;
    }
    runner->depth++;
    runner->path = command->name;
    run_input_file(runner, input, outcome);
    runner->path = outer;
    runner->depth--;
    if (!name || outcome->kind != WFX_E_NONE)
        return;
    bool has_module = runner->texts.count > before;
    WfxScriptModule text = has_module ? runner->texts.data[runner->texts.count - 1] : (WfxScriptModule){0};
    text.name = name;
    if (!keep_instance(runner, name, runner->current) || (has_module && !wfx_vec_push(&runner->texts, text)))
        set_outcome(outcome, WFX_E_MEMORY, "out of memory");
}

static const WfxScriptModule *find_text(const Runner *runner, const char *name)
{
    for (uint32_t i = runner->texts.count; i-- > 0;) {
        const WfxScriptModule *text = &runner->texts.data[i];
        if (!name || (text->name && !strcmp(text->name, name)))
            return text;
    }
    return NULL;
}

/* To a .wasm file as a binary, else as text. */
static void run_output(Runner *runner, const WfxCommand *command, Outcome *outcome)
{
    const WfxScriptModule *found = find_text(runner, command->name2);
    const char *path = command->name ? command->name : "-";
    size_t length = strlen(path);
    bool is_binary = length > 5 && !strcmp(path + length - 5, ".wasm");
    WfxFeatures features = runner->options->features;
    WfxBuffer binary = {0}, text = {0};
    WfxError error = {0};
    if (!found) {
        set_outcome(outcome, WFX_E_USAGE, "there is no module to write");
        return;
    }
    bool ok = wfx_script_assemble(found, runner->path, features, &binary, NULL, &error);
    WfxModule *module = ok && !is_binary ? wfx_module_decode(binary.data, binary.size, features, &error) : NULL;
    ok = ok && (is_binary || (module && wfx_wat_print(module, &text, NULL, &error)));
    const WfxBuffer *content = is_binary ? &binary : &text;
    if (!ok)
        set_outcome(outcome, WFX_E_IO, "%s", error.message);
    else if (!cli_write_file(path, content->data, content->size))
        set_outcome(outcome, WFX_E_IO, "%.400s cannot be written", path);
    wfx_module_free(module);
    wfx_buffer_free(&binary);
    wfx_buffer_free(&text);
}

/* ---- threads ---- */

static bool open_store(Runner *runner);
static void close_store(Runner *runner);

static void *run_thread(void *self)
{
    Thread *thread = self;
    const WfxCommand *command = thread->command;
    for (uint32_t i = 0; i < command->command_count; i++)
        run_command(&thread->runner, &command->commands[i]);
    return NULL;
}

/* Its memories are looked up when it registers them: the instance lives as long as its runner's store. */
static bool share_modules(Runner *runner, Thread *thread, Outcome *outcome)
{
    for (uint32_t i = 0; i < thread->command->shared_count; i++) {
        const char *name = thread->command->shared[i];
        wfx_instance_t *instance = NULL;
        for (uint32_t k = 0; k < runner->shared.count && !instance; k++)
            if (!strcmp(runner->shared.data[k].name, name))
                instance = runner->shared.data[k].instance;
        if (!instance && !(instance = find_instance(runner, name, outcome)))
            return false;
        if (!wfx_vec_push(&thread->runner.shared, (NamedInstance){name, instance})) {
            set_outcome(outcome, WFX_E_MEMORY, "out of memory");
            return false;
        }
    }
    return true;
}

static void free_thread(Thread *thread)
{
    close_store(&thread->runner);
    free(thread);
}

static void start_thread(Runner *runner, const WfxCommand *command, Outcome *outcome)
{
    Thread *thread = calloc(1, sizeof *thread);
    if (!thread) {
        set_outcome(outcome, WFX_E_MEMORY, "out of memory");
        return;
    }
    thread->command = command;
    thread->runner = (Runner){.options = runner->options,
                              .path = runner->path,
                              .report = runner->report,
                              .engine = runner->engine,
                              .depth = runner->depth};
    if (!share_modules(runner, thread, outcome)) {
        free_thread(thread);
        return;
    }
    if (!open_store(&thread->runner) || !wfx_vec_push(&runner->threads, thread)) {
        set_outcome(outcome, WFX_E_MEMORY, "no store for the thread");
        free_thread(thread);
        return;
    }
    thread->is_running = pthread_create(&thread->id, NULL, run_thread, thread) == 0;
    if (!thread->is_running)
        set_outcome(outcome, WFX_E_MEMORY, "the thread cannot be started");
}

/* What it has counted is counted here. */
static void join_thread(Runner *runner, Thread *thread)
{
    if (!thread->is_running)
        return;
    pthread_join(thread->id, NULL);
    thread->is_running = false;
    for (uint32_t i = 0; i < thread->runner.threads.count; i++)
        join_thread(&thread->runner, thread->runner.threads.data[i]);
    runner->passed += thread->runner.passed;
    runner->total += thread->runner.total;
}

static void wait_thread(Runner *runner, const WfxCommand *command, Outcome *outcome)
{
    for (uint32_t i = runner->threads.count; i-- > 0;) {
        Thread *thread = runner->threads.data[i];
        const char *name = thread->command->name;
        if (!command->name || (name && !strcmp(name, command->name))) {
            join_thread(runner, thread);
            return;
        }
    }
    set_outcome(outcome, WFX_E_USAGE, "there is no thread $%.200s", command->name ? command->name : "");
}

static void run_command(Runner *runner, const WfxCommand *command)
{
    Outcome outcome = {0};
    bool ok = false, is_assertion = false;
    switch (command->kind) {
    case WFX_COMMAND_MODULE:
    case WFX_COMMAND_MODULE_DEFINITION: run_module(runner, command, &outcome); break;
    case WFX_COMMAND_MODULE_INSTANCE: run_instance(runner, command, &outcome); break;
    case WFX_COMMAND_INPUT: run_input(runner, command, &outcome); break;
    case WFX_COMMAND_OUTPUT: run_output(runner, command, &outcome); break;
    case WFX_COMMAND_THREAD: start_thread(runner, command, &outcome); break;
    case WFX_COMMAND_WAIT: wait_thread(runner, command, &outcome); break;
    case WFX_COMMAND_REGISTER: run_register(runner, command, &outcome); break;
    case WFX_COMMAND_ACTION: run_action(runner, &command->action, &outcome); break;
    default:
        is_assertion = true;
        ok = run_assertion(runner, command, &outcome);
        break;
    }
    if (!is_assertion)
        ok = check_success(runner, command, &outcome);
    for (size_t i = 0; ok && command->kind == WFX_COMMAND_ACTION && i < outcome.result_count; i++)
        wfx_spectest_print(&outcome.results[i]);
    free(outcome.results);
    runner->total++;
    runner->passed += ok;
}

/* ---- files ---- */

static bool open_store(Runner *runner)
{
    wfx_error_t *error = NULL;
    runner->store = wfx_store_new(runner->engine, &error);
    runner->linker = runner->store ? wfx_linker_new(runner->store) : NULL;
    if (runner->linker && wfx_spectest_define(runner->linker, &error))
        return true;
    if (error)
        cli_report(runner->path, error);
    else
        cli_error("out of memory");
    return false;
}

static void close_store(Runner *runner)
{
    for (uint32_t i = 0; i < runner->threads.count; i++)
        free_thread(runner->threads.data[i]);
    wfx_vec_free(&runner->threads);
    wfx_vec_free(&runner->shared);
    for (uint32_t i = 0; i < runner->modules.count; i++)
        wfx_module_delete(runner->modules.data[i].module);
    wfx_vec_free(&runner->modules);
    wfx_vec_free(&runner->instances);
    wfx_vec_free(&runner->texts);
    if (runner->linker)
        wfx_linker_delete(runner->linker);
    if (runner->store)
        wfx_store_delete(runner->store);
    for (uint32_t i = 0; i < runner->inputs.count; i++) {
        wfx_script_free(&runner->inputs.data[i]->script);
        wfx_buffer_free(&runner->inputs.data[i]->text);
        free(runner->inputs.data[i]);
    }
    wfx_vec_free(&runner->inputs);
}

/* Runs one file. False when it could not be run at all. */
static bool run_file(Runner *runner)
{
    WfxBuffer text = {0};
    WfxScript script = {0};
    WfxError error = {0};
    bool ok = false;
    if (!cli_read_file(runner->path, &text))
        return false;
    if (!wfx_script_parse((const char *)text.data, text.size, &script, &error)) {
        cli_report_inner(runner->path, &text, NULL, &error);
        goto done;
    }
    if (!open_store(runner))
        goto done;
    for (uint32_t i = 0; i < script.count; i++)
        run_command(runner, &script.commands[i]);
    for (uint32_t i = 0; i < runner->threads.count; i++)
        join_thread(runner, runner->threads.data[i]);
    ok = true;
    if (!runner->options->quiet)
        fprintf(runner->report, "%s: %u/%u\n", runner->path, runner->passed, runner->total);
done:
    close_store(runner);
    wfx_script_free(&script);
    wfx_buffer_free(&text);
    return ok;
}

int wfx_cli_wast(int argc, char **argv)
{
    Options values = {.features = WFX_FEATURES_DEFAULT};
    int count, status = CLI_OK;
    if (!cli_options_parse(&usage, &values, argc, argv, &count, &status))
        return status;
    if (count == 0)
        return cli_usage_error(&usage, "no file given");
    wfx_error_t *error = NULL;
    wfx_config_t config = {.features = values.features,
                           .debug = values.debug,
                           .baseline = values.baseline,
                           .stress_spill = values.stress_spill,
                           .stress_expand = values.stress_expand,
                           .verify_stack_maps = values.stack_maps,
                           .stress_gc = values.stress_gc,
                           .stress_freeze = values.stress_freeze,
                           .stress_move = values.stress_move,
                           .stress_generations = values.stress_generations,
                           .stack_placement = values.placement};
    wfx_engine_t *engine = wfx_engine_new(&config, &error);
    if (!engine)
        return cli_report(argv[0], error);
    uint32_t passed = 0, failed = 0;
    for (int i = 0; i < count; i++) {
        Runner runner = {
            .options = &values, .path = argv[i], .report = values.quiet ? stderr : stdout, .engine = engine};
        bool ran = run_file(&runner);
        fflush(stdout);
        passed += runner.passed;
        failed += runner.total - runner.passed + !ran;
    }
    if (!values.quiet)
        printf("%u passed, %u failed\n", passed, failed);
    wfx_engine_delete(engine);
    return cli_finish_output(failed ? CLI_FAILED : CLI_OK);
}
