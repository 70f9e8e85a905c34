import IPCSyntax

/// Warns of conditions and comparisons whose outcome is certain.
struct ConditionChecks {
  let flow: Flow
  var warnings = Warnings()

  /// What is to be said about a program's conditions and comparisons.
  static func check(_ flow: Flow) -> [Diagnostic] {
    var checks = ConditionChecks(flow: flow)
    for condition in flow.conditions { checks.check(condition) }
    for comparison in flow.comparisons { checks.check(comparison) }
    var visitor = ComparisonVisitor(resolution: flow.resolution)
    for index in flow.table.entries.indices where flow.table.entries[index].isOutermost {
      visitor.visit(flow.table.block(of: index))
    }
    return checks.warnings.diagnostics + visitor.warnings.diagnostics
  }

  // MARK: Conditions

  private mutating func check(_ condition: Flow.Condition) {
    let kinds = condition.value.kinds
    guard !condition.value.isOfCallers, !kinds.isEmpty, kinds.isDisjoint(with: [.null, .bool])
    else {
      return
    }
    // `while 1` is what some other languages write for `while true`, and means it.
    if condition.isOfLoop, condition.expression.integerLiteral != nil { return }
    let what = kinds.comparable.phrase ?? "what stands here"
    warnings.add(
      .constantCondition,
      "this condition is always true",
      at: condition.expression.span,
      "\(what) counts as true, whatever its value",
      hint: hint(for: kinds.comparable, condition.expression)
    )
  }

  private func hint(for kinds: ValueKinds, _ expression: Expression) -> String {
    let text = flow.table.text(of: expression) ?? "x"
    if case .function(let function) = expression.bare.kind, function.form == .lambda {
      return "write `>=` to compare"
    }
    return switch kinds {
    case .number: "write `\(text) != 0`"
    case .string: "write `\(text) != \"\"`"
    case .list, .map: "write `len(\(text)) > 0`"
    case .queue: "write `not \(text).empty`"
    case .process: "write `\(text).alive`"
    case .function: "write `\(text)()`"
    default: "only `nil` and `false` count as false: compare it with something"
    }
  }

  // MARK: Types

  private mutating func check(_ comparison: Flow.Comparison) {
    guard case .binary(let operation, let first, let second, _) = comparison.expression.kind,
      !comparison.first.isOfCallers, !comparison.second.isOfCallers
    else { return }
    let one = comparison.first.kinds.comparable
    let other = comparison.second.kinds.comparable
    guard !one.isEmpty, !other.isEmpty, one.isDisjoint(with: other) else { return }
    // A name that is always nil is there to be given a value one day.
    for (kinds, side) in [(one, first), (other, second)] where kinds == .null {
      guard case .null = side.bare.kind else { return }
    }
    let outcome = operation == .equal ? "false" : "true"
    let types =
      one.phrase.map { one in other.phrase.map { "\(one) never equals \($0)" } ?? "" } ?? ""
    warnings.add(
      .constantComparison,
      "this comparison is always \(outcome)",
      at: comparison.expression.span,
      types.isEmpty ? "these are never of one type" : types,
      hint: hint(one, first, other, second)
    )
  }

  private func hint(
    _ one: ValueKinds,
    _ first: Expression,
    _ other: ValueKinds,
    _ second: Expression
  ) -> String {
    for (kinds, otherKinds, text) in [(one, other, first), (other, one, second)]
    where kinds.contains(.string) && otherKinds == .number {
      return "turn the text into a number: `int(\(flow.table.text(of: text) ?? "…"))`"
    }
    return "compare values of one type"
  }
}

/// Finds comparisons that are decided by how they are written.
private struct ComparisonVisitor: TreeVisitor {
  let resolution: Resolution
  var warnings = Warnings()

  mutating func visit(_ statement: Statement) {
    if case .expression(let expression) = statement.kind,
      case .binary(let operation, let first, _, let sign) = expression.bare.kind,
      operation == .equal || operation == .notEqual
    {
      let isTarget = if case .name = first.bare.kind { operation == .equal } else { false }
      warnings.add(
        .unusedComparison,
        "the outcome of this comparison is not used",
        at: isTarget ? sign : expression.span,
        isTarget ? "compares, and does not assign" : "",
        hint: isTarget ? "write `=` to assign, or `if` to decide by it" : "use it, or remove it"
      )
    }
    walk(statement)
  }

  mutating func visit(_ expression: Expression) {
    if case .binary(let operation, let first, let second, _) = expression.kind {
      check(expression, operation, first, second)
    }
    walk(expression)
  }

  private mutating func check(
    _ expression: Expression,
    _ operation: BinaryOperator,
    _ first: Expression,
    _ second: Expression
  ) {
    if let name = sameVariable(first, second) {
      guard let outcome = Self.outcomeForEquals[operation] else { return }
      warnings.add(
        .constantComparison,
        "`\(name)` is compared with itself",
        at: expression.span,
        "always \(outcome)",
        hint: "write another name on one side"
      )
      return
    }
    let outcome: Bool?
    if isLength(first), let number = second.integerLiteral {
      outcome = Self.outcome(operation, number)
    } else if isLength(second), let number = first.integerLiteral,
      let turned = Self.turned[operation]
    {
      outcome = Self.outcome(turned, number)
    } else {
      return
    }
    guard let outcome else { return }
    warnings.add(
      .constantComparison,
      "this comparison is always \(outcome)",
      at: expression.span,
      "a length is never below 0",
      hint: "`len(…) == 0` asks whether it is empty, `len(…) > 0` whether it is not"
    )
  }

  private func sameVariable(_ first: Expression, _ second: Expression) -> String? {
    guard case .name(let one) = first.bare.kind, case .name(let other) = second.bare.kind,
      case .variable(let variable) = resolution.bindings[one.id.index],
      case .variable(let same) = resolution.bindings[other.id.index], variable == same
    else { return nil }
    return one.text
  }

  private static let outcomeForEquals: [BinaryOperator: Bool] = [
    .equal: true, .notEqual: false, .less: false, .lessOrEqual: true, .greater: false,
    .greaterOrEqual: true,
  ]

  private func isLength(_ expression: Expression) -> Bool {
    let name: Name
    switch expression.bare.kind {
    case .call(let callee, _):
      guard case .name(let called) = callee.bare.kind else { return false }
      name = called
    case .methodCall(_, let called, _): name = called
    default: return false
    }
    guard case .builtin(let index) = resolution.bindings[name.id.index] else { return false }
    return Builtins.all[index].name == "len"
  }

  /// The outcome of comparing a length with a number, if all lengths agree.
  private static func outcome(_ operation: BinaryOperator, _ number: Int64) -> Bool? {
    switch operation {
    case .less: number <= 0 ? false : nil
    case .lessOrEqual: number < 0 ? false : nil
    case .greater: number < 0 ? true : nil
    case .greaterOrEqual: number <= 0 ? true : nil
    case .equal: number < 0 ? false : nil
    case .notEqual: number < 0 ? true : nil
    default: nil
    }
  }

  private static let turned: [BinaryOperator: BinaryOperator] = [
    .less: .greater, .lessOrEqual: .greaterOrEqual, .greater: .less, .greaterOrEqual: .lessOrEqual,
    .equal: .equal, .notEqual: .notEqual,
  ]
}
