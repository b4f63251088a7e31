/* Landing arguments: a local of a function with exceptions becomes SSA values, as an optimising builder will make
   them; then what the verifier says when they are wrong. */
#include "engine/ir/order.h"
#include "tests/unit/ir/support.h"

static const char source[] = "(module (tag $e (param f32)) (tag $other) (func $g)\n"
                             "  (func (result i32) (local i32)\n"
                             "    block $h (result f32)\n"
                             "      try_table (catch $e $h)\n"
                             "        i32.const 1 local.set 0\n"
                             "        block $o\n"
                             "          try_table (catch $other $o)\n"
                             "            call $g\n"
                             "            i32.const 2 local.set 0\n"
                             "            call $g\n"
                             "          end\n"
                             "        end\n"
                             "        call $g\n"
                             "      end\n"
                             "      i32.const 3 return\n"
                             "    end\n"
                             "    drop\n"
                             "    local.get 0))";

static IrValue nth(const IrFunction *fn, IrOp op, uint32_t n)
{
    for (uint32_t i = 0; i < fn->insts.count; i++)
        if (fn->insts.data[i].op == op && n-- == 0)
            return i;
    fail_msg("not enough of %s", ir_op_info[op].name);
    return 0;
}

static void add_landing_args(IrFunction *fn, IrValue call, const IrValue *values, uint32_t count)
{
    IrInst inst = fn->insts.data[call];
    uint32_t first = ir_add_values(fn, fn->extra.data + inst.a, inst.b);
    assert_int_not_equal(ir_add_values(fn, values, count), IR_NO_ID);
    inst.a = first;
    inst.b += count;
    ir_rewrite(fn, call, &inst);
}

static void add_edge_arg(IrFunction *fn, IrValue jump, IrValue value)
{
    IrEdge *edge = &fn->edges.data[fn->insts.data[jump].a];
    assert_int_equal(fn->insts.data[jump].op, IR_JUMP);
    edge->args = ir_add_values(fn, fn->extra.data + edge->args, edge->arg_count++);
    assert_int_not_equal(ir_add_values(fn, &value, 1), IR_NO_ID);
    fn->insts.data[value].uses++;
}

/* The local is gone: every place that it reached has its value by another way. */
static void promote(IrFunction *fn)
{
    IrInst i32 = {.type = WFX_KIND_I32};
    IrBlockId outer = fn->clauses.data[fn->tries.data[0].clauses].block,
              inner = fn->clauses.data[fn->tries.data[1].clauses].block;
    IrValue one = nth(fn, IR_CONST, 0), two = nth(fn, IR_CONST, 1), get = find_op(fn, IR_LOCAL_GET);
    assert_true(ir_order_begin(fn));
    IrValue in_outer = ir_add_param(fn, outer, &i32), in_inner = ir_add_param(fn, inner, &i32);
    IrBlockId after_inner = fn->links.data[nth(fn, IR_CALL, 2)].block, after_outer = fn->links.data[get].block;
    IrValue joined = ir_add_param(fn, after_inner, &i32), result = ir_add_param(fn, after_outer, &i32);
    for (uint32_t i = 0; i < 2; i++)
        fn->tries.data[i].arg_count = 1;
    add_landing_args(fn, nth(fn, IR_CALL, 0), (const IrValue[]){one, one},
                     2); /* of the inner region, then of the one around it */
    add_landing_args(fn, nth(fn, IR_CALL, 1), (const IrValue[]){two, two}, 2);
    add_landing_args(fn, nth(fn, IR_CALL, 2), &joined, 1);
    add_edge_arg(fn, ir_block_last(fn, inner), in_inner);
    IrBlockId behind_try =
        fn->edges.data[fn->insts.data[ir_block_last(fn, fn->links.data[nth(fn, IR_CALL, 1)].block)].a].target;
    add_edge_arg(fn, ir_block_last(fn, behind_try), two);
    add_edge_arg(fn, ir_block_last(fn, outer), in_outer);
    ir_remove(fn, nth(fn, IR_LOCAL_SET, 1));
    ir_remove(fn, nth(fn, IR_LOCAL_SET, 0));
    IrValue last = ir_block_last(fn, after_outer);
    ir_set_operand(fn, &fn->extra.data[fn->insts.data[last].a], result);
    ir_remove(fn, get);
    assert_verified(fn);
    assert_true(ir_order_end(fn));
    assert_verified(fn);
}

static void check_promoted(IrFunction *fn)
{
    if (fn->index != 1)
        return;
    promote(fn);
    assert_printed(fn, "func 1: -> i32 locals i32\n"
                       "try 0 args 1 (catch tag 0 b1)\n"
                       "try 1 in 0 args 1 (catch tag 1 b3)\n"
                       "b0:\n"
                       "  jump b2\n"
                       "b1: landing\n"
                       "  v1 = param.f32 0\n"
                       "  v2 = param.i32 1\n"
                       "  jump b8(v1 v2)\n"
                       "b2: preds 1 try 0\n"
                       "  v4 = const.i32 0x1\n"
                       "  jump b4\n"
                       "b3: landing try 0\n"
                       "  v6 = param.i32 0\n"
                       "  jump b6(v6)\n"
                       "b4: preds 1 try 1\n"
                       "  call func 0 () landing (v4 v4)\n"
                       "  v9 = const.i32 0x2\n"
                       "  call func 0 () landing (v9 v9)\n"
                       "  jump b5\n"
                       "b5: preds 1 try 0\n"
                       "  jump b6(v9)\n"
                       "b6: preds 2 try 0\n"
                       "  v13 = param.i32 0\n"
                       "  call func 0 () landing (v13)\n"
                       "  jump b7\n"
                       "b7: preds 1\n"
                       "  v16 = const.i32 0x3\n"
                       "  return (v16)\n"
                       "b8: preds 1\n"
                       "  v18 = param.f32 0\n"
                       "  v19 = param.i32 1\n"
                       "  return (v19)\n");
}

static void check_landing(void **state)
{
    (void)state;
    change_wat(source, sizeof source - 1, check_promoted);
}

/* ---- damages ---- */

static void miss_argument(IrFunction *fn)
{
    fn->insts.data[nth(fn, IR_CALL, 0)].b--;
}
static void miss_parameter(IrFunction *fn)
{
    fn->tries.data[0].arg_count = 0;
}
static void pass_wrong_kind(IrFunction *fn)
{
    fn->insts.data[find_op(fn, IR_CONST)].type = WFX_KIND_I64;
}
/* A landing cannot know what was made before the exception. */
static void use_value_of_region(IrFunction *fn)
{
    IrValue jump = ir_block_last(fn, fn->clauses.data[fn->tries.data[1].clauses].block);
    ir_set_operand(fn, &fn->extra.data[fn->edges.data[fn->insts.data[jump].a].args], nth(fn, IR_CONST, 1));
}
static void enter_elsewhere(IrFunction *fn)
{
    fn->tries.data[1].entry = 0;
}

static const struct {
    Change apply;
    const char *message;
} damages[] = {
    {miss_argument, "too few arguments"},
    {miss_parameter, "with 2 parameters for 1 values"},
    {pass_wrong_kind, "has kind"},
    {use_value_of_region, "before its definition"},
    {enter_elsewhere, "entered from no block of the region"},
};
static size_t damage;

static void damage_promoted(IrFunction *fn)
{
    if (fn->index != 1)
        return;
    promote(fn);
    damages[damage].apply(fn);
    assert_rejected(fn, damages[damage].message);
}

static void check_damages(void **state)
{
    (void)state;
    for (damage = 0; damage < sizeof damages / sizeof *damages; damage++)
        change_wat(source, sizeof source - 1, damage_promoted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_landing), cmocka_unit_test(check_damages)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
