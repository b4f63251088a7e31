/* The Mandelbrot set, 64 x 64 points, four at a time, at most 100 steps. */
#include "kernel.h"

enum { SIZE = 64, STEPS = 100 };

static int64_t row(int y)
{
    int64_t sum = 0;
    v128_t ci = wasm_f32x4_splat((float)y * 2.5f / SIZE - 1.25f);
    for (int x = 0; x < SIZE; x += 4) {
        v128_t cr =
            wasm_f32x4_add(wasm_f32x4_mul(wasm_f32x4_make((float)x, (float)(x + 1), (float)(x + 2), (float)(x + 3)),
                                          wasm_f32x4_splat(3.0f / SIZE)),
                           wasm_f32x4_splat(-2.0f));
        v128_t r = cr, i = ci, steps = wasm_i32x4_splat(0);
        for (int step = 0; step < STEPS; step++) {
            v128_t rr = wasm_f32x4_mul(r, r), ii = wasm_f32x4_mul(i, i);
            v128_t inside = wasm_f32x4_le(wasm_f32x4_add(rr, ii), wasm_f32x4_splat(4));
            if (!wasm_v128_any_true(inside))
                break;
            steps = wasm_i32x4_sub(steps, inside);
            v128_t ri = wasm_f32x4_mul(r, i);
            i = wasm_f32x4_add(wasm_f32x4_add(ri, ri), ci);
            r = wasm_f32x4_add(wasm_f32x4_sub(rr, ii), cr);
        }
        sum += wasm_i32x4_extract_lane(steps, 0) + wasm_i32x4_extract_lane(steps, 1) +
               wasm_i32x4_extract_lane(steps, 2) + wasm_i32x4_extract_lane(steps, 3);
    }
    return sum;
}

int64_t run(int32_t n)
{
    int64_t sum = 0;
    for (int round = 0; round < n; round++)
        for (int y = 0; y < SIZE; y++)
            sum += row(y);
    return sum;
}
