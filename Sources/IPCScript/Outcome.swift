/// How a run ended.
public struct Outcome: Sendable {
  /// The exit status as a shell counts it: 0, 1 for an uncaught error, 4 for a deadlock, 128 + n for a signal.
  public let exitCode: Int32
  /// The signal by which a tool should end itself, so that its caller sees why; nil for an ordinary end.
  public let signal: Int32?

  init(exitCode: Int32, signal: Int32?) {
    self.exitCode = exitCode
    self.signal = signal
  }
}
