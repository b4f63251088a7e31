/* A function while passes change it: instructions are inserted, moved and removed, blocks are added and split; the
   verifier watches each step, and the printer shows where things stand. */
#include "engine/ir/order.h"
#include "tests/unit/ir/support.h"

static IrInst constant(uint32_t value)
{
    return (IrInst){.op = IR_CONST, .type = WFX_KIND_I32, .c = value};
}

/* ---- one after the other, on a small function ---- */

static const char small[] =
    "(module (func (param i32) (result i32)\n"
    "  local.get 0 i32.const 7 i32.mul\n"
    "  local.get 0 if (param i32) (result i32) i32.const 1 i32.add else i32.const 2 i32.sub end))";

/* x * 7 becomes (x << 3) - x. */
static void replace_multiplication(IrFunction *fn)
{
    assert_true(ir_order_begin(fn));
    assert_verified(fn);
    IrValue mul = find_op(fn, IR_MUL), seven = find_op(fn, IR_CONST), x = fn->insts.data[mul].a;
    IrInst three = constant(3);
    IrValue shift_by = ir_insert_before(fn, mul, &three);
    assert_int_equal(shift_by, fn->insts.count - 1);
    IrValue shifted =
        ir_insert_after(fn, shift_by, &(IrInst){.op = IR_SHL, .type = WFX_KIND_I32, .a = x, .b = shift_by});
    assert_verified(fn);
    ir_rewrite(fn, mul, &(IrInst){.op = IR_SUB, .type = WFX_KIND_I32, .a = shifted, .b = x});
    assert_verified(fn);
    ir_remove(fn, seven);
    assert_verified(fn);
    assert_int_equal(fn->insts.data[shifted].offset, fn->insts.data[mul].offset);
    ir_move_before(fn, shift_by, ir_block_first(fn, 0)); /* to the block's beginning */
    assert_verified(fn);
    assert_printed(fn, "func 0: i32 -> i32\n"
                       "b0:\n"
                       "  v13 = const.i32 0x3\n"
                       "  v0 = local_get.i32 0\n"
                       "  v14 = shl.i32 v0 v13\n"
                       "  v2 = sub.i32 v14 v0\n"
                       "  v3 = local_get.i32 0\n"
                       "  branch v3 b1 b2\n"
                       "b1: preds 1\n"
                       "  v5 = const.i32 0x1\n"
                       "  v6 = add.i32 v2 v5\n"
                       "  jump b3(v6)\n"
                       "b2: preds 1\n"
                       "  v8 = const.i32 0x2\n"
                       "  v9 = sub.i32 v2 v8\n"
                       "  jump b3(v9)\n"
                       "b3: preds 2\n"
                       "  v11 = param.i32 0\n"
                       "  return (v11)\n");
}

/* Code goes from block to block, and a block becomes two. */
static void change_blocks(IrFunction *fn)
{
    replace_multiplication(fn);
    ir_move_before(fn, find_op(fn, IR_ADD), ir_block_last(fn, 1)); /* where it is */
    IrValue two = fn->insts.data[ir_block_last(fn, 2)].a;          /* edge */
    two = fn->insts.data[fn->extra.data[fn->edges.data[two].args]].b;
    ir_move_before(fn, two, ir_block_last(fn, 0)); /* to another block, as code motion would */
    ir_set_operand(fn, &fn->insts.data[find_op(fn, IR_ADD)].b, two);
    assert_verified(fn);
    IrBlockId tail = ir_split_block(fn, find_op(fn, IR_ADD));
    assert_int_equal(tail, 4);
    assert_verified(fn);
    assert_true(ir_order_end(fn));
    assert_verified(fn);
    assert_printed(fn, "func 0: i32 -> i32\n"
                       "b0:\n"
                       "  v0 = const.i32 0x3\n"
                       "  v1 = local_get.i32 0\n"
                       "  v2 = shl.i32 v1 v0\n"
                       "  v3 = sub.i32 v2 v1\n"
                       "  v4 = local_get.i32 0\n"
                       "  v5 = const.i32 0x2\n"
                       "  branch v4 b1 b3\n"
                       "b1: preds 1\n"
                       "  v7 = const.i32 0x1\n"
                       "  jump b2\n"
                       "b2: preds 1\n"
                       "  v9 = add.i32 v3 v5\n"
                       "  jump b4(v9)\n"
                       "b3: preds 1\n"
                       "  v11 = sub.i32 v3 v5\n"
                       "  jump b4(v11)\n"
                       "b4: preds 2\n"
                       "  v13 = param.i32 0\n"
                       "  return (v13)\n");
}

static void check_small(void **state)
{
    (void)state;
    change_wat(small, sizeof small - 1, change_blocks);
}

/* A branch whose condition is known becomes a jump; the block that is not reached any more gets an edge from a new
   one. */
static void change_branch(IrFunction *fn)
{
    assert_true(ir_order_begin(fn));
    IrValue branch = find_op(fn, IR_BRANCH);
    uint32_t edges = fn->insts.data[branch].b;
    IrBlock like = fn->blocks.data[0];
    like.frequency = 0.5f;
    IrBlockId fresh = ir_insert_block(fn, 0, &like);
    assert_int_equal(fresh, 4);
    assert_true(wfx_vec_push(&fn->edges, (IrEdge){.target = fresh}) && wfx_vec_push(&fn->edges, (IrEdge){.target = 1}));
    IrValue zero = ir_append(fn, fresh, &(IrInst){.op = IR_CONST, .type = WFX_KIND_I32});
    IrInst middle = {.op = IR_BRANCH, .a = zero, .b = edges};
    assert_int_not_equal(ir_append(fn, fresh, &middle), IR_NO_ID);
    ir_rewrite(fn, branch, &(IrInst){.op = IR_JUMP, .a = fn->edges.count - 2});
    assert_verified(fn);
    assert_int_equal(fn->blocks.data[1].predecessors, 1);
    assert_int_equal(ir_next_block(fn, 0), fresh);
    assert_int_equal(ir_block_first(fn, fresh), zero);
    assert_true(ir_order_end(fn));
    assert_verified(fn);
    assert_int_equal(fn->insts.data[ir_block_first(fn, 1)].op, IR_CONST);
    assert_true(fn->blocks.data[1].frequency == 0.5f);
}

static void check_branch(void **state)
{
    (void)state;
    change_wat(small, sizeof small - 1, change_branch);
}

/* ---- what the verifier says of broken links ---- */

static void break_next(IrFunction *fn)
{
    fn->links.data[0].next = 2;
}
static void break_block_order(IrFunction *fn)
{
    fn->block_links.data[1].next = 3;
}
static void break_last(IrFunction *fn)
{
    fn->block_links.data[0].last = 0;
}
static void break_motion(IrFunction *fn)
{
    ir_move_before(fn, find_op(fn, IR_MUL), 0);
}
static void break_removal(IrFunction *fn)
{
    fn->insts.data[find_op(fn, IR_CONST)].uses = 0;
    ir_remove(fn, find_op(fn, IR_CONST));
}
static void break_removed(IrFunction *fn)
{
    IrInst inst = constant(1);
    IrValue value = ir_insert_before(fn, 0, &inst);
    ir_remove(fn, value);
    fn->insts.data[value] = inst;
}

static void change_and_reject(IrFunction *fn)
{
    static const struct {
        Change apply;
        const char *message;
    } damages[] = {
        {break_next, "is not linked to its neighbour"}, {break_block_order, "is not linked to the one before"},
        {break_last, "does not end where it should"},   {break_motion, "before its definition"},
        {break_removal, "before its definition"},       {break_removed, "stands in no block"},
    };
    WfxBuffer before = {0};
    ir_print(fn, &before);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        IrInst insts[32];
        IrBlock blocks[8];
        uint32_t count = fn->insts.count;
        assert_true(count < 32 && fn->blocks.count < 8);
        memcpy(insts, fn->insts.data, count * sizeof *insts);
        memcpy(blocks, fn->blocks.data, fn->blocks.count * sizeof *blocks);
        assert_true(ir_order_begin(fn));
        assert_verified(fn);
        damages[i].apply(fn);
        assert_rejected(fn, damages[i].message);
        memcpy(fn->insts.data, insts, count * sizeof *insts);
        memcpy(fn->blocks.data, blocks, fn->blocks.count * sizeof *blocks);
        fn->insts.count = count;
        fn->is_linked = false;
    }
    wfx_buffer_u8(&before, 0);
    assert_printed(fn, (const char *)before.data);
    wfx_buffer_free(&before);
}

static void check_damages(void **state)
{
    (void)state;
    change_wat(small, sizeof small - 1, change_and_reject);
}

/* ---- every kind of function, at random ---- */

static uint32_t seed = 1;
static uint32_t random_below(uint32_t limit)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % limit;
}

static bool may_stand_before(const IrFunction *fn, IrValue at)
{
    return fn->links.data[at].block != IR_NO_ID && fn->insts.data[at].op != IR_PARAM &&
           fn->insts.data[at].op != IR_PROJECT;
}

static void change_once(IrFunction *fn)
{
    IrValue at = random_below(fn->insts.count);
    IrInst inst = constant(random_below(100));
    if (!may_stand_before(fn, at))
        return;
    switch (random_below(5)) {
    case 0: assert_int_not_equal(ir_insert_before(fn, at, &inst), IR_NO_ID); break;
    case 1: { /* a constant goes up in its block */
        if (fn->insts.data[at].op != IR_CONST)
            break;
        IrValue to = fn->links.data[at].prev;
        if (to != IR_NO_ID && may_stand_before(fn, to))
            ir_move_before(fn, at, to);
        break;
    }
    case 2:
        if (fn->insts.data[at].op == IR_CONST && !fn->insts.data[at].uses)
            ir_remove(fn, at);
        break;
    case 3:
        if (random_below(4) == 0)
            assert_int_not_equal(ir_split_block(fn, at), IR_NO_ID);
        break;
    default: {
        IrValue first = ir_insert_before(fn, at, &inst);
        assert_int_not_equal(first, IR_NO_ID);
        ir_insert_after(fn, first, &(IrInst){.op = IR_ADD, .type = WFX_KIND_I32, .a = first, .b = first});
        break;
    }
    }
}

static void change_at_random(IrFunction *fn)
{
    WfxBuffer linked = {0}, before = {0}, after = {0};
    ir_print(fn, &before);
    assert_true(ir_order_begin(fn));
    ir_print(fn, &linked); /* the same order, told in another way */
    assert_int_equal(before.size, linked.size);
    assert_memory_equal(before.data, linked.data, before.size);
    assert_true(ir_order_end(fn));
    ir_print(fn, &after); /* and nothing has changed */
    assert_int_equal(before.size, after.size);
    assert_memory_equal(before.data, after.data, before.size);
    for (int round = 0; round < 3; round++) {
        assert_true(ir_order_begin(fn));
        for (int i = 0; i < 60; i++) {
            change_once(fn);
            assert_verified(fn);
        }
        assert_true(ir_order_end(fn));
        assert_verified(fn);
    }
    wfx_buffer_free(&linked);
    wfx_buffer_free(&before);
    wfx_buffer_free(&after);
}

static void check_random(void **state)
{
    change_golden(*state, change_at_random);
}

/* ---- failing allocations ---- */

static bool change_with_failures(IrFunction *fn)
{
    IrInst inst = constant(1);
    if (!ir_order_begin(fn))
        return false;
    bool ok = true;
    for (int i = 0; i < 300 && ok; i++)
        ok = ir_insert_before(fn, 0, &inst) != IR_NO_ID &&
             (i % 3 || ir_split_block(fn, find_op(fn, IR_MUL)) != IR_NO_ID) &&
             ir_add_values(fn, (const IrValue[]){0}, 1) != IR_NO_ID;
    return ok && ir_order_end(fn);
}

static void change_every_allocation(IrFunction *fn)
{
    bool ok = false;
    long failures = 0;
    for (; !ok; failures++) { /* after a failure the function is whole, and goes on to be changed */
        wfx_alloc_fail_after(failures);
        ok = change_with_failures(fn);
        wfx_alloc_fail_after(-1);
        assert_verified(fn);
        if (fn->is_linked)
            assert_true(ir_order_end(fn));
        assert_true(failures < 100);
    }
    assert_true(failures > 4);
}

static void check_memory(void **state)
{
    (void)state;
    change_wat(small, sizeof small - 1, change_every_allocation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_small),
        cmocka_unit_test(check_branch),
        cmocka_unit_test(check_damages),
        {"random control", check_random, NULL, NULL, "control"},
        {"random plain", check_random, NULL, NULL, "plain"},
        {"random calls", check_random, NULL, NULL, "calls"},
        {"random exceptions", check_random, NULL, NULL, "exceptions"},
        {"random legacy exceptions", check_random, NULL, NULL, "legacy_exceptions"},
        {"random switching", check_random, NULL, NULL, "switching"},
        cmocka_unit_test(check_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
