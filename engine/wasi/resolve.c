/* Paths beneath a directory. The kernel does it (openat2, RESOLVE_BENEATH) where it can; where it refuses (old kernels,
   containers that filter the call) the path is walked component by component without ever following a link by
   itself. */
#include "engine/wasi/wasi.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    MAX_LINKS = 40,
    MAX_DEPTH = WASI_MAX_PATH / 2 + 1, /* links can make it deeper */
    MAX_TRIES = 100
};

WasiErrno wasi_path(Wasi *wasi, uint64_t pointer, uint64_t size, WasiPath *path)
{
    const void *text = wasi_at(wasi, pointer, size);
    if (!text)
        return WASI_FAULT;
    if (size > WASI_MAX_PATH)
        return WASI_NAMETOOLONG;
    if (memchr(text, 0, size))
        return WASI_ILSEQ;
    memcpy(path->text, text, size);
    path->text[size] = 0;
    if (size == 0)
        return WASI_NOENT;
    return path->text[0] == '/' ? WASI_NOTCAPABLE : WASI_SUCCESS;
}

/* ---- the walk of our own ---- */

typedef struct Walk {
    int open[MAX_DEPTH]; /* directories from the root down; open[0] is not ours */
    int depth;
    int links;
    char rest[2 * WASI_MAX_PATH + 2]; /* what is still to be walked */
} Walk;

static int fail_walk(int code)
{
    errno = code;
    return -1;
}

static int pop(Walk *walk)
{
    if (walk->depth == 0)
        return fail_walk(EXDEV);
    close(walk->open[walk->depth--]);
    return 0;
}

/* Replaces the component just taken by the target of the link it is. */
static int splice_link(Walk *walk, const char *name, const char *rest)
{
    char target[WASI_MAX_PATH + 1], spliced[sizeof walk->rest];
    ssize_t size = readlinkat(walk->open[walk->depth], name, target, sizeof target - 1);
    if (size < 0)
        return -1;
    target[size] = 0;
    if (++walk->links > MAX_LINKS)
        return fail_walk(ELOOP);
    if (target[0] == '/')
        return fail_walk(EXDEV);
    int length = snprintf(spliced, sizeof spliced, "%s%s%s", target, *rest ? "/" : "", rest); /* slashes may double */
    if (length < 0 || (size_t)length >= sizeof spliced)
        return fail_walk(ENAMETOOLONG);
    memcpy(walk->rest, spliced, (size_t)length + 1);
    return 0;
}

/* Takes the last component, with the slashes behind it in `rest`: opens it, or follows it when it is a link that should
   be followed. 0: go on walking. */
static int open_last(Walk *walk, const char *name, const char *rest, int flags, mode_t mode, int *result)
{
    if (*rest && (flags & O_CREAT))
        return fail_walk(EISDIR); /* as the kernel has it */
    if (*rest)
        flags = (flags & ~O_NOFOLLOW) | O_DIRECTORY;
    int file = openat(walk->open[walk->depth], name, flags | O_NOFOLLOW | O_CLOEXEC, mode);
    bool may_be_link = !(flags & O_NOFOLLOW) && !((flags & O_CREAT) && (flags & O_EXCL));
    struct stat status;
    if (may_be_link && fstatat(walk->open[walk->depth], name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISLNK(status.st_mode)) {
        if (file >= 0)
            close(file);
        return splice_link(walk, name, rest);
    }
    *result = file;
    return file < 0 ? -1 : 1;
}

/* One component that something follows: a directory or a link. */
static int enter(Walk *walk, const char *name, const char *rest)
{
    int file = openat(walk->open[walk->depth], name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) {
        struct stat status;
        int reason = errno;
        if (fstatat(walk->open[walk->depth], name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode))
            return splice_link(walk, name, rest);
        return fail_walk(reason);
    }
    if (walk->depth + 1 >= MAX_DEPTH) {
        close(file);
        return fail_walk(ENAMETOOLONG);
    }
    walk->open[++walk->depth] = file;
    memmove(walk->rest, rest, strlen(rest) + 1);
    return 0;
}

static int step(Walk *walk, int flags, mode_t mode, int *result)
{
    char name[WASI_MAX_PATH + 1];
    size_t length = strcspn(walk->rest, "/");
    if (length > WASI_MAX_PATH)
        return fail_walk(ENAMETOOLONG);
    memcpy(name, walk->rest, length);
    name[length] = 0;
    char *rest = walk->rest + length;
    bool slashed = *rest == '/';
    rest += strspn(rest, "/");
    if (strcmp(name, "..") == 0 && pop(walk) != 0)
        return -1;
    if (length == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        if (!*rest && (flags & O_CREAT)) /* there it is, and it is a directory */
            return fail_walk(flags & O_EXCL ? EEXIST : EISDIR);
        if (!*rest)
            return open_last(walk, ".", "", flags, mode, result);
        memmove(walk->rest, rest, strlen(rest) + 1);
        return 0;
    }
    if (*rest)
        return enter(walk, name, rest);
    return open_last(walk, name, slashed ? "/" : "", flags, mode, result);
}

static int walk_beneath(int directory, const char *path, int flags, mode_t mode)
{
    Walk walk = {.open = {directory}};
    int result = -1, status = 0;
    if (path[0] == '/')
        return fail_walk(EXDEV);
    if (strlen(path) >= sizeof walk.rest)
        return fail_walk(ENAMETOOLONG);
    strcpy(walk.rest, path);
    while (status == 0)
        status = step(&walk, flags, mode, &result);
    int reason = errno;
    while (walk.depth)
        pop(&walk);
    errno = reason;
    return status > 0 ? result : -1;
}

/* ---- opening ---- */

bool wasi_without_openat2;

int wasi_open_beneath(int directory, const char *path, int flags, mode_t mode, WasiErrno *error)
{
    struct open_how how = {
        .flags = (uint64_t)(flags | O_CLOEXEC),
        .mode = flags & O_CREAT ? mode : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
    };
    int file, tries = 0;
    do /* EAGAIN: a rename raced with the look-up. A lease makes it last. */
        file = wasi_without_openat2 ? fail_walk(ENOSYS) : (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
    while (file < 0 && (errno == EINTR || (errno == EAGAIN && ++tries < MAX_TRIES)));
    if (file < 0 && (errno == ENOSYS || errno == EPERM || errno == EINVAL || errno == EAGAIN))
        file = walk_beneath(directory, path, flags, mode);
    *error = file >= 0 ? WASI_SUCCESS : errno == EXDEV ? WASI_NOTCAPABLE : wasi_errno(errno);
    return file;
}

int wasi_open_parent(int directory, WasiPath *path, const char **name, WasiErrno *error)
{
    char *text = path->text, *end = text + strlen(text);
    while (end > text && end[-1] == '/')
        end--;
    char *start = end;
    while (start > text && start[-1] != '/')
        start--;
    size_t length = (size_t)(end - start);
    if (length == 2 && memcmp(start, "..", 2) == 0) {
        *error = WASI_NOTCAPABLE;
        return -1;
    }
    *name = start;
    if (start == text)
        return wasi_open_beneath(directory, ".", O_PATH | O_DIRECTORY, 0, error);
    start[-1] = 0;
    return wasi_open_beneath(directory, *text ? text : ".", O_PATH | O_DIRECTORY, 0, error);
}
