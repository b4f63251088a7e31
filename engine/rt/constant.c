/* The evaluator of constant expressions (spec 3.0, 3.3.10): a stack machine over the few instructions that are
   constant. The bytes were validated by the decoder, so it only guards against what it does not know and against stack
   depth. */
#include "engine/rt/constant.h"

#include <string.h>

#include "engine/base/leb128.h"
#include "engine/wasm/opcode.h"

enum { MOST_OPERANDS = 256 };

typedef struct Machine {
    const WfxInstanceRecord *record;
    const uint8_t *cursor, *end;
    WfxSlot stack[MOST_OPERANDS];
    uint32_t depth;
} Machine;

static bool push(Machine *machine, uint64_t bits)
{
    if (machine->depth == MOST_OPERANDS)
        return false;
    WfxSlot *slot = &machine->stack[machine->depth++];
    memset(slot, 0, sizeof *slot);
    memcpy(slot->bytes, &bits, 8);
    return true;
}

static bool push_slot(Machine *machine, const uint8_t bytes[16])
{
    if (machine->depth == MOST_OPERANDS)
        return false;
    memcpy(machine->stack[machine->depth++].bytes, bytes, 16);
    return true;
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
    if (machine->depth < 2)
        return false;
    uint64_t a, b;
    memcpy(&b, machine->stack[--machine->depth].bytes, 8);
    memcpy(&a, machine->stack[--machine->depth].bytes, 8);
    switch (op) {
    case WFX_OP_I32_ADD: return push(machine, (uint32_t)(a + b));
    case WFX_OP_I32_SUB: return push(machine, (uint32_t)(a - b));
    case WFX_OP_I32_MUL: return push(machine, (uint32_t)(a * b));
    case WFX_OP_I64_ADD: return push(machine, a + b);
    case WFX_OP_I64_SUB: return push(machine, a - b);
    default: return push(machine, a * b);
    }
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

bool wfx_rt_constant(const WfxInstanceRecord *record, WfxSpan span, WfxSlot *value, WfxError *error)
{
    const uint8_t *bytes = record->compiled->module->bytes + span.offset;
    Machine machine;
    machine.record = record;
    machine.cursor = bytes;
    machine.end = bytes + span.size;
    machine.depth = 0;
    for (;;) {
        uint32_t offset = span.offset + (uint32_t)(machine.cursor - bytes);
        if (machine.cursor == machine.end)
            break;
        const WfxOpRow *row = next_row(&machine);
        if (row && row->id == WFX_OP_END)
            break;
        if (!row || !step(&machine, row))
            return wfx_error_set(error, WFX_ERROR_LIMIT, offset, "constant expression with %s is not supported",
                                 row ? row->text : "an unknown instruction");
    }
    if (machine.depth != 1)
        return wfx_error_set(error, WFX_ERROR_INVALID, span.offset, "constant expression leaves %u values",
                             machine.depth);
    *value = machine.stack[0];
    return true;
}
