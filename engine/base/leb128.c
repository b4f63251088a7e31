/* LEB128 reading; see leb128.h. */
#include "engine/base/leb128.h"

WfxLebStatus wfx_leb_u(const uint8_t **cursor, const uint8_t *end, unsigned bits, uint64_t *value)
{
    const uint8_t *at = *cursor;
    uint64_t result = 0;
    for (unsigned shift = 0;; shift += 7) {
        if (shift >= bits)
            return WFX_LEB_TOO_LONG;
        if (at == end)
            return WFX_LEB_END;
        uint8_t byte = *at++;
        unsigned room = bits - shift;
        if (room < 7 && (byte & 0x7f) >> room)
            return (byte & 0x80) ? WFX_LEB_TOO_LONG : WFX_LEB_TOO_LARGE;
        result |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            break;
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
    do {
        if (shift >= bits)
            return WFX_LEB_TOO_LONG;
        if (at == end)
            return WFX_LEB_END;
        byte = *at++;
        unsigned room = bits - shift;
        if (room < 7) {
            /* The bits beyond the number must all equal its sign bit. */
            uint8_t rest = (uint8_t)((byte & 0x7f) >> (room - 1));
            uint8_t ones = (uint8_t)(0x7f >> (room - 1));
            if (rest != 0 && rest != ones)
                return (byte & 0x80) ? WFX_LEB_TOO_LONG : WFX_LEB_TOO_LARGE;
        }
        result |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
    } while (byte & 0x80);
    if (shift < 64 && (byte & 0x40))
        result |= ~(uint64_t)0 << shift;
    *cursor = at;
    *value = (int64_t)result;
    return WFX_LEB_OK;
}
