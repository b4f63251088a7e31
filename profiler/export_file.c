/* Writing what was exported; see report.h. */
#include "profiler/report.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(const char *path, int reason, WfxError *error)
{
    return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "cannot write the profile %s: %s", path, strerror(reason));
}

/* Bytes written; fewer than `size` with errno set. */
static size_t write_bytes(int file, const uint8_t *data, size_t size)
{
    size_t written = 0;
    while (written < size) {
        ssize_t now = write(file, data + written, size - written);
        if (now < 0 && errno == EINTR)
            continue;
        if (now <= 0)
            break;
        written += (size_t)now;
    }
    return written;
}

/* The whole lines of what was written stay; 0: none. */
static size_t keep_whole_lines(int file, const uint8_t *data, size_t written)
{
    while (written && data[written - 1] != '\n')
        written--;
    return ftruncate(file, (off_t)written) == 0 ? written : 0;
}

bool wfx_export_write(const WfxBuffer *content, const char *path, WfxError *error)
{
    char temporary[4096] = "";
    struct stat status;
    bool in_place = lstat(path, &status) == 0 && !S_ISREG(status.st_mode);
    if (!in_place &&
        (size_t)snprintf(temporary, sizeof temporary, "%s.%d.tmp", path, (int)getpid()) >= sizeof temporary)
        return refuse(path, ENAMETOOLONG, error);
    /* The temporary name can be guessed: whatever somebody planted there is not followed. */
    if (!in_place)
        unlink(temporary);
    int file = in_place ? open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
                        : open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0)
        return refuse(path, errno, error);
    size_t written = write_bytes(file, content->data, content->size), kept = written;
    int reason = written < content->size ? errno : 0;
    if (reason && !in_place)
        kept = keep_whole_lines(file, content->data, written);
    if (close(file) && !reason)
        reason = errno;
    bool stays = !reason || kept;
    if (!in_place && stays && rename(temporary, path)) {
        reason = errno;
        stays = false;
    }
    if (!in_place && !stays)
        unlink(temporary);
    if (reason && stays && !in_place)
        return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET,
                             "%s: %s; the first %zu of the profile's %zu bytes are there, in whole lines", path,
                             strerror(reason), kept, content->size);
    return !reason || refuse(path, reason, error);
}
