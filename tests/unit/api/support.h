/* Helpers of the API's tests: an engine and a store, a module from text, calls with and without an expected error. */
#ifndef WFX_TESTS_API_SUPPORT_H
#define WFX_TESTS_API_SUPPORT_H

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/api/wasmfx.h"

typedef struct World {
    wfx_engine_t *engine;
    wfx_store_t *store;
    wfx_linker_t *linker;
} World;

static inline void world_open(World *world)
{
    wfx_error_t *error = NULL;
    world->engine = wfx_engine_new(NULL, &error);
    assert_non_null(world->engine);
    world->store = wfx_store_new(world->engine, &error);
    assert_non_null(world->store);
    world->linker = wfx_linker_new(world->store);
    assert_non_null(world->linker);
}

static inline void world_close(World *world)
{
    wfx_linker_delete(world->linker);
    wfx_store_delete(world->store);
    wfx_engine_delete(world->engine);
}

/* cmocka takes SIGSEGV and SIGILL for every test, which would replace the engine's handlers: it gets a `signal` without
   effect. Each test program includes this header in one file only. */
void (*signal(int number, void (*handler)(int)))(int)
{
    (void)number, (void)handler;
    return SIG_DFL;
}

static inline void show_error(const wfx_error_t *error)
{
    uint32_t offset = 0, line = 0, column = 0;
    wfx_error_place(error, &offset, &line, &column);
    print_error("error: %s (offset %u, line %u:%u)\n", wfx_error_message(error), offset, line, column);
    for (size_t i = 0; i < wfx_error_frame_count(error); i++) {
        const wfx_frame_t *frame = wfx_error_frame(error, i);
        print_error("  %d %s %s:%u:%u\n", frame->kind, frame->function, frame->source ? frame->source : "-",
                    frame->line, frame->column);
    }
}

static inline wfx_module_t *module_of(World *world, const char *text)
{
    wfx_error_t *error = NULL;
    wfx_module_t *module = wfx_module_new(world->engine, text, strlen(text), "test.wat", &error);
    if (!module)
        show_error(error);
    assert_non_null(module);
    return module;
}

static inline wfx_instance_t *instance_of(World *world, const char *text)
{
    wfx_error_t *error = NULL;
    wfx_module_t *module = module_of(world, text);
    wfx_instance_t *instance = wfx_linker_instantiate(world->linker, module, &error);
    if (!instance)
        show_error(error);
    assert_non_null(instance);
    wfx_module_delete(module);
    return instance;
}

static inline wfx_extern_t export_of(wfx_instance_t *instance, const char *name)
{
    wfx_extern_t item;
    assert_true(wfx_instance_export(instance, name, strlen(name), &item));
    return item;
}

static inline void call(wfx_instance_t *instance, const char *name, const wfx_value_t *args, size_t arg_count,
                        wfx_value_t *results, size_t result_count)
{
    wfx_error_t *error = NULL;
    if (!wfx_func_call(export_of(instance, name).of.func, args, arg_count, results, result_count, &error)) {
        show_error(error);
        fail_msg("call of %s failed", name);
    }
}

static inline wfx_error_t *call_fails(wfx_instance_t *instance, const char *name, const wfx_value_t *args,
                                      size_t arg_count, size_t result_count)
{
    wfx_error_t *error = NULL;
    wfx_value_t results[16];
    assert_true(result_count <= 16);
    assert_false(wfx_func_call(export_of(instance, name).of.func, args, arg_count, results, result_count, &error));
    assert_non_null(error);
    return error;
}

static inline wfx_value_t i32(int32_t value)
{
    return (wfx_value_t){.kind = WFX_VALUE_I32, .of.i32 = value};
}
static inline wfx_value_t i64(int64_t value)
{
    return (wfx_value_t){.kind = WFX_VALUE_I64, .of.i64 = value};
}
static inline wfx_value_t f32(float value)
{
    return (wfx_value_t){.kind = WFX_VALUE_F32, .of.f32 = value};
}
static inline wfx_value_t f64(double value)
{
    return (wfx_value_t){.kind = WFX_VALUE_F64, .of.f64 = value};
}

static inline int32_t call_i32(wfx_instance_t *instance, const char *name, int32_t arg)
{
    wfx_value_t args[1] = {i32(arg)}, results[1];
    call(instance, name, args, 1, results, 1);
    assert_int_equal(results[0].kind, WFX_VALUE_I32);
    return results[0].of.i32;
}

/* Defines a host function in the linker under "host". */
static inline wfx_func_t *define_host(World *world, const char *name, const wfx_kind_t *params, size_t param_count,
                                      const wfx_kind_t *results, size_t result_count, wfx_callback_t callback,
                                      void *env)
{
    wfx_error_t *error = NULL;
    wfx_functype_t *type = wfx_functype_new(params, param_count, results, result_count);
    assert_non_null(type);
    wfx_func_t *func = wfx_func_new(world->store, type, name, callback, env, NULL, &error);
    assert_non_null(func);
    wfx_functype_delete(type);
    wfx_extern_t item = {.kind = WFX_EXT_FUNC, .of.func = func};
    assert_true(wfx_linker_define(world->linker, "host", 4, name, strlen(name), item, &error));
    return func;
}

#endif
