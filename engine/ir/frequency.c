/* Estimated frequencies: Y. Wu, J. Larus, "Static Branch Frequency and Program Profile Analysis" (1994), with few
   heuristics. Each edge has a probability; from the innermost loop outwards a header's flow is divided by the part of
   it that does not come back. */
#include "engine/ir/frequency.h"

#include "engine/base/alloc.h"

/* Weights of a block's edges among each other. */
static const float ORDINARY = 1, LEAVES_LOOP = 1.0f / 8, COLD = 1.0f / 64, EXCEPTION = 1.0f / 1024;
/* Loops deeper than this are taken to run FACTOR times, so that the time is linear in the function. */
enum { MAX_DEPTH = 16, FACTOR = 8 };
static const float MOST_ROUNDS = 1024, MOST = 1e15f;

typedef struct Estimate {
    IrFunction *fn;
    const IrCfg *cfg;
    float *weight; /* per block: the sum of the weights of its edges */
    float *rounds; /* per loop header: how often it runs for each entry */
    /* Per header of a loop that is not too deep: the blocks of the loop in reverse postorder, members[first[h] ..
       first[h] + count[h]). `shallow`: of any header, the innermost such loop around it or itself. */
    uint32_t *members, *first, *count;
    IrBlockId *shallow;
} Estimate;

static bool is_in_loop(const IrCfg *cfg, IrBlockId block, IrBlockId header)
{
    IrBlockId loop = cfg->loop[block];
    while (loop != IR_NO_ID && cfg->loop_depth[loop] > cfg->loop_depth[header])
        loop = cfg->loop_parent[loop];
    return loop == header;
}

/* ---- flow ---- */

static float edge_weight(const Estimate *e, IrBlockId from, IrBlockId to)
{
    const IrFunction *fn = e->fn;
    if (fn->blocks.data[to].kind == IR_BLOCK_LANDING)
        return EXCEPTION;
    unsigned last = fn->insts.data[ir_block_last(fn, to)].op;
    if (last == IR_TRAP || last == IR_THROW || last == IR_THROW_REF)
        return COLD;
    IrBlockId header = e->cfg->loop[from];
    return header != IR_NO_ID && !is_in_loop(e->cfg, to, header) ? LEAVES_LOOP : ORDINARY;
}

/* What flows into a block from those before it, or back into it. */
static float inflow(const Estimate *e, IrBlockId block, bool back)
{
    const IrCfg *cfg = e->cfg;
    float sum = 0;
    for (uint32_t k = cfg->pred_first[block]; k < cfg->pred_first[block + 1]; k++) {
        IrBlockId from = cfg->preds[k];
        if (cfg->rank[from] == IR_NO_ID ||
            (back ? !ir_is_back_edge(cfg, from, block) : cfg->rank[from] >= cfg->rank[block]))
            continue;
        sum += e->fn->blocks.data[from].frequency * edge_weight(e, from, block) / e->weight[from];
    }
    return sum < MOST ? sum : MOST;
}

/* Lets 1 flow into the first of the blocks and on through the others. */
static void flow(Estimate *e, const IrBlockId *blocks, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        IrBlock *block = &e->fn->blocks.data[blocks[i]];
        block->frequency = i ? inflow(e, blocks[i], false) : 1;
        if (i && e->cfg->loop[blocks[i]] == blocks[i])
            block->frequency *= e->rounds[blocks[i]];
    }
}

/* ---- loops ---- */

static void visit_members(Estimate *e)
{
    const IrCfg *cfg = e->cfg;
    for (uint32_t i = 0; i < cfg->reachable_count; i++) {
        IrBlockId block = cfg->order[i];
        IrBlockId header = cfg->loop[block] == IR_NO_ID ? IR_NO_ID : e->shallow[cfg->loop[block]];
        for (; header != IR_NO_ID; header = cfg->loop_parent[header]) {
            if (e->members)
                e->members[e->first[header] + e->count[header]] = block;
            e->count[header]++;
        }
    }
}

static bool find_members(Estimate *e)
{
    const IrCfg *cfg = e->cfg;
    uint32_t total = 0;
    for (uint32_t i = 0; i < cfg->reachable_count; i++) {
        IrBlockId header = cfg->order[i];
        if (cfg->loop[header] == header)
            e->shallow[header] = cfg->loop_depth[header] <= MAX_DEPTH ? header : e->shallow[cfg->loop_parent[header]];
    }
    visit_members(e);
    for (uint32_t b = 0; b < cfg->block_count; b++) {
        e->first[b] = total;
        total += e->count[b];
        e->count[b] = 0;
    }
    e->members = wfx_malloc(((size_t)total + 1) * sizeof *e->members);
    if (e->members)
        visit_members(e);
    return e->members != NULL;
}

static void find_rounds(Estimate *e)
{
    const IrCfg *cfg = e->cfg;
    for (uint32_t i = cfg->reachable_count; i-- > 0;) {
        IrBlockId header = cfg->order[i];
        e->rounds[header] = FACTOR;
        if (!e->count[header])
            continue;
        flow(e, e->members + e->first[header], e->count[header]);
        float leaves = 1 - inflow(e, header, true);
        e->rounds[header] = leaves > 1 / MOST_ROUNDS ? 1 / leaves : MOST_ROUNDS;
    }
}

bool ir_estimate_frequencies(IrFunction *fn, const IrCfg *cfg)
{
    size_t n = fn->blocks.count;
    float *floats = wfx_calloc(2 * n, sizeof *floats);
    uint32_t *words = wfx_calloc(3 * n, sizeof *words);
    Estimate e = {.fn = fn,
                  .cfg = cfg,
                  .weight = floats,
                  .rounds = floats + n,
                  .first = words,
                  .count = words + n,
                  .shallow = words + 2 * n};
    bool ok = floats && words && find_members(&e);
    for (uint32_t b = 0; ok && b < n; b++) {
        fn->blocks.data[b].frequency = 0;
        for (uint32_t k = cfg->succ_first[b]; k < cfg->succ_first[b + 1]; k++)
            e.weight[b] += edge_weight(&e, b, cfg->succs[k]);
    }
    if (ok) {
        find_rounds(&e);
        flow(&e, cfg->order, cfg->reachable_count);
    }
    free(floats);
    free(words);
    free(e.members);
    return ok;
}
