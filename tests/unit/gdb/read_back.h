/* An object file of debug information, opened by libelf and libdw, and its units one after the other. */
#ifndef WFX_TEST_READ_BACK_H
#define WFX_TEST_READ_BACK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dwarf.h>
#include <elfutils/libdw.h>

static inline void open_object(uint8_t *object, size_t size, Elf **elf, Dwarf **dwarf)
{
    assert_non_null(object);
    assert_int_not_equal(elf_version(EV_CURRENT), EV_NONE);
    *elf = elf_memory((char *)object, size);
    assert_non_null(*elf);
    *dwarf = dwarf_begin_elf(*elf, DWARF_C_READ, NULL);
    if (!*dwarf)
        fail_msg("libdw: %s", dwarf_errmsg(-1));
}

/* The unit at *offset; moves *offset to the next. */
static inline bool next_unit(Dwarf *dwarf, Dwarf_Off *offset, Dwarf_Die *unit)
{
    Dwarf_Off next;
    size_t header;
    if (dwarf_nextcu(dwarf, *offset, &next, &header, NULL, NULL, NULL) != 0)
        return false;
    assert_non_null(dwarf_offdie(dwarf, *offset + header, unit));
    assert_int_equal(dwarf_tag(unit), DW_TAG_compile_unit);
    *offset = next;
    return true;
}

#endif
