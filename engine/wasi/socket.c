/* The functions of WASI on sockets. A program cannot make any: it has those that it was given, and what it accepts. */
#include "engine/wasi/wasi.h"

#include <errno.h>
#include <sys/socket.h>

static bool is_socket(const WasiFile *file)
{
    return file->filetype == WASI_FILETYPE_STREAM || file->filetype == WASI_FILETYPE_DATAGRAM;
}

/* The socket of a guest's descriptor with `rights`, else NULL and *error. What is no socket is told so first. */
static WasiFile *find_socket(Wasi *wasi, uint64_t fd, WasiRights rights, WasiErrno *error)
{
    WasiFile *file = wasi_file(wasi, fd, 0, error);
    if (file && !is_socket(file)) {
        *error = WASI_NOTSOCK;
        return NULL;
    }
    return file ? wasi_file(wasi, fd, rights, error) : NULL;
}

/* fd, flags, result */
WasiErrno wasi_sock_accept(Wasi *wasi, const uint64_t *args)
{
    WasiErrno error;
    WasiFile *listener = find_socket(wasi, args[0], WASI_RIGHT_SOCK_ACCEPT, &error);
    if (!listener)
        return error;
    if (args[1] & ~(uint64_t)WASI_FDFLAG_NONBLOCK)
        return WASI_INVAL;
    if (!wasi_at(wasi, args[2], 4))
        return WASI_FAULT;
    int host, flags = SOCK_CLOEXEC | (args[1] & WASI_FDFLAG_NONBLOCK ? SOCK_NONBLOCK : 0);
    WasiPause pause;
    if ((error = wasi_pause(wasi, listener, &pause)) != WASI_SUCCESS)
        return error;
    do
        host = accept4(pause.file.host, NULL, NULL, flags);
    while (host < 0 && errno == EINTR);
    wasi_resume(wasi, &pause);
    if (host < 0)
        return wasi_errno(errno);
    WasiFile file = {.host = host,
                     .filetype = pause.file.filetype,
                     .base = WASI_RIGHTS_CONNECTION & pause.file.inheriting,
                     .inheriting = pause.file.inheriting};
    int fd = wasi_file_add(wasi, file);
    if (fd < 0)
        return WASI_MFILE;
    wasi_store_u32(wasi, args[2], (uint32_t)fd);
    return WASI_SUCCESS;
}

/* fd, vectors, their number, flags, result size, result flags */
WasiErrno wasi_sock_recv(Wasi *wasi, const uint64_t *args)
{
    WasiErrno error;
    struct iovec vectors[WASI_MAX_VECTORS];
    int count;
    WasiFile *file = find_socket(wasi, args[0], WASI_RIGHT_FD_READ, &error);
    if (!file)
        return error;
    if (args[3] > WASI_RIFLAGS)
        return WASI_INVAL;
    if ((error = wasi_vectors(wasi, args[1], args[2], vectors, &count)) != WASI_SUCCESS)
        return error;
    if (!wasi_at(wasi, args[4], 4) || !wasi_at(wasi, args[5], 2))
        return WASI_FAULT;
    if ((error = wasi_without_waiting(file, false, vectors, &count)) != WASI_SUCCESS)
        return error;
    struct msghdr message = {.msg_iov = vectors, .msg_iovlen = (size_t)count};
    int flags = (args[3] & WASI_RIFLAG_PEEK ? MSG_PEEK : 0) | (args[3] & WASI_RIFLAG_WAITALL ? MSG_WAITALL : 0);
    WasiPause pause;
    if ((error = wasi_pause(wasi, file, &pause)) != WASI_SUCCESS)
        return error;
    ssize_t moved;
    do
        moved = recvmsg(pause.file.host, &message, flags | MSG_CMSG_CLOEXEC);
    while (moved < 0 && (errno == EINTR || (errno == EAGAIN && wasi_waited(&pause.file, false))));
    wasi_resume(wasi, &pause);
    if (moved < 0)
        return wasi_errno(errno);
    uint16_t given = message.msg_flags & MSG_TRUNC ? WASI_ROFLAG_DATA_TRUNCATED : 0;
    wasi_store_u32(wasi, args[4], (uint32_t)moved);
    return wasi_store(wasi, args[5], &given, sizeof given);
}

/* fd, vectors, their number, flags (none is known), result size */
WasiErrno wasi_sock_send(Wasi *wasi, const uint64_t *args)
{
    WasiErrno error;
    struct iovec vectors[WASI_MAX_VECTORS];
    int count;
    WasiFile *file = find_socket(wasi, args[0], WASI_RIGHT_FD_WRITE, &error);
    if (!file)
        return error;
    if (args[3])
        return WASI_INVAL;
    if ((error = wasi_vectors(wasi, args[1], args[2], vectors, &count)) != WASI_SUCCESS)
        return error;
    if (!wasi_at(wasi, args[4], 4))
        return WASI_FAULT;
    if ((error = wasi_without_waiting(file, true, vectors, &count)) != WASI_SUCCESS)
        return error;
    struct msghdr message = {.msg_iov = vectors, .msg_iovlen = (size_t)count};
    WasiPause pause;
    if ((error = wasi_pause(wasi, file, &pause)) != WASI_SUCCESS)
        return error;
    ssize_t moved;
    do
        moved = sendmsg(pause.file.host, &message, MSG_NOSIGNAL);
    while (moved < 0 && (errno == EINTR || (errno == EAGAIN && wasi_waited(&pause.file, true))));
    wasi_resume(wasi, &pause);
    if (moved < 0)
        return wasi_errno(errno);
    wasi_store_u32(wasi, args[4], (uint32_t)moved);
    return WASI_SUCCESS;
}

/* fd, which ways */
WasiErrno wasi_sock_shutdown(Wasi *wasi, const uint64_t *args)
{
    static const int ways[] = {[WASI_SDFLAG_RD] = SHUT_RD, [WASI_SDFLAG_WR] = SHUT_WR, [WASI_SDFLAGS] = SHUT_RDWR};
    WasiErrno error;
    WasiFile *file = find_socket(wasi, args[0], WASI_RIGHT_SOCK_SHUTDOWN, &error);
    if (!file)
        return error;
    if (args[1] == 0 || args[1] > WASI_SDFLAGS)
        return WASI_INVAL;
    return shutdown(file->host, ways[args[1]]) == 0 ? WASI_SUCCESS : wasi_errno(errno);
}
