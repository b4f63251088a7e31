/* WAT -> binary: bytes, abbreviations, names, positions, errors, and allocation failures. */
#include "engine/wasm/names.h"
#include "tests/unit/text/support.h"

static void test_empty(void **state)
{
    (void)state;
    static const uint8_t header[] = {0, 'a', 's', 'm', 1, 0, 0, 0};
    static const char *const texts[] = {"", "(module)", ";; nothing",
                                        "(module binary \"\\00asm\" \"\\01\\00\\00\\00\")", "(module quote)"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        WfxBuffer binary = assemble(texts[i]);
        assert_int_equal(binary.size, sizeof header);
        assert_memory_equal(binary.data, header, sizeof header);
        wfx_buffer_free(&binary);
    }
    WfxBuffer binary = assemble("(module binary \"\")");
    assert_int_equal(binary.size, 0);
    wfx_buffer_free(&binary);
}

static void test_bytes(void **state)
{
    (void)state;
    WfxBuffer binary = assemble("(func (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))");
    static const uint8_t expected[] = {0,    'a', 's', 'm', 1, 0,  0, 0, 1, 7, 1,    0x60, 2,    0x7F, 0x7F, 1,
                                       0x7F, 3,   2,   1,   0, 10, 9, 1, 7, 0, 0x20, 0,    0x20, 1,    0x6A, 0x0B};
    assert_int_equal(binary.size, sizeof expected);
    assert_memory_equal(binary.data, expected, sizeof expected);
    wfx_buffer_free(&binary);
}

static void test_abbreviations(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"(func (param i32) (param i64 f32) (result i32) (result i32) unreachable)",
         "(func (param i32 i64 f32) (result i32 i32) unreachable)"},
        {"(func) (func (param i32)) (func)",
         "(type (func)) (type (func (param i32))) (func (type 0)) (func (type 1)) (func (type 0))"},
        {"(func (i32.add (i32.const 1) (i32.const 2)) drop)", "(func i32.const 1 i32.const 2 i32.add drop)"},
        {"(func (if (i32.const 1) (then nop) (else unreachable)))", "(func i32.const 1 if nop else unreachable end)"},
        {"(func (if (then)))", "(func if end)"},
        {"(func (if (result i32) (i32.const 1) (then (i32.const 2)) (else (i32.const 3))) drop)",
         "(func i32.const 1 if (result i32) i32.const 2 else i32.const 3 end drop)"},
        {"(tag $e) (func (try (do nop) (catch $e unreachable) (catch 0) (catch_all (rethrow 0))))",
         "(tag $e) (func try nop catch $e unreachable catch 0 catch_all rethrow 0 end)"},
        {"(func (block (try (result i32) (do (i32.const 1)) (delegate 0)) drop))",
         "(func block try (result i32) i32.const 1 delegate 0 drop end)"},
        {"(func (block (result i32) (loop (br 1 (i32.const 0))) unreachable) drop)",
         "(func block (result i32) loop i32.const 0 br 1 end unreachable end drop)"},
        {"(func (export \"a\") (export \"b\"))", "(func) (export \"a\" (func 0)) (export \"b\" (func 0))"},
        {"(func (export \"e\") (import \"m\" \"n\") (param i32))",
         "(import \"m\" \"n\" (func (param i32))) (export \"e\" (func 0))"},
        {"(memory (export \"m\") (import \"a\" \"b\") 1 2)",
         "(import \"a\" \"b\" (memory 1 2)) (export \"m\" (memory 0))"},
        {"(table (import \"a\" \"b\") 1 funcref)", "(import \"a\" \"b\" (table 1 funcref))"},
        {"(global (import \"a\" \"b\") (mut i64))", "(import \"a\" \"b\" (global (mut i64)))"},
        {"(tag (import \"a\" \"b\") (param i32))", "(import \"a\" \"b\" (tag (param i32)))"},
        {"(memory (data \"ab\" \"c\"))", "(memory 1 1) (data (i32.const 0) \"abc\")"},
        {"(memory i64 (data \"ab\"))", "(memory i64 1 1) (data (i64.const 0) \"ab\")"},
        {"(func) (table funcref (elem 0 0))", "(func) (table 2 2 funcref) (elem (i32.const 0) func 0 0)"},
        {"(func) (table funcref (elem (ref.func 0) (ref.null func)))",
         "(func) (table 2 2 funcref) (elem (i32.const 0) funcref (item ref.func 0) (item (ref.null func)))"},
        {"(func) (table 1 funcref) (elem (i32.const 0) 0)",
         "(func) (table 1 funcref) (elem (offset i32.const 0) func 0)"},
        {"(memory 1) (data (i32.const 1) \"x\")", "(memory 1) (data (offset (i32.const 1)) \"x\")"},
        {"(table 1 funcref) (func (call_indirect (i32.const 0)))",
         "(table 1 funcref) (type (func)) (func i32.const 0 call_indirect 0 (type 0))"},
        {"(memory 1) (func (drop (i32.load (i32.const 0))))",
         "(memory 1) (func (drop (i32.load 0 offset=0 align=4 (i32.const 0))))"},
        {"(memory 1) (func (memory.copy (i32.const 0) (i32.const 0) (i32.const 0)))",
         "(memory 1) (func (memory.copy 0 0 (i32.const 0) (i32.const 0) (i32.const 0)))"},
        {"(type (func)) (type (cont 0))", "(type (func)) (type (cont 0))"},
        {"(func (param funcref externref anyref eqref i31ref structref arrayref exnref contref nullref nullfuncref "
         "nullexternref "
         "nullexnref nullcontref))",
         "(func (param (ref null func) (ref null extern) (ref null any) (ref null eq) (ref null i31) (ref null struct) "
         "(ref null "
         "array)"
         " (ref null exn) (ref null cont) (ref null none) (ref null nofunc) (ref null noextern) (ref null noexn) (ref "
         "null "
         "nocont)))"},
        {"(type (struct (field i32 (mut i8)) (field i16)))",
         "(type (struct (field i32) (field (mut i8)) (field i16)))"},
        {"(func (local i32 i32) (local i32) (local i64))", "(func (local i32 i32 i32 i64))"},
        {"(module quote \"(func \" \"(param i32))\")", "(func (param i32))"},
        {"(module (memory 0x1_0))", "(memory 16)"},
        {"(type (func)) (type (cont 0)) (tag) (func (param (ref 1)) (block (result (ref 1)) (resume 1 (tag 0 0) "
         "(local.get 0)) "
         "return) drop)",
         "(type (func)) (type (cont 0)) (tag) (func (param (ref 1)) (block (result (ref 1)) (resume 1 (on 0 0) "
         "(local.get 0)) "
         "return) drop)"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_same_module(pairs[i][0], pairs[i][1]);
}

static void test_encodings(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        const char *bytes;
    } cases[] = {
        {"(func (i32.const -2147483648) drop)", 7, "\x41\x80\x80\x80\x80\x78\x1A"},
        {"(func (f32.const nan:0x200000) drop)", 6, "\x43\x00\x00\xA0\x7F\x1A"},
        {"(func (select (result i64)))", 3, "\x1C\x01\x7E"},
        {"(func (select))", 2, "\x1B\x0B"},
        {"(func (br_table 0 0 0))", 5, "\x0E\x02\x00\x00\x00"},
        {"(memory 1) (memory 1) (func (i32.load8_s 1 offset=300))", 5, "\x2C\x40\x01\xAC\x02"},
        {"(memory 1) (func (v128.load8_lane 3))", 5, "\xFD\x54\x00\x00\x03"},
        {"(memory 1) (memory 1) (func (v128.load64_lane 1 align=2 1))", 6, "\xFD\x57\x41\x01\x00\x01"},
        {"(func (v128.const i16x8 1 2 3 4 5 6 7 -1))", 18, "\xFD\x0C\1\0\2\0\3\0\4\0\5\0\6\0\7\0\xFF\xFF"},
        {"(tag) (func (try_table (catch 0 0) (catch_all_ref 0)))", 9, "\x1F\x40\x02\x00\x00\x00\x03\x00\x0B"},
        {"(tag) (func (try (do) (catch 0 (rethrow 0)) (catch_all)))", 8, "\x06\x40\x07\x00\x09\x00\x19\x0B"},
        {"(func (block (try (do) (delegate 1))))", 7, "\x02\x40\x06\x40\x18\x01\x0B"},
        {"(type (func)) (type (cont 0)) (tag) (func (resume_throw 1 0 (on 0 switch)))", 6, "\xE4\x01\x00\x01\x01\x00"},
        {"(type (func)) (type (cont 0)) (tag) (func (switch 1 0) (suspend 0) (cont.bind 1 1))", 8,
         "\xE6\x01\x00\xE2\x00\xE1\x01\x01"},
        {"(func (ref.cast (ref null any)) (ref.test (ref eq)))", 6, "\xFB\x17\x6E\xFB\x14\x6D"},
        {"(func (br_on_cast 0 anyref (ref i31)))", 6, "\xFB\x18\x01\x00\x6E\x6C"},
        {"(table 1 funcref) (table 1 funcref) (func) (elem (table 1) (i32.const 0) func 0)", 8,
         "\x02\x01\x41\x00\x0B\x00\x01\x00"},
        {"(table 3 externref (ref.null extern))", 8, "\x40\x00\x6F\x00\x03\xD0\x6F\x0B"},
        {"(rec (type $a (sub (struct))) (type (sub final $a (struct))))", 9, "\x4E\x02\x50\x00\x5F\x00\x4F\x01\x00"},
        {"(data \"a\") (func (data.drop 0))", 3, "\x0C\x01\x01"},
        {"(elem declare func)", 4, "\x01\x03\x00\x00"},
        {"(memory i64 1 2)", 4, "\x01\x05\x01\x02"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        WfxBuffer binary = assemble(cases[i].text);
        if (!contains(&binary, cases[i].bytes, cases[i].size))
            fail_msg("wrong bytes for %s", cases[i].text);
        wfx_buffer_free(&binary);
    }
    WfxBuffer binary = assemble("(memory 1) (data (i32.const 0) \"\")");
    assert_false(contains(&binary, "\x0C\x01\x01", 3)); /* nothing asks for a data count */
    wfx_buffer_free(&binary);
}

static void test_labels(void **state)
{
    (void)state;
    assert_same_module("(func block $a block $b br $a end $b br $a end $a)", "(func block block br 1 end br 0 end)");
    assert_same_module("(func (block $l (block $l (br $l)) (br $l)))", "(func (block (block (br 0)) (br 0)))");
    assert_same_module("(func (loop $l (if $l (i32.const 0) (then (br $l)))))",
                       "(func (loop (if (i32.const 0) (then (br 0)))))");
    /* A catch clause's label is one outside the block; an if's condition stands outside, too. */
    assert_same_module("(func (block $h (try_table $h (catch_all $h))))", "(func (block (try_table (catch_all 0))))");
    assert_same_module("(func (block $l (if $l (block (br $l) (i32.const 1)) (then))))",
                       "(func (block (if (block (br 1) (i32.const 1)) (then))))");
    assert_same_module("(tag $e) (func try $l catch $l $e br $l catch $l 0 catch_all $l rethrow $l end $l)",
                       "(tag $e) (func try catch $e br 0 catch $e catch_all rethrow 0 end)");
    /* A delegate's label is one outside the try. */
    assert_same_module("(func (try $t (do (try $t (do) (delegate $t)))))", "(func (try (do (try (do) (delegate 0)))))");
    assert_same_module("(func try $t try $u delegate $t $u end)", "(func try try delegate 0 end)");
    assert_malformed("(func (try $t (do) (delegate $t)))", 1, 30, "unknown label $t");
    assert_malformed("(tag $e) (func try $l catch $m $e end)", 1, 29, "mismatching label $m");
    assert_malformed("(func block $b try $l delegate $b $b end)", 1, 35, "mismatching label $b");
    assert_malformed("(func (block $a) (br $a))", 1, 22, "unknown label");
    assert_malformed("(func block $a end $b)", 1, 20, "mismatching label");
}

static void test_imports_after_tags(void **state)
{
    (void)state;
    assert_same_module("(tag $t) (import \"m\" \"n\" (tag $i)) (func (suspend $t) (suspend $i))",
                       "(import \"m\" \"n\" (tag $i)) (tag $t) (func (suspend $t) (suspend $i))");
    assert_malformed("(func) (import \"m\" \"n\" (func))", 1, 25, "import after function");
    assert_malformed("(memory 0) (import \"m\" \"n\" (tag))", 1, 29, "import after memory");
}

/* The name section as the decoder reads it. */
static void test_names(void **state)
{
    (void)state;
    WfxBuffer binary = assemble(
        "(module $mod (type $t (func)) (type $s (struct (field $x i32) (field $y i32))) (import \"a\" \"b\" (func $imp "
        "(param $p i32)))\n"
        "(table $tab 1 funcref) (memory $mem 1) (tag $tag) (global $g i32 (i32.const 0))\n"
        "(elem $el func) (data $da \"\")\n"
        "(func $f (param i32) (param $second i32) (local i64) (local $l f32) (block $outer (loop (block $inner))))\n"
        "(func $\"a \\22b\"))");
    WfxError error = {0};
    WfxModule *module = wfx_module_decode(binary.data, binary.size, WFX_FEATURES_DEFAULT, &error);
    if (!module)
        fail_msg("%s", error.message);
    const WfxNames *names = module->names;
    assert_string_equal(names->module, "mod");
    assert_string_equal(wfx_name_of(module, WFX_NAMES_TYPE, 0), "t");
    assert_string_equal(wfx_name_of(module, WFX_NAMES_FUNCTION, 0), "imp");
    assert_string_equal(wfx_name_of(module, WFX_NAMES_FUNCTION, 1), "f");
    assert_string_equal(wfx_name_of(module, WFX_NAMES_FUNCTION, 2), "a \"b");
    assert_string_equal(wfx_name_of(module, WFX_NAMES_TABLE, 0), "tab");
    assert_string_equal(wfx_name_of(module, WFX_NAMES_MEMORY, 0), "mem");
    assert_string_equal(wfx_name_of(module, WFX_NAMES_GLOBAL, 0), "g");
    assert_string_equal(wfx_name_of(module, WFX_NAMES_ELEM, 0), "el");
    assert_string_equal(wfx_name_of(module, WFX_NAMES_DATA, 0), "da");
    assert_string_equal(wfx_name_of(module, WFX_NAMES_TAG, 0), "tag");
    assert_string_equal(wfx_local_name(module, 0, 0), "p");
    assert_null(wfx_local_name(module, 1, 0));
    assert_string_equal(wfx_local_name(module, 1, 1), "second");
    assert_null(wfx_local_name(module, 1, 2));
    assert_string_equal(wfx_local_name(module, 1, 3), "l");
    assert_int_equal(names->labels[1].count, 3);
    assert_string_equal(names->labels[1].names[0], "outer");
    assert_null(names->labels[1].names[1]);
    assert_string_equal(names->labels[1].names[2], "inner");
    assert_string_equal(names->fields[1].names[1], "y");
    wfx_module_free(module);
    wfx_buffer_free(&binary);
}

static uint32_t row_line(const WfxSourceMap *map, const WfxBuffer *binary, const char *bytes, size_t size,
                         uint32_t *column)
{
    const uint8_t *found = memmem(binary->data, binary->size, bytes, size);
    assert_non_null(found);
    for (uint32_t i = 0; i < map->row_count; i++) {
        if (map->rows[i].offset == found - binary->data) {
            *column = map->rows[i].column;
            return map->rows[i].line;
        }
    }
    fail_msg("no row at the offset");
    return 0;
}

static void test_positions(void **state)
{
    (void)state;
    static const char text[] = "(module\n"
                               "  (func $f (param i32)\n"
                               "    (drop\n"
                               "      (i32.add (local.get 0)\n"
                               "        (i32.const 17)))\n"
                               "    local.get 0 drop)\n"
                               "  (func $g (local i64)\n"
                               "    unreachable))\n";
    WfxBuffer binary = {0};
    WfxSourceMap *map = NULL;
    WfxError error = {0};
    uint32_t column;
    assert_true(wfx_wat_assemble(text, strlen(text), "dir/mod.wat", WFX_FEATURES_DEFAULT, &binary, &map, &error));
    assert_string_equal(map->files[0].path, "dir/mod.wat");
    assert_int_equal(map->files[0].text_size, strlen(text));
    assert_memory_equal(map->files[0].text, text, strlen(text));
    assert_int_equal(row_line(map, &binary, "\x41\x11", 2, &column), 5); /* i32.const 17 */
    assert_int_equal(column, 10);
    assert_int_equal(row_line(map, &binary, "\x6A\x1A", 2, &column), 4); /* i32.add stands behind its operands */
    assert_int_equal(column, 8);
    assert_int_equal(row_line(map, &binary, "\x1A\x20", 2, &column), 3); /* the outer drop */
    assert_int_equal(column, 6);
    assert_int_equal(row_line(map, &binary, "\x1A\x0B", 2, &column), 6);
    assert_int_equal(column, 17);
    /* a function's header is at its locals */
    assert_int_equal(row_line(map, &binary, "\x01\x01\x7E\x00\x0B", 5, &column), 7);
    assert_int_equal(column, 4);
    for (uint32_t i = 1; i < map->row_count; i++)
        assert_true(map->rows[i].offset >= map->rows[i - 1].offset);
    wfx_source_free(map);
    wfx_buffer_free(&binary);
}

static void test_errors(void **state)
{
    (void)state;
    assert_malformed("(module\n  (func foo))", 2, 9, "unknown operator \"foo\", expected an instruction or \")\"");
    assert_malformed("(func (i32.const))", 1, 17, "unexpected token \")\", expected an i32 literal");
    assert_malformed("(func (i32.const 4294967296))", 1, 18, "i32 constant out of range");
    assert_malformed("(func (f32.const 1e99))", 1, 18, "f32 constant out of range");
    assert_malformed("(func (i32.load align=3))", 1, 17, "alignment must be a power of two");
    assert_malformed("(func (i32.load align=0))", 1, 17, "alignment must be a power of two");
    assert_malformed("(type $t (func)) (func (type $t) (param i32))", 1, 24, "inline function type");
    assert_malformed("(func $f) (func $f)", 1, 17, "duplicate func");
    assert_malformed("(global $f i32 (i32.const 0)) (global $f i32 (i32.const 0))", 1, 39, "duplicate global");
    assert_malformed("(func (param $x i32) (local $x i32))", 1, 29, "duplicate local");
    assert_malformed("(type (struct (field $x i32) (field $x i32)))", 1, 37, "duplicate field");
    assert_malformed("(func (call $nowhere))", 1, 13, "unknown function $nowhere");
    assert_malformed("(func (local.get $x))", 1, 18, "unknown local $x");
    assert_malformed("(func (result i32) (param i32))", 1, 21, "unexpected token \"param\"");
    assert_malformed("(func (nop nop))", 1, 12, "unexpected token \"nop\", expected a folded instruction or \")\"");
    assert_malformed("(func (if (i32.const 0)))", 1, 24, "unexpected token \")\", expected \"(then\"");
    assert_malformed("(func block)", 1, 12, "unexpected token \")\", expected \"end\"");
    assert_malformed("(func end)", 1, 7, "unexpected token \"end\"");
    assert_malformed("(func (block else))", 1, 14, "unexpected token \"else\"");
    assert_malformed("(func", 1, 6, "unexpected end of text");
    assert_malformed("(module) (module)", 1, 10, "unexpected token");
    assert_malformed("(module))", 1, 9, "unexpected token");
    assert_malformed("(func) )", 1, 8, "unexpected token");
    assert_malformed("(start 0) (start 0)", 1, 12, "multiple start sections");
    assert_malformed("(import \"\\ff\" \"\" (func))", 1, 9, "malformed UTF-8 encoding");
    assert_malformed("(func (param $x))", 1, 16, "unexpected token \")\", expected a value type");
    assert_malformed("(flunc)", 1, 2, "unknown operator \"flunc\", expected a module field");
    assert_malformed("(func (block (param $x i32)))", 1, 21, "unexpected token");
    assert_malformed("(func (br_table))", 1, 16, "unexpected token \")\", expected a label");
    assert_malformed("(memory 1 2 3)", 1, 13, "unexpected token");
    assert_malformed("(func (try))", 1, 11, "unexpected token \")\", expected \"(do\"");
    assert_malformed("(func (try (do) nop))", 1, 17, "unexpected token \"nop\", expected \"(catch\", \"(catch_all\",");
    assert_malformed("(func (try (do) (catch_all) (delegate 0)))", 1, 29, "unexpected token \"(\", expected \")\"");
    assert_malformed("(func (try (do) (delegate 0) (catch_all)))", 1, 30, "unexpected token");
    assert_malformed("(func try catch_all catch_all end)", 1, 21, "unexpected token \"catch_all\", expected an instr");
    assert_malformed("(func (catch_all))", 1, 8, "unexpected token \"catch_all\", expected an instruction");
    assert_malformed("(func (do))", 1, 8, "unexpected token \"do\"");
    assert_malformed("(func (@custom \"x\"))", 1, 7, "unexpected token");
    assert_malformed("(@custom 4)", 1, 10, "@custom annotation: missing section name");
    assert_malformed("(@custom \"x\" (type))", 1, 15, "@custom annotation: malformed placement");
    assert_malformed("\n (module quote \"(func\" \" foo)\")", 2, 2, "unknown operator");
}

static void test_custom_annotations(void **state)
{
    (void)state;
    WfxBuffer binary = assemble("(module (@custom \"A\" (before first) \"1\") (func) (@custom \"B\" (after type) \"2\" "
                                "\"3\") (@custom \"C\"))");
    assert_memory_equal(binary.data + 8, "\0\3\1A1", 5);
    assert_contains(binary, "\x60\0\0\0\4\1B23");
    assert_memory_equal(binary.data + binary.size - 4, "\0\2\1C", 4);
    wfx_buffer_free(&binary);
}

static const char everything[] = "(module $m (type $ft (func (param i32) (result i32))) (type $ct (cont $ft)) (rec "
                                 "(type $s (sub (struct (field $x (mut "
                                 "i32))))))\n"
                                 "(import \"a\" \"b\" (func $i (param $p i32))) (tag $t (param i32)) (memory $mem "
                                 "(data \"abc\")) (table $tab funcref (elem "
                                 "$f $f))\n"
                                 "(global $g (mut i32) (i32.const 1)) (export \"f\" (func $f)) (start $go) (data $d "
                                 "\"xyz\") (elem $e declare func $f) "
                                 "(@custom \"c\" \"d\")\n"
                                 "(func $f (export \"ff\") (param $x i32) (result i32) (local $y i64) (block $b "
                                 "(result i32 (ref $ct)) (resume $ct (on $t $b) "
                                 "(local.get $x)\n"
                                 "(cont.new $ct (ref.func $f))) return) drop) (func $go (memory.init $d (i32.const 0) "
                                 "(i32.const 0) (i32.const 0)) (drop "
                                 "(select (result i32)\n"
                                 "(i32.const 1) (i32.const 2) (i32.const 3))) (call_indirect (param f64) (f64.const "
                                 "1.00000000000000000000000000000000000000000000000000000000000000000000"
                                 "000000000000000000000000000000000000000000000000000000000000000000000000000000) "
                                 "(i32.const 0)) (try_table (catch $t 0))\n"
                                 "(try $l (do (try (do) (delegate $l))) (catch $t drop) (catch_all (rethrow $l)))))";

/* Every allocation of an assembly fails once: no crash, no leak, an out-of-memory error. */
static void test_allocation_failures(void **state)
{
    (void)state;
    for (long n = 0; n < 10000; n++) {
        WfxBuffer binary = {0};
        WfxSourceMap *map = NULL;
        WfxError error = {0};
        wfx_alloc_fail_after(n);
        bool ok =
            wfx_wat_assemble(everything, strlen(everything), "x.wat", WFX_FEATURES_DEFAULT, &binary, &map, &error);
        wfx_alloc_fail_after(-1);
        if (ok) {
            assert_true(n > 50);
            wfx_buffer_free(&binary);
            wfx_source_free(map);
            return;
        }
        if (error.kind != WFX_ERROR_MEMORY)
            fail_msg("allocation %ld: %u:%u: %s", n, error.place.line, error.place.column, error.message);
        assert_null(binary.data);
        assert_null(map);
    }
    fail_msg("never enough memory");
}

/* Cuts and changed bytes give errors or modules, never a crash. */
static void test_mutations(void **state)
{
    (void)state;
    size_t size = strlen(everything);
    static const char replacements[] = "()\"$ ;@0-a.\\x\n";
    char *text = malloc(size);
    assert_non_null(text);
    uint32_t random = 12345, refused = 0;
    for (size_t round = 0; round < 4000; round++) {
        memcpy(text, everything, size);
        for (int k = 0; k < 3; k++) {
            random = random * 1664525 + 1013904223;
            text[(random >> 8) % size] = replacements[(random >> 4) % (sizeof replacements - 1)];
        }
        WfxBuffer binary = {0};
        WfxError error = {0};
        size_t cut = round % 4 ? size : (random >> 8) % size;
        if (wfx_wat_assemble(text, cut, "x.wat", WFX_FEATURES_DEFAULT, &binary, NULL, &error)) {
            wfx_buffer_free(&binary);
        } else {
            assert_int_equal(error.kind, WFX_ERROR_MALFORMED);
            assert_true(error.place.line > 0 && error.place.column > 0);
            refused++;
        }
    }
    assert_true(refused > 2000);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_empty),
                                       cmocka_unit_test(test_bytes),
                                       cmocka_unit_test(test_abbreviations),
                                       cmocka_unit_test(test_encodings),
                                       cmocka_unit_test(test_labels),
                                       cmocka_unit_test(test_imports_after_tags),
                                       cmocka_unit_test(test_names),
                                       cmocka_unit_test(test_positions),
                                       cmocka_unit_test(test_errors),
                                       cmocka_unit_test(test_custom_annotations),
                                       cmocka_unit_test(test_allocation_failures),
                                       cmocka_unit_test(test_mutations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
