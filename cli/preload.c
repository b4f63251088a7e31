/* Linking on the command line: modules that others import from; see cli.h.

   All are compiled before the first is instantiated, so that their order follows from their imports and not from the
   command line. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

typedef struct Preload {
    const char *name, *path;
    size_t name_size;
    wfx_module_t *module;
    enum { WAITING, BEGUN, DONE } state; /* BEGUN: what it imports from is being instantiated */
} Preload;

typedef struct Preloads {
    Preload *items;
    uint32_t count;
    wfx_linker_t *linker;
} Preloads;

static int fail_with(const char *path, wfx_error_t *error)
{
    return error ? cli_report(path, error) : cli_error("out of memory");
}

/* ---- modules ---- */

wfx_module_t *cli_module_load(CliModules *modules, wfx_engine_t *engine, const char *path, int *status)
{
    WfxBuffer content = {0};
    wfx_module_t *module = NULL;
    wfx_error_t *error = NULL;
    *status = CLI_FAILED;
    wfx_module_t **items = realloc(modules->items, (modules->count + 1) * sizeof *items);
    if (!items) {
        cli_error("out of memory");
        return NULL;
    }
    modules->items = items;
    if (cli_read_file(path, &content)) {
        if (content.size == 0)
            cli_error("%s: the file is empty; expected a module, as text or binary", path);
        else if (!(module = wfx_module_new(engine, content.data, content.size, path, &error)))
            *status = fail_with(path, error);
    }
    wfx_buffer_free(&content);
    if (module)
        items[modules->count++] = module;
    return module;
}

void cli_modules_free(CliModules *modules)
{
    for (uint32_t i = 0; i < modules->count; i++)
        wfx_module_delete(modules->items[i]);
    free(modules->items);
    *modules = (CliModules){0};
}

static bool exports_function(const wfx_module_t *module, const char *wanted)
{
    for (size_t i = 0; i < wfx_module_export_count(module); i++) {
        wfx_name_t name;
        wfx_extern_kind_t kind;
        wfx_module_export(module, i, &name, &kind);
        if (kind == WFX_EXT_FUNC && name.size == strlen(wanted) && memcmp(name.data, wanted, name.size) == 0)
            return true;
    }
    return false;
}

int cli_check_kind(const char *path, const wfx_module_t *module)
{
    if (exports_function(module, "_start") && exports_function(module, "_initialize"))
        return cli_error("%s: exports both _start, as a command, and _initialize, as a reactor", path);
    return CLI_OK;
}

bool cli_find_function(wfx_instance_t *instance, const char *name, wfx_func_t **func)
{
    wfx_extern_t found;
    if (!wfx_instance_export(instance, name, strlen(name), &found) || found.kind != WFX_EXT_FUNC)
        return false;
    *func = found.of.func;
    return true;
}

int cli_initialize(const char *path, wfx_instance_t *instance)
{
    wfx_func_t *func;
    wfx_error_t *error = NULL;
    if (!cli_find_function(instance, "_initialize", &func))
        return CLI_OK;
    wfx_functype_t *type = wfx_func_type(func);
    bool plain = type && wfx_functype_param_count(type) == 0 && wfx_functype_result_count(type) == 0;
    wfx_functype_delete(type);
    if (!plain)
        return cli_error("%s: _initialize must have neither parameters nor results", path);
    return wfx_func_call(func, NULL, 0, NULL, 0, &error) ? CLI_OK : fail_with(path, error);
}

/* ---- their order ---- */

static Preload *find(const Preloads *preloads, const char *name, size_t size)
{
    for (uint32_t i = 0; i < preloads->count; i++)
        if (preloads->items[i].name_size == size && memcmp(preloads->items[i].name, name, size) == 0)
            return &preloads->items[i];
    return NULL;
}

static int read_items(Preloads *preloads, CliModules *modules, wfx_engine_t *engine, const CliUsage *usage,
                      const CliList *items)
{
    for (uint32_t i = 0; i < items->count; i++) {
        const char *item = items->items[i], *split = strchr(item, '=');
        if (!split || split == item || !split[1])
            return cli_usage_error(usage, "--preload '%s': expected NAME=FILE", item);
        Preload preload = {.name = item, .name_size = (size_t)(split - item), .path = split + 1};
        if (find(preloads, preload.name, preload.name_size))
            return cli_usage_error(usage, "--preload '%s': the name is given twice", item);
        int status;
        preload.module = cli_module_load(modules, engine, preload.path, &status);
        if (!preload.module || (status = cli_check_kind(preload.path, preload.module)) != CLI_OK)
            return status;
        preloads->items[preloads->count++] = preload;
    }
    return CLI_OK;
}

/* Of the next module that `preload` needs and that is not there yet. An import from its own name is none: a module may
   take the place of one that is defined already, of WASI say, and use it. */
static Preload *next_needed(const Preloads *preloads, const Preload *preload)
{
    for (size_t i = 0; i < wfx_module_import_count(preload->module); i++) {
        wfx_name_t from, name;
        wfx_extern_kind_t kind;
        wfx_module_import(preload->module, i, &from, &name, &kind);
        Preload *needed = find(preloads, from.data, from.size);
        if (needed && needed != preload && needed->state != DONE)
            return needed;
    }
    return NULL;
}

static int instantiate(Preloads *preloads, Preload *preload)
{
    wfx_error_t *error = NULL;
    wfx_instance_t *instance = wfx_linker_instantiate(preloads->linker, preload->module, &error);
    if (!instance)
        return fail_with(preload->path, error);
    int status = cli_initialize(preload->path, instance);
    if (status != CLI_OK)
        return status;
    preload->state = DONE;
    return wfx_linker_define_instance(preloads->linker, preload->name, preload->name_size, instance, &error)
               ? CLI_OK
               : fail_with(preload->path, error);
}

/* "a imports from b, which imports from a"; clipped. */
static int fail_in_cycle(const Preloads *preloads, const Preload *first)
{
    char text[400];
    size_t used = 0;
    const Preload *at = first;
    do {
        at = next_needed(preloads, at);
        used += (size_t)snprintf(text + used, sizeof text - used, " imports from '%.*s'%s", (int)at->name_size,
                                 at->name, at == first ? "" : ", which");
    } while (at != first && used < sizeof text);
    return cli_error("%s: preloads import from each other in a circle: '%.*s'%s", first->path, (int)first->name_size,
                     first->name, text);
}

/* Depth first; `path` has room for all. */
static int instantiate_with_needed(Preloads *preloads, Preload *first, Preload **path)
{
    uint32_t depth = 0;
    first->state = BEGUN;
    path[depth++] = first;
    while (depth) {
        Preload *top = path[depth - 1], *needed = next_needed(preloads, top);
        if (needed && needed->state == BEGUN)
            return fail_in_cycle(preloads, needed);
        if (needed) {
            needed->state = BEGUN;
            path[depth++] = needed;
            continue;
        }
        int status = instantiate(preloads, top);
        if (status != CLI_OK)
            return status;
        depth--;
    }
    return CLI_OK;
}

int cli_preload(CliModules *modules, wfx_engine_t *engine, wfx_linker_t *linker, const CliUsage *usage,
                const CliList *items)
{
    Preloads preloads = {.items = calloc(items->count + 1, sizeof *preloads.items), .linker = linker};
    Preload **path = calloc(items->count + 1, sizeof *path);
    int status =
        preloads.items && path ? read_items(&preloads, modules, engine, usage, items) : cli_error("out of memory");
    for (uint32_t i = 0; i < preloads.count && status == CLI_OK; i++)
        if (preloads.items[i].state == WAITING)
            status = instantiate_with_needed(&preloads, &preloads.items[i], path);
    free(preloads.items);
    free(path);
    return status;
}
