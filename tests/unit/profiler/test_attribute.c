/* Who had the time: functions by self and total, handlers exclusive and inclusive, each once per sample; cut samples
   are nobody's. */
#include "engine/base/alloc.h"
#include "profiler/report.h"
#include "synthetic.h"

static WfxAttribution attribute(WfxProfile *profile)
{
    WfxAttribution times;
    synthetic_resolve(profile);
    assert_true(wfx_attribute(profile, &times));
    return times;
}

#define ASSERT_TIME(time, expected_self, expected_total)                                                               \
    (assert_int_equal((time).self, expected_self), assert_int_equal((time).total, expected_total))

static void functions_have_self_and_total(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 5, INNER + 1, MIDDLE + 2, MAIN + 3);
    SAMPLE(&profile, 7, MIDDLE + 1, MAIN + 3);
    SAMPLE(&profile, 11, MAIN + 1);
    WfxAttribution times = attribute(&profile);
    ASSERT_TIME(times.functions[F_INNER], 5, 5);
    ASSERT_TIME(times.functions[F_MIDDLE], 7, 12);
    ASSERT_TIME(times.functions[F_MAIN], 11, 23);
    assert_int_equal(times.in_wasm, 23);
    assert_int_equal(times.unhandled, 23);
    wfx_attribution_free(&times);
    wfx_profile_free(&profile);
}

/* Only the innermost has the time for itself; those that it was inlined into count as callers. */
static void inlined_functions_have_their_time(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 5, INNER + 1, MAIN + 3);
    SAMPLE(&profile, 7, INNER + 2, OUTER_RESUME);
    synthetic_inline(&profile, INNER + 1, MIDDLE + 2);
    synthetic_inline(&profile, INNER + 2, MIDDLE + 3);
    synthetic_inline(&profile, MIDDLE + 3, MAIN + 4);
    synthetic_inline(&profile, OUTER_RESUME, INNER + 5); /* main's resume stands in code that was inlined into inner */
    WfxAttribution times = attribute(&profile);
    ASSERT_TIME(times.functions[F_INNER], 12, 12);
    ASSERT_TIME(times.functions[F_MIDDLE], 0, 12);
    ASSERT_TIME(times.functions[F_MAIN], 0, 12);
    ASSERT_TIME(times.handlers[H_OUTER], 7, 7);
    assert_int_equal(times.in_wasm, 12);
    assert_int_equal(times.unhandled, 5);
    wfx_attribution_free(&times);
    wfx_profile_free(&profile);
}

static void recursion_counts_once_per_sample(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 5, MIDDLE + 1, MIDDLE + 2, MAIN + 2, MIDDLE + 2, MAIN + 2);
    SAMPLE(&profile, 5, MAIN + 1, MIDDLE + 2, MAIN + 2);
    WfxAttribution times = attribute(&profile);
    ASSERT_TIME(times.functions[F_MIDDLE], 5, 10);
    ASSERT_TIME(times.functions[F_MAIN], 5, 10);
    wfx_attribution_free(&times);
    wfx_profile_free(&profile);
}

static void the_innermost_boundary_has_exclusive_time(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 5, INNER + 1, INNER_RESUME, OUTER_RESUME);
    SAMPLE(&profile, 7, MIDDLE + 1, OUTER_RESUME);
    SAMPLE(&profile, 11, MAIN + 1);
    WfxAttribution times = attribute(&profile);
    ASSERT_TIME(times.handlers[H_INNER], 5, 5);
    ASSERT_TIME(times.handlers[H_OUTER], 7, 12);
    ASSERT_TIME(times.functions[F_MIDDLE], 7, 12); /* a resumer is in the sample, too */
    ASSERT_TIME(times.functions[F_MAIN], 11, 23);
    assert_int_equal(times.in_wasm, 23);
    assert_int_equal(times.unhandled, 11);
    wfx_attribution_free(&times);
    wfx_profile_free(&profile);
}

/* A handler that resumes itself, directly or through another, has each sample once. */
static void nested_runs_of_one_handler_count_once(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 5, INNER + 1, OUTER_RESUME, INNER_RESUME, OUTER_RESUME);
    SAMPLE(&profile, 7, INNER + 1, OUTER_RESUME, OUTER_RESUME);
    WfxAttribution times = attribute(&profile);
    ASSERT_TIME(times.handlers[H_OUTER], 12, 12);
    ASSERT_TIME(times.handlers[H_INNER], 0, 5);
    assert_int_equal(times.unhandled, 0);
    wfx_attribution_free(&times);
    wfx_profile_free(&profile);
}

/* Interrupted right where a resume comes back: the boundary is gone. */
static void a_pc_at_a_resumes_end_is_no_boundary(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 5, OUTER_RESUME);
    WfxAttribution times = attribute(&profile);
    ASSERT_TIME(times.handlers[H_OUTER], 0, 0);
    ASSERT_TIME(times.functions[F_MAIN], 5, 5);
    assert_int_equal(times.unhandled, 5);
    wfx_attribution_free(&times);
    wfx_profile_free(&profile);
}

static void host_frames_have_the_time_of_their_caller(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 5, HOST_CODE, HOST_CODE + 8, INNER + 2, INNER_RESUME, OUTER_RESUME, HOST_CODE + 16);
    SAMPLE(&profile, 3, HOST_CODE, HOST_CODE + 24);
    WfxAttribution times = attribute(&profile);
    ASSERT_TIME(times.functions[F_INNER], 5, 5);
    ASSERT_TIME(times.handlers[H_INNER], 5, 5);
    assert_int_equal(times.in_wasm, 5);
    assert_int_equal(times.unhandled, 0);
    wfx_attribution_free(&times);
    wfx_profile_free(&profile);
}

static void elided_frames_change_no_total(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 5, INNER + 1, INNER + 2, WFX_PROFILE_ELIDED_ADDRESS, INNER + 2, INNER_RESUME, OUTER_RESUME);
    WfxAttribution times = attribute(&profile);
    ASSERT_TIME(times.functions[F_INNER], 5, 5);
    ASSERT_TIME(times.handlers[H_INNER], 5, 5);
    ASSERT_TIME(times.handlers[H_OUTER], 0, 5);
    wfx_attribution_free(&times);
    wfx_profile_free(&profile);
}

static void cut_and_suspended_stacks_have_no_time(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    uint32_t stack;
    SAMPLE(&profile, 5, MAIN + 1);
    synthetic_cut(&profile, 7);
    assert_true(
        wfx_profile_stack(&profile, (const uint64_t[]){INNER + 4, INNER_RESUME, OUTER_RESUME}, 3, false, &stack));
    assert_true(wfx_profile_waiting(&profile, synthetic_string(&profile, "yield"), stack));
    WfxAttribution times = attribute(&profile);
    ASSERT_TIME(times.functions[F_INNER], 0, 0);
    ASSERT_TIME(times.handlers[H_INNER], 0, 0);
    assert_int_equal(times.in_wasm, 5);
    assert_int_equal(profile.sampled, 12);
    wfx_attribution_free(&times);
    wfx_profile_free(&profile);
}

static void samples_kept_one_by_one_give_the_same(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    profile.keeps_samples = true;
    for (int i = 0; i < 10; i++) {
        SAMPLE(&profile, 2, INNER + 1, INNER_RESUME, OUTER_RESUME);
        synthetic_cut(&profile, 1);
        SAMPLE(&profile, 3, MAIN + 1);
    }
    WfxAttribution times = attribute(&profile);
    ASSERT_TIME(times.handlers[H_INNER], 20, 20);
    assert_int_equal(times.in_wasm, 50);
    assert_int_equal(times.unhandled, 30);
    wfx_attribution_free(&times);
    wfx_profile_free(&profile);
}

static void failed_allocations_are_reported(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    for (long countdown = 0; countdown < 2; countdown++) {
        WfxAttribution times;
        wfx_alloc_fail_after(countdown);
        assert_false(wfx_attribute(&profile, &times));
        wfx_alloc_fail_after(-1);
        assert_null(times.functions);
    }
    wfx_profile_free(&profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_have_self_and_total),
        cmocka_unit_test(inlined_functions_have_their_time),
        cmocka_unit_test(recursion_counts_once_per_sample),
        cmocka_unit_test(the_innermost_boundary_has_exclusive_time),
        cmocka_unit_test(nested_runs_of_one_handler_count_once),
        cmocka_unit_test(a_pc_at_a_resumes_end_is_no_boundary),
        cmocka_unit_test(host_frames_have_the_time_of_their_caller),
        cmocka_unit_test(elided_frames_change_no_total),
        cmocka_unit_test(cut_and_suspended_stacks_have_no_time),
        cmocka_unit_test(samples_kept_one_by_one_give_the_same),
        cmocka_unit_test(failed_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
