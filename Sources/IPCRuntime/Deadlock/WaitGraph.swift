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
  package func doomed() -> Set<Int> {
    var alive = Set<Handle>()
    // What those who are not doomed can reach, together: whoever of them it is, a wait can be ended.
    var reached = Set<Handle>()
    var doomed: [Int] = []
    let endings = Endings(self)
    for (position, process) in processes.enumerated() {
      if process.wait != nil, !process.isReady {
        doomed.append(position)
      } else {
        admit(position, &alive, &reached)
      }
    }
    while true {
      addCarried(to: &reached)
      let rest = doomed.filter { position in
        guard canEnd(position, endings, alive, reached) else { return true }
        admit(position, &alive, &reached)
        return false
      }
      if rest.count == doomed.count { return Set(doomed) }
      doomed = rest
    }
  }

  /// Counts a process among those who go on.
  private func admit(_ position: Int, _ alive: inout Set<Handle>, _ reached: inout Set<Handle>) {
    alive.insert(processes[position].handle)
    // One that waits for its children only runs no more code.
    if case .ownEnd = processes[position].wait { return }
    reached.formUnion(processes[position].reach)
  }

  /// Returns whether somebody who goes on could end the wait of a process.
  private func canEnd(
    _ position: Int,
    _ endings: Endings,
    _ alive: Set<Handle>,
    _ reached: Set<Handle>
  ) -> Bool {
    switch processes[position].wait {
    case .get(let handle), .put(let handle), .joinQueue(let handle):
      guard handle.kind == .pipeEnd else { return reached.contains(handle) }
      return reached.contains(handle.otherEnd)
        || endings.willClose(handle.otherEnd, awaitedBy: position, alive)
    case .joinProcesses(let targets), .ownEnd(let targets):
      return targets.contains { alive.contains($0) }
    case nil: return true
    }
  }

  /// Adds what lies in the items of what is reached, and so on.
  private func addCarried(to reached: inout Set<Handle>) {
    var changed = true
    while changed {
      changed = false
      for carrier in carriers where reached.contains(carrier.source) {
        for handle in carrier.carried where reached.insert(handle).inserted { changed = true }
      }
    }
  }
}
