/* The emitter, the tables of the image: sites, line rows, traps, exception regions. Sorted by pc because code is
   written once and forward. */
#include "engine/x64/emit/emit.h"

#include <stdlib.h>

static void add_tries(Emit *e)
{
    Compiler *c = e->c;
    const IrFunction *ir = e->ir;
    e->try_base = c->tries.count;
    for (uint32_t i = 0; i < ir->tries.count; i++) {
        const IrTry *row = &ir->tries.data[i];
        uint32_t parent = row->parent == IR_NO_ID ? WFX_NO_INDEX : e->try_base + row->parent;
        emit_push(e, &c->tries, (WfxCodeTry){parent, c->clauses.count, row->clause_count});
        for (uint32_t k = 0; k < row->clause_count; k++) {
            const IrClause *clause = &ir->clauses.data[row->clauses + k];
            emit_push(e, &e->clause_targets, (Fixup){c->clauses.count, clause->block});
            emit_push(e, &c->clauses, (WfxCodeClause){clause->kind, c->offsets.tags + 8 * clause->tag, 0});
        }
    }
}

bool emit_begin_function(Emit *e, const IrFunction *ir)
{
    e->ir = ir;
    e->blocks.count = 0;
    if (!wfx_vec_reserve(&e->blocks, ir->blocks.count))
        return false;
    e->blocks.count = ir->blocks.count;
    for (uint32_t i = 0; i < ir->blocks.count; i++)
        e->blocks.data[i] = (BlockLabel){.pc = UINT32_MAX};
    e->start = x64_pos(e->as);
    e->keeps_limit_check = ir->has_calls;
    e->frame_leas.count = e->jumps.count = e->table_entries.count = e->traps.count = e->retires.count = e->wakes.count =
        e->remembers.count = e->news.count = e->saves.count = e->clause_targets.count = 0;
    e->area = type_area(ir->type);
    e->may_be_old = false;
    e->last_row = UINT32_MAX;
    e->try_region = WFX_NO_INDEX;
    add_tries(e);
    return true;
}

void emit_begin_block(Emit *e, IrBlockId id)
{
    const IrBlock *block = &e->ir->blocks.data[id];
    wfx_assert(id < e->blocks.count && e->blocks.data[id].pc == UINT32_MAX);
    e->block = id;
    e->jumps_back = false;
    e->may_be_old |= block->is_loop;
    e->try_region = block->try_region == IR_NO_ID ? WFX_NO_INDEX : e->try_base + block->try_region;
}

void emit_free(Emit *e)
{
    wfx_vec_free(&e->frame_leas);
    wfx_vec_free(&e->blocks);
    wfx_vec_free(&e->jumps);
    wfx_vec_free(&e->table_entries);
    wfx_vec_free(&e->traps);
    wfx_vec_free(&e->retires);
    wfx_vec_free(&e->wakes);
    wfx_vec_free(&e->remembers);
    wfx_vec_free(&e->news);
    wfx_vec_free(&e->saves);
    wfx_vec_free(&e->clause_targets);
}

/* Makes place for the site, in its table and in the code. Apart, so that nothing is live across the growing. */
static __attribute__((noinline)) void make_place(Emit *e, WfxSiteKind kind, WfxTrap trap, uint32_t wasm_offset)
{
    Compiler *c = e->c;
    if (c->sites.count && c->sites.data[c->sites.count - 1].pc == x64_pos(e->as))
        x64_nop(e->as);
    if (wfx_vec_reserve(&c->sites, 1))
        emit_site(e, kind, trap, wasm_offset);
    else
        c->failed = true;
}

void emit_site(Emit *e, WfxSiteKind kind, WfxTrap trap, uint32_t wasm_offset)
{
    Compiler *c = e->c;
    uint32_t pc = x64_pos(e->as), count = c->sites.count;
    if (__builtin_expect(count == c->sites.capacity || (count && c->sites.data[count - 1].pc == pc), 0)) {
        make_place(e, kind, trap, wasm_offset);
        return;
    }
    wfx_assert(!count || c->sites.data[count - 1].pc < pc); /* sorted */
    wfx_assert(kind == WFX_SITE_TRAP || e->stack_map < c->stack_maps.count || c->failed);
    c->sites.data[c->sites.count++] = (WfxSite){.pc = pc,
                                                .wasm_offset = wasm_offset,
                                                .kind = (uint8_t)kind,
                                                .trap = (uint8_t)trap,
                                                .try_region = e->try_region,
                                                .stack_map = kind == WFX_SITE_TRAP ? WFX_NO_INDEX : e->stack_map};
}

uint32_t emit_stack_map(Emit *e, const uint32_t *slots, uint32_t count)
{
    Compiler *c = e->c;
    if (!count)
        return 0;
    const uint32_t *last = c->stack_maps.data + c->last_stack_map;
    if (c->last_stack_map && last[0] == count && memcmp(last + 1, slots, count * sizeof *slots) == 0)
        return c->last_stack_map;
    if (!wfx_vec_reserve(&c->stack_maps, (uint64_t)count + 1)) {
        c->failed = true;
        return 0;
    }
    uint32_t index = c->stack_maps.count;
    c->stack_maps.data[index] = count;
    memcpy(c->stack_maps.data + index + 1, slots, count * sizeof *slots);
    c->stack_maps.count += count + 1;
    c->last_stack_map = index;
    return index;
}

void emit_trap_if(Emit *e, X64Cond cc, WfxTrap trap, uint32_t wasm_offset)
{
    emit_push(e, &e->traps, (TrapJump){x64_jcc(e->as, cc), wasm_offset, (uint8_t)trap});
}

void emit_trap(Emit *e, WfxTrap trap, uint32_t wasm_offset)
{
    emit_site(e, WFX_SITE_TRAP, trap, wasm_offset);
    x64_ud2(e->as);
}
