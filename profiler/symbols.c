/* Addresses to names; see symbols.h. */
#include "profiler/symbols.h"

#include <stdio.h>
#include <string.h>

static const WfxSourceRow *row_of(const WfxCodeImage *image, uint32_t wasm_offset)
{
    return wasm_offset == WFX_NO_OFFSET ? NULL : wfx_source_find(image->module->source, wasm_offset);
}

WfxSymbol wfx_symbol_find(uint64_t address, bool is_return)
{
    WfxSymbol symbol = {0};
    const WfxCodeImage *image = wfx_code_find(is_return ? address - 1 : address);
    if (!image)
        return symbol;
    uint32_t offset = (uint32_t)(address - (uint64_t)(uintptr_t)image->code);
    symbol.image = image;
    symbol.function = wfx_image_function(image, is_return ? offset - 1 : offset);
    symbol.resume = is_return ? wfx_image_resume(image, offset) : NULL;
    const WfxSite *site = is_return ? wfx_image_site(image, offset) : NULL;
    symbol.row = row_of(image, site ? site->wasm_offset : wfx_image_wasm_offset(image, is_return ? offset - 1 : offset));
    return symbol;
}

const char *wfx_symbol_name(const WfxSymbol *symbol, char *text, size_t size)
{
    if (!symbol->image || !symbol->function) {
        snprintf(text, size, "[host]");
        return text;
    }
    return wfx_function_label(symbol->image->module, symbol->function->function, text, size);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static const char *print_place(const WfxCodeImage *image, const WfxSourceRow *row, uint32_t wasm_offset, char *text, size_t size)
{
    const WfxSourceMap *source = image->module->source;
    const char *path = row && row->line ? source->files[wfx_source_file(source, row)].path : NULL;
    if (path)
        snprintf(text, size, "%s:%u", base_name(path), row->line);
    else
        snprintf(text, size, "+0x%x", wasm_offset);
    return text;
}

const char *wfx_symbol_place(const WfxSymbol *symbol, char *text, size_t size)
{
    if (!symbol->image || !symbol->function) {
        *text = 0;
        return text;
    }
    return print_place(symbol->image, symbol->row, symbol->function->wasm_start, text, size);
}

const char *wfx_resume_place(const WfxCodeImage *image, const WfxCodeResume *resume, char *text, size_t size)
{
    return print_place(image, row_of(image, resume->wasm_offset), resume->wasm_offset, text, size);
}

const char *wfx_resume_tags(const WfxCodeImage *image, const WfxCodeResume *resume, char *text, size_t size)
{
    size_t used = 0;
    snprintf(text, size, "-");
    for (uint32_t i = 0; i < resume->clause_count && used < size; i++) {
        const WfxCodeResumeClause *clause = &image->resume_clauses[resume->first_clause + i];
        const char *name = wfx_name_of(image->module, WFX_NAMES_TAG, clause->tag);
        char number[24];
        snprintf(number, sizeof number, "tag[%u]", clause->tag);
        int wrote = snprintf(text + used, size - used, "%s%s%s", used ? ", " : "", clause->is_switch ? "switch:" : "",
                             name ? name : number);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
    return text;
}
