/* The small objects of a store (globals, tags, host functions, exceptions), and the store itself, which owns all objects. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/alloc.h"
#include "engine/rt/runtime.h"

WfxGlobalObject *wfx_rt_global_new(WfxStore *store, WfxType type, bool is_mutable, const WfxSlot *value, WfxError *error)
{
    WfxGlobalObject *global = wfx_calloc(1, sizeof *global);
    if (!global) {
        wfx_error_oom(error);
        return NULL;
    }
    global->own = *value;
    global->cell = &global->own;
    global->store = store;
    global->type = type;
    global->is_mutable = is_mutable;
    global->next = store->globals;
    store->globals = global;
    return global;
}

WfxTagObject *wfx_rt_tag_new(WfxStore *store, uint32_t type_id, const char *name, WfxError *error)
{
    WfxTagObject *tag = wfx_calloc(1, sizeof *tag);
    if (!tag || !(tag->owned_name = wfx_strndup(name, strlen(name)))) {
        free(tag);
        wfx_error_oom(error);
        return NULL;
    }
    tag->tag.type_id = type_id;
    tag->tag.id = store->next_tag_id++;
    tag->tag.name = tag->owned_name;
    tag->tag.store = store;
    tag->next = store->tags;
    store->tags = tag;
    return tag;
}

WfxFunc *wfx_rt_host_func_new(WfxStore *store, uint32_t type_id, const WfxHostFunc *host, WfxError *error)
{
    WfxHostFuncObject *object = wfx_calloc(1, sizeof *object);
    const char *name = host->name ? host->name : "host function";
    if (!object || !(object->host.name = wfx_strndup(name, strlen(name)))) {
        free(object);
        wfx_error_oom(error);
        return NULL;
    }
    char *copy = object->host.name;
    object->host = *host;
    object->host.name = copy;
    object->host.type = wfx_types_get(type_id);
    object->func = (WfxFunc){
        .code = wfx_stacks_host_stub(), .type_id = type_id, .index = UINT32_MAX, .store = store, .host = &object->host,
    };
    object->next = store->host_funcs;
    store->host_funcs = object;
    return &object->func;
}

WfxException *wfx_rt_exception_new(WfxStore *store, const WfxTag *tag, uint32_t count)
{
    WfxException *exception = NULL;
    size_t size = sizeof *exception + count * sizeof(WfxSlot);
    exception = wfx_calloc(1, size);
    if (!exception)
        return NULL;
    exception->tag = tag;
    exception->count = count;
    exception->next = store->exceptions;
    store->exceptions = exception;
    return exception;
}

/* ---- the store ---- */

WfxStore *wfx_rt_store_new(const WfxStoreOptions *options, WfxError *error)
{
    /* aligned_alloc bypasses fault injection; a failing probe makes it count as an allocation. */
    void *probe = wfx_malloc(1);
    size_t size = (sizeof(WfxStore) + 1023) & ~(size_t)1023;
    WfxStore *store = probe ? aligned_alloc(1024, size) : NULL;
    free(probe);
    if (!store) {
        wfx_error_oom(error);
        return NULL;
    }
    memset(store, 0, size);
    store->options = *options;
    store->inspect.context = &store->context;
    store->inspect.label = "";
    if (!wfx_stacks_init(store, error)) {
        free(store);
        return NULL;
    }
    return store;
}

#define FREE_LIST(type, first, release)                                                                                 \
    for (type *item = (first), *next; item; item = next) {                                                              \
        next = item->next;                                                                                              \
        release(item);                                                                                                  \
    }

static void free_tag(WfxTagObject *tag)
{
    free(tag->owned_name);
    free(tag);
}

static void free_host_func(WfxHostFuncObject *object)
{
    if (object->host.env_free)
        object->host.env_free(object->host.env);
    free(object->host.name);
    free(object);
}

void wfx_rt_store_free(WfxStore *store)
{
    if (!store)
        return;
    if (store->pending_object)
        store->pending_object_free(store->pending_object);
    wfx_stacks_free(store);
    FREE_LIST(WfxInstanceRecord, store->instances, wfx_rt_instance_free)
    FREE_LIST(WfxMemoryObject, store->memories, wfx_rt_memory_free)
    FREE_LIST(WfxTableObject, store->tables, wfx_rt_table_free)
    FREE_LIST(WfxGlobalObject, store->globals, free)
    FREE_LIST(WfxTagObject, store->tags, free_tag)
    FREE_LIST(WfxHostFuncObject, store->host_funcs, free_host_func)
    FREE_LIST(WfxException, store->exceptions, free)
    free(store);
}
