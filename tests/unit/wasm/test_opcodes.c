/* The opcode table: every row is found by its code and by its mnemonic, and its columns agree with each other. */
#include "engine/wasm/features.h"
#include "engine/wasm/opcode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void rows_are_found(void **state)
{
    (void)state;
    for (uint32_t id = 0; id < WFX_OP_COUNT; id++) {
        const WfxOpRow *row = &wfx_op_rows[id];
        assert_int_equal(row->id, id);
        assert_ptr_equal(wfx_op_find(row->prefix, row->code), row);
        const WfxOpRow *named = wfx_op_find_text(row->text, strlen(row->text));
        assert_non_null(named);
        assert_string_equal(named->text, row->text);
        if (named != row) /* one mnemonic for several codes: the first row */
            assert_true(named->id < row->id && named->prefix == row->prefix);
    }
    assert_null(wfx_op_find(0, 0xFF));
    assert_null(wfx_op_find(0, 0x16));
    assert_null(wfx_op_find(0xFC, 1000));
    assert_null(wfx_op_find(0x11, 0));
    assert_null(wfx_op_find_text("i32.ad", 6));
    assert_null(wfx_op_find_text("i32.addd", 8));
    assert_ptr_equal(wfx_op_find_text("i32.addd", 7), &wfx_op_rows[WFX_OP_I32_ADD]);
}

static void columns_agree(void **state)
{
    (void)state;
    for (uint32_t id = 0; id < WFX_OP_COUNT; id++) {
        const WfxOpRow *row = &wfx_op_rows[id];
        bool accesses = row->imm[0] == 'a' || row->imm[0] == 'A';
        assert_int_equal(row->access != WFX_ACCESS_NONE, accesses);
        if (accesses) {
            assert_int_equal(row->sig[0], 'a');
            assert_int_equal(1u << row->natural_align, wfx_access_size((WfxAccess)row->access));
        }
        if (row->sig[0] != '*')
            assert_non_null(strchr(row->sig, ':'));
        assert_int_equal(__builtin_popcount(row->feature), 1);
        assert_int_equal(strspn(row->imm, "fyltgedmx?UbLBCHaAzkiIsSvhrn.cK"), strlen(row->imm));
        for (const char *field = row->imm; (field = strchr(field, '?')) != NULL; field += 2)
            assert_true(field[1] == 't' || field[1] == 'm');
    }
}

/* Spec 3.0, 3.3.10, and the extended constants. */
static void constants_are_marked(void **state)
{
    (void)state;
    static const char *const constants[] = {
        "end",        "global.get",         "i32.const", "i64.const",         "f32.const",       "f64.const",
        "v128.const", "ref.null",           "ref.func",  "struct.new",        "ref.i31",         "struct.new_default",
        "array.new",  "array.new_default",  "i32.add",   "array.new_fixed",   "i32.sub",         "any.convert_extern",
        "i32.mul",    "extern.convert_any", "i64.add",   "i64.sub",           "i64.mul",
    };
    uint32_t marked = 0;
    for (uint32_t id = 0; id < WFX_OP_COUNT; id++)
        marked += wfx_op_rows[id].constant != 0;
    assert_int_equal(marked, sizeof constants / sizeof constants[0]);
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++)
        assert_true(wfx_op_find_text(constants[i], strlen(constants[i]))->constant);
    assert_int_equal(wfx_op_rows[WFX_OP_I32_ADD].constant, WFX_FEATURE_EXTENDED_CONST);
}

static void known_codes(void **state)
{
    (void)state;
    static const struct {
        uint8_t prefix;
        uint32_t code;
        const char *text;
    } known[] = {
        {0, 0x00, "unreachable"},
        {0, 0x06, "try"},
        {0, 0x07, "catch"},
        {0, 0x09, "rethrow"},
        {0, 0x18, "delegate"},
        {0, 0x19, "catch_all"},
        {0, 0x1F, "try_table"},
        {0, 0x0A, "throw_ref"},
        {0, 0x6A, "i32.add"},
        {0, 0xBF, "f64.reinterpret_i64"},
        {0, 0xC4, "i64.extend32_s"},
        {0, 0xD4, "ref.as_non_null"},
        {0, 0xE0, "cont.new"},
        {0, 0xE3, "resume"},
        {0, 0xE5, "resume_throw_ref"},
        {0, 0xE6, "switch"},
        {0xFC, 7, "i64.trunc_sat_f64_u"},
        {0xFC, 17, "table.fill"},
        {0xFB, 24, "br_on_cast"},
        {0xFD, 12, "v128.const"},
        {0xFE, 0x03, "atomic.fence"},
        {0xFE, 0x4E, "i64.atomic.rmw32.cmpxchg_u"},
        {0xFD, 255, "f64x2.convert_low_i32x4_u"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_string_equal(wfx_op_find(known[i].prefix, known[i].code)->text, known[i].text);
}

static void feature_lists(void **state)
{
    (void)state;
    WfxError error = {0};
    WfxFeatures features = WFX_FEATURES_DEFAULT;
    assert_true(wfx_features_parse("exceptions,function-references,typed-continuations", &features, &error));
    assert_int_equal(features, WFX_FEATURES_DEFAULT);
    assert_true(wfx_features_parse("-stack-switching,simd=y,gc=n", &features, &error));
    assert_false(features & (WFX_FEATURE_STACK_SWITCHING | WFX_FEATURE_GC));
    assert_true(features & WFX_FEATURE_SIMD);
    WfxFeatures before = features;
    assert_false(wfx_features_parse("gc,warp-drive", &features, &error));
    assert_int_equal(error.kind, WFX_ERROR_USAGE);
    assert_non_null(strstr(error.message, "warp-drive"));
    assert_int_equal(features, before);
    wfx_error_clear(&error);
    assert_false(wfx_features_parse("", &features, &error));
    assert_string_equal(wfx_feature_name(WFX_FEATURE_TAIL_CALL), "tail-call");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_found),
        cmocka_unit_test(columns_agree),
        cmocka_unit_test(constants_are_marked),
        cmocka_unit_test(known_codes),
        cmocka_unit_test(feature_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
