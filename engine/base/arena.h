/* Bump allocation for data that dies together (one module, one function being compiled). Memory is zeroed,
   aligned to 16, and freed only as a whole. */
#ifndef WFX_BASE_ARENA_H
#define WFX_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

typedef struct WfxArenaChunk WfxArenaChunk;
typedef struct WfxArena {
    WfxArenaChunk *chunk; /* newest chunk; older ones are linked behind it */
    size_t used;          /* bytes used in the newest chunk */
} WfxArena;

/* A zero-initialised WfxArena is empty and ready. */
void *wfx_arena_alloc(WfxArena *arena, size_t size); /* NULL when out of memory */
char *wfx_arena_strndup(WfxArena *arena, const char *text, size_t length);
void wfx_arena_reset(WfxArena *arena); /* empties it, keeps its largest chunk for reuse */
void wfx_arena_free(WfxArena *arena);

#endif
