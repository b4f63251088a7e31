/* The verifier finds each kind of damage: a correct function is broken in one place, and the verifier must name it. */
#include "tests/unit/ir/support.h"

static const char source[] =
    "(module (tag $e (param i32)) (type $f (func)) (type $c (cont $f)) (tag $y)\n"
    "  (table $x 1 externref) (table $t 1 funcref)\n"
    "  (func $g (result i32 i64) i32.const 1 i64.const 2)\n"
    "  (func (param i32 (ref null $c)) (result i32)\n"
    "    block $h (result i32)\n"
    "      try_table (catch $e $h)\n"
    "        call $g drop drop\n"
    "      end\n"
    "      loop (result i32)\n"
    "        block $s (result (ref $c)) local.get 1 resume $c (on $y $s) i32.const 1 return end\n"
    "        drop\n"
    "        i64.const 1 i64.const 2 i64.const 3 i64.const 4 i64.mul_wide_s i64.add128 drop drop\n"
    "        i32.const 0 ref.null func i32.const 7 table.fill $t\n"
    "        i32.const 4 local.get 0 br_if 1\n"
    "        br 0\n"
    "      end\n"
    "    end))";

typedef struct Damage {
    void (*apply)(IrFunction *fn);
    const char *message; /* part of the verifier's text */
} Damage;

static IrInst *find(IrFunction *fn, IrOp op)
{
    for (uint32_t i = 0; i < fn->insts.count; i++)
        if (fn->insts.data[i].op == op)
            return &fn->insts.data[i];
    fail_msg("the function has no %s", ir_op_info[op].name);
    return NULL;
}

static IrBlock *find_block(IrFunction *fn, IrBlockKind kind, bool is_loop)
{
    for (uint32_t i = 0; i < fn->blocks.count; i++)
        if (fn->blocks.data[i].kind == kind && fn->blocks.data[i].is_loop == is_loop)
            return &fn->blocks.data[i];
    fail_msg("no such block");
    return NULL;
}

static void break_uses(IrFunction *fn)
{
    find(fn, IR_CONST)->uses++;
}
static void break_terminator(IrFunction *fn)
{
    find(fn, IR_BRANCH)->op = IR_CONST;
}
static void break_order(IrFunction *fn)
{
    find(fn, IR_BRANCH)->a = fn->insts.count - 1;
}
static void break_kind(IrFunction *fn)
{
    find(fn, IR_CONST)->type = WFX_KIND_F64;
}
static void break_edge_args(IrFunction *fn)
{
    fn->edges.data[fn->edges.count - 1].arg_count++;
}
static void break_edge_target(IrFunction *fn)
{
    fn->edges.data[0].target = fn->blocks.count;
}
static void break_special_target(IrFunction *fn)
{
    fn->edges.data[0].target = (uint32_t)(find_block(fn, IR_BLOCK_LANDING, false) - fn->blocks.data);
}
static void break_predecessors(IrFunction *fn)
{
    find_block(fn, IR_BLOCK_NORMAL, true)->predecessors++;
}
static void break_loop(IrFunction *fn)
{
    find_block(fn, IR_BLOCK_NORMAL, true)->is_loop = false;
}
static void break_project(IrFunction *fn)
{
    find(fn, IR_PROJECT)->b = 2;
}
static void break_pair(IrFunction *fn)
{
    IrInst *pair = find(fn, IR_MUL_WIDE_S);
    pair[1].a--;
    pair[1].b++;
}
static void break_words(IrFunction *fn)
{
    IrInst *pair = find(fn, IR_ADD128), *reference = find(fn, IR_LOCAL_GET);
    fn->insts.data[pair->d].uses--;
    pair->d = (uint32_t)(reference - fn->insts.data);
    reference->uses++;
}
static void break_pair_alone(IrFunction *fn)
{
    IrInst *pair = find(fn, IR_MUL_WIDE_S);
    pair[1] = (IrInst){.op = IR_CLZ, .type = WFX_KIND_I64, .a = pair->a, .uses = pair[1].uses};
    fn->insts.data[pair->a].uses++;
}
static void break_param(IrFunction *fn)
{
    find(fn, IR_PARAM)->a = 1;
}
static void break_landing(IrFunction *fn)
{
    find_block(fn, IR_BLOCK_LANDING, false)->kind = IR_BLOCK_HANDLER;
}
static void break_resume(IrFunction *fn)
{
    fn->resumes.data[0].resumed = 0;
}
static void break_clause(IrFunction *fn)
{
    fn->clauses.data[0].kind = WFX_CLAUSE_ON;
}
static void break_tag(IrFunction *fn)
{
    fn->clauses.data[0].tag = 99;
}
static void break_region(IrFunction *fn)
{
    fn->blocks.data[fn->blocks.count - 1].try_region = 7;
}
/* A region that delegates to one which does not lead to it. */
static void break_parent(IrFunction *fn)
{
    IrBlockId loop = (IrBlockId)(find_block(fn, IR_BLOCK_NORMAL, true) - fn->blocks.data);
    IrTry inside = {.parent = IR_NO_ID, .entry = loop}, outside = {.parent = fn->tries.count, .entry = 0};
    assert_true(wfx_vec_push(&fn->tries, inside) && wfx_vec_push(&fn->tries, outside));
}
static void break_local(IrFunction *fn)
{
    find(fn, IR_LOCAL_GET)->a = 2;
}
static void break_callee(IrFunction *fn)
{
    find(fn, IR_CALL)->c = 1;
} /* itself: takes two parameters */
static void break_argument_count(IrFunction *fn)
{
    IrInst *call = find(fn, IR_LIBCALL);
    fn->insts.data[fn->extra.data[call->a + --call->b]].uses--;
}
static void break_argument(IrFunction *fn)
{
    const IrInst *call = find(fn, IR_LIBCALL); /* table, index, reference, count */
    uint32_t *args = &fn->extra.data[call->a], index = args[1];
    args[1] = args[2];
    args[2] = index;
}
static void break_argument_table(IrFunction *fn)
{
    fn->insts.data[fn->extra.data[find(fn, IR_LIBCALL)->a]].c = 0; /* of the host's references */
}
static void break_libcall_result(IrFunction *fn)
{
    find(fn, IR_LIBCALL)->type = WFX_KIND_I32;
}
static void break_contiguous(IrFunction *fn)
{
    fn->blocks.data[1].first++;
}
static void break_dominance(IrFunction *fn)
{
    /* The constant that one path returns, used on the path that does not make it. */
    IrInst *user = find(fn, IR_BRANCH), *old = &fn->insts.data[user->a];
    IrBlock *resumed = find_block(fn, IR_BLOCK_RESUMED, false);
    old->uses--;
    user->a = resumed->first;
    fn->insts.data[resumed->first].uses++;
}

static const Damage damages[] = {
    {break_uses, "is used"},
    {break_terminator, "must end with its only terminator"},
    {break_order, "before its definition"},
    {break_kind, "has kind"},
    {break_edge_args, "passes"},
    {break_edge_target, "leads nowhere"},
    {break_special_target, "special block"},
    {break_predecessors, "predecessors, not"},
    {break_loop, "no loop"},
    {break_project, "must follow its call"},
    {break_pair, "of something that is no call"},
    {break_pair_alone, "a pair without its second result"},
    {break_words, "has kind 6, not 2"},
    {break_param, "parameters must stand first"},
    {break_landing, "wrong kind or region"},
    {break_resume, "block after the return"},
    {break_clause, "wrong kind"},
    {break_tag, "no such tag"},
    {break_region, "no such try region"},
    {break_parent, "without entering its parent"},
    {break_local, "no such local"},
    {break_callee, "0 values for 2 types"},
    {break_argument_count, "has 4 arguments"},
    {break_argument, "is not what the runtime function has there"},
    {break_argument_table, "is not what the runtime function has there"},
    {break_libcall_result, "has no result"},
    {break_contiguous, "not contiguous"},
    {break_dominance, "does not dominate"},
};

/* An IrFinished: breaks the second function. */
static bool damage_and_verify(void *user, IrFunction *function, WfxError *error)
{
    const Damage *damage = user;
    WfxBuffer message = {0};
    (void)error;
    if (!ir_verify(function, &message))
        fail_msg("broken before any damage: %.*s", (int)message.size, (const char *)message.data);
    if (function->index != 1)
        return true;
    damage->apply(function);
    assert_false(ir_verify(function, &message));
    wfx_buffer_u8(&message, 0);
    if (!strstr((const char *)message.data, damage->message))
        fail_msg("expected '%s', got '%s'", damage->message, (const char *)message.data);
    wfx_buffer_free(&message);
    return true;
}

static void check_damages(void **state)
{
    (void)state;
    WfxError error = {0};
    WfxBuffer binary = {0};
    if (!wfx_wat_assemble(source, sizeof source - 1, "damage.wat", WFX_FEATURES_DEFAULT, &binary, NULL, &error))
        fail_msg("%u:%u: %s", error.place.line, error.place.column, error.message);
    WfxModule *module = wfx_module_decode(binary.data, binary.size, WFX_FEATURES_DEFAULT, &error);
    assert_non_null(module);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++)
        if (!build_module(module, damage_and_verify, (void *)&damages[i], &error))
            fail_msg("%s", error.message);
    wfx_module_free(module);
    wfx_buffer_free(&binary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_damages)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
