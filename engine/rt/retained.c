/* What the host retains: a dense array, which collections and debuggers go through, and a hash table of its indices by
   reference, so that both retaining and releasing take constant time. */
#include <string.h>

#include "engine/base/assert.h"
#include "engine/rt/objects.h"

/* The link, a bucket's or an entry's, to the entry of a reference; where there is none, the last of its bucket. A link
   is an index + 1, or 0. */
static uint32_t *link_to(WfxRetainedList *list, uint64_t word)
{
    uint32_t *link = &list->buckets.data[word * UINT64_C(0x9E3779B97F4A7C15) >> 32 & (list->buckets.count - 1)];
    while (*link && list->data[*link - 1].word != word)
        link = &list->data[*link - 1].next;
    return link;
}

/* Room for one more, in a table with as many buckets as entries; their number is a power of two. */
static bool make_room(WfxRetainedList *list)
{
    enum { FIRST_BUCKETS = 16 };
    uint32_t count = list->buckets.count;
    if (!wfx_vec_reserve(list, 1))
        return false;
    if (list->count < count)
        return true;
    if (!wfx_vec_reserve(&list->buckets, count ? count : FIRST_BUCKETS))
        return false;
    list->buckets.count = count ? 2 * count : FIRST_BUCKETS;
    memset(list->buckets.data, 0, list->buckets.count * sizeof *list->buckets.data);
    for (uint32_t i = 0; i < list->count; i++)
        list->data[i].next = 0;
    for (uint32_t i = 0; i < list->count; i++)
        *link_to(list, list->data[i].word) = i + 1;
    return true;
}

bool wfx_rt_retain(WfxStore *store, uint64_t word, WfxRefKind kind)
{
    WfxRetainedList *list = &store->retained;
    wfx_assert(!wfx_nursery_contains(&store->heap, word)); /* the host has settled ones */
    bool is_other = kind == WFX_REF_EXN || (kind == WFX_REF_CONT && !wfx_contref_is_fresh(word));
    bool is_kept = is_other ? word : wfx_objects_contains(&store->heap, word);
    if (!is_kept)
        return true;
    if (!make_room(list))
        return false;
    uint32_t *link = link_to(list, word);
    if (*link) {
        list->data[*link - 1].times++;
    } else {
        list->data[list->count++] = (WfxRetained){.word = word, .kind = kind, .times = 1};
        *link = list->count;
    }
    return true;
}

/* The last entry takes the place of the one that goes. */
void wfx_rt_release(WfxStore *store, uint64_t word)
{
    WfxRetainedList *list = &store->retained;
    uint32_t *link = list->count ? link_to(list, word) : NULL;
    if (!link || !*link || --list->data[*link - 1].times)
        return;
    uint32_t index = *link - 1, last = list->count - 1;
    *link = list->data[index].next;
    if (index != last) {
        *link_to(list, list->data[last].word) = index + 1;
        list->data[index] = list->data[last];
    }
    list->count--;
}

void wfx_rt_release_all(WfxStore *store)
{
    wfx_vec_free(&store->retained.buckets);
    wfx_vec_free(&store->retained);
}
