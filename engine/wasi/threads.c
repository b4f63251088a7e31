/* wasi-threads: `wasi.thread-spawn` gives a program threads. Each has an instance of the same module in a store of its
   own; the memory, which the module imports, and the state of WASI are those of all. */
#include "engine/wasi/wasi.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LAST_THREAD = 0x1FFFFFFF, NO_THREAD = -1 };

typedef struct Thread {
    const wfx_wasi_threads_t *threads;
    wfx_store_t *store;
    wfx_linker_t *linker;
    wfx_func_t *start;
    int32_t id, argument;
} Thread;

/* ---- calls that wait ---- */

WasiErrno wasi_pause(Wasi *wasi, const WasiFile *file, WasiPause *pause)
{
    *pause = (WasiPause){.file = file ? *file : (WasiFile){.host = -1},
                         .is_shared = wasi->last_thread != 0,
                         .instance = wasi->instance,
                         .memory = wasi->memory};
    if (!pause->is_shared)
        return WASI_SUCCESS;
    if (file && (pause->file.host = fcntl(file->host, F_DUPFD_CLOEXEC, 0)) < 0)
        return wasi_errno(errno);
    pthread_mutex_unlock(&wasi->lock);
    return WASI_SUCCESS;
}

void wasi_resume(Wasi *wasi, const WasiPause *pause)
{
    int reason = errno;
    if (!pause->is_shared)
        return;
    pthread_mutex_lock(&wasi->lock);
    wasi->instance = pause->instance;
    wasi->memory = pause->memory;
    if (pause->file.host >= 0)
        close(pause->file.host);
    errno = reason;
}

/* ---- threads ---- */

static void free_thread(Thread *thread)
{
    wfx_linker_delete(thread->linker);
    wfx_store_delete(thread->store);
    free(thread);
}

static void *run(void *self)
{
    Thread *thread = self;
    const wfx_value_t args[] = {{.kind = WFX_VALUE_I32, .of.i32 = thread->id},
                                {.kind = WFX_VALUE_I32, .of.i32 = thread->argument}};
    wfx_error_t *error = NULL;
    if (!wfx_func_call(thread->start, args, 2, NULL, 0, &error))
        thread->threads->failed(thread->threads->env, error);
    free_thread(thread);
    return NULL;
}

/* The memory under the name by which the module imports it. */
static bool define_memory(wfx_linker_t *linker, const wfx_wasi_threads_t *threads, wfx_error_t **error)
{
    for (size_t i = 0; i < wfx_module_import_count(threads->module); i++) {
        wfx_name_t from, name;
        wfx_extern_kind_t kind;
        wfx_module_import(threads->module, i, &from, &name, &kind);
        wfx_extern_t item = {.kind = WFX_EXT_MEMORY, .of.memory = threads->memory};
        if (kind == WFX_EXT_MEMORY)
            return wfx_linker_define(linker, from.data, from.size, name.data, name.size, item, error);
    }
    return false;
}

static bool prepare(Wasi *wasi, Thread *thread, wfx_error_t **error)
{
    const wfx_wasi_threads_t *threads = wasi->threads;
    wfx_extern_t item;
    thread->threads = threads;
    thread->store = wfx_store_new(threads->engine, error);
    thread->linker = thread->store ? wfx_linker_new(thread->store) : NULL;
    if (!thread->linker || !define_memory(thread->linker, threads, error) ||
        !wasi_define_all(thread->linker, wasi, error))
        return false;
    wfx_instance_t *instance = wfx_linker_instantiate(thread->linker, threads->module, error);
    if (!instance || !wfx_instance_export(instance, "wasi_thread_start", 17, &item) || item.kind != WFX_EXT_FUNC)
        return false;
    thread->start = item.of.func;
    return true;
}

/* A number that no thread has had, or NO_THREAD. From now on calls that wait let others in. */
static int32_t next_thread(Wasi *wasi)
{
    pthread_mutex_lock(&wasi->lock);
    int32_t id = wasi->last_thread < LAST_THREAD ? (int32_t)++wasi->last_thread : NO_THREAD;
    pthread_mutex_unlock(&wasi->lock);
    return id;
}

/* The number of the new thread, or a negative one: the interface has no reasons. */
int32_t wasi_thread_spawn(Wasi *wasi, int32_t argument)
{
    pthread_t id;
    pthread_attr_t detached;
    wfx_error_t *error = NULL;
    if (!wasi->threads->module || !wasi->threads->memory)
        return NO_THREAD;
    Thread *thread = calloc(1, sizeof *thread);
    if (!thread)
        return NO_THREAD;
    thread->argument = argument;
    int32_t number = thread->id = next_thread(wasi);
    bool is_started = number > 0 && prepare(wasi, thread, &error) && pthread_attr_init(&detached) == 0;
    if (is_started) {
        pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
        is_started = pthread_create(&id, &detached, run, thread) == 0;
        pthread_attr_destroy(&detached);
    }
    wfx_error_delete(error);
    if (is_started)
        return number;
    free_thread(thread);
    return NO_THREAD;
}
