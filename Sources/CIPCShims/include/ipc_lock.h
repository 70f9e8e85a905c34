// A lock in shared memory that knows its owner: a futex word with the owner's thread number. When the owner is killed, the
// kernel finds the word through the list of robust locks and marks it OWNER_DIED. The innermost lock stands in
// `list_op_pending`; those around it, which are rare, in the list itself. Locks are given up in the reverse order.
//
// `list_op_pending` is set before the word is taken and cleared only after the wake-up of the next one, so there is no
// instant at which a killed owner goes unseen. It belongs to the process, not to what is inherited: after a fork it is set
// up again by ipc_lock_begin_process.
#ifndef IPC_LOCK_H
#define IPC_LOCK_H

#include <stdint.h>
#include "ipc_atomics.h"

typedef struct ipc_robust_entry {
  struct ipc_robust_entry *next;
} ipc_robust_entry;

typedef struct ipc_lock {
  // 0, or the owner's thread number with FUTEX_WAITERS and FUTEX_OWNER_DIED.
  uint32_t word;
  uint32_t padding;
  ipc_robust_entry entry;
} ipc_lock;

// The same as struct robust_list_head of <linux/futex.h>.
typedef struct ipc_robust_head {
  ipc_robust_entry list;
  long futex_offset;
  ipc_robust_entry *volatile list_op_pending;
} ipc_robust_head;

// The same as FUTEX_WAITERS, FUTEX_OWNER_DIED and FUTEX_TID_MASK of <linux/futex.h>.
#define IPC_LOCK_WAITERS 0x80000000u
#define IPC_LOCK_OWNER_DIED 0x40000000u
#define IPC_LOCK_OWNER 0x3fffffffu

extern ipc_robust_head ipc_robust;
extern uint32_t ipc_thread;

// Registers this process's list with the kernel; once at the start and once in every child.
void ipc_lock_begin_process(void);

// Waits for a lock that is not free; returns 1 when its last owner was killed while it held it.
int ipc_lock_wait(ipc_lock *lock);

// Wakes one that waits for the lock.
void ipc_lock_wake(ipc_lock *lock);

// Makes the lock the innermost one.
static inline void ipc_lock_enter(ipc_lock *lock) {
  ipc_robust_entry *outer = ipc_robust.list_op_pending;
  if (outer) {
    outer->next = ipc_robust.list.next;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    ipc_robust.list.next = outer;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
  }
  ipc_robust.list_op_pending = &lock->entry;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

// Makes the lock around the innermost one the innermost.
static inline void ipc_lock_leave(void) {
  ipc_robust_entry *outer = ipc_robust.list.next;
  if (outer == &ipc_robust.list) {
    ipc_robust.list_op_pending = 0;
    return;
  }
  // In both places for a moment, which the kernel expects, rather than in none.
  ipc_robust.list_op_pending = outer;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  ipc_robust.list.next = outer->next;
}

// Takes the lock; returns 1 when its last owner was killed while it held it, so that what it left half done must be finished.
static inline int ipc_lock_acquire(ipc_lock *lock) {
  ipc_lock_enter(lock);
  if (ipc_compare_exchange32(&lock->word, 0, ipc_thread)) return 0;
  return ipc_lock_wait(lock);
}

// Takes the lock if it is free: 0 when it is not, 1, or 2 when its last owner was killed while it held it.
static inline int ipc_lock_try(ipc_lock *lock) {
  ipc_lock_enter(lock);
  uint32_t word = ipc_load32(&lock->word);
  uint32_t waiters = word & IPC_LOCK_WAITERS;
  if (!(word & IPC_LOCK_OWNER) && ipc_compare_exchange32(&lock->word, word, ipc_thread | waiters)) {
    return word & IPC_LOCK_OWNER_DIED ? 2 : 1;
  }
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  ipc_lock_leave();
  return 0;
}

static inline void ipc_lock_release(ipc_lock *lock) {
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  // Everything but 0 and the owner alone says that somebody waits.
  if (ipc_exchange32(&lock->word, 0) != ipc_thread) ipc_lock_wake(lock);
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  ipc_lock_leave();
}

// Sleeps while the word has a value, at most until a time of the monotonic clock in nanoseconds; returns 0 or an errno.
int ipc_futex_wait(uint32_t *word, uint32_t expected, int64_t deadline);

// Wakes up to so many sleepers.
void ipc_futex_wake(uint32_t *word, int count);

#endif
