import IPCSyntax

/// The words that act on processes, queues and pipes: each becomes a request with its operands and clauses.
extension Compiler {
  /// Compiles a command word.
  mutating func compileCommandWord(
    _ word: CommandWordExpression,
    _ span: SourceSpan,
    _ target: Int
  ) {
    switch word.word {
    case .put: compileRequest(.put, word, clauses: [.timeout], span, target)
    case .get:
      compileRequest(word.isAny ? .getAny : .get, word, clauses: [.timeout], span, target)
    case .join:
      compileRequest(word.isAny ? .joinAny : .join, word, clauses: [.timeout], span, target)
    case .taskDone: compileRequest(.taskDone, word, clauses: [], span, target)
    case .close: compileRequest(.close, word, clauses: [], span, target)
    case .kill: compileRequest(.kill, word, clauses: [.signal], span, target)
    case .sleep: compileRequest(.sleep, word, clauses: [], span, target)
    case .spawn, .daemon, .process: compileSpawn(word, span, target)
    case .run: compileRun(.run, word, span, target)
    case .capture: compileRun(.capture, word, span, target)
    }
  }

  private mutating func compileRequest(
    _ operation: Request.Operation,
    _ word: CommandWordExpression,
    clauses: [ClauseWord],
    _ span: SourceSpan,
    _ target: Int
  ) {
    let count = word.operands.count + clauses.count
    let base = builder.allocateBase(for: target, count)
    clearRegisters(base..<(base + count), behindWaitsIn: word.operands)
    for (position, operand) in word.operands.enumerated() {
      compile(operand, to: base + position)
    }
    for (position, clause) in clauses.enumerated() {
      compileClause(word, clause, to: base + word.operands.count + position)
    }
    builder.span = span
    builder.emit(.request, a: base, b: count, n: Int(operation.rawValue))
    builder.emitMove(base, to: target)
  }

  /// The value of a clause, or nil; `nowait` is a timeout of 0 seconds.
  mutating func compileClause(_ word: CommandWordExpression, _ clause: ClauseWord, to target: Int) {
    if let value = word.clause(clause)?.value {
      compile(value, to: target)
    } else if clause == .timeout, let nowait = word.clause(.nowait) {
      guard let flag = nowait.value else { return loadConstant(.duration(0), to: target) }
      // As a label it has a value: `get(q, nowait: true)`.
      let misses = jumpUnless(flag)
      loadConstant(.duration(0), to: target)
      let end = builder.emit(.jump)
      builder.land(misses)
      builder.emit(.loadNull, a: target)
      builder.land(end)
    } else {
      builder.emit(.loadNull, a: target)
    }
  }
}
