/* The IR of the WAT files in golden/, as text, against the .ir files next to them; each function is verified too.
   WFX_UPDATE_GOLDEN=1 writes the .ir files anew. */
#include "tests/unit/ir/support.h"

static void check_golden(void **state)
{
    const char *name = *state;
    char path[512];
    WfxBuffer source = {0}, text = {0};
    WfxError error = {0};
    snprintf(path, sizeof path, WASMFX_SOURCE_DIR "/tests/unit/ir/golden/%s.wat", name);
    assert_true(read_file(path, &source));
    if (!build_wat((const char *)source.data, source.size, &text, &error))
        fail_msg("%s: %u:%u @%u: %s", name, error.place.line, error.place.column, error.place.offset, error.message);
    snprintf(path, sizeof path, WASMFX_SOURCE_DIR "/tests/unit/ir/golden/%s.ir", name);
    assert_golden(path, &text);
    wfx_buffer_free(&source);
    wfx_buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"control", check_golden, NULL, NULL, "control"},
        {"plain", check_golden, NULL, NULL, "plain"},
        {"atomics", check_golden, NULL, NULL, "atomics"},
        {"calls", check_golden, NULL, NULL, "calls"},
        {"exceptions", check_golden, NULL, NULL, "exceptions"},
        {"switching", check_golden, NULL, NULL, "switching"},
        {"legacy_exceptions", check_golden, NULL, NULL, "legacy_exceptions"},
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
