/* Type objects of the standard C API, their vectors, and their making from the runtime's types. */
#include <stdlib.h>

#include "engine/api/wasm_internal.h"
#include "engine/base/alloc.h"

/* ---- vectors ---- */

#define VEC_COMMON(name, element)                                                                                      \
    void wasm_##name##_vec_new_empty(wasm_##name##_vec_t *out)                                                         \
    {                                                                                                                  \
        out->size = 0;                                                                                                 \
        out->data = NULL;                                                                                              \
    }                                                                                                                  \
    void wasm_##name##_vec_new_uninitialized(wasm_##name##_vec_t *out, size_t size)                                    \
    {                                                                                                                  \
        out->data = size ? wfx_calloc(size, sizeof(element)) : NULL;                                                   \
        out->size = out->data ? size : 0;                                                                              \
    }                                                                                                                  \
    void wasm_##name##_vec_new(wasm_##name##_vec_t *out, size_t size, element const data[])                            \
    {                                                                                                                  \
        wasm_##name##_vec_new_uninitialized(out, size);                                                                \
        if (out->size)                                                                                                 \
            memcpy(out->data, data, size * sizeof(element));                                                           \
    }

#define VEC_OF_POINTERS(name)                                                                                          \
    VEC_COMMON(name, wasm_##name##_t *)                                                                                \
    void wasm_##name##_vec_copy(wasm_##name##_vec_t *out, const wasm_##name##_vec_t *from)                             \
    {                                                                                                                  \
        wasm_##name##_vec_new_uninitialized(out, from->size);                                                          \
        for (size_t i = 0; i < out->size; i++)                                                                         \
            out->data[i] = from->data[i] ? wasm_##name##_copy(from->data[i]) : NULL;                                   \
    }                                                                                                                  \
    void wasm_##name##_vec_delete(wasm_##name##_vec_t *vec)                                                            \
    {                                                                                                                  \
        for (size_t i = 0; i < vec->size; i++)                                                                         \
            wasm_##name##_delete(vec->data[i]);                                                                        \
        free(vec->data);                                                                                               \
        wasm_##name##_vec_new_empty(vec);                                                                              \
    }

VEC_COMMON(byte, wasm_byte_t)
void wasm_byte_vec_copy(wasm_byte_vec_t *out, const wasm_byte_vec_t *from)
{
    wasm_byte_vec_new(out, from->size, from->data);
}
void wasm_byte_vec_delete(wasm_byte_vec_t *vec)
{
    free(vec->data);
    wasm_byte_vec_new_empty(vec);
}

VEC_COMMON(val, wasm_val_t)
void wasm_val_vec_copy(wasm_val_vec_t *out, const wasm_val_vec_t *from)
{
    wasm_val_vec_new_uninitialized(out, from->size);
    for (size_t i = 0; i < out->size; i++)
        wasm_val_copy(&out->data[i], &from->data[i]);
}
void wasm_val_vec_delete(wasm_val_vec_t *vec)
{
    for (size_t i = 0; i < vec->size; i++)
        wasm_val_delete(&vec->data[i]);
    free(vec->data);
    wasm_val_vec_new_empty(vec);
}

VEC_OF_POINTERS(valtype)
VEC_OF_POINTERS(functype)
VEC_OF_POINTERS(globaltype)
VEC_OF_POINTERS(tabletype)
VEC_OF_POINTERS(memorytype)
VEC_OF_POINTERS(externtype)
VEC_OF_POINTERS(importtype)
VEC_OF_POINTERS(exporttype)
VEC_OF_POINTERS(frame)
VEC_OF_POINTERS(extern)

/* ---- value types ---- */

wasm_valtype_t *wasm_valtype_new(wasm_valkind_t kind)
{
    wasm_valtype_t *type = wfx_malloc(sizeof *type);
    if (type)
        type->kind = kind;
    return type;
}
void wasm_valtype_delete(wasm_valtype_t *type)
{
    free(type);
}
wasm_valtype_t *wasm_valtype_copy(const wasm_valtype_t *type)
{
    return wasm_valtype_new(type->kind);
}
wasm_valkind_t wasm_valtype_kind(const wasm_valtype_t *type)
{
    return type->kind;
}

wasm_valkind_t wfx_c_valkind(WfxType type)
{
    switch (wfx_api_kind(type)) {
    case WFX_VALUE_I32: return WASM_I32;
    case WFX_VALUE_I64: return WASM_I64;
    case WFX_VALUE_F32: return WASM_F32;
    case WFX_VALUE_F64: return WASM_F64;
    case WFX_VALUE_FUNCREF: return WASM_FUNCREF;
    default: return WASM_EXTERNREF;
    }
}

WfxType wfx_c_type(wasm_valkind_t kind)
{
    switch (kind) {
    case WASM_I32: return WFX_I32;
    case WASM_I64: return WFX_I64;
    case WASM_F32: return WFX_F32;
    case WASM_F64: return WFX_F64;
    case WASM_FUNCREF: return WFX_FUNCREF;
    default: return WFX_EXTERNREF;
    }
}

/* ---- functions ---- */

wasm_functype_t *wasm_functype_new(wasm_valtype_vec_t *params, wasm_valtype_vec_t *results)
{
    wasm_functype_t *type = wfx_calloc(1, sizeof *type);
    if (!type) {
        wasm_valtype_vec_delete(params);
        wasm_valtype_vec_delete(results);
        return NULL;
    }
    type->base.kind = WASM_EXTERN_FUNC;
    type->params = *params;
    type->results = *results;
    return type;
}
void wasm_functype_delete(wasm_functype_t *type)
{
    if (!type)
        return;
    wasm_valtype_vec_delete(&type->params);
    wasm_valtype_vec_delete(&type->results);
    free(type);
}
wasm_functype_t *wasm_functype_copy(const wasm_functype_t *type)
{
    wasm_valtype_vec_t params, results;
    wasm_valtype_vec_copy(&params, &type->params);
    wasm_valtype_vec_copy(&results, &type->results);
    return wasm_functype_new(&params, &results);
}
const wasm_valtype_vec_t *wasm_functype_params(const wasm_functype_t *type)
{
    return &type->params;
}
const wasm_valtype_vec_t *wasm_functype_results(const wasm_functype_t *type)
{
    return &type->results;
}

static void valtypes(const WfxType *types, uint32_t count, wasm_valtype_vec_t *out)
{
    wasm_valtype_vec_new_uninitialized(out, count);
    for (size_t i = 0; i < out->size; i++)
        out->data[i] = wasm_valtype_new(wfx_c_valkind(types[i]));
}

wasm_functype_t *wfx_c_functype(const WfxTypeDef *type)
{
    wasm_valtype_vec_t params, results;
    valtypes(type->params, type->param_count, &params);
    valtypes(type->results, type->result_count, &results);
    return wasm_functype_new(&params, &results);
}

/* ---- globals, tables, memories ---- */

wasm_globaltype_t *wasm_globaltype_new(wasm_valtype_t *content, wasm_mutability_t mutability)
{
    wasm_globaltype_t *type = content ? wfx_malloc(sizeof *type) : NULL;
    if (!type) {
        wasm_valtype_delete(content);
        return NULL;
    }
    *type = (wasm_globaltype_t){{WASM_EXTERN_GLOBAL}, content, mutability};
    return type;
}
void wasm_globaltype_delete(wasm_globaltype_t *type)
{
    if (type)
        wasm_valtype_delete(type->content);
    free(type);
}
wasm_globaltype_t *wasm_globaltype_copy(const wasm_globaltype_t *type)
{
    return wasm_globaltype_new(wasm_valtype_copy(type->content), type->mutability);
}
const wasm_valtype_t *wasm_globaltype_content(const wasm_globaltype_t *type)
{
    return type->content;
}
wasm_mutability_t wasm_globaltype_mutability(const wasm_globaltype_t *type)
{
    return type->mutability;
}

wasm_globaltype_t *wfx_c_globaltype(WfxType type, bool is_mutable)
{
    return wasm_globaltype_new(wasm_valtype_new(wfx_c_valkind(type)), is_mutable ? WASM_VAR : WASM_CONST);
}

wasm_tabletype_t *wasm_tabletype_new(wasm_valtype_t *element, const wasm_limits_t *limits)
{
    wasm_tabletype_t *type = element ? wfx_malloc(sizeof *type) : NULL;
    if (!type) {
        wasm_valtype_delete(element);
        return NULL;
    }
    *type = (wasm_tabletype_t){{WASM_EXTERN_TABLE}, element, *limits};
    return type;
}
void wasm_tabletype_delete(wasm_tabletype_t *type)
{
    if (type)
        wasm_valtype_delete(type->element);
    free(type);
}
wasm_tabletype_t *wasm_tabletype_copy(const wasm_tabletype_t *type)
{
    return wasm_tabletype_new(wasm_valtype_copy(type->element), &type->limits);
}
const wasm_valtype_t *wasm_tabletype_element(const wasm_tabletype_t *type)
{
    return type->element;
}
const wasm_limits_t *wasm_tabletype_limits(const wasm_tabletype_t *type)
{
    return &type->limits;
}

wasm_memorytype_t *wasm_memorytype_new(const wasm_limits_t *limits)
{
    wasm_memorytype_t *type = wfx_malloc(sizeof *type);
    if (type)
        *type = (wasm_memorytype_t){{WASM_EXTERN_MEMORY}, *limits};
    return type;
}
void wasm_memorytype_delete(wasm_memorytype_t *type)
{
    free(type);
}
wasm_memorytype_t *wasm_memorytype_copy(const wasm_memorytype_t *type)
{
    return wasm_memorytype_new(&type->limits);
}
const wasm_limits_t *wasm_memorytype_limits(const wasm_memorytype_t *type)
{
    return &type->limits;
}

static wasm_limits_t limits32(const WfxLimits *limits, uint64_t min)
{
    /* of 64-bit memories and tables this interface can say no more */
    wasm_limits_t out = {min < UINT32_MAX ? (uint32_t)min : UINT32_MAX, wasm_limits_max_default};
    if (limits->has_max && limits->max < wasm_limits_max_default)
        out.max = (uint32_t)limits->max;
    return out;
}

bool wfx_c_limits(const wasm_limits_t *limits, WfxLimits *out)
{
    bool has_max = limits->max != wasm_limits_max_default;
    *out = (WfxLimits){.min = limits->min, .max = has_max ? limits->max : UINT64_MAX, .has_max = has_max};
    return limits->min <= limits->max;
}

wasm_tabletype_t *wfx_c_tabletype(WfxType type, const WfxLimits *limits, uint64_t min)
{
    wasm_limits_t out = limits32(limits, min);
    return wasm_tabletype_new(wasm_valtype_new(wfx_c_valkind(type)), &out);
}

wasm_memorytype_t *wfx_c_memorytype(const WfxLimits *limits, uint64_t min)
{
    wasm_limits_t out = limits32(limits, min);
    return wasm_memorytype_new(&out);
}

/* ---- external types ---- */

#define EXTERNTYPE(name, tag)                                                                                          \
    wasm_externtype_t *wasm_##name##_as_externtype(wasm_##name##_t *type)                                              \
    {                                                                                                                  \
        return &type->base;                                                                                            \
    }                                                                                                                  \
    const wasm_externtype_t *wasm_##name##_as_externtype_const(const wasm_##name##_t *type)                            \
    {                                                                                                                  \
        return &type->base;                                                                                            \
    }                                                                                                                  \
    wasm_##name##_t *wasm_externtype_as_##name(wasm_externtype_t *type)                                                \
    {                                                                                                                  \
        return type->kind == tag ? (wasm_##name##_t *)type : NULL;                                                     \
    }                                                                                                                  \
    const wasm_##name##_t *wasm_externtype_as_##name##_const(const wasm_externtype_t *type)                            \
    {                                                                                                                  \
        return type->kind == tag ? (const wasm_##name##_t *)type : NULL;                                               \
    }
EXTERNTYPE(functype, WASM_EXTERN_FUNC)
EXTERNTYPE(globaltype, WASM_EXTERN_GLOBAL)
EXTERNTYPE(tabletype, WASM_EXTERN_TABLE)
EXTERNTYPE(memorytype, WASM_EXTERN_MEMORY)

wasm_externkind_t wasm_externtype_kind(const wasm_externtype_t *type)
{
    return type->kind;
}

void wasm_externtype_delete(wasm_externtype_t *type)
{
    if (!type)
        return;
    switch (type->kind) {
    case WASM_EXTERN_FUNC: wasm_functype_delete((wasm_functype_t *)type); break;
    case WASM_EXTERN_GLOBAL: wasm_globaltype_delete((wasm_globaltype_t *)type); break;
    case WASM_EXTERN_TABLE: wasm_tabletype_delete((wasm_tabletype_t *)type); break;
    default: free(type); break;
    }
}

static wasm_externtype_t *tag_type(void)
{
    wasm_externtype_t *type = wfx_malloc(sizeof *type);
    if (type)
        type->kind = WASM_EXTERN_TAG;
    return type;
}

wasm_externtype_t *wasm_externtype_copy(const wasm_externtype_t *type)
{
    switch (type->kind) {
    case WASM_EXTERN_FUNC: return (wasm_externtype_t *)wasm_functype_copy((const wasm_functype_t *)type);
    case WASM_EXTERN_GLOBAL: return (wasm_externtype_t *)wasm_globaltype_copy((const wasm_globaltype_t *)type);
    case WASM_EXTERN_TABLE: return (wasm_externtype_t *)wasm_tabletype_copy((const wasm_tabletype_t *)type);
    case WASM_EXTERN_MEMORY: return (wasm_externtype_t *)wasm_memorytype_copy((const wasm_memorytype_t *)type);
    default: return tag_type();
    }
}

wasm_externtype_t *wfx_c_externtype(const WfxModule *module, WfxExternKind kind, uint32_t index)
{
    switch (kind) {
    case WFX_EXTERN_FUNC: return (wasm_externtype_t *)wfx_c_functype(wfx_module_function_type(module, index));
    case WFX_EXTERN_GLOBAL:
        return (wasm_externtype_t *)wfx_c_globaltype(module->globals[index].type, module->globals[index].is_mutable);
    case WFX_EXTERN_TABLE: {
        const WfxTableDecl *table = &module->tables[index];
        return (wasm_externtype_t *)wfx_c_tabletype(table->type, &table->limits, table->limits.min);
    }
    case WFX_EXTERN_MEMORY: {
        const WfxLimits *limits = &module->memories[index].limits;
        return (wasm_externtype_t *)wfx_c_memorytype(limits, limits->min);
    }
    default: return tag_type();
    }
}

/* ---- imports and exports ---- */

wasm_importtype_t *wasm_importtype_new(wasm_name_t *module, wasm_name_t *name, wasm_externtype_t *extern_type)
{
    wasm_importtype_t *type = extern_type ? wfx_malloc(sizeof *type) : NULL;
    if (!type) {
        wasm_name_delete(module);
        wasm_name_delete(name);
        wasm_externtype_delete(extern_type);
        return NULL;
    }
    *type = (wasm_importtype_t){*module, *name, extern_type};
    return type;
}
void wasm_importtype_delete(wasm_importtype_t *type)
{
    if (!type)
        return;
    wasm_name_delete(&type->module);
    wasm_name_delete(&type->name);
    wasm_externtype_delete(type->type);
    free(type);
}
wasm_importtype_t *wasm_importtype_copy(const wasm_importtype_t *type)
{
    wasm_name_t module, name;
    wasm_name_copy(&module, &type->module);
    wasm_name_copy(&name, &type->name);
    return wasm_importtype_new(&module, &name, wasm_externtype_copy(type->type));
}
const wasm_name_t *wasm_importtype_module(const wasm_importtype_t *type)
{
    return &type->module;
}
const wasm_name_t *wasm_importtype_name(const wasm_importtype_t *type)
{
    return &type->name;
}
const wasm_externtype_t *wasm_importtype_type(const wasm_importtype_t *type)
{
    return type->type;
}

wasm_exporttype_t *wasm_exporttype_new(wasm_name_t *name, wasm_externtype_t *extern_type)
{
    wasm_exporttype_t *type = extern_type ? wfx_malloc(sizeof *type) : NULL;
    if (!type) {
        wasm_name_delete(name);
        wasm_externtype_delete(extern_type);
        return NULL;
    }
    *type = (wasm_exporttype_t){*name, extern_type};
    return type;
}
void wasm_exporttype_delete(wasm_exporttype_t *type)
{
    if (!type)
        return;
    wasm_name_delete(&type->name);
    wasm_externtype_delete(type->type);
    free(type);
}
wasm_exporttype_t *wasm_exporttype_copy(const wasm_exporttype_t *type)
{
    wasm_name_t name;
    wasm_name_copy(&name, &type->name);
    return wasm_exporttype_new(&name, wasm_externtype_copy(type->type));
}
const wasm_name_t *wasm_exporttype_name(const wasm_exporttype_t *type)
{
    return &type->name;
}
const wasm_externtype_t *wasm_exporttype_type(const wasm_exporttype_t *type)
{
    return type->type;
}
