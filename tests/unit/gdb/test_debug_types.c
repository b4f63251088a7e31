/* Structures and arrays in the debug information of a module, read back by libdw: their names, their members, where
   these are, and which types are there at all. */
#include "engine/code/code.h"
#include "engine/text/text.h"
#include "engine/x64/compile.h"
#include "gdb/debug_info.h"
#include "tests/unit/gdb/read_back.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char text[] =
    "(module\n"
    "  (type $bytes (array (mut i8)))\n"
    "  (type $point (sub (struct (field $x (mut i32)) (field $y (mut f64)))))\n"
    "  (type $pixel (sub $point (struct (field $px (mut i32)) (field $py (mut f64)) (field $r i8) (field $d i16))))\n"
    "  (rec\n"
    "    (type $tree (struct (field $leaves (ref null $forest)) (field $self (ref null $tree)) (field f32)))\n"
    "    (type $forest (array (ref null $tree))))\n"
    "  (type $task (func))\n"
    "  (type $k (cont $task))\n"
    "  (type (struct (field $v v128) (field $k (ref null $k)) (field $any eqref) (field $\"field_7\" externref)))\n"
    "  (type $unused (struct (field $bytes (ref $bytes))))\n"
    "  (func (param $t (ref $tree)) (param $p (ref null $point)))\n"
    "  (func (param $n (ref null 7)) (param $s (ref null $task))))\n";
static const char without_any[] = "(module\n"
                                  "  (type $used (struct (field i64)))\n"
                                  "  (type $twin (struct (field i64)))\n"
                                  "  (type $unused (struct (field i32)))\n"
                                  "  (type $global (array i16))\n"
                                  "  (global (ref null $global) (ref.null $global))\n"
                                  "  (func (result (ref null $twin)) (ref.null $twin)))\n";

typedef struct ExpectedMember {
    const char *name, *type; /* "*tree": a pointer to a structure */
    uint32_t offset;
} ExpectedMember;
typedef struct ExpectedStructure {
    const char *name;
    uint32_t size;
    ExpectedMember members[5];
} ExpectedStructure;

static const ExpectedStructure expected[] = {
    {"bytes", 8, {{"length", "u32", 4}, {"elements", "[i8]", 8}}},
    {"point", 24, {{"x", "i32", 8}, {"y", "f64", 16}}},
    {"pixel", 32, {{"px", "i32", 8}, {"py", "f64", 16}, {"r", "i8", 24}, {"d", "i16", 26}}},
    {"tree", 32, {{"leaves", "*forest", 8}, {"self", "*tree", 16}, {"field_2", "f32", 24}}},
    {"forest", 8, {{"length", "u32", 4}, {"elements", "[*tree]", 8}}},
    {"type_7", 48, {{"v", "v128", 8}, {"k", "contref", 24}, {"any", "anyref", 32}, {"field_7_", "externref", 40}}},
    {"unused", 16, {{"bytes", "*bytes", 8}}},
};
static const ExpectedStructure expected_without_any[] = {
    {"used", 16, {{"field_0", "i64", 8}}},
    {"global", 8, {{"length", "u32", 4}, {"elements", "[i16]", 8}}},
};

static struct Program {
    WfxModule *module;
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

static void drop_object(void)
{
    dwarf_end(program.dwarf);
    elf_end(program.elf);
    free(program.object);
}

static void load(const char *source, size_t source_size)
{
    const WfxFeatures features = (WfxFeatures)(WFX_FEATURES_DEFAULT | WFX_FEATURE_SIMD);
    WfxBuffer binary = {0};
    WfxError error = {0};
    WfxCompiled compiled;
    size_t size;
    if (!wfx_wat_assemble(source, source_size, "types.wat", features, &binary, NULL, &error))
        fail_msg("%u:%u: %s", error.place.line, error.place.column, error.message);
    program.module = wfx_module_decode(binary.data, binary.size, features, &error);
    wfx_buffer_free(&binary);
    assert_non_null(program.module);
    assert_true(wfx_compile(program.module, &(WfxCompileOptions){.debug = true}, &compiled, &error));
    program.image = compiled.image;
    WfxCodeBlob blob = {compiled.code.data, compiled.code.size, compiled.relocations, compiled.relocation_count};
    assert_true(wfx_code_publish(program.image, &blob, &error));
    compiled.image = NULL;
    wfx_compiled_free(&compiled);
    uint8_t *object = wfx_debug_object(program.image, &size);
    load_object(object, size, false);
}

static void unload(void)
{
    drop_object();
    wfx_code_retire(program.image);
    wfx_module_free(program.module);
    memset(&program, 0, sizeof program);
}

/* ---- what is there ---- */

static bool type_of(Dwarf_Die *die, Dwarf_Die *type)
{
    Dwarf_Attribute attribute;
    return dwarf_attr(die, DW_AT_type, &attribute) && dwarf_formref_die(&attribute, type);
}

/* How many elements there are, by what GDB evaluates with their address. */
static void check_count(Dwarf_Die *array)
{
    static const struct {
        uint8_t atom;
        uint64_t number;
    } rows[] = {{DW_OP_push_object_address, 0}, {DW_OP_lit4, 0}, {DW_OP_minus, 0}, {DW_OP_deref_size, 4}};
    Dwarf_Die range;
    Dwarf_Attribute attribute;
    Dwarf_Op *operations;
    size_t count;
    assert_int_equal(dwarf_child(array, &range), 0);
    assert_int_equal(dwarf_tag(&range), DW_TAG_subrange_type);
    assert_non_null(dwarf_attr(&range, DW_AT_count, &attribute));
    assert_int_equal(dwarf_getlocation(&attribute, &operations, &count), 0);
    assert_int_equal(count, sizeof rows / sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(operations[i].atom, rows[i].atom);
        assert_int_equal(operations[i].number, rows[i].number);
    }
}

/* "i32", "*tree" for a pointer, "[i8]" for the elements of an array. */
static const char *print_type(Dwarf_Die *type, char *out, size_t size)
{
    Dwarf_Die target;
    char inner[64];
    switch (dwarf_tag(type)) {
    case DW_TAG_pointer_type:
        assert_true(type_of(type, &target));
        assert_int_equal(dwarf_tag(&target), DW_TAG_structure_type);
        snprintf(out, size, "*%s", dwarf_diename(&target));
        break;
    case DW_TAG_array_type:
        check_count(type);
        assert_true(type_of(type, &target));
        snprintf(out, size, "[%s]", print_type(&target, inner, sizeof inner));
        break;
    default: snprintf(out, size, "%s", dwarf_diename(type));
    }
    return out;
}

static void check_structure(Dwarf_Die *die, const ExpectedStructure *want)
{
    Dwarf_Die member, type;
    Dwarf_Attribute attribute;
    Dwarf_Word offset;
    char name[80];
    uint32_t count = 0;
    assert_string_equal(dwarf_diename(die), want->name);
    assert_int_equal(dwarf_bytesize(die), want->size);
    for (int more = dwarf_child(die, &member); more == 0; more = dwarf_siblingof(&member, &member), count++) {
        assert_int_equal(dwarf_tag(&member), DW_TAG_member);
        assert_string_equal(dwarf_diename(&member), want->members[count].name);
        assert_true(type_of(&member, &type));
        assert_string_equal(print_type(&type, name, sizeof name), want->members[count].type);
        assert_int_equal(dwarf_formudata(dwarf_attr(&member, DW_AT_data_member_location, &attribute), &offset), 0);
        assert_int_equal(offset, want->members[count].offset);
    }
    assert_true(count == 5 || !want->members[count].name);
}

static void check_structures(const ExpectedStructure *want, uint32_t want_count)
{
    Dwarf_Die child;
    uint32_t count = 0;
    for (int more = dwarf_child(&program.unit, &child); more == 0; more = dwarf_siblingof(&child, &child))
        if (dwarf_tag(&child) == DW_TAG_structure_type) {
            assert_in_range(count, 0, want_count - 1);
            check_structure(&child, &want[count++]);
        }
    assert_int_equal(count, want_count);
}

/* ---- tests ---- */

/* An eqref is among the fields: it may refer to an object of any type. */
static void structures_have_their_fields_at_their_offsets(void **state)
{
    (void)state;
    load(text, sizeof text - 1);
    check_structures(expected, sizeof expected / sizeof *expected);
    unload();
}

static void only_what_can_be_reached_is_there(void **state)
{
    (void)state;
    load(without_any, sizeof without_any - 1);
    check_structures(expected_without_any, sizeof expected_without_any / sizeof *expected_without_any);
    unload();
}

static void each_has_a_name_by_the_number_in_its_objects(void **state)
{
    (void)state;
    static const uint8_t indices[] = {0, 1, 2, 3, 4, 7, 8};
    char name[32];
    Dwarf_Die child, type;
    uint32_t count = 0;
    load(text, sizeof text - 1);
    for (int more = dwarf_child(&program.unit, &child); more == 0; more = dwarf_siblingof(&child, &child)) {
        if (dwarf_tag(&child) != DW_TAG_typedef || strncmp(dwarf_diename(&child), "wasm_type_", 10) != 0)
            continue;
        assert_in_range(count, 0, sizeof indices - 1);
        snprintf(name, sizeof name, "wasm_type_%u", program.module->type_ids[indices[count]]);
        assert_string_equal(dwarf_diename(&child), name);
        assert_true(type_of(&child, &type));
        assert_string_equal(dwarf_diename(&type), expected[count++].name);
    }
    assert_int_equal(count, sizeof indices);
    unload();
}

/* The types of the variables "$name", by what is declared; and not by what an object of theirs may be. */
static void dollar_variables_have_these_types_too(void **state)
{
    (void)state;
    static const char *const types[][2] = {{"$n", "*type_7"}, {"$p", "*point"}, {"$s", "funcref"}, {"$t", "*tree"}};
    const ExpectedStructure want[] = {expected[1], expected[3], expected[4], expected[5]};
    Dwarf_Die child, type;
    char name[80];
    uint32_t count = 0;
    size_t size;
    load(text, sizeof text - 1);
    drop_object();
    const WfxCodeImage *image = program.image;
    uint8_t *object = wfx_debug_common_object(&(WfxDebugBoundary){0}, &image, 1, &size);
    load_object(object, size, true);
    check_structures(want, sizeof want / sizeof *want);
    for (int more = dwarf_child(&program.unit, &child); more == 0; more = dwarf_siblingof(&child, &child)) {
        if (dwarf_tag(&child) != DW_TAG_variable)
            continue;
        assert_in_range(count, 0, sizeof types / sizeof *types - 1);
        assert_string_equal(dwarf_diename(&child), types[count][0]);
        assert_true(type_of(&child, &type));
        assert_string_equal(print_type(&type, name, sizeof name), types[count++][1]);
    }
    assert_int_equal(count, sizeof types / sizeof *types);
    unload();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(structures_have_their_fields_at_their_offsets),
        cmocka_unit_test(only_what_can_be_reached_is_there),
        cmocka_unit_test(each_has_a_name_by_the_number_in_its_objects),
        cmocka_unit_test(dollar_variables_have_these_types_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
