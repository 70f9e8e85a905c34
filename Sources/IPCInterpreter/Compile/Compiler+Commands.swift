import IPCSyntax

/// Commands and pipelines as values.
extension Compiler {
  /// Compiles a command literal: its arguments are collected in a list, word by word.
  mutating func compileCommand(_ literal: CommandLiteral, to target: Int) {
    let span = builder.span
    let list = builder.allocateBase(for: target, 1)
    builder.emit(.makeList, a: list, b: 0)
    for word in literal.words {
      let mark = builder.next
      let register = builder.allocate()
      if word.count == 1, case .expression(let expression) = word[0] {
        compile(expression, to: register)
        builder.span = expression.span
        builder.emit(.appendWord, a: list, b: register)
      } else {
        compileWord(word, to: register, span)
        builder.emit(.appendItem, a: list, b: register)
      }
      builder.next = mark
    }
    builder.span = span
    builder.emit(.makeCommand, a: list)
    builder.emitMove(list, to: target)
  }

  /// Joins the parts of one argument, in pieces that fit into registers.
  private mutating func compileWord(
    _ parts: [InterpolationPart],
    to target: Int,
    _ span: SourceSpan
  ) {
    if parts.count == 1, case .text(let text) = parts[0] {
      return loadConstant(.string(text), to: target)
    }
    compileJoined(parts, .joinWord, to: target, span)
  }

  /// Compiles a pipeline.
  mutating func compilePipeline(_ stages: [Expression], to target: Int) {
    let span = builder.span
    let list = builder.allocateBase(for: target, 1)
    builder.emit(.makeList, a: list, b: 0)
    for stage in stages {
      let mark = builder.next
      let register = operand(stage)
      builder.emit(.appendItem, a: list, b: register)
      builder.next = mark
    }
    builder.span = span
    builder.emit(.makePipeline, a: list)
    builder.emitMove(list, to: target)
  }
}

/// Starting commands.
extension Compiler {
  /// Compiles `run` and `capture`.
  mutating func compileRun(
    _ operation: Request.Operation,
    _ word: CommandWordExpression,
    _ span: SourceSpan,
    _ target: Int
  ) {
    let count = 1 + Request.CommandClause.allCases.count
    let base = builder.allocateBase(for: target, count)
    clearRegisters(base..<(base + count), behindWaitsIn: word.operands + word.clauseValues)
    for operand in word.operands { compile(operand, to: base) }
    compileCommandClauses(word, at: base + 1)
    builder.span = span
    builder.emit(.request, a: base, b: count, n: Int(operation.rawValue))
    builder.emitMove(base, to: target)
  }

  /// Compiles `spawn` and `daemon` of what is neither a call nor a block: a command or a prepared process.
  mutating func compileStart(
    _ word: CommandWordExpression,
    _ operand: Expression,
    _ span: SourceSpan,
    _ target: Int
  ) {
    if word.word == .process {
      diagnostics.append(
        Diagnostic(
          .spawnOperand,
          title: "`process` wants a call or a block",
          primary: .init(span: operand.span, text: ""),
          hint: "write `process f(x)`"
        )
      )
    }
    let clauses: [ClauseWord] = [.name, .restart, .times]
    let count = 1 + clauses.count + Request.CommandClause.allCases.count
    let base = builder.allocateBase(for: target, count)
    clearRegisters(base..<(base + count), behindWaitsIn: [operand] + word.clauseValues)
    compile(operand, to: base)
    for (position, clause) in clauses.enumerated() {
      compileClause(word, clause, to: base + 1 + position)
    }
    compileCommandClauses(word, at: base + 1 + clauses.count)
    let operation: Request.Operation = word.word == .spawn ? .start : .startDaemon
    builder.span = span
    builder.emit(.request, a: base, b: count, n: Int(operation.rawValue))
    builder.emitMove(base, to: target)
  }

  /// Whether an operand is a call of the builtin `sh`: a command in another dress, and not what the child is to call.
  func isShellCommand(_ operand: Expression) -> Bool {
    guard case .call(let callee, _) = operand.kind, case .name(let name) = callee.kind,
      case .builtin(let index) = resolution.bindings[name.id.index]
    else { return false }
    return Builtins.all[index].name == "sh"
  }

  /// Evaluates the clauses of a command, in the places that the world knows.
  private mutating func compileCommandClauses(_ word: CommandWordExpression, at base: Int) {
    for clause in Request.CommandClause.allCases {
      let register = base + clause.rawValue
      if let value = word.clause(clause.word)?.value {
        compile(value, to: register)
      } else {
        builder.emit(.loadUnset, a: register)
      }
    }
  }

  /// Tells clauses that a call or a block, which is no command, has no use for.
  mutating func checkClausesOfFunction(_ word: CommandWordExpression) {
    for clause in Request.CommandClause.allCases {
      guard let found = word.clause(clause.word) else { continue }
      diagnostics.append(
        Diagnostic(
          .spawnOperand,
          title: "`\(found.word.rawValue)` is for commands, and this is a call or a block",
          primary: .init(span: found.span, text: ""),
          hint: "pass what the function needs as an argument"
        )
      )
    }
  }
}

extension Expression {
  /// Whether its value may be a command, as far as the text tells.
  var mayBeCommand: Bool {
    switch kind {
    case .command, .pipeline, .name, .call, .methodCall, .field, .index, .commandWord, .tryElse:
      true
    case .parenthesized(let inner): inner.mayBeCommand
    case .conditional(_, let then, let otherwise): then.mayBeCommand || otherwise.mayBeCommand
    case .and(let first, let second), .or(let first, let second):
      first.mayBeCommand || second.mayBeCommand
    default: false
    }
  }

  /// Whether `spawn` runs it in the child.
  var isCallOrBlock: Bool {
    switch kind {
    case .function(let function): function.form == .processBlock
    case .call, .methodCall: true
    default: false
    }
  }
}

extension CommandWordExpression {
  /// The values of its clauses.
  fileprivate var clauseValues: [Expression] { clauses.compactMap(\.value) }
}

extension Request.CommandClause {
  /// The word that stands for it.
  fileprivate var word: ClauseWord {
    switch self {
    case .stdin: .stdin
    case .stdout: .stdout
    case .stderr: .stderr
    case .env: .env
    case .cwd: .cwd
    case .timeout: .timeout
    case .by: .by
    }
  }
}
