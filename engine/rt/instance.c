/* Instantiation (spec 3.0, 4.5.4): allocation of an instance and of what its module defines, then segments and the
   start function.

   The order is that of the specification: imports are checked first, so that a link error changes nothing; then
   globals, tables, segment items; from the first active segment on, failures leave the instance in the store, because
   tables of other instances may already refer to its functions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/wasm/names.h"
#include "engine/base/assert.h"
#include "engine/base/alloc.h"
#include "engine/rt/constant.h"
#include "engine/rt/link.h"

typedef struct Builder {
    WfxStore *store;
    const WfxModule *module;
    WfxInstanceRecord *record;
    WfxInstanceOffsets at;
    WfxError *error;
} Builder;

static uint64_t slot_word(const WfxSlot *slot)
{
    uint64_t word;
    memcpy(&word, slot->bytes, sizeof word);
    return word;
}

/* ---- allocation ---- */

/* An empty array still gets memory, so that NULL means failure. */
static void *zeroed(uint64_t count, size_t size)
{
    return wfx_calloc(count ? count : 1, size);
}

void wfx_rt_instance_free(WfxInstanceRecord *record)
{
    if (!record)
        return;
    for (uint32_t i = 0; record->elements && i < record->compiled->module->elem_count; i++)
        free(record->elements[i].items);
    free(record->elements);
    free(record->data_sizes);
    free(record->globals);
    free(record->own_globals);
    free(record->functions);
    if (record->counters.counts)
        wfx_inspect_counters_remove(&record->counters, &record->compiled->gone);
    free(record->instance);
    wfx_compiled_release(record->compiled);
    free(record);
}

static bool allocate(Builder *builder, WfxCompiledModule *compiled)
{
    const WfxModule *module = builder->module;
    WfxInstanceRecord *record = zeroed(1, sizeof *record);
    builder->record = record;
    if (!record)
        return wfx_error_oom(builder->error);
    record->compiled = compiled;
    wfx_compiled_retain(compiled);
    const WfxCodeImage *image = compiled->image;
    if (!(record->instance = zeroed(1, builder->at.counters + sizeof(uint64_t) * (size_t)image->counter_count)) ||
        !(record->functions =
              zeroed(module->function_count - module->imported_function_count, sizeof *record->functions)) ||
        !(record->globals = zeroed(module->global_count, sizeof(WfxGlobalObject *))) ||
        !(record->own_globals =
              zeroed(module->global_count - module->imported_global_count, sizeof *record->own_globals)) ||
        !(record->elements = zeroed(module->elem_count, sizeof *record->elements)) ||
        !(record->data_sizes = zeroed(module->data_count, sizeof *record->data_sizes)))
        return wfx_error_oom(builder->error);
    record->store = builder->store;
    WfxInstance *instance = record->instance;
    instance->context = &builder->store->stacks.context;
    instance->module = module;
    instance->store = builder->store;
    instance->image = image;
    instance->runtime = record;
    if (image->counter_count) {
        record->counters =
            (WfxInspectCounters){.image = image, .counts = (uint64_t *)((char *)instance + builder->at.counters)};
        wfx_inspect_counters_add(&record->counters);
    }
    for (uint32_t i = 0; i < module->data_count; i++)
        record->data_sizes[i] = module->datas[i].bytes.size;
    return true;
}

static bool take_import(Builder *builder, const WfxImport *import, const WfxExternValue *value)
{
    WfxInstance *instance = builder->record->instance;
    const WfxInstanceOffsets *at = &builder->at;
    wfx_assert(import->kind == value->kind); /* wfx_rt_check_import */
    switch (import->kind) {
    case WFX_EXTERN_FUNC: wfx_rt_functions(instance, at)[import->index] = value->of.func; break;
    case WFX_EXTERN_TABLE: wfx_rt_tables(instance, at)[import->index] = value->of.table; break;
    case WFX_EXTERN_MEMORY:
        wfx_rt_memories(instance, at)[import->index] = value->of.memory;
        return !value->of.memory->limits.is_shared ||
               wfx_rt_memory_hold(builder->store, value->of.memory, builder->error);
    case WFX_EXTERN_GLOBAL:
        builder->record->globals[import->index] = value->of.global;
        wfx_rt_global_cells(instance, at)[import->index] = value->of.global->cell;
        break;
    case WFX_EXTERN_TAG: wfx_rt_tags(instance, at)[import->index] = value->of.tag; break;
    }
    return true;
}

static bool take_imports(Builder *builder, const WfxExternValue *imports, uint32_t count)
{
    const WfxModule *module = builder->module;
    if (count != module->import_count)
        return wfx_error_set(builder->error, WFX_ERROR_USAGE, WFX_NO_OFFSET, "the module has %u imports, %u were given",
                             module->import_count, count);
    for (uint32_t i = 0; i < count; i++)
        if (!wfx_rt_check_import(module, &module->imports[i], &imports[i], builder->error))
            return false;
    for (uint32_t i = 0; i < count; i++)
        if (!take_import(builder, &module->imports[i], &imports[i]))
            return false;
    return true;
}

static void make_functions(Builder *builder)
{
    const WfxModule *module = builder->module;
    const WfxCodeImage *image = builder->record->compiled->image;
    WfxFunc **functions = wfx_rt_functions(builder->record->instance, &builder->at);
    for (uint32_t i = module->imported_function_count; i < module->function_count; i++) {
        uint32_t own = i - module->imported_function_count;
        wfx_assert(image->entry[own] < image->text_size); /* no function was left out */
        WfxFunc *func = &builder->record->functions[own];
        *func = (WfxFunc){
            .code = (uint64_t)(uintptr_t)image->code + image->entry[own],
            .instance = builder->record->instance,
            .type_id = module->functions[i].type_id,
            .index = i,
            .store = builder->store,
        };
        functions[i] = func;
    }
}

static bool make_tags(Builder *builder)
{
    const WfxModule *module = builder->module;
    for (uint32_t i = module->imported_tag_count; i < module->tag_count; i++) {
        char text[32];
        const char *name = wfx_name_of(module, WFX_NAMES_TAG, i);
        for (uint32_t e = 0; e < module->export_count && !name; e++)
            if (module->exports[e].kind == WFX_EXTERN_TAG && module->exports[e].index == i)
                name = module->exports[e].name.data;
        if (!name)
            snprintf(text, sizeof text, "tag[%u]", i);
        WfxTagObject *tag = wfx_rt_tag_new(builder->store, module->tags[i].type_id, name ? name : text, builder->error);
        if (!tag)
            return false;
        wfx_rt_tags(builder->record->instance, &builder->at)[i] = tag;
    }
    return true;
}

static bool make_memories(Builder *builder)
{
    const WfxModule *module = builder->module;
    WfxMemoryObject **memories = wfx_rt_memories(builder->record->instance, &builder->at);
    for (uint32_t i = module->imported_memory_count; i < module->memory_count; i++)
        if (!(memories[i] = wfx_rt_memory_new(builder->store, &module->memories[i].limits, builder->error)))
            return false;
    if (module->memory_count)
        builder->record->instance->memory0_base = memories[0]->shared.base;
    return true;
}

static bool make_globals(Builder *builder)
{
    const WfxModule *module = builder->module;
    WfxSlot *cells = (WfxSlot *)((char *)builder->record->instance + builder->at.globals);
    for (uint32_t i = module->imported_global_count; i < module->global_count; i++) {
        uint32_t own = i - module->imported_global_count;
        if (!wfx_rt_constant(builder->record, module->globals[i].init, &cells[own], builder->error))
            return false;
        WfxGlobalObject *global = &builder->record->own_globals[own];
        global->cell = &cells[own];
        global->store = builder->store;
        global->type = module->globals[i].type;
        global->is_mutable = module->globals[i].is_mutable;
        builder->record->globals[i] = global;
    }
    return true;
}

static bool make_tables(Builder *builder)
{
    const WfxModule *module = builder->module;
    WfxTableObject **tables = wfx_rt_tables(builder->record->instance, &builder->at);
    for (uint32_t i = module->imported_table_count; i < module->table_count; i++) {
        const WfxTableDecl *decl = &module->tables[i];
        WfxSlot init = {{0}};
        if (decl->init.size && !wfx_rt_constant(builder->record, decl->init, &init, builder->error))
            return false;
        if (!(tables[i] =
                  wfx_rt_table_new(builder->store, decl->type, &decl->limits, slot_word(&init), builder->error)))
            return false;
    }
    return true;
}

static bool make_elements(Builder *builder)
{
    const WfxModule *module = builder->module;
    WfxFunc **functions = wfx_rt_functions(builder->record->instance, &builder->at);
    for (uint32_t i = 0; i < module->elem_count; i++) {
        const WfxElemDecl *decl = &module->elems[i];
        WfxElements *elements = &builder->record->elements[i];
        if (!(elements->items = zeroed(decl->count, sizeof *elements->items)))
            return wfx_error_oom(builder->error);
        elements->count = decl->count;
        for (uint32_t k = 0; k < decl->count; k++) {
            WfxSlot item;
            if (!decl->is_expressions)
                elements->items[k] = (uint64_t)(uintptr_t)functions[decl->functions[k]];
            else if (wfx_rt_constant(builder->record, decl->expressions[k], &item, builder->error))
                elements->items[k] = slot_word(&item);
            else
                return false;
        }
    }
    return true;
}

/* ---- initialisation ---- */

/* An active segment does not fit; its place is that of its offset. */
static bool trap(Builder *builder, WfxSpan offset, const char *text)
{
    WfxError *error = builder->error;
    wfx_error_set(error, WFX_ERROR_TRAP, offset.offset, "%s", text);
    wfx_source_place(builder->module->source, error);
    return false;
}

static bool run_elements(Builder *builder)
{
    const WfxModule *module = builder->module;
    for (uint32_t i = 0; i < module->elem_count; i++) {
        const WfxElemDecl *decl = &module->elems[i];
        WfxElements *elements = &builder->record->elements[i];
        if (decl->mode == WFX_SEGMENT_PASSIVE)
            continue;
        if (decl->mode == WFX_SEGMENT_ACTIVE) {
            WfxSlot offset;
            WfxTableObject *table = wfx_rt_tables(builder->record->instance, &builder->at)[decl->table];
            if (!wfx_rt_constant(builder->record, decl->offset, &offset, builder->error))
                return false;
            if (!wfx_rt_table_init_from(table, elements, slot_word(&offset), 0, elements->count))
                return trap(builder, decl->offset, "out of bounds table access");
        }
        elements->count = 0;
    }
    return true;
}

static bool run_datas(Builder *builder)
{
    const WfxModule *module = builder->module;
    for (uint32_t i = 0; i < module->data_count; i++) {
        const WfxDataDecl *decl = &module->datas[i];
        if (decl->mode != WFX_SEGMENT_ACTIVE)
            continue;
        WfxSlot offset;
        WfxMemoryObject *memory = wfx_rt_memories(builder->record->instance, &builder->at)[decl->memory];
        if (!wfx_rt_constant(builder->record, decl->offset, &offset, builder->error))
            return false;
        if (!wfx_rt_memory_init_from(memory, module->bytes + decl->bytes.offset, decl->bytes.size, slot_word(&offset),
                                     0, decl->bytes.size))
            return trap(builder, decl->offset, "out of bounds memory access");
        builder->record->data_sizes[i] = 0;
    }
    return true;
}

static bool run_start(Builder *builder)
{
    if (builder->module->start == UINT32_MAX)
        return true;
    WfxSlot none[1];
    return wfx_rt_call(builder->store,
                       wfx_rt_functions(builder->record->instance, &builder->at)[builder->module->start], none, none,
                       builder->error);
}

WfxInstanceRecord *wfx_rt_instance_new(WfxStore *store, WfxCompiledModule *compiled, const WfxExternValue *imports,
                                       uint32_t import_count, WfxError *error)
{
    Builder builder = {
        .store = store, .module = compiled->module, .at = wfx_instance_offsets(compiled->module), .error = error};
    wfx_rt_clear_pending(store);
    if (!wfx_rt_may_add_instance(store)) {
        wfx_error_set(error, WFX_ERROR_LIMIT, WFX_NO_OFFSET, "the store has %u instances, as many as it may have",
                      store->limits.instances);
        return NULL;
    }
    if (!allocate(&builder, compiled) || !take_imports(&builder, imports, import_count)) {
        wfx_rt_instance_free(builder.record);
        return NULL;
    }
    /* From here on objects of the store may point into the instance. */
    wfx_assert(builder.at.globals % 16 == 0); /* a v128 is a whole slot */
    builder.record->next = store->instances;
    store->instances = builder.record;
    if (compiled->path)
        store->stacks.inspect.label = compiled->path; /* lives as long as the instance */
    make_functions(&builder);
    if (!make_tags(&builder) || !make_memories(&builder) || !make_globals(&builder) || !make_tables(&builder) ||
        !make_elements(&builder) || !run_elements(&builder) || !run_datas(&builder) || !run_start(&builder))
        return NULL;
    return builder.record;
}

/* ---- exports ---- */

WfxExternValue wfx_rt_instance_extern(const WfxInstanceRecord *record, WfxExternKind kind, uint32_t index)
{
    WfxInstanceOffsets at = wfx_instance_offsets(record->compiled->module);
    WfxExternValue value = {.kind = kind};
    wfx_assert(record->instance->runtime == record && record->instance->module == record->compiled->module);
    switch (kind) {
    case WFX_EXTERN_FUNC: value.of.func = wfx_rt_functions(record->instance, &at)[index]; break;
    case WFX_EXTERN_TABLE: value.of.table = wfx_rt_tables(record->instance, &at)[index]; break;
    case WFX_EXTERN_MEMORY: value.of.memory = wfx_rt_memories(record->instance, &at)[index]; break;
    case WFX_EXTERN_GLOBAL: value.of.global = record->globals[index]; break;
    case WFX_EXTERN_TAG: value.of.tag = wfx_rt_tags(record->instance, &at)[index]; break;
    }
    return value;
}

bool wfx_rt_instance_export(const WfxInstanceRecord *record, const char *name, size_t name_size, WfxExternValue *found)
{
    const WfxModule *module = record->compiled->module;
    for (uint32_t i = 0; i < module->export_count; i++) {
        const WfxExport *export = &module->exports[i];
        if (export->name.size == name_size && !memcmp(export->name.data, name, name_size)) {
            *found = wfx_rt_instance_extern(record, export->kind, export->index);
            return true;
        }
    }
    return false;
}
