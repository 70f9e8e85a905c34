import Glibc
import IPCRuntime

/// Starting a process, which then puts 7 and ends; or, with an item in its queue, a daemon that waits for ever.
final class SpawnKill: StepScenario {
  private var queue = 0
  private var isDaemon: Bool { form.filling > 0 }
  override var handles: [Handle] { [Handle(.queue, queue)] }
  override var isForMain: Bool { !isDaemon }

  override func setUp() throws(SystemFault) {
    queue = try runtime.makeQueue(.fifo, limit: nil, place: 1)
  }

  override func act() throws(SystemFault) {
    let child = try runtime.makeProcess(name: "child", place: 1)
    runtime.setDaemon(child, isDaemon)
    runtime.give(handles, to: child)
    guard try runtime.start(child, place: 1) == .child else { return }
    try put(runtime, queue, 7)
    while isDaemon { sleep(60) }
    runtime.end(.done, result: [])
  }

  override func check() throws(SystemFault) {
    // A child that was started is adopted, does its work and is waited for; a daemon ends with its parent.
    let end = Clock.deadline(after: StepScenario.patience)
    while runtime.livingProcesses() != [0] || Self.hasChildren {
      if Clock.now() > end { wrong("a child that nobody reaps, or that is in no table") }
      usleep(200)
    }
    runtime.buryTheDead()
    let state = runtime.state(ofQueue: queue)
    guard state.size <= 1 else { wrong("\(state)") }
    if state.size == 1, try get(runtime, queue) != 7 { wrong("another number") }
    // Nothing is left of it but records of processes that ended, or that were never started.
    runtime.reuseRecords()
    let acting = runtime.actingProcesses
    guard acting == [0] else { wrong("processes that seem to be at work: \(acting)") }
  }

  /// Whether this process has children, ended ones too.
  static var hasChildren: Bool {
    var information = unsafe siginfo_t()
    return unsafe waitid(P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT) == 0
  }
}

/// The end of a process that holds items and pipe ends, has children, and leaves a result with an end in it.
final class EndKill: StepScenario {
  private var queue = 0
  private var pipe = 0
  private var second = 0
  private var isAfterEnd = false
  override var isForMain: Bool { false }
  override var handles: [Handle] {
    [Handle(.queue, queue), Handle(.pipeEnd, 2 * pipe), Handle(.pipeEnd, 2 * second)]
  }

  override func setUp() throws(SystemFault) {
    queue = try runtime.makeQueue(form.kind, limit: 4, retry: form.retry, place: 1)
    pipe = try runtime.makePipe(isDuplex: false, isLines: false, place: 1)
    second = try runtime.makePipe(isDuplex: false, isLines: false, place: 1)
    try put(runtime, queue, 1)
    try put(runtime, queue, 2)
    let (pipe, second) = (pipe, second)
    guard form.hasWaiters else { return }
    for (place, pipe) in [pipe, second].enumerated() {
      try addWaiter([Handle(.pipeEnd, 2 * pipe + 1)], at: place + 1) { () throws(SystemFault) in
        guard let queue = runtime.queue(toGetAt: 2 * pipe + 1) else { return 2 }
        return try get(runtime, queue) == nil ? 1 : 3
      }
    }
  }

  override func prepare() throws(SystemFault) {
    guard try get(runtime, queue) == 1 else { fail("no item") }
    let board = board
    board[5] = try start(runtime, giving: []) { while true { sleep(60) } }
    let daemon = try runtime.makeProcess(name: "daemon", place: 1)
    runtime.setDaemon(daemon, true)
    if try runtime.start(daemon, place: 1) == .child { while true { sleep(60) } }
    board[6] = daemon
    board[4] = runtime.me
  }

  override func act() throws(SystemFault) {
    runtime.end(.done, result: [5], handles: [Handle(.pipeEnd, 2 * second)])
  }

  override func check() throws(SystemFault) {
    let victim = board[4]
    runtime.close(end: 2 * pipe)
    runtime.close(end: 2 * second)
    let isDone = runtime.status(ofProcess: victim) == .done
    // Its pipe end is closed by its end; the other one is held by its result until somebody has joined it.
    if form.hasWaiters, answer(at: 1) != 1 { wrong("the first pipe gave \(board[1])") }
    guard runtime.isAbandoned(end: 2 * pipe + 1) else { wrong("its end is open") }
    if isDone {
      if runtime.isAbandoned(end: 2 * second + 1) { wrong("the end in its result is closed") }
      guard runtime.hasResult(victim) else { wrong("no result") }
    }
    runtime.markJoined(victim)
    guard runtime.isAbandoned(end: 2 * second + 1) else { wrong("the end in a result is open") }
    if form.hasWaiters, answer(at: 2) != 1 { wrong("the second pipe gave \(board[2])") }
    joinWaiters()
    try checkItems(isDone)
    // Its daemon ends with it, its other child is main's.
    let end = Clock.deadline(after: StepScenario.patience)
    while runtime.isLiving(board[6]), Clock.now() < end { usleep(200) }
    if runtime.isLiving(board[6]) { wrong("its daemon lives") }
    guard runtime.isLiving(board[5]), runtime.parent(ofProcess: board[5]) == 0 else {
      wrong("its child is not main's")
    }
    try runtime.send(signal: SIGKILL, to: board[5])
    join(runtime, [board[5], board[6]])
    if SpawnKill.hasChildren { wrong("a child that nobody reaps") }
  }

  /// What a process that was killed held is there again, or lost; one that ended well keeps it.
  private func checkItems(_ isDone: Bool) throws(SystemFault) {
    let state = runtime.state(ofQueue: queue)
    let size = form.retry != nil && !isDone ? 2 : 1
    let lost = form.retry == nil && !isDone ? 1 : 0
    guard state.size == size, state.lost == lost else { wrong("done \(isDone), \(state)") }
    for number in (3 - size)...2 where try get(runtime, queue) != number { wrong("item \(number)") }
  }
}

/// The burial of a killed process that held items and pipe ends and had children.
final class BuryKill: StepScenario {
  private var queue = 0
  private var pipe = 0
  private var dead = 0
  override var handles: [Handle] { [Handle(.queue, queue)] }

  override func setUp() throws(SystemFault) {
    queue = try runtime.makeQueue(form.kind, limit: 4, retry: form.retry, place: 1)
    pipe = try runtime.makePipe(isDuplex: false, isLines: false, place: 1)
    try put(runtime, queue, 1)
    let (pipe, board, queue) = (pipe, board, queue)
    let ends = [Handle(.queue, queue), Handle(.pipeEnd, 2 * pipe)]
    dead = try start(runtime, giving: ends) { () throws(SystemFault) in
      _ = try get(runtime, queue)
      board[5] = try start(runtime, giving: []) { while true { sleep(60) } }
      board[8] = 1
      while board[9] == 0 { usleep(50) }
      kill(getpid(), SIGKILL)
    }
    runtime.close(end: 2 * pipe)
    while board[8] == 0 { usleep(50) }
    if form.hasWaiters {
      try addWaiter([Handle(.pipeEnd, 2 * pipe + 1)], at: 1) { () throws(SystemFault) in
        guard let queue = runtime.queue(toGetAt: 2 * pipe + 1) else { return 2 }
        return try get(runtime, queue) == nil ? 1 : 3
      }
    }
    // It is not buried yet, unless one of those that wait looks around just now.
    board[9] = 1
    while !runtime.hasEnded(dead) { usleep(50) }
  }

  override func act() throws(SystemFault) { runtime.buryTheDead() }

  override func check() throws(SystemFault) {
    if runtime.mayHaveChildren(dead) { wrong("it is not buried") }
    if form.hasWaiters, answer(at: 1) != 1 { wrong("the pipe gave \(board[1])") }
    guard runtime.isAbandoned(end: 2 * pipe + 1) else { wrong("its end is open") }
    joinWaiters()
    let state = runtime.state(ofQueue: queue)
    if state.size != (form.retry == nil ? 0 : 1) || state.lost != (form.retry == nil ? 1 : 0) {
      wrong("\(state)")
    }
    guard runtime.isLiving(board[5]), runtime.parent(ofProcess: board[5]) == 0 else {
      wrong("its child is not main's")
    }
    try runtime.send(signal: SIGKILL, to: board[5])
    join(runtime, [board[5]])
  }
}

/// Waiting for a child, with the signal of its end, and taking its result with a pipe end in it.
final class JoinKill: StepScenario {
  private var pipe = 0
  override var isForMain: Bool { false }
  override var handles: [Handle] { [Handle(.pipeEnd, 2 * pipe)] }

  override func setUp() throws(SystemFault) {
    pipe = try runtime.makePipe(isDuplex: false, isLines: false, place: 1)
  }

  override func prepare() throws(SystemFault) {
    let board = board
    let end = Handle(.pipeEnd, 2 * pipe)
    let child = try runtime.makeProcess(name: "probe", place: 1)
    runtime.give([end], to: child)
    if try runtime.start(child, place: 1) == .child {
      while board[1] == 0 { usleep(50) }
      runtime.end(.done, result: [5], handles: [end])
    }
    board[4] = child
    runtime.close(end: 2 * pipe)
  }

  override func act() throws(SystemFault) {
    board[1] = 1
    let child = board[4]
    // In the middle of all comes the signal that it has ended.
    let wait = WaitInfo(.joinProcesses, isTimed: false)
    guard case .done = runtime.waitForEnd(of: [child], until: .max, wait) else { fail("join") }
    runtime.takeResultHandles(of: child)
    unsafe runtime.withResult(of: child) { _ in }
    runtime.markJoined(child)
  }

  override func check() throws(SystemFault) {
    let child = board[4]
    board[1] = 1
    runtime.close(end: 2 * pipe)
    join(runtime, [child])
    guard runtime.status(ofProcess: child) == .done else { wrong("the child has not ended well") }
    var bytes: [UInt8] = []
    unsafe runtime.withResult(of: child) { unsafe bytes = Array($0) }
    guard bytes == [5] else { wrong("the result is \(bytes)") }
    if runtime.unjoinedFailures().contains(child) { wrong("its end is a failure") }
    runtime.markJoined(child)
    guard runtime.isAbandoned(end: 2 * pipe + 1) else { wrong("the end in a result is open") }
    if SpawnKill.hasChildren { wrong("a child that nobody reaps") }
    if runtime.mayHaveChildren(child) { wrong("the child is not buried") }
  }
}

/// Freeing records that nobody can reach, and using them again.
final class ReuseKill: StepScenario {
  private var kept = 0
  private var process = 0
  override var handles: [Handle] { [Handle(.queue, kept), Handle(.process, process)] }

  override func setUp() throws(SystemFault) {
    kept = try runtime.makeQueue(form.kind, limit: nil, retry: form.retry, place: 1)
    process = try runtime.makeProcess(name: "kept", place: 1)
    for number in 1...3 { try put(runtime, kept, number) }
    // Some of each kind of what is freed; the last 128 processes are remembered a while.
    for kind in [QueueKind.fifo, .stack, .priority] {
      let queue = try runtime.makeQueue(kind, limit: nil, retry: form.retry, place: 1)
      for number in 1...3 { try put(runtime, queue, number) }
      if form.retry != nil { _ = try get(runtime, queue) }
    }
    let count = runtime.recordCounts.processes < 130 ? 140 : 2
    for _ in 0..<count { _ = try runtime.makeProcess(name: "forgotten", place: 1) }
    let ended = try start(runtime, giving: []) { runtime.end(.done, result: [1, 2, 3]) }
    join(runtime, [ended])
    runtime.keepOnly([Handle(.queue, kept), Handle(.process, process)])
  }

  override func act() throws(SystemFault) {
    runtime.reuseRecords()
    let queue = try runtime.makeQueue(.priority, limit: 3, retry: 1, place: 2)
    try put(runtime, queue, 4)
    let pipe = try runtime.makePipe(isDuplex: true, isLines: false, place: 2)
    runtime.close(end: 2 * pipe)
    _ = try runtime.makeProcess(name: "new", place: 2)
  }

  override func check() throws(SystemFault) {
    if let rule = runtime.brokenInvariant() { wrong("before records are used again: \(rule)") }
    if runtime.hasForgottenFailures { wrong("a failure that there was not") }
    let failures = runtime.unjoinedFailures().filter { runtime.signal(ofProcess: $0) == nil }
    guard failures.isEmpty else { wrong("failures \(failures)") }
    runtime.reuseRecords()
    let counts = runtime.recordCounts
    // The one that is kept; pipes keep their records, and so does one that was not quite made.
    let pipes = runtime.pipeCount * 2 + 2
    if counts.queues > 1 + pipes || counts.processes > 300 { wrong("\(counts), \(pipes) of pipes") }
    guard runtime.isKnown(process), runtime.name(ofProcess: process) == "kept" else {
      wrong("a process that can be reached is gone")
    }
    let numbers = form.kind == .stack ? [3, 2, 1] : [1, 2, 3]
    for number in numbers {
      guard try get(runtime, kept) == number, runtime.taskDone(kept) else {
        wrong("item \(number) of a queue that can be reached")
      }
    }
    let queue = try runtime.makeQueue(.fifo, limit: nil, place: 1)
    try put(runtime, queue, 5)
    guard try get(runtime, queue) == 5 else { wrong("a new queue") }
  }
}
