/* How errors look: one line that names the place, the source line with a caret, and for traps the way from the trap to
   the host.

     wasmfx: error: mod.wat:12:5: trap: unreachable executed
        12 |     (unreachable)
           |      ^
       #0  worker at mod.wat:12:5
       --- continuation 2 (worker), resumed at mod.wat:30:9 ---
       #1  main at mod.wat:30:9
       host

   Everything goes to standard error; colour is used on a terminal only, and never with NO_COLOR. Source text is shown
   as data: control characters and bytes that are not UTF-8 appear as `?`, so a hostile module cannot write to the
   terminal. */
#include "cli/cli.h"
#include "engine/wasm/decode.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    SHOWN_COLUMNS = 100,
    BEFORE_CARET = 60,
    TAB = 8,
    MAX_QUOTED_FILE = 1 << 26,
    NEWEST_FRAMES = 60,
    OLDEST_FRAMES = 20
};

static bool use_colour(void)
{
    const char *refused = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return !(refused && *refused) && isatty(STDERR_FILENO) && !(terminal && strcmp(terminal, "dumb") == 0);
}

static const char *paint(const char *code)
{
    return use_colour() ? code : "";
}
#define BOLD paint("\033[1m")
#define RED paint("\033[1;31m")
#define DIM paint("\033[2m")
#define PLAIN paint("\033[0m")

static void begin(const char *what)
{
    fflush(stdout); /* keeps the order when both go to one place */
    fprintf(stderr, "%swasmfx:%s %s%s:%s ", BOLD, PLAIN, RED, what, PLAIN);
}

static void print_safe(const char *text)
{
    for (; *text; text++)
        fputc((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text, stderr);
}

int cli_error(const char *format, ...)
{
    char message[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    begin("error");
    print_safe(message);
    fputc('\n', stderr);
    return CLI_FAILED;
}

void cli_warning(const char *format, ...)
{
    char message[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    begin("warning");
    print_safe(message);
    fputc('\n', stderr);
}

/* ---- the source line ---- */

/* Length of the character at `text`, 0 when it is none that a terminal may see. */
static size_t character_size(const char *text, size_t left)
{
    unsigned char first = (unsigned char)*text;
    if (first < 0x80)
        return first >= 0x20 && first != 0x7f ? 1 : 0;
    size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (size > left || (first == 0xc2 && (unsigned char)text[1] < 0xa0)) /* C1 controls */
        return 0;
    return wfx_utf8_valid((const uint8_t *)text, size) ? size : 0;
}

/* The line as it is shown, and how many columns stand before byte `caret` of it. */
static void render_line(const char *line, size_t size, size_t caret, WfxBuffer *out, size_t *caret_column,
                        size_t *columns)
{
    size_t column = 0;
    *caret_column = SIZE_MAX;
    for (size_t at = 0; at < size;) {
        if (at >= caret && *caret_column == SIZE_MAX)
            *caret_column = column;
        if (line[at] == '\t') {
            do
                wfx_buffer_u8(out, ' ');
            while (++column % TAB);
            at++;
            continue;
        }
        size_t length = character_size(line + at, size - at);
        wfx_buffer_bytes(out, length ? line + at : "?", length ? length : 1);
        at += length ? length : 1;
        column++;
    }
    if (*caret_column == SIZE_MAX)
        *caret_column = column;
    *columns = column;
}

/* Byte position of a column in what render_line made. */
static size_t byte_of_column(const WfxBuffer *text, size_t column)
{
    size_t at = 0;
    while (at < text->size && column) {
        do
            at++;
        while (at < text->size && (text->data[at] & 0xc0) == 0x80);
        column--;
    }
    return at;
}

static void quote_line(const char *text, size_t size, uint32_t line, uint32_t column)
{
    const char *start = text, *end = text + size;
    for (uint32_t i = 1; i < line; i++) {
        start = memchr(start, '\n', (size_t)(end - start));
        if (!start)
            return;
        start++;
    }
    const char *stop = memchr(start, '\n', (size_t)(end - start));
    size_t length = (size_t)((stop ? stop : end) - start);
    if (length && start[length - 1] == '\r')
        length--;
    WfxBuffer shown = {0};
    size_t caret, columns;
    render_line(start, length, column ? column - 1 : 0, &shown, &caret, &columns);
    size_t first = caret > BEFORE_CARET && columns > SHOWN_COLUMNS ? caret - BEFORE_CARET : 0;
    size_t last = columns - first > SHOWN_COLUMNS ? first + SHOWN_COLUMNS : columns;
    size_t from = byte_of_column(&shown, first), to = byte_of_column(&shown, last);
    if (!shown.failed) {
        fprintf(stderr, "%s%6u |%s %s%.*s%s\n", DIM, line, PLAIN, first ? "..." : "", (int)(to - from),
                (const char *)shown.data + from, last < columns ? "..." : "");
        if (column)
            fprintf(stderr, "%s       |%s %*s%s^%s\n", DIM, PLAIN, (int)(caret - first + (first ? 3 : 0)), "", RED,
                    PLAIN);
    }
    wfx_buffer_free(&shown);
}

/* ---- errors with a place ---- */

typedef struct Place {
    const char *path;
    uint32_t offset, line, column;
    bool has_offset;
} Place;

static void print_place(const Place *place)
{
    if (!place->path)
        return;
    print_safe(place->path);
    if (place->line && place->column)
        fprintf(stderr, ":%u:%u", place->line, place->column);
    else if (place->line)
        fprintf(stderr, ":%u", place->line);
    else if (place->has_offset)
        fprintf(stderr, ":0x%x", place->offset);
}

/* A message of several lines is several errors of one place (missing imports). */
static void print_headline(const Place *place, const char *prefix, const char *message)
{
    char *copy = strdup(message), *rest = copy;
    for (const char *line; (line = copy ? strsep(&rest, "\n") : message); message = NULL) {
        begin("error");
        fputs(BOLD, stderr);
        print_place(place);
        fputs(PLAIN, stderr);
        fprintf(stderr, "%s%s", place->path ? ": " : "", prefix);
        print_safe(line);
        fputc('\n', stderr);
    }
    free(copy);
}

static int exit_code(WfxErrorKind kind)
{
    switch (kind) {
    case WFX_ERROR_TRAP:
    case WFX_ERROR_EXCEPTION:
    case WFX_ERROR_SUSPENSION: return CLI_TRAPPED;
    case WFX_ERROR_USAGE: return CLI_USAGE;
    default: return CLI_FAILED;
    }
}

int cli_report_inner(const char *path, const WfxBuffer *text, const WfxSourceMap *map, const WfxError *error)
{
    Place place = {path, error->place.offset, error->place.line, error->place.column, error->has_offset};
    const WfxSourceRow *row = !place.line && error->has_offset ? wfx_source_find(map, place.offset) : NULL;
    if (row) {
        place.line = row->line;
        place.column = row->column;
    }
    print_headline(&place, "", error->message);
    if (place.line && text)
        quote_line((const char *)text->data, text->size, place.line, place.column);
    return exit_code(error->kind);
}

/* Quoting is a courtesy: a source that cannot be read any more is passed over in silence. */
static void quote_from_file(const char *path, uint32_t line, uint32_t column)
{
    FILE *file = path ? fopen(path, "rb") : NULL;
    if (!file)
        return;
    WfxBuffer text = {0};
    char chunk[4096];
    size_t got;
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0 && text.size < MAX_QUOTED_FILE)
        wfx_buffer_bytes(&text, chunk, got);
    fclose(file);
    if (!text.failed && !cli_is_binary(&text))
        quote_line((const char *)text.data, text.size, line, column);
    wfx_buffer_free(&text);
}

static Place frame_place(const wfx_frame_t *frame)
{
    bool known = frame->offset != UINT32_MAX;
    return (Place){frame->line && frame->source ? frame->source : frame->module, frame->offset, frame->line,
                   frame->column, known};
}

static void print_call(const wfx_frame_t *frame, size_t number, size_t repeated)
{
    char label[48];
    if (repeated > 1)
        snprintf(label, sizeof label, "#%zu..#%zu", number, number + repeated - 1);
    else
        snprintf(label, sizeof label, "#%zu", number);
    fprintf(stderr, "  %-3s %s", label, frame->kind == WFX_F_HOST ? "host function " : "");
    print_safe(frame->function ? frame->function : "?");
    Place place = frame_place(frame);
    if (frame->kind == WFX_F_WASM && place.path) {
        fputs(" at ", stderr);
        print_place(&place);
    }
    fputc('\n', stderr);
}

static void print_boundary(const wfx_frame_t *frame)
{
    Place place = frame_place(frame);
    fprintf(stderr, "  %s--- ", DIM);
    print_safe(frame->function ? frame->function : "continuation");
    fputc(' ', stderr);
    print_place(&place);
    fprintf(stderr, " ---%s\n", PLAIN);
}

static bool is_same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_same_call(const wfx_frame_t *a, const wfx_frame_t *b)
{
    return a->kind == WFX_F_WASM && b->kind == WFX_F_WASM && a->offset == b->offset &&
           is_same_text(a->module, b->module) && is_same_text(a->function, b->function);
}

/* A recursion is one line; of what is still longer than a page or two, the middle is left out. */
static void print_backtrace(const wfx_error_t *error)
{
    size_t count = wfx_error_frame_count(error), omitted = wfx_error_frames_omitted(error), number = 0, lines = 0,
           hidden = 0;
    size_t oldest = !omitted && count > OLDEST_FRAMES ? count - OLDEST_FRAMES : count;
    for (size_t i = 0, repeated; i < count; i += repeated) {
        const wfx_frame_t *frame = wfx_error_frame(error, i);
        for (repeated = 1; i + repeated < count && is_same_call(frame, wfx_error_frame(error, i + repeated));)
            repeated++;
        bool is_call = frame->kind == WFX_F_WASM || frame->kind == WFX_F_HOST;
        if (lines++ >= NEWEST_FRAMES && i < oldest) {
            hidden += is_call ? repeated : 0;
        } else {
            if (hidden)
                fprintf(stderr, "  ... %zu more frames\n", hidden);
            hidden = 0;
            if (is_call)
                print_call(frame, number, repeated);
            else if (frame->kind == WFX_F_BOUNDARY)
                print_boundary(frame);
            else
                fputs("  host\n", stderr);
        }
        number += is_call ? repeated : 0;
    }
    if (hidden + omitted)
        fprintf(stderr, "  ... %zu more frames\n", hidden + omitted);
}

/* The newest wasm frame is where a trap happened. */
static bool trap_place(const wfx_error_t *error, Place *place)
{
    for (size_t i = 0; i < wfx_error_frame_count(error); i++) {
        const wfx_frame_t *frame = wfx_error_frame(error, i);
        if (frame->kind == WFX_F_WASM) {
            *place = frame_place(frame);
            return true;
        }
    }
    return false;
}

/* The message, and of an uncaught exception its payload: "uncaught exception: t (i32 42, f64 1.5)". Free it; NULL when
   out of memory. */
static char *full_message(const wfx_error_t *error)
{
    char *text = NULL;
    size_t size, count = wfx_error_payload_count(error);
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    fputs(wfx_error_message(error), out);
    for (size_t i = 0; i < count; i++) {
        wfx_value_t value;
        if (!wfx_error_payload(error, i, &value))
            continue;
        bool is_number = value.kind <= WFX_VALUE_F64;
        fprintf(out, "%s%s%s", i ? ", " : " (", is_number ? cli_kind_name(value.kind) : "", is_number ? " " : "");
        cli_put_value(out, &value);
    }
    fputs(count ? ")" : "", out);
    fclose(out);
    return text;
}

int cli_report(const char *path, wfx_error_t *error)
{
    WfxErrorKind kind = (WfxErrorKind)wfx_error_kind(error);
    if (kind == WFX_ERROR_EXIT) {
        int code = wfx_error_exit_code(error);
        wfx_error_delete(error);
        return code & 0xff ? code & 0xff : code != 0;
    }
    Place place = {.path = path};
    if (!trap_place(error, &place) && wfx_error_place(error, &place.offset, &place.line, &place.column))
        place.has_offset = true;
    char *message = full_message(error);
    print_headline(&place, kind == WFX_ERROR_TRAP || kind == WFX_ERROR_SUSPENSION ? "trap: " : "",
                   message ? message : wfx_error_message(error));
    free(message);
    if (place.line)
        quote_from_file(place.path, place.line, place.column);
    print_backtrace(error);
    wfx_error_delete(error);
    return exit_code(kind);
}
