/* The compiler's driver: walks every function, compiles each as its IR is complete, and turns the collected tables into
   a CodeImage. Tables that must be sorted by pc are, because code is emitted once and forward. */
#include "engine/base/alloc.h"
#include "engine/base/pages.h"
#include "engine/ir/expand.h"
#include "engine/x64/quick/quick.h"
#include "engine/x64/select/select.h"

#include <stdlib.h>

enum {
    MAX_CODE = 0x7F000000,
    MAX_FRAME = 0x10000000,
    FUNCTION_ALIGN = 16,
    DATA_ALIGN = 16,
};

/* ---- one function ---- */

typedef struct Job {
    Compiler c;
    VCode code;
    Select s;
    Emit e;
    Quick q;
    WfxBuffer text;    /* the function's stream, where it is to be shown */
    bool begins_again; /* the first tail call to another instance was met */
} Job;

/* An operator of a feature whose code generation is still to come. */
static bool refuse(const Job *job)
{
    const IrInst *inst = &job->s.ir->insts.data[job->s.inst];
    const char *name = ir_op_info[inst->op].name;
    for (unsigned id = 0; inst->op == IR_LOAD && id < WFX_OP_COUNT; id++)
        if (wfx_op_rows[id].lower == IR_LOAD && wfx_op_rows[id].access == inst->aux)
            name = wfx_op_rows[id].text;
    return wfx_error_set(job->c.error, WFX_ERROR_LIMIT, inst->offset, "%s is not compiled yet", name);
}

/* A few operations are placed and written as soon as they are selected. */
static bool compile_blocks(Job *job)
{
    bool shows = job->c.options->show_vcode != NULL;
    for (uint32_t b = 0; b < job->s.ir->blocks.count && !job->c.failed; b++) {
        select_begin_block(&job->s, b);
        quick_begin_block(&job->q, b);
        if (shows)
            wfx_buffer_format(&job->text, "b%u:\n", b);
        do {
            select_next(&job->s);
            if (job->s.refused)
                return refuse(job);
            if (shows)
                v_print(&job->code, &job->text);
            quick_take(&job->q);
        } while (job->s.next < job->s.end && !job->c.failed);
    }
    return true;
}

static void align_code(X64Buffer *as, size_t gap)
{
    x64_buffer_room(as, FUNCTION_ALIGN + gap);
    memset(as->p, 0xCC, gap);
    as->p += gap;
    while (x64_pos(as) % FUNCTION_ALIGN)
        x64_u8(as, 0xCC);
}

/* What the checker finds is an error of the compilation: debug builds and fuzzers stop there. */
static bool check_allocation(Quick *q, WfxError *error)
{
    WfxBuffer text = {0};
    bool ok = quick_check(q, &text);
    if (!ok && text.failed)
        wfx_error_oom(error);
    else if (!ok)
        wfx_error_set(error, WFX_ERROR_LIMIT, q->ir->start_offset, "broken allocation of function %u: %.*s",
                      q->ir->index, (int)text.size, (const char *)text.data);
    wfx_buffer_free(&text);
    return ok;
}

/* An IrObserver: the function as it was built, and after each pass. */
static void show_ir(void *user, const IrFunction *ir, const IrPass *pass)
{
    Job *job = user;
    if (pass)
        wfx_buffer_format(&job->text, "after the pass '%s'\n", pass->name);
    ir_print(ir, &job->text);
}

static bool run_passes(Job *job, IrFunction *ir, WfxError *error)
{
    static const IrPass *const passes[] = {&ir_pass_expand};
    const WfxCompileOptions *options = job->c.options;
    job->text.size = 0;
    if (!ir_run_passes(ir, passes, options->expand ? 1 : 0, options->show_ir ? show_ir : NULL, job, error))
        return false;
    if (job->text.failed)
        return wfx_error_oom(error);
    if (options->show_ir)
        options->show_ir(options->user, ir->index, &job->text);
    job->text.size = 0;
    return true;
}

static bool compile_function(void *user, IrFunction *ir, WfxError *error)
{
    if (!ir_check(ir, "the builder", error))
        return false;
    Job *job = user;
    Compiler *c = &job->c;
    Emit *e = &job->e;
    if (ir->has_foreign_tail_calls && !c->has_foreign_tail_calls) {
        job->begins_again = true;
        return false;
    }
    if (c->options->wanted && !c->options->wanted[ir->index]) {
        uint32_t number = ir->index - c->module->imported_function_count;
        c->entry[number] = WFX_LEFT_OUT + number;
        return true;
    }
    if (!run_passes(job, ir, error))
        return false;
    if (!emit_begin_function(e, ir))
        return wfx_error_oom(error);
    WfxCodeFunction record = {.function = ir->index,
                              .start = e->start,
                              .wasm_start = ir->start_offset,
                              .wasm_end = ir->end_offset,
                              .area = e->area,
                              .first_local = c->locals.count,
                              .local_count = ir->local_count};
    select_begin_function(&job->s, ir);
    emit_row(e, ir->start_offset);
    if (!quick_begin_function(&job->q, ir))
        return wfx_error_oom(error);
    record.body = x64_pos(e->as);
    emit_row_at(e, record.body, ir->insts.data[ir->blocks.data[0].first].offset); /* even at the header's offset */
    if (!compile_blocks(job))
        return false;
    if (c->options->show_vcode)
        c->options->show_vcode(c->options->user, ir->index, &job->text);
    job->text.size = 0;
    if (!c->failed && !check_allocation(&job->q, error))
        return false;
    if (!c->failed)
        record.frame_size = emit_finish(e, job->q.frame);
    if (c->failed || e->as->failed)
        return wfx_error_oom(error);
    if (record.frame_size > MAX_FRAME)
        return wfx_error_set(error, WFX_ERROR_LIMIT, ir->start_offset,
                             "the function needs a frame of more than 256 MiB");
    record.end = x64_pos(e->as);
    c->entry[ir->index - c->module->imported_function_count] = record.start;
    emit_push(e, &c->functions, record);
    align_code(e->as, c->options->function_gap);
    if ((size_t)(e->as->p - e->as->base) + c->data.size > MAX_CODE)
        return wfx_error_set(error, WFX_ERROR_LIMIT, ir->start_offset, "the module's machine code exceeds 2 GiB");
    if (c->options->progress)
        c->options->progress(c->options->user, ++c->done,
                             c->module->function_count - c->module->imported_function_count);
    return true;
}

/* ---- the whole module ---- */

static bool walk_functions(Job *job, WfxModule *module, WfxError *error)
{
    IrBuilder *builder = ir_builder_new(module, compile_function, job, error);
    if (!builder)
        return false;
    const WfxCompileOptions *options = job->c.options;
    ir_builder_set_polls(builder, (options->interruption ? IR_POLL_INTERRUPT : 0) | (options->fuel ? IR_POLL_FUEL : 0));
    WfxWalker *walker = wfx_walker_new(module, ir_builder_sink(builder), error);
    bool ok = walker != NULL;
    if (ok)
        ir_builder_set_walker(builder, walker);
    for (uint32_t i = module->imported_function_count; ok && i < module->function_count; i++)
        ok = wfx_walk_function(walker, i);
    if (walker)
        wfx_walker_free(walker);
    ir_builder_free(builder);
    return ok;
}

/* Room for the tables that grow with the code, so that they are not moved while they do. Untouched pages cost
   nothing. */
static bool reserve_tables(Compiler *c, size_t module_size)
{
    size_t rows = module_size / 3 + 64, sites = module_size / 8 + 64;
    if (!wfx_vec_reserve(&c->rows, rows) || !wfx_vec_reserve(&c->sites, sites) || !wfx_vec_push(&c->stack_maps, 0))
        return false;
    wfx_pages_prefer_large(c->rows.data, rows * sizeof *c->rows.data);
    wfx_pages_prefer_large(c->sites.data, sites * sizeof *c->sites.data);
    x64_buffer_room(&c->as, 2 * module_size);
    return !c->as.failed;
}

/* Data stands behind the text from now on: everything that refers to either can be written. */
static bool link_module(Compiler *c, WfxCompiled *compiled, uint32_t *text_size)
{
    X64Buffer *as = &c->as;
    align_code(as, 0);
    *text_size = x64_pos(as);
    for (uint32_t i = 0; i < c->calls.count; i++)
        x64_patch_to(as, c->calls.data[i].at, c->entry[c->calls.data[i].target - c->module->imported_function_count]);
    for (uint32_t i = 0; i < c->data_refs.count; i++)
        x64_patch_to(as, c->data_refs.data[i].at, *text_size + c->data_refs.data[i].target);
    for (uint32_t i = 0; i < c->tables.count; i++)
        for (uint32_t k = 0; k < c->tables.data[i].target; k++) {
            uint8_t *entry = c->data.data + c->tables.data[i].at + 4 * (size_t)k;
            uint32_t pc;
            memcpy(&pc, entry, 4);
            pc -= *text_size + c->tables.data[i].at;
            memcpy(entry, &pc, 4);
        }
    for (uint32_t i = 0; i < c->resumes.count; i++)
        c->resumes.data[i].descriptor += *text_size;
    compiled->relocation_count = c->data_code.count;
    compiled->relocations = wfx_malloc((c->data_code.count + 1) * sizeof *compiled->relocations);
    if (!compiled->relocations)
        return false;
    for (uint32_t i = 0; i < c->data_code.count; i++) {
        uint64_t target = c->data_code.data[i].target;
        memcpy(c->data.data + c->data_code.data[i].at, &target, 8);
        compiled->relocations[i] = *text_size + c->data_code.data[i].at;
    }
    x64_buffer_room(as, c->data.size + DATA_ALIGN);
    if (as->failed)
        return false;
    if (c->data.size)
        memcpy(as->p, c->data.data, c->data.size);
    as->p += c->data.size;
    return true;
}

/* Hands a vector's memory over, cut to its size; the image never has a NULL array. */
#define TAKE(count_field, field, vec)                                                                                  \
    do {                                                                                                               \
        image->count_field = (vec).count;                                                                              \
        void *cut = wfx_realloc((vec).data, ((size_t)(vec).count + 1) * sizeof *(vec).data);                           \
        image->field = cut ? cut : (void *)(vec).data;                                                                 \
        ok &= image->field != NULL;                                                                                    \
        (vec).data = NULL;                                                                                             \
        (vec).count = (vec).capacity = 0;                                                                              \
    } while (0)

static bool make_image(Compiler *c, WfxCompiled *compiled)
{
    WfxCodeImage *image = wfx_calloc(1, sizeof *image);
    compiled->image = image;
    if (!image || !link_module(c, compiled, &image->text_size))
        return false;
    bool ok = true;
    image->module = c->module;
    image->counter_count = c->options->counters ? c->counter_count : 0;
    TAKE(function_count, functions, c->functions);
    TAKE(local_count, locals, c->locals);
    TAKE(site_count, sites, c->sites);
    TAKE(stack_map_count, stack_maps, c->stack_maps);
    TAKE(line_count, lines, c->rows);
    TAKE(try_count, tries, c->tries);
    TAKE(clause_count, clauses, c->clauses);
    TAKE(resume_count, resumes, c->resumes);
    TAKE(resume_clause_count, resume_clauses, c->resume_clauses);
    TAKE(switch_count, switches, c->switches);
    image->entry = c->entry;
    c->entry = NULL;
    image->code_size = x64_pos(&c->as);
    compiled->code =
        (WfxBuffer){.data = c->as.base, .size = image->code_size, .capacity = (size_t)(c->as.end - c->as.base)};
    c->as = (X64Buffer){0};
    return ok;
}

static void free_job(Job *job)
{
    Compiler *c = &job->c;
    x64_buffer_free(&c->as);
    wfx_buffer_free(&c->data);
    wfx_vec_free(&c->functions);
    wfx_vec_free(&c->locals);
    wfx_vec_free(&c->sites);
    wfx_vec_free(&c->stack_maps);
    wfx_vec_free(&c->rows);
    wfx_vec_free(&c->tries);
    wfx_vec_free(&c->clauses);
    wfx_vec_free(&c->resumes);
    wfx_vec_free(&c->resume_clauses);
    wfx_vec_free(&c->switches);
    wfx_vec_free(&c->calls);
    wfx_vec_free(&c->data_refs);
    wfx_vec_free(&c->data_code);
    wfx_vec_free(&c->tables);
    free(c->entry);
    wfx_vec_free(&job->code.ops);
    wfx_vec_free(&job->code.args);
    wfx_vec_free(&job->code.temps);
    wfx_buffer_free(&job->text);
    select_free(&job->s);
    emit_free(&job->e);
    quick_free(&job->q);
}

static bool compile_module(WfxModule *module, const WfxCompileOptions *options, WfxCompiled *compiled,
                           bool foreign_tail_calls, bool *begins_again, WfxError *error)
{
    Job job = {.c = {.module = module,
                     .options = options,
                     .error = error,
                     .offsets = wfx_instance_offsets(module),
                     .has_foreign_tail_calls = foreign_tail_calls}};
    uint32_t own = module->function_count - module->imported_function_count;
    job.s = (Select){.code = &job.code, .module = module, .offsets = job.c.offsets, .debug = options->debug};
    job.e = (Emit){.as = &job.c.as, .c = &job.c, .module = module, .debug = options->debug};
    job.q = (Quick){.e = &job.e,
                    .code = &job.code,
                    .stress = options->stress_spill,
                    .waits = !options->debug && !options->stress_spill};
    select_begin_module(&job.s, options->baseline ? x64_cpu_baseline() : x64_cpu());
    job.c.entry = wfx_calloc(own + 1, sizeof *job.c.entry);
    bool ok = job.c.entry != NULL;
    if (!ok || !reserve_tables(&job.c, module->size))
        ok = wfx_error_oom(error);
    ok = ok && walk_functions(&job, module, error);
    if (ok && !make_image(&job.c, compiled))
        ok = wfx_error_oom(error);
    *begins_again = job.begins_again;
    free_job(&job);
    return ok;
}

/* Callers of a function that ends in a tail call to another instance must reload theirs. Few modules have such
   functions, and reading all of the code beforehand would cost the others 4 % of the whole: the first one met makes the
   compilation begin again. */
bool wfx_compile(WfxModule *module, const WfxCompileOptions *options, WfxCompiled *compiled, WfxError *error)
{
    bool begins_again;
    *compiled = (WfxCompiled){0};
    if (!x64_cpu()->has_sse41)
        return wfx_error_set(error, WFX_ERROR_LIMIT, WFX_NO_OFFSET,
                             "this processor has no SSE4.1 instructions, which compiled code needs");
    bool ok = compile_module(module, options, compiled, false, &begins_again, error);
    if (!ok && begins_again)
        ok = compile_module(module, options, compiled, true, &begins_again, error);
    if (!ok)
        wfx_compiled_free(compiled);
    return ok;
}

void wfx_compiled_free(WfxCompiled *compiled)
{
    if (compiled->image)
        wfx_image_free(compiled->image);
    wfx_buffer_free(&compiled->code);
    free(compiled->relocations);
    *compiled = (WfxCompiled){0};
}
