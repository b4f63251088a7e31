/* What a reference to a continuation means, for the host: whether it is one of a store's, what it waits for, and the
   type that it has now (stack switching proposal: cont types). No continuation carries its type; what it takes follows
   from where it waits, and what it gives from its function. */
#include "engine/base/leb128.h"
#include "engine/rt/objects.h"
#include "engine/rt/stacks_internal.h"

enum { OPCODE_SUSPEND = 0xE2, OPCODE_SWITCH = 0xE6 };

static const WfxFresh *fresh_of(const WfxStore *store, uint64_t word)
{
    bool is_object = wfx_contref_is_fresh(word) && wfx_objects_contains(&store->heap, word);
    const WfxFresh *fresh = is_object ? (const WfxFresh *)(uintptr_t)word : NULL;
    return fresh && wfx_object_type((const WfxObject *)fresh) == WFX_OBJECT_FRESH ? fresh : NULL;
}

static bool is_header(const WfxStore *store, uint64_t word)
{
    const WfxContinuation *header = wfx_header_of(word);
    for (const WfxHeaderSlab *slab = store->stacks.inspect.slabs; slab; slab = slab->next)
        if (header >= slab->headers && header < slab->headers + slab->used)
            return ((uintptr_t)header - (uintptr_t)slab->headers) % sizeof *header == 0;
    return false;
}

bool wfx_rt_is_contref(const WfxStore *store, uint64_t word)
{
    return fresh_of(store, word) || (!wfx_contref_is_fresh(word) && is_header(store, word));
}

WfxContinuation *wfx_rt_contref_header(const WfxStore *store, uint64_t word)
{
    if (!word || wfx_contref_is_fresh(word) || !is_header(store, word))
        return NULL;
    WfxContinuation *header = wfx_header_of(word);
    if (wfx_generation_of(header) != word >> WFX_GENERATION_SHIFT)
        return NULL;
    WfxInspectStatus status = wfx_inspect_status(&store->stacks.context, header);
    return status == WFX_INSPECT_FRESH || status == WFX_INSPECT_SUSPENDED ? header : NULL;
}

WfxFunc *wfx_rt_contref_func(const WfxStore *store, uint64_t word)
{
    const WfxFresh *fresh = fresh_of(store, word);
    const WfxContinuation *header = wfx_rt_contref_header(store, word);
    return fresh ? fresh->func : header ? header->last->func : NULL;
}

/* The function type of the continuation that a switch at these bytes makes of the running one: it is the type of the
   last parameter of the continuation that is switched to. */
static const WfxTypeDef *switched_type(const WfxModule *module, uint32_t at)
{
    const uint8_t *cursor = module->bytes + at;
    uint32_t index;
    if (wfx_leb_u32(&cursor, module->bytes + module->size, &index) != WFX_LEB_OK || index >= module->type_count)
        return NULL;
    const WfxTypeDef *target = wfx_types_get(wfx_types_get(module->type_ids[index])->cont_func);
    uint32_t heap = wfx_type_heap(target->params[target->param_count - 1]);
    return wfx_heap_is_number(heap) ? wfx_types_get(wfx_types_get(heap)->cont_func) : NULL;
}

/* What one that waits in the middle takes. */
static bool awaited(const WfxContinuation *header, const WfxType **params, uint32_t *count)
{
    WfxStackWalk walk;
    WfxStackFrame frame;
    wfx_stack_walk_suspended(&walk, header);
    const WfxSite *site =
        wfx_stack_walk_next(&walk, &frame) && frame.kind == WFX_FRAME_WASM ? wfx_frame_site(&frame) : NULL;
    const WfxModule *module = site ? frame.image->module : NULL;
    if (!module || site->wasm_offset >= module->size)
        return false;
    uint8_t opcode = module->bytes[site->wasm_offset];
    const WfxTypeDef *type = opcode == OPCODE_SWITCH                   ? switched_type(module, site->wasm_offset + 1)
                             : opcode == OPCODE_SUSPEND && header->tag ? wfx_types_get(header->tag->type_id)
                                                                       : NULL;
    if (!type)
        return false;
    *params = opcode == OPCODE_SWITCH ? type->params : type->results;
    *count = opcode == OPCODE_SWITCH ? type->param_count : type->result_count;
    return true;
}

uint32_t wfx_rt_contref_type(const WfxStore *store, uint64_t word)
{
    const WfxFunc *func = wfx_rt_contref_func(store, word);
    if (!func)
        return WFX_NO_TYPE;
    const WfxTypeDef *type = wfx_types_get(func->type_id);
    const WfxFresh *fresh = fresh_of(store, word);
    const WfxContinuation *header = fresh ? NULL : wfx_rt_contref_header(store, word);
    const WfxBound *bound = header ? header->bound : NULL;
    const WfxType *params = type->params;
    uint32_t count = type->param_count, given = 0;
    if (fresh) {
        given = wfx_fresh_count(fresh->count);
    } else if (bound) {
        given = bound->count;
        params = bound->type->params;
        count = bound->type->param_count;
    } else if (wfx_inspect_status(&store->stacks.context, header) == WFX_INSPECT_SUSPENDED &&
               !awaited(header, &params, &count)) {
        return WFX_NO_TYPE;
    }
    return wfx_types_func(params + given, count - given, type->results, type->result_count);
}
