/* Coroutines in C, for the columns "asm", "asm jmp" and "swapcontext": built with the switch of coroutine.S in its two
   forms and, with -DSWAPCONTEXT, with the C library's. usage: native PROGRAM N [LIVE]; prints a checksum, which is that of the wasm
   program of the same name, and the nanoseconds of the run. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <ucontext.h>

enum { STACK_BYTES = 16384, POOL = 16 };

typedef void Entry(long value);

#ifdef SWAPCONTEXT
typedef ucontext_t Context;
static long passed;

static inline long transfer(Context *from, Context *to, long value)
{
    passed = value;
    swapcontext(from, to);
    return passed;
}

static Entry *entry_function;
static void enter(void)
{
    entry_function(passed);
}

static void make(Context *context, char *stack, size_t size, Entry *entry)
{
    if (!context->uc_stack.ss_sp) /* makecontext alone makes it new a second time */
        getcontext(context);
    context->uc_stack.ss_sp = stack;
    context->uc_stack.ss_size = size;
    context->uc_link = NULL;
    entry_function = entry;
    makecontext(context, enter, 0);
}
#else
typedef struct Context {
    void *stack_pointer;
} Context;
long coroutine_switch(void **from, void *to, long value);
void coroutine_begin(void);

static inline long transfer(Context *from, Context *to, long value)
{
    return coroutine_switch(&from->stack_pointer, to->stack_pointer, value);
}

static void make(Context *context, char *stack, size_t size, Entry *entry)
{
    void **top = (void **)(((uintptr_t)stack + size) & ~(uintptr_t)15);
    *--top = NULL;
    *--top = NULL;
    *--top = (void *)coroutine_begin;
    *--top = NULL;          /* rbp */
    *--top = (void *)entry; /* rbx */
    top -= 4;
    memset(top, 0, 4 * sizeof *top); /* r12 to r15 */
    context->stack_pointer = top;
}
#endif

static Context main_context;
static Context *contexts;
static char *stacks;
static long live, left, sum;

/* Contexts and stacks, all there from the beginning. */
static void reserve(long count)
{
    contexts = calloc((size_t)count, sizeof *contexts);
    stacks = mmap(NULL, (size_t)count * STACK_BYTES, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (!contexts || stacks == MAP_FAILED) {
        fprintf(stderr, "native: no memory for %ld stacks\n", count);
        exit(1);
    }
}

/* Stacks begin at different places in their pages, so that not all share the same few lines of the cache. */
static void make_coroutine(long i, Entry *entry)
{
    make(&contexts[i], stacks + i * STACK_BYTES, (size_t)(STACK_BYTES - 64 * (i % 64)), entry);
}

/* generator: resumes one coroutine again and again, which gives 0, 1, 2, .. */
static void count(long i)
{
    for (;; i++)
        transfer(&contexts[0], &main_context, i);
}

static void generator(long n)
{
    make_coroutine(0, count);
    for (long i = 0; i < n; i++)
        sum += transfer(&main_context, &contexts[0], 0);
}

/* create_finish: takes a stack from the pool, runs a function on it to its end, and gives the stack back. */
static long pool[POOL], pooled, current;

static void successor(long x)
{
    pool[pooled++] = current;
    transfer(&contexts[current], &main_context, x + 1);
}

static void create_finish(long n)
{
    for (pooled = 0; pooled < POOL; pooled++)
        pool[pooled] = pooled;
    for (long i = 0; i < n; i++) {
        current = pool[--pooled];
        make_coroutine(current, successor);
        sum += transfer(&main_context, &contexts[current], i);
    }
}

/* round_robin_suspend: resumes each of many in turn, which gives its number. */
static void give_number(long id)
{
    for (;;)
        transfer(&contexts[id], &main_context, id);
}

static void round_robin_suspend(long n)
{
    for (; n; n--)
        for (long i = 0; i < live; i++)
            sum += transfer(&main_context, &contexts[i], 0);
}

/* round_robin_switch: each hands over to the next. */
static void hand_over(long id)
{
    long next = id + 1 == live ? 0 : id + 1;
    transfer(&contexts[id], &main_context, 0);
    for (;;) {
        sum += id;
        if (--left)
            transfer(&contexts[id], &contexts[next], 0);
        else
            transfer(&contexts[id], &main_context, 0);
    }
}

static void round_robin_switch(long n)
{
    left = n * live;
    transfer(&main_context, &contexts[0], 0);
}

typedef struct Program {
    const char *name;
    void (*run)(long n);
    Entry *entry; /* of coroutines that are alive from the beginning; each is told its number */
} Program;
static const Program programs[] = {
    {"generator", generator, NULL},
    {"create_finish", create_finish, NULL},
    {"round_robin_suspend", round_robin_suspend, give_number},
    {"round_robin_switch", round_robin_switch, hand_over},
};

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    const Program *program = NULL;
    for (size_t i = 0; argc > 2 && i < sizeof programs / sizeof *programs; i++)
        if (!strcmp(argv[1], programs[i].name))
            program = &programs[i];
    if (!program) {
        fprintf(stderr, "usage: native PROGRAM N [LIVE]\n");
        return 2;
    }
    long n = atol(argv[2]);
    live = argc > 3 ? atol(argv[3]) : POOL;
    reserve(live < POOL ? POOL : live);
    for (long i = 0; program->entry && i < live; i++) {
        make_coroutine(i, program->entry);
        transfer(&main_context, &contexts[i], i);
    }
    program->run(n > 10 ? n / 10 : 1);
    sum = 0;
    double start = now_ns();
    program->run(n);
    printf("%ld %.0f\n", sum, now_ns() - start);
    return 0;
}
