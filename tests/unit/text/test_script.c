/* Script commands: modules, actions, results and their patterns. */
#include "tests/unit/text/support.h"

static WfxScript parse(const char *text)
{
    WfxScript script;
    WfxError error = {0};
    if (!wfx_script_parse(text, strlen(text), &script, &error))
        fail_msg("%u:%u: %s", error.place.line, error.place.column, error.message);
    return script;
}

static void test_commands(void **state)
{
    (void)state;
    WfxScript script = parse(
        "(module $M (func))\n(module binary \"\\00asm\")\n(module definition $D (func))\n(module instance $I $D)\n"
        "(register \"name\" $I)\n(register \"n\")\n(invoke $M \"f\\00g\" (i32.const -1))\n(get \"g\")\n"
        "(assert_return (invoke \"f\") (i64.const 2) (f32.const nan:canonical))\n(assert_trap (invoke \"f\") "
        "\"boom\")\n"
        "(assert_trap (module (func)) \"init\")\n(assert_exhaustion (invoke \"f\") \"stack\")\n(assert_exception "
        "(invoke "
        "\"f\"))\n"
        "(assert_suspension (invoke \"f\") \"unhandled\")\n(assert_malformed (module quote \"(\" \"x\") \"m\")\n"
        "(assert_invalid (module $X (func)) \"i\")\n(assert_unlinkable (module) \"u\")");
    static const WfxCommandKind kinds[] = {WFX_COMMAND_MODULE,
                                           WFX_COMMAND_MODULE,
                                           WFX_COMMAND_MODULE_DEFINITION,
                                           WFX_COMMAND_MODULE_INSTANCE,
                                           WFX_COMMAND_REGISTER,
                                           WFX_COMMAND_REGISTER,
                                           WFX_COMMAND_ACTION,
                                           WFX_COMMAND_ACTION,
                                           WFX_COMMAND_ASSERT_RETURN,
                                           WFX_COMMAND_ASSERT_TRAP,
                                           WFX_COMMAND_ASSERT_TRAP,
                                           WFX_COMMAND_ASSERT_EXHAUSTION,
                                           WFX_COMMAND_ASSERT_EXCEPTION,
                                           WFX_COMMAND_ASSERT_SUSPENSION,
                                           WFX_COMMAND_ASSERT_MALFORMED,
                                           WFX_COMMAND_ASSERT_INVALID,
                                           WFX_COMMAND_ASSERT_UNLINKABLE};
    assert_int_equal(script.count, sizeof kinds / sizeof *kinds);
    for (uint32_t i = 0; i < script.count; i++) {
        assert_int_equal(script.commands[i].kind, kinds[i]);
        assert_int_equal(script.commands[i].line, i + 1);
        assert_int_equal(script.commands[i].column, 1);
    }
    const WfxCommand *c = script.commands;
    assert_string_equal(c[0].module.name, "M");
    assert_int_equal(c[0].module.size, 18);
    assert_true(c[1].module.is_binary);
    assert_int_equal(c[1].module.size, 4);
    assert_memory_equal(c[1].module.text, "\0asm", 4);
    assert_true(c[2].module.is_definition);
    assert_string_equal(c[3].name, "I");
    assert_string_equal(c[3].name2, "D");
    assert_string_equal(c[4].name, "name");
    assert_string_equal(c[4].name2, "I");
    assert_null(c[5].name2);
    assert_string_equal(c[6].action.module, "M");
    assert_int_equal(c[6].action.name.size, 3);
    assert_memory_equal(c[6].action.name.data, "f\0g", 3);
    assert_int_equal(c[6].action.arg_count, 1);
    assert_int_equal(c[6].action.args[0].bits, 0xFFFFFFFF);
    assert_true(c[7].action.is_get);
    assert_int_equal(c[8].result_count, 2);
    assert_int_equal(c[8].results[0].type, WFX_I64);
    assert_int_equal(c[8].results[1].kind, WFX_CONST_NAN_CANONICAL);
    assert_string_equal(c[9].message, "boom");
    assert_null(c[9].module.text);
    assert_non_null(c[10].module.text);
    assert_true(c[14].module.is_quote);
    assert_memory_equal(c[14].module.text, "(x", 2);
    wfx_script_free(&script);
}

static void test_constants(void **state)
{
    (void)state;
    WfxScript script =
        parse("(assert_return (invoke \"f\") (v128.const f32x4 1 nan:canonical nan:arithmetic -2) (v128.const "
              "i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 -1)"
              "(ref.null) (ref.null func) (ref.extern 7) (ref.extern) (ref.func) (ref.struct) (ref.host 3)"
              "(either (i32.const 1) (i32.const 2)) (f64.const -0x1p3))");
    const WfxConst *r = script.commands[0].results;
    assert_int_equal(script.commands[0].result_count, 11);
    assert_int_equal(r[0].lane_kind, 5);
    assert_int_equal(r[0].lane_nans[1], 1);
    assert_int_equal(r[0].lane_nans[2], 2);
    assert_memory_equal(r[0].v128 + 12, "\0\0\0\xC0", 4);
    assert_int_equal(r[1].lane_kind, 1);
    assert_int_equal(r[1].v128[15], 0xFF);
    assert_int_equal(r[2].kind, WFX_CONST_REF_NULL);
    assert_int_equal(wfx_type_heap(r[2].type), WFX_HEAP_BOTTOM);
    assert_int_equal(wfx_type_heap(r[3].type), WFX_HEAP_FUNC);
    assert_true(r[4].has_number);
    assert_int_equal(r[4].bits, 7);
    assert_false(r[5].has_number);
    assert_int_equal(r[6].kind, WFX_CONST_REF_FUNC);
    assert_int_equal(r[7].kind, WFX_CONST_REF_OTHER);
    assert_int_equal(wfx_type_heap(r[7].type), WFX_HEAP_STRUCT);
    assert_int_equal(r[8].kind, WFX_CONST_REF_EXTERN);
    assert_int_equal(r[9].alternative_count, 2);
    assert_int_equal(r[9].alternatives[1].bits, 2);
    assert_int_equal(r[10].bits, 0xC020000000000000);
    wfx_script_free(&script);
}

static void test_inline_module(void **state)
{
    (void)state;
    WfxScript script = parse("\n(func (export \"f\"))\n(memory 1)");
    assert_int_equal(script.count, 1);
    assert_int_equal(script.commands[0].kind, WFX_COMMAND_MODULE);
    WfxBuffer binary = {0};
    WfxError error = {0};
    assert_true(wfx_script_assemble(&script.commands[0].module, "x.wast", WFX_FEATURES_DEFAULT, &binary, NULL, &error));
    assert_contains(binary, "\x05\x03\x01\x00\x01");
    wfx_buffer_free(&binary);
    wfx_script_free(&script);
}

/* Positions of a module inside a script are those of the script. */
static void test_positions(void **state)
{
    (void)state;
    WfxScript script = parse("(register \"x\")\n  (module\n    (func nop))\n(module (func\n oops))");
    WfxBuffer binary = {0};
    WfxSourceMap *map = NULL;
    WfxError error = {0};
    assert_true(wfx_script_assemble(&script.commands[1].module, "x.wast", WFX_FEATURES_DEFAULT, &binary, &map, &error));
    bool found = false;
    for (uint32_t i = 0; i < map->row_count; i++)
        found |= binary.data[map->rows[i].offset] == 0x01 && map->rows[i].line == 3 && map->rows[i].column == 11;
    assert_true(found);
    assert_string_equal(map->files[0].path, "x.wast");
    wfx_source_free(map);
    wfx_buffer_free(&binary);
    assert_false(
        wfx_script_assemble(&script.commands[2].module, "x.wast", WFX_FEATURES_DEFAULT, &binary, NULL, &error));
    assert_int_equal(error.kind, WFX_ERROR_MALFORMED);
    assert_int_equal(error.place.line, 5);
    assert_int_equal(error.place.column, 2);
    wfx_script_free(&script);
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"(modul)",
                                        "(module",
                                        "(assert_return)",
                                        "(assert_return (invoke))",
                                        "(invoke \"f\" (i32.const))",
                                        "(invoke \"f\" 1)",
                                        "(assert_malformed (invoke \"f\") \"x\")",
                                        "(assert_trap (invoke \"f\"))",
                                        "(assert_return (invoke \"f\") (i32.const 99999999999))",
                                        "(get)",
                                        "x",
                                        "(register)",
                                        "(assert_return (invoke \"f\") (ref.nil))",
                                        "(module quote \"a)"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        WfxScript script;
        WfxError error = {0};
        if (wfx_script_parse(texts[i], strlen(texts[i]), &script, &error))
            fail_msg("accepted: %s", texts[i]);
        assert_int_equal(error.kind, WFX_ERROR_MALFORMED);
        assert_true(error.place.line == 1);
        assert_null(script.commands);
    }
    char deep[4000] = "(assert_return (invoke \"f\") ";
    for (int i = 0; i < 400; i++)
        strcat(deep, "(either ");
    WfxScript script;
    WfxError error = {0};
    assert_false(wfx_script_parse(deep, strlen(deep), &script, &error));
    assert_string_equal(error.message, "alternatives are nested too deeply");
}

static void test_allocation_failures(void **state)
{
    (void)state;
    static const char text[] =
        "(module $M (func (export \"f\"))) (module quote \"(func)\") (register \"x\" $M) (assert_return "
        "(invoke $M \"f\" (i32.const 1)) (either (i32.const 2)))"
        "(assert_trap (invoke \"f\") \"boom\")";
    for (long n = 0; n < 1000; n++) {
        WfxScript script;
        WfxError error = {0};
        wfx_alloc_fail_after(n);
        bool ok = wfx_script_parse(text, strlen(text), &script, &error);
        wfx_alloc_fail_after(-1);
        if (ok) {
            assert_true(n > 5);
            wfx_script_free(&script);
            return;
        }
        assert_int_equal(error.kind, WFX_ERROR_MEMORY);
    }
    fail_msg("never enough memory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands),  cmocka_unit_test(test_constants), cmocka_unit_test(test_inline_module),
        cmocka_unit_test(test_positions), cmocka_unit_test(test_refused),   cmocka_unit_test(test_allocation_failures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
