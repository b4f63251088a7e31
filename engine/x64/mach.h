/* Machine operations: what the selector makes, an allocator places and the emitter writes.

   A machine operation has up to three uses and one definition, each with a constraint; an allocator fills `loc` and `dst` so that every
   constraint holds and calls wfx_mach_emit. The quick allocator does this at once for each operation (quick.c); an optimising
   one would collect a function's operations first. Emitters may always overwrite r10, r11, xmm14, xmm15 and the flags, and nothing
   else that is not the definition, a SAME or FIXED use, or in `clobbers`. */
#ifndef WFX_X64_MACH_H
#define WFX_X64_MACH_H

#include "engine/ir/ir.h"
#include "engine/x64/asm.h"

typedef enum MachCode {
    MACH_ALU,       /* dst = dst op loc[1]; loc[1] register, memory or immediate */
    MACH_IMUL,      /* the same for imul, whose immediate form has three operands */
    MACH_RM,        /* dst = op loc[0]: register or memory */
    MACH_MOVE,      /* dst = loc[0], both general or both vector */
    MACH_COPY_BITS, /* dst = loc[0], between general and vector registers */
    MACH_NEG_LIKE,  /* op dst */
    MACH_SHIFT,     /* dst = dst op (rcx or immediate) */
    MACH_CMP,       /* flags = loc[0] - loc[1] */
    MACH_TEST,      /* flags = loc[0] & loc[0], or loc[0] - 0 in memory */
    MACH_UCOMI,     /* flags of float comparison */
    MACH_SETCC,     /* dst = condition (imm, may be a float one) ? 1 : 0 */
    MACH_CMOV,      /* dst = condition (imm) ? loc[1] : dst */
    MACH_SELECT,    /* dst = loc[2] != 0 ? loc[1] : dst, any kind */
    MACH_BITS,      /* clz, ctz, popcnt without the instruction for it (imm = IrOp) */
    MACH_DIV,       /* rax, rdx: imm = IrOp; loc[1] divisor */
    MACH_LOAD,      /* dst = memory at loc[0] */
    MACH_STORE,     /* memory at loc[0] = loc[1] */
    MACH_FBINARY,   /* dst = dst op loc[1], vector */
    MACH_FSIGN,     /* abs, neg, copysign (imm = IrOp) */
    MACH_FMINMAX,
    MACH_FROUND,  /* imm = rounding mode */
    MACH_TRUNC,   /* imm = IrOp, all trapping and saturating conversions */
    MACH_CONVERT, /* integers to floats: imm = IrOp */
    MACH_TABLE_ADDRESS_GET,
    MACH_TABLE_ADDRESS_SET,
} MachCode;

typedef enum MachHow {
    USE_NONE,
    USE_REG,   /* in a register, kept */
    USE_RM,    /* register or frame memory, kept */
    USE_ANY,   /* register, frame memory or immediate of 32 bits, kept */
    USE_SAME,  /* in the definition's register, overwritten */
    USE_FIXED, /* in register `fixed`, which may be overwritten */
    USE_FIXED_OR_IMM,
    USE_REG_OR_IMM,
} MachHow;

typedef enum MachDef { DEF_NONE, DEF_REG, DEF_SAME, DEF_FIXED } MachDef;

typedef struct MachUse {
    IrValue value;
    uint8_t how, fixed;
} MachUse;

typedef enum MachLocKind { LOC_REG, LOC_MEM /* [rbp + imm] */, LOC_IMM } MachLocKind;
typedef struct MachLoc {
    uint8_t kind, reg;
    int32_t imm;
} MachLoc;

typedef struct MachOp {
    uint8_t code, use_count, def_how, def_fixed;
    bool has_fixed; /* some use is FIXED, or there are clobbers */
    bool early;     /* the definition is written before the last use is read */
    bool wide;      /* 64-bit integers, or f64 */
    uint8_t kind;   /* WfxKind of the definition, or of the operands when there is none */
    uint8_t access; /* WfxAccess */
    X64Op x;
    uint32_t clobbers; /* register mask, bits 16.. = vector */
    IrValue def;
    uint64_t imm;
    uint32_t memory; /* memory or table index */
    uint32_t offset; /* wasm offset, for sites */
    MachUse use[3];
    MachLoc loc[3]; /* by the allocator */
    uint8_t dst;
} MachOp;

/* Conditions beyond X64Cond: equality of floats needs the parity flag too. */
enum { CC_FEQ = 16, CC_FNE = 17 };
static inline unsigned mach_negate(unsigned cc)
{
    return cc < 16 ? cc ^ 1 : cc == CC_FEQ ? CC_FNE : CC_FEQ;
}

/* Accesses that the emitter knows: the scalar ones and whole vectors. */
static inline bool mach_has_access(unsigned access)
{
    return access < WFX_ACCESS_V128_8X8S;
}

struct Fn;
void wfx_mach_emit(struct Fn *f, const MachOp *op);
void wfx_mach_emit_float(struct Fn *f, const MachOp *op);
void wfx_mach_emit_memory(struct Fn *f, const MachOp *op);

#endif
