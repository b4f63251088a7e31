/* Every row of x64.def, encoded with registers and memory operands of all shapes, must read back from the disassembler
   as what was meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <capstone/capstone.h>
#include <stdio.h>

#include "engine/x64/encode.h"
#include "engine/x64/vector.h"

enum { FORM_RM, FORM_MR, FORM_M, FORM_MI, FORM_MI8, FORM_RMI, FORM_RMI8, FORM_MRI8 };
typedef struct Row {
    const char *id, *text;
    int form;
    X64Op op;
    char size;
} Row;

static const Row rows[] = {
#define X64(id, text, form, prefix, map, opcode, digit, size) {#id, text, FORM_##form, X64_##id, #size[0]},
#include "engine/x64/x64.def"
#undef X64
};
enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static const char *const names64[] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
                                      "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
static const char *const names32[] = {"eax", "ecx", "edx",  "ebx",  "esp",  "ebp",  "esi",  "edi",
                                      "r8d", "r9d", "r10d", "r11d", "r12d", "r13d", "r14d", "r15d"};
static const char *const names16[] = {"ax",  "cx",  "dx",   "bx",   "sp",   "bp",   "si",   "di",
                                      "r8w", "r9w", "r10w", "r11w", "r12w", "r13w", "r14w", "r15w"};
static const char *const names8[] = {"al",  "cl",  "dl",   "bl",   "spl",  "bpl",  "sil",  "dil",
                                     "r8b", "r9b", "r10b", "r11b", "r12b", "r13b", "r14b", "r15b"};

static void vector_name(char *out, unsigned reg)
{
    sprintf(out, "xmm%u", reg);
}

/* The register in the reg field, or (rm) in the r/m field. */
static void operand_name(char *out, const Row *row, bool wide, bool rm, unsigned reg)
{
    switch (row->size) {
    case 'B': strcpy(out, names8[reg]); break;
    case 'W': strcpy(out, names16[reg]); break;
    case 'Q': strcpy(out, names64[reg]); break;
    case 'S': vector_name(out, reg); break;
    case 'G':
        if (rm)
            vector_name(out, reg);
        else
            strcpy(out, (wide ? names64 : names32)[reg]);
        break;
    case 'X':
        if (rm)
            strcpy(out, (wide ? names64 : names32)[reg]);
        else
            vector_name(out, reg);
        break;
    case 'E':
        if (rm)
            strcpy(out, names32[reg]);
        else
            vector_name(out, reg);
        break;
    case 'K':
        if (rm)
            vector_name(out, reg);
        else
            strcpy(out, names32[reg]);
        break;
    case 'Z': strcpy(out, rm ? names8[reg] : (wide ? names64 : names32)[reg]); break;
    case 'Y': strcpy(out, rm ? names16[reg] : (wide ? names64 : names32)[reg]); break;
    case 'D': strcpy(out, rm ? names32[reg] : names64[reg]); break;
    default: strcpy(out, (wide ? names64 : names32)[reg]); break;
    }
}

/* Decodes the one instruction and compares; sizes of memory operands are left out of the comparison. */
static void expect(csh handle, const X64Buffer *as, const char *expected)
{
    cs_insn *insn;
    size_t size = (size_t)(as->p - as->base);
    size_t count = cs_disasm(handle, as->base, size, 0, 1, &insn);
    if (count != 1)
        fail_msg("not decodable, expected: %s", expected);
    char text[256];
    snprintf(text, sizeof text, "%s %s", insn->mnemonic, insn->op_str);
    char *sized = strstr(text, " ptr [");
    if (sized) {
        char *start = sized;
        while (start > text && start[-1] != ' ')
            start--;
        memmove(start, sized + 5, strlen(sized + 5) + 1);
    }
    assert_string_equal(text, expected);
    assert_int_equal(insn->size, size);
    cs_free(insn, count);
}

static void append_immediate(char *text, const Row *row)
{
    switch (row->form) {
    case FORM_MI: strcat(text, row->size == 'B' ? ", 0x12" : ", 0x123456"); break;
    case FORM_RMI: strcat(text, ", 0x123456"); break;
    case FORM_MI8:
    case FORM_RMI8:
    case FORM_MRI8: strcat(text, ", 0x12"); break;
    default: break;
    }
}

static void encode_immediate(X64Buffer *as, const Row *row)
{
    if (row->form == FORM_MI8 || row->form == FORM_RMI8 || row->form == FORM_MRI8 ||
        (row->form == FORM_MI && row->size == 'B'))
        x64_u8(as, 0x12);
    else if (row->form == FORM_MI || row->form == FORM_RMI)
        x64_u32(as, 0x123456);
}

/* movd of 64 bits is written movq, pinsrq of 32 is pinsrd; shifts by cl name it. */
static const char *mnemonic(const Row *row, bool wide)
{
    if (wide && !strcmp(row->text, "movd"))
        return "movq";
    if (!wide && !strcmp(row->text, "pinsrq"))
        return "pinsrd";
    if (wide && !strcmp(row->text, "pextrd"))
        return "pextrq";
    if (wide && !strcmp(row->id, "MOV_MI"))
        return "mov";
    return row->text;
}

static bool shifts_by_cl(const Row *row)
{
    return strstr(row->id, "_MC") != NULL;
}

static void compose(char *text, const Row *row, bool wide, const char *reg, const char *rm)
{
    text[0] = 0;
    switch (row->form) {
    case FORM_RM:
    case FORM_RMI:
    case FORM_RMI8: sprintf(text, "%s %s, %s", mnemonic(row, wide), reg, rm); break;
    case FORM_MRI8:
    case FORM_MR: sprintf(text, "%s %s, %s", mnemonic(row, wide), rm, reg); break;
    default: sprintf(text, "%s %s", mnemonic(row, wide), rm); break;
    }
    if (shifts_by_cl(row))
        strcat(text, ", cl");
    append_immediate(text, row);
}

static bool has_reg(const Row *row)
{
    return row->form == FORM_RM || row->form == FORM_MR || row->form == FORM_RMI || row->form == FORM_RMI8 ||
           row->form == FORM_MRI8;
}
static bool has_wide(const Row *row)
{
    return strchr("VGXZYD", row->size) != NULL;
}
static bool only_wide(const Row *row)
{
    return row->size == 'D';
}

static void check_registers(csh handle, X64Buffer *as, const Row *row, bool wide)
{
    if (!strcmp(row->id, "LEA"))
        return;
    for (unsigned reg = 0; reg < 16; reg++)
        for (unsigned rm = 0; rm < 16; rm += has_reg(row) ? 3 : 1) {
            if (!has_reg(row) && reg)
                continue;
            if (!strcmp(row->text, "xchg") && (reg == 0 || rm == 0))
                continue;
            char reg_name[16], rm_name[16], text[128];
            operand_name(reg_name, row, wide, false, reg);
            operand_name(rm_name, row, wide, true, rm);
            compose(text, row, wide, reg_name, rm_name);
            as->p = as->base;
            if (has_reg(row))
                x64_rr(as, row->op, wide, reg, rm);
            else
                x64_r(as, row->op, wide, rm);
            encode_immediate(as, row);
            expect(handle, as, text);
        }
}

static void memory_name(char *out, X64Mem m)
{
    char index[32] = "", disp[32] = "";
    if (m.index != X64_REG_NONE) {
        if (m.scale)
            sprintf(index, " + %s*%u", names64[m.index], 1u << m.scale);
        else
            sprintf(index, " + %s", names64[m.index]);
    }
    if (m.disp)
        sprintf(disp, m.disp < 0 ? " - %s%x" : " + %s%x", m.disp < -9 || m.disp > 9 ? "0x" : "",
                (unsigned)(m.disp < 0 ? -m.disp : m.disp));
    sprintf(out, "[%s%s%s]", names64[m.base], index, disp);
}

static void check_memory(csh handle, X64Buffer *as, const Row *row, bool wide)
{
    static const int32_t disps[] = {0, 8, -8, 0x80, -0x81, 0x12345678};
    if (row->size == 'K' || (row->size == 'S' && (row->form == FORM_MI8 || !strcmp(row->id, "MOVAPS_RM"))))
        return;
    for (unsigned base = 0; base < 16; base++)
        for (unsigned d = 0; d < 6; d++)
            for (unsigned index = 0; index < 18; index += 3) {
                if (index == RSP)
                    continue;
                X64Mem m = index > 15 ? x64_mem(base, disps[d]) : x64_mem_index(base, index, d & 3, disps[d]);
                unsigned reg = (base + d + index) & 15;
                char reg_name[16], rm_name[96], text[160];
                operand_name(reg_name, row, wide, false, reg);
                memory_name(rm_name, m);
                compose(text, row, wide, reg_name, rm_name);
                as->p = as->base;
                if (has_reg(row))
                    x64_rm(as, row->op, wide, reg, m);
                else
                    x64_m(as, row->op, wide, m);
                encode_immediate(as, row);
                expect(handle, as, text);
            }
}

static void test_rows(void **state)
{
    (void)state;
    csh handle;
    assert_int_equal(cs_open(CS_ARCH_X86, CS_MODE_64, &handle), CS_ERR_OK);
    X64Buffer as = {0};
    x64_buffer_room(&as, 64);
    for (unsigned i = 0; i < ROW_COUNT; i++)
        for (int wide = only_wide(&rows[i]); wide <= has_wide(&rows[i]); wide++) {
            check_registers(handle, &as, &rows[i], wide);
            check_memory(handle, &as, &rows[i], wide);
        }
    x64_buffer_free(&as);
    cs_close(&handle);
}

/* ---- VEX ---- */

static const Row *row_of(X64Op op)
{
    for (unsigned i = 0; i < ROW_COUNT; i++)
        if (rows[i].op == op)
            return &rows[i];
    return NULL;
}

/* A comparison's immediate, 0x12, is part of its name. */
static const char *vex_mnemonic(const Row *row, bool wide)
{
    return !strcmp(row->text, "cmpps")   ? "cmple_oqps"
           : !strcmp(row->text, "cmppd") ? "cmple_oqpd"
                                         : mnemonic(row, wide);
}

/* Registers from both halves in every position; memory with and without an index. */
static void check_vex(csh handle, X64Buffer *as, const Row *row, bool wide, bool has_source)
{
    static const X64Mem memories[] = {{RBP, X64_REG_NONE, 0, -64}, {R13, RAX, 0, 8}, {RAX, R9, 3, 0x12345678}};
    unsigned shapes = row->size == 'K' ? 16 : 19;
    for (unsigned reg = 0; reg < 16; reg += 5)
        for (unsigned source = 0; source < (has_source ? 16u : 1u); source += 3)
            for (unsigned rm = 0; rm < shapes; rm++) {
                char reg_name[16], rm_name[96], source_name[16] = "", text[200];
                operand_name(reg_name, row, wide, false, reg);
                if (rm < 16)
                    operand_name(rm_name, row, wide, true, rm);
                else
                    memory_name(rm_name, memories[rm - 16]);
                if (has_source)
                    sprintf(source_name, ", xmm%u", source);
                bool is_store = row->form == FORM_MRI8;
                /* of a memory operand the disassembler says how large it is */
                bool narrows = rm >= 16 && (!strcmp(row->text, "cvtpd2ps") || !strcmp(row->text, "cvttpd2dq"));
                sprintf(text, "v%s%s %s%s, %s", vex_mnemonic(row, wide), narrows ? "x" : "",
                        is_store ? rm_name : reg_name, source_name, is_store ? reg_name : rm_name);
                if (strncmp(row->text, "cmpp", 4))
                    append_immediate(text, row);
                as->p = as->base;
                if (rm < 16)
                    x64_vex_rr(as, row->op, wide, reg, source, rm);
                else
                    x64_vex_rm(as, row->op, wide, reg, source, memories[rm - 16]);
                encode_immediate(as, row);
                expect(handle, as, text);
            }
}

static void check_vex_shift(csh handle, X64Buffer *as, const Row *row)
{
    for (unsigned to = 0; to < 16; to += 3)
        for (unsigned from = 0; from < 16; from += 5) {
            char text[64];
            sprintf(text, "v%s xmm%u, xmm%u, 0x12", row->text, to, from);
            as->p = as->base;
            x64_vex_rr(as, row->op, false, x64_digit(row->op), to, from);
            x64_u8(as, 0x12);
            expect(handle, as, text);
        }
}

/* Every instruction that a row of vector.def has. */
static void test_vex(void **state)
{
    (void)state;
    csh handle;
    assert_int_equal(cs_open(CS_ARCH_X86, CS_MODE_64, &handle), CS_ERR_OK);
    X64Buffer as = {0};
    x64_buffer_room(&as, 64);
    unsigned steps = 0;
    for (unsigned id = 0; id < WFX_OP_COUNT; id++) {
        const VectorRow *vector = vector_row(id, true);
        for (unsigned i = 0; vector && i < vector->count; i++) {
            const VectorStep *step = &vector->steps[i];
            const Row *row = row_of(step->x);
            steps++;
            switch (step->form) {
            case VECTOR_X3:
            case VECTOR_SHIFT_V: check_vex(handle, &as, row, step->wide, true); break;
            case VECTOR_X2:
            case VECTOR_EXTRACT:
            case VECTOR_MASK:
            case VECTOR_TEST: check_vex(handle, &as, row, step->wide, false); break;
            case VECTOR_SHIFT: check_vex_shift(handle, &as, row); break;
            default: break;
            }
        }
    }
    assert_true(steps > 400);
    x64_buffer_free(&as);
    cs_close(&handle);
}

static void expect_constant(csh handle, X64Buffer *as, unsigned reg, uint64_t value)
{
    as->p = as->base;
    x64_mov_imm(as, reg, value);
    cs_insn *insn;
    assert_int_equal(cs_disasm(handle, as->base, (size_t)(as->p - as->base), 0, 1, &insn), 1);
    cs_x86_op *operand = &insn->detail->x86.operands[1];
    assert_int_equal(operand->type, X86_OP_IMM);
    bool narrow = insn->detail->x86.operands[0].size == 4; /* clears the upper half */
    assert_true((narrow ? (uint32_t)operand->imm : (uint64_t)operand->imm) == value);
    cs_free(insn, 1);
}

static void test_constants(void **state)
{
    (void)state;
    static const uint64_t values[] = {
        0,           1, 0x7fffffff, 0x80000000, 0xffffffff, UINT64_MAX, UINT64_C(0xffffffff80000000), UINT64_C(1) << 63,
        0x123456789a};
    csh handle;
    assert_int_equal(cs_open(CS_ARCH_X86, CS_MODE_64, &handle), CS_ERR_OK);
    cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON);
    X64Buffer as = {0};
    x64_buffer_room(&as, 64);
    for (unsigned reg = 0; reg < 16; reg++)
        for (unsigned i = 0; i < sizeof values / sizeof values[0]; i++)
            expect_constant(handle, &as, reg, values[i]);
    x64_buffer_free(&as);
    cs_close(&handle);
}

static void test_jumps(void **state)
{
    (void)state;
    X64Buffer as = {0};
    x64_buffer_room(&as, 64);
    uint32_t far = x64_jcc(&as, CC_NE), near = x64_jmp8(&as);
    x64_nop(&as);
    x64_here8(&as, near);
    x64_patch_to(&as, far, x64_pos(&as));
    static const uint8_t expected[] = {0x0F, 0x85, 3, 0, 0, 0, 0xEB, 1, 0x90};
    assert_int_equal(x64_pos(&as), sizeof expected);
    assert_memory_equal(as.base, expected, sizeof expected);
    x64_buffer_free(&as);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_vex),
                                       cmocka_unit_test(test_constants), cmocka_unit_test(test_jumps)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
