/* The profiler's table of distinct stacks: equal stacks are one entry, prefixes are not, growth keeps all. */
#include "engine/base/alloc.h"
#include "profiler/sampler.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void equal_stacks_are_one_entry(void **state)
{
    (void)state;
    WfxStackTable table = {0};
    uint64_t stack[3] = {1, 2, 3};
    assert_true(wfx_stack_table_add(&table, stack, 3, 1));
    assert_true(wfx_stack_table_add(&table, stack, 3, 1));
    assert_true(wfx_stack_table_add(&table, stack, 2, 1));
    assert_int_equal(table.entries.count, 2);
    assert_int_equal(table.entries.data[0].weight, 2);
    assert_int_equal(table.entries.data[1].weight, 1);
    wfx_stack_table_free(&table);
}

static void growth_keeps_every_stack(void **state)
{
    (void)state;
    WfxStackTable table = {0};
    for (int round = 0; round < 2; round++)
        for (uint64_t i = 0; i < 5000; i++)
            assert_true(wfx_stack_table_add(&table, (uint64_t[]){i, i * 7, 42}, 3, 1));
    assert_int_equal(table.entries.count, 5000);
    for (uint32_t i = 0; i < 5000; i++) {
        const WfxStackEntry *entry = &table.entries.data[i];
        assert_int_equal(entry->weight, 2);
        assert_int_equal(table.addresses.data[entry->first + 1], (uint64_t)i * 7);
    }
    wfx_stack_table_free(&table);
}

static void failed_allocation_is_reported(void **state)
{
    (void)state;
    for (long countdown = 0; countdown < 3; countdown++) {
        WfxStackTable table = {0};
        wfx_alloc_fail_after(countdown);
        assert_false(wfx_stack_table_add(&table, (uint64_t[]){1}, 1, 1));
        wfx_alloc_fail_after(-1);
        assert_true(wfx_stack_table_add(&table, (uint64_t[]){1}, 1, 1));
        wfx_stack_table_free(&table);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_stacks_are_one_entry),
        cmocka_unit_test(growth_keeps_every_stack),
        cmocka_unit_test(failed_allocation_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
