/* Failing allocations while IR is built: an error, no crash, no leak (the sanitizer watches), and success as soon as
   memory is there. Also: a second function reuses the vectors of the first, so that nothing is allocated per
   instruction. */
#include "tests/unit/ir/support.h"

static WfxModule *decode_golden(const char *name)
{
    char path[512];
    WfxBuffer source = {0}, binary = {0};
    WfxError error = {0};
    snprintf(path, sizeof path, WASMFX_SOURCE_DIR "/tests/unit/ir/golden/%s.wat", name);
    assert_true(read_file(path, &source));
    assert_true(
        wfx_wat_assemble((const char *)source.data, source.size, path, WFX_FEATURES_DEFAULT, &binary, NULL, &error));
    WfxModule *module = wfx_module_decode(binary.data, binary.size, WFX_FEATURES_DEFAULT, &error);
    assert_non_null(module);
    wfx_buffer_free(&source);
    wfx_buffer_free(&binary);
    return module;
}

static bool ignore_function(void *user, IrFunction *function, WfxError *error)
{
    (void)error;
    *(uint32_t *)user += function->insts.count;
    return true;
}

static void check_every_allocation(void **state)
{
    WfxModule *module = decode_golden(*state);
    long failures = 0;
    for (;; failures++) {
        WfxError error = {0};
        uint32_t size = 0;
        wfx_alloc_fail_after(failures);
        bool ok = build_module(module, ignore_function, &size, &error);
        wfx_alloc_fail_after(-1);
        if (ok)
            break;
        assert_int_equal(error.kind, WFX_ERROR_MEMORY);
        assert_true(failures < 1000);
    }
    assert_true(failures > 3);
    wfx_module_free(module);
}

/* The capacities after many functions are those that the largest one needs. */
static bool watch_capacity(void *user, IrFunction *function, WfxError *error)
{
    const IrInst **data = user;
    (void)error;
    assert_true(*data == NULL || *data == function->insts.data);
    *data = function->insts.data;
    return true;
}

static void check_reuse(void **state)
{
    WfxModule *module = decode_golden(*state);
    const IrInst *data = NULL;
    WfxError error = {0};
    assert_true(build_module(module, watch_capacity, &data, &error));
    wfx_module_free(module);
}

/* A body larger than any first reservation, with every vector growing. */
static void check_growth(void **state)
{
    (void)state;
    WfxBuffer text = {0}, ir = {0};
    WfxError error = {0};
    wfx_buffer_format(&text, "(module (func (param i32) (result i32) (block (result i32) i32.const 0\n");
    for (int i = 0; i < 3000; i++)
        wfx_buffer_format(&text, "local.get 0 br_if 0 local.get 0 i32.add\n");
    wfx_buffer_format(&text, ")))");
    if (!build_wat((const char *)text.data, text.size, &ir, &error))
        fail_msg("%s", error.message);
    wfx_buffer_u8(&ir, 0);
    assert_non_null(strstr((const char *)ir.data, "b3001: preds 3001\n"));
    wfx_buffer_free(&text);
    wfx_buffer_free(&ir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"oom control", check_every_allocation, NULL, NULL, "control"},
        {"oom exceptions", check_every_allocation, NULL, NULL, "exceptions"},
        {"oom legacy exceptions", check_every_allocation, NULL, NULL, "legacy_exceptions"},
        {"oom switching", check_every_allocation, NULL, NULL, "switching"},
        {"vectors are reused", check_reuse, NULL, NULL, "control"},
        {"vectors grow", check_growth, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
