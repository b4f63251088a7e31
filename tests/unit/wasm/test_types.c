/* Canonical types: equal groups share ids across modules, different ones never do; subtyping. */
#include "engine/base/alloc.h"
#include "engine/wasm/types.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void equal_functions_share_an_id(void **state)
{
    (void)state;
    WfxType params[] = {WFX_I32, WFX_F64}, results[] = {WFX_I64};
    uint32_t first = wfx_types_func(params, 2, results, 1);
    assert_int_not_equal(first, WFX_NO_TYPE);
    assert_int_equal(wfx_types_func(params, 2, results, 1), first);
    assert_int_not_equal(wfx_types_func(params, 1, results, 1), first);
    assert_int_not_equal(wfx_types_func(params, 2, NULL, 0), first);
    const WfxTypeDef *def = wfx_types_get(first);
    assert_int_equal(def->param_count, 2);
    assert_int_equal(def->params[1], WFX_F64);
    assert_int_equal(def->results[0], WFX_I64);
    /* The same parameters split elsewhere between parameters and results. */
    WfxType three[] = {WFX_I32, WFX_F64, WFX_I64};
    assert_int_not_equal(wfx_types_func(three, 3, NULL, 0), first);
}

/* rec (func (param (ref 0))) (cont 0), with the group at different indices of its module. */
static void make_group(uint32_t first_index, WfxTypeDef *group, WfxType *param)
{
    *param = WFX_REF(first_index);
    group[0] = (WfxTypeDef){
        .composite = WFX_COMPOSITE_FUNC, .is_final = true, .super = WFX_NO_TYPE, .param_count = 1, .params = param};
    group[1] =
        (WfxTypeDef){.composite = WFX_COMPOSITE_CONT, .is_final = true, .super = WFX_NO_TYPE, .cont_func = first_index};
}

static void groups_are_iso_recursive(void **state)
{
    (void)state;
    WfxTypeDef group[2];
    WfxType param;
    uint32_t ids[2], again[2], prefix[] = {wfx_types_func(NULL, 0, NULL, 0)};
    make_group(0, group, &param);
    assert_true(wfx_types_intern(group, 2, 0, NULL, ids));
    make_group(1, group, &param);
    assert_true(wfx_types_intern(group, 2, 1, prefix, again));
    assert_int_equal(ids[0], again[0]);
    assert_int_equal(ids[1], again[1]);
    const WfxTypeDef *function = wfx_types_get(ids[0]);
    assert_int_equal(function->params[0], WFX_REF(ids[0]));
    assert_int_equal(wfx_types_get(ids[1])->cont_func, ids[0]);

    /* A function alone that takes the group's member from outside is another type. */
    WfxType outer = WFX_REF(0);
    WfxTypeDef alone = {
        .composite = WFX_COMPOSITE_FUNC, .is_final = true, .super = WFX_NO_TYPE, .param_count = 1, .params = &outer};
    uint32_t alone_id;
    assert_true(wfx_types_intern(&alone, 1, 1, ids, &alone_id));
    assert_int_not_equal(alone_id, ids[0]);
    assert_int_equal(wfx_types_get(alone_id)->params[0], WFX_REF(ids[0]));
    /* And the group itself, split in two, is not the group. */
    WfxType own = WFX_REF(0);
    WfxTypeDef single = {
        .composite = WFX_COMPOSITE_FUNC, .is_final = true, .super = WFX_NO_TYPE, .param_count = 1, .params = &own};
    uint32_t single_id;
    assert_true(wfx_types_intern(&single, 1, 0, NULL, &single_id));
    assert_int_not_equal(single_id, ids[0]);
}

static void host_types_see_canonical_numbers(void **state)
{
    (void)state;
    uint32_t inner = wfx_types_func(NULL, 0, NULL, 0);
    WfxType param = WFX_REF_NULL(inner);
    uint32_t id = wfx_types_func(&param, 1, &param, 1);
    assert_int_equal(wfx_types_get(id)->params[0], param);
    assert_int_equal(wfx_types_get(id)->results[0], param);
}

static void declared_subtyping(void **state)
{
    (void)state;
    WfxTypeDef chain[3];
    for (uint32_t i = 0; i < 3; i++)
        chain[i] = (WfxTypeDef){.composite = WFX_COMPOSITE_FUNC, .super = i ? i - 1 : WFX_NO_TYPE};
    uint32_t ids[3];
    assert_true(wfx_types_intern(chain, 3, 0, NULL, ids));
    assert_true(wfx_types_id_matches(ids[2], ids[0]));
    assert_true(wfx_types_id_matches(ids[1], ids[1]));
    assert_false(wfx_types_id_matches(ids[0], ids[2]));
    assert_true(wfx_type_matches(WFX_REF(ids[2]), WFX_REF_NULL(ids[0])));
    assert_false(wfx_type_matches(WFX_REF_NULL(ids[2]), WFX_REF(ids[0])));
    assert_true(wfx_type_matches(WFX_REF(ids[2]), WFX_FUNCREF));
    assert_false(wfx_type_matches(WFX_FUNCREF, WFX_REF_NULL(ids[0])));
    assert_true(wfx_type_matches(WFX_REF(WFX_HEAP_NOFUNC), WFX_REF(ids[1])));
    assert_false(wfx_type_matches(WFX_REF(WFX_HEAP_NOCONT), WFX_REF(ids[1])));
    assert_false(wfx_type_matches(WFX_REF(WFX_HEAP_NONE), WFX_REF(ids[1])));
}

static void abstract_hierarchies(void **state)
{
    (void)state;
    assert_true(wfx_heap_matches(WFX_HEAP_NOCONT, WFX_HEAP_CONT));
    assert_false(wfx_heap_matches(WFX_HEAP_CONT, WFX_HEAP_ANY));
    assert_false(wfx_heap_matches(WFX_HEAP_CONT, WFX_HEAP_FUNC));
    assert_true(wfx_heap_matches(WFX_HEAP_NONE, WFX_HEAP_I31));
    assert_true(wfx_heap_matches(WFX_HEAP_I31, WFX_HEAP_EQ));
    assert_true(wfx_heap_matches(WFX_HEAP_STRUCT, WFX_HEAP_ANY));
    assert_false(wfx_heap_matches(WFX_HEAP_ANY, WFX_HEAP_EQ));
    assert_false(wfx_heap_matches(WFX_HEAP_EXTERN, WFX_HEAP_ANY));
    assert_true(wfx_heap_matches(WFX_HEAP_NOEXN, WFX_HEAP_EXN));
    assert_true(wfx_type_matches(WFX_BOTTOM, WFX_V128));
    assert_false(wfx_type_matches(WFX_I32, WFX_I64));
    assert_true(wfx_type_matches(WFX_REF(WFX_HEAP_BOTTOM), WFX_REF(WFX_HEAP_EXN)));
}

static void structural_functions(void **state)
{
    (void)state;
    WfxType wide = WFX_FUNCREF, narrow = WFX_REF(WFX_HEAP_FUNC);
    WfxTypeDef takes_wide = {.param_count = 1, .params = &wide, .result_count = 1, .results = &narrow};
    WfxTypeDef takes_narrow = {.param_count = 1, .params = &narrow, .result_count = 1, .results = &wide};
    assert_true(wfx_functype_matches(&takes_wide, &takes_narrow));
    assert_false(wfx_functype_matches(&takes_narrow, &takes_wide));
}

static void printing(void **state)
{
    (void)state;
    WfxBuffer out = {0};
    const char *names[] = {"ft", NULL};
    wfx_type_print(&out, WFX_REF_NULL(1), names);
    wfx_buffer_u8(&out, ' ');
    wfx_type_print(&out, WFX_REF(0), names);
    wfx_buffer_u8(&out, ' ');
    wfx_type_print(&out, WFX_REF(WFX_HEAP_CONT), NULL);
    wfx_buffer_u8(&out, ' ');
    WfxType params[] = {WFX_I32, WFX_EXNREF};
    WfxTypeDef def = {.param_count = 2, .params = params};
    wfx_functype_print(&out, &def);
    const char *expected = "(ref null 1) (ref $ft) (ref cont) [i32 exnref] -> []";
    assert_int_equal(out.size, strlen(expected));
    assert_memory_equal(out.data, expected, out.size);
    wfx_buffer_free(&out);
}

static void out_of_memory(void **state)
{
    (void)state;
    WfxType params[40];
    for (uint32_t i = 0; i < 40; i++)
        params[i] = WFX_F32;
    uint32_t id = WFX_NO_TYPE;
    for (long countdown = 0; id == WFX_NO_TYPE; countdown++) {
        assert_true(countdown < 100);
        wfx_alloc_fail_after(countdown);
        id = wfx_types_func(params, 40, params, 40);
        wfx_alloc_fail_after(-1);
    }
    assert_int_equal(wfx_types_func(params, 40, params, 40), id);
    assert_int_equal(wfx_types_get(id)->param_count, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_functions_share_an_id),
        cmocka_unit_test(groups_are_iso_recursive),
        cmocka_unit_test(host_types_see_canonical_numbers),
        cmocka_unit_test(declared_subtyping),
        cmocka_unit_test(abstract_hierarchies),
        cmocka_unit_test(structural_functions),
        cmocka_unit_test(printing),
        cmocka_unit_test(out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
