/* Assertions: invariants that a header states in words, checked in debug builds, in tests and in fuzzers; nothing in
   release builds. Hostile input never meets one: it gets errors. */
#ifndef WFX_BASE_ASSERT_H
#define WFX_BASE_ASSERT_H

#ifndef WFX_ASSERTS
#ifdef NDEBUG
#define WFX_ASSERTS 0
#else
#define WFX_ASSERTS 1
#endif
#endif

/* Prints the condition and its place and aborts. */
_Noreturn void wfx_assert_failed(const char *condition, const char *file, int line);

/* The condition is compiled always, and evaluated only where assertions are on: it must have no effects. */
#define wfx_assert(condition)                                                                                          \
    ((void)(!WFX_ASSERTS || (condition) || (wfx_assert_failed(#condition, __FILE__, __LINE__), 0)))

#endif
