/* UTF-8 validation of 4,096 bytes, sixteen at a time, by three table lookups whose common bit is an error (Keiser and
   Lemire, 2021). */
#include "kernel.h"

enum { COUNT = 4096 };
static uint8_t text[COUNT];

enum {
    TOO_SHORT = 1,
    TOO_LONG = 2,
    OVERLONG_3 = 4,
    TOO_LARGE_1000 = 8,
    SURROGATE = 16,
    OVERLONG_2 = 32,
    TOO_LARGE = 64,
    TWO_CONTINUATIONS = 128,
    CARRY = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS,
};

static v128_t special_cases(v128_t bytes, v128_t before)
{
    const v128_t by_first_high = wasm_u8x16_make(
        TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TWO_CONTINUATIONS,
        TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS, TOO_SHORT | OVERLONG_2, TOO_SHORT,
        TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | 0);
    const v128_t by_first_low = wasm_u8x16_make(
        CARRY | OVERLONG_3 | OVERLONG_2 | 0, CARRY | OVERLONG_2, CARRY, CARRY, CARRY | TOO_LARGE,
        CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE, CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000);
    const v128_t by_second_high = wasm_u8x16_make(
        TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
        TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE_1000,
        TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE,
        TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE,
        TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT);
    v128_t first_high = wasm_i8x16_swizzle(by_first_high, wasm_u8x16_shr(before, 4));
    v128_t first_low = wasm_i8x16_swizzle(by_first_low, wasm_v128_and(before, wasm_i8x16_splat(15)));
    v128_t second_high = wasm_i8x16_swizzle(by_second_high, wasm_u8x16_shr(bytes, 4));
    return wasm_v128_and(wasm_v128_and(first_high, first_low), second_high);
}

static v128_t check(v128_t bytes, v128_t last)
{
    v128_t one = wasm_i8x16_shuffle(last, bytes, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
    v128_t two = wasm_i8x16_shuffle(last, bytes, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
    v128_t three = wasm_i8x16_shuffle(last, bytes, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
    v128_t must_be_continuation = wasm_v128_or(wasm_u8x16_sub_sat(two, wasm_u8x16_splat(0xE0 - 0x80)),
                                               wasm_u8x16_sub_sat(three, wasm_u8x16_splat(0xF0 - 0x80)));
    return wasm_v128_xor(special_cases(bytes, one), wasm_v128_and(must_be_continuation, wasm_u8x16_splat(0x80)));
}

/* Letters of one, two and three bytes. */
static void fill(void)
{
    random_state = 12345;
    for (int i = 0; i < COUNT;) {
        uint32_t r = random_next();
        if (r % 3 == 0 && i + 2 <= COUNT) {
            text[i++] = (uint8_t)(0xC3 + r / 3 % 16);
            text[i++] = (uint8_t)(0x80 + r / 64 % 64);
        } else if (r % 3 == 1 && i + 3 <= COUNT) {
            text[i++] = (uint8_t)(0xE1 + r / 3 % 8);
            text[i++] = (uint8_t)(0x80 + r / 64 % 64);
            text[i++] = (uint8_t)(0x80 + r / 4096 % 64);
        } else {
            text[i++] = (uint8_t)(' ' + r / 3 % 64);
        }
    }
}

int64_t run(int32_t n)
{
    fill();
    int64_t sum = 0;
    for (int round = 0; round < n; round++) {
        v128_t error = wasm_i64x2_splat(0), last = error;
        for (int i = 0; i < COUNT; i += 16) {
            v128_t bytes = wasm_v128_load(text + i);
            if (wasm_i8x16_bitmask(wasm_v128_or(bytes, last)))
                error = wasm_v128_or(error, check(bytes, last));
            last = bytes;
        }
        sum = 3 * sum + (wasm_v128_any_true(error) ? 1 : 2);
        uint32_t at = random_next() % COUNT;
        text[at] ^= 0x80; /* wrong, and right again in the next round */
        if (round & 1)
            fill();
    }
    return sum;
}
