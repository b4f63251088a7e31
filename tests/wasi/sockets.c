/* A server for wasm32-wasi: sockets.py runs it with a directory as descriptor 3, a listening socket as 4 and one end
   of a pair of datagram sockets as standard input, and is its client. Prints each failed check; exit code: their
   number. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wasi/api.h>

#include "check.h"

enum { LISTENER = 4, PEEK = 1, WAITALL = 2 };
static uint8_t buffer[1 << 16];
static __wasi_iovec_t in = {buffer, sizeof buffer};
static __wasi_size_t moved;
static __wasi_roflags_t flags;

static int wait_for(__wasi_fd_t fd, int type, uint64_t nanoseconds, __wasi_event_t *event)
{
    __wasi_subscription_t both[2] = {
        {.userdata = 1, .u = {.tag = type, .u.fd_read = {fd}}},
        {.userdata = 2, .u = {.tag = __WASI_EVENTTYPE_CLOCK, .u.clock = {.id = 1, .timeout = nanoseconds}}}};
    __wasi_event_t events[2];
    __wasi_size_t count;
    OK(__wasi_poll_oneoff(both, events, 2, &count));
    *event = events[0];
    return count && events[0].userdata == 1;
}

static void check_listener(void)
{
    __wasi_fdstat_t stat;
    __wasi_event_t event;
    __wasi_fd_t fd;
    OK(__wasi_fd_fdstat_get(LISTENER, &stat));
    CHECK(stat.fs_filetype == __WASI_FILETYPE_SOCKET_STREAM && stat.fs_flags == 0);
    CHECK(stat.fs_rights_base & __WASI_RIGHTS_SOCK_ACCEPT);
    EXPECT(__wasi_fd_prestat_get(LISTENER, (__wasi_prestat_t *)buffer), __WASI_ERRNO_BADF);
    EXPECT(__wasi_sock_accept(LISTENER, __WASI_FDFLAGS_APPEND, &fd), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_sock_accept(LISTENER, 0, (void *)0xfffffffdu), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_sock_shutdown(LISTENER, 3), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_fd_write(LISTENER, NULL, 0, &moved), __WASI_ERRNO_NOTCAPABLE);
    OK(__wasi_fd_fdstat_set_flags(LISTENER, __WASI_FDFLAGS_NONBLOCK));
    EXPECT(__wasi_sock_accept(LISTENER, 0, &fd), __WASI_ERRNO_AGAIN);
    CHECK(!wait_for(LISTENER, __WASI_EVENTTYPE_FD_READ, 1000000, &event));
    printf("listening\n");
    fflush(stdout);
    CHECK(wait_for(LISTENER, __WASI_EVENTTYPE_FD_READ, 60000000000, &event) && event.error == 0);
    OK(__wasi_fd_fdstat_set_flags(LISTENER, 0));
}

/* The client sends "hello", waits for "hello, you", sends "part" and then "ners", waits for the end, closes. */
static void check_connection(void)
{
    __wasi_fd_t fd;
    __wasi_fdstat_t stat;
    __wasi_event_t event;
    __wasi_ciovec_t reply[2] = {{(const uint8_t *)"hello, ", 7}, {(const uint8_t *)"you", 3}};
    OK(__wasi_sock_accept(LISTENER, 0, &fd));
    CHECK(fd == 5);
    OK(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_filetype == __WASI_FILETYPE_SOCKET_STREAM && stat.fs_flags == 0);
    CHECK(wait_for(fd, __WASI_EVENTTYPE_FD_READ, 60000000000, &event) && event.fd_readwrite.nbytes == 5);
    OK(__wasi_sock_recv(fd, &in, 1, PEEK, &moved, &flags));
    CHECK(moved == 5 && flags == 0 && memcmp(buffer, "hello", 5) == 0);
    memset(buffer, 0, 5);
    OK(__wasi_fd_read(fd, &in, 1, &moved));
    CHECK(moved == 5 && memcmp(buffer, "hello", 5) == 0);
    CHECK(wait_for(fd, __WASI_EVENTTYPE_FD_WRITE, 60000000000, &event) && event.error == 0);
    EXPECT(__wasi_sock_send(fd, reply, 2, 1, &moved), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_sock_send(fd, reply, 0xffffffffu, 0, &moved), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_sock_send(fd, reply, 2, 0, (void *)0xfffffffdu), __WASI_ERRNO_FAULT);
    OK(__wasi_sock_send(fd, reply, 2, 0, &moved));
    CHECK(moved == 10);
    EXPECT(__wasi_sock_recv(fd, &in, 1, 4, &moved, &flags), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_sock_recv(fd, &in, 0xffffffffu, 0, &moved, &flags), __WASI_ERRNO_FAULT);
    EXPECT(__wasi_sock_recv(fd, &in, 1, 0, &moved, (void *)0xffffffffu), __WASI_ERRNO_FAULT);
    __wasi_iovec_t eight[2] = {{buffer, 3}, {buffer + 100, 5}};
    OK(__wasi_sock_recv(fd, eight, 2, WAITALL, &moved, &flags));
    CHECK(moved == 8 && memcmp(buffer, "par", 3) == 0 && memcmp(buffer + 100, "tners", 5) == 0);
    __wasi_filesize_t place;
    EXPECT(__wasi_fd_seek(fd, 0, 0, &place), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_sock_accept(fd, 0, &fd), __WASI_ERRNO_NOTCAPABLE);
    EXPECT(__wasi_sock_shutdown(fd, 0), __WASI_ERRNO_INVAL);
    EXPECT(__wasi_sock_shutdown(fd, 4), __WASI_ERRNO_INVAL);
    OK(__wasi_sock_shutdown(fd, __WASI_SDFLAGS_WR));
    EXPECT(__wasi_sock_send(fd, reply, 1, 0, &moved), __WASI_ERRNO_PIPE);
    EXPECT(__wasi_fd_write(fd, reply, 1, &moved), __WASI_ERRNO_PIPE);
    OK(__wasi_sock_recv(fd, &in, 1, 0, &moved, &flags)); /* the client has closed */
    CHECK(moved == 0);
    OK(__wasi_fd_close(fd));
    EXPECT(__wasi_sock_recv(fd, &in, 1, 0, &moved, &flags), __WASI_ERRNO_BADF);
}

/* A second client, which sends nothing until it is answered. */
static void check_nonblocking(void)
{
    __wasi_fd_t fd;
    __wasi_fdstat_t stat;
    __wasi_event_t event;
    __wasi_ciovec_t go = {(const uint8_t *)"go", 2};
    OK(__wasi_sock_accept(LISTENER, __WASI_FDFLAGS_NONBLOCK, &fd));
    OK(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_flags == __WASI_FDFLAGS_NONBLOCK);
    EXPECT(__wasi_sock_recv(fd, &in, 1, 0, &moved, &flags), __WASI_ERRNO_AGAIN);
    EXPECT(__wasi_fd_read(fd, &in, 1, &moved), __WASI_ERRNO_AGAIN);
    OK(__wasi_fd_write(fd, &go, 1, &moved));
    CHECK(wait_for(fd, __WASI_EVENTTYPE_FD_READ, 60000000000, &event));
    OK(__wasi_sock_recv(fd, &in, 1, 0, &moved, &flags));
    CHECK(moved == 4 && memcmp(buffer, "gone", 4) == 0);
    /* The client closes with what was sent unread: the connection is reset. */
    OK(__wasi_fd_write(fd, &go, 1, &moved));
    CHECK(wait_for(fd, __WASI_EVENTTYPE_FD_READ, 60000000000, &event));
    CHECK(event.error == 0);
    EXPECT(__wasi_sock_recv(fd, &in, 1, 0, &moved, &flags), __WASI_ERRNO_CONNRESET);
    OK(__wasi_fd_close(fd));
}

/* Standard input holds two datagrams of 6 bytes. */
static void check_datagrams(void)
{
    __wasi_fdstat_t stat;
    __wasi_iovec_t four = {buffer, 4};
    OK(__wasi_fd_fdstat_get(0, &stat));
    CHECK(stat.fs_filetype == __WASI_FILETYPE_SOCKET_DGRAM);
    OK(__wasi_sock_recv(0, &four, 1, 0, &moved, &flags));
    CHECK(moved == 4 && flags == 1);
    OK(__wasi_sock_recv(0, &in, 1, 0, &moved, &flags));
    CHECK(moved == 6 && flags == 0 && memcmp(buffer, "second", 6) == 0);
    OK(__wasi_fd_fdstat_set_flags(0, __WASI_FDFLAGS_NONBLOCK));
    EXPECT(__wasi_sock_recv(0, &in, 1, 0, &moved, &flags), __WASI_ERRNO_AGAIN);
    EXPECT(__wasi_sock_shutdown(0, 3), __WASI_ERRNO_NOTCAPABLE); /* others have it open too */
}

int main(void)
{
    check_listener();
    check_connection();
    check_nonblocking();
    check_datagrams();
    return failures;
}
