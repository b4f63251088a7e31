/* memory.atomic.wait32, wait64 and notify: threads that wait are in lists by the address of the word, which is the
   same in every store that has the memory. A list is first in, first out.

   Invariants
   - A waiter stands in its list, under the list's lock, from before its word is found to be the expected one until it
     is notified, its time is over, or its store is interrupted.
   - It sleeps on its store's count of wakes (a store waits at one place at a time), which whoever wakes it raises after
     having said why: a wake between looking and sleeping is not lost. Interrupting is a count and a system call, so
     that a signal handler may do it. */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "engine/rt/constant.h"
#include "engine/rt/libcalls.h"
#include "engine/rt/runtime.h"

enum { LISTS = 64, WOKEN = 0, NOT_EQUAL = 1, TIMED_OUT = 2 };

typedef struct Waiter {
    struct Waiter *next;
    const uint8_t *word;
    WfxStore *store;
    bool is_notified; /* and not in the list any more */
} Waiter;

typedef struct WaitList {
    pthread_mutex_t lock;
    Waiter *first;
} WaitList;

static WaitList lists[LISTS] = {[0 ... LISTS - 1] = {PTHREAD_MUTEX_INITIALIZER, NULL}};

static WaitList *list_of(const uint8_t *word)
{
    uint64_t hash = (uint64_t)(uintptr_t)word * UINT64_C(0x9E3779B97F4A7C15);
    return &lists[hash >> 58];
}

static void append(WaitList *list, Waiter *waiter)
{
    Waiter **end = &list->first;
    while (*end)
        end = &(*end)->next;
    *end = waiter;
}

static void remove_waiter(WaitList *list, const Waiter *waiter)
{
    Waiter **at = &list->first;
    while (*at != waiter)
        at = &(*at)->next;
    *at = waiter->next;
}

static struct timespec time_after(int64_t nanoseconds)
{
    const int64_t second = 1000000000;
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_sec += nanoseconds / second;
    time.tv_nsec += nanoseconds % second;
    if (time.tv_nsec >= second) {
        time.tv_nsec -= second;
        time.tv_sec++;
    }
    return time;
}

static bool is_interrupted(const WfxStore *store)
{
    return __atomic_load_n(&store->stacks.context.interrupt, __ATOMIC_ACQUIRE) != 0;
}

void wfx_rt_wake(WfxStore *store)
{
    __atomic_fetch_add(&store->wakes, 1, __ATOMIC_RELEASE);
    syscall(SYS_futex, &store->wakes, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

/* Sleeps, under the lock but for the sleep itself. TIMED_OUT also for one that is interrupted. */
static unsigned sleep_in(WaitList *list, Waiter *waiter, int64_t timeout)
{
    WfxStore *store = waiter->store;
    struct timespec end = timeout >= 0 ? time_after(timeout) : (struct timespec){0};
    bool is_over = false;
    append(list, waiter);
    for (;;) {
        uint32_t wakes = __atomic_load_n(&store->wakes, __ATOMIC_ACQUIRE);
        if (waiter->is_notified || is_over || is_interrupted(store))
            break;
        pthread_mutex_unlock(&list->lock);
        /* to an absolute time of CLOCK_MONOTONIC */
        long result = syscall(SYS_futex, &store->wakes, FUTEX_WAIT_BITSET_PRIVATE, wakes, timeout >= 0 ? &end : NULL,
                              NULL, FUTEX_BITSET_MATCH_ANY);
        is_over = result != 0 && errno == ETIMEDOUT;
        pthread_mutex_lock(&list->lock);
    }
    if (!waiter->is_notified)
        remove_waiter(list, waiter);
    return waiter->is_notified ? WOKEN : TIMED_OUT;
}

/* The word of `size` bytes at the address, or a trap. */
static uint8_t *word_at(WfxContext *context, uint64_t memory, uint64_t address, unsigned size, bool waits)
{
    WfxMemoryObject *object = wfx_rt_memory_at(context, memory);
    if (address & (size - 1))
        wfx_trap(context, WFX_TRAP_UNALIGNED_ATOMIC);
    if (!wfx_within(address, size, wfx_rt_memory_bytes(object)))
        wfx_trap(context, WFX_TRAP_MEMORY_OUT_OF_BOUNDS);
    if (waits && !object->limits.is_shared)
        wfx_trap(context, WFX_TRAP_EXPECTED_SHARED);
    return object->shared.base + address;
}

static uint64_t wait_for(WfxContext *context, const uint8_t *word, unsigned size, uint64_t expected, uint64_t timeout)
{
    WfxStore *store = wfx_rt_store_of(context);
    WaitList *list = list_of(word);
    Waiter waiter = {.word = word, .store = store};
    pthread_mutex_lock(&list->lock);
    uint64_t found = size == 4 ? __atomic_load_n((const uint32_t *)(const void *)word, __ATOMIC_SEQ_CST)
                               : __atomic_load_n((const uint64_t *)(const void *)word, __ATOMIC_SEQ_CST);
    unsigned result = found != expected ? NOT_EQUAL : sleep_in(list, &waiter, (int64_t)timeout);
    pthread_mutex_unlock(&list->lock);
    if (result == TIMED_OUT && is_interrupted(store))
        wfx_trap(context, WFX_TRAP_INTERRUPTED);
    return result;
}

uint64_t wfx_rt_memory_wait32(WfxContext *context, uint64_t memory, uint64_t address, uint64_t expected,
                              uint64_t timeout)
{
    return wait_for(context, word_at(context, memory, address, 4, true), 4, (uint32_t)expected, timeout);
}

uint64_t wfx_rt_memory_wait64(WfxContext *context, uint64_t memory, uint64_t address, uint64_t expected,
                              uint64_t timeout)
{
    return wait_for(context, word_at(context, memory, address, 8, true), 8, expected, timeout);
}

uint64_t wfx_rt_memory_notify(WfxContext *context, uint64_t memory, uint64_t address, uint64_t count)
{
    const uint8_t *word = word_at(context, memory, address, 4, false);
    WaitList *list = list_of(word);
    uint32_t woken = 0;
    pthread_mutex_lock(&list->lock);
    for (Waiter **at = &list->first; *at && woken < (uint32_t)count;) {
        Waiter *waiter = *at;
        if (waiter->word != word) {
            at = &waiter->next;
            continue;
        }
        *at = waiter->next;
        waiter->is_notified = true;
        wfx_rt_wake(waiter->store); /* who waits needs the lock to go on: the waiter and its store are there */
        woken++;
    }
    pthread_mutex_unlock(&list->lock);
    return woken;
}
