/* Executable memory, the registry of published images and the observers.

   Invariants
   - Code is written to an anonymous mapping and relocated there before the mapping becomes read-execute; it is never
     writable
   again, so no address is ever writable and executable. (Anonymous rather than a memory file: perf ignores its map for
   file-backed code.)
   - Readers (signal handlers too) take no lock: they count themselves in `readers`, then load the current table. A
     writer swaps
   in a new table and frees old ones only when it sees no reader; a later reader can only see the new table. A search
   reads the table alone: images of other threads' stores may be freed meanwhile, and the one that is found is in use by
   who asks. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/alloc.h"
#include "engine/code/code.h"
#include "engine/base/assert.h"

enum { MAX_OBSERVERS = 8 };

typedef struct Entry {
    uint64_t start;
    atomic_uint_least64_t end; /* = start: removed in place */
    const WfxCodeImage *image;
    void **records; /* what the observers returned for it, by their numbers */
} Entry;

typedef struct Table {
    struct Table *next; /* retired tables that wait to be freed */
    uint32_t count;
    Entry entries[]; /* sorted by address */
} Table;

static _Atomic(Table *) current_table;
static atomic_uint readers;
static atomic_uint_least64_t retired;                    /* images */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* writers and observers */
static Table *retired_tables;
static WfxCodeObserver observers[MAX_OBSERVERS];
static int observer_count;

static uint8_t *room, *room_end; /* see wfx_code_reserve; never used again where code was retired */

static size_t mapping_size(const WfxCodeImage *image)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (image->code_size + page - 1) / page * page;
}

/* ---- lookup ---- */

const WfxCodeImage *wfx_code_find(uint64_t pc)
{
    const WfxCodeImage *found = NULL;
    atomic_fetch_add(&readers, 1);
    const Table *table = atomic_load(&current_table);
    uint32_t low = 0, high = table ? table->count : 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const Entry *entry = &table->entries[middle];
        if (pc < entry->start) {
            high = middle;
        } else if (pc >= atomic_load(&entry->end)) {
            low = middle + 1;
        } else {
            found = entry->image;
            break;
        }
    }
    atomic_fetch_sub(&readers, 1);
    return found;
}

/* ---- the table (under the lock) ---- */

/* The lock is held by whoever changes the table. */
static bool is_locked(void)
{
    return pthread_mutex_trylock(&lock) != 0;
}

static void swap_table(Table *table)
{
    wfx_assert(is_locked());
    Table *old = atomic_exchange(&current_table, table);
    if (old) {
        old->next = retired_tables;
        retired_tables = old;
    }
    if (atomic_load(&readers))
        return; /* the next writer frees them */
    while (retired_tables) {
        Table *next = retired_tables->next;
        free(retired_tables);
        retired_tables = next;
    }
}

static void append(Table *table, const WfxCodeImage *image, void **records)
{
    wfx_assert(!table->count || table->entries[table->count - 1].start < (uint64_t)(uintptr_t)image->code); /* sorted */
    Entry *entry = &table->entries[table->count++];
    entry->start = (uint64_t)(uintptr_t)image->code;
    atomic_init(&entry->end, entry->start + image->code_size);
    entry->image = image;
    entry->records = records;
}

/* The current table with `added` and without `removed` (NULL: nothing) takes its place. */
static bool replace_table(const WfxCodeImage *added, void **records, const WfxCodeImage *removed)
{
    const Table *old = atomic_load(&current_table);
    uint32_t count = old ? old->count : 0;
    Table *table = wfx_malloc(sizeof *table + sizeof(Entry) * (count + 1));
    if (!table)
        return false;
    table->next = NULL;
    table->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const Entry *entry = &old->entries[i];
        if (entry->image == removed || atomic_load(&entry->end) == entry->start)
            continue;
        if (added && (uint64_t)(uintptr_t)added->code < entry->start) {
            append(table, added, records);
            added = NULL;
        }
        append(table, entry->image, entry->records);
    }
    if (added)
        append(table, added, records);
    swap_table(table);
    return true;
}

/* The image's observers' records, empty; NULL without memory. */
static void **table_add(const WfxCodeImage *image)
{
    void **records = wfx_calloc(MAX_OBSERVERS, sizeof *records);
    if (records && replace_table(image, records, NULL))
        return records;
    free(records);
    return NULL;
}

static Entry *table_entry(const WfxCodeImage *image)
{
    Table *table = atomic_load(&current_table);
    uint32_t i = 0;
    wfx_assert(is_locked() && table && table->count); /* the image is published */
    while (table->entries[i].image != image)
        i++;
    wfx_assert(i < table->count);
    return &table->entries[i];
}

/* Without memory for a new table the entry stays as one without code. */
static void table_remove(const WfxCodeImage *image)
{
    Entry *entry = table_entry(image);
    free(entry->records);
    if (!replace_table(NULL, NULL, image))
        atomic_store(&entry->end, entry->start);
}

/* ---- publish and retire ---- */

/* New memory for code: in the room kept for it, or anywhere. MAP_FAILED when there is none. */
static uint8_t *map_code(size_t size)
{
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS;
    uint8_t *at = NULL;
    pthread_mutex_lock(&lock);
    if (size <= (size_t)(room_end - room)) {
        at = room;
        room += size;
    }
    pthread_mutex_unlock(&lock);
    return mmap(at, size, PROT_READ | PROT_WRITE, at ? flags | MAP_FIXED : flags, -1, 0);
}

void wfx_code_reserve(void *start, size_t size)
{
    pthread_mutex_lock(&lock);
    room = start;
    room_end = room + size;
    pthread_mutex_unlock(&lock);
}

static bool place_code(WfxCodeImage *image, const WfxCodeBlob *blob, WfxError *error)
{
    size_t size;
    image->code_size = blob->size;
    size = mapping_size(image);
    uint8_t *code = map_code(size);
    if (code == MAP_FAILED)
        return wfx_error_oom(error);
    memcpy(code, blob->bytes, blob->size);
    for (uint32_t i = 0; i < blob->relocation_count; i++) {
        uint64_t word;
        memcpy(&word, code + blob->relocations[i], 8);
        word += (uint64_t)(uintptr_t)code;
        memcpy(code + blob->relocations[i], &word, 8);
    }
    if (mprotect(code, size, PROT_READ | PROT_EXEC)) {
        munmap(code, size);
        return wfx_error_set(error, WFX_ERROR_LIMIT, WFX_NO_OFFSET, "the system refuses executable memory");
    }
    image->code = code;
    return true;
}

/* What the lookups by binary search rely on. */
static void check_order(const WfxCodeImage *image)
{
    for (uint32_t i = 1; WFX_ASSERTS && i < image->function_count; i++)
        wfx_assert(image->functions[i - 1].end <= image->functions[i].start);
    for (uint32_t i = 1; WFX_ASSERTS && i < image->site_count; i++)
        wfx_assert(image->sites[i - 1].pc <= image->sites[i].pc);
    for (uint32_t i = 1; WFX_ASSERTS && i < image->line_count; i++)
        wfx_assert(image->lines[i - 1].pc <= image->lines[i].pc);
    for (uint32_t i = 1; WFX_ASSERTS && i < image->resume_count; i++)
        wfx_assert(image->resumes[i - 1].pc < image->resumes[i].pc);
    for (uint32_t i = 1; WFX_ASSERTS && i < image->switch_count; i++)
        wfx_assert(image->switches[i - 1].end <= image->switches[i].start);
}

static void check_ranges(const WfxCodeImage *image)
{
    for (uint32_t i = 0; WFX_ASSERTS && i < image->range_count; i++) {
        const WfxCodeRange *range = &image->ranges[i], *before = i ? range - 1 : NULL;
        wfx_assert(range->local < image->local_count && !image->locals[range->local].home);
        wfx_assert(range->start < range->end && range->where != WFX_WHERE_NOWHERE);
        wfx_assert(!before || before->local < range->local ||
                   (before->local == range->local && before->end <= range->start));
    }
}

static void check_inlined(const WfxCodeImage *image)
{
    for (uint32_t i = 0; WFX_ASSERTS && i < image->inlined_count; i++) {
        const WfxCodeInlined *call = &image->inlined[i];
        wfx_assert(call->host < image->function_count && (i == 0 || image->inlined[i - 1].host <= call->host));
        wfx_assert(call->parent == WFX_NO_INDEX ||
                   (call->parent < i && image->inlined[call->parent].host == call->host));
        for (uint32_t k = 0; k < call->local_count; k++)
            wfx_assert(!image->locals[call->first_local + k].home);
    }
    for (uint32_t i = 0; WFX_ASSERTS && i < image->inlined_range_count; i++) {
        const WfxInlinedRange *range = &image->inlined_ranges[i];
        wfx_assert(range->inlined < image->inlined_count && range->start < range->end);
        wfx_assert(i == 0 || image->inlined_ranges[i - 1].end <= range->start);
    }
}

bool wfx_code_publish(WfxCodeImage *image, const WfxCodeBlob *blob, WfxError *error)
{
    if (blob->size == 0) {
        static const uint8_t trap[2] = {0x0f, 0x0b}; /* a module without functions still has an address */
        return wfx_code_publish(image, &(WfxCodeBlob){.bytes = trap, .size = sizeof trap}, error);
    }
    check_order(image);
    check_ranges(image);
    check_inlined(image);
    if (!place_code(image, blob, error))
        return false;
    pthread_mutex_lock(&lock);
    void **records = table_add(image);
    if (!records) {
        pthread_mutex_unlock(&lock);
        munmap((void *)image->code, mapping_size(image));
        image->code = NULL;
        return wfx_error_oom(error);
    }
    for (int i = 0; i < observer_count; i++)
        records[i] = observers[i].publish(observers[i].self, image);
    pthread_mutex_unlock(&lock);
    return true;
}

void wfx_code_retire(const WfxCodeImage *image)
{
    if (!image)
        return;
    pthread_mutex_lock(&lock);
    void **records = table_entry(image)->records;
    for (int i = observer_count - 1; i >= 0; i--)
        if (observers[i].retire)
            observers[i].retire(observers[i].self, image, records[i]);
    table_remove(image);
    atomic_fetch_add(&retired, 1);
    pthread_mutex_unlock(&lock);
    munmap((void *)image->code, mapping_size(image));
    wfx_image_free(image);
}

/* Whoever runs code of an image got it after it was published, under the lock; and so after those had been counted that
   were at its address before. */
uint64_t wfx_code_retired(void)
{
    return atomic_load_explicit(&retired, memory_order_relaxed);
}

bool wfx_code_observe(const WfxCodeObserver *observer)
{
    pthread_mutex_lock(&lock);
    bool has_room = observer_count < MAX_OBSERVERS;
    if (has_room)
        observers[observer_count++] = *observer;
    pthread_mutex_unlock(&lock);
    return has_room;
}

bool wfx_code_source_wanted(void)
{
    bool wanted = false;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < observer_count; i++)
        wanted |= observers[i].wants_source;
    pthread_mutex_unlock(&lock);
    return wanted;
}
