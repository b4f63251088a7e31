/* The registry of images and lookups in them, on images made by hand; code is never writable where it is executable. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/alloc.h"
#include "engine/code/code.h"
#include "engine/code/stack_map.h"
#include "engine/code/walk_stack.h"
#include "engine/x64/stubs.h"

#define COPY(...) memcpy(malloc(sizeof(__VA_ARGS__)), (__VA_ARGS__), sizeof(__VA_ARGS__))
#define COUNT(array) (uint32_t)(sizeof(array) / sizeof *(array))

/* mov eax, 42; ret; .. a word that becomes an address */
static const uint8_t code[64] = {0xB8, 42, 0, 0, 0, 0xC3, [32] = 40};

static const WfxCodeImage *publish(void)
{
    const WfxCodeFunction functions[] = {{.function = 3, .start = 0, .end = 8, .wasm_start = 10},
                                         {.function = 4, .start = 16, .end = 32, .wasm_start = 50}};
    const WfxSite sites[] = {{.pc = 5, .wasm_offset = 12, .kind = WFX_SITE_CALL},
                             {.pc = 5, .wasm_offset = 13, .kind = WFX_SITE_TRAP},
                             {.pc = 20, .wasm_offset = 55, .kind = WFX_SITE_TRAP},
                             {.pc = 24, .wasm_offset = 56, .kind = WFX_SITE_RESUME}};
    const WfxLineRow lines[] = {{0, 10}, {4, 12}, {16, 50}, {20, 55}, {20, 56}};
    const WfxSwitchRange switches[] = {{2, 4}, {18, 20}};
    const WfxCodeResume resumes[] = {{.pc = 7}, {.pc = 22}, {.pc = 24}, {.pc = 30}};
    const uint32_t relocations[] = {32};
    WfxError error = {0};
    WfxCodeImage *image = calloc(1, sizeof *image);
    image->text_size = 32;
    image->functions = COPY(functions), image->function_count = COUNT(functions);
    image->sites = COPY(sites), image->site_count = COUNT(sites);
    image->lines = COPY(lines), image->line_count = COUNT(lines);
    image->resumes = COPY(resumes), image->resume_count = COUNT(resumes);
    image->switches = COPY(switches), image->switch_count = COUNT(switches);
    WfxCodeBlob blob = {.bytes = code, .size = sizeof code, .relocations = relocations, .relocation_count = 1};
    assert_true(wfx_code_publish(image, &blob, &error));
    return image;
}

static void lookups(void **state)
{
    (void)state;
    const WfxCodeImage *image = publish();
    assert_int_equal(wfx_image_function(image, 0)->function, 3);
    assert_int_equal(wfx_image_function(image, 7)->function, 3);
    assert_null(wfx_image_function(image, 8));
    assert_int_equal(wfx_image_function(image, 31)->function, 4);
    assert_null(wfx_image_function(image, 32));
    assert_int_equal(wfx_image_site(image, 5)->kind, WFX_SITE_CALL);
    assert_int_equal(wfx_image_trap_site(image, 5)->wasm_offset, 13);
    assert_int_equal(wfx_image_site(image, 24)->wasm_offset, 56);
    assert_null(wfx_image_trap_site(image, 24));
    for (uint32_t i = 0; i < image->resume_count; i++)
        assert_ptr_equal(wfx_image_resume(image, image->resumes[i].pc), &image->resumes[i]);
    assert_null(wfx_image_resume(image, 6));
    assert_null(wfx_image_resume(image, 23));
    assert_null(wfx_image_resume(image, 31));
    assert_null(wfx_image_site(image, 6));
    assert_int_equal(wfx_image_wasm_offset(image, 3), 10);
    assert_int_equal(wfx_image_wasm_offset(image, 4), 12);
    assert_int_equal(wfx_image_wasm_offset(image, 10), WFX_NO_OFFSET);
    assert_int_equal(wfx_image_wasm_offset(image, 19), 50);
    assert_int_equal(wfx_image_wasm_offset(image, 25), 56);
    assert_false(wfx_image_in_switch(image, 1));
    assert_true(wfx_image_in_switch(image, 2));
    assert_false(wfx_image_in_switch(image, 4));
    assert_true(wfx_image_in_switch(image, 19));
    wfx_code_retire(image);
}

static void check_local(const WfxCodeImage *image, uint32_t local, const char *expected)
{
    WfxBuffer text = {0};
    wfx_image_print_local(image, local, &text);
    assert_int_equal(text.size, strlen(expected));
    assert_memory_equal(text.data, expected, text.size);
    wfx_buffer_free(&text);
}

static void check_functions(const WfxCodeImage *image, const WfxSourceMap *source, uint32_t pc, const char *expected)
{
    WfxBuffer text = {0};
    wfx_image_print_functions(image, source, pc, &text);
    assert_int_equal(text.size, strlen(expected));
    if (text.size)
        assert_memory_equal(text.data, expected, text.size);
    wfx_buffer_free(&text);
}

static const WfxCodeLocal some_locals[] = {
    {WFX_I64, 0}, {WFX_FUNCREF, -16}, {WFX_V128, 0}, {WFX_EXTERNREF, 0}, {WFX_I32, 0}};
static const WfxCodeRange some_ranges[] = {
    {0, 16, 20, WFX_WHERE_SLOT, -24},    {0, 20, 22, WFX_WHERE_REGISTER, 3}, {0, 24, 25, WFX_WHERE_CONSTANT, 0},
    {2, 16, 20, WFX_WHERE_CONSTANT, 1},  {2, 20, 32, WFX_WHERE_XMM, 7},      {3, 17, 19, WFX_WHERE_SLOT, -32},
    {3, 19, 21, WFX_WHERE_REGISTER, 12}, {3, 21, 24, WFX_WHERE_SLOT, -40},
};
static const uint64_t some_constants[] = {42, 1, 2};

static void locals_are_in_their_ranges(void **state)
{
    (void)state;
    const WfxCodeImage image = {.local_count = COUNT(some_locals),
                                .locals = some_locals,
                                .range_count = COUNT(some_ranges),
                                .ranges = some_ranges,
                                .constants = some_constants};
    static const WfxWhere of_first[] = {WFX_WHERE_NOWHERE, WFX_WHERE_SLOT,     WFX_WHERE_SLOT,     WFX_WHERE_SLOT,
                                        WFX_WHERE_SLOT,    WFX_WHERE_REGISTER, WFX_WHERE_REGISTER, WFX_WHERE_NOWHERE,
                                        WFX_WHERE_NOWHERE, WFX_WHERE_CONSTANT, WFX_WHERE_NOWHERE};
    for (uint32_t i = 0; i < COUNT(of_first); i++)
        assert_int_equal(wfx_image_local_at(&image, 0, 15 + i).where, of_first[i]);
    assert_int_equal(wfx_image_local_at(&image, 0, 16).frame_offset, -24);
    assert_int_equal(wfx_image_local_at(&image, 0, 20).number, 3);
    assert_int_equal(wfx_image_local_at(&image, 0, 24).bits[0], 42);
    assert_int_equal(wfx_image_local_at(&image, 1, 0).frame_offset, -16); /* at home wherever one asks */
    assert_int_equal(wfx_image_local_at(&image, 1, 99).where, WFX_WHERE_SLOT);
    assert_int_equal(wfx_image_local_at(&image, 2, 19).bits[0], 1);
    assert_int_equal(wfx_image_local_at(&image, 2, 19).bits[1], 2);
    assert_int_equal(wfx_image_local_at(&image, 2, 31).number, 7);
    assert_int_equal(wfx_image_local_at(&image, 4, 20).where, WFX_WHERE_NOWHERE);
    static const uint32_t counts[] = {3, 0, 2, 3, 0};
    for (uint32_t local = 0, first = 0, count; local < COUNT(counts); first += counts[local++]) {
        const WfxCodeRange *found = wfx_image_ranges(&image, local, &count);
        assert_int_equal(count, counts[local]);
        assert_ptr_equal(found, count ? &some_ranges[first] : NULL);
    }
    check_local(&image, 0, "rbp-24 in 0x10..0x14, rbx in 0x14..0x16, 0x2a in 0x18..0x19");
    check_local(&image, 1, "at rbp-16");
    check_local(&image, 2, "0x20000000000000001 in 0x10..0x14, xmm7 in 0x14..0x20");
    check_local(&image, 4, "nowhere");
}

typedef struct Found {
    uint64_t *slots[4];
    WfxRefKind kinds[4];
    uint32_t count;
} Found;

static void find(void *user, uint64_t *slot, WfxRefKind kind)
{
    Found *found = user;
    assert_in_range(found->count, 0, 3);
    found->kinds[found->count] = kind;
    found->slots[found->count++] = slot;
}

/* The references of a frame that is stopped at `pc`: at home, and in the map. */
static Found references_at(const WfxCodeImage *image, const WfxCodeFunction *function, uint32_t pc, uint64_t *rbp)
{
    Found found = {0};
    WfxStackFrame frame = {.kind = WFX_FRAME_WASM,
                           .pc = (uint64_t)(uintptr_t)image->code + pc,
                           .rbp = (uint64_t)(uintptr_t)rbp,
                           .image = image,
                           .function = function};
    assert_true(wfx_frame_references(&frame, find, &found));
    return found;
}

static void references_are_at_home_and_in_the_map(void **state)
{
    (void)state;
    const WfxCodeFunction function = {.start = 0, .end = 32, .first_local = 0, .local_count = COUNT(some_locals)};
    const uint32_t maps[] = {0, 2, 4 << 3 | WFX_REF_EXTERN, 6 << 3 | WFX_REF_CONT};
    const WfxSite sites[] = {{.pc = 18, .stack_map = 1}, {.pc = 24, .stack_map = 0}};
    const WfxCodeImage image = {.code = code,
                                .locals = some_locals,
                                .range_count = COUNT(some_ranges),
                                .ranges = some_ranges,
                                .constants = some_constants,
                                .sites = sites,
                                .site_count = COUNT(sites),
                                .stack_maps = maps};
    uint64_t stack[8], *rbp = stack + 8;
    Found found = references_at(&image, &function, 18, rbp);
    assert_int_equal(found.count, 3);
    assert_true(found.slots[0] == rbp - 2 && found.kinds[0] == WFX_REF_FUNC);
    assert_true(found.slots[1] == rbp - 4 && found.kinds[1] == WFX_REF_EXTERN);
    assert_true(found.slots[2] == rbp - 6 && found.kinds[2] == WFX_REF_CONT);
    found = references_at(&image, &function, 24, rbp); /* that a range has a reference in a slot there says nothing */
    assert_int_equal(found.count, 1);
    assert_ptr_equal(found.slots[0], rbp - 2);
}

static void places_go_through_inlined_calls(void **state)
{
    (void)state;
    static const char *names[] = {"host", "other", "outer", "middle", "inner"};
    static WfxNames module_names = {.counts = {[WFX_NAMES_FUNCTION] = 5}, .names = {[WFX_NAMES_FUNCTION] = names}};
    static WfxSourceRow rows[] = {{50, 5, 1}, {56, 6, 2}, {70, 7, 3}};
    static WfxSourceFile file = {.path = "a.wat"};
    const WfxSourceMap source = {.files = &file, .file_count = 1, .rows = rows, .row_count = 3};
    const WfxModule module = {.function_count = 5, .names = &module_names};
    const WfxCodeFunction functions[] = {{.function = 1, .start = 0, .end = 8},
                                         {.function = 2, .start = 16, .end = 32}};
    const WfxLineRow lines[] = {{0, 10}, {16, 50}, {18, 71}, {20, 91}, {24, 72}, {26, 57}};
    const WfxSite sites[] = {{.pc = 22, .wasm_offset = 92, .kind = WFX_SITE_CALL},
                             {.pc = 22, .wasm_offset = 93, .kind = WFX_SITE_TRAP}};
    const WfxCodeInlined inlined[] = {{.host = 1, .parent = WFX_NO_INDEX, .offset = 56, .function = 3},
                                      {.host = 1, .parent = 0, .offset = 70, .function = 4}};
    const WfxInlinedRange ranges[] = {{18, 20, 0}, {20, 22, 1}, {24, 26, 0}};
    const WfxCodeImage image = {.module = &module,
                                .functions = functions,
                                .function_count = COUNT(functions),
                                .lines = lines,
                                .line_count = COUNT(lines),
                                .sites = sites,
                                .site_count = COUNT(sites),
                                .inlined = inlined,
                                .inlined_count = COUNT(inlined),
                                .inlined_ranges = ranges,
                                .inlined_range_count = COUNT(ranges)};
    static const struct {
        uint32_t pc;
        bool is_exact;
        uint32_t chain[3][2]; /* function, wasm offset; 0: the end */
    } expected[] = {
        {0, true, {{1, 10}}},
        {17, true, {{2, 50}}},
        {18, true, {{3, 71}, {2, 56}}},
        {18, false, {{2, 50}}}, /* a return address: of the call before */
        {20, false, {{3, 71}, {2, 56}}},
        {20, true, {{4, 91}, {3, 70}, {2, 56}}},
        {22, false, {{4, 92}, {3, 70}, {2, 56}}}, /* at a site */
        {22, true, {{2, 93}}},
        {25, true, {{3, 72}, {2, 56}}}, /* more of the same call */
        {26, true, {{2, 57}}},
    };
    WfxCodePlace place;
    for (uint32_t i = 0; i < COUNT(expected); i++) {
        bool more = wfx_image_place(&image, expected[i].pc, expected[i].is_exact, &place);
        for (uint32_t k = 0; k < 3 && expected[i].chain[k][0]; k++) {
            assert_true(more);
            assert_int_equal(place.function, expected[i].chain[k][0]);
            assert_int_equal(place.wasm_offset, expected[i].chain[k][1]);
            assert_ptr_equal(place.code, &functions[expected[i].pc >= 16]);
            more = wfx_image_outer_place(&image, &place);
        }
        assert_false(more);
    }
    assert_false(wfx_image_place(&image, 8, true, &place));
    uint32_t count;
    assert_int_equal(wfx_image_inlined(&image, 1, &count), 0);
    assert_int_equal(count, 2);
    wfx_image_inlined(&image, 0, &count);
    assert_int_equal(count, 0);
    check_functions(&image, &source, 21, "inner, inlined in middle at 7:3, inlined in outer at 6:2");
    check_functions(&image, NULL, 25, "middle, inlined in outer");
    check_functions(&image, NULL, 30, "outer");
    check_functions(&image, NULL, 9, "");
}

/* Permissions of the mapping that holds an address, "r-xp". */
static void permissions_of(const void *address, char permissions[8])
{
    char line[512];
    unsigned long start, end;
    FILE *maps = fopen("/proc/self/maps", "r");
    assert_non_null(maps);
    permissions[0] = 0;
    while (fgets(line, sizeof line, maps)) {
        char found[8];
        if (sscanf(line, "%lx-%lx %7s", &start, &end, found) == 3 && (unsigned long)address >= start &&
            (unsigned long)address < end)
            strcpy(permissions, found);
    }
    fclose(maps);
}

static void placed_and_executable(void **state)
{
    (void)state;
    char permissions[8];
    uint64_t word;
    const WfxCodeImage *image = publish();
    permissions_of(image->code, permissions);
    assert_string_equal(permissions, "r-xp");
    memcpy(&word, image->code + 32, 8);
    assert_int_equal(word, (uint64_t)(uintptr_t)image->code + 40);
    int (*function)(void) = (int (*)(void))(uintptr_t)image->code;
    assert_int_equal(function(), 42);
    wfx_code_retire(image);
}

static void found_by_address(void **state)
{
    (void)state;
    enum { IMAGES = 50 };
    const WfxCodeImage *images[IMAGES];
    for (int i = 0; i < IMAGES; i++)
        images[i] = publish();
    for (int i = 0; i < IMAGES; i++) {
        uint64_t start = (uint64_t)(uintptr_t)images[i]->code;
        assert_ptr_equal(wfx_code_find(start), images[i]);
        assert_ptr_equal(wfx_code_find(start + images[i]->code_size - 1), images[i]);
        assert_ptr_not_equal(wfx_code_find(start + images[i]->code_size), images[i]);
    }
    for (int i = 0; i < IMAGES; i += 2) {
        uint64_t start = (uint64_t)(uintptr_t)images[i]->code;
        wfx_code_retire(images[i]);
        assert_null(wfx_code_find(start));
    }
    for (int i = 1; i < IMAGES; i += 2) {
        assert_ptr_equal(wfx_code_find((uint64_t)(uintptr_t)images[i]->code), images[i]);
        wfx_code_retire(images[i]);
    }
    assert_null(wfx_code_find((uint64_t)(uintptr_t)&images));
}

/* Two frames, stopped at 5 and 24 of the image's code. */
static void check_walk(const WfxCodeImage *image, WfxStops *stops)
{
    uint64_t start = (uint64_t)(uintptr_t)image->code;
    uint64_t stack[8] = {0, 11, 0, start + 24, 0, 22, 0, (uint64_t)(uintptr_t)wfx_detached_pc};
    stack[2] = (uint64_t)(uintptr_t)&stack[6];
    WfxStackWalk walk = {.pc = start + 5, .rbp = (uint64_t)(uintptr_t)&stack[2]};
    WfxStackFrame frame = {0};
    wfx_stack_walk_remember(&walk, stops);
    assert_true(wfx_stack_walk_next(&walk, &frame));
    assert_true(frame.kind == WFX_FRAME_WASM && frame.image == image && frame.pc == start + 5 && !frame.is_exact);
    assert_true(frame.function == &image->functions[0] && frame.site == &image->sites[0]);
    assert_int_equal((uintptr_t)frame.instance, 11);
    assert_true(wfx_stack_walk_next(&walk, &frame));
    assert_true(frame.kind == WFX_FRAME_WASM && frame.image == image && frame.pc == start + 24);
    assert_true(frame.function == &image->functions[1] && frame.site == &image->sites[3]);
    assert_int_equal((uintptr_t)frame.instance, 22);
    assert_false(wfx_stack_walk_next(&walk, &frame));
    assert_false(walk.cut);
}

static void stops_are_remembered(void **state)
{
    (void)state;
    enum { IMAGES = 300 }; /* more stops than there is room for */
    const WfxCodeImage *images[IMAGES];
    WfxStops stops = {0};
    for (int i = 0; i < IMAGES; i++)
        images[i] = publish();
    for (int i = 0; i < 3 * IMAGES; i++) {
        check_walk(images[i % IMAGES], &stops);
        check_walk(images[i % 7], &stops);
    }
    for (int i = 0; i < IMAGES; i++)
        wfx_code_retire(images[i]);
}

/* Another image at the address of one that is gone. */
static void stops_of_retired_images_are_forgotten(void **state)
{
    (void)state;
    WfxStops stops = {0};
    for (int i = 0; i < 100; i++) {
        const WfxCodeImage *image = publish();
        check_walk(image, &stops);
        assert_non_null(wfx_stop_known(&stops, (uint64_t)(uintptr_t)image->code + 5));
        wfx_code_retire(image);
    }
}

static atomic_bool stop_searching;
static void *search(void *user)
{
    const WfxCodeImage *image = user;
    uint64_t misses = 0;
    while (!atomic_load(&stop_searching))
        misses += wfx_code_find((uint64_t)(uintptr_t)image->code + 3) != image;
    return (void *)(uintptr_t)misses;
}

static void found_while_others_come_and_go(void **state)
{
    (void)state;
    pthread_t thread;
    void *misses;
    const WfxCodeImage *image = publish();
    atomic_store(&stop_searching, false);
    assert_int_equal(pthread_create(&thread, NULL, search, (void *)image), 0);
    for (int i = 0; i < 2000; i++)
        wfx_code_retire(publish());
    atomic_store(&stop_searching, true);
    pthread_join(thread, &misses);
    assert_null(misses);
    wfx_code_retire(image);
}

static void out_of_memory_leaves_nothing(void **state)
{
    (void)state;
    WfxError error = {0};
    WfxCodeImage *image = calloc(1, sizeof *image);
    WfxCodeBlob blob = {.bytes = code, .size = sizeof code};
    wfx_alloc_fail_after(0);
    bool published = wfx_code_publish(image, &blob, &error);
    wfx_alloc_fail_after(-1);
    assert_false(published);
    assert_int_equal(error.kind, WFX_ERROR_MEMORY);
    wfx_image_free(image); /* it is still the caller's */
}

/* Each observer's `self`: how many images it knows; its record of an image: where that count stands. */
static int known[8];
static void *on_publish(void *self, const WfxCodeImage *image)
{
    int *count = self;
    assert_ptr_equal(wfx_code_find((uint64_t)(uintptr_t)image->code), image);
    ++*count;
    return count;
}
static void on_retire(void *self, const WfxCodeImage *image, void *record)
{
    int *count = record;
    assert_ptr_equal(self, record);
    assert_ptr_equal(wfx_code_find((uint64_t)(uintptr_t)image->code), image);
    --*count;
}

static void observers_are_told(void **state)
{
    (void)state;
    WfxCodeObserver observer = {.publish = on_publish, .retire = on_retire};
    for (int i = 0; i < 8; i++) {
        observer.self = &known[i];
        assert_true(wfx_code_observe(&observer));
    }
    assert_false(wfx_code_observe(&observer));
    const WfxCodeImage *first = publish(), *second = publish();
    for (int i = 0; i < 8; i++)
        assert_int_equal(known[i], 2);
    wfx_code_retire(first);
    for (int i = 0; i < 8; i++)
        assert_int_equal(known[i], 1);
    wfx_code_retire(second);
    for (int i = 0; i < 8; i++)
        assert_int_equal(known[i], 0);
}

static void stub_ranges_are_sorted(void **state)
{
    (void)state;
    for (uint64_t i = 1; i < wfx_stub_range_count; i++)
        assert_true(wfx_stub_ranges[i - 1].start <= wfx_stub_ranges[i].start);
    assert_true(wfx_stub_contains((uint64_t)(uintptr_t)wfx_stub_switch));
    assert_true(wfx_stub_contains((uint64_t)(uintptr_t)wfx_stub_cont_base));
    assert_false(wfx_stub_contains((uint64_t)(uintptr_t)wfx_entry)); /* its first instructions are still the host's */
    assert_false(wfx_stub_contains((uint64_t)(uintptr_t)stub_ranges_are_sorted));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lookups),
        cmocka_unit_test(locals_are_in_their_ranges),
        cmocka_unit_test(references_are_at_home_and_in_the_map),
        cmocka_unit_test(places_go_through_inlined_calls),
        cmocka_unit_test(placed_and_executable),
        cmocka_unit_test(found_by_address),
        cmocka_unit_test(stops_are_remembered),
        cmocka_unit_test(stops_of_retired_images_are_forgotten),
        cmocka_unit_test(found_while_others_come_and_go),
        cmocka_unit_test(out_of_memory_leaves_nothing),
        cmocka_unit_test(observers_are_told),
        cmocka_unit_test(stub_ranges_are_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
