/* Error values: what went wrong, and where. One error is carried per operation; the first one wins.
   Callers: every floor. A function that can fail returns bool (true = success) and takes a `WfxError *`. */
#ifndef WFX_BASE_ERROR_H
#define WFX_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum WfxErrorKind {
    WFX_ERROR_NONE = 0,
    WFX_ERROR_MALFORMED,  /* bytes or text that do not follow the grammar */
    WFX_ERROR_INVALID,    /* grammatical, refused by validation */
    WFX_ERROR_UNLINKABLE, /* an import is missing or has another type */
    WFX_ERROR_TRAP,       /* execution trapped (see WfxTrapKind in the runtime) */
    WFX_ERROR_EXCEPTION,  /* a wasm exception reached the host */
    WFX_ERROR_SUSPENSION, /* a suspension found no handler (unhandled tag), or met a host frame */
    WFX_ERROR_EXIT,       /* proc_exit: not an error; `exit_code` holds the status */
    WFX_ERROR_USAGE,      /* wrong arguments */
    WFX_ERROR_IO,         /* a file could not be read or written */
    WFX_ERROR_MEMORY,     /* allocation failed */
    WFX_ERROR_LIMIT,      /* an implementation limit was met */
} WfxErrorKind;

/* A place in a module: byte offset in the binary and, when the source text is known, its line and column
   (1-based; 0 = unknown). */
typedef struct WfxPlace {
    uint32_t offset;
    uint32_t line;
    uint32_t column;
} WfxPlace;

typedef struct WfxError {
    WfxErrorKind kind;
    bool has_offset; /* place.offset is meaningful */
    WfxPlace place;
    int exit_code;     /* WFX_ERROR_EXIT only */
    char message[480]; /* one line, no trailing newline, no file name */
} WfxError;

#define WFX_NO_OFFSET UINT32_MAX

/* Records an error unless one is already recorded; always returns false so that callers can `return`/`goto fail` on it.
   `offset` is a byte offset in the module or WFX_NO_OFFSET. */
bool wfx_error_set(WfxError *error, WfxErrorKind kind, uint32_t offset, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same with a source line and column (for text input). */
bool wfx_error_set_at(WfxError *error, WfxErrorKind kind, uint32_t line, uint32_t column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
bool wfx_error_oom(WfxError *error);
void wfx_error_clear(WfxError *error);

#endif
