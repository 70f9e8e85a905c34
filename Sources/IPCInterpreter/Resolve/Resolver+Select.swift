import IPCSyntax

extension Resolver {
  /// Resolves `select`, whose operands stand outside the cases.
  mutating func resolveSelect(_ cases: [SelectCase]) {
    var limit: SourceSpan?
    for item in cases {
      switch item.event {
      case .operation(_, let word):
        for operand in word.operands { resolve(operand) }
        checkClauses(ofCase: word)
      case .timeout(let value):
        resolve(value)
        checkDuration(value, of: "timeout")
        checkOnlyLimit(item, &limit)
      case .otherwise: checkOnlyLimit(item, &limit)
      }
    }
    for item in cases {
      inScope { resolver in
        if case .operation(let names, _) = item.event {
          for name in names { resolver.declare(name, .parameter) }
        }
        resolver.resolve(item.body)
      }
    }
  }

  /// A case has no time limit of its own.
  private mutating func checkClauses(ofCase word: CommandWordExpression) {
    for clause in word.clauses {
      if let value = clause.value { resolve(value) }
      let isTimeout = clause.word == .timeout
      diagnostics.append(
        Diagnostic(
          .misplacedClause,
          title: "a case of a `select` has no `\(clause.word.rawValue)` of its own",
          primary: .init(span: clause.span, text: ""),
          hint: isTimeout
            ? "one for all cases is a case itself: `case timeout 2s { … }`"
            : "not to wait at all is a case itself: `case else { … }`"
        )
      )
    }
  }

  /// There is one end of the wait for all cases.
  private mutating func checkOnlyLimit(_ item: SelectCase, _ first: inout SourceSpan?) {
    // The body is no part of the mark.
    let end = min(item.span.start + UInt32("case".utf8.count), item.span.end)
    let span = SourceSpan(start: item.span.start, end: end)
    guard let first else {
      first = span
      return
    }
    diagnostics.append(
      Diagnostic(
        .duplicateClause,
        title: "a `select` has one case of `timeout` or `else`",
        primary: .init(span: span, text: ""),
        secondary: [.init(span: first, text: "the first one")],
        hint: "remove one of them"
      )
    )
  }
}
