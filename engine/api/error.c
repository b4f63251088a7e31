/* Error objects: kind, message, place, exit code, exception, and a backtrace whose frames are made readable here
   (labels, lines) from the raw frames that stacks recorded before it unwound. An error outlives its modules: all
   strings are its own. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/api/internal.h"
#include "engine/base/alloc.h"
#include "engine/base/vec.h"
#include "engine/rt/objects.h"

struct wfx_error {
    WfxError error;
    WfxArena arena;    /* `lines`, and strings of the frames */
    const char *lines; /* the message, when it is longer than error.message holds; or NULL */
    WFX_VEC(wfx_frame_t) frames;
    size_t omitted;
    WfxHeldException held; /* of an uncaught exception, and while its store lives */
};

/* What is returned when there is no memory for an error object; never freed. */
static wfx_error_t out_of_memory = {.error = {.kind = WFX_ERROR_MEMORY, .message = "out of memory"}};

static wfx_error_t *new_error(const WfxError *error)
{
    wfx_error_t *object = wfx_calloc(1, sizeof *object);
    if (!object)
        return &out_of_memory;
    object->error = *error;
    return object;
}

/* ---- frames ---- */

static const char *copy(wfx_error_t *object, const char *text)
{
    return text ? wfx_arena_strndup(&object->arena, text, strlen(text)) : NULL;
}

static const char *module_name(const WfxTraceFrame *raw)
{
    const WfxInstanceRecord *record = raw->instance ? raw->instance->runtime : NULL;
    if (record && record->compiled->path)
        return record->compiled->path;
    return raw->module->source ? raw->module->source->files[0].path : raw->module->names->module;
}

/* The resumer's frame follows a boundary: the resume stands in its module. */
static const WfxModule *module_of(const WfxTraceFrame *raw, const WfxTraceFrame *next)
{
    return raw->kind == WFX_FRAME_BOUNDARY ? (next ? next->module : NULL) : raw->module;
}

/* `previous` and `next` stand around the frame in the trace, NULL at its ends. The frame before a boundary is the
   oldest of its continuation. */
static void add_frame(wfx_error_t *object, const WfxTraceFrame *raw, const WfxTraceFrame *previous,
                      const WfxTraceFrame *next)
{
    static const wfx_frame_kind_t kinds[] = {
        [WFX_FRAME_WASM] = WFX_F_WASM,
        [WFX_FRAME_BOUNDARY] = WFX_F_BOUNDARY,
        [WFX_FRAME_HOST_CALL] = WFX_F_HOST,
        [WFX_FRAME_ENTRY] = WFX_F_ENTRY,
    };
    wfx_frame_t frame = {.kind = kinds[raw->kind],
                         .offset = raw->wasm_offset,
                         .function_index = UINT32_MAX,
                         .function_offset = UINT32_MAX};
    char text[300];
    const WfxModule *module = module_of(raw, next);
    if (module) {
        frame.module = copy(object, module_name(raw->kind == WFX_FRAME_BOUNDARY ? next : raw));
        const WfxSourceRow *row =
            raw->wasm_offset != WFX_NO_OFFSET ? wfx_source_find(module->source, raw->wasm_offset) : NULL;
        if (row) {
            frame.line = row->line;
            frame.column = row->column;
            frame.source = copy(object, module->source->files[wfx_source_file(module->source, row)].path);
        }
    }
    switch (raw->kind) {
    case WFX_FRAME_WASM:
        frame.function_index = raw->function;
        frame.instance = raw->instance ? to_instance(raw->instance->runtime) : NULL;
        if (raw->wasm_offset != WFX_NO_OFFSET)
            frame.function_offset = raw->wasm_offset - module->functions[raw->function].body.offset;
        frame.function = copy(object, wfx_function_label(module, raw->function, text, sizeof text));
        break;
    case WFX_FRAME_BOUNDARY:
        if (previous && previous->kind == WFX_FRAME_WASM && previous->module) {
            char name[200];
            snprintf(text, sizeof text, "continuation %u (%s), resumed at", raw->continuation,
                     wfx_function_label(previous->module, previous->function, name, sizeof name));
        } else {
            snprintf(text, sizeof text, "continuation %u, resumed at", raw->continuation);
        }
        frame.function = copy(object, text);
        break;
    case WFX_FRAME_HOST_CALL:
        frame.function = copy(object, raw->host_function ? wfx_rt_host_name(raw->host_function) : "host function");
        break;
    case WFX_FRAME_ENTRY: frame.function = "host"; break;
    }
    if (!frame.function)
        frame.function = "?";
    if (!wfx_vec_push(&object->frames, frame))
        object->omitted++;
}

static void add_trace(wfx_error_t *object, const WfxTrapRecord *trap)
{
    for (uint32_t i = 0; i < trap->frame_count; i++)
        add_frame(object, &trap->frames[i], i ? &trap->frames[i - 1] : NULL,
                  i + 1 < trap->frame_count ? &trap->frames[i + 1] : NULL);
    object->omitted += trap->omitted;
}

/* ---- making errors ---- */

wfx_error_t *wfx_api_trace(WfxStore *store, WfxStackWalk *walk)
{
    wfx_error_t *object = new_error(&(WfxError){.kind = WFX_ERROR_NONE});
    wfx_trap_note(&store->stacks, WFX_TRAP_NONE, NULL);
    wfx_trap_trace(&store->stacks, walk);
    if (object != &out_of_memory)
        add_trace(object, &store->stacks.trap);
    return object;
}

bool wfx_api_fail(wfx_error_t **out, const WfxError *error, WfxStore *store)
{
    wfx_error_t *object = NULL;
    if (store && store->pending_object && store->pending.kind == error->kind) {
        object = store->pending_object; /* the error that a host function gave */
        store->pending_object = NULL;
    }
    if (!out) {
        wfx_error_delete(object);
        return false;
    }
    if (!object)
        object = new_error(error);
    if (store && object != &out_of_memory) {
        if (store->failed_exception && store->failed_exception != object->held.exception) {
            wfx_rt_let_go(&object->held);
            wfx_rt_hold(store, &object->held, store->failed_exception);
        }
        /* An error that came through a nested call has its frames, those of the outer activations included. */
        if (store->has_trace && !object->frames.count)
            add_trace(object, &store->stacks.trap);
    }
    *out = object;
    return false;
}

bool wfx_api_fail_text(wfx_error_t **out, WfxErrorKind kind, const char *format, ...)
{
    WfxError error = {.kind = kind};
    va_list list;
    va_start(list, format);
    vsnprintf(error.message, sizeof error.message, format, list);
    va_end(list);
    return wfx_api_fail(out, &error, NULL);
}

bool wfx_api_fail_lines(wfx_error_t **out, WfxErrorKind kind, const WfxBuffer *lines)
{
    if (lines->failed)
        return wfx_api_fail_text(out, WFX_ERROR_MEMORY, "out of memory");
    wfx_api_fail_text(out, kind, "%.*s", (int)lines->size, (const char *)lines->data);
    if (out && *out && *out != &out_of_memory)
        (*out)->lines = wfx_arena_strndup(&(*out)->arena, (const char *)lines->data, lines->size);
    return false;
}

void wfx_api_pend(WfxStore *store, wfx_error_t *error)
{
    wfx_error_clear(&store->pending);
    store->pending_exception = NULL;
    store->pending_has_trace = false;
    if (!error)
        return;
    if (error->held.exception && error->held.exception->tag->store != (void *)store) {
        wfx_error_delete(error); /* what it holds lives in that other store */
        error = wfx_error_new(WFX_E_USAGE, "the exception that a host function throws is of another store");
    }
    store->pending = error->error;
    store->pending_exception = error->held.exception;
    if (error == &out_of_memory)
        return;
    store->pending_object = error;
    store->pending_object_free = (void (*)(void *))wfx_error_delete;
    store->pending_has_trace = error->frames.count;
}

wfx_error_t *wfx_error_new(wfx_error_kind_t kind, const char *message)
{
    WfxError error = {.kind = (WfxErrorKind)kind};
    snprintf(error.message, sizeof error.message, "%s", message ? message : "");
    return new_error(&error);
}

wfx_error_t *wfx_error_new_exit(int exit_code)
{
    WfxError error = {.kind = WFX_ERROR_EXIT, .exit_code = exit_code};
    snprintf(error.message, sizeof error.message, "exit with status %d", exit_code);
    return new_error(&error);
}

wfx_error_t *wfx_error_new_exception(wfx_tag_t *tag, const wfx_value_t *payload, size_t count)
{
    if (!tag || (count && !payload))
        return NULL;
    WfxTagObject *object = from_tag(tag);
    WfxStore *store = object->tag.store;
    const WfxTypeDef *type = wfx_types_get(object->tag.type_id);
    if (count != type->param_count)
        return NULL;
    WfxSlot values[type->param_count + 1];
    for (uint32_t i = 0; i < type->param_count; i++)
        if (!wfx_api_to_slot(store, type->params[i], &payload[i], &values[i]))
            return NULL;
    WfxException *exception = wfx_exception_new(&store->stacks, &object->tag, values, type->param_count);
    if (!exception)
        return NULL;
    WfxError error = {.kind = WFX_ERROR_EXCEPTION};
    snprintf(error.message, sizeof error.message, "uncaught exception %s", object->tag.name);
    wfx_error_t *result = new_error(&error);
    if (result == &out_of_memory)
        return NULL;
    wfx_rt_hold(store, &result->held, exception);
    return result;
}

/* ---- reading errors ---- */

wfx_error_kind_t wfx_error_kind(const wfx_error_t *error)
{
    return (wfx_error_kind_t)error->error.kind;
}

const char *wfx_error_message(const wfx_error_t *error)
{
    return error->lines ? error->lines : error->error.message;
}

bool wfx_error_place(const wfx_error_t *error, uint32_t *offset, uint32_t *line, uint32_t *column)
{
    if (!error->error.has_offset && !error->error.place.line)
        return false;
    *offset = error->error.has_offset ? error->error.place.offset : UINT32_MAX;
    *line = error->error.place.line;
    *column = error->error.place.column;
    return true;
}

int wfx_error_exit_code(const wfx_error_t *error)
{
    return error->error.exit_code;
}

size_t wfx_error_frame_count(const wfx_error_t *error)
{
    return error->frames.count;
}

const wfx_frame_t *wfx_error_frame(const wfx_error_t *error, size_t index)
{
    return index < error->frames.count ? &error->frames.data[index] : NULL;
}

size_t wfx_error_frames_omitted(const wfx_error_t *error)
{
    return error->omitted;
}

wfx_tag_t *wfx_error_tag(const wfx_error_t *error)
{
    /* the tag is its object's first member */
    return error->held.exception ? (wfx_tag_t *)(uintptr_t)error->held.exception->tag : NULL;
}

size_t wfx_error_payload_count(const wfx_error_t *error)
{
    return error->held.exception ? error->held.exception->count : 0;
}

bool wfx_error_payload(const wfx_error_t *error, size_t index, wfx_value_t *value)
{
    if (index >= wfx_error_payload_count(error))
        return false;
    const WfxException *exception = error->held.exception;
    wfx_api_to_value(wfx_types_get(exception->tag->type_id)->params[index], &exception->values[index], value);
    return true;
}

void wfx_error_delete(wfx_error_t *error)
{
    if (!error || error == &out_of_memory)
        return;
    wfx_rt_let_go(&error->held);
    wfx_arena_free(&error->arena);
    wfx_vec_free(&error->frames);
    free(error);
}
