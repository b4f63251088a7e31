/* A growable byte buffer with LEB128 writers. Errors are sticky: after a failed allocation `failed` is set, later
   writes do nothing, and the owner checks once at the end. A zeroed buffer is empty. */
#ifndef WFX_BASE_BUFFER_H
#define WFX_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct WfxBuffer {
    uint8_t *data;
    size_t size;
    size_t capacity;
    bool failed;
} WfxBuffer;

uint8_t *wfx_buffer_extend(WfxBuffer *buffer, size_t size); /* room for `size` bytes at the end, or NULL */
void wfx_buffer_bytes(WfxBuffer *buffer, const void *data, size_t size);
void wfx_buffer_u8(WfxBuffer *buffer, uint8_t value);
void wfx_buffer_u16(WfxBuffer *buffer, uint16_t value); /* little-endian, as all that follow */
void wfx_buffer_u32(WfxBuffer *buffer, uint32_t value);
void wfx_buffer_u64(WfxBuffer *buffer, uint64_t value);
void wfx_buffer_uleb(WfxBuffer *buffer, uint64_t value);
void wfx_buffer_sleb(WfxBuffer *buffer, int64_t value);
void wfx_buffer_format(WfxBuffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void wfx_buffer_free(WfxBuffer *buffer);

#endif
