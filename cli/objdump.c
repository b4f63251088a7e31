/* `wasmfx objdump`: the machine code of a module, function by function, under the source lines it was made from.

     function fib (2): 0x40..0xd2, frame 32 bytes
       local 0 $n: i64 at rbp-16
       5:12       (if (i64.lt_u (local.get $n) (i64.const 2))
           4e  mov     rax, qword ptr [rbp - 0x10]
           ..
           5f  jae     .L71
           77  call    fib                                      ; call
     .L9c:
           9c  ud2                                              ; trap: call stack exhausted

   The code is compiled but not placed: addresses are offsets in the module's code, so the output is the same in every
   run. */
#include "cli/cli.h"
#include "engine/base/vec.h"
#include "engine/code/code.h"
#include "engine/text/text.h"
#include "engine/wasm/features.h"
#include "engine/x64/compile.h"

#include <capstone/capstone.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct Options {
    WfxFeatures features;
    const char *function;
    bool debug, quick, bytes, ir, vcode, expand, baseline;
} Options;

static const CliOption options[] = {
    {'f', "function", "NAME", CLI_TEXT, offsetof(Options, function),
     "this function only (name, export name or index), at once:\nplaces in its code, and of a binary in its source, "
     "are byte "
     "offsets"},
    {0, "ir", NULL, CLI_FLAG, offsetof(Options, ir), "instead of machine code: the intermediate representation"},
    {0, "vcode", NULL, CLI_FLAG, offsetof(Options, vcode),
     "instead of machine code: the machine operations before registers are\nassigned (with --ir: behind the "
     "representation)"},
    {0, "stress-expand", NULL, CLI_FLAG, offsetof(Options, expand),
     "checks and addresses as operations of their own, as `run` has it\n(with --ir: before and after the pass)"},
    {0, "baseline", NULL, CLI_FLAG, offsetof(Options, baseline), "the code for any processor with SSE4.1"},
    {'b', "bytes", NULL, CLI_FLAG, offsetof(Options, bytes), "show the bytes of each instruction"},
    {'g', "debug", NULL, CLI_FLAG, offsetof(Options, debug), "the code that a debugger sees"},
    {'O', NULL, "0", CLI_QUICK, offsetof(Options, quick), "quick compilation (the only mode so far)"},
    {'W', "features", "FEATURES", CLI_FEATURES, offsetof(Options, features),
     "language features: a comma-separated list of NAME or -NAME"},
    {0},
};
static const CliUsage usage = {
    "objdump [options] FILE",
    "Shows the machine code of a module between the lines of its source. Offsets are those in the module's code.",
    options,
    NULL,
    false,
};
const CliUsage *const cli_objdump_usage = &usage;

typedef struct Dump {
    const Options *options;
    const CliInput *input;
    const WfxModule *module;
    WfxCompiled compiled;
    WfxSourceMap *printed; /* of a binary module: the text it was printed as */
    const WfxSourceMap *source;
    uint8_t *wanted; /* per function: is it the one that was asked for? NULL: all are shown */
    csh handle;
    uint8_t *labels;          /* per code byte: a jump of the function goes there */
    const char *runtime_call; /* which runtime function the next call of the runtime is for */
    WFX_VEC(uint32_t) lines;  /* of the source's first file, when it has its text: where each begins */
} Dump;

/* ---- source lines ---- */

/* Where each line of the first file begins, found once: look-ups jump to and fro in a long text. */
static bool index_lines(Dump *dump)
{
    const char *text = dump->source->files[0].text, *end = text + dump->source->files[0].text_size, *at = text;
    while (wfx_vec_push(&dump->lines, (uint32_t)(at - text))) {
        at = memchr(at, '\n', (size_t)(end - at));
        if (!at)
            return true;
        at++;
    }
    return false;
}

static void find_line(const Dump *dump, uint32_t line, const char **start, int *length)
{
    const WfxSourceFile *source = &dump->source->files[0];
    const char *at = source->text + dump->lines.data[line <= dump->lines.count ? line - 1 : dump->lines.count - 1];
    const char *end = source->text + source->text_size, *stop = memchr(at, '\n', (size_t)(end - at));
    *start = at;
    *length = (int)((stop ? stop : end) - at);
    while (*length && **start == ' ') {
        (*start)++;
        (*length)--;
    }
    if (*length > 100)
        *length = 100;
}

static void print_source(Dump *dump, uint32_t offset, uint32_t *last_line)
{
    const WfxSourceRow *row = wfx_source_find(dump->source, offset);
    if (!row) {
        printf("  0x%x\n", offset);
        return;
    }
    char place[64];
    /* Lines of a part are those of no text that anybody has. */
    if (dump->wanted && !dump->input->is_text)
        snprintf(place, sizeof place, "0x%x", offset);
    else
        snprintf(place, sizeof place, "%u:%u", row->line, row->column);
    if (row->line == *last_line || wfx_source_file(dump->source, row) || !dump->lines.count) {
        printf("  %-10s\n", place);
        return;
    }
    *last_line = row->line;
    const char *text;
    int length;
    find_line(dump, row->line, &text, &length);
    printf("  %-10s ", place);
    for (int i = 0; i < length; i++)
        putchar((unsigned char)text[i] < 0x20 ? ' ' : text[i]);
    putchar('\n');
}

/* ---- what is known of an instruction ---- */

static const WfxCodeFunction *function_at(const WfxCodeImage *image, uint64_t offset)
{
    for (uint32_t low = 0, high = image->function_count; low < high;) {
        uint32_t middle = (low + high) / 2;
        const WfxCodeFunction *function = &image->functions[middle];
        if (offset < function->start)
            high = middle;
        else if (offset >= function->end)
            low = middle + 1;
        else
            return function;
    }
    return NULL;
}

/* The function that a call goes to, by the offset of its code; also one that was not compiled. function_count: none. */
static uint32_t callee_at(const WfxModule *module, const WfxCodeImage *image, uint64_t target)
{
    const WfxCodeFunction *function = function_at(image, target);
    uint32_t left_out = (uint32_t)target - WFX_LEFT_OUT;
    if (function)
        return function->function;
    return left_out < module->function_count - module->imported_function_count
               ? module->imported_function_count + left_out
               : module->function_count;
}

static const WfxSite *site_between(const WfxCodeImage *image, uint32_t from, uint32_t to, bool is_trap)
{
    uint32_t low = 0, high = image->site_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (image->sites[middle].pc < from)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < image->site_count && image->sites[low].pc <= to; low++) {
        const WfxSite *site = &image->sites[low];
        if (is_trap ? site->kind == WFX_SITE_TRAP && site->pc == from : site->kind != WFX_SITE_TRAP && site->pc == to)
            return site;
    }
    return NULL;
}

static const char *trap_text(uint8_t trap)
{
    static const char *const texts[] = {
#define TEXT(id, text) text,
        WFX_TRAP_LIST(TEXT)
#undef TEXT
    };
    return trap < WFX_TRAP_COUNT ? texts[trap] : "unknown trap";
}

/* The number of a runtime call stands in r11d. */
static const char *runtime_call(const cs_insn *insn)
{
    static const char *const names[] = {
#define LIBCALL(name, count, arguments, result, effects) #name,
#include "engine/libcalls.def"
#undef LIBCALL
    };
    const cs_x86 *x86 = &insn->detail->x86;
    bool loads = insn->id == X86_INS_MOV && x86->op_count == 2 && x86->operands[0].type == X86_OP_REG &&
                 x86->operands[0].reg == X86_REG_R11D && x86->operands[1].type == X86_OP_IMM;
    return loads && (uint64_t)x86->operands[1].imm < WFX_LIBCALL_COUNT ? names[x86->operands[1].imm] : NULL;
}

static const char *const site_texts[] = {"call", "call of the runtime", "suspension: goes on here",
                                         "resume: comes back here", "trap"};

/* Where a jump or call goes, when that is a constant. */
static bool direct_target(const cs_insn *insn, uint64_t *target)
{
    bool jumps = false;
    for (uint8_t i = 0; i < insn->detail->groups_count; i++)
        jumps = jumps || insn->detail->groups[i] == CS_GRP_JUMP || insn->detail->groups[i] == CS_GRP_CALL;
    const cs_x86 *x86 = &insn->detail->x86;
    if (!jumps || x86->op_count != 1 || x86->operands[0].type != X86_OP_IMM)
        return false;
    *target = (uint64_t)x86->operands[0].imm;
    return true;
}

static void describe(Dump *dump, const cs_insn *insn, const WfxCodeFunction *function, WfxBuffer *text)
{
    const WfxCodeImage *image = dump->compiled.image;
    uint64_t target;
    char name[128];
    wfx_buffer_format(text, "%-7s ", insn->mnemonic);
    if (!direct_target(insn, &target)) {
        wfx_buffer_format(text, "%s", insn->op_str);
        return;
    }
    const WfxCodeFunction *callee = function_at(image, target);
    if (callee == function && target != function->start)
        wfx_buffer_format(text, ".L%" PRIx64, target);
    else if (callee_at(dump->module, image, target) < dump->module->function_count)
        wfx_buffer_format(text, "%s",
                          wfx_function_label(dump->module, callee_at(dump->module, image, target), name, sizeof name));
    else
        wfx_buffer_format(text, "0x%" PRIx64, target);
}

static void annotate(Dump *dump, const cs_insn *insn, WfxBuffer *text)
{
    const WfxCodeImage *image = dump->compiled.image;
    uint32_t start = (uint32_t)insn->address, end = start + insn->size;
    const WfxSite *trap = site_between(image, start, end, true), *site = site_between(image, start, end, false);
    if (!trap && !site)
        return;
    while (text->size < 48 && !text->failed)
        wfx_buffer_u8(text, ' ');
    if (trap)
        wfx_buffer_format(text, " ; trap: %s", trap_text(trap->trap));
    if (site && site->kind == WFX_SITE_LIBCALL && dump->runtime_call)
        wfx_buffer_format(text, " ; runtime: %s", dump->runtime_call);
    else if (site && site->kind <= WFX_SITE_TRAP)
        wfx_buffer_format(text, " ; %s", site_texts[site->kind]);
    if (site && site->try_region != WFX_NO_INDEX)
        wfx_buffer_format(text, ", inside a try");
}

static void print_instruction(Dump *dump, const cs_insn *insn, const WfxCodeFunction *function)
{
    WfxBuffer text = {0};
    describe(dump, insn, function, &text);
    annotate(dump, insn, &text);
    const char *call = runtime_call(insn);
    if (call)
        dump->runtime_call = call;
    if (dump->labels[insn->address])
        printf(".L%" PRIx64 ":\n", insn->address);
    printf("%8" PRIx64 "  ", insn->address);
    if (dump->options->bytes) {
        for (uint16_t i = 0; i < insn->size; i++)
            printf("%02x", insn->bytes[i]);
        printf("%*s ", 2 * (11 - (insn->size > 11 ? 11 : insn->size)), "");
    }
    while (text.size && text.data[text.size - 1] == ' ')
        text.size--;
    printf("%.*s\n", (int)text.size, (const char *)text.data);
    wfx_buffer_free(&text);
}

/* ---- functions ---- */

static void mark_labels(Dump *dump, const WfxCodeFunction *function, cs_insn *insn)
{
    const uint8_t *code = dump->compiled.code.data + function->start;
    size_t left = function->end - function->start;
    uint64_t address = function->start, target;
    while (left && cs_disasm_iter(dump->handle, &code, &left, &address, insn))
        if (direct_target(insn, &target) && target > function->start && target < function->end)
            dump->labels[target] = 1;
    const WfxCodeImage *image = dump->compiled.image;
    for (uint32_t i = 0; i < image->clause_count; i++)
        if (image->clauses[i].target > function->start && image->clauses[i].target < function->end)
            dump->labels[image->clauses[i].target] = 1;
    for (uint32_t i = 0; i < image->resume_clause_count; i++)
        if (image->resume_clauses[i].target > function->start && image->resume_clauses[i].target < function->end)
            dump->labels[image->resume_clauses[i].target] = 1;
}

static void print_locals(const Dump *dump, uint32_t function, uint32_t first, uint32_t count)
{
    const WfxCodeImage *image = dump->compiled.image;
    for (uint32_t i = 0; i < count; i++) {
        const char *name = wfx_local_name(dump->module, function, i);
        WfxBuffer text = {0};
        wfx_module_type_print(&text, dump->module, image->locals[first + i].type);
        wfx_buffer_u8(&text, ' ');
        wfx_image_print_local(image, first + i, &text);
        printf("  local %u%s%s: %.*s\n", i, name ? " $" : "", name ? name : "", (int)text.size,
               (const char *)text.data);
        wfx_buffer_free(&text);
    }
}

static void print_head(const Dump *dump, const WfxCodeFunction *function)
{
    bool is_first = dump->wanted && function == dump->compiled.image->functions;
    char name[256];
    const WfxCodeImage *image = dump->compiled.image;
    printf("%sfunction %s (%u): 0x%x..0x%x, frame %u bytes\n", is_first ? "" : "\n",
           wfx_function_label(dump->module, function->function, name, sizeof name), function->function, function->start,
           function->end, function->frame_size);
    print_locals(dump, function->function, function->first_local, function->local_count);
    uint32_t count, first = wfx_image_inlined(image, (uint32_t)(function - image->functions), &count);
    for (uint32_t i = first; i < first + count; i++) {
        const WfxCodeInlined *call = &image->inlined[i];
        printf("  inlined %s\n", wfx_function_label(dump->module, call->function, name, sizeof name));
        print_locals(dump, call->function, call->first_local, call->local_count);
    }
}

/* The first line row at or after `pc`. */
static uint32_t first_row(const WfxCodeImage *image, uint32_t pc)
{
    uint32_t low = 0, high = image->line_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (image->lines[middle].pc < pc)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Where code of another inlined call begins, or the function's own again: whose it is. */
static void print_inlined(const Dump *dump, uint32_t address, uint32_t *last)
{
    WfxCodePlace place;
    if (!wfx_image_place(dump->compiled.image, address, true, &place) || place.inlined == *last)
        return;
    WfxBuffer text = {0};
    wfx_image_print_functions(dump->compiled.image, dump->source, address, &text);
    printf("  code of %.*s\n", (int)text.size, (const char *)text.data);
    wfx_buffer_free(&text);
    *last = place.inlined;
}

static bool print_function(Dump *dump, const WfxCodeFunction *function)
{
    const WfxCodeImage *image = dump->compiled.image;
    cs_insn *insn = cs_malloc(dump->handle);
    if (!insn)
        return false;
    mark_labels(dump, function, insn);
    print_head(dump, function);
    const uint8_t *code = dump->compiled.code.data + function->start;
    size_t left = function->end - function->start;
    uint64_t address = function->start;
    uint32_t row = first_row(image, function->start), last_line = 0, last_offset = WFX_NO_OFFSET;
    uint32_t last_inlined = WFX_NO_INDEX;
    while (left) {
        if (image->inlined_count)
            print_inlined(dump, (uint32_t)address, &last_inlined);
        for (; row < image->line_count && image->lines[row].pc <= address; row++)
            if (image->lines[row].wasm_offset != last_offset &&
                (row + 1 == image->line_count || image->lines[row + 1].pc > address)) {
                last_offset = image->lines[row].wasm_offset;
                print_source(dump, last_offset, &last_line);
            }
        if (cs_disasm_iter(dump->handle, &code, &left, &address, insn)) {
            print_instruction(dump, insn, function);
            continue;
        }
        printf("%8" PRIx64 "  .byte   0x%02x\n", address, *code); /* not an instruction that the disassembler knows */
        code++;
        address++;
        left--;
    }
    cs_free(insn, 1);
    return true;
}

/* ---- the whole ---- */

static bool is_number(const char *text, uint32_t number)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%u", number);
    return strcmp(text, digits) == 0;
}

/* Finds the functions of this name, label, export name or index. *found: there is one with code. */
static bool find_wanted(Dump *dump, const char *wanted, bool *found)
{
    const WfxModule *module = dump->module;
    char text[256];
    wanted += *wanted == '$';
    dump->wanted = calloc(module->function_count + 1, 1);
    if (!dump->wanted)
        return false;
    for (uint32_t i = module->imported_function_count; i < module->function_count; i++) {
        const char *name = wfx_name_of(module, WFX_NAMES_FUNCTION, i);
        dump->wanted[i] = (name && strcmp(name, wanted) == 0) || is_number(wanted, i) ||
                          strcmp(wfx_function_label(module, i, text, sizeof text), wanted) == 0;
    }
    for (uint32_t i = 0; i < module->export_count; i++)
        if (module->exports[i].kind == WFX_EXTERN_FUNC && strcmp(module->exports[i].name.data, wanted) == 0)
            dump->wanted[module->exports[i].index] = 1;
    *found = false;
    for (uint32_t i = module->imported_function_count; i < module->function_count; i++)
        *found |= dump->wanted[i];
    return true;
}

static int print_functions(Dump *dump)
{
    const WfxCodeImage *image = dump->compiled.image;
    if (!dump->wanted)
        printf("%s: %u functions, %u bytes of code, %u bytes with its data\n", dump->input->path, image->function_count,
               image->text_size, image->code_size);
    if (!dump->wanted && !dump->input->is_text && dump->source)
        printf("lines are those of 'wasmfx wasm2wat %s'\n", dump->input->path);
    /* nobody reads on: cli_finish_output says so */
    for (uint32_t i = 0; i < image->function_count && !ferror(stdout); i++)
        if (!print_function(dump, &image->functions[i]))
            return cli_error("out of memory");
    return CLI_OK;
}

/* Prints the source of a binary module, in a thread beside its compilation: both only read the module. Code can be
   shown without source. */
static void *print_source_text(void *self)
{
    Dump *dump = self;
    WfxError ignored = {0};
    WfxBuffer text = {0};
    if (!wfx_wat_print_part(dump->module, dump->wanted, &text, &dump->printed, &ignored))
        wfx_error_clear(&ignored);
    wfx_buffer_free(&text);
    return NULL;
}

static bool compile(Dump *dump, WfxModule *module, WfxError *error)
{
    WfxCompileOptions how = {.debug = dump->options->debug,
                             .expand = dump->options->expand,
                             .baseline = dump->options->baseline,
                             .wanted = dump->wanted};
    pthread_t printer;
    bool prints = !dump->input->is_text, is_beside = prints && !pthread_create(&printer, NULL, print_source_text, dump);
    bool good = wfx_compile(module, &how, &dump->compiled, error);
    if (is_beside)
        pthread_join(printer, NULL);
    else if (prints)
        print_source_text(dump);
    dump->source = prints ? dump->printed : module->source;
    return good;
}

static void show_stage(const WfxModule *module, uint32_t function, const char *stage, const WfxBuffer *text)
{
    char label[256];
    printf("%s of function %s (%u):\n%.*s\n", stage, wfx_function_label(module, function, label, sizeof label),
           function, (int)text->size, (const char *)text->data);
}

static void show_ir(void *self, uint32_t function, const WfxBuffer *text)
{
    show_stage(((Dump *)self)->module, function, "IR", text);
}

static void show_vcode(void *self, uint32_t function, const WfxBuffer *text)
{
    show_stage(((Dump *)self)->module, function, "machine operations", text);
}

/* What the functions are on their way to machine code. */
static int dump_stages(Dump *dump, WfxModule *module)
{
    WfxError error = {0};
    const Options *values = dump->options;
    WfxCompileOptions how = {.debug = values->debug,
                             .expand = values->expand,
                             .baseline = values->baseline,
                             .wanted = dump->wanted,
                             .show_ir = values->ir ? show_ir : NULL,
                             .show_vcode = values->vcode ? show_vcode : NULL,
                             .user = dump};
    if (!wfx_compile(module, &how, &dump->compiled, &error))
        return cli_report_inner(dump->input->path, &dump->input->content, module->source, &error);
    return CLI_OK;
}

static int dump_module(Dump *dump, WfxModule *module)
{
    WfxError error = {0};
    bool found = true;
    if (dump->options->function && !find_wanted(dump, dump->options->function, &found))
        return cli_error("out of memory");
    if (!found)
        return cli_error("%s: there is no function '%s' with code", dump->input->path, dump->options->function);
    if (dump->options->ir || dump->options->vcode)
        return dump_stages(dump, module);
    if (!compile(dump, module, &error))
        return cli_report_inner(dump->input->path, &dump->input->content, module->source, &error);
    if (cs_open(CS_ARCH_X86, CS_MODE_64, &dump->handle) != CS_ERR_OK)
        return cli_error("the disassembler cannot be started");
    cs_option(dump->handle, CS_OPT_DETAIL, CS_OPT_ON);
    dump->labels = calloc(dump->compiled.code.size + 1, 1);
    bool good = dump->labels && (!dump->source || !dump->source->files[0].text || index_lines(dump));
    return good ? print_functions(dump) : cli_error("out of memory");
}

int cli_objdump(int argc, char **argv)
{
    Options values = {.features = WFX_FEATURES_DEFAULT};
    int count, status = CLI_FAILED;
    if (!cli_options_parse(&usage, &values, argc, argv, &count, &status))
        return status;
    if (count != 1)
        return count ? cli_usage_error(&usage, "one file only, not %d", count)
                     : cli_usage_error(&usage, "no file given");
    CliInput input;
    if (!cli_input_load(&input, argv[0], values.features))
        return CLI_FAILED;
    Dump dump = {.options = &values, .input = &input};
    WfxModule *module = cli_input_decode(&input, values.features);
    status = CLI_FAILED;
    if (module) {
        dump.module = module;
        status = dump_module(&dump, module);
    }
    free(dump.labels);
    free(dump.wanted);
    wfx_vec_free(&dump.lines);
    if (dump.handle)
        cs_close(&dump.handle);
    wfx_compiled_free(&dump.compiled);
    wfx_source_free(dump.printed);
    wfx_module_free(module);
    cli_input_free(&input);
    return cli_finish_output(status);
}
