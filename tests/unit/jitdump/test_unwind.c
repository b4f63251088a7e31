/* The unwinding table that goes into a jitdump: lengths and relative addresses must fit together as perf lays them
   out. */
#include "jitdump/unwind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static int32_t word(const WfxBuffer *table, size_t at)
{
    int32_t value;
    memcpy(&value, table->data + at, sizeof value);
    return value;
}

static void addresses_point_back_to_the_code(void **state)
{
    (void)state;
    for (uint32_t code_size = 1; code_size < 40; code_size++) {
        WfxBuffer table = {0};
        size_t header_size = wfx_unwind_table(&table, code_size);
        assert_false(table.failed);
        int32_t code = -(int32_t)((code_size + 7) & ~7u); /* the code begins there, relative to the table */
        size_t fde = (size_t)word(&table, 0) + 4;
        assert_int_equal(fde % 8, 0);
        assert_int_equal((int32_t)(fde + 8) + word(&table, fde + 8), code);
        assert_int_equal(word(&table, fde + 12), code_size);
        assert_int_equal((int32_t)(fde + 4) - word(&table, fde + 4), 0); /* CIE pointer */
        size_t header = table.size - header_size;
        assert_int_equal(table.data[header], 1);
        assert_int_equal((int32_t)(header + 4) + word(&table, header + 4), 0); /* .eh_frame */
        assert_int_equal(word(&table, header + 8), 1);                         /* one entry */
        assert_int_equal((int32_t)header + word(&table, header + 12), code);
        assert_int_equal((int32_t)header + word(&table, header + 16), (int32_t)fde);
        wfx_buffer_free(&table);
    }
}

static void the_table_fits_the_gap(void **state)
{
    (void)state;
    WfxBuffer table = {0};
    wfx_unwind_table(&table, 100);
    assert_true(table.size <= 128); /* WFX_JITDUMP_FUNCTION_GAP */
    wfx_buffer_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_point_back_to_the_code),
        cmocka_unit_test(the_table_fits_the_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
