/* The functions of WASI on paths. Each resolves its path beneath the directory it is given (resolve.c) and then works
   on one entry. */
#include "engine/wasi/wasi.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static WasiErrno check(int result)
{
    return result == 0 ? WASI_SUCCESS : wasi_errno(errno);
}

WasiFilestat wasi_filestat(const struct stat *status)
{
    return (WasiFilestat){
        .dev = status->st_dev,
        .ino = status->st_ino,
        .filetype = wasi_filetype(status->st_mode),
        .nlink = status->st_nlink,
        .size = (uint64_t)status->st_size,
        .atim = (uint64_t)status->st_atim.tv_sec * 1000000000 + (uint64_t)status->st_atim.tv_nsec,
        .mtim = (uint64_t)status->st_mtim.tv_sec * 1000000000 + (uint64_t)status->st_mtim.tv_nsec,
        .ctim = (uint64_t)status->st_ctim.tv_sec * 1000000000 + (uint64_t)status->st_ctim.tv_nsec,
    };
}

static struct timespec one_time(uint64_t nanoseconds, bool set, bool now)
{
    if (now)
        return (struct timespec){.tv_nsec = UTIME_NOW};
    if (!set)
        return (struct timespec){.tv_nsec = UTIME_OMIT};
    return (struct timespec){.tv_sec = (time_t)(nanoseconds / 1000000000), .tv_nsec = (long)(nanoseconds % 1000000000)};
}

WasiErrno wasi_times(uint64_t atim, uint64_t mtim, uint64_t flags, struct timespec times[2])
{
    const uint64_t both_atim = WASI_FST_ATIM | WASI_FST_ATIM_NOW, both_mtim = WASI_FST_MTIM | WASI_FST_MTIM_NOW;
    if ((flags & both_atim) == both_atim || (flags & both_mtim) == both_mtim || flags > WASI_FSTFLAGS)
        return WASI_INVAL;
    times[0] = one_time(atim, flags & WASI_FST_ATIM, flags & WASI_FST_ATIM_NOW);
    times[1] = one_time(mtim, flags & WASI_FST_MTIM, flags & WASI_FST_MTIM_NOW);
    return WASI_SUCCESS;
}

/* An entry that a function works on: the open directory that holds it and its name there. */
typedef struct Entry {
    int directory; /* -1: not open */
    const char *name;
    WasiPath path;
} Entry;

static WasiErrno find_entry(Wasi *wasi, uint64_t fd, WasiRights rights, uint64_t pointer, uint64_t size, Entry *entry)
{
    WasiErrno error;
    entry->directory = -1;
    WasiFile *base = wasi_file(wasi, fd, rights, &error);
    if (!base)
        return error;
    if (base->filetype != WASI_FILETYPE_DIRECTORY)
        return WASI_NOTDIR;
    if ((error = wasi_path(wasi, pointer, size, &entry->path)) == WASI_SUCCESS)
        entry->directory = wasi_open_parent(base->host, &entry->path, &entry->name, &error);
    return error;
}

static WasiErrno done(Entry *entry, int result)
{
    WasiErrno error = check(result);
    close(entry->directory);
    return error;
}

/* Of a call that makes a link. A name that ends in a slash can only be a directory's, which Linux finds out too late:
   it says that a file of this name exists. */
static WasiErrno linked(Entry *entry, int result)
{
    struct stat status;
    size_t length = strlen(entry->name), whole = length;
    while (length && entry->name[length - 1] == '/')
        length--;
    if (result != 0 && errno == EEXIST && length && length < whole) {
        entry->path.text[entry->name - entry->path.text + (ptrdiff_t)length] = 0;
        bool is_file = fstatat(entry->directory, entry->name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                       !S_ISDIR(status.st_mode) && !S_ISLNK(status.st_mode);
        errno = is_file ? ENOTDIR : EEXIST;
    }
    return done(entry, result);
}

/* ---- opening ---- */

static int open_flags(uint64_t oflags, WasiRights base, uint64_t fdflags, uint64_t lookup)
{
    bool reads = base & (WASI_RIGHT_FD_READ | WASI_RIGHT_FD_READDIR);
    bool writes = base & (WASI_RIGHT_FD_WRITE | WASI_RIGHT_FD_ALLOCATE | WASI_RIGHT_FD_FILESTAT_SET_SIZE);
    if (oflags & WASI_OFLAG_DIRECTORY)
        writes = false; /* a directory cannot be open for writing, whatever rights its user asks to hand on */
    int flags = writes ? reads ? O_RDWR : O_WRONLY : O_RDONLY;
    flags |= oflags & WASI_OFLAG_CREAT ? O_CREAT : 0;
    flags |= oflags & WASI_OFLAG_DIRECTORY ? O_DIRECTORY : 0;
    flags |= oflags & WASI_OFLAG_EXCL ? O_EXCL : 0;
    flags |= oflags & WASI_OFLAG_TRUNC ? O_TRUNC : 0;
    flags |= fdflags & WASI_FDFLAG_APPEND ? O_APPEND : 0;
    flags |= fdflags & WASI_FDFLAG_NONBLOCK ? O_NONBLOCK : 0;
    flags |= fdflags & WASI_FDFLAG_DSYNC ? O_DSYNC : 0;
    flags |= fdflags & (WASI_FDFLAG_SYNC | WASI_FDFLAG_RSYNC) ? O_SYNC : 0;
    flags |= lookup & WASI_LOOKUP_FOLLOW ? 0 : O_NOFOLLOW;
    return flags | O_NOCTTY;
}

/* Takes `host` over, with those of the rights that mean something for it. */
static WasiErrno add_opened(Wasi *wasi, int host, WasiRights base, WasiRights inheriting, uint64_t result)
{
    struct stat status;
    if (fstat(host, &status) != 0) {
        WasiErrno error = wasi_errno(errno);
        close(host);
        return error;
    }
    WasiFile file = {
        .host = host, .filetype = wasi_filetype(status.st_mode), .inheriting = inheriting & WASI_RIGHTS_ALL};
    WasiRights meaningful = file.filetype == WASI_FILETYPE_DIRECTORY ? WASI_RIGHTS_DIRECTORY : WASI_RIGHTS_FILE;
    if (!wasi_can_seek(host, file.filetype))
        meaningful &= ~(WASI_RIGHT_FD_SEEK | WASI_RIGHT_FD_TELL);
    file.base = base & meaningful;
    int fd = wasi_file_add(wasi, file);
    if (fd < 0)
        return WASI_MFILE;
    wasi_store_u32(wasi, result, (uint32_t)fd);
    return WASI_SUCCESS;
}

/* fd, lookup flags, path, size, oflags, rights, inheriting rights, fd flags, result */
WasiErrno wasi_path_open(Wasi *wasi, const uint64_t *args)
{
    WasiErrno error;
    WasiPath path;
    if (args[1] > WASI_LOOKUP_FOLLOW || args[4] > WASI_OFLAGS || args[7] > WASI_FDFLAGS)
        return WASI_INVAL;
    WasiRights needed = WASI_RIGHT_PATH_OPEN;
    needed |= args[4] & WASI_OFLAG_CREAT ? WASI_RIGHT_PATH_CREATE_FILE : 0;
    needed |= args[4] & WASI_OFLAG_TRUNC ? WASI_RIGHT_PATH_FILESTAT_SET_SIZE : 0;
    needed |= args[7] & WASI_FDFLAG_DSYNC ? WASI_RIGHT_FD_DATASYNC : 0;
    needed |= args[7] & (WASI_FDFLAG_SYNC | WASI_FDFLAG_RSYNC) ? WASI_RIGHT_FD_SYNC : 0;
    if ((args[4] & WASI_OFLAG_CREAT) && (args[4] & WASI_OFLAG_DIRECTORY))
        return WASI_INVAL; /* path_create_directory makes these */
    WasiFile *base = wasi_file(wasi, args[0], needed, &error);
    if (!base)
        return error;
    if (base->filetype != WASI_FILETYPE_DIRECTORY)
        return WASI_NOTDIR;
    if ((args[5] & ~base->inheriting & WASI_RIGHTS_ALL) || (args[6] & ~base->inheriting & WASI_RIGHTS_ALL))
        return WASI_NOTCAPABLE;
    if (!wasi_at(wasi, args[8], 4))
        return WASI_FAULT;
    if ((error = wasi_path(wasi, args[2], args[3], &path)) != WASI_SUCCESS)
        return error;
    int host = wasi_open_beneath(base->host, path.text, open_flags(args[4], args[5], args[7], args[1]), 0666, &error);
    if (host < 0)
        return error;
    return add_opened(wasi, host, args[5], args[6], args[8]);
}

/* ---- attributes ---- */

/* Opens what is named as a place (O_PATH), to ask about it. */
static WasiErrno locate(Wasi *wasi, uint64_t fd, WasiRights rights, uint64_t lookup, uint64_t pointer, uint64_t size,
                        int *host)
{
    WasiErrno error;
    WasiPath path;
    *host = -1;
    if (lookup > WASI_LOOKUP_FOLLOW)
        return WASI_INVAL;
    WasiFile *base = wasi_file(wasi, fd, rights, &error);
    if (!base)
        return error;
    if (base->filetype != WASI_FILETYPE_DIRECTORY)
        return WASI_NOTDIR;
    if ((error = wasi_path(wasi, pointer, size, &path)) == WASI_SUCCESS)
        *host = wasi_open_beneath(base->host, path.text, O_PATH | (lookup & WASI_LOOKUP_FOLLOW ? 0 : O_NOFOLLOW), 0,
                                  &error);
    return error;
}

/* A path that ends in a slash names a directory, behind any link: an operation that works on a link or file itself is
   in vain (`answer`), but the kernel would follow the link, out of the directory too, to find that out. Success: it
   does not end so. */
static WasiErrno refuse_slash(Wasi *wasi, uint64_t fd, WasiRights rights, uint64_t pointer, uint64_t size,
                              WasiErrno answer)
{
    int host;
    const char *text = wasi_at(wasi, pointer, size);
    if (!text || !size || text[size - 1] != '/')
        return WASI_SUCCESS;
    WasiErrno error = locate(wasi, fd, rights, WASI_LOOKUP_FOLLOW, pointer, size, &host);
    if (error)
        return error;
    close(host);
    return answer;
}

/* fd, lookup flags, path, size, result */
WasiErrno wasi_path_filestat_get(Wasi *wasi, const uint64_t *args)
{
    int host;
    struct stat status;
    WasiErrno error = locate(wasi, args[0], WASI_RIGHT_PATH_FILESTAT_GET, args[1], args[2], args[3], &host);
    if (error)
        return error;
    error = check(fstat(host, &status));
    close(host);
    if (error)
        return error;
    WasiFilestat record = wasi_filestat(&status);
    return wasi_store(wasi, args[4], &record, sizeof record);
}

/* fd, lookup flags, path, size, atim, mtim, flags */
WasiErrno wasi_path_filestat_set_times(Wasi *wasi, const uint64_t *args)
{
    int host;
    struct timespec times[2];
    WasiErrno error = wasi_times(args[4], args[5], args[6], times);
    if (!error)
        error = locate(wasi, args[0], WASI_RIGHT_PATH_FILESTAT_SET_TIMES, args[1], args[2], args[3], &host);
    if (error)
        return error;
    char self[64]; /* the kernel's name for an open O_PATH descriptor */
    snprintf(self, sizeof self, "/proc/self/fd/%d", host);
    struct stat status;
    if (fstat(host, &status) == 0 && S_ISLNK(status.st_mode))
        error = utimensat(host, "", times, AT_EMPTY_PATH) == 0 ? WASI_SUCCESS : wasi_errno(errno);
    else
        error = check(utimensat(AT_FDCWD, self, times, 0));
    close(host);
    return error;
}

/* ---- entries ---- */

WasiErrno wasi_path_create_directory(Wasi *wasi, const uint64_t *args)
{
    Entry entry;
    WasiErrno error = find_entry(wasi, args[0], WASI_RIGHT_PATH_CREATE_DIRECTORY, args[1], args[2], &entry);
    return error ? error : done(&entry, mkdirat(entry.directory, entry.name, 0777));
}

WasiErrno wasi_path_remove_directory(Wasi *wasi, const uint64_t *args)
{
    Entry entry;
    WasiErrno error = find_entry(wasi, args[0], WASI_RIGHT_PATH_REMOVE_DIRECTORY, args[1], args[2], &entry);
    return error ? error : done(&entry, unlinkat(entry.directory, entry.name, AT_REMOVEDIR));
}

WasiErrno wasi_path_unlink_file(Wasi *wasi, const uint64_t *args)
{
    Entry entry;
    WasiErrno error = find_entry(wasi, args[0], WASI_RIGHT_PATH_UNLINK_FILE, args[1], args[2], &entry);
    return error ? error : done(&entry, unlinkat(entry.directory, entry.name, 0));
}

/* fd, path, size, buffer, its size, result */
WasiErrno wasi_path_readlink(Wasi *wasi, const uint64_t *args)
{
    Entry entry;
    char target[WASI_MAX_PATH];
    char *buffer = wasi_at(wasi, args[3], args[4]);
    if (!buffer || !wasi_at(wasi, args[5], 4))
        return WASI_FAULT;
    WasiErrno error = refuse_slash(wasi, args[0], WASI_RIGHT_PATH_READLINK, args[1], args[2], WASI_INVAL);
    if (!error)
        error = find_entry(wasi, args[0], WASI_RIGHT_PATH_READLINK, args[1], args[2], &entry);
    if (error)
        return error;
    ssize_t size = readlinkat(entry.directory, entry.name, target, sizeof target);
    error = done(&entry, size < 0 ? -1 : 0);
    if (error)
        return error;
    size_t given = (size_t)size < args[4] ? (size_t)size : (size_t)args[4];
    memcpy(buffer, target, given);
    wasi_store_u32(wasi, args[5], (uint32_t)given);
    return WASI_SUCCESS;
}

/* target, size, fd, path, size. A target that leaves the directory can be made only as a relative path, and is refused
   when it is followed. */
WasiErrno wasi_path_symlink(Wasi *wasi, const uint64_t *args)
{
    WasiPath target;
    Entry entry;
    WasiErrno error = wasi_path(wasi, args[0], args[1], &target);
    if (!error)
        error = find_entry(wasi, args[2], WASI_RIGHT_PATH_SYMLINK, args[3], args[4], &entry);
    return error ? error : linked(&entry, symlinkat(target.text, entry.directory, entry.name));
}

/* fd, path, size, fd, path, size */
WasiErrno wasi_path_rename(Wasi *wasi, const uint64_t *args)
{
    Entry from, to;
    WasiErrno error = find_entry(wasi, args[0], WASI_RIGHT_PATH_RENAME_SOURCE, args[1], args[2], &from);
    if (error)
        return error;
    error = find_entry(wasi, args[3], WASI_RIGHT_PATH_RENAME_TARGET, args[4], args[5], &to);
    if (!error)
        error = done(&to, renameat(from.directory, from.name, to.directory, to.name));
    close(from.directory);
    return error;
}

/* fd, lookup flags, path, size, fd, path, size */
WasiErrno wasi_path_link(Wasi *wasi, const uint64_t *args)
{
    Entry from, to;
    if (args[1])
        return WASI_INVAL; /* following could leave the directory between the look-up and the link */
    WasiErrno error = refuse_slash(wasi, args[0], WASI_RIGHT_PATH_LINK_SOURCE, args[2], args[3], WASI_PERM);
    if (!error)
        error = find_entry(wasi, args[0], WASI_RIGHT_PATH_LINK_SOURCE, args[2], args[3], &from);
    if (error)
        return error;
    error = find_entry(wasi, args[4], WASI_RIGHT_PATH_LINK_TARGET, args[5], args[6], &to);
    if (!error)
        error = linked(&to, linkat(from.directory, from.name, to.directory, to.name, 0));
    close(from.directory);
    return error;
}
