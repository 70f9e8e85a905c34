#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

// The guardian, and leaving nothing behind: whoever ends takes all its descendants along.

void ipc_become_subreaper(void) {
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

void ipc_die_with_parent(int parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  // The parent may have ended before the line above, and then nobody tells.
  if (getppid() != parent) kill(getpid(), SIGKILL);
}

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
  char *end = ipc_append_text(path, "/proc/self/task/");
  end = ipc_append_number(end, getpid());
  ipc_append_text(end, "/children");
  if (ipc_read_file(path, text, sizeof text) <= 0) return 0;
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
      if (ipc_header) ipc_note_end(pid, status, NULL);
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
  ipc_install(IPC_GUARDIAN_DIED, guardian_died);
  prctl(PR_SET_PDEATHSIG, IPC_GUARDIAN_DIED, 0, 0, 0);
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
        ipc_store32(&ipc_header->is_closing, 1);
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
  ipc_begin_process();
  region->guardian = (uint32_t)guardian;
  ipc_become_subreaper();
  ipc_watch_guardian(guardian);
  ipc_unblock_signals();
  return 0;
}
