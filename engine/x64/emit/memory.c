/* The emitter, linear memories and tables. Memory 0 with 32-bit addresses is [r13 + address + offset]: its reservation
   covers every sum, so a bounds fault is a page fault at a site. Other memories find their base in the instance; those
   with 64-bit addresses or pages of one byte check first. */
#include "engine/x64/emit/emit.h"

static void load_record(Emit *e, unsigned reg, uint32_t array, uint32_t index)
{
    x64_rm(e->as, X64_MOV_RM, true, reg, x64_mem(R14, (int32_t)(array + 8 * index)));
}

/* Leaves the operand of the access; uses r10 (address), r11 (base) and r12. */
static X64Mem checked_address(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Buffer *as = e->as;
    uint32_t size = wfx_access_size((WfxAccess)op->access);
    bool is_64 = e->module->memories[op->index].limits.is_64;
    x64_mov_imm(as, R10, op->imm);
    if (at->loc[0].kind == LOC_IMM) {
        x64_mov_imm(as, R11, is_64 ? (uint64_t)(int64_t)at->loc[0].imm : (uint32_t)at->loc[0].imm);
        x64_rr(as, X64_ADD_RM, true, R10, R11);
    } else {
        x64_rr(as, X64_ADD_RM, true, R10, at->loc[0].reg);
    }
    if (is_64) /* of 32 bits and 32 bits there is none */
        emit_trap_if(e, CC_B, WFX_TRAP_MEMORY_OUT_OF_BOUNDS, op->offset);
    load_record(e, R11, e->c->offsets.memories, op->index);
    /* size - bytes >= address, without borrow */
    x64_rm(as, X64_MOV_RM, true, R12, x64_mem(R11, WFX_MEMORY_SIZE));
    x64_alu_ri(as, X64_SUB_MI, true, R12, (int32_t)size);
    emit_trap_if(e, CC_B, WFX_TRAP_MEMORY_OUT_OF_BOUNDS, op->offset);
    x64_rr(as, X64_CMP_RM, true, R10, R12);
    emit_trap_if(e, CC_A, WFX_TRAP_MEMORY_OUT_OF_BOUNDS, op->offset);
    x64_rm(as, X64_MOV_RM, true, R11, x64_mem(R11, WFX_MEMORY_BASE));
    return x64_mem_index(R11, R10, 0, 0);
}

static X64Mem address_of(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Buffer *as = e->as;
    if (wfx_memory_is_checked(&e->module->memories[op->index].limits))
        return checked_address(e, op, at);
    unsigned base = R13, sum = R11;
    if (op->index) {
        load_record(e, R11, e->c->offsets.memories, op->index);
        x64_rm(as, X64_MOV_RM, true, R11, x64_mem(R11, WFX_MEMORY_BASE));
        base = R11;
        sum = R10;
    }
    uint64_t offset = op->imm;
    if (at->loc[0].kind == LOC_IMM) {
        offset += (uint32_t)at->loc[0].imm;
        if (offset <= INT32_MAX)
            return x64_mem(base, (int32_t)offset);
        x64_mov_imm(as, sum, offset);
        return x64_mem_index(base, sum, 0, 0);
    }
    if (offset <= INT32_MAX)
        return x64_mem_index(base, at->loc[0].reg, 0, (int32_t)offset);
    x64_mov_imm(as, sum, offset);
    x64_rr(as, X64_ADD_RM, true, sum, at->loc[0].reg);
    return x64_mem_index(base, sum, 0, 0);
}

static const struct {
    X64Op op;
    bool wide;
} loads[] = {
    [WFX_ACCESS_I32] = {X64_MOV_RM, false},           [WFX_ACCESS_I64] = {X64_MOV_RM, true},
    [WFX_ACCESS_F32] = {X64_MOVSS_RM, false},         [WFX_ACCESS_F64] = {X64_MOVSD_RM, false},
    [WFX_ACCESS_V128] = {X64_MOVUPS_RM, false},       [WFX_ACCESS_I32_8S] = {X64_MOVSX8, false},
    [WFX_ACCESS_I32_8U] = {X64_MOVZX8, false},        [WFX_ACCESS_I32_16S] = {X64_MOVSX16, false},
    [WFX_ACCESS_I32_16U] = {X64_MOVZX16, false},      [WFX_ACCESS_I64_8S] = {X64_MOVSX8, true},
    [WFX_ACCESS_I64_8U] = {X64_MOVZX8, false},        [WFX_ACCESS_I64_16S] = {X64_MOVSX16, true},
    [WFX_ACCESS_I64_16U] = {X64_MOVZX16, false},      [WFX_ACCESS_I64_32S] = {X64_MOVSXD, true},
    [WFX_ACCESS_I64_32U] = {X64_MOV_RM, false},       [WFX_ACCESS_V128_8X8S] = {X64_PMOVSXBW, false},
    [WFX_ACCESS_V128_8X8U] = {X64_PMOVZXBW, false},   [WFX_ACCESS_V128_16X4S] = {X64_PMOVSXWD, false},
    [WFX_ACCESS_V128_16X4U] = {X64_PMOVZXWD, false},  [WFX_ACCESS_V128_32X2S] = {X64_PMOVSXDQ, false},
    [WFX_ACCESS_V128_32X2U] = {X64_PMOVZXDQ, false},  [WFX_ACCESS_V128_ZERO32] = {X64_MOVSS_RM, false},
    [WFX_ACCESS_V128_ZERO64] = {X64_MOVSD_RM, false},
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

static void load_from(Emit *e, const VOp *op, const VPlaced *at, X64Mem from)
{
    /* A byte register form is never needed for loads: the bit in the row is about the r/m operand. */
    x64_rm(e->as, loads[op->access].op & ~(1u << 15), loads[op->access].wide, at->dst, from);
}

static void store_to(Emit *e, const VOp *op, VLoc value, X64Mem to)
{
    X64Op x = stores[op->access].op;
    unsigned size = stores[op->access].imm_size;
    if (value.kind == LOC_REG)
        x64_rm(e->as, x, stores[op->access].wide, value.reg, to);
    else if (size == 1)
        x64_mi8(e->as, X64_MOV8_MI, false, to, value.imm);
    else
        x64_mi32(e->as, X64_MOV_MI, stores[op->access].wide, to, value.imm);
}

static void emit_load(Emit *e, const VOp *op, const VPlaced *at)
{
    wfx_assert(v_has_access(op->access) && op->index < e->module->memory_count);
    X64Mem from = address_of(e, op, at);
    emit_site(e, WFX_SITE_TRAP, WFX_TRAP_MEMORY_OUT_OF_BOUNDS, op->offset);
    load_from(e, op, at, from);
}

static void emit_store(Emit *e, const VOp *op, const VPlaced *at)
{
    wfx_assert(v_has_access(op->access) && op->index < e->module->memory_count);
    X64Mem to = address_of(e, op, at);
    emit_site(e, WFX_SITE_TRAP, WFX_TRAP_MEMORY_OUT_OF_BOUNDS, op->offset);
    store_to(e, op, at->loc[1], to);
}

/* ---- atomic accesses ---- */

/* The instruction of the access's width, of the three that follow each other in x64.def. */
static void locked(Emit *e, const VOp *op, X64Op ordinary, X64Op byte, X64Op half, unsigned reg, X64Mem mem)
{
    unsigned size = wfx_access_size((WfxAccess)op->access);
    x64_lock(e->as);
    x64_rm(e->as, size == 1 ? byte : size == 2 ? half : ordinary, size == 8, reg, mem);
}

/* What was read into the lower part of a register; a word of 32 bits is extended already where it was written. */
static void extend(Emit *e, const VOp *op, unsigned reg)
{
    unsigned size = wfx_access_size((WfxAccess)op->access);
    if (size < 4)
        x64_rr(e->as, size == 1 ? X64_MOVZX8 : X64_MOVZX16, false, reg, reg);
}

static void take_value(Emit *e, const VOp *op, VLoc from, unsigned to)
{
    if (from.kind == LOC_IMM)
        x64_mov_imm(e->as, to, op->wide ? (uint64_t)(int64_t)from.imm : (uint32_t)from.imm);
    else
        x64_rr(e->as, X64_MOV_RM, op->wide, to, from.reg);
}

/* V_XCHG and V_XADD: what goes out and what comes in share a register, r12 where nobody wants what comes in. */
static void emit_exchange(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Mem mem = address_of(e, op, at);
    unsigned reg = op->def_how == DEF_NONE ? R12 : at->dst;
    take_value(e, op, at->loc[1], reg);
    if (op->x)
        x64_r(e->as, op->x, op->wide, reg);
    emit_site(e, WFX_SITE_TRAP, WFX_TRAP_MEMORY_OUT_OF_BOUNDS, op->offset);
    if (op->code == V_XADD)
        locked(e, op, X64_XADD_MR, X64_XADD8_MR, X64_XADD16_MR, reg, mem);
    else
        locked(e, op, X64_XCHG_RM, X64_XCHG8_MR, X64_XCHG16_MR, reg, mem);
    if (op->def_how != DEF_NONE)
        extend(e, op, reg);
}

static void emit_cmpxchg(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Mem mem = address_of(e, op, at);
    emit_site(e, WFX_SITE_TRAP, WFX_TRAP_MEMORY_OUT_OF_BOUNDS, op->offset);
    locked(e, op, X64_CMPXCHG_MR, X64_CMPXCHG8_MR, X64_CMPXCHG16_MR, at->loc[1].reg, mem);
    if (op->access == WFX_ACCESS_I64_32U) /* where both are equal rax is left alone */
        x64_rr(e->as, X64_MOV_RM, false, RAX, RAX);
    extend(e, op, RAX);
}

/* rax has what was there last, extended: cmpxchg writes no more of it than it reads. */
static void emit_rmw(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Buffer *as = e->as;
    X64Mem mem = address_of(e, op, at);
    emit_site(e, WFX_SITE_TRAP, WFX_TRAP_MEMORY_OUT_OF_BOUNDS, op->offset);
    x64_rm(as, loads[op->access].op & ~(1u << 15), loads[op->access].wide, RAX, mem);
    uint32_t again = x64_pos(as);
    x64_rr(as, X64_MOV_RM, op->wide, R12, RAX);
    emit_alu(e, op->x, op->wide, R12, at->loc[1]);
    locked(e, op, X64_CMPXCHG_MR, X64_CMPXCHG8_MR, X64_CMPXCHG16_MR, R12, mem);
    uint32_t back = x64_jcc(as, CC_NE);
    x64_patch_to(as, back, again);
}

/* The address that the operation names by itself: one use, or two. May take r11. */
static X64Mem explicit_address(Emit *e, const VOp *op, const VPlaced *at, unsigned uses)
{
    unsigned base = at->loc[0].reg;
    uint64_t offset = op->imm;
    wfx_assert(uses == 1 || uses == 2);
    if (offset > INT32_MAX) {
        x64_mov_imm(e->as, R11, offset);
        x64_rr(e->as, X64_ADD_RM, true, R11, base);
        base = R11;
        offset = 0;
    }
    return uses == 2 ? x64_mem_index(base, at->loc[1].reg, op->scale, (int32_t)offset) : x64_mem(base, (int32_t)offset);
}

static void emit_at(Emit *e, const VOp *op, const VPlaced *at)
{
    bool is_store = op->code == V_STORE_AT;
    X64Mem mem = explicit_address(e, op, at, op->use_count - is_store);
    if (op->index != WFX_TRAP_NONE)
        emit_site(e, WFX_SITE_TRAP, (WfxTrap)op->index, op->offset);
    if (is_store)
        store_to(e, op, at->loc[op->use_count - 1], mem);
    else
        load_from(e, op, at, mem);
}

/* r10 = index, r11 = elements; the address of the element is [r11 + r10 * 8]. */
/* A reference goes into the table: a minor collection looks at tables that got one into the nursery. Most that are
   stored are not such ones: continuations that wait. Takes r11. */
static void note_young(Emit *e, unsigned reference, uint32_t table)
{
    X64Buffer *as = e->as;
    emit_compare_with_nursery(e, reference);
    uint32_t is_old = x64_jcc8(as, CC_AE);
    load_record(e, R11, e->c->offsets.tables, table);
    x64_mi8(as, X64_MOV8_MI, false, x64_mem(R11, WFX_TABLE_HAS_YOUNG), 1);
    x64_here8(as, is_old);
}

static void emit_element(Emit *e, const VOp *op, const VPlaced *at, bool is_store)
{
    X64Buffer *as = e->as;
    WfxRefKind kind = is_store ? wfx_type_ref_kind(e->module->tables[op->index].type) : WFX_REF_NONE;
    if (wfx_ref_kind_has_objects(kind) && at->loc[1].kind == LOC_REG)
        note_young(e, at->loc[1].reg, op->index);
    if (at->loc[0].kind == LOC_IMM)
        x64_mov_imm(as, R10, op->wide ? (uint64_t)(int64_t)at->loc[0].imm : (uint32_t)at->loc[0].imm);
    else
        x64_rr(as, X64_MOV_RM, true, R10, at->loc[0].reg);
    load_record(e, R11, e->c->offsets.tables, op->index);
    x64_rm(as, X64_CMP_RM, true, R10, x64_mem(R11, WFX_TABLE_SIZE));
    emit_trap_if(e, CC_AE, WFX_TRAP_TABLE_OUT_OF_BOUNDS, op->offset);
    x64_rm(as, X64_MOV_RM, true, R11, x64_mem(R11, WFX_TABLE_ELEMENTS));
    X64Mem element = x64_mem_index(R11, R10, 3, 0);
    if (!is_store)
        x64_rm(as, X64_MOV_RM, true, at->dst, element);
    else if (at->loc[1].kind == LOC_IMM)
        x64_mi32(as, X64_MOV_MI, true, element, at->loc[1].imm);
    else
        x64_rm(as, X64_MOV_MR, true, at->loc[1].reg, element);
}

/* ---- the instance ---- */

/* The cell of a global: in the instance, or behind a pointer there (r10). */
static X64Mem global_cell(Emit *e, uint32_t index)
{
    const WfxModule *module = e->module;
    if (index >= module->imported_global_count)
        return x64_mem(R14, (int32_t)(e->c->offsets.globals + 16 * (index - module->imported_global_count)));
    load_record(e, R10, e->c->offsets.global_cells, index);
    return x64_mem(R10, 0);
}

static void emit_global_set(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Mem cell = global_cell(e, op->index);
    if (at->loc[0].kind == LOC_IMM)
        x64_mi32(e->as, X64_MOV_MI, op->kind != WFX_KIND_I32, cell, at->loc[0].imm);
    else
        emit_store_slot(e, op->kind, at->loc[0].reg, cell);
}

static void emit_size(Emit *e, const VOp *op, const VPlaced *at)
{
    x64_rm(e->as, X64_MOV_RM, true, at->dst, x64_mem(R14, (int32_t)op->imm));
    x64_rm(e->as, X64_MOV_RM, true, at->dst, x64_mem(at->dst, op->access));
    if (op->index)
        x64_ri8(e->as, X64_SHR_MI8, true, at->dst, (int)op->index);
}

/* ---- words of overflow areas and payloads ---- */

static void store_word(Emit *e, const VOp *op, VLoc from, X64Mem to)
{
    if (from.kind == LOC_IMM)
        x64_mi32(e->as, X64_MOV_MI, true, to, from.imm);
    else
        /* the upper half is zero */
        emit_store_slot(e, op->kind == WFX_KIND_I32 ? WFX_KIND_I64 : op->kind, from.reg, to);
}

static void emit_load_xfer(Emit *e, const VOp *op, const VPlaced *at)
{
    x64_rm(e->as, X64_MOV_RM, true, R11, x64_mem(R15, WFX_CONTEXT_XFER));
    emit_load_slot(e, op->kind, at->dst, x64_mem(R11, (int32_t)op->imm));
}

/* The continuation has been checked; its word may be in r11, so its header is found with r10 alone. */
static void emit_store_cont(Emit *e, const VOp *op, const VPlaced *at)
{
    emit_move_register(e, WFX_KIND_REF, R10, at->loc[1].reg);
    emit_strip_generation(e, R10);
    x64_rm(e->as, X64_MOV_RM, true, R10, x64_mem(R10, WFX_CONT_ARGS_AREA));
    store_word(e, op, at->loc[0], x64_mem(R10, (int32_t)op->imm));
}

static void emit_check_cont(Emit *e, const VOp *op, const VPlaced *at)
{
    emit_move_register(e, WFX_KIND_REF, R11, at->loc[0].reg);
    emit_check_reference(e, R11, R10, WFX_NO_INDEX, op->offset);
    emit_make_reference(e, at->dst, R11);
}

void emit_plain_memory(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Buffer *as = e->as;
    int32_t disp = (int32_t)op->imm;
    switch ((VCodeId)op->code) {
    case V_LOAD: emit_load(e, op, at); break;
    case V_STORE: emit_store(e, op, at); break;
    case V_XCHG:
    case V_XADD: emit_exchange(e, op, at); break;
    case V_CMPXCHG: emit_cmpxchg(e, op, at); break;
    case V_RMW: emit_rmw(e, op, at); break;
    case V_FENCE: x64_mfence(as); break;
    case V_LOAD_AT:
    case V_STORE_AT: emit_at(e, op, at); break;
    case V_CMP_TYPE: x64_mi32(as, X64_CMP_MI, false, x64_mem(at->loc[0].reg, WFX_FUNC_TYPE_ID), disp); break;
    case V_TABLE_GET:
    case V_TABLE_SET: emit_element(e, op, at, op->code == V_TABLE_SET); break;
    case V_GLOBAL_GET: emit_load_slot(e, op->kind, at->dst, global_cell(e, op->index)); break;
    case V_GLOBAL_SET: emit_global_set(e, op, at); break;
    case V_INSTANCE: x64_rm(as, X64_MOV_RM, true, at->dst, x64_mem(R14, disp)); break;
    case V_SIZE: emit_size(e, op, at); break;
    case V_AREA: emit_area(e, (uint32_t)op->imm); break;
    case V_AREA_END: x64_alu_ri(as, X64_ADD_MI, true, RSP, 8 * disp); break;
    case V_STORE_WORD: store_word(e, op, at->loc[0], x64_mem(op->index, disp)); break;
    case V_LOAD_WORD: emit_load_slot(e, op->kind, at->dst, x64_mem(op->index, disp)); break;
    case V_LOAD_XFER: emit_load_xfer(e, op, at); break;
    case V_LOAD_PAYLOAD:
        emit_load_slot(e, op->kind, at->dst, x64_mem(at->loc[0].reg, WFX_EXCEPTION_VALUES + disp));
        break;
    case V_NEW: emit_new(e, op, at); break;
    case V_NEW_CONT: emit_new_cont(e, op, at); break;
    case V_REF_TEST: emit_ref_test(e, op, at); break;
    case V_REMEMBER: emit_remember(e, op, at); break;
    case V_CHECK_CONT: emit_check_cont(e, op, at); break;
    case V_STORE_CONT: emit_store_cont(e, op, at); break;
    default: x64_rm(as, X64_MOV_MR, true, RSP, x64_mem(R15, WFX_CONTEXT_XFER)); break; /* V_SET_XFER */
    }
}
