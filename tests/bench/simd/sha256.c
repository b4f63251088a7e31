/* SHA-256 of four messages of 1,024 bytes at once, a lane each. */
#include "kernel.h"

enum { BLOCKS = 16, LANES = 4 };
static uint32_t messages[BLOCKS * 16][LANES];

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

#define ROTATE(x, bits) wasm_v128_or(wasm_u32x4_shr(x, bits), wasm_i32x4_shl(x, 32 - (bits)))
#define XOR3(a, b, c) wasm_v128_xor(wasm_v128_xor(a, b), c)
#define ADD wasm_i32x4_add

static void block(v128_t state[8], const uint32_t (*message)[LANES])
{
    v128_t w[64];
    for (int i = 0; i < 16; i++)
        w[i] = wasm_v128_load(message[i]);
    for (int i = 16; i < 64; i++) {
        v128_t x = w[i - 15], y = w[i - 2];
        v128_t s0 = XOR3(ROTATE(x, 7), ROTATE(x, 18), wasm_u32x4_shr(x, 3));
        v128_t s1 = XOR3(ROTATE(y, 17), ROTATE(y, 19), wasm_u32x4_shr(y, 10));
        w[i] = ADD(ADD(w[i - 16], s0), ADD(w[i - 7], s1));
    }
    v128_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6],
           h = state[7];
    for (int i = 0; i < 64; i++) {
        v128_t choice = wasm_v128_bitselect(f, g, e), s1 = XOR3(ROTATE(e, 6), ROTATE(e, 11), ROTATE(e, 25));
        v128_t t1 = ADD(ADD(ADD(h, s1), ADD(choice, w[i])), wasm_i32x4_splat((int)constants[i]));
        v128_t majority = wasm_v128_or(wasm_v128_and(a, b), wasm_v128_and(c, wasm_v128_or(a, b)));
        v128_t t2 = ADD(XOR3(ROTATE(a, 2), ROTATE(a, 13), ROTATE(a, 22)), majority);
        h = g, g = f, f = e, e = ADD(d, t1), d = c, c = b, b = a, a = ADD(t1, t2);
    }
    state[0] = ADD(state[0], a), state[1] = ADD(state[1], b), state[2] = ADD(state[2], c), state[3] = ADD(state[3], d);
    state[4] = ADD(state[4], e), state[5] = ADD(state[5], f), state[6] = ADD(state[6], g), state[7] = ADD(state[7], h);
}

int64_t run(int32_t n)
{
    random_state = 12345;
    for (int i = 0; i < BLOCKS * 16; i++)
        for (int lane = 0; lane < LANES; lane++)
            messages[i][lane] = random_next();
    int64_t sum = 0;
    for (int round = 0; round < n; round++) {
        v128_t state[8];
        for (int i = 0; i < 8; i++)
            state[i] = wasm_i32x4_splat((int)initial[i]);
        for (int i = 0; i < BLOCKS; i++)
            block(state, messages + 16 * i);
        for (int i = 0; i < 8; i++)
            sum += wasm_i64x2_extract_lane(state[i], 0) ^ wasm_i64x2_extract_lane(state[i], 1);
        messages[0][0]++;
    }
    return sum;
}
