/* What heap.c and nursery.c share. */
#ifndef WFX_HEAP_HEAP_INTERNAL_H
#define WFX_HEAP_HEAP_INTERNAL_H

#include "engine/heap/heap.h"

/* Bytes that an object of so many takes in the nursery, where one lies behind the other. */
static inline uint64_t wfx_nursery_bytes(uint64_t bytes)
{
    return (bytes < 16 ? 16 : bytes + 7) & ~(uint64_t)7;
}
uint64_t wfx_heap_now_ns(void);
/* Reserves the whole heap and makes the nursery, once. */
bool wfx_heap_reserve(WfxObjectHeap *heap);
/* Nothing is in the nursery. */
void wfx_heap_begin_nursery(WfxObjectHeap *heap);
/* Cells for objects of so many bytes together can be taken from now on without failure, the limit aside. */
bool wfx_heap_make_room(WfxObjectHeap *heap, uint64_t bytes);
/* A cell, not zeroed; NULL: no room. */
void *wfx_heap_take_cell(WfxObjectHeap *heap, uint64_t bytes);
void wfx_heap_note_peak(WfxObjectHeap *heap);

/* The arguments bound to a continuation that has not begun. */
static inline void wfx_heap_fresh_references(WfxFresh *fresh,
                                             void (*visit)(void *user, uint64_t *slot, WfxRefKind kind), void *user)
{
    const WfxTypeDef *type = fresh->func ? wfx_types_get(fresh->func->type_id) : NULL;
    for (uint32_t i = 0; type && i < wfx_fresh_count(fresh->count); i++) {
        WfxRefKind kind = wfx_type_ref_kind(type->params[i]);
        if (kind != WFX_REF_NONE)
            visit(user, fresh->values[i], kind);
    }
}

/* Calls `visit` for every slot of the object that a collector follows. */
static inline void wfx_heap_references(WfxObject *object, void (*visit)(void *user, uint64_t *slot, WfxRefKind kind),
                                       void *user)
{
    uint32_t id = wfx_object_type(object);
    if (id == WFX_OBJECT_HOST)
        return;
    if (id == WFX_OBJECT_FRESH) {
        wfx_heap_fresh_references((WfxFresh *)object, visit, user);
        return;
    }
    const WfxTypeDef *type = wfx_types_get(id);
    if (type->composite == WFX_COMPOSITE_STRUCT) {
        for (uint32_t i = 0; i < type->ref_count; i++)
            visit(user, (uint64_t *)((uint8_t *)object + type->refs[i].offset), type->refs[i].kind);
    } else if (type->ref_count) {
        /* Visiting one waits for its header, mostly: those of the next few are on their way meanwhile. (A word that is
           no address is prefetched without harm.) */
        enum { AHEAD = 8 };
        uint64_t *elements = (uint64_t *)((uint8_t *)object + WFX_OBJECT_HEADER);
        for (uint32_t i = 0; i < object->length; i++) {
            if (object->length - i > AHEAD)
                __builtin_prefetch((const void *)(uintptr_t)elements[i + AHEAD], 1);
            visit(user, &elements[i], type->refs[0].kind);
        }
    }
}

#endif
