/* LEB128 reading; see leb128.h. */
#include "engine/base/leb128.h"

/* The bytes of a number: the bits of those that have room for all their seven, and the last one, which may have `room`
   for fewer. */
typedef struct Groups {
    const uint8_t *at;
    uint64_t bits;
    unsigned shift; /* of the last byte if it is not among `bits`, else of what would follow */
    unsigned room;  /* for the last byte, 0 if it is among `bits` */
    uint8_t last;
} Groups;

static inline WfxLebStatus read_groups(Groups *groups, const uint8_t *end, unsigned bits)
{
    groups->last = 0x80;
    for (; groups->last & 0x80 && groups->shift + 7 <= bits; groups->shift += 7) {
        if (groups->at == end)
            return WFX_LEB_END;
        groups->last = *groups->at++;
        groups->bits |= (uint64_t)(groups->last & 0x7f) << groups->shift;
    }
    if (!(groups->last & 0x80))
        return WFX_LEB_OK;
    groups->room = bits - groups->shift;
    if (!groups->room)
        return WFX_LEB_TOO_LONG;
    if (groups->at == end)
        return WFX_LEB_END;
    groups->last = *groups->at++;
    return WFX_LEB_OK;
}

WfxLebStatus wfx_leb_u(const uint8_t **cursor, const uint8_t *end, unsigned bits, uint64_t *value)
{
    Groups groups = {.at = *cursor};
    WfxLebStatus status = read_groups(&groups, end, bits);
    if (status != WFX_LEB_OK)
        return status;
    if (groups.room) {
        if (groups.last >> groups.room)
            return (groups.last & 0x80) ? WFX_LEB_TOO_LONG : WFX_LEB_TOO_LARGE;
        groups.bits |= (uint64_t)groups.last << groups.shift;
    }
    *cursor = groups.at;
    *value = groups.bits;
    return WFX_LEB_OK;
}

WfxLebStatus wfx_leb_s(const uint8_t **cursor, const uint8_t *end, unsigned bits, int64_t *value)
{
    Groups groups = {.at = *cursor};
    WfxLebStatus status = read_groups(&groups, end, bits);
    if (status != WFX_LEB_OK)
        return status;
    if (groups.room) {
        /* The bits beyond the number must all equal its sign bit. */
        unsigned sign = groups.room - 1;
        uint8_t rest = (uint8_t)((groups.last & 0x7f) >> sign), ones = 0x7f >> sign;
        if (groups.last & 0x80)
            return WFX_LEB_TOO_LONG;
        if (rest != 0 && rest != ones)
            return WFX_LEB_TOO_LARGE;
        groups.bits |= (uint64_t)groups.last << groups.shift;
        groups.shift += 7;
    }
    if (groups.shift < 64 && (groups.last & 0x40))
        groups.bits |= ~(uint64_t)0 << groups.shift;
    *cursor = groups.at;
    *value = (int64_t)groups.bits;
    return WFX_LEB_OK;
}
