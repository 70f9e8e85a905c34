/// Assignments, and `=` in places where it gives no value.
extension Parser {
  /// Parses the value that an `=` behind an expression was meant to compare it with, and tells the mistake.
  mutating func comparing(_ value: Expression) throws(Abandoned) -> Expression {
    var value = value
    while isAt(.assign), !isAtLineEnd {
      report(
        .assignmentAsValue,
        "`=` assigns and gives no value",
        at: current.span,
        hint: "write `==` to compare"
      )
      let sign = advance().span
      let other = try expression()
      try grow()
      value = Expression(
        .binary(.equal, value, other, operatorSpan: sign),
        span: value.span.union(other.span)
      )
    }
    return value
  }

  /// Tells a label that is written with `=`, or the foreign call that has it.
  mutating func tellLabel() {
    let callee = position - 2
    if callee >= 0, tokens[position - 1].is(.leftParenthesis),
      case .identifier(let text) = tokens[callee].kind, let word = ForeignWord.named(text)
    {
      tellForeign(word, at: callee)
      return
    }
    let label = file.text(current.span)
    report(
      .foreignForm,
      "a label ends with `:`, not with `=`",
      at: next.span,
      hint: "write `\(label): \(restOfHead(behind: position + 1) ?? "…")`"
    )
  }

  /// Parses `expression-statement = expression | target { "," target } "=" expression { "," expression } | target assignment-operator expression ;`.
  mutating func expressionStatement() throws(Abandoned) -> Statement.Kind {
    let first = try expression()
    warnOfSigns(in: first)
    guard case .punctuation(let sign) = current.kind, !isAtLineEnd else {
      return .expression(first)
    }
    if let operation = sign.compoundOperator {
      try checkTarget(first)
      advance()
      return .compoundAssignment(target: first, operation: operation, value: try expression())
    }
    if sign == .colon, next.is(.assign), !next.followsBlank { return try shortDeclaration(first) }
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

  /// `x := 1`, which other languages declare with.
  private mutating func shortDeclaration(_ target: Expression) throws(Abandoned) -> Statement.Kind {
    report(
      .unknownSign,
      "`:=` is not a sign of the language",
      at: current.span.union(next.span),
      hint: "write `let \(file.text(target.span)) = \(restOfHead(behind: position + 1) ?? "…")`"
    )
    advance()
    advance()
    return .assignment(targets: [target], values: [try expression()])
  }

  /// Warns of a statement that is an expression of ours and a statement of other languages: `i--`, `--i`, `q <- x`.
  private mutating func warnOfSigns(in expression: Expression) {
    let first = tokens[statementStart]
    let (second, third) = (token(statementStart + 1), token(statementStart + 2))
    if first.is(.minus), second.is(.minus), !second.followsBlank {
      warn(
        "`--` negates twice and changes nothing",
        at: first.span.union(second.span),
        hint: "write `\(file.text(third.span)) -= 1`"
      )
    } else if second.is(.minus), third.is(.minus), !third.followsBlank,
      token(statementStart + 3).startsLine
    {
      warn(
        "`--` subtracts what the next line negates",
        at: second.span.union(third.span),
        hint: "write `\(file.text(first.span)) -= 1`"
      )
    } else if case .binary(.less, let queue, _, let sign) = expression.kind,
      second.is(.less), third.is(.minus), !third.followsBlank,
      token(statementStart + 3).followsBlank
    {
      warn(
        "`<-` compares with a negative value",
        at: sign.union(third.span),
        hint: "write `put \(file.text(queue.span)), x`"
      )
    }
  }

  private mutating func checkTarget(_ target: Expression) throws(Abandoned) {
    switch target.kind {
    case .name, .field: return
    case .index(_, let position):
      if case .range = position.kind { break }
      return
    default: break
    }
    let text = file.text(target.span)
    let shown = text.utf8.count <= 20 && !text.contains("\n") ? "`\(text)`" : "this"
    throw fail(
      .invalidTarget,
      "\(shown) cannot be assigned to",
      at: target.span,
      hint: "assign to a name, an item `xs[i]` or a field `m.k`; `==` compares"
    )
  }

  mutating func valueList(
    forTargets count: Int,
    at place: SourceSpan
  ) throws(Abandoned) -> [Expression] {
    var values = [try expression()]
    while skip(.comma) {
      values.append(try expression())
    }
    if values.count > 1, values.count != count {
      let names = count == 1 ? "one name" : "\(count) names"
      throw fail(
        .valueCount,
        "\(names) for \(values.count) values",
        at: place,
        hint: count == 1 ? "write a list: `[a, b]`" : "write a value for each name"
      )
    }
    return values
  }
}
