// All calls of the system that the tool makes, by itself or through the C library, and the errors with which each may be
// refused; up to three. A test compares this table with what the built tool really imports.
//
// `prctl`, `sigaction` and `sigprocmask` refuse only arguments that make no sense, so they have none.
//
// CALL(result, name, parameters, arguments, what a refused call gives, errors)

#define CALLS                                                                                                        \
  CALL(int, access, (const char *path, int mode), (path, mode), -1, {EACCES})                                        \
  CALL(int, chdir, (const char *path), (path), -1, {EACCES})                                                         \
  CALL(int, clone, (void *function, void *stack, int flags, void *argument), (function, stack, flags, argument), -1, \
       {EAGAIN, ENOMEM})                                                                                             \
  CALL(int, closedir, (void *directory), (directory), -1, {EBADF})                                                   \
  CALL(int, dup2, (int old, int new), (old, new), -1, {EMFILE})                                                      \
  CALL(int, execve, (const char *path, void *arguments, void *environment), (path, arguments, environment), -1,      \
       {ENOMEM, EACCES})                                                                                             \
  CALL(int, fchmod, (int file, unsigned mode), (file, mode), -1, {EPERM})                                            \
  CALL(int, fchown, (int file, unsigned owner, unsigned group), (file, owner, group), -1, {EPERM})                   \
  CALL(int, fcntl, (int file, int operation, long argument), (file, operation, argument), -1, {EMFILE})              \
  CALL(int, fork, (void), (), -1, {EAGAIN, ENOMEM})                                                                  \
  CALL(int, fstat, (int file, void *result), (file, result), -1, {EIO})                                              \
  CALL(int, fsync, (int file), (file), -1, {EIO, ENOSPC})                                                            \
  CALL(int, gethostname, (char *name, size_t size), (name, size), -1, {EPERM})                                       \
  CALL(int, getrlimit, (int resource, void *limit), (resource, limit), -1, {EPERM})                                  \
  CALL(int, isatty, (int file), (file), 0, {ENOTTY})                                                                 \
  CALL(int, kill, (int pid, int signal), (pid, signal), -1, {EPERM})                                                 \
  CALL(long, lseek, (int file, long offset, int whence), (file, offset, whence), -1, {ESPIPE})                       \
  CALL(int, lstat, (const char *path, void *result), (path, result), -1, {EIO})                                      \
  CALL(int, madvise, (void *start, size_t size, int advice), (start, size, advice), -1, {EAGAIN})                    \
  CALL(int, mkdir, (const char *path, unsigned mode), (path, mode), -1, {ENOSPC, EROFS})                             \
  CALL(void *, mmap, (void *start, size_t size, int protection, int flags, int file, long offset),                   \
       (start, size, protection, flags, file, offset), MAP_FAILED, {ENOMEM})                                         \
  CALL(int, munmap, (void *start, size_t size), (start, size), -1, {ENOMEM})                                         \
  CALL(int, nanosleep, (const void *time, void *rest), (time, rest), -1, {EINTR})                                    \
  CALL(void *, opendir, (const char *path), (path), NULL, {EMFILE, EIO})                                             \
  CALL(int, pause, (void), (), -1, {EINTR})                                                                          \
  CALL(int, pipe2, (int *ends, int flags), (ends, flags), -1, {EMFILE})                                              \
  CALL(int, poll, (void *files, unsigned long count, int time), (files, count, time), -1, {ENOMEM, EINTR})           \
  CALL(int, prctl, (int option, long a, long b, long c, long d), (option, a, b, c, d), -1, {})                       \
  CALL(int, raise, (int signal), (signal), -1, {EPERM})                                                              \
  CALL(void *, readdir, (void *directory), (directory), NULL, {EIO})                                                 \
  CALL(char *, realpath, (const char *path, char *result), (path, result), NULL, {EACCES})                           \
  CALL(int, rename, (const char *old, const char *new), (old, new), -1, {ENOSPC})                                    \
  CALL(int, rmdir, (const char *path), (path), -1, {EBUSY})                                                          \
  CALL(int, sched_getaffinity, (int pid, size_t size, void *set), (pid, size, set), -1, {EPERM})                     \
  CALL(int, setitimer, (int which, const void *time, void *old), (which, time, old), -1, {EPERM})                    \
  CALL(int, setpgid, (int pid, int group), (pid, group), -1, {EPERM})                                                \
  CALL(int, setrlimit, (int resource, const void *limit), (resource, limit), -1, {EPERM})                            \
  CALL(int, sigaction, (int signal, const void *action, void *old), (signal, action, old), -1, {})                   \
  CALL(int, sigprocmask, (int how, const void *set, void *old), (how, set, old), -1, {})                             \
  CALL(int, sigwaitinfo, (const void *set, void *info), (set, info), -1, {EINTR})                                    \
  CALL(int, stat, (const char *path, void *result), (path, result), -1, {EIO})                                       \
  CALL(long, sysconf, (int name), (name), -1, {EINVAL})                                                              \
  CALL(int, tcgetattr, (int file, void *modes), (file, modes), -1, {EIO})                                            \
  CALL(int, tcgetpgrp, (int file), (file), -1, {ENOTTY})                                                             \
  CALL(int, tcsetattr, (int file, int when, const void *modes), (file, when, modes), -1, {EIO})                      \
  CALL(int, tcsetpgrp, (int file, int group), (file, group), -1, {EPERM})                                            \
  CALL(int, timer_create, (int clock, void *event, void *timer), (clock, event, timer), -1, {EAGAIN})                \
  CALL(int, timer_settime, (void *timer, int flags, const void *time, void *old), (timer, flags, time, old), -1,     \
       {EPERM})                                                                                                      \
  CALL(int, unlink, (const char *path), (path), -1, {EBUSY})                                                         \
  CALL(int, usleep, (unsigned time), (time), -1, {EINTR})                                                            \
  CALL(int, waitpid, (int pid, int *status, int options), (pid, status, options), -1, {EINTR})

// Calls that are wrapped by hand: those that do something even when refused, that carry bytes, or that take arguments of any
// number; the last ones go through `syscall`.
#define CALLS_BY_HAND                                                                                                \
  BY_HAND(close, {EIO, EINTR})                                                                                       \
  BY_HAND(read, {EIO, EINTR})                                                                                        \
  BY_HAND(pread, {EIO, EINTR})                                                                                       \
  BY_HAND(write, {ENOSPC, EINTR})                                                                                    \
  BY_HAND(open, {EMFILE, EACCES})                                                                                    \
  BY_HAND(futex, {EINTR, EAGAIN})                                                                                    \
  BY_HAND(pidfd_open, {EMFILE, ENOSYS})                                                                              \
  BY_HAND(pidfd_send_signal, {EPERM, ENOSYS})                                                                        \
  BY_HAND(waitid, {EINTR})                                                                                           \
  BY_HAND(set_robust_list, {ENOSYS})                                                                                 \
  BY_HAND(close_range, {ENOSYS})
