import IPCRuntime

/// A command or pipeline under way, as the process has it that started it.
struct Job {
  /// A stage that was started.
  struct Stage {
    var process: Int
    /// What messages call it.
    var text: String
    var isCommand: Bool
  }

  /// The stages in order.
  var stages: [Stage] = []
  /// The processes that carry items to the first stage, and from the stages to queues and pipes of the script.
  var feeder: Int?
  var drainers: [Int] = []
  /// The descriptor at which this process reads the output of the last stage, and that of the errors of all.
  var output: Int32?
  var errors: Int32?
  /// Whether the errors pass through this process.
  var keepsErrors = false
  /// The last bytes of the errors.
  var tail: [UInt8] = []
  /// The terminal that the stages have.
  var terminal: Runtime.Terminal?
  /// Whether the last stage writes where this process does.
  var sharesOutput = false

  /// All its processes.
  var processes: [Int] { stages.map(\.process) + (feeder.map { [$0] } ?? []) + drainers }

  /// The most bytes of errors that are kept.
  private static let tailLimit = 1 << 16

  /// Keeps some errors, and forgets the first of them when they are many.
  mutating func keep(errors bytes: ArraySlice<UInt8>) {
    tail += bytes
    if tail.count > 2 * Self.tailLimit { tail.removeFirst(tail.count - Self.tailLimit) }
  }

  /// The last lines of the errors, without the last line's end; nil when they went elsewhere.
  var lastErrors: String? {
    guard keepsErrors else { return nil }
    let text = String(decoding: tail, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let kept = lines.last == "" ? lines.dropLast() : lines[...]
    return kept.suffix(20).joined(separator: "\n")
  }
}
