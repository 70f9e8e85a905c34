// A library to preload into the tool: it counts the calls of `calls.h`, refuses one of them, interrupts every second one, or
// lets reads and writes carry one byte. It sleeps unless IPC_FAULT_REPORT names the file where it counts.
//
//   IPC_FAULT_REPORT     a file, whose content `struct report` describes
//   IPC_FAULT_CALL, _AT, _CODE   refuses the n-th call of this name, counted over all processes, with this errno
//   IPC_FAULT_INTERRUPT  lets every second call that may fail with EINTR do so
//   IPC_FAULT_SHORT      lets reads and writes carry one byte
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// The prototypes of the headers would be others than those here.
#define O_RDWR 2
#define O_CREAT 0100
#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_SHARED 1
#define MAP_FAILED ((void *)-1)
#define SYS_futex 202
#define SYS_waitid 247
#define SYS_set_robust_list 273
#define SYS_pidfd_send_signal 424
#define SYS_pidfd_open 434
#define SYS_close_range 436
#if defined(__aarch64__)
#undef SYS_futex
#undef SYS_waitid
#undef SYS_set_robust_list
#define SYS_futex 98
#define SYS_waitid 95
#define SYS_set_robust_list 99
#endif
typedef long ssize_t;

#include "calls.h"

enum {
#define CALL(type, name, parameters, arguments, refused, ...) NUMBER_##name,
#define BY_HAND(name, ...) NUMBER_##name,
  CALLS CALLS_BY_HAND NUMBER_OF_CALLS
#undef CALL
#undef BY_HAND
};

struct entry {
  char name[28];
  uint32_t count;
  uint32_t codes[4];
};

// What the tests read: whether a call was refused, then one entry for each call.
struct report {
  uint32_t has_refused;
  uint32_t number_of_calls;
  uint32_t unused[2];
  struct entry calls[NUMBER_OF_CALLS];
};

static const struct entry table[] = {
#define CALL(type, name, parameters, arguments, refused, ...) {#name, 0, __VA_ARGS__},
#define BY_HAND(name, ...) {#name, 0, __VA_ARGS__},
  CALLS CALLS_BY_HAND
#undef CALL
#undef BY_HAND
};

static struct report *report;
static int chosen = -1;
static uint32_t chosen_at;
static int chosen_code;
static int interrupts;
static int is_short;

// Only what the tool itself calls counts: where its code lies, and that of Swift's module for the C library.
static struct { uintptr_t start, end; } ours[2];
static int ours_count;

static int note_object(struct dl_phdr_info *info, size_t size, void *position) {
  (void)size;
  int is_first = (*(int *)position)++ == 0;
  if ((!is_first && !strstr(info->dlpi_name, "libswiftGlibc")) || ours_count == 2) return 0;
  ours[ours_count].start = UINTPTR_MAX;
  for (int part = 0; part < info->dlpi_phnum; part++) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[part];
    if (header->p_type != PT_LOAD) continue;
    uintptr_t start = info->dlpi_addr + header->p_vaddr;
    if (start < ours[ours_count].start) ours[ours_count].start = start;
    if (start + header->p_memsz > ours[ours_count].end) ours[ours_count].end = start + header->p_memsz;
  }
  ours_count++;
  return 0;
}

static int is_ours(void *caller) {
  for (int position = 0; position < ours_count; position++) {
    if ((uintptr_t)caller - ours[position].start < ours[position].end - ours[position].start) return 1;
  }
  return 0;
}

static int may_be_interrupted(int call) {
  for (int position = 0; position < 3; position++) {
    // A close has happened all the same, and a futex wait looks again.
    if (table[call].codes[position] == EINTR) return 1;
  }
  return call == NUMBER_open;
}

static int refuses(int call, void *caller) {
  if (!report || !is_ours(caller)) return 0;
  uint32_t number = __atomic_add_fetch(&report->calls[call].count, 1, __ATOMIC_RELAXED);
  if (interrupts && number % 2 == 1 && may_be_interrupted(call)) {
    errno = EINTR;
    return 1;
  }
  if (call != chosen || number != chosen_at) return 0;
  __atomic_store_n(&report->has_refused, 1, __ATOMIC_RELAXED);
  errno = chosen_code;
  return 1;
}

static size_t shortened(size_t size, void *caller) {
  return is_short && size > 1 && is_ours(caller) ? 1 : size;
}

#define CALLER __builtin_return_address(0)

// The C library's own functions, which are looked up before a signal can come: a handler must not do so.
#define CALL(type, name, parameters, ...) static type(*real_##name) parameters;
CALLS
#undef CALL
static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_read)(int, void *, size_t);
static ssize_t (*real_pread)(int, void *, size_t, long);
static ssize_t (*real_write)(int, const void *, size_t);
static long (*real_syscall)(long, long, long, long, long, long, long);

static void look_up(void) {
  if (real_syscall) return;
#define LOOK_UP(name) *(void **)&real_##name = dlsym(RTLD_NEXT, #name);
#define CALL(type, name, ...) LOOK_UP(name)
  CALLS
#undef CALL
  LOOK_UP(open) LOOK_UP(close) LOOK_UP(read) LOOK_UP(pread) LOOK_UP(write) LOOK_UP(syscall)
}

#define CALL(type, name, parameters, arguments, refused, ...)                   \
  type name parameters {                                                        \
    look_up();                                                                  \
    return refuses(NUMBER_##name, CALLER) ? (refused) : real_##name arguments; \
  }
CALLS
#undef CALL

int open(const char *path, int flags, ...) {
  look_up();
  va_list list;
  va_start(list, flags);
  unsigned mode = va_arg(list, unsigned);
  va_end(list);
  return refuses(NUMBER_open, CALLER) ? -1 : real_open(path, flags, mode);
}

// The descriptor is gone all the same, as it is in the kernel.
int close(int file) {
  look_up();
  int result = real_close(file);
  return refuses(NUMBER_close, CALLER) ? -1 : result;
}

ssize_t read(int file, void *bytes, size_t size) {
  look_up();
  return refuses(NUMBER_read, CALLER) ? -1 : real_read(file, bytes, shortened(size, CALLER));
}

ssize_t pread(int file, void *bytes, size_t size, long offset) {
  look_up();
  return refuses(NUMBER_pread, CALLER) ? -1 : real_pread(file, bytes, shortened(size, CALLER), offset);
}

ssize_t write(int file, const void *bytes, size_t size) {
  look_up();
  return refuses(NUMBER_write, CALLER) ? -1 : real_write(file, bytes, shortened(size, CALLER));
}

long syscall(long number, ...) {
  look_up();
  va_list list;
  va_start(list, number);
  long words[6];
  for (int position = 0; position < 6; position++) words[position] = va_arg(list, long);
  va_end(list);
  int call = number == SYS_futex               ? NUMBER_futex
             : number == SYS_waitid            ? NUMBER_waitid
             : number == SYS_pidfd_open        ? NUMBER_pidfd_open
             : number == SYS_pidfd_send_signal ? NUMBER_pidfd_send_signal
             : number == SYS_set_robust_list   ? NUMBER_set_robust_list
             : number == SYS_close_range       ? NUMBER_close_range
                                               : -1;
  if (call >= 0 && refuses(call, CALLER)) return -1;
  return real_syscall(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}

__attribute__((constructor)) static void begin(void) {
  look_up();
  extern char *program_invocation_short_name;
  const char *path = getenv("IPC_FAULT_REPORT");
  if (!path || strcmp(program_invocation_short_name, "ipc") != 0) return;
  int position = 0;
  dl_iterate_phdr(note_object, &position);
  int file = open(path, O_RDWR, 0);
  if (file < 0) return;
  struct report *map = mmap(NULL, sizeof *map, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (map == MAP_FAILED) return;
  map->number_of_calls = NUMBER_OF_CALLS;
  for (int call = 0; call < NUMBER_OF_CALLS; call++) {
    memcpy(map->calls[call].name, table[call].name, sizeof table[call].name);
    memcpy(map->calls[call].codes, table[call].codes, sizeof table[call].codes);
  }
  const char *name = getenv("IPC_FAULT_CALL");
  const char *at = getenv("IPC_FAULT_AT");
  const char *code = getenv("IPC_FAULT_CODE");
  for (int call = 0; name && call < NUMBER_OF_CALLS; call++) {
    if (strcmp(name, table[call].name) == 0) chosen = call;
  }
  chosen_at = at ? (uint32_t)strtoul(at, NULL, 10) : 0;
  chosen_code = code ? (int)strtol(code, NULL, 10) : 0;
  interrupts = getenv("IPC_FAULT_INTERRUPT") != NULL;
  is_short = getenv("IPC_FAULT_SHORT") != NULL;
  report = map;
}
