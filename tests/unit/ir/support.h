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

#endif
