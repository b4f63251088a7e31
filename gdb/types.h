/* The types of a unit in .debug_info: numbers and references, which every unit has, and of the structures and arrays of
   Wasm GC those that something in it can refer to. Internal to gdb/. */
#ifndef WFX_GDB_TYPES_H
#define WFX_GDB_TYPES_H

#include "engine/base/arena.h"
#include "engine/base/buffer.h"
#include "engine/base/vec.h"
#include "engine/image.h"

typedef enum WfxDebugKind {
    WFX_DEBUG_I8,
    WFX_DEBUG_I16,
    WFX_DEBUG_I32,
    WFX_DEBUG_I64,
    WFX_DEBUG_F32,
    WFX_DEBUG_F64,
    WFX_DEBUG_V128,
    WFX_DEBUG_FUNCREF,
    WFX_DEBUG_EXTERNREF,
    WFX_DEBUG_EXNREF,
    WFX_DEBUG_CONTREF,
    WFX_DEBUG_ANYREF,
    WFX_DEBUG_KINDS,
} WfxDebugKind;

/* A structure or an array. */
typedef struct WfxDebugStructure {
    const WfxModule *module; /* whose names it has */
    uint32_t id, index;      /* canonical; in the module */
    bool is_wanted;
    uint32_t first_sub, next_sub; /* direct sub types: numbers in `structures` from 1 on, 0: none */
    uint32_t pointer;             /* offset in the unit, once it is written */
} WfxDebugStructure;

typedef struct WfxDebugTypes {
    WfxBuffer *out;
    size_t unit_start; /* in `out` */
    /* A reference may be to an object of a sub type, an anyref to one of any type: those are written too, each with a
       second name by which a debugger finds the type of an object from its header, "wasm_type_ID". */
    bool has_sub_types;
    bool has_all;                    /* all structures are wanted */
    bool failed;                     /* out of memory */
    uint32_t kinds[WFX_DEBUG_KINDS]; /* offsets in the unit */
    WFX_VEC(WfxDebugStructure) structures;
    WFX_VEC(uint32_t) numbers; /* by canonical id: number in `structures` from 1 on, 0: none */
    WFX_VEC(uint32_t) grey;    /* structures that are wanted, but not yet what they refer to */
    WfxArena names;
} WfxDebugTypes;

/* Makes the module's structures known, before any is wanted. What several modules have keeps the names of the first. */
void wfx_debug_types_add(WfxDebugTypes *types, const WfxModule *module);
/* Something has this type. */
void wfx_debug_types_want(WfxDebugTypes *types, WfxType type);
/* All that is wanted, in a unit that begins at unit_start of `out`. */
void wfx_debug_types_write(WfxDebugTypes *types, WfxBuffer *out, size_t unit_start);
/* Types that a debugger sees as one have one number, below wfx_debug_type_limit. */
uint32_t wfx_debug_type_number(const WfxDebugTypes *types, WfxType type);
static inline uint32_t wfx_debug_type_limit(const WfxDebugTypes *types)
{
    return WFX_DEBUG_KINDS + types->structures.count;
}
/* Where the type with a number is in the unit, once it is written. */
uint32_t wfx_debug_type_offset(const WfxDebugTypes *types, uint32_t number);
static inline uint32_t wfx_debug_type(const WfxDebugTypes *types, WfxType type)
{
    return wfx_debug_type_offset(types, wfx_debug_type_number(types, type));
}
void wfx_debug_types_free(WfxDebugTypes *types);

#endif
