/// Command literals, split into words when they are read.
extension Lexer {
  /// The words of a command literal while it is read.
  private struct Words {
    var finished: [[LiteralPart]] = []
    var parts: [LiteralPart] = []
    var text: [UInt8] = []
    /// Whether a word has begun, be it by empty quotes.
    var isInWord = false

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
          report(.emptyCommand, "the command has no words", at: span(from: start))
        }
        return .command(words.finished)
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        offset += 1
        words.endWord()
      case UInt8(ascii: "'"): rawQuotes(into: &words)
      case UInt8(ascii: "\""): quotes(into: &words)
      case UInt8(ascii: "\\"): backslash(into: &words)
      default:
        refuseShellSign(byte, words)
        words.isInWord = true
        words.text.append(byte)
        offset += 1
      }
    }
    reportUnclosedCommand(opening, "the command is never closed", hint: "close it with a backtick")
    return .invalid
  }

  private mutating func rawQuotes(into words: inout Words) {
    let opening = span(offset, offset + 1)
    offset += 1
    words.isInWord = true
    while let byte = peek() {
      offset += 1
      if byte == UInt8(ascii: "'") { return }
      if !beginsLineEnd(byte) { words.text.append(byte) }
    }
    reportUnclosedCommand(opening, "the quote is never closed", hint: "close it with `'`")
  }

  private mutating func quotes(into words: inout Words) {
    let opening = span(offset, offset + 1)
    offset += 1
    words.isInWord = true
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        return
      case UInt8(ascii: "\\"): backslash(into: &words)
      default:
        offset += 1
        if !beginsLineEnd(byte) { words.text.append(byte) }
      }
    }
    reportUnclosedCommand(opening, "the quote is never closed", hint: "close it with `\"`")
  }

  /// Whether the byte before the current one is the CR of a CRLF, which stands for the LF alone, as in strings.
  private func beginsLineEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\r") && peek() == UInt8(ascii: "\n")
  }

  /// Reads `\( … )`, or a quoted sign.
  private mutating func backslash(into words: inout Words) {
    words.isInWord = true
    if peek(1) == UInt8(ascii: "(") {
      words.endText()
      if let (tokens, span) = interpolation() { words.parts.append(.interpolation(tokens, span)) }
      return
    }
    offset += 1
    if peek() == UInt8(ascii: "\r"), peek(1) == UInt8(ascii: "\n") { offset += 1 }
    guard let (_, length) = scalar(at: offset) else { return }
    words.text.append(contentsOf: bytes[offset..<offset + length])
    offset += length
  }

  private mutating func reportUnclosedCommand(_ place: SourceSpan, _ title: String, hint: String) {
    report(
      .unclosedCommand,
      title,
      at: place,
      label: "opened here",
      hint: hint,
      isIncomplete: true
    )
  }

  // MARK: What only a shell would understand

  private mutating func refuseShellSign(_ byte: UInt8, _ words: Words) {
    let sign = String(UnicodeScalar(byte))
    switch byte {
    case UInt8(ascii: "|"): refuse(sign, "write the pipe between two commands: `a` | `b`")
    case UInt8(ascii: ">"): refuse(sign, "give the command a clause: stdout \"path\"")
    case UInt8(ascii: "<"): refuse(sign, "give the command a clause: stdin \"path\"")
    case UInt8(ascii: "&"):
      refuse(sign, "write `spawn` before the command; `\\&` for the sign itself")
    case UInt8(ascii: ";"):
      refuse(sign, "write one `run` for each command; `\\;` for the sign itself")
    case UInt8(ascii: "*"), UInt8(ascii: "?"):
      refuse(sign, "interpolate a list: \\(glob(\"*.txt\")); `\\\(sign)` for the sign itself")
    case UInt8(ascii: "$"):
      refuse(sign, "interpolate: \\(name) or \\(env.NAME); `\\$` for the sign itself")
    case UInt8(ascii: "("), UInt8(ascii: ")"):
      refuse(sign, "interpolate with \\( ); `\\\(sign)` for the sign itself")
    case UInt8(ascii: "~") where !words.isInWord:
      refuse(sign, "interpolate \\(env.HOME); `\\~` for the sign itself")
    case UInt8(ascii: "=") where words.finished.isEmpty && Self.isVariableName(words):
      refuse(sign, "give the variable as a label: run(command, env: {NAME: \"value\"})")
    case UInt8(ascii: "{") where bracesHoldComma():
      refuse(sign, "interpolate a list: \\([\"a\", \"b\"]); `\\{` for the sign itself")
    default: break
    }
  }

  private static func isVariableName(_ words: Words) -> Bool {
    words.parts.isEmpty && !words.text.isEmpty
      && words.text.allSatisfy { byte in
        byte == UInt8(ascii: "_") || Character(Unicode.Scalar(byte)).isLetter
          || Character(Unicode.Scalar(byte)).isNumber
      }
  }

  /// Whether the `{` here opens what a shell would expand to several words.
  private func bracesHoldComma() -> Bool {
    var position = offset + 1
    var hasComma = false
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: ","): hasComma = true
      case UInt8(ascii: "}"): return hasComma
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "`"): return false
      default: break
      }
      position += 1
    }
    return false
  }

  private mutating func refuse(_ sign: String, _ hint: String) {
    report(
      .shellSign,
      "`\(sign)` has no meaning in a command, which is never given to a shell",
      at: span(offset, offset + 1),
      hint: hint
    )
  }
}
