/* A C program for wasm32-wasi that checks what WASI gives it: run with arguments `one "two words"`, environment
   NAME=value, standard input "input text\n" and one directory as /data, which holds `link-out` (a symbolic link out of
   it) and an empty directory `sub`. Prints each failed check; its exit code is their number, or 42 when all is well. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <wasi/api.h>

static int failures;
#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            printf("line %d: %s (errno %d: %s)\n", __LINE__, #condition, errno, strerror(errno));                      \
            failures++;                                                                                                \
        }                                                                                                              \
    } while (0)
#define FAILS(call, code) CHECK((errno = 0, (call) < 0 && errno == (code)))

static void check_process(int argc, char **argv)
{
    char line[64];
    CHECK(argc == 3 && strcmp(argv[1], "one") == 0 && strcmp(argv[2], "two words") == 0);
    CHECK(getenv("NAME") && strcmp(getenv("NAME"), "value") == 0);
    CHECK(getenv("HOME") == NULL);
    CHECK(fgets(line, sizeof line, stdin) && strcmp(line, "input text\n") == 0);
    CHECK(fgets(line, sizeof line, stdin) == NULL && feof(stdin));
    uint8_t random[512] = {0}, other[512] = {0};
    CHECK(getentropy(random, 256) == 0 && getentropy(other, 256) == 0 && memcmp(random, other, 256) != 0);
}

static void check_time(void)
{
    struct timespec start, end, wait = {0, 20000000};
    CHECK(clock_gettime(CLOCK_REALTIME, &start) == 0 && start.tv_sec > 1600000000);
    CHECK(clock_gettime(CLOCK_MONOTONIC, &start) == 0);
    CHECK(nanosleep(&wait, NULL) == 0);
    CHECK(clock_gettime(CLOCK_MONOTONIC, &end) == 0);
    int64_t passed = (end.tv_sec - start.tv_sec) * 1000000000LL + end.tv_nsec - start.tv_nsec;
    CHECK(passed >= 20000000 && passed < 5000000000LL);
    CHECK(clock_getres(CLOCK_MONOTONIC, &end) == 0);
    __wasi_timestamp_t cpu;
    CHECK(__wasi_clock_time_get(2, 1, &cpu) == 0 && cpu > 0);
    CHECK(__wasi_clock_time_get(77, 1, &cpu) == __WASI_ERRNO_INVAL);
    struct pollfd output = {1, POLLOUT, 0};
    CHECK(poll(&output, 1, 1000) == 1 && (output.revents & POLLOUT));
}

static void check_files(void)
{
    char text[64] = {0};
    struct stat status;
    int file = open("/data/file.txt", O_RDWR | O_CREAT | O_EXCL, 0600);
    CHECK(file >= 3);
    FAILS(open("/data/file.txt", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
    CHECK(write(file, "hello, world", 12) == 12);
    CHECK(lseek(file, 0, SEEK_CUR) == 12 && lseek(file, 7, SEEK_SET) == 7 && read(file, text, 64) == 5 &&
          memcmp(text, "world", 5) == 0);
    CHECK(lseek(file, -5, SEEK_END) == 7);
    FAILS(lseek(file, -1, SEEK_SET), EINVAL);
    CHECK(pread(file, text, 5, 0) == 5 && memcmp(text, "hello", 5) == 0);
    CHECK(pwrite(file, "J", 1, 0) == 1 && lseek(file, 0, SEEK_CUR) == 7);
    CHECK(fstat(file, &status) == 0 && status.st_size == 12 && S_ISREG(status.st_mode));
    CHECK(ftruncate(file, 5) == 0 && fstat(file, &status) == 0 && status.st_size == 5);
    CHECK(posix_fallocate(file, 0, 100) == 0 && fstat(file, &status) == 0 && status.st_size == 100);
    CHECK(fsync(file) == 0 && fdatasync(file) == 0);
    struct timespec times[2] = {{1000, 5}, {2000, 7}};
    CHECK(futimens(file, times) == 0 && fstat(file, &status) == 0 && status.st_mtim.tv_sec == 2000 &&
          status.st_mtim.tv_nsec == 7);
    CHECK(close(file) == 0);
    FAILS(close(file), EBADF);
    FAILS(read(file, text, 1), EBADF);
    file = open("/data/file.txt", O_RDONLY);
    FAILS(write(file, "x", 1), EBADF);
    CHECK(fcntl(file, F_GETFL) == O_RDONLY);
    close(file);
    file = open("/data/file.txt", O_WRONLY | O_APPEND | O_TRUNC);
    CHECK(write(file, "abc", 3) == 3 && (fcntl(file, F_GETFL) & O_APPEND));
    close(file);
    FILE *stream = fopen("/data/file.txt", "a+");
    CHECK(stream && fprintf(stream, "%d", 123) == 3 && fseek(stream, 0, SEEK_SET) == 0 &&
          fscanf(stream, "%63s", text) == 1);
    CHECK(strcmp(text, "abc123") == 0);
    fclose(stream);
}

static int count_entries(const char *path)
{
    int count = 0;
    DIR *directory = opendir(path);
    while (directory && readdir(directory))
        count++;
    if (directory)
        closedir(directory);
    return directory ? count : -1;
}

static void check_directories(void)
{
    char name[64];
    struct stat status;
    CHECK(mkdir("/data/made", 0700) == 0);
    FAILS(mkdir("/data/made", 0700), EEXIST);
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "/data/made/a-rather-long-file-name-%d", i);
        FILE *file = fopen(name, "w");
        CHECK(file && fclose(file) == 0);
    }
    CHECK(count_entries("/data/made") == 300 + 2);
    FAILS(rmdir("/data/made"), ENOTEMPTY);
    FAILS(unlink("/data/made"), EISDIR);
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "/data/made/a-rather-long-file-name-%d", i);
        CHECK(unlink(name) == 0);
    }
    CHECK(rename("/data/made", "/data/moved") == 0 && stat("/data/made", &status) < 0 && errno == ENOENT);
    CHECK(stat("/data/moved", &status) == 0 && S_ISDIR(status.st_mode));
    FAILS(open("/data/moved", O_WRONLY), EISDIR);
    CHECK(rmdir("/data/moved") == 0);
    CHECK(symlink("file.txt", "/data/link") == 0);
    CHECK(readlink("/data/link", name, sizeof name) == 8 && memcmp(name, "file.txt", 8) == 0);
    CHECK(lstat("/data/link", &status) == 0 && S_ISLNK(status.st_mode));
    CHECK(stat("/data/link", &status) == 0 && S_ISREG(status.st_mode));
    CHECK(link("/data/file.txt", "/data/hard") == 0 && stat("/data/hard", &status) == 0 && status.st_nlink == 2);
    CHECK(unlink("/data/hard") == 0 && unlink("/data/link") == 0);
}

/* Nothing outside of the directory can be named. */
static void check_confinement(void)
{
    int file;
    static const char *const paths[] = {"/data/../etc/passwd", "/data/sub/../../etc/passwd", "/data/link-out",
                                        "/data/link-up/etc/passwd"};
    for (unsigned i = 0; i < sizeof paths / sizeof paths[0]; i++)
        CHECK((file = open(paths[i], O_RDONLY)) < 0);
    CHECK((file = open("/etc/passwd", O_RDONLY)) < 0);
    /* The same below the C library, which resolves some of this by itself. */
    __wasi_fd_t fd;
    static const char *const raw[] = {"../x", "..", "sub/../..", "link-out", "/etc/passwd", "link-up/x"};
    for (unsigned i = 0; i < sizeof raw / sizeof raw[0]; i++)
        CHECK(__wasi_path_open(3, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, raw[i], 0, __WASI_RIGHTS_FD_READ, 0, 0, &fd) ==
              __WASI_ERRNO_NOTCAPABLE);
    CHECK(__wasi_path_create_directory(3, "../made") == __WASI_ERRNO_NOTCAPABLE);
    CHECK(__wasi_path_unlink_file(3, "link-up/x") == __WASI_ERRNO_NOTCAPABLE);
    CHECK(__wasi_path_rename(3, "sub", 3, "../sub") == __WASI_ERRNO_NOTCAPABLE);
    CHECK(__wasi_path_symlink("/etc", 3, "made-link") == __WASI_ERRNO_NOTCAPABLE);
}

/* Rights, wild pointers and bad descriptors give errors. */
static void check_errors(void)
{
    __wasi_size_t moved;
    __wasi_ciovec_t wild = {(const uint8_t *)0xfffffff0u, 100};
    CHECK(__wasi_fd_write(1, &wild, 1, &moved) == __WASI_ERRNO_FAULT);
    CHECK(__wasi_fd_write(1, (const __wasi_ciovec_t *)0xfffffff0u, 8, &moved) == __WASI_ERRNO_FAULT);
    CHECK(__wasi_fd_write(99, &wild, 1, &moved) == __WASI_ERRNO_BADF);
    CHECK(__wasi_random_get((uint8_t *)0x10, 0xfffffff0u) == __WASI_ERRNO_FAULT);
    __wasi_prestat_t prestat;
    CHECK(__wasi_fd_prestat_get(3, &prestat) == 0 && prestat.u.dir.pr_name_len == 5);
    CHECK(__wasi_fd_prestat_get(4, &prestat) == __WASI_ERRNO_BADF);
    int file = open("/data/file.txt", O_RDWR);
    __wasi_fdstat_t stat;
    CHECK(__wasi_fd_fdstat_get(file, &stat) == 0 && stat.fs_filetype == __WASI_FILETYPE_REGULAR_FILE);
    CHECK(__wasi_fd_fdstat_set_rights(file, __WASI_RIGHTS_FD_READ, 0) == 0);
    __wasi_ciovec_t fine = {(const uint8_t *)"x", 1};
    CHECK(__wasi_fd_write(file, &fine, 1, &moved) == __WASI_ERRNO_NOTCAPABLE);
    CHECK(__wasi_fd_fdstat_set_rights(file, __WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_WRITE, 0) ==
          __WASI_ERRNO_NOTCAPABLE);
    int other = open("/data/file.txt", O_RDONLY);
    CHECK(__wasi_fd_renumber(other, file) == 0 && __wasi_fd_close(other) == __WASI_ERRNO_BADF &&
          __wasi_fd_close(file) == 0);
    CHECK(__wasi_sock_shutdown(1, 1) == __WASI_ERRNO_NOTSOCK && __wasi_sock_shutdown(50, 1) == __WASI_ERRNO_BADF);
    CHECK(__wasi_sched_yield() == 0);
}

static void check_seekdir(void)
{
    enum { ENTRIES = 2000, ALL = ENTRIES + 2 };
    static char names[ALL][32];
    static long places[ALL];
    char name[64];
    struct dirent *entry;
    CHECK(mkdir("/data/many", 0700) == 0);
    for (int i = 0; i < ENTRIES; i++) {
        snprintf(name, sizeof name, "/data/many/entry-%d", i);
        close(open(name, O_WRONLY | O_CREAT, 0600));
    }
    DIR *directory = opendir("/data/many");
    for (int i = 0; i < ALL; i++) {
        places[i] = telldir(directory);
        CHECK((entry = readdir(directory)) != NULL);
        snprintf(names[i], sizeof names[i], "%s", entry->d_name);
    }
    CHECK(readdir(directory) == NULL);
    for (int i = 0; i < ALL; i += 37) {
        int at = i * 7919 % ALL;
        seekdir(directory, places[at]);
        CHECK((entry = readdir(directory)) && strcmp(entry->d_name, names[at]) == 0);
    }
    int fd = dirfd(directory);
    uint8_t buffer[256];
    __wasi_size_t used;
    CHECK(__wasi_fd_readdir(fd, buffer, sizeof buffer, ALL + 1, &used) == __WASI_ERRNO_INVAL);
    CHECK(__wasi_fd_readdir(fd, buffer, sizeof buffer, UINT64_MAX, &used) == __WASI_ERRNO_INVAL);
    CHECK(__wasi_fd_readdir(fd, buffer, sizeof buffer, ALL, &used) == 0 && used == 0);
    close(open("/data/many/new", O_WRONLY | O_CREAT, 0600));
    rewinddir(directory);
    int count = 0;
    while (readdir(directory))
        count++;
    CHECK(count == ALL + 1 && unlink("/data/many/new") == 0);
    closedir(directory);
    for (int i = 0; i < ENTRIES; i++) {
        snprintf(name, sizeof name, "/data/many/entry-%d", i);
        CHECK(unlink(name) == 0);
    }
    CHECK(rmdir("/data/many") == 0);
}

/* Unknown flags are refused, a directory can be opened with the rights that it has, and a slash at the end means a
   directory. */
static void check_arguments(void)
{
    __wasi_fd_t fd;
    __wasi_fdstat_t stat;
    __wasi_filestat_t status;
    __wasi_size_t events;
    __wasi_event_t event;
    __wasi_subscription_t wait = {.u.tag = __WASI_EVENTTYPE_CLOCK,
                                  .u.u.clock = {.id = __WASI_CLOCKID_MONOTONIC, .flags = 2}};
    CHECK(__wasi_fd_fdstat_get(3, &stat) == 0);
    CHECK(__wasi_path_open(3, 0, ".", 0, stat.fs_rights_base, stat.fs_rights_inheriting, 0, &fd) == 0 &&
          close(fd) == 0);
    CHECK(__wasi_path_open(3, 2, ".", 0, 0, 0, 0, &fd) == __WASI_ERRNO_INVAL);
    CHECK(__wasi_path_open(3, 0, ".", 16, 0, 0, 0, &fd) == __WASI_ERRNO_INVAL);
    CHECK(__wasi_path_open(3, 0, ".", 0, 0, 0, 32, &fd) == __WASI_ERRNO_INVAL);
    CHECK(__wasi_path_filestat_get(3, 2, ".", &status) == __WASI_ERRNO_INVAL);
    CHECK(__wasi_path_filestat_set_times(3, 2, ".", 0, 0, 0) == __WASI_ERRNO_INVAL);
    CHECK(__wasi_path_filestat_set_times(3, 0, ".", 0, 0, 16) == __WASI_ERRNO_INVAL);
    CHECK(__wasi_path_link(3, 2, "file.txt", 3, "hard") == __WASI_ERRNO_INVAL);
    CHECK(__wasi_poll_oneoff(&wait, &event, 1, &events) == 0 && events == 1 && event.error == __WASI_ERRNO_INVAL);
    int file = open("/data/file.txt", O_RDWR);
    CHECK(__wasi_fd_fdstat_set_flags(file, 32) == __WASI_ERRNO_INVAL);
    CHECK(__wasi_fd_filestat_set_times(file, 0, 0, 16) == __WASI_ERRNO_INVAL);
    CHECK(__wasi_fd_advise(file, 0, 0, 6) == __WASI_ERRNO_INVAL);
    close(file);
    CHECK(__wasi_path_symlink("source", 3, "file.txt/") == __WASI_ERRNO_NOTDIR);
    CHECK(__wasi_path_symlink("source", 3, "file.txt") == __WASI_ERRNO_EXIST);
    CHECK(__wasi_path_symlink("source", 3, "sub//") == __WASI_ERRNO_EXIST);
    CHECK(__wasi_path_symlink("source", 3, "none/") == __WASI_ERRNO_NOENT);
    CHECK(__wasi_path_link(3, 0, "file.txt", 3, "file.txt/") == __WASI_ERRNO_NOTDIR);
    CHECK(__wasi_path_create_directory(3, "file.txt/") == __WASI_ERRNO_EXIST);
    CHECK(__wasi_path_create_directory(3, "sub/") == __WASI_ERRNO_EXIST);
    CHECK(__wasi_path_create_directory(3, "slashed/") == 0 && __wasi_path_rename(3, "slashed", 3, "other/") == 0);
    CHECK(__wasi_path_rename(3, "file.txt", 3, "none/") == __WASI_ERRNO_NOTDIR);
    CHECK(__wasi_path_unlink_file(3, "file.txt/") == __WASI_ERRNO_NOTDIR);
    CHECK(__wasi_path_open(3, 0, "file.txt/", 0, __WASI_RIGHTS_FD_READ, 0, 0, &fd) == __WASI_ERRNO_NOTDIR);
    CHECK(__wasi_path_remove_directory(3, "file.txt/") == __WASI_ERRNO_NOTDIR &&
          __wasi_path_remove_directory(3, "other/") == 0);
}

int main(int argc, char **argv)
{
    check_process(argc, argv);
    check_time();
    check_files();
    check_directories();
    check_confinement();
    check_errors();
    check_seekdir();
    check_arguments();
    CHECK(unlink("/data/file.txt") == 0);
    fprintf(stderr, "to standard error\n");
    return failures ? failures : 42;
}
