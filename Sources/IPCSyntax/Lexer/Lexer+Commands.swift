/// Command literals, split into words when they are read.
extension Lexer {
  /// The words of a command literal while it is read.
  private struct Words {
    var finished: [[LiteralPart]] = []
    var parts: [LiteralPart] = []
    var text: [UInt8] = []
    /// Whether a word has begun, be it by empty quotes.
    var isInWord = false
    /// The first quote that spans lines or has no end.
    var firstLongQuote: SourceSpan?
    /// The shell signs that have been told, each of which is told once in a literal.
    var refused: Set<String> = []

    mutating func endText() {
      if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
      text = []
    }

    mutating func endWord() {
      endText()
      if isInWord { finished.append(parts.isEmpty ? [.text("")] : parts) }
      parts = []
      isInWord = false
    }
  }

  /// Reads a command literal that begins here.
  mutating func command() -> Token.Kind {
    let start = offset
    offset += 1
    let opening = span(from: start)
    var words = Words()
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "`"):
        offset += 1
        words.endWord()
        if words.finished.isEmpty {
          report(
            .emptyCommand,
            "the command has no words",
            at: span(from: start),
            hint: "write the program and its arguments: `ls -l`"
          )
        }
        if firstOddCommand == nil, looksOpening(from: start) { firstOddCommand = opening }
        return .command(words.finished)
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        offset += 1
        words.endWord()
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        switch quotes(byte, of: opening, into: &words) {
        case .closed: break
        case .unclosed: return unclosed(words.firstLongQuote ?? opening)
        case .givenUp: return .invalid
        }
      case UInt8(ascii: "\\"):
        guard backslash(in: opening, isQuoted: false, into: &words) else { return .invalid }
      default:
        if let sign = shellSign(words) {
          refuse(sign, in: &words)
        } else {
          words.text.append(byte)
          offset += 1
        }
        words.isInWord = true
      }
    }
    return unclosed(firstOddCommand ?? opening)
  }

  /// How the reading of a quoted part ended.
  private enum Quoted {
    case closed
    case unclosed
    /// A mistake in it ended the whole command.
    case givenUp
  }

  /// Reads a quoted part.
  private mutating func quotes(
    _ quote: UInt8,
    of command: SourceSpan,
    into words: inout Words
  ) -> Quoted {
    let opening = span(offset, offset + 1)
    offset += 1
    words.isInWord = true
    while let byte = peek() {
      if byte == quote {
        offset += 1
        return .closed
      }
      // The first quote that spans lines is the likely one when a later one has no end.
      if byte == UInt8(ascii: "\n"), words.firstLongQuote == nil { words.firstLongQuote = opening }
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        guard backslash(in: command, isQuoted: true, into: &words) else { return .givenUp }
        continue
      }
      offset += 1
      // The CR of a CRLF stands for the LF alone, as in strings.
      if byte != UInt8(ascii: "\r") || peek() != UInt8(ascii: "\n") { words.text.append(byte) }
    }
    if words.firstLongQuote == nil { words.firstLongQuote = opening }
    return .unclosed
  }

  /// Reads `\( … )`, a quoted sign, or between `"` an escape; false when the literal was given up.
  private mutating func backslash(
    in command: SourceSpan,
    isQuoted: Bool,
    into words: inout Words
  ) -> Bool {
    words.isInWord = true
    if peek(1) == UInt8(ascii: "(") {
      words.endText()
      guard let (tokens, span) = interpolation(in: command) else { return false }
      words.parts.append(.interpolation(tokens, span))
      return true
    }
    if isQuoted, let next = peek(1), "ntru".utf8.contains(next) {
      escape(into: &words.text)
      return true
    }
    let start = offset
    offset += 1
    if peek() == UInt8(ascii: "\r"), peek(1) == UInt8(ascii: "\n") { offset += 1 }
    guard let (scalar, length) = scalar(at: offset) else { return true }
    words.text.append(contentsOf: bytes[offset..<offset + length])
    offset += length
    if Self.startsName(scalar) && scalar != "_" || ("0"..."9").contains(scalar) {
      reportEscape(from: start, isQuoted: isQuoted)
    }
    return true
  }

  /// Tells a backslash before a letter or digit: a shell would drop it, which nobody means.
  private mutating func reportEscape(from start: Int, isQuoted: Bool) {
    report(
      .unknownEscape,
      "`\(file.text(span(from: start)))` is not an escape in a command",
      at: span(from: start),
      hint: isQuoted
        ? "escapes are \\n \\t \\r \\u{…}, and a backslash quotes a sign; `'…'` takes all as it is"
        : "`\"…\"` has escapes, `'…'` takes all as it is"
    )
  }

  /// Whether the backtick that was just read as a closing one looks like an opening one: on another line than its
  /// own, behind a blank and before a word.
  private func looksOpening(from start: Int) -> Bool {
    guard let (next, _) = scalar(at: offset), Self.startsName(next) else { return false }
    let before = bytes[offset - 2]
    return before == UInt8(ascii: " ")
      && bytes[start..<offset].contains(UInt8(ascii: "\n"))
  }

  /// Tells a command or quote without an end; nothing behind it can be read as it was meant.
  private mutating func unclosed(_ place: SourceSpan) -> Token.Kind {
    diagnostics.removeAll { $0.primary.span.start > place.start }
    let sign = file.text(place)
    let isCommand = sign == "`"
    report(
      .unclosedCommand,
      isCommand ? "the command is never closed" : "the quote in the command is never closed",
      at: place,
      label: "opened here",
      secondary: [end],
      hint: isCommand
        ? "close it with a backtick" : "close it with `\(sign)`; `\\\(sign)` is the sign itself",
      isIncomplete: true
    )
    offset = bytes.count
    return .invalid
  }

  /// Tells a sign that only a shell would understand, and passes over it.
  private mutating func refuse(_ sign: ShellSign, in words: inout Words) {
    let start = offset
    offset += sign.length
    guard words.refused.insert(sign.name).inserted else { return }
    report(
      .shellSign,
      "`\(sign.name)` has no meaning in a command, which is never given to a shell",
      at: span(from: start),
      hint: sign.hint
    )
  }

  private func shellSign(_ words: Words) -> ShellSign? {
    ShellSign(
      bytes[offset...],
      isInWord: words.isInWord,
      isInFirstWord: words.finished.isEmpty && words.parts.isEmpty,
      wordSoFar: words.text
    )
  }
}
