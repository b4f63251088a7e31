/* The snapshot of suspended continuations: each with its stack, equal ones together. One that had resumed another when that one suspended
   is inside that one's stack; what its own header says of a tag and a place is from an earlier suspension. */
#include "engine/base/alloc.h"
#include "engine/base/vec.h"
#include "engine/code/walk_stack.h"
#include "engine/inspect.h"
#include "profiler/report.h"

#include <inttypes.h>

enum { GROUPS_SHOWN = 20, FRAMES_SHOWN = 12 };

typedef struct Snapshot {
    const WfxContext *context;
    WfxStackTable stacks;                    /* first address of each: the tag it waits on */
    WFX_VEC(const WfxContinuation *) inside; /* sorted by address */
    uint64_t suspended, fresh, lost;
} Snapshot;

static int by_address(const void *left, const void *right)
{
    const WfxContinuation *a = *(const WfxContinuation *const *)left, *b = *(const WfxContinuation *const *)right;
    return a < b ? -1 : a > b;
}

static bool collect_inside(void *user, WfxContinuation *continuation)
{
    Snapshot *snapshot = user;
    if (wfx_inspect_status(snapshot->context, continuation) == WFX_INSPECT_SUSPENDED &&
        continuation->link_pc != wfx_inspect_root.detached_pc)
        snapshot->lost += !wfx_vec_push(&snapshot->inside, continuation->parent);
    return true;
}

static bool is_inside(const Snapshot *snapshot, const WfxContinuation *continuation)
{
    return snapshot->inside.count && bsearch(&continuation, snapshot->inside.data, snapshot->inside.count,
                                             sizeof *snapshot->inside.data, by_address) != NULL;
}

static bool add_stack(void *user, WfxContinuation *continuation)
{
    Snapshot *snapshot = user;
    WfxInspectStatus status = wfx_inspect_status(snapshot->context, continuation);
    snapshot->fresh += status == WFX_INSPECT_FRESH;
    if (status != WFX_INSPECT_SUSPENDED || is_inside(snapshot, continuation))
        return true;
    snapshot->suspended++;
    uint64_t addresses[WFX_SAMPLE_DEPTH];
    uint32_t count = 0;
    addresses[count++] = (uint64_t)(uintptr_t)continuation->tag;
    WfxStackWalk walk;
    WfxStackFrame frame;
    wfx_stack_walk_suspended(&walk, continuation);
    while (count < WFX_SAMPLE_DEPTH && wfx_stack_walk_next(&walk, &frame))
        if (frame.kind == WFX_FRAME_WASM)
            addresses[count++] = frame.pc;
    snapshot->lost += !wfx_stack_table_add(&snapshot->stacks, addresses, count, 1);
    return true;
}

static void visit_all(Snapshot *snapshot, bool (*visit)(void *user, WfxContinuation *continuation))
{
    for (const WfxInspectStore *store = wfx_inspect_root.stores; store; store = store->next) {
        snapshot->context = store->context;
        wfx_inspect_continuations(store, visit, snapshot);
    }
}

static int by_count(const void *left, const void *right)
{
    const WfxStackEntry *a = left, *b = right;
    return a->weight < b->weight ? 1 : a->weight > b->weight ? -1 : 0;
}

static void print_group(FILE *out, const Snapshot *snapshot, const WfxStackEntry *entry)
{
    const uint64_t *addresses = snapshot->stacks.addresses.data + entry->first;
    const WfxTag *tag = (const WfxTag *)(uintptr_t)addresses[0];
    fprintf(out, "  %8" PRIu64 " waiting on %s\n", entry->weight, tag && tag->name ? tag->name : "?");
    for (uint32_t i = 1; i < entry->count; i++) {
        char name[256], place[256];
        if (i > FRAMES_SHOWN) {
            fprintf(out, "             .. %u more frames\n", entry->count - i);
            break;
        }
        WfxSymbol symbol = wfx_symbol_find(addresses[i], true);
        fprintf(out, "             %s  %s\n", wfx_symbol_name(&symbol, name, sizeof name),
                wfx_symbol_place(&symbol, place, sizeof place));
    }
}

void wfx_report_suspended(FILE *out)
{
    Snapshot snapshot = {0};
    visit_all(&snapshot, collect_inside);
    if (snapshot.inside.count)
        qsort(snapshot.inside.data, snapshot.inside.count, sizeof *snapshot.inside.data, by_address);
    visit_all(&snapshot, add_stack);
    fprintf(out, "\nsuspended continuations: %" PRIu64 "%s", snapshot.suspended, snapshot.suspended ? "" : "\n");
    if (snapshot.suspended)
        fprintf(out, ", on %u different stacks\n", snapshot.stacks.entries.count);
    if (snapshot.stacks.entries.count)
        qsort(snapshot.stacks.entries.data, snapshot.stacks.entries.count, sizeof(WfxStackEntry), by_count);
    for (uint32_t i = 0; i < snapshot.stacks.entries.count && i < GROUPS_SHOWN; i++)
        print_group(out, &snapshot, &snapshot.stacks.entries.data[i]);
    if (snapshot.stacks.entries.count > GROUPS_SHOWN)
        fprintf(out, "  .. %u more stacks\n", snapshot.stacks.entries.count - GROUPS_SHOWN);
    if (snapshot.inside.count)
        fprintf(out, "continuations that wait for one of these, which they resumed: %" PRIu32 "\n", snapshot.inside.count);
    if (snapshot.fresh)
        fprintf(out, "continuations made and never resumed: %" PRIu64 "\n", snapshot.fresh);
    if (snapshot.lost)
        fprintf(out, "not shown for want of memory: %" PRIu64 "\n", snapshot.lost);
    wfx_stack_table_free(&snapshot.stacks);
    wfx_vec_free(&snapshot.inside);
}
