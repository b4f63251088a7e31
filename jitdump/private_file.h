/* Files that perf finds by their names (perf-PID.map, jit-PID.dump): others can guess those, and /tmp is
   everybody's. */
#ifndef WFX_JITDUMP_PRIVATE_FILE_H
#define WFX_JITDUMP_PRIVATE_FILE_H

/* Makes a new, empty file that only its user may read and write. What stood at `path` is removed, never followed or
   written to; what cannot be removed (another user's file in a directory like /tmp) is an error. A descriptor, or -1
   with errno set. */
int wfx_private_file(const char *path);

#endif
