/* The evaluator of constant expressions (spec 3.0, 3.3.10): a stack machine over the few instructions that are
   constant. The bytes were validated by the decoder, so it only guards against what it does not know, and against
   memory that runs out. */
#include "engine/rt/constant.h"

#include <string.h>

#include "engine/base/leb128.h"
#include "engine/rt/objects.h"
#include "engine/wasm/opcode.h"

typedef struct Machine {
    const WfxInstanceRecord *record;
    const uint8_t *cursor, *end;
    WFX_VEC(WfxSlot) stack;
    bool is_full; /* memory or the heap */
} Machine;

static bool push(Machine *machine, uint64_t bits)
{
    WfxSlot slot = {{0}};
    memcpy(slot.bytes, &bits, 8);
    if (wfx_vec_push(&machine->stack, slot))
        return true;
    machine->is_full = true;
    return false;
}

static bool push_slot(Machine *machine, const uint8_t bytes[16])
{
    WfxSlot slot;
    memcpy(slot.bytes, bytes, 16);
    if (wfx_vec_push(&machine->stack, slot))
        return true;
    machine->is_full = true;
    return false;
}

static uint64_t pop(Machine *machine)
{
    uint64_t word;
    memcpy(&word, machine->stack.data[--machine->stack.count].bytes, sizeof word);
    return word;
}

static bool push_literal(Machine *machine, size_t size)
{
    uint8_t bytes[16] = {0};
    if ((size_t)(machine->end - machine->cursor) < size)
        return false;
    memcpy(bytes, machine->cursor, size);
    machine->cursor += size;
    return push_slot(machine, bytes);
}

static bool push_leb(Machine *machine, unsigned bits)
{
    int64_t value;
    if (wfx_leb_s(&machine->cursor, machine->end, bits, &value) != WFX_LEB_OK)
        return false;
    return push(machine, bits == 32 ? (uint32_t)value : (uint64_t)value);
}

static bool push_global(Machine *machine)
{
    uint32_t index;
    const WfxModule *module = machine->record->compiled->module;
    if (wfx_leb_u32(&machine->cursor, machine->end, &index) != WFX_LEB_OK || index >= module->global_count)
        return false;
    return push_slot(machine, machine->record->globals[index]->cell->bytes);
}

static bool push_function(Machine *machine)
{
    uint32_t index;
    const WfxModule *module = machine->record->compiled->module;
    if (wfx_leb_u32(&machine->cursor, machine->end, &index) != WFX_LEB_OK || index >= module->function_count)
        return false;
    WfxInstanceOffsets at = wfx_instance_offsets(module);
    return push(machine, (uint64_t)(uintptr_t)wfx_rt_functions(machine->record->instance, &at)[index]);
}

static bool push_null(Machine *machine)
{
    int64_t heap;
    return wfx_leb_s(&machine->cursor, machine->end, 33, &heap) == WFX_LEB_OK && push(machine, 0);
}

static bool arithmetic(Machine *machine, uint16_t op)
{
    if (machine->stack.count < 2)
        return false;
    uint64_t b = pop(machine), a = pop(machine);
    switch (op) {
    case WFX_OP_I32_ADD: return push(machine, (uint32_t)(a + b));
    case WFX_OP_I32_SUB: return push(machine, (uint32_t)(a - b));
    case WFX_OP_I32_MUL: return push(machine, (uint32_t)(a * b));
    case WFX_OP_I64_ADD: return push(machine, a + b);
    case WFX_OP_I64_SUB: return push(machine, a - b);
    default: return push(machine, a * b);
    }
}

/* ---- objects ---- */

static bool push_object(Machine *machine, const WfxObject *object)
{
    machine->is_full |= !object;
    return object && push(machine, (uint64_t)(uintptr_t)object);
}

static bool read_type(Machine *machine, uint32_t *id)
{
    uint32_t index;
    const WfxModule *module = machine->record->compiled->module;
    if (wfx_leb_u32(&machine->cursor, machine->end, &index) != WFX_LEB_OK || index >= module->type_count)
        return false;
    *id = module->type_ids[index];
    return true;
}

/* An object whose `count` fields or elements are the topmost values; those stay. */
static WfxObject *filled(Machine *machine, uint32_t id, uint32_t length, uint32_t count)
{
    WfxObject *object = wfx_rt_object_new(machine->record->store, id, length);
    for (uint32_t i = 0; object && i < count; i++) {
        const WfxField *field;
        uint8_t *at = wfx_rt_object_field(object, i, &field);
        memcpy(at, machine->stack.data[machine->stack.count - count + i].bytes, wfx_field_size(field));
    }
    return object;
}

static bool new_struct(Machine *machine, bool is_default)
{
    uint32_t id;
    if (!read_type(machine, &id))
        return false;
    uint32_t count = is_default ? 0 : wfx_types_get(id)->field_count;
    if (machine->stack.count < count)
        return false;
    WfxObject *object = filled(machine, id, 0, count);
    machine->stack.count -= count;
    return push_object(machine, object);
}

static bool new_array(Machine *machine, bool is_default)
{
    uint32_t id;
    if (!read_type(machine, &id) || machine->stack.count < 2u - is_default)
        return false;
    uint32_t length = (uint32_t)pop(machine);
    WfxObject *array = filled(machine, id, length, 0);
    for (uint32_t i = 0; array && !is_default && i < length; i++) {
        const WfxField *field;
        uint8_t *at = wfx_rt_object_field(array, i, &field);
        memcpy(at, machine->stack.data[machine->stack.count - 1].bytes, wfx_field_size(field));
    }
    machine->stack.count -= !is_default;
    return push_object(machine, array);
}

static bool new_fixed_array(Machine *machine)
{
    uint32_t id, count;
    if (!read_type(machine, &id) || wfx_leb_u32(&machine->cursor, machine->end, &count) != WFX_LEB_OK ||
        machine->stack.count < count)
        return false;
    WfxObject *array = filled(machine, id, count, count);
    machine->stack.count -= count;
    return push_object(machine, array);
}

static bool convert(Machine *machine, uint16_t op)
{
    uint64_t any;
    if (!machine->stack.count)
        return false;
    uint64_t word = pop(machine);
    if (op == WFX_OP_REF_I31)
        return push(machine, wfx_rt_i31((uint32_t)word));
    if (op == WFX_OP_EXTERN_CONVERT_ANY)
        return push(machine, wfx_rt_extern_from_any(word));
    if (wfx_rt_any_from_extern(machine->record->store, word, &any))
        return push(machine, any);
    machine->is_full = true;
    return false;
}

static bool step(Machine *machine, const WfxOpRow *row)
{
    switch (row->id) {
    case WFX_OP_I32_CONST: return push_leb(machine, 32);
    case WFX_OP_I64_CONST: return push_leb(machine, 64);
    case WFX_OP_F32_CONST: return push_literal(machine, 4);
    case WFX_OP_F64_CONST: return push_literal(machine, 8);
    case WFX_OP_V128_CONST: return push_literal(machine, 16);
    case WFX_OP_GLOBAL_GET: return push_global(machine);
    case WFX_OP_REF_NULL: return push_null(machine);
    case WFX_OP_REF_FUNC: return push_function(machine);
    case WFX_OP_I32_ADD:
    case WFX_OP_I32_SUB:
    case WFX_OP_I32_MUL:
    case WFX_OP_I64_ADD:
    case WFX_OP_I64_SUB:
    case WFX_OP_I64_MUL: return arithmetic(machine, row->id);
    case WFX_OP_STRUCT_NEW: return new_struct(machine, false);
    case WFX_OP_STRUCT_NEW_DEFAULT: return new_struct(machine, true);
    case WFX_OP_ARRAY_NEW: return new_array(machine, false);
    case WFX_OP_ARRAY_NEW_DEFAULT: return new_array(machine, true);
    case WFX_OP_ARRAY_NEW_FIXED: return new_fixed_array(machine);
    case WFX_OP_REF_I31:
    case WFX_OP_ANY_CONVERT_EXTERN:
    case WFX_OP_EXTERN_CONVERT_ANY: return convert(machine, row->id);
    default: return false;
    }
}

static const WfxOpRow *next_row(Machine *machine)
{
    if (machine->cursor == machine->end)
        return NULL;
    uint8_t prefix = 0;
    uint32_t code = *machine->cursor++;
    if (code == 0xFB || code == 0xFC || code == 0xFD) {
        prefix = (uint8_t)code;
        if (wfx_leb_u32(&machine->cursor, machine->end, &code) != WFX_LEB_OK)
            return NULL;
    }
    return wfx_op_find(prefix, code);
}

/* Runs the expression to its end. */
static bool evaluate(Machine *machine, const uint8_t *bytes, WfxSpan span, WfxError *error)
{
    while (machine->cursor != machine->end) {
        uint32_t offset = span.offset + (uint32_t)(machine->cursor - bytes);
        const WfxOpRow *row = next_row(machine);
        if (row && row->id == WFX_OP_END)
            break;
        if (row && step(machine, row))
            continue;
        if (machine->is_full)
            return wfx_error_oom(error);
        return wfx_error_set(error, WFX_ERROR_LIMIT, offset, "constant expression with %s is not supported",
                             row ? row->text : "an unknown instruction");
    }
    return machine->stack.count == 1 || wfx_error_set(error, WFX_ERROR_INVALID, span.offset,
                                                      "constant expression leaves %u values", machine->stack.count);
}

bool wfx_rt_constant(const WfxInstanceRecord *record, WfxSpan span, WfxSlot *value, WfxError *error)
{
    const uint8_t *bytes = record->compiled->module->bytes + span.offset;
    Machine machine = {.record = record, .cursor = bytes, .end = bytes + span.size};
    bool ok = evaluate(&machine, bytes, span, error);
    if (ok)
        *value = machine.stack.data[0];
    wfx_vec_free(&machine.stack);
    return ok;
}
