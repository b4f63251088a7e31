/* The embedding example, run as it is; its output is compared. */
#include <unistd.h>

#define main example_main
#include "examples/embedding/embed.c"
#undef main
#include "tests/unit/api/support.h"

static void example(void **state)
{
    (void)state;
    static const char wanted[] = "0\n1\n4\n9\n16\nsum 30\n"
                                 "trap: integer divide by zero\n"
                                 "  broken squares.wat:20\n"
                                 "  continuation 4 (broken), resumed at squares.wat:22\n"
                                 "  fail squares.wat:22\n"
                                 "  host\n";
    char path[] = "/tmp/wfx-example-XXXXXX", got[1024] = {0};
    int file = mkstemp(path), keep = dup(1);
    assert_true(file >= 0 && keep >= 0);
    fflush(stdout);
    dup2(file, 1);
    int status = example_main();
    fflush(stdout);
    dup2(keep, 1);
    close(keep);
    assert_int_equal(status, 0);
    assert_true(pread(file, got, sizeof got - 1, 0) > 0);
    close(file);
    unlink(path);
    char *id = strstr(got, "continuation "); /* the serial number is the engine's affair */
    assert_non_null(id);
    id[13] = '4';
    assert_string_equal(got, wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(example)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
