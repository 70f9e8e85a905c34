/// Statements and blocks.
extension Parser {
  /// Parses `program = statements ;`.
  mutating func program() -> [Statement] {
    var statements: [Statement] = []
    while true {
      statements += self.statements()
      guard !isAtEnd else { return statements }
      // Only a `}` that closes nothing stops the statements before the end.
      report(.expectedToken, "`}` closes nothing", at: current.span)
      advance()
    }
  }

  /// Parses statements up to a `}` or the end.
  private mutating func statements() -> [Statement] {
    var statements: [Statement] = []
    while true {
      while skip(.semicolon) {}
      if isAtEnd || isAt(.rightBrace) { return statements }
      let start = current.span
      let first = position
      do throws(Abandoned) {
        statements.append(try statement())
        try endStatement()
      } catch {
        statements.append(Statement(.invalid, span: start))
        recover(from: first)
      }
    }
  }

  private mutating func endStatement() throws(Abandoned) {
    if isAt(.semicolon) || isAt(.rightBrace) || isAtEnd || current.startsLine { return }
    throw fail(
      .missingStatementEnd,
      "expected the end of the statement, found \(current.described(in: file))",
      hint: "begin a new line, or write `;` between two statements"
    )
  }

  /// Parses `block = "{" statements "}" ;`.
  mutating func block(_ purpose: String = "to open a block") throws(Abandoned) -> Block {
    let opening = current.span
    try expect(.leftBrace, purpose)
    return try nested { parser throws(Abandoned) in
      try parser.within(Context()) { parser throws(Abandoned) in
        let statements = parser.statements()
        let end = parser.current.span
        try parser.expect(.rightBrace, "to close the block", opened: opening)
        return Block(statements: statements, span: opening.union(end))
      }
    }
  }

  /// Parses an expression behind which a `{` opens a block.
  private mutating func head() throws(Abandoned) -> Expression {
    var inner = context
    inner.braceOpensBlock = true
    return try within(inner) { parser throws(Abandoned) in try parser.expression() }
  }

  /// Parses one statement.
  private mutating func statement() throws(Abandoned) -> Statement {
    let start = current.span
    let kind = try statementKind()
    let end = tokens[max(0, position - 1)].span
    return Statement(kind, span: end.end > start.start ? start.union(end) : start)
  }

  private mutating func statementKind() throws(Abandoned) -> Statement.Kind {
    if isAt(.leftBrace) { return .block(try block()) }
    if case .keyword(let keyword) = current.kind {
      switch keyword {
      case .let, .var: return try binding()
      case .func where !next.is(.leftParenthesis): return try functionDeclaration()
      case .if: return try conditional()
      case .while: return try whileLoop()
      case .for: return try forLoop()
      case .break:
        advance()
        return .breakLoop
      case .continue:
        advance()
        return .continueLoop
      case .return: return try returnStatement()
      case .throw:
        advance()
        return .throwError(try expression())
      case .try where next.is(.leftBrace): return try tryStatement()
      case .defer:
        advance()
        return .deferBlock(try block())
      case .within: return try withinStatement()
      case .select: return try selectStatement()
      case .import: return try importStatement()
      default: break
      }
      if let word = keyword.commandWord, word.isStatement, !isCallForm {
        return .expression(try commandWord(word, isStatement: true))
      }
    }
    return try expressionStatement()
  }

  /// Parses `binding = ( "let" | "var" ) name { "," name } "=" expression { "," expression } ;`.
  private mutating func binding() throws(Abandoned) -> Statement.Kind {
    let isVariable = isAt(.var)
    advance()
    var names = [try name("a name to define")]
    while skip(.comma) {
      names.append(try name("a name to define"))
    }
    let place = current.span
    try expect(.assign, "and a value")
    let values = try valueList(forTargets: names.count, at: place)
    return .binding(isVariable: isVariable, names: names, values: values)
  }

  private mutating func valueList(
    forTargets count: Int,
    at place: SourceSpan
  ) throws(Abandoned) -> [Expression] {
    var values = [try expression()]
    while skip(.comma) {
      values.append(try expression())
    }
    if values.count > 1, values.count != count {
      let names = count == 1 ? "one name" : "\(count) names"
      throw fail(.valueCount, "\(names) for \(values.count) values", at: place)
    }
    return values
  }

  /// Parses `function-declaration = "func" name parameters block ;`.
  private mutating func functionDeclaration() throws(Abandoned) -> Statement.Kind {
    let start = advance().span
    let name = try name("the function's name")
    let parameters = try parameters()
    let body = try block("to open the function's body")
    let function = Function(
      id: makeNode(),
      form: .function,
      name: name.text,
      parameters: parameters,
      body: .block(body),
      span: start.union(body.span)
    )
    return .function(name, function)
  }

  /// Parses `if-statement = "if" head block [ "else" ( if-statement | block ) ] ;`.
  private mutating func conditional() throws(Abandoned) -> Statement.Kind {
    advance()
    let condition = try head()
    let then = try block()
    guard skip(.else) else { return .conditional(condition: condition, then: then, otherwise: nil) }
    let start = current.span
    let otherwise = try nested { parser throws(Abandoned) -> Statement.Kind in
      parser.isAt(.if) ? try parser.conditional() : .block(try parser.block())
    }
    let span = start.union(tokens[max(0, position - 1)].span)
    return .conditional(
      condition: condition,
      then: then,
      otherwise: Statement(otherwise, span: span)
    )
  }

  /// Parses `while-statement = "while" head block ;`.
  private mutating func whileLoop() throws(Abandoned) -> Statement.Kind {
    advance()
    return .whileLoop(condition: try head(), body: try block())
  }

  /// Parses `for-statement = "for" name [ "," name ] "in" head block ;`.
  private mutating func forLoop() throws(Abandoned) -> Statement.Kind {
    advance()
    var names = [try name("the loop's variable")]
    if skip(.comma) { names.append(try name("the loop's second variable")) }
    guard skip(.in) else {
      throw fail(
        .expectedToken,
        "expected `in`, found \(current.described(in: file))",
        hint: "write `for x in xs { … }`",
        isIncomplete: isAtEnd
      )
    }
    return .forLoop(names: names, sequence: try head(), body: try block())
  }

  /// Parses `return-statement = "return" [ expression ] ;`.
  private mutating func returnStatement() throws(Abandoned) -> Statement.Kind {
    advance()
    if isAtLineEnd || isAt(.rightBrace) || isAt(.semicolon) || isAtEnd { return .returnValue(nil) }
    return .returnValue(try expression())
  }

  /// Parses `try-statement = "try" block catch-part { catch-part } ;`.
  private mutating func tryStatement() throws(Abandoned) -> Statement.Kind {
    let start = advance().span
    let body = try block()
    var clauses: [CatchClause] = []
    while isAt(.catch) {
      clauses.append(try catchClause())
    }
    guard !clauses.isEmpty else {
      throw fail(
        .expectedToken,
        "`try` without `catch`",
        at: start,
        hint: "write `try { … } catch e { … }`, or `try e else f` for a value",
        isIncomplete: isAtEnd
      )
    }
    return .tryCatch(body: body, clauses: clauses)
  }

  /// Parses `catch-part = "catch" [ name { "," name } ] [ "as" name ] block ;`.
  private mutating func catchClause() throws(Abandoned) -> CatchClause {
    let start = advance().span
    var kinds: [Name] = []
    var variable: Name?
    if !isAt(.leftBrace), !isAt(.as) {
      kinds.append(try name("a kind of error"))
      while skip(.comma) {
        kinds.append(try name("a kind of error"))
      }
    }
    if skip(.as) {
      variable = try name("a name for the error")
    } else if kinds.count == 1, let first = kinds[0].text.first, first.isLowercase || first == "_" {
      // One name that is written as variables are gets any error.
      variable = kinds.removeFirst()
    }
    let body = try block()
    return CatchClause(
      kinds: kinds,
      variable: variable,
      body: body,
      span: start.union(body.span)
    )
  }

  /// Parses `within-statement = "within" head block ;`.
  private mutating func withinStatement() throws(Abandoned) -> Statement.Kind {
    advance()
    return .within(limit: try head(), body: try block())
  }

  /// Parses `import-statement = "import" name { "," name } "from" path ;`.
  private mutating func importStatement() throws(Abandoned) -> Statement.Kind {
    advance()
    var names = [try name("a name to import")]
    while skip(.comma) {
      names.append(try name("a name to import"))
    }
    guard current.isWord("from") else {
      throw fail(
        .expectedToken,
        "expected `from`, found \(current.described(in: file))",
        hint: "write `import name from \"file.ipc\"`",
        isIncomplete: isAtEnd
      )
    }
    advance()
    guard case .string(let parts) = current.kind, parts.count == 1, case .text(let path) = parts[0]
    else {
      throw fail(.expectedToken, "expected the path of a script, a string without interpolation")
    }
    return .importNames(names, path: path, pathSpan: advance().span)
  }

  /// Parses `expression-statement = expression | target { "," target } "=" expression { "," expression } | target assignment-operator expression ;`.
  private mutating func expressionStatement() throws(Abandoned) -> Statement.Kind {
    let first = try expression()
    guard case .punctuation(let sign) = current.kind, !isAtLineEnd else {
      return .expression(first)
    }
    if let operation = sign.compoundOperator {
      try checkTarget(first)
      advance()
      return .compoundAssignment(target: first, operation: operation, value: try expression())
    }
    guard sign == .assign || sign == .comma else { return .expression(first) }
    var targets = [first]
    while skip(.comma) {
      targets.append(try expression())
    }
    for target in targets {
      try checkTarget(target)
    }
    let place = current.span
    try expect(.assign, "and a value")
    return .assignment(
      targets: targets,
      values: try valueList(forTargets: targets.count, at: place)
    )
  }

  private mutating func checkTarget(_ target: Expression) throws(Abandoned) {
    switch target.kind {
    case .name, .field: return
    case .index(_, let position):
      if case .range = position.kind { break }
      return
    default: break
    }
    throw fail(
      .invalidTarget,
      "`\(file.text(target.span))` cannot be assigned to",
      at: target.span,
      hint: "the left side is a name, an item `xs[i]` or a field `m.k`; `==` compares"
    )
  }
}
