/* The emitter, objects of Wasm GC: allocation in the nursery, in line, and what is done behind a store of a reference
   (engine/layout.h, "Objects of Wasm GC"). */
#include "engine/x64/emit/emit.h"

static X64Mem context_at(int32_t field)
{
    return x64_mem(R15, field);
}

/* r11 = bytes of an array; returns the jump for lengths that are left to the runtime, 0 among them. */
static uint32_t array_bytes(Emit *e, unsigned length, uint32_t size)
{
    X64Buffer *as = e->as;
    int32_t longest = (WFX_LARGEST_YOUNG - WFX_OBJECT_HEADER) / (int32_t)size;
    x64_rm(as, X64_LEA, false, R11, x64_mem(length, -1));
    x64_alu_ri(as, X64_CMP_MI, false, R11, longest);
    uint32_t runtime = x64_jcc(as, CC_AE);
    x64_rr(as, X64_MOV_RM, false, R11, length);
    if (size > 1)
        x64_ri8(as, X64_SHL_MI8, true, R11, __builtin_ctz(size));
    x64_alu_ri(as, X64_ADD_MI, true, R11, WFX_OBJECT_HEADER + (size < 8 ? 7 : 0));
    if (size < 8)
        x64_alu_ri(as, X64_AND_MI, true, R11, -8);
    return runtime;
}

/* Zeroes the elements of the array that ends at r11, from the last ones on, two words at a time; the word that may be
   left is the header, which is written afterwards. */
static void zero_elements(Emit *e, unsigned array)
{
    X64Buffer *as = e->as;
    x64_rr(as, X64_XORPS, false, XMM15, XMM15);
    x64_alu_ri(as, X64_SUB_MI, true, R11, 16);
    uint32_t next = x64_pos(as);
    x64_rm(as, X64_MOVUPS_MR, false, XMM15, x64_mem(R11, 0));
    x64_alu_ri(as, X64_SUB_MI, true, R11, 16);
    x64_rr(as, X64_CMP_RM, true, R11, array);
    x64_patch_to(as, x64_jcc(as, CC_AE), next);
}

static NewJump new_jump(Emit *e, const VOp *op, unsigned object, WfxLibcall libcall)
{
    e->keeps_limit_check = true;
    return (NewJump){.wasm_offset = op->offset,
                     .libcall = (uint8_t)libcall,
                     .what = op->index,
                     .stack_map = e->stack_map,
                     .try_region = e->try_region,
                     .saves = e->first_save,
                     .save_count = e->saves.count - e->first_save,
                     .dst = (uint8_t)object};
}

/* The nursery's top is behind the object that begins there, at r11. */
static void bump(Emit *e, NewJump *slow)
{
    x64_rm(e->as, X64_CMP_RM, true, R11, context_at(WFX_CONTEXT_NURSERY_LIMIT));
    slow->at[0] = x64_jcc(e->as, CC_A);
    x64_rm(e->as, X64_MOV_MR, true, R11, context_at(WFX_CONTEXT_NURSERY_TOP));
}

void emit_new(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Buffer *as = e->as;
    bool is_array = op->use_count;
    unsigned object = at->dst, length = is_array ? at->loc[0].reg : X64_REG_NONE;
    NewJump slow = new_jump(e, op, object, is_array ? WFX_LIBCALL_array_new : WFX_LIBCALL_struct_new);
    slow.length = (uint8_t)length;
    wfx_assert(object != length);
    if (is_array)
        slow.at[1] = array_bytes(e, length, emit_type(e, op->index)->size);
    x64_rm(as, X64_MOV_RM, true, object, context_at(WFX_CONTEXT_NURSERY_TOP));
    if (is_array)
        x64_rr(as, X64_ADD_RM, true, R11, object);
    else
        x64_rm(as, X64_LEA, true, R11, x64_mem(object, (int32_t)op->imm));
    bump(e, &slow);
    if (is_array)
        zero_elements(e, object);
    int32_t type = (int32_t)(e->module->type_ids[op->index] | WFX_OBJECT_IN_USE);
    x64_mi32(as, X64_MOV_MI, !is_array, x64_mem(object, WFX_OBJECT_TYPE), type);
    if (is_array)
        x64_rm(as, X64_MOV_MR, false, length, x64_mem(object, WFX_OBJECT_LENGTH));
    slow.back = x64_pos(as);
    emit_push(e, &e->news, slow);
}

void emit_new_cont(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Buffer *as = e->as;
    unsigned object = at->dst;
    NewJump slow = new_jump(e, op, object, WFX_LIBCALL_cont_alloc);
    x64_rm(as, X64_MOV_RM, true, object, context_at(WFX_CONTEXT_NURSERY_TOP));
    x64_rm(as, X64_LEA, true, R11, x64_mem(object, (int32_t)op->imm));
    bump(e, &slow);
    x64_mi32(as, X64_MOV_MI, false, x64_mem(object, WFX_OBJECT_TYPE), WFX_OBJECT_FRESH | WFX_OBJECT_IN_USE);
    x64_mi32(as, X64_MOV_MI, false, x64_mem(object, WFX_OBJECT_LENGTH), (int32_t)op->index);
    slow.back = x64_pos(as);
    emit_push(e, &e->news, slow);
    emit_here(e, x64_rip(as, X64_LEA, true, R11));
    x64_rm(as, X64_MOV_MR, true, R11, x64_mem(object, WFX_FRESH_CREATED_PC));
}

void emit_compare_super(Emit *e, unsigned type_id, uint32_t wanted, unsigned scratch)
{
    uint32_t depth = wfx_types_get(wanted)->depth;
    wfx_assert(depth < WFX_TYPE_DISPLAY);
    x64_rm(e->as, X64_MOV_RM, true, scratch, context_at(WFX_CONTEXT_DISPLAYS));
    x64_rm(e->as, X64_MOV_RM, true, scratch, x64_mem_index(scratch, type_id, 3, 0));
    x64_mi32(e->as, X64_CMP_MI, false, x64_mem(scratch, 4 * (int32_t)depth), (int32_t)wanted);
}

/* r11d = type id of the object or function; the flags compare it with `id`, or with the type's super type of its depth
   (r10). */
static uint32_t compare_type(Emit *e, unsigned reference, uint32_t id)
{
    X64Buffer *as = e->as;
    const WfxTypeDef *type = wfx_types_get(id);
    bool is_func = type->composite == WFX_COMPOSITE_FUNC;
    x64_rm(as, X64_MOV_RM, false, R11, x64_mem(reference, is_func ? WFX_FUNC_TYPE_ID : WFX_OBJECT_TYPE));
    if (!is_func)
        x64_alu_ri(as, X64_AND_MI, false, R11, (int32_t)WFX_OBJECT_TYPE_MASK);
    x64_alu_ri(as, X64_CMP_MI, false, R11, (int32_t)id);
    if (type->is_final)
        return 0;
    uint32_t same = x64_jcc8(as, CC_E);
    emit_compare_super(e, R11, id, R10);
    return same;
}

/* Whoever jumps to the end has the flags of his answer. */
void emit_ref_test(Emit *e, const VOp *op, const VPlaced *at)
{
    X64Buffer *as = e->as;
    unsigned reference = at->loc[0].reg;
    uint32_t heap = (uint32_t)op->imm, ends[3] = {0};
    bool takes_null = op->access & IR_TEST_TAKES_NULL;
    if (v_test_condition(heap, op->access) == CC_NE) { /* null is even */
        x64_ri8(as, X64_TEST8_MI, false, reference, 1);
        return;
    }
    if (op->access & IR_TEST_MAY_BE_NULL) {
        if (takes_null)
            x64_rr(as, X64_TEST_MR, true, reference, reference);
        else
            x64_alu_ri(as, X64_CMP_MI, true, reference, 1);
        ends[0] = x64_jcc8(as, takes_null ? CC_E : CC_B);
    }
    if (heap == WFX_HEAP_I31) {
        x64_rr(as, X64_MOV_RM, false, R11, reference);
        x64_alu_ri(as, X64_AND_MI, false, R11, 1);
        x64_alu_ri(as, X64_CMP_MI, false, R11, 1);
    } else {
        if (op->access & IR_TEST_MAY_BE_I31) {
            x64_ri8(as, X64_TEST8_MI, false, reference, 1);
            ends[1] = x64_jcc8(as, CC_NE);
        }
        ends[2] = compare_type(e, reference, heap);
    }
    for (unsigned i = 0; i < 3; i++)
        if (ends[i])
            x64_here8(as, ends[i]);
}

void emit_compare_with_nursery(Emit *e, unsigned reference)
{
    X64Buffer *as = e->as;
    x64_rr(as, X64_MOV_RM, true, R11, reference);
    x64_rm(as, X64_SUB_RM, true, R11, context_at(WFX_CONTEXT_NURSERY));
    x64_alu_ri(as, X64_CMP_MI, true, R11, WFX_NURSERY_BYTES);
}

/* Most objects that are stored into are young themselves; that alone is asked in line. Of an old one it is asked out of
   line whether the value is young, and whether it is remembered already: its type word is negative then. */
void emit_remember(Emit *e, const VOp *op, const VPlaced *at)
{
    emit_compare_with_nursery(e, at->loc[0].reg);
    uint32_t is_old = x64_jcc(e->as, CC_AE);
    emit_push(e, &e->remembers, (RememberJump){is_old, x64_pos(e->as), op->offset, at->loc[0].reg, at->loc[1].reg});
}

static void emit_remembers(Emit *e)
{
    X64Buffer *as = e->as;
    for (uint32_t i = 0; i < e->remembers.count; i++) {
        const RememberJump *jump = &e->remembers.data[i];
        x64_buffer_room(as, 96);
        emit_row(e, jump->wasm_offset);
        emit_here(e, jump->at);
        emit_compare_with_nursery(e, jump->value);
        x64_patch_to(as, x64_jcc(as, CC_AE), jump->back);
        x64_alu_mi(as, X64_CMP_MI, false, x64_mem(jump->object, WFX_OBJECT_TYPE), 0);
        x64_patch_to(as, x64_jcc(as, CC_S), jump->back);
        x64_rr(as, X64_MOV_RM, true, R11, jump->object);
        x64_m(as, X64_CALL_M, false, context_at(WFX_CONTEXT_STUBS + 8 * WFX_STUB_REMEMBER));
        x64_patch_to(as, x64_jmp(as), jump->back);
    }
}

static void load_saved(Emit *e, const Save *save)
{
    if (save->slot)
        emit_load_slot(e, save->kind, save->reg, x64_mem(RBP, save->slot));
    else
        emit_load_constant(e, save->constant, save->reg, true);
}

/* The call of the runtime, with what lives in registers stored before it and loaded behind it. */
static void make_by_runtime(Emit *e, const NewJump *jump)
{
    X64Buffer *as = e->as;
    const Save *saves = e->saves.data + jump->saves;
    bool is_array = jump->at[1];
    x64_buffer_room(as, 64 + 32 * (size_t)jump->save_count);
    emit_row(e, jump->wasm_offset);
    emit_here(e, jump->at[0]);
    if (is_array)
        emit_here(e, jump->at[1]);
    for (uint32_t i = 0; i < jump->save_count; i++)
        if (saves[i].is_stored)
            emit_store_slot(e, saves[i].kind, saves[i].reg, x64_mem(RBP, saves[i].slot));
    e->stack_map = jump->stack_map;
    e->try_region = jump->try_region;
    if (is_array)
        emit_move_register(e, WFX_KIND_I32, RCX, jump->length);
    x64_mov_imm(as, RAX, jump->what);
    emit_libcall(e, (WfxLibcall)jump->libcall, jump->wasm_offset);
    emit_move_register(e, WFX_KIND_REF, jump->dst, RAX);
    for (uint32_t i = 0; i < jump->save_count; i++)
        load_saved(e, &saves[i]);
    x64_patch_to(as, x64_jmp(as), jump->back);
}

void emit_objects_out_of_line(Emit *e)
{
    emit_remembers(e);
    for (uint32_t i = 0; i < e->news.count; i++)
        make_by_runtime(e, &e->news.data[i]);
}
