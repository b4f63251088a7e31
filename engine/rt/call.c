/* Values between C and wasm: packing into the register sequence of engine/layout.h, calls from the host, calls to the host, and the raw
   backtrace that is taken when an entry is left early. */
#include <string.h>

#include "engine/rt/runtime.h"

static bool is_float(WfxType type)
{
    WfxKind kind = wfx_type_kind(type);
    return kind == WFX_KIND_F32 || kind == WFX_KIND_F64 || kind == WFX_KIND_V128;
}

/* Walks the sequence: where does the next value go? */
typedef struct Sequence { uint32_t integers, floats, words; } Sequence;
typedef struct Place { bool in_register, is_float; uint32_t index; } Place;

static Place next_place(Sequence *sequence, WfxType type)
{
    Place place = {.is_float = is_float(type)};
    uint32_t *used = place.is_float ? &sequence->floats : &sequence->integers;
    place.in_register = *used < WFX_VALUE_REGISTERS;
    if (place.in_register) {
        place.index = (*used)++;
    } else {
        place.index = sequence->words;
        sequence->words += wfx_type_slot_size(type) / 8;
    }
    return place;
}

uint32_t wfx_rt_words(const WfxType *types, uint32_t count)
{
    Sequence sequence = {0};
    for (uint32_t i = 0; i < count; i++)
        next_place(&sequence, types[i]);
    return sequence.words;
}

uint32_t wfx_rt_area(const WfxTypeDef *type)
{
    uint32_t params = wfx_rt_words(type->params, type->param_count);
    uint32_t results = wfx_rt_words(type->results, type->result_count);
    return params > results ? params : results;
}

/* Index in the area of a value's lowest word. */
static uint32_t word_index(uint32_t word, uint32_t slot_size, uint32_t area, bool up)
{
    return up ? word : area - word - slot_size / 8;
}

void wfx_rt_pack(const WfxType *types, uint32_t count, const WfxSlot *values, WfxRegisters *registers, uint64_t *words, uint32_t area, bool up)
{
    Sequence sequence = {0};
    for (uint32_t i = 0; i < count; i++) {
        WfxSlot value = values[i];
        WfxKind kind = wfx_type_kind(types[i]);
        if (kind == WFX_KIND_I32 || kind == WFX_KIND_F32)
            memset(value.bytes + 4, 0, 12);
        uint32_t size = wfx_type_slot_size(types[i]);
        Place place = next_place(&sequence, types[i]);
        void *to = !place.in_register ? (void *)&words[word_index(place.index, size, area, up)]
                   : place.is_float   ? (void *)registers->floats[place.index]
                                      : (void *)&registers->integers[place.index];
        memcpy(to, value.bytes, size);
    }
}

void wfx_rt_unpack(const WfxType *types, uint32_t count, WfxSlot *values, const WfxRegisters *registers, const uint64_t *words, uint32_t area,
                   bool up)
{
    Sequence sequence = {0};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t size = wfx_type_slot_size(types[i]);
        Place place = next_place(&sequence, types[i]);
        const void *from = !place.in_register ? (const void *)&words[word_index(place.index, size, area, up)]
                           : place.is_float   ? (const void *)registers->floats[place.index]
                                              : (const void *)&registers->integers[place.index];
        memset(&values[i], 0, sizeof values[i]);
        memcpy(values[i].bytes, from, wfx_type_kind(types[i]) == WFX_KIND_F32 ? 4 : size);
    }
}

void wfx_rt_clear_pending(WfxStore *store)
{
    wfx_error_clear(&store->pending);
    store->pending_trap = WFX_TRAP_NONE;
    store->pending_exception = NULL;
    if (store->pending_object)
        store->pending_object_free(store->pending_object);
    store->pending_object = NULL;
    store->trace.newest_count = 0;
    store->trace.later_count = 0;
    store->trace.cut = false;
}

bool wfx_rt_call(WfxStore *store, WfxFunc *func, const WfxSlot *args, WfxSlot *results, WfxError *error)
{
    const WfxTypeDef *type = wfx_types_get(func->type_id);
    uint32_t area = wfx_rt_area(type);
    WfxRegisters registers;
    uint64_t words[area + 2];
    memset(&registers, 0, sizeof registers);
    memset(words, 0, sizeof words);
    wfx_rt_pack(type->params, type->param_count, args, &registers, words, area, true);
    wfx_rt_clear_pending(store);
    if (!wfx_rt_enter(store, func, &registers, words, area)) {
        if (store->pending.kind == WFX_ERROR_NONE)
            wfx_error_set(&store->pending, WFX_ERROR_TRAP, WFX_NO_OFFSET, "%s", wfx_trap_text(store->pending_trap));
        *error = store->pending;
        return false;
    }
    wfx_rt_unpack(type->results, type->result_count, results, &registers, words, area, false);
    return true;
}

void wfx_rt_host_call(WfxContext *context, WfxFunc *func, WfxRegisters *registers, uint64_t *words)
{
    WfxStore *store = wfx_rt_store_of(context);
    WfxHostFunc *host = func->host;
    const WfxTypeDef *type = host->type;
    uint32_t area = wfx_rt_area(type);
    WfxSlot args[type->param_count + 1], results[type->result_count + 1];
    wfx_rt_unpack(type->params, type->param_count, args, registers, words, area, true);
    memset(results, 0, sizeof results);
    wfx_rt_clear_pending(store);
    if (!host->call(host->env, func, context->exit_instance, args, results)) {
        if (store->pending_exception)
            wfx_throw(context, store->pending_exception);
        if (store->pending.kind == WFX_ERROR_NONE) {
            store->pending_trap = WFX_TRAP_HOST;
            wfx_error_set(&store->pending, WFX_ERROR_TRAP, WFX_NO_OFFSET, "host function failed");
        }
        wfx_leave(context);
    }
    wfx_rt_pack(type->results, type->result_count, results, registers, words, area, false);
}

/* ---- backtraces ---- */

static uint32_t offset_of(const WfxCodeImage *image, uint64_t pc, bool is_exact)
{
    if (!image)
        return WFX_NO_OFFSET;
    uint32_t at = (uint32_t)(pc - (uint64_t)(uintptr_t)image->code);
    const WfxSite *site = wfx_image_site(image, at);
    if (site)
        return site->wasm_offset;
    return wfx_image_wasm_offset(image, is_exact || !at ? at : at - 1);
}

static void describe(WfxTraceFrame *out, const WfxStackFrame *frame)
{
    *out = (WfxTraceFrame){.kind = frame->kind, .pc = frame->pc, .wasm_offset = WFX_NO_OFFSET, .instance = frame->instance};
    switch (frame->kind) {
    case WFX_FRAME_WASM:
        out->image = frame->image;
        out->function = frame->function->function;
        out->wasm_offset = offset_of(frame->image, frame->pc, frame->is_exact);
        break;
    case WFX_FRAME_BOUNDARY:
        out->image = wfx_code_find(frame->pc);
        out->wasm_offset = offset_of(out->image, frame->pc, false);
        out->func = frame->continuation->func;
        out->continuation = frame->continuation->id;
        break;
    case WFX_FRAME_HOST_CALL:
        memcpy(&out->func, (const char *)(uintptr_t)frame->rbp - 8, sizeof out->func);
        break;
    case WFX_FRAME_ENTRY: break;
    }
}

void wfx_rt_capture(WfxStore *store, WfxStackWalk *walk)
{
    WfxTrace *trace = &store->trace;
    WfxStackFrame frame;
    trace->newest_count = 0;
    trace->later_count = 0;
    while (wfx_stack_walk_next(walk, &frame)) {
        if (trace->newest_count < WFX_TRACE_NEWEST)
            describe(&trace->newest[trace->newest_count++], &frame);
        else
            describe(&trace->oldest[trace->later_count++ % WFX_TRACE_OLDEST], &frame);
    }
    trace->cut = walk->cut;
}
