#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "CIPCShims.h"

ipc_robust_head ipc_robust;
uint32_t ipc_thread;

void ipc_lock_begin_process(void) {
  ipc_thread = (uint32_t)syscall(SYS_gettid);
  ipc_robust.list.next = &ipc_robust.list;
  ipc_robust.futex_offset = (long)offsetof(ipc_lock, word) - (long)offsetof(ipc_lock, entry);
  ipc_robust.list_op_pending = 0;
  syscall(SYS_set_robust_list, &ipc_robust, sizeof ipc_robust);
}

static long futex(uint32_t *word, int operation, uint32_t value, const struct timespec *time) {
  return syscall(SYS_futex, word, operation, value, time, 0, FUTEX_BITSET_MATCH_ANY);
}

int ipc_futex_wait(uint32_t *word, uint32_t expected, int64_t deadline) {
  struct timespec time = {deadline / 1000000000, deadline % 1000000000};
  if (futex(word, FUTEX_WAIT_BITSET, expected, &time) == 0) return 0;
  return errno;
}

void ipc_futex_wake(uint32_t *word, int count) {
  futex(word, FUTEX_WAKE, (uint32_t)count, 0);
}

int ipc_lock_wait(ipc_lock *lock) {
  uint32_t waiters = 0;
  int spins = 100;
  for (;;) {
    uint32_t word = ipc_load32(&lock->word);
    if (!(word & FUTEX_TID_MASK)) {
      // Free, or left by one that was killed. Who slept cannot know whether others still do, so it keeps the mark.
      uint32_t taken = ipc_thread | waiters | (word & FUTEX_WAITERS);
      if (ipc_compare_exchange32(&lock->word, word, taken)) return (word & FUTEX_OWNER_DIED) != 0;
      continue;
    }
    // A short wait, as the owner holds the lock for some 50 ns: waiting longer between looks, so that the owner gets several
    // steps done, made 200,000 puts and gets take 80 to 110 ms where this takes 35 to 40.
    if (spins-- > 0) {
      ipc_pause();
      continue;
    }
    if (!(word & FUTEX_WAITERS)) {
      if (!ipc_compare_exchange32(&lock->word, word, word | FUTEX_WAITERS)) continue;
      word |= FUTEX_WAITERS;
    }
    // The time is a net for a wake-up that was lost with the one that it was meant for.
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    ipc_futex_wait(&lock->word, word, now.tv_sec * 1000000000LL + now.tv_nsec + 50000000);
    waiters = FUTEX_WAITERS;
    spins = 50;
  }
}

void ipc_lock_wake(ipc_lock *lock) {
  ipc_futex_wake(&lock->word, 1);
}
