/* A jitdump and a perf map read back: the lines of a function that comes from two files, the names of inlined code. */
#include "jitdump/jitdump.h"
#include "engine/code/code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { HEADER_BYTES = 40, RECORD_HEADER_BYTES = 16, RECORD_DEBUG_INFO = 2 };

#define COPY(...) memcpy(malloc(sizeof(__VA_ARGS__)), (__VA_ARGS__), sizeof(__VA_ARGS__))

static WfxModule *make_module(void)
{
    static const char *functions[] = {"f"};
    static WfxNames names = {.counts = {[WFX_NAMES_FUNCTION] = 1}, .names = {[WFX_NAMES_FUNCTION] = functions}};
    static WfxSourceFile files[] = {{.path = "main.c"}, {.path = "inlined.h"}};
    static WfxSourceRow rows[] = {{10, 7, 1}, {11, 7, 1}, {12, 7, 9}, {13, 8, 1}};
    static uint32_t row_files[] = {0, 1, 1, 0};
    static WfxSourceMap source = {
        .files = files, .file_count = 2, .rows = rows, .row_files = row_files, .row_count = 4};
    static WfxModule module = {.function_count = 1, .names = &names, .source = &source};
    return &module;
}

static const WfxCodeImage *publish(void)
{
    static const uint8_t code[16] = {0xC3};
    const WfxCodeFunction functions[] = {{.start = 0, .end = 16, .wasm_start = 10, .wasm_end = 14}};
    const WfxLineRow lines[] = {{0, 10}, {4, 11}, {6, 12}, {9, 13}};
    WfxError error = {0};
    WfxCodeImage *image = calloc(1, sizeof *image);
    *image = (WfxCodeImage){.module = make_module(),
                            .text_size = sizeof code,
                            .function_count = 1,
                            .functions = COPY(functions),
                            .line_count = 4,
                            .lines = COPY(lines)};
    assert_true(wfx_code_publish(image, &(WfxCodeBlob){.bytes = code, .size = sizeof code}, &error));
    return image;
}

static uint8_t dump[65536];

static size_t read_dump(const char *folder)
{
    char path[256];
    snprintf(path, sizeof path, "%s/jit-%d.dump", folder, (int)getpid());
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(dump, 1, sizeof dump, file);
    fclose(file);
    unlink(path);
    rmdir(folder);
    return size;
}

static const uint8_t *find_record(size_t size, uint32_t wanted)
{
    for (size_t at = HEADER_BYTES; at + RECORD_HEADER_BYTES <= size;) {
        uint32_t head[2]; /* id, size */
        memcpy(head, dump + at, sizeof head);
        if (head[0] == wanted)
            return dump + at + RECORD_HEADER_BYTES;
        at += head[1];
    }
    return NULL;
}

static void rows_name_their_files(void **state)
{
    (void)state;
    static const struct {
        uint32_t pc, line;
        const char *path;
    } expected[] = {{0, 7, "main.c"}, {4, 7, "inlined.h"}, {9, 8, "main.c"}, {16, 8, "main.c"} /* the end */};
    char folder[] = "/tmp/wasmfx-jitdump-XXXXXX";
    WfxError error = {0};
    uint64_t count, address;
    uint32_t line;
    assert_non_null(mkdtemp(folder));
    assert_true(wfx_jitdump_start(folder, &error));
    const WfxCodeImage *image = publish();
    const uint8_t *at = find_record(read_dump(folder), RECORD_DEBUG_INFO);
    assert_non_null(at);
    memcpy(&count, at + 8, 8);
    assert_int_equal(count, sizeof expected / sizeof *expected);
    at += 16;
    for (uint32_t i = 0; i < count; i++) {
        memcpy(&address, at, 8);
        memcpy(&line, at + 8, 4);
        assert_int_equal(address, (uint64_t)(uintptr_t)image->code + expected[i].pc);
        assert_int_equal(line, expected[i].line);
        assert_string_equal((const char *)at + 16, expected[i].path);
        at += 16 + strlen(expected[i].path) + 1;
    }
    wfx_code_retire(image);
}

static void maps_name_inlined_code(void **state)
{
    (void)state;
    static const uint8_t code[48] = {0xC3};
    static const char *functions[] = {"f", "g", "h"};
    static WfxNames names = {.counts = {[WFX_NAMES_FUNCTION] = 3}, .names = {[WFX_NAMES_FUNCTION] = functions}};
    static const WfxModule module = {.function_count = 3, .names = &names};
    const WfxCodeFunction bodies[] = {{.function = 0, .start = 0, .end = 16}, {.function = 1, .start = 16, .end = 40}};
    const WfxCodeInlined inlined[] = {{.host = 1, .parent = WFX_NO_INDEX, .function = 2},
                                      {.host = 1, .parent = 0, .function = 0}};
    const WfxInlinedRange ranges[] = {{20, 24, 0}, {24, 26, 1}, {32, 40, 0}};
    static const struct {
        uint32_t start, size;
        const char *name;
    } expected[] = {{0, 16, "f"},
                    {16, 4, "g"},
                    {20, 4, "h, inlined in g"},
                    {24, 2, "f, inlined in h, inlined in g"},
                    {26, 6, "g"},
                    {32, 8, "h, inlined in g"}};
    WfxError error = {0};
    WfxCodeImage *image = calloc(1, sizeof *image);
    *image = (WfxCodeImage){.module = &module,
                            .text_size = sizeof code,
                            .function_count = 2,
                            .functions = COPY(bodies),
                            .inlined_count = 2,
                            .inlined = COPY(inlined),
                            .inlined_range_count = 3,
                            .inlined_ranges = COPY(ranges)};
    assert_true(wfx_perfmap_start(&error));
    assert_true(wfx_code_publish(image, &(WfxCodeBlob){.bytes = code, .size = sizeof code}, &error));
    char path[64], line[128], wanted[128];
    snprintf(path, sizeof path, "/tmp/perf-%d.map", (int)getpid());
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        snprintf(wanted, sizeof wanted, "%lx %x %s\n", (unsigned long)(uintptr_t)image->code + expected[i].start,
                 expected[i].size, expected[i].name);
        assert_non_null(fgets(line, sizeof line, file));
        assert_string_equal(line, wanted);
    }
    assert_null(fgets(line, sizeof line, file));
    fclose(file);
    unlink(path);
    wfx_code_retire(image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_name_their_files),
        cmocka_unit_test(maps_name_inlined_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
