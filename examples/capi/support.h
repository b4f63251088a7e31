/* What the examples of the standard C API share: a module from the file that is the program's first argument, calls,
   and an end with a message. They use wasm.h alone, so they build with any engine that has it. */
#ifndef CAPI_EXAMPLES_SUPPORT_H
#define CAPI_EXAMPLES_SUPPORT_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <wasm.h>

static inline void give_up(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fputc('\n', stderr);
    exit(EXIT_FAILURE);
}

static inline void read_file(const char *path, wasm_byte_vec_t *out)
{
    FILE *file = path ? fopen(path, "rb") : NULL;
    if (!file || fseek(file, 0, SEEK_END))
        give_up("usage: program FILE.wasm");
    wasm_byte_vec_new_uninitialized(out, (size_t)ftell(file));
    rewind(file);
    if (fread(out->data, 1, out->size, file) != out->size)
        give_up("cannot read %s", path);
    fclose(file);
}

static inline wasm_module_t *load(wasm_store_t *store, const char *path)
{
    wasm_byte_vec_t bytes;
    read_file(path, &bytes);
    wasm_module_t *module = wasm_module_new(store, &bytes);
    wasm_byte_vec_delete(&bytes);
    if (!module)
        give_up("%s is no valid module", path);
    return module;
}

static inline void print_trap(const char *before, const wasm_trap_t *trap)
{
    wasm_message_t message;
    wasm_trap_message(trap, &message);
    printf("%s: %s\n", before, message.data);
    wasm_name_delete(&message);
}

/* The module's instance, with these imports. */
static inline wasm_instance_t *instantiate(wasm_store_t *store, const wasm_module_t *module, wasm_extern_t **imports,
                                           size_t count)
{
    wasm_extern_vec_t list = {count, imports};
    wasm_trap_t *trap = NULL;
    wasm_instance_t *instance = wasm_instance_new(store, module, &list, &trap);
    if (instance)
        return instance;
    if (trap)
        print_trap("cannot instantiate", trap);
    exit(EXIT_FAILURE);
}

static inline wasm_func_t *func_at(const wasm_extern_vec_t *exports, size_t index)
{
    wasm_func_t *func = index < exports->size ? wasm_extern_as_func(exports->data[index]) : NULL;
    if (!func)
        give_up("export %zu is no function", index);
    return func;
}

/* A call that must not trap. */
static inline void call(const wasm_func_t *func, wasm_val_t *args, size_t arg_count, wasm_val_t *results,
                        size_t result_count)
{
    wasm_val_vec_t in = {arg_count, args}, out = {result_count, results};
    wasm_trap_t *trap = wasm_func_call(func, &in, &out);
    if (!trap)
        return;
    print_trap("unexpected trap", trap);
    exit(EXIT_FAILURE);
}

/* The same of a function of at most two i32 to one. */
static inline int32_t call_i32(const wasm_func_t *func, int32_t a, int32_t b)
{
    wasm_val_t args[2] = {WASM_I32_VAL(a), WASM_I32_VAL(b)}, result = WASM_INIT_VAL;
    call(func, args, wasm_func_param_arity(func), &result, wasm_func_result_arity(func));
    return wasm_func_result_arity(func) ? result.of.i32 : 0;
}

#endif
