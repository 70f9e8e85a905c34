#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CIPCShims.h"

// Everything between here and `ipc_start_command` runs in the new process, in the memory of the old one, which stands still
// until the program begins: no allocation, and no change of anything but `command` and the record.

static _Noreturn void fail(ipc_command *command, const char *call, int error) {
  command->call = call;
  command->error = error;
  _exit(127);
}

// No handler may run here. Exec resets what is handled, and leaves ignored what was so from the tool's start.
static void reset_signals(void) {
  for (int number = 1; number <= SIGRTMAX; number++) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) != 0) continue;
    int is_ours = number == SIGPIPE || number == SIGXFSZ;
    if (action.sa_handler == SIG_DFL || (action.sa_handler == SIG_IGN && !is_ours)) continue;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    sigaction(number, &action, NULL);
  }
}

static void place_files(ipc_command *command) {
  int files[3];
  for (int place = 0; place < 3; place++) {
    files[place] = command->files[place];
    if (files[place] == place || files[place] > 2) continue;
    // One of the first three would be overwritten before its turn.
    files[place] = fcntl(files[place], F_DUPFD_CLOEXEC, 3);
    if (files[place] < 0) fail(command, "fcntl", errno);
  }
  for (int place = 0; place < 3; place++) {
    if (files[place] != place) {
      if (dup2(files[place], place) < 0) fail(command, "dup2", errno);
    } else if (fcntl(place, F_SETFD, 0L) < 0) {
      if (errno != EBADF) fail(command, "fcntl", errno);
      // A program that finds one of them closed would take the next file that it opens for it.
      int nothing = open("/dev/null", O_RDWR);
      if (nothing < 0) fail(command, "open", errno);
      if (nothing != place) {
        dup2(nothing, place);
        close(nothing);
      }
    }
  }
  if (syscall(SYS_close_range, 3U, ~0U, 0U) == 0) return;
  // Kernels before 5.9; all that this process opens itself closes by exec anyway.
  for (int file = 3; file < 1024; file++) close(file);
}

// Tries the program in each directory of the path; returns the errno that tells most.
static int execute(ipc_command *command) {
  const char *name = command->arguments[0];
  if (strchr(name, '/')) {
    execve(name, command->arguments, command->environment);
    return errno;
  }
  size_t length = strlen(name);
  if (length == 0 || length > NAME_MAX) return ENOENT;
  int error = ENOENT;
  char path[PATH_MAX + NAME_MAX + 2];
  for (const char *start = command->path;;) {
    const char *end = strchrnul(start, ':');
    size_t count = (size_t)(end - start);
    if (count < PATH_MAX) {
      memcpy(path, start, count);
      // An empty entry is the directory at hand.
      if (count > 0) path[count++] = '/';
      memcpy(path + count, name, length + 1);
      execve(path, command->arguments, command->environment);
      if (errno == EACCES) {
        // A directory that may not be searched says nothing of the program.
        if (access(path, F_OK) == 0) error = EACCES;
      } else if (errno != ENOENT && errno != ENOTDIR) {
        return errno;
      }
    }
    if (!*end) return error;
    start = end + 1;
  }
}

static int begin_command(void *argument) {
  ipc_command *command = argument;
  ipc_process *process = command->process;
  if (setpgid(0, command->group) != 0) {
    // All of the group may have ended meanwhile.
    if (command->group == 0 || setpgid(0, 0) != 0) fail(command, "setpgid", errno);
  }
  process->group = getpgrp();
  ipc_note_pid(process, getpid());
  ipc_store32(&process->state, IPC_RUNNING);
  ipc_fence();
  // Whoever kills a tree marks each before it looks for its children: it has seen this one, or this one sees the mark.
  if (ipc_load32(&command->parent->kill_ordered) & IPC_TREE_KILLED) {
    ipc_or32(&process->kill_ordered, IPC_KILLED);
    kill(getpid(), SIGKILL);
  }
  reset_signals();
  // The terminal would stop a group in the background that takes it, but for the blocked signals.
  if (command->terminal >= 0) tcsetpgrp(command->terminal, process->group);
  if (command->directory && chdir(command->directory) != 0) {
    fail(command, "chdir", errno);
  }
  place_files(command);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  fail(command, "execve", execute(command));
}

int ipc_start_command(ipc_command *command) {
  char stack[1 << 16] __attribute__((aligned(64)));
  command->call = NULL;
  command->error = 0;
  // Like vfork: the heap is not copied, and this process goes on once the other one has its program.
  int pid = clone(begin_command, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, command);
  if (pid < 0) {
    command->call = "clone";
    command->error = errno;
    return -errno;
  }
  if (!command->call) return pid;
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
  command->process->group = 0;
  command->process->pid = 0;
  ipc_store32(&command->process->state, IPC_NEW);
  return -command->error;
}

int ipc_give_terminal(int terminal, int group) {
  sigset_t set;
  sigset_t old;
  sigemptyset(&set);
  sigaddset(&set, SIGTTOU);
  sigprocmask(SIG_BLOCK, &set, &old);
  int error = tcsetpgrp(terminal, group) == 0 ? 0 : errno;
  sigprocmask(SIG_SETMASK, &old, NULL);
  return error;
}

int ipc_is_stopped(int pid) {
  siginfo_t info;
  info.si_pid = 0;
  int flags = WSTOPPED | WNOHANG;
  return syscall(SYS_waitid, P_PID, pid, &info, flags, NULL) == 0 && info.si_pid == pid;
}

void ipc_stop_group(void) {
  kill(0, SIGTSTP);
}

int ipc_make_pipe(int ends[2]) {
  return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
}

int ipc_make_nonblocking(int file) {
  int flags = fcntl(file, F_GETFL, 0L);
  if (flags < 0) return errno;
  return fcntl(file, F_SETFL, (long)(flags | O_NONBLOCK)) == 0 ? 0 : errno;
}
