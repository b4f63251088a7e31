/* Locals, globals, tables, memories, references and select (spec 3.0, 3.3.1-3.3.7). */
#include "engine/wasm/decode.h"
#include "engine/wasm/walk_internal.h"

static bool needs(WfxWalker *walker, bool condition, const char *what, uint32_t index)
{
    return condition || wfx_walk_fail(walker, WFX_ERROR_INVALID, "unknown %s %u", what, index);
}

bool wfx_walk_memory(WfxWalker *walker, uint32_t index, WfxType *address)
{
    if (index >= walker->module->memory_count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "unknown memory %u", index);
    *address = walker->module->memories[index].limits.is_64 ? WFX_I64 : WFX_I32;
    return true;
}

bool wfx_walk_table(WfxWalker *walker, uint32_t index, const WfxTableDecl **table, WfxType *address)
{
    if (index >= walker->module->table_count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "unknown table %u", index);
    *table = &walker->module->tables[index];
    *address = (*table)->limits.is_64 ? WFX_I64 : WFX_I32;
    return true;
}

/* ---- parametric ---- */

bool wfx_walk_op_drop(WfxWalker *walker)
{
    WfxType type;
    return wfx_walk_pop_any(walker, &type) && wfx_walk_emit_effect(walker, 1);
}

bool wfx_walk_op_select(WfxWalker *walker)
{
    WfxType second, first;
    if (!wfx_walk_pop(walker, WFX_I32) || !wfx_walk_pop_any(walker, &second) || !wfx_walk_pop_any(walker, &first))
        return false;
    if (wfx_type_is_ref(first) || wfx_type_is_ref(second))
        return wfx_walk_fail(walker, WFX_ERROR_INVALID,
                             "type mismatch: select without a type expected numbers, found references");
    if (first != second && first != WFX_BOTTOM && second != WFX_BOTTOM)
        return wfx_walk_mismatch(walker, first, second);
    walker->instr.type = first == WFX_BOTTOM ? second : first;
    /* In unreachable code both may be bottom, which is a type of the stack then. */
    return walker->instr.type == WFX_BOTTOM ? wfx_walk_push(walker, WFX_BOTTOM, WFX_NO_VALUE)
                                            : wfx_walk_emit_one(walker, 3, walker->instr.type);
}

bool wfx_walk_op_select_typed(WfxWalker *walker)
{
    uint32_t count;
    if (!wfx_walk_u32(walker, &count))
        return false;
    if (count != 1)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "invalid result arity: select has %u types", count);
    WfxType type;
    if (!wfx_read_type(walker->module, &walker->at, walker->end, &type, walker->error))
        return false;
    walker->instr.type = type;
    return wfx_walk_pop(walker, WFX_I32) && wfx_walk_pop(walker, type) && wfx_walk_pop(walker, type) &&
           wfx_walk_emit_one(walker, 3, type);
}

/* ---- locals and globals ---- */

static inline bool read_local(WfxWalker *walker)
{
    WfxInstr *instr = &walker->instr;
    if (!wfx_walk_u32(walker, &instr->index))
        return false;
    if (__builtin_expect(instr->index >= walker->locals.count, 0))
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "unknown local %u", instr->index);
    instr->type = walker->locals.data[instr->index];
    return true;
}

static inline bool set_local(WfxWalker *walker)
{
    uint32_t index = walker->instr.index;
    if (__builtin_expect(walker->is_set.data[index], 1))
        return true;
    walker->is_set.data[index] = true;
    return wfx_vec_push(&walker->inits, index) || wfx_walk_oom(walker);
}

bool wfx_walk_op_local_get(WfxWalker *walker)
{
    if (!read_local(walker))
        return false;
    if (__builtin_expect(!walker->is_set.data[walker->instr.index], 0))
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "uninitialized local %u", walker->instr.index);
    return wfx_walk_emit_value(walker, 0, walker->instr.type);
}

bool wfx_walk_op_local_set(WfxWalker *walker)
{
    return read_local(walker) && wfx_walk_pop(walker, walker->instr.type) && set_local(walker) &&
           wfx_walk_emit_effect(walker, 1);
}

bool wfx_walk_op_local_tee(WfxWalker *walker)
{
    return read_local(walker) && wfx_walk_pop(walker, walker->instr.type) && set_local(walker) &&
           wfx_walk_emit_value(walker, 1, walker->instr.type);
}

static bool read_global(WfxWalker *walker, const WfxGlobalDecl **global)
{
    WfxInstr *instr = &walker->instr;
    uint32_t limit = walker->is_constant ? walker->visible_globals : walker->module->global_count;
    if (!wfx_walk_u32(walker, &instr->index) || !needs(walker, instr->index < limit, "global", instr->index))
        return false;
    *global = &walker->module->globals[instr->index];
    instr->type = (*global)->type;
    return true;
}

bool wfx_walk_op_global_get(WfxWalker *walker)
{
    const WfxGlobalDecl *global;
    if (!read_global(walker, &global))
        return false;
    if (walker->is_constant && global->is_mutable)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "constant expression required: global %u is mutable",
                             walker->instr.index);
    return wfx_walk_emit_one(walker, 0, global->type);
}

bool wfx_walk_op_global_set(WfxWalker *walker)
{
    const WfxGlobalDecl *global;
    if (!read_global(walker, &global))
        return false;
    if (!global->is_mutable)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "immutable global %u", walker->instr.index);
    return wfx_walk_pop(walker, global->type) && wfx_walk_emit_effect(walker, 1);
}

/* ---- tables ---- */

static bool read_table(WfxWalker *walker, uint32_t *index, const WfxTableDecl **table, WfxType *address)
{
    return wfx_walk_u32(walker, index) && wfx_walk_table(walker, *index, table, address);
}

bool wfx_walk_op_table_get(WfxWalker *walker)
{
    const WfxTableDecl *table;
    WfxType address;
    return read_table(walker, &walker->instr.index, &table, &address) && wfx_walk_pop(walker, address) &&
           wfx_walk_emit_one(walker, 1, table->type);
}

bool wfx_walk_op_table_set(WfxWalker *walker)
{
    const WfxTableDecl *table;
    WfxType address;
    return read_table(walker, &walker->instr.index, &table, &address) && wfx_walk_pop(walker, table->type) &&
           wfx_walk_pop(walker, address) && wfx_walk_emit_effect(walker, 2);
}

bool wfx_walk_op_table_size(WfxWalker *walker)
{
    const WfxTableDecl *table;
    WfxType address;
    return read_table(walker, &walker->instr.index, &table, &address) && wfx_walk_emit_one(walker, 0, address);
}

bool wfx_walk_op_table_grow(WfxWalker *walker)
{
    const WfxTableDecl *table;
    WfxType address;
    return read_table(walker, &walker->instr.index, &table, &address) && wfx_walk_pop(walker, address) &&
           wfx_walk_pop(walker, table->type) && wfx_walk_emit_one(walker, 2, address);
}

bool wfx_walk_op_table_fill(WfxWalker *walker)
{
    const WfxTableDecl *table;
    WfxType address;
    return read_table(walker, &walker->instr.index, &table, &address) && wfx_walk_pop(walker, address) &&
           wfx_walk_pop(walker, table->type) && wfx_walk_pop(walker, address) && wfx_walk_emit_effect(walker, 3);
}

bool wfx_walk_op_table_copy(WfxWalker *walker)
{
    const WfxTableDecl *to, *from;
    WfxType to_address, from_address;
    if (!read_table(walker, &walker->instr.index, &to, &to_address) ||
        !read_table(walker, &walker->instr.index2, &from, &from_address))
        return false;
    if (!wfx_type_matches(from->type, to->type))
        return wfx_walk_mismatch(walker, to->type, from->type);
    WfxType count = to_address == WFX_I64 ? from_address : to_address; /* the smaller of both */
    return wfx_walk_pop(walker, count) && wfx_walk_pop(walker, from_address) && wfx_walk_pop(walker, to_address) &&
           wfx_walk_emit_effect(walker, 3);
}

bool wfx_walk_op_table_init(WfxWalker *walker)
{
    WfxInstr *instr = &walker->instr;
    const WfxTableDecl *table;
    WfxType address;
    if (!wfx_walk_u32(walker, &instr->index) || !read_table(walker, &instr->index2, &table, &address) ||
        !needs(walker, instr->index < walker->module->elem_count, "elem segment", instr->index))
        return false;
    WfxType type = walker->module->elems[instr->index].type;
    if (!wfx_type_matches(type, table->type))
        return wfx_walk_mismatch(walker, table->type, type);
    return wfx_walk_pop(walker, WFX_I32) && wfx_walk_pop(walker, WFX_I32) && wfx_walk_pop(walker, address) &&
           wfx_walk_emit_effect(walker, 3);
}

bool wfx_walk_op_elem_drop(WfxWalker *walker)
{
    WfxInstr *instr = &walker->instr;
    return wfx_walk_u32(walker, &instr->index) &&
           needs(walker, instr->index < walker->module->elem_count, "elem segment", instr->index) &&
           wfx_walk_emit_effect(walker, 0);
}

/* ---- memories ---- */

static bool read_memory(WfxWalker *walker, uint32_t *index, WfxType *address)
{
    if (!wfx_walk_u32(walker, index))
        return false;
    if (*index && !(walker->module->features & WFX_FEATURE_MULTI_MEMORY))
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "zero byte expected");
    return wfx_walk_memory(walker, *index, address);
}

bool wfx_walk_op_memory_size(WfxWalker *walker)
{
    WfxType address;
    return read_memory(walker, &walker->instr.index, &address) && wfx_walk_emit_one(walker, 0, address);
}

bool wfx_walk_op_memory_grow(WfxWalker *walker)
{
    WfxType address;
    return read_memory(walker, &walker->instr.index, &address) && wfx_walk_pop(walker, address) &&
           wfx_walk_emit_one(walker, 1, address);
}

bool wfx_walk_op_memory_fill(WfxWalker *walker)
{
    WfxType address;
    return read_memory(walker, &walker->instr.index, &address) && wfx_walk_pop(walker, address) &&
           wfx_walk_pop(walker, WFX_I32) && wfx_walk_pop(walker, address) && wfx_walk_emit_effect(walker, 3);
}

bool wfx_walk_op_memory_copy(WfxWalker *walker)
{
    WfxType to, from;
    if (!read_memory(walker, &walker->instr.index, &to) || !read_memory(walker, &walker->instr.index2, &from))
        return false;
    return wfx_walk_pop(walker, to == WFX_I64 ? from : to) && wfx_walk_pop(walker, from) && wfx_walk_pop(walker, to) &&
           wfx_walk_emit_effect(walker, 3);
}

static bool check_data(WfxWalker *walker)
{
    const WfxModule *module = walker->module;
    if (!module->has_data_count)
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "data count section required");
    return needs(walker, walker->instr.index < module->data_count, "data segment", walker->instr.index);
}

bool wfx_walk_op_memory_init(WfxWalker *walker)
{
    WfxType address;
    return wfx_walk_u32(walker, &walker->instr.index) && read_memory(walker, &walker->instr.index2, &address) &&
           check_data(walker) && wfx_walk_pop(walker, WFX_I32) && wfx_walk_pop(walker, WFX_I32) &&
           wfx_walk_pop(walker, address) && wfx_walk_emit_effect(walker, 3);
}

bool wfx_walk_op_data_drop(WfxWalker *walker)
{
    return wfx_walk_u32(walker, &walker->instr.index) && check_data(walker) && wfx_walk_emit_effect(walker, 0);
}

/* ---- references ---- */

bool wfx_walk_op_ref_null(WfxWalker *walker)
{
    uint32_t heap;
    if (!wfx_read_heap(walker->module, &walker->at, walker->end, &heap, walker->error))
        return false;
    walker->instr.type = WFX_REF_NULL(heap);
    return wfx_walk_emit_one(walker, 0, walker->instr.type);
}

bool wfx_walk_op_ref_is_null(WfxWalker *walker)
{
    WfxType type;
    return wfx_walk_pop_ref(walker, &type) && wfx_walk_emit_one(walker, 1, WFX_I32);
}

bool wfx_walk_op_ref_as_non_null(WfxWalker *walker)
{
    WfxType type;
    return wfx_walk_pop_ref(walker, &type) && wfx_walk_emit_one(walker, 1, type & ~(WfxType)WFX_TYPE_NULLABLE);
}

bool wfx_walk_op_ref_func(WfxWalker *walker)
{
    WfxModule *module = walker->module;
    uint32_t function;
    if (!wfx_walk_u32(walker, &function) || !needs(walker, function < module->function_count, "function", function))
        return false;
    if (walker->is_constant)
        module->functions[function].is_declared = true;
    else if (!module->functions[function].is_declared)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID,
                             "undeclared function reference: function %u is in no element segment, export or global",
                             function);
    walker->instr.index = function;
    bool typed = (module->features & WFX_FEATURE_FUNCTION_REFERENCES) != 0;
    walker->instr.type = typed ? WFX_REF(module->functions[function].type_id) : WFX_FUNCREF;
    return wfx_walk_emit_one(walker, 0, walker->instr.type);
}
