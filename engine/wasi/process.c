/* Arguments, environment, clocks, random numbers, and what little there is of processes. */
#include "engine/wasi/wasi.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static uint64_t total_size(char *const *strings, uint32_t count)
{
    uint64_t size = 0;
    for (uint32_t i = 0; i < count; i++)
        size += strlen(strings[i]) + 1;
    return size;
}

static WasiErrno put_sizes(Wasi *wasi, char *const *strings, uint32_t count, const uint64_t *args)
{
    uint64_t size = total_size(strings, count);
    if (size > UINT32_MAX)
        return WASI_OVERFLOW;
    return wasi_store_u32(wasi, args[0], count) && wasi_store_u32(wasi, args[1], (uint32_t)size) ? WASI_SUCCESS
                                                                                                 : WASI_FAULT;
}

/* Writes the pointers to args[0] and the strings, back to back, to args[1]. */
static WasiErrno put_strings(Wasi *wasi, char *const *strings, uint32_t count, const uint64_t *args)
{
    uint64_t text = args[1];
    if (!wasi_at(wasi, args[0], 4 * (uint64_t)count) || !wasi_at(wasi, text, total_size(strings, count)))
        return WASI_FAULT;
    for (uint32_t i = 0; i < count; i++) {
        size_t size = strlen(strings[i]) + 1;
        wasi_store_u32(wasi, args[0] + 4 * (uint64_t)i, (uint32_t)text);
        wasi_store(wasi, text, strings[i], size);
        text += size;
    }
    return WASI_SUCCESS;
}

WasiErrno wasi_args_get(Wasi *wasi, const uint64_t *args)
{
    return put_strings(wasi, wasi->args, wasi->arg_count, args);
}
WasiErrno wasi_args_sizes_get(Wasi *wasi, const uint64_t *args)
{
    return put_sizes(wasi, wasi->args, wasi->arg_count, args);
}
WasiErrno wasi_environ_get(Wasi *wasi, const uint64_t *args)
{
    return put_strings(wasi, wasi->env, wasi->env_count, args);
}
WasiErrno wasi_environ_sizes_get(Wasi *wasi, const uint64_t *args)
{
    return put_sizes(wasi, wasi->env, wasi->env_count, args);
}

static bool find_clock(uint64_t id, clockid_t *clock)
{
    static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID,
                                       CLOCK_THREAD_CPUTIME_ID};
    if (id > WASI_CLOCK_THREAD)
        return false;
    *clock = clocks[id];
    return true;
}

static uint64_t nanoseconds(const struct timespec *time)
{
    return (uint64_t)time->tv_sec * 1000000000 + (uint64_t)time->tv_nsec;
}

WasiErrno wasi_clock_res_get(Wasi *wasi, const uint64_t *args)
{
    clockid_t clock;
    struct timespec time;
    if (!find_clock(args[0], &clock))
        return WASI_INVAL;
    if (clock_getres(clock, &time) != 0)
        return wasi_errno(errno);
    return wasi_store_u64(wasi, args[1], nanoseconds(&time)) ? WASI_SUCCESS : WASI_FAULT;
}

WasiErrno wasi_clock_time_get(Wasi *wasi, const uint64_t *args)
{
    clockid_t clock;
    struct timespec time;
    if (!find_clock(args[0], &clock))
        return WASI_INVAL;
    if (clock_gettime(clock, &time) != 0)
        return wasi_errno(errno);
    return wasi_store_u64(wasi, args[2], nanoseconds(&time)) ? WASI_SUCCESS : WASI_FAULT;
}

WasiErrno wasi_random_get(Wasi *wasi, const uint64_t *args)
{
    uint8_t *place = wasi_at(wasi, args[0], args[1]);
    if (!place)
        return WASI_FAULT;
    for (uint64_t left = args[1]; left;) {
        ssize_t got = getrandom(place, left > 1 << 20 ? 1 << 20 : left, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return wasi_errno(errno);
        place += got;
        left -= (uint64_t)got;
    }
    return WASI_SUCCESS;
}

WasiErrno wasi_sched_yield(Wasi *wasi, const uint64_t *args)
{
    (void)wasi;
    (void)args;
    sched_yield();
    return WASI_SUCCESS;
}

/* The interface has no handlers for signals, so that raising one has no meaning here. */
WasiErrno wasi_proc_raise(Wasi *wasi, const uint64_t *args)
{
    (void)wasi;
    (void)args;
    return WASI_NOSYS;
}
