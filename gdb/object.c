/* Puts the object file together: a relocatable ELF file whose .text takes no room in the file and has the real address of the code. GDB wants an
   allocated section to place symbols in; symbol values are relative to it, debug information holds absolute addresses.

     ELF header | section contents, each aligned to 8 | section headers */
#include "engine/base/alloc.h"
#include "gdb/debug_info.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

typedef enum Section { SEC_NULL, SEC_TEXT, SEC_ABBREV, SEC_INFO, SEC_LINE, SEC_LOC, SEC_FRAME, SEC_SYMTAB, SEC_STRTAB, SEC_SHSTRTAB, SEC_COUNT } Section;

static const char *const section_names[SEC_COUNT] = {"",           ".text",        ".debug_abbrev", ".debug_info", ".debug_line",
                                                     ".debug_loc", ".debug_frame", ".symtab",       ".strtab",     ".shstrtab"};

static uint32_t add_string(WfxBuffer *strings, const char *text)
{
    uint32_t at = (uint32_t)strings->size;
    wfx_buffer_bytes(strings, text, strlen(text) + 1);
    return at;
}

static void add_symbol(WfxBuffer *symbols, WfxBuffer *strings, const char *name, const WfxCodeFunction *function)
{
    Elf64_Sym symbol = {.st_name = add_string(strings, name),
                        .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
                        .st_shndx = SEC_TEXT,
                        .st_value = function->start,
                        .st_size = function->end - function->start};
    wfx_buffer_bytes(symbols, &symbol, sizeof symbol);
}

/* One symbol per function, and one more for each export name that differs, so that a breakpoint can be set by either. */
static void write_symbols(const WfxCodeImage *image, WfxBuffer *symbols, WfxBuffer *strings)
{
    const WfxModule *module = image->module;
    char name[512], exported[512];
    wfx_buffer_bytes(symbols, &(Elf64_Sym){0}, sizeof(Elf64_Sym));
    wfx_buffer_u8(strings, 0);
    const WfxCodeFunction **by_index = wfx_calloc(module->function_count + 1, sizeof *by_index);
    for (uint32_t i = 0; i < image->function_count; i++) {
        const WfxCodeFunction *function = &image->functions[i];
        add_symbol(symbols, strings, wfx_debug_function_name(module, function->function, name, sizeof name), function);
        if (by_index && function->function < module->function_count)
            by_index[function->function] = function;
    }
    for (uint32_t i = 0; by_index && i < module->export_count; i++) {
        const WfxExport *item = &module->exports[i];
        if (item->kind != WFX_EXTERN_FUNC || item->index >= module->function_count || !by_index[item->index] || item->name.size == 0 ||
            item->name.size >= sizeof exported || memchr(item->name.data, 0, item->name.size))
            continue;
        memcpy(exported, item->name.data, item->name.size);
        exported[item->name.size] = 0;
        if (strcmp(exported, wfx_debug_function_name(module, item->index, name, sizeof name)) != 0)
            add_symbol(symbols, strings, exported, by_index[item->index]);
    }
    free(by_index);
}

static Elf64_Ehdr file_header(uint64_t section_headers)
{
    Elf64_Ehdr header = {.e_type = ET_REL,
                         .e_machine = EM_X86_64,
                         .e_version = EV_CURRENT,
                         .e_shoff = section_headers,
                         .e_ehsize = sizeof(Elf64_Ehdr),
                         .e_shentsize = sizeof(Elf64_Shdr),
                         .e_shnum = SEC_COUNT,
                         .e_shstrndx = SEC_SHSTRTAB};
    memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_ident[EI_VERSION] = EV_CURRENT;
    return header;
}

static void align8(WfxBuffer *out)
{
    while (out->size % 8 != 0 && !out->failed)
        wfx_buffer_u8(out, 0);
}

static void assemble(uint64_t text, uint64_t text_size, const WfxBuffer *const contents[SEC_COUNT], WfxBuffer *out)
{
    Elf64_Shdr headers[SEC_COUNT] = {0};
    Elf64_Ehdr header = {0};
    wfx_buffer_bytes(out, &header, sizeof header);
    WfxBuffer names = {0};
    for (int i = 0; i < SEC_COUNT; i++)
        headers[i].sh_name = add_string(&names, section_names[i]);
    for (int i = SEC_ABBREV; i < SEC_COUNT; i++) {
        const WfxBuffer *content = i == SEC_SHSTRTAB ? &names : contents[i];
        align8(out);
        headers[i].sh_type = i == SEC_SYMTAB ? SHT_SYMTAB : i >= SEC_STRTAB ? SHT_STRTAB : SHT_PROGBITS;
        headers[i].sh_addralign = i == SEC_SYMTAB ? 8 : 1;
        headers[i].sh_offset = out->size;
        headers[i].sh_size = content->size;
        wfx_buffer_bytes(out, content->data, content->size);
        out->failed |= content->failed;
    }
    headers[SEC_TEXT].sh_type = SHT_NOBITS;
    headers[SEC_TEXT].sh_flags = SHF_ALLOC | SHF_EXECINSTR;
    headers[SEC_TEXT].sh_addr = text;
    headers[SEC_TEXT].sh_size = text_size;
    headers[SEC_TEXT].sh_addralign = 16;
    headers[SEC_SYMTAB].sh_entsize = sizeof(Elf64_Sym);
    headers[SEC_SYMTAB].sh_link = SEC_STRTAB;
    headers[SEC_SYMTAB].sh_info = 1; /* first global symbol */
    align8(out);
    header = file_header(out->size);
    wfx_buffer_bytes(out, headers, sizeof headers);
    if (!out->failed)
        memcpy(out->data, &header, sizeof header);
    wfx_buffer_free(&names);
}

static uint8_t *finish(uint64_t text, uint64_t text_size, WfxDebugSections *debug, WfxBuffer *symbols, WfxBuffer *strings, size_t *size)
{
    WfxBuffer out = {0};
    const WfxBuffer *const contents[SEC_COUNT] = {
        [SEC_ABBREV] = &debug->abbrev, [SEC_INFO] = &debug->info, [SEC_LINE] = &debug->line,  [SEC_LOC] = &debug->location,
        [SEC_FRAME] = &debug->frame,   [SEC_SYMTAB] = symbols,    [SEC_STRTAB] = strings,
    };
    assemble(text, text_size, contents, &out);
    wfx_buffer_free(&debug->abbrev);
    wfx_buffer_free(&debug->info);
    wfx_buffer_free(&debug->line);
    wfx_buffer_free(&debug->location);
    wfx_buffer_free(&debug->frame);
    wfx_buffer_free(symbols);
    wfx_buffer_free(strings);
    if (out.failed) {
        wfx_buffer_free(&out);
        return NULL;
    }
    *size = out.size;
    return out.data;
}

uint8_t *wfx_debug_object(const WfxCodeImage *image, size_t *size)
{
    WfxDebugSections debug = {0};
    WfxBuffer symbols = {0}, strings = {0};
    wfx_debug_info_write(image, &debug);
    wfx_debug_line_write(image, &debug.line);
    wfx_debug_frame_write(image, &debug.frame);
    write_symbols(image, &symbols, &strings);
    return finish((uint64_t)(uintptr_t)image->code, image->code_size, &debug, &symbols, &strings, size);
}

uint8_t *wfx_debug_common_object(const WfxDebugBoundary *boundary, const WfxCodeImage *const *images, uint32_t image_count, size_t *size)
{
    WfxDebugSections debug = {0};
    WfxBuffer symbols = {0}, strings = {0};
    wfx_debug_common_info_write(boundary, images, image_count, &debug);
    wfx_debug_boundary_line_write(boundary, &debug.line);
    wfx_buffer_bytes(&symbols, &(Elf64_Sym){0}, sizeof(Elf64_Sym));
    wfx_buffer_u8(&strings, 0);
    return finish(boundary->start, boundary->end - boundary->start, &debug, &symbols, &strings, size);
}
