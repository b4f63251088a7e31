/* Cells in large pages; see pool.h.

   A page begins with its administration, so that a cell's address leads there. Its free cells are linked, and those
   never used lie above all others, untouched. Invariant: a page is in the ring of its size if and only if it has a free
   cell. */
#include "engine/base/pool.h"

#include <stdlib.h>

#include "engine/base/alloc.h"
#include "engine/base/assert.h"

enum { FIRST_CELL = 64 };

_Static_assert(sizeof(WfxPoolPage) <= FIRST_CELL && FIRST_CELL % 16 == 0, "cells begin behind the administration");

/* The address sanitizer watches over each cell on its own. */
enum { LARGEST = WFX_HAS_ASAN ? 0 : WFX_POOL_LARGEST };

bool wfx_pool_keeps(size_t bytes)
{
    return bytes <= LARGEST;
}

static WfxPoolPage **ring_of(WfxPool *pool, size_t bytes)
{
    size_t fine = WFX_POOL_FINE / 16, over = (bytes + 63 - WFX_POOL_FINE) / 64;
    wfx_assert(bytes && bytes <= WFX_POOL_LARGEST);
    return &pool->open[(bytes <= WFX_POOL_FINE ? (bytes + 15) / 16 : fine + over) - 1];
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

void *wfx_pool_take_slow(WfxPool *pool, size_t bytes)
{
    if (bytes > LARGEST)
        return wfx_malloc(wfx_pool_round(bytes));
    WfxPoolPage **ring = ring_of(pool, bytes), *page = *ring;
    if (!page && !(page = open_page(pool, wfx_pool_round(bytes))))
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

void wfx_pool_give_slow(WfxPool *pool, void *cell, size_t bytes)
{
    if (bytes > LARGEST) {
        free(cell);
        return;
    }
    WfxPoolPage *page = wfx_pool_page(cell);
    wfx_assert(page->cell_bytes == wfx_pool_round(bytes) && page->used);
    if (is_full(page))
        link_page(ring_of(pool, bytes), page);
    *(void **)cell = page->free;
    page->free = cell;
    if (--page->used || page->next == page)
        return;
    unlink_page(ring_of(pool, bytes), page);
    close_page(page);
}

void wfx_pool_drop(WfxPool *pool)
{
    while (pool->all)
        close_page(pool->all);
    *pool = (WfxPool){0};
}
