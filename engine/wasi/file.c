/* The table of open files, and the translation of the host's errors. */
#include "engine/wasi/wasi.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

WasiErrno wasi_errno(int host_errno)
{
    switch (host_errno) {
    case 0: return WASI_SUCCESS;
    case E2BIG:
        return WASI_2BIG;
/* clang-format off */
#define SAME(name)                                                                                                     \
    case E##name:                                                                                                      \
        return WASI_##name;
        SAME(ACCES) SAME(ADDRINUSE) SAME(ADDRNOTAVAIL) SAME(AFNOSUPPORT) SAME(AGAIN) SAME(ALREADY) SAME(BADF)
        SAME(BADMSG) SAME(BUSY) SAME(CANCELED) SAME(CHILD) SAME(CONNABORTED) SAME(CONNREFUSED) SAME(CONNRESET)
        SAME(DEADLK) SAME(DESTADDRREQ) SAME(DOM) SAME(DQUOT) SAME(EXIST) SAME(FAULT) SAME(FBIG) SAME(HOSTUNREACH)
        SAME(IDRM) SAME(ILSEQ) SAME(INPROGRESS) SAME(INTR) SAME(INVAL) SAME(IO) SAME(ISCONN) SAME(ISDIR) SAME(LOOP)
        SAME(MFILE) SAME(MLINK) SAME(MSGSIZE) SAME(MULTIHOP) SAME(NAMETOOLONG) SAME(NETDOWN) SAME(NETRESET)
        SAME(NETUNREACH) SAME(NFILE) SAME(NOBUFS) SAME(NODEV) SAME(NOENT) SAME(NOEXEC) SAME(NOLCK) SAME(NOLINK)
        SAME(NOMEM) SAME(NOMSG) SAME(NOPROTOOPT) SAME(NOSPC) SAME(NOSYS) SAME(NOTCONN) SAME(NOTDIR) SAME(NOTEMPTY)
        SAME(NOTRECOVERABLE) SAME(NOTSOCK) SAME(NOTSUP) SAME(NOTTY) SAME(NXIO) SAME(OVERFLOW) SAME(OWNERDEAD) SAME(PERM)
        SAME(PIPE) SAME(PROTO) SAME(PROTONOSUPPORT) SAME(PROTOTYPE) SAME(RANGE) SAME(ROFS) SAME(SPIPE) SAME(SRCH)
        SAME(STALE) SAME(TIMEDOUT) SAME(TXTBSY) SAME(XDEV)
#undef SAME
            /* clang-format on */
            default : return WASI_IO;
    }
}

uint8_t wasi_filetype(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFBLK: return WASI_FILETYPE_BLOCK;
    case S_IFCHR: return WASI_FILETYPE_CHARACTER;
    case S_IFDIR: return WASI_FILETYPE_DIRECTORY;
    case S_IFREG: return WASI_FILETYPE_REGULAR;
    case S_IFLNK: return WASI_FILETYPE_SYMLINK;
    case S_IFSOCK: return WASI_FILETYPE_STREAM;
    default: return WASI_FILETYPE_UNKNOWN;
    }
}

WasiFile *wasi_file(Wasi *wasi, uint64_t fd, WasiRights rights, WasiErrno *error)
{
    *error = WASI_BADF;
    if (fd >= wasi->file_count || wasi->files[fd].host < 0)
        return NULL;
    *error = WASI_NOTCAPABLE;
    return (wasi->files[fd].base & rights) == rights ? &wasi->files[fd] : NULL;
}

uint8_t wasi_open_filetype(int host, mode_t mode)
{
    int type = 0;
    socklen_t size = sizeof type;
    if (!S_ISSOCK(mode) || getsockopt(host, SOL_SOCKET, SO_TYPE, &type, &size) != 0)
        return wasi_filetype(mode);
    return type == SOCK_STREAM  ? WASI_FILETYPE_STREAM
           : type == SOCK_DGRAM ? WASI_FILETYPE_DATAGRAM
                                : WASI_FILETYPE_UNKNOWN;
}

bool wasi_can_seek(int host, uint8_t filetype)
{
    return filetype != WASI_FILETYPE_DIRECTORY && lseek(host, 0, SEEK_CUR) >= 0;
}

WasiErrno wasi_file_close(WasiFile *file)
{
    WasiErrno error = WASI_SUCCESS;
    if (file->host < 0)
        return error;
    if (file->stream)
        closedir(file->stream);
    free(file->places);
    if (!file->is_borrowed && close(file->host) != 0 && errno != EINTR)
        error = wasi_errno(errno);
    free(file->preopen);
    *file = (WasiFile){.host = -1};
    return error;
}

int wasi_file_add(Wasi *wasi, WasiFile file)
{
    uint32_t free_entry = 0;
    while (free_entry < wasi->file_count && (free_entry < 3 || wasi->files[free_entry].host >= 0))
        free_entry++; /* 0 to 2 are not given again: programs take them for the standard streams */
    if (free_entry == wasi->file_count) {
        WasiFile *files = free_entry < WASI_MAX_FILES ? realloc(wasi->files, (free_entry + 1) * sizeof *files) : NULL;
        if (!files) {
            wasi_file_close(&file);
            return -1;
        }
        wasi->files = files;
        wasi->file_count++;
    }
    wasi->files[free_entry] = file;
    return (int)free_entry;
}
