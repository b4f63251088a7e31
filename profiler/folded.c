/* The folded stacks file: stacks that differ in addresses only are one line. Written beside its name and renamed, so that it never ends amid a line. */
#include "engine/base/alloc.h"
#include "profiler/report.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Line {
    char *text;
    uint64_t weight;
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
    if (out.failed || !wfx_vec_push(lines, (Line){(char *)out.data, entry->weight})) {
        wfx_buffer_free(&out);
        return false;
    }
    return true;
}

static int by_text(const void *left, const void *right)
{
    return strcmp(((const Line *)left)->text, ((const Line *)right)->text);
}

static bool format_lines(const WfxProfiler *profiler, WfxBuffer *out, Lines *lines)
{
    if (lines->count)
        qsort(lines->data, lines->count, sizeof(Line), by_text);
    uint64_t weight = 0;
    for (uint32_t i = 0; i < lines->count; i++) {
        weight += lines->data[i].weight;
        if (i + 1 < lines->count && strcmp(lines->data[i].text, lines->data[i + 1].text) == 0)
            continue;
        wfx_buffer_bytes(out, lines->data[i].text, strlen(lines->data[i].text));
        uint64_t samples = wfx_profiler_samples(profiler, weight);
        wfx_buffer_format(out, " %" PRIu64 "\n", samples ? samples : 1);
        weight = 0;
    }
    return !out->failed;
}

static bool refuse(const char *path, int reason, WfxError *error)
{
    return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "cannot write the profile %s: %s", path, strerror(reason));
}

/* Bytes written; fewer than `size` with errno set. */
static size_t write_bytes(int file, const uint8_t *data, size_t size)
{
    size_t written = 0;
    while (written < size) {
        ssize_t now = write(file, data + written, size - written);
        if (now < 0 && errno == EINTR)
            continue;
        if (now <= 0)
            break;
        written += (size_t)now;
    }
    return written;
}

/* The whole lines of what was written stay; 0: none. */
static size_t keep_whole_lines(int file, const uint8_t *data, size_t written)
{
    while (written && data[written - 1] != '\n')
        written--;
    return ftruncate(file, (off_t)written) == 0 ? written : 0;
}

/* A file is replaced as a whole; when the disk is full, by the lines that fit. Devices, pipes and links are written to and stay what they are. */
static bool write_file(const char *path, const WfxBuffer *content, WfxError *error)
{
    char temporary[4096] = "";
    struct stat status;
    bool in_place = lstat(path, &status) == 0 && !S_ISREG(status.st_mode);
    if (!in_place && (size_t)snprintf(temporary, sizeof temporary, "%s.%d.tmp", path, (int)getpid()) >= sizeof temporary)
        return refuse(path, ENAMETOOLONG, error);
    /* The temporary name can be guessed: whatever somebody planted there is not followed. */
    if (!in_place)
        unlink(temporary);
    int file =
        in_place ? open(path, O_WRONLY | O_TRUNC | O_CLOEXEC) : open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0)
        return refuse(path, errno, error);
    size_t written = write_bytes(file, content->data, content->size), kept = written;
    int reason = written < content->size ? errno : 0;
    if (reason && !in_place)
        kept = keep_whole_lines(file, content->data, written);
    if (close(file) && !reason)
        reason = errno;
    bool stays = !reason || kept;
    if (!in_place && stays && rename(temporary, path)) {
        reason = errno;
        stays = false;
    }
    if (!in_place && !stays)
        unlink(temporary);
    if (reason && stays && !in_place)
        return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET,
                             "%s: %s; the first %zu of the profile's %zu bytes are there, in whole lines", path, strerror(reason),
                             kept, content->size);
    return !reason || refuse(path, reason, error);
}

bool wfx_write_folded(const WfxProfiler *profiler, const char *path, WfxError *error)
{
    const WfxStackTable *stacks = &profiler->stacks;
    Lines lines = {0};
    bool good = true;
    for (uint32_t i = 0; i < stacks->entries.count && good; i++)
        good = add_line(stacks, &stacks->entries.data[i], &lines) || wfx_error_oom(error);
    WfxBuffer content = {0};
    good = good && (format_lines(profiler, &content, &lines) || wfx_error_oom(error)) && write_file(path, &content, error);
    wfx_buffer_free(&content);
    for (uint32_t i = 0; i < lines.count; i++)
        free(lines.data[i].text);
    wfx_vec_free(&lines);
    return good;
}
