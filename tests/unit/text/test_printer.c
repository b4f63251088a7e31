/* Binary -> WAT -> the same binary; what the text looks like; its source map. */
#include "engine/wasm/names.h"
#include "tests/unit/text/support.h"

#include <stdio.h>

static WfxModule *decode(const WfxBuffer *binary)
{
    WfxError error = {0};
    WfxModule *module = wfx_module_decode(binary->data, binary->size, UINT32_MAX, &error);
    if (!module)
        fail_msg("offset %u: %s", error.place.offset, error.message);
    return module;
}

static WfxBuffer print(const WfxBuffer *binary, WfxSourceMap **map)
{
    WfxModule *module = decode(binary);
    WfxBuffer text = {0};
    WfxError error = {0};
    if (!wfx_wat_print(module, &text, map, &error))
        fail_msg("offset %u: %s", error.place.offset, error.message);
    wfx_module_free(module);
    wfx_buffer_u8(&text, 0);
    text.size--;
    return text;
}

/* Assembles, prints and assembles again; frees the binary. */
static void assert_round_trip(WfxBuffer binary)
{
    WfxBuffer text = print(&binary, NULL);
    WfxBuffer again = assemble((const char *)text.data);
    if (again.size != binary.size || memcmp(again.data, binary.data, binary.size) != 0)
        fail_msg("not the same bytes:\n%s", (const char *)text.data);
    wfx_buffer_free(&again);
    wfx_buffer_free(&text);
    wfx_buffer_free(&binary);
}

static void test_round_trips(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "(module)",
        "(module $m)",
        "(module $\"m m\" (func $\"a b\") (func $a))",
        "(func (param $x i32) (param i32 i64) (result i32 i64) (local f32) (local $y f64) (local f64) unreachable)",
        "(func (f32.const nan) (f32.const -nan:0x1) (f32.const inf) (f32.const 0.1) (f32.const -0.0) (f32.const "
        "0x1p-149) "
        "unreachable)",
        "(func (f64.const nan:0x1234567890abc) (f64.const -inf) (f64.const 0.1) (f64.const 0x1p-1074) (f64.const "
        "1e300) "
        "unreachable)",
        "(func (i64.const -9223372036854775808) (i64.const 9223372036854775807) (i32.const -1) unreachable)",
        "(func (v128.const f32x4 1 nan -3 4) (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31) "
        "(i8x16.extract_lane_s 15) "
        "unreachable)",
        "(memory $a 1) (memory $b i64 1 2) (func (i32.load $b offset=8 align=1) (v128.store16_lane 1 3) (memory.copy "
        "$b $a) "
        "(memory.init 1 0)) (data \"x\")",
        "(import \"\" \"\" (memory 0 0 (pagesize 1))) (memory 3 (pagesize 1)) (memory i64 1 2 (pagesize 65536))",
        "(func (i64.add128 (i64.mul_wide_s (i64.const 1) (i64.const 2)) (i64.mul_wide_u (i64.const 3) (i64.const 4))) "
        "(i64.sub128 (i64.const 0) (i64.const -1)) unreachable) (func (drop (i32.load offset=4294967296 (i64.const "
        "0)))) "
        "(memory i64 1)",
        "(func $f (block $l (loop $m (br_table $l $m 2)) (block $l (br $l) (br 1))))",
        "(func (if (result i32) (i32.const 1) (then (i32.const 2)) (else (i32.const 3))) (if (i32.const 1) (then)) "
        "drop)",
        "(type (func)) (type $s (sub (struct (field $x i32) (field (mut i8)) (field $z (ref null $s)))))"
        " (rec (type (array (mut i16))) (type $p (sub (struct))) (type (sub final $p (struct)))) (rec (type (func)))",
        "(type $ft (func (param i32))) (type $ct (cont $ft)) (tag $t (param i32) (result i64))"
        "(func $f (param (ref $ct)) (block $h (result i32 (ref $ct)) (resume $ct (on $t $h) (on $t switch) (i32.const "
        "1) "
        "(local.get 0)) return) unreachable)"
        "(func (suspend $t (i32.const 0)) drop (switch $ct $t) (cont.bind $ct $ct) (cont.new $ct) (resume_throw $ct $t "
        "(on $t "
        "0)) (resume_throw_ref $ct))",
        "(tag $e) (func (block $h (try_table (catch $e $h) (catch_all $h) (catch_ref $e $h) (catch_all_ref $h) (throw "
        "$e))) "
        "(throw_ref))",
        "(tag $e (param i32)) (func (try $l (do (try (do (throw $e)) (delegate $l)) (br $l)) (catch $e (drop) (block "
        "(rethrow $l))) (catch $e (drop)) (catch_all (rethrow 0))) (block $b (try (do (try $b (do) (delegate $b))))))",
        "(import \"m\\00\\22\" \"\\u{e9}\" (func $i (param $p i32) (result i32))) (import \"\" \"g\" (global (mut "
        "f32))) (import "
        "\"\" \"t\" (table 1 2 externref))"
        "(import \"\" \"m\" (memory i64 1)) (import \"\" \"e\" (tag (param i32)))",
        "(table $t 1 2 funcref) (table i64 3 (ref null func) (ref.null func)) (elem (i32.const 0) func $f) (elem func "
        "$f) (elem "
        "declare func $f)"
        "(elem (table $t) (i32.const 0) func $f) (elem funcref (ref.func $f) (item ref.null func)) (elem (i32.const 1) "
        "funcref) "
        "(func $f (export \"f\"))"
        "(elem (table 1) (offset i64.const 1 i64.const 2 i64.add) (ref null func) (ref.func 0)) (start $f)",
        "(memory 1) (data (i32.const 0) \"a\\00\\ff\\22\\5c\") (data \"p\") (data (memory 0) (i32.const 4) \"\")",
        "(global $g i32 (i32.const 1)) (global (mut i32) (i32.add (i32.const 1) (global.get $g))) (export \"g\" "
        "(global $g))",
        "(func (select (result i32) (i32.const 0) (i32.const 1) (i32.const 2)) drop (select (i32.const 0) (i32.const "
        "1) "
        "(i32.const 2)) drop)",
        "(table 1 funcref) (table 1 funcref) (type $t (func)) (func (call_indirect 1 (type $t)) (call_indirect (param "
        "i64)) "
        "(table.copy 1 0) (table.get 1) (table.init 1 0)) (elem func)",
        "(type $a (array i32)) (func (ref.cast (ref null $a)) (ref.test (ref any)) (br_on_cast 0 anyref (ref $a)) "
        "(array.new_fixed $a 3) (array.new_data $a 0)) (data \"\")",
        "(@custom \"a\" (before first) \"x\") (func) (@custom \"b\" (after type) \"y\\ff\") (@custom \"c\" (after "
        "code)) "
        "(@custom \"d\" \"last\") (func $n)",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_round_trip(assemble(texts[i]));
}

/* Name sections whose names cannot all be identifiers, and ones the assembler would write in another way. */
static void test_difficult_names(void **state)
{
    (void)state;
    static const char *const tails[] = {
        "\\00\\0e\\04name\\01\\07\\02\\00\\01a\\01\\01a",      /* two functions of one name */
        "\\00\\0b\\04name\\01\\04\\01\\07\\01a",               /* a function that is not there */
        "\\00\\0a\\04name\\01\\03\\01\\00\\00",                /* an empty name */
        "\\00\\0b\\04name\\01\\04\\01\\00\\01a\\00\\03\\01zq", /* another custom section behind it */
        "\\00\\03\\01zq\\00\\0b\\04name\\01\\04\\01\\00\\01a", /* and before it */
        "\\00\\0e\\04name\\02\\07\\01\\00\\01\\05\\02xy",      /* a local that is not there */
        "\\00\\0e\\04name\\03\\07\\01\\00\\01\\00\\02xy",      /* a label that is not there */
        "\\00\\0c\\04name\\01\\05\\01\\00\\02a\\00",           /* a name with a NUL */
        "\\00\\09\\04name\\7f\\02\\01\\01",                    /* an unknown subsection */
        "\\00\\07\\04name\\01\\ff",                            /* malformed */
    };
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        char text[400];
        snprintf(text, sizeof text,
                 "(module binary "
                 "\"\\00asm\\01\\00\\00\\00\\01\\04\\01\\60\\00\\00\\03\\03\\02\\00\\00\\0a\\07\\02\\02\\00\\0b\\02\\00"
                 "\\0b%s\")",
                 tails[i]);
        assert_round_trip(assemble(text));
    }
    WfxBuffer binary = assemble(
        "(module binary "
        "\"\\00asm\\01\\00\\00\\00\\01\\04\\01\\60\\00\\00\\03\\03\\02\\00\\00\\0a\\07\\02\\02\\00\\0b\\02\\00\\0b"
        "\\00\\0e\\04name\\01\\07\\02\\00\\01a\\01\\01a\")");
    WfxBuffer text = print(&binary, NULL);
    assert_non_null(strstr((char *)text.data, "(func $a (;0;)"));
    assert_non_null(strstr((char *)text.data, "(func $a#1 (@name \"a\") (;1;)"));
    wfx_buffer_free(&text);
    wfx_buffer_free(&binary);
}

static void test_data_count_is_kept(void **state)
{
    (void)state;
    assert_round_trip(
        assemble("(module binary \"\\00asm\\01\\00\\00\\00\\05\\03\\01\\00\\01\\0c\\01\\01\\0b\\04\\01\\01\\01x\")"));
    assert_round_trip(assemble("(module binary \"\\00asm\\01\\00\\00\\00\\05\\03\\01\\00\\01\\0b\\04\\01\\01\\01x\")"));
}

static void test_text(void **state)
{
    (void)state;
    WfxBuffer binary =
        assemble("(module $m (func $add (param $x i32) (result i32) (block $b (result i32) (i32.add (local.get "
                 "$x) (i32.const 1)) (br $b))))");
    WfxSourceMap *map = NULL;
    WfxBuffer text = print(&binary, &map);
    static const char expected[] = "(module $m\n"
                                   "  (type (;0;) (func (param i32) (result i32)))\n"
                                   "  (func $add (;0;) (type 0) (param $x i32) (result i32)\n"
                                   "    block $b (result i32)\n"
                                   "      local.get $x\n"
                                   "      i32.const 1\n"
                                   "      i32.add\n"
                                   "      br $b\n"
                                   "    end))\n";
    assert_string_equal((char *)text.data, expected);
    /* The map says where each instruction was printed. */
    const uint8_t *add = memmem(binary.data, binary.size, "\x6A\x0C", 2);
    assert_non_null(add);
    bool found = false;
    for (uint32_t i = 0; i < map->row_count; i++)
        if (map->rows[i].offset == add - binary.data)
            found = map->rows[i].line == 7 && map->rows[i].column == 7;
    assert_true(found);
    assert_int_equal(map->files[0].text_size, sizeof expected - 1);
    wfx_source_free(map);
    wfx_buffer_free(&text);
    wfx_buffer_free(&binary);
}

/* The positions of the printed text are those that assembling it finds. */
static void test_maps_agree(void **state)
{
    (void)state;
    WfxBuffer binary = assemble("(type $t (func)) (func (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))"
                                "(func (block (loop (br 0)))) (global i32 (i32.const 3))");
    WfxSourceMap *printed = NULL, *assembled = NULL;
    WfxBuffer text = print(&binary, &printed), again = {0};
    WfxError error = {0};
    assert_true(
        wfx_wat_assemble((char *)text.data, text.size, "p.wat", WFX_FEATURES_DEFAULT, &again, &assembled, &error));
    for (uint32_t i = 0; i < printed->row_count; i++) {
        bool found = false;
        for (uint32_t k = 0; k < assembled->row_count; k++)
            found |= !memcmp(&printed->rows[i], &assembled->rows[k], sizeof(WfxSourceRow));
        if (!found)
            fail_msg("row %u: offset %u at %u:%u", i, printed->rows[i].offset, printed->rows[i].line,
                     printed->rows[i].column);
    }
    wfx_source_free(printed);
    wfx_source_free(assembled);
    wfx_buffer_free(&again);
    wfx_buffer_free(&text);
    wfx_buffer_free(&binary);
}

static void test_malformed_bodies(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "\\02\\00\\ff",                 /* an opcode that is none */
        "\\02\\00\\20",                 /* cut in an immediate */
        "\\03\\00\\0b\\0b",             /* code behind the end */
        "\\03\\00\\05\\0b",             /* else without if */
        "\\06\\01\\ff\\ff\\ff\\7f\\7f", /* too many locals */
        "\\02\\00\\02",                 /* cut in a block */
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        char text[300];
        size_t length = strlen(bodies[i]) / 3;
        snprintf(text, sizeof text,
                 "(module binary \"\\00asm\\01\\00\\00\\00\\01\\04\\01\\60\\00\\00\\03\\02\\01\\00\\0a\\%02zx\\01%s\")",
                 length + 1, bodies[i]);
        WfxBuffer binary = assemble(text), printed = {0};
        WfxError error = {0};
        WfxModule *module = wfx_module_decode(binary.data, binary.size, UINT32_MAX, &error);
        if (module) {
            assert_false(wfx_wat_print(module, &printed, NULL, &error));
            wfx_module_free(module);
        }
        assert_int_equal(error.kind, WFX_ERROR_MALFORMED);
        assert_null(printed.data);
        wfx_buffer_free(&binary);
    }
}

static void test_allocation_failures(void **state)
{
    (void)state;
    WfxBuffer binary = assemble(
        "(module $m (type $s (struct (field $x i32))) (import \"a\" \"b\" (func $i (param $p i32))) (func $f (param $x "
        "i32) (local $y i64)"
        "(block $l (br $l))) (global $g f32 (f32.const 1.5)) (memory 1) (data $d \"abc\") (@custom \"c\" \"d\"))");
    WfxModule *module = decode(&binary);
    bool ok = false;
    for (long n = 0; n < 1000 && !ok; n++) {
        WfxBuffer text = {0};
        WfxSourceMap *map = NULL;
        WfxError error = {0};
        wfx_alloc_fail_after(n);
        ok = wfx_wat_print(module, &text, &map, &error);
        wfx_alloc_fail_after(-1);
        if (!ok) {
            assert_int_equal(error.kind, WFX_ERROR_MEMORY);
            assert_null(map);
        } else {
            assert_true(n > 5);
            wfx_source_free(map);
            wfx_buffer_free(&text);
        }
    }
    assert_true(ok);
    wfx_module_free(module);
    wfx_buffer_free(&binary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),        cmocka_unit_test(test_difficult_names),
        cmocka_unit_test(test_data_count_is_kept), cmocka_unit_test(test_text),
        cmocka_unit_test(test_maps_agree),         cmocka_unit_test(test_malformed_bodies),
        cmocka_unit_test(test_allocation_failures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
