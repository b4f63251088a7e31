/* The base floor: LEB128 limits, arenas, vectors and buffers when memory runs out, errors. */
#include "engine/base/alloc.h"
#include "engine/base/arena.h"
#include "engine/base/buffer.h"
#include "engine/base/error.h"
#include "engine/base/leb128.h"
#include "engine/base/pool.h"
#include "engine/base/vec.h"
#include "tests/unit/resident.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static WfxLebStatus unsigned_of(const char *bytes, size_t size, unsigned bits, uint64_t *value, size_t *used)
{
    const uint8_t *begin = (const uint8_t *)bytes, *at = begin;
    WfxLebStatus status = wfx_leb_u(&at, begin + size, bits, value);
    *used = (size_t)(at - begin);
    return status;
}

static void unsigned_limits(void **state)
{
    (void)state;
    uint64_t value;
    size_t used;
    assert_int_equal(unsigned_of("\xff\xff\xff\xff\x0f", 5, 32, &value, &used), WFX_LEB_OK);
    assert_int_equal(value, UINT32_MAX);
    assert_int_equal(used, 5);
    assert_int_equal(unsigned_of("\xff\xff\xff\xff\x1f", 5, 32, &value, &used), WFX_LEB_TOO_LARGE);
    assert_int_equal(used, 0);
    assert_int_equal(unsigned_of("\x80\x80\x80\x80\x80\x00", 6, 32, &value, &used), WFX_LEB_TOO_LONG);
    assert_int_equal(unsigned_of("\x80\x80\x80\x80\x00", 5, 32, &value, &used), WFX_LEB_OK);
    assert_int_equal(value, 0);
    assert_int_equal(unsigned_of("\x80\x80", 2, 32, &value, &used), WFX_LEB_END);
    assert_int_equal(unsigned_of("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10, 64, &value, &used), WFX_LEB_OK);
    assert_true(value == UINT64_MAX);
    assert_int_equal(unsigned_of("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x03", 10, 64, &value, &used), WFX_LEB_TOO_LARGE);
}

static WfxLebStatus signed_of(const char *bytes, size_t size, unsigned bits, int64_t *value)
{
    const uint8_t *at = (const uint8_t *)bytes;
    return wfx_leb_s(&at, at + size, bits, value);
}

static void signed_limits(void **state)
{
    (void)state;
    int64_t value;
    assert_int_equal(signed_of("\x7f", 1, 32, &value), WFX_LEB_OK);
    assert_int_equal(value, -1);
    assert_int_equal(signed_of("\x80\x80\x80\x80\x78", 5, 32, &value), WFX_LEB_OK);
    assert_true(value == INT32_MIN);
    assert_int_equal(signed_of("\xff\xff\xff\xff\x0f", 5, 32, &value), WFX_LEB_TOO_LARGE);
    assert_int_equal(signed_of("\x80\x80\x80\x80\x70", 5, 32, &value), WFX_LEB_TOO_LARGE);
    assert_int_equal(signed_of("\xff\xff\xff\xff\xff\x00", 6, 32, &value), WFX_LEB_TOO_LONG);
    assert_int_equal(signed_of("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7f", 10, 64, &value), WFX_LEB_OK);
    assert_true(value == INT64_MIN);
    assert_int_equal(signed_of("", 0, 33, &value), WFX_LEB_END);
}

/* What the writers write, the readers read. */
static void round_trip(void **state)
{
    (void)state;
    for (unsigned shift = 0; shift < 64; shift++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            int64_t number = (int64_t)((uint64_t)sign << shift), back;
            uint64_t wide = (uint64_t)number, wide_back;
            WfxBuffer buffer = {0};
            wfx_buffer_sleb(&buffer, number);
            wfx_buffer_uleb(&buffer, wide);
            const uint8_t *at = buffer.data, *end = buffer.data + buffer.size;
            assert_int_equal(wfx_leb_s(&at, end, 64, &back), WFX_LEB_OK);
            assert_int_equal(wfx_leb_u(&at, end, 64, &wide_back), WFX_LEB_OK);
            assert_true(back == number && wide_back == wide && at == end);
            wfx_buffer_free(&buffer);
        }
    }
}

static void arena_memory(void **state)
{
    (void)state;
    WfxArena arena = {0};
    for (size_t size = 0; size < 3000; size += 7) {
        uint8_t *memory = wfx_arena_alloc(&arena, size);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % 16, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xAA, size);
    }
    wfx_arena_reset(&arena);
    uint8_t *again = wfx_arena_alloc(&arena, 100);
    assert_non_null(again);
    assert_int_equal(again[99], 0);
    assert_null(wfx_arena_alloc(&arena, SIZE_MAX / 2));
    assert_string_equal(wfx_arena_strndup(&arena, "name and more", 4), "name");
    wfx_arena_free(&arena);
    wfx_alloc_fail_after(0);
    assert_null(wfx_arena_alloc(&arena, 8));
    wfx_alloc_fail_after(-1);
    wfx_arena_free(&arena);
}

static void vector_out_of_memory(void **state)
{
    (void)state;
    WFX_VEC(uint32_t) vec = {0};
    for (uint32_t i = 0; i < 8; i++)
        assert_true(wfx_vec_push(&vec, i));
    wfx_alloc_fail_after(0);
    assert_false(wfx_vec_push(&vec, 8));
    wfx_alloc_fail_after(-1);
    assert_int_equal(vec.count, 8);
    assert_int_equal(vec.data[7], 7);
    assert_true(wfx_vec_push(&vec, 8));
    assert_int_equal(vec.count, 9);
    assert_false(wfx_vec_reserve(&vec, UINT64_C(1) << 33));
    wfx_vec_free(&vec);
    assert_null(vec.data);
}

static void buffer_out_of_memory(void **state)
{
    (void)state;
    WfxBuffer buffer = {0};
    wfx_buffer_format(&buffer, "%s-%d", "abc", 7);
    assert_int_equal(buffer.size, 5);
    assert_memory_equal(buffer.data, "abc-7", 5);
    char big[2000];
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = 0;
    wfx_buffer_format(&buffer, "%s", big);
    assert_int_equal(buffer.size, 5 + sizeof big - 1);
    assert_int_equal(buffer.data[buffer.size - 1], 'x');
    wfx_alloc_fail_after(0);
    while (!buffer.failed)
        wfx_buffer_bytes(&buffer, big, sizeof big);
    wfx_alloc_fail_after(-1);
    size_t size = buffer.size;
    wfx_buffer_u8(&buffer, 1); /* the error is sticky */
    assert_int_equal(buffer.size, size);
    wfx_buffer_free(&buffer);
    assert_false(buffer.failed);
}

static void first_error_wins(void **state)
{
    (void)state;
    WfxError error = {0};
    assert_false(wfx_error_set(&error, WFX_ERROR_INVALID, 12, "type %d", 3));
    assert_false(wfx_error_oom(&error));
    assert_int_equal(error.kind, WFX_ERROR_INVALID);
    assert_string_equal(error.message, "type 3");
    assert_true(error.has_offset);
    assert_int_equal(error.place.offset, 12);
    wfx_error_clear(&error);
    assert_false(wfx_error_set_at(&error, WFX_ERROR_MALFORMED, 3, 4, "x"));
    assert_false(error.has_offset);
    assert_int_equal(error.place.line, 3);
}

/* ---- pool ---- */
static void pool_cells_do_not_overlap(void **state)
{
    enum { COUNT = 3000 };
    static struct {
        unsigned char *cell;
        size_t bytes;
    } taken[COUNT];
    WfxPool pool = {0};
    (void)state;
    for (size_t bytes = 1; bytes <= 2 * WFX_POOL_LARGEST; bytes++) {
        size_t rounded = wfx_pool_round(bytes);
        assert_true(rounded >= bytes && rounded < bytes + 64 && rounded % 16 == 0);
        assert_int_equal(wfx_pool_round(rounded), rounded);
    }
    uint64_t random = 1;
    memset(taken, 0, sizeof taken);
    for (unsigned round = 0; round < 60000; round++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        unsigned at = (unsigned)(random >> 33) % COUNT;
        if (taken[at].cell) {
            for (size_t i = 0; i < taken[at].bytes; i++)
                assert_int_equal(taken[at].cell[i], at % 251);
            wfx_pool_give(&pool, taken[at].cell, taken[at].bytes);
            taken[at].cell = NULL;
            continue;
        }
        taken[at].bytes = 1 + (random >> 45) % 1100;
        taken[at].cell = wfx_pool_take(&pool, taken[at].bytes);
        assert_non_null(taken[at].cell);
        assert_int_equal((uintptr_t)taken[at].cell % 16, 0);
        memset(taken[at].cell, at % 251, taken[at].bytes);
    }
    for (unsigned at = 0; at < COUNT; at++)
        if (taken[at].cell && !wfx_pool_keeps(taken[at].bytes))
            wfx_pool_give(&pool, taken[at].cell, taken[at].bytes);
    wfx_pool_drop(&pool);
    assert_null(pool.all);
}

static void pool_gives_memory_back(void **state)
{
    enum { COUNT = 400000, BYTES = 96 };
    static void *cells[COUNT];
    WfxPool pool = {0};
    (void)state;
    memset(cells, 1, sizeof cells); /* its own pages are there */
    uint64_t before = resident_bytes();
    for (int round = 0; round < 3; round++) {
        for (unsigned i = 0; i < COUNT; i++) {
            cells[i] = wfx_pool_take(&pool, BYTES);
            assert_non_null(cells[i]);
            memset(cells[i], 1, BYTES);
        }
        assert_true(resident_bytes() > before + (uint64_t)COUNT * BYTES - (4 << 20));
        for (unsigned i = 0; i < COUNT; i++)
            wfx_pool_give(&pool, cells[(i * 7919ull) % COUNT], BYTES);
        if (wfx_pool_keeps(BYTES)) /* the sanitizer keeps what was freed */
            assert_true(resident_bytes() < before + (8 << 20));
    }
    wfx_pool_drop(&pool);
    for (long n = 0; n < 3; n++) {
        wfx_alloc_fail_after(0);
        assert_null(wfx_pool_take(&pool, BYTES));
        wfx_alloc_fail_after(-1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unsigned_limits),
        cmocka_unit_test(signed_limits),
        cmocka_unit_test(round_trip),
        cmocka_unit_test(arena_memory),
        cmocka_unit_test(vector_out_of_memory),
        cmocka_unit_test(buffer_out_of_memory),
        cmocka_unit_test(first_error_wins),
        cmocka_unit_test(pool_cells_do_not_overlap),
        cmocka_unit_test(pool_gives_memory_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
