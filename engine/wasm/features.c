/* Names of language features and the -W list; see features.h. */
#include "engine/wasm/features.h"

#include <string.h>

typedef struct FeatureName {
    const char *text;
    WfxFeatures bits;
} FeatureName;

#define ALL(id, bit, text, on) | WFX_FEATURE_##id
static const FeatureName feature_names[] = {
#define FEATURE(id, bit, text, on) {text, WFX_FEATURE_##id},
    WFX_FEATURE_LIST(FEATURE)
#undef FEATURE
    /* synonyms in use elsewhere */
    {"typed-continuations", WFX_FEATURE_STACK_SWITCHING},
    {"continuations", WFX_FEATURE_STACK_SWITCHING},
    {"exception-handling", WFX_FEATURE_EXCEPTIONS},
    {"typed-function-references", WFX_FEATURE_FUNCTION_REFERENCES},
    {"nontrapping-float-to-int", WFX_FEATURE_SATURATING_FLOAT},
    {"sign-ext", WFX_FEATURE_SIGN_EXTENSION},
    {"multivalue", WFX_FEATURE_MULTI_VALUE},
    {"simd128", WFX_FEATURE_SIMD},
    {"all", 0 WFX_FEATURE_LIST(ALL)},
#undef ALL
};

static const FeatureName *find_feature(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof feature_names / sizeof feature_names[0]; i++) {
        const FeatureName *name = &feature_names[i];
        if (strlen(name->text) == length && memcmp(name->text, text, length) == 0)
            return name;
    }
    return NULL;
}

static bool ends_with(const char *text, size_t length, const char *tail)
{
    size_t size = strlen(tail);
    return length > size && memcmp(text + length - size, tail, size) == 0;
}

static bool parse_one(const char *text, size_t length, WfxFeatures *features, WfxError *error)
{
    const char *name = text;
    size_t size = length;
    bool on = true;
    if (size && *name == '-') {
        on = false;
        name++;
        size--;
    }
    if (ends_with(name, size, "=y")) {
        size -= 2;
    } else if (ends_with(name, size, "=n")) {
        size -= 2;
        on = false;
    }
    const FeatureName *feature = find_feature(name, size);
    if (!feature)
        return wfx_error_set(error, WFX_ERROR_USAGE, WFX_NO_OFFSET, "unknown feature '%.*s'", (int)length, text);
    if (feature->bits == WFX_FEATURE_MVP && !on)
        return wfx_error_set(error, WFX_ERROR_USAGE, WFX_NO_OFFSET, "feature 'mvp' cannot be turned off");
    *features = on ? *features | feature->bits : *features & ~feature->bits;
    *features |= WFX_FEATURE_MVP;
    return true;
}

bool wfx_features_parse(const char *list, WfxFeatures *features, WfxError *error)
{
    WfxFeatures parsed = *features;
    const char *at = list;
    for (;;) {
        size_t length = strcspn(at, ",");
        if (!parse_one(at, length, &parsed, error))
            return false;
        if (!at[length])
            break;
        at += length + 1;
    }
    *features = parsed;
    return true;
}

const char *wfx_feature_name(WfxFeatures single)
{
    for (size_t i = 0; i < sizeof feature_names / sizeof feature_names[0]; i++)
        if (feature_names[i].bits == single)
            return feature_names[i].text;
    return "unknown feature";
}
