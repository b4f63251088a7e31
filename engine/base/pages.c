/* Large pages; see pages.h. */
#include "engine/base/pages.h"

#include <stdint.h>
#include <sys/mman.h>

#include "engine/base/alloc.h"

void wfx_pages_prefer_large(void *memory, size_t size)
{
    uintptr_t start = ((uintptr_t)memory + WFX_LARGE_PAGE - 1) & ~(uintptr_t)(WFX_LARGE_PAGE - 1);
    uintptr_t end = ((uintptr_t)memory + size) & ~(uintptr_t)(WFX_LARGE_PAGE - 1);
    if (memory && start < end)
        madvise((void *)start, end - start, MADV_HUGEPAGE); /* a wish: failure changes nothing */
}

void *wfx_page_map(bool is_large)
{
    if (!wfx_alloc_elsewhere())
        return NULL;
    char *map =
        mmap(NULL, 2 * WFX_LARGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (map == MAP_FAILED)
        return NULL;
    size_t before = -(uintptr_t)map & (WFX_LARGE_PAGE - 1);
    if (before)
        munmap(map, before);
    munmap(map + before + WFX_LARGE_PAGE, WFX_LARGE_PAGE - before);
    if (is_large)
        wfx_pages_prefer_large(map + before, WFX_LARGE_PAGE);
    return map + before;
}

void wfx_page_unmap(void *page)
{
    munmap(page, WFX_LARGE_PAGE);
}
