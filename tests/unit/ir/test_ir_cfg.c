/* Dominators and loops of hand-made graphs, of random ones against slow definitions, and the implicit edges of real
   functions. */
#include "engine/ir/cfg.h"
#include "engine/ir/frequency.h"
#include "tests/unit/ir/support.h"

enum { MAX_BLOCKS = 10 };

/* A function of blocks alone. `targets[i]`: the digits of the blocks that block i goes to. */
static void make_graph(IrFunction *fn, const char *const *targets, uint32_t count)
{
    *fn = (IrFunction){0};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t edges = (uint32_t)strlen(targets[i]), first = fn->edges.count;
        IrOp op = edges == 0 ? IR_TRAP : edges == 1 ? IR_JUMP : edges == 2 ? IR_BRANCH : IR_BR_TABLE;
        IrInst condition = {.op = IR_CONST, .type = WFX_KIND_I32},
               last = {.op = (uint16_t)op, .a = fn->insts.count, .b = first, .c = edges - 1};
        if (op == IR_JUMP)
            last.a = first;
        IrBlock block = {.first = fn->insts.count, .count = 2, .try_region = IR_NO_ID};
        assert_true(wfx_vec_push(&fn->blocks, block));
        assert_true(wfx_vec_push(&fn->insts, condition) && wfx_vec_push(&fn->insts, last));
        for (uint32_t k = 0; k < edges; k++)
            assert_true(wfx_vec_push(&fn->edges, (IrEdge){.target = (IrBlockId)(targets[i][k] - '0')}));
    }
}

static char digit(uint32_t value)
{
    return value == IR_NO_ID ? '-' : (char)('0' + value);
}

typedef struct Graph {
    const char *targets[MAX_BLOCKS];
    uint32_t count;
    const char *idom, *loop, *depth; /* per block */
} Graph;

static const Graph graphs[] = {
    {{""}, 1, "0", "-", "0"},
    {{"12", "3", "3", ""}, 4, "0000", "----", "0000"},          /* if, else, join */
    {{"1", "1"}, 2, "00", "-1", "01"},                          /* a loop without end */
    {{"1", "23", "1", ""}, 4, "0011", "-11-", "0110"},          /* while */
    {{"1", "2", "32", "41", ""}, 5, "00123", "-121-", "01210"}, /* nested: 2 in 1 */
    {{"1", "23", "4", "4", "15", ""}, 6, "001114", "-1111-", "011110"},
    /* inner loop first entered at its own header; block 3 is unreachable */
    {{"1", "12", "21", ""}, 4, "001-", "-12-", "012-"},
    {{"2", "2", ""}, 3, "0-0", "---", "000"},           /* block 1 is unreachable, its edge counts for nothing */
    {{"12", "2", "1"}, 3, "000", "---", "000"},         /* two ways into a cycle: no loop */
    {{"1", "23", "15", "14", "15", ""}, 6, "001131", "-1111-", "011110"}, /* one header, three latches */
    {{"1", "222", "3", "23", ""}, 5, "0012-", "--23-", "0012-"},          /* the edges of a table */
};

static void check_graphs(void **state)
{
    (void)state;
    IrCfg cfg = {0};
    for (size_t i = 0; i < sizeof graphs / sizeof *graphs; i++) {
        const Graph *graph = &graphs[i];
        IrFunction fn;
        char idom[MAX_BLOCKS + 1] = {0}, loop[MAX_BLOCKS + 1] = {0}, depth[MAX_BLOCKS + 1] = {0};
        make_graph(&fn, graph->targets, graph->count);
        assert_true(ir_cfg_build(&cfg, &fn));
        for (uint32_t b = 0; b < graph->count; b++) {
            idom[b] = digit(cfg.idom[b]);
            loop[b] = digit(cfg.loop[b]);
            depth[b] = graph->depth[b] == '-' ? '-' : digit(cfg.loop_depth[b]);
            assert_int_equal(cfg.rank[b] == IR_NO_ID, cfg.idom[b] == IR_NO_ID);
        }
        if (strcmp(idom, graph->idom) || strcmp(loop, graph->loop) || strcmp(depth, graph->depth))
            fail_msg("graph %zu: dominators %s, loops %s, depths %s", i, idom, loop, depth);
        ir_function_free(&fn);
    }
    ir_cfg_free(&cfg);
}

static void check_nest(void **state)
{
    (void)state;
    static const char *const targets[] = {"1", "2", "3", "34", "25", "16", ""}; /* 3 in 2 in 1 */
    IrFunction fn;
    IrCfg cfg = {0};
    make_graph(&fn, targets, 7);
    assert_true(ir_cfg_build(&cfg, &fn));
    assert_int_equal(cfg.loop_parent[3], 2);
    assert_int_equal(cfg.loop_parent[2], 1);
    assert_int_equal(cfg.loop_parent[1], IR_NO_ID);
    assert_int_equal(cfg.loop_depth[3], 3);
    assert_int_equal(cfg.loop_depth[6], 0);
    assert_int_equal(cfg.loop[4], 2);
    assert_true(ir_is_back_edge(&cfg, 4, 2) && !ir_is_back_edge(&cfg, 4, 5));
    ir_cfg_free(&cfg);
    ir_function_free(&fn);
}

/* ---- random graphs ---- */

static uint32_t random_below(uint32_t *seed, uint32_t limit)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % limit;
}

/* Marks what `from` reaches without passing `avoided`. */
static void mark_reached(const IrFunction *fn, uint32_t from, uint32_t avoided, bool *reached)
{
    if (from == avoided || reached[from])
        return;
    reached[from] = true;
    uint32_t first, count = ir_edges_of(&fn->insts.data[ir_block_last(fn, from)], &first);
    for (uint32_t i = 0; i < count; i++)
        mark_reached(fn, fn->edges.data[first + i].target, avoided, reached);
}

/* Is b in the natural loop of h: does it reach, without passing h, a block that h dominates and that goes to h? */
static bool loops_around(const IrFunction *fn, const IrCfg *cfg, uint32_t h, uint32_t b)
{
    bool reached[MAX_BLOCKS] = {0};
    if (b == h)
        reached[h] = true; /* itself a latch, or the header of one */
    else
        mark_reached(fn, b, h, reached);
    for (uint32_t k = cfg->pred_first[h]; k < cfg->pred_first[h + 1]; k++) {
        uint32_t latch = cfg->preds[k];
        if (cfg->rank[latch] != IR_NO_ID && ir_dominates(cfg, h, latch) && (b == h || reached[latch]))
            return true;
    }
    return false;
}

static void compare_with_definitions(const IrFunction *fn, const IrCfg *cfg, uint32_t count)
{
    bool reached[MAX_BLOCKS] = {0};
    mark_reached(fn, 0, IR_NO_ID, reached);
    for (uint32_t a = 0; a < count; a++) {
        bool without[MAX_BLOCKS] = {0};
        assert_int_equal(reached[a], cfg->rank[a] != IR_NO_ID);
        if (!reached[a])
            continue;
        mark_reached(fn, 0, a, without);
        for (uint32_t b = 0; b < count; b++)
            if (reached[b])
                assert_int_equal(ir_dominates(cfg, a, b), !without[b]);
    }
    for (uint32_t b = 0; b < count; b++) {
        IrBlockId innermost = IR_NO_ID;
        uint32_t depth = 0;
        for (uint32_t h = 0; h < count && reached[b]; h++) {
            if (!reached[h] || !ir_dominates(cfg, h, b) || !loops_around(fn, cfg, h, b))
                continue;
            depth++;
            if (innermost == IR_NO_ID || cfg->rank[h] > cfg->rank[innermost])
                innermost = h;
        }
        assert_int_equal(cfg->loop[b], innermost);
        assert_int_equal(cfg->loop_depth[b], depth);
    }
}

static void check_random(void **state)
{
    (void)state;
    IrCfg cfg = {0};
    uint32_t seed = 1;
    for (int round = 0; round < 3000; round++) {
        char texts[MAX_BLOCKS][4];
        const char *targets[MAX_BLOCKS];
        uint32_t count = 1 + random_below(&seed, MAX_BLOCKS);
        for (uint32_t i = 0; i < count; i++) {
            uint32_t edges = random_below(&seed, 4);
            for (uint32_t k = 0; k < edges; k++)
                texts[i][k] = digit(random_below(&seed, count));
            texts[i][edges] = 0;
            targets[i] = texts[i];
        }
        IrFunction fn;
        make_graph(&fn, targets, count);
        assert_true(ir_cfg_build(&cfg, &fn));
        compare_with_definitions(&fn, &cfg, count);
        ir_function_free(&fn);
    }
    ir_cfg_free(&cfg);
}

/* ---- implicit edges ---- */

static const char source[] = "(module (tag $e) (tag $y) (type $f (func)) (type $c (cont $f)) (func $g)\n"
                             "  (func (param (ref null $c))\n"
                             "    block $out\n"
                             "      block $all\n"
                             "        try_table (catch $e $out)\n"
                             "          try_table (catch_all $all)\n"
                             "            i32.const 0 if call $g end\n"
                             "          end\n"
                             "          call $g\n"
                             "        end\n"
                             "      end\n"
                             "    end\n"
                             "    block $h (result (ref $c)) local.get 0 resume $c (on $y $h) return end\n"
                             "    drop))";

static bool goes_to(const IrCfg *cfg, IrBlockId from, IrBlockId to)
{
    for (uint32_t k = cfg->succ_first[from]; k < cfg->succ_first[from + 1]; k++)
        if (cfg->succs[k] == to)
            return true;
    return false;
}

static IrBlockId block_with(const IrFunction *fn, IrOp op, uint32_t region)
{
    for (IrBlockId b = 0; b < fn->blocks.count; b++)
        for (IrValue i = ir_block_first(fn, b); i != IR_NO_ID; i = ir_next(fn, i))
            if (fn->insts.data[i].op == op && fn->blocks.data[b].try_region == region)
                return b;
    fail_msg("no block with %s in region %u", ir_op_info[op].name, region);
    return 0;
}

static void check_implicit(IrFunction *fn)
{
    if (fn->index != 1)
        return;
    IrCfg cfg = {0};
    assert_true(ir_cfg_build(&cfg, fn));
    assert_int_equal(fn->tries.count, 2);
    const IrTry *outer = &fn->tries.data[0], *inner = &fn->tries.data[1];
    assert_int_equal(inner->parent, 0);
    IrBlockId outer_landing = fn->clauses.data[outer->clauses].block,
              inner_landing = fn->clauses.data[inner->clauses].block;
    IrBlockId in_outer = block_with(fn, IR_CALL, 0), in_inner = block_with(fn, IR_CALL, 1);
    assert_true(goes_to(&cfg, in_outer, outer_landing) && !goes_to(&cfg, in_outer, inner_landing));
    /* catch_all keeps it */
    assert_true(goes_to(&cfg, in_inner, inner_landing) && !goes_to(&cfg, in_inner, outer_landing));
    assert_int_equal(cfg.idom[outer_landing], outer->entry);
    assert_int_equal(cfg.idom[inner_landing], inner->entry);
    IrBlockId branches = block_with(fn, IR_BRANCH, 1); /* in the region, but nothing there throws */
    assert_true(!goes_to(&cfg, branches, inner_landing));
    IrBlockId resume = block_with(fn, IR_RESUME, IR_NO_ID);
    const IrResume *row = &fn->resumes.data[0];
    IrBlockId handler = fn->clauses.data[row->clauses].block;
    assert_true(goes_to(&cfg, resume, handler) && goes_to(&cfg, resume, row->resumed));
    assert_int_equal(cfg.idom[handler], resume);
    assert_int_equal(cfg.idom[row->resumed], resume);
    ir_cfg_free(&cfg);
}

static void check_implicit_edges(void **state)
{
    (void)state;
    change_wat(source, sizeof source - 1, check_implicit);
}

/* ---- frequencies ---- */

typedef struct Estimated {
    const char *targets[MAX_BLOCKS];
    uint32_t count;
    float expected[MAX_BLOCKS];
} Estimated;

static const Estimated estimates[] = {
    {{"12", "3", "3", ""}, 4, {1, 0.5f, 0.5f, 1}},
    {{"1", "23", "1", ""}, 4, {1, 9, 8, 1}},                          /* one of nine leaves the loop */
    {{"1", "2", "32", "41", ""}, 5, {1, 9, 81, 9, 1}},                /* 9 rounds of 9 */
    {{"1", "23", "1", "4", "56", "4", ""}, 7, {1, 9, 8, 1, 9, 8, 1}}, /* one loop behind another */
    {{"1", "1"}, 2, {1, 1024}},                                       /* forever */
    {{"1123", "3", "3", ""}, 5, {1, 0.5f, 0.25f, 1, 0}},              /* a table's edges; block 4 is unreachable */
};

static void check_frequencies(void **state)
{
    (void)state;
    IrCfg cfg = {0};
    for (size_t i = 0; i < sizeof estimates / sizeof *estimates; i++) {
        const char *targets[MAX_BLOCKS] = {0};
        IrFunction fn;
        for (uint32_t b = 0; b < estimates[i].count; b++)
            targets[b] = estimates[i].targets[b] ? estimates[i].targets[b] : "";
        make_graph(&fn, targets, estimates[i].count);
        for (uint32_t b = 0; b < fn.blocks.count; b++) /* the ends are no traps, which are cold */
            if (fn.insts.data[ir_block_last(&fn, b)].op == IR_TRAP)
                fn.insts.data[ir_block_last(&fn, b)].op = IR_RETURN;
        assert_true(ir_cfg_build(&cfg, &fn) && ir_estimate_frequencies(&fn, &cfg));
        for (uint32_t b = 0; b < fn.blocks.count; b++) {
            float off = fn.blocks.data[b].frequency - estimates[i].expected[b];
            if (off > 0.001f || off < -0.001f)
                fail_msg("graph %zu, block %u: %g", i, b, (double)fn.blocks.data[b].frequency);
        }
        ir_function_free(&fn);
    }
    ir_cfg_free(&cfg);
}

/* What enters a random function leaves it again, unless it stays in a cycle. */
static void check_flow(void **state)
{
    (void)state;
    IrCfg cfg = {0};
    uint32_t seed = 7;
    for (int round = 0; round < 1000; round++) {
        char texts[MAX_BLOCKS][4];
        const char *targets[MAX_BLOCKS];
        uint32_t count = 2 + random_below(&seed, MAX_BLOCKS - 1);
        for (uint32_t i = 0; i < count; i++) { /* forward edges, and back to block 1, which then dominates */
            uint32_t edges = i + 1 == count ? 0 : 1 + random_below(&seed, 2);
            for (uint32_t k = 0; k < edges; k++)
                texts[i][k] = digit(k && i && random_below(&seed, 2) ? 1
                                    : !i                             ? 1
                                                                     : i + 1 + random_below(&seed, count - i - 1));
            texts[i][edges] = 0;
            targets[i] = texts[i];
        }
        IrFunction fn;
        float left = 0;
        make_graph(&fn, targets, count);
        assert_true(ir_cfg_build(&cfg, &fn) && ir_estimate_frequencies(&fn, &cfg));
        for (uint32_t b = 0; b < count; b++)
            if (!*targets[b])
                left += fn.blocks.data[b].frequency;
        if (left < 0.99f || left > 1.01f)
            fail_msg("round %d: %g", round, (double)left);
        ir_function_free(&fn);
    }
    ir_cfg_free(&cfg);
}

static void check_memory(void **state)
{
    (void)state;
    static const char *const targets[] = {"1", "21", ""};
    IrFunction fn;
    make_graph(&fn, targets, 3);
    for (long failures = 0;; failures++) {
        IrCfg cfg = {0};
        wfx_alloc_fail_after(failures);
        bool ok = ir_cfg_build(&cfg, &fn) && ir_estimate_frequencies(&fn, &cfg);
        wfx_alloc_fail_after(-1);
        ir_cfg_free(&cfg);
        if (ok) {
            assert_int_equal(failures, 5);
            break;
        }
    }
    ir_function_free(&fn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_graphs),         cmocka_unit_test(check_nest),   cmocka_unit_test(check_random),
        cmocka_unit_test(check_implicit_edges), cmocka_unit_test(check_memory), cmocka_unit_test(check_frequencies),
        cmocka_unit_test(check_flow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
