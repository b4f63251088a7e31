/* The registry of canonical types, subtyping, and printing of types; see types.h.

   A recursion group is interned by a key: its definitions written as words, with type numbers of the group itself as
   OWN_TYPE | position and all others as canonical ids. Two groups are the same type exactly when their keys are equal.
   Definitions live in chunks that never move, so wfx_types_get needs no lock: whoever holds an id got it after the
   definition was complete. */
#include "engine/wasm/types.h"
#include "engine/base/assert.h"
#include "engine/base/alloc.h"
#include "engine/base/vec.h"

#include <pthread.h>
#include <string.h>

enum { CHUNK_BITS = WFX_TYPE_CHUNK_BITS, CHUNK_SIZE = 1 << CHUNK_BITS, OWN_TYPE = 0x800000 };
_Static_assert((int)WFX_MAX_TYPES < (int)OWN_TYPE && (int)OWN_TYPE + (int)WFX_MAX_TYPES < (int)WFX_HEAP_FIRST,
               "marks fit a type number");

typedef WFX_VEC(uint32_t) Words;

typedef struct Group {
    uint32_t hash, first_id, key_size;
    uint32_t *key;
} Group;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const uint32_t no_display[WFX_TYPE_DISPLAY] = {WFX_NO_TYPE, WFX_NO_TYPE, WFX_NO_TYPE, WFX_NO_TYPE,
                                                      WFX_NO_TYPE, WFX_NO_TYPE, WFX_NO_TYPE, WFX_NO_TYPE};
const uint32_t *wfx_type_displays[WFX_MAX_TYPES + 1] = {[WFX_MAX_TYPES] = no_display};
WfxTypeDef *wfx_type_chunks[(WFX_MAX_TYPES >> CHUNK_BITS) + 1];
static uint32_t type_count;
static Group **slots; /* open addressing, a power of two */
static uint32_t slot_count, group_count;

/* ---- keys ---- */

typedef struct Naming {
    uint32_t first_index, count;
    const uint32_t *module_ids;
} Naming;

static uint32_t key_number(const Naming *naming, uint32_t index)
{
    if (index == WFX_NO_TYPE)
        return index;
    uint32_t position = index - naming->first_index;
    wfx_assert(position < naming->count || index < naming->first_index); /* of the group, or before it */
    return position < naming->count ? OWN_TYPE | position : naming->module_ids[index];
}

static uint32_t key_type(const Naming *naming, WfxType type)
{
    if (!wfx_type_is_ref(type) || !wfx_heap_is_number(wfx_type_heap(type)))
        return type;
    return (type & 0xff) | key_number(naming, wfx_type_heap(type)) << WFX_TYPE_HEAP_SHIFT;
}

static bool write_def(Words *key, const Naming *naming, const WfxTypeDef *def)
{
    if (!wfx_vec_reserve(key, 6ull + def->param_count + def->result_count + 2ull * def->field_count))
        return false;
    wfx_assert(def->composite <= WFX_COMPOSITE_ARRAY &&
               (def->composite != WFX_COMPOSITE_ARRAY || def->field_count == 1));
    uint32_t *out = key->data + key->count;
    *out++ = (uint32_t)def->composite | (def->is_final ? 16u : 0);
    *out++ = key_number(naming, def->super);
    switch (def->composite) {
    case WFX_COMPOSITE_FUNC:
        *out++ = def->param_count;
        *out++ = def->result_count;
        for (uint32_t i = 0; i < def->param_count; i++)
            *out++ = key_type(naming, def->params[i]);
        for (uint32_t i = 0; i < def->result_count; i++)
            *out++ = key_type(naming, def->results[i]);
        break;
    case WFX_COMPOSITE_CONT: *out++ = key_number(naming, def->cont_func); break;
    case WFX_COMPOSITE_STRUCT:
    case WFX_COMPOSITE_ARRAY:
        *out++ = def->field_count;
        for (uint32_t i = 0; i < def->field_count; i++) {
            *out++ = key_type(naming, def->fields[i].type);
            *out++ = def->fields[i].packed | (def->fields[i].is_mutable ? 256u : 0);
        }
        break;
    }
    key->count = (uint32_t)(out - key->data);
    wfx_assert(key->count <= key->capacity);
    return true;
}

static uint32_t hash_words(const uint32_t *words, uint32_t count)
{
    uint64_t hash = 0x9e3779b97f4a7c15u ^ count;
    for (uint32_t i = 0; i < count; i++) {
        hash = (hash ^ words[i]) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    return (uint32_t)hash;
}

/* ---- from a key to definitions ---- */

static uint32_t id_of(uint32_t first_id, uint32_t number)
{
    return number != WFX_NO_TYPE && (number & OWN_TYPE) ? first_id + (number & (OWN_TYPE - 1)) : number;
}

static WfxType type_of(uint32_t first_id, WfxType type)
{
    if (!wfx_type_is_ref(type) || !wfx_heap_is_number(wfx_type_heap(type)))
        return type;
    return (type & 0xff) | id_of(first_id, wfx_type_heap(type)) << WFX_TYPE_HEAP_SHIFT;
}

/* One after the other, each at a multiple of its size (v128: of 8), so that a subtype's objects begin like its super
   type's. */
static void place_fields(WfxTypeDef *def, WfxField *fields)
{
    if (def->composite == WFX_COMPOSITE_ARRAY) {
        def->size = wfx_field_size(&fields[0]);
        return;
    }
    uint32_t at = WFX_OBJECT_HEADER;
    for (uint32_t i = 0; i < def->field_count; i++) {
        uint32_t size = wfx_field_size(&fields[i]), align = size < 8 ? size : 8;
        fields[i].offset = at = (at + align - 1) & ~(align - 1);
        at += size;
    }
    def->size = (at + 7) & ~7u;
}

/* Which fields a collector follows: all references but those to functions. All types of the group are known. */
static void find_refs(WfxTypeDef *def)
{
    bool is_array = def->composite == WFX_COMPOSITE_ARRAY;
    WfxRefField *refs = (WfxRefField *)(def->fields + def->field_count);
    def->refs = refs;
    for (uint32_t i = 0; i < def->field_count; i++) {
        WfxRefKind kind = wfx_type_ref_kind(def->fields[i].type);
        if (kind != WFX_REF_NONE && kind != WFX_REF_FUNC)
            refs[def->ref_count++] = (WfxRefField){is_array ? WFX_OBJECT_HEADER : def->fields[i].offset, kind};
    }
}

/* Super types are complete: their groups came before, or they stand before it in its own. (In a group that is not valid
   they may stand behind; whoever has interned it will refuse it.) */
static bool make_display(WfxTypeDef *def, uint32_t id)
{
    const WfxTypeDef *super = def->super < id ? wfx_types_get(def->super) : NULL;
    def->depth = super ? super->depth + 1 : 0;
    uint32_t count = def->depth < WFX_TYPE_DISPLAY ? WFX_TYPE_DISPLAY : def->depth + 1;
    uint32_t *display = wfx_malloc(count * sizeof *display);
    if (!display)
        return false;
    memset(display, 0xFF, count * sizeof *display); /* WFX_NO_TYPE */
    if (super)
        memcpy(display, super->display, def->depth * sizeof *display);
    display[def->depth] = id;
    def->display = wfx_type_displays[id] = display;
    return true;
}

/* The words of the types of one definition, in memory of their own. */
static bool read_def(WfxTypeDef *def, const uint32_t **words, uint32_t first_id)
{
    const uint32_t *at = *words;
    *def = (WfxTypeDef){.composite = (WfxComposite)(*at & 15), .is_final = (*at & 16) != 0};
    def->super = id_of(first_id, at[1]);
    wfx_assert(def->composite <= WFX_COMPOSITE_ARRAY && (def->super == WFX_NO_TYPE || def->super < WFX_MAX_TYPES));
    at += 2;
    if (def->composite == WFX_COMPOSITE_FUNC) {
        def->param_count = at[0];
        def->result_count = at[1];
        at += 2;
        uint32_t total = def->param_count + def->result_count;
        WfxType *types = wfx_malloc(total * sizeof *types);
        if (!types)
            return false;
        for (uint32_t i = 0; i < total; i++)
            types[i] = type_of(first_id, *at++);
        def->params = types;
        def->results = types + def->param_count;
    } else if (def->composite == WFX_COMPOSITE_CONT) {
        def->cont_func = id_of(first_id, *at++);
    } else {
        def->field_count = *at++;
        WfxField *fields = wfx_malloc(def->field_count * (sizeof *fields + sizeof(WfxRefField)));
        if (!fields)
            return false;
        for (uint32_t i = 0; i < def->field_count; i++, at += 2)
            fields[i] = (WfxField){
                .type = type_of(first_id, at[0]), .packed = (uint8_t)at[1], .is_mutable = (at[1] & 256) != 0};
        def->fields = fields;
        place_fields(def, fields);
    }
    *words = at;
    return true;
}

static void free_def(const WfxTypeDef *def)
{
    free((void *)(def->composite == WFX_COMPOSITE_FUNC ? (const void *)def->params : (const void *)def->fields));
    free((void *)def->display);
}

static bool add_definitions(const uint32_t *key, uint32_t count)
{
    if (count > WFX_MAX_TYPES - type_count)
        return false;
    uint32_t made = 0;
    for (; made < count; made++) {
        uint32_t id = type_count + made;
        WfxTypeDef **chunk = &wfx_type_chunks[id >> CHUNK_BITS];
        if (!*chunk && !(*chunk = wfx_calloc(CHUNK_SIZE, sizeof **chunk)))
            break;
        WfxTypeDef *def = &(*chunk)[id & (CHUNK_SIZE - 1)];
        if (!read_def(def, &key, type_count))
            break;
        if (!make_display(def, id)) {
            free_def(def);
            break;
        }
    }
    if (made == count) {
        type_count += count;
        wfx_assert(type_count <= WFX_MAX_TYPES);
        for (uint32_t id = type_count - count; id < type_count; id++) {
            WfxTypeDef *def = &wfx_type_chunks[id >> CHUNK_BITS][id & (CHUNK_SIZE - 1)];
            if (def->composite == WFX_COMPOSITE_STRUCT || def->composite == WFX_COMPOSITE_ARRAY)
                find_refs(def);
        }
        return true;
    }
    while (made-- > 0)
        free_def(wfx_types_get(type_count + made));
    return false;
}

/* ---- the table of groups ---- */

static bool grow_slots(void)
{
    uint32_t fresh_count = slot_count ? slot_count * 2 : 256;
    Group **fresh = wfx_calloc(fresh_count, sizeof *fresh);
    if (!fresh)
        return false;
    for (uint32_t i = 0; i < slot_count; i++) {
        if (!slots[i])
            continue;
        uint32_t slot = slots[i]->hash & (fresh_count - 1);
        while (fresh[slot])
            slot = (slot + 1) & (fresh_count - 1);
        fresh[slot] = slots[i];
    }
    free(slots);
    slots = fresh;
    slot_count = fresh_count;
    return true;
}

static Group **find_group(uint32_t hash, const Words *key)
{
    wfx_assert(slot_count && !(slot_count & (slot_count - 1)) && group_count < slot_count); /* some slot is free */
    uint32_t slot = hash & (slot_count - 1);
    for (; slots[slot]; slot = (slot + 1) & (slot_count - 1)) {
        Group *group = slots[slot];
        if (group->hash == hash && group->key_size == key->count &&
            memcmp(group->key, key->data, key->count * sizeof *key->data) == 0)
            break;
    }
    return &slots[slot];
}

/* Under the lock. Takes over the key's memory when it makes a new group. */
static bool intern_key(Words *key, uint32_t count, uint32_t *first_id)
{
    if ((group_count + 1) * 2 > slot_count && !grow_slots())
        return false;
    uint32_t hash = hash_words(key->data, key->count);
    Group **place = find_group(hash, key);
    if (!*place) {
        Group *group = wfx_malloc(sizeof *group);
        if (!group)
            return false;
        *group = (Group){hash, type_count, key->count, key->data};
        if (!add_definitions(key->data, count)) {
            free(group);
            return false;
        }
        *place = group;
        group_count++;
        key->data = NULL;
    }
    *first_id = (*place)->first_id;
    return true;
}

bool wfx_types_intern(const WfxTypeDef *group, uint32_t count, uint32_t first_index, const uint32_t *module_ids,
                      uint32_t *ids)
{
    Naming naming = {first_index, count, module_ids};
    Words key = {0};
    bool done = true;
    uint32_t first_id = 0;
    for (uint32_t i = 0; i < count && done; i++)
        done = write_def(&key, &naming, &group[i]);
    if (done && count) {
        pthread_mutex_lock(&lock);
        done = intern_key(&key, count, &first_id);
        pthread_mutex_unlock(&lock);
    }
    free(key.data);
    for (uint32_t i = 0; i < count && done; i++)
        ids[i] = first_id + i;
    return done;
}

uint32_t wfx_types_func(const WfxType *params, uint32_t param_count, const WfxType *results, uint32_t result_count)
{
    /* The types are canonical already: no number is in the group itself, and each stands for itself. Numbers are mapped
       through module_ids, so the few that occur get indices of a table made for the occasion. */
    WfxTypeDef def = {.composite = WFX_COMPOSITE_FUNC,
                      .is_final = true,
                      .super = WFX_NO_TYPE,
                      .param_count = param_count,
                      .result_count = result_count};
    uint64_t total = (uint64_t)param_count + result_count;
    WfxType *types = wfx_malloc((total + 1) * sizeof *types);
    uint32_t *numbers = wfx_malloc((total + 1) * sizeof *numbers);
    uint32_t id = WFX_NO_TYPE, used = 0;
    if (!types || !numbers)
        goto done;
    for (uint64_t i = 0; i < total; i++) {
        types[i] = i < param_count ? params[i] : results[i - param_count];
        if (wfx_type_is_ref(types[i]) && wfx_heap_is_number(wfx_type_heap(types[i]))) {
            numbers[used] = wfx_type_heap(types[i]);
            types[i] = (types[i] & 0xff) | used++ << WFX_TYPE_HEAP_SHIFT;
        }
    }
    def.params = types;
    def.results = types + param_count;
    if (!wfx_types_intern(&def, 1, used, numbers, &id))
        id = WFX_NO_TYPE;
done:
    free(types);
    free(numbers);
    return id;
}

/* ---- matching ---- */

bool wfx_types_id_matches(uint32_t sub, uint32_t super)
{
    const WfxTypeDef *below = wfx_types_get(sub), *above = wfx_types_get(super);
    return above->depth <= below->depth && below->display[above->depth] == super;
}

/* The abstract heap type right above a definition. */
static uint32_t heap_of_composite(uint32_t id)
{
    static const uint32_t heaps[] = {[WFX_COMPOSITE_FUNC] = WFX_HEAP_FUNC,
                                     [WFX_COMPOSITE_CONT] = WFX_HEAP_CONT,
                                     [WFX_COMPOSITE_STRUCT] = WFX_HEAP_STRUCT,
                                     [WFX_COMPOSITE_ARRAY] = WFX_HEAP_ARRAY};
    return heaps[wfx_types_get(id)->composite];
}

static bool abstract_matches(uint32_t sub, uint32_t super)
{
    if (sub == super)
        return true;
    switch (sub) {
    case WFX_HEAP_NOFUNC: return super == WFX_HEAP_FUNC;
    case WFX_HEAP_NOEXTERN: return super == WFX_HEAP_EXTERN;
    case WFX_HEAP_NOEXN: return super == WFX_HEAP_EXN;
    case WFX_HEAP_NOCONT: return super == WFX_HEAP_CONT;
    case WFX_HEAP_NONE:
        return super == WFX_HEAP_I31 || super == WFX_HEAP_STRUCT || super == WFX_HEAP_ARRAY || super == WFX_HEAP_EQ ||
               super == WFX_HEAP_ANY;
    case WFX_HEAP_I31:
    case WFX_HEAP_STRUCT:
    case WFX_HEAP_ARRAY: return super == WFX_HEAP_EQ || super == WFX_HEAP_ANY;
    case WFX_HEAP_EQ: return super == WFX_HEAP_ANY;
    default: return sub == WFX_HEAP_BOTTOM;
    }
}

bool wfx_heap_matches(uint32_t sub, uint32_t super)
{
    if (sub == super || sub == WFX_HEAP_BOTTOM)
        return true;
    if (wfx_heap_is_number(sub))
        return wfx_heap_is_number(super) ? wfx_types_id_matches(sub, super)
                                         : abstract_matches(heap_of_composite(sub), super);
    if (!wfx_heap_is_number(super))
        return abstract_matches(sub, super);
    uint32_t above = heap_of_composite(super);
    return (sub == WFX_HEAP_NOFUNC && above == WFX_HEAP_FUNC) || (sub == WFX_HEAP_NOCONT && above == WFX_HEAP_CONT) ||
           (sub == WFX_HEAP_NONE && (above == WFX_HEAP_STRUCT || above == WFX_HEAP_ARRAY));
}

bool wfx_type_matches(WfxType sub, WfxType super)
{
    if (sub == super || sub == WFX_BOTTOM)
        return true;
    if (!wfx_type_is_ref(sub) || !wfx_type_is_ref(super))
        return false;
    if (wfx_type_is_nullable(sub) && !wfx_type_is_nullable(super))
        return false;
    return wfx_heap_matches(wfx_type_heap(sub), wfx_type_heap(super));
}

bool wfx_functype_matches(const WfxTypeDef *sub, const WfxTypeDef *super)
{
    if (sub->param_count != super->param_count || sub->result_count != super->result_count)
        return false;
    for (uint32_t i = 0; i < sub->param_count; i++)
        if (!wfx_type_matches(super->params[i], sub->params[i]))
            return false;
    for (uint32_t i = 0; i < sub->result_count; i++)
        if (!wfx_type_matches(sub->results[i], super->results[i]))
            return false;
    return true;
}

/* ---- printing ---- */

typedef struct HeapName {
    const char *heap, *ref;
} HeapName;

static const HeapName heap_names[WFX_HEAP_END - WFX_HEAP_FIRST] = {
#define HEAP(id, heap, ref) [WFX_HEAP_##id - WFX_HEAP_FIRST] = {heap, ref}
    HEAP(FUNC, "func", "funcref"),
    HEAP(NOFUNC, "nofunc", "nullfuncref"),
    HEAP(EXTERN, "extern", "externref"),
    HEAP(NOEXTERN, "noextern", "nullexternref"),
    HEAP(ANY, "any", "anyref"),
    HEAP(EQ, "eq", "eqref"),
    HEAP(I31, "i31", "i31ref"),
    HEAP(STRUCT, "struct", "structref"),
    HEAP(ARRAY, "array", "arrayref"),
    HEAP(NONE, "none", "nullref"),
    HEAP(EXN, "exn", "exnref"),
    HEAP(NOEXN, "noexn", "nullexnref"),
    HEAP(CONT, "cont", "contref"),
    HEAP(NOCONT, "nocont", "nullcontref"),
    HEAP(BOTTOM, "bottom", "(ref null bottom)"),
#undef HEAP
};

void wfx_type_print(WfxBuffer *out, WfxType type, const char *const *names)
{
    static const char *const kinds[] = {"any type", "i32", "i64", "f32", "f64", "v128"};
    if (!wfx_type_is_ref(type)) {
        wfx_buffer_format(out, "%s", wfx_type_kind(type) < WFX_KIND_REF ? kinds[wfx_type_kind(type)] : "?");
        return;
    }
    uint32_t heap = wfx_type_heap(type);
    bool nullable = wfx_type_is_nullable(type);
    if (!wfx_heap_is_number(heap)) {
        const HeapName *name = &heap_names[heap - WFX_HEAP_FIRST];
        if (nullable)
            wfx_buffer_format(out, "%s", name->ref);
        else
            wfx_buffer_format(out, "(ref %s)", name->heap);
        return;
    }
    const char *null_text = nullable ? "null " : "";
    if (names && names[heap])
        wfx_buffer_format(out, "(ref %s$%s)", null_text, names[heap]);
    else
        wfx_buffer_format(out, "(ref %s%u)", null_text, heap);
}

static void print_types(WfxBuffer *out, const WfxType *types, uint32_t count)
{
    wfx_buffer_format(out, "[");
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            wfx_buffer_format(out, " ");
        wfx_type_print(out, types[i], NULL);
    }
    wfx_buffer_format(out, "]");
}

void wfx_functype_print(WfxBuffer *out, const WfxTypeDef *type)
{
    print_types(out, type->params, type->param_count);
    wfx_buffer_format(out, " -> ");
    print_types(out, type->results, type->result_count);
}

WfxRefKind wfx_type_ref_kind(WfxType type)
{
    if (!wfx_type_is_ref(type))
        return WFX_REF_NONE;
    uint32_t heap = wfx_type_heap(type);
    if (wfx_heap_is_number(heap)) {
        unsigned composite = wfx_types_get(heap)->composite;
        return composite == WFX_COMPOSITE_FUNC   ? WFX_REF_FUNC
               : composite == WFX_COMPOSITE_CONT ? WFX_REF_CONT
                                                 : WFX_REF_HEAP;
    }
    switch ((WfxHeap)heap) {
    case WFX_HEAP_FUNC:
    case WFX_HEAP_NOFUNC: return WFX_REF_FUNC;
    case WFX_HEAP_EXTERN:
    case WFX_HEAP_NOEXTERN: return WFX_REF_EXTERN;
    case WFX_HEAP_EXN:
    case WFX_HEAP_NOEXN: return WFX_REF_EXN;
    case WFX_HEAP_CONT:
    case WFX_HEAP_NOCONT: return WFX_REF_CONT;
    default: return WFX_REF_HEAP;
    }
}
