/* Runs passes; see pass.h. */
#include "engine/ir/pass.h"

/* Debug builds look for a broken invariant behind the pass that broke it. */
static bool check(const IrFunction *fn, const IrPass *pass, WfxError *error)
{
#ifdef NDEBUG
    (void)fn, (void)pass, (void)error;
    return true;
#else
    WfxBuffer text = {0};
    bool ok = ir_verify(fn, &text);
    if (!ok && text.failed)
        wfx_error_oom(error);
    else if (!ok)
        wfx_error_set(error, WFX_ERROR_LIMIT, fn->start_offset, "broken IR behind the pass '%s': %.*s", pass->name,
                      (int)text.size, (const char *)text.data);
    wfx_buffer_free(&text);
    return ok;
#endif
}

bool ir_run_passes(IrFunction *fn, const IrPass *const *passes, uint32_t count, IrObserver observer, void *user, WfxError *error)
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
        if (!check(fn, passes[i], error))
            return false;
        if (observer)
            observer(user, fn, passes[i]);
    }
    return ir_order_end(fn) || wfx_error_oom(error);
}
