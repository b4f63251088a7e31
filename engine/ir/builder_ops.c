/* The IR builder's operators with immediates of their own: constants, variables, tables, bulk memory, references, calls, and the
   operators on continuations that do not end a block. Called by the builder's `plain` for rows without a `lower`. */
#include "engine/ir/builder.h"

#include <string.h>

/* A type of kind BOTTOM for no result. */
static WfxType first_type(const WfxInstr *instr, const WfxOperand *results)
{
    return instr->result_count ? results[0].type : WFX_KIND_BOTTOM;
}

static void build_const(IrBuilder *builder, WfxKind kind, uint64_t bits, WfxOperand *results)
{
    results[0].value = ir_emit(builder, IR_CONST, kind, 0, 0, (uint32_t)bits, (uint32_t)(bits >> 32));
}

static void build_v128_const(IrBuilder *builder, const WfxInstr *instr, WfxOperand *results)
{
    IrFunction *fn = &builder->function;
    uint32_t index = fn->v128.count / 16;
    if (!wfx_vec_reserve(&fn->v128, 16)) {
        builder->failed = true;
        return;
    }
    memcpy(fn->v128.data + fn->v128.count, instr->v128, 16);
    fn->v128.count += 16;
    results[0].value = ir_emit(builder, IR_V128_CONST, WFX_KIND_V128, 0, 0, index, 0);
}

static void build_call(IrBuilder *builder, IrOp op, uint32_t c, uint32_t d, const WfxInstr *instr, const WfxOperand *args,
                       WfxOperand *results)
{
    uint32_t first = ir_push_args(builder, args, instr->arg_count);
    builder->function.has_calls = true;
    IrValue call = ir_emit_value(builder, op, first_type(instr, results), first, instr->arg_count, c, d);
    ir_emit_results(builder, call, instr->result_count, results);
}

/* A call into the runtime: the instruction's indices as constants (`immediates` of them, in binary order), then its operands. */
static void build_libcall(IrBuilder *builder, WfxLibcall libcall, uint32_t immediates, const WfxInstr *instr,
                          const WfxOperand *args, WfxOperand *results)
{
    WfxOperand all[8];
    const uint32_t indices[2] = {instr->index, instr->index2};
    for (uint32_t i = 0; i < immediates; i++)
        build_const(builder, WFX_KIND_I32, indices[i], &all[i]);
    for (uint32_t i = 0; i < instr->arg_count; i++)
        all[immediates + i] = args[i];
    uint32_t count = immediates + instr->arg_count, first = ir_push_args(builder, all, count);
    builder->function.has_calls = true;
    IrValue call = ir_emit_value(builder, IR_LIBCALL, first_type(instr, results), first, count, libcall, 0);
    if (instr->result_count)
        results[0].value = call;
}

static bool build_bulk(IrBuilder *builder, const WfxInstr *instr, const WfxOperand *args, WfxOperand *results)
{
    switch (instr->row->id) {
    case WFX_OP_MEMORY_GROW: build_libcall(builder, WFX_LIBCALL_memory_grow, 1, instr, args, results); break;
    case WFX_OP_MEMORY_FILL: build_libcall(builder, WFX_LIBCALL_memory_fill, 1, instr, args, results); break;
    case WFX_OP_MEMORY_COPY: build_libcall(builder, WFX_LIBCALL_memory_copy, 2, instr, args, results); break;
    case WFX_OP_MEMORY_INIT: build_libcall(builder, WFX_LIBCALL_memory_init, 2, instr, args, results); break;
    case WFX_OP_DATA_DROP: build_libcall(builder, WFX_LIBCALL_data_drop, 1, instr, args, results); break;
    case WFX_OP_TABLE_GROW: build_libcall(builder, WFX_LIBCALL_table_grow, 1, instr, args, results); break;
    case WFX_OP_TABLE_FILL: build_libcall(builder, WFX_LIBCALL_table_fill, 1, instr, args, results); break;
    case WFX_OP_TABLE_COPY: build_libcall(builder, WFX_LIBCALL_table_copy, 2, instr, args, results); break;
    case WFX_OP_TABLE_INIT: build_libcall(builder, WFX_LIBCALL_table_init, 2, instr, args, results); break;
    case WFX_OP_ELEM_DROP: build_libcall(builder, WFX_LIBCALL_elem_drop, 1, instr, args, results); break;
    default: return wfx_error_set(builder->error, WFX_ERROR_LIMIT, instr->offset, "%s is not compiled yet", instr->row->text);
    }
    return ir_builder_done(builder);
}

static bool build_reference(IrBuilder *builder, const WfxInstr *instr, const WfxOperand *args, WfxOperand *results)
{
    switch (instr->row->id) {
    case WFX_OP_REF_NULL: results[0].value = ir_emit_value(builder, IR_CONST, results[0].type, 0, 0, 0, 0); break;
    case WFX_OP_REF_IS_NULL:
        results[0].value = ir_emit(builder, IR_REF_IS_NULL, WFX_KIND_REF, ir_use(builder, args[0].value), 0, 0, 0);
        break;
    case WFX_OP_REF_FUNC: results[0].value = ir_emit_value(builder, IR_REF_FUNC, results[0].type, instr->index, 0, 0, 0); break;
    case WFX_OP_REF_AS_NON_NULL:
        results[0].value = ir_emit_value(builder, IR_REF_AS_NON_NULL, results[0].type, ir_use(builder, args[0].value), 0, 0, 0);
        break;
    case WFX_OP_CONT_NEW:
        builder->function.has_calls = true;
        results[0].value =
            ir_emit_value(builder, IR_CONT_NEW, results[0].type, ir_use(builder, args[0].value), 0, instr->index, 0);
        break;
    case WFX_OP_CONT_BIND: build_call(builder, IR_CONT_BIND, instr->index, instr->index2, instr, args, results); break;
    case WFX_OP_SUSPEND: build_call(builder, IR_SUSPEND, instr->index, 0, instr, args, results); break;
    case WFX_OP_SWITCH: build_call(builder, IR_SWITCH, instr->index, instr->index2, instr, args, results); break;
    default: return build_bulk(builder, instr, args, results);
    }
    return ir_builder_done(builder);
}

bool ir_build_special(IrBuilder *builder, const WfxInstr *instr, const WfxOperand *args, WfxOperand *results)
{
    switch (instr->row->id) {
    case WFX_OP_NOP:
    case WFX_OP_DROP: break;
    case WFX_OP_LOCAL_GET: results[0].value = ir_emit_value(builder, IR_LOCAL_GET, instr->type, instr->index, 0, 0, 0); break;
    case WFX_OP_LOCAL_TEE: results[0].value = args[0].value; /* fall through */
    case WFX_OP_LOCAL_SET:
        ir_emit(builder, IR_LOCAL_SET, WFX_KIND_BOTTOM, instr->index, ir_use(builder, args[0].value), 0, 0);
        break;
    case WFX_OP_I32_CONST: build_const(builder, WFX_KIND_I32, (uint32_t)instr->imm, results); break;
    case WFX_OP_I64_CONST: build_const(builder, WFX_KIND_I64, instr->imm, results); break;
    case WFX_OP_F32_CONST: build_const(builder, WFX_KIND_F32, (uint32_t)instr->imm, results); break;
    case WFX_OP_F64_CONST: build_const(builder, WFX_KIND_F64, instr->imm, results); break;
    case WFX_OP_V128_CONST: build_v128_const(builder, instr, results); break;
    case WFX_OP_SELECT:
    case WFX_OP_SELECT_T:
        results[0].value = ir_emit_value(builder, IR_SELECT, results[0].type, ir_use(builder, args[0].value),
                                         ir_use(builder, args[1].value), ir_use(builder, args[2].value), 0);
        break;
    case WFX_OP_GLOBAL_GET:
        results[0].value = ir_emit_value(builder, IR_GLOBAL_GET, results[0].type, instr->index, 0, 0, 0);
        break;
    case WFX_OP_GLOBAL_SET:
        ir_emit(builder, IR_GLOBAL_SET, WFX_KIND_BOTTOM, instr->index, ir_use(builder, args[0].value), 0, 0);
        break;
    case WFX_OP_TABLE_GET:
        results[0].value =
            ir_emit_value(builder, IR_TABLE_GET, results[0].type, ir_use(builder, args[0].value), 0, 0, instr->index);
        break;
    case WFX_OP_TABLE_SET: {
        IrValue index = ir_use(builder, args[0].value), value = ir_use(builder, args[1].value);
        ir_emit(builder, IR_TABLE_SET, WFX_KIND_BOTTOM, index, value, 0, instr->index);
        break;
    }
    case WFX_OP_TABLE_SIZE:
        results[0].value = ir_emit(builder, IR_TABLE_SIZE, wfx_type_kind(results[0].type), 0, 0, 0, instr->index);
        break;
    case WFX_OP_MEMORY_SIZE:
        results[0].value = ir_emit(builder, IR_MEMORY_SIZE, wfx_type_kind(results[0].type), 0, 0, 0, instr->index);
        break;
    case WFX_OP_CALL: build_call(builder, IR_CALL, instr->index, 0, instr, args, results); break;
    case WFX_OP_CALL_INDIRECT: build_call(builder, IR_CALL_INDIRECT, instr->index, instr->index2, instr, args, results); break;
    case WFX_OP_CALL_REF: build_call(builder, IR_CALL_REF, instr->index, 0, instr, args, results); break;
    default: return build_reference(builder, instr, args, results);
    }
    return ir_builder_done(builder);
}
