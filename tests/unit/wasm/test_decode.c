/* Decoding: what a good module yields, the words of errors, names, and allocation failure at every point. */
#include "engine/base/alloc.h"
#include "engine/wasm/module.h"
#include "engine/wasm/names.h"
#include "tests/unit/wasm/module_bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static WfxModule *decode(const WfxBuffer *bytes, WfxError *error)
{
    return wfx_module_decode(bytes->data, bytes->size, WFX_FEATURES_DEFAULT, error);
}

static void contents(void **state)
{
    (void)state;
    WfxBuffer bytes = {0};
    WfxError error = {0};
    rich_module(&bytes);
    WfxModule *module = decode(&bytes, &error);
    assert_non_null(module);
    assert_int_equal(module->type_count, 3);
    assert_int_equal(wfx_types_get(module->type_ids[2])->composite, WFX_COMPOSITE_CONT);
    assert_int_equal(module->function_count, 1);
    assert_true(module->functions[0].is_declared);
    assert_int_equal(module->memories[0].limits.min, 1);
    assert_false(module->memories[0].limits.has_max);
    assert_int_equal(module->tag_count, 1);
    assert_true(module->globals[0].is_mutable);
    assert_int_equal(module->globals[0].init.size, 3);
    assert_int_equal(module->elems[0].functions[0], 0);
    assert_int_equal(module->datas[0].bytes.size, 2);
    assert_memory_equal(module->bytes + module->datas[0].bytes.offset, "hi", 2);
    assert_string_equal(module->exports[0].name.data, "f");
    assert_string_equal(wfx_name_of(module, WFX_NAMES_FUNCTION, 0), "f");
    assert_null(wfx_name_of(module, WFX_NAMES_FUNCTION, 1));
    assert_string_equal(wfx_local_name(module, 0, 0), "x");
    assert_null(wfx_local_name(module, 0, 1));
    assert_true(wfx_module_validate(module, &error));
    wfx_module_free(module);
    wfx_buffer_free(&bytes);
}

static void expect_error(const WfxBuffer *bytes, WfxErrorKind kind, const char *words)
{
    WfxError error = {0};
    WfxModule *module = decode(bytes, &error);
    if (module) {
        assert_false(wfx_module_validate(module, &error));
        wfx_module_free(module);
    }
    assert_int_equal(error.kind, kind);
    if (strncmp(error.message, words, strlen(words)) != 0)
        fail_msg("expected \"%s\", got \"%s\"", words, error.message);
}

typedef struct BadSection {
    uint8_t id;
    const char *bytes;
    size_t size;
    WfxErrorKind kind;
    const char *words;
} BadSection;

static void bad_sections(void **state)
{
    (void)state;
    static const BadSection bad[] = {
        {14, BYTES(""), WFX_ERROR_MALFORMED, "malformed section id"},
        {1, BYTES("\1\x61\0\0"), WFX_ERROR_MALFORMED, "malformed type definition"},
        {1, BYTES("\1\x60\1\x01\0"), WFX_ERROR_MALFORMED, "malformed value type"},
        {1, BYTES("\1\x60\0\0\0"), WFX_ERROR_MALFORMED, "section size mismatch"},
        {1, BYTES("\1\x60\1\x64\5\0"), WFX_ERROR_INVALID, "unknown type"},
        {1, BYTES("\1\x5d\0"), WFX_ERROR_INVALID, "non-function type"},
        {1, BYTES("\2\x50\0\x60\0\0\x50\1\0\x60\1\x7f\0"), WFX_ERROR_INVALID, "sub type 1 does not match super type 0"},
        {1, BYTES("\x80\x80\x80\x80\x10"), WFX_ERROR_MALFORMED, "integer too large"},
        {1, BYTES("\x80\x80\x80\x80\x80\x00"), WFX_ERROR_MALFORMED, "integer representation too long"},
        {2, BYTES("\1\1\xff\0\0\0"), WFX_ERROR_MALFORMED, "malformed UTF-8 encoding"},
        {2, BYTES("\1\0\0\x09\0"), WFX_ERROR_MALFORMED, "malformed import kind"},
        {2, BYTES("\1\0\0\3\x7f\2"), WFX_ERROR_MALFORMED, "malformed mutability"},
        {2, BYTES("\1\0\0\0\0"), WFX_ERROR_INVALID, "unknown type"},
        {3, BYTES("\1\0"), WFX_ERROR_INVALID, "unknown type"},
        {4, BYTES("\1\x7f\0\0"), WFX_ERROR_MALFORMED, "malformed reference type"},
        {4, BYTES("\1\x64\x70\0\0"), WFX_ERROR_INVALID, "type mismatch"},
        {5, BYTES("\1\x08\0"), WFX_ERROR_MALFORMED, "malformed limits flags"},
        {5, BYTES("\1\1\2\1"), WFX_ERROR_INVALID, "size minimum must not be greater than maximum"},
        {5, BYTES("\1\0\x81\x80\4"), WFX_ERROR_INVALID, "memory size must be at most 65536 pages (4 GiB)"},
        {6, BYTES("\1\x7f\0\x0b"), WFX_ERROR_INVALID, "type mismatch"},
        {6, BYTES("\1\x7f\0\x23\0\x0b"), WFX_ERROR_INVALID, "unknown global"},
        {6, BYTES("\1\x7f\0\x01\x0b"), WFX_ERROR_INVALID, "constant expression required"},
        {6, BYTES("\1\x7f\0\x41\0"), WFX_ERROR_MALFORMED, "unexpected end of section or function"},
        {7, BYTES("\1\1a\0\0"), WFX_ERROR_INVALID, "unknown function 0"},
        {8, BYTES("\0"), WFX_ERROR_INVALID, "unknown function"},
        {9, BYTES("\1\0\x41\0\x0b\0"), WFX_ERROR_INVALID, "unknown table"},
        {10, BYTES("\1\2\0\x0b"), WFX_ERROR_MALFORMED, "function and code section have inconsistent lengths"},
        {11, BYTES("\1\0\x41\0\x0b\0"), WFX_ERROR_INVALID, "unknown memory"},
        {12, BYTES("\1"), WFX_ERROR_MALFORMED, "data count and data section have inconsistent lengths"},
        {0, BYTES("\5name"), WFX_ERROR_MALFORMED, "unexpected end of section or function"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        WfxBuffer bytes = {0};
        begin_module(&bytes);
        add_section(&bytes, bad[i].id, bad[i].bytes, bad[i].size);
        expect_error(&bytes, bad[i].kind, bad[i].words);
        wfx_buffer_free(&bytes);
    }
}

static void bad_headers(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        const char *words;
    } bad[] = {
        {BYTES(""), "unexpected end"},
        {BYTES("\0as"), "unexpected end"},
        {BYTES("asm\0\1\0\0\0"), "magic header not detected"},
        {BYTES("\0asm\1"), "unexpected end"},
        {BYTES("\0asm\2\0\0\0"), "unknown binary version"},
        {BYTES("\0asm\1\0\0\0\1\5\0"), "length out of bounds"},
        {BYTES("\0asm\1\0\0\0\1"), "unexpected end"},
        {BYTES("\0asm\1\0\0\0\3\1\0\1\1\0"), "unexpected content after last section"},
        {BYTES("\0asm\1\0\0\0\1\1\0\1\1\0"), "unexpected content after last section"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        WfxBuffer bytes = {0};
        wfx_buffer_bytes(&bytes, bad[i].bytes, bad[i].size);
        expect_error(&bytes, WFX_ERROR_MALFORMED, bad[i].words);
        wfx_buffer_free(&bytes);
    }
}

/* Types that name each other's supers in a circle must not hang the matching. */
static void circular_supers(void **state)
{
    (void)state;
    WfxBuffer bytes = {0};
    begin_module(&bytes);
    add_section(&bytes, 1, BYTES("\1\x4e\2\x50\1\1\x60\0\0\x50\1\0\x60\0\0"));
    expect_error(&bytes, WFX_ERROR_INVALID, "unknown type");
    wfx_buffer_free(&bytes);
}

static void tag_results_need_stack_switching(void **state)
{
    (void)state;
    WfxBuffer bytes = {0};
    WfxError error = {0};
    begin_module(&bytes);
    add_section(&bytes, 1, BYTES("\1\x60\0\1\x7f"));
    add_section(&bytes, 13, BYTES("\1\0\0"));
    WfxModule *module = decode(&bytes, &error);
    assert_non_null(module);
    wfx_module_free(module);
    assert_null(wfx_module_decode(bytes.data, bytes.size, WFX_FEATURES_DEFAULT & ~WFX_FEATURE_STACK_SWITCHING, &error));
    assert_string_equal(error.message, "non-empty tag result type");
    wfx_buffer_free(&bytes);
}

static void labels(void **state)
{
    (void)state;
    WfxBuffer bytes = {0};
    WfxError error = {0};
    begin_module(&bytes);
    add_section(&bytes, 1, BYTES("\1\x60\0\0"));
    add_section(&bytes, 2, BYTES("\1\1m\1f\0\0"));
    add_section(&bytes, 3, BYTES("\1\0"));
    add_code(&bytes, BYTES("\x0b"));
    WfxModule *module = decode(&bytes, &error);
    assert_non_null(module);
    char text[32];
    assert_string_equal(wfx_function_label(module, 0, text, sizeof text), "m.f");
    assert_string_equal(wfx_function_label(module, 1, text, sizeof text), "func[1]");
    wfx_module_free(module);
    wfx_buffer_free(&bytes);
}

/* A name map that names a huge index must not make a huge table; a broken name section is no error. */
static void hostile_names(void **state)
{
    (void)state;
    WfxBuffer bytes = {0};
    WfxError error = {0};
    begin_module(&bytes);
    add_section(&bytes, 1, BYTES("\1\x60\0\0"));
    add_section(&bytes, 3, BYTES("\1\0"));
    add_code(&bytes, BYTES("\x0b"));
    add_section(&bytes, 0, BYTES("\4name\1\4\1\0\1f\2\x0a\1\0\1\xff\xff\xff\xff\x0e\1x\1\x7f"));
    WfxModule *module = decode(&bytes, &error);
    assert_non_null(module);
    assert_string_equal(wfx_name_of(module, WFX_NAMES_FUNCTION, 0), "f");
    assert_null(wfx_local_name(module, 0, 0));
    wfx_module_free(module);
    wfx_buffer_free(&bytes);
}

static void source_positions(void **state)
{
    (void)state;
    WfxSourceRow rows[] = {{10, 1, 2}, {20, 3, 4}, {20, 3, 9}, {35, 5, 6}};
    uint32_t row_files[] = {0, 0, 1, 0};
    WfxSourceFile files[] = {{.path = "a.c"}, {.path = "b.h"}};
    WfxSourceMap map = {.files = files, .file_count = 2, .rows = rows, .row_files = row_files, .row_count = 4};
    assert_null(wfx_source_find(&map, 9));
    assert_ptr_equal(wfx_source_find(&map, 10), &rows[0]);
    assert_ptr_equal(wfx_source_find(&map, 34), &rows[2]);
    assert_ptr_equal(wfx_source_find(&map, 1000), &rows[3]);
    assert_int_equal(wfx_source_file(&map, &rows[2]), 1);
    map.row_files = NULL;
    assert_int_equal(wfx_source_file(&map, &rows[2]), 0);
    assert_null(wfx_source_find(NULL, 10));
    WfxError error = {0};
    wfx_error_set(&error, WFX_ERROR_TRAP, 21, "here");
    wfx_source_place(&map, &error);
    assert_int_equal(error.place.line, 3);
    assert_int_equal(error.place.column, 9);
    WfxError nowhere = {0};
    wfx_error_set(&nowhere, WFX_ERROR_TRAP, WFX_NO_OFFSET, "nowhere");
    wfx_source_place(&map, &nowhere);
    assert_int_equal(nowhere.place.line, 0);
}

/* Whichever allocation fails, the result is an error and nothing leaks (the sanitizer watches). */
static void allocation_failure(void **state)
{
    (void)state;
    WfxBuffer bytes = {0};
    rich_module(&bytes);
    bool done = false;
    for (long countdown = 0; !done; countdown++) {
        assert_true(countdown < 1000);
        WfxError error = {0};
        wfx_alloc_fail_after(countdown);
        WfxModule *module = decode(&bytes, &error);
        done = module && wfx_module_validate(module, &error);
        wfx_alloc_fail_after(-1);
        wfx_module_free(module);
        assert_int_equal(error.kind, done ? WFX_ERROR_NONE : WFX_ERROR_MEMORY);
    }
    wfx_buffer_free(&bytes);
}

/* Every prefix and every changed byte of a module is refused or accepted, never worse. */
static void mutations(void **state)
{
    (void)state;
    WfxBuffer bytes = {0};
    rich_module(&bytes);
    for (size_t i = 0; i < bytes.size; i++) {
        for (unsigned value = 0; value < 256; value++) {
            WfxError error = {0};
            uint8_t kept = bytes.data[i];
            bytes.data[i] = (uint8_t)value;
            WfxModule *module = decode(&bytes, &error);
            bool valid = module && wfx_module_validate(module, &error);
            assert_int_equal(valid, error.kind == WFX_ERROR_NONE);
            wfx_module_free(module);
            bytes.data[i] = kept;
        }
        WfxError error = {0};
        WfxModule *module = wfx_module_decode(bytes.data, i, WFX_FEATURES_DEFAULT, &error);
        assert_int_equal(module != NULL, error.kind == WFX_ERROR_NONE);
        wfx_module_free(module);
    }
    wfx_buffer_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contents),
        cmocka_unit_test(bad_sections),
        cmocka_unit_test(bad_headers),
        cmocka_unit_test(circular_supers),
        cmocka_unit_test(tag_results_need_stack_switching),
        cmocka_unit_test(labels),
        cmocka_unit_test(hostile_names),
        cmocka_unit_test(source_positions),
        cmocka_unit_test(allocation_failure),
        cmocka_unit_test(mutations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
