/// Who waits for what at one instant, and which of the waiting are doomed.
///
/// The verdict is the greatest set of waiting processes in which everyone who could end a member's wait is in
/// the set too, has ended, or is nobody. It is found by starting from all that wait and taking out, again and
/// again, each one whom somebody outside could still wake (a greatest fixpoint).
package struct WaitGraph: Equatable, Sendable {
  /// What a process waits for.
  package enum Wait: Equatable, Sendable {
    /// For an item, from a queue or the end of a pipe.
    case get(Handle)
    /// For room, in a queue or behind the end of a pipe.
    case put(Handle)
    /// For every item of a queue to be marked done.
    case joinQueue(Handle)
    /// For processes to end.
    case joinProcesses([Handle])
    /// For its own children, with no code left to run.
    case ownEnd([Handle])
    /// For the first of several, none of which is itself a choice.
    case choice([Wait])

    /// The waits of which the first that ends ends it.
    var parts: [Wait] {
      if case .choice(let waits) = self { waits } else { [self] }
    }
  }

  /// One process that has not ended.
  package struct Process: Equatable, Sendable {
    /// Its handle.
    package var handle: Handle
    /// What it waits for without a time limit; nil while it can go on by itself.
    package var wait: Wait?
    /// The number of its wait, which grows with each.
    package var waitNumber: UInt64
    /// Whether the wait's condition holds already, so that it will go on.
    package var isReady: Bool
    /// Whether it is killed when its parent ends.
    package var isDaemon: Bool
    /// The queues, processes and pipe ends it can reach, sorted.
    package var reach: [Handle]
    /// The pipe ends that stay open while it lives, be it that it cannot name them any more.
    package var holds: [Handle]
    /// The process that waits for it at its end, or kills it; nil for main.
    package var parent: Handle?

    /// Makes a process.
    package init(
      handle: Handle,
      wait: Wait?,
      waitNumber: UInt64,
      isReady: Bool,
      isDaemon: Bool,
      reach: [Handle],
      holds: [Handle] = [],
      parent: Handle? = nil
    ) {
      self.handle = handle
      self.wait = wait
      self.waitNumber = waitNumber
      self.isReady = isReady
      self.isDaemon = isDaemon
      self.reach = reach
      self.holds = holds
      self.parent = parent
    }
  }

  /// A queue or pipe that carries handles inside its items, or a process at or behind its end with handles in its result.
  package struct Carrier: Equatable, Sendable {
    /// The end or queue from which the items are taken, or the process.
    package var source: Handle
    /// The handles inside the items or the result, sorted.
    package var carried: [Handle]
    /// Its counters, which change whenever it is used.
    package var version: UInt64
    /// Whether the pipe ends in it are open because of it.
    package var holdsEnds: Bool

    /// Makes a carrier.
    package init(source: Handle, carried: [Handle], version: UInt64, holdsEnds: Bool = true) {
      self.source = source
      self.carried = carried
      self.version = version
      self.holdsEnds = holdsEnds
    }
  }

  /// The processes that have not ended, in the order of their numbers.
  package var processes: [Process]
  /// What carries handles.
  package var carriers: [Carrier]

  /// Makes a graph.
  package init(processes: [Process], carriers: [Carrier]) {
    self.processes = processes
    self.carriers = carriers
  }

  /// Returns the positions in `processes` of those that nobody can wake any more.
  ///
  /// Each process and each handle is looked at once, when it is found to go on or to be in the reach of one that does.
  package func doomed() -> Set<Int> {
    var search = Search(graph: self)
    for (position, process) in processes.enumerated() where process.wait == nil || process.isReady {
      search.admit(position)
    }
    search.run()
    let isAtPipes = search.waiting.contains { !processes[$0].pipeEnds.isEmpty }
    guard isAtPipes else { return search.waiting }
    let endings = Endings(self)
    while search.admitWhereEndsClose(endings) { search.run() }
    return search.waiting
  }
}

/// The search for those that go on.
private struct Search {
  let graph: WaitGraph
  /// Those not found to go on.
  private(set) var waiting: Set<Int>
  /// By process, those that wait for its end.
  private var awaitingEnd: [Handle: [Int]] = [:]
  /// By handle, those whose wait ends by its use.
  private var awaitingUse: [Handle: [Int]] = [:]
  private var carriers: [Handle: [Int]] = [:]
  /// What those who go on can reach, together: whoever of them it is, a wait can be ended.
  private var reached: Set<Handle> = []
  private var open: [Int] = []
  /// Those found to go on.
  private var alive: Set<Handle> = []

  init(graph: WaitGraph) {
    self.graph = graph
    waiting = Set(graph.processes.indices)
    for (position, process) in graph.processes.enumerated() {
      for wait in process.wait?.parts ?? [] {
        switch wait {
        case .get(let handle), .put(let handle), .joinQueue(let handle):
          let wanted = handle.kind == .pipeEnd ? handle.otherEnd : handle
          awaitingUse[wanted, default: []].append(position)
        case .joinProcesses(let targets), .ownEnd(let targets):
          for target in targets { awaitingEnd[target, default: []].append(position) }
        case .choice: break
        }
      }
    }
    for (position, carrier) in graph.carriers.enumerated() {
      carriers[carrier.source, default: []].append(position)
    }
  }

  /// Counts a process among those who go on.
  mutating func admit(_ position: Int) {
    guard waiting.remove(position) != nil else { return }
    open.append(position)
    alive.insert(graph.processes[position].handle)
  }

  /// Counts those who wait at a pipe whose other end will be closed; whether there was one.
  mutating func admitWhereEndsClose(_ endings: WaitGraph.Endings) -> Bool {
    let found = waiting.filter { position in
      graph.processes[position].pipeEnds.contains { end in
        endings.willClose(end.otherEnd, awaitedBy: position, alive)
      }
    }
    for position in found { admit(position) }
    return !found.isEmpty
  }

  /// Finds who goes on because of those that do.
  mutating func run() {
    while let position = open.popLast() {
      let process = graph.processes[position]
      for other in awaitingEnd[process.handle] ?? [] { admit(other) }
      // One that waits for its children only runs no more code.
      if case .ownEnd = process.wait { continue }
      reach(process.reach)
    }
  }

  private mutating func reach(_ handles: [Handle]) {
    var handles = handles
    while let handle = handles.popLast() {
      guard reached.insert(handle).inserted else { continue }
      for position in awaitingUse[handle] ?? [] { admit(position) }
      // What lies in its items.
      for position in carriers[handle] ?? [] { handles += graph.carriers[position].carried }
    }
  }
}

extension WaitGraph.Process {
  /// The ends of pipes that it waits at.
  fileprivate var pipeEnds: [Handle] {
    (wait?.parts ?? []).compactMap { part in
      switch part {
      case .get(let handle), .put(let handle): handle.kind == .pipeEnd ? handle : nil
      default: nil
      }
    }
  }
}
