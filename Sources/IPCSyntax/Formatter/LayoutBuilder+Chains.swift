/// Operators, pipelines, and calls one behind the other.
extension LayoutBuilder {
  // MARK: Operators

  /// Lays out operands with one operator or several of the same tightness between them.
  mutating func operation(_ expression: Expression) {
    let operands = Self.operands(of: expression)
    chained(operands.count, spaces: continuation, hugged: operands.last) { builder, position in
      if position > 0 { builder.operatorSign() }
      builder.expression(operands[position])
    }
  }

  /// Lays out the operator that comes next, behind which the line may break.
  private mutating func operatorSign() {
    let hasTwoWords = cursor.current.is(.not)
    needsSpace = true
    tokenBeforeComments()
    if hasTwoWords {
      needsSpace = true
      tokenBeforeComments()
    }
    softBreak(isSpace: true)
  }

  /// The operands between operators of the same tightness, which lean to the left in the tree.
  private static func operands(of expression: Expression) -> [Expression] {
    guard var (left, right, tightness) = parts(of: expression) else { return [expression] }
    var reversed = [right]
    let least = tightness
    while least != nil, let inner = parts(of: left), inner.tightness == least {
      (left, right, tightness) = inner
      reversed.append(right)
    }
    reversed.append(left)
    return reversed.reversed()
  }

  /// The two sides of an operation, and a number for its tightness if it leans to the left.
  private static func parts(
    of expression: Expression
  ) -> (left: Expression, right: Expression, tightness: Int?)? {
    switch expression.kind {
    case .or(let left, let right): return (left, right, 0)
    case .and(let left, let right): return (left, right, 1)
    case .binary(let operation, let left, let right, _):
      switch operation {
      case .add, .subtract: return (left, right, 2)
      case .multiply, .divide, .floorDivide, .remainder: return (left, right, 3)
      default: return (left, right, nil)
      }
    default: return nil
    }
  }

  mutating func conditional(_ condition: Expression, _ then: Expression, _ otherwise: Expression) {
    let parts = [condition, then, otherwise]
    chained(parts.count, spaces: continuation, hugged: otherwise) { builder, position in
      if position > 0 { builder.operatorSign() }
      builder.expression(parts[position])
    }
  }

  mutating func tryElse(_ value: Expression, _ otherwise: Expression) {
    chained(2, spaces: continuation, hugged: otherwise) { builder, position in
      if position > 0 { builder.softBreak(isSpace: true) }
      builder.token()
      builder.needsSpace = true
      builder.expression(position == 0 ? value : otherwise)
    }
  }

  mutating func pipeline(_ stages: [Expression]) {
    chained(stages.count, spaces: continuation, hugged: nil) { builder, position in
      if position > 0 {
        builder.softBreak(isSpace: true)
        builder.token()
        builder.needsSpace = true
      }
      builder.expression(stages[position])
    }
  }

  // MARK: Calls, indices and fields

  /// Lays out what stands behind a primary; two method calls or more make a chain that breaks before its dots.
  mutating func postfix(_ expression: Expression) {
    var links: [Expression] = []
    var base = expression
    while let inner = Self.receiver(of: base) {
      links.append(base)
      base = inner
    }
    links.reverse()
    let calls = links.indices.filter { Self.isMethodCall(links[$0]) }
    guard calls.count > 1 else {
      let outer = hugging
      hugging = []
      self.expression(base)
      for (position, link) in links.enumerated() {
        hugging = position == links.count - 1 ? outer : []
        postfixLink(link)
      }
      return
    }
    // A method call goes with what follows it up to the next one.
    let ends = calls + [links.count]
    let hugged = calls.count == 2 ? Self.lastArgument(of: links[links.count - 1]) : nil
    chained(ends.count, spaces: continuation, hugged: hugged) { builder, position in
      if position == 0 {
        builder.expression(base)
      } else {
        builder.softBreak(isSpace: false)
      }
      let start = position == 0 ? 0 : ends[position - 1]
      for link in links[start..<ends[position]] { builder.postfixLink(link) }
    }
  }

  private static func lastArgument(of link: Expression) -> Expression? {
    switch link.kind {
    case .methodCall(_, _, let arguments), .call(_, let arguments): arguments.last?.value
    default: nil
    }
  }

  private mutating func postfixLink(_ link: Expression) {
    switch link.kind {
    case .field:
      token()
      token()
    case .methodCall(_, _, let arguments):
      token()
      token()
      self.arguments(arguments)
    case .call(_, let arguments): self.arguments(arguments)
    case .index(_, let position):
      token()
      withContinuation(Formatter.indentation) { $0.expression(position) }
      token(isAtBase: true)
    default: preconditionFailure("not what stands behind a primary")
    }
  }

  private static func receiver(of expression: Expression) -> Expression? {
    switch expression.kind {
    case .field(let value, _), .methodCall(let value, _, _), .call(let value, _),
      .index(let value, _):
      value
    default: nil
    }
  }

  private static func isMethodCall(_ expression: Expression) -> Bool {
    if case .methodCall = expression.kind { return true }
    return false
  }
}
