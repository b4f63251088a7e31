/* What the kernels share: no library, results as checksums. Each exports run(n): the sum of n rounds. */
#include <wasm_simd128.h>
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))
EXPORT int64_t run(int32_t n);

/* A cheap source of the same bytes everywhere. */
static uint32_t random_state = 12345;
static inline uint32_t random_next(void)
{
    random_state = random_state * 1664525u + 1013904223u;
    return random_state >> 8;
}
