/// Statements as other languages write them: told once, then read as what was meant, so that the rest of the text can
/// be judged.
extension Parser {
  /// Parses a statement that begins with a foreign word, if the one here does and can be nothing else.
  mutating func foreignStatement() throws(Abandoned) -> Statement.Kind? {
    guard case .identifier(let text) = current.kind, !next.mayFollowName,
      let word = ForeignWord.named(text)
    else { return nil }
    let start = position
    if text == "from", case .identifier(let module) = next.kind,
      let known = ForeignWord.named(module)
    {
      tellForeign(word, at: position, hint: known.hint())
    } else {
      tellForeign(word, at: position)
    }
    switch word.form {
    case .function: return try functionDeclaration()
    case .block:
      skipHead()
      let body = try block()
      // `do { … } while x`, of which the rest is no loop of its own.
      if isAt(.while), !current.startsLine { skipLine() }
      while isAt(.else) || isForeign(ForeignWord.elseWords) {
        skipHead()
        _ = try block()
      }
      return .block(body)
    case .body:
      skipHead()
      skipBody(of: start)
      return .invalid
    case .line: throw Abandoned()
    }
  }

  /// The foreign word here, if it is one of these.
  func currentWord(in words: Set<String>) -> ForeignWord? {
    guard case .identifier(let text) = current.kind, words.contains(text) else { return nil }
    return ForeignWord.named(text)
  }

  /// Whether one of these words stands here where no name can.
  func isForeign(_ words: Set<String>) -> Bool {
    guard case .identifier(let text) = current.kind, !next.mayFollowName else { return false }
    return words.contains(text)
  }

  /// Tells a foreign word, unless it has been told before.
  mutating func tellForeign(_ word: ForeignWord, at place: Int, hint: String? = nil) {
    let span = tokens[place].span
    let text = file.text(span)
    if toldWords.insert(text).inserted {
      report(
        .unknownWord,
        "`\(text)` is not a word of the language",
        at: span,
        hint: hint ?? rewritten(word, at: place)
      )
    }
    markTold(span)
  }

  /// Tells the foreign word here, if it is one.
  mutating func tellForeignHere() {
    if case .identifier(let text) = current.kind, let word = ForeignWord.named(text) {
      tellForeign(word, at: position)
    }
  }

  /// The text behind a token up to a block or the end of the line, if it is short enough for a hint.
  func restOfHead(behind place: Int) -> String? {
    var depth = 0
    var last = place
    scan: while last + 1 < tokens.count {
      let token = tokens[last + 1]
      if token.startsLine { break }
      switch token.kind {
      case .end, .invalid, .command: break scan
      case .punctuation(.leftParenthesis), .punctuation(.leftBracket): depth += 1
      case .punctuation(.rightParenthesis), .punctuation(.rightBracket):
        depth -= 1
        if depth < 0 { break scan }
      case .punctuation(.leftBrace), .punctuation(.rightBrace), .punctuation(.semicolon),
        .punctuation(.colon):
        if depth > 0 { return nil }
        break scan
      case .punctuation(.comma) where depth == 0: break scan
      default: break
      }
      last += 1
    }
    guard last > place, depth <= 0 else { return nil }
    let text = file.text(
      SourceSpan(start: tokens[place + 1].span.start, end: tokens[last].span.end)
    )
    return text.utf8.count <= 40 ? text : nil
  }

  // MARK: Passing over

  /// Goes to the brace or colon that begins a block, or to the end of the line.
  mutating func skipHead() {
    var depth = 0
    while !isAtEnd {
      advance()
      if current.startsLine { return }
      switch current.kind {
      case .punctuation(.leftParenthesis), .punctuation(.leftBracket): depth += 1
      case .punctuation(.rightParenthesis), .punctuation(.rightBracket): depth -= 1
      case .punctuation(.leftBrace) where depth <= 0: return
      case .punctuation(.colon) where depth <= 0 && (next.startsLine || next.isEnd): return
      case .punctuation(.rightBrace), .punctuation(.semicolon): return
      default: break
      }
    }
  }

  /// Passes over a block that holds what is no statement.
  private mutating func skipBody(of start: Int) {
    if isAt(.leftBrace), let closing = closing(of: position) {
      position = closing
      advance()
      return
    }
    if isAt(.colon) { advance() }
    let margin = indentation(of: tokens[start].span)
    while !isAtEnd, !isAt(.rightBrace),
      !current.startsLine || indentation(of: current.span) > margin
    {
      advance()
    }
  }

  /// Passes over the rest of the line.
  mutating func skipLine() {
    while !isAtEnd {
      advance()
      if current.startsLine { return }
    }
  }

  /// Passes over a comment of another language, which it tells; false if none stands here.
  mutating func skipComment() -> Bool {
    guard isAt(.floorDivide) else { return false }
    // What the lexer found wrong with the words of the comment is nobody's matter.
    retractLine()
    if toldWords.insert("//").inserted {
      report(
        .foreignForm,
        "`//` divides and begins no comment",
        at: current.span,
        hint: "begin a comment with `#`"
      )
    }
    markTold(current.span)
    skipLine()
    return true
  }
}

extension Token {
  var isEnd: Bool {
    if case .end = kind { return true }
    return false
  }

  /// Whether a name that begins a statement can have this behind it in any script that parses.
  var mayFollowName: Bool {
    if startsLine { return true }
    switch kind {
    case .identifier, .integer, .float, .duration, .string, .command: return false
    case .keyword(let keyword):
      switch keyword {
      case .and, .or, .in, .not, .as, .else, .catch: return true
      default: return false
      }
    case .punctuation(.leftBrace), .punctuation(.colon): return false
    case .punctuation(.leftParenthesis), .punctuation(.leftBracket): return !followsBlank
    case .punctuation, .invalid, .end: return true
    }
  }
}

extension ForeignWord {
  /// The words that go on an `if`.
  static let elseWords: Set<String> = ["elif", "elsif", "elseif", "elseIf"]
  /// The words that begin a block behind a condition.
  static let blockWords: Set<String> = ["then", "do", "begin"]
  /// The words that end a block.
  static let endWords: Set<String> = ["end", "endif", "endwhile", "fi", "done", "od"]
  /// The words that catch errors.
  static let catchWords: Set<String> = ["except", "rescue"]
  /// The words for what is done in any case.
  static let finallyWords: Set<String> = ["finally", "ensure"]
}
