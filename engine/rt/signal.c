/* Hardware faults become traps: SIGSEGV, SIGBUS, SIGILL and SIGFPE at a trap site of compiled code. Everything else
   goes to the handlers that were there before.

   The handler runs on an alternate stack (wasm stacks are too small for a signal frame), notes the registers and
   returns into wfx_stub_fault, which goes on as ordinary C on the host stack. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "engine/rt/stacks_internal.h"
#include "engine/x64/stubs.h"

enum { SIGNAL_STACK_BYTES = 64 << 10, ENOUGH_SIGNAL_STACK = 16 << 10 };

static const int fault_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};
enum { FAULT_SIGNALS = sizeof fault_signals / sizeof *fault_signals };
static struct sigaction previous[FAULT_SIGNALS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool has_key;
static pthread_key_t stack_key;
static _Thread_local bool is_chaining; /* a handler that was installed over ours may chain back to it */

static void end_process(int number, const siginfo_t *info)
{
    /* A fault happens again when this handler returns, and then ends the process as it would have. */
    struct sigaction fallback = {.sa_handler = SIG_DFL};
    sigaction(number, &fallback, NULL);
    if (info->si_code <= 0)
        raise(number); /* sent, not a fault: it would not come again */
}

static void chain(int number, siginfo_t *info, void *machine)
{
    if (is_chaining) {
        end_process(number, info);
        return;
    }
    is_chaining = true;
    for (int i = 0; i < FAULT_SIGNALS; i++) {
        if (fault_signals[i] != number)
            continue;
        const struct sigaction *action = &previous[i];
        if (action->sa_flags & SA_SIGINFO) {
            action->sa_sigaction(number, info, machine);
        } else if (action->sa_handler == SIG_DFL || action->sa_handler == SIG_IGN) {
            end_process(number, info);
        } else {
            action->sa_handler(number);
        }
    }
    is_chaining = false;
}

static void on_fault(int number, siginfo_t *info, void *machine)
{
    greg_t *registers = ((ucontext_t *)machine)->uc_mcontext.gregs;
    uint64_t pc = (uint64_t)registers[REG_RIP];
    const WfxCodeImage *image = info->si_code > 0 ? wfx_code_find(pc) : NULL;
    const WfxSite *site = image ? wfx_image_trap_site(image, (uint32_t)(pc - (uint64_t)(uintptr_t)image->code)) : NULL;
    if (!site) {
        chain(number, info, machine);
        return;
    }
    WfxContext *context = (WfxContext *)registers[REG_R15];
    WfxStacks *stacks = wfx_stacks_of(context);
    stacks->fault.kind = site->trap;
    stacks->fault.pc = pc;
    stacks->fault.rbp = (uint64_t)registers[REG_RBP];
    stacks->fault.rsp = (uint64_t)registers[REG_RSP];
    stacks->fault.r11 = (uint64_t)registers[REG_R11];
    stacks->fault.r12 = (uint64_t)registers[REG_R12];
    stacks->fault.r14 = (uint64_t)registers[REG_R14];
    context->exit_pc = pc;
    context->exit_instance = (WfxInstance *)registers[REG_R14];
    context->exit_rbp = (uint64_t)registers[REG_RBP];
    registers[REG_RIP] = (greg_t)(uintptr_t)wfx_stub_fault;
}

static void free_signal_stack(void *base)
{
    stack_t off = {.ss_flags = SS_DISABLE};
    sigaltstack(&off, NULL);
    munmap(base, SIGNAL_STACK_BYTES);
}

/* Others may have installed theirs over ours since the last store was made; then those become the ones to chain to. */
static bool install(void)
{
    if (!has_key && pthread_key_create(&stack_key, free_signal_stack))
        return false;
    has_key = true;
    for (int i = 0; i < FAULT_SIGNALS; i++) {
        struct sigaction present, action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
        sigemptyset(&action.sa_mask);
        if (sigaction(fault_signals[i], NULL, &present))
            return false;
        if (present.sa_flags & SA_SIGINFO && present.sa_sigaction == on_fault)
            continue;
        previous[i] = present;
        if (sigaction(fault_signals[i], &action, NULL))
            return false;
    }
    return true;
}

bool wfx_signals_init(WfxError *error)
{
    pthread_mutex_lock(&lock);
    bool is_installed = install();
    pthread_mutex_unlock(&lock);
    return is_installed || wfx_error_set(error, WFX_ERROR_LIMIT, WFX_NO_OFFSET, "signal handlers cannot be installed");
}

bool wfx_signals_thread(void)
{
    static _Thread_local bool is_ready;
    if (is_ready)
        return true;
    stack_t present;
    if (sigaltstack(NULL, &present))
        return false;
    if (present.ss_flags & SS_DISABLE || present.ss_size < ENOUGH_SIGNAL_STACK) {
        void *base = mmap(NULL, SIGNAL_STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        stack_t stack = {.ss_sp = base, .ss_size = SIGNAL_STACK_BYTES};
        if (base == MAP_FAILED)
            return false;
        if (sigaltstack(&stack, NULL) || pthread_setspecific(stack_key, base)) {
            free_signal_stack(base);
            return false;
        }
    }
    is_ready = true;
    return true;
}
