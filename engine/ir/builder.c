/* The IR builder: a sink of the walker that makes SSA while the function is validated (quick mode: locals stay in their
   home slots). Here: life of the builder, begin and end of a function, plain operators by table. Invariant: nothing is
   allocated per instruction; the function's vectors are reused from one function to the next. */
#include "engine/ir/builder.h"

#include "engine/base/alloc.h"

bool ir_builder_oom(IrBuilder *builder)
{
    return wfx_error_oom(builder->error);
}

void ir_builder_start_block(IrBuilder *builder, IrBlockKind kind)
{
    IrFunction *fn = &builder->function;
    IrBlock block = {.first = fn->insts.count, .try_region = builder->region, .kind = (uint8_t)kind};
    if (!wfx_vec_push(&fn->blocks, block))
        builder->failed = true;
}

static void reset_function(IrFunction *fn)
{
    fn->has_calls = fn->has_switching = fn->has_foreign_tail_calls = false;
    fn->insts.count = fn->blocks.count = fn->edges.count = fn->extra.count = 0;
    fn->clauses.count = fn->tries.count = fn->resumes.count = fn->v128.count = fn->inlined.count = 0;
    fn->is_linked = false;
}

/* The first entries that make id 0 readable after a failure. */
static bool reserve_first(IrBuilder *builder)
{
    IrFunction *fn = &builder->function;
    return wfx_vec_reserve(&fn->insts, 256) && wfx_vec_reserve(&fn->blocks, 32) && wfx_vec_reserve(&fn->edges, 32) &&
           wfx_vec_reserve(&fn->extra, 64) && wfx_vec_reserve(&builder->labels, 32) &&
           wfx_vec_reserve(&builder->saved, 8);
}

void ir_builder_poll(IrBuilder *builder)
{
    if (!builder->polls)
        return;
    builder->poll = ir_emit(builder, IR_POLL, WFX_KIND_BOTTOM, 0, 0, 1, 0);
    builder->function.insts.data[builder->poll].aux = (uint8_t)builder->polls;
}

static bool begin_function(void *self, uint32_t function, const WfxType *locals, uint32_t local_count,
                           uint32_t body_offset)
{
    IrBuilder *builder = self;
    IrFunction *fn = &builder->function;
    reset_function(fn);
    builder->labels.count = builder->saved.count = builder->open_clauses.count = builder->rethrows.count = 0;
    builder->failed = false;
    builder->region = IR_NO_ID;
    builder->return_label = IR_NO_ID;
    builder->offset = body_offset;
    if (!reserve_first(builder))
        return ir_builder_oom(builder);
    fn->module = builder->module;
    fn->index = function;
    fn->type = wfx_module_function_type(builder->module, function);
    fn->start_offset = body_offset;
    fn->end_offset = body_offset;
    fn->locals = locals;
    fn->local_count = local_count;
    ir_builder_start_block(builder, IR_BLOCK_NORMAL);
    ir_builder_poll(builder);
    return ir_builder_done(builder);
}

/* Labels become block ids, and blocks learn who jumps to them. */
static void resolve_labels(IrBuilder *builder)
{
    IrFunction *fn = &builder->function;
    for (uint32_t i = 0; i < fn->edges.count; i++)
        fn->edges.data[i].target = builder->labels.data[fn->edges.data[i].target].block;
    for (uint32_t i = 0; i < builder->labels.count; i++) {
        const IrLabel *label = &builder->labels.data[i];
        wfx_assert(label->block < fn->blocks.count); /* every label was placed */
        IrBlock *block = &fn->blocks.data[label->block];
        block->predecessors += label->predecessors;
        block->is_loop |= label->is_loop;
    }
}

static bool end_function(void *self, uint32_t end_offset)
{
    IrBuilder *builder = self;
    builder->function.end_offset = end_offset;
    resolve_labels(builder);
    return builder->finished(builder->user, &builder->function, builder->error);
}

static bool build_plain(void *self, const WfxInstr *instr, const WfxOperand *args, WfxOperand *results);

/* Apart, so that nothing is live across the growing. */
static __attribute__((noinline)) bool grow_and_build(IrBuilder *builder, const WfxInstr *instr, const WfxOperand *args,
                                                     WfxOperand *results)
{
    return wfx_vec_reserve(&builder->function.insts, (uint64_t)instr->result_count + IR_BUILD_ROOM)
               ? build_plain(builder, instr, args, results)
               : ir_builder_oom(builder);
}

static bool build_plain(void *self, const WfxInstr *instr, const WfxOperand *args, WfxOperand *results)
{
    IrBuilder *builder = self;
    const IrFunction *fn = &builder->function;
    if (__builtin_expect(fn->insts.capacity - fn->insts.count < instr->result_count + IR_BUILD_ROOM, 0))
        return grow_and_build(builder, instr, args, results);
    const IrBuildRow *row = &builder->rows[instr->row->id];
    builder->offset = instr->offset;
    ir_builder_pay(builder);
    return row->build(builder, row, instr, args, results);
}

IrBuilder *ir_builder_new(WfxModule *module, IrFinished finished, void *user, WfxError *error)
{
    IrBuilder *builder = wfx_calloc(1, sizeof *builder);
    if (!builder) {
        wfx_error_oom(error);
        return NULL;
    }
    builder->module = module;
    builder->finished = finished;
    builder->user = user;
    builder->error = error;
    ir_builder_choose(builder);
    builder->sink = (WfxSink){
        .self = builder,
        .begin_function = begin_function,
        .end_function = end_function,
        .plain = build_plain,
        .begin_block = ir_build_begin_block,
        .begin_if = ir_build_begin_if,
        .begin_else = ir_build_begin_else,
        .begin_catch = ir_build_begin_catch,
        .end_block = ir_build_end_block,
        .branch = ir_build_branch,
        .resume = ir_build_resume,
        .leave = ir_build_leave,
    };
    return builder;
}

const WfxSink *ir_builder_sink(IrBuilder *builder)
{
    return &builder->sink;
}

void ir_builder_set_walker(IrBuilder *builder, WfxWalker *walker)
{
    builder->walker = walker;
}

void ir_builder_set_polls(IrBuilder *builder, unsigned polls)
{
    builder->polls = polls;
}

void ir_builder_free(IrBuilder *builder)
{
    if (!builder)
        return;
    ir_function_free(&builder->function);
    wfx_vec_free(&builder->labels);
    wfx_vec_free(&builder->saved);
    wfx_vec_free(&builder->open_clauses);
    wfx_vec_free(&builder->rethrows);
    free(builder);
}
