/* Profiles made by hand: functions, handlers and stacks by name, without a program that runs. */
#ifndef WFX_TEST_SYNTHETIC_H
#define WFX_TEST_SYNTHETIC_H

#include "profiler/profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

enum { MS = 1000000 };

static inline WfxProfile synthetic_profile(void)
{
    return (WfxProfile){.method = "hand", .rate = 1000};
}

static inline uint32_t synthetic_string(WfxProfile *profile, const char *text)
{
    uint32_t string;
    assert_true(wfx_profile_string(profile, text, &string));
    return string;
}

/* A function at `address` that begins at this line of a.wat. */
static inline uint32_t synthetic_function(WfxProfile *profile, uint64_t address, const char *name, uint32_t line)
{
    uint32_t number;
    assert_true(wfx_profile_function(profile, address, &number));
    WfxProfileFunction *function = &profile->functions.data[number];
    function->name = synthetic_string(profile, name);
    function->place =
        (WfxProfilePlace){.file = synthetic_string(profile, "dir/a.wat"), .line = line, .offset = line * 16};
    return number;
}

/* A resume in a function, with the return address that frames in it have. */
static inline uint32_t synthetic_handler(WfxProfile *profile, uint64_t address, uint32_t function, uint32_t line,
                                         const char *tags)
{
    uint32_t number;
    assert_true(wfx_profile_handler(profile, address, &number));
    WfxProfileHandler *handler = &profile->handlers.data[number];
    handler->function = function;
    handler->tags = synthetic_string(profile, tags);
    handler->place =
        (WfxProfilePlace){.file = synthetic_string(profile, "dir/a.wat"), .line = line, .offset = line * 16};
    return number;
}

/* Each frame's address is in the function that begins at the last multiple of 0x100 before it; the frame at a handler's
   address is in that resume. */
static inline void synthetic_resolve(WfxProfile *profile)
{
    for (uint32_t i = 0; i < profile->frames.count; i++) {
        WfxProfileFrame *frame = &profile->frames.data[i];
        for (uint32_t k = 0; k < profile->functions.count; k++) {
            const WfxProfileFunction *function = &profile->functions.data[k];
            if (function->address != (frame->address & ~UINT64_C(0xff)))
                continue;
            frame->kind = WFX_PROFILE_FRAME_WASM;
            frame->function = k;
            frame->place = function->place;
            frame->place.line += (uint32_t)(frame->address & 0xff);
        }
        for (uint32_t k = 0; k < profile->handlers.count; k++)
            if (profile->handlers.data[k].address == frame->address && !frame->is_exact)
                frame->handler = k;
    }
}

/* The code of frames at `address`, which must exist, was inlined where a frame at `outer` would be. */
static inline void synthetic_inline(WfxProfile *profile, uint64_t address, uint64_t outer)
{
    for (uint32_t i = 0, count = profile->frames.count; i < count; i++)
        if (profile->frames.data[i].address == address) {
            profile->frames.data[i].outer = profile->frames.count;
            WfxProfileFrame frame = {.address = outer,
                                     .function = WFX_PROFILE_NONE,
                                     .handler = WFX_PROFILE_NONE,
                                     .outer = WFX_PROFILE_NONE};
            assert_true(wfx_vec_push(&profile->frames, frame));
        }
}

/* One sample of a stack, given newest first and ended by 0. */
static inline void synthetic_sample(WfxProfile *profile, const uint64_t *addresses, uint64_t weight)
{
    uint32_t count = 0;
    WfxProfileSample sample = {.weight = weight};
    while (addresses[count])
        count++;
    assert_true(wfx_profile_stack(profile, addresses, count, true, &sample.stack));
    assert_true(wfx_profile_sample(profile, &sample));
}
#define SAMPLE(profile, weight, ...) synthetic_sample(profile, (const uint64_t[]){__VA_ARGS__, 0}, weight)

static inline void synthetic_cut(WfxProfile *profile, uint64_t weight)
{
    assert_true(wfx_profile_sample(profile, &(WfxProfileSample){.weight = weight, .stack = WFX_PROFILE_NONE}));
}

/* Two handlers, one inside the other: main resumes at 0x110 (a.wat:11) `middle`, which resumes at 0x210 (a.wat:21)
   `inner`. */
enum { MAIN = 0x100, OUTER_RESUME = 0x110, MIDDLE = 0x200, INNER_RESUME = 0x210, INNER = 0x300, HOST_CODE = 0x900 };
enum { F_MAIN, F_MIDDLE, F_INNER };
enum { H_OUTER, H_INNER };
static inline WfxProfile synthetic_nested(void)
{
    WfxProfile profile = synthetic_profile();
    synthetic_function(&profile, MAIN, "main", 10);
    synthetic_function(&profile, MIDDLE, "middle", 20);
    synthetic_function(&profile, INNER, "inner", 30);
    synthetic_handler(&profile, OUTER_RESUME, F_MAIN, 11, "yield");
    synthetic_handler(&profile, INNER_RESUME, F_MIDDLE, 21, "spawn, switch:done");
    return profile;
}

#endif
