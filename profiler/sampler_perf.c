/* Sampling by perf events: the kernel interrupts the thread each 1/rate seconds of its CPU time and writes its frame-pointer call chain,
   which crosses continuation stacks by itself, into a ring buffer that our thread drains. No signal reaches the program.
   Interface: perf_event_open(2). */
#include "engine/base/alloc.h"
#include "engine/code/code.h"
#include "engine/inspect.h"
#include "profiler/sampler.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAX_RING_PAGES = 512, MIN_RING_PAGES = 8, RECORD_BYTES = 65536 };

struct WfxSampler {
    int file;
    struct perf_event_mmap_page *control;
    uint8_t *ring;
    uint64_t ring_size; /* a power of two */
    size_t mapped;
    uint8_t record[RECORD_BYTES];
};

static void copy_from_ring(const WfxSampler *sampler, uint64_t at, void *to, size_t size)
{
    uint64_t offset = at & (sampler->ring_size - 1);
    size_t first = sampler->ring_size - offset < size ? (size_t)(sampler->ring_size - offset) : size;
    memcpy(to, sampler->ring + offset, first);
    memcpy((uint8_t *)to + first, sampler->ring, size - first);
}

/* A sample's body is {u64 count; u64 addresses[count]}; addresses >= PERF_CONTEXT_MAX are marks between kernel and user parts. */
static void add_sample(WfxProfiler *profiler, const uint8_t *body)
{
    uint64_t count, chain[WFX_SAMPLE_DEPTH];
    memcpy(&count, body, sizeof count);
    uint32_t kept = 0;
    bool has_wasm = false, complete = false;
    for (uint64_t i = 0; i < count && kept < WFX_SAMPLE_DEPTH; i++) {
        uint64_t address;
        memcpy(&address, body + 8 + 8 * i, sizeof address);
        if (address >= (uint64_t)PERF_CONTEXT_MAX)
            continue;
        chain[kept++] = address;
        has_wasm = has_wasm || wfx_code_find(address);
        complete = complete || address == wfx_inspect_root.entry_base;
    }
    wfx_profiler_add(profiler, chain, kept, has_wasm && !complete);
}

static void drain(WfxProfiler *profiler)
{
    WfxSampler *sampler = profiler->sampler;
    uint64_t head = __atomic_load_n(&sampler->control->data_head, __ATOMIC_ACQUIRE);
    uint64_t tail = sampler->control->data_tail;
    while (tail < head) {
        struct perf_event_header header;
        copy_from_ring(sampler, tail, &header, sizeof header);
        if (header.size < sizeof header || tail + header.size > head)
            break;
        copy_from_ring(sampler, tail, sampler->record, header.size);
        const uint8_t *body = sampler->record + sizeof header;
        if (header.type == PERF_RECORD_SAMPLE) {
            add_sample(profiler, body);
        } else if (header.type == PERF_RECORD_LOST) {
            uint64_t lost;
            memcpy(&lost, body + 8, sizeof lost);
            profiler->dropped += lost;
        }
        tail += header.size;
    }
    __atomic_store_n(&sampler->control->data_tail, tail, __ATOMIC_RELEASE);
}

static void *drain_thread(void *self)
{
    WfxProfiler *profiler = self;
    while (!atomic_load(&profiler->stop)) {
        struct pollfd wait = {.fd = profiler->sampler->file, .events = POLLIN};
        poll(&wait, 1, 20);
        drain(profiler);
    }
    return NULL;
}

static bool map_ring(WfxSampler *sampler)
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

bool wfx_sampler_perf_start(WfxProfiler *profiler, WfxError *error)
{
    WfxSampler *sampler = wfx_calloc(1, sizeof *sampler);
    if (!sampler)
        return wfx_error_oom(error);
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_SOFTWARE,
        .size = sizeof attributes,
        .config = PERF_COUNT_SW_CPU_CLOCK,
        .sample_period = 1000000000u / profiler->options.rate,
        .sample_type = PERF_SAMPLE_CALLCHAIN,
        .disabled = 1,
        .exclude_kernel = 1,
        .exclude_hv = 1,
        .exclude_callchain_kernel = 1,
        .watermark = 1,
        .wakeup_watermark = 4096,
    };
    sampler->file = (int)syscall(SYS_perf_event_open, &attributes, (pid_t)syscall(SYS_gettid), -1, -1, PERF_FLAG_FD_CLOEXEC);
    if (sampler->file < 0) {
        wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET,
                      "the kernel does not permit perf events: %s; set kernel.perf_event_paranoid to 2 or less, or use "
                      "--profile-method=timer",
                      strerror(errno));
        free(sampler);
        return false;
    }
    if (!map_ring(sampler)) {
        wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "cannot map a perf ring buffer: %s; raise kernel.perf_event_mlock_kb",
                      strerror(errno));
        goto fail;
    }
    profiler->sampler = sampler;
    if (pthread_create(&profiler->thread, NULL, drain_thread, profiler)) {
        wfx_error_set(error, WFX_ERROR_MEMORY, WFX_NO_OFFSET, "cannot start the profiler's thread");
        munmap(sampler->control, sampler->mapped);
        goto fail;
    }
    profiler->running = true;
    ioctl(sampler->file, PERF_EVENT_IOC_ENABLE, 0);
    return true;
fail:
    close(sampler->file);
    free(sampler);
    profiler->sampler = NULL;
    return false;
}

void wfx_sampler_perf_stop(WfxProfiler *profiler)
{
    WfxSampler *sampler = profiler->sampler;
    if (!sampler)
        return;
    ioctl(sampler->file, PERF_EVENT_IOC_DISABLE, 0);
    atomic_store(&profiler->stop, true);
    pthread_join(profiler->thread, NULL);
    drain(profiler);
    munmap(sampler->control, sampler->mapped);
    close(sampler->file);
    free(sampler);
    profiler->sampler = NULL;
}
