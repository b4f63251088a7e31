/* Embedding wasmfx: a generator written with stack switching is driven by a host program, which takes each value
   through a host function, and then sees a trap with its backtrace. Build: cc embed.c -lwasmfx (see docs/api.md).
   Prints 0 1 4 9 16 and the backtrace. */
#include <stdio.h>
#include <string.h>

#include "engine/api/wasmfx.h"

static const char text[] = "(module $squares\n"
                           "  (import \"host\" \"take\" (func $take (param i32)))\n"
                           "  (type $f (func)) (type $c (cont $f))\n"
                           "  (tag $yield (param i32))\n"
                           "  (func $generate (local $i i32)\n"
                           "    (loop $next\n"
                           "      (suspend $yield (i32.mul (local.get $i) (local.get $i)))\n"
                           "      (local.set $i (i32.add (local.get $i) (i32.const 1)))\n"
                           "      (br_if $next (i32.lt_u (local.get $i) (i32.const 5)))))\n"
                           "  (elem declare func $generate $broken)\n"
                           "  (func (export \"squares\") (local $k (ref null $c))\n"
                           "    (local.set $k (cont.new $c (ref.func $generate)))\n"
                           "    (loop $again\n"
                           "      (block $on_yield (result i32 (ref $c))\n"
                           "        (resume $c (on $yield $on_yield) (local.get $k))\n"
                           "        (return))\n"
                           "      (local.set $k)\n"
                           "      (call $take)\n"
                           "      (br $again)))\n"
                           "  (func $broken (drop (i32.div_u (i32.const 1) (i32.const 0))))\n"
                           "  (func (export \"fail\")\n"
                           "    (resume $c (cont.new $c (ref.func $broken)))))\n";

static bool take(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count, wfx_value_t *results,
                 size_t result_count, wfx_error_t **error)
{
    (void)caller, (void)arg_count, (void)results, (void)result_count, (void)error;
    *(int *)env += args[0].of.i32;
    printf("%d\n", args[0].of.i32);
    return true;
}

static int give_up(wfx_error_t *error)
{
    fprintf(stderr, "%s\n", wfx_error_message(error));
    wfx_error_delete(error);
    return 1;
}

static void print_backtrace(const wfx_error_t *error)
{
    printf("trap: %s\n", wfx_error_message(error));
    for (size_t i = 0; i < wfx_error_frame_count(error); i++) {
        const wfx_frame_t *frame = wfx_error_frame(error, i);
        printf("  %s", frame->function);
        if (frame->line)
            printf(" %s:%u", frame->source, frame->line);
        printf("\n");
    }
}

int main(void)
{
    int sum = 0, status = 1;
    wfx_error_t *error = NULL;
    wfx_store_t *store = NULL;
    wfx_module_t *module = NULL;
    wfx_functype_t *type = NULL;
    wfx_instance_t *instance;
    wfx_func_t *host;
    wfx_extern_t squares, fail;
    const wfx_kind_t param = WFX_VALUE_I32;
    wfx_engine_t *engine = wfx_engine_new(NULL, &error);
    if (!engine || !(store = wfx_store_new(engine, &error)) ||
        !(module = wfx_module_new(engine, text, strlen(text), "squares.wat", &error)))
        goto failed;
    type = wfx_functype_new(&param, 1, NULL, 0);
    if (!(host = wfx_func_new(store, type, "take", take, &sum, NULL, &error)))
        goto failed;
    wfx_extern_t imports[1] = {{.kind = WFX_EXT_FUNC, .of.func = host}};
    if (!(instance = wfx_instance_new(store, module, imports, 1, &error)))
        goto failed;
    if (!wfx_instance_export(instance, "squares", 7, &squares) || !wfx_instance_export(instance, "fail", 4, &fail))
        goto done;
    if (!wfx_func_call(squares.of.func, NULL, 0, NULL, 0, &error))
        goto failed;
    printf("sum %d\n", sum);
    if (!wfx_func_call(fail.of.func, NULL, 0, NULL, 0, &error)) {
        print_backtrace(error);
        wfx_error_delete(error);
        status = 0;
    }
    goto done;
failed:
    status = give_up(error);
done:
    wfx_functype_delete(type);
    wfx_module_delete(module);
    wfx_store_delete(store);
    wfx_engine_delete(engine);
    return status;
}
