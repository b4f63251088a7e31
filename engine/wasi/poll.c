/* poll_oneoff: waits for clocks and files. Files that are always ready (regular ones, directories) are ready at
   once. */
#include "engine/wasi/wasi.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

enum { MAX_SUBSCRIPTIONS = 1 << 20, ABSOLUTE = 1, HANGUP = 1 };
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

/* Subscriptions of one call. Those of the same file share an entry of `files`: the kernel takes no more entries than a
   process may have files open. */
typedef struct Wait {
    uint32_t count;
    nfds_t file_count;
    WasiSubscription *in;
    WasiErrno *errors;    /* by subscription: what is wrong with it at once */
    uint32_t *places;     /* by subscription of a file: in `files` */
    struct pollfd *files; /* at most one per subscription */
    uint8_t *filetypes;   /* by file */
    WasiEvent *out;
} Wait;

static short wanted_events(uint8_t tag)
{
    return tag == WASI_EVENT_READ ? POLLIN : POLLOUT;
}

/* Why nothing can be done with a file any more. A socket tells that itself, once, to whoever uses it next. */
static WasiErrno file_error(const struct pollfd *file, uint8_t filetype, uint8_t tag)
{
    if (file->revents & POLLNVAL)
        return WASI_BADF;
    bool is_socket = filetype == WASI_FILETYPE_STREAM || filetype == WASI_FILETYPE_DATAGRAM;
    if (is_socket || !(file->revents & POLLERR))
        return WASI_SUCCESS;
    bool has_lost_reader = tag == WASI_EVENT_WRITE && filetype == WASI_FILETYPE_UNKNOWN; /* a pipe */
    return has_lost_reader ? WASI_PIPE : WASI_IO;
}

static void describe_file(WasiEvent *event, const struct pollfd *file, uint8_t filetype)
{
    int available = 0;
    if (event->type == WASI_EVENT_READ && ioctl(file->fd, FIONREAD, &available) == 0 && available > 0)
        event->bytes = (uint64_t)available;
    if (file->revents & POLLHUP)
        event->flags = HANGUP;
    event->error = (uint16_t)file_error(file, filetype, event->type);
}

/* What is wrong with a subscription at once, before anything is waited for; a file's place among the entries. */
static WasiErrno check(Wasi *wasi, Wait *wait, uint32_t index)
{
    WasiErrno error;
    const WasiSubscription *subscription = &wait->in[index];
    if (subscription->tag == WASI_EVENT_CLOCK)
        return remaining(subscription) == FOREVER ? WASI_INVAL : WASI_SUCCESS;
    if (subscription->tag > WASI_EVENT_WRITE)
        return WASI_INVAL;
    WasiRights rights = WASI_RIGHT_POLL_FD_READWRITE;
    rights |= subscription->tag == WASI_EVENT_READ ? WASI_RIGHT_FD_READ : WASI_RIGHT_FD_WRITE;
    WasiFile *file = wasi_file(wasi, subscription->of.file.fd, rights, &error);
    if (!file)
        return error;
    bool is_known = file->poll_place < wait->file_count && wait->files[file->poll_place].fd == file->host;
    if (!is_known) {
        file->poll_place = (uint32_t)wait->file_count++;
        wait->files[file->poll_place].fd = file->host;
        wait->filetypes[file->poll_place] = file->filetype;
    }
    wait->files[file->poll_place].events |= wanted_events(subscription->tag);
    wait->places[index] = file->poll_place;
    return WASI_SUCCESS;
}

static bool is_due(const Wait *wait, uint32_t index, uint64_t waited)
{
    const WasiSubscription *subscription = &wait->in[index];
    if (wait->errors[index])
        return true;
    if (subscription->tag != WASI_EVENT_CLOCK)
        return wait->files[wait->places[index]].revents &
               (wanted_events(subscription->tag) | POLLHUP | POLLERR | POLLNVAL);
    return remaining(subscription) <= (subscription->of.clock.flags & ABSOLUTE ? 0 : waited);
}

/* One event for every subscription that is due; their number. */
static uint32_t collect(const Wait *wait, uint64_t waited)
{
    uint32_t events = 0;
    for (uint32_t i = 0; i < wait->count; i++) {
        const WasiSubscription *in = &wait->in[i];
        if (!is_due(wait, i, waited))
            continue;
        WasiEvent event = {.userdata = in->userdata, .error = (uint16_t)wait->errors[i], .type = in->tag};
        if (!event.error && in->tag != WASI_EVENT_CLOCK)
            describe_file(&event, &wait->files[wait->places[i]], wait->filetypes[wait->places[i]]);
        wait->out[events++] = event;
    }
    return events;
}

static WasiErrno wait_and_collect(Wait *wait, uint32_t *events)
{
    uint64_t timeout = FOREVER, start = now(WASI_CLOCK_MONOTONIC);
    for (uint32_t i = 0; i < wait->count; i++) {
        uint64_t left = wait->errors[i] ? 0 : wait->in[i].tag == WASI_EVENT_CLOCK ? remaining(&wait->in[i]) : FOREVER;
        timeout = left < timeout ? left : timeout;
    }
    for (;;) {
        if (wait_files(wait->files, wait->file_count, timeout) < 0)
            return wasi_errno(errno);
        *events = collect(wait, now(WASI_CLOCK_MONOTONIC) - start);
        if (*events)
            return WASI_SUCCESS;
        timeout = 1000; /* the clock was a little short */
    }
}

static bool make_wait(Wait *wait, const void *subscriptions, uint32_t count)
{
    *wait = (Wait){
        .count = count,
        .in = malloc(count * sizeof *wait->in),
        .errors = calloc(count, sizeof *wait->errors),
        .places = calloc(count, sizeof *wait->places),
        .files = calloc(count, sizeof *wait->files),
        .filetypes = calloc(count, sizeof *wait->filetypes),
        .out = calloc(count, sizeof *wait->out),
    };
    if (!wait->in || !wait->errors || !wait->places || !wait->files || !wait->filetypes || !wait->out)
        return false;
    memcpy(wait->in, subscriptions, count * sizeof *wait->in);
    return true;
}

static void free_wait(Wait *wait)
{
    free(wait->in);
    free(wait->errors);
    free(wait->places);
    free(wait->files);
    free(wait->filetypes);
    free(wait->out);
}

/* subscriptions, events, their number, result */
WasiErrno wasi_poll_oneoff(Wasi *wasi, const uint64_t *args)
{
    uint32_t count = (uint32_t)args[2], events = 0;
    if (count == 0)
        return WASI_INVAL;
    const void *subscriptions = wasi_at(wasi, args[0], count * sizeof(WasiSubscription));
    void *place = wasi_at(wasi, args[1], count * sizeof(WasiEvent));
    if (!subscriptions || !place || !wasi_at(wasi, args[3], 4))
        return WASI_FAULT;
    if (count > MAX_SUBSCRIPTIONS)
        return WASI_NOMEM;
    Wait wait;
    WasiErrno status = WASI_NOMEM;
    if (make_wait(&wait, subscriptions, count)) {
        for (uint32_t i = 0; i < count; i++)
            wait.errors[i] = check(wasi, &wait, i);
        WasiPause pause;
        wasi_pause(wasi, NULL, &pause); /* of a file that another thread closes nothing is told but that it is closed */
        status = wait_and_collect(&wait, &events);
        wasi_resume(wasi, &pause);
    }
    if (status == WASI_SUCCESS) {
        memcpy(place, wait.out, events * sizeof *wait.out);
        wasi_store_u32(wasi, args[3], events);
    }
    free_wait(&wait);
    return status;
}
