/* The sampling profiler: CPU time of one thread by function and by handler, on the running stack and all its resumers.
   What it gathers is a profile (profile.h); this is how one is taken and shown. */
#ifndef WFX_PROFILER_PROFILER_H
#define WFX_PROFILER_PROFILER_H

#include "engine/base/error.h"

#include <stdio.h>

typedef enum WfxProfileMethod {
    WFX_PROFILE_AUTO,  /* perf events where the kernel permits them, else the timer */
    WFX_PROFILE_PERF,  /* perf_event_open, the kernel's own frame-pointer call chains, no signals */
    WFX_PROFILE_TIMER, /* a timer signal per thread and our own stack walk */
} WfxProfileMethod;

typedef struct WfxProfileOptions {
    const char *folded_path; /* folded stacks are written there, or NULL */
    uint32_t rate;           /* samples per second of CPU time; 0: 1000 */
    WfxProfileMethod method;
} WfxProfileOptions;

typedef struct WfxProfiler WfxProfiler;

/* To be called before the first module is compiled: modules published from then on are known to reports, and get
   printed text when they have no source. Once is enough. */
bool wfx_profiler_prepare(WfxError *error);

/* Starts sampling the calling thread. Modules should be compiled with counters (WfxCompileOptions.counters) so that
   resumes and suspensions are counted exactly. NULL with *error set (and what to do about it) when no method works. */
WfxProfiler *wfx_profiler_start(const WfxProfileOptions *options, WfxError *error);
/* Stops the sampled thread for good, at a place where its stores can be read; to be called on another thread, which
   then stops the profiler, reports and ends the process. False when it did not answer within a second. */
bool wfx_profiler_park(const WfxProfiler *profiler);
/* Ends sampling. Call on the thread that started it, or when that is parked, while its stores still exist. */
void wfx_profiler_stop(WfxProfiler *profiler);
/* Once: prints the report to `out` and writes the folded stacks; false with *error set when the file cannot be written.
   After stop, before the stores are deleted: suspended continuations are listed from them. */
bool wfx_profiler_report(WfxProfiler *profiler, FILE *out, WfxError *error);
void wfx_profiler_free(WfxProfiler *profiler);

#endif
