/* A 3 x 3 blur (weights 1 2 1, 2 4 2, 1 2 1) of an image of 128 x 128 grey points, sixteen at a time. */
#include "kernel.h"

enum { SIZE = 128 };
static uint8_t image[SIZE + 2][SIZE + 32], blurred[SIZE][SIZE];

static v128_t weigh(const uint8_t *left, int high)
{
    v128_t a = wasm_v128_load(left), b = wasm_v128_load(left + 1), c = wasm_v128_load(left + 2);
    if (high)
        return wasm_i16x8_add(wasm_i16x8_add(wasm_u16x8_extend_high_u8x16(a), wasm_u16x8_extend_high_u8x16(c)),
                              wasm_i16x8_shl(wasm_u16x8_extend_high_u8x16(b), 1));
    return wasm_i16x8_add(wasm_i16x8_add(wasm_u16x8_extend_low_u8x16(a), wasm_u16x8_extend_low_u8x16(c)),
                          wasm_i16x8_shl(wasm_u16x8_extend_low_u8x16(b), 1));
}

static v128_t half(int x, int y, int high)
{
    v128_t above = weigh(&image[y][x], high), here = weigh(&image[y + 1][x], high),
           below = weigh(&image[y + 2][x], high);
    v128_t sum = wasm_i16x8_add(wasm_i16x8_add(above, below), wasm_i16x8_shl(here, 1));
    return wasm_u16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_splat(8)), 4);
}

int64_t run(int32_t n)
{
    random_state = 12345;
    for (int y = 0; y < SIZE + 2; y++)
        for (int x = 0; x < SIZE + 2; x++)
            image[y][x] = (uint8_t)random_next();
    int64_t sum = 0;
    for (int round = 0; round < n; round++) {
        v128_t check = wasm_i64x2_splat(0);
        for (int y = 0; y < SIZE; y++)
            for (int x = 0; x < SIZE; x += 16) {
                v128_t points = wasm_u8x16_narrow_i16x8(half(x, y, 0), half(x, y, 1));
                wasm_v128_store(&blurred[y][x], points);
                check = wasm_i64x2_add(check, points);
            }
        sum += wasm_i64x2_extract_lane(check, 0) ^ wasm_i64x2_extract_lane(check, 1);
        image[1 + round % SIZE][1]++;
    }
    return sum;
}
