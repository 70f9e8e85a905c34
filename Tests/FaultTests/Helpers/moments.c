// A library to preload into the tool: it sends one signal at the instant of a fork, when the two sides have done nothing yet.
//
//   IPC_MOMENT="NUMBER SIDE TARGET SIGNAL"
//
// NUMBER counts the forks on the way from the tool to the process that forks: 1 parts the guardian from main, 2 is main's first
// child. SIDE is `before`, `child` or `parent`; TARGET is `self`, `parent`, `child`, `guardian` or `terminal`, which is the process
// itself as if the terminal had sent it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int forks;

static void act(const char *side, pid_t child) {
  const char *text = getenv("IPC_MOMENT");
  int number, signal_number;
  char where[16], target[16];
  if (!text || sscanf(text, "%d %15s %15s %d", &number, where, target, &signal_number) != 4) return;
  if (number != forks || strcmp(side, where) != 0) return;
  pid_t pid = strcmp(target, "parent") == 0     ? getppid()
              : strcmp(target, "child") == 0    ? child
              : strcmp(target, "guardian") == 0 ? getsid(0)
                                                : getpid();
  if (strcmp(target, "terminal") == 0) {
    siginfo_t info = {0};
    info.si_signo = signal_number;
    info.si_code = SI_KERNEL;
    syscall(SYS_rt_sigqueueinfo, pid, signal_number, &info);
  } else {
    kill(pid, signal_number);
  }
  // Its own death, and that of others, takes its time.
  if (strcmp(side, "before") != 0) usleep(20000);
}

pid_t fork(void) {
  static pid_t (*real)(void);
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, "fork");
  forks++;
  act("before", 0);
  pid_t pid = real();
  if (pid == 0) act("child", 0);
  if (pid > 0) act("parent", pid);
  return pid;
}
