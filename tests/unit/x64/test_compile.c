/* The back end as a whole: golden machine code of the WAT files in golden/ (WFX_UPDATE_GOLDEN=1 writes them anew), the
   order of the image's tables, failed allocations, and functions that run on the instructions every CPU has. Everything
   else that runs is in the suites. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <capstone/capstone.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/base/alloc.h"
#include "engine/text/text.h"
#include "engine/x64/compile.h"
#include "tests/unit/golden.h"
#include "tests/unit/x64/support.h"

static void compile(WfxModule *module, const WfxCompileOptions *options, WfxCompiled *compiled)
{
    WfxError error = {0};
    if (!wfx_compile(module, options, compiled, &error))
        fail_msg("@%u: %s", error.place.offset, error.message);
}

/* ---- golden code ---- */

static const char *const site_names[] = {"call", "libcall", "suspend", "resume", "trap"};

static void print_site(const WfxCodeImage *image, const WfxSite *site, WfxBuffer *out)
{
    static const char *const kinds[] = {"none", "func", "extern", "cont", "exn", "heap"};
    wfx_buffer_format(out, "    ; %s %u", site_names[site->kind], site->trap);
    if (site->stack_map == WFX_NO_INDEX)
        return;
    const uint32_t *map = image->stack_maps + site->stack_map;
    for (uint32_t i = 1; i <= map[0]; i++)
        wfx_buffer_format(out, ", rbp - 0x%x: %s", (unsigned)-wfx_stack_map_offset(map[i]), kinds[map[i] & 7]);
}

static void print_function(csh handle, const WfxCompiled *compiled, const WfxCodeFunction *function, WfxBuffer *out)
{
    const WfxCodeImage *image = compiled->image;
    char detached[32];
    snprintf(detached, sizeof detached, "0x%lx", (unsigned long)(uintptr_t)wfx_detached_record);
    cs_insn *insn;
    size_t count = cs_disasm(handle, compiled->code.data + function->start, function->end - function->start,
                             function->start, 0, &insn);
    wfx_buffer_format(out, "function %u, frame %u, area %u\n", function->function, function->frame_size,
                      function->area);
    uint32_t decoded = function->start;
    for (size_t i = 0; i < count; i++) {
        const char *operands = insn[i].op_str, *address = strstr(operands, detached);
        if (address)
            wfx_buffer_format(out, "%6lx  %s %.*sDETACHED", insn[i].address, insn[i].mnemonic,
                              (int)(address - operands), operands);
        else
            wfx_buffer_format(out, "%6lx  %s%s%s", insn[i].address, insn[i].mnemonic, *operands ? " " : "", operands);
        for (uint32_t s = 0; s < image->site_count; s++)
            if (image->sites[s].pc == insn[i].address)
                print_site(image, &image->sites[s], out);
        wfx_buffer_u8(out, '\n');
        decoded += insn[i].size;
    }
    assert_int_equal(decoded, function->end); /* all of it is code */
    cs_free(insn, count);
}

static void check_golden(void **state)
{
    const char *name = *state;
    char path[512];
    csh handle;
    WfxBuffer text = {0};
    WfxCompiled compiled;
    WfxModule *module = decode_golden(name);
    compile(module, &(WfxCompileOptions){.baseline = true}, &compiled);
    assert_int_equal(cs_open(CS_ARCH_X86, CS_MODE_64, &handle), CS_ERR_OK);
    for (uint32_t i = 0; i < compiled.image->function_count; i++)
        print_function(handle, &compiled, &compiled.image->functions[i], &text);
    cs_close(&handle);
    snprintf(path, sizeof path, WASMFX_SOURCE_DIR "/tests/unit/x64/golden/%s.asm", name);
    assert_golden(path, &text);
    wfx_buffer_free(&text);
    wfx_compiled_free(&compiled);
    wfx_module_free(module);
}

/* ---- the image's promises ---- */

static void check_tables(const WfxCodeImage *image, bool has_counters)
{
    for (uint32_t i = 0; i < image->function_count; i++) {
        const WfxCodeFunction *function = &image->functions[i];
        assert_true(function->start < function->body && function->body < function->end &&
                    function->end <= image->text_size);
        assert_int_equal(function->start % 16, 0);
        assert_true(i == 0 || image->functions[i - 1].end <= function->start);
        assert_int_equal(image->entry[i], function->start);
        bool at_start = false, at_body = false;
        for (uint32_t r = 0; r < image->line_count; r++) {
            at_start |= image->lines[r].pc == function->start && image->lines[r].wasm_offset == function->wasm_start;
            at_body |= image->lines[r].pc == function->body;
        }
        assert_true(at_start && at_body);
        for (uint32_t l = function->first_local; l < function->first_local + function->local_count; l++)
            assert_in_range(-image->locals[l].home, 16, function->frame_size);
    }
    assert_int_equal(image->range_count, 0);
    for (uint32_t i = 1; i < image->line_count; i++)
        assert_true(image->lines[i - 1].pc < image->lines[i].pc);
    for (uint32_t i = 1; i < image->site_count; i++)
        assert_true(image->sites[i - 1].pc < image->sites[i].pc);
    for (uint32_t i = 0; i < image->switch_count; i++)
        assert_true(image->switches[i].start < image->switches[i].end &&
                    (i == 0 || image->switches[i - 1].end <= image->switches[i].start));
    for (uint32_t i = 0; i < image->resume_count; i++) {
        const WfxCodeResume *resume = &image->resumes[i];
        assert_true(resume->pc < image->text_size && resume->descriptor >= image->text_size &&
                    resume->descriptor < image->code_size);
        assert_true(i == 0 || image->resumes[i - 1].pc < resume->pc);
        assert_true(!has_counters || resume->counter + resume->clause_count < image->counter_count);
    }
    assert_int_equal(image->counter_count != 0, has_counters && image->resume_count != 0);
}

static void test_tables(void **state)
{
    (void)state;
    static const char *const names[] = {"plain", "control", "calls", "switching", "objects", "vectors"};
    for (unsigned mode = 0; mode < 8; mode++)
        for (unsigned i = 0; i < 4; i++) {
            WfxCompiled compiled;
            WfxModule *module = decode_golden(names[i]);
            compile(module,
                    &(WfxCompileOptions){
                        .debug = mode & 1, .counters = mode & 2, .stress_spill = mode & 4, .function_gap = mode * 8},
                    &compiled);
            check_tables(compiled.image, mode & 2);
            wfx_compiled_free(&compiled);
            wfx_module_free(module);
        }
}

static void test_failed_allocations(void **state)
{
    (void)state;
    WfxModule *module = decode_golden("switching");
    bool ok = false;
    for (long n = 0; !ok; n++) {
        WfxCompiled compiled;
        WfxError error = {0};
        wfx_alloc_fail_after(n);
        ok = wfx_compile(module, &(WfxCompileOptions){0}, &compiled, &error);
        wfx_alloc_fail_after(-1);
        if (!ok)
            assert_int_equal(error.kind, WFX_ERROR_MEMORY);
        else
            wfx_compiled_free(&compiled);
        assert_true(n < 10000);
    }
    wfx_module_free(module);
}

/* ---- running functions of the shape [i64] -> [i64], with no runtime under them ---- */

static uint64_t call_code(const uint8_t *code, uint64_t argument)
{
    static WfxContext context; /* stack limit 0 */
    register void *r15 __asm__("r15") = &context;
    register const uint8_t *r10 __asm__("r10") = code;
    __asm__ volatile("sub $256, %%rsp\n\t"
                     "call *%%r10\n\t"
                     "add $256, %%rsp"
                     : "+a"(argument), "+r"(r10), "+r"(r15)
                     :
                     : "rcx", "rdx", "rbx", "rsi", "rdi", "r8", "r9", "r11", "r12", "r13", "r14", "xmm0", "xmm1",
                       "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
                       "xmm13", "xmm14", "xmm15", "memory", "cc");
    return argument;
}

static const uint64_t inputs[] = {0,
                                  1,
                                  2,
                                  0x80,
                                  0xffff,
                                  0x7fffffff,
                                  0x80000000,
                                  0xffffffff,
                                  0x100000000,
                                  0x0123456789abcdef,
                                  UINT64_C(1) << 63,
                                  UINT64_MAX};

static uint64_t expected_bits(unsigned function, uint64_t x)
{
    uint32_t low = (uint32_t)x;
    switch (function) {
    case 0: return x ? (uint64_t)__builtin_clzll(x) : 64;
    case 1: return x ? (uint64_t)__builtin_ctzll(x) : 64;
    case 2: return (uint64_t)__builtin_popcountll(x);
    case 3: return low ? (uint64_t)__builtin_clz(low) : 32;
    case 4: return low ? (uint64_t)__builtin_ctz(low) : 32;
    default: return (uint64_t)__builtin_popcount(low);
    }
}

static void test_bit_counts(void **state)
{
    (void)state;
    static const char text[] =
        "(module (func (param i64) (result i64) (i64.clz (local.get 0)))"
        "(func (param i64) (result i64) (i64.ctz (local.get 0)))"
        "(func (param i64) (result i64) (i64.popcnt (local.get 0)))"
        "(func (param i64) (result i64) (i64.extend_i32_u (i32.clz (i32.wrap_i64 (local.get 0)))))"
        "(func (param i64) (result i64) (i64.extend_i32_u (i32.ctz (i32.wrap_i64 (local.get 0)))))"
        "(func (param i64) (result i64) (i64.extend_i32_u (i32.popcnt (i32.wrap_i64 (local.get 0))))))";
    for (int baseline = 0; baseline < 2; baseline++) {
        WfxCompiled compiled;
        WfxModule *module = decode_text(text, sizeof text - 1);
        compile(module, &(WfxCompileOptions){.baseline = baseline}, &compiled);
        uint8_t *code = mmap(NULL, compiled.code.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        assert_true(code != MAP_FAILED);
        memcpy(code, compiled.code.data, compiled.code.size);
        assert_int_equal(mprotect(code, compiled.code.size, PROT_READ | PROT_EXEC), 0);
        for (unsigned function = 0; function < 6; function++)
            for (unsigned i = 0; i < sizeof inputs / sizeof inputs[0]; i++)
                assert_int_equal(call_code(code + compiled.image->entry[function], inputs[i]),
                                 expected_bits(function, inputs[i]));
        munmap(code, compiled.code.size);
        wfx_compiled_free(&compiled);
        wfx_module_free(module);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"golden plain", check_golden, NULL, NULL, "plain"},
        {"golden vectors", check_golden, NULL, NULL, "vectors"},
        {"golden control", check_golden, NULL, NULL, "control"},
        {"golden calls", check_golden, NULL, NULL, "calls"},
        {"golden switching", check_golden, NULL, NULL, "switching"},
        {"golden pressure", check_golden, NULL, NULL, "pressure"},
        {"golden objects", check_golden, NULL, NULL, "objects"},
        {"golden atomics", check_golden, NULL, NULL, "atomics"},
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_failed_allocations),
        cmocka_unit_test(test_bit_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
