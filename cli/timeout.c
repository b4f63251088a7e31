/* `wasmfx run --timeout`: a thread of ours asks the store to interrupt what runs when the time is over. */
#include "cli/cli.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

static struct {
    wfx_store_t *store; /* NULL: no timeout runs */
    struct timespec end;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t is_over;
} timeout = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void *wait_for_end(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&timeout.lock);
    int waited = 0;
    while (timeout.store && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&timeout.is_over, &timeout.lock, &timeout.end);
    if (timeout.store)
        wfx_store_interrupt(timeout.store);
    pthread_mutex_unlock(&timeout.lock);
    return NULL;
}

bool cli_timeout_start(wfx_store_t *store, uint64_t ns)
{
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&timeout.is_over, &clock);
    pthread_condattr_destroy(&clock);
    clock_gettime(CLOCK_MONOTONIC, &timeout.end);
    uint64_t end = (uint64_t)timeout.end.tv_nsec + ns % 1000000000;
    timeout.end.tv_sec += (time_t)(ns / 1000000000 + end / 1000000000);
    timeout.end.tv_nsec = (long)(end % 1000000000);
    timeout.store = store;
    if (pthread_create(&timeout.thread, NULL, wait_for_end, NULL) == 0)
        return true;
    timeout.store = NULL;
    return false;
}

void cli_timeout_end(void)
{
    if (!timeout.store)
        return;
    pthread_mutex_lock(&timeout.lock);
    timeout.store = NULL;
    pthread_cond_signal(&timeout.is_over);
    pthread_mutex_unlock(&timeout.lock);
    pthread_join(timeout.thread, NULL);
}
