/* The debug information of a compiled module, read back by libelf and libdw, apart from GDB: symbols, functions,
   parameters, locals, types, lines, and the rules that find the caller at every instruction. What is expected comes
   from the text below, from the CodeImage and from a disassembly. All of it for code for a debugger and for plain code.
   Then what becomes of an object where the process may open or write no more files. */
#include "engine/base/alloc.h"
#include "engine/code/code.h"
#include "engine/text/text.h"
#include "engine/x64/compile.h"
#include "gdb/debug_info.h"
#include "tests/unit/gdb/read_back.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <capstone/capstone.h>
#include <gelf.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

enum { REG_RBP = 6, REG_RSP = 7, REG_R11 = 11, REG_PC = 16, CFA_ABOVE_RBP = 16 };

#define TEN(type) type " " type " " type " " type " " type " " type " " type " " type " " type " " type " "

static const char text[] =
    "(module\n"
    "  (import \"env\" \"host\" (func $host (param i32)))\n"
    "  (type $unary (func (param i32) (result i32)))\n"
    "  (type $task (cont $unary))\n"
    "  (tag $yield (param i32) (result i32))\n"
    "  (tag $error (param i32))\n"
    "  (elem declare func $worker)\n"
    "  (func $scalars (param $a i32) (param $b i64) (param $c f32) (param $d f64) (result i64)\n"
    "    (local $sum i64) (local $vector v128) (local $narrow i32)\n"
    "    (call $host (local.get $a))\n"
    "    (if (local.get $a)\n"
    "      (then\n"
    "        (return (i64.const 1))))\n"
    "    (local.set $sum (i64.add (local.get $b) (i64.const 2)))\n"
    "    (local.get $sum))\n"
    "  (func $references (param $f funcref) (param $x externref) (param $e exnref) (param $k (ref null $task))\n"
    "    (param $r (ref $unary)) (param $any anyref) (result externref)\n"
    "    (local $other (ref null $unary))\n"
    "    (local.set $other (local.get $r))\n"
    "    (local.get $x))\n"
    "  (func $\"odd (name), of <T>::x\" (param i32 i64) (local f32)\n"
    "    (call $host (local.get 0)))\n"
    "  (func (export \"exported only\") (param $p f64) (result f64)\n"
    "    (local.get $p))\n"
    "  (func $named (export \"second name\") (export \"named\") (param $\"\xc3\xa9t\xc3\xa9\" i32) (result i32)\n"
    "    (local.get 0))\n"
    "  (func (param $q i64)\n"
    "    (drop (local.get $q)))\n"
    "  (func $pair (result i32 i64)\n"
    "    (i32.const 1) (i64.const 2))\n"
    "  (func $worker (param $n i32) (result i32)\n"
    "    (suspend $yield (local.get $n)))\n"
    "  (func $driver (result i32) (local $k (ref null $task)) (local $got i32)\n"
    "    (local.set $k (cont.new $task (ref.func $worker)))\n"
    "    (block $on_yield (result i32 (ref $task))\n"
    "      (return\n"
    "        (resume $task (on $yield $on_yield) (i32.const 5) (local.get $k))))\n"
    "    (local.set $k)\n"
    "    (local.set $got)\n"
    "    (local.get $got))\n"
    "  (func $tail (param $n i32) (result i32)\n"
    "    (return_call $worker (i32.add (local.get $n) (i32.const 1))))\n"
    "  (func $catcher (param $n i32) (result i32)\n"
    "    (block $caught (result i32)\n"
    "      (try_table (catch $error $caught)\n"
    "        (throw $error (local.get $n)))\n"
    "      (i32.const 0)))\n"
    "  (func $wide (local " TEN("i64") TEN("i64") TEN("i64") TEN("i64") TEN(
        "i64") ")\n"
               "    (call $host (i32.const 9))\n"
               "    (local.set 49 (i64.const 7)))\n"
               "  (func $short (param $n i32) (result i32) (local.get $n))\n"
               "  (type $ten (func (param " TEN("i64") ") (result " TEN(
                   "i64") ")))\n"
                          "  (func $ten (type $ten)\n"
                          "    " TEN("(local.get 9)") ")\n"
                                                      "  (func $tail_ten (result " TEN(
                                                          "i64") ")\n"
                                                                 "    (return_call $ten " TEN("(i64.const 3)") ")))\n";

/* What that says, in order of the functions after the import. */
typedef struct ExpectedLocal {
    const char *name, *type;
} ExpectedLocal;
typedef struct ExpectedFunction {
    const char *name, *header; /* a piece of its first line */
    const char *result;        /* type, NULL: none or several */
    uint32_t param_count, local_count;
    ExpectedLocal locals[8]; /* after these come locals "local_N" of type i64 */
    const char *export_name; /* when it differs from the name */
} ExpectedFunction;

static const ExpectedFunction expected[] = {
    {"scalars",
     "(func $scalars",
     "i64",
     4,
     7,
     {{"a", "i32"}, {"b", "i64"}, {"c", "f32"}, {"d", "f64"}, {"sum", "i64"}, {"vector", "v128"}, {"narrow", "i32"}},
     NULL},
    {"references",
     "(func $references",
     "externref",
     6,
     7,
     {{"f", "funcref"},
      {"x", "externref"},
      {"e", "exnref"},
      {"k", "contref"},
      {"r", "funcref"},
      {"any", "anyref"},
      {"other", "funcref"}},
     NULL},
    {"odd (name), of <T>::x",
     "(func $\"odd",
     NULL,
     2,
     3,
     {{"local_0", "i32"}, {"local_1", "i64"}, {"local_2", "f32"}},
     NULL},
    {"exported only", "(func (export", "f64", 1, 1, {{"p", "f64"}}, NULL},
    {"named", "(func $named", "i32", 1, 1, {{"\xc3\xa9t\xc3\xa9", "i32"}}, "second name"},
    {"func_6", "(func (param $q", NULL, 1, 1, {{"q", "i64"}}, NULL},
    {"pair", "(func $pair", NULL, 0, 0, {{NULL, NULL}}, NULL},
    {"worker", "(func $worker", "i32", 1, 1, {{"n", "i32"}}, NULL},
    {"driver", "(func $driver", "i32", 0, 2, {{"k", "contref"}, {"got", "i32"}}, NULL},
    {"tail", "(func $tail", "i32", 1, 1, {{"n", "i32"}}, NULL},
    {"catcher", "(func $catcher", "i32", 1, 1, {{"n", "i32"}}, NULL},
    {"wide", "(func $wide", NULL, 0, 50, {{NULL, NULL}}, NULL},
    {"short", "(func $short", "i32", 1, 1, {{"n", "i32"}}, NULL},
    {"ten", "(func $ten", NULL, 10, 10, {{NULL, NULL}}, NULL},
    {"tail_ten", "(func $tail_ten", NULL, 0, 0, {{NULL, NULL}}, NULL},
};
enum { FUNCTIONS = sizeof expected / sizeof *expected, IMPORTS = 1 };

static ExpectedLocal expected_local(const ExpectedFunction *function, uint32_t local, char *name, size_t size)
{
    if (local < 8 && function->locals[local].name)
        return function->locals[local];
    snprintf(name, size, "local_%u", local);
    return (ExpectedLocal){name, "i64"};
}

static int line_of(const char *piece)
{
    const char *found = strstr(text, piece);
    assert_non_null(found);
    int line = 1;
    for (const char *at = text; at < found; at++)
        line += *at == '\n';
    return line;
}

/* ---- the module and its object ---- */

static struct Program {
    WfxModule *module;
    WfxCodeImage *image;
    uint64_t base;
    uint8_t *object;
    size_t size;
    Elf *elf;
    Dwarf *dwarf;
    Dwarf_Die unit;
} program;
static bool for_debugger;

static int set_up(void **state)
{
    (void)state;
    const WfxFeatures features = (WfxFeatures)(WFX_FEATURES_DEFAULT | WFX_FEATURE_SIMD);
    WfxBuffer binary = {0};
    WfxSourceMap *map = NULL;
    WfxError error = {0};
    WfxCompiled compiled;
    if (!wfx_wat_assemble(text, sizeof text - 1, "dwarf.wat", features, &binary, &map, &error))
        fail_msg("%u:%u: %s", error.place.line, error.place.column, error.message);
    program.module = wfx_module_decode(binary.data, binary.size, features, &error);
    wfx_buffer_free(&binary);
    if (!program.module)
        fail_msg("@%u: %s", error.place.offset, error.message);
    program.module->source = map;
    if (!wfx_compile(program.module, &(WfxCompileOptions){.debug = for_debugger}, &compiled, &error))
        fail_msg("@%u: %s", error.place.offset, error.message);
    program.image = compiled.image;
    WfxCodeBlob blob = {compiled.code.data, compiled.code.size, compiled.relocations, compiled.relocation_count};
    assert_true(wfx_code_publish(program.image, &blob, &error));
    compiled.image = NULL;
    wfx_compiled_free(&compiled);
    program.base = (uint64_t)(uintptr_t)program.image->code;
    program.object = wfx_debug_object(program.image, &program.size);
    open_object(program.object, program.size, &program.elf, &program.dwarf);
    Dwarf_Off offset = 0;
    assert_true(next_unit(program.dwarf, &offset, &program.unit));
    assert_int_equal(program.image->function_count, FUNCTIONS);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    dwarf_end(program.dwarf);
    elf_end(program.elf);
    free(program.object);
    wfx_code_retire(program.image);
    WfxSourceMap *map = program.module->source;
    program.module->source = NULL;
    wfx_source_free(map);
    wfx_module_free(program.module);
    memset(&program, 0, sizeof program);
    return 0;
}

/* ---- sections and symbols ---- */

static Elf_Scn *section_named(Elf *elf, const char *name, GElf_Shdr *header)
{
    size_t names;
    assert_int_equal(elf_getshdrstrndx(elf, &names), 0);
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
        assert_non_null(gelf_getshdr(section, header));
        if (strcmp(elf_strptr(elf, names, header->sh_name), name) == 0)
            return section;
    }
    fail_msg("there is no section %s", name);
    return NULL;
}

static void sections_hold_all_and_only_text_is_loaded(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t type;
    } rows[] = {{".debug_abbrev", SHT_PROGBITS}, {".debug_info", SHT_PROGBITS},  {".debug_line", SHT_PROGBITS},
                {".debug_loc", SHT_PROGBITS},    {".debug_frame", SHT_PROGBITS}, {".symtab", SHT_SYMTAB},
                {".strtab", SHT_STRTAB},         {".shstrtab", SHT_STRTAB}};
    GElf_Ehdr file;
    GElf_Shdr header;
    size_t count;
    assert_non_null(gelf_getehdr(program.elf, &file));
    assert_int_equal(gelf_getclass(program.elf), ELFCLASS64);
    assert_int_equal(file.e_ident[EI_DATA], ELFDATA2LSB);
    assert_int_equal(file.e_type, ET_REL);
    assert_int_equal(file.e_machine, EM_X86_64);
    assert_int_equal(elf_getshdrnum(program.elf, &count), 0);
    assert_int_equal(count, 2 + sizeof rows / sizeof *rows);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        section_named(program.elf, rows[i].name, &header);
        assert_int_equal(header.sh_type, rows[i].type);
        assert_int_equal(header.sh_flags & SHF_ALLOC, 0);
        assert_true(header.sh_offset + header.sh_size <= program.size);
    }
    section_named(program.elf, ".text", &header);
    assert_int_equal(header.sh_type, SHT_NOBITS);
    assert_int_equal(header.sh_flags, SHF_ALLOC | SHF_EXECINSTR);
    assert_int_equal(header.sh_addr, program.base);
    assert_int_equal(header.sh_size, program.image->code_size);
}

static void symbols_are_functions_and_their_exports(void **state)
{
    (void)state;
    GElf_Shdr header, text_header;
    GElf_Sym symbol;
    size_t text_index = elf_ndxscn(section_named(program.elf, ".text", &text_header));
    Elf_Scn *section = section_named(program.elf, ".symtab", &header);
    Elf_Data *data = elf_getdata(section, NULL);
    size_t count = header.sh_size / header.sh_entsize, at = 1;
    assert_non_null(data);
    assert_int_equal(header.sh_info, 1);
    const char *names[FUNCTIONS * 2];
    uint32_t owners[FUNCTIONS * 2], wanted = 0;
    for (uint32_t i = 0; i < FUNCTIONS; i++)
        names[wanted] = expected[i].name, owners[wanted++] = i;
    for (uint32_t i = 0; i < FUNCTIONS; i++)
        if (expected[i].export_name)
            names[wanted] = expected[i].export_name, owners[wanted++] = i;
    assert_int_equal(count, wanted + 1);
    for (uint32_t i = 0; i < wanted; i++, at++) {
        const WfxCodeFunction *function = &program.image->functions[owners[i]];
        assert_non_null(gelf_getsym(data, (int)at, &symbol));
        assert_string_equal(elf_strptr(program.elf, header.sh_link, symbol.st_name), names[i]);
        assert_int_equal(function->function, owners[i] + IMPORTS);
        assert_int_equal(symbol.st_value, function->start);
        assert_int_equal(symbol.st_size, function->end - function->start);
        assert_int_equal(symbol.st_shndx, text_index);
        assert_int_equal(symbol.st_info, GELF_ST_INFO(STB_GLOBAL, STT_FUNC));
    }
}

/* ---- functions, variables, types ---- */

static const char *type_of(Dwarf_Die *die, Dwarf_Die *type)
{
    Dwarf_Attribute attribute;
    if (!dwarf_attr(die, DW_AT_type, &attribute))
        return NULL;
    assert_non_null(dwarf_formref_die(&attribute, type));
    return dwarf_diename(type);
}

static void check_single_operation(Dwarf_Die *die, unsigned attribute_name, uint8_t operation, int64_t operand)
{
    Dwarf_Attribute attribute;
    Dwarf_Op *operations;
    size_t count;
    assert_non_null(dwarf_attr(die, attribute_name, &attribute));
    assert_int_equal(dwarf_getlocation(&attribute, &operations, &count), 0);
    assert_int_equal(count, 1);
    assert_int_equal(operations[0].atom, operation);
    assert_int_equal((int64_t)operations[0].number, operand);
}

static void check_local(Dwarf_Die *die, const ExpectedFunction *want, const WfxCodeFunction *function, uint32_t local)
{
    char name[32];
    Dwarf_Die type;
    ExpectedLocal value = expected_local(want, local, name, sizeof name);
    const WfxCodeLocal *home = &program.image->locals[function->first_local + local];
    assert_int_equal(dwarf_tag(die), local < want->param_count ? DW_TAG_formal_parameter : DW_TAG_variable);
    assert_string_equal(dwarf_diename(die), value.name);
    assert_string_equal(type_of(die, &type), value.type);
    check_single_operation(die, DW_AT_location, DW_OP_fbreg, home->home - CFA_ABOVE_RBP);
    /* inside the frame, and nobody else's */
    int32_t end = home->home + (int32_t)wfx_type_slot_size(home->type);
    assert_true(end <= -8 && -home->home <= (int32_t)function->frame_size);
    for (uint32_t i = 0; i < local; i++) {
        const WfxCodeLocal *other = home - local + i;
        assert_true(end <= other->home || other->home + (int32_t)wfx_type_slot_size(other->type) <= home->home);
    }
}

static void check_function(Dwarf_Die *die, uint32_t index)
{
    const ExpectedFunction *want = &expected[index];
    const WfxCodeFunction *function = &program.image->functions[index];
    Dwarf_Addr low, high;
    Dwarf_Die type, child;
    int line;
    const char *result = type_of(die, &type);
    assert_string_equal(dwarf_diename(die), want->name);
    assert_int_equal(dwarf_lowpc(die, &low), 0);
    assert_int_equal(dwarf_highpc(die, &high), 0);
    assert_int_equal(low, program.base + function->start);
    assert_int_equal(high, program.base + function->end);
    assert_int_equal(dwarf_decl_line(die, &line), 0);
    assert_int_equal(line, line_of(want->header));
    assert_int_equal(result != NULL, want->result != NULL);
    if (result)
        assert_string_equal(result, want->result);
    check_single_operation(die, DW_AT_frame_base, DW_OP_call_frame_cfa, 0);
    uint32_t local = 0;
    for (int more = dwarf_child(die, &child); more == 0; more = dwarf_siblingof(&child, &child))
        check_local(&child, want, function, local++);
    assert_int_equal(local, want->local_count);
    assert_int_equal(local, function->local_count);
}

static void functions_have_their_parameters_and_locals(void **state)
{
    (void)state;
    Dwarf_Addr low, high;
    Dwarf_Die child;
    Dwarf_Off second = 0;
    uint32_t count = 0;
    assert_string_equal(dwarf_diename(&program.unit), "dwarf.wat");
    assert_int_not_equal(dwarf_srclang(&program.unit), -1);
    assert_int_equal(dwarf_lowpc(&program.unit, &low), 0);
    assert_int_equal(dwarf_highpc(&program.unit, &high), 0);
    assert_int_equal(low, program.base);
    assert_int_equal(high, program.base + program.image->text_size);
    for (int more = dwarf_child(&program.unit, &child); more == 0; more = dwarf_siblingof(&child, &child))
        if (dwarf_tag(&child) == DW_TAG_subprogram) {
            assert_in_range(count, 0, FUNCTIONS - 1);
            check_function(&child, count++);
        }
    assert_int_equal(count, FUNCTIONS);
    assert_true(next_unit(program.dwarf, &second, &child));
    assert_false(next_unit(program.dwarf, &second, &child)); /* no other unit */
}

static void check_base_type(Dwarf_Die *type)
{
    static const struct {
        const char *name;
        uint8_t encoding, size;
    } rows[] = {{"i8", DW_ATE_signed, 1},  {"i16", DW_ATE_signed, 2}, {"i32", DW_ATE_signed, 4},
                {"i64", DW_ATE_signed, 8}, {"f32", DW_ATE_float, 4},  {"f64", DW_ATE_float, 8}};
    Dwarf_Attribute attribute;
    Dwarf_Word encoding;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, dwarf_diename(type)) == 0) {
            assert_int_equal(dwarf_formudata(dwarf_attr(type, DW_AT_encoding, &attribute), &encoding), 0);
            assert_int_equal(encoding, rows[i].encoding);
            assert_int_equal(dwarf_bytesize(type), rows[i].size);
            return;
        }
    fail_msg("there is no type %s", dwarf_diename(type));
}

static void check_vector(Dwarf_Die *type)
{
    Dwarf_Die member, shape;
    Dwarf_Word size;
    uint32_t members = 0;
    assert_string_equal(dwarf_diename(type), "v128");
    assert_int_equal(dwarf_bytesize(type), 16);
    for (int more = dwarf_child(type, &member); more == 0; more = dwarf_siblingof(&member, &member), members++) {
        assert_null(type_of(&member, &shape)); /* an array without a name */
        assert_int_equal(dwarf_tag(&shape), DW_TAG_array_type);
        assert_int_equal(dwarf_aggregate_size(&shape, &size), 0);
        assert_int_equal(size, 16);
    }
    assert_int_equal(members, 6);
}

static void types_are_those_of_wasm(void **state)
{
    (void)state;
    Dwarf_Die child, target;
    uint32_t bases = 0, references = 0, vectors = 0;
    for (int more = dwarf_child(&program.unit, &child); more == 0; more = dwarf_siblingof(&child, &child)) {
        int tag = dwarf_tag(&child);
        if (tag == DW_TAG_base_type) {
            check_base_type(&child);
            bases++;
        } else if (tag == DW_TAG_typedef) {
            type_of(&child, &target);
            assert_int_equal(dwarf_tag(&target), DW_TAG_pointer_type);
            assert_int_equal(dwarf_bytesize(&target), 8);
            references++;
        } else if (tag == DW_TAG_union_type) {
            check_vector(&child);
            vectors++;
        }
    }
    assert_int_equal(bases, 6);
    assert_int_equal(references, 5);
    assert_int_equal(vectors, 1);
}

/* ---- lines ---- */

typedef struct Row {
    uint64_t pc;
    int line;
    bool end, prologue_end;
} Row;
static struct {
    Row *rows;
    size_t count;
} table;

static void read_lines(void)
{
    Dwarf_Lines *lines;
    assert_int_equal(dwarf_getsrclines(&program.unit, &lines, &table.count), 0);
    table.rows = calloc(table.count, sizeof *table.rows);
    for (size_t i = 0; i < table.count; i++) {
        Dwarf_Line *line = dwarf_onesrcline(lines, i);
        Row *row = &table.rows[i];
        bool statement;
        assert_int_equal(dwarf_lineaddr(line, &row->pc), 0);
        assert_int_equal(dwarf_lineno(line, &row->line), 0);
        assert_int_equal(dwarf_lineendsequence(line, &row->end), 0);
        assert_int_equal(dwarf_lineprologueend(line, &row->prologue_end), 0);
        assert_int_equal(dwarf_linebeginstatement(line, &statement), 0);
        assert_true(statement);
        assert_non_null(strstr(dwarf_linesrc(line, NULL, NULL), "dwarf.wat"));
    }
}

/* The last row at or before an address of the image, or NULL after the end of a function. */
static const Row *row_at(uint32_t pc)
{
    const Row *found = NULL;
    for (size_t i = 0; i < table.count && table.rows[i].pc <= program.base + pc; i++)
        found = &table.rows[i];
    return found && !found->end ? found : NULL;
}

static bool has_row(uint32_t pc)
{
    const Row *row = row_at(pc);
    return row && row->pc == program.base + pc;
}

static void check_function_lines(const WfxCodeFunction *function, int header)
{
    uint32_t ends = 0, prologue_ends = 0;
    for (size_t i = 0; i < table.count; i++) {
        const Row *row = &table.rows[i];
        ends += row->end && row->pc == program.base + function->end;
        if (!row->end && row->prologue_end && row->pc >= program.base + function->start &&
            row->pc < program.base + function->end) {
            assert_int_equal(row->pc, program.base + function->body);
            prologue_ends++;
        }
    }
    assert_int_equal(ends, 1);
    assert_int_equal(prologue_ends, 1);
    assert_true(has_row(function->start));
    assert_int_equal(row_at(function->start)->line, header);
}

static void lines_are_those_of_the_text(void **state)
{
    (void)state;
    const WfxCodeImage *image = program.image;
    uint32_t compared = 0;
    read_lines();
    for (uint32_t i = 0; i < FUNCTIONS; i++)
        check_function_lines(&image->functions[i], line_of(expected[i].header));
    for (uint32_t i = 0; i < image->line_count; i++) {
        const WfxLineRow *row = &image->lines[i];
        const WfxCodeFunction *function = wfx_image_function(image, row->pc);
        if ((i + 1 < image->line_count && row[1].pc == row->pc) || !function || function->start == row->pc)
            continue;
        const WfxSourceRow *source = wfx_source_find(program.module->source, row->wasm_offset);
        if (row->wasm_offset == WFX_NO_OFFSET || !source)
            continue;
        assert_non_null(row_at(row->pc));
        assert_int_equal(row_at(row->pc)->line, source->line);
        compared++;
    }
    assert_true(compared > 2 * FUNCTIONS);
    for (uint32_t i = 0; i < image->resume_clause_count; i++)
        assert_true(has_row(image->resume_clauses[i].target));
    for (uint32_t i = 0; i < image->clause_count; i++)
        assert_true(has_row(image->clauses[i].target));
    free(table.rows);
}

/* As a toolchain's map would have it: odd lines are another file's. */
static void give_odd_lines_a_file(WfxSourceMap *map, WfxSourceFile files[2])
{
    files[0] = map->files[0];
    files[1] = (WfxSourceFile){.path = "odd.h"};
    map->files = files;
    map->file_count = 2;
    map->row_files = calloc(map->row_count, sizeof *map->row_files);
    for (uint32_t i = 0; i < map->row_count; i++)
        map->row_files[i] = map->rows[i].line % 2;
}

static void take_file_back(WfxSourceMap *map, WfxSourceFile *files)
{
    map->files = files;
    map->file_count = 1;
    free(map->row_files);
    map->row_files = NULL;
}

static const char *file_of(int line)
{
    return line % 2 ? "odd.h" : "dwarf.wat";
}

static void rows_name_their_files(void **state)
{
    (void)state;
    WfxSourceMap *map = program.module->source;
    WfxSourceFile *one = map->files, two[2];
    Elf *elf;
    Dwarf *dwarf;
    Dwarf_Die unit, child;
    Dwarf_Lines *lines;
    Dwarf_Off offset = 0;
    size_t size = 0, count, seen[2] = {0};
    give_odd_lines_a_file(map, two);
    uint8_t *object = wfx_debug_object(program.image, &size);
    take_file_back(map, one);
    open_object(object, size, &elf, &dwarf);
    assert_true(next_unit(dwarf, &offset, &unit));
    read_lines();
    assert_int_equal(dwarf_getsrclines(&unit, &lines, &count), 0);
    assert_int_equal(count, table.count); /* each row in the same place and line as with one file */
    for (size_t i = 0; i < count; i++) {
        Dwarf_Line *row = dwarf_onesrcline(lines, i);
        uint64_t pc;
        int line;
        assert_int_equal(dwarf_lineaddr(row, &pc), 0);
        assert_int_equal(dwarf_lineno(row, &line), 0);
        assert_int_equal(pc, table.rows[i].pc);
        assert_int_equal(line, table.rows[i].line);
        if (!table.rows[i].end)
            assert_non_null(strstr(dwarf_linesrc(row, NULL, NULL), file_of(line)));
        seen[line % 2]++;
    }
    assert_true(seen[0] > FUNCTIONS && seen[1] > FUNCTIONS);
    for (int more = dwarf_child(&unit, &child); more == 0; more = dwarf_siblingof(&child, &child)) {
        int line;
        if (dwarf_tag(&child) == DW_TAG_subprogram && dwarf_decl_line(&child, &line) == 0)
            assert_non_null(strstr(dwarf_decl_file(&child), file_of(line)));
    }
    free(table.rows);
    dwarf_end(dwarf);
    elf_end(elf);
    free(object);
}

/* Sites whose line can be read off the text. */
static void calls_and_switches_are_in_their_lines(void **state)
{
    (void)state;
    static const struct {
        const char *function;
        WfxSiteKind kind;
        const char *line;
    } rows[] = {
        {"scalars", WFX_SITE_CALL, "(call $host (local.get $a))"},
        {"odd (name), of <T>::x", WFX_SITE_CALL, "(call $host (local.get 0))"},
        {"wide", WFX_SITE_CALL, "(call $host (i32.const 9))"},
        {"worker", WFX_SITE_SUSPEND, "(suspend $yield"},
        {"driver", WFX_SITE_RESUME, "(resume $task"},
    };
    const WfxCodeImage *image = program.image;
    read_lines();
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        uint32_t seen = 0;
        for (uint32_t i = 0; i < image->site_count; i++) {
            const WfxCodeFunction *function = wfx_image_function(image, image->sites[i].pc - 1);
            if (!function || image->sites[i].kind != rows[k].kind ||
                strcmp(expected[function - image->functions].name, rows[k].function) != 0)
                continue;
            assert_int_equal(row_at(image->sites[i].pc - 1)->line, line_of(rows[k].line));
            seen++;
        }
        assert_int_equal(seen, 1);
    }
    free(table.rows);
}

/* ---- callers ---- */

typedef struct Rule {
    int cfa_register, cfa_offset;
    bool rbp_saved, pc_in_r11;
} Rule;
static const Rule entry = {REG_RSP, 8, false, false}, pushed = {REG_RSP, 16, true, false},
                  body = {REG_RBP, 16, true, false}, left = {REG_RSP, 8, false, false},
                  switched = {REG_RBP, 0, false, true};

static void check_rule(Dwarf_CFI *cfi, uint32_t pc, Rule rule)
{
    Dwarf_Frame *frame;
    Dwarf_Op *operations, memory[3];
    size_t count;
    if (dwarf_cfi_addrframe(cfi, program.base + pc, &frame) != 0)
        fail_msg("no rules at %u: %s", pc, dwarf_errmsg(-1));
    assert_int_equal(dwarf_frame_cfa(frame, &operations, &count), 0);
    assert_int_equal(count, 1);
    bool is_short = operations[0].atom != DW_OP_bregx;
    if (is_short)
        assert_int_equal(operations[0].atom, DW_OP_breg0 + rule.cfa_register);
    else
        assert_int_equal(operations[0].number, rule.cfa_register);
    assert_int_equal(is_short ? operations[0].number : operations[0].number2, rule.cfa_offset);

    assert_int_equal(dwarf_frame_register(frame, REG_RBP, memory, &operations, &count), 0);
    assert_int_equal(count, rule.rbp_saved ? 2 : 0);
    if (rule.rbp_saved) {
        assert_int_equal(operations[0].atom, DW_OP_call_frame_cfa);
        assert_int_equal(operations[1].atom, DW_OP_plus_uconst);
        assert_int_equal((int64_t)operations[1].number, -16);
    } else {
        assert_null(operations); /* the same value, not an undefined one */
    }
    assert_int_equal(dwarf_frame_register(frame, REG_PC, memory, &operations, &count), 0);
    assert_int_equal(count, rule.pc_in_r11 ? 1 : 2);
    if (rule.pc_in_r11) {
        assert_int_equal(operations[0].atom, DW_OP_regx);
        assert_int_equal(operations[0].number, REG_R11);
    } else {
        assert_int_equal(operations[0].atom, DW_OP_call_frame_cfa);
        assert_int_equal((int64_t)operations[1].number, -8);
    }
    free(frame);
}

/* What holds at each instruction is followed through the disassembly. */
typedef struct Followed {
    uint32_t instructions, exits, switches;
} Followed;

static void follow_function(csh handle, Dwarf_CFI *cfi, const WfxCodeFunction *function, Followed *followed)
{
    const WfxCodeImage *image = program.image;
    cs_insn *insn;
    size_t count =
        cs_disasm(handle, image->code + function->start, function->end - function->start, function->start, 0, &insn);
    assert_true(count > 3);
    assert_string_equal(insn[0].mnemonic, "push");
    assert_string_equal(insn[1].op_str, "rbp, rsp");
    assert_int_equal(insn[count - 1].address + insn[count - 1].size, function->end);
    bool after_leave = false;
    for (size_t i = 0; i < count; i++) {
        uint32_t pc = (uint32_t)insn[i].address;
        bool in_switch = wfx_image_in_switch(image, pc);
        check_rule(cfi, pc, i == 0 ? entry : i == 1 ? pushed : in_switch ? switched : after_leave ? left : body);
        followed->instructions++;
        followed->exits += after_leave;
        followed->switches += in_switch;
        after_leave = strcmp(insn[i].mnemonic, "leave") == 0;
        if (after_leave) /* and out at once */
            assert_true(i + 1 < count && (strncmp(insn[i + 1].mnemonic, "ret", 3) == 0 ||
                                          wfx_image_in_switch(image, (uint32_t)insn[i + 1].address)));
    }
    cs_free(insn, count);
}

static void every_instruction_has_its_rules(void **state)
{
    (void)state;
    csh handle;
    Followed followed = {0};
    Dwarf_CFI *cfi = dwarf_getcfi(program.dwarf);
    assert_non_null(cfi);
    assert_int_equal(cs_open(CS_ARCH_X86, CS_MODE_64, &handle), CS_ERR_OK);
    for (uint32_t i = 0; i < FUNCTIONS; i++)
        follow_function(handle, cfi, &program.image->functions[i], &followed);
    cs_close(&handle);
    assert_true(followed.instructions > 200);
    assert_true(followed.exits >= FUNCTIONS);
    assert_true(followed.switches > 0);
}

static void every_function_has_one_frame_description(void **state)
{
    (void)state;
    GElf_Ehdr file;
    GElf_Shdr header;
    Elf_Data *data = elf_getdata(section_named(program.elf, ".debug_frame", &header), NULL);
    Dwarf_CFI_Entry item;
    uint32_t count = 0;
    assert_non_null(data);
    assert_non_null(gelf_getehdr(program.elf, &file));
    for (Dwarf_Off at = 0, next; dwarf_next_cfi(file.e_ident, data, false, at, &next, &item) == 0; at = next) {
        uint64_t range[2];
        if (dwarf_cfi_cie_p(&item))
            continue;
        assert_in_range(count, 0, FUNCTIONS - 1);
        memcpy(range, item.fde.start, sizeof range);
        assert_int_equal(range[0], program.base + program.image->functions[count].start);
        assert_int_equal(range[1], program.image->functions[count].end - program.image->functions[count].start);
        count++;
    }
    assert_int_equal(count, FUNCTIONS);
}

/* ---- what is common to all images ---- */

static void check_dollar_at(Dwarf_Attribute *location, const WfxCodeFunction *function, uint32_t local)
{
    Dwarf_Op *operations;
    size_t count;
    const WfxCodeLocal *home = &program.image->locals[function->first_local + local];
    assert_int_equal(dwarf_getlocation_addr(location, program.base + function->start, &operations, &count, 1),
                     0); /* not before the body */
    assert_int_equal(dwarf_getlocation_addr(location, program.base + function->body, &operations, &count, 1), 1);
    assert_int_equal(count, 3);
    assert_int_equal(operations[0].atom, DW_OP_call_frame_cfa);
    assert_int_equal(operations[1].atom, DW_OP_consts);
    assert_int_equal((int64_t)operations[1].number, home->home - CFA_ABOVE_RBP);
    assert_int_equal(operations[2].atom, DW_OP_plus);
}

/* A variable "$name" is found in each function that has a local of that name and the variable's type. */
static uint32_t check_dollar(Dwarf_Die *die)
{
    char name[32];
    Dwarf_Attribute location;
    Dwarf_Die type;
    uint32_t found = 0;
    const char *type_name = type_of(die, &type);
    assert_non_null(dwarf_attr(die, DW_AT_location, &location));
    assert_int_equal(dwarf_diename(die)[0], '$');
    for (uint32_t i = 0; i < FUNCTIONS; i++)
        for (uint32_t local = 0; local < expected[i].local_count; local++) {
            ExpectedLocal value = expected_local(&expected[i], local, name, sizeof name);
            if (strcmp(value.name, dwarf_diename(die) + 1) != 0 || strcmp(value.type, type_name) != 0)
                continue;
            check_dollar_at(&location, &program.image->functions[i], local);
            found++;
        }
    assert_true(found > 0);
    return found;
}

static void dollar_variables_are_in_the_common_object(void **state)
{
    (void)state;
    const WfxCodeImage *images[1] = {program.image};
    const WfxDebugBoundary boundary = {0x1000, 0x1100, 0x2000, 0x2100};
    size_t size;
    uint8_t *object = wfx_debug_common_object(&boundary, images, 1, &size);
    Elf *elf;
    Dwarf *dwarf;
    Dwarf_Die unit, child;
    Dwarf_Addr low, high;
    Dwarf_Off offset = 0;
    open_object(object, size, &elf, &dwarf);
    assert_true(next_unit(dwarf, &offset, &unit));
    assert_int_equal(dwarf_child(&unit, &child), 0);
    assert_string_equal(dwarf_diename(&child), "__morestack");
    assert_int_equal(dwarf_lowpc(&child, &low) | dwarf_highpc(&child, &high), 0);
    assert_true(low == boundary.start && high == boundary.end);
    assert_true(next_unit(dwarf, &offset, &unit));
    uint32_t found = 0, locals = 0;
    for (int more = dwarf_child(&unit, &child); more == 0; more = dwarf_siblingof(&child, &child))
        if (dwarf_tag(&child) == DW_TAG_variable)
            found += check_dollar(&child);
    for (uint32_t i = 0; i < FUNCTIONS; i++)
        locals += expected[i].local_count;
    assert_int_equal(found, locals - 2); /* local_0 and local_2 have another type once */
    assert_false(next_unit(dwarf, &offset, &unit));
    dwarf_end(dwarf);
    elf_end(elf);
    free(object);
}

/* ---- limits and threads ---- */

static uint8_t *object_under(int resource, rlim_t most)
{
    struct rlimit before;
    size_t size;
    assert_int_equal(getrlimit(resource, &before), 0);
    struct rlimit limit = {most, before.rlim_max};
    assert_int_equal(setrlimit(resource, &limit), 0);
    uint8_t *object = wfx_debug_object(program.image, &size);
    assert_int_equal(setrlimit(resource, &before), 0);
    return object;
}

static int lowest_free_file(void)
{
    int file = dup(STDIN_FILENO);
    assert_true(file >= 0);
    close(file);
    return file;
}

static void without_files_there_is_no_object(void **state)
{
    (void)state;
    int free_file = lowest_free_file();
    size_t size;
    assert_null(object_under(RLIMIT_NOFILE, 0));
    for (rlim_t most = 0; most < program.size; most += program.size / 8)
        assert_null(object_under(RLIMIT_FSIZE, most)); /* and no SIGXFSZ */
    uint8_t *object = object_under(RLIMIT_FSIZE, program.size);
    assert_non_null(object);
    assert_memory_equal(object, program.object, program.size);
    free(object);
    wfx_alloc_fail_after(0);
    object = wfx_debug_object(program.image, &size);
    wfx_alloc_fail_after(-1);
    assert_null(object);
    assert_int_equal(lowest_free_file(), free_file);
}

static void *make_objects(void *wrong)
{
    for (int i = 0; i < 50; i++) {
        size_t size = 0;
        uint8_t *object = wfx_debug_object(program.image, &size);
        *(int *)wrong += !object || size != program.size || memcmp(object, program.object, size) != 0;
        free(object);
    }
    return NULL;
}

static void threads_make_objects_at_once(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    int wrong[THREADS] = {0};
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, make_objects, &wrong[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(wrong[i], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_hold_all_and_only_text_is_loaded),
        cmocka_unit_test(symbols_are_functions_and_their_exports),
        cmocka_unit_test(functions_have_their_parameters_and_locals),
        cmocka_unit_test(types_are_those_of_wasm),
        cmocka_unit_test(lines_are_those_of_the_text),
        cmocka_unit_test(rows_name_their_files),
        cmocka_unit_test(calls_and_switches_are_in_their_lines),
        cmocka_unit_test(every_instruction_has_its_rules),
        cmocka_unit_test(every_function_has_one_frame_description),
        cmocka_unit_test(dollar_variables_are_in_the_common_object),
        cmocka_unit_test(without_files_there_is_no_object),
        cmocka_unit_test(threads_make_objects_at_once),
    };
    int failed = 0;
    for (int mode = 0; mode < 2; mode++) {
        for_debugger = mode;
        failed += cmocka_run_group_tests_name(mode ? "code for a debugger" : "plain code", tests, set_up, tear_down);
    }
    return failed;
}
