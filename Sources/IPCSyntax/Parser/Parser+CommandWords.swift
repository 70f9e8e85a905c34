/// Command words in both forms, their clauses, and `select`.
extension Parser {
  /// Whether the command word here is called: a `(` stands directly behind it.
  var isCallForm: Bool {
    next.is(.leftParenthesis) && !next.followsBlank
  }

  /// Parses a command word with its operands and clauses; as a statement it takes whole expressions.
  mutating func commandWord(
    _ word: CommandWord,
    isStatement: Bool
  ) throws(Abandoned) -> Expression {
    let wordSpan = advance().span
    if isAtLineEnd || isAtEnd || isAt(.semicolon) || isAt(.rightBrace) {
      throw fail(
        .expectedExpression,
        "`\(word.rawValue)` needs \(word.operandDescription)",
        at: wordSpan,
        hint: "write `\(word.example)`",
        isIncomplete: isAtEnd
      )
    }
    if isAt(.assign) {
      throw fail(
        .expectedName,
        "`\(word.rawValue)` is a word of the language and cannot be a name",
        at: wordSpan,
        hint: "choose another name, such as `\(word.rawValue)_`"
      )
    }
    let isAny = skipAny(behind: word)
    var operands: [Expression]
    if word.isSpawning, isAt(.leftBrace) {
      let body = try block()
      operands = [function(.processBlock, [], .block(body), span: body.span)]
    } else if word.takesStages {
      operands = [try stages()]
    } else if isStatement {
      operands = [try choice()]
    } else {
      operands = [try nested { parser throws(Abandoned) in try parser.unary() }]
    }
    if word == .put {
      guard skip(.comma) else {
        throw unexpected(
          .expectedToken,
          "expected `,` and the value to put, found \(found)",
          hint:
            "write `put \(file.text(operands[0].span)), \(restOfHead(behind: position - 1) ?? "x")`"
        )
      }
      operands.append(try choice())
    } else if isStatement, isAt(.comma) {
      throw fail(
        .expectedToken,
        "`\(word.rawValue)` takes one operand",
        hint: "write one statement for each of them"
      )
    }
    let clauses = try self.clauses(of: word)
    let end = tokens[max(0, position - 1)].span
    let expression = CommandWordExpression(
      word: word,
      wordSpan: wordSpan,
      isAny: isAny,
      operands: operands,
      clauses: clauses
    )
    return Expression(.commandWord(expression), span: wordSpan.union(end))
  }

  /// Parses `stages = unary { "|" unary } ;`.
  private mutating func stages() throws(Abandoned) -> Expression {
    try nested { parser throws(Abandoned) in
      var stages = [try parser.unary()]
      while parser.skip(.bar) {
        stages.append(try parser.unary())
      }
      return parser.pipeline(stages)
    }
  }

  /// Steps over `any` behind `get` or `join`, unless it is a variable of that name.
  private mutating func skipAny(behind word: CommandWord) -> Bool {
    guard word == .get || word == .join, current.isWord("any") else { return false }
    if next.startsLine && !context.ignoresNewlines { return false }
    switch next.kind {
    case .identifier(let text):
      guard ClauseWord(rawValue: text) == nil else { return false }
    case .keyword(let keyword):
      guard keyword.commandWord != nil || keyword == .try else { return false }
    case .punctuation(.leftBracket), .punctuation(.leftParenthesis):
      guard next.followsBlank else { return false }
    default: return false
    }
    advance()
    return true
  }

  // MARK: Clauses

  /// Parses `wait-clause = "nowait" | limit-clause ;`.
  private mutating func clauses(
    of word: CommandWord
  ) throws(Abandoned) -> [CommandWordExpression.Clause] {
    var clauses: [CommandWordExpression.Clause] = []
    while case .identifier(let text) = current.kind, !isAtLineEnd,
      let clause = ClauseWord(rawValue: text), !clause.isLabelOnly
    {
      let start = current.span
      try check(clause, of: word, at: start, among: clauses)
      advance()
      tellClauseSign(clause)
      let value = clause == .nowait ? nil : try operation(.sum)
      clauses.append(
        CommandWordExpression.Clause(
          word: clause,
          value: value,
          span: value.map { start.union($0.span) } ?? start
        )
      )
    }
    return clauses
  }

  private mutating func check(
    _ clause: ClauseWord,
    of word: CommandWord,
    at span: SourceSpan,
    among clauses: [CommandWordExpression.Clause],
    isCall: Bool = false
  ) throws(Abandoned) {
    if let first = clauses.first(where: { $0.word == clause }) {
      throw fail(
        .duplicateClause,
        "`\(clause.rawValue)` stands twice",
        at: span,
        secondary: [Diagnostic.Label(span: first.span, text: "first here")],
        hint: "remove one of them"
      )
    }
    if clause == .nowait || clause == .timeout,
      let other = clauses.first(where: { $0.word == .nowait || $0.word == .timeout })
    {
      throw fail(
        .conflictingClauses,
        "`nowait` and `timeout` exclude each other",
        at: span,
        secondary: [Diagnostic.Label(span: other.span, text: "the other one")],
        hint:
          "remove one of them: `nowait` waits not at all, `timeout 2s` for two seconds at the most"
      )
    }
    guard !word.clauses.contains(clause) else { return }
    throw fail(
      .misplacedClause,
      "`\(word.rawValue)` has no `\(clause.rawValue)`",
      at: span,
      hint: isCall
        ? "remove the label"
        : "put parentheses around the command word before it, or remove the clause"
    )
  }

  /// Tells a `=` or `:` between a clause and its value, and steps over it.
  private mutating func tellClauseSign(_ clause: ClauseWord) {
    guard isAt(.assign) || isAt(.colon), clause != .nowait else { return }
    report(
      .foreignForm,
      "a clause takes no \(found)",
      at: current.span,
      hint: "write `\(clause.rawValue) \(restOfHead(behind: position) ?? "…")`"
    )
    advance()
  }

  /// Parses `command-call = event-call | "kill" ^"(" expression { signal-label } [ "," ] ")" | ( "task_done" | "close" | "sleep" ) ^"(" expression [ "," ] ")" | "run" ^"(" expression { run-label } [ "," ] ")" | "capture" ^"(" expression { capture-label } [ "," ] ")" | ( "spawn" | "daemon" | "process" ) ^"(" expression { spawn-label } [ "," ] ")" ;`.
  mutating func commandCall(_ word: CommandWord) throws(Abandoned) -> Expression {
    let wordSpan = advance().span
    let opening = current.span
    let arguments = try nested { parser throws(Abandoned) in try parser.arguments() }
    let span = wordSpan.union(tokens[max(0, position - 1)].span)
    var operands: [Expression] = []
    var clauses: [CommandWordExpression.Clause] = []
    for argument in arguments {
      if argument.isSpread {
        throw fail(
          .expectedToken,
          "`\(word.rawValue)` takes no spread list",
          at: argument.value.span,
          hint: "write the operands one by one"
        )
      }
      guard let label = argument.label else {
        if let first = clauses.first {
          throw fail(
            .misplacedClause,
            "an operand of `\(word.rawValue)` stands behind a label",
            at: argument.value.span,
            secondary: [Diagnostic.Label(span: first.span, text: "the label")],
            hint: "write the operands first, then the labels"
          )
        }
        operands.append(argument.value)
        continue
      }
      guard let clause = ClauseWord(rawValue: label.text) else {
        throw fail(
          .misplacedClause,
          "`\(word.rawValue)` has no label `\(label.text)`",
          at: label.span,
          hint: word.labelHint(for: label.text)
        )
      }
      try check(clause, of: word, at: label.span, among: clauses, isCall: true)
      clauses.append(
        CommandWordExpression.Clause(
          word: clause,
          value: argument.value,
          span: label.span.union(argument.value.span)
        )
      )
    }
    let wanted = word == .put ? 2 : 1
    guard operands.count == wanted else {
      throw fail(
        .expectedExpression,
        "`\(word.rawValue)` needs \(word.operandDescription)",
        at: opening.union(span),
        hint: "write `\(word.example)`"
      )
    }
    let expression = CommandWordExpression(
      word: word,
      wordSpan: wordSpan,
      isAny: false,
      operands: operands,
      clauses: clauses
    )
    return Expression(.commandWord(expression), span: span)
  }

  // MARK: Select

  /// Parses `select-statement = "select" "{" { separator } select-case { { separator } select-case } { separator } "}" ;`.
  mutating func selectStatement() throws(Abandoned) -> Statement.Kind {
    advance()
    let opening = current.span
    guard skip(.leftBrace) else {
      throw unexpected(
        .expectedToken,
        "expected `{` behind `select`, found \(found)",
        hint: "write `select { case let x = get q { … } }`"
      )
    }
    let cases = try nested { parser throws(Abandoned) in
      try parser.within(Context()) { parser throws(Abandoned) in
        var cases: [SelectCase] = []
        while true {
          while parser.skip(.semicolon) {}
          guard parser.isAt(.case) else { break }
          cases.append(try parser.selectCase())
        }
        if !parser.isAt(.rightBrace) || cases.isEmpty, parser.hasClosing(opening) {
          throw parser.failCase()
        }
        try parser.expect(.rightBrace, toClose: opening)
        return cases
      }
    }
    return .select(cases)
  }

  /// Parses `select-case = "case" ( "else" | "timeout" head | [ "let" name { "," name } "=" ] event ) block ;`.
  private mutating func selectCase() throws(Abandoned) -> SelectCase {
    let start = advance().span
    var inner = Context()
    inner.braceOpensBlock = true
    let event = try within(inner) { parser throws(Abandoned) in try parser.selectEvent() }
    let body = try block()
    return SelectCase(event: event, body: body, span: start.union(body.span))
  }

  private mutating func selectEvent() throws(Abandoned) -> SelectCase.Event {
    if skip(.else) { return .otherwise }
    if current.isWord("timeout") {
      advance()
      return .timeout(try choice())
    }
    var names: [Name] = []
    if skip(.let) {
      names.append(try name("a name to define"))
      while skip(.comma) {
        names.append(try name("a name to define"))
      }
      try expect(.assign, "and what to wait for")
    }
    let place = current.span
    if case .keyword(let keyword) = current.kind, let word = keyword.commandWord,
      word == .get || word == .put || word == .join
    {
      let event =
        isCallForm ? try commandCall(word) : try commandWord(word, isStatement: word == .put)
      if case .commandWord(let operation) = event.kind {
        return .operation(names: names, operation)
      }
    }
    throw fail(
      .expectedToken,
      "a case waits for `get`, `put`, `join` or `timeout`, or is `else`",
      at: place,
      hint: "write `case let x = get q { … }`"
    )
  }

  private mutating func failCase() -> Abandoned {
    unexpected(
      .expectedToken,
      "expected `case`, found \(found)",
      hint: "write `case let x = get q { … }`"
    )
  }
}

extension CommandWord {
  /// Whether it stands as a statement only, over whole expressions.
  var isStatement: Bool {
    switch self {
    case .put, .taskDone, .close, .kill, .sleep: true
    default: false
    }
  }

  /// Whether a block may be its operand.
  var isSpawning: Bool {
    self == .spawn || self == .daemon || self == .process
  }

  /// Whether its operand may be a pipeline.
  var takesStages: Bool {
    isSpawning || self == .run || self == .capture
  }

  /// The clauses and labels it knows.
  var clauses: [ClauseWord] {
    switch self {
    case .put, .get: [.timeout, .nowait]
    case .join: [.timeout]
    case .kill: [.signal]
    case .taskDone, .close, .sleep: []
    case .run: [.stdin, .stdout, .stderr, .timeout, .env, .cwd, .by]
    case .capture: [.stdin, .stderr, .timeout, .env, .cwd, .by]
    case .spawn, .daemon, .process:
      [.times, .name, .restart, .stdin, .stdout, .stderr, .env, .cwd, .by]
    }
  }

  /// A use of it, for messages.
  var example: String {
    switch self {
    case .put: "put q, x"
    case .join, .kill: "\(rawValue) p"
    case .sleep: "sleep 3s"
    case .get, .taskDone, .close: "\(rawValue) q"
    case .run, .capture: "\(rawValue) command"
    case .spawn, .daemon, .process: "\(rawValue) f(x)"
    }
  }

  /// What to write for a label that it does not know.
  func labelHint(for label: String) -> String {
    let labels = clauses.map(\.rawValue)
    if labels.isEmpty { return "remove the label" }
    if let near = Suggestion.nearest(to: label, among: labels) { return "did you mean `\(near)`?" }
    return "its labels are \(labels.map { "`\($0)`" }.joined(separator: ", "))"
  }

  /// What it works on, for messages.
  var operandDescription: String {
    switch self {
    case .put: "a queue or pipe, and a value"
    case .get, .close: "a queue or pipe"
    case .join: "a process, a list of processes or a queue"
    case .taskDone: "a queue"
    case .kill: "a process"
    case .sleep: "a duration"
    case .run, .capture: "a command"
    case .spawn, .daemon, .process: "a call, a block or a command"
    }
  }
}

extension ClauseWord {
  /// Whether it is a label of the call form only.
  var isLabelOnly: Bool {
    self == .env || self == .cwd || self == .by
  }
}
