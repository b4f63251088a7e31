/* Files under names that others can guess, in directories that others may write. */
#include "jitdump/private_file.h"

#include <fcntl.h>
#include <unistd.h>

int wfx_private_file(const char *path)
{
    /* An old file of our own, or a link that somebody planted, goes; one that may not be removed makes the call below
       fail. */
    unlink(path);
    return open(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC, 0600);
}
