/* Allocation with fault injection; see alloc.h. */
#include "engine/base/alloc.h"

#include <stdlib.h>
#include <string.h>

static long fail_countdown = -1;

static int must_fail(void)
{
    if (fail_countdown < 0)
        return 0;
    if (fail_countdown == 0)
        return 1;
    fail_countdown--;
    return 0;
}

void wfx_alloc_fail_after(long countdown)
{
    fail_countdown = countdown;
}

void *wfx_malloc(size_t size)
{
    return must_fail() ? NULL : malloc(size ? size : 1);
}

void *wfx_calloc(size_t count, size_t size)
{
    return must_fail() ? NULL : calloc(count ? count : 1, size ? size : 1);
}

void *wfx_realloc(void *memory, size_t size)
{
    return must_fail() ? NULL : realloc(memory, size ? size : 1);
}

bool wfx_alloc_elsewhere(void)
{
    return !must_fail();
}

char *wfx_strndup(const char *text, size_t length)
{
    char *copy = wfx_malloc(length + 1);
    if (!copy)
        return NULL;
    memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}
