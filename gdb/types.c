/* Types in .debug_info. A reference to a concrete structure or array is a pointer to a structure type with its fields
   at their offsets; what an object begins with is no field, but for the length of an array, from which GDB also learns
   how many elements there are. Pointers are written before the structures, which refer to them: so types may be
   recursive. */
#include "gdb/types.h"

#include "gdb/abbrevs.h"
#include "gdb/debug_info.h"

#include <dwarf.h>
#include <stdio.h>
#include <string.h>

static uint32_t here(const WfxDebugTypes *types)
{
    return (uint32_t)(types->out->size - types->unit_start);
}

static void write_string(WfxBuffer *out, const char *text)
{
    wfx_buffer_bytes(out, text, strlen(text) + 1);
}

/* ---- what is there ---- */

/* Number in `structures` from 1 on of a canonical type; 0: it is none, or not known. */
static uint32_t structure_of(const WfxDebugTypes *types, uint32_t heap)
{
    return heap < types->numbers.count ? types->numbers.data[heap] : 0;
}

static bool make_room(WfxDebugTypes *types, uint32_t id)
{
    if (id < types->numbers.count)
        return true;
    uint32_t more = id + 1 - types->numbers.count;
    if (!wfx_vec_reserve(&types->numbers, more))
        return false;
    memset(types->numbers.data + types->numbers.count, 0, more * sizeof *types->numbers.data);
    types->numbers.count += more;
    return true;
}

static bool add_structure(WfxDebugTypes *types, const WfxModule *module, uint32_t index, const WfxTypeDef *definition)
{
    uint32_t id = module->type_ids[index];
    WfxDebugStructure structure = {.module = module, .id = id, .index = index};
    if (!make_room(types, id))
        return false;
    uint32_t number = types->numbers.data[id];
    if (number) { /* the module may have defined it twice: it has the name of the first that has one */
        WfxDebugStructure *known = &types->structures.data[number - 1];
        if (known->module == module && !wfx_name_of(module, WFX_NAMES_TYPE, known->index))
            known->index = index;
        return true;
    }
    uint32_t super = definition->super == WFX_NO_TYPE ? 0 : structure_of(types, definition->super);
    number = types->structures.count + 1;
    if (super)
        structure.next_sub = types->structures.data[super - 1].first_sub;
    if (!wfx_vec_push(&types->structures, structure))
        return false;
    if (super)
        types->structures.data[super - 1].first_sub = number;
    types->numbers.data[id] = number;
    return true;
}

void wfx_debug_types_add(WfxDebugTypes *types, const WfxModule *module)
{
    for (uint32_t i = 0; i < module->type_count; i++) {
        const WfxTypeDef *definition = wfx_types_get(module->type_ids[i]);
        if (definition->composite == WFX_COMPOSITE_STRUCT || definition->composite == WFX_COMPOSITE_ARRAY)
            types->failed |= !add_structure(types, module, i, definition);
    }
}

static WfxDebugKind reference_kind(WfxType type)
{
    switch (wfx_type_ref_kind(type)) {
    case WFX_REF_FUNC: return WFX_DEBUG_FUNCREF;
    case WFX_REF_EXTERN: return WFX_DEBUG_EXTERNREF;
    case WFX_REF_EXN: return WFX_DEBUG_EXNREF;
    case WFX_REF_CONT: return WFX_DEBUG_CONTREF;
    default: return WFX_DEBUG_ANYREF;
    }
}

uint32_t wfx_debug_type_number(const WfxDebugTypes *types, WfxType type)
{
    uint32_t structure;
    switch (wfx_type_kind(type)) {
    case WFX_KIND_I64: return WFX_DEBUG_I64;
    case WFX_KIND_F32: return WFX_DEBUG_F32;
    case WFX_KIND_F64: return WFX_DEBUG_F64;
    case WFX_KIND_V128: return WFX_DEBUG_V128;
    case WFX_KIND_REF:
        structure = structure_of(types, wfx_type_heap(type));
        return structure ? WFX_DEBUG_KINDS + structure - 1 : (uint32_t)reference_kind(type);
    default: return WFX_DEBUG_I32;
    }
}

static uint32_t field_number(const WfxDebugTypes *types, const WfxField *field)
{
    return field->packed == 8    ? WFX_DEBUG_I8
           : field->packed == 16 ? WFX_DEBUG_I16
                                 : wfx_debug_type_number(types, field->type);
}

uint32_t wfx_debug_type_offset(const WfxDebugTypes *types, uint32_t number)
{
    return number < WFX_DEBUG_KINDS ? types->kinds[number] : types->structures.data[number - WFX_DEBUG_KINDS].pointer;
}

/* ---- what is wanted ---- */

static void want_structure(WfxDebugTypes *types, uint32_t structure)
{
    if (types->structures.data[structure].is_wanted)
        return;
    types->structures.data[structure].is_wanted = true;
    types->failed |= !wfx_vec_push(&types->grey, structure);
}

static void want(WfxDebugTypes *types, WfxType type)
{
    uint32_t number = wfx_debug_type_number(types, type);
    if (number >= WFX_DEBUG_KINDS)
        want_structure(types, number - WFX_DEBUG_KINDS);
    if (number != WFX_DEBUG_ANYREF || !types->has_sub_types || types->has_all)
        return;
    types->has_all = true;
    for (uint32_t i = 0; i < types->structures.count; i++)
        want_structure(types, i);
}

void wfx_debug_types_want(WfxDebugTypes *types, WfxType type)
{
    want(types, type);
    while (types->grey.count) {
        const WfxDebugStructure *next = &types->structures.data[types->grey.data[--types->grey.count]];
        const WfxTypeDef *definition = wfx_types_get(next->id);
        for (uint32_t i = 0; i < definition->field_count; i++)
            want(types, definition->fields[i].type);
        for (uint32_t sub = types->has_sub_types ? next->first_sub : 0; sub;
             sub = types->structures.data[sub - 1].next_sub)
            want_structure(types, sub - 1);
    }
}

/* ---- numbers and references ---- */

static uint32_t write_base(WfxDebugTypes *types, const char *name, uint8_t encoding, uint8_t size)
{
    uint32_t at = here(types);
    wfx_buffer_uleb(types->out, ABBREV_BASE);
    write_string(types->out, name);
    wfx_buffer_u8(types->out, encoding);
    wfx_buffer_u8(types->out, size);
    return at;
}

static void write_v128(WfxDebugTypes *types)
{
    static const char *const shapes[] = {"i8x16", "i16x8", "i32x4", "i64x2", "f32x4", "f64x2"};
    static const uint8_t lanes[] = {16, 8, 4, 2, 4, 2};
    WfxBuffer *out = types->out;
    uint32_t vectors[6];
    for (int i = 0; i < 6; i++) {
        vectors[i] = here(types);
        wfx_buffer_uleb(out, ABBREV_VECTOR);
        wfx_buffer_u32(out, types->kinds[WFX_DEBUG_I8 + i]);
        wfx_buffer_uleb(out, ABBREV_BOUND);
        wfx_buffer_u8(out, 0);
        wfx_buffer_u8(out, lanes[i] - 1);
        wfx_buffer_u8(out, 0);
    }
    types->kinds[WFX_DEBUG_V128] = here(types);
    wfx_buffer_uleb(out, ABBREV_UNION);
    write_string(out, "v128");
    wfx_buffer_u8(out, 16);
    for (int i = 0; i < 6; i++) {
        wfx_buffer_uleb(out, ABBREV_MEMBER);
        write_string(out, shapes[i]);
        wfx_buffer_u32(out, vectors[i]);
    }
    wfx_buffer_u8(out, 0);
}

static void write_kinds(WfxDebugTypes *types)
{
    static const char *const references[] = {"funcref", "externref", "exnref", "contref", "anyref"};
    WfxBuffer *out = types->out;
    types->kinds[WFX_DEBUG_I8] = write_base(types, "i8", DW_ATE_signed, 1);
    types->kinds[WFX_DEBUG_I16] = write_base(types, "i16", DW_ATE_signed, 2);
    types->kinds[WFX_DEBUG_I32] = write_base(types, "i32", DW_ATE_signed, 4);
    types->kinds[WFX_DEBUG_I64] = write_base(types, "i64", DW_ATE_signed, 8);
    types->kinds[WFX_DEBUG_F32] = write_base(types, "f32", DW_ATE_float, 4);
    types->kinds[WFX_DEBUG_F64] = write_base(types, "f64", DW_ATE_float, 8);
    write_v128(types);
    uint32_t pointer = here(types);
    wfx_buffer_uleb(out, ABBREV_POINTER);
    wfx_buffer_u8(out, 8);
    for (int i = 0; i < 5; i++) {
        types->kinds[WFX_DEBUG_FUNCREF + i] = here(types);
        wfx_buffer_uleb(out, ABBREV_TYPEDEF);
        write_string(out, references[i]);
        wfx_buffer_u32(out, pointer);
    }
}

/* ---- structures and arrays ---- */

static void write_field(WfxBuffer *out, const char *name, uint32_t type, uint32_t offset)
{
    wfx_buffer_uleb(out, ABBREV_FIELD);
    write_string(out, name);
    wfx_buffer_u32(out, type);
    wfx_buffer_uleb(out, offset);
}

static void write_structure(WfxDebugTypes *types, const WfxDebugStructure *structure, const WfxTypeDef *definition)
{
    const char **names =
        wfx_debug_field_names(structure->module, structure->index, definition->field_count, &types->names);
    types->failed |= !names;
    for (uint32_t i = 0; i < definition->field_count && names; i++) {
        const WfxField *field = &definition->fields[i];
        write_field(types->out, names[i], wfx_debug_type_offset(types, field_number(types, field)), field->offset);
    }
}

/* How many elements there are stands before the first: GDB evaluates that with the address of the elements. */
static uint32_t write_elements(WfxDebugTypes *types, const WfxTypeDef *definition)
{
    static const uint8_t count[] = {DW_OP_push_object_address, DW_OP_lit0 + WFX_OBJECT_HEADER - WFX_OBJECT_LENGTH,
                                    DW_OP_minus, DW_OP_deref_size, 4};
    WfxBuffer *out = types->out;
    uint32_t at = here(types);
    wfx_buffer_uleb(out, ABBREV_ELEMENTS);
    wfx_buffer_u32(out, wfx_debug_type_offset(types, field_number(types, definition->fields)));
    wfx_buffer_uleb(out, ABBREV_ELEMENT_COUNT);
    wfx_buffer_u8(out, 0);
    wfx_buffer_uleb(out, sizeof count);
    wfx_buffer_bytes(out, count, sizeof count);
    wfx_buffer_u8(out, 0);
    return at;
}

/* `length_type`: of an array's length, written with the first one. */
static void write_definition(WfxDebugTypes *types, const WfxDebugStructure *structure, uint32_t *length_type)
{
    const WfxTypeDef *definition = wfx_types_get(structure->id);
    bool is_array = definition->composite == WFX_COMPOSITE_ARRAY;
    const char *name = wfx_debug_type_name(structure->module, structure->index, &types->names);
    uint32_t elements = is_array ? write_elements(types, definition) : 0;
    if (is_array && !*length_type)
        *length_type = write_base(types, "u32", DW_ATE_unsigned, 4);
    uint32_t at = here(types);
    wfx_debug_patch_u32(types->out, types->unit_start + structure->pointer + 2, at); /* behind code and size */
    wfx_buffer_uleb(types->out, ABBREV_STRUCTURE);
    write_string(types->out, name ? name : "");
    wfx_buffer_uleb(types->out, is_array ? WFX_OBJECT_HEADER : definition->size);
    if (is_array) {
        write_field(types->out, "length", *length_type, WFX_OBJECT_LENGTH);
        write_field(types->out, "elements", elements, WFX_OBJECT_HEADER);
    } else {
        write_structure(types, structure, definition);
    }
    wfx_buffer_u8(types->out, 0);
    if (types->has_sub_types) {
        char by_id[32];
        snprintf(by_id, sizeof by_id, "wasm_type_%u", structure->id);
        wfx_buffer_uleb(types->out, ABBREV_TYPEDEF);
        write_string(types->out, by_id);
        wfx_buffer_u32(types->out, at);
    }
    types->failed |= !name;
    wfx_arena_reset(&types->names);
}

void wfx_debug_types_write(WfxDebugTypes *types, WfxBuffer *out, size_t unit_start)
{
    uint32_t length_type = 0;
    types->out = out;
    types->unit_start = unit_start;
    write_kinds(types);
    for (uint32_t i = 0; i < types->structures.count; i++) {
        if (!types->structures.data[i].is_wanted)
            continue;
        types->structures.data[i].pointer = here(types);
        wfx_buffer_uleb(out, ABBREV_POINTER_TO);
        wfx_buffer_u8(out, 8);
        wfx_buffer_u32(out, 0);
    }
    for (uint32_t i = 0; i < types->structures.count; i++)
        if (types->structures.data[i].is_wanted)
            write_definition(types, &types->structures.data[i], &length_type);
    out->failed |= types->failed;
}

void wfx_debug_types_free(WfxDebugTypes *types)
{
    wfx_vec_free(&types->structures);
    wfx_vec_free(&types->numbers);
    wfx_vec_free(&types->grey);
    wfx_arena_free(&types->names);
}
