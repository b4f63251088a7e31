/* Helpers of the text floor's tests: assemble a text and look at its bytes, rows and errors. */
#ifndef WFX_TESTS_TEXT_SUPPORT_H
#define WFX_TESTS_TEXT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "engine/base/alloc.h"
#include "engine/text/text.h"

static inline WfxBuffer assemble(const char *text)
{
    WfxBuffer binary = {0};
    WfxError error = {0};
    if (!wfx_wat_assemble(text, strlen(text), "test.wat", WFX_FEATURES_DEFAULT, &binary, NULL, &error))
        fail_msg("%u:%u: %s in: %s", error.place.line, error.place.column, error.message, text);
    return binary;
}

/* The size of a module without the name section at its end. */
static inline size_t unnamed_size(const WfxBuffer *binary)
{
    const uint8_t *names = memmem(binary->data, binary->size, "\4name", 5);
    return names ? (size_t)(names - binary->data) - 2 : binary->size;
}

/* Both texts must give the same bytes, but for names. */
static inline void assert_same_module(const char *left, const char *right)
{
    WfxBuffer a = assemble(left), b = assemble(right);
    if (unnamed_size(&a) != unnamed_size(&b) || memcmp(a.data, b.data, unnamed_size(&a)) != 0)
        fail_msg("these differ:\n%s\n%s", left, right);
    wfx_buffer_free(&a);
    wfx_buffer_free(&b);
}

/* The error must stand at line:column and its message begin with `message`. */
static inline void assert_malformed(const char *text, uint32_t line, uint32_t column, const char *message)
{
    WfxBuffer binary = {0};
    WfxError error = {0};
    if (wfx_wat_assemble(text, strlen(text), "test.wat", WFX_FEATURES_DEFAULT, &binary, NULL, &error)) {
        wfx_buffer_free(&binary);
        fail_msg("accepted: %s", text);
    }
    assert_int_equal(error.kind, WFX_ERROR_MALFORMED);
    if (error.place.line != line || error.place.column != column ||
        strncmp(error.message, message, strlen(message)) != 0)
        fail_msg("expected %u:%u %s, got %u:%u %s", line, column, message, error.place.line, error.place.column,
                 error.message);
    assert_null(binary.data);
}

static inline bool contains(const WfxBuffer *haystack, const void *needle, size_t size)
{
    return memmem(haystack->data, haystack->size, needle, size) != NULL;
}
#define assert_contains(buffer, bytes) assert_true(contains(&(buffer), bytes, sizeof(bytes) - 1))

#endif
