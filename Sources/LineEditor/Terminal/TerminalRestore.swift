import Glibc

/// Puts the terminal back as it was, also from a signal handler.
///
/// A handler can only reach what is global, so the settings lie in memory that is made once and never freed. Invariants:
/// - The settings and descriptors are written before `isRaw` becomes 1, and not while it is: calls into the C library stand between
///   the stores, which the compiler does not move across them. Only the thread of the editor and handlers on it look there.
/// - A process that was forked meanwhile restores nothing: `owner` is the process that made the terminal raw.
package enum TerminalRestore {
  struct State {
    var isRaw: Int32 = 0
    var owner: pid_t = 0
    var input: Int32 = -1
    var output: Int32 = -1
    var settings = termios()
    /// Where a handler writes a byte to wake the editor; -1 when there is no handler.
    var wake: Int32 = -1
  }

  /// The one state; see above.
  nonisolated(unsafe) static let state: UnsafeMutablePointer<State> = {
    let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
    unsafe state.initialize(to: State())
    return unsafe state
  }()

  /// What ends bracketed paste and styles, shows the cursor, and begins a row.
  private static let farewell: StaticString = "\u{1b}[?2004l\u{1b}[0m\r\n"

  /// Restores the terminal if the editor has changed it; safe in a signal handler, after the editor was used once.
  package static func now() {
    restore(saysFarewell: true)
  }

  /// The same for callers that want a function of C.
  package static let function: @convention(c) () -> Void = { TerminalRestore.now() }

  static func restore(saysFarewell: Bool) {
    guard unsafe state.pointee.isRaw == 1, unsafe state.pointee.owner == getpid() else { return }
    unsafe state.pointee.isRaw = 0
    if saysFarewell {
      _ = unsafe write(state.pointee.output, farewell.utf8Start, farewell.utf8CodeUnitCount)
    }
    // Without a wait: a process that is about to die must not hang at a terminal that nobody reads.
    _ = unsafe tcsetattr(state.pointee.input, TCSANOW, &state.pointee.settings)
  }
}
