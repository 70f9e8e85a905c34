import CIPCShims
import Glibc

/// Processes whose waits nobody can end any more.
package struct Verdict: Sendable {
  /// One of them.
  package struct Member: Sendable {
    /// The number of the process.
    package var process: Int
    /// What it does.
    package var wait: WaitInfo
    /// Where in the script it waits.
    package var place: Int
    /// At what: a queue, a pipe end, or one of the processes.
    package var handle: Handle
    /// The processes that it waits for.
    package var targets: [Int]
    /// What it waits for the first of; empty for every other kind of wait.
    package var choices: [Choice] = []

    /// One of several events that a process waits for.
    package struct Choice: Equatable, Sendable {
      /// What it is: not itself a choice, nor the end of its own children.
      package var kind: WaitInfo.Kind
      /// At what: a queue, a pipe end, or the first of the processes.
      package var handle: Handle
      /// The size of the item of a put.
      var bytes = 0
      /// The processes, all of which must have ended.
      package var targets: [Int] = []
    }
  }

  /// All that are doomed, daemons too, in the order in which they were made.
  package var members: [Member]
  /// The processes that live and are not doomed.
  package var others: [Int]
  /// By process, the queues, processes and pipe ends that it can reach.
  package var reach: [Int: [Handle]]
}

/// The detection of deadlocks.
///
/// Of those that wait, now and then one looks for all who is doomed, and tells them. The answer rests on two collects that are
/// equal: what everyone waits for, the number of each wait, the handles that each can reach, and the counters of the queues,
/// all of which only grow. A process counts as waiting only if what it waits for is not there: one that was woken and has
/// not run yet is alive, however long it has been stopped.
extension Runtime {
  /// One look at everything.
  private struct Collect: Equatable {
    var graph = WaitGraph(processes: [], carriers: [])
    /// Counters of the queues and versions of the lists.
    var numbers: [UInt64] = []
    var members: [Int: Verdict.Member] = [:]

    static func == (left: Collect, right: Collect) -> Bool {
      left.graph == right.graph && left.numbers == right.numbers
    }
  }

  /// How many times longer than a look takes, all of them together do something else.
  private static let rest = 20
  private static let longestRest: UInt64 = 1_000_000_000

  /// Returns who is doomed, if this process is among them and is the one to be told.
  ///
  /// If main is doomed, main alone is told; else every doomed process but daemons, all at once (see `Runtime+Telling`).
  package func verdict() -> Verdict? {
    if let told = takeVerdict() { return told }
    if me != 0, isDaemon(me), !isPart(me) { return nil }
    buryTheDead()
    guard areAllBuried, beginLook() else { return nil }
    let start = Clock.now()
    defer {
      let pause = UInt64(max(0, Clock.now() - start) * Self.rest)
      unsafe ipc_store64(&header.pointee.look_pause, min(pause, Self.longestRest))
    }
    let first = collect()
    unsafe ipc_store32(&header.pointee.alive_seen, UInt32(clamping: first.graph.processes.count))
    let doomed = first.graph.doomed().map { first.graph.processes[$0] }
    let numbers = Set(doomed.map(\.handle.number))
    let isMain = numbers.contains(0)
    // Main mostly ends all others at once when it is told, and only if it goes on is there more to tell.
    let told = unsafe ipc_load64(&header.pointee.main_told_at)
    guard isMain || told == 0 || Clock.now() - Int(told) > 500_000_000 else { return nil }
    var waits: [Int: UInt64] = [:]
    for process in doomed
    where isMain ? process.handle.number == 0 : !process.isDaemon {
      // A keeper learns of it by the end of its run.
      if isKeeper(process.handle.number) { continue }
      waits[process.handle.number] = process.waitNumber
    }
    guard !waits.isEmpty else { return nil }
    // A process that was killed and not reaped yet is an event still to come.
    for number in numbers {
      let state = unsafe ipc_process_state(processes[number].pid)
      if state == 0 || state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") { return nil }
    }
    guard areAllBuried, collect() == first else { return nil }
    var reach: [Int: [Handle]] = [:]
    for process in first.graph.processes { reach[process.handle.number] = process.reach }
    let verdict = Verdict(
      // A keeper waits for what its run waits for.
      members: numbers.sorted().filter { !isKeeper($0) }.compactMap { first.members[$0] },
      others: first.graph.processes.map(\.handle.number).filter { !numbers.contains($0) },
      reach: reach
    )
    if isMain { unsafe ipc_store64(&header.pointee.main_told_at, UInt64(Clock.now())) }
    guard tell(verdict, waits: waits) else { return takeVerdict() }
    return takeVerdict() ?? (waits[me] == nil ? nil : verdict)
  }

  /// Takes it upon this process to look for all; false when another one has done so lately.
  ///
  /// Each look is at everyone, so that of a thousand who wait not each may look for itself.
  private func beginLook() -> Bool {
    let last = unsafe ipc_load64(&header.pointee.looked_at)
    let now = UInt64(Clock.now())
    guard unsafe now - min(now, last) >= ipc_load64(&header.pointee.look_pause) else {
      return false
    }
    return unsafe ipc_compare_exchange64(&header.pointee.looked_at, last, now) != 0
  }

  private func collect() -> Collect {
    var collect = Collect()
    unsafe locked(&header.pointee.table_lock) {
      collect.numbers.append(unsafe header.pointee.made)
      let numbers = numbers.sorted()
      for number in numbers where isLiving(number) { addProcess(number, to: &collect) }
      // Whoever can join an ended process gets what its result holds, as often as he likes.
      for number in numbers where unsafe hasEnded(number) && processes[number].result_handles > 0 {
        let carrier = WaitGraph.Carrier(
          source: Handle(.process, number),
          carried: resultHandles(of: number).sorted { $0.rawValue < $1.rawValue },
          version: 0,
          holdsEnds: unsafe processes[number].joined == 0
        )
        collect.graph.carriers.append(carrier)
      }
    }
    for position in collect.graph.processes.indices {
      guard let wait = collect.graph.processes[position].wait else { continue }
      let number = collect.graph.processes[position].handle.number
      let isReady =
        if case .choice(let waits) = wait {
          zip(waits, collect.members[number]?.choices ?? []).contains { wait, choice in
            self.isReady(wait, of: number, bytes: choice.bytes, &collect.numbers)
          }
        } else {
          unsafe isReady(
            wait,
            of: number,
            bytes: Int(truncatingIfNeeded: processes[number].wait_bytes),
            &collect.numbers
          )
        }
      collect.graph.processes[position].isReady = isReady
    }
    addCarriers(to: &collect)
    addHolders(to: &collect)
    return collect
  }

  /// Adds a process as the table has it; under the table lock.
  private func addProcess(_ number: Int, to collect: inout Collect) {
    let record = unsafe processes + number
    collect.numbers.append(unsafe record.pointee.given_version)
    let kind = unsafe WaitInfo.Kind(rawValue: ipc_load32(&record.pointee.wait_kind))
    let handle = unsafe Handle(rawValue: record.pointee.wait_handle)
    var wait: WaitGraph.Wait?
    var targets: [Int] = []
    var choices: [Verdict.Member.Choice] = []
    // Who was told already, or is to be killed, does not go on waiting.
    let isUnderway =
      unsafe record.pointee.wait_is_timed != 0 || record.pointee.kill_ordered != 0
      || isTold(number)
    if let kind, !isUnderway {
      let words = unsafe waitWords(of: record)
      if kind == .choice {
        choices = Verdict.Member.choices(of: words)
      } else {
        targets = words.map { self.number($0) }
      }
      let awaited = targets.map { Handle(.process, $0) }
      switch kind {
      case .get: wait = .get(handle)
      case .put: wait = .put(handle)
      case .joinQueue: wait = .joinQueue(handle)
      // One whose targets could not be noted may end at any time.
      case .joinProcesses: wait = targets.isEmpty ? nil : .joinProcesses(awaited)
      case .ownEnd: wait = targets.isEmpty ? nil : .ownEnd(awaited)
      case .choice:
        let isNoted = unsafe record.pointee.wait_bytes == 0 || !choices.isEmpty
        wait = isNoted ? .choice(choices.map(\.wait)) : nil
      }
    }
    let process = WaitGraph.Process(
      handle: Handle(.process, number),
      wait: wait,
      waitNumber: unsafe record.pointee.wait_number,
      isReady: false,
      isDaemon: isDaemon(number) && !isPart(number),
      reach: reach(of: number),
      holds: heldEnds(of: number),
      parent: number == 0 ? nil : Handle(.process, parent(ofProcess: number))
    )
    collect.graph.processes.append(process)
    if kind == .ownEnd, !process.reach.isEmpty {
      // Its own code is done; what it still reaches is what its result holds, for whoever can join it.
      let result = WaitGraph.Carrier(
        source: process.handle,
        carried: process.reach,
        version: 0,
        holdsEnds: false
      )
      collect.graph.carriers.append(result)
    }
    if let kind, wait != nil {
      collect.members[number] = Verdict.Member(
        process: number,
        wait: WaitInfo(kind, isTimed: false),
        place: unsafe Int(record.pointee.wait_place),
        handle: handle,
        targets: targets,
        choices: choices
      )
    }
  }

  /// Whether what is waited for is there.
  private func isReady(
    _ wait: WaitGraph.Wait,
    of process: Int,
    bytes: Int,
    _ numbers: inout [UInt64]
  ) -> Bool {
    switch wait {
    case .get(let handle):
      guard let number = handle.kind == .queue ? handle.number : queue(toGetAt: handle.number)
      else { return true }
      let queue = unsafe queues + number
      let isAbandoned = unsafe isAbandoned(queue, isGetting: true)
      return unsafe look(at: queue, &numbers) {
        unsafe mayGet(queue, isAbandoned: isAbandoned, process)
      }
    case .put(let handle):
      guard let number = handle.kind == .queue ? handle.number : queue(toPutAt: handle.number)
      else { return true }
      let queue = unsafe queues + number
      let isAbandoned = unsafe isAbandoned(queue, isGetting: false)
      return unsafe look(at: queue, &numbers) {
        unsafe mayPut(queue, isAbandoned: isAbandoned, bytes: bytes)
      }
    case .joinQueue(let handle):
      let queue = unsafe queues + handle.number
      return unsafe look(at: queue, &numbers) { unsafe queue.pointee.put == queue.pointee.done }
    case .joinProcesses(let targets), .ownEnd(let targets):
      return targets.allSatisfy { hasEnded($0.number) }
    // One of several is looked at by itself.
    case .choice: return true
    }
  }

  private func look(
    at queue: UnsafeMutablePointer<ipc_queue>,
    _ numbers: inout [UInt64],
    _ condition: () -> Bool
  ) -> Bool {
    unsafe lock(queue)
    defer { unsafe unlock(queue) }
    unsafe numbers += [queue.pointee.put, queue.pointee.got, queue.pointee.done]
    return condition()
  }

  private func addCarriers(to collect: inout Collect) {
    for number in queueNumbers {
      let queue = unsafe queues + number
      guard unsafe ipc_load64(&queue.pointee.carrying) > 0 else { continue }
      let carried = handles(inQueue: number).sorted { $0.rawValue < $1.rawValue }
      let carrier = unsafe WaitGraph.Carrier(
        source: handle(ofQueue: queue, number, isGetting: true),
        carried: carried,
        version: ipc_load64(&queue.pointee.put) &+ ipc_load64(&queue.pointee.got)
      )
      collect.graph.carriers.append(carrier)
    }
  }

  /// Counts a queue among what a process can reach that holds items of it: they come back when it fails.
  private func addHolders(to collect: inout Collect) {
    for number in queueNumbers where unsafe queues[number].retry != 0 {
      let holders = holders(ofQueue: number)
      let queue = Handle(.queue, number)
      let dead = lastHoldersOfDead(inQueue: number)
      if !dead.isEmpty {
        // The error of a dead item names its last holder, and has that one's result.
        let carried = dead.map { Handle(.process, $0) }
        let carrier = WaitGraph.Carrier(source: queue, carried: carried, version: 0)
        collect.graph.carriers.append(carrier)
      }
      for position in collect.graph.processes.indices
      where holders[collect.graph.processes[position].handle.number] != nil
        && !collect.graph.processes[position].reach.contains(queue)
      {
        collect.graph.processes[position].reach.append(queue)
      }
    }
  }
}
