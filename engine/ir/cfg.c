/* Edges, reverse postorder, dominators and loops; see cfg.h. */
#include "engine/ir/cfg.h"
#include "engine/base/assert.h"

#include <string.h>

/* ---- edges ---- */

typedef struct Edges {
    const IrFunction *fn;
    IrCfg *cfg;
    uint32_t *succ_at, *pred_at; /* where the next edge goes; NULL while they are counted */
    uint64_t count;
} Edges;

static void add_edge(Edges *edges, IrBlockId from, IrBlockId to)
{
    IrCfg *cfg = edges->cfg;
    wfx_assert(from < edges->fn->blocks.count && to < edges->fn->blocks.count);
    edges->count++;
    if (edges->succ_at) {
        cfg->succs[edges->succ_at[from]++] = to;
        cfg->preds[edges->pred_at[to]++] = from;
    } else {
        cfg->succ_first[from + 1]++;
        cfg->pred_first[to + 1]++;
    }
}

static void add_clauses(Edges *edges, IrBlockId from, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        IrBlockId block = edges->fn->clauses.data[first + i].block;
        if (block != IR_NO_ID)
            add_edge(edges, from, block);
    }
}

static bool may_throw(const IrFunction *fn, IrBlockId block)
{
    for (IrValue i = ir_block_first(fn, block); i != IR_NO_ID; i = ir_next(fn, i))
        if (ir_may_throw(&fn->insts.data[i]))
            return true;
    return false;
}

static void add_block(Edges *edges, IrBlockId id)
{
    const IrFunction *fn = edges->fn;
    const IrInst *last = &fn->insts.data[ir_block_last(fn, id)];
    uint32_t first, count = ir_edges_of(last, &first);
    for (uint32_t i = 0; i < count; i++)
        add_edge(edges, id, fn->edges.data[first + i].target);
    if (ir_is_resume(last)) {
        const IrResume *resume = &fn->resumes.data[last->d];
        add_clauses(edges, id, resume->clauses, resume->clause_count);
        add_edge(edges, id, resume->resumed);
    }
    uint32_t region = fn->blocks.data[id].try_region;
    if (region == IR_NO_ID || !may_throw(fn, id))
        return;
    for (; region != IR_NO_ID; region = ir_outer_region(fn, region))
        add_clauses(edges, id, fn->tries.data[region].clauses, fn->tries.data[region].clause_count);
}

static void add_all(Edges *edges)
{
    const IrFunction *fn = edges->fn;
    for (IrBlockId b = 0; b != IR_NO_ID; b = ir_next_block(fn, b))
        add_block(edges, b);
    for (uint32_t i = 0; i < fn->tries.count; i++)
        add_clauses(edges, fn->tries.data[i].entry, fn->tries.data[i].clauses, fn->tries.data[i].clause_count);
}

/* Takes the next `count` words of `nodes`, which has room. */
static uint32_t *take(IrCfg *cfg, uint32_t count, uint32_t value)
{
    wfx_assert(cfg->nodes.count + count <= cfg->nodes.capacity);
    uint32_t *words = cfg->nodes.data + cfg->nodes.count;
    for (uint32_t i = 0; i < count; i++)
        words[i] = value;
    cfg->nodes.count += count;
    return words;
}

static bool find_edges(IrCfg *cfg, const IrFunction *fn, uint32_t *scratch, uint32_t *scratch2)
{
    uint32_t n = cfg->block_count;
    Edges edges = {.fn = fn, .cfg = cfg};
    add_all(&edges);
    cfg->edges.count = 0;
    if (edges.count > UINT32_MAX / 4 || !wfx_vec_reserve(&cfg->edges, 2 * (uint32_t)edges.count + 1))
        return false;
    cfg->succs = cfg->edges.data;
    cfg->preds = cfg->edges.data + edges.count;
    for (uint32_t i = 0; i < n; i++) {
        cfg->succ_first[i + 1] += cfg->succ_first[i];
        cfg->pred_first[i + 1] += cfg->pred_first[i];
    }
    memcpy(scratch, cfg->succ_first, n * sizeof *scratch);
    memcpy(scratch2, cfg->pred_first, n * sizeof *scratch2);
    edges.succ_at = scratch;
    edges.pred_at = scratch2;
    add_all(&edges);
    return true;
}

/* ---- order ---- */

/* Depth first without recursion; `left` counts the successors of a block that are not visited yet. They are taken
   from the last to the first, so that the first stands first in the reverse. */
static void find_order(IrCfg *cfg, uint32_t *stack, uint32_t *left)
{
    uint32_t depth = 0, place = cfg->block_count;
    IrBlockId *order = cfg->order;
    stack[depth++] = 0;
    cfg->rank[0] = 0; /* seen */
    left[0] = cfg->succ_first[1] - cfg->succ_first[0];
    while (depth) {
        IrBlockId block = stack[depth - 1];
        if (!left[block]) {
            order[--place] = block;
            depth--;
            continue;
        }
        IrBlockId next = cfg->succs[cfg->succ_first[block] + --left[block]];
        if (cfg->rank[next] != IR_NO_ID)
            continue;
        cfg->rank[next] = 0;
        left[next] = cfg->succ_first[next + 1] - cfg->succ_first[next];
        stack[depth++] = next;
    }
    cfg->reachable_count = cfg->block_count - place;
    memmove(order, order + place, cfg->reachable_count * sizeof *order);
    for (uint32_t i = 0; i < cfg->reachable_count; i++)
        cfg->rank[order[i]] = i;
}

/* ---- dominators ---- */

static IrBlockId common_dominator(const IrCfg *cfg, IrBlockId a, IrBlockId b)
{
    while (a != b) {
        while (cfg->rank[a] > cfg->rank[b])
            a = cfg->idom[a];
        while (cfg->rank[b] > cfg->rank[a])
            b = cfg->idom[b];
    }
    return a;
}

/* K. Cooper, T. Harvey, K. Kennedy, "A Simple, Fast Dominance Algorithm" (2001): meets the predecessors' dominators
   in reverse postorder until nothing changes, which for the graphs of structured code is the second round. */
static void find_dominators(IrCfg *cfg)
{
    cfg->idom[0] = 0;
    for (bool changes = true; changes;) {
        changes = false;
        for (uint32_t i = 1; i < cfg->reachable_count; i++) {
            IrBlockId block = cfg->order[i], dominator = IR_NO_ID;
            for (uint32_t k = cfg->pred_first[block]; k < cfg->pred_first[block + 1]; k++) {
                IrBlockId from = cfg->preds[k];
                if (cfg->idom[from] != IR_NO_ID)
                    dominator = dominator == IR_NO_ID ? from : common_dominator(cfg, dominator, from);
            }
            changes |= cfg->idom[block] != dominator;
            cfg->idom[block] = dominator;
        }
    }
}

/* Numbers the dominator tree so that what a block dominates is a range: sizes from the leaves up, then places from
   the root down. */
static void number_dominators(IrCfg *cfg, uint32_t *next)
{
    for (uint32_t i = cfg->reachable_count; i-- > 0;) {
        IrBlockId block = cfg->order[i];
        cfg->dom_count[block]++;
        if (block)
            cfg->dom_count[cfg->idom[block]] += cfg->dom_count[block];
    }
    cfg->dom_first[0] = 0;
    next[0] = 1;
    for (uint32_t i = 1; i < cfg->reachable_count; i++) {
        IrBlockId block = cfg->order[i], parent = cfg->idom[block];
        cfg->dom_first[block] = next[parent];
        next[parent] += cfg->dom_count[block];
        next[block] = cfg->dom_first[block] + 1;
    }
}

/* ---- loops ---- */

/* The header of the outermost loop known so far around the block, or the block itself; `around` is a forest of such
   answers, with its paths halved. */
static IrBlockId outermost(uint32_t *around, IrBlockId block)
{
    while (around[block] != block)
        block = around[block] = around[around[block]];
    return block;
}

/* A block, or a whole inner loop, becomes part of the loop of `header`; then what leads to it does. */
static void enter_loop(IrCfg *cfg, uint32_t *around, IrBlockId header, IrBlockId block, uint32_t *stack,
                       uint32_t *depth)
{
    IrBlockId top = outermost(around, block);
    if (top == header)
        return;
    if (cfg->loop[top] == IR_NO_ID)
        cfg->loop[top] = header;
    else
        cfg->loop_parent[top] = header;
    around[top] = header;
    stack[(*depth)++] = top;
}

/* From the inside out, because a loop's header dominates, and so precedes, those inside it. */
static void find_loops(IrCfg *cfg, uint32_t *stack, uint32_t *around)
{
    for (uint32_t i = 0; i < cfg->block_count; i++)
        around[i] = i;
    for (uint32_t i = cfg->reachable_count; i-- > 0;) {
        IrBlockId header = cfg->order[i];
        uint32_t depth = 0;
        for (uint32_t k = cfg->pred_first[header]; k < cfg->pred_first[header + 1]; k++) {
            if (!ir_is_back_edge(cfg, cfg->preds[k], header))
                continue;
            cfg->loop[header] = header;
            enter_loop(cfg, around, header, cfg->preds[k], stack, &depth);
        }
        while (depth) {
            IrBlockId block = stack[--depth];
            for (uint32_t k = cfg->pred_first[block]; k < cfg->pred_first[block + 1]; k++)
                if (cfg->rank[cfg->preds[k]] != IR_NO_ID)
                    enter_loop(cfg, around, header, cfg->preds[k], stack, &depth);
        }
    }
    for (uint32_t i = 0; i < cfg->reachable_count; i++) {
        IrBlockId block = cfg->order[i], header = cfg->loop[block];
        if (header == IR_NO_ID)
            continue;
        IrBlockId outside = cfg->loop_parent[header];
        cfg->loop_depth[block] = header != block       ? cfg->loop_depth[header]
                                 : outside == IR_NO_ID ? 1
                                                       : cfg->loop_depth[outside] + 1;
    }
}

bool ir_cfg_build(IrCfg *cfg, const IrFunction *fn)
{
    uint32_t n = fn->blocks.count;
    cfg->block_count = n;
    cfg->nodes.count = 0;
    if (n > UINT32_MAX / 16 || !wfx_vec_reserve(&cfg->nodes, 12 * n + 2))
        return false;
    cfg->succ_first = take(cfg, n + 1, 0);
    cfg->pred_first = take(cfg, n + 1, 0);
    cfg->order = take(cfg, n, IR_NO_ID);
    cfg->rank = take(cfg, n, IR_NO_ID);
    cfg->idom = take(cfg, n, IR_NO_ID);
    cfg->dom_first = take(cfg, n, 0);
    cfg->dom_count = take(cfg, n, 0);
    cfg->loop = take(cfg, n, IR_NO_ID);
    cfg->loop_parent = take(cfg, n, IR_NO_ID);
    cfg->loop_depth = take(cfg, n, 0);
    uint32_t *scratch = take(cfg, n, 0), *scratch2 = take(cfg, n, 0);
    if (!find_edges(cfg, fn, scratch, scratch2))
        return false;
    find_order(cfg, scratch, scratch2);
    find_dominators(cfg);
    number_dominators(cfg, scratch);
    find_loops(cfg, scratch, scratch2);
    return true;
}

void ir_cfg_free(IrCfg *cfg)
{
    wfx_vec_free(&cfg->nodes);
    wfx_vec_free(&cfg->edges);
    *cfg = (IrCfg){0};
}
