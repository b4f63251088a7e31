/* The inlined calls of a function as a debugger wants them: a tree, with the code of each. The image says of code only
   which call is the innermost. */
#include "engine/base/alloc.h"
#include "gdb/debug_info.h"

#include <stdlib.h>

static int by_call_and_start(const void *left, const void *right)
{
    const WfxInlinedRange *a = left, *b = right;
    if (a->inlined != b->inlined)
        return a->inlined < b->inlined ? -1 : 1;
    return a->start < b->start ? -1 : a->start > b->start;
}

/* Each range is a piece of its call and of all those around it. */
static bool collect_pieces(const WfxCodeImage *image, const WfxCodeFunction *function, WfxDebugCalls *out)
{
    for (uint32_t i = wfx_image_first_inlined_range(image, function->start);
         i < image->inlined_range_count && image->inlined_ranges[i].start < function->end; i++) {
        WfxInlinedRange piece = image->inlined_ranges[i];
        for (; piece.inlined != WFX_NO_INDEX; piece.inlined = image->inlined[piece.inlined].parent)
            if (!wfx_vec_push(&out->pieces, piece))
                return false;
    }
    if (out->pieces.count)
        qsort(out->pieces.data, out->pieces.count, sizeof *out->pieces.data, by_call_and_start);
    return true;
}

static void join_pieces(WfxDebugCalls *out)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < out->pieces.count; i++) {
        const WfxInlinedRange *piece = &out->pieces.data[i];
        WfxInlinedRange *last = count ? &out->pieces.data[count - 1] : NULL;
        WfxDebugCall *call = &out->calls[piece->inlined - out->first];
        if (last && last->inlined == piece->inlined && last->end == piece->start) {
            last->end = piece->end;
            continue;
        }
        if (!call->piece_count++)
            call->first_piece = count;
        out->pieces.data[count++] = *piece;
    }
    out->pieces.count = count;
}

/* Numbers from 1 on, 0: none. [0] is the function itself. */
typedef struct Relatives {
    uint32_t first_child, next;
} Relatives;

/* Parents come before their children, so that these can be linked from the last one on. */
static void link_calls(const WfxCodeInlined *calls, const WfxDebugCalls *out, Relatives *relatives)
{
    for (uint32_t i = out->count; i > 0; i--) {
        uint32_t parent = calls[i - 1].parent == WFX_NO_INDEX ? 0 : calls[i - 1].parent - out->first + 1;
        relatives[i].next = relatives[parent].first_child;
        relatives[parent].first_child = i;
    }
}

static void order_calls(const Relatives *relatives, uint32_t parent, uint32_t depth, WfxDebugCalls *out,
                        uint32_t *ordered)
{
    for (uint32_t at = relatives[parent].first_child; at; at = relatives[at].next) {
        out->calls[at - 1].depth = depth;
        out->order[(*ordered)++] = at - 1;
        order_calls(relatives, at, depth + 1, out, ordered);
    }
}

bool wfx_debug_calls(const WfxCodeImage *image, uint32_t number, WfxDebugCalls *out)
{
    *out = (WfxDebugCalls){0};
    out->first = wfx_image_inlined(image, number, &out->count);
    if (!out->count)
        return true;
    Relatives *relatives = wfx_calloc((size_t)out->count + 1, sizeof *relatives);
    out->calls = wfx_calloc(out->count, sizeof *out->calls);
    out->order = wfx_calloc(out->count, sizeof *out->order);
    bool good = relatives && out->calls && out->order && collect_pieces(image, &image->functions[number], out);
    if (good) {
        uint32_t ordered = 0;
        join_pieces(out);
        link_calls(image->inlined + out->first, out, relatives);
        order_calls(relatives, 0, 0, out, &ordered);
    }
    free(relatives);
    return good;
}

void wfx_debug_calls_free(WfxDebugCalls *calls)
{
    free(calls->calls);
    free(calls->order);
    wfx_vec_free(&calls->pieces);
}
