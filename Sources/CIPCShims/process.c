#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "CIPCShims.h"

uint32_t ipc_interrupt;

static ipc_region_header *header;
static ipc_process *processes;
static uint32_t *unburied;
static uint32_t *pids;
static sigset_t saved_mask;
// The signal by which main learns that the guardian was killed.
#define GUARDIAN_DIED (SIGRTMIN + 5)

void ipc_begin_region(
    ipc_region_header *region, ipc_process *table, uint32_t *bits, uint32_t *places) {
  header = region;
  processes = table;
  unburied = bits;
  pids = places;
}

void ipc_note_pid(ipc_process *process, int pid) {
  process->pid = pid;
  ipc_store32(&pids[(uint32_t)pid % IPC_PIDS], (uint32_t)(process - processes));
}

// MARK: Reaping

// Whether a record is that of a process with this number and state, one that was not buried.
static int is_record_of(ipc_process *process, int pid, uint32_t state) {
  if (process->pid != pid || ipc_load32(&process->state) != state) return 0;
  // One that was buried had the number before.
  return state != IPC_ENDED || ipc_load32(&process->buried) != 2;
}

void ipc_wake_selecting(ipc_region_header *header, uint32_t wanted) {
  for (uint32_t bits = wanted & ~(uint32_t)IPC_WANTED_HERE; bits != 0; bits &= bits - 1) {
    uint32_t *word = &header->select_words[__builtin_ctz(bits)];
    ipc_add32(word, 1);
    ipc_futex_wake(word, 1 << 30);
  }
}

// The record of a process with this number and state.
static ipc_process *find(int pid, uint32_t state) {
  ipc_process *process = &processes[ipc_load32(&pids[(uint32_t)pid % IPC_PIDS])];
  if (is_record_of(process, pid, state)) return process;
  // Two with numbers far apart share a place in the table.
  uint32_t count = ipc_load32(&header->slot_count);
  for (uint32_t slot = 0; slot < count; slot++) {
    if (is_record_of(&processes[slot], pid, state)) return &processes[slot];
  }
  return NULL;
}

static uint64_t nanoseconds(const struct timeval *time) {
  return (uint64_t)time->tv_sec * 1000000000 + (uint64_t)time->tv_usec * 1000;
}

static void note_usage(ipc_process *process, const struct rusage *usage) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  process->ended_at = (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
  if (!usage) return;
  process->user_time = nanoseconds(&usage->ru_utime);
  process->system_time = nanoseconds(&usage->ru_stime);
  process->peak_memory = (uint64_t)usage->ru_maxrss * 1024;
}

// Notes the end of a child in its record and wakes who waits for it. Runs in the handler: no lock, no allocation. Noted
// twice it does no harm.
static void note_end(int pid, int status, const struct rusage *usage) {
  ipc_process *process = find(pid, IPC_RUNNING);
  uint32_t word = process ? ipc_load32(&process->end_word) : 0;
  if (process) {
    process->status = status;
    note_usage(process, usage);
    ipc_store32(&process->state, IPC_ENDED);
  } else {
    process = find(pid, IPC_ENDED);
    if (!process) return;
    word = ipc_load32(&process->end_word);
    // Buried in between, it may be another process's record by now.
    if (!is_record_of(process, pid, IPC_ENDED)) return;
  }
  uint32_t slot = (uint32_t)(process - processes);
  ipc_or32(&unburied[slot / 32], 1u << slot % 32);
  ipc_add32(&header->deaths, 1);
  ipc_compare_exchange32(&process->end_word, word, word | 1);
  ipc_futex_wake(&process->end_word, 1 << 30);
  // Who asks for a wake-up looks at the state behind that, so one of both sees the other.
  ipc_fence();
  ipc_wake_selecting(header, ipc_load32(&process->end_wanted));
  // For those that wait for one of several.
  ipc_futex_wake(&header->deaths, 1 << 30);
  // What a command that the script ends has started ends with it. The dead one still holds the number of the group.
  if (usage && process->group != 0 && ipc_load32(&process->kill_ordered)) {
    kill(-process->group, SIGKILL);
  }
}

// Reaps one child that has ended; returns whether there was one.
//
// Its end is noted first: if this process is killed in between, whoever adopts the dead child does both.
static int reap(void) {
  siginfo_t info;
  info.si_pid = 0;
  // The C library's does not give what the child used.
  struct rusage usage;
  memset(&usage, 0, sizeof usage);
  int flags = WEXITED | WNOHANG | WNOWAIT;
  long result;
  do {
    result = syscall(SYS_waitid, P_ALL, 0, &info, flags, &usage);
  } while (result != 0 && errno == EINTR);
  if (result != 0 || info.si_pid == 0) return 0;
  int status = info.si_status & 0xff;
  if (info.si_code == CLD_EXITED) status <<= 8;
  if (info.si_code == CLD_DUMPED) status |= 0x80;
  note_end(info.si_pid, status, &usage);
  return waitpid(info.si_pid, NULL, WNOHANG) > 0;
}

int ipc_reap_children(void) {
  int reaped = 0;
  while (reaped < 256 && reap()) reaped++;
  return reaped;
}

static void child_handler(int signal) {
  (void)signal;
  int saved = errno;
  int reaped = ipc_reap_children();
  if (reaped > 0) __atomic_fetch_or(&ipc_interrupt, IPC_LOOK, __ATOMIC_RELAXED);
  // The rest in a run of its own, so that this process gets on meanwhile.
  if (reaped == 256) kill(getpid(), SIGCHLD);
  errno = saved;
}

// MARK: Signals

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
  int from_guardian = info->si_code <= 0 && info->si_pid == (pid_t)ipc_load32(&header->guardian);
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

static int install(int signal, void (*handler)(int)) {
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
  if (!find(info->si_pid, IPC_RUNNING) && !find(info->si_pid, IPC_ENDED)) return;
  __atomic_fetch_or(&ipc_interrupt, IPC_INTERRUPT, __ATOMIC_RELAXED);
}

static void note_termination(int signal) {
  (void)signal;
  __atomic_fetch_or(&ipc_interrupt, IPC_TERMINATE, __ATOMIC_RELAXED);
}

void ipc_note_termination(void) {
  install(SIGTERM, note_termination);
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
  return install(SIGVTALRM, note_deadline);
}

int ipc_install_handlers(void) {
  ipc_end_by_fatal_signals();
  int result = install(SIGALRM, note_timer);
  if (!result) result = ipc_install_deadline_handler();
  if (!result) result = install(SIGCHLD, child_handler);
  // A signal that was ignored from the start stays so: nohup and background jobs of a shell count on it.
  struct sigaction old;
  if (!result && sigaction(SIGINT, 0, &old) == 0 && old.sa_handler != SIG_IGN) {
    result = install_told(SIGINT, note_signal);
  }
  if (!result) result = install_told(SIGTERM, note_signal);
  if (!result) result = install(SIGPIPE, SIG_IGN);
  // A file that may not grow is an error of the write.
  if (!result) result = install(SIGXFSZ, SIG_IGN);
  return result;
}

void ipc_install_child_handlers(void) {
  __atomic_store_n(&ipc_interrupt, 0, __ATOMIC_RELAXED);
  install(SIGCHLD, child_handler);
  install_told(SIGINT, note_sent_interrupt);
  install(SIGTERM, SIG_DFL);
  install(SIGPIPE, SIG_IGN);
  install(GUARDIAN_DIED, SIG_DFL);
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

// MARK: Forking

// What a new process of ours must do before all else, whether it goes on as main or as a child.
static void begin_process(void) {
  ipc_lock_begin_process();
  has_deadline_timer = 0;
}

int ipc_fork(void) {
  pid_t pid = fork();
  if (pid < 0) return -errno;
  if (pid == 0) begin_process();
  return pid;
}

// Reads a small file of /proc; returns its length, or -1.
static ssize_t read_file(const char *path, char *buffer, size_t size) {
  int file;
  do file = open(path, O_RDONLY | O_CLOEXEC);
  while (file < 0 && errno == EINTR);
  if (file < 0) return -1;
  ssize_t total = 0;
  while ((size_t)total < size - 1) {
    ssize_t count = read(file, buffer + total, size - 1 - total);
    if (count == 0 || (count < 0 && errno != EINTR)) break;
    if (count > 0) total += count;
  }
  close(file);
  buffer[total] = 0;
  return total;
}

// The digits of a number, as snprintf may not be called in a handler.
static char *append_number(char *end, long number) {
  char digits[20];
  int count = 0;
  do {
    digits[count++] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  while (count > 0) *end++ = digits[--count];
  return end;
}

static char *append_text(char *end, const char *text) {
  while (*text) *end++ = *text++;
  *end = 0;
  return end;
}

int ipc_thread_count(void) {
  DIR *directory = opendir("/proc/self/task");
  if (!directory) return 1;
  int count = 0;
  struct dirent *entry;
  while ((entry = readdir(directory))) count += entry->d_name[0] != '.';
  closedir(directory);
  // What cannot be listed counts as this one.
  return count > 0 ? count : 1;
}

int ipc_process_state(int pid) {
  char path[64];
  char text[512];
  char *end = append_text(path, "/proc/");
  end = append_number(end, pid);
  append_text(end, "/stat");
  ssize_t count = read_file(path, text, sizeof text);
  // The name stands in parentheses and may hold any character, so the last one closes it.
  for (ssize_t position = count - 1; position >= 0; position--) {
    if (text[position] == ')') return position + 2 < count ? text[position + 2] : 0;
  }
  return 0;
}

void ipc_become_subreaper(void) {
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

void ipc_die_with_parent(int parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  // The parent may have ended before the line above, and then nobody tells.
  if (getppid() != parent) kill(getpid(), SIGKILL);
}

static int is_running(ipc_process *process, uint64_t serial, int pid) {
  return ipc_load64(&process->serial) == serial && ipc_load32(&process->state) == IPC_RUNNING &&
         process->pid == pid;
}

int ipc_send_signal(ipc_process *process, uint64_t serial, int signal_number) {
  int pid = process->pid;
  if (pid <= 0 || !is_running(process, serial, pid)) return ESRCH;
  if (process->group != 0) return kill(-process->group, signal_number) == 0 ? 0 : errno;
  int file = (int)syscall(SYS_pidfd_open, pid, 0);
  if (file < 0) return errno == ESRCH ? ESRCH : kill(pid, signal_number) == 0 ? 0 : errno;
  // The number may be another process's only once this one was reaped, which the record then says.
  int result = ESRCH;
  if (is_running(process, serial, pid)) {
    result = syscall(SYS_pidfd_send_signal, file, signal_number, 0, 0) == 0 ? 0 : errno;
    if (result == ENOSYS) result = kill(pid, signal_number) == 0 ? 0 : errno;
  }
  close(file);
  return result;
}

// MARK: Leaving nothing behind

// Reaps any child; 0 when none has ended, -1 when there is none.
static pid_t wait_for_any(int *status, int options) {
  pid_t pid;
  do pid = waitpid(-1, status, options | WNOHANG);
  while (pid < 0 && errno == EINTR);
  return pid;
}

// Kills the children of this process, those that it adopted too; returns how many there were.
static int kill_children(void) {
  char path[64];
  char text[16384];
  char *end = append_text(path, "/proc/self/task/");
  end = append_number(end, getpid());
  append_text(end, "/children");
  if (read_file(path, text, sizeof text) <= 0) return 0;
  int count = 0;
  for (char *position = text; *position;) {
    long pid = 0;
    while (*position >= '0' && *position <= '9') pid = pid * 10 + (*position++ - '0');
    // A last number without a blank behind it may be cut; it comes again in the next round.
    if (*position == ' ' && pid > 1) {
      kill((pid_t)pid, SIGKILL);
      count++;
    }
    while (*position && (*position < '0' || *position > '9')) position++;
  }
  return count;
}

void ipc_kill_descendants(void) {
  for (;;) {
    int count = kill_children();
    int reaped = 0;
    int status;
    pid_t pid;
    while ((pid = wait_for_any(&status, 0)) > 0) {
      if (header) note_end(pid, status, NULL);
      reaped = 1;
    }
    if (pid < 0 && errno == ECHILD) return;
    // Never a blocking wait: children of the killed may turn up here any time, and have to be killed first.
    if (!reaped || !count) usleep(200);
  }
}

static void guardian_died(int signal_number) {
  (void)signal_number;
  ipc_kill_descendants();
  ipc_restore_terminal();
  kill(getpid(), SIGKILL);
}

void ipc_watch_guardian(int guardian) {
  install(GUARDIAN_DIED, guardian_died);
  prctl(PR_SET_PDEATHSIG, GUARDIAN_DIED, 0, 0, 0);
  if (getppid() != guardian) guardian_died(0);
}

// Ends as main did.
static void end_as(int status) {
  if (WIFSIGNALED(status)) {
    // A core file of the guardian would tell nothing.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    ipc_end_by_signal(WTERMSIG(status));
  }
  _exit(WEXITSTATUS(status));
}

// Closes all files but the standard ones: what main has open ends with main, and not with its guardian.
static void close_files(void) {
  int kept = ipc_kept_file();
  if (kept > 3) syscall(SYS_close_range, 3U, (unsigned)kept - 1, 0U);
  if (kept >= 3) {
    syscall(SYS_close_range, (unsigned)kept + 1, ~0U, 0U);
    return;
  }
  if (syscall(SYS_close_range, 3U, ~0U, 0U) == 0) return;
  // Kernels before 5.9.
  for (int file = 3; file < 1024; file++) close(file);
}

// `early` are those that came before main was there, or at least may have.
static void guard(pid_t main_process, sigset_t early) {
  sigset_t all;
  sigfillset(&all);
  close_files();
  for (;;) {
    siginfo_t info;
    int signal_number = sigwaitinfo(&all, &info);
    if (signal_number < 0) continue;
    if (signal_number == SIGCHLD) {
      int status;
      pid_t pid;
      while ((pid = wait_for_any(&status, WUNTRACED)) > 0) {
        if (pid != main_process) continue;
        if (WIFSTOPPED(status)) {
          // Somebody stopped main alone, and alone it will be let go on: a stop that is meant for all stops this process too.
          if (WSTOPSIG(status) == SIGSTOP) continue;
          // The terminal stops all. The shell waits for this process, so it has to stop with main, and main to go on with it.
          kill(getpid(), SIGSTOP);
          kill(main_process, SIGCONT);
          continue;
        }
        ipc_store32(&header->is_closing, 1);
        ipc_kill_descendants();
        ipc_restore_terminal();
        ipc_drain_relay();
        end_as(status);
      }
      continue;
    }
    // What the terminal sends goes to all of the group, main included if it was there; what was sent to this process is meant
    // for main. A terminal that is gone tells only the leader of the session, which may be this process.
    int is_of_group = info.si_code > 0 && signal_number != SIGHUP;
    if (is_of_group && !sigismember(&early, signal_number)) continue;
    sigdelset(&early, signal_number);
    kill(main_process, signal_number);
  }
}

int ipc_split_guardian(ipc_region_header *region) {
  int error = ipc_block_signals();
  if (error) return error;
  ipc_become_subreaper();
  int guardian = getpid();
  pid_t pid = fork();
  if (pid < 0) {
    error = errno;
    ipc_unblock_signals();
    return error;
  }
  if (pid > 0) {
    sigset_t early;
    sigpending(&early);
    guard(pid, early);
  }
  begin_process();
  region->guardian = (uint32_t)guardian;
  ipc_become_subreaper();
  ipc_watch_guardian(guardian);
  ipc_unblock_signals();
  return 0;
}
