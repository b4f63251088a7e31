/* Files of expected text for unit tests: reading them, and comparing what a test made with one. WFX_UPDATE_GOLDEN=1
   writes them anew. */
#ifndef WFX_TESTS_GOLDEN_H
#define WFX_TESTS_GOLDEN_H

#include "engine/base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static inline bool read_file(const char *path, WfxBuffer *out)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    char block[4096];
    for (size_t size; (size = fread(block, 1, sizeof block, file)) > 0;)
        wfx_buffer_bytes(out, block, size);
    fclose(file);
    return !out->failed;
}

/* Fails the test if the file holds another text. */
static inline void assert_golden(const char *path, WfxBuffer *text)
{
    WfxBuffer expected = {0};
    if (getenv("WFX_UPDATE_GOLDEN")) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fwrite(text->data, 1, text->size, file);
        fclose(file);
    }
    assert_true(read_file(path, &expected));
    wfx_buffer_u8(text, 0);
    wfx_buffer_u8(&expected, 0);
    assert_string_equal((const char *)text->data, (const char *)expected.data);
    wfx_buffer_free(&expected);
}

#endif
