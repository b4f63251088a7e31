/* The binary interface of WASI preview 1 (wasi_snapshot_preview1): numbers and the layout of records in guest memory,
   all little-endian. Names follow the interface's own (witx) so that they can be looked up there. */
#ifndef WFX_WASI_ABI_H
#define WFX_WASI_ABI_H

#include <stdint.h>

/* clang-format off */
typedef enum WasiErrno {
    WASI_SUCCESS, WASI_2BIG, WASI_ACCES, WASI_ADDRINUSE, WASI_ADDRNOTAVAIL, WASI_AFNOSUPPORT, WASI_AGAIN,
    WASI_ALREADY, WASI_BADF, WASI_BADMSG, WASI_BUSY, WASI_CANCELED, WASI_CHILD, WASI_CONNABORTED,
    WASI_CONNREFUSED, WASI_CONNRESET, WASI_DEADLK, WASI_DESTADDRREQ, WASI_DOM, WASI_DQUOT, WASI_EXIST,
    WASI_FAULT, WASI_FBIG, WASI_HOSTUNREACH, WASI_IDRM, WASI_ILSEQ, WASI_INPROGRESS, WASI_INTR, WASI_INVAL,
    WASI_IO, WASI_ISCONN, WASI_ISDIR, WASI_LOOP, WASI_MFILE, WASI_MLINK, WASI_MSGSIZE, WASI_MULTIHOP,
    WASI_NAMETOOLONG, WASI_NETDOWN, WASI_NETRESET, WASI_NETUNREACH, WASI_NFILE, WASI_NOBUFS, WASI_NODEV,
    WASI_NOENT, WASI_NOEXEC, WASI_NOLCK, WASI_NOLINK, WASI_NOMEM, WASI_NOMSG, WASI_NOPROTOOPT, WASI_NOSPC,
    WASI_NOSYS, WASI_NOTCONN, WASI_NOTDIR, WASI_NOTEMPTY, WASI_NOTRECOVERABLE, WASI_NOTSOCK, WASI_NOTSUP,
    WASI_NOTTY, WASI_NXIO, WASI_OVERFLOW, WASI_OWNERDEAD, WASI_PERM, WASI_PIPE, WASI_PROTO, WASI_PROTONOSUPPORT,
    WASI_PROTOTYPE, WASI_RANGE, WASI_ROFS, WASI_SPIPE, WASI_SRCH, WASI_STALE, WASI_TIMEDOUT, WASI_TXTBSY,
    WASI_XDEV, WASI_NOTCAPABLE,
} WasiErrno;
_Static_assert(WASI_FAULT == 21 && WASI_NOENT == 44 && WASI_NOTCAPABLE == 76, "the interface fixes these numbers");

typedef uint64_t WasiRights;
#define WASI_RIGHT_FD_DATASYNC (UINT64_C(1) << 0)
#define WASI_RIGHT_FD_READ (UINT64_C(1) << 1)
#define WASI_RIGHT_FD_SEEK (UINT64_C(1) << 2)
#define WASI_RIGHT_FD_FDSTAT_SET_FLAGS (UINT64_C(1) << 3)
#define WASI_RIGHT_FD_SYNC (UINT64_C(1) << 4)
#define WASI_RIGHT_FD_TELL (UINT64_C(1) << 5)
#define WASI_RIGHT_FD_WRITE (UINT64_C(1) << 6)
#define WASI_RIGHT_FD_ADVISE (UINT64_C(1) << 7)
#define WASI_RIGHT_FD_ALLOCATE (UINT64_C(1) << 8)
#define WASI_RIGHT_PATH_CREATE_DIRECTORY (UINT64_C(1) << 9)
#define WASI_RIGHT_PATH_CREATE_FILE (UINT64_C(1) << 10)
#define WASI_RIGHT_PATH_LINK_SOURCE (UINT64_C(1) << 11)
#define WASI_RIGHT_PATH_LINK_TARGET (UINT64_C(1) << 12)
#define WASI_RIGHT_PATH_OPEN (UINT64_C(1) << 13)
#define WASI_RIGHT_FD_READDIR (UINT64_C(1) << 14)
#define WASI_RIGHT_PATH_READLINK (UINT64_C(1) << 15)
#define WASI_RIGHT_PATH_RENAME_SOURCE (UINT64_C(1) << 16)
#define WASI_RIGHT_PATH_RENAME_TARGET (UINT64_C(1) << 17)
#define WASI_RIGHT_PATH_FILESTAT_GET (UINT64_C(1) << 18)
#define WASI_RIGHT_PATH_FILESTAT_SET_SIZE (UINT64_C(1) << 19)
#define WASI_RIGHT_PATH_FILESTAT_SET_TIMES (UINT64_C(1) << 20)
#define WASI_RIGHT_FD_FILESTAT_GET (UINT64_C(1) << 21)
#define WASI_RIGHT_FD_FILESTAT_SET_SIZE (UINT64_C(1) << 22)
#define WASI_RIGHT_FD_FILESTAT_SET_TIMES (UINT64_C(1) << 23)
#define WASI_RIGHT_PATH_SYMLINK (UINT64_C(1) << 24)
#define WASI_RIGHT_PATH_REMOVE_DIRECTORY (UINT64_C(1) << 25)
#define WASI_RIGHT_PATH_UNLINK_FILE (UINT64_C(1) << 26)
#define WASI_RIGHT_POLL_FD_READWRITE (UINT64_C(1) << 27)
#define WASI_RIGHT_SOCK_SHUTDOWN (UINT64_C(1) << 28)
#define WASI_RIGHT_SOCK_ACCEPT (UINT64_C(1) << 29)
#define WASI_RIGHTS_ALL ((UINT64_C(1) << 30) - 1)

/* What a regular file, a directory, a connection, and a socket that waits for connections can be asked at all. */
#define WASI_RIGHTS_FILE                                                                                               \
    (WASI_RIGHT_FD_DATASYNC | WASI_RIGHT_FD_READ | WASI_RIGHT_FD_SEEK | WASI_RIGHT_FD_FDSTAT_SET_FLAGS |               \
     WASI_RIGHT_FD_SYNC | WASI_RIGHT_FD_TELL | WASI_RIGHT_FD_WRITE | WASI_RIGHT_FD_ADVISE |                            \
     WASI_RIGHT_FD_ALLOCATE | WASI_RIGHT_FD_FILESTAT_GET | WASI_RIGHT_FD_FILESTAT_SET_SIZE |                           \
     WASI_RIGHT_FD_FILESTAT_SET_TIMES | WASI_RIGHT_POLL_FD_READWRITE)
#define WASI_RIGHTS_DIRECTORY                                                                                          \
    (WASI_RIGHT_FD_FDSTAT_SET_FLAGS | WASI_RIGHT_FD_SYNC | WASI_RIGHT_FD_DATASYNC | WASI_RIGHT_FD_ADVISE |             \
     WASI_RIGHT_PATH_CREATE_DIRECTORY | WASI_RIGHT_PATH_CREATE_FILE | WASI_RIGHT_PATH_LINK_SOURCE |                    \
     WASI_RIGHT_PATH_LINK_TARGET | WASI_RIGHT_PATH_OPEN | WASI_RIGHT_FD_READDIR | WASI_RIGHT_PATH_READLINK |           \
     WASI_RIGHT_PATH_RENAME_SOURCE | WASI_RIGHT_PATH_RENAME_TARGET | WASI_RIGHT_PATH_FILESTAT_GET |                    \
     WASI_RIGHT_PATH_FILESTAT_SET_SIZE | WASI_RIGHT_PATH_FILESTAT_SET_TIMES | WASI_RIGHT_FD_FILESTAT_GET |             \
     WASI_RIGHT_FD_FILESTAT_SET_TIMES | WASI_RIGHT_PATH_SYMLINK | WASI_RIGHT_PATH_REMOVE_DIRECTORY |                   \
     WASI_RIGHT_PATH_UNLINK_FILE | WASI_RIGHT_POLL_FD_READWRITE)
#define WASI_RIGHTS_CONNECTION                                                                                         \
    (WASI_RIGHT_FD_READ | WASI_RIGHT_FD_WRITE | WASI_RIGHT_FD_FDSTAT_SET_FLAGS | WASI_RIGHT_FD_FILESTAT_GET |          \
     WASI_RIGHT_POLL_FD_READWRITE | WASI_RIGHT_SOCK_SHUTDOWN)
#define WASI_RIGHTS_LISTENER                                                                                           \
    (WASI_RIGHT_FD_READ | WASI_RIGHT_FD_FDSTAT_SET_FLAGS | WASI_RIGHT_FD_FILESTAT_GET |                                \
     WASI_RIGHT_POLL_FD_READWRITE | WASI_RIGHT_SOCK_ACCEPT)

enum {
    WASI_FILETYPE_UNKNOWN, WASI_FILETYPE_BLOCK, WASI_FILETYPE_CHARACTER, WASI_FILETYPE_DIRECTORY,
    WASI_FILETYPE_REGULAR, WASI_FILETYPE_DATAGRAM, WASI_FILETYPE_STREAM, WASI_FILETYPE_SYMLINK
};
enum {
    WASI_FDFLAG_APPEND = 1, WASI_FDFLAG_DSYNC = 2, WASI_FDFLAG_NONBLOCK = 4, WASI_FDFLAG_RSYNC = 8,
    WASI_FDFLAG_SYNC = 16, WASI_FDFLAGS = 31
};
enum { WASI_OFLAG_CREAT = 1, WASI_OFLAG_DIRECTORY = 2, WASI_OFLAG_EXCL = 4, WASI_OFLAG_TRUNC = 8, WASI_OFLAGS = 15 };
enum { WASI_LOOKUP_FOLLOW = 1 };
enum { WASI_FST_ATIM = 1, WASI_FST_ATIM_NOW = 2, WASI_FST_MTIM = 4, WASI_FST_MTIM_NOW = 8, WASI_FSTFLAGS = 15 };
enum { WASI_WHENCE_SET, WASI_WHENCE_CUR, WASI_WHENCE_END };
enum { WASI_CLOCK_REALTIME, WASI_CLOCK_MONOTONIC, WASI_CLOCK_PROCESS, WASI_CLOCK_THREAD };
enum { WASI_RIFLAG_PEEK = 1, WASI_RIFLAG_WAITALL = 2, WASI_RIFLAGS = 3 };
enum { WASI_ROFLAG_DATA_TRUNCATED = 1 };
enum { WASI_SDFLAG_RD = 1, WASI_SDFLAG_WR = 2, WASI_SDFLAGS = 3 };
enum { WASI_EVENT_CLOCK, WASI_EVENT_READ, WASI_EVENT_WRITE };

/* Records. The host is little-endian like wasm, so they can be copied as they are. */
typedef struct WasiIovec { uint32_t buffer, size; } WasiIovec;
typedef struct WasiFdstat {
    uint8_t filetype, pad; uint16_t flags; uint32_t pad2; WasiRights base, inheriting;
} WasiFdstat;
typedef struct WasiFilestat {
    uint64_t dev, ino; uint8_t filetype, pad[7]; uint64_t nlink, size, atim, mtim, ctim;
} WasiFilestat;
typedef struct WasiPrestat { uint8_t tag, pad[3]; uint32_t name_size; } WasiPrestat;
typedef struct WasiDirent { uint64_t next, ino; uint32_t name_size; uint8_t filetype, pad[3]; } WasiDirent;
typedef struct WasiSubscription {
    uint64_t userdata;
    uint8_t tag, pad[7];
    union {
        struct { uint32_t id, pad; uint64_t timeout, precision; uint16_t flags, pad2[3]; } clock;
        struct { uint32_t fd; } file;
    } of;
} WasiSubscription;
typedef struct WasiEvent {
    uint64_t userdata; uint16_t error; uint8_t type, pad[5]; uint64_t bytes; uint16_t flags, pad2[3];
} WasiEvent;
_Static_assert(sizeof(WasiIovec) == 8 && sizeof(WasiFdstat) == 24 && sizeof(WasiFilestat) == 64 &&
               sizeof(WasiPrestat) == 8 && sizeof(WasiDirent) == 24 && sizeof(WasiSubscription) == 48 &&
               sizeof(WasiEvent) == 32, "records of the interface");

/* clang-format on */

#endif
