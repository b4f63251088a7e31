/* `wasmfx run --profile`: starts it, and sees that it ends whole, whether the program returns, traps, exits or is ended
   by a signal.

   SIGINT, SIGTERM and SIGHUP are blocked in every thread while the program runs, and a thread of ours waits for them.
   Whoever sets `ending` first, the main thread at the program's end or that thread at a signal, writes the report; the
   other one waits for the process to end. */
#include "cli/cli.h"
#include "profiler/profiler.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static struct {
    WfxProfiler *profiler;
    sigset_t signals, before; /* those that we wait for; the main thread's mask */
    atomic_flag ending;
} profile = {.ending = ATOMIC_FLAG_INIT};

static int report(int status)
{
    WfxError error = {0};
    wfx_profiler_stop(profile.profiler);
    if (wfx_profiler_report(profile.profiler, stderr, &error))
        return status;
    int failed = cli_report_inner(NULL, NULL, NULL, &error);
    return status == CLI_OK ? failed : status;
}

/* The signals stay blocked until the report is whole (they often come twice, from a terminal and from `timeout`);
   SIGQUIT and SIGKILL are not. */
static void *wait_for_signals(void *unused)
{
    int number;
    (void)unused;
    if (sigwait(&profile.signals, &number))
        return NULL;
    if (atomic_flag_test_and_set(&profile.ending)) {
        kill(getpid(), number); /* takes effect when the main thread has reported */
        return NULL;
    }
    if (wfx_profiler_park(profile.profiler)) {
        fprintf(stderr, "wasmfx: ended by signal %d (%s)\n", number, strsignal(number));
        report(CLI_OK);
    }
    pthread_sigmask(SIG_UNBLOCK, &profile.signals, NULL);
    raise(number);
    return NULL;
}

/* A signal that was ignored when we came (nohup, a background job) stays so. */
static void take_signals(void)
{
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
    sigemptyset(&profile.signals);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
        struct sigaction present;
        if (sigaction(ending[i], NULL, &present) == 0 && present.sa_handler == SIG_DFL)
            sigaddset(&profile.signals, ending[i]);
    }
    pthread_sigmask(SIG_BLOCK, &profile.signals, &profile.before);
}

int cli_profile_start(const WfxProfileOptions *options)
{
    WfxError error = {0};
    pthread_t thread;
    if (options->folded_path && !cli_check_writable(options->folded_path))
        return CLI_FAILED;
    take_signals(); /* before the profiler's own thread is made, which inherits the mask */
    profile.profiler = wfx_profiler_start(options, &error);
    bool is_watched = profile.profiler && !pthread_create(&thread, NULL, wait_for_signals, NULL);
    if (is_watched)
        pthread_detach(thread);
    else
        pthread_sigmask(SIG_SETMASK, &profile.before, NULL);
    return profile.profiler ? CLI_OK : cli_report_inner(NULL, NULL, NULL, &error);
}

int cli_profile_end(int status)
{
    if (!profile.profiler)
        return status;
    if (atomic_flag_test_and_set(&profile.ending))
        for (;;)
            pause(); /* a signal came first; its thread reports and ends the process */
    fflush(stdout);
    status = report(status);
    wfx_profiler_free(profile.profiler);
    profile.profiler = NULL;
    pthread_sigmask(SIG_SETMASK, &profile.before, NULL);
    return status;
}
