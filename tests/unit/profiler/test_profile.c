/* The profile as data: equal texts, frames and stacks are kept once, weights add up, and a failed allocation changes
   nothing that counts. */
#include "engine/base/alloc.h"
#include "synthetic.h"

#include <stdio.h>

static void equal_texts_are_one_string(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_profile();
    uint32_t yield = synthetic_string(&profile, "yield"), empty = synthetic_string(&profile, "");
    assert_int_equal(synthetic_string(&profile, "yield"), yield);
    assert_int_not_equal(synthetic_string(&profile, "yields"), yield);
    assert_int_equal(synthetic_string(&profile, ""), empty);
    for (int i = 0; i < 5000; i++) {
        char text[16];
        snprintf(text, sizeof text, "%d", i);
        uint32_t string = synthetic_string(&profile, text);
        assert_string_equal(wfx_profile_text(&profile, string), text);
        assert_int_equal(synthetic_string(&profile, text), string);
    }
    assert_string_equal(wfx_profile_text(&profile, yield), "yield");
    wfx_profile_free(&profile);
}

/* The newest frame's address is the pc, the same address further down is where a call comes back. */
static void frames_are_shared_by_address_and_kind(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_profile();
    SAMPLE(&profile, 1, 0x10, 0x20, 0x20);
    SAMPLE(&profile, 1, 0x20, WFX_PROFILE_ELIDED_ADDRESS, 0x10);
    assert_int_equal(profile.frames.count, 5);
    const WfxProfileStack *first = &profile.stacks.data[0], *second = &profile.stacks.data[1];
    assert_ptr_equal(wfx_profile_frame(&profile, first, 1), wfx_profile_frame(&profile, first, 2));
    assert_true(wfx_profile_frame(&profile, first, 0)->is_exact);
    assert_false(wfx_profile_frame(&profile, first, 1)->is_exact);
    assert_int_equal(wfx_profile_frame(&profile, first, 0)->address, 0x10);
    assert_ptr_not_equal(wfx_profile_frame(&profile, second, 0), wfx_profile_frame(&profile, first, 1));
    assert_int_equal(wfx_profile_frame(&profile, second, 1)->kind, WFX_PROFILE_FRAME_ELIDED);
    assert_int_equal(wfx_profile_frame(&profile, second, 2)->kind, WFX_PROFILE_FRAME_HOST);
    assert_int_equal(wfx_profile_frame(&profile, second, 2)->function, WFX_PROFILE_NONE);
    wfx_profile_free(&profile);
}

static void equal_stacks_are_one(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_profile();
    SAMPLE(&profile, 5, 1, 2, 3);
    SAMPLE(&profile, 6, 1, 2, 3);
    SAMPLE(&profile, 7, 1, 2);
    synthetic_sample(&profile, (const uint64_t[]){0}, 8); /* nothing is known of where it was */
    synthetic_sample(&profile, (const uint64_t[]){0}, 9);
    assert_int_equal(profile.stacks.count, 3);
    assert_int_equal(profile.stacks.data[0].weight, 11);
    assert_int_equal(profile.stacks.data[1].weight, 7);
    assert_int_equal(profile.stacks.data[2].weight, 17);
    assert_int_equal(profile.stack_frames.count, 5);
    /* Seen suspended: no frame is at its pc, so it is another stack. */
    uint32_t stack;
    assert_true(wfx_profile_stack(&profile, (const uint64_t[]){1, 2, 3}, 3, false, &stack));
    assert_int_equal(stack, 3);
    assert_int_equal(profile.stacks.data[3].weight, 0);
    wfx_profile_free(&profile);
}

static void growth_keeps_every_stack(void **state)
{
    (void)state;
    enum { STACKS = 100000 };
    WfxProfile profile = synthetic_profile();
    for (int round = 0; round < 2; round++)
        for (uint64_t i = 0; i < STACKS; i++)
            SAMPLE(&profile, i + 1, i % 1000 + 1, i / 1000 + 5000, 42);
    assert_int_equal(profile.stacks.count, STACKS);
    assert_int_equal(profile.frames.count, 1000 + STACKS / 1000 + 1);
    for (uint32_t i = 0; i < STACKS; i++) {
        const WfxProfileStack *stack = &profile.stacks.data[i];
        assert_int_equal(stack->weight, 2 * ((uint64_t)i + 1));
        assert_int_equal(wfx_profile_frame(&profile, stack, 1)->address, i / 1000 + 5000);
    }
    wfx_profile_free(&profile);
}

static void weights_add_up(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_profile();
    SAMPLE(&profile, 5 * MS, 1, 2);
    synthetic_cut(&profile, 3 * MS);
    SAMPLE(&profile, 7 * MS, 2);
    synthetic_cut(&profile, 4 * MS);
    assert_int_equal(profile.sampled, 19 * MS);
    assert_int_equal(profile.cut, 7 * MS);
    assert_int_equal(profile.samples.count, 0); /* not asked for: memory does not grow with time */
    assert_int_equal(wfx_profile_samples(&profile, profile.sampled), 19);
    assert_int_equal(wfx_profile_samples(&profile, 1 * MS + MS / 2), 2);
    assert_int_equal(wfx_profile_samples(&profile, MS / 2 - 1), 0);
    wfx_profile_free(&profile);
}

static void samples_are_kept_on_demand(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_profile();
    profile.keeps_samples = true;
    uint64_t sum = 0, cut = 0, by_stack[2] = {0};
    for (uint32_t i = 0; i < 1000; i++) {
        WfxProfileSample sample = {
            .time = 1000 + i, .weight = i, .thread = i % 3, .continuation = i % 7, .stack = WFX_PROFILE_NONE};
        if (i % 5)
            assert_true(wfx_profile_stack(&profile, (const uint64_t[]){i % 2 + 1}, 1, true, &sample.stack));
        assert_true(wfx_profile_sample(&profile, &sample));
    }
    assert_int_equal(profile.samples.count, 1000);
    for (uint32_t i = 0; i < 1000; i++) {
        const WfxProfileSample *sample = &profile.samples.data[i];
        assert_int_equal(sample->time, 1000 + i);
        assert_int_equal(sample->thread, i % 3);
        assert_int_equal(sample->continuation, i % 7);
        sum += sample->weight;
        *(sample->stack == WFX_PROFILE_NONE ? &cut : &by_stack[sample->stack]) += sample->weight;
    }
    assert_int_equal(sum, profile.sampled);
    assert_int_equal(cut, profile.cut);
    assert_int_equal(by_stack[0], profile.stacks.data[0].weight);
    assert_int_equal(by_stack[1], profile.stacks.data[1].weight);
    wfx_profile_free(&profile);
}

static void functions_and_handlers_are_found_by_address(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    uint32_t number;
    assert_true(wfx_profile_function(&profile, MIDDLE, &number));
    assert_int_equal(number, F_MIDDLE);
    assert_string_equal(wfx_profile_text(&profile, profile.functions.data[number].name), "middle");
    assert_true(wfx_profile_handler(&profile, INNER_RESUME, &number));
    assert_int_equal(number, H_INNER);
    assert_true(wfx_profile_handler(&profile, 0x999, &number));
    assert_int_equal(number, 2);
    assert_int_equal(profile.handlers.data[number].tags, WFX_PROFILE_NONE);
    assert_int_equal(profile.handlers.data[number].function, WFX_PROFILE_NONE);
    wfx_profile_free(&profile);
}

static void equal_waits_are_counted(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_profile();
    uint32_t yield = synthetic_string(&profile, "yield"), done = synthetic_string(&profile, "done"), here, there;
    assert_true(wfx_profile_stack(&profile, (const uint64_t[]){1, 2}, 2, false, &here));
    assert_true(wfx_profile_stack(&profile, (const uint64_t[]){2, 2}, 2, false, &there));
    const uint32_t waits[][2] = {{yield, here}, {done, here}, {yield, there}, {yield, here}, {yield, here}};
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++)
        assert_true(wfx_profile_waiting(&profile, waits[i][0], waits[i][1]));
    assert_int_equal(profile.waiting.count, 3);
    assert_int_equal(profile.waiting.data[0].count, 3);
    assert_int_equal(profile.waiting.data[1].count, 1);
    assert_int_equal(profile.waiting.data[2].count, 1);
    wfx_profile_free(&profile);
}

static void places_are_lines_or_offsets(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_profile();
    WfxProfilePlace place = {.file = synthetic_string(&profile, "some/where/a.wat"), .line = 12, .offset = 0x1a3};
    char text[64], little[8];
    assert_string_equal(wfx_profile_place(&profile, &place, text, sizeof text), "a.wat:12");
    assert_string_equal(wfx_profile_place(&profile, &place, little, sizeof little), "a.wat:1");
    place.line = 0;
    assert_string_equal(wfx_profile_place(&profile, &place, text, sizeof text), "+0x1a3");
    place.line = 12;
    place.file = WFX_PROFILE_NONE;
    assert_string_equal(wfx_profile_place(&profile, &place, text, sizeof text), "+0x1a3");
    wfx_profile_free(&profile);
}

static bool fill(WfxProfile *profile)
{
    uint32_t tag, stack, number;
    if (!wfx_profile_stack(profile, (const uint64_t[]){1, 2}, 2, true, &stack))
        return false;
    return wfx_profile_sample(profile, &(WfxProfileSample){.weight = 1, .stack = stack}) &&
           wfx_profile_string(profile, "tag", &tag) && wfx_profile_function(profile, 1, &number) &&
           wfx_profile_handler(profile, 1, &number) && wfx_profile_waiting(profile, tag, stack);
}

static void failed_allocations_lose_nothing(void **state)
{
    (void)state;
    bool good = false;
    uint32_t failures = 0;
    for (long countdown = 0; !good; countdown++) {
        WfxProfile profile = synthetic_profile();
        profile.keeps_samples = true;
        wfx_alloc_fail_after(countdown);
        good = fill(&profile);
        wfx_alloc_fail_after(-1);
        failures += !good;
        assert_int_equal(profile.sampled, profile.samples.count);
        uint64_t before = profile.sampled;
        assert_true(fill(&profile));
        assert_int_equal(profile.sampled, before + 1);
        assert_int_equal(profile.stacks.data[0].weight, before + 1);
        assert_int_equal(profile.frames.count, 2);
        assert_int_equal(profile.stacks.count, 1);
        assert_int_equal(profile.stack_frames.count, 2);
        assert_int_equal(profile.strings.count, 1);
        assert_int_equal(profile.functions.count, 1);
        assert_int_equal(profile.handlers.count, 1);
        assert_int_equal(profile.waiting.count, 1);
        wfx_profile_free(&profile);
    }
    assert_true(failures >= 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_texts_are_one_string),
        cmocka_unit_test(frames_are_shared_by_address_and_kind),
        cmocka_unit_test(equal_stacks_are_one),
        cmocka_unit_test(growth_keeps_every_stack),
        cmocka_unit_test(weights_add_up),
        cmocka_unit_test(samples_are_kept_on_demand),
        cmocka_unit_test(functions_and_handlers_are_found_by_address),
        cmocka_unit_test(equal_waits_are_counted),
        cmocka_unit_test(places_are_lines_or_offsets),
        cmocka_unit_test(failed_allocations_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
