/* LEB128 reading; see leb128.h. */
#include "engine/base/leb128.h"

#include <stdbool.h>

/* The groups whose seven bits all have room in the number. False at the end of the input. *last: the last byte, which may say that more follow. */
static inline bool read_groups(const uint8_t **at, const uint8_t *end, unsigned bits, uint64_t *result, unsigned *shift,
                               uint8_t *last)
{
    uint8_t byte = 0x80;
    for (; byte & 0x80 && *shift + 7 <= bits; *shift += 7) {
        if (*at == end)
            return false;
        byte = *(*at)++;
        *result |= (uint64_t)(byte & 0x7f) << *shift;
    }
    *last = byte;
    return true;
}

WfxLebStatus wfx_leb_u(const uint8_t **cursor, const uint8_t *end, unsigned bits, uint64_t *value)
{
    const uint8_t *at = *cursor;
    uint64_t result = 0;
    unsigned shift = 0;
    uint8_t byte;
    if (!read_groups(&at, end, bits, &result, &shift, &byte))
        return WFX_LEB_END;
    if (byte & 0x80) { /* one more, with less than seven bits */
        if (shift == bits)
            return WFX_LEB_TOO_LONG;
        if (at == end)
            return WFX_LEB_END;
        byte = *at++;
        if (byte >> (bits - shift))
            return (byte & 0x80) ? WFX_LEB_TOO_LONG : WFX_LEB_TOO_LARGE;
        result |= (uint64_t)byte << shift;
    }
    *cursor = at;
    *value = result;
    return WFX_LEB_OK;
}

WfxLebStatus wfx_leb_s(const uint8_t **cursor, const uint8_t *end, unsigned bits, int64_t *value)
{
    const uint8_t *at = *cursor;
    uint64_t result = 0;
    unsigned shift = 0;
    uint8_t byte;
    if (!read_groups(&at, end, bits, &result, &shift, &byte))
        return WFX_LEB_END;
    if (byte & 0x80) {
        if (shift == bits)
            return WFX_LEB_TOO_LONG;
        if (at == end)
            return WFX_LEB_END;
        byte = *at++;
        /* The bits beyond the number must all equal its sign bit. */
        unsigned sign = bits - shift - 1;
        uint8_t rest = (uint8_t)((byte & 0x7f) >> sign), ones = 0x7f >> sign;
        if (byte & 0x80)
            return WFX_LEB_TOO_LONG;
        if (rest != 0 && rest != ones)
            return WFX_LEB_TOO_LARGE;
        result |= (uint64_t)byte << shift;
        shift += 7;
    }
    if (shift < 64 && (byte & 0x40))
        result |= ~(uint64_t)0 << shift;
    *cursor = at;
    *value = (int64_t)result;
    return WFX_LEB_OK;
}
