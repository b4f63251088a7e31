/* Valid random modules, as text, for comparing modes of the compiler with one another and with another engine. The same
   seed and flavour always give the same text. Callers: tests/fuzz/differential.c.

   Every module exports `run` (i64) -> i64 and `sum` () -> i64, the checksum of globals and memory; what `run` computes
   does not depend on the payloads of NaNs, and it ends soon: fuel is counted at every function and loop. */
#ifndef DIFFERENTIAL_GENERATE_H
#define DIFFERENTIAL_GENERATE_H

#include <stddef.h>
#include <stdint.h>

typedef enum Flavour {
    FLAVOUR_CORE,      /* numbers, memory, control, calls, tail calls, exceptions of either kind */
    FLAVOUR_SWITCHING, /* the same, on continuations */
    /* Each of them with structures and arrays, and continuations in them. */
    FLAVOUR_GC,
    FLAVOUR_GC_SWITCHING,
    /* Each of those with SIMD. */
    FLAVOUR_SIMD,
    FLAVOUR_COUNT = 2 * FLAVOUR_SIMD
} Flavour;

/* The text, to be freed by the caller, with a 0 behind it; NULL without memory. */
char *generate_module(uint64_t seed, Flavour flavour, size_t *size);

#endif
