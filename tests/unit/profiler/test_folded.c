/* Folded stacks, from profiles made by hand: lines root first, with boundaries, sorted, equal ones together. */
#include "engine/base/alloc.h"
#include "profiler/report.h"
#include "synthetic.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void assert_folded(WfxProfile *profile, const char *expected)
{
    WfxBuffer out = {0};
    synthetic_resolve(profile);
    assert_true(wfx_print_folded(profile, &out));
    wfx_buffer_u8(&out, 0);
    assert_string_equal((const char *)out.data, expected);
    wfx_buffer_free(&out);
}

static void boundaries_are_frames(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 3 * MS, INNER + 1, INNER_RESUME, OUTER_RESUME);
    SAMPLE(&profile, 2 * MS, MIDDLE + 1, OUTER_RESUME);
    SAMPLE(&profile, 1 * MS, MIDDLE + 1, MAIN + 1);
    assert_folded(&profile,
                  "main;[resume main a.wat:11 (yield)];middle 2\n"
                  "main;[resume main a.wat:11 (yield)];middle;[resume middle a.wat:21 (spawn, switch:done)];inner 3\n"
                  "main;middle 1\n");
    wfx_profile_free(&profile);
}

static void inlined_functions_are_frames(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 1 * MS, INNER + 1, OUTER_RESUME);
    SAMPLE(&profile, 2 * MS, INNER + 2, OUTER_RESUME);
    SAMPLE(&profile, 4 * MS, INNER + 3, MIDDLE + 4, OUTER_RESUME); /* the same functions, called */
    SAMPLE(&profile, 8 * MS, HOST_CODE, INNER + 2);
    synthetic_inline(&profile, INNER + 2, MIDDLE + 3);
    synthetic_inline(&profile, OUTER_RESUME, INNER + 5); /* the resume stands in what was inlined */
    assert_folded(&profile, "inner;main;[resume main a.wat:11 (yield)];inner 1\n"
                            "inner;main;[resume main a.wat:11 (yield)];middle;inner 6\n"
                            "middle;inner;[host] 8\n");
    wfx_profile_free(&profile);
}

static void stacks_that_differ_in_addresses_only_are_one_line(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    synthetic_function(&profile, 0x400, "inner", 40); /* another one of this name */
    SAMPLE(&profile, 1 * MS, INNER + 1, MAIN + 1);
    SAMPLE(&profile, 2 * MS, 0x401, MAIN + 1);
    SAMPLE(&profile, 4 * MS, INNER + 2, MAIN + 2);
    /* only the newest frames of the host are shown */
    SAMPLE(&profile, 8 * MS, INNER + 2, HOST_CODE, MAIN + 2, HOST_CODE + 8);
    SAMPLE(&profile, 16 * MS, INNER + 2);
    assert_folded(&profile, "inner 16\nmain;inner 15\n");
    wfx_profile_free(&profile);
}

static void host_code_is_one_frame(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 1 * MS, HOST_CODE, HOST_CODE + 1, MAIN + 1, HOST_CODE + 2);
    SAMPLE(&profile, 2 * MS, HOST_CODE);
    SAMPLE(&profile, 4 * MS, HOST_CODE + 1, HOST_CODE);
    SAMPLE(&profile, 8 * MS, HOST_CODE, OUTER_RESUME);
    assert_folded(&profile, "[host] 6\nmain;[host] 1\nmain;[resume main a.wat:11 (yield)];[host] 8\n");
    wfx_profile_free(&profile);
}

static void what_was_left_out_is_said(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 1 * MS, INNER + 1, INNER + 2, WFX_PROFILE_ELIDED_ADDRESS, INNER + 2, OUTER_RESUME);
    assert_folded(&profile, "main;[resume main a.wat:11 (yield)];inner;[repeated frames left out];inner;inner 1\n");
    wfx_profile_free(&profile);
}

static void separators_in_names_are_replaced(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_profile();
    uint32_t odd = synthetic_function(&profile, MAIN, "a;b\nc d", 1);
    synthetic_handler(&profile, OUTER_RESUME, odd, 2, "x;y");
    SAMPLE(&profile, 1 * MS, MAIN + 1, OUTER_RESUME);
    assert_folded(&profile, "a:b:c d;[resume a:b:c d a.wat:2 (x:y)];a:b:c d 1\n");
    wfx_profile_free(&profile);
}

/* Cut samples, suspended stacks and empty profiles: no line. Little time is still a line. */
static void only_sampled_stacks_are_lines(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    uint32_t stack;
    assert_folded(&profile, "");
    synthetic_cut(&profile, 5 * MS);
    assert_true(wfx_profile_stack(&profile, (const uint64_t[]){INNER + 1, OUTER_RESUME}, 2, false, &stack));
    assert_folded(&profile, "");
    SAMPLE(&profile, MS / 10, MAIN + 1);
    SAMPLE(&profile, 2 * MS + MS / 10, INNER + 1);
    assert_folded(&profile, "inner 2\nmain 1\n");
    wfx_profile_free(&profile);
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Names of which some begin others, with bytes below and above `;`: the order is that of the lines' texts. */
static void lines_are_sorted_by_text(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "a!", "ab", "a\xc3\xa9", "b", "a:", "a<"};
    enum { NAMES = sizeof names / sizeof *names, LINES = 2000 };
    static char *lines[LINES];
    WfxProfile profile = synthetic_profile();
    for (uint32_t i = 0; i < NAMES; i++)
        synthetic_function(&profile, (i + 1) * 0x100, names[i], i);
    uint32_t random = 1;
    for (uint32_t i = 0; i < LINES; i++) {
        uint64_t addresses[8] = {0};
        char text[128] = "";
        uint32_t count = 1 + i % 5;
        for (uint32_t k = count; k-- > 0;) {
            random = random * 69069 + 1;
            uint32_t name = (random >> 16) % NAMES;
            addresses[k] = (name + 1) * 0x100 + (random >> 24) % 4;
            strcat(strcat(text, text[0] ? ";" : ""), names[name]);
        }
        synthetic_sample(&profile, addresses, MS);
        lines[i] = wfx_strndup(text, strlen(text));
    }
    qsort(lines, LINES, sizeof *lines, by_text);
    WfxBuffer expected = {0};
    uint32_t samples = 0;
    for (uint32_t i = 0; i < LINES; i++) {
        samples++;
        if (i + 1 < LINES && strcmp(lines[i], lines[i + 1]) == 0)
            continue;
        wfx_buffer_format(&expected, "%s %u\n", lines[i], samples);
        samples = 0;
    }
    wfx_buffer_u8(&expected, 0);
    assert_folded(&profile, (const char *)expected.data);
    for (uint32_t i = 0; i < LINES; i++)
        free(lines[i]);
    wfx_buffer_free(&expected);
    wfx_profile_free(&profile);
}

static void failed_allocations_are_reported(void **state)
{
    (void)state;
    WfxProfile profile = synthetic_nested();
    SAMPLE(&profile, 3 * MS, INNER + 1, INNER_RESUME, OUTER_RESUME);
    synthetic_resolve(&profile);
    bool good = false;
    for (long countdown = 0; !good; countdown++) {
        WfxBuffer out = {0};
        wfx_alloc_fail_after(countdown);
        good = wfx_print_folded(&profile, &out);
        wfx_alloc_fail_after(-1);
        wfx_buffer_free(&out);
        assert_true(countdown < 100);
    }
    wfx_profile_free(&profile);
}

static void the_file_is_replaced_as_a_whole(void **state)
{
    (void)state;
    char directory[] = "/tmp/wfx-folded-XXXXXX", path[64], content[64] = "";
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/folded", directory);
    WfxProfile profile = synthetic_nested();
    WfxError error = {0};
    SAMPLE(&profile, 30 * MS, MAIN + 1);
    synthetic_resolve(&profile);
    assert_true(wfx_export_folded(&profile, path, &error));
    SAMPLE(&profile, 12 * MS, MAIN + 1);
    assert_true(wfx_export_folded(&profile, path, &error));
    FILE *file = fopen(path, "r");
    assert_int_equal(fread(content, 1, sizeof content, file), 8);
    fclose(file);
    assert_string_equal(content, "main 42\n");
    unlink(path);
    assert_int_equal(rmdir(directory), 0); /* nothing else was left there */
    assert_false(wfx_export_folded(&profile, path, &error));
    assert_non_null(strstr(error.message, path));
    wfx_profile_free(&profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boundaries_are_frames),
        cmocka_unit_test(inlined_functions_are_frames),
        cmocka_unit_test(stacks_that_differ_in_addresses_only_are_one_line),
        cmocka_unit_test(host_code_is_one_frame),
        cmocka_unit_test(what_was_left_out_is_said),
        cmocka_unit_test(separators_in_names_are_replaced),
        cmocka_unit_test(only_sampled_stacks_are_lines),
        cmocka_unit_test(lines_are_sorted_by_text),
        cmocka_unit_test(failed_allocations_are_reported),
        cmocka_unit_test(the_file_is_replaced_as_a_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
