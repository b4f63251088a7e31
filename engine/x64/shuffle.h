/* i8x16.shuffle as an instruction of its own where there is one for its lanes, else by tables. */
#ifndef WFX_X64_SHUFFLE_H
#define WFX_X64_SHUFFLE_H

#include "engine/x64/encode.h"

typedef enum ShuffleForm {
    SHUFFLE_X2, /* d = x first, imm */
    SHUFFLE_X3, /* d = first x second */
    SHUFFLE_X3_IMM,
    SHUFFLE_TABLE, /* pshufb of one operand, or of both and their union */
} ShuffleForm;

typedef struct Shuffle {
    uint8_t form;
    bool swaps; /* the first operand of x is the shuffle's second */
    uint8_t imm;
    X64Op x;
    uint8_t lanes[16]; /* from 16 on the second operand's; of one operand, all of that */
} Shuffle;

/* For the lanes of i8x16.shuffle; `single`: both operands are the same, or the lanes are of one alone. */
Shuffle shuffle_find(const uint8_t lanes[16], bool single);
/* Which operands the lanes are of: bit 0 the first, bit 1 the second. */
unsigned shuffle_operands(const uint8_t lanes[16]);

#endif
