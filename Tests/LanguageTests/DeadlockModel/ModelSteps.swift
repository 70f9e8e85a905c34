/// What the operations do, and when they wait.
extension ModelProgram {
  /// The queue that an operation of a process is about.
  static func index(of place: Place, in process: ModelState.Process) -> Int {
    switch place {
    case .queue(let index): return index
    case .taken:
      guard let taken = process.taken else { preconditionFailure("nothing was taken") }
      return taken
    }
  }

  /// Whether the operation that a process is at has to wait.
  func waits(_ process: Int, in state: ModelState) -> Bool {
    let operation = bodies[process][state.processes[process].position]
    return waits(operation, of: process, in: state)
  }

  /// The operations of which a process may carry one out now.
  func possible(_ process: Int, in state: ModelState) -> [Operation] {
    let operation = bodies[process][state.processes[process].position]
    guard case .choose(let parts) = operation else { return [operation] }
    return parts.filter { !waits($0, of: process, in: state) }
  }

  private func waits(_ operation: Operation, of process: Int, in state: ModelState) -> Bool {
    let record = state.processes[process]
    func queue(_ place: Place) -> ModelState.Queue {
      state.queues[Self.index(of: place, in: record)]
    }
    func isFull(_ place: Place) -> Bool {
      guard let limit = queues[Self.index(of: place, in: record)].limit else { return false }
      return !queue(place).isClosed && queue(place).put - queue(place).got >= limit
    }
    func isEmpty(_ place: Place) -> Bool {
      !queue(place).isClosed && queue(place).put == queue(place).got
    }
    switch operation {
    case .choose(let parts): return parts.allSatisfy { waits($0, of: process, in: state) }
    case .put(let place): return isFull(place)
    case .send(_, let carrier): return isFull(.queue(carrier))
    case .get(let place): return isEmpty(place)
    case .drain(let place, _): return !record.marks && isEmpty(place)
    case .receive(let carrier): return isEmpty(.queue(carrier))
    case .joinQueue(let place): return queue(place).put != queue(place).done
    case .join(let processes): return processes.contains { state.processes[$0].phase != .ended }
    case .getRight(let pipe), .drainRight(let pipe):
      return record.ends & (1 << (2 * pipe + 1)) != 0 && state.pipes[pipe] == 0
        && state.isHeld(2 * pipe)
    case .close, .taskDone, .spawn, .putLeft, .closeLeft, .closeRight, .sleep: return false
    }
  }
}

extension ModelState {
  /// Carries an operation of a process out, its next one or a part of that, which does not have to wait.
  mutating func carryOut(
    _ operation: ModelProgram.Operation,
    of process: Int,
    _ names: [ModelProgram.Names]
  ) {
    let record = processes[process]
    func index(_ place: ModelProgram.Place) -> Int { ModelProgram.index(of: place, in: record) }
    switch operation {
    case .choose: preconditionFailure("one of its parts is carried out")
    case .put(let place): put(nil, index(place), process)
    case .send(let queue, let carrier): put(queue, carrier, process)
    case .get(let place): get(index(place), process)
    case .receive(let carrier): get(carrier, process)
    case .close(let place):
      queues[index(place)].isClosed = true
      processes[process].position += 1
    case .joinQueue, .sleep: processes[process].position += 1
    case .taskDone(let place): markDone(index(place), process)
    case .drain(let place, let marksDone):
      drain(index(place), process, marksDone: marksDone)
    case .spawn(let child, let isDaemon):
      processes[child].phase = .running
      processes[child].parent = process
      processes[child].isDaemon = isDaemon
      for end in names[child].ends where record.ends & (1 << end) != 0 {
        processes[child].ends |= 1 << end
      }
      processes[process].position += 1
    case .join(let joined):
      for other in joined { processes[other].isJoined = true }
      goOn(process, unless: joined.contains { processes[$0].hasFailed }, "ProcessFailed")
    case .putLeft(let pipe):
      let isOpen = record.ends & (1 << (2 * pipe)) != 0 && isHeld(2 * pipe + 1)
      if isOpen { pipes[pipe] += 1 }
      goOn(process, unless: !isOpen, "Closed")
    case .getRight(let pipe):
      let isThere = record.ends & (1 << (2 * pipe + 1)) != 0 && pipes[pipe] > 0
      if isThere { pipes[pipe] -= 1 }
      goOn(process, unless: !isThere, "Closed")
    case .drainRight(let pipe):
      if record.ends & (1 << (2 * pipe + 1)) == 0 { return goOn(process, unless: true, "Closed") }
      if pipes[pipe] > 0 { pipes[pipe] -= 1 } else { processes[process].position += 1 }
    case .closeLeft(let pipe): release(2 * pipe, process)
    case .closeRight(let pipe): release(2 * pipe + 1, process)
    }
  }

  private mutating func goOn(_ process: Int, unless isWrong: Bool, _ kind: String) {
    if isWrong {
      processes[process].phase = .failing(.init(kind: kind))
    } else {
      processes[process].position += 1
    }
  }

  private mutating func put(_ carried: Int?, _ queue: Int, _ process: Int) {
    if !queues[queue].isClosed {
      queues[queue].put += 1
      if let carried { queues[queue].carried.append(carried) }
    }
    goOn(process, unless: queues[queue].isClosed, "Closed")
  }

  private mutating func get(_ queue: Int, _ process: Int) {
    let isThere = queues[queue].put > queues[queue].got
    if isThere {
      queues[queue].got += 1
      if !queues[queue].carried.isEmpty {
        processes[process].taken = queues[queue].carried.removeFirst()
      }
    }
    goOn(process, unless: !isThere, "Closed")
  }

  private mutating func markDone(_ queue: Int, _ process: Int) {
    let isWrong = queues[queue].done >= queues[queue].got
    if !isWrong { queues[queue].done += 1 }
    goOn(process, unless: isWrong, "ValueError")
  }

  private mutating func drain(_ queue: Int, _ process: Int, marksDone: Bool) {
    let position = processes[process].position
    if processes[process].marks {
      processes[process].marks = false
      markDone(queue, process)
    } else if queues[queue].put > queues[queue].got {
      queues[queue].got += 1
      processes[process].marks = marksDone
    } else {
      processes[process].position += 1
      return
    }
    processes[process].position = position
  }

  private mutating func release(_ end: Int, _ process: Int) {
    processes[process].ends &= ~(1 << end)
    processes[process].position += 1
  }
}
