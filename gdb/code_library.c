/* See code_library.h. The file is the least that the dynamic linker and GDB take for a library: two segments (the
   file's head with an empty dynamic section; the room), and the names of its sections. */
#include "gdb/code_library.h"

#include "engine/base/cache.h"
#include "engine/code/code.h"

#include <dlfcn.h>
#include <elf.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <sys/mman.h>

#define ROOM_SIZE (UINT64_C(1) << 30)
enum { ROOM_AT = 0x10000, SEGMENTS = 3, SECTIONS = 3 };

/* The file from its beginning; addresses are offsets in it. */
typedef struct Library {
    Elf64_Ehdr head;
    Elf64_Phdr segments[SEGMENTS];
    Elf64_Dyn dynamic[4];
    Elf64_Sym symbols[1];
    char strings[8];
    Elf64_Shdr sections[SECTIONS];
    char names[24];
} Library;

enum { NAME_NAMES = 1, NAME_ROOM = 11 }; /* in Library.names */

static const Library library = {
    .head = {.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT, ELFOSABI_SYSV},
             .e_type = ET_DYN,
             .e_machine = EM_X86_64,
             .e_version = EV_CURRENT,
             .e_phoff = offsetof(Library, segments),
             .e_shoff = offsetof(Library, sections),
             .e_ehsize = sizeof(Elf64_Ehdr),
             .e_phentsize = sizeof(Elf64_Phdr),
             .e_phnum = SEGMENTS,
             .e_shentsize = sizeof(Elf64_Shdr),
             .e_shnum = SECTIONS,
             .e_shstrndx = 1},
    .segments = {{.p_type = PT_LOAD,
                  .p_flags = PF_R | PF_W,
                  .p_filesz = sizeof(Library),
                  .p_memsz = sizeof(Library),
                  .p_align = 0x1000},
                 {.p_type = PT_LOAD, .p_flags = PF_R, .p_vaddr = ROOM_AT, .p_memsz = ROOM_SIZE, .p_align = 0x1000},
                 {.p_type = PT_DYNAMIC,
                  .p_flags = PF_R | PF_W,
                  .p_offset = offsetof(Library, dynamic),
                  .p_vaddr = offsetof(Library, dynamic),
                  .p_filesz = sizeof library.dynamic,
                  .p_memsz = sizeof library.dynamic,
                  .p_align = 8}},
    .dynamic = {{.d_tag = DT_STRTAB, .d_un.d_ptr = offsetof(Library, strings)},
                {.d_tag = DT_SYMTAB, .d_un.d_ptr = offsetof(Library, symbols)},
                {.d_tag = DT_STRSZ, .d_un.d_val = sizeof library.strings},
                {.d_tag = DT_NULL}},
    .sections = {{.sh_type = SHT_NULL},
                 {.sh_name = NAME_NAMES,
                  .sh_type = SHT_STRTAB,
                  .sh_offset = offsetof(Library, names),
                  .sh_size = sizeof library.names,
                  .sh_addralign = 1},
                 {.sh_name = NAME_ROOM,
                  .sh_type = SHT_NOBITS,
                  .sh_flags = SHF_ALLOC | SHF_WRITE | SHF_TLS,
                  .sh_addr = ROOM_AT,
                  .sh_offset = sizeof(Library),
                  .sh_size = ROOM_SIZE,
                  .sh_addralign = 0x1000}},
    .names = "\0.shstrtab\0.code",
};

void wfx_gdb_load_code_library(void)
{
    char folder[PATH_MAX], path[PATH_MAX + 32];
    WfxError ignored = {0};
    WfxBuffer content = {0};
    struct link_map *map;
    if (!wfx_cache_folder(NULL, folder, sizeof folder))
        return;
    snprintf(path, sizeof path, "%s/wasmfx-code.so", folder);
    wfx_buffer_bytes(&content, &library, sizeof library);
    void *handle =
        content.failed || !wfx_cache_write(path, &content, &ignored) ? NULL : dlopen(path, RTLD_NOW | RTLD_LOCAL);
    wfx_buffer_free(&content);
    if (!handle)
        return;
    if (dlinfo(handle, RTLD_DI_LINKMAP, &map)) {
        dlclose(handle);
        return;
    }
    uint8_t *room = (uint8_t *)map->l_addr + ROOM_AT;
    madvise(room, ROOM_SIZE, MADV_DONTDUMP); /* what stays empty is not for core files */
    wfx_code_reserve(room, ROOM_SIZE);
}
