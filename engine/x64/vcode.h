/* Machine operations, one stream: what selection makes without knowing of any allocator, an allocator places and the
   emitter writes.

   A plain operation has up to three uses and one definition, each with a constraint. Calls, returns and the switching
   sequences take any number of arguments, each fixed to a register by the sequence of engine/layout.h, and define
   results and the parameters of a block that is entered from elsewhere by the same sequence. Values are the IR's ids,
   and after them temporaries. Constants have no operation of their own: a use of an IR_CONST may become an immediate or
   be loaded. Operations that end a block name the IR's edges, whose arguments move in parallel.

   Emitters may always overwrite r11, xmm14, xmm15 and the flags, and nothing else that is not the definition, a SAME or
   FIXED use, or in `clobbers`; operations that take arguments overwrite every register. Flags live from an operation to
   the next one if that has `reads_flags`, and nothing that an allocator puts between these two changes them.

   NEW (NEW_CONT, too) is a call of the runtime when there is no room for the object, out of line: the allocator tells
   the emitter what to store before it and to load behind it (engine/x64/emit/emit.h, Save), so that registers survive
   on either way.

   The quick allocator takes the stream of a block in pieces of a few instructions and empties it each time; an
   optimising one would let that of a whole function grow. */
#ifndef WFX_X64_VCODE_H
#define WFX_X64_VCODE_H

#include "engine/ir/ir.h"
#include "engine/layout.h"
#include "engine/x64/encode.h"

/* V(name, shape). Shapes say what an allocator has to do:
     PLAIN  uses and a definition under constraints
     STATE  homes of locals, or no code at all: the allocator does it alone
     FIXED  arguments in their registers, everything else that lives in its slot; results by the sequence
     LEAVE  arguments in their registers; nothing lives on
     ENTER  a block entered from elsewhere: results by the sequence, nothing lives in registers
     EDGE   the IR's edges and their moves */
#define V_LIST(V)                                                                                                      \
    V(ALU, PLAIN)          /* dst = dst op use 1 (register, memory or immediate) */                                    \
    V(IMUL, PLAIN)         /* the same for imul, whose immediate form has three operands */                            \
    V(RM, PLAIN)           /* dst = op use 0: register or memory */                                                    \
    V(MOVE, PLAIN)         /* dst = use 0, both general or both vector */                                              \
    V(COPY_BITS, PLAIN)    /* dst = use 0, between general and vector registers */                                     \
    V(SHIFT, PLAIN)        /* dst = dst op (rcx or immediate) */                                                       \
    V(CMP, PLAIN)          /* flags = use 0 - use 1 */                                                                 \
    V(TEST, PLAIN)         /* flags = use 0 & use 0, or use 0 - 0 in memory */                                         \
    V(UCOMI, PLAIN)        /* flags of float comparison */                                                             \
    V(SETCC, PLAIN)        /* dst = condition (imm, may be a float one) ? 1 : 0 */                                     \
    V(CMOV, PLAIN)         /* dst = condition (imm) ? use 1 : dst */                                                   \
    V(SELECT, PLAIN)       /* dst = use 2 != 0 ? use 1 : dst, any kind */                                              \
    V(TRAP_IF, PLAIN)      /* trap `access` (a WfxTrap) if the condition imm holds */                                  \
    V(POLL, PLAIN)         /* access = IR_POLL_.., imm = units */                                                      \
    V(BITS, PLAIN)         /* clz, ctz, popcnt without the instruction for it (imm = IrOp) */                          \
    V(DIV, PLAIN)          /* rax, rdx: imm = IrOp; use 1 divisor */                                                   \
    V(MUL_WIDE, PLAIN)     /* rax, rdx = rax * use 1: imm = IrOp; rdx is `second` */                                   \
    V(LOAD, PLAIN)         /* dst = memory at use 0 */                                                                 \
    V(STORE, PLAIN)        /* memory at use 0 = use 1 */                                                               \
    V(XCHG, PLAIN)         /* dst, if there is one, = memory at use 0, which becomes use 1, atomically */              \
    V(XADD, PLAIN)         /* the same, but it becomes the sum (x = NEG_M: the difference) */                          \
    V(CMPXCHG, PLAIN)      /* rax = memory at use 0, which becomes use 1 where it was rax (use 2), atomically */       \
    V(RMW, PLAIN)          /* rax = memory at use 0, which becomes rax op use 1, atomically */                         \
    V(FENCE, PLAIN)        /* accesses before it come before those behind it */                                        \
    V(FBINARY, PLAIN)      /* dst = dst op use 1, vector */                                                            \
    V(FSIGN, PLAIN)        /* abs, neg, copysign (imm = IrOp) */                                                       \
    V(FMINMAX, PLAIN)      /* (imm = IrOp) */                                                                          \
    V(FROUND, PLAIN)       /* imm = rounding mode */                                                                   \
    V(TRUNC, PLAIN)        /* imm = IrOp, all trapping and saturating conversions */                                   \
    V(CONVERT, PLAIN)      /* integers to floats: imm = IrOp */                                                        \
    V(VECTOR, PLAIN)       /* SIMD operator `index` (WfxOpcode), lane imm; `access`: V_VECTOR_.. */                    \
    V(SHUFFLE, PLAIN)      /* by the lanes at index imm of the IR's v128; `access`: V_VECTOR_.. */                     \
    V(LOAD_AT, PLAIN)      /* dst = memory at use 0 + use 1 << scale + imm, or use 0 + imm; faults are trap `index` */ \
    V(STORE_AT, PLAIN)     /* memory at such an address = last use */                                                  \
    V(CMP_TYPE, PLAIN)     /* flags = type id of the function use 0 - imm */                                           \
    V(TABLE_GET, PLAIN)    /* dst = element use 0 of table `index` */                                                  \
    V(TABLE_SET, PLAIN)    /* element use 0 of table `index` = use 1 */                                                \
    V(GLOBAL_GET, PLAIN)   /* dst = global `index` */                                                                  \
    V(GLOBAL_SET, PLAIN)   /* global `index` = use 0 */                                                                \
    V(INSTANCE, PLAIN)     /* dst = word at imm in the instance */                                                     \
    V(SIZE, PLAIN)         /* dst = field `access` of the record that the instance's word at imm names, >> index */    \
    V(AREA, PLAIN)         /* rsp -= 8 * imm: overflow words */                                                        \
    V(AREA_END, PLAIN)     /* rsp += 8 * imm */                                                                        \
    V(STORE_WORD, PLAIN)   /* word at [register index + imm] = use 0 */                                                \
    V(LOAD_WORD, PLAIN)    /* dst = value at [register index + imm] */                                                 \
    V(LOAD_XFER, PLAIN)    /* dst = value at imm from where context->xfer points to */                                 \
    V(LOAD_PAYLOAD, PLAIN) /* dst = value at imm in the exception use 0 */                                             \
    V(CHECK_CONT, PLAIN)   /* dst = the continuation use 0, which has a header; traps unless it can be resumed */      \
    V(STORE_CONT, PLAIN)   /* word at imm in the arguments of the continuation use 1 = use 0 */                        \
    V(REF_TEST, PLAIN)     /* flags: v_test_condition if use 0 matches the heap type imm; `access` = IR_TEST_.. */     \
    V(REMEMBER, PLAIN)     /* the reference use 1 was stored into the object use 0 */                                  \
    V(NEW, PLAIN)          /* dst = object of the module's type `index`: of imm bytes, or array of use 0 elements */   \
    V(NEW_CONT, PLAIN)     /* dst = WfxFresh with `index` as its count, of imm bytes */                                \
    V(SET_XFER, PLAIN)     /* context->xfer = rsp */                                                                   \
    V(LOCAL_GET, STATE)    /* def = local `index` as it is now */                                                      \
    V(LOCAL_SET, STATE)    /* local `index` = use 0 */                                                                 \
    V(DISCARD, STATE)      /* uses that make no code */                                                                \
    V(CALL, FIXED)         /* by the instruction `inst`; last argument: table index or reference, in r10 */            \
    V(CALLEE, FIXED)       /* def = the table element (r10) that the call `inst` wants, of a type with subtypes */     \
    V(LIBCALL, FIXED)      /* of runtime function `index`; `access` constants, halves of imm, follow the arguments */  \
    V(SUSPEND, FIXED)      /* by `inst` */                                                                             \
    V(SWITCH, FIXED)       /* by `inst`; last argument: r10, continuation */                                           \
    V(TAIL_CALL, LEAVE)    /* as CALL */                                                                               \
    V(RETURN, LEAVE)                                                                                                   \
    V(RESUME, FIXED)        /* by `inst`; last argument: r12, continuation */                                          \
    V(START, FIXED)         /* the resume `inst` of a new continuation; last argument: r12, its function */            \
    V(RESUME_THROW, FIXED)  /* by `inst`; rax = continuation; exception in rcx, or payload in context->values */       \
    V(TRAP, LEAVE)          /* `access` = WfxTrap */                                                                   \
    V(UNREACHABLE, LEAVE)   /* behind a call that does not return */                                                   \
    V(ENTER_LANDING, ENTER) /* def: rax, exception */                                                                  \
    V(ENTER_HANDLER, ENTER) /* def: r10, continuation */                                                               \
    V(ENTER_RESUMED, ENTER)                                                                                            \
    V(JUMP, EDGE)                                                                                                      \
    V(BRANCH, EDGE)   /* condition imm: edge 0, else edge 1 */                                                         \
    V(BR_TABLE, EDGE) /* use 0 in r10; the last edge is the default */

#define V_CODE(name, shape) V_##name,
typedef enum VCodeId { V_LIST(V_CODE) V_COUNT } VCodeId;
#undef V_CODE

enum { V_LAST_PLAIN = V_SET_XFER }; /* the PLAIN ones come first */

typedef enum VShape { V_SHAPE_PLAIN, V_SHAPE_STATE, V_SHAPE_FIXED, V_SHAPE_LEAVE, V_SHAPE_ENTER, V_SHAPE_EDGE } VShape;
extern const uint8_t v_shapes[V_COUNT];
extern const char *const v_names[V_COUNT];

typedef enum VHow {
    USE_NONE,
    USE_REG,   /* in a register, kept */
    USE_RM,    /* register or frame memory, kept */
    USE_ANY,   /* register, frame memory or immediate of 32 bits, kept */
    USE_SAME,  /* in the definition's register, overwritten */
    USE_FIXED, /* in register `fixed`, which may be overwritten */
    USE_FIXED_OR_IMM,
    USE_REG_OR_IMM,
    USE_WORD, /* any register, scratch ones included, as a whole word; or an immediate that is one when sign-extended */
} VHow;

typedef enum VDef {
    DEF_NONE,
    DEF_REG,
    DEF_APART, /* a register that holds no use */
    DEF_SAME,  /* the register of use 0, which is SAME */
    DEF_COPY,  /* use 0 itself where it ends here (no code), else a register */
    DEF_FIXED, /* register def_fixed */
} VDef;

typedef struct VUse {
    IrValue value;
    uint8_t how, fixed;
    bool peeks; /* this is not one of the value's uses in the IR: the same instruction goes on using it */
} VUse;

typedef struct VOp {
    uint8_t code, use_count, def_how, def_fixed;
    uint8_t kind;         /* WfxKind of the definition, or of the operands when there is none */
    uint8_t access;       /* WfxAccess, WfxTrap, or as the list says */
    bool has_fixed : 1;   /* some use is FIXED, or there are clobbers */
    bool wide : 1;        /* 64-bit integers, or f64 */
    bool commutes : 1;    /* uses 0 and 1 may change places */
    bool reads_flags : 1; /* of the operation before it */
    uint8_t scale : 2;    /* log2, of use 1 in an address */
    bool spills_all : 1;  /* blocks that begin behind it find every value in its slot */
    X64Op x;
    uint32_t clobbers; /* register mask, bits 16.. = vector */
    IrValue def;
    IrValue second; /* 0, or another definition, in rdx */
    uint64_t imm;
    uint32_t index;  /* memory, table, global, local, register, ... */
    uint32_t offset; /* wasm offset, for sites and rows */
    union {
        VUse use[3]; /* PLAIN, STATE, and V_BR_TABLE */
        struct {     /* FIXED, LEAVE, ENTER */
            IrValue inst;
            uint32_t args, arg_count; /* VCode.args */
            IrValue results;          /* consecutive values, placed by the sequence as far as its registers go */
            uint32_t result_count;
        };
        struct {                        /* EDGE */
            VUse selector;              /* use 0 */
            uint32_t edges, edge_count; /* in the IR's edges */
        };
    };
} VOp;
_Static_assert(sizeof(VOp) == 64, "one cache line an operation");

typedef struct VTemp {
    uint8_t kind;
    uint32_t uses;
} VTemp;

/* The stream of one block (or, for an allocator that wants one, of more). When memory runs out `failed` is set and the
   stream ends. */
typedef struct VCode {
    const IrFunction *ir;
    WFX_VEC(VOp) ops;
    WFX_VEC(VUse) args;
    WFX_VEC(VTemp) temps; /* ids from ir->insts.count */
    bool failed;
} VCode;

/* Conditions beyond X64Cond: equality of floats needs the parity flag too. */
enum { CC_FEQ = 16, CC_FNE = 17 };
/* The condition of a V_REF_TEST: an i31 is found by its lowest bit alone. */
static inline unsigned v_test_condition(uint32_t heap, unsigned flags)
{
    return heap == WFX_HEAP_I31 && !(flags & IR_TEST_TAKES_NULL) ? CC_NE : CC_E;
}
static inline unsigned v_negate(unsigned cc)
{
    return cc < 16 ? cc ^ 1 : cc == CC_FEQ ? CC_FNE : CC_FEQ;
}

/* Accesses that the emitter knows: all but those of which the builder makes two operations. */
static inline bool v_has_access(unsigned access)
{
    return access < WFX_ACCESS_V128_SPLAT8;
}
/* Of a VECTOR or SHUFFLE: in AVX's encoding; use 0 is the second operand, use 1 the first. */
enum { V_VECTOR_AVX = 1, V_VECTOR_SWAPS = 2 };

/* ---- kinds, and the register sequence of engine/layout.h ---- */

static inline bool kind_is_vector(unsigned kind)
{
    return kind >= WFX_KIND_F32 && kind <= WFX_KIND_V128;
}
static inline bool kind_is_wide(unsigned kind)
{
    return !((1u << WFX_KIND_I32 | 1u << WFX_KIND_F32) >> kind & 1);
}

/* Does a constant of the IR fit the sign-extended 32 bits of an instruction's immediate? */
static inline bool v_fits_immediate(const IrInst *constant)
{
    int64_t bits = (int64_t)ir_const_bits(constant);
    wfx_assert(ir_is_constant(constant));
    return constant->type == WFX_KIND_I32 || (!kind_is_vector(constant->type) && bits == (int32_t)bits);
}

typedef struct Seq {
    uint32_t general, vector, words;
} Seq;
typedef struct Place {
    bool in_register;
    uint8_t reg;
    uint32_t word;
} Place;
static inline unsigned seq_general(uint32_t number)
{
    static const uint8_t order[WFX_VALUE_REGISTERS] = {RAX, RCX, RDX, RBX, RSI, RDI, R8, R9};
    return order[number];
}
static inline Place seq_next(Seq *seq, unsigned kind)
{
    if (kind_is_vector(kind) ? seq->vector < WFX_VALUE_REGISTERS : seq->general < WFX_VALUE_REGISTERS)
        return (Place){true, (uint8_t)(kind_is_vector(kind) ? XMM0 + seq->vector++ : seq_general(seq->general++)), 0};
    Place place = {false, 0, seq->words};
    seq->words += kind == WFX_KIND_V128 ? 2 : 1;
    return place;
}
uint32_t seq_words(const WfxType *types, uint32_t count);
/* Words of the area that a call of the type needs: of its parameters or results, whichever are more. */
uint32_t type_area(const WfxTypeDef *type);

/* Words of what comes back to a switch to a continuation of this function type: the parameters of the continuation that
   it receives last. */
uint32_t v_switch_area(const WfxTypeDef *target);

/* The stream as text, for `wasmfx objdump --vcode` and golden tests. */
void v_print(const VCode *code, WfxBuffer *out);

#endif
