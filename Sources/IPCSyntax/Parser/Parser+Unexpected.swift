/// What is told where something else should stand: habits from other languages first, then what was expected.
extension Parser {
  /// Reports what stands here in place of what was expected, and returns what to throw.
  mutating func unexpected(
    _ id: DiagnosticID,
    _ title: String,
    secondary: [Diagnostic.Label] = [],
    hint: String? = nil
  ) -> Abandoned {
    if let habit = failHabit() ?? failMisspelt() { return habit }
    return fail(
      id,
      title,
      at: isBehindLine ? behindPrevious : current.span,
      secondary: secondary,
      hint: hint,
      isIncomplete: isAtEnd
    )
  }

  /// Reports that a statement goes on where it should end.
  mutating func failStatementEnd() -> Abandoned {
    if !isInBlockLikeMap, let habit = failHabit() { return habit }
    switch current.kind {
    case .punctuation(.rightParenthesis), .punctuation(.rightBracket):
      return fail(
        .expectedToken,
        "\(found) closes nothing",
        hint: "remove it, or open it earlier"
      )
    case .punctuation(.assign):
      return fail(
        .assignmentAsValue,
        "`=` assigns and gives no value",
        hint: "write one statement for each, the last one first"
      )
    case .punctuation(.colon) where isInBlockLikeMap:
      return fail(
        .missingStatementEnd,
        "a `{` that begins a statement opens a block, not a map",
        at: tokens[statementStart - 1].span,
        hint: "put the map in parentheses: `({…})`"
      )
    case .punctuation(.comma) where tokens[statementStart].is(.return):
      return fail(
        .missingStatementEnd,
        "`return` gives one value",
        hint: "write a list: `return [a, b]`"
      )
    default: break
    }
    if let word = failMisspelt() ?? commandLikeCall() { return word }
    return fail(
      .missingStatementEnd,
      "expected the end of the statement, found \(found)",
      hint: "begin a new line, or write `;` between two statements"
    )
  }

  /// Whether the statement is the first key of a map that was read as a block.
  private var isInBlockLikeMap: Bool {
    guard position == statementStart + 1, statementStart > 0 else { return false }
    let brace = tokens[statementStart - 1]
    return brace.is(.leftBrace) && (brace.startsLine || statementStart == 1)
  }

  /// Reports an expression that is missing.
  mutating func failExpression() -> Abandoned {
    if let habit = failSign() ?? failRange() ?? failHabit() { return habit }
    var title = "expected an expression, found \(found)"
    var hint: String?
    switch current.kind {
    case .keyword(.else), .keyword(.catch):
      title = "`\(file.text(current.span))` belongs to no `\(isAt(.else) ? "if" : "try")`"
      hint = "write it directly behind the `}` of that block"
    case .keyword(let keyword) where !isBehindLine:
      hint = "`\(keyword.rawValue)` is a word of the language and no name"
    case .punctuation(.dot) where next.isNumber && !next.followsBlank:
      hint = "a number begins with a digit: `0.\(file.text(next.span))`"
    case .punctuation(.leftBrace) where context.braceOpensBlock:
      hint =
        token(position - 1).is(.in)
        ? "a map stands in parentheses here: `({…})`" : "write what decides before the block"
    default: break
    }
    return fail(
      .expectedExpression,
      title,
      at: isBehindLine ? behindPrevious : current.span,
      hint: hint,
      isIncomplete: isAtEnd
    )
  }

  /// `retrun x`, `} esle {`, `get q timeuot 1s`.
  mutating func failMisspelt() -> Abandoned? {
    let afterword = tokens[statementStart..<position].contains { $0.beginsCommand }
    let words =
      afterword
      ? ClauseWord.allCases.filter { !$0.isLabelOnly }.map(\.rawValue) : []
    guard position > 0 else { return nil }
    for (place, candidates) in [
      (position, words + Keyword.joining.map(\.rawValue)),
      (position - 1, position == statementStart + 1 ? Keyword.leading.map(\.rawValue) : []),
    ] {
      guard case .identifier(let text) = tokens[place].kind,
        let near = Suggestion.nearest(to: text, among: candidates),
        // Short words are near to each other by chance.
        text.utf8.count > 3 || text.utf8.sorted() == near.utf8.sorted()
      else { continue }
      return fail(
        .unknownWord,
        "`\(text)` is not a word of the language",
        at: tokens[place].span,
        hint: "did you mean `\(near)`?"
      )
    }
    return nil
  }

  /// `print "x"`, `exit 1`.
  private mutating func commandLikeCall() -> Abandoned? {
    guard position == statementStart + 1, !current.mayFollowName,
      case .identifier(let name) = tokens[statementStart].kind, !isAt(.colon), !isAt(.leftBrace),
      !isAt(.leftParenthesis)
    else { return nil }
    let call = "\(name)(\(restOfHead(behind: statementStart) ?? "…"))"
    guard current.isLiteral else {
      return fail(
        .missingStatementEnd,
        "expected the end of the statement, found \(found)",
        hint: "a call has parentheses: `\(call)`"
      )
    }
    return fail(
      .foreignForm,
      "`\(name)` is called without parentheses",
      hint: "write `\(call)`"
    )
  }
}

extension Keyword {
  /// The words that stand between the parts of a statement.
  static let joining: [Keyword] = [.and, .as, .catch, .else, .in, .or]

  /// The words that begin a statement.
  static let leading: [Keyword] = allCases.filter { keyword in
    !joining.contains(keyword) && ![.false, .nil, .not, .true, .case].contains(keyword)
  }
}

extension Token {
  /// Whether it is a word that may have clauses.
  var beginsCommand: Bool {
    guard case .keyword(let keyword) = kind else { return false }
    return keyword.commandWord != nil
  }

  var isLiteral: Bool {
    switch kind {
    case .string, .command: true
    default: isNumber
    }
  }

  var isPlainNumber: Bool {
    switch kind {
    case .integer, .float: true
    default: false
    }
  }

  var isRange: Bool { `is`(.ellipsis) || `is`(.halfOpen) }

  var isNumber: Bool {
    switch kind {
    case .integer, .float, .duration: true
    default: false
    }
  }
}
