/* The nursery and minor collections; see heap.h.

   A moved object leaves its new address behind: its type word is 0, and the word behind the header is the address (an
   object takes 16 bytes at least). Moved objects whose references have not been visited are in heap->grey, for which
   there is room for as many as the nursery can hold. */
#include <string.h>

#include "engine/base/assert.h"
#include "engine/heap/heap_internal.h"

/* ---- making objects ---- */

void wfx_heap_begin_nursery(WfxObjectHeap *heap)
{
    WfxContext *context = heap->context;
    context->nursery_top = context->nursery;
    context->nursery_limit = heap->stress ? context->nursery : heap->nursery_end; /* stress: the runtime makes all */
#ifndef NDEBUG /* so that it shows when compiled code leaves something of an object unwritten */
    memset((void *)(uintptr_t)context->nursery, 0xDB, heap->nursery_end - context->nursery);
#endif
}

WfxObject *wfx_nursery_allocate(WfxObjectHeap *heap, uint32_t type_id, uint32_t length, uint64_t bytes)
{
    wfx_assert(!heap->is_marking && bytes >= WFX_OBJECT_HEADER && bytes <= WFX_LARGEST_YOUNG);
    if (!heap->base && !wfx_heap_reserve(heap))
        return NULL;
    WfxContext *context = heap->context;
    uint64_t at = context->nursery_top, end = at + wfx_nursery_bytes(bytes);
    if (end > heap->nursery_end)
        return NULL;
    context->nursery_top = end;
    if (!heap->stress)
        context->nursery_limit = heap->nursery_end; /* whoever lowered it has been heard */
    WfxObject *object = (WfxObject *)(uintptr_t)at;
    memset(object, 0, bytes);
    object->type = type_id | WFX_OBJECT_IN_USE;
    object->length = length;
    return object;
}

void wfx_objects_remember(WfxObjectHeap *heap, WfxObject *object)
{
    if (wfx_nursery_contains(heap, (uint64_t)(uintptr_t)object) || object->type & WFX_OBJECT_REMEMBERED)
        return;
    object->type |= WFX_OBJECT_REMEMBERED;
    *(uint64_t *)(uintptr_t)heap->context->remembered = (uint64_t)(uintptr_t)object;
    heap->context->remembered += sizeof(uint64_t);
}

/* ---- a minor collection ---- */

bool wfx_minor_begin(WfxObjectHeap *heap)
{
    wfx_assert(!heap->is_marking && !heap->is_minor && !heap->grey.count && !wfx_nursery_is_empty(heap));
    uint64_t used = heap->context->nursery_top - heap->context->nursery;
    uint64_t began = wfx_heap_now_ns();
    if (!wfx_vec_reserve(&heap->grey, used / 16) || !wfx_heap_make_room(heap, used))
        return false;
    heap->began_ns = began;
    heap->is_minor = true;
    heap->statistics.allocated += used;
    return true;
}

static uint64_t move(WfxObjectHeap *heap, WfxObject *object)
{
    uint64_t *forward = (uint64_t *)((uint8_t *)object + WFX_OBJECT_HEADER);
    if (!object->type)
        return *forward;
    uint64_t bytes = wfx_object_bytes_of(object);
    WfxObject *moved = wfx_heap_take_cell(heap, bytes);
    wfx_assert(moved && object->type & WFX_OBJECT_IN_USE && !(object->type & WFX_OBJECT_REMEMBERED));
    memcpy(moved, object, bytes);
    heap->since += bytes;
    heap->statistics.promoted += bytes;
    heap->grey.data[heap->grey.count++] = moved;
    object->type = 0;
    return *forward = (uint64_t)(uintptr_t)moved;
}

static inline void visit_slot(void *user, uint64_t *slot, WfxRefKind kind)
{
    WfxObjectHeap *heap = user;
    if (wfx_ref_kind_has_objects(kind) && wfx_nursery_contains(heap, *slot))
        *slot = move(heap, (WfxObject *)(uintptr_t)*slot);
}

void wfx_minor_visit(WfxObjectHeap *heap, uint64_t *slot, WfxRefKind kind)
{
    visit_slot(heap, slot, kind);
}

static void visit_remembered(WfxObjectHeap *heap)
{
    uint64_t end = heap->context->remembered;
    for (uint64_t *at = heap->remembered; (uint64_t)(uintptr_t)at < end; at++) {
        WfxObject *object = (WfxObject *)(uintptr_t)*at;
        wfx_assert(object->type & WFX_OBJECT_REMEMBERED && object->type & WFX_OBJECT_IN_USE);
        object->type &= ~WFX_OBJECT_REMEMBERED;
        wfx_heap_references(object, visit_slot, heap);
    }
    heap->context->remembered = (uint64_t)(uintptr_t)heap->remembered;
}

void wfx_minor_drain(WfxObjectHeap *heap)
{
    if (heap->base)
        visit_remembered(heap);
    while (heap->grey.count)
        wfx_heap_references(heap->grey.data[--heap->grey.count], visit_slot, heap);
}

void wfx_minor_finish(WfxObjectHeap *heap)
{
    WfxContext *context = heap->context;
    wfx_assert(heap->is_minor && !heap->grey.count);
    if (heap->stress)
        memset((void *)(uintptr_t)context->nursery, 0xDB, context->nursery_top - context->nursery);
    wfx_heap_note_peak(heap);
    wfx_heap_begin_nursery(heap);
    heap->is_minor = false;
    heap->statistics.minor_collections++;
    uint64_t pause = wfx_heap_now_ns() - heap->began_ns;
    heap->statistics.minor_total_ns += pause;
    if (pause > heap->statistics.minor_longest_ns)
        heap->statistics.minor_longest_ns = pause;
}
