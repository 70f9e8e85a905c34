#define _GNU_SOURCE
#include <sched.h>
#include <string.h>

#include "CIPCShims.h"

const char *ipc_error_name(int code) {
  return strerrorname_np(code);
}

int ipc_allowed_processors(void) {
  // The kernel refuses a set that is smaller than its own, so one for many more than there are is given.
  enum { MOST = 1 << 16 };
  static cpu_set_t set[CPU_ALLOC_SIZE(MOST) / sizeof(cpu_set_t)];
  if (sched_getaffinity(0, sizeof set, set) != 0) return 0;
  return CPU_COUNT_S(sizeof set, set);
}
