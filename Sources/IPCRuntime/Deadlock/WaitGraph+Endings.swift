/// Who holds which pipe ends, and whose end would close them.
///
/// A wait at one end of a pipe ends with `Closed` once nobody holds the other. So it is safe while everyone who does will end
/// sooner or later, also one that has forgotten the end and can do nothing else with it.
extension WaitGraph {
  /// The holders and the families of one graph.
  struct Endings {
    private let graph: WaitGraph
    private var holders: [Handle: [Int]] = [:]
    private var positions: [Handle: Int] = [:]
    private var children: [Handle: [Int]] = [:]
    /// The ends that lie in items, or in results that nobody has taken.
    private var stored: Set<Handle> = []

    init(_ graph: WaitGraph) {
      self.graph = graph
      for (position, process) in graph.processes.enumerated() {
        positions[process.handle] = position
        for end in process.holds { holders[end, default: []].append(position) }
        if let parent = process.parent, !process.isDaemon {
          children[parent, default: []].append(position)
        }
      }
      for carrier in graph.carriers where carrier.holdsEnds {
        for handle in carrier.carried where handle.kind == .pipeEnd { stored.insert(handle) }
      }
    }

    /// Whether the ends of its holders will close a pipe end that nobody who goes on can use.
    ///
    /// - Parameters:
    ///   - end: The pipe end.
    ///   - waiting: The position of the process that waits for that.
    ///   - alive: The processes that go on.
    /// - Returns: false too when one of them waits for `waiting` at its own end.
    func willClose(_ end: Handle, awaitedBy waiting: Int, _ alive: Set<Handle>) -> Bool {
      guard let holders = holders[end], !stored.contains(end) else { return false }
      let awaiting = ancestors(of: waiting)
      return holders.allSatisfy { holder in
        let process = graph.processes[holder]
        // What its result holds is not closed by its end.
        if case .ownEnd = process.wait, process.reach.contains(end) { return false }
        return !awaiting.contains(process.handle) && willEnd(holder, alive)
      }
    }

    /// The process itself and all whose ends wait for it, or end it.
    private func ancestors(of position: Int) -> Set<Handle> {
      var found: Set<Handle> = []
      var next: Int? = position
      while let position = next, found.insert(graph.processes[position].handle).inserted {
        next = graph.processes[position].parent.flatMap { positions[$0] }
      }
      return found
    }

    /// Whether a process goes on, as do all that it waits for at its end; or is a daemon of one that will end.
    private func willEnd(_ position: Int, _ alive: Set<Handle>) -> Bool {
      let process = graph.processes[position]
      if process.isDaemon, let parent = process.parent.flatMap({ positions[$0] }),
        willEnd(parent, alive)
      {
        return true
      }
      // All others end with main or before it, so nobody is there to see main's ends close.
      guard process.parent != nil, alive.contains(process.handle) else { return false }
      return (children[process.handle] ?? []).allSatisfy { willEnd($0, alive) }
    }
  }
}
