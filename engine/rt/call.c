/* Calls between host and wasm: how the outcome of a call becomes an error value, and how the failure of a host function
   becomes a trap, an exit or an exception in its caller. */
#include "engine/base/assert.h"
#include "engine/rt/objects.h"

#include <string.h>

void wfx_rt_clear_pending(WfxStore *store)
{
    if (store->pending.kind != WFX_ERROR_NONE) /* its message is long */
        wfx_error_clear(&store->pending);
    store->pending_exception = NULL;
    if (store->pending_object)
        store->pending_object_free(store->pending_object);
    store->pending_object = NULL;
    store->pending_has_trace = false;
    store->stacks.traced = NULL;
    store->has_trace = false;
    store->failed_exception = NULL;
}

static WfxErrorKind kind_of_trap(WfxTrap trap)
{
    return trap == WFX_TRAP_UNHANDLED_TAG || trap == WFX_TRAP_SUSPEND_ACROSS_HOST ? WFX_ERROR_SUSPENSION
                                                                                  : WFX_ERROR_TRAP;
}

/* Its payload can be seen. */
static void settle_exception(WfxStore *store)
{
    WfxException *exception = store->failed_exception;
    if (!wfx_rt_settle(store, wfx_types_get(exception->tag->type_id)->params, exception->count, exception->values))
        store->failed_exception = NULL;
}

bool wfx_rt_call(WfxStore *store, WfxFunc *func, const WfxSlot *args, WfxSlot *results, WfxError *error)
{
    wfx_assert(func->store == (void *)store);
    if (store->stacks.context.failing)
        return wfx_error_set(error, WFX_ERROR_USAGE, WFX_NO_OFFSET,
                             "a host function that has said that it fails calls into its store");
    const WfxTrapRecord *trap = &store->stacks.trap;
    wfx_rt_clear_pending(store);
    switch (wfx_call(&store->stacks, func, args, results)) {
    case WFX_CALL_OK:
        wfx_rt_clear_pending(store); /* a host exception that wasm caught */
        const WfxTypeDef *type = wfx_types_get(func->type_id);
        return wfx_rt_settle(store, type->results, type->result_count, results) || wfx_error_oom(error);
    case WFX_CALL_EXCEPTION:
        wfx_error_set(error, WFX_ERROR_EXCEPTION, WFX_NO_OFFSET, "%s", trap->message);
        if (store->pending_exception != store->stacks.pending)
            wfx_rt_clear_pending(store); /* it was caught, and then another one thrown */
        store->failed_exception = store->stacks.pending;
        settle_exception(store);
        break;
    case WFX_CALL_TRAP:
        if (trap->kind == WFX_TRAP_HOST && store->pending.kind != WFX_ERROR_NONE)
            *error = store->pending;
        else
            wfx_error_set(error, kind_of_trap(trap->kind), WFX_NO_OFFSET, "%s", trap->message);
        break;
    }
    store->has_trace = true;
    return false;
}

WfxCallStatus wfx_rt_host_call(WfxContext *context, WfxFunc *func, const WfxSlot *args, WfxSlot *results)
{
    WfxStore *store = wfx_rt_store_of(context);
    WfxHostFunc *host = func->host;
    wfx_assert(host && func->store == (void *)store && host->type == wfx_types_get(func->type_id));
    if (store->verifies_maps) {
        wfx_rt_verify_maps(context);
        wfx_rt_verify_values(context, host->type->params, host->type->param_count, args,
                             "arguments of a host function");
    }
    wfx_rt_clear_pending(store);
    memset(results, 0, host->type->result_count * sizeof *results);
    WfxHostCall call = {.outer = store->host_calls, .type = host->type, .args = args};
    store->host_calls = &call;
    if (!wfx_rt_settle(store, host->type->params, host->type->param_count, (WfxSlot *)args)) {
        store->host_calls = call.outer;
        wfx_trap_record(context, WFX_TRAP_OUT_OF_MEMORY, NULL);
        return WFX_CALL_TRAP;
    }
    bool ok = host->call(host->env, func, wfx_caller_instance(context), args, results);
    store->host_calls = call.outer;
    if (ok && !context->failing) {
        if (store->verifies_maps)
            wfx_rt_verify_values(context, host->type->results, host->type->result_count, results,
                                 "results of a host function");
        return WFX_CALL_OK;
    }
    return wfx_rt_host_failed(context, func);
}

WfxCallStatus wfx_rt_host_failed(WfxContext *context, WfxFunc *func)
{
    WfxStore *store = wfx_rt_store_of(context);
    const WfxHostFunc *host = func->host;
    context->failing = 0;
    store->stacks.traced = store->pending_has_trace ? store->pending_exception : NULL;
    if (store->pending_exception) {
        store->stacks.pending = store->pending_exception;
        return WFX_CALL_EXCEPTION;
    }
    const char *reason = store->pending.kind == WFX_ERROR_NONE ? host->name : store->pending.message;
    if (store->pending_has_trace)
        wfx_trap_note(&store->stacks, WFX_TRAP_HOST, reason);
    else
        wfx_trap_record(context, WFX_TRAP_HOST, "%s", reason);
    store->stacks.trap.has_exit = store->pending.kind == WFX_ERROR_EXIT;
    store->stacks.trap.exit_code = store->pending.exit_code;
    return WFX_CALL_TRAP;
}

const char *wfx_rt_host_name(const WfxFunc *func)
{
    return func->host ? ((const WfxHostFunc *)func->host)->name : NULL;
}
