/* Inside the IR builder: its state and the emitting helpers that builder.c (function, plain operators), builder_ops.c
   (operators with immediates of their own) and builder_control.c (blocks and jumps) share. Nobody else includes this.

   Failure is sticky: after a failed allocation `failed` is set, helpers go on without effect and return id 0, which
   stays a readable index because begin_function reserves a first entry in every vector; each callback checks `failed`
   once, at its end. Edges name *labels* while the function is being built, because a forward target has no block id
   yet; ir_builder_finish turns them into block ids. A label is placed on at most one block, a block may carry several
   labels. */
#ifndef WFX_IR_BUILDER_H
#define WFX_IR_BUILDER_H

#include "engine/ir/ir.h"
#include "engine/layout.h"
#include "engine/base/assert.h"

typedef uint32_t IrLabelId;

typedef struct IrLabel {
    IrBlockId block; /* IR_NO_ID until placed */
    uint32_t predecessors;
    bool is_loop;
} IrLabel;

/* A rethrow: its block waits for the end of the clause. */
typedef struct IrRethrow {
    IrLabelId label;
    uint32_t region, offset;
    uint32_t next; /* in builder->rethrows: the one before it of the same clause, or IR_NO_ID */
} IrRethrow;

/* What builds an operator, and what it is told. */
typedef struct IrBuildRow IrBuildRow;
struct IrBuildRow {
    bool (*build)(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                  WfxOperand *results);
    uint8_t what;       /* IrOp, WfxLibcall or a constant's WfxKind */
    uint8_t access;     /* WfxAccess of a load or store */
    uint8_t immediates; /* indices of the instruction that become operands */
};

struct IrBuilder {
    IrFunction function;
    WfxModule *module;
    WfxWalker *walker;
    IrFinished finished;
    void *user;
    WfxError *error;
    WfxSink sink;
    WFX_VEC(IrLabel) labels;
    WFX_VEC(IrValue) saved; /* parameters of the open ifs, which an if without else passes around its then-branch */
    /* Of legacy tries: the clauses that those have which have not ended, the innermost one's last; all rethrows of the
       function, a list for each clause. */
    WFX_VEC(IrClause) open_clauses;
    WFX_VEC(IrRethrow) rethrows;
    uint32_t region;        /* try region of the current block */
    IrLabelId return_label; /* block that returns, or IR_NO_ID while no conditional branch goes there */
    uint32_t offset;        /* of the current instruction */
    unsigned polls;         /* IR_POLL_.. */
    IrValue poll;           /* of the innermost loop that is open, or the function's; with polls */
    bool failed;
    IrBuildRow rows[WFX_OP_COUNT]; /* by number in the opcode table */
};

/* builder.c: the poll at a beginning; true unless memory has run out. And an instruction that it pays for. */
void ir_builder_poll(IrBuilder *builder);
static inline void ir_builder_pay(IrBuilder *builder)
{
    if (builder->polls && builder->poll != IR_NO_ID)
        builder->function.insts.data[builder->poll].c++;
}

/* builder_control.c */
bool ir_build_begin_block(void *self, const WfxInstr *instr, WfxFrame *frame, WfxOperand *operands);
bool ir_build_begin_if(void *self, const WfxInstr *instr, WfxFrame *frame, WfxOperand condition, WfxOperand *operands);
bool ir_build_begin_else(void *self, const WfxInstr *instr, WfxFrame *frame, bool live, const WfxOperand *results,
                         WfxOperand *operands);
bool ir_build_begin_catch(void *self, const WfxInstr *instr, WfxFrame *frame, bool live, const WfxOperand *results,
                          WfxOperand *operands);
bool ir_build_end_block(void *self, const WfxInstr *instr, WfxFrame *frame, bool live, WfxOperand *operands,
                        bool *reachable);
bool ir_build_branch(void *self, const WfxInstr *instr, WfxFrame *target, const WfxOperand *args, WfxOperand *kept);
bool ir_build_resume(void *self, const WfxInstr *instr, const WfxOperand *args, WfxOperand *results);
bool ir_build_leave(void *self, const WfxInstr *instr, const WfxOperand *args);
/* builder_gc.c: the operators of Wasm GC; a row without builder for any other. */
IrBuildRow ir_build_gc_row(uint16_t op);
/* builder_vector.c: a SIMD operator that computes; those that do not, by the same rule. */
bool ir_build_vector(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                     WfxOperand *results);
IrBuildRow ir_build_vector_row(uint16_t op);
/* An i32: does the reference pass a cast to the type? */
IrValue ir_build_test(IrBuilder *builder, const WfxOperand *reference, WfxType type);
/* builder_ops.c: who builds the operators that neither change control frames nor jump. */
void ir_builder_choose(IrBuilder *builder);
/* Instructions that there is room for when `build` is called, besides one for each result. */
enum { IR_BUILD_ROOM = 12 };

/* builder.c */
void ir_builder_start_block(IrBuilder *builder, IrBlockKind kind);
/* The end of every callback: reports a failed allocation. */
bool ir_builder_oom(IrBuilder *builder);

static inline bool ir_builder_done(IrBuilder *builder)
{
    return __builtin_expect(!builder->failed, 1) || ir_builder_oom(builder);
}

/* Appends an instruction, for which there is room; its operands' uses are the caller's to count. */
static inline IrValue ir_put(IrBuilder *builder, IrOp op, WfxKind type, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    IrFunction *fn = &builder->function;
    wfx_assert(op > IR_NONE && op < IR_OP_COUNT && fn->blocks.count && fn->insts.count < fn->insts.capacity);
    IrValue id = fn->insts.count++;
    IrInst *inst = &fn->insts.data[id];
    inst->op = (uint16_t)op;
    inst->type = (uint8_t)type;
    inst->aux = 0;
    inst->a = a;
    inst->b = b;
    inst->c = c;
    inst->d = d;
    inst->offset = builder->offset;
    inst->uses = 0;
    inst->position = 0;
    return id;
}

/* The same, making the room. */
static inline IrValue ir_emit(IrBuilder *builder, IrOp op, WfxKind type, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    if (__builtin_expect(!wfx_vec_reserve(&builder->function.insts, 1), 0)) {
        builder->failed = true;
        return 0;
    }
    return ir_put(builder, op, type, a, b, c, d);
}

static inline IrValue ir_emit_const(IrBuilder *builder, WfxKind kind, uint64_t bits)
{
    return ir_emit(builder, IR_CONST, kind, 0, 0, (uint32_t)bits, (uint32_t)(bits >> 32));
}

/* The same for an instruction with a result of the type. */
static inline IrValue ir_emit_value(IrBuilder *builder, IrOp op, WfxType type, uint32_t a, uint32_t b, uint32_t c,
                                    uint32_t d)
{
    IrValue id = ir_emit(builder, op, wfx_type_kind(type), a, b, c, d);
    if (wfx_type_is_ref(type))
        builder->function.insts.data[id].aux = (uint8_t)wfx_type_ref_kind(type);
    return id;
}

/* Names `value` as an operand: counts the use and returns it. */
static inline IrValue ir_use(IrBuilder *builder, IrValue value)
{
    wfx_assert(value < builder->function.insts.count || builder->failed);
    builder->function.insts.data[value].uses++;
    return value;
}

static inline void ir_trap_if(IrBuilder *builder, IrValue condition, WfxTrap trap)
{
    IrValue id = ir_put(builder, IR_TRAP_IF, WFX_KIND_BOTTOM, ir_use(builder, condition), 0, 0, 0);
    builder->function.insts.data[id].aux = (uint8_t)trap;
}

/* The sum, which traps where it is no address any more; one use of `address` is counted already, of the sum as well. */
static inline IrValue ir_add_offset(IrBuilder *builder, WfxKind kind, IrValue address, uint64_t offset)
{
    IrValue distance = ir_use(builder, ir_emit_const(builder, kind, offset));
    IrValue sum = ir_use(builder, ir_put(builder, IR_ADD, kind, address, distance, 0, 0));
    ir_trap_if(builder, ir_put(builder, IR_LT_U, kind, sum, ir_use(builder, distance), 0, 0),
               WFX_TRAP_MEMORY_OUT_OF_BOUNDS);
    return ir_use(builder, sum);
}

/* The address of an access, whose use is counted, and *offset to add to it. An access holds 32 bits of that: a larger
   one, as 64-bit memories have, is added here. */
static inline IrValue ir_build_address(IrBuilder *builder, const WfxInstr *instr, IrValue address, uint32_t *offset)
{
    *offset = (uint32_t)instr->imm;
    ir_use(builder, address);
    if (__builtin_expect(instr->imm == *offset, 1))
        return address;
    *offset = 0;
    return ir_add_offset(builder, WFX_KIND_I64, address, instr->imm);
}

/* A call of a runtime function with the values, whose uses it counts. */
static inline IrValue ir_emit_libcall(IrBuilder *builder, WfxLibcall libcall, WfxType type, const IrValue *values,
                                      uint32_t count)
{
    IrFunction *fn = &builder->function;
    uint32_t first = fn->extra.count;
    if (!wfx_vec_reserve(&fn->extra, count)) {
        builder->failed = true;
        return 0;
    }
    for (uint32_t i = 0; i < count; i++)
        fn->extra.data[fn->extra.count++] = ir_use(builder, values[i]);
    fn->has_calls = true;
    return ir_emit_value(builder, IR_LIBCALL, type, first, count, libcall, 0);
}

/* Appends the instruction that ends the current block. */
static inline void ir_emit_terminator(IrBuilder *builder, IrOp op, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    IrFunction *fn = &builder->function;
    ir_emit(builder, op, WFX_KIND_BOTTOM, a, b, c, d);
    IrBlock *block = &fn->blocks.data[fn->blocks.count - 1];
    wfx_assert(!block->count || builder->failed); /* its only terminator */
    block->count = fn->insts.count - block->first;
}

/* Appends operands to `extra` and returns the index of the first. */
static inline uint32_t ir_push_args(IrBuilder *builder, const WfxOperand *args, uint32_t count)
{
    IrFunction *fn = &builder->function;
    if (__builtin_expect(!wfx_vec_reserve(&fn->extra, count), 0)) {
        builder->failed = true;
        return 0;
    }
    uint32_t first = fn->extra.count;
    for (uint32_t i = 0; i < count; i++)
        fn->extra.data[first + i] = ir_use(builder, args[i].value);
    fn->extra.count += count;
    return first;
}

/* Writes the results of the call-like instruction `call`: its own value and PROJECTs. */
static inline void ir_emit_results(IrBuilder *builder, IrValue call, uint32_t count, WfxOperand *results)
{
    if (count)
        results[0].value = call;
    for (uint32_t i = 1; i < count; i++)
        results[i].value = ir_emit_value(builder, IR_PROJECT, results[i].type, call, i, 0, 0);
}

#endif
