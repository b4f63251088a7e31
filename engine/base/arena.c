/* Bump allocation; see arena.h. */
#include "engine/base/arena.h"
#include "engine/base/assert.h"
#include "engine/base/alloc.h"

#include <stdlib.h>
#include <string.h>

struct WfxArenaChunk {
    WfxArenaChunk *older;
    size_t size; /* bytes that follow this header */
    _Alignas(16) uint8_t data[];
};

enum { FIRST_CHUNK = 4096 };

void *wfx_arena_alloc(WfxArena *arena, size_t size)
{
    if (size > SIZE_MAX / 4)
        return NULL;
    size = (size + 15) & ~(size_t)15;
    WfxArenaChunk *chunk = arena->chunk;
    if (!chunk || chunk->size - arena->used < size) {
        size_t room = chunk ? chunk->size * 2 : FIRST_CHUNK;
        if (room < size)
            room = size;
        WfxArenaChunk *fresh = wfx_malloc(sizeof *fresh + room);
        if (!fresh)
            return NULL;
        fresh->older = chunk;
        fresh->size = room;
        arena->chunk = chunk = fresh;
        arena->used = 0;
    }
    void *memory = chunk->data + arena->used;
    arena->used += size;
    wfx_assert(arena->used <= chunk->size && arena->used % 16 == 0);
    return memset(memory, 0, size);
}

char *wfx_arena_strndup(WfxArena *arena, const char *text, size_t length)
{
    char *copy = wfx_arena_alloc(arena, length + 1);
    if (copy && length)
        memcpy(copy, text, length);
    return copy;
}

static void free_chunks(WfxArenaChunk *chunk)
{
    while (chunk) {
        WfxArenaChunk *older = chunk->older;
        free(chunk);
        chunk = older;
    }
}

void wfx_arena_reset(WfxArena *arena)
{
    if (arena->chunk) {
        free_chunks(arena->chunk->older);
        arena->chunk->older = NULL;
    }
    arena->used = 0;
}

void wfx_arena_free(WfxArena *arena)
{
    free_chunks(arena->chunk);
    *arena = (WfxArena){0};
}
