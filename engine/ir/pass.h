/* Passes: what runs on a complete function between the builder and a backend. */
#ifndef WFX_IR_PASS_H
#define WFX_IR_PASS_H

#include "engine/ir/order.h"

typedef struct IrPass {
    const char *name;
    bool (*run)(IrFunction *fn); /* on a linked function; false when out of memory, which ends the compilation */
} IrPass;

/* Told of the function as it was built (`pass` NULL), and after each pass; for dumps. */
typedef void (*IrObserver)(void *user, const IrFunction *fn, const IrPass *pass);

/* Runs the passes in turn on an ordered function, which is ordered again afterwards. Debug builds verify the function
   after each. `observer` may be NULL. */
bool ir_run_passes(IrFunction *fn, const IrPass *const *passes, uint32_t count, IrObserver observer, void *user,
                   WfxError *error);

#endif
