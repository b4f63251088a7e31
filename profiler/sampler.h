/* Inside the profiler: what both sampling methods share. A sample is a list of code addresses, newest first: the interrupted pc, then return
   addresses. Boundaries need no mark: the return address of a resume (its RESUMED label) occurs nowhere else. */
#ifndef WFX_PROFILER_SAMPLER_H
#define WFX_PROFILER_SAMPLER_H

#include "engine/base/vec.h"
#include "profiler/profiler.h"

#include <pthread.h>
#include <stdatomic.h>

enum { WFX_SAMPLE_DEPTH = 512 }; /* addresses kept of one sample; deeper stacks are cut */

/* Distinct stacks with their counts: an open-addressing table over addresses kept back to back. */
typedef struct WfxStackEntry {
    uint32_t first, count;
    uint64_t hash, samples;
} WfxStackEntry;
typedef struct WfxStackTable {
    WFX_VEC(uint64_t) addresses;
    WFX_VEC(WfxStackEntry) entries;
    uint32_t *slots; /* entry number + 1; 0 = empty */
    uint32_t slot_count;
} WfxStackTable;
bool wfx_stack_table_add(WfxStackTable *table, const uint64_t *addresses, uint32_t count);
void wfx_stack_table_free(WfxStackTable *table);

typedef struct WfxSampler WfxSampler;
struct WfxProfiler {
    WfxProfileOptions options;
    WfxProfileMethod method;     /* the one in use */
    WfxStackTable stacks;        /* owned by the drain thread until stop */
    uint64_t samples;            /* kept, cut ones included */
    uint64_t dropped;            /* taken by the machine, lost before they were counted */
    uint64_t cut;                /* kept, but the stack does not reach the host's entry */
    uint64_t cpu_start, cpu_end; /* thread CPU time, ns */
    pthread_t thread;
    bool running; /* the drain thread exists */
    atomic_bool stop;
    WfxSampler *sampler; /* of the method */
};

/* Adds one sample (drain thread). `is_cut` when the collector knows that the walk was incomplete. */
void wfx_profiler_add(WfxProfiler *profiler, const uint64_t *addresses, uint32_t count, bool is_cut);

bool wfx_sampler_perf_start(WfxProfiler *profiler, WfxError *error);
void wfx_sampler_perf_stop(WfxProfiler *profiler);
bool wfx_sampler_timer_start(WfxProfiler *profiler, WfxError *error);
void wfx_sampler_timer_stop(WfxProfiler *profiler);

#endif
