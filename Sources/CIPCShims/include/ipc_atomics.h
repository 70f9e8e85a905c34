// Loads and stores that other processes see, in the orders that the queues need.
#ifndef IPC_ATOMICS_H
#define IPC_ATOMICS_H

#include <stdint.h>

static inline uint32_t ipc_load32(const uint32_t *word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline void ipc_store32(uint32_t *word, uint32_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

static inline uint64_t ipc_load64(const uint64_t *word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline void ipc_store64(uint64_t *word, uint64_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

static inline uint32_t ipc_add32(uint32_t *word, uint32_t value) {
  return __atomic_fetch_add(word, value, __ATOMIC_ACQ_REL);
}

static inline uint64_t ipc_add64(uint64_t *word, uint64_t value) {
  return __atomic_fetch_add(word, value, __ATOMIC_ACQ_REL);
}

static inline uint32_t ipc_exchange32(uint32_t *word, uint32_t value) {
  return __atomic_exchange_n(word, value, __ATOMIC_ACQ_REL);
}

static inline void ipc_or32(uint32_t *word, uint32_t bits) {
  __atomic_fetch_or(word, bits, __ATOMIC_SEQ_CST);
}

static inline void ipc_and32(uint32_t *word, uint32_t bits) {
  __atomic_fetch_and(word, bits, __ATOMIC_SEQ_CST);
}

// What is written before is seen by all before anything behind is read.
static inline void ipc_fence(void) {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static inline int ipc_compare_exchange32(uint32_t *word, uint32_t expected, uint32_t value) {
  return __atomic_compare_exchange_n(word, &expected, value, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

static inline int ipc_compare_exchange64(uint64_t *word, uint64_t expected, uint64_t value) {
  return __atomic_compare_exchange_n(word, &expected, value, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

// Tells the processor that this is a short wait.
static inline void ipc_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
