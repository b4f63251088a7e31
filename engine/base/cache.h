/* Files that are made for debuggers to show: printed sources, the text of boundaries. */
#ifndef WFX_BASE_CACHE_H
#define WFX_BASE_CACHE_H

#include "engine/base/buffer.h"
#include "engine/base/error.h"

/* `directory`, or when that is NULL a folder of the user's own ($XDG_CACHE_HOME/wasmfx, or when that cannot be used one
   in /tmp): nobody else may write what a debugger will show. It is made when it is not there. Its path is put into
   `path`; false when there is none. */
bool wfx_cache_folder(const char *directory, char *path, size_t size);
/* Writes to a name of its own first, so that a reader in another process never sees half a file. False with *error
   set. */
bool wfx_cache_write(const char *path, const WfxBuffer *text, WfxError *error);

#endif
