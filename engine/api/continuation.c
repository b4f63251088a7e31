/* Continuations in the hands of C (stack switching proposal: cont.new, resume).

   A resume needs code that the suspension can go back to, with a clause for each tag. So for each function type of
   continuations, and each list of tags that C handles, there is a small module, the *helper*, made of bytes here and
   compiled as any other: what it does is seen by debuggers, walkers, the collector and the profiler with nothing done
   for it. Its two functions, for a type [P*] -> [R*] and tags of types [A*] -> [B*]:

     create: [(ref null func type)] -> [(ref null cont type)]
     resume: [P* (ref null cont type)] -> [i32 R* (A* (ref null cont [B*] -> [R*]))*]

   where the i32 is 0 if the continuation returned, else the number of the tag from 1, and results that do not belong to
   it are zero or null. The binary has placeholders for types; the canonical ones are put into the decoded module, for
   they need not be expressible in one type section. */
#include <stdlib.h>
#include <string.h>

#include "engine/api/internal.h"
#include "engine/base/alloc.h"
#include "engine/base/vec.h"
#include "engine/rt/objects.h"
#include "engine/wasm/decode.h"

struct WfxApiHelper {
    struct WfxApiHelper *next;
    WfxFunc *create, *resume;
    uint32_t type_id;   /* function type of the continuation */
    uint32_t most;      /* values at most that an outcome has */
    uint32_t tag_count; /* of each tag: itself, and the function type of the rest that it leaves */
    WfxTagObject **tags;
    uint32_t *rest_ids;
};

struct wfx_cont {
    WfxStore *store;               /* NULL once it is deleted */
    struct wfx_cont *next, **link; /* all of the store's */
    uint64_t word;                 /* retained; 0: it has ended */
    uint32_t type_id;              /* function type, from what it takes now to what it gives */
    bool is_running, is_deleted;
    wfx_error_t *trace; /* frames of `traced`, or NULL */
    uint64_t traced;
};

/* ---- the helper's module ---- */

typedef struct Types {
    WFX_VEC(uint32_t) ids; /* canonical, by module index */
    bool failed;
} Types;

static uint32_t index_of(Types *types, uint32_t id)
{
    for (uint32_t i = 0; i < types->ids.count; i++)
        if (types->ids.data[i] == id)
            return i;
    types->failed |= id == WFX_NO_TYPE || !wfx_vec_push(&types->ids, id);
    return types->ids.count - 1;
}

static uint32_t cont_type(Types *types, uint32_t func_id)
{
    uint32_t id = WFX_NO_TYPE;
    WfxTypeDef def = {.composite = WFX_COMPOSITE_CONT, .is_final = true, .super = WFX_NO_TYPE, .cont_func = 0};
    types->failed |= func_id == WFX_NO_TYPE || !wfx_types_intern(&def, 1, 1, &func_id, &id);
    return id;
}

typedef struct Plan {
    Types types;
    uint32_t func, cont, create, resume; /* canonical */
    WFX_VEC(WfxType) params, results;    /* of `resume` */
    WFX_VEC(uint32_t) blocks, rests;     /* per tag: type of its block, continuation type of its rest */
} Plan;

static WfxType nullable(WfxType type)
{
    return wfx_type_is_ref(type) ? type | WFX_TYPE_NULLABLE : type;
}

static void add_results(Plan *plan, const WfxType *types, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        plan->types.failed |= !wfx_vec_push(&plan->results, nullable(types[i]));
}

static void plan_tag(Plan *plan, const WfxTagObject *tag, const WfxTypeDef *func, uint32_t *rest_id)
{
    Types *types = &plan->types;
    const WfxTypeDef *type = wfx_types_get(tag->tag.type_id);
    *rest_id = wfx_types_func(type->results, type->result_count, func->results, func->result_count);
    uint32_t rest = cont_type(types, *rest_id), first = plan->results.count;
    if (types->failed)
        return;
    add_results(plan, type->params, type->param_count);
    add_results(plan, &(WfxType){WFX_REF(rest)}, 1);
    if (types->failed)
        return;
    /* The block's own types are the payload's; that they are nullable too changes nothing for who reads locals. */
    uint32_t block = wfx_types_func(NULL, 0, plan->results.data + first, plan->results.count - first);
    index_of(types, block);
    types->failed |= !wfx_vec_push(&plan->blocks, block) || !wfx_vec_push(&plan->rests, rest);
}

static bool make_plan(Plan *plan, WfxApiHelper *helper)
{
    Types *types = &plan->types;
    const WfxTypeDef *func = wfx_types_get(helper->type_id);
    plan->func = helper->type_id;
    plan->cont = cont_type(types, plan->func);
    for (uint32_t i = 0; i < func->param_count; i++)
        types->failed |= !wfx_vec_push(&plan->params, func->params[i]);
    types->failed |= !wfx_vec_push(&plan->params, WFX_REF_NULL(plan->cont));
    add_results(plan, &(WfxType){WFX_I32}, 1);
    add_results(plan, func->results, func->result_count);
    index_of(types, plan->func); /* the placeholders of continuation types name the first type: a function type */
    index_of(types, plan->cont);
    for (uint32_t i = 0; i < helper->tag_count && !types->failed; i++) {
        plan_tag(plan, helper->tags[i], func, &helper->rest_ids[i]);
        index_of(types, helper->tags[i]->tag.type_id);
    }
    if (types->failed || plan->results.count > WFX_MAX_VALUES || plan->params.count > WFX_MAX_VALUES)
        return false;
    plan->create = wfx_types_func(&(WfxType){WFX_REF_NULL(plan->func)}, 1, &(WfxType){WFX_REF_NULL(plan->cont)}, 1);
    plan->resume = wfx_types_func(plan->params.data, plan->params.count, plan->results.data, plan->results.count);
    index_of(types, plan->create);
    index_of(types, plan->resume);
    for (uint32_t i = 0; i < plan->results.count; i++) /* locals name them */
        if (wfx_type_is_ref(plan->results.data[i]) && wfx_heap_is_number(wfx_type_heap(plan->results.data[i])))
            index_of(types, wfx_type_heap(plan->results.data[i]));
    return !types->failed;
}

static void free_plan(Plan *plan)
{
    free(plan->types.ids.data);
    free(plan->params.data);
    free(plan->results.data);
    free(plan->blocks.data);
    free(plan->rests.data);
}

/* ---- its bytes ---- */

static void add_section(WfxBuffer *out, uint8_t id, WfxBuffer *content)
{
    wfx_buffer_u8(out, id);
    wfx_buffer_uleb(out, content->size);
    wfx_buffer_bytes(out, content->data, content->size);
    out->failed |= content->failed;
    wfx_buffer_free(content);
}

static void write_valtype(WfxBuffer *out, Types *types, WfxType type)
{
    static const uint8_t numbers[] = {
        [WFX_KIND_I32] = 0x7F, [WFX_KIND_I64] = 0x7E,  [WFX_KIND_F32] = 0x7D,
        [WFX_KIND_F64] = 0x7C, [WFX_KIND_V128] = 0x7B,
    };
    if (!wfx_type_is_ref(type)) {
        wfx_buffer_u8(out, numbers[wfx_type_kind(type)]);
        return;
    }
    wfx_buffer_u8(out, 0x63); /* they are all nullable */
    if (wfx_heap_is_number(wfx_type_heap(type)))
        wfx_buffer_sleb(out, index_of(types, wfx_type_heap(type)));
    else
        wfx_buffer_u8(out, wfx_heap_code(wfx_type_heap(type)));
}

static void local(WfxBuffer *out, uint8_t opcode, uint32_t index)
{
    wfx_buffer_u8(out, opcode);
    wfx_buffer_uleb(out, index);
}

enum { LOCAL_GET = 0x20, LOCAL_SET = 0x21, BLOCK = 0x02, BR = 0x0C, END = 0x0B, I32_CONST = 0x41 };
enum { CONT_NEW = 0xE0, RESUME = 0xE3 };

/* The values on the stack go to the locals of the results first .. first + count - 1; then out of the outermost block,
   which is `depth` labels away. */
static void keep(WfxBuffer *out, const Plan *plan, uint32_t first, uint32_t count, uint32_t outcome, uint32_t depth)
{
    while (count--)
        local(out, LOCAL_SET, plan->params.count + first + count);
    wfx_buffer_u8(out, I32_CONST);
    wfx_buffer_sleb(out, outcome);
    local(out, LOCAL_SET, plan->params.count);
    local(out, BR, depth);
}

static void write_resume(WfxBuffer *out, Plan *plan, const WfxApiHelper *helper)
{
    uint32_t tags = helper->tag_count, result_count = wfx_types_get(plan->func)->result_count;
    wfx_buffer_uleb(out, plan->results.count);
    for (uint32_t i = 0; i < plan->results.count; i++) {
        wfx_buffer_u8(out, 1);
        write_valtype(out, &plan->types, plan->results.data[i]);
    }
    wfx_buffer_u8(out, BLOCK);
    wfx_buffer_u8(out, 0x40);
    for (uint32_t i = 0; i < tags; i++) {
        wfx_buffer_u8(out, BLOCK);
        wfx_buffer_sleb(out, index_of(&plan->types, plan->blocks.data[i]));
    }
    for (uint32_t i = 0; i < plan->params.count; i++)
        local(out, LOCAL_GET, i);
    local(out, RESUME, index_of(&plan->types, plan->cont));
    wfx_buffer_uleb(out, tags);
    for (uint32_t i = 0; i < tags; i++) {
        wfx_buffer_u8(out, 0);
        wfx_buffer_uleb(out, i);
        wfx_buffer_uleb(out, tags - 1 - i);
    }
    keep(out, plan, 1, result_count, 0, tags);
    for (uint32_t i = tags, at = plan->results.count; i--;) {
        uint32_t count = wfx_types_get(plan->blocks.data[i])->result_count;
        at -= count;
        wfx_buffer_u8(out, END);
        keep(out, plan, at, count, i + 1, i);
    }
    wfx_buffer_u8(out, END);
    for (uint32_t i = 0; i < plan->results.count; i++)
        local(out, LOCAL_GET, plan->params.count + i);
    wfx_buffer_u8(out, END);
}

static void write_create(WfxBuffer *out, Plan *plan)
{
    wfx_buffer_u8(out, 0);
    local(out, LOCAL_GET, 0);
    local(out, CONT_NEW, index_of(&plan->types, plan->cont));
    wfx_buffer_u8(out, END);
}

static void add_body(WfxBuffer *section, WfxBuffer *body)
{
    wfx_buffer_uleb(section, body->size);
    wfx_buffer_bytes(section, body->data, body->size);
    section->failed |= body->failed;
    wfx_buffer_free(body);
}

static void write_types(WfxBuffer *section, const Types *types)
{
    wfx_buffer_uleb(section, types->ids.count);
    for (uint32_t i = 0; i < types->ids.count; i++) {
        bool is_cont = wfx_types_get(types->ids.data[i])->composite == WFX_COMPOSITE_CONT;
        wfx_buffer_bytes(section, is_cont ? "\x5d\0" : "\x60\0\0", is_cont ? 2 : 3);
    }
}

static void write_module(WfxBuffer *out, Plan *plan, const WfxApiHelper *helper)
{
    static const char names[] = "\4name\1\x1b\2\0\xb"
                                "create in C\1\xb"
                                "resume in C";
    WfxBuffer types = {0}, imports = {0}, functions = {0}, code = {0}, create = {0}, resume = {0}, custom = {0};
    write_create(&create, plan);
    write_resume(&resume, plan, helper);
    wfx_buffer_uleb(&imports, helper->tag_count);
    for (uint32_t i = 0; i < helper->tag_count; i++) {
        wfx_buffer_bytes(&imports, "\0\0\4\0", 4); /* two empty names, a tag */
        wfx_buffer_uleb(&imports, index_of(&plan->types, helper->tags[i]->tag.type_id));
    }
    wfx_buffer_u8(&functions, 2);
    wfx_buffer_uleb(&functions, index_of(&plan->types, plan->create));
    wfx_buffer_uleb(&functions, index_of(&plan->types, plan->resume));
    write_types(&types, &plan->types);
    wfx_buffer_u8(&code, 2);
    add_body(&code, &create);
    add_body(&code, &resume);
    wfx_buffer_bytes(&custom, names, sizeof names - 1);
    wfx_buffer_bytes(out, "\0asm\1\0\0\0", 8);
    add_section(out, 1, &types);
    add_section(out, 2, &imports);
    add_section(out, 3, &functions);
    add_section(out, 10, &code);
    add_section(out, 0, &custom);
}

/* ---- helpers ---- */

static WfxCompiledModule *compile_helper(const WfxApiStore *api, Plan *plan, const WfxApiHelper *helper,
                                         WfxError *error)
{
    WfxBuffer bytes = {0};
    write_module(&bytes, plan, helper);
    WfxModule *module = NULL;
    if (bytes.failed || plan->types.failed)
        wfx_error_oom(error);
    else
        module = wfx_module_decode(bytes.data, bytes.size, WFX_FEATURES_DEFAULT, error);
    wfx_buffer_free(&bytes);
    if (!module)
        return NULL;
    memcpy(module->type_ids, plan->types.ids.data, sizeof(uint32_t) * module->type_count);
    for (uint32_t i = 0; i < module->function_count; i++)
        module->functions[i].type_id = module->type_ids[module->functions[i].type_index];
    for (uint32_t i = 0; i < module->tag_count; i++)
        module->tags[i].type_id = module->type_ids[module->tags[i].type_index];
    return wfx_compiled_new(module, NULL, &api->options, error);
}

static bool instantiate_helper(WfxStore *store, WfxCompiledModule *compiled, WfxApiHelper *helper, WfxError *error)
{
    WfxExternValue *imports = wfx_calloc(helper->tag_count + 1, sizeof *imports);
    if (!imports)
        return wfx_error_oom(error);
    for (uint32_t i = 0; i < helper->tag_count; i++)
        imports[i] = (WfxExternValue){.kind = WFX_EXTERN_TAG, .of.tag = helper->tags[i]};
    WfxInstanceRecord *record = wfx_rt_instance_new(store, compiled, imports, helper->tag_count, error);
    free(imports);
    if (!record)
        return false;
    helper->create = wfx_rt_instance_extern(record, WFX_EXTERN_FUNC, 0).of.func;
    helper->resume = wfx_rt_instance_extern(record, WFX_EXTERN_FUNC, 1).of.func;
    return true;
}

static void free_helper(WfxApiHelper *helper)
{
    if (!helper)
        return;
    free(helper->tags);
    free(helper->rest_ids);
    free(helper);
}

static bool fill_helper(WfxStore *store, WfxApiHelper *helper, WfxError *error)
{
    Plan plan = {0};
    WfxCompiledModule *compiled = NULL;
    if (make_plan(&plan, helper))
        compiled = compile_helper(store->user, &plan, helper, error);
    else if (plan.types.failed)
        wfx_error_oom(error);
    else
        wfx_error_set(error, WFX_ERROR_LIMIT, WFX_NO_OFFSET, "the tags have too many values together");
    free_plan(&plan);
    bool good = compiled && instantiate_helper(store, compiled, helper, error);
    wfx_compiled_release(compiled);
    helper->most = wfx_types_get(helper->type_id)->result_count;
    for (uint32_t i = 0; i < helper->tag_count; i++) {
        uint32_t count = wfx_types_get(helper->tags[i]->tag.type_id)->param_count;
        helper->most = count > helper->most ? count : helper->most;
    }
    return good;
}

static WfxApiHelper *helper_of(WfxStore *store, uint32_t type_id, wfx_tag_t *const *tags, size_t count, WfxError *error)
{
    WfxApiStore *api = store->user;
    for (WfxApiHelper *helper = api->helpers; helper; helper = helper->next)
        if (helper->type_id == type_id && helper->tag_count == count &&
            (!count || !memcmp(helper->tags, tags, count * sizeof *tags)))
            return helper;
    WfxApiHelper *helper = wfx_calloc(1, sizeof *helper);
    if (!helper || !(helper->tags = wfx_calloc(count + 1, sizeof *helper->tags)) ||
        !(helper->rest_ids = wfx_calloc(count + 1, sizeof *helper->rest_ids))) {
        free_helper(helper);
        wfx_error_oom(error);
        return NULL;
    }
    helper->type_id = type_id;
    helper->tag_count = (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        helper->tags[i] = from_tag(tags[i]);
    if (!fill_helper(store, helper, error)) {
        free_helper(helper);
        return NULL;
    }
    helper->next = api->helpers;
    api->helpers = helper;
    return helper;
}

void wfx_api_continuations_end(WfxApiStore *api)
{
    for (WfxApiHelper *helper = api->helpers, *next; helper; helper = next) {
        next = helper->next;
        free_helper(helper);
    }
    for (wfx_cont_t *cont = api->conts, *next; cont; cont = next) {
        next = cont->next;
        cont->store = NULL; /* it is its owner's */
        cont->link = NULL;
        cont->word = 0;
    }
}

/* ---- handles ---- */

static void hold(wfx_cont_t *cont, uint64_t word, uint32_t type_id)
{
    if (cont->word)
        wfx_rt_release(cont->store, cont->word);
    cont->word = word && wfx_rt_retain(cont->store, word, WFX_REF_CONT) ? word : 0;
    cont->type_id = type_id;
}

static wfx_cont_t *handle_of(WfxStore *store, uint64_t word, uint32_t type_id, wfx_error_t **error)
{
    WfxApiStore *api = store->user;
    wfx_cont_t *cont = wfx_calloc(1, sizeof *cont);
    if (cont) {
        cont->store = store;
        hold(cont, word, type_id);
    }
    if (!cont || !cont->word) {
        free(cont);
        wfx_api_fail_text(error, WFX_ERROR_MEMORY, "out of memory");
        return NULL;
    }
    cont->next = api->conts;
    cont->link = &api->conts;
    if (cont->next)
        cont->next->link = &cont->next;
    api->conts = cont;
    return cont;
}

static uint64_t word_of(const WfxSlot *slot)
{
    uint64_t word;
    memcpy(&word, slot->bytes, sizeof word);
    return word;
}

wfx_cont_t *wfx_cont_new(wfx_func_t *func, wfx_error_t **error)
{
    if (!wfx_api_given(error, func, "the function"))
        return NULL;
    WfxFunc *target = from_func(func);
    WfxStore *store = target->store;
    WfxError failure = {0};
    WfxSlot argument = {{0}}, result;
    memcpy(argument.bytes, &target, sizeof target);
    const WfxApiHelper *helper = helper_of(store, target->type_id, NULL, 0, &failure);
    if (!helper || !wfx_rt_call(store, helper->create, &argument, &result, &failure)) {
        wfx_api_fail(error, &failure, helper ? store : NULL);
        return NULL;
    }
    return handle_of(store, word_of(&result), target->type_id, error);
}

wfx_cont_t *wfx_cont_from_value(wfx_store_t *handle, const wfx_value_t *value, wfx_error_t **error)
{
    if (!wfx_api_given(error, handle, "the store") || !wfx_api_given(error, value, "the value"))
        return NULL;
    WfxStore *store = from_store(handle);
    uint64_t word = value->kind == WFX_VALUE_CONTREF ? value->of.ref : 0;
    uint32_t type_id = word && wfx_rt_is_contref(store, word) ? wfx_rt_contref_type(store, word) : WFX_NO_TYPE;
    if (type_id == WFX_NO_TYPE) {
        wfx_api_fail_text(error, WFX_ERROR_USAGE, "the value refers to no continuation of the store that waits");
        return NULL;
    }
    return handle_of(store, word, type_id, error);
}

static void free_cont(wfx_cont_t *cont)
{
    if (cont->link) {
        *cont->link = cont->next;
        if (cont->next)
            cont->next->link = cont->link;
    }
    if (cont->store)
        hold(cont, 0, WFX_NO_TYPE);
    wfx_error_delete(cont->trace);
    free(cont);
}

void wfx_cont_delete(wfx_cont_t *cont)
{
    if (cont && cont->is_running)
        cont->is_deleted = true;
    else if (cont)
        free_cont(cont);
}

wfx_cont_state_t wfx_cont_state(const wfx_cont_t *cont)
{
    if (cont->is_running)
        return WFX_CONTINUATION_RUNNING;
    if (!cont->word || !wfx_rt_contref_func(cont->store, cont->word))
        return WFX_CONTINUATION_ENDED;
    const WfxContinuation *header = wfx_rt_contref_header(cont->store, cont->word);
    bool is_fresh = !header || wfx_inspect_status(&cont->store->stacks.context, header) == WFX_INSPECT_FRESH;
    return is_fresh ? WFX_CONTINUATION_FRESH : WFX_CONTINUATION_SUSPENDED;
}

static bool waits(const wfx_cont_t *cont)
{
    wfx_cont_state_t state = wfx_cont_state(cont);
    return state == WFX_CONTINUATION_FRESH || state == WFX_CONTINUATION_SUSPENDED;
}

void wfx_cont_value(const wfx_cont_t *cont, wfx_value_t *value)
{
    *value = (wfx_value_t){.kind = WFX_VALUE_CONTREF, .of.ref = waits(cont) ? cont->word : 0};
}

wfx_functype_t *wfx_cont_type(const wfx_cont_t *cont)
{
    return waits(cont) ? wfx_api_functype(cont->type_id) : NULL;
}

wfx_func_t *wfx_cont_func(const wfx_cont_t *cont)
{
    return waits(cont) ? to_func(wfx_rt_contref_func(cont->store, cont->word)) : NULL;
}

static const WfxContinuation *suspended(const wfx_cont_t *cont)
{
    bool is_suspended = wfx_cont_state(cont) == WFX_CONTINUATION_SUSPENDED;
    return is_suspended ? wfx_rt_contref_header(cont->store, cont->word) : NULL;
}

wfx_tag_t *wfx_cont_tag(const wfx_cont_t *cont)
{
    const WfxContinuation *header = suspended(cont);
    return header ? (wfx_tag_t *)(uintptr_t)header->tag : NULL; /* the tag is its object's first member */
}

uint32_t wfx_cont_id(const wfx_cont_t *cont)
{
    const WfxContinuation *header = waits(cont) ? wfx_rt_contref_header(cont->store, cont->word) : NULL;
    return header ? header->id : 0;
}

size_t wfx_cont_frame_count(wfx_cont_t *cont)
{
    const WfxContinuation *header = suspended(cont);
    if (!header)
        return 0;
    if (!cont->trace || cont->traced != cont->word) {
        WfxStackWalk walk;
        wfx_error_delete(cont->trace);
        wfx_stack_walk_suspended(&walk, header);
        cont->trace = wfx_api_trace(cont->store, &walk);
        cont->traced = cont->word;
    }
    return wfx_error_frame_count(cont->trace);
}

const wfx_frame_t *wfx_cont_frame(wfx_cont_t *cont, size_t index)
{
    return index < wfx_cont_frame_count(cont) ? wfx_error_frame(cont->trace, index) : NULL;
}

/* ---- resume ---- */

static bool check_resume(const wfx_cont_t *cont, size_t arg_count, wfx_tag_t *const *tags, size_t tag_count,
                         wfx_error_t **error)
{
    if (!waits(cont))
        return wfx_api_fail_text(error, WFX_ERROR_USAGE, "the continuation does not wait: it %s",
                                 cont->is_running ? "runs" : "has ended");
    for (size_t i = 0; i < tag_count; i++)
        if (!tags[i] || from_tag(tags[i])->tag.store != (void *)cont->store)
            return wfx_api_fail_text(error, WFX_ERROR_USAGE, "tag %zu does not belong to the store", i);
    const WfxTypeDef *type = wfx_types_get(cont->type_id);
    if (arg_count != type->param_count)
        return wfx_api_fail_text(error, WFX_ERROR_USAGE, "the continuation takes %u arguments, %zu were given",
                                 type->param_count, arg_count);
    return true;
}

/* What the helper returned. */
static void take_outcome(wfx_cont_t *cont, const WfxApiHelper *helper, const WfxSlot *slots, wfx_value_t *values,
                         wfx_outcome_t *outcome)
{
    int32_t which;
    const WfxTypeDef *type = wfx_types_get(helper->type_id);
    const WfxType *types = type->results;
    uint32_t count = type->result_count, at = 1;
    memcpy(&which, slots[0].bytes, sizeof which);
    *outcome = (wfx_outcome_t){.tag_index = which ? (size_t)which - 1 : SIZE_MAX};
    for (int32_t i = 0; i < which; i++) {
        at += count + (i > 0); /* the reference to the rest stands behind a payload */
        type = wfx_types_get(helper->tags[i]->tag.type_id);
        types = type->params;
        count = type->param_count;
    }
    for (uint32_t i = 0; i < count; i++)
        wfx_api_to_value(types[i], &slots[at + i], &values[i]);
    outcome->value_count = count;
    if (which)
        outcome->tag = to_tag(helper->tags[which - 1]);
    hold(cont, which ? word_of(&slots[at + count]) : 0, which ? helper->rest_ids[which - 1] : WFX_NO_TYPE);
}

bool wfx_cont_resume(wfx_cont_t *cont, const wfx_value_t *args, size_t arg_count, wfx_tag_t *const *tags,
                     size_t tag_count, wfx_value_t *values, size_t capacity, wfx_outcome_t *outcome,
                     wfx_error_t **error)
{
    if (!wfx_api_given(error, cont, "the continuation") || !wfx_api_given(error, outcome, "the outcome") ||
        (arg_count && !wfx_api_given(error, args, "the list of arguments")) ||
        (tag_count && !wfx_api_given(error, tags, "the list of tags")) ||
        (capacity && !wfx_api_given(error, values, "the list of values")))
        return false;
    WfxError failure = {0};
    if (!check_resume(cont, arg_count, tags, tag_count, error))
        return false;
    WfxStore *store = cont->store;
    const WfxApiHelper *helper = helper_of(store, cont->type_id, tags, tag_count, &failure);
    if (!helper)
        return wfx_api_fail(error, &failure, NULL);
    if (capacity < helper->most)
        return wfx_api_fail_text(error, WFX_ERROR_USAGE, "there is room for %zu values; an outcome may have %u",
                                 capacity, helper->most);
    const WfxTypeDef *type = wfx_types_get(cont->type_id);
    const WfxTypeDef *call = wfx_types_get(helper->resume->type_id);
    WfxSlot slots[call->param_count], results[call->result_count];
    for (uint32_t i = 0; i < type->param_count; i++)
        if (!wfx_api_to_slot(store, type->params[i], &args[i], &slots[i]))
            return wfx_api_fail_text(error, WFX_ERROR_USAGE, "argument %u does not have the type of its parameter", i);
    memset(&slots[type->param_count], 0, sizeof *slots);
    memcpy(slots[type->param_count].bytes, &cont->word, sizeof cont->word);
    cont->is_running = true;
    bool good = wfx_rt_call(store, helper->resume, slots, results, &failure);
    cont->is_running = false;
    if (good)
        take_outcome(cont, helper, results, values, outcome);
    else if (failure.kind != WFX_ERROR_USAGE) /* it was not begun */
        hold(cont, 0, WFX_NO_TYPE);
    if (cont->is_deleted)
        free_cont(cont);
    return good || wfx_api_fail(error, &failure, store);
}
