/* Clauses of try_table and resume, and the operators of the stack switching proposal (Explainer, "Instructions"). */
#include "engine/wasm/walk_internal.h"

/* ---- clauses ---- */

/* The values that arrive with a clause are those its label takes. `payload` starts at index `begin` of
   walker->payload. */
static bool check_payload(WfxWalker *walker, const WfxFrame *target, uint32_t begin, const char *what)
{
    uint32_t wanted, count = walker->payload.count - begin;
    const WfxType *types = wfx_frame_label_types(target, &wanted);
    if (wanted != count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "type mismatch: the label of %s takes %u values, %u arrive",
                             what, wanted, count);
    for (uint32_t i = 0; i < count; i++)
        if (!wfx_type_matches(walker->payload.data[begin + i], types[i]))
            return wfx_walk_mismatch(walker, types[i], walker->payload.data[begin + i]);
    return true;
}

static bool add_payload(WfxWalker *walker, const WfxType *types, uint32_t count)
{
    if (!wfx_vec_reserve(&walker->payload, count))
        return wfx_walk_oom(walker);
    for (uint32_t i = 0; i < count; i++)
        walker->payload.data[walker->payload.count++] = types[i];
    return true;
}

static bool read_catch(WfxWalker *walker, WfxClause *clause, uint8_t kind)
{
    static const WfxType exception = WFX_REF(WFX_HEAP_EXN);
    WfxFrame *target;
    uint32_t begin = walker->payload.count;
    clause->kind = (WfxClauseKind)kind;
    if (kind > WFX_CLAUSE_CATCH_ALL_REF)
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "malformed catch clause 0x%02x", kind);
    if (kind == WFX_CLAUSE_CATCH || kind == WFX_CLAUSE_CATCH_REF) {
        const WfxTypeDef *tag;
        if (!wfx_walk_u32(walker, &clause->tag) || !wfx_walk_tag(walker, clause->tag, &tag))
            return false;
        if (tag->result_count)
            return wfx_walk_fail(walker, WFX_ERROR_INVALID, "type mismatch: catch of tag %u, which has results",
                                 clause->tag);
        if (!add_payload(walker, tag->params, tag->param_count))
            return false;
    }
    if ((kind == WFX_CLAUSE_CATCH_REF || kind == WFX_CLAUSE_CATCH_ALL_REF) && !add_payload(walker, &exception, 1))
        return false;
    return wfx_walk_u32(walker, &clause->label) && wfx_walk_label(walker, clause->label, &target) &&
           check_payload(walker, target, begin, "a catch clause");
}

/* (on $tag $label): the label takes the tag's parameters and a continuation that takes the tag's results and gives what
   the resumed one gives. That last match is structural. */
static bool read_on_label(WfxWalker *walker, WfxClause *clause, const WfxTypeDef *tag, const WfxTypeDef *resumed)
{
    WfxFrame *target;
    uint32_t count, begin = walker->payload.count;
    if (!wfx_walk_u32(walker, &clause->label) || !wfx_walk_label(walker, clause->label, &target))
        return false;
    const WfxType *types = wfx_frame_label_types(target, &count);
    if (!count || !wfx_type_is_ref(types[count - 1]))
        return wfx_walk_fail(walker, WFX_ERROR_INVALID,
                             "type mismatch: the label of handler clause for tag %u takes no continuation reference",
                             clause->tag);
    uint32_t heap = wfx_type_heap(types[count - 1]);
    char text[64];
    if (!wfx_heap_is_number(heap))
        return wfx_walk_fail(
            walker, WFX_ERROR_INVALID,
            "type mismatch: instruction requires concrete continuation reference type but label has [%s]",
            wfx_walk_type_text(walker, types[count - 1], text, sizeof text));
    if (wfx_types_get(heap)->composite != WFX_COMPOSITE_CONT)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID,
                             "non-continuation type %s in the label of the handler clause for tag %u",
                             wfx_walk_type_text(walker, types[count - 1], text, sizeof text), clause->tag);
    const WfxTypeDef *held = wfx_types_get(wfx_types_get(heap)->cont_func);
    WfxTypeDef suspended = {.composite = WFX_COMPOSITE_FUNC,
                            .params = tag->results,
                            .param_count = tag->result_count,
                            .results = resumed->results,
                            .result_count = resumed->result_count};
    if (!wfx_functype_matches(&suspended, held))
        return wfx_walk_fail(
            walker, WFX_ERROR_INVALID,
            "type mismatch: the continuation in the label of the handler clause for tag %u has another type",
            clause->tag);
    WfxType continuation = WFX_REF(heap);
    return add_payload(walker, tag->params, tag->param_count) && add_payload(walker, &continuation, 1) &&
           check_payload(walker, target, begin, "a handler clause");
}

static bool read_on(WfxWalker *walker, WfxClause *clause, uint8_t kind, const WfxTypeDef *resumed)
{
    const WfxTypeDef *tag;
    if (kind > 1)
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "malformed handler clause 0x%02x", kind);
    clause->kind = kind ? WFX_CLAUSE_ON_SWITCH : WFX_CLAUSE_ON;
    if (!wfx_walk_u32(walker, &clause->tag) || !wfx_walk_tag(walker, clause->tag, &tag))
        return false;
    if (!kind)
        return read_on_label(walker, clause, tag, resumed);
    if (tag->param_count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "type mismatch in switch tag: tag %u has parameters",
                             clause->tag);
    bool matches = tag->result_count == resumed->result_count;
    for (uint32_t i = 0; matches && i < tag->result_count; i++)
        matches = wfx_type_matches(resumed->results[i], tag->results[i]);
    return matches ||
           wfx_walk_fail(walker, WFX_ERROR_INVALID,
                         "type mismatch in switch tag: the results of tag %u are not those of the continuation",
                         clause->tag);
}

bool wfx_walk_read_clauses(WfxWalker *walker, bool is_try, const WfxTypeDef *resumed)
{
    uint32_t count;
    walker->clauses.count = walker->payload.count = 0;
    if (!wfx_walk_u32(walker, &count))
        return false;
    if (count > (size_t)(walker->end - walker->at))
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "unexpected end of section or function");
    for (uint32_t i = 0; i < count; i++) {
        WfxClause clause = {0};
        uint8_t kind;
        uint32_t begin = walker->payload.count;
        if (!wfx_walk_byte(walker, &kind))
            return false;
        if (!(is_try ? read_catch(walker, &clause, kind) : read_on(walker, &clause, kind, resumed)))
            return false;
        clause.payload_count = walker->payload.count - begin;
        if (!wfx_vec_push(&walker->clauses, clause))
            return wfx_walk_oom(walker);
    }
    return true;
}

/* Sets the pointers of the clauses once nothing moves any more. `inner_frames`: frames opened since their labels were
   read. */
void wfx_walk_bind_clauses(WfxWalker *walker, uint32_t inner_frames)
{
    const WfxType *payload = walker->payload.data;
    for (uint32_t i = 0; i < walker->clauses.count; i++) {
        WfxClause *clause = &walker->clauses.data[i];
        clause->payload_types = payload;
        if (clause->payload_count)
            payload += clause->payload_count;
        clause->target =
            clause->kind == WFX_CLAUSE_ON_SWITCH ? NULL : wfx_walk_frame_at(walker, clause->label + inner_frames);
    }
    walker->instr.clause_count = walker->clauses.count;
    walker->instr.clauses = walker->clauses.data;
}

/* ---- operators ---- */

/* A continuation type and the function type in it. */
static bool read_cont(WfxWalker *walker, uint32_t *index, uint32_t *id, const WfxTypeDef **function)
{
    const WfxTypeDef *def;
    if (!wfx_walk_u32(walker, index) || !wfx_walk_composite(walker, *index, WFX_COMPOSITE_CONT, id, &def))
        return false;
    *function = wfx_types_get(def->cont_func);
    return true;
}

bool wfx_walk_op_cont_new(WfxWalker *walker)
{
    const WfxTypeDef *function;
    uint32_t id;
    return read_cont(walker, &walker->instr.index, &id, &function) &&
           wfx_walk_pop(walker, WFX_REF_NULL(wfx_types_get(id)->cont_func)) &&
           wfx_walk_emit_one(walker, 1, WFX_REF(id));
}

bool wfx_walk_op_cont_bind(WfxWalker *walker)
{
    WfxInstr *instr = &walker->instr;
    const WfxTypeDef *from, *to;
    uint32_t from_id, to_id;
    if (!read_cont(walker, &instr->index, &from_id, &from) || !read_cont(walker, &instr->index2, &to_id, &to))
        return false;
    if (to->param_count > from->param_count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID,
                             "type mismatch: cont.bind to type %u, which takes more values than type %u", instr->index2,
                             instr->index);
    uint32_t bound = from->param_count - to->param_count;
    WfxTypeDef rest = *from;
    rest.params += bound;
    rest.param_count -= bound;
    if (!wfx_functype_matches(&rest, to))
        return wfx_walk_fail(walker, WFX_ERROR_INVALID,
                             "type mismatch: cont.bind of %u values of type %u does not give type %u", bound,
                             instr->index, instr->index2);
    return wfx_walk_pop(walker, WFX_REF_NULL(from_id)) && wfx_walk_pop_types(walker, from->params, bound) &&
           wfx_walk_emit_one(walker, bound + 1, WFX_REF(to_id));
}

bool wfx_walk_op_suspend(WfxWalker *walker)
{
    const WfxTypeDef *tag;
    return wfx_walk_u32(walker, &walker->instr.index) && wfx_walk_tag(walker, walker->instr.index, &tag) &&
           wfx_walk_pop_types(walker, tag->params, tag->param_count) &&
           wfx_walk_emit(walker, tag->param_count, tag->results, tag->result_count);
}

bool wfx_walk_op_resume(WfxWalker *walker)
{
    const WfxTypeDef *function;
    uint32_t id;
    if (!read_cont(walker, &walker->instr.index, &id, &function) || !wfx_walk_read_clauses(walker, false, function))
        return false;
    wfx_walk_bind_clauses(walker, 0);
    return wfx_walk_pop(walker, WFX_REF_NULL(id)) &&
           wfx_walk_pop_types(walker, function->params, function->param_count) &&
           wfx_walk_emit(walker, function->param_count + 1, function->results, function->result_count);
}

bool wfx_walk_op_resume_throw(WfxWalker *walker)
{
    const WfxTypeDef *function, *tag;
    uint32_t id;
    if (!read_cont(walker, &walker->instr.index, &id, &function) || !wfx_walk_u32(walker, &walker->instr.index2) ||
        !wfx_walk_tag(walker, walker->instr.index2, &tag))
        return false;
    if (tag->result_count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "type mismatch: resume_throw of tag %u, which has results",
                             walker->instr.index2);
    if (!wfx_walk_read_clauses(walker, false, function))
        return false;
    wfx_walk_bind_clauses(walker, 0);
    return wfx_walk_pop(walker, WFX_REF_NULL(id)) && wfx_walk_pop_types(walker, tag->params, tag->param_count) &&
           wfx_walk_emit(walker, tag->param_count + 1, function->results, function->result_count);
}

bool wfx_walk_op_resume_throw_ref(WfxWalker *walker)
{
    const WfxTypeDef *function;
    uint32_t id;
    if (!read_cont(walker, &walker->instr.index, &id, &function) || !wfx_walk_read_clauses(walker, false, function))
        return false;
    wfx_walk_bind_clauses(walker, 0);
    return wfx_walk_pop(walker, WFX_REF_NULL(id)) && wfx_walk_pop(walker, WFX_EXNREF) &&
           wfx_walk_emit(walker, 2, function->results, function->result_count);
}

/* switch $ct $tag : [t1* (ref null $ct)] -> [t2*] with $ct = cont [t1* (ref null? $back)] -> [te*], $tag : [] -> [t*],
   te* <: t*, $back = cont [t2*] -> [te2*], t* <: te2*. */
bool wfx_walk_op_switch(WfxWalker *walker)
{
    WfxInstr *instr = &walker->instr;
    const WfxTypeDef *function, *tag;
    uint32_t id;
    if (!read_cont(walker, &instr->index, &id, &function) || !wfx_walk_u32(walker, &instr->index2) ||
        !wfx_walk_tag(walker, instr->index2, &tag))
        return false;
    WfxType last = function->param_count ? function->params[function->param_count - 1] : WFX_BOTTOM;
    if (!wfx_type_is_ref(last) || !wfx_heap_is_number(wfx_type_heap(last)) ||
        wfx_types_get(wfx_type_heap(last))->composite != WFX_COMPOSITE_CONT)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID,
                             "type mismatch: switch to type %u, whose last parameter is no continuation reference",
                             instr->index);
    const WfxTypeDef *back = wfx_types_get(wfx_types_get(wfx_type_heap(last))->cont_func);
    if (tag->param_count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "type mismatch in switch tag: tag %u has parameters",
                             instr->index2);
    bool matches = function->result_count == tag->result_count && back->result_count == tag->result_count;
    for (uint32_t i = 0; matches && i < tag->result_count; i++)
        matches = wfx_type_matches(function->results[i], tag->results[i]) &&
                  wfx_type_matches(tag->results[i], back->results[i]);
    if (!matches)
        return wfx_walk_fail(
            walker, WFX_ERROR_INVALID,
            "type mismatch in continuation types: the results of tag %u are not those of both sides of the switch",
            instr->index2);
    return wfx_walk_pop(walker, WFX_REF_NULL(id)) &&
           wfx_walk_pop_types(walker, function->params, function->param_count - 1) &&
           wfx_walk_emit(walker, function->param_count, back->params, back->param_count);
}
