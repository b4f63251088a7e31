/* LEB128 reading with the limits of the specification (binary/values: at most ceil(N/7) bytes, unused bits must match).
   On success *cursor moves past the number. */
#ifndef WFX_BASE_LEB128_H
#define WFX_BASE_LEB128_H

#include <stdint.h>

typedef enum WfxLebStatus { WFX_LEB_OK, WFX_LEB_END, WFX_LEB_TOO_LONG, WFX_LEB_TOO_LARGE } WfxLebStatus;

WfxLebStatus wfx_leb_u(const uint8_t **cursor, const uint8_t *end, unsigned bits, uint64_t *value);
WfxLebStatus wfx_leb_s(const uint8_t **cursor, const uint8_t *end, unsigned bits, int64_t *value);

/* The common short case inline; anything else goes the careful way. */
static inline WfxLebStatus wfx_leb_u32(const uint8_t **cursor, const uint8_t *end, uint32_t *value)
{
    if (*cursor < end && **cursor < 0x80) {
        *value = *(*cursor)++;
        return WFX_LEB_OK;
    }
    uint64_t wide = 0;
    WfxLebStatus status = wfx_leb_u(cursor, end, 32, &wide);
    *value = (uint32_t)wide;
    return status;
}

#endif
