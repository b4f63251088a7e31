/* Included before SQLite when it is built for WebAssembly: stand-ins for what WASI has no notion of (owners, modes,
   locks). The driver opens its databases by the "unix-none" file system of SQLite, which never locks. */
#ifndef SQLITE_WASI_SHIM_H
#define SQLITE_WASI_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <sys/types.h>

#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2
#define F_GETLK 5
#define F_SETLK 6
#define F_SETLKW 7

static inline int fchmod(int file, mode_t mode)
{
    (void)file, (void)mode;
    return 0;
}

static inline int fchown(int file, uid_t user, gid_t group)
{
    (void)file, (void)user, (void)group;
    return 0;
}

static inline uid_t geteuid(void)
{
    return 1;
}

#endif
