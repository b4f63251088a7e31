/* What the exports of everything.wat return, computed without an engine. */
#ifndef WFX_TESTS_EVERYTHING_H
#define WFX_TESTS_EVERYTHING_H

#include <stdint.h>
#include <string.h>

#define EVERYTHING_WAT WASMFX_SOURCE_DIR "/tests/stress/everything.wat"

static inline uint64_t everything_objects(uint64_t n)
{
    uint64_t sum = 0, listed[64] = {0};
    for (uint64_t i = 0; i < n; i++) {
        if (i % 4096 < 64)
            listed[i % 64] = 0;
        else
            sum += i - 64;
        listed[i % 64] += i;
    }
    for (int slot = 0; slot < 64; slot++)
        sum += listed[slot];
    return sum;
}

static inline uint64_t everything_come_and_go(uint64_t n)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < n; i++)
        sum += i + (i % 3 ? 0 : 3 * i);
    return sum;
}

/* n: no multiple of 7919 */
static inline uint64_t everything_waiting(uint64_t n)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < n; i++) {
        uint64_t depth = i % 16;
        sum += i + (i % 4 == 3 ? 0 : 3 * i + depth * (depth + 1) / 2);
    }
    return sum;
}

static inline uint64_t everything_throws(uint64_t n)
{
    return 5 * (n * (n - 1) / 2) + 5 * n;
}

static inline uint64_t everything_deep(uint64_t n)
{
    return n * (n + 1) / 2 + 8;
}

/* i / 2 each */
static inline uint64_t everything_unwinds(uint64_t n)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < n; i++)
        sum += i / 2;
    return sum;
}

static inline uint64_t everything_deep_waiting(uint64_t n)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < n; i++)
        sum += 1 + 2 * i;
    return sum;
}

static inline uint64_t everything_cycles(uint64_t n)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < n; i++)
        sum += i + (i % 8 ? 0 : i + 1);
    return sum;
}

static inline uint64_t everything_switches(uint64_t n)
{
    return n < 2 ? 2 : (n + 1) / 2 * 2;
}

static inline uint64_t everything_all(uint64_t n)
{
    return everything_objects(8 * n) + everything_come_and_go(n) + everything_waiting(n) + everything_throws(n) +
           everything_deep(n / 8) + everything_cycles(n) + everything_switches(n);
}

/* The export of that name. */
static inline uint64_t everything_expected(const char *name, uint64_t n)
{
    static const struct {
        const char *name;
        uint64_t (*sum)(uint64_t n);
    } sums[] = {
        {"objects", everything_objects},   {"come_and_go", everything_come_and_go},
        {"waiting", everything_waiting},   {"throws", everything_throws},
        {"deep", everything_deep},         {"cycles", everything_cycles},
        {"switches", everything_switches}, {"all", everything_all},
        {"unwinds", everything_unwinds},   {"deep_waiting", everything_deep_waiting},
    };
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        if (!strcmp(sums[i].name, name))
            return sums[i].sum(n);
    return UINT64_MAX;
}

#endif
