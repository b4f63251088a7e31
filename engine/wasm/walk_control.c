/* Blocks, branches, calls and exceptions (spec 3.0, 3.3.8; typed function references, tail calls, exception handling
   and its legacy instructions). */
#include "engine/wasm/decode.h"
#include "engine/base/assert.h"
#include "engine/wasm/walk_internal.h"

/* ---- entities by index ---- */

bool wfx_walk_type_index(WfxWalker *walker, uint32_t index, uint32_t *id)
{
    if (index >= walker->module->type_count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "unknown type %u", index);
    *id = walker->module->type_ids[index];
    return true;
}

bool wfx_walk_composite(WfxWalker *walker, uint32_t index, WfxComposite composite, uint32_t *id, const WfxTypeDef **def)
{
    static const char *const names[] = {"function", "continuation", "structure", "array"};
    if (!wfx_walk_type_index(walker, index, id))
        return false;
    *def = wfx_types_get(*id);
    if ((*def)->composite == composite)
        return true;
    if (composite == WFX_COMPOSITE_CONT)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "non-continuation type %u", index);
    return wfx_walk_fail(walker, WFX_ERROR_INVALID, "type mismatch: %s expected a%s %s type, type %u is none",
                         walker->instr.row->text, composite == WFX_COMPOSITE_ARRAY ? "n" : "", names[composite], index);
}

bool wfx_walk_tag(WfxWalker *walker, uint32_t index, const WfxTypeDef **type)
{
    if (index >= walker->module->tag_count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "unknown tag %u", index);
    *type = wfx_types_get(walker->module->tags[index].type_id);
    return true;
}

WfxFrame *wfx_walk_frame_at(WfxWalker *walker, uint32_t depth)
{
    wfx_assert(depth < walker->frames.count);
    return &walker->frames.data[walker->frames.count - 1 - depth];
}

bool wfx_walk_label(WfxWalker *walker, uint32_t depth, WfxFrame **frame)
{
    if (depth >= walker->frames.count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "unknown label %u", depth);
    *frame = wfx_walk_frame_at(walker, depth);
    return true;
}

/* ---- frames ---- */

/* Pops the block's parameters, opens the frame over them. */
bool wfx_walk_push_frame(WfxWalker *walker, const WfxOpRow *row, const WfxType *params, uint32_t param_count,
                         const WfxType *results, uint32_t result_count)
{
    if (!wfx_walk_pop_types(walker, params, param_count))
        return false;
    WfxFrame frame = {.row = row,
                      .params = params,
                      .results = results,
                      .param_count = param_count,
                      .result_count = result_count,
                      .height = walker->top,
                      .inits_height = walker->inits.count,
                      .offset = walker->instr.offset,
                      .entered_live = walker->live};
    if (!wfx_vec_push(&walker->frames, frame))
        return wfx_walk_oom(walker);
    walker->height = walker->top;
    return wfx_walk_push_types(walker, params, param_count);
}

/* A block type: empty, one value type, or a function type (spec 5.4.1). */
typedef struct BlockType {
    const WfxType *params, *results;
    uint32_t param_count, result_count;
} BlockType;

static bool read_block_type(WfxWalker *walker, BlockType *type)
{
    static const WfxType numbers[] = {WFX_BOTTOM, WFX_I32, WFX_I64, WFX_F32, WFX_F64, WFX_V128};
    *type = (BlockType){0};
    if (walker->at == walker->end)
        return wfx_walk_leb_failed(walker, WFX_LEB_END);
    uint8_t code = *walker->at;
    if (code == 0x40) {
        walker->at++;
        return true;
    }
    if ((code & 0xC0) == 0x40) {
        WfxType result;
        if (!wfx_read_type(walker->module, &walker->at, walker->end, &result, walker->error))
            return false;
        type->result_count = 1;
        type->results = &numbers[wfx_type_kind(result) < WFX_KIND_REF ? wfx_type_kind(result) : 0];
        if (wfx_type_is_ref(result)) {
            WfxType *kept = wfx_arena_alloc(&walker->arena, sizeof *kept);
            if (!kept)
                return wfx_walk_oom(walker);
            *kept = result;
            type->results = kept;
        }
        return true;
    }
    int64_t index;
    WfxLebStatus status = wfx_leb_s(&walker->at, walker->end, 33, &index);
    if (status != WFX_LEB_OK)
        return wfx_walk_leb_failed(walker, status);
    uint32_t id;
    const WfxTypeDef *def;
    if (index < 0 || index > UINT32_MAX)
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "malformed block type");
    if (!(walker->module->features & WFX_FEATURE_MULTI_VALUE))
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED,
                             "malformed block type: the feature 'multi-value' is not enabled (-W multi-value)");
    if (!wfx_walk_composite(walker, (uint32_t)index, WFX_COMPOSITE_FUNC, &id, &def))
        return false;
    *type = (BlockType){def->params, def->results, def->param_count, def->result_count};
    return true;
}

/* Tells the sink that the innermost frame begins, with its parameters in place. */
static bool tell_begin(WfxWalker *walker)
{
    WfxFrame *frame = wfx_walk_top_frame(walker);
    walker->instr.arg_count = frame->param_count;
    walker->instr.result_count = 0;
    return !walker->live ||
           walker->sink.begin_block(walker->sink.self, &walker->instr, frame, walker->stack + walker->height);
}

bool wfx_walk_op_block(WfxWalker *walker)
{
    BlockType type;
    return read_block_type(walker, &type) &&
           wfx_walk_push_frame(walker, walker->instr.row, type.params, type.param_count, type.results,
                               type.result_count) &&
           tell_begin(walker);
}

bool wfx_walk_op_if(WfxWalker *walker)
{
    BlockType type;
    if (!read_block_type(walker, &type) || !wfx_walk_pop(walker, WFX_I32))
        return false;
    /* The condition is popped before the parameters are written back over its place. */
    WfxOperand condition = walker->live ? walker->stack[walker->top] : (WfxOperand){WFX_I32, WFX_NO_VALUE};
    if (!wfx_walk_push_frame(walker, walker->instr.row, type.params, type.param_count, type.results, type.result_count))
        return false;
    WfxFrame *frame = wfx_walk_top_frame(walker);
    walker->instr.arg_count = frame->param_count;
    return !walker->live ||
           walker->sink.begin_if(walker->sink.self, &walker->instr, frame, condition, walker->stack + walker->height);
}

/* The operands at the end of a block are exactly its results. */
static bool close_operands(WfxWalker *walker, const WfxFrame *frame)
{
    if (!wfx_walk_pop_types(walker, frame->results, frame->result_count))
        return false;
    if (walker->top != frame->height) {
        char text[64];
        return wfx_walk_fail(walker, WFX_ERROR_INVALID,
                             "type mismatch: %u values remain on the stack at %s, the last %s",
                             walker->top - frame->height, walker->instr.row->text,
                             wfx_walk_type_text(walker, walker->stack[walker->top - 1].type, text, sizeof text));
    }
    wfx_assert(walker->inits.count >= frame->inits_height);
    while (walker->inits.count > frame->inits_height)
        walker->is_set.data[walker->inits.data[--walker->inits.count]] = false;
    return wfx_walk_push_types(walker, frame->results, frame->result_count);
}

/* The part of a block before this instruction ends with the block's results, the next one begins with `types` in their
   place; for the sink, which sees both, the results are set aside in walker->results. `*live`: control comes to the end
   of the part before. */
static bool begin_part(WfxWalker *walker, WfxFrame *frame, const WfxType *types, uint32_t count, bool *live)
{
    if (!close_operands(walker, frame))
        return false;
    *live = walker->live;
    frame->unreachable = false;
    if (frame->entered_live) {
        walker->results.count = 0;
        if (!wfx_vec_reserve(&walker->results, (uint64_t)frame->result_count + 1))
            return wfx_walk_oom(walker);
        for (uint32_t i = 0; i < frame->result_count; i++)
            walker->results.data[i] = walker->stack[frame->height + i];
    }
    walker->top = frame->height;
    walker->underflow = true; /* the values above are not those of the types */
    if (!wfx_walk_push_types(walker, types, count))
        return false;
    walker->live = frame->entered_live;
    return true;
}

bool wfx_walk_op_else(WfxWalker *walker)
{
    WfxFrame *frame = wfx_walk_top_frame(walker);
    bool live;
    if (!frame->row || frame->row->id != WFX_OP_IF || frame->has_else)
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "END opcode expected: else without if");
    if (!begin_part(walker, frame, frame->params, frame->param_count, &live))
        return false;
    frame->has_else = true;
    return !walker->live || walker->sink.begin_else(walker->sink.self, &walker->instr, frame, live,
                                                    walker->results.data, walker->stack + frame->height);
}

/* catch and catch_all: from here on the frame is that of the clause. */
bool wfx_walk_op_catch(WfxWalker *walker)
{
    static const WfxTypeDef nothing;
    WfxInstr *instr = &walker->instr;
    WfxFrame *frame = wfx_walk_top_frame(walker);
    const WfxTypeDef *tag = &nothing;
    bool live;
    if (!frame->row || (frame->row->id != WFX_OP_TRY && frame->row->id != WFX_OP_CATCH))
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "END opcode expected: %s without try", instr->row->text);
    if (instr->row->id == WFX_OP_CATCH &&
        !(wfx_walk_u32(walker, &instr->index) && wfx_walk_tag(walker, instr->index, &tag)))
        return false;
    if (tag->result_count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "type mismatch: catch of tag %u, which has results",
                             instr->index);
    if (!begin_part(walker, frame, tag->params, tag->param_count, &live))
        return false;
    instr->arg_count = tag->param_count;
    if (walker->live && !walker->sink.begin_catch(walker->sink.self, instr, frame, live, walker->results.data,
                                                  walker->stack + frame->height))
        return false;
    frame->row = instr->row;
    return true;
}

static inline bool end_frame(WfxWalker *walker)
{
    WfxFrame *frame = wfx_walk_top_frame(walker);
    if (frame->entered_live) {
        bool reachable = walker->live;
        if (!walker->sink.end_block(walker->sink.self, &walker->instr, frame, walker->live,
                                    walker->stack + frame->height, &reachable))
            return false;
        walker->live = reachable;
    }
    wfx_assert(walker->top == frame->height + frame->result_count); /* exactly its results */
    walker->frames.count--;
    walker->height = walker->frames.count ? wfx_walk_top_frame(walker)->height : 0;
    return true;
}

bool wfx_walk_op_end(WfxWalker *walker)
{
    WfxFrame *frame = wfx_walk_top_frame(walker);
    if (!close_operands(walker, frame))
        return false;
    if (frame->row && frame->row->id == WFX_OP_IF && !frame->has_else) {
        bool passes = frame->param_count == frame->result_count;
        for (uint32_t i = 0; passes && i < frame->param_count; i++)
            passes = wfx_type_matches(frame->params[i], frame->results[i]);
        if (!passes)
            return wfx_walk_fail(walker, WFX_ERROR_INVALID,
                                 "type mismatch: an if without else must give back its parameters");
    }
    return end_frame(walker);
}

/* Ends its try; its label is one of those outside. */
bool wfx_walk_op_delegate(WfxWalker *walker)
{
    WfxFrame *frame = wfx_walk_top_frame(walker);
    if (!frame->row || frame->row->id != WFX_OP_TRY)
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "END opcode expected: delegate without try");
    if (!wfx_walk_u32(walker, &walker->instr.index))
        return false;
    if (walker->instr.index >= walker->frames.count - 1)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "unknown label %u", walker->instr.index);
    return close_operands(walker, frame) && end_frame(walker);
}

bool wfx_walk_op_unreachable(WfxWalker *walker)
{
    return wfx_walk_leave(walker, 0);
}

bool wfx_walk_op_nop(WfxWalker *walker)
{
    (void)walker;
    return true;
}

/* ---- branches ---- */

/* Tells the sink of a branch whose arguments are `arg_count` operands from stack + top on. */
static bool tell_branch(WfxWalker *walker, WfxFrame *target, uint32_t arg_count, WfxOperand *kept)
{
    walker->instr.arg_count = arg_count;
    walker->instr.result_count = 0;
    return !walker->live ||
           walker->sink.branch(walker->sink.self, &walker->instr, target, walker->stack + walker->top, kept);
}

static bool read_label(WfxWalker *walker, WfxFrame **target, const WfxType **types, uint32_t *count)
{
    if (!wfx_walk_u32(walker, &walker->instr.index) || !wfx_walk_label(walker, walker->instr.index, target))
        return false;
    *types = wfx_frame_label_types(*target, count);
    return true;
}

bool wfx_walk_op_br(WfxWalker *walker)
{
    WfxFrame *target;
    const WfxType *types;
    uint32_t count;
    WfxOperand kept;
    if (!read_label(walker, &target, &types, &count) || !wfx_walk_pop_types(walker, types, count) ||
        !tell_branch(walker, target, count, &kept))
        return false;
    wfx_walk_unreachable(walker);
    return true;
}

bool wfx_walk_op_br_if(WfxWalker *walker)
{
    WfxFrame *target;
    const WfxType *types;
    uint32_t count;
    WfxOperand kept;
    return read_label(walker, &target, &types, &count) && wfx_walk_pop(walker, WFX_I32) &&
           wfx_walk_pop_types(walker, types, count) && tell_branch(walker, target, count + 1, &kept) &&
           wfx_walk_push_types(walker, types, count);
}

/* A target of br_table: the operands match its types and stay where they are. */
static bool check_target(WfxWalker *walker, uint32_t depth, uint32_t arity)
{
    WfxFrame *target;
    uint32_t count, top = walker->top;
    if (!wfx_walk_label(walker, depth, &target))
        return false;
    const WfxType *types = wfx_frame_label_types(target, &count);
    if (count != arity)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID,
                             "type mismatch: br_table's label %u takes %u values, its default takes %u", depth, count,
                             arity);
    if (!wfx_walk_pop_types(walker, types, count))
        return false;
    walker->top = top;
    return true;
}

bool wfx_walk_op_br_table(WfxWalker *walker)
{
    WfxInstr *instr = &walker->instr;
    uint32_t count, arity;
    if (!wfx_walk_u32(walker, &count))
        return false;
    if (count >= (size_t)(walker->end - walker->at))
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "unexpected end of section or function");
    walker->labels.count = 0;
    if (!wfx_vec_reserve(&walker->labels, (uint64_t)count + 1))
        return wfx_walk_oom(walker);
    for (uint32_t i = 0; i <= count; i++)
        if (!wfx_walk_u32(walker, &walker->labels.data[i]))
            return false;
    wfx_assert(walker->at <= walker->end);
    instr->label_count = count;
    instr->labels = walker->labels.data;
    instr->index = walker->labels.data[count];
    WfxFrame *target;
    if (!wfx_walk_pop(walker, WFX_I32) || !wfx_walk_label(walker, instr->index, &target))
        return false;
    const WfxType *types = wfx_frame_label_types(target, &arity);
    for (uint32_t i = 0; i < count; i++)
        if ((i == 0 || instr->labels[i] != instr->labels[i - 1]) && !check_target(walker, instr->labels[i], arity))
            return false;
    WfxOperand kept;
    if (!wfx_walk_pop_types(walker, types, arity) || !tell_branch(walker, NULL, arity + 1, &kept))
        return false;
    wfx_walk_unreachable(walker);
    return true;
}

bool wfx_walk_op_return(WfxWalker *walker)
{
    WfxFrame *target = &walker->frames.data[0];
    WfxOperand kept;
    walker->instr.index = walker->frames.count - 1;
    if (!wfx_walk_pop_types(walker, target->results, target->result_count) ||
        !tell_branch(walker, target, target->result_count, &kept))
        return false;
    wfx_walk_unreachable(walker);
    return true;
}

bool wfx_walk_op_br_on_null(WfxWalker *walker)
{
    WfxFrame *target;
    const WfxType *types;
    uint32_t count;
    WfxType type;
    if (!read_label(walker, &target, &types, &count) || !wfx_walk_pop_ref(walker, &type))
        return false;
    WfxOperand kept = {type & ~(WfxType)WFX_TYPE_NULLABLE, WFX_NO_VALUE};
    return wfx_walk_pop_types(walker, types, count) && tell_branch(walker, target, count + 1, &kept) &&
           wfx_walk_push_types(walker, types, count) &&
           wfx_walk_push(walker, type & ~(WfxType)WFX_TYPE_NULLABLE, kept.value);
}

bool wfx_walk_op_br_on_non_null(WfxWalker *walker)
{
    WfxFrame *target;
    const WfxType *types;
    uint32_t count;
    WfxType type;
    if (!read_label(walker, &target, &types, &count) || !wfx_walk_pop_ref(walker, &type))
        return false;
    if (!count || !wfx_type_is_ref(types[count - 1]))
        return wfx_walk_fail(walker, WFX_ERROR_INVALID,
                             "type mismatch: the label of br_on_non_null takes no reference");
    type &= ~(WfxType)WFX_TYPE_NULLABLE;
    if (!wfx_type_matches(type, types[count - 1]))
        return wfx_walk_mismatch(walker, types[count - 1], type);
    WfxOperand kept;
    return wfx_walk_pop_types(walker, types, count - 1) && tell_branch(walker, target, count, &kept) &&
           wfx_walk_push_types(walker, types, count - 1);
}

/* br_on_cast, br_on_cast_fail: label types [t* rt], where rt takes the reference that branches. */
bool wfx_walk_op_br_on_cast(WfxWalker *walker)
{
    WfxFrame *target;
    const WfxType *types;
    uint32_t count, from_heap, to_heap;
    uint8_t flags;
    if (!wfx_walk_byte(walker, &flags))
        return false;
    if (flags > 3)
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "malformed cast flags 0x%02x", flags);
    if (!read_label(walker, &target, &types, &count) ||
        !wfx_read_heap(walker->module, &walker->at, walker->end, &from_heap, walker->error) ||
        !wfx_read_heap(walker->module, &walker->at, walker->end, &to_heap, walker->error))
        return false;
    WfxType from = flags & 1 ? WFX_REF_NULL(from_heap) : WFX_REF(from_heap),
            to = flags & 2 ? WFX_REF_NULL(to_heap) : WFX_REF(to_heap);
    if (!wfx_walk_castable(walker, from) || !wfx_walk_castable(walker, to))
        return false;
    if (!wfx_type_matches(to, from))
        return wfx_walk_mismatch(walker, from, to);
    WfxType rest = wfx_type_is_nullable(to) ? from & ~(WfxType)WFX_TYPE_NULLABLE : from;
    bool on_fail = walker->instr.row->id == WFX_OP_BR_ON_CAST_FAIL;
    WfxType branching = on_fail ? rest : to, falling = on_fail ? to : rest;
    if (!count || !wfx_type_is_ref(types[count - 1]))
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "type mismatch: the label of %s takes no reference",
                             walker->instr.row->text);
    if (!wfx_type_matches(branching, types[count - 1]))
        return wfx_walk_mismatch(walker, types[count - 1], branching);
    walker->instr.type = to;
    WfxOperand kept = {falling, WFX_NO_VALUE};
    return wfx_walk_pop(walker, from) && wfx_walk_pop_types(walker, types, count - 1) &&
           tell_branch(walker, target, count, &kept) && wfx_walk_push_types(walker, types, count - 1) &&
           wfx_walk_push(walker, falling, kept.value);
}

/* ---- calls ---- */

/* The callee's own operand (reference or index) is popped already; `extra` counts it. */
static bool finish_call(WfxWalker *walker, const WfxTypeDef *type, uint32_t extra, bool is_tail)
{
    if (!wfx_walk_pop_types(walker, type->params, type->param_count))
        return false;
    if (!is_tail) {
        if (type->result_count <= 1)
            return wfx_walk_emit_one(walker, type->param_count + extra,
                                     type->result_count ? type->results[0] : WFX_BOTTOM);
        return wfx_walk_emit(walker, type->param_count + extra, type->results, type->result_count);
    }
    const WfxFrame *function = &walker->frames.data[0];
    bool matches = type->result_count == function->result_count;
    for (uint32_t i = 0; matches && i < type->result_count; i++)
        matches = wfx_type_matches(type->results[i], function->results[i]);
    if (!matches)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID,
                             "type mismatch: the results of the function called by %s are not those of this function",
                             walker->instr.row->text);
    return wfx_walk_leave(walker, type->param_count + extra);
}

bool wfx_walk_op_call(WfxWalker *walker)
{
    WfxInstr *instr = &walker->instr;
    if (!wfx_walk_u32(walker, &instr->index))
        return false;
    if (instr->index >= walker->module->function_count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "unknown function %u", instr->index);
    return finish_call(walker, wfx_module_function_type(walker->module, instr->index), 0,
                       instr->row->id == WFX_OP_RETURN_CALL);
}

bool wfx_walk_op_call_indirect(WfxWalker *walker)
{
    WfxInstr *instr = &walker->instr;
    const WfxTableDecl *table;
    const WfxTypeDef *type;
    WfxType address;
    uint32_t id;
    if (!wfx_walk_u32(walker, &instr->index) || !wfx_walk_u32(walker, &instr->index2))
        return false;
    if (instr->index2 && !(walker->module->features & WFX_FEATURE_REFERENCE_TYPES))
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "zero byte expected");
    if (!wfx_walk_table(walker, instr->index2, &table, &address) ||
        !wfx_walk_composite(walker, instr->index, WFX_COMPOSITE_FUNC, &id, &type))
        return false;
    if (!wfx_type_matches(table->type, WFX_FUNCREF))
        return wfx_walk_mismatch(walker, WFX_FUNCREF, table->type);
    return wfx_walk_pop(walker, address) && finish_call(walker, type, 1, instr->row->id == WFX_OP_RETURN_CALL_INDIRECT);
}

bool wfx_walk_op_call_ref(WfxWalker *walker)
{
    WfxInstr *instr = &walker->instr;
    const WfxTypeDef *type;
    uint32_t id;
    return wfx_walk_u32(walker, &instr->index) &&
           wfx_walk_composite(walker, instr->index, WFX_COMPOSITE_FUNC, &id, &type) &&
           wfx_walk_pop(walker, WFX_REF_NULL(id)) &&
           finish_call(walker, type, 1, instr->row->id == WFX_OP_RETURN_CALL_REF);
}

/* ---- exceptions ---- */

bool wfx_walk_op_throw(WfxWalker *walker)
{
    const WfxTypeDef *type;
    if (!wfx_walk_u32(walker, &walker->instr.index) || !wfx_walk_tag(walker, walker->instr.index, &type))
        return false;
    if (type->result_count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "type mismatch: throw of tag %u, which has results",
                             walker->instr.index);
    return wfx_walk_pop_types(walker, type->params, type->param_count) && wfx_walk_leave(walker, type->param_count);
}

/* Its label is that of a try, which is in a clause. */
bool wfx_walk_op_rethrow(WfxWalker *walker)
{
    WfxFrame *target;
    if (!wfx_walk_u32(walker, &walker->instr.index) || !wfx_walk_label(walker, walker->instr.index, &target))
        return false;
    if (!target->row || (target->row->id != WFX_OP_CATCH && target->row->id != WFX_OP_CATCH_ALL))
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "invalid rethrow label %u: it is not that of a catch",
                             walker->instr.index);
    return wfx_walk_leave(walker, 0);
}

bool wfx_walk_op_throw_ref(WfxWalker *walker)
{
    return wfx_walk_pop(walker, WFX_EXNREF) && wfx_walk_leave(walker, 1);
}

bool wfx_walk_op_try_table(WfxWalker *walker)
{
    BlockType type;
    if (!read_block_type(walker, &type) || !wfx_walk_read_clauses(walker, true, NULL) ||
        !wfx_walk_push_frame(walker, walker->instr.row, type.params, type.param_count, type.results, type.result_count))
        return false;
    wfx_walk_bind_clauses(walker, 1);
    return tell_begin(walker);
}
