import Glibc
import IPCRuntime

/// Operations of queues.
final class QueueKill: StepScenario {
  private var queue = 0
  /// What main took by itself, in order, and what another one took.
  private var found: [Int] = []
  private var foundByOther: [Int] = []
  /// What was put besides the first items and what the operation puts.
  private var extras: [Int] = []

  private var isAtOnce: Bool { form.operation.hasSuffix("AtOnce") }
  private var isPut: Bool { form.operation.hasPrefix("put") }
  override var handles: [Handle] { [Handle(.queue, queue)] }
  /// The items that nobody has taken when the operation begins.
  private var waiting: Int { form.filling - (form.operation == "giveBack" ? 2 : 0) }

  override func setUp() throws(SystemFault) {
    queue = try runtime.makeQueue(form.kind, limit: 4, retry: form.retry, place: 1)
    let isFirst = form.operation == "takeAtOnce" && form.kind != .stack
    if isFirst { try put(60) }
    for number in 0..<form.filling { try put(number + 1) }
    if form.operation == "takeAtOnce", !isFirst { try put(60) }
    let holder = form.operation == "giveBack" ? try takeTwo() : nil
    if form.hasWaiters { try addWaiters() }
    if let holder {
      // It is not buried yet, unless one of those that wait looks around just now.
      board[9] = 1
      while !runtime.hasEnded(holder) { usleep(50) }
    }
  }

  private func addWaiters() throws(SystemFault) {
    let queue = queue
    if waiting == 0 {
      try addWaiter(handles, at: 1) { () throws(SystemFault) in
        guard let number = try take(until: .max) else { return 1 }
        return runtime.taskDone(queue) ? number + 10 : 2
      }
    }
    if waiting == 4 {
      try addWaiter(handles, at: 2) { () throws(SystemFault) in
        try put(90, until: .max) ? 3 : 1
      }
    }
    if form.filling > 0 {
      try addWaiter(handles, at: 3) { () throws(SystemFault) in
        let wait = WaitInfo(.joinQueue, isTimed: false)
        guard case .done = runtime.join(queue: queue, until: .max, wait) else { return 2 }
        return 3
      }
    }
  }

  override func prepare() throws(SystemFault) {
    if form.operation == "finish" { _ = try take() }
    // So that it has a place for the number of its items.
    if form.operation == "takeAtOnce", try take() != 60 || !runtime.taskDone(queue) {
      wrong("the first item")
    }
  }

  override func act() throws(SystemFault) {
    // A wait that nobody ends is a short one.
    let soon = Clock.deadline(after: 3_000_000)
    switch form.operation {
    case "put": _ = try put(form.filling + 1, until: form.filling < 4 ? 0 : soon)
    case "take": _ = try take(until: form.filling > 0 ? 0 : soon)
    case "finish": _ = runtime.taskDone(queue)
    case "giveBack": runtime.buryTheDead()
    case "close": runtime.close(queue: queue)
    case "joinQueue":
      _ = runtime.join(queue: queue, until: soon, WaitInfo(.joinQueue, isTimed: true))
    default: try actAtOnce()
    }
  }

  /// Has two items taken by a process that kills itself when it is told to.
  private func takeTwo() throws(SystemFault) -> Int {
    let board = board
    let holder = try start(runtime, giving: handles) { () throws(SystemFault) in
      _ = try take()
      _ = try take()
      board[8] = 1
      while board[9] == 0 { usleep(50) }
      kill(getpid(), SIGKILL)
    }
    while board[8] == 0 { usleep(50) }
    return holder
  }

  /// Puts, or takes, on the short way.
  private func actAtOnce() throws(SystemFault) {
    var words = (form.filling + 1, 0, 0, 0, 0, 0)
    let isDone = unsafe withUnsafeMutableBytes(of: &words) { memory in
      guard let start = memory.baseAddress else { return false }
      return unsafe isPut
        ? runtime.putAtOnce(queue, start, count: 8)
        : runtime.getAtOnce(queue, into: start) == 8
    }
    guard isDone || form.filling == (isPut ? 4 : 0) else { wrong("there was no short way") }
  }

  /// Puts an item of one of both sizes: in a slot, and in a block of its own; small ones for the short ways.
  @discardableResult private func put(_ number: Int, until deadline: Int = 0) throws(SystemFault)
    -> Bool
  {
    let words = [Int](repeating: number, count: number % 2 == 0 || isAtOnce ? 1 : 20)
    let key: [UInt8] = form.kind == .priority ? [1, UInt8(number)] : []
    var result = WaitResult.timedOut
    var fault: SystemFault?
    unsafe words.withUnsafeBytes { bytes in
      let item = unsafe Item(bytes: bytes, handles: [], key: key)
      do throws(SystemFault) {
        let wait = WaitInfo(.put, isTimed: deadline != .max)
        result = try runtime.put(queue, item, until: deadline, wait)
      } catch {
        fault = error
      }
    }
    if let fault { throw fault }
    if case .done = result { return true }
    return false
  }

  private func take(until deadline: Int = 0) throws(SystemFault) -> Int? {
    var number: Int?
    let wait = WaitInfo(.get, isTimed: deadline != .max)
    _ = unsafe try runtime.get(queue, until: deadline, wait) { bytes in
      number = unsafe bytes.loadUnaligned(as: Int.self)
    }
    return number
  }

  // MARK: What may be there

  override func check() throws(SystemFault) {
    let before = runtime.state(ofQueue: queue)
    // While nobody else is at work.
    if !form.hasWaiters, let rule = runtime.brokenInvariant() { wrong("at first: \(rule)") }
    if form.operation == "close" { runtime.close(queue: queue) }
    try letOthersGoOn()
    while let number = try takeAndFinish() { found.append(number) }
    let dead = runtime.deadItems(ofQueue: queue).map { item in
      unsafe item.bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: Int.self) }
    }
    let state = runtime.state(ofQueue: queue)
    let facts =
      "\(found), by others \(foundByOther), dead \(dead), before \(before), after \(state)"
    guard isRight(dead, state.lost) else { wrong(facts) }
    // What was lost is never finished, nor what is dead.
    guard state.size == 0, state.unfinished == state.lost else { wrong(facts) }
    endJoiner(isFinished: state.lost == 0)
    try goOn()
  }

  private func takeAndFinish() throws(SystemFault) -> Int? {
    guard let number = try take() else { return nil }
    guard runtime.taskDone(queue) else { wrong("task_done") }
    return number
  }

  /// Gives those who wait what they wait for.
  private func letOthersGoOn() throws(SystemFault) {
    guard form.hasWaiters else { return }
    let isClosed = form.operation == "close"
    if waiting == 0 {
      // The operation may have let it go on already; what is put besides is for it or for main.
      if !isClosed {
        extras.append(80)
        guard try put(80) else { wrong("no put") }
      }
      let number = answer(at: 1)
      if isClosed ? number != 1 : number < 10 { wrong("the getter was answered \(number)") }
      if number >= 10 { foundByOther.append(number - 10) }
    }
    if waiting == 4 {
      if let number = try takeAndFinish() { found.append(number) }
      let number = answer(at: 2)
      if number != (isClosed ? 1 : 3) { wrong("the putter was answered \(number)") }
      if number == 3 { extras.append(90) }
    }
  }

  private func endJoiner(isFinished: Bool) {
    if form.hasWaiters, form.filling > 0 {
      if isFinished {
        if answer(at: 3) != 3 { wrong("the joiner was answered \(board[3])") }
      } else if let pid = waiters.last.flatMap({ runtime.pid(ofProcess: $0) }) {
        if board[3] != 0 { wrong("the joiner went on") }
        kill(Int32(pid), SIGKILL)
      }
    }
    joinWaiters()
  }

  /// The queue does what it did before.
  private func goOn() throws(SystemFault) {
    let isPut = try put(70)
    if isPut == (form.operation == "close") { wrong("a put is \(isPut)") }
    if isPut, try takeAndFinish() != 70 { wrong("the last item") }
  }

  private func isRight(_ dead: [Int], _ lost: Int) -> Bool {
    let all = (0..<form.filling).map { $0 + 1 }
    let order = form.kind == .stack ? Array(all.reversed()) : all
    let isSorted = form.hasWaiters || form.retry == 0
    /// Whether all of these are there and nothing else.
    func have(_ expected: [Int]) -> Bool {
      let there = found + foundByOther + dead
      return isSorted
        ? there.sorted() == (expected + extras).sorted() : there == expected
    }
    switch form.operation {
    case "put", "putAtOnce":
      guard lost == 0 else { return false }
      let new = form.filling + 1
      return have(order)
        || form.filling < 4 && have(form.kind == .stack ? [new] + order : order + [new])
    case "take", "takeAtOnce":
      if form.retry != nil { return have(order) && lost == 0 }
      return have(order) && lost == 0
        || have(Array(order.dropFirst())) && lost == 1 && form.filling > 0
    case "finish":
      let rest = have(Array(order.dropFirst()))
      return form.retry == nil ? rest && lost <= 1 : (rest || have(order)) && lost == 0
    case "giveBack":
      return form.retry == nil
        ? have(Array(order.dropFirst(2))) && lost == 2 : have(order) && lost == 0
    default: return have(order) && lost == 0
    }
  }
}
