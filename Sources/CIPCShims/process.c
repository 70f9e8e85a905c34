#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

// The tables of processes: who has which number, whose end was noted, and forking and signalling them.

uint32_t ipc_interrupt;

ipc_region_header *ipc_header;
static ipc_process *processes;
static uint32_t *unburied;
static uint32_t *pids;

void ipc_begin_region(
    ipc_region_header *region, ipc_process *table, uint32_t *bits, uint32_t *places) {
  ipc_header = region;
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

void ipc_wake_selecting(ipc_region_header *region, uint32_t wanted) {
  for (uint32_t bits = wanted & ~(uint32_t)IPC_WANTED_HERE; bits != 0; bits &= bits - 1) {
    uint32_t *word = &region->select_words[__builtin_ctz(bits)];
    ipc_add32(word, 1);
    ipc_futex_wake(word, 1 << 30);
  }
}

// The record of a process with this number and state.
ipc_process *ipc_find(int pid, uint32_t state) {
  ipc_process *process = &processes[ipc_load32(&pids[(uint32_t)pid % IPC_PIDS])];
  if (is_record_of(process, pid, state)) return process;
  // Two with numbers far apart share a place in the table.
  uint32_t count = ipc_load32(&ipc_header->slot_count);
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
void ipc_note_end(int pid, int status, const struct rusage *usage) {
  ipc_process *process = ipc_find(pid, IPC_RUNNING);
  uint32_t word = process ? ipc_load32(&process->end_word) : 0;
  if (process) {
    process->status = status;
    note_usage(process, usage);
    ipc_store32(&process->state, IPC_ENDED);
  } else {
    process = ipc_find(pid, IPC_ENDED);
    if (!process) return;
    word = ipc_load32(&process->end_word);
    // Buried in between, it may be another process's record by now.
    if (!is_record_of(process, pid, IPC_ENDED)) return;
  }
  uint32_t slot = (uint32_t)(process - processes);
  ipc_or32(&unburied[slot / 32], 1u << slot % 32);
  ipc_add32(&ipc_header->deaths, 1);
  ipc_compare_exchange32(&process->end_word, word, word | 1);
  ipc_futex_wake(&process->end_word, 1 << 30);
  // Who asks for a wake-up looks at the state behind that, so one of both sees the other.
  ipc_fence();
  ipc_wake_selecting(ipc_header, ipc_load32(&process->end_wanted));
  // For those that wait for one of several.
  ipc_futex_wake(&ipc_header->deaths, 1 << 30);
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
  ipc_note_end(info.si_pid, status, &usage);
  return waitpid(info.si_pid, NULL, WNOHANG) > 0;
}

int ipc_reap_children(void) {
  int reaped = 0;
  while (reaped < 256 && reap()) reaped++;
  return reaped;
}

// MARK: Forking

void ipc_begin_process(void) {
  ipc_lock_begin_process();
  ipc_begin_signals();
}

int ipc_fork(void) {
  pid_t pid = fork();
  if (pid < 0) return -errno;
  if (pid == 0) ipc_begin_process();
  return pid;
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
