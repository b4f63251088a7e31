/* Cells in large pages; see pool.h.

   A page begins with its administration, so that a cell's address leads there. Its free cells are linked, and those
   never used lie above all others, untouched. Invariant: a page is in the ring of its size if and only if it has a free
   cell. */
#include "engine/base/pool.h"

#include <stdlib.h>

#include "engine/base/alloc.h"
#include "engine/base/assert.h"
#include "engine/base/pages.h"

enum { FINE = 256, FINE_STEP = 16, COARSE_STEP = 64, FIRST_CELL = 64 };

struct WfxPoolPage {
    WfxPoolPage *next, *previous;         /* in the ring */
    WfxPoolPage *next_page, **from;       /* in the list of all; what points to it there */
    void *free;                           /* cells that were used, linked by their first word */
    uint32_t cell_bytes, used, untouched; /* cells that are taken; offset of the first that never was */
};

_Static_assert(sizeof(WfxPoolPage) <= FIRST_CELL && FIRST_CELL % 16 == 0, "cells begin behind the administration");
_Static_assert(FINE / FINE_STEP + (WFX_POOL_LARGEST - FINE) / COARSE_STEP == WFX_POOL_SIZES, "sizes of cells");

/* The address sanitizer watches over each cell on its own. */
#if defined(__SANITIZE_ADDRESS__)
enum { LARGEST = 0 };
#else
enum { LARGEST = WFX_POOL_LARGEST };
#endif

size_t wfx_pool_round(size_t bytes)
{
    size_t step = bytes <= FINE || bytes > WFX_POOL_LARGEST ? FINE_STEP : COARSE_STEP;
    return (bytes + step - 1) & ~(step - 1);
}

bool wfx_pool_keeps(size_t bytes)
{
    return bytes <= LARGEST;
}

static WfxPoolPage **ring_of(WfxPool *pool, size_t rounded)
{
    size_t index = rounded <= FINE ? rounded / FINE_STEP : FINE / FINE_STEP + (rounded - FINE) / COARSE_STEP;
    wfx_assert(index >= 1 && index <= WFX_POOL_SIZES);
    return &pool->open[index - 1];
}

static void link_page(WfxPoolPage **ring, WfxPoolPage *page)
{
    WfxPoolPage *first = *ring ? *ring : page;
    page->next = first;
    page->previous = first->previous ? first->previous : page;
    page->previous->next = first->previous = page;
    *ring = page;
}

static void unlink_page(WfxPoolPage **ring, WfxPoolPage *page)
{
    page->previous->next = page->next;
    page->next->previous = page->previous;
    if (*ring == page)
        *ring = page->next == page ? NULL : page->next;
    page->previous = NULL;
}

static bool is_full(const WfxPoolPage *page)
{
    return !page->free && page->untouched + page->cell_bytes > WFX_LARGE_PAGE;
}

static WfxPoolPage *open_page(WfxPool *pool, size_t cell_bytes)
{
    WfxPoolPage *page = wfx_page_map(pool->all != NULL); /* the first ones may stay nearly empty */
    if (!page)
        return NULL;
    page->cell_bytes = (uint32_t)cell_bytes;
    page->untouched = FIRST_CELL;
    page->next_page = pool->all;
    page->from = &pool->all;
    if (pool->all)
        pool->all->from = &page->next_page;
    pool->all = page;
    link_page(ring_of(pool, cell_bytes), page);
    return page;
}

static void close_page(WfxPoolPage *page)
{
    *page->from = page->next_page;
    if (page->next_page)
        page->next_page->from = page->from;
    wfx_page_unmap(page);
}

void *wfx_pool_take(WfxPool *pool, size_t bytes)
{
    size_t rounded = wfx_pool_round(bytes);
    if (!wfx_pool_keeps(bytes))
        return wfx_malloc(rounded);
    WfxPoolPage **ring = ring_of(pool, rounded), *page = *ring;
    if (!page && !(page = open_page(pool, rounded)))
        return NULL;
    void *cell = page->free;
    if (cell) {
        page->free = *(void **)cell;
    } else {
        cell = (char *)page + page->untouched;
        page->untouched += page->cell_bytes;
    }
    page->used++;
    if (is_full(page))
        unlink_page(ring, page);
    return cell;
}

void wfx_pool_give(WfxPool *pool, void *cell, size_t bytes)
{
    size_t rounded = wfx_pool_round(bytes);
    if (!wfx_pool_keeps(bytes)) {
        free(cell);
        return;
    }
    WfxPoolPage *page = (WfxPoolPage *)((uintptr_t)cell & ~(uintptr_t)(WFX_LARGE_PAGE - 1));
    WfxPoolPage **ring = ring_of(pool, rounded);
    wfx_assert(page->cell_bytes == rounded && page->used);
    if (is_full(page))
        link_page(ring, page);
    *(void **)cell = page->free;
    page->free = cell;
    if (--page->used || page->next == page)
        return;
    unlink_page(ring, page);
    close_page(page);
}

void wfx_pool_drop(WfxPool *pool)
{
    while (pool->all)
        close_page(pool->all);
    *pool = (WfxPool){0};
}
