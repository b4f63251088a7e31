/* Tells GDB about compiled modules: an observer of published code that describes each image as an object file in
   memory, with symbols, lines, frames, types and variables, and hands it over through GDB's JIT interface. A stock GDB
   needs nothing else. Called once by the command line under -g, or when a debugger traces the process, before any
   module is compiled. */
#ifndef WFX_GDB_JIT_H
#define WFX_GDB_JIT_H

#include <stdbool.h>

/* Registers the observer; later calls do nothing. False when no observer slot is free. */
bool wfx_gdb_register(void);
/* To be called when the process is about to end: modules that are deleted from now on stay registered. GDB would take
   their going for that of a program that runs on, say that it cannot re-set its breakpoints, and disable them for the
   next run. */
void wfx_gdb_leave(void);

#endif
