/// Literals, names, parentheses, lists, maps and functions.
extension Parser {
  /// Parses `primary = "nil" | "true" | "false" | integer | float | duration | string | command | name | list | map | function | lambda | command-call | "(" expression ")" ;`.
  mutating func primary() throws(Abandoned) -> Expression {
    let token = current
    switch token.kind {
    case .integer(.min):
      report(
        .integerTooLarge,
        "the integer does not fit in 64 bits",
        at: token.span,
        hint: "the greatest is 9_223_372_036_854_775_807"
      )
      advance()
      return Expression(.invalid, span: token.span)
    case .integer(let value): return literal(.integer(value))
    case .float(let value): return literal(.float(value))
    case .duration(let value): return literal(.duration(value))
    case .string(let parts):
      advance()
      return try string(parts, span: token.span)
    case .command(let words):
      advance()
      return try command(words, span: token.span)
    case .identifier(let text):
      if next.is(.arrow) { return try lambda() }
      advance()
      return Expression(.name(makeName(text, span: token.span)), span: token.span)
    case .keyword(let keyword): return try keywordPrimary(keyword)
    case .punctuation(.leftParenthesis): return try parentheses()
    case .punctuation(.leftBracket): return try list()
    case .punctuation(.leftBrace) where !context.braceOpensBlock: return try map()
    default: throw failExpression()
    }
  }

  private mutating func literal(_ kind: Expression.Kind) -> Expression {
    Expression(kind, span: advance().span)
  }

  private mutating func keywordPrimary(_ keyword: Keyword) throws(Abandoned) -> Expression {
    switch keyword {
    case .nil: return literal(.null)
    case .true: return literal(.bool(true))
    case .false: return literal(.bool(false))
    case .func:
      let start = advance().span
      let parameters = try self.parameters()
      let body = try block("to open the function's body")
      return function(.function, parameters, .block(body), span: start.union(body.span))
    default:
      if let word = keyword.commandWord, isCallForm { return try commandCall(word) }
      throw failExpression()
    }
  }

  // MARK: Strings and commands

  private mutating func string(
    _ parts: [LiteralPart],
    span: SourceSpan
  ) throws(Abandoned) -> Expression {
    var result: [InterpolationPart] = []
    for part in parts {
      switch part {
      case .text(let text):
        if parts.count == 1 { return Expression(.string(text), span: span) }
        result.append(.text(text))
      case .interpolation(let tokens, _): result.append(.expression(try interpolated(tokens)))
      }
    }
    return Expression(result.isEmpty ? .string("") : .interpolation(result), span: span)
  }

  private mutating func command(
    _ words: [[LiteralPart]],
    span: SourceSpan
  ) throws(Abandoned) -> Expression {
    var result: [[InterpolationPart]] = []
    for word in words {
      var parts: [InterpolationPart] = []
      for part in word {
        switch part {
        case .text(let text): parts.append(.text(text))
        case .interpolation(let tokens, _): parts.append(.expression(try interpolated(tokens)))
        }
      }
      result.append(parts)
    }
    return Expression(.command(CommandLiteral(words: result)), span: span)
  }

  /// Parses the tokens inside `\( )`.
  private mutating func interpolated(_ inner: [Token]) throws(Abandoned) -> Expression {
    let outer = (tokens, position, statementStart, closings)
    (tokens, position, statementStart, closings) = (inner, 0, 0, nil)
    defer { (tokens, position, statementStart, closings) = outer }
    return try within(Context(ignoresNewlines: true)) { parser throws(Abandoned) in
      let value = try parser.expression()
      guard parser.isAtEnd else {
        throw parser.unexpected(
          .expectedToken,
          "expected `)` behind the interpolated value, "
            + "found \(parser.found)"
        )
      }
      return value
    }
  }

  // MARK: Parentheses and lambdas

  /// Parses `lambda = ( name | "(" [ name { "," name } [ "," ] ] ")" ) "=>" choice ;`.
  private mutating func lambda() throws(Abandoned) -> Expression {
    let name = try name("a parameter")
    advance()
    let parameter = Parameter(name: name, defaultValue: nil, isRest: false)
    return try lambdaBody([parameter], start: name.span)
  }

  private mutating func lambdaBody(
    _ parameters: [Parameter],
    start: SourceSpan
  ) throws(Abandoned) -> Expression {
    if isAt(.leftBrace), let block = try lambdaBlock() {
      return function(.lambda, parameters, .block(block), span: start.union(block.span))
    }
    let body = try nested { parser throws(Abandoned) in try parser.choice() }
    return function(.lambda, parameters, .expression(body), span: start.union(body.span))
  }

  /// Parses the block that somebody gave a lambda for a body, and tells it; nil if the brace opens a map.
  private mutating func lambdaBlock() throws(Abandoned) -> Block? {
    guard let closing = closing(of: position), position + 1 < closing else { return nil }
    var place = position + 1
    while place < closing {
      if tokens[place].is(.colon) { return nil }
      place = (self.closing(of: place) ?? place) + 1
    }
    report(
      .blockWithoutBraces,
      "the body of a lambda is an expression, not a block",
      at: current.span,
      hint: "write `func(x) { … }` for a function of statements"
    )
    return try block()
  }

  mutating func function(
    _ form: Function.Form,
    _ parameters: [Parameter],
    _ body: Function.Body,
    span: SourceSpan
  ) -> Expression {
    let function = Function(
      id: makeNode(),
      form: form,
      name: nil,
      parameters: parameters,
      body: body,
      span: span
    )
    return Expression(.function(function), span: span)
  }

  /// Parses `( e )`, or the parameters of a lambda, which look alike up to the `=>`.
  private mutating func parentheses() throws(Abandoned) -> Expression {
    let opening = advance().span
    let values = try within(Context(ignoresNewlines: true)) { parser throws(Abandoned) in
      try parser.values(until: .rightParenthesis, opened: opening)
    }
    let span = opening.union(tokens[max(0, position - 1)].span)
    if isAt(.arrow), !isAtLineEnd {
      advance()
      var parameters: [Parameter] = []
      for value in values {
        guard case .name(let name) = value.kind else {
          throw failLambdaParameter(at: value.span)
        }
        parameters.append(Parameter(name: name, defaultValue: nil, isRest: false))
      }
      return try lambdaBody(parameters, start: opening)
    }
    guard values.count == 1, !tokens[max(0, position - 2)].is(.comma) else {
      throw fail(
        .expectedExpression,
        values.isEmpty ? "nothing between the parentheses" : "several values in parentheses",
        at: span,
        hint: values.isEmpty
          ? "write the value, or `() => …` for a function" : "write a list: `[a, b]`"
      )
    }
    return Expression(.parenthesized(values[0]), span: span)
  }

  private mutating func failLambdaParameter(at span: SourceSpan) -> Abandoned {
    fail(
      .expectedName,
      "a parameter of a lambda is a plain name",
      at: span,
      hint: "write `func(…) { … }` for defaults and rest parameters"
    )
  }

  /// Whether a `) =>` ends the parentheses that are open here.
  private var isInLambdaParameters: Bool {
    var depth = 0
    for place in position..<tokens.count - 1 {
      switch tokens[place].kind {
      case .punctuation(.leftParenthesis): depth += 1
      case .punctuation(.rightParenthesis):
        if depth == 0 { return tokens[place + 1].is(.arrow) }
        depth -= 1
      default: break
      }
    }
    return false
  }

  private mutating func values(
    until closing: Punctuation,
    opened: SourceSpan
  ) throws(Abandoned) -> [Expression] {
    var values: [Expression] = []
    while !isAt(closing), !isAbandoned(opened) {
      if skipComment() { continue }
      let value = try expression()
      if isAt(.assign), isInLambdaParameters { throw failLambdaParameter(at: value.span) }
      values.append(try comparing(value))
      if !skip(.comma) { break }
    }
    try expect(closing, toClose: opened, separator: .comma)
    return values
  }

  /// Parses `parameters = "(" [ ( parameter { "," parameter } [ "," rest ] | rest ) [ "," ] ] ")" ;`.
  mutating func parameters() throws(Abandoned) -> [Parameter] {
    let opening = current.span
    guard skip(.leftParenthesis) else {
      throw unexpected(
        .expectedToken,
        "expected `(` before the parameters, found \(found)",
        hint: "write `func f() { … }` for a function without parameters"
      )
    }
    return try within(Context(ignoresNewlines: true)) { parser throws(Abandoned) in
      var parameters: [Parameter] = []
      while !parser.isAt(.rightParenthesis) {
        parameters.append(try parser.parameter())
        if !parser.skip(.comma) { break }
      }
      try parser.expect(.rightParenthesis, toClose: opening, separator: .comma)
      if let misplaced = parameters.dropLast().first(where: \.isRest) {
        throw parser.fail(
          .expectedToken,
          "the rest parameter `\(misplaced.name.text)` is not the last",
          at: misplaced.name.span
        )
      }
      return parameters
    }
  }

  /// Parses `parameter = name [ "=" expression ] ;`.
  private mutating func parameter() throws(Abandoned) -> Parameter {
    let name = try name("a parameter")
    if skip(.ellipsis) { return Parameter(name: name, defaultValue: nil, isRest: true) }
    let value = skip(.assign) ? try expression() : nil
    return Parameter(name: name, defaultValue: value, isRest: false)
  }

  // MARK: Lists and maps

  /// Parses `list = "[" [ expression { "," expression } [ "," ] ] "]" ;`.
  private mutating func list() throws(Abandoned) -> Expression {
    let opening = advance().span
    let items = try within(Context(ignoresNewlines: true)) { parser throws(Abandoned) in
      try parser.values(until: .rightBracket, opened: opening)
    }
    return Expression(.list(items), span: opening.union(tokens[max(0, position - 1)].span))
  }

  /// Parses `map = "{" [ entry { "," entry } [ "," ] ] "}" ;`.
  private mutating func map() throws(Abandoned) -> Expression {
    let opening = advance().span
    let entries = try within(Context(ignoresNewlines: true)) { parser throws(Abandoned) in
      var entries: [MapEntry] = []
      while !parser.isAt(.rightBrace) {
        entries.append(try parser.entry())
        if !parser.skip(.comma) { break }
      }
      try parser.expect(.rightBrace, toClose: opening, separator: .comma)
      return entries
    }
    return Expression(.map(entries), span: opening.union(tokens[max(0, position - 1)].span))
  }

  /// Parses `entry = ( word | choice ) ":" expression ;`.
  private mutating func entry() throws(Abandoned) -> MapEntry {
    let key = try entryKey()
    guard skip(.colon) else {
      throw unexpected(
        .expectedToken,
        "expected `:` behind the key, found \(found)",
        hint: "write a map as `{key: value}`, a list as `[a, b]`"
      )
    }
    return MapEntry(key: key, value: try expression())
  }

  private mutating func entryKey() throws(Abandoned) -> Expression {
    guard next.is(.colon), current.isWordOrKeyword else {
      return try nested { parser throws(Abandoned) in try parser.choice() }
    }
    let word = try anyName("a key")
    switch word.text {
    case "true": return Expression(.bool(true), span: word.span)
    case "false": return Expression(.bool(false), span: word.span)
    default: return Expression(.string(word.text), span: word.span)
    }
  }
}
