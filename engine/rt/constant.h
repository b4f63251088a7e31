/* Constant expressions, evaluated when a module is instantiated. */
#ifndef WFX_RT_CONSTANT_H
#define WFX_RT_CONSTANT_H

#include "engine/rt/runtime.h"

/* Evaluates the (validated) constant expression at `span` of the instance's module. Globals, functions and imports it
   names must be set up. False with *error for an instruction that this engine does not evaluate. */
bool wfx_rt_constant(const WfxInstanceRecord *record, WfxSpan span, WfxSlot *value, WfxError *error);

/* Arrays that follow an instance. */
static inline WfxMemoryObject **wfx_rt_memories(const WfxInstance *instance, const WfxInstanceOffsets *at)
{
    return (WfxMemoryObject **)((char *)instance + at->memories);
}
static inline WfxTableObject **wfx_rt_tables(const WfxInstance *instance, const WfxInstanceOffsets *at)
{
    return (WfxTableObject **)((char *)instance + at->tables);
}
static inline WfxFunc **wfx_rt_functions(const WfxInstance *instance, const WfxInstanceOffsets *at)
{
    return (WfxFunc **)((char *)instance + at->functions);
}
static inline WfxTagObject **wfx_rt_tags(const WfxInstance *instance, const WfxInstanceOffsets *at)
{
    return (WfxTagObject **)((char *)instance + at->tags);
}
static inline WfxSlot **wfx_rt_global_cells(const WfxInstance *instance, const WfxInstanceOffsets *at)
{
    return (WfxSlot **)((char *)instance + at->global_cells);
}

/* Of the instance that called the runtime. */
static inline WfxMemoryObject *wfx_rt_memory_at(WfxContext *context, uint64_t index)
{
    WfxInstanceOffsets at = wfx_instance_offsets(context->exit_instance->module);
    return wfx_rt_memories(context->exit_instance, &at)[index];
}

/* libcalls.c, shared with instantiation: false when out of bounds, then nothing was written. */
bool wfx_rt_table_init_from(WfxTableObject *table, const WfxElements *elements, uint64_t to, uint64_t from,
                            uint64_t count);
bool wfx_rt_memory_init_from(WfxMemoryObject *memory, const uint8_t *bytes, uint64_t size, uint64_t to, uint64_t from,
                             uint64_t count);

#endif
