#include "engine/x64/shuffle.h"

unsigned shuffle_operands(const uint8_t lanes[16])
{
    unsigned operands = 0;
    for (unsigned i = 0; i < 16; i++)
        operands |= lanes[i] < 16 ? 1 : 2;
    return operands;
}

/* The four lanes of 32 bits, 0 .. 7, or false. */
static bool as_dwords(const uint8_t lanes[16], unsigned dwords[4])
{
    for (unsigned i = 0; i < 16; i++) {
        if (lanes[i] % 4 != i % 4 || lanes[i] / 4 != lanes[i & ~3u] / 4)
            return false;
        dwords[i / 4] = lanes[i] / 4;
    }
    return true;
}

/* Elements of `width` bytes alternate between the operands, from the lower or the upper half of both. */
static bool interleaves(const uint8_t lanes[16], unsigned width, bool high, bool swaps, bool single)
{
    for (unsigned i = 0; i < 16; i++) {
        unsigned element = i / width, from = (element & 1) ^ swaps;
        unsigned lane = element / 2 * width + i % width + (high ? 8 : 0) + (from && !single ? 16 : 0);
        if (lanes[i] != lane)
            return false;
    }
    return true;
}

static bool find_interleave(const uint8_t lanes[16], bool single, Shuffle *found)
{
    static const X64Op ops[4][2] = {{X64_PUNPCKLBW, X64_PUNPCKHBW},
                                    {X64_PUNPCKLWD, X64_PUNPCKHWD},
                                    {X64_PUNPCKLDQ, X64_PUNPCKHDQ},
                                    {X64_PUNPCKLQDQ, X64_PUNPCKHQDQ}};
    for (unsigned size = 0; size < 4; size++)
        for (unsigned high = 0; high < 2; high++)
            for (unsigned swaps = 0; swaps < 2; swaps++)
                if (interleaves(lanes, 1u << size, high, swaps, single)) {
                    *found = (Shuffle){SHUFFLE_X3, swaps, 0, ops[size][high]};
                    return true;
                }
    return false;
}

/* 16 bytes in a row of both operands, one behind the other. */
static bool find_run(const uint8_t lanes[16], bool single, Shuffle *found)
{
    unsigned ring = single ? 16 : 32;
    for (unsigned i = 1; i < 16; i++)
        if (lanes[i] != (lanes[0] + i) % ring)
            return false;
    /* palignr's first operand is the upper one */
    *found = (Shuffle){SHUFFLE_X3_IMM, lanes[0] < 16, lanes[0] & 15, X64_PALIGNR};
    return true;
}

static bool find_blend(const uint8_t lanes[16], Shuffle *found)
{
    unsigned mask = 0;
    for (unsigned i = 0; i < 16; i++) {
        if ((lanes[i] & 15) != i || (lanes[i] ^ lanes[i & ~1u]) & 16)
            return false;
        mask |= lanes[i] < 16 ? 0 : 1u << i / 2;
    }
    *found = (Shuffle){SHUFFLE_X3_IMM, false, (uint8_t)mask, X64_PBLENDW};
    return true;
}

static bool find_dwords(const uint8_t lanes[16], bool single, Shuffle *found)
{
    unsigned dwords[4];
    if (!as_dwords(lanes, dwords))
        return false;
    uint8_t imm = (uint8_t)((dwords[0] & 3) | (dwords[1] & 3) << 2 | (dwords[2] & 3) << 4 | (dwords[3] & 3) << 6);
    if (single) {
        *found = (Shuffle){SHUFFLE_X2, false, imm, X64_PSHUFD};
        return true;
    }
    bool low = dwords[0] >= 4, high = dwords[2] >= 4; /* which operand */
    if ((dwords[1] >= 4) != low || (dwords[3] >= 4) != high || low == high)
        return false;
    *found = (Shuffle){SHUFFLE_X3_IMM, low, imm, X64_SHUFPS};
    return true;
}

Shuffle shuffle_find(const uint8_t lanes[16], bool single)
{
    Shuffle found = {.form = SHUFFLE_TABLE};
    if (!find_interleave(lanes, single, &found) && !find_dwords(lanes, single, &found) &&
        !find_run(lanes, single, &found) && !(!single && find_blend(lanes, &found)))
        found.x = X64_PSHUFB;
    return found;
}
