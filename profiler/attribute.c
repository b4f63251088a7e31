/* From stacks to times: who had them. Each sample's weight counts once for a function's total and for a handler's
   inclusive time, however often they occur in its stack. */
#include "engine/base/alloc.h"
#include "profiler/report.h"

static void count(WfxTime *time, uint64_t weight, bool is_innermost, uint32_t stack)
{
    if (is_innermost)
        time->self += weight;
    if (time->seen != stack + 1)
        time->total += weight;
    time->seen = stack + 1;
}

static void attribute_stack(const WfxProfile *profile, uint32_t number, WfxAttribution *result)
{
    const WfxProfileStack *stack = &profile->stacks.data[number];
    bool in_wasm = false, in_handler = false;
    for (uint32_t i = 0; i < stack->count; i++) {
        const WfxProfileFrame *frame = wfx_profile_frame(profile, stack, i);
        /* The boundary lies below its resumer: time above it belongs to the handler before the resumer's frame is
           counted. */
        if (frame->handler != WFX_PROFILE_NONE) {
            count(&result->handlers[frame->handler], stack->weight, !in_handler, number);
            in_handler = true;
        }
        for (; frame && frame->function != WFX_PROFILE_NONE; frame = wfx_profile_outer(profile, frame)) {
            count(&result->functions[frame->function], stack->weight, !in_wasm, number);
            in_wasm = true;
        }
    }
    if (in_wasm)
        result->in_wasm += stack->weight;
    if (in_wasm && !in_handler)
        result->unhandled += stack->weight;
}

bool wfx_attribute(const WfxProfile *profile, WfxAttribution *result)
{
    *result = (WfxAttribution){.functions = wfx_calloc(profile->functions.count, sizeof(WfxTime)),
                               .handlers = wfx_calloc(profile->handlers.count, sizeof(WfxTime))};
    if (!result->functions || !result->handlers) {
        wfx_attribution_free(result);
        return false;
    }
    for (uint32_t i = 0; i < profile->stacks.count; i++)
        if (profile->stacks.data[i].weight)
            attribute_stack(profile, i, result);
    return true;
}

void wfx_attribution_free(WfxAttribution *result)
{
    free(result->functions);
    free(result->handlers);
    *result = (WfxAttribution){0};
}
