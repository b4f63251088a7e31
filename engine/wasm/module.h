/* A decoded module: what a .wasm file says, checked except for its function bodies, immutable once made.
   Types in it are canonical (types.h); the printer, which must show what was written, reads the bytes again. */
#ifndef WFX_WASM_MODULE_H
#define WFX_WASM_MODULE_H

#include "engine/base/arena.h"
#include "engine/wasm/features.h"
#include "engine/wasm/types.h"

typedef enum WfxExternKind {
    WFX_EXTERN_FUNC,
    WFX_EXTERN_TABLE,
    WFX_EXTERN_MEMORY,
    WFX_EXTERN_GLOBAL,
    WFX_EXTERN_TAG
} WfxExternKind;

typedef struct WfxName {
    const char *data;
    uint32_t size;
} WfxName; /* UTF-8, may hold NULs; also 0-terminated */

typedef struct WfxSpan {
    uint32_t offset, size;
} WfxSpan; /* bytes of the module */

typedef struct WfxLimits {
    uint64_t min, max; /* pages or elements; max = UINT64_MAX when absent */
    bool has_max, is_64, is_shared;
    bool has_byte_pages; /* of a memory: its pages have one byte, and not 64 KiB */
} WfxLimits;
/* log2 of the page size of a memory. */
static inline unsigned wfx_page_shift(const WfxLimits *limits)
{
    return limits->has_byte_pages ? 0 : 16;
}
/* Does the code compare addresses with the memory's size? Others are found to be out of bounds by the page fault. */
static inline bool wfx_memory_is_checked(const WfxLimits *limits)
{
    return limits->is_64 || limits->has_byte_pages;
}

typedef struct WfxFunctionDecl {
    uint32_t type_index; /* as written */
    uint32_t type_id;    /* canonical */
    WfxSpan body;        /* locals and code, without the size; {0,0} for imports */
    bool is_import;
    bool is_declared; /* may be named by ref.func (spec: module's refs) */
} WfxFunctionDecl;
typedef struct WfxTableDecl {
    WfxType type;
    WfxLimits limits;
    WfxSpan init; /* size 0: none */
} WfxTableDecl;
typedef struct WfxMemoryDecl {
    WfxLimits limits;
} WfxMemoryDecl;
typedef struct WfxGlobalDecl {
    WfxType type;
    bool is_mutable;
    WfxSpan init;
} WfxGlobalDecl;
typedef struct WfxTagDecl {
    uint32_t type_index, type_id;
} WfxTagDecl;

typedef struct WfxImport {
    WfxName module, name;
    WfxExternKind kind;
    uint32_t index; /* in its index space */
} WfxImport;
typedef struct WfxExport {
    WfxName name;
    WfxExternKind kind;
    uint32_t index;
} WfxExport;

typedef enum WfxSegmentMode { WFX_SEGMENT_ACTIVE, WFX_SEGMENT_PASSIVE, WFX_SEGMENT_DECLARED } WfxSegmentMode;
typedef struct WfxElemDecl {
    WfxSegmentMode mode;
    WfxType type;
    uint32_t table;
    WfxSpan offset; /* constant expression; active */
    uint32_t count;
    bool is_expressions;        /* items are constant expressions, else function indices */
    const uint32_t *functions;  /* count entries, or NULL */
    const WfxSpan *expressions; /* count entries, or NULL */
} WfxElemDecl;
typedef struct WfxDataDecl {
    WfxSegmentMode mode;
    uint32_t memory;
    WfxSpan offset;
    WfxSpan bytes;
} WfxDataDecl;

typedef struct WfxNames WfxNames;         /* names.h */
typedef struct WfxSourceMap WfxSourceMap; /* names.h */

typedef struct WfxModule {
    WfxArena arena;
    const uint8_t *bytes; /* owned copy */
    size_t size;
    WfxFeatures features;
    uint32_t type_count;
    uint32_t *type_ids; /* module index -> canonical id */
    uint32_t function_count, imported_function_count;
    WfxFunctionDecl *functions;
    uint32_t table_count, imported_table_count;
    WfxTableDecl *tables;
    uint32_t memory_count, imported_memory_count;
    WfxMemoryDecl *memories;
    uint32_t global_count, imported_global_count;
    WfxGlobalDecl *globals;
    uint32_t tag_count, imported_tag_count;
    WfxTagDecl *tags;
    uint32_t import_count;
    WfxImport *imports;
    uint32_t export_count;
    WfxExport *exports;
    uint32_t elem_count;
    WfxElemDecl *elems;
    uint32_t data_count;
    WfxDataDecl *datas;
    bool has_data_count;
    uint32_t start;       /* function index or UINT32_MAX */
    WfxNames *names;      /* never NULL after decoding; may be empty */
    WfxSourceMap *source; /* NULL when there is no source text */
} WfxModule;

/* Decodes and checks everything but function bodies (spec 3.0 section 5, binary format; section 3.4, modules). The
   bytes are copied. `names` (module's name section) are read here. Returns NULL with *error set. Free with
   wfx_module_free. */
WfxModule *wfx_module_decode(const uint8_t *bytes, size_t size, WfxFeatures features, WfxError *error);
/* Validates every function body with no sink. */
bool wfx_module_validate(WfxModule *module, WfxError *error);
void wfx_module_free(WfxModule *module);

static inline const WfxTypeDef *wfx_module_function_type(const WfxModule *module, uint32_t function)
{
    return wfx_types_get(module->functions[function].type_id);
}
/* Raw (module index) to canonical. */
static inline WfxType wfx_module_canonical(const WfxModule *module, WfxType raw)
{
    if (!wfx_type_is_ref(raw) || !wfx_heap_is_number(wfx_type_heap(raw)))
        return raw;
    return (raw & 0xff) | module->type_ids[wfx_type_heap(raw)] << WFX_TYPE_HEAP_SHIFT;
}

#endif
