/* The report's rows, from profiles made by hand: what is printed, in what order, and how much of it. */
#include "engine/base/alloc.h"
#include "profiler/report.h"
#include "synthetic.h"

static char printed[1 << 16];

static const char *print(WfxProfile *profile)
{
    synthetic_resolve(profile);
    memset(printed, 0, sizeof printed);
    FILE *out = fmemopen(printed, sizeof printed - 1, "w");
    assert_true(wfx_print_report(profile, out));
    fclose(out);
    return printed;
}

static void assert_prints(WfxProfile *profile, const char *part)
{
    if (strstr(print(profile), part))
        return;
    print_error("expected:\n%s\nin:\n%s", part, printed);
    fail();
}

static uint32_t occurrences(const char *part)
{
    uint32_t count = 0;
    for (const char *at = printed; (at = strstr(at, part)); at += strlen(part))
        count++;
    return count;
}

static void suspend_at(WfxProfile *profile, const char *tag, const uint64_t *addresses, uint32_t count)
{
    uint32_t stack;
    assert_true(wfx_profile_stack(profile, addresses, count, false, &stack));
    assert_true(wfx_profile_waiting(profile, synthetic_string(profile, tag), stack));
    profile->continuations.suspended++;
}

static void a_whole_report(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 500 * MS, INNER + 1, INNER_RESUME, OUTER_RESUME);
    SAMPLE(&profile, 250 * MS, MIDDLE + 1, OUTER_RESUME);
    SAMPLE(&profile, 250 * MS, HOST_CODE, MAIN + 2);
    profile.cpu = 1000 * MS;
    profile.handlers.data[H_OUTER].resumes = 12;
    profile.handlers.data[H_OUTER].suspends = 11;
    profile.handlers.data[H_INNER].resumes = 345;
    suspend_at(&profile, "yield", (const uint64_t[]){MIDDLE + 5}, 1);
    assert_string_equal(
        print(&profile),
        "\nwasmfx profile: 1000 samples (1.000 s at 1000 Hz, by hand) of 1.000 s CPU time; 0 dropped, 0 cut, 0 outside "
        "wasm\n"
        "\nfunctions\n"
        "             self             total  function\n"
        "  50.0%    0.500 s  50.0%    0.500 s  inner  a.wat:30\n"
        "  25.0%    0.250 s 100.0%    1.000 s  main  a.wat:10\n"
        "  25.0%    0.250 s  75.0%    0.750 s  middle  a.wat:20\n"
        "\nhandlers: time in what each resume runs\n"
        "        exclusive         inclusive      resumes     suspends  resume site (tags)\n"
        "  25.0%    0.250 s  75.0%    0.750 s           12           11  a.wat:11 in main  (yield)\n"
        "  50.0%    0.500 s  50.0%    0.500 s          345            0  a.wat:21 in middle  (spawn, switch:done)\n"
        "  25.0%    0.250 s                                               outside any handler\n"
        "\nsuspended continuations: 1, on 1 different stacks\n"
        "         1 waiting on yield\n"
        "             middle  a.wat:25\n");
    wfx_profile_free(&profile);
}

static void suspended_stacks_show_inlined_functions(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 1 * MS, MAIN + 1);
    suspend_at(&profile, "yield", (const uint64_t[]){INNER + 5, MAIN + 2}, 2);
    synthetic_inline(&profile, INNER + 5, MIDDLE + 6);
    assert_prints(&profile, "         1 waiting on yield\n"
                            "             inner  a.wat:35\n"
                            "             middle  a.wat:26\n"
                            "             main  a.wat:12\n");
    wfx_profile_free(&profile);
}

static void an_empty_report(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_profile();
    assert_string_equal(print(&profile),
                        "\nwasmfx profile: 0 samples (0.000 s at 1000 Hz, by hand) of 0.000 s CPU time; 0 dropped, 0 "
                        "cut, 0 outside wasm\n"
                        "\nfunctions\n             self             total  function\n\nsuspended continuations: 0\n");
    wfx_profile_free(&profile);
}

/* Cut samples and those outside wasm are in no row, and in no percentage. */
static void the_head_says_what_is_not_below(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 90 * MS, MAIN + 1);
    SAMPLE(&profile, 7 * MS, HOST_CODE);
    synthetic_cut(&profile, 3 * MS);
    profile.cpu = 130 * MS;
    profile.own = 10 * MS;
    assert_prints(
        &profile,
        "100 samples (0.100 s at 1000 Hz, by hand) of 0.130 s CPU time; 0 dropped, 3 cut, 7 outside wasm; 0.003 s "
        "(3.0%) in no row below: the stack was not followed to its end; 0.010 s (7.7%) taken by the sampling "
        "itself; 0.020 s (15.4%) missing: between the last sample and the end\n");
    assert_prints(&profile, " 100.0%    0.090 s 100.0%    0.090 s  main  a.wat:10\n");
    profile.dropped = 20 * MS;
    assert_prints(&profile, "20 dropped, 3 cut, ");
    assert_prints(&profile, "0.020 s (15.4%) missing: the buffer of samples was full\n");
    profile.cpu = 111 * MS; /* one sample's time may always be missing */
    print(&profile);
    assert_null(strstr(printed, "missing"));
    wfx_profile_free(&profile);
}

static void functions_without_samples_have_no_row(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 1 * MS, MAIN + 1);
    suspend_at(&profile, "yield", (const uint64_t[]){INNER + 1, INNER_RESUME}, 2);
    print(&profile);
    assert_non_null(strstr(printed, "s  main  a.wat:10\n"));
    assert_null(strstr(printed, "s  inner  "));
    assert_null(strstr(printed, "handlers")); /* neither sampled nor counted */
    wfx_profile_free(&profile);
}

static void a_handler_that_only_ran_has_a_row(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 1 * MS, MAIN + 1);
    profile.handlers.data[H_INNER].resumes = 101;
    profile.handlers.data[H_INNER].suspends = 100;
    assert_prints(
        &profile,
        "   0.0%    0.000 s   0.0%    0.000 s          101          100  a.wat:21 in middle  (spawn, switch:done)\n"
        " 100.0%    0.001 s                                               outside any handler\n");
    assert_null(strstr(printed, "a.wat:11 in main"));
    wfx_profile_free(&profile);
}

static void long_lists_are_shortened(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_profile();
    for (uint32_t i = 1; i <= 50; i++) {
        char name[16];
        snprintf(name, sizeof name, "function%u", i);
        uint32_t function = synthetic_function(&profile, i * 0x100, name, i);
        synthetic_handler(&profile, i * 0x100 + 0x10, function, i, "-");
        SAMPLE(&profile, i * MS, i * 0x100 + 1, i * 0x100 + 0x10);
        suspend_at(&profile, "tag", (const uint64_t[]){i * 0x100 + 2}, 1);
    }
    uint64_t deep[13];
    for (uint32_t i = 0; i < 13; i++)
        deep[i] = i * 0x100 + 0x103;
    suspend_at(&profile, "deep", deep, 13);
    suspend_at(&profile, "deep", deep, 13);
    print(&profile);
    assert_int_equal(occurrences(" s  function"), 20);
    assert_non_null(strstr(printed, "  .. 30 more functions\n"));
    assert_int_equal(occurrences(" in function"), 40);
    assert_non_null(strstr(printed, "  .. 10 more handlers\n"));
    assert_int_equal(occurrences(" waiting on "), 20);
    assert_non_null(
        strstr(printed, "suspended continuations: 52, on 51 different stacks\n         2 waiting on deep\n"));
    assert_non_null(
        strstr(printed, "             function12  a.wat:15\n             .. 1 more frames\n         1 waiting on tag\n"
                        "             function1  a.wat:3\n"));
    assert_non_null(strstr(printed, "  .. 31 more stacks\n"));
    /* the most time first */
    assert_non_null(
        strstr(printed, "total  function\n   3.9%    0.050 s   3.9%    0.050 s  function50  a.wat:50\n   3.8%"));
    wfx_profile_free(&profile);
}

/* Equal rows stay in the order in which they were seen. */
static void ties_keep_their_order(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 2 * MS, INNER + 1);
    SAMPLE(&profile, 2 * MS, MAIN + 1);
    SAMPLE(&profile, 2 * MS, MIDDLE + 1);
    assert_prints(&profile, "  33.3%    0.002 s  33.3%    0.002 s  main  a.wat:10\n"
                            "  33.3%    0.002 s  33.3%    0.002 s  middle  a.wat:20\n"
                            "  33.3%    0.002 s  33.3%    0.002 s  inner  a.wat:30\n");
    wfx_profile_free(&profile);
}

static void suspended_frames_without_a_line_show_their_function(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_profile();
    uint32_t bare = synthetic_function(&profile, MAIN, "bare", 0);
    profile.functions.data[bare].place = (WfxProfilePlace){.file = WFX_PROFILE_NONE, .offset = 0x1a3};
    suspend_at(&profile, "?", (const uint64_t[]){MAIN + 4}, 1);
    profile.continuations.resumers = 3;
    profile.continuations.fresh = 4;
    profile.continuations.lost = 5;
    assert_prints(&profile, "\nsuspended continuations: 1, on 1 different stacks\n"
                            "         1 waiting on ?\n"
                            "             bare  +0x1a3\n"
                            "continuations that wait for one of these, which they resumed: 3\n"
                            "continuations made and never resumed: 4\n"
                            "not shown for want of memory: 5\n");
    wfx_profile_free(&profile);
}

static void without_memory_nothing_is_printed(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 2 * MS, INNER + 1, INNER_RESUME);
    suspend_at(&profile, "yield", (const uint64_t[]){MIDDLE + 5}, 1);
    synthetic_resolve(&profile);
    bool good = false;
    for (long countdown = 0; !good; countdown++) {
        char text[4096] = "";
        FILE *out = fmemopen(text, sizeof text, "w");
        wfx_alloc_fail_after(countdown);
        good = wfx_print_report(&profile, out);
        wfx_alloc_fail_after(-1);
        fclose(out);
        assert_int_equal(good, text[0] != 0);
        assert_true(countdown < 100);
    }
    wfx_profile_free(&profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_report),
        cmocka_unit_test(suspended_stacks_show_inlined_functions),
        cmocka_unit_test(an_empty_report),
        cmocka_unit_test(the_head_says_what_is_not_below),
        cmocka_unit_test(functions_without_samples_have_no_row),
        cmocka_unit_test(a_handler_that_only_ran_has_a_row),
        cmocka_unit_test(long_lists_are_shortened),
        cmocka_unit_test(ties_keep_their_order),
        cmocka_unit_test(suspended_frames_without_a_line_show_their_function),
        cmocka_unit_test(without_memory_nothing_is_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
