#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>

#include "CIPCShims.h"

// Swift's runtime reports crashes: it handles the signals of a crash, and goes on afterwards at the place of the crash, which
// ends the process. A signal of these that somebody sends has no such place, so the process would live on.

static const int signals[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
enum { COUNT = sizeof signals / sizeof *signals };

static struct sigaction reporters[COUNT];

static void sort_out(int signal_number, siginfo_t *info, void *context) {
  (void)context;
  // Sent by a process, with kill or the like.
  if (info->si_code == SI_USER || info->si_code == SI_QUEUE || signal_number == SIGQUIT) {
    ipc_end_by_signal(signal_number);
  }
  for (int position = 0; position < COUNT; position++) {
    if (signals[position] != signal_number) continue;
    sigaction(signal_number, &reporters[position], NULL);
  }
  // An abort has no place either that would be tried once more.
  if (info->si_code == SI_TKILL) raise(signal_number);
}

void ipc_end_by_fatal_signals(void) {
  for (int position = 0; position < COUNT; position++) {
    struct sigaction old;
    if (sigaction(signals[position], NULL, &old) != 0) continue;
    // Without a reporter the system does the right thing.
    if (old.sa_handler == SIG_DFL || old.sa_handler == SIG_IGN) continue;
    // It was done before.
    if (old.sa_flags & SA_SIGINFO && old.sa_sigaction == sort_out) continue;
    reporters[position] = old;
    struct sigaction action = {0};
    action.sa_sigaction = sort_out;
    action.sa_flags = SA_SIGINFO | (old.sa_flags & SA_ONSTACK);
    sigemptyset(&action.sa_mask);
    sigaction(signals[position], &action, NULL);
  }
}
