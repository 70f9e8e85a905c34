/// String literals: `"…"` with escapes and interpolation, `'…'` raw, and both over several lines.
extension Lexer {
  /// Text of a literal while it is read.
  private struct Piece {
    /// The bytes so far.
    var bytes: [UInt8] = []
    /// Where in `bytes` a line of the source begins.
    var lineStarts: [Int] = []
  }

  private enum Part {
    case text(Piece)
    case interpolation([Token], SourceSpan)
  }

  /// Reads a string that begins here with `quote`.
  mutating func string(quote: UInt8) -> Token.Kind {
    let start = offset
    let isRaw = quote == UInt8(ascii: "'")
    let isMultiline = peek(1) == quote && peek(2) == quote
    offset += isMultiline ? 3 : 1
    let opening = span(from: start)
    var parts: [Part] = []
    var piece = Piece()
    if isMultiline { skipFirstNewline(into: &piece) }
    while true {
      guard let byte = peek(), isMultiline || byte != UInt8(ascii: "\n") else {
        if isMultiline { reportUnclosedLong(opening) } else { reportUnclosed(opening) }
        return .invalid
      }
      if byte == quote, !isMultiline || (peek(1) == quote && peek(2) == quote) {
        if isMultiline, firstOddString == nil, looksOpening() { firstOddString = opening }
        offset += isMultiline ? 3 : 1
        parts.append(.text(piece))
        break
      }
      if byte == UInt8(ascii: "\\"), !isRaw {
        if peek(1) == UInt8(ascii: "(") {
          parts.append(.text(piece))
          piece = Piece()
          guard let (tokens, span) = interpolation(in: opening) else { return .invalid }
          parts.append(.interpolation(tokens, span))
        } else {
          escape(into: &piece.bytes)
        }
        continue
      }
      offset += 1
      // Lines end by LF in the value, however the file writes it.
      if byte == UInt8(ascii: "\r"), isMultiline, peek() == UInt8(ascii: "\n") { continue }
      piece.bytes.append(byte)
      if byte == UInt8(ascii: "\n") { piece.lineStarts.append(piece.bytes.count) }
    }
    if isMultiline { stripIndentation(of: &parts, opening: opening) }
    if isRaw { lastRawEnd = offset }
    return .string(parts.compactMap(Self.literalPart))
  }

  private static func literalPart(_ part: Part) -> LiteralPart? {
    switch part {
    case .text(let piece):
      piece.bytes.isEmpty ? nil : .text(String(decoding: piece.bytes, as: UTF8.self))
    case .interpolation(let tokens, let span): .interpolation(tokens, span)
    }
  }

  /// Reads `\( … )`; nil when it is not closed, or too deep inside others.
  ///
  /// What is read after a mistake goes on behind the literal that began at `opening`.
  mutating func interpolation(in opening: SourceSpan) -> ([Token], SourceSpan)? {
    let start = offset
    offset += 2
    guard interpolationDepth < Self.interpolationLimit else {
      report(
        .nestingTooDeep,
        "interpolations are nested deeper than \(Self.interpolationLimit) levels",
        at: span(from: start),
        hint: "give a part a name of its own"
      )
      offset = bytes.count
      return nil
    }
    let (knownCount, knownSigns) = (diagnostics.count, told)
    interpolationDepth += 1
    let (tokens, isClosed) = tokens(untilParenthesis: true)
    interpolationDepth -= 1
    if isClosed { return (tokens, span(from: start)) }
    // A literal inside that was given up may have taken back what was said behind its beginning, this side of `known` too.
    let known = min(knownCount, diagnostics.count)
    let inner = Array(diagnostics[known...])
    // A quote that opens a literal inside was meant to close the outer one.
    let quote = byte(opening)
    let tookOuterQuote = inner.contains { found in
      let isLiteral = found.id == .unclosedString || found.id == .unclosedCommand
      return isLiteral
        && (quote == UInt8(ascii: "`") || byte(found.primary.span) == quote)
    }
    if tookOuterQuote || !inner.contains(where: \.isUnclosed) {
      diagnostics.removeSubrange(known...)
      told = knownSigns
      let taken = inner.first { tookOuterQuote && $0.isUnclosed }?.primary.span
      report(
        .unclosedInterpolation,
        "the interpolation is never closed",
        at: span(start, start + 2),
        label: "opened here",
        secondary: [
          taken.map { Diagnostic.Label(span: $0, text: "expected `)` before this") } ?? end
        ],
        hint: "close it with `)`",
        isIncomplete: !tookOuterQuote
      )
    }
    if offset < bytes.count || tookOuterQuote { skipLiteral(opening, from: start) }
    return nil
  }

  /// The first byte of a span.
  private func byte(_ span: SourceSpan) -> UInt8 {
    bytes[file.index(of: span.start)]
  }

  /// Goes to where a literal ends as far as can be seen, after a mistake in it.
  private mutating func skipLiteral(_ opening: SourceSpan, from start: Int) {
    offset = start
    let quote = file.text(opening)
    if quote.utf8.count == 1, quote != "`" {
      skipLine()
      return
    }
    while offset < bytes.count, !follows(quote) { offset += 1 }
    offset = min(bytes.count, offset + quote.utf8.count)
  }

  /// Reads a backslash and what it stands for.
  mutating func escape(into text: inout [UInt8]) {
    let start = offset
    offset += 1
    guard let byte = peek() else { return }
    offset += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0a)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0d)
    case UInt8(ascii: "0"): text.append(0)
    case UInt8(ascii: "\\"), UInt8(ascii: "\""): text.append(byte)
    case UInt8(ascii: "u"): unicodeEscape(from: start, into: &text)
    default:
      // The whole character, not its first byte.
      offset -= 1
      offset += scalar(at: offset)?.length ?? 1
      report(
        .unknownEscape,
        "`\(file.text(span(from: start)))` is not an escape",
        at: span(from: start),
        hint: "escapes are \\n \\t \\r \\0 \\\\ \\\" \\u{…} and \\(…); a raw string stands in '…'"
      )
    }
  }

  private mutating func unicodeEscape(from start: Int, into text: inout [UInt8]) {
    var digits = ""
    if peek() == UInt8(ascii: "{") {
      offset += 1
      while let byte = peek(), Character(Unicode.Scalar(byte)).isHexDigit, digits.count < 9 {
        digits.unicodeScalars.append(Unicode.Scalar(byte))
        offset += 1
      }
      if peek() == UInt8(ascii: "}") {
        offset += 1
        if let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) {
          text.append(contentsOf: String(Character(scalar)).utf8)
          return
        }
      }
    }
    report(
      .unknownEscape,
      "`\(file.text(span(from: start)))` is not a character",
      at: span(from: start),
      hint: "write the number of the character in hexadecimal: `\\u{1F600}`"
    )
  }

  private mutating func reportUnclosed(_ opening: SourceSpan) {
    // A mistake in a literal may have set the lexer back behind a string that it had read.
    if let lastRawEnd, byte(opening) == UInt8(ascii: "'"),
      lastRawEnd <= file.index(of: opening.start),
      !bytes[lastRawEnd..<file.index(of: opening.start)].contains(UInt8(ascii: "\n")),
      let (next, _) = scalar(at: lastRawEnd), Self.startsName(next)
    {
      report(
        .unclosedString,
        "the apostrophe ends the string",
        at: span(lastRawEnd - 1, lastRawEnd),
        label: "the string ends here",
        secondary: [Diagnostic.Label(span: opening, text: "this one begins another")],
        hint: "write the string in double quotes: `\"it's\"`"
      )
      return
    }
    report(
      .unclosedString,
      "the string is never closed",
      at: opening,
      label: "opened here",
      secondary: [Diagnostic.Label(span: span(from: offset), text: "the line ends here")],
      hint: "close it on the same line, or write three quotes for several lines"
    )
  }

  /// The remark that stands where the text ends.
  var end: Diagnostic.Label {
    // Behind the last character, not on the empty line behind the last newline.
    let last = bytes.lastIndex { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") } ?? -1
    return Diagnostic.Label(span: span(last + 1, last + 1), text: "the text ends here")
  }

  private mutating func reportUnclosedLong(_ opening: SourceSpan) {
    report(
      .unclosedString,
      "the string is never closed",
      at: firstOddString ?? opening,
      label: "opened here",
      secondary: [end],
      hint: "close it with the same three quotes",
      isIncomplete: firstOddString == nil
    )
  }

  /// Whether the three quotes here, which close a string, look like opening ones: they end a line with text in it.
  private func looksOpening() -> Bool {
    guard peek(3) == UInt8(ascii: "\n") || peek(3) == UInt8(ascii: "\r") else { return false }
    let before = bytes[..<offset].reversed().prefix { $0 != UInt8(ascii: "\n") }
    return before.contains { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
  }

  // MARK: Several lines

  /// Skips a newline directly behind the opening quotes.
  private mutating func skipFirstNewline(into piece: inout Piece) {
    if peek() == UInt8(ascii: "\r"), peek(1) == UInt8(ascii: "\n") { offset += 1 }
    if peek() == UInt8(ascii: "\n") {
      offset += 1
      piece.lineStarts.append(0)
    }
  }

  /// Takes the closing line's indentation from every line, and the newline before that line.
  private mutating func stripIndentation(of parts: inout [Part], opening: SourceSpan) {
    guard case .text(var last)? = parts.last, let closing = last.lineStarts.last else { return }
    let indentation = Array(last.bytes[closing...])
    guard indentation.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else {
      return
    }
    last.bytes.removeSubrange(max(0, closing - 1)...)
    last.lineStarts.removeLast()
    parts[parts.count - 1] = .text(last)
    var lacksIndentation = false
    for index in parts.indices {
      guard case .text(var piece) = parts[index] else { continue }
      for lineStart in piece.lineStarts.reversed() {
        let line = piece.bytes[lineStart...]
        if line.starts(with: indentation) {
          piece.bytes.removeSubrange(lineStart..<lineStart + indentation.count)
        } else if line.isEmpty ? index + 1 < parts.count : line.first != UInt8(ascii: "\n") {
          // An empty line needs none; one that begins with an interpolation does.
          lacksIndentation = true
        }
      }
      parts[index] = .text(piece)
    }
    guard lacksIndentation else { return }
    reportIndentation(indentation, of: opening)
  }

  /// Reports the first line of a string that begins otherwise than the line of its closing quotes.
  private mutating func reportIndentation(_ indentation: [UInt8], of opening: SourceSpan) {
    let closing = span(offset - 3, offset)
    let lines = file.line(of: opening.start) + 1..<file.line(of: closing.start)
    let line = lines.map { file.line($0) }.first { line in
      !line.isEmpty && !line.starts(with: indentation)
    }
    let blanks = line?.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    report(
      .missingIndentation,
      "a line of the string is indented less than its closing quotes",
      at: blanks.map { span($0.startIndex, max($0.startIndex + 1, $0.endIndex)) } ?? opening,
      secondary: [Diagnostic.Label(span: closing, text: "the closing quotes")],
      hint: "indent every line at least as far as the closing quotes"
    )
  }
}
