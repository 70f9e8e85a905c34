import IPCSyntax

/// Warns of loops that wait for items for ever, since all that will ever come has been put and nobody closes the queue.
struct EndlessLoops {
  /// A loop that takes from queues and never ends.
  struct Endless {
    var loop: Statement
    var take: Operation
  }

  /// A `join` with the processes that it may wait for.
  private struct Join {
    var operation: Operation
    var processes: Set<Int>
    var isOpen: Bool
    /// Those that it surely waits for.
    var awaited: Set<Int>
    /// Whether it waits for one process, whichever that is.
    var isOfOne: Bool
  }

  private let facts: ProgramFacts
  private var exits: ExitFinder
  private var joins: [Join] = []
  /// The joins that are reported.
  private var reported: Set<SourceSpan> = []
  private var warnings = Warnings()

  private init(_ facts: ProgramFacts) {
    self.facts = facts
    exits = facts.flow.exits
    for operation in facts.operations where operation.action == .join {
      let (processes, isOpen) = facts.processes(in: operation.target)
      joins.append(
        Join(
          operation: operation,
          processes: processes,
          isOpen: isOpen,
          awaited: facts.surelyAwaited(operation.target),
          isOfOne: !isOpen && operation.target.kinds == .process
        )
      )
    }
  }

  /// What is to be said about a program's consumers.
  static func check(_ facts: ProgramFacts) -> [Diagnostic] {
    var checks = EndlessLoops(facts)
    for operation in facts.operations where operation.action == .walk {
      checks.checkWalk(operation)
    }
    checks.checkProcesses()
    return checks.warnings.diagnostics
  }

  /// The queues that a value surely is one of, if each runs dry in the end and is not closed.
  private func dryQueues(_ take: Operation) -> Set<Int>? {
    guard !take.isTimed, !take.isChoice, !facts.isCaught("Deadlock", at: take.place),
      !facts.isCaught("Closed", at: take.place), !facts.isInWithin(take.place),
      let queues = facts.objects(of: take.target, where: { $0.kind == .queue }),
      queues.allSatisfy({ facts.runsDry($0) })
    else { return nil }
    return queues
  }

  // MARK: for

  /// `for x in q` ends when the queue is closed, and not before.
  private mutating func checkWalk(_ walk: Operation) {
    guard walk.bodyExits.isDisjoint(with: .leaving), let queues = dryQueues(walk),
      let queue = queues.min(),
      facts.isRun(walk.place.function, onlyBy: { facts.mustEndByItself($0) })
    else { return }
    let name = facts.name(of: walk.operand, or: "this queue")
    warnings.add(
      .neverClosed,
      "this loop never ends: nobody closes \(name)",
      at: walk.operand.span,
      "waits for more when all is taken",
      because: [.init(span: facts.flow.objects[queue].span, text: "the queue is made here")],
      hint: closingHint(queue, walk.place.function)
    )
  }

  // MARK: while true

  private mutating func checkProcesses() {
    var found: [Int: Endless] = [:]
    for index in facts.contexts.indices where facts.mustEndByItself(index) {
      guard let function = facts.contexts[index].function else { continue }
      found[index] = endlessLoop(in: function)
    }
    for (index, endless) in found.sorted(by: { $0.key < $1.key }) {
      if index == 0 {
        reportMain(endless)
      } else {
        report(index, endless, among: Set(found.keys))
      }
    }
  }

  /// The loop that a call of the function surely comes to, and stays in.
  private mutating func endlessLoop(in function: Int) -> Endless? {
    var seen: Set<Int> = []
    return endlessLoop(in: function, &seen)
  }

  private mutating func endlessLoop(in function: Int, _ seen: inout Set<Int>) -> Endless? {
    guard seen.insert(function).inserted else { return nil }
    for statement in facts.flow.table.block(of: function).statements {
      switch statement.kind {
      case .whileLoop(_, let body):
        guard exits.exits(of: statement).isEmpty else { break }
        return take(in: body, of: function).map { Endless(loop: statement, take: $0) }
      case .expression(let expression):
        if let callee = callee(of: expression), let endless = endlessLoop(in: callee, &seen) {
          return endless
        }
      default: break
      }
      guard exits.exits(of: statement) == .normal else { return nil }
    }
    return nil
  }

  private func callee(of expression: Expression) -> Int? {
    guard case .call(let callee, _) = expression.bare.kind, case .name(let name) = callee.bare.kind,
      case .variable(let variable) = facts.flow.resolution.bindings[name.id.index],
      case .function(let index) = facts.flow.resolution.variables[variable].kind
    else { return nil }
    return index
  }

  /// A `get` that every turn of a loop comes to, of a queue that runs dry.
  private mutating func take(in body: Block, of function: Int) -> Operation? {
    let operations = facts.operations(in: function)
    for statement in body.statements {
      let take = operations.first { operation in
        operation.action == .get && operation.place.isUnconditional
          && operation.place.blocks.last == body.span && operation.span.isInside(statement.span)
          && dryQueues(operation) != nil
      }
      if let take { return take }
      guard exits.exits(of: statement) == .normal else { return nil }
    }
    return nil
  }

  // MARK: Messages

  private mutating func report(_ index: Int, _ endless: Endless, among all: Set<Int>) {
    let context = facts.contexts[index]
    var isJoined = false
    for join in joins where join.isOpen || join.processes.contains(index) {
      isJoined = true
      let isSure =
        join.awaited.contains(index) || join.isOfOne && join.processes.isSubset(of: all)
      let join = join.operation
      guard isSure, !join.isTimed, !join.isChoice,
        !facts.isCaught("Deadlock", at: join.place),
        !facts.isCaught("ProcessFailed", at: join.place), !facts.isInWithin(join.place),
        reported.insert(join.operand.span).inserted
      else { continue }
      report(endless, "\(context.name) never ends, so this `join` waits for ever", at: join.operand)
    }
    // If main fails, all that it started is ended.
    let mainExits = exits.exits(of: facts.flow.table.block(of: 0))
    guard !isJoined, !mainExits.isDisjoint(with: [.normal, .ending]) else { return }
    let isOfMain = facts.isRun(context.place.function) { $0 == 0 }
    let parent = isOfMain ? "main" : "its parent"
    let title = "\(context.name) never ends, and \(parent) waits for it at its own end"
    warnings.add(
      .endlessConsumer,
      title,
      at: context.span,
      "started here",
      because: labels(endless),
      hint: isCounted(endless.take)
        ? "make it a `daemon`, which ends with its parent"
        : loopHint(endless.take)
    )
  }

  private mutating func report(_ endless: Endless, _ title: String, at operand: Expression) {
    warnings.add(
      .endlessConsumer,
      title,
      at: operand.span,
      "never ready",
      because: labels(endless),
      hint: loopHint(endless.take)
    )
  }

  private mutating func reportMain(_ endless: Endless) {
    warnings.add(
      .endlessConsumer,
      "this loop never ends: it waits for more when all is taken",
      at: endless.loop.head,
      because: labels(endless),
      hint: loopHint(endless.take)
    )
  }

  private func labels(_ endless: Endless) -> [Diagnostic.Label] {
    let name = facts.name(of: endless.take.operand, or: "the queue")
    return [
      .init(span: endless.take.span, text: "waits here for more, and nobody closes \(name)")
    ]
  }

  private func closingHint(_ queue: Int, _ function: Int) -> String {
    let maker = facts.flow.objects[queue].place.function
    let name = facts.variable(holding: queue, seenFrom: maker)
    return "write `close \(name ?? "q")` when all is put"
  }

  private func loopHint(_ take: Operation) -> String {
    let name = facts.flow.table.text(of: take.operand) ?? "q"
    return "take with `for x in \(name)`, and `close` the queue when all is put"
  }

  /// Whether somebody joins the queue, so that all is done before main comes to its end.
  private func isCounted(_ take: Operation) -> Bool {
    take.target.objects.contains { queue in
      facts.operations(on: queue).contains { $0.action == .join }
    }
  }
}

extension SourceSpan {
  /// Whether all of it lies in another.
  func isInside(_ other: SourceSpan) -> Bool { start >= other.start && end <= other.end }
}
