/* The compiler's driver: walks every function, compiles each as its IR is complete, and turns the collected tables into a CodeImage.
   Tables that must be sorted by pc are, because code is emitted once and forward. */
#include "engine/base/alloc.h"
#include "engine/x64/func.h"

#include <cpuid.h>
#include <stdlib.h>

enum {
    MAX_CODE = 0x7F000000,
    MAX_FRAME = 0x10000000,
    FUNCTION_ALIGN = 16,
    DATA_ALIGN = 16,
    ROOM = 1536 /* for one instruction's expansion */
};

/* ---- tables ---- */

void fn_site(Fn *f, WfxSiteKind kind, WfxTrap trap, uint32_t pc, uint32_t wasm_offset)
{
    WfxSite site = {.pc = pc,
                    .wasm_offset = wasm_offset,
                    .kind = (uint8_t)kind,
                    .trap = (uint8_t)trap,
                    .try_region = f->try_region,
                    .stack_map = WFX_NO_INDEX};
    fn_push(f, &f->c->sites, site);
}

static void add_row(Fn *f, uint32_t pc, uint32_t wasm_offset)
{
    Compiler *c = f->c;
    f->last_row = wasm_offset;
    WfxLineRow *last = c->rows.count ? &c->rows.data[c->rows.count - 1] : NULL;
    if (last && last->pc == pc)
        last->wasm_offset = wasm_offset;
    else
        fn_push(f, &c->rows, (WfxLineRow){pc, wasm_offset});
}

void fn_row(Fn *f, uint32_t wasm_offset)
{
    if (wasm_offset != f->last_row)
        add_row(f, x64_pos(f->as), wasm_offset);
}

void fn_trap_if(Fn *f, X64Cond cc, WfxTrap trap, uint32_t wasm_offset)
{
    fn_push(f, &f->traps, (TrapJump){x64_jcc(f->as, cc), wasm_offset, (uint8_t)trap});
}

void fn_trap_now(Fn *f, WfxTrap trap, uint32_t wasm_offset)
{
    fn_site_here(f, WFX_SITE_TRAP, trap, wasm_offset);
    x64_ud2(f->as);
}

/* ---- one function ---- */

typedef struct Job {
    Compiler c;
    Fn f;
} Job;

static bool reserve_function(Fn *f)
{
    const IrFunction *ir = f->ir;
    if (f->value_capacity < ir->insts.count + 1) {
        uint32_t wanted = ir->insts.count + ir->insts.count / 2 + 256;
        Value *values = wfx_realloc(f->values, wanted * sizeof *values);
        if (!values)
            return false;
        f->values = values;
        f->value_capacity = wanted;
    }
    f->blocks.count = 0;
    if (!wfx_vec_reserve(&f->blocks, ir->blocks.count))
        return false;
    f->blocks.count = ir->blocks.count;
    for (uint32_t i = 0; i < ir->blocks.count; i++)
        f->blocks.data[i] = (BlockState){.pc = UINT32_MAX};
    return true;
}

static void reset_function(Fn *f)
{
    f->free = MASK_GENERAL | MASK_VECTOR;
    f->pinned = f->cached = 0;
    f->lazy_count = 0;
    f->flags = IR_NO_ID;
    f->free8.count = f->free16.count = 0;
    f->frame = f->frame_extra = 0;
    f->keeps_limit_check = f->ir->has_calls;
    f->frame_leas.count = f->jumps.count = f->table_entries.count = f->traps.count = f->retires.count = f->clause_targets.count =
        0;
    f->area = type_area(f->ir->type);
    f->last_row = UINT32_MAX;
    f->try_region = WFX_NO_INDEX;
}

static void add_tries(Fn *f)
{
    Compiler *c = f->c;
    const IrFunction *ir = f->ir;
    f->try_base = c->tries.count;
    for (uint32_t i = 0; i < ir->tries.count; i++) {
        const IrTry *row = &ir->tries.data[i];
        uint32_t parent = row->parent == IR_NO_ID ? WFX_NO_INDEX : f->try_base + row->parent;
        fn_push(f, &c->tries, (WfxCodeTry){parent, c->clauses.count, row->clause_count});
        for (uint32_t k = 0; k < row->clause_count; k++) {
            const IrClause *clause = &ir->clauses.data[row->clauses + k];
            f->blocks.data[clause->block].clause = clause->kind;
            fn_push(f, &f->clause_targets, (Fixup){c->clauses.count, clause->block});
            fn_push(f, &c->clauses, (WfxCodeClause){clause->kind, clause->tag, 0});
        }
    }
}

/* Who compiles an instruction. PARAMs are defined by their block, PROJECTs by their call. */
typedef enum InstClass { CLASS_VALUE, CLASS_NOTHING, CLASS_CONST, CLASS_LOCAL_GET, CLASS_CALL, CLASS_END } InstClass;

static void classify(uint8_t classes[IR_OP_COUNT], bool lazy_locals)
{
    for (unsigned op = 0; op < IR_OP_COUNT; op++)
        classes[op] = ir_op_info[op].effect == WFX_EFFECT_CALL      ? CLASS_CALL
                      : ir_op_info[op].effect == WFX_EFFECT_CONTROL ? CLASS_END
                                                                    : CLASS_VALUE;
    classes[IR_NONE] = classes[IR_PARAM] = classes[IR_PROJECT] = CLASS_NOTHING;
    classes[IR_CONST] = classes[IR_V128_CONST] = CLASS_CONST;
    if (lazy_locals)
        classes[IR_LOCAL_GET] = CLASS_LOCAL_GET;
}

/* An operator of a feature whose code generation is still to come. */
static bool refuse(Fn *f, const IrInst *inst)
{
    const char *name = ir_op_info[inst->op].name;
    for (unsigned id = 0; inst->op == IR_LOAD && id < WFX_OP_COUNT; id++)
        if (wfx_op_rows[id].lower == IR_LOAD && wfx_op_rows[id].access == inst->aux)
            name = wfx_op_rows[id].text;
    return wfx_error_set(f->c->error, WFX_ERROR_LIMIT, inst->offset, "%s is not compiled yet", name);
}

static bool compile_inst(Fn *f, IrInst *inst)
{
    unsigned class = f->c->classes[inst->op];
    if (class == CLASS_NOTHING)
        return true;
    Value *value = &f->values[f->inst];
    if (class == CLASS_CONST) { /* half of all instructions are these two, and make no code */
        *value = (Value){.uses = inst->uses, .kind = inst->type, .where = VALUE_CONST};
        return true;
    }
    wfx_asm_room(f->as, ROOM);
    if (class == CLASS_LOCAL_GET) {
        *value = (Value){.uses = inst->uses, .kind = inst->type};
        if (inst->uses)
            quick_make_lazy(f, f->inst, inst->a);
        return true;
    }
    *value = (Value){.uses = inst->uses, .kind = (uint8_t)ir_result_kind(inst)};
    uint32_t before = x64_pos(f->as);
    if (class == CLASS_CALL)
        call_emit(f, inst);
    else if (class == CLASS_END)
        control_terminator(f, inst);
    else if (!isel_value(f, inst))
        return refuse(f, inst);
    if (inst->offset != f->last_row && x64_pos(f->as) != before) /* no code, no row */
        add_row(f, before, inst->offset);
    return true;
}

static bool compile_blocks(Fn *f)
{
    const IrFunction *ir = f->ir;
    for (uint32_t b = 0; b < ir->blocks.count && !f->c->failed; b++) {
        const IrBlock *block = &ir->blocks.data[b];
        control_begin_block(f, b);
        for (uint32_t i = block->first; i < block->first + block->count && !f->c->failed; i++) {
            f->inst = i;
            if (!compile_inst(f, &ir->insts.data[i]))
                return false;
        }
    }
    return true;
}

static void align_code(WfxAsm *as, size_t gap)
{
    wfx_asm_room(as, FUNCTION_ALIGN + gap);
    memset(as->p, 0xCC, gap);
    as->p += gap;
    while (x64_pos(as) % FUNCTION_ALIGN)
        x64_u8(as, 0xCC);
}

/* Debug builds look for a broken invariant where it is made. */
#ifdef NDEBUG
static bool check_ir(const IrFunction *ir, WfxError *error)
{
    (void)ir;
    (void)error;
    return true;
}
#else
static bool check_ir(const IrFunction *ir, WfxError *error)
{
    WfxBuffer broken = {0};
    bool ok = ir_verify(ir, &broken);
    if (!ok && (broken.failed))
        wfx_error_oom(error);
    else if (!ok)
        wfx_error_set(error, WFX_ERROR_LIMIT, ir->start_offset, "broken IR: %.*s", (int)broken.size, (const char *)broken.data);
    wfx_buffer_free(&broken);
    return ok;
}
#endif

static bool compile_function(void *user, IrFunction *ir, WfxError *error)
{
    if (!check_ir(ir, error))
        return false;
    Job *job = user;
    Compiler *c = &job->c;
    Fn *f = &job->f;
    if (c->options->wanted && !c->options->wanted[ir->index]) {
        uint32_t number = ir->index - c->module->imported_function_count;
        c->entry[number] = WFX_LEFT_OUT + number;
        return true;
    }
    f->ir = ir;
    if (!reserve_function(f))
        return wfx_error_oom(error);
    reset_function(f);
    f->index = ir->index;
    f->start = x64_pos(f->as);
    WfxCodeFunction record = {.function = ir->index,
                              .start = f->start,
                              .wasm_start = ir->start_offset,
                              .wasm_end = ir->end_offset,
                              .area = f->area,
                              .first_local = c->locals.count,
                              .local_count = ir->local_count};
    add_tries(f);
    fn_row(f, ir->start_offset);
    control_prologue(f);
    record.body = x64_pos(f->as);
    f->last_row = UINT32_MAX; /* the body has a row of its own, even at the header's offset */
    if (!c->failed && ir->insts.count)
        fn_row(f, ir->insts.data[ir->blocks.data[0].first].offset);
    if (!c->failed && !compile_blocks(f))
        return false;
    if (!c->failed)
        control_finish(f);
    if (c->failed || f->as->failed)
        return wfx_error_oom(error);
    if (f->frame > MAX_FRAME)
        return wfx_error_set(error, WFX_ERROR_LIMIT, ir->start_offset, "the function needs a frame of more than 256 MiB");
    record.end = x64_pos(f->as);
    record.frame_size = f->frame;
    c->entry[ir->index - c->module->imported_function_count] = record.start;
    fn_push(f, &c->functions, record);
    align_code(f->as, c->options->function_gap);
    if ((size_t)(f->as->p - f->as->base) + c->data.size > MAX_CODE)
        return wfx_error_set(error, WFX_ERROR_LIMIT, ir->start_offset, "the module's machine code exceeds 2 GiB");
    if (c->options->progress)
        c->options->progress(c->options->user, ++c->done, c->module->function_count - c->module->imported_function_count);
    return true;
}

/* ---- the whole module ---- */

static void find_features(Compiler *c)
{
    if (c->options->baseline)
        return;
    __builtin_cpu_init();
    c->has_popcnt = __builtin_cpu_supports("popcnt");
    c->has_tzcnt = __builtin_cpu_supports("bmi");
    unsigned eax, ebx, ecx, edx; /* clang's builtin does not know lzcnt */
    c->has_lzcnt = __get_cpuid(0x80000001, &eax, &ebx, &ecx, &edx) && (ecx & bit_LZCNT);
}

static bool walk_functions(Job *job, WfxModule *module, WfxError *error)
{
    IrBuilder *builder = ir_builder_new(module, compile_function, job, error);
    if (!builder)
        return false;
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

/* Room for the tables that grow with the code, so that they are not moved while they do. Untouched pages cost nothing. */
static bool reserve_tables(Compiler *c, size_t module_size)
{
    size_t rows = module_size / 3 + 64, sites = module_size / 8 + 64;
    if (!wfx_vec_reserve(&c->rows, rows) || !wfx_vec_reserve(&c->sites, sites))
        return false;
    wfx_asm_large_pages(c->rows.data, rows * sizeof *c->rows.data);
    wfx_asm_large_pages(c->sites.data, sites * sizeof *c->sites.data);
    wfx_asm_room(&c->as, ROOM + 2 * module_size);
    return !c->as.failed;
}

/* Data stands behind the text from now on: everything that refers to either can be written. */
static bool link_module(Compiler *c, WfxCompiled *compiled, uint32_t *text_size)
{
    WfxAsm *as = &c->as;
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
    wfx_asm_room(as, c->data.size + DATA_ALIGN);
    if (as->failed)
        return false;
    if (c->data.size)
        memcpy(as->p, c->data.data, c->data.size);
    as->p += c->data.size;
    return true;
}

static bool add_counters(Compiler *c, WfxCodeImage *image)
{
    image->counter_count = c->counter_count;
    image->counters = wfx_calloc(c->counter_count + 1, sizeof *image->counters);
    if (!image->counters)
        return false;
    for (uint32_t i = 0; i < c->counter_refs.count; i++)
        x64_patch64(&c->as, c->counter_refs.data[i].at, (uint64_t)(uintptr_t)&image->counters[c->counter_refs.data[i].counter]);
    return true;
}

/* Hands a vector's memory over, cut to its size; the image never has a NULL array. */
#define TAKE(count_field, field, vec)                                                                                            \
    do {                                                                                                                         \
        image->count_field = (vec).count;                                                                                        \
        void *cut = wfx_realloc((vec).data, ((size_t)(vec).count + 1) * sizeof *(vec).data);                                     \
        image->field = cut ? cut : (void *)(vec).data;                                                                           \
        ok &= image->field != NULL;                                                                                              \
        (vec).data = NULL;                                                                                                       \
        (vec).count = (vec).capacity = 0;                                                                                        \
    } while (0)

static bool make_image(Compiler *c, WfxCompiled *compiled)
{
    WfxCodeImage *image = wfx_calloc(1, sizeof *image);
    compiled->image = image;
    if (!image || !link_module(c, compiled, &image->text_size) || !add_counters(c, image))
        return false;
    bool ok = true;
    image->module = c->module;
    TAKE(function_count, functions, c->functions);
    TAKE(local_count, locals, c->locals);
    TAKE(site_count, sites, c->sites);
    TAKE(line_count, lines, c->rows);
    TAKE(try_count, tries, c->tries);
    TAKE(clause_count, clauses, c->clauses);
    TAKE(resume_count, resumes, c->resumes);
    TAKE(resume_clause_count, resume_clauses, c->resume_clauses);
    TAKE(switch_count, switches, c->switches);
    image->entry = c->entry;
    c->entry = NULL;
    image->code_size = x64_pos(&c->as);
    compiled->code = (WfxBuffer){.data = c->as.base, .size = image->code_size, .capacity = (size_t)(c->as.end - c->as.base)};
    c->as = (WfxAsm){0};
    return ok;
}

static void free_job(Job *job)
{
    Compiler *c = &job->c;
    Fn *f = &job->f;
    wfx_asm_free(&c->as);
    wfx_buffer_free(&c->data);
    wfx_vec_free(&c->functions);
    wfx_vec_free(&c->locals);
    wfx_vec_free(&c->sites);
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
    wfx_vec_free(&c->counter_refs);
    free(c->entry);
    free(f->values);
    wfx_vec_free(&f->homes);
    wfx_vec_free(&f->copies);
    wfx_vec_free(&f->free8);
    wfx_vec_free(&f->free16);
    wfx_vec_free(&f->frame_leas);
    wfx_vec_free(&f->blocks);
    wfx_vec_free(&f->jumps);
    wfx_vec_free(&f->table_entries);
    wfx_vec_free(&f->traps);
    wfx_vec_free(&f->retires);
    wfx_vec_free(&f->clause_targets);
}

bool wfx_compile(WfxModule *module, const WfxCompileOptions *options, WfxCompiled *compiled, WfxError *error)
{
    *compiled = (WfxCompiled){0};
    Job job = {.c = {.module = module, .options = options, .error = error, .offsets = wfx_instance_offsets(module)}};
    uint32_t own = module->function_count - module->imported_function_count;
    find_features(&job.c);
    classify(job.c.classes, !options->debug && !options->stress_spill);
    job.f.c = &job.c;
    job.f.as = &job.c.as;
    job.f.module = module;
    job.f.debug = options->debug;
    job.f.stress = options->stress_spill;
    job.f.foreign_tail_calls = module->has_foreign_tail_calls;
    job.c.entry = wfx_calloc(own + 1, sizeof *job.c.entry);
    bool ok = job.c.entry != NULL;
    if (!ok || !reserve_tables(&job.c, module->size))
        ok = wfx_error_oom(error);
    ok = ok && walk_functions(&job, module, error);
    if (ok && !make_image(&job.c, compiled))
        ok = wfx_error_oom(error);
    free_job(&job);
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
