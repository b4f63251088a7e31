/* The folded stacks file. Written beside its name and renamed, so that it is never half there. */
#include "profiler/report.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Frame names must not hold the format's separators. */
static void put_name(FILE *file, const char *name)
{
    for (; *name; name++)
        fputc(*name == ';' || *name == '\n' ? ':' : *name, file);
}

static void put_frame(FILE *file, const WfxSymbol *symbol, bool *first)
{
    char name[256], place[256], tags[256], line[1024];
    /* Root first: the resumer's frame, then the boundary to what it resumed. */
    fputs(*first ? "" : ";", file);
    *first = false;
    put_name(file, wfx_symbol_name(symbol, name, sizeof name));
    if (symbol->resume) {
        snprintf(line, sizeof line, ";[resume %s %s (%s)]", name, wfx_resume_place(symbol->image, symbol->resume, place, sizeof place),
                 wfx_resume_tags(symbol->image, symbol->resume, tags, sizeof tags));
        fputc(';', file);
        put_name(file, line + 1);
    }
}

static void put_stack(FILE *file, const WfxStackTable *stacks, const WfxStackEntry *entry)
{
    bool first = true;
    uint32_t host = 0; /* newest frames that are not wasm: the host function that wasm called */
    while (host < entry->count && !wfx_symbol_find(stacks->addresses.data[entry->first + host], host > 0).image)
        host++;
    for (uint32_t i = entry->count; i-- > host;) {
        WfxSymbol symbol = wfx_symbol_find(stacks->addresses.data[entry->first + i], i > 0);
        if (symbol.image && symbol.function)
            put_frame(file, &symbol, &first);
    }
    if (host)
        fputs(first ? "[host]" : ";[host]", file);
    fprintf(file, " %llu\n", (unsigned long long)entry->samples);
}

bool wfx_write_folded(const WfxStackTable *stacks, const char *path, WfxError *error)
{
    char temporary[4096];
    if ((size_t)snprintf(temporary, sizeof temporary, "%s.%d.tmp", path, (int)getpid()) >= sizeof temporary)
        return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "cannot write the profile: the path is too long");
    FILE *file = fopen(temporary, "we");
    if (!file)
        return wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "cannot write the profile %s: %s", path, strerror(errno));
    for (uint32_t i = 0; i < stacks->entries.count; i++)
        put_stack(file, stacks, &stacks->entries.data[i]);
    bool written = !ferror(file);
    written = fclose(file) == 0 && written;
    if (!written || rename(temporary, path)) {
        wfx_error_set(error, WFX_ERROR_IO, WFX_NO_OFFSET, "cannot write the profile %s: %s", path, strerror(errno));
        unlink(temporary);
        return false;
    }
    return true;
}
