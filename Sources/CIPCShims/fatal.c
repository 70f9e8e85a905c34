#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>

#include "CIPCShims.h"

// Swift's runtime reports crashes: it handles the signals of a crash, and goes on afterwards at the place of the crash, which
// ends the process. A signal of these that somebody sends has no such place, so the process would live on.

static const int signals[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
enum { COUNT = sizeof signals / sizeof *signals };

static struct sigaction reporters[COUNT];
// Those that ipc_block_fatal_signals blocked.
static sigset_t blocked;
static int has_blocked;

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

int ipc_are_crashes_reported(void) {
  for (int position = 0; position < COUNT; position++) {
    struct sigaction action;
    if (sigaction(signals[position], NULL, &action) != 0) continue;
    if (action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN) return 1;
  }
  return 0;
}

void ipc_block_fatal_signals(void) {
  sigset_t all, old;
  sigemptyset(&all);
  for (int position = 0; position < COUNT; position++) sigaddset(&all, signals[position]);
  if (sigprocmask(SIG_BLOCK, &all, &old) != 0) return;
  // Whoever started this may have blocked some, which stay so.
  sigemptyset(&blocked);
  for (int position = 0; position < COUNT; position++) {
    if (!sigismember(&old, signals[position])) sigaddset(&blocked, signals[position]);
  }
  has_blocked = 1;
}

void ipc_begin_tool(void) {
  ipc_end_by_fatal_signals();
  if (has_blocked) sigprocmask(SIG_UNBLOCK, &blocked, NULL);
  has_blocked = 0;
}
