/* The heap of a store: structures and arrays of Wasm GC (spec 3.0, 4.2.14). It has two parts: a nursery, where objects
   are made, and an old space, where they live on.

   The nursery is WFX_NURSERY_BYTES in a row. Compiled code makes an object by moving context->nursery_top (layout.h),
   up to context->nursery_limit, and writes all of it at once: what is free holds anything. When it is full, a *minor*
   collection copies every object in it that can be reached into the old space, and it begins anew. After that
   no reference leads into it, from anywhere: so the next one has to look only at what may have got one since, which are
   the stacks that ran (engine/rt/collect.c), the globals, the tables that were written, and *remembered* objects, those
   of the old space into which a reference into the nursery was stored (context->remembered; a flag in their header
   keeps each from being there twice).

   The old space is swept, and its objects do not move; the C API, debuggers and profilers may keep their addresses. A
   reference that leaves for the host is settled first: a minor collection, if it leads into the nursery. One
   reservation of address space holds the nursery and then blocks of 64 KiB. A small object is a cell of a block whose
   cells all have one size; a large one has blocks of its own. A block's header says which; so from any address in the
   reservation the object that it belongs to is found, and mark bits stand beside the objects, in the header. Blocks
   that a collection leaves empty give their memory back to the system.

   A minor collection: wfx_minor_begin, wfx_minor_visit for every slot that may lead into the nursery (it is written,
   for the object moves), wfx_minor_drain, wfx_minor_finish. A full one, when the nursery is empty:
   wfx_objects_begin_marking, wfx_objects_mark for every root, wfx_objects_drain, which marks what the marked objects
   refer to, then wfx_objects_finish, which frees the rest. It is the caller who knows the roots, and what references to
   continuations and exceptions lead to.

   Invariants
   - The first word of a cell of the old space is 0 while it is free; of an object it has WFX_OBJECT_IN_USE set.
   - An object is zeroed when a function here hands it out, and no function that makes one collects by itself.
   - Between collections no object is marked, and every object of the old space that refers into the nursery is
     remembered. */
#ifndef WFX_HEAP_HEAP_H
#define WFX_HEAP_HEAP_H

#include "engine/base/vec.h"
#include "engine/layout.h"

typedef struct WfxBlock WfxBlock;

enum { WFX_HEAP_CLASSES = 40 };

typedef struct WfxHeapStatistics {
    uint64_t collections, minor_collections;
    uint64_t allocated; /* bytes of objects, since the store was made; the nursery's at each collection */
    uint64_t promoted;  /* of them, bytes that minor collections copied */
    uint64_t live;      /* bytes of objects that the last collection kept */
    uint64_t peak;      /* most bytes of nursery and blocks in use at a time */
    uint64_t longest_ns, minor_longest_ns; /* pauses, all of one and of the other kind */
    uint64_t total_ns, minor_total_ns;
} WfxHeapStatistics;

typedef struct WfxObjectHeap {
    WfxContext *context;  /* has the nursery's place, top and limit, and the top of what is remembered */
    uint8_t *base;        /* NULL until the first allocation: the nursery, then the blocks */
    uint64_t reserved;    /* bytes from there */
    uint64_t limit;       /* bytes of nursery and blocks in use; the nursery begins with less where the limit is low */
    uint64_t nursery_end; /* address: behind the part of the nursery that is used at all */
    uint64_t *remembered; /* a reservation that has room for all objects */
    uint32_t block_count; /* blocks that were ever in use: the rest of the reservation was never touched */
    WFX_VEC(uint8_t) kinds;             /* of blocks: engine/heap/heap.c, BlockKind */
    uint32_t lowest_free;               /* no block below it is free */
    uint32_t free_count;                /* free blocks below block_count */
    uint64_t used;                      /* bytes of blocks in use */
    uint64_t since;                     /* bytes of objects that the old space got since the last full collection */
    uint64_t threshold;                 /* of them, that ask for the next */
    void *free_cells[WFX_HEAP_CLASSES]; /* of each size, linked by their second word */
    /* Of each size, the part of a block that was never handed out since it was taken: not to be read. */
    uint8_t *fresh[WFX_HEAP_CLASSES], *fresh_end[WFX_HEAP_CLASSES];
    bool stress;     /* every allocation asks for a collection, freed memory is poisoned */
    bool is_minor;   /* between wfx_minor_begin and _finish */
    bool is_marking; /* .. wfx_objects_begin_marking and _finish */
    void (*mark_other)(void *user, uint64_t reference, WfxRefKind kind); /* while marking */
    void *user;
    WFX_VEC(WfxObject *) grey; /* marked, their references not looked at yet */
    bool has_overflowed;       /* memory for `grey` ran out: marked objects are searched for */
    uint64_t began_ns;         /* the collection that runs */
    WfxHeapStatistics statistics;
} WfxObjectHeap;

/* limit: bytes, 0 for the default (half of the machine's memory). Takes no memory yet. The context is the store's. */
void wfx_objects_init(WfxObjectHeap *heap, WfxContext *context, uint64_t limit);
void wfx_objects_free(WfxObjectHeap *heap);

/* Bytes of an object with this header. */
static inline uint64_t wfx_object_bytes(const WfxTypeDef *type, uint32_t length)
{
    if (type->composite != WFX_COMPOSITE_ARRAY)
        return type->size;
    return (WFX_OBJECT_HEADER + (uint64_t)type->size * length + 7) & ~(uint64_t)7;
}
/* Bytes of any object: of one of the host's references, and of a continuation that has not begun, too. */
static inline uint64_t wfx_object_bytes_of(const WfxObject *object)
{
    uint32_t id = wfx_object_type(object);
    if (id == WFX_OBJECT_HOST)
        return WFX_OBJECT_HEADER + 8;
    if (id == WFX_OBJECT_FRESH)
        return WFX_FRESH_VALUES + sizeof(WfxSlot) * (uint64_t)wfx_fresh_count(object->length);
    return wfx_object_bytes(wfx_types_get(id), object->length);
}

/* ---- the old space ---- */
/* Is it time for a full collection, before an object of so many bytes is made there? */
bool wfx_objects_wants_collection(const WfxObjectHeap *heap, uint64_t bytes);
/* A zeroed object of `bytes` bytes, header included (a multiple of 8 is taken), with its header filled, in the old
   space. NULL: the limit is reached, or the system has no memory; a collection may help. */
WfxObject *wfx_objects_allocate(WfxObjectHeap *heap, uint32_t type_id, uint32_t length, uint64_t bytes);
/* To be called when a reference was stored into the object by C, whatever it is. */
void wfx_objects_remember(WfxObjectHeap *heap, WfxObject *object);

/* ---- the nursery ---- */
/* The same there; at most WFX_LARGEST_YOUNG bytes. NULL: it is full, or there is none because memory ran out. */
WfxObject *wfx_nursery_allocate(WfxObjectHeap *heap, uint32_t type_id, uint32_t length, uint64_t bytes);
static inline bool wfx_nursery_is_empty(const WfxObjectHeap *heap)
{
    return heap->context->nursery_top == heap->context->nursery;
}
static inline bool wfx_nursery_contains(const WfxObjectHeap *heap, uint64_t word)
{
    return word - heap->context->nursery < WFX_NURSERY_BYTES && heap->base;
}

/* Does the word lie in the heap? Then it is the address of an object if it is a reference at all. */
static inline bool wfx_objects_contains(const WfxObjectHeap *heap, uint64_t word)
{
    return heap->base && word - (uint64_t)(uintptr_t)heap->base < heap->reserved;
}
/* Is it the address of an object in use? For verification; not exact in the nursery. */
bool wfx_objects_has_object(const WfxObjectHeap *heap, uint64_t word);

/* How many continuations that have not begun there are; what no collection has freed counts. */
uint64_t wfx_objects_fresh_count(const WfxObjectHeap *heap);

/* ---- minor collections (nursery.c) ---- */
/* Makes sure that everything in the nursery, which is not empty, has room in the old space, beyond the limit if need
   be. false: no memory, and nothing has happened. */
bool wfx_minor_begin(WfxObjectHeap *heap);
/* A reference of kind HEAP or EXTERN: if it leads into the nursery, the object is moved and the slot written. Others
   are left alone. Nothing happens while the nursery is empty. */
void wfx_minor_visit(WfxObjectHeap *heap, uint64_t *slot, WfxRefKind kind);
/* The remembered objects, then until no moved object is left whose references have not been visited. */
void wfx_minor_drain(WfxObjectHeap *heap);
void wfx_minor_finish(WfxObjectHeap *heap);

/* ---- full collections (heap.c) ---- */
/* `mark_other` is told every reference to a continuation or an exception that is marked or found; null ones too. */
void wfx_objects_begin_marking(WfxObjectHeap *heap, void (*mark_other)(void *user, uint64_t reference, WfxRefKind kind),
                               void *user);
/* Marks what a reference of this kind refers to. */
void wfx_objects_mark(WfxObjectHeap *heap, uint64_t reference, WfxRefKind kind);
/* Until no marked object is left whose references are not marked. */
void wfx_objects_drain(WfxObjectHeap *heap);
static inline bool wfx_objects_are_grey(const WfxObjectHeap *heap)
{
    return heap->grey.count || heap->has_overflowed;
}
/* Frees what is not marked. */
void wfx_objects_finish(WfxObjectHeap *heap);

#endif
