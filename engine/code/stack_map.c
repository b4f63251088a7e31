#include "engine/code/stack_map.h"

#include <string.h>

static uint64_t *slot_at(const WfxStackFrame *frame, int32_t offset)
{
    return (uint64_t *)(uintptr_t)(frame->rbp + (uint64_t)(int64_t)offset);
}

bool wfx_frame_references(const WfxStackFrame *frame, WfxVisitReference *visit, void *user)
{
    const WfxCodeImage *image = frame->image;
    const WfxSite *site = wfx_frame_site(frame);
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

/* ---- on their way into C ---- */

void wfx_slot_references(const WfxType *types, uint32_t count, WfxSlot *slots, WfxVisitReference *visit, void *user)
{
    for (uint32_t i = 0; i < count; i++) {
        WfxRefKind kind = wfx_type_ref_kind(types[i]);
        if (kind != WFX_REF_NONE)
            visit(user, (uint64_t *)slots[i].bytes, kind);
    }
}

static const char *const letters[] = {
#define LIBCALL(name, count, arguments, result, effects) #arguments,
#include "engine/libcalls.def"
#undef LIBCALL
};
static const char results[] = {
#define LIBCALL(name, count, arguments, result, effects) #result[0],
#include "engine/libcalls.def"
#undef LIBCALL
};

WfxRefKind wfx_libcall_result_kind(WfxLibcall number)
{
    return wfx_libcall_ref_kind(results[number]);
}

static const WfxTypeDef *function_of(const WfxModule *module, uint64_t cont_type_index)
{
    return wfx_types_get(wfx_types_get(module->type_ids[cont_type_index])->cont_func);
}

/* The types of what values[] hold: as many of the first type's parameters as *count says; NULL: nothing. */
static const WfxTypeDef *values_type(const WfxModule *module, WfxLibcall number, const uint64_t *arguments,
                                     uint32_t *count)
{
    const char *tag = strchr(letters[number], 'g'), *bound = strchr(letters[number], 'b');
    if (tag) {
        const WfxTypeDef *type = wfx_types_get(module->tags[arguments[tag - letters[number]]].type_id);
        *count = type->param_count;
        return type;
    }
    if (!bound)
        return NULL;
    const uint64_t *types = arguments + (bound - letters[number]);
    const WfxTypeDef *from = function_of(module, types[0]);
    *count = from->param_count - function_of(module, types[1])->param_count;
    return from;
}

void wfx_libcall_references(WfxContext *context, WfxLibcall number, uint64_t *arguments, WfxVisitReference *visit,
                            void *user)
{
    const WfxModule *module = context->exit_instance->module;
    uint32_t count;
    for (uint32_t i = 0; letters[number][i]; i++) {
        WfxRefKind kind = letters[number][i] == 't' ? wfx_type_ref_kind(module->tables[arguments[0]].type)
                                                    : wfx_libcall_ref_kind(letters[number][i]);
        if (kind != WFX_REF_NONE)
            visit(user, &arguments[i], kind);
    }
    const WfxTypeDef *type = values_type(module, number, arguments, &count);
    if (type)
        wfx_slot_references(type->params, count, context->values, visit, user);
}
