/* .debug_info, .debug_abbrev, .debug_loc and .debug_ranges: one compilation unit per image. Its types come first, then
   every function with its parameters and locals. What is common to all images, the dollar variables for `print $name`,
   is a unit of its own.

   A local with a home lives at a constant distance from rbp in the whole body; the frame base is the canonical frame
   address (rbp+16), so that it is still found between `leave` and the return. One without a home has a list of
   locations, or an empty location if it is nowhere.

   GDB takes `$name` for one of its own variables unless a global variable of that very name exists. So for each
   distinct local name there is a global variable "$name" whose location is a list: the places, in functions of any
   image, of such locals (GDB stops at the first global variable of a name, so a variable per image would hide the
   others). One variable has one type: where functions disagree, the most frequent type has it, and the others are
   reached without `$`. */
#include "engine/base/alloc.h"
#include "engine/base/cache.h"
#include "engine/base/vec.h"
#include "gdb/abbrevs.h"
#include "gdb/debug_info.h"
#include "gdb/types.h"

#include <dwarf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A language of our own, which GDB treats as "minimal": C's expressions, but names stay as they are. Those of C and C++
   GDB makes canonical, so that a variable `signed` becomes `int`. */
enum { LANGUAGE_WEBASSEMBLY = DW_LANG_lo_user + 0x57 };

typedef struct Dollar {
    const char *name;
    uint32_t order;      /* number of the name, then of the function: keeps sorting stable */
    uint32_t local;      /* in image->locals */
    uint64_t start, end; /* addresses where it holds */
    const WfxCodeImage *image;
    const WfxCodeRange *range; /* or NULL: its home */
    uint32_t type;             /* wfx_debug_type_number */
} Dollar;

typedef struct InfoWriter {
    const WfxCodeImage *image;
    const WfxModule *module;
    WfxBuffer *info, *location, *ranges;
    size_t unit_start;
    uint32_t *abstract; /* by function index: offset in the unit, 0: none; NULL where nothing is inlined */
    WfxDebugTypes types;
    WFX_VEC(Dollar) dollars;
    WfxArena names;
} InfoWriter;

static void write_string(WfxBuffer *out, const char *text)
{
    wfx_buffer_bytes(out, text, strlen(text) + 1);
}

static uint32_t here(const InfoWriter *writer)
{
    return (uint32_t)(writer->info->size - writer->unit_start);
}

/* ---- functions ---- */

static void write_expression(InfoWriter *writer, WfxLocation location, WfxType type)
{
    WfxBuffer expression = {0};
    wfx_debug_expression(&location, type, false, &expression);
    wfx_buffer_uleb(writer->info, expression.size);
    wfx_buffer_bytes(writer->info, expression.data, expression.size);
    writer->info->failed |= expression.failed;
    wfx_buffer_free(&expression);
}

static uint32_t write_list(InfoWriter *writer, const WfxCodeRange *ranges, uint32_t count, WfxType type)
{
    uint64_t base = (uint64_t)(uintptr_t)writer->image->code;
    uint32_t at = wfx_debug_list_begin(writer->location);
    for (uint32_t i = 0; i < count; i++) {
        WfxLocation location = wfx_image_location(writer->image, &ranges[i]);
        wfx_debug_list_entry(base + ranges[i].start, base + ranges[i].end, &location, type, false, writer->location);
    }
    wfx_debug_list_end(writer->location);
    return at;
}

/* A local by its number in the image. */
static void write_local(InfoWriter *writer, uint32_t local, bool is_parameter, const char *name)
{
    const WfxCodeImage *image = writer->image;
    uint32_t range_count;
    WfxType type = image->locals[local].type;
    const WfxCodeRange *ranges = wfx_image_ranges(image, local, &range_count);
    if (range_count)
        wfx_buffer_uleb(writer->info, is_parameter ? ABBREV_MOVING_PARAMETER : ABBREV_MOVING_LOCAL);
    else
        wfx_buffer_uleb(writer->info, is_parameter ? ABBREV_PARAMETER : ABBREV_LOCAL);
    write_string(writer->info, name);
    wfx_buffer_u32(writer->info, wfx_debug_type(&writer->types, type));
    if (range_count)
        wfx_buffer_u32(writer->info, write_list(writer, ranges, range_count, type));
    else
        write_expression(writer, wfx_image_local_at(image, local, 0), type);
}

static void write_locals(InfoWriter *writer, uint32_t function, uint32_t first, uint32_t count)
{
    const WfxTypeDef *signature = wfx_module_function_type(writer->module, function);
    const char **names = wfx_debug_local_names(writer->module, function, count, &writer->names);
    writer->info->failed |= !names;
    for (uint32_t i = 0; i < count && names; i++)
        write_local(writer, first + i, signature && i < signature->param_count, names[i]);
    wfx_arena_reset(&writer->names);
}

/* File and line of a source row, which may be missing. */
static void write_place(InfoWriter *writer, const WfxSourceRow *row)
{
    wfx_buffer_uleb(writer->info, 1 + (row ? wfx_source_file(writer->module->source, row) : 0));
    wfx_buffer_uleb(writer->info, row ? row->line : 0);
}

/* Name, file and line of a function. */
static void write_identity(InfoWriter *writer, uint32_t function)
{
    char name[512];
    write_string(writer->info, wfx_debug_function_name(writer->module, function, name, sizeof name));
    write_place(writer, wfx_debug_header_row(writer->module, function));
}

static bool has_one_result(const WfxTypeDef *signature)
{
    return signature && signature->result_count == 1;
}

/* ---- inlined calls ---- */

static void write_abstract(InfoWriter *writer, uint32_t function)
{
    const WfxTypeDef *signature = wfx_module_function_type(writer->module, function);
    writer->abstract[function] = here(writer);
    wfx_buffer_uleb(writer->info, has_one_result(signature) ? ABBREV_ABSTRACT : ABBREV_VOID_ABSTRACT);
    write_identity(writer, function);
    wfx_buffer_u8(writer->info, DW_INL_inlined);
    if (has_one_result(signature))
        wfx_buffer_u32(writer->info, wfx_debug_type(&writer->types, signature->results[0]));
}

/* What the inlined calls of one function have in common stands once, before all functions. */
static void write_abstracts(InfoWriter *writer)
{
    const WfxCodeImage *image = writer->image;
    if (!image->inlined_count)
        return;
    writer->abstract = wfx_calloc(writer->module->function_count, sizeof *writer->abstract);
    writer->info->failed |= !writer->abstract;
    for (uint32_t i = 0; i < image->inlined_count && writer->abstract; i++)
        if (!writer->abstract[image->inlined[i].function])
            write_abstract(writer, image->inlined[i].function);
}

static uint32_t write_pieces(InfoWriter *writer, const WfxInlinedRange *pieces, uint32_t count)
{
    uint64_t base = (uint64_t)(uintptr_t)writer->image->code;
    uint32_t at = (uint32_t)writer->ranges->size;
    wfx_buffer_u64(writer->ranges, UINT64_MAX); /* what follows is relative to address 0 */
    wfx_buffer_u64(writer->ranges, 0);
    for (uint32_t i = 0; i < count; i++) {
        wfx_buffer_u64(writer->ranges, base + pieces[i].start);
        wfx_buffer_u64(writer->ranges, base + pieces[i].end);
    }
    wfx_buffer_u64(writer->ranges, 0);
    wfx_buffer_u64(writer->ranges, 0);
    return at;
}

static void write_inlined_call(InfoWriter *writer, const WfxCodeInlined *inlined, const WfxInlinedRange *pieces,
                               uint32_t count)
{
    WfxBuffer *out = writer->info;
    wfx_buffer_uleb(out, count == 1 ? ABBREV_INLINED : ABBREV_SCATTERED_INLINED);
    wfx_buffer_u32(out, writer->abstract[inlined->function]);
    write_place(writer, wfx_debug_row_of(writer->module, inlined->offset));
    if (count == 1) {
        wfx_buffer_u64(out, (uint64_t)(uintptr_t)writer->image->code + pieces->start);
        wfx_buffer_u32(out, pieces->end - pieces->start);
    } else {
        wfx_buffer_u32(out, write_pieces(writer, pieces, count));
    }
    write_locals(writer, inlined->function, inlined->first_local, inlined->local_count);
}

static void write_inlined_calls(InfoWriter *writer, const WfxCodeFunction *function)
{
    WfxDebugCalls calls;
    uint32_t depth = 0; /* entries that are open */
    bool good = wfx_debug_calls(writer->image, (uint32_t)(function - writer->image->functions), &calls);
    writer->info->failed |= !good;
    for (uint32_t i = 0; i < calls.count && good && writer->abstract; i++) {
        const WfxDebugCall *call = &calls.calls[calls.order[i]];
        if (!call->piece_count)
            continue;
        for (; depth > call->depth; depth--)
            wfx_buffer_u8(writer->info, 0);
        write_inlined_call(writer, &writer->image->inlined[calls.first + calls.order[i]],
                           &calls.pieces.data[call->first_piece], call->piece_count);
        depth++;
    }
    for (; depth; depth--)
        wfx_buffer_u8(writer->info, 0);
    wfx_debug_calls_free(&calls);
}

static void write_function(InfoWriter *writer, const WfxCodeFunction *function)
{
    const WfxTypeDef *signature = wfx_module_function_type(writer->module, function->function);
    WfxBuffer *out = writer->info;
    wfx_buffer_uleb(out, has_one_result(signature) ? ABBREV_FUNCTION : ABBREV_VOID_FUNCTION);
    write_identity(writer, function->function);
    wfx_buffer_u64(out, (uint64_t)(uintptr_t)writer->image->code + function->start);
    wfx_buffer_u32(out, function->end - function->start);
    wfx_buffer_uleb(out, 1);
    wfx_buffer_u8(out, DW_OP_call_frame_cfa);
    wfx_buffer_u8(out, DW_CC_nocall); /* not C's: GDB refuses to call it */
    if (has_one_result(signature))
        wfx_buffer_u32(out, wfx_debug_type(&writer->types, signature->results[0]));
    write_locals(writer, function->function, function->first_local, function->local_count);
    write_inlined_calls(writer, function);
    wfx_buffer_u8(out, 0);
}

/* ---- dollar variables ---- */

/* A name that GDB's own scripts or GDB itself use as a convenience variable must stay theirs. */
static bool is_debuggers_name(const char *name)
{
    return name[0] == '_' || strcmp(name, "bpnum") == 0 || strcmp(name, "tpnum") == 0 ||
           strncmp(name, "trace_", 6) == 0;
}

/* `dollar` says where the local is at home. */
static void add_dollar(InfoWriter *writer, Dollar dollar, const char *name)
{
    const WfxCodeImage *image = dollar.image;
    uint32_t range_count;
    size_t length = strlen(name);
    char *dollar_name = wfx_arena_alloc(&writer->names, length + 2); /* zeroed */
    if (!dollar_name) {
        writer->info->failed = true;
        return;
    }
    dollar_name[0] = '$';
    memcpy(dollar_name + 1, name, length);
    dollar.name = dollar_name;
    dollar.order = writer->dollars.count;
    dollar.type = wfx_debug_type_number(&writer->types, image->locals[dollar.local].type);
    wfx_debug_types_want(&writer->types, image->locals[dollar.local].type);
    const WfxCodeRange *ranges = wfx_image_ranges(image, dollar.local, &range_count);
    bool good = !image->locals[dollar.local].home || wfx_vec_push(&writer->dollars, dollar);
    for (uint32_t i = 0; good && i < range_count; i++) {
        dollar.range = &ranges[i];
        dollar.start = (uint64_t)(uintptr_t)image->code + ranges[i].start;
        dollar.end = (uint64_t)(uintptr_t)image->code + ranges[i].end;
        dollar.order = writer->dollars.count;
        good = wfx_vec_push(&writer->dollars, dollar);
    }
    writer->info->failed |= !good;
}

/* Of `count` locals of a function from dollar.local on. What GDB's parser could not read behind a dollar, or would take
   for its own, is reached by its number. */
static void add_dollars(InfoWriter *writer, Dollar dollar, uint32_t function, uint32_t count)
{
    const char **names = wfx_debug_local_names(dollar.image->module, function, count, &writer->names);
    writer->info->failed |= !names;
    for (uint32_t i = 0; i < count && names; i++, dollar.local++) {
        char stand_in[32];
        snprintf(stand_in, sizeof stand_in, "local_%u", i);
        add_dollar(writer, dollar,
                   wfx_debug_is_identifier(names[i]) && !is_debuggers_name(names[i]) ? names[i] : stand_in);
    }
}

/* Of several places for an address GDB takes the first: those of inlined calls come first, from the innermost on. */
static void collect_dollars(InfoWriter *writer, const WfxCodeImage *image, uint32_t number)
{
    const WfxCodeFunction *function = &image->functions[number];
    uint64_t base = (uint64_t)(uintptr_t)image->code;
    uint32_t count, first = wfx_image_inlined(image, number, &count);
    Dollar dollar = {.image = image, .start = base + function->body, .end = base + function->end};
    for (uint32_t i = first + count; i-- > first;) {
        dollar.local = image->inlined[i].first_local;
        add_dollars(writer, dollar, image->inlined[i].function, image->inlined[i].local_count);
    }
    dollar.local = function->first_local;
    add_dollars(writer, dollar, function->function, function->body < function->end ? function->local_count : 0);
}

static int compare_dollars(const void *left, const void *right)
{
    const Dollar *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    return order != 0 ? order : a->order < b->order ? -1 : a->order > b->order;
}

/* `counts`: of each type, all 0 before and after. */
static uint32_t most_frequent_type(const Dollar *group, uint32_t count, uint32_t *counts)
{
    uint32_t best = group->type;
    for (uint32_t i = 0; i < count; i++)
        counts[group[i].type]++;
    for (uint32_t i = 0; i < count; i++)
        if (counts[group[i].type] > counts[best])
            best = group[i].type;
    for (uint32_t i = 0; i < count; i++)
        counts[group[i].type] = 0;
    return best;
}

static void write_dollar_group(InfoWriter *writer, const Dollar *group, uint32_t count, uint32_t type)
{
    wfx_buffer_uleb(writer->info, ABBREV_DOLLAR);
    write_string(writer->info, group->name);
    wfx_buffer_u32(writer->info, wfx_debug_type_offset(&writer->types, type));
    wfx_buffer_u32(writer->info, wfx_debug_list_begin(writer->location));
    for (uint32_t i = 0; i < count; i++) {
        const WfxCodeImage *image = group[i].image;
        WfxLocation location =
            group[i].range ? wfx_image_location(image, group[i].range) : wfx_image_local_at(image, group[i].local, 0);
        if (group[i].type == type)
            wfx_debug_list_entry(group[i].start, group[i].end, &location, image->locals[group[i].local].type, true,
                                 writer->location);
    }
    wfx_debug_list_end(writer->location);
}

static void write_dollars(InfoWriter *writer)
{
    const Dollar *dollars = writer->dollars.data;
    uint32_t *counts = wfx_calloc(wfx_debug_type_limit(&writer->types), sizeof *counts);
    writer->info->failed |= !counts;
    if (writer->dollars.count)
        qsort(writer->dollars.data, writer->dollars.count, sizeof(Dollar), compare_dollars);
    for (uint32_t first = 0, next; counts && first < writer->dollars.count; first = next) {
        for (next = first + 1; next < writer->dollars.count; next++)
            if (strcmp(dollars[first].name, dollars[next].name) != 0)
                break;
        write_dollar_group(writer, &dollars[first], next - first,
                           most_frequent_type(&dollars[first], next - first, counts));
    }
    free(counts);
}

/* ---- units ---- */

/* The unit's header and its own entry up to the directory. Its length is patched in at the end. */
static void begin_unit_in(InfoWriter *writer, Abbrev abbrev, const char *directory, const char *path)
{
    WfxBuffer *out = writer->info;
    writer->unit_start = out->size;
    wfx_buffer_u32(out, 0);
    wfx_buffer_u16(out, 4);
    wfx_buffer_u32(out, 0);
    wfx_buffer_u8(out, 8);
    wfx_buffer_uleb(out, abbrev);
    write_string(out, "wasmfx " WASMFX_VERSION);
    wfx_buffer_u16(out, LANGUAGE_WEBASSEMBLY);
    write_string(out, path);
    write_string(out, directory);
}

static void begin_unit(InfoWriter *writer, Abbrev abbrev, const char *path)
{
    char directory[4096];
    begin_unit_in(writer, abbrev, getcwd(directory, sizeof directory) ? directory : "", path);
}

static void write_unit_range(InfoWriter *writer, uint64_t start, uint32_t size, bool has_lines)
{
    wfx_buffer_u64(writer->info, start);
    wfx_buffer_u32(writer->info, size);
    if (has_lines)
        wfx_buffer_u32(writer->info, 0);
}

static void end_unit(InfoWriter *writer)
{
    wfx_buffer_u8(writer->info, 0);
    wfx_debug_patch_u32(writer->info, writer->unit_start, (uint32_t)(writer->info->size - writer->unit_start - 4));
}

/* Of locals, results and globals. */
static void want_types(WfxDebugTypes *types, const WfxCodeImage *image)
{
    const WfxModule *module = image->module;
    wfx_debug_types_add(types, module);
    for (uint32_t i = 0; i < image->local_count; i++)
        wfx_debug_types_want(types, image->locals[i].type);
    for (uint32_t i = 0; i < image->function_count; i++) {
        const WfxTypeDef *signature = wfx_module_function_type(module, image->functions[i].function);
        if (has_one_result(signature))
            wfx_debug_types_want(types, signature->results[0]);
    }
    for (uint32_t i = 0; i < image->inlined_count; i++) {
        const WfxTypeDef *signature = wfx_module_function_type(module, image->inlined[i].function);
        if (has_one_result(signature))
            wfx_debug_types_want(types, signature->results[0]);
    }
    for (uint32_t i = 0; i < module->global_count; i++)
        wfx_debug_types_want(types, module->globals[i].type);
}

void wfx_debug_info_write(const WfxCodeImage *image, WfxDebugSections *sections)
{
    InfoWriter writer = {.image = image,
                         .types.has_sub_types = true,
                         .module = image->module,
                         .info = &sections->info,
                         .location = &sections->location,
                         .ranges = &sections->ranges};
    const WfxSourceMap *source = image->module->source;
    wfx_debug_abbrevs_write(&sections->abbrev, image->range_count || image->inlined_count);
    begin_unit(&writer, source ? ABBREV_UNIT : ABBREV_UNIT_NO_LINES, wfx_debug_path(source ? source->files : NULL));
    write_unit_range(&writer, (uint64_t)(uintptr_t)image->code, image->text_size, source != NULL);
    want_types(&writer.types, image);
    wfx_debug_types_write(&writer.types, writer.info, writer.unit_start);
    write_abstracts(&writer);
    for (uint32_t i = 0; i < image->function_count; i++)
        write_function(&writer, &image->functions[i]);
    end_unit(&writer);
    wfx_debug_types_free(&writer.types);
    wfx_arena_free(&writer.names);
    free(writer.abstract);
}

static void write_static_function(InfoWriter *writer, const char *name, uint64_t start, uint64_t end)
{
    WfxBuffer *out = writer->info;
    wfx_buffer_uleb(out, ABBREV_VOID_FUNCTION);
    write_string(out, name);
    wfx_buffer_u8(out, 1);
    wfx_buffer_uleb(out, 1);
    wfx_buffer_u64(out, start);
    wfx_buffer_u32(out, (uint32_t)(end - start));
    wfx_buffer_uleb(out, 1);
    wfx_buffer_u8(out, DW_OP_call_frame_cfa);
    wfx_buffer_u8(out, DW_CC_nocall);
    wfx_buffer_u8(out, 0);
}

/* Puts the text that GDB shows for a boundary's line into the user's cache; the folder, or "" when that is not
   possible: then GDB says that it has no such file. */
static const char *boundary_folder(char *folder, size_t size)
{
    static const char line[] = "(a continuation: what is above it was resumed by what is below it)\n";
    char path[PATH_MAX + sizeof WFX_DEBUG_BOUNDARY_FILE + 1];
    WfxBuffer text = {0};
    WfxError ignored = {0};
    bool good = wfx_cache_folder(NULL, folder, size);
    snprintf(path, sizeof path, "%s/%s", folder, WFX_DEBUG_BOUNDARY_FILE);
    wfx_buffer_bytes(&text, line, sizeof line - 1);
    good = good && !text.failed && wfx_cache_write(path, &text, &ignored);
    wfx_buffer_free(&text);
    return good ? folder : "";
}

static void write_boundary_unit(InfoWriter *writer, const WfxDebugBoundary *boundary)
{
    uint64_t start = boundary->start < boundary->resume ? boundary->start : boundary->resume;
    uint64_t end = boundary->end > boundary->resume_end ? boundary->end : boundary->resume_end;
    char folder[PATH_MAX];
    begin_unit_in(writer, ABBREV_UNIT, boundary_folder(folder, sizeof folder), WFX_DEBUG_BOUNDARY_FILE);
    write_unit_range(writer, start, (uint32_t)(end - start), true);
    write_static_function(writer, "__morestack", boundary->start, boundary->end);
    write_static_function(writer, "wfx_stub_resume", boundary->resume, boundary->resume_end);
    end_unit(writer);
}

void wfx_debug_common_info_write(const WfxDebugBoundary *boundary, const WfxCodeImage *const *images,
                                 uint32_t image_count, WfxDebugSections *sections)
{
    InfoWriter writer = {.info = &sections->info, .location = &sections->location};
    wfx_debug_abbrevs_write(&sections->abbrev, false);
    write_boundary_unit(&writer, boundary);
    for (uint32_t i = 0; i < image_count; i++)
        wfx_debug_types_add(&writer.types, images[i]->module);
    for (uint32_t i = 0; i < image_count; i++)
        for (uint32_t k = 0; k < images[i]->function_count; k++)
            collect_dollars(&writer, images[i], k);
    begin_unit(&writer, ABBREV_UNIT_NO_CODE, "locals");
    wfx_debug_types_write(&writer.types, writer.info, writer.unit_start);
    write_dollars(&writer);
    end_unit(&writer);
    wfx_debug_types_free(&writer.types);
    wfx_vec_free(&writer.dollars);
    wfx_arena_free(&writer.names);
}
