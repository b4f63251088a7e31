/* .debug_line, version 4: the files of the source map (for a WAT text one), one sequence per function. Every row is a
   statement. A function's first row is its header's, the second stands after the prologue (that is where GDB puts
   breakpoints, so it is written even when the line is the same). The block that a suspension or an exception enters has
   a row of its own too, with the line of the resume, of the try_table or of the legacy catch: there GDB stops when a step
   meets the suspension or exception. Otherwise consecutive rows of one line are one row, so that `step` and `next` go by lines. */
#include "engine/base/alloc.h"
#include "gdb/debug_info.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

enum { MINIMUM_INSTRUCTION = 1, OPCODE_BASE = 13, LINE_BASE = -5, LINE_RANGE = 14 };

typedef struct LineState {
    uint64_t pc;
    uint32_t line;
    uint32_t file; /* counted from 0; the table counts from 1 */
} LineState;

static void write_header(const WfxSourceFile *files, uint32_t file_count, WfxBuffer *out, size_t *length_at)
{
    static const uint8_t operand_counts[OPCODE_BASE - 1] = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};
    *length_at = out->size;
    wfx_buffer_u32(out, 0);
    wfx_buffer_u16(out, 4);
    size_t header_at = out->size;
    wfx_buffer_u32(out, 0);
    wfx_buffer_u8(out, MINIMUM_INSTRUCTION);
    wfx_buffer_u8(out, 1); /* operations per instruction */
    wfx_buffer_u8(out, 1); /* rows are statements */
    wfx_buffer_u8(out, (uint8_t)LINE_BASE);
    wfx_buffer_u8(out, LINE_RANGE);
    wfx_buffer_u8(out, OPCODE_BASE);
    wfx_buffer_bytes(out, operand_counts, sizeof operand_counts);
    wfx_buffer_u8(out, 0); /* no directories besides the compilation directory */
    for (uint32_t i = 0; i < file_count; i++) {
        const char *path = wfx_debug_path(&files[i]);
        wfx_buffer_bytes(out, path, strlen(path) + 1);
        wfx_buffer_u8(out, 0); /* directory, time, size */
        wfx_buffer_u8(out, 0);
        wfx_buffer_u8(out, 0);
    }
    wfx_buffer_u8(out, 0); /* end of files */
    wfx_debug_patch_u32(out, header_at, (uint32_t)(out->size - header_at - 4));
}

static void write_row(WfxBuffer *out, LineState *state, uint64_t pc, uint32_t file, uint32_t line, bool prologue_end)
{
    if (file != state->file) {
        wfx_buffer_u8(out, DW_LNS_set_file);
        wfx_buffer_uleb(out, file + 1);
    }
    if (prologue_end)
        wfx_buffer_u8(out, DW_LNS_set_prologue_end);
    int64_t line_step = (int64_t)line - (int64_t)state->line;
    uint64_t pc_step = pc - state->pc;
    int64_t special = line_step - LINE_BASE + (int64_t)(LINE_RANGE * pc_step) + OPCODE_BASE;
    if (line_step >= LINE_BASE && line_step < LINE_BASE + LINE_RANGE && pc_step < 64 && special <= 255) {
        wfx_buffer_u8(out, (uint8_t)special);
    } else {
        wfx_buffer_u8(out, DW_LNS_advance_line);
        wfx_buffer_sleb(out, line_step);
        wfx_buffer_u8(out, DW_LNS_advance_pc);
        wfx_buffer_uleb(out, pc_step);
        wfx_buffer_u8(out, DW_LNS_copy);
    }
    *state = (LineState){pc, line, file};
}

static void begin_sequence(WfxBuffer *out, uint64_t pc)
{
    wfx_buffer_u8(out, 0);
    wfx_buffer_uleb(out, 9);
    wfx_buffer_u8(out, DW_LNE_set_address);
    wfx_buffer_u64(out, pc);
}

static void end_sequence(WfxBuffer *out, uint64_t delta)
{
    wfx_buffer_u8(out, DW_LNS_advance_pc);
    wfx_buffer_uleb(out, delta);
    wfx_buffer_u8(out, 0);
    wfx_buffer_uleb(out, 1);
    wfx_buffer_u8(out, DW_LNE_end_sequence);
}

/* What is on its way through the rows of all functions. */
typedef struct LineWriter {
    const WfxCodeImage *image;
    WfxBuffer *out;
    uint32_t row;                      /* next in image->lines */
    uint32_t *handlers, handler_count; /* code offsets of handler and landing blocks, sorted */
    uint32_t handler;                  /* next of them */
    LineState state;
    bool has_row; /* in this function: then `state` is the last one */
} LineWriter;

static int compare_offsets(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static void collect_handlers(LineWriter *writer)
{
    const WfxCodeImage *image = writer->image;
    writer->handlers =
        wfx_calloc((size_t)image->resume_clause_count + image->clause_count + 1, sizeof *writer->handlers);
    for (uint32_t i = 0; writer->handlers && i < image->resume_clause_count; i++)
        if (image->resume_clauses[i].target != WFX_NO_INDEX)
            writer->handlers[writer->handler_count++] = image->resume_clauses[i].target;
    for (uint32_t i = 0; writer->handlers && i < image->clause_count; i++)
        if (image->clauses[i].target != WFX_NO_INDEX)
            writer->handlers[writer->handler_count++] = image->clauses[i].target;
    if (writer->handler_count)
        qsort(writer->handlers, writer->handler_count, sizeof *writer->handlers, compare_offsets);
}

/* Rows for the handler blocks that begin before `end`, in the line of the last row. */
static void write_handlers(LineWriter *writer, uint32_t end)
{
    uint64_t base = (uint64_t)(uintptr_t)writer->image->code;
    for (; writer->handler < writer->handler_count && writer->handlers[writer->handler] < end; writer->handler++)
        if (writer->has_row && base + writer->handlers[writer->handler] > writer->state.pc)
            write_row(writer->out, &writer->state, base + writer->handlers[writer->handler], writer->state.file,
                      writer->state.line, false);
}

static void write_function(LineWriter *writer, const WfxCodeFunction *function)
{
    const WfxCodeImage *image = writer->image;
    uint64_t base = (uint64_t)(uintptr_t)image->code;
    writer->state = (LineState){.pc = base + function->start, .line = 1};
    writer->has_row = false;
    bool body_seen = false;
    begin_sequence(writer->out, writer->state.pc);
    write_handlers(writer, function->start);
    while (writer->row < image->line_count && image->lines[writer->row].pc < function->start)
        writer->row++;
    for (; writer->row < image->line_count && image->lines[writer->row].pc < function->end; writer->row++) {
        const WfxLineRow *row = &image->lines[writer->row];
        /* Of several rows at one address the last one counts. */
        if (writer->row + 1 < image->line_count && image->lines[writer->row + 1].pc == row->pc)
            continue;
        const WfxSourceRow *source = row->pc == function->start
                                         ? wfx_debug_header_row(image->module, function->function)
                                         : wfx_debug_row_of(image->module, row->wasm_offset);
        bool at_body = row->pc >= function->body && !body_seen;
        write_handlers(writer, row->pc);
        if (!source)
            continue;
        uint32_t file = wfx_source_file(image->module->source, source);
        if (writer->has_row && source->line == writer->state.line && file == writer->state.file && !at_body)
            continue;
        write_row(writer->out, &writer->state, base + row->pc, file, source->line, at_body);
        body_seen |= at_body;
        writer->has_row = true;
    }
    write_handlers(writer, function->end);
    end_sequence(writer->out, base + function->end - writer->state.pc);
}

void wfx_debug_line_write(const WfxCodeImage *image, WfxBuffer *out)
{
    const WfxSourceMap *source = image->module->source;
    if (!source)
        return;
    size_t length_at;
    write_header(source->files, source->file_count, out, &length_at);
    LineWriter writer = {.image = image, .out = out};
    collect_handlers(&writer);
    for (uint32_t i = 0; i < image->function_count; i++)
        write_function(&writer, &image->functions[i]);
    free(writer.handlers);
    wfx_debug_patch_u32(out, length_at, (uint32_t)(out->size - length_at - 4));
}

void wfx_debug_boundary_line_write(const WfxDebugBoundary *boundary, WfxBuffer *out)
{
    const uint64_t ranges[2][2] = {{boundary->start, boundary->end}, {boundary->resume, boundary->resume_end}};
    const WfxSourceFile file = {.path = (char *)WFX_DEBUG_BOUNDARY_FILE};
    size_t length_at;
    write_header(&file, 1, out, &length_at);
    for (int i = 0; i < 2; i++) {
        LineState state = {.pc = ranges[i][0], .line = 1};
        begin_sequence(out, ranges[i][0]);
        write_row(out, &state, ranges[i][0], 0, 1, false);
        end_sequence(out, ranges[i][1] - ranges[i][0]);
    }
    wfx_debug_patch_u32(out, length_at, (uint32_t)(out->size - length_at - 4));
}
