/* Sampling by perf events: the kernel interrupts the thread each 1/rate seconds of its CPU time and writes its
   frame-pointer call chain, which crosses continuation stacks by itself, into a ring buffer that our thread drains. No
   signal reaches the program. The chain ends at kernel.perf_event_max_stack frames; profiler.c then goes on by timer.
   Interface: perf_event_open(2). */
#include "engine/base/alloc.h"
#include "engine/base/assert.h"
#include "engine/code/code.h"
#include "engine/inspect.h"
#include "profiler/collect.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
    MAX_RING_PAGES = 512,
    MIN_RING_PAGES = 8,
    RECORD_BYTES = 65536,
    WAKEUP_BYTES =
        /* a sample that may be cut, 127 frames, wakes the drain thread at once, so that few are before the timer goes
           on */
        1000,
};

struct WfxPerfSampler {
    int file;
    struct perf_event_mmap_page *control;
    uint8_t *ring;
    uint64_t ring_size; /* a power of two */
    size_t mapped;
    WfxSchedule schedule; /* of the event's own count, CPU time since it was enabled */
    bool has_lost;        /* records were lost before the next sample */
    bool wasm_runs;       /* when the ring was last drained */
    uint8_t record[RECORD_BYTES];
};

static void copy_from_ring(const WfxPerfSampler *sampler, uint64_t at, void *to, size_t size)
{
    wfx_assert(!(sampler->ring_size & (sampler->ring_size - 1)) && size <= sampler->ring_size);
    uint64_t offset = at & (sampler->ring_size - 1);
    size_t first = sampler->ring_size - offset < size ? (size_t)(sampler->ring_size - offset) : size;
    memcpy(to, sampler->ring + offset, first);
    memcpy((uint8_t *)to + first, sampler->ring, size - first);
}

/* What the next sample stands for; the time of lost ones is not its own. */
static uint64_t weigh(WfxProfiler *profiler, uint64_t cpu)
{
    WfxPerfSampler *sampler = profiler->perf;
    uint64_t weight = wfx_schedule_take(&sampler->schedule, cpu), period = sampler->schedule.period;
    if (sampler->has_lost && weight > period) {
        profiler->profile.dropped += weight - period;
        weight = period;
    }
    sampler->has_lost = false;
    return weight;
}

/* A sample's body is {u64 time, CPU time, count, addresses[count]}; addresses >= PERF_CONTEXT_MAX are marks between
   kernel and user parts. False: the chain ends before the host's entry. A chain without wasm does so if wasm ran all
   the time (`in_wasm`): C code that the compiler's runtime library brings may keep no frame pointers. */
static bool add_sample(WfxProfiler *profiler, const uint8_t *body, bool in_wasm)
{
    uint64_t head[3], chain[RECORD_BYTES / 8];
    memcpy(head, body, sizeof head);
    uint32_t kept = 0;
    bool has_wasm = false, complete = false;
    for (uint64_t i = 0; i < head[2] && kept < RECORD_BYTES / 8; i++) {
        uint64_t address;
        memcpy(&address, body + sizeof head + 8 * i, sizeof address);
        if (address >= (uint64_t)PERF_CONTEXT_MAX)
            continue;
        chain[kept++] = address;
        has_wasm = has_wasm || wfx_code_find(address);
        complete = complete || address == wfx_inspect_root.entry_base;
    }
    bool is_cut = !complete && (has_wasm || in_wasm);
    wfx_profiler_add(profiler, chain, kept, is_cut,
                     (WfxProfileSample){.time = head[0], .weight = weigh(profiler, head[1])});
    return !is_cut;
}

/* The samples from here to the next drain are equally far apart: a few, for which it isn't worth it to interrupt the
   thread more often. */
static void change_distance(WfxPerfSampler *sampler)
{
    uint64_t distance = wfx_schedule_distance(&sampler->schedule, sampler->schedule.period);
    ioctl(sampler->file, PERF_EVENT_IOC_PERIOD, &distance);
}

bool wfx_perf_sampler_drain(WfxProfiler *profiler)
{
    WfxPerfSampler *sampler = profiler->perf;
    bool are_whole = true, runs = wfx_profiler_running_context() != NULL;
    bool in_wasm = sampler->wasm_runs && runs; /* the samples were taken between the last time and now */
    sampler->wasm_runs = runs;
    uint64_t head = __atomic_load_n(&sampler->control->data_head, __ATOMIC_ACQUIRE);
    uint64_t start = sampler->control->data_tail, tail = start;
    while (tail < head) {
        struct perf_event_header header;
        copy_from_ring(sampler, tail, &header, sizeof header);
        if (header.size < sizeof header || tail + header.size > head)
            break;
        copy_from_ring(sampler, tail, sampler->record, header.size);
        const uint8_t *body = sampler->record + sizeof header;
        if (header.type == PERF_RECORD_SAMPLE) {
            are_whole &= add_sample(profiler, body, in_wasm);
        } else if (header.type == PERF_RECORD_LOST) {
            sampler->has_lost = true;
        }
        tail += header.size;
    }
    __atomic_store_n(&sampler->control->data_tail, tail, __ATOMIC_RELEASE);
    if (tail != start)
        change_distance(sampler);
    return are_whole;
}

void wfx_perf_sampler_wait(WfxProfiler *profiler)
{
    struct pollfd wait = {.fd = profiler->perf->file, .events = POLLIN};
    poll(&wait, 1, 20);
}

static bool map_ring(WfxPerfSampler *sampler)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (size_t pages = MAX_RING_PAGES; pages >= MIN_RING_PAGES; pages /= 2) {
        sampler->mapped = (pages + 1) * page;
        void *memory = mmap(NULL, sampler->mapped, PROT_READ | PROT_WRITE, MAP_SHARED, sampler->file, 0);
        if (memory != MAP_FAILED) {
            sampler->control = memory;
            sampler->ring = (uint8_t *)memory + page;
            sampler->ring_size = pages * page;
            return true;
        }
    }
    return false;
}

bool wfx_perf_sampler_start(WfxProfiler *profiler, WfxError *error)
{
    WfxPerfSampler *sampler = wfx_calloc(1, sizeof *sampler);
    if (!sampler)
        return wfx_error_oom(error);
    sampler->schedule = wfx_schedule(profiler->options.rate, 0);
    /* Kernel time (system calls, page faults) is the program's, too; of the kernel's own frames nothing is wanted. */
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_SOFTWARE,
        .size = sizeof attributes,
        .config = PERF_COUNT_SW_CPU_CLOCK,
        .sample_period = sampler->schedule.period,
        .sample_type = PERF_SAMPLE_TIME | PERF_SAMPLE_READ | PERF_SAMPLE_CALLCHAIN,
        .use_clockid = 1,
        .clockid = CLOCK_MONOTONIC,
        .disabled = 1,
        .exclude_hv = 1,
        .exclude_callchain_kernel = 1,
        .watermark = 1,
        .wakeup_watermark = WAKEUP_BYTES,
    };
    sampler->file = (int)syscall(SYS_perf_event_open, &attributes, profiler->thread_id, -1, -1, PERF_FLAG_FD_CLOEXEC);
    if (sampler->file < 0) {
        wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET,
                      "the kernel does not permit perf events that count its own time: %s; set "
                      "kernel.perf_event_paranoid to 1 or less, "
                      "or use --profile-method=timer",
                      strerror(errno));
        free(sampler);
        return false;
    }
    if (!map_ring(sampler)) {
        wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET,
                      "cannot map a perf ring buffer: %s; raise kernel.perf_event_mlock_kb", strerror(errno));
        close(sampler->file);
        free(sampler);
        return false;
    }
    profiler->perf = sampler;
    ioctl(sampler->file, PERF_EVENT_IOC_ENABLE, 0);
    return true;
}

void wfx_perf_sampler_stop(WfxProfiler *profiler)
{
    WfxPerfSampler *sampler = profiler->perf;
    ioctl(sampler->file, PERF_EVENT_IOC_DISABLE, 0);
    wfx_perf_sampler_drain(profiler);
    munmap(sampler->control, sampler->mapped);
    close(sampler->file);
    free(sampler);
    profiler->perf = NULL;
}
