/* Inside the profiler: how a profile is taken. Two sampling methods fill it while the program runs; at its end come the
   suspended continuations, and the meanings of all addresses. A sample's stack is a list of code addresses, newest
   first: the interrupted pc, then return addresses. Boundaries need no mark: the return address of a resume (its
   RESUMED label) occurs nowhere else.

   A sample weighs the CPU time, in ns, that the thread used since the one before it, so that all CPU time is accounted
   for, also where ticks come late or together (in a long system call, behind a long walk). The distances between
   samples vary at random around the period: at a fixed distance they would beat with a program whose rounds take a
   small multiple of it, and strike its parts out of proportion. */
#ifndef WFX_PROFILER_COLLECT_H
#define WFX_PROFILER_COLLECT_H

#include "engine/image.h"
#include "profiler/profile.h"
#include "profiler/profiler.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

enum {
    WFX_SAMPLE_DEPTH = 512,         /* newest addresses of a sample, kept as they are */
    /* all that is kept: beyond the newest ones each address once, behind one that says so */
    WFX_SAMPLE_ADDRESSES = 1 << 17,
};

/* CPU time of one sampled thread; all times in ns. */
typedef struct WfxSchedule {
    uint64_t period;    /* mean distance of samples */
    uint64_t accounted; /* CPU time up to which samples stand for it */
    uint64_t random;    /* state of the generator (xorshift); never 0 */
} WfxSchedule;
static inline WfxSchedule wfx_schedule(uint32_t rate, uint64_t cpu)
{
    return (WfxSchedule){.period = 1000000000u / rate, .accounted = cpu, .random = (cpu * 0x9E3779B97F4A7C15u) | 1};
}
/* What a sample at this CPU time stands for. */
static inline uint64_t wfx_schedule_take(WfxSchedule *schedule, uint64_t cpu)
{
    uint64_t taken = cpu > schedule->accounted ? cpu - schedule->accounted : 0;
    schedule->accounted += taken;
    return taken;
}
/* A random distance, uniform within a quarter of the mean. */
static inline uint64_t wfx_schedule_distance(WfxSchedule *schedule, uint64_t mean)
{
    schedule->random ^= schedule->random << 13;
    schedule->random ^= schedule->random >> 7;
    schedule->random ^= schedule->random << 17;
    return mean - mean / 4 + schedule->random % (mean / 2 + 1);
}

typedef struct WfxPerfSampler WfxPerfSampler;
typedef struct WfxTimerSampler WfxTimerSampler;
struct WfxProfiler {
    WfxProfileOptions options;
    /* The samplers that run, or NULL. Only the drain thread touches what follows until it has been joined. */
    WfxPerfSampler *perf;
    WfxTimerSampler *timer;
    WfxProfile profile;
    pid_t thread_id;    /* the sampled thread */
    clockid_t clock;    /* its CPU time */
    uint64_t cpu_start; /* ns of it */
    pthread_t thread;
    bool running; /* the drain thread exists */
    atomic_bool stop;
};

/* Adds one sample (drain thread); its stack and its thread need not be set. `is_cut` when the collector knows that the
   walk was incomplete. */
void wfx_profiler_add(WfxProfiler *profiler, const uint64_t *addresses, uint32_t count, bool is_cut,
                      WfxProfileSample sample);
/* CPU time of the sampled thread, ns. */
uint64_t wfx_profiler_cpu(const WfxProfiler *profiler);
/* The context that runs wasm code, or a host call of it, or NULL. */
WfxContext *wfx_profiler_running_context(void);

/* Each sampler: start on behalf of the sampled thread (any thread may call), wait at most 20 ms for samples, take them
   over, stop and free. */
bool wfx_perf_sampler_start(WfxProfiler *profiler, WfxError *error);
void wfx_perf_sampler_wait(WfxProfiler *profiler);
/* False when a stack was longer than the kernel's call chain. */
bool wfx_perf_sampler_drain(WfxProfiler *profiler);
void wfx_perf_sampler_stop(WfxProfiler *profiler);
bool wfx_timer_sampler_start(WfxProfiler *profiler, WfxError *error);
void wfx_timer_sampler_wait(WfxProfiler *profiler);
void wfx_timer_sampler_drain(WfxProfiler *profiler);
void wfx_timer_sampler_stop(WfxProfiler *profiler);

/* Published images, in no order; see images.c. */
typedef WFX_VEC(const WfxCodeImage *) WfxImageList;
const WfxImageList *wfx_profiler_images(void);

/* ---- at the end, while images and stores still exist ---- */
/* The continuations that are suspended now. */
void wfx_collect_suspended(WfxProfile *profile);
/* Says what the frames from `first` on mean, and adds those that they were inlined into. False when memory is short, as
   the next. */
bool wfx_resolve_frames(WfxProfile *profile, uint32_t first);
/* Adds the handlers that ran, by their exact counts, and were in no frame yet. */
bool wfx_resolve_counted(WfxProfile *profile);

#endif
