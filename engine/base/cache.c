/* See cache.h. */
#include "engine/base/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_usable(const char *path, bool is_given)
{
    struct stat about;
    if (mkdir(path, 0700) && errno != EEXIST)
        return false;
    return !lstat(path, &about) && S_ISDIR(about.st_mode) &&
           (is_given || (about.st_uid == getuid() && !(about.st_mode & 022)));
}

bool wfx_cache_folder(const char *directory, char *path, size_t size)
{
    const char *cache = getenv("XDG_CACHE_HOME");
    if (directory)
        return (size_t)snprintf(path, size, "%s", directory) < size && is_usable(path, true);
    if (cache && cache[0] == '/') {
        mkdir(cache, 0700); /* may exist already */
        if ((size_t)snprintf(path, size, "%s/wasmfx", cache) < size && is_usable(path, false))
            return true;
    }
    return (size_t)snprintf(path, size, "/tmp/wasmfx-%u", (unsigned)getuid()) < size && is_usable(path, false);
}

bool wfx_cache_write(const char *path, const WfxBuffer *text, WfxError *error)
{
    char temporary[PATH_MAX];
    int length = snprintf(temporary, sizeof temporary, "%s.%d", path, (int)getpid());
    if (length < 0 || (size_t)length >= sizeof temporary)
        return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "the path %.200s.. is too long", path);
    int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool good = file >= 0;
    for (size_t done = 0; good && done < text->size;) {
        ssize_t count = write(file, text->data + done, text->size - done);
        good = count > 0;
        done += good ? (size_t)count : 0;
    }
    int why = errno;
    if (file >= 0)
        good = !close(file) && good;
    if (good && !rename(temporary, path))
        return true;
    if (good)
        why = errno;
    unlink(temporary);
    return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "cannot write %.300s: %s", path, strerror(why));
}
