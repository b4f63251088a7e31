/* perf: writes compiled code for `perf inject --jit` (jitdump) and for plain `perf report` (perf map).

   Both are code observers: start them before the first module is compiled. What they wrote stays when the process
   ends. */
#ifndef WFX_JITDUMP_JITDUMP_H
#define WFX_JITDUMP_JITDUMP_H

#include "engine/base/error.h"

/* Opens DIRECTORY/jit-PID.dump (NULL: the current directory) and writes a LOAD, DEBUG_INFO and UNWINDING_INFO record
   for every function from then on. Format: tools/perf/Documentation/jitdump-specification.txt of the Linux kernel,
   version 1; timestamps are CLOCK_MONOTONIC, so record with `perf record -k mono`. Errors: WFX_ERROR_IO naming the
   file. */
bool wfx_jitdump_start(const char *directory, WfxError *error);

/* Opens /tmp/perf-PID.map: one line `START SIZE NAME` (hexadecimal) per function. */
bool wfx_perfmap_start(WfxError *error);

/* Bytes that the compiler leaves free after each function when a jitdump is written: perf maps a function together with
   its unwinding table, and two mappings must not overlap. */
enum { WFX_JITDUMP_FUNCTION_GAP = 128 };

#endif
