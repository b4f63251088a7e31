/* The jitdump writer. Invariants: a function's DEBUG_INFO and UNWINDING_INFO stand directly before its LOAD, as perf
   wants; every record is written whole, by one write per image. */
#include "jitdump/jitdump.h"
#include "engine/code/code.h"
#include "jitdump/private_file.h"
#include "jitdump/unwind.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MAGIC = 0x4A695444, VERSION = 1, HEADER_BYTES = 40, MACHINE_X86_64 = 62 };
enum { RECORD_LOAD = 0, RECORD_DEBUG_INFO = 2, RECORD_UNWINDING_INFO = 4 };

typedef struct Jitdump {
    int file;
    void *marker; /* perf finds the dump by this executable mapping of it */
    uint64_t code_index;
    WfxBuffer out; /* records of one image */
} Jitdump;

static uint64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static bool write_all(int file, const uint8_t *data, size_t size)
{
    while (size) {
        ssize_t done = write(file, data, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        data += done;
        size -= (size_t)done;
    }
    return true;
}

/* Begins a record; its size is filled in by end_record. */
static size_t begin_record(Jitdump *dump, uint32_t id)
{
    size_t start = dump->out.size;
    wfx_buffer_u32(&dump->out, id);
    wfx_buffer_u32(&dump->out, 0);
    wfx_buffer_u64(&dump->out, now_ns());
    return start;
}

static void end_record(Jitdump *dump, size_t start)
{
    while (dump->out.size % 8)
        wfx_buffer_u8(&dump->out, 0);
    if (dump->out.failed)
        return;
    uint32_t size = (uint32_t)(dump->out.size - start);
    memcpy(dump->out.data + start + 4, &size, sizeof size);
}

static void put_row(Jitdump *dump, uint64_t address, uint32_t line, const char *path)
{
    wfx_buffer_u64(&dump->out, address);
    wfx_buffer_u32(&dump->out, line);
    wfx_buffer_u32(&dump->out, 0);
    wfx_buffer_bytes(&dump->out, path, strlen(path) + 1);
}

/* One row where the line changes, and a last one at the end of the code, so that the last line does not run on. */
static void put_debug_info(Jitdump *dump, const WfxCodeImage *image, const WfxCodeFunction *function)
{
    const WfxSourceMap *source = image->module->source;
    if (!source || !source->files[0].path)
        return;
    size_t start = begin_record(dump, RECORD_DEBUG_INFO);
    wfx_buffer_u64(&dump->out, (uint64_t)(uintptr_t)image->code + function->start);
    size_t count_at = dump->out.size;
    wfx_buffer_u64(&dump->out, 0);
    uint64_t count = 0;
    uint32_t last = 0, last_file = 0;
    for (uint32_t i = wfx_image_first_line(image, function->start);
         i < image->line_count && image->lines[i].pc < function->end; i++) {
        const WfxSourceRow *row = wfx_source_find(source, image->lines[i].wasm_offset);
        uint32_t file = row ? wfx_source_file(source, row) : 0;
        if (!row || (row->line == last && file == last_file))
            continue;
        put_row(dump, (uint64_t)(uintptr_t)image->code + image->lines[i].pc, row->line, source->files[file].path);
        last = row->line;
        last_file = file;
        count++;
    }
    put_row(dump, (uint64_t)(uintptr_t)image->code + function->end, last, source->files[last_file].path);
    count++;
    if (!dump->out.failed)
        memcpy(dump->out.data + count_at, &count, sizeof count);
    end_record(dump, start);
}

static void put_unwinding_info(Jitdump *dump, uint32_t code_size)
{
    size_t start = begin_record(dump, RECORD_UNWINDING_INFO);
    size_t sizes_at = dump->out.size;
    for (int i = 0; i < 3; i++)
        wfx_buffer_u64(&dump->out, 0);
    size_t table_at = dump->out.size;
    uint64_t header_size = wfx_unwind_table(&dump->out, code_size);
    uint64_t size = dump->out.size - table_at;
    uint64_t sizes[3] = {size, header_size, size};
    if (!dump->out.failed)
        memcpy(dump->out.data + sizes_at, sizes, sizeof sizes);
    end_record(dump, start);
}

/* perf has one name for each load: code that was inlined is part of the function that it is in. Its lines are its own.
   */
static void put_load(Jitdump *dump, const WfxCodeImage *image, const WfxCodeFunction *function)
{
    char name[256];
    wfx_function_label(image->module, function->function, name, sizeof name);
    uint64_t address = (uint64_t)(uintptr_t)image->code + function->start;
    uint32_t size = function->end - function->start;
    size_t start = begin_record(dump, RECORD_LOAD);
    wfx_buffer_u32(&dump->out, (uint32_t)getpid());
    wfx_buffer_u32(&dump->out, (uint32_t)syscall(SYS_gettid));
    wfx_buffer_u64(&dump->out, address);
    wfx_buffer_u64(&dump->out, address);
    wfx_buffer_u64(&dump->out, size);
    wfx_buffer_u64(&dump->out, dump->code_index++);
    wfx_buffer_bytes(&dump->out, name, strlen(name) + 1);
    wfx_buffer_bytes(&dump->out, image->code + function->start, size);
    end_record(dump, start);
}

static void *publish(void *self, const WfxCodeImage *image)
{
    Jitdump *dump = self;
    dump->out.size = 0;
    for (uint32_t i = 0; i < image->function_count; i++) {
        put_debug_info(dump, image, &image->functions[i]);
        put_unwinding_info(dump, image->functions[i].end - image->functions[i].start);
        put_load(dump, image, &image->functions[i]);
    }
    if (dump->out.failed || !write_all(dump->file, dump->out.data, dump->out.size))
        fprintf(stderr, "wasmfx: warning: the jitdump is incomplete: %s\n",
                dump->out.failed ? "out of memory" : strerror(errno));
    return NULL;
}

bool wfx_jitdump_start(const char *directory, WfxError *error)
{
    static Jitdump dump;
    char path[4096];
    snprintf(path, sizeof path, "%s/jit-%d.dump", directory ? directory : ".", (int)getpid());
    dump.file = wfx_private_file(path);
    if (dump.file < 0)
        return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET,
                             "cannot write the jitdump %s: %s; choose a writable directory with --jitdump=DIR", path,
                             strerror(errno));
    wfx_buffer_u32(&dump.out, MAGIC);
    wfx_buffer_u32(&dump.out, VERSION);
    wfx_buffer_u32(&dump.out, HEADER_BYTES);
    wfx_buffer_u32(&dump.out, MACHINE_X86_64);
    wfx_buffer_u32(&dump.out, 0);
    wfx_buffer_u32(&dump.out, (uint32_t)getpid());
    wfx_buffer_u64(&dump.out, now_ns());
    wfx_buffer_u64(&dump.out, 0);
    if (dump.out.failed || !write_all(dump.file, dump.out.data, dump.out.size))
        return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "cannot write the jitdump %s: %s", path,
                             strerror(errno));
    dump.marker = mmap(NULL, (size_t)sysconf(_SC_PAGESIZE), PROT_READ | PROT_EXEC, MAP_PRIVATE, dump.file, 0);
    if (dump.marker == MAP_FAILED)
        return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET,
                             "cannot map the jitdump %s for perf: %s (is its file system mounted noexec?)", path,
                             strerror(errno));
    if (!wfx_code_observe(&(WfxCodeObserver){.self = &dump, .publish = publish, .wants_source = true}))
        return wfx_error_set(error, WFX_ERROR_LIMIT, WFX_NO_OFFSET, "too many code observers");
    return true;
}
