/* Modules for the back end's tests, from text and from the files of golden/. */
#ifndef WFX_TESTS_X64_SUPPORT_H
#define WFX_TESTS_X64_SUPPORT_H

#include "engine/text/text.h"
#include "engine/wasm/features.h"
#include "tests/unit/golden.h"

static inline WfxModule *decode_text(const char *text, size_t size)
{
    WfxBuffer binary = {0};
    WfxError error = {0};
    if (!wfx_wat_assemble(text, size, "test.wat", (WfxFeatures)(WFX_FEATURES_DEFAULT | WFX_FEATURE_SIMD), &binary, NULL,
                          &error))
        fail_msg("%u:%u: %s", error.place.line, error.place.column, error.message);
    WfxModule *module =
        wfx_module_decode(binary.data, binary.size, (WfxFeatures)(WFX_FEATURES_DEFAULT | WFX_FEATURE_SIMD), &error);
    if (!module)
        fail_msg("@%u: %s", error.place.offset, error.message);
    wfx_buffer_free(&binary);
    return module;
}

static inline WfxModule *decode_golden(const char *name)
{
    char path[512];
    WfxBuffer source = {0};
    snprintf(path, sizeof path, WASMFX_SOURCE_DIR "/tests/unit/x64/golden/%s.wat", name);
    assert_true(read_file(path, &source));
    WfxModule *module = decode_text((const char *)source.data, source.size);
    wfx_buffer_free(&source);
    return module;
}

#endif
