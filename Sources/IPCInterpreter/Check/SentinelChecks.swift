import IPCSyntax

/// Warns where consumers stop at a last item of their own each, and fewer of these are put than consumers wait.
struct SentinelChecks {
  /// A loop that takes from a queue until a certain literal comes.
  private struct Consumer {
    var take: Operation
    var queue: Int
    var sentinel: Expression
    var condition: Expression
  }

  let facts: ProgramFacts
  var exits: ExitFinder
  var warnings = Warnings()

  /// What is to be said about a program's last items.
  static func check(_ facts: ProgramFacts) -> [Diagnostic] {
    var checks = SentinelChecks(facts: facts, exits: facts.flow.exits)
    for function in facts.runners.indices { checks.check(function) }
    return checks.warnings.diagnostics
  }

  private mutating func check(_ function: Int) {
    guard let consumer = consumer(function), facts.runsDry(consumer.queue),
      facts.isSingle(consumer.queue),
      facts.isRun(
        function,
        onlyBy: { facts.contexts[$0].function == function && facts.mustEndByItself($0) }
      )
    else { return }
    let contexts = facts.runners[function].contexts.sorted()
    let wanted = contexts.reduce(0) { sum, context in
      let (total, overflow) = sum.addingReportingOverflow(facts.count(of: context).least)
      return overflow ? .max : total
    }
    var sum = Times.never
    var puts: [Operation] = []
    for put in facts.operations(on: consumer.queue) where put.action == .put {
      guard consumer.sentinel.mayEqual(put) else { continue }
      sum = sum + facts.totalTimes(put.place)
      puts.append(put)
    }
    guard let given = sum.count, given < wanted else { return }
    report(consumer, puts, given: given, wanted: wanted, contexts)
  }

  /// The shape `while true { let x = get q; if x == "end" { return } … }`, which nothing else leaves.
  private mutating func consumer(_ function: Int) -> Consumer? {
    for statement in facts.flow.table.block(of: function).statements {
      if case .whileLoop(let condition, let body) = statement.kind {
        return condition.isTrueLiteral ? consumer(body, of: function) : nil
      }
      guard exits.exits(of: statement) == .normal else { return nil }
    }
    return nil
  }

  private mutating func consumer(_ body: Block, of function: Int) -> Consumer? {
    let operations = facts.operations(in: function)
    var item: (variable: Int, take: Operation)?
    var found: Consumer?
    for statement in body.statements {
      if let (variable, take) = item, found == nil, let end = end(statement, of: variable),
        let queues = facts.objects(of: take.target, where: { $0.kind == .queue }),
        queues.count == 1, let queue = queues.first
      {
        found = Consumer(take: take, queue: queue, sentinel: end.sentinel, condition: end.condition)
        continue
      }
      guard exits.exits(of: statement).isSubset(of: found == nil ? .normal : [.normal, .continues])
      else { return nil }
      if item == nil { item = taken(by: statement, in: body, operations) }
    }
    return found
  }

  /// `let x = get q`.
  private func taken(
    by statement: Statement,
    in body: Block,
    _ operations: [Operation]
  ) -> (Int, Operation)? {
    guard case .binding(false, let names, let values) = statement.kind, names.count == 1,
      let value = values.first?.bare,
      case .variable(let variable) = facts.flow.resolution.bindings[names[0].id.index]
    else { return nil }
    let take = operations.first { $0.action == .get && $0.span == value.span }
    guard let take, !take.isTimed, !facts.isCaught("Deadlock", at: take.place),
      !facts.isInWithin(take.place), take.place.blocks.last == body.span
    else { return nil }
    return (variable, take)
  }

  /// `if x == "end" { return }`, with the literal.
  private mutating func end(
    _ statement: Statement,
    of variable: Int
  ) -> (sentinel: Expression, condition: Expression)? {
    guard case .conditional(let condition, let then, let otherwise) = statement.kind,
      case .binary(.equal, let first, let second, _) = condition.bare.kind
    else { return nil }
    let inside = exits.exits(of: then)
    guard inside.isSubset(of: .leaving), !inside.isEmpty,
      otherwise.map({ exits.exits(of: $0).isSubset(of: [.normal, .continues]) }) ?? true
    else { return nil }
    for (name, literal) in [(first, second), (second, first)]
    where facts.flow.variable(name) == variable && literal.isPlainLiteral {
      return (literal.bare, condition)
    }
    return nil
  }

  // MARK: Messages

  private mutating func report(
    _ consumer: Consumer,
    _ puts: [Operation],
    given: Int,
    wanted: Int,
    _ contexts: [Int]
  ) {
    let sentinel = "`\(consumer.sentinel.literalText)`"
    let made = contexts.filter { $0 > 0 }.map { context in
      Diagnostic.Label(span: facts.contexts[context].span, text: "waits for one")
    }
    let queue = facts.name(of: consumer.take.operand, or: "the queue")
    if let put = puts.first, let item = put.itemExpression {
      warnings.add(
        .tooFewSentinels,
        "\(wanted) processes stop at \(sentinel), which is put \(Self.phrase(given))",
        at: item.span,
        "put here",
        because: made,
        hint:
          "put one for each: `for _ in 1...\(wanted) { put … }`, or `close` the queue and take with `for`"
      )
    } else {
      warnings.add(
        .tooFewSentinels,
        "nobody puts \(sentinel) into \(queue), so this loop never ends",
        at: consumer.condition.span,
        "never true",
        because: made,
        hint: "put one for each process that waits, or `close` the queue and take with `for`"
      )
    }
  }

  private static func phrase(_ count: Int) -> String {
    switch count {
    case 0: "never"
    case 1: "once"
    case 2: "twice"
    default: "\(count) times"
    }
  }
}

extension Expression {
  /// Whether it is a literal that a last item may be.
  fileprivate var isPlainLiteral: Bool {
    switch bare.kind {
    case .null, .bool, .integer, .string: true
    case .unary: integerLiteral != nil
    default: false
    }
  }

  /// The text of such a literal.
  fileprivate var literalText: String {
    switch bare.kind {
    case .null: "nil"
    case .bool(let value): "\(value)"
    case .string(let text): "\"\(text)\""
    default: integerLiteral.map { "\($0)" } ?? ""
    }
  }

  /// The types of such a literal.
  private var literalKinds: ValueKinds {
    switch bare.kind {
    case .null: .null
    case .bool: .bool
    case .string: .string
    default: .number
    }
  }

  /// Whether what is put may equal this literal.
  fileprivate func mayEqual(_ put: Operation) -> Bool {
    guard let item = put.item, let expression = put.itemExpression?.bare else { return true }
    let kinds = item.kinds.comparable
    if !kinds.isEmpty, kinds.isDisjoint(with: literalKinds.comparable) { return false }
    if expression.isPlainLiteral { return expression.literalText == literalText }
    if case .interpolation(let parts) = expression.kind, case .string(let text) = bare.kind {
      return parts.allSatisfy { part in
        if case .text(let piece) = part { return text.utf8.hasPart(piece.utf8) }
        return true
      }
    }
    return true
  }
}

extension String.UTF8View {
  /// Whether another text is part of this one.
  fileprivate func hasPart(_ part: String.UTF8View) -> Bool {
    indices.contains { self[$0...].starts(with: part) } || part.isEmpty
  }
}
