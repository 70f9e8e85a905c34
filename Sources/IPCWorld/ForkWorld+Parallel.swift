import Glibc
import IPCInterpreter
import IPCRuntime

/// What `parallel`, which is written in the language itself, asks of the world.
extension ForkWorld {
  /// Checks the arguments of `parallel` and gives the number of its processes.
  func poolSize(_ request: Request) throws(Fault) -> Value {
    let (workers, retries, timeout, items) = unsafe (
      request.arguments[0], request.arguments[1], request.arguments[2], request.arguments[3]
    )
    if timeout.tag != .null {
      try checkDuration(timeout, of: "timeout")
      if timeout.payload == 0 {
        throw Fault("ValueError", "the `timeout` of an item is more than 0s")
      }
    }
    _ = try count(retries, of: "`retries`")
    guard workers.tag != .null else {
      return .int(min(items.payload, Host.processorCount(runtime: runtime)))
    }
    guard workers.tag == .int else {
      throw Fault("TypeError", "`workers` wants an int, not \(workers.typePhrase)")
    }
    guard workers.payload > 0 else {
      throw Fault("ValueError", "`workers` is at least 1, not \(workers.payload)")
    }
    return .int(min(items.payload, workers.payload))
  }

  /// Shows how far `parallel` has come in the last line of a terminal, ten times a second at most.
  func showProgress(_ request: Request) throws(Fault) -> Value {
    guard runtime.me == 0, isatty(2) == 1 else { return .null }
    let (done, total, elapsed) = unsafe (
      request.arguments[0], request.arguments[1], request.arguments[2]
    )
    guard done.tag == .int else {
      if progressShown != 0 { try writeProgress("") }
      progressShown = 0
      return .null
    }
    let now = Clock.now()
    guard now - progressShown >= 100_000_000, elapsed.payload >= 500_000_000 else { return .null }
    progressShown = now
    try writeProgress(
      ProgressText.line(done: done.payload, total: total.payload, elapsed: elapsed.payload)
    )
    return .null
  }

  private func writeProgress(_ text: String) throws(Fault) {
    // Whatever is written next stands over it.
    let bytes = Array("\r\u{1b}[K\(text)\r".utf8)
    try unsafe bytes.withUnsafeBufferPointer { (bytes) throws(Fault) in
      try unsafe write(bytes, to: 2)
    }
  }
}

/// The line of progress.
enum ProgressText {
  /// How many of how many are done, how many in a second, and when the rest will be.
  ///
  /// - Parameters:
  ///   - done: How many are done.
  ///   - total: Of how many.
  ///   - elapsed: In how many nanoseconds.
  /// - Returns: The line without its end.
  static func line(done: Int, total: Int, elapsed: Int) -> String {
    let seconds = Double(max(1, elapsed)) / 1e9
    let rate = Double(done) / seconds
    guard done > 0 else { return "\(done)/\(total)" }
    let tenths = Int((rate * 10).rounded())
    let left = Int((Double(total - done) / rate).rounded(.up))
    return "\(done)/\(total), \(tenths / 10).\(tenths % 10) a second, \(duration(left)) left"
  }

  private static func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<90: "\(seconds) s"
    case ..<5_400: "\((seconds + 30) / 60) min"
    default: "\((seconds + 1_800) / 3_600) h"
    }
  }
}
