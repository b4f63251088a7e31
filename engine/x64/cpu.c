#include "engine/x64/cpu.h"

#include <cpuid.h>
#include <pthread.h>
#include <stddef.h>

static X64Cpu found;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void find(void)
{
    __builtin_cpu_init();
    found.has_sse41 = __builtin_cpu_supports("sse4.1");
    found.has_popcnt = __builtin_cpu_supports("popcnt");
    found.has_tzcnt = __builtin_cpu_supports("bmi");
    found.has_avx = __builtin_cpu_supports("avx");
    unsigned eax, ebx, ecx, edx; /* clang's builtin does not know lzcnt */
    found.has_lzcnt = __get_cpuid(0x80000001, &eax, &ebx, &ecx, &edx) && (ecx & bit_LZCNT);
}

const X64Cpu *x64_cpu(void)
{
    pthread_once(&once, find);
    return &found;
}

const X64Cpu *x64_cpu_baseline(void)
{
    static const X64Cpu baseline = {.has_sse41 = true};
    return &baseline;
}
