/* poll_oneoff: waits for clocks and files. Files that are always ready (regular ones, directories) are ready at
   once. */
#include "engine/wasi/wasi.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

enum { MAX_SUBSCRIPTIONS = 4096, ABSOLUTE = 1, HANGUP = 1 };
#define FOREVER UINT64_MAX

static uint64_t now(uint32_t id)
{
    struct timespec time = {0};
    clock_gettime(id == WASI_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* Nanoseconds until a clock subscription is due; FOREVER for a clock that cannot be waited for, or unknown flags. */
static uint64_t remaining(const WasiSubscription *subscription)
{
    uint32_t id = subscription->of.clock.id;
    if ((id != WASI_CLOCK_REALTIME && id != WASI_CLOCK_MONOTONIC) || subscription->of.clock.flags > ABSOLUTE)
        return FOREVER;
    if (!(subscription->of.clock.flags & ABSOLUTE))
        return subscription->of.clock.timeout < FOREVER ? subscription->of.clock.timeout : FOREVER - 1;
    uint64_t time = now(id);
    return subscription->of.clock.timeout > time ? subscription->of.clock.timeout - time : 0;
}

static int wait_files(struct pollfd *files, nfds_t count, uint64_t timeout)
{
    uint64_t start = now(WASI_CLOCK_MONOTONIC);
    for (;;) {
        uint64_t passed = now(WASI_CLOCK_MONOTONIC) - start, left = timeout > passed ? timeout - passed : 0;
        struct timespec wait = {.tv_sec = (time_t)(left / 1000000000), .tv_nsec = (long)(left % 1000000000)};
        int ready = ppoll(files, count, timeout == FOREVER ? NULL : &wait, NULL);
        if (ready >= 0 || errno != EINTR)
            return ready;
    }
}

static void describe_file(WasiEvent *event, const struct pollfd *file)
{
    int available = 0;
    if (event->type == WASI_EVENT_READ && ioctl(file->fd, FIONREAD, &available) == 0 && available > 0)
        event->bytes = (uint64_t)available;
    if (file->revents & POLLHUP)
        event->flags = HANGUP;
    if (file->revents & POLLNVAL)
        event->error = WASI_BADF;
    else if (file->revents & POLLERR)
        event->error = WASI_IO;
}

/* What is wrong with a subscription at once, before anything is waited for. */
static WasiErrno check(Wasi *wasi, const WasiSubscription *subscription, struct pollfd *file)
{
    *file = (struct pollfd){.fd = -1};
    if (subscription->tag == WASI_EVENT_CLOCK)
        return remaining(subscription) == FOREVER ? WASI_INVAL : WASI_SUCCESS;
    if (subscription->tag > WASI_EVENT_WRITE)
        return WASI_INVAL;
    WasiErrno error;
    WasiFile *open = wasi_file(wasi, subscription->of.file.fd, WASI_RIGHT_POLL_FD_READWRITE, &error);
    if (!open)
        return error;
    *file = (struct pollfd){.fd = open->host, .events = subscription->tag == WASI_EVENT_READ ? POLLIN : POLLOUT};
    return WASI_SUCCESS;
}

static bool is_due(const WasiSubscription *subscription, const struct pollfd *file, uint64_t waited)
{
    return subscription->tag == WASI_EVENT_CLOCK ? waited >= remaining(subscription) : file->revents != 0;
}

/* One event for every subscription that is due; their number. */
static uint32_t collect(const WasiSubscription *in, WasiEvent *out, const struct pollfd *files, const WasiErrno *errors,
                        uint32_t count, uint64_t waited)
{
    uint32_t events = 0;
    for (uint32_t i = 0; i < count; i++) {
        bool absolute = in[i].tag == WASI_EVENT_CLOCK && (in[i].of.clock.flags & ABSOLUTE);
        if (!errors[i] && !is_due(&in[i], &files[i], absolute ? 0 : waited))
            continue;
        WasiEvent event = {.userdata = in[i].userdata, .error = (uint16_t)errors[i], .type = in[i].tag};
        if (!errors[i] && in[i].tag != WASI_EVENT_CLOCK)
            describe_file(&event, &files[i]);
        out[events++] = event;
    }
    return events;
}

static WasiErrno wait_and_collect(const WasiSubscription *in, WasiEvent *out, struct pollfd *files,
                                  const WasiErrno *errors, uint32_t count, uint32_t *events)
{
    uint64_t timeout = FOREVER, start = now(WASI_CLOCK_MONOTONIC);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t left = errors[i] ? 0 : in[i].tag == WASI_EVENT_CLOCK ? remaining(&in[i]) : FOREVER;
        timeout = left < timeout ? left : timeout;
    }
    for (;;) {
        if (wait_files(files, count, timeout) < 0)
            return wasi_errno(errno);
        *events = collect(in, out, files, errors, count, now(WASI_CLOCK_MONOTONIC) - start);
        if (*events)
            return WASI_SUCCESS;
        timeout = 1000; /* the clock was a little short */
    }
}

WasiErrno wasi_poll_oneoff(Wasi *wasi, const uint64_t *args)
{
    uint32_t count = (uint32_t)args[2], events = 0;
    if (count == 0 || count > MAX_SUBSCRIPTIONS)
        return WASI_INVAL;
    const void *subscriptions = wasi_at(wasi, args[0], count * sizeof(WasiSubscription));
    void *place = wasi_at(wasi, args[1], count * sizeof(WasiEvent));
    if (!subscriptions || !place || !wasi_at(wasi, args[3], 4))
        return WASI_FAULT;
    WasiErrno status = WASI_NOMEM;
    WasiSubscription *in = malloc(count * sizeof *in);
    WasiEvent *out = calloc(count, sizeof *out);
    struct pollfd *files = calloc(count, sizeof *files);
    WasiErrno *errors = calloc(count, sizeof *errors);
    if (in && out && files && errors) {
        memcpy(in, subscriptions, count * sizeof *in);
        for (uint32_t i = 0; i < count; i++)
            errors[i] = check(wasi, &in[i], &files[i]);
        status = wait_and_collect(in, out, files, errors, count, &events);
    }
    if (status == WASI_SUCCESS) {
        memcpy(place, out, events * sizeof *out);
        wasi_store_u32(wasi, args[3], events);
    }
    free(in);
    free(out);
    free(files);
    free(errors);
    return status;
}
