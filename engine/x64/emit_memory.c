/* The emitter, linear memories and tables. Memory 0 with 32-bit addresses is [r13 + address + offset]: its reservation covers every
   sum, so a bounds fault is a page fault at a site. Other memories find their base in the instance; 64-bit ones check first. */
#include "engine/x64/func.h"

static void load_record(Fn *f, unsigned reg, uint32_t array, uint32_t index)
{
    x64_rm(f->as, X64_MOV_RM, true, reg, x64_mem(R14, (int32_t)(array + 8 * index)));
}

/* Leaves the operand of the access; uses r10 (address) and r11 (base). */
static X64Mem address_64(Fn *f, const MachOp *op)
{
    WfxAsm *as = f->as;
    uint32_t size = wfx_access_size((WfxAccess)op->access);
    uint64_t low = op->imm;
    x64_mov_imm(as, R10, low);
    if (op->loc[0].kind == LOC_IMM) {
        x64_mov_imm(as, R11, (uint64_t)(int64_t)op->loc[0].imm);
        x64_rr(as, X64_ADD_RM, true, R10, R11);
    } else {
        x64_rr(as, X64_ADD_RM, true, R10, op->loc[0].reg);
    }
    fn_trap_if(f, CC_B, WFX_TRAP_MEMORY_OUT_OF_BOUNDS, op->offset);
    load_record(f, R11, f->c->offsets.memories, op->memory);
    /* size - bytes >= address, without borrow */
    x64_rm(as, X64_MOV_RM, true, R12, x64_mem(R11, WFX_MEMORY_SIZE));
    x64_alu_ri(as, X64_SUB_MI, true, R12, (int32_t)size);
    fn_trap_if(f, CC_B, WFX_TRAP_MEMORY_OUT_OF_BOUNDS, op->offset);
    x64_rr(as, X64_CMP_RM, true, R10, R12);
    fn_trap_if(f, CC_A, WFX_TRAP_MEMORY_OUT_OF_BOUNDS, op->offset);
    x64_rm(as, X64_MOV_RM, true, R11, x64_mem(R11, WFX_MEMORY_BASE));
    return x64_mem_index(R11, R10, 0, 0);
}

static X64Mem address_of(Fn *f, const MachOp *op)
{
    WfxAsm *as = f->as;
    if (f->module->memories[op->memory].limits.is_64)
        return address_64(f, op);
    unsigned base = R13;
    if (op->memory) {
        load_record(f, R11, f->c->offsets.memories, op->memory);
        x64_rm(as, X64_MOV_RM, true, R11, x64_mem(R11, WFX_MEMORY_BASE));
        base = R11;
    }
    uint64_t offset = op->imm;
    if (op->loc[0].kind == LOC_IMM) {
        offset += (uint32_t)op->loc[0].imm;
        if (offset <= INT32_MAX)
            return x64_mem(base, (int32_t)offset);
        x64_mov_imm(as, R10, offset);
        return x64_mem_index(base, R10, 0, 0);
    }
    if (offset <= INT32_MAX)
        return x64_mem_index(base, op->loc[0].reg, 0, (int32_t)offset);
    x64_mov_imm(as, R10, offset);
    x64_rr(as, X64_ADD_RM, true, R10, op->loc[0].reg);
    return x64_mem_index(base, R10, 0, 0);
}

static const struct {
    X64Op op;
    bool wide;
} loads[] = {
    [WFX_ACCESS_I32] = {X64_MOV_RM, false},      [WFX_ACCESS_I64] = {X64_MOV_RM, true},
    [WFX_ACCESS_F32] = {X64_MOVSS_RM, false},    [WFX_ACCESS_F64] = {X64_MOVSD_RM, false},
    [WFX_ACCESS_V128] = {X64_MOVUPS_RM, false},  [WFX_ACCESS_I32_8S] = {X64_MOVSX8, false},
    [WFX_ACCESS_I32_8U] = {X64_MOVZX8, false},   [WFX_ACCESS_I32_16S] = {X64_MOVSX16, false},
    [WFX_ACCESS_I32_16U] = {X64_MOVZX16, false}, [WFX_ACCESS_I64_8S] = {X64_MOVSX8, true},
    [WFX_ACCESS_I64_8U] = {X64_MOVZX8, false},   [WFX_ACCESS_I64_16S] = {X64_MOVSX16, true},
    [WFX_ACCESS_I64_16U] = {X64_MOVZX16, false}, [WFX_ACCESS_I64_32S] = {X64_MOVSXD, true},
    [WFX_ACCESS_I64_32U] = {X64_MOV_RM, false},
};
static const struct {
    X64Op op;
    bool wide;
    uint8_t imm_size;
} stores[] = {
    [WFX_ACCESS_I32] = {X64_MOV_MR, false, 4},      [WFX_ACCESS_I64] = {X64_MOV_MR, true, 4},
    [WFX_ACCESS_F32] = {X64_MOVSS_MR, false, 0},    [WFX_ACCESS_F64] = {X64_MOVSD_MR, false, 0},
    [WFX_ACCESS_V128] = {X64_MOVUPS_MR, false, 0},  [WFX_ACCESS_I32_8] = {X64_MOV8_MR, false, 1},
    [WFX_ACCESS_I32_16] = {X64_MOV16_MR, false, 2}, [WFX_ACCESS_I64_8] = {X64_MOV8_MR, false, 1},
    [WFX_ACCESS_I64_16] = {X64_MOV16_MR, false, 2}, [WFX_ACCESS_I64_32] = {X64_MOV_MR, false, 4},
};

static void emit_load(Fn *f, const MachOp *op)
{
    X64Mem from = address_of(f, op);
    fn_site_here(f, WFX_SITE_TRAP, WFX_TRAP_MEMORY_OUT_OF_BOUNDS, op->offset);
    /* A byte register form is never needed for loads: the bit in the row is about the r/m operand. */
    x64_rm(f->as, loads[op->access].op & ~(1u << 15), loads[op->access].wide, op->dst, from);
}

static void emit_store(Fn *f, const MachOp *op)
{
    X64Mem to = address_of(f, op);
    MachLoc value = op->loc[1];
    X64Op x = stores[op->access].op;
    unsigned size = stores[op->access].imm_size;
    if (value.kind == LOC_IMM && size == 2) {
        x64_mov_imm(f->as, R12, (uint32_t)value.imm);
        value = (MachLoc){LOC_REG, R12, 0};
    }
    fn_site_here(f, WFX_SITE_TRAP, WFX_TRAP_MEMORY_OUT_OF_BOUNDS, op->offset);
    if (value.kind == LOC_REG)
        x64_rm(f->as, x, stores[op->access].wide, value.reg, to);
    else if (size == 1)
        x64_mi8(f->as, X64_MOV8_MI, false, to, value.imm);
    else
        x64_mi32(f->as, X64_MOV_MI, stores[op->access].wide, to, value.imm);
}

/* r10 = index, r11 = elements; the address of the element is [r11 + r10 * 8]. */
static void emit_table(Fn *f, const MachOp *op, bool is_store)
{
    WfxAsm *as = f->as;
    if (op->loc[0].kind == LOC_IMM)
        x64_mov_imm(as, R10, op->wide ? (uint64_t)(int64_t)op->loc[0].imm : (uint32_t)op->loc[0].imm);
    else
        x64_rr(as, X64_MOV_RM, true, R10, op->loc[0].reg);
    load_record(f, R11, f->c->offsets.tables, op->memory);
    x64_rm(as, X64_CMP_RM, true, R10, x64_mem(R11, WFX_TABLE_SIZE));
    fn_trap_if(f, CC_AE, WFX_TRAP_TABLE_OUT_OF_BOUNDS, op->offset);
    x64_rm(as, X64_MOV_RM, true, R11, x64_mem(R11, WFX_TABLE_ELEMENTS));
    X64Mem element = x64_mem_index(R11, R10, 3, 0);
    if (!is_store)
        x64_rm(as, X64_MOV_RM, true, op->dst, element);
    else if (op->loc[1].kind == LOC_IMM)
        x64_mi32(as, X64_MOV_MI, true, element, op->loc[1].imm);
    else
        x64_rm(as, X64_MOV_MR, true, op->loc[1].reg, element);
}

void wfx_mach_emit_memory(Fn *f, const MachOp *op)
{
    switch (op->code) {
    case MACH_LOAD: emit_load(f, op); break;
    case MACH_STORE: emit_store(f, op); break;
    default: emit_table(f, op, op->code == MACH_TABLE_ADDRESS_SET); break;
    }
}
