/* Engines, stores, modules, functions, globals, tables, memories and instances of the standard C API. */
#include <stdlib.h>

#include "engine/api/wasm_internal.h"
#include "engine/base/alloc.h"
#include "engine/rt/objects.h"

#define AS_REF(name) ((wasm_ref_t *)(uintptr_t)(name))
#define OBJECT(name) (AS_REF(name)->object)

/* ---- environment ---- */

wasm_config_t *wasm_config_new(void)
{
    return wfx_calloc(1, sizeof(wasm_config_t));
}
void wasm_config_delete(wasm_config_t *config)
{
    free(config);
}

wasm_engine_t *wasm_engine_new(void)
{
    return wasm_engine_new_with_config(NULL);
}

wasm_engine_t *wasm_engine_new_with_config(wasm_config_t *config)
{
    wasm_engine_t *engine = wfx_calloc(1, sizeof *engine);
    if (engine && !(engine->engine = wfx_engine_new(config ? &config->config : NULL, NULL))) {
        free(engine);
        engine = NULL;
    }
    wasm_config_delete(config);
    return engine;
}

void wasm_engine_delete(wasm_engine_t *engine)
{
    if (engine)
        wfx_engine_delete(engine->engine);
    free(engine);
}

wasm_store_t *wasm_store_new(wasm_engine_t *engine)
{
    wasm_store_t *store = wfx_calloc(1, sizeof *store);
    if (store && !(store->store = wfx_store_new(engine->engine, NULL))) {
        free(store);
        return NULL;
    }
    if (store)
        store->engine = engine;
    return store;
}

void wasm_store_delete(wasm_store_t *store)
{
    if (!store)
        return;
    wfx_store_delete(store->store);
    wfx_c_store_release(store);
    free(store);
}

/* ---- modules ---- */

static bool is_binary(const wasm_byte_vec_t *bytes)
{
    return bytes->size >= 8 && !memcmp(bytes->data, "\0asm", 4);
}

wasm_module_t *wasm_module_new(wasm_store_t *store, const wasm_byte_vec_t *binary)
{
    wfx_module_t *module =
        is_binary(binary) ? wfx_module_new(store->engine->engine, binary->data, binary->size, NULL, NULL) : NULL;
    wasm_ref_t *ref = module ? wfx_c_ref_new(store, REF_MODULE, module) : NULL;
    if (module && !ref)
        wfx_module_delete(module);
    return (wasm_module_t *)ref;
}

bool wasm_module_validate(wasm_store_t *store, const wasm_byte_vec_t *binary)
{
    WfxError error = {0};
    WfxModule *module =
        wfx_module_decode((const uint8_t *)binary->data, binary->size, store->engine->engine->config.features, &error);
    bool valid = module && wfx_module_validate(module, &error);
    wfx_module_free(module);
    return valid;
}

static const WfxModule *decoded(const wasm_module_t *module)
{
    return ((const WfxCompiledModule *)OBJECT(module))->module;
}

static void name_of(const WfxName *name, wasm_name_t *out)
{
    wasm_name_new(out, name->size, name->data);
}

void wasm_module_imports(const wasm_module_t *handle, wasm_importtype_vec_t *out)
{
    const WfxModule *module = decoded(handle);
    wasm_importtype_vec_new_uninitialized(out, module->import_count);
    for (size_t i = 0; i < out->size; i++) {
        const WfxImport *import = &module->imports[i];
        wasm_name_t from, name;
        name_of(&import->module, &from);
        name_of(&import->name, &name);
        out->data[i] = wasm_importtype_new(&from, &name, wfx_c_externtype(module, import->kind, import->index));
    }
}

void wasm_module_exports(const wasm_module_t *handle, wasm_exporttype_vec_t *out)
{
    const WfxModule *module = decoded(handle);
    wasm_exporttype_vec_new_uninitialized(out, module->export_count);
    for (size_t i = 0; i < out->size; i++) {
        wasm_name_t name;
        name_of(&module->exports[i].name, &name);
        out->data[i] =
            wasm_exporttype_new(&name, wfx_c_externtype(module, module->exports[i].kind, module->exports[i].index));
    }
}

/* A serialized module: {magic, version, size and hash of what follows, little-endian}, then the binary. */
enum { CONTAINER_VERSION = 1 };
typedef struct Container {
    char magic[8];
    uint32_t version, reserved;
    uint64_t size, hash; /* of the binary */
} Container;
static const char container_magic[8] = "wasmfx\0m";

/* FNV-1a: it finds damage, and is no signature. */
static uint64_t hash_of(const char *bytes, size_t size)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (uint8_t)bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

void wasm_module_serialize(const wasm_module_t *handle, wasm_byte_vec_t *out)
{
    const WfxModule *module = decoded(handle);
    Container head = {.version = CONTAINER_VERSION, .size = module->size};
    head.hash = hash_of((const char *)module->bytes, module->size);
    memcpy(head.magic, container_magic, sizeof head.magic);
    wasm_byte_vec_new_uninitialized(out, sizeof head + module->size);
    if (!out->size)
        return;
    memcpy(out->data, &head, sizeof head);
    memcpy(out->data + sizeof head, module->bytes, module->size);
}

wasm_module_t *wasm_module_deserialize(wasm_store_t *store, const wasm_byte_vec_t *bytes)
{
    Container head;
    if (bytes->size < sizeof head)
        return NULL;
    memcpy(&head, bytes->data, sizeof head);
    wasm_byte_vec_t binary = {bytes->size - sizeof head, bytes->data + sizeof head};
    if (memcmp(head.magic, container_magic, sizeof head.magic) || head.version != CONTAINER_VERSION || head.reserved ||
        head.size != binary.size || head.hash != hash_of(binary.data, binary.size))
        return NULL;
    return wasm_module_new(store, &binary);
}

/* A shared module is the counted compiled module itself, so that it can go to another thread. */
wasm_shared_module_t *wasm_module_share(const wasm_module_t *module)
{
    wfx_compiled_retain(OBJECT(module));
    return OBJECT(module);
}

wasm_module_t *wasm_module_obtain(wasm_store_t *store, const wasm_shared_module_t *shared)
{
    WfxCompiledModule *compiled = (WfxCompiledModule *)(uintptr_t)shared;
    wasm_ref_t *ref = wfx_c_ref_new(store, REF_MODULE, compiled);
    if (ref)
        wfx_compiled_retain(compiled);
    return (wasm_module_t *)ref;
}

void wasm_shared_module_delete(wasm_shared_module_t *shared)
{
    wfx_compiled_release((WfxCompiledModule *)shared);
}

/* ---- functions ---- */

typedef struct Callback {
    wasm_store_t *store;
    wasm_func_callback_t plain;
    wasm_func_callback_with_env_t with_env;
    void *env;
    void (*finalizer)(void *);
} Callback;

static void free_callback(void *env)
{
    Callback *callback = env;
    if (callback->finalizer)
        callback->finalizer(callback->env);
    free(callback);
}

/* Takes the trap and hands its error to the runtime. */
static bool pend_trap(WfxStore *store, wasm_trap_t *trap)
{
    wasm_ref_t *ref = AS_REF(trap);
    wfx_error_t *error = ref->object;
    if (ref->count == 1)
        ref->object = NULL; /* wfx_error_delete takes NULL */
    else
        error = wfx_error_new(wfx_error_kind(error), wfx_error_message(error));
    wfx_c_ref_release(ref);
    wfx_api_pend(store, error);
    return false;
}

static bool run_callback(void *env, WfxFunc *func, WfxInstance *caller, const WfxSlot *slots, WfxSlot *out)
{
    (void)caller;
    Callback *callback = env;
    WfxStore *store = func->store;
    const WfxTypeDef *type = wfx_types_get(func->type_id);
    wasm_val_t values[type->param_count + 1], produced[type->result_count + 1];
    wasm_val_vec_t args = {type->param_count, values}, results = {type->result_count, produced};
    bool good = true;
    for (uint32_t i = 0; i < type->param_count; i++)
        good = wfx_c_to_val(callback->store, type->params[i], &slots[i], &values[i]) && good;
    for (uint32_t i = 0; i < type->result_count; i++)
        produced[i] = (wasm_val_t){.kind = wfx_c_valkind(type->results[i])};
    wasm_trap_t *trap = NULL;
    if (good)
        trap =
            callback->with_env ? callback->with_env(callback->env, &args, &results) : callback->plain(&args, &results);
    for (uint32_t i = 0; i < type->result_count; i++) {
        if (good && !trap)
            good = wfx_c_from_val(callback->store, type->results[i], &produced[i], &out[i]);
        wasm_val_delete(&produced[i]);
    }
    for (uint32_t i = 0; i < type->param_count; i++)
        wasm_val_delete(&values[i]);
    if (trap)
        return pend_trap(store, trap);
    if (!good)
        wfx_api_pend(store, wfx_error_new(WFX_E_TRAP, "a value cannot pass between wasm and the host function"));
    return good;
}

static uint32_t type_id_of(const wasm_functype_t *type)
{
    WfxType params[WFX_MAX_VALUES], results[WFX_MAX_VALUES];
    if (type->params.size > WFX_MAX_VALUES || type->results.size > WFX_MAX_VALUES)
        return WFX_NO_TYPE;
    for (size_t i = 0; i < type->params.size; i++)
        params[i] = wfx_c_type(type->params.data[i]->kind);
    for (size_t i = 0; i < type->results.size; i++)
        results[i] = wfx_c_type(type->results.data[i]->kind);
    return wfx_types_func(params, (uint32_t)type->params.size, results, (uint32_t)type->results.size);
}

static wasm_func_t *new_function(wasm_store_t *store, const wasm_functype_t *type, Callback with)
{
    WfxError error = {0};
    uint32_t type_id = type_id_of(type);
    Callback *callback = type_id == WFX_NO_TYPE ? NULL : wfx_malloc(sizeof *callback);
    if (!callback)
        return NULL;
    *callback = with;
    WfxHostFunc host = {.call = run_callback, .env = callback, .env_free = free_callback};
    WfxFunc *func = wfx_rt_host_func_new(from_store(store->store), type_id, &host, &error);
    if (!func) {
        free(callback);
        return NULL;
    }
    return (wasm_func_t *)wfx_c_ref_of(store, REF_FUNC, func);
}

wasm_func_t *wasm_func_new(wasm_store_t *store, const wasm_functype_t *type, wasm_func_callback_t callback)
{
    return new_function(store, type, (Callback){.store = store, .plain = callback});
}

wasm_func_t *wasm_func_new_with_env(wasm_store_t *store, const wasm_functype_t *type,
                                    wasm_func_callback_with_env_t callback, void *env, void (*finalizer)(void *))
{
    return new_function(store, type,
                        (Callback){.store = store, .with_env = callback, .env = env, .finalizer = finalizer});
}

static const WfxTypeDef *type_of(const wasm_func_t *func)
{
    return wfx_types_get(((const WfxFunc *)OBJECT(func))->type_id);
}

wasm_functype_t *wasm_func_type(const wasm_func_t *func)
{
    return wfx_c_functype(type_of(func));
}
size_t wasm_func_param_arity(const wasm_func_t *func)
{
    return type_of(func)->param_count;
}
size_t wasm_func_result_arity(const wasm_func_t *func)
{
    return type_of(func)->result_count;
}

static wasm_trap_t *misuse(wasm_store_t *store, const char *text)
{
    return wfx_c_trap(store, wfx_error_new(WFX_E_USAGE, text));
}

wasm_trap_t *wasm_func_call(const wasm_func_t *handle, const wasm_val_vec_t *args, wasm_val_vec_t *results)
{
    wasm_store_t *store = AS_REF(handle)->store;
    WfxFunc *func = OBJECT(handle);
    const WfxTypeDef *type = type_of(handle);
    size_t given = args ? args->size : 0, wanted = results ? results->size : 0;
    if (given != type->param_count || wanted < type->result_count)
        return misuse(store, "the number of arguments or results is not that of the function's type");
    WfxSlot slots[type->param_count + 1], out[type->result_count + 1];
    for (uint32_t i = 0; i < type->param_count; i++)
        if (!wfx_c_from_val(store, type->params[i], &args->data[i], &slots[i]))
            return misuse(store, "an argument does not have the type of its parameter");
    WfxError failure = {0};
    if (!wfx_rt_call(from_store(store->store), func, slots, out, &failure)) {
        wfx_error_t *error = NULL;
        wfx_api_fail(&error, &failure, from_store(store->store));
        return wfx_c_trap(store, error);
    }
    for (uint32_t i = 0; i < type->result_count; i++) {
        if (wfx_c_to_val(store, type->results[i], &out[i], &results->data[i]))
            continue;
        while (i--)
            wasm_val_delete(&results->data[i]);
        return misuse(store, "a result has a type that this interface cannot show");
    }
    return NULL;
}

/* ---- globals ---- */

wasm_global_t *wasm_global_new(wasm_store_t *store, const wasm_globaltype_t *type, const wasm_val_t *value)
{
    WfxError error = {0};
    WfxSlot slot;
    WfxType content = wfx_c_type(type->content->kind);
    if (!wfx_c_from_val(store, content, value, &slot))
        return NULL;
    WfxGlobalObject *global =
        wfx_rt_global_new(from_store(store->store), content, type->mutability == WASM_VAR, &slot, &error);
    return global ? (wasm_global_t *)wfx_c_ref_of(store, REF_GLOBAL, global) : NULL;
}

wasm_globaltype_t *wasm_global_type(const wasm_global_t *handle)
{
    const WfxGlobalObject *global = OBJECT(handle);
    return wfx_c_globaltype(global->type, global->is_mutable);
}

void wasm_global_get(const wasm_global_t *handle, wasm_val_t *out)
{
    const WfxGlobalObject *global = OBJECT(handle);
    WfxSlot slot = wfx_rt_settled(global->store, global->type, global->cell, sizeof *global->cell);
    wfx_c_to_val(AS_REF(handle)->store, global->type, &slot, out);
}

void wasm_global_set(wasm_global_t *handle, const wasm_val_t *value)
{
    WfxGlobalObject *global = OBJECT(handle);
    WfxSlot slot;
    if (global->is_mutable && wfx_c_from_val(AS_REF(handle)->store, global->type, value, &slot))
        *global->cell = slot;
}

/* ---- tables ---- */

static bool word_of(wasm_store_t *store, WfxType type, wasm_ref_t *ref, uint64_t *word)
{
    WfxSlot slot;
    wasm_val_t value = {.kind = wfx_c_valkind(type), .of = {.ref = ref}};
    if (!wfx_c_from_val(store, type, &value, &slot))
        return false;
    memcpy(word, slot.bytes, sizeof *word);
    return true;
}

wasm_table_t *wasm_table_new(wasm_store_t *store, const wasm_tabletype_t *type, wasm_ref_t *init)
{
    WfxError error = {0};
    WfxLimits limits;
    uint64_t word;
    WfxType element = wfx_c_type(type->element->kind);
    if (!wfx_type_is_ref(element) || !wfx_c_limits(&type->limits, &limits) || !word_of(store, element, init, &word))
        return NULL;
    WfxTableObject *table = wfx_rt_table_new(from_store(store->store), element, &limits, word, &error);
    return table ? (wasm_table_t *)wfx_c_ref_of(store, REF_TABLE, table) : NULL;
}

wasm_tabletype_t *wasm_table_type(const wasm_table_t *handle)
{
    const WfxTableObject *table = OBJECT(handle);
    return wfx_c_tabletype(table->type, &table->limits, table->limits.min);
}

wasm_ref_t *wasm_table_get(const wasm_table_t *handle, wasm_table_size_t index)
{
    const WfxTableObject *table = OBJECT(handle);
    wasm_val_t value;
    if (index >= table->shared.size)
        return NULL;
    WfxSlot slot = wfx_rt_settled(table->store, table->type, &table->shared.elements[index], 8);
    return wfx_c_to_val(AS_REF(handle)->store, table->type, &slot, &value) ? value.of.ref : NULL;
}

bool wasm_table_set(wasm_table_t *handle, wasm_table_size_t index, wasm_ref_t *ref)
{
    WfxTableObject *table = OBJECT(handle);
    return index < table->shared.size &&
           word_of(AS_REF(handle)->store, table->type, ref, &table->shared.elements[index]);
}

wasm_table_size_t wasm_table_size(const wasm_table_t *handle)
{
    return (wasm_table_size_t)((const WfxTableObject *)OBJECT(handle))->shared.size;
}

bool wasm_table_grow(wasm_table_t *handle, wasm_table_size_t delta, wasm_ref_t *init)
{
    WfxTableObject *table = OBJECT(handle);
    uint64_t word;
    return word_of(AS_REF(handle)->store, table->type, init, &word) && wfx_rt_table_grow_by(table, delta, word) >= 0;
}

/* ---- memories ---- */

wasm_memory_t *wasm_memory_new(wasm_store_t *store, const wasm_memorytype_t *type)
{
    WfxError error = {0};
    WfxLimits limits;
    WfxMemoryObject *memory =
        wfx_c_limits(&type->limits, &limits) ? wfx_rt_memory_new(from_store(store->store), &limits, &error) : NULL;
    return memory ? (wasm_memory_t *)wfx_c_ref_of(store, REF_MEMORY, memory) : NULL;
}

wasm_memorytype_t *wasm_memory_type(const wasm_memory_t *handle)
{
    const WfxMemoryObject *memory = OBJECT(handle);
    return wfx_c_memorytype(&memory->limits, memory->limits.min);
}

byte_t *wasm_memory_data(wasm_memory_t *handle)
{
    return (byte_t *)((WfxMemoryObject *)OBJECT(handle))->shared.base;
}
size_t wasm_memory_data_size(const wasm_memory_t *handle)
{
    return wfx_rt_memory_bytes((const WfxMemoryObject *)OBJECT(handle));
}
wasm_memory_pages_t wasm_memory_size(const wasm_memory_t *handle)
{
    const WfxMemoryObject *memory = OBJECT(handle);
    return (wasm_memory_pages_t)(wfx_rt_memory_bytes(memory) >> wfx_page_shift(&memory->limits));
}
bool wasm_memory_grow(wasm_memory_t *handle, wasm_memory_pages_t delta)
{
    return wfx_rt_memory_grow_pages(OBJECT(handle), delta) >= 0;
}

/* ---- externals and instances ---- */

wasm_externkind_t wasm_extern_kind(const wasm_extern_t *item)
{
    static const wasm_externkind_t kinds[] = {
        [REF_FUNC] = WASM_EXTERN_FUNC,
        [REF_GLOBAL] = WASM_EXTERN_GLOBAL,
        [REF_TABLE] = WASM_EXTERN_TABLE,
        [REF_MEMORY] = WASM_EXTERN_MEMORY,
    };
    return kinds[AS_REF(item)->kind];
}

wasm_externtype_t *wasm_extern_type(const wasm_extern_t *item)
{
    switch (AS_REF(item)->kind) {
    case REF_FUNC: return (wasm_externtype_t *)wasm_func_type((const wasm_func_t *)item);
    case REF_GLOBAL: return (wasm_externtype_t *)wasm_global_type((const wasm_global_t *)item);
    case REF_TABLE: return (wasm_externtype_t *)wasm_table_type((const wasm_table_t *)item);
    default: return (wasm_externtype_t *)wasm_memory_type((const wasm_memory_t *)item);
    }
}

/* False for what is no external of this store. */
static bool import_of(const wasm_store_t *store, const wasm_extern_t *item, WfxExternValue *value)
{
    const wasm_ref_t *ref = AS_REF(item);
    if (!ref || ref->store != store)
        return false;
    switch (ref->kind) {
    case REF_FUNC: *value = (WfxExternValue){.kind = WFX_EXTERN_FUNC, .of.func = ref->object}; return true;
    case REF_GLOBAL: *value = (WfxExternValue){.kind = WFX_EXTERN_GLOBAL, .of.global = ref->object}; return true;
    case REF_TABLE: *value = (WfxExternValue){.kind = WFX_EXTERN_TABLE, .of.table = ref->object}; return true;
    case REF_MEMORY: *value = (WfxExternValue){.kind = WFX_EXTERN_MEMORY, .of.memory = ref->object}; return true;
    default: return false;
    }
}

wasm_instance_t *wasm_instance_new(wasm_store_t *store, const wasm_module_t *module, const wasm_extern_vec_t *imports,
                                   wasm_trap_t **trap)
{
    size_t count = imports ? imports->size : 0;
    WfxError failure = {0};
    WfxInstanceRecord *record = NULL;
    WfxExternValue *values = wfx_calloc(count + 1, sizeof *values);
    bool good = values || wfx_error_oom(&failure);
    for (size_t i = 0; i < count && good; i++)
        good = import_of(store, imports->data[i], &values[i]) ||
               wfx_error_set(&failure, WFX_ERROR_USAGE, WFX_NO_OFFSET, "import %zu is no external of the store", i);
    if (good)
        record = wfx_rt_instance_new(from_store(store->store), OBJECT(module), values, (uint32_t)count, &failure);
    free(values);
    if (record)
        return (wasm_instance_t *)wfx_c_ref_of(store, REF_INSTANCE, record);
    if (trap) {
        wfx_error_t *error = NULL;
        wfx_api_fail(&error, &failure, good ? from_store(store->store) : NULL);
        *trap = wfx_c_trap(store, error);
    }
    return NULL;
}

/* Tags have no handle in this interface: their places in the vector are NULL. */
void wasm_instance_exports(const wasm_instance_t *handle, wasm_extern_vec_t *out)
{
    static const RefKind kinds[] = {
        [WFX_EXTERN_FUNC] = REF_FUNC,
        [WFX_EXTERN_TABLE] = REF_TABLE,
        [WFX_EXTERN_MEMORY] = REF_MEMORY,
        [WFX_EXTERN_GLOBAL] = REF_GLOBAL,
    };
    const WfxInstanceRecord *record = OBJECT(handle);
    const WfxModule *module = record->compiled->module;
    wasm_extern_vec_new_uninitialized(out, module->export_count);
    for (size_t i = 0; i < out->size; i++) {
        const WfxExport *export = &module->exports[i];
        if (export->kind == WFX_EXTERN_TAG)
            continue;
        WfxExternValue value = wfx_rt_instance_extern(record, export->kind, export->index);
        out->data[i] = (wasm_extern_t *)wfx_c_ref_of(AS_REF(handle)->store, kinds[export->kind], value.of.func);
    }
}
