/* Objects of Wasm GC in the host's hands: what a reference refers to, how long it is valid, and both C APIs. Every
   allocation collects, and what is freed is overwritten. */
#include <time.h>

#include "engine/api/wasm.h"
#include "engine/base/sanitizer.h"
#include "engine/text/text.h"
#include "tests/unit/api/support.h"
#include "tests/unit/resident.h"

static const char program[] =
    "(module"
    "  (import \"host\" \"see\" (func $see (param anyref) (result anyref)))"
    "  (type $box (struct (field (mut i32))))"
    "  (type $bytes (array (mut i8)))"
    "  (global $kept (export \"kept\") (mut anyref) (ref.null any))"
    "  (func (export \"new\") (param i32) (result anyref) (struct.new $box (local.get 0)))"
    "  (func (export \"churn\") (param i32) (result i32)"
    "    (loop $l (drop (struct.new $box (i32.const 0xDEAD)))"
    "      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (i32.const 0))"
    "  (func (export \"keep\") (param anyref) (result i32) (global.set $kept (struct.new $box (i32.const 5))) "
    "(i32.const 0))"
    "  (func (export \"array\") (result anyref) (array.new_default $bytes (i32.const 1000)))"
    "  (func (export \"i31\") (param i32) (result anyref) (ref.i31 (local.get 0)))"
    "  (func (export \"get\") (param anyref) (result i32) (struct.get $box 0 (ref.cast (ref $box) (local.get 0))))"
    "  (func (export \"get-box\") (param (ref null $box)) (result i32) (struct.get $box 0 (local.get 0)))"
    "  (func (export \"out\") (param anyref) (result externref) (extern.convert_any (local.get 0)))"
    "  (func (export \"in\") (param externref) (result anyref) (any.convert_extern (local.get 0)))"
    "  (type $number (func (result i32))) (type $k (cont $number)) (tag $wait) (tag $oops (param i32))"
    "  (global $v (mut i32) (i32.const 0))"
    "  (func $waits (type $number) (local i32) (local.set 0 (global.get $v)) (suspend $wait) (local.get 0))"
    "  (elem declare func $waits)"
    "  (func (export \"suspended\") (param i32) (result contref)"
    "    (global.set $v (local.get 0))"
    "    (block $on (result (ref $k)) (drop (resume $k (on $wait $on) (cont.new $k (ref.func $waits)))) (unreachable)))"
    "  (func (export \"resume\") (param (ref null $k)) (result i32) (resume $k (local.get 0)))"
    "  (func (export \"caught\") (param i32) (result exnref)"
    "    (block $c (result exnref) (try_table (catch_all_ref $c) (throw $oops (local.get 0))) (unreachable)))"
    "  (tag $boxed (param (ref null $box)))"
    "  (func (export \"escapes\") (param i32) (result i32) (throw $boxed (struct.new $box (local.get 0))))"
    "  (func (export \"payload\") (param exnref) (result i32)"
    "    (block $c (result i32) (try_table (catch $oops $c) (throw_ref (local.get 0))) (unreachable)))"
    "  (func (export \"shown\") (param i32) (result i32) (local $own (ref null $box))"
    "    (local.set $own (struct.new $box (i32.const 100)))"
    "    (struct.new $box (i32.const 1000))"
    "    (struct.get $box 0 (ref.cast (ref $box) (call $see (struct.new $box (local.get 0)))))"
    "    (i32.add (struct.get $box 0 (local.get $own)))"
    "    (local.set 0) (struct.get $box 0) (i32.add (local.get 0))))";

typedef struct Objects {
    wfx_engine_t *engine;
    wfx_store_t *store;
    wfx_linker_t *linker;
    wfx_module_t *module;
    wfx_instance_t *instance;
} Objects;

static wfx_value_t ask(Objects *o, const char *name, wfx_value_t argument, size_t count)
{
    wfx_extern_t item;
    wfx_value_t result = {0};
    wfx_error_t *error = NULL;
    assert_true(wfx_instance_export(o->instance, name, strlen(name), &item));
    if (!wfx_func_call(item.of.func, &argument, count, &result, 1, &error)) {
        show_error(error);
        fail();
    }
    return result;
}

static bool fails(Objects *o, const char *name, wfx_value_t argument)
{
    wfx_extern_t item;
    wfx_value_t result = {0};
    wfx_error_t *error = NULL;
    assert_true(wfx_instance_export(o->instance, name, strlen(name), &item));
    bool ok = wfx_func_call(item.of.func, &argument, 1, &result, 1, &error);
    wfx_error_delete(error);
    return !ok;
}

static wfx_value_t number(int32_t value)
{
    return (wfx_value_t){.kind = WFX_VALUE_I32, .of.i32 = value};
}

/* Makes garbage from inside a host function, where the argument has to stay and what the caller's frame holds, and
   gives the argument back. */
static bool see(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count, wfx_value_t *results,
                size_t result_count, wfx_error_t **error)
{
    (void)caller, (void)arg_count, (void)result_count, (void)error;
    Objects *o = env;
    for (int i = 0; i < 5; i++)
        ask(o, "new", number(-1), 1);
    ask(o, "churn", number(wfx_store_heap_statistics(o->store).collections ? 1 : 1000000), 1);
    results[0] = args[0];
    return true;
}

static void open_objects_with(Objects *o, const wfx_config_t *config)
{
    wfx_error_t *error = NULL;
    o->engine = wfx_engine_new(config, &error);
    o->store = wfx_store_new(o->engine, &error);
    o->linker = wfx_linker_new(o->store);
    wfx_kind_t any = WFX_VALUE_ANYREF;
    wfx_functype_t *type = wfx_functype_new(&any, 1, &any, 1);
    wfx_func_t *func = wfx_func_new(o->store, type, "host.see", see, o, NULL, &error);
    wfx_functype_delete(type);
    assert_true(wfx_linker_define(o->linker, "host", 4, "see", 3, (wfx_extern_t){.kind = WFX_EXT_FUNC, .of.func = func},
                                  &error));
    o->module = wfx_module_new(o->engine, program, sizeof program - 1, "objects.wat", &error);
    if (!o->module)
        show_error(error);
    assert_non_null(o->module);
    o->instance = wfx_linker_instantiate(o->linker, o->module, &error);
    if (!o->instance)
        show_error(error);
    assert_non_null(o->instance);
}

static void open_objects(Objects *o, size_t max_heap)
{
    open_objects_with(o, &(wfx_config_t){.stress_gc = true, .max_heap_bytes = max_heap});
}

static void close_objects(Objects *o)
{
    wfx_linker_delete(o->linker);
    wfx_store_delete(o->store);
    wfx_module_delete(o->module);
    wfx_engine_delete(o->engine);
}

static void kinds(void **state)
{
    (void)state;
    Objects o;
    open_objects(&o, 0);
    int host = 0;
    wfx_value_t value = ask(&o, "new", number(5), 1);
    assert_int_equal(wfx_anyref_kind(&value), WFX_ANYREF_STRUCT);
    assert_int_equal(wfx_anyref_i31(&value), 0);
    assert_null(wfx_anyref_host(&value));
    value = ask(&o, "array", number(0), 0);
    assert_int_equal(wfx_anyref_kind(&value), WFX_ANYREF_ARRAY);
    value = ask(&o, "i31", number(-7), 1);
    assert_int_equal(wfx_anyref_kind(&value), WFX_ANYREF_I31);
    assert_int_equal(wfx_anyref_i31(&value), -7);
    assert_true(value.of.ref == wfx_anyref_new_i31(-7).of.ref);
    assert_true(wfx_anyref_new_i31((int32_t)0x80000001).of.ref == wfx_anyref_new_i31(1).of.ref); /* 31 bits */
    value = ask(&o, "in", (wfx_value_t){.kind = WFX_VALUE_EXTERNREF, .of.externref = &host}, 1);
    assert_int_equal(wfx_anyref_kind(&value), WFX_ANYREF_HOST);
    assert_ptr_equal(wfx_anyref_host(&value), &host);
    assert_ptr_equal(ask(&o, "out", value, 1).of.externref, &host);
    assert_true(wfx_anyref_new_host(o.store, &host, &value));
    assert_ptr_equal(ask(&o, "out", value, 1).of.externref, &host);
    value = ask(&o, "out", (wfx_value_t){.kind = WFX_VALUE_ANYREF}, 1);
    assert_null(value.of.externref);
    close_objects(&o);
}

static void retained_continuations_and_exceptions(void **state)
{
    (void)state;
    Objects o;
    open_objects(&o, 0);
    wfx_value_t kept = ask(&o, "suspended", number(42), 1);
    assert_int_equal(kept.kind, WFX_VALUE_CONTREF);
    assert_true(wfx_ref_retain(o.store, &kept));
    wfx_value_t caught = ask(&o, "caught", number(43), 1);
    assert_int_equal(caught.kind, WFX_VALUE_EXNREF);
    assert_true(wfx_ref_retain(o.store, &caught));
    for (int i = 0; i < 5; i++) {
        ask(&o, "suspended", number(1), 1);
        ask(&o, "caught", number(1), 1);
    }
    assert_int_equal(ask(&o, "payload", caught, 1).of.i32, 43);
    assert_int_equal(ask(&o, "resume", kept, 1).of.i32, 42);
    wfx_ref_release(o.store, &kept);
    wfx_ref_release(o.store, &caught);
    wfx_value_t dropped = ask(&o, "suspended", number(44), 1);
    ask(&o, "caught", number(1), 1);
    assert_true(fails(&o, "resume", dropped)); /* it was not retained: traps like one that is consumed */
    close_objects(&o);
}

static wfx_error_t *escapes(Objects *o, int32_t n)
{
    wfx_extern_t item;
    wfx_value_t argument = number(n), result;
    wfx_error_t *error = NULL;
    assert_true(wfx_instance_export(o->instance, "escapes", 7, &item));
    assert_false(wfx_func_call(item.of.func, &argument, 1, &result, 1, &error));
    assert_int_equal(wfx_error_kind(error), WFX_E_EXCEPTION);
    return error;
}

static int32_t boxed(Objects *o, const wfx_error_t *error)
{
    wfx_value_t payload;
    assert_int_equal(wfx_error_payload_count(error), 1);
    assert_true(wfx_error_payload(error, 0, &payload));
    return ask(o, "get-box", payload, 1).of.i32;
}

/* An uncaught exception lives with its error, and not longer than the store. */
static void exceptions_live_with_their_errors(void **state)
{
    (void)state;
    Objects o;
    open_objects(&o, 0);
    wfx_error_t *first = escapes(&o, 42), *second = escapes(&o, 43);
    for (int i = 0; i < 5; i++)
        wfx_error_delete(escapes(&o, i));
    assert_int_equal(boxed(&o, first), 42);
    wfx_error_delete(first);
    assert_int_equal(boxed(&o, second), 43);
    close_objects(&o);
    assert_null(wfx_error_tag(second));
    assert_int_equal(wfx_error_payload_count(second), 0);
    wfx_error_delete(second);
}

static void uncaught_exceptions_do_not_leak(void **state)
{
    (void)state;
    Objects o;
    open_objects_with(&o, &(wfx_config_t){0});
    for (int i = 0; i < 20000; i++)
        wfx_error_delete(escapes(&o, i));
    uint64_t before = resident_bytes();
    for (int i = 0; i < 200000; i++)
        wfx_error_delete(escapes(&o, i));
    if (!WFX_HAS_ASAN)
        assert_true(resident_bytes() < before + (4 << 20));
    close_objects(&o);
}

/* What the host holds does not move: it has left the nursery before the host sees it. */
static void references_of_the_host_do_not_move(void **state)
{
    (void)state;
    Objects o;
    wfx_extern_t item;
    wfx_value_t global;
    open_objects_with(&o, &(wfx_config_t){0});
    wfx_value_t kept = ask(&o, "new", number(42), 1);
    assert_true(wfx_ref_retain(o.store, &kept));
    wfx_value_t outside = ask(&o, "out", ask(&o, "new", number(43), 1), 1);
    assert_true(wfx_ref_retain(o.store, &outside));
    ask(&o, "keep", kept, 1);
    assert_true(wfx_instance_export(o.instance, "kept", 4, &item));
    wfx_global_get(item.of.global, &global);
    assert_true(wfx_ref_retain(o.store, &global));
    ask(&o, "churn", number(1000000), 1);
    assert_true(wfx_store_heap_statistics(o.store).minor_collections >= 3);
    assert_int_equal(ask(&o, "get", kept, 1).of.i32, 42);
    assert_int_equal(ask(&o, "get", ask(&o, "in", outside, 1), 1).of.i32, 43);
    assert_int_equal(ask(&o, "get", global, 1).of.i32, 5);
    assert_int_equal(ask(&o, "shown", number(7), 1).of.i32, 1107); /* its host function churns */
    close_objects(&o);
}

static void retained(void **state)
{
    (void)state;
    Objects o;
    open_objects(&o, 0);
    wfx_value_t kept = ask(&o, "new", number(42), 1);
    assert_true(wfx_ref_retain(o.store, &kept));
    assert_true(wfx_ref_retain(o.store, &kept));
    wfx_value_t outside = ask(&o, "out", kept, 1);
    for (int i = 0; i < 3; i++)
        ask(&o, "new", number(1), 1);
    assert_int_equal(ask(&o, "get", kept, 1).of.i32, 42);
    wfx_ref_release(o.store, &kept);
    ask(&o, "array", number(0), 0);
    assert_int_equal(ask(&o, "get", kept, 1).of.i32, 42); /* once more than released */
    assert_int_equal(ask(&o, "get-box", kept, 1).of.i32, 42);
    wfx_ref_release(o.store, &outside); /* the same object */
    ask(&o, "array", number(0), 0);
    ask(&o, "array", number(0), 0);
    assert_true(fails(&o, "get", kept)); /* no reference any more, and that is seen */
    wfx_value_t small = wfx_anyref_new_i31(3), null = {.kind = WFX_VALUE_ANYREF};
    assert_true(wfx_ref_retain(o.store, &small) && wfx_ref_retain(o.store, &null));
    wfx_ref_release(o.store, &small);
    wfx_heap_statistics_t counts = wfx_store_heap_statistics(o.store);
    assert_true(counts.collections >= 7 && counts.allocated_bytes > 3000 && counts.peak_bytes > 0);
    close_objects(&o);
}

/* Each as often as it was released less than retained stays, in whatever order. */
static void many_are_retained(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    wfx_value_t kept[COUNT];
    Objects o;
    open_objects(&o, 0);
    for (int i = 0; i < COUNT; i++) {
        kept[i] = ask(&o, "new", number(i), 1);
        assert_true(wfx_ref_retain(o.store, &kept[i]));
    }
    for (int i = COUNT; i-- > 0;)
        assert_true(wfx_ref_retain(o.store, &kept[i]));
    for (int i = 0; i < COUNT; i++)
        wfx_ref_release(o.store, &kept[i]);
    ask(&o, "array", number(0), 0);
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(ask(&o, "get", kept[i], 1).of.i32, i);
    for (int i = 0; i < COUNT; i++) { /* from both ends, all but every third */
        int at = i % 2 ? COUNT - 1 - i / 2 : i / 2;
        if (at % 3)
            wfx_ref_release(o.store, &kept[at]);
    }
    ask(&o, "array", number(0), 0);
    ask(&o, "array", number(0), 0);
    for (int i = 0; i < COUNT; i++) {
        if (i % 3)
            assert_true(fails(&o, "get", kept[i]));
        else
            assert_int_equal(ask(&o, "get", kept[i], 1).of.i32, i);
        wfx_ref_release(o.store, &kept[i]); /* or nothing, where none is retained any more */
    }
    close_objects(&o);
}

/* It would take a second if it were not in constant time. */
static void retained_in_a_row(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    static wfx_value_t kept[COUNT];
    Objects o;
    open_objects_with(&o, &(wfx_config_t){0});
    for (int i = 0; i < COUNT; i++) {
        kept[i] = ask(&o, "new", number(i), 1);
        assert_true(wfx_ref_retain(o.store, &kept[i]));
    }
    clock_t begin = clock();
    for (int i = 0; i < COUNT; i++)
        wfx_ref_release(o.store, &kept[i]);
    assert_true(WFX_HAS_ASAN || clock() - begin < CLOCKS_PER_SEC / 4);
    close_objects(&o);
}

static void arguments_of_host_functions(void **state)
{
    (void)state;
    Objects o;
    open_objects(&o, 0);
    assert_int_equal(ask(&o, "shown", number(17), 1).of.i32, 1117);
    close_objects(&o);
}

static void wrong_references(void **state)
{
    (void)state;
    Objects o;
    open_objects(&o, 0);
    assert_true(fails(&o, "get", (wfx_value_t){.kind = WFX_VALUE_ANYREF, .of.ref = 0x123450}));
    assert_true(fails(&o, "get", (wfx_value_t){.kind = WFX_VALUE_ANYREF, .of.ref = UINT64_C(0x100000001)}));
    assert_true(fails(&o, "get-box", wfx_anyref_new_i31(1)));
    wfx_value_t array = ask(&o, "array", number(0), 0);
    assert_true(fails(&o, "get-box", array));
    close_objects(&o);
}

static void full_heap(void **state)
{
    (void)state;
    Objects o;
    open_objects(&o, 1 << 20);
    wfx_error_t *error = NULL;
    wfx_value_t value, result = {0};
    wfx_extern_t item;
    assert_true(wfx_instance_export(o.instance, "new", 3, &item));
    bool ok = true;
    for (int i = 0; ok && i < 100000; i++) {
        value = number(i);
        ok = wfx_func_call(item.of.func, &value, 1, &result, 1, &error);
        assert_true(!ok || wfx_ref_retain(o.store, &result));
        if (i == 2000) { /* enough: fill the rest at once */
            while (wfx_anyref_new_host(o.store, &o, &value))
                assert_true(wfx_ref_retain(o.store, &value));
        }
    }
    assert_false(ok);
    assert_int_equal(wfx_error_kind(error), WFX_E_TRAP);
    assert_non_null(strstr(wfx_error_message(error), "out of memory: the heap of 1 MiB is full"));
    wfx_error_delete(error);
    close_objects(&o);
}

/* ---- the standard API ---- */

static wasm_func_t *exported(const wasm_extern_vec_t *exports, size_t index)
{
    wasm_func_t *func = wasm_extern_as_func(exports->data[index]);
    assert_non_null(func);
    return func;
}

static wasm_val_t c_call(wasm_func_t *func, wasm_val_t argument)
{
    wasm_val_t result = WASM_INIT_VAL;
    wasm_val_vec_t args = {1, &argument}, results = {1, &result};
    wasm_trap_t *trap = wasm_func_call(func, &args, &results);
    assert_null(trap);
    return result;
}

static void handles_of_the_standard_api(void **state)
{
    (void)state;
    static const char text[] =
        "(module (type $box (struct (field i32)))"
        "  (func (export \"new\") (param i32) (result anyref) (struct.new $box (local.get 0)))"
        "  (func (export \"get\") (param anyref) (result i32) (struct.get $box 0 (ref.cast (ref $box) (local.get 0))))"
        "  (func (export \"out\") (param anyref) (result externref) (extern.convert_any (local.get 0)))"
        "  (func (export \"in\") (param externref) (result anyref) (any.convert_extern (local.get 0)))"
        "  (func (export \"i31\") (param i32) (result externref) (extern.convert_any (ref.i31 (local.get 0)))))";
    WfxBuffer binary = {0};
    WfxError error = {0};
    assert_true(wfx_wat_assemble(text, sizeof text - 1, "c.wat", wfx_default_features(), &binary, NULL, &error));
    wasm_engine_t *engine = wasm_engine_new();
    wasm_store_t *store = wasm_store_new(engine);
    wasm_byte_vec_t bytes = {binary.size, (char *)binary.data};
    wasm_module_t *module = wasm_module_new(store, &bytes);
    assert_non_null(module);
    wasm_extern_vec_t none = WASM_EMPTY_VEC, exports;
    wasm_instance_t *instance = wasm_instance_new(store, module, &none, NULL);
    wasm_instance_exports(instance, &exports);

    wasm_val_t box = c_call(exported(&exports, 0), (wasm_val_t)WASM_I32_VAL(9));
    assert_true(wasm_valkind_is_ref(box.kind) && box.of.ref);
    for (int i = 0; i < 1000; i++) {
        wasm_val_t other = c_call(exported(&exports, 0), (wasm_val_t)WASM_I32_VAL(i));
        assert_false(wasm_ref_same(box.of.ref, other.of.ref));
        wasm_val_delete(&other);
    }
    assert_int_equal(c_call(exported(&exports, 1), box).of.i32, 9);
    wasm_val_t outside = c_call(exported(&exports, 2), box), inside = c_call(exported(&exports, 3), outside);
    assert_true(wasm_ref_same(outside.of.ref, box.of.ref) && wasm_ref_same(inside.of.ref, box.of.ref));
    wasm_val_t small = c_call(exported(&exports, 4), (wasm_val_t)WASM_I32_VAL(-3)),
               again = c_call(exported(&exports, 4), (wasm_val_t)WASM_I32_VAL(-3));
    assert_true(wasm_ref_same(small.of.ref, again.of.ref));

    wasm_foreign_t *foreign = wasm_foreign_new(store); /* the host's own comes back as it was */
    wasm_val_t host = {.kind = WASM_EXTERNREF, .of.ref = wasm_foreign_as_ref(foreign)};
    wasm_val_t taken = c_call(exported(&exports, 3), host), back = c_call(exported(&exports, 2), taken);
    assert_ptr_equal(taken.of.ref, wasm_foreign_as_ref(foreign));
    assert_ptr_equal(back.of.ref, wasm_foreign_as_ref(foreign));
    wasm_val_delete(&taken);
    wasm_val_delete(&back);
    wasm_val_delete(&small);
    wasm_val_delete(&again);
    wasm_val_delete(&outside);
    wasm_val_delete(&inside);
    wasm_foreign_delete(foreign);
    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_val_delete(&box); /* after its store */
    wasm_engine_delete(engine);
    wfx_buffer_free(&binary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds),
        cmocka_unit_test(retained),
        cmocka_unit_test(many_are_retained),
        cmocka_unit_test(retained_in_a_row),
        cmocka_unit_test(retained_continuations_and_exceptions),
        cmocka_unit_test(exceptions_live_with_their_errors),
        cmocka_unit_test(uncaught_exceptions_do_not_leak),
        cmocka_unit_test(references_of_the_host_do_not_move),
        cmocka_unit_test(arguments_of_host_functions),
        cmocka_unit_test(wrong_references),
        cmocka_unit_test(full_heap),
        cmocka_unit_test(handles_of_the_standard_api),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
