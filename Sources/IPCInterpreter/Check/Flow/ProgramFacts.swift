import IPCSyntax

/// What is known of a program's processes: who runs what, how often, and who does what to which queue or pipe.
struct ProgramFacts {
  /// The processes that may run a function.
  struct Runners {
    /// The contexts that surely may.
    var contexts: Set<Int> = []
    /// Whether others may too.
    var isOpen = false
  }

  /// How the processes of a context live.
  enum Nature {
    case main
    /// Waited for by its parent, unless somebody kills it.
    case child
    case daemon
    /// Not known, or never started.
    case unclear
  }

  let flow: Flow
  /// By function, who runs it.
  private(set) var runners: [Runners]
  /// By function, how often it is run.
  private(set) var times: [Times]
  /// By function, what its callers may catch, within one process.
  private(set) var callerGuards: [Guards]
  /// By function, whether a caller or parent may stand in a `within`.
  private(set) var isWithin: [Bool]
  /// By function, the queues whose items say how often its callers' loops turn.
  private(set) var feeders: [Set<Int>]
  /// By context, how it lives.
  private(set) var natures: [Nature] = []
  /// The contexts that somebody may kill.
  private(set) var killable: Set<Int> = []
  /// The contexts whose processes the script asks what they are, to decide by it.
  private(set) var asked: Set<Int> = []
  /// By object, the operations that may be done to it.
  private var indices: [Int: [Int]] = [:]
  /// By function, its operations.
  private var indicesByFunction: [Int: [Int]] = [:]

  var operations: [Operation] { flow.operations }
  var contexts: [ProcessContext] { flow.contexts }

  /// Draws the conclusions from what the flow recorded.
  init(_ flow: Flow) {
    self.flow = flow
    let count = flow.table.entries.count
    runners = Array(repeating: Runners(), count: count)
    times = []
    callerGuards = Array(repeating: Guards(), count: count)
    isWithin = Array(repeating: false, count: count)
    feeders = Array(repeating: [], count: count)
    spread()
    times = flow.countRuns()
    for (index, operation) in flow.operations.enumerated() {
      for object in operation.target.objects { indices[object, default: []].append(index) }
      indicesByFunction[operation.place.function, default: []].append(index)
    }
    natures = flow.contexts.indices.map { nature(of: $0) }
    killable = contexts(of: .kill)
    asked = contexts(of: .ask)
  }

  /// Carries runners, guards and `within` from callers to callees until nothing changes.
  private mutating func spread() {
    runners[0].contexts = [0]
    for index in runners.indices where flow.isEscaped[index] { runners[index].isOpen = true }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for call in flow.calls {
        let caller = call.place.function
        var sum = runners[call.callee]
        var guards = callerGuards[call.callee]
        if let context = call.context {
          sum.contexts.insert(context)
        } else {
          sum.contexts.formUnion(runners[caller].contexts)
          sum.isOpen = sum.isOpen || runners[caller].isOpen
          guards.formUnion(call.place.guards)
          guards.formUnion(callerGuards[caller])
        }
        let within = isWithin[call.callee] || isWithin[caller] || call.place.isWithin
        let queues = feeders[call.callee].union(feeders[caller]).union(call.place.feeders)
        let isNew =
          queues.count != feeders[call.callee].count
          || sum.contexts.count != runners[call.callee].contexts.count
          || sum.isOpen != runners[call.callee].isOpen
          || guards != callerGuards[call.callee] || within != isWithin[call.callee]
        guard isNew else { continue }
        hasChanged = true
        runners[call.callee] = sum
        callerGuards[call.callee] = guards
        isWithin[call.callee] = within
        feeders[call.callee] = queues
      }
    }
  }

  // MARK: Processes

  private func nature(of index: Int) -> Nature {
    guard let word = flow.contexts[index].word, let object = flow.contexts[index].object else {
      return .main
    }
    if word == .spawn { return .child }
    if word == .daemon { return .daemon }
    if flow.objects[object].isEscaped { return .unclear }
    var natures: Set<Nature> = []
    for operation in self.operations(on: object) {
      switch operation.action {
      case .makeDaemon: return .unclear
      case .start(let asDaemon): natures.insert(asDaemon ? .daemon : .child)
      default: break
      }
    }
    return natures.count == 1 ? natures.first ?? .unclear : .unclear
  }

  /// The contexts to whose processes something may be done.
  private func contexts(of action: Operation.Action) -> Set<Int> {
    var found: Set<Int> = []
    for operation in operations where operation.action == action {
      let (contexts, isOpen) = processes(in: operation.target)
      if isOpen { return Set(flow.contexts.indices) }
      found.formUnion(contexts)
    }
    return found
  }

  /// The contexts whose processes a value may be, also inside lists, and whether it may be others.
  func processes(in value: FlowValue) -> (contexts: Set<Int>, isOpen: Bool) {
    var contexts: Set<Int> = []
    var isOpen = value.isOpen
    var seen: Set<Int> = []
    var open = Array(value.objects)
    while let index = open.popLast() {
      guard seen.insert(index).inserted else { continue }
      let object = flow.objects[index]
      if let context = object.context { contexts.insert(context) }
      guard object.kind == .list else { continue }
      open += object.contents.objects
      isOpen = isOpen || object.isEscaped || object.contents.isOpen
    }
    return (contexts, isOpen)
  }

  /// The contexts of which a `join` of a value surely waits for a process.
  func surelyAwaited(_ value: FlowValue) -> Set<Int> {
    if let elements = flow.elements(of: value) {
      return elements.reduce(into: []) { $0.formUnion(surelyAwaited($1)) }
    }
    guard !value.isOpen, value.objects.count == 1, let index = value.objects.first else {
      return []
    }
    let object = flow.objects[index]
    if let context = object.context { return [context] }
    // Whatever was put into a list is waited for.
    guard object.kind == .list, !object.isEscaped else { return [] }
    return Set(object.contents.objects.compactMap { flow.objects[$0].context })
  }

  /// Whether a function is run by processes that are all known and like this.
  func isRun(_ function: Int, onlyBy test: (Int) -> Bool) -> Bool {
    let runners = runners[function]
    return !runners.isOpen && !runners.contexts.isEmpty && runners.contexts.allSatisfy(test)
  }

  /// Whether the processes of a context are waited for in the end, and nobody ends them before.
  func mustEndByItself(_ context: Int) -> Bool {
    switch natures[context] {
    case .main: true
    case .child: !killable.contains(context) && !isInWithin(contexts[context].place)
    case .daemon, .unclear: false
    }
  }

  /// How many processes a context stands for.
  func count(of context: Int) -> Times {
    if context == 0 { return .once }
    let place = contexts[context].place
    return times[place.function] * place.times * contexts[context].count
  }

  // MARK: Places

  /// How often something is done in all the run.
  func totalTimes(_ place: Place) -> Times {
    times[place.function] * place.times
  }

  /// Whether a place, or who calls its function, catches an error of a kind.
  func isCaught(_ kind: String, at place: Place) -> Bool {
    place.guards.catches(kind) || callerGuards[place.function].catches(kind)
  }

  /// Whether a `within` may end what happens at a place.
  func isInWithin(_ place: Place) -> Bool {
    place.isWithin || isWithin[place.function]
  }

  // MARK: Objects

  /// The objects that a value surely is one of, if they all are of a kind that fits and stay in sight.
  func objects(of value: FlowValue, where fits: (FlowObject) -> Bool) -> Set<Int>? {
    guard !value.isOpen, !value.objects.isEmpty,
      value.objects.allSatisfy({
        fits(flow.objects[$0]) && !flow.objects[$0].isEscaped
      })
    else { return nil }
    return value.objects
  }

  /// Whether an object's place makes just one of it.
  func isSingle(_ object: Int) -> Bool {
    totalTimes(flow.objects[object].place).count == 1
  }

  /// The operations that may be done to an object.
  func operations(on object: Int) -> [Operation] {
    (indices[object] ?? []).map { flow.operations[$0] }
  }

  /// The operations of a function.
  func operations(in function: Int) -> [Operation] {
    (indicesByFunction[function] ?? []).map { flow.operations[$0] }
  }

  /// The name of a variable that surely holds an object and can be seen from a function.
  func variable(holding object: Int, seenFrom function: Int) -> String? {
    let index = flow.variables.indices.first { index in
      let info = flow.resolution.variables[index]
      return flow.variables[index].objects == [object] && !flow.variables[index].isOpen
        && (info.global != nil || info.owner == function)
    }
    return index.map { flow.resolution.variables[$0].name }
  }

  /// The name by which an operation calls what it is done to, for messages.
  func name(of operand: Expression, or other: String) -> String {
    if case .name(let name) = operand.bare.kind { "`\(name.text)`" } else { other }
  }
}

extension Flow {
  /// By function, how often it is run.
  fileprivate func countRuns() -> [Times] {
    var times = Array(repeating: Times.never, count: table.entries.count)
    var callees: [[CallEdge]] = Array(repeating: [], count: times.count)
    var openCalls = Array(repeating: 0, count: times.count)
    for call in calls where !isEscaped[call.callee] {
      callees[call.place.function].append(call)
      openCalls[call.callee] += 1
    }
    times[0] = .once
    for index in times.indices where isEscaped[index] { times[index] = .unbounded }
    var ready = times.indices.filter { openCalls[$0] == 0 }
    var isDone = Array(repeating: false, count: times.count)
    while let caller = ready.popLast() {
      isDone[caller] = true
      for call in callees[caller] {
        times[call.callee] = times[call.callee] + times[caller] * call.place.times * call.count
        openCalls[call.callee] -= 1
        if openCalls[call.callee] == 0 { ready.append(call.callee) }
      }
    }
    // What is left calls itself, or is called by such: perhaps for ever.
    for index in times.indices where !isDone[index] { times[index] = .unbounded }
    return times
  }
}
