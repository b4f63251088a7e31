/* Stops the sampled thread for good, so that another one may read its stacks and then end the process (a signal ends
   the program, and its profile is still to be written). The thread is caught at an instruction of wasm code outside a
   switch, where every continuation is whole and no lock of the C library is held. One that stays in C is waiting in a
   system call: after a while it is stopped there. */
#include "engine/code/code.h"
#include "profiler/collect.h"

#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

enum { PATIENCE = 200, LIMIT = 1000 }; /* ms in which it must come by wasm code; ms in which it must answer at all */

static atomic_bool is_parked, anywhere; /* shared with the handler */

static bool is_steady(uint64_t pc)
{
    const WfxCodeImage *image = wfx_code_find(pc);
    return image && !wfx_image_in_switch(image, (uint32_t)(pc - (uint64_t)(uintptr_t)image->code));
}

static void on_park(int number, siginfo_t *info, void *machine)
{
    (void)number;
    (void)info;
    if (!is_steady((uint64_t)((const ucontext_t *)machine)->uc_mcontext.gregs[REG_RIP]) && !atomic_load(&anywhere))
        return;
    atomic_store(&is_parked, true);
    for (;;)
        pause();
}

bool wfx_profiler_park(const WfxProfiler *profiler)
{
    /* SIGURG does nothing by default, so nobody minds one that comes late. A parked thread takes no samples. */
    struct sigaction action = {.sa_sigaction = on_park, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGPROF);
    if (sigaction(SIGURG, &action, NULL))
        return false;
    for (int waited = 0; waited < LIMIT && !atomic_load(&is_parked); waited++) {
        atomic_store(&anywhere, waited >= PATIENCE);
        syscall(SYS_tgkill, getpid(), profiler->thread_id, SIGURG);
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return atomic_load(&is_parked);
}
