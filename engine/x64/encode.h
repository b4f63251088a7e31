/* The x86-64 encoder. Rows of x64.def become 32-bit words that one inline encoder reads; operands are registers or one
   memory operand. Invariants: the caller has made room (x64_buffer_room) for what it emits, 16 bytes an instruction;
   positions are byte offsets from the buffer's start and stay valid when it moves; a failed allocation is sticky and
   output then goes to a spare area. */
#ifndef WFX_X64_ENCODE_H
#define WFX_X64_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "engine/base/assert.h"
/* Register numbers as encoded; vector registers are 16 + n where both kinds meet, the encoder looks at the low four
   bits. */
enum {
    RAX,
    RCX,
    RDX,
    RBX,
    RSP,
    RBP,
    RSI,
    RDI,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
    XMM0,
    XMM14 = 30,
    XMM15 = 31,
    X64_REG_NONE = 255
};

typedef enum X64Cond {
    CC_O,
    CC_NO,
    CC_B,
    CC_AE,
    CC_E,
    CC_NE,
    CC_BE,
    CC_A,
    CC_S,
    CC_NS,
    CC_P,
    CC_NP,
    CC_L,
    CC_GE,
    CC_LE,
    CC_G
} X64Cond;

/* Encoded rows: opcode | map << 8 | prefix << 10 | digit << 12 | byte registers << 15. */
enum { X64_PREFIX_NONE, X64_PREFIX_P66, X64_PREFIX_PF3, X64_PREFIX_PF2 };
enum {
    X64_SIZE_V = 0,
    X64_SIZE_B = 1,
    X64_SIZE_W = 0,
    X64_SIZE_Q = 0,
    X64_SIZE_S = 0,
    X64_SIZE_G = 0,
    X64_SIZE_X = 0,
    X64_SIZE_E = 0,
    X64_SIZE_K = 0,
    X64_SIZE_Z = 1,
    X64_SIZE_Y = 0,
    X64_SIZE_D = 0
};
typedef uint32_t X64Op;
enum {
#define X64(id, text, form, prefix, map, opcode, digit, size)                                                          \
    X64_##id = (opcode) | (map) << 8 | X64_PREFIX_##prefix << 10 | (digit) << 12 | X64_SIZE_##size << 15,
#include "engine/x64/x64.def"
#undef X64
};

typedef struct X64Mem {
    uint8_t base, index; /* X64_REG_NONE */
    uint8_t scale;       /* log2 */
    int32_t disp;
} X64Mem;

typedef struct X64Buffer {
    uint8_t *base, *p, *end;
    uint8_t *promised; /* where the room that was asked for last ends: kept where assertions are on */
    bool failed;
} X64Buffer;

/* Slow path of x64_buffer_room. */
void x64_buffer_grow(X64Buffer *as, size_t size);
void x64_buffer_free(X64Buffer *as);
static inline void x64_buffer_room(X64Buffer *as, size_t size)
{
    if (__builtin_expect((size_t)(as->end - as->p) < size, 0))
        x64_buffer_grow(as, size);
    if (WFX_ASSERTS && as->promised < as->p + size)
        as->promised = as->p + size;
}
/* Somebody has made room for `size` bytes more. */
static inline void x64_assert_room(const X64Buffer *as, size_t size)
{
    wfx_assert(as->p >= as->base && as->p + size <= as->end);
    wfx_assert(as->p + size <= as->promised);
}
static inline uint32_t x64_pos(const X64Buffer *as)
{
    return (uint32_t)(as->p - as->base);
}

static inline X64Mem x64_mem(unsigned base, int32_t disp)
{
    return (X64Mem){(uint8_t)base, X64_REG_NONE, 0, disp};
}
static inline X64Mem x64_mem_index(unsigned base, unsigned index, unsigned scale, int32_t disp)
{
    return (X64Mem){(uint8_t)base, (uint8_t)index, (uint8_t)scale, disp};
}

static inline void x64_u8(X64Buffer *as, unsigned value)
{
    x64_assert_room(as, 1);
    *as->p++ = (uint8_t)value;
}
static inline void x64_u32(X64Buffer *as, uint32_t value)
{
    x64_assert_room(as, 4);
    memcpy(as->p, &value, 4);
    as->p += 4;
}
static inline void x64_u64(X64Buffer *as, uint64_t value)
{
    x64_assert_room(as, 8);
    memcpy(as->p, &value, 8);
    as->p += 8;
}

/* Prefixes and opcode; `low` are registers whose byte form needs a REX prefix (4..7). */
static inline void x64_head(X64Buffer *as, X64Op op, bool wide, unsigned reg, unsigned index, unsigned rm,
                            bool byte_rex)
{
    static const uint8_t prefixes[4] = {0, 0x66, 0xF3, 0xF2};
    x64_assert_room(as, 16); /* prefix, rex, escapes, opcode, ModRM, SIB, displacement: all but an immediate */
    wfx_assert(reg < 16 && index < 16 && rm < 16);
    unsigned prefix = op >> 10 & 3, map = op >> 8 & 3;
    if (prefix)
        *as->p++ = prefixes[prefix];
    unsigned rex = (unsigned)wide << 3 | (reg >> 3 & 1) << 2 | (index >> 3 & 1) << 1 | (rm >> 3 & 1);
    if (rex || byte_rex)
        *as->p++ = (uint8_t)(0x40 | rex);
    if (map) {
        *as->p++ = 0x0F;
        if (map == 2)
            *as->p++ = 0x38;
        else if (map == 3)
            *as->p++ = 0x3A;
    }
    *as->p++ = (uint8_t)op;
}

/* reg field and register r/m. Forms M, MI: pass the digit as reg via x64_m / x64_mi below. */
static inline void x64_rr(X64Buffer *as, X64Op op, bool wide, unsigned reg, unsigned rm)
{
    reg &= 15;
    rm &= 15;
    x64_head(as, op, wide, reg, 0, rm, (op >> 15 & 1) && ((rm >= 4 && rm < 8) || (reg >= 4 && reg < 8)));
    *as->p++ = (uint8_t)(0xC0 | (reg & 7) << 3 | (rm & 7));
}

static inline void x64_modrm(X64Buffer *as, unsigned reg, X64Mem m)
{
    unsigned field = (reg & 7) << 3, base = m.base & 7;
    wfx_assert(m.scale < 4 && m.index != RSP);
    bool sib = m.index != X64_REG_NONE || base == RSP;
    unsigned mod = m.disp == 0 && base != RBP ? 0 : m.disp == (int8_t)m.disp ? 1 : 2;
    *as->p++ = (uint8_t)(mod << 6 | field | (sib ? 4 : base));
    if (sib)
        *as->p++ = (uint8_t)(m.scale << 6 | (m.index == X64_REG_NONE ? 4u : (m.index & 7u)) << 3 | base);
    if (mod == 1)
        *as->p++ = (uint8_t)m.disp;
    else if (mod == 2)
        x64_u32(as, (uint32_t)m.disp);
}

static inline void x64_rm(X64Buffer *as, X64Op op, bool wide, unsigned reg, X64Mem m)
{
    reg &= 15;
    x64_head(as, op, wide, reg, m.index == X64_REG_NONE ? 0 : m.index, m.base, (op >> 15 & 1) && reg >= 4 && reg < 8);
    x64_modrm(as, reg, m);
}

/* ---- VEX encodings (AVX): the same rows, with a first source beside them; of 128 bits ---- */

enum { X64_NO_SOURCE = 0 }; /* of rows with two operands */

static inline void x64_vex_head(X64Buffer *as, X64Op op, bool wide, unsigned reg, unsigned source, unsigned index,
                                unsigned rm)
{
    x64_assert_room(as, 16);
    unsigned prefix = op >> 10 & 3, map = op >> 8 & 3, tail = (~source & 15) << 3 | prefix;
    wfx_assert(map && reg < 16 && source < 16 && index < 16 && rm < 16);
    if (map == 1 && !wide && !(index & 8) && !(rm & 8)) {
        *as->p++ = 0xC5;
        *as->p++ = (uint8_t)((reg & 8 ? 0 : 0x80) | tail);
    } else {
        *as->p++ = 0xC4;
        *as->p++ = (uint8_t)((reg & 8 ? 0 : 0x80) | (index & 8 ? 0 : 0x40) | (rm & 8 ? 0 : 0x20) | map);
        *as->p++ = (uint8_t)((unsigned)wide << 7 | tail);
    }
    *as->p++ = (uint8_t)op;
}
static inline void x64_vex_rr(X64Buffer *as, X64Op op, bool wide, unsigned reg, unsigned source, unsigned rm)
{
    x64_vex_head(as, op, wide, reg & 15, source & 15, 0, rm & 15);
    *as->p++ = (uint8_t)(0xC0 | (reg & 7) << 3 | (rm & 7));
}
static inline void x64_vex_rm(X64Buffer *as, X64Op op, bool wide, unsigned reg, unsigned source, X64Mem m)
{
    x64_vex_head(as, op, wide, reg & 15, source & 15, m.index == X64_REG_NONE ? 0 : m.index, m.base);
    x64_modrm(as, reg, m);
}

/* The memory at rip + ?, as x64_rip. */
static inline uint32_t x64_vex_rip(X64Buffer *as, X64Op op, unsigned reg, unsigned source)
{
    x64_vex_head(as, op, false, reg & 15, source & 15, 0, 0);
    *as->p++ = (uint8_t)((reg & 7) << 3 | 5);
    x64_u32(as, 0);
    return x64_pos(as) - 4;
}

static inline unsigned x64_digit(X64Op op)
{
    return op >> 12 & 7;
}
/* One-operand forms: the digit is the reg field and never a byte register. */
static inline void x64_r(X64Buffer *as, X64Op op, bool wide, unsigned rm)
{
    rm &= 15;
    x64_head(as, op, wide, 0, 0, rm, (op >> 15 & 1) && rm >= 4 && rm < 8);
    *as->p++ = (uint8_t)(0xC0 | x64_digit(op) << 3 | (rm & 7));
}
static inline void x64_m(X64Buffer *as, X64Op op, bool wide, X64Mem m)
{
    x64_head(as, op, wide, 0, m.index == X64_REG_NONE ? 0 : m.index, m.base, false);
    x64_modrm(as, x64_digit(op), m);
}
static inline void x64_ri32(X64Buffer *as, X64Op op, bool wide, unsigned rm, int32_t imm)
{
    x64_r(as, op, wide, rm);
    x64_u32(as, (uint32_t)imm);
}
static inline void x64_ri8(X64Buffer *as, X64Op op, bool wide, unsigned rm, int imm)
{
    x64_r(as, op, wide, rm);
    x64_u8(as, (unsigned)imm & 255);
}
static inline void x64_mi32(X64Buffer *as, X64Op op, bool wide, X64Mem m, int32_t imm)
{
    x64_m(as, op, wide, m);
    x64_u32(as, (uint32_t)imm);
}
static inline void x64_mi8(X64Buffer *as, X64Op op, bool wide, X64Mem m, int imm)
{
    x64_m(as, op, wide, m);
    x64_u8(as, (unsigned)imm & 255);
}
/* An 81 /digit row and its 83 /digit sibling: chooses by the immediate. */
static inline X64Op x64_short(X64Op op)
{
    return (op & ~0xFFu) | 0x83;
}
static inline void x64_alu_ri(X64Buffer *as, X64Op op, bool wide, unsigned rm, int32_t imm)
{
    if (imm == (int8_t)imm)
        x64_ri8(as, x64_short(op), wide, rm, imm);
    else
        x64_ri32(as, op, wide, rm, imm);
}
static inline void x64_alu_mi(X64Buffer *as, X64Op op, bool wide, X64Mem m, int32_t imm)
{
    if (imm == (int8_t)imm)
        x64_mi8(as, x64_short(op), wide, m, imm);
    else
        x64_mi32(as, op, wide, m, imm);
}

/* mov reg, constant: the shortest form; flags stay. */
static inline void x64_mov_imm(X64Buffer *as, unsigned reg, uint64_t value)
{
    if (value == (uint32_t)value) {
        if (reg >= 8)
            *as->p++ = 0x41;
        *as->p++ = (uint8_t)(0xB8 | (reg & 7));
        x64_u32(as, (uint32_t)value);
    } else if ((int64_t)value == (int32_t)value) {
        x64_ri32(as, X64_MOV_MI, true, reg, (int32_t)value);
    } else {
        *as->p++ = (uint8_t)(reg >= 8 ? 0x49 : 0x48);
        *as->p++ = (uint8_t)(0xB8 | (reg & 7));
        x64_u64(as, value);
    }
}
/* reg field and the memory at rip + ?, of a row without an immediate: returns the position of the 32-bit field. */
static inline uint32_t x64_rip(X64Buffer *as, X64Op op, bool wide, unsigned reg)
{
    x64_head(as, op, wide, reg & 15, 0, 0, false);
    *as->p++ = (uint8_t)((reg & 7) << 3 | 5);
    x64_u32(as, 0);
    return x64_pos(as) - 4;
}
/* lea with a 32-bit displacement that is patched later: returns its position. */
static inline uint32_t x64_lea_disp32(X64Buffer *as, unsigned reg, unsigned base)
{
    x64_head(as, X64_LEA, true, reg, 0, base, false);
    *as->p++ = (uint8_t)(0x80 | (reg & 7) << 3 | (base & 7));
    x64_u32(as, 0);
    return x64_pos(as) - 4;
}
static inline void x64_patch32(X64Buffer *as, uint32_t at, uint32_t value)
{
    wfx_assert(as->failed || as->base + at + 4 <= as->end);
    memcpy(as->base + at, &value, 4);
}
/* Makes the relative field at `at` reach `target`. */
static inline void x64_patch_to(X64Buffer *as, uint32_t at, uint32_t target)
{
    x64_patch32(as, at, target - (at + 4));
}

/* Jumps with a field of 32 bits: return its position. */
static inline uint32_t x64_jcc(X64Buffer *as, X64Cond cc)
{
    x64_u8(as, 0x0F);
    x64_u8(as, 0x80u | cc);
    x64_u32(as, 0);
    return x64_pos(as) - 4;
}
static inline uint32_t x64_jmp(X64Buffer *as)
{
    x64_u8(as, 0xE9);
    x64_u32(as, 0);
    return x64_pos(as) - 4;
}
static inline uint32_t x64_call(X64Buffer *as)
{
    x64_u8(as, 0xE8);
    x64_u32(as, 0);
    return x64_pos(as) - 4;
}
/* Short forward jumps inside one expansion: x64_here8 lands them. */
static inline uint32_t x64_jcc8(X64Buffer *as, X64Cond cc)
{
    x64_u8(as, 0x70u | cc);
    x64_u8(as, 0);
    return x64_pos(as);
}
static inline uint32_t x64_jmp8(X64Buffer *as)
{
    x64_u8(as, 0xEB);
    x64_u8(as, 0);
    return x64_pos(as);
}
static inline void x64_here8(X64Buffer *as, uint32_t after)
{
    wfx_assert(x64_pos(as) >= after && x64_pos(as) - after < 128);
    as->base[after - 1] = (uint8_t)(x64_pos(as) - after);
}

static inline void x64_push(X64Buffer *as, unsigned reg)
{
    if (reg >= 8)
        x64_u8(as, 0x41);
    x64_u8(as, 0x50u | (reg & 7));
}
static inline void x64_pop(X64Buffer *as, unsigned reg)
{
    if (reg >= 8)
        x64_u8(as, 0x41);
    x64_u8(as, 0x58u | (reg & 7));
}
/* Before an instruction that reads and writes memory: atomically. */
static inline void x64_lock(X64Buffer *as)
{
    x64_u8(as, 0xF0);
}
static inline void x64_mfence(X64Buffer *as)
{
    x64_u8(as, 0x0F);
    x64_u8(as, 0xAE);
    x64_u8(as, 0xF0);
}
static inline void x64_ud2(X64Buffer *as)
{
    x64_u8(as, 0x0F);
    x64_u8(as, 0x0B);
}
static inline void x64_nop(X64Buffer *as)
{
    x64_u8(as, 0x90);
}
static inline void x64_leave(X64Buffer *as)
{
    x64_u8(as, 0xC9);
}
static inline void x64_ret(X64Buffer *as, uint32_t pop)
{
    x64_u8(as, pop ? 0xC2 : 0xC3);
    if (pop) {
        x64_u8(as, pop & 255);
        x64_u8(as, pop >> 8);
    }
}
static inline void x64_sign_dividend(X64Buffer *as, bool wide)
{
    if (wide)
        x64_u8(as, 0x48);
    x64_u8(as, 0x99);
} /* cdq, cqo */

#endif
