/// Command words in both forms, and `select`.
extension LayoutBuilder {
  mutating func commandWord(_ word: CommandWordExpression) {
    if cursor.following.is(.leftParenthesis), !cursor.following.followsBlank {
      token()
      callOperands(of: word)
      return
    }
    token()
    if word.isAny {
      needsSpace = true
      token()
    }
    needsSpace = true
    listed(word.operands, hugged: word.operands.last) { builder, operand in
      builder.expression(operand)
    }
    for clause in word.clauses {
      needsSpace = true
      token()
      guard let value = clause.value else { continue }
      needsSpace = true
      expression(value)
    }
  }

  private mutating func callOperands(of word: CommandWordExpression) {
    let operands = word.operands.map { (hasLabel: false, value: $0, start: $0.span.start) }
    let clauses = word.clauses.compactMap { clause in
      clause.value.map { (hasLabel: true, value: $0, start: clause.span.start) }
    }
    // Labels may stand before operands.
    let items = (operands + clauses).sorted { $0.start < $1.start }
    bracketed(items, .call, hugged: items.last?.value) { builder, item in
      builder.argument(item.hasLabel, item.value, isSpread: false)
    }
  }

  // MARK: Select

  mutating func select(_ cases: [SelectCase]) {
    token()
    needsSpace = true
    braced(cases) { builder, selectCase in
      let group = builder.layout.open()
      builder.token()
      builder.needsSpace = true
      builder.withContinuation(2 * Formatter.indentation) { $0.event(selectCase.event) }
      builder.needsSpace = true
      builder.block(selectCase.body)
      builder.layout.close(group)
    }
  }

  private mutating func event(_ event: SelectCase.Event) {
    switch event {
    case .otherwise: token()
    case .timeout(let limit):
      token()
      needsSpace = true
      expression(limit)
    case .operation(let names, let word):
      if !names.isEmpty {
        token()
        needsSpace = true
        self.names(names)
        spacedToken()
      }
      commandWord(word)
    }
  }
}
