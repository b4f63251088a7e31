/* Stores and their objects: functions (calls both ways), memories, globals, tables, tags. */
#include <stdlib.h>
#include <string.h>

#include "engine/api/internal.h"
#include "engine/base/alloc.h"
#include "engine/rt/objects.h"

wfx_store_t *wfx_store_new(wfx_engine_t *engine, wfx_error_t **error)
{
    if (!wfx_api_given(error, engine, "the engine"))
        return NULL;
    WfxError failure = {0};
    WfxStoreOptions options = {
        .main_stack_bytes = engine->config.main_stack_bytes,
        .continuation_stack_bytes = engine->config.continuation_stack_bytes,
        .max_continuations = engine->config.max_continuations,
        .stack_placement = engine->config.stack_placement,
        .debug = engine->config.debug,
        .verify_stack_maps = engine->config.verify_stack_maps,
        .stress_gc = engine->config.stress_gc,
        .stress_freeze = engine->config.stress_freeze,
        .stress_move = engine->config.stress_move,
        .stress_generations = engine->config.stress_generations,
        .max_heap_bytes = engine->config.max_heap_bytes,
    };
    WfxApiStore *api = wfx_calloc(1, sizeof *api);
    WfxStore *store = api ? wfx_rt_store_new(&options, &failure) : NULL;
    if (!store) {
        free(api);
        if (!api)
            wfx_error_oom(&failure);
        wfx_api_fail(error, &failure, NULL);
        return NULL;
    }
    api->options = wfx_api_compile_options(engine);
    api->options.fuel = false; /* that a resume comes from C costs no more than others */
    api->heap_limit = store->heap.limit;
    api->continuation_limit = store->stacks.options.max_stacks;
    store->user = api;
    return to_store(store);
}

void wfx_store_delete(wfx_store_t *store)
{
    WfxApiStore *api = store ? from_store(store)->user : NULL;
    if (api)
        wfx_api_continuations_end(api);
    wfx_rt_store_free(from_store(store));
    free(api);
}

void wfx_store_interrupt(wfx_store_t *store)
{
    __atomic_store_n(&from_store(store)->stacks.context.interrupt, 1, __ATOMIC_RELEASE);
    wfx_rt_wake(from_store(store));
}

void wfx_store_clear_interrupt(wfx_store_t *store)
{
    __atomic_store_n(&from_store(store)->stacks.context.interrupt, 0, __ATOMIC_RELAXED);
}

void wfx_store_set_fuel(wfx_store_t *store, uint64_t units)
{
    from_store(store)->stacks.context.fuel = units > INT64_MAX ? INT64_MAX : (int64_t)units;
}

uint64_t wfx_store_fuel(const wfx_store_t *store)
{
    int64_t fuel = from_const_store(store)->stacks.context.fuel;
    return fuel < 0 ? 0 : (uint64_t)fuel;
}

void wfx_store_set_limits(wfx_store_t *handle, const wfx_limits_t *limits)
{
    WfxStore *store = from_store(handle);
    const WfxApiStore *api = store->user;
    store->limits = (WfxStoreLimits){limits->memory_bytes, limits->table_elements, limits->instances};
    bool is_heap_lower = limits->heap_bytes && limits->heap_bytes < api->heap_limit;
    store->heap.limit = is_heap_lower ? limits->heap_bytes : api->heap_limit;
    store->stacks.options.max_stacks = limits->continuations ? limits->continuations : api->continuation_limit;
}

wfx_heap_statistics_t wfx_store_heap_statistics(const wfx_store_t *store)
{
    const WfxHeapStatistics *counts = &from_const_store(store)->heap.statistics;
    return (wfx_heap_statistics_t){
        .collections = counts->collections,
        .minor_collections = counts->minor_collections,
        .promoted_bytes = counts->promoted,
        .minor_longest_pause_ns = counts->minor_longest_ns,
        .minor_total_pause_ns = counts->minor_total_ns,
        .allocated_bytes = counts->allocated,
        .live_bytes = counts->live,
        .peak_bytes = counts->peak,
        .longest_pause_ns = counts->longest_ns,
        .total_pause_ns = counts->total_ns,
    };
}

/* ---- functions ---- */

static void free_host(void *env)
{
    WfxApiHost *host = env;
    if (host->env_free)
        host->env_free(host->env);
    free(host);
}

/* Between the runtime's slots and the callback's values. */
static bool call_host(void *env, WfxFunc *func, WfxInstance *caller, const WfxSlot *args, WfxSlot *results)
{
    WfxApiHost *host = env;
    WfxStore *store = func->store;
    const WfxTypeDef *type = wfx_types_get(func->type_id);
    wfx_value_t values[type->param_count + type->result_count + 1];
    wfx_value_t *out = values + type->param_count;
    WfxSlot zero = {{0}};
    for (uint32_t i = 0; i < type->param_count; i++)
        wfx_api_to_value(type->params[i], &args[i], &values[i]);
    for (uint32_t i = 0; i < type->result_count; i++)
        wfx_api_to_value(type->results[i], &zero, &out[i]);
    wfx_error_t *error = NULL;
    wfx_instance_t *instance = caller ? to_instance(caller->runtime) : NULL;
    if (!host->callback(host->env, instance, values, type->param_count, out, type->result_count, &error)) {
        wfx_api_pend(store, error);
        return false;
    }
    wfx_error_delete(error);
    for (uint32_t i = 0; i < type->result_count; i++) {
        if (wfx_api_to_slot(store, type->results[i], &out[i], &results[i]))
            continue;
        wfx_api_pend(store, NULL);
        wfx_error_set(&store->pending, WFX_ERROR_TRAP, WFX_NO_OFFSET,
                      "host function %s gave a wrong value as result %u", ((WfxHostFunc *)func->host)->name, i);
        return false;
    }
    return true;
}

wfx_func_t *wfx_func_new(wfx_store_t *store, const wfx_functype_t *type, const char *name, wfx_callback_t callback,
                         void *env, void (*env_free)(void *), wfx_error_t **error)
{
    if (!wfx_api_given(error, store, "the store") || !wfx_api_given(error, type, "the type") ||
        !wfx_api_given(error, callback, "the callback"))
        return NULL;
    WfxError failure = {0};
    WfxApiHost *host = wfx_malloc(sizeof *host);
    if (!host) {
        wfx_api_fail_text(error, WFX_ERROR_MEMORY, "out of memory");
        return NULL;
    }
    *host = (WfxApiHost){.callback = callback, .env = env, .env_free = env_free};
    WfxHostFunc record = {.call = call_host, .env = host, .env_free = free_host, .name = (char *)(uintptr_t)name};
    WfxFunc *func = wfx_rt_host_func_new(from_store(store), type->type_id, &record, &failure);
    if (!func) {
        free(host);
        wfx_api_fail(error, &failure, NULL);
    }
    return to_func(func);
}

/* ---- host functions of numbers, called with their own signature ---- */

/* The way round, where the stub is not used (engine/x64/stubs.S does the same with registers): integers and floats are
   numbered apart, in the sequence and in C's convention, so one prototype calls all. */
typedef uint64_t (*WfxCalledForInteger)(void *env, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, double,
                                        double, double, double, double, double);
typedef double (*WfxCalledForFloat)(void *env, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, double,
                                    double, double, double, double, double);

static bool is_float(WfxType type)
{
    return wfx_type_kind(type) == WFX_KIND_F32 || wfx_type_kind(type) == WFX_KIND_F64;
}

/* What fails says so by wfx_store_fail: wfx_rt_host_call looks. */
static bool call_typed(void *env, WfxFunc *func, WfxInstance *caller, const WfxSlot *args, WfxSlot *results)
{
    (void)env, (void)caller;
    const WfxHostFunc *host = func->host;
    uint64_t n[WFX_TYPED_PARAMS] = {0};
    double d[WFX_TYPED_PARAMS] = {0};
    unsigned integers = 0, floats = 0;
    for (uint32_t i = 0; i < host->type->param_count; i++) {
        WfxType type = host->type->params[i];
        void *to = is_float(type) ? (void *)&d[floats++] : (void *)&n[integers++];
        memcpy(to, args[i].bytes, 8);
    }
    if (host->type->result_count && is_float(host->type->results[0])) {
        double value = ((WfxCalledForFloat)host->typed)(host->env, n[0], n[1], n[2], n[3], n[4], n[5], d[0], d[1], d[2],
                                                        d[3], d[4], d[5]);
        memcpy(results[0].bytes, &value, wfx_type_kind(host->type->results[0]) == WFX_KIND_F32 ? 4 : 8);
        return true;
    }
    uint64_t word = ((WfxCalledForInteger)host->typed)(host->env, n[0], n[1], n[2], n[3], n[4], n[5], d[0], d[1], d[2],
                                                       d[3], d[4], d[5]);
    if (host->type->result_count)
        memcpy(results[0].bytes, &word, wfx_type_kind(host->type->results[0]) == WFX_KIND_I32 ? 4 : 8);
    return true;
}

static bool are_numbers(const WfxType *types, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (wfx_type_is_ref(types[i]) || wfx_type_kind(types[i]) == WFX_KIND_V128)
            return false;
    return true;
}

wfx_func_t *wfx_func_new_typed(wfx_store_t *store, const wfx_functype_t *type, const char *name,
                               wfx_typed_callback_t callback, void *env, void (*env_free)(void *), wfx_error_t **error)
{
    if (!wfx_api_given(error, store, "the store") || !wfx_api_given(error, type, "the type") ||
        !wfx_api_given(error, callback, "the callback"))
        return NULL;
    const WfxTypeDef *definition = wfx_types_get(type->type_id);
    if (definition->param_count > WFX_TYPED_PARAMS || definition->result_count > 1 ||
        !are_numbers(definition->params, definition->param_count) ||
        !are_numbers(definition->results, definition->result_count)) {
        wfx_api_fail_text(error, WFX_ERROR_USAGE,
                          "a typed host function has at most %d parameters and one result, of"
                          " kinds i32, i64, f32 and f64",
                          WFX_TYPED_PARAMS);
        return NULL;
    }
    WfxError failure = {0};
    WfxHostFunc record = {
        .call = call_typed, .typed = callback, .env = env, .env_free = env_free, .name = (char *)(uintptr_t)name};
    WfxFunc *func = wfx_rt_host_func_new(from_store(store), type->type_id, &record, &failure);
    if (!func)
        wfx_api_fail(error, &failure, NULL);
    return to_func(func);
}

void wfx_store_fail(wfx_store_t *handle, wfx_error_t *error)
{
    WfxStore *store = from_store(handle);
    if (!store->stacks.context.exit_rbp) { /* no host function runs */
        wfx_error_delete(error);
        return;
    }
    wfx_rt_clear_pending(store);
    wfx_api_pend(store, error);
    store->stacks.context.failing = 1;
}

wfx_instance_t *wfx_store_caller(const wfx_store_t *store)
{
    const WfxContext *context = &from_const_store(store)->stacks.context;
    WfxInstance *instance = context->exit_rbp ? wfx_caller_instance(context) : NULL;
    return instance ? to_instance(instance->runtime) : NULL;
}

bool wfx_func_call(wfx_func_t *func, const wfx_value_t *args, size_t arg_count, wfx_value_t *results,
                   size_t result_count, wfx_error_t **error)
{
    if (!wfx_api_given(error, func, "the function") ||
        (arg_count && !wfx_api_given(error, args, "the list of arguments")) ||
        (result_count && !wfx_api_given(error, results, "the list of results")))
        return false;
    WfxFunc *target = from_func(func);
    WfxStore *store = target->store;
    const WfxTypeDef *type = wfx_types_get(target->type_id);
    if (arg_count != type->param_count || result_count != type->result_count)
        return wfx_api_fail_text(error, WFX_ERROR_USAGE,
                                 "the function takes %u arguments and gives %u results; the call has %zu and %zu",
                                 type->param_count, type->result_count, arg_count, result_count);
    WfxSlot slots[type->param_count + 1], out[type->result_count + 1];
    for (uint32_t i = 0; i < type->param_count; i++)
        if (!wfx_api_to_slot(store, type->params[i], &args[i], &slots[i]))
            return wfx_api_fail_text(error, WFX_ERROR_USAGE, "argument %u does not have the type of its parameter", i);
    WfxError failure = {0};
    if (!wfx_rt_call(store, target, slots, out, &failure))
        return wfx_api_fail(error, &failure, store);
    for (uint32_t i = 0; i < type->result_count; i++)
        wfx_api_to_value(type->results[i], &out[i], &results[i]);
    return true;
}

/* ---- memories ---- */

/* Without a store: a shared one. */
static wfx_memory_t *make_memory(wfx_store_t *store, uint64_t min_pages, uint64_t max_pages, bool is_64,
                                 uint32_t page_size, wfx_error_t **error)
{
    if (page_size != 1 && page_size != WFX_PAGE_SIZE) {
        wfx_api_fail_text(error, WFX_ERROR_USAGE, "the pages of a memory have 1 byte or 65536");
        return NULL;
    }
    WfxError failure = {0};
    WfxLimits limits = {.min = min_pages,
                        .max = max_pages,
                        .has_max = max_pages != UINT64_MAX,
                        .is_64 = is_64,
                        .is_shared = !store,
                        .has_byte_pages = page_size == 1};
    WfxMemoryObject *memory = wfx_rt_memory_new(from_store(store), &limits, &failure);
    if (!memory)
        wfx_api_fail(error, &failure, NULL);
    return to_memory(memory);
}

wfx_memory_t *wfx_memory_new(wfx_store_t *store, uint64_t min_pages, uint64_t max_pages, wfx_error_t **error)
{
    return wfx_memory_new_as(store, min_pages, max_pages, false, WFX_PAGE_SIZE, error);
}

wfx_memory_t *wfx_memory_new_as(wfx_store_t *store, uint64_t min_pages, uint64_t max_pages, bool is_64,
                                uint32_t page_size, wfx_error_t **error)
{
    if (!wfx_api_given(error, store, "the store"))
        return NULL;
    return make_memory(store, min_pages, max_pages, is_64, page_size, error);
}

wfx_memory_t *wfx_memory_new_shared(uint64_t min_pages, uint64_t max_pages, bool is_64, uint32_t page_size,
                                    wfx_error_t **error)
{
    if (max_pages == UINT64_MAX) {
        wfx_api_fail_text(error, WFX_ERROR_USAGE, "a shared memory needs a maximum");
        return NULL;
    }
    return make_memory(NULL, min_pages, max_pages, is_64, page_size, error);
}

bool wfx_memory_is_shared(const wfx_memory_t *memory)
{
    return from_const_memory(memory)->limits.is_shared;
}

void wfx_memory_retain(wfx_memory_t *memory)
{
    if (wfx_memory_is_shared(memory))
        wfx_rt_memory_retain(from_memory(memory));
}

void wfx_memory_release(wfx_memory_t *memory)
{
    if (memory && wfx_memory_is_shared(memory))
        wfx_rt_memory_release(from_memory(memory));
}

uint8_t *wfx_memory_data(wfx_memory_t *memory)
{
    return from_memory(memory)->shared.base;
}

size_t wfx_memory_size(const wfx_memory_t *memory)
{
    return wfx_rt_memory_bytes(from_const_memory(memory));
}

uint32_t wfx_memory_page_size(const wfx_memory_t *memory)
{
    return UINT32_C(1) << wfx_page_shift(&from_const_memory(memory)->limits);
}

bool wfx_memory_grow(wfx_memory_t *memory, uint64_t pages, uint64_t *old_pages)
{
    int64_t old = wfx_rt_memory_grow_pages(from_memory(memory), pages);
    if (old >= 0 && old_pages)
        *old_pages = (uint64_t)old;
    return old >= 0;
}

/* ---- globals ---- */

wfx_global_t *wfx_global_new(wfx_store_t *store, bool is_mutable, wfx_value_t value, wfx_error_t **error)
{
    if (!wfx_api_given(error, store, "the store"))
        return NULL;
    WfxError failure = {0};
    WfxSlot slot;
    WfxType type = wfx_api_type(value.kind);
    if (type == WFX_BOTTOM || !wfx_api_to_slot(from_store(store), type, &value, &slot)) {
        wfx_api_fail_text(error, WFX_ERROR_USAGE, "the value of the global is not one of this store");
        return NULL;
    }
    WfxGlobalObject *global = wfx_rt_global_new(from_store(store), type, is_mutable, &slot, &failure);
    if (!global)
        wfx_api_fail(error, &failure, NULL);
    return to_global(global);
}

void wfx_global_get(const wfx_global_t *global, wfx_value_t *value)
{
    const WfxGlobalObject *object = from_const_global(global);
    WfxSlot slot = wfx_rt_settled(object->store, object->type, object->cell, sizeof *object->cell);
    wfx_api_to_value(object->type, &slot, value);
}

bool wfx_global_set(wfx_global_t *global, const wfx_value_t *value, wfx_error_t **error)
{
    if (!wfx_api_given(error, global, "the global") || !wfx_api_given(error, value, "the value"))
        return false;
    WfxGlobalObject *object = from_global(global);
    WfxSlot slot;
    if (!object->is_mutable)
        return wfx_api_fail_text(error, WFX_ERROR_USAGE, "the global is immutable");
    if (!wfx_api_to_slot(object->store, object->type, value, &slot))
        return wfx_api_fail_text(error, WFX_ERROR_USAGE, "the value does not have the type of the global");
    *object->cell = slot;
    return true;
}

/* ---- tables ---- */

wfx_table_t *wfx_table_new(wfx_store_t *store, wfx_kind_t kind, uint64_t min, uint64_t max, bool is_64,
                           wfx_error_t **error)
{
    if (!wfx_api_given(error, store, "the store"))
        return NULL;
    WfxType type = wfx_api_type(kind);
    if (!wfx_type_is_ref(type)) {
        wfx_api_fail_text(error, WFX_ERROR_USAGE, "elements of a table are references");
        return NULL;
    }
    WfxError failure = {0};
    WfxLimits limits = {.min = min, .max = max, .has_max = max != UINT64_MAX, .is_64 = is_64};
    WfxTableObject *table = wfx_rt_table_new(from_store(store), type, &limits, 0, &failure);
    if (!table)
        wfx_api_fail(error, &failure, NULL);
    return to_table(table);
}

size_t wfx_table_size(const wfx_table_t *table)
{
    return from_const_table(table)->shared.size;
}

bool wfx_table_get(const wfx_table_t *table, uint64_t index, wfx_value_t *value)
{
    const WfxTableObject *object = from_const_table(table);
    if (index >= object->shared.size)
        return false;
    WfxSlot slot = wfx_rt_settled(object->store, object->type, &object->shared.elements[index], 8);
    wfx_api_to_value(object->type, &slot, value);
    return true;
}

bool wfx_table_set(wfx_table_t *table, uint64_t index, const wfx_value_t *value, wfx_error_t **error)
{
    if (!wfx_api_given(error, table, "the table") || !wfx_api_given(error, value, "the value"))
        return false;
    WfxTableObject *object = from_table(table);
    WfxSlot slot;
    if (index >= object->shared.size)
        return wfx_api_fail_text(error, WFX_ERROR_USAGE, "the index lies outside the table");
    if (!wfx_api_to_slot(object->store, object->type, value, &slot))
        return wfx_api_fail_text(error, WFX_ERROR_USAGE, "the value does not have the type of the table's elements");
    memcpy(&object->shared.elements[index], slot.bytes, 8);
    return true;
}

bool wfx_table_grow(wfx_table_t *table, uint64_t count, const wfx_value_t *init, uint64_t *old_size,
                    wfx_error_t **error)
{
    if (!wfx_api_given(error, table, "the table") || !wfx_api_given(error, init, "the value"))
        return false;
    WfxTableObject *object = from_table(table);
    WfxSlot slot;
    if (!wfx_api_to_slot(object->store, object->type, init, &slot))
        return wfx_api_fail_text(error, WFX_ERROR_USAGE, "the value does not have the type of the table's elements");
    uint64_t word;
    memcpy(&word, slot.bytes, 8);
    int64_t old = wfx_rt_table_grow_by(object, count, word);
    if (old < 0)
        return wfx_api_fail_text(error, WFX_ERROR_LIMIT, "the table cannot grow by %llu", (unsigned long long)count);
    if (old_size)
        *old_size = (uint64_t)old;
    return true;
}

/* ---- tags ---- */

wfx_tag_t *wfx_tag_new(wfx_store_t *store, const wfx_functype_t *type, const char *name, wfx_error_t **error)
{
    if (!wfx_api_given(error, store, "the store") || !wfx_api_given(error, type, "the type"))
        return NULL;
    WfxError failure = {0};
    WfxTagObject *tag = wfx_rt_tag_new(from_store(store), type->type_id, name ? name : "host tag", &failure);
    if (!tag)
        wfx_api_fail(error, &failure, NULL);
    return to_tag(tag);
}
