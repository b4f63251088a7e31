/* The IR builder's operators that neither change control frames nor jump: those that the opcode table lowers to one
   operation, by its format; and constants, variables, tables, bulk memory, references, calls, and the operators on
   continuations that do not end a block. */
#include "engine/ir/builder.h"

#include <string.h>

static bool note_ref_kind(IrBuilder *builder, const WfxOperand *result)
{
    builder->function.insts.data[result->value].aux = (uint8_t)wfx_type_ref_kind(result->type);
    return true;
}

/* Appends the instruction that makes the operator's only result, or its first one. */
static inline bool result(IrBuilder *builder, WfxOperand *results, IrOp op, uint32_t a, uint32_t b, uint32_t c,
                          uint32_t d)
{
    results[0].value = ir_put(builder, op, wfx_type_kind(results[0].type), a, b, c, d);
    return !wfx_type_is_ref(results[0].type) || note_ref_kind(builder, results);
}

/* An instruction without a result. */
static inline bool effect(IrBuilder *builder, IrOp op, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    ir_put(builder, op, WFX_KIND_BOTTOM, a, b, c, d);
    return true;
}

static IrValue emit_const(IrBuilder *builder, WfxKind kind, uint64_t bits)
{
    return ir_put(builder, IR_CONST, kind, 0, 0, (uint32_t)bits, (uint32_t)(bits >> 32));
}

/* ---- operators that the table describes whole: the row names the operation, the signature gave the types ---- */

static bool build_unary(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                        WfxOperand *results)
{
    (void)instr;
    WfxType type = ir_op_info[row->what].type_rule == IR_TYPE_TO ? results[0].type : args[0].type;
    IrValue a = ir_use(builder, args[0].value);
    results[0].value = ir_put(builder, (IrOp)row->what, wfx_type_kind(type), a, 0, 0, 0);
    return true;
}

static bool build_binary(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                         WfxOperand *results)
{
    (void)instr;
    IrValue a = ir_use(builder, args[0].value), b = ir_use(builder, args[1].value);
    results[0].value = ir_put(builder, (IrOp)row->what, wfx_type_kind(args[0].type), a, b, 0, 0);
    return true;
}

/* ---- atomic accesses ---- */

/* Traps unless address + offset is a multiple of the access's size: only the lowest bits of the sum matter. */
static void check_alignment(IrBuilder *builder, WfxKind kind, IrValue address, uint32_t offset, unsigned access)
{
    uint32_t mask = wfx_access_size((WfxAccess)access) - 1;
    if (!mask)
        return;
    ir_use(builder, address);
    if (kind == WFX_KIND_I64)
        address = ir_use(builder, ir_put(builder, IR_WRAP_I64, WFX_KIND_I32, address, 0, 0, 0));
    if (offset & mask) {
        IrValue distance = ir_use(builder, emit_const(builder, WFX_KIND_I32, offset & mask));
        address = ir_use(builder, ir_put(builder, IR_ADD, WFX_KIND_I32, address, distance, 0, 0));
    }
    IrValue lowest = ir_use(builder, emit_const(builder, WFX_KIND_I32, mask));
    IrValue bits = ir_put(builder, IR_AND, WFX_KIND_I32, address, lowest, 0, 0);
    ir_trap_if(builder, bits, WFX_TRAP_UNALIGNED_ATOMIC);
}

/* A load, a store, or both with an operation between. */
static bool build_atomic(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                         WfxOperand *results)
{
    uint32_t offset;
    IrValue address = ir_build_address(builder, instr, args[0].value, &offset);
    check_alignment(builder, wfx_type_kind(instr->type), address, offset, row->access);
    IrValue value = instr->arg_count > 1 ? ir_use(builder, args[1].value) : 0;
    WfxKind kind = instr->result_count ? wfx_type_kind(results[0].type) : WFX_KIND_BOTTOM;
    IrValue id = ir_put(builder, (IrOp)row->what, kind, address, value, offset, instr->index);
    builder->function.insts.data[id].aux = row->access;
    if (instr->result_count)
        results[0].value = id;
    return true;
}

static bool build_cmpxchg(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                          WfxOperand *results)
{
    WfxKind kind = wfx_type_kind(instr->type);
    IrValue address = ir_use(builder, args[0].value);
    if (instr->imm)
        address = ir_add_offset(builder, kind, address, instr->imm);
    check_alignment(builder, kind, address, 0, row->access);
    IrValue expected = ir_use(builder, args[1].value), value = ir_use(builder, args[2].value);
    IrValue id =
        ir_put(builder, IR_ATOMIC_CMPXCHG, wfx_type_kind(results[0].type), address, expected, value, instr->index);
    builder->function.insts.data[id].aux = row->access;
    results[0].value = id;
    return true;
}

static bool build_fence(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                        WfxOperand *results)
{
    (void)row, (void)instr, (void)args, (void)results;
    ir_put(builder, IR_FENCE, WFX_KIND_BOTTOM, 0, 0, 0, 0);
    return true;
}

/* All words, two results. */
static bool build_pair(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                       WfxOperand *results)
{
    IrValue words[4] = {0};
    for (uint32_t i = 0; i < instr->arg_count; i++)
        words[i] = ir_use(builder, args[i].value);
    results[0].value = ir_put(builder, (IrOp)row->what, WFX_KIND_I64, words[0], words[1], words[2], words[3]);
    results[1].value = ir_put(builder, IR_PROJECT, WFX_KIND_I64, results[0].value, 1, 0, 0);
    return true;
}

static inline void set_access(IrBuilder *builder, IrValue id, const IrBuildRow *row)
{
    builder->function.insts.data[id].aux = row->access;
}

static bool build_load(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                       WfxOperand *results)
{
    uint32_t offset;
    WfxKind kind = wfx_type_kind(results[0].type);
    IrValue address = ir_build_address(builder, instr, args[0].value, &offset);
    IrValue id = ir_put(builder, (IrOp)row->what, kind, address, 0, offset, instr->index);
    set_access(builder, id, row);
    results[0].value = id;
    return true;
}

static bool build_store(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                        WfxOperand *results)
{
    (void)results;
    uint32_t offset;
    IrValue address = ir_build_address(builder, instr, args[0].value, &offset), value = ir_use(builder, args[1].value);
    IrValue id = ir_put(builder, (IrOp)row->what, WFX_KIND_BOTTOM, address, value, offset, instr->index);
    set_access(builder, id, row);
    return true;
}

/* ---- the others ---- */

static bool build_nothing(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                          WfxOperand *results)
{
    (void)builder, (void)row, (void)instr, (void)args, (void)results;
    return true;
}

static bool build_const(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                        WfxOperand *results)
{
    (void)args;
    results[0].value = emit_const(builder, (WfxKind)row->what, instr->imm);
    return true;
}

static bool build_null(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                       WfxOperand *results)
{
    (void)row, (void)instr, (void)args;
    return result(builder, results, IR_CONST, 0, 0, 0, 0);
}

/* A read of what the index names. */
static bool build_get(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                      WfxOperand *results)
{
    (void)args;
    return result(builder, results, (IrOp)row->what, instr->index, 0, 0, 0);
}

/* A write to what the index names. */
static bool build_set(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                      WfxOperand *results)
{
    (void)results;
    return effect(builder, (IrOp)row->what, instr->index, ir_use(builder, args[0].value), 0, 0);
}

static bool build_tee(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                      WfxOperand *results)
{
    results[0].value = args[0].value;
    return build_set(builder, row, instr, args, results);
}

static bool build_table_get(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                            WfxOperand *results)
{
    IrValue index = ir_use(builder, args[0].value);
    return result(builder, results, (IrOp)row->what, index, 0, 0, instr->index);
}

static bool build_table_set(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                            WfxOperand *results)
{
    (void)results;
    IrValue index = ir_use(builder, args[0].value), value = ir_use(builder, args[1].value);
    return effect(builder, (IrOp)row->what, index, value, 0, instr->index);
}

/* Of a table or memory. */
static bool build_size(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                       WfxOperand *results)
{
    (void)args;
    return result(builder, results, (IrOp)row->what, 0, 0, 0, instr->index);
}

static bool build_select(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                         WfxOperand *results)
{
    (void)row, (void)instr;
    IrValue yes = ir_use(builder, args[0].value), no = ir_use(builder, args[1].value),
            condition = ir_use(builder, args[2].value);
    return result(builder, results, IR_SELECT, yes, no, condition, 0);
}

static bool build_is_null(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                          WfxOperand *results)
{
    (void)row, (void)instr;
    IrValue reference = ir_use(builder, args[0].value);
    results[0].value = ir_put(builder, IR_REF_IS_NULL, WFX_KIND_REF, reference, 0, 0, 0);
    return true;
}

static bool build_non_null(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                           WfxOperand *results)
{
    (void)row, (void)instr;
    IrValue reference = ir_use(builder, args[0].value);
    return result(builder, results, IR_REF_AS_NON_NULL, reference, 0, 0, 0);
}

static bool build_cont_new(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                           WfxOperand *results)
{
    (void)row;
    builder->function.has_calls = true;
    IrValue function = ir_use(builder, args[0].value);
    return result(builder, results, IR_CONT_NEW, function, 0, instr->index, 0);
}

/* A type of kind BOTTOM for no result. */
static WfxType first_type(const WfxInstr *instr, const WfxOperand *results)
{
    return instr->result_count ? results[0].type : WFX_KIND_BOTTOM;
}

static bool build_call(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                       WfxOperand *results)
{
    uint32_t first = ir_push_args(builder, args, instr->arg_count), second = row->immediates == 2 ? instr->index2 : 0;
    builder->function.has_calls = true;
    builder->function.has_switching |= row->what == IR_SUSPEND || row->what == IR_SWITCH;
    IrValue call = ir_emit_value(builder, (IrOp)row->what, first_type(instr, results), first, instr->arg_count,
                                 instr->index, second);
    ir_emit_results(builder, call, instr->result_count, results);
    return ir_builder_done(builder);
}

/* A call into the runtime: the instruction's indices as constants, in binary order, then its operands. */
static bool build_libcall(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                          WfxOperand *results)
{
    WfxOperand all[8];
    const uint32_t indices[2] = {instr->index, instr->index2};
    for (uint32_t i = 0; i < row->immediates; i++)
        all[i].value = emit_const(builder, WFX_KIND_I32, indices[i]);
    for (uint32_t i = 0; i < instr->arg_count; i++)
        all[row->immediates + i] = args[i];
    uint32_t count = row->immediates + instr->arg_count, first = ir_push_args(builder, all, count);
    builder->function.has_calls = true;
    IrValue call = ir_emit_value(builder, IR_LIBCALL, first_type(instr, results), first, count, row->what, 0);
    if (instr->result_count)
        results[0].value = call;
    return ir_builder_done(builder);
}

/* memory.atomic.notify and the waits: a call with the whole address, in 64 bits. */
static bool build_wait(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                       WfxOperand *results)
{
    IrValue values[4] = {ir_emit_const(builder, WFX_KIND_I32, instr->index), args[0].value};
    if (instr->type == WFX_I32) {
        IrValue wide = ir_put(builder, IR_EXTEND_I32_U, WFX_KIND_I64, ir_use(builder, args[0].value), 0, 0, 0);
        IrValue offset = ir_emit_const(builder, WFX_KIND_I64, instr->imm);
        values[1] = ir_put(builder, IR_ADD, WFX_KIND_I64, ir_use(builder, wide), ir_use(builder, offset), 0, 0);
    } else if (instr->imm) {
        values[1] = ir_add_offset(builder, WFX_KIND_I64, ir_use(builder, args[0].value), instr->imm);
        builder->function.insts.data[values[1]].uses--; /* the call counts its own */
    }
    for (uint32_t i = 1; i < instr->arg_count; i++)
        values[i + 1] = args[i].value;
    results[0].value = ir_emit_libcall(builder, (WfxLibcall)row->what, results[0].type, values, instr->arg_count + 1);
    return ir_builder_done(builder);
}

static const IrBuildRow special[WFX_OP_COUNT] = {
    [WFX_OP_NOP] = {.build = build_nothing},
    [WFX_OP_DROP] = {.build = build_nothing},
    [WFX_OP_SELECT] = {.build = build_select},
    [WFX_OP_SELECT_T] = {.build = build_select},
    [WFX_OP_I32_CONST] = {build_const, WFX_KIND_I32, 0, 0},
    [WFX_OP_I64_CONST] = {build_const, WFX_KIND_I64, 0, 0},
    [WFX_OP_F32_CONST] = {build_const, WFX_KIND_F32, 0, 0},
    [WFX_OP_F64_CONST] = {build_const, WFX_KIND_F64, 0, 0},
    [WFX_OP_LOCAL_GET] = {build_get, IR_LOCAL_GET, 0, 1},
    [WFX_OP_LOCAL_SET] = {build_set, IR_LOCAL_SET, 0, 1},
    [WFX_OP_LOCAL_TEE] = {build_tee, IR_LOCAL_SET, 0, 1},
    [WFX_OP_GLOBAL_GET] = {build_get, IR_GLOBAL_GET, 0, 1},
    [WFX_OP_GLOBAL_SET] = {build_set, IR_GLOBAL_SET, 0, 1},
    [WFX_OP_TABLE_GET] = {build_table_get, IR_TABLE_GET, 0, 1},
    [WFX_OP_TABLE_SET] = {build_table_set, IR_TABLE_SET, 0, 1},
    [WFX_OP_TABLE_SIZE] = {build_size, IR_TABLE_SIZE, 0, 1},
    [WFX_OP_TABLE_GROW] = {build_libcall, WFX_LIBCALL_table_grow, 0, 1},
    [WFX_OP_TABLE_FILL] = {build_libcall, WFX_LIBCALL_table_fill, 0, 1},
    [WFX_OP_TABLE_COPY] = {build_libcall, WFX_LIBCALL_table_copy, 0, 2},
    [WFX_OP_TABLE_INIT] = {build_libcall, WFX_LIBCALL_table_init, 0, 2},
    [WFX_OP_ELEM_DROP] = {build_libcall, WFX_LIBCALL_elem_drop, 0, 1},
    [WFX_OP_MEMORY_SIZE] = {build_size, IR_MEMORY_SIZE, 0, 1},
    [WFX_OP_MEMORY_GROW] = {build_libcall, WFX_LIBCALL_memory_grow, 0, 1},
    [WFX_OP_MEMORY_FILL] = {build_libcall, WFX_LIBCALL_memory_fill, 0, 1},
    [WFX_OP_MEMORY_COPY] = {build_libcall, WFX_LIBCALL_memory_copy, 0, 2},
    [WFX_OP_MEMORY_INIT] = {build_libcall, WFX_LIBCALL_memory_init, 0, 2},
    [WFX_OP_DATA_DROP] = {build_libcall, WFX_LIBCALL_data_drop, 0, 1},
    [WFX_OP_MEMORY_ATOMIC_NOTIFY] = {build_wait, WFX_LIBCALL_memory_notify, 0, 0},
    [WFX_OP_MEMORY_ATOMIC_WAIT32] = {build_wait, WFX_LIBCALL_memory_wait32, 0, 0},
    [WFX_OP_MEMORY_ATOMIC_WAIT64] = {build_wait, WFX_LIBCALL_memory_wait64, 0, 0},
    [WFX_OP_REF_NULL] = {.build = build_null},
    [WFX_OP_REF_IS_NULL] = {.build = build_is_null},
    [WFX_OP_REF_FUNC] = {build_get, IR_REF_FUNC, 0, 1},
    [WFX_OP_REF_AS_NON_NULL] = {.build = build_non_null},
    [WFX_OP_CALL] = {build_call, IR_CALL, 0, 1},
    [WFX_OP_CALL_INDIRECT] = {build_call, IR_CALL_INDIRECT, 0, 2},
    [WFX_OP_CALL_REF] = {build_call, IR_CALL_REF, 0, 1},
    [WFX_OP_CONT_NEW] = {.build = build_cont_new, .immediates = 1},
    [WFX_OP_CONT_BIND] = {build_call, IR_CONT_BIND, 0, 2},
    [WFX_OP_SUSPEND] = {build_call, IR_SUSPEND, 0, 1},
    [WFX_OP_SWITCH] = {build_call, IR_SWITCH, 0, 2},
};

_Static_assert(IR_OP_COUNT <= UINT8_MAX && WFX_LIBCALL_COUNT <= UINT8_MAX, "IrBuildRow.what");

/* Without a builder: those that change control frames, for which the sink has functions of their own. */
static IrBuildRow choose(const WfxOpRow *op)
{
    if (!op->lower) {
        IrBuildRow gc = ir_build_gc_row(op->id), vector = ir_build_vector_row(op->id);
        return special[op->id].build ? special[op->id] : gc.build ? gc : vector;
    }
    IrBuildRow row = {.what = (uint8_t)op->lower, .access = op->access};
    if (ir_op_info[op->lower].effects & IR_PAIR) {
        row.build = build_pair;
        return row;
    }
    if (ir_op_info[op->lower].effects == IR_EFFECTS_ATOMIC) {
        row.build = op->lower == IR_ATOMIC_CMPXCHG ? build_cmpxchg : build_atomic;
        return row;
    }
    switch (ir_op_info[op->lower].format) {
    case IR_FORMAT_NONE: row.build = build_fence; break;
    case IR_FORMAT_A: row.build = build_unary; break;
    case IR_FORMAT_AB: row.build = build_binary; break;
    case IR_FORMAT_LOAD: row.build = build_load; break;
    case IR_FORMAT_STORE: row.build = build_store; break;
    case IR_FORMAT_VECTOR: row.build = ir_build_vector; break;
    default: wfx_assert(false); /* the table describes no others whole */
    }
    return row;
}

void ir_builder_choose(IrBuilder *builder)
{
    for (uint32_t id = 0; id < WFX_OP_COUNT; id++)
        builder->rows[id] = choose(&wfx_op_rows[id]);
}
