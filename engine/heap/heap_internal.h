/* What heap.c and nursery.c share. */
#ifndef WFX_HEAP_HEAP_INTERNAL_H
#define WFX_HEAP_HEAP_INTERNAL_H

#include "engine/heap/heap.h"

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

/* Calls `visit` for every slot of the object that a collector follows. */
static inline void wfx_heap_references(WfxObject *object, void (*visit)(void *user, uint64_t *slot, WfxRefKind kind),
                                       void *user)
{
    uint32_t id = wfx_object_type(object);
    if (id == WFX_OBJECT_HOST)
        return;
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
