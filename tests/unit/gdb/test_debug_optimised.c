/* The debug information of code as an optimising compiler makes it: locals that move between slots, registers and
   constants, or are nowhere. The image is made by hand, and its object read back by libdw; then this program publishes
   it and runs under `gdb -batch` as its own debuggee (skipped where gdb is missing or may not trace). */
#include "engine/base/alloc.h"
#include "engine/code/code.h"
#include "gdb/debug_info.h"
#include "gdb/gdb_jit.h"
#include "tests/unit/gdb/session.h"

#include <dwarf.h>
#include <elfutils/libdw.h>

/* Line N of the text is wasm offset N of the module. */
static const char text[] = "(module\n"
                           "  (func $moving (param $x i32) (param $z f64) (result i32)\n"
                           "    (local $v v128) (local $gone i64) (local $kept i64)\n"
                           "    (nop (; x in a slot, z in xmm0 ;))\n"
                           "    (nop (; x in another slot, z in xmm3 ;))\n"
                           "    (nop (; x on its way ;))\n"
                           "    (nop (; x in r9 ;))\n"
                           "    (nop (; x and z are constants ;))\n"
                           "    (i32.const 43)))\n";

static const uint8_t code[] = {
    0x55, 0x48, 0x89, 0xe5, 0x41, 0x56,             /*  0: push rbp; mov rbp, rsp; push r14 */
    0x48, 0x83, 0xec, 0x28,                         /*  6: sub rsp, 40 */
    0x48, 0x89, 0x45, 0xf0,                         /* 10: mov [rbp-16], rax */
    0x48, 0xc7, 0x45, 0xe8, 41,   0,    0,    0,    /* 14: mov qword [rbp-24], 41 */
    0xf3, 0x0f, 0x7e, 0xd8,                         /* 22: movq xmm3, xmm0 */
    0x48, 0xc7, 0x45, 0xf0, 0xff, 0xff, 0xff, 0xff, /* 26: mov qword [rbp-16], -1 */
    0x48, 0xc7, 0x45, 0xe0, 77,   0,    0,    0,    /* 34: mov qword [rbp-32], 77 */
    0x41, 0xb9, 42,   0,    0,    0,                /* 42: mov r9d, 42 */
    0x48, 0xc7, 0x45, 0xe8, 0xff, 0xff, 0xff, 0xff, /* 48: mov qword [rbp-24], -1 */
    0x45, 0x31, 0xc9, 0x0f, 0x57, 0xdb,             /* 56: xor r9d, r9d; xorps xmm3, xmm3 */
    0xb8, 43,   0,    0,    0,                      /* 62: mov eax, 43 */
    0xc9, 0xc3,                                     /* 67: leave; ret */
};
enum { BODY = 14, MOVED = 26, SAVED = 42, IN_REGISTER = 48, CONSTANT = 56, LOST = 62, END = sizeof code };

static const WfxCodeLocal locals[] = {{WFX_I32, 0}, {WFX_F64, 0}, {WFX_V128, 0}, {WFX_I64, 0}, {WFX_I64, -32}};
enum { X, Z, V, GONE, KEPT, LOCALS };
static const char *const names[LOCALS] = {"x", "z", "v", "gone", "kept"};

static const WfxCodeRange ranges[] = {
    {X, BODY, MOVED, WFX_WHERE_SLOT, -16},
    {X, MOVED, SAVED, WFX_WHERE_SLOT, -24},
    {X, IN_REGISTER, CONSTANT, WFX_WHERE_REGISTER, 9},
    {X, CONSTANT, LOST, WFX_WHERE_CONSTANT, 0},
    {Z, BODY, MOVED, WFX_WHERE_XMM, 0},
    {Z, MOVED, CONSTANT, WFX_WHERE_XMM, 3},
    {Z, CONSTANT, LOST, WFX_WHERE_CONSTANT, 1},
    {V, BODY, END, WFX_WHERE_CONSTANT, 2},
};
enum { RANGES = sizeof ranges / sizeof *ranges };
static const uint64_t constants[] = {43, 0x3ff8000000000000 /* 1.5 */, 0x200000001, 0x400000003};

static char source_path[PATH_MAX];

static WfxModule *make_module(void)
{
    static const char *functions[] = {"moving"};
    static WfxIndirectNames local_names[] = {{LOCALS, (const char **)names}};
    static WfxNames module_names = {.locals = local_names};
    static WfxSourceRow rows[] = {{2, 2, 3}, {4, 4, 5}, {5, 5, 5}, {6, 6, 5}, {7, 7, 5}, {8, 8, 5}, {9, 9, 5}};
    static WfxSourceFile file = {.path = source_path};
    static WfxSourceMap source = {.files = &file, .file_count = 1, .rows = rows, .row_count = 7};
    static WfxFunctionDecl declarations[1];
    static WfxModule module = {
        .function_count = 1, .functions = declarations, .names = &module_names, .source = &source};
    module_names.counts[WFX_NAMES_FUNCTION] = 1;
    module_names.names[WFX_NAMES_FUNCTION] = functions;
    declarations[0].body.offset = 2;
    declarations[0].type_id = wfx_types_func((WfxType[]){WFX_I32, WFX_F64}, 2, (WfxType[]){WFX_I32}, 1);
    return &module;
}

#define COPY(array) memcpy(malloc(sizeof(array)), (array), sizeof(array))
#define COUNT(array) (uint32_t)(sizeof(array) / sizeof *(array))

static WfxCodeImage *make_image(const char *path)
{
    static const WfxCodeFunction functions[] = {{.start = 0,
                                                 .end = END,
                                                 .body = BODY,
                                                 .frame_size = 48,
                                                 .wasm_start = 2,
                                                 .wasm_end = 10,
                                                 .local_count = LOCALS}};
    static const WfxLineRow lines[] = {{0, 2},           {BODY, 4},     {MOVED, 5}, {SAVED, 6},
                                       {IN_REGISTER, 7}, {CONSTANT, 8}, {LOST, 9}};
    static const uint32_t entry[] = {0};
    snprintf(source_path, sizeof source_path, "%s", path);
    WfxCodeImage *image = calloc(1, sizeof *image);
    *image = (WfxCodeImage){.module = make_module(), .code_size = END, .text_size = END, .entry = COPY(entry)};
    image->functions = COPY(functions), image->function_count = COUNT(functions);
    image->locals = COPY(locals), image->local_count = COUNT(locals);
    image->ranges = COPY(ranges), image->range_count = COUNT(ranges);
    image->constants = COPY(constants), image->constant_count = COUNT(constants);
    image->lines = COPY(lines), image->line_count = COUNT(lines);
    return image;
}

/* ---- read back ---- */

static struct Program {
    WfxCodeImage *image;
    uint8_t *object;
    Elf *elf;
    Dwarf *dwarf;
    Dwarf_Die unit;
} program;

static void open_object(uint8_t *object, size_t size)
{
    Dwarf_Off next;
    size_t header;
    assert_non_null(object);
    assert_int_not_equal(elf_version(EV_CURRENT), EV_NONE);
    program.object = object;
    program.elf = elf_memory((char *)object, size);
    program.dwarf = dwarf_begin_elf(program.elf, DWARF_C_READ, NULL);
    if (!program.dwarf)
        fail_msg("libdw: %s", dwarf_errmsg(-1));
    assert_int_equal(dwarf_nextcu(program.dwarf, 0, &next, &header, NULL, NULL, NULL), 0);
    assert_non_null(dwarf_offdie(program.dwarf, header, &program.unit));
}

static void close_object(void)
{
    dwarf_end(program.dwarf);
    elf_end(program.elf);
    free(program.object);
}

static int set_up(void **state)
{
    size_t size;
    (void)state;
    program.image = make_image("t.wat");
    program.image->code = COPY(code);
    uint8_t *object = wfx_debug_object(program.image, &size);
    open_object(object, size);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    close_object();
    free((void *)program.image->code);
    wfx_image_free(program.image);
    return 0;
}

/* The first entry of this name below `parent`. */
static Dwarf_Die entry_named(Dwarf_Die *parent, const char *name)
{
    Dwarf_Die die;
    for (int more = dwarf_child(parent, &die); more == 0; more = dwarf_siblingof(&die, &die))
        if (dwarf_diename(&die) && strcmp(dwarf_diename(&die), name) == 0)
            return die;
    fail_msg("there is no %s in %s", name, dwarf_diename(parent));
    return die;
}

static int64_t number_of(const Dwarf_Op *operation)
{
    return (int64_t)operation->number;
}

static void check_slot(const Dwarf_Op *operations, size_t count, int32_t frame_offset, bool is_global)
{
    assert_int_equal(count, is_global ? 3 : 1);
    assert_int_equal(operations[0].atom, is_global ? DW_OP_call_frame_cfa : DW_OP_fbreg);
    assert_int_equal(number_of(&operations[is_global]), frame_offset - 16);
    if (is_global) {
        assert_int_equal(operations[1].atom, DW_OP_consts);
        assert_int_equal(operations[2].atom, DW_OP_plus);
    }
}

static void check_constant(Dwarf_Attribute *location, const Dwarf_Op *operations, size_t count,
                           const WfxCodeRange *range)
{
    Dwarf_Block block;
    WfxKind kind = wfx_type_kind(locals[range->local].type);
    if (kind == WFX_KIND_I32) {
        assert_int_equal(count, 2);
        assert_int_equal(operations[0].atom, DW_OP_constu);
        assert_int_equal(operations[0].number, constants[range->value]);
        assert_int_equal(operations[1].atom, DW_OP_stack_value);
        return;
    }
    assert_int_equal(count, 1);
    assert_int_equal(operations[0].atom, DW_OP_implicit_value);
    assert_int_equal(dwarf_getlocation_implicit_value(location, operations, &block), 0);
    assert_int_equal(block.length, kind == WFX_KIND_V128 ? 16 : 8);
    assert_memory_equal(block.data, &constants[range->value], block.length);
}

/* Every instruction's place of a local is that of its range, and there is none outside of them. */
static void check_ranges(Dwarf_Die *die, uint32_t local, bool is_global)
{
    Dwarf_Attribute location;
    assert_non_null(dwarf_attr(die, DW_AT_location, &location));
    for (uint32_t pc = 0; pc < END; pc++) {
        const WfxCodeRange *range = NULL;
        Dwarf_Op *operations;
        size_t count;
        for (uint32_t i = 0; i < RANGES; i++)
            if (ranges[i].local == local && ranges[i].start <= pc && pc < ranges[i].end)
                range = &ranges[i];
        int found =
            dwarf_getlocation_addr(&location, (uint64_t)(uintptr_t)program.image->code + pc, &operations, &count, 1);
        assert_int_equal(found, range != NULL);
        if (!range)
            continue;
        switch (range->where) {
        case WFX_WHERE_SLOT: check_slot(operations, count, range->value, is_global); break;
        case WFX_WHERE_REGISTER: assert_int_equal(operations[0].atom, DW_OP_reg9); break;
        case WFX_WHERE_XMM: assert_int_equal(operations[0].atom, range->value ? DW_OP_reg20 : DW_OP_reg17); break;
        case WFX_WHERE_CONSTANT: check_constant(&location, operations, count, range); break;
        default: fail();
        }
    }
}

static void moving_locals_have_lists(void **state)
{
    (void)state;
    Dwarf_Die function = entry_named(&program.unit, "moving"), die;
    for (uint32_t local = X; local <= V; local++) {
        die = entry_named(&function, names[local]);
        assert_int_equal(dwarf_tag(&die), local == V ? DW_TAG_variable : DW_TAG_formal_parameter);
        check_ranges(&die, local, false);
    }
}

static void others_have_an_expression(void **state)
{
    (void)state;
    Dwarf_Attribute location;
    Dwarf_Op *operations;
    size_t count;
    Dwarf_Die function = entry_named(&program.unit, "moving");
    Dwarf_Die kept = entry_named(&function, "kept"), gone = entry_named(&function, "gone");
    assert_non_null(dwarf_attr(&kept, DW_AT_location, &location));
    assert_int_equal(dwarf_getlocation(&location, &operations, &count), 0);
    check_slot(operations, count, -32, false);
    assert_non_null(dwarf_attr(&gone, DW_AT_location, &location));
    assert_int_equal(dwarf_getlocation(&location, &operations, &count), 0);
    assert_int_equal(count, 0); /* optimised out */
}

static void dollar_variables_move_too(void **state)
{
    (void)state;
    const WfxCodeImage *images[1] = {program.image};
    const WfxDebugBoundary boundary = {0x1000, 0x1100, 0x2000, 0x2100};
    struct Program module_object = program;
    size_t size, header, second_header;
    Dwarf_Off second, next;
    uint8_t *object = wfx_debug_common_object(&boundary, images, 1, &size);
    open_object(object, size);
    assert_int_equal(dwarf_nextcu(program.dwarf, 0, &second, &header, NULL, NULL, NULL),
                     0); /* behind the boundary's unit */
    assert_int_equal(dwarf_nextcu(program.dwarf, second, &next, &second_header, NULL, NULL, NULL), 0);
    assert_non_null(dwarf_offdie(program.dwarf, second + second_header, &program.unit));
    for (uint32_t local = X; local <= V; local++) {
        char name[16];
        snprintf(name, sizeof name, "$%s", names[local]);
        Dwarf_Die die = entry_named(&program.unit, name);
        check_ranges(&die, local, true);
    }
    entry_named(&program.unit, "$kept");
    Dwarf_Die die;
    for (int more = dwarf_child(&program.unit, &die); more == 0; more = dwarf_siblingof(&die, &die))
        assert_true(!dwarf_diename(&die) || strcmp(dwarf_diename(&die), "$gone") != 0);
    close_object();
    program = module_object;
}

/* Where machine code and DWARF number registers differently. */
static void registers_have_their_numbers(void **state)
{
    (void)state;
    static const uint8_t general[] = {0, 2, 1, 3, 7, 6, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15};
    for (uint8_t number = 0; number < 16; number++) {
        WfxBuffer out = {0};
        WfxLocation location = {.where = WFX_WHERE_REGISTER, .number = number};
        wfx_debug_expression(&location, WFX_I64, false, &out);
        assert_int_equal(out.size, 1);
        assert_int_equal(out.data[0], DW_OP_reg0 + general[number]);
        out.size = 0;
        location.where = WFX_WHERE_XMM;
        wfx_debug_expression(&location, WFX_V128, false, &out);
        assert_int_equal(out.size, number == 15 ? 2 : 1);
        assert_int_equal(out.data[0], number == 15 ? DW_OP_regx : DW_OP_reg17 + number);
        assert_true(number < 15 || out.data[1] == 32);
        wfx_buffer_free(&out);
    }
}

/* Every allocation fails once: then there is no object. */
static void memory_may_run_out(void **state)
{
    (void)state;
    const WfxCodeImage *images[1] = {program.image};
    const WfxDebugBoundary boundary = {0x1000, 0x1100, 0x2000, 0x2100};
    long failures = 0;
    for (bool done = false; !done; failures++) {
        size_t size;
        wfx_alloc_fail_after(failures);
        uint8_t *object = wfx_debug_object(program.image, &size);
        uint8_t *common = object ? wfx_debug_common_object(&boundary, images, 1, &size) : NULL;
        wfx_alloc_fail_after(-1);
        done = object && common;
        free(object);
        free(common);
    }
    assert_true(failures > 10);
}

/* ---- in GDB ---- */

__attribute__((noinline)) static int debuggee(const char *path)
{
    WfxCodeImage *image = make_image(path);
    WfxError error = {0};
    WfxCodeBlob blob = {.bytes = code, .size = sizeof code};
    if (!wfx_gdb_register() || !wfx_code_publish(image, &blob, &error))
        return 2;
    uint64_t value = 40;
    double ratio = 0.75;
    __asm__ volatile("movsd %2, %%xmm0; call *%1"
                     : "+a"(value)
                     : "r"(image->code), "m"(ratio)
                     : "xmm0", "xmm3", "r9", "memory", "cc");
    printf("moving returned %d\n", (int)value);
    wfx_code_retire(image);
    return 0;
}

static void gdb_follows_moving_locals(void **state)
{
    (void)state;
    char *output =
        gdb_session("break t.wat:4\nrun\nbt 1\nprint $x\nprint z\nset var x = 39\nprint x\nprint gone\n"
                    "next\nprint x\nprint $z\nnext\nprint x\nprint z\nprint kept\nset var $kept = 5\nprint kept\n"
                    "next\nprint $x\nset var x = 44\nprint $r9\n"
                    "next\nprint x\nprint $z\nprint v.i32x4\nprint/x v.i64x2\n"
                    "next\nprint x\nprint $x\ninfo locals\ncontinue\n");
    static const char *const expected[] = {"moving (x=40, z=0.75) at ",
                                           "$1 = 40\n",
                                           "$2 = 0.75\n",
                                           "$3 = 39\n",
                                           "$4 = <optimized out>\n", /* line 4 */
                                           "$5 = 41\n",
                                           "$6 = 0.75\n", /* line 5 */
                                           "$7 = <optimized out>\n",
                                           "$8 = 0.75\n",
                                           "$9 = 77\n",
                                           "$10 = 5\n", /* line 6 */
                                           "$11 = 42\n",
                                           "$12 = 44\n", /* line 7 */
                                           "$13 = 43\n",
                                           "$14 = 1.5\n",
                                           "$15 = {1, 2, 3, 4}\n",
                                           "$16 = {0x200000001, 0x400000003}\n", /* line 8 */
                                           "$17 = <optimized out>\n",
                                           "$18 = <optimized out>\n", /* line 9 */
                                           "gone = <optimized out>\n",
                                           "kept = 5\n",
                                           "moving returned 43\n"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        expect(output, expected[i]);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--debuggee") == 0)
        return debuggee(argv[2]);
    if (!session_begin(text))
        return 1;
    const struct CMUnitTest plain[] = {
        cmocka_unit_test(moving_locals_have_lists),  cmocka_unit_test(others_have_an_expression),
        cmocka_unit_test(dollar_variables_move_too), cmocka_unit_test(registers_have_their_numbers),
        cmocka_unit_test(memory_may_run_out),
    };
    int failed = cmocka_run_group_tests(plain, set_up, tear_down);
    if (failed || !can_debug()) {
        puts(failed ? "" : "the rest is skipped: gdb is missing or may not trace");
        return failed;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(gdb_follows_moving_locals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
