import IPCInterpreter
import IPCRuntime

/// Joining and killing processes.
extension ForkWorld {
  /// Carries out `join`.
  func join(_ request: Request) throws(Fault) -> Value {
    let (target, timeout) = unsafe (request.arguments[0], request.arguments[1])
    switch target.tag {
    case .queue: return try joinQueue(target, timeout, request)
    case .process: try wait(for: [target], timeout, request)
    case .list: try wait(for: heap.listArray(target), timeout, request)
    default: throw notJoinable(target)
    }
    return try results(of: target)
  }

  func notJoinable(_ target: Value) -> Fault {
    Fault(
      "TypeError",
      "`join` wants a process, a list of processes or a queue, not \(target.typePhrase)"
    )
  }

  /// What a process that has ended gave, or each of a list.
  ///
  /// - Throws: `ProcessFailed`, of a list the first failure in it.
  func results(of target: Value) throws(Fault) -> Value {
    guard target.tag == .list else { return try result(of: target.payload) }
    let targets = heap.listArray(target)
    // All are known to have ended now, whichever failure is thrown.
    for process in targets { runtime.markJoined(process.payload) }
    let results = heap.makeList(count: 0)
    for process in targets { heap.append(results, try result(of: process.payload)) }
    return results
  }

  private func wait(
    for targets: [Value],
    _ timeout: Value,
    _ request: Request
  ) throws(Fault) {
    for target in targets { try checkJoinable(target) }
    let deadline = try deadline(timeout, request)
    try flush()
    let numbers = targets.map(\.payload)
    let wait = waitInfo(.joinProcesses, until: deadline)
    switch runtime.waitForEnd(of: numbers, until: deadline, wait) {
    case .done, .closed, .mixedKeys: return
    case .timedOut:
      try checkDeadline(request)
      let names = numbers.filter { !runtime.hasEnded($0) }.map(runtime.name(ofProcess:))
      let verb = names.count == 1 ? "has" : "have"
      throw Fault(
        "Timeout",
        "\(names.joined(separator: ", ")) \(verb) not ended\(after(timeout))"
      )
    case .interrupted: throw interruptedWait()
    case .doomed: throw deadlock()
    }
  }

  func checkJoinable(_ target: Value) throws(Fault) {
    guard target.tag == .process else {
      throw Fault("TypeError", "`join` wants processes in a list, not \(target.typePhrase)")
    }
    let number = target.payload
    let name = runtime.name(ofProcess: number)
    if number == runtime.shown(runtime.me) {
      throw Fault("ValueError", "\(name) cannot join itself")
    }
    if runtime.isDaemon(number) {
      let fault = Fault(
        "DaemonJoin",
        "\(name) is a daemon, which ends when its parent does: a join would wait for ever"
      )
      throw fault.noting(runtime.place(ofProcess: number), "made here")
    }
    if runtime.status(ofProcess: number) == .new {
      let fault = Fault("ValueError", "\(name) was not started: start it with `spawn`")
      throw fault.noting(runtime.place(ofProcess: number), "prepared here")
    }
  }

  /// The value that a process ended with.
  ///
  /// - Throws: `ProcessFailed` with the process's own error as its cause.
  private func result(of number: Int) throws(Fault) -> Value {
    let value: Value
    do throws(Fault) {
      value = try storedResult(of: number)
    } catch {
      runtime.markJoined(number)
      throw error
    }
    runtime.markJoined(number)
    if runtime.status(ofProcess: number) == .done {
      return command(of: number).map(result(ofCommand:)) ?? value
    }
    let fault = Fault("ProcessFailed", "", value: failure(of: number, cause: value))
    // One that failed by an error has shown where it was spawned.
    if value.tag == .error { throw fault }
    throw fault.noting(
      runtime.startedPlace(ofProcess: number),
      "\(runtime.name(ofProcess: number)) was spawned here"
    )
  }

  /// How a process failed, as an error of the kind `ProcessFailed`.
  func failure(of number: Int) throws(Fault) -> Value {
    failure(of: number, cause: try storedResult(of: number))
  }

  /// What a process left: its value, its error, or nil.
  func storedResult(of number: Int) throws(Fault) -> Value {
    var value = Value.null
    var damage: Fault?
    runtime.takeResultHandles(of: number)
    if runtime.hasResult(number) {
      let heap = heap
      var functions: [Value] = []
      unsafe runtime.withResult(of: number) { bytes in
        do throws(Fault) {
          value = try unsafe ValueDecoder.decode(bytes, into: heap, functions: &functions)
        } catch {
          damage = error
        }
      }
      try noteReach(of: functions)
    }
    if let damage { throw damage }
    if value.tag == .null, let command = command(of: number), !runtime.isDone(command) {
      return commandFailure(ofCommand: command)
    }
    return value
  }

  private func failure(of number: Int, cause value: Value) -> Value {
    let error = heap.makeError(
      kind: heap.makeString("ProcessFailed"),
      message: heap.makeString(howItEnded(number, cause: value))
    )
    if value.tag == .error { heap.setErrorField(.cause, of: error, to: value) }
    let extra = heap.makeMap()
    let code = runtime.exitCode(ofProcess: number).map { Value.int($0) } ?? .null
    let signal = runtime.signal(ofProcess: number).map { Value.int($0) } ?? .null
    heap.mapSet(extra, "exit_code", code)
    heap.mapSet(extra, "signal", signal)
    // The field `process` of other errors is where they were thrown; this one is whom it is about.
    heap.mapSet(extra, "process", Value(tag: .process, payload: runtime.shown(number)))
    heap.setErrorField(.extra, of: error, to: extra)
    return error
  }

  /// A sentence on the failure of a process.
  func howItEnded(_ number: Int, cause: Value = .null) -> String {
    let name = runtime.name(ofProcess: number)
    if let signal = runtime.signal(ofProcess: number) {
      return "\(name) was killed by \(SignalNames.name(of: signal))"
    }
    if cause.tag == .error {
      let first = innermostFailure(cause)
      let kind = heap.swiftString(heap.errorField(.kind, of: first))
      let text = heap.swiftString(heap.errorField(.message, of: first))
      let message = text.split(separator: "\n", maxSplits: 1).first ?? ""
      return kind == "ProcessFailed"
        ? "\(name) failed, because \(message)" : "\(name) failed: \(kind): \(message)"
    }
    return "\(name) ended with exit code \(runtime.exitCode(ofProcess: number) ?? 1)"
  }

  /// Of processes that failed because others did, the failure of the first one; another error is its own.
  private func innermostFailure(_ error: Value) -> Value {
    func isFailure(_ error: Value) -> Bool {
      error.tag == .error && heap.swiftString(heap.errorField(.kind, of: error)) == "ProcessFailed"
    }
    var failure = error
    while isFailure(failure), case let cause = heap.errorField(.cause, of: failure),
      isFailure(cause)
    {
      failure = cause
    }
    return failure
  }

  /// Carries out `processes()`.
  func listProcesses() -> Value {
    let living = runtime.livingProcesses().filter { !runtime.isRun($0) }
    runtime.give(living.map { Handle(.process, $0) }, to: runtime.me)
    return heap.makeList(living.map { Value(tag: .process, payload: $0) })
  }

  /// Carries out `kill p` and `kill p signal "INT"`.
  func kill(_ request: Request) throws(Fault) -> Value {
    let (target, signal) = unsafe (request.arguments[0], request.arguments[1])
    let targets = target.tag == .list ? heap.listArray(target) : [target]
    for target in targets where target.tag != .process {
      throw Fault("TypeError", "`kill` wants a process, not \(target.typePhrase)")
    }
    try flush()
    for target in targets where runtime.status(ofProcess: target.payload) == .new {
      let name = runtime.name(ofProcess: target.payload)
      throw Fault("ValueError", "\(name) was not started, so it cannot be killed")
    }
    var numbers = targets.map(\.payload).filter(runtime.isLiving)
    if signal.isSet, signal.tag != .null {
      let code = try signalNumber(signal)
      for number in numbers.map(currentRun(of:)) {
        if SignalNames.ends.contains(code) { runtime.markKilled(number) }
        try send(code, to: number)
      }
      if numbers.contains(runtime.me) { try noticeSignals() }
      return .null
    }
    for number in numbers {
      runtime.markKilled(number)
      try send(15, to: number)
    }
    numbers += try killRuns(of: numbers)
    // Main's own end comes as if from outside; any other process has ended by now.
    if numbers.contains(runtime.me) { throw interruptedWait() }
    let wait = WaitInfo(.joinProcesses, isTimed: true)
    isWaitTimed = true
    let patience = Clock.deadline(after: 1_000_000_000)
    var result = runtime.waitForEnd(of: numbers, until: patience, wait)
    if result == .timedOut {
      for number in numbers where runtime.isLiving(number) { try send(9, to: number) }
      result = runtime.waitForEnd(of: numbers, until: .max, wait)
    }
    if result == .done {
      // One may have been born after the look above; it ends with its keeper.
      result = runtime.waitForEnd(of: runtime.livingRuns(of: numbers), until: .max, wait)
    }
    if result == .interrupted { throw interruptedWait() }
    return .null
  }

  func send(_ signal: Int, to number: Int) throws(Fault) {
    do throws(SystemFault) {
      try runtime.send(signal: Int32(signal), to: number)
    } catch {
      throw fault(of: error)
    }
  }

  private func signalNumber(_ value: Value) throws(Fault) -> Int {
    guard value.tag == .string else {
      throw Fault("TypeError", "`signal` wants a name such as \"INT\", not \(value.typePhrase)")
    }
    let name = heap.swiftString(value)
    guard let number = SignalNames.number(of: name) else {
      throw Fault("ValueError", "there is no signal \"\(name)\"")
    }
    return number
  }
}

/// The names of signals.
enum SignalNames {
  private static let numbers: [(String, Int)] = [
    ("HUP", 1), ("INT", 2), ("QUIT", 3), ("ILL", 4), ("TRAP", 5), ("ABRT", 6), ("BUS", 7),
    ("FPE", 8), ("KILL", 9), ("USR1", 10), ("SEGV", 11), ("USR2", 12), ("PIPE", 13), ("ALRM", 14),
    ("TERM", 15), ("CHLD", 17), ("CONT", 18), ("STOP", 19), ("TSTP", 20), ("TTIN", 21),
    ("TTOU", 22), ("XCPU", 24), ("XFSZ", 25), ("WINCH", 28), ("SYS", 31),
  ]

  /// Those that a script may send and that end a process which does not expect them.
  static let ends: Set<Int> = [1, 3, 4, 6, 7, 8, 9, 10, 11, 12, 15, 24, 25, 31]

  /// The number of a name, with or without `SIG`.
  static func number(of name: String) -> Int? {
    let short = name.hasPrefix("SIG") ? String(name.dropFirst(3)) : name
    return numbers.first { $0.0 == short }?.1
  }

  /// The name and number of a signal, such as `SIGKILL (9)`.
  static func name(of number: Int) -> String {
    guard let name = numbers.first(where: { $0.1 == number })?.0 else { return "signal \(number)" }
    return "SIG\(name) (\(number))"
  }
}
