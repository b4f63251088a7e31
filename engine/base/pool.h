/* Memory for things that are small and very many: cells of a few sizes, side by side in large pages, without a word of
   administration each. Pages whose cells are all free go back to the system, but one of each size. */
#ifndef WFX_BASE_POOL_H
#define WFX_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/pages.h"
#include "engine/base/sanitizer.h"

enum {
    WFX_POOL_FINE = 256,     /* bytes: sizes of cells are multiples of 16 up to here, then of 64 */
    WFX_POOL_LARGEST = 1024, /* what is larger comes from malloc */
    WFX_POOL_SIZES = WFX_POOL_FINE / 16 + (WFX_POOL_LARGEST - WFX_POOL_FINE) / 64,
};

typedef struct WfxPoolPage WfxPoolPage;
struct WfxPoolPage {
    WfxPoolPage *next, *previous;         /* in the ring */
    WfxPoolPage *next_page, **from;       /* in the list of all; what points to it there */
    void *free;                           /* cells that were used, linked by their first word */
    uint32_t cell_bytes, used, untouched; /* cells that are taken; offset of the first that never was */
};

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

void *wfx_pool_take_slow(WfxPool *pool, size_t bytes);
void wfx_pool_give_slow(WfxPool *pool, void *cell, size_t bytes);

static inline WfxPoolPage *wfx_pool_page(const void *cell)
{
    return (WfxPoolPage *)((uintptr_t)cell & ~(uintptr_t)(WFX_LARGE_PAGE - 1));
}

/* Neither is it the page's only free cell afterwards nor its last one that is used: the page stays in its ring. */
static inline bool wfx_pool_gives_in_line(const void *cell, size_t bytes)
{
    return !WFX_HAS_ASAN && bytes <= WFX_POOL_FINE && wfx_pool_page(cell)->free && wfx_pool_page(cell)->used > 1;
}

/* As wfx_pool_take, of at most WFX_POOL_FINE bytes, unless it is the last one that was used: NULL. */
static inline void *wfx_pool_take_in_line(WfxPool *pool, size_t bytes)
{
    WfxPoolPage *page = pool->open[(bytes - 1) / 16];
    void *cell = page ? page->free : NULL, *next = cell ? *(void **)cell : NULL;
    if (!next)
        return NULL;
    page->free = next;
    page->used++;
    __builtin_prefetch(next, 1); /* as a rule it is taken soon */
    return cell;
}

/* A cell of wfx_pool_round(bytes) bytes at a multiple of 16, with anything in it; NULL without memory. It is given back
   with the same number of bytes. */
static inline void *wfx_pool_take(WfxPool *pool, size_t bytes)
{
    void *cell = bytes <= WFX_POOL_FINE ? wfx_pool_take_in_line(pool, bytes) : NULL;
    return cell ? cell : wfx_pool_take_slow(pool, bytes);
}

static inline void wfx_pool_give_in_line(void *cell)
{
    WfxPoolPage *page = wfx_pool_page(cell);
    *(void **)cell = page->free;
    page->free = cell;
    page->used--;
}

static inline void wfx_pool_give(WfxPool *pool, void *cell, size_t bytes)
{
    if (wfx_pool_gives_in_line(cell, bytes))
        wfx_pool_give_in_line(cell);
    else
        wfx_pool_give_slow(pool, cell, bytes);
}

/* Frees all cells at once, but those of more than WFX_POOL_LARGEST bytes, which have to be given back before. */
void wfx_pool_drop(WfxPool *pool);
/* Whether cells of so many bytes are dropped with the pool. */
bool wfx_pool_keeps(size_t bytes);

#endif
