/* The walker: errors with their words and offsets, and what a recording sink sees, dead code included. */
#include "engine/wasm/walk.h"
#include "tests/unit/wasm/module_bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Types: 0 [] -> [], 1 [i32] -> [i32], 2 (cont 1), 3 [] -> [i32], 4 (cont 3), 5 [i32] -> []. Function 0 has type 0,
   1 has type 1; tag 0 is [i32] -> [i32], 1 is [] -> [], 2 is [i32] -> []. */
static WfxModule *module_of(const char *code, size_t size, WfxError *error)
{
    WfxBuffer bytes = {0};
    begin_module(&bytes);
    add_section(&bytes, 1, BYTES("\6\x60\0\0\x60\1\x7f\1\x7f\x5d\1\x60\0\1\x7f\x5d\3\x60\1\x7f\0"));
    add_section(&bytes, 2, BYTES("\1\1m\1g\0\1"));
    add_section(&bytes, 3, BYTES("\1\0"));
    add_section(&bytes, 4, BYTES("\1\x70\0\1"));
    add_section(&bytes, 5, BYTES("\1\0\1"));
    WfxBuffer tags = {0};
    wfx_buffer_bytes(&tags, BYTES("\3\0\1\0\0\0\5"));
    add_section(&bytes, 13, (const char *)tags.data, tags.size);
    wfx_buffer_free(&tags);
    add_code(&bytes, code, size);
    WfxModule *module = wfx_module_decode(bytes.data, bytes.size, WFX_FEATURES_DEFAULT & ~WFX_FEATURE_SIMD, error);
    wfx_buffer_free(&bytes);
    return module;
}

typedef struct Case {
    const char *code;
    size_t size;
    const char *words; /* NULL: valid */
    uint32_t offset;   /* of the wrong instruction in the code */
} Case;

static void errors(void **state)
{
    (void)state;
    static const Case cases[] = {
        {BYTES("\x0b"), NULL, 0},
        {BYTES("\x41\1\x43\0\0\0\0\x6a\x1a\x0b"), "type mismatch: i32.add expected i32, found f32", 7},
        {BYTES("\x6a\x1a\x0b"), "type mismatch: i32.add expected i32, found nothing on the stack", 0},
        {BYTES("\x00\x6a\x1a\x0b"), NULL, 0},
        {BYTES("\x00\x43\0\0\0\0\x6a\x1a\x0b"), "type mismatch", 6},
        {BYTES("\x41\1\x0b"), "type mismatch: 1 values remain", 2},
        {BYTES("\x20\5\x1a\x0b"), "unknown local 5", 0},
        {BYTES("\x0c\1\x0b"), "unknown label 1", 0},
        {BYTES("\x10\7\x0b"), "unknown function 7", 0},
        {BYTES("\xff\x0b"), "illegal opcode ff", 0},
        {BYTES("\xfc\x7f\x0b"), "illegal opcode fc 7f", 0},
        {BYTES("\xfd\x0c\x0b"), "illegal opcode: v128.const needs the feature 'simd'", 0},
        {BYTES("\x01"), "unexpected end of section or function", 1},
        {BYTES("\x0b\x01"), "section size mismatch", 1},
        {BYTES("\x05\x0b"), "END opcode expected", 0},
        {BYTES("\x41\0\x28\3\0\x1a\x0b"), "alignment must not be larger than natural", 2},
        {BYTES("\x41\0\x28\x42\1\0\x1a\x0b"), "unknown memory 1", 2},
        {BYTES("\xd2\1\x1a\x0b"), "undeclared function reference", 0},
        {BYTES("\xfc\x09\0\x0b"), "data count section required", 0},
        {BYTES("\x02\x7f\x0b\x1a\x0b"), "type mismatch", 2},
        {BYTES("\x41\1\x04\x7f\x41\1\x0b\x1a\x0b"), "type mismatch: an if without else", 6},
        {BYTES("\x41\0\x41\0\x41\0\x1c\2\x7f\x7f\x1a\x0b"), "invalid result arity", 6},
        {BYTES("\xe0\0\x1a\x0b"), "non-continuation type 0", 0},
        {BYTES("\xd0\0\xe0\2\x1a\x0b"), "type mismatch", 2},
        {BYTES("\xe2\5\x0b"), "unknown tag 5", 0},
        {BYTES("\x41\1\x08\0\x0b"), "type mismatch: throw of tag 0, which has results", 2},
        {BYTES("\x08\1\x0b"), NULL, 0},
        {BYTES("\x41\1\xd0\2\xe3\2\0\x1a\x0b"), NULL, 0},
        {BYTES("\xd0\2\xe3\2\0\x1a\x0b"), "type mismatch", 2},
        {BYTES("\x41\1\xd0\2\xe1\2\4\x1a\x0b"), NULL, 0},
        {BYTES("\xd0\4\xe1\4\2\x1a\x0b"), "type mismatch: cont.bind", 2},
        {BYTES("\x41\1\xd0\2\xe6\2\1\x0b"), "type mismatch: switch to type 2", 4},
        {BYTES("\x1f\x40\1\0\1\0\x0b\x0b"), NULL, 0},
        {BYTES("\x1f\x40\1\3\0\x0b\x0b"), "type mismatch: the label of a catch clause takes 0 values, 1 arrive", 0},
        {BYTES("\x02\x69\x1f\x40\1\3\0\x0b\0\x0b\x1a\x0b"), NULL, 0},
        {BYTES("\x06\x40\x0b\x0b"), NULL, 0},
        {BYTES("\x06\x40\x07\1\x07\1\x19\x0b\x0b"), NULL, 0},
        {BYTES("\x06\x40\x18\0\x0b"), NULL, 0},
        {BYTES("\x06\x40\x19\x02\x40\x09\1\x0b\x0b\x0b"), NULL, 0},
        {BYTES("\x19\x0b"), "END opcode expected: catch_all without try", 0},
        {BYTES("\x02\x40\x07\1\x0b\x0b"), "END opcode expected: catch without try", 2},
        {BYTES("\x1f\x40\0\x19\x0b\x0b"), "END opcode expected: catch_all without try", 3},
        {BYTES("\x06\x40\x19\x19\x0b\x0b"), "END opcode expected: catch_all without try", 3},
        {BYTES("\x06\x40\x07\1\x18\0\x0b"), "END opcode expected: delegate without try", 4},
        {BYTES("\x06\x40\x05\x0b\x0b"), "END opcode expected: else without if", 2},
        {BYTES("\x06\x40\x07\0\x0b\x0b"), "type mismatch: catch of tag 0, which has results", 2},
        {BYTES("\x06\x40\x07\7\x0b\x0b"), "unknown tag 7", 2},
        {BYTES("\x06\x40\x07"), "unexpected end of section or function", 2},
        {BYTES("\x06\x40\x09\0\x19\x0b\x0b"), "invalid rethrow label 0", 2},
        {BYTES("\x06\x40\x19\x09\1\x0b\x0b"), "invalid rethrow label 1", 3},
        {BYTES("\x06\x40\x19\x09\2\x0b\x0b"), "unknown label 2", 3},
        {BYTES("\x06\x40\x18\1\x0b"), "unknown label 1", 2},
        {BYTES("\x06\x7f\x18\0\x1a\x0b"), "type mismatch: delegate expected i32, found nothing on the stack", 2},
        {BYTES("\x06\x7f\x19\x41\1\x0b\x1a\x0b"), "type mismatch: catch_all expected i32", 2},
        {BYTES("\x06\x7f\x41\1\x19\x0b\x1a\x0b"), "type mismatch: end expected i32, found nothing on the stack", 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        WfxError error = {0};
        WfxModule *module = module_of(cases[i].code, cases[i].size, &error);
        assert_non_null(module);
        bool valid = wfx_module_validate(module, &error);
        if (valid != !cases[i].words)
            fail_msg("case %zu: %s", i, valid ? "is valid" : error.message);
        if (cases[i].words) {
            if (strncmp(error.message, cases[i].words, strlen(cases[i].words)) != 0)
                fail_msg("case %zu: expected \"%s\", got \"%s\"", i, cases[i].words, error.message);
            assert_int_equal(error.place.offset, module->functions[1].body.offset + 1 + cases[i].offset);
        }
        wfx_module_free(module);
    }
}

/* ---- a sink that writes down what it sees; values are numbered as they are made ---- */

typedef struct Recorder {
    WfxBuffer text;
    uint32_t next;
    bool refuse; /* the next plain instruction stops the walk */
} Recorder;

static void note(Recorder *recorder, const WfxInstr *instr, const WfxOperand *args)
{
    wfx_buffer_format(&recorder->text, "%s(", instr->row->text);
    for (uint32_t i = 0; i < instr->arg_count; i++)
        wfx_buffer_format(&recorder->text, "%s%u", i ? " " : "", args[i].value);
    wfx_buffer_format(&recorder->text, ")");
}

static bool begin_function(void *self, uint32_t function, const WfxType *locals, uint32_t local_count,
                           uint32_t body_offset)
{
    (void)locals, (void)body_offset;
    wfx_buffer_format(&((Recorder *)self)->text, "func%u/%u;", function, local_count);
    return true;
}

static bool end_function(void *self, uint32_t end_offset)
{
    (void)end_offset;
    wfx_buffer_format(&((Recorder *)self)->text, "done");
    return true;
}

static bool plain(void *self, const WfxInstr *instr, const WfxOperand *args, WfxOperand *results)
{
    Recorder *recorder = self;
    if (recorder->refuse)
        return false;
    note(recorder, instr, args);
    for (uint32_t i = 0; i < instr->result_count; i++) {
        results[i].value = recorder->next++;
        wfx_buffer_format(&recorder->text, "=%u", results[i].value);
    }
    wfx_buffer_format(&recorder->text, ";");
    return true;
}

static bool begin_block(void *self, const WfxInstr *instr, WfxFrame *frame, WfxOperand *operands)
{
    Recorder *recorder = self;
    frame->sink_block = 0;
    note(recorder, instr, operands);
    wfx_buffer_format(&recorder->text, "{");
    return true;
}

static bool begin_if(void *self, const WfxInstr *instr, WfxFrame *frame, WfxOperand condition, WfxOperand *operands)
{
    (void)frame;
    Recorder *recorder = self;
    wfx_buffer_format(&recorder->text, "?%u ", condition.value);
    note(recorder, instr, operands);
    wfx_buffer_format(&recorder->text, "{");
    return true;
}

static bool begin_else(void *self, const WfxInstr *instr, WfxFrame *frame, bool live, const WfxOperand *results,
                       WfxOperand *operands)
{
    (void)instr, (void)operands;
    Recorder *recorder = self;
    wfx_buffer_format(&recorder->text, live ? "live" : "dead");
    for (uint32_t i = 0; live && i < frame->result_count; i++)
        wfx_buffer_format(&recorder->text, " %u", results[i].value);
    wfx_buffer_format(&recorder->text, "}{");
    return true;
}

static bool begin_catch(void *self, const WfxInstr *instr, WfxFrame *frame, bool live, const WfxOperand *results,
                        WfxOperand *operands)
{
    Recorder *recorder = self;
    begin_else(self, instr, frame, live, results, operands);
    wfx_buffer_format(&recorder->text, "%s behind %s", instr->row->text, frame->row->text);
    for (uint32_t i = 0; i < instr->arg_count; i++) {
        operands[i].value = recorder->next++;
        wfx_buffer_format(&recorder->text, "=%u", operands[i].value);
    }
    wfx_buffer_format(&recorder->text, ";");
    return true;
}

static bool end_block(void *self, const WfxInstr *instr, WfxFrame *frame, bool live, WfxOperand *operands,
                      bool *reachable)
{
    (void)instr;
    Recorder *recorder = self;
    wfx_buffer_format(&recorder->text, live ? "live" : "dead");
    for (uint32_t i = 0; i < frame->result_count; i++) {
        if (live)
            wfx_buffer_format(&recorder->text, " %u", operands[i].value);
        operands[i].value = recorder->next++;
        wfx_buffer_format(&recorder->text, "=%u", operands[i].value);
    }
    *reachable = live || frame->sink_block;
    wfx_buffer_format(&recorder->text, frame->row ? "}" : ";");
    return true;
}

static bool branch(void *self, const WfxInstr *instr, WfxFrame *target, const WfxOperand *args, WfxOperand *kept)
{
    Recorder *recorder = self;
    note(recorder, instr, args);
    if (target)
        target->sink_block = 1;
    kept->value = 99;
    wfx_buffer_format(&recorder->text, ";");
    return true;
}

static bool resume(void *self, const WfxInstr *instr, const WfxOperand *args, WfxOperand *results)
{
    Recorder *recorder = self;
    for (uint32_t i = 0; i < instr->clause_count; i++) {
        const WfxClause *clause = &instr->clauses[i];
        wfx_buffer_format(&recorder->text, "on %u/%u ", clause->tag, clause->payload_count);
        if (clause->target)
            clause->target->sink_block = 1;
    }
    return plain(self, instr, args, results);
}

static bool leave(void *self, const WfxInstr *instr, const WfxOperand *args)
{
    note(self, instr, args);
    wfx_buffer_format(&((Recorder *)self)->text, ";");
    return true;
}

static const WfxSink recording_sink = {
    .begin_function = begin_function,
    .end_function = end_function,
    .plain = plain,
    .begin_block = begin_block,
    .begin_if = begin_if,
    .begin_else = begin_else,
    .begin_catch = begin_catch,
    .end_block = end_block,
    .branch = branch,
    .resume = resume,
    .leave = leave,
};

static void expect_record(const char *code, size_t size, const char *expected)
{
    WfxError error = {0};
    Recorder recorder = {0};
    WfxSink sink = recording_sink;
    sink.self = &recorder;
    WfxModule *module = module_of(code, size, &error);
    assert_non_null(module);
    WfxWalker *walker = wfx_walker_new(module, &sink, &error);
    assert_non_null(walker);
    bool valid = wfx_walk_function(walker, 1);
    if (!valid)
        fail_msg("%s", error.message);
    wfx_buffer_u8(&recorder.text, 0);
    assert_string_equal((const char *)recorder.text.data, expected);
    wfx_walker_free(walker);
    wfx_module_free(module);
    wfx_buffer_free(&recorder.text);
}

static void straight_code(void **state)
{
    (void)state;
    expect_record(BYTES("\x41\1\x41\2\x6a\x10\0\x1a\x0b"),
                  "func1/0;i32.const()=0;i32.const()=1;i32.add(0 1)=2;call(2)=3;drop(3);live;done");
}

static void dead_code_is_silent(void **state)
{
    (void)state;
    /* block (result i32) i32.const 5, br 0, then dead: block end i32.add; end; drop */
    expect_record(BYTES("\x02\x7f\x41\5\x0c\0\x02\x40\x0b\x6a\x0b\x1a\x0b"),
                  "func1/0;block(){i32.const()=0;br(0);dead=1}drop(1);live;done");
    /* after a block that nothing leaves, all is dead to the end */
    expect_record(BYTES("\x02\x40\x00\x0b\x41\1\x1a\x0b"), "func1/0;block(){unreachable();dead}dead;done");
}

static void ifs(void **state)
{
    (void)state;
    expect_record(BYTES("\x41\1\x04\x7f\x41\2\x05\x41\3\x0b\x1a\x0b"),
                  "func1/0;i32.const()=0;?0 if(){i32.const()=1;live 1}{i32.const()=2;live 2=3}drop(3);live;done");
    expect_record(BYTES("\x41\1\x04\x7f\x00\x05\x41\3\x0b\x1a\x0b"),
                  "func1/0;i32.const()=0;?0 if(){unreachable();dead}{i32.const()=1;live 1=2}drop(2);live;done");
}

static void legacy_tries(void **state)
{
    (void)state;
    /* try (result i32), i32.const 1; catch 2; catch 1, unreachable; catch_all, rethrow 0; end; drop */
    expect_record(BYTES("\x06\x7f\x41\1\x07\2\x07\1\x00\x19\x09\0\x0b\x1a\x0b"),
                  "func1/0;try(){i32.const()=0;live 0}{catch behind try=1;live 1}{catch behind catch;unreachable();"
                  "dead}{catch_all behind catch;rethrow();dead=2}dead;done");
    /* a clause is live behind a body that is not; block, try, delegate 0, end */
    expect_record(BYTES("\x06\x40\x00\x19\x01\x0b\x0b"),
                  "func1/0;try(){unreachable();dead}{catch_all behind try;live}live;done");
    expect_record(BYTES("\x02\x40\x06\x40\x18\0\x0b\x0b"), "func1/0;block(){try(){live}live}live;done");
    /* all of it dead */
    expect_record(BYTES("\x00\x06\x40\x07\2\x09\0\x19\x06\x40\x18\0\x0b\x0b"), "func1/0;unreachable();dead;done");
}

static void branches_keep_values(void **state)
{
    (void)state;
    expect_record(BYTES("\x02\x7f\x41\1\x41\2\x0d\0\x0b\x1a\x0b"),
                  "func1/0;block(){i32.const()=0;i32.const()=1;br_if(0 1);live 0=2}drop(2);live;done");
    expect_record(BYTES("\xd0\x70\xd5\0\x1a\x0b"), "func1/0;ref.null()=0;br_on_null(0);drop(99);live;done");
}

static void resuming(void **state)
{
    (void)state;
    /* Type 2 is cont [i32] -> [i32]; after tag 1 ([] -> []) what remains is a type 4, cont [] -> [i32]. */
    expect_record(BYTES("\x41\7\xd0\2\xe3\2\0\x1a\x0b"),
                  "func1/0;i32.const()=0;ref.null()=1;resume(0 1)=2;drop(2);live;done");
    expect_record(
        BYTES("\x02\x63\4\x41\7\xd0\2\xe3\2\1\0\1\0\x1a\x0f\x0b\x1a\x0b"),
        "func1/0;block(){i32.const()=0;ref.null()=1;on 1/1 resume(0 1)=2;drop(2);return();dead=3}drop(3);live;done");
    expect_record(BYTES("\x41\7\xe2\0\x1a\x0b"), "func1/0;i32.const()=0;suspend(0)=1;drop(1);live;done");
}

static void sink_stops_the_walk(void **state)
{
    (void)state;
    WfxError error = {0};
    Recorder recorder = {.refuse = true};
    WfxSink sink = recording_sink;
    sink.self = &recorder;
    WfxModule *module = module_of(BYTES("\x41\1\x1a\x0b"), &error);
    assert_non_null(module);
    WfxWalker *walker = wfx_walker_new(module, &sink, &error);
    assert_false(wfx_walk_function(walker, 1));
    recorder.refuse = false;
    assert_true(wfx_walk_function(walker, 1)); /* a walker is reusable after a failure */
    wfx_walker_free(walker);
    wfx_module_free(module);
    wfx_buffer_free(&recorder.text);
}

/* Nesting is bounded by memory only. */
static void deep_nesting(void **state)
{
    (void)state;
    enum { DEPTH = 100000 };
    WfxBuffer code = {0};
    for (uint32_t i = 0; i < DEPTH; i++)
        wfx_buffer_bytes(&code, BYTES("\x02\x40"));
    for (uint32_t i = 0; i <= DEPTH; i++)
        wfx_buffer_u8(&code, 0x0b);
    WfxError error = {0};
    WfxModule *module = module_of((const char *)code.data, code.size, &error);
    assert_non_null(module);
    assert_true(wfx_module_validate(module, &error));
    wfx_module_free(module);
    wfx_buffer_free(&code);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors),
        cmocka_unit_test(straight_code),
        cmocka_unit_test(dead_code_is_silent),
        cmocka_unit_test(ifs),
        cmocka_unit_test(legacy_tries),
        cmocka_unit_test(branches_keep_values),
        cmocka_unit_test(resuming),
        cmocka_unit_test(sink_stops_the_walk),
        cmocka_unit_test(deep_nesting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
