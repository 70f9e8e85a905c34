import IPCInterpreter
import IPCRuntime

/// What happens at the limits of a run.
extension ForkWorld {
  /// The message of a spawn that would be one too many.
  var processLimitMessage: String {
    let limit = runtime.limits.processes
    let processes = limit == 1 ? "process" : "processes"
    return
      "this run may have \(limit) \(processes) at once, and all are alive: `ipc run --max-processes N` allows more"
  }

  /// The message of an item or result for which there is no memory.
  var memoryLimitMessage: String {
    "the items and results of this run take more than \(Self.sizeText(runtime.byteLimit)): "
      + "`ipc run --max-queue-bytes SIZE` allows more"
  }

  private static func sizeText(_ bytes: Int) -> String {
    bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
  }

  /// Whether an error is that of a spawn that would be one too many.
  func isAtLimit(_ error: Value) -> Bool {
    error.tag == .error
      && heap.swiftString(heap.errorField(.message, of: error)) == processLimitMessage
  }

  /// Ends the run when this process failed because too many are alive.
  ///
  /// Each that fails so makes room for another one, which would go on for ever. The first one reports it, before main ends it
  /// with all others.
  func endRunIfAtLimit(_ error: Value) {
    if !runtime.isLimitReached {
      guard isAtLimit(error) else { return }
      if runtime.claimLimitReport() {
        report(error)
        runtime.noteLimitReached()
      }
    }
    runtime.end(.failed(1), result: [])
  }

  /// Whether a child has reported that too many are alive, or is about to and gets the time for it; else main will.
  func isLimitReported() -> Bool {
    let end = Clock.deadline(after: 1_000_000_000)
    while !runtime.isLimitReached, !runtime.claimLimitReport(), Clock.now() < end {
      _ = runtime.sleep(until: Clock.deadline(after: 1_000_000))
    }
    if runtime.isLimitReached { return true }
    runtime.noteLimitReached()
    return false
  }
}
