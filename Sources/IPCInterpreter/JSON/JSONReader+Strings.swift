/// Strings and their escapes.
extension JSONReader {
  /// Reads a string; of keys those met before are used again.
  mutating func readString(isKey: Bool) throws(Fault) -> Value {
    let start = position + 1
    let end = unsafe JSONText.plainEnd(text, from: start)
    guard unsafe end < text.count && text[end] == UInt8(ascii: "\"") else {
      return try readEscapedString(from: start, to: end)
    }
    position = end + 1
    let part = unsafe UnsafeBufferPointer(rebasing: text[start..<end])
    return isKey ? unsafe keys.string(part) : unsafe heap.makeString(utf8: part)
  }

  /// Reads a string from the first of its bytes on that is a sign of its own.
  private mutating func readEscapedString(from start: Int, to end: Int) throws(Fault) -> Value {
    buffer.removeAll(keepingCapacity: true)
    position = start
    var end = end
    while true {
      unsafe buffer.append(contentsOf: UnsafeBufferPointer(rebasing: text[position..<end]))
      position = end
      switch next {
      case UInt8(ascii: "\""):
        position += 1
        return heap.makeString(buffer)
      case UInt8(ascii: "\\"): try readEscape()
      case nil: throw expected("a closing quote")
      default: throw expected("no control character in a string, but an escape")
      }
      end = unsafe JSONText.plainEnd(text, from: position)
    }
  }

  private mutating func readEscape() throws(Fault) {
    position += 1
    switch next {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(next ?? 0)
    case UInt8(ascii: "b"): buffer.append(0x08)
    case UInt8(ascii: "f"): buffer.append(0x0c)
    case UInt8(ascii: "n"): buffer.append(0x0a)
    case UInt8(ascii: "r"): buffer.append(0x0d)
    case UInt8(ascii: "t"): buffer.append(0x09)
    case UInt8(ascii: "u"):
      position += 1
      let scalar = try readScalar()
      buffer.append(contentsOf: String(Character(scalar)).utf8)
      return
    default: throw expected("one of `\"\\/bfnrtu`")
    }
    position += 1
  }

  /// Reads the digits behind `\u`, and for a surrogate the other one, too.
  private mutating func readScalar() throws(Fault) -> Unicode.Scalar {
    let start = position
    let first = try readCode()
    if let scalar = Unicode.Scalar(first) { return scalar }
    if first < 0xdc00, next == UInt8(ascii: "\\") {
      position += 1
      if next == UInt8(ascii: "u") {
        position += 1
        let second = try readCode()
        // The halves have ten bits each.
        let code = 0x10000 + ((first & 0x3ff) << 10 | second & 0x3ff)
        if (0xdc00...0xdfff).contains(second), let scalar = Unicode.Scalar(code) { return scalar }
      }
    }
    position = start
    throw fault("ValueError", "half a surrogate pair is no character")
  }

  private mutating func readCode() throws(Fault) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw expected("a hexadecimal digit")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}
