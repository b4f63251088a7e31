/* Access to the calling program's memory. */
#include "engine/wasi/wasi.h"

#include <string.h>

void *wasi_at(Wasi *wasi, uint64_t pointer, uint64_t size)
{
    uint64_t limit = wfx_memory_size(wasi->memory);
    if (pointer > limit || size > limit - pointer)
        return NULL;
    static uint8_t nothing[8]; /* what an empty range in a memory of no pages points to */
    uint8_t *base = wfx_memory_data(wasi->memory);
    return base ? base + pointer : nothing;
}

WasiErrno wasi_store(Wasi *wasi, uint64_t pointer, const void *record, size_t size)
{
    void *place = wasi_at(wasi, pointer, size);
    if (!place)
        return WASI_FAULT;
    memcpy(place, record, size);
    return WASI_SUCCESS;
}

bool wasi_store_u32(Wasi *wasi, uint64_t pointer, uint32_t value)
{
    return wasi_store(wasi, pointer, &value, sizeof value) == WASI_SUCCESS;
}

bool wasi_store_u64(Wasi *wasi, uint64_t pointer, uint64_t value)
{
    return wasi_store(wasi, pointer, &value, sizeof value) == WASI_SUCCESS;
}
