/// Expressions, save chains and command words.
extension LayoutBuilder {
  mutating func expression(_ expression: Expression) {
    switch expression.kind {
    case .null, .bool, .float, .duration, .string, .interpolation, .command, .name, .invalid:
      token()
    case .integer: integer()
    case .list(let items): list(items)
    case .map(let entries): map(entries)
    case .unary(let operation, let operand): unary(operation, operand)
    case .binary, .and, .or: operation(expression)
    case .conditional(let condition, let then, let otherwise):
      conditional(condition, then, otherwise)
    case .range(let lower, let upper, _): range(lower, upper)
    case .call, .methodCall, .field, .index: postfix(expression)
    case .function(let function): self.function(function)
    case .tryElse(let value, let otherwise): tryElse(value, otherwise)
    case .commandWord(let word): commandWord(word)
    case .pipeline(let stages): pipeline(stages)
    case .parenthesized(let value): parentheses(value)
    }
  }

  /// The least integer is written with a minus of its own.
  private mutating func integer() {
    if cursor.current.is(.minus) { token() }
    token()
  }

  private mutating func unary(_ operation: UnaryOperator, _ operand: Expression) {
    token()
    needsSpace = operation == .not
    expression(operand)
  }

  private mutating func range(_ lower: Expression?, _ upper: Expression?) {
    if let lower { expression(lower) }
    token()
    if let upper { expression(upper) }
  }

  // MARK: Brackets

  private mutating func list(_ items: [Expression]) {
    bracketed(items, .literal) { builder, item in builder.expression(item) }
  }

  private mutating func map(_ entries: [MapEntry]) {
    bracketed(entries, .literal) { builder, entry in
      builder.mapKey(entry.key)
      builder.token()
      builder.needsSpace = true
      builder.withContinuation(Formatter.indentation) { $0.expression(entry.value) }
    }
  }

  /// A word that is a key looks like a string in the tree.
  private mutating func mapKey(_ key: Expression) {
    switch key.kind {
    case .string, .bool: token()
    default: expression(key)
    }
  }

  private mutating func parentheses(_ value: Expression) {
    bracketed([value], .parentheses, hugged: value) { builder, value in builder.expression(value) }
  }

  /// Lays out the arguments of a call.
  mutating func arguments(_ arguments: [Argument]) {
    bracketed(arguments, .call, hugged: arguments.last?.value) { builder, argument in
      builder.argument(argument.label != nil, argument.value, isSpread: argument.isSpread)
    }
  }

  /// Lays out one argument.
  mutating func argument(_ hasLabel: Bool, _ value: Expression, isSpread: Bool) {
    if hasLabel {
      token()
      token()
      needsSpace = true
      withContinuation(Formatter.indentation) { $0.expression(value) }
    } else {
      expression(value)
    }
    if isSpread { token() }
  }

  // MARK: Functions

  private mutating func function(_ function: Function) {
    switch function.body {
    case .block(let block):
      let group = layout.open()
      if function.form == .function {
        let outer = hugging
        hugging = []
        token()
        parameters(function.parameters)
        hugging = outer
        needsSpace = true
      }
      self.block(block)
      layout.close(group)
    case .expression(let value): lambda(function.parameters, value)
    }
  }

  /// Lays out the parameters of a function in their parentheses.
  mutating func parameters(_ parameters: [Parameter]) {
    bracketed(parameters, .parameters) { builder, parameter in
      builder.token()
      if parameter.isRest { builder.token() }
      guard let value = parameter.defaultValue else { return }
      builder.spacedToken()
      builder.withContinuation(Formatter.indentation) { $0.expression(value) }
    }
  }

  private mutating func lambda(_ parameters: [Parameter], _ value: Expression) {
    if cursor.current.is(.leftParenthesis) {
      let outer = hugging
      hugging = []
      bracketed(parameters, .parameters) { builder, _ in builder.token() }
      hugging = outer
    } else {
      token()
    }
    spacedToken()
    expression(value)
  }

  // MARK: Hugging

  /// Whether an expression ends with a bracket or block that a call or chain around it may leave breaking to; all
  /// alone in the parentheses of a call it may be a call as well.
  static func canBeHugged(_ expression: Expression, isSole: Bool) -> Bool {
    switch expression.kind {
    case .list(let items): return !items.isEmpty
    case .map(let entries): return !entries.isEmpty
    case .call(let callee, let arguments):
      guard isSole, case .name = callee.kind else { return false }
      return !arguments.isEmpty
    case .parenthesized(let value): return canBeHugged(value, isSole: isSole)
    case .function(let function):
      switch function.body {
      case .block(let block): return !block.statements.isEmpty
      case .expression(let value): return canBeHugged(value, isSole: true)
      }
    case .commandWord(let word):
      guard word.clauses.isEmpty, word.operands.count == 1 else { return false }
      return canBeHugged(word.operands[0], isSole: isSole)
    default: return false
    }
  }
}
