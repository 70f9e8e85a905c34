/// Paths as text, whatever bytes they are made of.
///
/// To the system a path is any bytes but zero. As text, a byte that belongs to no character of UTF-8 is the character U+10FF00
/// plus the byte, and so is each byte of a character from there on. So every path has one text, and every text one path.
package enum PathText {
  private static let first: UInt32 = 0x10_ff00

  /// The text of a path.
  package static func text(of bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self),
      !text.unicodeScalars.contains(where: isByte)
    {
      return text
    }
    var text = String.UnicodeScalarView()
    var parser = UTF8.ForwardParser()
    var source = bytes.makeIterator()
    var rest = bytes[...]
    while true {
      switch parser.parseScalar(from: &source) {
      case .valid(let encoded):
        let scalar = UTF8.decode(encoded)
        if isByte(scalar) { text += encoded.map(character(of:)) } else { text.append(scalar) }
        rest = rest.dropFirst(encoded.count)
      case .error(let length):
        text += rest.prefix(length).map(character(of:))
        rest = rest.dropFirst(length)
      case .emptyInput: return String(text)
      }
    }
  }

  /// The path that a text stands for.
  package static func bytes(of text: String) -> [UInt8] {
    guard text.unicodeScalars.contains(where: isByte) else { return Array(text.utf8) }
    return text.unicodeScalars.flatMap { scalar in
      isByte(scalar) ? [UInt8(scalar.value - first)] : Array(String(scalar).utf8)
    }
  }

  /// A path as messages show it, with the sign for what is no text.
  package static func shown(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isByte) else { return text }
    return String(decoding: bytes(of: text), as: UTF8.self)
  }

  /// A path as the C library wants it.
  static func cString(_ text: String) -> [CChar] {
    bytes(of: text).map(CChar.init(bitPattern:)) + [0]
  }

  private static func isByte(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= first }

  private static func character(of byte: UInt8) -> Unicode.Scalar {
    Unicode.Scalar(first + UInt32(byte)) ?? "\u{fffd}"
  }
}
