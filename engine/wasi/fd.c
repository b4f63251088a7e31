/* The functions of WASI on descriptors. */
#include "engine/wasi/wasi.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* The open file of args[0], or return the reason from the calling function. */
#define OPEN_FILE(file, rights)                                                                                        \
    WasiErrno file##_error;                                                                                            \
    WasiFile *file = wasi_file(wasi, args[0], rights, &file##_error);                                                  \
    if (!file)                                                                                                         \
    return file##_error

static WasiErrno check(int result)
{
    return result == 0 ? WASI_SUCCESS : wasi_errno(errno);
}

/* ---- reading and writing ---- */

WasiErrno wasi_vectors(Wasi *wasi, uint64_t pointer, uint64_t count, struct iovec *vectors, int *used)
{
    const uint8_t *source = wasi_at(wasi, pointer, count * sizeof(WasiIovec));
    if (!source)
        return WASI_FAULT;
    uint64_t total = 0;
    *used = 0;
    for (uint64_t i = 0; i < count && i < WASI_MAX_VECTORS; i++) {
        WasiIovec vector;
        memcpy(&vector, source + i * sizeof vector, sizeof vector);
        void *place = wasi_at(wasi, vector.buffer, vector.size);
        if (!place)
            return WASI_FAULT;
        total += vector.size;
        if (total > UINT32_MAX)
            return WASI_INVAL;
        vectors[(*used)++] = (struct iovec){place, vector.size};
    }
    return WASI_SUCCESS;
}

typedef ssize_t (*Transfer)(int file, const struct iovec *vectors, int count, off_t offset);
static ssize_t read_here(int file, const struct iovec *vectors, int count, off_t offset)
{
    (void)offset;
    return readv(file, vectors, count);
}
static ssize_t write_here(int file, const struct iovec *vectors, int count, off_t offset)
{
    (void)offset;
    return writev(file, vectors, count);
}

/* A pipe that can be written to takes PIPE_BUF bytes without waiting. */
WasiErrno wasi_without_waiting(const WasiFile *file, bool writes, struct iovec *vectors, int *count)
{
    struct pollfd ready = {.fd = file->host, .events = writes ? POLLOUT : POLLIN};
    if (!file->is_nonblocking)
        return WASI_SUCCESS;
    if (poll(&ready, 1, 0) == 0)
        return WASI_AGAIN;
    if (writes && *count > 0) {
        int first = 0;
        while (first + 1 < *count && vectors[first].iov_len == 0)
            first++;
        vectors[0] = vectors[first];
        vectors[0].iov_len = vectors[0].iov_len < PIPE_BUF ? vectors[0].iov_len : PIPE_BUF;
        *count = 1;
    }
    return WASI_SUCCESS;
}

bool wasi_waited(const WasiFile *file, bool writes)
{
    struct pollfd ready = {.fd = file->host, .events = writes ? POLLOUT : POLLIN};
    return file->is_borrowed && !file->is_nonblocking && (poll(&ready, 1, -1) > 0 || errno == EINTR);
}

static WasiErrno transfer(Wasi *wasi, const uint64_t *args, WasiRights rights, Transfer move, uint64_t offset,
                          uint64_t result)
{
    struct iovec vectors[WASI_MAX_VECTORS];
    int count;
    bool writes = rights & WASI_RIGHT_FD_WRITE;
    OPEN_FILE(any, 0);
    if (any->filetype == WASI_FILETYPE_DIRECTORY)
        return WASI_ISDIR;
    OPEN_FILE(file, rights);
    WasiErrno error = wasi_vectors(wasi, args[1], args[2], vectors, &count);
    if (error)
        return error;
    if (!wasi_at(wasi, result, 4))
        return WASI_FAULT;
    if ((error = wasi_without_waiting(file, writes, vectors, &count)) != WASI_SUCCESS)
        return error;
    WasiPause pause;
    if ((error = wasi_pause(wasi, file, &pause)) != WASI_SUCCESS)
        return error;
    ssize_t moved;
    do
        moved = move(pause.file.host, vectors, count, (off_t)offset);
    while (moved < 0 && (errno == EINTR || (errno == EAGAIN && wasi_waited(&pause.file, writes))));
    wasi_resume(wasi, &pause);
    if (moved < 0)
        return wasi_errno(errno);
    wasi_store_u32(wasi, result, (uint32_t)moved);
    return WASI_SUCCESS;
}

WasiErrno wasi_fd_read(Wasi *wasi, const uint64_t *args)
{
    return transfer(wasi, args, WASI_RIGHT_FD_READ, read_here, 0, args[3]);
}
WasiErrno wasi_fd_write(Wasi *wasi, const uint64_t *args)
{
    return transfer(wasi, args, WASI_RIGHT_FD_WRITE, write_here, 0, args[3]);
}
WasiErrno wasi_fd_pread(Wasi *wasi, const uint64_t *args)
{
    return transfer(wasi, args, WASI_RIGHT_FD_READ | WASI_RIGHT_FD_SEEK, preadv, args[3], args[4]);
}
WasiErrno wasi_fd_pwrite(Wasi *wasi, const uint64_t *args)
{
    return transfer(wasi, args, WASI_RIGHT_FD_WRITE | WASI_RIGHT_FD_SEEK, pwritev, args[3], args[4]);
}

static WasiErrno seek(Wasi *wasi, WasiFile *file, int64_t offset, int whence, uint64_t result)
{
    if (!wasi_at(wasi, result, 8))
        return WASI_FAULT;
    off_t position = lseek(file->host, offset, whence);
    if (position < 0)
        return wasi_errno(errno);
    wasi_store_u64(wasi, result, (uint64_t)position);
    return WASI_SUCCESS;
}

WasiErrno wasi_fd_seek(Wasi *wasi, const uint64_t *args)
{
    static const int whences[] = {SEEK_SET, SEEK_CUR, SEEK_END};
    bool tells = args[1] == 0 && args[2] == WASI_WHENCE_CUR;
    OPEN_FILE(file, tells ? WASI_RIGHT_FD_TELL : WASI_RIGHT_FD_SEEK);
    if (args[2] > WASI_WHENCE_END)
        return WASI_INVAL;
    return seek(wasi, file, (int64_t)args[1], whences[args[2]], args[3]);
}

WasiErrno wasi_fd_tell(Wasi *wasi, const uint64_t *args)
{
    OPEN_FILE(file, WASI_RIGHT_FD_TELL);
    return seek(wasi, file, 0, SEEK_CUR, args[1]);
}

WasiErrno wasi_fd_sync(Wasi *wasi, const uint64_t *args)
{
    OPEN_FILE(file, WASI_RIGHT_FD_SYNC);
    return check(fsync(file->host));
}

WasiErrno wasi_fd_datasync(Wasi *wasi, const uint64_t *args)
{
    OPEN_FILE(file, WASI_RIGHT_FD_DATASYNC);
    return check(fdatasync(file->host));
}

WasiErrno wasi_fd_advise(Wasi *wasi, const uint64_t *args)
{
    static const int advices[] = {POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
                                  POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,   POSIX_FADV_NOREUSE};
    OPEN_FILE(file, WASI_RIGHT_FD_ADVISE);
    if (args[3] >= sizeof advices / sizeof advices[0] || (int64_t)args[1] < 0 || (int64_t)args[2] < 0)
        return WASI_INVAL;
    return wasi_errno(posix_fadvise(file->host, (off_t)args[1], (off_t)args[2], advices[args[3]]));
}

WasiErrno wasi_fd_allocate(Wasi *wasi, const uint64_t *args)
{
    OPEN_FILE(file, WASI_RIGHT_FD_ALLOCATE);
    if ((int64_t)args[1] < 0 || (int64_t)args[2] <= 0)
        return WASI_INVAL;
    int error;
    do
        error = posix_fallocate(file->host, (off_t)args[1], (off_t)args[2]);
    while (error == EINTR);
    return wasi_errno(error);
}

/* ---- the descriptors themselves ---- */

WasiErrno wasi_fd_close(Wasi *wasi, const uint64_t *args)
{
    OPEN_FILE(file, 0);
    return wasi_file_close(file);
}

WasiErrno wasi_fd_renumber(Wasi *wasi, const uint64_t *args)
{
    WasiErrno error;
    OPEN_FILE(from, 0);
    WasiFile *to = wasi_file(wasi, args[1], 0, &error);
    if (!to)
        return error;
    if (from == to)
        return WASI_SUCCESS;
    wasi_file_close(to);
    *to = *from;
    *from = (WasiFile){.host = -1};
    return WASI_SUCCESS;
}

static uint16_t sync_flags(int host_flags)
{
    if ((host_flags & O_SYNC) == O_SYNC)
        return WASI_FDFLAG_SYNC | WASI_FDFLAG_RSYNC;
    return host_flags & O_DSYNC ? WASI_FDFLAG_DSYNC : 0;
}

WasiErrno wasi_fd_fdstat_get(Wasi *wasi, const uint64_t *args)
{
    OPEN_FILE(file, 0);
    int flags = fcntl(file->host, F_GETFL);
    if (flags < 0)
        return wasi_errno(errno);
    WasiFdstat stat = {.filetype = file->filetype, .base = file->base, .inheriting = file->inheriting};
    stat.flags |= flags & O_APPEND ? WASI_FDFLAG_APPEND : 0;
    stat.flags |= (file->is_borrowed ? file->is_nonblocking : flags & O_NONBLOCK) ? WASI_FDFLAG_NONBLOCK : 0;
    stat.flags |= sync_flags(flags);
    return wasi_store(wasi, args[1], &stat, sizeof stat);
}

WasiErrno wasi_fd_fdstat_set_flags(Wasi *wasi, const uint64_t *args)
{
    OPEN_FILE(file, WASI_RIGHT_FD_FDSTAT_SET_FLAGS);
    if (args[1] > WASI_FDFLAGS)
        return WASI_INVAL;
    int present = fcntl(file->host, F_GETFL);
    if (present < 0)
        return wasi_errno(errno);
    if ((args[1] & (WASI_FDFLAG_DSYNC | WASI_FDFLAG_RSYNC | WASI_FDFLAG_SYNC)) != sync_flags(present))
        return WASI_NOTSUP; /* Linux cannot change these on an open file */
    int flags = (args[1] & WASI_FDFLAG_APPEND ? O_APPEND : 0) | (args[1] & WASI_FDFLAG_NONBLOCK ? O_NONBLOCK : 0);
    if (file->is_borrowed) {
        if ((present ^ flags) & O_APPEND)
            return WASI_NOTSUP;
        file->is_nonblocking = flags & O_NONBLOCK;
        return WASI_SUCCESS;
    }
    return check(fcntl(file->host, F_SETFL, flags));
}

/* Rights can be given up, never regained. */
WasiErrno wasi_fd_fdstat_set_rights(Wasi *wasi, const uint64_t *args)
{
    OPEN_FILE(file, 0);
    if ((args[1] & ~file->base) || (args[2] & ~file->inheriting))
        return WASI_NOTCAPABLE;
    file->base = args[1];
    file->inheriting = args[2];
    return WASI_SUCCESS;
}

WasiErrno wasi_fd_filestat_get(Wasi *wasi, const uint64_t *args)
{
    struct stat status;
    OPEN_FILE(file, WASI_RIGHT_FD_FILESTAT_GET);
    if (fstat(file->host, &status) != 0)
        return wasi_errno(errno);
    WasiFilestat record = wasi_filestat(&status);
    return wasi_store(wasi, args[1], &record, sizeof record);
}

WasiErrno wasi_fd_filestat_set_size(Wasi *wasi, const uint64_t *args)
{
    OPEN_FILE(file, WASI_RIGHT_FD_FILESTAT_SET_SIZE);
    return (int64_t)args[1] < 0 ? WASI_INVAL : check(ftruncate(file->host, (off_t)args[1]));
}

WasiErrno wasi_fd_filestat_set_times(Wasi *wasi, const uint64_t *args)
{
    struct timespec times[2];
    OPEN_FILE(file, WASI_RIGHT_FD_FILESTAT_SET_TIMES);
    WasiErrno error = wasi_times(args[1], args[2], args[3], times);
    return error ? error : check(futimens(file->host, times));
}

/* ---- directories ---- */

WasiErrno wasi_fd_prestat_get(Wasi *wasi, const uint64_t *args)
{
    OPEN_FILE(file, 0);
    if (!file->preopen)
        return WASI_BADF; /* C libraries stop looking for preopened directories here */
    WasiPrestat record = {.name_size = (uint32_t)strlen(file->preopen)};
    return wasi_store(wasi, args[1], &record, sizeof record);
}

WasiErrno wasi_fd_prestat_dir_name(Wasi *wasi, const uint64_t *args)
{
    OPEN_FILE(file, 0);
    if (!file->preopen)
        return WASI_BADF;
    size_t size = strlen(file->preopen);
    return size > args[2] ? WASI_NAMETOOLONG : wasi_store(wasi, args[1], file->preopen, size);
}

/* The entry after file->cookie has been read, and the stream stands at `place`. */
static bool advance(WasiFile *file, long place)
{
    if (file->cookie == file->place_capacity) {
        uint32_t capacity = file->place_capacity ? 2 * file->place_capacity : 64;
        long *places = capacity > file->place_capacity ? realloc(file->places, capacity * sizeof *places) : NULL;
        if (!places)
            return false;
        file->places = places;
        file->place_capacity = capacity;
    }
    file->places[file->cookie++] = place;
    if (file->place_count < file->cookie)
        file->place_count = (uint32_t)file->cookie;
    return true;
}

/* Puts the stream behind the entry with this cookie; 0 is the beginning. */
static WasiErrno position(WasiFile *file, uint64_t cookie)
{
    if (cookie > file->place_count)
        return WASI_INVAL;
    if (!file->stream) {
        int copy = openat(file->host, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (copy < 0)
            return wasi_errno(errno);
        file->stream = fdopendir(copy);
        if (!file->stream) {
            int reason = errno;
            close(copy);
            return wasi_errno(reason);
        }
        file->cookie = 0;
    }
    if (cookie == 0)
        rewinddir(file->stream);
    else if (cookie != file->cookie)
        seekdir(file->stream, file->places[cookie - 1]);
    file->cookie = cookie;
    return WASI_SUCCESS;
}

static uint8_t entry_type(const struct dirent *entry)
{
    return entry->d_type == DT_UNKNOWN ? WASI_FILETYPE_UNKNOWN : wasi_filetype(DTTOIF(entry->d_type));
}

WasiErrno wasi_fd_readdir(Wasi *wasi, const uint64_t *args)
{
    OPEN_FILE(file, WASI_RIGHT_FD_READDIR);
    uint8_t *buffer = wasi_at(wasi, args[1], args[2]);
    if (!buffer || !wasi_at(wasi, args[4], 4))
        return WASI_FAULT;
    WasiErrno error = position(file, args[3]);
    if (error)
        return error;
    size_t used = 0, size = args[2];
    while (used < size) {
        errno = 0;
        struct dirent *entry = readdir(file->stream);
        if (!entry && errno)
            return wasi_errno(errno);
        if (!entry)
            break;
        if (!advance(file, entry->d_off))
            return WASI_NOMEM;
        WasiDirent head = {.next = file->cookie,
                           .ino = entry->d_ino,
                           .name_size = (uint32_t)strlen(entry->d_name),
                           .filetype = entry_type(entry)};
        /* An entry that does not fit is cut: a full buffer tells the program to ask again from the last whole one. */
        size_t part = size - used < sizeof head ? size - used : sizeof head;
        memcpy(buffer + used, &head, part);
        used += part;
        part = size - used < head.name_size ? size - used : head.name_size;
        memcpy(buffer + used, entry->d_name, part);
        used += part;
    }
    wasi_store_u32(wasi, args[4], (uint32_t)used);
    return WASI_SUCCESS;
}
