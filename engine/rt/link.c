/* Import matching (spec 3.0, external types, matching; module instantiation) and the text of external types for its
   messages. */
#include "engine/rt/link.h"

#include <string.h>

static bool limits_match(uint64_t size, const WfxLimits *given, const WfxLimits *wanted)
{
    return given->is_64 == wanted->is_64 && given->is_shared == wanted->is_shared &&
           given->has_byte_pages == wanted->has_byte_pages && size >= wanted->min &&
           (!wanted->has_max || (given->has_max && given->max <= wanted->max));
}

bool wfx_rt_import_matches(const WfxModule *module, const WfxImport *import, const WfxExternValue *value)
{
    if (value->kind != import->kind)
        return false;
    switch (import->kind) {
    case WFX_EXTERN_FUNC:
        return wfx_types_id_matches(value->of.func->type_id, module->functions[import->index].type_id);
    case WFX_EXTERN_TABLE: {
        const WfxTableObject *table = value->of.table;
        const WfxTableDecl *wanted = &module->tables[import->index];
        return table->type == wanted->type && limits_match(table->shared.size, &table->limits, &wanted->limits);
    }
    case WFX_EXTERN_MEMORY: {
        const WfxMemoryObject *memory = value->of.memory;
        return limits_match(wfx_rt_memory_bytes(memory) >> wfx_page_shift(&memory->limits), &memory->limits,
                            &module->memories[import->index].limits);
    }
    case WFX_EXTERN_GLOBAL: {
        const WfxGlobalObject *global = value->of.global;
        const WfxGlobalDecl *wanted = &module->globals[import->index];
        if (global->is_mutable != wanted->is_mutable)
            return false;
        return global->is_mutable ? global->type == wanted->type : wfx_type_matches(global->type, wanted->type);
    }
    case WFX_EXTERN_TAG: return value->of.tag->tag.type_id == module->tags[import->index].type_id;
    }
    return false;
}

/* ---- text ---- */

static void print_limits(WfxBuffer *out, const WfxLimits *limits, uint64_t min)
{
    wfx_buffer_format(out, "%s%llu", limits->is_64 ? "i64 " : "", (unsigned long long)min);
    if (limits->has_max)
        wfx_buffer_format(out, " %llu", (unsigned long long)limits->max);
    if (limits->is_shared)
        wfx_buffer_format(out, " shared");
}

static void print_function(WfxBuffer *out, const char *word, uint32_t type_id)
{
    wfx_buffer_format(out, "(%s ", word);
    const WfxTypeDef *type = wfx_types_get(type_id);
    wfx_functype_print(out, type);
    if (type->super != WFX_NO_TYPE || !type->is_final) /* equal signatures do not make equal types then */
        wfx_buffer_format(out, " as type %u", type_id);
    wfx_buffer_format(out, ")");
}

static void print_table(WfxBuffer *out, WfxType type, const WfxLimits *limits, uint64_t min)
{
    wfx_buffer_format(out, "(table ");
    print_limits(out, limits, min);
    wfx_buffer_format(out, " ");
    wfx_type_print(out, type, NULL);
    wfx_buffer_format(out, ")");
}

static void print_memory(WfxBuffer *out, const WfxLimits *limits, uint64_t min)
{
    wfx_buffer_format(out, "(memory ");
    print_limits(out, limits, min);
    wfx_buffer_format(out, limits->has_byte_pages ? " (pagesize 1))" : ")");
}

static void print_global(WfxBuffer *out, WfxType type, bool is_mutable)
{
    wfx_buffer_format(out, is_mutable ? "(global (mut " : "(global ");
    wfx_type_print(out, type, NULL);
    wfx_buffer_format(out, is_mutable ? "))" : ")");
}

void wfx_rt_extern_print(WfxBuffer *out, const WfxExternValue *value)
{
    switch (value->kind) {
    case WFX_EXTERN_FUNC: print_function(out, "func", value->of.func->type_id); break;
    case WFX_EXTERN_TABLE:
        print_table(out, value->of.table->type, &value->of.table->limits, value->of.table->shared.size);
        break;
    case WFX_EXTERN_MEMORY:
        print_memory(out, &value->of.memory->limits,
                     wfx_rt_memory_bytes(value->of.memory) >> wfx_page_shift(&value->of.memory->limits));
        break;
    case WFX_EXTERN_GLOBAL: print_global(out, value->of.global->type, value->of.global->is_mutable); break;
    case WFX_EXTERN_TAG: print_function(out, "tag", value->of.tag->tag.type_id); break;
    }
}

void wfx_rt_import_print(WfxBuffer *out, const WfxModule *module, const WfxImport *import)
{
    switch (import->kind) {
    case WFX_EXTERN_FUNC: print_function(out, "func", module->functions[import->index].type_id); break;
    case WFX_EXTERN_TABLE: {
        const WfxTableDecl *table = &module->tables[import->index];
        print_table(out, table->type, &table->limits, table->limits.min);
        break;
    }
    case WFX_EXTERN_MEMORY: {
        const WfxLimits *limits = &module->memories[import->index].limits;
        print_memory(out, limits, limits->min);
        break;
    }
    case WFX_EXTERN_GLOBAL: {
        const WfxGlobalDecl *global = &module->globals[import->index];
        print_global(out, global->type, global->is_mutable);
        break;
    }
    case WFX_EXTERN_TAG: print_function(out, "tag", module->tags[import->index].type_id); break;
    }
}

void wfx_rt_unknown_import_print(WfxBuffer *out, const WfxModule *module, const WfxImport *import)
{
    size_t start = out->size;
    wfx_buffer_format(out, "unknown import \"%s\" \"%s\": ", import->module.data, import->name.data);
    for (size_t i = start; i < out->size; i++) /* a line stays one line */
        if (out->data[i] == '\n')
            out->data[i] = '?';
    wfx_rt_import_print(out, module, import);
    wfx_buffer_format(out, " is wanted");
}

bool wfx_rt_check_import(const WfxModule *module, const WfxImport *import, const WfxExternValue *value, WfxError *error)
{
    if (wfx_rt_import_matches(module, import, value))
        return true;
    WfxBuffer wanted = {0}, found = {0};
    wfx_rt_import_print(&wanted, module, import);
    wfx_rt_extern_print(&found, value);
    wfx_error_set(error, WFX_ERROR_UNLINKABLE, WFX_NO_OFFSET,
                  "incompatible import type for \"%s\" \"%s\": expected %.*s, found %.*s", import->module.data,
                  import->name.data, (int)wanted.size, wanted.data ? (const char *)wanted.data : "", (int)found.size,
                  found.data ? (const char *)found.data : "");
    wfx_buffer_free(&wanted);
    wfx_buffer_free(&found);
    return false;
}
