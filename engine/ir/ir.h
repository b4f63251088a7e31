/* The intermediate representation: SSA with block parameters, flat arrays, u32 ids, one function at a time.

   An instruction's id is its index in `insts` and the name of its (first) result; ids of instructions and blocks
   never change while a pass runs. Their *order* is told in one of two ways:
   - ordered, as the builder makes it and a backend takes it: order and ids are one. Blocks are contiguous ranges of
     instructions.
   - linked, while passes insert, move and remove (order.h): lists of blocks and of their instructions. Behind the
     last pass the function is put in order again, once; so backends walk ranges, whoever made the IR, and quick code
     pays nothing for passes that it does not run.

   The helpers below (ir_block_first, ir_next ..) follow either.

   Invariants (checked by ir_verify in debug builds):
   - Definitions come before uses in the order of blocks and instructions. Each block ends with exactly one
     terminator, its only one.
   - PARAMs stand at the beginning of their block. An edge passes one argument per parameter of its target.
   - The results of a call are its id and those that follow: its PROJECTs stand right behind it, and their ids do too.
     So are those of a pair (IR_PAIR), which always has its one PROJECT.
   - Only blocks of kind NORMAL are targets of edges. LANDING, HANDLER and RESUMED blocks are entered from outside the
     edge lists (cfg.h).
   - `uses` counts every operand position, edge arguments and extra arguments included; the call that a PROJECT names
     is no use of its first result. Edges of a br_table share their arguments in `extra`, each edge counts them.
   - Block 0 is the entry: NORMAL, no parameters, no predecessors. Wasm parameters are locals; nothing stores them,
     they are there.
   - A definition dominates its uses, in the graph of cfg.h. The block from which a try is entered dominates those of
     its region.
   - LANDING blocks stand in the region around their try; HANDLER and RESUMED blocks in that of the resume.
   - A region has the one around it as its parent. One without clauses (of a legacy try) may have any one further out,
     to which it delegates.
   - In quick mode locals are LOCAL_GET / LOCAL_SET on home slots; operand-stack values are SSA values. (An optimising
     builder makes locals SSA values too, and gives the calls inside a try landing arguments; nothing else changes.)

   How values reach the blocks that are entered from elsewhere
   - HANDLERs and RESUMED: as they are. Only the resume that they belong to enters them, and it ends its block, so
     what is defined before it dominates them. Other calls of a function with handlers have nothing to do with them.
   - LANDINGs: a call does not end its block, though an exception may leave it there. So of the values made inside a
     region its LANDINGs can use none, but are passed what they need: every instruction that may throw (ir_may_throw)
     has, behind its own arguments, the *landing arguments* of its region and of those around it, up to the one that
     catches all. A try says how many it wants (IrTry.arg_count), and each of its LANDINGs has as many parameters
     more, behind payload and exnref. They are ordinary uses at the call. In quick mode there are none. A local that
     the region does not write needs none either: its value from before the region dominates the LANDINGs.
   - Why calls do not end their blocks: in code with exceptions nearly every instruction inside a try that matters is
     a call, blocks and edges would multiply by their number in every pass, and the two builders' blocks would differ.
     What ends at the call is only what an exception can see, and that the arguments say. Why not home slots for the
     locals of such functions: whole interpreters stand inside one try.
   - At a call whatever lives on is in a frame slot (docs/architecture.md, machine rules). So a backend that gives a
     LANDING's parameter and its arguments one slot has nothing to do at the call; where it cannot, it moves before
     the call, or in a landing of the call's own. */
#ifndef WFX_IR_IR_H
#define WFX_IR_IR_H

#include "engine/base/vec.h"
#include "engine/wasm/walk.h"

typedef uint32_t IrValue; /* an instruction id */
typedef uint32_t IrBlockId;
#define IR_NO_ID UINT32_MAX

typedef enum IrOp {
#define IR(name, format, type, effects) IR_##name,
#include "engine/ir/ir.def"
#undef IR
    IR_OP_COUNT
} IrOp;

/* What an operation does beside computing its result: the one truth for passes and selection. Two operations may change
   places unless one of them writes a class that the other reads or writes, or both may leave (TRAPS, CALLS,
   CONTROL). */
enum {
    IR_TRAPS = 1 << 0,
    IR_CALLS = 1 << 1,     /* other code runs: no register survives, a collector may run, a debugger may stop there */
    IR_ALLOCATES = 1 << 2, /* an object of its own: the same operation again gives another */
    IR_CONTROL = 1 << 3,   /* ends its block */
    IR_READS_MEMORY = 1 << 4,
    IR_READS_TABLE = 1 << 5,
    IR_READS_GLOBAL = 1 << 6,
    IR_READS_LOCAL = 1 << 7,
    IR_READS_HEAP = 1 << 8, /* continuations, exceptions, objects */
    IR_WRITES_MEMORY = 1 << 9,
    IR_WRITES_TABLE = 1 << 10,
    IR_WRITES_GLOBAL = 1 << 11,
    IR_WRITES_LOCAL = 1 << 12,
    IR_WRITES_HEAP = 1 << 13,
    IR_READS_SIZE =
        /* of a memory or table, and where the elements of a table are: what growing changes, and no access does */
    1 << 14,
    IR_WRITES_SIZE = 1 << 15,
    IR_PAIR = 1 << 16, /* no effect, but two results: what holds of an instruction holds of it with its PROJECT */
    IR_WRITES =
        IR_WRITES_MEMORY | IR_WRITES_TABLE | IR_WRITES_GLOBAL | IR_WRITES_LOCAL | IR_WRITES_HEAP | IR_WRITES_SIZE,
    IR_SEGMENTS = IR_READS_HEAP | IR_WRITES_HEAP, /* passive segments are objects, too */

    /* the column of ir.def */
    IR_EFFECTS_PURE = 0,
    IR_EFFECTS_PAIR = IR_PAIR,
    IR_EFFECTS_TRAPS = IR_TRAPS,
    IR_EFFECTS_READS_SIZE = IR_READS_SIZE,
    IR_EFFECTS_READS_GLOBAL = IR_READS_GLOBAL,
    IR_EFFECTS_READS_LOCAL = IR_READS_LOCAL,
    IR_EFFECTS_WRITES_GLOBAL = IR_WRITES_GLOBAL,
    IR_EFFECTS_WRITES_LOCAL = IR_WRITES_LOCAL,
    IR_EFFECTS_LOADS = IR_TRAPS | IR_READS_MEMORY,
    IR_EFFECTS_STORES = IR_TRAPS | IR_WRITES_MEMORY,
    IR_EFFECTS_ATOMIC = IR_TRAPS | IR_READS_MEMORY | IR_WRITES_MEMORY, /* whatever it does: no access passes it */
    IR_EFFECTS_FENCE = IR_READS_MEMORY | IR_WRITES_MEMORY,
    IR_EFFECTS_TABLE_LOADS = IR_TRAPS | IR_READS_TABLE,
    IR_EFFECTS_TABLE_STORES = IR_TRAPS | IR_WRITES_TABLE,
    IR_EFFECTS_HEAP_LOADS = IR_TRAPS | IR_READS_HEAP,
    IR_EFFECTS_HEAP_STORES = IR_TRAPS | IR_WRITES_HEAP,
    IR_EFFECTS_READS_HEAP = IR_READS_HEAP,
    IR_EFFECTS_WRITES_HEAP = IR_WRITES_HEAP,
    IR_EFFECTS_LIBCALL = IR_TRAPS | IR_CALLS,
    IR_EFFECTS_CONT_NEW = IR_TRAPS | IR_CALLS | IR_ALLOCATES,
    IR_EFFECTS_CONT_BIND = IR_TRAPS | IR_CALLS | IR_READS_HEAP | IR_WRITES_HEAP,
    /* any code: everything but the locals of this function */
    IR_EFFECTS_CALL = IR_TRAPS | IR_CALLS | IR_ALLOCATES | IR_READS_MEMORY | IR_READS_TABLE | IR_READS_GLOBAL |
                      IR_READS_HEAP | IR_READS_SIZE | IR_WRITES_MEMORY | IR_WRITES_TABLE | IR_WRITES_GLOBAL |
                      IR_WRITES_HEAP | IR_WRITES_SIZE,
    IR_EFFECTS_END = IR_CONTROL,
    IR_EFFECTS_END_CALL = IR_CONTROL | IR_EFFECTS_CALL,
};

/* Which fields hold what; `value` = IrValue. */
typedef enum IrFormat {
    IR_FORMAT_NONE,
    IR_FORMAT_IMM,       /* c, d */
    IR_FORMAT_INDEX,     /* a = number */
    IR_FORMAT_PROJECT,   /* a = value, b = number */
    IR_FORMAT_A,         /* a = value */
    IR_FORMAT_AB,        /* a, b = values */
    IR_FORMAT_ABC,       /* a, b, c = values */
    IR_FORMAT_VECTOR,    /* a, b, c = values, as many as ir_vector_operands says */
    IR_FORMAT_ABCD,      /* a, b, c, d = values */
    IR_FORMAT_LOCAL,     /* a = number, b = value */
    IR_FORMAT_LOAD,      /* a = value */
    IR_FORMAT_STORE,     /* a, b = values */
    IR_FORMAT_EXCHANGE,  /* a, b, c = values */
    IR_FORMAT_TABLE,     /* a = value, b = value if there is no result */
    IR_FORMAT_ELEMENT,   /* a, b = values, c = value if there is no result */
    IR_FORMAT_CALL,      /* a = index in extra, b = count: values, landing arguments included */
    IR_FORMAT_THROW_REF, /* a = value; b = index in extra, c = count: landing arguments */
    IR_FORMAT_CONT,      /* a = value */
    IR_FORMAT_JUMP,
    IR_FORMAT_BRANCH,   /* a = value */
    IR_FORMAT_BR_TABLE, /* a = value */
} IrFormat;

/* Of a POLL: traps when another thread has asked for it; takes units from the store's fuel, and traps without. */
enum { IR_POLL_INTERRUPT = 1, IR_POLL_FUEL = 2 };

/* Of a REF_TEST: null matches, too; and what the reference may be by its static type. */
enum { IR_TEST_TAKES_NULL = 1, IR_TEST_MAY_BE_NULL = 2, IR_TEST_MAY_BE_I31 = 4 };

typedef enum IrTypeRule { IR_TYPE_NONE, IR_TYPE_OWN, IR_TYPE_ARG, IR_TYPE_TO } IrTypeRule;

typedef struct IrOpInfo {
    const char *name;
    uint8_t format, type_rule;
    uint8_t kind_mask, kind_fixed; /* the result's kind is (type & mask) | fixed: ir_result_kind */
    uint32_t effects;              /* of a LIBCALL, what every one does: ask ir_effects */
} IrOpInfo;
extern const IrOpInfo ir_op_info[IR_OP_COUNT];

typedef struct IrInst {
    uint16_t op;  /* IrOp */
    uint8_t type; /* WfxKind, see ir.def's type column; WFX_KIND_BOTTOM (0) = no result */
    uint8_t aux;  /* WfxAccess, WfxTrap; of a result that is a reference: its WfxRefKind */
    uint32_t a, b, c, d;
    uint32_t offset; /* of the wasm instruction it comes from */
    uint32_t uses;
    uint32_t position; /* 0, or of inlined code: which call brought it here, inlined[position - 1] */
} IrInst;
_Static_assert(sizeof(IrInst) == 32, "half a cache line, and a shift in place of a multiplication");

/* A call that was replaced by the callee's code. Its place in the source is (offset of the call, position of the
   call). */
typedef struct IrInlined {
    uint32_t parent;   /* position of the call */
    uint32_t offset;   /* of the call */
    uint32_t function; /* the callee */
} IrInlined;

typedef struct IrEdge {
    IrBlockId target;
    uint32_t args, arg_count; /* extra[args ..] */
} IrEdge;

typedef enum IrBlockKind {
    IR_BLOCK_NORMAL,
    IR_BLOCK_LANDING, /* entered by an exception: parameters are the payload, then the exnref if the clause wants it */
    IR_BLOCK_HANDLER, /* entered by a suspension: parameters are the payload, then the continuation */
    IR_BLOCK_RESUMED, /* entered when the continuation returned: parameters are its results */
} IrBlockKind;

typedef struct IrBlock {
    uint32_t first, count; /* instructions; `first` is IR_NO_ID in a block that a pass has not filled yet */
    uint32_t param_count;
    uint32_t predecessors; /* edges that target it */
    uint32_t try_region;   /* innermost region its instructions stand in, or IR_NO_ID */
    uint8_t kind;          /* IrBlockKind */
    bool is_loop;          /* a backward edge targets it */
    float frequency;       /* how often it runs for each entry of the function, estimated or measured; 0: not known */
} IrBlock;

/* A clause of a try region (kind CATCH..CATCH_ALL_REF) or of a resume (ON, ON_SWITCH). */
typedef struct IrClause {
    uint8_t kind; /* WfxClauseKind */
    uint32_t tag;
    IrBlockId block; /* IR_NO_ID for ON_SWITCH */
} IrClause;
typedef struct IrTry {
    uint32_t parent; /* who gets what its clauses do not catch; IR_NO_ID: the caller */
    uint32_t clauses, clause_count;
    IrBlockId entry;    /* the block in the region around it that leads inside */
    uint32_t arg_count; /* landing arguments for its own LANDINGs, see above */
} IrTry;
typedef struct IrResume {
    uint32_t clauses, clause_count;
    IrBlockId resumed;
    uint32_t tag;
} IrResume;

/* Order of a linked function. Removed instructions have op NONE and stand in no block. */
typedef struct IrLink {
    IrValue prev, next; /* in the block, IR_NO_ID at its ends */
    IrBlockId block;    /* IR_NO_ID: removed */
} IrLink;
typedef struct IrBlockLink {
    IrValue last;
    IrBlockId prev, next;
} IrBlockLink;

typedef struct IrFunction {
    const WfxModule *module;
    uint32_t index; /* in the function index space */
    const WfxTypeDef *type;
    uint32_t start_offset, end_offset; /* body, in module bytes */
    uint32_t local_count;              /* with parameters */
    const WfxType *locals;             /* canonical */
    bool has_calls;                    /* any instruction that CALLS: not a leaf */
    bool has_switching;                /* any suspend, switch or resume */
    bool has_foreign_tail_calls;       /* a tail call that may leave for another instance */
    WFX_VEC(IrInst) insts;
    WFX_VEC(IrBlock) blocks;
    WFX_VEC(IrEdge) edges;
    WFX_VEC(uint32_t) extra;
    WFX_VEC(IrClause) clauses;
    WFX_VEC(IrTry) tries;
    WFX_VEC(IrResume) resumes;
    WFX_VEC(uint8_t) v128;
    WFX_VEC(IrInlined) inlined;
    bool is_linked;                   /* the order is in: */
    WFX_VEC(IrLink) links;            /* per instruction */
    WFX_VEC(IrBlockLink) block_links; /* per block */
} IrFunction;

/* Does the instruction define a value? (ARG rule: type is the operands', the result is i32.) */
static inline WfxKind ir_result_kind(const IrInst *inst)
{
    const IrOpInfo *info = &ir_op_info[inst->op];
    return (WfxKind)((inst->type & info->kind_mask) | info->kind_fixed);
}
static inline bool ir_is_constant(const IrInst *inst)
{
    return inst->op == IR_CONST || inst->op == IR_V128_CONST;
}
static inline uint64_t ir_const_bits(const IrInst *inst)
{
    return inst->c | (uint64_t)inst->d << 32;
}
static inline bool ir_is_terminator(const IrInst *inst)
{
    return (ir_op_info[inst->op].effects & IR_CONTROL) != 0;
}
/* The effects of the instruction: of a LIBCALL those of its runtime function. */
unsigned ir_effects(const IrInst *inst);
/* Letters of engine/libcalls.def, by runtime function. */
typedef struct IrLibcallInfo {
    const char *arguments;
    char result;
} IrLibcallInfo;
extern const IrLibcallInfo ir_libcall_info[];
/* Only its result matters: without uses it can go. (A pair may have another use: that of its PROJECT.) */
static inline bool ir_is_discardable(unsigned effects)
{
    return !(effects & (IR_TRAPS | IR_CALLS | IR_ALLOCATES | IR_CONTROL | IR_WRITES | IR_PAIR));
}
/* Of a VECTOR: those of the operator's signature. */
uint32_t ir_vector_operands(const IrInst *inst);
/* Terminators whose d is an index in resumes. */
static inline bool ir_is_resume(const IrInst *inst)
{
    return inst->op == IR_RESUME || inst->op == IR_RESUME_THROW || inst->op == IR_RESUME_THROW_REF;
}

/* May an exception leave the instruction, so that one of its region's LANDINGs goes on? Traps are no exceptions, and
   a tail call is out of its frame. A suspension and a switch are among them: whoever resumes may throw instead. */
static inline bool ir_may_throw(const IrInst *inst)
{
    switch (inst->op) {
    case IR_CALL:
    case IR_CALL_INDIRECT:
    case IR_CALL_REF:
    case IR_CALL_FUNC:
    case IR_SUSPEND:
    case IR_SWITCH:
    case IR_RESUME:
    case IR_RESUME_THROW:
    case IR_RESUME_THROW_REF:
    case IR_THROW:
    case IR_THROW_REF: return true;
    default: return false;
    }
}
/* The region that gets what the clauses of this one do not catch; IR_NO_ID when there is none or nothing is left. */
static inline uint32_t ir_outer_region(const IrFunction *fn, uint32_t region)
{
    const IrTry *row = &fn->tries.data[region];
    for (uint32_t i = 0; i < row->clause_count; i++) {
        unsigned kind = fn->clauses.data[row->clauses + i].kind;
        if (kind == WFX_CLAUSE_CATCH_ALL || kind == WFX_CLAUSE_CATCH_ALL_REF)
            return IR_NO_ID;
    }
    return row->parent;
}

/* ---- order, of both kinds of function ---- */

static inline IrValue ir_block_first(const IrFunction *fn, IrBlockId block)
{
    return fn->blocks.data[block].first;
}
static inline IrValue ir_block_last(const IrFunction *fn, IrBlockId block)
{
    return fn->is_linked ? fn->block_links.data[block].last
                         : fn->blocks.data[block].first + fn->blocks.data[block].count - 1;
}
/* The instruction behind, IR_NO_ID behind a block's terminator. */
static inline IrValue ir_next(const IrFunction *fn, IrValue value)
{
    if (fn->is_linked)
        return fn->links.data[value].next;
    return ir_is_terminator(&fn->insts.data[value]) ? IR_NO_ID : value + 1;
}
/* Blocks begin with block 0. */
static inline IrBlockId ir_next_block(const IrFunction *fn, IrBlockId block)
{
    if (fn->is_linked)
        return fn->block_links.data[block].next;
    return block + 1 < fn->blocks.count ? block + 1 : IR_NO_ID;
}

/* ---- operands ---- */

/* Told an operand of the instruction `user`, in its fields or in `extra`; false stops the visit. */
typedef bool (*IrVisitOperand)(void *context, IrValue user, uint32_t *operand);
/* Visits every operand of an instruction, edge arguments included, once for each use that is counted. True if no
   visit was stopped. */
bool ir_visit_operands(const IrFunction *fn, IrValue user, IrVisitOperand visit, void *context);
/* The landing arguments of an instruction in that block: their number, and the first's index in `extra`. */
uint32_t ir_landing_args(const IrFunction *fn, IrBlockId block, const IrInst *inst, uint32_t *first);
/* The edges of a terminator: their number, and the first's index. */
uint32_t ir_edges_of(const IrInst *inst, uint32_t *first);

/* For the memory of a function that no builder owns. */
void ir_function_free(IrFunction *fn);

/* ---- builder: a sink of walk ---- */
typedef struct IrBuilder IrBuilder;
/* `finished` is called at the end of each function with the complete IR, valid until it returns; false stops the
   walk. */
typedef bool (*IrFinished)(void *user, IrFunction *function, WfxError *error);
IrBuilder *ir_builder_new(WfxModule *module, IrFinished finished, void *user, WfxError *error);
const WfxSink *ir_builder_sink(IrBuilder *builder);
/* The walker whose frames the builder asks for (wfx_walker_frame); set before the first function. */
void ir_builder_set_walker(IrBuilder *builder, WfxWalker *walker);
/* IR_POLL_..: what functions and loops begin with. A poll takes as many units as instructions stand in its function or
   loop, outside of loops within. Set before the first function. */
void ir_builder_set_polls(IrBuilder *builder, unsigned polls);
void ir_builder_free(IrBuilder *builder);

void ir_print(const IrFunction *function, WfxBuffer *out);
/* False and a description in *out when an invariant is broken; out->failed when memory ran out. */
bool ir_verify(const IrFunction *function, WfxBuffer *out);
/* In debug builds: ir_verify behind what has just made or changed the function; what is broken is an error that names
   it. True otherwise. */
bool ir_check(const IrFunction *function, const char *behind, WfxError *error);

#endif
