import IPCSyntax

/// Warns of joined queues whose items nobody marks as done, and of `task_done` without an item.
struct QueueChecks {
  let facts: ProgramFacts
  var warnings = Warnings()

  /// What is to be said about a program's `task_done`s.
  static func check(_ facts: ProgramFacts) -> [Diagnostic] {
    var checks = QueueChecks(facts: facts)
    for operation in facts.operations {
      switch operation.action {
      case .join: checks.checkJoin(operation)
      case .taskDone: checks.checkDone(operation)
      default: break
      }
    }
    return checks.warnings.diagnostics
  }

  /// `join` of a queue waits until as many items are done as were put.
  private mutating func checkJoin(_ join: Operation) {
    guard !join.isTimed, !join.isChoice, !facts.isCaught("Deadlock", at: join.place),
      !facts.isInWithin(join.place),
      let queues = facts.objects(of: join.target, where: { $0.kind == .queue }),
      queues.count == 1, let queue = queues.first, facts.isSingle(queue),
      // With `retry` what is not finished goes to the dead in the end.
      !facts.flow.objects[queue].hasRetry
    else { return }
    let uses = facts.operations(on: queue)
    guard !uses.contains(where: { $0.action == .taskDone }),
      let take = uses.first(where: \.isTake),
      // A queue that nothing was put into yet is done with at once.
      uses.contains(where: { ($0.action == .put || $0.action == .get) && precedes($0, join) })
    else { return }
    let name = facts.name(of: take.operand, or: "q")
    let hint = "write `task_done \(name.filter { $0 != "`" })` when an item is finished"
    warnings.add(
      .neverDone,
      "this `join` waits for ever: nobody marks the items of \(facts.name(of: join.operand, or: "the queue")) as done",
      at: join.operand.span,
      "waits until all are done",
      because: [
        .init(span: take.operand.span, text: "items are taken here, without `task_done`")
      ],
      hint: hint
    )
  }

  /// Whether an operation surely is over when a `join` is reached: in the same function, or in one that it calls.
  private func precedes(_ operation: Operation, _ join: Operation) -> Bool {
    guard !operation.isTimed, !operation.isChoice else { return false }
    if comes(operation.place, operation.span, before: join) { return true }
    return operation.place.times.least > 0
      && facts.flow.calls.contains { call in
        call.callee == operation.place.function && call.context == nil
          && comes(call.place, call.span, before: join)
      }
  }

  private func comes(_ place: Place, _ span: SourceSpan, before join: Operation) -> Bool {
    guard place.function == join.place.function, span.end <= join.span.start else { return false }
    if place.times.least > 0 { return true }
    return place.isUnconditional && place.blocks.last.map(join.place.blocks.contains) ?? false
  }

  /// Only what was taken can be marked as done.
  private mutating func checkDone(_ done: Operation) {
    guard !facts.isCaught("ValueError", at: done.place),
      let queues = facts.objects(of: done.target, where: { $0.kind == .queue }),
      let queue = queues.min(),
      queues.allSatisfy({ !facts.operations(on: $0).contains(where: \.isTake) })
    else { return }
    warnings.add(
      .doneUntaken,
      "nobody takes from \(facts.name(of: done.operand, or: "this queue")), so there is no item to be done with",
      at: done.operand.span,
      "`task_done` throws `ValueError`",
      because: [.init(span: facts.flow.objects[queue].span, text: "the queue is made here")],
      hint: "write `task_done` behind the `get` of the item"
    )
  }
}
