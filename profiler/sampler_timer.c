/* Sampling by a timer signal: CLOCK_MONOTONIC reaches any rate (CPU-time timers stop at the kernel's tick), so a sample counts only by the CPU time
   that the thread used since the last one. The handler is async-signal-safe: it walks the stack into a slot of a preallocated ring; a thread of
   ours empties it. Invariant: one writer (the handler, on the sampled thread), one reader; head and tail only grow. */
#include "engine/base/alloc.h"
#include "engine/code/walk_stack.h"
#include "engine/inspect.h"
#include "profiler/sampler.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum { RING_SLOTS = 2048 }; /* a power of two */

typedef struct Sample {
    uint32_t count;
    bool cut;
    uint64_t addresses[WFX_SAMPLE_DEPTH];
} Sample;

struct WfxSampler {
    timer_t timer;
    struct sigaction previous;
    uint64_t period;   /* ns */
    uint64_t last_cpu; /* thread CPU time at the last counted sample */
    atomic_uint_fast64_t head, tail, dropped;
    Sample ring[RING_SLOTS];
};

static WfxSampler *active; /* read by the handler */

static WfxContext *running_context(void)
{
    for (WfxInspectStore *store = wfx_inspect_root.stores; store; store = store->next)
        if (store->context->current)
            return store->context;
    return NULL;
}

/* Is there a walkable stack, and from where? In wasm code or a stub: from the registers; in C under a wasm frame: from the exit. */
static bool begin_walk(WfxStackWalk *walk, const ucontext_t *machine)
{
    const greg_t *registers = machine->uc_mcontext.gregs;
    uint64_t pc = (uint64_t)registers[REG_RIP];
    if (wfx_code_find(pc) || wfx_stub_contains(pc)) {
        wfx_stack_walk_signal(walk, machine);
        return true;
    }
    WfxContext *context = running_context();
    if (!context || !context->exit_rbp)
        return false;
    wfx_stack_walk_exit(walk, context);
    return true;
}

static void take_sample(Sample *sample, const ucontext_t *machine)
{
    WfxStackWalk walk;
    WfxStackFrame frame;
    sample->count = 0;
    sample->cut = false;
    uint64_t pc = (uint64_t)machine->uc_mcontext.gregs[REG_RIP];
    if (!wfx_code_find(pc))
        sample->addresses[sample->count++] = pc;
    if (!begin_walk(&walk, machine))
        return;
    while (wfx_stack_walk_next(&walk, &frame)) {
        if (frame.kind != WFX_FRAME_WASM)
            continue;
        if (sample->count == WFX_SAMPLE_DEPTH) {
            sample->cut = true;
            return;
        }
        sample->addresses[sample->count++] = frame.pc;
    }
    sample->cut = walk.cut;
}

static void on_timer(int signal, siginfo_t *info, void *machine)
{
    (void)signal;
    (void)info;
    int saved_errno = errno;
    WfxSampler *sampler = active;
    if (sampler) {
        struct timespec time;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        uint64_t cpu = (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
        /* A thread that waited has used less CPU time than the period: no sample. */
        if (cpu - sampler->last_cpu >= sampler->period / 2) {
            sampler->last_cpu = cpu;
            uint64_t head = atomic_load_explicit(&sampler->head, memory_order_relaxed);
            if (head - atomic_load_explicit(&sampler->tail, memory_order_acquire) < RING_SLOTS) {
                take_sample(&sampler->ring[head & (RING_SLOTS - 1)], machine);
                atomic_store_explicit(&sampler->head, head + 1, memory_order_release);
            } else {
                atomic_fetch_add_explicit(&sampler->dropped, 1, memory_order_relaxed);
            }
        }
    }
    errno = saved_errno;
}

static void drain(WfxProfiler *profiler)
{
    WfxSampler *sampler = profiler->sampler;
    uint64_t tail = atomic_load_explicit(&sampler->tail, memory_order_relaxed);
    while (tail < atomic_load_explicit(&sampler->head, memory_order_acquire)) {
        const Sample *sample = &sampler->ring[tail & (RING_SLOTS - 1)];
        wfx_profiler_add(profiler, sample->addresses, sample->count, sample->cut);
        atomic_store_explicit(&sampler->tail, ++tail, memory_order_release);
    }
}

static void *drain_thread(void *self)
{
    WfxProfiler *profiler = self;
    while (!atomic_load(&profiler->stop)) {
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
        drain(profiler);
    }
    return NULL;
}

static bool start_timer(WfxSampler *sampler)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGPROF};
    event.sigev_notify_thread_id = (pid_t)syscall(SYS_gettid);
    if (timer_create(CLOCK_MONOTONIC, &event, &sampler->timer))
        return false;
    struct timespec period = {.tv_sec = (time_t)(sampler->period / 1000000000u),
                              .tv_nsec = (long)(sampler->period % 1000000000u)};
    return timer_settime(sampler->timer, 0, &(struct itimerspec){period, period}, NULL) == 0;
}

bool wfx_sampler_timer_start(WfxProfiler *profiler, WfxError *error)
{
    WfxSampler *sampler = wfx_calloc(1, sizeof *sampler);
    if (!sampler)
        return wfx_error_oom(error);
    sampler->period = 1000000000u / profiler->options.rate;
    profiler->sampler = sampler;
    /* The drain thread must not take the signal meant for the sampled one; SIGEV_THREAD_ID sees to that. */
    if (pthread_create(&profiler->thread, NULL, drain_thread, profiler)) {
        wfx_error_set(error, WFX_ERROR_MEMORY, WFX_NO_OFFSET, "cannot start the profiler's thread");
        goto fail;
    }
    profiler->running = true;
    active = sampler;
    struct sigaction action = {.sa_sigaction = on_timer, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    sigaction(SIGPROF, &action, &sampler->previous);
    if (start_timer(sampler))
        return true;
    wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "cannot start the profiler's timer: %s", strerror(errno));
    active = NULL;
    sigaction(SIGPROF, &sampler->previous, NULL);
    atomic_store(&profiler->stop, true);
    pthread_join(profiler->thread, NULL);
fail:
    free(sampler);
    profiler->sampler = NULL;
    return false;
}

void wfx_sampler_timer_stop(WfxProfiler *profiler)
{
    WfxSampler *sampler = profiler->sampler;
    if (!sampler)
        return;
    timer_delete(sampler->timer);
    active = NULL;
    signal(SIGPROF, SIG_IGN); /* one may still be pending; SIG_IGN discards it */
    sigaction(SIGPROF, &sampler->previous, NULL);
    atomic_store(&profiler->stop, true);
    pthread_join(profiler->thread, NULL);
    drain(profiler);
    profiler->dropped += sampler->dropped;
    free(sampler);
    profiler->sampler = NULL;
}
