/* Base64 of 3,072 bytes, twelve at a time: three bytes are spread over four, shifted into six bits each, and become
   letters by a table of distances. */
#include "kernel.h"

enum { COUNT = 3072 };
static uint8_t input[COUNT + 16], output[COUNT / 3 * 4];

static v128_t encode(v128_t bytes)
{
    v128_t spread = wasm_i8x16_shuffle(bytes, bytes, 1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
    v128_t high = wasm_v128_and(spread, wasm_i32x4_splat(0x0FC0FC00));
    v128_t low = wasm_v128_and(spread, wasm_i32x4_splat(0x003F03F0));
    v128_t high_shifted = wasm_v128_or(wasm_v128_and(wasm_u16x8_shr(high, 10), wasm_i32x4_splat(0x0000FFFF)),
                                       wasm_v128_and(wasm_u16x8_shr(high, 6), wasm_i32x4_splat((int)0xFFFF0000)));
    v128_t low_shifted = wasm_v128_or(wasm_v128_and(wasm_i16x8_shl(low, 4), wasm_i32x4_splat(0x0000FFFF)),
                                      wasm_v128_and(wasm_i16x8_shl(low, 8), wasm_i32x4_splat((int)0xFFFF0000)));
    v128_t six = wasm_v128_or(high_shifted, low_shifted);
    v128_t kind = wasm_u8x16_sub_sat(six, wasm_i8x16_splat(51));
    kind = wasm_v128_or(kind, wasm_v128_and(wasm_i8x16_lt(six, wasm_i8x16_splat(26)), wasm_i8x16_splat(13)));
    v128_t distances = wasm_i8x16_make('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
                                       '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
    return wasm_i8x16_add(six, wasm_i8x16_swizzle(distances, kind));
}

int64_t run(int32_t n)
{
    random_state = 12345;
    for (int i = 0; i < COUNT; i++)
        input[i] = (uint8_t)random_next();
    int64_t sum = 0;
    for (int round = 0; round < n; round++) {
        v128_t check = wasm_i64x2_splat(0);
        for (int i = 0; i < COUNT / 12; i++) {
            v128_t letters = encode(wasm_v128_load(input + 12 * i));
            wasm_v128_store(output + 16 * i, letters);
            check = wasm_i64x2_add(check, letters);
        }
        sum += wasm_i64x2_extract_lane(check, 0) ^ wasm_i64x2_extract_lane(check, 1);
        input[round % COUNT]++;
    }
    return sum;
}
