/* CodeImage: what the compiler publishes of one module's machine code; immutable from then on, so that threads and
   stores share it without a lock. What others know about an image (the registry's place of it, observers' records, an
   instance's counters) they keep themselves. The one seam between the compiler and all that looks at code: traps,
   exceptions, the stack walker, gdb/, jitdump/, profiler/, objdump. */
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

/* A variable: a local of a function. One with a home is there in the whole body, and these 8 bytes are all that is kept
   of it: quick code has no others. One without (home 0, where no slot can be) is where its ranges say, and nowhere
   else: it may have none. Readers ask wfx_image_local_at and wfx_image_ranges (engine/code/code.h), which answer for
   both. */
typedef struct WfxCodeLocal {
    WfxType type;
    int32_t home; /* frame slot: offset from rbp; 0: none */
} WfxCodeLocal;

typedef enum WfxWhere {
    WFX_WHERE_NOWHERE,  /* optimised out: no range says so, what none of them covers does */
    WFX_WHERE_SLOT,     /* frame slot; value: offset from rbp */
    WFX_WHERE_REGISTER, /* general; value: its number in machine code (rax 0, rcx 1, rdx 2, rbx 3, rsp 4, ..) */
    WFX_WHERE_XMM,      /* value: number of the register */
    WFX_WHERE_CONSTANT, /* value: index in image->constants of what a slot would hold: 1 word, of v128 2 */
} WfxWhere;

/* Before the instructions of [start, end) a variable is there. A stopped frame, in a call or suspended, is at its call:
   the range that holds pc - 1 counts. No register survives a stop (docs/architecture.md, machine rules): so a range
   with a register ends where a call begins. */
typedef struct WfxCodeRange {
    uint32_t local;      /* in image->locals; it has no home */
    uint32_t start, end; /* code offsets within the body; start < end */
    uint32_t where;      /* WfxWhere */
    int32_t value;
} WfxCodeRange;

/* Stack maps: which slots of a frame hold references while it is stopped at a site, besides the homes of its locals of
   reference types, which always do. Ranges are for people: a slot that a range names and that holds a reference is in
   the map too. A map is a word with the count of its slots and one word for each: distance below rbp in words << 3 |
   WfxRefKind. Map 0 is empty. */
static inline uint32_t wfx_stack_map_slot(int32_t frame_offset, unsigned ref_kind)
{
    return (uint32_t)-frame_offset / 8 << 3 | ref_kind;
}
static inline int32_t wfx_stack_map_offset(uint32_t slot)
{
    return -(int32_t)(slot >> 3) * 8;
}

/* A call that was replaced by the callee's code (engine/ir/ir.h, IrInlined). The callee is a function of the same
   module, and runs for the same instance. Sites and line rows of its code have wasm offsets in the callee: of the
   innermost function. Sorted by host; of one host a parent stands before those inside it. */
typedef struct WfxCodeInlined {
    uint32_t host;     /* in whose code it is: index in image->functions */
    uint32_t parent;   /* the inlined call that this one was in; WFX_NO_INDEX: it was in the host itself */
    uint32_t offset;   /* wasm offset of the call, in the function that it was in */
    uint32_t function; /* the callee: function index in the module */
    uint32_t first_local, local_count; /* the callee's, in image->locals; parameters first, none has a home */
} WfxCodeInlined;
/* Code of an inlined call, the innermost one. What is in no range is the host's own. Sorted by start; none overlap. */
typedef struct WfxInlinedRange {
    uint32_t start, end; /* in the host's code, behind its prologue */
    uint32_t inlined;    /* in image->inlined */
} WfxInlinedRange;

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
    uint8_t kind;        /* WfxSiteKind */
    uint8_t trap;        /* WfxTrap */
    uint32_t try_region; /* in image->tries, or WFX_NO_INDEX */
    uint32_t stack_map;  /* where code may be stopped: index in stack_maps; WFX_NO_INDEX for traps */
} WfxSite;

/* Exception handlers: a region's clauses are tried in order, then its parent's. */
typedef struct WfxCodeClause {
    uint8_t kind;        /* WfxClauseKind CATCH.. */
    uint32_t tag_offset; /* in the instance, of the WfxTag * that it catches */
    uint32_t target;     /* code offset of the LANDING block */
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
    uint32_t counter; /* in the counters of an instance: [counter] = resumes, [counter+1+k] = suspensions to clause k */
} WfxCodeResume;
typedef struct WfxCodeResumeClause {
    uint32_t tag;
    bool is_switch;
    uint32_t target; /* code offset of the HANDLER block or WFX_NO_INDEX */
} WfxCodeResumeClause;

/* Line rows: from `pc` on, code belongs to the wasm instruction at `wasm_offset`. Sorted by pc; each function begins
   with a row for its header (wasm_offset = wasm_start) and has a row at `body`. */
typedef struct WfxLineRow {
    uint32_t pc, wasm_offset;
} WfxLineRow;

/* [start, end): rbp already belongs to the destination, r11 = destination pc. */
typedef struct WfxSwitchRange {
    uint32_t start, end;
} WfxSwitchRange;

/* Beyond all code offsets. An image with a function that was left out (WfxCompileOptions.wanted) is to be read, not
   run. */
#define WFX_LEFT_OUT UINT32_C(0x80000000)

typedef struct WfxCodeImage {
    const WfxModule *module; /* outlives the image */
    const uint8_t *code;     /* executable address; set by wfx_code_publish */
    uint32_t code_size;      /* bytes, data included */
    uint32_t text_size;      /* machine code comes first; then read-only data (constants, resume sites) */
    uint32_t function_count;
    const WfxCodeFunction *functions; /* sorted by start, covers [0, text_size) but for padding */
    uint32_t local_count;
    const WfxCodeLocal *locals;
    uint32_t range_count;       /* 0 of quick code */
    const WfxCodeRange *ranges; /* sorted by local, then by start; those of a local do not overlap */
    uint32_t constant_count;
    const uint64_t *constants;
    uint32_t inlined_count; /* 0 of quick code, as the next */
    const WfxCodeInlined *inlined;
    uint32_t inlined_range_count;
    const WfxInlinedRange *inlined_ranges;
    uint32_t site_count;
    const WfxSite *sites;       /* sorted by pc */
    uint32_t stack_map_count;   /* words */
    const uint32_t *stack_maps; /* see wfx_stack_map_slot */
    uint32_t line_count;
    const WfxLineRow *lines;
    uint32_t try_count;
    const WfxCodeTry *tries;
    uint32_t clause_count;
    const WfxCodeClause *clauses;
    uint32_t resume_count;
    const WfxCodeResume *resumes; /* sorted by pc */
    uint32_t resume_clause_count;
    const WfxCodeResumeClause *resume_clauses;
    uint32_t switch_count;
    const WfxSwitchRange *switches; /* sorted */
    uint32_t counter_count;         /* of each instance; 0 unless compiled with counters */
    /* code offset by own function number (index - imports); WFX_LEFT_OUT + number: not compiled */
    const uint32_t *entry;
} WfxCodeImage;

/* Frees an image that is not published (any more). */
static inline void wfx_image_free(const WfxCodeImage *image)
{
    free((void *)image->functions);
    free((void *)image->locals);
    free((void *)image->ranges);
    free((void *)image->constants);
    free((void *)image->inlined);
    free((void *)image->inlined_ranges);
    free((void *)image->sites);
    free((void *)image->stack_maps);
    free((void *)image->lines);
    free((void *)image->tries);
    free((void *)image->clauses);
    free((void *)image->resumes);
    free((void *)image->resume_clauses);
    free((void *)image->switches);
    free((void *)image->entry);
    free((void *)image);
}

/* What the compiler hands over: an image whose arrays are malloc'd (the image owns them), code bytes not yet
   executable. */
typedef struct WfxCodeBlob {
    const uint8_t *bytes;
    uint32_t size;
    const uint32_t *relocations; /* offsets of 64-bit words that hold code offsets and must become addresses */
    uint32_t relocation_count;
} WfxCodeBlob;

#endif
