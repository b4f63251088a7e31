/* Memory in large pages (2 MiB), which the kernel gives with one fault each: for what is made by the million. */
#ifndef WFX_BASE_PAGES_H
#define WFX_BASE_PAGES_H

#include <stdbool.h>
#include <stddef.h>

enum { WFX_PAGE = 1 << 12, WFX_LARGE_PAGE = 1 << 21 };

/* Asks the kernel for large pages inside this memory; nothing changes but the time it takes. */
void wfx_pages_prefer_large(void *memory, size_t size);
/* A piece of memory of the size of a large page, at a multiple of that, zeroed; NULL without memory. The caller owns
   it. `is_large`: as one page; else it takes what is touched of it. */
void *wfx_page_map(bool is_large);
void wfx_page_unmap(void *page);

#endif
