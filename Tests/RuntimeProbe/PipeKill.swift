import Glibc
import IPCRuntime

/// Operations of pipes, with an end of another pipe in their items.
///
/// With others, one waits at the right end of either pipe. Nobody but main and the process that is killed has the left ends.
final class PipeKill: StepScenario {
  private var pipe = 0
  private var carried = 0

  private var left: Handle { Handle(.pipeEnd, 2 * pipe) }
  private var right: Handle { Handle(.pipeEnd, 2 * pipe + 1) }
  private var carriedLeft: Handle { Handle(.pipeEnd, 2 * carried) }
  private var carriedRight: Handle { Handle(.pipeEnd, 2 * carried + 1) }

  override var handles: [Handle] {
    switch form.operation {
    case "pipeGet": [right]
    case "pipePut": [left, carriedLeft]
    default: [left]
    }
  }

  override func setUp() throws(SystemFault) {
    pipe = try runtime.makePipe(isDuplex: false, isLines: false, place: 1)
    carried = try runtime.makePipe(isDuplex: false, isLines: false, place: 1)
    for number in 0..<form.filling { _ = try put(number + 1) }
    guard form.hasWaiters else { return }
    // Who takes an item has the end in it, and gives it up by its own end.
    if form.filling == 0 {
      try addWaiter([right], at: 1) { () throws(SystemFault) in
        try take(pipe, until: .max).map { $0 + 10 } ?? 1
      }
    }
    try addWaiter([carriedRight], at: 2) { () throws(SystemFault) in
      try take(carried, until: .max).map { $0 + 10 } ?? 1
    }
  }

  override func act() throws(SystemFault) {
    switch form.operation {
    case "pipePut": _ = try put(form.filling + 1)
    case "pipeGet": _ = try take(pipe, until: Clock.deadline(after: 3_000_000))
    default: runtime.close(end: left.number)
    }
  }

  /// Puts a number with the left end of the other pipe, in a slot or in a block of its own.
  private func put(_ number: Int) throws(SystemFault) -> WaitResult {
    guard let queue = runtime.queue(toPutAt: left.number) else { wrong("no queue") }
    let words = [Int](repeating: number, count: number % 2 == 0 ? 1 : 20)
    var result = WaitResult.timedOut
    var fault: SystemFault?
    let handles = [carriedLeft]
    unsafe words.withUnsafeBytes { bytes in
      let item = unsafe Item(bytes: bytes, handles: handles)
      do throws(SystemFault) {
        result = try runtime.put(queue, item, until: 0, WaitInfo(.put, isTimed: true))
      } catch {
        fault = error
      }
    }
    if let fault { throw fault }
    return result
  }

  /// Takes a number; nil when there is none and none will come, or none until the deadline.
  private func take(_ pipe: Int, until deadline: Int) throws(SystemFault) -> Int? {
    guard let queue = runtime.queue(toGetAt: 2 * pipe + 1) else { wrong("no queue") }
    var number: Int?
    let wait = WaitInfo(.get, isTimed: deadline != .max)
    _ = unsafe try runtime.get(queue, until: deadline, wait) { bytes in
      number = unsafe bytes.loadUnaligned(as: Int.self)
    }
    return number
  }

  override func check() throws(SystemFault) {
    // While nobody else is at work.
    if !form.hasWaiters, let rule = runtime.brokenInvariant() { wrong("at first: \(rule)") }
    // Main gives up what it has itself; then the items hold the other pipe's left end, or nobody.
    runtime.close(end: left.number)
    runtime.close(end: carriedLeft.number)
    var found: [Int] = []
    if form.hasWaiters, form.filling == 0 {
      let number = answer(at: 1)
      if number >= 10 { found.append(number - 10) }
      // Whatever end it got goes with it.
      join(runtime, [waiters.removeFirst()])
    }
    while let number = try take(pipe, until: Clock.deadline(after: StepScenario.patience)) {
      found.append(number)
      guard runtime.holds(end: carriedLeft.number) else { wrong("an item without its end") }
      if form.hasWaiters, board[2] != 0 { wrong("an end is closed that lay in an item") }
    }
    if runtime.holds(end: carriedLeft.number) { runtime.close(end: carriedLeft.number) }
    let all = (0..<form.filling).map { $0 + 1 }
    let isRight =
      switch form.operation {
      case "pipePut": found == all || found == all + [form.filling + 1]
      case "pipeGet": found == all || found == Array(all.dropFirst())
      default: found == all
      }
    guard isRight else { wrong("\(found)") }
    guard runtime.isAbandoned(end: carriedRight.number) else { wrong("the other pipe is open") }
    if form.hasWaiters, answer(at: 2) != 1 { wrong("the other pipe gave \(board[2])") }
    joinWaiters()
    // Whoever puts into a pipe without right ends is told.
    runtime.close(end: right.number)
    guard case .closed = try put(99) else { wrong("a put into a pipe without right ends") }
  }
}
