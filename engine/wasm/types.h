/* WebAssembly types (spec 3.0 section 2.3, validation 3.1-3.3, and the stack switching proposal).

   A value type is one word. Its heap part holds an abstract heap type or a type number; the number is a *module index*
   in what the decoder reads from bytes ("raw") and a *canonical id* everywhere else. Canonical ids name iso-recursive
   type equivalence classes, process-wide: two types are equal exactly when their words are equal, across modules.

     bits  0..3   kind (WfxKind)
     bit   4      nullable (references)
     bits  8..31  heap: WFX_HEAP_* or a type number  (references) */
#ifndef WFX_WASM_TYPES_H
#define WFX_WASM_TYPES_H

#include "engine/base/assert.h"
#include "engine/base/buffer.h"
#include "engine/base/error.h"

typedef uint32_t WfxType;

typedef enum WfxKind {
    WFX_KIND_BOTTOM = 0, /* the type of operands in unreachable code */
    WFX_KIND_I32,
    WFX_KIND_I64,
    WFX_KIND_F32,
    WFX_KIND_F64,
    WFX_KIND_V128,
    WFX_KIND_REF,
} WfxKind;

enum { WFX_TYPE_NULLABLE = 1 << 4, WFX_TYPE_HEAP_SHIFT = 8, WFX_MAX_TYPES = 1000000 };

/* Abstract heap types; anything below WFX_HEAP_FIRST is a type number. */
typedef enum WfxHeap {
    WFX_HEAP_FIRST = 0xFFFF00,
    WFX_HEAP_FUNC = WFX_HEAP_FIRST,
    WFX_HEAP_NOFUNC,
    WFX_HEAP_EXTERN,
    WFX_HEAP_NOEXTERN,
    WFX_HEAP_ANY,
    WFX_HEAP_EQ,
    WFX_HEAP_I31,
    WFX_HEAP_STRUCT,
    WFX_HEAP_ARRAY,
    WFX_HEAP_NONE,
    WFX_HEAP_EXN,
    WFX_HEAP_NOEXN,
    WFX_HEAP_CONT,
    WFX_HEAP_NOCONT,
    WFX_HEAP_BOTTOM, /* of a reference in unreachable code: below every heap type */
    WFX_HEAP_END,
} WfxHeap;

#define WFX_BOTTOM ((WfxType)WFX_KIND_BOTTOM)
#define WFX_I32 ((WfxType)WFX_KIND_I32)
#define WFX_I64 ((WfxType)WFX_KIND_I64)
#define WFX_F32 ((WfxType)WFX_KIND_F32)
#define WFX_F64 ((WfxType)WFX_KIND_F64)
#define WFX_V128 ((WfxType)WFX_KIND_V128)
#define WFX_REF(heap) ((WfxType)(WFX_KIND_REF | (uint32_t)(heap) << WFX_TYPE_HEAP_SHIFT))
#define WFX_REF_NULL(heap) (WFX_REF(heap) | WFX_TYPE_NULLABLE)
#define WFX_FUNCREF WFX_REF_NULL(WFX_HEAP_FUNC)
#define WFX_EXTERNREF WFX_REF_NULL(WFX_HEAP_EXTERN)
#define WFX_EXNREF WFX_REF_NULL(WFX_HEAP_EXN)
#define WFX_NO_TYPE UINT32_MAX

static inline WfxKind wfx_type_kind(WfxType type)
{
    return (WfxKind)(type & 15);
}
static inline bool wfx_type_is_ref(WfxType type)
{
    return wfx_type_kind(type) == WFX_KIND_REF;
}
static inline bool wfx_type_is_nullable(WfxType type)
{
    return (type & WFX_TYPE_NULLABLE) != 0;
}
static inline uint32_t wfx_type_heap(WfxType type)
{
    return type >> WFX_TYPE_HEAP_SHIFT;
}
static inline bool wfx_heap_is_number(uint32_t heap)
{
    return heap < WFX_HEAP_FIRST;
}
/* What a reference of a type points to, as far as a collector must know. */
typedef enum WfxRefKind {
    WFX_REF_NONE, /* no reference */
    WFX_REF_FUNC,
    WFX_REF_EXTERN, /* the host's */
    WFX_REF_CONT,   /* a header's generation and address, or an object: engine/layout.h */
    WFX_REF_EXN,
    WFX_REF_HEAP, /* structures, arrays and i31 */
} WfxRefKind;
WfxRefKind wfx_type_ref_kind(WfxType type); /* type numbers are canonical */
/* May such a reference lead to an object of the heap, which moves while it is young? */
static inline bool wfx_ref_kind_has_objects(WfxRefKind kind)
{
    return kind == WFX_REF_HEAP || kind == WFX_REF_EXTERN || kind == WFX_REF_CONT;
}
/* A type whose locals need no initialisation before their first read (spec 3.0, validation, "defaultable"). */
static inline bool wfx_type_is_defaultable(WfxType type)
{
    return !wfx_type_is_ref(type) || wfx_type_is_nullable(type);
}
/* Bytes of a value in a frame slot, a value buffer or a global cell: 16 for v128, else 8. */
static inline uint32_t wfx_type_slot_size(WfxType type)
{
    return wfx_type_kind(type) == WFX_KIND_V128 ? 16 : 8;
}

typedef enum WfxComposite {
    WFX_COMPOSITE_FUNC,
    WFX_COMPOSITE_CONT,
    WFX_COMPOSITE_STRUCT,
    WFX_COMPOSITE_ARRAY
} WfxComposite;

typedef struct WfxField {
    WfxType type;
    uint8_t packed; /* 0, or 8 / 16 for i8 / i16 storage (type is then i32) */
    bool is_mutable;
    uint32_t offset; /* of a structure's field in its objects, bytes; canonical definitions only */
} WfxField;
enum { WFX_OBJECT_HEADER = 8 }; /* bytes before the first field or element of an object: engine/layout.h, WfxObject */
/* Bytes that a field or an element takes in an object. */
static inline uint32_t wfx_field_size(const WfxField *field)
{
    if (field->packed)
        return field->packed / 8;
    WfxKind kind = wfx_type_kind(field->type);
    return kind == WFX_KIND_I32 || kind == WFX_KIND_F32 ? 4 : wfx_type_slot_size(field->type);
}

/* A reference in objects of a type, of those that a collector follows. */
typedef struct WfxRefField {
    uint32_t offset; /* bytes; of an array: of its first element, the others follow */
    WfxRefKind kind;
} WfxRefField;

/* One type definition: `sub final? super? composite`. Its type numbers are raw or canonical like those around it. */
typedef struct WfxTypeDef {
    WfxComposite composite;
    bool is_final;
    uint32_t super; /* type number or WFX_NO_TYPE */
    /* func */
    uint32_t param_count, result_count;
    const WfxType *params, *results;
    /* cont */
    uint32_t cont_func; /* number of its function type */
    /* struct (fields) and array (fields[0]) */
    uint32_t field_count;
    const WfxField *fields;
    /* canonical definitions only */
    uint32_t size;           /* of a structure's objects, header included; of an array's elements; bytes */
    uint32_t ref_count;      /* of an array: 1 if its elements are references that a collector follows */
    const WfxRefField *refs; /* behind `fields` in the same memory */
    uint32_t depth;          /* super types above it */
    const uint32_t *display; /* their ids from the topmost on, then its own; WFX_TYPE_DISPLAY entries at least */
} WfxTypeDef;

/* ---- the process-wide registry of canonical types (thread-safe; definitions live until the process ends) ---- */

/* Interns one recursion group of `count` raw definitions. `module_ids` maps module indices below `first_index` to
   canonical ids; the group's own members have indices first_index .. first_index+count-1. Writes their canonical ids to
   `ids`. False when out of memory. */
bool wfx_types_intern(const WfxTypeDef *group, uint32_t count, uint32_t first_index, const uint32_t *module_ids,
                      uint32_t *ids);
/* Convenience for hosts: the canonical id of a final function type without super type. WFX_NO_TYPE when out of
   memory. */
uint32_t wfx_types_func(const WfxType *params, uint32_t param_count, const WfxType *results, uint32_t result_count);
/* The display of each type, by its id, for casts in compiled code: a type is or extends the one with the number `super`
   and depth d if display[d] == super, where d < WFX_TYPE_DISPLAY needs no look at its own depth. Entries that a type
   does not have are WFX_NO_TYPE. One more, for what has no type (WfxObject): no type at all. */
enum { WFX_TYPE_DISPLAY = 8 };
extern const uint32_t *wfx_type_displays[WFX_MAX_TYPES + 1];

/* Definitions stand in chunks that never move. */
enum { WFX_TYPE_CHUNK_BITS = 12 };
extern WfxTypeDef *wfx_type_chunks[];
static inline const WfxTypeDef *wfx_types_get(uint32_t canonical_id)
{
    const WfxTypeDef *chunk = wfx_type_chunks[canonical_id >> WFX_TYPE_CHUNK_BITS];
    wfx_assert(chunk); /* whoever has an id got it from here */
    return &chunk[canonical_id & ((1u << WFX_TYPE_CHUNK_BITS) - 1)];
}

/* Subtyping on canonical types (spec 3.0, validation/matching). */
bool wfx_heap_matches(uint32_t sub, uint32_t super);
bool wfx_type_matches(WfxType sub, WfxType super);
/* Declared subtyping between canonical ids (reflexive, transitive). */
bool wfx_types_id_matches(uint32_t sub, uint32_t super);
/* Structural matching of function types: parameters contravariant, results covariant. */
bool wfx_functype_matches(const WfxTypeDef *sub, const WfxTypeDef *super);

/* Appends the text form: "i32", "(ref null $12)", "funcref". Type numbers print as `names[number]` if given and
   non-null, else as decimal indices. */
void wfx_type_print(WfxBuffer *out, WfxType type, const char *const *names);
void wfx_functype_print(WfxBuffer *out, const WfxTypeDef *type); /* "[i32 i64] -> [f32]" */

#endif
