/// Blocks that begin with a colon, with a word or with nothing, read by their indentation once that is told.
extension Parser {
  /// Parses a block that begins with a colon, a word such as `then`, or nothing, by its indentation.
  mutating func blockWithoutBrace(_ purpose: String) throws(Abandoned) -> Block {
    let start = current.span
    let margin = indentation(of: tokens[statementStart].span)
    let word = currentWord(in: ForeignWord.blockWords)
    let isSuite = isAt(.colon) || word != nil
    if isAtEnd && !isSuite {
      throw fail(
        .expectedToken,
        "expected `{` \(purpose), found \(found)",
        isIncomplete: true
      )
    }
    if isAt(.colon) {
      tellColon()
      advance()
    } else if let word {
      tellForeign(word, at: position, hint: "a block stands in braces: `{ … }`")
      advance()
    } else if failHabit() == nil {
      report(
        .expectedToken,
        "expected `{` \(purpose)"
          + (current.startsLine ? "" : ", found \(found)"),
        at: current.startsLine ? behindPrevious : current.span,
        label: current.startsLine ? "expected `{` here" : "",
        hint: current.startsLine ? nil : "a block stands in braces, also one of a single statement"
      )
    }
    if !isSuite {
      markTold(current.span)
      if !current.startsLine, skipToBrace() { return try block() }
    }
    return try nested { parser throws(Abandoned) in
      try parser.within(Context()) { parser throws(Abandoned) in
        parser.indentedBlock(from: start, margin: margin, closes: !isSuite)
      }
    }
  }

  private mutating func tellColon() {
    guard toldWords.insert(":").inserted else {
      markTold(current.span)
      return
    }
    report(
      .blockWithoutBraces,
      "a block stands in braces, not behind `:`",
      at: current.span,
      hint: "write `{` for the `:`, and `}` behind the last statement"
    )
  }

  /// The place behind the token before the current one.
  var behindPrevious: SourceSpan {
    let end = tokens[max(0, position - 1)].span.end
    return SourceSpan(start: end, end: end)
  }

  /// Goes to a `{` further on in the line, if there is one.
  mutating func skipToBrace() -> Bool {
    var place = position
    while place < tokens.count, place == position || !tokens[place].startsLine {
      if tokens[place].is(.leftBrace) {
        position = place
        return true
      }
      place += 1
    }
    return false
  }

  private mutating func indentedBlock(
    from start: SourceSpan,
    margin: Int,
    closes: Bool
  ) -> Block {
    let outer = statementStart
    defer { statementStart = outer }
    var statements: [Statement] = []
    while !isAtEnd, !isAt(.rightBrace) {
      if skip(.semicolon) || skipComment() { continue }
      if current.startsLine, indentation(of: current.span) <= margin { break }
      statements.append(completeStatement())
    }
    let end = tokens[max(0, position - 1)].span
    let isMine = current.startsLine && indentation(of: current.span) == margin
    let isEnd = currentWord(in: ForeignWord.endWords) != nil
    if isMine, isEnd || closes && isAt(.rightBrace) { advance() }
    return Block(statements: statements, span: start.union(end))
  }
}
