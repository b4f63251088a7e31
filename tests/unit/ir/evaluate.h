/* Runs a function's IR, ordered or linked, on a small machine of its own, so that a test can compare what it does
   before and behind a pass. Knows the operations that the tests need. Calls and stores
   to memories are remembered, not done. */
#ifndef WFX_TESTS_IR_EVALUATE_H
#define WFX_TESTS_IR_EVALUATE_H

#include "engine/layout.h"
#include "tests/unit/ir/support.h"

enum {
    MACHINE_MEMORIES = 4,
    MACHINE_BYTES = 65536,
    MACHINE_TABLES = 2,
    MACHINE_ELEMENTS = 4,
    MACHINE_GLOBALS = 4,
    MACHINE_VALUES = 512
};

typedef struct MachineFunc {
    uint32_t type_id, index;
} MachineFunc;

typedef struct Machine {
    uint8_t (*memories)[MACHINE_BYTES];
    uint64_t bytes; /* of each */
    uint64_t tables[MACHINE_TABLES][MACHINE_ELEMENTS], table_sizes[MACHINE_TABLES];
    uint64_t globals[MACHINE_GLOBALS], locals[8];
    MachineFunc func; /* of every REF_FUNC */
    uint64_t events;  /* what was called with what and stored where, in order, as one number */
    WfxTrap trap;
    uint64_t result;
    uint64_t values[MACHINE_VALUES];
} Machine;

static inline uint64_t machine_word(const void *pointer)
{
    return (uint64_t)(uintptr_t)pointer;
}

static inline uint64_t machine_trap(Machine *m, WfxTrap trap)
{
    if (m->trap == WFX_TRAP_NONE)
        m->trap = trap;
    return 0;
}

/* The bytes of an access inside a memory, or NULL. */
static inline uint8_t *machine_bytes(Machine *m, uint32_t memory, uint64_t address, uint64_t offset, unsigned access)
{
    uint64_t size = wfx_access_size((WfxAccess)access), at = address + offset;
    assert_true(memory < MACHINE_MEMORIES);
    return at < address || m->bytes < size || at > m->bytes - size ? NULL : &m->memories[memory][at];
}

static inline void machine_event(Machine *m, uint64_t value)
{
    m->events = (m->events ^ value) * UINT64_C(0x100000001B3) + 1;
}

static inline uint64_t machine_access(Machine *m, uint8_t *bytes, const IrInst *inst, const uint64_t *value)
{
    uint64_t word = 0;
    if (!bytes)
        return machine_trap(m, WFX_TRAP_MEMORY_OUT_OF_BOUNDS);
    /* the tests load without signs */
    memcpy(&word, value ? (const void *)value : bytes, wfx_access_size((WfxAccess)inst->aux));
    if (value) {
        machine_event(m, (uint64_t)(bytes - m->memories[0]));
        machine_event(m, word);
    }
    return word;
}

/* A raw access is one of a memory: a fault finds what is out of most, the others check first. */
static inline uint8_t *machine_raw_bytes(Machine *m, const IrFunction *fn, const IrInst *inst, uint64_t address)
{
    uint8_t *bytes = machine_bytes(m, inst->d, address - machine_word(m->memories[inst->d]), inst->c, inst->aux);
    if (!bytes && wfx_memory_is_checked(&fn->module->memories[inst->d].limits))
        fail_msg("an unchecked access of memory %u", inst->d);
    return bytes;
}

static inline uint64_t *machine_element(Machine *m, uint32_t table, uint64_t index, WfxTrap trap)
{
    if (index < m->table_sizes[table])
        return &m->tables[table][index];
    machine_trap(m, trap);
    return NULL;
}

static inline uint64_t *machine_raw_element(Machine *m, uint32_t table, uint64_t address)
{
    uint64_t distance = address - machine_word(m->tables[table]);
    if (distance % 8 || distance / 8 >= m->table_sizes[table])
        fail_msg("an unchecked access of table %u", table);
    return &m->tables[table][distance / 8];
}

static inline uint64_t machine_call(Machine *m, uint64_t function, const IrValue *args, uint32_t count)
{
    const MachineFunc *func = (const void *)(uintptr_t)function;
    machine_event(m, func->index);
    for (uint32_t i = 0; i < count; i++)
        machine_event(m, m->values[args[i]]);
    return m->events & 0xFF;
}

/* Calls of every kind; a tail call's result is the function's. */
static inline uint64_t machine_call_inst(Machine *m, const IrFunction *fn, IrBlockId block, const IrInst *inst)
{
    uint32_t first, own = inst->b - ir_landing_args(fn, block, inst, &first) - 1;
    uint64_t last = m->values[fn->extra.data[inst->a + own]];
    if (inst->op == IR_CALL_INDIRECT || inst->op == IR_TAIL_CALL_INDIRECT) {
        const uint64_t *element = machine_element(m, inst->d, last, WFX_TRAP_UNDEFINED_ELEMENT);
        if (!element)
            return 0;
        last = *element;
        if (!last)
            return machine_trap(m, WFX_TRAP_UNINITIALIZED_ELEMENT);
        const MachineFunc *func = (const void *)(uintptr_t)last;
        if (!wfx_types_id_matches(func->type_id, fn->module->type_ids[inst->c]))
            return machine_trap(m, WFX_TRAP_INDIRECT_CALL_TYPE);
    } else if (!last) {
        if (inst->op == IR_CALL_FUNC || inst->op == IR_TAIL_CALL_FUNC)
            fail_msg("a call of null");
        return machine_trap(m, WFX_TRAP_NULL_FUNCTION);
    }
    return machine_call(m, last, fn->extra.data + inst->a, own);
}

static inline uint64_t machine_plain(const IrInst *inst, uint64_t a, uint64_t b)
{
    uint64_t mask = inst->type == WFX_KIND_I32 ? UINT32_MAX : UINT64_MAX,
             shift = b & (inst->type == WFX_KIND_I32 ? 31 : 63);
    switch (inst->op) {
    case IR_CONST: return ir_const_bits(inst);
    case IR_ADD: return (a + b) & mask;
    case IR_SUB: return (a - b) & mask;
    case IR_MUL: return (a * b) & mask;
    case IR_AND: return a & b;
    case IR_SHL: return (a << shift) & mask;
    case IR_SHR_U: return a >> shift;
    case IR_EQ: return a == b;
    case IR_NE: return a != b;
    case IR_LT_U: return a < b;
    case IR_GT_U: return a > b;
    case IR_GE_U: return a >= b;
    case IR_EQZ:
    case IR_REF_IS_NULL: return a == 0;
    case IR_EXTEND_I32_U: return a;
    case IR_WRAP_I64: return (uint32_t)a;
    default: fail_msg("%s is not evaluated", ir_op_info[inst->op].name); return 0;
    }
}

static inline uint64_t machine_state(Machine *m, const IrFunction *fn, const IrInst *inst, uint64_t a, uint64_t b)
{
    uint64_t *element;
    switch (inst->op) {
    case IR_LOCAL_GET: return m->locals[inst->a];
    case IR_LOCAL_SET: return m->locals[inst->a] = b;
    case IR_GLOBAL_GET: return m->globals[inst->a];
    case IR_GLOBAL_SET: return m->globals[inst->a] = b;
    case IR_GLOBAL_CELL: return machine_word(&m->globals[inst->a]);
    case IR_RAW_GLOBAL_GET: assert_int_equal(a, machine_word(&m->globals[inst->d])); return m->globals[inst->d];
    case IR_RAW_GLOBAL_SET: assert_int_equal(a, machine_word(&m->globals[inst->d])); return m->globals[inst->d] = b;
    case IR_LOAD: return machine_access(m, machine_bytes(m, inst->d, a, inst->c, inst->aux), inst, NULL);
    case IR_STORE: return machine_access(m, machine_bytes(m, inst->d, a, inst->c, inst->aux), inst, &b);
    case IR_RAW_LOAD: return machine_access(m, machine_raw_bytes(m, fn, inst, a), inst, NULL);
    case IR_RAW_STORE: return machine_access(m, machine_raw_bytes(m, fn, inst, a), inst, &b);
    case IR_MEMORY_SIZE: return m->bytes >> wfx_page_shift(&fn->module->memories[inst->d].limits);
    case IR_MEMORY_BYTES: return m->bytes;
    case IR_MEMORY_BASE: return machine_word(m->memories[inst->d]);
    case IR_TABLE_SIZE: return m->table_sizes[inst->d];
    case IR_TABLE_BASE: return machine_word(m->tables[inst->d]);
    case IR_TABLE_GET:
        element = machine_element(m, inst->d, a, WFX_TRAP_TABLE_OUT_OF_BOUNDS);
        return element ? *element : 0;
    case IR_TABLE_SET:
        element = machine_element(m, inst->d, a, WFX_TRAP_TABLE_OUT_OF_BOUNDS);
        return element ? *element = b : 0;
    case IR_RAW_TABLE_GET: return *machine_raw_element(m, inst->d, a);
    case IR_RAW_TABLE_SET: return *machine_raw_element(m, inst->d, a) = b;
    case IR_REF_FUNC: return machine_word(&m->func);
    case IR_REF_AS_NON_NULL: return a ? a : machine_trap(m, WFX_TRAP_NULL_REFERENCE);
    case IR_NON_NULL: return a ? a : machine_trap(m, (WfxTrap)inst->d);
    case IR_TRAP_IF: return a ? machine_trap(m, (WfxTrap)inst->aux) : 0;
    case IR_FUNC_HAS_TYPE:
        return wfx_types_id_matches(((const MachineFunc *)(uintptr_t)a)->type_id, fn->module->type_ids[inst->c]);
    default: return machine_plain(inst, a, b);
    }
}

/* Values go along an edge; the block that is reached. */
static inline IrBlockId machine_edge(Machine *m, const IrFunction *fn, uint32_t index)
{
    const IrEdge *edge = &fn->edges.data[index];
    uint64_t values[16];
    assert_true(edge->arg_count <= 16);
    for (uint32_t i = 0; i < edge->arg_count; i++)
        values[i] = m->values[fn->extra.data[edge->args + i]];
    IrValue param = ir_block_first(fn, edge->target);
    for (uint32_t i = 0; i < edge->arg_count; i++, param = ir_next(fn, param))
        m->values[param] = values[i];
    return edge->target;
}

/* The next block, or IR_NO_ID at the function's end. */
static inline IrBlockId machine_end(Machine *m, const IrFunction *fn, IrBlockId block, const IrInst *inst)
{
    switch (inst->op) {
    case IR_JUMP: return machine_edge(m, fn, inst->a);
    case IR_BRANCH: return machine_edge(m, fn, inst->b + !m->values[inst->a]);
    case IR_BR_TABLE:
        return machine_edge(m, fn, inst->b + (m->values[inst->a] < inst->c ? (uint32_t)m->values[inst->a] : inst->c));
    case IR_RETURN: m->result = inst->b ? m->values[fn->extra.data[inst->a]] : 0; return IR_NO_ID;
    case IR_TRAP: machine_trap(m, (WfxTrap)inst->aux); return IR_NO_ID;
    default: m->result = machine_call_inst(m, fn, block, inst); return IR_NO_ID;
    }
}

/* m->locals holds the parameters; afterwards m->trap or m->result tells how it ended. */
static inline void machine_run(Machine *m, const IrFunction *fn)
{
    IrBlockId block = 0;
    assert_true(fn->insts.count <= MACHINE_VALUES);
    for (int steps = 0; block != IR_NO_ID && steps < 10000; steps++)
        for (IrValue i = ir_block_first(fn, block); i != IR_NO_ID; i = ir_next(fn, i)) {
            const IrInst *inst = &fn->insts.data[i];
            if (inst->op == IR_PARAM || inst->op == IR_PROJECT)
                continue;
            if (ir_is_terminator(inst)) {
                block = machine_end(m, fn, block, inst);
                break;
            }
            if (ir_op_info[inst->op].effects & IR_CALLS) {
                m->values[i] = machine_call_inst(m, fn, block, inst);
            } else {
                bool has_a = inst->a < MACHINE_VALUES, has_b = inst->b < MACHINE_VALUES;
                m->values[i] =
                    machine_state(m, fn, inst, has_a ? m->values[inst->a] : 0, has_b ? m->values[inst->b] : 0);
            }
            if (m->trap != WFX_TRAP_NONE)
                return;
        }
}

#endif
