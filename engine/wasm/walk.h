/* Decode + validate one function body in one pass, telling a sink what it means (spec 3.0 section 3.3 and appendix A.3,
   validation algorithm; stack switching proposal).

   The walker keeps the typed operand stack. Each operand carries a `value`: the sink's own name for it, which the
   walker moves around but never reads; so the IR builder needs no second stack. The sink is called for *live* code
   only: after br, return, unreachable, throw .. until an end/else that the sink reports reachable, the walker still
   validates but stays silent. */
#ifndef WFX_WASM_WALK_H
#define WFX_WASM_WALK_H

#include "engine/wasm/module.h"
#include "engine/wasm/opcode.h"

typedef uint32_t WfxValueId;
#define WFX_NO_VALUE UINT32_MAX

typedef struct WfxOperand {
    WfxType type; /* canonical */
    WfxValueId value;
} WfxOperand;

/* A control frame. Fields from `sink_` on belong to the sink. */
typedef struct WfxFrame {
    const WfxOpRow *row; /* block, loop, if, try_table, try; of a try the clause that it is in: catch, catch_all; NULL
                            for the function's own frame */
    const WfxType *params, *results;
    uint32_t param_count, result_count;
    uint32_t height;       /* operands below it */
    uint32_t inits_height; /* internal: initialised non-defaultable locals */
    uint32_t offset;       /* of its instruction */
    bool unreachable;      /* spec: operands below are polymorphic */
    bool entered_live;     /* the sink saw its beginning */
    bool has_else;
    uint32_t sink_block; /* e.g. IR block a branch to this label goes to */
    uint32_t sink_extra[3];
} WfxFrame;
/* Types of the values that a branch to the frame's label carries. */
static inline const WfxType *wfx_frame_label_types(const WfxFrame *frame, uint32_t *count);

/* A catch clause of try_table or a handler clause of resume. */
typedef enum WfxClauseKind {
    WFX_CLAUSE_CATCH,
    WFX_CLAUSE_CATCH_REF,
    WFX_CLAUSE_CATCH_ALL,
    WFX_CLAUSE_CATCH_ALL_REF, /* binary values 0..3 */
    WFX_CLAUSE_ON,
    WFX_CLAUSE_ON_SWITCH,
} WfxClauseKind;
typedef struct WfxClause {
    WfxClauseKind kind;
    uint32_t tag;                 /* index, where the kind has one */
    uint32_t label;               /* relative depth, where it has one */
    WfxFrame *target;             /* frame of `label`, NULL for ON_SWITCH; valid during the call only */
    uint32_t payload_count;       /* values that arrive with it: tag parameters, plus exnref / contref as last */
    const WfxType *payload_types; /* valid during the call only */
} WfxClause;

typedef struct WfxInstr {
    const WfxOpRow *row;
    uint32_t offset; /* byte offset in the module */
    uint32_t arg_count, result_count;
    const WfxType *result_types; /* canonical; valid during the call */
    WfxType type;                /* select: type of the operands; ref.null: its type; local.*: type of the local */
    uint32_t index, index2;      /* immediates in binary order: func, local, type, table, tag, memory .. */
    uint64_t imm;                /* constants (bits), memarg offset */
    uint8_t v128[16];
    uint32_t align;        /* memarg, log2 */
    uint32_t clause_count; /* try_table, resume* */
    WfxClause *clauses;
    uint32_t label_count; /* br_table: targets, the default is labels[label_count] */
    const uint32_t *labels;
} WfxInstr;

/* Every callback returns false to stop the walk (out of memory, limit) after setting the walk's error. `args` are
   operands in order, the deepest first. */
typedef struct WfxSink {
    void *self;
    /* `locals`: parameters and declared locals, canonical types. */
    bool (*begin_function)(void *self, uint32_t function, const WfxType *locals, uint32_t local_count,
                           uint32_t body_offset);
    /* After the function's final end; the code after it is complete. */
    bool (*end_function)(void *self, uint32_t end_offset);
    /* Every instruction that does not change control frames or jump: reads args[i].value, writes results[i].value
       (types are set). Includes calls, throwless reference and table operators, suspend, switch, cont.new, cont.bind,
       locals, globals, memory. */
    bool (*plain)(void *self, const WfxInstr *instr, const WfxOperand *args, WfxOperand *results);
    /* block, loop, try_table, try: `operands` are the parameters; the sink may replace their values (loop). */
    bool (*begin_block)(void *self, const WfxInstr *instr, WfxFrame *frame, WfxOperand *operands);
    bool (*begin_if)(void *self, const WfxInstr *instr, WfxFrame *frame, WfxOperand condition, WfxOperand *operands);
    /* `live`: the then-branch falls through with `results`. `operands` are the else-branch's parameters; the sink,
       which saw their values at begin_if, sets them. The else-branch is always live when the if was. */
    bool (*begin_else)(void *self, const WfxInstr *instr, WfxFrame *frame, bool live, const WfxOperand *results,
                       WfxOperand *operands);
    /* catch, catch_all (`frame->row` is of what stands before): `live` as in begin_else; `operands` are the payload,
       the sink sets their values. A clause is always live when the try was. */
    bool (*begin_catch)(void *self, const WfxInstr *instr, WfxFrame *frame, bool live, const WfxOperand *results,
                        WfxOperand *operands);
    /* `live`: control falls into the end with `operands`; the sink replaces their values with those after the join and
       sets *reachable when anything reaches the join. An if without else ends here too (has_else false; `params` are
       the values that bypass it), and a try that a delegate ends, whose label is the frame at depth index + 1. The
       function's own frame (row NULL) ends here as well, before end_function. */
    bool (*end_block)(void *self, const WfxInstr *instr, WfxFrame *frame, bool live, WfxOperand *operands,
                      bool *reachable);
    /* br, br_if, br_table, br_on_null, br_on_non_null, return (as instr->row says). `target` is NULL for br_table,
       whose frames are frame_at(depth). `args` are the label's values, then the condition / index / reference if any
       (instr->arg_count in all). br_on_null and br_if leave values on the stack unchanged; the sink writes the non-null
       reference's value to `*kept` (br_on_null: result on fall-through). */
    bool (*branch)(void *self, const WfxInstr *instr, WfxFrame *target, const WfxOperand *args, WfxOperand *kept);
    /* resume, resume_throw, resume_throw_ref: args as in the signature, the continuation last; results as after a
       normal return. */
    bool (*resume)(void *self, const WfxInstr *instr, const WfxOperand *args, WfxOperand *results);
    /* unreachable, throw, throw_ref, rethrow, return_call*: control does not come back. */
    bool (*leave)(void *self, const WfxInstr *instr, const WfxOperand *args);
} WfxSink;

typedef struct WfxWalker WfxWalker;
/* A walker owns stacks that are reused from function to function. `sink` may be NULL (validation only). */
WfxWalker *wfx_walker_new(WfxModule *module, const WfxSink *sink, WfxError *error);
void wfx_walker_free(WfxWalker *walker);
/* Walks one defined function (index in the function index space). False with *error set (place.offset = offset of the
   instruction). */
bool wfx_walk_function(WfxWalker *walker, uint32_t function);
/* For sinks, during a callback: the frame at relative depth (0 = innermost). */
WfxFrame *wfx_walker_frame(WfxWalker *walker, uint32_t depth);

static inline const WfxType *wfx_frame_label_types(const WfxFrame *frame, uint32_t *count)
{
    bool loop = frame->row && frame->row->id == WFX_OP_LOOP;
    *count = loop ? frame->param_count : frame->result_count;
    return loop ? frame->params : frame->results;
}

/* Constant expressions (spec 3.0, 3.3.10): checks the expression at `cursor`, moves past its end, records declared
   functions. Used by the decoder. */
bool wfx_walk_constant(WfxModule *module, const uint8_t **cursor, const uint8_t *end, WfxType expected,
                       uint32_t visible_globals, WfxError *error);

#endif
