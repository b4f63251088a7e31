/* Defines the functions of WASI preview 1 in a linker, and owns the state behind them. */
#include "engine/wasi/wasi.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Binding {
    Wasi *wasi;
    WasiFunction function; /* NULL: proc_exit */
} Binding;

typedef struct Row {
    const char *name, *signature; /* i = i32, I = i64 */
    WasiFunction function;
    bool has_result; /* i32: an errno */
} Row;

static const Row rows[] = {
#define ROW(name, signature) {#name, signature, wasi_##name, true},
    WASI_FUNCTIONS(ROW)
#undef ROW
        {"proc_exit", "i", NULL, false},
};

static bool fail(wfx_error_t **error, wfx_error_kind_t kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static bool fail(wfx_error_t **error, wfx_error_kind_t kind, const char *format, ...)
{
    char message[480];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (error)
        *error = wfx_error_new(kind, message);
    return false;
}

/* ---- state ---- */

static void free_strings(char **strings, uint32_t count)
{
    for (uint32_t i = 0; strings && i < count; i++)
        free(strings[i]);
    free(strings);
}

static void release(Wasi *wasi)
{
    if (__atomic_sub_fetch(&wasi->references, 1, __ATOMIC_ACQ_REL))
        return;
    pthread_mutex_destroy(&wasi->lock);
    for (uint32_t i = 0; i < wasi->file_count; i++)
        wasi_file_close(&wasi->files[i]);
    free(wasi->files);
    free_strings(wasi->args, wasi->arg_count);
    free_strings(wasi->env, wasi->env_count);
    free(wasi);
}

static void free_binding(void *env)
{
    Binding *binding = env;
    release(binding->wasi);
    free(binding);
}

static bool copy_strings(char ***copies, uint32_t *copied, const char *const *strings, size_t count)
{
    *copies = calloc(count + 1, sizeof **copies);
    if (!*copies)
        return false;
    for (size_t i = 0; i < count; i++, (*copied)++)
        if (!((*copies)[i] = strdup(strings[i])))
            return false;
    return true;
}

static bool add_stream(Wasi *wasi, int host)
{
    struct stat status;
    WasiFile file = {.host = host, .is_borrowed = true};
    int flags = fcntl(host, F_GETFL);
    if (flags >= 0 && fstat(host, &status) == 0) {
        int access = flags & O_ACCMODE;
        file.filetype = wasi_open_filetype(host, status.st_mode);
        file.base = WASI_RIGHT_FD_FDSTAT_SET_FLAGS | WASI_RIGHT_FD_FILESTAT_GET | WASI_RIGHT_POLL_FD_READWRITE;
        file.base |= access != O_WRONLY ? WASI_RIGHT_FD_READ : 0;
        file.base |= access != O_RDONLY ? WASI_RIGHT_FD_WRITE | WASI_RIGHT_FD_SYNC | WASI_RIGHT_FD_DATASYNC : 0;
        file.base |= wasi_can_seek(host, file.filetype) ? WASI_RIGHT_FD_SEEK | WASI_RIGHT_FD_TELL : 0;
    } else {
        file.host = -1; /* closed on the host: a free entry */
    }
    WasiFile *files = realloc(wasi->files, (wasi->file_count + 1) * sizeof *files);
    if (!files)
        return false;
    wasi->files = files;
    files[wasi->file_count++] = file;
    return true;
}

static bool add_directory(Wasi *wasi, const char *text, wfx_error_t **error)
{
    const char *split = strstr(text, "::");
    char *host = split ? strndup(text, (size_t)(split - text)) : strdup(text);
    char *guest = strdup(split ? split + 2 : text);
    bool added = false;
    if (!host || !guest) {
        fail(error, WFX_E_MEMORY, "out of memory");
        goto done;
    }
    if (!*host || !*guest) {
        fail(error, WFX_E_USAGE, "directory '%s': expected DIRECTORY or DIRECTORY::NAME", text);
        goto done;
    }
    int file = open(host, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) {
        fail(error, WFX_E_IO, "directory '%s' cannot be opened: %s", host, strerror(errno));
        goto done;
    }
    WasiFile entry = {.host = file,
                      .filetype = WASI_FILETYPE_DIRECTORY,
                      .base = WASI_RIGHTS_DIRECTORY,
                      .inheriting = WASI_RIGHTS_ALL,
                      .preopen = guest};
    guest = NULL;
    added = wasi_file_add(wasi, entry) >= 0;
    if (!added)
        fail(error, WFX_E_MEMORY, "too many directories");
done:
    free(host);
    free(guest);
    return added;
}

/* Takes `host` over. */
static bool add_socket(Wasi *wasi, int host, wfx_error_t **error)
{
    struct stat status;
    int listens = 0;
    socklen_t size = sizeof listens;
    if (fstat(host, &status) != 0 || getsockopt(host, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0) {
        fail(error, WFX_E_USAGE, "descriptor %d is no socket: %s", host, strerror(errno));
        close(host);
        return false;
    }
    WasiFile file = {.host = host,
                     .filetype = wasi_open_filetype(host, status.st_mode),
                     .base = listens ? WASI_RIGHTS_LISTENER : WASI_RIGHTS_CONNECTION,
                     .inheriting = listens ? WASI_RIGHTS_CONNECTION : 0};
    return wasi_file_add(wasi, file) >= 0 || fail(error, WFX_E_MEMORY, "too many sockets");
}

static Wasi *make_state(const wfx_wasi_config_t *config, wfx_error_t **error)
{
    size_t sockets = 0; /* so many are the state's */
    Wasi *wasi = calloc(1, sizeof *wasi);
    if (!wasi) {
        fail(error, WFX_E_MEMORY, "out of memory");
        goto fail;
    }
    wasi->references = 1;
    pthread_mutex_init(&wasi->lock, NULL);
    wasi->threads = config->threads;
    if (!copy_strings(&wasi->args, &wasi->arg_count, config->args, config->arg_count) ||
        !copy_strings(&wasi->env, &wasi->env_count, config->env, config->env_count)) {
        fail(error, WFX_E_MEMORY, "out of memory");
        goto fail;
    }
    for (int i = 0; i < 3; i++)
        if (!add_stream(wasi, i)) {
            fail(error, WFX_E_MEMORY, "out of memory");
            goto fail;
        }
    for (size_t i = 0; i < config->dir_count; i++)
        if (!add_directory(wasi, config->dirs[i], error))
            goto fail;
    while (sockets < config->socket_count)
        if (!add_socket(wasi, config->sockets[sockets++], error))
            goto fail;
    return wasi;
fail:
    if (wasi)
        release(wasi);
    while (sockets < config->socket_count)
        close(config->sockets[sockets++]);
    return NULL;
}

/* ---- calls ---- */

static bool find_memory(Wasi *wasi, wfx_instance_t *caller, wfx_error_t **error)
{
    wfx_extern_t found;
    if (caller && caller == wasi->instance)
        return true;
    if (!caller || !wfx_instance_export(caller, "memory", 6, &found) || found.kind != WFX_EXT_MEMORY)
        return fail(error, WFX_E_TRAP, "a module that calls WASI must export its memory as \"memory\"");
    wasi->instance = caller;
    wasi->memory = found.of.memory;
    return true;
}

static bool call(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count, wfx_value_t *results,
                 size_t result_count, wfx_error_t **error)
{
    Binding *binding = env;
    if (!binding->function) {
        if (error)
            *error = wfx_error_new_exit(args[0].of.i32);
        return false;
    }
    uint64_t words[16] = {0};
    for (size_t i = 0; i < arg_count && i < 16; i++)
        words[i] = args[i].kind == WFX_VALUE_I64 ? (uint64_t)args[i].of.i64 : (uint32_t)args[i].of.i32;
    pthread_mutex_lock(&binding->wasi->lock);
    bool has_memory = find_memory(binding->wasi, caller, error);
    WasiErrno status = has_memory ? binding->function(binding->wasi, words) : WASI_FAULT;
    pthread_mutex_unlock(&binding->wasi->lock);
    if (!has_memory)
        return false;
    if (result_count)
        results[0].of.i32 = (int32_t)status;
    return true;
}

static bool call_spawn(void *env, wfx_instance_t *caller, const wfx_value_t *args, size_t arg_count,
                       wfx_value_t *results, size_t result_count, wfx_error_t **error)
{
    (void)caller, (void)arg_count, (void)result_count, (void)error;
    results[0].of.i32 = wasi_thread_spawn(((Binding *)env)->wasi, args[0].of.i32);
    return true;
}

static bool define(wfx_linker_t *linker, Wasi *wasi, const char *module, const Row *row, wfx_callback_t callback,
                   wfx_error_t **error)
{
    wfx_kind_t params[16], result = WFX_VALUE_I32;
    size_t count = strlen(row->signature);
    for (size_t i = 0; i < count; i++)
        params[i] = row->signature[i] == 'I' ? WFX_VALUE_I64 : WFX_VALUE_I32;
    wfx_functype_t *type = wfx_functype_new(params, count, &result, row->has_result);
    Binding *binding = malloc(sizeof *binding);
    if (!type || !binding) {
        wfx_functype_delete(type);
        free(binding);
        return fail(error, WFX_E_MEMORY, "out of memory");
    }
    *binding = (Binding){wasi, row->function};
    __atomic_fetch_add(&wasi->references, 1, __ATOMIC_RELAXED);
    wfx_func_t *func = wfx_func_new(wfx_linker_store(linker), type, row->name, callback, binding, free_binding, error);
    wfx_functype_delete(type);
    if (!func) {
        free_binding(binding);
        return false;
    }
    wfx_extern_t item = {.kind = WFX_EXT_FUNC, .of.func = func};
    return wfx_linker_define(linker, module, strlen(module), row->name, strlen(row->name), item, error);
}

bool wasi_define_all(wfx_linker_t *linker, Wasi *wasi, wfx_error_t **error)
{
    static const Row spawn = {"thread-spawn", "i", NULL, true};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!define(linker, wasi, "wasi_snapshot_preview1", &rows[i], call, error))
            return false;
    return !wasi->threads || define(linker, wasi, "wasi", &spawn, call_spawn, error);
}

bool wfx_wasi_define(wfx_linker_t *linker, const wfx_wasi_config_t *config, wfx_error_t **error)
{
    static const wfx_wasi_config_t nothing = {0};
    Wasi *wasi = make_state(config ? config : &nothing, error);
    if (!wasi)
        return false;
    bool defined = linker && wasi_define_all(linker, wasi, error);
    if (!linker && error)
        *error = wfx_error_new(WFX_E_USAGE, "the linker is NULL");
    release(wasi);
    return defined;
}
