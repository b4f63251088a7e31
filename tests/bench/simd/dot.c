/* Dot product of two vectors of 4,096 floats. */
#include "kernel.h"

enum { COUNT = 4096 };
static float a[COUNT], b[COUNT];

int64_t run(int32_t n)
{
    random_state = 12345;
    for (int i = 0; i < COUNT; i++) {
        a[i] = (float)(random_next() % 64);
        b[i] = (float)(random_next() % 64);
    }
    int64_t sum = 0;
    for (int round = 0; round < n; round++) {
        v128_t total = wasm_f32x4_splat(0);
        for (int i = 0; i < COUNT; i += 4)
            total = wasm_f32x4_add(total, wasm_f32x4_mul(wasm_v128_load(a + i), wasm_v128_load(b + i)));
        sum += (int64_t)(wasm_f32x4_extract_lane(total, 0) + wasm_f32x4_extract_lane(total, 1) +
                         wasm_f32x4_extract_lane(total, 2) + wasm_f32x4_extract_lane(total, 3));
        a[round % COUNT] += 1;
    }
    return sum;
}
