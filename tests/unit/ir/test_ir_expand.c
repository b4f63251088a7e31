/* The expand pass: its text against golden/expand.ir, what its functions do against what they did before, at the
   edges of every bound, and the verifier on every other function that there is. */
#include "engine/ir/expand.h"
#include "tests/unit/ir/evaluate.h"

static const IrPass *const passes[] = {&ir_pass_expand};

static void run_expand(IrFunction *fn, IrObserver observer, void *user)
{
    WfxError error = {0};
    if (!ir_run_passes(fn, passes, 1, observer, user, &error))
        fail_msg("%s", error.message);
    assert_verified(fn);
}

/* ---- text ---- */

static WfxBuffer text;

static void observe(void *user, const IrFunction *fn, const IrPass *pass)
{
    int *seen = user;
    assert_true(pass == (*seen == 0 ? NULL : &ir_pass_expand));
    assert_int_equal(fn->is_linked, *seen == 1);
    ++*seen;
}

static void expand_and_print(IrFunction *fn)
{
    int seen = 0;
    run_expand(fn, observe, &seen);
    assert_int_equal(seen, 2);
    ir_print(fn, &text);
}

static void check_text(void **state)
{
    (void)state;
    text.size = 0;
    change_golden("expand", expand_and_print);
    assert_golden(WASMFX_SOURCE_DIR "/tests/unit/ir/golden/expand.ir", &text);
    wfx_buffer_free(&text);
}

/* ---- what it does ---- */

/* Ends of tables, of a page of memory for accesses of 1 and 8 bytes with the offsets of expand.wat, and of the
   numbers. */
// clang-format off
static const uint64_t interesting[] = {
    0, 1, 2, 3, 4, 5, 0xFFF1, 0xFFF2, 0xFFF8, 0xFFF9, 0xFFFD, 0xFFFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFFF,
    UINT64_C(1) << 32, UINT64_MAX - 65528, UINT64_MAX - 65527, UINT64_MAX - 7, UINT64_MAX - 6, UINT64_MAX,
};
// clang-format on
enum { INTERESTING = sizeof interesting / sizeof *interesting };

static uint8_t memories[MACHINE_MEMORIES][MACHINE_BYTES];
static Machine begin, machine;
static MachineFunc funcs[3];

static void prepare(const WfxModule *module)
{
    memset(&begin, 0, sizeof begin);
    begin.memories = memories;
    for (uint32_t i = 0; i < 3; i++)
        funcs[i] = (MachineFunc){module->type_ids[i], i + 10};
    for (uint32_t i = 0; i < MACHINE_MEMORIES; i++)
        for (uint32_t k = 0; k < MACHINE_BYTES; k++)
            memories[i][k] = (uint8_t)(k * 7 + k / 256 + i);
    begin.table_sizes[0] = 4;
    begin.table_sizes[1] = 3;
    begin.tables[0][0] = machine_word(&funcs[0]);
    begin.tables[0][2] = machine_word(&funcs[1]);
    begin.tables[0][3] = machine_word(&funcs[2]);
    begin.tables[1][1] = machine_word(&funcs[1]);
    begin.tables[1][2] = machine_word(&funcs[2]);
    begin.globals[0] = 40;
    begin.globals[1] = machine_word(&funcs[1]);
}

static uint64_t argument(WfxType type, uint32_t number)
{
    if (wfx_type_is_ref(type))
        return number % 2 ? machine_word(&funcs[0]) : 0;
    return wfx_type_kind(type) == WFX_KIND_I32 ? (uint32_t)interesting[number] : interesting[number];
}

typedef struct Outcome {
    WfxTrap trap;
    uint64_t result, events, state;
} Outcome;

static uint64_t hash(const void *data, size_t size)
{
    const uint8_t *bytes = data;
    uint64_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ bytes[i]) * UINT64_C(0x100000001B3);
    return sum;
}

static Outcome run_with(const IrFunction *fn, uint32_t first, uint32_t second)
{
    machine = begin;
    machine.locals[0] = fn->local_count > 0 ? argument(fn->locals[0], first) : 0;
    machine.locals[1] = fn->local_count > 1 ? argument(fn->locals[1], second) : 0;
    machine_run(&machine, fn);
    uint64_t state = hash(machine.tables, sizeof machine.tables) ^ hash(machine.globals, sizeof machine.globals) * 3;
    return (Outcome){machine.trap, machine.trap ? 0 : machine.result, machine.events, state};
}

static Outcome outcomes[2][INTERESTING * INTERESTING];
static uint32_t traps_seen, results_seen;

/* With memories of a page or none. */
static void run_all(const IrFunction *fn, uint32_t pages, bool compares)
{
    begin.bytes = pages * (uint64_t)MACHINE_BYTES;
    uint32_t seconds = fn->local_count > 1 ? INTERESTING : 1;
    for (uint32_t i = 0; i < (fn->local_count ? INTERESTING : 1); i++)
        for (uint32_t k = 0; k < seconds; k++) {
            Outcome *before = &outcomes[pages][i * INTERESTING + k], outcome = run_with(fn, i, k);
            if (!compares)
                *before = outcome;
            else if (outcome.trap != before->trap || outcome.result != before->result ||
                     outcome.events != before->events || outcome.state != before->state)
                fail_msg("func %u (%llx, %llx): trap %u after %u, result %llx after %llx", fn->index,
                         (unsigned long long)machine.locals[0], (unsigned long long)machine.locals[1], outcome.trap,
                         before->trap, (unsigned long long)outcome.result, (unsigned long long)before->result);
            traps_seen |= 1u << outcome.trap;
            results_seen += !outcome.trap;
        }
}

static void expand_and_compare(IrFunction *fn)
{
    assert_true(fn->local_count <= 2);
    prepare(fn->module);
    run_all(fn, 0, false);
    run_all(fn, 1, false);
    run_expand(fn, NULL, NULL);
    run_all(fn, 0, true);
    run_all(fn, 1, true);
}

static void check_meaning(void **state)
{
    (void)state;
    change_golden("expand", expand_and_compare);
    assert_int_equal(traps_seen, 1u << WFX_TRAP_NONE | 1u << WFX_TRAP_MEMORY_OUT_OF_BOUNDS |
                                     1u << WFX_TRAP_TABLE_OUT_OF_BOUNDS | 1u << WFX_TRAP_UNDEFINED_ELEMENT |
                                     1u << WFX_TRAP_UNINITIALIZED_ELEMENT | 1u << WFX_TRAP_INDIRECT_CALL_TYPE |
                                     1u << WFX_TRAP_NULL_FUNCTION | 1u << WFX_TRAP_NULL_REFERENCE);
    assert_true(results_seen > 100);
}

/* ---- everything else ---- */

static void expand_and_verify(IrFunction *fn)
{
    run_expand(fn, NULL, NULL);
}

static void check_other(void **state)
{
    change_golden(*state, expand_and_verify);
}

static void expand_with_failures(IrFunction *fn)
{
    static long failures;
    WfxError error = {0};
    wfx_alloc_fail_after(failures++ % 6);
    bool ok = ir_run_passes(fn, passes, 1, NULL, NULL, &error);
    wfx_alloc_fail_after(-1);
    assert_int_equal(ok ? WFX_ERROR_NONE : WFX_ERROR_MEMORY, error.kind);
}

static void check_memory(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++)
        change_golden("expand", expand_with_failures);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_text),
        cmocka_unit_test(check_meaning),
        {"control", check_other, NULL, NULL, "control"},
        {"plain", check_other, NULL, NULL, "plain"},
        {"calls", check_other, NULL, NULL, "calls"},
        {"exceptions", check_other, NULL, NULL, "exceptions"},
        {"legacy exceptions", check_other, NULL, NULL, "legacy_exceptions"},
        {"switching", check_other, NULL, NULL, "switching"},
        cmocka_unit_test(check_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
