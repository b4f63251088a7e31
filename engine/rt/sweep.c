/* What a full collection frees of continuations: those that nothing refers to, with their stacks; used-up headers that
   nothing refers to; and what has not been needed since the last one, which goes back to the system.

   Headers that are in use no more stay where they are, as a rule, for their generations tell stale references apart.
   But the collection has met every reference, stale ones too. A large page of headers to which there is none goes back,
   and whatever is made there later may begin with any generation. */
#include <malloc.h>
#include <sys/mman.h>

#include "engine/base/pages.h"
#include "engine/rt/stacks_internal.h"

enum {
    FEW_STACKS = 1024, /* that have ended or are free: they are left alone */
};

void wfx_continuation_mark_stale(uint64_t reference)
{
    WfxContinuation *header = wfx_header_of(reference);
    if (header)
        header->is_marked |= WFX_MARK_NAMED;
}

/* Nobody has a reference that is good for it; those that are not must not become so. */
static void drop(WfxContext *context, WfxContinuation *continuation)
{
    continuation->generation = wfx_generation_of(continuation) + 1;
    if (continuation->generation <= WFX_GENERATION_LIMIT) {
        wfx_continuation_release(context, continuation);
    } else {
        wfx_continuation_give_stack(wfx_stacks_of(context), continuation);
        wfx_continuation_use_up(wfx_stacks_of(context), continuation);
    }
}

/* Takes the marks off a header, and frees what was not marked. */
static void sweep_header(WfxStacks *stacks, WfxContinuation *continuation)
{
    unsigned marks = continuation->is_marked;
    continuation->is_marked = WFX_MARK_NONE;
    if (continuation->state == WFX_CONT_LIVE && !(marks & WFX_MARK_REACHED)) {
        drop(&stacks->context, continuation);
    } else if (continuation->state == WFX_CONT_RETIRED && !(marks & WFX_MARK_NAMED)) {
        stacks->retired_count--;
        continuation->generation = wfx_first_generation(stacks);
        continuation->state = WFX_CONT_FREE;
        wfx_continuation_release_header(&stacks->context, continuation);
    }
}

/* The number of those that live. */
static uint64_t sweep_headers(WfxStacks *stacks)
{
    uint64_t live = 0;
    for (WfxHeaderSlab *slab = stacks->inspect.slabs; slab; slab = slab->next) {
        slab->is_named = false;
        for (uint32_t i = 0; i < slab->used; i++) {
            live += slab->headers[i].is_marked & WFX_MARK_REACHED;
            slab->is_named |= slab->headers[i].is_marked & WFX_MARK_NAMED;
            sweep_header(stacks, &slab->headers[i]);
        }
    }
    return live;
}

/* ---- what goes back to the system ---- */

/* No list leads to it but that of free headers. */
static bool is_idle(const WfxContinuation *header)
{
    return header->state == WFX_CONT_FREE && !header->stack_top && !header->next_awake && !header->next_roomy;
}

/* And no reference leads there, not even a stale one. */
static bool all_are_idle(const WfxHeaderSlab *slab)
{
    if (slab->is_named)
        return false;
    for (uint32_t i = 0; i < slab->used; i++)
        if (!is_idle(&slab->headers[i]))
            return false;
    return true;
}

static void list_free_headers(WfxStacks *stacks)
{
    stacks->free_headers = NULL;
    stacks->free_header_count = 0;
    for (WfxHeaderSlab *slab = stacks->inspect.slabs; slab; slab = slab->next)
        for (uint32_t i = 0; i < slab->used; i++)
            if (slab->headers[i].state == WFX_CONT_FREE && !slab->headers[i].stack_top)
                wfx_continuation_release_header(&stacks->context, &slab->headers[i]);
}

/* Large pages of headers, but the first, in which new ones are made. */
static void release_slabs(WfxStacks *stacks)
{
    WfxHeaderSlab *gone = NULL;
    wfx_awake_forget(stacks, &stacks->context.awake);
    wfx_awake_forget(stacks, &stacks->young_frozen);
    wfx_roomy_forget(stacks);
    for (WfxHeaderSlab **at = &stacks->inspect.slabs, *slab; (slab = *at);) {
        bool goes = slab != stacks->inspect.slabs && wfx_slab_is_large(slab) && all_are_idle(slab);
        if (!goes) {
            at = &slab->next;
            continue;
        }
        *at = slab->next;
        slab->next = gone;
        gone = slab;
    }
    if (!gone)
        return;
    list_free_headers(stacks);
    while (gone) {
        WfxHeaderSlab *slab = gone;
        gone = slab->next;
        wfx_slab_free(slab);
    }
}

/* What ended ones and free stacks hold, but a few, and the top page of each, where free ones are linked. */
static void release_stacks(WfxStacks *stacks)
{
    uint64_t room = wfx_stacks_room(stacks, false), count = 0;
    WfxContinuation **at = &stacks->context.finished;
    for (; *at && count < FEW_STACKS; count++)
        at = &(*at)->parent;
    for (WfxContinuation *ended = *at, *next; ended; ended = next) {
        next = ended->parent;
        wfx_continuation_give_stack(stacks, ended);
        wfx_continuation_release_header(&stacks->context, ended);
    }
    *at = NULL;
    malloc_trim(0); /* large pieces of frozen ones */
    for (uint64_t top = stacks->free_stacks; top; memcpy(&top, (char *)(uintptr_t)top - 8, 8)) {
        uint64_t from = (top - room + WFX_PAGE - 1) / WFX_PAGE * WFX_PAGE, to = (top - 8) / WFX_PAGE * WFX_PAGE;
        madvise((char *)(uintptr_t)from, to - from, MADV_DONTNEED);
    }
}

void wfx_continuations_sweep(WfxStacks *stacks, uint64_t bytes_looked_at)
{
    uint64_t before = wfx_continuations_count(stacks), live = sweep_headers(stacks), bytes;
    bool is_past_peak = before >= 2 * WFX_COLLECT_FIRST && live < before / 4;
    if (is_past_peak)
        release_stacks(stacks);
    if (is_past_peak || stacks->free_header_count >= stacks->collect_free_at)
        release_slabs(stacks);
    bytes = stacks->deep_bytes + stacks->frozen_bytes;
    stacks->collect_at = wfx_try_again_at(live, WFX_COLLECT_FIRST + bytes_looked_at / WFX_WAITING_BYTES);
    stacks->collect_bytes_at = wfx_try_again_at(bytes, WFX_COLLECT_FIRST_BYTES + bytes_looked_at);
    stacks->collect_retired_at = wfx_try_again_at(stacks->retired_count, WFX_COLLECT_FIRST);
    stacks->collect_free_at = wfx_try_again_at(stacks->free_header_count, 16 * WFX_COLLECT_FIRST);
    wfx_stacks_make_inline(stacks);
}
