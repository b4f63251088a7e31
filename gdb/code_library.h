/* A shared library that holds no code but a room for it.

   GDB forgets the objects of its JIT interface when the program ends. A breakpoint in one of them is then an error of
   the next `run`, and disabled; but one that stands in a shared library is understood to come back with it. So a
   debugged program loads a library of our own making, an ELF file in the user's cache with a large empty section, and
   compiled code is placed there. The section is marked thread-local, for which GDB takes it as the library's but does
   not look for symbols in it, which are those of the JIT objects. */
#ifndef WFX_GDB_CODE_LIBRARY_H
#define WFX_GDB_CODE_LIBRARY_H

/* Loads the library and lets code be placed in it (wfx_code_reserve). Where that is not possible, code is placed as it
   is without a debugger. */
void wfx_gdb_load_code_library(void);

#endif
