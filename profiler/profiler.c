/* Starting and stopping; choice of the method. See profiler.h. */
#include "profiler/profiler.h"
#include "engine/base/alloc.h"
#include "engine/inspect.h"
#include "profiler/collect.h"
#include "profiler/report.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { DEFAULT_RATE = 1000, MAX_RATE = 20000 };

uint64_t wfx_profiler_cpu(const WfxProfiler *profiler)
{
    struct timespec time = {0};
    clock_gettime(profiler->clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

WfxContext *wfx_profiler_running_context(void)
{
    for (WfxInspectStore *store = wfx_inspect_root.stores; store; store = store->next)
        if (store->context->current)
            return store->context;
    return NULL;
}

/* The kernel's call chains are too short for this program: our own walker goes on. When that fails, perf events do what
   they can. */
static void go_deep(WfxProfiler *profiler)
{
    WfxError ignored = {0};
    if (!wfx_timer_sampler_start(profiler, &ignored))
        return;
    wfx_perf_sampler_stop(profiler);
    profiler->profile.method = "perf events, then timer";
}

static void *drain_thread(void *self)
{
    WfxProfiler *profiler = self;
    while (!atomic_load(&profiler->stop)) {
        if (profiler->timer) {
            wfx_timer_sampler_wait(profiler);
            wfx_timer_sampler_drain(profiler);
        } else {
            wfx_perf_sampler_wait(profiler);
            if (!wfx_perf_sampler_drain(profiler))
                go_deep(profiler);
        }
    }
    return NULL;
}

static bool start_sampler(WfxProfiler *profiler, WfxError *error)
{
    WfxError refused = {0};
    switch (profiler->options.method) {
    case WFX_PROFILE_PERF: return wfx_perf_sampler_start(profiler, error);
    case WFX_PROFILE_AUTO:
        if (wfx_perf_sampler_start(profiler, &refused))
            return true;
        /* fall through */
    case WFX_PROFILE_TIMER: break;
    }
    return wfx_timer_sampler_start(profiler, error);
}

static void stop_samplers(WfxProfiler *profiler)
{
    if (profiler->perf)
        wfx_perf_sampler_stop(profiler);
    if (profiler->timer)
        wfx_timer_sampler_stop(profiler);
}

WfxProfiler *wfx_profiler_start(const WfxProfileOptions *options, WfxError *error)
{
    WfxProfiler *profiler = wfx_calloc(1, sizeof *profiler);
    if (!profiler) {
        wfx_error_oom(error);
        return NULL;
    }
    profiler->options = *options;
    if (!profiler->options.rate)
        profiler->options.rate = DEFAULT_RATE;
    if (profiler->options.rate > MAX_RATE) {
        wfx_error_set(error, WFX_ERROR_USAGE, WFX_NO_OFFSET, "the sampling rate must be 1 to %d per second", MAX_RATE);
        goto fail;
    }
    profiler->profile.rate = profiler->options.rate;
    profiler->thread_id = (pid_t)syscall(SYS_gettid);
    pthread_getcpuclockid(pthread_self(), &profiler->clock);
    profiler->cpu_start = wfx_profiler_cpu(profiler);
    if (!start_sampler(profiler, error))
        goto fail;
    profiler->profile.method = profiler->perf ? "perf events" : "timer";
    profiler->running = !pthread_create(&profiler->thread, NULL, drain_thread, profiler);
    if (profiler->running)
        return profiler;
    stop_samplers(profiler);
    wfx_error_set(error, WFX_ERROR_MEMORY, WFX_NO_OFFSET, "cannot start the profiler's thread");
fail:
    wfx_profiler_free(profiler);
    return NULL;
}

void wfx_profiler_stop(WfxProfiler *profiler)
{
    profiler->profile.cpu = wfx_profiler_cpu(profiler) - profiler->cpu_start;
    atomic_store(&profiler->stop, true);
    if (profiler->running)
        pthread_join(profiler->thread, NULL);
    profiler->running = false;
    stop_samplers(profiler);
}

void wfx_profiler_add(WfxProfiler *profiler, const uint64_t *addresses, uint32_t count, bool is_cut,
                      WfxProfileSample sample)
{
    WfxProfile *profile = &profiler->profile;
    sample.thread = (uint32_t)profiler->thread_id;
    sample.stack = WFX_PROFILE_NONE;
    if (!sample.weight)
        return;
    if ((!is_cut && !wfx_profile_stack(profile, addresses, count, true, &sample.stack)) ||
        !wfx_profile_sample(profile, &sample))
        profile->dropped += sample.weight;
}

/* Sampled frames come first, so that what was sampled is listed before what only ran or only waits. */
static bool complete(WfxProfile *profile)
{
    if (!wfx_resolve_frames(profile, 0) || !wfx_resolve_counted(profile))
        return false;
    uint32_t resolved = profile->frames.count;
    wfx_collect_suspended(profile);
    return wfx_resolve_frames(profile, resolved);
}

bool wfx_profiler_report(WfxProfiler *profiler, FILE *out, WfxError *error)
{
    WfxProfile *profile = &profiler->profile;
    const char *path = profiler->options.folded_path;
    if (!complete(profile) || !wfx_print_report(profile, out))
        return wfx_error_oom(error);
    return !path || wfx_export_folded(profile, path, error);
}

void wfx_profiler_free(WfxProfiler *profiler)
{
    if (!profiler)
        return;
    wfx_profile_free(&profiler->profile);
    free(profiler);
}
