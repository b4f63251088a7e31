/* Puts the object file together, through libelf: a relocatable ELF file whose .text takes no room in the file and has
   the real address of the code. GDB wants an allocated section to place symbols in; symbol values are relative to it,
   debug information holds absolute addresses.

   libelf writes to a file only, so that the object is made in one of memory and read back. Whatever fails, there is no
   object then, and nothing is left open. Any number of threads may make objects at the same time: each has an ELF
   descriptor and a file of its own. */
#include "engine/base/alloc.h"
#include "engine/base/assert.h"
#include "gdb/debug_info.h"

#include <libelf.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* Numbers of the sections, in their order in the file. */
typedef enum Section {
    SEC_NULL,
    SEC_TEXT,
    SEC_ABBREV,
    SEC_INFO,
    SEC_LINE,
    SEC_LOC,
    SEC_FRAME,
    SEC_SYMTAB,
    SEC_STRTAB,
    SEC_SHSTRTAB,
    SEC_RANGES, /* last: it is there only where code was inlined */
    SEC_COUNT
} Section;

typedef struct SectionRow {
    const char *name;
    uint32_t type;
    Elf_Type content;
    uint32_t alignment;
} SectionRow;
static const SectionRow rows[SEC_COUNT] = {
    [SEC_NULL] = {"", SHT_NULL, ELF_T_BYTE, 0},
    [SEC_TEXT] = {".text", SHT_NOBITS, ELF_T_BYTE, 16},
    [SEC_ABBREV] = {".debug_abbrev", SHT_PROGBITS, ELF_T_BYTE, 1},
    [SEC_INFO] = {".debug_info", SHT_PROGBITS, ELF_T_BYTE, 1},
    [SEC_LINE] = {".debug_line", SHT_PROGBITS, ELF_T_BYTE, 1},
    [SEC_LOC] = {".debug_loc", SHT_PROGBITS, ELF_T_BYTE, 1},
    [SEC_FRAME] = {".debug_frame", SHT_PROGBITS, ELF_T_BYTE, 1},
    [SEC_SYMTAB] = {".symtab", SHT_SYMTAB, ELF_T_SYM, 8},
    [SEC_STRTAB] = {".strtab", SHT_STRTAB, ELF_T_BYTE, 1},
    [SEC_SHSTRTAB] = {".shstrtab", SHT_STRTAB, ELF_T_BYTE, 1},
    [SEC_RANGES] = {".debug_ranges", SHT_PROGBITS, ELF_T_BYTE, 1},
};

static uint32_t add_string(WfxBuffer *strings, const char *text)
{
    uint32_t at = (uint32_t)strings->size;
    wfx_buffer_bytes(strings, text, strlen(text) + 1);
    return at;
}

static void add_symbol(WfxBuffer *symbols, WfxBuffer *strings, const char *name, const WfxCodeFunction *function)
{
    wfx_assert(function->start < function->end);
    Elf64_Sym symbol = {.st_name = add_string(strings, name),
                        .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
                        .st_shndx = SEC_TEXT,
                        .st_value = function->start,
                        .st_size = function->end - function->start};
    wfx_buffer_bytes(symbols, &symbol, sizeof symbol);
}

/* One symbol per function, and one more for each export name that differs, so that a breakpoint can be set by
   either. */
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
        if (item->kind != WFX_EXTERN_FUNC || item->index >= module->function_count || !by_index[item->index] ||
            item->name.size == 0 || item->name.size >= sizeof exported || memchr(item->name.data, 0, item->name.size))
            continue;
        memcpy(exported, item->name.data, item->name.size);
        exported[item->name.size] = 0;
        if (strcmp(exported, wfx_debug_function_name(module, item->index, name, sizeof name)) != 0)
            add_symbol(symbols, strings, exported, by_index[item->index]);
    }
    free(by_index);
}

static void choose_version(void)
{
    elf_version(EV_CURRENT);
}

static bool add_file_header(Elf *elf)
{
    Elf64_Ehdr *header = elf64_newehdr(elf);
    if (!header)
        return false;
    header->e_ident[EI_DATA] = ELFDATA2LSB;
    header->e_type = ET_REL;
    header->e_machine = EM_X86_64;
    header->e_version = EV_CURRENT;
    header->e_shstrndx = SEC_SHSTRTAB;
    return true;
}

/* Adds the next section, which must be `section`. The content stays the caller's and has to live until the file is
   written. */
static bool add_section(Elf *elf, Section section, uint32_t name, uint64_t address, const WfxBuffer *content)
{
    Elf_Scn *made = elf_newscn(elf);
    Elf64_Shdr *header = made ? elf64_getshdr(made) : NULL;
    Elf_Data *data = made ? elf_newdata(made) : NULL;
    if (!header || !data)
        return false;
    wfx_assert(elf_ndxscn(made) == section); /* in their order */
    header->sh_name = name;
    header->sh_type = rows[section].type;
    if (section == SEC_TEXT) {
        header->sh_flags = SHF_ALLOC | SHF_EXECINSTR;
        header->sh_addr = address;
    } else if (section == SEC_SYMTAB) {
        header->sh_entsize = sizeof(Elf64_Sym);
        header->sh_link = SEC_STRTAB;
        header->sh_info = 1; /* first global symbol */
    }
    data->d_buf = content->data;
    data->d_size = content->size;
    data->d_type = rows[section].content;
    data->d_align = rows[section].alignment;
    data->d_version = EV_CURRENT;
    return true;
}

/* A file in memory obeys the limit of file sizes too, and going over it would be a signal. */
static bool may_write(off_t size)
{
    struct rlimit limit;
    return size > 0 && getrlimit(RLIMIT_FSIZE, &limit) == 0 && (rlim_t)size <= limit.rlim_cur;
}

/* Writes the object to the file; its size, or 0. */
static size_t write_file(int file, uint64_t text, const WfxBuffer *const contents[SEC_COUNT],
                         const uint32_t names[SEC_COUNT], int count)
{
    Elf *elf = elf_begin(file, ELF_C_WRITE, NULL);
    bool good = elf && add_file_header(elf);
    for (int i = SEC_TEXT; good && i < count; i++)
        good = add_section(elf, (Section)i, names[i], text, contents[i]);
    if (good)
        good = may_write(elf_update(elf, ELF_C_NULL)); /* lays it out */
    off_t size = good ? elf_update(elf, ELF_C_WRITE) : -1;
    elf_end(elf);
    return size > 0 ? (size_t)size : 0;
}

static uint8_t *read_file(int file, size_t size)
{
    uint8_t *bytes = size ? wfx_malloc(size) : NULL;
    for (size_t at = 0; bytes && at < size;) {
        ssize_t count = pread(file, bytes + at, size - at, (off_t)at);
        if (count <= 0) {
            free(bytes);
            return NULL;
        }
        at += (size_t)count;
    }
    return bytes;
}

static uint8_t *assemble(uint64_t text, const WfxBuffer *contents[SEC_COUNT], size_t *size)
{
    static pthread_once_t version_chosen = PTHREAD_ONCE_INIT;
    WfxBuffer section_names = {0};
    uint32_t names[SEC_COUNT];
    uint8_t *object = NULL;
    bool failed = false;
    int count = contents[SEC_RANGES]->size ? SEC_COUNT : SEC_RANGES;
    for (int i = 0; i < count; i++)
        names[i] = add_string(&section_names, rows[i].name);
    contents[SEC_SHSTRTAB] = &section_names;
    for (int i = SEC_TEXT; i < SEC_COUNT; i++) {
        wfx_assert(contents[i]);
        failed |= contents[i]->failed;
    }
    int file = failed ? -1 : memfd_create("wasmfx-debug", MFD_CLOEXEC);
    if (file >= 0) {
        pthread_once(&version_chosen, choose_version);
        *size = write_file(file, text, contents, names, count);
        object = read_file(file, *size);
        close(file);
    }
    wfx_buffer_free(&section_names);
    return object;
}

static uint8_t *finish(uint64_t text, uint64_t text_size, WfxDebugSections *debug, WfxBuffer *symbols,
                       WfxBuffer *strings, size_t *size)
{
    const WfxBuffer code = {.size = text_size}; /* not in the file */
    const WfxBuffer *contents[SEC_COUNT] = {
        [SEC_TEXT] = &code,        [SEC_ABBREV] = &debug->abbrev, [SEC_INFO] = &debug->info,
        [SEC_LINE] = &debug->line, [SEC_LOC] = &debug->location,  [SEC_FRAME] = &debug->frame,
        [SEC_SYMTAB] = symbols,    [SEC_STRTAB] = strings,        [SEC_RANGES] = &debug->ranges,
    };
    uint8_t *object = assemble(text, contents, size);
    wfx_buffer_free(&debug->abbrev);
    wfx_buffer_free(&debug->info);
    wfx_buffer_free(&debug->line);
    wfx_buffer_free(&debug->location);
    wfx_buffer_free(&debug->ranges);
    wfx_buffer_free(&debug->frame);
    wfx_buffer_free(symbols);
    wfx_buffer_free(strings);
    return object;
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

uint8_t *wfx_debug_common_object(const WfxDebugBoundary *boundary, const WfxCodeImage *const *images,
                                 uint32_t image_count, size_t *size)
{
    WfxDebugSections debug = {0};
    WfxBuffer symbols = {0}, strings = {0};
    wfx_debug_common_info_write(boundary, images, image_count, &debug);
    wfx_debug_boundary_line_write(boundary, &debug.line);
    wfx_buffer_bytes(&symbols, &(Elf64_Sym){0}, sizeof(Elf64_Sym));
    wfx_buffer_u8(&strings, 0);
    return finish(boundary->start, boundary->end - boundary->start, &debug, &symbols, &strings, size);
}
