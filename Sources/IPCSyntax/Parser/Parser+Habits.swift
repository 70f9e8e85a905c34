/// Habits from other languages, told where parsing has failed because of them.
extension Parser {
  /// Reports `x--` and `<-q`, each half of which is a sign of ours.
  mutating func failSign() -> Abandoned? {
    if position > 1, !isAt(.minus), tokens[position - 1].is(.minus),
      tokens[position - 2].is(.minus),
      !tokens[position - 1].followsBlank
    {
      let name = file.text(tokens[max(statementStart, position - 3)].span)
      return fail(
        .unknownSign,
        "`--` is not a sign of the language",
        at: tokens[position - 2].span.union(tokens[position - 1].span),
        hint: "write `\(name) -= 1`"
      )
    }
    if isAt(.less), next.is(.minus), !next.followsBlank {
      return fail(
        .unknownSign,
        "`<-` is not a sign of the language",
        at: current.span.union(next.span),
        hint: "write `get q`"
      )
    }
    return nil
  }

  /// Reports a range that lacks an end where none may be missing.
  mutating func failRange() -> Abandoned? {
    guard current.isRange || position > 0 && tokens[position - 1].isRange else { return nil }
    return fail(
      .expectedExpression,
      "a range has two ends, except directly inside an index",
      at: current.isRange ? current.span : tokens[position - 1].span,
      hint: "write both ends, as in `1...n`"
    )
  }

  /// Reports a habit from another language, if what stands here shows one.
  mutating func failHabit() -> Abandoned? {
    guard position > 0 else { return nil }
    if let found = stringPrefix() ?? blankBeforeUnit() ?? commentBefore() ?? typeAnnotation() {
      return found
    }
    if current.isRange { return failRange() }
    if isAt(.if), !current.startsLine { return failConditional() }
    if isAt(.arrow), !current.startsLine {
      return fail(
        .misleadingSign,
        "`=>` makes a function and does not compare",
        hint: "write `>=` to compare"
      )
    }
    if isAt(.for), !current.startsLine { return failComprehension() }
    for (place, words) in [
      (position, ForeignWord.infixWords), (position - 1, ForeignWord.prefixWords),
      (headOfCall(), ForeignWord.callLikeWords),
    ] {
      guard let place, case .identifier(let text) = tokens[place].kind, words.contains(text),
        let word = ForeignWord.named(text)
      else { continue }
      tellForeign(word, at: place)
      return Abandoned()
    }
    return nil
  }

  /// The word before the parentheses that stand before the `{` here: `switch (x) {`.
  private mutating func headOfCall() -> Int? {
    guard isAt(.leftBrace), tokens[position - 1].is(.rightParenthesis) else { return nil }
    var place = position - 2
    while place > statementStart, closing(of: place) != position - 1 { place -= 1 }
    return place > 0 && place > statementStart ? place - 1 : nil
  }

  /// `f"…"` and `r'…'`.
  private mutating func stringPrefix() -> Abandoned? {
    guard position > 0, case .string = current.kind, !current.followsBlank,
      case .identifier(let prefix) = tokens[position - 1].kind, prefix.utf8.count <= 2
    else { return nil }
    let isRaw = prefix.lowercased().contains("r")
    return fail(
      .foreignForm,
      "strings take no prefix",
      at: tokens[position - 1].span,
      hint: isRaw
        ? "write `'…'` for a raw string"
        : formatRewritten(at: position) ?? "write `\"\\(x)\"` to put a value into a string"
    )
  }

  /// `3 s`.
  private mutating func blankBeforeUnit() -> Abandoned? {
    guard case .identifier(let word) = current.kind, tokens[position - 1].isPlainNumber,
      let unit = Lexer.units[word] != nil ? word : Lexer.meantUnits[word]
    else { return nil }
    return fail(
      .unknownUnit,
      "a blank stands before the unit `\(word)`",
      hint: "write `\(file.text(tokens[position - 1].span))\(unit)`"
    )
  }

  /// `x = 1 // why it is so`, in which the words of the comment are what does not parse.
  private mutating func commentBefore() -> Abandoned? {
    let previous = tokens[position - 1]
    guard position > statementStart, current.isWordOrKeyword,
      previous.isWordOrKeyword || previous.is(.floorDivide)
    else { return nil }
    var place = position - 1
    while place > statementStart, !tokens[place].startsLine, !tokens[place].is(.floorDivide) {
      place -= 1
    }
    guard tokens[place].is(.floorDivide), tokens[place + 1].followsBlank else { return nil }
    position = place
    _ = skipComment()
    return Abandoned()
  }

  /// `x: int`, `var x int`, `int x = 1`, `f(a) -> int`.
  private mutating func typeAnnotation() -> Abandoned? {
    guard position > statementStart, !current.startsLine else { return nil }
    if isAt(.minus), next.is(.greater), !next.followsBlank {
      return fail(
        .foreignForm,
        "types are not declared in this language",
        hint: "remove the `->` and the type"
      )
    }
    let isAlone = position == statementStart + 1
    let before = tokens[max(statementStart, position - 2)]
    let isDeclared = before.is(.let) || before.is(.var)
    let isParameter =
      tokens[statementStart].is(.func) && (before.is(.leftParenthesis) || before.is(.comma))
    guard isDeclared || isAlone || isParameter,
      case .identifier(let name) = tokens[position - 1].kind, ForeignWord.named(name) == nil
    else { return nil }
    let value = declaredValue(from: position)
    var declaration = "\(isDeclared ? file.text(before.span) : "let") \(name) = \(value)"
    if isAt(.colon) {
      guard next.isWordOrKeyword else { return nil }
    } else if case .identifier(let second) = current.kind {
      guard isDeclared || !isParameter && next.is(.assign) else { return nil }
      if isAlone { declaration = "let \(second) = \(value)" }
    } else {
      return nil
    }
    return fail(
      .foreignForm,
      "types are not declared in this language",
      hint: isParameter ? "remove the type" : "write `\(declaration)`"
    )
  }

  /// `a if c else b`, `f() if c`.
  private mutating func failConditional() -> Abandoned {
    var place = position
    while place + 1 < tokens.count, !tokens[place + 1].startsLine, !tokens[place].is(.else) {
      place += 1
    }
    let isChoice = tokens[place].is(.else)
    return fail(
      .foreignForm,
      isChoice ? "`if` gives no value" : "`if` stands before what it decides",
      hint: isChoice ? "write `condition ? a : b`" : "write `if condition { … }`"
    )
  }

  /// `[f(x) for x in xs]`.
  private mutating func failComprehension() -> Abandoned {
    fail(
      .foreignForm,
      "`for` gives no value",
      hint: "write `xs.map(x => …)` or `xs.filter(x => …)`"
    )
  }
}

extension ForeignWord {
  /// The words that stand between or behind others.
  static let infixWords = elseWords.union(blockWords).union(endWords).union(catchWords)
    .union(finallyWords).union(["is", "instanceof", "unless", "until", "default"])

  /// The words that stand directly before an operand.
  static let prefixWords: Set<String> = [
    "def", "fn", "function", "fun", "lambda", "new", "await", "async", "mut", "typeof", "chan",
    "yield", "go", "raise", "echo", "class", "struct",
  ]

  /// The words that stand before parentheses and a block.
  static let callLikeWords = elseWords.union([
    "switch", "match", "unless", "until", "foreach", "with", "using", "function", "fn", "fun",
    "def", "lock",
  ])
}
