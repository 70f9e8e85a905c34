/// Who is doomed at one moment, word for word as the language says it: the largest set of waiting processes such that whoever
/// could end the wait of a member is in the set too, has ended, or is nobody.
///
/// There are few processes, so all sets are tried.
struct ModelDoom {
  private let program: ModelProgram
  private let names: [ModelProgram.Names]
  private let state: ModelState
  private var waiting: [Int] = []
  /// All members, daemons too.
  private(set) var doomed: Set<Int> = []

  init(_ program: ModelProgram, _ names: [ModelProgram.Names], _ state: ModelState) {
    self.program = program
    self.names = names
    self.state = state
    waiting = state.processes.indices.filter(isWaiting)
    for bits in 1..<max(1, 1 << waiting.count) {
      let set = Set(waiting.indices.filter { bits & (1 << $0) != 0 }.map { waiting[$0] })
      // Two such sets together are one too, so there is a largest one.
      if isClosed(set) { doomed.formUnion(set) }
    }
  }

  private func isWaiting(_ process: Int) -> Bool {
    let record = state.processes[process]
    guard record.isAsleep else { return false }
    switch record.phase {
    case .running:
      return record.position < program.bodies[process].count && program.waits(process, in: state)
    case .ending: return !state.children(of: process).isEmpty
    case .new, .failing, .ended: return false
    }
  }

  private func isClosed(_ set: Set<Int>) -> Bool {
    let others = state.processes.indices.filter { state.processes[$0].lives && !set.contains($0) }
    // Who runs no more code reaches nothing.
    let coding = others.filter { state.processes[$0].phase != .ending }
    return set.allSatisfy { !canEnd($0, others, coding) }
  }

  private func canEnd(_ process: Int, _ others: [Int], _ coding: [Int]) -> Bool {
    let record = state.processes[process]
    guard record.phase == .running else {
      return state.children(of: process).contains(where: others.contains)
    }
    return canEnd(program.bodies[process][record.position], of: process, others, coding)
  }

  private func canEnd(
    _ operation: ModelProgram.Operation,
    of process: Int,
    _ others: [Int],
    _ coding: [Int]
  ) -> Bool {
    let record = state.processes[process]
    func reaches(_ place: ModelProgram.Place) -> Bool {
      reach(of: coding).contains(ModelProgram.index(of: place, in: record))
    }
    switch operation {
    case .choose(let parts): return parts.contains { canEnd($0, of: process, others, coding) }
    case .put(let place), .get(let place), .joinQueue(let place), .drain(let place, _):
      return reaches(place)
    case .send(_, let carrier), .receive(let carrier): return reaches(.queue(carrier))
    case .join(let processes): return processes.contains(where: others.contains)
    case .getRight(let pipe), .drainRight(let pipe):
      let holders = state.processes.indices.filter {
        state.processes[$0].lives && state.processes[$0].ends & (1 << (2 * pipe)) != 0
      }
      // Somebody who names it may put or close, or all may end, which closes the left end.
      return holders.contains { coding.contains($0) && names[$0].ends.contains(2 * pipe) }
        || holders.allSatisfy { willEnd($0, others, besides: process) }
    case .close, .taskDone, .spawn, .putLeft, .closeLeft, .closeRight, .sleep: return false
    }
  }

  /// The queues that some processes can use, also through queues that lie in queues.
  private func reach(of processes: [Int]) -> Set<Int> {
    var reached: Set<Int> = []
    for process in processes {
      reached.formUnion(names[process].queues)
      if let taken = state.processes[process].taken { reached.insert(taken) }
    }
    var isGrowing = true
    while isGrowing {
      let inside = reached.flatMap { state.queues[$0].carried }
      isGrowing = !reached.isSuperset(of: inside)
      reached.formUnion(inside)
    }
    return reached
  }

  /// Whether a process, and all that it waits for at its end, go on, and its end does not itself wait for `process`.
  private func willEnd(_ holder: Int, _ others: [Int], besides process: Int) -> Bool {
    var above = process
    while above != 0 {
      if above == holder { return false }
      above = state.processes[above].parent
    }
    if holder == 0 { return false }
    let record = state.processes[holder]
    if record.isDaemon, willEnd(record.parent, others, besides: process) { return true }
    return others.contains(holder)
      && state.children(of: holder).allSatisfy { willEnd($0, others, besides: process) }
  }
}
