import Glibc
import IPCInterpreter
package import IPCRuntime
import IPCSyntax

/// The end of a process.
extension ForkWorld {
  /// How the code of a process ended.
  enum CodeEnd {
    case returned(Value)
    case failed(Value)
    case exited(Int)
  }

  /// Ends this process after its code; only main returns from here.
  ///
  /// - Returns: nil in no case but that of a child that has just begun.
  func finish(_ end: CodeEnd) -> End? {
    runtime.me == 0 ? finishMain(end) : finishChild(end)
  }

  // MARK: Main

  private func finishMain(_ end: CodeEnd) -> End {
    endIfRunIsOver()
    if case .failed(let error) = end { return finishMain(failing: error) }
    if let end = awaitChildren() { return end }
    do throws(Fault) { try flush() } catch {
      write(error: "ipc: \(error.message)\n")
      return leave(1)
    }
    runtime.endAllOthers()
    let isFailed = reportUnjoined()
    if case .exited(let code) = end, code != 0 { return leave(Int32(code)) }
    return leave(isFailed ? 1 : 0)
  }

  private func finishMain(failing error: Value) -> End {
    let kind = heap.swiftString(heap.errorField(.kind, of: error))
    let isReported = isAtLimit(error) && isLimitReported()
    runtime.endAllOthers()
    if isReported { return leave(1) }
    if kind == "Interrupted", let interruption {
      write(error: reports.interruption(error))
      return leave(128 + interruption, signal: interruption)
    }
    write(error: reports.text(of: error, in: origin))
    return leave(kind == "Deadlock" ? 4 : 1)
  }

  /// Waits for the children of main; the end of the run when that is not to be.
  private func awaitChildren() -> End? {
    switch waitForChildren() {
    case .interrupted:
      endIfRunIsOver()
      let signal: Int32 = runtime.takeInterrupts().interrupt ? 2 : 15
      runtime.endAllOthers()
      let word = signal == 2 ? "interrupted (INT)" : "terminated (TERM)"
      write(error: "\(word) while main waited for its children at its end\n")
      return leave(128 + signal, signal: signal)
    case .doomed:
      let fault = deadlock()
      runtime.endAllOthers()
      write(error: reports.text(of: fault, in: origin))
      return leave(4)
    default: return nil
    }
  }

  /// Waits until this process has no children but daemons.
  private func waitForChildren() -> WaitResult {
    isEnding = true
    isWaitTimed = false
    while true {
      runtime.buryTheDead()
      let children = runtime.children(of: runtime.me, daemons: false)
      if children.isEmpty { return .done }
      do throws(Fault) { try flush() } catch { return .done }
      // From here on only its result reaches anything, which others take for the whole of what it leaves.
      runtime.keepOnly(liveHandles())
      let wait = WaitInfo(.ownEnd, isTimed: false)
      let result = runtime.waitForEnd(of: children, until: .max, wait)
      // Children of a killed child may have been adopted meanwhile, so look again.
      if case .done = result { continue }
      return result
    }
  }

  /// Says which processes failed without anybody having learnt of it; whether there was one.
  private func reportUnjoined() -> Bool {
    runtime.buryTheDead()
    let failures = runtime.unjoinedFailures()
    // One that failed by an error has reported it itself.
    for number in failures where !runtime.hasResult(number) {
      let place = runtime.startedPlace(ofProcess: number)
      let sentence = howItEnded(number)
      write(error: reports.text(ofEnd: sentence, startedAt: place, origin: origin(of: number)))
    }
    return !failures.isEmpty || runtime.hasForgottenFailures
  }

  private func leave(_ code: Int32, signal: Int32? = nil) -> End {
    End(exitCode: code, signal: signal)
  }

  /// Says why a run could not begin; for want of a world with an output, to standard error as it is.
  package static func end(cannotStart fault: SystemFault) -> End {
    let bytes = Array("ipc: cannot start: \(fault.message)\n".utf8)
    unsafe _ = bytes.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
    return End(exitCode: 1, signal: nil)
  }

  // MARK: Children

  private func finishChild(_ end: CodeEnd) -> End? {
    var error = Value.null
    var code = 1
    var result = Value.null
    switch end {
    case .returned(let value): result = value
    case .failed(let value): error = value
    case .exited(let status): code = status
    }
    if case .failed(let value) = end, isInterruption(value) { endInterrupted() }
    if let fault = endStage(end) {
      error = reports.value(of: fault, process: machine.processName)
    }
    var isFailed = if case .returned = end { error.tag != .null } else { true }
    if case .exited(0) = end { isFailed = error.tag != .null }
    if !isFailed {
      do throws(Fault) {
        try encoder.encode(result, from: heap)
        _ = try encodedHandles()
      } catch let fault {
        // A builtin that was spawned stands nowhere in the script.
        error =
          machine.currentSpan.end > 0
          ? machine.errorValue(of: fault)
          : reports.value(of: fault, process: machine.processName)
        isFailed = true
      }
    }
    if isFailed { endRunIfAtLimit(error) }
    if isFailed { report(error) }
    do throws(Fault) {
      try encoder.encode(isFailed ? error : result, from: heap)
      resultHandles = encoder.handles.compactMap(handle(of:))
    } catch {}
    switch waitForChildren() {
    case .doomed where !isFailed:
      error = reports.value(of: deadlock(), process: machine.processName)
      isFailed = true
      report(error)
    case .interrupted: endInterrupted()
    default: break
    }
    do throws(Fault) { try flush() } catch let fault {
      if !isFailed {
        error = reports.value(of: fault, process: machine.processName)
        isFailed = true
        report(error)
      }
    }
    guard isFailed else {
      reportUnfinished()
      finishChild(.done, result)
    }
    if error.tag == .error, heap.swiftString(heap.errorField(.kind, of: error)) == "Deadlock" {
      code = 4
    }
    finishChild(.failed(code), error)
  }

  private func isInterruption(_ error: Value) -> Bool {
    interruption != nil && error.tag == .error
      && heap.swiftString(heap.errorField(.kind, of: error)) == "Interrupted"
  }

  /// Ends this child by the INT that another process of the run has sent to it: a death that the script ordered.
  private func endInterrupted() -> Never {
    try? flush()
    runtime.markKilled(runtime.me)
    runtime.endBySignal(2)
  }

  func report(_ error: Value) {
    guard error.tag == .error else { return }
    write(error: reports.text(of: error, in: origin))
    // Whoever gets it with the result need not show it again.
    heap.setErrorField(.isReported, of: error, to: .bool(true))
  }

  /// Ends this process with an error that is reported here.
  func end(failing error: Value) -> Never {
    report(error)
    finishChild(.failed(1), error)
  }

  private func finishChild(_ outcome: EndOutcome, _ value: Value) -> Never {
    // An error while it waited for its children may have taken the place of the value that was encoded.
    let isEncoded: Bool
    do throws(Fault) {
      try encoder.encode(value, from: heap)
      isEncoded = !(value.tag == .null && isFailure(outcome))
    } catch {
      isEncoded = false
    }
    let handles = encoder.handles.compactMap(handle(of:))
    runtime.end(
      outcome,
      result: isEncoded ? encoder.bytes : [],
      handles: isEncoded ? handles : []
    )
  }

  private func isFailure(_ outcome: EndOutcome) -> Bool {
    if case .failed = outcome { true } else { false }
  }

  /// Ends the run because nobody reads its output: no report, status 141 as after SIGPIPE.
  ///
  /// A child tells main, which ends all.
  func endQuietly() -> Never {
    if runtime.me != 0 {
      runtime.noteOutputLost()
      runtime.end(.failed(141), result: [])
    }
    runtime.endAllOthers()
    runtime.endBySignal(13)
  }

  /// Ends main if a child has met what ends the run, and has said so.
  func endIfRunIsOver() {
    guard runtime.isRunToEnd else { return }
    guard runtime.isLimitReached else { endQuietly() }
    runtime.endAllOthers()
    try? output.flush()
    runtime.leave(1)
  }

  // MARK: Reports

  /// Writes a report to standard error, and that the output before it could not be written.
  func write(error text: String) {
    var text = text
    do throws(SystemFault) { try output.flush() } catch {
      if !error.isBrokenPipe { text += "ipc: cannot write the output: \(error.message)\n" }
    }
    let bytes = Array(text.utf8)
    unsafe bytes.withUnsafeBufferPointer { buffer in
      // Where an error cannot be shown, nothing else can be.
      try? unsafe output.write(buffer, to: 2)
    }
  }
}
