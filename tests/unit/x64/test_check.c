/* The allocation checker: it finds nothing in what the allocator does, and finds each of the faults that are planted in
   the allocator. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "engine/x64/compile.h"
#include "engine/x64/quick/check.h"
#include "tests/unit/x64/support.h"

static const char *const sources[] = {"plain", "control", "calls", "switching", "pressure", "objects", "vectors"};
enum { SOURCES = sizeof sources / sizeof sources[0] };

/* Compiles every source in the mode; how many of them the checker refuses, the last message in `message`. */
static unsigned refused(const WfxCompileOptions *options, char message[600])
{
    unsigned count = 0;
    for (unsigned i = 0; i < SOURCES; i++) {
        WfxModule *module = decode_golden(sources[i]);
        WfxCompiled compiled;
        WfxError error = {0};
        if (!wfx_compile(module, options, &compiled, &error)) {
            snprintf(message, 600, "%s: %s", sources[i], error.message);
            assert_non_null(strstr(error.message, "broken allocation of function"));
            count++;
        }
        wfx_compiled_free(&compiled);
        wfx_module_free(module);
    }
    return count;
}

static void test_nothing_to_find(void **state)
{
    (void)state;
    char message[600] = "";
    for (unsigned mode = 0; mode < 16; mode++) {
        WfxCompileOptions options = {
            .debug = mode & 1, .stress_spill = mode & 2, .baseline = mode & 4, .expand = mode & 8};
        if (refused(&options, message))
            fail_msg("mode %u: %s", mode, message);
    }
}

static void test_planted_faults(void **state)
{
    (void)state;
    for (unsigned fault = FAULT_NONE + 1; fault < FAULT_COUNT; fault++) {
        char message[600] = "";
        wfx_planted_fault = fault;
        unsigned count = refused(&(WfxCompileOptions){.baseline = true}, message);
        wfx_planted_fault = FAULT_NONE;
        if (!count)
            fail_msg("planted fault %u is not found", fault);
        print_message("fault %u: refused %u of %u; %s\n", fault, count, (unsigned)SOURCES, message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_to_find),
        cmocka_unit_test(test_planted_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
