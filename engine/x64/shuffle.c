#include "engine/x64/shuffle.h"

#include <string.h>

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
                    *found = (Shuffle){.form = SHUFFLE_X3, .swaps = swaps, .x = ops[size][high]};
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
    *found = (Shuffle){.form = SHUFFLE_X3_IMM, .swaps = lanes[0] < 16, .imm = lanes[0] & 15, .x = X64_PALIGNR};
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
    *found = (Shuffle){.form = SHUFFLE_X3_IMM, .swaps = false, .imm = (uint8_t)mask, .x = X64_PBLENDW};
    return true;
}

static bool find_dwords(const uint8_t lanes[16], bool single, Shuffle *found)
{
    unsigned dwords[4];
    if (!as_dwords(lanes, dwords))
        return false;
    uint8_t imm = (uint8_t)((dwords[0] & 3) | (dwords[1] & 3) << 2 | (dwords[2] & 3) << 4 | (dwords[3] & 3) << 6);
    if (single) {
        *found = (Shuffle){.form = SHUFFLE_X2, .swaps = false, .imm = imm, .x = X64_PSHUFD};
        return true;
    }
    bool low = dwords[0] >= 4, high = dwords[2] >= 4; /* which operand */
    if ((dwords[1] >= 4) != low || (dwords[3] >= 4) != high || low == high)
        return false;
    *found = (Shuffle){.form = SHUFFLE_X3_IMM, .swaps = low, .imm = imm, .x = X64_SHUFPS};
    return true;
}

static bool find_instruction(const uint8_t lanes[16], bool single, Shuffle *found)
{
    return find_interleave(lanes, single, found) || find_dwords(lanes, single, found) ||
           find_run(lanes, single, found) || (!single && find_blend(lanes, found));
}

Shuffle shuffle_find(const uint8_t lanes[16], bool single)
{
    uint8_t own[16];
    for (unsigned i = 0; i < 16; i++)
        own[i] = lanes[i] & (single ? 15 : 31);
    Shuffle found;
    if (!find_instruction(own, single, &found))
        found = (Shuffle){.form = SHUFFLE_TABLE, .x = X64_PSHUFB};
    memcpy(found.lanes, own, sizeof own);
    return found;
}
