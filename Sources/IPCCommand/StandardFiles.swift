import Glibc

/// The standard input, output and error output.
enum StandardFiles {
  /// Puts /dev/null where one is closed: the next file that is opened would take its place, and get what is printed.
  static func openWhereClosed() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      guard fcntl(descriptor, F_GETFD) < 0, errno == EBADF else { continue }
      // The lowest number that is free is this one.
      _ = unsafe open("/dev/null", O_RDWR)
    }
  }
}
