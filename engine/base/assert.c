#include "engine/base/assert.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void wfx_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "wasmfx: assertion failed: %s (%s:%d)\n", condition, file, line);
    abort();
}
