/* Memory for things that are small and very many: cells of a few sizes, side by side in large pages, without a word of
   administration each. Pages whose cells are all free go back to the system, but one of each size. */
#ifndef WFX_BASE_POOL_H
#define WFX_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WFX_POOL_FINE = 256,     /* bytes: sizes of cells are multiples of 16 up to here, then of 64 */
    WFX_POOL_LARGEST = 1024, /* what is larger comes from malloc */
    WFX_POOL_SIZES = WFX_POOL_FINE / 16 + (WFX_POOL_LARGEST - WFX_POOL_FINE) / 64,
};

typedef struct WfxPoolPage WfxPoolPage;

/* Zeroed: empty. */
typedef struct WfxPool {
    WfxPoolPage *open[WFX_POOL_SIZES]; /* with room, by the size of their cells; in a ring */
    WfxPoolPage *all;                  /* newest first */
} WfxPool;

/* How large a cell for so many bytes (> 0) is: at least so large, and a multiple of 16. */
static inline size_t wfx_pool_round(size_t bytes)
{
    size_t step = bytes <= WFX_POOL_FINE || bytes > WFX_POOL_LARGEST ? 16 : 64;
    return (bytes + step - 1) & ~(step - 1);
}

/* A cell of wfx_pool_round(bytes) bytes at a multiple of 16, with anything in it; NULL without memory. It is given back
   with the same number of bytes. */
void *wfx_pool_take(WfxPool *pool, size_t bytes);
void wfx_pool_give(WfxPool *pool, void *cell, size_t bytes);
/* Frees all cells at once, but those of more than WFX_POOL_LARGEST bytes, which have to be given back before. */
void wfx_pool_drop(WfxPool *pool);
/* Whether cells of so many bytes are dropped with the pool. */
bool wfx_pool_keeps(size_t bytes);

#endif
