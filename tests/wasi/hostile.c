/* A C program for wasm32-wasi that walks a tree made to trouble it (run.sh makes it) without the C library's help:
   every entry is listed with a small buffer, asked about, and opened in every way. Descriptor 3 is the tree, 4 is /dev, 5 is
   /proc. Each answer must be success or an error that fits. Prints what does not; exit code: their number, or 42. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

#include "check.h"

enum { TREE = 3, DEV = 4, PROC = 5, READ = 2, WRITE = 64, TYPES = 8 };
#define IMPORT(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(name)))
IMPORT("path_open")
int path_open(int fd, int lookup, const uint8_t *path, unsigned size, int oflags, uint64_t base, uint64_t inheriting,
              int fdflags, __wasi_fd_t *result);
IMPORT("path_filestat_get")
int path_filestat_get(int fd, int lookup, const uint8_t *path, unsigned size, __wasi_filestat_t *result);
IMPORT("path_readlink")
int path_readlink(int fd, const uint8_t *path, unsigned size, uint8_t *buffer, unsigned buffer_size,
                  __wasi_size_t *used);

static int counts[TYPES], opened, deepest;

static int fits_open(int error)
{
    switch (error) {
    case 0:
    case __WASI_ERRNO_ACCES:
    case __WASI_ERRNO_ISDIR:
    case __WASI_ERRNO_LOOP:
    case __WASI_ERRNO_NOENT:
    case __WASI_ERRNO_NOTDIR:
    case __WASI_ERRNO_NOTCAPABLE:
    case __WASI_ERRNO_NXIO: return 1; /* of a socket's name, and of a pipe that nobody reads */
    }
    return 0;
}

static void try_open(__wasi_fd_t directory, const uint8_t *name, unsigned size)
{
    static const uint64_t rights[] = {READ, WRITE, READ | WRITE, 0x3fffffff};
    for (int way = 0; way < 32; way++) {
        __wasi_fd_t fd;
        int error = path_open(directory, way & 1, name, size, way & 2 ? __WASI_OFLAGS_DIRECTORY : 0, rights[way >> 3],
                              0, __WASI_FDFLAGS_NONBLOCK | (way & 4 ? __WASI_FDFLAGS_APPEND : 0), &fd);
        if (!fits_open(error))
            printf("open %.*s, way %d: errno %d\n", (int)size, name, way, error), failures++;
        if (error == 0) {
            opened++;
            OK(__wasi_fd_close(fd));
        }
    }
}

static void walk(__wasi_fd_t directory, int depth);

static void visit(__wasi_fd_t directory, const uint8_t *name, unsigned size, int type, int depth)
{
    __wasi_filestat_t stat;
    __wasi_size_t used;
    __wasi_fd_t inner;
    static uint8_t target[4096];
    OK(path_filestat_get(directory, 0, name, size, &stat));
    CHECK(stat.filetype == type);
    counts[stat.filetype < TYPES ? stat.filetype : 0]++;
    int followed = path_filestat_get(directory, 1, name, size, &stat);
    CHECK(followed == 0 || (type == __WASI_FILETYPE_SYMBOLIC_LINK && fits_open(followed)));
    EXPECT(path_readlink(directory, name, size, target, sizeof target, &used),
           type == __WASI_FILETYPE_SYMBOLIC_LINK ? 0 : __WASI_ERRNO_INVAL);
    try_open(directory, name, size);
    if (type != __WASI_FILETYPE_DIRECTORY)
        return;
    int error =
        path_open(directory, 0, name, size, __WASI_OFLAGS_DIRECTORY, 0x3fffffff & ~WRITE, 0x3fffffff, 0, &inner);
    CHECK(error == 0 || error == __WASI_ERRNO_ACCES);
    if (error == 0)
        walk(inner, depth + 1);
}

/* Closes `directory`. */
static void walk(__wasi_fd_t directory, int depth)
{
    uint8_t buffer[300]; /* one longest name, just */
    __wasi_dirent_t entry;
    __wasi_size_t used;
    uint64_t cookie = 0;
    deepest = depth > deepest ? depth : deepest;
    for (;;) {
        OK(__wasi_fd_readdir(directory, buffer, sizeof buffer, cookie, &used));
        if (used < sizeof entry)
            break;
        memcpy(&entry, buffer, sizeof entry);
        cookie = entry.d_next;
        const uint8_t *name = buffer + sizeof entry;
        CHECK(entry.d_namlen > 0 && entry.d_namlen <= 255 && used >= sizeof entry + entry.d_namlen);
        if (name[0] != '.' || entry.d_namlen > 2 || (entry.d_namlen == 2 && name[1] != '.'))
            visit(directory, name, entry.d_namlen, entry.d_type, depth);
    }
    OK(__wasi_fd_close(directory));
}

static void check_devices(void)
{
    __wasi_fd_t fd;
    __wasi_fdstat_t stat;
    __wasi_size_t moved;
    uint8_t bytes[16] = {1};
    __wasi_iovec_t in = {bytes, 16};
    __wasi_ciovec_t out = {bytes, 16};
    OK(__wasi_path_open(DEV, 1, "zero", 0, READ, 0, 0, &fd));
    OK(__wasi_fd_read(fd, &in, 1, &moved));
    CHECK(moved == 16 && bytes[0] == 0);
    OK(__wasi_fd_close(fd));
    OK(__wasi_path_open(DEV, 1, "full", 0, WRITE, 0, 0, &fd));
    EXPECT(__wasi_fd_write(fd, &out, 1, &moved), __WASI_ERRNO_NOSPC);
    OK(__wasi_fd_close(fd));
    OK(__wasi_path_open(DEV, 1, "null", 0, 0x3fffffff, 0, 0, &fd));
    OK(__wasi_fd_read(fd, &in, 1, &moved));
    CHECK(moved == 0);
    EXPECT(__wasi_fd_allocate(fd, 0, 10), __WASI_ERRNO_NODEV);
    EXPECT(__wasi_fd_filestat_set_size(fd, 10), __WASI_ERRNO_INVAL);
    OK(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_filetype == __WASI_FILETYPE_CHARACTER_DEVICE && (stat.fs_rights_base & __WASI_RIGHTS_FD_SEEK));
    OK(__wasi_fd_close(fd));
}

/* What looks like links in /proc leads out, whatever it says. */
static void check_proc(void)
{
    static const char *const magic[] = {"self/root", "self/cwd",  "self/exe",
                                        "self/fd/0", "self/fd/3", "self/root/etc/passwd"};
    __wasi_fd_t fd;
    __wasi_filestat_t stat;
    uint8_t text[64];
    __wasi_size_t used;
    __wasi_iovec_t in = {text, sizeof text};
    for (unsigned i = 0; i < sizeof magic / sizeof *magic; i++) {
        int error = __wasi_path_open(PROC, 1, magic[i], 0, READ, 0, 0, &fd);
        CHECK(error == __WASI_ERRNO_LOOP || error == __WASI_ERRNO_NOTCAPABLE || error == __WASI_ERRNO_NOENT);
        error = __wasi_path_filestat_get(PROC, 1, magic[i], &stat);
        CHECK(error == __WASI_ERRNO_LOOP || error == __WASI_ERRNO_NOTCAPABLE || error == __WASI_ERRNO_NOENT);
    }
    OK(__wasi_path_readlink(PROC, "self/root", text, sizeof text, &used));
    CHECK(used == 1 && text[0] == '/');
    OK(__wasi_path_open(PROC, 1, "self/status", 0, READ, 0, 0, &fd));
    OK(__wasi_fd_read(fd, &in, 1, &used)); /* its size is 0, but there is something to read */
    CHECK(used == sizeof text);
    OK(__wasi_fd_close(fd));
}

int main(int argc, char **argv)
{
    __wasi_fd_t root;
    OK(__wasi_path_open(TREE, 0, ".", __WASI_OFLAGS_DIRECTORY, 0x3fffffff & ~WRITE, 0x3fffffff, 0, &root));
    walk(root, 0);
    for (int type = 0; type < TYPES; type++)
        if (counts[type] != (argc > 1 + type ? atoi(argv[1 + type]) : 0))
            printf("%d entries of type %d\n", counts[type], type), failures++;
    CHECK(deepest == 60 && opened > 100);
    check_devices();
    check_proc();
    return failures ? failures : 42;
}
