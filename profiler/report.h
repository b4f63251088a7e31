/* Inside the profiler: what reads a profile. */
#ifndef WFX_PROFILER_REPORT_H
#define WFX_PROFILER_REPORT_H

#include "engine/base/buffer.h"
#include "engine/base/error.h"
#include "profiler/profile.h"

#include <stdio.h>

/* CPU time, ns, of a function or of a handler. `self` of a function is that of samples in which it is the newest of
   compiled code, `self` of a handler (its exclusive time) that of samples in which its boundary is the innermost;
   `total` (inclusive) that of samples with it anywhere. */
typedef struct WfxTime {
    uint64_t self, total;
    uint32_t seen; /* number of the last stack that counted, + 1 */
} WfxTime;
typedef struct WfxAttribution {
    WfxTime *functions, *handlers; /* by their numbers in the profile */
    uint64_t in_wasm;              /* CPU time of samples with at least one wasm frame */
    uint64_t unhandled;            /* of those without any boundary */
} WfxAttribution;
bool wfx_attribute(const WfxProfile *profile, WfxAttribution *result);
void wfx_attribution_free(WfxAttribution *result);

/* Each false when memory is short; nothing is printed then. */
bool wfx_print_report(const WfxProfile *profile, FILE *out);
/* Folded stacks: root first, frames separated by `;`, then a space and the number of samples. Boundaries are frames
   "[resume NAME FILE:LINE (TAGS)]". */
bool wfx_print_folded(const WfxProfile *profile, WfxBuffer *out);

bool wfx_export_folded(const WfxProfile *profile, const char *path, WfxError *error);
/* Writes what was exported. A file is replaced as a whole, written beside its name and renamed, so that it never ends
   amid a line; when the disk is full, by the lines that fit. Devices, pipes and links are written to and stay what they
   are. */
bool wfx_export_write(const WfxBuffer *content, const char *path, WfxError *error);

#endif
