import Glibc

/// The handlers that the editor installs when it is asked to: they restore the terminal before a signal ends or stops the process,
/// and wake the editor when the window has another size or the process goes on.
///
/// Invariants: `previous` is filled before a handler is installed. A signal that somebody handles or ignores already is left to them,
/// but for those of crashes, whose old handler runs after ours.
enum SignalHandlers {
  private static let ending = [SIGHUP, SIGINT, SIGQUIT, SIGTERM]
  private static let crashing = [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP]
  private static let waking = [SIGWINCH, SIGCONT]

  /// By signal, what was there before.
  nonisolated(unsafe) private static let previous: UnsafeMutablePointer<sigaction> = {
    let actions = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
    unsafe actions.initialize(repeating: sigaction(), count: 65)
    return unsafe actions
  }()

  /// Installs the handlers, which write a byte to a descriptor to wake the editor.
  static func install(wake: Int32) {
    unsafe TerminalRestore.state.pointee.wake = wake
    for signal in ending { add(signal, onlyIfDefault: true) { SignalHandlers.end($0) } }
    for signal in crashing { add(signal, onlyIfDefault: false) { SignalHandlers.end($0) } }
    for signal in waking { add(signal, onlyIfDefault: true) { SignalHandlers.wake($0) } }
    add(SIGTSTP, onlyIfDefault: true) { _ in SignalHandlers.stop() }
    // Whoever calls `exit` leaves no raw terminal behind either.
    atexit(TerminalRestore.function)
  }

  private static func add(
    _ signal: Int32,
    onlyIfDefault: Bool,
    _ handler: @convention(c) @escaping (Int32) -> Void
  ) {
    let old = unsafe previous + Int(signal)
    guard unsafe sigaction(signal, nil, old) == 0 else { return }
    let isDefault = unsafe old.pointee.__sigaction_handler.sa_handler == nil
    if onlyIfDefault, !isDefault { return }
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = handler
    action.sa_flags = SA_RESTART
    unsafe sigaction(signal, &action, nil)
  }

  /// Restores the terminal and lets the signal do what it did before: it comes again when the handler returns.
  private static func end(_ signal: Int32) {
    TerminalRestore.now()
    unsafe sigaction(signal, previous + Int(signal), nil)
    raise(signal)
  }

  /// Stops the process, and comes back when it goes on.
  private static func stop() {
    TerminalRestore.now()
    var ours = sigaction()
    var set = sigset_t()
    unsafe sigaction(SIGTSTP, previous + Int(SIGTSTP), &ours)
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, SIGTSTP)
    raise(SIGTSTP)
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    unsafe sigaction(SIGTSTP, &ours, nil)
    wake(SIGCONT)
  }

  /// Tells the editor by a byte which signal came.
  private static func wake(_ signal: Int32) {
    let code = errno
    var byte = UInt8(signal)
    _ = unsafe write(TerminalRestore.state.pointee.wake, &byte, 1)
    errno = code
  }
}
