/// Operators, from the loosest to the tightest.
extension Parser {
  /// How tightly the operators with two operands bind.
  enum Precedence: Int {
    case or = 1
    case and, not, comparison, range, sum, product
    /// Tighter than any operator with two operands that `operation` parses.
    case operand

    var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .operand }
  }

  private enum Operator {
    case and, or, range(isClosed: Bool)
    case plain(BinaryOperator)
  }

  /// Parses `expression = choice { "|" choice } ;`.
  mutating func expression() throws(Abandoned) -> Expression {
    try nested { parser throws(Abandoned) in
      let first = try parser.choice()
      guard parser.isAt(.bar) else { return first }
      var stages = [first]
      while parser.skip(.bar) {
        stages.append(try parser.choice())
      }
      return parser.pipeline(stages)
    }
  }

  func pipeline(_ stages: [Expression]) -> Expression {
    guard let first = stages.first, let last = stages.last, stages.count > 1 else {
      return stages[0]
    }
    return Expression(.pipeline(stages), span: first.span.union(last.span))
  }

  /// Parses `choice = disjunction [ "?" choice ":" choice ] ;`.
  mutating func choice() throws(Abandoned) -> Expression {
    let condition = try operation(.or)
    guard isAt(.question), !isAtLineEnd else { return condition }
    let question = advance().span
    let then = try nested { parser throws(Abandoned) in try parser.choice() }
    guard skip(.colon) else {
      throw unexpected(
        .expectedToken,
        "expected `:`, found \(found)",
        secondary: [Diagnostic.Label(span: question, text: "for this `?`")],
        hint: "write `condition ? a : b`"
      )
    }
    let otherwise = try nested { parser throws(Abandoned) in try parser.choice() }
    return Expression(
      .conditional(condition: condition, then: then, otherwise: otherwise),
      span: condition.span.union(otherwise.span)
    )
  }

  /// Parses operands joined by operators at least as tight as `least` (precedence climbing).
  mutating func operation(_ least: Precedence) throws(Abandoned) -> Expression {
    let outerHeight = height
    height = 0
    defer { height = max(outerHeight, height) }
    var left = try leftOperand(least)
    while let (operation, precedence) = currentOperator(), precedence.rawValue >= least.rawValue {
      let sign = advance().span
      if case .plain(.notContained) = operation { advance() }
      try grow()
      left = try combine(left, operation, precedence, sign: sign)
    }
    return left
  }

  private mutating func leftOperand(_ least: Precedence) throws(Abandoned) -> Expression {
    if isAt(.not), least.rawValue <= Precedence.not.rawValue {
      let start = advance().span
      let operand = try nested { parser throws(Abandoned) in try parser.operation(.not) }
      return Expression(.unary(.not, operand), span: start.union(operand.span))
    }
    if context.isIndex, isAt(.ellipsis) || isAt(.halfOpen) {
      let isClosed = isAt(.ellipsis)
      let start = advance().span
      let upper = try operation(.sum)
      if let (_, next) = currentOperator(), next == .range { throw failRange(start) }
      return Expression(
        .range(lower: nil, upper: upper, isClosed: isClosed),
        span: start.union(upper.span)
      )
    }
    return try unary()
  }

  private mutating func combine(
    _ left: Expression,
    _ operation: Operator,
    _ precedence: Precedence,
    sign: SourceSpan
  ) throws(Abandoned) -> Expression {
    if case .range(let isClosed) = operation {
      if context.isIndex, isAt(.rightBracket) {
        return Expression(
          .range(lower: left, upper: nil, isClosed: isClosed),
          span: left.span.union(sign)
        )
      }
      let upper = try self.operation(.sum)
      if let (_, next) = currentOperator(), next == .range { throw failRange(sign) }
      return Expression(
        .range(lower: left, upper: upper, isClosed: isClosed),
        span: left.span.union(upper.span)
      )
    }
    let right = try self.operation(precedence.tighter)
    let span = left.span.union(right.span)
    switch operation {
    case .and: return Expression(.and(left, right), span: span)
    case .or: return Expression(.or(left, right), span: span)
    case .plain(let plain):
      if precedence == .comparison, let (_, next) = currentOperator(), next == .comparison {
        throw fail(
          .chainedComparison,
          "comparisons do not chain",
          secondary: [Diagnostic.Label(span: sign, text: "the first comparison")],
          hint: "join two of them with `and`: `a < b and b < c`"
        )
      }
      return Expression(.binary(plain, left, right, operatorSpan: sign), span: span)
    case .range: preconditionFailure("a range was not handled above")
    }
  }

  /// The refusal of a second range sign.
  private mutating func failRange(_ sign: SourceSpan) -> Abandoned {
    fail(
      .chainedRange,
      "a range has two ends",
      secondary: [Diagnostic.Label(span: sign, text: "the range begins here")],
      hint: "write `range(1, 10, 2)` for numbers in steps"
    )
  }

  /// The operator with two operands that stands here.
  private func currentOperator() -> (Operator, Precedence)? {
    guard !isAtLineEnd else { return nil }
    switch current.kind {
    case .keyword(.or): return (.or, .or)
    case .keyword(.and): return (.and, .and)
    case .keyword(.in): return (.plain(.contained), .comparison)
    case .keyword(.not) where next.is(.in): return (.plain(.notContained), .comparison)
    case .punctuation(.ellipsis) where !isSpread: return (.range(isClosed: true), .range)
    case .punctuation(.halfOpen): return (.range(isClosed: false), .range)
    case .punctuation(let sign): return plainOperator(sign)
    default: return nil
    }
  }

  /// Whether the `...` here spreads an argument: nothing follows that could be the end of a range.
  private var isSpread: Bool {
    next.is(.rightParenthesis) || next.is(.comma)
  }

  private func plainOperator(_ sign: Punctuation) -> (Operator, Precedence)? {
    switch sign {
    case .equal: (.plain(.equal), .comparison)
    case .notEqual: (.plain(.notEqual), .comparison)
    case .less: (.plain(.less), .comparison)
    case .lessOrEqual: (.plain(.lessOrEqual), .comparison)
    case .greater: (.plain(.greater), .comparison)
    case .greaterOrEqual: (.plain(.greaterOrEqual), .comparison)
    case .plus: (.plain(.add), .sum)
    case .minus: (.plain(.subtract), .sum)
    case .star: (.plain(.multiply), .product)
    case .slash: (.plain(.divide), .product)
    case .floorDivide: (.plain(.floorDivide), .product)
    case .percent: (.plain(.remainder), .product)
    default: nil
    }
  }

  /// Parses `unary = "-" unary | "try" choice "else" choice | command-word | power ;`.
  mutating func unary() throws(Abandoned) -> Expression {
    if isAt(.minus) { return try negation() }
    guard case .keyword(let keyword) = current.kind else { return try power() }
    if keyword == .try { return try tryExpression() }
    if let word = keyword.commandWord, !isCallForm {
      if next.is(.rightParenthesis) || next.is(.comma) || word.isStatement {
        let isArgument = next.is(.rightParenthesis) || next.is(.comma)
        throw fail(
          .keywordAsValue,
          isArgument
            ? "`\(word.rawValue)` is no value"
            : "`\(word.rawValue)` is a statement and gives no value",
          hint: isArgument
            ? "make a function of it: `x => \(word.rawValue)(x)`"
            : "write it as a statement of its own: `\(word.example)`"
        )
      }
      return try nested { parser throws(Abandoned) in
        try parser.commandWord(word, isStatement: false)
      }
    }
    return try power()
  }

  private mutating func negation() throws(Abandoned) -> Expression {
    let start = advance().span
    // The least integer's magnitude is one more than the greatest: only behind a minus is it right, and not where
    // something binds it tighter than that minus.
    if case .integer(.min) = current.kind, !bindsTighterThanMinus(next) {
      let literal = advance().span
      return Expression(.integer(.min), span: start.union(literal))
    }
    let operand = try nested { parser throws(Abandoned) in try parser.unary() }
    return Expression(.unary(.negate, operand), span: start.union(operand.span))
  }

  private func bindsTighterThanMinus(_ token: Token) -> Bool {
    if token.is(.power) || token.is(.dot) { return true }
    return !token.followsBlank && (token.is(.leftBracket) || token.is(.leftParenthesis))
  }

  private mutating func tryExpression() throws(Abandoned) -> Expression {
    let start = advance().span
    let value = try nested { parser throws(Abandoned) in try parser.choice() }
    guard skip(.else) else {
      throw unexpected(
        .expectedToken,
        "expected `else`, found \(found)",
        secondary: [Diagnostic.Label(span: start, text: "for this `try`")],
        hint: "write `try e else f`"
      )
    }
    let otherwise = try nested { parser throws(Abandoned) in try parser.choice() }
    return Expression(.tryElse(value, otherwise: otherwise), span: start.union(otherwise.span))
  }

  /// Parses `power = postfix [ "**" unary ] ;`.
  private mutating func power() throws(Abandoned) -> Expression {
    let base = try postfix()
    guard isAt(.power), !isAtLineEnd else { return base }
    let sign = advance().span
    let exponent = try nested { parser throws(Abandoned) in try parser.unary() }
    return Expression(
      .binary(.power, base, exponent, operatorSpan: sign),
      span: base.span.union(exponent.span)
    )
  }

  /// Parses `postfix = primary { "." word | "." word ^arguments | ^arguments | ^"[" index "]" } ;`.
  private mutating func postfix() throws(Abandoned) -> Expression {
    var value = try primary()
    while true {
      if isAt(.dot) {
        advance()
        try grow()
        let name = try anyName("the name of a field")
        if isAt(.leftParenthesis), !current.followsBlank {
          let arguments = try self.arguments()
          value = Expression(
            .methodCall(receiver: value, name: name, arguments: arguments),
            span: spanToHere(from: value)
          )
        } else {
          value = Expression(.field(value, name), span: value.span.union(name.span))
        }
        continue
      }
      guard !isAtLineEnd, isAt(.leftParenthesis) || isAt(.leftBracket) else { return value }
      if current.followsBlank {
        let sign = file.text(current.span)
        throw unexpected(
          .spaceBeforeBracket,
          "a blank stands before the `\(sign)` of \(isAt(.leftParenthesis) ? "a call" : "an index")",
          hint: "remove the blank"
        )
      }
      try grow()
      value = isAt(.leftParenthesis) ? try call(of: value) : try index(of: value)
    }
  }

  private mutating func call(of callee: Expression) throws(Abandoned) -> Expression {
    let arguments = try self.arguments()
    return Expression(
      .call(callee: callee, arguments: arguments),
      span: spanToHere(from: callee)
    )
  }

  private mutating func index(of value: Expression) throws(Abandoned) -> Expression {
    let opening = advance().span
    let inner = Context(ignoresNewlines: true, isIndex: true)
    let position = try within(inner) { parser throws(Abandoned) in
      let position = try parser.expression()
      if !parser.isAt(.rightBracket), parser.hasClosing(opening) {
        throw parser.unexpected(
          .expectedToken,
          "expected `]` behind the index, found \(parser.found)",
          hint: "write brackets for each index: `xs[i][j]`"
        )
      }
      try parser.expect(.rightBracket, toClose: opening)
      return position
    }
    return Expression(.index(value, position), span: spanToHere(from: value))
  }

  private func spanToHere(from value: Expression) -> SourceSpan {
    value.span.union(tokens[max(0, position - 1)].span)
  }

  /// Parses `arguments = "(" [ argument { "," argument } [ "," ] ] ")" ;`.
  mutating func arguments() throws(Abandoned) -> [Argument] {
    let opening = advance().span
    return try within(Context(ignoresNewlines: true)) { parser throws(Abandoned) in
      var arguments: [Argument] = []
      while !parser.isAt(.rightParenthesis), !parser.isAbandoned(opening) {
        if parser.skipComment() { continue }
        arguments.append(try parser.argument())
        if !parser.skip(.comma) { break }
      }
      try parser.expect(.rightParenthesis, toClose: opening, separator: .comma)
      return arguments
    }
  }

  /// Parses `argument = [ word ":" ] expression [ "..." ] ;`.
  private mutating func argument() throws(Abandoned) -> Argument {
    var label: Name?
    if next.is(.colon), current.isWordOrKeyword {
      label = try anyName("a label")
      advance()
    } else if next.is(.assign), current.isWordOrKeyword {
      tellLabel()
      label = try anyName("a label")
      advance()
    }
    let value = try expression()
    return Argument(label: label, value: value, isSpread: skip(.ellipsis))
  }
}

extension Token {
  /// Whether it is a name or a keyword.
  var isWordOrKeyword: Bool {
    switch kind {
    case .identifier, .keyword: true
    default: false
    }
  }
}
