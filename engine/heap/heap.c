/* The old space: blocks, cells, marking and sweeping; see heap.h. */
#include "engine/heap/heap_internal.h"

#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/alloc.h"
#include "engine/base/assert.h"

enum {
    BLOCK_BITS = 16,
    BLOCK_BYTES = 1 << BLOCK_BITS,
    HEADER_BYTES = 640, /* of a block: before its first cell */
    LARGEST_CELL = 8192,
    FIRST_THRESHOLD = 4 << 20,
    SMALLEST_NURSERY = 16 << 10,
    MOVING_SLACK = 16 << 20, /* bytes of blocks beyond the limit, for what minor collections move */
    MARK_WORDS = (BLOCK_BYTES - HEADER_BYTES) / 16 / 64 + 1,
};

typedef enum BlockKind {
    BLOCK_FREE,  /* its memory is the system's: zeros */
    BLOCK_DIRTY, /* free, but may be written to without asking the system */
    BLOCK_CELLS,
    BLOCK_LARGE,
    BLOCK_TAIL, /* of a large object */
} BlockKind;

static bool is_free(uint8_t kind)
{
    return kind <= BLOCK_DIRTY;
}

struct WfxBlock {
    uint32_t cell_bytes; /* LARGE: 0 */
    uint32_t cell_count; /* LARGE: blocks */
    uint32_t class;
    uint64_t marks[MARK_WORDS];
};
_Static_assert(sizeof(WfxBlock) <= HEADER_BYTES && HEADER_BYTES % 16 == 0, "a block's header");

typedef struct FreeCell {
    uint64_t zero; /* where an object has its type */
    struct FreeCell *next;
} FreeCell;

/* ---- sizes ---- */

/* Multiples of 16 up to 256, then four steps to each doubling. */
static uint32_t class_of(uint64_t bytes)
{
    if (bytes <= 256)
        return (uint32_t)((bytes + 15) / 16) - 1;
    unsigned top = 63 - (unsigned)__builtin_clzll(bytes - 1); /* 2^top < bytes <= 2^(top + 1) */
    return 16 + (top - 8) * 4 + (uint32_t)((bytes - 1) >> (top - 2) & 3);
}

static uint32_t class_bytes(uint32_t class)
{
    if (class < 16)
        return (class + 1) * 16;
    unsigned top = 8 + (class - 16) / 4;
    return (1u << top) + (((class - 16) % 4 + 1) << (top - 2));
}

/* ---- blocks ---- */

static WfxBlock *block_at(const WfxObjectHeap *heap, uint32_t index)
{
    return (WfxBlock *)(heap->base + WFX_NURSERY_BYTES + ((uint64_t)index << BLOCK_BITS));
}

static uint32_t block_of(const WfxObjectHeap *heap, const void *address)
{
    return (uint32_t)((uint64_t)((const uint8_t *)address - heap->base - WFX_NURSERY_BYTES) >> BLOCK_BITS);
}

void wfx_objects_init(WfxObjectHeap *heap, WfxContext *context, uint64_t limit)
{
    if (!limit) {
        long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
        limit = pages > 0 ? (uint64_t)pages * (uint64_t)size / 2 : UINT64_C(1) << 30;
    }
    heap->context = context;
    heap->limit = (limit + BLOCK_BYTES - 1) >> BLOCK_BITS << BLOCK_BITS;
    heap->reserved = WFX_NURSERY_BYTES + heap->limit + MOVING_SLACK;
    heap->threshold = FIRST_THRESHOLD;
}

/* Beginning at a multiple of the blocks' size. */
static uint8_t *reserve_aligned(uint64_t bytes)
{
    uint64_t size = bytes + BLOCK_BYTES;
    uint8_t *memory = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    uint64_t skip = -(uint64_t)(uintptr_t)memory & (BLOCK_BYTES - 1);
    if (skip)
        munmap(memory, skip);
    munmap(memory + skip + bytes, BLOCK_BYTES - skip);
    return memory + skip;
}

/* The remembered objects are at most as many as there are cells of the smallest size. */
static uint64_t remembered_bytes(const WfxObjectHeap *heap)
{
    return heap->reserved / 2;
}

bool wfx_heap_reserve(WfxObjectHeap *heap)
{
    void *remembered =
        mmap(NULL, remembered_bytes(heap), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    uint8_t *base = remembered == MAP_FAILED ? NULL : reserve_aligned(heap->reserved);
    if (!base || mprotect(base, WFX_NURSERY_BYTES, PROT_READ | PROT_WRITE)) {
        if (base)
            munmap(base, heap->reserved);
        if (remembered != MAP_FAILED)
            munmap(remembered, remembered_bytes(heap));
        return false;
    }
    madvise(base + WFX_NURSERY_BYTES, heap->reserved - WFX_NURSERY_BYTES, MADV_DONTDUMP);
    madvise(remembered, remembered_bytes(heap), MADV_DONTDUMP);
    heap->base = base;
    heap->remembered = remembered;
    uint64_t size = heap->limit / 4 < SMALLEST_NURSERY    ? SMALLEST_NURSERY
                    : heap->limit / 4 > WFX_NURSERY_BYTES ? WFX_NURSERY_BYTES
                                                          : heap->limit / 4;
    WfxContext *context = heap->context;
    context->nursery = (uint64_t)(uintptr_t)base;
    context->remembered = (uint64_t)(uintptr_t)remembered;
    heap->nursery_end = context->nursery + size;
    wfx_heap_begin_nursery(heap);
    return true;
}

void wfx_objects_free(WfxObjectHeap *heap)
{
    if (heap->base) {
        munmap(heap->base, heap->reserved);
        munmap(heap->remembered, remembered_bytes(heap));
    }
    wfx_vec_free(&heap->kinds);
    wfx_vec_free(&heap->grey);
}

/* Blocks [block_count, end) can be used from now on, for ever: one mapping grows. */
static bool open_blocks(WfxObjectHeap *heap, uint64_t end)
{
    uint8_t *first = (uint8_t *)block_at(heap, heap->block_count);
    uint64_t bytes = (end - heap->block_count) << BLOCK_BITS;
    if (end > (heap->reserved - WFX_NURSERY_BYTES) >> BLOCK_BITS ||
        !wfx_vec_reserve(&heap->kinds, end - heap->block_count) || mprotect(first, bytes, PROT_READ | PROT_WRITE))
        return false;
    madvise(first, bytes, MADV_DODUMP);
    heap->free_count += (uint32_t)(end - heap->block_count);
    for (; heap->block_count < end; heap->block_count++)
        heap->kinds.data[heap->kinds.count++] = BLOCK_FREE;
    return true;
}

/* `count` free blocks in a row become one of `kind` and tails of it. UINT32_MAX: there are none. What is in them is
   anything, but for one of LARGE: zeros. */
static uint32_t take_blocks(WfxObjectHeap *heap, uint32_t count, BlockKind kind)
{
    uint32_t run = 0, first = UINT32_MAX;
    if (!heap->is_minor && heap->used + ((uint64_t)count << BLOCK_BITS) > heap->limit)
        return UINT32_MAX;
    for (uint32_t i = heap->lowest_free; i < heap->block_count && first == UINT32_MAX; i++) {
        run = is_free(heap->kinds.data[i]) ? run + 1 : 0;
        if (run == count)
            first = i + 1 - count;
    }
    if (first == UINT32_MAX) { /* those at the end, and fresh ones behind them */
        first = heap->block_count - run;
        if (!open_blocks(heap, (uint64_t)first + count))
            return UINT32_MAX;
    }
    heap->used += (uint64_t)count << BLOCK_BITS;
    heap->free_count -= count;
    wfx_heap_note_peak(heap);
    for (uint32_t i = first; kind == BLOCK_LARGE && i < first + count; i++)
        if (heap->kinds.data[i] == BLOCK_DIRTY)
            memset(block_at(heap, i), 0, BLOCK_BYTES);
    heap->kinds.data[first] = (uint8_t)kind;
    for (uint32_t i = 1; i < count; i++)
        heap->kinds.data[first + i] = BLOCK_TAIL;
    while (heap->lowest_free < heap->block_count && !is_free(heap->kinds.data[heap->lowest_free]))
        heap->lowest_free++;
    return first;
}

static void give_blocks(WfxObjectHeap *heap, uint32_t first, uint32_t count)
{
    uint64_t bytes = (uint64_t)count << BLOCK_BITS;
    memset(heap->kinds.data + first, BLOCK_DIRTY, count);
    heap->used -= bytes;
    heap->free_count += count;
    if (first < heap->lowest_free)
        heap->lowest_free = first;
}

/* The memory of free blocks goes back to the system, but for as much as will be used before the next collection. */
static void trim(WfxObjectHeap *heap)
{
    uint64_t kept = heap->threshold;
    for (uint32_t i = heap->lowest_free, end; i < heap->block_count; i = end) {
        for (end = i; end < heap->block_count && heap->kinds.data[end] == BLOCK_DIRTY; end++)
            ;
        uint64_t bytes = (uint64_t)(end - i) << BLOCK_BITS, stay = bytes < kept ? bytes : kept & ~(BLOCK_BYTES - 1ull);
        kept -= stay;
        if (stay < bytes) {
            madvise((uint8_t *)block_at(heap, i) + stay, bytes - stay, MADV_DONTNEED);
            memset(heap->kinds.data + i + (stay >> BLOCK_BITS), BLOCK_FREE, (bytes - stay) >> BLOCK_BITS);
        }
        end += end == i;
    }
}

void wfx_heap_note_peak(WfxObjectHeap *heap)
{
    uint64_t used = heap->used + (heap->context->nursery_top - heap->context->nursery);
    if (used > heap->statistics.peak)
        heap->statistics.peak = used;
}

/* ---- cells ---- */

static uint8_t *cell_at(WfxBlock *block, uint32_t number)
{
    return (uint8_t *)block + HEADER_BYTES + (uint64_t)number * block->cell_bytes;
}

static void free_cell(WfxObjectHeap *heap, WfxBlock *block, void *memory)
{
    FreeCell *cell = memory;
    cell->zero = 0;
    cell->next = heap->free_cells[block->class];
    heap->free_cells[block->class] = cell;
}

/* A fresh block: its cells are handed out one after the other, without a list. */
static bool add_cells(WfxObjectHeap *heap, uint32_t class)
{
    uint32_t index = take_blocks(heap, 1, BLOCK_CELLS);
    if (index == UINT32_MAX)
        return false;
    WfxBlock *block = block_at(heap, index);
    memset(block->marks, 0, sizeof block->marks);
    block->class = class;
    block->cell_bytes = class_bytes(class);
    block->cell_count = (BLOCK_BYTES - HEADER_BYTES) / block->cell_bytes;
    heap->fresh[class] = cell_at(block, 0);
    heap->fresh_end[class] = cell_at(block, block->cell_count);
    return true;
}

bool wfx_heap_make_room(WfxObjectHeap *heap, uint64_t bytes)
{
    /* Of a block at least 7 eighths become cells, of a cell 4 fifths are used; a block of each size is begun. */
    uint64_t blocks = (bytes + bytes / 2) / BLOCK_BYTES + WFX_HEAP_CLASSES;
    return heap->free_count >= blocks || open_blocks(heap, heap->block_count + blocks - heap->free_count);
}

void *wfx_heap_take_cell(WfxObjectHeap *heap, uint64_t bytes)
{
    uint32_t class = class_of(bytes);
    wfx_assert(class < WFX_HEAP_CLASSES && class_bytes(class) >= bytes);
    FreeCell *cell = heap->free_cells[class];
    if (cell) {
        wfx_assert(!cell->zero);
        heap->free_cells[class] = cell->next;
        return cell;
    }
    if (heap->fresh[class] == heap->fresh_end[class] && !add_cells(heap, class))
        return NULL;
    uint8_t *fresh = heap->fresh[class];
    heap->fresh[class] = fresh + class_bytes(class);
    return fresh;
}

static void *take_large(WfxObjectHeap *heap, uint64_t bytes)
{
    if (bytes > heap->limit)
        return NULL;
    uint32_t count = (uint32_t)((bytes + HEADER_BYTES + BLOCK_BYTES - 1) >> BLOCK_BITS);
    uint32_t index = take_blocks(heap, count, BLOCK_LARGE);
    if (index == UINT32_MAX)
        return NULL;
    WfxBlock *block = block_at(heap, index);
    *block = (WfxBlock){.cell_count = count};
    return cell_at(block, 0);
}

bool wfx_objects_wants_collection(const WfxObjectHeap *heap, uint64_t bytes)
{
    return heap->stress || heap->since + bytes > heap->threshold || heap->used > heap->limit;
}

WfxObject *wfx_objects_allocate(WfxObjectHeap *heap, uint32_t type_id, uint32_t length, uint64_t bytes)
{
    wfx_assert(!heap->is_marking && !heap->is_minor && bytes >= WFX_OBJECT_HEADER);
    if (!heap->base && !wfx_heap_reserve(heap))
        return NULL;
    WfxObject *object = bytes <= LARGEST_CELL ? wfx_heap_take_cell(heap, bytes) : take_large(heap, bytes);
    if (!object)
        return NULL;
    if (bytes <= LARGEST_CELL)
        memset(object, 0, bytes);
    object->type = type_id | WFX_OBJECT_IN_USE;
    object->length = length;
    heap->since += bytes;
    heap->statistics.allocated += bytes;
    return object;
}

bool wfx_objects_has_object(const WfxObjectHeap *heap, uint64_t word)
{
    if (!wfx_objects_contains(heap, word) || word % 8)
        return false;
    if (wfx_nursery_contains(heap, word))
        return word < heap->context->nursery_top && ((const WfxObject *)(uintptr_t)word)->type & WFX_OBJECT_IN_USE;
    uint32_t index = block_of(heap, (void *)(uintptr_t)word);
    if (index >= heap->block_count || is_free(heap->kinds.data[index]) || heap->kinds.data[index] == BLOCK_TAIL)
        return false;
    WfxBlock *block = block_at(heap, index);
    uint64_t at = word - (uint64_t)(uintptr_t)cell_at(block, 0);
    const uint8_t *fresh = heap->fresh[block->class], *end = heap->fresh_end[block->class];
    if (block->cell_bytes && (uint8_t *)(uintptr_t)word >= fresh && (uint8_t *)(uintptr_t)word < end)
        return false;
    bool is_cell = block->cell_bytes ? at % block->cell_bytes == 0 && at / block->cell_bytes < block->cell_count : !at;
    return is_cell && ((const WfxObject *)(uintptr_t)word)->type & WFX_OBJECT_IN_USE;
}

static bool is_fresh(const WfxObject *object)
{
    return wfx_object_type(object) == WFX_OBJECT_FRESH && ((const WfxFresh *)(const void *)object)->func;
}

static uint64_t fresh_in_block(const WfxObjectHeap *heap, WfxBlock *block)
{
    uint64_t count = 0;
    for (uint32_t k = 0; k < block->cell_count; k++) {
        const uint8_t *cell = cell_at(block, k);
        if (cell == heap->fresh[block->class] && cell != heap->fresh_end[block->class])
            break; /* what follows was never handed out */
        count += is_fresh((const WfxObject *)(const void *)cell);
    }
    return count;
}

uint64_t wfx_objects_fresh_count(const WfxObjectHeap *heap)
{
    uint64_t count = 0;
    for (uint64_t at = heap->context->nursery; at < heap->context->nursery_top;) {
        const WfxObject *object = (const WfxObject *)(uintptr_t)at;
        count += is_fresh(object);
        at += wfx_nursery_bytes(wfx_object_bytes_of(object));
    }
    for (uint32_t i = 0; i < heap->block_count; i++)
        if (heap->kinds.data[i] == BLOCK_CELLS)
            count += fresh_in_block(heap, block_at(heap, i));
    return count;
}

/* ---- marking ---- */

static bool test_and_mark(WfxObjectHeap *heap, WfxObject *object)
{
    WfxBlock *block = block_at(heap, block_of(heap, object));
    uint32_t number = block->cell_bytes ? (uint32_t)((uint8_t *)object - cell_at(block, 0)) / block->cell_bytes : 0;
    uint64_t bit = UINT64_C(1) << number % 64;
    bool was_marked = block->marks[number / 64] & bit;
    block->marks[number / 64] |= bit;
    return was_marked;
}

uint64_t wfx_heap_now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void wfx_objects_begin_marking(WfxObjectHeap *heap, void (*mark_other)(void *user, uint64_t reference, WfxRefKind kind),
                               void *user)
{
    heap->began_ns = wfx_heap_now_ns();
    wfx_assert(!heap->is_marking && !heap->is_minor && !heap->grey.count);
    wfx_assert(heap->context->nursery_top == heap->context->nursery);
    heap->mark_other = mark_other;
    heap->user = user;
    heap->is_marking = true;
    heap->has_overflowed = false;
}

void wfx_objects_mark(WfxObjectHeap *heap, uint64_t reference, WfxRefKind kind)
{
    wfx_assert(heap->is_marking);
    if (kind == WFX_REF_EXN || (kind == WFX_REF_CONT && !wfx_contref_is_fresh(reference))) {
        heap->mark_other(heap->user, reference, kind);
        return;
    }
    if (!wfx_ref_kind_has_objects(kind) || !wfx_objects_contains(heap, reference))
        return; /* null, an i31, or nothing of the heap's */
    if (kind == WFX_REF_EXTERN && !wfx_objects_has_object(heap, reference))
        return; /* a word of the host's that looks like an address of ours */
    WfxObject *object = (WfxObject *)(uintptr_t)reference;
    wfx_assert(wfx_objects_has_object(heap, reference));
    if (!test_and_mark(heap, object) && !wfx_vec_push(&heap->grey, object))
        heap->has_overflowed = true;
}

static void mark_slot(void *user, uint64_t *slot, WfxRefKind kind)
{
    wfx_objects_mark(user, *slot, kind);
}

static void scan(WfxObjectHeap *heap, WfxObject *object)
{
    wfx_heap_references(object, mark_slot, heap);
}

static void scan_grey(WfxObjectHeap *heap)
{
    while (heap->grey.count)
        scan(heap, heap->grey.data[--heap->grey.count]);
}

/* Calls `visit` for every object in use, with whether it is marked. */
static void each_object(WfxObjectHeap *heap,
                        void (*visit)(WfxObjectHeap *heap, WfxBlock *block, WfxObject *object, bool is_marked))
{
    for (uint32_t i = 0; i < heap->block_count; i++) {
        if (heap->kinds.data[i] != BLOCK_CELLS && heap->kinds.data[i] != BLOCK_LARGE)
            continue;
        WfxBlock *block = block_at(heap, i);
        uint32_t count = block->cell_bytes ? block->cell_count : 1;
        for (uint32_t k = 0; k < count; k++) {
            WfxObject *object = (WfxObject *)cell_at(block, k);
            if (object->type)
                visit(heap, block, object, block->marks[k / 64] >> k % 64 & 1);
        }
    }
}

static void scan_marked(WfxObjectHeap *heap, WfxBlock *block, WfxObject *object, bool is_marked)
{
    (void)block;
    if (is_marked)
        scan(heap, object);
}

void wfx_objects_drain(WfxObjectHeap *heap)
{
    scan_grey(heap);
    while (heap->has_overflowed) {
        heap->has_overflowed = false;
        each_object(heap, scan_marked);
        scan_grey(heap);
    }
}

/* ---- sweeping ---- */

static void poison(WfxObjectHeap *heap, WfxObject *object, uint64_t bytes)
{
    if (heap->stress)
        memset((uint8_t *)object + WFX_OBJECT_HEADER, 0xDB, bytes - WFX_OBJECT_HEADER);
}

/* Frees what is not marked; returns the bytes that are left, 0 for none. Cells go to the lists that begin empty. */
static uint64_t sweep_cells(WfxObjectHeap *heap, WfxBlock *block)
{
    uint64_t live = 0;
    for (uint32_t w = 0; w < MARK_WORDS; w++)
        live += (uint64_t)__builtin_popcountll(block->marks[w]);
    if (!live)
        return 0;
    for (uint32_t k = block->cell_count; k-- > 0;) {
        WfxObject *object = (WfxObject *)cell_at(block, k);
        if (block->marks[k / 64] >> k % 64 & 1)
            continue;
        if (object->type)
            poison(heap, object, block->cell_bytes);
        free_cell(heap, block, object);
    }
    return live * block->cell_bytes;
}

/* What was not handed out of a fresh block becomes free cells like others. */
static void end_fresh(WfxObjectHeap *heap)
{
    for (uint32_t class = 0; class < WFX_HEAP_CLASSES; class ++)
        for (; heap->fresh[class] != heap->fresh_end[class]; heap->fresh[class] += class_bytes(class))
            ((FreeCell *)heap->fresh[class])->zero = 0;
}

static void sweep(WfxObjectHeap *heap)
{
    end_fresh(heap);
    uint64_t live = 0;
    memset(heap->free_cells, 0, sizeof heap->free_cells);
    for (uint32_t i = 0; i < heap->block_count; i++) {
        uint32_t count = 1;
        uint64_t left = 0;
        if (heap->kinds.data[i] != BLOCK_CELLS && heap->kinds.data[i] != BLOCK_LARGE)
            continue;
        WfxBlock *block = block_at(heap, i);
        if (heap->kinds.data[i] == BLOCK_CELLS) {
            left = sweep_cells(heap, block);
        } else {
            count = block->cell_count;
            left = block->marks[0] & 1 ? (uint64_t)count << BLOCK_BITS : 0;
        }
        if (left)
            memset(block->marks, 0, sizeof block->marks);
        else
            give_blocks(heap, i, count);
        live += left;
    }
    heap->statistics.live = live;
}

void wfx_objects_finish(WfxObjectHeap *heap)
{
    wfx_assert(heap->is_marking && !wfx_objects_are_grey(heap));
    heap->is_marking = false;
    sweep(heap);
    heap->since = 0;
    uint64_t live = heap->statistics.live;
    heap->threshold = live > FIRST_THRESHOLD ? live : FIRST_THRESHOLD; /* a peak of twice what is live */
    trim(heap);
    heap->statistics.collections++;
    uint64_t pause = wfx_heap_now_ns() - heap->began_ns;
    heap->statistics.total_ns += pause;
    if (pause > heap->statistics.longest_ns)
        heap->statistics.longest_ns = pause;
}
