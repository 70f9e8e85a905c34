/// Walks through everything that can happen to a program, whoever is quicker, and collects how it can end.
struct ModelSearch {
  let program: ModelProgram
  let names: [ModelProgram.Names]
  private(set) var outcomes: Set<ModelOutcome> = []
  private(set) var stateCount = 0
  private var seen: Set<ModelState> = []
  private var waiting: [ModelState] = []

  /// Searches; `outcomes` is nothing to rely on when there are more states than `limit`.
  init(_ program: ModelProgram, limit: Int = 20_000) {
    self.program = program
    names = program.names()
    reach(ModelState(program))
    while let state = waiting.popLast(), seen.count <= limit { goOn(from: state) }
    stateCount = seen.count
  }

  private mutating func reach(_ state: ModelState) {
    if seen.insert(state).inserted { waiting.append(state) }
  }

  private mutating func goOn(from state: ModelState) {
    for process in state.processes.indices {
      for next in steps(process, in: state) { reach(next) }
    }
    noteEnd(of: state)
    let doomed = ModelDoom(program, names, state).doomed
    if doomed.contains(0) {
      var next = state
      next.processes[0].phase = .failing(.init(kind: "Deadlock", doomed: doomed))
      reach(next)
    } else if doomed.contains(where: { !state.processes[$0].isDaemon }) {
      var next = state
      for process in doomed where !state.processes[process].isDaemon {
        tell(process, doomed, &next)
      }
      reach(next)
    }
  }

  private func tell(_ process: Int, _ doomed: Set<Int>, _ state: inout ModelState) {
    guard state.processes[process].phase == .ending else {
      state.processes[process].phase = .failing(.init(kind: "Deadlock", doomed: doomed))
      return
    }
    // At its end it waits no more for its children.
    if !state.processes[process].hasFailed {
      state.reports[process] = .init(kind: "Deadlock", doomed: doomed)
      state.processes[process].hasFailed = true
    }
    end(process, &state)
  }

  // MARK: Steps

  /// What may come of the next step of a process; nothing when it waits or has ended.
  private func steps(_ process: Int, in state: ModelState) -> [ModelState] {
    var next = state
    switch state.processes[process].phase {
    case .new, .ended: return []
    case .failing(let failure):
      if process == 0 { return [] }
      next.reports[process] = failure
      next.processes[process].hasFailed = true
      next.processes[process].isAsleep = false
      next.processes[process].phase = .ending
    case .ending:
      guard state.children(of: process).isEmpty else { return asleep(process, in: state) }
      if process == 0 { return [] }
      end(process, &next)
    case .running:
      guard state.processes[process].position < program.bodies[process].count else {
        next.processes[process].phase = .ending
        return [next]
      }
      guard !program.waits(process, in: state) else { return asleep(process, in: state) }
      next.processes[process].isAsleep = false
      return program.possible(process, in: state).map { operation in
        var chosen = next
        chosen.carryOut(operation, of: process, names)
        return chosen
      }
    }
    return [next]
  }

  /// The state in which a process sleeps; none when it does so already.
  private func asleep(_ process: Int, in state: ModelState) -> [ModelState] {
    if state.processes[process].isAsleep { return [] }
    var next = state
    next.processes[process].isAsleep = true
    return [next]
  }

  /// Ends a process, and its daemons with it; its children are main's then.
  private func end(_ process: Int, _ state: inout ModelState) {
    state.processes[process].phase = .ended
    for child in state.processes.indices
    where child != 0 && state.processes[child].parent == process && state.processes[child].lives {
      if state.processes[child].isDaemon {
        state.processes[child].hasFailed = false
        end(child, &state)
      } else {
        state.processes[child].parent = 0
      }
    }
  }

  /// Notes how the run may end now: main does so at any moment once it has nothing to wait for.
  private mutating func noteEnd(of state: ModelState) {
    if case .failing(let failure) = state.processes[0].phase {
      var failures = state.reports
      failures[0] = failure
      outcomes.insert(ModelOutcome(exit: failure.kind == "Deadlock" ? 4 : 1, failures: failures))
    }
    if state.processes[0].phase == .ending, state.children(of: 0).isEmpty {
      // A daemon that is killed after its report and before its end has not failed.
      let isFailed = state.processes.contains { $0.phase == .ended && $0.hasFailed && !$0.isJoined }
      outcomes.insert(ModelOutcome(exit: isFailed ? 1 : 0, failures: state.reports))
    }
  }
}
