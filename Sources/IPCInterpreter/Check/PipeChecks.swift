import IPCSyntax

/// Warns of pipes that are used the wrong way round, by one process alone, or kept open by who waits for their end.
struct PipeChecks {
  let facts: ProgramFacts
  var warnings = Warnings()

  /// What is to be said about a program's pipes.
  static func check(_ facts: ProgramFacts) -> [Diagnostic] {
    var checks = PipeChecks(facts: facts)
    for operation in facts.operations {
      switch operation.action {
      case .put: checks.checkDirection(operation, isLeft: false)
      case .get, .walk: checks.checkDirection(operation, isLeft: true)
      case .join: checks.checkHeldOpen(operation)
      default: break
      }
    }
    for (index, object) in facts.flow.objects.enumerated() where object.kind == .leftEnd {
      checks.checkUsers(ofLeft: index)
    }
    return checks.warnings.diagnostics
  }

  // MARK: Direction

  private mutating func checkDirection(_ operation: Operation, isLeft: Bool) {
    let kind: FlowObject.Kind = isLeft ? .leftEnd : .rightEnd
    let ends = operation.target.objects
    // An end that has escaped is still what it is.
    guard !operation.target.isOpen, let end = ends.min(),
      ends.allSatisfy({ facts.flow.objects[$0].kind == kind && facts.flow.objects[$0].isOneWay }),
      !facts.isCaught("ValueError", at: operation.place)
    else { return }
    let name = facts.name(of: operation.operand, or: "this")
    warnings.add(
      .wrongDirection,
      isLeft
        ? "\(name) is the left end of a pipe, from which nothing can be taken"
        : "\(name) is the right end of a pipe, into which nothing can be put",
      at: operation.operand.span,
      "throws `ValueError`",
      because: [.init(span: facts.flow.objects[end].span, text: "the pipe is made here")],
      hint: directionHint(operation, end)
    )
  }

  private func directionHint(_ operation: Operation, _ end: Int) -> String {
    let way = "`pipe(duplex: true)` goes both ways"
    guard let partner = facts.flow.objects[end].partner,
      let name = facts.variable(holding: partner, seenFrom: operation.place.function)
    else { return "take the other end; \(way)" }
    return switch operation.action {
    case .put: "write `put \(name), …`; \(way)"
    case .walk: "write `in \(name)`; \(way)"
    default: "write `get \(name)`; \(way)"
    }
  }

  // MARK: Users

  /// A pipe is for two processes.
  private mutating func checkUsers(ofLeft left: Int) {
    guard let right = facts.flow.objects[left].partner, facts.isSingle(left),
      !facts.flow.objects[left].isEscaped, !facts.flow.objects[right].isEscaped
    else { return }
    var pairs = [(put: left, take: right)]
    if !facts.flow.objects[left].isOneWay { pairs.append((put: right, take: left)) }
    let used = pairs.compactMap { pair -> (put: Operation, take: Operation)? in
      guard let put = facts.operations(on: pair.put).first(where: { $0.action == .put }),
        let take = facts.operations(on: pair.take).first(where: \.isTake)
      else { return nil }
      return (put, take)
    }
    guard let (put, take) = used.first else { return }
    let uses = facts.operations(on: left) + facts.operations(on: right)
    var users: Set<Int> = []
    for use in uses {
      let runners = facts.runners[use.place.function]
      guard !runners.isOpen else { return }
      users.formUnion(runners.contexts)
    }
    guard users.count == 1, let user = users.first, facts.count(of: user).count == 1 else { return }
    warnings.add(
      .oneProcessPipe,
      "both ends of this pipe are used by one process only",
      at: facts.flow.objects[left].span,
      "made here",
      because: [
        .init(span: put.operand.span, text: "put here"),
        .init(span: take.operand.span, text: "taken here, in the same process"),
      ],
      hint: "give one end to a child; within one process, a list does"
    )
  }

  // MARK: Ends held open

  /// Who waits for a process that reads a pipe to its end must not hold the left end open meanwhile.
  private mutating func checkHeldOpen(_ join: Operation) {
    guard !join.isTimed, !join.isChoice, !facts.isCaught("Deadlock", at: join.place),
      !facts.isInWithin(join.place),
      facts.isRun(join.place.function, onlyBy: { facts.mustEndByItself($0) })
    else { return }
    let awaited = facts.surelyAwaited(join.target).filter { facts.mustEndByItself($0) }
    let functions = Set(awaited.compactMap { facts.contexts[$0].function })
    for walk in functions.flatMap({ facts.operations(in: $0) }) where walk.action == .walk {
      guard
        facts.isRun(walk.place.function, onlyBy: { awaited.contains($0) }),
        walk.bodyExits.isDisjoint(with: .leaving), walk.place.times.least > 0,
        !facts.isCaught("Deadlock", at: walk.place), !facts.isInWithin(walk.place),
        let ends = facts.objects(of: walk.target, where: { $0.kind == .rightEnd }),
        ends.count == 1, let right = ends.first, let left = facts.flow.objects[right].partner,
        isHeld(left, at: join)
      else { continue }
      let name = facts.variable(holding: left, seenFrom: join.place.function)
      let reader = awaited.first { facts.contexts[$0].function == walk.place.function }
      warnings.add(
        .heldOpen,
        "this `join` never ends, as \(name.map { "`\($0)`" } ?? "the left end") is still open here",
        at: join.operand.span,
        "waits for \(reader.map { facts.contexts[$0].name } ?? "the process")",
        because: [
          .init(span: walk.operand.span, text: "reads until every left end is closed"),
          .init(span: facts.flow.objects[left].span, text: "the pipe is made here"),
        ],
        hint: "write `close \(name ?? "left")` before the `join`"
      )
      return
    }
  }

  /// Whether the process that joins made the pipe, just before in the same function, and still holds its left end.
  private func isHeld(_ left: Int, at join: Operation) -> Bool {
    let object = facts.flow.objects[left]
    guard facts.isSingle(left), !object.isEscaped, object.isOneWay,
      object.place.function == join.place.function, object.span.end <= join.span.start,
      object.place.isUnconditional, let block = object.place.blocks.last,
      join.place.blocks.contains(block)
    else { return false }
    let holders = facts.runners[join.place.function]
    return facts.operations(on: left).allSatisfy { close in
      guard close.action == .close else { return true }
      let closers = facts.runners[close.place.function]
      if !closers.isOpen, closers.contexts.isDisjoint(with: holders.contexts) { return true }
      return close.place.function == join.place.function && close.span.start >= join.span.end
        && !close.place.isInLoop
    }
  }
}
