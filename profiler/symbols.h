/* Inside the profiler: from addresses to functions, lines and resume sites of the images published while it ran. */
#ifndef WFX_PROFILER_SYMBOLS_H
#define WFX_PROFILER_SYMBOLS_H

#include "engine/code/code.h"

/* What an address in a sample stands for. */
typedef struct WfxSymbol {
    const WfxCodeImage *image; /* NULL: not wasm code */
    const WfxCodeFunction *function;
    const WfxCodeResume *resume; /* set when the address is the return address of a resume: a boundary lies below */
    const WfxSourceRow *row;     /* NULL unknown */
} WfxSymbol;

/* `is_return`: the address is a return address, so the instruction before it is meant. */
WfxSymbol wfx_symbol_find(uint64_t address, bool is_return);
/* "worker" into `text`. */
const char *wfx_symbol_name(const WfxSymbol *symbol, char *text, size_t size);
/* "producers.wat:12", or "module+0x1a3" when no source is known. */
const char *wfx_symbol_place(const WfxSymbol *symbol, char *text, size_t size);
/* Place of a resume instruction, and its tags: "yield, spawn, switch:done" ("-" when it handles none). */
const char *wfx_resume_place(const WfxCodeImage *image, const WfxCodeResume *resume, char *text, size_t size);
const char *wfx_resume_tags(const WfxCodeImage *image, const WfxCodeResume *resume, char *text, size_t size);

#endif
