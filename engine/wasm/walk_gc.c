/* Structures, arrays, i31 and casts (spec 3.0, 3.3.5-3.3.7, garbage collection). */
#include "engine/wasm/decode.h"
#include "engine/wasm/walk_internal.h"

bool wfx_walk_castable(WfxWalker *walker, WfxType type)
{
    if (!wfx_heap_matches(wfx_type_heap(type), WFX_HEAP_CONT))
        return true;
    return wfx_walk_fail(walker, WFX_ERROR_INVALID, "invalid cast: continuation references cannot be cast");
}

bool wfx_walk_op_ref_eq(WfxWalker *walker)
{
    return wfx_walk_pop(walker, WFX_REF_NULL(WFX_HEAP_EQ)) && wfx_walk_pop(walker, WFX_REF_NULL(WFX_HEAP_EQ)) &&
           wfx_walk_emit_one(walker, 2, WFX_I32);
}

/* ---- structures ---- */

static bool read_struct(WfxWalker *walker, uint32_t *id, const WfxTypeDef **def)
{
    return wfx_walk_u32(walker, &walker->instr.index) &&
           wfx_walk_composite(walker, walker->instr.index, WFX_COMPOSITE_STRUCT, id, def);
}

static bool read_field(WfxWalker *walker, uint32_t *id, const WfxField **field)
{
    const WfxTypeDef *def;
    if (!read_struct(walker, id, &def) || !wfx_walk_u32(walker, &walker->instr.index2))
        return false;
    if (walker->instr.index2 >= def->field_count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "unknown field %u", walker->instr.index2);
    *field = &def->fields[walker->instr.index2];
    return true;
}

/* _s and _u are for packed fields, the plain form for all others. */
static bool check_packed(WfxWalker *walker, const WfxField *field)
{
    uint16_t id = walker->instr.row->id;
    bool plain = id == WFX_OP_STRUCT_GET || id == WFX_OP_ARRAY_GET;
    if (plain == !field->packed)
        return true;
    return wfx_walk_fail(walker, WFX_ERROR_INVALID, "type mismatch: %s of a%s field", walker->instr.row->text,
                         field->packed ? " packed" : "n unpacked");
}

static bool check_default(WfxWalker *walker, const WfxField *field)
{
    return wfx_type_is_defaultable(field->type) ||
           wfx_walk_fail(walker, WFX_ERROR_INVALID, "type mismatch: %s of a type without default value",
                         walker->instr.row->text);
}

bool wfx_walk_op_struct_new(WfxWalker *walker)
{
    const WfxTypeDef *def;
    uint32_t id;
    if (!read_struct(walker, &id, &def))
        return false;
    bool is_default = walker->instr.row->id == WFX_OP_STRUCT_NEW_DEFAULT;
    for (uint32_t i = def->field_count; i > 0; i--)
        if (!(is_default ? check_default(walker, &def->fields[i - 1]) : wfx_walk_pop(walker, def->fields[i - 1].type)))
            return false;
    return wfx_walk_emit_one(walker, is_default ? 0 : def->field_count, WFX_REF(id));
}

bool wfx_walk_op_struct_get(WfxWalker *walker)
{
    const WfxField *field;
    uint32_t id;
    return read_field(walker, &id, &field) && check_packed(walker, field) && wfx_walk_pop(walker, WFX_REF_NULL(id)) &&
           wfx_walk_emit_one(walker, 1, field->type);
}

bool wfx_walk_op_struct_set(WfxWalker *walker)
{
    const WfxField *field;
    uint32_t id;
    if (!read_field(walker, &id, &field))
        return false;
    if (!field->is_mutable)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "immutable field %u", walker->instr.index2);
    return wfx_walk_pop(walker, field->type) && wfx_walk_pop(walker, WFX_REF_NULL(id)) &&
           wfx_walk_emit_effect(walker, 2);
}

/* ---- arrays ---- */

static bool read_array(WfxWalker *walker, uint32_t *index, uint32_t *id, const WfxField **field)
{
    const WfxTypeDef *def;
    if (!wfx_walk_u32(walker, index) || !wfx_walk_composite(walker, *index, WFX_COMPOSITE_ARRAY, id, &def))
        return false;
    *field = &def->fields[0];
    return true;
}

static bool check_mutable(WfxWalker *walker, const WfxField *field)
{
    return field->is_mutable || wfx_walk_fail(walker, WFX_ERROR_INVALID, "immutable array");
}

bool wfx_walk_op_array_new(WfxWalker *walker)
{
    const WfxField *field;
    uint32_t id;
    if (!read_array(walker, &walker->instr.index, &id, &field) || !wfx_walk_pop(walker, WFX_I32))
        return false;
    bool is_default = walker->instr.row->id == WFX_OP_ARRAY_NEW_DEFAULT;
    if (!(is_default ? check_default(walker, field) : wfx_walk_pop(walker, field->type)))
        return false;
    return wfx_walk_emit_one(walker, is_default ? 1 : 2, WFX_REF(id));
}

bool wfx_walk_op_array_new_fixed(WfxWalker *walker)
{
    enum { MAX_FIXED = 10000 };
    WfxInstr *instr = &walker->instr;
    const WfxField *field;
    uint32_t id;
    if (!read_array(walker, &instr->index, &id, &field) || !wfx_walk_u32(walker, &instr->index2))
        return false;
    if (instr->index2 > MAX_FIXED)
        return wfx_walk_fail(walker, WFX_ERROR_LIMIT, "array.new_fixed of %u elements, the limit is %d", instr->index2,
                             MAX_FIXED);
    for (uint32_t i = 0; i < instr->index2; i++)
        if (!wfx_walk_pop(walker, field->type))
            return false;
    return wfx_walk_emit_one(walker, instr->index2, WFX_REF(id));
}

/* The segment's index is the second immediate. */
static bool check_data(WfxWalker *walker, const WfxField *field)
{
    const WfxModule *module = walker->module;
    if (!wfx_walk_u32(walker, &walker->instr.index2))
        return false;
    if (wfx_type_is_ref(field->type))
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "array type is not numeric or vector");
    if (!module->has_data_count)
        return wfx_walk_fail(walker, WFX_ERROR_MALFORMED, "data count section required");
    if (walker->instr.index2 >= module->data_count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "unknown data segment %u", walker->instr.index2);
    return true;
}

static bool check_elem(WfxWalker *walker, const WfxField *field)
{
    const WfxModule *module = walker->module;
    if (!wfx_walk_u32(walker, &walker->instr.index2))
        return false;
    if (walker->instr.index2 >= module->elem_count)
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "unknown elem segment %u", walker->instr.index2);
    WfxType type = module->elems[walker->instr.index2].type;
    return wfx_type_matches(type, field->type) || wfx_walk_mismatch(walker, field->type, type);
}

static bool new_from_segment(WfxWalker *walker, uint32_t id)
{
    return wfx_walk_pop(walker, WFX_I32) && wfx_walk_pop(walker, WFX_I32) && wfx_walk_emit_one(walker, 2, WFX_REF(id));
}

bool wfx_walk_op_array_new_data(WfxWalker *walker)
{
    const WfxField *field;
    uint32_t id;
    return read_array(walker, &walker->instr.index, &id, &field) && check_data(walker, field) &&
           new_from_segment(walker, id);
}

bool wfx_walk_op_array_new_elem(WfxWalker *walker)
{
    const WfxField *field;
    uint32_t id;
    return read_array(walker, &walker->instr.index, &id, &field) && check_elem(walker, field) &&
           new_from_segment(walker, id);
}

bool wfx_walk_op_array_get(WfxWalker *walker)
{
    const WfxField *field;
    uint32_t id;
    return read_array(walker, &walker->instr.index, &id, &field) && check_packed(walker, field) &&
           wfx_walk_pop(walker, WFX_I32) && wfx_walk_pop(walker, WFX_REF_NULL(id)) &&
           wfx_walk_emit_one(walker, 2, field->type);
}

bool wfx_walk_op_array_set(WfxWalker *walker)
{
    const WfxField *field;
    uint32_t id;
    return read_array(walker, &walker->instr.index, &id, &field) && check_mutable(walker, field) &&
           wfx_walk_pop(walker, field->type) && wfx_walk_pop(walker, WFX_I32) &&
           wfx_walk_pop(walker, WFX_REF_NULL(id)) && wfx_walk_emit_effect(walker, 3);
}

bool wfx_walk_op_array_len(WfxWalker *walker)
{
    return wfx_walk_pop(walker, WFX_REF_NULL(WFX_HEAP_ARRAY)) && wfx_walk_emit_one(walker, 1, WFX_I32);
}

bool wfx_walk_op_array_fill(WfxWalker *walker)
{
    const WfxField *field;
    uint32_t id;
    return read_array(walker, &walker->instr.index, &id, &field) && check_mutable(walker, field) &&
           wfx_walk_pop(walker, WFX_I32) && wfx_walk_pop(walker, field->type) && wfx_walk_pop(walker, WFX_I32) &&
           wfx_walk_pop(walker, WFX_REF_NULL(id)) && wfx_walk_emit_effect(walker, 4);
}

bool wfx_walk_op_array_copy(WfxWalker *walker)
{
    const WfxField *to, *from;
    uint32_t to_id, from_id;
    if (!read_array(walker, &walker->instr.index, &to_id, &to) ||
        !read_array(walker, &walker->instr.index2, &from_id, &from) || !check_mutable(walker, to))
        return false;
    if (to->packed != from->packed || !wfx_type_matches(from->type, to->type))
        return wfx_walk_fail(walker, WFX_ERROR_INVALID, "array types do not match");
    return wfx_walk_pop(walker, WFX_I32) && wfx_walk_pop(walker, WFX_I32) &&
           wfx_walk_pop(walker, WFX_REF_NULL(from_id)) && wfx_walk_pop(walker, WFX_I32) &&
           wfx_walk_pop(walker, WFX_REF_NULL(to_id)) && wfx_walk_emit_effect(walker, 5);
}

static bool init_from_segment(WfxWalker *walker, uint32_t id)
{
    return wfx_walk_pop(walker, WFX_I32) && wfx_walk_pop(walker, WFX_I32) && wfx_walk_pop(walker, WFX_I32) &&
           wfx_walk_pop(walker, WFX_REF_NULL(id)) && wfx_walk_emit_effect(walker, 4);
}

bool wfx_walk_op_array_init_data(WfxWalker *walker)
{
    const WfxField *field;
    uint32_t id;
    return read_array(walker, &walker->instr.index, &id, &field) && check_mutable(walker, field) &&
           check_data(walker, field) && init_from_segment(walker, id);
}

bool wfx_walk_op_array_init_elem(WfxWalker *walker)
{
    const WfxField *field;
    uint32_t id;
    return read_array(walker, &walker->instr.index, &id, &field) && check_mutable(walker, field) &&
           check_elem(walker, field) && init_from_segment(walker, id);
}

/* ---- casts, i31 and conversions ---- */

/* The operand may be anything in the hierarchy of the target. */
static bool read_cast(WfxWalker *walker, bool nullable)
{
    static const uint32_t tops[] = {WFX_HEAP_FUNC, WFX_HEAP_EXTERN, WFX_HEAP_ANY, WFX_HEAP_EXN};
    uint32_t heap;
    if (!wfx_read_heap(walker->module, &walker->at, walker->end, &heap, walker->error))
        return false;
    walker->instr.type = nullable ? WFX_REF_NULL(heap) : WFX_REF(heap);
    if (!wfx_walk_castable(walker, walker->instr.type))
        return false;
    for (uint32_t i = 0; i < sizeof tops / sizeof tops[0]; i++)
        if (wfx_heap_matches(heap, tops[i]))
            return wfx_walk_pop(walker, WFX_REF_NULL(tops[i]));
    return wfx_walk_fail(walker, WFX_ERROR_INVALID, "invalid cast");
}

bool wfx_walk_op_ref_test(WfxWalker *walker)
{
    return read_cast(walker, walker->instr.row->id == WFX_OP_REF_TEST_NULL) && wfx_walk_emit_one(walker, 1, WFX_I32);
}

bool wfx_walk_op_ref_cast(WfxWalker *walker)
{
    return read_cast(walker, walker->instr.row->id == WFX_OP_REF_CAST_NULL) &&
           wfx_walk_emit_one(walker, 1, walker->instr.type);
}

static bool convert(WfxWalker *walker, uint32_t from, uint32_t to)
{
    WfxType type;
    if (!wfx_walk_pop_ref(walker, &type))
        return false;
    if (!wfx_heap_matches(wfx_type_heap(type), from))
        return wfx_walk_mismatch(walker, WFX_REF_NULL(from), type);
    return wfx_walk_emit_one(walker, 1, WFX_REF(to) | (type & WFX_TYPE_NULLABLE));
}

bool wfx_walk_op_any_convert_extern(WfxWalker *walker)
{
    return convert(walker, WFX_HEAP_EXTERN, WFX_HEAP_ANY);
}

bool wfx_walk_op_extern_convert_any(WfxWalker *walker)
{
    return convert(walker, WFX_HEAP_ANY, WFX_HEAP_EXTERN);
}

bool wfx_walk_op_ref_i31(WfxWalker *walker)
{
    return wfx_walk_pop(walker, WFX_I32) && wfx_walk_emit_one(walker, 1, WFX_REF(WFX_HEAP_I31));
}

bool wfx_walk_op_i31_get(WfxWalker *walker)
{
    return wfx_walk_pop(walker, WFX_REF_NULL(WFX_HEAP_I31)) && wfx_walk_emit_one(walker, 1, WFX_I32);
}
