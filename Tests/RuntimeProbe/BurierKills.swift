import Glibc
import IPCRuntime
import IPCTestSupport

/// The process that buries a dead one is killed in the middle, several times in a row; the last one does all that is left.
///
/// The dead one held items of many queues, the left end of a pipe, a daemon and a child; others wait for an item and for the end of
/// the pipe.
struct BurierKills {
  private static let queueCount = 24
  private static let itemCount = 3

  let runtime: Runtime
  var random: SeededNumbers
  private let moments = Moments()
  /// The kills that came in the middle of a burial.
  private var hits = 0
  /// How long a burial takes, in microseconds.
  private var length = 0

  init(_ runtime: Runtime, seed: Int) {
    self.runtime = runtime
    random = SeededNumbers(seed: UInt64(seed))
  }

  /// Ends this process with what was wrong, if anything, and says how many kills came in the middle.
  mutating func run(rounds: Int) throws(SystemFault) {
    for round in -3..<rounds { try self.round(round) }
    print("\(hits) in the middle")
  }

  /// One dead process; before round 0 nobody is killed while burying, which tells how long it takes.
  private mutating func round(_ round: Int) throws(SystemFault) {
    let retry = round % 3 == 0 ? 0 : 2
    var queues: [Int] = []
    for _ in 0..<Self.queueCount {
      queues.append(try runtime.makeQueue(.fifo, limit: 8, retry: retry, place: 1))
    }
    for queue in queues { for item in 0..<Self.itemCount { try put(runtime, queue, item) } }
    let pipe = try runtime.makePipe(isDuplex: false, isLines: false, place: 1)
    let (left, right) = (Handle(.pipeEnd, 2 * pipe), Handle(.pipeEnd, 2 * pipe + 1))
    let (runtime, moments) = (runtime, moments)
    moments.reset()
    let victim = try start(runtime, giving: queues.map { Handle(.queue, $0) } + [left]) {
      () throws(SystemFault) in
      for queue in queues { for _ in 0..<Self.itemCount { _ = try get(runtime, queue) } }
      let daemon = try runtime.makeProcess(name: "daemon", place: 1)
      runtime.setDaemon(daemon, true)
      if try runtime.start(daemon, place: 1) == .child { while true { Glibc.pause() } }
      let child = try runtime.makeProcess(name: "child", place: 1)
      if try runtime.start(child, place: 1) == .child { while true { Glibc.pause() } }
      moments.note(daemon, child)
      while true { Glibc.pause() }
    }
    let reader = try start(runtime, giving: [right]) { () throws(SystemFault) in
      guard let queue = runtime.queue(toGetAt: right.number) else { fail("no queue") }
      if try get(runtime, queue) != nil { fail("an item from nowhere") }
    }
    runtime.close(end: left.number)
    runtime.close(end: right.number)
    while moments.children == nil { usleep(100) }
    let waiter = try start(runtime, giving: [Handle(.queue, queues[0])]) { () throws(SystemFault) in
      if retry == 0 { return }
      moments.note(waited: try get(runtime, queues[0]) ?? -1)
      _ = runtime.taskDone(queues[0])
    }
    usleep(2_000)
    try runtime.send(signal: SIGKILL, to: victim)
    while !runtime.hasEnded(victim) { usleep(50) }
    if round >= 0 {
      for _ in 0..<1 + random.next(below: 6) { try killABurier() }
    } else {
      try measure()
    }
    join(runtime, [victim, reader, waiter])
    check(queues, retry: retry, name: "round \(round), retry \(retry)")
    try checkChildren(of: victim)
  }

  private mutating func measure() throws(SystemFault) {
    let start = Clock.now()
    runtime.buryTheDead()
    length = (Clock.now() - start) / 1_000 + 1
  }

  private mutating func killABurier() throws(SystemFault) {
    let (runtime, moments) = (runtime, moments)
    moments.begin()
    let burier = try start(runtime, giving: []) { () throws(SystemFault) in
      moments.set(begun: true)
      runtime.buryTheDead()
      moments.set(begun: false)
      while true { Glibc.pause() }
    }
    while !moments.hasBegun, !moments.isOver { usleep(10) }
    let end = Clock.now() + random.next(below: length * 1_000)
    while Clock.now() < end {}
    try runtime.send(signal: SIGKILL, to: burier)
    // Without burying anybody.
    while !runtime.hasEnded(burier) { usleep(50) }
    if !moments.isOver { hits += 1 }
  }

  /// Each item is in its queue, was taken by the one that waited, or is dead, and counts as such.
  private func check(_ queues: [Int], retry: Int, name: String) {
    for queue in queues {
      let before = runtime.state(ofQueue: queue)
      var items = runtime.deadItems(ofQueue: queue).map { item in
        unsafe item.bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: Int.self) }
      }
      if retry == 0, items.count != Self.itemCount { fail("\(name): dead \(items), \(before)") }
      if retry > 0, !items.isEmpty { fail("\(name): dead \(items)") }
      if queue == queues[0], retry > 0 { items.append(moments.waited) }
      do throws(SystemFault) {
        while runtime.state(ofQueue: queue).size > 0, let item = try get(runtime, queue) {
          items.append(item)
          guard runtime.taskDone(queue) else { fail("\(name): task_done") }
        }
      } catch {
        fail("\(name): \(error.message)")
      }
      let after = runtime.state(ofQueue: queue)
      guard items.sorted() == Array(0..<Self.itemCount), after.unfinished == 0, after.lost == 0
      else { fail("\(name): \(items), before \(before), after \(after)") }
    }
    if runtime.rescues > 0 { fail("\(name): a wait was ended by its timeout alone") }
  }

  /// The daemon has ended with its parent, the child has main for a parent.
  private func checkChildren(of victim: Int) throws(SystemFault) {
    guard let (daemon, child) = moments.children else { fail("no children") }
    join(runtime, [daemon])
    if runtime.parent(ofProcess: child) != 0 { fail("a child that nobody waits for") }
    try runtime.send(signal: SIGKILL, to: child)
    join(runtime, [child])
  }
}

/// What the processes of a round tell, in memory that all share.
@safe private struct Moments {
  private nonisolated(unsafe) let words: UnsafeMutablePointer<Int>

  init() {
    let flags = Int32(MAP_SHARED) | Int32(MAP_ANONYMOUS)
    let start = unsafe mmap(nil, 4_096, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else { fail("mmap") }
    unsafe words = unsafe start.assumingMemoryBound(to: Int.self)
  }

  func reset() { for place in 0..<6 { unsafe words[place] = 0 } }

  var children: (daemon: Int, child: Int)? {
    unsafe words[1] == 0 ? nil : (words[0], words[1])
  }
  func note(_ daemon: Int, _ child: Int) {
    unsafe words[0] = daemon
    unsafe words[1] = child
  }

  var waited: Int { unsafe words[2] }
  func note(waited item: Int) { unsafe words[2] = item }

  /// Whether a burial is under way, and whether it was over.
  var hasBegun: Bool { unsafe words[3] == 1 }
  var isOver: Bool { unsafe words[3] == 2 }
  func begin() { unsafe words[3] = 0 }
  func set(begun: Bool) { unsafe words[3] = begun ? 1 : 2 }
}
