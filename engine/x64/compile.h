/* The compiler's door: a decoded module in, a CodeImage out (not yet placed: engine/code/code.h publishes it). */
#ifndef WFX_X64_COMPILE_H
#define WFX_X64_COMPILE_H

#include "engine/image.h"

typedef struct WfxCompileOptions {
    /* every local is in its home slot at every instruction, and read from it: a debugger may change it */
    bool debug;
    bool counters;         /* every instance counts resumes and suspensions per resume site (image->counter_count) */
    uint32_t function_gap; /* bytes left free after each function (perf's unwinding tables are mapped there) */
    bool interruption;     /* functions and loops begin with a poll: can another thread end the call? */
    bool fuel;             /* .. and take units of the store's fuel */
    bool stress_spill;     /* spill every value at once: a test mode */
    /* by the expand pass (engine/ir/expand.h), whose operations an optimiser will want: a test mode */
    bool expand;
    bool baseline; /* no instructions beyond SSE4.1, whatever the CPU has: a test mode */
    /* per function of the module: is it to be compiled? The others are validated only. NULL: all are */
    const uint8_t *wanted;
    void (*progress)(void *user, uint32_t done, uint32_t total); /* or NULL */
    /* What becomes of each wanted function on its way, as text: its IR, its stream of machine operations. Or NULL. */
    void (*show_ir)(void *user, uint32_t function, const WfxBuffer *text);
    void (*show_vcode)(void *user, uint32_t function, const WfxBuffer *text);
    void *user;
} WfxCompileOptions;

/* Everything in it is malloc'd; the image goes to wfx_code_publish, the rest to wfx_compiled_free. */
typedef struct WfxCompiled {
    WfxCodeImage *image; /* arrays complete, code not yet placed */
    WfxBuffer code;
    uint32_t *relocations;
    uint32_t relocation_count;
} WfxCompiled;

/* Validates and compiles every function in one pass. On failure *error is the validation or limit error and nothing is
   left. */
bool wfx_compile(WfxModule *module, const WfxCompileOptions *options, WfxCompiled *compiled, WfxError *error);
/* Frees the code bytes and relocations, and the image too unless it was taken (set to NULL). */
void wfx_compiled_free(WfxCompiled *compiled);

#endif
