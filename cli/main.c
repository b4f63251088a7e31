/* The wasmfx command: finds the command of the command line and runs it. Exit codes are in cli.h. */
#include "cli/cli.h"
#include "cli/wast.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static int help(int argc, char **argv);
static int version(int argc, char **argv);

static const CliOption no_options[] = {{0}};
static const CliUsage help_usage = {
    "help [COMMAND]", "Prints the commands, or the options of one.", no_options, NULL, false,
};
static const CliUsage version_usage = {"version", "Prints the version.", no_options, NULL, false};
static const CliUsage *const help_usage_place = &help_usage, *const version_usage_place = &version_usage;

const CliCommand cli_commands[] = {
    {"run", cli_run, &cli_run_usage, "[options] FILE [ARGUMENTS]", "run a module: its _start, or --invoke NAME"},
    {"wast", wfx_cli_wast, &cli_wast_usage, "[options] FILES", "run specification scripts"},
    {"validate", cli_validate, &cli_validate_usage, "[options] FILES", "check modules"},
    {"wat2wasm", cli_wat2wasm, &cli_wat2wasm_usage, "[options] FILE", "assemble text to a binary module"},
    {"wasm2wat", cli_wasm2wat, &cli_wasm2wat_usage, "[options] FILE", "print a binary module as text"},
    {"objdump", cli_objdump, &cli_objdump_usage, "[options] FILE",
     "show the machine code between the lines of the source"},
    {"gdb", cli_gdb, &cli_gdb_usage, "[options] -- run ...", "run under GDB, with wasmfx's commands loaded"},
    {"completions", cli_completions, &cli_completions_usage, "bash|zsh|fish", "print what completes command lines"},
    {"help", help, &help_usage_place, "[COMMAND]", "print this text, or a command's options"},
    {"version", version, &version_usage_place, "", "print the version"},
    {0},
};

static const CliCommand *find(const char *name)
{
    for (const CliCommand *command = cli_commands; command->name; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

static void print_overview(FILE *out)
{
    fprintf(out,
            "wasmfx runs, debugs and profiles WebAssembly with stack switching.\n\nusage: wasmfx COMMAND [options] "
            "...\n\ncommands:\n");
    for (const CliCommand *command = cli_commands; command->name; command++) {
        int width = fprintf(out, "  %s %s", command->name, command->arguments);
        fprintf(out, "%*s%s\n", width < 38 ? 38 - width : 2, "", command->help);
    }
    fprintf(out, "\n'wasmfx COMMAND --help' describes its options. 'wasmfx FILE' is short for 'wasmfx run FILE'.\n\n"
                 "exit codes: 0 success; 1 a file, module or import is at fault; 2 wrong arguments; 134 a trap, an\n"
                 "uncaught exception or an unhandled suspension; 141 the reader of the output has gone; otherwise the\n"
                 "program's own (proc_exit).\n");
}

static int unknown(const char *name)
{
    cli_error("unknown command '%s'; try 'wasmfx help'", name);
    return CLI_USAGE;
}

static int help(int argc, char **argv)
{
    char none;
    int count, status;
    if (!cli_options_parse(&help_usage, &none, argc, argv, &count, &status))
        return status;
    if (count == 0)
        print_overview(stdout);
    else if (!find(argv[0]))
        return unknown(argv[0]);
    else
        cli_print_usage(*find(argv[0])->usage, stdout);
    return cli_finish_output(CLI_OK);
}

static int version(int argc, char **argv)
{
    char none;
    int count, status;
    if (!cli_options_parse(&version_usage, &none, argc, argv, &count, &status))
        return status;
    printf("wasmfx %s\n", WASMFX_VERSION);
    return cli_finish_output(CLI_OK);
}

/* `wasmfx mod.wat` means `wasmfx run mod.wat`, and so does `wasmfx --invoke f mod.wat`. */
static bool is_for_run(const char *argument)
{
    const char *end = strrchr(argument, '.');
    return argument[0] == '-' || (end && (strcmp(end, ".wat") == 0 || strcmp(end, ".wasm") == 0)) ||
           access(argument, F_OK) == 0;
}

/* A closed pipe and a file size limit are errors of the write, which WASI programs and our own output must see. */
static void ignore_write_signals(void)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_overview(stderr);
        return CLI_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
        name = "version";
    ignore_write_signals();
    const CliCommand *command = find(name);
    if (command)
        return cli_exit_code(command->run(argc - 1, argv + 1));
    return is_for_run(name) ? cli_exit_code(find("run")->run(argc, argv)) : unknown(name);
}
