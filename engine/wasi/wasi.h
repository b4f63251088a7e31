/* Inside WASI: the state of one program, access to its memory, and the functions by topic.

   A function of the interface gets its arguments as 64-bit words (i32 zero-extended) and returns a WasiErrno. Every
   guest pointer goes through wasi_at, which refuses what does not lie in the memory (WASI_FAULT); pointers stay valid
   during one call only. Paths go through resolve.c alone: nothing outside of a preopened directory can be named,
   neither by `..` nor by symbolic links.
 */
#ifndef WFX_WASI_WASI_H
#define WFX_WASI_WASI_H

#include "engine/api/wasmfx.h"
#include "engine/wasi/abi.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>

typedef struct WasiFile {
    int host;            /* file descriptor, -1: this entry is free */
    bool is_borrowed;    /* standard streams: not closed on the host, nor are their flags changed there */
    bool is_nonblocking; /* of a borrowed one, for this program; the host's own flag does not count */
    uint8_t filetype;
    uint32_t poll_place; /* of poll_oneoff, while it runs */
    WasiRights base, inheriting;
    char *preopen; /* the directory's name for the guest, or NULL */
    DIR *stream;   /* of fd_readdir, or NULL */
    uint64_t
        /* where `stream` stands: how many entries come before. C libraries keep 32 bits of a cookie, the host's has
           63 */
        cookie;
    long *places; /* the host's position after each entry that was read */
    uint32_t place_count, place_capacity;
} WasiFile;

typedef struct Wasi {
    uint32_t references; /* one per defined function; atomic */
    /* Held by every call but while it waits (wasi_pause): threads share everything here. */
    pthread_mutex_t lock;
    const wfx_wasi_threads_t *threads; /* NULL: the program has none */
    uint32_t last_thread;              /* number; 0: none was started */
    char **args, **env;
    uint32_t arg_count, env_count;
    WasiFile *files; /* by the guest's descriptor */
    uint32_t file_count;
    /* Of the running call. */
    wfx_instance_t *instance; /* whose memory `memory` is */
    wfx_memory_t *memory;
} Wasi;

typedef WasiErrno (*WasiFunction)(Wasi *wasi, const uint64_t *args);

enum { WASI_MAX_FILES = 4096, WASI_MAX_PATH = 4096, WASI_MAX_VECTORS = 1024 };

/* ---- guest memory ---- */
/* `size` bytes at `pointer`, or NULL when they do not all lie in the memory. */
void *wasi_at(Wasi *wasi, uint64_t pointer, uint64_t size);
bool wasi_store_u32(Wasi *wasi, uint64_t pointer, uint32_t value);
bool wasi_store_u64(Wasi *wasi, uint64_t pointer, uint64_t value);
WasiErrno wasi_store(Wasi *wasi, uint64_t pointer, const void *record, size_t size);

/* ---- errors and files (file.c) ---- */
WasiErrno wasi_errno(int host_errno);
/* The open file of a guest's descriptor with all of `rights`, else NULL and *error. */
WasiFile *wasi_file(Wasi *wasi, uint64_t fd, WasiRights rights, WasiErrno *error);
/* Takes `host` over; closes it on failure. The new descriptor, or -1 when there are too many. */
int wasi_file_add(Wasi *wasi, WasiFile file);
WasiErrno wasi_file_close(WasiFile *file);
uint8_t wasi_filetype(mode_t mode);
/* The same of an open file, which tells sockets apart. */
uint8_t wasi_open_filetype(int host, mode_t mode);
/* Can its position be set? Programs take a character device that cannot seek for a terminal. */
bool wasi_can_seek(int host, uint8_t filetype);
WasiFilestat wasi_filestat(const struct stat *status);
/* The guest's vectors as at most WASI_MAX_VECTORS host vectors: a short transfer is allowed. */
WasiErrno wasi_vectors(Wasi *wasi, uint64_t pointer, uint64_t count, struct iovec *vectors, int *used);
/* Standard streams are open for others too: whether they wait is decided here and not by their flags. Before a
   transfer: WASI_AGAIN when it would wait and must not; may shorten what is written. After one that would have waited:
   true when it is to be tried again. */
WasiErrno wasi_without_waiting(const WasiFile *file, bool writes, struct iovec *vectors, int *count);
bool wasi_waited(const WasiFile *file, bool writes);
/* The two times of a set_times call, for utimensat. */
WasiErrno wasi_times(uint64_t atim, uint64_t mtim, uint64_t flags, struct timespec times[2]);

/* ---- threads (threads.c) ---- */
/* Where a call may wait for long, others are let in: between the two no pointer into `wasi` is valid, and `file` is
   that of the pause, which nobody else can close. Without a second thread they do nothing. */
typedef struct WasiPause {
    WasiFile file; /* a copy, and its own descriptor of the host while `is_shared`; -1: none */
    bool is_shared;
    wfx_instance_t *instance;
    wfx_memory_t *memory;
} WasiPause;
WasiErrno wasi_pause(Wasi *wasi, const WasiFile *file, WasiPause *pause);
void wasi_resume(Wasi *wasi, const WasiPause *pause); /* errno stays */
int32_t wasi_thread_spawn(Wasi *wasi, int32_t argument);
/* define.c: all functions, of this state. */
bool wasi_define_all(wfx_linker_t *linker, Wasi *wasi, wfx_error_t **error);

/* ---- paths (resolve.c) ---- */
/* A guest path, copied and checked: relative, without NUL. */
typedef struct WasiPath {
    char text[WASI_MAX_PATH + 1];
} WasiPath;
WasiErrno wasi_path(Wasi *wasi, uint64_t pointer, uint64_t size, WasiPath *path);
/* Opens `path` beneath `directory` with open(2) flags; symbolic links that leave it are refused (WASI_NOTCAPABLE). A
   host descriptor, or -1 and *error. */
int wasi_open_beneath(int directory, const char *path, int flags, mode_t mode, WasiErrno *error);
extern bool wasi_without_openat2; /* tests set it, so that the walk of our own is exercised */
/* For operations on an entry itself: opens the directory that holds it; *name is its last component inside `path`,
   never `..`. A trailing slash is kept in *name. */
int wasi_open_parent(int directory, WasiPath *path, const char **name, WasiErrno *error);

/* ---- functions of the interface, in files by topic ---- */
/* clang-format off */
#define WASI_FUNCTIONS(F)                                                                                              \
    F(args_get, "ii") F(args_sizes_get, "ii") F(environ_get, "ii") F(environ_sizes_get, "ii")                          \
    F(clock_res_get, "ii") F(clock_time_get, "iIi") F(random_get, "ii") F(sched_yield, "") F(proc_raise, "i")          \
    F(poll_oneoff, "iiii") F(fd_advise, "iIIi") F(fd_allocate, "iII") F(fd_close, "i") F(fd_datasync, "i")             \
    F(fd_sync, "i") F(fd_fdstat_get, "ii") F(fd_fdstat_set_flags, "ii") F(fd_fdstat_set_rights, "iII")                 \
    F(fd_filestat_get, "ii") F(fd_filestat_set_size, "iI") F(fd_filestat_set_times, "iIIi") F(fd_pread, "iiiIi")       \
    F(fd_pwrite, "iiiIi") F(fd_read, "iiii") F(fd_write, "iiii") F(fd_prestat_get, "ii")                               \
    F(fd_prestat_dir_name, "iii") F(fd_readdir, "iiiIi") F(fd_renumber, "ii") F(fd_seek, "iIii") F(fd_tell, "ii")      \
    F(path_create_directory, "iii") F(path_filestat_get, "iiiii") F(path_filestat_set_times, "iiiiIIi")                \
    F(path_link, "iiiiiii") F(path_open, "iiiiiIIii") F(path_readlink, "iiiiii") F(path_remove_directory, "iii")       \
    F(path_rename, "iiiiii") F(path_symlink, "iiiii") F(path_unlink_file, "iii") F(sock_accept, "iii")                 \
    F(sock_recv, "iiiiii") F(sock_send, "iiiii") F(sock_shutdown, "ii")
/* clang-format on */

#define DECLARE(name, signature) WasiErrno wasi_##name(Wasi *wasi, const uint64_t *args);
WASI_FUNCTIONS(DECLARE)
#undef DECLARE

#endif
