/* A pass as an exercise: how one is written, run and dumped. It removes what computes a value that nobody wants.
   (Quick code does without: its selection passes such instructions over as it meets them, which is cheaper than a
   pass.) */
#include "engine/ir/pass.h"
#include "tests/unit/ir/support.h"

/* Backwards, so that what only a dead instruction uses is dead when it is reached. */
static bool remove_dead(IrFunction *fn)
{
    for (IrBlockId block = ir_last_block(fn); block != IR_NO_ID; block = ir_previous_block(fn, block))
        for (IrValue i = ir_block_last(fn, block), before; i != IR_NO_ID; i = before) {
            const IrInst *inst = &fn->insts.data[i];
            before = ir_previous(fn, i);
            if (!inst->uses && ir_is_discardable(ir_effects(inst)) && inst->op != IR_PARAM && inst->op != IR_PROJECT)
                ir_remove(fn, i);
        }
    return true;
}

static const IrPass dead = {"dead", remove_dead};
static const IrPass *const passes[] = {&dead};

static const char source[] = "(module (memory 1)\n"
                             "  (func (param i32 i32) (result i32)\n"
                             "    local.get 0 i32.const 3 i32.mul local.get 1 i32.add drop\n"
                             "    local.get 0 i32.load drop\n"
                             "    local.get 0 if local.get 1 i32.const 1 i32.sub drop end\n"
                             "    local.get 0 local.get 1 i32.sub))";

static void dump(void *user, const IrFunction *fn, const IrPass *pass)
{
    wfx_buffer_format(user, "%s\n", pass ? pass->name : "built");
    ir_print(fn, user);
}

static void run_and_dump(IrFunction *fn)
{
    WfxBuffer text = {0};
    WfxError error = {0};
    assert_true(ir_run_passes(fn, passes, 1, dump, &text, &error));
    assert_verified(fn);
    wfx_buffer_u8(&text, 0);
    assert_string_equal((const char *)text.data, "built\n"
                                                 "func 0: i32 i32 -> i32\n"
                                                 "b0:\n"
                                                 "  v0 = local_get.i32 0\n"
                                                 "  v1 = const.i32 0x3\n"
                                                 "  v2 = mul.i32 v0 v1\n"
                                                 "  v3 = local_get.i32 1\n"
                                                 "  v4 = add.i32 v2 v3\n"
                                                 "  v5 = local_get.i32 0\n"
                                                 "  v6 = load.i32 v5 i32\n"
                                                 "  v7 = local_get.i32 0\n"
                                                 "  branch v7 b1 b2\n"
                                                 "b1: preds 1\n"
                                                 "  v9 = local_get.i32 1\n"
                                                 "  v10 = const.i32 0x1\n"
                                                 "  v11 = sub.i32 v9 v10\n"
                                                 "  jump b2\n"
                                                 "b2: preds 2\n"
                                                 "  v13 = local_get.i32 0\n"
                                                 "  v14 = local_get.i32 1\n"
                                                 "  v15 = sub.i32 v13 v14\n"
                                                 "  return (v15)\n"
                                                 "dead\n"
                                                 "func 0: i32 i32 -> i32\n"
                                                 "b0:\n"
                                                 "  v5 = local_get.i32 0\n"
                                                 "  v6 = load.i32 v5 i32\n"
                                                 "  v7 = local_get.i32 0\n"
                                                 "  branch v7 b1 b2\n"
                                                 "b1: preds 1\n"
                                                 "  jump b2\n"
                                                 "b2: preds 2\n"
                                                 "  v13 = local_get.i32 0\n"
                                                 "  v14 = local_get.i32 1\n"
                                                 "  v15 = sub.i32 v13 v14\n"
                                                 "  return (v15)\n");
    wfx_buffer_free(&text);
}

static void check_dump(void **state)
{
    (void)state;
    change_wat(source, sizeof source - 1, run_and_dump);
}

static void run_only(IrFunction *fn)
{
    WfxError error = {0};
    assert_true(ir_run_passes(fn, passes, 1, NULL, NULL, &error));
    assert_verified(fn);
    for (uint32_t i = 0; i < fn->insts.count; i++)
        assert_true(fn->insts.data[i].uses || fn->insts.data[i].op == IR_PARAM || fn->insts.data[i].op == IR_PROJECT ||
                    !ir_is_discardable(ir_effects(&fn->insts.data[i])));
}

static void check_golden(void **state)
{
    change_golden(*state, run_only);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_dump),
        {"control", check_golden, NULL, NULL, "control"},
        {"plain", check_golden, NULL, NULL, "plain"},
        {"calls", check_golden, NULL, NULL, "calls"},
        {"exceptions", check_golden, NULL, NULL, "exceptions"},
        {"legacy exceptions", check_golden, NULL, NULL, "legacy_exceptions"},
        {"switching", check_golden, NULL, NULL, "switching"},
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
