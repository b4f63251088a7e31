/* The IR builder's SIMD operators. Those that compute are one VECTOR instruction, typed by their row of the opcode
   table. Accesses of single lanes, and loads that spread one, are a scalar access and the operator that puts a lane in
   place. */
#include "engine/ir/builder.h"

#include <string.h>

static IrValue put_vector(IrBuilder *builder, WfxKind result, WfxOpcode opcode, unsigned lane, IrValue a, IrValue b,
                          IrValue c)
{
    IrValue id = ir_put(builder, IR_VECTOR, result, a, b, c, opcode);
    builder->function.insts.data[id].aux = (uint8_t)lane;
    return id;
}

bool ir_build_vector(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                     WfxOperand *results)
{
    (void)row;
    IrValue operands[3] = {0};
    for (uint32_t i = 0; i < instr->arg_count; i++)
        operands[i] = ir_use(builder, args[i].value);
    bool has_lane = instr->row->imm[0] == 'k';
    results[0].value = put_vector(builder, wfx_type_kind(results[0].type), (WfxOpcode)instr->row->id,
                                  has_lane ? instr->index2 : 0, operands[0], operands[1], operands[2]);
    return true;
}

/* 16 bytes of the function's; their number, or IR_NO_ID without memory. */
static uint32_t put_bytes(IrBuilder *builder, const uint8_t bytes[16])
{
    IrFunction *fn = &builder->function;
    uint32_t index = fn->v128.count / 16;
    if (!wfx_vec_reserve(&fn->v128, 16)) {
        ir_builder_oom(builder);
        return IR_NO_ID;
    }
    memcpy(fn->v128.data + fn->v128.count, bytes, 16);
    fn->v128.count += 16;
    return index;
}

static bool build_const(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                        WfxOperand *results)
{
    (void)row, (void)args;
    uint32_t index = put_bytes(builder, instr->v128);
    results[0].value = ir_put(builder, IR_V128_CONST, WFX_KIND_V128, 0, 0, index, 0);
    return index != IR_NO_ID;
}

static bool build_shuffle(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                          WfxOperand *results)
{
    (void)row;
    uint32_t lanes = put_bytes(builder, instr->v128);
    IrValue a = ir_use(builder, args[0].value), b = ir_use(builder, args[1].value);
    results[0].value = ir_put(builder, IR_SHUFFLE, WFX_KIND_V128, a, b, lanes, 0);
    return lanes != IR_NO_ID;
}

/* How one lane is loaded, stored, spread, replaced and extracted. */
typedef struct Lane {
    uint8_t kind, load, store;         /* WfxKind, WfxAccess */
    uint16_t spread, replace, extract; /* WfxOpcode */
} Lane;

static const Lane *lane_of(const IrBuildRow *row)
{
    static const Lane lane8 = {WFX_KIND_I32,       WFX_ACCESS_I32_8U,         WFX_ACCESS_I32_8,
                               WFX_OP_I8X16_SPLAT, WFX_OP_I8X16_REPLACE_LANE, WFX_OP_I8X16_EXTRACT_LANE_U};
    static const Lane lane16 = {WFX_KIND_I32,       WFX_ACCESS_I32_16U,        WFX_ACCESS_I32_16,
                                WFX_OP_I16X8_SPLAT, WFX_OP_I16X8_REPLACE_LANE, WFX_OP_I16X8_EXTRACT_LANE_U};
    static const Lane lane32 = {WFX_KIND_F32,
                                WFX_ACCESS_F32,
                                WFX_ACCESS_F32,
                                WFX_OP_F32X4_SPLAT,
                                WFX_OP_F32X4_REPLACE_LANE,
                                WFX_OP_F32X4_EXTRACT_LANE};
    static const Lane lane64 = {WFX_KIND_F64,
                                WFX_ACCESS_F64,
                                WFX_ACCESS_F64,
                                WFX_OP_F64X2_SPLAT,
                                WFX_OP_F64X2_REPLACE_LANE,
                                WFX_OP_F64X2_EXTRACT_LANE};
    switch (wfx_access_size((WfxAccess)row->access)) {
    case 1: return &lane8;
    case 2: return &lane16;
    case 4: return &lane32;
    default: return &lane64;
    }
}

/* The scalar access. */
static IrValue put_access(IrBuilder *builder, IrOp op, WfxKind kind, unsigned access, const WfxInstr *instr,
                          IrValue address, IrValue value)
{
    uint32_t offset;
    address = ir_build_address(builder, instr, address, &offset);
    IrValue id = ir_put(builder, op, kind, address, value, offset, instr->index);
    builder->function.insts.data[id].aux = (uint8_t)access;
    return id;
}

static bool build_load_splat(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                             WfxOperand *results)
{
    const Lane *lane = lane_of(row);
    IrValue value = put_access(builder, IR_LOAD, (WfxKind)lane->kind, lane->load, instr, args[0].value, 0);
    results[0].value = put_vector(builder, WFX_KIND_V128, (WfxOpcode)lane->spread, 0, ir_use(builder, value), 0, 0);
    return true;
}

static bool build_load_lane(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                            WfxOperand *results)
{
    const Lane *lane = lane_of(row);
    IrValue vector = ir_use(builder, args[1].value);
    IrValue value = put_access(builder, IR_LOAD, (WfxKind)lane->kind, lane->load, instr, args[0].value, 0);
    results[0].value =
        put_vector(builder, WFX_KIND_V128, (WfxOpcode)lane->replace, instr->index2, vector, ir_use(builder, value), 0);
    return true;
}

static bool build_store_lane(IrBuilder *builder, const IrBuildRow *row, const WfxInstr *instr, const WfxOperand *args,
                             WfxOperand *results)
{
    (void)results;
    const Lane *lane = lane_of(row);
    IrValue vector = ir_use(builder, args[1].value);
    IrValue value = put_vector(builder, (WfxKind)lane->kind, (WfxOpcode)lane->extract, instr->index2, vector, 0, 0);
    put_access(builder, IR_STORE, WFX_KIND_BOTTOM, lane->store, instr, args[0].value, ir_use(builder, value));
    return true;
}

IrBuildRow ir_build_vector_row(uint16_t op)
{
    IrBuildRow row = {.access = wfx_op_rows[op].access};
    switch (op) {
    case WFX_OP_V128_CONST: row.build = build_const; break;
    case WFX_OP_I8X16_SHUFFLE: row.build = build_shuffle; break;
    case WFX_OP_V128_LOAD8_SPLAT:
    case WFX_OP_V128_LOAD16_SPLAT:
    case WFX_OP_V128_LOAD32_SPLAT:
    case WFX_OP_V128_LOAD64_SPLAT: row.build = build_load_splat; break;
    case WFX_OP_V128_LOAD8_LANE:
    case WFX_OP_V128_LOAD16_LANE:
    case WFX_OP_V128_LOAD32_LANE:
    case WFX_OP_V128_LOAD64_LANE: row.build = build_load_lane; break;
    case WFX_OP_V128_STORE8_LANE:
    case WFX_OP_V128_STORE16_LANE:
    case WFX_OP_V128_STORE32_LANE:
    case WFX_OP_V128_STORE64_LANE: row.build = build_store_lane; break;
    default: break;
    }
    return row;
}
