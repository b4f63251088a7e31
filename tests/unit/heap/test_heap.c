/* The heap of objects: what is marked stays, the rest is given back; sizes, limits, addresses that are no objects. */
#include "engine/heap/heap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef struct Types {
    uint32_t node, bytes, nodes; /* (struct (ref null node) i64), (array i8), (array (ref null node)) */
} Types;

static uint32_t intern(WfxComposite composite, const WfxField *fields, uint32_t count)
{
    uint32_t id;
    WfxTypeDef def = {
        .composite = composite, .is_final = true, .super = WFX_NO_TYPE, .field_count = count, .fields = fields};
    assert_true(wfx_types_intern(&def, 1, 0, NULL, &id));
    return id;
}

static Types types(void)
{
    WfxField node[] = {{.type = WFX_REF_NULL(0), .is_mutable = true}, {.type = WFX_I64, .is_mutable = true}};
    WfxField byte = {.type = WFX_I32, .packed = 8, .is_mutable = true};
    WfxField any = {.type = WFX_REF_NULL(WFX_HEAP_ANY), .is_mutable = true};
    Types ids = {.node = intern(WFX_COMPOSITE_STRUCT, node, 2),
                 .bytes = intern(WFX_COMPOSITE_ARRAY, &byte, 1),
                 .nodes = intern(WFX_COMPOSITE_ARRAY, &any, 1)};
    return ids;
}

static WfxObject *make(WfxObjectHeap *heap, uint32_t type, uint32_t length)
{
    return wfx_objects_allocate(heap, type, length, wfx_object_bytes(wfx_types_get(type), length));
}

/* Of the store that a heap belongs to. */
static WfxContext *fresh_context(void)
{
    static WfxContext context;
    memset(&context, 0, sizeof context);
    return &context;
}

static uint64_t word(const WfxObject *object)
{
    return (uint64_t)(uintptr_t)object;
}

static void set(WfxObject *object, uint32_t number, const WfxObject *value)
{
    memcpy((uint8_t *)object + WFX_OBJECT_HEADER + 8 * (size_t)number, &value, 8);
}

/* How many references to continuations and exceptions a collection meets. */
static void count_other(void *user, uint64_t reference, WfxRefKind kind)
{
    assert_true(kind == WFX_REF_CONT || kind == WFX_REF_EXN);
    if (reference)
        ++*(int *)user;
}

static void collect(WfxObjectHeap *heap, const WfxObject *root)
{
    int others = 0;
    wfx_objects_begin_marking(heap, count_other, &others);
    wfx_objects_mark(heap, word(root), WFX_REF_HEAP);
    wfx_objects_drain(heap);
    assert_int_equal(others, 0);
    wfx_objects_finish(heap);
}

static void places_of_fields(void **state)
{
    (void)state;
    WfxField fields[] = {{.type = WFX_I32, .packed = 8},
                         {.type = WFX_I32, .packed = 16},
                         {.type = WFX_F64},
                         {.type = WFX_I32, .packed = 8},
                         {.type = WFX_I32}};
    const WfxTypeDef *type = wfx_types_get(intern(WFX_COMPOSITE_STRUCT, fields, 5));
    uint32_t offsets[] = {8, 10, 16, 24, 28};
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(type->fields[i].offset, offsets[i]);
    assert_int_equal(type->size, 32);
    assert_int_equal(wfx_object_bytes(wfx_types_get(types().bytes), 3), 16);
}

static void cycles_and_chains(void **state)
{
    (void)state;
    Types ids = types();
    WfxObjectHeap heap = {0};
    wfx_objects_init(&heap, fresh_context(), 1 << 20);
    WfxObject *a = make(&heap, ids.node, 0), *b = make(&heap, ids.node, 0), *c = make(&heap, ids.nodes, 4),
              *dropped = make(&heap, ids.node, 0);
    set(a, 0, b);
    set(b, 0, a);
    set(c, 2, a);
    set(dropped, 0, c); /* what refers to a live object does not live for that */
    collect(&heap, c);
    assert_true(wfx_objects_has_object(&heap, word(a)) && wfx_objects_has_object(&heap, word(b)));
    assert_true(wfx_objects_has_object(&heap, word(c)));
    assert_false(wfx_objects_has_object(&heap, word(dropped)));
    set(c, 2, NULL);
    collect(&heap, c);
    assert_false(wfx_objects_has_object(&heap, word(a)) || wfx_objects_has_object(&heap, word(b)));
    collect(&heap, NULL);
    assert_int_equal(heap.used, 0);
    assert_int_equal(heap.statistics.collections, 3);
    wfx_objects_free(&heap);
}

static void memory_is_used_again(void **state)
{
    (void)state;
    Types ids = types();
    WfxObjectHeap heap = {0};
    wfx_objects_init(&heap, fresh_context(), 8 << 20);
    WfxObject *chain = NULL;
    for (unsigned round = 0; round < 50; round++) {
        for (unsigned i = 0; i < 2000; i++) {
            WfxObject *object = make(&heap, ids.node, 0);
            assert_non_null(object);
            for (unsigned k = 0; k < 2; k++) { /* zeroed, whatever was there */
                uint64_t content;
                memcpy(&content, (uint8_t *)object + 8 + 8 * (size_t)k, 8);
                assert_int_equal(content, 0);
            }
            memset((uint8_t *)object + 16, 0xFF, 8);
            set(object, 0, i % 10 ? NULL : chain);
            chain = i % 10 ? chain : object;
        }
        assert_non_null(make(&heap, ids.bytes, 100000 + round * 5000));
        collect(&heap, chain);
    }
    unsigned length = 0;
    for (WfxObject *at = chain; at; memcpy(&at, (uint8_t *)at + 8, 8))
        length++;
    assert_int_equal(length, 50 * 200);
    assert_true(heap.statistics.peak < 2 << 20);
    wfx_objects_free(&heap);
}

static void sizes(void **state)
{
    (void)state;
    Types ids = types();
    WfxObjectHeap heap = {.stress = true};
    wfx_objects_init(&heap, fresh_context(), 128 << 20);
    WfxObject *all = make(&heap, ids.nodes, 2000);
    for (uint32_t i = 0; i < 2000; i++) {
        uint32_t length = i < 1000 ? i : i * 20;
        WfxObject *object = make(&heap, ids.bytes, length);
        assert_non_null(object);
        assert_int_equal(object->length, length);
        memset((uint8_t *)object + WFX_OBJECT_HEADER, (int)(i & 0xFF), length);
        if (i % 3 == 0)
            set(all, i, object);
    }
    collect(&heap, all);
    for (uint32_t i = 0; i < 2000; i += 3) {
        const uint8_t *object;
        memcpy(&object, (uint8_t *)all + WFX_OBJECT_HEADER + 8 * (size_t)i, 8);
        assert_true(wfx_objects_has_object(&heap, word((const WfxObject *)object)));
        assert_false(wfx_objects_has_object(&heap, (uint64_t)(uintptr_t)object + 8));
        for (uint32_t k = 0; k < ((const WfxObject *)object)->length; k++)
            assert_int_equal(object[WFX_OBJECT_HEADER + k], i & 0xFF);
    }
    wfx_objects_free(&heap);
}

static void limit(void **state)
{
    (void)state;
    Types ids = types();
    WfxObjectHeap heap = {0};
    wfx_objects_init(&heap, fresh_context(), 1 << 20);
    assert_null(make(&heap, ids.bytes, UINT32_MAX));
    assert_null(make(&heap, ids.bytes, 1 << 20));
    unsigned made = 0;
    while (make(&heap, ids.bytes, 60000))
        made++;
    assert_int_equal(made, 16);
    assert_null(make(&heap, ids.node, 0));
    collect(&heap, NULL);
    assert_non_null(make(&heap, ids.node, 0));
    wfx_objects_free(&heap);
}

static void what_is_no_object(void **state)
{
    (void)state;
    Types ids = types();
    WfxObjectHeap heap = {0};
    wfx_objects_init(&heap, fresh_context(), 1 << 20);
    assert_false(wfx_objects_contains(&heap, 8)); /* nothing is there before the first */
    WfxObject *object = make(&heap, ids.node, 0);
    assert_false(wfx_objects_has_object(&heap, word(object) + 8));
    assert_false(wfx_objects_has_object(&heap, word(object) + 4));
    assert_false(wfx_objects_has_object(&heap, (uint64_t)(uintptr_t)heap.base));
    assert_false(wfx_objects_has_object(&heap, (uint64_t)(uintptr_t)heap.base + heap.reserved - 8));
    int others = 0;
    wfx_objects_begin_marking(&heap, count_other, &others);
    wfx_objects_mark(&heap, 0, WFX_REF_HEAP);
    wfx_objects_mark(&heap, 7, WFX_REF_HEAP);
    wfx_objects_mark(&heap, word(object) + 8, WFX_REF_EXTERN);
    wfx_objects_mark(&heap, word(object), WFX_REF_EXN); /* another kind of reference is none to an object */
    wfx_objects_drain(&heap);
    assert_int_equal(others, 1);
    wfx_objects_finish(&heap);
    assert_false(wfx_objects_has_object(&heap, word(object)));
    wfx_objects_free(&heap);
}

static WfxObject *make_young(WfxObjectHeap *heap, uint32_t type, uint32_t length)
{
    return wfx_nursery_allocate(heap, type, length, wfx_object_bytes(wfx_types_get(type), length));
}

static WfxObject *get(const WfxObject *object, uint32_t number)
{
    WfxObject *value;
    memcpy(&value, (const uint8_t *)object + WFX_OBJECT_HEADER + 8 * (size_t)number, 8);
    return value;
}

static bool is_young(const WfxObjectHeap *heap, const WfxObject *object)
{
    return wfx_nursery_contains(heap, word(object));
}

static WfxObject *move(WfxObjectHeap *heap, WfxObject *root)
{
    uint64_t slot = word(root);
    assert_true(wfx_minor_begin(heap));
    wfx_minor_visit(heap, &slot, WFX_REF_HEAP);
    wfx_minor_drain(heap);
    wfx_minor_finish(heap);
    return (WfxObject *)(uintptr_t)slot;
}

static void the_nursery_is_left(void **state)
{
    (void)state;
    Types ids = types();
    WfxObjectHeap heap = {0};
    wfx_objects_init(&heap, fresh_context(), 8 << 20);
    assert_false(wfx_nursery_contains(&heap, 0));
    WfxObject *a = make_young(&heap, ids.nodes, 3), *b = make_young(&heap, ids.node, 0);
    WfxObject *empty = make_young(&heap, ids.bytes, 0), *dropped = make_young(&heap, ids.node, 0);
    assert_true(is_young(&heap, a) && is_young(&heap, dropped) && heap.used == 0);
    set(a, 0, b);
    set(a, 1, empty);
    set(a, 2, (WfxObject *)(uintptr_t)15); /* an i31 */
    set(b, 0, a);
    WfxObject *moved = move(&heap, a);
    assert_false(is_young(&heap, moved) || is_young(&heap, get(moved, 0)) || is_young(&heap, get(moved, 1)));
    assert_ptr_equal(get(get(moved, 0), 0), moved);
    assert_int_equal(get(moved, 1)->length, 0);
    assert_int_equal(word(get(moved, 2)), 15);
    assert_int_equal(moved->length, 3);
    assert_int_equal(heap.statistics.promoted, 32 + 24 + 8);
    assert_true(heap.statistics.peak > heap.used); /* the nursery counts */
    assert_int_equal(heap.context->nursery_top, heap.context->nursery);
    assert_ptr_equal(make_young(&heap, ids.node, 0), heap.base); /* it begins anew, and what is there is zeroed */
    assert_null(get((WfxObject *)heap.base, 0));
    wfx_objects_free(&heap);
}

static void remembered_objects(void **state)
{
    (void)state;
    Types ids = types();
    WfxObjectHeap heap = {0};
    wfx_objects_init(&heap, fresh_context(), 8 << 20);
    WfxObject *old = make(&heap, ids.nodes, 2), *young = make_young(&heap, ids.node, 0);
    uint64_t none = heap.context->remembered;
    set(old, 1, young);
    wfx_objects_remember(&heap, old);
    wfx_objects_remember(&heap, old);
    wfx_objects_remember(&heap, young); /* which goes without saying */
    assert_int_equal(heap.context->remembered, none + 8);
    assert_int_equal(wfx_object_type(old), ids.nodes);
    move(&heap, NULL);
    assert_false(is_young(&heap, get(old, 1)));
    assert_true(wfx_objects_has_object(&heap, word(get(old, 1))));
    assert_int_equal(heap.context->remembered, none);
    assert_false(old->type & WFX_OBJECT_REMEMBERED);
    wfx_objects_free(&heap);
}

/* More than the limit may be moved, so that no object is lost; the next one is refused. */
static void moving_beyond_the_limit(void **state)
{
    (void)state;
    Types ids = types();
    WfxObjectHeap heap = {0};
    wfx_objects_init(&heap, fresh_context(), 1 << 20);
    while (make(&heap, ids.nodes, 1000))
        ;
    WfxObject *chain = NULL;
    uint32_t count = 0;
    for (WfxObject *next; (next = make_young(&heap, ids.node, 0)); chain = next, count++)
        set(next, 0, chain);
    assert_true(count > 1000);
    chain = move(&heap, chain);
    assert_true(heap.used > heap.limit && wfx_objects_wants_collection(&heap, 0));
    assert_null(make(&heap, ids.nodes, 1000));
    for (; chain; chain = get(chain, 0), count--)
        assert_true(wfx_objects_has_object(&heap, word(chain)));
    assert_int_equal(count, 0);
    wfx_objects_free(&heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_of_fields),
        cmocka_unit_test(cycles_and_chains),
        cmocka_unit_test(memory_is_used_again),
        cmocka_unit_test(sizes),
        cmocka_unit_test(limit),
        cmocka_unit_test(what_is_no_object),
        cmocka_unit_test(the_nursery_is_left),
        cmocka_unit_test(remembered_objects),
        cmocka_unit_test(moving_beyond_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
