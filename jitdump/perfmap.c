/* The perf map: /tmp/perf-PID.map, read by perf report for code in anonymous memory. Lines appear when an image is published, whole. */
#include "engine/code/code.h"
#include "jitdump/jitdump.h"
#include "jitdump/private_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void *publish(void *self, const WfxCodeImage *image)
{
    FILE *file = self;
    for (uint32_t i = 0; i < image->function_count; i++) {
        const WfxCodeFunction *function = &image->functions[i];
        char name[256];
        wfx_function_label(image->module, function->function, name, sizeof name);
        fprintf(file, "%lx %x %s\n", (unsigned long)(uintptr_t)image->code + function->start, function->end - function->start,
                name);
    }
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
        return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET,
                             "cannot write the perf map %s: %s; perf reads it at that place only: remove what stands there", path,
                             strerror(errno));
    if (!wfx_code_observe(&(WfxCodeObserver){.self = file, .publish = publish}))
        return wfx_error_set(error, WFX_ERROR_LIMIT, WFX_NO_OFFSET, "too many code observers");
    return true;
}
