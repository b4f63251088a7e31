/* Compiled modules: a decoded module with its published code, counted by its users (API handles, instances of any
   store). Also the source text that a module without one gets on demand. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/alloc.h"
#include "engine/base/cache.h"
#include "engine/rt/runtime.h"
#include "engine/text/text.h"

static bool publish(WfxCompiledModule *result, WfxCompiled *compiled, WfxError *error)
{
    WfxCodeBlob blob = {
        .bytes = compiled->code.data,
        .size = (uint32_t)compiled->code.size,
        .relocations = compiled->relocations,
        .relocation_count = compiled->relocation_count,
    };
    uint32_t counter_count = compiled->image->counter_count;
    if (counter_count && !(result->gone.counts = wfx_calloc(counter_count, sizeof *result->gone.counts)))
        return wfx_error_oom(error);
    if (!wfx_code_publish(compiled->image, &blob, error))
        return false;
    result->image = result->gone.image = compiled->image;
    compiled->image = NULL;
    if (counter_count)
        wfx_inspect_counters_add(&result->gone);
    return true;
}

WfxCompiledModule *wfx_compiled_new(WfxModule *module, const char *path, const WfxCompileOptions *options,
                                    WfxError *error)
{
    WfxCompiled compiled;
    memset(&compiled, 0, sizeof compiled);
    WfxCompiledModule *result = wfx_calloc(1, sizeof *result);
    if (!result || (path && !(result->path = wfx_strndup(path, strlen(path))))) {
        wfx_error_oom(error);
        goto fail;
    }
    if (!wfx_compile(module, options, &compiled, error)) {
        wfx_source_place(module->source, error);
        goto fail;
    }
    if (!module->source && wfx_code_source_wanted()) {
        WfxError ignored = {0}; /* without lines everything else still works */
        wfx_module_ensure_source(module, NULL, &ignored);
    }
    bool published = publish(result, &compiled, error);
    wfx_compiled_free(&compiled);
    if (!published)
        goto fail;
    result->module = module;
    result->references = 1;
    return result;
fail:
    if (result) {
        free(result->gone.counts);
        free(result->path);
    }
    free(result);
    wfx_module_free(module);
    return NULL;
}

void wfx_compiled_retain(WfxCompiledModule *compiled)
{
    __atomic_fetch_add(&compiled->references, 1, __ATOMIC_RELAXED);
}

void wfx_compiled_release(WfxCompiledModule *compiled)
{
    if (!compiled || __atomic_sub_fetch(&compiled->references, 1, __ATOMIC_ACQ_REL))
        return;
    if (compiled->gone.counts)
        wfx_inspect_counters_remove(&compiled->gone, NULL);
    wfx_code_retire(compiled->image);
    wfx_module_free(compiled->module);
    free(compiled->gone.counts);
    free(compiled->path);
    free(compiled);
}

/* ---- source text on demand ---- */

static uint64_t hash_bytes(const uint8_t *bytes, size_t size)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

bool wfx_module_ensure_source(WfxModule *module, const char *directory, WfxError *error)
{
    if (module->source)
        return true;
    char folder[PATH_MAX], path[PATH_MAX + 64];
    if (!wfx_cache_folder(directory, folder, sizeof folder))
        return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "there is no folder for printed sources");
    snprintf(path, sizeof path, "%s/%016llx.wat", folder, (unsigned long long)hash_bytes(module->bytes, module->size));
    WfxBuffer text = {0};
    WfxSourceMap *map = NULL;
    bool good = wfx_wat_print(module, &text, &map, error) && map;
    good = good && wfx_cache_write(path, &text, error);
    if (good) {
        free(map->files[0].path);
        map->files[0].path = wfx_strndup(path, strlen(path));
        good = map->files[0].path || wfx_error_oom(error);
    }
    wfx_buffer_free(&text);
    if (!good) {
        wfx_source_free(map);
        return false;
    }
    module->source = map;
    return true;
}
