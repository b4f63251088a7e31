/* The folded stacks file: stacks that differ in addresses only are one line. Lines are long, and stacks can be many: so
   they are compared as sequences of names, and no text of one is made before it is printed. */
#include "profiler/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct Line {
    uint32_t stack;
    uint32_t host; /* newest frames that are not wasm: the host function that wasm called */
} Line;
typedef struct Folder {
    const WfxProfile *profile;
    WfxBuffer names;
    WFX_VEC(size_t) functions, handlers; /* where in `names` the name of each begins */
    WFX_VEC(Line) lines;
} Folder;

/* Frame names must not hold the format's separators. */
static void put_name(WfxBuffer *out, const char *name)
{
    for (; *name; name++)
        wfx_buffer_u8(out, (uint8_t)(*name == ';' || *name == '\n' ? ':' : *name));
}

static bool name_functions(Folder *folder)
{
    const WfxProfile *profile = folder->profile;
    for (uint32_t i = 0; i < profile->functions.count; i++) {
        if (!wfx_vec_push(&folder->functions, folder->names.size))
            return false;
        put_name(&folder->names, wfx_profile_text(profile, profile->functions.data[i].name));
        wfx_buffer_u8(&folder->names, 0);
    }
    return true;
}

static bool name_handlers(Folder *folder)
{
    const WfxProfile *profile = folder->profile;
    for (uint32_t i = 0; i < profile->handlers.count; i++) {
        const WfxProfileHandler *handler = &profile->handlers.data[i];
        char place[256], boundary[1024];
        if (!wfx_vec_push(&folder->handlers, folder->names.size))
            return false;
        snprintf(boundary, sizeof boundary, "[resume %s %s (%s)]",
                 wfx_profile_text(profile, profile->functions.data[handler->function].name),
                 wfx_profile_place(profile, &handler->place, place, sizeof place),
                 wfx_profile_text(profile, handler->tags));
        put_name(&folder->names, boundary);
        wfx_buffer_u8(&folder->names, 0);
    }
    return true;
}

static bool find_lines(Folder *folder)
{
    const WfxProfile *profile = folder->profile;
    for (uint32_t i = 0; i < profile->stacks.count; i++) {
        const WfxProfileStack *stack = &profile->stacks.data[i];
        uint32_t host = 0;
        while (host < stack->count && wfx_profile_frame(profile, stack, host)->kind != WFX_PROFILE_FRAME_WASM)
            host++;
        if (stack->weight && !wfx_vec_push(&folder->lines, (Line){i, host}))
            return false;
    }
    return true;
}

/* ---- a line's names, root first ---- */

typedef struct Cursor {
    const WfxProfileStack *stack;
    uint32_t left;    /* frames to come, the newest ones of the host included */
    uint32_t host;    /* those of the host, which are one name */
    uint32_t handler; /* its boundary comes next; or NONE */
    uint32_t inner;   /* functions to come that were inlined into the last one, at the frame before `left` */
} Cursor;

static Cursor begin_line(const Folder *folder, const Line *line)
{
    const WfxProfileStack *stack = &folder->profile->stacks.data[line->stack];
    return (Cursor){.stack = stack, .left = stack->count, .host = line->host, .handler = WFX_PROFILE_NONE};
}

/* The function `depth` callers outwards from the innermost. */
static const WfxProfileFrame *outer_frame(const WfxProfile *profile, const WfxProfileFrame *frame, uint32_t depth)
{
    while (depth--)
        frame = wfx_profile_outer(profile, frame);
    return frame;
}

static uint32_t inlined_depth(const WfxProfile *profile, const WfxProfileFrame *frame)
{
    uint32_t depth = 0;
    while ((frame = wfx_profile_outer(profile, frame)))
        depth++;
    return depth;
}

/* A resumer's frame, then the boundary to what it resumed. NULL: the line's end. */
static const char *next_name(const Folder *folder, Cursor *cursor)
{
    const char *names = (const char *)folder->names.data;
    if (cursor->handler != WFX_PROFILE_NONE) {
        const char *boundary = names + folder->handlers.data[cursor->handler];
        cursor->handler = WFX_PROFILE_NONE;
        return boundary;
    }
    while (cursor->inner || cursor->left > cursor->host) {
        bool is_new = !cursor->inner;
        cursor->left -= is_new;
        const WfxProfileFrame *frame = wfx_profile_frame(folder->profile, cursor->stack, cursor->left);
        if (frame->kind == WFX_PROFILE_FRAME_ELIDED)
            return "[repeated frames left out]";
        cursor->inner = is_new ? inlined_depth(folder->profile, frame) : cursor->inner - 1;
        const WfxProfileFrame *shown = outer_frame(folder->profile, frame, cursor->inner);
        if (shown->function != WFX_PROFILE_NONE) {
            cursor->handler = cursor->inner ? WFX_PROFILE_NONE : frame->handler;
            return names + folder->functions.data[shown->function];
        }
    }
    if (!cursor->left)
        return NULL;
    cursor->left = cursor->host = 0;
    return "[host]";
}

/* Stacks that come from one place begin alike. */
static void skip_equal_frames(const Folder *folder, Cursor *left, Cursor *right)
{
    const uint32_t *frames = folder->profile->stack_frames.data;
    while (left->left > left->host && right->left > right->host &&
           frames[left->stack->first + left->left - 1] == frames[right->stack->first + right->left - 1]) {
        left->left--;
        right->left--;
    }
}

/* As strcmp does with the lines' texts, in which `;` stands between names. */
static int by_text(const void *left_line, const void *right_line, void *user)
{
    const Folder *folder = user;
    Cursor left = begin_line(folder, left_line), right = begin_line(folder, right_line);
    skip_equal_frames(folder, &left, &right);
    for (;;) {
        const char *a = next_name(folder, &left), *b = next_name(folder, &right);
        if (!a || !b)
            return a ? 1 : b ? -1 : 0;
        while (*a && *a == *b) {
            a++;
            b++;
        }
        if (*a == *b)
            continue;
        uint8_t next = (uint8_t)*a, other = (uint8_t)*b;
        if (!next && next_name(folder, &left))
            next = ';';
        if (!other && next_name(folder, &right))
            other = ';';
        return next < other ? -1 : 1;
    }
}

static void put_line(const Folder *folder, const Line *line, uint64_t weight, WfxBuffer *out)
{
    Cursor cursor = begin_line(folder, line);
    size_t start = out->size;
    for (const char *name; (name = next_name(folder, &cursor));) {
        if (out->size > start)
            wfx_buffer_u8(out, ';');
        wfx_buffer_bytes(out, name, strlen(name));
    }
    uint64_t samples = wfx_profile_samples(folder->profile, weight);
    wfx_buffer_format(out, " %" PRIu64 "\n", samples ? samples : 1);
}

static void put_lines(Folder *folder, WfxBuffer *out)
{
    uint64_t weight = 0;
    if (folder->lines.count)
        qsort_r(folder->lines.data, folder->lines.count, sizeof(Line), by_text, folder);
    for (uint32_t i = 0; i < folder->lines.count; i++) {
        const Line *line = &folder->lines.data[i];
        weight += folder->profile->stacks.data[line->stack].weight;
        if (i + 1 < folder->lines.count && by_text(line, line + 1, folder) == 0)
            continue;
        put_line(folder, line, weight, out);
        weight = 0;
    }
}

bool wfx_print_folded(const WfxProfile *profile, WfxBuffer *out)
{
    Folder folder = {.profile = profile};
    bool good = name_functions(&folder) && name_handlers(&folder) && !folder.names.failed && find_lines(&folder);
    if (good)
        put_lines(&folder, out);
    wfx_buffer_free(&folder.names);
    wfx_vec_free(&folder.functions);
    wfx_vec_free(&folder.handlers);
    wfx_vec_free(&folder.lines);
    return good && !out->failed;
}

bool wfx_export_folded(const WfxProfile *profile, const char *path, WfxError *error)
{
    WfxBuffer content = {0};
    bool good = wfx_print_folded(profile, &content) ? wfx_export_write(&content, path, error) : wfx_error_oom(error);
    wfx_buffer_free(&content);
    return good;
}
