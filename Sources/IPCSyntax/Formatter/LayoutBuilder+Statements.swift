/// Statements and blocks.
extension LayoutBuilder {
  /// Lays out a whole script.
  mutating func program(_ statements: [Statement]) {
    lines(statements) { builder, statement in builder.statement(statement) }
  }

  // MARK: Blocks

  /// Lays out a block: on one line if it was and still fits, with its breaks in the group around it.
  mutating func block(_ block: Block) {
    if block.statements.count == 1, cursor.isOnOneLine(block.span) {
      token()
      settleHugging()
      layout.append(.indent(Formatter.indentation))
      passSemicolons()
      softBreak(isSpace: true)
      withContinuation(Formatter.indentation) { $0.statement(block.statements[0]) }
      passSemicolons()
      layout.append(.indent(-Formatter.indentation))
      softBreak(isSpace: true)
      token()
    } else {
      braced(block.statements) { builder, statement in builder.statement(statement) }
    }
  }

  /// Lays out braces with one part or more on lines of their own between them.
  mutating func braced<Part>(_ parts: [Part], _ lay: (inout LayoutBuilder, Part) -> Void) {
    token()
    settleHugging()
    passSemicolons()
    guard !parts.isEmpty || hasComments else {
      layout.appendSpace()
      token()
      return
    }
    layout.append(.indent(Formatter.indentation))
    lines(parts, lay)
    layout.append(.indent(-Formatter.indentation))
    token()
  }

  /// Lays out parts on lines of their own, ends the line behind the last and writes what comments follow it.
  private mutating func lines<Part>(
    _ parts: [Part],
    _ lay: (inout LayoutBuilder, Part) -> Void
  ) {
    for (position, part) in parts.enumerated() {
      passSemicolons()
      writeComments(keepsBlankLines: true, isFirst: position == 0)
      withContinuation(Formatter.indentation) { lay(&$0, part) }
    }
    passSemicolons()
    writeComments(keepsBlankLines: true, isFirst: parts.isEmpty, isLast: true)
  }

  private mutating func passSemicolons() {
    while cursor.current.is(.semicolon) { passToken() }
  }

  // MARK: Statements

  private mutating func statement(_ statement: Statement) {
    switch statement.kind {
    case .expression(let value): expression(value)
    case .binding(_, let names, let values): binding(names, values)
    case .assignment(let targets, let values): assignment(targets, values)
    case .compoundAssignment(let target, _, let value):
      expression(target)
      spacedToken()
      expression(value)
    case .breakLoop, .continueLoop, .invalid: token()
    case .returnValue(let value): keyword(value)
    case .throwError(let value): keyword(value)
    case .importNames(let names, _, _): importNames(names)
    case .select(let cases): select(cases)
    default:
      // Its blocks are all on one line with it, or none is.
      let group = layout.open()
      blockStatement(statement)
      layout.close(group)
    }
  }

  private mutating func blockStatement(_ statement: Statement) {
    switch statement.kind {
    case .function(_, let function): functionDeclaration(function)
    case .block(let body): block(body)
    case .conditional(let condition, let then, let otherwise):
      conditional(condition, then, otherwise)
    case .whileLoop(let condition, let body): headed(condition, body)
    case .forLoop(let names, let sequence, let body): forLoop(names, sequence, body)
    case .tryCatch(let body, let clauses): tryCatch(body, clauses)
    case .deferBlock(let body):
      token()
      needsSpace = true
      block(body)
    case .within(let limit, let body): headed(limit, body)
    default: preconditionFailure("a statement without a block")
    }
  }

  /// Lays out a word with the value that may follow it.
  private mutating func keyword(_ value: Expression?) {
    token()
    guard let value else { return }
    needsSpace = true
    expression(value)
  }

  private mutating func binding(_ names: [Name], _ values: [Expression]) {
    token()
    needsSpace = true
    self.names(names)
    spacedToken()
    expressions(values)
  }

  private mutating func assignment(_ targets: [Expression], _ values: [Expression]) {
    expressions(targets)
    spacedToken()
    expressions(values)
  }

  private mutating func expressions(_ values: [Expression]) {
    listed(values, hugged: values.last) { builder, value in builder.expression(value) }
  }

  /// Lays out names with commas between them.
  mutating func names(_ names: [Name]) {
    listed(names) { builder, _ in builder.token() }
  }

  private mutating func importNames(_ names: [Name]) {
    token()
    needsSpace = true
    self.names(names)
    spacedToken()
    token()
  }

  private mutating func functionDeclaration(_ function: Function) {
    token()
    needsSpace = true
    token()
    parameters(function.parameters)
    needsSpace = true
    if case .block(let body) = function.body { block(body) }
  }

  // MARK: Statements with a head

  /// Lays out a word, an expression behind it and a block.
  private mutating func headed(_ value: Expression, _ body: Block) {
    token()
    needsSpace = true
    head(value)
    block(body)
  }

  /// Lays out what stands before a block: where it goes on it is indented further than the block.
  private mutating func head(_ value: Expression) {
    withContinuation(2 * Formatter.indentation) { $0.expression(value) }
    needsSpace = true
  }

  private mutating func conditional(
    _ condition: Expression,
    _ then: Block,
    _ otherwise: Statement?
  ) {
    headed(condition, then)
    var next = otherwise
    while let statement = next {
      needsSpace = true
      token(isAtBase: true)
      needsSpace = true
      switch statement.kind {
      case .conditional(let condition, let then, let otherwise):
        headed(condition, then)
        next = otherwise
      case .block(let body):
        block(body)
        next = nil
      default: preconditionFailure("an alternative is an `if` or a block")
      }
    }
  }

  private mutating func forLoop(_ names: [Name], _ sequence: Expression, _ body: Block) {
    token()
    needsSpace = true
    withContinuation(2 * Formatter.indentation) { $0.names(names) }
    spacedToken()
    head(sequence)
    block(body)
  }

  private mutating func tryCatch(_ body: Block, _ clauses: [CatchClause]) {
    token()
    needsSpace = true
    block(body)
    for clause in clauses {
      needsSpace = true
      token(isAtBase: true)
      needsSpace = true
      withContinuation(2 * Formatter.indentation) { $0.caught(clause) }
      block(clause.body)
    }
  }

  private mutating func caught(_ clause: CatchClause) {
    if !clause.kinds.isEmpty {
      names(clause.kinds)
      needsSpace = true
    }
    guard clause.variable != nil else { return }
    if cursor.current.is(.as) { spacedToken() }
    token()
    needsSpace = true
  }
}
