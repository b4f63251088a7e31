/* Helpers of the runtime's tests: a store, modules from text, calls of exports with i64 arguments and one i64
   result. */
#ifndef WFX_TESTS_RT_SUPPORT_H
#define WFX_TESTS_RT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/rt/runtime.h"
#include "engine/rt/stacks.h"
#include "engine/text/text.h"

typedef struct World {
    WfxStore *store;
    WfxInstanceRecord *instance;
    WfxError error; /* of the last call */
} World;

/* How modules are compiled: the tests run once with each kind of code. */
static WfxCompileOptions compile_options;

static inline void show(const WfxError *error)
{
    print_error("error: %s (%u:%u)\n", error->message, error->place.line, error->place.column);
}

static inline WfxInstanceRecord *instantiate(WfxStore *store, const char *text, const WfxExternValue *imports,
                                             uint32_t import_count)
{
    WfxError error = {0};
    WfxBuffer binary = {0};
    if (!wfx_wat_assemble(text, strlen(text), "test.wat", WFX_FEATURES_DEFAULT, &binary, NULL, &error))
        show(&error);
    WfxModule *module = wfx_module_decode(binary.data, binary.size, WFX_FEATURES_DEFAULT, &error);
    wfx_buffer_free(&binary);
    if (!module)
        show(&error);
    assert_non_null(module);
    WfxCompiledModule *compiled = wfx_compiled_new(module, "test.wat", &compile_options, &error);
    if (!compiled)
        show(&error);
    assert_non_null(compiled);
    WfxInstanceRecord *record = wfx_rt_instance_new(store, compiled, imports, import_count, &error);
    if (!record)
        show(&error);
    assert_non_null(record);
    wfx_compiled_release(compiled);
    return record;
}

static inline void world_open_placed(World *world, const char *text, int placement, size_t stack_bytes)
{
    WfxError error = {0};
    WfxStoreOptions options = {.stack_placement = placement, .continuation_stack_bytes = stack_bytes};
    memset(world, 0, sizeof *world);
    world->store = wfx_rt_store_new(&options, &error);
    assert_non_null(world->store);
    if (text)
        world->instance = instantiate(world->store, text, NULL, 0);
}

static inline void world_open(World *world, const char *text)
{
    world_open_placed(world, text, 0, 0);
}

static inline void world_close(World *world)
{
    wfx_rt_store_free(world->store);
}

static inline WfxFunc *export_func(const WfxInstanceRecord *record, const char *name)
{
    WfxExternValue value;
    assert_true(wfx_rt_instance_export(record, name, strlen(name), &value));
    assert_int_equal(value.kind, WFX_EXTERN_FUNC);
    return value.of.func;
}

/* Calls an export; false when it failed. Arguments and results are 64-bit words. */
static inline bool call_export(World *world, const char *name, const uint64_t *words, uint32_t count, uint64_t *results)
{
    WfxSlot slots[64];
    memset(slots, 0, sizeof slots);
    for (uint32_t i = 0; i < count; i++)
        memcpy(slots[i].bytes, &words[i], 8);
    WfxFunc *func = export_func(world->instance, name);
    WfxSlot out[64];
    memset(&world->error, 0, sizeof world->error);
    if (!wfx_rt_call(world->store, func, slots, out, &world->error))
        return false;
    for (uint32_t i = 0; i < wfx_types_get(func->type_id)->result_count; i++)
        memcpy(&results[i], out[i].bytes, 8);
    return true;
}

static inline uint64_t must(World *world, const char *name, uint64_t argument)
{
    uint64_t results[64] = {0};
    bool ok = call_export(world, name, &argument, 1, results);
    if (!ok)
        show(&world->error);
    assert_true(ok);
    return results[0];
}

/* The call must fail with a message that begins like this. */
static inline int run_with_each_code(const struct CMUnitTest *tests, size_t count)
{
    static const WfxCompileOptions kinds[] = {{0}, {.debug = true}, {.stress_spill = true}, {.counters = true}};
    static const char *const names[] = {"plain", "debug", "stress_spill", "counters"};
    int failures = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        compile_options = kinds[i];
        failures += _cmocka_run_group_tests(names[i], tests, count, NULL, NULL);
    }
    return failures;
}

static inline void must_fail(World *world, const char *name, uint64_t argument, const char *message)
{
    uint64_t results[64];
    assert_false(call_export(world, name, &argument, 1, results));
    if (strncmp(world->error.message, message, strlen(message)) != 0)
        fail_msg("%s: expected \"%s\", got \"%s\"", name, message, world->error.message);
}

/* Headers in use that are not roots. */
static inline bool count_one(void *user, WfxContinuation *continuation)
{
    *(uint64_t *)user += continuation->state != WFX_CONT_ROOT;
    return true;
}
static inline uint64_t live_continuations(const World *world)
{
    uint64_t count = 0;
    wfx_inspect_continuations(&world->store->stacks.inspect, count_one, &count);
    return count;
}

#endif
