/* The wasmfx command: finds the command of the command line and runs it. Exit codes are in cli.h. */
#include "cli/cli.h"
#include "cli/wast.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

typedef struct Command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *arguments, *help;
} Command;

static int help(int argc, char **argv);
static int version(int argc, char **argv);

static const Command commands[] = {
    {"run", cli_run, "[options] FILE [ARGUMENTS]", "run a module: its _start, or --invoke NAME"},
    {"wast", wfx_cli_wast, "[options] FILES", "run specification scripts"},
    {"validate", cli_validate, "[options] FILES", "check modules"},
    {"wat2wasm", cli_wat2wasm, "[options] FILE", "assemble text to a binary module"},
    {"wasm2wat", cli_wasm2wat, "[options] FILE", "print a binary module as text"},
    {"objdump", cli_objdump, "[options] FILE", "show the machine code between the lines of the source"},
    {"gdb", cli_gdb, "[options] -- run ...", "run under GDB, with wasmfx's commands loaded"},
    {"help", help, "[COMMAND]", "print this text, or a command's options"},
    {"version", version, "", "print the version"},
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static const Command *find(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static void print_overview(FILE *out)
{
    fprintf(out,
            "wasmfx runs, debugs and profiles WebAssembly with stack switching.\n\nusage: wasmfx COMMAND [options] "
            "...\n\ncommands:\n");
    for (size_t i = 0; i < COMMANDS; i++) {
        int width = fprintf(out, "  %s %s", commands[i].name, commands[i].arguments);
        fprintf(out, "%*s%s\n", width < 38 ? 38 - width : 2, "", commands[i].help);
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
    if (argc < 2) {
        print_overview(stdout);
        return cli_finish_output(CLI_OK);
    }
    const Command *command = find(argv[1]);
    if (!command)
        return unknown(argv[1]);
    if (command->run == help || command->run == version) {
        printf("usage: wasmfx %s %s\n\n%s\n", command->name, command->arguments, command->help);
        return cli_finish_output(CLI_OK);
    }
    char name[32], flag[] = "--help";
    snprintf(name, sizeof name, "%s", command->name);
    char *arguments[] = {name, flag, NULL};
    return command->run(2, arguments);
}

static int version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
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
    const Command *command = find(name);
    if (command)
        return cli_exit_code(command->run(argc - 1, argv + 1));
    return is_for_run(name) ? cli_exit_code(find("run")->run(argc, argv)) : unknown(name);
}
