/* Shared by the IR tests: WAT or binary in, the verified IR of every function out. */
#ifndef WFX_TESTS_IR_SUPPORT_H
#define WFX_TESTS_IR_SUPPORT_H

#include "engine/base/alloc.h"
#include "engine/ir/ir.h"
#include "engine/text/text.h"
#include "tests/unit/golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* An IrFinished: verifies the function and appends its text to the WfxBuffer that `user` is. */
static inline bool print_verified(void *user, IrFunction *function, WfxError *error)
{
    WfxBuffer message = {0};
    bool ok = ir_verify(function, &message);
    if (!ok)
        wfx_error_set(error, message.failed ? WFX_ERROR_MEMORY : WFX_ERROR_INVALID, WFX_NO_OFFSET, "verifier: %.*s",
                      (int)message.size, (const char *)message.data);
    wfx_buffer_free(&message);
    ir_print(function, user);
    return ok;
}

/* Walks every defined function into a builder. */
static inline bool build_module(WfxModule *module, IrFinished finished, void *user, WfxError *error)
{
    bool ok = false;
    WfxWalker *walker = NULL;
    IrBuilder *builder = ir_builder_new(module, finished, user, error);
    if (!builder)
        return false;
    walker = wfx_walker_new(module, ir_builder_sink(builder), error);
    if (!walker)
        goto fail;
    ir_builder_set_walker(builder, walker);
    for (uint32_t i = module->imported_function_count; i < module->function_count; i++)
        if (!wfx_walk_function(walker, i))
            goto fail;
    ok = true;
fail:
    wfx_walker_free(walker);
    ir_builder_free(builder);
    return ok;
}

static inline bool build_wat(const char *text, size_t size, WfxBuffer *out, WfxError *error)
{
    WfxBuffer binary = {0};
    bool ok = wfx_wat_assemble(text, size, "test.wat", WFX_FEATURES_DEFAULT, &binary, NULL, error);
    WfxModule *module = ok ? wfx_module_decode(binary.data, binary.size, WFX_FEATURES_DEFAULT, error) : NULL;
    ok = module && build_module(module, print_verified, out, error);
    wfx_module_free(module);
    wfx_buffer_free(&binary);
    return ok;
}

/* ---- changing functions ---- */

static inline void assert_verified(const IrFunction *fn)
{
    WfxBuffer message = {0};
    if (!ir_verify(fn, &message))
        fail_msg("%.*s", (int)message.size, (const char *)message.data);
    wfx_buffer_free(&message);
}

/* The verifier's text about a broken function has this part. */
static inline void assert_rejected(const IrFunction *fn, const char *part)
{
    WfxBuffer message = {0};
    assert_false(ir_verify(fn, &message));
    wfx_buffer_u8(&message, 0);
    if (!strstr((const char *)message.data, part))
        fail_msg("expected '%s', got '%s'", part, (const char *)message.data);
    wfx_buffer_free(&message);
}

static inline void assert_printed(const IrFunction *fn, const char *expected)
{
    WfxBuffer text = {0};
    ir_print(fn, &text);
    wfx_buffer_u8(&text, 0);
    assert_string_equal((const char *)text.data, expected);
    wfx_buffer_free(&text);
}

/* The first instruction of the operation. */
static inline IrValue find_op(const IrFunction *fn, IrOp op)
{
    for (uint32_t i = 0; i < fn->insts.count; i++)
        if (fn->insts.data[i].op == op)
            return i;
    fail_msg("the function has no %s", ir_op_info[op].name);
    return 0;
}

typedef void (*Change)(IrFunction *fn);

static inline bool change_function(void *user, IrFunction *fn, WfxError *error)
{
    (void)error;
    (*(Change *)user)(fn);
    return true;
}

/* Calls `change` with every function of a module. */
static inline void change_wat(const char *text, size_t size, Change change)
{
    const WfxFeatures features = WFX_FEATURES_DEFAULT | WFX_FEATURE_CUSTOM_PAGE_SIZES;
    WfxError error = {0};
    WfxBuffer binary = {0};
    if (!wfx_wat_assemble(text, size, "change.wat", features, &binary, NULL, &error))
        fail_msg("%u:%u: %s", error.place.line, error.place.column, error.message);
    WfxModule *module = wfx_module_decode(binary.data, binary.size, features, &error);
    if (!module)
        fail_msg("%s", error.message);
    if (!build_module(module, change_function, &change, &error))
        fail_msg("%s", error.message);
    wfx_module_free(module);
    wfx_buffer_free(&binary);
}

static inline void change_golden(const char *name, Change change)
{
    char path[512];
    WfxBuffer text = {0};
    snprintf(path, sizeof path, WASMFX_SOURCE_DIR "/tests/unit/ir/golden/%s.wat", name);
    assert_true(read_file(path, &text));
    change_wat((const char *)text.data, text.size, change);
    wfx_buffer_free(&text);
}

#endif
