/* The one door to malloc, so that tests can make the n-th allocation fail. Memory is freed with free(). */
#ifndef WFX_BASE_ALLOC_H
#define WFX_BASE_ALLOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void *wfx_malloc(size_t size);
void *wfx_calloc(size_t count, size_t size);
void *wfx_realloc(void *memory, size_t size);
char *wfx_strndup(const char *text, size_t length);

/* To ask before memory comes from elsewhere, so that fault injection counts it as an allocation; false: it fails. */
bool wfx_alloc_elsewhere(void);

/* Fault injection: the allocation after `countdown` further successful ones fails, and so do all later ones,
   until wfx_alloc_fail_after(-1). Process-wide; for tests. */
void wfx_alloc_fail_after(long countdown);

#endif
