/* Checks of a C program for wasm32-wasi: each that fails is printed and counted. */
#ifndef TESTS_WASI_CHECK_H
#define TESTS_WASI_CHECK_H

#include <stdio.h>

static int failures;
#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            printf("line %d: %s\n", __LINE__, #condition);                                                             \
            failures++;                                                                                                \
        }                                                                                                              \
    } while (0)
#define EXPECT(call, expected)                                                                                         \
    do {                                                                                                               \
        int answer = (call);                                                                                           \
        if (answer != (expected)) {                                                                                    \
            printf("line %d: %s: errno %d, expected %d\n", __LINE__, #call, answer, (int)(expected));                  \
            failures++;                                                                                                \
        }                                                                                                              \
    } while (0)
#define OK(call) EXPECT(call, 0)

#endif
