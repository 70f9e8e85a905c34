import IPCInterpreter
import IPCRuntime

/// `within`: when it is over, and what ends with it.
extension ForkWorld {
  /// Refuses what is no length of time, and says how a number is written as one.
  func checkDuration(_ value: Value, of word: String) throws(Fault) {
    guard value.tag == .duration else {
      let isNumber = value.tag == .int || value.tag == .float
      let hint = isNumber ? "; write `\(machine.heap.quotedText(of: value))s`" : ""
      throw Fault(
        "TypeError",
        "`\(word)` wants a duration such as 2s, not \(value.typePhrase)\(hint)"
      )
    }
    guard value.payload >= 0 else { throw Fault("ValueError", "`\(word)` cannot be negative") }
  }

  func beginWithin(_ request: Request) throws(Fault) -> Value {
    let limit = unsafe request.arguments[0]
    try checkDuration(limit, of: "within")
    try flush()
    let deadline = Clock.deadline(after: limit.payload)
    try setTimer(min(deadline, request.deadline))
    return .int(deadline)
  }

  func leaveWithin() throws(Fault) -> Value {
    if machine.deadline == .max { startedWithin.removeAll() }
    try setTimer(machine.deadline)
    return .null
  }

  func killWithin(_ request: Request) throws(Fault) -> Value {
    let (limit, deadline) = unsafe (request.arguments[0].payload, request.arguments[1].payload)
    let began = deadline - limit
    let roots = startedWithin.filter { $0.moment >= began }.map(\.process)
    startedWithin.removeAll { $0.moment >= began }
    try flush()
    kill(trees: roots)
    return try leaveWithin()
  }

  /// Notes that a process was started while a `within` held.
  func noteStarted(_ number: Int) {
    if startedWithin.count >= longStartedWithin {
      startedWithin.removeAll { !runtime.mayHaveChildren($0.process) }
      longStartedWithin = max(256, startedWithin.count * 2)
    }
    startedWithin.append((number, Clock.now()))
  }

  /// Kills processes with all that they started.
  func kill(trees roots: [Int]) {
    let wait = WaitInfo(.joinProcesses, isTimed: true)
    isWaitTimed = true
    // Who is marked starts nothing more, so a round that finds nobody alive is the last one.
    while case let living = runtime.killTrees(of: roots), !living.isEmpty {
      // Who lives on after a second is killed once more: the system may have refused the first time.
      _ = runtime.waitForEnd(of: living, until: Clock.deadline(after: 1_000_000_000), wait)
      // A signal that came meanwhile is looked at as soon as the machine runs.
    }
  }

  /// Throws when the machine's deadline has passed; else it will be looked at again.
  func checkDeadline() throws(Fault) {
    guard machine.deadline != .max else { return }
    let now = Clock.now()
    guard machine.deadline > now else {
      // What `defer` blocks have left is looked after too.
      try setTimer(now + 1_000_000_000)
      throw .deadline(at: now)
    }
    try setTimer(machine.deadline)
  }

  func setTimer(_ moment: Int) throws(Fault) {
    do throws(SystemFault) { try runtime.setDeadline(moment) } catch { throw fault(of: error) }
  }
}
