/* Entries by hash: all with one hash are found in turn, and growth loses none. */
#include "engine/base/alloc.h"
#include "profiler/index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void equal_hashes_are_found_in_turn(void **state)
{
    (void)state;
    WfxIndex index = {0};
    uint32_t probe = 0;
    assert_int_equal(wfx_index_find(&index, 5, &probe), WFX_INDEX_NONE);
    for (uint32_t i = 0; i < 10; i++)
        assert_true(wfx_index_add(&index, i % 2 ? 5 : 6, i)); /* neighbours: their runs of slots mix */
    probe = 0;
    for (uint32_t i = 1; i < 10; i += 2)
        assert_int_equal(wfx_index_find(&index, 5, &probe), i);
    assert_int_equal(wfx_index_find(&index, 5, &probe), WFX_INDEX_NONE);
    wfx_index_free(&index);
}

static void growth_keeps_every_entry(void **state)
{
    (void)state;
    enum { COUNT = 10000 };
    WfxIndex index = {0};
    for (uint32_t i = 0; i < COUNT; i++)
        assert_true(wfx_index_add(&index, wfx_hash_end(wfx_hash_word(0, i / 2)), i));
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t probe = 0, found;
        while ((found = wfx_index_find(&index, wfx_hash_end(wfx_hash_word(0, i / 2)), &probe)) != i)
            assert_int_not_equal(found, WFX_INDEX_NONE);
    }
    assert_true(index.used <= index.slot_count / 4 * 3);
    wfx_index_free(&index);
}

static void failed_growth_changes_nothing(void **state)
{
    (void)state;
    WfxIndex index = {0};
    wfx_alloc_fail_after(0);
    assert_false(wfx_index_add(&index, 1, 0));
    wfx_alloc_fail_after(-1);
    uint32_t count = 0;
    do
        assert_true(wfx_index_add(&index, count, count));
    while (++count < index.slot_count / 4 * 3);
    wfx_alloc_fail_after(0);
    assert_false(wfx_index_add(&index, count, count));
    wfx_alloc_fail_after(-1);
    assert_int_equal(index.used, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t probe = 0;
        assert_int_equal(wfx_index_find(&index, i, &probe), i);
    }
    wfx_index_free(&index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_hashes_are_found_in_turn),
        cmocka_unit_test(growth_keeps_every_entry),
        cmocka_unit_test(failed_growth_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
