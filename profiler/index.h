/* An open-addressing table of entries that stand elsewhere, by hash: it finds the numbers of those that may be equal to
   what is looked for.

       for (uint32_t probe = 0, entry; (entry = wfx_index_find(&index, hash, &probe)) != WFX_INDEX_NONE;)
           if (entries[entry] is equal)
               return entry; */
#ifndef WFX_PROFILER_INDEX_H
#define WFX_PROFILER_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WFX_INDEX_NONE UINT32_MAX

typedef struct WfxIndexSlot {
    uint32_t hash, entry; /* entry number + 1; 0: free */
} WfxIndexSlot;
/* A zeroed one is empty. */
typedef struct WfxIndex {
    WfxIndexSlot *slots;
    uint32_t slot_count, used; /* slot_count: a power of two */
} WfxIndex;

/* The next entry with this hash from `*probe` on, which begins at 0. */
uint32_t wfx_index_find(const WfxIndex *index, uint32_t hash, uint32_t *probe);
/* False when memory is short, and then nothing has changed. */
bool wfx_index_add(WfxIndex *index, uint32_t hash, uint32_t entry);
void wfx_index_free(WfxIndex *index);

/* Hashes grow by words; wfx_hash_end makes 32 bits of one. */
static inline uint64_t wfx_hash_word(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0xFF51AFD7ED558CCDu;
    return hash ^ hash >> 32;
}
static inline uint32_t wfx_hash_end(uint64_t hash)
{
    return (uint32_t)(hash ^ hash >> 29);
}

#endif
