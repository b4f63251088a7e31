/* The report at the end of `wasmfx run --profile`. Percentages are of the samples that were taken in wasm, or in what wasm called. */
#include "profiler/report.h"
#include "engine/inspect.h"

#include <inttypes.h>

enum { FUNCTIONS_SHOWN = 20, HANDLERS_SHOWN = 40 };

static int by_self(const void *left, const void *right)
{
    const WfxTally *a = left, *b = right;
    if (a->self != b->self)
        return a->self < b->self ? 1 : -1;
    return a->total < b->total ? 1 : a->total > b->total ? -1 : 0;
}

static int by_total(const void *left, const void *right)
{
    const WfxTally *a = left, *b = right;
    if (a->total != b->total)
        return a->total < b->total ? 1 : -1;
    return a->self < b->self ? 1 : a->self > b->self ? -1 : 0;
}

static void print_share(FILE *out, uint64_t time, uint64_t all)
{
    fprintf(out, " %5.1f%% %8.3f s", all ? 100.0 * (double)time / (double)all : 0.0, (double)time / 1e9);
}

static void print_functions(FILE *out, WfxAttribution *times)
{
    fprintf(out, "\nfunctions\n%17s %17s  %s\n", "self", "total", "function");
    if (times->functions.rows.count)
        qsort(times->functions.rows.data, times->functions.rows.count, sizeof(WfxTally), by_self);
    for (uint32_t i = 0; i < times->functions.rows.count && i < FUNCTIONS_SHOWN; i++) {
        const WfxTally *row = &times->functions.rows.data[i];
        const WfxCodeFunction *function = &row->image->functions[row->number];
        WfxSymbol symbol = wfx_symbol_find((uint64_t)(uintptr_t)row->image->code + function->start, false);
        char name[256], place[256];
        print_share(out, row->self, times->in_wasm);
        print_share(out, row->total, times->in_wasm);
        fprintf(out, "  %s  %s\n", wfx_symbol_name(&symbol, name, sizeof name), wfx_symbol_place(&symbol, place, sizeof place));
    }
    if (times->functions.rows.count > FUNCTIONS_SHOWN)
        fprintf(out, "  .. %u more functions\n", times->functions.rows.count - FUNCTIONS_SHOWN);
}

static void print_handler(FILE *out, const WfxTally *row, const WfxAttribution *times)
{
    const WfxCodeResume *resume = &row->image->resumes[row->number];
    uint64_t resumes = wfx_inspect_counter(row->image, resume->counter), suspends = 0;
    for (uint32_t i = 0; i < resume->clause_count; i++)
        suspends += wfx_inspect_counter(row->image, resume->counter + 1 + i);
    char name[256], place[256], tags[256];
    print_share(out, row->self, times->in_wasm);
    print_share(out, row->total, times->in_wasm);
    fprintf(out, " %12" PRIu64 " %12" PRIu64 "  %s in %s  (%s)\n", resumes, suspends,
            wfx_resume_place(row->image, resume, place, sizeof place),
            wfx_function_label(row->image->module, resume->function, name, sizeof name),
            wfx_resume_tags(row->image, resume, tags, sizeof tags));
}

static void print_handlers(FILE *out, WfxAttribution *times)
{
    if (!times->handlers.rows.count)
        return;
    fprintf(out, "\nhandlers: time in what each resume runs\n%17s %17s %12s %12s  %s\n", "exclusive", "inclusive", "resumes",
            "suspends", "resume site (tags)");
    qsort(times->handlers.rows.data, times->handlers.rows.count, sizeof(WfxTally), by_total);
    for (uint32_t i = 0; i < times->handlers.rows.count && i < HANDLERS_SHOWN; i++)
        print_handler(out, &times->handlers.rows.data[i], times);
    if (times->handlers.rows.count > HANDLERS_SHOWN)
        fprintf(out, "  .. %u more handlers\n", times->handlers.rows.count - HANDLERS_SHOWN);
    print_share(out, times->unhandled, times->in_wasm);
    fprintf(out, "%45s  outside any handler\n", "");
}

/* A handler that ran but was never sampled has its exact counts to show. */
static bool add_unsampled(WfxAttribution *times)
{
    const WfxImageList *images = wfx_profiler_images();
    for (uint32_t i = 0; i < images->count; i++) {
        const WfxCodeImage *image = images->data[i];
        for (uint32_t resume = 0; resume < image->resume_count; resume++) {
            bool ran = wfx_inspect_counter(image, image->resumes[resume].counter) != 0;
            if (ran && !wfx_tallies_add(&times->handlers, image, resume))
                return false;
        }
    }
    return true;
}

static const char *method_name(const WfxProfiler *profiler)
{
    if (profiler->is_deep)
        return "perf events, then timer";
    return profiler->method == WFX_PROFILE_PERF ? "perf events" : "timer";
}

/* The first line: what was sampled, and what of the CPU time is not in the tables below, with its size and reason. */
static void print_head(FILE *out, const WfxProfiler *profiler, const WfxAttribution *times)
{
    uint32_t rate = profiler->options.rate;
    double cpu = (double)(profiler->cpu_end - profiler->cpu_start) / 1e9, own = (double)profiler->own / 1e9;
    double sampled = (double)profiler->sampled / 1e9, missing = cpu - own - sampled;
    fprintf(out,
            "\nwasmfx profile: %" PRIu64 " samples (%.3f s at %u Hz, by %s) of %.3f s CPU time; %" PRIu64 " dropped, %" PRIu64
            " cut, %" PRIu64 " outside wasm",
            wfx_profiler_samples(profiler, profiler->sampled), sampled, rate, method_name(profiler), cpu,
            wfx_profiler_samples(profiler, profiler->dropped), wfx_profiler_samples(profiler, profiler->cut),
            wfx_profiler_samples(profiler, profiler->sampled - profiler->cut - times->in_wasm));
    if (profiler->cut)
        fprintf(out, "; %.3f s (%.1f%%) in no row below: the stack was not followed to its end", (double)profiler->cut / 1e9,
                100.0 * (double)profiler->cut / (double)profiler->sampled);
    if (own * 100 > cpu)
        fprintf(out, "; %.3f s (%.1f%%) taken by the sampling itself", own, 100.0 * own / cpu);
    if (missing * 100 > cpu && missing * rate > 2)
        fprintf(out, "; %.3f s (%.1f%%) missing: %s", missing, 100.0 * missing / cpu,
                profiler->dropped ? "the buffer of samples was full" : "between the last sample and the end");
    fputc('\n', out);
}

bool wfx_profiler_report(WfxProfiler *profiler, FILE *out, WfxError *error)
{
    WfxAttribution times;
    bool good = wfx_attribute(&profiler->stacks, &times) && add_unsampled(&times);
    if (!good) {
        wfx_attribution_free(&times);
        return wfx_error_oom(error);
    }
    print_head(out, profiler, &times);
    print_functions(out, &times);
    print_handlers(out, &times);
    wfx_report_suspended(out);
    wfx_attribution_free(&times);
    return !profiler->options.folded_path || wfx_write_folded(profiler, profiler->options.folded_path, error);
}
