/* Growable byte buffer; see buffer.h. */
#include "engine/base/buffer.h"
#include "engine/base/assert.h"
#include "engine/base/alloc.h"
#include "engine/base/vec.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool wfx_vec_grow(void **data, uint32_t *capacity, uint64_t needed, size_t element_size)
{
    wfx_assert(needed > *capacity && (*data || !*capacity));
    uint64_t room = *capacity ? (uint64_t)*capacity * 2 : 8;
    if (room < needed)
        room = needed;
    if (room > UINT32_MAX)
        return false;
    void *grown = wfx_realloc(*data, room * element_size);
    if (!grown)
        return false;
    *data = grown;
    *capacity = (uint32_t)room;
    return true;
}

uint8_t *wfx_buffer_extend(WfxBuffer *buffer, size_t size)
{
    if (buffer->failed)
        return NULL;
    wfx_assert(buffer->size <= buffer->capacity);
    if (buffer->capacity - buffer->size < size) {
        size_t room = buffer->capacity ? buffer->capacity * 2 : 256;
        if (room - buffer->size < size)
            room = buffer->size + size;
        uint8_t *grown = wfx_realloc(buffer->data, room);
        if (!grown) {
            buffer->failed = true;
            return NULL;
        }
        buffer->data = grown;
        buffer->capacity = room;
    }
    uint8_t *place = buffer->data + buffer->size;
    buffer->size += size;
    return place;
}

void wfx_buffer_bytes(WfxBuffer *buffer, const void *data, size_t size)
{
    uint8_t *place = size ? wfx_buffer_extend(buffer, size) : NULL;
    if (place)
        memcpy(place, data, size);
}

void wfx_buffer_u8(WfxBuffer *buffer, uint8_t value)
{
    wfx_buffer_bytes(buffer, &value, 1);
}

void wfx_buffer_u16(WfxBuffer *buffer, uint16_t value)
{
    wfx_buffer_bytes(buffer, &value, sizeof value);
}

void wfx_buffer_u32(WfxBuffer *buffer, uint32_t value)
{
    wfx_buffer_bytes(buffer, &value, sizeof value);
}

void wfx_buffer_u64(WfxBuffer *buffer, uint64_t value)
{
    wfx_buffer_bytes(buffer, &value, sizeof value);
}

void wfx_buffer_uleb(WfxBuffer *buffer, uint64_t value)
{
    uint8_t bytes[10];
    size_t size = 0;
    do {
        uint8_t low = value & 0x7f;
        value >>= 7;
        bytes[size++] = (uint8_t)(low | (value ? 0x80 : 0));
    } while (value);
    wfx_buffer_bytes(buffer, bytes, size);
}

void wfx_buffer_sleb(WfxBuffer *buffer, int64_t value)
{
    uint8_t bytes[10];
    size_t size = 0;
    bool more = true;
    while (more) {
        uint8_t low = (uint8_t)(value & 0x7f);
        value >>= 7;
        more = !((value == 0 && !(low & 0x40)) || (value == -1 && (low & 0x40)));
        bytes[size++] = (uint8_t)(low | (more ? 0x80 : 0));
    }
    wfx_buffer_bytes(buffer, bytes, size);
}

void wfx_buffer_format(WfxBuffer *buffer, const char *format, ...)
{
    char stack_text[512];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(stack_text, sizeof stack_text, format, args);
    va_end(args);
    if (size >= 0 && (size_t)size < sizeof stack_text) {
        wfx_buffer_bytes(buffer, stack_text, (size_t)size);
    } else if (size >= 0) {
        char *place = (char *)wfx_buffer_extend(buffer, (size_t)size + 1);
        if (place) {
            vsnprintf(place, (size_t)size + 1, format, again);
            buffer->size--;
        }
    }
    va_end(again);
}

void wfx_buffer_free(WfxBuffer *buffer)
{
    free(buffer->data);
    *buffer = (WfxBuffer){0};
}
