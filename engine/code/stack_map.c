#include "engine/code/stack_map.h"

static uint64_t *slot_at(const WfxStackFrame *frame, int32_t offset)
{
    return (uint64_t *)(uintptr_t)(frame->rbp + (uint64_t)(int64_t)offset);
}

bool wfx_frame_references(const WfxStackFrame *frame, void (*visit)(void *user, uint64_t *slot, WfxRefKind kind), void *user)
{
    const WfxCodeImage *image = frame->image;
    const WfxSite *site = wfx_image_site(image, (uint32_t)(frame->pc - (uint64_t)(uintptr_t)image->code));
    if (frame->is_exact || !site || site->stack_map == WFX_NO_INDEX)
        return false;
    const WfxCodeLocal *locals = image->locals + frame->function->first_local;
    for (uint32_t i = 0; i < frame->function->local_count; i++) {
        WfxRefKind kind = locals[i].home ? wfx_type_ref_kind(locals[i].type) : WFX_REF_NONE;
        if (kind != WFX_REF_NONE)
            visit(user, slot_at(frame, locals[i].home), kind);
    }
    const uint32_t *map = image->stack_maps + site->stack_map;
    for (uint32_t i = 1; i <= map[0]; i++)
        visit(user, slot_at(frame, wfx_stack_map_offset(map[i])), (WfxRefKind)(map[i] & 7));
    return true;
}
