/* Linear memories. A 32-bit memory owns a reservation that covers every address base + index + offset + access, so that
   an access out of bounds faults and becomes a trap; only the first `accessible` bytes are mapped read-write.
   Reservations are reused through a pool that all stores share (under a lock), because reserving and releasing 8 GiB
   costs far more than changing the protection of what was used. A base never moves. Where code compares addresses with
   the size (wfx_memory_is_checked), nothing depends on where the pages end. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/base/alloc.h"
#include "engine/base/assert.h"
#include "engine/rt/runtime.h"

/* Index (32 bits) + offset (32 bits) + the widest access, rounded up to a page of wasm. */
#define RESERVATION ((UINT64_C(1) << 33) + WFX_PAGE_SIZE)
/* 64-bit memories are checked; they cannot grow past this much address space. */
#define RESERVATION_64 (UINT64_C(1) << 36)

enum { POOL_SIZE = 64 };

static pthread_mutex_t grow_lock = PTHREAD_MUTEX_INITIALIZER; /* of shared memories */
static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;
static uint8_t *pool[POOL_SIZE];
static unsigned pool_count;

static uint8_t *reserve(uint64_t size)
{
    uint8_t *base = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return NULL;
    madvise(base, size, MADV_DONTDUMP); /* gcore writes PROT_NONE ranges out in full otherwise */
    return base;
}

static uint8_t *take_reservation(void)
{
    uint8_t *base = NULL;
    pthread_mutex_lock(&pool_lock);
    wfx_assert(pool_count <= POOL_SIZE);
    if (pool_count)
        base = pool[--pool_count];
    pthread_mutex_unlock(&pool_lock);
    return base ? base : reserve(RESERVATION);
}

/* Gives the pages back and closes the range again; false when the kernel refuses, then it must be unmapped. */
static bool close_range(uint8_t *base, uint64_t accessible)
{
    return !accessible || (!madvise(base, accessible, MADV_DONTNEED) && !mprotect(base, accessible, PROT_NONE) &&
                           !madvise(base, accessible, MADV_DONTDUMP));
}

static void give_reservation(uint8_t *base, uint64_t accessible)
{
    bool reusable = close_range(base, accessible);
    pthread_mutex_lock(&pool_lock);
    bool keep = reusable && pool_count < POOL_SIZE;
    if (keep)
        pool[pool_count++] = base;
    pthread_mutex_unlock(&pool_lock);
    if (!keep)
        munmap(base, RESERVATION);
}

static uint64_t page_limit(const WfxLimits *limits)
{
    uint64_t most = limits->is_64            ? RESERVATION_64 >> wfx_page_shift(limits)
                    : limits->has_byte_pages ? UINT32_MAX
                                             : WFX_MAX_PAGES;
    return limits->max < most ? limits->max : most;
}

/* Behind the last byte of a memory with pages of one byte there are accessible ones, which no code gets at. */
static bool make_accessible(WfxMemoryObject *memory, uint64_t size)
{
    if (size > memory->accessible) {
        uint8_t *from = memory->shared.base + memory->accessible;
        uint64_t more = (size - memory->accessible + WFX_PAGE_SIZE - 1) / WFX_PAGE_SIZE * WFX_PAGE_SIZE;
        if (mprotect(from, more, PROT_READ | PROT_WRITE))
            return false;
        madvise(from, more, MADV_DODUMP);
        memory->accessible += more;
    }
    wfx_assert((memory->limits.has_byte_pages || size % WFX_PAGE_SIZE == 0) && size <= memory->accessible);
    __atomic_store_n(&memory->shared.size, size, __ATOMIC_RELEASE);
    return true;
}

/* A shared memory belongs to no store, so that none can keep it from growing: it counts with its maximum at once. */
static WfxMemoryObject *make(const WfxStore *store, const WfxLimits *limits, WfxError *error)
{
    if (limits->min > page_limit(limits)) {
        wfx_error_set(error, limits->min > limits->max ? WFX_ERROR_USAGE : WFX_ERROR_LIMIT, WFX_NO_OFFSET,
                      "a memory of %llu pages is more than can be had", (unsigned long long)limits->min);
        return NULL;
    }
    uint64_t pages = limits->is_shared ? limits->max : limits->min;
    if (store && !wfx_rt_may_add_memory(store, pages << wfx_page_shift(limits))) {
        wfx_error_set(error, WFX_ERROR_LIMIT, WFX_NO_OFFSET, "a memory of %llu pages is more than the store may have",
                      (unsigned long long)pages);
        return NULL;
    }
    WfxMemoryObject *memory = wfx_calloc(1, sizeof *memory);
    if (!memory) {
        wfx_error_oom(error);
        return NULL;
    }
    memory->limits = *limits;
    memory->references = 1;
    memory->shared.base = limits->is_64 ? reserve(RESERVATION_64) : take_reservation();
    if (!memory->shared.base) {
        wfx_error_set(error, WFX_ERROR_MEMORY, WFX_NO_OFFSET,
                      "no address space is left for another memory (8 GiB each)");
        free(memory);
        return NULL;
    }
    if (!make_accessible(memory, limits->min << wfx_page_shift(limits))) {
        wfx_error_set(error, WFX_ERROR_MEMORY, WFX_NO_OFFSET, "out of memory: %llu pages",
                      (unsigned long long)limits->min);
        wfx_rt_memory_free(memory);
        return NULL;
    }
    return memory;
}

WfxMemoryObject *wfx_rt_memory_new(WfxStore *store, const WfxLimits *limits, WfxError *error)
{
    wfx_assert(store || limits->is_shared);
    WfxMemoryObject *memory = make(store, limits, error);
    if (!memory || !store)
        return memory;
    if (!limits->is_shared) {
        memory->store = store;
        memory->next = store->memories;
        store->memories = memory;
        return memory;
    }
    bool held = wfx_rt_memory_hold(store, memory, error);
    wfx_rt_memory_release(memory);
    return held ? memory : NULL;
}

/* ---- shared ones ---- */

bool wfx_rt_memory_hold(WfxStore *store, WfxMemoryObject *memory, WfxError *error)
{
    for (uint32_t i = 0; i < store->shared_memories.count; i++)
        if (store->shared_memories.data[i] == memory)
            return true;
    if (!wfx_vec_push(&store->shared_memories, memory))
        return wfx_error_oom(error);
    wfx_rt_memory_retain(memory);
    return true;
}

void wfx_rt_memory_retain(WfxMemoryObject *memory)
{
    wfx_assert(memory->limits.is_shared && !memory->store);
    __atomic_fetch_add(&memory->references, 1, __ATOMIC_RELAXED);
}

void wfx_rt_memory_release(WfxMemoryObject *memory)
{
    if (memory && !__atomic_sub_fetch(&memory->references, 1, __ATOMIC_ACQ_REL))
        wfx_rt_memory_free(memory);
}

static int64_t grow(WfxMemoryObject *memory, uint64_t pages)
{
    wfx_assert(memory->shared.size <= memory->accessible);
    unsigned shift = wfx_page_shift(&memory->limits);
    uint64_t old = memory->shared.size >> shift, limit = page_limit(&memory->limits);
    if (old > limit || pages > limit - old)
        return -1;
    if (memory->store && !wfx_rt_may_add_memory(memory->store, pages << shift))
        return -1;
    if (!make_accessible(memory, (old + pages) << shift))
        return -1;
    return (int64_t)old;
}

int64_t wfx_rt_memory_grow_pages(WfxMemoryObject *memory, uint64_t pages)
{
    if (!memory->limits.is_shared)
        return grow(memory, pages);
    pthread_mutex_lock(&grow_lock);
    int64_t old = grow(memory, pages);
    pthread_mutex_unlock(&grow_lock);
    return old;
}

void wfx_rt_memory_free(WfxMemoryObject *memory)
{
    if (memory->shared.base && memory->limits.is_64)
        munmap(memory->shared.base, RESERVATION_64);
    else if (memory->shared.base)
        give_reservation(memory->shared.base, memory->accessible);
    free(memory);
}
