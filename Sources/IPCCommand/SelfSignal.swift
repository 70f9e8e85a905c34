import Glibc

/// Ends the tool by a signal, so that its caller sees what ended the script.
enum SelfSignal {
  /// Takes the signal's default action; returns only if that is not to end the process.
  static func end(by number: Int32) {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, number)
    signal(number, SIG_DFL)
    unsafe sigprocmask(SIG_UNBLOCK, &set, nil)
    raise(number)
  }
}
