/// Parts of statements as other languages write them: loop heads, patterns, imports, errors in parentheses.
extension Parser {
  /// Whether a loop head in parentheses or with an assignment stands here.
  var isAtForeignLoop: Bool {
    if isAt(.leftParenthesis) || next.is(.assign) { return true }
    return next.is(.colon) && tokens[min(position + 2, tokens.count - 1)].is(.assign)
  }

  /// Parses `for (i = 0; …) { }`, `for (x of xs) { }` and `for i := 0; … { }`, and tells them.
  mutating func foreignLoop() throws(Abandoned) -> Statement.Kind {
    let opening = current.span
    // What the lexer said of `i++` is a part of the same mistake.
    retractLine()
    let isParenthesized = isAt(.leftParenthesis)
    let end = isParenthesized ? closing(of: position) : nil
    let walks = isParenthesized && walkedList(until: end) != nil
    report(
      .foreignForm,
      walks
        ? "the head of a `for` takes no parentheses"
        : "a `for` counts by a range, not by steps of its own",
      at: opening,
      hint: walks
        ? walkedList(until: end)
        : loopRewritten(from: position, upTo: end ?? headEnd) ?? "write `for i in 0..<n { … }`"
    )
    markTold(opening)
    if let end {
      position = end
      advance()
    } else if !skipToBrace() {
      throw Abandoned()
    }
    return .block(try block())
  }

  /// The token that begins the block in this line, or the next line.
  private var headEnd: Int {
    var place = position
    while place + 1 < tokens.count, !tokens[place].is(.leftBrace), !tokens[place + 1].startsLine {
      place += 1
    }
    return place
  }

  /// The hint for a loop over a list in parentheses; nil for one that counts.
  private func walkedList(until end: Int?) -> String? {
    let inside = position..<(end ?? position)
    if inside.contains(where: { tokens[$0].is(.semicolon) }) { return nil }
    let separator = inside.first { place in
      tokens[place].is(.in) || tokens[place].isWord("of") || tokens[place].is(.colon)
        || tokens[place].is(.as)
    }
    guard let end, let separator, let list = text(from: separator + 1, upTo: end) else {
      return "write `for x in xs { … }`"
    }
    let names = (position..<separator).compactMap { place -> String? in
      if case .identifier(let name) = tokens[place].kind, ForeignWord.named(name) == nil {
        name
      } else {
        nil
      }
    }
    return "write `for \(names.joined(separator: ", ")) in \(list) { … }`"
  }

  /// Reports a declaration of names in brackets: `let (a, b) = pair`.
  mutating func failPattern() -> Abandoned {
    let names = (position..<(closing(of: position) ?? position)).compactMap { place -> String? in
      if case .identifier(let text) = tokens[place].kind { text } else { nil }
    }
    let list = names.isEmpty ? "a, b" : names.joined(separator: ", ")
    return fail(
      .expectedName,
      "expected a name to define, found \(found)",
      hint: "write `\(file.text(tokens[position - 1].span)) \(list) = …`"
    )
  }

  /// Reports a declaration that has no `=` where it should.
  mutating func failBinding(_ isVariable: Bool, _ names: [Name]) -> Abandoned {
    guard current.startsLine || isAt(.semicolon) || isAt(.rightBrace) || isAtEnd else {
      return unexpected(
        .expectedToken,
        "expected `=` and a value, found \(found)"
      )
    }
    let list = names.map(\.text).joined(separator: ", ")
    let values = names.map { _ in "nil" }.joined(separator: ", ")
    return fail(
      .expectedToken,
      "`\(list)` is declared without a value",
      at: behindPrevious,
      hint: "write `\(isVariable ? "var" : "let") \(list) = \(values)`, or other values",
      isIncomplete: isAtEnd
    )
  }

  /// Reports an import that names no script.
  mutating func failImport(_ names: [Name]) -> Abandoned {
    let known = names.first.flatMap { ForeignWord.named($0.text) }
    guard known != nil || current.startsLine || isAtEnd || isAt(.semicolon) else {
      return unexpected(
        .expectedToken,
        "expected `from` and the path of a script, found \(found)",
        hint: "write `import f from \"file.ipc\"`"
      )
    }
    return fail(
      .expectedToken,
      "the `import` names no script",
      at: names.first?.span,
      hint: known?.hint()
        ?? "leave the line out for a builtin; write `import f from \"file.ipc\"` for a script",
      isIncomplete: isAtEnd && known == nil
    )
  }

  /// Steps over the `(` that other languages put before the error of a `catch`, and tells it.
  mutating func skipCatchParenthesis() -> Bool {
    guard isAt(.leftParenthesis) else { return false }
    report(
      .foreignForm,
      "the error of a `catch` takes no parentheses",
      at: current.span,
      hint: "write `catch e { … }`"
    )
    advance()
    return true
  }
}
