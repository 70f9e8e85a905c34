/// What is checked of the bytes before any token is read.
extension Lexer {
  /// Returns whether the file is UTF-8 without NUL, and reports what is not.
  ///
  /// Bidirectional control characters are warned of: they can make a text read otherwise than it runs.
  mutating func acceptsEncoding() -> Bool {
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 0 {
        reportByte(.nul, "the script contains a NUL byte", at: position)
        return false
      }
      if byte < 0x80 {
        position += 1
        continue
      }
      guard let length = sequenceLength(at: position) else {
        reportByte(
          .invalidUTF8,
          "the script is not UTF-8",
          at: position,
          label: "byte 0x\(String(byte, radix: 16)) at offset \(position)"
        )
        return false
      }
      warnOfDirection(at: position, length: length)
      position += length
    }
    return true
  }

  /// The length of the well-formed sequence at an offset (Unicode 15, table 3-7); nil if there is none.
  private func sequenceLength(at position: Int) -> Int? {
    let first = bytes[position]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xbf
    switch first {
    case 0xc2...0xdf: length = 2
    case 0xe0:
      length = 3
      second = 0xa0...0xbf
    case 0xed:
      length = 3
      second = 0x80...0x9f
    case 0xe1...0xef: length = 3
    case 0xf0:
      length = 4
      second = 0x90...0xbf
    case 0xf1...0xf3: length = 4
    case 0xf4:
      length = 4
      second = 0x80...0x8f
    default: return nil
    }
    guard position + length <= bytes.count, second.contains(bytes[position + 1]) else { return nil }
    for index in 2..<max(2, length) where bytes[position + index] & 0xc0 != 0x80 {
      return nil
    }
    return length
  }

  private mutating func warnOfDirection(at position: Int, length: Int) {
    guard let (scalar, _) = scalar(at: position) else { return }
    switch scalar.value {
    case 0x202a...0x202e, 0x2066...0x2069: break
    default: return
    }
    guard diagnostics.count < Parser.errorLimit else { return }
    diagnostics.append(
      Diagnostic(
        .bidirectionalControl,
        severity: .warning,
        title: "bidirectional control character U+\(Self.hexadecimal(scalar.value))",
        primary: Diagnostic.Label(
          span: self.span(position, position + length),
          text: "the text may read otherwise than it runs"
        ),
        hint: "write it as `\\u{\(String(scalar.value, radix: 16))}` in a string"
      )
    )
  }

  private mutating func reportByte(
    _ id: DiagnosticID,
    _ title: String,
    at position: Int,
    label: String = ""
  ) {
    let span = self.span(position, position + 1)
    report(id, title, at: span, label: label, hint: "scripts are text in UTF-8")
  }
}
