/* The parts of the object file that describes one image to a debugger, each written into a buffer of its own.
   Everything comes from the CodeImage and the module's names and source map; addresses are absolute, so that there is
   nothing to relocate. Internal to gdb/. */
#ifndef WFX_GDB_DEBUG_INFO_H
#define WFX_GDB_DEBUG_INFO_H

#include "engine/base/arena.h"
#include "engine/base/buffer.h"
#include "engine/base/vec.h"
#include "engine/code/code.h"

typedef struct WfxDebugSections {
    WfxBuffer abbrev, info, line, location, ranges, frame;
} WfxDebugSections;

/* DWARF 4. The caller checks `failed` of the buffers once, at the end. */
void wfx_debug_info_write(const WfxCodeImage *image, WfxDebugSections *out); /* abbrev, info, location, ranges */
void wfx_debug_line_write(const WfxCodeImage *image, WfxBuffer *out);        /* .debug_line */
void wfx_debug_frame_write(const WfxCodeImage *image, WfxBuffer *out);       /* .debug_frame */

/* The object file. Returns malloc'd bytes, or NULL when out of memory. */
uint8_t *wfx_debug_object(const WfxCodeImage *image, size_t *size);

/* Static code between stacks: [start, end) begins and ends continuations, [resume, resume_end) is what debug code calls
   to enter one. */
typedef struct WfxDebugBoundary {
    uint64_t start, end, resume, resume_end;
} WfxDebugBoundary;

/* What is common to all images, as one more object file. First the boundary's code, as one line of a file that is not
   there: without a line `step` and `next` would stop at a continuation's end on their way to the resumer, and `step`
   would not go into a resume. Then the variables "$name". */
uint8_t *wfx_debug_common_object(const WfxDebugBoundary *boundary, const WfxCodeImage *const *images,
                                 uint32_t image_count, size_t *size);
void wfx_debug_common_info_write(const WfxDebugBoundary *boundary, const WfxCodeImage *const *images,
                                 uint32_t image_count, WfxDebugSections *out);
void wfx_debug_boundary_line_write(const WfxDebugBoundary *boundary, WfxBuffer *out);
#define WFX_DEBUG_BOUNDARY_FILE "continuation"

/* ---- location.c ---- */
/* The expression of a place. A variable that is no function's, `is_global`, has no frame base to be relative to. */
void wfx_debug_expression(const WfxLocation *location, WfxType type, bool is_global, WfxBuffer *out);
/* A list in .debug_loc: where it begins there; one entry for each range of addresses; its end. */
uint32_t wfx_debug_list_begin(WfxBuffer *out);
void wfx_debug_list_entry(uint64_t start, uint64_t end, const WfxLocation *location, WfxType type, bool is_global,
                          WfxBuffer *out);
void wfx_debug_list_end(WfxBuffer *out);

/* ---- inlined.c ---- */
/* An inlined call that has code, and all of it: its own and that of the calls inside it. */
typedef struct WfxDebugCall {
    uint32_t depth;                    /* how many others it is inside of */
    uint32_t first_piece, piece_count; /* sorted, no two touch */
} WfxDebugCall;
typedef struct WfxDebugCalls {
    uint32_t first, count; /* in image->inlined */
    WfxDebugCall *calls;   /* [count]; without pieces: it has no code */
    uint32_t *order;       /* [count]: their numbers from `first` on, each followed by those inside it */
    WFX_VEC(WfxInlinedRange) pieces;
} WfxDebugCalls;
/* Those of image->functions[number]. False: out of memory. */
bool wfx_debug_calls(const WfxCodeImage *image, uint32_t number, WfxDebugCalls *out);
void wfx_debug_calls_free(WfxDebugCalls *calls);

/* ---- names.c ---- */
/* The name a debugger gets for a function: its own, else its export's, else func_12. Always written to `text`; returns
   it. */
const char *wfx_debug_function_name(const WfxModule *module, uint32_t function, char *text, size_t size);
/* The names of a function's locals: their own, else local_3. No two are the same for GDB, which passes over spaces and
   what stands behind a parenthesis: those get their number in front ("3:a b"). Control characters are escaped. In
   `arena`; NULL when out of memory. */
const char **wfx_debug_local_names(const WfxModule *module, uint32_t function, uint32_t count, WfxArena *arena);
/* The same of a structure's fields, else field_3, by its type's number in the module; and of the type itself, else
   type_3. */
const char **wfx_debug_field_names(const WfxModule *module, uint32_t type, uint32_t count, WfxArena *arena);
const char *wfx_debug_type_name(const WfxModule *module, uint32_t type, WfxArena *arena);
/* Can GDB's parser read it behind a dollar? */
bool wfx_debug_is_identifier(const char *name);
/* The source row of an instruction and of a function's header; NULL when there is none. */
const WfxSourceRow *wfx_debug_row_of(const WfxModule *module, uint32_t wasm_offset);
const WfxSourceRow *wfx_debug_header_row(const WfxModule *module, uint32_t function);
/* A source file by its name in an object; "module.wat" for one without. */
static inline const char *wfx_debug_path(const WfxSourceFile *file)
{
    return file && file->path ? file->path : "module.wat";
}

/* Overwrites 4 bytes at `at`, little-endian: lengths that are known only afterwards. */
void wfx_debug_patch_u32(WfxBuffer *buffer, size_t at, uint32_t value);

#endif
