/* What addresses mean: a module is compiled and published, and not run; its code addresses become functions, lines and
   handlers. What was inlined is said by hand. */
#include "engine/base/alloc.h"
#include "engine/code/code.h"
#include "engine/inspect.h"
#include "engine/text/text.h"
#include "engine/wasm/features.h"
#include "engine/x64/compile.h"
#include "profiler/collect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static const char text[] = "(module\n"
                           "  (type $body (func))\n"
                           "  (type $cont (cont $body))\n"
                           "  (tag $yield)\n"
                           "  (tag $done)\n"
                           "  (elem declare func $body)\n"
                           "  (func $body\n"
                           "    (suspend $yield))\n"
                           "  (func $drive\n"
                           "    (block $on (result (ref $cont))\n"
                           "      (resume $cont (on $yield $on) (on $done switch)\n"
                           "        (cont.new $cont (ref.func $body)))\n"
                           "      (return))\n"
                           "    (drop))\n"
                           "  (func $plain\n"
                           "    (resume $cont\n"
                           "      (cont.new $cont (ref.func $body)))))\n";
/* A function is at its first instruction. */
enum { BODY_LINE = 8, DRIVE_LINE = 10, RESUME_LINE = 11, PLAIN_RESUME_LINE = 16 };

typedef struct Published {
    WfxModule *module;
    WfxCodeImage *image;
    WfxBuffer binary;
    WfxSourceMap *source;
} Published;

static Published publish(void)
{
    Published published = {0};
    WfxError error = {0};
    assert_true(wfx_profiler_prepare(&error));
    assert_true(wfx_wat_assemble(text, strlen(text), "dir/drive.wat", WFX_FEATURES_DEFAULT, &published.binary,
                                 &published.source, &error));
    published.module = wfx_module_decode(published.binary.data, published.binary.size, WFX_FEATURES_DEFAULT, &error);
    assert_non_null(published.module);
    published.module->source = published.source;
    WfxCompiled compiled = {0};
    assert_true(wfx_compile(published.module, &(WfxCompileOptions){.counters = true}, &compiled, &error));
    published.image = compiled.image;
    compiled.image = NULL;
    const WfxCodeBlob blob = {compiled.code.data, (uint32_t)compiled.code.size, compiled.relocations,
                              compiled.relocation_count};
    assert_true(wfx_code_publish(published.image, &blob, &error));
    wfx_compiled_free(&compiled);
    return published;
}

static void retire(Published *published)
{
    wfx_code_retire(published->image);
    wfx_module_free(published->module);
    wfx_buffer_free(&published->binary);
}

static uint64_t code_at(const Published *published, uint32_t offset)
{
    return (uint64_t)(uintptr_t)published->image->code + offset;
}

static void assert_place(const WfxProfile *profile, const WfxProfilePlace *place, uint32_t line)
{
    assert_string_equal(wfx_profile_text(profile, place->file), "dir/drive.wat");
    assert_int_equal(place->line, line);
}

static void frames_get_functions_lines_and_handlers(void **state)
{
    (void)state;
    Published published = publish();
    WfxProfile profile = {.rate = 1000};
    const WfxCodeFunction *body = &published.image->functions[0];
    uint64_t resumed = code_at(&published, published.image->resumes[0].pc);
    const uint64_t addresses[] = {code_at(&published, body->start), 0x10, WFX_PROFILE_ELIDED_ADDRESS, resumed, resumed};
    uint32_t stack;
    assert_true(wfx_profile_stack(&profile, addresses, 5, true, &stack));
    assert_true(wfx_resolve_frames(&profile, 0));
    const WfxProfileStack *found = &profile.stacks.data[stack];
    const WfxProfileFrame *newest = wfx_profile_frame(&profile, found, 0),
                          *resumer = wfx_profile_frame(&profile, found, 3);

    assert_int_equal(newest->kind, WFX_PROFILE_FRAME_WASM);
    assert_int_equal(newest->handler, WFX_PROFILE_NONE);
    assert_place(&profile, &newest->place, BODY_LINE);
    assert_int_equal(wfx_profile_frame(&profile, found, 1)->kind, WFX_PROFILE_FRAME_HOST);
    assert_int_equal(wfx_profile_frame(&profile, found, 2)->kind, WFX_PROFILE_FRAME_ELIDED);
    assert_int_equal(resumer->kind, WFX_PROFILE_FRAME_WASM);
    assert_place(&profile, &resumer->place, RESUME_LINE);

    assert_int_equal(profile.functions.count, 2);
    const WfxProfileFunction *function = &profile.functions.data[newest->function];
    assert_string_equal(wfx_profile_text(&profile, function->name), "body");
    assert_int_equal(function->address, code_at(&published, body->start));
    assert_place(&profile, &function->place, BODY_LINE);
    assert_int_equal(function->place.offset, body->wasm_start);

    assert_int_equal(profile.handlers.count, 1);
    const WfxProfileHandler *handler = &profile.handlers.data[resumer->handler];
    assert_int_equal(handler->address, resumed);
    assert_int_equal(handler->function, resumer->function);
    assert_string_equal(wfx_profile_text(&profile, handler->tags), "yield, switch:done");
    assert_place(&profile, &handler->place, RESUME_LINE);
    function = &profile.functions.data[handler->function];
    assert_string_equal(wfx_profile_text(&profile, function->name), "drive");
    assert_place(&profile, &function->place, DRIVE_LINE);
    wfx_profile_free(&profile);
    retire(&published);
}

/* As if $body had been inlined into $drive, into it $plain, whose resume that of $drive would be: an optimising
   compiler's image. */
static void say_what_was_inlined(WfxCodeImage *image)
{
    const WfxCodeFunction *drive = &image->functions[1];
    const WfxCodeInlined inlined[] = {
        {.host = 1, .parent = WFX_NO_INDEX, .offset = drive->wasm_start, .function = 0},
        {.host = 1, .parent = 0, .offset = image->functions[0].wasm_start, .function = 2}};
    const WfxInlinedRange ranges[] = {{drive->body + 1, image->resumes[0].pc - 1, 0},
                                      {image->resumes[0].pc - 1, image->resumes[0].pc, 1}};
    image->inlined = memcpy(malloc(sizeof inlined), inlined, sizeof inlined);
    image->inlined_ranges = memcpy(malloc(sizeof ranges), ranges, sizeof ranges);
    image->inlined_count = image->inlined_range_count = 2;
}

static const WfxProfileFrame *assert_outer(const WfxProfile *profile, const WfxProfileFrame *frame,
                                           const char *function, uint32_t line)
{
    const WfxProfileFrame *outer = wfx_profile_outer(profile, frame);
    assert_non_null(outer);
    assert_int_equal(outer->kind, WFX_PROFILE_FRAME_WASM);
    assert_int_equal(outer->address, frame->address);
    assert_int_equal(outer->handler, WFX_PROFILE_NONE);
    assert_string_equal(wfx_profile_text(profile, profile->functions.data[outer->function].name), function);
    assert_place(profile, &outer->place, line);
    return outer;
}

static void frames_are_expanded_to_what_they_were_inlined_into(void **state)
{
    (void)state;
    Published published = publish();
    WfxCodeImage *image = published.image;
    WfxProfile profile = {.rate = 1000};
    const WfxCodeFunction *drive = &image->functions[1];
    say_what_was_inlined(image);
    const uint64_t addresses[] = {
        code_at(&published, drive->body + 1), code_at(&published, image->resumes[0].pc),
        code_at(&published, drive->body + 1), code_at(&published, image->functions[0].body + 1)};
    uint32_t stack;
    assert_true(wfx_profile_stack(&profile, addresses, 4, true, &stack));
    assert_true(wfx_resolve_frames(&profile, 0));
    assert_int_equal(profile.frames.count, 4 + 3);
    assert_int_equal(profile.functions.count, 3); /* a function is one, inlined or not */
    const WfxProfileStack *found = &profile.stacks.data[stack];
    const WfxProfileFrame *exact = wfx_profile_frame(&profile, found, 0);
    const WfxProfileFrame *resumer = wfx_profile_frame(&profile, found, 1);
    const WfxProfileFrame *before = wfx_profile_frame(&profile, found, 2); /* the range begins at its address */
    const WfxProfileFrame *body = wfx_profile_frame(&profile, found, 3);

    assert_string_equal(wfx_profile_text(&profile, profile.functions.data[exact->function].name), "body");
    assert_null(wfx_profile_outer(&profile, assert_outer(&profile, exact, "drive", DRIVE_LINE)));

    assert_string_equal(wfx_profile_text(&profile, profile.functions.data[resumer->function].name), "plain");
    assert_string_equal(wfx_profile_text(&profile, profile.handlers.data[resumer->handler].tags), "yield, switch:done");
    assert_int_equal(profile.handlers.data[resumer->handler].function, resumer->function);
    const WfxProfileFrame *outer = assert_outer(&profile, resumer, "body", BODY_LINE);
    assert_null(wfx_profile_outer(&profile, assert_outer(&profile, outer, "drive", DRIVE_LINE)));

    assert_string_equal(wfx_profile_text(&profile, profile.functions.data[before->function].name), "drive");
    assert_null(wfx_profile_outer(&profile, before));
    assert_int_equal(body->function, exact->function);
    assert_null(wfx_profile_outer(&profile, body));
    wfx_profile_free(&profile);
    retire(&published);
}

/* The pc itself may be a resume's return address: it has come back, and there is no boundary. */
static void an_exact_address_is_in_no_handler(void **state)
{
    (void)state;
    Published published = publish();
    WfxProfile profile = {.rate = 1000};
    uint32_t stack;
    assert_true(wfx_profile_stack(&profile, (const uint64_t[]){code_at(&published, published.image->resumes[0].pc)}, 1,
                                  true, &stack));
    assert_true(wfx_resolve_frames(&profile, 0));
    assert_int_equal(profile.frames.data[0].kind, WFX_PROFILE_FRAME_WASM);
    assert_int_equal(profile.frames.data[0].handler, WFX_PROFILE_NONE);
    assert_int_equal(profile.handlers.count, 0);
    wfx_profile_free(&profile);
    retire(&published);
}

static void handlers_that_ran_are_added_with_exact_counts(void **state)
{
    (void)state;
    Published published = publish();
    WfxProfile profile = {.rate = 1000};
    const WfxCodeResume *drive = &published.image->resumes[0], *plain = &published.image->resumes[1];
    uint32_t stack;
    assert_true(wfx_profile_stack(&profile, (const uint64_t[]){0x10, code_at(&published, plain->pc)}, 2, true, &stack));
    assert_true(wfx_resolve_frames(&profile, 0));
    assert_true(wfx_resolve_counted(&profile)); /* none ran */
    assert_int_equal(profile.handlers.count, 1);
    uint64_t counts[16] = {0}; /* as an instance would have them */
    WfxInspectCounters counters = {.image = published.image, .counts = counts};
    assert_true(published.image->counter_count <= 16);
    counts[plain->counter] = 4;
    counts[drive->counter] = 7;
    counts[drive->counter + 1] = 3;
    counts[drive->counter + 2] = 2;
    wfx_inspect_root.counters = &counters;
    assert_true(wfx_resolve_counted(&profile));
    assert_int_equal(profile.handlers.count, 2);
    assert_int_equal(profile.handlers.data[0].resumes, 0); /* counted when it was first seen */
    assert_string_equal(wfx_profile_text(&profile, profile.handlers.data[0].tags), "-");
    assert_place(&profile, &profile.handlers.data[0].place, PLAIN_RESUME_LINE);
    assert_int_equal(profile.handlers.data[1].resumes, 7);
    assert_int_equal(profile.handlers.data[1].suspends, 5);
    wfx_inspect_root.counters = NULL;
    wfx_profile_free(&profile);
    retire(&published);
}

static void without_source_places_are_offsets(void **state)
{
    (void)state;
    Published published = publish();
    WfxProfile profile = {.rate = 1000};
    char place[32];
    uint32_t stack;
    published.module->source = NULL;
    const WfxCodeFunction *body = &published.image->functions[0];
    assert_true(wfx_profile_stack(&profile, (const uint64_t[]){code_at(&published, body->body)}, 1, true, &stack));
    assert_true(wfx_resolve_frames(&profile, 0));
    published.module->source = published.source;
    assert_int_equal(profile.functions.data[0].place.file, WFX_PROFILE_NONE);
    char expected[32];
    snprintf(expected, sizeof expected, "+0x%x", body->wasm_start);
    assert_string_equal(wfx_profile_place(&profile, &profile.functions.data[0].place, place, sizeof place), expected);
    wfx_profile_free(&profile);
    retire(&published);
}

static void failed_allocations_are_reported(void **state)
{
    (void)state;
    Published published = publish();
    bool good = false;
    say_what_was_inlined(published.image);
    for (long countdown = 0; !good; countdown++) {
        WfxProfile profile = {.rate = 1000};
        uint32_t stack;
        assert_true(wfx_profile_stack(
            &profile, (const uint64_t[]){0x10, code_at(&published, published.image->resumes[0].pc)}, 2, true, &stack));
        wfx_alloc_fail_after(countdown);
        good = wfx_resolve_frames(&profile, 0);
        wfx_alloc_fail_after(-1);
        wfx_profile_free(&profile);
        assert_true(countdown < 100);
    }
    retire(&published);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_get_functions_lines_and_handlers),
        cmocka_unit_test(frames_are_expanded_to_what_they_were_inlined_into),
        cmocka_unit_test(an_exact_address_is_in_no_handler),
        cmocka_unit_test(handlers_that_ran_are_added_with_exact_counts),
        cmocka_unit_test(without_source_places_are_offsets),
        cmocka_unit_test(failed_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
