// Runs a program within limits: confine SETTING... -- PROGRAM ARGUMENT...
//
//   nproc=N as=N nofile=N fsize=N stack=N   the resource limits of these names, soft and hard
//   user=N        the user and group to be; it may still read whatever the tool lies among
//   close=N       closes this descriptor
//   full=N        makes /dev/full this descriptor
//   gone=DIR      makes this directory, goes there and removes it
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void fail(const char *what) {
  fprintf(stderr, "confine: %s: %s\n", what, strerror(errno));
  _exit(99);
}

static void set(int resource, const char *value) {
  rlim_t number = strtoul(value, NULL, 10);
  struct rlimit limit = {number, number};
  if (setrlimit(resource, &limit) != 0) fail("setrlimit");
}

// The superuser's tool and its libraries may lie in a directory of his own.
static void become(uid_t user) {
  prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
  if (setgid(user) != 0 || setuid(user) != 0) fail("setuid");
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  unsigned reads = 1 << CAP_DAC_READ_SEARCH;
  struct __user_cap_data_struct sets[2] = {{reads, reads, reads}, {0, 0, 0}};
  if (syscall(SYS_capset, &head, sets) != 0) fail("capset");
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0) != 0) fail("prctl");
}

int main(int count, char **words) {
  int position = 1;
  for (; position < count && strcmp(words[position], "--") != 0; position++) {
    char *value = strchr(words[position], '=');
    if (!value) return 98;
    *value++ = 0;
    const char *name = words[position];
    int number = atoi(value);
    if (strcmp(name, "nproc") == 0) set(RLIMIT_NPROC, value);
    else if (strcmp(name, "as") == 0) set(RLIMIT_AS, value);
    else if (strcmp(name, "nofile") == 0) set(RLIMIT_NOFILE, value);
    else if (strcmp(name, "fsize") == 0) set(RLIMIT_FSIZE, value);
    else if (strcmp(name, "stack") == 0) set(RLIMIT_STACK, value);
    else if (strcmp(name, "close") == 0) close(number);
    else if (strcmp(name, "full") == 0) {
      int file = open("/dev/full", O_WRONLY);
      if (file < 0 || dup2(file, number) < 0) fail("/dev/full");
      if (file != number) close(file);
    } else if (strcmp(name, "gone") == 0) {
      if (mkdir(value, 0700) != 0 || chdir(value) != 0 || rmdir(value) != 0) fail(value);
    } else if (strcmp(name, "user") == 0) {
      become((uid_t)number);
    } else return 98;
  }
  if (position + 1 >= count) return 98;
  execv(words[position + 1], words + position + 1);
  fail(words[position + 1]);
}
