/* The control-flow graph of a function: what reaches what, who dominates whom, which blocks loop. Made on demand, for
   ordered and linked functions alike; true until a terminator, a call inside a try or a block is added, changed or
   removed.

   Edges are those of the terminators and the implicit ones:
   - a block that ends in a resume goes to its HANDLERs and its RESUMED;
   - a block of a try region with an instruction that may throw goes to the LANDINGs of the region and of those around
     it, up to a catch_all;
   - the block from which a try is entered (IrTry.entry) goes to its LANDINGs. Nothing happens on that edge: it says
     that of the values from inside the region, which an exception may leave anywhere, a LANDING can rely on none.

   Blocks that nothing reaches are in no order, dominate nothing and loop nowhere. A cycle with more than one way in
   (wasm has none, a pass might make one) is no loop. */
#ifndef WFX_IR_CFG_H
#define WFX_IR_CFG_H

#include "engine/ir/ir.h"

typedef struct IrCfg {
    uint32_t block_count, reachable_count;
    /* successors of b: succs[succ_first[b] .. succ_first[b + 1]), predecessors alike; one entry an edge, so a block
       may stand there twice */
    uint32_t *succ_first, *pred_first;
    IrBlockId *succs, *preds;
    IrBlockId *order; /* reachable blocks in reverse postorder */
    uint32_t *rank;   /* per block: its place in `order`, or IR_NO_ID */
    /* per block: immediate dominator, the entry's is itself; IR_NO_ID when nothing reaches it */
    IrBlockId *idom;
    /* per block: header of the innermost loop around it, of a header its own; or IR_NO_ID */
    IrBlockId *loop;
    IrBlockId *loop_parent;          /* per header: header of the loop around it, or IR_NO_ID */
    uint32_t *loop_depth;            /* per block: number of loops around it */
    uint32_t *dom_first, *dom_count; /* per block: the blocks that it dominates are numbered in a row, itself first */
    WFX_VEC(uint32_t) nodes, edges;  /* the arrays' memory, used again by the next build */
} IrCfg;

/* A zeroed IrCfg is ready. False when out of memory. */
bool ir_cfg_build(IrCfg *cfg, const IrFunction *fn);
void ir_cfg_free(IrCfg *cfg);

/* Of reachable blocks; every block dominates itself. */
static inline bool ir_dominates(const IrCfg *cfg, IrBlockId a, IrBlockId b)
{
    return cfg->dom_first[b] - cfg->dom_first[a] < cfg->dom_count[a];
}
/* Is the edge the one that closes a loop? */
static inline bool ir_is_back_edge(const IrCfg *cfg, IrBlockId from, IrBlockId to)
{
    return cfg->rank[from] != IR_NO_ID && ir_dominates(cfg, to, from);
}

#endif
