#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "CIPCShims.h"

// MARK: The terminal

static struct termios terminal;
static int terminal_file = -1;

void ipc_save_terminal(int file) {
  if (tcgetattr(file, &terminal) == 0) terminal_file = file;
}

void ipc_restore_terminal(void) {
  if (terminal_file < 0) return;
  struct termios now;
  // Where nobody has changed anything nothing is written either.
  if (tcgetattr(terminal_file, &now) != 0) return;
  if (now.c_lflag == terminal.c_lflag && now.c_iflag == terminal.c_iflag) return;
  // The end of bracketed paste and of styles, and an empty row.
  static const char farewell[] = "\033[?2004l\033[0m\r\n";
  if (write(STDOUT_FILENO, farewell, sizeof farewell - 1) < 0) {}
  tcsetattr(terminal_file, TCSANOW, &terminal);
}

// MARK: The output of children
//
// One buffer, used either by the handler or by `ipc_take_relay`, as `running` says: what has no line end yet stays in it.

static int relay_in = -1;
static int relay_out = -1;
static volatile sig_atomic_t running;
static volatile sig_atomic_t held;
static volatile sig_atomic_t is_missed;
static char rest[1 << 16];
static size_t rest_count;

int ipc_open_relay(void) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
  relay_in = ends[0];
  relay_out = ends[1];
  // Children wait at a full pipe; main never waits at an empty one.
  fcntl(relay_in, F_SETFL, O_NONBLOCK);
  return 0;
}


int ipc_relay_file(void) { return relay_in; }

int ipc_kept_file(void) { return relay_in; }

// Writes all, whatever interrupts it; what the terminal refuses is lost.
static void write_all(const char *text, size_t count) {
  while (count > 0) {
    ssize_t done = write(STDOUT_FILENO, text, count);
    if (done > 0) {
      text += done;
      count -= (size_t)done;
    } else if (done < 0 && errno == EAGAIN) {
      struct pollfd one = {STDOUT_FILENO, POLLOUT, 0};
      poll(&one, 1, 250);
    } else if (done == 0 || errno != EINTR) {
      return;
    }
  }
}

// Fills the buffer; returns the bytes up to the last line end in it, or all of a buffer that is full.
static size_t fill(void) {
  while (rest_count < sizeof rest) {
    ssize_t count = read(relay_in, rest + rest_count, sizeof rest - rest_count);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    rest_count += (size_t)count;
  }
  const char *end = memrchr(rest, '\n', rest_count);
  if (end) return (size_t)(end - rest) + 1;
  return rest_count == sizeof rest ? rest_count : 0;
}

static void drop(size_t count) {
  memmove(rest, rest + count, rest_count - count);
  rest_count -= count;
}

// The bytes that a handler writes at once, or a line: at a slow terminal main waits for no more.
enum { PORTION = 1 << 13 };

// Brings the signal again after a millisecond, in which main gets on.
static timer_t pause_timer;

static void notify(int notifies) {
  fcntl(relay_in, F_SETFL, O_NONBLOCK | (notifies ? O_ASYNC : 0));
}

static void note_output(int signal_number) {
  (void)signal_number;
  if (!running) return;
  if (held) {
    is_missed = 1;
    return;
  }
  int saved = errno;
  notify(1);
  size_t count = fill();
  if (count > PORTION) {
    const char *end = memrchr(rest, '\n', PORTION);
    if (!end) end = memchr(rest, '\n', count);
    if (end) count = (size_t)(end - rest) + 1;
  }
  if (count > 0) {
    write_all(rest, count);
    drop(count);
    // Of children that never stop the signals would never stop either.
    notify(0);
    struct itimerspec time = {{0, 0}, {0, 1000000}};
    timer_settime(pause_timer, 0, &time, NULL);
  }
  errno = saved;
}

int ipc_own_relay(void) {
  if (relay_in < 0) return 0;
  struct sigaction action = {0};
  action.sa_handler = note_output;
  // The others that handlers of ours note come through, so that Ctrl-C works at a terminal that is slow.
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGIO, &action, 0);
  struct sigevent event = {0};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGIO;
  if (timer_create(CLOCK_MONOTONIC, &event, &pause_timer) != 0) return errno;
  if (fcntl(relay_in, F_SETOWN, getpid()) != 0) return errno;
  return 0;
}

void ipc_enter_relay(void) {
  if (relay_in < 0) return;
  running = 0;
  // A redirected output stays as it is.
  if (isatty(STDOUT_FILENO)) dup2(relay_out, STDOUT_FILENO);
  if (isatty(STDERR_FILENO)) dup2(relay_out, STDERR_FILENO);
  close(relay_in);
  relay_in = -1;
}

void ipc_run_relay(int runs) {
  running = runs;
  if (runs && relay_in >= 0) {
    notify(1);
    kill(getpid(), SIGIO);
  }
}

void ipc_hold_relay(int holds) {
  held = holds;
  if (holds && running) {
    // What children have written before main writes is shown before, but no more than that: they may never stop.
    for (size_t total = 0, count; total < sizeof rest && (count = fill()) > 0; total += count) {
      write_all(rest, count);
      drop(count);
    }
  }
  if (holds || !is_missed) return;
  is_missed = 0;
  kill(getpid(), SIGIO);
}

int64_t ipc_take_relay(char *target, uint64_t size, int all) {
  if (relay_in < 0) return 0;
  size_t count = fill();
  if (all && count == 0) count = rest_count;
  if (count > size) count = size;
  memcpy(target, rest, count);
  drop(count);
  return (int64_t)count;
}

void ipc_drain_relay(void) {
  if (relay_in < 0) return;
  for (;;) {
    size_t count = fill();
    if (count == 0) count = rest_count;
    if (count == 0) return;
    write_all(rest, count);
    drop(count);
  }
}
