/* Instances, and the linker that finds their imports by name. Definitions stand in an open-addressing hash table over
   (module, name), whose entries own their names; a later definition replaces an earlier one. */
#include <stdlib.h>
#include <string.h>

#include "engine/api/internal.h"
#include "engine/base/assert.h"
#include "engine/base/alloc.h"
#include "engine/rt/link.h"

typedef struct Definition {
    char *module, *name; /* module NULL: free entry */
    size_t module_size, name_size;
    uint64_t hash;
    wfx_extern_t item;
} Definition;

struct wfx_linker {
    WfxStore *store;
    Definition *entries;
    size_t capacity, count; /* capacity is a power of two, or 0 */
    wfx_unknown_t unknown;
};

/* ---- instances ---- */

static bool belongs_to(const WfxStore *store, const WfxExternValue *value)
{
    switch (value->kind) {
    case WFX_EXTERN_FUNC: return value->of.func && value->of.func->store == (const void *)store;
    case WFX_EXTERN_TABLE: return value->of.table && value->of.table->store == store;
    case WFX_EXTERN_MEMORY:
        return value->of.memory && (value->of.memory->store == store || value->of.memory->limits.is_shared);
    case WFX_EXTERN_GLOBAL: return value->of.global && value->of.global->store == store;
    case WFX_EXTERN_TAG: return value->of.tag && value->of.tag->tag.store == (const void *)store;
    }
    return false;
}

static wfx_instance_t *instantiate(WfxStore *store, const wfx_module_t *module, const WfxExternValue *imports,
                                   size_t count, wfx_error_t **error)
{
    WfxError failure = {0};
    WfxCompiledModule *compiled = (WfxCompiledModule *)(uintptr_t)from_const_module(module);
    WfxInstanceRecord *record = wfx_rt_instance_new(store, compiled, imports, (uint32_t)count, &failure);
    if (!record)
        wfx_api_fail(error, &failure, store);
    return to_instance(record);
}

wfx_instance_t *wfx_instance_new(wfx_store_t *store, const wfx_module_t *module, const wfx_extern_t *imports,
                                 size_t import_count, wfx_error_t **error)
{
    if (!wfx_api_given(error, store, "the store") || !wfx_api_given(error, module, "the module") ||
        (import_count && !wfx_api_given(error, imports, "the list of imports")))
        return NULL;
    wfx_instance_t *instance = NULL;
    WfxExternValue *values = wfx_calloc(import_count + 1, sizeof *values);
    if (!values) {
        wfx_api_fail_text(error, WFX_ERROR_MEMORY, "out of memory");
        return NULL;
    }
    for (size_t i = 0; i < import_count; i++) {
        values[i] = wfx_api_to_extern(&imports[i]);
        if (!belongs_to(from_store(store), &values[i])) {
            wfx_api_fail_text(error, WFX_ERROR_USAGE, "import %zu does not belong to the store", i);
            goto done;
        }
    }
    instance = instantiate(from_store(store), module, values, import_count, error);
done:
    free(values);
    return instance;
}

bool wfx_instance_export(wfx_instance_t *instance, const char *name, size_t name_size, wfx_extern_t *found)
{
    WfxExternValue value;
    if (!wfx_rt_instance_export(from_instance(instance), name, name_size, &value))
        return false;
    *found = wfx_api_from_extern(&value);
    return true;
}

const wfx_module_t *wfx_instance_module(const wfx_instance_t *instance)
{
    return to_module(from_const_instance(instance)->compiled);
}

wfx_store_t *wfx_instance_store(const wfx_instance_t *instance)
{
    return to_store(from_const_instance(instance)->store);
}

/* ---- the linker ---- */

static uint64_t hash_names(const char *module, size_t module_size, const char *name, size_t name_size)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < module_size; i++)
        hash = (hash ^ (uint8_t)module[i]) * UINT64_C(0x100000001b3);
    hash = (hash ^ 0x100) * UINT64_C(0x100000001b3);
    for (size_t i = 0; i < name_size; i++)
        hash = (hash ^ (uint8_t)name[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static bool is_named(const Definition *entry, const char *module, size_t module_size, const char *name,
                     size_t name_size)
{
    return entry->module_size == module_size && entry->name_size == name_size &&
           !memcmp(entry->module, module, module_size) && !memcmp(entry->name, name, name_size);
}

/* The entry of a name, or the free entry where it belongs. Needs a free entry in the table. */
static Definition *find(const wfx_linker_t *linker, uint64_t hash, const char *module, size_t module_size,
                        const char *name, size_t name_size)
{
    wfx_assert(linker->count < linker->capacity && !(linker->capacity & (linker->capacity - 1))); /* the search ends */
    for (size_t i = hash & (linker->capacity - 1);; i = (i + 1) & (linker->capacity - 1)) {
        Definition *entry = &linker->entries[i];
        if (!entry->module || (entry->hash == hash && is_named(entry, module, module_size, name, name_size)))
            return entry;
    }
}

static bool grow(wfx_linker_t *linker)
{
    size_t capacity = linker->capacity ? linker->capacity * 2 : 64;
    Definition *entries = wfx_calloc(capacity, sizeof *entries);
    if (!entries)
        return false;
    for (size_t i = 0; i < linker->capacity; i++) {
        Definition *old = &linker->entries[i];
        if (!old->module)
            continue;
        size_t to = old->hash & (capacity - 1);
        while (entries[to].module)
            to = (to + 1) & (capacity - 1);
        entries[to] = *old;
    }
    free(linker->entries);
    linker->entries = entries;
    linker->capacity = capacity;
    return true;
}

wfx_linker_t *wfx_linker_new(wfx_store_t *store)
{
    wfx_linker_t *linker = wfx_calloc(1, sizeof *linker);
    if (linker)
        linker->store = from_store(store);
    return linker;
}

void wfx_linker_delete(wfx_linker_t *linker)
{
    if (!linker)
        return;
    for (size_t i = 0; i < linker->capacity; i++) {
        free(linker->entries[i].module);
        free(linker->entries[i].name);
    }
    free(linker->entries);
    free(linker);
}

wfx_store_t *wfx_linker_store(const wfx_linker_t *linker)
{
    return (wfx_store_t *)linker->store;
}

bool wfx_linker_define(wfx_linker_t *linker, const char *module, size_t module_size, const char *name, size_t name_size,
                       wfx_extern_t item, wfx_error_t **error)
{
    if (!wfx_api_given(error, linker, "the linker") ||
        (module_size && !wfx_api_given(error, module, "the name of the module")) ||
        (name_size && !wfx_api_given(error, name, "the name")))
        return false;
    WfxExternValue value = wfx_api_to_extern(&item);
    if (!belongs_to(linker->store, &value))
        return wfx_api_fail_text(error, WFX_ERROR_USAGE, "the definition does not belong to the linker's store");
    WfxError failure = {0};
    bool is_shared = value.kind == WFX_EXTERN_MEMORY && value.of.memory->limits.is_shared;
    if (is_shared && !wfx_rt_memory_hold(linker->store, value.of.memory, &failure))
        return wfx_api_fail(error, &failure, NULL);
    if (2 * (linker->count + 1) > linker->capacity && !grow(linker))
        return wfx_api_fail_text(error, WFX_ERROR_MEMORY, "out of memory");
    uint64_t hash = hash_names(module, module_size, name, name_size);
    Definition *entry = find(linker, hash, module, module_size, name, name_size);
    if (!entry->module) {
        char *module_copy = wfx_strndup(module, module_size), *name_copy = wfx_strndup(name, name_size);
        if (!module_copy || !name_copy) {
            free(module_copy);
            free(name_copy);
            return wfx_api_fail_text(error, WFX_ERROR_MEMORY, "out of memory");
        }
        *entry = (Definition){
            .module = module_copy, .name = name_copy, .module_size = module_size, .name_size = name_size, .hash = hash};
        linker->count++;
    }
    entry->item = item;
    return true;
}

bool wfx_linker_define_instance(wfx_linker_t *linker, const char *module, size_t module_size, wfx_instance_t *instance,
                                wfx_error_t **error)
{
    if (!wfx_api_given(error, linker, "the linker") || !wfx_api_given(error, instance, "the instance"))
        return false;
    const WfxInstanceRecord *record = from_instance(instance);
    const WfxModule *decoded = record->compiled->module;
    bool is_usable = record->store == linker->store;
    for (uint32_t i = 0; i < decoded->export_count; i++) {
        const WfxExport *export = &decoded->exports[i];
        WfxExternValue value = wfx_rt_instance_extern(record, export->kind, export->index);
        if (record->store != linker->store && !belongs_to(linker->store, &value))
            continue;
        is_usable = true;
        if (!wfx_linker_define(linker, module, module_size, export->name.data, export->name.size,
                               wfx_api_from_extern(&value), error))
            return false;
    }
    return is_usable || wfx_api_fail_text(error, WFX_ERROR_USAGE,
                                          "the instance belongs to another store, and exports no shared memory");
}

static const Definition *look_up(const wfx_linker_t *linker, const char *module, size_t module_size, const char *name,
                                 size_t name_size)
{
    if (!linker->capacity)
        return NULL;
    uint64_t hash = hash_names(module, module_size, name, name_size);
    const Definition *entry = find(linker, hash, module, module_size, name, name_size);
    return entry->module ? entry : NULL;
}

bool wfx_linker_get(const wfx_linker_t *linker, const char *module, size_t module_size, const char *name,
                    size_t name_size, wfx_extern_t *item)
{
    const Definition *entry = look_up(linker, module, module_size, name, name_size);
    if (entry)
        *item = entry->item;
    return entry != NULL;
}

static const Definition *find_import(const wfx_linker_t *linker, const WfxImport *import)
{
    return look_up(linker, import->module.data, import->module.size, import->name.data, import->name.size);
}

/* The error names each import that has neither a definition nor a stand-in, a line each. */
static bool check_all_known(const wfx_linker_t *linker, const WfxModule *module, wfx_error_t **error)
{
    WfxBuffer missing = {0};
    for (uint32_t i = 0; i < module->import_count; i++) {
        if (find_import(linker, &module->imports[i]) ||
            wfx_api_has_stand_in(module, &module->imports[i], linker->unknown))
            continue;
        if (missing.size)
            wfx_buffer_u8(&missing, '\n');
        wfx_rt_unknown_import_print(&missing, module, &module->imports[i]);
    }
    bool good = !missing.size && !missing.failed;
    if (!good)
        wfx_api_fail_lines(error, WFX_ERROR_UNLINKABLE, &missing);
    wfx_buffer_free(&missing);
    return good;
}

/* Functions are not shared: a host's function may be imported with several types. */
static bool stand_in(wfx_linker_t *linker, const WfxModule *module, const WfxImport *import, WfxExternValue *value,
                     wfx_error_t **error)
{
    WfxError failure = {0};
    if (!wfx_api_stand_in(linker->store, module, import, linker->unknown, value, &failure))
        return wfx_api_fail(error, &failure, NULL);
    return import->kind == WFX_EXTERN_FUNC ||
           wfx_linker_define(linker, import->module.data, import->module.size, import->name.data, import->name.size,
                             wfx_api_from_extern(value), error);
}

/* Definitions for all imports of the module. */
static bool resolve(wfx_linker_t *linker, const WfxModule *module, WfxExternValue *values, wfx_error_t **error)
{
    if (!check_all_known(linker, module, error))
        return false;
    for (uint32_t i = 0; i < module->import_count; i++) {
        const Definition *entry = find_import(linker, &module->imports[i]);
        if (entry)
            values[i] = wfx_api_to_extern(&entry->item);
        else if (!stand_in(linker, module, &module->imports[i], &values[i], error))
            return false;
    }
    return true;
}

void wfx_linker_set_unknown(wfx_linker_t *linker, wfx_unknown_t unknown)
{
    linker->unknown = unknown;
}

wfx_instance_t *wfx_linker_instantiate(wfx_linker_t *linker, const wfx_module_t *module, wfx_error_t **error)
{
    if (!wfx_api_given(error, linker, "the linker") || !wfx_api_given(error, module, "the module"))
        return NULL;
    const WfxModule *decoded = from_const_module(module)->module;
    wfx_instance_t *instance = NULL;
    WfxExternValue *values = wfx_calloc(decoded->import_count + (size_t)1, sizeof *values);
    if (!values)
        wfx_api_fail_text(error, WFX_ERROR_MEMORY, "out of memory");
    else if (resolve(linker, decoded, values, error))
        instance = instantiate(linker->store, module, values, decoded->import_count, error);
    free(values);
    return instance;
}
