/* `wasmfx gdb -- run ...`: replaces itself by GDB with this program as its target and wasmfx's GDB commands loaded. */
#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Options {
    const char *debugger;
    CliList commands;
    bool batch;
} Options;

static const CliOption options[] = {
    {0, "gdb", "PROGRAM", CLI_TEXT, offsetof(Options, debugger), "the debugger to start (default: gdb)"},
    {'x', "execute", "COMMAND", CLI_LIST, offsetof(Options, commands), "a GDB command to execute first; repeatable"},
    {0, "batch", NULL, CLI_FLAG, offsetof(Options, batch), "leave GDB after the commands"},
    {0},
};
static const CliUsage usage = {
    "gdb [options] -- run [options] FILE [ARGUMENTS]",
    "Starts GDB on wasmfx with the arguments after --. Breakpoints such as 'break mod.wat:12' may be set before 'run'.",
    options,
    NULL,
    true,
};
const CliUsage *const cli_gdb_usage = &usage;

/* The script beside an installed program (<prefix>/share/gdb/auto-load/<bindir>/), or in the source tree of this
   build. */
static bool find_script(const char *self, char *path, size_t size)
{
    const char *slash = strrchr(self, '/');
    int bindir = slash ? (int)(slash - self) : 0;
    const char *prefix_end = bindir ? memrchr(self, '/', (size_t)bindir) : NULL;
    if (prefix_end) {
        snprintf(path, size, "%.*s/share/gdb/auto-load%.*s/wasmfx-gdb.py", (int)(prefix_end - self), self, bindir,
                 self);
        if (access(path, R_OK) == 0)
            return true;
    }
    snprintf(path, size, "%s", WASMFX_GDB_SCRIPT);
    return access(path, R_OK) == 0;
}

static int start(const Options *values, int count, char **arguments)
{
    char self[PATH_MAX], script[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0)
        return cli_error("cannot find this program's own file: %s", strerror(errno));
    self[length] = 0;
    const char **argv = calloc((size_t)count + 2 * values->commands.count + 12, sizeof *argv);
    if (!argv)
        return cli_error("out of memory");
    int used = 0;
    const char *debugger = values->debugger ? values->debugger : "gdb";
    argv[used++] = debugger;
    argv[used++] = "-q";
    if (values->batch)
        argv[used++] = "-batch";
    argv[used++] = "-iex";
    argv[used++] = "set breakpoint pending on";
    if (find_script(self, script, sizeof script)) {
        argv[used++] = "-x";
        argv[used++] = script;
    } else {
        cli_warning("the script wasmfx-gdb.py was not found; backtraces work, 'info continuations' does not");
    }
    for (uint32_t i = 0; i < values->commands.count; i++) {
        argv[used++] = "-ex";
        argv[used++] = values->commands.items[i];
    }
    argv[used++] = "--args";
    argv[used++] = self;
    for (int i = 0; i < count; i++)
        argv[used++] = arguments[i];
    /* Ignored signals would stay so across exec; see main.c. */
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    execvp(debugger, (char *const *)argv);
    if (errno == ENOENT)
        cli_error("'%s' was not found; install GDB (Debian: apt-get install gdb) or name it with --gdb PROGRAM",
                  debugger);
    else
        cli_error("'%s' cannot be started: %s", debugger, strerror(errno));
    free(argv);
    return CLI_FAILED;
}

int cli_gdb(int argc, char **argv)
{
    Options values = {0};
    int count, status = CLI_OK;
    if (cli_options_parse(&usage, &values, argc, argv, &count, &status)) {
        if (count == 0 || strcmp(argv[0], "run") != 0)
            status = cli_usage_error(&usage, "expected 'run' and its arguments after --");
        else
            status = start(&values, count, argv);
    }
    cli_list_free(&values.commands);
    return status;
}
