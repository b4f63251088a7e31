/* The heap of a store: structures and arrays of Wasm GC (spec 3.0, 4.2.14), collected by marking and sweeping. Objects
   do not move, so the C API, debuggers and profilers may keep their addresses.

   Memory. One reservation of address space, as large as the limit, in blocks of 64 KiB. A small object is a cell of a
   block whose cells all have one size; a large one has blocks of its own. A block's header says which; so from any
   address in the reservation the object that it belongs to is found, and mark bits stand beside the objects, in the
   header. Blocks that a collection leaves empty give their memory back to the system.

   A collection: wfx_objects_begin_marking, wfx_objects_mark for every root, wfx_objects_drain, which marks what the
   marked objects refer to, then wfx_objects_finish, which frees the rest. It is the caller who knows the roots, and what
   references to continuations and exceptions lead to; see engine/rt/collect.c.

   Invariants
   - The first word of a cell is 0 while it is free, and has WFX_OBJECT_IN_USE set while it holds an object.
   - An object is zeroed when it is handed out, and wfx_objects_allocate never collects by itself.
   - Between collections no object is marked. */
#ifndef WFX_HEAP_HEAP_H
#define WFX_HEAP_HEAP_H

#include "engine/base/vec.h"
#include "engine/layout.h"

typedef struct WfxBlock WfxBlock;

enum { WFX_HEAP_CLASSES = 40 };

typedef struct WfxHeapStatistics {
    uint64_t collections;
    uint64_t allocated;  /* bytes of objects, since the store was made */
    uint64_t live;       /* bytes of objects that the last collection kept */
    uint64_t peak;       /* most bytes of blocks in use at a time */
    uint64_t longest_ns; /* pause */
    uint64_t total_ns;
} WfxHeapStatistics;

typedef struct WfxObjectHeap {
    uint8_t *base;          /* NULL until the first allocation */
    uint64_t limit;         /* bytes of blocks, a multiple of their size */
    uint32_t block_count;   /* blocks that were ever in use: the rest of the reservation was never touched */
    WFX_VEC(uint8_t) kinds; /* of blocks: engine/heap/heap.c, BlockKind */
    uint32_t lowest_free;   /* no block below it is free */
    uint64_t used;          /* bytes of blocks in use */
    uint64_t since;         /* bytes of objects handed out since the last collection */
    uint64_t threshold;     /* of them, that ask for the next */
    void *free_cells[WFX_HEAP_CLASSES]; /* of each size, linked by their second word */
    bool stress;                        /* every allocation asks for a collection, freed cells are poisoned */
    bool is_marking;
    void (*mark_other)(void *user, uint64_t reference, WfxRefKind kind); /* while marking */
    void *user;
    WFX_VEC(WfxObject *) grey; /* marked, their references not looked at yet */
    bool has_overflowed;       /* memory for `grey` ran out: marked objects are searched for */
    uint64_t began_ns;         /* the collection that runs */
    WfxHeapStatistics statistics;
} WfxObjectHeap;

/* limit: bytes, 0 for the default (half of the machine's memory). Takes no memory yet. */
void wfx_objects_init(WfxObjectHeap *heap, uint64_t limit);
void wfx_objects_free(WfxObjectHeap *heap);

/* Is it time to collect, before an object of so many bytes is made? */
bool wfx_objects_wants_collection(const WfxObjectHeap *heap, uint64_t bytes);
/* A zeroed object of `bytes` bytes, header included (a multiple of 8 is taken), with its header filled. NULL: the limit
   is reached, or the system has no memory; a collection may help. */
WfxObject *wfx_objects_allocate(WfxObjectHeap *heap, uint32_t type_id, uint32_t length, uint64_t bytes);
/* Bytes of an object with this header. */
uint64_t wfx_object_bytes(const WfxTypeDef *type, uint32_t length);

/* Does the word lie in the heap? Then it is the address of an object if it is a reference at all. */
static inline bool wfx_objects_contains(const WfxObjectHeap *heap, uint64_t word)
{
    return heap->base && word - (uint64_t)(uintptr_t)heap->base < heap->limit;
}
/* Is it the address of an object in use? For verification. */
bool wfx_objects_has_object(const WfxObjectHeap *heap, uint64_t word);

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
