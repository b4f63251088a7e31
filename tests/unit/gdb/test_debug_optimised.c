/* The debug information of code as an optimising compiler makes it: locals that move between slots, registers and
   constants, or are nowhere, and inlined calls. The image is made by hand, and its object read back by libdw; then this
   program publishes it and runs under `gdb -batch` as its own debuggee (skipped where gdb is missing or may not trace).
   */
#include "engine/base/alloc.h"
#include "engine/code/code.h"
#include "gdb/debug_info.h"
#include "gdb/gdb_jit.h"
#include "tests/unit/gdb/read_back.h"
#include "tests/unit/gdb/session.h"

/* Line N of the text is wasm offset N of the module. */
static const char text[] = "(module\n"
                           "  (func $moving (param $x i32) (param $z f64) (result i32)\n"
                           "    (local $v v128) (local $gone i64) (local $kept i64)\n"
                           "    (nop (; x in a slot, z in xmm0 ;))\n"
                           "    (nop (; x in another slot, z in xmm3 ;))\n"
                           "    (nop (; x on its way ;))\n"
                           "    (nop (; x in r9 ;))\n"
                           "    (nop (; x and z are constants ;))\n"
                           "    (i32.const 43))\n"
                           "\n"
                           "  (func $outer (param $n i32) (result i32)\n"
                           "    (local $x i32)\n"
                           "    (call $middle (i32.add (local.get $n) (i32.const 1)))\n"
                           "    (i32.add (i32.const 3)))\n"
                           "  (func $middle (param $m i32) (result i32)\n"
                           "    (call $inner (i32.mul (local.get $m) (i32.const 2)))\n"
                           "    (i32.add (i32.const 4)))\n"
                           "  (func $inner (param $x i32) (result i32)\n"
                           "    (i32.add (local.get $x) (i32.const 5))))\n";

static const uint8_t code[] = {
    0x55, 0x48, 0x89, 0xe5, 0x41, 0x56,             /*  0: push rbp; mov rbp, rsp; push r14 */
    0x48, 0x83, 0xec, 0x28,                         /*  6: sub rsp, 40 */
    0x48, 0x89, 0x45, 0xf0,                         /* 10: mov [rbp-16], rax */
    0x48, 0xc7, 0x45, 0xe8, 41, 0, 0, 0,            /* 14: mov qword [rbp-24], 41 */
    0xf3, 0x0f, 0x7e, 0xd8,                         /* 22: movq xmm3, xmm0 */
    0x48, 0xc7, 0x45, 0xf0, 0xff, 0xff, 0xff, 0xff, /* 26: mov qword [rbp-16], -1 */
    0x48, 0xc7, 0x45, 0xe0, 77, 0, 0, 0,            /* 34: mov qword [rbp-32], 77 */
    0x41, 0xb9, 42, 0, 0, 0,                        /* 42: mov r9d, 42 */
    0x48, 0xc7, 0x45, 0xe8, 0xff, 0xff, 0xff, 0xff, /* 48: mov qword [rbp-24], -1 */
    0x45, 0x31, 0xc9, 0x0f, 0x57, 0xdb,             /* 56: xor r9d, r9d; xorps xmm3, xmm3 */
    0xb8, 43, 0, 0, 0,                              /* 62: mov eax, 43 */
    0xc9, 0xc3,                                     /* 67: leave; ret */
    0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc,
    /* outer */
    0x55, 0x48, 0x89, 0xe5, 0x41, 0x56, /*  80: push rbp; mov rbp, rsp; push r14 */
    0x48, 0x83, 0xec, 0x28,             /*  86: sub rsp, 40 */
    0x48, 0x89, 0x45, 0xf0,             /*  90: mov [rbp-16], rax */
    0x83, 0xc0, 0x01,                   /*  94: add eax, 1 */
    0x48, 0x89, 0x45, 0xe8,             /*  97: mov [rbp-24], rax; of middle */
    0x01, 0xc0,                         /* 101: add eax, eax */
    0x48, 0x89, 0x45, 0xe0,             /* 103: mov [rbp-32], rax; of inner */
    0x83, 0xc0, 0x05,                   /* 107: add eax, 5 */
    0x83, 0xc0, 0x04,                   /* 110: add eax, 4; of middle again */
    0x83, 0xc0, 0x03,                   /* 113: add eax, 3; of outer again */
    0x90,                               /* 116: nop; of inner again */
    0xc9, 0xc3,                         /* 117: leave; ret */
    0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc,
    /* inner's own */
    0x55, 0x48, 0x89, 0xe5, 0x41, 0x56, /* 128: push rbp; mov rbp, rsp; push r14 */
    0x83, 0xc0, 0x05, 0xc9, 0xc3,       /* 134: add eax, 5; leave; ret */
};
enum { BODY = 14, MOVED = 26, SAVED = 42, IN_REGISTER = 48, CONSTANT = 56, LOST = 62, END = 69 };
enum {
    OUTER = 80,
    OUTER_BODY = 94,
    MIDDLE_CODE = 97,
    INNER_CODE = 103,
    MIDDLE_AGAIN = 110,
    OUTER_AGAIN = 113,
    INNER_AGAIN = 116
};
enum { LEAVING = 117, OUTER_END = 119, INNER = 128, INNER_BODY = 134, INNER_END = 139 };

static const WfxCodeLocal locals[] = {{WFX_I32, 0},   {WFX_F64, 0}, {WFX_V128, 0}, {WFX_I64, 0}, {WFX_I64, -32},
                                      {WFX_I32, -16}, {WFX_I32, 0}, {WFX_I32, 0},  {WFX_I32, 0}, {WFX_I32, 0}};
enum { X, Z, V, GONE, KEPT, LOCALS, OUTER_N = LOCALS, OUTER_X, MIDDLE_M, INNER_X, OWN_X };
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
    {OUTER_X, OUTER_BODY, OUTER_END, WFX_WHERE_CONSTANT, 4},
    {MIDDLE_M, MIDDLE_CODE, INNER_CODE - 2, WFX_WHERE_REGISTER, 0},
    {MIDDLE_M, INNER_CODE - 2, LEAVING, WFX_WHERE_SLOT, -24},
    {INNER_X, INNER_CODE, INNER_CODE + 4, WFX_WHERE_REGISTER, 0},
    {INNER_X, INNER_CODE + 4, MIDDLE_AGAIN, WFX_WHERE_SLOT, -32},
    {OWN_X, INNER_BODY, INNER_END - 2, WFX_WHERE_REGISTER, 0},
};
enum { RANGES = sizeof ranges / sizeof *ranges };
static const uint64_t constants[] = {43, 0x3ff8000000000000 /* 1.5 */, 0x200000001, 0x400000003, 7};

enum { F_MOVING, F_OUTER, F_MIDDLE, F_INNER, FUNCTIONS };
static const WfxCodeInlined inlined[] = {
    {.host = 1, .parent = WFX_NO_INDEX, .offset = 13, .function = F_MIDDLE, .first_local = MIDDLE_M, .local_count = 1},
    {.host = 1, .parent = 0, .offset = 16, .function = F_INNER, .first_local = INNER_X, .local_count = 1},
    {.host = 1, .parent = 0, .offset = 16, .function = F_INNER}, /* no code is left of it */
};
static const WfxInlinedRange inlined_ranges[] = {{MIDDLE_CODE, INNER_CODE, 0},
                                                 {INNER_CODE, MIDDLE_AGAIN, 1},
                                                 {MIDDLE_AGAIN, OUTER_AGAIN, 0},
                                                 {INNER_AGAIN, LEAVING, 1}};

enum { LINES = 20 };
static char source_path[PATH_MAX];

static WfxModule *make_module(void)
{
    static const char *functions[] = {"moving", "outer", "middle", "inner"};
    static const char *outer_names[] = {"n", "x"}, *middle_names[] = {"m"}, *inner_names[] = {"x"};
    static WfxIndirectNames local_names[] = {
        {LOCALS, (const char **)names}, {2, outer_names}, {1, middle_names}, {1, inner_names}};
    static WfxNames module_names = {.locals = local_names};
    static WfxSourceRow rows[LINES];
    static WfxSourceFile file = {.path = source_path};
    static WfxSourceMap source = {.files = &file, .file_count = 1, .rows = rows, .row_count = LINES};
    static WfxFunctionDecl declarations[FUNCTIONS];
    static WfxModule module = {
        .function_count = FUNCTIONS, .functions = declarations, .names = &module_names, .source = &source};
    module_names.counts[WFX_NAMES_FUNCTION] = FUNCTIONS;
    module_names.names[WFX_NAMES_FUNCTION] = functions;
    for (uint32_t line = 0; line < LINES; line++)
        rows[line] = (WfxSourceRow){line, line, 5};
    static const uint32_t headers[FUNCTIONS] = {2, 11, 15, 18};
    uint32_t unary = wfx_types_func((WfxType[]){WFX_I32}, 1, (WfxType[]){WFX_I32}, 1);
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        declarations[i].body.offset = headers[i];
        declarations[i].type_id =
            i == F_MOVING ? wfx_types_func((WfxType[]){WFX_I32, WFX_F64}, 2, (WfxType[]){WFX_I32}, 1) : unary;
    }
    return &module;
}

#define COPY(array) memcpy(malloc(sizeof(array)), (array), sizeof(array))
#define COUNT(array) (uint32_t)(sizeof(array) / sizeof *(array))

static WfxCodeImage *make_image(const char *path)
{
    static const WfxCodeFunction functions[] = {
        {.function = F_MOVING, .start = 0, .end = END, .body = BODY, .local_count = LOCALS},
        {.function = F_OUTER,
         .start = OUTER,
         .end = OUTER_END,
         .body = OUTER_BODY,
         .first_local = OUTER_N,
         .local_count = 2},
        {.function = F_INNER,
         .start = INNER,
         .end = INNER_END,
         .body = INNER_BODY,
         .first_local = OWN_X,
         .local_count = 1}};
    static const WfxLineRow lines[] = {
        {0, 2},           {BODY, 4},          {MOVED, 5},        {SAVED, 6},        {IN_REGISTER, 7},
        {CONSTANT, 8},    {LOST, 9},          {OUTER, 11},       {OUTER_BODY, 13},  {MIDDLE_CODE, 16},
        {INNER_CODE, 19}, {MIDDLE_AGAIN, 17}, {OUTER_AGAIN, 14}, {INNER_AGAIN, 19}, {LEAVING, 14},
        {INNER, 18},      {INNER_BODY, 19}};
    static const uint32_t entry[] = {0, OUTER, WFX_LEFT_OUT + F_MIDDLE, INNER};
    snprintf(source_path, sizeof source_path, "%s", path);
    WfxCodeImage *image = calloc(1, sizeof *image);
    *image = (WfxCodeImage){
        .module = make_module(), .code_size = sizeof code, .text_size = sizeof code, .entry = COPY(entry)};
    image->functions = COPY(functions), image->function_count = COUNT(functions);
    image->locals = COPY(locals), image->local_count = COUNT(locals);
    image->ranges = COPY(ranges), image->range_count = COUNT(ranges);
    image->constants = COPY(constants), image->constant_count = COUNT(constants);
    image->inlined = COPY(inlined), image->inlined_count = COUNT(inlined);
    image->inlined_ranges = COPY(inlined_ranges), image->inlined_range_count = COUNT(inlined_ranges);
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

static void load_object(uint8_t *object, size_t size, bool is_common)
{
    Dwarf_Off offset = 0;
    program.object = object;
    open_object(object, size, &program.elf, &program.dwarf);
    for (int unit = 0; unit <= is_common; unit++) /* the boundary's unit comes first */
        assert_true(next_unit(program.dwarf, &offset, &program.unit));
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
    load_object(object, size, false);
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
    for (uint32_t pc = 0; pc < (is_global ? END : sizeof code); pc++) { /* others have locals of the same names */
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
        case WFX_WHERE_REGISTER: assert_int_equal(operations[0].atom, DW_OP_reg0 + range->value); break; /* 0, 9 */
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
    size_t size;
    uint8_t *object = wfx_debug_common_object(&boundary, images, 1, &size);
    load_object(object, size, true);
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

/* ---- inlined calls ---- */

/* The inlined call of a function among the children of `parent`, the only one. */
static Dwarf_Die inlined_call(Dwarf_Die *parent, const char *name, int line)
{
    Dwarf_Die die, found = {0};
    uint32_t count = 0;
    for (int more = dwarf_child(parent, &die); more == 0; more = dwarf_siblingof(&die, &die))
        if (dwarf_tag(&die) == DW_TAG_inlined_subroutine) {
            found = die;
            count++;
        }
    assert_int_equal(count, 1);
    Dwarf_Attribute attribute;
    Dwarf_Word number;
    Dwarf_Die origin;
    assert_non_null(dwarf_attr(&found, DW_AT_call_line, &attribute));
    assert_int_equal(dwarf_formudata(&attribute, &number), 0);
    assert_int_equal(number, line);
    assert_non_null(dwarf_attr(&found, DW_AT_call_file, &attribute));
    assert_int_equal(dwarf_formudata(&attribute, &number), 0);
    assert_int_equal(number, 1);
    assert_non_null(dwarf_attr(&found, DW_AT_abstract_origin, &attribute));
    assert_non_null(dwarf_formref_die(&attribute, &origin));
    assert_int_equal(dwarf_tag(&origin), DW_TAG_subprogram);
    assert_int_equal(dwarf_func_inline(&origin), 1);
    assert_string_equal(dwarf_diename(&origin), name);
    return found;
}

/* Its code is exactly what `contains` says. */
static void check_code(Dwarf_Die *die, bool (*contains)(uint32_t pc))
{
    for (uint32_t pc = 0; pc < sizeof code; pc++)
        assert_int_equal(dwarf_haspc(die, (uint64_t)(uintptr_t)program.image->code + pc), contains(pc));
}

static bool in_inner(uint32_t pc)
{
    return (pc >= INNER_CODE && pc < MIDDLE_AGAIN) || (pc >= INNER_AGAIN && pc < LEAVING);
}

static bool in_middle(uint32_t pc)
{
    return (pc >= MIDDLE_CODE && pc < OUTER_AGAIN) || in_inner(pc);
}

static void inlined_calls_are_a_tree(void **state)
{
    (void)state;
    int line;
    Dwarf_Die outer = entry_named(&program.unit, "outer"), die;
    Dwarf_Die middle = inlined_call(&outer, "middle", 13);
    Dwarf_Die inner = inlined_call(&middle, "inner", 16);
    assert_int_equal(dwarf_decl_line(&middle, &line), 0); /* of its abstract origin */
    assert_int_equal(line, 15);
    check_code(&middle, in_middle);
    check_code(&inner, in_inner);
    die = entry_named(&outer, "x");
    check_ranges(&die, OUTER_X, false);
    die = entry_named(&middle, "m");
    assert_int_equal(dwarf_tag(&die), DW_TAG_formal_parameter);
    check_ranges(&die, MIDDLE_M, false);
    die = entry_named(&inner, "x");
    check_ranges(&die, INNER_X, false);
}

static void a_function_without_inlined_calls_has_none(void **state)
{
    (void)state;
    Dwarf_Die moving = entry_named(&program.unit, "moving"), die;
    uint32_t count = 0;
    for (int more = dwarf_child(&moving, &die); more == 0; more = dwarf_siblingof(&die, &die), count++)
        assert_int_not_equal(dwarf_tag(&die), DW_TAG_inlined_subroutine);
    assert_int_equal(count, LOCALS);
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
    value = 40;
    __asm__ volatile("call *%1" : "+a"(value) : "r"(image->code + OUTER) : "memory", "cc");
    printf("outer returned %d\n", (int)value);
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

static void gdb_shows_inlined_frames(void **state)
{
    (void)state;
    char *output =
        gdb_session("break inner\nbreak t.wat:17\nrun\ninfo breakpoints\nbt 3\nprint $x\nup\ninfo args\nup\n"
                    "info args\ninfo locals\ncontinue\nbt 2\nprint $x\nprint $m\nprint $n\nfinish\ncontinue\n");
    static const char *const expected[] = {"in inner at ",
                                           "in middle at ",
                                           "<MULTIPLE>", /* where breakpoints are */
                                           "#0  inner (x=82) at ",
                                           "t.wat:19\n#1  middle (m=41) at ", /* in the innermost */
                                           "t.wat:16\n#2  outer (n=40) at ",
                                           "t.wat:13\n",
                                           "$1 = 82\n",
                                           "m = 41\n", /* the calls */
                                           "n = 40\n",
                                           "x = 7\n",
                                           "#0  middle (m=41) at ",
                                           "t.wat:17\n#1  outer (n=40) at ",
                                           "$2 = 7\n",
                                           "$3 = 41\n",
                                           "$4 = 40\n",
                                           "outer returned 94\n"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        expect(output, expected[i]);
}

/* Every instruction of the function has all of its callers, those that it was inlined into too. */
static void gdb_steps_through_inlined_code(void **state)
{
    (void)state;
    char *output = gdb_session("break t.wat:13\nrun\npython\n"
                               "import gdb\n"
                               "seen = []\n"
                               "while True:\n"
                               "    frame, names = gdb.newest_frame(), []\n"
                               "    while frame: names.append(frame.name()); frame = frame.older()\n"
                               "    if 'outer' not in names: break\n"
                               "    names = '<'.join(names[:names.index('debuggee') + 1])\n"
                               "    if not seen or seen[-1] != names: seen.append(names)\n"
                               "    gdb.execute('stepi', to_string=True)\n"
                               "print(seen)\n"
                               "end\n");
    expect(output,
           "['outer<debuggee', 'middle<outer<debuggee', 'inner<middle<outer<debuggee', 'middle<outer<debuggee', "
           "'outer<debuggee', 'inner<middle<outer<debuggee', 'outer<debuggee']");
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
        cmocka_unit_test(inlined_calls_are_a_tree),  cmocka_unit_test(a_function_without_inlined_calls_has_none),
        cmocka_unit_test(memory_may_run_out),
    };
    int failed = cmocka_run_group_tests(plain, set_up, tear_down);
    if (failed || !can_debug()) {
        puts(failed ? "" : "the rest is skipped: gdb is missing or may not trace");
        return failed;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(gdb_follows_moving_locals),
                                       cmocka_unit_test(gdb_shows_inlined_frames),
                                       cmocka_unit_test(gdb_steps_through_inlined_code)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
