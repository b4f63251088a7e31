/* Sessions of GDB with a test program that is its own debuggee: `PROGRAM --debuggee SOURCE` is what GDB runs. */
#ifndef WFX_TEST_SESSION_H
#define WFX_TEST_SESSION_H

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/wfx-gdb-XXXXXX";
static char source_file[64];

/* Writes the source of what is debugged, t.wat; false when that is not possible. */
static inline bool session_begin(const char *text)
{
    if (!mkdtemp(folder))
        return false;
    snprintf(source_file, sizeof source_file, "%s/t.wat", folder);
    FILE *file = fopen(source_file, "w");
    if (!file)
        return false;
    fputs(text, file);
    return fclose(file) == 0;
}

static inline char *self_path(void)
{
    static char path[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
    assert_true(size > 0);
    path[size] = 0;
    return path;
}

/* Runs the commands in gdb on this program and returns all it prints. */
static inline char *gdb_session(const char *commands)
{
    char script[64], line[PATH_MAX * 2 + 256];
    snprintf(script, sizeof script, "%s/commands", folder);
    FILE *file = fopen(script, "w");
    assert_non_null(file);
    fputs("set confirm off\nset pagination off\nset width 0\nset breakpoint pending on\n", file);
    fputs(commands, file);
    fclose(file);
    snprintf(
        line, sizeof line,
        "ASAN_OPTIONS=detect_leaks=0 DEBUGINFOD_URLS= timeout 60 gdb -nx -batch -x %s --args '%s' --debuggee %s 2>&1",
        script, self_path(), source_file);
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    static char output[1 << 16];
    size_t size = fread(output, 1, sizeof output - 1, pipe);
    output[size] = 0;
    pclose(pipe);
    return output;
}

static inline bool can_debug(void)
{
    if (system("gdb --version >/dev/null 2>&1") != 0)
        return false;
    return strstr(gdb_session("break __jit_debug_register_code\nrun\n"), "Breakpoint 1,") != NULL;
}

static inline void expect(const char *output, const char *needle)
{
    if (!strstr(output, needle))
        fail_msg("gdb did not print \"%s\" but:\n%s", needle, output);
}

#endif
