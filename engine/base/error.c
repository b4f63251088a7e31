/* Error values; see error.h. */
#include "engine/base/error.h"

#include <stdarg.h>
#include <stdio.h>

static void record(WfxError *error, WfxErrorKind kind, const char *format, va_list args)
{
    error->kind = kind;
    vsnprintf(error->message, sizeof error->message, format, args);
}

bool wfx_error_set(WfxError *error, WfxErrorKind kind, uint32_t offset, const char *format, ...)
{
    if (!error || error->kind != WFX_ERROR_NONE)
        return false;
    va_list args;
    va_start(args, format);
    record(error, kind, format, args);
    va_end(args);
    error->has_offset = offset != WFX_NO_OFFSET;
    error->place = (WfxPlace){.offset = error->has_offset ? offset : 0};
    return false;
}

bool wfx_error_set_at(WfxError *error, WfxErrorKind kind, uint32_t line, uint32_t column, const char *format, ...)
{
    if (!error || error->kind != WFX_ERROR_NONE)
        return false;
    va_list args;
    va_start(args, format);
    record(error, kind, format, args);
    va_end(args);
    error->has_offset = false;
    error->place = (WfxPlace){.line = line, .column = column};
    return false;
}

bool wfx_error_oom(WfxError *error)
{
    return wfx_error_set(error, WFX_ERROR_MEMORY, WFX_NO_OFFSET, "out of memory");
}

void wfx_error_clear(WfxError *error)
{
    *error = (WfxError){.kind = WFX_ERROR_NONE};
}
