import IPCSyntax

/// Goes through a tree in the order of the text; a visitor overrides what it wants to see and walks on from there.
protocol TreeVisitor {
  /// Meets a statement.
  mutating func visit(_ statement: Statement)
  /// Meets an expression.
  mutating func visit(_ expression: Expression)
  /// Meets a block.
  mutating func visit(_ block: Block)
}

extension TreeVisitor {
  mutating func visit(_ statement: Statement) { walk(statement) }
  mutating func visit(_ expression: Expression) { walk(expression) }
  mutating func visit(_ block: Block) { walk(block) }

  /// Visits the statements of a block.
  mutating func walk(_ block: Block) {
    for statement in block.statements { visit(statement) }
  }

  /// Visits the parts of a statement.
  mutating func walk(_ statement: Statement) {
    switch statement.kind {
    case .expression(let expression), .throwError(let expression): visit(expression)
    case .binding(_, _, let values): visit(values)
    case .assignment(let targets, let values):
      visit(values)
      visit(targets)
    case .compoundAssignment(let target, _, let value):
      visit(target)
      visit(value)
    case .function(_, let function): walk(function)
    case .block(let block), .deferBlock(let block): visit(block)
    case .conditional(let condition, let then, let otherwise):
      visit(condition)
      visit(then)
      if let otherwise { visit(otherwise) }
    case .whileLoop(let condition, let body):
      visit(condition)
      visit(body)
    case .forLoop(_, let sequence, let body):
      visit(sequence)
      visit(body)
    case .returnValue(let value): if let value { visit(value) }
    case .tryCatch(let body, let clauses):
      visit(body)
      for clause in clauses { visit(clause.body) }
    case .within(let limit, let body):
      visit(limit)
      visit(body)
    case .select(let cases):
      for item in cases {
        walk(item.event)
        visit(item.body)
      }
    case .breakLoop, .continueLoop, .importNames, .invalid: break
    }
  }

  /// Visits the parts of what a `case` waits for.
  mutating func walk(_ event: SelectCase.Event) {
    switch event {
    case .operation(_, let word): walk(word)
    case .timeout(let limit): visit(limit)
    case .otherwise: break
    }
  }

  /// Visits the defaults and the body of a function.
  mutating func walk(_ function: Function) {
    for parameter in function.parameters {
      if let value = parameter.defaultValue { visit(value) }
    }
    switch function.body {
    case .block(let block): visit(block)
    case .expression(let expression): visit(expression)
    }
  }

  /// Visits the operands and clauses of a command word.
  mutating func walk(_ word: CommandWordExpression) {
    visit(word.operands)
    for clause in word.clauses { if let value = clause.value { visit(value) } }
  }

  /// Visits the parts of an expression.
  mutating func walk(_ expression: Expression) {
    switch expression.kind {
    case .null, .bool, .integer, .float, .duration, .string, .name, .invalid: break
    case .interpolation(let parts):
      for case .expression(let part) in parts { visit(part) }
    case .command(let literal):
      for case .expression(let part) in literal.words.joined() { visit(part) }
    case .list(let items), .pipeline(let items): visit(items)
    case .map(let entries):
      for entry in entries {
        visit(entry.key)
        visit(entry.value)
      }
    case .unary(_, let operand), .field(let operand, _), .parenthesized(let operand):
      visit(operand)
    case .binary(_, let first, let second, _), .and(let first, let second),
      .or(let first, let second), .index(let first, let second),
      .tryElse(let first, let second):
      visit(first)
      visit(second)
    case .conditional(let condition, let then, let otherwise):
      visit([condition, then, otherwise])
    case .range(let lower, let upper, _):
      if let lower { visit(lower) }
      if let upper { visit(upper) }
    case .call(let callee, let arguments):
      visit(callee)
      for argument in arguments { visit(argument.value) }
    case .methodCall(let receiver, _, let arguments):
      visit(receiver)
      for argument in arguments { visit(argument.value) }
    case .function(let function): walk(function)
    case .commandWord(let word): walk(word)
    }
  }

  private mutating func visit(_ expressions: [Expression]) {
    for expression in expressions { visit(expression) }
  }
}

extension Expression {
  /// The expression without the parentheses around it.
  var bare: Expression {
    if case .parenthesized(let inner) = kind { inner.bare } else { self }
  }
}
