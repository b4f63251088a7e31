/* The IR builder's operators of Wasm GC (spec 3.0, 2.4.7): structures, arrays, i31, casts and conversions. Objects are
   made by the runtime; what is in them is written by ordinary stores behind that, all of it in a structure, because the
   memory of a young one is not zeroed. Fields lie at the offsets of the type's definition (engine/wasm/types.h),
   elements behind each other (engine/layout.h, WfxObject). */
#include "engine/ir/builder.h"

#include <stddef.h>

/* Faults at addresses below this are those of a null reference: nothing is ever mapped there. */
enum { NULL_PAGE_BYTES = 4096 };

#define BUILD(name)                                                                                                    \
    static bool name(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,         \
                     WfxOperand *results)

static const WfxTypeDef *type_of(const IrBuilder *builder, uint32_t index)
{
    return wfx_types_get(builder->module->type_ids[index]);
}

/* How a field or an element is read; of a reference the kind says the rest. */
static uint8_t access_of(const WfxField *field, bool is_signed)
{
    if (field->packed == 8)
        return is_signed ? WFX_ACCESS_I32_8S : WFX_ACCESS_I32_8U;
    if (field->packed == 16)
        return is_signed ? WFX_ACCESS_I32_16S : WFX_ACCESS_I32_16U;
    switch (wfx_type_kind(field->type)) {
    case WFX_KIND_I32: return WFX_ACCESS_I32;
    case WFX_KIND_F32: return WFX_ACCESS_F32;
    case WFX_KIND_F64: return WFX_ACCESS_F64;
    case WFX_KIND_V128: return WFX_ACCESS_V128;
    default: return WFX_ACCESS_I64;
    }
}

static uint8_t store_access(const WfxField *field)
{
    return field->packed == 8 ? WFX_ACCESS_I32_8 : field->packed == 16 ? WFX_ACCESS_I32_16 : access_of(field, false);
}

static void set_aux(IrBuilder *builder, IrValue id, uint8_t access)
{
    builder->function.insts.data[id].aux = access;
}

/* What a load of the field is told: the access, or of a reference its kind. */
static uint8_t load_aux(const WfxField *field, bool is_signed)
{
    return wfx_type_is_ref(field->type) ? (uint8_t)wfx_type_ref_kind(field->type) : access_of(field, is_signed);
}

/* The trap of a null object that an access at the offset finds by itself. Far from null it has to be looked for. */
static WfxTrap null_trap(IrBuilder *builder, const WfxOperand *object, uint32_t offset, WfxTrap trap, IrValue *value)
{
    *value = object->value;
    if (!wfx_type_is_nullable(object->type))
        return WFX_TRAP_NONE;
    if (offset < NULL_PAGE_BYTES - 16)
        return trap;
    *value = ir_emit(builder, IR_NON_NULL, WFX_KIND_REF, ir_use(builder, object->value), 0, 0, trap);
    set_aux(builder, *value, WFX_REF_HEAP);
    return WFX_TRAP_NONE;
}

/* Behind a store: a collector must hear of a reference to a young object in an old one. */
static void remember(IrBuilder *builder, IrValue object, IrValue value, const WfxField *field)
{
    bool may_be_young =
        wfx_ref_kind_has_objects(wfx_type_ref_kind(field->type)) && wfx_type_heap(field->type) != WFX_HEAP_I31;
    if (may_be_young && !ir_is_constant(&builder->function.insts.data[value]))
        ir_emit(builder, IR_REMEMBER, WFX_KIND_BOTTOM, ir_use(builder, object), ir_use(builder, value), 0, 0);
}

/* Objects of so many bytes are young when they have been made. */
static bool is_made_young(uint64_t bytes)
{
    return bytes <= WFX_LARGEST_YOUNG;
}

static void put_field(IrBuilder *builder, IrValue object, IrValue value, const WfxField *field, uint32_t offset,
                      WfxTrap trap)
{
    IrValue a = ir_use(builder, object), b = ir_use(builder, value);
    set_aux(builder, ir_emit(builder, IR_FIELD_SET, WFX_KIND_BOTTOM, a, b, offset, trap), store_access(field));
}

static IrValue array_length(IrBuilder *builder, const WfxOperand *array)
{
    WfxTrap trap = wfx_type_is_nullable(array->type) ? WFX_TRAP_NULL_ARRAY : WFX_TRAP_NONE;
    IrValue a = ir_use(builder, array->value);
    IrValue length = ir_emit(builder, IR_FIELD_GET, WFX_KIND_I32, a, 0, WFX_OBJECT_LENGTH, trap);
    set_aux(builder, length, WFX_ACCESS_I32);
    return length;
}

static void trap_if(IrBuilder *builder, IrValue condition, WfxTrap trap)
{
    set_aux(builder, ir_emit(builder, IR_TRAP_IF, WFX_KIND_BOTTOM, ir_use(builder, condition), 0, 0, 0), (uint8_t)trap);
}

/* The checked index, as the access takes it. */
static IrValue checked_index(IrBuilder *builder, const WfxOperand *array, const WfxOperand *index,
                             const WfxField *field)
{
    IrValue length = array_length(builder, array);
    IrValue a = ir_use(builder, index->value), b = ir_use(builder, length);
    trap_if(builder, ir_emit(builder, IR_GE_U, WFX_KIND_I32, a, b, 0, 0), WFX_TRAP_ARRAY_OUT_OF_BOUNDS);
    if (wfx_field_size(field) != 16)
        return index->value;
    IrValue wide = ir_emit(builder, IR_EXTEND_I32_U, WFX_KIND_I64, ir_use(builder, index->value), 0, 0, 0);
    IrValue one = ir_emit_const(builder, WFX_KIND_I64, 1);
    return ir_emit(builder, IR_SHL, WFX_KIND_I64, ir_use(builder, wide), ir_use(builder, one), 0, 0);
}

/* A value as the word that the runtime takes: floats by their bits. */
static IrValue word_of(IrBuilder *builder, const WfxOperand *operand)
{
    WfxKind kind = wfx_type_kind(operand->type);
    if (kind != WFX_KIND_F32 && kind != WFX_KIND_F64)
        return operand->value;
    return ir_emit(builder, IR_REINTERPRET, kind == WFX_KIND_F32 ? WFX_KIND_I32 : WFX_KIND_I64,
                   ir_use(builder, operand->value), 0, 0, 0);
}

/* The lower or upper half of a vector, as the runtime takes it. */
static IrValue half_of(IrBuilder *builder, const WfxOperand *operand, unsigned half)
{
    IrValue value =
        ir_emit(builder, IR_VECTOR, WFX_KIND_I64, ir_use(builder, operand->value), 0, 0, WFX_OP_I64X2_EXTRACT_LANE);
    set_aux(builder, value, half);
    return value;
}

/* `count` elements from `index` on become the value. */
static void fill_array(IrBuilder *builder, IrValue array, IrValue index, const WfxOperand *value, IrValue count)
{
    if (wfx_type_kind(value->type) == WFX_KIND_V128) {
        IrValue values[5] = {array, index, half_of(builder, value, 0), half_of(builder, value, 1), count};
        ir_emit_libcall(builder, WFX_LIBCALL_array_fill_v128, WFX_BOTTOM, values, 5);
    } else {
        IrValue values[4] = {array, index, word_of(builder, value), count};
        ir_emit_libcall(builder, WFX_LIBCALL_array_fill, WFX_BOTTOM, values, 4);
    }
}

/* ---- structures ---- */

/* Of an object that has just been made: word by word, whatever its fields are. */
static void zero_fields(IrBuilder *builder, IrValue object, uint32_t bytes)
{
    const WfxField word = {.type = WFX_I64};
    IrValue zero = ir_emit_const(builder, WFX_KIND_I64, 0);
    for (uint32_t offset = WFX_OBJECT_HEADER; offset < bytes; offset += 8)
        put_field(builder, object, zero, &word, offset, WFX_TRAP_NONE);
}

BUILD(build_struct_new)
{
    (void)row;
    const WfxTypeDef *type = type_of(builder, instr->index);
    IrValue index = ir_emit_const(builder, WFX_KIND_I32, instr->index);
    IrValue object = ir_emit_libcall(builder, WFX_LIBCALL_struct_new, results[0].type, &index, 1);
    for (uint32_t i = 0; i < instr->arg_count; i++) {
        put_field(builder, object, args[i].value, &type->fields[i], type->fields[i].offset, WFX_TRAP_NONE);
        if (!is_made_young(type->size))
            remember(builder, object, args[i].value, &type->fields[i]);
    }
    if (instr->row->id == WFX_OP_STRUCT_NEW_DEFAULT && is_made_young(type->size))
        zero_fields(builder, object, type->size);
    results[0].value = object;
    return ir_builder_done(builder);
}

BUILD(build_struct_get)
{
    (void)row;
    const WfxField *field = &type_of(builder, instr->index)->fields[instr->index2];
    IrValue object;
    WfxTrap trap = null_trap(builder, &args[0], field->offset, WFX_TRAP_NULL_STRUCTURE, &object);
    IrValue value =
        ir_emit(builder, IR_FIELD_GET, wfx_type_kind(field->type), ir_use(builder, object), 0, field->offset, trap);
    set_aux(builder, value, load_aux(field, instr->row->id == WFX_OP_STRUCT_GET_S));
    results[0].value = value;
    return ir_builder_done(builder);
}

BUILD(build_struct_set)
{
    (void)row, (void)results;
    const WfxField *field = &type_of(builder, instr->index)->fields[instr->index2];
    IrValue object;
    WfxTrap trap = null_trap(builder, &args[0], field->offset, WFX_TRAP_NULL_STRUCTURE, &object);
    put_field(builder, object, args[1].value, field, field->offset, trap);
    remember(builder, object, args[1].value, field);
    return ir_builder_done(builder);
}

/* ---- arrays ---- */

static IrValue new_array(IrBuilder *builder, const WfxInstr *instr, IrValue length, WfxType type)
{
    IrValue values[2] = {ir_emit_const(builder, WFX_KIND_I32, instr->index), length};
    return ir_emit_libcall(builder, WFX_LIBCALL_array_new, type, values, 2);
}

BUILD(build_array_new)
{
    (void)row;
    const WfxOperand *length = &args[instr->arg_count - 1];
    IrValue array = new_array(builder, instr, length->value, results[0].type);
    if (instr->arg_count == 2)
        fill_array(builder, array, ir_emit_const(builder, WFX_KIND_I32, 0), &args[0], length->value);
    results[0].value = array;
    return ir_builder_done(builder);
}

BUILD(build_array_new_fixed)
{
    (void)row;
    const WfxField *field = &type_of(builder, instr->index)->fields[0];
    IrValue array = new_array(builder, instr, ir_emit_const(builder, WFX_KIND_I32, instr->arg_count), results[0].type);
    uint32_t size = wfx_field_size(field);
    for (uint32_t i = 0; i < instr->arg_count; i++) {
        put_field(builder, array, args[i].value, field, WFX_OBJECT_HEADER + i * size, WFX_TRAP_NONE);
        if (!is_made_young(WFX_OBJECT_HEADER + (uint64_t)instr->arg_count * size))
            remember(builder, array, args[i].value, field);
    }
    results[0].value = array;
    return ir_builder_done(builder);
}

BUILD(build_array_get)
{
    (void)row;
    const WfxField *field = &type_of(builder, instr->index)->fields[0];
    IrValue index = checked_index(builder, &args[0], &args[1], field);
    IrValue a = ir_use(builder, args[0].value), b = ir_use(builder, index);
    IrValue value = ir_emit(builder, IR_ELEMENT_GET, wfx_type_kind(field->type), a, b, 0, 0);
    set_aux(builder, value, load_aux(field, instr->row->id == WFX_OP_ARRAY_GET_S));
    results[0].value = value;
    return ir_builder_done(builder);
}

BUILD(build_array_set)
{
    (void)row, (void)results;
    const WfxField *field = &type_of(builder, instr->index)->fields[0];
    IrValue index = checked_index(builder, &args[0], &args[1], field);
    IrValue a = ir_use(builder, args[0].value), b = ir_use(builder, index), c = ir_use(builder, args[2].value);
    set_aux(builder, ir_emit(builder, IR_ELEMENT_SET, WFX_KIND_BOTTOM, a, b, c, 0), store_access(field));
    remember(builder, args[0].value, args[2].value, field);
    return ir_builder_done(builder);
}

BUILD(build_array_len)
{
    (void)row, (void)instr;
    results[0].value = array_length(builder, &args[0]);
    return ir_builder_done(builder);
}

BUILD(build_array_fill)
{
    (void)row, (void)instr, (void)results;
    fill_array(builder, args[0].value, args[1].value, &args[2], args[3].value);
    return ir_builder_done(builder);
}

/* Runtime functions that take the indices that the row says (1: the second alone, 2: both), then the operands. */
BUILD(build_runtime)
{
    IrValue values[8];
    uint32_t count = 0;
    if (row->immediates == 2)
        values[count++] = ir_emit_const(builder, WFX_KIND_I32, instr->index);
    if (row->immediates)
        values[count++] = ir_emit_const(builder, WFX_KIND_I32, instr->index2);
    for (uint32_t i = 0; i < instr->arg_count; i++)
        values[count++] = args[i].value;
    IrValue value = ir_emit_libcall(builder, (WfxLibcall)row->what, instr->result_count ? results[0].type : WFX_BOTTOM,
                                    values, count);
    if (instr->result_count)
        results[0].value = value;
    return ir_builder_done(builder);
}

/* ---- i31, casts ---- */

BUILD(build_ref_i31)
{
    (void)row, (void)instr;
    IrValue one = ir_emit_const(builder, WFX_KIND_I32, 1);
    IrValue a = ir_use(builder, args[0].value), b = ir_use(builder, one);
    IrValue shifted = ir_use(builder, ir_emit(builder, IR_SHL, WFX_KIND_I32, a, b, 0, 0));
    IrValue word = ir_emit(builder, IR_OR, WFX_KIND_I32, shifted, ir_use(builder, one), 0, 0);
    results[0].value = ir_emit_value(builder, IR_TO_REF, results[0].type, ir_use(builder, word), 0, 0, 0);
    return ir_builder_done(builder);
}

BUILD(build_i31_get)
{
    (void)row;
    IrValue reference = args[0].value;
    if (wfx_type_is_nullable(args[0].type)) {
        reference = ir_emit(builder, IR_NON_NULL, WFX_KIND_REF, ir_use(builder, reference), 0, 0, WFX_TRAP_NULL_I31);
        set_aux(builder, reference, WFX_REF_HEAP);
    }
    IrValue word = ir_emit(builder, IR_FROM_REF, WFX_KIND_I32, ir_use(builder, reference), 0, 0, 0);
    IrValue one = ir_emit_const(builder, WFX_KIND_I32, 1);
    IrOp shift = instr->row->id == WFX_OP_I31_GET_S ? IR_SHR_S : IR_SHR_U;
    results[0].value = ir_emit(builder, shift, WFX_KIND_I32, ir_use(builder, word), ir_use(builder, one), 0, 0);
    return ir_builder_done(builder);
}

BUILD(build_ref_eq)
{
    (void)row, (void)instr;
    IrValue a = ir_use(builder, args[0].value), b = ir_use(builder, args[1].value);
    results[0].value = ir_emit(builder, IR_REF_EQ, WFX_KIND_REF, a, b, 0, 0);
    return ir_builder_done(builder);
}

/* May a reference of this static type be an i31? */
static bool may_be_i31(WfxType type)
{
    uint32_t heap = wfx_type_heap(type);
    return heap == WFX_HEAP_ANY || heap == WFX_HEAP_EQ || heap == WFX_HEAP_I31;
}

/* Compiled code compares i31 and concrete types, but for very deep ones; the runtime knows all. */
IrValue ir_build_test(IrBuilder *builder, const WfxOperand *reference, WfxType type)
{
    uint32_t heap = wfx_type_heap(type);
    if (heap == WFX_HEAP_I31 || (wfx_heap_is_number(heap) && wfx_types_get(heap)->depth < WFX_TYPE_DISPLAY)) {
        uint32_t flags = (wfx_type_is_nullable(type) ? IR_TEST_TAKES_NULL : 0) |
                         (wfx_type_is_nullable(reference->type) ? IR_TEST_MAY_BE_NULL : 0) |
                         (may_be_i31(reference->type) ? IR_TEST_MAY_BE_I31 : 0);
        return ir_emit(builder, IR_REF_TEST, WFX_KIND_I32, ir_use(builder, reference->value), 0, heap, flags);
    }
    IrValue values[3] = {reference->value, ir_emit_const(builder, WFX_KIND_I32, wfx_type_heap(type)),
                         ir_emit_const(builder, WFX_KIND_I32, wfx_type_is_nullable(type))};
    return ir_emit_libcall(builder, WFX_LIBCALL_ref_test, WFX_I32, values, 3);
}

BUILD(build_ref_test)
{
    (void)row;
    results[0].value = ir_build_test(builder, &args[0], instr->type);
    return ir_builder_done(builder);
}

BUILD(build_ref_cast)
{
    (void)row;
    IrValue passes = ir_use(builder, ir_build_test(builder, &args[0], instr->type));
    trap_if(builder, ir_emit(builder, IR_EQZ, WFX_KIND_I32, passes, 0, 0, 0), WFX_TRAP_CAST_FAILURE);
    results[0].value = args[0].value;
    return ir_builder_done(builder);
}

IrBuildRow ir_build_gc_row(uint16_t op)
{
    switch (op) {
    case WFX_OP_STRUCT_NEW:
    case WFX_OP_STRUCT_NEW_DEFAULT: return (IrBuildRow){.build = build_struct_new};
    case WFX_OP_STRUCT_GET:
    case WFX_OP_STRUCT_GET_S:
    case WFX_OP_STRUCT_GET_U: return (IrBuildRow){.build = build_struct_get};
    case WFX_OP_STRUCT_SET: return (IrBuildRow){.build = build_struct_set};
    case WFX_OP_ARRAY_NEW:
    case WFX_OP_ARRAY_NEW_DEFAULT: return (IrBuildRow){.build = build_array_new};
    case WFX_OP_ARRAY_NEW_FIXED: return (IrBuildRow){.build = build_array_new_fixed};
    case WFX_OP_ARRAY_NEW_DATA: return (IrBuildRow){build_runtime, WFX_LIBCALL_array_new_data, 0, 2};
    case WFX_OP_ARRAY_NEW_ELEM: return (IrBuildRow){build_runtime, WFX_LIBCALL_array_new_elem, 0, 2};
    case WFX_OP_ARRAY_GET:
    case WFX_OP_ARRAY_GET_S:
    case WFX_OP_ARRAY_GET_U: return (IrBuildRow){.build = build_array_get};
    case WFX_OP_ARRAY_SET: return (IrBuildRow){.build = build_array_set};
    case WFX_OP_ARRAY_LEN: return (IrBuildRow){.build = build_array_len};
    case WFX_OP_ARRAY_FILL: return (IrBuildRow){.build = build_array_fill};
    case WFX_OP_ARRAY_COPY: return (IrBuildRow){build_runtime, WFX_LIBCALL_array_copy, 0, 0};
    case WFX_OP_ARRAY_INIT_DATA: return (IrBuildRow){build_runtime, WFX_LIBCALL_array_init_data, 0, 1};
    case WFX_OP_ARRAY_INIT_ELEM: return (IrBuildRow){build_runtime, WFX_LIBCALL_array_init_elem, 0, 1};
    case WFX_OP_REF_TEST:
    case WFX_OP_REF_TEST_NULL: return (IrBuildRow){.build = build_ref_test};
    case WFX_OP_REF_CAST:
    case WFX_OP_REF_CAST_NULL: return (IrBuildRow){.build = build_ref_cast};
    case WFX_OP_ANY_CONVERT_EXTERN: return (IrBuildRow){build_runtime, WFX_LIBCALL_any_convert_extern, 0, 0};
    case WFX_OP_EXTERN_CONVERT_ANY: return (IrBuildRow){build_runtime, WFX_LIBCALL_extern_convert_any, 0, 0};
    case WFX_OP_REF_EQ: return (IrBuildRow){.build = build_ref_eq};
    case WFX_OP_REF_I31: return (IrBuildRow){.build = build_ref_i31};
    case WFX_OP_I31_GET_S:
    case WFX_OP_I31_GET_U: return (IrBuildRow){.build = build_i31_get};
    default: return (IrBuildRow){0};
    }
}
