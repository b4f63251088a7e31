/* CodeImage: what the compiler publishes of one module's machine code; immutable from then on. The one seam between the compiler and all
   that looks at code: traps, exceptions, the stack walker, gdb/, jitdump/, profiler/, objdump. */
#ifndef WFX_IMAGE_H
#define WFX_IMAGE_H

#include <stdlib.h>

#include "engine/layout.h"
#include "engine/wasm/names.h"

#define WFX_NO_INDEX UINT32_MAX

typedef struct WfxCodeFunction {
    uint32_t function;                 /* function index in the module */
    uint32_t start, end;               /* code offsets */
    uint32_t body;                     /* code offset after the prologue */
    uint32_t frame_size;               /* bytes from rbp down to rsp in the body (instance slot included) */
    uint32_t wasm_start, wasm_end;     /* body bytes in the module */
    uint32_t area;                     /* overflow words above the return address */
    uint32_t first_local, local_count; /* range in image->locals; parameters first */
} WfxCodeFunction;

/* A local's home: constant in the whole body. */
typedef struct WfxCodeLocal {
    WfxType type;
    int32_t frame_offset; /* from rbp */
} WfxCodeLocal;

typedef enum WfxSiteKind {
    WFX_SITE_CALL,    /* pc = return address */
    WFX_SITE_LIBCALL, /* pc = return address */
    WFX_SITE_SUSPEND, /* pc = return label of suspend or switch */
    WFX_SITE_RESUME,  /* pc = return label (RESUMED) of a resume */
    WFX_SITE_TRAP,    /* pc = the ud2 or the access that may fault; `trap` says which */
} WfxSiteKind;

typedef struct WfxSite {
    uint32_t pc; /* code offset */
    uint32_t wasm_offset;
    uint8_t kind; /* WfxSiteKind */
    uint8_t trap; /* WfxTrap */
    uint16_t reserved;
    uint32_t try_region; /* in image->tries, or WFX_NO_INDEX */
    uint32_t stack_map;  /* reserved for gc: WFX_NO_INDEX */
} WfxSite;

/* Exception handlers: a region's clauses are tried in order, then its parent's. */
typedef struct WfxCodeClause {
    uint8_t kind; /* WfxClauseKind CATCH.. */
    uint32_t tag;
    uint32_t target; /* code offset of the LANDING block */
} WfxCodeClause;
typedef struct WfxCodeTry {
    uint32_t parent;
    uint32_t first_clause, clause_count;
} WfxCodeTry;

/* A resume, for people and profilers; `descriptor` is where its WfxResumeSite stands in the code. */
typedef struct WfxCodeResume {
    uint32_t function; /* function index */
    uint32_t pc;       /* RESUMED label, code offset */
    uint32_t wasm_offset;
    uint32_t descriptor;                 /* code offset of the WfxResumeSite */
    uint32_t first_clause, clause_count; /* in image->resume_clauses */
    uint32_t counter; /* counters[counter] = resumes, counters[counter+1+k] = suspensions to clause k (profiling only) */
} WfxCodeResume;
typedef struct WfxCodeResumeClause {
    uint32_t tag;
    bool is_switch;
    uint32_t target; /* code offset of the HANDLER block or WFX_NO_INDEX */
} WfxCodeResumeClause;

/* Line rows: from `pc` on, code belongs to the wasm instruction at `wasm_offset`. Sorted by pc; each function begins with a row for its header
   (wasm_offset = wasm_start) and has a row at `body`. */
typedef struct WfxLineRow {
    uint32_t pc, wasm_offset;
} WfxLineRow;

/* [start, end): rbp already belongs to the destination, r11 = destination pc. */
typedef struct WfxSwitchRange {
    uint32_t start, end;
} WfxSwitchRange;

/* Beyond all code offsets. An image with a function that was left out (WfxCompileOptions.wanted) is to be read, not run. */
#define WFX_LEFT_OUT UINT32_C(0x80000000)

typedef struct WfxCodeImage {
    const WfxModule *module; /* outlives the image */
    uint8_t *code;           /* executable address; set by wfx_code_publish */
    uint32_t code_size;      /* bytes, data included */
    uint32_t text_size;      /* machine code comes first; then read-only data (constants, resume sites) */
    uint32_t function_count;
    WfxCodeFunction *functions; /* sorted by start, covers [0, text_size) but for padding */
    uint32_t local_count;
    WfxCodeLocal *locals;
    uint32_t site_count;
    WfxSite *sites; /* sorted by pc */
    uint32_t line_count;
    WfxLineRow *lines;
    uint32_t try_count;
    WfxCodeTry *tries;
    uint32_t clause_count;
    WfxCodeClause *clauses;
    uint32_t resume_count;
    WfxCodeResume *resumes;
    uint32_t resume_clause_count;
    WfxCodeResumeClause *resume_clauses;
    uint32_t switch_count;
    WfxSwitchRange *switches; /* sorted */
    uint32_t counter_count;
    uint64_t *counters;        /* zero unless compiled with counters */
    uint32_t *entry;           /* code offset by own function number (index - imports); WFX_LEFT_OUT + number: not compiled */
    void *observer_data[8];    /* one slot per observer, by registration order */
    struct WfxCodeImage *next; /* registry of published images */
} WfxCodeImage;

/* Frees an image that is not published (any more). */
static inline void wfx_image_free(WfxCodeImage *image)
{
    free(image->functions);
    free(image->locals);
    free(image->sites);
    free(image->lines);
    free(image->tries);
    free(image->clauses);
    free(image->resumes);
    free(image->resume_clauses);
    free(image->switches);
    free(image->counters);
    free(image->entry);
    free(image);
}

/* What the compiler hands over: an image whose arrays are malloc'd (the image owns them), code bytes not yet executable. */
typedef struct WfxCodeBlob {
    const uint8_t *bytes;
    uint32_t size;
    const uint32_t *relocations; /* offsets of 64-bit words that hold code offsets and must become addresses */
    uint32_t relocation_count;
} WfxCodeBlob;

#endif
