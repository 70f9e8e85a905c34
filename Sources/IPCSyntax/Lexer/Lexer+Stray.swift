/// What begins no token: signs of other languages, characters that look like ours, and the rest.
extension Lexer {
  /// The sign of another language that stands here, if it is longer than the sign of ours that does.
  func foreignSign(longerThan length: Int) -> ForeignSign.Entry? {
    guard let byte = peek() else { return nil }
    return ForeignSign.byFirstByte[Int(byte)].first { sign in
      sign.bytes.count > length && follows(sign.bytes)
    }?.entry
  }

  /// Reads a foreign sign as what it means here, and tells it once.
  mutating func foreign(_ entry: ForeignSign.Entry) -> Token.Kind? {
    let start = offset
    offset += entry.sign.utf8.count
    reportOnce(
      entry.sign,
      .unknownSign,
      "`\(entry.sign)` is not a sign of the language",
      at: span(from: start),
      hint: entry.hint
    )
    return entry.kind
  }

  /// Reads a character that begins no token; nil when it is best passed over.
  mutating func strayCharacter() -> Token.Kind? {
    let (stray, length) = scalar(at: offset) ?? ("?", 1)
    if let closing = ForeignSign.quotes[stray] { return typographicString(closing) }
    if let entry = ForeignSign.characters[stray] {
      return foreign(stray == "&" && endsLine(behind: length) ? ForeignSign.background : entry)
    }
    let start = offset
    offset += length
    if let narrow = ForeignSign.narrow(stray) { return fullwidth(stray, narrow, from: start) }
    let number = "U+\(Self.hexadecimal(stray.value))"
    if stray.properties.isWhitespace {
      reportOnce(
        number,
        .strayCharacter,
        "the blank \(number) is not a space",
        at: span(from: start),
        hint: "replace it by an ordinary space"
      )
      return nil
    }
    switch stray.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark:
      reportOnce(
        number,
        .strayCharacter,
        "the mark \(number) has no letter before it",
        at: span(from: start),
        hint: "remove it"
      )
      return .invalid
    case .format where refuseDirection(from: start): return nil
    case .control, .format, .lineSeparator, .paragraphSeparator:
      reportOnce(
        number,
        .strayCharacter,
        "the invisible character \(number) stands in the script",
        at: span(from: start),
        hint: "remove it"
      )
      return nil
    default:
      reportOnce(
        number,
        .strayCharacter,
        "`\(stray)` means nothing here",
        at: span(from: start),
        hint: "text stands in quotes, a comment behind `#`"
      )
      return .invalid
    }
  }

  /// Reports more marks on a letter than any text has, and passes over them.
  mutating func reportMarks() {
    let start = offset
    while let (next, length) = scalar(at: offset), Self.isMark(next) { offset += length }
    report(
      .strayCharacter,
      "more than \(Self.markLimit - 1) marks stand on one letter",
      at: span(from: start),
      hint: "remove them"
    )
  }

  /// Makes an error of the warning of a bidirectional control character, which stands outside of any text.
  private mutating func refuseDirection(from start: Int) -> Bool {
    let place = span(from: start)
    guard
      let index = diagnostics.firstIndex(where: {
        $0.id == .bidirectionalControl && $0.primary.span == place
      })
    else { return false }
    diagnostics[index].severity = .error
    diagnostics[index].hint = "remove it"
    return true
  }

  /// Whether only blanks stand between here and the end of the line.
  private func endsLine(behind length: Int) -> Bool {
    let next = bytes[(offset + length)...].first { $0 != UInt8(ascii: " ") }
    return next == nil || next == UInt8(ascii: "\n") || next == UInt8(ascii: "\r")
  }

  private mutating func fullwidth(
    _ stray: Unicode.Scalar,
    _ narrow: Unicode.Scalar,
    from start: Int
  ) -> Token.Kind? {
    reportOnce(
      "fullwidth",
      .lookAlike,
      "`\(stray)` is a fullwidth character and only looks like `\(narrow)`",
      at: span(from: start),
      hint: "write `\(narrow)`"
    )
    guard let sign = Punctuation(rawValue: String(narrow)) else { return .invalid }
    return .punctuation(sign)
  }

  /// Reads a string in quotes of a text processor as the string that was meant.
  private mutating func typographicString(_ closing: Set<Unicode.Scalar>) -> Token.Kind {
    let start = offset
    let (opening, length) = scalar(at: offset) ?? ("?", 1)
    offset += length
    let quote = span(from: start)
    let straight = closing.contains("'") ? "'" : "\""
    reportOnce(
      "quote",
      .lookAlike,
      "`\(opening)` is a typographic quote",
      at: quote,
      hint: "write straight quotes: `\(straight)…\(straight)`"
    )
    let textStart = offset
    while let (next, length) = scalar(at: offset), next != "\n", next != "\r" {
      if closing.contains(next) {
        let text = String(decoding: bytes[textStart..<offset], as: UTF8.self)
        offset += length
        return .string([.text(text)])
      }
      offset += length
    }
    // No closing one: an apostrophe, or a quote that got lost.
    offset = textStart
    return .invalid
  }

  private mutating func reportOnce(
    _ key: String,
    _ id: DiagnosticID,
    _ title: String,
    at span: SourceSpan,
    hint: String? = nil
  ) {
    guard told.insert(key).inserted else { return }
    report(id, title, at: span, hint: hint)
  }
}
