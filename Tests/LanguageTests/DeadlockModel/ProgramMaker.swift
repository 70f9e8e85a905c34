import IPCTestSupport

/// Makes random programs, the same ones for the same seed.
struct ProgramMaker {
  private var choices: SeededNumbers
  private var program = ModelProgram(bodies: [])

  private init(seed: UInt64) {
    choices = SeededNumbers(seed: seed)
  }

  /// A program whose runs can end in few ways, and these ways.
  ///
  /// Of three seeds one gives a program that never deadlocks, and one a program that always does.
  static func make(seed: UInt64) -> (program: ModelProgram, search: ModelSearch) {
    var attempt: UInt64 = 0
    while true {
      var maker = ProgramMaker(seed: seed &* 1_000 &+ attempt)
      maker.fill()
      let search = ModelSearch(maker.program, limit: 2_000)
      // Most of the programs can end in one way only.
      let most = seed % 4 == 0 ? 4 : 1
      let isWanted =
        switch seed % 3 {
        case 0: !search.outcomes.contains(where: \.isDeadlock)
        case 1: search.outcomes.allSatisfy(\.isDeadlock)
        default: true
        }
      if search.stateCount <= 2_000, search.outcomes.count <= most, isWanted {
        return (maker.program, search)
      }
      attempt += 1
    }
  }

  private mutating func fill() {
    let count = 2 + choices.next(below: 3)
    program.bodies = (0..<count).map { _ in [] }
    for _ in 0...choices.next(below: 3) {
      let word = choices.one(of: ["queue", "queue", "queue", "stack", "priority_queue"])
      program.queues.append(.init(word: word, limit: choices.one(of: [nil, nil, 1, 1, 2])))
    }
    program.pipes = choices.once(in: 2) ? 1 : 0
    let shared = Array(program.queues.indices)
    for process in 0..<count {
      for _ in 0..<(1 + choices.next(below: 3)) {
        program.bodies[process].append(operation(on: .queue(choices.one(of: shared))))
      }
      if program.pipes > 0 {
        for _ in 0..<choices.next(below: 3) { insert(pipeOperation(), into: process) }
      }
    }
    if choices.once(in: 3) { addCarrier() }
    addStarts()
    for process in 0..<count where choices.once(in: 2) { addChoice(to: process) }
    for _ in 0..<choices.next(below: 5) {
      insert(.sleep, into: choices.next(below: program.bodies.count))
    }
  }

  private mutating func operation(on place: ModelProgram.Place) -> ModelProgram.Operation {
    choices.one(of: [
      .put(place), .put(place), .put(place), .put(place), .get(place), .get(place), .get(place),
      .close(place), .joinQueue(place), .taskDone(place), .drain(place, marksDone: false),
      .drain(place, marksDone: true),
    ])
  }

  private mutating func pipeOperation() -> ModelProgram.Operation {
    choices.one(of: [
      .putLeft(0), .putLeft(0), .getRight(0), .getRight(0), .drainRight(0), .closeLeft(0),
      .closeLeft(0), .closeRight(0),
    ])
  }

  private mutating func insert(
    _ operation: ModelProgram.Operation,
    into process: Int,
    from first: Int = 0
  ) {
    let end = program.bodies[process].count
    let place = first + choices.next(below: end - first + 1)
    program.bodies[process].insert(operation, at: place)
  }

  /// A queue that one process makes and others get out of a queue.
  private mutating func addCarrier() {
    let carrier = program.queues.count
    program.queues.append(.init(limit: choices.one(of: [nil, nil, 1])))
    let owner = 1 + choices.next(below: program.bodies.count - 1)
    program.queues.append(.init(limit: choices.one(of: [nil, 1, 2]), owner: owner))
    insert(.send(carrier + 1, through: carrier), into: owner)
    for _ in 0..<(1 + choices.next(below: 2)) {
      insert(operation(on: .queue(carrier + 1)), into: owner)
    }
    for process in program.bodies.indices
    where process != owner && choices.once(in: process == 0 ? 2 : 3) {
      let place = choices.next(below: program.bodies[process].count + 1)
      program.bodies[process].insert(.receive(carrier), at: place)
      for _ in 0..<(1 + choices.next(below: 2)) {
        insert(operation(on: .taken), into: process, from: place + 1)
      }
    }
  }

  /// Makes one of two operations that stand side by side, or of one and a new one: whichever can be done first.
  private mutating func addChoice(to process: Int) {
    let body = program.bodies[process]
    let places = body.indices.filter { mayWait(body[$0]) }
    guard !places.isEmpty else { return }
    let place = choices.one(of: Array(places))
    var parts = [body[place]]
    if place + 1 < body.count, mayWait(body[place + 1]) {
      parts.append(program.bodies[process].remove(at: place + 1))
    } else {
      let shared = program.queues.indices.filter { program.queues[$0].owner == 0 }
      let queue = ModelProgram.Place.queue(choices.one(of: shared))
      parts.append(choices.once(in: 2) ? .get(queue) : .joinQueue(queue))
    }
    if choices.once(in: 2) { parts.reverse() }
    program.bodies[process][place] = .choose(parts)
  }

  /// Whether an operation may stand in a case of a `select`, and may have to wait there.
  private func mayWait(_ operation: ModelProgram.Operation) -> Bool {
    switch operation {
    case .put(.queue(let queue)): program.queues[queue].limit != nil
    case .get(.queue), .joinQueue(.queue), .join, .getRight: true
    default: false
    }
  }

  /// Who starts whom, and who joins whom.
  private mutating func addStarts() {
    var daemons: Set<Int> = []
    var ofMain: [Int] = []
    for process in (1..<program.bodies.count).reversed() {
      if choices.once(in: 5) { daemons.insert(process) }
    }
    var places: [Int: Int] = [:]
    for process in 1..<program.bodies.count {
      let other = process > 1 ? choices.next(below: process) : 0
      // A daemon may start daemons only.
      let parent = choices.once(in: 2) && !daemons.contains(other) ? other : 0
      let first = places[parent] ?? 0
      let end = program.bodies[parent].count
      // Mostly early, so that there is something to happen.
      let place = choices.once(in: 3) ? first + choices.next(below: end - first + 1) : first
      let isDaemon = daemons.contains(process)
      program.bodies[parent].insert(.spawn(process, isDaemon: isDaemon), at: place)
      places[parent] = place + 1
      guard !isDaemon else { continue }
      if parent == 0 {
        // Who is started later knows the handles of those that were started before.
        let earlier = ofMain.filter { $0 < process }
        if !earlier.isEmpty, choices.once(in: 4) {
          insert(.join([choices.one(of: earlier)]), into: process)
        }
        ofMain.append(process)
      } else if choices.once(in: 2) {
        insert(.join([process]), into: parent, from: place + 1)
      }
    }
    guard !ofMain.isEmpty, let last = places[0] else { return }
    switch choices.next(below: 4) {
    case 0: insert(.join(ofMain), into: 0, from: last)
    case 1: program.bodies[0].append(.join(ofMain))
    case 2: for process in ofMain { program.bodies[0].append(.join([process])) }
    default: break
    }
  }
}
