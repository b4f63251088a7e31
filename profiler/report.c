/* The report at the end of `wasmfx run --profile`. Percentages are of the samples that were taken in wasm, or in what
   wasm called. */
#include "profiler/report.h"
#include "engine/base/alloc.h"

#include <inttypes.h>
#include <string.h>

enum { FUNCTIONS_SHOWN = 20, HANDLERS_SHOWN = 40, GROUPS_SHOWN = 20, FRAMES_SHOWN = 12 };

/* One line to be: of a function, a handler or suspended continuations, by its number. */
typedef struct Row {
    uint64_t first, second; /* descending, by these in turn; the lower number breaks a tie */
    uint32_t number;
} Row;
typedef WFX_VEC(Row) Rows;
typedef struct Report {
    const WfxProfile *profile;
    FILE *out;
    WfxAttribution times;
    Rows functions, handlers, waiting;
} Report;

static int by_size(const void *left, const void *right)
{
    const Row *a = left, *b = right;
    if (a->first != b->first)
        return a->first < b->first ? 1 : -1;
    if (a->second != b->second)
        return a->second < b->second ? 1 : -1;
    return a->number < b->number ? -1 : a->number > b->number;
}

static void sort(Rows *rows)
{
    if (rows->count)
        qsort(rows->data, rows->count, sizeof(Row), by_size);
}

/* A handler that ran but was never sampled has its exact counts to show. */
static bool make_rows(Report *report)
{
    const WfxProfile *profile = report->profile;
    bool good = wfx_vec_reserve(&report->functions, profile->functions.count) &&
                wfx_vec_reserve(&report->handlers, profile->handlers.count) &&
                wfx_vec_reserve(&report->waiting, profile->waiting.count);
    for (uint32_t i = 0; good && i < profile->functions.count; i++) {
        const WfxTime *time = &report->times.functions[i];
        if (time->total)
            (void)wfx_vec_push(&report->functions, (Row){time->self, time->total, i});
    }
    for (uint32_t i = 0; good && i < profile->handlers.count; i++) {
        const WfxTime *time = &report->times.handlers[i];
        if (time->total || profile->handlers.data[i].resumes)
            (void)wfx_vec_push(&report->handlers, (Row){time->total, time->self, i});
    }
    for (uint32_t i = 0; good && i < profile->waiting.count; i++)
        (void)wfx_vec_push(&report->waiting, (Row){profile->waiting.data[i].count, 0, i});
    sort(&report->functions);
    sort(&report->handlers);
    sort(&report->waiting);
    return good;
}

static void print_share(const Report *report, uint64_t time)
{
    uint64_t all = report->times.in_wasm;
    fprintf(report->out, " %5.1f%% %8.3f s", all ? 100.0 * (double)time / (double)all : 0.0, (double)time / 1e9);
}

static void print_times(const Report *report, const WfxTime *time)
{
    print_share(report, time->self);
    print_share(report, time->total);
}

static void print_functions(const Report *report)
{
    const WfxProfile *profile = report->profile;
    fprintf(report->out, "\nfunctions\n%17s %17s  %s\n", "self", "total", "function");
    for (uint32_t i = 0; i < report->functions.count && i < FUNCTIONS_SHOWN; i++) {
        uint32_t number = report->functions.data[i].number;
        const WfxProfileFunction *function = &profile->functions.data[number];
        char place[256];
        print_times(report, &report->times.functions[number]);
        fprintf(report->out, "  %s  %s\n", wfx_profile_text(profile, function->name),
                wfx_profile_place(profile, &function->place, place, sizeof place));
    }
    if (report->functions.count > FUNCTIONS_SHOWN)
        fprintf(report->out, "  .. %u more functions\n", report->functions.count - FUNCTIONS_SHOWN);
}

static void print_handlers(const Report *report)
{
    const WfxProfile *profile = report->profile;
    if (!report->handlers.count)
        return;
    fprintf(report->out, "\nhandlers: time in what each resume runs\n%17s %17s %12s %12s  %s\n", "exclusive",
            "inclusive", "resumes", "suspends", "resume site (tags)");
    for (uint32_t i = 0; i < report->handlers.count && i < HANDLERS_SHOWN; i++) {
        uint32_t number = report->handlers.data[i].number;
        const WfxProfileHandler *handler = &profile->handlers.data[number];
        char place[256];
        print_times(report, &report->times.handlers[number]);
        fprintf(report->out, " %12" PRIu64 " %12" PRIu64 "  %s in %s  (%s)\n", handler->resumes, handler->suspends,
                wfx_profile_place(profile, &handler->place, place, sizeof place),
                wfx_profile_text(profile, profile->functions.data[handler->function].name),
                wfx_profile_text(profile, handler->tags));
    }
    if (report->handlers.count > HANDLERS_SHOWN)
        fprintf(report->out, "  .. %u more handlers\n", report->handlers.count - HANDLERS_SHOWN);
    print_share(report, report->times.unhandled);
    fprintf(report->out, "%45s  outside any handler\n", "");
}

static void print_frame(const Report *report, const WfxProfileFrame *frame)
{
    const WfxProfile *profile = report->profile;
    if (frame->function == WFX_PROFILE_NONE) {
        fprintf(report->out, "             [host]  \n");
        return;
    }
    const WfxProfileFunction *function = &profile->functions.data[frame->function];
    WfxProfilePlace place = frame->place;
    place.offset = function->place.offset; /* shown where no line is known */
    char text[256];
    fprintf(report->out, "             %s  %s\n", wfx_profile_text(profile, function->name),
            wfx_profile_place(profile, &place, text, sizeof text));
}

static void print_group(const Report *report, const WfxProfileWaiting *waiting)
{
    const WfxProfile *profile = report->profile;
    const WfxProfileStack *stack = &profile->stacks.data[waiting->stack];
    fprintf(report->out, "  %8" PRIu64 " waiting on %s\n", waiting->count, wfx_profile_text(profile, waiting->tag));
    uint32_t count = 0;
    for (uint32_t i = 0; i < stack->count; i++)
        for (const WfxProfileFrame *at = wfx_profile_frame(profile, stack, i); at; at = wfx_profile_outer(profile, at))
            if (count++ < FRAMES_SHOWN)
                print_frame(report, at);
    if (count > FRAMES_SHOWN)
        fprintf(report->out, "             .. %u more frames\n", count - FRAMES_SHOWN);
}

static void print_suspended(const Report *report)
{
    const WfxProfile *profile = report->profile;
    FILE *out = report->out;
    fprintf(out, "\nsuspended continuations: %" PRIu64 "%s", profile->continuations.suspended,
            profile->continuations.suspended ? "" : "\n");
    if (profile->continuations.suspended)
        fprintf(out, ", on %u different stacks\n", report->waiting.count);
    for (uint32_t i = 0; i < report->waiting.count && i < GROUPS_SHOWN; i++)
        print_group(report, &profile->waiting.data[report->waiting.data[i].number]);
    if (report->waiting.count > GROUPS_SHOWN)
        fprintf(out, "  .. %u more stacks\n", report->waiting.count - GROUPS_SHOWN);
    if (profile->continuations.resumers)
        fprintf(out, "continuations that wait for one of these, which they resumed: %" PRIu64 "\n",
                profile->continuations.resumers);
    if (profile->continuations.fresh)
        fprintf(out, "continuations made and never resumed: %" PRIu64 "\n", profile->continuations.fresh);
    if (profile->continuations.lost)
        fprintf(out, "not shown for want of memory: %" PRIu64 "\n", profile->continuations.lost);
}

/* The first line: what was sampled, and what of the CPU time is not in the tables below, with its size and reason. */
static void print_head(const Report *report)
{
    const WfxProfile *profile = report->profile;
    FILE *out = report->out;
    double cpu = (double)profile->cpu / 1e9, own = (double)profile->own / 1e9;
    double sampled = (double)profile->sampled / 1e9, missing = cpu - own - sampled;
    fprintf(out,
            "\nwasmfx profile: %" PRIu64 " samples (%.3f s at %u Hz, by %s) of %.3f s CPU time; %" PRIu64
            " dropped, %" PRIu64 " cut, %" PRIu64 " outside wasm",
            wfx_profile_samples(profile, profile->sampled), sampled, profile->rate, profile->method, cpu,
            wfx_profile_samples(profile, profile->dropped), wfx_profile_samples(profile, profile->cut),
            wfx_profile_samples(profile, profile->sampled - profile->cut - report->times.in_wasm));
    if (profile->cut)
        fprintf(out, "; %.3f s (%.1f%%) in no row below: the stack was not followed to its end",
                (double)profile->cut / 1e9, 100.0 * (double)profile->cut / (double)profile->sampled);
    if (own * 100 > cpu)
        fprintf(out, "; %.3f s (%.1f%%) taken by the sampling itself", own, 100.0 * own / cpu);
    if (missing * 100 > cpu && missing * profile->rate > 2)
        fprintf(out, "; %.3f s (%.1f%%) missing: %s", missing, 100.0 * missing / cpu,
                profile->dropped ? "the buffer of samples was full" : "between the last sample and the end");
    fputc('\n', out);
}

bool wfx_print_report(const WfxProfile *profile, FILE *out)
{
    Report report = {.profile = profile, .out = out};
    bool good = wfx_attribute(profile, &report.times) && make_rows(&report);
    if (good) {
        print_head(&report);
        print_functions(&report);
        print_handlers(&report);
        print_suspended(&report);
    }
    wfx_attribution_free(&report.times);
    wfx_vec_free(&report.functions);
    wfx_vec_free(&report.handlers);
    wfx_vec_free(&report.waiting);
    return good;
}
