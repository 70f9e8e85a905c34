/// Telling mistakes, and going on behind them.
extension Parser {
  /// Reports a mistake at a place, by default the current token, and returns what to throw.
  mutating func fail(
    _ id: DiagnosticID,
    _ title: String,
    at span: SourceSpan? = nil,
    label: String = "",
    secondary: [Diagnostic.Label] = [],
    hint: String? = nil,
    isIncomplete: Bool = false
  ) -> Abandoned {
    report(
      id,
      title,
      at: span ?? current.span,
      label: label,
      secondary: secondary,
      hint: hint,
      isIncomplete: isIncomplete
    )
    return Abandoned()
  }

  /// Reports a mistake after which parsing goes on as if nothing were.
  mutating func report(
    _ id: DiagnosticID,
    _ title: String,
    at span: SourceSpan,
    label: String = "",
    secondary: [Diagnostic.Label] = [],
    hint: String? = nil,
    isIncomplete: Bool = false
  ) {
    // The lexer has told what is wrong with an invalid token, unless that was taken back for what is told now.
    if case .invalid = current.kind, span == current.span,
      !retractedLines.contains(file.line(of: span.start))
    {
      return
    }
    if depth >= Self.nestingLimit, diagnostics.contains(where: { $0.id == .nestingTooDeep }) {
      return
    }
    guard errorCount < Self.errorLimit else {
      // Nobody reads more of them, so the rest need not be parsed.
      position = tokens.count - 1
      return
    }
    guard toldLines.insert(file.line(of: span.start)).inserted else { return }
    diagnostics.append(
      Diagnostic(
        id,
        title: title,
        primary: Diagnostic.Label(span: span, text: label),
        secondary: secondary,
        hint: hint,
        // Nothing that follows the text can go on an interpolation that ended.
        isIncomplete: isIncomplete && isAtTextEnd
      )
    )
    errorCount += 1
  }

  /// Adds a warning of something that parses, and that means something else than it seems to.
  mutating func warn(_ title: String, at span: SourceSpan, hint: String) {
    diagnostics.append(
      Diagnostic(
        .misleadingSign,
        severity: .warning,
        title: title,
        primary: Diagnostic.Label(span: span, text: ""),
        hint: hint
      )
    )
  }

  /// Marks the line of a place as one of which a mistake has been told.
  mutating func markTold(_ place: SourceSpan) {
    toldLines.insert(file.line(of: place.start))
  }

  /// Takes back what the lexer told of the current line, for a mistake that says more.
  mutating func retractLine() {
    let line = file.line(of: current.span.start)
    func isHere(_ found: Diagnostic) -> Bool {
      found.severity == .error && file.line(of: found.primary.span.start) == line
    }
    lexed.removeAll(where: isHere)
    if !diagnostics.contains(where: isHere) { toldLines.remove(line) }
    retractedLines.insert(line)
  }

  /// Skips to where the next statement may begin; the one that was given up began at a token.
  mutating func recover(from start: Int) {
    if isAtEnd { return }
    leaveBrackets(openedFrom: start)
    // What begins a line behind a mistake in the line before is a good place to go on.
    if position > start, current.startsLine, !current.continuesStatement { return }
    var open = 0
    while !isAtEnd {
      if isAt(.rightBrace), open == 0 { return }
      switch current.kind {
      case .punctuation(.leftBrace):
        if let closing = closing(of: position) { position = closing } else { open += 1 }
      case .punctuation(.leftParenthesis), .punctuation(.leftBracket): open += 1
      case .punctuation(.rightParenthesis), .punctuation(.rightBracket), .punctuation(.rightBrace):
        open = max(0, open - 1)
      case .punctuation(.semicolon) where open == 0: return
      default: break
      }
      advance()
      let isStart = open == 0 && !current.continuesStatement
      if current.startsLine, isStart || current.beginsOnlyStatements { return }
    }
  }

  /// Goes behind the brackets around the current token that the statement opened and that have an end.
  private mutating func leaveBrackets(openedFrom start: Int) {
    var place = start
    while place < position {
      if let closing = closing(of: place) {
        if closing >= position {
          position = min(closing + 1, tokens.count - 1)
          return
        }
        place = closing
      }
      place += 1
    }
  }
}
