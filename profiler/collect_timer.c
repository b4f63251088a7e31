/* Sampling by a timer signal: CLOCK_MONOTONIC reaches any rate (CPU-time timers stop at the kernel's tick), so a sample
   counts only by the CPU time that the thread used since the last one. The handler is async-signal-safe: it walks the
   stack into a preallocated ring, which a thread of ours empties, and sets the timer anew. Invariant: one writer (the
   handler, on the sampled thread), one reader; head and tail only grow. */
#include "engine/base/alloc.h"
#include "engine/code/walk_stack.h"
#include "engine/inspect.h"
#include "profiler/collect.h"

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

enum {
    RING_WORDS = 1 << 21, /* a power of two */
    SEEN_SLOTS = 1 << 18, /* a power of two, twice WFX_SAMPLE_ADDRESSES */
    HEAD_WORDS = 4,       /* of a sample in the ring: weight; time; continuation; number of addresses, and CUT */
    WALK_SHARE = 4,       /* the program runs this many times as long as a walk took, and a bit more, before the next */
};
#define CUT (UINT64_C(1) << 63)

typedef struct Sample {
    uint32_t count;
    bool cut;
    uint64_t addresses[WFX_SAMPLE_ADDRESSES];
} Sample;

/* The addresses of a sample's older part: `stamp` tells the present sample's from those of earlier ones. */
typedef struct Seen {
    uint64_t address, stamp;
} Seen;

struct WfxTimerSampler {
    timer_t timer;
    struct sigaction previous;
    WfxSchedule schedule;
    uint64_t distance; /* from `accounted` to the next sample, CPU time, ns */
    uint64_t own;      /* CPU time spent in the handler, ns */
    uint64_t stamp;
    atomic_uint_fast64_t head, tail, dropped; /* head, tail: words, counted on */
    Seen seen[SEEN_SLOTS];
    Sample sample;                          /* the handler's */
    uint64_t drained[WFX_SAMPLE_ADDRESSES]; /* the drain thread's */
    uint64_t ring[RING_WORDS];              /* pages are touched as they are used, as those of the other arrays */
};

static WfxTimerSampler *active; /* read by the handler */

static uint64_t now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* Is there a walkable stack, and from where? In wasm code or a stub: from the registers; in C under a wasm frame: from
   the exit. */
static bool begin_walk(WfxStackWalk *walk, const ucontext_t *machine)
{
    const greg_t *registers = machine->uc_mcontext.gregs;
    uint64_t pc = (uint64_t)registers[REG_RIP];
    if (wfx_code_find(pc) || wfx_stub_contains(pc)) {
        wfx_stack_walk_signal(walk, machine);
        return true;
    }
    WfxContext *context = wfx_profiler_running_context();
    if (!context || !context->exit_rbp)
        return false;
    wfx_stack_walk_exit(walk, context);
    return true;
}

/* Was the address not in the older part of this sample yet? */
static bool is_new(WfxTimerSampler *sampler, uint64_t address)
{
    uint32_t at = (uint32_t)((address * 0x9E3779B97F4A7C15u) >> 40) & (SEEN_SLOTS - 1);
    for (; sampler->seen[at].stamp == sampler->stamp; at = (at + 1) & (SEEN_SLOTS - 1))
        if (sampler->seen[at].address == address)
            return false;
    sampler->seen[at] = (Seen){address, sampler->stamp};
    return true;
}

/* Keeps one frame. Of a deep stack's older part each address stands once, in the order of its newest occurrence: that
   is all that functions' totals and handlers' times need. False: there is no room for it. */
static bool keep(WfxTimerSampler *sampler, Sample *sample, uint64_t address)
{
    if (sample->count >= WFX_SAMPLE_DEPTH) {
        if (sample->count == WFX_SAMPLE_DEPTH) {
            sampler->stamp++;
            sample->addresses[sample->count++] = WFX_PROFILE_ELIDED_ADDRESS;
        }
        if (!is_new(sampler, address))
            return true;
    }
    if (sample->count == WFX_SAMPLE_ADDRESSES)
        return false;
    sample->addresses[sample->count++] = address;
    return true;
}

static void take_sample(WfxTimerSampler *sampler, Sample *sample, const ucontext_t *machine)
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
        if (frame.kind == WFX_FRAME_WASM && !keep(sampler, sample, frame.pc)) {
            sample->cut = true;
            return;
        }
    }
    sample->cut = walk.cut;
}

static void put_words(WfxTimerSampler *sampler, uint64_t at, const uint64_t *words, uint32_t count)
{
    uint32_t offset = (uint32_t)at & (RING_WORDS - 1);
    uint32_t first = RING_WORDS - offset < count ? RING_WORDS - offset : count;
    memcpy(sampler->ring + offset, words, first * sizeof *words);
    memcpy(sampler->ring, words + first, (count - first) * sizeof *words);
}

static void get_words(const WfxTimerSampler *sampler, uint64_t at, uint64_t *words, uint32_t count)
{
    uint32_t offset = (uint32_t)at & (RING_WORDS - 1);
    uint32_t first = RING_WORDS - offset < count ? RING_WORDS - offset : count;
    memcpy(words, sampler->ring + offset, first * sizeof *words);
    memcpy(words + first, sampler->ring, (count - first) * sizeof *words);
}

/* Puts the sample just taken into the ring. */
static void push(WfxTimerSampler *sampler, uint64_t weight, uint64_t time)
{
    const Sample *sample = &sampler->sample;
    uint64_t head = atomic_load_explicit(&sampler->head, memory_order_relaxed);
    uint64_t used = head - atomic_load_explicit(&sampler->tail, memory_order_acquire);
    if (used + HEAD_WORDS + sample->count > RING_WORDS) {
        atomic_fetch_add_explicit(&sampler->dropped, weight, memory_order_relaxed);
        return;
    }
    const WfxContext *context = wfx_profiler_running_context();
    uint64_t continuation = context ? context->current->id : 0;
    put_words(sampler, head, (const uint64_t[]){weight, time, continuation, sample->count | (sample->cut ? CUT : 0)},
              HEAD_WORDS);
    put_words(sampler, head + HEAD_WORDS, sample->addresses, sample->count);
    atomic_store_explicit(&sampler->head, head + HEAD_WORDS + sample->count, memory_order_release);
}

/* One tick, after so many ns. */
static bool set_timer(const WfxTimerSampler *sampler, uint64_t after)
{
    struct timespec time = {.tv_sec = (time_t)(after / 1000000000u), .tv_nsec = (long)(after % 1000000000u)};
    return timer_settime(sampler->timer, 0, &(struct itimerspec){.it_value = time}, NULL) == 0;
}

/* The handler's own time is nobody's: it is left out of the account. */
static void on_tick(WfxTimerSampler *sampler, const ucontext_t *machine)
{
    WfxSchedule *schedule = &sampler->schedule;
    uint64_t cpu = now(CLOCK_THREAD_CPUTIME_ID), due = schedule->accounted + sampler->distance;
    /* A thread that waited has used less CPU time: no sample. While it goes on waiting it isn't woken more often than
       by samples. */
    if (cpu + sampler->distance / 4 < due) {
        set_timer(sampler, due - cpu > schedule->period ? due - cpu : schedule->period);
        return;
    }
    uint64_t weight = wfx_schedule_take(schedule, cpu), time = now(CLOCK_MONOTONIC);
    take_sample(sampler, &sampler->sample, machine);
    push(sampler, weight, time);
    uint64_t spent = now(CLOCK_THREAD_CPUTIME_ID) - cpu;
    sampler->own += spent;
    schedule->accounted += spent;
    uint64_t paused = WALK_SHARE * spent + schedule->period / 2;
    sampler->distance = wfx_schedule_distance(schedule, paused > schedule->period ? paused : schedule->period);
    set_timer(sampler, sampler->distance);
}

static void on_timer(int signal, siginfo_t *info, void *machine)
{
    (void)signal;
    (void)info;
    int saved_errno = errno;
    if (active)
        on_tick(active, machine);
    errno = saved_errno;
}

void wfx_timer_sampler_drain(WfxProfiler *profiler)
{
    WfxTimerSampler *sampler = profiler->timer;
    uint64_t tail = atomic_load_explicit(&sampler->tail, memory_order_relaxed);
    while (tail < atomic_load_explicit(&sampler->head, memory_order_acquire)) {
        uint64_t head[HEAD_WORDS];
        get_words(sampler, tail, head, HEAD_WORDS);
        uint32_t count = (uint32_t)(head[3] & ~CUT);
        get_words(sampler, tail + HEAD_WORDS, sampler->drained, count);
        wfx_profiler_add(profiler, sampler->drained, count, head[3] & CUT,
                         (WfxProfileSample){.weight = head[0], .time = head[1], .continuation = (uint32_t)head[2]});
        tail += HEAD_WORDS + count;
        atomic_store_explicit(&sampler->tail, tail, memory_order_release);
    }
}

void wfx_timer_sampler_wait(WfxProfiler *profiler)
{
    (void)profiler;
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
}

static bool start_timer(WfxTimerSampler *sampler, pid_t thread)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGPROF};
    event.sigev_notify_thread_id = thread;
    if (timer_create(CLOCK_MONOTONIC, &event, &sampler->timer))
        return false;
    sampler->distance = wfx_schedule_distance(&sampler->schedule, sampler->schedule.period);
    return set_timer(sampler, sampler->distance);
}

bool wfx_timer_sampler_start(WfxProfiler *profiler, WfxError *error)
{
    WfxTimerSampler *sampler = wfx_calloc(1, sizeof *sampler);
    if (!sampler)
        return wfx_error_oom(error);
    sampler->schedule = wfx_schedule(profiler->options.rate, wfx_profiler_cpu(profiler));
    active = sampler;
    struct sigaction action = {.sa_sigaction = on_timer, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    sigaction(SIGPROF, &action, &sampler->previous);
    if (start_timer(sampler, profiler->thread_id)) {
        profiler->timer = sampler;
        return true;
    }
    wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "cannot start the profiler's timer: %s", strerror(errno));
    active = NULL;
    sigaction(SIGPROF, &sampler->previous, NULL);
    free(sampler);
    return false;
}

void wfx_timer_sampler_stop(WfxProfiler *profiler)
{
    WfxTimerSampler *sampler = profiler->timer;
    timer_delete(sampler->timer);
    active = NULL;
    signal(SIGPROF, SIG_IGN); /* one may still be pending; SIG_IGN discards it */
    sigaction(SIGPROF, &sampler->previous, NULL);
    wfx_timer_sampler_drain(profiler);
    profiler->profile.dropped += sampler->dropped;
    profiler->profile.own += sampler->own;
    free(sampler);
    profiler->timer = NULL;
}
