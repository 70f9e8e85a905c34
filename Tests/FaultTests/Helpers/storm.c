// Runs a program and sends signals that do no harm to it and all that it starts, some thousand a second to each process:
// storm PROGRAM ARGUMENT...
//
// They are the signals that the tool handles or that do nothing by themselves, so every call may be interrupted at any time.
// Ends as the program does, with 128 + n for a signal, and says at descriptor 3, where one is given, how many it sent.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int harmless[] = {SIGCHLD, SIGWINCH, SIGCONT, SIGURG};
// These end a process that has no handler yet.
static const int handled[] = {SIGALRM, SIGVTALRM};
enum { HARMLESS = sizeof harmless / sizeof *harmless, HANDLED = sizeof handled / sizeof *handled, MOST = 1024 };

struct member {
  int pid;
  int has_handlers;
};

// Whether a process handles the last of the signals for which it installs handlers.
static int has_handlers(int pid) {
  char path[64];
  char line[256];
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  unsigned long long mask = 0;
  while (fgets(line, sizeof line, file)) {
    if (sscanf(line, "SigCgt: %llx", &mask) == 1) break;
  }
  fclose(file);
  for (int position = 0; position < HANDLED; position++) {
    if (!(mask >> (handled[position] - 1) & 1)) return 0;
  }
  return 1;
}

// The members of a session besides this process.
static int members(int session, struct member *found) {
  DIR *directory = opendir("/proc");
  if (!directory) return 0;
  int count = 0;
  struct dirent *entry;
  while ((entry = readdir(directory)) && count < MOST) {
    int pid = atoi(entry->d_name);
    if (pid <= 1 || pid == getpid() || getsid(pid) != session) continue;
    found[count].pid = pid;
    found[count++].has_handlers = has_handlers(pid);
  }
  closedir(directory);
  return count;
}

int main(int count, char **words) {
  if (count < 2) return 98;
  // Never into the session of whoever starts this.
  if (getsid(0) != getpid() && setsid() < 0) return 99;
  int pid = fork();
  if (pid < 0) return 99;
  if (pid == 0) {
    execv(words[1], words + 1);
    _exit(127);
  }
  static struct member found[MOST];
  int number = 0;
  long sent = 0;
  struct timespec pause = {0, 100000};
  for (unsigned round = 0;; round++) {
    int status;
    if (waitpid(pid, &status, WNOHANG) == pid) {
      dprintf(3, "%ld\n", sent);
      return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    if (round % 16 == 0) number = members(getsid(0), found);
    for (int position = 0; position < number; position++) {
      for (int kind = 0; kind < HARMLESS; kind++) sent += kill(found[position].pid, harmless[kind]) == 0;
      if (!found[position].has_handlers) continue;
      for (int kind = 0; kind < HANDLED; kind++) sent += kill(found[position].pid, handled[kind]) == 0;
    }
    nanosleep(&pause, NULL);
  }
}
