/* When samples are taken: distances are random within a quarter of the period, keep no step with a program, and weights
   are exact. */
#include "profiler/collect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum { PERIOD = 1000000, SAMPLES = 20000 };

static void distances_spread_evenly_around_the_period(void **state)
{
    (void)state;
    WfxSchedule schedule = wfx_schedule(1000, 0);
    uint64_t sum = 0;
    uint32_t tenths[10] = {0};
    for (int i = 0; i < SAMPLES; i++) {
        uint64_t distance = wfx_schedule_distance(&schedule, PERIOD);
        assert_in_range(distance, PERIOD / 4 * 3, PERIOD / 4 * 5);
        sum += distance;
        uint64_t tenth = (distance - PERIOD / 4 * 3) / (PERIOD / 20);
        tenths[tenth < 10 ? tenth : 9]++;
    }
    assert_in_range(sum / SAMPLES, PERIOD * 99 / 100, PERIOD * 101 / 100);
    for (int i = 0; i < 10; i++)
        assert_in_range(tenths[i], SAMPLES / 10 * 9 / 10, SAMPLES / 10 * 11 / 10);
}

/* Rounds of exactly two or three periods, of which the first quarter is one function's: at a fixed distance it would
   have half of the samples or none, or a third or none. */
static void samples_do_not_beat_with_a_program(void **state)
{
    (void)state;
    for (uint64_t round = 2 * PERIOD; round <= 3 * PERIOD; round += PERIOD) {
        WfxSchedule schedule = wfx_schedule(1000, 0);
        uint64_t cpu = 0, quarter = 0;
        for (int i = 0; i < SAMPLES; i++) {
            cpu += wfx_schedule_distance(&schedule, PERIOD);
            uint64_t weight = wfx_schedule_take(&schedule, cpu);
            quarter += cpu % round < round / 4 ? weight : 0;
        }
        assert_in_range(quarter * 1000 / cpu, 235, 265);
    }
}

static void weights_sum_up_to_the_cpu_time(void **state)
{
    (void)state;
    WfxSchedule schedule = wfx_schedule(1000, 500);
    assert_int_equal(wfx_schedule_take(&schedule, 1500), 1000);
    assert_int_equal(wfx_schedule_take(&schedule, 1400), 0); /* clocks of two samplers need not agree */
    assert_int_equal(wfx_schedule_take(&schedule, 7000000), 7000000 - 1500);
    assert_int_equal(schedule.accounted, 7000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_spread_evenly_around_the_period),
        cmocka_unit_test(samples_do_not_beat_with_a_program),
        cmocka_unit_test(weights_sum_up_to_the_cpu_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
