/* Inside the profiler: the parts of the report. */
#ifndef WFX_PROFILER_REPORT_H
#define WFX_PROFILER_REPORT_H

#include "profiler/sampler.h"
#include "profiler/symbols.h"

/* CPU time, ns, of one function, or of one handler (self = exclusive, total = inclusive). */
typedef struct WfxTally {
    const WfxCodeImage *image;
    uint32_t number; /* in image->functions / image->resumes */
    uint64_t self, total;
    uint64_t mark;
} WfxTally;
typedef struct WfxTallies {
    WFX_VEC(WfxTally) rows;
    uint32_t *slots;
    uint32_t slot_count;
} WfxTallies;

typedef struct WfxAttribution {
    WfxTallies functions, handlers;
    uint64_t in_wasm;   /* CPU time, ns, of samples with at least one wasm frame */
    uint64_t unhandled; /* of those without any boundary */
} WfxAttribution;

/* Published images, in no order; see images.c. */
typedef WFX_VEC(const WfxCodeImage *) WfxImageList;
const WfxImageList *wfx_profiler_images(void);

/* Sees that there is a row, one without samples if need be. */
bool wfx_tallies_add(WfxTallies *tallies, const WfxCodeImage *image, uint32_t number);
bool wfx_attribute(const WfxStackTable *stacks, WfxAttribution *result);
void wfx_attribution_free(WfxAttribution *result);
/* Writes folded stacks: root first, frames separated by `;`, then a space and the number of samples. Boundaries are frames
   "[resume NAME FILE:LINE (TAGS)]". */
bool wfx_write_folded(const WfxProfiler *profiler, const char *path, WfxError *error);
/* Continuations suspended now, grouped by stack. */
void wfx_report_suspended(FILE *out);

#endif
