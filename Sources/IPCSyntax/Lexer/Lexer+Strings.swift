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
        reportUnclosed(opening, isMultiline: isMultiline)
        return .invalid
      }
      if byte == quote, !isMultiline || (peek(1) == quote && peek(2) == quote) {
        offset += isMultiline ? 3 : 1
        parts.append(.text(piece))
        break
      }
      if byte == UInt8(ascii: "\\"), !isRaw {
        if peek(1) == UInt8(ascii: "(") {
          parts.append(.text(piece))
          piece = Piece()
          guard let (tokens, span) = interpolation() else { return .invalid }
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
    return .string(parts.compactMap(Self.literalPart))
  }

  private static func literalPart(_ part: Part) -> LiteralPart? {
    switch part {
    case .text(let piece):
      piece.bytes.isEmpty ? nil : .text(String(decoding: piece.bytes, as: UTF8.self))
    case .interpolation(let tokens, let span): .interpolation(tokens, span)
    }
  }

  /// Reads `\( … )`; nil when interpolations lie too deep in each other.
  mutating func interpolation() -> ([Token], SourceSpan)? {
    let start = offset
    offset += 2
    guard interpolationDepth < Self.interpolationLimit else {
      report(
        .nestingTooDeep,
        "interpolations nested deeper than \(Self.interpolationLimit) levels",
        at: span(from: start)
      )
      offset = bytes.count
      return nil
    }
    interpolationDepth += 1
    let tokens = tokens(untilParenthesis: true)
    interpolationDepth -= 1
    if offset >= bytes.count,
      bytes.last != UInt8(ascii: ")") || tokens.last?.span.end == file.base + UInt32(offset)
    {
      report(
        .unclosedInterpolation,
        "the interpolation is never closed",
        at: span(start, start + 2),
        label: "opened here",
        hint: "close it with `)`",
        isIncomplete: true
      )
    }
    return (tokens, span(from: start))
  }

  /// Reads a backslash and what it stands for.
  private mutating func escape(into text: inout [UInt8]) {
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

  private mutating func reportUnclosed(_ opening: SourceSpan, isMultiline: Bool) {
    report(
      .unclosedString,
      "the string is never closed",
      at: opening,
      label: "opened here",
      hint: isMultiline
        ? "close it with the same three quotes"
        : "close it on the same line, or write three quotes for several lines",
      isIncomplete: isMultiline
    )
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
    report(
      .missingIndentation,
      "a line of the string is indented less than its closing quotes",
      at: opening,
      hint: "indent every line at least as far as the closing quotes"
    )
  }
}
