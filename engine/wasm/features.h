/* The language features that a user can turn on and off (-W), as a bit set. */
#ifndef WFX_WASM_FEATURES_H
#define WFX_WASM_FEATURES_H

#include "engine/base/error.h"

typedef uint32_t WfxFeatures;

#define WFX_FEATURE_LIST(F)                                                                                            \
    F(MVP, 0, "mvp", true)                                                                                             \
    F(MULTI_VALUE, 1, "multi-value", true)                                                                             \
    F(SIGN_EXTENSION, 2, "sign-extension", true)                                                                       \
    F(SATURATING_FLOAT, 3, "saturating-float-to-int", true)                                                            \
    F(MUTABLE_GLOBAL, 4, "mutable-global", true)                                                                       \
    F(BULK_MEMORY, 5, "bulk-memory", true)                                                                             \
    F(REFERENCE_TYPES, 6, "reference-types", true)                                                                     \
    F(FUNCTION_REFERENCES, 7, "function-references", true)                                                             \
    F(TAIL_CALL, 8, "tail-call", true)                                                                                 \
    F(EXCEPTIONS, 9, "exceptions", true)                                                                               \
    F(LEGACY_EXCEPTIONS, 16, "legacy-exceptions", true)                                                                \
    F(EXTENDED_CONST, 10, "extended-const", true)                                                                      \
    F(STACK_SWITCHING, 11, "stack-switching", true)                                                                    \
    F(MULTI_MEMORY, 12, "multi-memory", true)                                                                          \
    F(GC, 13, "gc", true)                                                                                              \
    F(SIMD, 14, "simd", true)                                                                                          \
    F(MEMORY64, 15, "memory64", true)                                                                                  \
    F(RELAXED_SIMD, 17, "relaxed-simd", true)                                                                          \
    F(WIDE_ARITHMETIC, 18, "wide-arithmetic", true)                                                                    \
    F(CUSTOM_PAGE_SIZES, 19, "custom-page-sizes", false) /* the proposal is not finished */                            \
    F(THREADS, 20, "threads", true)

#define WFX_FEATURE_ENUM(id, bit, text, on) WFX_FEATURE_##id = 1u << (bit),
enum { WFX_FEATURE_LIST(WFX_FEATURE_ENUM) };
#undef WFX_FEATURE_ENUM
#define WFX_FEATURE_SUM(id, bit, text, on) +(UINT64_C(1) << (bit))
#define WFX_FEATURE_OR(id, bit, text, on) | UINT64_C(1) << (bit)
_Static_assert((0 WFX_FEATURE_LIST(WFX_FEATURE_SUM)) == (0 WFX_FEATURE_LIST(WFX_FEATURE_OR)), "a bit for each");
#undef WFX_FEATURE_SUM
#undef WFX_FEATURE_OR
#define WFX_FEATURE_DEFAULT(id, bit, text, on) | ((on) ? 1u << (bit) : 0)
#define WFX_FEATURES_DEFAULT ((WfxFeatures)(0 WFX_FEATURE_LIST(WFX_FEATURE_DEFAULT)))

/* Applies a comma-separated -W list to *features: `name`, `name=y`, `name=n`, `-name`; `all`. Names are those above and
   wasmfxtime's synonyms (typed-continuations, exception-handling, gc, ..). An unknown name is a WFX_ERROR_USAGE. */
bool wfx_features_parse(const char *list, WfxFeatures *features, WfxError *error);
const char *wfx_feature_name(WfxFeatures single);

#endif
