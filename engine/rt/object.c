/* The small objects of a store (globals, tags, host functions), and the store itself, which owns all objects. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/alloc.h"
#include "engine/rt/objects.h"
#include "engine/rt/runtime.h"

WfxGlobalObject *wfx_rt_global_new(WfxStore *store, WfxType type, bool is_mutable, const WfxSlot *value,
                                   WfxError *error)
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
    const WfxTypeDef *type = object->host.type;
    WfxKind result = type->result_count ? wfx_type_kind(type->results[0]) : WFX_KIND_BOTTOM;
    bool is_fast = host->typed && !store->verifies_maps; /* else every call goes where maps are verified */
    object->func = (WfxFunc){
        .code = is_fast ? wfx_typed_call_code(result) : wfx_host_call_code(),
        .instance = &store->host_instance,
        .type_id = type_id,
        .index = UINT32_MAX,
        .store = store,
        .host = &object->host,
    };
    object->next = store->host_funcs;
    store->host_funcs = object;
    return &object->func;
}

/* ---- the store ---- */

WfxStore *wfx_rt_store_new(const WfxStoreOptions *options, WfxError *error)
{
    size_t size = (sizeof(WfxStore) + 1023) & ~(size_t)1023;
    WfxStore *store = wfx_alloc_elsewhere() ? aligned_alloc(1024, size) : NULL;
    if (!store) {
        wfx_error_oom(error);
        return NULL;
    }
    memset(store, 0, size);
    static const WfxStackOrder orders[] = {WFX_STACKS_ASCENDING, WFX_STACKS_DESCENDING, WFX_STACKS_ALTERNATING};
    WfxStacksOptions stacks = {
        .stack_size = options->continuation_stack_bytes,
        .max_stacks = options->max_continuations,
        .main_stack_size = options->main_stack_bytes,
        .order = orders[options->stack_placement >= 0 && options->stack_placement < 3 ? options->stack_placement : 0],
        .label = "",
        .host_call = wfx_rt_host_call,
        .host_failed = wfx_rt_host_failed,
        .host_name = wfx_rt_host_name,
        .freezes_always = options->stress_freeze,
        .moves_always = options->stress_move,
        .short_generations = options->stress_generations,
        .keeps_stacks = options->debug && !options->stress_freeze,
    };
    wfx_rt_init_collector(&stacks, options->stress_gc);
    if (options->debug && !stacks.stack_size)
        stacks.stack_size = 1 << 20; /* a debugger's own calls run on the program's stack; gcore writes each in full */
    if (!wfx_stacks_init(&store->stacks, &stacks, error)) {
        free(store);
        return NULL;
    }
    store->stacks.inspect.owner = store;
    store->host_instance.context = &store->stacks.context;
    store->host_instance.store = store;
    wfx_objects_init(&store->heap, &store->stacks.context, options->max_heap_bytes);
    store->heap.stress = options->stress_gc;
    wfx_rt_fill_libcalls(&store->stacks.context);
    store->verifies_maps = options->verify_stack_maps;
    if (store->verifies_maps) {
        wfx_stacks_make_by_c(&store->stacks, true);
        wfx_rt_verify_libcalls(&store->stacks.context);
    }
    return store;
}

#define FREE_LIST(type, first, release)                                                                                \
    for (type *item = (first), *next; item; item = next) {                                                             \
        next = item->next;                                                                                             \
        release(item);                                                                                                 \
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
    wfx_rt_clear_pending(store);
    while (store->held)
        wfx_rt_let_go(store->held);
    wfx_stacks_free(&store->stacks);
    FREE_LIST(WfxInstanceRecord, store->instances, wfx_rt_instance_free)
    FREE_LIST(WfxMemoryObject, store->memories, wfx_rt_memory_free)
    for (uint32_t i = 0; i < store->shared_memories.count; i++)
        wfx_rt_memory_release(store->shared_memories.data[i]);
    wfx_vec_free(&store->shared_memories);
    FREE_LIST(WfxTableObject, store->tables, wfx_rt_table_free)
    FREE_LIST(WfxGlobalObject, store->globals, free)
    FREE_LIST(WfxTagObject, store->tags, free_tag)
    FREE_LIST(WfxHostFuncObject, store->host_funcs, free_host_func)
    wfx_objects_free(&store->heap);
    wfx_rt_release_all(store);
    free(store);
}
