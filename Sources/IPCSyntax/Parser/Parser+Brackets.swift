/// Which bracket closes which, for telling the ones without a partner.
extension Parser {
  /// Returns the token that closes the bracket or brace at a token.
  mutating func closing(of position: Int) -> Int? {
    if let closings { return closings[position] }
    let found = pairs()
    closings = found
    return found[position]
  }

  /// Whether something closes the bracket or brace at a place.
  mutating func hasClosing(_ opening: SourceSpan) -> Bool {
    var low = 0
    var high = tokens.count
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].span.start < opening.start { low = middle + 1 } else { high = middle }
    }
    return closing(of: low) != nil
  }

  /// Pairs all brackets; of two that do not fit, the inner one has no partner.
  private func pairs() -> [Int: Int] {
    var pairs: [Int: Int] = [:]
    var open: [(position: Int, closing: Punctuation)] = []
    var openBraces = 0
    for (position, token) in tokens.enumerated() {
      guard case .punctuation(let sign) = token.kind else { continue }
      switch sign {
      case .leftParenthesis: open.append((position, .rightParenthesis))
      case .leftBracket: open.append((position, .rightBracket))
      case .leftBrace:
        open.append((position, .rightBrace))
        openBraces += 1
      case .rightParenthesis, .rightBracket, .rightBrace:
        if sign == .rightBrace, openBraces == 0 { continue }
        while let last = open.last {
          // A `)` closes nothing outside of the braces that it stands in.
          if last.closing == .rightBrace, sign != .rightBrace { break }
          open.removeLast()
          if last.closing == .rightBrace { openBraces -= 1 }
          if last.closing == sign {
            pairs[last.position] = position
            break
          }
        }
      default: break
      }
    }
    return pairs
  }

  /// Whether the line here begins a statement, so that a bracket without an end was meant to end before it.
  mutating func isAbandoned(_ opening: SourceSpan) -> Bool {
    guard current.startsLine, case .keyword(let keyword) = current.kind else { return false }
    let isStatement = keyword.commandWord?.isStatement ?? false
    guard current.beginsOnlyStatements || (isStatement && !isCallForm) else { return false }
    return !hasClosing(opening)
  }

  /// Tells that what was opened is never closed, and where that shows.
  mutating func failUnclosed(_ closing: Punctuation, _ opening: SourceSpan) -> Abandoned {
    let sign = "`\(closing.rawValue)`"
    let title = "`\(file.text(opening))` is never closed"
    // A brace that stands further left than what it closes was meant for the block around.
    let crooked = crookedBlocks.first { $0.opening.start > opening.start }
    if closing == .rightBrace, isAtEnd, let crooked {
      return fail(
        .unclosedBlock,
        title,
        at: crooked.closing,
        label: "a \(sign) is missing before this one",
        secondary: [Diagnostic.Label(span: crooked.opening, text: "opened here")],
        hint: "close the block where its indentation ends"
      )
    }
    var place = current.span
    if closing != .rightBrace, current.startsLine || isAtEnd, position > 0 {
      let end = tokens[position - 1].span.end
      place = SourceSpan(start: end, end: end)
    }
    return fail(
      .unclosedBlock,
      title,
      at: place,
      label: "expected \(sign) here",
      secondary: [Diagnostic.Label(span: opening, text: "opened here")],
      isIncomplete: isAtEnd
    )
  }

  /// Notes a block whose closing brace stands further left than the statement that it belongs to.
  mutating func noteIndentation(of opening: SourceSpan, closing: Token) {
    guard closing.startsLine, crookedBlocks.count < 10 else { return }
    let line = file.line(of: opening.start)
    guard file.line(of: closing.span.start) > line else { return }
    if indentation(of: closing.span) < indentation(of: tokens[statementStart].span) {
      crookedBlocks.append((opening, closing.span))
    }
  }

  /// How far from the beginning of its line a place is, in bytes.
  func indentation(of span: SourceSpan) -> Int {
    file.index(of: span.start) - file.line(file.line(of: span.start)).startIndex
  }
}
