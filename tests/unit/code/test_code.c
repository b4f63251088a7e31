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
#include "engine/code/walk_stack.h"
#include "engine/x64/stubs.h"

#define COPY(...) memcpy(malloc(sizeof(__VA_ARGS__)), (__VA_ARGS__), sizeof(__VA_ARGS__))
#define COUNT(array) (uint32_t)(sizeof(array) / sizeof *(array))

static const uint8_t code[64] = {0xB8, 42, 0, 0, 0, 0xC3, [32] = 40}; /* mov eax, 42; ret; .. a word that becomes an address */

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
        cmocka_unit_test(placed_and_executable),
        cmocka_unit_test(found_by_address),
        cmocka_unit_test(found_while_others_come_and_go),
        cmocka_unit_test(out_of_memory_leaves_nothing),
        cmocka_unit_test(observers_are_told),
        cmocka_unit_test(stub_ranges_are_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
