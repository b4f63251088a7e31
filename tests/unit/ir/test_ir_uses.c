/* Use lists: against the counts of every function, and while values replace each other. */
#include "engine/ir/order.h"
#include "engine/ir/uses.h"
#include "tests/unit/ir/support.h"

static bool count_use(void *context, IrValue user, uint32_t *operand)
{
    uint32_t *counts = context;
    (void)user;
    counts[*operand]++;
    return true;
}

/* Every list has as many different operands as the function has; values with one operand each count the same. */
static void compare(const IrFunction *fn, const IrUses *uses)
{
    uint32_t *counts = calloc(fn->insts.count + 1, sizeof *counts);
    assert_non_null(counts);
    for (IrBlockId b = 0; b != IR_NO_ID; b = ir_next_block(fn, b))
        for (IrValue i = ir_block_first(fn, b); i != IR_NO_ID; i = ir_next(fn, i)) {
            bool is_table = fn->insts.data[i].op == IR_BR_TABLE;
            if (!is_table)
                ir_visit_operands(fn, i, count_use, counts);
        }
    for (uint32_t i = 0; i < fn->insts.count; i++) {
        uint32_t listed = 0;
        for (const IrUse *use = ir_first_use(uses, fn, i); use; use = ir_next_use(uses, fn, i, use))
            if (fn->insts.data[use->user].op != IR_BR_TABLE)
                listed++;
        assert_int_equal(listed, counts[i]);
        assert_int_equal(ir_first_use(uses, fn, i) != NULL, fn->insts.data[i].uses > 0);
    }
    free(counts);
}

static void check_lists(IrFunction *fn)
{
    IrUses uses = {0};
    assert_true(ir_uses_build(&uses, fn));
    compare(fn, &uses);
    ir_uses_free(&uses);
}

static void check_golden(void **state)
{
    change_golden(*state, check_lists);
}

/* ---- replacing ---- */

static const char source[] = "(module (func $g (param i32 i32) (result i32) unreachable)\n"
                             "  (func (param i32) (result i32)\n"
                             "    block $b (result i32) block $a (result i32)\n"
                             "      local.get 0 i32.const 5 i32.add\n"
                             "      local.get 0 br_table $a $b $a\n"
                             "    end i32.const 5 call $g end))";

/* Three constants take each other's place; the last ends with all uses, three of them the edges of the table. */
static void check_replaced(IrFunction *fn)
{
    IrUses uses = {0};
    if (fn->index != 1)
        return;
    assert_true(ir_order_begin(fn));
    assert_true(ir_uses_build(&uses, fn));
    IrValue add = find_op(fn, IR_ADD), five = fn->insts.data[add].b, last = fn->insts.data[find_op(fn, IR_CALL)].a;
    assert_int_equal(fn->insts.data[add].uses, 3);
    const IrUse *only = ir_first_use(&uses, fn, add);
    assert_true(only && !ir_next_use(&uses, fn, add, only)); /* three edges, one operand */
    IrInst constant = {.op = IR_CONST, .type = WFX_KIND_I32, .c = 10};
    IrValue ten = ir_insert_before(fn, add, &constant);
    IrValue sum = ir_insert_after(fn, ten, &(IrInst){.op = IR_ADD, .type = WFX_KIND_I32, .a = ten, .b = five});
    assert_true(ir_uses_add(&uses, fn, sum));
    compare(fn, &uses);
    ir_replace_uses(&uses, fn, add, five);
    assert_int_equal(fn->insts.data[add].uses, 0);
    assert_int_equal(fn->insts.data[five].uses, 5);
    assert_verified(fn);
    ir_remove(fn, add);
    compare(fn, &uses); /* its operands are no uses any more */
    ir_replace_uses(&uses, fn, fn->extra.data[last + 1], ten);
    ir_replace_uses(&uses, fn, ten, ten);
    ir_remove(fn, sum);
    ir_replace_uses(&uses, fn, five, ten);
    ir_rewrite(fn, five, &(IrInst){.op = IR_CONST, .type = WFX_KIND_I32});
    assert_int_equal(fn->insts.data[five].uses, 0);
    assert_int_equal(fn->insts.data[ten].uses, 4);
    compare(fn, &uses);
    assert_verified(fn);
    ir_uses_free(&uses);
    assert_true(ir_order_end(fn));
    assert_printed(fn, "func 1: i32 -> i32\n"
                       "b0:\n"
                       "  v0 = local_get.i32 0\n"
                       "  v1 = const.i32 0x0\n"
                       "  v2 = const.i32 0xa\n"
                       "  v3 = local_get.i32 0\n"
                       "  br_table v3 b1(v2) b2(v2) b1(v2)\n"
                       "b1: preds 2\n"
                       "  v5 = param.i32 0\n"
                       "  v6 = const.i32 0x5\n"
                       "  v7 = call.i32 func 0 (v5 v2)\n"
                       "  jump b2(v7)\n"
                       "b2: preds 2\n"
                       "  v9 = param.i32 0\n"
                       "  return (v9)\n");
}

static void check_replacing(void **state)
{
    (void)state;
    change_wat(source, sizeof source - 1, check_replaced);
}

static void check_failures(IrFunction *fn)
{
    IrUses uses = {0};
    for (long failures = 0;; failures++) {
        wfx_alloc_fail_after(failures);
        bool ok = ir_uses_build(&uses, fn);
        wfx_alloc_fail_after(-1);
        ir_uses_free(&uses);
        if (ok)
            break;
        assert_true(failures < 50);
    }
}

static void check_memory(void **state)
{
    (void)state;
    change_golden("control", check_failures);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"control", check_golden, NULL, NULL, "control"},
        {"plain", check_golden, NULL, NULL, "plain"},
        {"calls", check_golden, NULL, NULL, "calls"},
        {"exceptions", check_golden, NULL, NULL, "exceptions"},
        {"legacy exceptions", check_golden, NULL, NULL, "legacy_exceptions"},
        {"switching", check_golden, NULL, NULL, "switching"},
        cmocka_unit_test(check_replacing),
        cmocka_unit_test(check_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
