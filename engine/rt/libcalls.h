/* Prototypes of the C functions that compiled code calls (engine/libcalls.def). */
#ifndef WFX_RT_LIBCALLS_H
#define WFX_RT_LIBCALLS_H

#include "engine/layout.h"

#define WFX_LIBCALL_PARAMS_0 WfxContext *
#define WFX_LIBCALL_PARAMS_1 WfxContext *, uint64_t
#define WFX_LIBCALL_PARAMS_2 WfxContext *, uint64_t, uint64_t
#define WFX_LIBCALL_PARAMS_3 WfxContext *, uint64_t, uint64_t, uint64_t
#define WFX_LIBCALL_PARAMS_4 WfxContext *, uint64_t, uint64_t, uint64_t, uint64_t
#define WFX_LIBCALL_PARAMS_5 WfxContext *, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t

#define LIBCALL(name, count, arguments, result, effects) uint64_t wfx_rt_##name(WFX_LIBCALL_PARAMS_##count);
#include "engine/libcalls.def"
#undef LIBCALL

/* Does [from, from + count) lie within [0, size)? */
static inline bool wfx_within(uint64_t from, uint64_t count, uint64_t size)
{
    return from <= size && count <= size - from;
}

#endif
