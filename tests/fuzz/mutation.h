/* Deterministic mutation of valid modules for the fuzzer: seeds, random numbers, text and binary mutators. */
#ifndef WFX_TESTS_FUZZ_MUTATION_H
#define WFX_TESTS_FUZZ_MUTATION_H

#include "engine/base/buffer.h"
#include "engine/base/vec.h"

typedef struct Random {
    uint64_t state;
} Random;
Random random_of(uint64_t seed, uint64_t index);
uint32_t random_below(Random *random, uint32_t limit); /* 0 when limit is 0 */

typedef struct Token {
    uint32_t start, size;
} Token;

typedef struct Seed {
    char *path;
    WfxBuffer text, binary;
    WFX_VEC(Token) tokens;
} Seed;
typedef struct Seeds {
    WFX_VEC(Seed) all;
} Seeds;

/* Reads and assembles a .wat file; one that is no module by itself (a script) is left out. False when out of memory. */
bool seeds_add(Seeds *seeds, const char *path);
/* Sorts by path, so that the file system's order does not matter; false when there is none. */
bool seeds_finish(Seeds *seeds);
void seeds_free(Seeds *seeds);

void mutate_binary(const Seeds *seeds, Random *random, WfxBuffer *out);
void mutate_text(const Seeds *seeds, Random *random, WfxBuffer *out);

#endif
