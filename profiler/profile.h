/* A profile as data. collect_*.c fill it while the program runs, resolve.c says at its end what its addresses mean, and
   all that is shown of it (report.c, export_*.c) is read from here alone.

   Things refer to each other by number. A stack is an array of frames, newest first; equal texts, frames and stacks are
   kept once. A frame is a place in code: two samples at one address have one frame. Stacks carry the CPU time that was
   seen on them; when and where it was seen, sample by sample, is kept on demand (keeps_samples), for it grows with the
   time that a program runs, and stacks don't. Invariant: the weights of all stacks and of `cut` add up to `sampled`,
   and so do those of the samples, where they are kept.

   Words (see docs/profiling.md): a *boundary* is the place in a stack where a continuation meets the resume that runs
   it; a *handler* is a resume site with its clauses. A boundary is no frame: it lies between a frame with a handler,
   which is in that resume, and the next newer one.

   All times are ns. Functions that return bool are false when memory is short; what was there stays as it was. */
#ifndef WFX_PROFILER_PROFILE_H
#define WFX_PROFILER_PROFILE_H

#include "engine/base/vec.h"
#include "profiler/index.h"

#define WFX_PROFILE_NONE UINT32_MAX
/* Stands in a sampled stack where repeated frames were left out. No code has this address. */
#define WFX_PROFILE_ELIDED_ADDRESS ((uint64_t)1)

typedef struct WfxProfilePlace {
    uint32_t file;   /* string: path of the source, or NONE */
    uint32_t line;   /* 0: unknown */
    uint32_t offset; /* in the module's bytes */
} WfxProfilePlace;

typedef struct WfxProfileFunction {
    uint64_t address; /* where its code begins; no two are equal */
    uint32_t name;    /* string */
    WfxProfilePlace place;
} WfxProfileFunction;

typedef struct WfxProfileHandler {
    uint64_t address;  /* return address of the resume; no two are equal */
    uint64_t resumes;  /* exact numbers; 0 when not counted */
    uint64_t suspends; /* to all its clauses */
    uint32_t function; /* that has the resume */
    uint32_t tags;     /* string: "yield, switch:done", or "-" */
    WfxProfilePlace place;
} WfxProfileHandler;

typedef enum WfxProfileFrameKind {
    WFX_PROFILE_FRAME_HOST,   /* no compiled code, or not resolved */
    WFX_PROFILE_FRAME_WASM,   /* compiled code; without a function between those */
    WFX_PROFILE_FRAME_ELIDED, /* repeated frames were left out here */
} WfxProfileFrameKind;

/* What stands in a stack is the innermost function at an address; those that it was inlined into follow by `outer`. */
typedef struct WfxProfileFrame {
    uint64_t address;
    uint32_t function; /* or NONE */
    uint32_t handler;  /* or NONE; of the innermost only */
    uint32_t outer;    /* frame: the caller that it was inlined into, or NONE */
    WfxProfilePlace place;
    uint8_t kind;  /* WfxProfileFrameKind */
    bool is_exact; /* the address is the pc itself, and not a return address */
} WfxProfileFrame;

typedef struct WfxProfileStack {
    uint64_t weight;       /* CPU time; 0 when it was only seen suspended */
    uint32_t first, count; /* in stack_frames, newest first */
} WfxProfileStack;

typedef struct WfxProfileSample {
    uint64_t time;         /* CLOCK_MONOTONIC */
    uint64_t weight;       /* CPU time that it stands for */
    uint32_t stack;        /* NONE: cut, the stack does not reach the host's entry */
    uint32_t thread;       /* the system's number of it */
    uint32_t continuation; /* serial number of the one that ran; 0: unknown, as in samples of perf events */
} WfxProfileSample;

/* Continuations that are suspended at the end on one tag with one stack. */
typedef struct WfxProfileWaiting {
    uint64_t count;
    uint32_t tag; /* string */
    uint32_t stack;
} WfxProfileWaiting;

/* A zeroed one is empty. */
typedef struct WfxProfile {
    const char *method; /* how it was taken, for people */
    uint32_t rate;      /* samples per second of CPU time that were meant */
    bool keeps_samples;
    uint64_t cpu;     /* CPU time of the sampled threads */
    uint64_t own;     /* of it, what the sampling took */
    uint64_t sampled; /* what samples stand for, cut ones included */
    uint64_t cut;     /* of it, what cut ones do: in no stack */
    uint64_t dropped; /* what samples that were lost stood for */
    WFX_VEC(char) text;
    WFX_VEC(uint32_t) strings; /* where each begins in `text` */
    WFX_VEC(WfxProfileFunction) functions;
    WFX_VEC(WfxProfileHandler) handlers;
    WFX_VEC(WfxProfileFrame) frames;
    WFX_VEC(uint32_t) stack_frames;
    WFX_VEC(WfxProfileStack) stacks;
    WFX_VEC(WfxProfileSample) samples;
    WFX_VEC(WfxProfileWaiting) waiting;
    struct {
        uint64_t suspended; /* outermost of what they resumed, lost ones included */
        uint64_t resumers;  /* that wait for one of these, which they resumed: they are part of its stack */
        uint64_t fresh;     /* never resumed */
        uint64_t lost;      /* for want of memory */
    } continuations;
    struct {
        WfxIndex strings, functions, handlers, frames, stacks, waiting;
    } index;
} WfxProfile;

/* ---- building ---- */
bool wfx_profile_string(WfxProfile *profile, const char *text, uint32_t *string);
/* The frames' meanings are the caller's to set. */
bool wfx_profile_stack(WfxProfile *profile, const uint64_t *addresses, uint32_t count, bool newest_is_exact,
                       uint32_t *stack);
/* Counts a sample of a stack, or a cut one. */
bool wfx_profile_sample(WfxProfile *profile, const WfxProfileSample *sample);
/* These two find the one with this address, or add it without a name or a function: these are then the caller's to
   set. */
bool wfx_profile_function(WfxProfile *profile, uint64_t address, uint32_t *number);
bool wfx_profile_handler(WfxProfile *profile, uint64_t address, uint32_t *number);
/* One more in `waiting`. */
bool wfx_profile_waiting(WfxProfile *profile, uint32_t tag, uint32_t stack);
void wfx_profile_free(WfxProfile *profile);

/* ---- reading ---- */
static inline const char *wfx_profile_text(const WfxProfile *profile, uint32_t string)
{
    return profile->text.data + profile->strings.data[string];
}
static inline const WfxProfileFrame *wfx_profile_frame(const WfxProfile *profile, const WfxProfileStack *stack,
                                                       uint32_t at)
{
    return &profile->frames.data[profile->stack_frames.data[stack->first + at]];
}
/* The caller that a frame was inlined into, or NULL. */
static inline const WfxProfileFrame *wfx_profile_outer(const WfxProfile *profile, const WfxProfileFrame *frame)
{
    return frame->outer == WFX_PROFILE_NONE ? NULL : &profile->frames.data[frame->outer];
}
/* CPU time in samples at the profile's rate. */
static inline uint64_t wfx_profile_samples(const WfxProfile *profile, uint64_t time)
{
    uint64_t period = 1000000000u / profile->rate;
    return (time + period / 2) / period;
}
/* "producers.wat:12", or "+0x1a3" when no line is known. */
const char *wfx_profile_place(const WfxProfile *profile, const WfxProfilePlace *place, char *text, size_t size);

#endif
