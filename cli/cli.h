/* What the commands share: the exit codes, the option tables, input and output files, and the way errors are shown.

   A command is a row of main.c's table with a function `int (argc, argv)`; argv[0] is the command's name. Its options
   are a table (options.c), from which the parser and --help both read. */
#ifndef WFX_CLI_H
#define WFX_CLI_H

#include "engine/api/wasmfx.h"
#include "engine/base/buffer.h"
#include "engine/base/error.h"
#include "engine/wasm/names.h"
#include "profiler/profiler.h"

#include <stdio.h>

/* Exit codes of every command. A program's own code (proc_exit) comes back as it is. */
enum { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2, CLI_TRAPPED = 134, CLI_LOST_READER = 141 };

/* ---- options (options.c) ---- */
typedef struct CliList {
    const char **items;
    uint32_t count;
} CliList;

typedef enum CliOptionKind {
    CLI_FLAG,     /* bool */
    CLI_TEXT,     /* const char * */
    CLI_OPTIONAL, /* CliOptional; its value only after `=` */
    CLI_LIST,     /* CliList; may be given again */
    CLI_SIZE,     /* size_t; bytes, with K, M or G */
    CLI_NUMBER,   /* uint32_t, at least 1 */
    CLI_COUNT,    /* uint64_t, at least 1 */
    CLI_DURATION, /* uint64_t ns, more than 0: 10, 2.5s, 300ms */
    CLI_FEATURES, /* WfxFeatures */
    CLI_CHOICE,   /* int: which of the words of the option's `value`, which are separated by | */
    CLI_QUICK,    /* -O LEVEL; bool: quick mode was asked for */
} CliOptionKind;
typedef struct CliOptional {
    bool given;
    const char *value;
} CliOptional;

/* `offset` is where the value goes in the command's own struct. A row without names ends the table. */
typedef struct CliOption {
    char short_name;
    const char *long_name;
    const char *value; /* its name in --help; NULL for flags */
    CliOptionKind kind;
    size_t offset;
    const char *help; /* lines separated by \n */
} CliOption;
#define CLI_PLACEMENTS "ascending|descending|alternating"

typedef struct CliUsage {
    const char *synopsis; /* "run [options] FILE [ARGUMENTS]" */
    const char *summary;  /* one sentence */
    const CliOption *options;
    const char *notes; /* after the options in --help, or NULL */
    bool takes_rest;   /* options end at the first operand; what follows belongs to the program */
} CliUsage;

/* Parses argv[1..]: fills `values`, moves the operands to argv[0 .. *operands-1]. Returns false when the command is
   over, with
    *status set: --help was printed, or the arguments are wrong (then the error is printed). */
bool cli_options_parse(const CliUsage *usage, void *values, int argc, char **argv, int *operands, int *status);
void cli_list_free(CliList *list);
void cli_print_usage(const CliUsage *usage, FILE *out);
/* "wasmfx: error: ..", and a pointer to --help. Returns CLI_USAGE. */
int cli_usage_error(const CliUsage *usage, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- files (files.c) ---- */
/* Reads a whole file; "-" is standard input. Errors are printed. */
bool cli_read_file(const char *path, WfxBuffer *content);
/* Writes a whole file or nothing: a temporary file beside it is renamed at the end; "-" is standard output. Errors are
   printed.
 */
bool cli_write_file(const char *path, const void *data, size_t size);
/* For outputs that are written at the end of long work: can a file be made there? If not, the error is printed. */
bool cli_check_writable(const char *path);
/* `path` with its extension replaced. Free it. NULL when out of memory. */
char *cli_replace_extension(const char *path, const char *extension);
/* Flushes standard output and says if that failed. Returns `status`, or CLI_FAILED. */
int cli_finish_output(int status);
/* The exit code of the process: `status`, or CLI_LOST_READER when a pipe closed before our own output was in it. */
int cli_exit_code(int status);

/* A module file: what was read, and the same as bytes with the positions of its text. */
typedef struct CliInput {
    const char *path;
    WfxBuffer content;
    WfxBuffer binary;  /* .wat: what it was assembled to; .wasm: empty, content is the binary */
    WfxSourceMap *map; /* .wat */
    bool is_text;
} CliInput;
bool cli_is_binary(const WfxBuffer *content);
/* Reads and, where it is text, assembles. Errors are printed. */
bool cli_input_load(CliInput *input, const char *path, WfxFeatures features);
/* Decodes what was loaded; the module takes the source map over. Errors are printed. NULL on failure. */
WfxModule *cli_input_decode(CliInput *input, WfxFeatures features);
void cli_input_free(CliInput *input);

/* ---- messages (report.c) ---- */
/* "wasmfx: error: MESSAGE". Returns CLI_FAILED. */
int cli_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void cli_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Of an error of the engine's inner floors about `input` (map may be NULL then). Returns the exit code. */
int cli_report_inner(const char *path, const WfxBuffer *text, const WfxSourceMap *map, const WfxError *error);
/* Of an error of the API about the module file at `path`; with its place, source line, and backtrace. Deletes it.
   Returns the exit code. */
int cli_report(const char *path, wfx_error_t *error);

/* ---- linking (preload.c) ---- */
typedef struct CliModules {
    wfx_module_t **items;
    uint32_t count;
} CliModules;
/* Reads and compiles the module at `path`, which the list owns from then on. NULL: the error is printed, its exit code
   is in *status. */
wfx_module_t *cli_module_load(CliModules *modules, wfx_engine_t *engine, const char *path, int *status);
void cli_modules_free(CliModules *modules);
/* What WASI says of a module's kind: `_start` makes a command of it and `_initialize` a reactor; it cannot be both.
   CLI_OK, or the exit code of the printed error. */
int cli_check_kind(const char *path, const wfx_module_t *module);
/* Calls a reactor's _initialize, before anything else of it is used. */
int cli_initialize(const char *path, wfx_instance_t *instance);
bool cli_find_function(wfx_instance_t *instance, const char *name, wfx_func_t **func);
/* Instantiates the modules of --preload items ("NAME=FILE"), each behind those that it imports from, and defines their
   exports in the linker. CLI_OK, or the exit code of the printed error. */
int cli_preload(CliModules *modules, wfx_engine_t *engine, wfx_linker_t *linker, const CliUsage *usage,
                const CliList *items);

/* ---- sockets (listen.c) ---- */
/* Opens a socket for each item ("ADDRESS:PORT"), which accepts connections from then on. CLI_OK, or the exit code of the
   printed error: then none is open. */
/* threads.c: a module that imports a shared memory gets one, if nobody has defined it, and may start threads; `threads`
   was in the configuration of its WASI. Once it has a memory, the process ends by cli_threads_exit alone. */
bool cli_threads_define(wfx_wasi_threads_t *threads, wfx_linker_t *linker, const wfx_module_t *module, const char *path,
                        wfx_error_t **error);
_Noreturn void cli_threads_exit(int status);
int cli_listen(const CliUsage *usage, const CliList *items, int *listeners);

/* ---- profiles (profile.c) ---- */
/* Starts the profile of this thread, at most once; SIGINT, SIGTERM and SIGHUP then end the process with the profile
   reported. Errors are printed. Returns the exit code. */
int cli_profile_start(const WfxProfileOptions *options);
/* Ends the profile, if there is one, and reports it. Returns `status`, or CLI_FAILED when that was 0 and the report
   failed. */
int cli_profile_end(int status);

/* ---- values on the command line (values.c) ---- */
/* Reads an argument as a value of `kind`: numbers as in the text format (decimal, hexadecimal, nan, inf), `null`, and a
   number for an externref. */
bool cli_parse_value(const char *text, wfx_kind_t kind, wfx_value_t *value);
void cli_put_value(FILE *out, const wfx_value_t *value);
/* The same and a line feed. */
void cli_print_value(FILE *out, const wfx_value_t *value);
const char *cli_kind_name(wfx_kind_t kind);

/* ---- commands ---- */
typedef struct CliCommand {
    const char *name;
    int (*run)(int argc, char **argv);
    const CliUsage *const *usage;
    const char *arguments, *help; /* of the overview */
} CliCommand;
extern const CliCommand cli_commands[]; /* main.c; one without a name ends the table */

extern const CliUsage *const cli_run_usage, *const cli_wast_usage, *const cli_validate_usage;
extern const CliUsage *const cli_wat2wasm_usage, *const cli_wasm2wat_usage, *const cli_objdump_usage;
extern const CliUsage *const cli_gdb_usage, *const cli_completions_usage;
int cli_run(int argc, char **argv);
int cli_validate(int argc, char **argv);
int cli_wat2wasm(int argc, char **argv);
int cli_wasm2wat(int argc, char **argv);
int cli_objdump(int argc, char **argv);
int cli_gdb(int argc, char **argv);
int cli_completions(int argc, char **argv);

/* timeout.c: interrupts what runs in the store after so many nanoseconds, until the end is told. False: no thread. */
bool cli_timeout_start(wfx_store_t *store, uint64_t ns);
void cli_timeout_end(void);

#endif
