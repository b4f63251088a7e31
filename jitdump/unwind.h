/* The unwinding table of one function, as perf places it behind the function's code: .eh_frame, then .eh_frame_hdr. */
#ifndef WFX_JITDUMP_UNWIND_H
#define WFX_JITDUMP_UNWIND_H

#include "engine/base/buffer.h"

/* Appends both for a function of `code_size` bytes with the frame of engine/layout.h; returns the size of
   .eh_frame_hdr. */
uint64_t wfx_unwind_table(WfxBuffer *out, uint32_t code_size);

#endif
