/* The perf map: /tmp/perf-PID.map, read by perf report for code in anonymous memory. Lines appear when an image is
   published, whole. It knows no inlined functions: their code has lines of its own, whose names say where it was
   inlined. */
#include "engine/code/code.h"
#include "jitdump/jitdump.h"
#include "jitdump/private_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void put_line(FILE *file, const WfxCodeImage *image, uint32_t start, uint32_t end)
{
    WfxBuffer name = {0};
    wfx_image_print_functions(image, NULL, start, &name);
    if (start < end)
        fprintf(file, "%lx %x %.*s\n", (unsigned long)(uintptr_t)image->code + start, end - start, (int)name.size,
                (const char *)name.data);
    wfx_buffer_free(&name);
}

/* A line for each piece between changes of the inlined call. */
static void put_function(FILE *file, const WfxCodeImage *image, const WfxCodeFunction *function)
{
    uint32_t at = function->start;
    for (uint32_t i = wfx_image_first_inlined_range(image, at);
         i < image->inlined_range_count && image->inlined_ranges[i].start < function->end; i++) {
        const WfxInlinedRange *range = &image->inlined_ranges[i];
        put_line(file, image, at, range->start);
        put_line(file, image, range->start, range->end);
        at = range->end;
    }
    put_line(file, image, at, function->end);
}

static void *publish(void *self, const WfxCodeImage *image)
{
    FILE *file = self;
    for (uint32_t i = 0; i < image->function_count; i++)
        put_function(file, image, &image->functions[i]);
    if (fflush(file))
        fprintf(stderr, "wasmfx: warning: the perf map is incomplete: %s\n", strerror(errno));
    return NULL;
}

bool wfx_perfmap_start(WfxError *error)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/perf-%d.map", (int)getpid());
    int descriptor = wfx_private_file(path);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (!file)
        return wfx_error_set(
            error, WFX_ERROR_IO, WFX_NO_OFFSET,
            "cannot write the perf map %s: %s; perf reads it at that place only: remove what stands there", path,
            strerror(errno));
    if (!wfx_code_observe(&(WfxCodeObserver){.self = file, .publish = publish}))
        return wfx_error_set(error, WFX_ERROR_LIMIT, WFX_NO_OFFSET, "too many code observers");
    return true;
}
