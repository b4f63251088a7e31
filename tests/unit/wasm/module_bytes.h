/* Small binary modules for the tests of the wasm floor. */
#ifndef WFX_TESTS_MODULE_BYTES_H
#define WFX_TESTS_MODULE_BYTES_H

#include "engine/base/buffer.h"

#include <string.h>

/* Bytes written as a string literal, NULs included. */
#define BYTES(text) text, sizeof text - 1

static inline void begin_module(WfxBuffer *out)
{
    wfx_buffer_bytes(out, BYTES("\0asm\1\0\0\0"));
}

static inline void add_section(WfxBuffer *out, uint8_t id, const char *bytes, size_t size)
{
    wfx_buffer_u8(out, id);
    wfx_buffer_uleb(out, size);
    wfx_buffer_bytes(out, bytes, size);
}

/* One function of type [] -> [] whose body is `code` (without locals, with its end), after optional earlier
   sections. */
static inline void add_code(WfxBuffer *out, const char *code, size_t size)
{
    WfxBuffer body = {0};
    wfx_buffer_u8(&body, 1);
    wfx_buffer_uleb(&body, size + 1);
    wfx_buffer_u8(&body, 0);
    wfx_buffer_bytes(&body, code, size);
    add_section(out, 10, (const char *)body.data, body.size);
    wfx_buffer_free(&body);
}

/* Type 0: [] -> [], type 1: [i32] -> [i32], type 2: (cont 0); function 0 of type 1; a tag of type 1; a memory; an
   export "f". */
static inline void rich_module(WfxBuffer *out)
{
    begin_module(out);
    add_section(out, 1, BYTES("\3\x60\0\0\x60\1\x7f\1\x7f\x5d\0"));
    add_section(out, 3, BYTES("\1\1"));
    add_section(out, 4, BYTES("\1\x70\0\1"));
    add_section(out, 5, BYTES("\1\0\1"));
    add_section(out, 13, BYTES("\1\0\1"));
    add_section(out, 6, BYTES("\1\x7f\1\x41\x2a\x0b"));
    add_section(out, 7, BYTES("\1\1f\0\0"));
    add_section(out, 9, BYTES("\1\0\x41\0\x0b\1\0"));
    /* block (result i32) local.get 0 if (result i32) i32.const 1 else i32.const 2 end local.get 0 br_if 0 br_table 0 0
       end; the br_table's index is what the if left. */
    add_code(out,
             BYTES("\x02\x7f\x20\x00\x20\x00\x04\x7f\x41\x01\x05\x41\x02\x0b\x0e\x01\x00\x00\x0b\x41\x03\x6a\x0b"));
    add_section(out, 11, BYTES("\1\0\x41\0\x0b\2hi"));
    add_section(out, 0, BYTES("\4name\1\4\1\0\1f\2\6\1\0\1\0\1x"));
}

#endif
