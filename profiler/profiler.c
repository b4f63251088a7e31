/* Starting and stopping; choice of the method. See profiler.h. */
#include "profiler/profiler.h"
#include "engine/base/alloc.h"
#include "profiler/sampler.h"

#include <time.h>

enum { DEFAULT_RATE = 1000, MAX_RATE = 20000 };

static uint64_t thread_cpu_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
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
    profiler->cpu_start = thread_cpu_ns();
    WfxError first = {0};
    if (options->method != WFX_PROFILE_TIMER) {
        profiler->method = WFX_PROFILE_PERF;
        if (wfx_sampler_perf_start(profiler, options->method == WFX_PROFILE_PERF ? error : &first))
            return profiler;
        if (options->method == WFX_PROFILE_PERF)
            goto fail;
    }
    profiler->method = WFX_PROFILE_TIMER;
    if (wfx_sampler_timer_start(profiler, error))
        return profiler;
fail:
    wfx_profiler_free(profiler);
    return NULL;
}

void wfx_profiler_stop(WfxProfiler *profiler)
{
    profiler->cpu_end = thread_cpu_ns();
    if (profiler->method == WFX_PROFILE_PERF)
        wfx_sampler_perf_stop(profiler);
    else
        wfx_sampler_timer_stop(profiler);
}

void wfx_profiler_add(WfxProfiler *profiler, const uint64_t *addresses, uint32_t count, bool is_cut)
{
    if (!wfx_stack_table_add(&profiler->stacks, addresses, count)) {
        profiler->dropped++;
        return;
    }
    profiler->samples++;
    profiler->cut += is_cut;
}

void wfx_profiler_free(WfxProfiler *profiler)
{
    if (!profiler)
        return;
    wfx_stack_table_free(&profiler->stacks);
    free(profiler);
}
