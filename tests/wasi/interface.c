/* A C program for wasm32-wasi that calls every function of WASI preview 1 below the C library and checks what it
   answers, above all its errors. Run with one directory as /data, descriptor 3, that holds `link-out` (a symbolic link
   out of it), `link-up` (to its parent), an empty directory `sub` and a pipe `fifo`. Leaves the directory as it was.
   Prints each failed check; its exit code is their number, or 42. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wasi/api.h>

#include "check.h"
#define WILD ((void *)0xfffffff0u)

enum { ROOT = 3, ALL_FILE = 0x08e001ff, READ = 2, SEEK = 4, TELL = 32, WRITE = 64, READDIR = 1 << 14 };

static __wasi_fd_t open_at(const char *path, int oflags, __wasi_rights_t rights, int fdflags)
{
    __wasi_fd_t fd = 0;
    int error = __wasi_path_open(ROOT, 0, path, oflags, rights, 0, fdflags, &fd);
    if (error)
        printf("open %s: errno %d\n", path, error), failures++;
    return fd;
}
static __wasi_fd_t file_with(const char *path, const char *text)
{
    __wasi_fd_t fd = open_at(path, __WASI_OFLAGS_CREAT | __WASI_OFLAGS_TRUNC, __WASI_RIGHTS_FD_READ | ALL_FILE, 0);
    __wasi_ciovec_t vector = {(const uint8_t *)text, strlen(text)};
    __wasi_size_t moved;
    __wasi_filesize_t place;
    OK(__wasi_fd_write(fd, &vector, 1, &moved));
    OK(__wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &place));
    return fd;
}

/* ---- process, time ---- */

__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_raise"))) int proc_raise(int signal);

static void check_process(void)
{
    __wasi_size_t count = 99, size = 99;
    static uint8_t *pointers[16];
    static uint8_t text[256], random[1 << 20];
    OK(__wasi_args_sizes_get(&count, &size));
    CHECK(count == 3 && size > 8);
    OK(__wasi_args_get(pointers, text));
    CHECK(strcmp((char *)pointers[1], "one") == 0 && strcmp((char *)pointers[2], "two words") == 0);
    EXPECT(__wasi_args_sizes_get(WILD, &size), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_args_get(pointers, WILD), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_args_get((uint8_t **)0xfffffffcu, text), __WASI_ERRNO_FAULT);
    OK(__wasi_environ_sizes_get(&count, &size));
    CHECK(count == 1 && size == sizeof "NAME=value");
    OK(__wasi_environ_get(pointers, text));
    CHECK(strcmp((char *)pointers[0], "NAME=value") == 0);
    EXPECT(__wasi_environ_get(WILD, WILD), __WASI_ERRNO_FAULT);
    OK(__wasi_random_get(random, sizeof random));
    int zeros = 0;
    for (size_t i = 0; i < sizeof random; i++)
        zeros += random[i] == 0;
    CHECK(zeros > 3000 && zeros < 5500);
    OK(__wasi_random_get(random, 0));
    EXPECT(__wasi_random_get(random, 0xffffffffu), __WASI_ERRNO_FAULT);
    OK(__wasi_sched_yield());
    EXPECT(proc_raise(15), __WASI_ERRNO_NOSYS);
    __wasi_timestamp_t time, later;
    for (int clock = 0; clock < 4; clock++) {
        OK(__wasi_clock_res_get(clock, &time));
        CHECK(time > 0 && time <= 100000000);
        OK(__wasi_clock_time_get(clock, 1, &time));
        OK(__wasi_clock_time_get(clock, UINT64_MAX, &later));
        CHECK(later >= time);
    }
    EXPECT(__wasi_clock_res_get(4, &time), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_clock_time_get(-1, 1, &time), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_clock_res_get(0, (void *)0xfffffff9u), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_clock_time_get(0, 1, (void *)0xfffffff9u), __WASI_ERRNO_FAULT);
}

/* ---- poll_oneoff ---- */

static __wasi_subscription_t on_clock(int id, uint64_t nanoseconds, bool absolute)
{
    return (__wasi_subscription_t){
        .userdata = 1000 + id,
        .u = {.tag = __WASI_EVENTTYPE_CLOCK, .u.clock = {.id = id, .timeout = nanoseconds, .flags = absolute}}};
}
static __wasi_subscription_t on_file(__wasi_fd_t fd, bool writes)
{
    return (__wasi_subscription_t){
        .userdata = fd, .u = {.tag = writes ? __WASI_EVENTTYPE_FD_WRITE : __WASI_EVENTTYPE_FD_READ, .u.fd_read = {fd}}};
}
static uint64_t now(int clock)
{
    __wasi_timestamp_t time;
    OK(__wasi_clock_time_get(clock, 1, &time));
    return time;
}

static void check_clocks(void)
{
    const uint64_t ms = 1000000, minute = 60000 * ms;
    __wasi_subscription_t in[4];
    __wasi_event_t out[4];
    __wasi_size_t count = 77;
    EXPECT(__wasi_poll_oneoff(in, out, 0, &count), __WASI_ERRNO_INVAL);
    for (int clock = 0; clock < 2; clock++)
        for (int absolute = 0; absolute < 2; absolute++) {
            uint64_t start = now(clock);
            in[0] = on_clock(clock, absolute ? start + 10 * ms : 10 * ms, absolute);
            in[1] = on_clock(1 - clock, minute, false);
            OK(__wasi_poll_oneoff(in, out, 2, &count));
            uint64_t waited = now(clock) - start;
            CHECK(count == 1 && out[0].userdata == 1000u + clock && out[0].type == __WASI_EVENTTYPE_CLOCK);
            CHECK(out[0].error == 0 && waited >= 10 * ms && waited < minute / 2);
        }
    in[0] = on_clock(1, 0, false);
    in[1] = on_clock(0, 5, true); /* long ago */
    in[2] = on_clock(1, minute, false);
    OK(__wasi_poll_oneoff(in, out, 3, &count));
    CHECK(count == 2 && out[0].userdata == 1001 && out[1].userdata == 1000);
    in[0] = on_clock(2, 0, false); /* CPU time cannot be waited for */
    in[1] = on_clock(9, 0, false);
    in[2] = on_clock(1, 0, 2); /* no such flag */
    in[2].u.u.clock.flags = 2;
    in[3] = on_clock(1, minute, false);
    OK(__wasi_poll_oneoff(in, out, 4, &count));
    CHECK(count == 3);
    for (int i = 0; i < 3; i++)
        CHECK(out[i].error == __WASI_ERRNO_INVAL);
    EXPECT(__wasi_poll_oneoff(WILD, out, 1, &count), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_poll_oneoff(in, WILD, 1, &count), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_poll_oneoff(in, out, 1, (void *)0xfffffffdu), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_poll_oneoff(in, out, 0xffffffffu, &count), __WASI_ERRNO_FAULT);
}

static void check_poll_files(void)
{
    enum { MANY = 3000 };
    const uint64_t ms = 1000000, minute = 60000 * ms;
    static __wasi_subscription_t in[MANY];
    static __wasi_event_t out[MANY];
    __wasi_size_t count;
    __wasi_ciovec_t five = {(const uint8_t *)"12345", 5};
    __wasi_fd_t file = file_with("polled", "hello");
    __wasi_fd_t pipe = open_at("fifo", 0, READ | WRITE | __WASI_RIGHTS_POLL_FD_READWRITE, __WASI_FDFLAGS_NONBLOCK);
    __wasi_fd_t closed = open_at("polled", 0, READ, 0);
    OK(__wasi_fd_close(closed));
    in[0] = on_file(file, false);
    in[1] = on_clock(1, minute, false);
    in[2] = on_file(file, true);
    OK(__wasi_poll_oneoff(in, out, 3, &count));
    CHECK(count == 2 && out[0].fd_readwrite.nbytes == 5 && out[0].type == __WASI_EVENTTYPE_FD_READ && !out[0].error);
    CHECK(out[1].type == __WASI_EVENTTYPE_FD_WRITE && out[1].userdata == file && !out[1].error);
    in[0] = on_file(pipe, false);
    in[1] = on_clock(1, 5 * ms, false);
    OK(__wasi_poll_oneoff(in, out, 2, &count));
    CHECK(count == 1 && out[0].userdata == 1001);
    in[1] = on_file(pipe, true);
    OK(__wasi_poll_oneoff(in, out, 2, &count));
    CHECK(count == 1 && out[0].type == __WASI_EVENTTYPE_FD_WRITE);
    OK(__wasi_fd_write(pipe, &five, 1, &count));
    OK(__wasi_poll_oneoff(in, out, 2, &count));
    CHECK(count == 2 && out[0].type == __WASI_EVENTTYPE_FD_READ && out[0].fd_readwrite.nbytes == 5);
    /* A subscription that is wrong is an event at once; the others are not waited for. */
    in[0] = on_clock(1, minute, false);
    in[1] = on_file(closed, false);
    in[2] = on_file(12345, true);
    in[3] = on_file(ROOT, false);
    in[4] = (__wasi_subscription_t){.userdata = 5, .u.tag = 3};
    OK(__wasi_poll_oneoff(in, out, 5, &count));
    CHECK(count == 4 && out[0].error == __WASI_ERRNO_BADF && out[1].error == __WASI_ERRNO_BADF);
    CHECK(out[2].error == __WASI_ERRNO_NOTCAPABLE && out[3].error == __WASI_ERRNO_INVAL && out[3].userdata == 5);
    OK(__wasi_fd_fdstat_set_rights(file, READ | __WASI_RIGHTS_POLL_FD_READWRITE, 0));
    in[0] = on_file(file, true); /* cannot be written to */
    OK(__wasi_poll_oneoff(in, out, 1, &count));
    CHECK(count == 1 && out[0].error == __WASI_ERRNO_NOTCAPABLE);
    /* More than a process may have files open. */
    for (int i = 0; i < MANY; i++)
        in[i] = i % 3 == 0 ? on_clock(1, minute, false) : on_file(i % 3 == 1 ? file : pipe, false);
    OK(__wasi_poll_oneoff(in, out, MANY, &count));
    CHECK(count == MANY / 3 * 2);
    OK(__wasi_fd_close(pipe));
    OK(__wasi_fd_close(file));
    OK(__wasi_path_unlink_file(ROOT, "polled"));
}

/* ---- descriptors ---- */

static void check_vectors(void)
{
    enum { MANY = 2000 };
    static uint8_t buffer[16], many_bytes[MANY];
    static __wasi_iovec_t many[MANY];
    __wasi_size_t moved;
    __wasi_fd_t fd = file_with("vectors", "abcdef");
    __wasi_iovec_t overlapping[2] = {{buffer, 3}, {buffer + 1, 3}};
    OK(__wasi_fd_read(fd, overlapping, 2, &moved));
    CHECK(moved == 6 && memcmp(buffer, "adef", 4) == 0);
    /* The vectors themselves may be what is read into, and so may the result. */
    __wasi_iovec_t self[2] = {{(uint8_t *)self, 4}, {buffer, 2}};
    OK(__wasi_fd_pread(fd, self, 2, 0, &moved));
    CHECK(moved == 6 && memcmp(self, "abcd", 4) == 0 && memcmp(buffer, "ef", 2) == 0);
    union {
        uint8_t bytes[4];
        __wasi_size_t size;
    } both;
    __wasi_iovec_t into = {both.bytes, 4};
    OK(__wasi_fd_pread(fd, &into, 1, 0, &both.size));
    CHECK(both.size == 4);
    OK(__wasi_fd_pread(fd, NULL, 0, 0, &moved));
    CHECK(moved == 0);
    CHECK(__builtin_wasm_memory_grow(0, 256) != (size_t)-1);
    size_t memory = (size_t)__builtin_wasm_memory_size(0) << 16;
    for (int i = 0; i < MANY; i++)
        many[i] = (__wasi_iovec_t){NULL, memory - 1};
    EXPECT(__wasi_fd_read(fd, many, 1 + (int)(0xffffffffu / (memory - 1)), &moved), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_fd_read(fd, many, 0xffffffffu, &moved), __WASI_ERRNO_FAULT);
    many[1].buf = (uint8_t *)2;
    EXPECT(__wasi_fd_read(fd, many, 2, &moved), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_fd_write(fd, (const __wasi_ciovec_t *)many, 2, &moved), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_fd_pread(fd, &into, 1, 0, (void *)0xfffffffdu), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_fd_pread(fd, &into, 1, UINT64_C(1) << 63, &moved), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_fd_pwrite(fd, (const __wasi_ciovec_t *)&into, 1, UINT64_MAX, &moved), __WASI_ERRNO_INVAL);
    for (int i = 0; i < MANY; i++)
        many[i] = (__wasi_iovec_t){many_bytes + i, 1};
    OK(__wasi_fd_pwrite(fd, (const __wasi_ciovec_t *)many, MANY, 0, &moved));
    CHECK(moved > 0 && moved <= MANY);
    OK(__wasi_fd_pwrite(fd, (const __wasi_ciovec_t *)overlapping, 2, 5000, &moved));
    OK(__wasi_fd_pread(fd, overlapping, 1, 5000, &moved));
    CHECK(moved == 3);
    OK(__wasi_fd_pread(fd, overlapping, 1, 100000, &moved)); /* behind the end */
    CHECK(moved == 0);
    OK(__wasi_fd_close(fd));
    EXPECT(__wasi_fd_read(fd, overlapping, 1, &moved), __WASI_ERRNO_BADF);
    EXPECT(__wasi_fd_pwrite(fd, NULL, 0, 0, &moved), __WASI_ERRNO_BADF);
    EXPECT(__wasi_fd_read(ROOT, overlapping, 1, &moved), __WASI_ERRNO_ISDIR);
    OK(__wasi_path_unlink_file(ROOT, "vectors"));
}

static void check_positions(void)
{
    __wasi_filesize_t place;
    __wasi_size_t moved;
    uint8_t buffer[8];
    __wasi_iovec_t vector = {buffer, 2};
    __wasi_fd_t fd = file_with("positions", "0123456789");
    OK(__wasi_fd_seek(fd, -3, __WASI_WHENCE_END, &place));
    CHECK(place == 7);
    OK(__wasi_fd_seek(fd, -2, __WASI_WHENCE_CUR, &place));
    CHECK(place == 5);
    EXPECT(__wasi_fd_seek(fd, -6, __WASI_WHENCE_CUR, &place), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_fd_seek(fd, 0, 3, &place), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_fd_seek(fd, 0, 0, (void *)0xfffffff9u), __WASI_ERRNO_FAULT);
    OK(__wasi_fd_pread(fd, &vector, 1, 1, &moved));
    OK(__wasi_fd_tell(fd, &place)); /* pread has not moved it, nor have the failures */
    CHECK(place == 5);
    EXPECT(__wasi_fd_tell(fd, (void *)0xfffffff9u), __WASI_ERRNO_FAULT);
    OK(__wasi_fd_seek(fd, 1 << 20, __WASI_WHENCE_SET, &place));
    CHECK(place == 1 << 20);
    /* The right to tell is enough to seek by nothing. */
    OK(__wasi_fd_fdstat_set_rights(fd, READ | TELL, 0));
    OK(__wasi_fd_seek(fd, 0, __WASI_WHENCE_CUR, &place));
    OK(__wasi_fd_tell(fd, &place));
    EXPECT(__wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &place), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_fd_pread(fd, &vector, 1, 1, &moved), __WASI_ERRNO_NOTCAPABLE);
    OK(__wasi_fd_close(fd));
    EXPECT(__wasi_fd_seek(ROOT, 0, __WASI_WHENCE_SET, &place), __WASI_ERRNO_NOTCAPABLE);
    OK(__wasi_path_unlink_file(ROOT, "positions"));
}

static void check_sizes_and_times(void)
{
    __wasi_filestat_t stat;
    __wasi_fd_t fd = file_with("sizes", "0123456789");
    OK(__wasi_fd_allocate(fd, 5, 10));
    OK(__wasi_fd_filestat_get(fd, &stat));
    CHECK(stat.size == 15 && stat.filetype == __WASI_FILETYPE_REGULAR_FILE && stat.nlink == 1);
    OK(__wasi_fd_allocate(fd, 0, 3)); /* never shrinks it */
    OK(__wasi_fd_filestat_get(fd, &stat));
    CHECK(stat.size == 15);
    EXPECT(__wasi_fd_allocate(fd, 0, 0), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_fd_allocate(fd, UINT64_C(1) << 63, 1), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_fd_allocate(fd, INT64_MAX, INT64_MAX), __WASI_ERRNO_FBIG);
    OK(__wasi_fd_filestat_set_size(fd, 3));
    OK(__wasi_fd_filestat_get(fd, &stat));
    CHECK(stat.size == 3);
    EXPECT(__wasi_fd_filestat_set_size(fd, UINT64_C(1) << 63), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_fd_filestat_get(fd, WILD), __WASI_ERRNO_FAULT);
    OK(__wasi_fd_filestat_set_times(fd, 1000000007, UINT64_C(5000000000000000003), 1 | 4));
    OK(__wasi_fd_filestat_get(fd, &stat));
    CHECK(stat.atim == 1000000007 && stat.mtim == UINT64_C(5000000000000000003));
    OK(__wasi_fd_filestat_set_times(fd, 0, 0, 8)); /* mtim: now, atim: as it is */
    OK(__wasi_fd_filestat_get(fd, &stat));
    CHECK(stat.atim == 1000000007 && stat.mtim > UINT64_C(1600000000000000000) && stat.mtim <= now(0));
    EXPECT(__wasi_fd_filestat_set_times(fd, 0, 0, 1 | 2), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_fd_filestat_set_times(fd, 0, 0, 4 | 8), __WASI_ERRNO_INVAL);
    OK(__wasi_path_filestat_set_times(ROOT, 0, "sizes", 2000000000, 0, 1));
    OK(__wasi_path_filestat_get(ROOT, 0, "sizes", &stat));
    CHECK(stat.atim == 2000000000 && stat.size == 3);
    EXPECT(__wasi_path_filestat_get(ROOT, 0, "sizes", WILD), __WASI_ERRNO_FAULT);
    OK(__wasi_path_symlink("sizes", ROOT, "to-sizes"));
    OK(__wasi_path_filestat_set_times(ROOT, 0, "to-sizes", 3000000000, 0, 1)); /* of the link */
    OK(__wasi_path_filestat_get(ROOT, 0, "to-sizes", &stat));
    CHECK(stat.atim == 3000000000 && stat.filetype == __WASI_FILETYPE_SYMBOLIC_LINK && stat.size == 5);
    OK(__wasi_path_filestat_get(ROOT, 1, "to-sizes", &stat));
    CHECK(stat.atim == 2000000000 && stat.filetype == __WASI_FILETYPE_REGULAR_FILE);
    OK(__wasi_path_filestat_set_times(ROOT, 1, "to-sizes", 4000000000, 0, 1));
    OK(__wasi_fd_filestat_get(fd, &stat));
    CHECK(stat.atim == 4000000000);
    for (int advice = 0; advice < 6; advice++)
        OK(__wasi_fd_advise(fd, 0, 100, advice));
    EXPECT(__wasi_fd_advise(fd, 0, 100, 6), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_fd_advise(fd, UINT64_MAX, 1, 0), __WASI_ERRNO_INVAL);
    OK(__wasi_fd_sync(fd));
    OK(__wasi_fd_datasync(fd));
    OK(__wasi_fd_sync(ROOT));
    OK(__wasi_fd_fdstat_set_rights(fd, READ, 0));
    EXPECT(__wasi_fd_sync(fd), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_fd_datasync(fd), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_fd_allocate(fd, 0, 1), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_fd_advise(fd, 0, 0, 0), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_fd_filestat_get(fd, &stat), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_fd_filestat_set_size(fd, 1), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_fd_filestat_set_times(fd, 0, 0, 1), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_fd_fdstat_set_flags(fd, 0), __WASI_ERRNO_NOTCAPABLE);
    OK(__wasi_fd_close(fd));
    OK(__wasi_path_unlink_file(ROOT, "to-sizes"));
    OK(__wasi_path_unlink_file(ROOT, "sizes"));
}

static void check_flags(void)
{
    __wasi_fdstat_t stat;
    __wasi_size_t moved;
    uint8_t buffer[8];
    __wasi_iovec_t in = {buffer, 8};
    __wasi_ciovec_t out = {(const uint8_t *)"xy", 2};
    __wasi_fd_t fd = file_with("flags", "abc");
    OK(__wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_APPEND));
    OK(__wasi_fd_write(fd, &out, 1, &moved)); /* at the end, though the position is 0 */
    OK(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_flags == __WASI_FDFLAGS_APPEND && stat.fs_rights_base == ALL_FILE);
    OK(__wasi_fd_pread(fd, &in, 1, 0, &moved));
    CHECK(moved == 5 && memcmp(buffer, "abcxy", 5) == 0);
    OK(__wasi_fd_fdstat_set_flags(fd, 0));
    OK(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_flags == 0);
    EXPECT(__wasi_fd_fdstat_get(fd, WILD), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_SYNC), __WASI_ERRNO_NOTSUP);
    OK(__wasi_fd_close(fd));
    /* What is synchronous stays so; its other flags can be changed. */
    fd = open_at("flags", 0, READ | WRITE | __WASI_RIGHTS_FD_FDSTAT_SET_FLAGS, __WASI_FDFLAGS_DSYNC);
    OK(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_flags == __WASI_FDFLAGS_DSYNC);
    OK(__wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_DSYNC | __WASI_FDFLAGS_APPEND));
    EXPECT(__wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_APPEND), __WASI_ERRNO_NOTSUP);
    OK(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_flags == (__WASI_FDFLAGS_DSYNC | __WASI_FDFLAGS_APPEND));
    OK(__wasi_fd_close(fd));
    fd = open_at("fifo", 0, READ | WRITE | __WASI_RIGHTS_FD_FDSTAT_SET_FLAGS, __WASI_FDFLAGS_NONBLOCK);
    OK(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_flags == __WASI_FDFLAGS_NONBLOCK && stat.fs_filetype == __WASI_FILETYPE_UNKNOWN);
    EXPECT(__wasi_fd_read(fd, &in, 1, &moved), __WASI_ERRNO_AGAIN);
    OK(__wasi_fd_write(fd, &out, 1, &moved));
    OK(__wasi_fd_fdstat_set_flags(fd, 0)); /* waits from now on: there is something to read */
    OK(__wasi_fd_read(fd, &in, 1, &moved));
    CHECK(moved == 2);
    OK(__wasi_fd_close(fd));
    /* Standard input, here an empty pipe that stays open, does not wait when the program asks so. */
    OK(__wasi_fd_fdstat_set_flags(0, __WASI_FDFLAGS_NONBLOCK));
    EXPECT(__wasi_fd_read(0, &in, 1, &moved), __WASI_ERRNO_AGAIN);
    OK(__wasi_fd_fdstat_get(0, &stat));
    CHECK(stat.fs_flags == __WASI_FDFLAGS_NONBLOCK && !(stat.fs_rights_base & (SEEK | TELL)));
    OK(__wasi_fd_fdstat_set_flags(0, 0));
    EXPECT(__wasi_fd_fdstat_set_flags(0, __WASI_FDFLAGS_APPEND), __WASI_ERRNO_NOTSUP);
    OK(__wasi_path_unlink_file(ROOT, "flags"));
}

static void check_descriptors(void)
{
    __wasi_filesize_t place;
    __wasi_fdstat_t stat;
    __wasi_prestat_t prestat;
    uint8_t name[16];
    __wasi_fd_t a = file_with("a", "aaaa"), b = file_with("b", "bb");
    CHECK(a == 4 && b == 5); /* the lowest that are free */
    EXPECT(__wasi_fd_renumber(a, 77), __WASI_ERRNO_BADF);
    EXPECT(__wasi_fd_renumber(77, a), __WASI_ERRNO_BADF);
    OK(__wasi_fd_renumber(a, a));
    OK(__wasi_fd_seek(a, 3, __WASI_WHENCE_SET, &place));
    OK(__wasi_fd_renumber(a, b));
    EXPECT(__wasi_fd_close(a), __WASI_ERRNO_BADF);
    OK(__wasi_fd_tell(b, &place)); /* the same open file */
    CHECK(place == 3);
    a = open_at("b", 0, READ, 0);
    CHECK(a == 4);
    OK(__wasi_fd_close(a));
    EXPECT(__wasi_fd_close(a), __WASI_ERRNO_BADF);
    EXPECT(__wasi_fd_close(0xffffffffu), __WASI_ERRNO_BADF);
    OK(__wasi_fd_fdstat_get(b, &stat));
    EXPECT(__wasi_fd_fdstat_set_rights(b, stat.fs_rights_base | __WASI_RIGHTS_PATH_OPEN, 0), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_fd_fdstat_set_rights(b, 0, 1), __WASI_ERRNO_NOTCAPABLE);
    OK(__wasi_fd_fdstat_set_rights(b, 0, 0));
    EXPECT(__wasi_fd_tell(b, &place), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_fd_fdstat_set_rights(b, READ, 0), __WASI_ERRNO_NOTCAPABLE);
    OK(__wasi_fd_close(b)); /* needs no right */
    OK(__wasi_fd_prestat_get(ROOT, &prestat));
    CHECK(prestat.tag == 0 && prestat.u.dir.pr_name_len == 5);
    OK(__wasi_fd_prestat_dir_name(ROOT, name, sizeof name));
    CHECK(memcmp(name, "/data", 5) == 0);
    EXPECT(__wasi_fd_prestat_dir_name(ROOT, name, 4), __WASI_ERRNO_NAMETOOLONG);
    EXPECT(__wasi_fd_prestat_dir_name(ROOT, WILD, 100), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_fd_prestat_dir_name(1, name, 16), __WASI_ERRNO_BADF);
    EXPECT(__wasi_fd_prestat_get(1, &prestat), __WASI_ERRNO_BADF);
    EXPECT(__wasi_fd_prestat_get(ROOT, (void *)0xfffffff9u), __WASI_ERRNO_FAULT);
    OK(__wasi_path_unlink_file(ROOT, "a"));
    OK(__wasi_path_unlink_file(ROOT, "b"));
}

/* ---- fd_readdir ---- */

enum { ENTRIES = 3000, SEEN = ENTRIES + 2 };
static uint64_t cookies[SEEN], inodes[SEEN];
static uint32_t hashes[SEEN];

static uint32_t hash(const uint8_t *text, size_t size)
{
    uint32_t value = 2166136261u;
    while (size--)
        value = (value ^ *text++) * 16777619u;
    return value;
}

/* Reads entries behind `cookie` into a buffer of `size` bytes and notes those that are whole, from `count` on. */
static int read_some(__wasi_fd_t fd, uint8_t *buffer, size_t size, uint64_t cookie, int count)
{
    __wasi_size_t used = 0;
    OK(__wasi_fd_readdir(fd, buffer, size, cookie, &used));
    size_t at = 0;
    __wasi_dirent_t entry;
    while (at + sizeof entry <= used && count < SEEN) {
        memcpy(&entry, buffer + at, sizeof entry);
        if (at + sizeof entry + entry.d_namlen > used)
            break;
        cookies[count] = entry.d_next;
        inodes[count] = entry.d_ino;
        hashes[count++] = hash(buffer + at + sizeof entry, entry.d_namlen);
        at += sizeof entry + entry.d_namlen;
    }
    return count;
}

static void check_readdir(void)
{
    static uint8_t buffer[8192];
    char name[64];
    __wasi_size_t used;
    OK(__wasi_path_create_directory(ROOT, "many"));
    for (int i = 0; i < ENTRIES; i++) {
        snprintf(name, sizeof name, "many/%0*d", 1 + i % 40, i);
        OK(__wasi_fd_close(open_at(name, __WASI_OFLAGS_CREAT, READ, 0)));
    }
    __wasi_fd_t fd = open_at("many", __WASI_OFLAGS_DIRECTORY, READDIR, 0);
    static const size_t sizes[] = {64, 100, 1000, 8192};
    static uint32_t first[SEEN];
    for (size_t round = 0; round < sizeof sizes / sizeof *sizes; round++) {
        int count = 0, before = -1;
        while (count != before) {
            before = count;
            count = read_some(fd, buffer, sizes[round], count ? cookies[count - 1] : 0, count);
        }
        CHECK(count == SEEN);
        CHECK(round == 0 || memcmp(first, hashes, sizeof first) == 0);
        memcpy(first, hashes, sizeof first);
    }
    for (int i = 0; i < SEEN; i += 91) { /* back and forth */
        int at = i * 7919 % SEEN;
        uint64_t cookie = at ? cookies[at - 1] : 0;
        hashes[at] = 0;
        read_some(fd, buffer, 80, cookie, at);
        CHECK(hashes[at] == first[at]);
    }
    OK(__wasi_fd_readdir(fd, buffer, 10, 0, &used)); /* not even the head of an entry */
    CHECK(used == 10);
    OK(__wasi_fd_readdir(fd, buffer, 0, 0, &used));
    CHECK(used == 0);
    OK(__wasi_fd_readdir(fd, buffer, sizeof buffer, cookies[SEEN - 1], &used));
    CHECK(used == 0);
    EXPECT(__wasi_fd_readdir(fd, buffer, sizeof buffer, UINT64_C(1) << 60, &used), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_fd_readdir(fd, WILD, 100, 0, &used), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_fd_readdir(fd, buffer, 100, 0, (void *)0xfffffffdu), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_fd_readdir(1, buffer, 100, 0, &used), __WASI_ERRNO_NOTCAPABLE);
    OK(__wasi_fd_close(fd));
    for (int i = 0; i < ENTRIES; i++) {
        snprintf(name, sizeof name, "many/%0*d", 1 + i % 40, i);
        OK(__wasi_path_unlink_file(ROOT, name));
    }
    OK(__wasi_path_remove_directory(ROOT, "many"));
}

/* ---- paths ---- */

static void check_open(void)
{
    __wasi_fd_t fd, file = file_with("file", "text");
    __wasi_fdstat_t stat;
    OK(__wasi_fd_close(file));
    EXPECT(__wasi_path_open(ROOT, 0, "file", 1 | 4, READ, 0, 0, &fd), __WASI_ERRNO_EXIST);
    EXPECT(__wasi_path_open(ROOT, 0, "file", 2, READ, 0, 0, &fd), __WASI_ERRNO_NOTDIR);
    EXPECT(__wasi_path_open(ROOT, 0, "new", 1 | 2, READ, 0, 0, &fd), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_path_open(ROOT, 0, "new", 0, READ, 0, 0, &fd), __WASI_ERRNO_NOENT);
    EXPECT(__wasi_path_open(ROOT, 0, "", 0, READ, 0, 0, &fd), __WASI_ERRNO_NOENT);
    EXPECT(__wasi_path_open(ROOT, 0, "new/", 1, READ, 0, 0, &fd), __WASI_ERRNO_ISDIR);
    EXPECT(__wasi_path_open(ROOT, 0, "sub", 0, WRITE, 0, 0, &fd), __WASI_ERRNO_ISDIR);
    EXPECT(__wasi_path_open(ROOT, 0, "file/x", 0, READ, 0, 0, &fd), __WASI_ERRNO_NOTDIR);
    EXPECT(__wasi_path_open(ROOT, 0, "file", 0, READ, 0, 0, (void *)0xfffffffdu), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_path_open(1, 0, "file", 0, READ, 0, 0, &fd), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_open(55, 0, "file", 0, READ, 0, 0, &fd), __WASI_ERRNO_BADF);
    OK(__wasi_path_symlink("file", ROOT, "link"));
    EXPECT(__wasi_path_open(ROOT, 0, "link", 0, READ, 0, 0, &fd), __WASI_ERRNO_LOOP);
    OK(__wasi_path_open(ROOT, 1, "link", 0, READ, 0, 0, &fd));
    OK(__wasi_fd_close(fd));
    EXPECT(__wasi_path_open(ROOT, 1, "link/", 0, READ, 0, 0, &fd), __WASI_ERRNO_NOTDIR);
    EXPECT(__wasi_path_open(ROOT, 0, "link/", 0, READ, 0, 0, &fd), __WASI_ERRNO_NOTDIR);
    /* A directory hands on at most the rights that it has. */
    OK(__wasi_path_open(ROOT, 0, "sub", 2, __WASI_RIGHTS_PATH_OPEN, READ, 0, &fd));
    OK(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_rights_base == __WASI_RIGHTS_PATH_OPEN && stat.fs_rights_inheriting == READ);
    __wasi_fd_t other;
    EXPECT(__wasi_path_open(fd, 0, "x", 1, READ, 0, 0, &other), __WASI_ERRNO_NOTCAPABLE); /* may not create */
    EXPECT(__wasi_path_open(fd, 0, "x", 8, READ, 0, 0, &other), __WASI_ERRNO_NOTCAPABLE); /* nor truncate */
    EXPECT(__wasi_path_open(fd, 0, ".", 0, READ, 0, __WASI_FDFLAGS_DSYNC, &other), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_open(fd, 0, ".", 0, READ, 0, __WASI_FDFLAGS_RSYNC, &other), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_open(fd, 0, ".", 0, WRITE, 0, 0, &other), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_open(fd, 0, ".", 0, READ, WRITE, 0, &other), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_open(fd, 0, "..", 0, READ, 0, 0, &other), __WASI_ERRNO_NOTCAPABLE);
    OK(__wasi_path_open(fd, 0, ".", 0, READ, READ, 0, &other));
    OK(__wasi_fd_close(other));
    OK(__wasi_fd_close(fd));
    char *longest = malloc(5001);
    memset(longest, 'n', 5000);
    longest[5000] = 0;
    EXPECT(__wasi_path_open(ROOT, 0, longest, 0, READ, 0, 0, &fd), __WASI_ERRNO_NAMETOOLONG);
    longest[300] = 0;
    EXPECT(__wasi_path_open(ROOT, 0, longest, 1, READ, 0, 0, &fd), __WASI_ERRNO_NAMETOOLONG);
    EXPECT(__wasi_path_create_directory(ROOT, longest), __WASI_ERRNO_NAMETOOLONG);
    free(longest);
    OK(__wasi_path_unlink_file(ROOT, "link"));
    OK(__wasi_path_unlink_file(ROOT, "file"));
}

__attribute__((import_module("wasi_snapshot_preview1"), import_name("path_create_directory"))) int
create_directory(int fd, const char *path, unsigned size);
__attribute__((import_module("wasi_snapshot_preview1"), import_name("path_symlink"))) int
make_link(const char *target, unsigned target_size, int fd, const char *path, unsigned size);

static void check_entries(void)
{
    uint8_t target[16];
    __wasi_size_t size;
    __wasi_filestat_t stat;
    OK(__wasi_fd_close(file_with("file", "text")));
    OK(__wasi_path_create_directory(ROOT, "dir"));
    OK(__wasi_path_create_directory(ROOT, "dir/inner"));
    EXPECT(create_directory(ROOT, "a\0b", 3), __WASI_ERRNO_ILSEQ);
    EXPECT(create_directory(ROOT, "dir", 0xffffffffu), __WASI_ERRNO_FAULT);
    EXPECT(create_directory(ROOT, (const char *)0xfffffff0u, 64), __WASI_ERRNO_FAULT);
    EXPECT(make_link("a\0b", 3, ROOT, "c", 1), __WASI_ERRNO_ILSEQ);
    EXPECT(make_link("", 0, ROOT, "c", 1), __WASI_ERRNO_NOENT);
    EXPECT(__wasi_path_create_directory(ROOT, "dir/inner"), __WASI_ERRNO_EXIST);
    EXPECT(__wasi_path_create_directory(ROOT, "none/inner"), __WASI_ERRNO_NOENT);
    EXPECT(__wasi_path_create_directory(ROOT, "."), __WASI_ERRNO_EXIST);
    EXPECT(__wasi_path_remove_directory(ROOT, "dir"), __WASI_ERRNO_NOTEMPTY);
    EXPECT(__wasi_path_remove_directory(ROOT, "."), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_path_remove_directory(ROOT, "file"), __WASI_ERRNO_NOTDIR);
    EXPECT(__wasi_path_remove_directory(ROOT, "none"), __WASI_ERRNO_NOENT);
    EXPECT(__wasi_path_unlink_file(ROOT, "dir"), __WASI_ERRNO_ISDIR);
    EXPECT(__wasi_path_unlink_file(ROOT, "none"), __WASI_ERRNO_NOENT);
    EXPECT(__wasi_path_rename(ROOT, "dir", ROOT, "dir/inner/deeper"), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_path_rename(ROOT, "file", ROOT, "dir"), __WASI_ERRNO_ISDIR);
    EXPECT(__wasi_path_rename(ROOT, "dir", ROOT, "file"), __WASI_ERRNO_NOTDIR);
    EXPECT(__wasi_path_rename(ROOT, "sub", ROOT, "dir"), __WASI_ERRNO_NOTEMPTY);
    EXPECT(__wasi_path_rename(ROOT, "none", ROOT, "other"), __WASI_ERRNO_NOENT);
    EXPECT(__wasi_path_rename(ROOT, ".", ROOT, "other"), __WASI_ERRNO_BUSY);
    OK(__wasi_path_rename(ROOT, "file", ROOT, "dir/moved"));
    OK(__wasi_path_rename(ROOT, "dir/moved", ROOT, "file"));
    OK(__wasi_path_link(ROOT, 0, "file", ROOT, "dir/hard"));
    OK(__wasi_path_filestat_get(ROOT, 0, "dir/hard", &stat));
    CHECK(stat.nlink == 2);
    EXPECT(__wasi_path_link(ROOT, 0, "file", ROOT, "dir/hard"), __WASI_ERRNO_EXIST);
    EXPECT(__wasi_path_link(ROOT, 1, "file", ROOT, "other"), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_path_link(ROOT, 0, "dir", ROOT, "other"), __WASI_ERRNO_PERM);
    EXPECT(__wasi_path_link(ROOT, 0, "none", ROOT, "other"), __WASI_ERRNO_NOENT);
    EXPECT(__wasi_path_link(ROOT, 0, "file", ROOT, "../other"), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_link(ROOT, 0, "link-up/secret", ROOT, "other"), __WASI_ERRNO_NOTCAPABLE);
    OK(__wasi_path_link(ROOT, 0, "link-out", ROOT, "other")); /* a link to the link itself */
    OK(__wasi_path_filestat_get(ROOT, 0, "other", &stat));
    CHECK(stat.filetype == __WASI_FILETYPE_SYMBOLIC_LINK);
    OK(__wasi_path_unlink_file(ROOT, "other"));
    OK(__wasi_path_symlink("dir/inner", ROOT, "link"));
    OK(__wasi_path_readlink(ROOT, "link", target, sizeof target, &size));
    CHECK(size == 9 && memcmp(target, "dir/inner", 9) == 0);
    OK(__wasi_path_readlink(ROOT, "link", target, 3, &size));
    CHECK(size == 3);
    OK(__wasi_path_readlink(ROOT, "link", target, 0, &size));
    CHECK(size == 0);
    EXPECT(__wasi_path_readlink(ROOT, "file", target, 16, &size), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_path_readlink(ROOT, "link", WILD, 64, &size), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_path_readlink(ROOT, "link", target, 16, (void *)0xfffffffdu), __WASI_ERRNO_FAULT);
    /* A slash at the end means what is behind the link; what lies outside is not even looked at. */
    EXPECT(__wasi_path_readlink(ROOT, "link/", target, 16, &size), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_path_readlink(ROOT, "file/", target, 16, &size), __WASI_ERRNO_NOTDIR);
    EXPECT(__wasi_path_readlink(ROOT, "link-up/", target, 16, &size), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_readlink(ROOT, "link-out/", target, 16, &size), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_link(ROOT, 0, "link-up/", ROOT, "other"), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_link(ROOT, 0, "link-out/", ROOT, "other"), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_link(ROOT, 0, "link/", ROOT, "other"), __WASI_ERRNO_PERM);
    EXPECT(__wasi_path_filestat_get(ROOT, 0, "link-up/", &stat), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_remove_directory(ROOT, "link-up/"), __WASI_ERRNO_NOTDIR);
    EXPECT(__wasi_path_unlink_file(ROOT, "link-up/"), __WASI_ERRNO_NOTDIR);
    EXPECT(__wasi_path_create_directory(ROOT, "link-up/"), __WASI_ERRNO_EXIST);
    EXPECT(__wasi_path_create_directory(ROOT, "link-up/made"), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_remove_directory(ROOT, "link-up/data"), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_rename(ROOT, "link-up/secret", ROOT, "secret"), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_rename(ROOT, "file", ROOT, "link-up/secret"), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_rename(ROOT, "link-up/", ROOT, "other"), __WASI_ERRNO_NOTDIR);
    EXPECT(__wasi_path_symlink("/etc", ROOT, "other"), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_path_filestat_set_times(ROOT, 1, "link-out", 0, 0, 1), __WASI_ERRNO_NOTCAPABLE);
    OK(__wasi_path_unlink_file(ROOT, "link"));
    OK(__wasi_path_unlink_file(ROOT, "dir/hard"));
    OK(__wasi_path_remove_directory(ROOT, "dir/inner"));
    OK(__wasi_path_remove_directory(ROOT, "dir/"));
    OK(__wasi_path_unlink_file(ROOT, "file"));
}

static void check_no_sockets(void)
{
    __wasi_fd_t fd;
    __wasi_size_t size;
    __wasi_roflags_t flags;
    uint8_t byte;
    __wasi_iovec_t in = {&byte, 1};
    __wasi_ciovec_t out = {&byte, 1};
    EXPECT(__wasi_sock_accept(ROOT, 0, &fd), __WASI_ERRNO_NOTSOCK);
    EXPECT(__wasi_sock_recv(0, &in, 1, 0, &size, &flags), __WASI_ERRNO_NOTSOCK);
    EXPECT(__wasi_sock_send(1, &out, 1, 0, &size), __WASI_ERRNO_NOTSOCK);
    EXPECT(__wasi_sock_shutdown(1, 3), __WASI_ERRNO_NOTSOCK);
    EXPECT(__wasi_sock_accept(99, 0, &fd), __WASI_ERRNO_BADF);
    EXPECT(__wasi_sock_recv(99, &in, 1, 0, &size, &flags), __WASI_ERRNO_BADF);
    EXPECT(__wasi_sock_send(99, &out, 1, 0, &size), __WASI_ERRNO_BADF);
    EXPECT(__wasi_sock_shutdown(99, 3), __WASI_ERRNO_BADF);
}

int main(void)
{
    check_process();
    check_clocks();
    check_poll_files();
    check_vectors();
    check_positions();
    check_sizes_and_times();
    check_flags();
    check_descriptors();
    check_readdir();
    check_open();
    check_entries();
    check_no_sockets();
    fflush(stdout);
    __wasi_proc_exit(failures ? failures : 42);
}
