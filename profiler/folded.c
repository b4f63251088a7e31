/* The folded stacks file: stacks that differ in addresses only are one line. Written beside its name and renamed, so that it is never half there. */
#include "engine/base/alloc.h"
#include "profiler/report.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Line {
    char *text;
    uint64_t samples;
} Line;
typedef WFX_VEC(Line) Lines;

/* Frame names must not hold the format's separators. */
static void put_name(WfxBuffer *out, const char *name)
{
    for (; *name; name++)
        wfx_buffer_u8(out, (uint8_t)(*name == ';' || *name == '\n' ? ':' : *name));
}

/* Root first: a resumer's frame, then the boundary to what it resumed. */
static void put_frame(WfxBuffer *out, const WfxSymbol *symbol)
{
    char name[256], place[256], tags[256], boundary[1024];
    if (out->size)
        wfx_buffer_u8(out, ';');
    put_name(out, wfx_symbol_name(symbol, name, sizeof name));
    if (symbol->resume) {
        snprintf(boundary, sizeof boundary, "[resume %s %s (%s)]", name,
                 wfx_resume_place(symbol->image, symbol->resume, place, sizeof place),
                 wfx_resume_tags(symbol->image, symbol->resume, tags, sizeof tags));
        wfx_buffer_u8(out, ';');
        put_name(out, boundary);
    }
}

static bool add_line(const WfxStackTable *stacks, const WfxStackEntry *entry, Lines *lines)
{
    WfxBuffer out = {0};
    uint32_t host = 0; /* newest frames that are not wasm: the host function that wasm called */
    while (host < entry->count && !wfx_symbol_find(stacks->addresses.data[entry->first + host], host > 0).image)
        host++;
    for (uint32_t i = entry->count; i-- > host;) {
        uint64_t address = stacks->addresses.data[entry->first + i];
        WfxSymbol symbol = wfx_symbol_find(address, i > 0);
        if (address == WFX_SAMPLE_ELIDED)
            wfx_buffer_format(&out, "%s", ";[repeated frames left out]");
        else if (symbol.image && symbol.function)
            put_frame(&out, &symbol);
    }
    if (host)
        wfx_buffer_format(&out, out.size ? ";[host]" : "[host]");
    wfx_buffer_u8(&out, 0);
    if (out.failed || !wfx_vec_push(lines, (Line){(char *)out.data, entry->samples})) {
        wfx_buffer_free(&out);
        return false;
    }
    return true;
}

static int by_text(const void *left, const void *right)
{
    return strcmp(((const Line *)left)->text, ((const Line *)right)->text);
}

static void write_lines(FILE *file, Lines *lines)
{
    if (lines->count)
        qsort(lines->data, lines->count, sizeof(Line), by_text);
    uint64_t samples = 0;
    for (uint32_t i = 0; i < lines->count; i++) {
        samples += lines->data[i].samples;
        if (i + 1 < lines->count && strcmp(lines->data[i].text, lines->data[i + 1].text) == 0)
            continue;
        fprintf(file, "%s %" PRIu64 "\n", lines->data[i].text, samples);
        samples = 0;
    }
}

static bool refuse(const char *path, int reason, WfxError *error)
{
    return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "cannot write the profile %s: %s", path, strerror(reason));
}

/* A file is replaced as a whole or not at all; devices, pipes and links are written to and stay what they are. */
static bool write_file(const char *path, Lines *lines, WfxError *error)
{
    char temporary[4096] = "";
    struct stat status;
    bool in_place = lstat(path, &status) == 0 && !S_ISREG(status.st_mode);
    if (!in_place && (size_t)snprintf(temporary, sizeof temporary, "%s.%d.tmp", path, (int)getpid()) >= sizeof temporary)
        return refuse(path, ENAMETOOLONG, error);
    FILE *file = fopen(in_place ? path : temporary, "we");
    if (!file)
        return refuse(path, errno, error);
    write_lines(file, lines);
    bool written = fflush(file) == 0 && !ferror(file);
    int reason = errno;
    if (fclose(file) && written) {
        written = false;
        reason = errno;
    }
    if (written && !in_place && rename(temporary, path)) {
        written = false;
        reason = errno;
    }
    if (!written && !in_place)
        unlink(temporary);
    return written || refuse(path, reason, error);
}

bool wfx_write_folded(const WfxStackTable *stacks, const char *path, WfxError *error)
{
    Lines lines = {0};
    bool good = true;
    for (uint32_t i = 0; i < stacks->entries.count && good; i++)
        good = add_line(stacks, &stacks->entries.data[i], &lines) || wfx_error_oom(error);
    good = good && write_file(path, &lines, error);
    for (uint32_t i = 0; i < lines.count; i++)
        free(lines.data[i].text);
    wfx_vec_free(&lines);
    return good;
}
