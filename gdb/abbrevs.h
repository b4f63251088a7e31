/* The kinds of entries in .debug_info; what each has is in abbrevs.c. Internal to gdb/. */
#ifndef WFX_GDB_ABBREVS_H
#define WFX_GDB_ABBREVS_H

#include "engine/base/buffer.h"

typedef enum Abbrev {
    ABBREV_UNIT = 1,
    ABBREV_UNIT_NO_LINES,
    ABBREV_UNIT_NO_CODE,
    ABBREV_BASE,
    ABBREV_POINTER,
    ABBREV_TYPEDEF,
    ABBREV_FUNCTION,
    ABBREV_VOID_FUNCTION,
    ABBREV_PARAMETER,
    ABBREV_LOCAL,
    ABBREV_DOLLAR,
    ABBREV_VECTOR,
    ABBREV_BOUND,
    ABBREV_UNION,
    ABBREV_MEMBER,
    /* structures and arrays of Wasm GC */
    ABBREV_POINTER_TO,
    ABBREV_STRUCTURE,
    ABBREV_FIELD,
    ABBREV_ELEMENTS,
    ABBREV_ELEMENT_COUNT,
    /* of optimised code, whose locals have no homes and whose calls may be inlined */
    ABBREV_MOVING_PARAMETER,
    ABBREV_FIRST_OF_OPTIMISED = ABBREV_MOVING_PARAMETER,
    ABBREV_MOVING_LOCAL,
    ABBREV_ABSTRACT,
    ABBREV_VOID_ABSTRACT,
    ABBREV_INLINED,
    ABBREV_SCATTERED_INLINED,
} Abbrev;

/* .debug_abbrev; without `is_optimised` only what plain code has. */
void wfx_debug_abbrevs_write(WfxBuffer *out, bool is_optimised);

#endif
