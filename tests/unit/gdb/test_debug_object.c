/* The object files that GDB reads, judged by GDB itself: this program publishes an image of two hand-assembled
   functions (frames as in engine/layout.h), and runs under `gdb -batch` as its own debuggee. Skipped where gdb is
   missing or may not trace. */
#include "engine/base/alloc.h"
#include "engine/code/code.h"
#include "gdb/debug_info.h"
#include "gdb/gdb_jit.h"
#include "tests/unit/gdb/session.h"

static const char text[] = "(module\n"
                           "  (func $outer (param $count i32) (result i32)\n"
                           "    (local $sum i64)\n"
                           "    (local.get $count)\n"
                           "    (call $inner)\n"
                           "    (local.set $sum)\n"
                           "    (i32.add (local.get $sum) (local.get $count)))\n"
                           "\n"
                           "  (func $inner (param $n i32) (param $ratio f64) (result i32)\n"
                           "    (local.get $n)\n"
                           "    (i32.add (i32.const 2))))\n";

static const uint8_t code[] = {
    /* outer, 0 */ 0x55,
    0x48,
    0x89,
    0xe5,
    0x41,
    0x56, /* push rbp; mov rbp, rsp; push r14 */
    0x48,
    0x83,
    0xec,
    0x18,
    0x48,
    0x89,
    0x45,
    0xf0, /* sub rsp, 24; mov [rbp-16], rax */
    0x48,
    0xc7,
    0x45,
    0xe8,
    0,
    0,
    0,
    0, /* mov qword [rbp-24], 0 */
    /* 22 */ 0x48,
    0x8b,
    0x45,
    0xf0,
    /* 26 */ 0xe8,
    17,
    0,
    0,
    0, /* mov rax, [rbp-16]; call inner */
    /* 31 */ 0x48,
    0x89,
    0x45,
    0xe8, /* mov [rbp-24], rax */
    /* 35 */ 0x48,
    0x8b,
    0x45,
    0xe8,
    0x03,
    0x45,
    0xf0, /* mov rax, [rbp-24]; add eax, [rbp-16] */
    /* 42 */ 0xc9,
    0xc3,
    0x90,
    0x90,
    0x90,
    0x90, /* leave; ret */
    /* inner, 48 */ 0x55,
    0x48,
    0x89,
    0xe5,
    0x41,
    0x56, /* push rbp; mov rbp, rsp; push r14 */
    0x48,
    0x83,
    0xec,
    0x18,
    0x48,
    0x89,
    0x45,
    0xf0, /* sub rsp, 24; mov [rbp-16], rax */
    0xf2,
    0x0f,
    0x11,
    0x45,
    0xe8, /* movsd [rbp-24], xmm0 */
    /* 67 */ 0x48,
    0x8b,
    0x45,
    0xf0,
    /* 71 */ 0x83,
    0xc0,
    0x02, /* mov rax, [rbp-16]; add eax, 2 */
    /* 74 */ 0xc9,
    0xc3, /* leave; ret */
};

static char source_path[PATH_MAX];

static void *copy(const void *data, size_t size)
{
    void *made = malloc(size);
    memcpy(made, data, size);
    return made;
}

static WfxModule *make_module(void)
{
    static const char *functions[] = {"outer", "inner"};
    static const char *outer_locals[] = {"count", "sum"}, *inner_locals[] = {"n", "ratio"};
    static WfxIndirectNames locals[] = {{2, outer_locals}, {2, inner_locals}};
    static WfxNames names = {.locals = locals};
    static WfxSourceRow rows[] = {{10, 2, 3}, {11, 4, 5}, {12, 5, 5},  {13, 6, 5},
                                  {14, 7, 5}, {20, 9, 3}, {21, 10, 5}, {22, 11, 5}};
    static WfxSourceFile file = {.path = source_path};
    static WfxSourceMap source = {.files = &file, .file_count = 1, .rows = rows, .row_count = 8};
    static WfxFunctionDecl declarations[2];
    static WfxModule module = {.function_count = 2, .functions = declarations, .names = &names, .source = &source};
    names.counts[WFX_NAMES_FUNCTION] = 2;
    names.names[WFX_NAMES_FUNCTION] = functions;
    declarations[0].body.offset = 10;
    declarations[1].body.offset = 20;
    declarations[0].type_id = wfx_types_func((WfxType[]){WFX_I32}, 1, (WfxType[]){WFX_I32}, 1);
    declarations[1].type_id = wfx_types_func((WfxType[]){WFX_I32, WFX_F64}, 2, (WfxType[]){WFX_I32}, 1);
    return &module;
}

static WfxCodeImage *make_image(const char *path)
{
    snprintf(source_path, sizeof source_path, "%s", path);
    const WfxCodeFunction functions[] = {{.function = 0,
                                          .start = 0,
                                          .end = 44,
                                          .body = 22,
                                          .frame_size = 32,
                                          .wasm_start = 10,
                                          .wasm_end = 15,
                                          .local_count = 2},
                                         {.function = 1,
                                          .start = 48,
                                          .end = 76,
                                          .body = 67,
                                          .frame_size = 32,
                                          .wasm_start = 20,
                                          .wasm_end = 23,
                                          .first_local = 2,
                                          .local_count = 2}};
    const WfxCodeLocal homes[] = {{WFX_I32, -16}, {WFX_I64, -24}, {WFX_I32, -16}, {WFX_F64, -24}};
    const WfxSite sites[] = {
        {.pc = 31, .wasm_offset = 12, .kind = WFX_SITE_CALL, .try_region = WFX_NO_INDEX, .stack_map = WFX_NO_INDEX}};
    const WfxLineRow lines[] = {{0, 10}, {22, 11}, {26, 12}, {31, 13}, {35, 14}, {48, 20}, {67, 21}, {71, 22}};
    WfxCodeImage *image = calloc(1, sizeof *image);
    *image = (WfxCodeImage){.module = make_module(),
                            .code_size = sizeof code,
                            .text_size = sizeof code,
                            .function_count = 2,
                            .functions = copy(functions, sizeof functions),
                            .local_count = 4,
                            .locals = copy(homes, sizeof homes),
                            .site_count = 1,
                            .sites = copy(sites, sizeof sites),
                            .line_count = 8,
                            .lines = copy(lines, sizeof lines),
                            .entry = copy((uint32_t[]){0, 48}, 8)};
    return image;
}

__attribute__((noinline)) static int debuggee(const char *path)
{
    WfxCodeImage *image = make_image(path);
    WfxError error = {0};
    WfxCodeBlob blob = {.bytes = code, .size = sizeof code};
    if (!wfx_gdb_register() || !wfx_code_publish(image, &blob, &error))
        return 2;
    uint64_t value = 40;
    double ratio = 0.75;
    /* The two functions change rax and xmm0 only. */
    __asm__ volatile("movsd %2, %%xmm0; call *%1"
                     : "+a"(value)
                     : "r"(image->code), "m"(ratio)
                     : "xmm0", "memory", "cc");
    printf("outer returned %d\n", (int)value);
    wfx_code_retire(image);
    return 0;
}

/* ---- the debugger's side ---- */

static void pending_breakpoints_names_and_lines(void **state)
{
    (void)state;
    char commands[512];
    snprintf(commands, sizeof commands,
             "break inner\nbreak t.wat:6\nrun\nbt\ninfo args\nup\ninfo locals\ninfo args\ncontinue\ninfo locals\n");
    char *output = gdb_session(commands);
    expect(output, "inner (n=40, ratio=0.75) at ");
    expect(output, "t.wat:10\n10\t    (local.get $n)");
    expect(output, "in outer (count=40) at ");
    expect(output, "in debuggee (");
    expect(output, "main (");
    expect(output, "ratio = 0.75\n");
    expect(output, "sum = 0\n");
    expect(output, "count = 40\n");
    expect(output, "t.wat:6\n6\t    (local.set $sum)");
}

static void values_by_dollar_names_can_be_set(void **state)
{
    (void)state;
    char *output = gdb_session("break t.wat:4\nrun\nprint $count\nset var $count = 5\nprint count\nwhatis "
                               "$count\nup\nprint $count\ndelete\ncontinue\n");
    expect(output, "$1 = 40\n");
    expect(output, "$2 = 5\n");
    expect(output, "type = i32\n");
    expect(output, "$3 = <optimized out>\n");
    expect(output, "outer returned 12\n");
}

static void steps_go_by_lines(void **state)
{
    (void)state;
    char *output = gdb_session("break outer\nrun\nnext\nstep\ninfo line\nstep\nfinish\nnext\nprint $sum\n");
    expect(output, "\n5\t    (call $inner)\n");
    expect(output, "\ninner (n=40, ratio=0.75) at ");
    expect(output, "\n11\t    (i32.add (i32.const 2))))\n");
    expect(output, "Value returned has type: i32. Cannot determine contents\n"); /* not by C's convention: see info.c */
    expect(output, "\n7\t    (i32.add (local.get $sum) (local.get $count)))\n");
    expect(output, "$1 = 42\n");
}

static void every_instruction_has_its_callers(void **state)
{
    (void)state;
    char *output = gdb_session("python\n"
                               "gdb.execute('tbreak wfx_code_publish')\n"
                               "gdb.execute('run')\n"
                               "gdb.execute('tbreak __jit_debug_register_code')\n"
                               "gdb.execute('ignore 2 1')\n" /* what is common comes first, then the module */
                               "gdb.execute('continue')\n"
                               "gdb.execute('finish')\n"
                               "gdb.execute('tbreak *outer')\n"
                               "gdb.execute('continue')\n"
                               "seen = bad = 0\n"
                               "while True:\n"
                               "    frame, names = gdb.newest_frame(), []\n"
                               "    while frame: names.append(frame.name()); frame = frame.older()\n"
                               "    if 'outer' not in names: break\n"
                               "    seen += 1\n"
                               "    want = (['inner'] if names[0] == 'inner' else []) + ['outer', 'debuggee', 'main']\n"
                               "    if names[:len(want)] != want: bad += 1; print(names)\n"
                               "    gdb.execute('stepi', to_string=True)\n"
                               "print('instructions', seen, 'wrong', bad)\n"
                               "end\n");
    expect(output, "instructions 23 wrong 0\n");
}

/* Every allocation fails once: then there is no object, and nothing is leaked or half done. */
static void memory_may_run_out(void **state)
{
    (void)state;
    WfxCodeImage *image = make_image("t.wat");
    const WfxCodeImage *images[1] = {image};
    const WfxDebugBoundary boundary = {0x1000, 0x1100, 0x2000, 0x2100};
    image->code = copy(code, sizeof code);
    size_t size = 0;
    uint8_t *whole = wfx_debug_object(image, &size);
    assert_non_null(whole);
    assert_memory_equal(whole, "\177ELF", 4);
    size_t whole_size = size;
    int failures = 0;
    for (long n = 0;; n++) {
        wfx_alloc_fail_after(n);
        uint8_t *object = wfx_debug_object(image, &size),
                *common = wfx_debug_common_object(&boundary, images, 1, &size);
        wfx_alloc_fail_after(-1);
        bool done = object && common;
        failures += !done;
        free(object);
        free(common);
        if (done)
            break;
    }
    assert_true(failures > 10);
    uint8_t *again = wfx_debug_object(image, &size);
    assert_int_equal(size, whole_size);
    assert_memory_equal(again, whole, size);
    free(again);
    free(whole);
    free((void *)image->code);
    wfx_image_free(image);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--debuggee") == 0)
        return debuggee(argv[2]);
    if (!session_begin(text))
        return 1;
    const struct CMUnitTest plain[] = {cmocka_unit_test(memory_may_run_out)};
    int failed = cmocka_run_group_tests(plain, NULL, NULL);
    if (failed || !can_debug()) {
        puts(failed ? "" : "the rest is skipped: gdb is missing or may not trace");
        return failed;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pending_breakpoints_names_and_lines),
        cmocka_unit_test(values_by_dollar_names_can_be_set),
        cmocka_unit_test(steps_go_by_lines),
        cmocka_unit_test(every_instruction_has_its_callers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
