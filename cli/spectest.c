/* The host module `spectest`; see spectest.h. */
#include "cli/spectest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1234567 as 1_234_567. */
static void print_grouped(int64_t value)
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%" PRIu64, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
    if (value < 0)
        putchar('-');
    for (int i = 0; i < size; i++) {
        if (i && (size - i) % 3 == 0)
            putchar('_');
        putchar(digits[i]);
    }
}

/* The shortest decimal text that reads back as the same number. */
static void print_float(double number, bool single)
{
    char text[48];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (single ? strtof(text, NULL) == (float)number : strtod(text, NULL) == number)
            break;
    }
    fputs(text, stdout);
}

void wfx_spectest_print(const wfx_value_t *value)
{
    switch (value->kind) {
    case WFX_VALUE_I32:
        print_grouped(value->of.i32);
        puts(" : i32");
        return;
    case WFX_VALUE_I64:
        print_grouped(value->of.i64);
        puts(" : i64");
        return;
    case WFX_VALUE_F32:
        print_float((double)value->of.f32, true);
        puts(" : f32");
        return;
    case WFX_VALUE_F64:
        print_float(value->of.f64, false);
        puts(" : f64");
        return;
    case WFX_VALUE_V128:
        for (int i = 15; i >= 0; i--)
            printf("%02x", value->of.v128[i]);
        puts(" : v128");
        return;
    default: puts(value->of.bits ? "ref" : "null"); return;
    }
}

static bool print_all(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count,
                      wfx_value_t *results, size_t result_count, wfx_error_t **error)
{
    (void)env, (void)caller, (void)results, (void)result_count, (void)error;
    for (size_t i = 0; i < arg_count; i++)
        wfx_spectest_print(&args[i]);
    return true;
}

static bool define(wfx_linker_t *linker, const char *name, wfx_extern_t item, wfx_error_t **error)
{
    return wfx_linker_define(linker, "spectest", 8, name, strlen(name), item, error);
}

static bool define_print(wfx_linker_t *linker, const char *name, const wfx_kind_t *params, size_t count,
                         wfx_error_t **error)
{
    wfx_functype_t *type = wfx_functype_new(params, count, NULL, 0);
    if (!type)
        return false;
    wfx_func_t *func = wfx_func_new(wfx_linker_store(linker), type, name, print_all, NULL, NULL, error);
    wfx_functype_delete(type);
    return func && define(linker, name, (wfx_extern_t){.kind = WFX_EXT_FUNC, .of.func = func}, error);
}

static bool define_global(wfx_linker_t *linker, const char *name, wfx_value_t value, wfx_error_t **error)
{
    wfx_global_t *global = wfx_global_new(wfx_linker_store(linker), false, value, error);
    return global && define(linker, name, (wfx_extern_t){.kind = WFX_EXT_GLOBAL, .of.global = global}, error);
}

static bool define_table(wfx_linker_t *linker, const char *name, bool is_64, wfx_error_t **error)
{
    wfx_table_t *table = wfx_table_new(wfx_linker_store(linker), WFX_VALUE_FUNCREF, 10, 20, is_64, error);
    return table && define(linker, name, (wfx_extern_t){.kind = WFX_EXT_TABLE, .of.table = table}, error);
}

bool wfx_spectest_define(wfx_linker_t *linker, wfx_error_t **error)
{
    static const struct {
        const char *name;
        size_t count;
        wfx_kind_t params[2];
    } prints[] = {
        {"print", 0, {0}},
        {"print_i32", 1, {WFX_VALUE_I32}},
        {"print_i64", 1, {WFX_VALUE_I64}},
        {"print_f32", 1, {WFX_VALUE_F32}},
        {"print_f64", 1, {WFX_VALUE_F64}},
        {"print_i32_f32", 2, {WFX_VALUE_I32, WFX_VALUE_F32}},
        {"print_f64_f64", 2, {WFX_VALUE_F64, WFX_VALUE_F64}},
    };
    for (size_t i = 0; i < sizeof prints / sizeof *prints; i++)
        if (!define_print(linker, prints[i].name, prints[i].params, prints[i].count, error))
            return false;
    if (!define_global(linker, "global_i32", (wfx_value_t){.kind = WFX_VALUE_I32, .of.i32 = 666}, error) ||
        !define_global(linker, "global_i64", (wfx_value_t){.kind = WFX_VALUE_I64, .of.i64 = 666}, error) ||
        !define_global(linker, "global_f32", (wfx_value_t){.kind = WFX_VALUE_F32, .of.f32 = 666.6f}, error) ||
        !define_global(linker, "global_f64", (wfx_value_t){.kind = WFX_VALUE_F64, .of.f64 = 666.6}, error))
        return false;
    if (!define_table(linker, "table", false, error) || !define_table(linker, "table64", true, error))
        return false;
    wfx_memory_t *memory = wfx_memory_new(wfx_linker_store(linker), 1, 2, error);
    if (!memory || !define(linker, "memory", (wfx_extern_t){.kind = WFX_EXT_MEMORY, .of.memory = memory}, error))
        return false;
    wfx_memory_t *shared = wfx_memory_new_shared(1, 2, false, 65536, error);
    bool defined =
        shared && define(linker, "shared_memory", (wfx_extern_t){.kind = WFX_EXT_MEMORY, .of.memory = shared}, error);
    wfx_memory_release(shared);
    return defined;
}
