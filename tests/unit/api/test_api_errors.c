/* What a host learns of failures: trap messages, backtraces with lines, boundaries and host frames, exceptions in both
 * directions, exits. */
#include "tests/unit/api/support.h"

#include "engine/text/text.h"
#include "engine/wasm/names.h"

static void expect_frame(const wfx_error_t *error, size_t index, wfx_frame_kind_t kind, const char *function,
                         uint32_t line)
{
    const wfx_frame_t *frame = wfx_error_frame(error, index);
    if (!frame)
        show_error(error);
    assert_non_null(frame);
    if (frame->kind != kind || (function && !strstr(frame->function, function)) || (line && frame->line != line)) {
        show_error(error);
        fail_msg("frame %zu is not %s at line %u", index, function ? function : "of its kind", line);
    }
}

static void backtrace(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_instance_t *instance = instance_of(&world, "(module\n"
                                                   "  (func $inner (param i32) (result i32)\n"
                                                   "    (i32.div_s (i32.const 1)\n"
                                                   "      (local.get 0)))\n"
                                                   "  (func $outer (export \"outer\") (param i32) (result i32)\n"
                                                   "    (call $inner\n"
                                                   "      (local.get 0))))");
    wfx_error_t *error = call_fails(instance, "outer", (wfx_value_t[]){i32(0)}, 1, 1);
    assert_int_equal(wfx_error_kind(error), WFX_E_TRAP);
    assert_string_equal(wfx_error_message(error), "integer divide by zero");
    expect_frame(error, 0, WFX_F_WASM, "inner", 3);
    expect_frame(error, 1, WFX_F_WASM, "outer", 6);
    expect_frame(error, 2, WFX_F_ENTRY, NULL, 0);
    assert_int_equal(wfx_error_frame_count(error), 3);
    assert_string_equal(wfx_error_frame(error, 0)->source, "test.wat");
    assert_string_equal(wfx_error_frame(error, 0)->module, "test.wat");
    wfx_error_delete(error);
    /* The store is usable after a trap. */
    assert_int_equal(call_i32(instance, "outer", 1), 1);
    world_close(&world);
}

/* A module whose code comes from two files: each frame names its own. */
static void backtrace_of_two_files(void **state)
{
    (void)state;
    static const char text[] = "(module\n"
                               "  (func $inlined (unreachable))\n"
                               "  (func (export \"run\")\n"
                               "    (call $inlined)))";
    World world;
    world_open(&world);
    WfxBuffer binary = {0};
    WfxSourceMap *map = NULL;
    WfxError failure = {0};
    wfx_error_t *error = NULL;
    assert_true(wfx_wat_assemble(text, sizeof text - 1, "main.c", WFX_FEATURES_DEFAULT, &binary, &map, &failure));
    map->files = realloc(map->files, 2 * sizeof *map->files);
    map->files[map->file_count++] = (WfxSourceFile){.path = strdup("inlined.h")};
    map->row_files = calloc(map->row_count, sizeof *map->row_files);
    for (uint32_t i = 0; i < map->row_count; i++)
        map->row_files[i] = map->rows[i].line == 2;
    wfx_module_t *module = wfx_module_new_mapped(world.engine, binary.data, binary.size, "two.wasm", map, &error);
    wfx_buffer_free(&binary);
    assert_non_null(module);
    wfx_instance_t *instance = wfx_linker_instantiate(world.linker, module, &error);
    assert_non_null(instance);
    wfx_module_delete(module);
    error = call_fails(instance, "run", NULL, 0, 0);
    expect_frame(error, 0, WFX_F_WASM, "inlined", 2);
    expect_frame(error, 1, WFX_F_WASM, "run", 4);
    assert_string_equal(wfx_error_frame(error, 0)->source, "inlined.h");
    assert_string_equal(wfx_error_frame(error, 1)->source, "main.c");
    assert_string_equal(wfx_error_frame(error, 0)->module, "two.wasm");
    wfx_error_delete(error);
    world_close(&world);
}

static void stack_overflow(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_instance_t *instance = instance_of(&world, "(module (func $f (export \"f\") (call $f)))");
    for (int round = 0; round < 2; round++) {
        wfx_error_t *error = call_fails(instance, "f", NULL, 0, 0);
        assert_string_equal(wfx_error_message(error), "call stack exhausted");
        size_t count = wfx_error_frame_count(error);
        assert_true(count > 10);
        assert_true(wfx_error_frames_omitted(error) > 0);
        expect_frame(error, 0, WFX_F_WASM, "f", 1);
        wfx_error_delete(error);
    }
    world_close(&world);
}

static void boundaries(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_instance_t *instance = instance_of(&world, "(module (type $f (func)) (type $c (cont $f))\n"
                                                   "  (func $deep\n"
                                                   "    (unreachable))\n"
                                                   "  (func $mid\n"
                                                   "    (resume $c (cont.new $c (ref.func $deep))))\n"
                                                   "  (elem declare func $deep $mid)\n"
                                                   "  (func $top (export \"top\")\n"
                                                   "    (resume $c (cont.new $c (ref.func $mid)))))");
    wfx_error_t *error = call_fails(instance, "top", NULL, 0, 0);
    assert_string_equal(wfx_error_message(error), "unreachable executed");
    expect_frame(error, 0, WFX_F_WASM, "deep", 3);
    expect_frame(error, 1, WFX_F_BOUNDARY, "continuation", 5);
    expect_frame(error, 2, WFX_F_WASM, "mid", 5);
    expect_frame(error, 3, WFX_F_BOUNDARY, "continuation", 8);
    expect_frame(error, 4, WFX_F_WASM, "top", 8);
    expect_frame(error, 5, WFX_F_ENTRY, NULL, 0);
    wfx_error_delete(error);
    world_close(&world);
}

static void unhandled_tag(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_instance_t *instance =
        instance_of(&world, "(module (type $f (func)) (type $c (cont $f)) (tag $yield)\n"
                            "  (func $gen (suspend $yield))\n"
                            "  (elem declare func $gen)\n"
                            "  (func (export \"go\") (resume $c (cont.new $c (ref.func $gen))))\n"
                            "  (func (export \"bare\") (suspend $yield)))");
    wfx_error_t *error = call_fails(instance, "go", NULL, 0, 0);
    assert_int_equal(wfx_error_kind(error), WFX_E_SUSPENSION);
    assert_non_null(strstr(wfx_error_message(error), "unhandled tag"));
    wfx_error_delete(error);
    error = call_fails(instance, "bare", NULL, 0, 0);
    assert_int_equal(wfx_error_kind(error), WFX_E_SUSPENSION);
    wfx_error_delete(error);
    world_close(&world);
}

/* ---- host functions that fail ---- */

static bool fail_plain(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count,
                       wfx_value_t *results, size_t result_count, wfx_error_t **error)
{
    (void)caller, (void)args, (void)arg_count, (void)results, (void)result_count;
    if (env)
        *error = wfx_error_new(WFX_E_TRAP, env);
    return false;
}

static bool leave(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count, wfx_value_t *results,
                  size_t result_count, wfx_error_t **error)
{
    (void)env, (void)caller, (void)arg_count, (void)results, (void)result_count;
    *error = wfx_error_new_exit(args[0].of.i32);
    return false;
}

static void host_failures(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_kind_t kind = WFX_VALUE_I32;
    define_host(&world, "plain", NULL, 0, NULL, 0, fail_plain, NULL);
    define_host(&world, "reason", NULL, 0, NULL, 0, fail_plain, (void *)(uintptr_t) "the disk is full");
    define_host(&world, "exit", &kind, 1, NULL, 0, leave, NULL);
    wfx_instance_t *instance = instance_of(
        &world, "(module (import \"host\" \"plain\" (func $plain)) (import \"host\" \"reason\" (func $reason))\n"
                "  (import \"host\" \"exit\" (func $exit (param i32)))\n"
                "  (func (export \"plain\") (call $plain))\n"
                "  (func $w (export \"reason\")\n"
                "    (call $reason))\n"
                "  (func (export \"exit\") (param i32) (call $exit (local.get 0))))");
    wfx_error_t *error = call_fails(instance, "plain", NULL, 0, 0);
    assert_int_equal(wfx_error_kind(error), WFX_E_TRAP);
    assert_non_null(strstr(wfx_error_message(error), "host function failed"));
    wfx_error_delete(error);
    error = call_fails(instance, "reason", NULL, 0, 0);
    assert_int_equal(wfx_error_kind(error), WFX_E_TRAP);
    assert_non_null(strstr(wfx_error_message(error), "the disk is full"));
    expect_frame(error, 0, WFX_F_HOST, "reason", 0);
    expect_frame(error, 1, WFX_F_WASM, "w", 5);
    wfx_error_delete(error);
    error = call_fails(instance, "exit", (wfx_value_t[]){i32(7)}, 1, 0);
    assert_int_equal(wfx_error_kind(error), WFX_E_EXIT);
    assert_int_equal(wfx_error_exit_code(error), 7);
    wfx_error_delete(error);
    world_close(&world);
}

/* A callback that calls the export "inner" of its caller and passes its failure on. */
static bool nested(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count, wfx_value_t *results,
                   size_t result_count, wfx_error_t **error)
{
    (void)env, (void)args, (void)arg_count;
    wfx_extern_t item;
    return wfx_instance_export(caller, "inner", 5, &item) &&
           wfx_func_call(item.of.func, NULL, 0, results, result_count, error);
}

/* An instance of a module that may import it as "host" "nested". */
static wfx_instance_t *open_nesting(World *world, const char *text)
{
    world_open(world);
    define_host(world, "nested", NULL, 0, NULL, 0, nested, NULL);
    return instance_of(world, text);
}

static void nested_failure(void **state)
{
    (void)state;
    World world;
    wfx_instance_t *instance = open_nesting(&world, "(module (import \"host\" \"nested\" (func $nested))\n"
                                                    "  (func $inner (export \"inner\")\n"
                                                    "    unreachable)\n"
                                                    "  (func $outer (export \"outer\")\n"
                                                    "    (call $nested)))");
    wfx_error_t *error = call_fails(instance, "outer", NULL, 0, 0);
    assert_int_equal(wfx_error_kind(error), WFX_E_TRAP);
    assert_string_equal(wfx_error_message(error), "unreachable executed");
    expect_frame(error, 0, WFX_F_WASM, "inner", 3);
    expect_frame(error, 1, WFX_F_ENTRY, NULL, 0);
    expect_frame(error, 2, WFX_F_HOST, "nested", 0);
    expect_frame(error, 3, WFX_F_WASM, "outer", 5);
    expect_frame(error, 4, WFX_F_ENTRY, NULL, 0);
    assert_int_equal(wfx_error_frame_count(error), 5);
    wfx_error_delete(error);
    world_close(&world);
}

/* Calls "run" of its caller with one less, and passes its failure on. */
static bool again(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count, wfx_value_t *results,
                  size_t result_count, wfx_error_t **error)
{
    (void)env, (void)arg_count;
    wfx_extern_t item;
    wfx_value_t less[] = {i32(args[0].of.i32 - 1), args[1]};
    return wfx_instance_export(caller, "run", 3, &item) &&
           wfx_func_call(item.of.func, less, 2, results, result_count, error);
}

static const char nest[] = "(module (import \"host\" \"again\" (func $again (param i32 i32)))\n"
                           "  (tag $oops)\n"
                           "  (global $throws (mut i32) (i32.const 0))\n"
                           "  (func (export \"throws\") (param i32) (result i32)\n"
                           "    (global.set $throws (local.get 0)) (i32.const 0))\n"
                           "  (func $deep (param i32 i32 i32)\n"
                           "    (if (local.get 2) (then\n"
                           "      (call $deep (local.get 0) (local.get 1) (i32.sub (local.get 2) (i32.const 1)))\n"
                           "      (return)))\n"
                           "    (if (local.get 0) (then (call $again (local.get 0) (local.get 1)) (return)))\n"
                           "    (if (global.get $throws) (then (throw $oops)))\n"
                           "    (unreachable))\n"
                           "  (func (export \"run\") (param i32 i32)\n"
                           "    (call $deep (local.get 0) (local.get 1) (local.get 1))))";

/* `entries` within another, each with `depth` and three frames, and between two the frame of `again`. */
static void fail_in_nest(wfx_instance_t *instance, int entries, int depth)
{
    wfx_error_t *error = call_fails(instance, "run", (wfx_value_t[]){i32(entries - 1), i32(depth)}, 2, 0);
    size_t each = (size_t)depth + 4, count = (size_t)entries * each - 1;
    assert_int_equal(wfx_error_frame_count(error) + wfx_error_frames_omitted(error), count);
    for (size_t i = 0; i < wfx_error_frame_count(error); i++) {
        static const wfx_frame_kind_t last[] = {WFX_F_WASM, WFX_F_ENTRY, WFX_F_HOST};
        size_t at = i % each, wasm = (size_t)depth + 1;
        expect_frame(error, i, at <= wasm ? WFX_F_WASM : last[at - wasm], at < wasm ? "deep" : NULL, 0);
    }
    wfx_error_delete(error);
}

/* The backtrace is taken once, however many entries it goes through. */
static void failures_of_nests(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    define_host(&world, "again", (wfx_kind_t[]){WFX_VALUE_I32, WFX_VALUE_I32}, 2, NULL, 0, again, NULL);
    wfx_instance_t *instance = instance_of(&world, nest);
    for (int throws = 0; throws < 2; throws++) {
        call_i32(instance, "throws", throws);
        fail_in_nest(instance, 1, 0);
        fail_in_nest(instance, 3, 2);
        fail_in_nest(instance, 200, 4000); /* seconds if every entry did it */
    }
    world_close(&world);
}

/* ---- exceptions ---- */

static bool throw_it(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count, wfx_value_t *results,
                     size_t result_count, wfx_error_t **error)
{
    (void)caller, (void)arg_count, (void)results, (void)result_count;
    *error = wfx_error_new_exception(env, args, 1);
    return false;
}

static void exceptions(void **state)
{
    (void)state;
    World world;
    world_open(&world);
    wfx_kind_t kind = WFX_VALUE_I32;
    wfx_error_t *error = NULL;
    wfx_functype_t *type = wfx_functype_new(&kind, 1, NULL, 0);
    wfx_tag_t *tag = wfx_tag_new(world.store, type, "oops", &error);
    wfx_functype_delete(type);
    wfx_extern_t item = {.kind = WFX_EXT_TAG, .of.tag = tag};
    assert_true(wfx_linker_define(world.linker, "host", 4, "oops", 4, item, &error));
    define_host(&world, "throw", &kind, 1, NULL, 0, throw_it, tag);
    wfx_instance_t *instance =
        instance_of(&world, "(module (import \"host\" \"oops\" (tag $oops (param i32))) (import \"host\" \"throw\" "
                            "(func $throw (param i32)))\n"
                            "  (func $t (export \"throw\") (param i32)\n"
                            "    (throw $oops (local.get 0)))\n"
                            "  (func (export \"catch\") (param i32) (result i32)\n"
                            "    (block $h (result i32)\n"
                            "      (try_table (catch $oops $h) (call $throw (local.get 0)))\n"
                            "      (i32.const -1)))\n"
                            "  (func (export \"pass\") (param i32) (call $throw (local.get 0))))");
    error = call_fails(instance, "throw", (wfx_value_t[]){i32(5)}, 1, 0);
    assert_int_equal(wfx_error_kind(error), WFX_E_EXCEPTION);
    assert_non_null(strstr(wfx_error_message(error), "uncaught exception"));
    assert_ptr_equal(wfx_error_tag(error), tag);
    assert_int_equal(wfx_error_payload_count(error), 1);
    wfx_value_t value;
    assert_true(wfx_error_payload(error, 0, &value));
    assert_int_equal(value.of.i32, 5);
    assert_false(wfx_error_payload(error, 1, &value));
    expect_frame(error, 0, WFX_F_WASM, "t", 3);
    wfx_error_delete(error);
    assert_int_equal(call_i32(instance, "catch", 31), 31); /* thrown by the host, caught in wasm */
    error = call_fails(instance, "pass", (wfx_value_t[]){i32(6)}, 1, 0);
    assert_int_equal(wfx_error_kind(error), WFX_E_EXCEPTION);
    assert_true(wfx_error_payload(error, 0, &value));
    assert_int_equal(value.of.i32, 6);
    wfx_error_delete(error);
    world_close(&world);
}

/* The host's was caught: nothing of its error is in that of the next. */
static void another_exception(void **state)
{
    (void)state;
    World world;
    wfx_instance_t *instance = open_nesting(&world, "(module (import \"host\" \"nested\" (func $nested))\n"
                                                    "  (tag $first) (tag $second)\n"
                                                    "  (func (export \"inner\") (throw $first))\n"
                                                    "  (func $outer (export \"outer\")\n"
                                                    "    (block $h (try_table (catch $first $h) (call $nested)))\n"
                                                    "    (throw $second)))");
    wfx_error_t *error = call_fails(instance, "outer", NULL, 0, 0);
    assert_int_equal(wfx_error_kind(error), WFX_E_EXCEPTION);
    assert_string_equal(wfx_error_message(error), "uncaught exception: second");
    expect_frame(error, 0, WFX_F_WASM, "outer", 6);
    assert_int_equal(wfx_error_frame_count(error), 2);
    wfx_error_delete(error);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backtrace),         cmocka_unit_test(backtrace_of_two_files), cmocka_unit_test(stack_overflow),
        cmocka_unit_test(boundaries),        cmocka_unit_test(unhandled_tag),          cmocka_unit_test(host_failures),
        cmocka_unit_test(nested_failure),    cmocka_unit_test(failures_of_nests),      cmocka_unit_test(exceptions),
        cmocka_unit_test(another_exception),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
