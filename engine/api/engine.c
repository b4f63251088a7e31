/* Engines and modules: options, and the way from text or bytes to compiled code. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/api/internal.h"
#include "engine/base/alloc.h"
#include "engine/text/text.h"

uint32_t wfx_default_features(void)
{
    return WFX_FEATURES_DEFAULT;
}

bool wfx_parse_features(const char *list, uint32_t *features, wfx_error_t **error)
{
    if (!wfx_api_given(error, list, "the list") || !wfx_api_given(error, features, "the set of features"))
        return false;
    WfxError failure = {0};
    return wfx_features_parse(list, features, &failure) || wfx_api_fail(error, &failure, NULL);
}

wfx_engine_t *wfx_engine_new(const wfx_config_t *config, wfx_error_t **error)
{
    wfx_engine_t *engine = wfx_calloc(1, sizeof *engine);
    if (!engine) {
        wfx_api_fail_text(error, WFX_ERROR_MEMORY, "out of memory");
        return NULL;
    }
    if (config)
        engine->config = *config;
    if (!engine->config.features)
        engine->config.features = WFX_FEATURES_DEFAULT;
    return engine;
}

void wfx_engine_delete(wfx_engine_t *engine)
{
    free(engine);
}

void wfx_engine_set_debug(wfx_engine_t *engine, bool on)
{
    engine->config.debug = on;
}

void wfx_engine_set_counters(wfx_engine_t *engine, bool on)
{
    engine->config.counters = on;
}

/* ---- modules ---- */

WfxCompileOptions wfx_api_compile_options(const wfx_engine_t *engine)
{
    return (WfxCompileOptions){
        .debug = engine->config.debug,
        .counters = engine->config.counters,
        .interruption = engine->config.interruption,
        .fuel = engine->config.fuel,
        .stress_spill = engine->config.stress_spill,
        .expand = engine->config.stress_expand,
        .baseline = engine->config.baseline,
        .function_gap = engine->config.function_gap,
    };
}

/* Takes *source, whether it succeeds or not. */
static wfx_module_t *compile(wfx_engine_t *engine, const uint8_t *bytes, size_t size, const char *path,
                             WfxSourceMap *source, wfx_error_t **error)
{
    WfxError failure = {0};
    WfxModule *module = wfx_module_decode(bytes, size, engine->config.features, &failure);
    if (!module) {
        wfx_source_place(source, &failure);
        wfx_source_free(source);
        wfx_api_fail(error, &failure, NULL);
        return NULL;
    }
    if (source)
        module->source = source;
    WfxCompileOptions options = wfx_api_compile_options(engine);
    WfxCompiledModule *compiled = wfx_compiled_new(module, path, &options, &failure);
    if (!compiled)
        wfx_api_fail(error, &failure, NULL);
    return to_module(compiled);
}

wfx_module_t *wfx_module_new(wfx_engine_t *engine, const void *bytes, size_t size, const char *path,
                             wfx_error_t **error)
{
    if (!wfx_api_given(error, engine, "the engine") || (size && !wfx_api_given(error, bytes, "the module")))
        return NULL;
    if (size >= 4 && !memcmp(bytes, "\0asm", 4))
        return compile(engine, bytes, size, path, NULL, error);
    WfxError failure = {0};
    WfxBuffer binary = {0};
    WfxSourceMap *source = NULL;
    wfx_module_t *module = NULL;
    if (wfx_wat_assemble(bytes, size, path, engine->config.features, &binary, &source, &failure))
        module = compile(engine, binary.data, binary.size, path, source, error);
    else
        wfx_api_fail(error, &failure, NULL);
    wfx_buffer_free(&binary);
    return module;
}

static bool read_file(const char *path, WfxBuffer *content, WfxError *error)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "cannot open %.300s: %s", path, strerror(errno));
    for (;;) {
        uint8_t *to = wfx_buffer_extend(content, 65536);
        if (!to)
            break;
        size_t count = fread(to, 1, 65536, file);
        content->size -= 65536 - count;
        if (count < 65536)
            break;
    }
    bool broken = ferror(file);
    int why = errno;
    fclose(file);
    if (content->failed)
        return wfx_error_oom(error);
    return !broken || wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "cannot read %.300s: %s", path, strerror(why));
}

wfx_module_t *wfx_module_new_file(wfx_engine_t *engine, const char *path, wfx_error_t **error)
{
    if (!wfx_api_given(error, engine, "the engine") || !wfx_api_given(error, path, "the path"))
        return NULL;
    WfxError failure = {0};
    WfxBuffer content = {0};
    wfx_module_t *module = NULL;
    if (read_file(path, &content, &failure))
        module = wfx_module_new(engine, content.data, content.size, path, error);
    else
        wfx_api_fail(error, &failure, NULL);
    wfx_buffer_free(&content);
    return module;
}

wfx_module_t *wfx_module_new_mapped(wfx_engine_t *engine, const void *bytes, size_t size, const char *path,
                                    void *source_map, wfx_error_t **error)
{
    if (!wfx_api_given(error, engine, "the engine") || (size && !wfx_api_given(error, bytes, "the module"))) {
        wfx_source_free(source_map);
        return NULL;
    }
    return compile(engine, bytes, size, path, source_map, error);
}

void wfx_module_delete(wfx_module_t *module)
{
    wfx_compiled_release(from_module(module));
}

size_t wfx_module_import_count(const wfx_module_t *module)
{
    return from_const_module(module)->module->import_count;
}

void wfx_module_import(const wfx_module_t *module, size_t index, wfx_name_t *from, wfx_name_t *name,
                       wfx_extern_kind_t *kind)
{
    const WfxImport *import = &from_const_module(module)->module->imports[index];
    *from = (wfx_name_t){import->module.data, import->module.size};
    *name = (wfx_name_t){import->name.data, import->name.size};
    *kind = (wfx_extern_kind_t)import->kind;
}

bool wfx_module_import_memory(const wfx_module_t *module, size_t index, wfx_memorytype_t *type)
{
    const WfxModule *decoded = from_const_module(module)->module;
    const WfxImport *import = &decoded->imports[index];
    if (import->kind != WFX_EXTERN_MEMORY)
        return false;
    const WfxLimits *limits = &decoded->memories[import->index].limits;
    *type = (wfx_memorytype_t){.min_pages = limits->min,
                               .max_pages = limits->has_max ? limits->max : UINT64_MAX,
                               .is_64 = limits->is_64,
                               .is_shared = limits->is_shared,
                               .page_size = UINT32_C(1) << wfx_page_shift(limits)};
    return true;
}

size_t wfx_module_export_count(const wfx_module_t *module)
{
    return from_const_module(module)->module->export_count;
}

void wfx_module_export(const wfx_module_t *module, size_t index, wfx_name_t *name, wfx_extern_kind_t *kind)
{
    const WfxExport *export = &from_const_module(module)->module->exports[index];
    *name = (wfx_name_t){export->name.data, export->name.size};
    *kind = (wfx_extern_kind_t) export->kind;
}

size_t wfx_module_resume_site_count(const wfx_module_t *module)
{
    return from_const_module(module)->image->resume_count;
}

bool wfx_module_resume_site(const wfx_module_t *handle, size_t index, wfx_resume_site_t *site)
{
    const WfxCodeImage *image = from_const_module(handle)->image;
    const WfxSourceMap *source = image->module->source;
    if (index >= image->resume_count)
        return false;
    const WfxCodeResume *resume = &image->resumes[index];
    const WfxSourceRow *row = source ? wfx_source_find(source, resume->wasm_offset) : NULL;
    *site = (wfx_resume_site_t){.function_index = resume->function,
                                .offset = resume->wasm_offset,
                                .line = row ? row->line : 0,
                                .column = row ? row->column : 0,
                                .resumes = wfx_inspect_counter(image, resume->counter)};
    for (uint32_t i = 0; i < resume->clause_count; i++)
        site->suspends += wfx_inspect_counter(image, resume->counter + 1 + i);
    return true;
}
