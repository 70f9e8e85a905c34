import IPCInterpreter
import IPCRuntime

/// Waiting for whichever comes first: `select`, `get any`, `join any`.
///
/// The cases are tried in random order without waiting; while none can go on, the process sleeps until one of them may. So of
/// several that are ready each is as likely as the others, and what is not chosen has not happened.
extension ForkWorld {
  /// One thing that may happen.
  private struct Alternative {
    /// What it is.
    enum Action {
      case get(Place)
      case put(Place, Value)
      case join(Value, [Int])
      case joinQueue(Int)
    }

    var action: Action
    /// The number of its case.
    var number: Int
    /// Which of several it is, if the case names several.
    var source: Value?
    /// The size of the item that is put, as far as it is known.
    var bytes = 1

    /// What the runtime waits for.
    var choice: Choice {
      switch action {
      case .get(let place): Choice(.get(queue: place.queue))
      case .put(let place, _): Choice(.put(queue: place.queue, bytes: bytes))
      case .join(_, let numbers): Choice(.joinProcesses(numbers))
      case .joinQueue(let number): Choice(.joinQueue(number))
      }
    }
  }

  /// All that may happen, less what cannot any more.
  private struct Alternatives {
    var list: [Alternative] = []
    /// By the number of a case of several queues, how many of them can still give something.
    var open: [Int: Int] = [:]
  }

  /// What came of a look at all alternatives.
  private enum Answer {
    case chosen(number: Int, value: Value)
    case timedOut
  }

  // MARK: Requests

  /// Carries out `select`.
  func select(_ request: Request) throws(Fault) -> Value {
    let arguments = unsafe request.arguments
    var alternatives = Alternatives()
    for number in 0..<((arguments.count - 1) / 3) {
      let (kind, operand, item) = unsafe (
        arguments[1 + 3 * number], arguments[2 + 3 * number], arguments[3 + 3 * number]
      )
      guard let choice = Request.Choice(rawValue: kind.payload) else {
        preconditionFailure("a case of a `select` is of no known kind")
      }
      try add(choice, operand, item, number, to: &alternatives)
    }
    switch try first(of: &alternatives, timeout: unsafe arguments[0], request) {
    case .chosen(let number, let value): return heap.makeList([.int(number), value])
    case .timedOut: return heap.makeList([.int(-1), .null])
    }
  }

  /// Carries out `get any`.
  func getAny(_ request: Request) throws(Fault) -> Value {
    let (sources, timeout) = unsafe (request.arguments[0], request.arguments[1])
    var alternatives = Alternatives()
    try add(.getAny, sources, .null, 0, to: &alternatives)
    switch try first(of: &alternatives, timeout: timeout, request) {
    case .chosen(_, let value): return value
    case .timedOut: throw Fault("Empty", "all of these are empty\(after(timeout))")
    }
  }

  /// Carries out `join any`.
  func joinAny(_ request: Request) throws(Fault) -> Value {
    let (processes, timeout) = unsafe (request.arguments[0], request.arguments[1])
    var alternatives = Alternatives()
    try add(.joinAny, processes, .null, 0, to: &alternatives)
    switch try first(of: &alternatives, timeout: timeout, request) {
    case .chosen(_, let value): return value
    case .timedOut: throw Fault("Timeout", "none of these processes has ended\(after(timeout))")
    }
  }

  // MARK: Cases

  private func add(
    _ choice: Request.Choice,
    _ operand: Value,
    _ item: Value,
    _ number: Int,
    to alternatives: inout Alternatives
  ) throws(Fault) {
    let isAny = choice == .getAny || choice == .joinAny
    if operand.tag == .null, !isAny { return }
    guard isAny else {
      alternatives.list.append(try alternative(choice, operand, item, number))
      return
    }
    let (word, what) =
      choice == .getAny ? ("get any", "queues and pipe ends") : ("join any", "processes")
    guard operand.tag == .list else {
      throw Fault("TypeError", "`\(word)` wants a list of \(what), not \(operand.typePhrase)")
    }
    let sources = heap.listArray(operand)
    if sources.isEmpty {
      throw Fault("ValueError", "`\(word)` of an empty list would wait for ever")
    }
    for source in sources where source.tag != .null {
      var one = try alternative(choice, source, item, number)
      one.source = source
      alternatives.list.append(one)
      if choice == .getAny { alternatives.open[number, default: 0] += 1 }
    }
  }

  private func alternative(
    _ choice: Request.Choice,
    _ operand: Value,
    _ item: Value,
    _ number: Int
  ) throws(Fault) -> Alternative {
    let action: Alternative.Action
    switch choice {
    case .get, .getAny: action = .get(try place(operand, toPut: false))
    case .put: action = .put(try place(operand, toPut: true), item)
    case .join where operand.tag == .queue: action = .joinQueue(operand.payload)
    case .join, .joinAny:
      let targets = choice == .join && operand.tag == .list ? heap.listArray(operand) : [operand]
      if choice == .join, operand.tag != .list, operand.tag != .process {
        throw notJoinable(operand)
      }
      for target in targets { try checkJoinable(target) }
      action = .join(operand, targets.map(\.payload))
    }
    return Alternative(action: action, number: number)
  }

  // MARK: Choosing

  private func first(
    of alternatives: inout Alternatives,
    timeout: Value,
    _ request: Request
  ) throws(Fault) -> Answer {
    let deadline = try deadline(timeout, request)
    try flush()
    var isOver = deadline == 0
    while true {
      if let answer = try attempt(&alternatives) { return answer }
      if isOver {
        try checkDeadline(request)
        return .timedOut
      }
      let choices = alternatives.list.map(\.choice)
      let wait = waitInfo(.choice, until: deadline)
      switch runtime.waitForAny(of: choices, until: deadline, wait) {
      case .done, .closed, .mixedKeys: continue
      // The time may be over just when something comes.
      case .timedOut: isOver = true
      case .interrupted: throw interruptedWait()
      case .doomed: throw deadlock()
      }
    }
  }

  /// Tries all alternatives in random order; nil when none can go on.
  private func attempt(_ alternatives: inout Alternatives) throws(Fault) -> Answer? {
    var drained: Set<Int> = []
    defer {
      for position in drained.sorted(by: >) { alternatives.list.remove(at: position) }
    }
    for position in alternatives.list.indices.shuffled(using: &chance) {
      let alternative = alternatives.list[position]
      switch try attempt(alternative) {
      case .chosen(let value):
        let pair = alternative.source.map { heap.makeList([$0, value]) }
        return .chosen(number: alternative.number, value: pair ?? value)
      case .notReady: break
      case .noRoom(let bytes): alternatives.list[position].bytes = bytes
      case .drained(let fault):
        let left = (alternatives.open[alternative.number] ?? 1) - 1
        guard left > 0, alternative.source != nil else { throw fault }
        alternatives.open[alternative.number] = left
        drained.insert(position)
      }
    }
    return nil
  }

  private enum Attempt {
    case chosen(Value)
    case notReady
    /// No room for an item of so many bytes.
    case noRoom(Int)
    /// A source that is closed and drained, and what to throw if no other is left.
    case drained(Fault)
  }

  private func attempt(_ alternative: Alternative) throws(Fault) -> Attempt {
    switch alternative.action {
    case .get(let place):
      let (result, value) = try take(from: place, until: 0)
      if result == .done { return .chosen(value) }
      guard result == .closed else { return .notReady }
      let isOneOfMany = alternative.source != nil
      return .drained(
        isOneOfMany
          ? Fault("Closed", "all of these are closed and drained") : closedAndDrained(place)
      )
    case .put(let place, let item):
      // Not encoded in vain; whether a pipe is abandoned or has room needs a closer look.
      if place.handle.tag == .queue, !runtime.seemsPossible(alternative.choice) { return .notReady }
      let result = try offer(item, to: place, until: 0)
      if result == .closed { throw closedToPuts(place) }
      return result == .done ? .chosen(.null) : .noRoom(offeredBytes)
    case .join(let target, let numbers):
      guard numbers.allSatisfy(runtime.hasEnded) else { return .notReady }
      // What they held is where others find it, as after a `join`.
      _ = runtime.waitForEnd(of: numbers, until: 0, WaitInfo(.joinProcesses, isTimed: true))
      return .chosen(try results(of: target))
    case .joinQueue(let number):
      return runtime.state(ofQueue: number).unfinished == 0 ? .chosen(.null) : .notReady
    }
  }
}

/// Numbers for choosing among what is ready: nothing that a script can see hangs on them but which comes first.
struct Chance: RandomNumberGenerator {
  private var state: UInt64 = 0

  /// xorshift64* (Vigna 2016).
  mutating func next() -> UInt64 {
    if state == 0 { state = Host.entropy() | 1 }
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_f491_4f6c_dd1d
  }
}
