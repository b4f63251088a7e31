/* Stand-ins for imports that nobody defines, so that a module can run without its host; wfx_linker_set_unknown says
   which. */
#include <stdlib.h>
#include <string.h>

#include "engine/api/internal.h"
#include "engine/rt/link.h"

static bool has_default(WfxType type)
{
    return !wfx_type_is_ref(type) || wfx_type_is_nullable(type);
}

static bool results_have_defaults(const WfxTypeDef *type)
{
    for (uint32_t i = 0; i < type->result_count; i++)
        if (!has_default(type->results[i]))
            return false;
    return true;
}

bool wfx_api_has_stand_in(const WfxModule *module, const WfxImport *import, wfx_unknown_t unknown)
{
    if (unknown != WFX_UNKNOWN_DEFAULT)
        return unknown == WFX_UNKNOWN_TRAP && import->kind == WFX_EXTERN_FUNC;
    switch (import->kind) {
    case WFX_EXTERN_FUNC: return results_have_defaults(wfx_module_function_type(module, import->index));
    case WFX_EXTERN_TABLE: return has_default(module->tables[import->index].type);
    case WFX_EXTERN_GLOBAL: return has_default(module->globals[import->index].type);
    case WFX_EXTERN_MEMORY:
    case WFX_EXTERN_TAG: return true;
    }
    return false;
}

/* `env` is the text of the import, also the function's name in backtraces. */
static bool call_trapping(void *env, WfxFunc *func, WfxInstance *caller, const WfxSlot *args, WfxSlot *results)
{
    (void)caller, (void)args, (void)results;
    WfxStore *store = func->store;
    wfx_api_pend(store, NULL);
    wfx_error_set(&store->pending, WFX_ERROR_TRAP, WFX_NO_OFFSET, "call of %s, an import that is not there",
                  (const char *)env);
    return false;
}

static bool call_default(void *env, WfxFunc *func, WfxInstance *caller, const WfxSlot *args, WfxSlot *results)
{
    (void)env, (void)caller, (void)args;
    memset(results, 0, wfx_types_get(func->type_id)->result_count * sizeof *results);
    return true;
}

/* module.name, in one line. NULL: no memory. */
static char *dotted_name(const WfxImport *import)
{
    WfxBuffer text = {0};
    wfx_buffer_bytes(&text, import->module.data, import->module.size);
    wfx_buffer_u8(&text, '.');
    wfx_buffer_bytes(&text, import->name.data, import->name.size);
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < ' ')
            text.data[i] = '?';
    wfx_buffer_u8(&text, 0);
    if (!text.failed)
        return (char *)text.data;
    wfx_buffer_free(&text);
    return NULL;
}

static WfxFunc *make_function(WfxStore *store, const WfxModule *module, const WfxImport *import, wfx_unknown_t unknown,
                              WfxError *error)
{
    char *name = dotted_name(import);
    if (!name) {
        wfx_error_oom(error);
        return NULL;
    }
    WfxHostFunc host = {
        .call = unknown == WFX_UNKNOWN_TRAP ? call_trapping : call_default,
        .env = name,
        .env_free = free,
        .name = name,
    };
    WfxFunc *func = wfx_rt_host_func_new(store, module->functions[import->index].type_id, &host, error);
    if (!func)
        free(name);
    return func;
}

bool wfx_api_stand_in(WfxStore *store, const WfxModule *module, const WfxImport *import, wfx_unknown_t unknown,
                      WfxExternValue *value, WfxError *error)
{
    static const WfxSlot zero;
    value->kind = import->kind;
    switch (import->kind) {
    case WFX_EXTERN_FUNC: return (value->of.func = make_function(store, module, import, unknown, error));
    case WFX_EXTERN_TABLE: {
        const WfxTableDecl *table = &module->tables[import->index];
        return (value->of.table = wfx_rt_table_new(store, table->type, &table->limits, 0, error));
    }
    case WFX_EXTERN_MEMORY:
        return (value->of.memory = wfx_rt_memory_new(store, &module->memories[import->index].limits, error));
    case WFX_EXTERN_GLOBAL: {
        const WfxGlobalDecl *global = &module->globals[import->index];
        return (value->of.global = wfx_rt_global_new(store, global->type, global->is_mutable, &zero, error));
    }
    case WFX_EXTERN_TAG:
        return (value->of.tag = wfx_rt_tag_new(store, module->tags[import->index].type_id, import->name.data, error));
    }
    return false;
}
