import IPCSyntax

/// Warns of daemons that are joined or spawn others, and of processes that are started twice.
struct ProcessChecks {
  let facts: ProgramFacts
  var warnings = Warnings()

  /// What is to be said about a program's processes.
  static func check(_ facts: ProgramFacts) -> [Diagnostic] {
    var checks = ProcessChecks(facts: facts)
    for operation in facts.operations {
      switch operation.action {
      case .join: checks.checkJoin(operation)
      case .makeDaemon: checks.checkStarted(operation)
      case .start(let asDaemon):
        checks.checkStarted(operation)
        if !asDaemon {
          let (processes, isOpen) = facts.processes(in: operation.target)
          if !isOpen, !processes.isEmpty, processes.allSatisfy({ facts.natures[$0] == .child }) {
            checks.checkDaemonSpawns(operation.span, operation.place)
          }
        }
      default: break
      }
    }
    for context in facts.contexts where context.word == .spawn {
      checks.checkDaemonSpawns(context.span, context.place)
    }
    return checks.warnings.diagnostics
  }

  // MARK: Joins

  /// A daemon ends when its parent ends, so nobody can wait for it.
  private mutating func checkJoin(_ join: Operation) {
    guard !facts.isCaught("DaemonJoin", at: join.place), !join.isChoice else { return }
    var reported: Set<SourceSpan> = []
    for (expression, value) in parts(of: join.operand, join.target) {
      guard let daemon = daemon(in: value), reported.insert(expression.span).inserted else {
        continue
      }
      let made = facts.contexts[daemon].span
      warnings.add(
        .daemonJoined,
        "a daemon cannot be joined: it ends only when its parent ends",
        at: expression.span,
        "`join` throws `DaemonJoin`",
        because: made == expression.span ? [] : [.init(span: made, text: "made a daemon here")],
        hint: "use `spawn`, or leave the `join` out"
      )
    }
  }

  /// The items of a list that is written out behind `join`, else the whole.
  private func parts(
    of operand: Expression,
    _ value: FlowValue
  ) -> [(expression: Expression, value: FlowValue)] {
    let operand = operand.bare
    if case .list(let items) = operand.kind, let elements = facts.flow.elements(of: value),
      elements.count == items.count
    {
      return zip(items, elements).flatMap { parts(of: $0, $1) }
    }
    return [(operand, value)]
  }

  /// A context of daemons, if a value is surely one of these, or a list in which there surely is one.
  private func daemon(in value: FlowValue) -> Int? {
    if let elements = facts.flow.elements(of: value) {
      return elements.lazy.compactMap { daemon(in: $0) }.first
    }
    let (contexts, isOpen) = facts.processes(in: value)
    guard !isOpen, !contexts.isEmpty, contexts.isDisjoint(with: facts.asked),
      contexts.allSatisfy({ facts.natures[$0] == .daemon })
    else { return nil }
    return contexts.min()
  }

  // MARK: Starts

  /// A process can be started once, and made a daemon only before.
  private mutating func checkStarted(_ operation: Operation) {
    guard !facts.isCaught("AlreadyStarted", at: operation.place),
      let objects = facts.objects(of: operation.target, where: { $0.kind == .process })
    else { return }
    let contexts = objects.compactMap { facts.flow.objects[$0].context }
    guard facts.asked.isDisjoint(with: contexts) else { return }
    let makers = contexts.map { facts.contexts[$0] }
    let started: SourceSpan
    if makers.allSatisfy({ $0.word != .process }) {
      guard let first = makers.min(by: { $0.span.start < $1.span.start }) else { return }
      started = first.span
    } else if objects.count == 1, let object = objects.first,
      let start = facts.operations(on: object).first(where: { comes($0, before: operation) })
    {
      started = start.span
    } else {
      return
    }
    let name = facts.name(of: operation.operand, or: "this process")
    warnings.add(
      .alreadyStarted,
      "\(name) has been started before this",
      at: operation.span,
      "throws `AlreadyStarted`",
      because: [.init(span: started, text: "started here")],
      hint: operation.action == .makeDaemon
        ? "start it with `daemon` instead of `spawn`" : "leave one of the two out"
    )
  }

  /// Whether a start of the process in the same variable surely comes before an operation.
  private func comes(_ start: Operation, before operation: Operation) -> Bool {
    guard case .start = start.action, start.place.function == operation.place.function,
      start.place.isUnconditional, start.span.end <= operation.span.start,
      let block = start.place.blocks.last, operation.place.blocks.contains(block),
      let variable = facts.flow.variable(start.operand),
      facts.flow.variable(operation.operand) == variable,
      case .constant = facts.flow.resolution.variables[variable].kind
    else { return false }
    return true
  }

  // MARK: Daemons

  /// A daemon's children would be left alone when it is killed, so it may have daemons only.
  private mutating func checkDaemonSpawns(_ span: SourceSpan, _ place: Place) {
    let isDaemon = facts.isRun(place.function) { context in
      facts.natures[context] == .daemon && !facts.asked.contains(context)
    }
    guard isDaemon, !facts.isCaught("ValueError", at: place),
      let daemon = facts.runners[place.function].contexts.min()
    else { return }
    warnings.add(
      .daemonSpawns,
      "a daemon cannot spawn a process that is no daemon",
      at: span,
      "`spawn` throws `ValueError`",
      because: [.init(span: facts.contexts[daemon].span, text: "runs in this daemon")],
      hint: "write `daemon` here too, or `spawn` there"
    )
  }
}
