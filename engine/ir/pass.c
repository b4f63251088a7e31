/* Runs passes; see pass.h. */
#include "engine/ir/pass.h"

#include <stdio.h>

bool ir_run_passes(IrFunction *fn, const IrPass *const *passes, uint32_t count, IrObserver observer, void *user,
                   WfxError *error)
{
    if (observer)
        observer(user, fn, NULL);
    if (!count)
        return true;
    if (!ir_order_begin(fn))
        return wfx_error_oom(error);
    for (uint32_t i = 0; i < count; i++) {
        if (!passes[i]->run(fn))
            return wfx_error_oom(error);
        char behind[64];
        snprintf(behind, sizeof behind, "the pass '%s'", passes[i]->name);
        if (!ir_check(fn, behind, error))
            return false;
        if (observer)
            observer(user, fn, passes[i]);
    }
    return ir_order_end(fn) || wfx_error_oom(error);
}
