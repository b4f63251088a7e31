/* What the processor has, asked once per process. */
#ifndef WFX_X64_CPU_H
#define WFX_X64_CPU_H

#include <stdbool.h>

typedef struct X64Cpu {
    bool has_sse41; /* the least that compiled code needs */
    bool has_popcnt, has_lzcnt, has_tzcnt;
    bool has_avx; /* and the system keeps its registers */
} X64Cpu;

const X64Cpu *x64_cpu(void);
/* The same with nothing beyond SSE4.1, whatever the processor has. */
const X64Cpu *x64_cpu_baseline(void);

#endif
