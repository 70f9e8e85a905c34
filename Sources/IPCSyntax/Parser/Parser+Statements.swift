/// Statements and blocks.
extension Parser {
  /// Parses `program = statements ;`.
  mutating func program() -> [Statement] {
    var statements: [Statement] = []
    while true {
      statements += self.statements()
      guard !isAtEnd else { return statements }
      // Only a `}` that closes nothing stops the statements before the end.
      report(
        .expectedToken,
        "`}` closes nothing",
        at: current.span,
        hint: "remove it, or open its block with `{`"
      )
      advance()
    }
  }

  /// Parses statements up to a `}` or the end.
  private mutating func statements() -> [Statement] {
    let outer = statementStart
    defer { statementStart = outer }
    var statements: [Statement] = []
    while true {
      while skip(.semicolon) || skipComment() {}
      if isAtEnd || isAt(.rightBrace) { return statements }
      statements.append(completeStatement())
    }
  }

  /// Parses a statement and what ends it; after a mistake, goes to where the next one may begin.
  mutating func completeStatement() -> Statement {
    let start = current.span
    statementStart = position
    do throws(Abandoned) {
      let statement = try statement()
      try endStatement()
      return statement
    } catch {
      recover(from: statementStart)
      return Statement(.invalid, span: start)
    }
  }

  private mutating func endStatement() throws(Abandoned) {
    if isAt(.semicolon) || isAt(.rightBrace) || isAtEnd || current.startsLine { return }
    throw failStatementEnd()
  }

  /// Parses `block = "{" statements "}" ;`.
  mutating func block(_ purpose: String = "to open a block") throws(Abandoned) -> Block {
    guard isAt(.leftBrace) else { return try blockWithoutBrace(purpose) }
    let opening = advance().span
    return try nested { parser throws(Abandoned) in
      try parser.within(Context()) { parser throws(Abandoned) in
        let statements = parser.statements()
        let end = parser.current
        try parser.expect(.rightBrace, toClose: opening)
        parser.noteIndentation(of: opening, closing: end)
        return Block(statements: statements, span: opening.union(end.span))
      }
    }
  }

  /// Parses an expression behind which a `{` opens a block.
  private mutating func head() throws(Abandoned) -> Expression {
    var inner = context
    inner.braceOpensBlock = true
    return try within(inner) { parser throws(Abandoned) in
      try parser.comparing(try parser.expression())
    }
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
        let word = advance().span
        if isAtLineEnd || isAtEnd || isAt(.rightBrace) || isAt(.semicolon) {
          throw fail(
            .expectedExpression,
            "`throw` needs an error",
            at: word,
            hint: "write `throw error(\"Kind\", \"why\")`; `throw e` passes on what `catch e` got",
            isIncomplete: isAtEnd
          )
        }
        return .throwError(try expression())
      case .try where next.is(.leftBrace) || next.is(.colon): return try tryStatement()
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
    if let foreign = try foreignStatement() { return foreign }
    return try expressionStatement()
  }

  /// Parses `binding = ( "let" | "var" ) name { "," name } "=" expression { "," expression } ;`.
  private mutating func binding() throws(Abandoned) -> Statement.Kind {
    let isVariable = isAt(.var)
    advance()
    if isAt(.leftParenthesis) || isAt(.leftBracket) || isAt(.leftBrace) { throw failPattern() }
    var names = [try name("a name to define")]
    while skip(.comma) {
      names.append(try name("a name to define"))
    }
    let place = current.span
    guard skip(.assign) else { throw failBinding(isVariable, names) }
    let values = try valueList(forTargets: names.count, at: place)
    return .binding(isVariable: isVariable, names: names, values: values)
  }

  /// Parses `function-declaration = "func" name parameters block ;`.
  mutating func functionDeclaration() throws(Abandoned) -> Statement.Kind {
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
    if isForeign(ForeignWord.elseWords), case .identifier(let text) = current.kind,
      let word = ForeignWord.named(text)
    {
      tellForeign(word, at: position)
      let start = current.span
      let other = try nested { parser throws(Abandoned) in
        Statement(try parser.conditional(), span: start)
      }
      return .conditional(condition: condition, then: then, otherwise: other)
    }
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
    if isAtForeignLoop { return try foreignLoop() }
    var names = [try name("the loop's variable")]
    if skip(.comma) { names.append(try name("the loop's second variable")) }
    guard skip(.in) else {
      throw unexpected(
        .expectedToken,
        "expected `in`, found \(found)",
        hint: "write `for x in xs { … }`"
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
    var isFinished = false
    while isAt(.catch) || isForeign(ForeignWord.catchWords) {
      tellForeignHere()
      clauses.append(try catchClause())
    }
    if isForeign(ForeignWord.finallyWords) {
      tellForeignHere()
      advance()
      _ = try block()
      isFinished = true
    }
    guard !clauses.isEmpty || isFinished else {
      throw fail(
        .expectedToken,
        "`try` has no `catch`",
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
    let isParenthesized = skipCatchParenthesis()
    if !isAt(.leftBrace), !isAt(.as), !isAt(.colon) {
      kinds.append(try name("a kind of error"))
      while skip(.comma) {
        kinds.append(try name("a kind of error"))
      }
    }
    if isParenthesized { _ = skip(.rightParenthesis) }
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
    guard current.isWord("from") else { throw failImport(names) }
    advance()
    guard case .string(let parts) = current.kind, parts.count == 1, case .text(let path) = parts[0]
    else {
      throw unexpected(
        .expectedToken,
        "expected the path of a script, found \(found)",
        hint: "write it in quotes, without interpolation: `\"kitchen.ipc\"`"
      )
    }
    return .importNames(names, path: path, pathSpan: advance().span)
  }
}
