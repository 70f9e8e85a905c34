#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

// What signals do: they set bits in the interrupt word, and ended children are reaped.

static sigset_t saved_mask;

static void child_handler(int signal) {
  (void)signal;
  int saved = errno;
  int reaped = ipc_reap_children();
  if (reaped > 0) __atomic_fetch_or(&ipc_interrupt, IPC_LOOK, __ATOMIC_RELAXED);
  // The rest in a run of its own, so that this process gets on meanwhile.
  if (reaped == 256) kill(getpid(), SIGCHLD);
  errno = saved;
}

// The signals that were seen already, when, and whether the guardian had passed the last one on.
static uint32_t seen_signals;
static int64_t seen_at;
static int seen_from_guardian;
// Whether INT is noted however often it comes, as at a prompt.
static int survives_interrupts;

// What is sent to the whole group comes to main twice, once by way of the guardian: so long apart at the most, in
// nanoseconds.
#define TWIN_TIME 200000000

static void note_signal(int signal, siginfo_t *info, void *context) {
  (void)context;
  uint32_t bit = signal == SIGINT ? IPC_INTERRUPT : IPC_TERMINATE;
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  int64_t now = (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
  int from_guardian = info->si_code <= 0 && info->si_pid == (pid_t)ipc_load32(&ipc_header->guardian);
  if (seen_signals & bit && !(survives_interrupts && signal == SIGINT)) {
    int is_twin = from_guardian != seen_from_guardian && now - seen_at < TWIN_TIME;
    // A second one of the kind ends main at once, whatever it is doing.
    if (!is_twin) ipc_end_by_signal(signal);
    return;
  }
  seen_signals |= bit;
  seen_at = now;
  seen_from_guardian = from_guardian;
  __atomic_fetch_or(&ipc_interrupt, bit, __ATOMIC_RELAXED);
}

void ipc_survive_interrupts(void) { survives_interrupts = 1; }

void ipc_forget_signals(void) {
  seen_signals = 0;
  __atomic_store_n(&ipc_interrupt, 0, __ATOMIC_RELAXED);
}

static int install_action(int signal, struct sigaction *action) {
  sigemptyset(&action->sa_mask);
  // Without SA_RESTART: a wait that is interrupted looks around and goes on by itself.
  return sigaction(signal, action, 0) == 0 ? 0 : errno;
}

int ipc_install(int signal, void (*handler)(int)) {
  struct sigaction action = {0};
  action.sa_handler = handler;
  return install_action(signal, &action);
}

// Installs a handler that is told who sent the signal.
static int install_told(int signal, void (*handler)(int, siginfo_t *, void *)) {
  struct sigaction action = {0};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO;
  return install_action(signal, &action);
}

// In a child. The terminal's INT concerns main only, but that of a process of the run was sent to this one.
static void note_sent_interrupt(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  if (info->si_code > 0) return;
  if (!ipc_find(info->si_pid, IPC_RUNNING) && !ipc_find(info->si_pid, IPC_ENDED)) return;
  __atomic_fetch_or(&ipc_interrupt, IPC_INTERRUPT, __ATOMIC_RELAXED);
}

static void note_termination(int signal) {
  (void)signal;
  __atomic_fetch_or(&ipc_interrupt, IPC_TERMINATE, __ATOMIC_RELAXED);
}

void ipc_note_termination(void) {
  ipc_install(SIGTERM, note_termination);
}

static void note_timer(int signal) {
  (void)signal;
  __atomic_fetch_or(&ipc_interrupt, IPC_FLUSH, __ATOMIC_RELAXED);
}

void ipc_look_after(uint32_t microseconds) {
  struct itimerval time = {{0, 0}, {0, (suseconds_t)microseconds}};
  setitimer(ITIMER_REAL, &time, 0);
}

// The timer of deadlines; not inherited by children.
static timer_t deadline_timer;
static int has_deadline_timer;

void ipc_begin_signals(void) { has_deadline_timer = 0; }

static void note_deadline(int signal) {
  (void)signal;
  __atomic_fetch_or(&ipc_interrupt, IPC_DEADLINE, __ATOMIC_RELAXED);
}

int ipc_set_deadline(int64_t nanoseconds) {
  if (!has_deadline_timer) {
    if (nanoseconds == INT64_MAX) return 0;
    struct sigevent event = {0};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGVTALRM;
    if (timer_create(CLOCK_MONOTONIC, &event, &deadline_timer) != 0) return -errno;
    has_deadline_timer = 1;
  }
  // A time of 0 would stop the timer; one that is long over fires at once.
  struct itimerspec time = {{0, 0}, {0, 0}};
  if (nanoseconds != INT64_MAX) {
    int64_t at = nanoseconds > 0 ? nanoseconds : 1;
    time.it_value.tv_sec = at / 1000000000;
    time.it_value.tv_nsec = at % 1000000000;
  }
  return timer_settime(deadline_timer, TIMER_ABSTIME, &time, 0) == 0 ? 0 : errno;
}

int ipc_install_deadline_handler(void) {
  return ipc_install(SIGVTALRM, note_deadline);
}

int ipc_install_handlers(void) {
  ipc_end_by_fatal_signals();
  int result = ipc_install(SIGALRM, note_timer);
  if (!result) result = ipc_install_deadline_handler();
  if (!result) result = ipc_install(SIGCHLD, child_handler);
  // A signal that was ignored from the start stays so: nohup and background jobs of a shell count on it.
  struct sigaction old;
  if (!result && sigaction(SIGINT, 0, &old) == 0 && old.sa_handler != SIG_IGN) {
    result = install_told(SIGINT, note_signal);
  }
  if (!result) result = install_told(SIGTERM, note_signal);
  if (!result) result = ipc_install(SIGPIPE, SIG_IGN);
  // A file that may not grow is an error of the write.
  if (!result) result = ipc_install(SIGXFSZ, SIG_IGN);
  return result;
}

void ipc_install_child_handlers(void) {
  __atomic_store_n(&ipc_interrupt, 0, __ATOMIC_RELAXED);
  ipc_install(SIGCHLD, child_handler);
  install_told(SIGINT, note_sent_interrupt);
  ipc_install(SIGTERM, SIG_DFL);
  ipc_install(SIGPIPE, SIG_IGN);
  ipc_install(IPC_GUARDIAN_DIED, SIG_DFL);
}

int ipc_block_signals(void) {
  sigset_t all;
  sigfillset(&all);
  // The signals of faults come at once or, blocked, end the process.
  sigdelset(&all, SIGSEGV);
  sigdelset(&all, SIGTRAP);
  return sigprocmask(SIG_BLOCK, &all, &saved_mask) == 0 ? 0 : errno;
}

void ipc_unblock_signals(void) {
  sigprocmask(SIG_SETMASK, &saved_mask, 0);
}

void ipc_end_by_signal(int signal_number) {
  struct sigaction action = {0};
  action.sa_handler = SIG_DFL;
  sigaction(signal_number, &action, 0);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal_number);
  sigprocmask(SIG_UNBLOCK, &one, 0);
  kill(getpid(), signal_number);
  _exit(128 + signal_number);
}
