/* Threads of WASI programs in `wasmfx run`; see cli.h. The process ends as a whole: when the program's own thread does,
   when one calls proc_exit, and when one traps. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void cli_threads_exit(int status)
{
    status = cli_profile_end(status);
    fflush(NULL);
    _exit(status);
}

static void thread_failed(void *path, wfx_error_t *error)
{
    cli_threads_exit(error ? cli_report(path, error) : cli_error("out of memory"));
}

bool cli_threads_define(wfx_wasi_threads_t *threads, wfx_linker_t *linker, const wfx_module_t *module, const char *path,
                        wfx_error_t **error)
{
    threads->failed = thread_failed;
    threads->env = (void *)(uintptr_t)path;
    for (size_t i = 0; i < wfx_module_import_count(module); i++) {
        wfx_name_t from, name;
        wfx_extern_kind_t kind;
        wfx_memorytype_t type;
        wfx_extern_t item;
        wfx_module_import(module, i, &from, &name, &kind);
        if (!wfx_module_import_memory(module, i, &type) || !type.is_shared)
            continue;
        if (!wfx_linker_get(linker, from.data, from.size, name.data, name.size, &item)) {
            wfx_memory_t *memory =
                wfx_memory_new_shared(type.min_pages, type.max_pages, type.is_64, type.page_size, error);
            item = (wfx_extern_t){.kind = WFX_EXT_MEMORY, .of.memory = memory};
            bool defined = memory && wfx_linker_define(linker, from.data, from.size, name.data, name.size, item, error);
            wfx_memory_release(memory); /* the store holds it */
            if (!defined)
                return false;
        }
        if (item.kind == WFX_EXT_MEMORY && wfx_memory_is_shared(item.of.memory))
            threads->memory = item.of.memory;
        threads->module = module;
        return true;
    }
    return true;
}
