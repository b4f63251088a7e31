/* The IR builder's control flow: blocks, branches, try regions, resumes.

   A wasm label owns an IR block only when something jumps to it: `frame->sink_block` is its label id, made by the first
   branch. Blocks are emitted in the order of the wasm code; the LANDING blocks of a try_table stand before its body and
   the HANDLER blocks of a resume right after it, each of them passing its parameters on to the block of the clause's
   label. A clause of a legacy try begins with its LANDING.

   What is kept in a frame: sink_extra[2] is the region around it; of an if, sink_extra[0] is where its parameters are
   saved, [1] the edge to the else-branch; of a loop, [0] is the poll around it; of a try_table or try, [0] is the
   region of its body, and of a clause [1] its last rethrow. */
#include "engine/ir/builder.h"

#include <string.h>

static IrLabelId new_label(IrBuilder *builder)
{
    if (!wfx_vec_push(&builder->labels, (IrLabel){.block = IR_NO_ID})) {
        builder->failed = true;
        return 0;
    }
    return builder->labels.count - 1;
}

/* Starts a block that jumps to `label` reach. */
static void start_at(IrBuilder *builder, IrLabelId label)
{
    ir_builder_start_block(builder, IR_BLOCK_NORMAL);
    wfx_assert(builder->failed || (label < builder->labels.count && builder->labels.data[label].block == IR_NO_ID));
    builder->labels.data[label].block = builder->function.blocks.count - 1;
}

/* The label that branches to `frame` name. */
static IrLabelId frame_label(IrBuilder *builder, WfxFrame *frame)
{
    uint32_t *label = frame->row ? &frame->sink_block : &builder->return_label;
    if (*label == IR_NO_ID)
        *label = new_label(builder);
    return *label;
}

/* Appends an edge and returns its index. A label that has its block already is behind us: the edge closes a loop. */
static uint32_t add_edge(IrBuilder *builder, IrLabelId label, uint32_t args, uint32_t arg_count)
{
    IrFunction *fn = &builder->function;
    if (!wfx_vec_push(&fn->edges, (IrEdge){.target = label, .args = args, .arg_count = arg_count})) {
        builder->failed = true;
        return 0;
    }
    wfx_assert(builder->failed || label < builder->labels.count);
    IrLabel *target = &builder->labels.data[label];
    target->predecessors++;
    target->is_loop |= target->block != IR_NO_ID;
    return fn->edges.count - 1;
}

static void jump(IrBuilder *builder, IrLabelId label, const WfxOperand *args, uint32_t count)
{
    uint32_t first = ir_push_args(builder, args, count);
    uint32_t edge = add_edge(builder, label, first, count);
    ir_emit_terminator(builder, IR_JUMP, edge, 0, 0, 0);
}

/* Goes to a frame's label without condition; the function's own label is a return. `args` is an index in extra. */
static inline void go_to_frame(IrBuilder *builder, WfxFrame *frame, uint32_t args, uint32_t count)
{
    if (frame->row)
        ir_emit_terminator(builder, IR_JUMP, add_edge(builder, frame_label(builder, frame), args, count), 0, 0, 0);
    else
        ir_emit_terminator(builder, IR_RETURN, args, count, 0, 0);
}

static IrValue add_param(IrBuilder *builder, WfxType type)
{
    IrFunction *fn = &builder->function;
    return ir_emit_value(builder, IR_PARAM, type, fn->blocks.data[fn->blocks.count - 1].param_count++, 0, 0, 0);
}

/* Parameters of the current block take the place of `operands`. */
static void add_params(IrBuilder *builder, const WfxType *types, uint32_t count, WfxOperand *operands)
{
    for (uint32_t i = 0; i < count; i++)
        operands[i].value = add_param(builder, types[i]);
}

/* A block of `kind` that receives a clause's payload and hands it to the clause's label. */
static IrBlockId build_clause_block(IrBuilder *builder, IrBlockKind kind, const WfxClause *clause)
{
    IrFunction *fn = &builder->function;
    ir_builder_start_block(builder, kind);
    IrBlockId block = fn->blocks.count - 1;
    uint32_t count = clause->payload_count, args = fn->extra.count;
    if (!wfx_vec_reserve(&fn->extra, count)) {
        builder->failed = true;
        return block;
    }
    for (uint32_t i = 0; i < count; i++)
        fn->extra.data[args + i] = ir_use(builder, add_param(builder, clause->payload_types[i]));
    fn->extra.count += count;
    go_to_frame(builder, clause->target, args, count);
    return block;
}

/* Records the clauses of a try_table or a resume, each with its block; returns the index of the first. */
static uint32_t build_clauses(IrBuilder *builder, IrBlockKind kind, const WfxInstr *instr)
{
    IrFunction *fn = &builder->function;
    uint32_t first = fn->clauses.count;
    for (uint32_t i = 0; i < instr->clause_count; i++) {
        const WfxClause *clause = &instr->clauses[i];
        bool has_tag = clause->kind != WFX_CLAUSE_CATCH_ALL && clause->kind != WFX_CLAUSE_CATCH_ALL_REF;
        IrClause row = {.kind = (uint8_t)clause->kind, .tag = has_tag ? clause->tag : IR_NO_ID, .block = IR_NO_ID};
        if (clause->kind != WFX_CLAUSE_ON_SWITCH)
            row.block = build_clause_block(builder, kind, clause);
        if (!wfx_vec_push(&fn->clauses, row))
            builder->failed = true;
    }
    return first;
}

static void build_try(IrBuilder *builder, const WfxInstr *instr, WfxFrame *frame)
{
    IrFunction *fn = &builder->function;
    bool is_legacy = instr->row->id == WFX_OP_TRY; /* its clauses are behind the body */
    IrTry row = {.parent = builder->region, .entry = fn->blocks.count - 1};
    IrLabelId body = new_label(builder);
    jump(builder, body, NULL, 0);
    if (!is_legacy) {
        row.clauses = build_clauses(builder, IR_BLOCK_LANDING, instr);
        row.clause_count = instr->clause_count;
    }
    if (is_legacy || row.clause_count) { /* a try_table without clauses catches nothing: no region of its own */
        if (!wfx_vec_push(&fn->tries, row))
            builder->failed = true;
        else
            builder->region = fn->tries.count - 1;
    }
    frame->sink_extra[0] = builder->region;
    start_at(builder, body);
}

bool ir_build_begin_block(void *self, const WfxInstr *instr, WfxFrame *frame, WfxOperand *operands)
{
    IrBuilder *builder = self;
    builder->offset = instr->offset;
    frame->sink_block = IR_NO_ID;
    frame->sink_extra[2] = builder->region;
    switch (instr->row->id) {
    case WFX_OP_LOOP:
        frame->sink_block = new_label(builder);
        jump(builder, frame->sink_block, operands, frame->param_count);
        start_at(builder, frame->sink_block);
        add_params(builder, frame->params, frame->param_count, operands);
        frame->sink_extra[0] = builder->poll;
        ir_builder_poll(builder);
        break;
    case WFX_OP_TRY:
    case WFX_OP_TRY_TABLE: build_try(builder, instr, frame); break;
    default: break;
    }
    return ir_builder_done(builder);
}

bool ir_build_begin_if(void *self, const WfxInstr *instr, WfxFrame *frame, WfxOperand condition, WfxOperand *operands)
{
    IrBuilder *builder = self;
    builder->offset = instr->offset;
    frame->sink_block = IR_NO_ID;
    frame->sink_extra[2] = builder->region;
    frame->sink_extra[0] = builder->saved.count;
    for (uint32_t i = 0; i < frame->param_count; i++)
        if (!wfx_vec_push(&builder->saved, operands[i].value))
            return ir_builder_oom(builder);
    IrLabelId then_label = new_label(builder);
    uint32_t edges = add_edge(builder, then_label, 0, 0);
    frame->sink_extra[1] = add_edge(builder, new_label(builder), 0, 0);
    ir_emit_terminator(builder, IR_BRANCH, ir_use(builder, condition.value), edges, 0, 0);
    start_at(builder, then_label);
    return ir_builder_done(builder);
}

static IrLabelId else_label(const IrBuilder *builder, const WfxFrame *frame)
{
    return builder->function.edges.data[frame->sink_extra[1]].target;
}

bool ir_build_begin_else(void *self, const WfxInstr *instr, WfxFrame *frame, bool live, const WfxOperand *results,
                         WfxOperand *operands)
{
    IrBuilder *builder = self;
    builder->offset = instr->offset;
    if (live)
        jump(builder, frame_label(builder, frame), results, frame->result_count);
    wfx_assert(frame->sink_extra[0] + frame->param_count <= builder->saved.count);
    for (uint32_t i = 0; i < frame->param_count; i++)
        operands[i].value = builder->saved.data[frame->sink_extra[0] + i];
    builder->saved.count = frame->sink_extra[0];
    start_at(builder, else_label(builder, frame));
    return ir_builder_done(builder);
}

/* An if without else: the edge of the false condition goes to the join and takes the parameters along. */
static void close_missing_else(IrBuilder *builder, WfxFrame *frame)
{
    IrFunction *fn = &builder->function;
    uint32_t count = frame->param_count, args = fn->extra.count;
    if (!wfx_vec_reserve(&fn->extra, count)) {
        builder->failed = true;
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        fn->extra.data[args + i] = ir_use(builder, builder->saved.data[frame->sink_extra[0] + i]);
    fn->extra.count += count;
    builder->saved.count = frame->sink_extra[0];
    IrEdge *edge = &fn->edges.data[frame->sink_extra[1]];
    edge->args = args;
    edge->arg_count = count;
    if (frame->sink_block == IR_NO_ID)
        frame->sink_block = edge->target;
}

/* ---- clauses of a legacy try ----

   A region is there before its clauses are known: they wait in open_clauses until the try ends. What a clause has
   caught is the last parameter of its LANDING, and only rethrows use it. Each of them jumps to a block of its own at
   the end of the clause, which throws: so a loop inside the clause does not use what was defined before it, on which
   the quick allocator counts. Where there is no rethrow nobody wants the exception, and the next throw may have its
   memory. */

static void build_rethrow(IrBuilder *builder, const WfxInstr *instr)
{
    WfxFrame *frame = wfx_walker_frame(builder->walker, instr->index);
    IrRethrow rethrow = {new_label(builder), builder->region, instr->offset, frame->sink_extra[1]};
    builder->function.has_calls = true;
    jump(builder, rethrow.label, NULL, 0);
    if (!wfx_vec_push(&builder->rethrows, rethrow))
        builder->failed = true;
    frame->sink_extra[1] = builder->rethrows.count - 1;
}

/* Of a LANDING that does without the exception: a value without uses is left of the parameter. */
static void drop_exception(IrBuilder *builder, IrClause *clause)
{
    IrFunction *fn = &builder->function;
    IrBlock *landing = &fn->blocks.data[clause->block];
    IrInst *param = &fn->insts.data[landing->first + --landing->param_count];
    wfx_assert(builder->failed || (param->op == IR_PARAM && !param->uses));
    param->op = IR_CONST;
    param->a = 0;
    clause->kind = clause->kind == WFX_CLAUSE_CATCH_REF ? WFX_CLAUSE_CATCH : WFX_CLAUSE_CATCH_ALL;
}

static void end_clause(IrBuilder *builder, WfxFrame *frame)
{
    IrFunction *fn = &builder->function;
    IrClause *clause = &builder->open_clauses.data[builder->open_clauses.count - 1];
    const IrBlock *landing = &fn->blocks.data[clause->block];
    IrValue exception = landing->first + landing->param_count - 1;
    uint32_t offset = builder->offset;
    if (frame->sink_extra[1] == IR_NO_ID)
        drop_exception(builder, clause);
    for (uint32_t i = frame->sink_extra[1]; i != IR_NO_ID && !builder->failed; i = builder->rethrows.data[i].next) {
        const IrRethrow *rethrow = &builder->rethrows.data[i];
        builder->region = rethrow->region;
        builder->offset = rethrow->offset;
        start_at(builder, rethrow->label);
        ir_emit_terminator(builder, IR_THROW_REF, ir_use(builder, exception), 0, 0, 0);
    }
    builder->offset = offset;
}

/* The body or a clause ends, and nothing falls into what comes behind it. */
static void end_part(IrBuilder *builder, WfxFrame *frame, bool live, const WfxOperand *results)
{
    if (live)
        jump(builder, frame_label(builder, frame), results, frame->result_count);
    if (frame->row->id != WFX_OP_TRY)
        end_clause(builder, frame);
    builder->region = frame->sink_extra[2];
}

bool ir_build_begin_catch(void *self, const WfxInstr *instr, WfxFrame *frame, bool live, const WfxOperand *results,
                          WfxOperand *operands)
{
    IrBuilder *builder = self;
    IrFunction *fn = &builder->function;
    bool is_all = instr->row->id == WFX_OP_CATCH_ALL;
    builder->offset = instr->offset;
    end_part(builder, frame, live, results);
    ir_builder_start_block(builder, IR_BLOCK_LANDING);
    for (uint32_t i = 0; i < instr->arg_count; i++)
        operands[i].value = add_param(builder, operands[i].type);
    add_param(builder, WFX_REF(WFX_HEAP_EXN));
    IrClause clause = {.kind = is_all ? WFX_CLAUSE_CATCH_ALL_REF : WFX_CLAUSE_CATCH_REF,
                       .tag = is_all ? IR_NO_ID : instr->index,
                       .block = fn->blocks.count - 1};
    if (!wfx_vec_push(&builder->open_clauses, clause))
        builder->failed = true;
    fn->tries.data[frame->sink_extra[0]].clause_count++;
    frame->sink_extra[1] = IR_NO_ID;
    return ir_builder_done(builder);
}

/* Where an exception is looked for that leaves the frame: a try's own clauses are not for what is thrown in them. */
static uint32_t region_of_frame(const WfxFrame *frame)
{
    if (!frame->row)
        return IR_NO_ID;
    bool is_body = frame->row->id == WFX_OP_TRY || frame->row->id == WFX_OP_TRY_TABLE;
    return is_body ? frame->sink_extra[0] : frame->sink_extra[2];
}

static void close_try(IrBuilder *builder, const WfxInstr *instr, const WfxFrame *frame)
{
    IrFunction *fn = &builder->function;
    IrTry *row = &fn->tries.data[frame->sink_extra[0]];
    if (instr->row->id == WFX_OP_DELEGATE)
        row->parent = region_of_frame(wfx_walker_frame(builder->walker, instr->index + 1));
    row->clauses = fn->clauses.count;
    if (!row->clause_count || builder->failed)
        return;
    if (!wfx_vec_reserve(&fn->clauses, row->clause_count)) {
        builder->failed = true;
        return;
    }
    builder->open_clauses.count -= row->clause_count;
    memcpy(fn->clauses.data + row->clauses, builder->open_clauses.data + builder->open_clauses.count,
           row->clause_count * sizeof *fn->clauses.data);
    fn->clauses.count += row->clause_count;
}

/* ---- ends ---- */

static void end_of_function(IrBuilder *builder, WfxFrame *frame, bool live, WfxOperand *operands)
{
    if (builder->return_label != IR_NO_ID) {
        if (live)
            jump(builder, builder->return_label, operands, frame->result_count);
        start_at(builder, builder->return_label);
        add_params(builder, frame->results, frame->result_count, operands);
    } else if (!live) {
        return;
    }
    uint32_t args = ir_push_args(builder, operands, frame->result_count);
    ir_emit_terminator(builder, IR_RETURN, args, frame->result_count, 0, 0);
}

/* The code behind the frame begins, if anything comes there. */
static bool begin_join(IrBuilder *builder, WfxFrame *frame, bool live, WfxOperand *operands)
{
    builder->region = frame->sink_extra[2];
    if (frame->sink_block == IR_NO_ID)
        return live;
    start_at(builder, frame->sink_block);
    add_params(builder, frame->results, frame->result_count, operands);
    return true;
}

static bool is_legacy_try(const WfxFrame *frame)
{
    uint16_t id = frame->row->id;
    return id == WFX_OP_TRY || id == WFX_OP_CATCH || id == WFX_OP_CATCH_ALL;
}

bool ir_build_end_block(void *self, const WfxInstr *instr, WfxFrame *frame, bool live, WfxOperand *operands,
                        bool *reachable)
{
    IrBuilder *builder = self;
    builder->offset = instr->offset;
    *reachable = live;
    if (!frame->row) {
        end_of_function(builder, frame, live, operands);
        return ir_builder_done(builder);
    }
    if (frame->row->id == WFX_OP_LOOP) {
        builder->poll = frame->sink_extra[0];
        return ir_builder_done(builder);
    }
    if (is_legacy_try(frame)) {
        end_part(builder, frame, live, operands);
        close_try(builder, instr, frame);
        *reachable = begin_join(builder, frame, false, operands);
        return ir_builder_done(builder);
    }
    bool is_bare_if = frame->row->id == WFX_OP_IF && !frame->has_else;
    if (is_bare_if)
        close_missing_else(builder, frame);
    if (live && builder->region != frame->sink_extra[2])
        frame_label(builder, frame); /* the code that follows has other handlers: it needs a block of its own */
    if (live && frame->sink_block != IR_NO_ID)
        jump(builder, frame->sink_block, operands, frame->result_count);
    *reachable = begin_join(builder, frame, live, operands);
    if (is_bare_if)
        builder->labels.data[else_label(builder, frame)].block = builder->function.blocks.count - 1;
    return ir_builder_done(builder);
}

/* The two edges of a branch that goes on with the next instruction when it is not taken. */
static void branch_or_continue(IrBuilder *builder, IrValue condition, bool taken_if_true, WfxFrame *target,
                               uint32_t args, uint32_t count)
{
    IrLabelId next = new_label(builder), label = frame_label(builder, target);
    uint32_t edges;
    if (taken_if_true) {
        edges = add_edge(builder, label, args, count);
        add_edge(builder, next, 0, 0);
    } else {
        edges = add_edge(builder, next, 0, 0);
        add_edge(builder, label, args, count);
    }
    ir_emit_terminator(builder, IR_BRANCH, condition, edges, 0, 0);
    start_at(builder, next);
}

/* All edges of a br_table carry the same values, which are stored once. */
static void build_br_table(IrBuilder *builder, const WfxInstr *instr, const WfxOperand *args)
{
    IrFunction *fn = &builder->function;
    uint32_t count = instr->arg_count - 1, first = ir_push_args(builder, args, count), edges = fn->edges.count;
    for (uint32_t i = 0; i < count; i++)
        fn->insts.data[args[i].value].uses += instr->label_count;
    for (uint32_t i = 0; i <= instr->label_count; i++)
        add_edge(builder, frame_label(builder, wfx_walker_frame(builder->walker, instr->labels[i])), first, count);
    ir_emit_terminator(builder, IR_BR_TABLE, ir_use(builder, args[count].value), edges, instr->label_count, 0);
}

bool ir_build_branch(void *self, const WfxInstr *instr, WfxFrame *target, const WfxOperand *args, WfxOperand *kept)
{
    IrBuilder *builder = self;
    uint32_t count = instr->arg_count, first;
    builder->offset = instr->offset;
    switch (instr->row->id) {
    case WFX_OP_BR:
        first = ir_push_args(builder, args, count);
        go_to_frame(builder, target, first, count);
        break;
    case WFX_OP_RETURN:
        first = ir_push_args(builder, args, count);
        ir_emit_terminator(builder, IR_RETURN, first, count, 0, 0);
        break;
    case WFX_OP_BR_IF:
        first = ir_push_args(builder, args, count - 1);
        branch_or_continue(builder, ir_use(builder, args[count - 1].value), true, target, first, count - 1);
        break;
    case WFX_OP_BR_TABLE: build_br_table(builder, instr, args); break;
    case WFX_OP_BR_ON_NULL:
    case WFX_OP_BR_ON_NON_NULL: {
        /* br_on_null keeps the reference for the code that follows, br_on_non_null sends it along as the last value. */
        bool on_null = instr->row->id == WFX_OP_BR_ON_NULL;
        IrValue reference = args[count - 1].value;
        IrValue is_null = ir_emit(builder, IR_REF_IS_NULL, WFX_KIND_REF, ir_use(builder, reference), 0, 0, 0);
        first = ir_push_args(builder, args, on_null ? count - 1 : count);
        branch_or_continue(builder, ir_use(builder, is_null), on_null, target, first, on_null ? count - 1 : count);
        if (on_null)
            kept->value = reference;
        break;
    }
    default: { /* br_on_cast, br_on_cast_fail: the reference goes along, or is kept */
        IrValue reference = args[count - 1].value, passes = ir_build_test(builder, &args[count - 1], instr->type);
        first = ir_push_args(builder, args, count);
        branch_or_continue(builder, ir_use(builder, passes), instr->row->id == WFX_OP_BR_ON_CAST, target, first, count);
        kept->value = reference;
        break;
    }
    }
    return ir_builder_done(builder);
}

bool ir_build_resume(void *self, const WfxInstr *instr, const WfxOperand *args, WfxOperand *results)
{
    IrBuilder *builder = self;
    IrFunction *fn = &builder->function;
    builder->offset = instr->offset;
    fn->has_calls = fn->has_switching = true;
    bool is_throw = instr->row->id == WFX_OP_RESUME_THROW;
    IrOp op = instr->row->id == WFX_OP_RESUME ? IR_RESUME : is_throw ? IR_RESUME_THROW : IR_RESUME_THROW_REF;
    uint32_t index = fn->resumes.count, first = ir_push_args(builder, args, instr->arg_count);
    if (!wfx_vec_push(&fn->resumes, (IrResume){.tag = is_throw ? instr->index2 : IR_NO_ID}))
        return ir_builder_oom(builder);
    ir_emit_terminator(builder, op, first, instr->arg_count, instr->index, index);
    uint32_t clauses = build_clauses(builder, IR_BLOCK_HANDLER, instr);
    ir_builder_start_block(builder, IR_BLOCK_RESUMED);
    IrResume *resume = &fn->resumes.data[index];
    resume->clauses = clauses;
    resume->clause_count = instr->clause_count;
    resume->resumed = fn->blocks.count - 1;
    add_params(builder, instr->result_types, instr->result_count, results);
    return ir_builder_done(builder);
}

bool ir_build_leave(void *self, const WfxInstr *instr, const WfxOperand *args)
{
    IrBuilder *builder = self;
    IrFunction *fn = &builder->function;
    builder->offset = instr->offset;
    uint32_t count = instr->arg_count, first;
    switch (instr->row->id) {
    case WFX_OP_UNREACHABLE:
        ir_emit_terminator(builder, IR_TRAP, 0, 0, 0, 0);
        fn->insts.data[fn->insts.count - 1].aux = WFX_TRAP_UNREACHABLE;
        break;
    case WFX_OP_RETHROW: build_rethrow(builder, instr); break;
    case WFX_OP_THROW_REF:
        fn->has_calls = true;
        ir_emit_terminator(builder, IR_THROW_REF, ir_use(builder, args[0].value), 0, 0, 0);
        break;
    default: {
        uint16_t id = instr->row->id;
        IrOp op = id == WFX_OP_THROW                  ? IR_THROW
                  : id == WFX_OP_RETURN_CALL          ? IR_TAIL_CALL
                  : id == WFX_OP_RETURN_CALL_INDIRECT ? IR_TAIL_CALL_INDIRECT
                                                      : IR_TAIL_CALL_REF;
        if (op == IR_THROW)
            fn->has_calls = true;
        else if (op != IR_TAIL_CALL || instr->index < fn->module->imported_function_count)
            fn->has_foreign_tail_calls = true;
        first = ir_push_args(builder, args, count);
        ir_emit_terminator(builder, op, first, count, instr->index,
                           id == WFX_OP_RETURN_CALL_INDIRECT ? instr->index2 : 0);
        break;
    }
    }
    return ir_builder_done(builder);
}
